//! Rejecting whole incidents, and what became of an incident whose reports were rejected.
//!
//! A rejection is of one report: the others of its incident are put together again, under the name of the first that is left. Its entry
//! keeps which incident that was and what reports it had, so that it can be told of an incident that is no more.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension as _, params};
use serde_json::{Value, json};

use crate::error::{Doing as _, LedgerError};
use crate::incidents::cluster::IncidentId;
use crate::report::{DocumentId, ReportId};
use crate::store::corrections::{Authority, Edit, Item};
use crate::store::entries::{Entry, EntryKind, EntryNumber};
use crate::store::{Ledger, derive, rows};

/// What became of a report of an incident that is no more.
#[derive(Debug, Clone, PartialEq)]
pub enum Fate {
    /// It is rejected, by this entry.
    Rejected(Box<Entry>),
    /// It is in this incident.
    In(IncidentId),
    /// It is in none: its document was erased, replaced or coded otherwise.
    Gone,
}

/// What the entries tell of an incident that is not there.
#[derive(Debug, Clone, PartialEq)]
pub struct Former {
    /// True where an entry says that the incident was there; else only the report of its name is known to have been.
    pub was_incident: bool,
    /// Its reports, as far as the entries tell, with what became of each.
    pub reports: Vec<(ReportId, Fate)>,
}

/// What the entry of a rejection keeps of the incident as it was.
pub(super) fn remembered(incident: IncidentId, reports: &[ReportId]) -> (Value, Value) {
    (json!(incident.0.to_string()), reports.iter().map(|report| json!(report.to_string())).collect())
}

