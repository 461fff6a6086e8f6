//! Evidence: what was proposed or added, what an analyst said of it, and what follows for how it counts.

use demarche_ledger::incidents::cluster::IncidentId;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::matching::{Proposal, Step};
use super::{Indicator, Judgement, Judgements, Scenario, SourceGrade, Tenths, Weight};
use crate::who::id_text;

/// What the keys of evidence begin with that was added by hand.
pub const ADDED: &str = "added-";

/// What an analyst did: what, who, when, why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Act<T> {
    /// What was said.
    #[serde(skip)]
    pub said: T,
    /// Who.
    pub who: String,
    /// When.
    pub at: Timestamp,
    /// Why; may be empty.
    pub why: String,
    /// Number of the ledger's entry.
    pub entry: u64,
}

/// What an analyst said of a piece of evidence, as the ledger keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// What is to become of it.
    pub verdict: Verdict,
    /// How it speaks to hypotheses.
    pub judgements: Judgements,
    /// The grade that the analyst gives it; none where that of its source holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<SourceGrade>,
    /// What it was when it was judged; none for what was added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<Was>,
    /// What it is, where it was added by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub added: Option<Added>,
}

/// What is to become of a piece of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It counts as it was proposed.
    Accepted,
    /// It counts, and speaks to hypotheses otherwise than proposed.
    Changed,
    /// It does not count.
    SetAside,
}

/// What is kept of proposed evidence that was judged: nothing that a document says, so that an erased one leaves nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Was {
    /// The indicator that found it.
    pub indicator: String,
    /// The day from which it was known.
    pub known: Date,
    /// Its grade.
    pub grade: SourceGrade,
}

/// Evidence of an analyst's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Added {
    /// What it is.
    pub text: String,
    /// Where it comes from.
    pub source: String,
    /// The day from which it was known.
    pub day: Date,
}

/// How it stands with a piece of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// An indicator found it; nobody has said anything of it.
    Proposed,
    /// An analyst accepted it as it was proposed, or added it.
    Accepted,
    /// An analyst accepted it and changed how it speaks to hypotheses.
    Changed,
    /// An analyst set it aside.
    SetAside,
    /// It was proposed, and what it rests on holds no more.
    Withdrawn,
}

impl State {
    /// The word in outputs.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Accepted => "accepted",
            Self::Changed => "changed",
            Self::SetAside => "set aside",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// A piece of evidence.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evidence {
    /// What commands name it by.
    pub item: String,
    /// How it stands with it.
    pub state: State,
    /// What it is.
    pub text: String,
    /// The indicator that found it; none for what was added.
    pub indicator: Option<String>,
    /// The incident that it is about.
    pub incident: Option<String>,
    /// The day that it is about.
    pub day: Option<Date>,
    /// The day from which it was known.
    pub known: Date,
    /// Who tells it: outlets, or the source that an analyst gave.
    pub sources: Vec<String>,
    /// Its grade now: of its source, or as an analyst gave it.
    pub grade: SourceGrade,
    /// What it weighs now.
    pub weight: Weight,
    /// How it speaks to each hypothesis.
    pub judgements: Judgements,
    /// How its indicator proposes that it does; none for what was added, or where the indicator is gone.
    pub proposed: Option<Judgements>,
    /// Share of the pairs of hypotheses not ruled out to which it speaks differently, 0 … 1.
    pub diagnosticity: f64,
    /// What is to be known before one relies on it.
    pub flags: Vec<String>,
    /// What an analyst did last.
    pub act: Option<Act<Judged>>,
    #[serde(skip)]
    factor: Tenths,
    #[serde(skip)]
    steps: Vec<Step>,
}

