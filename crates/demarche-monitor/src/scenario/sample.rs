//! Scenarios and incidents built by hand for tests.

use std::collections::BTreeMap;

use demarche::codebook::{EventType, Status};
use demarche_ledger::grades::Reliability;
use demarche_ledger::incidents::cluster::IncidentId;
use demarche_ledger::report::{Days, DocumentId, Party, ReportId};
use demarche_ledger::sighting::{Phase, Sighting};
use demarche_ledger::standing::Standing;
use demarche_ledger::witnesses::chain::Position;
use jiff::civil::{Date, date};

use super::evidence::{Act, Judged};
use super::known::{Held, Known};
use super::matching::Ground;
use super::{Hypothesis, Judgement, Judgements, Scenario};
use crate::config::Config;

/// A day of March 2024.
pub fn march(day: i8) -> Date {
    date(2024, 3, day)
}

/// The incident `N.e0`.
pub fn id(number: u64) -> IncidentId {
    IncidentId(ReportId { document: DocumentId(number), event: 0 })
}

/// PRK's attack on KOR of a day, as known from another on, well established.
pub fn phase(from: i8, day: i8) -> Phase {
    Phase {
        from: march(from),
        event_type: EventType::Assault,
        mode: None,
        status: Status::Actual,
        contexts: Vec::new(),
        days: Some(Days { start: march(day), end: march(day), approximate: false }),
        place: None,
        country: None,
        actors: vec![Party::of_key("PRK/GOV", "Pyongyang")],
        recipients: vec![Party::of_key("KOR/GOV", "Seoul")],
        standing: Standing::Reported,
        witnesses: 1,
        confidence: 0.9,
        background: false,
    }
}

/// The same phase with another standing, from another day on.
pub fn becomes(phase: &Phase, from: i8, standing: Standing) -> Phase {
    Phase { from: march(from), standing, ..phase.clone() }
}

/// An incident with a grade from its first day on.
pub fn known(number: u64, phases: Vec<Phase>, grade: &str) -> Known {
    let told = phases.iter().map(|p| (p.from, "herald".to_owned())).collect();
    let first = phases[0].from;
    Known { sighting: Sighting { id: id(number), phases, told }, grades: vec![(first, grade.parse().unwrap())], held: Vec::new() }
}

/// What a party was told to hold on a day, by a document of its own.
pub fn held(key: &str, position: Position, day: i8, change: bool) -> Held {
    Held {
        party: Party::of_key(key, key),
        position,
        published: march(day),
        family: DocumentId(u64::from(day.unsigned_abs())),
        reliability: Reliability::B,
        change,
    }
}

/// Everything of those incidents, up to the end of March.
pub fn ground(known: Vec<Known>) -> Ground {
    Ground {
        sightings: known.iter().map(|k| k.sighting.clone()).collect(),
        known: known.into_iter().map(|k| (k.sighting.id, k)).collect(),
        published: BTreeMap::new(),
        until: march(31),
    }
}

/// War or peace, with those tables of indicators.
pub fn scenario(indicators: &str) -> Scenario {
    let text = format!(
        "[[scenario]]\nname = \"s\"\nquestion = \"War?\"\nsince = 2024-03-01\n[[scenario.hypothesis]]\nname = \"war\"\ntext = \"War is near.\"\n\
         [[scenario.hypothesis]]\nname = \"peace\"\ntext = \"It is not.\"\n{indicators}"
    );
    Config::parse(&text).unwrap().scenarios.remove(0)
}

/// Attacks speak against peace.
pub const ATTACKS: &str = "[[scenario.indicator]]\nname = \"attacks\"\nbetween = [\"PRK\", \"KOR\"]\ntypes = \"ASSAULT\"\nconsistent = \"war\"\ninconsistent = \"peace\"\n";

/// An act of an analyst's.
pub fn act<T>(entry: u64, said: T) -> Act<T> {
    Act { said, who: "ana".to_owned(), at: "2024-04-01T08:00:00Z".parse().unwrap(), why: "read it".to_owned(), entry }
}

/// Letters for war and peace.
pub fn judgements(letters: &str) -> Judgements {
    ["war", "peace"].iter().zip(letters.chars()).map(|(h, c)| ((*h).to_owned(), c.to_string().parse::<Judgement>().unwrap())).collect()
}

/// An act on an item as somebody who agrees with its evidence would do it.
pub fn accepts(report: &super::report::Report, item: &str) -> (String, Act<Judged>) {
    (item.to_owned(), act(1, report.item(item).unwrap().accepted()))
}

/// Hypotheses of those names.
pub fn hypotheses(names: &[&str]) -> Vec<Hypothesis> {
    names.iter().map(|n| Hypothesis { name: (*n).to_owned(), text: format!("{n} holds.") }).collect()
}
