//! Parts of a unit of time in words: halves and quarters.

use super::Grammar;
use crate::resolve::time::lexicon::{Term, Unit};

impl Grammar<'_> {
    /// "half a year", "a half-century", "a quarter of a century" in the units that they are whole numbers of; half a month is none.
    pub(super) fn part_of_unit(&self, i: usize) -> Option<(Option<u32>, Unit, usize)> {
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
        let parts = match (unit, is_half) {
            (Unit::Year, true) => (Some(6), Unit::Month),
            (Unit::Year, false) => (Some(3), Unit::Month),
            (Unit::Decade, true) => (Some(5), Unit::Year),
            (Unit::Century, true) => (Some(50), Unit::Year),
            (Unit::Century, false) => (Some(25), Unit::Year),
            (unit, _) => (None, unit),
        };
        Some((parts.0, parts.1, inner + 1))
    }
}
