//! Sightings of incidents, kept until the incident changes; and on which days outlets published.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior, params, params_from_iter};

use crate::error::{Doing as _, LedgerError};
use crate::incidents::cluster::IncidentId;
use crate::report::DocumentId;
use crate::sighting::Sighting;
use crate::store::{Access, Filter, Ledger, Order, rows};

/// Sightings that are made in one transaction.
const AT_ONCE: usize = 500;

impl Ledger {
    /// The incidents that fit as they were known through time, in order of intake. What is not kept yet is made and kept: the first
    /// call on a pair takes longer than the next.
    ///
    /// # Errors
    /// As [`Ledger::incident_ids`].
    pub fn sightings(&self, filter: &Filter) -> Result<Vec<Sighting>, LedgerError> {
        let begun = |behaviour| Transaction::new_unchecked(&self.connection, behaviour);
        // where nothing can be written, nothing is kept, and all that is read is of one moment
        let moment = match self.access() {
            Access::ReadOnly => Some(begun(TransactionBehavior::Deferred).doing("read sightings")?),
            Access::Writable | Access::Copy => None,
        };
        let mut out = Vec::new();
        let mut missing = Vec::new();
        for id in self.incident_ids(filter, Order::Intake, None)? {
            match kept(&self.connection, id)? {
                Some(sighting) => out.extend(sighting),
                None => missing.push(id),
            }
        }
        let owners = if missing.is_empty() { BTreeMap::new() } else { self.owners()? };
        for ids in missing.chunks(AT_ONCE) {
            // read and kept in one transaction: nobody changes the incident in between
            let tx = if moment.is_none() { begun(TransactionBehavior::Immediate).ok() } else { None };
            for id in ids {
                let Some(dossier) = self.dossier_with(*id, &owners)? else { continue };
                let sighting = Sighting::of(&dossier);
                if let Some(tx) = &tx {
                    keep(tx, *id, sighting.as_ref())?;
                }
                out.extend(sighting);
            }
            if let Some(tx) = tx {
                tx.commit().doing("keep sightings")?;
            }
        }
        out.sort_by_key(|s| s.id);
        Ok(out)
    }

    /// Days on which outlets published anything, within a time; outlets that did not are left out.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn published_days(&self, outlets: &BTreeSet<String>, since: Date, until: Date) -> Result<BTreeMap<String, Vec<Date>>, LedgerError> {
        let sql = "SELECT day FROM outlet_days WHERE outlet = ?1 AND day >= ?2 AND day <= ?3 ORDER BY day";
        let mut select = self.connection.prepare_cached(sql).doing("see when outlets published")?;
        let mut out: BTreeMap<String, Vec<Date>> = BTreeMap::new();
        for outlet in outlets {
            let rows = select.query_map(params![outlet, since.to_string(), until.to_string()], |row| row.get::<_, String>(0));
            let mut days = Vec::new();
            for day in rows.doing("see when outlets published")? {
                let day = day.doing("see when outlets published")?;
                days.push(day.parse().map_err(|_| LedgerError::Damaged { what: format!("a date of `{outlet}`") })?);
            }
            if !days.is_empty() {
                out.insert(outlet.clone(), days);
            }
        }
        Ok(out)
    }

    /// The documents that tell an incident.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn documents_of(&self, id: IncidentId) -> Result<Vec<DocumentId>, LedgerError> {
        let sql = "SELECT DISTINCT document FROM members WHERE incident_document = ?1 AND incident_event = ?2";
        let mut select = self.connection.prepare_cached(sql).doing("read an incident's documents")?;
        let rows = select.query_map(params![id.0.document.0, id.0.event], |row| row.get(0).map(DocumentId));
        rows.doing("read an incident's documents")?.collect::<rusqlite::Result<_>>().doing("read an incident's documents")
    }

    /// Names of outlets to show, by their slugs; those that the tables do not know are left out.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn outlet_names(&self, outlets: &BTreeSet<String>) -> Result<BTreeMap<String, String>, LedgerError> {
        let marks = vec!["?"; outlets.len()].join(", ");
        let mut select = self.connection.prepare(&format!("SELECT id, name FROM outlets WHERE id IN ({marks})")).doing("read outlets")?;
        let rows = select.query_map(params_from_iter(outlets), |row| Ok((row.get(0)?, row.get(1)?))).doing("read outlets")?;
        rows.collect::<rusqlite::Result<_>>().doing("read outlets")
    }

    /// The earliest day on which a document was published.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn first_published(&self) -> Result<Option<Date>, LedgerError> {
        let found = self.connection.query_row("SELECT min(published) FROM documents", [], |row| row.get::<_, Option<String>>(0));
        let day = found.optional().doing("find the earliest document")?.flatten();
        day.map(|day| day.parse().map_err(|_| LedgerError::Damaged { what: "a document's date".to_owned() })).transpose()
    }
}

/// The sighting that is kept: the inner is none where the incident has no day at all.
fn kept(connection: &Connection, id: IncidentId) -> Result<Option<Option<Sighting>>, LedgerError> {
    let sql = "SELECT body FROM sightings WHERE document = ?1 AND event = ?2";
    let mut select = connection.prepare_cached(sql).doing("read a sighting")?;
    let found = select.query_row(params![id.0.document.0, id.0.event], |row| row.get::<_, Option<Vec<u8>>>(0)).optional();
    let Some(body) = found.doing("read a sighting")? else { return Ok(None) };
    // what another version packed is made anew
    Ok(body.map_or(Some(None), |bytes| rows::unpacked(&bytes, String::new).ok().map(Some)))
}

fn keep(connection: &Connection, id: IncidentId, sighting: Option<&Sighting>) -> Result<(), LedgerError> {
    let sql = "INSERT OR REPLACE INTO sightings (document, event, body) VALUES (?1, ?2, ?3)";
    let mut insert = connection.prepare_cached(sql).doing("keep a sighting")?;
    let inserted = insert.execute(params![id.0.document.0, id.0.event, sighting.map(rows::packed)]);
    inserted.map(drop).doing("keep a sighting")
}
