//! Ladders: levels that a user draws, how a pair moves between them, and what is due at each.

use demarche_ledger::incidents::cluster::IncidentId;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::who::{Kinds, Watched};

/// A ladder as it is configured: `[[ladder]]`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ladder {
    /// Its name.
    pub name: String,
    /// Whom it watches, and what counts.
    pub watched: Watched,
    /// Days that count: the day itself and those before.
    pub window: u16,
    /// What is measured over them.
    pub measure: Measure,
    /// Levels above 0, ascending. On level 0 nothing is due.
    pub levels: Vec<Rung>,
}

/// What a ladder measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Measure {
    /// Sum of weighted conflict scores.
    Conflict,
    /// Sum of weighted cooperation scores.
    Cooperation,
    /// Conflict less cooperation, at least 0.
    Net,
    /// The highest weighted conflict score of one incident.
    Peak,
    /// Sum of the weights of incidents.
    Incidents,
}

/// A level.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rung {
    /// Its name.
    pub name: String,
    /// Reached at this value.
    pub at: f64,
    /// Left where the value has been below this …
    pub falls_below: f64,
    /// … on so many days in a row.
    pub hold: u16,
    /// What counts for this level, beside what counts for the ladder.
    pub kinds: Kinds,
    /// What is due when it is reached.
    pub steps: Vec<Step>,
}

/// What somebody is to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What.
    pub what: String,
    /// Who does it.
    pub owner: Option<String>,
    /// Anything else.
    pub note: Option<String>,
}

/// A ladder over a time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Replay {
    /// The ladder.
    pub ladder: Ladder,
    /// One standing a day, without gaps.
    pub days: Vec<Stand>,
    /// Moves in order.
    pub moves: Vec<Move>,
}

/// Where a ladder stands on a day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stand {
    /// The day.
    pub day: Date,
    /// The level: 0, or 1 for the first of [`Ladder::levels`].
    pub level: usize,
    /// The value, by what counts for the ladder.
    pub value: f64,
    /// The values by what counts for each level.
    pub values: Vec<f64>,
}

/// A move from a level to another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Move {
    /// The day.
    pub day: Date,
    /// From this level.
    pub from: usize,
    /// To this one.
    pub to: usize,
    /// The value that decided, by what counts for the level that was reached or left.
    pub value: f64,
    /// The bound that it crossed.
    pub bound: f64,
    /// Upward: incidents in the window, those that give most first. Downward: those that left the window or lost weight since the level was reached.
    pub causes: Vec<Cause>,
    /// What would bring it down from where it is now; none on level 0.
    pub down: Option<Down>,
}

/// An incident's part in a value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cause {
    /// Which.
    pub id: IncidentId,
    /// The day that it counts on.
    pub day: Date,
    /// Type and mode.
    pub what: String,
    /// Who acts.
    pub actors: Vec<String>,
    /// Who is acted upon.
    pub recipients: Vec<String>,
    /// What it gives.
    pub part: f64,
}

/// What brings a ladder down.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Down {
    /// The value has to stay below this …
    pub below: f64,
    /// … on so many days in a row.
    pub hold: u16,
    /// The day on which that will be if nothing more happens.
    pub expected: Option<Date>,
}