impl Evidence {
    /// A proposal, with what an analyst said of it.
    pub(super) fn of(proposal: Proposal, indicator: &Indicator, scenario: &Scenario, act: Option<Act<Judged>>, until: Date) -> Self {
        let now = proposal.on(until).or(proposal.steps.first());
        let withdrawn = now.and_then(|step| step.withdrawn.clone());
        let proposed = indicator.speaks.over(&scenario.hypotheses);
        let state = match &act {
            Some(act) => act.said.state(),
            None if withdrawn.is_some() => State::Withdrawn,
            None => State::Proposed,
        };
        let mut flags: Vec<String> = withdrawn.into_iter().collect();
        let judgements = match &act {
            Some(act) => {
                flags.extend(unknown_hypotheses(&act.said.judgements, scenario));
                let judged = act.said.judgements.over(&scenario.hypotheses);
                if state == State::Accepted && judged != proposed {
                    flags.push("the indicator proposes otherwise now than when it was accepted".to_owned());
                }
                judged
            }
            None => proposed.clone(),
        };
        let mut sources: Vec<String> = proposal.told.iter().map(|(_, outlet)| outlet.clone()).collect();
        sources.sort();
        sources.dedup();
        let mut evidence = Self {
            known: proposal.known(),
            item: proposal.key,
            state,
            text: proposal.text,
            indicator: Some(proposal.indicator),
            incident: proposal.incident.map(id_text),
            day: proposal.day,
            sources,
            grade: SourceGrade::UNKNOWN,
            weight: Weight::default(),
            judgements,
            proposed: Some(proposed),
            diagnosticity: 0.0,
            flags,
            act,
            factor: indicator.weight,
            steps: proposal.steps,
        };
        evidence.graded(until);
        evidence
    }

    /// What an analyst added, or judged when it was still proposed.
    pub(super) fn of_act(item: &str, act: Act<Judged>, scenario: &Scenario, until: Date) -> Self {
        let (indicator, factor) = match &act.said.was {
            Some(was) => {
                let known = scenario.indicators.iter().find(|i| i.name == was.indicator);
                (Some(was.indicator.clone()), known.map_or(Tenths::ONE, |i| i.weight))
            }
            None => (None, Tenths::ONE),
        };
        let mut flags: Vec<String> = unknown_hypotheses(&act.said.judgements, scenario).into_iter().collect();
        if act.said.was.is_some() {
            flags.push("what it rested on is not found any more".to_owned());
        }
        let (text, sources, day, known) = match (&act.said.added, &act.said.was) {
            (Some(added), _) => (added.text.clone(), vec![added.source.clone()], Some(added.day), added.day),
            (None, Some(was)) => ("no longer found".to_owned(), Vec::new(), None, was.known),
            (None, None) => ("nothing is known of it".to_owned(), Vec::new(), None, Date::MIN),
        };
        let grade = act.said.was.as_ref().map_or(SourceGrade::UNKNOWN, |was| was.grade);
        let mut evidence = Self {
            item: item.to_owned(),
            state: act.said.state(),
            text,
            indicator,
            incident: None,
            day,
            known,
            sources,
            grade,
            weight: Weight::default(),
            judgements: act.said.judgements.over(&scenario.hypotheses),
            proposed: None,
            diagnosticity: 0.0,
            flags,
            act: Some(act),
            factor,
            steps: vec![Step { from: known, grade, withdrawn: None }],
        };
        evidence.graded(until);
        evidence
    }

    fn graded(&mut self, until: Date) {
        self.grade = self.grade_on(until);
        self.weight = Weight::of(self.grade, self.factor);
    }

    fn step(&self, day: Date) -> Option<&Step> {
        self.steps.partition_point(|step| step.from <= day).checked_sub(1).and_then(|at| self.steps.get(at))
    }

    fn grade_on(&self, day: Date) -> SourceGrade {
        let given = self.act.as_ref().and_then(|act| act.said.grade);
        given.or_else(|| self.step(day).map(|step| step.grade)).unwrap_or(self.grade)
    }

    /// What it weighs in the score, as known on a day; none where it does not count. Evidence that an analyst accepted counts even where what
    /// it rests on holds no more: only the analyst takes it back.
    #[must_use]
    pub fn counts(&self, day: Date, with_proposed: bool) -> Option<Weight> {
        let step = self.step(day)?;
        let is_in = match self.state {
            State::Accepted | State::Changed => true,
            State::Proposed | State::Withdrawn => with_proposed && step.withdrawn.is_none(),
            State::SetAside => false,
        };
        is_in.then(|| Weight::of(self.grade_on(day), self.factor))
    }

    /// Days on which something about it became known, up to the last that was asked for.
    pub(super) fn days(&self) -> impl Iterator<Item = Date> {
        self.steps.iter().map(|step| step.from)
    }

