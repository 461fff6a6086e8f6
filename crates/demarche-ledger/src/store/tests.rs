use std::fs;
use std::path::Path;

use super::*;
use crate::clock::FixedClock;
use crate::intake::IntakeOptions;
use crate::report::DocumentId;
use crate::synthetic;

fn open(path: &Path) -> Ledger {
    Ledger::open(path, FixedClock::default()).unwrap()
}

fn filled(path: &Path, documents: u64) -> Ledger {
    let mut ledger = open(path);
    let records: Vec<_> = (0..documents).map(|n| synthetic::record(n, 120)).collect();
    let told = ledger.ingest_all(&records, &IntakeOptions::default()).unwrap();
    assert!(told.iter().all(Result::is_ok));
    ledger
}

/// All bytes of the ledger's files.
fn bytes(folder: &Path) -> Vec<u8> {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.flat_map(|file| fs::read(file).unwrap()).collect()
}

fn holds(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

#[test]
fn a_ledger_opens_again_and_others_files_do_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ledger");
    assert!(matches!(Ledger::open_existing(&path, FixedClock::default()), Err(LedgerError::Absent { .. })));
    assert!(!path.exists());
    drop(filled(&path, 3));
    let ledger = Ledger::open_existing(&path, FixedClock::default()).unwrap();
    assert_eq!(ledger.documents().count(), 3);
    drop(ledger);

    Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let error = Ledger::open(&path, FixedClock::default()).unwrap_err();
    assert_eq!(error.to_string(), format!("the ledger has schema 99; this program knows schemas up to {SCHEMA_VERSION}"));
    assert!(error.hint().is_some());

    let notes = folder.path().join("notes.db");
    Connection::open(&notes).unwrap().execute_batch("CREATE TABLE notes (a)").unwrap();
    let text = folder.path().join("a.txt");
    fs::write(&text, "no database at all ".repeat(100)).unwrap();
    for path in [&notes, &text] {
        let before = fs::read(path).unwrap();
        let error = Ledger::open(path, FixedClock::default()).unwrap_err();
        assert!(matches!(error, LedgerError::Foreign { .. }) && error.hint().is_some(), "{error}");
        assert_eq!(fs::read(path).unwrap(), before);
    }
    assert!(Ledger::open(folder.path(), FixedClock::default()).unwrap_err().hint().is_some());
}

#[test]
fn entries_are_only_appended_to() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = filled(&folder.path().join("a.ledger"), 2);
    for sql in ["UPDATE entries SET why = 'x'", "DELETE FROM entries"] {
        let error = ledger.connection.execute(sql, []).unwrap_err();
        assert!(error.to_string().contains("only appended to"), "{error}");
    }
    let entries = ledger.entries(EntryNumber(0), 100).unwrap();
    let numbers: Vec<u64> = entries.iter().map(|e| e.number.0).collect();
    assert_eq!(numbers, (1..=u64::from(SCHEMA_VERSION) + 2).collect::<Vec<_>>());
    let (steps, stored) = entries.split_at(SCHEMA_VERSION as usize);
    assert!(steps.iter().all(|e| e.kind == "schema") && stored.iter().all(|e| e.kind == "stored"));
    assert_eq!(ledger.entries(EntryNumber(2), 100).unwrap(), entries[2..]);
    let codes: std::collections::BTreeSet<_> = EntryKind::ALL.iter().map(|kind| kind.code()).collect();
    assert_eq!(codes.len(), EntryKind::ALL.len());
}

#[test]
fn documents_are_listed_in_order_of_intake() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = filled(&folder.path().join("a.ledger"), 1_203);
    ledger.connection.execute("UPDATE documents SET family = 1 WHERE id IN (1, 2)", []).unwrap();
    ledger.connection.execute("UPDATE documents SET copy_of = 1, copy_kind = 'trimmed', story = 4 WHERE id = 2", []).unwrap();
    let lines: Vec<_> = ledger.documents().map(Result::unwrap).collect();
    assert!(lines.iter().map(|(id, _)| id.0).eq(1..=1_203));
    assert_eq!(
        serde_json::to_string(&lines[1].1).unwrap(),
        r#"{"schema":"demarche-document/1","id":"doc-1","published":"2024-01-02","publisher":"The Courier 1","copy_of":"doc-0","copy_kind":"trimmed","family":1,"story":4}"#
    );
}

