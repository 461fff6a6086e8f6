//! Erasure on demand: the words go, the fact stays.

use serde_json::json;

use crate::error::{Doing as _, LedgerError};
use crate::report::DocumentId;
use crate::store::derive::{Change, forget};
use crate::store::entries::{self, EntryKind, EntryNumber};
use crate::store::{Ledger, alerts, begin, rows};

/// What an erasure came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Erased {
    /// Its entry; none where the document had been erased before.
    pub entry: Option<EntryNumber>,
    /// True where nothing of the text is left in the ledger's files. False where another program was reading: what it reads stays
    /// in the log until that has ended and anybody has written, or erased again.
    pub is_gone: bool,
}

impl Ledger {
    /// Erases a document: title, text, words in the index, claims, reports and embeddings go, for without its words nothing that
    /// rested on them has evidence; alerts that quote it lose their words. Key, publisher, address, date and the digest of the text stay, with an entry that says who
    /// erased it, when and why; the key is not taken in again. Doing it twice does no harm. What was derived from it on is
    /// taken back; call [`Ledger::settle`].
    ///
    /// # Errors
    /// Where there is no such document, or the ledger cannot be written.
    pub fn erase(&mut self, document: DocumentId, who: &str, why: &str) -> Result<Erased, LedgerError> {
        let now = self.clock.now();
        let tx = begin(&mut self.connection)?;
        let is_erased = tx.query_row("SELECT erased FROM documents WHERE id = ?1", [document.0], |row| row.get::<_, bool>(0));
        let is_erased = match is_erased {
            Err(rusqlite::Error::QueryReturnedNoRows) => return Err(LedgerError::NoDocument { document: document.0.to_string() }),
            found => found.doing("look a document up")?,
        };
        let mut entry = None;
        if !is_erased {
            // first: incidents that keep reports of others are made of the articles as they were
            forget(&tx, &mut self.workshop, document, Change::Document)?;
            rows::delete_contents(&tx, document)?;
            alerts::erase_words(&tx, document)?;
            tx.execute("DELETE FROM corrections WHERE document = ?1", [document.0]).doing("erase corrections")?;
            tx.execute("DELETE FROM rulings WHERE document_a = ?1 OR document_b = ?1", [document.0]).doing("erase rulings")?;
            let payload = json!({"document": document.0}).to_string();
            let number = entries::append(&tx, now, EntryKind::Erased, who, Some(why), &payload)?;
            let update = "UPDATE documents SET erased = 1, entry = ?2 WHERE id = ?1";
            tx.execute(update, [document.0, number.0]).doing("erase a document")?;
            entry = Some(number);
        }
        tx.commit().doing("commit an erasure")?;
        // the log holds the pages as they were
        let is_busy = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, bool>(0));
        Ok(Erased { entry, is_gone: !is_busy.doing("clear the log")? })
    }
}
