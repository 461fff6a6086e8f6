//! What the watch remembers: feeds as they were polled last, entries that were seen. An entry is remembered in the transaction that
//! stores its article.

use demarche::record::Record;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::error::{Doing as _, LedgerError, Refused};
use crate::intake::{IntakeOptions, Stored};
use crate::report::DocumentId;
use crate::store::{Ledger, begin};

/// A feed as it was polled last.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FeedRow {
    /// Its address or folder.
    pub address: String,
    /// `ETag` of what was read last.
    pub etag: Option<String>,
    /// `Last-Modified` of what was read last.
    pub last_modified: Option<String>,
    /// When it is to be polled again.
    pub due: Option<Timestamp>,
    /// Polls in a row that failed.
    pub failures: u32,
}

/// What became of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryOutcome {
    /// Its article is a document, stored then.
    Stored(DocumentId),
    /// Its article was a document already.
    Known(DocumentId),
    /// There is no article, or none that is taken; it is not tried again.
    Refused,
    /// A file of several articles was read to its end.
    Read,
    /// It failed, and is to be tried again.
    Failed {
        /// When.
        again: Timestamp,
    },
}

/// An entry that is remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryRow {
    /// What became of it.
    pub outcome: EntryOutcome,
    /// Tries so far.
    pub tries: u32,
}

/// What an entry is remembered by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryKey {
    /// Its address without what does not belong to it.
    pub key: String,
    /// Name of the feed that it came by.
    pub feed: String,
}

impl Ledger {
    /// Stores records in one transaction, as [`Ledger::ingest_all`], and remembers in the same the entries that some of them came by: as
    /// stored or known, or as refused.
    ///
    /// # Errors
    /// Where the ledger cannot be written; then none of them is stored, and none remembered.
    pub fn ingest_entries(
        &mut self,
        records: &[(Record, Option<EntryKey>)],
        options: &IntakeOptions,
    ) -> Result<Vec<Result<Stored, Refused>>, LedgerError> {
        let now = self.clock.now();
        self.ingest_with(records.iter().map(|(record, _)| record), options, |tx, told| {
            for ((_, entry), told) in records.iter().zip(told) {
                let Some(entry) = entry else { continue };
                let outcome = match told {
                    Ok(Stored::Known(document)) => EntryOutcome::Known(*document),
                    Ok(stored) => EntryOutcome::Stored(stored.id()),
                    Err(_) => EntryOutcome::Refused,
                };
                remember(tx, now, entry, EntryRow { outcome, tries: 1 })?;
            }
            Ok(())
        })
    }

    /// Remembers an entry.
    ///
    /// # Errors
    /// Where the ledger cannot be written.
    pub fn remember_entry(&mut self, entry: &EntryKey, row: EntryRow) -> Result<(), LedgerError> {
        let now = self.clock.now();
        let tx = begin(&mut self.connection)?;
        remember(&tx, now, entry, row)?;
        tx.commit().doing("remember an entry")
    }

    /// What is known of an entry. An article that came another way, and is kept under the same address, counts as known.
    ///
    /// # Errors
    /// Where the ledger cannot be read, or what it holds makes no sense.
    pub fn entry(&self, key: &str) -> Result<Option<EntryRow>, LedgerError> {
        let sql = "SELECT outcome, tries, again, document FROM feed_entries WHERE key = ?1";
        let mut select = self.connection.prepare_cached(sql).doing("look an entry up")?;
        let found = select.query_row([key], |row| {
            Ok((row.get::<_, String>(0)?, row.get(1)?, row.get::<_, Option<String>>(2)?, row.get::<_, Option<u64>>(3)?))
        });
        let Some((outcome, tries, again, document)) = found.optional().doing("look an entry up")? else {
            return Ok(self.document(key)?.map(|id| EntryRow { outcome: EntryOutcome::Known(id), tries: 0 }));
        };
        let damaged = || LedgerError::Damaged { what: format!("the entry `{key}` of a feed makes no sense") };
        let document = document.map(DocumentId);
        let outcome = match (outcome.as_str(), document, again) {
            ("stored", Some(id), None) => EntryOutcome::Stored(id),
            ("known", Some(id), None) => EntryOutcome::Known(id),
            ("refused", _, None) => EntryOutcome::Refused,
            ("read", _, None) => EntryOutcome::Read,
            ("failed", _, Some(again)) => EntryOutcome::Failed { again: again.parse().map_err(|_| damaged())? },
            _ => return Err(damaged()),
        };
        Ok(Some(EntryRow { outcome, tries }))
    }

