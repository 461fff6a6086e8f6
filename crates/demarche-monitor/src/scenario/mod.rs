//! Scenarios: hypotheses that compete to answer a question, and what speaks against each of them, in the manner of Heuer's analysis of
//! competing hypotheses. `docs/scenarios.md` gives the method.
//!
//! An [`Indicator`] looks for incidents, for the absence of incidents, or for what parties hold; each match is proposed as evidence
//! ([`matching`]). An analyst accepts it, changes it or sets it aside, and adds evidence of their own ([`evidence`]). What counts is weighed by
//! its grade ([`weight`]) and hypotheses are put in order by least inconsistency ([`score`]). A [`report`] holds it all.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use demarche::codebook::Status;
use demarche_ledger::witnesses::chain::Position;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::who::{Watched, Who};

pub mod evidence;
pub mod known;
pub mod matching;
pub mod quiet;
pub mod report;
#[cfg(test)]
mod sample;
pub mod score;
pub mod weight;

pub use weight::{SourceGrade, Tenths, Weight};

/// A scenario: `[[scenario]]`, or one that was set up by a command.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Its name.
    pub name: String,
    /// What is to be answered.
    pub question: String,
    /// Incidents of days before are no evidence.
    pub since: Option<Date>,
    /// At least two answers, in the order of whoever set it up; no two of one name.
    pub hypotheses: Vec<Hypothesis>,
    /// What is looked for; no two of one name.
    pub indicators: Vec<Indicator>,
}

/// An answer to the question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hypothesis {
    /// A short name.
    pub name: String,
    /// What it says.
    pub text: String,
}

/// What is looked for, and how it speaks to each hypothesis.
#[derive(Debug, Clone, PartialEq)]
pub struct Indicator {
    /// Its name.
    pub name: String,
    /// What it is, in the analyst's words.
    pub text: String,
    /// What is looked for.
    pub sought: Sought,
    /// How a match speaks to hypotheses; to those that are not named it is neutral.
    pub speaks: Judgements,
    /// How much more or less than others it counts.
    pub weight: Tenths,
}

/// What an indicator looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sought {
    /// Incidents of that kind between those.
    pub watched: Watched,
    /// Whether they took place, any of them; empty for whichever.
    pub statuses: Vec<Status>,
    /// What about them.
    pub how: How,
}

/// What about incidents is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// That one happens.
    Happens,
    /// That none is known of so many days, the day itself included, while the two are covered.
    Absent {
        /// How many.
        days: u16,
    },
    /// That a party holds something about one.
    Holds {
        /// Who.
        party: Who,
        /// What, any of them.
        positions: Vec<Position>,
    },
}

impl Sought {
    /// True where it looks for an absence.
    #[must_use]
    pub fn is_absence(&self) -> bool {
        matches!(self.how, How::Absent { .. })
    }
}

impl fmt::Display for Sought {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.how {
            How::Happens => f.write_str("incidents ")?,
            How::Absent { days } => write!(f, "no incident for {days} days ")?,
            How::Holds { party, positions } => {
                let held = positions.iter().map(|p| p.words()).collect::<Vec<_>>().join(" or ");
                write!(f, "{party} {held}, on incidents ")?;
            }
        }
        write!(f, "{}", self.watched)?;
        let kinds = &self.watched.kinds;
        let types = kinds.types.iter().map(|t| t.code().to_owned());
        let each: Vec<String> =
            types.chain(kinds.modes.iter().cloned()).chain(kinds.contexts.iter().map(|c| c.code().to_owned())).collect();
        if !each.is_empty() {
            write!(f, " ({})", each.join(", "))?;
        }
        if kinds.witnesses > 0 {
            write!(f, ", at least {} witnesses", kinds.witnesses)?;
        }
        Ok(())
    }
}

/// How evidence speaks to a hypothesis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub enum Judgement {
    /// It is what one would see if the hypothesis held.
    #[serde(rename = "C")]
    Consistent,
    /// It is what one would not see if the hypothesis held.
    #[serde(rename = "I")]
    Inconsistent,
    /// It says nothing about it.
    #[default]
    #[serde(rename = "N")]
    Neutral,
}

