//! Matching: what an indicator finds, proposed as evidence, as it was known day by day.
//!
//! An incident is evidence from the day on which it first fits what is looked for. It is withdrawn on the day from which it does not fit any
//! more, or everybody denies it, or it is retracted; it may come back. What a party holds about an incident is evidence from the day on which
//! that was published, whatever becomes of the incident's standing, until the party says otherwise; it too is withdrawn with a retraction. An
//! absence is evidence as long as it holds.

use std::collections::{BTreeMap, BTreeSet};

use demarche_ledger::grades::Reliability;
use demarche_ledger::incidents::cluster::IncidentId;
use demarche_ledger::report::Party;
use demarche_ledger::sighting::{Phase, Sighting};
use demarche_ledger::standing::Standing;
use demarche_ledger::witnesses::chain::Position;
use jiff::civil::Date;

use super::known::{Held, Known, better, of_families};
use super::quiet::{self, Sight};
use super::{How, Indicator, Scenario, SourceGrade};
use crate::coverage::Panel;
use crate::who::id_text;

/// What an indicator found.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// What it is named by: the indicator and the incident (`strikes@12.e0`), with the party whose position it is
    /// (`denials@12.e0:PRK/GOV`), or the first day of an absence (`calm@2024-10-30`).
    pub key: String,
    /// The indicator.
    pub indicator: String,
    /// The incident, where it is about one.
    pub incident: Option<IncidentId>,
    /// What it is, as it was known last.
    pub text: String,
    /// The day that it is about.
    pub day: Option<Date>,
    /// Who told it on which day; empty for an absence.
    pub told: Vec<(Date, String)>,
    /// What holds from which day on; not empty, days ascend, and the first holds.
    pub steps: Vec<Step>,
}

/// What holds of a proposal from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The first day.
    pub from: Date,
    /// Its grade.
    pub grade: SourceGrade,
    /// Why it holds no more; none where it does.
    pub withdrawn: Option<String>,
}

impl Proposal {
    /// The day from which it was known.
    #[must_use]
    pub fn known(&self) -> Date {
        self.steps.first().map_or(Date::MAX, |step| step.from)
    }

    /// What held on a day; none before it was known.
    #[must_use]
    pub fn on(&self, day: Date) -> Option<&Step> {
        self.steps.partition_point(|step| step.from <= day).checked_sub(1).and_then(|at| self.steps.get(at))
    }
}

/// What matching works on.
#[derive(Debug, Clone, Default)]
pub struct Ground {
    /// Incidents between the parties of the indicators, each once.
    pub sightings: Vec<Sighting>,
    /// Those that [`wanted`] names, with what is known of them.
    pub known: BTreeMap<IncidentId, Known>,
    /// Days on which outlets published anything.
    pub published: BTreeMap<String, Vec<Date>>,
    /// The last day; what became known later is left out.
    pub until: Date,
}

/// The incidents of which more than the sighting must be known.
#[must_use]
pub fn wanted(scenario: &Scenario, sightings: &[Sighting]) -> BTreeSet<IncidentId> {
    let looks_into = scenario.indicators.iter().filter(|i| !matches!(i.sought.how, How::Absent { .. }));
    let fits = |indicator: &Indicator, s: &Sighting| s.phases.iter().any(|phase| fits(indicator, scenario, s, phase));
    looks_into.flat_map(|i| sightings.iter().filter(move |s| fits(i, s)).map(|s| s.id)).collect()
}

/// Everything that the indicators of a scenario find, in the order of indicators, and then by key.
#[must_use]
pub fn proposals(scenario: &Scenario, ground: &Ground) -> Vec<Proposal> {
    let mut out = Vec::new();
    for indicator in &scenario.indicators {
        let mut found = match &indicator.sought.how {
            How::Happens => ground.known.values().filter_map(|known| happening(indicator, scenario, known, ground.until)).collect(),
            How::Absent { days } => absences(indicator, scenario, *days, ground),
            How::Holds { party, positions } => {
                let mut each = Vec::new();
                for known in ground.known.values() {
                    // the entries of one party stand together
                    for held in known.held.chunk_by(|a, b| a.party.key() == b.party.key()) {
                        if held.first().is_some_and(|h| party.has(&h.party)) {
                            each.extend(position(indicator, scenario, known, held, positions, ground.until));
                        }
                    }
                }
                each
            }
        };
        found.sort_by(|a: &Proposal, b| (a.known(), &a.incident, &a.key).cmp(&(b.known(), &b.incident, &b.key)));
        out.extend(found);
    }
    out
}