    /// A feed as it was polled last.
    ///
    /// # Errors
    /// Where the ledger cannot be read, or what it holds makes no sense.
    pub fn feed(&self, name: &str) -> Result<Option<FeedRow>, LedgerError> {
        let sql = "SELECT address, etag, last_modified, due, failures FROM feeds WHERE name = ?1";
        let mut select = self.connection.prepare_cached(sql).doing("look a feed up")?;
        let found = select.query_row([name], |row| {
            let due: Option<String> = row.get(3)?;
            let row = FeedRow { address: row.get(0)?, etag: row.get(1)?, last_modified: row.get(2)?, due: None, failures: row.get(4)? };
            Ok((row, due))
        });
        let Some((row, due)) = found.optional().doing("look a feed up")? else { return Ok(None) };
        let damaged = |_| LedgerError::Damaged { what: format!("the feed `{name}` is due at no time") };
        Ok(Some(FeedRow { due: due.map(|due| due.parse()).transpose().map_err(damaged)?, ..row }))
    }

    /// Remembers a feed.
    ///
    /// # Errors
    /// Where the ledger cannot be written.
    pub fn remember_feed(&mut self, name: &str, row: &FeedRow) -> Result<(), LedgerError> {
        let sql = "INSERT INTO feeds (name, address, etag, last_modified, due, failures) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
                   ON CONFLICT (name) DO UPDATE SET address = ?2, etag = ?3, last_modified = ?4, due = ?5, failures = ?6";
        let mut write = self.connection.prepare_cached(sql).doing("remember a feed")?;
        let due = row.due.map(|due| due.to_string());
        write.execute(params![name, row.address, row.etag, row.last_modified, due, row.failures]).map(drop).doing("remember a feed")
    }

    /// When a feed brought an article, or a file, that was new; none where it never did.
    ///
    /// # Errors
    /// Where the ledger cannot be read, or what it holds makes no sense.
    pub fn feed_brought(&self, name: &str) -> Result<Option<Timestamp>, LedgerError> {
        let sql = "SELECT at FROM feed_entries WHERE feed = ?1 AND outcome IN ('stored', 'read') ORDER BY at DESC LIMIT 1";
        let mut select = self.connection.prepare_cached(sql).doing("look a feed up")?;
        let found = select.query_row([name], |row| row.get::<_, String>(0)).optional().doing("look a feed up")?;
        let damaged = |_| LedgerError::Damaged { what: format!("the feed `{name}` brought something at no time") };
        found.map(|at| at.parse().map_err(damaged)).transpose()
    }

    /// What a document is a copy of, and how it was copied; `None` where it is none, or that was not looked for yet.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn copy_of(&self, document: DocumentId) -> Result<Option<(String, String)>, LedgerError> {
        let sql = "SELECT o.key, coalesce(d.copy_kind, '') FROM documents d JOIN documents o ON o.id = d.copy_of WHERE d.id = ?1";
        let mut select = self.connection.prepare_cached(sql).doing("look a copy up")?;
        select.query_row([document.0], |row| Ok((row.get(0)?, row.get(1)?))).optional().doing("look a copy up")
    }
}

