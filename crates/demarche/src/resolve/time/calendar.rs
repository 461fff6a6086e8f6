//! Intervals of the calendar. Weeks run Monday to Sunday.

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};

use super::lexicon::{Edge, Season, Unit};

/// Calendar dates from `start` to `end`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// First day.
    pub start: Date,
    /// Last day, not before the first.
    pub end: Date,
    /// True where the words leave the ends open: "within weeks", "about 1910", "in the summer".
    pub approximate: bool,
}

impl Interval {
    /// The interval from `start` to `end`; none where it would end before it starts.
    pub(super) fn new(start: Date, end: Date) -> Option<Self> {
        (start <= end).then_some(Self { start, end, approximate: false })
    }

    pub(super) fn day(day: Date) -> Self {
        Self { start: day, end: day, approximate: false }
    }

    pub(super) fn about(self) -> Self {
        Self { approximate: true, ..self }
    }

    pub(super) fn years(first: i32, last: i32) -> Option<Self> {
        Self::new(date(first, 1, 1)?, date(last, 12, 31)?)
    }

    pub(super) fn month(year: i32, month: i8) -> Option<Self> {
        let first = date(year, month, 1)?;
        Self::new(first, first.last_of_month())
    }

    /// The calendar unit that holds `day`.
    pub(super) fn holding(day: Date, unit: Unit) -> Option<Self> {
        let year = i32::from(day.year());
        match unit {
            Unit::Clock | Unit::Night | Unit::Day | Unit::Workday => Some(Self::day(day)),
            Unit::Week => Self::new(monday(day)?, shift(monday(day)?, Unit::Day, 6)?),
            Unit::Fortnight => Self::new(monday(day)?, shift(monday(day)?, Unit::Day, 13)?),
            Unit::Weekend => {
                let monday = monday(day)?;
                Self::new(shift(monday, Unit::Day, 5)?, shift(monday, Unit::Day, 6)?)
            }
            Unit::Month => Self::month(year, day.month()),
            Unit::Quarter => Self::part(year, (day.month() - 1) / 3 + 1, 4),
            Unit::Half => Self::part(year, (day.month() - 1) / 6 + 1, 2),
            Unit::Year => Self::years(year, year),
            Unit::Decade => Self::years(year.div_euclid(10) * 10, year.div_euclid(10) * 10 + 9),
            Unit::Century => Self::years(year.div_euclid(100) * 100, year.div_euclid(100) * 100 + 99),
            Unit::Vague => None,
        }
    }

    /// The `n`th of `of` equal parts (quarters, halves) of a year.
    pub(super) fn part(year: i32, n: i8, of: i8) -> Option<Self> {
        if n < 1 || n > of {
            return None;
        }
        let months = 12 / of;
        Self::new(date(year, (n - 1) * months + 1, 1)?, date(year, n * months, 1)?.last_of_month())
    }

    /// A season of the northern year, whole months; the winter of a year begins in its December.
    pub(super) fn season(year: i32, season: Season) -> Option<Self> {
        let (first, last, later) = match season {
            Season::Spring => (3, 5, 0),
            Season::Summer => (6, 8, 0),
            Season::Autumn => (9, 11, 0),
            Season::Winter => (12, 2, 1),
        };
        Some(Self::new(date(year, first, 1)?, date(year + later, last, 1)?.last_of_month())?.about())
    }

    /// The first, middle or last third: days 1–10, 11–20, 21–end of a month, four months of a year, whole months or years of
    /// what is longer, Monday and Tuesday, Wednesday and Thursday, Friday to Sunday of a week.
    pub(super) fn third(self, edge: Edge) -> Option<Self> {
        let days = i64::from(self.start.until(self.end).ok()?.get_days()) + 1;
        let (unit, first, middle) = match days {
            ..=6 => return Some(self.about()),
            7 => (Unit::Day, 2, 2),
            8..=27 => (Unit::Day, days / 3, days / 3),
            28..=31 => (Unit::Day, 10, 10),
            32..=93 => (Unit::Month, 1, 1),
            94..=200 => (Unit::Month, 2, 2),
            201..=400 => (Unit::Month, 4, 4),
            401..=4000 => (Unit::Year, 4, 3),
            _ => (Unit::Year, 33, 34),
        };
        let a = shift(self.start, unit, first)?;
        let b = shift(self.start, unit, first + middle)?;
        let third = match edge {
            Edge::Early => Self::new(self.start, a.yesterday().ok()?),
            Edge::Mid => Self::new(a, b.yesterday().ok()?),
            Edge::Late => Self::new(b, self.end),
        }?;
        Some(Self { approximate: self.approximate || days > 400, ..third })
    }

    /// Both ends moved by `n` units; whole months and years stay whole.
    pub(super) fn moved(self, unit: Unit, n: i64) -> Option<Self> {
        let start = shift(self.start, unit, n)?;
        let is_whole = self.start.day() == 1 && self.end == self.end.last_of_month() && unit >= Unit::Month;
        let end = shift(self.end, unit, n)?;
        let end = if is_whole { end.last_of_month() } else { end };
        Some(Self { approximate: self.approximate, ..Self::new(start, end)? })
    }

    /// The finest unit that this is a whole one of.
    pub(super) fn grain(self) -> Unit {
        match i64::from(self.start.until(self.end).map_or(0, |s| s.get_days())) + 1 {
            1 => Unit::Day,
            2..=7 => Unit::Week,
            8..=31 => Unit::Month,
            32..=100 => Unit::Quarter,
            101..=200 => Unit::Half,
            201..=366 => Unit::Year,
            367..=3700 => Unit::Decade,
            _ => Unit::Century,
        }
    }
}

