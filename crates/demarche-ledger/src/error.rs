//! What can go wrong with a ledger, and what to do about it.

use std::path::PathBuf;

use rusqlite::ErrorCode;

use crate::convert::Unfit;

/// An error of the ledger.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// There is no such file.
    #[error("there is no ledger `{}`", path.display())]
    Absent {
        /// The file.
        path: PathBuf,
    },
    /// A file of another program.
    #[error("`{}` is no ledger", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// A ledger of a later version.
    #[error("the ledger has schema {found}; this program knows schemas up to {known}")]
    Newer {
        /// Its schema.
        found: u32,
        /// The latest schema of this program.
        known: u32,
    },
    /// The file that a backup should become is there.
    #[error("`{}` is there already", path.display())]
    InTheWay {
        /// The file.
        path: PathBuf,
    },
    /// A number or key without a document.
    #[error("there is no document `{document}`")]
    NoDocument {
        /// As asked for.
        document: String,
    },
    /// An event, claim, incident, correction or alias that is not there.
    #[error("there is no {item}")]
    NoItem {
        /// As asked for.
        item: String,
    },
    /// A correction that cannot be made.
    #[error("{what}")]
    Unfit {
        /// Why not.
        what: String,
    },
    /// A record that was not stored.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// What stands in the ledger cannot be read as what it should be.
    #[error("the ledger is damaged: {what}")]
    Damaged {
        /// What and where.
        what: String,
    },
    /// Nothing can be written where the ledger lies, and it cannot be copied to where something can.
    #[error("nothing can be written where `{}` lies, and no copy to read can be made of it", path.display())]
    Uncopied {
        /// The ledger.
        path: PathBuf,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
    /// A ledger that was written to each time it was copied.
    #[error("nothing can be written where `{}` lies, and others wrote to it while a copy to read was made of it", path.display())]
    Changing {
        /// The ledger.
        path: PathBuf,
    },
    /// A file cannot be read, written or moved.
    #[error("cannot {doing}")]
    File {
        /// What was tried, on what.
        doing: String,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
    /// The database did not do what was asked.
    #[error("cannot {doing}")]
    Database {
        /// What was tried.
        doing: &'static str,
        /// Why not.
        #[source]
        source: rusqlite::Error,
    },
}

impl LedgerError {
    /// What the user can do, where there is something.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Self::Absent { .. } => "`demarche ingest` makes one; --ledger or DEMARCHE_LEDGER names another",
            Self::Foreign { .. } => "name another file with --ledger or DEMARCHE_LEDGER",
            Self::Newer { .. } => "use the version of demarche that wrote it, or a later one",
            Self::InTheWay { .. } => "name a file that is not there yet",
            Self::Uncopied { .. } => {
                "the file must be readable, and the folder for temporary files have room for it; TMPDIR names another folder, --ledger another \
                 ledger"
            }
            Self::Changing { .. } => "try again when less is written to it, or ask a backup (`demarche ledger backup`)",
            Self::Refused(refused) => refused.hint(),
            Self::Damaged { .. } => RESTORE,
            Self::Database { source, .. } => match source.sqlite_error_code()? {
                ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
                    "another program is writing to the ledger; try again when it has ended"
                }
                ErrorCode::DiskFull => "make room on the disk and give the same command again",
                ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => RESTORE,
                ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied => {
                    "the file and its folder must be there, and may be written to; who may only read can ask the ledger, and `demarche ledger backup` copies it"
                }
                _ => return None,
            },
            Self::NoDocument { .. } | Self::NoItem { .. } | Self::Unfit { .. } | Self::File { .. } => return None,
        })
    }
}

const RESTORE: &str = "`demarche ledger check` says what is wrong; go back to a backup";

/// A record that was not stored. Others of its batch are.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{key}`: {reason}")]
pub struct Refused {
    /// The record's id.
    pub key: String,
    /// Why.
    pub reason: Reason,
}

/// Why a record was not stored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// It does not hold together, or lacks what the ledger needs.
    #[error(transparent)]
    Unfit(#[from] Unfit),
    /// The ledger has another text under this key.
    #[error("the ledger has another text under this id")]
    OtherText,
    /// A document of this key was erased.
    #[error("this document was erased from the ledger")]
    Erased,
}

impl Refused {
    /// What the user can do.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match &self.reason {
            Reason::Unfit(unfit) => unfit.hint(),
            Reason::OtherText => "give the new text an id of its own, or replace the old one with --replace",
            Reason::Erased => "what was erased on demand is not taken in again under its id",
        }
    }
}

/// Says what was tried where the database failed.
pub(crate) trait Doing<T> {
    fn doing(self, doing: &'static str) -> Result<T, LedgerError>;
}

impl<T> Doing<T> for rusqlite::Result<T> {
    fn doing(self, doing: &'static str) -> Result<T, LedgerError> {
        self.map_err(|source| LedgerError::Database { doing, source })
    }
}
