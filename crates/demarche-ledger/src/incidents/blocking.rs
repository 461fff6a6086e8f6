//! Blocking: keys by which reports of one happening meet.
//!
//! A key joins three things: a family of event types, an anchor (a place, a named party, or a country), and a day or a month.
//! A report asks with its keys; an incident stands in the index under the keys of its reports. Asking is wider than
//! standing by a day on each side, so a report finds what another dates a day earlier; what states no day asks for the month before, too.
//!
//! **What is bounded.** At most [`MAX_KEYS`] keys are asked for, strongest anchors first, at most [`PER_KEY`] incidents a key
//! (the latest ones), and asking ends when [`MAX_CANDIDATES`] are found. What is lost: a report that names no place and no named
//! party, only a country, on a day on which more than `PER_KEY` incidents of the family have that country, may not find its own.

use demarche::codebook::{EventType, Status};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::cluster::IncidentId;
use super::names::full_name;
use super::{Told, days, place};
use crate::report::{Days, Named};

/// Keys that are asked for at most.
pub const MAX_KEYS: usize = 192;
/// Incidents taken of one key.
pub const PER_KEY: usize = 48;
/// Incidents that are scored for one report.
pub const MAX_CANDIDATES: usize = 128;

/// Days up to which an interval is looked up day by day; a longer one by months.
const DAYWISE: i64 = 10;
/// Days before publication in which what states no day is looked for under every anchor.
const LOOK_BACK: i64 = 31;
/// Names of the passage that are anchors.
const BESIDE: usize = 10;
/// Months of an interval that are looked up.
const MAX_MONTHS: usize = 14;

/// Types under which one happening is told. A type may be in several; two types can tell one happening where they share one.
/// Derived from the definitions of the codebook (sections 1 and 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum TypeFamily {
    /// ASSAULT, COERCE, MOBILIZE. A crowd pushed back is COERCE, with gas ASSAULT; a town is seized (COERCE) in the attack
    /// (ASSAULT) that takes it; a hostage is arrested or abducted by who tells it; whether shells were meant to harm (ASSAULT) or to
    /// test and to warn (MOBILIZE) is often what the reports differ in.
    Force,
    /// COERCE, SANCTION, REJECT, REQUEST. Assets are frozen (SANCTION) or seized (COERCE); persons deported (COERCE), diplomats
    /// expelled (SANCTION), or ordered to leave (REQUEST, as a judge's order); inspectors are restricted (COERCE) or
    /// refused (REJECT); a court arrests (COERCE) and convicts (SANCTION).
    Measure,
    /// REQUEST, ACCUSE, REJECT, THREATEN, PROTEST. One statement criticises, demands, refuses and warns; a summons to complain
    /// is ACCUSE, what it demands REQUEST; a government's protest is ACCUSE, a crowd's PROTEST, and "protested" says neither.
    Reproach,
    /// AGREE, CONSULT, SUPPORT, CONCEDE, COOPERATE. A meeting to come is AGREE and CONSULT when held; a pact is agreed (AGREE),
    /// signed or ratified (SUPPORT), carried out (COOPERATE); a truce accepted is AGREE or CONCEDE.
    Accord,
    /// AGREE, AID. Aid promised is AGREE, given it is AID.
    Giving,
    /// AID, COOPERATE, MOBILIZE. The codebook itself codes troops sent abroad as AID to the ally or as MOBILIZE toward the front, and
    /// an exercise as COOPERATE or MOBILIZE by whether a partner is named.
    Forces,
    /// CONCEDE, RETREAT. The same release or withdrawal, declared and done.
    Yielding,
    /// PROTEST, ASSAULT. Riots and clashes of a crowd.
    Crowd,
}

impl TypeFamily {
    /// The families that a type is in.
    #[must_use]
    pub const fn of(event_type: EventType) -> &'static [Self] {
        use TypeFamily as F;
        match event_type {
            EventType::Agree => &[F::Accord, F::Giving],
            EventType::Consult | EventType::Support => &[F::Accord],
            EventType::Concede => &[F::Yielding, F::Accord],
            EventType::Cooperate => &[F::Accord, F::Forces],
            EventType::Aid => &[F::Giving, F::Forces],
            EventType::Retreat => &[F::Yielding],
            EventType::Request | EventType::Reject => &[F::Reproach, F::Measure],
            EventType::Accuse | EventType::Threaten => &[F::Reproach],
            EventType::Protest => &[F::Crowd, F::Reproach],
            EventType::Sanction => &[F::Measure],
            EventType::Mobilize => &[F::Forces, F::Force],
            EventType::Coerce => &[F::Force, F::Measure],
            EventType::Assault => &[F::Force, F::Crowd],
        }
    }

    /// True where two types can tell one happening.
    #[must_use]
    pub fn shared(a: EventType, b: EventType) -> bool {
        Self::of(a).iter().any(|f| Self::of(b).contains(f))
    }
}

