//! Asking a ledger and correcting it.

mod support;

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use support::{Ran, folder, has_model, run, write};
use tempfile::TempDir;

/// Five articles: a report with a denial and its copy, two on one strike with other tolls, one without events.
fn news() -> String {
    let rows = [
        (
            "troops",
            "Harbour Wire",
            "2024-10-28",
            "SEOUL (Harbour Wire) - South Korea's spy agency said on Monday that North Korea had sent an estimated 10,000 troops to Russia to fight against Ukraine.\n\nNorth Korea denied the report.",
        ),
        (
            "troops-again",
            "Lakeside Post",
            "2024-10-29",
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
            "A Russian missile struck a market in Kharkiv on Tuesday, leaving at least seven people dead, Ukrainian officials said.",
        ),
        ("match", "Daily Meridian", "2025-03-19", "The home side won 3-1 on Saturday. The crowd sang until the lights went out."),
    ];
    rows.iter()
        .map(|(id, publisher, published, text)| {
            format!("{}\n", json!({"id": id, "publisher": publisher, "published": published, "text": text}))
        })
        .collect()
}

fn filled() -> Option<TempDir> {
    if !has_model() {
        return None;
    }
    let folder = folder();
    write(&folder, "news.jsonl", news());
    run(folder.path(), &["ingest", "news.jsonl"]).exits(0).says("stored 5 documents");
    Some(folder)
}

fn ask(folder: &Path, args: &[&str]) -> Vec<Value> {
    run(folder, args).exits(0).records()
}

fn text(ran: Ran) -> String {
    String::from_utf8(ran.exits(0).out).expect("pages are UTF-8")
}

/// The incident that both reports of the strike are in.
fn strike(folder: &Path) -> Value {
    let found = ask(folder, &["find", "Kharkiv", "--type", "ASSAULT"]);
    let tells = |i: &Value, document: &str| i["reports"].as_array().is_some_and(|r| r.iter().any(|r| r["document"] == document));
    let both = found.into_iter().find(|i| tells(i, "strike") && tells(i, "strike-later"));
    both.expect("two reports of one strike are one incident")
}

#[test]
fn two_reports_of_one_strike_are_one_incident_with_both_tolls() {
    let Some(folder) = filled() else { return };
    let incident = strike(folder.path());
    assert_eq!(incident["schema"], "demarche-incident/1");
    assert_eq!(incident["place"]["name"], "Kharkiv");
    assert_eq!(incident["time"], json!({"start": "2025-03-11", "end": "2025-03-11"}));
    let killed = incident["values"].as_array().unwrap().iter().filter(|v| v["what"] == "killed");
    let told: Vec<_> =
        killed.map(|v| (v["low"].as_f64().unwrap(), v["document"].as_str().unwrap(), v["holder"].as_str().unwrap())).collect();
    assert_eq!(told.iter().map(|t| (t.0, t.1)).collect::<Vec<_>>(), [(4.0, "strike"), (7.0, "strike-later")]);
    assert!(told[0].2.starts_with("Dnipro Courier: "), "{told:?}");
    let merge = &incident["merges"][0];
    assert_eq!(merge["report"]["document"], "strike-later");
    assert!(merge["score"].as_f64().unwrap() > 0.0 && !merge["reasons"].as_array().unwrap().is_empty());

    let id = incident["id"].as_str().unwrap();
    let page = text(run(folder.path(), &["incident", id, "--format", "text"]));
    for words in ["Standing: ", "Independent witnesses: ", "killed: 4–7", "Dnipro Courier", "Northern Star", "joined at +"] {
        assert!(page.contains(words), "`{words}` is not in:\n{page}");
    }
    assert_eq!(ask(folder.path(), &["incident", id]), [incident]);
}

