//! Opening a ledger to ask it, also where nothing can be written.
//!
//! A ledger has a write-ahead log, and who reads it needs a file of shared memory beside it, which SQLite makes where there is none. So:
//!
//! 1. Where the ledger can be written it is opened as ever: an asking command keeps sightings and finishes what a correction left to do.
//! 2. Where it cannot, but another program has it open, log and shared memory are there: it is read through them, beside that program.
//! 3. Else it is copied into a folder for temporary files, and the copy is opened; the folder goes with the [`Ledger`]. So is a ledger of
//!    an older schema, or with incidents to be made again. SQLite's `immutable` would save the copy, but would also pass over a log that
//!    a crash left, and read nonsense where another program begins to write meanwhile.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use rusqlite::{Connection, ErrorCode, OpenFlags, ffi};
use tempfile::TempDir;

use crate::clock::Clock;
use crate::error::{Doing as _, LedgerError};
use crate::store::derive::{self, Workshop};
use crate::store::{Ledger, PATIENCE, SCHEMA_VERSION, looked, schema};

/// What an open ledger allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everything.
    Writable,
    /// Reading, beside a program that writes.
    ReadOnly,
    /// Reading, settling and keeping sightings, on a copy that goes with the [`Ledger`]. It takes no entries, which would be lost.
    Copy,
}

/// Files of a ledger that hold what was committed: itself, its log, and the journal of a copy that has no log.
const SUFFIXES: [&str; 3] = ["", "-wal", "-journal"];
/// How often a ledger is copied that was written to meanwhile.
const COPIES: usize = 5;
/// Keeps a copy from taking entries, with one of which each change begins. It stands in the connection and not in the file.
const NO_ENTRIES: &str = "CREATE TEMP TRIGGER a_copy_takes_no_entries BEFORE INSERT ON main.entries BEGIN \
     SELECT RAISE(ABORT, 'nothing can be written where the ledger lies, and what is written into a copy of it is lost'); END";

impl Ledger {
    /// Opens a ledger that is there already, to ask it: as [`Ledger::open_existing`] where it can be written, else to be read as it is, else
    /// as a copy. [`Ledger::access`] says which.
    ///
    /// # Errors
    /// As [`Ledger::open_existing`], and where a copy is needed and cannot be made.
    pub fn open_to_ask(path: impl AsRef<Path>, clock: impl Clock + Sync + 'static) -> Result<Self, LedgerError> {
        let (path, clock) = (path.as_ref(), Arc::new(clock));
        if !path.exists() {
            return Err(LedgerError::Absent { path: path.to_owned() });
        }
        if can_be_written(path) {
            match Self::open_existing(path, Arc::clone(&clock)) {
                Err(error) if is_unwritable(&error) => {}
                opened => return opened,
            }
        }
        match Self::open_beside(path, Arc::clone(&clock)) {
            Err(error) if is_unwritable(&error) => {}
            Err(error) => return Err(error),
            Ok(Some(ledger)) => return Ok(ledger),
            Ok(None) => {}
        }
        Self::open_copy(path, clock)
    }

    /// What this open ledger allows.
    #[must_use]
    pub fn access(&self) -> Access {
        match (&self.copy, self.connection.is_readonly(rusqlite::MAIN_DB)) {
            (Some(_), _) => Access::Copy,
            (None, Ok(true)) => Access::ReadOnly,
            (None, _) => Access::Writable,
        }
    }

