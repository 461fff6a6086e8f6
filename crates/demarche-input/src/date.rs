//! Dates of articles: the civil date as written, whatever the zone.

use jiff::civil::{Date, Time};
use jiff::fmt::{rfc2822, temporal::Pieces};

/// First and last year in which an article can have been published: the oldest newspaper is of 1605.
const YEARS: std::ops::RangeInclusive<i16> = 1600..=2200;

const RFC_2822: rfc2822::DateTimeParser = rfc2822::DateTimeParser::new().relaxed_weekday(true);

/// Reads a date that can be meant in one way only, and gives the day as it is written there, without moving it to another
/// zone. `None` for anything else and for years outside 1600 … 2200. Read are
///
/// - ISO 8601 and RFC 3339: `2024-10-29`, `20241029`, `2024-10-29T23:30:00-05:00`, `2024-10-29 23:30:00 UTC`;
/// - RFC 2822: `Tue, 29 Oct 2024 23:30:00 -0500`;
/// - the year first, in any number of digits: `2024-1-5`, `2024/10/29`;
/// - the year last, where only one figure can be the month: `10/29/2024`, `29.10.2024`;
/// - the month in English: `29 Oct 2024`, `29 October 2024`, `Oct 29, 2024`, `2024 Oct 29`.
///
/// Around it a day of the week, a time and a zone may stand, as in `3:58 PM ET, Tue October 29, 2024`. `03/04/2024` is none of them.
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
        .or_else(|| RFC_2822.parse_zoned(value).ok().map(|zoned| zoned.date()))
        .or_else(|| spaced(value))?;
    YEARS.contains(&date.year()).then_some(date)
}

/// Reads a whole number as JSON and tables may give one: `20241029`, or seconds (9 or 10 digits) or milliseconds (12 or 13
/// digits) since 1970, as the day in UTC.
pub(crate) fn from_integer(value: i64) -> Option<Date> {
    const DAY: i64 = 86_400;
    match value {
        16_000_101..=22_001_231 => parse_published(&value.to_string()),
        100_000_000..=9_999_999_999 => from_epoch_days(value / DAY),
        100_000_000_000..=9_999_999_999_999 => from_epoch_days(value / (1000 * DAY)),
        _ => None,
    }
}

/// The day that many days after 1970-01-01, in the same years.
pub(crate) fn from_epoch_days(days: i64) -> Option<Date> {
    let days = i32::try_from(days).ok().filter(|days| (-1_000_000..1_000_000).contains(days))?;
    let date = jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().days(days)).ok()?;
    YEARS.contains(&date.year()).then_some(date)
}

/// A date in words or figures, with nothing else around it but what newsrooms put there: the day of the week, a time, a zone, bars and dashes.
fn spaced(value: &str) -> Option<Date> {
    let is_gap = |c: char| c.is_whitespace() || matches!(c, ',' | '|' | '(' | ')' | '–' | '—' | '•' | '·');
    let parts: Vec<&str> = value.split(is_gap).filter(|part| !part.is_empty() && *part != "-").collect();
    let mut found = None;
    let mut at = 0;
    while at < parts.len() {
        let (date, used) = match parts[at..] {
            [a, b, c, ..] if named(a, b, c).is_some() => (named(a, b, c), 3),
            [one, ..] if one.contains(['-', '/', '.']) => (year_first(one).or_else(|| year_last(one)), 1),
            _ => (None, 1),
        };
        match date {
            // two dates say nothing
            Some(_) if found.is_some() => return None,
            Some(date) => found = Some(date),
            None if is_beside(parts[at]) => {}
            None => return None,
        }
        at += used;
    }
    found
}

/// Three words that are a day, a month in English and a year, in the orders that say which is which.
fn named(a: &str, b: &str, c: &str) -> Option<Date> {
    day_of(a, b, c).or_else(|| day_of(b, a, c)).or_else(|| day_of(c, b, a))
}

