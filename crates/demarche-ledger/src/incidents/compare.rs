//! The comparisons that a score is made of. Each gives no reason where one side does not know.

use std::collections::BTreeSet;

use demarche::codebook::{EventType, QuantityRole, Status};
use jiff::civil::Date;

use super::blocking::TypeFamily;
use super::place::{Lie, lie};
use super::profile::{Number, Profile, stem};
use super::score::Evidence as E;
use super::weights::Slot as S;
use super::words::{Marks, WordSet};
use super::{Told, days};
use crate::report::{Days, Report};

/// What a comparison found: the evidence, the weight that it carries, and how much of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Seen {
    pub(super) evidence: E,
    pub(super) slot: S,
    pub(super) much: f32,
}

impl Seen {
    /// What it adds to a score.
    pub(super) fn weight(&self, weights: &[f32]) -> f32 {
        weights.get(self.slot as usize).map_or(0.0, |weight| weight * self.much)
    }
}

/// What is wanted of a comparison. Most candidates lose, and nobody asks for their reasons: words are not spelt out then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tell {
    /// The weights.
    Weights,
    /// The weights, and reasons that can be shown.
    Reasons,
}

/// Shared words that are spelt out as a reason.
const MOST_SPELT: usize = 12;

impl Tell {
    pub(super) fn word(self, word: impl FnOnce() -> String) -> String {
        match self {
            Self::Weights => String::new(),
            Self::Reasons => word(),
        }
    }

    /// The first words that two sets share, and the number of all; none where they are not wanted.
    fn shared(self, a: &WordSet, b: &Marks) -> (Vec<String>, usize) {
        match self {
            Self::Weights => (Vec::new(), a.count_shared(b)),
            Self::Reasons => {
                let mut shared = a.shared(b);
                let count = shared.len();
                shared.truncate(MOST_SPELT);
                (shared, count)
            }
        }
    }
}

/// The most that each of the slower comparisons can add: [`contexts`] with [`documents`], [`meaning`], [`stories`].
pub(super) fn most_left(told: &Told<'_>, incident: &Profile, weights: &[f32]) -> [f32; 3] {
    let passage = told.passage();
    let of = |slot: S, much: f32| weights.get(slot as usize).map_or(0.0, |w| (w * much).max(0.0));
    let any = |slots: &[S]| slots.iter().map(|slot| of(*slot, 1.0)).fold(0.0, f32::max);
    // beyond six words that could be shared, each more counts
    let words = passage.around.words.len().min(incident.words.len());
    let words = words as f32 / words.clamp(1, MOST_WORDS) as f32;
    let around =
        any(&[S::NameBeside, S::OtherNamesBeside]) + of(S::Words, words).max(any(&[S::NoWord, S::NoWordOfFew, S::NoWordOtherWeapon]));
    let meaning = of(S::Meaning, 0.4).max(of(S::Meaning, -0.4));
    if incident.is_told_by(told.article.id) {
        return [around + any(&[S::DocumentOtherType, S::DocumentOtherWords, S::DocumentSameWords]), meaning, 0.0];
    }
    let copy = if incident.told.contains(&passage.trigger) { of(S::SameCopy, 1.0) } else { 0.0 };
    let names = passage.names.len().min(incident.near_names.len()) as f32;
    let stories = (of(S::StoryNames, libm::logf(1.0 + names)) + of(S::StoryNamesShare, 1.0)).max(of(S::StoryNoName, 1.0))
        + of(S::StoryWords, 0.9).max(of(S::StoryWords, -0.1))
        + any(&[S::OtherStoryCountry, S::StoryCountry])
        + of(S::Story, 0.4).max(of(S::Story, -0.4));
    [around + copy, meaning, stories]
}

pub(super) fn seen(evidence: E, slot: S) -> Seen {
    Seen { evidence, slot, much: 1.0 }
}

fn some(evidence: E, slot: S, much: f32) -> Seen {
    Seen { evidence, slot, much }
}

