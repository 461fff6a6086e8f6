//! The comparisons that a score is made of. Each gives no reason where one side does not know.

use std::collections::BTreeSet;

use demarche::codebook::{EventType, QuantityRole, Status};
use jiff::civil::Date;

use super::blocking::TypeFamily;
use super::context::around;
use super::names::{full_name, name_words};
use super::place::{Lie, lie};
use super::profile::{Number, Profile, Side};
use super::score::{Evidence as E, Part, Reason};
use super::{Told, days};
use crate::report::{Days, Named, Party, Report};

fn reason(evidence: E, weight: f32) -> Reason {
    Reason::new(evidence, weight)
}

/// Type and mode; none where the types cannot tell one happening.
pub(super) fn types(report: &Report, incident: &Profile) -> Option<Vec<Reason>> {
    let event_type = report.event_type;
    let mut out = vec![reason(E::Block, -3.2)];
    let is_there = incident.types.iter().any(|((t, _), _)| *t == event_type);
    if is_there {
        out.push(reason(E::SameType { event_type }, 0.8));
    } else {
        let other = incident.types.iter().map(|((t, _), _)| *t).find(|t| TypeFamily::shared(*t, event_type))?;
        // who demands and accuses in one breath does two things
        let is_said = event_type != EventType::Protest && TypeFamily::of(event_type).contains(&TypeFamily::Reproach);
        out.push(reason(E::KindredType { event_type, other }, if is_said { -1.2 } else { -0.6 }));
    }
    if is_common(event_type) {
        out.push(reason(E::CommonType { event_type }, -0.4));
    }
    let Some(mode) = &report.mode else { return Some(out) };
    let modes: BTreeSet<&str> =
        incident.types.iter().filter(|((t, m), _)| *t == event_type && !m.is_empty()).map(|((_, m), _)| m.as_str()).collect();
    let mode = mode.clone();
    if modes.contains(mode.as_str()) {
        out.push(reason(E::SameMode { mode }, 0.5));
    } else if modes.iter().any(|m| is_kindred_mode(m, &mode)) {
        out.push(reason(E::KindredMode { mode }, 0.0));
    } else if modes.iter().any(|m| WEAPONS.contains(m)) && WEAPONS.contains(&mode.as_str()) {
        out.push(reason(E::OtherMode { mode }, -1.0));
    } else if !modes.is_empty() {
        out.push(reason(E::OtherMode { mode }, -1.2));
    }
    Some(out)
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

/// Both sides' parties.
pub(super) fn parties(report: &Report, incident: &Profile) -> Vec<Reason> {
    let is_force = report.event_type == EventType::Assault;
    let actors = side(Part::Actor, &report.actors, &incident.actors, -3.0);
    // victims of an attack come from many countries
    let recipients = side(Part::Recipient, &report.recipients, &incident.recipients, if is_force { -1.0 } else { -2.5 });
    if is_reciprocal(report) {
        return reciprocal(report, incident);
    }
    let mut out = Vec::new();
    if is_swapped(report, incident) {
        // what one gives the other receives, and either may be told as acting
        if report.event_type == EventType::Aid {
            return reciprocal(report, incident);
        }
        out.push(reason(E::SidesSwapped, -1.5));
    }
    // inside one country the second side says little more than the first
    let inner = |r: Option<&Reason>| match r.map(|r| &r.evidence) {
        Some(E::SameCountry { country, .. }) => Some(country.clone()),
        _ => None,
    };
    let is_inner = inner(actors.as_ref()).is_some() && inner(actors.as_ref()) == inner(recipients.as_ref());
    out.extend(actors);
    out.extend(recipients.map(|r| if is_inner { Reason { weight: 0.2, ..r } } else { r }));
    out
}

/// Those who meet, agree or trade are told in either order, a host or mediator before or behind them.
fn is_reciprocal(report: &Report) -> bool {
    matches!(report.event_type, EventType::Consult | EventType::Agree | EventType::Cooperate)
}

/// All parties of the one against all of the other.
fn reciprocal(report: &Report, incident: &Profile) -> Vec<Reason> {
    let own = countries(report.actors.iter().chain(&report.recipients).flat_map(|n| &n.parties));
    let known = incident.actors.parties.iter().chain(&incident.recipients.parties);
    let theirs = countries(known.map(|(p, _)| p));
    if own.is_empty() || theirs.is_empty() {
        return Vec::new();
    }
    let part = Part::Actor;
    let shared: Vec<&str> = own.intersection(&theirs).copied().collect();
    let country = shared.join(" ");
    let (fewer, more) = (own.len().min(theirs.len()), shared.len());
    vec![match more {
        0 => reason(E::OtherParty { part, key: keys(&report.actors) }, -3.5),
        1 if fewer == 1 => reason(E::SameCountry { part, country }, 1.0),
        1 => reason(E::SameCountry { part, country }, -0.8),
        _ => reason(E::SameCountry { part, country }, 2.4),
    }]
}

fn countries<'a>(side: impl Iterator<Item = &'a Party>) -> BTreeSet<&'a str> {
    side.map(|p| p.country.as_str()).filter(|c| !c.is_empty()).collect()
}

