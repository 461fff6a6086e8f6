//! Phrases to intervals, against the publication date and the dates that the text has named before.

mod beside;
mod bounds;
mod lengths;
mod periods;

use std::cell::Cell;

use jiff::civil::Date;

use self::periods::{around, around_weekend, nth, nth_weekday};
use super::Anchor;
use super::calendar::{Interval, date, earliest, is_weekday, latest, shift, weekday_of_week};
use super::holidays;
use super::lexicon::{Relative, Season, Unit};
use super::phrase::{Holiday, Phrase};
use super::tense::Tense;
use crate::span::Span;

/// An interval, or why there is none.
pub(super) type Outcome = Result<Interval, &'static str>;

const UNDATED: &str = "no publication date";
const ANCHORLESS: &str = "anaphora without an anchor";
const NO_SUCH: &str = "no such date";
const COARSE: &str = "anchor too coarse";

/// A date that the text named before.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub interval: Interval,
    pub span: Span,
}

/// What one expression is held against.
pub(super) struct Reading {
    pub published: Option<Date>,
    pub tense: Tense,
    /// The date that "the next day" follows.
    pub last: Option<Known>,
    /// The year that the passage is about, where it is not that of publication.
    pub year: Option<(i32, Span)>,
    /// The date that a month of the passage's year comes after.
    pub after: Option<Date>,
    /// True in a history: "this year" is the passage's.
    pub is_narrative: bool,
    /// Whether the text writes the day before the month in numbers, where it shows.
    pub day_first: Option<bool>,
    /// What the reading used.
    pub used: Cell<Anchor>,
}

