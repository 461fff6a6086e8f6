//! Scenarios on the command line, over a small ledger.

mod support;

use std::path::Path;

use serde_json::{Value, json};
use support::{folder, has_model, run, write};
use tempfile::TempDir;

const WATCH: &str = r#"
[[scenario]]
name = "east"
question = "Does it go on?"
since = 2024-10-01
  [[scenario.hypothesis]]
  name = "war"
  text = "The war goes on."
  [[scenario.hypothesis]]
  name = "talks"
  text = "Both want to talk."
  [[scenario.indicator]]
  name = "strikes"
  text = "strikes on towns"
  from = "RUS"
  to = "UKR"
  types = "ASSAULT"
  modes = "heavy-weapons"
  consistent = "war"
  inconsistent = "talks"
  [[scenario.indicator]]
  name = "denials"
  between = ["PRK", "RUS"]
  types = ["AID", "MOBILIZE"]
  party = "PRK"
  position = "denies"
  consistent = "talks"
  inconsistent = "war"
  weight = 0.5
"#;

/// A strike in two reports, and troops that were denied.
fn filled() -> Option<TempDir> {
    if !has_model() {
        return None;
    }
    let rows = [
        (
            "troops",
            "Harbour Wire",
            "2024-10-28",
            "SEOUL (Harbour Wire) - South Korea's spy agency said on Monday that North Korea had sent an estimated 10,000 troops to Russia to fight against Ukraine.\n\nNorth Korea denied the report.",
        ),
        (
            "strike",
            "Dnipro Courier",
            "2025-03-11",
            "A Russian missile hit a crowded market in Kharkiv on Tuesday morning, killing four people and wounding eleven, the regional governor said.",
        ),
        (
            "strike-later",
            "Northern Star",
            "2025-03-12",
            "A Russian missile hit a market in Kharkiv on Tuesday, killing at least seven people, Ukrainian officials said.",
        ),
    ];
    let folder = folder();
    let row = |(id, publisher, published, text): &(&str, &str, &str, &str)| {
        format!("{}\n", json!({"id": id, "publisher": publisher, "published": published, "text": text}))
    };
    write(&folder, "news.jsonl", rows.iter().map(row).collect::<String>());
    write(&folder, "watch.toml", WATCH);
    run(folder.path(), &["ingest", "news.jsonl"]).exits(0);
    Some(folder)
}

fn show(folder: &Path) -> Value {
    run(folder, &["scenario", "show", "east"]).exits(0).records().remove(0)
}

fn against(basis: &Value) -> Vec<f64> {
    basis["scores"].as_array().unwrap().iter().map(|s| s["inconsistent"].as_f64().unwrap()).collect()
}

fn item<'r>(report: &'r Value, prefix: &str) -> &'r Value {
    let all = report["evidence"].as_array().unwrap();
    all.iter().find(|e| e["item"].as_str().unwrap().starts_with(prefix)).unwrap_or_else(|| panic!("no {prefix} in {report}"))
}

#[test]
fn evidence_is_proposed_judged_and_taken_back() {
    let Some(folder) = filled() else { return };
    let at = folder.path();
    let proposed = show(at);
    let (strike, denial) = (item(&proposed, "strikes@"), item(&proposed, "denials@"));
    assert_eq!(
        (&strike["state"], &strike["known"], &strike["judgements"]),
        (&json!("proposed"), &json!("2025-03-11"), &json!({"talks": "I", "war": "C"}))
    );
    assert!(denial["item"].as_str().unwrap().contains(":PRK/"), "{denial}");
    // nobody was graded: F and one text that tells it, 0.5 · 0.6 · 0.5
    assert_eq!((&denial["grade"], &denial["weight"]), (&json!("F3"), &json!(0.15)));
    assert_eq!(against(&proposed["score"]), [0.0, 0.0]);
    let weight = strike["weight"].as_f64().unwrap();
    assert_eq!(against(&proposed["with_proposed"]), [0.15, weight]);

    let strike = strike["item"].as_str().unwrap().to_owned();
    run(at, &["scenario", "accept", "east", &strike, "--by", "ana"]).exits(0).says("entry ");
    let accepted = show(at);
    assert_eq!((against(&accepted["score"]), &accepted["with_proposed"]), (vec![0.0, weight], &proposed["with_proposed"]));
    assert_eq!((&accepted["score"]["order"][0], &accepted["score"]["carried_by"]), (&json!(["war"]), &json!([strike])));
    assert_eq!(item(&accepted, "strikes@")["act"]["who"], "ana");

    run(at, &["scenario", "judge", "east", &strike, "--hypothesis", "talks=N"]).exits(2).says("--why");
    run(at, &["scenario", "judge", "east", &strike, "--hypothesis", "talks=N", "--grade", "A1", "--why", "an accident"]).exits(0);
    let changed = show(at);
    assert_eq!((&item(&changed, "strikes@")["state"], &item(&changed, "strikes@")["weight"]), (&json!("changed"), &json!(1.0)));
    assert_eq!(against(&changed["score"]), [0.0, 0.0]);

    // better known publishers weigh more; what is only proposed follows from the ledger
    run(at, &["scenario", "restore", "east", &strike]).exits(0);
    assert_eq!(show(at), proposed);
    run(at, &["correct", "grade", "Northern Star", "A", "--from", "2025-01-01"]).exits(0);
    assert!(item(&show(at), "strikes@")["weight"].as_f64().unwrap() > weight);

    run(at, &["scenario", "set-aside", "east", &strike, "--why", "not of this war"]).exits(0);
    assert_eq!(against(&show(at)["with_proposed"]), [0.15, 0.0]);
    run(at, &["scenario", "restore", "east", &strike]).exits(0);
    run(at, &["scenario", "restore", "east", &strike]).exits(2).says("nothing was said");

    let acts: Vec<Value> = run(at, &["correct", "history"]).exits(0).records().into_iter().filter(|e| e["kind"] == "judged").collect();
    assert_eq!(acts.len(), 5);
    assert_eq!((&acts[1]["why"], &acts[1]["payload"]["said"]["verdict"]), (&json!("an accident"), &json!("changed")));
    run(at, &["ledger", "check"]).exits(0);
}

