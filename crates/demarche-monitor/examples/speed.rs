//! Time to compute again the series, the level and the moves of one pair over a year, in a ledger of a million articles. The ledger is made up
//! row by row (documents of 500 outlets, incidents of 200 countries, and those of the pair as they were known through time); nothing is read or merged.
//!
//! `cargo run --release -p demarche-monitor --example speed [ARTICLES] [INCIDENTS OF THE PAIR]`
#![allow(clippy::print_stdout, reason = "a program that prints its figures")]

use std::collections::BTreeSet;
use std::time::Instant;

use demarche::codebook::{EventType, Status};
use demarche_ledger::Ledger;
use demarche_ledger::clock::SystemClock;
use demarche_ledger::incidents::cluster::IncidentId;
use demarche_ledger::report::{Days, DocumentId, Party, ReportId};
use demarche_ledger::sighting::{Phase, Sighting};
use demarche_ledger::standing::Standing;
use demarche_monitor::alert;
use demarche_monitor::config::Config;
use demarche_monitor::coverage::Panel;
use demarche_monitor::method::Method;
use demarche_monitor::series::{Known, Series};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use rusqlite::{Connection, params};

const LADDER: &str = "[[ladder]]\nname = \"pair\"\nbetween = [\"PRK\", \"KOR\"]\n[[ladder.level]]\nname = \"one\"\nat = 60\n\
                      [[ladder.level]]\nname = \"two\"\nat = 120\n[[ladder.level]]\nname = \"three\"\nat = 240\n\
                      [[channel]]\nname = \"log\"\nfile = \"alerts.jsonl\"\n\
                      [[alert]]\nname = \"moves\"\non = \"move\"\nto = \"log\"\n\
                      [[alert]]\nname = \"force\"\non = \"incident\"\nbetween = [\"PRK\", \"KOR\"]\ntypes = \"ASSAULT\"\nto = \"log\"\n\
                      [[alert]]\nname = \"disputes\"\non = \"dispute\"\nbetween = [\"PRK\", \"KOR\"]\nto = \"log\"\n";
const OUTLETS: u64 = 500;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let articles: u64 = args.next().map_or(Ok(1_000_000), |n| n.parse())?;
    let pair: u64 = args.next().map_or(Ok(3_000), |n| n.parse())?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("speed.ledger");
    drop(Ledger::open(&file, SystemClock)?);
    fill(&file, articles, pair)?;
    let size = std::fs::metadata(&file)?.len();
    println!("{articles} articles of {OUTLETS} outlets, {} incidents, {pair} of the pair; {:.1} GB", articles / 3, size as f64 / 1e9);
    let config = Config::parse(LADDER)?;
    let ladder = &config.ladders[0];
    for round in 1..=5 {
        let ledger = Ledger::open_existing(&file, SystemClock)?;
        let begin = Instant::now();
        let sightings = ledger.sightings(&ladder.watched.filter())?;
        let read = begin.elapsed();
        let outlets: BTreeSet<String> = sightings.iter().flat_map(|s| &s.told).map(|(_, outlet)| outlet.clone()).collect();
        let panel = Panel::new(&sightings, ledger.published_days(&outlets, day(0), day(364))?);
        let days = begin.elapsed();
        let back = ladder.watched.reversed();
        let points: usize = [&ladder.watched, &back]
            .map(|watched| Series::compute(watched, &sightings, &panel, (day(0), day(364)), Known::Now, &Method::default()).points.len())
            .iter()
            .sum();
        let series = begin.elapsed();
        let replay = ladder.replay(&sightings, day(0), day(364));
        let moved = begin.elapsed();
        let mut alerts = 0;
        for rule in &config.alerts {
            alerts += alert::moves(rule, day(0), std::slice::from_ref(&replay), &BTreeSet::new()).len();
            alerts += sightings.iter().filter_map(|s| alert::incident(rule, day(0), s)).count();
            alerts += sightings.iter().map(|s| alert::disputes(rule, day(0), s, &BTreeSet::new()).len()).sum::<usize>();
        }
        println!(
            "round {round}: {:.0} ms in all: incidents {:.0}, publishers {:.0}, both series {:.0} ({points} points), ladder {:.0} ({} moves), \
             alerts {:.0} ({alerts})",
            begin.elapsed().as_secs_f64() * 1e3,
            read.as_secs_f64() * 1e3,
            (days - read).as_secs_f64() * 1e3,
            (series - days).as_secs_f64() * 1e3,
            (moved - series).as_secs_f64() * 1e3,
            replay.moves.len(),
            (begin.elapsed() - moved).as_secs_f64() * 1e3,
        );
    }
    Ok(())
}