#[test]
fn a_copy_adds_no_witness_and_a_denial_disputes() {
    let Some(folder) = filled() else { return };
    let documents = ask(folder.path(), &["documents"]);
    assert_eq!(documents[1]["copy_of"], "troops");
    assert_eq!(documents[1]["copy_kind"], "verbatim");
    assert_eq!((&documents[0]["family"], &documents[1]["family"], &documents[2]["family"]), (&json!(1), &json!(1), &json!(3)));
    assert_eq!(documents[0]["story"], documents[1]["story"]);
    let sent = ask(folder.path(), &["incidents", "--actor", "PRK", "--type", "AID,MOBILIZE"]);
    assert_eq!(sent.len(), 1, "{sent:?}");
    assert_eq!((&sent[0]["standing"], &sent[0]["witnesses"]), (&json!("disputed"), &json!(1)));
    let positions: Vec<_> = sent[0]["positions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| (p["party"]["country"].as_str().unwrap(), p["position"].as_str().unwrap()))
        .collect();
    assert_eq!(positions, [("KOR", "affirms"), ("PRK", "denies")]);
    let held = ask(folder.path(), &["positions", "--holder", "PRK"]);
    assert!(held.iter().any(|p| p["quote"] == "denied the report" && p["incident"] == sent[0]["id"]), "{held:?}");
}

#[test]
fn corrections_hold_until_they_are_taken_back() {
    let Some(folder) = filled() else { return };
    let before = run(folder.path(), &["incidents"]).exits(0).out;
    let incident = strike(folder.path());
    let id = incident["id"].as_str().unwrap();
    let joined = text(run(folder.path(), &["incident", id, "--format", "text"]));
    let report = joined.lines().find(|l| l.contains("Northern Star  [")).and_then(|l| l.split_whitespace().next()).unwrap().to_owned();

    run(folder.path(), &["correct", "split", id, &report, "--why", "a second strike", "--by", "ana"]).exits(0).says("entry ");
    assert!(ask(folder.path(), &["incident", &report])[0]["reports"].as_array().unwrap().len() == 1);
    let entry = ask(folder.path(), &["correct", "history"])[0].clone();
    assert_eq!((&entry["kind"], &entry["who"], &entry["why"]), (&json!("ruled"), &json!("ana"), &json!("a second strike")));
    run(folder.path(), &["correct", "withdraw", &entry["number"].to_string()]).exits(0);
    assert_eq!(run(folder.path(), &["incidents"]).exits(0).out, before);

    run(folder.path(), &["correct", "set", &report, "type=COERCE", "mode=restrict", "killed=8..9", "actors=RUS/MIL,BLR/MIL"]).exits(0);
    let holds = |i: &&Value| i["values"].as_array().unwrap().iter().any(|v| v["what"] == "killed" && v["low"] == 8 && v["high"] == 9);
    let set = ask(folder.path(), &["find", "Kharkiv"]);
    let set = set.iter().find(holds).expect("the number was set");
    assert!(set["actors"].as_array().unwrap().iter().any(|a| a["country"] == "BLR"), "{set}");
    for field in ["type", "mode", "killed", "actors"] {
        run(folder.path(), &["correct", "unset", &report, field]).exits(0);
    }
    assert_eq!(run(folder.path(), &["incidents"]).exits(0).out, before);

    run(folder.path(), &["correct", "reject", &report]).exits(0);
    assert!(ask(folder.path(), &["find", "Kharkiv", "--type", "ASSAULT"]).iter().all(|i| i["reports"].as_array().unwrap().len() == 1));
    run(folder.path(), &["correct", "erase", "strike", "--why", "on request"]).exits(0);
    assert!(ask(folder.path(), &["find", "crowded"]).is_empty());
    run(folder.path(), &["ingest", "news.jsonl"]).exits(1).says("was erased");
    run(folder.path(), &["ledger", "check"]).exits(0);
}

#[test]
fn what_is_rejected_of_an_incident_and_what_is_left_is_said() {
    let Some(folder) = filled() else { return };
    let folder = folder.path();
    let before = run(folder, &["incidents"]).exits(0).out;
    let id = strike(folder)["id"].as_str().unwrap().to_owned();
    let other = text(run(folder, &["incident", &id, "--format", "text"]));
    let other = other.lines().find(|l| l.contains("Northern Star  [")).and_then(|l| l.split_whitespace().next()).unwrap().to_owned();

    // a report that did not open it leaves it
    run(folder, &["correct", "reject", &other]).exits(0).says(&format!("rejected report {other}\nincident {id} stays, with report"));
    run(folder, &["incident", &other]).exits(2).says(&format!("there is no incident {other}: report {other} was rejected by"));
    run(folder, &["correct", "unset", &other, "accepted"]).exits(0);
    // the one that did takes its name with it
    let ran = run(folder, &["correct", "reject", &id, "--by", "ana", "--why", "a film"]).exits(0).says(&format!("rejected report {id}\n"));
    let ran = ran.says(&format!("of incident {id}, report"));
    let now = ran.err.lines().find_map(|l| l.split(" not rejected: now in incident ").nth(1)).unwrap().to_owned();
    ran.says(&format!("to reject what is left, too: `demarche correct reject {now} --all-reports`"));
    run(folder, &["incident", &now]).exits(0);
    run(folder, &["incident", &id])
        .exits(2)
        .says(&format!("error: incident {id} is no more: report {id} was rejected by ana on "))
        .says(": a film); ")
        .says(&format!("is in incident {now}\n"))
        .says("hint: `demarche correct withdraw ");
    run(folder, &["correct", "unset", &id, "accepted"]).exits(0);
    assert_eq!(run(folder, &["incidents"]).exits(0).out, before);

    run(folder, &["correct", "reject", &other, "--all-reports"]).exits(2).says(&format!("this report is in incident {id}: give {id}"));
    run(folder, &["correct", "reject", "3.c0", "--all-reports"]).exits(2).says("is a claim");
    let ran = run(folder, &["correct", "reject", &id, "--all-reports", "--by", "bo"]).exits(0);
    let ran = ran.says(&format!("rejected reports {id}, ")).says(&format!("incident {id} is no more: no report of it is left"));
    let entry = ran.err.lines().find_map(|l| l.strip_prefix("entry ")).unwrap().to_owned();
    run(folder, &["incident", &id]).exits(2).says(&format!("is no more: reports {id}, ")).says(" were rejected by bo on ");
    run(folder, &["correct", "withdraw", &entry]).exits(0);
    assert_eq!(run(folder, &["incidents"]).exits(0).out, before);
}

#[test]
fn corrections_become_passages() {
    let Some(folder) = filled() else { return };
    let path = folder.path().join("corrected.md");
    run(folder.path(), &["correct", "passages", "-o", "corrected.md"]).exits(0).says("nothing in the ledger was accepted");
    assert!(!path.exists());
    run(folder.path(), &["correct", "set", "3.e0", "type=COERCE", "mode=seize", "status=historical"]).exits(0);
    run(folder.path(), &["correct", "passages", "-o", "corrected.md"]).exits(0).says("neither accepted, rejected nor set");
    for kind in ["e", "c"] {
        for number in 0..6 {
            // there are fewer
            let item = format!("3.{kind}{number}");
            run(folder.path(), &["correct", "accept", &item]);
        }
    }
    run(folder.path(), &["correct", "passages", "-o", "corrected.md"]).exits(2).says("--force");
    run(folder.path(), &["correct", "passages", "-o", "corrected.md", "--force"]).exits(0).says("1 sentence written");
    let passages = fs::read_to_string(&path).unwrap();
    assert!(passages.contains("## strike-s0\npublished: 2025-03-11\nnote: from corrections of a ledger\n"), "{passages}");
    assert!(passages.contains("e1 COERCE:seize historical trigger "), "{passages}");
    // parties that no word of the text stands for are not guessed
    run(folder.path(), &["correct", "set", "3.e0", "actors=BRA/MIL"]).exits(0);
    run(folder.path(), &["correct", "passages", "-o", "corrected.md", "--force"]).exits(0).says("is not among its words");
    assert!(!fs::read_to_string(&path).unwrap().contains("## strike"));
}

#[test]
fn a_party_is_set_apart() {
    let Some(folder) = filled() else { return };
    let before = run(folder.path(), &["incidents"]).exits(0).out;
    let of = |key: &str| ask(folder.path(), &["incidents", "--party", key]).len();
    let all = of("PRK/GOV");
    assert!(all > 0);
    run(folder.path(), &["correct", "part", "PRK/GOV", "PRK/MIL", "--called", "north korea", "--why", "a test"]).exits(0);
    assert_eq!((of("PRK/GOV"), of("PRK/MIL") >= all), (0, true));
    run(folder.path(), &["correct", "part", "PRK/GOV", "--called", "Seoul"]).exits(2).says("called \"seoul\"");
    run(folder.path(), &["correct", "part", "PRK/GOV", "--called", "North Korea"]).exits(0);
    assert_eq!(run(folder.path(), &["incidents"]).exits(0).out, before);
}

#[test]
fn what_does_not_fit_is_said() {
    let Some(folder) = filled() else { return };
    let refused = |args: &[&str], words: &str| {
        run(folder.path(), args).exits(2).says(words);
    };
    refused(&["incident", "99.e0"], "there is no incident 99.e0");
    refused(&["incident", "e0"], "as 12.e0");
    refused(&["find", "\"unclosed"], "is no query");
    refused(&["find", "--party", "North Korea"], "demarche knowledge show");
    refused(&["positions", "--question", "troops"], "there is no standing question `troops`");
    refused(&["correct", "set", "1.e0", "colour=red"], "there is no field `colour`");
    refused(&["correct", "set", "1.e0", "type=WAR"], "WAR");
    refused(&["correct", "set", "1.c0", "type=AID"], "cannot be set");
    refused(&["correct", "set", "99.e0", "type=AID"], "there is no document");
    refused(&["correct", "merge", "1.e0", "1.e0"], "one incident");
    refused(&["incidents", "--ledger", "none.ledger"], "there is no ledger");
    assert!(!fs::exists(folder.path().join("none.ledger")).unwrap());
}

#[test]
fn grades_and_questions() {
    let Some(folder) = filled() else { return };
    run(folder.path(), &["correct", "grade", "Dnipro Courier", "B", "--from", "2025-01-01"]).exits(0);
    assert_eq!(ask(folder.path(), &["find", "--grade", "B"]).len(), ask(folder.path(), &["find", "--grade", "C"]).len());
    assert!(!ask(folder.path(), &["find", "--grade", "B"]).is_empty());
    let none = run(folder.path(), &["find", "--grade", "A"])
        .exits(0)
        .says("warning: no publisher of the ledger is graded A")
        .says("hint: `demarche correct grade");
    assert!(none.out.is_empty());
    // in advance, or misspelt: kept, and told
    run(folder.path(), &["correct", "grade", "Dnipro Couriers", "A"])
        .exits(0)
        .says("warning: the ledger has nothing by a publisher `Dnipro Couriers`")
        .says("did you mean `Dnipro Courier`?")
        .says("entry ");
    run(folder.path(), &["incidents", "--grade", "A"]).exits(0).says("graded so, but not in the ledger: `dnipro couriers`");
    for quiet in [&["correct", "grade", "lakeside post", "C"][..], &["correct", "grade", "UKR/GOV", "B"], &["find", "--grade", "C"]] {
        let ran = run(folder.path(), quiet).exits(0);
        assert!(!ran.err.contains("warning"), "{}", ran.err);
    }
    run(folder.path(), &["correct", "question", "troops", "--actor", "PRK"]).exits(0);
    let held = ask(folder.path(), &["positions", "--question", "troops"]);
    assert!(held.iter().any(|p| p["party"]["country"] == "PRK" && p["position"] == "denies"), "{held:?}");
    run(folder.path(), &["correct", "question", "troops"]).exits(2).says("--drop");
    run(folder.path(), &["correct", "question", "troops", "--drop"]).exits(0);
    run(folder.path(), &["positions", "--question", "troops"]).exits(2);
    let like = ask(folder.path(), &["find", "--like", "A rocket killed shoppers in a Ukrainian city", "-n", "1"]);
    assert_eq!(like[0]["place"]["name"], "Kharkiv");
}
