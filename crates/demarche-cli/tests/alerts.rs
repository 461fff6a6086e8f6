//! Alerts from the command line: told once, listed, tried again, and never of old history.

mod support;

use std::fs;
use std::path::Path;

use serde_json::Value;
use support::{folder, has_model, records, run, write};
use tempfile::TempDir;

/// What Indonesia and Malaysia do to each other on three days.
const ARTICLES: [(&str, &str, &str); 3] = [
    (
        "a1",
        "2024-10-28",
        "Indonesia's navy attacked a Malaysian patrol boat near Ambalat on Monday, killing twelve sailors, officials in Jakarta said.",
    ),
    (
        "a2",
        "2024-10-29",
        "Malaysia accused Indonesia of sending warships to Ambalat on Tuesday. The Malaysian foreign ministry demanded an apology.",
    ),
    ("a3", "2024-10-30", "Malaysian police arrested four Indonesian fishermen off Sabah on Wednesday, a police spokesman said."),
];

const CONFIG: &str = "[[channel]]\nname = \"desk\"\nfile = \"alerts.jsonl\"\n[[alert]]\nname = \"pair\"\non = \"incident\"\nbetween = [\"IDN\", \"MYS\"]\nto = \"desk\"\n";

fn ledger(folder: &TempDir) {
    let rows: String = ARTICLES
        .iter()
        .map(|(id, day, text)| serde_json::json!({"id": id, "text": text, "published": day, "publisher": id}).to_string() + "\n")
        .collect();
    write(folder, "news.jsonl", rows);
    run(folder.path(), &["ingest", "news.jsonl"]).exits(0);
}

fn lines(path: &Path) -> Vec<Value> {
    records(&fs::read(path).unwrap_or_default())
}

#[test]
fn alerts_are_told_once_and_not_of_old_history() {
    if !has_model() {
        return;
    }
    let folder = folder();
    ledger(&folder);
    write(&folder, "watch.toml", CONFIG);
    let file = folder.path().join("alerts.jsonl");
    run(folder.path(), &["alerts", "send"]).exits(0).says("0 new, 0 sent");
    assert!(!file.exists(), "what was known before the rule is no alert");
    run(folder.path(), &["alerts", "send", "--since", "2024-10-01"]).exits(0).says(" sent");
    let told = lines(&file);
    assert!(told.len() >= 2, "{told:?}");
    for line in &told {
        assert_eq!(
            (line["schema"].as_str(), line["type"].as_str(), line["repeat"].as_bool()),
            (Some("demarche-alert/1"), Some("alert.incident"), Some(false))
        );
        let id = line["alerts"][0]["incidents"][0].as_str().unwrap();
        run(folder.path(), &["incident", id]).exits(0);
    }
    for _ in 0..2 {
        run(folder.path(), &["alerts", "send", "--since", "2024-10-01"]).exits(0).says("0 new, 0 sent");
    }
    assert_eq!(lines(&file), told);
    let listed = records(&run(folder.path(), &["alerts", "--rule", "pair", "--state", "sent", "--since", "today"]).exits(0).out);
    assert_eq!(listed.len(), told.len());
    assert_eq!(listed[0]["alert"]["key"], told[0]["alerts"][0]["key"]);
    assert_eq!((listed[0]["deliveries"][0]["state"].as_str(), listed[0]["deliveries"][0]["due"].is_null()), (Some("sent"), true));
    let text = String::from_utf8(run(folder.path(), &["alerts", "--format", "text"]).exits(0).out).unwrap();
    assert!(text.contains("  pair  ") && text.contains("desk: sent "), "{text}");
    assert_eq!(run(folder.path(), &["alerts", "--state", "given-up"]).exits(0).out, b"");
}

#[test]
#[cfg(unix)]
fn what_fails_waits_and_is_seen() {
    if !has_model() {
        return;
    }
    let folder = folder();
    ledger(&folder);
    let config = |script: &str| CONFIG.replace("file = \"alerts.jsonl\"", &format!("command = [\"sh\", \"-c\", \"{script}\"]"));
    write(&folder, "watch.toml", config("echo nobody there >&2; exit 7"));
    run(folder.path(), &["alerts", "send", "--since", "2024-10-01"])
        .exits(1)
        .says("channel `desk`: `sh` ended with 7: nobody there; tried again after");
    let waiting = records(&run(folder.path(), &["alerts", "--state", "due"]).exits(0).out);
    assert!(
        waiting.iter().any(|alert| alert["deliveries"][0]["detail"].as_str().is_some_and(|detail| detail.contains("nobody there"))),
        "{waiting:?}"
    );
    // whoever has no such channel any more is told what waits for it
    write(&folder, "watch.toml", CONFIG.replace("\"desk\"", "\"file\""));
    run(folder.path(), &["alerts", "send"]).exits(0).says("waiting for channel `desk`");
}

