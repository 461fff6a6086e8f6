//! Copy families over the tables `near`, `copies` and `documents`.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension as _, params};

use super::number;
use crate::copies::family::{Candidates, Copied, Finder, Membership, Placed};
use crate::copies::kind::CopyKind;
use crate::copies::minhash::Key;
use crate::copies::overlap::Sheet;
use crate::error::{Doing as _, LedgerError};
use crate::report::DocumentId;
use crate::store::rows;

/// Room of copies in `near`.
const ROOM: i64 = 1;

/// Puts a document into its family.
pub(super) fn place(
    connection: &Connection,
    finder: &Finder,
    recent: &mut Recent,
    document: DocumentId,
    sheet: Sheet,
) -> Result<Placed, LedgerError> {
    let placed = finder.place(document, &sheet, &Shelf { connection, recent: RefCell::new(recent) })?;
    recent.put(document, Arc::new(sheet), Some(placed.membership.family));
    put(connection, ROOM, document, &placed.stored)?;
    let Membership { family, copy, .. } = &placed.membership;
    let kind = copy.as_ref().map(|c| c.kind.name());
    let copy_of = placed.membership.copy_of().map(|d| d.0);
    let sql = "UPDATE documents SET family = ?2, copy_of = ?3, copy_kind = ?4 WHERE id = ?1";
    let mut update = connection.prepare_cached(sql).doing("note a copy family")?;
    update.execute(params![document.0, family.0, copy_of, kind]).doing("note a copy family")?;
    if let Some(copy) = copy {
        let verdict = rows::json(&copy.verdict);
        let sql = "INSERT INTO copies (document, through, is_rewritten, verdict) VALUES (?1, ?2, ?3, ?4)";
        let mut insert = connection.prepare_cached(sql).doing("note a copy")?;
        insert.execute(params![document.0, copy.through.0, copy.is_rewritten, verdict]).doing("note a copy")?;
    }
    Ok(placed)
}

pub(super) fn forget(connection: &Connection, from: DocumentId) -> Result<(), LedgerError> {
    for sql in [
        "DELETE FROM near WHERE document >= ?1",
        "DELETE FROM copies WHERE document >= ?1",
        "UPDATE documents SET family = NULL, copy_of = NULL, copy_kind = NULL WHERE id >= ?1",
    ] {
        connection.execute(sql, [from.0]).doing("forget copies")?;
    }
    Ok(())
}

/// Stores a document's keys.
pub(super) fn put(connection: &Connection, room: i64, document: DocumentId, keys: &[Key]) -> Result<(), LedgerError> {
    let sql = "INSERT OR IGNORE INTO near (room, key, document) VALUES (?1, ?2, ?3)";
    let mut insert = connection.prepare_cached(sql).doing("store a document's keys")?;
    for key in keys {
        insert.execute(params![room, key.0.cast_signed(), document.0]).doing("store a document's keys")?;
    }
    Ok(())
}

/// Adds the documents under a key, newest first.
pub(super) fn under(connection: &Connection, room: i64, key: Key, most: usize, found: &mut Vec<DocumentId>) -> Result<(), LedgerError> {
    let sql = "SELECT document FROM near WHERE room = ?1 AND key = ?2 ORDER BY document DESC LIMIT ?3";
    let mut select = connection.prepare_cached(sql).doing("look keys up")?;
    let rows = select.query_map(params![room, key.0.cast_signed(), most], |row| row.get(0).map(DocumentId));
    for row in rows.doing("look keys up")? {
        found.push(row.doing("look keys up")?);
    }
    Ok(())
}

/// What was looked at last, so that what is compared with many is read and cut into words once.
#[derive(Debug, Default)]
pub(super) struct Recent {
    of: HashMap<DocumentId, Known>,
    order: VecDeque<DocumentId>,
    /// Of all of them.
    words: usize,
}

#[derive(Debug)]
struct Known {
    sheet: Arc<Sheet>,
    /// None where it was not asked for.
    family: Option<DocumentId>,
}

