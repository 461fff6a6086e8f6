//! What to score, and how.

use std::fmt;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::str::FromStr;

use serde::Serialize;

use crate::error::EvalError;

macro_rules! names {
    ($(#[$doc:meta])* $name:ident, $what:literal, { $($(#[$vdoc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $code)] $variant),+ }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name on the command line.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.name())
            }
        }

        impl FromStr for $name {
            type Err = EvalError;

            fn from_str(name: &str) -> Result<Self, EvalError> {
                Self::ALL.iter().copied().find(|s| s.name() == name).ok_or_else(|| EvalError::Unknown {
                    name: name.to_owned(),
                    what: $what,
                    known: Self::ALL.iter().map(|s| s.name()).collect::<Vec<_>>().join(" "),
                })
            }
        }
    };
}

names! {
    /// An annotated set.
    Set, "set", {
        /// PolNeAR: sources, cues and contents in US political news.
        Attribution = "attribution",
        /// PLV: the type of the relation between two marked parties.
        Relations = "relations",
        /// CAMEO actor annotation: parties of a sentence's event.
        Actors = "actors",
        /// Names of persons, organisations and places in four sets.
        Entities = "entities",
        /// Place names of TR-News with their points on the map.
        Toponyms = "toponyms",
        /// The project's own passages: every stage.
        Corpus = "corpus",
        /// Minimal pairs: what changes in the reading when one thing changes in the text.
        Consistency = "consistency",
        /// All of these.
        All = "all",
    }
}

names! {
    /// A part of a set.
    Part, "part", {
        /// `attribution`: its training part.
        Train = "train",
        /// `attribution`: its development part (the default).
        Dev = "dev",
        /// `corpus`: the frozen test passages (the default).
        Test = "test",
        /// `corpus`: the frozen paragraphs of real news, with their texts from the public sets.
        News = "news",
        /// `corpus`: the share of the training passages kept for development.
        TrainDev = "train-dev",
        /// `corpus`: the share of the training paragraphs of real news kept for development.
        NewsDev = "news-dev",
    }
}

/// How to score. `EvalOptions::default()` scores everything from `data` and `corpus` with one thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvalOptions {
    /// Folder of the annotated sets (`--data`).
    pub data: PathBuf,
    /// Folder of the own passages, with `test` and `train` in it (`--corpus`).
    pub corpus: PathBuf,
    /// Part of the set (`--part`); `None` takes the default.
    pub part: Option<Part>,
    /// Another file in the set's format (`--file`): JSON Lines for attribution, Markdown or a folder of it for corpus.
    pub file: Option<PathBuf>,
    /// Folds of relations and actors to score (`--folds`); empty for all.
    pub folds: Vec<u8>,
    /// Threads to read with; the figures are the same for any number.
    pub threads: NonZeroUsize,
    /// Bootstrap draws; 0 leaves the intervals out.
    pub draws: u32,
    /// Seed of the draws.
    pub seed: u64,
}

impl Default for EvalOptions {
    fn default() -> Self {
        Self {
            data: "data".into(),
            corpus: "corpus".into(),
            part: None,
            file: None,
            folds: Vec::new(),
            threads: NonZeroUsize::MIN,
            draws: 1000,
            seed: 1,
        }
    }
}

impl EvalOptions {
    /// Whether the options fit the set.
    pub(crate) fn check(&self, set: Set) -> Result<(), EvalError> {
        if let Some(part) = self.part {
            let is_known = match set {
                Set::Attribution => matches!(part, Part::Train | Part::Dev),
                Set::Corpus => matches!(part, Part::Test | Part::News | Part::TrainDev | Part::NewsDev),
                _ => false,
            };
            if !is_known {
                return Err(EvalError::Part { set, part });
            }
        }
        if self.file.is_some() && (!matches!(set, Set::Attribution | Set::Corpus) || self.part.is_some()) {
            return Err(EvalError::Option { set, option: "--file" });
        }
        if !self.folds.is_empty() && !matches!(set, Set::Relations | Set::Actors | Set::All) {
            return Err(EvalError::Option { set, option: "--folds" });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for set in Set::ALL {
            assert_eq!(set.to_string().parse::<Set>().unwrap(), *set);
        }
        let wrong = "claims".parse::<Set>().unwrap_err();
        assert_eq!(wrong.to_string(), "`claims` is no set; known: attribution relations actors entities toponyms corpus consistency all");
    }

    #[test]
    fn options_must_fit_the_set() {
        let with = |part, folds: &[u8]| EvalOptions { part, folds: folds.to_vec(), ..EvalOptions::default() };
        assert!(with(Some(Part::Train), &[]).check(Set::Attribution).is_ok());
        assert!(with(Some(Part::Train), &[]).check(Set::Corpus).is_err());
        assert!(with(Some(Part::TrainDev), &[]).check(Set::Corpus).is_ok());
        assert!(with(Some(Part::Dev), &[]).check(Set::All).is_err());
        assert!(with(None, &[1]).check(Set::Actors).is_ok());
        assert!(with(None, &[1]).check(Set::Entities).is_err());
        let file = EvalOptions { file: Some("x.jsonl".into()), ..EvalOptions::default() };
        assert!(file.check(Set::Attribution).is_ok() && file.check(Set::Relations).is_err());
    }
}
