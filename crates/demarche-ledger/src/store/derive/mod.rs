//! What the ledger makes of its documents, one after the other in order of intake: their copy families, stories and incidents.
//!
//! Each of these is a fold over the documents and over what people corrected. [`forget`] takes back all that follows a change, and
//! [`Ledger::settle`] makes it again; the outcome is the same as if the documents had come as they are now.

mod copies;
pub(crate) mod incidents;
mod lately;
mod stories;

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::copies::byline::{Outlets, Provenance};
use crate::copies::family::Finder;
use crate::copies::minhash::{Centre, Planes};
use crate::copies::overlap::Sheet;
use crate::error::{Doing as _, LedgerError};
use crate::incidents::Passage;
use crate::incidents::rulings::Rulings;
use crate::report::{Article, DocumentId};
use crate::store::{Ledger, corrections, rows};

/// Version of what is derived, sightings included. To be raised with each change to rules or to what is packed: ledgers are then derived anew.
const DERIVER: &str = "4";

/// Numbers in an embedding of the reading models.
const EMBEDDING: usize = 384;
/// Documents that [`Ledger::settle`] derives in one transaction.
const AT_ONCE: u64 = 256;

/// What is at hand while deriving.
pub(crate) struct Workshop {
    finder: Finder,
    planes: Planes,
    incidents: incidents::Kept,
    stories: stories::Kept,
    shelves: incidents::Shelves,
    recent: copies::Recent,
    rulings: Option<Rulings>,
    /// SQLite's number for changes by others, as of the last batch.
    data_version: i64,
}

impl Default for Workshop {
    fn default() -> Self {
        let centre = Centre::of_reader_1();
        Self {
            finder: Finder::new(centre.clone(), EMBEDDING),
            planes: Planes::new(centre, EMBEDDING),
            incidents: incidents::Kept::default(),
            stories: stories::Kept::default(),
            shelves: incidents::Shelves::default(),
            recent: copies::Recent::default(),
            rulings: None,
            data_version: -1,
        }
    }
}

impl Workshop {
    /// Drops what is remembered of the file; after a failure, or when others may have written.
    pub(crate) fn clear(&mut self) {
        self.incidents.clear();
        self.stories.clear();
        self.shelves.clear();
        self.recent.clear();
        self.rulings = None;
    }

    /// To be called in a transaction before anything is derived.
    fn begin(&mut self, connection: &Connection) -> Result<(), LedgerError> {
        let sql = "PRAGMA data_version";
        let version = connection.query_row(sql, [], |row| row.get(0)).doing("look for changes")?;
        if version != self.data_version {
            self.clear();
            self.data_version = version;
        }
        self.incidents.age();
        self.stories.age();
        if self.rulings.is_none() {
            self.rulings = Some(corrections::rulings(connection)?);
        }
        Ok(())
    }
}

/// How far the derived tables have got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Progress {
    /// Last document in families and stories.
    pub(crate) derived: u64,
    /// Last document in incidents; at most `derived`.
    pub(crate) merged: u64,
    /// Last document.
    pub(crate) last: u64,
}

pub(crate) fn progress(connection: &Connection) -> Result<Progress, LedgerError> {
    let sql = "SELECT (SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'derived'), \
               (SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'merged'), (SELECT coalesce(max(id), 0) FROM documents)";
    let mut select = connection.prepare_cached(sql).doing("see how far incidents are")?;
    let found = select.query_row([], |row| Ok(Progress { derived: row.get(0)?, merged: row.get(1)?, last: row.get(2)? }));
    found.doing("see how far incidents are")
}

fn set(connection: &Connection, name: &str, value: u64) -> Result<(), LedgerError> {
    let mut update = connection.prepare_cached("UPDATE meta SET value = ?2 WHERE name = ?1").doing("note how far incidents are")?;
    update.execute(params![name, value.to_string()]).map(drop).doing("note how far incidents are")
}

/// An article with what is made of it alone, whatever the ledger holds.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub(crate) article: Article,
    sheet: Sheet,
    /// Of its reports, in order.
    passages: Vec<Passage>,
}

impl Prepared {
    pub(crate) fn of(article: Article) -> Self {
        let passages = article.reports.iter().map(|report| Passage::of(&article, report)).collect();
        Self { sheet: Sheet::of(&article), passages, article }
    }

    /// The same under a number of the ledger.
    pub(crate) fn numbered(mut self, id: DocumentId) -> Self {
        self.article.id = id;
        for report in &mut self.article.reports {
            report.id.document = id;
        }
        self
    }
}

/// Items for which a thread is worth its while.
const WORTH_A_THREAD: usize = 8;

