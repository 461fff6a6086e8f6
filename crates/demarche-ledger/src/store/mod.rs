//! The file: SQLite, one writer and any number of readers.
//!
//! Write-ahead log with `synchronous = FULL`: each commit reaches the disk before it is reported. With `NORMAL` a commit would
//! survive the death of the program but not of the machine; a sync costs a few milliseconds, which a batch of records shares.

pub mod alerts;
mod backup;
pub(crate) mod check;
pub mod corrections;
pub(crate) mod derive;
mod documents;
pub(crate) mod entries;
mod erase;
mod feeds;
mod filter;
pub(crate) mod incidents;
mod publishers;
mod reading;
mod rejections;
pub(crate) mod rows;
pub mod scenarios;
mod schema;
mod sightings;

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

pub use check::{Checked, Fault};
pub use documents::{DOCUMENT_SCHEMA, DocumentLine, Documents};
pub use entries::{Entry, EntryKind, EntryNumber};
pub use erase::Erased;
pub use feeds::{EntryKey, EntryOutcome, EntryRow, FeedRow};
pub use filter::{Filter, Order};
pub use incidents::Dossiers;
pub use reading::Access;
pub use rejections::{Fate, Former};
pub use schema::SCHEMA_VERSION;

use crate::clock::Clock;
use crate::copies::byline::Outlets;
use crate::error::{Doing as _, LedgerError};
use crate::store::derive::Workshop;

/// How long to wait for another program that writes.
const PATIENCE: Duration = Duration::from_secs(10);
/// Pages in the log before they are brought into the file: a larger log means fewer syncs and rewrites of the same page.
const CHECKPOINT_PAGES: u32 = 8_000;
/// Memory for pages, in KiB.
const CACHE_KIB: i64 = 192_000;

/// An open ledger.
pub struct Ledger {
    pub(crate) connection: Connection,
    pub(crate) clock: Box<dyn Clock>,
    pub(crate) known: Box<dyn Outlets + Send>,
    pub(crate) workshop: Workshop,
    path: PathBuf,
    /// Where a copy lies; after the connection, which ends before its file goes.
    copy: Option<reading::CopyFolder>,
}

impl fmt::Debug for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ledger").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Ledger {
    /// Opens a ledger, makes it where there is none, and brings an older one to the schema of this program. What a crash left
    /// half done is undone by that.
    ///
    /// # Errors
    /// A file of another program, a newer ledger, or one that cannot be opened.
    pub fn open(path: impl AsRef<Path>, clock: impl Clock + 'static) -> Result<Self, LedgerError> {
        Self::open_with(path.as_ref(), Box::new(clock), OpenFlags::SQLITE_OPEN_CREATE)
    }

    /// Opens a ledger that is there already.
    ///
    /// # Errors
    /// As [`Ledger::open`], and where there is none.
    pub fn open_existing(path: impl AsRef<Path>, clock: impl Clock + 'static) -> Result<Self, LedgerError> {
        let path = path.as_ref();
        // the check is for a good message; the flags keep a file from being made
        if !path.exists() {
            return Err(LedgerError::Absent { path: path.to_owned() });
        }
        Self::open_with(path, Box::new(clock), OpenFlags::empty())
    }

    fn open_with(path: &Path, clock: Box<dyn Clock>, flags: OpenFlags) -> Result<Self, LedgerError> {
        let flags = flags | OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags).doing("open the ledger")?;
        connection.busy_timeout(PATIENCE).doing("open the ledger")?;
        looked(&connection, path)?;
        set_up(&connection).doing("open the ledger")?;
        schema::migrate(&mut connection, &*clock)?;
        derive::renew(&mut connection)?;
        Ok(Self { connection, clock, known: Box::new(()), workshop: Workshop::default(), path: path.to_owned(), copy: None })
    }

    /// The ledger with the outlets of knowledge tables, by which it tells who wrote what and who owns whom. To be the same
    /// each time: what was derived with others is not made again by itself.
    #[must_use]
    pub fn knowing(self, outlets: impl Outlets + Send + 'static) -> Self {
        Self { known: Box::new(outlets), ..self }
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// What a file is; an error where it is no ledger, or one of a later program.
fn looked(connection: &Connection, path: &Path) -> Result<schema::Found, LedgerError> {
    let foreign = || LedgerError::Foreign { path: path.to_owned() };
    match schema::look(connection) {
        Ok(schema::Found::Foreign) => Err(foreign()),
        Ok(schema::Found::Ledger(found)) if found > SCHEMA_VERSION => Err(LedgerError::Newer { found, known: SCHEMA_VERSION }),
        Err(LedgerError::Database { source, .. }) if source.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase) => {
            Err(foreign())
        }
        found => found,
    }
}

/// A transaction that writes; it waits for other writers now and not at the first change.
pub(crate) fn begin(connection: &mut Connection) -> Result<Transaction<'_>, LedgerError> {
    connection.transaction_with_behavior(TransactionBehavior::Immediate).doing("begin to write")
}

fn set_up(connection: &Connection) -> rusqlite::Result<()> {
    set_up_reading(connection)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // what is deleted is overwritten with zeros: an erased text is not to be found in the file
    connection.pragma_update(None, "secure_delete", true)?;
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)
}

/// What holds for each connection, also for one that writes nothing.
fn set_up_reading(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_prepared_statement_cache_capacity(128);
    // plans are made once, whatever is bound
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    // a view or trigger of a prepared file calls no function with side effects
    connection.pragma_update(None, "trusted_schema", false)
}

#[cfg(test)]
mod tests;
