//! Is a ledger whole? The file, the references, the index, and every span within its text.

use demarche::reader::hex_digest;
use demarche::record::CodePoints;
use rusqlite::Connection;

use crate::error::{Doing as _, LedgerError};
use crate::report::{Article, DocumentId};
use crate::store::Ledger;

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Checked {
    /// Documents, erased ones included.
    pub documents: u64,
    /// Documents whose text was erased.
    pub erased: u64,
    /// Claims.
    pub claims: u64,
    /// Event mentions.
    pub reports: u64,
    /// Entries.
    pub entries: u64,
    /// What is wrong, at most [`MOST_FAULTS`] of a kind.
    pub faults: Vec<Fault>,
}

impl Checked {
    /// True where nothing is wrong.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The file, as SQLite tells it.
    #[error("the file: {0}")]
    File(String),
    /// A row refers to one that is not there.
    #[error("a row of `{table}` refers to a row of `{parent}` that is not there")]
    Reference {
        /// The table.
        table: String,
        /// The other.
        parent: String,
    },
    /// The index of words does not fit the texts.
    #[error("the index of words does not fit the texts: {0}")]
    Index(String),
    /// Numbers with gaps.
    #[error("`{table}` has {rows} rows, and its last number is {last}")]
    Gap {
        /// The table.
        table: &'static str,
        /// Number of rows.
        rows: u64,
        /// Last number.
        last: u64,
    },
    /// A document that was erased has contents, or one that was not has none.
    #[error("document {} {}", document.0, if *is_erased { "was erased and has contents" } else { "has no text" })]
    Contents {
        /// The document.
        document: DocumentId,
        /// Whether it is marked as erased.
        is_erased: bool,
    },
    /// The text is not the one that was stored.
    #[error("the text of document {} is not the one that was stored", document.0)]
    Text {
        /// The document.
        document: DocumentId,
    },
    /// A span outside its text.
    #[error("a span {start}–{end} of document {} lies outside of its text", document.0)]
    Span {
        /// The document.
        document: DocumentId,
        /// First code point.
        start: usize,
        /// One past the last.
        end: usize,
    },
    /// Something that cannot be read.
    #[error("document {}: {what}", document.0)]
    Unreadable {
        /// The document.
        document: DocumentId,
        /// What.
        what: String,
    },
}

/// Most faults that are listed of a kind.
pub const MOST_FAULTS: usize = 20;

impl Ledger {
    /// Checks everything. Reads the whole ledger: a pass over every document.
    ///
    /// # Errors
    /// Where it cannot be read at all; what is wrong with it is told in [`Checked::faults`].
    pub fn check(&self) -> Result<Checked, LedgerError> {
        let connection = &self.connection;
        let count = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, u64>(0)).doing("count");
        let mut checked = Checked {
            documents: count("SELECT count(*) FROM documents")?,
            erased: count("SELECT count(*) FROM documents WHERE erased")?,
            claims: count("SELECT count(*) FROM claims")?,
            reports: count("SELECT count(*) FROM reports")?,
            entries: count("SELECT count(*) FROM entries")?,
            faults: Vec::new(),
        };
        check_file(connection, &mut checked.faults)?;
        let last = [
            ("documents", checked.documents, count("SELECT coalesce(max(id), 0) FROM documents")?),
            ("entries", checked.entries, count("SELECT coalesce(max(number), 0) FROM entries")?),
        ];
        checked.faults.extend(last.into_iter().filter(|(_, rows, last)| rows != last).map(|(table, rows, last)| Fault::Gap {
            table,
            rows,
            last,
        }));
        let mut wrong = Vec::new();
        let mut after = 0;
        while wrong.len() < MOST_FAULTS {
            let sql =
                "SELECT id, erased, EXISTS (SELECT 1 FROM contents WHERE document = id) FROM documents WHERE id > ?1 ORDER BY id LIMIT 1";
            let mut select = connection.prepare_cached(sql).doing("read a document")?;
            let next = select.query_row([after], |row| Ok((row.get(0)?, row.get::<_, bool>(1)?, row.get::<_, bool>(2)?)));
            let (id, is_erased, has_contents) = match next {
                Err(rusqlite::Error::QueryReturnedNoRows) => break,
                found => found.doing("read a document")?,
            };
            after = id;
            let document = DocumentId(id);
            match self.article(document) {
                Ok(Some(article)) => {
                    let is_bare = !has_contents && article.claims.is_empty() && article.reports.is_empty();
                    if if is_erased { !is_bare } else { !has_contents } {
                        wrong.push(Fault::Contents { document, is_erased });
                    } else if !is_erased {
                        wrong.extend(faults_of(&article));
                    }
                }
                Ok(None) => {}
                Err(error) => wrong.push(Fault::Unreadable { document, what: error.to_string() }),
            }
        }
        wrong.truncate(MOST_FAULTS);
        checked.faults.append(&mut wrong);
        Ok(checked)
    }
}

/// The file, its references and the index.
fn check_file(connection: &Connection, faults: &mut Vec<Fault>) -> Result<(), LedgerError> {
    let mut integrity = connection.prepare(&format!("PRAGMA integrity_check({MOST_FAULTS})")).doing("check the file")?;
    let found = integrity.query_map([], |row| row.get::<_, String>(0)).doing("check the file")?;
    for line in found {
        let line = line.doing("check the file")?;
        if line != "ok" {
            faults.push(Fault::File(line));
        }
    }
    let mut references = connection.prepare("PRAGMA foreign_key_check").doing("check references")?;
    let found = references.query_map([], |row| Ok(Fault::Reference { table: row.get(0)?, parent: row.get(2)? }));
    for fault in found.doing("check references")?.take(MOST_FAULTS) {
        faults.push(fault.doing("check references")?);
    }
    // a command to the index, which compares it with the texts and changes nothing
    if let Err(error) = connection.execute("INSERT INTO words (words, rank) VALUES ('integrity-check', 1)", []) {
        if error.sqlite_error_code() != Some(rusqlite::ErrorCode::DatabaseCorrupt) {
            return Err(error).doing("check the index of words");
        }
        faults.push(Fault::Index(error.to_string()));
    }
    Ok(())
}

/// What is wrong with an article by itself.
pub(crate) fn faults_of(article: &Article) -> Vec<Fault> {
    let document = article.id;
    if hex_digest(article.text.as_bytes()) != article.text_sha256 {
        return vec![Fault::Text { document }];
    }
    let length = article.text.chars().count();
    let outside = |span: &CodePoints| span.0 > span.1 || span.1 > length;
    spans(article).filter(outside).map(|CodePoints(start, end)| Fault::Span { document, start, end }).collect()
}

/// All spans of an article.
fn spans(article: &Article) -> impl Iterator<Item = CodePoints> {
    let claims = article.claims.iter().flat_map(|c| [c.cue, c.content].into_iter().chain(c.holder.as_ref().map(|h| h.span)));
    let reports = article.reports.iter().flat_map(|r| {
        let named = r.actors.iter().chain(&r.recipients).map(|n| n.span);
        r.trigger_spans.iter().copied().chain(named).chain(r.values.iter().map(|v| v.span))
    });
    claims.chain(reports)
}