/// A key, as a number that a store can index. Two unlike keys of one number (2⁻⁶⁴ a pair) cost a needless comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BlockKey(pub u64);

impl BlockKey {
    /// FNV-1a of 64 bits over the parts, which keeps for ever what a store has written.
    fn new(family: TypeFamily, anchor: &Anchor, when: When) -> Self {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        let mut add = |bytes: &[u8]| {
            for &byte in bytes {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        };
        add(&[family as u8, anchor.kind as u8]);
        add(anchor.words.as_bytes());
        let (tag, day) = match when {
            When::Day(day) => (0, day),
            When::Month(day) => (1, day),
            When::Ever => (2, Date::ZERO),
        };
        add(&[0xff, tag]);
        add(&day.year().to_le_bytes());
        add(&day.month().to_le_bytes());
        if tag == 0 {
            add(&day.day().to_le_bytes());
        }
        Self(hash)
    }
}

/// What a key holds on to; the order is that of strength. The last two stand for what the report itself leaves unnamed ("the raid"): names
/// near its trigger and countries of its document; they are kept by months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum AnchorKind {
    Point,
    Party,
    Name,
    Country,
    Beside,
    Story,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Anchor {
    kind: AnchorKind,
    words: String,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum When {
    Day(Date),
    Month(Date),
    Ever,
}

/// Keys to ask with, and to stand under.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Keys {
    /// Strongest first, each once; at most [`MAX_KEYS`].
    pub ask: Vec<BlockKey>,
    /// Each once, in no order that means anything.
    pub stand: Vec<BlockKey>,
}

impl Keys {
    /// Keys of a report.
    #[must_use]
    pub fn of(told: &Told<'_>) -> Self {
        let anchors = anchors(told);
        let families = TypeFamily::of(told.report.event_type);
        let within = days::of(told).or_else(|| days::window(told));
        let plan = || {
            told.article.published.filter(|_| told.report.status == Status::Future).map(|p| Days { start: p, end: p, approximate: true })
        };
        let within = within.or_else(plan);
        let mut keys = Self::default();
        // undated background looks for what is well named, whenever it was
        let is_undated = within.is_none();
        let is_daywise = within.is_some_and(|d| days::length(&d) <= DAYWISE);
        let published = told.article.published;
        for anchor in &anchors {
            let is_strong = anchor.kind < AnchorKind::Country;
            let is_weak = anchor.kind > AnchorKind::Country;
            for &family in families {
                let mut ask = |when| push(&mut keys.ask, BlockKey::new(family, anchor, when), MAX_KEYS);
                match within {
                    Some(d) if is_daywise && !is_weak => each_day(&d, 1).for_each(|day| ask(When::Day(day))),
                    Some(d) => months(&d).into_iter().for_each(|month| ask(When::Month(month))),
                    None if is_strong => ask(When::Ever),
                    None => {}
                }
                let mut stand = |when| push(&mut keys.stand, BlockKey::new(family, anchor, when), usize::MAX);
                if let Some(d) = within {
                    if is_daywise && !is_weak {
                        each_day(&d, 0).for_each(|day| stand(When::Day(day)));
                    }
                    months(&d).into_iter().for_each(|month| stand(When::Month(month)));
                }
                if let Some(day) = published {
                    stand(When::Month(day.first_of_month()));
                }
                if is_strong || is_undated || anchor.kind == AnchorKind::Beside {
                    stand(When::Ever);
                }
            }
        }
        // what states no day may be told of as known, months after
        if told.report.days.is_none_or(|d| days::length(&d) > DAYWISE) {
            for anchor in &anchors {
                for &family in families {
                    let mut ask = |when| push(&mut keys.ask, BlockKey::new(family, anchor, when), MAX_KEYS);
                    let before = published.map(|p| Days { start: days::moved(p, -LOOK_BACK), end: p, approximate: true });
                    before.iter().flat_map(months).for_each(|month| ask(When::Month(month)));
                    if anchor.kind < AnchorKind::Country || anchor.kind == AnchorKind::Beside {
                        ask(When::Ever);
                    }
                }
            }
        }
        keys
    }
}

fn push(keys: &mut Vec<BlockKey>, key: BlockKey, most: usize) {
    if keys.len() < most && !keys.contains(&key) {
        keys.push(key);
    }
}

/// Every day of an interval of [`DAYWISE`] days at most, and some more on each side.
fn each_day(d: &Days, more: i64) -> impl Iterator<Item = Date> + use<> {
    let first = days::moved(d.start, -more);
    let count = (days::length(d) + 2 * more).clamp(0, DAYWISE + 2);
    (0..count).map(move |n| days::moved(first, n))
}

/// First days of the months that an interval touches, the latest [`MAX_MONTHS`].
fn months(d: &Days) -> Vec<Date> {
    let mut out = Vec::new();
    let mut month = d.end.first_of_month();
    while month >= d.start.first_of_month() && out.len() < MAX_MONTHS {
        out.push(month);
        match month.yesterday() {
            Ok(before) => month = before.first_of_month(),
            Err(_) => break,
        }
    }
    out
}

fn anchors(told: &Told<'_>) -> Vec<Anchor> {
    let report = told.report;
    let mut out = Vec::new();
    let mut add = |kind, words: String| {
        if !words.is_empty() {
            out.push(Anchor { kind, words });
        }
    };
    if let Some(spot) = &report.place {
        add(AnchorKind::Point, place::point_key(spot).unwrap_or_default());
        add(AnchorKind::Country, spot.country.clone().unwrap_or_default());
    }
    for named in report.actors.iter().chain(&report.recipients) {
        for party in &named.parties {
            if !party.slug.is_empty() {
                add(AnchorKind::Party, party.key());
            }
            add(AnchorKind::Country, party.country.clone());
        }
        add(AnchorKind::Name, open_name(named).unwrap_or_default());
    }
    for country in &told.passage().countries {
        out.push(Anchor { kind: AnchorKind::Story, words: country.clone() });
    }
    for name in told.passage().nearest.iter().take(BESIDE) {
        out.push(Anchor { kind: AnchorKind::Beside, words: name.clone() });
    }
    out.sort_unstable();
    out.dedup();
    out
}

/// The name in an unresolved mention.
fn open_name(named: &Named) -> Option<String> {
    full_name(&named.text).filter(|_| named.parties.is_empty()).map(|words| words.join(" "))
}

/// Incidents under a key; a store implements it.
pub trait Index {
    /// What can go wrong.
    type Error;

