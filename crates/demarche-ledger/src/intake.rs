//! Intake: records become documents of the ledger, each once.
//!
//! A batch is one transaction. What it came to is told after the commit and not before, so that whoever was told "stored" will
//! find it stored, whatever happens to the program or the machine then.

use std::cmp::Ordering;

use demarche::record::{Record, Versions};
use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::json;

use crate::convert::{self, Unfit};
use crate::copies::byline::Outlets;
use crate::error::{Doing as _, LedgerError, Reason, Refused};
use crate::report::DocumentId;
use crate::store::corrections;
use crate::store::derive::{self, Change, Prepared, Workshop, forget};
use crate::store::entries::{self, EntryKind};
use crate::store::rows::{self, Head};
use crate::store::{Ledger, begin};

/// What the caller decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntakeOptions {
    /// Who stores, as entries say it.
    pub who: String,
    /// What to do with another text under a known key.
    pub other_text: OtherText,
    /// What to do with records without embeddings.
    pub embeddings: Embeddings,
    /// Which codings take the place of others.
    pub recode: Recode,
}

/// Which coding of a known text takes the place of the one that the ledger has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recode {
    /// One of later versions.
    Later,
    /// One of any other versions: the user wants these.
    Other,
}

impl Default for IntakeOptions {
    fn default() -> Self {
        Self { who: "intake".to_owned(), other_text: OtherText::Refuse, embeddings: Embeddings::Needed, recode: Recode::Later }
    }
}

/// What to do with a record whose key the ledger has with another text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtherText {
    /// Refuse it.
    Refuse,
    /// Take it in the place of the old one, which is gone then; an entry keeps its digest.
    Replace,
}

/// What to do with a record without embeddings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Embeddings {
    /// Refuse it.
    Needed,
    /// Store it; rewritten copies and incidents will be found less well.
    Optional,
}

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stored {
    /// A new document.
    New(DocumentId),
    /// The ledger has it: the same text, and a coding that is as new.
    Known(DocumentId),
    /// The text is known; its coding was replaced by this newer or fuller one.
    Recoded(DocumentId),
    /// Another text was known under its key and was replaced.
    Replaced(DocumentId),
}

impl Stored {
    /// The document's number.
    #[must_use]
    pub fn id(self) -> DocumentId {
        match self {
            Self::New(id) | Self::Known(id) | Self::Recoded(id) | Self::Replaced(id) => id,
        }
    }
}

/// What the ledger has under a key.
#[derive(Debug, Clone)]
struct Found {
    id: u64,
    text_sha256: String,
    is_erased: bool,
    is_embedded: bool,
    versions_id: i64,
    program: String,
}

/// A record about to be stored.
struct Incoming<'a> {
    text_sha256: &'a str,
    is_embedded: bool,
    versions_id: i64,
    program: &'a str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Decision {
    Insert,
    Keep(DocumentId),
    Recode(DocumentId),
    Replace(DocumentId),
}

impl Ledger {
    /// Stores one record; [`Ledger::ingest_all`] is faster for many.
    ///
    /// # Errors
    /// Where the record is refused, or the ledger cannot be written.
    pub fn ingest(&mut self, record: &Record, options: &IntakeOptions) -> Result<Stored, LedgerError> {
        let stored = self.ingest_all([record], options)?.pop();
        stored.unwrap_or_else(|| unreachable!("one record in, one answer out")).map_err(LedgerError::Refused)
    }

    /// True where a coding of this text by these versions, with embeddings, would be [`Stored::Known`]: it need not be made.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn is_current(&self, key: &str, text_sha256: &str, versions: &Versions, recode: Recode) -> Result<bool, LedgerError> {
        let Some(found) = find(&self.connection, key)? else { return Ok(false) };
        // versions that were never seen are later than all that were
        let versions_id = known_versions(&self.connection, versions)?.unwrap_or(i64::MAX);
        let incoming = Incoming { text_sha256, is_embedded: true, versions_id, program: &versions.demarche };
        Ok(matches!(decide(Some(&found), &incoming, OtherText::Refuse, recode), Ok(Decision::Keep(_))))
    }

    /// Stores records in one transaction and tells of each, in order, once they are on the disk. A record that is refused keeps
    /// none of the others from being stored.
    ///
    /// # Errors
    /// Where the ledger cannot be written; then none of them is stored.
    pub fn ingest_all<'r>(
        &mut self,
        records: impl IntoIterator<Item = &'r Record>,
        options: &IntakeOptions,
    ) -> Result<Vec<Result<Stored, Refused>>, LedgerError> {
        self.ingest_with(records, options, |_, _| Ok(()))
    }

    /// As [`Ledger::ingest_all`]; `also` writes in the same transaction, knowing what became of each record.
    pub(crate) fn ingest_with<'r>(
        &mut self,
        records: impl IntoIterator<Item = &'r Record>,
        options: &IntakeOptions,
        also: impl FnOnce(&Connection, &[Result<Stored, Refused>]) -> Result<(), LedgerError>,
    ) -> Result<Vec<Result<Stored, Refused>>, LedgerError> {
        // prepared while others are stored: within the transaction, for which other writers wait
        let records: Vec<&Record> = records.into_iter().collect();
        let fit = |record: &'r Record| (record, fit(record, options.embeddings));
        let now = self.clock.now();
        let tx = begin(&mut self.connection)?;
        let stored = derive::prepared(records, fit, |ready| store_all(&tx, &mut self.workshop, &*self.known, now, ready, options));
        let stored = stored.and_then(|told| also(&tx, &told).map(|()| told));
        let stored = stored.and_then(|told| tx.commit().doing("commit a batch").map(|()| told));
        if stored.is_err() {
            self.workshop.clear();
        }
        stored
    }
}

