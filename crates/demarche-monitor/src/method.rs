//! How incidents are weighed: the parameters of `docs/intensity.md` with their defaults.

use demarche::codebook::Status;
use demarche_ledger::sighting::Phase;
use demarche_ledger::standing::Standing;
use serde::Serialize;

/// Parameters of series and ladders.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Method {
    /// Days after which an incident counts half.
    pub half_life: f64,
    /// Standard error of a score, as a share of it: what the reader takes for one act is now and then a neighbouring one.
    pub score_error: f64,
    /// Share of incidents that are read out of the texts that tell them.
    pub recall: f64,
    /// Days before a day that say who tells of a pair regularly.
    pub panel: u16,
    /// Covered days before a day that say how often something happens; a day of which half is covered is half a day.
    pub past: u16,
    /// Days within which a publisher was heard, the day itself included.
    pub heard: u16,
    /// Days in the past on which a publisher told of the pair, to be expected.
    pub regular: usize,
}

impl Default for Method {
    /// Judgement: `docs/intensity.md` says what each stands beside.
    fn default() -> Self {
        Self { half_life: 14.0, score_error: 0.3, recall: 0.7, panel: 365, past: 90, heard: 7, regular: 2 }
    }
}

/// How far an incident that is established in such a way counts.
#[must_use]
pub const fn standing_weight(standing: Standing) -> f64 {
    match standing {
        Standing::Confirmed => 1.0,
        Standing::Reported => 0.9,
        Standing::Claimed => 0.6,
        Standing::Disputed => 0.5,
        Standing::Denied | Standing::Retracted => 0.0,
    }
}

/// How far an incident counts, as known in a phase: nothing where it did not take place, else the reader's confidence times the weight of
/// its standing.
#[must_use]
pub fn weight(phase: &Phase) -> f64 {
    match phase.status {
        Status::Actual | Status::Historical => f64::from(phase.confidence).clamp(0.0, 1.0) * standing_weight(phase.standing),
        Status::Future | Status::Hypothetical | Status::Negated => 0.0,
    }
}

/// Days from one date to another; negative where it is earlier.
pub(crate) fn between(from: jiff::civil::Date, to: jiff::civil::Date) -> i64 {
    i64::from(from.until(to).map_or(0, |span| span.get_days()))
}

/// A day moved by some days; the calendar's edge stays.
pub(crate) fn moved(day: jiff::civil::Date, by: i64) -> jiff::civil::Date {
    day.saturating_add(jiff::Span::new().days(by.clamp(-1_000_000, 1_000_000)))
}