#[test]
fn what_was_accepted_outlives_its_incident_and_is_flagged() {
    let Some(folder) = filled() else { return };
    let at = folder.path();
    let strike = item(&show(at), "strikes@")["item"].as_str().unwrap().to_owned();
    run(at, &["scenario", "accept", "east", &strike]).exits(0);
    for event in
        run(at, &["find", "Kharkiv", "--type", "ASSAULT"]).exits(0).records().iter().flat_map(|i| i["reports"].as_array().unwrap().clone())
    {
        let name = format!("{}.{}", event["document"].as_str().unwrap(), event["event"].as_str().unwrap());
        run(at, &["correct", "reject", &name, "--why", "a film"]).exits(0);
    }
    let report = show(at);
    assert_eq!(item(&report, &strike)["flags"], json!(["what it rested on is not found any more"]));
    assert!(against(&report["score"])[1] > 0.0);
    assert!(report["flags"][0].as_str().unwrap().contains("looked at again"), "{report}");
}

#[test]
fn what_was_said_of_an_incident_is_said_of_the_one_that_takes_it_in() {
    let Some(folder) = filled() else { return };
    let at = folder.path();
    let strikes = |report: &Value| -> Vec<String> {
        let all = report["evidence"].as_array().unwrap().iter().map(|e| e["item"].as_str().unwrap());
        all.filter(|i| i.starts_with("strikes@")).map(str::to_owned).collect()
    };
    let whole = show(at);
    let [first] = &strikes(&whole)[..] else { panic!("one strike: {whole}") };
    let id = first.strip_prefix("strikes@").unwrap();
    let incident = run(at, &["incident", id]).exits(0).records().remove(0);
    let event = |report: &Value| report["event"].as_str().unwrap().to_owned();
    let second = incident["reports"].as_array().unwrap().iter().find(|r| r["document"] == "strike-later").map(event).unwrap();
    run(at, &["correct", "split", id, &format!("3.{second}"), "--why", "a second strike"]).exits(0);
    let entry = run(at, &["correct", "history"]).exits(0).records().last().unwrap()["number"].to_string();
    let items = strikes(&show(at));
    let other = items.iter().find(|i| *i != first).unwrap_or_else(|| panic!("two strikes: {items:?}"));
    run(at, &["scenario", "accept", "east", first]).exits(0);
    run(at, &["scenario", "set-aside", "east", other, "--why", "the same strike"]).exits(0);
    run(at, &["correct", "withdraw", &entry]).exits(0);
    // of two acts on what is one now, the later holds; both are taken back at once
    assert_eq!(item(&show(at), first)["state"], "set-aside");
    run(at, &["scenario", "restore", "east", first]).exits(0);
    assert_eq!(show(at), whole);
}

