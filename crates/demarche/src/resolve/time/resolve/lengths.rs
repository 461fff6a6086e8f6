//! Units and lengths of time, counted from publication or from a date of the text.

use super::periods::{around, next_unit};
use super::{ANCHORLESS, COARSE, NO_SUCH, Outcome, Reading};
use crate::resolve::time::Anchor;
use crate::resolve::time::calendar::{Interval, earliest, latest, nth_week, shift};
use crate::resolve::time::lexicon::{Relative, Unit};
use crate::resolve::time::phrase::Phrase;
use crate::resolve::time::tense::Tense;
use jiff::civil::Date;

impl Reading {
    /// "last week", "this year", "that month", "the following day"
    pub(super) fn unit(&self, relative: Relative, unit: Unit) -> Outcome {
        let is_of_text = matches!(relative, Relative::That | Relative::Following | Relative::Preceding)
            || (relative == Relative::The && self.is_narrative && self.year.is_some() && self.last.is_some());
        if let (Relative::The, true, Unit::Year, Some(year)) = (relative, self.is_narrative, unit, self.year()) {
            return Interval::years(year, year).ok_or(NO_SUCH);
        }
        if is_of_text {
            let anchor = self.last()?;
            if anchor.grain() > unit.max(Unit::Day) && !(unit == Unit::Weekend && anchor.grain() <= Unit::Week) {
                return Err(COARSE);
            }
            return match relative {
                Relative::Following => next_unit(anchor.end, unit, 1),
                Relative::Preceding => next_unit(anchor.start, unit, -1),
                _ => Interval::holding(anchor.start, unit),
            }
            .ok_or(NO_SUCH);
        }
        let here = self.published()?;
        match (relative, unit) {
            // "she said this weekend", on a Monday
            (Relative::This, Unit::Weekend) if self.tense == Tense::Past => self.weekend(),
            (Relative::Last, Unit::Weekend) => {
                let saturday = latest(here, 6).ok_or(NO_SUCH)?;
                let is_weekend = saturday == here || shift(saturday, Unit::Day, 1) == Some(here);
                let saturday = if is_weekend { shift(saturday, Unit::Week, -1).ok_or(NO_SUCH)? } else { saturday };
                Interval::holding(saturday, Unit::Weekend).ok_or(NO_SUCH)
            }
            (Relative::Last, _) => next_unit(here, unit, -1).ok_or(NO_SUCH),
            (Relative::Next, _) => next_unit(here, unit, 1).ok_or(NO_SUCH),
            _ => Interval::holding(here, unit).ok_or(NO_SUCH),
        }
    }

    /// The Saturday and Sunday before publication; published on one, that weekend so far; to come, the next.
    pub(super) fn weekend(&self) -> Outcome {
        let here = self.published()?;
        if self.is_future() {
            return Interval::holding(here, Unit::Weekend).ok_or(NO_SUCH);
        }
        let saturday = latest(here, 6).ok_or(NO_SUCH)?;
        let sunday = shift(saturday, Unit::Day, 1).ok_or(NO_SUCH)?;
        Interval::new(saturday, sunday.min(here)).ok_or(NO_SUCH)
    }

    /// "the past three weeks": from so long before publication until then; "the next three weeks": the days after it.
    pub(super) fn stretch(&self, relative: Relative, count: u32, unit: Unit) -> Outcome {
        let n = i64::from(count);
        let (before, after) = match relative {
            Relative::Last => (Some(self.published()?), None),
            Relative::Next => (None, Some(self.published()?)),
            Relative::Preceding => (Some(shift(self.last()?.start, Unit::Day, -1).ok_or(NO_SUCH)?), None),
            Relative::Following => (None, Some(self.last()?.end)),
            Relative::This | Relative::The | Relative::That => return Err(ANCHORLESS),
        };
        let is_calendar = matches!(unit, Unit::Quarter | Unit::Century) || (unit == Unit::Decade && count > 1);
        let found = match (before, after) {
            _ if unit == Unit::Weekend => weekends(before, after, n),
            (Some(end), _) if is_calendar => {
                let here = Interval::holding(end, unit).ok_or(NO_SUCH)?;
                Interval::new(shift(here.start, unit, -n).ok_or(NO_SUCH)?, here.start.yesterday().map_err(|_| NO_SUCH)?)
            }
            (_, Some(start)) if is_calendar => {
                let here = Interval::holding(start, unit).ok_or(NO_SUCH)?;
                let first = here.end.tomorrow().map_err(|_| NO_SUCH)?;
                Interval::new(first, shift(first, unit, n).and_then(|d| d.yesterday().ok()).ok_or(NO_SUCH)?)
            }
            (Some(end), _) => shift(end, unit, -n).and_then(|start| Interval::new(start, end)),
            (_, Some(start)) => shift(start, unit, n).and_then(|end| Interval::new(start.tomorrow().ok()?, end)),
            (None, None) => None,
        };
        found.ok_or(NO_SUCH)
    }

