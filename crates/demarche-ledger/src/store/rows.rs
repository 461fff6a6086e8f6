//! Articles as rows, and rows as articles.

use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::error::{Doing as _, LedgerError};
use crate::report::{Article, Claim, DocumentId, Report};
use crate::store::Ledger;
use crate::store::entries::EntryNumber;

/// What a row of `documents` holds beside its article.
pub(crate) struct Head<'a> {
    pub(crate) language: Option<&'a str>,
    pub(crate) skipped: Option<&'a str>,
    pub(crate) versions: i64,
    pub(crate) entry: EntryNumber,
}

/// Stores an article under its number, which is new.
pub(crate) fn insert(connection: &Connection, article: &Article, head: &Head<'_>) -> Result<(), LedgerError> {
    let sql = "INSERT INTO documents (id, key, published, publisher, url, language, skipped, text_sha256, versions, entry) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    write_head(connection, sql, article, head)?;
    insert_contents(connection, article)?;
    insert_coding(connection, article)
}

/// Stores an article in the place of the one that had its number.
pub(crate) fn replace(connection: &Connection, article: &Article, head: &Head<'_>) -> Result<(), LedgerError> {
    delete_contents(connection, article.id)?;
    let sql = "UPDATE documents SET key = ?2, published = ?3, publisher = ?4, url = ?5, language = ?6, skipped = ?7, text_sha256 = ?8, \
               versions = ?9, entry = ?10 WHERE id = ?1";
    write_head(connection, sql, article, head)?;
    insert_contents(connection, article)?;
    insert_coding(connection, article)
}

/// Deletes text, embeddings, claims and reports of a document.
pub(crate) fn delete_contents(connection: &Connection, document: DocumentId) -> Result<(), LedgerError> {
    // reports refer to claims
    for sql in
        ["DELETE FROM reports WHERE document = ?1", "DELETE FROM claims WHERE document = ?1", "DELETE FROM contents WHERE document = ?1"]
    {
        let mut delete = connection.prepare_cached(sql).doing("delete a document's contents")?;
        delete.execute([document.0]).doing("delete a document's contents")?;
    }
    Ok(())
}

fn write_head(connection: &Connection, sql: &str, article: &Article, head: &Head<'_>) -> Result<(), LedgerError> {
    let mut write = connection.prepare_cached(sql).doing("store a document")?;
    let written = write.execute(params![
        article.id.0,
        article.key,
        article.published.map(|day| day.to_string()),
        article.publisher,
        article.url,
        head.language,
        head.skipped,
        article.text_sha256,
        head.versions,
        head.entry.0,
    ]);
    written.map(drop).doing("store a document")
}

fn insert_contents(connection: &Connection, article: &Article) -> Result<(), LedgerError> {
    let sql = "INSERT INTO contents (document, title, text, embedding) VALUES (?1, ?2, ?3, ?4)";
    let mut insert = connection.prepare_cached(sql).doing("store a text")?;
    let embedding = article.embedding.as_deref().map(bytes);
    insert.execute(params![article.id.0, article.title, article.text, embedding]).map(drop).doing("store a text")
}

fn insert_coding(connection: &Connection, article: &Article) -> Result<(), LedgerError> {
    let sql = "INSERT INTO claims (document, number, stance, parent, body) VALUES (?1, ?2, ?3, ?4, ?5)";
    let mut insert = connection.prepare_cached(sql).doing("store a claim")?;
    for claim in &article.claims {
        let stance = claim.stance.code();
        insert.execute(params![article.id.0, claim.number, stance, claim.parent, json(claim)]).doing("store a claim")?;
    }
    let sql = "INSERT INTO reports (document, event, type, mode, status, claim, first_day, last_day, place, place_country, lat, lon, \
               confidence, body, embedding) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";
    let mut insert = connection.prepare_cached(sql).doing("store a report")?;
    for report in &article.reports {
        let place = report.place.as_ref();
        let inserted = insert.execute(params![
            article.id.0,
            report.id.event,
            report.event_type.code(),
            report.mode,
            report.status.code(),
            report.claim,
            report.days.map(|days| days.start.to_string()),
            report.days.map(|days| days.end.to_string()),
            place.map(|place| &place.name),
            place.and_then(|place| place.country.as_ref()),
            place.and_then(|place| place.lat),
            place.and_then(|place| place.lon),
            f64::from(report.confidence),
            json(&Report { embedding: None, ..report.clone() }),
            report.embedding.as_deref().map(bytes),
        ]);
        inserted.doing("store a report")?;
    }
    Ok(())
}

fn bytes(embedding: &[i8]) -> Vec<u8> {
    embedding.iter().map(|x| x.cast_unsigned()).collect()
}

