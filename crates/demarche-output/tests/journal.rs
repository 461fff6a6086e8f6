//! A batch that is cut at any byte, killed at any moment or begun again ends with the same output.

mod sample;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use demarche::record::Record;
use demarche_output::journal::{Journal, OnChange, Settings};
use demarche_output::text::TextStyle;
use demarche_output::{Format, OutputError, writer_to_path};

/// Inputs 0 … 7; the second and the fifth fail.
fn inputs() -> Vec<Result<Record, &'static str>> {
    let mut named = sample::small("d");
    named.title = Some("é🙂\u{2028}\n\"".to_owned());
    vec![
        Ok(sample::small("a")),
        Err("`b.txt` is not UTF-8"),
        Ok(sample::empty("c")),
        Ok(named),
        Err("no text\nat all"),
        Ok(sample::skipped("f")),
        Ok(sample::empty("g")),
        Ok(sample::small("h")),
    ]
}

fn settings() -> Settings {
    Settings::new().with("model", "small 0a1b").with_list("inputs", ["a.txt 12", "b.txt 7"])
}

fn open(out: &Path, format: Format) -> Journal {
    Journal::open(out, format, &settings(), OnChange::Refuse).unwrap()
}

/// Handles what is left, up to but not including `until`.
fn go_on(journal: &mut Journal, until: usize) {
    for (position, input) in inputs().into_iter().enumerate().take(until) {
        let id = input.as_ref().ok().map(|record| record.id.clone());
        if journal.is_done(position as u64, id.as_deref()).unwrap() {
            continue;
        }
        match input {
            Ok(record) => journal.append(position as u64, &record).unwrap(),
            Err(message) => journal.append_failure(position as u64, message).unwrap(),
        }
    }
}

fn whole_run(out: &Path, format: Format) {
    let mut journal = open(out, format);
    go_on(&mut journal, usize::MAX);
    assert_eq!(journal.failures().len(), 2);
    journal.finish().unwrap();
}

/// Every file under the folder with its bytes.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            all.extend(files(&path).into_iter().map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)));
        } else {
            all.insert(name, fs::read(&path).unwrap());
        }
    }
    all
}

const FORMATS: [(Format, &str); 5] = [
    (Format::Jsonl, "out.jsonl"),
    (Format::Text, "out.txt"),
    (Format::Csv, "tables"),
    (Format::Parquet, "tables"),
    (Format::Html, "report"),
];

#[test]
fn a_run_cut_at_any_byte_ends_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out.jsonl");
    let (records, meta) = (dir.path().join(".out.jsonl.partial"), dir.path().join(".out.jsonl.partial.meta"));
    let mut journal = open(&out, Format::Jsonl);
    go_on(&mut journal, 7);
    journal.commit().unwrap();
    drop(journal);
    let before = (fs::read(&records).unwrap(), fs::read(&meta).unwrap());
    whole_run(&out, Format::Jsonl);
    let whole = fs::read(&out).unwrap();
    assert_eq!(files(dir.path()).len(), 1, "the journal is removed");
    assert_eq!(whole.iter().filter(|&&byte| byte == b'\n').count(), 6);

    let cuts = |length: usize, step: usize| (0..=length).step_by(step).chain([length]);
    let by_records = cuts(before.0.len(), 61).map(|cut| (cut, before.1.len()));
    let by_meta = cuts(before.1.len(), 7).map(|cut| (before.0.len(), cut));
    let by_both = cuts(before.1.len(), 23).map(|cut| (cut * 3 % before.0.len(), cut));
    for (cut_records, cut_meta) in by_records.chain(by_meta).chain(by_both) {
        fs::write(&records, &before.0[..cut_records]).unwrap();
        fs::write(&meta, &before.1[..cut_meta]).unwrap();
        fs::remove_file(&out).unwrap();
        whole_run(&out, Format::Jsonl);
        assert_eq!(fs::read(&out).unwrap(), whole, "cut at {cut_records} and {cut_meta}");
    }
}

#[test]
fn a_damaged_record_is_coded_again_with_all_that_follow() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out.jsonl");
    let records = dir.path().join(".out.jsonl.partial");
    let mut journal = open(&out, Format::Jsonl);
    go_on(&mut journal, 7);
    journal.commit().unwrap();
    drop(journal);
    let mut bytes = fs::read(&records).unwrap();
    let second = bytes.iter().position(|&byte| byte == b'\n').unwrap() + 20;
    // what a file system may leave after a loss of power
    bytes[second..].fill(0);
    fs::write(&records, bytes).unwrap();
    let mut journal = open(&out, Format::Jsonl);
    assert_eq!((journal.resumed(), journal.next_position()), (1, 2));
    go_on(&mut journal, usize::MAX);
    journal.finish().unwrap();
    let resumed = fs::read(&out).unwrap();
    whole_run(&out, Format::Jsonl);
    assert_eq!(fs::read(&out).unwrap(), resumed);
}

