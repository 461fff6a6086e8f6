//! An incident as whoever watches two parties sees it: what was known of it from which day on.
//!
//! A [`Sighting`] is made of a [`Dossier`] by reading its reports in the order of their publication: on each day on which one of
//! them changes what is known, a [`Phase`] begins. So a series or a ladder can be computed as it would have stood on any day, and a
//! denial, a correction or a retraction counts from the day on which it was published.
//!
//! Copies have no weight: each copy family has one vote on what happened, cast by its first document that does not only look back upon it
//! (else its first). A document that tells it by several reports (a raid, and the killing in it) votes for what its first report says, and for
//! the parties of all of them; where it names nobody on a side, its copies may. What has the most votes holds; of equals the first by the rule of
//! [`Profile`](crate::incidents::profile::Profile).

use std::collections::{BTreeMap, BTreeSet};

use demarche::codebook::{Context, EventType, Mode, Status};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::account::Happening;
use crate::dossier::{Dossier, Filing};
use crate::incidents::cluster::IncidentId;
use crate::incidents::{Told, days};
use crate::report::{Days, DocumentId, Named, Party, Report, Spot};
use crate::standing::{Standing, standing};
use crate::witnesses::count::count;

/// An incident with what was known of it through time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sighting {
    /// The incident.
    pub id: IncidentId,
    /// What was known, by the day from which it holds; never empty, days ascend.
    pub phases: Vec<Phase>,
    /// Who told it when: each outlet once a day, by day. Who only printed a copy told nothing.
    pub told: Vec<(Date, String)>,
}

/// What is known of an incident from a day on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Phase {
    /// Publication of the report that made it known.
    pub from: Date,
    /// What happened.
    pub event_type: EventType,
    /// How.
    pub mode: Option<String>,
    /// Whether it took place.
    pub status: Status,
    /// About what: contexts of at least half of the votes.
    pub contexts: Vec<Context>,
    /// When.
    pub days: Option<Days>,
    /// Name of the place.
    pub place: Option<String>,
    /// Country of the place.
    pub country: Option<String>,
    /// Who acts: parties with at least half as many votes as the first.
    pub actors: Vec<Party>,
    /// Who is acted upon, in the same way; empty for what the actors do together.
    pub recipients: Vec<Party>,
    /// How well it is established.
    pub standing: Standing,
    /// Independent witnesses.
    pub witnesses: usize,
    /// Highest calibrated confidence among the votes for that type, 0 … 1.
    pub confidence: f32,
    /// True where every report only looks back upon it.
    pub background: bool,
}

/// Longest interval, in days, that still says when something happened.
const LONGEST: i64 = 31;

