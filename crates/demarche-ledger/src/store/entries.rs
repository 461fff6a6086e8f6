//! The entries: what was done to the ledger, when, by whom and why. Only appended to; triggers refuse anything else.

use jiff::Timestamp;
use rusqlite::{Connection, Row, params};
use serde::{Deserialize, Serialize};

use crate::error::{Doing as _, LedgerError};
use crate::store::Ledger;

/// Number of an entry: 1, 2, …
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EntryNumber(pub u64);

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntryKind {
    /// The ledger came to a schema.
    Schema,
    /// A document was stored.
    Stored,
    /// Its text stayed, and its coding was replaced by that of other versions.
    Recoded,
    /// Its text and coding were replaced.
    Replaced,
    /// Its text, spans and embeddings were erased.
    Erased,
    /// An item was accepted, rejected or edited.
    Corrected,
    /// Incidents were merged or split.
    Ruled,
    /// A party was said to be another, or no longer to be.
    Aliased,
    /// A party was set apart from another where texts call it so, or no longer.
    SetApart,
    /// A publisher or source was graded.
    Graded,
    /// A standing question was asked or dropped.
    Asked,
    /// A correction or ruling was taken back.
    Withdrawn,
    /// Something was said of a scenario: of evidence, of a hypothesis, or how it is set up.
    Judged,
}

impl EntryKind {
    /// All kinds.
    pub const ALL: [Self; 13] = [
        Self::Schema,
        Self::Stored,
        Self::Recoded,
        Self::Replaced,
        Self::Erased,
        Self::Corrected,
        Self::Ruled,
        Self::Aliased,
        Self::SetApart,
        Self::Graded,
        Self::Asked,
        Self::Withdrawn,
        Self::Judged,
    ];

    /// The word that stands in the ledger.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Schema => "schema",
            Self::Stored => "stored",
            Self::Recoded => "recoded",
            Self::Replaced => "replaced",
            Self::Erased => "erased",
            Self::Corrected => "corrected",
            Self::Ruled => "ruled",
            Self::Aliased => "aliased",
            Self::SetApart => "set-apart",
            Self::Graded => "graded",
            Self::Asked => "asked",
            Self::Withdrawn => "withdrawn",
            Self::Judged => "judged",
        }
    }
}

/// An entry as it stands in the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Its number.
    pub number: EntryNumber,
    /// When it was made, UTC, to the second.
    pub at: Timestamp,
    /// What it is about: [`EntryKind::code`].
    pub kind: String,
    /// Who did it.
    pub who: String,
    /// Why, where that was said.
    pub why: Option<String>,
    /// What was done, as a JSON object.
    pub payload: serde_json::Value,
}

/// Appends an entry; `payload` is a JSON object that holds no words of a text, for entries outlive an erasure.
pub(crate) fn append(
    connection: &Connection,
    at: Timestamp,
    kind: EntryKind,
    who: &str,
    why: Option<&str>,
    payload: &str,
) -> Result<EntryNumber, LedgerError> {
    let mut insert = connection
        .prepare_cached("INSERT INTO entries (at, kind, who, why, payload) VALUES (?1, ?2, ?3, ?4, ?5)")
        .doing("append an entry")?;
    let number = insert.insert(params![at.to_string(), kind.code(), who, why, payload]).doing("append an entry")?;
    Ok(EntryNumber(number.cast_unsigned()))
}

/// The columns of an entry: number, time, kind, who, why and payload.
type Columns = (u64, String, String, String, Option<String>, String);

fn columns(row: &Row<'_>) -> rusqlite::Result<Columns> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
}

fn entry((number, at, kind, who, why, payload): Columns) -> Result<Entry, LedgerError> {
    let damaged = |what: &str| LedgerError::Damaged { what: format!("entry {number} has no {what}") };
    Ok(Entry {
        number: EntryNumber(number),
        at: at.parse().map_err(|_| damaged("time"))?,
        kind,
        who,
        why,
        payload: serde_json::from_str(&payload).map_err(|_| damaged("payload"))?,
    })
}

impl Ledger {
    /// The first `limit` entries after `after`, in order.
    ///
    /// # Errors
    /// Where the ledger cannot be read, or an entry makes no sense.
    pub fn entries(&self, after: EntryNumber, limit: usize) -> Result<Vec<Entry>, LedgerError> {
        let sql = "SELECT number, at, kind, who, why, payload FROM entries WHERE number > ?1 ORDER BY number LIMIT ?2";
        let mut select = self.connection.prepare_cached(sql).doing("read entries")?;
        let rows = select.query_map(params![after.0, limit], columns).doing("read entries")?;
        rows.map(|row| entry(row.doing("read entries")?)).collect()
    }

    /// The entry of a number; none where there is no such one.
    ///
    /// # Errors
    /// As [`Ledger::entries`].
    pub fn entry_numbered(&self, number: EntryNumber) -> Result<Option<Entry>, LedgerError> {
        let found = self.entries(EntryNumber(number.0.saturating_sub(1)), 1)?.pop();
        Ok(found.filter(|entry| entry.number == number))
    }
}
