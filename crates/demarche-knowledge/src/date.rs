//! Dates as precise as known, and the intervals they bound.

use jiff::civil::Date;

/// A calendar date of which the day, or the day and the month, may not be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    year: i16,
    /// 1 … 12; 0 where it is not known.
    month: u8,
    /// 1 … 31; 0 where it is not known.
    day: u8,
}

impl PartialDate {
    /// Reads `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; none for anything else and for days that no calendar has.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let number = |s: &str, digits: usize| (s.len() == digits && s.bytes().all(|b| b.is_ascii_digit())).then(|| s.parse().ok())?;
        let mut parts = text.split('-');
        let year: i16 = number(parts.next()?, 4)?;
        let month: Option<i16> = parts.next().map_or(Some(None), |p| number(p, 2).map(Some))?;
        let day: Option<i16> = parts.next().map_or(Some(None), |p| number(p, 2).map(Some))?;
        if parts.next().is_some() || year < 1 {
            return None;
        }
        let (m, d) = (i8::try_from(month.unwrap_or(1)).ok()?, i8::try_from(day.unwrap_or(1)).ok()?);
        Date::new(year, m, d).ok()?;
        let small = |n: Option<i16>| n.map_or(Some(0), |n| u8::try_from(n).ok());
        Some(Self { year, month: small(month)?, day: small(day)? })
    }

    /// The year.
    #[must_use]
    pub const fn year(self) -> i16 {
        self.year
    }

    /// The first day it can be.
    #[must_use]
    pub fn first(self) -> Date {
        Date::new(self.year, self.month.max(1) as i8, self.day.max(1) as i8).unwrap_or(Date::MIN)
    }

    /// The last day it can be.
    #[must_use]
    pub fn last(self) -> Date {
        match (self.month, self.day) {
            (0, _) => Date::new(self.year, 12, 31).unwrap_or(Date::MAX),
            (_, 0) => self.first().last_of_month(),
            _ => self.first(),
        }
    }

    /// As a number that a pack stores; never 0.
    pub(crate) fn pack(self) -> u32 {
        (u32::from(self.year as u16) << 16) | (u32::from(self.month) << 8) | u32::from(self.day)
    }

    /// What [`Self::pack`] stored; none for 0 and for what it never writes.
    pub(crate) fn unpack(packed: u32) -> Option<Self> {
        let date = Self { year: (packed >> 16) as u16 as i16, month: (packed >> 8) as u8, day: packed as u8 };
        let real = date.year >= 1 && Date::new(date.year, date.month.clamp(1, 100) as i8, date.day.clamp(1, 100) as i8).is_ok();
        (real && (date.month > 0 || date.day == 0)).then_some(date)
    }
}

impl std::fmt::Display for PartialDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}", self.year)?;
        if self.month > 0 {
            write!(f, "-{:02}", self.month)?;
        }
        if self.day > 0 {
            write!(f, "-{:02}", self.day)?;
        }
        Ok(())
    }
}

/// The end of an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum End {
    /// It is not known whether and when it ended.
    #[default]
    Unknown,
    /// It still held at the as-of date.
    Now,
    /// It ended then.
    On(PartialDate),
}

const NOW: u32 = u32::MAX;

impl End {
    pub(crate) fn pack(self) -> u32 {
        match self {
            Self::Unknown => 0,
            Self::Now => NOW,
            Self::On(date) => date.pack(),
        }
    }

    pub(crate) fn unpack(packed: u32) -> Self {
        match packed {
            NOW => Self::Now,
            _ => PartialDate::unpack(packed).map_or(Self::Unknown, Self::On),
        }
    }
}

impl std::fmt::Display for End {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unknown => Ok(()),
            Self::Now => f.write_str("now"),
            Self::On(date) => date.fmt(f),
        }
    }
}

/// Whether a fact held on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Held {
    /// It did.
    Yes,
    /// The dates are not precise enough, or the day is later than what is known.
    Maybe,
    /// It did not.
    No,
}