/// A text that is no judgement.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no judgement: write C (consistent), I (inconsistent) or N (neutral)")]
pub struct NoJudgement(pub String);

impl Judgement {
    /// Its letter.
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Self::Consistent => 'C',
            Self::Inconsistent => 'I',
            Self::Neutral => 'N',
        }
    }
}

impl FromStr for Judgement {
    type Err = NoJudgement;

    fn from_str(text: &str) -> Result<Self, NoJudgement> {
        match text.trim().to_lowercase().as_str() {
            "c" | "consistent" => Ok(Self::Consistent),
            "i" | "inconsistent" => Ok(Self::Inconsistent),
            "n" | "neutral" => Ok(Self::Neutral),
            _ => Err(NoJudgement(text.to_owned())),
        }
    }
}

/// How evidence speaks to hypotheses, by their names; to one that is not named it is neutral.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Judgements(BTreeMap<String, Judgement>);

impl Judgements {
    /// How it speaks to a hypothesis.
    #[must_use]
    pub fn of(&self, hypothesis: &str) -> Judgement {
        self.0.get(hypothesis).copied().unwrap_or_default()
    }

    /// Says how it speaks to a hypothesis.
    pub fn set(&mut self, hypothesis: &str, judgement: Judgement) {
        self.0.insert(hypothesis.to_owned(), judgement);
    }

    /// Hypotheses that are named.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The same for these hypotheses: each is named, and no other.
    #[must_use]
    pub fn over(&self, hypotheses: &[Hypothesis]) -> Self {
        Self(hypotheses.iter().map(|h| (h.name.clone(), self.of(&h.name))).collect())
    }
}

impl FromIterator<(String, Judgement)> for Judgements {
    fn from_iter<I: IntoIterator<Item = (String, Judgement)>>(each: I) -> Self {
        Self(each.into_iter().collect())
    }
}

impl Scenario {
    /// The hypothesis of that name.
    #[must_use]
    pub fn hypothesis(&self, name: &str) -> Option<&Hypothesis> {
        self.hypotheses.iter().find(|h| h.name == name)
    }
}

/// A scenario that was set up by a command, as the ledger keeps it: only analysts add evidence to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetUp {
    /// What is to be answered.
    pub question: String,
    /// The answers.
    pub hypotheses: Vec<Hypothesis>,
}

impl SetUp {
    /// The scenario under its name.
    #[must_use]
    pub fn scenario(self, name: &str) -> Scenario {
        Scenario { name: name.to_owned(), question: self.question, since: None, hypotheses: self.hypotheses, indicators: Vec::new() }
    }
}

/// Most hypotheses of a scenario.
pub const MOST_HYPOTHESES: usize = 12;

/// Why a name cannot be that of a hypothesis or indicator; none where it can. Names stand in item keys and in `NAME=JUDGEMENT`.
#[must_use]
pub fn unfit_name(name: &str) -> Option<&'static str> {
    if name.contains(['@', '=', ',']) {
        return Some("a name has no @, = or comma");
    }
    name.starts_with(evidence::ADDED).then_some("names that begin with `added-` are those of evidence that was added by hand")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn judgements_are_letters_or_words() {
        assert_eq!(" i ".parse(), Ok(Judgement::Inconsistent));
        assert_eq!("Consistent".parse(), Ok(Judgement::Consistent));
        assert_eq!("CC".parse::<Judgement>(), Err(NoJudgement("CC".to_owned())));
        let judgements: Judgements = [("h1".to_owned(), Judgement::Inconsistent)].into_iter().collect();
        assert_eq!(serde_json::to_string(&judgements).unwrap(), r#"{"h1":"I"}"#);
        assert_eq!((judgements.of("h1"), judgements.of("h2")), (Judgement::Inconsistent, Judgement::Neutral));
    }
}