/// Type and mode; none where the types cannot tell one happening.
pub(super) fn types(tell: Tell, report: &Report, incident: &Profile, out: &mut Vec<Seen>) -> Option<()> {
    let event_type = report.event_type;
    out.push(seen(E::Block, S::Block));
    let is_there = incident.types.iter().any(|((t, _), _)| *t == event_type);
    if is_there {
        out.push(seen(E::SameType { event_type }, S::SameType));
    } else {
        let other = incident.types.iter().map(|((t, _), _)| *t).find(|t| TypeFamily::shared(*t, event_type))?;
        // who demands and accuses in one breath does two things
        let is_said = event_type != EventType::Protest && TypeFamily::of(event_type).contains(&TypeFamily::Reproach);
        out.push(seen(E::KindredType { event_type, other }, if is_said { S::KindredSaid } else { S::KindredType }));
    }
    if is_common(event_type) {
        out.push(seen(E::CommonType { event_type }, S::CommonType));
    }
    let Some(mode) = &report.mode else { return Some(()) };
    let modes = || incident.types.iter().filter(|((t, m), _)| *t == event_type && !m.is_empty()).map(|((_, m), _)| m.as_str());
    let told = tell.word(|| mode.clone());
    if modes().any(|m| m == mode) {
        out.push(seen(E::SameMode { mode: told }, S::SameMode));
    } else if modes().any(|m| is_kindred_mode(m, mode)) {
        out.push(seen(E::KindredMode { mode: told }, S::KindredMode));
    } else if WEAPONS.contains(&mode.as_str()) && modes().any(|m| WEAPONS.contains(&m)) {
        out.push(seen(E::OtherMode { mode: told }, S::OtherWeapon));
    } else if modes().next().is_some() {
        out.push(seen(E::OtherMode { mode: told }, S::OtherMode));
    }
    Some(())
}

/// Words are said about many things, and two reproaches of one day look alike; deeds rarely do.
fn is_common(event_type: EventType) -> bool {
    matches!(
        event_type,
        EventType::Request | EventType::Accuse | EventType::Threaten | EventType::Support | EventType::Agree | EventType::Reject
    )
}

/// Modes of attacks, which reports of one attack may differ in.
const WEAPONS: [&str; 9] =
    ["explosives", "heavy-weapons", "aerial", "drone", "targeted", "suicide-attack", "destroy", "firearms", "unconventional"];

/// The report's weapon is none that is told for the incident's.
fn is_other_weapon(report: &Report, incident: &Profile) -> bool {
    let Some(mode) = report.mode.as_deref().filter(|m| WEAPONS.contains(m)) else { return false };
    let mut known = incident.types.iter().map(|((_, m), _)| m.as_str()).filter(|m| WEAPONS.contains(m)).peekable();
    known.peek().is_some() && known.all(|m| m != mode && !is_kindred_mode(m, mode))
}

/// Modes that reports of one attack, march or measure are coded with.
fn is_kindred_mode(a: &str, b: &str) -> bool {
    const GROUPS: [&[&str]; 8] = [
        &["discontinue", "withdraw"],
        &["aerial", "drone", "targeted", "destroy"],
        &["heavy-weapons", "aerial", "targeted", "destroy"],
        &["explosives", "suicide-attack", "targeted", "destroy", "unconventional"],
        &["firearms", "targeted", "primitive", "beat", "crowd-control"],
        &["demo", "riot", "obstruct", "vandalize"],
        &["disapprove", "allege"],
        &["visit", "multilateral", "third-party"],
    ];
    GROUPS.iter().any(|group| group.contains(&a) && group.contains(&b))
}