impl Reading {
    fn published(&self) -> Result<Date, &'static str> {
        let day = self.published.ok_or(UNDATED)?;
        if self.used.get() == Anchor::None {
            self.used.set(Anchor::Published);
        }
        Ok(day)
    }

    fn last(&self) -> Result<Interval, &'static str> {
        let known = self.last.ok_or(ANCHORLESS)?;
        self.used.set(Anchor::Text(known.span));
        Ok(known.interval)
    }

    fn year(&self) -> Option<i32> {
        let (year, span) = self.year?;
        self.used.set(Anchor::Text(span));
        Some(year)
    }

    fn is_future(&self) -> bool {
        self.tense == Tense::Future
    }

    fn with(&self, published: Option<Date>, tense: Tense) -> Self {
        Self { published, tense, last: self.last, year: None, after: None, used: Cell::new(self.used.get()), ..*self }
    }

    /// The interval that a phrase means.
    pub(super) fn resolve(&self, phrase: &Phrase) -> Outcome {
        match phrase {
            Phrase::Day { year, month, day, weekday } => self.day(*year, *month, *day, *weekday),
            Phrase::DayOfMonth { day, weekday } => self.day_of_month(*day, *weekday),
            Phrase::Undecided { first, second, year, weekday } => self.undecided(*first, *second, *year, *weekday),
            Phrase::Month { year: Some(year), month, .. } => Interval::month(*year, *month).ok_or(NO_SUCH),
            Phrase::Month { month, relative, .. } => self.month(*month, *relative),
            Phrase::Years { first, last } => Interval::years(*first, *last).ok_or(NO_SUCH),
            Phrase::Season { season, year: Some(year), .. } => Interval::season(*year, *season).ok_or(NO_SUCH),
            Phrase::Season { season, relative, .. } => self.season(*season, *relative),
            Phrase::Part { n, of, year } => self.part(*n, *of, *year),
            Phrase::Holiday { holiday, year: Some(year), .. } => holidays::on(*holiday, *year).ok_or(NO_SUCH),
            Phrase::Holiday { holiday, relative, .. } => self.holiday(*holiday, *relative),
            Phrase::Weekday { weekday, relative, week } => self.weekday(*weekday, *relative, week.as_deref()),
            Phrase::FromToday(days) => shift(self.published()?, Unit::Day, i64::from(*days)).map(Interval::day).ok_or(NO_SUCH),
            Phrase::Unit { relative, unit } => self.unit(*relative, *unit),
            Phrase::Weekend => self.weekend(),
            Phrase::Stretch { relative, count, unit } => self.stretch(*relative, *count, *unit),
            Phrase::Third { edge, period } => self.resolve(period)?.third(*edge).ok_or(NO_SUCH),
            Phrase::SoFar { is_later, period } => self.so_far(*is_later, period),
            Phrase::Ago { count, unit } => around(self.published()?, *unit, -i64::from(*count)),
            Phrase::Ahead { count, unit } => self.ahead(*count, *unit),
            Phrase::Within { count, unit } => self.within(*count, *unit),
            Phrase::Offset { count, unit, base } => self.offset(*count, *unit, base),
            Phrase::Later { count, unit } => self.later(*count, *unit),
            Phrase::Beside { n, unit, base } => self.beside(*n, *unit, base.as_deref()),
            Phrase::WeekdayBeside { n, weekday, base } => self.weekday_beside(*n, *weekday, base.as_deref()),
            Phrase::Lasting { count, unit, start } => self.lasting(*count, *unit, start),
            Phrase::Ending { count, unit, end } => self.ending(*count, *unit, end),
            Phrase::WorkingWeek(week) => {
                let monday = self.resolve(week)?.start;
                shift(monday, Unit::Day, 4).and_then(|friday| Interval::new(monday, friday)).ok_or(NO_SUCH)
            }
            Phrase::Nth { n, count, unit, period } => nth(self.resolve(period)?, *n, *count, *unit).ok_or(NO_SUCH),
            Phrase::NthWeekday { n, weekday, period } => nth_weekday(self.resolve(period)?, *n, *weekday).ok_or(NO_SUCH),
            Phrase::WeekOf(day) => Interval::holding(self.resolve(day)?.start, Unit::Week).ok_or(NO_SUCH),
            Phrase::WeekendOf(day) => around_weekend(self.resolve(day)?.start).ok_or(NO_SUCH),
            Phrase::WeekNumber { n, period } => self.week_number(*n, period.as_deref()),
            Phrase::Range(a, b) => self.range(a, b),
            Phrase::Since(start) => self.since(start),
            Phrase::By(end) => self.by(end),
            Phrase::Until(end) => self.until(end),
            Phrase::Through(end) => self.through(end),
            Phrase::Before(end) => self.before(end),
            Phrase::After(start) => self.after(start),
            Phrase::OfYear { date, year } => {
                let year = self.resolve(year)?;
                self.resolve(&(**date).clone().in_year(i32::from(year.start.year())))
            }
            Phrase::About(inner) => self.resolve(inner).map(Interval::about),
            Phrase::DayPart(inner) | Phrase::Dateline(inner) => self.resolve(inner),
            Phrase::Nothing(why) => Err(why),
        }
    }

    /// A date; without a year the latest not after publication (to come: the first not before), or that of the passage's year.
    fn day(&self, year: Option<i32>, month: i8, day: i8, weekday: Option<i8>) -> Outcome {
        if let Some(year) = year {
            return date(year, month, day).map(Interval::day).ok_or(NO_SUCH);
        }
        date(2000, month, day).ok_or(NO_SUCH)?;
        let fits = |found: Date| weekday.is_none_or(|w| is_weekday(found, w));
        if let Some(found) = self.year().and_then(|year| date(self.after_last(year, month), month, day)) {
            return Ok(Interval::day(found));
        }
        let here = self.published()?;
        let found = self.nearest(here, |year| date(year, month, day), |d| d).ok_or(NO_SUCH)?;
        if fits(found) {
            return Ok(Interval::day(found));
        }
        // the weekday tells the year
        let year = i32::from(here.year());
        let other = [year, year - 1, year + 1].into_iter().filter_map(|y| date(y, month, day)).find(|&d| fits(d));
        Ok(Interval::day(other.unwrap_or(found)))
    }

    /// Of what happens once a year: the latest not after `here`, in a clause about the future the first not before.
    fn nearest<T: Copy>(&self, here: Date, on: impl Fn(i32) -> Option<T>, start: impl Fn(T) -> Date) -> Option<T> {
        let year = i32::from(here.year());
        if self.is_future() {
            (year - 1..=year + 8).filter_map(on).find(|&x| start(x) >= here)
        } else {
            (year - 8..=year + 1).rev().filter_map(on).find(|&x| start(x) <= here)
        }
    }

    /// The year of a month in a history: the passage's, or the next where a winter has passed.
    fn after_last(&self, year: i32, month: i8) -> i32 {
        match self.after {
            Some(last) if i32::from(last.year()) == year && last.month() >= 10 && month <= 3 => year + 1,
            _ => year,
        }
    }

    fn day_of_month(&self, day: i8, weekday: Option<i8>) -> Outcome {
        if let (true, Some(known)) = (self.is_narrative, self.last) {
            let start = known.interval.start;
            if let Some(found) = date(i32::from(start.year()), start.month(), day) {
                self.used.set(Anchor::Text(known.span));
                return Ok(Interval::day(found));
            }
        }
        let here = self.published()?;
        let step = if self.is_future() { 1 } else { -1 };
        for months in 0..48 {
            let month = shift(here.first_of_month(), Unit::Month, step * months).ok_or(NO_SUCH)?;
            let Some(found) = date(i32::from(month.year()), month.month(), day) else { continue };
            let is_past = if self.is_future() { found >= here } else { found <= here };
            if is_past && weekday.is_none_or(|w| is_weekday(found, w)) {
                return Ok(Interval::day(found));
            }
        }
        Err(NO_SUCH)
    }

    /// A date in two numbers: in the order that the text shows elsewhere, or that the weekday allows.
    fn undecided(&self, first: i8, second: i8, year: Option<i32>, weekday: Option<i8>) -> Outcome {
        const WHY: &str = "day or month first: undecided";
        if let Some(weekday) = weekday {
            let fits = |month, day| self.day(year, month, day, None).ok().filter(|i| is_weekday(i.start, weekday));
            return match (fits(first, second), fits(second, first)) {
                (Some(found), None) | (None, Some(found)) => Ok(found),
                _ => Err(WHY),
            };
        }
        match self.day_first {
            Some(true) => self.day(year, second, first, None),
            Some(false) => self.day(year, first, second, None),
            None => Err(WHY),
        }
    }

    fn month(&self, month: i8, relative: Option<Relative>) -> Outcome {
        let on = |year: i32| Interval::month(year, month);
        if relative.is_none()
            && let Some(year) = self.year()
        {
            return on(self.after_last(year, month)).ok_or(NO_SUCH);
        }
        if let Some(relative @ (Relative::Preceding | Relative::Following)) = relative {
            let anchor = self.last()?.start.first_of_month();
            let year = i32::from(anchor.year());
            let found = match relative {
                Relative::Preceding => (year - 1..=year).rev().filter_map(on).find(|i| i.start < anchor),
                _ => (year..=year + 1).filter_map(on).find(|i| i.start > anchor),
            };
            return found.ok_or(NO_SUCH);
        }
        let here = self.published()?.first_of_month();
        let year = i32::from(here.year());
        match relative {
            None => self.nearest(here, on, |i| i.start).ok_or(NO_SUCH),
            Some(Relative::Last) => (year - 1..=year).rev().filter_map(on).find(|i| i.start < here).ok_or(NO_SUCH),
            Some(Relative::Next) => (year..=year + 1).filter_map(on).find(|i| i.start > here).ok_or(NO_SUCH),
            Some(Relative::This | Relative::The) => on(year).ok_or(NO_SUCH),
            Some(_) => Err(ANCHORLESS),
        }
    }

    fn season(&self, season: Season, relative: Option<Relative>) -> Outcome {
        let on = |year: i32| Interval::season(year, season);
        if relative.is_none()
            && let Some(year) = self.year()
        {
            return on(year).ok_or(NO_SUCH);
        }
        if let Some(relative @ (Relative::Preceding | Relative::Following | Relative::That)) = relative {
            let anchor = self.last()?.start;
            let year = i32::from(anchor.year());
            let found = match relative {
                Relative::Preceding => (year - 1..=year).rev().filter_map(on).find(|i| i.end < anchor),
                Relative::Following => (year..=year + 1).filter_map(on).find(|i| i.start > anchor),
                _ => on(year),
            };
            return found.ok_or(NO_SUCH);
        }
        let here = self.published()?;
        let year = i32::from(here.year());
        match relative {
            Some(Relative::Last) => (year - 2..=year).rev().filter_map(on).find(|i| i.end < here).ok_or(NO_SUCH),
            Some(Relative::Next) => (year..=year + 1).filter_map(on).find(|i| i.start > here).ok_or(NO_SUCH),
            Some(Relative::This | Relative::The) => (year - 1..=year).filter_map(on).find(|i| i.end >= here).ok_or(NO_SUCH),
            _ if self.is_future() => (year - 1..=year + 1).filter_map(on).find(|i| i.end >= here).ok_or(NO_SUCH),
            _ => (year - 1..=year).rev().filter_map(on).find(|i| i.start <= here).ok_or(NO_SUCH),
        }
    }

    fn part(&self, n: i8, of: i8, year: Option<i32>) -> Outcome {
        let on = |year: i32| Interval::part(year, n, of);
        if let Some(year) = year.or_else(|| self.year()) {
            return on(year).ok_or(NO_SUCH);
        }
        let here = self.published()?;
        self.nearest(here, on, |i| if self.is_future() { i.end } else { i.start }).ok_or(NO_SUCH)
    }

    fn holiday(&self, holiday: Holiday, relative: Option<Relative>) -> Outcome {
        let on = |year: i32| holidays::on(holiday, year);
        if relative.is_none()
            && let Some(year) = self.year()
        {
            return on(year).ok_or(NO_SUCH);
        }
        let here = self.published()?;
        let year = i32::from(here.year());
        match relative {
            None => self.nearest(here, on, |i| i.start).ok_or(NO_SUCH),
            Some(Relative::Last | Relative::Preceding) => (year - 1..=year).rev().filter_map(on).find(|i| i.start < here).ok_or(NO_SUCH),
            Some(Relative::Next | Relative::Following) => (year..=year + 1).filter_map(on).find(|i| i.start > here).ok_or(NO_SUCH),
            Some(Relative::This | Relative::The) => on(year).ok_or(NO_SUCH),
            Some(Relative::That) => Err(ANCHORLESS),
        }
    }

    fn weekday(&self, weekday: i8, relative: Option<Relative>, week: Option<&Phrase>) -> Outcome {
        let found = if let Some(week) = week {
            weekday_of_week(self.resolve(week)?.start, weekday)
        } else {
            match relative {
                None if self.is_future() => earliest(self.published()?, weekday),
                None => latest(self.published()?, weekday),
                Some(Relative::Last) => shift(self.published()?, Unit::Day, -1).and_then(|d| latest(d, weekday)),
                Some(Relative::Next) => shift(self.published()?, Unit::Day, 1).and_then(|d| earliest(d, weekday)),
                Some(Relative::This | Relative::The) => weekday_of_week(self.published()?, weekday),
                Some(Relative::Following) => shift(self.last()?.end, Unit::Day, 1).and_then(|d| earliest(d, weekday)),
                Some(Relative::Preceding) => shift(self.last()?.start, Unit::Day, -1).and_then(|d| latest(d, weekday)),
                Some(Relative::That) => {
                    let anchor = self.last()?;
                    (anchor.grain() == Unit::Day && is_weekday(anchor.start, weekday)).then_some(anchor.start).ok_or(ANCHORLESS).ok()
                }
            }
        };
        found.map(Interval::day).ok_or(NO_SUCH)
    }
}
