//! A scenario with everything that is known of it: what is written, drawn and counted by whoever shows it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;

use super::evidence::{Act, Evidence, Judged, State};
use super::matching::{Ground, proposals};
use super::score::{Basis, Contender, Counted, basis, diagnosticity};
use super::{Judgements, Scenario, Tenths, Weight};

/// What [`Report::schema`] says.
pub const SCHEMA: &str = "demarche-scenario/1";

/// What a report is made of.
#[derive(Debug, Clone)]
pub struct Inputs<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// It was set up by a command.
    pub by_command: bool,
    /// What indicators look at, up to which day.
    pub ground: &'a Ground,
    /// What analysts said of evidence, by item.
    pub judged: Vec<(String, Act<Judged>)>,
    /// Hypotheses that analysts ruled out.
    pub refuted: Vec<(String, Act<()>)>,
}

/// A scenario as it stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// `demarche-scenario/1`
    pub schema: &'static str,
    /// Its name.
    pub name: String,
    /// What is to be answered.
    pub question: String,
    /// It was set up by a command; else it stands in the configuration.
    pub by_command: bool,
    /// Incidents of days before are no evidence.
    pub since: Option<Date>,
    /// What became known later is left out.
    pub until: Date,
    /// The hypotheses in the scenario's order, those ruled out among them.
    pub hypotheses: Vec<Contending>,
    /// What is looked for.
    pub indicators: Vec<Looking>,
    /// All evidence by the day from which it was known, and then by item; also what was set aside or withdrawn.
    pub evidence: Vec<Evidence>,
    /// The score: over what analysts accepted.
    pub score: Basis,
    /// The same with what is only proposed.
    pub with_proposed: Basis,
    /// The scores on each day on which something about evidence became known, by the judgements that hold now.
    pub history: Vec<Point>,
    /// What is to be known before one relies on it.
    pub flags: Vec<String>,
}

/// A hypothesis in a report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Contending {
    /// Its name.
    pub name: String,
    /// What it says.
    pub text: String,
    /// Who ruled it out, when and why; none where it is open.
    pub refuted: Option<Act<()>>,
}

/// An indicator in a report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Looking {
    /// Its name.
    pub name: String,
    /// What it is.
    pub text: String,
    /// What is looked for, in words.
    pub sought: String,
    /// How a match speaks to each hypothesis.
    pub speaks: Judgements,
    /// How much more or less than others it counts.
    pub weight: Tenths,
    /// What it found, what was withdrawn since among it.
    pub found: usize,
}

/// The scores on a day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Point {
    /// The day.
    pub day: Date,
    /// Items that became known on it.
    pub known: Vec<String>,
    /// Items that what they rested on was withdrawn from on it.
    pub withdrawn: Vec<String>,
    /// Inconsistency of each hypothesis, by what analysts accepted.
    pub score: BTreeMap<String, Weight>,
    /// The same with what was only proposed.
    pub with_proposed: BTreeMap<String, Weight>,
    /// The hypotheses with the least inconsistency, by what analysts accepted.
    pub first: Vec<String>,
    /// The same with what was only proposed.
    pub first_with_proposed: Vec<String>,
}

impl Report {
    /// The report of a scenario.
    #[must_use]
    pub fn of(inputs: Inputs<'_>) -> Self {
        let Inputs { scenario, by_command, ground, judged, refuted } = inputs;
        let until = ground.until;
        // of several on one item, as after a merge, the latest holds
        let mut acts: BTreeMap<String, Act<Judged>> = BTreeMap::new();
        for (item, act) in judged {
            if acts.get(&item).is_none_or(|other| other.entry < act.entry) {
                acts.insert(item, act);
            }
        }
        let refuted: BTreeMap<String, Act<()>> = refuted.into_iter().collect();
        let contenders: Vec<Contender> =
            scenario.hypotheses.iter().map(|h| Contender { name: h.name.clone(), is_open: !refuted.contains_key(&h.name) }).collect();
        let mut found: BTreeMap<String, usize> = BTreeMap::new();
        let mut evidence: Vec<Evidence> = Vec::new();
        for proposal in proposals(scenario, ground) {
            let Some(indicator) = scenario.indicators.iter().find(|i| i.name == proposal.indicator) else { continue };
            *found.entry(indicator.name.clone()).or_default() += 1;
            let act = acts.remove(&proposal.key);
            evidence.push(Evidence::of(proposal, indicator, scenario, act, until));
        }
        evidence.extend(acts.into_iter().map(|(item, act)| Evidence::of_act(&item, act, scenario, until)).filter(|e| e.known <= until));
        for piece in &mut evidence {
            piece.diagnosticity = diagnosticity(&contenders, &piece.judgements);
        }
        evidence.sort_by(|a, b| (a.known, &a.item).cmp(&(b.known, &b.item)));
        let hypotheses = scenario.hypotheses.iter().map(|h| Contending {
            name: h.name.clone(),
            text: h.text.clone(),
            refuted: refuted.get(&h.name).cloned(),
        });
        let indicators = scenario.indicators.iter().map(|i| Looking {
            name: i.name.clone(),
            text: i.text.clone(),
            sought: i.sought.to_string(),
            speaks: i.speaks.over(&scenario.hypotheses),
            weight: i.weight,
            found: found.get(&i.name).copied().unwrap_or(0),
        });
        Self {
            schema: SCHEMA,
            name: scenario.name.clone(),
            question: scenario.question.clone(),
            by_command,
            since: scenario.since,
            until,
            hypotheses: hypotheses.collect(),
            indicators: indicators.collect(),
            score: basis(&contenders, &counted(&evidence, until, false)),
            with_proposed: basis(&contenders, &counted(&evidence, until, true)),
            history: history(&contenders, &evidence, until),
            flags: flags(scenario, &contenders, &refuted, &evidence),
            evidence,
        }
    }

