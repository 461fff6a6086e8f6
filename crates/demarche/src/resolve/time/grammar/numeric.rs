//! Dates in numbers: year first, or day and month in either order.

use super::dates::AFTER_DAY;
use super::{Grammar, Hit};
use crate::resolve::time::lex::Shape;
use crate::resolve::time::lexicon::Term;
use crate::resolve::time::phrase::Phrase;

impl Grammar<'_> {
    /// "2014-05-03", "2019/aug/1", "2016 10 16", "2017 April", "2019-Q1"
    pub(super) fn year_first(&self, i: usize) -> Hit {
        let t = self.t;
        if !matches!(t.shape(i), Some(Shape::Number(4))) {
            return None;
        }
        if let Some(found) = self.month_and_year(i).or_else(|| self.slashed_apart(i)) {
            return Some(found);
        }
        if let Some(found) = self.glued_part(i).or_else(|| self.iso_week(i)) {
            return Some(found);
        }
        let (year, end) = self.year(i)?;
        let is_mark = |at: usize, c: char| t.is_mark(at, c) && t.is_glued(at) && t.is_glued(at + 1);
        for mark in ['-', '/', '.'] {
            if !is_mark(end, mark) {
                continue;
            }
            // "2020.Sep.23"
            if let Some((month, after, false)) = self.month_name(end + 1)
                && t.is_mark(after - 1, '.')
                && t.is_glued(after)
                && let Some((day, end, false)) = self.day_number(after)
            {
                return Some((Phrase::Day { year: Some(year), month, day, weekday: None }, end));
            }
            if let Some((month, after, _)) = self.month_name(end + 1) {
                return match self.day_number(after + 1).filter(|_| is_mark(after, mark)) {
                    Some((day, end, _)) => Some((Phrase::Day { year: Some(year), month, day, weekday: None }, end)),
                    None => Some((Phrase::Month { year: Some(year), month, relative: None }, after)),
                };
            }
            if let Some((n, of, after)) = self.part_name(end + 1) {
                return Some((Phrase::Part { n, of, year: Some(year) }, after));
            }
            // "2015-12"; "2007-08" is two years
            if mark == '-'
                && let Some(Shape::Number(2)) = t.shape(end + 1)
                && (1..=12).contains(&t.value(end + 1))
                && i32::try_from(t.value(end + 1)).is_ok_and(|n| n <= year % 100)
                && !(t.is_mark(end + 2, '-') && t.is_glued(end + 2))
                && !(t.is_word(end + 2) && t.is_glued(end + 2))
            {
                let month = i8::try_from(t.value(end + 1)).ok()?;
                return Some((Phrase::Month { year: Some(year), month, relative: None }, end + 2));
            }
            if let (Some((a, after, false)), true) = (self.day_number(end + 1), is_mark(end + 2, mark)) {
                // "2016-10-12T16:00"
                let is_stamp = t.is(after + 2, "t") && t.is_glued(after + 3) && matches!(t.shape(after + 3), Some(Shape::Number(2)));
                let stamped = matches!(t.shape(after + 1), Some(Shape::Number(2))).then(|| i8::try_from(t.value(after + 1)).unwrap_or(0));
                let stamped = stamped.filter(|day| is_stamp && (1..=31).contains(day)).map(|day| (day, after + 2, false));
                if let Some((b, end, false)) = self.day_number(after + 1).or(stamped) {
                    // "2019-25-03"
                    let (month, day) = if a > 12 { (b, a) } else { (a, b) };
                    return (month <= 12).then_some((Phrase::Day { year: Some(year), month, day, weekday: None }, end));
                }
                let (month, end, _) = self.month_name(after + 1)?;
                return Some((Phrase::Day { year: Some(year), month, day: a, weekday: None }, end));
            }
            return None;
        }
        if let (Some((month @ 1..=12, a, false)), Some((day, b, false))) = (self.day_number(end), self.day_number(end + 1))
            && a == end + 1
            && matches!(t.shape(end), Some(Shape::Number(2)))
            && matches!(t.shape(end + 1), Some(Shape::Number(2)))
        {
            return Some((Phrase::Day { year: Some(year), month, day, weekday: None }, b));
        }
        // "2018's third quarter"
        let from = if t.is_mark(end, '\'') && t.is(end + 1, "s") { end + 2 } else { end };
        if let Some((n, part)) = self.ordinal(from)
            && let Some(of) = t.is(part, "quarter").then_some(4).or_else(|| t.is(part, "half").then_some(2))
            && let Ok(n) = i8::try_from(n)
            && (1..=of).contains(&n)
            && t.is_word(from)
        {
            return Some((Phrase::Part { n, of, year: Some(year) }, part + 1));
        }
        // "2016 May 3rd", "2016 3 May", "2016, the 3rd of May"
        let at = if t.is_mark(end, ',') { end + 1 } else { end };
        if let Some((Phrase::Day { year: None, month, day, .. }, after)) = self.month_first(at).or_else(|| self.day_first(at))
            && (!t.is_lower_word(after) || AFTER_DAY.contains(&t.word(after)))
            && (at..after).any(|j| t.is_capitalised(j) && self.month_name(j).is_some())
            && (at == end || !t.is_word(after))
        {
            return Some((Phrase::Day { year: Some(year), month, day, weekday: None }, after));
        }
        if let Some((month, after, true)) = self.month_name(end)
            && self.day_number(after).is_none()
            && (t.is_capitalised(end) || !t.is_any(end, &["may", "march", "august"]))
        {
            return Some((Phrase::Month { year: Some(year), month, relative: None }, after));
        }
        // "2018 summer", "2018's spring"
        if let Term::Season(season) = t.term(from)
            && t.is_lower_word(from)
            && !self.is_named_season(from)
            && !(t.is(from, "fall") && t.is_any(from + 1, &["of", "in", "from", "to"]))
        {
            return Some((Phrase::Season { season, year: Some(year), relative: None }, from + 1));
        }
        let (n, of, after) = self.part_name(end)?;
        Some((Phrase::Part { n, of, year: Some(year) }, after))
    }

    /// "2018-W31" (ISO 8601), "2018 week 31"
    fn iso_week(&self, i: usize) -> Hit {
        let t = self.t;
        let at = match (t.word(i + 1), t.word(i + 2)) {
            ("-", "w") if t.is_glued(i + 1) && t.is_glued(i + 2) && t.is_glued(i + 3) => i + 3,
            ("week", _) => i + 2,
            _ => return None,
        };
        let year = i32::try_from(t.value(i)).ok().filter(|year| (1900..2200).contains(year))?;
        let n = u8::try_from(t.value(at)).ok().filter(|n| (1..=53).contains(n) && matches!(t.shape(at), Some(Shape::Number(1 | 2))))?;
        Some((Phrase::WeekNumber { n, period: Some(Box::new(Phrase::Years { first: year, last: year })) }, at + 1))
    }

    /// "2019Q3", "2019H1"
    fn glued_part(&self, i: usize) -> Hit {
        let t = self.t;
        let year = i32::try_from(t.value(i)).ok().filter(|y| (1900..2200).contains(y))?;
        let (n, of, end) = self.part_name(i + 1).filter(|_| t.is_glued(i + 1))?;
        Some((Phrase::Part { n, of, year: Some(year) }, end))
    }

    /// True where a date in two numbers ends a clause after words that go with dates, and only one of the two can be the month.
    /// "24/7" is none.
    fn is_alone(&self, i: usize, first: i8, second: i8) -> bool {
        const DATED: [&str; 13] =
            ["", "back", "due", "scheduled", "held", "deadline", "date", "starting", "beginning", "ending", "expires", "starts", "begins"];
        let t = self.t;
        let is_placed = DATED.contains(&t.before(i, 1));
        let ends = !t.is_word(i + 3) && !t.is_mark(i + 3, '/') && !t.is_mark(i + 3, '%');
        is_placed && ends && (first > 12) != (second > 12) && (first, second) != (24, 7)
    }

    /// True after a word that asks for a date, or after another such date and "to" ("from 10/13 to 11/17").
    fn is_asked(&self, i: usize) -> bool {
        const ASKING: [&str; 14] =
            ["on", "by", "since", "until", "till", "from", "before", "after", "next", "this", "last", "between", "through", "dated"];
        let t = self.t;
        let near = if t.before(i, 1) == "," { i.wrapping_sub(2) } else { i.wrapping_sub(1) };
        let is_day = matches!(t.term(near), Term::Weekday(_) | Term::ShortWeekday(_));
        let is_second = (t.is_any(i.wrapping_sub(1), &["to", "and", "through", "until", "till", "-"]))
            && i.checked_sub(4)
                .is_some_and(|j| t.is_mark(j + 1, '/') && matches!(t.shape(j), Some(Shape::Number(1 | 2))) && t.is_glued(j + 2))
            && matches!(t.before(i, 5), "from" | "between" | "on");
        is_day || is_second || ASKING.contains(&t.before(i, 1))
    }

    /// "16 / 10 / 2016", "2016 / 10 / 16": marks with space around them.
    fn slashed_apart(&self, i: usize) -> Hit {
        let t = self.t;
        let is_apart = |at: usize| t.is_mark(at, '/') && !t.is_glued(at) && !t.is_glued(at + 1);
        if !is_apart(i + 1) || !is_apart(i + 3) || !t.same_sentence(i, i + 4) {
            return None;
        }
        let day = |at: usize| self.day_number(at).filter(|&(_, _, is_ordinal)| !is_ordinal).map(|(n, _, _)| n);
        if let (Some(day), Some((month, _, _)), Some((year, end))) = (day(i), self.month_name(i + 2), self.year(i + 4)) {
            return Some((Phrase::Day { year: Some(year), month, day, weekday: None }, end));
        }
        if let Some((year, _)) = self.year(i) {
            let (month, day) = (day(i + 2).filter(|month| *month <= 12)?, day(i + 4)?);
            return Some((Phrase::Day { year: Some(year), month, day, weekday: None }, i + 5));
        }
        let (first, second) = (day(i)?, day(i + 2)?);
        let (year, end) = self.year(i + 4)?;
        Some((numbers(first, second, Some(year)), end))
    }

    /// "on 16 10 2016": only one of the two can be the month.
    fn spaced(&self, i: usize) -> Hit {
        let t = self.t;
        let two = |at: usize| matches!(t.shape(at), Some(Shape::Number(1 | 2))).then(|| i8::try_from(t.value(at)).unwrap_or(0));
        let (first, second) = (two(i)?, two(i + 1)?);
        let (year, end) = self.year(i + 2).filter(|_| matches!(t.shape(i + 2), Some(Shape::Number(4))))?;
        let fits = (1..=31).contains(&first) && (1..=31).contains(&second) && first.min(second) <= 12 && first.max(second) > 12;
        let is_asked = matches!(t.before(i, 1), "on" | "dated" | "since" | "until" | "by");
        (fits && is_asked).then_some((numbers(first, second, Some(year)), end))
    }

    /// "on 22.04", "Friday 22.4": a decimal number that only a date can be, for want of a twenty-second month, after a word that
    /// asks for one.
    fn dotted(&self, i: usize) -> Hit {
        let t = self.t;
        if t.shape(i) != Some(Shape::Sum) {
            return None;
        }
        let ends = !t.is_word(i + 1) && !t.is_mark(i + 1, '%') || AFTER_DAY.contains(&t.word(i + 1)) && !t.is(i + 1, "of");
        let is_after_day = matches!(t.term(i.wrapping_sub(1)), Term::Weekday(_) | Term::ShortWeekday(_));
        if !ends || !(is_after_day || matches!(t.before(i, 1), "on" | "dated" | "due" | "back" | "scheduled" | "deadline")) {
            return None;
        }
        let (first, second) = t.word(i).split_once('.')?;
        let is_short = first.len() <= 2 && (second.len() == 2 || (is_after_day && second.len() == 1));
        let (first, second) = (first.parse::<i8>().ok()?, second.parse::<i8>().ok()?);
        let fits = (1..=31).contains(&first) && (1..=31).contains(&second) && (first > 12) != (second > 12);
        (is_short && fits).then_some((numbers(first, second, None), i + 1))
    }

    /// True where tokens make up a sentence, but for its full stop.
    pub(super) fn is_whole_sentence(&self, from: usize, to: usize) -> bool {
        let t = self.t;
        t.before(from, 1).is_empty() && (!t.same_sentence(from, to) || (t.is_mark(to, '.') && !t.same_sentence(from, to + 1)))
    }

    /// "05/2018", "2018/05", "5-2018" after words that ask for a time, "05/2018" after others too: a month and a year.
    fn month_and_year(&self, i: usize) -> Hit {
        const ASKING: [&str; 12] =
            ["in", "since", "until", "till", "from", "by", "between", "before", "after", "during", "through", "ending"];
        let t = self.t;
        let mark = if t.is_mark(i + 1, '-') && matches!(t.shape(i), Some(Shape::Number(1 | 2))) { '-' } else { '/' };
        let is_asked = ASKING.contains(&t.before(i, 1))
            || self.is_whole_sentence(i, i + 3)
            || (matches!(t.before(i, 1), "to" | "and" | "-") && t.is_mark(i.wrapping_sub(3), mark))
            || (mark == '/' && matches!(t.shape(i), Some(Shape::Number(2))) && !self.is_numbered_thing(i));
        let is_whole =
            !t.is_mark(i + 3, mark) && !(t.is_glued(i + 3) && (t.is_word(i + 3) || matches!(t.shape(i + 3), Some(Shape::Number(_)))));
        if !is_asked || !is_whole || !t.is_mark(i + 1, mark) || !t.is_glued(i + 1) || !t.is_glued(i + 2) {
            return None;
        }
        let (month, year) = match (t.shape(i)?, t.shape(i + 2)?) {
            (Shape::Number(1 | 2), Shape::Number(4)) => (t.value(i), t.value(i + 2)),
            // "2011/12" is a season of two years
            (Shape::Number(4), Shape::Number(2)) if (t.value(i) + 1) % 100 != t.value(i + 2) => (t.value(i + 2), t.value(i)),
            _ => return None,
        };
        let year = i32::try_from(year).ok().filter(|y| (1900..2200).contains(y))?;
        let month = i8::try_from(month).ok().filter(|m| (1..=12).contains(m))?;
        Some((Phrase::Month { year: Some(year), month, relative: None }, i + 3))
    }

    /// True where the number that begins at `i` may be that of a law, a case, a file: after a name, a noun that is numbered, a mark.
    fn is_numbered_thing(&self, i: usize) -> bool {
        const NUMBERED: [&str; 26] = [
            "no",
            "nr",
            "number",
            "law",
            "laws",
            "decree",
            "act",
            "bill",
            "case",
            "resolution",
            "resolutions",
            "decision",
            "order",
            "directive",
            "regulation",
            "ordinance",
            "file",
            "document",
            "paper",
            "report",
            "judgment",
            "ruling",
            "opinion",
            "circular",
            "issue",
            "and",
        ];
        let t = self.t;
        let Some(before) = i.checked_sub(1).filter(|&j| t.same_sentence(j, i)) else { return false };
        let is_name = t.is_word(before) && t.is_capitalised(before) && !t.before(before, 1).is_empty();
        is_name
            || !t.is_word(before) && !t.is_mark(before, '(')
            || t.is_glued(i) && !t.is_mark(before, '(')
            || NUMBERED.contains(&t.word(before))
    }

    /// "20180503" after a word that asks for a date: year, month and day without marks (ISO 8601).
    fn compact(&self, i: usize) -> Hit {
        let t = self.t;
        let is_asked = || self.is_asked(i) || self.is_whole_sentence(i, i + 1);
        if t.shape(i) != Some(Shape::Number(8)) || !is_asked() || t.is_word(i + 1) && !AFTER_DAY.contains(&t.word(i + 1)) {
            return None;
        }
        let digits = t.word(i);
        let year = digits[..4].parse().ok().filter(|y| (1900..2100).contains(y))?;
        let month = digits[4..6].parse().ok().filter(|m| (1..=12).contains(m))?;
        let day = digits[6..].parse().ok().filter(|d| (1..=31).contains(d))?;
        Some((Phrase::Day { year: Some(year), month, day, weekday: None }, i + 1))
    }

    /// "22/04/2016", "10-1-2018", "22.04.2016"; without a year only after a word that asks for a date.
    pub(in crate::resolve::time) fn numeric(&self, i: usize) -> Hit {
        let t = self.t;
        let number = |at: usize| matches!(t.shape(at), Some(Shape::Number(1 | 2))).then(|| i8::try_from(t.value(at)).unwrap_or(0));
        if let Some(found) = self.month_and_year(i).or_else(|| self.compact(i)).or_else(|| self.dotted(i)) {
            return Some(found);
        }
        let first = number(i).filter(|n| (1..=31).contains(n))?;
        if let Some(found) = self.slashed_apart(i).or_else(|| self.spaced(i)) {
            return Some(found);
        }
        let Some(Shape::Mark(mark @ ('/' | '-' | '.'))) = t.shape(i + 1) else { return None };
        let is_joined = |at: usize| t.is_mark(at, mark) && t.is_glued(at) && t.is_glued(at + 1);
        if !is_joined(i + 1) || (first > 12 && number(i + 2).is_none_or(|n| n > 12)) {
            return None;
        }
        if let Some((month, end, _)) = self.month_name(i + 2) {
            let is_short = matches!(t.shape(end + 1), Some(Shape::Number(2))) && !t.is_mark(end + 2, mark);
            let short = is_short.then(|| (self.two_digit_year(t.value(end + 1)), end + 2));
            let year = self.year(end + 1).or(short).filter(|_| is_joined(end));
            return year.map(|(y, end)| (Phrase::Day { year: Some(y), month, day: first, weekday: None }, end));
        }
        let second = number(i + 2).filter(|n| (1..=31).contains(n))?;
        if is_joined(i + 3) {
            let (year, end) = match t.shape(i + 4) {
                Some(Shape::Number(4)) => self.year(i + 4)?,
                Some(Shape::Number(2)) if mark != '-' || (self.is_asked(i) && (first > 12) != (second > 12)) => {
                    (self.two_digit_year(t.value(i + 4)), i + 5)
                }
                _ => return None,
            };
            return Some((numbers(first, second, Some(year)), end));
        }
        if t.is_mark(i + 3, ',')
            && let Some((year, end)) = self.year(i + 4)
            && mark == '/'
        {
            return Some((numbers(first, second, Some(year)), end));
        }
        let is_fraction = (t.is_word(i + 3) && !AFTER_DAY.contains(&t.word(i + 3))) || t.is(i + 3, "of");
        // "on 22-04"
        let is_dashed = mark == '-' && (first > 12) != (second > 12) && matches!(t.before(i, 1), "on" | "dated" | "since" | "until");
        if !(mark == '/' || is_dashed) || !(self.is_asked(i) || self.is_alone(i, first, second)) || is_fraction {
            return None;
        }
        if (first, second) == (9, 11) {
            return Some((Phrase::Day { year: Some(2001), month: 9, day: 11, weekday: None }, i + 3));
        }
        Some((numbers(first, second, None), i + 3))
    }
}

/// Two numbers: a date where only one of them can be the month, or both are the same.
fn numbers(first: i8, second: i8, year: Option<i32>) -> Phrase {
    match (first > 12, second > 12) {
        (true, _) => Phrase::Day { year, month: second, day: first, weekday: None },
        (false, true) => Phrase::Day { year, month: first, day: second, weekday: None },
        (false, false) if first == second => Phrase::Day { year, month: first, day: second, weekday: None },
        (false, false) => Phrase::Undecided { first, second, year, weekday: None },
    }
}
