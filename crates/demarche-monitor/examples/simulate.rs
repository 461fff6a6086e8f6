//! How the intensity of `docs/intensity.md` behaves where the truth is known: a made-up pair over two years, told by made-up publishers
//! and read with errors. Prints a table; the same on every machine.
//!
//! `cargo run --release -p demarche-monitor --example simulate`
#![allow(clippy::print_stdout, reason = "it prints a table")]

use std::collections::{BTreeMap, BTreeSet};

use demarche::codebook::{EventType, Status};
use demarche_ledger::incidents::cluster::IncidentId;
use demarche_ledger::report::{Days, DocumentId, Party, ReportId};
use demarche_ledger::sighting::{Phase, Sighting};
use demarche_ledger::standing::Standing;
use demarche_monitor::coverage::Panel;
use demarche_monitor::method::Method;
use demarche_monitor::series::{Known, Series};
use demarche_monitor::who::{Direction, Kinds, Watched, Who};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};

/// Days of the world; the second year is measured.
const DAYS: i64 = 730;
/// Worlds that are drawn.
const WORLDS: u64 = 40;
const PUBLISHERS: usize = 10;

/// What happens, how often a day, and with what it is taken for by mistake.
const ACTS: [(EventType, &str, f64, usize); 6] = [
    (EventType::Accuse, "", 0.20, 1),
    (EventType::Sanction, "expel", 0.06, 2),
    (EventType::Assault, "aerial", 0.05, 1),
    (EventType::Consult, "visit", 0.10, 4),
    (EventType::Aid, "", 0.04, 3),
    (EventType::Request, "change", 0.10, 0),
];

/// A linear congruential generator (Knuth's MMIX), for the same numbers everywhere.
struct Chance(u64);

impl Chance {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    fn is(&mut self, share: f64) -> bool {
        self.uniform() < share
    }
}

/// What is otherwise in a run.
#[derive(Clone, Copy)]
struct Setting {
    name: &'static str,
    /// Publishers that fall silent after a year and a half.
    silent: usize,
    /// Publishers that there are.
    publishers: usize,
    /// Share of the reports of an event that are read out of their texts.
    read: f64,
    /// Share of found events with another type than they have.
    misread: f64,
}

/// An event that took place.
struct Event {
    day: i64,
    act: usize,
}

fn main() {
    let plain = Setting { name: "as it is", silent: 0, publishers: PUBLISHERS, read: 0.6, misread: 0.15 };
    let settings = [
        plain,
        Setting { name: "5 of 10 publishers fall silent", silent: 5, ..plain },
        Setting { name: "all publishers fall silent", silent: 10, ..plain },
        Setting { name: "twice as many publishers", publishers: 20, ..plain },
        Setting { name: "the reader finds half as much", read: 0.3, ..plain },
        Setting { name: "the reader takes 3 in 10 for another type", misread: 0.3, ..plain },
    ];
    println!("conflict on the last 180 of 730 days, mean of {WORLDS} worlds");
    println!("{:<42} {:>7} {:>8} {:>7} {:>8} {:>9}", "", "truth", "value", "width", "within", "coverage");
    for setting in settings {
        let mut sums = [0.0; 6];
        for world in 0..WORLDS {
            run(setting, world + 1, &mut sums);
        }
        let [truth, value, width, within, coverage, days] = sums;
        println!(
            "{:<42} {:>7.1} {:>8.1} {:>7.1} {:>6.0} % {:>7.0} %",
            setting.name,
            truth / days,
            value / days,
            width / days,
            100.0 * within / days,
            100.0 * coverage / days
        );
    }
}

