//! Documents as `demarche documents --format jsonl` lists them.

use jiff::civil::Date;
use rusqlite::params;
use serde::{Deserialize, Serialize};

use crate::error::{Doing as _, LedgerError};
use crate::report::DocumentId;
use crate::store::Ledger;

/// Name and version of the format.
pub const DOCUMENT_SCHEMA: &str = "demarche-document/1";

/// A line of `demarche documents --format jsonl`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentLine {
    /// Always [`DOCUMENT_SCHEMA`].
    pub schema: String,
    /// The id that its record carries.
    pub id: String,
    /// The article's date.
    pub published: Option<Date>,
    /// The outlet.
    pub publisher: Option<String>,
    /// Id of the first document of its copy family; null on that one.
    pub copy_of: Option<String>,
    /// How it was copied: verbatim, trimmed, retitled, reordered or rewritten.
    pub copy_kind: Option<String>,
    /// Number of its copy family, which is that of the family's first document; null until copies were looked for.
    pub family: Option<u64>,
    /// Number of its story.
    pub story: Option<u64>,
}

/// Documents in order of intake; read a page at a time, so that a long list holds up no writer.
#[derive(Debug)]
pub struct Documents<'l> {
    ledger: &'l Ledger,
    page: std::vec::IntoIter<(DocumentId, DocumentLine)>,
    after: DocumentId,
    is_done: bool,
}

/// Documents that are read at once.
const PAGE: usize = 1_000;

impl Ledger {
    /// All documents, those that are stored meanwhile included.
    #[must_use]
    pub fn documents(&self) -> Documents<'_> {
        Documents { ledger: self, page: Vec::new().into_iter(), after: DocumentId(0), is_done: false }
    }

    fn page_of_documents(&self, after: DocumentId) -> Result<Vec<(DocumentId, DocumentLine)>, LedgerError> {
        let sql = "SELECT d.id, d.key, d.published, d.publisher, o.key, d.copy_kind, d.family, d.story FROM documents d \
                   LEFT JOIN documents o ON o.id = d.copy_of WHERE d.id > ?1 ORDER BY d.id LIMIT ?2";
        let mut select = self.connection.prepare_cached(sql).doing("list documents")?;
        let rows = select.query_map(params![after.0, PAGE], |row| {
            let line = DocumentLine {
                schema: DOCUMENT_SCHEMA.to_owned(),
                id: row.get(1)?,
                published: None,
                publisher: row.get(3)?,
                copy_of: row.get(4)?,
                copy_kind: row.get(5)?,
                family: row.get(6)?,
                story: row.get(7)?,
            };
            Ok((DocumentId(row.get(0)?), row.get::<_, Option<String>>(2)?, line))
        });
        rows.doing("list documents")?
            .map(|row| {
                let (id, published, line) = row.doing("list documents")?;
                let damaged = |_| LedgerError::Damaged { what: format!("document {} has no date that is one", id.0) };
                let published = published.map(|day| day.parse().map_err(damaged)).transpose()?;
                Ok((id, DocumentLine { published, ..line }))
            })
            .collect()
    }
}

impl Iterator for Documents<'_> {
    type Item = Result<(DocumentId, DocumentLine), LedgerError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(line) = self.page.next() {
            self.after = line.0;
            return Some(Ok(line));
        }
        if self.is_done {
            return None;
        }
        match self.ledger.page_of_documents(self.after) {
            Ok(page) => {
                self.is_done = page.is_empty();
                self.page = page.into_iter();
                self.next()
            }
            Err(error) => {
                self.is_done = true;
                Some(Err(error))
            }
        }
    }
}
