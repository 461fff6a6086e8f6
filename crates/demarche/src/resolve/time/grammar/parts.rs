//! Parts of a period: its beginning, middle and end, its nth week or day, the week of a day.

use super::dates::whole_unit;
use super::{Grammar, Hit, longest};
use crate::resolve::time::lex::Shape;
use crate::resolve::time::lexicon::{Edge, Relative, Term, Unit};
use crate::resolve::time::phrase::Phrase;

impl Grammar<'_> {
    /// "early May", "mid-2007", "late last year", "the end of the month", "the latter part of the year", "month's end"
    pub(super) fn edge(&self, i: usize, depth: u8) -> Hit {
        let t = self.t;
        let depth = depth.checked_sub(1)?;
        let at = if t.is(i, "the") { i + 1 } else { i };
        if let Some(found) = self.end_of_unit(at).or_else(|| self.middle_of_unit(at)) {
            return Some(found);
        }
        let (edge, from) = match (t.term(at), t.word(at)) {
            (_, "latter" | "first" | "early" | "late" | "later" | "dying" | "waning")
                if t.is_any(at + 1, &["part", "days", "weeks", "months", "stages"]) && t.is(at + 2, "of") =>
            {
                (if t.is_any(at, &["first", "early"]) { Edge::Early } else { Edge::Late }, at + 3)
            }
            (_, "very" | "right") => return None,
            (Term::Edge(edge), "early" | "mid" | "late" | "middle" | "beginning" | "start" | "end") => {
                let of_noun = t.is_any(at, &["middle", "beginning", "start", "end"]);
                match t.word(at + 1) {
                    "of" if of_noun => (edge, at + 2),
                    "-" | "in" | "on" | "the" if !of_noun => (edge, at + 2),
                    _ if of_noun => return None,
                    _ => (edge, at + 1),
                }
            }
            (_, "latter" | "second" | "first" | "other" | "1st" | "2nd") if t.is(at + 1, "half") && t.is(at + 2, "of") => {
                let (period, end) = self.period_or_the(at + 3, depth)?;
                let n = if t.is_any(at, &["first", "1st"]) { 1 } else { 2 };
                let period = Box::new(period);
                return Some((Phrase::Nth { n, count: 1, unit: Unit::Half, period }, end));
            }
            _ => return None,
        };
        let from = if t.is_any(from, &["in", "on", "the"]) && t.is_mark(from - 1, '-') { from + 1 } else { from };
        // "by end of year"
        let bare = match t.term(from) {
            Term::Unit(unit @ (Unit::Week | Unit::Month | Unit::Quarter | Unit::Year))
                if t.is(from - 1, "of")
                    && t.is_lower_word(from)
                    && !t.word(from).ends_with('s')
                    && !matches!(t.term(from + 1), Term::Cardinal(_))
                    && !self.is_modifier(from + 1) =>
            {
                Some((Phrase::Unit { relative: Relative::The, unit }, from + 1))
            }
            _ => None,
        };
        let (period, end) = longest([self.period_or_the(from, depth), bare])?;
        match period {
            Phrase::Weekday { .. } | Phrase::Day { .. } | Phrase::DayOfMonth { .. } | Phrase::FromToday(_) | Phrase::DayPart(_) => {
                (!t.is_any(at, &["middle", "start"])).then(|| (Phrase::DayPart(Box::new(period)), end))
            }
            Phrase::Nothing(why) => Some((Phrase::Nothing(why), end)),
            Phrase::Unit { .. }
            | Phrase::Month { .. }
            | Phrase::Years { .. }
            | Phrase::Season { .. }
            | Phrase::Part { .. }
            | Phrase::Nth { count: 1, unit: Unit::Week | Unit::Month | Unit::Quarter | Unit::Half, .. }
            | Phrase::OfYear { .. } => Some((Phrase::Third { edge, period: Box::new(period) }, end)),
            _ => None,
        }
    }

    /// "mid-year", "mid-month", where no noun follows that they belong to
    fn middle_of_unit(&self, i: usize) -> Hit {
        let t = self.t;
        let Term::Unit(unit @ (Unit::Week | Unit::Month | Unit::Year)) = t.term(i + 2) else { return None };
        let is_joined = t.is(i, "mid") && t.is_mark(i + 1, '-') && t.is_glued(i + 1) && t.is_glued(i + 2);
        let is_other = t.word(i + 2).ends_with('s') || t.is_capitalised(i + 2) || t.is_mark(i + 3, '-') || self.is_modifier(i + 3);
        let period = Box::new(Phrase::Unit { relative: Relative::The, unit });
        (is_joined && !is_other).then_some((Phrase::Third { edge: Edge::Mid, period }, i + 3))
    }

    /// "month's end", "year-end", "at year end", "year-end 2014"
    fn end_of_unit(&self, i: usize) -> Hit {
        let t = self.t;
        let Term::Unit(unit @ (Unit::Week | Unit::Month | Unit::Year)) = t.term(i) else { return None };
        let is_open =
            t.is(i + 1, "end") && matches!(t.before(i, 1), "at" | "by" | "until" | "before" | "since") && !self.is_modifier(i + 2);
        let end = if is_open {
            i + 2
        } else if t.is_mark(i + 1, '\'') && t.is(i + 2, "s") && t.is(i + 3, "end") {
            i + 4
        } else if t.is_mark(i + 1, '-') && t.is_glued(i + 1) && t.is(i + 2, "end") && t.is_glued(i + 2) {
            i + 3
        } else {
            return None;
        };
        let (period, end) = match self.a_year(end).filter(|_| unit == Unit::Year) {
            Some(year) => year,
            None => (Phrase::Unit { relative: Relative::The, unit }, end),
        };
        Some((Phrase::Third { edge: Edge::Late, period: Box::new(period) }, end))
    }

    /// "the first week of May", "the last ten days of 2015", "the 15th day of next month", "the week of 3 May", "week 31"
    pub(super) fn part_of(&self, i: usize, depth: u8) -> Hit {
        let t = self.t;
        let depth = depth.checked_sub(1)?;
        let at = if t.is_any(i, &["the", "a"]) { i + 1 } else { i };
        if let Some(found) = self.week_of(i, at, depth) {
            return Some(found);
        }
        if t.is(i, "a") && self.ordinal(at).is_none() {
            return None;
        }
        let (n, mut end) = match t.word(at) {
            "last" | "final" | "closing" => (-1, at + 1),
            "opening" => (1, at + 1),
            _ => self.ordinal(at).map(|(n, end)| (i64::from(n), end))?,
        };
        // "the first few weeks of May"
        let is_few = t.is(end, "few") && n.abs() == 1;
        if is_few {
            end += 1;
        }
        let mut count = 1;
        let uncounted = end;
        if let Some((many, after)) = self.cardinal(end) {
            count = many;
            end = after;
        }
        if t.is(end, "full") || t.is(end, "whole") {
            end += 1;
        }
        // "the first Friday of July"
        if let Some((weekday, of, true)) = self.weekday_name(end)
            && count == 1
            && t.is_any(of, &["of", "in"])
        {
            let (period, after) = self.period_or_the(of + 1, depth)?;
            let n = i8::try_from(n).ok()?;
            let is_period =
                matches!(period, Phrase::Month { .. } | Phrase::Unit { unit: Unit::Month | Unit::Year, .. } | Phrase::Years { .. });
            return is_period.then(|| (Phrase::NthWeekday { n, weekday, period: Box::new(period) }, after));
        }
        // "on the 3rd of the month", "the 26th of next month"
        let is_workday = self.is_workday(end);
        let (unit, of) = match t.term(end) {
            _ if is_workday && !is_few => (Unit::Workday, end + 2),
            Term::Unit(unit @ (Unit::Day | Unit::Week | Unit::Weekend | Unit::Month | Unit::Year | Unit::Quarter | Unit::Decade)) => {
                (unit, end + 1)
            }
            _ if t.is(end, "of") && n > 0 && count == 1 => (Unit::Day, end),
            // "the 5th next month"
            _ if n > 0 && count == 1 && t.is_any(end, &["next", "last", "this"]) && t.is(end + 1, "month") => {
                let (month, after) = self.relative(end, depth)?;
                return Some((Phrase::Nth { n, count, unit: Unit::Day, period: Box::new(month) }, after));
            }
            _ => return None,
        };
        // "the sixth week", "the first day": of what is not said
        if !t.is_any(of, &["of", "in"]) {
            if let Some(found) = self.part_of_next(n, count, unit, of, depth) {
                return Some(found);
            }
            let is_alone = n > 0
                && at > i
                && !is_few
                && !matches!(unit, Unit::Quarter | Unit::Weekend | Unit::Decade | Unit::Workday)
                && of > end
                && !t.is_mark(of, '-');
            return is_alone.then_some((Phrase::Nothing("part of no stated period"), of));
        }
        let of = of + 1;
        let (period, after) = self.period_or_the(of, depth)?;
        let period = if unit <= Unit::Workday && count == 1 { whole_unit(period) } else { period };
        let is_period = match &period {
            Phrase::Unit { unit: of, .. } => *of > unit,
            Phrase::Month { .. } => unit < Unit::Month,
            Phrase::Years { first, last } => unit < Unit::Year || (last - first >= 9 && (unit == Unit::Year || last - first > 9)),
            Phrase::Part { .. } | Phrase::Season { .. } => unit <= Unit::Month,
            _ => false,
        };
        // "the last weeks of 2019"
        let is_plural = uncounted + 1 == of - 1 && count == 1 && t.word(of - 2).ends_with('s');
        if is_plural && is_period && n.abs() == 1 {
            let edge = if n < 0 { Edge::Late } else { Edge::Early };
            return (unit < Unit::Year).then(|| (Phrase::Third { edge, period: Box::new(period) }, after));
        }
        is_period.then(|| (Phrase::Nth { n, count, unit, period: Box::new(period) }, after))
    }

    /// "the first week next month", "the first two weeks last year": without "of" only before such words.
    fn part_of_next(&self, n: i64, count: u32, unit: Unit, i: usize, depth: u8) -> Hit {
        let is_asked =
            self.t.is_any(i, &["next", "last", "this"]) && matches!(unit, Unit::Week | Unit::Weekend | Unit::Month | Unit::Workday);
        let (period, end) = self.relative(i, depth).filter(|_| is_asked)?;
        let is_period = matches!(&period, Phrase::Unit { unit: of @ (Unit::Month | Unit::Year), .. } if *of > unit);
        is_period.then(|| (Phrase::Nth { n, count, unit, period: Box::new(period) }, end))
    }

    /// "the week of 3 May", "the week starting on February 4", "w/c 4 Feb", "week 31 of 2018"
    fn week_of(&self, i: usize, at: usize, depth: u8) -> Hit {
        let t = self.t;
        if t.is(i, "w") && t.is_mark(i + 1, '/') && t.is(i + 2, "c") {
            let (day, end) = self.period(i + 3, depth)?;
            return Some((Phrase::WeekOf(Box::new(day)), end));
        }
        if !t.is(at, "week") {
            return None;
        }
        if let Some(Shape::Number(1 | 2)) = t.shape(at + 1) {
            let n = u8::try_from(t.value(at + 1)).ok().filter(|n| (1..=53).contains(n))?;
            let of = if t.is(at + 2, "of") { at + 3 } else { at + 2 };
            return match longest([self.period_or_the(of, depth), self.a_year(of)]) {
                Some((period @ (Phrase::Month { .. } | Phrase::Unit { unit: Unit::Month, .. }), end)) if of > at + 2 && n < 6 => {
                    Some((Phrase::Nth { n: i64::from(n), count: 1, unit: Unit::Week, period: Box::new(period) }, end))
                }
                Some((period @ (Phrase::Years { .. } | Phrase::Unit { unit: Unit::Year, .. }), end)) => {
                    Some((Phrase::WeekNumber { n, period: Some(Box::new(period)) }, end))
                }
                _ if t.is_mark(at + 2, ',') && self.a_year(at + 3).is_some() => {
                    self.a_year(at + 3).map(|(year, end)| (Phrase::WeekNumber { n, period: Some(Box::new(year)) }, end))
                }
                _ => (at > i && !t.is_word(at + 2)).then_some((Phrase::WeekNumber { n, period: None }, at + 2)),
            };
        }
        let is_from = t.is_any(at + 1, &["starting", "beginning", "commencing"]);
        let from = match t.word(at + 1) {
            "of" | "starting" | "beginning" | "commencing" if t.is_any(at + 2, &["on", "the"]) => at + 3,
            "of" | "starting" | "beginning" | "commencing" => at + 2,
            _ => return None,
        };
        // "the week of the 15th"
        let nth = if t.is(from - 1, "the") { from } else { from + 1 };
        let nth = (t.is(nth - 1, "the") && t.shape(nth) == Some(Shape::Nth) && !t.is(nth + 1, "of"))
            .then(|| i8::try_from(t.value(nth)).ok().filter(|n| (1..=31).contains(n)))
            .flatten()
            .map(|day| (Phrase::DayOfMonth { day, weekday: None }, nth + 1));
        let (day, end) = longest([self.period(from, depth), nth])?;
        match day {
            Phrase::FromToday(_) if is_from => {
                let last = Phrase::Offset { count: 6, unit: Unit::Day, base: Box::new(day.clone()) };
                Some((Phrase::Range(Box::new(day), Box::new(last)), end))
            }
            Phrase::Day { .. } | Phrase::DayOfMonth { .. } | Phrase::Holiday { .. } | Phrase::Undecided { .. } | Phrase::Weekday { .. } => {
                let (day, end) = self.days_after(day, end, 6);
                Some((Phrase::WeekOf(Box::new(day)), end))
            }
            _ => None,
        }
    }
}
