//! Sightings, series, ladders and pages made up for tests and for looking at charts. All from a seed: the same every time.
#![allow(dead_code, unreachable_pub, missing_docs, clippy::unwrap_used, reason = "each user takes what it needs")]

use std::collections::BTreeMap;

use demarche::codebook::{EventType, Status};
use demarche_ledger::incidents::cluster::IncidentId;
use demarche_ledger::report::{Days, DocumentId, Party, ReportId};
use demarche_ledger::sighting::{Phase, Sighting};
use demarche_ledger::standing::Standing;
use demarche_monitor::coverage::Panel;
use demarche_monitor::ladder::{Ladder, Measure, Rung, Step};
use demarche_monitor::method::{Method, weight};
use demarche_monitor::page::{
    AlertRow, AlertsPage, DyadPage, Evidence, EvidenceRow, HypothesisRow, IncidentRow, LadderPage, Made, NoteRow, ScenarioPage,
};
use demarche_monitor::series::{Known, Mark, Series};
use demarche_monitor::who::{Direction, Kinds, Watched, Who};
use jiff::civil::{Date, date};

/// Numbers that look random.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `n`.
    pub fn roll(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

pub fn plus(day: Date, days: i64) -> Date {
    day.saturating_add(jiff::Span::new().days(days))
}

const OUTLETS: [&str; 5] = ["jakarta-ledger", "straits-herald", "kuala-courier", "borneo-post", "pacific-wire"];

/// An act of one of the two on the other.
pub fn act(number: u64, day: Date, event_type: EventType, mode: &str, is_back: bool, standing: Standing, confidence: f32) -> Sighting {
    let navy = Party::of_key("IDN/MIL", "Indonesian Navy");
    let coast = Party::of_key("MYS/GOV", "Government of Malaysia");
    let (actors, recipients) = if is_back { (vec![coast], vec![navy]) } else { (vec![navy], vec![coast]) };
    let phase = Phase {
        from: day,
        event_type,
        mode: Some(mode.to_owned()).filter(|m| !m.is_empty()),
        status: Status::Actual,
        contexts: Vec::new(),
        days: Some(Days { start: day, end: day, approximate: false }),
        place: Some("Ambalat".to_owned()),
        country: Some("IDN".to_owned()),
        actors,
        recipients,
        standing,
        witnesses: 1 + (number % 4) as usize,
        confidence,
        background: false,
    };
    let outlet = OUTLETS[number as usize % OUTLETS.len()];
    let id = IncidentId(ReportId { document: DocumentId(number), event: (number % 3) as u32 });
    Sighting { id, phases: vec![phase], told: vec![(day, outlet.to_owned())] }
}

/// So many acts over so many days, denser in the middle.
pub fn acts(first: Date, days: u64, count: u64, seed: u64) -> Vec<Sighting> {
    use EventType::{Accuse, Agree, Aid, Assault, Coerce, Consult, Cooperate, Mobilize, Reject, Sanction, Support, Threaten};
    let kinds = [
        (Accuse, ""),
        (Threaten, ""),
        (Mobilize, ""),
        (Assault, "aerial"),
        (Consult, "visit"),
        (Cooperate, ""),
        (Reject, ""),
        (Sanction, ""),
        (Coerce, "seize"),
        (Agree, ""),
        (Aid, ""),
        (Support, ""),
        (Accuse, ""),
        (Consult, ""),
    ];
    let standings = [Standing::Confirmed, Standing::Reported, Standing::Claimed, Standing::Disputed];
    let mut dice = Dice::new(seed);
    (1..=count)
        .map(|n| {
            let day = if n % 2 == 0 { dice.roll(days) } else { days * 2 / 5 + dice.roll((days / 4).max(1)) };
            let (event_type, mode) = kinds[dice.roll(kinds.len() as u64) as usize];
            let confidence = 0.5 + dice.roll(50) as f32 / 100.0;
            act(n, plus(first, day as i64), event_type, mode, dice.roll(3) == 0, standings[dice.roll(4) as usize], confidence)
        })
        .collect()
}

/// Days on which outlets published: all of them on all days, but for a time in which most, and then all, are silent.
pub fn published(first: Date, days: u64) -> BTreeMap<String, Vec<Date>> {
    let silent = |n: u64, outlet: usize| {
        let (from, to) = (days * 7 / 10, days * 8 / 10);
        (from..to).contains(&n) && (outlet > 0 || n > from + (to - from) / 3)
    };
    let all = |outlet: usize| (0..days).filter(move |n| !silent(*n, outlet)).map(|n| plus(first, n as i64)).collect();
    OUTLETS.iter().enumerate().map(|(i, outlet)| ((*outlet).to_owned(), all(i))).collect()
}

pub fn watched(direction: Direction) -> Watched {
    Watched { first: Who::parse("IDN").unwrap(), second: Who::parse("MYS").unwrap(), direction, kinds: Kinds::default() }
}

pub fn series(sightings: &[Sighting], first: Date, days: u64, is_back: bool) -> Series {
    let watched = if is_back { watched(Direction::There).reversed() } else { watched(Direction::There) };
    let told_in_gap = |s: &Sighting| {
        let n = i64::from((s.known() - first).get_days());
        (days as i64 * 7 / 10..days as i64 * 8 / 10).contains(&n)
    };
    let heard: Vec<Sighting> = sightings.iter().filter(|s| !told_in_gap(s)).cloned().collect();
    let panel = Panel::new(&heard, published(first, days));
    Series::compute(&watched, &heard, &panel, (first, plus(first, days as i64 - 1)), Known::Now, &Method::default())
}

/// The rows of a page for some acts.
pub fn rows(sightings: &[Sighting]) -> Vec<IncidentRow> {
    let row = |s: &Sighting| {
        let phase = s.phases.last().unwrap();
        let names = |parties: &[Party]| parties.iter().map(|p| p.name.clone()).collect();
        IncidentRow {
            day: s.day(phase),
            mark: Mark {
                id: s.id,
                what: phase.what(),
                quad: phase.event_type.quad(),
                score: f64::from(phase.score()),
                weight: weight(phase),
            },
            actors: names(&phase.actors),
            recipients: names(&phase.recipients),
            place: phase.place.clone(),
            standing: phase.standing.word().to_owned(),
            witnesses: phase.witnesses,
            evidence: Some(Evidence {
                sentence: "The navy said on Monday that two patrol boats had entered the block without leave.".to_owned(),
                publisher: Some("Straits Herald".to_owned()),
                document: format!("news-{}", s.id.0.document.0),
                published: Some(s.known()),
                url: Some(format!("https://straits-herald.example/{}", s.id.0.document.0)),
            }),
            publishers: s.told.iter().map(|(_, outlet)| outlet.clone()).collect(),
        }
    };
    sightings.iter().map(row).collect()
}

pub fn made() -> Made {
    Made { known: Some(date(2031, 4, 15)), notes: vec!["From ledger.sqlite, 412 documents.".to_owned()] }
}

pub fn dyad(first: Date, days: u64, count: u64) -> DyadPage {
    let sightings = acts(first, days, count, 7);
    DyadPage {
        first: "Indonesia".to_owned(),
        second: "Malaysia".to_owned(),
        series: vec![series(&sightings, first, days, false), series(&sightings, first, days, true)],
        incidents: rows(&sightings),
        made: made(),
    }
}

fn rung(name: &str, at: f64, hold: u16, steps: &[(&str, &str, &str)]) -> Rung {
    let some = |text: &str| Some(text.to_owned()).filter(|t| !t.is_empty());
    let steps = steps.iter().map(|(what, owner, note)| Step { what: (*what).to_owned(), owner: some(owner), note: some(note) }).collect();
    Rung { name: name.to_owned(), at, falls_below: at * 0.7, hold, kinds: Kinds::default(), steps }
}

pub fn a_ladder(unit: f64) -> Ladder {
    let mut clash = rung(
        "armed clash",
        unit * 4.5,
        3,
        &[("Call the navy’s liaison in Tarakan", "duty officer", "before 08:00 local"), ("Withdraw the two survey teams", "", "")],
    );
    clash.kinds.witnesses = 2;
    Ladder {
        name: "Ambalat".to_owned(),
        watched: watched(Direction::Both),
        window: 14,
        measure: Measure::Conflict,
        levels: vec![
            rung("tension", unit, 2, &[("Read both foreign ministries’ pages daily", "desk", "")]),
            rung("standoff", unit * 2.5, 2, &[("Tell the ambassador", "head of desk", "by telephone"), ("Weekly note", "desk", "")]),
            clash,
        ],
    }
}

pub fn ladder(ladder: Ladder, first: Date, days: u64, count: u64) -> LadderPage {
    let sightings = acts(first, days, count, 11);
    let replay = ladder.replay(&sightings, first, plus(first, days as i64 - 1));
    let down = ladder.outlook(&replay, &sightings);
    LadderPage { replay, down, incidents: rows(&sightings), made: made() }
}

/// A ladder of so many levels.
pub fn tall(levels: usize) -> Ladder {
    let names = ["watch", "words", "a level with a name that is as long as names may be, sixty signs"];
    let all = (0..levels).map(|i| rung(&format!("{} {i}", names[i % 3]), 4.0 + 3.0 * i as f64, 1, &[])).collect();
    Ladder { levels: all, ..a_ladder(1.0) }
}

pub fn alerts() -> AlertsPage {
    let page = ladder(a_ladder(8.0), date(2031, 3, 1), 45, 26);
    let rows = page.replay.moves.iter().map(|m| AlertRow {
        when: m.day.to_string(),
        rule: "Ambalat".to_owned(),
        kind: "ladder".to_owned(),
        title: format!("level {} from {}", m.to, m.from),
        lines: vec![format!("value {:.1}, bound {:.1}", m.value, m.bound)],
        incidents: m.causes.iter().take(4).map(|c| c.id.0.to_string()).collect(),
        due: page.replay.ladder.levels.get(m.to.wrapping_sub(1)).map(|r| r.steps.clone()).unwrap_or_default(),
        sent: vec!["file: written".to_owned(), "mail: sent 2031-03-09 08:10 UTC, at the second try".to_owned()],
    });
    AlertsPage { title: "Alerts since 2031-03-01".to_owned(), alerts: rows.collect(), incidents: page.incidents.clone(), made: made() }
}

pub fn scenario() -> ScenarioPage {
    let sightings = acts(date(2031, 3, 1), 45, 8, 3);
    let fits = [["C", "I", "N"], ["I", "C", "C"], ["N", "C", "I"]];
    let hypothesis = |key: &str, text: &str, score: &str, state: &str| HypothesisRow {
        key: key.to_owned(),
        text: text.to_owned(),
        score: score.to_owned(),
        parts: "2 inconsistent, 3 consistent, 3 neutral".to_owned(),
        state: state.to_owned(),
    };
    ScenarioPage {
        name: "Ambalat by summer".to_owned(),
        question: "Will either side use force in the block before July?".to_owned(),
        summary: vec!["“Talks” is least inconsistent with the evidence, by 1.4 before “Limited force”.".to_owned()],
        hypotheses: vec![
            hypothesis("Talks", "Both sides settle on joint patrols", "1.2", ""),
            hypothesis("Force", "Limited force against boats or rigs", "2.6", ""),
            hypothesis("War", "Open war", "6.1", "refuted 2031-03-20 by A. Analyst: no second fleet left port"),
        ],
        evidence: sightings
            .iter()
            .enumerate()
            .map(|(i, s)| EvidenceRow {
                item: format!("patrols:{}", s.id.0),
                day: s.known().to_string(),
                text: format!("{}: Indonesian Navy → Government of Malaysia", s.phases[0].what()),
                incident: Some(s.id.0.to_string()),
                grade: "B2".to_owned(),
                diagnosticity: format!("0.{i}"),
                fits: fits[i % 3].iter().map(|f| (*f).to_owned()).collect(),
                state: if i % 2 == 0 { "accepted by A. Analyst".to_owned() } else { "proposed".to_owned() },
                is_idle: i % 2 == 1,
            })
            .collect(),
        sensitivity: vec![NoteRow { when: "patrols:3.e0".to_owned(), text: "without it “Force” would lead".to_owned() }],
        history: vec![NoteRow { when: "2031-03-20".to_owned(), text: "War refuted".to_owned() }],
        incidents: rows(&sightings),
        method: vec!["Each inconsistent item adds its weight to a hypothesis’ score; the least score leads.".to_owned()],
        made: made(),
    }
}