/// What stands beside a date and says nothing of it.
fn is_beside(part: &str) -> bool {
    let part = part.trim_end_matches([':', ';']);
    let lower = part.to_ascii_lowercase();
    is_weekday(part)
        || is_time(part)
        || is_zone(part)
        || matches!(
            lower.trim_end_matches('.'),
            "am" | "pm" | "a.m" | "p.m" | "at" | "on" | "updated" | "published" | "posted" | "noon" | "midnight"
        )
}

/// `2024-1-5`, `2024/01/05`: four digits come first, and one separator stands twice.
fn year_first(date: &str) -> Option<Date> {
    let [year, month, day] = figures(date)?;
    Date::new(number(year, 4..=4)?, i8::try_from(number(month, 1..=2)?).ok()?, i8::try_from(number(day, 1..=2)?).ok()?).ok()
}

/// `29.10.2024`, `10/29/2024`: which is the month is told by what no month can be.
fn year_last(date: &str) -> Option<Date> {
    let [a, b, year] = figures(date)?;
    let (a, b) = (i8::try_from(number(a, 1..=2)?).ok()?, i8::try_from(number(b, 1..=2)?).ok()?);
    let (month, day) = match (a, b) {
        (1..=12, 13..) => (a, b),
        (13.., 1..=12) => (b, a),
        (a, b) if a == b => (a, b),
        _ => return None,
    };
    Date::new(number(year, 4..=4)?, month, day).ok()
}

/// The three figures of a date with one separator.
fn figures(date: &str) -> Option<[&str; 3]> {
    let separator = ['/', '-', '.'].into_iter().find(|s| date.contains(*s))?;
    date.split(separator).collect::<Vec<_>>().try_into().ok()
}

fn day_of(day: &str, month: &str, year: &str) -> Option<Date> {
    let day = ["st", "nd", "rd", "th"].into_iter().find_map(|end| day.strip_suffix(end)).unwrap_or(day);
    Date::new(number(year, 4..=4)?, month_of(month)?, i8::try_from(number(day, 1..=2)?).ok()?).ok()
}

fn number(digits: &str, length: std::ops::RangeInclusive<usize>) -> Option<i16> {
    if !length.contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}

/// An English name of a month, whole or cut to three letters (`Sept` to four), perhaps with a dot.
fn month_of(name: &str) -> Option<i8> {
    const MONTHS: [&str; 12] =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
    let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
    let is_name =
        |month: &&str| name == **month || (name.len() == 3 && month.starts_with(&name)) || (name == "sept" && month.starts_with("sept"));
    (1..).zip(MONTHS).find(|(_, month)| is_name(month)).map(|(number, _)| number)
}

fn is_weekday(name: &str) -> bool {
    const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
    DAYS.iter().any(|day| *day == name || (matches!(name.len(), 3..=5) && day.starts_with(&name)))
}

fn is_time(time: &str) -> bool {
    let lower = time.to_ascii_lowercase();
    let time = lower.strip_suffix('z').or_else(|| lower.strip_suffix("am")).or_else(|| lower.strip_suffix("pm")).unwrap_or(&lower);
    let parts: Vec<&str> = time.split(':').collect();
    let is_part = |p: &&str| matches!(p.len(), 1 | 2) && p.bytes().all(|b| b.is_ascii_digit());
    match parts[..] {
        // "2am"
        [hour] => time.len() < lower.len() && !lower.ends_with('z') && is_part(&hour),
        [_, _] => parts.iter().all(is_part) || time.parse::<Time>().is_ok(),
        [hour, minute, second] => is_part(&hour) && is_part(&minute) && (is_part(&second) || time.parse::<Time>().is_ok()),
        _ => false,
    }
}

/// Zones as news names them; the day stays as it is written.
const ZONES: [&str; 32] = [
    "UTC", "GMT", "Z", "ET", "EST", "EDT", "CT", "CST", "CDT", "MT", "MST", "MDT", "PT", "PST", "PDT", "AKST", "AKDT", "HST", "BST", "IST",
    "CET", "CEST", "EET", "EEST", "MSK", "SAST", "JST", "KST", "HKT", "SGT", "AEST", "AEDT",
];