fn keys(side: &[Named]) -> String {
    let keys: BTreeSet<String> = side.iter().flat_map(|n| &n.parties).map(Party::key).collect();
    keys.into_iter().collect::<Vec<_>>().join(" ")
}

/// Each side of the report meets the other side of the incident, and not its own.
fn is_swapped(report: &Report, incident: &Profile) -> bool {
    let of = |side: &[Named]| countries(side.iter().flat_map(|n| &n.parties)).into_iter().map(str::to_owned).collect::<BTreeSet<_>>();
    let there = |side: &Side| countries(side.parties.iter().map(|(p, _)| p)).into_iter().map(str::to_owned).collect::<BTreeSet<_>>();
    let (actors, recipients) = (of(&report.actors), of(&report.recipients));
    let (others, acted_on) = (there(&incident.actors), there(&incident.recipients));
    !actors.is_disjoint(&acted_on) && actors.is_disjoint(&others) && (recipients.is_empty() || !recipients.is_disjoint(&others))
        || !recipients.is_disjoint(&others) && recipients.is_disjoint(&acted_on) && actors.is_empty()
}

/// One side; `against` is the weight of another country.
fn side(part: Part, told: &[Named], known: &Side, against: f32) -> Option<Reason> {
    let parties: Vec<&Party> = told.iter().flat_map(|n| &n.parties).collect();
    let is_same = |p: &&&Party| known.parties.iter().any(|(k, _)| k.key() == p.key());
    if let Some(same) = parties.iter().filter(|p| !is_vague(p)).find(is_same) {
        let weight = if same.slug.is_empty() { 1.2 } else { 2.0 };
        return Some(reason(E::SameParty { part, key: same.key() }, weight));
    }
    let names: Vec<String> = told.iter().filter(|n| n.parties.is_empty()).flat_map(|n| name_words(&n.text)).collect();
    let slugs = |p: &Party| p.slug.split('-').map(str::to_owned).collect::<Vec<_>>();
    let known_words: BTreeSet<String> = known.names.iter().cloned().chain(known.parties.iter().flat_map(|(p, _)| slugs(p))).collect();
    // first and family name
    let is_full = names.iter().filter(|w| known.names.contains(*w)).count() > 1;
    let own_words = names.iter().cloned().chain(parties.iter().flat_map(|p| slugs(p)));
    if let Some(name) = own_words.into_iter().find(|w| w.chars().count() > 3 && known_words.contains(w)) {
        return Some(reason(E::SameName { part, name }, if is_full { 2.5 } else { 1.5 }));
    }
    if parties.is_empty() {
        let full = told.iter().filter(|n| n.parties.is_empty()).find_map(|n| full_name(&n.text))?;
        let is_other = known.names.len() > 1 && known.parties.is_empty();
        return is_other.then(|| reason(E::OtherName { part, name: full.join(" ") }, -1.5));
    }
    if known.parties.is_empty() {
        return None;
    }
    let (own, theirs) = (countries(parties.iter().copied()), countries(known.parties.iter().map(|(p, _)| p)));
    if own.is_empty() || theirs.is_empty() {
        return None;
    }
    let Some(country) = own.intersection(&theirs).next() else {
        let key = parties.iter().map(|p| p.key()).collect::<Vec<_>>().join(" ");
        return Some(reason(E::OtherParty { part, key }, against));
    };
    let is_named = |p: &Party| !p.slug.is_empty();
    if parties.iter().all(|p| is_named(p)) && known.parties.iter().all(|(p, _)| is_named(p)) {
        let key = parties.iter().map(|p| p.key()).collect::<Vec<_>>().join(" ");
        return Some(reason(E::OtherNamed { part, key }, -2.0));
    }
    Some(reason(E::SameCountry { part, country: (*country).to_owned() }, 0.7))
}

