//! Blocking: keys by which reports of one happening meet.
//!
//! An incident stands in the index under the anchors of its reports (a place, a named party, a country …), each with a day and with
//! the families of event types that tell it. A report asks for an anchor, some days in a row and its families. Asking is wider
//! than standing by a day on each side, so a report finds what another dates a day earlier; what states no day asks for the month
//! before, too. An anchor's rows lie together in the order of their days: what comes in the order of its days is put down at the end of each
//! anchor's run, and no part of an index of millions is read but the ends.
//!
//! **What is bounded.** At most [`MAX_ASKS`] questions are asked, strongest anchors first, at most [`PER_ASK`] incidents each
//! (the latest ones), and asking ends when [`MAX_CANDIDATES`] are found. What is lost: a report that names no place and no named
//! party, only a country, on a day on which more than `PER_ASK` incidents of the family have that country, may not find its own.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use demarche::codebook::{EventType, Status};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::cluster::IncidentId;
use super::names::full_name;
use super::words::fnv;
use super::{Told, days, place};
use crate::report::{Days, DocumentId, Named, ReportId};

/// Questions that are asked at most.
pub const MAX_ASKS: usize = 192;
/// Incidents taken of one question.
pub const PER_ASK: usize = 48;
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

/// An anchor, as a number that a store can index. Two unlike anchors of one number (2⁻⁶⁴ a pair) cost a needless comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AnchorKey(pub u64);

impl AnchorKey {
    /// FNV-1a of 64 bits over the parts, which keeps for ever what a store has written.
    fn new(anchor: &Anchor) -> Self {
        let bytes = std::iter::once(anchor.kind as u8).chain(anchor.words.bytes());
        Self(fnv(bytes))
    }
}

/// Families of types as bits; a day that a report states or is taken to lie on has the lower ones, its month and its publication the
/// upper ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Families(pub u16);

impl Families {
    fn of(event_type: EventType) -> Self {
        Self(TypeFamily::of(event_type).iter().fold(0, |bits, &family| bits | 1 << family as u16))
    }

    /// As a month, or publication, has them.
    const fn coarse(self) -> Self {
        Self(self.0 << 8)
    }

    /// Both.
    const fn any(self) -> Self {
        Self(self.0 | self.0 << 8)
    }

    /// True where one is in both.
    #[must_use]
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// A day as a store has it: days since 1970-01-01. [`UNDATED`] where there is none.
pub type DayNumber = i32;
/// The day of what has none; before all others.
pub const UNDATED: DayNumber = i32::MIN;

fn number(day: Date) -> DayNumber {
    // years −9999 … 9999 fit
    days::between(Date::constant(1970, 1, 1), day) as DayNumber
}

/// Under what an incident stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stand {
    /// Anchor.
    pub anchor: AnchorKey,
    /// Day.
    pub day: DayNumber,
    /// Families of the report's type.
    pub families: Families,
}

/// What a report asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ask {
    /// Anchor.
    pub anchor: AnchorKey,
    /// First day.
    pub first: DayNumber,
    /// Last day.
    pub last: DayNumber,
    /// One of these families.
    pub families: Families,
}

