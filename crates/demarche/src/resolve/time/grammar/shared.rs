//! Two times that share a word: "the 18th and 19th centuries", "from the first to the third quarter of 2019", "mid to late May".

use super::{Grammar, Hit};
use crate::resolve::time::lexicon::{Edge, Term, Unit};
use crate::resolve::time::phrase::Phrase;

impl Grammar<'_> {
    /// Two ordinals before one noun. Without "from" or "between" they must follow each other: "the first and third quarters" are
    /// not the time from the one to the other.
    pub(super) fn two_ordinals(&self, i: usize, opener: &str) -> Hit {
        let t = self.t;
        let skip_the = |at: usize| if t.is(at, "the") { at + 1 } else { at };
        let (first, end) = self.ordinal(skip_the(i)).filter(|&(n, _)| n > 0)?;
        let joined = if t.is(end, "and") && opener != "from" { end + 1 } else { self.connector(end, opener)? };
        let (second, noun) = self.ordinal(skip_the(joined)).filter(|&(n, _)| n > first)?;
        if second > first + 1 && opener.is_empty() {
            return None;
        }
        let (first, second) = (i8::try_from(first).ok()?, i8::try_from(second).ok()?);
        let (a, b, after) = match t.term(noun) {
            Term::Unit(Unit::Century) if second <= 30 => {
                let century = |n: i8| Phrase::Years { first: (i32::from(n) - 1) * 100, last: i32::from(n) * 100 - 1 };
                (century(first), century(second), noun + 1)
            }
            Term::Unit(Unit::Quarter) if second <= 4 => {
                let quarter = |n: i8, year: Option<i32>| Phrase::Part { n, of: 4, year };
                if let Some((year, after)) = self.year_after(noun + 1) {
                    (quarter(first, Some(year)), quarter(second, Some(year)), after)
                } else {
                    let (last, after) = self.of_year(quarter(second, None), noun + 1)?;
                    let (first, _) = self.of_year(quarter(first, None), noun + 1)?;
                    (first, last, after)
                }
            }
            _ => return None,
        };
        let is_before = self.era(after).is_some_and(|(is_before, _)| is_before);
        (!is_before).then(|| (Phrase::Range(Box::new(a), Box::new(b)), after))
    }

    /// "early to mid May", "mid-to-late 2015", "in early or mid-June": two thirds of one period that follow each other.
    pub(super) fn two_thirds(&self, i: usize) -> Hit {
        let t = self.t;
        let edge = |at: usize| match t.term(at) {
            Term::Edge(edge) if t.is_any(at, &["early", "mid", "late"]) => Some(edge),
            _ => None,
        };
        let dash = |at: usize| if t.is_mark(at, '-') { at + 1 } else { at };
        let first = edge(i)?;
        let joint = dash(i + 1);
        let at = if t.is_any(joint, &["to", "or", "and"]) { dash(joint + 1) } else { return None };
        let second = edge(at).filter(|second| matches!((first, second), (Edge::Early, Edge::Mid) | (Edge::Mid, Edge::Late)))?;
        let (Phrase::Third { period, .. }, end) = self.edge(at, 3)? else { return None };
        let third = |edge: Edge| Box::new(Phrase::Third { edge, period: period.clone() });
        Some((Phrase::Range(third(first), third(second)), end))
    }
}
