//! Ranges, and what one end bounds: "since", "by", "until", "before", "after".

use std::cell::Cell;

use super::{NO_SUCH, Outcome, Reading};
use crate::resolve::time::calendar::Interval;
use crate::resolve::time::lexicon::{Edge, Relative, Unit};
use crate::resolve::time::phrase::Phrase;
use crate::resolve::time::tense::Tense;

impl Reading {
    /// From the start of one to the end of the other; what lacks a year, month or week takes the nearest that fits.
    pub(super) fn range(&self, a: &Phrase, b: &Phrase) -> Outcome {
        let is_told = match a {
            Phrase::Weekday { relative, .. } => matches!(relative, Some(Relative::This | Relative::Next)),
            Phrase::Month { relative, .. } | Phrase::Season { relative, .. } => relative.is_some(),
            Phrase::FromToday(days) => *days >= 0,
            _ => false,
        };
        let is_first_known = (a.is_absolute() || is_told) && !b.is_absolute();
        let is_months = matches!((a, b), (Phrase::Month { year: None, relative: None, .. }, Phrase::Month { year: None, .. }));
        let pair = if is_of_the_first(b) && a.month().is_some() {
            // "from June 3 to the end of the month"
            let first = self.resolve(a)?;
            (first, self.with(Some(first.start), self.tense).resolve(b)?)
        } else if is_months && self.is_future() && self.year.is_none() {
            // "from May to September" may have begun
            let here = self.published()?.first_of_month();
            let second = self.with(Some(here), Tense::Future).resolve(b)?;
            (self.with(Some(second.start), Tense::Past).resolve(a)?, second)
        } else if is_weekday_of_week(b) && is_recurring(a) {
            // "from Tuesday until Thursday of next week"
            let second = self.resolve(b)?;
            (self.with(Some(second.start), Tense::Past).resolve(a)?, second)
        } else if is_first_known || self.is_future() {
            let first = self.resolve(a)?;
            let second = if is_recurring(b) { self.with(Some(first.start), Tense::Future).resolve(b)? } else { self.resolve(b)? };
            (first, second)
        } else {
            let second = self.resolve(b)?;
            let first = match a {
                _ if self.year.is_some() && !a.is_absolute() => {
                    let first = self.resolve(a)?;
                    if first.start > second.end { first.moved(Unit::Year, -1).ok_or(NO_SUCH)? } else { first }
                }
                _ if is_recurring(a) => self.with(Some(second.start), Tense::Past).resolve(a)?,
                _ => self.resolve(a)?,
            };
            (first, second)
        };
        // "from last Tuesday to last Thursday", said between the two
        let is_weekdays = matches!((a, b), (Phrase::Weekday { relative: Some(Relative::Last), .. }, Phrase::Weekday { .. }));
        let pair = if is_weekdays && pair.0.start > pair.1.start { (pair.0.moved(Unit::Week, -1).ok_or(NO_SUCH)?, pair.1) } else { pair };
        let found = Interval::new(pair.0.start, pair.1.end).ok_or("range that ends before it starts")?;
        Ok(if pair.0.approximate || pair.1.approximate { found.about() } else { found })
    }

    pub(super) fn since(&self, start: &Phrase) -> Outcome {
        let known = if self.is_future() { self.with_context(Tense::Unknown).resolve(start)? } else { self.resolve(start)? };
        let here = self.published()?;
        Interval::new(known.start, here).map(|i| Interval { approximate: known.approximate, ..i }).ok_or("since a date to come")
    }

    /// The same passage in another tense.
    pub(super) fn with_context(&self, tense: Tense) -> Self {
        Self { tense, used: Cell::new(self.used.get()), ..*self }
    }

    /// The end of a bound that lies ahead unless the clause is about the past.
    pub(super) fn bound(&self, end: &Phrase) -> Outcome {
        let tense = if self.tense == Tense::Past || self.year.is_some() { Tense::Past } else { Tense::Future };
        let reading = self.with_context(tense);
        let found = reading.resolve(end);
        self.used.set(reading.used.get());
        found
    }

    /// From publication to the end of X. Of what was over by then only the bound is known: X itself, approximate.
    pub(super) fn by(&self, end: &Phrase) -> Outcome {
        let known = self.bound(end)?;
        match self.published {
            Some(here) if here < known.start || (here <= known.end && self.tense != Tense::Past) => {
                Interval::new(here, known.end).ok_or(NO_SUCH)
            }
            _ => Ok(known.about()),
        }
    }

    pub(super) fn until(&self, end: &Phrase) -> Outcome {
        let known = self.bound(end)?;
        match self.published {
            Some(here) if here <= known.end => Interval::new(here, known.end).ok_or(NO_SUCH),
            _ => Err("until: no start stated"),
        }
    }

    /// From publication to the end of X where that lies ahead, else X itself.
    pub(super) fn through(&self, end: &Phrase) -> Outcome {
        let plain = self.resolve(end)?;
        let is_ahead = self.is_future() || (self.tense == Tense::Unknown && self.published.is_some_and(|here| here < plain.start));
        if is_ahead && self.year.is_none() { self.until(end).or(Ok(plain)) } else { Ok(plain) }
    }

    pub(super) fn before(&self, end: &Phrase) -> Outcome {
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

    pub(super) fn after(&self, start: &Phrase) -> Outcome {
        let known = self.resolve(start)?;
        match self.published {
            // in a clause about the future only what the words fix is known to be past
            Some(here) if known.end < here && (!self.is_future() || start.is_absolute()) && !self.is_narrative => {
                Interval::new(known.end.tomorrow().map_err(|_| NO_SUCH)?, here).map(Interval::about).ok_or(NO_SUCH)
            }
            _ => Err("after: no end stated"),
        }
    }
}

fn is_weekday_of_week(phrase: &Phrase) -> bool {
    match phrase {
        Phrase::Weekday { week, .. } => week.is_some(),
        Phrase::DayPart(inner) => is_weekday_of_week(inner),
        _ => false,
    }
}

/// True for what names its month or year by "the" alone, and so takes that of the date before it.
fn is_of_the_first(phrase: &Phrase) -> bool {
    match phrase {
        Phrase::Unit { relative, unit } => *relative == Relative::The && *unit >= Unit::Month,
        Phrase::Third { period, .. } | Phrase::Nth { period, .. } => is_of_the_first(period),
        _ => false,
    }
}

/// True for what comes round again and so has a nearest one on either side of a date.
fn is_recurring(phrase: &Phrase) -> bool {
    match phrase {
        Phrase::Weekday { week: None, .. } | Phrase::DayOfMonth { .. } => true,
        Phrase::Day { year, .. } | Phrase::Month { year, relative: None, .. } | Phrase::Undecided { year, .. } => year.is_none(),
        Phrase::Holiday { year, relative: None, .. } | Phrase::Part { year, .. } => year.is_none(),
        Phrase::Third { period, .. } | Phrase::DayPart(period) => is_recurring(period),
        _ => false,
    }
}
