//! Who would have told: whether the publishers that normally report on a pair were heard. Silence of those who are heard is calm; silence
//! because nobody is heard is not.

use serde::Serialize;

/// Coverage of a pair on a day.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Coverage {
    /// Outlets that told of the pair regularly in the time before.
    pub expected: usize,
    /// Of these, those that published anything lately.
    pub heard: usize,
    /// Of these, those that told of the pair lately.
    pub reported: usize,
    /// Share that was heard, each outlet weighed by how often it told of the pair; none where nobody is expected yet.
    pub share: Option<f64>,
    /// Outlets that were expected and not heard.
    pub silent: Vec<String>,
}

/// What a coverage allows one to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Covered {
    /// At least half of the coverage is there.
    Covered,
    /// Less than half is there.
    Thin,
    /// Nobody is heard: nothing can be said, least of all that it is calm.
    Not,
    /// Nobody has told of the pair regularly yet.
    Unknown,
}

impl Coverage {
    /// What it allows one to say.
    #[must_use]
    pub fn covered(&self) -> Covered {
        match self.share {
            None => Covered::Unknown,
            Some(share) if share <= 0.0 => Covered::Not,
            Some(share) if share < 0.5 => Covered::Thin,
            Some(_) => Covered::Covered,
        }
    }
}
