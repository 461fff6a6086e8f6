//! Which incidents go out. Event tables have no field for who says so: what goes into one is asserted. So a rule is always stated.

use std::collections::BTreeSet;
use std::fmt;

use demarche::codebook::Status;
use demarche_ledger::standing::Standing;
use demarche_ledger::witnesses::chain::Chain;
use serde::{Deserialize, Serialize};

use crate::case::Case;

/// Whose word is enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClaimRule {
    /// A publisher's, in its own voice.
    #[default]
    OwnVoice,
    /// That of two independent witnesses, or of both sides.
    Corroborated,
    /// Anybody's.
    All,
}

impl ClaimRule {
    /// All rules, the default first.
    pub const ALL: &[Self] = &[Self::OwnVoice, Self::Corroborated, Self::All];

    /// The name on the command line and in outputs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OwnVoice => "own-voice",
            Self::Corroborated => "corroborated",
            Self::All => "all",
        }
    }

    /// What it lets out, in a sentence.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::OwnVoice => {
                "at least one publisher tells it in its own voice with a status that goes out and has not taken that back, and its \
                 standing is neither denied nor retracted"
            }
            Self::Corroborated => {
                "at least two independent witnesses affirm it (as happened, unless status future goes out), or its standing is \
                 confirmed; and its standing is neither denied nor retracted"
            }
            Self::All => "told by anybody, also where denied or retracted: a row does not mean that it happened",
        }
    }
}

/// What an export lets out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Whose word is enough.
    pub claims: ClaimRule,
    /// Statuses that go out.
    pub statuses: BTreeSet<Status>,
}

/// Statuses of what happened.
pub const HAPPENED: [Status; 2] = [Status::Actual, Status::Historical];

impl Default for Rule {
    fn default() -> Self {
        Self { claims: ClaimRule::default(), statuses: HAPPENED.into() }
    }
}

/// Why an incident is not in an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LeftOut {
    /// Its status does not go out.
    Status,
    /// Everybody who takes a position denies it.
    Denied,
    /// Its publisher took it back.
    Retracted,
    /// No publisher tells it in its own voice.
    NotOwnVoice,
    /// Fewer than two independent witnesses, and not confirmed.
    NotCorroborated,
    /// Neither its day nor that of any report is known, which the format asks for.
    Undated,
    /// The numbers of its document and event are beyond what the format's number has room for.
    Unnumbered,
}

impl LeftOut {
    /// All reasons.
    pub const ALL: &[Self] =
        &[Self::Status, Self::Denied, Self::Retracted, Self::NotOwnVoice, Self::NotCorroborated, Self::Undated, Self::Unnumbered];

    /// The word in the sidecar.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Denied => "denied",
            Self::Retracted => "retracted",
            Self::NotOwnVoice => "not-own-voice",
            Self::NotCorroborated => "not-corroborated",
            Self::Undated => "undated",
            Self::Unnumbered => "unnumbered",
        }
    }
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl Rule {
    /// Why this incident does not go out; none where it does. The first reason that applies, in the order of [`LeftOut`].
    #[must_use]
    pub fn leaves_out(&self, case: &Case<'_>) -> Option<LeftOut> {
        if !self.statuses.contains(&case.status) {
            return Some(LeftOut::Status);
        }
        if self.claims == ClaimRule::All {
            return None;
        }
        match case.ruling.standing {
            Standing::Denied => return Some(LeftOut::Denied),
            Standing::Retracted => return Some(LeftOut::Retracted),
            _ => {}
        }
        match self.claims {
            ClaimRule::OwnVoice => (!self.is_told_in_own_voice(case)).then_some(LeftOut::NotOwnVoice),
            ClaimRule::Corroborated => (!self.is_corroborated(case)).then_some(LeftOut::NotCorroborated),
            ClaimRule::All => None,
        }
    }

    fn is_told_in_own_voice(&self, case: &Case<'_>) -> bool {
        case.filings.iter().any(|filing| {
            self.statuses.contains(&filing.report.status)
                && !case.ruling.retracted.contains(&filing.report.id)
                && Chain::of(&filing.filed.article, filing.report).is_own_voice()
        })
    }

    fn is_corroborated(&self, case: &Case<'_>) -> bool {
        let foretold_counts = self.statuses.contains(&Status::Future);
        let witnesses = case.witnesses.witnesses.iter().filter(|w| foretold_counts || !w.foretold).count();
        witnesses >= 2 || case.ruling.standing == Standing::Confirmed
    }
}