fn day(n: u64) -> Date {
    date(2031, 1, 1).saturating_add(i64::try_from(n % 365).unwrap_or(0).days())
}

fn outlet(n: u64) -> String {
    format!("outlet {}", n.wrapping_mul(2_654_435_761) % OUTLETS)
}

fn fill(file: &std::path::Path, articles: u64, pair: u64) -> Result<(), Box<dyn std::error::Error>> {
    let mut connection = Connection::open(file)?;
    connection.pragma_update(None, "synchronous", false)?;
    let tx = connection.transaction()?;
    tx.execute("INSERT INTO versions VALUES (1, '', '', '', '')", [])?;
    {
        let mut document = tx.prepare(
            "INSERT INTO documents (id, key, published, publisher, language, text_sha256, versions, entry, family, outlet) \
             VALUES (?1, ?2, ?3, ?4, 'en', '', 1, 1, ?1, ?4)",
        )?;
        let mut outlet_day = tx.prepare("INSERT OR IGNORE INTO outlet_days (outlet, day, document) VALUES (?1, ?2, ?3)")?;
        for n in 1..=articles {
            document.execute(params![n, format!("article {n}"), day(n).to_string(), outlet(n)])?;
            outlet_day.execute(params![outlet(n), day(n).to_string(), n])?;
        }
        let mut incident = tx.prepare(
            "INSERT INTO incidents (document, event, type, first_day, last_day, first_told, last_told, reports) \
             VALUES (?1, 0, 'CONSULT', ?2, ?2, ?2, ?2, 1)",
        )?;
        let mut party = tx.prepare("INSERT OR IGNORE INTO parties (country, key, side, document, event) VALUES (?1, ?2, ?3, ?4, 0)")?;
        let mut sighting = tx.prepare("INSERT INTO sightings (document, event, body) VALUES (?1, 0, ?2)")?;
        let every = (articles / 3) / pair.max(1);
        for (i, n) in (1..=articles).step_by(3).enumerate() {
            let is_pair = (i as u64).is_multiple_of(every.max(1));
            let (a, b) = if is_pair { ("PRK".to_owned(), "KOR".to_owned()) } else { (country(i as u64), country(i as u64 * 7 + 3)) };
            incident.execute(params![n, day(n).to_string()])?;
            for (side, code) in [(0, &a), (1, &b)] {
                party.execute(params![code, format!("{code}/GOV"), side, n])?;
            }
            if is_pair {
                sighting.execute(params![n, postcard::to_stdvec(&known(n))?])?;
            }
        }
    }
    tx.execute("UPDATE meta SET value = ?1 WHERE name IN ('derived', 'merged')", [articles.to_string()])?;
    tx.commit()?;
    connection.execute_batch("ANALYZE")?;
    Ok(())
}

/// One of 200 codes, those of the pair among them.
fn country(n: u64) -> String {
    let codes = ["PRK", "KOR", "USA", "CHN"];
    let n = n % 200;
    usize::try_from(n)
        .ok()
        .and_then(|n| codes.get(n))
        .map_or_else(|| format!("X{}{}", (b'A' + (n / 26) as u8) as char, (b'A' + (n % 26) as u8) as char), |c| (*c).to_owned())
}

/// An incident that three outlets tell, the third of which denies it.
fn known(n: u64) -> Sighting {
    let on = day(n);
    let first = Phase {
        from: on,
        event_type: [EventType::Accuse, EventType::Assault, EventType::Consult, EventType::Sanction][(n % 4) as usize],
        mode: None,
        status: Status::Actual,
        contexts: Vec::new(),
        days: Some(Days { start: on, end: on, approximate: false }),
        place: None,
        country: None,
        actors: vec![Party::of_key("PRK/GOV", "Government of North Korea")],
        recipients: vec![Party::of_key("KOR/GOV", "Government of South Korea")],
        standing: Standing::Reported,
        witnesses: 1,
        confidence: 0.8,
        background: false,
    };
    let later = |days: i64, standing| Phase { from: on.saturating_add(days.days()), standing, witnesses: 2, ..first.clone() };
    let told = (0..3).map(|k| (on.saturating_add(i64::try_from(k).unwrap_or(0).days()), outlet(n + k))).collect();
    let id = IncidentId(ReportId { document: DocumentId(n), event: 0 });
    Sighting { id, phases: vec![first.clone(), later(1, Standing::Confirmed), later(2, Standing::Disputed)], told }
}
