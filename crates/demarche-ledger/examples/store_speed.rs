//! Speed of the ledger: made-up coded records with embeddings (a claim and an event of 384 dimensions for each 40 words, a world of
//! 200 states and 2,000 towns) into an empty ledger, copies, stories and incidents included, committed in batches as `demarche
//! ingest` does. Also in seconds of processor time, which other programs on the machine do not change.
//!
//! `cargo run --release -p demarche-ledger --example store_speed [RECORDS] [BATCH] [WORDS] [FILE]`
#![allow(clippy::print_stdout, missing_docs, reason = "a program that prints its figures")]

#[path = "../tests/synthetic/mod.rs"]
#[allow(dead_code, reason = "shared with tests")]
mod synthetic;

use std::time::{Duration, Instant};

use demarche_ledger::Ledger;
use demarche_ledger::clock::SystemClock;
use demarche_ledger::intake::IntakeOptions;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let records: u64 = args.next().map_or(Ok(20_000), |n| n.parse())?;
    let batch: usize = args.next().map_or(Ok(256), |n| n.parse())?;
    let words: usize = args.next().map_or(Ok(400), |n| n.parse())?;
    let folder = tempfile::tempdir()?;
    let file = args.next().map_or_else(|| folder.path().join("speed.ledger"), Into::into);
    let mut ledger = Ledger::open(&file, SystemClock)?;
    let options = IntakeOptions::default();
    let (mut stored, mut spent, mut slowest, mut busy) = (0, Duration::ZERO, Duration::ZERO, Duration::ZERO);
    let mut next = 0;
    while next < records {
        let made: Vec<_> = (next..records.min(next + batch as u64)).map(|n| synthetic::record_of(n, words, 200)).collect();
        next += made.len() as u64;
        // only the ledger's share is timed
        let (begin, begin_cpu) = (Instant::now(), processor_time());
        let told = ledger.ingest_all(&made, &options)?;
        let took = begin.elapsed();
        spent += took;
        busy += processor_time().saturating_sub(begin_cpu);
        slowest = slowest.max(took);
        stored += told.iter().filter(|told| told.is_ok()).count();
        if next % 20_000 < batch as u64 {
            println!("{next} records: {:.0}/s so far", stored as f64 / spent.as_secs_f64());
        }
    }
    drop(ledger);
    let size = std::fs::metadata(&file)?.len();
    let rate = |time: Duration| stored as f64 / time.as_secs_f64();
    println!(
        "{stored} records in batches of {batch}: {:.0}/s, {:.0}/s of processor time, slowest batch {:.0} ms, {:.1} kB a record on disk",
        rate(spent),
        rate(busy),
        slowest.as_secs_f64() * 1e3,
        size as f64 / stored as f64 / 1e3,
    );
    Ok(())
}

/// Time that this thread has been on a processor, where the system tells: on a machine that does other things at once, that is
/// what can be compared. Waiting for the disk is not in it.
fn processor_time() -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(told.split(' ').next().and_then(|ns| ns.parse().ok()).unwrap_or_default())
}
