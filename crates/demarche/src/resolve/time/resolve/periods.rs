//! Parts and neighbours of periods.

use jiff::civil::Date;

use super::{NO_SUCH, Outcome};
use crate::resolve::time::calendar::{Interval, earliest, latest, nth_week, shift};
use crate::resolve::time::lexicon::Unit;

/// The unit that is `n` units from that of `day`.
pub(super) fn next_unit(day: Date, unit: Unit, n: i64) -> Option<Interval> {
    let step = if unit == Unit::Night { Unit::Day } else { unit };
    let start = match unit {
        Unit::Night | Unit::Day | Unit::Workday => day,
        _ => Interval::holding(day, unit)?.start,
    };
    Interval::holding(shift(start, step, n)?, unit)
}

/// `n` units from a day: days and weeks lead to a day, months and years to the calendar month and year.
pub(super) fn around(day: Date, unit: Unit, n: i64) -> Outcome {
    let there = shift(day, unit, n).ok_or(NO_SUCH)?;
    let found = match unit {
        Unit::Night | Unit::Day | Unit::Workday | Unit::Week | Unit::Fortnight => Some(Interval::day(there)),
        Unit::Decade | Unit::Century => Interval::holding(there, Unit::Year).map(Interval::about),
        unit => Interval::holding(there, unit),
    };
    found.ok_or(NO_SUCH)
}

/// The Saturday and Sunday nearest to a day, with the day itself where it is a Friday or Monday.
pub(super) fn around_weekend(day: Date) -> Option<Interval> {
    let saturday = latest(shift(day, Unit::Day, 3)?, 6)?;
    let sunday = shift(saturday, Unit::Day, 1)?;
    let is_near = day >= shift(saturday, Unit::Day, -1)? && day <= shift(saturday, Unit::Day, 2)?;
    let (start, end) = if is_near { (day.min(saturday), day.max(sunday)) } else { (saturday, sunday) };
    Interval::new(start, end)
}

/// The `n`th such weekday of a period, from its end where negative.
pub(super) fn nth_weekday(period: Interval, n: i8, weekday: i8) -> Option<Interval> {
    let day = if n > 0 {
        shift(earliest(period.start, weekday)?, Unit::Week, i64::from(n) - 1)?
    } else {
        shift(latest(period.end, weekday)?, Unit::Week, i64::from(n) + 1)?
    };
    (period.start..=period.end).contains(&day).then(|| Interval::day(day))
}

/// `count` units of a period from its `n`th on, from its end where `n` is negative.
pub(super) fn nth(period: Interval, n: i64, count: u32, unit: Unit) -> Option<Interval> {
    let count = i64::from(count);
    let inside = |i: Interval| if i.start >= period.start && i.end <= period.end { Some(i) } else { None };
    match unit {
        Unit::Week => {
            let (first, last) = if n > 0 { (n, n + count - 1) } else { (-count, -1) };
            Interval::new(nth_week(period, first)?.start, nth_week(period, last)?.end)
        }
        Unit::Workday => {
            let last = if n > 0 {
                shift(period.start.yesterday().ok()?, unit, n + count - 1)?
            } else {
                shift(period.end.tomorrow().ok()?, unit, -1)?
            };
            let first = shift(last, unit, 1 - count)?;
            inside(Interval::new(first, last)?)
        }
        Unit::Weekend => {
            let saturday = if n > 0 { shift(earliest(period.start, 6)?, Unit::Week, n - 1)? } else { latest(period.end, 6)? };
            inside(Interval::holding(saturday, Unit::Weekend)?)
        }
        Unit::Half => {
            let days = i64::from(period.start.until(period.end).ok()?.get_days()) + 1;
            if (365..=366).contains(&days) && period.start.month() == 1 {
                return Interval::part(i32::from(period.start.year()), i8::try_from(n).ok()?, 2);
            }
            let whole_years = days > 3000;
            let middle = if whole_years { shift(period.start, Unit::Year, days / 730)? } else { shift(period.start, Unit::Day, days / 2)? };
            if n == 1 { Interval::new(period.start, middle.yesterday().ok()?) } else { Interval::new(middle, period.end) }
        }
        Unit::Day | Unit::Month | Unit::Quarter | Unit::Year | Unit::Decade => {
            let (start, end) = if n > 0 {
                let start = shift(period.start, unit, n - 1)?;
                (start, shift(start, unit, count)?.yesterday().ok()?)
            } else {
                (shift(period.end.tomorrow().ok()?, unit, -count)?, period.end)
            };
            inside(Interval::new(start, end)?)
        }
        _ => None,
    }
}