impl Sighting {
    /// The sighting of an incident. A report without a date of publication is taken as known on the day of its event; where there is
    /// none either, it is left out. None where no report is left.
    #[must_use]
    pub fn of(dossier: &Dossier) -> Option<Self> {
        let mut filings: Vec<(Date, Filing<'_>)> =
            dossier.filings().filter_map(|f| Some((f.filed.article.published.or(f.report.days.map(|d| d.end))?, f))).collect();
        // in time; of one day in order of intake, as they stand
        filings.sort_by_key(|(day, _)| *day);
        let mut phases: Vec<Phase> = Vec::new();
        let mut end = 0;
        while let Some((from, _)) = filings.get(end) {
            let from = *from;
            end += filings[end..].iter().take_while(|(day, _)| *day == from).count();
            let known: Vec<Filing<'_>> = filings[..end].iter().map(|(_, f)| *f).collect();
            let phase = Phase::of(from, &known, dossier);
            if phases.last().is_none_or(|last| Phase { from, ..last.clone() } != phase) {
                phases.push(phase);
            }
        }
        let mut told: Vec<(Date, String)> = filings
            .iter()
            .filter(|(_, f)| f.filed.family == f.filed.article.id)
            .filter_map(|(day, f)| Some((*day, f.filed.outlet.clone()?)))
            .collect();
        told.sort();
        told.dedup();
        (!phases.is_empty()).then_some(Self { id: dossier.id(), phases, told })
    }

    /// What was known on a day; none before the first report.
    #[must_use]
    pub fn on(&self, day: Date) -> Option<&Phase> {
        let after = self.phases.partition_point(|p| p.from <= day);
        after.checked_sub(1).and_then(|at| self.phases.get(at))
    }

    /// The day from which it is known.
    #[must_use]
    pub fn known(&self) -> Date {
        self.phases.first().map_or(Date::MAX, |p| p.from)
    }

    /// The day to count it on, as known in a phase of it: the middle of the days that are given, and no later than the day from which it is
    /// known unless it is still to come; that day itself where none is given, or only a longer time than a month. What is only looked
    /// back upon, without a day, has none.
    #[must_use]
    pub fn day(&self, phase: &Phase) -> Option<Date> {
        let stated = phase.days.filter(|d| days::length(d) <= LONGEST && days::length(d) > 0);
        let Some(stated) = stated else {
            let is_past = phase.background || phase.status == Status::Historical;
            return (!is_past).then(|| self.known());
        };
        let middle = days::moved(stated.start, (days::length(&stated) - 1) / 2);
        let is_to_come = phase.status == Status::Future;
        Some(if is_to_come { middle } else { middle.min(self.known()).max(stated.start.min(self.known())) })
    }
}

impl Phase {
    fn of(from: Date, known: &[Filing<'_>], dossier: &Dossier) -> Self {
        let votes = votes(known);
        let event_type = most(votes.iter().map(|v| v.first().event_type)).unwrap_or(EventType::Consult);
        let of_type: Vec<&Report> =
            votes.iter().flat_map(|v| &v.reports).map(|f| f.report).filter(|r| r.event_type == event_type).collect();
        let modes =
            votes.iter().filter_map(|v| v.reports.iter().filter(|f| f.report.event_type == event_type).find_map(|f| f.report.mode.clone()));
        let mut places: Vec<(&Spot, usize)> = Vec::new();
        for spot in votes.iter().filter_map(|v| v.reports.iter().find_map(|f| f.report.place.as_ref())) {
            match places.iter_mut().find(|(known, _)| *known == spot) {
                Some((_, n)) => *n += 1,
                None => places.push((spot, 1)),
            }
        }
        let highest = places.iter().map(|(_, n)| *n).max();
        let place = places.iter().find(|(_, n)| Some(*n) == highest).map(|(spot, _)| *spot);
        let actors = side(&votes, |r| &r.actors);
        let recipients = side(&votes, |r| &r.recipients);
        let happening =
            Happening { actors: actors.clone(), recipients: recipients.clone(), accounts: known.iter().map(Filing::account).collect() };
        Self {
            from,
            event_type,
            mode: most(modes),
            status: most(votes.iter().map(|v| v.first().status)).unwrap_or(Status::Actual),
            contexts: contexts(&votes),
            days: day(&votes),
            place: place.map(|p| p.name.clone()),
            country: place.and_then(|p| p.country.clone()),
            standing: standing(&happening).standing,
            witnesses: count(&happening, &dossier.owners).number(),
            confidence: of_type.iter().map(|r| r.confidence).fold(0.0, f32::max),
            background: known.iter().all(|f| f.member.background),
            actors,
            recipients,
        }
    }

    /// PLOVER's score of the mode, else of the type: −10 (conflict) … 10 (cooperation).
    #[must_use]
    pub fn score(&self) -> f32 {
        let mode = self.mode.as_deref().and_then(|code| self.event_type.modes().find(|m| m.code() == code));
        mode.map_or_else(|| self.event_type.score(), Mode::score)
    }

    /// Type and mode as one code: `ASSAULT:aerial`.
    #[must_use]
    pub fn what(&self) -> String {
        self.mode.as_ref().map_or_else(|| self.event_type.code().to_owned(), |mode| format!("{}:{mode}", self.event_type.code()))
    }
}

/// What a copy family says.
struct Vote<'d> {
    /// The reports of the document that speaks for it, in their order; never empty.
    reports: Vec<Filing<'d>>,
    /// Those of its other documents, which speak where that one is silent.
    others: Vec<Filing<'d>>,
}

impl<'d> Vote<'d> {
    fn first(&self) -> &'d Report {
        self.reports[0].report
    }

