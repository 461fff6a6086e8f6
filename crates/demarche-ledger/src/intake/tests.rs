use super::*;
use crate::clock::FixedClock;
use crate::store::{EntryNumber, SCHEMA_VERSION};
use crate::synthetic::{self, digest, versions};

fn ledger() -> (tempfile::TempDir, Ledger) {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(folder.path().join("a.ledger"), FixedClock::at("2024-10-29T06:00:00Z".parse().unwrap())).unwrap();
    (folder, ledger)
}

fn reworded(record: &Record) -> Record {
    let text = format!("{}And more.", record.text.as_deref().unwrap());
    Record { text_sha256: digest(&text), text: Some(text), ..record.clone() }
}

fn reason(error: LedgerError) -> Reason {
    match error {
        LedgerError::Refused(refused) => refused.reason,
        other => panic!("{other}"),
    }
}

fn kinds(ledger: &Ledger) -> Vec<String> {
    ledger.entries(EntryNumber(SCHEMA_VERSION.into()), 100).unwrap().into_iter().map(|entry| entry.kind).collect()
}

#[test]
fn a_record_is_stored_once_and_comes_back_as_it_went_in() {
    let (_folder, mut ledger) = ledger();
    let options = IntakeOptions::default();
    let record = synthetic::record(5, 200);
    assert_eq!(ledger.ingest(&record, &options).unwrap(), Stored::New(DocumentId(1)));
    assert_eq!(ledger.ingest(&record, &options).unwrap(), Stored::Known(DocumentId(1)));
    let expected = convert::article(&record, DocumentId(1)).unwrap();
    assert_eq!(ledger.article(DocumentId(1)).unwrap(), Some(expected));
    assert_eq!(ledger.article(DocumentId(2)).unwrap(), None);
    assert_eq!(ledger.document("doc-5").unwrap(), Some(DocumentId(1)));
    let entry = &ledger.entries(EntryNumber(SCHEMA_VERSION.into()), 10).unwrap()[0];
    assert_eq!((entry.at.to_string().as_str(), entry.kind.as_str(), entry.who.as_str()), ("2024-10-29T06:00:00Z", "stored", "intake"));
}

#[test]
fn one_that_is_refused_leaves_the_others() {
    let (_folder, mut ledger) = ledger();
    let mut records: Vec<Record> = (0..4).map(|n| synthetic::record(n, 80)).collect();
    records[1].text = None;
    records[2].embedding = None;
    records.push(records[0].clone());
    let told = ledger.ingest_all(&records, &IntakeOptions::default()).unwrap();
    assert_eq!(told[0], Ok(Stored::New(DocumentId(1))));
    let hints: Vec<&str> = told[1..3].iter().map(|told| told.as_ref().unwrap_err().hint()).collect();
    assert!(hints[0].contains("--no-text") && hints[1].contains("--embeddings"), "{hints:?}");
    assert_eq!(told[3..], [Ok(Stored::New(DocumentId(2))), Ok(Stored::Known(DocumentId(1)))]);
    let options = IntakeOptions { embeddings: Embeddings::Optional, ..IntakeOptions::default() };
    assert_eq!(ledger.ingest(&records[2], &options).unwrap(), Stored::New(DocumentId(3)));
    // a fuller coding completes it, and a poorer one does not undo that
    assert_eq!(ledger.ingest(&synthetic::record(2, 80), &options).unwrap(), Stored::Recoded(DocumentId(3)));
    assert_eq!(ledger.ingest(&records[2], &options).unwrap(), Stored::Known(DocumentId(3)));
    assert!(ledger.check().unwrap().is_whole());
}

