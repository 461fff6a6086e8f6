//! How intense cooperation and conflict between two parties are, day by day. `docs/intensity.md` gives the method.

use demarche_ledger::incidents::cluster::IncidentId;
use jiff::civil::Date;
use serde::Serialize;

use crate::coverage::Coverage;
use crate::who::Watched;

/// Intensity of one direction through time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Series {
    /// What is counted.
    pub watched: Watched,
    /// Half-life of an incident's weight, in days.
    pub half_life: f64,
    /// One point a day, without gaps.
    pub points: Vec<Point>,
    /// Days from which conflict or cooperation runs at another level than before, in order.
    pub changes: Vec<Change>,
}

/// A day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Point {
    /// The day.
    pub day: Date,
    /// Conflict in memory, ≥ 0.
    pub conflict: Level,
    /// Cooperation in memory, ≥ 0.
    pub cooperation: Level,
    /// What happened on this day, each incident once.
    pub incidents: Vec<Mark>,
    /// Who would have told.
    pub coverage: Coverage,
    /// Set where the day's own conflict or cooperation is rare for the pair.
    pub unusual: Option<Unusual>,
}

/// A value with its interval of 90 %.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Level {
    /// Expected value.
    pub value: f64,
    /// Lower bound.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
}

/// An incident in a series.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mark {
    /// Which.
    pub id: IncidentId,
    /// Type and mode: `ASSAULT:aerial`.
    pub what: String,
    /// PLOVER's quad class: verbal and material cooperation (1, 2), verbal and material conflict (3, 4).
    pub quad: u8,
    /// PLOVER's score, −10 … 10.
    pub score: f64,
    /// How far it counts, 0 … 1: confidence times how well it is established.
    pub weight: f64,
}

/// A day that stands out from the pair's own past.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Unusual {
    /// True for conflict, false for cooperation.
    pub is_conflict: bool,
    /// Days of the past that it is compared with.
    pub days: usize,
    /// Of these, days with as much or more.
    pub as_high: usize,
}

/// A change of level.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Change {
    /// First day of the new level.
    pub day: Date,
    /// True for conflict, false for cooperation.
    pub is_conflict: bool,
    /// Mean of the days' weighted scores before, back to the change before.
    pub before: f64,
    /// The same after, up to the next change.
    pub after: f64,
}