    /// An error where a change cannot be written, or would be lost with a copy.
    pub(super) fn may_change(&self) -> Result<(), LedgerError> {
        if self.access() == Access::Writable {
            return Ok(());
        }
        // as SQLite says it of a file that may only be read, with the same hint
        let why = "nothing can be written where the ledger lies".to_owned();
        let source = rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_READONLY), Some(why));
        Err(LedgerError::Database { doing: "change a ledger that may only be read", source })
    }

    /// Opens a ledger to be read only; none where SQLite would have to make a file for that, or where something is left to do that needs
    /// writing.
    fn open_beside(path: &Path, clock: impl Clock + 'static) -> Result<Option<Self>, LedgerError> {
        let is_open = beside(path, "-wal").exists() && beside(path, "-shm").exists();
        if !is_open && has_log(path) {
            return Ok(None);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags).doing("open the ledger")?;
        connection.busy_timeout(PATIENCE).doing("open the ledger")?;
        if looked(&connection, path)? != schema::Found::Ledger(SCHEMA_VERSION) {
            return Ok(None);
        }
        super::set_up_reading(&connection).doing("open the ledger")?;
        // writes only where another version derived, and cannot here
        derive::renew(&mut connection)?;
        let ledger = Self {
            connection,
            clock: Box::new(clock),
            known: Box::new(()),
            workshop: Workshop::default(),
            path: path.to_owned(),
            copy: None,
        };
        Ok(ledger.is_settled()?.then_some(ledger))
    }

    /// Opens a copy of a ledger, in a folder of its own that nobody else may look into.
    fn open_copy(path: &Path, clock: impl Clock + 'static) -> Result<Self, LedgerError> {
        let uncopied = |source| LedgerError::Uncopied { path: path.to_owned(), source };
        let folder = tempfile::Builder::new().prefix("demarche-").tempdir().map_err(uncopied)?;
        let copy = folder.path().join("copy.ledger");
        let mut is_whole = false;
        for _ in 0..COPIES {
            let before = states(path).map_err(uncopied)?;
            for suffix in SUFFIXES {
                copy_file(&beside(path, suffix), &beside(&copy, suffix)).map_err(uncopied)?;
            }
            // a log may have been brought into the file in between
            is_whole = states(path).map_err(uncopied)? == before;
            if is_whole {
                break;
            }
        }
        if !is_whole {
            return Err(LedgerError::Changing { path: path.to_owned() });
        }
        let ledger = Self::open_with(&copy, Box::new(clock), OpenFlags::empty()).map_err(|error| match error {
            LedgerError::Foreign { .. } => LedgerError::Foreign { path: path.to_owned() },
            error => error,
        })?;
        ledger.connection.execute_batch(NO_ENTRIES).doing("open the ledger")?;
        Ok(Self { path: path.to_owned(), copy: Some(folder), ..ledger })
    }
}

/// The folder of a copy, which goes when it is dropped.
pub(super) type CopyFolder = TempDir;

/// `desk.ledger-wal` of `desk.ledger`.
fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// False where the file is known not to be writable; all else SQLite says better.
fn can_be_written(path: &Path) -> bool {
    let opened = OpenOptions::new().write(true).open(path);
    !opened.is_err_and(|e| matches!(e.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem))
}

/// True for what SQLite says where it may not write the file, or make one beside it.
fn is_unwritable(error: &LedgerError) -> bool {
    let LedgerError::Database { source, .. } = error else { return false };
    matches!(source.sqlite_error_code(), Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied))
}

/// True where the header says that the file goes with a write-ahead log, which a backup's does not.
fn has_log(path: &Path) -> bool {
    // the 19th byte is the version for writing: 2 with a log
    let mut head = [0; 19];
    File::open(path).and_then(|mut file| file.read_exact(&mut head)).is_ok_and(|()| head[18] == 2)
}

/// Length and time of each file of a ledger, by which one sees that somebody writes.
fn states(path: &Path) -> io::Result<Vec<Option<(u64, SystemTime)>>> {
    let state = |suffix| match fs::metadata(beside(path, suffix)) {
        Ok(found) => Ok(Some((found.len(), found.modified()?))),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e),
    };
    SUFFIXES.into_iter().map(state).collect()
}