/// True where an incident as known in a phase is of the kind that is looked for.
fn fits(indicator: &Indicator, scenario: &Scenario, sighting: &Sighting, phase: &Phase) -> bool {
    let sought = &indicator.sought;
    // what is only looked back upon, without a day, is not of the scenario's time
    let is_in_time = scenario.since.is_none_or(|since| sighting.day(phase).is_some_and(|day| day >= since));
    (sought.statuses.is_empty() || sought.statuses.contains(&phase.status)) && sought.watched.has(phase) && is_in_time
}

/// Why an incident as known in a phase is no evidence, for an indicator that looks for incidents; none where it is.
fn why_not(indicator: &Indicator, scenario: &Scenario, sighting: &Sighting, phase: &Phase) -> Option<String> {
    match phase.standing {
        Standing::Retracted => Some(format!("the incident under it was retracted on {}", phase.from)),
        Standing::Denied => Some(format!("the incident under it is denied by all who take a position, since {}", phase.from)),
        _ if !fits(indicator, scenario, sighting, phase) => {
            let now = what(phase);
            Some(format!("the incident under it is no longer what is looked for, since {} (it is now {now})", phase.from))
        }
        _ => None,
    }
}

fn happening(indicator: &Indicator, scenario: &Scenario, known: &Known, until: Date) -> Option<Proposal> {
    let sighting = &known.sighting;
    let days: BTreeSet<Date> = sighting.phases.iter().map(|p| p.from).chain(known.grades.iter().map(|(day, _)| *day)).collect();
    let mut steps: Vec<Step> = Vec::new();
    for day in days.into_iter().filter(|day| *day <= until) {
        let Some(phase) = sighting.on(day) else { continue };
        push(&mut steps, Step { from: day, grade: known.grade(day), withdrawn: why_not(indicator, scenario, sighting, phase) });
    }
    let phase = sighting.on(until)?;
    let id = id_text(sighting.id);
    (!steps.is_empty()).then(|| Proposal {
        key: format!("{}@{id}", indicator.name),
        indicator: indicator.name.clone(),
        incident: Some(sighting.id),
        text: describe(sighting, phase),
        day: sighting.day(phase),
        told: sighting.told.iter().filter(|(day, _)| *day <= until).cloned().collect(),
        steps,
    })
}

/// Adds a step where it says anything new; nothing holds no more before it held.
fn push(steps: &mut Vec<Step>, step: Step) {
    let is_new = match steps.last() {
        None => step.withdrawn.is_none(),
        Some(last) => last.grade != step.grade || last.withdrawn.is_some() != step.withdrawn.is_some(),
    };
    if is_new {
        // a reason names the day of its own phase; a new grade does not make it another
        let withdrawn = match (steps.last().and_then(|last| last.withdrawn.clone()), step.withdrawn) {
            (Some(before), Some(_)) => Some(before),
            (_, withdrawn) => withdrawn,
        };
        steps.push(Step { withdrawn, ..step });
    }
}