    /// How many pieces of evidence stand so.
    #[must_use]
    pub fn number(&self, state: State) -> usize {
        self.evidence.iter().filter(|e| e.state == state).count()
    }

    /// The piece of evidence of that name.
    #[must_use]
    pub fn item(&self, item: &str) -> Option<&Evidence> {
        self.evidence.iter().find(|e| e.item == item)
    }
}

fn counted(evidence: &[Evidence], day: Date, with_proposed: bool) -> Vec<Counted> {
    let each = evidence.iter().filter_map(|piece| {
        let weight = piece.counts(day, with_proposed)?;
        Some(Counted { item: piece.item.clone(), weight, judgements: piece.judgements.clone() })
    });
    each.collect()
}

fn history(contenders: &[Contender], evidence: &[Evidence], until: Date) -> Vec<Point> {
    let in_play: Vec<&Evidence> = evidence.iter().filter(|e| e.state != State::SetAside).collect();
    let days: BTreeSet<Date> = in_play.iter().flat_map(|e| e.days()).filter(|day| *day <= until).collect();
    let point = |day: Date| {
        let named = |fits: &dyn Fn(&Evidence) -> bool| in_play.iter().filter(|e| fits(e)).map(|e| e.item.clone()).collect();
        let (score, with_proposed) = (basis(contenders, &counted(evidence, day, false)), basis(contenders, &counted(evidence, day, true)));
        let against = |basis: &Basis| basis.scores.iter().map(|s| (s.hypothesis.clone(), s.inconsistent)).collect();
        let first = |basis: &Basis| basis.order.first().cloned().unwrap_or_default();
        Point {
            day,
            known: named(&|e| e.known == day),
            withdrawn: named(&|e| e.is_withdrawn_on(day)),
            score: against(&score),
            with_proposed: against(&with_proposed),
            first: first(&score),
            first_with_proposed: first(&with_proposed),
        }
    };
    days.into_iter().map(point).collect()
}

fn flags(scenario: &Scenario, contenders: &[Contender], refuted: &BTreeMap<String, Act<()>>, evidence: &[Evidence]) -> Vec<String> {
    let mut flags = Vec::new();
    let gone: Vec<&str> = refuted.keys().map(String::as_str).filter(|name| scenario.hypothesis(name).is_none()).collect();
    if !gone.is_empty() {
        flags.push(format!("hypotheses were ruled out that are no more: {}", gone.join(", ")));
    }
    if contenders.iter().filter(|c| c.is_open).count() < 2 {
        flags.push("fewer than two hypotheses are open: nothing is compared".to_owned());
    }
    let is_in = |e: &&Evidence| matches!(e.state, State::Accepted | State::Changed);
    if !evidence.iter().any(|e| is_in(&e)) {
        flags.push("no evidence was accepted yet: the score is empty".to_owned());
    }
    let weak: Vec<&str> = evidence.iter().filter(is_in).filter(|e| !e.flags.is_empty()).map(|e| e.item.as_str()).collect();
    if !weak.is_empty() {
        flags.push(format!("accepted evidence is to be looked at again: {}", weak.join(", ")));
    }
    flags
}

#[cfg(test)]
#[path = "report_tests.rs"]
mod tests;