#[test]
fn another_text_is_refused_or_replaces() {
    let (_folder, mut ledger) = ledger();
    let record = synthetic::record(1, 80);
    ledger.ingest(&record, &IntakeOptions::default()).unwrap();
    let other = reworded(&record);
    let error = ledger.ingest(&other, &IntakeOptions::default()).unwrap_err();
    assert!(error.hint().unwrap().contains("--replace"), "{error}");
    assert_eq!(reason(error), Reason::OtherText);
    let options = IntakeOptions { other_text: OtherText::Replace, who: "an editor".to_owned(), ..IntakeOptions::default() };
    assert_eq!(ledger.ingest(&other, &options).unwrap(), Stored::Replaced(DocumentId(1)));
    assert_eq!(ledger.article(DocumentId(1)).unwrap().unwrap().text, other.text.unwrap());
    assert_eq!(kinds(&ledger), ["stored", "replaced"]);
    let entry = ledger.entries(EntryNumber(u64::from(SCHEMA_VERSION) + 1), 10).unwrap().remove(0);
    assert_eq!((entry.who.as_str(), entry.payload["from"]["text_sha256"].as_str()), ("an editor", Some(record.text_sha256.as_str())));
    assert!(ledger.check().unwrap().is_whole());
}

#[test]
fn later_versions_recode_and_earlier_ones_do_not() {
    let (_folder, mut ledger) = ledger();
    let options = IntakeOptions::default();
    let by = |program: &str, model: &str| {
        let mut record = synthetic::record(1, 80);
        record.versions = versions(program);
        record.versions.model = model.to_owned();
        record
    };
    assert_eq!(ledger.ingest(&by("0.9.0", "a"), &options).unwrap(), Stored::New(DocumentId(1)));
    let mut newer = by("0.10.0", "b");
    newer.events.truncate(1);
    assert_eq!(ledger.ingest(&newer, &options).unwrap(), Stored::Recoded(DocumentId(1)));
    assert_eq!(ledger.article(DocumentId(1)).unwrap().unwrap().reports.len(), 1);
    assert_eq!(ledger.ingest(&by("0.9.0", "a"), &options).unwrap(), Stored::Known(DocumentId(1)));
    assert_eq!(ledger.ingest(&by("0.9.0", "c"), &options).unwrap(), Stored::Known(DocumentId(1)), "an older program's new model");
    assert_eq!(ledger.ingest(&by("0.10.0", "d"), &options).unwrap(), Stored::Recoded(DocumentId(1)));
    assert_eq!(kinds(&ledger), ["stored", "recoded", "recoded"]);
    for (program, model, is_current) in [("0.10.0", "d", true), ("0.9.0", "a", true), ("0.10.0", "e", false), ("0.11.0", "a", false)] {
        let record = by(program, model);
        assert_eq!(
            ledger.is_current("doc-1", &record.text_sha256, &record.versions, Recode::Later).unwrap(),
            is_current,
            "{program} {model}"
        );
    }
    assert!(!ledger.is_current("doc-1", "other", &versions("0.9.0"), Recode::Later).unwrap());
    assert!(!ledger.is_current("doc-2", &newer.text_sha256, &newer.versions, Recode::Later).unwrap());
    assert!(ledger.check().unwrap().is_whole());
}

#[test]
fn what_was_erased_stays_out() {
    let (_folder, mut ledger) = ledger();
    let record = synthetic::record(1, 80);
    ledger.ingest(&record, &IntakeOptions::default()).unwrap();
    ledger.erase(DocumentId(1), "an editor", "on demand").unwrap();
    let options = IntakeOptions { other_text: OtherText::Replace, ..IntakeOptions::default() };
    for record in [&record, &reworded(&record)] {
        assert_eq!(reason(ledger.ingest(record, &options).unwrap_err()), Reason::Erased);
    }
    assert_eq!(ledger.ingest(&synthetic::record(2, 80), &options).unwrap(), Stored::New(DocumentId(2)));
}

#[test]
fn versions_compare_by_number() {
    use std::cmp::Ordering::{Equal, Greater, Less};
    for (a, b, order) in
        [("0.9.0", "0.10.0", Less), ("1.0.0", "1.0.0", Equal), ("1.0.0-a", "1.0.0", Greater), ("", "1", Less), ("x", "y", Less)]
    {
        assert_eq!(compare_versions(a, b), order, "{a} {b}");
    }
}