#[test]
fn hypotheses_are_refuted_and_evidence_is_added_by_hand() {
    let Some(folder) = filled() else { return };
    let at = folder.path();
    let new = [
        "scenario",
        "new",
        "coup",
        "--question",
        "Who ordered it?",
        "--hypothesis",
        "army=The army did.",
        "--hypothesis",
        "guard=The guard did.",
    ];
    run(at, &new).exits(0);
    run(at, &new).exits(2).says("already");
    let add = [
        "scenario",
        "add",
        "coup",
        "army=I",
        "guard=C",
        "--text",
        "The barracks were dark.",
        "--source",
        "a resident",
        "--grade",
        "B2",
        "--day",
        "2025-03-02",
    ];
    run(at, &add).exits(0).says("`added-1`");
    let shown = |on: &[&str]| run(at, &[&["scenario", "show", "coup", "--format", "json"], on].concat()).exits(0).records().remove(0);
    let report = shown(&[]);
    // B2 is 0.8 · 0.8
    assert_eq!((against(&report["score"]), &report["score"]["order"]), (vec![0.64, 0.0], &json!([["guard"], ["army"]])));
    assert_eq!(against(&shown(&["--on", "2025-03-01"])["score"]), [0.0, 0.0]);

    run(at, &["scenario", "refute", "coup", "guard"]).exits(2).says("--why");
    run(at, &["scenario", "refute", "coup", "guard", "--why", "they were abroad", "--by", "ana"]).exits(0);
    let refuted = shown(&[]);
    assert_eq!((&refuted["hypotheses"][1]["refuted"]["why"], &refuted["score"]["order"]), (&json!("they were abroad"), &json!([["army"]])));
    assert_eq!(refuted["score"]["scores"][1]["rank"], Value::Null);
    for format in ["text", "markdown"] {
        let page = String::from_utf8(run(at, &["scenario", "show", "coup", "--format", format]).exits(0).out).unwrap();
        for words in
            ["Who ordered it?", "ruled out by ana", "they were abroad", "The barracks were dark.", "0.64", "a resident", "fewer than two"]
        {
            assert!(page.contains(words), "`{words}` is not in:\n{page}");
        }
    }
    run(at, &["scenario", "restore", "coup", "guard"]).exits(0);
    assert_eq!(shown(&[]), report);

    run(at, &["scenario", "set-aside", "coup", "added-1", "--why", "hearsay"]).exits(0);
    assert_eq!(against(&shown(&[])["score"]), [0.0, 0.0]);
    run(at, &["scenario", "restore", "coup", "added-1"]).exits(0);
    assert_eq!(shown(&[])["score"], report["score"]);

    let lines = run(at, &["scenario", "list"]).exits(0).records();
    assert_eq!(
        lines.iter().map(|l| (&l["name"], &l["first"], &l["by_command"])).collect::<Vec<_>>(),
        [(&json!("east"), &json!(["war", "talks"]), &json!(false)), (&json!("coup"), &json!(["guard"]), &json!(true))]
    );
    let pieces = run(at, &["scenario", "show", "coup", "--format", "jsonl"]).exits(0).records();
    assert_eq!(
        (&pieces[0]["schema"], &pieces[0]["scenario"], &pieces[0]["item"]),
        (&json!("demarche-evidence/1"), &json!("coup"), &json!("added-1"))
    );
    run(at, &["scenario", "drop", "coup"]).exits(0);
    run(at, &["scenario", "show", "coup"]).exits(2).says("there is no scenario `coup`").says("there are east");
}

#[test]
fn what_does_not_fit_is_said() {
    let Some(folder) = filled() else { return };
    let at = folder.path();
    let before = run(at, &["correct", "history", "--all"]).exits(0).out;
    let refused = |args: &[&str], words: &str| {
        run(at, &[&["scenario"], args].concat()).exits(2).says(words);
    };
    refused(&["accept", "east", "strikes@99.e0"], "has no evidence `strikes@99.e0`");
    refused(&["accept", "west", "strikes@1.e0"], "there is no scenario `west`");
    refused(&["refute", "east", "peace", "--why", "x"], "there are war, talks");
    refused(&["restore", "east", "war"], "was not ruled out");
    refused(&["judge", "east", "x", "--hypothesis", "war=X", "--why", "x"], "no judgement");
    refused(&["judge", "east", "x", "--why", "x"], "--hypothesis");
    let add = |judgement: &'static str, grade: &'static str, text: &'static str| {
        ["add", "east", judgement, "--text", text, "--source", "s", "--grade", grade, "--day", "2025-01-01"]
    };
    refused(&add("peace=C", "B2", "t"), "no hypothesis `peace`");
    refused(&add("war=C", "B9", "t"), "no grade");
    refused(&add("war=C", "B2", " "), "--text");
    refused(&["new", "east", "--question", "q", "--hypothesis", "a=A", "--hypothesis", "b=B"], "the configuration has a scenario `east`");
    refused(&["new", "x", "--question", "q", "--hypothesis", "a=A"], "no rival");
    refused(&["new", "x", "--question", "q", "--hypothesis", "a=A", "--hypothesis", "a=B"], "two hypotheses");
    refused(&["new", "x", "--question", "q", "--hypothesis", "a@b=A", "--hypothesis", "b=B"], "a name has no @");
    refused(&["drop", "east"], "no scenario `east` in the ledger");
    refused(&["show", "east", "--config", "none.toml"], "cannot read `none.toml`");
    assert_eq!(run(at, &["correct", "history", "--all"]).exits(0).out, before);
    write(&folder, "watch.toml", WATCH.replace("consistent = \"war\"\n", "consistent = \"peace\"\n"));
    refused(&["list"], "there is no hypothesis `peace`");
}
