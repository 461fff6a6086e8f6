//! What the monitor makes of the made-up month (`examples/month`), against the plan behind it.

mod support;

use std::path::Path;

use serde_json::{Value, json};
use support::{folder, has_model, run, write};
use tempfile::TempDir;

const MONTH: &str = include_str!("../../../examples/month/articles.jsonl");
const WATCH: &str = include_str!("../../../examples/month/watch.toml");

/// A ledger of the month, with what `change` makes of its articles.
fn month(change: impl Fn(Value) -> Vec<Value>) -> Option<TempDir> {
    if !has_model() {
        return None;
    }
    let folder = folder();
    let rows = MONTH.lines().flat_map(|line| change(serde_json::from_str(line).expect("an article is JSON")));
    write(&folder, "month.jsonl", rows.map(|row| format!("{row}\n")).collect::<String>());
    write(&folder, "watch.toml", WATCH);
    run(folder.path(), &["ingest", "month.jsonl", "--quiet"]).exits(0);
    Some(folder)
}

fn ladders(folder: &Path) -> Vec<Value> {
    run(folder, &["ladder", "replay", "--format", "jsonl"]).exits(0).records()
}

/// Day of March, from, to. A move of two levels up is two of one each.
fn moves(ladder: &Value) -> Vec<(i64, i64, i64)> {
    let day = |m: &Value| m["day"].as_str().expect("a move has a day")[8..].parse().expect("a day");
    let level = |m: &Value, key: &str| m[key].as_i64().expect("a level");
    let each = |m: &Value| {
        let (day, from, to) = (day(m), level(m, "from"), level(m, "to"));
        if from < to { (from..to).map(|n| (day, n, n + 1)).collect() } else { vec![(day, from, to)] }
    };
    ladder["moves"].as_array().expect("moves").iter().flat_map(each).collect()
}

/// The moves of plan.md, each within a day, and no other.
#[test]
fn ladders_move_as_planned_and_undoing_an_incident_undoes_its_move() {
    let Some(folder) = month(|row| vec![row]) else { return };
    let folder = folder.path();
    let planned = [
        ("Ambalat", vec![(3, 0, 1), (7, 1, 2), (11, 2, 3), (25, 3, 2), (28, 2, 1)]),
        ("Catatumbo", vec![(2, 0, 1), (3, 1, 2), (6, 2, 3), (26, 3, 2)]),
    ];
    let found = ladders(folder);
    for ((name, planned), ladder) in planned.iter().zip(&found) {
        assert_eq!(ladder["ladder"], *name);
        let moves = moves(ladder);
        assert_eq!(moves.len(), planned.len(), "{name}: {moves:?}");
        for (found, planned) in moves.iter().zip(planned) {
            assert!(
                (found.0 - planned.0).abs() <= 1 && (found.1, found.2) == (planned.1, planned.2),
                "{name}: {found:?}, planned {planned:?}"
            );
        }
    }
    // what a move says holds: its incidents are there, and make up its value
    let crisis = &found[0]["moves"][1];
    let causes = crisis["causes"].as_array().expect("causes");
    let sum: f64 = causes.iter().map(|c| c["part"].as_f64().expect("a part")).sum();
    assert!((sum - crisis["value"].as_f64().expect("a value")).abs() < 0.01, "{crisis}");
    for cause in causes {
        run(folder, &["incident", cause["incident"].as_str().expect("an id")]).exits(0);
    }
    // without the reports of the happenings that give most, the value on that day stays below the bound
    let mut rejected = Vec::new();
    let mut after = found.clone();
    while moves(&after[0]).contains(&moves(&found[0])[1]) {
        assert!(rejected.len() < 30, "{rejected:?}");
        for cause in after[0]["moves"][1]["causes"].as_array().expect("causes").iter().take(2) {
            let report = cause["incident"].as_str().expect("an id").to_owned();
            run(folder, &["correct", "reject", &report, "--why", "a test"]).exits(0);
            rejected.push(report);
        }
        after = ladders(folder);
    }
    assert_eq!(moves(&after[1]), moves(&found[1]), "the other pair is as it was");
    // and with them again it is the same as before, to the byte
    for report in &rejected {
        run(folder, &["correct", "unset", report, "accepted", "--why", "a test"]).exits(0);
    }
    assert_eq!(ladders(folder), found);
}

fn dyad(folder: &Path, pair: [&str; 2]) -> Vec<Value> {
    run(folder, &["dyad", pair[0], pair[1], "--by", "day", "--format", "jsonl", "--since", "2031-03-01"]).exits(0).records()
}

