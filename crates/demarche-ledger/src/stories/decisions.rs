//! The log of stories: what was decided, when and why. The state is a fold of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::report::DocumentId;

/// Number of a story: 1, 2, … in order of opening; never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StoryId(pub u64);

/// Why an article and a story, or two stories, belong together; each from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Likeness {
    /// The whole: what decides.
    pub score: f64,
    /// Of the embeddings; 0 where one has none.
    pub meaning: f64,
    /// Of the parties.
    pub parties: f64,
    /// Of the places.
    pub places: f64,
    /// Nearness of the days.
    pub days: f64,
}

/// A step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "lowercase")]
pub enum Decision {
    /// An article is like no story and opens one.
    Opened {
        /// The new story.
        story: StoryId,
        /// The article.
        document: DocumentId,
    },
    /// An article joins a story.
    Joined {
        /// The story.
        story: StoryId,
        /// The article.
        document: DocumentId,
        /// How like they are.
        likeness: Likeness,
    },
    /// A copy is where the first of its family is, now and later.
    Followed {
        /// The copy.
        document: DocumentId,
        /// The first.
        first: DocumentId,
    },
    /// Two stories are one; the one opened first keeps its number.
    Merged {
        /// The story that stays.
        into: StoryId,
        /// The story that ends.
        from: StoryId,
        /// The article that showed it.
        document: DocumentId,
        /// How like they are.
        likeness: Likeness,
    },
    /// Some articles leave a story and open one of their own.
    Split {
        /// The story that they leave; it keeps its number.
        from: StoryId,
        /// Their new story.
        story: StoryId,
        /// The articles, ascending; their copies go with them.
        documents: Vec<DocumentId>,
        /// The article that showed it.
        document: DocumentId,
        /// How like the two parts are.
        likeness: Likeness,
    },
}

/// Which story each document is in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assignment {
    direct: BTreeMap<DocumentId, StoryId>,
    follows: BTreeMap<DocumentId, DocumentId>,
}

impl Assignment {
    /// The assignment that a log makes.
    #[must_use]
    pub fn replay<'d>(log: impl IntoIterator<Item = &'d Decision>) -> Self {
        let mut out = Self::default();
        log.into_iter().for_each(|decision| out.apply(decision));
        out
    }

    /// Applies one decision. Takes time linear in the documents for a merger, else about constant time.
    pub fn apply(&mut self, decision: &Decision) {
        match decision {
            Decision::Opened { story, document } | Decision::Joined { story, document, .. } => {
                self.direct.insert(*document, *story);
            }
            Decision::Followed { document, first } => {
                self.follows.insert(*document, *first);
            }
            Decision::Merged { into, from, .. } => {
                self.direct.values_mut().filter(|s| **s == *from).for_each(|s| *s = *into);
            }
            Decision::Split { story, documents, .. } => {
                for document in documents {
                    self.direct.insert(*document, *story);
                }
            }
        }
    }

    /// A document's story; none where nothing was decided on it.
    #[must_use]
    pub fn story(&self, document: DocumentId) -> Option<StoryId> {
        let first = self.follows.get(&document).unwrap_or(&document);
        self.direct.get(first).copied()
    }
}