/// Places: the best agreement with any place of the incident that is told as often as others.
pub(super) fn places(tell: Tell, report: &Report, incident: &Profile) -> Option<Seen> {
    let Some(spot) = &report.place else { return place_of_party(tell, report, incident) };
    let most = incident.places.iter().map(|(_, n)| *n).max()?;
    // how well they agree, for the choice of the best
    let weigh = |(other, n): &(crate::report::Spot, u32)| {
        let name = tell.word(|| spot.name.clone());
        // a place that one report of many gives carries half
        let share = if 3 * n < most { 0.5 } else { 1.0 };
        match lie(spot, other) {
            Lie::Same => (4.0 * share, Some(some(E::SamePlace { name }, S::SamePlace, share))),
            Lie::SameArea => (1.5 * share, Some(some(E::SameArea { name }, S::SameArea, share))),
            Lie::Inside => (share, Some(some(E::PlaceInside { name }, S::PlaceInside, share))),
            Lie::Open => (0.0, None),
            Lie::Near(km) => (-1.0, Some(seen(E::PlaceNear { km }, S::PlaceNear))),
            Lie::Apart(km) => (-2.0, Some(seen(E::PlaceApart { km }, S::PlaceApart))),
        }
    };
    incident.places.iter().map(weigh).max_by(|a, b| a.0.total_cmp(&b.0))?.1
}

/// A report without a place may name parties of the country where the incident was.
fn place_of_party(tell: Tell, report: &Report, incident: &Profile) -> Option<Seen> {
    let own = || report.actors.iter().chain(&report.recipients).flat_map(|n| &n.parties).map(|p| p.country.as_str());
    let country = incident.places.iter().filter_map(|(s, _)| s.country.as_deref()).find(|c| !c.is_empty() && own().any(|own| own == *c))?;
    Some(seen(E::PlaceOfParty { country: tell.word(|| country.to_owned()) }, S::PlaceOfParty))
}

/// Words around a trigger of which all are to be shared for the full weight.
const MOST_WORDS: usize = 6;

/// Names and words around the triggers.
pub(super) fn contexts(tell: Tell, told: &Told<'_>, incident: &Profile) -> (Option<Seen>, Option<Seen>) {
    let own = &told.passage().around;
    let names = match tell.shared(&own.names, &incident.names) {
        (_, 0) if own.names.is_empty() || incident.names.is_empty() => None,
        (_, 0) => Some(seen(E::OtherNamesBeside, S::OtherNamesBeside)),
        (shared, _) => Some(seen(E::NameBeside { name: shared.into_iter().next().unwrap_or_default() }, S::NameBeside)),
    };
    let (shared, count) = tell.shared(&own.words, &incident.words);
    let fewer = own.words.len().min(incident.words.len()).min(MOST_WORDS);
    let words = (fewer >= 2).then(|| {
        let share = count as f32 / fewer as f32;
        if count > 0 {
            return some(E::Words { shared }, S::Words, share);
        }
        let slot = if is_other_weapon(told.report, incident) {
            // other means against another target
            S::NoWordOtherWeapon
        } else if fewer > 2 {
            S::NoWord
        } else {
            // with few words chance parts much
            S::NoWordOfFew
        };
        seen(E::Words { shared }, slot)
    });
    (names, words)
}

/// Days, or publication where none is stated.
pub(super) fn times(told: &Told<'_>, incident: &Profile) -> Option<Seen> {
    match (told.passage().days, incident.day()) {
        (Some(own), Some(_)) => stated(&own, told.article.published, incident),
        (own, theirs) => unstated(told, own, theirs, incident),
    }
}

/// Both state their days: the best agreement with any interval told as often as others.
fn stated(own: &Days, published: Option<Date>, incident: &Profile) -> Option<Seen> {
    let most = incident.days.iter().map(|(_, n)| *n).max()?;
    let weigh = |(other, n): &(Days, u32)| {
        let share = if 3 * n < most { 0.5 } else { 1.0 };
        let (short, long) = (days::length(own).min(days::length(other)), days::length(own).max(days::length(other)));
        let is_vague = own.approximate || other.approximate || short > 3;
        match days::gap(own, other) {
            0 if long == 1 => (4.0 * share, some(E::SameDay { day: own.start }, S::SameDay, share)),
            0 if long <= 10 => (1.8 * share, some(E::DaysOverlap, S::DaysOverlap, share)),
            0 => (0.5 * share, some(E::DaysOverlap, S::LongDaysOverlap, share)),
            // the day of publication is often that of the telling
            1 if is_vague || Some(own.end) == published => (-1.0, seen(E::DaysNear, S::DaysNearVague)),
            1 => (-2.0, seen(E::DaysNear, S::DaysNear)),
            days if is_vague && days <= 7 => (-1.5, seen(E::DaysApart { days }, S::DaysApartVague)),
            days if is_vague => (-3.0, seen(E::DaysApart { days }, S::DaysFarVague)),
            days => (-4.0, seen(E::DaysApart { days }, S::DaysApart)),
        }
    };
    incident.days.iter().map(weigh).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, seen)| seen)
}

