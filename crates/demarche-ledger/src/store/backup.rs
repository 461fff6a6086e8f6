//! A copy of a ledger that may be in use.

use std::fs;
use std::path::Path;

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use crate::error::{Doing as _, LedgerError};
use crate::store::Ledger;

impl Ledger {
    /// Copies the ledger as it is now into one file, which must not be there yet and appears under its name when it is whole.
    /// Programs that write meanwhile go on; what they commit after the beginning is not in the copy. The copy is checked.
    ///
    /// # Errors
    /// Where the file is there, cannot be written, or is not whole.
    pub fn backup(&self, path: impl AsRef<Path>) -> Result<(), LedgerError> {
        let path = path.as_ref();
        let in_the_way = || LedgerError::InTheWay { path: path.to_owned() };
        let name = path.file_name().ok_or_else(in_the_way)?;
        if path.symlink_metadata().is_ok() {
            return Err(in_the_way());
        }
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(name);
        hidden.push(".partial");
        let partial = path.with_file_name(hidden);
        let copied = self.copy_to(&partial).and_then(|()| {
            // unlike a rename, a link never replaces what somebody else put there meanwhile
            let linked = fs::hard_link(&partial, path).or_else(|e| match e.kind() {
                std::io::ErrorKind::AlreadyExists => Err(e),
                // file systems without links
                _ => fs::rename(&partial, path),
            });
            linked.map_err(|source| LedgerError::File { doing: format!("make the backup `{}`", path.display()), source })
        });
        // what is left of a copy that failed, or the other name of one that did not
        let _ = fs::remove_file(&partial);
        copied
    }

    fn copy_to(&self, partial: &Path) -> Result<(), LedgerError> {
        let _ = fs::remove_file(partial);
        let mut copy = Connection::open(partial).doing("make the backup's file")?;
        {
            let backup = Backup::new(&self.connection, &mut copy).doing("begin the backup")?;
            // in one step: one state of the ledger, which in a write-ahead log keeps nobody from writing
            match backup.step(-1).doing("copy the ledger")? {
                StepResult::Done => {}
                _ => return Err(LedgerError::Damaged { what: "it was locked while it was copied".to_owned() }),
            }
        }
        let found = copy.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0)).doing("check the backup")?;
        if found != "ok" {
            return Err(LedgerError::Damaged { what: found });
        }
        // a single file: nothing of it is left in a log
        copy.pragma_update(None, "journal_mode", "DELETE").doing("close the backup")?;
        copy.close().map_err(|(_, e)| e).doing("close the backup")?;
        let synced = fs::File::open(partial).and_then(|file| file.sync_all());
        synced.map_err(|source| LedgerError::File { doing: format!("sync the backup `{}`", partial.display()), source })
    }
}
