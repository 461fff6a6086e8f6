//! Lengths of time that lead ahead from publication: "in three days".

use super::compound::{Spread, counted};
use super::{Grammar, Hit};
use crate::resolve::time::lexicon::Unit;
use crate::resolve::time::phrase::Phrase;

impl Grammar<'_> {
    /// "in three days", "in a week's time"; "in three days of fighting" is a length.
    pub(super) fn ahead(&self, i: usize, depth: u8) -> Hit {
        let t = self.t;
        if !t.is(i, "in") {
            return None;
        }
        let from = match (t.word(i + 1), t.word(i + 2)) {
            ("just", "under") | ("less" | "fewer", "than") | ("at", "most") => i + 3,
            ("about" | "around" | "just" | "under" | "roughly", _) => i + 2,
            _ => i + 1,
        };
        let from = if t.is(i + 1, "exactly") { i + 2 } else { from };
        let is_less = (i + 1..from).any(|j| t.is_any(j, &["under", "less", "fewer", "most"]));
        if let Some(found) = self.ahead_of_several(i, from, is_less) {
            return Some(found);
        }
        let (count, unit, mut end) = self.measure(from)?;
        let is_stressed = t.is_any(from + 1, &["single", "short", "full", "whole", "mere", "brutal", "bloody"]);
        if is_stressed || t.is(end, "of") || self.is_age(end) || self.is_superlative_before(i) || t.is_mark(end, '-') {
            return None;
        }
        if t.is_mark(end, '\'') {
            end += if t.is(end + 1, "time") {
                2
            } else if t.is(end + 1, "s") && t.is(end + 2, "time") {
                3
            } else {
                return None;
            };
        } else if t.is(end, "time") && t.word(end - 1).ends_with('s') {
            end += 1;
        }
        // "in two days from today"
        if t.is_any(end, &["from", "after"])
            && let Some((offset @ Phrase::Offset { .. }, end)) = self.counted_from(end, count.map(i64::from), unit, depth)
        {
            return Some((offset, end));
        }
        match (count, unit) {
            (_, Unit::Clock) => None,
            (None, _) => None,
            (Some(count), unit) if is_less => {
                Some((Phrase::Range(Box::new(Phrase::FromToday(0)), Box::new(Phrase::Ahead { count, unit })), end))
            }
            (Some(count), unit) if from > i + 1 && !t.is_any(i + 1, &["just", "exactly"]) => {
                Some((Phrase::About(Box::new(Phrase::Ahead { count, unit })), end))
            }
            (Some(count), unit) => Some((Phrase::Ahead { count, unit }, end)),
        }
    }

    /// "in two to three weeks", "in a week or two", "in 2 weeks and 3 days"
    fn ahead_of_several(&self, i: usize, from: usize, is_less: bool) -> Hit {
        let t = self.t;
        let ends = |end: usize| !t.is(end, "of") && !t.is_mark(end, '-') && !self.is_age(end) && !self.is_superlative_before(i);
        if let Some(Spread { least, most, unit, end }) = self.spread(from) {
            let ahead = |count: u32| Box::new(Phrase::Ahead { count, unit });
            let found = Phrase::About(Box::new(Phrase::Range(ahead(least), ahead(most))));
            let end = if t.is_mark(end, '\'') && t.is(end + 1, "time") { end + 2 } else { end };
            return (ends(end) && !is_less).then_some((found, end));
        }
        let (parts, end) = self.compound(from)?;
        let &(count, unit) = parts.last().filter(|&&(_, unit)| unit != Unit::Clock)?;
        let found = counted(1, &parts[..parts.len() - 1], Phrase::Ahead { count, unit });
        (ends(end) && !is_less).then_some((found, end))
    }

    /// "the first visit in ten years", "the deadliest attack in two decades"
    fn is_superlative_before(&self, i: usize) -> bool {
        let t = self.t;
        (1..=8).any(|back| {
            let word = t.before(i, back);
            matches!(word, "first" | "second" | "third" | "fourth" | "time" | "times" | "most" | "worst" | "least" | "only" | "twice")
                || (word.len() > 5 && word.ends_with("est") && !matches!(word, "protest" | "arrest" | "interest" | "request" | "conquest"))
        })
    }
}