#[test]
fn a_channel_can_be_tested() {
    let folder = folder();
    write(&folder, "watch.toml", CONFIG);
    let out = run(folder.path(), &["alerts", "test", "--channel", "desk"]).exits(0).out;
    assert!(String::from_utf8(out).unwrap().starts_with("sent msg_test_"));
    assert_eq!(lines(&folder.path().join("alerts.jsonl"))[0]["alerts"][0]["on"], "test");
    run(folder.path(), &["alerts", "test", "--channel", "hook"]).exits(2).says("has no channel `hook`").says("it has desk");
    write(&folder, "watch.toml", CONFIG.replace("alerts.jsonl", "no/such/folder/alerts.jsonl"));
    run(folder.path(), &["alerts", "test", "--channel", "desk"]).exits(1).says("cannot add to").says("hint: the folder must be there");
    let hook = "webhook = { url = \"https://example.org/\", secret_env = \"NO_SUCH_SECRET\" }";
    write(&folder, "watch.toml", CONFIG.replace("file = \"alerts.jsonl\"", hook));
    run(folder.path(), &["alerts", "test", "--channel", "desk"]).exits(1).says("the environment variable NO_SUCH_SECRET");
}

#[test]
fn a_configuration_that_cannot_be_used_is_told() {
    let folder = folder();
    run(folder.path(), &["alerts", "send"]).exits(2).says("watch.toml");
    write(&folder, "watch.toml", "[[channel]]\nname = \"desk\"\nfile = \"a\"\n");
    run(folder.path(), &["alerts", "send"]).exits(2).says("has no [[alert]]");
    write(&folder, "watch.toml", CONFIG.replace("to = \"desk\"", "to = \"hook\""));
    run(folder.path(), &["alerts", "send"]).exits(2).says("line 4: alert `pair`: there is no channel `hook`");
    let silence = "[[channel]]\nname = \"desk\"\nfile = \"a\"\n[[alert]]\nname = \"quiet\"\non = \"silence\"\nafter = \"2d\"\nfeed = \"wire\"\nto = \"desk\"\n";
    write(&folder, "watch.toml", silence);
    run(folder.path(), &["alerts", "send"]).exits(2).says("alert `quiet`: there is no feed `wire`");
    write(&folder, "watch.toml", CONFIG);
    run(folder.path(), &["alerts", "send"]).exits(2).says("there is no ledger");
}

#[test]
#[cfg(unix)]
fn a_watch_tells_after_its_round_and_goes_on_where_a_channel_fails() {
    if !has_model() {
        return;
    }
    let folder = folder();
    let today = jiff::Timestamp::now().strftime("%F").to_string();
    let rows: String =
        ARTICLES.iter().map(|(id, _, text)| serde_json::json!({"id": id, "text": text, "published": today}).to_string() + "\n").collect();
    write(&folder, "inbox/news.jsonl", rows);
    let bad = "[[channel]]\nname = \"bad\"\ncommand = [\"sh\", \"-c\", \"exit 7\"]\n";
    let config = CONFIG.replace("to = \"desk\"", "to = [\"bad\", \"desk\"]");
    write(&folder, "watch.toml", format!("[[feed]]\nname = \"inbox\"\nfolder = \"inbox\"\n{bad}{config}"));
    // a file that was just written is waited for
    std::thread::sleep(std::time::Duration::from_millis(2500));
    run(folder.path(), &["watch", "--once"])
        .exits(0)
        .says("3 new")
        .says("alert to desk: ")
        .says("an alert could not be sent to channel `bad`: `sh` ended with 7");
    let told = lines(&folder.path().join("alerts.jsonl"));
    assert!(told.len() >= 2, "{told:?}");
    run(folder.path(), &["watch", "--once"]).exits(0);
    assert_eq!(lines(&folder.path().join("alerts.jsonl")), told);
    assert_eq!(records(&run(folder.path(), &["alerts", "--state", "due"]).exits(0).out).len(), told.len());
}
