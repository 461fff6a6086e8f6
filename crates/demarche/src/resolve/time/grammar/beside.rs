//! Times told by what stands beside a date: "the week after next", "the Friday before Christmas", "two Sundays ago",
//! "Monday week"; lengths that begin or end with one: "for three days from Monday", "the three months to June".

use super::dates::AFTER_DAY;
use super::{Grammar, Hit, longest};
use crate::resolve::time::lexicon::{Relative, Term, Unit, term};
use crate::resolve::time::phrase::Phrase;

impl Grammar<'_> {
    /// A weekday or calendar unit before or after a date.
    pub(super) fn beside(&self, i: usize, depth: u8) -> Hit {
        let depth = depth.checked_sub(1)?;
        longest([
            self.unit_beside(i, depth),
            self.weekday_beside(i, depth),
            self.weekdays_away(i, depth),
            self.weeks_on(i),
            self.eve(i, depth),
        ])
    }

    /// "before" is −1, "after" 1; with the token after it.
    fn side(&self, i: usize) -> Option<(i64, usize)> {
        let t = self.t;
        match t.word(i) {
            "before" => Some((-1, i + 1)),
            "prior" if t.is(i + 1, "to") => Some((-1, i + 2)),
            "after" | "following" => Some((1, i + 1)),
            _ => None,
        }
    }

    /// "after next", "before last": the second from here. "After next week" is no such thing.
    fn one_further(&self, i: usize) -> Option<(i64, usize)> {
        let t = self.t;
        let (sign, at) = self.side(i)?;
        let is_far = if sign > 0 { t.is(at, "next") } else { t.is(at, "last") };
        let is_end = !t.is_word(at + 1) || matches!(t.term(at + 1), Term::Other | Term::Opener);
        (is_far && is_end).then_some((2 * sign, at + 1))
    }

    /// "the week after next", "year before last", "the weekend before Christmas", "the month after the May 3 vote"
    fn unit_beside(&self, i: usize, depth: u8) -> Hit {
        let t = self.t;
        let has_the = t.is(i, "the");
        let at = if has_the { i + 1 } else { i };
        // "the second week after Easter"
        let (count, at) = match self.ordinal(at) {
            Some((n @ 1..=60, end)) if has_the => (i64::from(n), end),
            _ => (1, at),
        };
        let Term::Unit(unit @ (Unit::Night | Unit::Week | Unit::Weekend | Unit::Month | Unit::Quarter | Unit::Year)) = t.term(at) else {
            return None;
        };
        if t.word(at).ends_with('s') || (unit == Unit::Night && !t.is(at + 2, "last")) {
            return None;
        }
        if let Some((n, end)) = self.one_further(at + 1).filter(|_| count == 1) {
            return Some((Phrase::Beside { n, unit, base: None }, end));
        }
        let (sign, from) = self.side(at + 1).filter(|_| has_the && unit != Unit::Night)?;
        let (base, end) = self.date_after(from, unit, depth)?;
        Some((Phrase::Beside { n: sign * count, unit, base: Some(Box::new(base)) }, end))
    }

    /// "the Friday before Christmas", "the first Monday after May 3", "the Sunday before last"
    fn weekday_beside(&self, i: usize, depth: u8) -> Hit {
        let t = self.t;
        let has_the = t.is(i, "the");
        let at = if has_the { i + 1 } else { i };
        let (n, at) = match self.ordinal(at) {
            Some((n, end)) => (i64::from(n), end),
            // "the last Friday before Christmas"
            None if has_the && t.is(at, "last") && self.side(at + 2).is_some_and(|(sign, _)| sign < 0) => (1, at + 1),
            None => (1, at),
        };
        let (weekday, at, is_full) = self.weekday_name(at)?;
        if !is_full || n > 60 {
            return None;
        }
        if let Some((n, end)) = self.one_further(at) {
            return Some((Phrase::WeekdayBeside { n, weekday, base: None }, end));
        }
        let (sign, from) = self.side(at)?;
        let (base, end) = self.date_after(from, Unit::Day, depth)?;
        let is_fixed = matches!(base, Phrase::Day { .. } | Phrase::Holiday { .. } | Phrase::DayOfMonth { .. });
        (has_the || is_fixed).then(|| (Phrase::WeekdayBeside { n: sign * n, weekday, base: Some(Box::new(base)) }, end))
    }

    /// "two Sundays ago", "three Fridays from now", "two Mondays before Christmas"
    fn weekdays_away(&self, i: usize, depth: u8) -> Hit {
        let t = self.t;
        let (count, at) = self.count(i)?;
        let n = i64::from(count.filter(|n| (2..60).contains(n))?);
        let Term::Weekday(weekday) = term(t.word(at).strip_suffix('s')?) else { return None };
        let end = at + 1;
        if t.is(end, "ago") {
            return Some((Phrase::WeekdayBeside { n: -n, weekday, base: None }, end + 1));
        }
        if t.is(end, "hence") || (t.is(end, "from") && t.is_any(end + 1, &["now", "today"])) {
            let past = if t.is(end, "hence") { end + 1 } else { end + 2 };
            return Some((Phrase::WeekdayBeside { n, weekday, base: None }, past));
        }
        let (sign, from) = self.side(end)?;
        let (base, end) = self.date_after(from, Unit::Day, depth)?;
        Some((Phrase::WeekdayBeside { n: sign * n, weekday, base: Some(Box::new(base)) }, end))
    }

    /// "on Monday week", "today fortnight" as the British say it: so long after the next such day.
    fn weeks_on(&self, i: usize) -> Hit {
        let t = self.t;
        let (base, end) = match t.term(i) {
            Term::Weekday(weekday) => (Phrase::Weekday { weekday, relative: Some(Relative::Next), week: None }, i + 1),
            Term::Deictic(days @ (0 | 1)) => (Phrase::FromToday(days), i + 1),
            _ => return None,
        };
        let unit = match t.word(end) {
            "week" => Unit::Week,
            "fortnight" => Unit::Fortnight,
            _ => return None,
        };
        let is_end = !t.is_word(end + 1) || (AFTER_DAY.contains(&t.word(end + 1)) && !t.is_any(end + 1, &["of", "was", "is"]));
        let is_joined = t.is_mark(end + 1, '-') || t.is_mark(end + 1, '\'');
        let is_end = is_end && !is_joined && matches!(t.before(i, 1), "on" | "by" | "until" | "before" | "from" | "back" | "meet" | "for");
        is_end.then(|| (Phrase::Offset { count: 1, unit, base: Box::new(base) }, end + 1))
    }

    /// "in two weeks on Friday", "Monday in two weeks", "Friday three weeks from now", "Monday two weeks ago": that day of the week that the length
    /// leads to; after months the first such day.
    ///
    /// `measured` is the length that begins at `i`, if there is one.
    pub(super) fn length_and_weekday(&self, i: usize, measured: Option<&(Phrase, usize)>, depth: u8) -> Hit {
        let t = self.t;
        let depth = depth.checked_sub(1)?;
        let (weekday, length, end) = if let Some((weekday, from, true)) = self.weekday_name(i) {
            let from = if t.is_mark(from, ',') || t.is(from, "of") { from + 1 } else { from };
            let (length, end) = self.measured(from, depth)?;
            (weekday, length, end)
        } else {
            let (length, end) = measured.cloned()?;
            let on = if t.is_mark(end, ',') { end + 1 } else { end };
            let (weekday, end, _) = self.weekday_name(on + 1).filter(|&(_, _, is_full)| t.is(on, "on") && is_full)?;
            (weekday, length, end)
        };
        let unit = match &length {
            Phrase::Ahead { unit, .. } => *unit,
            Phrase::Ago { unit: unit @ (Unit::Week | Unit::Fortnight), .. } => *unit,
            Phrase::Offset { unit, base, count } if *count > 0 && matches!(**base, Phrase::FromToday(_) | Phrase::Day { .. }) => *unit,
            _ => return None,
        };
        let length = Box::new(length);
        match unit {
            Unit::Week | Unit::Fortnight => Some((Phrase::Weekday { weekday, relative: None, week: Some(length) }, end)),
            Unit::Month => Some((Phrase::WeekdayBeside { n: 1, weekday, base: Some(length) }, end)),
            _ => None,
        }
    }

    /// "the two weeks before Easter", "the three years after 2014": all of them, next to the date.
    pub(super) fn units_beside(&self, i: usize, depth: u8) -> Hit {
        let t = self.t;
        let (count, unit, end) = self.measure(i)?;
        let count = i64::from(count.filter(|&n| n > 1)?);
        let is_prior = t.is(end, "prior") && t.is(end + 1, "to");
        if !is_prior && !t.is_any(end, &["before", "after", "following"]) {
            return None;
        }
        let (Phrase::Offset { count: far, base, .. }, after) = self.counted_from(end, Some(count), unit, depth)? else { return None };
        let is_period = matches!(*base, Phrase::Years { .. } | Phrase::Month { .. });
        let step = if is_period { unit } else { Unit::Day };
        let near = Box::new(Phrase::Offset { count: far.signum(), unit: step, base: base.clone() });
        let far = Box::new(Phrase::Offset { count: far, unit, base });
        let (first, last) = if t.is_any(end, &["before", "prior"]) { (far, near) } else { (near, far) };
        Some((Phrase::Range(first, last), after))
    }

    /// "the eve of Christmas", "the eve of May 3"
    fn eve(&self, i: usize, depth: u8) -> Hit {
        let t = self.t;
        if !t.is(i, "the") || !t.is(i + 1, "eve") || !t.is(i + 2, "of") {
            return None;
        }
        let (base, end) = self.date_after(i + 3, Unit::Day, depth)?;
        let is_day = matches!(base, Phrase::Day { .. } | Phrase::Holiday { .. } | Phrase::DayOfMonth { .. } | Phrase::Weekday { .. });
        is_day.then(|| (Phrase::Offset { count: -1, unit: Unit::Day, base: Box::new(base) }, end))
    }

    /// A date, perhaps with "the" or "its" before it ("the day before the May 3 vote").
    fn date_after(&self, i: usize, unit: Unit, depth: u8) -> Hit {
        let t = self.t;
        let from = if t.is_any(i, &["the", "its", "that"]) { i + 1 } else { i };
        let found = longest([self.period(i, depth), self.period(from, depth).filter(|_| from > i)])?;
        let is_date = !matches!(
            found.0,
            Phrase::Nothing(_) | Phrase::Stretch { .. } | Phrase::Ago { .. } | Phrase::Ahead { .. } | Phrase::Within { .. }
        ) && !self.is_coarse_modifier(&found.0, unit, found.1);
        is_date.then_some(found)
    }

    /// "for 3 days from today", "ten days starting on Monday"; "the three months to June", "the week ending May 3", "the year to
    /// March 2018". "Two months to Christmas" and, without "for", "three days from Monday" are no such lengths.
    pub(super) fn lasting(&self, i: usize, depth: u8) -> Hit {
        let t = self.t;
        let depth = depth.checked_sub(1)?;
        let has_the = t.is(i, "the");
        let at = if has_the { i + 1 } else { i };
        let (count, unit, end) = match (self.measure(at), t.term(at)) {
            (Some((count, unit, end)), _) => (count?, unit, end),
            (None, Term::Unit(unit)) if has_the && !t.word(at).ends_with('s') => (1, unit, at + 1),
            _ => return None,
        };
        if matches!(unit, Unit::Clock | Unit::Vague | Unit::Half) {
            return None;
        }
        let comma = if t.is_mark(end, ',') { end + 1 } else { end };
        let is_from = match t.word(comma) {
            "starting" | "beginning" | "commencing" => true,
            "from" if t.before(i, 1) == "for" => true,
            "ending" | "ended" => false,
            "to" | "through" if has_the && comma == end => false,
            _ => return None,
        };
        let from = if t.is_any(comma + 1, &["on", "in", "at", "from", "with"]) { comma + 2 } else { comma + 1 };
        let (day, after) =
            if t.is(from, "now") { (Phrase::FromToday(0), from + 1) } else { longest([self.period(from, depth), self.a_year(from)])? };
        if t.is(comma, "from") && self.goes_on(after) {
            return None;
        }
        let is_day = matches!(
            day,
            Phrase::Day { .. }
                | Phrase::DayOfMonth { .. }
                | Phrase::Weekday { .. }
                | Phrase::Holiday { .. }
                | Phrase::FromToday(_)
                | Phrase::Undecided { .. }
        );
        let is_period =
            matches!(day, Phrase::Month { .. } | Phrase::Years { .. } | Phrase::Part { .. } | Phrase::Unit { .. } | Phrase::Third { .. })
                && unit >= Unit::Month;
        if !is_day && !is_period {
            return None;
        }
        let day = Box::new(day);
        Some((if is_from { Phrase::Lasting { count, unit, start: day } } else { Phrase::Ending { count, unit, end: day } }, after))
    }

    /// Four digits after words that ask for a time.
    pub(super) fn a_year(&self, i: usize) -> Hit {
        let t = self.t;
        let from = if t.is(i, "the") { i + 1 } else { i };
        let at = if t.is(from, "year") { from + 1 } else { i };
        let (year, end) = self.year(at)?;
        let is_year = (1900..2200).contains(&year) && !self.is_counted_noun(end) && !matches!(t.term(end), Term::Unit(_));
        let is_cut = (t.is_mark(end, '-') || t.is_mark(end, '/') || t.is_mark(end, '.')) && t.is_glued(end) && t.is_glued(end + 1);
        (is_year && !is_cut).then_some((Phrase::Years { first: year, last: year }, end))
    }
}
