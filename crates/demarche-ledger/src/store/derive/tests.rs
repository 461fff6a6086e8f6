use std::fmt::Write as _;

use demarche::codebook::EventType;
use demarche::record::Record;
use rusqlite::types::Value;

use super::*;
use crate::clock::FixedClock;
use crate::copies::family::InMemory;
use crate::incidents::cluster::Incidents;
use crate::intake::{IntakeOptions, Stored};
use crate::report::{Party, ReportId};
use crate::store::corrections::{Authority, Edit, Item};
use crate::store::{Filter, Order};
use crate::synthetic;

const TABLES: [&str; 10] = [
    "SELECT id, family, copy_of, copy_kind, story, outlet, wire FROM documents ORDER BY id",
    "SELECT * FROM near ORDER BY room, key, document",
    "SELECT * FROM copies ORDER BY document",
    "SELECT * FROM stories ORDER BY id",
    "SELECT document, opens, body FROM story_steps ORDER BY number",
    "SELECT * FROM incidents ORDER BY document, event",
    "SELECT document, event, body FROM profiles ORDER BY document, event",
    "SELECT * FROM members ORDER BY document, event",
    "SELECT * FROM blocks ORDER BY anchor, day, document, event, families",
    "SELECT * FROM parties ORDER BY country, key, side, document, event",
];

/// Everything that is derived, as text.
fn dump(ledger: &Ledger) -> String {
    let mut out = String::new();
    for sql in TABLES {
        let mut select = ledger.connection.prepare(sql).unwrap();
        let columns = select.column_count();
        let mut rows = select.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for column in 0..columns {
                write!(out, "{:?} ", row.get::<_, Value>(column).unwrap()).unwrap();
            }
            out.push('\n');
        }
    }
    out
}

/// Records on a few days, some of them copies of others.
fn records() -> Vec<Record> {
    (0..36)
        .map(|n| match n % 6 {
            5 => {
                let original = synthetic::record(n - 2, 120);
                Record { id: format!("copy-{n}"), publisher: Some(format!("Reprint {n}")), ..original }
            }
            _ => synthetic::record(n, 120),
        })
        .collect()
}

fn filled(batch: usize) -> (tempfile::TempDir, Ledger) {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = Ledger::open(folder.path().join("a.ledger"), FixedClock::default()).unwrap();
    for records in records().chunks(batch) {
        let told = ledger.ingest_all(records, &IntakeOptions::default()).unwrap();
        assert!(told.iter().all(|t| matches!(t, Ok(Stored::New(_)))));
    }
    assert!(ledger.is_settled().unwrap());
    (folder, ledger)
}

fn settle(ledger: &mut Ledger) {
    assert!(ledger.settle(|_, _| true).unwrap());
}

/// Number of incidents that a party takes part in.
fn with(ledger: &Ledger, key: &str) -> usize {
    let filter = Filter { parties: vec![key.to_owned()], ..Filter::default() };
    ledger.incident_ids(&filter, Order::Intake, None).unwrap().len()
}

fn by() -> Authority {
    Authority { who: "ana".to_owned(), why: "read both".to_owned() }
}

#[test]
fn the_store_makes_what_the_rooms_make_in_memory() {
    let (_folder, ledger) = filled(5);
    let finder = Workshop::default().finder;
    let (mut copies, mut incidents) = (InMemory::default(), Incidents::default());
    let mut joined = 0;
    for id in 1..=36 {
        let article = ledger.article(DocumentId(id)).unwrap().unwrap();
        let placed = copies.take(&finder, article.id, Sheet::of(&article));
        let filed = ledger.filed(article.id).unwrap();
        assert_eq!(filed.family, placed.membership.family);
        for decision in incidents.add(&article, Some(placed.membership.family)) {
            assert_eq!(ledger.incident_of(decision.report).unwrap(), Some(decision.incident), "{decision}");
            joined += usize::from(decision.incident.0 != decision.report);
        }
    }
    assert!(joined > 20, "{joined}");
    assert!(copies.memberships().filter(|m| m.copy.is_some()).count() >= 6);
    for incident in incidents.iter() {
        let dossier = ledger.dossier(incident.id).unwrap().unwrap();
        assert_eq!(&dossier.incident, incident);
    }
}

