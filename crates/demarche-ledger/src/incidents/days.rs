//! Days of a report, and how two intervals lie to each other.

use demarche::codebook::Status;
use jiff::civil::Date;

use super::Told;
use super::context::{Around, around, looks_back};
use crate::report::Days;

/// From the first to the last day, both counted; 0 for an interval that ends before it begins.
pub(crate) fn length(days: &Days) -> i64 {
    (between(days.start, days.end) + 1).max(0)
}

/// Days from one date to another; negative where it is earlier.
pub(super) fn between(from: Date, to: Date) -> i64 {
    // both fit: years −9999 … 9999
    i64::from(from.until(to).map_or(0, |span| span.get_days()))
}

/// Days that lie between two intervals: 0 where they share one.
pub(super) fn gap(a: &Days, b: &Days) -> i64 {
    between(a.end, b.start).max(between(b.end, a.start)).max(0)
}

/// A day moved by some days; the calendar's edge stays.
pub(crate) fn moved(day: Date, by: i64) -> Date {
    day.saturating_add(jiff::Span::new().days(by.clamp(-1_000_000, 1_000_000)))
}

/// Days before publication in which what a text tells without a day took place.
pub(super) const FRESH: i64 = 3;

/// When a report's event was: as it states, or as far back as the words before its trigger say ("two weeks after"), for a day of the
/// sentence is then that of the later act.
pub(crate) fn of(told: &Told<'_>) -> Option<Days> {
    told.passage.get().map_or_else(|| with(told, &around(told)), |passage| passage.days)
}

/// The same, where one has looked around already.
pub(super) fn with(told: &Told<'_>, around: &Around) -> Option<Days> {
    let stated = told.report.days.filter(|d| length(d) > 0);
    let Some(published) = told.article.published else { return stated };
    let Some((back, slack)) = looks_back(around) else { return stated };
    // days of that time are better than ours
    let is_back = |d: &Days| between(d.end, published) >= back - slack;
    stated.filter(is_back).or(Some(Days {
        start: moved(published, -back - FRESH - slack),
        end: moved(published, slack - back).min(published),
        approximate: true,
    }))
}

/// Within which days a report without a time is taken to lie: from [`FRESH`] days before publication to that day. None for a plan,
/// for background of another period, and without a date.
pub(super) fn window(told: &Told<'_>) -> Option<Days> {
    let published = told.article.published?;
    let is_news = !matches!(told.report.status, Status::Historical | Status::Future);
    is_news.then(|| Days { start: moved(published, -FRESH), end: published, approximate: true })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn days(a: Date, b: Date) -> Days {
        Days { start: a, end: b, approximate: false }
    }

    #[test]
    fn intervals_are_measured() {
        let a = days(date(2025, 2, 27), date(2025, 3, 1));
        assert_eq!(length(&a), 3);
        assert_eq!(length(&days(a.end, a.start)), 0);
        assert_eq!(gap(&a, &days(date(2025, 3, 1), date(2025, 3, 9))), 0);
        assert_eq!(gap(&a, &days(date(2025, 3, 3), date(2025, 3, 9))), 2);
        assert_eq!(gap(&days(date(2025, 3, 3), date(2025, 3, 9)), &a), 2);
        assert_eq!(moved(date(2024, 2, 28), 2), date(2024, 3, 1));
        assert_eq!(moved(Date::MAX, 2), Date::MAX);
        assert_eq!(between(Date::MIN, Date::MAX), -between(Date::MAX, Date::MIN));
    }
}