    /// Incidents that stand under a key, the latest opened first, at most `limit`.
    ///
    /// # Errors
    /// As the store says.
    fn incidents(&self, key: BlockKey, limit: usize) -> Result<Vec<IncidentId>, Self::Error>;
}

/// The incidents to score for a report that asks with these keys, each once: at most [`MAX_CANDIDATES`], those of the strongest
/// keys first.
///
/// # Errors
/// Those of the index.
pub fn candidates<I: Index>(index: &I, ask: &[BlockKey]) -> Result<Vec<IncidentId>, I::Error> {
    let mut found = Vec::new();
    for &key in ask {
        for id in index.incidents(key, PER_KEY)? {
            if !found.contains(&id) {
                found.push(id);
            }
        }
        if found.len() >= MAX_CANDIDATES {
            found.truncate(MAX_CANDIDATES);
            break;
        }
    }
    Ok(found)
}

/// An index in memory.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MemoryIndex {
    of: std::collections::BTreeMap<BlockKey, Vec<IncidentId>>,
}

impl MemoryIndex {
    /// Puts an incident under keys.
    pub fn put(&mut self, id: IncidentId, keys: &[BlockKey]) {
        for key in keys {
            let list = self.of.entry(*key).or_default();
            if let Err(at) = list.binary_search(&id) {
                list.insert(at, id);
            }
        }
    }
}

impl Index for MemoryIndex {
    type Error = std::convert::Infallible;

    fn incidents(&self, key: BlockKey, limit: usize) -> Result<Vec<IncidentId>, Self::Error> {
        Ok(self.of.get(&key).map(|list| list.iter().rev().take(limit).copied().collect()).unwrap_or_default())
    }
}