#[test]
fn batches_make_no_difference() {
    let whole = dump(&filled(36).1);
    assert_eq!(dump(&filled(1).1), whole);
    assert_eq!(dump(&filled(7).1), whole);
}

#[test]
fn what_was_forgotten_is_made_again() {
    let (_folder, mut ledger) = filled(36);
    let whole = dump(&ledger);
    for (from, change) in [(36, Change::Document), (20, Change::Document), (12, Change::Correction), (1, Change::Document)] {
        forget(&ledger.connection, &mut ledger.workshop, DocumentId(from), change).unwrap();
        assert!(!ledger.is_settled().unwrap());
        assert_ne!(dump(&ledger), whole);
        settle(&mut ledger);
        assert_eq!(dump(&ledger), whole, "from {from}");
    }
}

#[test]
fn a_stopped_settling_goes_on() {
    let (_folder, mut ledger) = filled(36);
    let whole = dump(&ledger);
    forget(&ledger.connection, &mut ledger.workshop, DocumentId(3), Change::Document).unwrap();
    assert!(!ledger.settle(|_, _| false).unwrap());
    // what comes meanwhile waits for its turn
    let late = synthetic::record(100, 120);
    ledger.ingest(&late, &IntakeOptions::default()).unwrap();
    assert!(!ledger.is_settled().unwrap());
    settle(&mut ledger);
    let fresh = {
        let (_other, mut other) = filled(36);
        other.ingest(&late, &IntakeOptions::default()).unwrap();
        dump(&other)
    };
    assert_eq!(dump(&ledger), fresh);
    assert_ne!(whole, fresh);
}

#[test]
fn a_merge_is_undone_and_the_undoing_is_withdrawn() {
    let (_folder, mut ledger) = filled(36);
    let whole = dump(&ledger);
    let ids = ledger.incident_ids(&Filter::default(), Order::Intake, None).unwrap();
    let incident = ids.iter().map(|id| ledger.dossier(*id).unwrap().unwrap().incident).find(|i| i.members.len() > 2).unwrap();
    let moved = incident.members[1].report;
    let entry = ledger.split(incident.id, &[moved], &by()).unwrap();
    settle(&mut ledger);
    assert_ne!(ledger.incident_of(moved).unwrap(), Some(incident.id));
    ledger.withdraw_ruling(entry, &by()).unwrap();
    settle(&mut ledger);
    assert_eq!(dump(&ledger), whole);
    assert!(ledger.withdraw_ruling(entry, &by()).is_err());
    let said: Vec<_> = ledger.entries(crate::store::EntryNumber(0), 1_000).unwrap().into_iter().filter(|e| e.who == "ana").collect();
    assert_eq!(said.iter().map(|e| e.kind.as_str()).collect::<Vec<_>>(), ["ruled", "withdrawn"]);
    assert_eq!(said[0].why.as_deref(), Some("read both"));
}

#[test]
fn two_incidents_become_one_by_a_persons_word() {
    let (_folder, mut ledger) = filled(36);
    let ids = ledger.incident_ids(&Filter::default(), Order::Intake, None).unwrap();
    let (a, b) = (ids[0], ids[ids.len() - 1]);
    let members = ledger.dossier(b).unwrap().unwrap().incident.members.len();
    ledger.merge(a, b, &by()).unwrap();
    settle(&mut ledger);
    assert_eq!(ledger.incident_of(b.0).unwrap(), Some(a));
    assert!(ledger.dossier(a).unwrap().unwrap().incident.members.len() > members);
    assert!(ledger.dossier(b).unwrap().is_none());
    assert!(ledger.merge(a, a, &by()).is_err());
}

