//! What stands beside a date: the weekday or calendar unit before or after it, and lengths that begin or end with it.

use super::periods::next_unit;
use super::{NO_SUCH, Outcome, Reading};
use crate::resolve::time::calendar::{Interval, earliest, latest, shift};
use crate::resolve::time::lexicon::Unit;
use crate::resolve::time::phrase::Phrase;

impl Reading {
    /// "the week after next", "the weekend before Christmas"
    pub(super) fn beside(&self, n: i64, unit: Unit, base: Option<&Phrase>) -> Outcome {
        let Some(base) = base else { return next_unit(self.published()?, unit, n).ok_or(NO_SUCH) };
        let base = self.resolve(base)?;
        let found = match unit {
            Unit::Weekend if n < 0 => shift(base.start, Unit::Day, -2)
                .and_then(|day| shift(latest(day, 6)?, Unit::Week, n + 1))
                .and_then(|saturday| Interval::holding(saturday, Unit::Weekend)),
            Unit::Weekend => shift(base.end, Unit::Day, 1)
                .and_then(|day| shift(earliest(day, 6)?, Unit::Week, n - 1))
                .and_then(|saturday| Interval::holding(saturday, Unit::Weekend)),
            unit => next_unit(if n < 0 { base.start } else { base.end }, unit, n),
        };
        found.ok_or(NO_SUCH)
    }

    /// "the Friday after Easter", "two Sundays ago"
    pub(super) fn weekday_beside(&self, n: i64, weekday: i8, base: Option<&Phrase>) -> Outcome {
        let base = match base {
            Some(base) => self.resolve(base)?,
            None => Interval::day(self.published()?),
        };
        let found = if n < 0 {
            shift(base.start, Unit::Day, -1).and_then(|day| shift(latest(day, weekday)?, Unit::Week, n + 1))
        } else {
            shift(base.end, Unit::Day, 1).and_then(|day| shift(earliest(day, weekday)?, Unit::Week, n - 1))
        };
        found.map(Interval::day).ok_or(NO_SUCH)
    }

    /// "for three days from Monday": Monday to Wednesday.
    pub(super) fn lasting(&self, count: u32, unit: Unit, start: &Phrase) -> Outcome {
        let start = self.resolve(start)?.start;
        let past = shift(start, unit, i64::from(count)).and_then(|day| day.yesterday().ok());
        past.and_then(|end| Interval::new(start, end)).ok_or(NO_SUCH)
    }

    /// "the three months to June": April to June.
    pub(super) fn ending(&self, count: u32, unit: Unit, end: &Phrase) -> Outcome {
        let end = self.resolve(end)?.end;
        let start = end.tomorrow().ok().and_then(|day| shift(day, unit, -i64::from(count)));
        start.and_then(|start| Interval::new(start, end)).ok_or(NO_SUCH)
    }
}