/// One or both state no day: what is told as news was some days before publication at most.
fn unstated(told: &Told<'_>, own: Option<Days>, theirs: Option<Days>, incident: &Profile) -> Option<Seen> {
    let published = told.article.published?;
    let is_plan = told.report.status == Status::Future;
    let days = match (own, theirs) {
        // the report's publication against the incident's day
        (None, Some(day)) => {
            let before = days::between(published, day.start);
            if before > 0 && !is_plan {
                return Some(seen(E::PublishedBefore { days: before }, S::PublishedBefore));
            }
            days::between(day.end, published).max(0)
        }
        // the report's day against the first publication
        (Some(day), None) => {
            let first = incident.published?.0;
            let before = days::between(first, day.start);
            if before > 0 && !incident.statuses.contains_key(&Status::Future) {
                return Some(seen(E::PublishedBefore { days: before }, S::PublishedBefore));
            }
            days::between(day.end, first).max(0)
        }
        _ => {
            let (first, last) = incident.published?;
            days::between(last, published).max(days::between(published, first)).max(0)
        }
    };
    let is_background = told.report.status == Status::Historical;
    Some(match days {
        0..=days::FRESH => seen(E::PublishedNear { days }, S::PublishedNear),
        _ if is_background => return None,
        4..=10 => seen(E::PublishedFar { days }, S::PublishedFar),
        _ => seen(E::PublishedFar { days }, S::PublishedVeryFar),
    })
}

/// Counts of one part: killed, injured and so on. The nearest of the incident's numbers is compared.
pub(super) fn numbers(told: &Told<'_>, incident: &Profile, out: &mut Vec<Seen>) {
    if incident.numbers.is_empty() {
        return;
    }
    let mut roles = BTreeSet::new();
    for value in told.report.values.iter().filter(|v| v.role != QuantityRole::Other && v.low.is_finite() && v.high.is_finite()) {
        if !roles.insert(value.role) {
            continue;
        }
        // tanks are no howitzers, and dollars no yen
        let is_counted = matches!(value.role, QuantityRole::Sent | QuantityRole::Supplied | QuantityRole::Paid | QuantityRole::Lost);
        let known = incident.numbers.iter().filter(|n| n.role == value.role && (!is_counted || n.unit == value.unit));
        let ratio = |n: &&Number| {
            let (near, far) = if value.high < n.low { (value.high, n.low) } else { (n.high, value.low) };
            // numbers that overlap are one; a count of nobody is not compared by ratio
            if value.low <= n.high && n.low <= value.high { 1.0 } else { (far.max(0.0) + 1.0) / (near.max(0.0) + 1.0) }
        };
        let Some((nearest, ratio)) = known.map(|n| (n, ratio(&n))).min_by(|a, b| a.1.total_cmp(&b.1)) else { continue };
        let (role, from, to) = (value.role, nearest.low, value.low);
        out.push(if ratio <= 1.0 {
            seen(E::SameNumber { role }, if to >= 3.0 { S::SameNumber } else { S::SameFew })
        } else if ratio <= 2.5 {
            seen(E::MovingToll { role, from, to }, S::MovingToll)
        } else {
            seen(E::OtherNumber { role, from, to }, if ratio > 6.0 { S::FarNumber } else { S::OtherNumber })
        });
    }
}