/// A day of the calendar, if there is such a day.
pub(super) fn date(year: i32, month: i8, day: i8) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, month, day).ok()
}

/// `day` moved by `n` units (backwards where negative), the day of the month cut to the month's length.
pub(super) fn shift(day: Date, unit: Unit, n: i64) -> Option<Date> {
    let (unit, n) = match unit {
        Unit::Clock | Unit::Vague => return None,
        Unit::Workday => return shift_workdays(day, n),
        Unit::Night | Unit::Day => (Unit::Day, n),
        Unit::Weekend | Unit::Week => (Unit::Week, n),
        Unit::Fortnight => (Unit::Week, n.checked_mul(2)?),
        Unit::Month => (Unit::Month, n),
        Unit::Quarter => (Unit::Month, n.checked_mul(3)?),
        Unit::Half => (Unit::Month, n.checked_mul(6)?),
        Unit::Year => (Unit::Year, n),
        Unit::Decade => (Unit::Year, n.checked_mul(10)?),
        Unit::Century => (Unit::Year, n.checked_mul(100)?),
    };
    let span = match unit {
        Unit::Day => Span::new().try_days(n),
        Unit::Week => Span::new().try_weeks(n),
        Unit::Month => Span::new().try_months(n),
        _ => Span::new().try_years(n),
    };
    day.checked_add(span.ok()?).ok()
}

/// `day` moved by `n` days from Monday to Friday, of which it need not be one itself.
fn shift_workdays(day: Date, n: i64) -> Option<Date> {
    let mut day = shift(day, Unit::Week, n / 5)?;
    let mut left = n % 5;
    while left != 0 {
        day = shift(day, Unit::Day, left.signum())?;
        if !is_weekday(day, 6) && !is_weekday(day, 7) {
            left -= left.signum();
        }
    }
    Some(day)
}

/// The Monday of the week that holds `day`.
pub(super) fn monday(day: Date) -> Option<Date> {
    day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days()).ok()
}

/// That weekday in the week that holds `day`; Monday = 1.
pub(super) fn weekday_of_week(day: Date, weekday: i8) -> Option<Date> {
    shift(monday(day)?, Unit::Day, i64::from(weekday) - 1)
}

/// The latest such weekday not after `day`.
pub(super) fn latest(day: Date, weekday: i8) -> Option<Date> {
    let here = weekday_of_week(day, weekday)?;
    if here <= day { Some(here) } else { shift(here, Unit::Week, -1) }
}

/// The first such weekday not before `day`.
pub(super) fn earliest(day: Date, weekday: i8) -> Option<Date> {
    let here = weekday_of_week(day, weekday)?;
    if here >= day { Some(here) } else { shift(here, Unit::Week, 1) }
}

pub(super) fn is_weekday(day: Date, weekday: i8) -> bool {
    day.weekday() == Weekday::from_monday_one_offset(weekday).unwrap_or(Weekday::Monday)
}

/// The `n`th week of a period, from 1, or from its end where negative. A week belongs to the month and year that hold its
/// Thursday (ISO 8601).
pub(super) fn nth_week(period: Interval, n: i64) -> Option<Interval> {
    let thursday =
        if n > 0 { shift(earliest(period.start, 4)?, Unit::Week, n - 1)? } else { shift(latest(period.end, 4)?, Unit::Week, n + 1)? };
    if thursday < period.start || thursday > period.end { None } else { Interval::holding(thursday, Unit::Week) }
}

/// Easter Sunday by the anonymous Gregorian computus (Meeus, Astronomical Algorithms, ch. 8).
pub(super) fn easter(year: i32) -> Option<Date> {
    if year < 1583 {
        return None;
    }
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    date(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
}

/// Orthodox Easter Sunday in the Gregorian calendar (Meeus's Julian computus, 13 days later in 1900–2099).
pub(super) fn orthodox_easter(year: i32) -> Option<Date> {
    if !(1900..2100).contains(&year) {
        return None;
    }
    let (a, b, c) = (year % 4, year % 7, year % 19);
    let d = (19 * c + 15) % 30;
    let e = (2 * a + 4 * b - d + 34) % 7;
    let (month, day) = ((d + e + 114) / 31, (d + e + 114) % 31 + 1);
    shift(date(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?)?, Unit::Day, 13)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easters_are_those_of_the_almanac() {
        for (year, month, day) in [(2000, 4, 23), (2008, 3, 23), (2011, 4, 24), (2018, 4, 1), (2024, 3, 31), (2038, 4, 25)] {
            assert_eq!(easter(year), date(year, month, day));
        }
        for (year, month, day) in [(2010, 4, 4), (2021, 5, 2), (2022, 4, 24), (2024, 5, 5)] {
            assert_eq!(orthodox_easter(year), date(year, month, day));
        }
    }

    #[test]
    fn workdays_pass_over_weekends() {
        let friday = date(2024, 5, 17).expect("a day");
        for (n, day) in [(1, 20), (5, 24), (6, 27), (-1, 16), (-5, 10)] {
            assert_eq!(shift(friday, Unit::Workday, n), date(2024, 5, day));
        }
        assert_eq!(shift(date(2024, 5, 18).expect("a day"), Unit::Workday, 1), date(2024, 5, 20));
    }

    #[test]
    fn weeks_belong_to_their_thursday() {
        let january = Interval::month(2015, 1).expect("a month");
        assert_eq!(nth_week(january, 1).map(|w| w.start), date(2014, 12, 29));
        assert_eq!(nth_week(Interval::years(2019, 2019).expect("a year"), -1).map(|w| w.start), date(2019, 12, 23));
    }
}
