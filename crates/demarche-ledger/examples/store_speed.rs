//! Speed of the ledger: coded records with embeddings into an empty ledger, copies, stories and incidents included, committed in
//! batches as `demarche ingest` does. Also in seconds of processor time, which other programs on the machine do not change.
//!
//! Records are those of a file that `demarche code --embeddings` wrote, or made up: `news` is a stream that is like news in how often
//! things come (`tests/synthetic/news.rs`), `briefs` the same in two to four sentences, `dense` is harder than any news, an attack for each 40 words, each between two of some 380 parties.
//!
//! `cargo run --release -p demarche-ledger --example store_speed [news|briefs|dense|FILE.jsonl] [RECORDS] [LEDGER] [BATCH]`
#![allow(clippy::print_stdout, missing_docs, reason = "a program that prints its figures")]

#[path = "../tests/synthetic/mod.rs"]
#[allow(dead_code, reason = "shared with tests")]
mod synthetic;

use std::io::BufRead as _;
use std::time::{Duration, Instant};

use demarche::record::Record;
use demarche_ledger::Ledger;
use demarche_ledger::clock::SystemClock;
use demarche_ledger::intake::IntakeOptions;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let what = args.next().unwrap_or_else(|| "news".to_owned());
    let records: u64 = args.next().map_or(Ok(20_000), |n| n.parse())?;
    let folder = tempfile::tempdir()?;
    let file = args.next().map_or_else(|| folder.path().join("speed.ledger"), Into::into);
    let batch: usize = args.next().map_or(Ok(256), |n| n.parse())?;
    let made: Box<dyn Iterator<Item = Result<Record, Box<dyn std::error::Error>>>> = match what.as_str() {
        "news" => Box::new((0..records).map(|n| Ok(synthetic::news::article(n, synthetic::news::ARTICLES)))),
        "briefs" => Box::new((0..records).map(|n| Ok(synthetic::news::article(n, synthetic::news::BRIEFS)))),
        "dense" => Box::new((0..records).map(|n| Ok(synthetic::record_of(n, 400, 200)))),
        file => {
            let lines = std::io::BufReader::new(std::fs::File::open(file)?).lines();
            Box::new(lines.map(|line| Ok(serde_json::from_str(&line?)?)))
        }
    };
    let mut made = made.peekable();
    let mut ledger = Ledger::open(&file, SystemClock)?;
    let options = IntakeOptions::default();
    let (mut stored, mut spent, mut slowest, mut busy) = (0, Duration::ZERO, Duration::ZERO, Duration::ZERO);
    let mut events = 0;
    // of these the figures were printed
    let mut told_of = (0, Duration::ZERO, Duration::ZERO);
    while made.peek().is_some() {
        let records: Vec<Record> = made.by_ref().take(batch).collect::<Result<_, _>>()?;
        events += records.iter().map(|r| r.events.len()).sum::<usize>();
        // only the ledger's share is timed
        let (begin, begin_cpu) = (Instant::now(), processor_time());
        let told = ledger.ingest_all(&records, &options)?;
        let took = begin.elapsed();
        spent += took;
        busy += processor_time().saturating_sub(begin_cpu);
        slowest = slowest.max(took);
        stored += told.iter().filter(|told| told.is_ok()).count();
        if stored - told_of.0 >= 20_000 {
            let (records, spent, busy) = (stored - told_of.0, spent - told_of.1, busy - told_of.2);
            println!(
                "{stored} records: the last {records} at {:.0}/s, {:.0}/s of processor time; {:.1} GB",
                records as f64 / spent.as_secs_f64(),
                records as f64 / busy.as_secs_f64(),
                std::fs::metadata(&file)?.len() as f64 / 1e9,
            );
            told_of = (stored, told_of.1 + spent, told_of.2 + busy);
        }
    }
    drop(ledger);
    let size = std::fs::metadata(&file)?.len();
    let rate = |time: Duration| stored as f64 / time.as_secs_f64();
    println!(
        "{stored} records with {events} events in batches of {batch}: {:.0}/s, {:.0}/s of processor time, slowest batch {:.0} ms, {:.1} kB a record on disk",
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
