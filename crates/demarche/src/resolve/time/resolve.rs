//! Phrases to intervals, against the publication date and the dates that the text has named before.

use std::cell::Cell;

use jiff::civil::Date;

use super::Anchor;
use super::calendar::{Interval, date, earliest, is_weekday, latest, nth_week, shift, weekday_of_week};
use super::holidays;
use super::lexicon::{Edge, Relative, Season, Unit};
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
            Phrase::Nth { n, count, unit, period } => nth(self.resolve(period)?, *n, *count, *unit).ok_or(NO_SUCH),
            Phrase::NthWeekday { n, weekday, period } => nth_weekday(self.resolve(period)?, *n, *weekday).ok_or(NO_SUCH),
            Phrase::WeekOf(day) => Interval::holding(self.resolve(day)?.start, Unit::Week).ok_or(NO_SUCH),
            Phrase::WeekendOf(day) => around_weekend(self.resolve(day)?.start).ok_or(NO_SUCH),
            Phrase::WeekNumber { n, period } => self.week_number(*n, period.as_deref()),
            Phrase::Range(a, b) => self.range(a, b),
            Phrase::Since(start) => self.since(start),
            Phrase::By(end) => self.by(end),
            Phrase::Until(end) => self.until(end),
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
            Some(Relative::This) => on(year).ok_or(NO_SUCH),
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
            Some(Relative::This) => (year - 1..=year).filter_map(on).find(|i| i.end >= here).ok_or(NO_SUCH),
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
            Some(Relative::This) => on(year).ok_or(NO_SUCH),
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
                Some(Relative::This) => weekday_of_week(self.published()?, weekday),
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

    /// "last week", "this year", "that month", "the following day"
    fn unit(&self, relative: Relative, unit: Unit) -> Outcome {
        let is_of_text = matches!(relative, Relative::That | Relative::Following | Relative::Preceding)
            || (relative == Relative::This && self.is_narrative && self.year.is_some() && self.last.is_some());
        if let (Relative::This, true, Unit::Year, Some(year)) = (relative, self.is_narrative, unit, self.year()) {
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
    fn weekend(&self) -> Outcome {
        let here = self.published()?;
        if self.is_future() {
            return Interval::holding(here, Unit::Weekend).ok_or(NO_SUCH);
        }
        let saturday = latest(here, 6).ok_or(NO_SUCH)?;
        let sunday = shift(saturday, Unit::Day, 1).ok_or(NO_SUCH)?;
        Interval::new(saturday, sunday.min(here)).ok_or(NO_SUCH)
    }

    /// "the past three weeks": from so long before publication until then; "the next three weeks": the days after it.
    fn stretch(&self, relative: Relative, count: u32, unit: Unit) -> Outcome {
        let n = i64::from(count);
        let (before, after) = match relative {
            Relative::Last => (Some(self.published()?), None),
            Relative::Next => (None, Some(self.published()?)),
            Relative::Preceding => (Some(shift(self.last()?.start, Unit::Day, -1).ok_or(NO_SUCH)?), None),
            Relative::Following => (None, Some(self.last()?.end)),
            Relative::This | Relative::That => return Err(ANCHORLESS),
        };
        let is_calendar = matches!(unit, Unit::Quarter | Unit::Century) || (unit == Unit::Decade && count > 1);
        let found = match (before, after) {
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
    fn so_far(&self, is_later: bool, period: &Phrase) -> Outcome {
        let whole = self.resolve(period)?;
        let holds = |day: Date| (whole.start..=whole.end).contains(&day);
        let is_of_text = matches!(period, Phrase::Unit { relative: Relative::That, .. }) || period.is_absolute() || self.is_narrative;
        let here = match (is_of_text, self.last) {
            (true, Some(known)) if holds(known.interval.start) && known.interval.grain() < whole.grain() => {
                self.used.set(Anchor::Text(known.span));
                if is_later { known.interval.end } else { known.interval.start }
            }
            _ if period.is_absolute() => return Ok(whole.about()),
            (true, _) => return Ok(whole.about()),
            _ => self.published()?,
        };
        let found = if is_later { Interval::new(here, whole.end) } else { Interval::new(whole.start, here) };
        found.filter(|_| holds(here)).ok_or(NO_SUCH)
    }

    fn ahead(&self, count: u32, unit: Unit) -> Outcome {
        if !self.is_future() {
            return Err("duration");
        }
        around(self.published()?, unit, i64::from(count))
    }

    /// From publication so far ahead; "within weeks" is six of them.
    fn within(&self, count: Option<u32>, unit: Unit) -> Outcome {
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

    fn offset(&self, count: i64, unit: Unit, base: &Phrase) -> Outcome {
        let base = self.resolve(base)?;
        if unit >= Unit::Month && base.grain() > Unit::Day {
            return base.moved(unit, count).ok_or(NO_SUCH);
        }
        let edge = if count < 0 { base.start } else { base.end };
        shift(edge, unit, count).map(|day| Interval { approximate: base.approximate, ..Interval::day(day) }).ok_or(NO_SUCH)
    }

    /// "two days later": counted from the date named last.
    fn later(&self, count: i64, unit: Unit) -> Outcome {
        let anchor = self.last()?;
        let is_fine = match unit {
            Unit::Night | Unit::Day | Unit::Week | Unit::Weekend | Unit::Fortnight => anchor.grain() == Unit::Day,
            Unit::Month => anchor.grain() <= Unit::Month,
            _ => anchor.grain() <= Unit::Year,
        };
        if !is_fine {
            return Err(COARSE);
        }
        around(anchor.start, unit, count)
    }

    fn week_number(&self, n: u8, period: Option<&Phrase>) -> Outcome {
        let year = match period {
            Some(period) => self.resolve(period)?,
            None => Interval::holding(self.published()?, Unit::Year).ok_or(NO_SUCH)?,
        };
        nth_week(year, i64::from(n)).ok_or(NO_SUCH)
    }

    /// From the start of one to the end of the other; what lacks a year, month or week takes the nearest that fits.
    fn range(&self, a: &Phrase, b: &Phrase) -> Outcome {
        let is_first_known = a.is_absolute() && !b.is_absolute();
        let is_months = matches!((a, b), (Phrase::Month { year: None, .. }, Phrase::Month { year: None, .. }));
        let pair = if is_months && self.is_future() && self.year.is_none() {
            // "from May to September" may have begun
            let here = self.published()?.first_of_month();
            let second = self.with(Some(here), Tense::Future).resolve(b)?;
            (self.with(Some(second.start), Tense::Past).resolve(a)?, second)
        } else if is_first_known || self.is_future() {
            let first = self.resolve(a)?;
            let second = match b {
                Phrase::Weekday { .. } | Phrase::Day { year: None, .. } | Phrase::Month { year: None, .. } | Phrase::DayOfMonth { .. } => {
                    self.with(Some(first.start), Tense::Future).resolve(b)?
                }
                _ => self.resolve(b)?,
            };
            (first, second)
        } else {
            let second = self.resolve(b)?;
            let first = match a {
                _ if self.year.is_some() && !a.is_absolute() => {
                    let first = self.resolve(a)?;
                    if first.start > second.end { first.moved(Unit::Year, -1).ok_or(NO_SUCH)? } else { first }
                }
                Phrase::Weekday { .. } | Phrase::Day { year: None, .. } | Phrase::Month { year: None, .. } | Phrase::DayOfMonth { .. } => {
                    self.with(Some(second.start), Tense::Past).resolve(a)?
                }
                _ => self.resolve(a)?,
            };
            (first, second)
        };
        let found = Interval::new(pair.0.start, pair.1.end).ok_or("range that ends before it starts")?;
        Ok(if pair.0.approximate || pair.1.approximate { found.about() } else { found })
    }

    fn since(&self, start: &Phrase) -> Outcome {
        let known = if self.is_future() { self.with_context(Tense::Unknown).resolve(start)? } else { self.resolve(start)? };
        let here = self.published()?;
        Interval::new(known.start, here).map(|i| Interval { approximate: known.approximate, ..i }).ok_or("since a date to come")
    }

    /// The same passage in another tense.
    fn with_context(&self, tense: Tense) -> Self {
        Self { tense, used: Cell::new(self.used.get()), ..*self }
    }

    /// The end of a bound that lies ahead unless the clause is about the past.
    fn bound(&self, end: &Phrase) -> Outcome {
        let tense = if self.tense == Tense::Past || self.year.is_some() { Tense::Past } else { Tense::Future };
        let reading = self.with_context(tense);
        let found = reading.resolve(end);
        self.used.set(reading.used.get());
        found
    }

    /// From publication to the end of X. Of what was over by then only the bound is known: X itself, approximate.
    fn by(&self, end: &Phrase) -> Outcome {
        let known = self.bound(end)?;
        match self.published {
            Some(here) if here < known.start || (here <= known.end && self.tense != Tense::Past) => {
                Interval::new(here, known.end).ok_or(NO_SUCH)
            }
            _ => Ok(known.about()),
        }
    }

    fn until(&self, end: &Phrase) -> Outcome {
        let known = self.bound(end)?;
        match self.published {
            Some(here) if here <= known.end => Interval::new(here, known.end).ok_or(NO_SUCH),
            _ => Err("until: no start stated"),
        }
    }

    fn before(&self, end: &Phrase) -> Outcome {
        let known = self.bound(end)?;
        // "before the end of June": June's last day is the bound
        if matches!(end, Phrase::Third { edge: Edge::Late, .. }) && self.published.is_some_and(|here| here <= known.end) {
            return self.by(end);
        }
        match self.published {
            Some(here) if here < known.start => Interval::new(here, known.start.yesterday().map_err(|_| NO_SUCH)?).ok_or(NO_SUCH),
            _ => Err("before: no start stated"),
        }
    }

    fn after(&self, start: &Phrase) -> Outcome {
        let known = self.resolve(start)?;
        match self.published {
            Some(here) if known.end < here && !self.is_future() && !self.is_narrative => {
                Interval::new(known.end.tomorrow().map_err(|_| NO_SUCH)?, here).map(Interval::about).ok_or(NO_SUCH)
            }
            _ => Err("after: no end stated"),
        }
    }
}

/// The unit that is `n` units from that of `day`.
fn next_unit(day: Date, unit: Unit, n: i64) -> Option<Interval> {
    let step = if unit == Unit::Night { Unit::Day } else { unit };
    let start = match unit {
        Unit::Night | Unit::Day => day,
        _ => Interval::holding(day, unit)?.start,
    };
    Interval::holding(shift(start, step, n)?, unit)
}

/// `n` units from a day: days and weeks lead to a day, months and years to the calendar month and year.
fn around(day: Date, unit: Unit, n: i64) -> Outcome {
    let there = shift(day, unit, n).ok_or(NO_SUCH)?;
    let found = match unit {
        Unit::Night | Unit::Day | Unit::Week | Unit::Fortnight => Some(Interval::day(there)),
        Unit::Decade | Unit::Century => Interval::holding(there, Unit::Year).map(Interval::about),
        unit => Interval::holding(there, unit),
    };
    found.ok_or(NO_SUCH)
}

/// The Saturday and Sunday nearest to a day, with the day itself where it is a Friday or Monday.
fn around_weekend(day: Date) -> Option<Interval> {
    let saturday = latest(shift(day, Unit::Day, 3)?, 6)?;
    let sunday = shift(saturday, Unit::Day, 1)?;
    let is_near = day >= shift(saturday, Unit::Day, -1)? && day <= shift(saturday, Unit::Day, 2)?;
    let (start, end) = if is_near { (day.min(saturday), day.max(sunday)) } else { (saturday, sunday) };
    Interval::new(start, end)
}

/// The `n`th such weekday of a period, from its end where negative.
fn nth_weekday(period: Interval, n: i8, weekday: i8) -> Option<Interval> {
    let day = if n > 0 {
        shift(earliest(period.start, weekday)?, Unit::Week, i64::from(n) - 1)?
    } else {
        shift(latest(period.end, weekday)?, Unit::Week, i64::from(n) + 1)?
    };
    (period.start..=period.end).contains(&day).then(|| Interval::day(day))
}

/// `count` units of a period from its `n`th on, from its end where `n` is negative.
fn nth(period: Interval, n: i64, count: u32, unit: Unit) -> Option<Interval> {
    let count = i64::from(count);
    let inside = |i: Interval| if i.start >= period.start && i.end <= period.end { Some(i) } else { None };
    match unit {
        Unit::Week => {
            let (first, last) = if n > 0 { (n, n + count - 1) } else { (-count, -1) };
            Interval::new(nth_week(period, first)?.start, nth_week(period, last)?.end)
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
        Unit::Day | Unit::Month | Unit::Quarter | Unit::Year => {
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