fn position(
    indicator: &Indicator,
    scenario: &Scenario,
    known: &Known,
    held: &[Held],
    positions: &[Position],
    until: Date,
) -> Option<Proposal> {
    let sighting = &known.sighting;
    let party: &Party = &held.first()?.party;
    let days: BTreeSet<Date> = held.iter().map(|h| h.published).chain(sighting.phases.iter().map(|p| p.from)).collect();
    let mut steps: Vec<Step> = Vec::new();
    let mut said = None;
    for day in days.into_iter().filter(|day| *day <= until) {
        let Some(phase) = sighting.on(day) else { continue };
        // a "neither" takes no position unless it takes one back
        let mut so_far = held.iter().filter(|h| h.published <= day && (h.position != Position::Neither || h.change));
        let Some(now) = so_far.next_back() else { continue };
        let holds = positions.contains(&now.position);
        let withdrawn = if phase.standing == Standing::Retracted {
            Some(format!("the incident under it was retracted on {}", phase.from))
        } else if !fits(indicator, scenario, sighting, phase) {
            Some(format!("the incident under it is no longer what is looked for, since {} (it is now {})", phase.from, what(phase)))
        } else if !holds {
            Some(format!("{} {} since {}", party.name, now.position.words(), now.published))
        } else {
            said = Some(now.position);
            None
        };
        let tell: Vec<&Held> = held.iter().filter(|h| h.published <= day && positions.contains(&h.position)).collect();
        let families: BTreeSet<_> = tell.iter().map(|h| h.family).collect();
        let reliability = tell.iter().fold(None, |best, h| better(best, h.reliability)).unwrap_or(Reliability::F);
        push(&mut steps, Step { from: day, grade: SourceGrade { reliability, credibility: of_families(families.len()) }, withdrawn });
    }
    let (phase, said) = (sighting.on(until)?, said?);
    let id = id_text(sighting.id);
    Some(Proposal {
        key: format!("{}@{id}:{}", indicator.name, party.key()),
        indicator: indicator.name.clone(),
        incident: Some(sighting.id),
        text: format!("{} {}: {}", party.name, said.words(), describe(sighting, phase)),
        day: steps.first().map(|step| step.from),
        told: sighting.told.iter().filter(|(day, _)| held.iter().any(|h| h.published == *day) && *day <= until).cloned().collect(),
        steps,
    })
}

fn absences(indicator: &Indicator, scenario: &Scenario, days: u16, ground: &Ground) -> Vec<Proposal> {
    let first = ground.sightings.iter().map(Sighting::known).min();
    let Some(since) = scenario.since.or(first) else { return Vec::new() };
    let mut sights = Vec::new();
    for sighting in &ground.sightings {
        for (at, phase) in sighting.phases.iter().enumerate() {
            let day = sighting.day(phase);
            if let (Some(day), None) = (day, why_not(indicator, scenario, sighting, phase)) {
                let until = sighting.phases.get(at + 1).map(|next| next.from);
                sights.push(Sight { day, from: phase.from, until, name: id_text(sighting.id) });
            }
        }
    }
    // who tells of the two tells of either direction, and of whatever happens
    let told = ground.sightings.iter().filter(|s| s.phases.iter().any(|phase| indicator.sought.watched.is_between(phase)));
    let panel = Panel::new(told, ground.published.clone());
    let spells = quiet::spells(days, since, ground.until, &sights, &panel);
    let each = spells.into_iter().map(|spell| {
        let holds = Step { from: spell.from, grade: SourceGrade::UNKNOWN, withdrawn: None };
        let ended = spell.ended.map(|(from, why)| Step { from, grade: SourceGrade::UNKNOWN, withdrawn: Some(why) });
        Proposal {
            key: format!("{}@{}", indicator.name, spell.from),
            indicator: indicator.name.clone(),
            incident: None,
            text: format!("nothing known between {} in the {days} days up to {}", indicator.sought.watched, spell.from),
            day: Some(spell.from),
            told: Vec::new(),
            steps: std::iter::once(holds).chain(ended).collect(),
        }
    });
    each.collect()
}

/// Type, mode and standing: `ASSAULT:aerial, disputed`.
fn what(phase: &Phase) -> String {
    format!("{}, {}, {}", phase.what(), phase.status.code(), phase.standing.word())
}

/// An incident in one line: day, what, who to whom, where.
fn describe(sighting: &Sighting, phase: &Phase) -> String {
    let names = |parties: &[Party]| parties.iter().map(|p| p.name.as_str()).collect::<Vec<_>>().join(", ");
    let day = sighting.day(phase).map(|day| format!("{day} ")).unwrap_or_default();
    let whom = if phase.recipients.is_empty() { String::new() } else { format!(" → {}", names(&phase.recipients)) };
    let place = phase.place.as_ref().map(|place| format!(" in {place}")).unwrap_or_default();
    let standing = phase.standing.word();
    format!("{day}{} {}{whom}{place} ({standing})", phase.what(), names(&phase.actors))
}
