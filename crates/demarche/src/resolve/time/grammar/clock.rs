//! Hours and parts of the day. The day is the finest grain: an hour on a day is that day, an hour alone resolves to nothing.

use super::{Grammar, Hit, longest};
use crate::resolve::time::lex::Shape;
use crate::resolve::time::lexicon::Term;
use crate::resolve::time::phrase::Phrase;

const ZONES: [&str; 22] = [
    "gmt", "utc", "bst", "cet", "cest", "est", "edt", "pst", "pdt", "cst", "cdt", "et", "pt", "ct", "mt", "ist", "jst", "kst", "eet",
    "msk", "hrs", "hours",
];

impl Grammar<'_> {
    /// "6 p.m.", "18:30 GMT", "0600 GMT", "five o'clock", "noon": the token after it.
    fn hour(&self, i: usize) -> Option<usize> {
        let t = self.t;
        if t.is_any(i, &["noon", "midday", "midnight"]) {
            return Some(self.zone(i + 1).unwrap_or(i + 1));
        }
        let is_number = matches!(t.shape(i), Some(Shape::Number(1 | 2))) && t.value(i) <= 24;
        if is_number && self.is_clock_colon(i + 1) && t.value(i + 2) < 60 {
            let mut end = i + 3;
            if self.is_clock_colon(end) {
                end += 2;
            }
            let end = self.meridiem(end).unwrap_or(end);
            return Some(self.zone(end).unwrap_or(end));
        }
        if t.shape(i) == Some(Shape::Number(4)) && t.value(i) % 100 < 60 && t.value(i) < 2400 {
            return self.zone(i + 1).filter(|_| !t.is(i + 1, "hours") || t.value(i).is_multiple_of(100) || t.value(i) < 1000);
        }
        let is_decimal = t.shape(i) == Some(Shape::Sum);
        let is_word = matches!(t.term(i), Term::Cardinal(1..=12));
        if is_number || is_decimal || is_word {
            if let Some(end) = self.meridiem(i + 1) {
                return Some(self.zone(end).unwrap_or(end));
            }
            if t.is(i + 1, "o") && t.is_mark(i + 2, '\'') && t.is(i + 3, "clock") {
                return Some(self.meridiem(i + 4).unwrap_or(i + 4));
            }
        }
        None
    }

    /// "am", "p.m.", "in the morning"
    fn meridiem(&self, i: usize) -> Option<usize> {
        let t = self.t;
        if t.is_any(i, &["am", "pm"]) {
            return Some(i + 1);
        }
        if t.is_any(i, &["a", "p"]) && t.is_mark(i + 1, '.') && t.is(i + 2, "m") && t.is_glued(i + 2) {
            return Some(if t.is_mark(i + 3, '.') && t.is_glued(i + 3) { i + 4 } else { i + 3 });
        }
        let is_part = t.is(i, "in") && t.is(i + 1, "the") && t.is_any(i + 2, &["morning", "afternoon", "evening"]);
        is_part.then_some(i + 3)
    }

    fn zone(&self, i: usize) -> Option<usize> {
        let t = self.t;
        if t.is_any(i, &ZONES) && (t.is_capitalised(i) || t.is_any(i, &["gmt", "hrs", "hours"])) {
            return Some(i + 1);
        }
        let is_local = t.is_any(i, &["local", "moscow", "beijing", "eastern", "baghdad", "london"]) && t.is(i + 1, "time");
        is_local.then_some(i + 2)
    }

    /// An hour alone, or from one to another.
    pub(super) fn clock_time(&self, i: usize) -> Hit {
        let end = self.hour(i)?;
        Some((Phrase::Nothing("time of day"), end))
    }

    /// A part of the day or an hour, joined to its day: "the evening of 3 May", "6 p.m. on Tuesday", "Monday night",
    /// "before dawn on Friday", "early hours of Saturday", "Tuesday at noon".
    pub(super) fn on_a_day(&self, i: usize, depth: u8) -> Hit {
        longest([self.part_first(i, depth), self.day_then_part(i, depth)])
    }

    fn part_first(&self, i: usize, depth: u8) -> Hit {
        let t = self.t;
        let mut at = if t.is(i, "the") { i + 1 } else { i };
        if t.is_any(at, &["early", "late", "very", "small", "predawn", "dark"]) {
            at += 1;
            at = if t.is_any(at, &["in", "on"]) && t.is(at + 1, "the") { at + 2 } else { at };
        }
        let is_hours = t.is(at, "hours") && at > i;
        let is_part = (t.term(at) == Term::DayPart && !t.word(at).ends_with("ings")) || t.is(at, "night") || is_hours;
        let mut end = match self.hour(at) {
            Some(end) => end,
            None if is_part => at + 1,
            None => return None,
        };
        if t.is(end, "hours") && is_part {
            end += 1;
        }
        if t.is_mark(end, ',') {
            end += 1;
        }
        let from = if t.is_any(end, &["on", "of"]) { end + 1 } else { end };
        // "the morning of the 3rd"
        let nth = (from > end && t.is(from, "the") && t.shape(from + 1) == Some(Shape::Nth) && !t.is(from + 2, "of"))
            .then(|| i8::try_from(t.value(from + 1)).ok().filter(|n| (1..=31).contains(n)))
            .flatten()
            .map(|day| (Phrase::DayOfMonth { day, weekday: None }, from + 2));
        let day = longest([self.period_of_day(from, depth), nth]);
        if let Some((day, after)) = day {
            return Some((Phrase::DayPart(Box::new(day)), after));
        }
        let is_placed = matches!(t.before(i, 1), "at" | "by" | "before" | "after" | "until" | "in") || t.is(i, "the");
        let is_alone = is_part && at <= i + 1 && is_placed && !t.is(at, "night") && !t.is_mark(at + 1, '-');
        let is_late = t.is_any(i, &["early", "late"]) || is_hours;
        (is_alone && !is_late && !t.is(end, "of") && !t.is_capitalised(at)).then_some((Phrase::Nothing("time of day"), at + 1))
    }

    /// A single day, as hours and parts of the day stand on.
    fn period_of_day(&self, i: usize, depth: u8) -> Hit {
        let (phrase, end) = self.period(i, depth)?;
        let is_day = matches!(
            phrase,
            Phrase::Day { .. }
                | Phrase::DayOfMonth { .. }
                | Phrase::Weekday { .. }
                | Phrase::FromToday(_)
                | Phrase::Holiday { .. }
                | Phrase::Undecided { .. }
        ) || matches!(&phrase, Phrase::Unit { unit, .. } if *unit <= crate::resolve::time::lexicon::Unit::Day)
            || matches!(&phrase, Phrase::DayPart(_));
        is_day.then_some((phrase, end))
    }

    /// "Monday night", "March 3 at 6 p.m.", "Tuesday, 1800 GMT", "yesterday evening", "in two days on Friday"
    fn day_then_part(&self, i: usize, depth: u8) -> Hit {
        let t = self.t;
        let (day, end) = self.period_of_day(i, depth)?;
        if t.is_any(i, &["early", "late"]) && !matches!(day, Phrase::DayPart(_)) {
            return None;
        }
        let from = if t.is_mark(end, ',') || t.is_any(end, &["at", "around", "shortly"]) { end + 1 } else { end };
        if let Some(after) = self.hour(from)
            && (matches!(t.shape(from), Some(Shape::Number(_) | Shape::Sum)) || t.is_any(from, &["noon", "midnight", "midday"]))
        {
            return Some((Phrase::DayPart(Box::new(day)), after));
        }
        let part = if t.is_any(end, &["early", "late"]) { end + 1 } else { end };
        let is_part = (t.term(part) == Term::DayPart || t.is(part, "night")) && !t.word(part).ends_with("ings");
        (is_part && !(t.is_mark(part + 1, '-') && t.is_glued(part + 1))).then_some((Phrase::DayPart(Box::new(day)), part + 1))
    }
}