/// Of a country's gunmen, civilians or unknowns there are many.
fn is_vague(party: &Party) -> bool {
    party.slug.is_empty() && matches!(party.sector.as_str(), "UAF" | "UNK" | "CVL" | "" | "CRM" | "REB")
}

/// Places: the best agreement with any place of the incident that is told as often as others.
pub(super) fn places(report: &Report, incident: &Profile) -> Option<Reason> {
    let Some(spot) = &report.place else { return place_of_party(report, incident) };
    let most = incident.places.iter().map(|(_, n)| *n).max()?;
    let weigh = |(other, n): &(crate::report::Spot, u32)| {
        let name = spot.name.clone();
        // a place that one report of many gives carries half
        let share = if 3 * n < most { 0.5 } else { 1.0 };
        match lie(spot, other) {
            Lie::Same => reason(E::SamePlace { name }, 2.2 * share),
            Lie::SameArea => reason(E::SameArea { name }, 0.9 * share),
            Lie::Inside => reason(E::PlaceInside { name }, 0.3 * share),
            Lie::Near(km) => reason(E::PlaceNear { km }, -0.5),
            Lie::Apart(km) => reason(E::PlaceApart { km }, -4.0),
            Lie::Open => reason(E::PlaceNear { km: 0 }, 0.0),
        }
    };
    let best = incident.places.iter().map(weigh).max_by(|a, b| a.weight.total_cmp(&b.weight));
    best.filter(|r| r.weight != 0.0)
}

/// A report without a place may name parties of the country where the incident was.
fn place_of_party(report: &Report, incident: &Profile) -> Option<Reason> {
    let own = countries(report.actors.iter().chain(&report.recipients).flat_map(|n| &n.parties));
    let country = incident.places.iter().filter_map(|(s, _)| s.country.as_deref()).find(|c| own.contains(c))?;
    Some(reason(E::PlaceOfParty { country: country.to_owned() }, 0.2))
}

/// Names and words around the triggers.
pub(super) fn contexts(told: &Told<'_>, incident: &Profile) -> (Option<Reason>, Option<Reason>) {
    let own = around(told);
    let names = match own.names.intersection(&incident.names).next() {
        Some(name) => Some(reason(E::NameBeside { name: name.clone() }, 1.2)),
        None if own.names.is_empty() || incident.names.is_empty() => None,
        None => Some(reason(E::OtherNamesBeside, -2.3)),
    };
    let shared: Vec<String> = own.words.intersection(&incident.words).cloned().collect();
    let fewer = own.words.len().min(incident.words.len()).min(6);
    let words = (fewer >= 2).then(|| {
        let share = shared.len() as f32 / fewer as f32;
        // with few words chance parts much
        let least = if is_other_weapon(told.report, incident) {
            // other means against another target
            -2.2
        } else if fewer > 2 {
            -1.2
        } else {
            -0.6
        };
        let weight = if shared.is_empty() { least } else { (3.0 * (share - 0.25)).clamp(least, 1.5) };
        reason(E::Words { shared }, weight)
    });
    (names, words)
}

/// Days, or publication where none is stated.
pub(super) fn times(told: &Told<'_>, incident: &Profile) -> Option<Reason> {
    match (days::of(told), incident.day()) {
        (Some(own), Some(_)) => stated(&own, told.article.published, incident),
        (own, theirs) => unstated(told, own, theirs, incident),
    }
}

/// Both state their days: the best agreement with any interval told as often as others.
fn stated(own: &Days, published: Option<Date>, incident: &Profile) -> Option<Reason> {
    let most = incident.days.iter().map(|(_, n)| *n).max()?;
    let weigh = |(other, n): &(Days, u32)| {
        let share = if 3 * n < most { 0.5 } else { 1.0 };
        let (short, long) = (days::length(own).min(days::length(other)), days::length(own).max(days::length(other)));
        let is_vague = own.approximate || other.approximate || short > 3;
        match days::gap(own, other) {
            0 if long == 1 => reason(E::SameDay { day: own.start }, 1.8 * share),
            0 if long <= 10 => reason(E::DaysOverlap, 0.8 * share),
            0 => reason(E::DaysOverlap, 0.2 * share),
            // the day of publication is often that of the telling
            1 => reason(E::DaysNear, if is_vague || Some(own.end) == published { -0.6 } else { -1.2 }),
            days if is_vague => reason(E::DaysApart { days }, if days <= 7 { -1.0 } else { -3.0 }),
            days => reason(E::DaysApart { days }, -4.0),
        }
    };
    incident.days.iter().map(weigh).max_by(|a, b| a.weight.total_cmp(&b.weight))
}