#[test]
fn every_format_ends_as_if_written_at_once() {
    for (format, name) in FORMATS {
        let dir = tempfile::tempdir().unwrap();
        let (direct, out) = (dir.path().join("direct"), dir.path().join(name));
        let mut writer = writer_to_path(format, &direct, TextStyle::default()).unwrap();
        inputs().into_iter().flatten().for_each(|record| writer.write(&record).unwrap());
        writer.finish().unwrap();
        let mut journal = open(&out, format);
        go_on(&mut journal, 4);
        drop(journal);
        whole_run(&out, format);
        if out.is_dir() {
            assert_eq!(files(&direct), files(&out), "{format}");
        } else {
            assert_eq!(fs::read(&direct).unwrap(), fs::read(&out).unwrap(), "{format}");
        }
        assert!(!files(dir.path()).keys().any(|name| name.contains(".partial")), "{format}");
    }
}

/// The moments of the last step: tables half there, all there with the journal behind, only the last line left.
#[test]
fn a_run_killed_while_it_ends_ends_the_same() {
    for (format, name) in FORMATS {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join(name);
        let mut journal = open(&out, format);
        go_on(&mut journal, usize::MAX);
        journal.commit().unwrap();
        let hidden: BTreeMap<String, Vec<u8>> = files(dir.path()).into_iter().filter(|(name, _)| name.contains(".partial")).collect();
        journal.finish().unwrap();
        let whole = files(dir.path());
        let restore = |keep_records: bool, complete: bool| {
            for (name, bytes) in &hidden {
                let mut bytes = bytes.clone();
                if name.ends_with(".meta") && complete {
                    bytes.extend(b"{\"complete\":true}\n");
                }
                if name.ends_with(".meta") || keep_records {
                    fs::write(dir.path().join(name), bytes).unwrap();
                }
            }
        };
        let all_done = |journal: &Journal| (0..8).all(|position| journal.is_done(position, None).unwrap());

        restore(true, true);
        if let Some(first) = whole.keys().find(|name| name.contains('/')) {
            fs::remove_file(dir.path().join(first)).unwrap();
        }
        let journal = open(&out, format);
        assert!(all_done(&journal), "{format}");
        journal.finish().unwrap();
        assert_eq!(files(dir.path()), whole, "{format}");

        restore(false, true);
        let mut journal = open(&out, format);
        assert!(all_done(&journal), "{format}");
        assert_eq!(journal.failures().len(), 2);
        assert!(matches!(journal.append(9, &sample::empty("i")), Err(OutputError::AlreadyWhole { .. })));
        journal.finish().unwrap();
        assert_eq!(files(dir.path()), whole, "{format}");
    }
}

#[test]
fn other_settings_are_refused_or_begin_anew() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out.jsonl");
    let mut journal = open(&out, Format::Jsonl);
    go_on(&mut journal, 3);
    journal.commit().unwrap();
    drop(journal);
    let other = Settings::new().with("model", "large 77").with_list("inputs", ["a.txt 12", "b.txt 7"]);
    let refused = Journal::open(&out, Format::Jsonl, &other, OnChange::Refuse).unwrap_err();
    assert!(refused.to_string().ends_with("begun with model `small 0a1b`, now `large 77`"), "{refused}");
    assert_eq!(open(&out, Format::Jsonl).resumed(), 2, "nothing is touched");
    let anew = Journal::open(&out, Format::Jsonl, &other, OnChange::StartAnew).unwrap();
    assert_eq!((anew.resumed(), anew.next_position(), anew.failures().len()), (0, 0, 0));
}

#[test]
fn one_run_at_a_time_in_order_on_the_same_inputs() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out.jsonl");
    let mut journal = open(&out, Format::Jsonl);
    let second = Journal::open(&out, Format::Jsonl, &settings(), OnChange::Refuse);
    assert!(matches!(second, Err(OutputError::Busy { .. })));
    go_on(&mut journal, 3);
    let late = journal.append(2, &sample::empty("c"));
    assert!(matches!(late, Err(OutputError::OutOfOrder { position: 2, last: 2 })));
    journal.commit().unwrap();
    drop(journal);
    let journal = open(&out, Format::Jsonl);
    assert_eq!(journal.failures()[0].message, "`b.txt` is not UTF-8");
    assert!(journal.is_done(2, Some("c")).unwrap());
    assert!(matches!(journal.is_done(2, Some("other")), Err(OutputError::InputChanged { position: 2, .. })));
    assert!(!journal.is_done(3, Some("d")).unwrap());
}

