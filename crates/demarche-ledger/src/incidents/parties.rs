//! How the parties of a report and of an incident lie to each other.
//!
//! A report is compared with a hundred incidents and more, so that parties, countries and words of names are compared as numbers; what
//! a reason spells out is taken from the report's side.

use std::collections::BTreeSet;

use demarche::codebook::EventType;

use super::Told;
use super::compare::{Seen, Tell, seen};
use super::names::{full_name, name_words};
use super::profile::{Profile, Side};
use super::score::{Evidence as E, Part};
use super::weights::Slot as S;
use super::words::number;
use crate::copies::words::hash;
use crate::report::{Named, Party, Report};

/// A party as numbers. Two unlike parties of one number (2⁻⁶⁴ a pair) count as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    /// Of its key.
    key: u64,
    /// Of its country; 0 where unknown.
    country: u32,
    /// It has a name of its own.
    is_named: bool,
}

impl Mark {
    pub(super) fn of(party: &Party) -> Self {
        Self {
            key: hash(party.key().as_bytes()),
            country: if party.country.is_empty() { 0 } else { number(&party.country).max(1) },
            is_named: !party.slug.is_empty(),
        }
    }
}

/// Countries, each as often as it stands there.
fn countries(marks: &[Mark]) -> impl Iterator<Item = u32> + Clone {
    marks.iter().map(|mark| mark.country).filter(|country| *country != 0)
}

/// Words of a party's name in its key.
pub(super) fn slug_words(party: &Party) -> impl Iterator<Item = &str> {
    party.slug.split('-').filter(|word| !word.is_empty())
}

/// One side of a report, ready to be compared.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Own {
    /// Of its parties, in order.
    marks: Vec<Mark>,
    /// Words of open names, and then of its parties' names.
    words: Vec<String>,
    /// Their numbers.
    numbers: Vec<u32>,
    /// How many of these are of open names.
    open: usize,
    /// First and family name of the first open mention that has both.
    full: Option<String>,
}

impl Own {
    pub(super) fn of(side: &[Named]) -> Self {
        let open = || side.iter().filter(|n| n.parties.is_empty());
        let parties = || side.iter().flat_map(|n| &n.parties);
        let mut words: Vec<String> = open().flat_map(|n| name_words(&n.text)).collect();
        let count = words.len();
        words.extend(parties().flat_map(slug_words).map(str::to_owned));
        Self {
            marks: parties().map(Mark::of).collect(),
            numbers: words.iter().map(|word| number(word)).collect(),
            words,
            open: count,
            full: open().find_map(|n| full_name(&n.text)).map(|words| words.join(" ")),
        }
    }
}

/// Both sides' parties.
pub(super) fn parties(tell: Tell, told: &Told<'_>, incident: &Profile, out: &mut Vec<Seen>) {
    let (report, [acting, acted_on]) = (told.report, &told.passage().sides);
    let is_swapped = || is_swapped(&acting.marks, &acted_on.marks, incident);
    if is_reciprocal(report) {
        out.extend(reciprocal(tell, told, incident));
        return;
    }
    if is_swapped() {
        // what one gives the other receives, and either may be told as acting
        if report.event_type == EventType::Aid {
            out.extend(reciprocal(tell, told, incident));
            return;
        }
        out.push(seen(E::SidesSwapped, S::SidesSwapped));
    }
    let actors = side((tell, Part::Actor), &report.actors, acting, &incident.actors, S::OtherActor);
    // victims of an attack come from many countries
    let against = if report.event_type == EventType::Assault { S::OtherVictim } else { S::OtherRecipient };
    let recipients = side((tell, Part::Recipient), &report.recipients, acted_on, &incident.recipients, against);
    // inside one country the second side says little more than the first
    let inner = |found: &Option<Found<'_>>| found.as_ref().and_then(|found| found.country.map(str::to_owned));
    let is_inner = inner(&actors).is_some() && inner(&actors) == inner(&recipients);
    out.extend(actors.map(|found| found.seen));
    out.extend(recipients.map(|found| if is_inner { Seen { slot: S::InnerCountry, ..found.seen } } else { found.seen }));
}

/// What a side shows, and the country that its evidence is where that is all it has.
struct Found<'a> {
    seen: Seen,
    country: Option<&'a str>,
}

impl From<Seen> for Found<'_> {
    fn from(seen: Seen) -> Self {
        Self { seen, country: None }
    }
}

/// Those who meet, agree or trade are told in either order, a host or mediator before or behind them.
fn is_reciprocal(report: &Report) -> bool {
    matches!(report.event_type, EventType::Consult | EventType::Agree | EventType::Cooperate)
}