    fn document(&self) -> DocumentId {
        self.first().id.document
    }

    fn is_background(&self) -> bool {
        self.reports.iter().all(|f| f.member.background)
    }
}

/// One vote for each copy family. `known` is in order of publication, and of intake within a day.
fn votes<'d>(known: &[Filing<'d>]) -> Vec<Vote<'d>> {
    let mut documents: Vec<(DocumentId, Vote<'d>)> = Vec::new();
    for filing in known {
        match documents.iter_mut().find(|(_, vote)| vote.document() == filing.report.id.document) {
            Some((_, vote)) => vote.reports.push(*filing),
            None => documents.push((filing.filed.family, Vote { reports: vec![*filing], others: Vec::new() })),
        }
    }
    let mut by_family: BTreeMap<DocumentId, Vote<'d>> = BTreeMap::new();
    for (family, mut vote) in documents {
        vote.reports.sort_by_key(|f| f.report.id);
        match by_family.get_mut(&family) {
            Some(first) if !first.is_background() || vote.is_background() => first.others.append(&mut vote.reports),
            Some(first) => {
                vote.others.append(&mut first.reports);
                vote.others.append(&mut first.others);
                *first = vote;
            }
            None => {
                by_family.insert(family, vote);
            }
        }
    }
    by_family.into_values().collect()
}

/// The item with the most votes; of equals the first.
fn most<T: Ord>(items: impl IntoIterator<Item = T>) -> Option<T> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for item in items {
        *counts.entry(item).or_default() += 1;
    }
    let mut best: Option<(T, usize)> = None;
    for (item, n) in counts {
        if best.as_ref().is_none_or(|(_, most)| n > *most) {
            best = Some((item, n));
        }
    }
    best.map(|(item, _)| item)
}

fn contexts(votes: &[Vote<'_>]) -> Vec<Context> {
    let mut counts: BTreeMap<Context, usize> = BTreeMap::new();
    for vote in votes {
        let seen: BTreeSet<Context> = vote.reports.iter().flat_map(|f| f.report.context.iter().copied()).collect();
        for context in seen {
            *counts.entry(context).or_default() += 1;
        }
    }
    counts.into_iter().filter(|(_, n)| 2 * n >= votes.len()).map(|(context, _)| context).collect()
}

/// The interval with the most votes; of equals the shortest, then the earliest.
fn day(votes: &[Vote<'_>]) -> Option<Days> {
    let mut counts: BTreeMap<Days, usize> = BTreeMap::new();
    for vote in votes {
        let told = |f: &Filing<'_>| days::of(&Told::new(&f.filed.article, f.report, Some(f.filed.family)));
        if let Some(days) = vote.reports.iter().find_map(told) {
            *counts.entry(days).or_default() += 1;
        }
    }
    let best = counts.iter().max_by_key(|(d, n)| (**n, std::cmp::Reverse(days::length(d)), std::cmp::Reverse(**d)));
    best.map(|(days, _)| *days)
}

/// Parties of a side that have at least half as many votes as the one with the most, those with more first.
fn side(votes: &[Vote<'_>], of: impl Fn(&Report) -> &[Named]) -> Vec<Party> {
    let mut counts: Vec<(Party, usize)> = Vec::new();
    for vote in votes {
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let is_known = vote.reports.iter().flat_map(|f| of(f.report)).any(|n| !n.parties.is_empty());
        let speaking = if is_known { &vote.reports } else { &vote.others };
        for party in speaking.iter().flat_map(|f| of(f.report)).flat_map(|n| &n.parties) {
            let key = party.key();
            if seen.contains(&key) {
                continue;
            }
            match counts.iter_mut().find(|(known, _)| known.key() == key) {
                Some((_, n)) => *n += 1,
                None => counts.push((party.clone(), 1)),
            }
            seen.insert(key);
        }
    }
    let highest = counts.iter().map(|(_, n)| *n).max().unwrap_or(0);
    counts.retain(|(_, n)| 2 * n >= highest);
    counts.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    counts.into_iter().map(|(party, _)| party).collect()
}

#[cfg(test)]
#[path = "sighting_tests.rs"]
mod tests;
