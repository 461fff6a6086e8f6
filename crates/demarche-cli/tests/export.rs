//! Exports of a small ledger: every format, the sidecar, what is refused.

mod support;

use std::fs;

use serde_json::Value;
use support::{articles, folder, has_model, records, run, tree, write};

#[test]
fn a_ledger_goes_out_in_every_format() {
    if !has_model() {
        return;
    }
    let folder = folder();
    write(&folder, "news.jsonl", articles(6));
    run(folder.path(), &["ingest", "news.jsonl", "--threads", "2"]).exits(0);
    let listed = records(&run(folder.path(), &["incidents", "--format", "jsonl"]).exits(0).out).len();
    assert!(listed > 0);
    for (format, out, columns) in [("polecat", "p.tsv", 40), ("icews", "i.tsv", 20), ("gdelt", "g", 61), ("plover", "e.jsonl", 0)] {
        let args = ["export", "--format", format, "-o", out, "--claims", "all"];
        run(folder.path(), &args).exits(0).says("wrote ").says("incidents to").says("(all)");
        let path = folder.path().join(out);
        let file = if format == "gdelt" { path.join("gdelt.export.CSV") } else { path };
        let text = fs::read_to_string(file).unwrap();
        assert!(text.lines().count() > 1, "{format}");
        if columns > 0 {
            assert!(text.lines().all(|line| line.split('\t').count() == columns), "{format}");
        } else {
            let events = records(text.as_bytes());
            assert!(
                events.iter().all(|e| e["id"].is_string() && e["actor"].is_object() && e["event"].is_array() && e.get("text").is_none())
            );
        }
        run(folder.path(), &args).exits(2).says("is there already").says("--force");
        run(folder.path(), &[&args[..], &["--force"]].concat()).exits(0);
    }
    for format in ["parquet", "csv"] {
        run(folder.path(), &["export", "--format", format, "-o", format, "--type", "ACCUSE", "--since", "2024-10-01"])
            .exits(0)
            .says("(own-voice)");
        let sidecar: Value = serde_json::from_slice(&fs::read(folder.path().join(format).join("export.json")).unwrap()).unwrap();
        assert_eq!(sidecar["filters"], serde_json::json!({"since": "2024-10-01", "type": "ACCUSE"}));
        assert_eq!(sidecar["claims"]["rule"], "own-voice");
        assert_eq!(sidecar["statuses"], serde_json::json!(["actual", "historical"]));
        let incidents = &sidecar["incidents"];
        let left_out: u64 = incidents["left_out"].as_object().unwrap().values().filter_map(Value::as_u64).sum();
        assert_eq!(incidents["asked"].as_u64().unwrap(), incidents["written"].as_u64().unwrap() + left_out);
        run(folder.path(), &["export", "--format", format, "-o", "again", "--type", "ACCUSE", "--since", "2024-10-01", "--force"]).exits(0);
        assert_eq!(tree(&folder.path().join(format)), tree(&folder.path().join("again")), "{format}");
        fs::remove_dir_all(folder.path().join("again")).unwrap();
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    let folder = folder();
    run(folder.path(), &["export", "--format", "gdelt", "-o", "g", "--with-text"]).exits(2).says("no room for passages");
    run(folder.path(), &["export", "--format", "plover", "-o", "-"]).exits(2).says("several files");
    run(folder.path(), &["export", "--format", "plover", "-o", "e.jsonl"]).exits(2).says("hint: ");
    run(folder.path(), &["export", "--format", "phoenix", "-o", "e"]).exits(2);
}
