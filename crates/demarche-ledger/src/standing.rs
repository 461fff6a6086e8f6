//! The standing of an incident: how well established it is, by who affirms it and who denies it.
//!
//! # Rule
//! What counts is what each holder holds *now*: of a party's or outlet's statements about the event that are established as its
//! own ([`Chain::held`](crate::witnesses::chain::Chain::held)) the latest that affirms, denies or takes as true
//! ([`in_time_order`]). Declining to comment does not take back what was said. A holder speaks for the actor's side, the
//! recipient's, or for neither ([`side`]); where nobody is acted upon, each actor is a side. Own voice is the outlets'. First,
//! what a publisher retracted is struck out ([`struck`]). Then the first row that fits decides:
//!
//! | row | own voice | a side's sources | other side's sources | third parties, unidentified | standing |
//! |---|---|---|---|---|---|
//! | 1 | a publisher retracted, and – or denies | deny or – | deny or – | deny or – | retracted |
//! | 2 | denies or – | deny or – | deny or – | deny or –, and somebody denies | denied |
//! | 3 | any | affirm, none denies | affirm, none denies | any | confirmed |
//! | 4 | any | the actor's, or a party that denied before, affirms against its interest, none denies | do not affirm | any | confirmed |
//! | 5 | somebody affirms or takes as true, | and | somebody | denies | disputed |
//! | 6 | affirms | affirm or – | – | affirm or – | reported |
//! | 7 | – | affirm or take as true, or – | – | affirm or take as true, or – (somebody does) | claimed |
//! | 8 | tells it as uncertain only | – | – | – | reported |
//! | 9 | – | leave it open | leave it open | leave it open | claimed |
//!
//! – means that nothing is held. For rows 3 and 4 an estimate does not count as affirming, nor does a statement made before the
//! event where another tells it as having happened. Both sides are needed: a source that speaks for both (one state acting
//! upon its own organ) speaks for neither, unless by far most reports put it on one side only ([`side::side_told`]).
//!
//! *Against its own interest* (row 4) is: a party of a side affirms what it denied before; or the actor's side admits (admitted,
//! acknowledged, conceded, confessed) an act of conflict (quad class 3 or 4) or one with the context `military` or `cbrn`. A claim
//! of responsibility is none: it may be a boast.

use std::collections::{BTreeMap, BTreeSet};

use demarche::codebook::{Context, Status};
use serde::{Deserialize, Serialize};

use crate::account::{Account, Happening};
use crate::positions::statement::{Holder, Statement, in_time_order, statements};
use crate::report::{Party, Report, ReportId};
use crate::witnesses::chain::Position;
use crate::witnesses::retraction::struck;

pub mod side;

/// How well an incident is established.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// Told by publishers in their own voice; no two sides affirm it and nobody denies it.
    Reported,
    /// Affirmed or taken as true by sources only, never by both sides.
    Claimed,
    /// Affirmed by some, denied by others.
    Disputed,
    /// Affirmed by both sides, or by a party against its own interest.
    Confirmed,
    /// Everybody who takes a position denies it.
    Denied,
    /// A publisher's correction takes it back, and nobody else affirms it.
    Retracted,
}

impl Standing {
    /// The word in outputs.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::Claimed => "claimed",
            Self::Disputed => "disputed",
            Self::Confirmed => "confirmed",
            Self::Denied => "denied",
            Self::Retracted => "retracted",
        }
    }
}

/// What a holder holds now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Who.
    pub holder: Holder,
    /// What.
    pub position: Position,
    /// The report that carries the latest statement.
    pub report: ReportId,
    /// The side it speaks for: 0 the actors, 1 the recipients, or the number of the actor where nobody is acted upon.
    pub side: Option<usize>,
    /// Affirmed firmly and of what happened, so that it can confirm.
    pub firm: bool,
    /// Affirmed against the holder's own interest.
    pub admission: bool,
}

/// The standing with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruling {
    /// The standing.
    pub standing: Standing,
    /// Row of the truth table that decided, from 1.
    pub row: u8,
    /// What each holder holds now, in a fixed order; those who hold nothing are left out.
    pub held: Vec<Held>,
    /// Reports that a retraction struck out.
    pub retracted: BTreeSet<ReportId>,
}