pub(crate) fn embedding(bytes: Option<Vec<u8>>) -> Option<Vec<i8>> {
    bytes.map(|bytes| bytes.into_iter().map(u8::cast_signed).collect())
}

pub(crate) fn json(value: &impl serde::Serialize) -> String {
    match serde_json::to_string(value) {
        Ok(json) => json,
        Err(e) => unreachable!("claims and reports have string keys only: {e}"),
    }
}

fn date(document: u64, day: Option<String>) -> Result<Option<Date>, LedgerError> {
    let damaged = |_| LedgerError::Damaged { what: format!("document {document} has no date that is one") };
    day.map(|day| day.parse().map_err(damaged)).transpose()
}

/// A value as bytes, for what is derived and can be made again; JSON is for what must be read in years.
pub(crate) fn packed(value: &impl serde::Serialize) -> Vec<u8> {
    match postcard::to_stdvec(value) {
        Ok(bytes) => bytes,
        Err(e) => unreachable!("what is derived has no type that cannot be packed: {e}"),
    }
}

/// The value that was packed; `what` names it if it is damaged.
pub(crate) fn unpacked<T: serde::de::DeserializeOwned>(bytes: &[u8], what: impl FnOnce() -> String) -> Result<T, LedgerError> {
    postcard::from_bytes(bytes).map_err(|e| LedgerError::Damaged { what: format!("{}: {e}", what()) })
}

impl Ledger {
    /// A document with its claims and reports as they were coded; one that was erased has neither, and no text. `None` where
    /// there is no such number.
    ///
    /// # Errors
    /// Where the ledger cannot be read, or what it holds makes no sense.
    pub fn article(&self, id: DocumentId) -> Result<Option<Article>, LedgerError> {
        article(&self.connection, id)
    }

    /// The number of the document with this key.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn document(&self, key: &str) -> Result<Option<DocumentId>, LedgerError> {
        let mut select = self.connection.prepare_cached("SELECT id FROM documents WHERE key = ?1").doing("look a document up")?;
        select.query_row([key], |row| row.get(0).map(DocumentId)).optional().doing("look a document up")
    }
}

/// See [`Ledger::article`].
pub(crate) fn article(connection: &Connection, id: DocumentId) -> Result<Option<Article>, LedgerError> {
    let sql = "SELECT key, published, publisher, url, text_sha256, title, text, embedding FROM documents \
               LEFT JOIN contents ON document = id WHERE id = ?1";
    let mut select = connection.prepare_cached(sql).doing("read a document")?;
    let found = select.query_row([id.0], |row| Ok((row.get::<_, Option<String>>(1)?, head_of(row, id)?)));
    let Some((published, article)) = found.optional().doing("read a document")? else { return Ok(None) };
    let (claims, reports) = (claims(connection, id)?, reports(connection, id)?);
    Ok(Some(Article { published: date(id.0, published)?, claims, reports, ..article }))
}

fn claims(connection: &Connection, id: DocumentId) -> Result<Vec<Claim>, LedgerError> {
    let mut select = connection.prepare_cached("SELECT body FROM claims WHERE document = ?1 ORDER BY number").doing("read claims")?;
    let rows = select.query_map([id.0], |row| row.get::<_, String>(0)).doing("read claims")?;
    rows.map(|body| {
        let body = body.doing("read claims")?;
        serde_json::from_str(&body).map_err(|e| LedgerError::Damaged { what: format!("a claim of document {}: {e}", id.0) })
    })
    .collect()
}

fn reports(connection: &Connection, id: DocumentId) -> Result<Vec<Report>, LedgerError> {
    let sql = "SELECT body, embedding FROM reports WHERE document = ?1 ORDER BY event";
    let mut select = connection.prepare_cached(sql).doing("read reports")?;
    let rows = select.query_map([id.0], |row| Ok((row.get::<_, String>(0)?, row.get(1)?))).doing("read reports")?;
    rows.map(|row| {
        let (body, bytes) = row.doing("read reports")?;
        let damaged = |e| LedgerError::Damaged { what: format!("a report of document {}: {e}", id.0) };
        Ok(Report { embedding: embedding(bytes), ..serde_json::from_str(&body).map_err(damaged)? })
    })
    .collect()
}

/// The article of a row, its day, claims and reports aside.
fn head_of(row: &Row<'_>, id: DocumentId) -> rusqlite::Result<Article> {
    Ok(Article {
        id,
        key: row.get(0)?,
        published: None,
        publisher: row.get(2)?,
        url: row.get(3)?,
        title: row.get(5)?,
        text: row.get::<_, Option<String>>(6)?.unwrap_or_default(),
        text_sha256: row.get(4)?,
        embedding: embedding(row.get(7)?),
        claims: Vec::new(),
        reports: Vec::new(),
    })
}