fn run(setting: Setting, seed: u64, sums: &mut [f64; 6]) {
    let mut chance = Chance(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let events = events(&mut chance);
    // reports are drawn from other numbers than events, so that settings differ in what they say and in nothing else
    let (sightings, active) = tell(setting, &events, seed);
    let method = Method::default();
    let who = |name: &str| Who::parse(name).unwrap_or_else(|e| unreachable!("{e}"));
    let watched = Watched { first: who("PRK"), second: who("KOR"), direction: Direction::There, kinds: Kinds::default() };
    let panel = Panel::new(&sightings, active);
    let (since, until) = (day(DAYS - 180), day(DAYS - 1));
    let series = Series::compute(&watched, &sightings, &panel, (since, until), Known::Now, &method);
    for (point, n) in series.points.iter().zip(DAYS - 180..) {
        let truth: f64 = events
            .iter()
            .filter(|e| e.day <= n)
            .map(|e| (-score(e.act)).max(0.0) * 0.5f64.powf((n - e.day) as f64 / method.half_life))
            .sum();
        sums[0] += truth;
        sums[1] += point.conflict.value;
        sums[2] += point.conflict.high - point.conflict.low;
        sums[3] += f64::from(u8::from((point.conflict.low..=point.conflict.high).contains(&truth)));
        sums[4] += point.coverage.share.unwrap_or(0.0);
        sums[5] += 1.0;
    }
}

fn day(n: i64) -> Date {
    date(2031, 1, 1).saturating_add(n.days())
}

fn score(act: usize) -> f64 {
    let (event_type, mode, ..) = ACTS[act];
    let mode = event_type.modes().find(|m| m.code() == mode);
    f64::from(mode.map_or_else(|| event_type.score(), |m| m.score()))
}

fn events(chance: &mut Chance) -> Vec<Event> {
    let mut events = Vec::new();
    for day in 0..DAYS {
        // a crisis of two months in the second year
        let factor = if (560..620).contains(&day) { 3.0 } else { 1.0 };
        for (act, (.., rate, _)) in ACTS.iter().enumerate() {
            if chance.is(rate * factor) {
                events.push(Event { day, act });
            }
        }
    }
    events
}

/// Incidents as they are read, and on which days publishers published.
fn tell(setting: Setting, events: &[Event], seed: u64) -> (Vec<Sighting>, BTreeMap<String, Vec<Date>>) {
    let mut sightings = Vec::new();
    let is_silent = |publisher: usize, day: i64| publisher < setting.silent && day >= 550;
    for (i, event) in events.iter().enumerate() {
        let mut chance = Chance(seed.wrapping_add(i as u64 * 7919).wrapping_mul(0xD134_2543_DE82_EF95));
        let misread = chance.is(setting.misread);
        let confidence = 0.55 + 0.45 * chance.uniform();
        let is_false_beside = chance.is((1.0 - confidence) / confidence);
        let mut told = Vec::new();
        let mut families = 0;
        for publisher in 0..setting.publishers {
            let tells = chance.is(0.25) & !is_silent(publisher, event.day);
            let is_read = chance.is(setting.read);
            if tells && is_read {
                families += 1;
                told.push((day(event.day), publisher.to_string()));
            }
        }
        if told.is_empty() {
            continue;
        }
        let act = if misread { ACTS[event.act].3 } else { event.act };
        sightings.push(sighting(i as u64 * 2 + 1, event.day, act, families, confidence, told.clone()));
        // of so sure a reading, so many are of nothing
        if is_false_beside {
            sightings.push(sighting(i as u64 * 2 + 2, event.day, (event.act + 2) % ACTS.len(), 1, confidence, told));
        }
    }
    let active = (0..setting.publishers).map(|p| (p.to_string(), (0..DAYS).filter(|d| !is_silent(p, *d)).map(day).collect()));
    (sightings, active.collect())
}

fn sighting(number: u64, on: i64, act: usize, families: usize, confidence: f64, told: Vec<(Date, String)>) -> Sighting {
    let (event_type, mode, ..) = ACTS[act];
    let outlets: BTreeSet<&String> = told.iter().map(|(_, outlet)| outlet).collect();
    let phase = Phase {
        from: day(on),
        event_type,
        mode: Some(mode.to_owned()).filter(|m| !m.is_empty()),
        status: Status::Actual,
        contexts: Vec::new(),
        days: Some(Days { start: day(on), end: day(on), approximate: false }),
        place: None,
        country: None,
        actors: vec![Party::of_key("PRK/GOV", "")],
        recipients: vec![Party::of_key("KOR/GOV", "")],
        standing: if families > 1 { Standing::Confirmed } else { Standing::Reported },
        witnesses: outlets.len(),
        confidence: confidence as f32,
        background: false,
    };
    let id = IncidentId(ReportId { document: DocumentId(number), event: 0 });
    Sighting { id, phases: vec![phase], told }
}