#[test]
fn nothing_of_an_erased_text_is_left_in_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ledger");
    let mut ledger = filled(&path, 40);
    let secrets: [&[u8]; 3] = ["Xylographer Quisling".as_bytes(), b"xylograph", b"quisl"];
    let mut secret = synthetic::record(100, 40);
    let text = format!("{} The Xylographer Quisling spoke.", secret.text.unwrap());
    secret.title = Some("Xylographer Quisling".to_owned());
    secret.text_sha256 = synthetic::digest(&text);
    secret.text = Some(text);
    let id = ledger.ingest(&secret, &IntakeOptions::default()).unwrap().id();
    let more: Vec<_> = (41..80).map(|n| synthetic::record(n, 120)).collect();
    ledger.ingest_all(&more, &IntakeOptions::default()).unwrap();
    let before = bytes(folder.path());
    // the index holds a word's stem, less what it shares with the word before it
    assert!(holds(&before, secrets[0]) && (holds(&before, secrets[1]) || holds(&before, b"ylograph")));

    let erased = ledger.erase(id, "an editor", "on demand").unwrap();
    assert!(erased.entry.is_some() && erased.is_gone);
    let after = bytes(folder.path());
    for secret in secrets.iter().copied().chain([&b"ylograph"[..], b"uisling", b"uisl"]) {
        assert!(!holds(&after, secret), "{}", String::from_utf8_lossy(secret));
    }
    let embedding = synthetic::record(100, 40).embedding.unwrap();
    let embedding = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, embedding).unwrap();
    assert!(holds(&before, &embedding) && !holds(&after, &embedding));

    let article = ledger.article(id).unwrap().unwrap();
    assert_eq!((article.key.as_str(), article.text.as_str(), article.title), ("doc-100", "", None));
    assert!(article.claims.is_empty() && article.reports.is_empty() && article.embedding.is_none());
    let entry = ledger.entries(EntryNumber(erased.entry.unwrap().0 - 1), 1).unwrap().remove(0);
    assert_eq!((entry.kind.as_str(), entry.who.as_str(), entry.why.as_deref()), ("erased", "an editor", Some("on demand")));
    assert_eq!(ledger.erase(id, "another", "again").unwrap(), Erased { entry: None, is_gone: true });
    assert!(matches!(ledger.erase(DocumentId(999), "", ""), Err(LedgerError::NoDocument { .. })));
    let checked = ledger.check().unwrap();
    assert!(checked.is_whole(), "{:?}", checked.faults);
    assert_eq!((checked.documents, checked.erased), (80, 1));
}

#[test]
fn a_reader_holds_up_no_erasure_but_is_told_of() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ledger");
    let mut ledger = filled(&path, 5);
    ledger.connection.busy_timeout(Duration::from_millis(20)).unwrap();
    let reader = open(&path);
    let reading = reader.connection.unchecked_transaction().unwrap();
    reading.query_row("SELECT count(*) FROM documents", [], |row| row.get::<_, u64>(0)).unwrap();
    let erased = ledger.erase(DocumentId(1), "an editor", "on demand").unwrap();
    assert!(erased.entry.is_some() && !erased.is_gone);
    drop(reading);
    assert!(ledger.erase(DocumentId(1), "an editor", "on demand").unwrap().is_gone);
}

