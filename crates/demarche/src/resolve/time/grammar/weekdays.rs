//! Weekdays, alone and with a date or week.

use super::dates::{AFTER_DAY, whole_unit};
use super::{Grammar, Hit, longest};
use crate::resolve::time::lexicon::{Relative, Term, Unit};
use crate::resolve::time::phrase::Phrase;

impl Grammar<'_> {
    /// "Monday", "Monday, March 3", "Mon 13th", "Friday of last week", "Monday next week"
    pub(super) fn weekday(&self, i: usize, depth: u8) -> Hit {
        let t = self.t;
        let (weekday, mut end, is_full) = self.weekday_name(i)?;
        if self.is_named_weekday(i) {
            return None;
        }
        let at = if t.is_mark(end, ',') { end + 1 } else { end };
        let at = if t.is_mark(at, '-') && t.is_glued(at) { at + 1 } else { at };
        let at = if t.is_mark(at, '(') { at + 1 } else { at };
        let dated = longest([self.month_first(at), self.day_first(at), self.numeric(at), self.year_first(at)]);
        // "Friday (June 15)"
        let close = |end: usize| if t.is_mark(at - 1, '(') && t.is_mark(end, ')') { end + 1 } else { end };
        let dated = dated.map(|(phrase, end)| (phrase, close(end))).filter(|(_, end)| !t.is_mark(at - 1, '(') || t.is_mark(end - 1, ')'));
        match dated {
            Some((Phrase::Day { year, month, day, .. }, end)) => {
                return Some((Phrase::Day { year, month, day, weekday: Some(weekday) }, end));
            }
            Some((Phrase::Undecided { first, second, year, .. }, end)) => {
                return Some((Phrase::Undecided { first, second, year, weekday: Some(weekday) }, end));
            }
            _ => {}
        }
        let nth = if t.is(at, "the") { at + 1 } else { at };
        if let Some((day, after, is_ordinal)) = self.day_number(nth)
            && (is_ordinal || at == end)
            && (!t.is_word(after) || (is_ordinal && AFTER_DAY.contains(&t.word(after))))
            && !(t.is_mark(after, '-') && t.is_glued(after))
            && !self.is_clock_colon(after)
        {
            return Some((Phrase::DayOfMonth { day, weekday: Some(weekday) }, after));
        }
        // "Friday of last week"
        let of = if t.is(end, "of") { end + 1 } else { end };
        let week = self.relative(of, depth).map(|(week, after)| (if of > end { whole_unit(week) } else { week }, after));
        // "Monday of the second week of May"
        let part = self.part_of(of, depth).filter(|_| of > end);
        if let Some((week @ Phrase::Nth { unit: Unit::Week, count: 1, .. } | week @ Phrase::WeekOf(_), after)) = part {
            return Some((Phrase::Weekday { weekday, relative: None, week: Some(Box::new(week)) }, after));
        }
        if let Some((week @ Phrase::Unit { .. }, after)) = week
            && self.is_week(of, after)
        {
            return Some((Phrase::Weekday { weekday, relative: None, week: Some(Box::new(week)) }, after));
        }
        if let (Term::Relative(relative @ (Relative::Last | Relative::Next)), true) = (t.term(end), t.is_any(end, &["last", "next"]))
            && !t.is_word(end + 1)
        {
            return Some((Phrase::Weekday { weekday, relative: Some(relative), week: None }, end + 1));
        }
        if !is_full && !self.is_short_weekday(i) {
            return None;
        }
        if t.is_mark(end, '.') && !is_full {
            end += 1;
        }
        Some((Phrase::Weekday { weekday, relative: None, week: None }, end))
    }

    /// True where the weekday belongs to a name: "Fox News Sunday", "Super Tuesday", "Bloody Sunday".
    fn is_named_weekday(&self, i: usize) -> bool {
        const NAMING: [&str; 8] = ["news", "super", "bloody", "bowl", "giving", "sheffield", "ruby", "freaky"];
        let t = self.t;
        t.is_capitalised(i) && NAMING.contains(&t.before(i, 1)) && t.is_capitalised(i - 1)
    }

    /// True for "Wed" after "Tue," or "Tue and".
    fn is_listed_weekday(&self, i: usize) -> bool {
        let t = self.t;
        let is_list = matches!(t.before(i, 1), "," | "and" | "or" | "/");
        is_list && i >= 2 && t.is_capitalised(i - 2) && matches!(t.term(i - 2), Term::ShortWeekday(_)) && !t.is_capitalised(i + 1)
    }

    fn is_week(&self, from: usize, to: usize) -> bool {
        (from..to).any(|j| self.t.is(j, "week"))
    }

    /// A weekday's name: number, token after it, whether in full.
    pub(super) fn weekday_name(&self, i: usize) -> Option<(i8, usize, bool)> {
        match self.t.term(i) {
            Term::Weekday(day) => Some((day, i + 1, true)),
            Term::ShortWeekday(day) => {
                let has_stop = self.t.is_mark(i + 1, '.') && self.t.is_glued(i + 1);
                let is_dated = has_stop && self.t.same_sentence(i, i + 2);
                Some((day, if is_dated { i + 2 } else { i + 1 }, false))
            }
            _ => None,
        }
    }

    /// "Tue", "on Sat", "next week Mon": abbreviations that are words ("sat", "sun") need a word of time before them.
    fn is_short_weekday(&self, i: usize) -> bool {
        let t = self.t;
        let before = t.before(i, 1);
        let is_word = t.is_any(i, &["mon", "wed", "sat", "sun"]);
        (t.is_capitalised(i) || (!is_word && matches!(before, "on" | "until" | "since" | "by")))
            && (t.is_any(i, &["tue", "tues", "thu", "thur", "thurs"])
                || self.is_listed_weekday(i)
                || matches!(before, "on" | "week" | "last" | "next" | "until" | "since" | "by")
                    && !t.is_capitalised(i + 1)
                    && !t.is_mark(i + 1, '\''))
    }
}