/// When a fact held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Interval {
    /// Its first day; none where it is not known.
    pub start: Option<PartialDate>,
    /// Its last day.
    pub end: End,
    /// Until when the table's writer knows.
    pub as_of: Option<PartialDate>,
}

impl Interval {
    /// Whether the fact held on `day`. Both ends belong to the interval; a day inside an imprecise end is [`Held::Maybe`], and so
    /// is one after the as-of date of a fact that still held then.
    #[must_use]
    pub fn held_on(&self, day: Date) -> Held {
        let started = match self.start {
            None => Held::Maybe,
            Some(start) if day < start.first() => Held::No,
            Some(start) if day < start.last() => Held::Maybe,
            Some(_) => Held::Yes,
        };
        let lasted = match self.end {
            End::Unknown => Held::Maybe,
            End::Now if self.as_of.is_some_and(|known| day <= known.last()) => Held::Yes,
            End::Now => Held::Maybe,
            End::On(end) if day > end.last() => Held::No,
            End::On(end) if day > end.first() => Held::Maybe,
            End::On(_) => Held::Yes,
        };
        started.max(lasted)
    }

    /// True where the fact was certainly over before `day`.
    #[must_use]
    pub fn ended_before(&self, day: Date) -> bool {
        matches!(self.end, End::On(end) if end.last() < day)
    }
}

impl std::fmt::Display for Interval {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(start) = self.start {
            start.fmt(f)?;
        }
        write!(f, "–{}", self.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn interval(start: &str, end: &str, as_of: &str) -> Interval {
        let end = match end {
            "" => End::Unknown,
            "now" => End::Now,
            date => End::On(PartialDate::parse(date).unwrap()),
        };
        Interval { start: PartialDate::parse(start), end, as_of: PartialDate::parse(as_of) }
    }

    #[test]
    fn dates_are_read_as_precise_as_written() {
        for text in ["1999", "1999-02", "2000-02-29"] {
            assert_eq!(PartialDate::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "99", "1999-13", "1999-02-29", "1999-2-3", "1999-01-01-01", "0000", "+199", "now"] {
            assert_eq!(PartialDate::parse(text), None, "{text}");
        }
    }

    #[test]
    fn packed_dates_come_back() {
        for text in ["0001", "1999", "1999-02", "2000-02-29", "9999-12-31"] {
            let date = PartialDate::parse(text).unwrap();
            assert_eq!(PartialDate::unpack(date.pack()), Some(date));
            assert_eq!(End::unpack(End::On(date).pack()), End::On(date));
        }
        assert_eq!(End::unpack(End::Now.pack()), End::Now);
        assert_eq!(End::unpack(0), End::Unknown);
    }

    #[test]
    fn a_day_inside_an_imprecise_end_is_maybe() {
        let term = interval("2010-05", "2014", "2025-01");
        assert_eq!(term.held_on(date(2010, 4, 30)), Held::No);
        assert_eq!(term.held_on(date(2010, 5, 10)), Held::Maybe);
        assert_eq!(term.held_on(date(2012, 1, 1)), Held::Yes);
        assert_eq!(term.held_on(date(2014, 6, 1)), Held::Maybe);
        assert_eq!(term.held_on(date(2015, 1, 1)), Held::No);
    }

    #[test]
    fn what_still_held_is_maybe_after_the_as_of_date() {
        let term = interval("2012-05-22", "now", "2025-06");
        assert_eq!(term.held_on(date(2025, 6, 30)), Held::Yes);
        assert_eq!(term.held_on(date(2025, 7, 1)), Held::Maybe);
        assert_eq!(interval("2001", "", "2025-06").held_on(date(2003, 1, 1)), Held::Maybe);
        assert_eq!(interval("", "", "2025-06").held_on(date(2003, 1, 1)), Held::Maybe);
    }

    proptest::proptest! {
        #[test]
        fn any_number_unpacks_to_a_real_date(packed in proptest::prelude::any::<u32>()) {
            if let Some(date) = PartialDate::unpack(packed) {
                proptest::prop_assert!(date.first() <= date.last());
                proptest::prop_assert_eq!(PartialDate::parse(&date.to_string()), Some(date));
            }
        }
    }
}