/// One or both state no day: what is told as news was some days before publication at most.
fn unstated(told: &Told<'_>, own: Option<Days>, theirs: Option<Days>, incident: &Profile) -> Option<Reason> {
    let published = told.article.published?;
    let is_plan = told.report.status == Status::Future;
    let days = match (own, theirs) {
        // the report's publication against the incident's day
        (None, Some(day)) => {
            let before = days::between(published, day.start);
            if before > 0 && !is_plan {
                return Some(reason(E::PublishedBefore { days: before }, -3.0));
            }
            days::between(day.end, published).max(0)
        }
        // the report's day against the first publication
        (Some(day), None) => {
            let first = incident.published?.0;
            let before = days::between(first, day.start);
            if before > 0 && !incident.statuses.contains_key(&Status::Future) {
                return Some(reason(E::PublishedBefore { days: before }, -3.0));
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
        0..=days::FRESH => reason(E::PublishedNear { days }, 0.3),
        _ if is_background => return None,
        4..=10 => reason(E::PublishedFar { days }, -0.7),
        _ => reason(E::PublishedFar { days }, -1.6),
    })
}

/// Counts of one part: killed, injured and so on. The nearest of the incident's numbers is compared.
pub(super) fn numbers(told: &Told<'_>, incident: &Profile) -> Vec<Reason> {
    let mut out: Vec<Reason> = Vec::new();
    let mut seen = BTreeSet::new();
    for value in told.report.values.iter().filter(|v| v.role != QuantityRole::Other && v.low.is_finite() && v.high.is_finite()) {
        if !seen.insert(value.role) {
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
            reason(E::SameNumber { role }, if to >= 3.0 { 1.0 } else { 0.5 })
        } else if ratio <= 2.5 {
            reason(E::MovingToll { role, from, to }, 0.0)
        } else {
            reason(E::OtherNumber { role, from, to }, if ratio > 6.0 { -1.5 } else { -0.6 })
        });
    }
    out
}

/// Likeness of the embeddings.
pub(super) fn meaning(report: &Report, incident: &Profile) -> Option<Reason> {
    let own = report.embedding.as_ref().filter(|e| e.len() == incident.meaning.len())?;
    let (mut dot, mut a, mut b) = (0_i64, 0_i64, 0_i64);
    for (&x, &y) in own.iter().zip(&incident.meaning) {
        let (x, y) = (i64::from(x), i64::from(y));
        dot += x * y;
        a += x * x;
        b = b.saturating_add(y * y);
    }
    if a == 0 || b == 0 {
        return None;
    }
    let cosine = (dot as f64 / ((a as f64).sqrt() * (b as f64).sqrt())) as f32;
    let weight = (4.0 * (cosine - 0.6)).clamp(-1.5, 1.2);
    Some(reason(E::Meaning { cosine }, weight))
}

/// A plan is no deed; a denial is of what it denies.
pub(super) fn statuses(report: &Report, incident: &Profile) -> Option<Reason> {
    let is_plan = |s: &Status| *s == Status::Future;
    let own = is_plan(&report.status);
    let is_other = if own { incident.statuses.keys().all(|s| !is_plan(s)) } else { incident.statuses.keys().all(is_plan) };
    // what is agreed is always to come
    (is_other && report.event_type != EventType::Agree).then(|| reason(E::OtherStatus { status: report.status }, -0.7))
}

/// One document or one copy family; `words` is what the triggers' surroundings say.
pub(super) fn documents(told: &Told<'_>, incident: &Profile, words: Option<&Reason>) -> Option<Reason> {
    if incident.documents.contains(&told.article.id) {
        // one writer who uses two kinds of words for two acts means two
        let is_same_type = incident.types.iter().any(|((t, _), _)| *t == told.report.event_type);
        let is_other = words.is_some_and(|r| r.weight < 0.0);
        let weight = match (is_same_type, is_other) {
            (false, _) => -1.2,
            (true, true) => -0.8,
            (true, false) => 0.0,
        };
        return Some(reason(E::SameDocument, weight));
    }
    let key = (told.original(), told.report.trigger.to_lowercase());
    incident.told.contains(&key).then(|| reason(E::SameCopy, 3.0))
}
