//! Keeping a ledger: what is stored, what is known, what is refused.

mod support;

use std::fs;

use serde_json::{Value, json};
use support::{articles, demarche, folder, has_model, ids, run, run_with_input, wait_until, write};

#[test]
fn articles_are_stored_once() {
    if !has_model() {
        return;
    }
    let folder = folder();
    write(&folder, "news.jsonl", articles(12));
    let ingest = ["ingest", "news.jsonl", "--threads", "2"];
    run(folder.path(), &ingest).exits(0).says("stored 12 documents ·");
    run(folder.path(), &ingest).exits(0).says("stored 0 documents, 12 known ·");
    let listed = run(folder.path(), &["documents"]).exits(0);
    assert_eq!(ids(&listed.out), (0..12).map(|n| format!("a{n}")).collect::<Vec<_>>());
    let third = &listed.records()[3];
    let keys: Vec<&str> = third.as_object().unwrap().keys().map(String::as_str).collect();
    let mut expected = ["schema", "id", "published", "publisher", "copy_of", "copy_kind", "family", "story"];
    expected.sort_unstable();
    assert_eq!(keys, expected);
    assert_eq!((&third["schema"], &third["published"]), (&json!("demarche-document/1"), &json!("2024-10-29")));
    assert!(listed.records().iter().all(|d| d["family"].is_u64() && d["story"].is_u64()));
    let text = run(folder.path(), &["documents", "--format", "text"]).exits(0).out;
    assert!(String::from_utf8(text).unwrap().starts_with("      1  2024-10-29  a0  –\n"));
    let checked = String::from_utf8(run(folder.path(), &["ledger", "check"]).exits(0).out).unwrap();
    assert!(checked.starts_with("whole: 12 documents, "), "{checked}");

    run(folder.path(), &["ledger", "backup", "copy.ledger"]).exits(0).says("copied");
    run(folder.path(), &["ledger", "backup", "copy.ledger"]).exits(1).says("is there already").says("hint: ");
    let args = ["documents", "--ledger", "copy.ledger"];
    assert_eq!(run(folder.path(), &args).exits(0).out, listed.out);
    let by_variable = demarche(folder.path(), &["documents"]).env("DEMARCHE_LEDGER", "copy.ledger").output().unwrap();
    assert_eq!(by_variable.stdout, listed.out);
}

#[test]
fn records_coded_before_are_taken_as_they_are() {
    if !has_model() {
        return;
    }
    let folder = folder();
    write(&folder, "news.jsonl", articles(5));
    let code = |out: &str, more: &[&str]| {
        run(folder.path(), &[&["code", "news.jsonl", "-o", out], more].concat()).exits(0);
    };
    code("whole.jsonl", &["--embeddings"]);
    code("bare.jsonl", &[]);
    code("no-text.jsonl", &["--embeddings", "--no-text"]);
    code("some.jsonl", &["--embeddings", "--types", "ACCUSE"]);
    let ingest = |ledger: &str, input: &str| run(folder.path(), &["ingest", input, "--ledger", ledger]);
    ingest("a.ledger", "whole.jsonl").exits(0).says("stored 5 documents ·");
    ingest("b.ledger", "bare.jsonl").exits(0).says("have no embeddings; their texts are read again").says("stored 5 documents ·");
    ingest("b.ledger", "whole.jsonl").exits(0).says("stored 0 documents, 5 known");
    ingest("c.ledger", "no-text.jsonl").exits(1).says("holds no text").says("without --no-text").says("5 failed");
    ingest("c.ledger", "some.jsonl").exits(1).says("without --types");
    let records = fs::read(folder.path().join("whole.jsonl")).unwrap();
    run_with_input(folder.path(), &["ingest", "-", "--ledger", "d.ledger"], &records).exits(0).says("stored 5 documents ·");
    // the same intake gives the same ledger, whoever coded
    let entries = |ledger: &str| String::from_utf8(run(folder.path(), &["ledger", "check", "--ledger", ledger]).exits(0).out).unwrap();
    assert_eq!(entries("a.ledger"), entries("b.ledger"));
    assert_eq!(entries("a.ledger"), entries("d.ledger"));

    let mut changed: Vec<Value> = support::records(&records);
    changed[0]["text"] = json!("Talks began.");
    let lines: Vec<String> = changed.iter().map(Value::to_string).collect();
    write(&folder, "changed.jsonl", format!("{}\nno record\n", lines.join("\n")));
    ingest("a.ledger", "changed.jsonl").exits(1).says("`text_sha256`").says("changed.jsonl:6: no record").says("4 known, 2 failed");
}

#[test]
fn another_text_of_the_same_id_needs_a_word() {
    if !has_model() {
        return;
    }
    let folder = folder();
    write(&folder, "a.jsonl", articles(1));
    write(&folder, "b.jsonl", json!({"id": "a0", "text": "Moscow accused Kyiv of shelling a town on Tuesday."}).to_string());
    run(folder.path(), &["ingest", "a.jsonl"]).exits(0);
    run(folder.path(), &["ingest", "b.jsonl"]).exits(1).says("`a0`: the ledger has another text").says("--replace");
    run(folder.path(), &["ingest", "b.jsonl", "--replace"]).exits(0).says("stored 0 documents, 1 replaced");
    run(folder.path(), &["ledger", "check"]).exits(0);
}