/// The standing of an incident, by the rule of this module. The order of its accounts does not matter.
#[must_use]
pub fn standing(happening: &Happening<'_>) -> Ruling {
    let accounts = happening.in_intake_order();
    let retracted = struck(&accounts);
    let remaining: Vec<Account<'_>> = accounts.iter().filter(|a| !retracted.contains(&a.report.id)).copied().collect();
    let sides = side::sides(&happening.actors, &happening.recipients);
    let held = held_now(&remaining, &sides);
    let (row, standing) = decide(&held, &remaining, !retracted.is_empty());
    Ruling { standing, row, held, retracted }
}

/// The rows of the truth table.
fn decide(held: &[Held], accounts: &[Account<'_>], any_retracted: bool) -> (u8, Standing) {
    let accepts = |h: &Held| matches!(h.position, Position::Affirms | Position::TakesAsTrue);
    let denies = |h: &Held| h.position == Position::Denies;
    let is_voice = |h: &Held| matches!(h.holder, Holder::Voice(_));
    if any_retracted && !held.iter().any(accepts) {
        return (1, Standing::Retracted);
    }
    if held.iter().any(denies) && !held.iter().any(accepts) {
        return (2, Standing::Denied);
    }
    let side_denies = |side: usize| held.iter().any(|h| h.side == Some(side) && denies(h));
    let mut affirming: Vec<usize> =
        held.iter().filter(|h| h.position == Position::Affirms && h.firm).filter_map(|h| h.side).filter(|&s| !side_denies(s)).collect();
    affirming.sort_unstable();
    affirming.dedup();
    let any_side_denies = held.iter().any(|h| h.side.is_some() && denies(h));
    if affirming.len() >= 2 && !any_side_denies {
        return (3, Standing::Confirmed);
    }
    if held.iter().any(|h| h.admission && h.firm && h.side.is_some_and(|s| !side_denies(s))) {
        return (4, Standing::Confirmed);
    }
    if held.iter().any(accepts) && held.iter().any(denies) {
        return (5, Standing::Disputed);
    }
    if held.iter().any(|h| is_voice(h) && accepts(h)) {
        return (6, Standing::Reported);
    }
    if held.iter().any(accepts) {
        return (7, Standing::Claimed);
    }
    if accounts.iter().all(|a| a.report.claim.is_none()) { (8, Standing::Reported) } else { (9, Standing::Claimed) }
}

/// What each holder holds after all its statements.
fn held_now(accounts: &[Account<'_>], sides: &[Vec<&Party>]) -> Vec<Held> {
    let happened = accounts.iter().any(|a| matches!(a.report.status, Status::Actual | Status::Historical));
    let reports: BTreeMap<ReportId, &Report> = accounts.iter().map(|a| (a.report.id, a.report)).collect();
    let said = statements(accounts);
    let in_time = in_time_order(&said);
    let side_of = |s: &Statement<'_>| s.party.and_then(|p| side::side_of(p, sides).or_else(|| side::side_told(p, sides, accounts)));
    in_time
        .iter()
        .filter_map(|(holder, said)| {
            let side = said.first().and_then(|s| side_of(s));
            let mut now: Option<Held> = None;
            let mut denied = false;
            for statement in said {
                let affirms = statement.position == Position::Affirms;
                let firm = affirms && !statement.weak && !(statement.foretold && happened);
                let admits = side == Some(0) && reports.get(&statement.report).is_some_and(|r| admits(r, &statement.cue));
                let admission = firm && ((denied && side.is_some()) || admits);
                denied |= statement.position == Position::Denies;
                let next = Held { holder: holder.clone(), position: statement.position, report: statement.report, side, firm, admission };
                now = match (now, statement.position) {
                    (now, Position::Neither) => now,
                    // who condemns what it affirmed, or says again less firmly what it said firmly, still affirms it
                    (Some(before), Position::TakesAsTrue) if before.position == Position::Affirms => Some(before),
                    (Some(before), Position::Affirms) if before.position == Position::Affirms => {
                        Some(Held { firm: before.firm || firm, admission: before.admission || admission, ..next })
                    }
                    _ => Some(next),
                };
            }
            now
        })
        .collect()
}

/// Stems of the verbs of admission, in lower case.
const ADMIT: &[&str] = &["admit", "acknowledg", "conced", "confess"];

/// The cue admits an act that does its actor no credit.
fn admits(report: &Report, cue: &str) -> bool {
    let discredits = report.event_type.quad() >= 3 || report.context.iter().any(|c| matches!(c, Context::Military | Context::Cbrn));
    discredits && cue.split_whitespace().any(|word| ADMIT.iter().any(|stem| word.starts_with(stem)))
}