/// Prepares items on a thread of its own, so that what is ready can be stored while the rest is made; `with` takes them in order.
pub(crate) fn prepared<I: Send, T: Send, R>(
    items: Vec<I>,
    prepare: impl Fn(I) -> T + Send,
    with: impl FnOnce(&mut dyn Iterator<Item = T>) -> R,
) -> R {
    if items.len() < WORTH_A_THREAD {
        return with(&mut items.into_iter().map(prepare));
    }
    std::thread::scope(|scope| {
        let (sender, ready) = std::sync::mpsc::sync_channel(items.len());
        // nobody takes more where storing failed
        scope.spawn(move || items.into_iter().try_for_each(|item| sender.send(prepare(item)).ok()));
        with(&mut ready.into_iter())
    })
}

/// Derives documents that follow the last derived one without a gap, and notes it.
pub(crate) fn derive(
    connection: &Connection,
    workshop: &mut Workshop,
    known: &dyn Outlets,
    articles: impl IntoIterator<Item = Prepared>,
) -> Result<(), LedgerError> {
    begin(connection, workshop)?;
    articles.into_iter().try_for_each(|prepared| one(connection, workshop, known, prepared))?;
    finish(connection, workshop)
}

/// Derives a document that follows the last derived one, and notes it. The workshop was begun in this transaction; incidents and stories that change
/// are written by [`finish`], or when something is taken back.
pub(crate) fn one(
    connection: &Connection,
    workshop: &mut Workshop,
    known: &dyn Outlets,
    Prepared { article, sheet, passages }: Prepared,
) -> Result<(), LedgerError> {
    let id = article.id;
    // what people correct are incidents; families and stories rest on the texts as they were read
    if id.0 > progress(connection)?.derived {
        document(connection, workshop, known, &article, sheet)?;
        set(connection, "derived", id.0)?;
    }
    if corrections::concern(connection, id)? {
        let article = corrections::applied(connection, article)?;
        let passages = article.reports.iter().map(|report| Passage::of(&article, report)).collect();
        incidents::add(connection, workshop, &article, passages)?;
    } else {
        incidents::add(connection, workshop, &article, passages)?;
    }
    set(connection, "merged", id.0)
}

/// Begins a transaction in which documents are derived.
pub(crate) fn begin(connection: &Connection, workshop: &mut Workshop) -> Result<(), LedgerError> {
    workshop.begin(connection)
}

/// Writes what [`one`] changed.
pub(crate) fn finish(connection: &Connection, workshop: &mut Workshop) -> Result<(), LedgerError> {
    workshop.stories.write(connection)?;
    workshop.incidents.write(connection)
}

/// Family and story of a document.
fn document(
    connection: &Connection,
    workshop: &mut Workshop,
    known: &dyn Outlets,
    article: &Article,
    sheet: Sheet,
) -> Result<(), LedgerError> {
    // an erased one has no text; it is in nobody's way
    if article.text.is_empty() {
        return Ok(());
    }
    let provenance = Provenance::of(&article.text, article.publisher.as_deref(), &known);
    sign(connection, article, &provenance)?;
    let placed = copies::place(connection, &workshop.finder, &mut workshop.recent, article.id, sheet)?;
    if provenance.wrote().is_some_and(|o| o.is_wire) {
        // one text has one writer: the whole family has this one now
        let sql = "DELETE FROM sightings WHERE (document, event) IN (SELECT m.incident_document, m.incident_event FROM members m \
                   JOIN documents d ON d.id = m.document WHERE d.family = (SELECT family FROM documents WHERE id = ?1))";
        let mut delete = connection.prepare_cached(sql).doing("note an outlet")?;
        delete.execute([article.id.0]).doing("note an outlet")?;
    }
    stories::place(connection, &workshop.planes, &mut workshop.stories, article, &placed)
}

/// Notes who printed and who wrote a document.
fn sign(connection: &Connection, article: &Article, provenance: &Provenance) -> Result<(), LedgerError> {
    let given = article.publisher.as_deref().map(|p| p.trim().to_lowercase()).filter(|p| !p.is_empty());
    let outlet = provenance.printed.as_ref().map(|o| o.id.clone()).or(given);
    let wire = provenance.wrote().filter(|o| o.is_wire);
    for outlet in provenance.printed.iter().chain(wire) {
        let sql = "SELECT owner <> ?2 FROM outlets WHERE id = ?1";
        let mut select = connection.prepare_cached(sql).doing("note an outlet")?;
        let changed = select.query_row([&outlet.id, &outlet.owner], |row| row.get::<_, bool>(0)).optional().doing("note an outlet")?;
        if changed == Some(true) {
            // witnesses of one owner are one
            connection.execute("DELETE FROM sightings", []).doing("note an outlet")?;
        }
        let sql = "INSERT INTO outlets (id, name, owner) VALUES (?1, ?2, ?3) \
                   ON CONFLICT (id) DO UPDATE SET name = excluded.name, owner = excluded.owner";
        let mut insert = connection.prepare_cached(sql).doing("note an outlet")?;
        insert.execute([&outlet.id, &outlet.name, &outlet.owner]).doing("note an outlet")?;
    }
    let wire = wire.map(|w| w.id.as_str()).filter(|w| outlet.as_deref() != Some(*w));
    if let (Some(outlet), Some(day)) = (&outlet, article.published) {
        let sql = "INSERT OR IGNORE INTO outlet_days (outlet, day, document) VALUES (?1, ?2, ?3)";
        let mut insert = connection.prepare_cached(sql).doing("note an outlet")?;
        insert.execute(params![outlet, day.to_string(), article.id.0]).doing("note an outlet")?;
    }
    let mut update = connection.prepare_cached("UPDATE documents SET outlet = ?2, wire = ?3 WHERE id = ?1").doing("note an outlet")?;
    update.execute(params![article.id.0, outlet, wire]).map(drop).doing("note an outlet")
}