#[test]
fn a_killed_intake_goes_on() {
    if !has_model() {
        return;
    }
    let folder = folder();
    write(&folder, "news.jsonl", articles(400));
    let ingest = ["ingest", "news.jsonl", "--threads", "1"];
    let mut child = demarche(folder.path(), &ingest).spawn().unwrap();
    let log = folder.path().join("demarche.ledger-wal");
    // past the schema: something of the articles is in the log
    wait_until(&mut child, || log.metadata().is_ok_and(|log| log.len() > 600_000));
    child.kill().unwrap();
    child.wait().unwrap();
    run(folder.path(), &["ledger", "check"]).exits(0).says("");
    run(folder.path(), &ingest).exits(0);
    let listed = ids(&run(folder.path(), &["documents"]).exits(0).out);
    assert_eq!(listed, (0..400).map(|n| format!("a{n}")).collect::<Vec<_>>());
    run(folder.path(), &["ledger", "check"]).exits(0);
}

#[test]
fn what_is_no_ledger_is_refused() {
    let folder = folder();
    for args in [&["documents"][..], &["ledger", "check"], &["ledger", "backup", "b"]] {
        run(folder.path(), args).exits(2).says("there is no ledger `demarche.ledger`").says("hint: `demarche ingest` makes one");
    }
    assert!(support::names(folder.path()).is_empty());
    write(&folder, "notes.txt", "no ledger at all\n".repeat(200));
    for args in [&["documents", "--ledger", "notes.txt"][..], &["ingest", "notes.txt", "--ledger", "notes.txt"]] {
        run(folder.path(), args).exits(2).says("`notes.txt` is no ledger");
    }
}

/// Who runs the program in a test of what may be written: nobody else but root may become another user, whom permissions bind.
#[cfg(unix)]
fn run_as_reader(folder: &std::path::Path, args: &[&str]) -> Option<support::Ran> {
    use std::os::unix::fs::MetadataExt as _;
    use std::os::unix::process::CommandExt as _;
    let mut command = demarche(folder, args);
    if fs::metadata(folder).unwrap().uid() == 0 {
        command.uid(65_534).gid(65_534);
    }
    match command.output() {
        Ok(output) => Some(output.into()),
        // the program lies where that user may not go
        Err(error) => {
            assert_eq!(error.kind(), std::io::ErrorKind::PermissionDenied, "{error}");
            None
        }
    }
}

#[cfg(unix)]
#[test]
#[allow(clippy::print_stderr, reason = "a skipped test says why")]
fn who_may_only_read_can_ask() {
    use std::os::unix::fs::PermissionsExt as _;
    if !has_model() {
        return;
    }
    let folder = folder();
    write(&folder, "news.jsonl", articles(5));
    run(folder.path(), &["ingest", "news.jsonl"]).exits(0);
    run(folder.path(), &["correct", "accept", "1.e0", "--by", "ana"]).exits(0);
    let permit = |name: &str, mode| fs::set_permissions(folder.path().join(name), fs::Permissions::from_mode(mode)).unwrap();
    let asks: [&[&str]; 6] = [
        &["documents"],
        &["incidents"],
        &["timeline"],
        &["dyad", "KOR", "PRK", "--format", "jsonl"],
        &["find", "troops"],
        &["correct", "history"],
    ];
    let answers = asks.map(|args| run(folder.path(), args).exits(0).out);
    permit("demarche.ledger", 0o444);
    permit(".", 0o555);
    let before = support::tree(folder.path());
    let note = "note: nothing can be written where `demarche.ledger` lies, so a copy of it is read\n";
    for (args, answer) in asks.iter().zip(&answers) {
        let Some(ran) = run_as_reader(folder.path(), args) else {
            permit(".", 0o755);
            eprintln!("skipped: the user `nobody` may not start the program where it was built");
            return;
        };
        let ran = ran.exits(0);
        assert_eq!((&ran.out, ran.err.as_str()), (answer, note), "{args:?}");
    }
    let changes: [&[&str]; 4] = [
        &["correct", "accept", "1.e0"],
        &["ledger", "check"],
        &["scenario", "refute", "war", "a", "--why", "no", "--by", "bob"],
        &["scenario", "accept", "war", "added-1", "--by", "bob"],
    ];
    for args in changes {
        let refused = run_as_reader(folder.path(), args).unwrap().exits(2);
        refused.says("`demarche.ledger`: cannot ").says("hint: the file and its folder must be there, and may be written to");
    }
    assert_eq!(support::tree(folder.path()), before, "nothing was left there");

    // beside a program that has it open, no copy is made
    permit(".", 0o755);
    permit("demarche.ledger", 0o644);
    write(&folder, "watch.toml", "[[feed]]\nname = \"inbox\"\nfolder = \"inbox\"\n");
    fs::create_dir(folder.path().join("inbox")).unwrap();
    let mut watch = demarche(folder.path(), &["watch"]).spawn().unwrap();
    let is_open = wait_until(&mut watch, || folder.path().join("demarche.ledger-shm").exists());
    assert!(is_open);
    permit(".", 0o555);
    let asked: Vec<_> = asks.iter().map(|args| run_as_reader(folder.path(), args).unwrap()).collect();
    permit(".", 0o755);
    watch.kill().unwrap();
    watch.wait().unwrap();
    for (ran, answer) in asked.into_iter().zip(&answers) {
        let ran = ran.exits(0);
        assert_eq!((&ran.out, ran.err.as_str()), (answer, ""));
    }
}
