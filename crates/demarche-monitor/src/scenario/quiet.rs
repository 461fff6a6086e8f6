//! Absence of incidents: from when to when none was known of a time, while whoever would have told was heard.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::coverage::{Covered, Panel};
use crate::method::{Method, moved};

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
pub(super) fn spells(days: u16, since: Date, until: Date, sights: &[Sight], panel: &Panel) -> Vec<Spell> {
    let method = Method::default();
    let (length, week) = (i64::from(days.max(1)), usize::from(method.heard.max(1)));
    let mut covered: BTreeMap<Date, bool> = BTreeMap::new();
    let mut out: Vec<Spell> = Vec::new();
    let mut day = moved(since, length - 1);
    while day <= until {
        let begin = moved(day, 1 - length);
        let known = sights.iter().find(|s| s.from <= day && s.until.is_none_or(|until| day < until) && s.day >= begin && s.day <= day);
        let mut is_covered = |end: Date| *covered.entry(end).or_insert_with(|| panel.on(end, &method).covered() == Covered::Covered);
        let why = match known {
            Some(sight) => Some(format!("incident {} became known on {day}", sight.name)),
            None => {
                let is_heard = (0..length).step_by(week).all(|back| is_covered(moved(day, -back)));
                (!is_heard).then(|| format!("the parties are no longer covered since {day}"))
            }
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
    use demarche::codebook::EventType;

    use super::*;
    use crate::sample::{act, march};

    #[test]
    fn an_absence_ends_with_an_incident_and_with_silence() {
        // an outlet that told of them on the 1st and 2nd, and published until the 24th
        let told = [act(1, 1, EventType::Accuse, ""), act(2, 2, EventType::Accuse, "")];
        let panel = Panel::new(&told, BTreeMap::from([("jakarta ledger".to_owned(), (1..=24).map(march).collect())]));
        // an incident of the 2nd, known from the 3rd; one of the 14th, known on the 16th only
        let sight = |day, from| Sight { day: march(day), from: march(from), until: None, name: format!("{day}.e0") };
        let sights = [sight(2, 3), sight(14, 16)];
        let found = spells(7, march(1), march(31), &sights, &panel);
        // 3 … 9 is quiet, and the outlet is expected in the week that begins on the 3rd
        let known = "incident 14.e0 became known on 2031-03-16".to_owned();
        let first = Spell { from: march(9), ended: Some((march(16), known)) };
        // 15 … 21 is quiet again; the week that ends on the 31st is the first without the outlet
        let lost = "the parties are no longer covered since 2031-03-31".to_owned();
        let second = Spell { from: march(21), ended: Some((march(31), lost)) };
        assert_eq!(found, [first, second]);
        // an incident that was taken back was known as long as it was
        let taken_back = [Sight { until: Some(march(12)), ..sight(8, 8) }];
        assert_eq!(spells(7, march(1), march(15), &taken_back, &panel), [Spell { from: march(12), ended: None }]);
        // nobody is heard at all: nothing can be said
        assert!(spells(7, march(1), march(31), &[], &Panel::default()).is_empty());
    }
}