/// Copies the bytes of a file, and not its permissions: the copy is written to. Where there is none, there is none afterwards.
fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    let mut from = match File::open(from) {
        Ok(file) => file,
        Err(e) if e.kind() == io::ErrorKind::NotFound => {
            return match fs::remove_file(to) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
                _ => Ok(()),
            };
        }
        Err(e) => return Err(e),
    };
    io::copy(&mut from, &mut File::create(to)?).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::FixedClock;
    use crate::intake::IntakeOptions;
    use crate::report::{DocumentId, ReportId};
    use crate::store::Filter;
    use crate::store::corrections::{Authority, Edit, Item};
    use crate::synthetic;

    fn fill(ledger: &mut Ledger, documents: std::ops::Range<u64>) {
        let records: Vec<_> = documents.map(|n| synthetic::record(n, 120)).collect();
        assert!(ledger.ingest_all(&records, &IntakeOptions::default()).unwrap().iter().all(Result::is_ok));
    }

    fn filled() -> (TempDir, PathBuf, Ledger) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ledger");
        let mut ledger = Ledger::open(&path, FixedClock::default()).unwrap();
        fill(&mut ledger, 0..12);
        (folder, path, ledger)
    }

    /// Names and bytes of all files of a folder.
    fn files(folder: &Path) -> Vec<(OsString, Vec<u8>)> {
        let mut all: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap())
            .map(|entry| (entry.file_name(), fs::read(entry.path()).unwrap()))
            .collect();
        all.sort();
        all
    }

    fn by() -> Authority {
        Authority { who: "ana".to_owned(), why: String::new() }
    }

    fn event(document: u64) -> Item {
        Item::Event(ReportId { document: DocumentId(document), event: 0 })
    }

    #[test]
    fn a_ledger_that_can_be_written_is() {
        let (_folder, path, ledger) = filled();
        drop(ledger);
        let mut asked = Ledger::open_to_ask(&path, FixedClock::default()).unwrap();
        assert_eq!(asked.access(), Access::Writable);
        asked.correct(event(1), &[Edit::Accepted(true)], &by()).unwrap();
        let absent = Ledger::open_to_ask(path.with_file_name("b.ledger"), FixedClock::default()).unwrap_err();
        assert!(matches!(absent, LedgerError::Absent { .. }));
    }

    #[test]
    fn a_copy_is_a_ledger_of_its_own_and_leaves_nothing() {
        let (folder, path, ledger) = filled();
        let incidents = ledger.sightings(&Filter::default()).unwrap();
        drop(ledger);
        let before = files(folder.path());
        assert_eq!(before.len(), 1);
        // to read it without a copy, files would have to be made beside it
        assert!(Ledger::open_beside(&path, FixedClock::default()).unwrap().is_none());
        let mut copy = Ledger::open_copy(&path, FixedClock::default()).unwrap();
        assert_eq!((copy.access(), copy.path()), (Access::Copy, path.as_path()));
        assert_eq!(copy.sightings(&Filter::default()).unwrap(), incidents);
        // what would be lost is refused
        let error = copy.correct(event(1), &[Edit::Accepted(false)], &by()).unwrap_err();
        assert!(is_unwritable(&error) && error.hint().is_some(), "{error}");
        let error = copy.refute("war", "a", true, &by()).unwrap_err();
        assert!(format!("{error:?}").contains("a copy of it is lost"), "{error:?}");
        assert!(copy.ingest_all(&[synthetic::record(12, 120)], &IntakeOptions::default()).is_err());
        assert_eq!((copy.documents().count(), copy.corrections(DocumentId(1)).unwrap()), (12, Vec::new()));
        let place = copy.copy.as_ref().unwrap().path().to_owned();
        assert!(place.is_dir());
        drop(copy);
        assert!(!place.exists());
        assert_eq!(files(folder.path()), before);
    }

    #[test]
    fn a_copy_can_be_settled() {
        let (_folder, path, mut ledger) = filled();
        ledger.correct(event(1), &[Edit::Accepted(false)], &by()).unwrap();
        assert!(!ledger.is_settled().unwrap());
        drop(ledger);
        let mut copy = Ledger::open_copy(&path, FixedClock::default()).unwrap();
        assert!(copy.settle(|_, _| true).unwrap() && copy.is_settled().unwrap());
        copy.sightings(&Filter::default()).unwrap();
        drop(copy);
        assert!(!Ledger::open_existing(&path, FixedClock::default()).unwrap().is_settled().unwrap());
    }

    #[test]
    fn beside_a_program_that_writes_it_is_read_as_it_is() {
        let (_folder, path, mut writer) = filled();
        let mut asked = Ledger::open_beside(&path, FixedClock::default()).unwrap().unwrap();
        assert_eq!((asked.access(), asked.documents().count()), (Access::ReadOnly, 12));
        // what cannot be kept is made all the same
        let made = asked.sightings(&Filter::default()).unwrap();
        assert!(!made.is_empty());
        assert_eq!(made, writer.sightings(&Filter::default()).unwrap());
        fill(&mut writer, 12..15);
        assert_eq!(asked.documents().count(), 15);
        let error = asked.correct(event(1), &[Edit::Accepted(true)], &by()).unwrap_err();
        assert!(is_unwritable(&error) && error.hint().is_some(), "{error}");
        // incidents that are to be made again need writing
        writer.correct(event(1), &[Edit::Accepted(false)], &by()).unwrap();
        assert!(Ledger::open_beside(&path, FixedClock::default()).unwrap().is_none());
    }

    #[test]
    fn a_copy_has_what_stands_in_a_log_that_was_left() {
        let (folder, path, writer) = filled();
        // as a crash, or a copy of files, leaves it: the log without its shared memory
        let left = folder.path().join("left.ledger");
        fs::copy(&path, &left).unwrap();
        fs::copy(beside(&path, "-wal"), beside(&left, "-wal")).unwrap();
        drop(writer);
        assert!(Ledger::open_beside(&left, FixedClock::default()).unwrap().is_none());
        let copy = Ledger::open_copy(&left, FixedClock::default()).unwrap();
        assert_eq!(copy.documents().count(), 12);
        assert!(fs::metadata(beside(&left, "-wal")).unwrap().len() > 0, "the log stays where it was");
    }

    #[test]
    fn a_backup_has_no_log_and_is_read_without_a_copy() {
        let (folder, _path, ledger) = filled();
        let backup = folder.path().join("b.ledger");
        ledger.backup(&backup).unwrap();
        let asked = Ledger::open_beside(&backup, FixedClock::default()).unwrap().unwrap();
        assert_eq!((asked.access(), asked.documents().count()), (Access::ReadOnly, 12));
        assert!(!beside(&backup, "-wal").exists() && !beside(&backup, "-shm").exists());
    }

    #[test]
    fn older_ledgers_and_files_of_others_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ledger");
        // an empty file is a ledger that nothing was put into
        fs::write(&path, "").unwrap();
        assert!(Ledger::open_beside(&path, FixedClock::default()).unwrap().is_none());
        assert_eq!(Ledger::open_copy(&path, FixedClock::default()).unwrap().documents().count(), 0);
        assert_eq!(fs::metadata(&path).unwrap().len(), 0);
        fs::write(&path, "no database at all ".repeat(100)).unwrap();
        for opened in
            [Ledger::open_beside(&path, FixedClock::default()).map(drop), Ledger::open_copy(&path, FixedClock::default()).map(drop)]
        {
            let error = opened.unwrap_err();
            assert!(matches!(&error, LedgerError::Foreign { path: named } if *named == path), "{error}");
        }
        let error = Ledger::open_copy(folder.path(), FixedClock::default()).unwrap_err();
        assert!(matches!(error, LedgerError::Uncopied { .. }) && error.hint().is_some(), "{error}");
    }

    #[test]
    fn who_writes_is_seen() {
        let (_folder, path, mut ledger) = filled();
        let before = states(&path).unwrap();
        assert_eq!(states(&path).unwrap(), before);
        fill(&mut ledger, 12..20);
        assert_ne!(states(&path).unwrap(), before);
    }
}