    /// True where it was withdrawn on that very day.
    pub(super) fn is_withdrawn_on(&self, day: Date) -> bool {
        self.steps.iter().any(|step| step.from == day && step.withdrawn.is_some())
    }

    /// What an analyst who agrees says of it.
    #[must_use]
    pub fn accepted(&self) -> Judged {
        // who accepts what was set aside or changed accepts what it was before
        let judgements = self.proposed.clone().unwrap_or_else(|| self.judgements.clone());
        self.said(Verdict::Accepted, judgements, None)
    }

    /// What an analyst says of it who judges otherwise about some hypotheses, or gives it another grade.
    #[must_use]
    pub fn judged(&self, changes: &[(String, Judgement)], grade: Option<SourceGrade>) -> Judged {
        let mut judgements = self.judgements.clone();
        for (hypothesis, judgement) in changes {
            judgements.set(hypothesis, *judgement);
        }
        let verdict =
            if self.proposed.as_ref().is_none_or(|proposed| *proposed == judgements) { Verdict::Accepted } else { Verdict::Changed };
        self.said(verdict, judgements, grade)
    }

    /// What an analyst says of it who does not let it count.
    #[must_use]
    pub fn set_aside(&self) -> Judged {
        self.said(Verdict::SetAside, self.judgements.clone(), None)
    }

    fn said(&self, verdict: Verdict, judgements: Judgements, grade: Option<SourceGrade>) -> Judged {
        let before = self.act.as_ref().map(|act| &act.said);
        let was = self.indicator.as_ref().map(|indicator| {
            let grade = self.steps.iter().rev().find(|step| step.withdrawn.is_none()).map_or(self.grade, |step| step.grade);
            Was { indicator: indicator.clone(), known: self.known, grade }
        });
        Judged {
            verdict,
            judgements,
            grade: grade.or_else(|| before.and_then(|said| said.grade)),
            was,
            added: before.and_then(|said| said.added.clone()),
        }
    }
}

impl Judged {
    /// Evidence of an analyst's own.
    #[must_use]
    pub fn new(added: Added, grade: SourceGrade, judgements: Judgements) -> Self {
        Self { verdict: Verdict::Accepted, judgements, grade: Some(grade), was: None, added: Some(added) }
    }

    fn state(&self) -> State {
        match self.verdict {
            Verdict::Accepted => State::Accepted,
            Verdict::Changed => State::Changed,
            Verdict::SetAside => State::SetAside,
        }
    }
}

/// The key of evidence of one incident after that incident became part of another.
#[must_use]
pub fn moved(item: &str, from: IncidentId, to: IncidentId) -> String {
    let Some((indicator, about)) = item.split_once('@') else { return item.to_owned() };
    let (from, to) = (id_text(from), id_text(to));
    match about.strip_prefix(from.as_str()) {
        Some(rest) if rest.is_empty() || rest.starts_with(':') => format!("{indicator}@{to}{rest}"),
        _ => item.to_owned(),
    }
}

/// The incident that an item's key names; none where it is about none.
#[must_use]
pub fn incident_of(item: &str) -> Option<IncidentId> {
    let (_, about) = item.split_once('@')?;
    about.split(':').next()?.parse().ok().map(IncidentId)
}

fn unknown_hypotheses(judgements: &Judgements, scenario: &Scenario) -> Option<String> {
    let gone: Vec<&str> = judgements.names().filter(|name| scenario.hypothesis(name).is_none()).collect();
    (!gone.is_empty()).then(|| format!("it was judged for hypotheses that are no more: {}", gone.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_follow_their_incident() {
        let id = |text: &str| IncidentId(text.parse().unwrap());
        assert_eq!(incident_of("strikes@12.e0"), Some(id("12.e0")));
        assert_eq!(incident_of("denials@12.e0:PRK/GOV"), Some(id("12.e0")));
        assert_eq!((incident_of("calm@2024-10-30"), incident_of("added-1")), (None, None));
        assert_eq!(moved("denials@12.e0:PRK/GOV", id("12.e0"), id("3.e1")), "denials@3.e1:PRK/GOV");
        assert_eq!(moved("strikes@12.e01", id("12.e0"), id("3.e1")), "strikes@12.e01");
    }
}
