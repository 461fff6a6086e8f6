//! Whoever is killed while it sends loses nothing, and what arrives a second time says so.
//!
//! The test starts itself as a child that sends what a ledger has due to a program that takes its time, kills it, and lets another go on.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use std::{fs, thread};

use demarche_ledger::Ledger;
use demarche_ledger::clock::FixedClock;
use demarche_ledger::store::alerts::{AlertFilter, DeliveryState, NewAlert, Route};
use demarche_monitor::alert::Alert;
use demarche_monitor::alert::channel::{Channel, Kind};
use demarche_notify::{Channels, deliver};
use jiff::Timestamp;
use jiff::civil::date;
use serde_json::Value;

/// Names the folder to the child.
const FOLDER: &str = "DEMARCHE_TEST_NOTIFY_FOLDER";
/// Tells the child what time it is, in seconds.
const NOW: &str = "DEMARCHE_TEST_NOTIFY_NOW";
const START: i64 = 1_730_181_600;
/// Longer than any lease.
const LATER: i64 = 600;

/// Writes what it is given to a file under its own name, waits, and ends well.
const RECEIVER: &str = "sleep 0.05; cat > got/$$.part && test -s got/$$.part && mv got/$$.part got/$$; sleep 0.05";

fn ledger(folder: &Path, now: i64) -> Ledger {
    let clock = FixedClock::at(Timestamp::from_second(now).unwrap());
    Ledger::open(folder.join("a.ledger"), Arc::new(clock)).unwrap()
}

fn channels(folder: &Path) -> Channels {
    let program = Kind::Command { program: "sh".into(), arguments: vec!["-c".into(), RECEIVER.into()] };
    let configured = [
        Channel { name: "program".into(), kind: program, timeout: 30 },
        Channel { name: "file".into(), kind: Kind::File(PathBuf::from("alerts.jsonl")), timeout: 30 },
    ];
    Channels::open(&configured, folder, |name, failure| panic!("{name}: {failure}"))
}

fn keep(folder: &Path, count: usize) {
    let alerts: Vec<NewAlert> = (0..count)
        .map(|n| {
            let mut alert = Alert::test("desk", date(2024, 10, 29));
            alert.key = format!("[\"a\",\"{n}\"]");
            NewAlert {
                body: serde_json::to_string(&alert).unwrap(),
                key: alert.key,
                subject: alert.subject,
                day: alert.day,
                words_of: Vec::new(),
            }
        })
        .collect();
    let names = ["program".to_owned(), "file".to_owned()];
    let route = Route { rule: "a", channels: &names, cool_down: Duration::ZERO };
    assert_eq!(ledger(folder, START).keep_alerts(route, &alerts, date(2024, 10, 29)).unwrap(), count);
}

/// The child: sends what is due.
#[test]
fn sender() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let (folder, now) = (PathBuf::from(folder), std::env::var(NOW).unwrap().parse().unwrap());
    deliver(&mut ledger(&folder, now), &channels(&folder), |_| {}, || false).unwrap();
}

fn spawn(folder: &Path, now: i64) -> std::process::Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "sender", "--test-threads=1"])
        .env(FOLDER, folder)
        .env(NOW, now.to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn parsed(line: &str) -> (String, bool) {
    let line: Value = serde_json::from_str(line).unwrap();
    assert_eq!(line["schema"], "demarche-alert/1");
    (line["id"].as_str().unwrap().to_owned(), line["repeat"].as_bool().unwrap())
}

/// What the program got, by id; for each message whether it was marked.
fn got(folder: &Path) -> BTreeMap<String, Vec<bool>> {
    let mut out: BTreeMap<String, Vec<bool>> = BTreeMap::new();
    for entry in fs::read_dir(folder.join("got")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none() {
            let (id, repeat) = parsed(&fs::read_to_string(path).unwrap());
            out.entry(id).or_default().push(repeat);
        }
    }
    out
}

#[test]
fn nothing_is_lost_and_repeats_are_marked_over_kills() {
    const ALERTS: usize = 12;
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("got")).unwrap();
    keep(folder.path(), ALERTS);
    let mut killed_at_work = 0;
    for round in 0..8u32 {
        // each starts when the lease of the one before has run out
        let mut child = spawn(folder.path(), START + LATER * i64::from(round));
        let before = fs::read_dir(folder.path().join("got")).unwrap().count();
        let begin = Instant::now();
        let is_done = |child: &mut std::process::Child| child.try_wait().unwrap().is_some();
        while !is_done(&mut child)
            && begin.elapsed() < Duration::from_secs(60)
            && fs::read_dir(folder.path().join("got")).unwrap().count() <= before
        {
            thread::sleep(Duration::from_millis(2));
        }
        // at another moment of a try each time
        thread::sleep(Duration::from_millis(u64::from(round) * 13));
        let rc = child.try_wait().unwrap();
        killed_at_work += usize::from(rc.is_none());
        // SIGKILL: nothing can be put in order
        child.kill().unwrap();
        child.wait().unwrap();
        // what it had started ends by itself
        thread::sleep(Duration::from_millis(300));
    }
    assert!(killed_at_work >= 4, "only {killed_at_work} kills came while it sent");
    let mut last = ledger(folder.path(), START + 100 * LATER);
    deliver(&mut last, &channels(folder.path()), |_| {}, || false).unwrap();
    let states: Vec<DeliveryState> =
        last.alerts(&AlertFilter::default()).unwrap().iter().flat_map(|alert| alert.deliveries.iter().map(|d| d.state)).collect();
    assert_eq!(states, vec![DeliveryState::Sent; 2 * ALERTS]);
    let got = got(folder.path());
    assert_eq!(got.len(), ALERTS, "none is lost");
    let mut doubled = 0;
    for (id, marks) in &got {
        let plain = marks.iter().filter(|repeat| !**repeat).count();
        assert!(plain <= 1, "{id} came twice without a mark: {marks:?}");
        doubled += marks.len() - 1;
    }
    assert!(doubled <= killed_at_work, "{doubled} repeats of {killed_at_work} kills: each costs at most one");
    // the file has each once, whole
    let file = fs::read_to_string(folder.path().join("alerts.jsonl")).unwrap();
    assert!(file.ends_with('\n'));
    let lines: Vec<(String, bool)> = file.lines().map(parsed).collect();
    let ids: std::collections::BTreeSet<&String> = lines.iter().map(|(id, _)| id).collect();
    assert_eq!((ids.len(), lines.len()), (ALERTS, ALERTS));
}

#[test]
fn two_senders_at_once_send_each_once() {
    const ALERTS: usize = 12;
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("got")).unwrap();
    keep(folder.path(), ALERTS);
    let children: Vec<_> = (0..3).map(|_| spawn(folder.path(), START)).collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let got = got(folder.path());
    assert_eq!(got.len(), ALERTS);
    assert!(got.values().all(|marks| *marks == [false]), "{got:?}");
    assert_eq!(fs::read_to_string(folder.path().join("alerts.jsonl")).unwrap().lines().count(), ALERTS);
}
