//! Sightings built by hand for tests.

use demarche::codebook::{EventType, Status};
use demarche_ledger::incidents::cluster::IncidentId;
use demarche_ledger::report::{Days, DocumentId, Party, ReportId};
use demarche_ledger::sighting::{Phase, Sighting};
use demarche_ledger::standing::Standing;
use jiff::civil::{Date, date};

/// A day of March 2031.
pub(crate) fn march(day: i8) -> Date {
    date(2031, 3, day)
}

/// An act of Indonesia's upon Malaysia, confirmed and sure, on a day of March 2031, told on that day by one outlet.
pub(crate) fn act(number: u64, day: i8, event_type: EventType, mode: &str) -> Sighting {
    let phase = Phase {
        from: march(day),
        event_type,
        mode: Some(mode.to_owned()).filter(|m| !m.is_empty()),
        status: Status::Actual,
        contexts: Vec::new(),
        days: Some(Days { start: march(day), end: march(day), approximate: false }),
        place: None,
        country: None,
        actors: vec![Party::of_key("IDN/MIL", "Indonesian Navy")],
        recipients: vec![Party::of_key("MYS/GOV", "Government of Malaysia")],
        standing: Standing::Confirmed,
        witnesses: 2,
        confidence: 1.0,
        background: false,
    };
    let id = IncidentId(ReportId { document: DocumentId(number), event: 0 });
    Sighting { id, phases: vec![phase], told: vec![(march(day), "jakarta ledger".to_owned())] }
}

/// The same from a day on, with what is otherwise.
pub(crate) fn later(sighting: &mut Sighting, day: i8, change: impl FnOnce(&mut Phase)) {
    let mut phase = sighting.phases[sighting.phases.len() - 1].clone();
    phase.from = march(day);
    change(&mut phase);
    sighting.phases.push(phase);
}