impl Ledger {
    /// The reports of an incident; none where there is no such one.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn reports_of(&self, incident: IncidentId) -> Result<Option<Vec<ReportId>>, LedgerError> {
        Ok(derive::incidents::read(&self.connection, incident)?.map(|whole| whole.reports().collect()))
    }

    /// Rejects all reports of an incident, in one entry: nothing is left of it. What was derived from the first of them on is taken back;
    /// call [`Ledger::settle`].
    ///
    /// # Errors
    /// Where there is no such incident, or the ledger cannot be written; then nothing changes.
    pub fn reject_incident(&mut self, incident: IncidentId, by: &Authority) -> Result<EntryNumber, LedgerError> {
        let absent = || LedgerError::NoItem { item: format!("incident {}", incident.0) };
        let reports = self.reports_of(incident)?.ok_or_else(absent)?;
        let first = reports.iter().map(|report| report.document).min().ok_or_else(absent)?;
        let rejected = Edit::Accepted(false);
        let (name, names) = remembered(incident, &reports);
        let payload = json!({"incident": name, "reports": names, "rejected": names, "set": [rejected]});
        self.change(EntryKind::Corrected, by, &payload, first, |tx, entry| {
            let sql = "INSERT INTO corrections (document, item, field, value, entry) VALUES (?1, ?2, ?3, ?4, ?5) \
                       ON CONFLICT (document, item, field) DO UPDATE SET value = excluded.value, entry = excluded.entry";
            let mut insert = tx.prepare_cached(sql)?;
            reports.iter().try_for_each(|report| {
                let item = Item::Event(*report).id();
                insert.execute(params![report.document.0, item, rejected.field(), rows::json(&rejected), entry.0]).map(drop)
            })
        })
    }

    /// Takes back all that an entry corrected or ruled and that still holds: what was accepted, rejected and set, merges and splits.
    /// What it replaced does not come back: an entry names items as they were numbered then, and a new coding numbers them anew.
    ///
    /// # Errors
    /// Where nothing of that entry holds, or the ledger cannot be written.
    pub fn withdraw_entry(&mut self, entry: EntryNumber, by: &Authority) -> Result<EntryNumber, LedgerError> {
        let sql = "SELECT min(document) FROM corrections WHERE entry = ?1";
        let from = self.connection.query_row(sql, [entry.0], |row| row.get::<_, Option<u64>>(0)).doing("look a correction up")?;
        let Some(from) = from else {
            let absent = || LedgerError::NoItem { item: format!("correction, merge or split of entry {} that holds", entry.0) };
            return self.withdraw_ruling(entry, by).map_err(|error| match error {
                LedgerError::NoItem { .. } => absent(),
                error => error,
            });
        };
        self.change(EntryKind::Withdrawn, by, &json!({"entry": entry.0}), DocumentId(from), |tx, _| {
            tx.execute("DELETE FROM corrections WHERE entry = ?1", [entry.0]).map(drop)
        })
    }

    /// What the entries tell of an incident that is not there; none where they tell of no rejection. Reads through all entries.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn former(&self, incident: IncidentId) -> Result<Option<Former>, LedgerError> {
        let sql = "SELECT payload ->> 'reports' FROM entries WHERE kind = ?1 AND payload ->> 'incident' = ?2";
        let mut select = self.connection.prepare(sql).doing("read entries")?;
        let rows = select.query_map(params![EntryKind::Corrected.code(), incident.0.to_string()], |row| row.get::<_, String>(0));
        let (mut was_incident, mut reports) = (false, BTreeSet::from([incident.0]));
        for names in rows.doing("read entries")? {
            let damaged = || LedgerError::Damaged { what: format!("an entry on incident {}", incident.0) };
            let names: Vec<String> = serde_json::from_str(&names.doing("read entries")?).map_err(|_| damaged())?;
            for name in names {
                reports.insert(name.parse().map_err(|()| damaged())?);
            }
            was_incident = true;
        }
        let fates = reports.into_iter().map(|report| Ok((report, self.fate(report)?)));
        let former = Former { was_incident, reports: fates.collect::<Result<_, LedgerError>>()? };
        let is_told = was_incident || former.reports.iter().any(|(_, fate)| matches!(fate, Fate::Rejected(_)));
        Ok(is_told.then_some(former))
    }

    fn fate(&self, report: ReportId) -> Result<Fate, LedgerError> {
        let rejected = Edit::Accepted(false);
        let sql = "SELECT entry FROM corrections WHERE document = ?1 AND item = ?2 AND field = ?3 AND value = ?4";
        let mut select = self.connection.prepare_cached(sql).doing("read corrections")?;
        let values = params![report.document.0, Item::Event(report).id(), rejected.field(), rows::json(&rejected)];
        let found = select.query_row(values, |row| row.get::<_, u64>(0)).optional().doing("read corrections")?;
        if let Some(number) = found
            && let Some(entry) = self.entry_numbered(EntryNumber(number))?
        {
            return Ok(Fate::Rejected(Box::new(entry)));
        }
        Ok(self.incident_of(report)?.map_or(Fate::Gone, Fate::In))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::FixedClock;
    use crate::intake::IntakeOptions;
    use crate::synthetic;

    fn by(who: &str, why: &str) -> Authority {
        Authority { who: who.to_owned(), why: why.to_owned() }
    }

    /// A ledger with an incident of three reports or more, all of them of other documents.
    fn filled() -> (tempfile::TempDir, Ledger, Vec<ReportId>) {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(folder.path().join("a.ledger"), FixedClock::default()).unwrap();
        let records: Vec<_> = (0..60).map(|n| synthetic::record(n, 120)).collect();
        assert!(ledger.ingest_all(&records, &IntakeOptions::default()).unwrap().iter().all(Result::is_ok));
        let ids = ledger.incident_ids(&crate::store::Filter::default(), crate::store::Order::Intake, None).unwrap();
        let all = ids.into_iter().map(|id| ledger.reports_of(id).unwrap().unwrap());
        let reports = all.max_by_key(Vec::len).unwrap();
        assert!(reports.len() >= 3, "{reports:?}");
        (folder, ledger, reports)
    }

    fn settle(ledger: &mut Ledger) {
        assert!(ledger.settle(|_, _| true).unwrap());
    }

    #[test]
    fn an_incident_is_rejected_whole_and_comes_back_whole() {
        let (_folder, mut ledger, reports) = filled();
        let incident = IncidentId(reports[0]);
        let entry = ledger.reject_incident(incident, &by("ana", "a film")).unwrap();
        settle(&mut ledger);
        for report in &reports {
            assert_eq!(ledger.incident_of(*report).unwrap(), None, "{report}");
        }
        let former = ledger.former(incident).unwrap().unwrap();
        assert!(former.was_incident);
        assert_eq!(former.reports.iter().map(|(report, _)| *report).collect::<Vec<_>>(), reports);
        for (_, fate) in &former.reports {
            let Fate::Rejected(by) = fate else { panic!("{fate:?}") };
            assert_eq!((by.number, by.who.as_str(), by.why.as_deref()), (entry, "ana", Some("a film")));
        }
        assert!(matches!(ledger.reject_incident(incident, &by("ana", "")), Err(LedgerError::NoItem { .. })));

        ledger.withdraw_entry(entry, &by("bo", "no film")).unwrap();
        settle(&mut ledger);
        assert_eq!(ledger.reports_of(incident).unwrap(), Some(reports));
        assert!(ledger.withdraw_entry(entry, &by("bo", "")).is_err());
    }

    #[test]
    fn what_is_left_of_an_incident_is_told_with_its_new_name() {
        let (_folder, mut ledger, reports) = filled();
        let incident = IncidentId(reports[0]);
        let entry = ledger.correct(Item::Event(reports[0]), &[Edit::Accepted(false)], &by("ana", "")).unwrap();
        settle(&mut ledger);
        assert_eq!(ledger.reports_of(incident).unwrap(), None);
        let former = ledger.former(incident).unwrap().unwrap();
        assert!(former.was_incident && matches!(&former.reports[0].1, Fate::Rejected(by) if by.number == entry));
        for (report, fate) in &former.reports[1..] {
            assert_eq!(fate, &Fate::In(ledger.incident_of(*report).unwrap().unwrap()));
        }
        // who was only a report of it was none itself
        assert_eq!(ledger.former(IncidentId(reports[1])).unwrap(), None);
        // a report that is erased with its document is gone
        ledger.erase(reports[1].document, "bo", "on request").unwrap();
        settle(&mut ledger);
        let former = ledger.former(incident).unwrap().unwrap();
        assert_eq!(former.reports[1], (reports[1], Fate::Gone));
        // of what nobody rejected nothing is told
        let nowhere = IncidentId(ReportId { document: DocumentId(9_999), event: 0 });
        assert_eq!(ledger.former(nowhere).unwrap(), None);
    }
}