#[test]
fn corrections_are_laid_over_and_taken_off() {
    let (_folder, mut ledger) = filled(36);
    let whole = dump(&ledger);
    let report = ReportId { document: DocumentId(9), event: 1 };
    let item = Item::Event(report);
    ledger.correct(item, &[Edit::Mode(Some("arrest".to_owned())), Edit::Type(EventType::Coerce)], &by()).unwrap();
    let set = ledger.corrected(report.document).unwrap().unwrap();
    assert_eq!((set.reports[1].event_type, set.reports[1].mode.as_deref()), (EventType::Coerce, Some("arrest")));
    ledger.correct(item, &[Edit::Type(EventType::Aid)], &by()).unwrap();
    ledger.correct(item, &[Edit::Actors(vec![Party::of_key("PRK/GOV", "North Korea")])], &by()).unwrap();
    assert!(ledger.correct(item, &[Edit::Mode(Some("firearms".to_owned()))], &by()).is_err());
    assert!(ledger.correct(Item::Event(ReportId { event: 99, ..report }), &[Edit::Accepted(true)], &by()).is_err());
    assert!(ledger.correct(Item::Claim(report.document, 0), &[Edit::Type(EventType::Aid)], &by()).is_err());
    settle(&mut ledger);
    let filter = Filter { types: vec![EventType::Aid], actors: vec!["PRK".to_owned()], ..Filter::default() };
    assert_eq!(ledger.incident_ids(&filter, Order::Latest, None).unwrap(), [crate::incidents::cluster::IncidentId(report)]);
    assert_eq!(ledger.article(report.document).unwrap().unwrap().reports[1].event_type, EventType::Assault);

    ledger.correct(item, &[Edit::Accepted(false)], &by()).unwrap();
    settle(&mut ledger);
    assert_eq!(ledger.incident_of(report).unwrap(), None);
    for field in ["type", "mode", "actors", "accepted"] {
        ledger.withdraw_correction(item, field, &by()).unwrap();
    }
    assert!(ledger.withdraw_correction(item, "type", &by()).is_err());
    settle(&mut ledger);
    assert_eq!(dump(&ledger), whole);
}

#[test]
fn a_merge_after_a_split_holds_and_withdrawing_it_splits_again() {
    let (_folder, mut ledger) = filled(36);
    let ids = ledger.incident_ids(&Filter::default(), Order::Intake, None).unwrap();
    let incident = ids.iter().map(|id| ledger.dossier(*id).unwrap().unwrap().incident).find(|i| i.members.len() > 3).unwrap();
    let leaving = [incident.members[2].report, incident.members[1].report];
    ledger.split(incident.id, &leaving, &by()).unwrap();
    settle(&mut ledger);
    let split = dump(&ledger);
    let apart = ledger.incident_of(leaving[0]).unwrap().unwrap();
    // whatever the order in which they were named
    assert_eq!(ledger.incident_of(leaving[1]).unwrap(), Some(apart));
    assert_ne!(apart, incident.id);
    let of_both = [apart, incident.id].map(|id| ledger.dossier(id).unwrap().unwrap().incident.members).concat();
    assert!(of_both.len() > 2 && leaving.iter().all(|l| of_both.iter().any(|m| m.report == *l)));
    let entry = ledger.merge(apart, incident.id, &by()).unwrap();
    settle(&mut ledger);
    for member in &of_both {
        assert_eq!(ledger.incident_of(member.report).unwrap(), Some(apart.min(incident.id)));
    }
    ledger.withdraw_ruling(entry, &by()).unwrap();
    settle(&mut ledger);
    assert_eq!(dump(&ledger), split);
}

