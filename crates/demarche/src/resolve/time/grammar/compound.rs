//! Lengths in more than one unit, "two years and three months", and between two numbers, "two to three weeks".

use super::{Grammar, Hit};
use crate::resolve::time::lexicon::{Relative, Term, Unit};
use crate::resolve::time::phrase::Phrase;

/// A length that lies between two numbers of a unit.
pub(in crate::resolve::time) struct Spread {
    pub least: u32,
    pub most: u32,
    pub unit: Unit,
    /// The token after it.
    pub end: usize,
}

impl Grammar<'_> {
    /// "two to three weeks", "2-3 days", "two or three years", "a week or two"
    pub(in crate::resolve::time) fn spread(&self, i: usize) -> Option<Spread> {
        let t = self.t;
        // "the next week or two"
        let at = match t.term(i.wrapping_sub(1)) {
            Term::Relative(Relative::Last | Relative::Next) => i,
            _ if t.is_any(i, &["a", "one"]) => i + 1,
            _ => i,
        };
        if let Term::Unit(unit) = t.term(at)
            && t.is(at + 1, "or")
            && t.is(at + 2, "two")
            && !matches!(unit, Unit::Clock | Unit::Vague | Unit::Half)
            && !t.word(at).ends_with('s')
        {
            return Some(Spread { least: 1, most: 2, unit, end: at + 3 });
        }
        let (least, end) = self.cardinal(i)?;
        let is_joined = t.is_any(end, &["to", "or"]) || (t.is_mark(end, '-') && t.is_glued(end) && t.is_glued(end + 1));
        let (most, after) = self.cardinal(end + 1).filter(|&(most, _)| is_joined && most > least)?;
        let (_, unit, end) = self.measure(end + 1).filter(|&(count, _, end)| count == Some(most) && end > after)?;
        (!matches!(unit, Unit::Clock | Unit::Vague)).then_some(Spread { least, most, unit, end })
    }

    /// What such a length says with the words after it: "two or three weeks ago", "two to three weeks from now".
    pub(super) fn told_by_spread(&self, spread: &Spread) -> (Phrase, usize) {
        let t = self.t;
        let &Spread { least, most, unit, end } = spread;
        let about = |first: Phrase, last: Phrase| Phrase::About(Box::new(Phrase::Range(Box::new(first), Box::new(last))));
        if t.is(end, "ago") {
            return (about(Phrase::Ago { count: most, unit }, Phrase::Ago { count: least, unit }), end + 1);
        }
        if let Some(after) = self.past_from_now(end) {
            let ahead = |count: u32| Phrase::Offset { count: i64::from(count), unit, base: Box::new(Phrase::FromToday(0)) };
            return (about(ahead(least), ahead(most)), after);
        }
        if t.is_any(end, &["later", "earlier"]) {
            return (Phrase::Nothing("vague count"), end + 1);
        }
        (Phrase::Nothing("duration"), end)
    }

    /// "from now", "from today", "hence": the token after it.
    fn past_from_now(&self, i: usize) -> Option<usize> {
        let t = self.t;
        match (t.word(i), t.word(i + 1)) {
            ("hence", _) => Some(i + 1),
            ("from", "now" | "today") => Some(i + 2),
            _ => None,
        }
    }

    /// The counts and units of "two years and three months", "2 years, 3 months and 4 days", from long to short.
    pub(super) fn compound(&self, i: usize) -> Option<(Vec<(u32, Unit)>, usize)> {
        let t = self.t;
        let (count, unit, mut end) = self.measure(i)?;
        let mut parts = vec![(count?, unit)];
        while t.is(end, "and") || t.is_mark(end, ',') {
            let next = if t.is_mark(end, ',') && t.is(end + 1, "and") { end + 2 } else { end + 1 };
            let last = parts.last().map_or(unit, |&(_, unit)| unit);
            let Some((Some(count), unit, after)) = self.measure(next).filter(|_| !t.is_any(next, &["a", "an"])) else { break };
            if unit >= last {
                break;
            }
            parts.push((count, unit));
            end = after;
        }
        (parts.len() > 1).then_some((parts, end))
    }

    /// What a length in several units says with the words after it.
    pub(super) fn told_by_compound(&self, i: usize) -> Hit {
        let t = self.t;
        let (parts, end) = self.compound(i)?;
        let &(count, unit) = parts.last()?;
        if parts.iter().any(|&(_, unit)| unit == Unit::Clock) {
            return Some((Phrase::Nothing("duration"), end));
        }
        let (sign, base, after) = match t.word(end) {
            "ago" => (-1, Phrase::Ago { count, unit }, end + 1),
            "later" => (1, Phrase::Later { count: i64::from(count), unit }, end + 1),
            "earlier" => (-1, Phrase::Later { count: -i64::from(count), unit }, end + 1),
            _ => match self.past_from_now(end) {
                Some(after) => (1, counted(1, &[(count, unit)], Phrase::FromToday(0)), after),
                None => return Some((Phrase::Nothing("duration"), end)),
            },
        };
        Some((counted(sign, &parts[..parts.len() - 1], base), after))
    }

    /// "the last 3 months and 2 weeks", "the past two or three years"; `relative` stands before token `i`.
    pub(super) fn stretch_of_several(&self, relative: Relative, i: usize) -> Hit {
        let t = self.t;
        if let Some(Spread { most, unit, end, .. }) = self.spread(i) {
            let stretch = Phrase::Stretch { relative, count: most, unit };
            return Some((Phrase::About(Box::new(stretch)), end));
        }
        let (parts, end) = self.compound(i).filter(|_| !t.is_any(i, &["a", "an", "one"]))?;
        let is_other = t.is_any(end, &["ago", "later", "earlier", "before", "after", "from"]);
        if is_other || parts.iter().any(|&(_, unit)| unit == Unit::Clock) {
            return None;
        }
        let here = Phrase::FromToday(0);
        match relative {
            Relative::Last => Some((Phrase::Range(Box::new(counted(-1, &parts, here.clone())), Box::new(here)), end)),
            Relative::Next => Some((Phrase::Range(Box::new(here.clone()), Box::new(counted(1, &parts, here))), end)),
            _ => None,
        }
    }
}

/// So many of each unit, the shortest first, from a date on.
pub(super) fn counted(sign: i64, parts: &[(u32, Unit)], base: Phrase) -> Phrase {
    parts.iter().rev().fold(base, |base, &(count, unit)| Phrase::Offset { count: sign * i64::from(count), unit, base: Box::new(base) })
}
