//! What stands beside a date: the weekday or calendar unit before or after it, and lengths that begin or end with it.

use super::periods::next_unit;
use super::{NO_SUCH, Outcome, Reading};
use crate::resolve::time::calendar::{Interval, earliest, latest, shift};
use crate::resolve::time::lexicon::Unit;
use crate::resolve::time::phrase::Phrase;
use crate::resolve::time::tense::Tense;

impl Reading {
    /// "the week after next", "the weekend before Christmas"
    pub(super) fn beside(&self, n: i64, unit: Unit, base: Option<&Phrase>) -> Outcome {
        let Some(base) = base else { return next_unit(self.published()?, unit, n).ok_or(NO_SUCH) };
        self.nearest_to(base, |base| match unit {
            Unit::Weekend if n < 0 => shift(base.start, Unit::Day, -2)
                .and_then(|day| shift(latest(day, 6)?, Unit::Week, n + 1))
                .and_then(|saturday| Interval::holding(saturday, Unit::Weekend)),
            Unit::Weekend => shift(base.end, Unit::Day, 1)
                .and_then(|day| shift(earliest(day, 6)?, Unit::Week, n - 1))
                .and_then(|saturday| Interval::holding(saturday, Unit::Weekend)),
            unit => next_unit(if n < 0 { base.start } else { base.end }, unit, n),
        })
    }

    /// What lies beside a date that comes round again, where it is the latest not after publication (to come: the first not
    /// before), which its date need not be: "the Friday before Christmas", said two days before Christmas.
    pub(super) fn nearest_to(&self, base: &Phrase, beside: impl Fn(Interval) -> Option<Interval>) -> Outcome {
        let found = beside(self.resolve(base)?).ok_or(NO_SUCH)?;
        let (Some(here), true) = (self.published, is_yearly(base) && self.year.is_none()) else { return Ok(found) };
        let other = self.with_context(if self.is_future() { Tense::Unknown } else { Tense::Future }).resolve(base);
        let other = other.ok().and_then(beside).filter(|other| {
            if self.is_future() {
                other.start >= here && other.start < found.start
            } else {
                other.start <= here && other.start > found.start
            }
        });
        Ok(other.unwrap_or(found))
    }

    /// "the Friday after Easter", "two Sundays ago"
    pub(super) fn weekday_beside(&self, n: i64, weekday: i8, base: Option<&Phrase>) -> Outcome {
        let near = |base: Interval| {
            let day = if n < 0 {
                shift(latest(shift(base.start, Unit::Day, -1)?, weekday)?, Unit::Week, n + 1)
            } else {
                shift(earliest(shift(base.end, Unit::Day, 1)?, weekday)?, Unit::Week, n - 1)
            };
            day.map(Interval::day)
        };
        match base {
            Some(base) => self.nearest_to(base, near),
            None => near(Interval::day(self.published()?)).ok_or(NO_SUCH),
        }
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

/// True for what comes round once a year.
fn is_yearly(phrase: &Phrase) -> bool {
    match phrase {
        Phrase::Day { year, .. } | Phrase::Month { year, relative: None, .. } | Phrase::Holiday { year, relative: None, .. } => {
            year.is_none()
        }
        Phrase::Third { period: inner, .. } | Phrase::DayPart(inner) => is_yearly(inner),
        _ => false,
    }
}