/// The article of a record; numbered when it is stored.
fn fit(record: &Record, embeddings: Embeddings) -> Result<Prepared, Unfit> {
    let article = convert::article(record, DocumentId(0))?;
    match embeddings {
        Embeddings::Needed if !convert::is_embedded(record) => Err(Unfit::NoEmbeddings),
        _ => Ok(Prepared::of(article)),
    }
}

/// Stores records, and derives what is new: families, stories and incidents. Where older documents are still to be derived,
/// [`Ledger::settle`] does it in their turn.
fn store_all<'r>(
    connection: &Connection,
    workshop: &mut Workshop,
    known: &dyn Outlets,
    now: jiff::Timestamp,
    records: impl Iterator<Item = (&'r Record, Result<Prepared, Unfit>)>,
    options: &IntakeOptions,
) -> Result<Vec<Result<Stored, Refused>>, LedgerError> {
    derive::begin(connection, workshop)?;
    let mut told = Vec::new();
    for (record, article) in records {
        let stored = match article {
            Ok(prepared) => store(connection, workshop, now, record, prepared, options)?,
            Err(unfit) => Err(Reason::Unfit(unfit)),
        };
        told.push(match stored {
            Ok((stored, new)) => {
                if let Some(new) = new
                    && derive::progress(connection)?.merged + 1 == new.article.id.0
                {
                    derive::one(connection, workshop, known, new)?;
                }
                Ok(stored)
            }
            Err(reason) => Err(Refused { key: record.id.clone(), reason }),
        });
    }
    derive::finish(connection, workshop)?;
    Ok(told)
}

/// Stores a record; the article is told where it is new.
fn store(
    connection: &Connection,
    workshop: &mut Workshop,
    now: jiff::Timestamp,
    record: &Record,
    prepared: Prepared,
    options: &IntakeOptions,
) -> Result<Result<(Stored, Option<Prepared>), Reason>, LedgerError> {
    let article = &prepared.article;
    let versions = versions_id(connection, &record.versions)?;
    let found = find(connection, &article.key)?;
    let is_embedded = convert::is_embedded(record);
    let incoming = Incoming { text_sha256: &article.text_sha256, is_embedded, versions_id: versions, program: &record.versions.demarche };
    let decision = match decide(found.as_ref(), &incoming, options.other_text, options.recode) {
        Ok(decision) => decision,
        Err(reason) => return Ok(Err(reason)),
    };
    let (kind, id, stored) = match decision {
        Decision::Keep(id) => return Ok(Ok((Stored::Known(id), None))),
        Decision::Insert => {
            let id = DocumentId(next_id(connection)?);
            (EntryKind::Stored, id, Stored::New(id))
        }
        Decision::Recode(id) => (EntryKind::Recoded, id, Stored::Recoded(id)),
        Decision::Replace(id) => (EntryKind::Replaced, id, Stored::Replaced(id)),
    };
    let payload = match &found {
        None => json!({"document": id.0}),
        Some(found) => json!({
            "document": id.0,
            "from": {"text_sha256": found.text_sha256, "versions": found.versions_id},
            "to": {"text_sha256": article.text_sha256, "versions": versions},
        }),
    };
    let entry = entries::append(connection, now, kind, &options.who, None, &payload.to_string())?;
    let skipped = record.skipped.as_ref().map(|s| format!("{}: {}", s.reason, s.detail));
    let head = Head { language: record.language.as_deref(), skipped: skipped.as_deref(), versions, entry };
    let prepared = prepared.numbered(id);
    let article = &prepared.article;
    if decision == Decision::Insert {
        rows::insert(connection, article, &head)?;
        return Ok(Ok((stored, Some(prepared))));
    }
    forget(connection, workshop, id, Change::Document)?;
    if let Some(old) = rows::article(connection, id)? {
        corrections::follow(connection, &old, (decision == Decision::Recode(id)).then_some(article))?;
    }
    rows::replace(connection, article, &head)?;
    Ok(Ok((stored, None)))
}

