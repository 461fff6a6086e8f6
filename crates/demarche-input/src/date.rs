//! Dates of articles: the civil date as written, whatever the zone.

use jiff::civil::{Date, Time};
use jiff::fmt::{rfc2822, temporal::Pieces};

/// First and last year in which an article can have been published: the oldest newspaper is of 1605.
const YEARS: std::ops::RangeInclusive<i16> = 1600..=2200;

const RFC_2822: rfc2822::DateTimeParser = rfc2822::DateTimeParser::new().relaxed_weekday(true);

/// Reads an ISO 8601 or RFC 3339 date or datetime (`2024-10-29`, `2024-10-29T23:30:00-05:00`, `2024-10-29 23:30:00 UTC`) or
/// an RFC 2822 one (`Tue, 29 Oct 2024 23:30:00 -0500`) and gives the day as it is written there, without moving it to
/// another zone. `None` for anything else and for years outside 1600 … 2200.
#[must_use]
pub fn parse_published(value: &str) -> Option<Date> {
    let value = value.trim();
    // no date is longer, and the parsers need not see a document
    if value.len() > 100 {
        return None;
    }
    let date = Pieces::parse(value)
        .map(|pieces| pieces.date())
        .ok()
        .or_else(|| spaced(value))
        .or_else(|| RFC_2822.parse_zoned(value).ok().map(|zoned| zoned.date()))?;
    YEARS.contains(&date.year()).then_some(date)
}

/// The day that many days after 1970-01-01, in the same years.
pub(crate) fn from_epoch_days(days: i64) -> Option<Date> {
    let days = i32::try_from(days).ok().filter(|days| days.abs() < 1_000_000)?;
    let date = jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().days(days)).ok()?;
    YEARS.contains(&date.year()).then_some(date)
}

/// Date, time and zone with spaces between, as databases print them.
fn spaced(value: &str) -> Option<Date> {
    let mut parts = value.split_ascii_whitespace();
    let date: Date = parts.next().filter(|d| d.len() == 10)?.parse().ok()?;
    parts.next()?.parse::<Time>().ok()?;
    let is_zone = |zone: &str| {
        matches!(zone, "UTC" | "GMT" | "Z")
            || zone
                .strip_prefix(['+', '-'])
                .is_some_and(|z| matches!(z.len(), 2 | 4 | 5) && z.bytes().all(|b| b.is_ascii_digit() || b == b':'))
    };
    (parts.next().is_none_or(is_zone) && parts.next().is_none()).then_some(date)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dates_are_read_as_written() {
        for value in [
            "2024-10-29",
            " 2024-10-29 ",
            "20241029",
            "2024-10-29T23:30:00Z",
            "2024-10-29T23:30:00.123456-05:00",
            "2024-10-29T23:30:00+0000",
            "2024-10-29 23:30:00",
            "2024-10-29 23:30:00 UTC",
            "2024-10-29 23:30:00 +0000",
            "2024-10-29T23:30",
            "Tue, 29 Oct 2024 23:30:00 -0500",
            "Mon, 29 Oct 2024 23:30:00 GMT",
            "29 Oct 2024 23:30:00 +0000",
        ] {
            assert_eq!(parse_published(value), Some(date(2024, 10, 29)), "{value}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for value in [
            "",
            "31.31.2020",
            "2024-13-01",
            "2024-02-30",
            "0000-01-01",
            "0001-01-01",
            "9999-12-31",
            "-002024-10-29",
            "10/29/2024",
            "2024",
            "2024-10",
            "yesterday",
            "1730160000",
            "2024-10-29 gestern",
            "2024-10-29 23:30:00 UTC UTC",
        ] {
            assert_eq!(parse_published(value), None, "{value}");
        }
    }

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(from_epoch_days(0), Some(date(1970, 1, 1)));
        assert_eq!(from_epoch_days(20_025), Some(date(2024, 10, 29)));
        assert_eq!(from_epoch_days(-1), Some(date(1969, 12, 31)));
        for days in [i64::MIN, i64::MAX, 999_999, -719_529] {
            assert_eq!(from_epoch_days(days), None);
        }
    }

    proptest! {
        #[test]
        fn no_string_panics(value in "\\PC{0,40}|[0-9TZ:+. -]{0,40}") {
            let _ = parse_published(&value);
        }
    }
}
