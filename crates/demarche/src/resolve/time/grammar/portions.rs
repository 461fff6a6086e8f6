//! Parts of a unit of time in words: halves and quarters.

use super::Grammar;
use crate::resolve::time::lex::Shape;
use crate::resolve::time::lexicon::{Term, Unit};

/// A length in whole units, where it has a whole number of them, and the token after it.
type Length = (Option<u32>, Unit, usize);

/// The units of which half a unit is a whole number, and that number; half a month is none.
fn half_of(unit: Unit) -> Option<(u32, Unit)> {
    match unit {
        Unit::Year => Some((6, Unit::Month)),
        Unit::Decade => Some((5, Unit::Year)),
        Unit::Century => Some((50, Unit::Year)),
        _ => None,
    }
}

impl Grammar<'_> {
    /// "half a year", "a half-century", "a quarter of a century" in the units that they are whole numbers of.
    pub(super) fn part_of_unit(&self, i: usize) -> Option<Length> {
        let t = self.t;
        let has_article = t.is(i, "a");
        let at = if has_article { i + 1 } else { i };
        let is_half = t.is(at, "half");
        let is_quarter = t.is(at, "quarter") && has_article;
        if !is_half && !is_quarter {
            return None;
        }
        let inner = match (t.word(at + 1), t.word(at + 2)) {
            ("of", "a") => at + 3,
            ("a" | "an", _) if is_half && !has_article => at + 2,
            ("-", _) if has_article && t.is_glued(at + 1) => at + 2,
            _ if has_article => at + 1,
            // "the past half century"
            _ if matches!(t.term(i.wrapping_sub(1)), Term::Relative(_)) && t.is_any(at + 1, &["century", "decade"]) => at + 1,
            _ => return None,
        };
        let Term::Unit(unit) = t.term(inner) else { return None };
        if t.word(inner).ends_with('s') || matches!(unit, Unit::Vague | Unit::Half) {
            return None;
        }
        let found = match (half_of(unit), unit) {
            (Some((n, smaller)), _) if is_half => (Some(n), smaller),
            (_, Unit::Year) => (Some(3), Unit::Month),
            (_, Unit::Century) => (Some(25), Unit::Year),
            (_, unit) => (None, unit),
        };
        Some((found.0, found.1, inner + 1))
    }

    /// "year and a half" after "the past"
    pub(super) fn unit_and_a_half(&self, i: usize) -> Option<Length> {
        let t = self.t;
        let end = self.half_more(i + 1).filter(|_| !t.word(i).ends_with('s'))?;
        Self::halves(1, t.term(i), end)
    }

    /// "and a half": the token after it.
    fn half_more(&self, i: usize) -> Option<usize> {
        let t = self.t;
        if !t.is(i, "and") {
            return None;
        }
        let dash = |at: usize| if t.is_mark(at, '-') { at + 1 } else { at };
        let (a, half) = (dash(i + 1), dash(dash(i + 1) + 1));
        (t.is(a, "a") && t.is(half, "half")).then_some(half + 1)
    }

    /// "a year and a half", "two and a half years", "one-and-a-half decades", of which `count` has been read up to token `at`.
    pub(super) fn and_a_half(&self, count: u32, at: usize) -> Option<Length> {
        let t = self.t;
        let dash = |at: usize| if t.is_mark(at, '-') && t.is_glued(at) { at + 1 } else { at };
        let at = dash(at);
        let (unit, end) = match self.half_more(at) {
            Some(after) => (dash(after), dash(after) + 1),
            None => (at, self.half_more(at + 1)?),
        };
        Self::halves(count, t.term(unit), end)
    }

    /// "2.5 years"
    pub(super) fn decimal_half(&self, i: usize) -> Option<Length> {
        let t = self.t;
        let count = t.word(i).strip_suffix(".5")?.parse().ok().filter(|_| t.shape(i) == Some(Shape::Sum))?;
        let at = if t.is_mark(i + 1, '-') { i + 2 } else { i + 1 };
        Self::halves(count, t.term(at), at + 1)
    }

    /// So many units and half a one: years are told in months then.
    fn halves(count: u32, unit: Term, end: usize) -> Option<Length> {
        match unit {
            Term::Unit(Unit::Vague | Unit::Half) => None,
            Term::Unit(unit) => match half_of(unit) {
                Some((half, smaller)) if count < 1000 => Some((Some(count * 2 * half + half), smaller, end)),
                _ => Some((None, unit, end)),
            },
            _ => None,
        }
    }
}
