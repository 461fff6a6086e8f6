//! Ledgers of earlier schemas open, keep what they held, and gain what this program makes of it. `tests/ledgers/vN.ledger` was written by
//! the program that had schema `N`, from three articles of `examples/`.
#![allow(missing_docs, reason = "a test")]

use std::path::Path;

use demarche_ledger::Ledger;
use demarche_ledger::clock::SystemClock;
use demarche_ledger::store::{Filter, Order, SCHEMA_VERSION};

#[test]
fn every_schema_opens_and_becomes_todays() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ledgers");
    for schema in 1..=SCHEMA_VERSION {
        let name = format!("v{schema}.ledger");
        if !kept.join(&name).exists() {
            // a schema that no release had needs none; the first does
            assert_ne!(schema, 1);
            continue;
        }
        let folder = tempfile::tempdir().expect("there is a temporary folder");
        let path = folder.path().join(&name);
        std::fs::copy(kept.join(&name), &path).expect("the ledger can be copied");
        let mut ledger = Ledger::open_existing(&path, SystemClock).unwrap_or_else(|e| panic!("`{name}`: {e}"));
        assert!(ledger.settle(|_, _| true).unwrap_or_else(|e| panic!("`{name}`: {e}")));
        let checked = ledger.check().expect("the ledger can be read");
        assert!(checked.is_whole(), "`{name}`: {:?}", checked.faults);
        assert_eq!(checked.documents, 3, "`{name}`");
        let documents: Vec<_> = ledger.documents().map(|line| line.expect("documents can be read").1).collect();
        assert!(documents.iter().all(|line| line.family.is_some() && line.story.is_some()), "`{name}`: {documents:?}");
        let ids = ledger.incident_ids(&Filter::default(), Order::Intake, None).expect("incidents can be read");
        let reports: usize =
            ids.iter().map(|id| ledger.dossier(*id).expect("it can be read").map_or(0, |d| d.incident.members.len())).sum();
        assert!(!ids.is_empty() && reports as u64 == checked.reports, "`{name}`: {} incidents, {reports} reports", ids.len());
    }
}