#[test]
fn corrections_follow_their_events_to_another_coding_and_not_to_another_text() {
    let (_folder, mut ledger) = filled(36);
    let report = ReportId { document: DocumentId(9), event: 1 };
    let killed =
        crate::report::Value { low: 77.0, high: 77.0, ..ledger.article(report.document).unwrap().unwrap().reports[1].values[0].clone() };
    ledger.correct(Item::Event(report), &[Edit::Values(vec![killed]), Edit::Type(EventType::Coerce)], &by()).unwrap();
    let entry = ledger.entries(crate::store::EntryNumber(0), 1_000).unwrap().into_iter().find(|e| e.kind == "corrected").unwrap();
    assert!(!entry.payload.to_string().contains("person") && entry.payload.to_string().contains("77"), "{}", entry.payload);

    // a later program finds one event less, before this one
    let mut later = records().remove(8);
    later.versions = synthetic::versions("0.2.0");
    later.events.remove(0);
    for (n, event) in later.events.iter_mut().enumerate() {
        event.id = format!("e{n}");
    }
    assert!(matches!(ledger.ingest(&later, &IntakeOptions::default()).unwrap(), Stored::Recoded(_)));
    settle(&mut ledger);
    let article = ledger.corrected(report.document).unwrap().unwrap();
    assert_eq!((article.reports[0].event_type, article.reports[0].values[0].low), (EventType::Coerce, 77.0));
    assert!(article.reports[1..].iter().all(|r| r.event_type == EventType::Assault));

    let other = Record { id: later.id.clone(), versions: later.versions.clone(), ..synthetic::record(500, 120) };
    let replace = IntakeOptions { other_text: crate::intake::OtherText::Replace, ..IntakeOptions::default() };
    assert!(matches!(ledger.ingest(&other, &replace).unwrap(), Stored::Replaced(_)));
    settle(&mut ledger);
    assert_eq!(ledger.corrected(report.document).unwrap(), ledger.article(report.document).unwrap());
}

#[test]
fn another_version_derives_anew() {
    let (folder, ledger) = filled(36);
    let whole = dump(&ledger);
    ledger.connection.execute("UPDATE meta SET value = 'older' WHERE name = 'deriver'", []).unwrap();
    ledger.connection.execute("UPDATE profiles SET body = x'00'", []).unwrap();
    drop(ledger);
    let mut ledger = Ledger::open_existing(folder.path().join("a.ledger"), FixedClock::default()).unwrap();
    assert!(!ledger.is_settled().unwrap());
    settle(&mut ledger);
    assert_eq!(dump(&ledger), whole);
}

#[test]
fn what_is_remembered_of_keys_does_not_outlive_the_writing_of_others() {
    let (folder, mut first) = filled(36);
    let whole = dump(&first);
    drop(first);
    let path = folder.path().join("b.ledger");
    first = Ledger::open(&path, FixedClock::default()).unwrap();
    let mut second = Ledger::open(&path, FixedClock::default()).unwrap();
    for (n, records) in records().chunks(5).enumerate() {
        let ledger = if n % 2 == 0 { &mut first } else { &mut second };
        assert!(ledger.ingest_all(records, &IntakeOptions::default()).unwrap().iter().all(Result::is_ok));
        // what is decided, taken back and decided again
        let item = Item::Event(ReportId { document: DocumentId(1 + 5 * n as u64), event: 0 });
        ledger.correct(item, &[Edit::Type(EventType::Coerce)], &by()).unwrap();
        settle(ledger);
        ledger.withdraw_correction(item, "type", &by()).unwrap();
        settle(ledger);
    }
    assert_eq!(dump(&second), whole);
}

#[test]
fn an_alias_makes_one_party_of_two() {
    let (_folder, mut ledger) = filled(36);
    let whole = dump(&ledger);
    assert!(with(&ledger, "OST/REB/red-dune-front") > 0);
    let army = Party::of_key("OST/MIL", "Army of Ostrava");
    ledger.alias("OST/REB/red-dune-front", Some(&army), &by()).unwrap();
    settle(&mut ledger);
    assert_eq!(with(&ledger, "OST/REB/red-dune-front"), 0);
    assert!(ledger.alias("OST/MIL", Some(&Party::of_key("VEL/GOV", "")), &by()).is_err());
    ledger.alias("OST/REB/red-dune-front", None, &by()).unwrap();
    settle(&mut ledger);
    assert_eq!(dump(&ledger), whole);
}