/// Words of the documents that are remembered, at most: they take some 40 MB.
const MOST_WORDS: usize = 800_000;

impl Recent {
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    fn put(&mut self, document: DocumentId, sheet: Arc<Sheet>, family: Option<DocumentId>) {
        let words = |known: &Known| known.sheet.words.words.len();
        let known = Known { sheet, family };
        self.words += words(&known);
        match self.of.insert(document, known) {
            None => self.order.push_back(document),
            Some(before) => self.words -= words(&before),
        }
        while self.words > MOST_WORDS
            && let Some(oldest) = self.order.pop_front()
        {
            self.words -= self.of.remove(&oldest).map_or(0, |oldest| words(&oldest));
        }
    }
}

struct Shelf<'c> {
    connection: &'c Connection,
    recent: RefCell<&'c mut Recent>,
}

impl Candidates for Shelf<'_> {
    type Error = LedgerError;

    fn under(&self, key: Key, most: usize, found: &mut Vec<DocumentId>) -> Result<(), LedgerError> {
        under(self.connection, ROOM, key, most, found)
    }

    fn embedding(&self, document: DocumentId) -> Result<Option<Vec<i8>>, LedgerError> {
        if let Some(known) = self.recent.borrow().of.get(&document) {
            return Ok(known.sheet.embedding.clone());
        }
        let sql = "SELECT embedding FROM contents WHERE document = ?1";
        let mut select = self.connection.prepare_cached(sql).doing("read an embedding")?;
        let found = select.query_row([document.0], |row| row.get::<_, Option<Vec<u8>>>(0)).optional();
        Ok(rows::embedding(found.doing("read an embedding")?.flatten()))
    }

    fn sheet(&self, document: DocumentId) -> Result<Option<Arc<Sheet>>, LedgerError> {
        if let Some(known) = self.recent.borrow().of.get(&document) {
            return Ok(Some(Arc::clone(&known.sheet)));
        }
        let sql = "SELECT text, title, embedding FROM contents WHERE document = ?1";
        let mut select = self.connection.prepare_cached(sql).doing("read a text")?;
        let found = select.query_row([document.0], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(1)?, row.get::<_, Option<Vec<u8>>>(2)?))
        });
        let Some((text, title, bytes)) = found.optional().doing("read a text")? else { return Ok(None) };
        let sheet = Arc::new(Sheet::new(&text, title.as_deref(), rows::embedding(bytes)));
        self.recent.borrow_mut().put(document, Arc::clone(&sheet), None);
        Ok(Some(sheet))
    }

    fn membership(&self, document: DocumentId) -> Result<Option<Membership>, LedgerError> {
        if self.recent.borrow().of.get(&document).is_some_and(|known| known.family == Some(document)) {
            return Ok(Some(Membership { document, family: document, copy: None }));
        }
        let Some(family) = number(self.connection, "SELECT family FROM documents WHERE id = ?1", document)? else { return Ok(None) };
        let sql = "SELECT c.through, c.is_rewritten, c.verdict, d.copy_kind FROM copies c JOIN documents d ON d.id = c.document \
                   WHERE c.document = ?1";
        let mut select = self.connection.prepare_cached(sql).doing("read a copy")?;
        let found = select.query_row([document.0], |row| {
            Ok((row.get::<_, u64>(0)?, row.get::<_, bool>(1)?, row.get::<_, String>(2)?, row.get::<_, Option<String>>(3)?))
        });
        let damaged = || LedgerError::Damaged { what: format!("document {} is a copy, and nothing says how", document.0) };
        let copy = match found.optional().doing("read a copy")? {
            None => None,
            Some((through, is_rewritten, verdict, kind)) => Some(Copied {
                through: DocumentId(through),
                kind: kind.as_deref().and_then(CopyKind::named).ok_or_else(damaged)?,
                is_rewritten,
                verdict: serde_json::from_str(&verdict).map_err(|_| damaged())?,
            }),
        };
        Ok(Some(Membership { document, family: DocumentId(family), copy }))
    }
}
