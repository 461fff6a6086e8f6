//! Who would have told: whether the publishers that normally report on a pair were heard. Silence of those who are heard is calm; silence
//! because nobody is heard is not.

use std::collections::{BTreeMap, BTreeSet};

use demarche_ledger::sighting::Sighting;
use jiff::civil::Date;
use serde::Serialize;

use crate::method::{Method, between, moved};

/// Coverage of a pair on a day.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Coverage {
    /// Outlets that told of the pair regularly in the time before.
    pub expected: usize,
    /// Of these, those that published anything lately.
    pub heard: usize,
    /// Of these, those that told of the pair lately.
    pub reported: usize,
    /// Share that was heard, each outlet weighed by on how many days it told of the pair; none where nobody is expected yet.
    pub share: Option<f64>,
    /// Outlets that were expected and not heard.
    pub silent: Vec<String>,
}

/// What a coverage allows one to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Covered {
    /// At least half of the coverage is there.
    Covered,
    /// Less than half is there.
    Thin,
    /// Nobody is heard: nothing can be said, least of all that it is calm.
    Not,
    /// Nobody has told of the pair regularly yet.
    Unknown,
}

impl Covered {
    /// The word in outputs.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Covered => "covered",
            Self::Thin => "thin",
            Self::Not => "not covered",
            Self::Unknown => "unknown",
        }
    }
}

impl Coverage {
    /// What it allows one to say.
    #[must_use]
    pub fn covered(&self) -> Covered {
        match self.share {
            None => Covered::Unknown,
            Some(share) if share <= 0.0 => Covered::Not,
            Some(share) if share < 0.5 => Covered::Thin,
            Some(_) => Covered::Covered,
        }
    }
}

/// The publishers of a pair: when each told of it, and when each published anything.
#[derive(Debug, Clone, Default)]
pub struct Panel {
    /// The first day that is counted.
    first: Date,
    outlets: Vec<Outlet>,
}

/// Days that are counted, back from the last: 41 years.
const LONGEST: i64 = 15_000;

#[derive(Debug, Clone)]
struct Outlet {
    name: String,
    /// Days on which it told of the pair.
    told: Count,
    /// Days on which it published anything.
    active: Count,
}

/// Days, counted up: how many of them there are before each day from a first one on.
#[derive(Debug, Clone, Default)]
struct Count(Vec<u32>);

impl Count {
    fn new(days: &BTreeSet<Date>, first: Date) -> Self {
        let Some(last) = days.last() else { return Self::default() };
        let length = usize::try_from(between(first, *last) + 2).unwrap_or(0);
        let mut before = vec![0; length];
        for day in days {
            // a day counts from the next on
            if let Some(n) = usize::try_from(between(first, *day) + 1).ok().and_then(|at| before.get_mut(at)) {
                *n = 1;
            }
        }
        for at in 1..length {
            before[at] += before[at - 1];
        }
        Self(before)
    }

    /// Days from one on, before another, by their distance from the first.
    fn within(&self, from: i64, before: i64) -> usize {
        let at = |n: i64| {
            let n = usize::try_from(n.max(0)).unwrap_or(usize::MAX).min(self.0.len().saturating_sub(1));
            self.0.get(n).copied().unwrap_or(0)
        };
        at(before).saturating_sub(at(from)) as usize
    }
}

impl Panel {
    /// The outlets that tell of some incidents; `active` are the days on which outlets published anything
    /// ([`Ledger::published_days`](demarche_ledger::Ledger::published_days)).
    #[must_use]
    pub fn new<'s>(sightings: impl IntoIterator<Item = &'s Sighting>, active: BTreeMap<String, Vec<Date>>) -> Self {
        let mut told: BTreeMap<String, BTreeSet<Date>> = BTreeMap::new();
        for (day, outlet) in sightings.into_iter().flat_map(|s| &s.told) {
            told.entry(outlet.clone()).or_default().insert(*day);
        }
        let days = || told.values().flatten().chain(active.values().flatten());
        let (first, last) = (days().min().copied().unwrap_or(Date::ZERO), days().max().copied().unwrap_or(Date::ZERO));
        // a date that is off by centuries makes no table of centuries
        let first = first.max(moved(last, -LONGEST));
        let outlet = |(name, days): (String, BTreeSet<Date>)| {
            // who told of the pair published something
            let active = active.get(&name).into_iter().flatten().chain(&days).copied().collect();
            Outlet { told: Count::new(&days, first), active: Count::new(&active, first), name }
        };
        Self { first, outlets: told.into_iter().map(outlet).collect() }
    }

    /// Who would have told on a day: the outlets that told of the pair on [`Method::regular`] days or more of the [`Method::panel`] days before
    /// the last [`Method::heard`] days, or of the days since anything is known where those are fewer.
    #[must_use]
    pub fn on(&self, day: Date, method: &Method) -> Coverage {
        let next = between(self.first, day) + 1;
        let recent = next - i64::from(method.heard);
        let past = recent - i64::from(method.panel);
        let mut coverage = Coverage::default();
        let (mut all, mut there) = (0.0, 0.0);
        for outlet in &self.outlets {
            let weight = outlet.told.within(past, recent);
            if weight < method.regular {
                continue;
            }
            coverage.expected += 1;
            all += weight as f64;
            if outlet.active.within(recent, next) > 0 {
                coverage.heard += 1;
                there += weight as f64;
            } else {
                coverage.silent.push(outlet.name.clone());
            }
            coverage.reported += usize::from(outlet.told.within(recent, next) > 0);
        }
        coverage.share = (coverage.expected > 0).then(|| there / all);
        coverage
    }
}

#[cfg(test)]
mod tests {
    use demarche::codebook::EventType::Accuse;

    use super::*;
    use crate::sample::{act, march};

    fn told(by: &[(&str, &[i8])]) -> Vec<Sighting> {
        let all = by.iter().flat_map(|(outlet, days)| days.iter().map(move |day| (*outlet, *day)));
        all.enumerate()
            .map(|(i, (outlet, day))| {
                let mut sighting = act(i as u64 + 1, day, Accuse, "");
                sighting.told = vec![(march(day), outlet.to_owned())];
                sighting
            })
            .collect()
    }

    #[test]
    fn who_publishes_and_tells_nothing_is_calm_and_who_is_gone_is_not() {
        let sightings = told(&[("a", &[1, 2, 3, 4]), ("b", &[1, 3]), ("c", &[2])]);
        let active = |days: &[i8]| days.iter().map(|d| march(*d)).collect::<Vec<_>>();
        let panel =
            Panel::new(&sightings, BTreeMap::from([("a".to_owned(), active(&[1, 2, 3, 4])), ("b".to_owned(), active(&[1, 3, 18]))]));
        let method = Method::default();
        let coverage = panel.on(march(20), &method);
        // a told on four days, b on two; only b published in the last seven days; c is not regular
        assert_eq!((coverage.expected, coverage.heard, coverage.reported), (2, 1, 0));
        assert!((coverage.share.unwrap() - 2.0 / 6.0).abs() < 1e-9);
        assert_eq!(coverage.silent, ["a"]);
        assert_eq!(coverage.covered(), Covered::Thin);
        assert_eq!(panel.on(march(30), &method).covered(), Covered::Not);
        assert_eq!(panel.on(march(3), &method).covered(), Covered::Unknown, "there is no past yet");
        assert_eq!(Panel::default().on(march(3), &method).covered(), Covered::Unknown);
    }
}