    /// "earlier this week" is Monday to publication, "later this year" publication to December.
    pub(super) fn so_far(&self, is_later: bool, period: &Phrase) -> Outcome {
        let whole = self.resolve(period)?;
        let holds = |day: Date| (whole.start..=whole.end).contains(&day);
        let is_the = matches!(period, Phrase::Unit { relative: Relative::The, .. });
        let is_that = matches!(period, Phrase::Unit { relative: Relative::That, .. });
        let is_of_text = is_that || period.is_absolute() || (self.is_narrative && is_the);
        let here = match (is_of_text, self.last) {
            (true, Some(known)) if holds(known.interval.start) && known.interval.grain() < whole.grain() => {
                self.used.set(Anchor::Text(known.span));
                if is_later { known.interval.end } else { known.interval.start }
            }
            // "the rest of 2024", said in it
            _ if period.is_absolute() && !self.is_narrative && self.published.is_some_and(holds) => self.published()?,
            (true, _) => return Ok(whole.about()),
            _ => self.published()?,
        };
        let found = if is_later { Interval::new(here, whole.end) } else { Interval::new(whole.start, here) };
        found.filter(|_| holds(here)).ok_or(NO_SUCH)
    }

    pub(super) fn ahead(&self, count: u32, unit: Unit) -> Outcome {
        if !self.is_future() {
            return Err("duration");
        }
        around(self.published()?, unit, i64::from(count))
    }

    /// From publication so far ahead; "within weeks" is six of them.
    pub(super) fn within(&self, count: Option<u32>, unit: Unit) -> Outcome {
        if self.tense == Tense::Past {
            return Err("duration");
        }
        let here = self.published()?;
        let end = match (count, unit) {
            (None, Unit::Clock) => shift(here, Unit::Day, 1),
            (_, Unit::Clock) => return Err("shorter than a day"),
            (count, unit) => shift(here, unit, count.map_or(6, i64::from)),
        };
        let found = end.and_then(|end| Interval::new(here, end)).ok_or(NO_SUCH)?;
        Ok(if count.is_none() { found.about() } else { found })
    }

    pub(super) fn offset(&self, count: i64, unit: Unit, base: &Phrase) -> Outcome {
        self.nearest_to(base, |base| {
            if unit >= Unit::Month && base.grain() > Unit::Day {
                return base.moved(unit, count);
            }
            let edge = if count < 0 { base.start } else { base.end };
            shift(edge, unit, count).map(|day| Interval { approximate: base.approximate, ..Interval::day(day) })
        })
    }

    /// "two days later": counted from the date named last.
    pub(super) fn later(&self, count: i64, unit: Unit) -> Outcome {
        let anchor = self.last()?;
        let is_fine = match unit {
            Unit::Night | Unit::Day | Unit::Workday | Unit::Week | Unit::Weekend | Unit::Fortnight => anchor.grain() == Unit::Day,
            Unit::Month => anchor.grain() <= Unit::Month,
            _ => anchor.grain() <= Unit::Year,
        };
        if !is_fine {
            return Err(COARSE);
        }
        around(anchor.start, unit, count)
    }

    pub(super) fn week_number(&self, n: u8, period: Option<&Phrase>) -> Outcome {
        let year = match period {
            Some(period) => self.resolve(period)?,
            None => Interval::holding(self.published()?, Unit::Year).ok_or(NO_SUCH)?,
        };
        nth_week(year, i64::from(n)).ok_or(NO_SUCH)
    }
}

/// So many weekends before or after a day: the first Saturday to the last Sunday.
fn weekends(before: Option<Date>, after: Option<Date>, n: i64) -> Option<Interval> {
    let weeks = n.checked_sub(1)?;
    let first = match (before, after) {
        (Some(day), _) => shift(latest(shift(day, Unit::Day, -2)?, 6)?, Unit::Week, -weeks)?,
        (None, day) => earliest(shift(day?, Unit::Day, 1)?, 6)?,
    };
    Interval::new(first, shift(shift(first, Unit::Week, weeks)?, Unit::Day, 1)?)
}
