//! A batch that is killed or interrupted goes on where it stopped: nothing is lost, nothing stands twice, and the
//! output is the same to the byte as that of a run nobody disturbed.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Child;

use support::{articles, demarche, folder, has_model, ids, names, run, tree, wait_until, write};

const ARTICLES: usize = 80;
/// Inputs without text, spread among the articles.
const BROKEN: usize = 3;

/// Articles in three files, some rows without text, one file missing.
fn make_input(folder: &tempfile::TempDir) -> [&'static str; 3] {
    let all = articles(ARTICLES);
    let lines: Vec<&str> = all.lines().collect();
    let mut first = lines[..40].to_vec();
    first.insert(7, r#"{"id":"blank","text":" "}"#);
    first.insert(20, "no JSON");
    write(folder, "one.jsonl", first.join("\n"));
    write(folder, "two.jsonl", lines[40..].join("\n"));
    ["one.jsonl", "missing.jsonl", "two.jsonl"]
}

/// Where the journal lies.
fn journal(folder: &Path, out: &str, format: &str) -> PathBuf {
    match format {
        "parquet" | "csv" => folder.join(out).join(".records.partial.meta"),
        "jsonl" => folder.join(format!(".{out}.partial.meta")),
        _ => folder.join(format!(".{out}.records.partial.meta")),
    }
}

/// Lines behind the journal's header.
fn handled(journal: &Path) -> usize {
    fs::read(journal).map_or(0, |bytes| bytes.iter().filter(|&&b| b == b'\n').count().saturating_sub(1))
}

/// Starts the run and leaves it alone until so many inputs are handled. None where it was done before.
fn start(folder: &Path, args: &[&str], journal: &Path, moment: usize) -> Option<Child> {
    let mut child = demarche(folder, args).spawn().expect("the program starts");
    let is_in_time = wait_until(&mut child, || handled(journal) >= moment);
    if is_in_time {
        return Some(child);
    }
    child.wait().expect("it has ended");
    None
}

fn killed_and_gone_on(format: &str) {
    if !has_model() {
        return;
    }
    let folder = folder();
    let inputs = make_input(&folder);
    let command = |out| [&["code", "-f", format, "-o", out][..], &inputs, &["--threads"]].concat();
    let whole = run(folder.path(), &[&command("whole")[..], &["2"]].concat()).exits(1);
    assert!(whole.err.contains(&format!("coded {ARTICLES} documents, {BROKEN} failed")), "{}", whole.err);

    let args = [&command("torn")[..], &["1"]].concat();
    let journal = journal(folder.path(), "torn", format);
    let mut kills = 0;
    for moment in [1, 17, 50] {
        let Some(mut child) = start(folder.path(), &args, &journal, moment) else { break };
        child.kill().expect("it can be killed");
        child.wait().expect("it has ended");
        kills += 1;
        let is_visible = match format {
            "parquet" | "csv" => names(&folder.path().join("torn")).iter().any(|name| !name.starts_with('.')),
            _ => folder.path().join("torn").exists(),
        };
        assert!(!is_visible, "nothing stands under its name before it is whole");
    }
    assert!(kills > 0, "the run was over before it could be killed");
    // other threads on the way to the same bytes
    let end = run(folder.path(), &[&command("torn")[..], &["2"]].concat()).exits(1);
    assert!(end.err.contains("by the run before)") && end.err.contains(&format!("{BROKEN} failed")), "{}", end.err);
    assert!(end.err.contains("one.jsonl:8: holds no text") && end.err.contains("missing.jsonl: no such file"), "{}", end.err);

    let (torn, whole) = (tree(&folder.path().join("torn")), tree(&folder.path().join("whole")));
    assert_eq!(torn.iter().map(|f| &f.0).collect::<Vec<_>>(), whole.iter().map(|f| &f.0).collect::<Vec<_>>());
    assert!(torn == whole, "the bytes differ");
    if format == "jsonl" {
        let expected: Vec<String> = (0..ARTICLES).map(|n| format!("a{n}")).collect();
        assert_eq!(ids(&torn[0].1), expected);
    }
    assert!(names(folder.path()).iter().all(|name| !name.starts_with('.')), "no journal is left");
}

#[test]
fn jsonl_goes_on_after_kill() {
    killed_and_gone_on("jsonl");
}

#[test]
fn parquet_goes_on_after_kill() {
    killed_and_gone_on("parquet");
}

#[test]
fn csv_goes_on_after_kill() {
    killed_and_gone_on("csv");
}

#[test]
fn html_goes_on_after_kill() {
    killed_and_gone_on("html");
}

#[test]
fn text_goes_on_after_kill() {
    killed_and_gone_on("text");
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_says_how_to_go_on() {
    if !has_model() {
        return;
    }
    let folder = folder();
    write(&folder, "in.jsonl", articles(ARTICLES));
    let args = ["code", "in.jsonl", "-o", "out.jsonl", "--threads", "1"];
    let journal = journal(folder.path(), "out.jsonl", "jsonl");
    let child = start(folder.path(), &args, &journal, 1).expect("the run takes a while");
    let signalled = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(signalled.expect("kill can be run").success());
    let ran = support::Ran::from(child.wait_with_output().expect("it ends"));
    let ran = ran.exits(130).says("records so far are kept: give the same command again to go on");
    assert!(!folder.path().join("out.jsonl").exists(), "{}", ran.err);
    run(folder.path(), &args).exits(0).says("by the run before");
    assert_eq!(ids(&fs::read(folder.path().join("out.jsonl")).unwrap()).len(), ARTICLES);
}

#[test]
fn another_run_is_not_mixed_in() {
    if !has_model() {
        return;
    }
    let folder = folder();
    write(&folder, "in.jsonl", articles(ARTICLES));
    let args = ["code", "in.jsonl", "-o", "out.jsonl", "--threads", "1"];
    let journal = journal(folder.path(), "out.jsonl", "jsonl");
    let mut child = start(folder.path(), &args, &journal, 1).expect("the run takes a while");
    run(folder.path(), &args).exits(2).says("another run is writing");
    child.kill().expect("it can be killed");
    child.wait().expect("it has ended");

    let other = [&args[..], &["--no-text"]].concat();
    run(folder.path(), &other).exits(2).says("--no-text").says("hint:").says("--force");
    // the input is another one
    let changed = articles(ARTICLES).replace("\"a3\"", "\"b3\"");
    write(&folder, "in.jsonl", &changed);
    run(folder.path(), &args).exits(2).says("b3").says("hint:");
    // the ids and the size are the same, the words are not
    let changed = articles(ARTICLES).replacen("Monday", "Friday", 1);
    write(&folder, "in.jsonl", &changed);
    run(folder.path(), &args).exits(2).says("input 1 (`a0`) is not what it was").says("hint: repeat the command with the same input");
    // a tokenizer of other words
    write(&folder, "in.jsonl", articles(ARTICLES));
    let tokenizer = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../model/tokenizer.json");
    if tokenizer.is_file() && std::env::var_os("DEMARCHE_MODEL").is_none() {
        let other = fs::read_to_string(tokenizer).unwrap() + "\n";
        write(&folder, "other.json", other);
        run(folder.path(), &[&args[..], &["--tokenizer", "other.json"]].concat()).exits(2).says("begun with tokenizer");
    }
    write(&folder, "in.jsonl", articles(ARTICLES - 1));
    run(folder.path(), &args).exits(2).says("bytes of input");
    run(folder.path(), &[&args[..], &["--force"]].concat()).exits(0);
    assert_eq!(ids(&fs::read(folder.path().join("out.jsonl")).unwrap()).len(), ARTICLES - 1);
}