#[test]
fn a_check_finds_what_was_meddled_with() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = filled(&folder.path().join("a.ledger"), 6);
    let whole = ledger.check().unwrap();
    assert!(whole.is_whole(), "{:?}", whole.faults);
    assert_eq!((whole.documents, whole.claims, whole.reports, whole.entries), (6, 18, 18, 6 + u64::from(SCHEMA_VERSION)));

    let meddle =
        |sql: &str| ledger.connection.execute_batch(&format!("PRAGMA foreign_keys = OFF; {sql}; PRAGMA foreign_keys = ON")).unwrap();
    meddle("UPDATE contents SET text = text || '.' WHERE document = 1");
    meddle("UPDATE claims SET body = json_set(body, '$.cue', json('[5, 100000]')) WHERE document = 2 AND number = 0");
    meddle("UPDATE documents SET erased = 1 WHERE id = 3");
    meddle("DELETE FROM contents WHERE document = 4");
    meddle("UPDATE reports SET body = '{}' WHERE document = 5");
    meddle("UPDATE documents SET versions = 77 WHERE id = 6");
    let said: Vec<String> = ledger.check().unwrap().faults.iter().map(ToString::to_string).collect();
    for words in [
        "text of document 1",
        "span 5–100000 of document 2",
        "document 3 was erased and has contents",
        "document 4 has no text",
        "document 5: the ledger is damaged",
        "a row of `documents` refers to a row of `versions`",
    ] {
        assert!(said.iter().any(|line| line.contains(words)), "`{words}` is not in {said:#?}");
    }
    assert_eq!(said.len(), 6, "{said:#?}");

    // a text changed behind the index's back
    ledger
        .connection
        .execute_batch("DROP TRIGGER contents_are_indexed_anew; UPDATE contents SET text = 'Other words' WHERE document = 1")
        .unwrap();
    let said: Vec<String> = ledger.check().unwrap().faults.iter().map(ToString::to_string).collect();
    assert!(said.iter().any(|line| line.contains("index of words")), "{said:#?}");
}

#[test]
fn a_backup_is_one_state_of_a_ledger_in_use() {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = filled(&folder.path().join("a.ledger"), 30);
    let copy = folder.path().join("copy.ledger");
    ledger.backup(&copy).unwrap();
    ledger.ingest(&synthetic::record(77, 80), &IntakeOptions::default()).unwrap();
    assert!(matches!(ledger.backup(&copy), Err(LedgerError::InTheWay { .. })));
    assert!(ledger.backup(folder.path().join("no/such/folder.ledger")).is_err());
    let copied = open(&copy);
    let checked = copied.check().unwrap();
    assert!(checked.is_whole());
    assert_eq!((checked.documents, copied.article(DocumentId(30)).unwrap()), (30, ledger.article(DocumentId(30)).unwrap()));
    drop(copied);
    let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(!names.iter().any(|name| name.to_string_lossy().ends_with(".partial")), "{names:?}");
}

#[test]
fn a_backup_goes_on_beside_a_writer() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ledger");
    let ledger = filled(&path, 200);
    let writer = std::thread::spawn({
        let path = path.clone();
        move || {
            let mut ledger = open(&path);
            for n in 1_000..1_060 {
                ledger.ingest(&synthetic::record(n, 80), &IntakeOptions::default()).unwrap();
            }
        }
    });
    for n in 0..6 {
        let copy = folder.path().join(format!("copy-{n}.ledger"));
        ledger.backup(&copy).unwrap();
        let checked = open(&copy).check().unwrap();
        assert!(checked.is_whole() && (200..=260).contains(&checked.documents), "{checked:?}");
    }
    writer.join().unwrap();
    assert_eq!(ledger.documents().count(), 260);
}

#[test]
fn words_are_found_in_any_form() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = filled(&folder.path().join("a.ledger"), 3);
    let found = |query: &str| {
        ledger.connection.query_row("SELECT count(*) FROM words WHERE words MATCH ?1", [query], |row| row.get::<_, u64>(0)).unwrap()
    };
    assert_eq!([found("attacking"), found("bełza"), found("title: report"), found("nowhere")], [3, 3, 3, 0]);
}