/// What stands near: names and words of the passage, countries and embedding of the document.
pub(super) fn stories(tell: Tell, told: &Told<'_>, incident: &Profile, out: &mut Vec<Seen>) {
    if incident.is_told_by(told.article.id) {
        return;
    }
    let own = told.passage();
    let fewer = own.names.len().min(incident.near_names.len());
    if fewer > 0 {
        let (shared, count) = tell.shared(&own.names, &incident.near_names);
        let share = count as f32 / fewer as f32;
        if count == 0 {
            out.push(seen(E::StoryNames { shared }, S::StoryNoName));
        } else {
            out.push(some(E::StoryNames { shared }, S::StoryNames, libm::logf(1.0 + count as f32)));
            out.push(some(E::StoryNamesShare { share }, S::StoryNamesShare, share));
        }
    }
    let fewer = own.words.len().min(incident.near_words.len());
    if fewer >= 3 {
        let share = own.words.count_shared(&incident.near_words) as f32 / fewer as f32;
        out.push(some(E::StoryWords { share }, S::StoryWords, share - 0.1));
    }
    let own = &own.countries;
    if !own.is_empty() && !incident.countries.is_empty() {
        let (shared, count) = tell.shared(own, &incident.countries);
        out.push(seen(E::StoryCountries { shared }, if count == 0 { S::OtherStoryCountry } else { S::StoryCountry }));
    }
    let [_, square] = told.passage().squares;
    if let Some(cosine) = told.article.embedding.as_ref().and_then(|own| incident.story.cosine(own, square)) {
        out.push(some(E::Story { cosine }, S::Story, (cosine - 0.6).clamp(-0.4, 0.4)));
    }
}

/// Stem and setting of the trigger.
pub(super) fn triggers(tell: Tell, told: &Told<'_>, incident: &Profile, out: &mut Vec<Seen>) {
    let own = told.passage().trigger.stem;
    if own.is_some() && incident.told.iter().any(|known| known.stem == own) {
        let stem = tell.word(|| stem(&told.report.trigger.to_lowercase()).to_owned());
        out.push(seen(E::SameTrigger { stem }, S::SameTrigger));
    }
    if told.passage().is_definite {
        out.push(seen(E::Definite, S::Definite));
    }
}

/// Likeness of the embeddings.
pub(super) fn meaning(told: &Told<'_>, incident: &Profile) -> Option<Seen> {
    let [square, _] = told.passage().squares;
    let cosine = incident.meaning.cosine(told.report.embedding.as_ref()?, square)?;
    Some(some(E::Meaning { cosine }, S::Meaning, (cosine - 0.6).clamp(-0.4, 0.4)))
}

/// A plan is no deed; a denial is of what it denies.
pub(super) fn statuses(report: &Report, incident: &Profile) -> Option<Seen> {
    let is_plan = |s: &Status| *s == Status::Future;
    let own = is_plan(&report.status);
    let is_other = if own { incident.statuses.keys().all(|s| !is_plan(s)) } else { incident.statuses.keys().all(is_plan) };
    // what is agreed is always to come
    (is_other && report.event_type != EventType::Agree).then(|| seen(E::OtherStatus { status: report.status }, S::OtherStatus))
}

/// One document or one copy family; `words` is what the triggers' surroundings say.
pub(super) fn documents(told: &Told<'_>, incident: &Profile, words: Option<&Seen>) -> Option<Seen> {
    if incident.is_told_by(told.article.id) {
        // one writer who uses two kinds of words for two acts means two
        let is_same_type = incident.types.iter().any(|((t, _), _)| *t == told.report.event_type);
        let is_other = words.is_some_and(|w| w.slot != S::Words || w.much < 0.25);
        let slot = match (is_same_type, is_other) {
            (false, _) => S::DocumentOtherType,
            (true, true) => S::DocumentOtherWords,
            (true, false) => S::DocumentSameWords,
        };
        return Some(seen(E::SameDocument, slot));
    }
    // a report that was written anew for the next round is no copy of the last
    let is_apart = told.passage().days.zip(incident.day()).is_some_and(|(own, known)| days::gap(&own, &known) > 1);
    (incident.told.contains(&told.passage().trigger) && !is_apart).then(|| seen(E::SameCopy, S::SameCopy))
}
