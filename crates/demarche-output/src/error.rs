//! What can go wrong while writing.

use std::io;
use std::path::{Path, PathBuf};

use crate::Format;

/// Why an output could not be written. [`OutputError::hint`] says what to do about it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OutputError {
    /// A file operation failed.
    #[error("cannot {action} `{}`: {source}", path.display())]
    File {
        /// What was tried, as a verb.
        action: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
    /// Writing to a stream failed.
    #[error("cannot write: {0}")]
    Stream(#[source] io::Error),
    /// A number of a record is not finite, so that JSON cannot hold it. An error of the program, not of the user.
    #[error("`{field}` of document `{id}` is not a finite number")]
    NotFinite {
        /// The document.
        id: String,
        /// The field.
        field: &'static str,
    },
    /// A record could not be turned into JSON.
    #[error("cannot write document `{id}` as JSON: {source}")]
    Json {
        /// The document.
        id: String,
        /// What serde_json says.
        source: serde_json::Error,
    },
    /// The Parquet library refused.
    #[error("cannot write `{}`: {source}", path.display())]
    Parquet {
        /// The table's file.
        path: PathBuf,
        /// What the library says.
        source: ::parquet::errors::ParquetError,
    },
    /// A format that is none.
    #[error("`{name}` is no output format; known: text jsonl parquet csv html")]
    UnknownFormat {
        /// What was given.
        name: String,
    },
    /// Tables asked for on a stream.
    #[error("{format} output is several files and needs a folder")]
    NeedsFolder {
        /// The format.
        format: Format,
    },
    /// The output path is taken by something else.
    #[error("`{}` is {found}, not {wanted}", path.display())]
    Occupied {
        /// The output path.
        path: PathBuf,
        /// What stands there.
        found: &'static str,
        /// What was expected.
        wanted: &'static str,
    },
    /// A single HTML page was given a second document.
    #[error("one page holds one document, and `{id}` is a second one")]
    SecondDocument {
        /// The second document.
        id: String,
    },
    /// Another process writes the same output.
    #[error("another run is writing `{}`", path.display())]
    Busy {
        /// The output.
        path: PathBuf,
    },
    /// The unfinished run beside the output was begun with other settings or inputs.
    #[error("an unfinished run left `{}`, begun with {setting} {before}, now {now}", path.display())]
    SettingsChanged {
        /// The unfinished run's journal.
        path: PathBuf,
        /// What differs.
        setting: String,
        /// Its value then.
        before: String,
        /// Its value now.
        now: String,
    },
    /// The input at a position is another document than when the unfinished run coded it.
    #[error("input {number} (`{id}`) is not what it was when the unfinished run read it", number = position + 1)]
    InputChanged {
        /// Position in the run's input, from 0.
        position: u64,
        /// The document now.
        id: String,
    },
    /// A record came out of order. An error of the program, not of the user.
    #[error("input {position} was handed to the journal after input {last}")]
    OutOfOrder {
        /// Position of the late record.
        position: u64,
        /// Position of the last one.
        last: u64,
    },
    /// A record was added to a run that had been finished.
    #[error("`{}` is already whole", path.display())]
    AlreadyWhole {
        /// The output.
        path: PathBuf,
    },
    /// The journal's records no longer read.
    #[error("record {line} of `{}` does not read back: {source}", path.display())]
    Damaged {
        /// The journal.
        path: PathBuf,
        /// Line number, from 1.
        line: u64,
        /// What serde_json says.
        source: serde_json::Error,
    },
}

impl OutputError {
    pub(crate) fn file(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { action, path, source }
    }

    /// What the user can do, where anything can be said.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        use io::ErrorKind as K;
        match self {
            Self::File { source, .. } | Self::Stream(source) => match source.kind() {
                K::StorageFull | K::QuotaExceeded => Some("make room and run the same command again; a batch goes on where it stopped"),
                K::PermissionDenied | K::ReadOnlyFilesystem => Some("choose a folder you may write to with -o"),
                K::NotFound => Some("create the folder first, or check the path after -o"),
                K::InvalidFilename => Some("choose a shorter name after -o"),
                _ => None,
            },
            Self::NeedsFolder { .. } => Some("name a folder with -o"),
            Self::Occupied { .. } => Some("move it away or choose another path after -o; a finished batch is kept beside it"),
            Self::Busy { .. } => Some("wait for it, or choose another path after -o"),
            Self::SettingsChanged { .. } | Self::InputChanged { .. } => {
                Some("repeat the first command to finish that run, or delete the journal (.partial and .partial.meta) to start anew")
            }
            Self::SecondDocument { .. } => Some("name a folder with -o: it gets one page for each document"),
            Self::Damaged { .. } => Some("delete the journal (.partial and .partial.meta) and start anew"),
            Self::UnknownFormat { .. }
            | Self::NotFinite { .. }
            | Self::Json { .. }
            | Self::Parquet { .. }
            | Self::AlreadyWhole { .. }
            | Self::OutOfOrder { .. } => None,
        }
    }

    /// True where the reader of a pipe has gone, which is not an error of this program.
    #[must_use]
    pub fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::File { source, .. } | Self::Stream(source) if source.kind() == io::ErrorKind::BrokenPipe)
    }
}
