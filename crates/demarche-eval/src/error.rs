//! What can go wrong when a set is scored.

use std::path::PathBuf;

use crate::options::{Part, Set};
use crate::passage::FormatError;

/// A set that cannot be scored, or options that do not fit.
#[derive(Debug, thiserror::Error)]
pub enum EvalError {
    /// A file or folder of the set cannot be read.
    #[error("cannot read `{}`: {cause}", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// A row of a JSON Lines set does not fit.
    #[error("`{}` line {line}: {detail}", path.display())]
    Row {
        /// The file.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// What is wrong.
        detail: String,
    },
    /// A Markdown passage or case does not fit its format.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// Nothing is left to score.
    #[error("`{}` holds nothing to score", path.display())]
    Empty {
        /// The file or folder.
        path: PathBuf,
    },
    /// A part the set does not have.
    #[error("`{set}` has no part `{part}`")]
    Part {
        /// The set.
        set: Set,
        /// The part asked for.
        part: Part,
    },
    /// An option the set does not know.
    #[error("`{option}` does not go with `{set}`")]
    Option {
        /// The set.
        set: Set,
        /// The option, as on the command line.
        option: &'static str,
    },
    /// A name that is no set or part.
    #[error("`{name}` is no {what}; known: {known}")]
    Unknown {
        /// What was given.
        name: String,
        /// `set` or `part`.
        what: &'static str,
        /// Names that are.
        known: String,
    },
}

impl EvalError {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Read { .. } => "name the folder of the annotated sets with `--data`, and that of the own passages with `--corpus`",
            Self::Row { .. } => "the sets are JSON Lines with spans in code points; fetch the file again if it is damaged",
            Self::Format(_) => "docs: corpus/GUIDE.md for passages, docs/evaluation.md for cases",
            Self::Empty { .. } => "check `--part` and `--folds`",
            Self::Part { .. } => "parts: `train` and `dev` of attribution, `test`, `news`, `train-dev` and `news-dev` of corpus",
            Self::Option { .. } => "`--file` goes with attribution and corpus, `--folds` with relations and actors, `--part` with one set",
            Self::Unknown { .. } => "`demarche eval --help` lists sets and parts",
        }
    }
}
