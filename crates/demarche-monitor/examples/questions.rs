//! Time of what people ask of a ledger that is there, best a large one: an incident's page, a year of a pair, lists of incidents. Each question is asked
//! of some hundred incidents, pairs, words and days that only their number decides; of each kind the median and the 95th of a hundred are printed.
//! What the monitor keeps of incidents is made by the first question on a pair, which is printed apart.
//!
//! `cargo run --release -p demarche-ledger --example store_speed briefs 1000000 large.ledger 1024` makes such a ledger;
//! `cargo run --release -p demarche-monitor --example questions LEDGER [QUESTIONS OF EACH KIND]`
#![allow(clippy::print_stdout, reason = "a program that prints its figures")]

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use demarche::codebook::EventType;
use demarche_ledger::Ledger;
use demarche_ledger::clock::SystemClock;
use demarche_ledger::incidents::cluster::IncidentId;
use demarche_ledger::report::{DocumentId, ReportId};
use demarche_ledger::store::{Filter, Order};
use demarche_monitor::alert;
use demarche_monitor::config::Config;
use demarche_monitor::coverage::Panel;
use demarche_monitor::method::Method;
use demarche_monitor::series::{Known, Series};
use jiff::ToSpan as _;
use jiff::civil::Date;
use rusqlite::{Connection, OpenFlags, OptionalExtension as _};

type Failure = Box<dyn std::error::Error>;

/// Pairs from the busiest on.
const PAIRS: [[&str; 2]; 8] =
    [["USA", "RUS"], ["CHN", "UKR"], ["ISR", "IRN"], ["PRK", "KOR"], ["IND", "PAK"], ["EGY", "SDN"], ["GRC", "TUR"], ["AUT", "ITA"]];
/// Incidents that a list shows.
const SHOWN: usize = 20;

fn main() -> Result<(), Failure> {
    let mut args = std::env::args().skip(1);
    let file = args.next().ok_or("which ledger?")?;
    let questions: u64 = args.next().map_or(Ok(200), |n| n.parse())?;
    let ledger = Ledger::open_existing(&file, SystemClock)?;
    let last = ledger.last_published()?.ok_or("the ledger is empty")?;
    let rows = Connection::open_with_flags(&file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let count = |table: &str| rows.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get::<_, u64>(0));
    let documents = count("documents")?;
    println!("{documents} documents, {} incidents, {:.1} GB", count("incidents")?, std::fs::metadata(&file)?.len() as f64 / 1e9);

    let mut pages = Times::default();
    for n in 0..questions {
        // of the next document that opened one
        let sql = "SELECT document, event FROM incidents WHERE document >= ?1 ORDER BY document, event LIMIT 1";
        let id = rows.query_row(sql, [1 + n * documents / questions], |row| {
            Ok(IncidentId(ReportId { document: DocumentId(row.get(0)?), event: row.get(1)? }))
        });
        let Some(id) = id.optional()? else { continue };
        pages.time(|| {
            ledger.dossier(id)?.ok_or("no such incident")?.line().to_json()?;
            Ok(())
        })?;
    }
    pages.print("an incident's page");
    for pair in PAIRS {
        year(&ledger, pair, last)?;
    }
    for (name, filter) in lists() {
        let mut times = Times::default();
        for n in 0..questions {
            let filter = filter(n, last);
            times.time(|| {
                for dossier in ledger.dossiers(&filter, Order::Latest, Some(SHOWN))? {
                    std::hint::black_box(dossier?.line());
                }
                Ok(())
            })?;
        }
        times.print(name);
    }
    Ok(())
}

/// The year of a pair: both series, a ladder, alerts.
fn year(ledger: &Ledger, [first, second]: [&str; 2], last: Date) -> Result<(), Failure> {
    let text = format!(
        "[[ladder]]\nname = \"pair\"\nbetween = [\"{first}\", \"{second}\"]\n[[ladder.level]]\nname = \"one\"\nat = 60\n\
         [[ladder.level]]\nname = \"two\"\nat = 120\n[[ladder.level]]\nname = \"three\"\nat = 240\n\
         [[channel]]\nname = \"log\"\nfile = \"alerts.jsonl\"\n\
         [[alert]]\nname = \"moves\"\non = \"move\"\nto = \"log\"\n\
         [[alert]]\nname = \"force\"\non = \"incident\"\nbetween = [\"{first}\", \"{second}\"]\ntypes = \"ASSAULT\"\nto = \"log\"\n\
         [[alert]]\nname = \"disputes\"\non = \"dispute\"\nbetween = [\"{first}\", \"{second}\"]\nto = \"log\"\n"
    );
    let config = Config::parse(&text)?;
    let ladder = &config.ladders[0];
    let since = last.saturating_sub(364.days());
    let begun = Instant::now();
    let made = ledger.sightings(&ladder.watched.filter())?.len();
    let first_time = begun.elapsed();
    let mut times = Times::default();
    let mut found = (0, 0, 0);
    for _ in 0..20 {
        times.time(|| {
            let sightings = ledger.sightings(&ladder.watched.filter())?;
            let outlets: BTreeSet<String> = sightings.iter().flat_map(|s| &s.told).map(|(_, outlet)| outlet.clone()).collect();
            let panel = Panel::new(&sightings, ledger.published_days(&outlets, since, last)?);
            let back = ladder.watched.reversed();
            for watched in [&ladder.watched, &back] {
                found.2 += Series::compute(watched, &sightings, &panel, (since, last), Known::Now, &Method::default()).points.len();
            }
            let replay = ladder.replay(&sightings, since, last);
            let mut alerts = 0;
            for rule in &config.alerts {
                alerts += alert::moves(rule, since, std::slice::from_ref(&replay), &BTreeSet::new()).len();
                alerts += sightings.iter().filter_map(|s| alert::incident(rule, since, s)).count();
                alerts += sightings.iter().map(|s| alert::disputes(rule, since, s, &BTreeSet::new()).len()).sum::<usize>();
            }
            (found.0, found.1) = (replay.moves.len(), alerts);
            Ok(())
        })?;
    }
    let (moves, alerts, _) = found;
    times.print(&format!(
        "a year of {first} and {second}, {made} incidents, {moves} moves, {alerts} alerts (the first time {:.0} ms)",
        first_time.as_secs_f64() * 1e3
    ));
    Ok(())
}