/// What has to be made again after a change to a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    /// Its text, date, publisher or coding.
    Document,
    /// What people say about its reports.
    Correction,
}

/// Takes back everything that another version derived.
pub(crate) fn renew(connection: &mut Connection) -> Result<(), LedgerError> {
    let sql = "SELECT value FROM meta WHERE name = 'deriver'";
    let found = connection.query_row(sql, [], |row| row.get::<_, String>(0)).optional().doing("see what derived incidents")?;
    if found.as_deref() == Some(DERIVER) {
        return Ok(());
    }
    let tx = super::begin(connection)?;
    forget(&tx, &mut Workshop::default(), DocumentId(1), Change::Document)?;
    let sql = "INSERT INTO meta (name, value) VALUES ('deriver', ?1) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    tx.execute(sql, [DERIVER]).doing("note what derives incidents")?;
    tx.commit().doing("commit what derives incidents")
}

/// Takes back what was derived from a document and from all after it. Work grows with those, with the number of keys (their tables
/// are read through), and with all stories if there are any after it.
pub(crate) fn forget(connection: &Connection, workshop: &mut Workshop, from: DocumentId, change: Change) -> Result<(), LedgerError> {
    let before = progress(connection)?;
    finish(connection, workshop)?;
    // also what it remembers of rulings
    workshop.clear();
    if before.merged >= from.0 {
        incidents::forget(connection, from)?;
        set(connection, "merged", from.0 - 1)?;
    }
    if change == Change::Document && before.derived >= from.0 {
        copies::forget(connection, from)?;
        stories::forget(connection, from)?;
        let sql = "UPDATE documents SET outlet = NULL, wire = NULL WHERE id >= ?1";
        connection.execute(sql, [from.0]).doing("forget outlets")?;
        connection.execute("DELETE FROM outlet_days WHERE document >= ?1", [from.0]).doing("forget outlets")?;
        set(connection, "derived", from.0 - 1)?;
    }
    Ok(())
}

impl Ledger {
    /// Makes again what a change has put in doubt, and what older ledgers lack: families, stories and incidents of all documents. `told` hears
    /// after each step how many documents are done and how many there are, and says whether to go on; what is done stays
    /// done. True where nothing is left to do.
    ///
    /// # Errors
    /// Where the ledger cannot be read or written.
    pub fn settle(&mut self, mut told: impl FnMut(u64, u64) -> bool) -> Result<bool, LedgerError> {
        loop {
            let Progress { merged, last, .. } = progress(&self.connection)?;
            if merged >= last {
                return Ok(true);
            }
            if !told(merged, last) {
                return Ok(false);
            }
            let tx = super::begin(&mut self.connection)?;
            let Progress { merged, last, .. } = progress(&tx)?;
            let mut articles = Vec::new();
            for id in merged + 1..=last.min(merged + AT_ONCE) {
                articles.extend(rows::article(&tx, DocumentId(id))?);
            }
            let derived = prepared(articles, Prepared::of, |ready| derive(&tx, &mut self.workshop, &*self.known, ready));
            let derived = derived.and_then(|()| tx.commit().doing("commit incidents"));
            if derived.is_err() {
                self.workshop.clear();
            }
            derived?;
        }
    }

    /// True where families, stories and incidents are those of all documents.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn is_settled(&self) -> Result<bool, LedgerError> {
        progress(&self.connection).map(|p| p.merged >= p.last)
    }
}

/// A row's number, or none where it is not there.
pub(super) fn number(connection: &Connection, sql: &str, of: DocumentId) -> Result<Option<u64>, LedgerError> {
    let mut select = connection.prepare_cached(sql).doing("look a document up")?;
    let found = select.query_row([of.0], |row| row.get::<_, Option<u64>>(0)).optional();
    Ok(found.doing("look a document up")?.flatten())
}

#[cfg(test)]
mod tests;