/// What to do with a record, given what is known under its key.
fn decide(found: Option<&Found>, new: &Incoming<'_>, other_text: OtherText, recode: Recode) -> Result<Decision, Reason> {
    let Some(found) = found else { return Ok(Decision::Insert) };
    let id = DocumentId(found.id);
    if found.is_erased {
        return Err(Reason::Erased);
    }
    if found.text_sha256 != new.text_sha256 {
        return match other_text {
            OtherText::Refuse => Err(Reason::OtherText),
            OtherText::Replace => Ok(Decision::Replace(id)),
        };
    }
    // a poorer coding never takes the place of a fuller one
    if found.is_embedded != new.is_embedded {
        return Ok(if new.is_embedded { Decision::Recode(id) } else { Decision::Keep(id) });
    }
    if recode == Recode::Other {
        return Ok(if found.versions_id == new.versions_id { Decision::Keep(id) } else { Decision::Recode(id) });
    }
    // of two programs the later decides; of models and packs nobody can tell but by which the ledger saw first
    let order = compare_versions(&found.program, new.program).then(found.versions_id.cmp(&new.versions_id));
    Ok(if order == Ordering::Less { Decision::Recode(id) } else { Decision::Keep(id) })
}

/// Compares versions such as `0.9.2` and `0.10.0` number by number, what is no number as words.
fn compare_versions(a: &str, b: &str) -> Ordering {
    let parts = |version: &'_ str| -> Vec<(u64, String)> {
        version.split(['.', '-', '+']).map(|part| (part.parse().unwrap_or(0), part.to_owned())).collect()
    };
    let (a, b) = (parts(a), parts(b));
    let unequal = a.iter().zip(&b).map(|(a, b)| a.cmp(b)).find(|order| order.is_ne());
    unequal.unwrap_or_else(|| a.len().cmp(&b.len()))
}

fn find(connection: &Connection, key: &str) -> Result<Option<Found>, LedgerError> {
    let sql = "SELECT d.id, d.text_sha256, d.erased, d.versions, v.demarche, d.skipped IS NOT NULL OR (\
               EXISTS (SELECT 1 FROM contents c WHERE c.document = d.id AND c.embedding IS NOT NULL) \
               AND NOT EXISTS (SELECT 1 FROM reports r WHERE r.document = d.id AND r.embedding IS NULL)) \
               FROM documents d JOIN versions v ON v.id = d.versions WHERE d.key = ?1";
    let mut select = connection.prepare_cached(sql).doing("look a document up")?;
    let found = select.query_row([key], |row| {
        Ok(Found {
            id: row.get(0)?,
            text_sha256: row.get(1)?,
            is_erased: row.get(2)?,
            versions_id: row.get(3)?,
            program: row.get(4)?,
            is_embedded: row.get(5)?,
        })
    });
    found.optional().doing("look a document up")
}

fn next_id(connection: &Connection) -> Result<u64, LedgerError> {
    let mut select = connection.prepare_cached("SELECT coalesce(max(id), 0) + 1 FROM documents").doing("number a document")?;
    select.query_row([], |row| row.get(0)).doing("number a document")
}

fn known_versions(connection: &Connection, versions: &Versions) -> Result<Option<i64>, LedgerError> {
    let Versions { demarche, model, knowledge, codebook } = versions;
    let sql = "SELECT id FROM versions WHERE demarche = ?1 AND model = ?2 AND knowledge = ?3 AND codebook = ?4";
    let mut select = connection.prepare_cached(sql).doing("look versions up")?;
    select.query_row(params![demarche, model, knowledge, codebook], |row| row.get(0)).optional().doing("look versions up")
}

fn versions_id(connection: &Connection, versions: &Versions) -> Result<i64, LedgerError> {
    if let Some(id) = known_versions(connection, versions)? {
        return Ok(id);
    }
    let Versions { demarche, model, knowledge, codebook } = versions;
    let sql = "INSERT INTO versions (demarche, model, knowledge, codebook) VALUES (?1, ?2, ?3, ?4)";
    let mut insert = connection.prepare_cached(sql).doing("store versions")?;
    insert.insert(params![demarche, model, knowledge, codebook]).doing("store versions")
}

#[cfg(test)]
mod tests;
