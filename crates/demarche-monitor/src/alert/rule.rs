//! What is told, as it is configured: `[[alert]]`.

use demarche::codebook::QuantityRole;
use serde::Serialize;

use crate::ladder::Ladder;
use crate::who::Watched;

/// A rule.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rule {
    /// Its name.
    pub name: String,
    /// What is told.
    pub on: On,
    /// Channels, by name; never empty.
    pub to: Vec<String>,
    /// After an alert, others of the rule on the same subject are held so long, in seconds, and then sent together; 0 holds none.
    pub cool_down: u64,
}

/// What is told.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "on", rename_all = "lowercase")]
pub enum On {
    /// A ladder's move.
    Move {
        /// Of this ladder; else of all.
        ladder: Option<String>,
    },
    /// A new incident of a watched kind.
    Incident {
        /// Which.
        watched: Watched,
    },
    /// A party changed its position on a watched incident.
    Position {
        /// Which.
        watched: Watched,
    },
    /// A watched incident became disputed, or stopped being so.
    Dispute {
        /// Which.
        watched: Watched,
    },
    /// A count of a watched incident is outside a range.
    Value {
        /// Which.
        watched: Watched,
        /// What the counted have to do with the incident.
        role: QuantityRole,
        /// The counted noun, singular, in lower case; else any.
        unit: Option<String>,
        /// Told where it is greater than this.
        above: Option<f64>,
        /// Told where it is less than this.
        below: Option<f64>,
    },
    /// A feed has brought nothing for a time.
    Silence {
        /// This feed; else all.
        feed: Option<String>,
        /// The time, in seconds.
        after: u64,
    },
}

impl On {
    /// The word of the configuration.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Move { .. } => "move",
            Self::Incident { .. } => "incident",
            Self::Position { .. } => "position",
            Self::Dispute { .. } => "dispute",
            Self::Value { .. } => "value",
            Self::Silence { .. } => "silence",
        }
    }

    /// Which incidents it is about, where it is about incidents.
    #[must_use]
    pub const fn watched(&self) -> Option<&Watched> {
        match self {
            Self::Incident { watched } | Self::Position { watched } | Self::Dispute { watched } | Self::Value { watched, .. } => {
                Some(watched)
            }
            Self::Move { .. } | Self::Silence { .. } => None,
        }
    }
}

impl Rule {
    /// What the rule says, in one text: where it changes, the rule is another, and begins anew. Where it is told to, how often, and the
    /// steps of ladders are no part of it.
    #[must_use]
    pub fn definition(&self, ladders: &[Ladder]) -> String {
        let mut ladders: Vec<Ladder> = ladders.iter().filter(|ladder| self.is_of(ladder)).cloned().collect();
        for level in ladders.iter_mut().flat_map(|ladder| &mut ladder.levels) {
            level.steps.clear();
        }
        serde_json::json!({"rule": self.on, "ladders": ladders}).to_string()
    }

    /// True where it tells of the moves of this ladder.
    #[must_use]
    pub fn is_of(&self, ladder: &Ladder) -> bool {
        matches!(&self.on, On::Move { ladder: name } if name.as_ref().is_none_or(|name| *name == ladder.name))
    }
}
