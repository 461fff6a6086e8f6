//! What was reported stored is stored, once, wherever the program is killed.
//!
//! The test starts itself as a child that stores batches and reports each key after its commit, kills it at a random point, opens
//! the ledger and looks. `cargo test -p demarche-ledger --test crash -- --ignored` does it 200 times.
#![cfg(unix)]
#![allow(dead_code, reason = "made-up records are shared")]

mod synthetic;

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use demarche_ledger::Ledger;
use demarche_ledger::clock::SystemClock;
use demarche_ledger::intake::{IntakeOptions, Stored};
use synthetic::Numbers;

/// Names the ledger to the child.
const LEDGER: &str = "DEMARCHE_TEST_CRASH_LEDGER";
/// What a line of the child begins with: the test runner prints others.
const NEW: &str = "stored ";

/// The child: stores the records from the first on, in batches of one to nine, until it is killed.
#[test]
fn writer() {
    let Some(path) = std::env::var_os(LEDGER) else { return };
    let mut ledger = Ledger::open(path, SystemClock).unwrap();
    let sizes = &mut Numbers(u64::from(std::process::id()));
    // goes on near where the one before was killed, and meets some of what that one stored
    let mut next = (ledger.documents().count() as u64).saturating_sub(5);
    loop {
        let batch: Vec<_> = (next..next + 1 + sizes.under(9)).map(|n| synthetic::record(n, 120)).collect();
        next += batch.len() as u64;
        let told = ledger.ingest_all(&batch, &IntakeOptions::default()).unwrap();
        let mut lines = String::new();
        for (record, told) in batch.iter().zip(told) {
            match told.unwrap() {
                Stored::New(_) => lines += &format!("{NEW}{}\n", record.id),
                Stored::Known(_) => {}
                other => panic!("{other:?}"),
            }
        }
        let mut out = std::io::stdout().lock();
        out.write_all(lines.as_bytes()).and_then(|()| out.flush()).unwrap();
    }
}

/// Runs the child, kills it some time after its first report, and returns what it had reported.
fn run_and_kill(path: &Path, delay: Duration) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "writer", "--nocapture", "--test-threads=1"])
        .env(LEDGER, path)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let (alive, is_alive) = mpsc::channel();
    let reader = std::thread::spawn(move || {
        let mut keys = Vec::new();
        for line in lines.map_while(Result::ok) {
            // the runner's own words may stand before the first
            let key = line.split_once(NEW).map(|(_, key)| key.to_owned());
            if key.is_some() {
                let _ = alive.send(());
            }
            keys.extend(key);
        }
        keys
    });
    // on a busy machine a process may take a second to begin; some are killed before the first report, or before they have opened the ledger
    if !delay.as_millis().is_multiple_of(5) {
        let _ = is_alive.recv_timeout(Duration::from_secs(30));
    }
    std::thread::sleep(delay);
    // SIGKILL: nothing can be put in order
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap()
}

fn kill_again_and_again(rounds: u64) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("crash.ledger");
    let numbers = &mut Numbers(20_241_029);
    let mut reported = BTreeSet::new();
    let mut killed_at_work = 0;
    for round in 0..rounds {
        let new = run_and_kill(&path, Duration::from_millis(1 + numbers.under(120)));
        killed_at_work += u64::from(!new.is_empty());
        for key in new {
            assert!(reported.insert(key.clone()), "round {round}: {key} was reported stored twice");
        }
        // opens without repair
        let ledger = Ledger::open(&path, SystemClock).unwrap();
        let stored: Vec<String> = ledger.documents().map(|line| line.unwrap().1.id).collect();
        let once: BTreeSet<String> = stored.iter().cloned().collect();
        assert_eq!(once.len(), stored.len(), "round {round}: a document is doubled");
        let lost: Vec<_> = reported.difference(&once).collect();
        assert!(lost.is_empty(), "round {round}: {lost:?} were reported stored and are not there");
        // stored and not reported: the kill came between commit and report; the next run will know them
        reported.extend(once);
        if round % 20 == 19 || round + 1 == rounds {
            let checked = ledger.check().unwrap();
            assert!(checked.is_whole(), "round {round}: {:?}", checked.faults);
            assert_eq!(checked.documents as usize, stored.len());
        }
    }
    assert!(killed_at_work * 4 >= rounds, "only {killed_at_work} of {rounds} kills came while it stored");
    let told = format!("{rounds} kills, {killed_at_work} of them after reports: {} documents, 0 lost, 0 doubled\n", reported.len());
    std::io::stderr().write_all(told.as_bytes()).unwrap();
}

#[test]
fn nothing_is_lost_or_doubled_by_20_kills() {
    kill_again_and_again(20);
}

#[test]
#[ignore = "takes a minute"]
fn nothing_is_lost_or_doubled_by_200_kills() {
    kill_again_and_again(200);
}