/// All parties of the one against all of the other.
fn reciprocal(tell: Tell, told: &Told<'_>, incident: &Profile) -> Option<Seen> {
    let [acting, acted_on] = &told.passage().sides;
    let own = each_once(countries(&acting.marks).chain(countries(&acted_on.marks)));
    let theirs = each_once(countries(incident.actors.marks()).chain(countries(incident.recipients.marks())));
    if own.is_empty() || theirs.is_empty() {
        return None;
    }
    let part = Part::Actor;
    let is_shared = |country: &u32| theirs.contains(country);
    let country = tell.word(|| {
        let parties = told.report.actors.iter().chain(&told.report.recipients).flat_map(|n| &n.parties);
        let shared = parties.filter(|p| is_shared(&Mark::of(p).country)).map(|p| p.country.as_str());
        shared.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(" ")
    });
    let (fewer, more) = (own.len().min(theirs.len()), own.iter().filter(|country| is_shared(country)).count());
    Some(match more {
        0 => seen(E::OtherParty { part, key: tell.word(|| keys(&told.report.actors)) }, S::NoneMeets),
        1 if fewer == 1 => seen(E::SameCountry { part, country }, S::OneMeets),
        1 => seen(E::SameCountry { part, country }, S::OneOfMoreMeets),
        _ => seen(E::SameCountry { part, country }, S::TwoMeet),
    })
}

fn each_once(countries: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut out: Vec<u32> = countries.collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// True where some country is in both; sides are short.
fn meet(own: &[Mark], theirs: &[Mark]) -> bool {
    countries(own).any(|country| countries(theirs).any(|other| other == country))
}

fn keys(side: &[Named]) -> String {
    let keys: BTreeSet<String> = side.iter().flat_map(|n| &n.parties).map(Party::key).collect();
    keys.into_iter().collect::<Vec<_>>().join(" ")
}

/// Each side of the report meets the other side of the incident, and not its own.
fn is_swapped(actors: &[Mark], recipients: &[Mark], incident: &Profile) -> bool {
    let (others, acted_on) = (incident.actors.marks(), incident.recipients.marks());
    let is_empty = |marks| countries(marks).next().is_none();
    meet(actors, acted_on) && !meet(actors, others) && (is_empty(recipients) || meet(recipients, others))
        || is_empty(actors) && meet(recipients, others) && !meet(recipients, acted_on)
}

/// One side; `against` is the slot of another country.
fn side<'a>((tell, part): (Tell, Part), told: &'a [Named], own: &Own, known: &Side, against: S) -> Option<Found<'a>> {
    let parties = || told.iter().flat_map(|n| &n.parties);
    let is_same = |(party, mark): &(&Party, &Mark)| !is_vague(party) && known.marks().iter().any(|k| k.key == mark.key);
    if let Some((same, _)) = parties().zip(&own.marks).find(is_same) {
        let slot = match (part, same.slug.is_empty()) {
            (Part::Actor, true) => S::SameActor,
            (Part::Actor, false) => S::SameNamedActor,
            (Part::Recipient, true) => S::SameRecipient,
            (Part::Recipient, false) => S::SameNamedRecipient,
        };
        return Some(seen(E::SameParty { part, key: tell.word(|| same.key()) }, slot).into());
    }
    let is_known = |n: &u32| known.open_names().contains(n) || known.slug_words().contains(n);
    let mut own_words = own.words.iter().zip(&own.numbers);
    if let Some((name, _)) = own_words.find(|(word, number)| is_known(number) && word.chars().count() > 3) {
        // first and family name
        let is_full = own.numbers[..own.open].iter().filter(|n| known.open_names().contains(n)).count() > 1;
        let name = tell.word(|| name.clone());
        return Some(seen(E::SameName { part, name }, if is_full { S::SameFullName } else { S::SameName }).into());
    }
    if own.marks.is_empty() {
        let full = own.full.as_ref()?;
        let is_other = known.names.len() > 1 && known.parties.is_empty();
        return is_other.then(|| seen(E::OtherName { part, name: tell.word(|| full.clone()) }, S::OtherName).into());
    }
    countries(&own.marks).next().and(countries(known.marks()).next())?;
    let others = || tell.word(|| parties().map(Party::key).collect::<Vec<_>>().join(" "));
    let is_shared = |mark: &Mark| mark.country != 0 && countries(known.marks()).any(|other| other == mark.country);
    // of several the first in alphabetical order
    let shared = parties().zip(&own.marks).filter(|(_, mark)| is_shared(mark)).map(|(party, _)| party.country.as_str());
    let Some(country) = shared.min() else {
        return Some(seen(E::OtherParty { part, key: others() }, against).into());
    };
    if own.marks.iter().chain(known.marks()).all(|mark| mark.is_named) {
        return Some(seen(E::OtherNamed { part, key: others() }, S::OtherNamed).into());
    }
    let slot = if part == Part::Actor { S::SameActorCountry } else { S::SameRecipientCountry };
    Some(Found { seen: seen(E::SameCountry { part, country: tell.word(|| country.to_owned()) }, slot), country: Some(country) })
}

/// Of a country's gunmen, civilians or unknowns there are many.
fn is_vague(party: &Party) -> bool {
    party.slug.is_empty() && matches!(party.sector.as_str(), "UAF" | "UNK" | "CVL" | "" | "CRM" | "REB")
}
