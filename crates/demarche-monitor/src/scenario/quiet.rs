//! Absence of incidents: from when to when none was known of a time, while whoever would have told was heard.

use std::collections::{BTreeMap, BTreeSet};

use demarche_ledger::sighting::Sighting;
use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::coverage::{Coverage, Covered};
use crate::who::{Direction, Kinds, Watched};

/// Who told of two parties on which days, and who published anything.
#[derive(Debug, Clone, Default)]
pub struct Hearing {
    /// Days on which an outlet told of the two, each once, ascending.
    told: BTreeMap<String, Vec<Date>>,
    /// Days on which it published anything, ascending.
    published: BTreeMap<String, Vec<Date>>,
}

/// Days back of which outlets are expected.
const MEMORY: i64 = 180;
/// Days of which it is regular to have told of the two.
const REGULAR: usize = 3;
/// Days in which an outlet is heard that published anything.
const LATELY: i64 = 7;

impl Hearing {
    /// Who told of the watched parties, in whichever direction and whatever happened.
    #[must_use]
    pub fn of(watched: &Watched, sightings: &[Sighting], published: &BTreeMap<String, Vec<Date>>) -> Self {
        let any = Watched { direction: Direction::Both, kinds: Kinds::default(), ..watched.clone() };
        let mut told: BTreeMap<String, BTreeSet<Date>> = BTreeMap::new();
        for sighting in sightings {
            for (day, outlet) in &sighting.told {
                if sighting.on(*day).is_some_and(|phase| any.has(phase)) {
                    told.entry(outlet.clone()).or_default().insert(*day);
                }
            }
        }
        let published = told.keys().filter_map(|o| Some((o.clone(), published.get(o)?.clone()))).collect();
        Self { told: told.into_iter().map(|(outlet, days)| (outlet, days.into_iter().collect())).collect(), published }
    }

    /// The coverage of the week that ends on a day: outlets are expected that told of the two on at least three of the 180 days before that
    /// week, each weighed by the number of these days, and heard where they published anything in the week.
    #[must_use]
    pub fn coverage(&self, day: Date) -> Coverage {
        let week = day.saturating_sub((LATELY - 1).days());
        let begin = week.saturating_sub(MEMORY.days());
        let count = |days: &[Date], from: Date, until: Date| {
            days.partition_point(|d| *d <= until).saturating_sub(days.partition_point(|d| *d < from))
        };
        let mut coverage = Coverage::default();
        let (mut all, mut heard) = (0usize, 0usize);
        for (outlet, days) in &self.told {
            let told = count(days, begin, week.saturating_sub(1.days()));
            if told < REGULAR {
                continue;
            }
            coverage.expected += 1;
            all += told;
            coverage.reported += usize::from(count(days, week, day) > 0);
            if self.published.get(outlet).is_some_and(|days| count(days, week, day) > 0) {
                coverage.heard += 1;
                heard += told;
            } else {
                coverage.silent.push(outlet.clone());
            }
        }
        coverage.share = (all > 0).then(|| heard as f64 / all as f64);
        coverage
    }
}

/// A time in which an absence holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spell {
    /// The first day on which it holds.
    pub from: Date,
    /// The first day on which it holds no more, and why.
    pub ended: Option<(Date, String)>,
}

/// When incidents were known: one that counts on `day`, from `from` until before `until`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sight {
    pub day: Date,
    pub from: Date,
    pub until: Option<Date>,
    pub name: String,
}

/// The times in which no incident was known of the last `days` days, and each week of them was covered. `since` is the first day of which
/// anything counts; nothing is said of days after `until`.
pub(super) fn spells(days: u16, since: Date, until: Date, sights: &[Sight], hearing: &Hearing) -> Vec<Spell> {
    let length = i64::from(days.max(1));
    let mut covered: BTreeMap<Date, bool> = BTreeMap::new();
    let mut out: Vec<Spell> = Vec::new();
    let mut day = since.saturating_add((length - 1).days());
    while day <= until {
        let begin = day.saturating_sub((length - 1).days());
        let known = sights.iter().find(|s| s.from <= day && s.until.is_none_or(|until| day < until) && s.day >= begin && s.day <= day);
        let mut weeks = (0..length).step_by(LATELY as usize).map(|back| day.saturating_sub(back.days()));
        let is_covered = |covered: &mut BTreeMap<Date, bool>, d: Date| {
            *covered.entry(d).or_insert_with(|| hearing.coverage(d).covered() == Covered::Covered)
        };
        let why = match known {
            Some(sight) => Some(format!("incident {} became known on {day}", sight.name)),
            None => (!weeks.all(|week| is_covered(&mut covered, week))).then(|| format!("the parties are no longer covered since {day}")),
        };
        match (why, out.last_mut().filter(|spell| spell.ended.is_none())) {
            (None, None) => out.push(Spell { from: day, ended: None }),
            (Some(why), Some(spell)) => spell.ended = Some((day, why)),
            _ => {}
        }
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    out
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn hearing(told: &[(&str, &[i8])], published: &[(&str, std::ops::RangeInclusive<i8>)]) -> Hearing {
        Hearing {
            told: told.iter().map(|(o, days)| ((*o).to_owned(), days.iter().map(|d| date(2024, 3, *d)).collect())).collect(),
            published: published.iter().map(|(o, days)| ((*o).to_owned(), days.clone().map(|d| date(2024, 3, d)).collect())).collect(),
        }
    }

    #[test]
    fn coverage_weighs_outlets_by_how_often_they_told() {
        let hearing = hearing(&[("a", &[1, 2, 3, 4]), ("b", &[1, 2, 3]), ("c", &[1, 2])], &[("a", 1..=31), ("b", 1..=9), ("c", 1..=31)]);
        // the week is 14 … 20; c told of them twice, which is not regular
        let coverage = hearing.coverage(date(2024, 3, 20));
        assert_eq!((coverage.expected, coverage.heard, coverage.reported), (2, 1, 0));
        assert_eq!(coverage.silent, ["b"]);
        assert!((coverage.share.unwrap() - 4.0 / 7.0).abs() < 1e-12);
        // the week is 1 … 7: nobody told of them before
        assert_eq!(hearing.coverage(date(2024, 3, 7)).covered(), Covered::Unknown);
    }

    #[test]
    fn an_absence_ends_with_an_incident_and_with_silence() {
        let heard = hearing(&[("a", &[1, 2, 3])], &[("a", 1..=24)]);
        // an incident of the 2nd, known from the 3rd; one of the 14th, known on the 16th only
        let sight = |day, from| Sight { day: date(2024, 3, day), from: date(2024, 3, from), until: None, name: format!("{day}.e0") };
        let sights = [sight(2, 3), sight(14, 16)];
        let found = spells(7, date(2024, 3, 1), date(2024, 3, 31), &sights, &heard);
        // 7 quiet days 3 … 9 are over on the 9th, but the week before was not covered: its outlet was not yet expected until the 10th
        let first =
            Spell { from: date(2024, 3, 10), ended: Some((date(2024, 3, 16), "incident 14.e0 became known on 2024-03-16".to_owned())) };
        // 15 … 21 is quiet again; the outlet fell silent after the 24th, so the week that ends on the 31st is the first without it
        let second = Spell {
            from: date(2024, 3, 21),
            ended: Some((date(2024, 3, 31), "the parties are no longer covered since 2024-03-31".to_owned())),
        };
        assert_eq!(found, [first, second]);
        // nobody is heard at all: nothing can be said
        assert!(spells(7, date(2024, 3, 1), date(2024, 3, 31), &[], &Hearing::default()).is_empty());
    }
}