#[test]
fn a_publisher_that_prints_everything_twice_moves_nothing() {
    let Some(once) = month(|row| vec![row]) else { return };
    let twice = month(|row| {
        if row["publisher"] != "Straits Regional Press" {
            return vec![row];
        }
        let mut again = row.clone();
        again["id"] = json!(format!("{}-again", row["id"].as_str().expect("an id")));
        again["url"] = json!(format!("{}?edition=2", row["url"].as_str().unwrap_or("https://example.org/")));
        vec![row, again]
    });
    let Some(twice) = twice else { return };
    // ids of incidents hold numbers of documents, and there are more of these
    let bare = |mut line: Value| {
        line["incidents"] = json!(line["incidents"].as_array().map_or(0, Vec::len));
        line
    };
    let lines = |folder: &TempDir| dyad(folder.path(), ["IDN", "MYS"]).into_iter().map(bare).collect::<Vec<_>>();
    assert_eq!(lines(&once), lines(&twice));
    let days = |folder: &TempDir| ladders(folder.path()).into_iter().map(|l| (l["days"].clone(), moves(&l))).collect::<Vec<_>>();
    assert_eq!(days(&once), days(&twice));
}

#[test]
fn a_region_that_falls_silent_widens_the_interval_and_is_told() {
    let Some(all) = month(|row| vec![row]) else { return };
    let region = ["Jakarta Ledger", "Nunukan Coast News", "Kuala Lumpur Sentinel", "Tawau Tribune", "Straits Regional Press"];
    // silent from the 15th on
    let silent = month(|row| {
        let is_gone = region.iter().any(|p| row["publisher"] == *p) && row["published"].as_str() >= Some("2031-03-15");
        if is_gone { Vec::new() } else { vec![row] }
    });
    let Some(silent) = silent else { return };
    let last = |folder: &TempDir| {
        let lines = dyad(folder.path(), ["MYS", "IDN"]);
        lines.into_iter().rfind(|l| l["actor"] == "MYS").expect("there are days")
    };
    let (all, silent) = (last(&all), last(&silent));
    let number = |line: &Value, a: &str, b: &str| line[a][b].as_f64().expect("a number");
    let width = |line: &Value| (number(line, "conflict", "high") - number(line, "conflict", "low")) / number(line, "conflict", "value");
    assert!(width(&silent) > width(&all), "{silent}\n{all}");
    assert!(number(&silent, "coverage", "share") < number(&all, "coverage", "share") - 0.1, "{silent}\n{all}");
    let told: Vec<&str> = silent["coverage"]["silent"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
    assert!(told.contains(&"kuala lumpur sentinel") && told.contains(&"straits regional press"), "{told:?}");
}

#[test]
fn what_does_not_fit_is_told_with_a_remedy() {
    let Some(folder) = month(|row| if row["id"] == "mw-0304-1" { vec![row] } else { Vec::new() }) else { return };
    let folder = folder.path();
    run(folder, &["ladder", "Nowhere"]).exits(2).says("no ladder `Nowhere`").says("it has Ambalat, Catatumbo");
    run(folder, &["ladder", "--config", "absent.toml"]).exits(2).says("cannot read `absent.toml`");
    run(folder, &["dyad", "Indonesia", "MYS"]).exits(2).says("no party");
    run(folder, &["dyad", "IDN", "IDN"]).exits(2).says("two parties");
    run(folder, &["dyad", "IDN", "MYS", "--half-life", "0"]).exits(2).says("half-life");
    run(folder, &["dyad", "IDN", "MYS", "--since", "2031-04-01", "--until", "2031-03-01"]).exits(2).says("is after");
    // before the first article nothing is known, and its own day is the first that has a level
    for command in [&["ladder"][..], &["ladder", "replay"], &["dyad", "IDN", "MYS"]] {
        for format in ["text", "jsonl"] {
            let until = |day| run(folder, &[command, &["--format", format, "--until", day]].concat());
            let refused = until("2031-03-03").exits(2).says("nothing is known of 2031-03-03: the ledger begins on 2031-03-04");
            assert_eq!(refused.says("hint: give --until 2031-03-04").out, b"");
            assert!(!until("2031-03-04").exits(0).out.is_empty());
        }
    }
    // a pair that nobody told of is not calm but unknown
    let ran = run(folder, &["dyad", "FRA", "DEU", "--format", "text"]).exits(0);
    assert!(String::from_utf8_lossy(&ran.out).contains("not covered is not calm"));
}

#[test]
fn the_demo_runs_once_and_again_where_it_is_told_to() {
    if !has_model() {
        return;
    }
    let folder = folder();
    let ran = run(folder.path(), &["demo", "-o", "out", "--quiet"]).exits(0);
    let text = String::from_utf8_lossy(&ran.out).into_owned();
    assert!(text.contains("Ambalat") && text.contains("Catatumbo") && text.contains("demarche dyad 'IDN' 'MYS'"), "{text}");
    run(folder.path(), &["demo", "-o", "out"]).exits(2).says("is there already").says("--force");
    let again = run(folder.path(), &["demo", "-o", "out", "--quiet", "--force"]).exits(0);
    assert_eq!(String::from_utf8_lossy(&again.out), text);
}
