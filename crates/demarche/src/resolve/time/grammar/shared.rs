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
        let (first_edge, at) = self.edge_word(skip_the(i));
        let (first, end) = self.ordinal(at).filter(|&(n, _)| n > 0)?;
        let joined = if t.is(end, "and") && opener != "from" { end + 1 } else { self.connector(end, opener)? };
        let (second_edge, at) = self.edge_word(skip_the(joined));
        let (second, noun) = self.ordinal(at).filter(|&(n, _)| n > first)?;
        if second > first + 1 && opener.is_empty() {
            return None;
        }
        let (first, second) = (i8::try_from(first).ok()?, i8::try_from(second).ok()?);
        let (a, b, after) = match t.term(noun) {
            Term::Unit(Unit::Century) if second <= 30 => {
                let century = |n: i8| Phrase::Years { first: (i32::from(n) - 1) * 100, last: i32::from(n) * 100 - 1 };
                let is_before = self.era(noun + 1).is_some_and(|(is_before, _)| is_before);
                (!is_before).then(|| (century(first), century(second), noun + 1))?
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
            Term::Unit(Unit::Week | Unit::Month) => {
                let (Phrase::Nth { n, count: 1, unit, period }, after) = self.part_of(at, 3)? else { return None };
                let part = |n: i64| Phrase::Nth { n, count: 1, unit, period: period.clone() };
                (n == i64::from(second)).then(|| (part(i64::from(first)), part(n), after))?
            }
            _ => return None,
        };
        let edged = |edge: Option<Edge>, period: Phrase| match edge {
            Some(edge) => Phrase::Third { edge, period: Box::new(period) },
            None => period,
        };
        Some((Phrase::Range(Box::new(edged(first_edge, a)), Box::new(edged(second_edge, b))), after))
    }

    /// "early", "mid-", "late" before what they are of: the edge, if it is one, and the token after it.
    fn edge_word(&self, i: usize) -> (Option<Edge>, usize) {
        let t = self.t;
        match t.term(i) {
            Term::Edge(edge) if t.is_any(i, &["early", "mid", "late"]) => (Some(edge), if t.is_mark(i + 1, '-') { i + 2 } else { i + 1 }),
            _ => (None, i),
        }
    }

    /// "early to mid May", "mid-to-late 2015", "early or mid-June": two thirds of one period that follow each other.
    pub(super) fn two_thirds(&self, i: usize) -> Hit {
        let t = self.t;
        let (first, joint) = self.edge_word(i);
        if !t.is_any(joint, &["to", "or", "and"]) {
            return None;
        }
        let at = if t.is_mark(joint + 1, '-') { joint + 2 } else { joint + 1 };
        let (second, _) = self.edge_word(at);
        let (first, second) = match (first?, second?) {
            pair @ ((Edge::Early, Edge::Mid) | (Edge::Mid, Edge::Late)) => pair,
            _ => return None,
        };
        let (Phrase::Third { period, .. }, end) = self.edge(at, 3)? else { return None };
        let third = |edge: Edge| Box::new(Phrase::Third { edge, period: period.clone() });
        Some((Phrase::Range(third(first), third(second)), end))
    }
}