#[test]
fn one_document_is_one_page_and_several_a_folder() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("page.html");
    let mut journal = open(&out, Format::Html);
    journal.append(0, &sample::small("a")).unwrap();
    journal.finish().unwrap();
    assert!(out.is_file());

    let folder = dir.path().join("given");
    fs::create_dir(&folder).unwrap();
    let mut journal = open(&folder, Format::Html);
    journal.append(0, &sample::small("a")).unwrap();
    journal.finish().unwrap();
    assert_eq!(files(&folder).into_keys().collect::<Vec<_>>(), ["a.html", "index.html"]);
}

#[test]
fn an_input_that_has_changed_is_noticed() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out.jsonl");
    let mut journal = open(&out, Format::Jsonl);
    journal.note_input(7);
    journal.append(0, &sample::empty("a")).unwrap();
    journal.note_input(u64::MAX);
    journal.append_failure(1, "no text").unwrap();
    journal.append(2, &sample::empty("c")).unwrap();
    journal.commit().unwrap();
    drop(journal);
    let journal = open(&out, Format::Jsonl);
    assert!(journal.check_input(0, 7, "a").is_ok() && journal.check_input(1, u64::MAX, "b").is_ok());
    let changed = journal.check_input(0, 8, "a").unwrap_err();
    assert_eq!(changed.to_string(), "input 1 (`a`) is not what it was when the unfinished run read it");
    assert!(journal.check_input(1, 0, "b").is_err());
    // of this one nothing was noted, and this one is not handled yet
    assert!(journal.check_input(2, 1, "c").is_ok() && journal.check_input(3, 1, "d").is_ok());
}

#[test]
fn pages_of_an_earlier_report_go_and_files_of_others_stay() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("report");
    fs::create_dir(&folder).unwrap();
    let report = |ids: &[&str]| {
        let mut journal = open(&folder, Format::Html);
        (0..).zip(ids).for_each(|(position, id)| journal.append(position, &sample::small(id)).unwrap());
        journal.finish().unwrap();
        files(&folder).into_keys().collect::<Vec<_>>()
    };
    assert_eq!(report(&["a", "b", "c d"]).len(), 4);
    fs::copy(folder.join("b.html"), folder.join("kept.html")).unwrap();
    fs::write(folder.join("mine.html"), "<!doctype html>\n<html lang=\"en\">").unwrap();
    fs::write(folder.join("notes.txt"), "b.html").unwrap();
    assert_eq!(report(&["a", "e"]), ["a.html", "e.html", "index.html", "kept.html", "mine.html", "notes.txt"]);
    assert_eq!(report(&[]), ["index.html", "kept.html", "mine.html", "notes.txt"]);
}

/// Runs this test binary as another process, kills it while it writes, and goes on with what it left.
#[test]
fn a_killed_process_loses_nothing_and_writes_nothing_twice() {
    const CHILD: &str = "DEMARCHE_TEST_JOURNAL";
    const COUNT: u64 = 4000;
    let write = |out: &Path| {
        let mut journal = open(out, Format::Jsonl);
        for position in journal.next_position()..COUNT {
            journal.append(position, &sample::empty(&format!("id {position}"))).unwrap();
            if position % 7 == 0 {
                journal.commit().unwrap();
            }
        }
        journal
    };
    if let Some(out) = std::env::var_os(CHILD) {
        let journal = write(Path::new(&out));
        // never finishes: it is killed
        loop {
            std::thread::sleep(std::time::Duration::from_secs(1));
            let _ = journal.count();
        }
    }
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out.jsonl");
    let records = dir.path().join(".out.jsonl.partial");
    for round in 1..=3 {
        let mut child = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["a_killed_process_loses_nothing_and_writes_nothing_twice", "--exact", "--quiet"])
            .env(CHILD, &out)
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let enough = round * 300_000;
        while fs::metadata(&records).map_or(0, |file| file.len()) < enough && child.try_wait().unwrap().is_none() {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
    write(&out).finish().unwrap();
    let ids: Vec<String> = fs::read_to_string(&out).unwrap().lines().map(|line| serde_json::from_str::<Record>(line).unwrap().id).collect();
    assert_eq!(ids, (0..COUNT).map(|position| format!("id {position}")).collect::<Vec<_>>());
}