fn is_zone(zone: &str) -> bool {
    ZONES.contains(&zone)
        || zone.strip_prefix(['+', '-']).is_some_and(|z| matches!(z.len(), 2 | 4 | 5) && z.bytes().all(|b| b.is_ascii_digit() || b == b':'))
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
            "29 Oct 2024",
            "29 october 2024",
            "29th Oct. 2024",
            "Oct 29, 2024",
            "October 29 2024",
            "OCTOBER 29th, 2024",
            "Tuesday, October 29, 2024",
            "Tue 29 Oct 2024",
            "Oct 29, 2024 23:30",
            "29 Oct 2024, 23:30:00 GMT",
            "2024/10/29",
            "2024/10/29 23:30:00",
            "10/29/2024",
            "29.10.2024",
            "29-10-2024",
            "3:58 PM ET, Tue October 29, 2024",
            "Tue Oct 29, 2024 | 4:58pm EST",
            "OCTOBER 29, 2024 - 12:25AM EDT",
            "29 Oct 2024, 7:43am EDT",
            "2024 Oct 29",
            "2024-10-29 18:38 ET",
            "October 29, 2024 15:41:4",
            "Oct. 29, 2024, 2:54 AM EST",
            "Published on Oct 29, 2024 at 9am",
            "29 October 2024 GMT",
        ] {
            assert_eq!(parse_published(value), Some(date(2024, 10, 29)), "{value}");
        }
    }

    #[test]
    fn figures_may_be_short_and_months_may_be_cut() {
        for value in ["2024-1-5", "2024/1/5", "2024-01-5", "2024-1-05 23:30", "5 Jan 2024", "January 5, 2024", "Jan. 05, 2024"] {
            assert_eq!(parse_published(value), Some(date(2024, 1, 5)), "{value}");
        }
        for (value, month) in [("1 Sept 2024", 9), ("1 Sep. 2024", 9), ("May 1, 2024", 5), ("1 Mar 2024", 3)] {
            assert_eq!(parse_published(value), Some(date(2024, month, 1)), "{value}");
        }
    }

    #[test]
    fn whole_numbers_are_days_or_instants() {
        for value in [20_241_029, 1_730_160_000, 1_730_246_399, 1_730_160_000_000, 1_730_246_399_999] {
            assert_eq!(from_integer(value), Some(date(2024, 10, 29)), "{value}");
        }
        assert_eq!(from_integer(100_000_000), Some(date(1973, 3, 3)));
        for value in
            [0, -1, 1, 2024, 202_410, 20_241_329, 99_999_999, 9_999_999_999, 17_301_600_000, 1_730_160_000_000_000, i64::MAX, i64::MIN]
        {
            assert_eq!(from_integer(value), None, "{value}");
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
            "2024",
            "2024-10",
            "yesterday",
            "1730160000",
            "2024-10-29 gestern",
            "03/04/2024",
            "3-4-2024",
            "24-10-29",
            "2024-10/29",
            "2024-10-29-1",
            "29 Oct 24",
            "Oct 2024",
            "October 32, 2024",
            "29 Okt 2024",
            "ma 1, 2024",
            "Oct 29, 2024 sharp",
            "29 Oct 2024 10",
            "29 Oct 2024 30 Oct 2024",
            "Oct 29, 2024 10/30/2024",
            "12:30 PM ET",
        ] {
            assert_eq!(parse_published(value), None, "{value}");
        }
    }

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(from_epoch_days(0), Some(date(1970, 1, 1)));
        assert_eq!(from_epoch_days(20_025), Some(date(2024, 10, 29)));
        assert_eq!(from_epoch_days(-1), Some(date(1969, 12, 31)));
        for days in [i64::MIN, i64::MAX, i64::from(i32::MIN), 999_999, -719_529] {
            assert_eq!(from_epoch_days(days), None);
        }
    }

    proptest! {
        #[test]
        fn no_string_panics(value in "\\PC{0,40}|[0-9TZ:+./, -]{0,40}|(Oct|May|Tue|29|2024|[ ,./-]){0,8}", number in any::<i64>()) {
            let _ = from_integer(number);
            let _ = parse_published(&value);
        }
    }
}