type Ask = fn(u64, Date) -> Filter;

/// Kinds of lists.
fn lists() -> Vec<(&'static str, Ask)> {
    const TYPES: [EventType; 5] = [EventType::Assault, EventType::Consult, EventType::Accuse, EventType::Sanction, EventType::Protest];
    fn code(n: u64) -> String {
        PAIRS[(n % 8) as usize][(n / 8 % 2) as usize].to_owned()
    }
    fn month(n: u64, last: Date) -> (Option<Date>, Option<Date>) {
        let since = last.saturating_sub((30 + (n * 37 % 330).cast_signed()).days());
        (Some(since), Some(since.saturating_add(30.days())))
    }
    fn word(n: u64, most: u64) -> String {
        // the first words of the made-up vocabulary are the most frequent
        let mut rank = 1 + n * 7919 % most;
        let mut letters = String::new();
        while rank > 0 {
            letters.push_str(["ka", "re", "mi", "so", "tu", "ven", "lor", "dis", "pa", "ne"][(rank % 10) as usize]);
            rank /= 10;
        }
        letters
    }
    vec![
        ("the latest of a type", |n, _| Filter { types: vec![TYPES[(n % 5) as usize]], ..Filter::default() }),
        ("a type in a month", |n, last| {
            let (since, until) = month(n, last);
            Filter { types: vec![TYPES[(n % 5) as usize]], since, until, ..Filter::default() }
        }),
        ("the latest of a party", |n, _| Filter { parties: vec![code(n)], ..Filter::default() }),
        ("a party's army in a month", |n, last| {
            let (since, until) = month(n, last);
            Filter { parties: vec![format!("{}/MIL", code(n))], since, until, ..Filter::default() }
        }),
        ("a party's acts of a type toward another", |n, _| Filter {
            actors: vec![code(n)],
            recipients: vec![code(n + 1)],
            types: vec![TYPES[(n % 5) as usize]],
            ..Filter::default()
        }),
        ("the latest in a country", |n, _| Filter { countries: vec![code(n)], ..Filter::default() }),
        ("a type in a country in a month", |n, last| {
            let (since, until) = month(n, last);
            Filter { countries: vec![code(n)], types: vec![TYPES[(n % 5) as usize]], since, until, ..Filter::default() }
        }),
        ("a rare word", |n, _| Filter { text: Some(word(2_000 + n, 48_000)), ..Filter::default() }),
        ("a frequent word", |n, _| Filter { text: Some(word(n, 100)), ..Filter::default() }),
        ("two words, a party, a month", |n, last| {
            let (since, until) = month(n, last);
            Filter {
                text: Some(format!("{} {}", word(n, 200), word(n + 77, 2_000))),
                parties: vec![code(n)],
                since,
                until,
                ..Filter::default()
            }
        }),
        ("what is confirmed between two", |n, _| {
            let pair = PAIRS[(n % 8) as usize];
            Filter {
                parties: pair.map(str::to_owned).to_vec(),
                standings: vec![demarche_ledger::standing::Standing::Confirmed],
                ..Filter::default()
            }
        }),
    ]
}

/// Times of one kind of question.
#[derive(Default)]
struct Times(Vec<Duration>);

impl Times {
    fn time(&mut self, ask: impl FnOnce() -> Result<(), Failure>) -> Result<(), Failure> {
        let begun = Instant::now();
        ask()?;
        self.0.push(begun.elapsed());
        Ok(())
    }

    fn print(&mut self, what: &str) {
        self.0.sort_unstable();
        let of = |share: f64| self.0.get((self.0.len() as f64 * share) as usize).map_or(0.0, |t| t.as_secs_f64() * 1e3);
        println!("{what}: median {:.1} ms, 95 of 100 within {:.1} ms", of(0.5), of(0.95));
    }
}