fn remember(connection: &Connection, now: Timestamp, entry: &EntryKey, row: EntryRow) -> Result<(), LedgerError> {
    let (outcome, again, document) = match row.outcome {
        EntryOutcome::Stored(id) => ("stored", None, Some(id)),
        EntryOutcome::Known(id) => ("known", None, Some(id)),
        EntryOutcome::Refused => ("refused", None, None),
        EntryOutcome::Read => ("read", None, None),
        EntryOutcome::Failed { again } => ("failed", Some(again.to_string()), None),
    };
    let sql = "INSERT INTO feed_entries (key, feed, at, outcome, tries, again, document) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) \
               ON CONFLICT (key) DO UPDATE SET feed = ?2, at = ?3, outcome = ?4, tries = ?5, again = ?6, document = ?7";
    let mut write = connection.prepare_cached(sql).doing("remember an entry")?;
    let document = document.map(|id| id.0);
    write.execute(params![entry.key, entry.feed, now.to_string(), outcome, row.tries, again, document]).map(drop).doing("remember an entry")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::FixedClock;
    use crate::synthetic;

    fn key(key: &str) -> EntryKey {
        EntryKey { key: key.to_owned(), feed: "wire".to_owned() }
    }

    fn ledger() -> (tempfile::TempDir, Ledger) {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(folder.path().join("a.ledger"), FixedClock::at("2024-10-29T06:00:00Z".parse().unwrap())).unwrap();
        (folder, ledger)
    }

    #[test]
    fn entries_are_remembered_with_their_articles() {
        let (_folder, mut ledger) = ledger();
        let mut records = vec![(synthetic::record(1, 80), Some(key("https://a/1"))), (synthetic::record(2, 80), None)];
        records.push((Record { text: None, ..synthetic::record(3, 80) }, Some(key("https://a/3"))));
        let told = ledger.ingest_entries(&records, &IntakeOptions::default()).unwrap();
        assert_eq!(told[..2], [Ok(Stored::New(DocumentId(1))), Ok(Stored::New(DocumentId(2)))]);
        let outcome = |ledger: &Ledger, key: &str| ledger.entry(key).unwrap().map(|row| row.outcome);
        assert_eq!(outcome(&ledger, "https://a/1"), Some(EntryOutcome::Stored(DocumentId(1))));
        assert_eq!(outcome(&ledger, "https://a/3"), Some(EntryOutcome::Refused));
        assert_eq!(outcome(&ledger, "https://a/4"), None);
        // it came another way
        assert_eq!(outcome(&ledger, "doc-2"), Some(EntryOutcome::Known(DocumentId(2))));
        ledger.ingest_entries(&[(synthetic::record(1, 80), Some(key("https://a/one")))], &IntakeOptions::default()).unwrap();
        assert_eq!(outcome(&ledger, "https://a/one"), Some(EntryOutcome::Known(DocumentId(1))));
        assert!(ledger.check().unwrap().is_whole());
        assert_eq!(ledger.copy_of(DocumentId(1)).unwrap(), None);
        assert_eq!(ledger.feed_brought("wire").unwrap().map(|at| at.to_string()).as_deref(), Some("2024-10-29T06:00:00Z"));
        assert_eq!(ledger.feed_brought("other").unwrap(), None);
        ledger
            .remember_entry(
                &EntryKey { key: "x".to_owned(), feed: "other".to_owned() },
                EntryRow { outcome: EntryOutcome::Refused, tries: 1 },
            )
            .unwrap();
        assert_eq!(ledger.feed_brought("other").unwrap(), None, "what is refused is nothing new");
    }

    #[test]
    fn failures_and_feeds_come_back_as_they_went_in() {
        let (_folder, mut ledger) = ledger();
        let again = "2024-10-29T07:00:00Z".parse().unwrap();
        for (outcome, tries) in [(EntryOutcome::Failed { again }, 1), (EntryOutcome::Failed { again }, 2), (EntryOutcome::Read, 3)] {
            ledger.remember_entry(&key("https://a/1"), EntryRow { outcome, tries }).unwrap();
            assert_eq!(ledger.entry("https://a/1").unwrap(), Some(EntryRow { outcome, tries }));
        }
        assert_eq!(ledger.feed("wire").unwrap(), None);
        let mut row = FeedRow { address: "https://a/rss".into(), etag: Some("\"1\"".into()), due: Some(again), ..FeedRow::default() };
        for failures in [0, 3] {
            row.failures = failures;
            ledger.remember_feed("wire", &row).unwrap();
            assert_eq!(ledger.feed("wire").unwrap().as_ref(), Some(&row));
        }
        ledger.connection.execute("UPDATE feeds SET due = 'soon'", []).unwrap();
        assert!(matches!(ledger.feed("wire"), Err(LedgerError::Damaged { .. })));
    }
}
