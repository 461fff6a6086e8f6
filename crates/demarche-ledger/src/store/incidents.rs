//! Incidents as they are asked for: by party, type, place, time, words; each with all its documents.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use demarche::record::Versions;
use jiff::civil::Date;
use rusqlite::OptionalExtension as _;

use crate::copies::minhash::cosine;
use crate::dossier::{Dossier, Filed};
use crate::error::{Doing as _, LedgerError};
use crate::grades::Graded;
use crate::incidents::cluster::IncidentId;
use crate::report::{DocumentId, ReportId};
use crate::store::derive::incidents as derived;
use crate::store::{Filter, Ledger, Order, corrections, rows};

impl Ledger {
    /// Names of the incidents that fit, as far as the tables tell; see [`Ledger::fits`] for the rest of the filter.
    ///
    /// # Errors
    /// Words that are no query, or a ledger that cannot be read.
    pub fn incident_ids(&self, filter: &Filter, order: Order, limit: Option<usize>) -> Result<Vec<IncidentId>, LedgerError> {
        filter.ids(&self.connection, order, limit.filter(|_| !filter.looks_inside()))
    }

    /// The incidents that fit, one after the other, in order; at most `limit`.
    ///
    /// # Errors
    /// As [`Ledger::incident_ids`]; each item as [`Ledger::dossier`].
    pub fn dossiers(&self, filter: &Filter, order: Order, limit: Option<usize>) -> Result<Dossiers<'_>, LedgerError> {
        let ids = self.incident_ids(filter, order, limit)?;
        Ok(Dossiers {
            ledger: self,
            filter: filter.clone(),
            ids: ids.into_iter(),
            left: limit.unwrap_or(usize::MAX),
            owners: self.owners()?,
        })
    }

    /// The incidents that fit, those first whose meaning is likest to an embedding: of its reports, or of the documents where these have
    /// none. Reads every embedding that there is: work grows with the ledger.
    ///
    /// # Errors
    /// As [`Ledger::dossiers`].
    pub fn like(&self, embedding: &[i8], filter: &Filter, limit: usize) -> Result<Vec<IncidentId>, LedgerError> {
        let fitting: BTreeSet<IncidentId> = if *filter == Filter::default() {
            BTreeSet::new()
        } else {
            self.incident_ids(filter, Order::Intake, None)?.into_iter().collect()
        };
        let sql = "SELECT m.incident_document, m.incident_event, c.embedding FROM members m JOIN contents c ON c.document = m.document \
                   WHERE c.embedding IS NOT NULL";
        let mut select = self.connection.prepare_cached(sql).doing("compare meanings")?;
        let rows = select.query_map([], |row| {
            let id = IncidentId(ReportId { document: DocumentId(row.get(0)?), event: row.get(1)? });
            Ok((id, row.get::<_, Vec<u8>>(2)?))
        });
        let mut best: BTreeMap<IncidentId, f64> = BTreeMap::new();
        for row in rows.doing("compare meanings")? {
            let (id, bytes) = row.doing("compare meanings")?;
            if *filter != Filter::default() && !fitting.contains(&id) {
                continue;
            }
            if let Some(cosine) = rows::embedding(Some(bytes)).as_deref().and_then(|other| cosine(embedding, other)) {
                let known = best.entry(id).or_insert(cosine);
                *known = known.max(cosine);
            }
        }
        let mut ranked: Vec<(f64, IncidentId)> = best.into_iter().map(|(id, cosine)| (cosine, id)).collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut out = Vec::new();
        for (_, id) in ranked {
            if out.len() == limit {
                break;
            }
            let fits = !filter.looks_inside() || self.dossier(id)?.map(|d| self.fits(&d, filter)).transpose()?.unwrap_or(false);
            if fits {
                out.push(id);
            }
        }
        Ok(out)
    }

    /// The outlet that a publisher's name means; the name in lower case where the tables do not know it.
    #[must_use]
    pub fn outlet(&self, publisher: &str) -> String {
        self.known.outlet(publisher).map_or_else(|| publisher.trim().to_lowercase(), |outlet| outlet.id)
    }

    /// An incident with all that was told of it; none where there is no such one.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn dossier(&self, id: IncidentId) -> Result<Option<Dossier>, LedgerError> {
        self.dossier_with(id, &self.owners()?)
    }

    pub(super) fn dossier_with(&self, id: IncidentId, owners: &BTreeMap<String, String>) -> Result<Option<Dossier>, LedgerError> {
        let Some(incident) = derived::read(&self.connection, id)? else { return Ok(None) };
        let mut documents = BTreeMap::new();
        for member in &incident.members {
            let document = member.report.document;
            if let Entry::Vacant(place) = documents.entry(document) {
                place.insert(self.filed(document)?);
            }
        }
        Ok(Some(Dossier { incident, documents, owners: owners.clone() }))
    }

    /// A document as it is filed.
    ///
    /// # Errors
    /// Where there is none of that number, or the ledger cannot be read.
    pub fn filed(&self, document: DocumentId) -> Result<Filed, LedgerError> {
        let absent = || LedgerError::NoDocument { document: document.0.to_string() };
        let article = rows::article(&self.connection, document)?.ok_or_else(absent)?;
        let article = corrections::applied(&self.connection, article)?;
        // one text has one writer: the first member of the family that names a wire
        let sql = "SELECT d.family, d.outlet, d.story, (SELECT f.wire FROM documents f WHERE f.family = d.family AND f.wire IS NOT NULL \
                   ORDER BY f.id LIMIT 1) FROM documents d WHERE d.id = ?1";
        let mut select = self.connection.prepare_cached(sql).doing("read a document")?;
        let found = select
            .query_row([document.0], |row| Ok((row.get::<_, Option<u64>>(0)?, row.get(1)?, row.get(2)?, row.get::<_, Option<String>>(3)?)));
        let (family, outlet, story, wire) = found.doing("read a document")?;
        Ok(Filed { article, family: family.map_or(document, DocumentId), outlet, wire, story })
    }

    /// The next document after one that other versions coded, if there is one; erased ones count, too.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn coded_otherwise(&self, versions: &Versions, after: DocumentId) -> Result<Option<DocumentId>, LedgerError> {
        let sql = "SELECT d.id FROM documents d JOIN versions v ON v.id = d.versions WHERE d.id > ?1 AND NOT d.erased \
                   AND NOT (v.demarche = ?2 AND v.model = ?3 AND v.knowledge = ?4 AND v.codebook = ?5) ORDER BY d.id LIMIT 1";
        let mut select = self.connection.prepare_cached(sql).doing("look for documents")?;
        let Versions { demarche, model, knowledge, codebook } = versions;
        let found = select.query_row(rusqlite::params![after.0, demarche, model, knowledge, codebook], |row| row.get(0).map(DocumentId));
        found.optional().doing("look for documents")
    }

    /// The language of a document, as its input stated or its text showed.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn language(&self, document: DocumentId) -> Result<Option<String>, LedgerError> {
        let mut select = self.connection.prepare_cached("SELECT language FROM documents WHERE id = ?1").doing("read a language")?;
        select.query_row([document.0], |row| row.get(0)).optional().map(Option::flatten).doing("read a language")
    }

    /// The incident that a report is in.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn incident_of(&self, report: ReportId) -> Result<Option<IncidentId>, LedgerError> {
        derived::incident_of(&self.connection, report)
    }

    /// Owners of the outlets that were met.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn owners(&self) -> Result<BTreeMap<String, String>, LedgerError> {
        let mut select = self.connection.prepare_cached("SELECT id, owner FROM outlets WHERE owner <> ''").doing("read owners")?;
        let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).doing("read owners")?;
        rows.collect::<rusqlite::Result<_>>().doing("read owners")
    }

    /// The latest day on which a document was published.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn last_published(&self) -> Result<Option<Date>, LedgerError> {
        let found = self.connection.query_row("SELECT max(published) FROM documents", [], |row| row.get::<_, Option<String>>(0));
        let day = found.optional().doing("find the latest document")?.flatten();
        let damaged = |_| LedgerError::Damaged { what: "a document's date".to_owned() };
        day.map(|day| day.parse().map_err(damaged)).transpose()
    }

    /// True where an incident fits the part of a filter that looks inside.
    ///
    /// # Errors
    /// Where grades cannot be read.
    pub fn fits(&self, dossier: &Dossier, filter: &Filter) -> Result<bool, LedgerError> {
        if let Some(source) = &filter.source {
            let quoted = |f: crate::dossier::Filing<'_>| {
                let chain = f.filed.article.chain(f.report.claim);
                chain.filter_map(|c| c.holder.as_ref()).flat_map(|h| &h.parties).any(|p| p.is(source))
            };
            if !dossier.filings().any(quoted) {
                return Ok(false);
            }
        }
        if let Some(least) = filter.reliability {
            let mut any = false;
            for filing in dossier.filings() {
                if let (Some(outlet), Some(day)) = (&filing.filed.outlet, filing.filed.article.published) {
                    any |= self.grades(&Graded::Publisher(outlet.clone()))?.on(day) <= least;
                }
            }
            if !any {
                return Ok(false);
            }
        }
        Ok((filter.statuses.is_empty() || filter.statuses.contains(&dossier.status()))
            && (filter.standings.is_empty() || filter.standings.contains(&dossier.ruling().standing))
            && (filter.witnesses == 0 || dossier.witnesses().number() >= filter.witnesses))
    }
}

/// Incidents one after the other.
#[derive(Debug)]
pub struct Dossiers<'l> {
    ledger: &'l Ledger,
    filter: Filter,
    ids: std::vec::IntoIter<IncidentId>,
    left: usize,
    owners: BTreeMap<String, String>,
}

impl Iterator for Dossiers<'_> {
    type Item = Result<Dossier, LedgerError>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.left > 0 {
            let id = self.ids.next()?;
            // one that went since they were listed is passed over
            let Some(dossier) = self.ledger.dossier_with(id, &self.owners).transpose() else { continue };
            let fits = match &dossier {
                Ok(dossier) if self.filter.looks_inside() => self.ledger.fits(dossier, &self.filter),
                _ => Ok(true),
            };
            match fits {
                Ok(false) => {}
                Ok(true) => {
                    self.left -= 1;
                    return Some(dossier);
                }
                Err(error) => return Some(Err(error)),
            }
        }
        None
    }
}