impl Ask {
    /// True where what stands so is asked for.
    #[must_use]
    pub fn is_of(&self, stand: &Stand) -> bool {
        self.anchor == stand.anchor && (self.first..=self.last).contains(&stand.day) && self.families.meets(stand.families)
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

/// What to ask with, and what to stand under.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Keys {
    /// Strongest first, each once; at most [`MAX_ASKS`].
    pub asks: Vec<Ask>,
    /// Each once, in no order that means anything.
    pub stands: Vec<Stand>,
}

impl Keys {
    /// Keys of a report.
    #[must_use]
    pub fn of(told: &Told<'_>) -> Self {
        // days are looked for in it
        told.passage();
        let families = Families::of(told.report.event_type);
        let within = days::of(told).or_else(|| days::window(told));
        let plan = || {
            told.article.published.filter(|_| told.report.status == Status::Future).map(|p| Days { start: p, end: p, approximate: true })
        };
        let within = within.or_else(plan);
        let is_daywise = within.is_some_and(|d| days::length(&d) <= DAYWISE);
        let published = told.article.published;
        // what states no day may be told of as known, months after
        let looks_back = told.report.days.is_none_or(|d| days::length(&d) > DAYWISE);
        let back = published.filter(|_| looks_back).map(|p| months(&Days { start: days::moved(p, -LOOK_BACK), end: p, approximate: true }));
        let months = within.map(|d| months(&d)).unwrap_or_default();
        let mut keys = Self::default();
        let mut later = Vec::new();
        for anchor in anchors(told) {
            let is_strong = anchor.kind < AnchorKind::Country;
            let is_weak = anchor.kind > AnchorKind::Country;
            let is_kept_for_ever = is_strong || anchor.kind == AnchorKind::Beside;
            let key = AnchorKey::new(&anchor);
            let ask = |(first, last): (DayNumber, DayNumber), families| Ask { anchor: key, first, last, families };
            let ever = ask((UNDATED, DayNumber::MAX), families.any());
            match within {
                Some(d) if is_daywise && !is_weak => {
                    // its own days before those next to them
                    let (first, last) = (number(d.start), number(d.end));
                    let days = (first..=last).chain([first - 1, last + 1]);
                    keys.asks.extend(days.map(|day| ask((day, day), families)));
                }
                Some(_) => keys.asks.extend(months.iter().map(|month| ask(*month, families.any()))),
                // undated background looks for what is well named, whenever it was
                None if is_strong => keys.asks.push(ever),
                None => {}
            }
            if looks_back {
                later.extend(back.iter().flatten().map(|month| ask(*month, families.any())));
                if is_kept_for_ever {
                    later.push(ever);
                }
            }
            let mut stand = |day, families| keys.stands.push(Stand { anchor: key, day, families });
            if let Some(d) = within {
                if is_daywise && !is_weak {
                    (number(d.start)..=number(d.end)).for_each(|day| stand(day, families));
                } else {
                    // the first of its days in each month
                    months.iter().for_each(|(first, _)| stand((*first).max(number(d.start)), families.coarse()));
                }
            }
            match published.map(number) {
                // in its month all that is asked for by months finds it already
                Some(day) if !months.iter().any(|(first, last)| (*first..=*last).contains(&day)) => stand(day, families.coarse()),
                None if within.is_none() => stand(UNDATED, families.coarse()),
                _ => {}
            }
        }
        for ask in later {
            if !keys.asks.contains(&ask) {
                keys.asks.push(ask);
            }
        }
        keys.asks.truncate(MAX_ASKS);
        keys
    }
}

/// First and last day of the months that an interval touches, the latest [`MAX_MONTHS`], the latest first.
fn months(d: &Days) -> Vec<(DayNumber, DayNumber)> {
    let mut out = Vec::new();
    let mut month = d.end;
    while month >= d.start.first_of_month() && out.len() < MAX_MONTHS {
        out.push((number(month.first_of_month()), number(month.last_of_month())));
        match month.first_of_month().yesterday() {
            Ok(before) => month = before,
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
    for country in told.passage().countries.iter() {
        out.push(Anchor { kind: AnchorKind::Story, words: country.to_owned() });
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

/// Incidents under anchors; a store implements it.
pub trait Index {
    /// What can go wrong.
    type Error;

    /// Adds the incidents that are asked for to `found`, those of the latest day first and of these the latest opened, each once for each of its
    /// days, up to the row that names the last of [`PER_ASK`] incidents.
    ///
    /// # Errors
    /// As the store says.
    fn incidents(&mut self, ask: &Ask, found: &mut Vec<IncidentId>) -> Result<(), Self::Error>;
}

/// Cuts rows short behind the one that names the last of [`PER_ASK`] incidents.
pub fn cut_short(rows: &mut Vec<(DayNumber, IncidentId)>) {
    if rows.len() <= PER_ASK {
        return;
    }
    let last = match (rows.first(), rows.last()) {
        // on one day each is named once
        (Some(first), Some(last)) if first.0 == last.0 => Some(PER_ASK - 1),
        _ => {
            // few enough to be looked through
            let mut named: Vec<IncidentId> = Vec::with_capacity(PER_ASK);
            rows.iter().position(|(_, id)| {
                if !named.contains(id) {
                    named.push(*id);
                }
                named.len() == PER_ASK
            })
        }
    };
    rows.truncate(last.map_or(rows.len(), |last| last + 1));
}

/// The incidents to score for a report that asks so, each once: at most [`MAX_CANDIDATES`], those of the strongest anchors first.
///
/// # Errors
/// Those of the index.
pub fn candidates<I: Index>(index: &mut I, asks: &[Ask]) -> Result<Vec<IncidentId>, I::Error> {
    let (mut found, mut known, mut some) = (Vec::new(), HashSet::new(), Vec::with_capacity(PER_ASK));
    for ask in asks {
        some.clear();
        index.incidents(ask, &mut some)?;
        found.extend(some.iter().filter(|id| known.insert(**id)));
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
    of: BTreeMap<AnchorKey, BTreeSet<(DayNumber, IncidentId, Families)>>,
}

impl MemoryIndex {
    /// Puts an incident under keys.
    pub fn put(&mut self, id: IncidentId, stands: &[Stand]) {
        for stand in stands {
            self.of.entry(stand.anchor).or_default().insert((stand.day, id, stand.families));
        }
    }
}

impl Index for MemoryIndex {
    type Error = std::convert::Infallible;

    fn incidents(&mut self, ask: &Ask, found: &mut Vec<IncidentId>) -> Result<(), Self::Error> {
        let Some(rows) = self.of.get(&ask.anchor) else { return Ok(()) };
        let last = IncidentId(ReportId { document: DocumentId(u64::MAX), event: u32::MAX });
        let within = rows.range(
            (ask.first, IncidentId(ReportId { document: DocumentId(0), event: 0 }), Families(0))..=(ask.last, last, Families(u16::MAX)),
        );
        let mut rows: Vec<_> = within.rev().filter(|row| ask.families.meets(row.2)).map(|row| (row.0, row.1)).collect();
        // one may stand on a day with several families
        rows.dedup();
        cut_short(&mut rows);
        found.extend(rows.into_iter().map(|row| row.1));
        Ok(())
    }
}