#[test]
fn a_party_is_set_apart_where_it_is_called_so() {
    let (_folder, mut ledger) = filled(36);
    let whole = dump(&ledger);
    let before = with(&ledger, "OST/REB/red-dune-front");
    let brigade = Party::of_key("OST/REB/dune-brigade", "Dune Brigade");
    // no text calls it that
    ledger.set_apart("OST/REB/red-dune-front", "Blue Dune", Some(&brigade), &by()).unwrap();
    settle(&mut ledger);
    assert_eq!((with(&ledger, "OST/REB/red-dune-front"), with(&ledger, "OST/REB/dune-brigade")), (before, 0));
    ledger.set_apart("OST/REB/red-dune-front", "red Dune", Some(&brigade), &by()).unwrap();
    settle(&mut ledger);
    assert_eq!((with(&ledger, "OST/REB/red-dune-front"), with(&ledger, "OST/REB/dune-brigade")), (0, before));
    assert!(ledger.set_apart("OST/REB/red-dune-front", " ", Some(&brigade), &by()).is_err());
    assert!(ledger.set_apart("OST/REB/red-dune-front", "Green Dune", None, &by()).is_err());
    // of two rules that of more words holds, and the front may be another's by itself
    let front = Party::of_key("OST/REB/front", "Front");
    ledger.set_apart("OST/REB/red-dune-front", "dune front", Some(&front), &by()).unwrap();
    ledger.alias("OST/REB/front", Some(&Party::of_key("OST/PRM", "Militia")), &by()).unwrap();
    settle(&mut ledger);
    // what has no name of its own ties less
    assert!(with(&ledger, "OST/PRM") >= before);
    assert_eq!((with(&ledger, "OST/REB/front"), with(&ledger, "OST/REB/dune-brigade")), (0, 0));
    // what is said of one event stands above that
    let event = ledger.incident_ids(&Filter::default(), Order::Intake, Some(1)).unwrap()[0].0;
    let plain = Party::of_key("OST/REB/red-dune-front", "Red Dune Front");
    ledger.correct(Item::Event(event), &[Edit::Actors(vec![plain])], &by()).unwrap();
    settle(&mut ledger);
    assert_eq!(with(&ledger, "OST/REB/red-dune-front"), 1);
    let again = dump(&ledger);
    forget(&ledger.connection, &mut ledger.workshop, DocumentId(1), Change::Document).unwrap();
    settle(&mut ledger);
    assert_eq!(dump(&ledger), again);
    ledger.withdraw_correction(Item::Event(event), "actors", &by()).unwrap();
    for words in ["Dune-Front", "blue dune", "RED DUNE"] {
        ledger.set_apart("OST/REB/red-dune-front", words, None, &by()).unwrap();
        settle(&mut ledger);
    }
    ledger.alias("OST/REB/front", None, &by()).unwrap();
    settle(&mut ledger);
    assert_eq!(dump(&ledger), whole);
}

#[test]
fn parties_are_called_by_whole_words() {
    let (_folder, mut ledger) = filled(6);
    let other = Party::of_key("OST/REB/dune-brigade", "Dune Brigade");
    let whole = dump(&ledger);
    ledger.set_apart("OST/REB/red-dune-front", "ed dune", Some(&other), &by()).unwrap();
    settle(&mut ledger);
    assert_eq!(dump(&ledger), whole);
}

#[test]
fn an_erased_document_leaves_its_incidents() {
    let (_folder, mut ledger) = filled(36);
    let document = DocumentId(4);
    let opened = crate::incidents::cluster::IncidentId(ReportId { document, event: 0 });
    ledger.erase(document, "ana", "asked for").unwrap();
    settle(&mut ledger);
    assert_eq!(ledger.incident_of(opened.0).unwrap(), None);
    assert!(ledger.dossier(opened).unwrap().is_none());
    let members = ledger.connection.query_row("SELECT count(*) FROM members WHERE document = 4", [], |row| row.get::<_, u64>(0)).unwrap();
    assert_eq!(members, 0);
    // its copy is now the first of its family
    assert_eq!(ledger.filed(DocumentId(6)).unwrap().family, DocumentId(6));
    let again = dump(&ledger);
    forget(&ledger.connection, &mut ledger.workshop, DocumentId(1), Change::Document).unwrap();
    settle(&mut ledger);
    assert_eq!(dump(&ledger), again);
}
