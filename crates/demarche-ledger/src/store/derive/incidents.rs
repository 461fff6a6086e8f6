//! Incidents over the tables `incidents`, `members`, `blocks` and `parties`.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use demarche::codebook::EventType;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::lately::Lately;
use super::{Workshop, corrections, number};
use crate::error::{Doing as _, LedgerError};
use crate::incidents::blocking::{AnchorKey, Ask, DayNumber, Index, Keys, PER_ASK, Stand, candidates, cut_short};
use crate::incidents::cluster::{Decision, Incident, IncidentId, Member, Outcome, decide};
use crate::incidents::profile::Profile;
use crate::incidents::rulings::Rulings;
use crate::incidents::{Passage, Told};
use crate::report::{Article, DocumentId, Named, ReportId};
use crate::store::rows;

/// Takes in the reports of an article.
pub(super) fn add(connection: &Connection, workshop: &mut Workshop, article: &Article, passages: Vec<Passage>) -> Result<(), LedgerError> {
    if article.reports.is_empty() {
        return Ok(());
    }
    let family = family(connection, article.id)?;
    let rulings = workshop.rulings.take().unwrap_or_default();
    let mut beside = BTreeSet::new();
    for (report, passage) in article.reports.iter().zip(passages) {
        let told = Told::with(article, report, family, passage);
        beside.insert(one(connection, workshop, &told, &rulings, &beside)?);
    }
    workshop.rulings = Some(rulings);
    Ok(())
}

/// The first document of the family of a document.
fn family(connection: &Connection, document: DocumentId) -> Result<Option<DocumentId>, LedgerError> {
    Ok(number(connection, "SELECT family FROM documents WHERE id = ?1", document)?.map(DocumentId))
}

/// Decides on a report and keeps the decision. `beside` are the incidents of the article's reports before it.
fn one(
    connection: &Connection,
    workshop: &mut Workshop,
    told: &Told<'_>,
    rulings: &Rulings,
    beside: &BTreeSet<IncidentId>,
) -> Result<IncidentId, LedgerError> {
    let keys = Keys::of(told);
    let mut found = candidates(&mut Blocks { connection, shelves: &mut workshop.shelves }, &keys.asks)?;
    let mut others = beside.clone();
    for report in rulings.joined(told.report.id) {
        others.extend(incident_of(connection, report)?);
    }
    others.retain(|id| !found.contains(id));
    found.extend(others);
    for id in &found {
        workshop.incidents.hold(connection, *id, !rulings.is_empty())?;
    }
    let incidents: Vec<&Incident> = found.iter().filter_map(|id| workshop.incidents.get(*id)).collect();
    let decision = decide(told, &incidents, rulings);
    let id = decision.incident;
    workshop.incidents.add(told, &decision, !rulings.is_empty());
    put(connection, told, &decision, &keys)?;
    workshop.shelves.put(id, &keys.stands);
    Ok(id)
}

/// Stores a decision with what the incident is found by.
fn put(connection: &Connection, told: &Told<'_>, decision: &Decision, keys: &Keys) -> Result<(), LedgerError> {
    let ReportId { document, event } = decision.report;
    let of = decision.incident.0;
    let sql =
        "INSERT INTO members (document, event, incident_document, incident_event, background, outcome) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let mut insert = connection.prepare_cached(sql).doing("store a report's incident")?;
    let outcome = rows::json(&decision.outcome);
    let inserted = insert.execute(params![document.0, event, of.document.0, of.event, decision.background, outcome]);
    inserted.doing("store a report's incident")?;
    let sql = "INSERT OR IGNORE INTO blocks (anchor, day, document, event, families, put_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let mut insert = connection.prepare_cached(sql).doing("store an incident's keys")?;
    for Stand { anchor, day, families } in &keys.stands {
        let inserted = insert.execute(params![anchor.0.cast_signed(), day, of.document.0, of.event, families.0, document.0]);
        inserted.doing("store an incident's keys")?;
    }
    put_parties(connection, told, decision.incident)
}

fn put_parties(connection: &Connection, told: &Told<'_>, id: IncidentId) -> Result<(), LedgerError> {
    let sql = "INSERT OR IGNORE INTO parties (country, key, side, document, event) VALUES (?1, ?2, ?3, ?4, ?5)";
    let mut insert = connection.prepare_cached(sql).doing("store an incident's parties")?;
    let sides: [(i64, &[Named]); 2] = [(0, &told.report.actors), (1, &told.report.recipients)];
    for (side, named) in sides {
        for party in named.iter().flat_map(|n| &n.parties) {
            let inserted = insert.execute(params![party.country, party.key(), side, id.0.document.0, id.0.event]);
            inserted.doing("store an incident's parties")?;
        }
    }
    Ok(())
}

/// The incident that a report is in.
pub(crate) fn incident_of(connection: &Connection, report: ReportId) -> Result<Option<IncidentId>, LedgerError> {
    let sql = "SELECT incident_document, incident_event FROM members WHERE document = ?1 AND event = ?2";
    let mut select = connection.prepare_cached(sql).doing("look a report up")?;
    let found = select.query_row(params![report.document.0, report.event], |row| Ok(report_id(row.get(0)?, row.get(1)?)));
    Ok(found.optional().doing("look a report up")?.map(IncidentId))
}

fn report_id(document: u64, event: u32) -> ReportId {
    ReportId { document: DocumentId(document), event }
}

fn profile(connection: &Connection, id: IncidentId) -> Result<Option<Profile>, LedgerError> {
    let sql = "SELECT body FROM profiles WHERE document = ?1 AND event = ?2";
    let mut select = connection.prepare_cached(sql).doing("read an incident")?;
    let found = select.query_row(params![id.0.document.0, id.0.event], |row| {
        let bytes = row.get_ref(0)?.as_blob()?;
        Ok(rows::unpacked(bytes, || format!("incident {}", id.0)))
    });
    found.optional().doing("read an incident")?.transpose()
}

fn bare_members(connection: &Connection, id: IncidentId) -> Result<Vec<Member>, LedgerError> {
    let sql =
        "SELECT document, event, background FROM members WHERE incident_document = ?1 AND incident_event = ?2 ORDER BY document, event";
    let mut select = connection.prepare_cached(sql).doing("read an incident's reports")?;
    let rows = select.query_map(params![id.0.document.0, id.0.event], |row| {
        Ok(Member { report: report_id(row.get(0)?, row.get(1)?), background: row.get(2)?, merge: None })
    });
    let rows = rows.doing("read an incident's reports")?;
    rows.collect::<rusqlite::Result<_>>().doing("read an incident's reports")
}

/// An incident with its reports and how they came there; none where there is no such one.
pub(crate) fn read(connection: &Connection, id: IncidentId) -> Result<Option<Incident>, LedgerError> {
    let Some(profile) = profile(connection, id)? else { return Ok(None) };
    let sql = "SELECT document, event, background, outcome FROM members \
               WHERE incident_document = ?1 AND incident_event = ?2 ORDER BY document, event";
    let mut select = connection.prepare_cached(sql).doing("read an incident's reports")?;
    let rows = select.query_map(params![id.0.document.0, id.0.event], |row| {
        Ok((report_id(row.get(0)?, row.get(1)?), row.get::<_, bool>(2)?, row.get::<_, String>(3)?))
    });
    let mut members = Vec::new();
    for row in rows.doing("read an incident's reports")? {
        let (report, background, outcome) = row.doing("read an incident's reports")?;
        let damaged = |e| LedgerError::Damaged { what: format!("the decision on {report}: {e}") };
        let merge = match serde_json::from_str(&outcome).map_err(damaged)? {
            Outcome::Joined(merge) => Some(merge),
            _ => None,
        };
        members.push(Member { report, background, merge });
    }
    Ok(Some(Incident { id, members, profile }))
}

fn write_one(connection: &Connection, incident: &Incident) -> Result<(), LedgerError> {
    let profile = &incident.profile;
    let event_type = profile.event_type().map_or("", EventType::code);
    let days = profile.day();
    let place = most(&profile.places);
    let reports: u32 = profile.types.iter().map(|(_, n)| n).sum();
    let day = |day: Option<jiff::civil::Date>| day.map(|d| d.to_string());
    let sql = "INSERT INTO incidents (document, event, type, mode, first_day, last_day, place, country, first_told, last_told, reports) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT (document, event) DO UPDATE SET \
               type = excluded.type, mode = excluded.mode, first_day = excluded.first_day, last_day = excluded.last_day, \
               place = excluded.place, country = excluded.country, first_told = excluded.first_told, \
               last_told = excluded.last_told, reports = excluded.reports";
    let mut insert = connection.prepare_cached(sql).doing("store an incident")?;
    let inserted = insert.execute(params![
        incident.id.0.document.0,
        incident.id.0.event,
        event_type,
        profile.mode(),
        day(days.map(|d| d.start)),
        day(days.map(|d| d.end)),
        place.map(|p| &p.name),
        place.and_then(|p| p.country.as_ref()),
        day(profile.published.map(|p| p.0)),
        day(profile.published.map(|p| p.1)),
        reports,
    ]);
    inserted.map(drop).doing("store an incident")?;
    let sql =
        "INSERT INTO profiles (document, event, body) VALUES (?1, ?2, ?3) ON CONFLICT (document, event) DO UPDATE SET body = excluded.body";
    let mut insert = connection.prepare_cached(sql).doing("store an incident")?;
    let inserted = insert.execute(params![incident.id.0.document.0, incident.id.0.event, rows::packed(profile)]);
    inserted.map(drop).doing("store an incident")?;
    // what a monitor made of it is made again when it is asked for
    let mut delete = connection.prepare_cached("DELETE FROM sightings WHERE document = ?1 AND event = ?2").doing("store an incident")?;
    delete.execute(params![incident.id.0.document.0, incident.id.0.event]).map(drop).doing("store an incident")
}

/// The item that most reports give; of equals the first.
pub(crate) fn most<T>(counted: &[(T, u32)]) -> Option<&T> {
    let mut best: Option<&(T, u32)> = None;
    for item in counted {
        if best.is_none_or(|b| item.1 > b.1) {
            best = Some(item);
        }
    }
    best.map(|(item, _)| item)
}

/// Takes back the decisions on a document's reports and on all after it: incidents that they opened go, and those that they
/// joined become what the reports before made of them.
pub(super) fn forget(connection: &Connection, from: DocumentId) -> Result<(), LedgerError> {
    let run = |sql: &str| connection.execute(sql, [from.0]).map(drop).doing("forget incidents");
    let sql = "SELECT DISTINCT incident_document, incident_event FROM members WHERE document >= ?1 AND incident_document < ?1";
    let mut select = connection.prepare(sql).doing("find incidents")?;
    let rows = select.query_map([from.0], |row| Ok(IncidentId(report_id(row.get(0)?, row.get(1)?)))).doing("find incidents")?;
    let shorter: Vec<IncidentId> = rows.collect::<rusqlite::Result<_>>().doing("find incidents")?;
    run("DELETE FROM members WHERE document >= ?1")?;
    run("DELETE FROM blocks WHERE put_by >= ?1")?;
    run("DELETE FROM incidents WHERE document >= ?1")?;
    run("DELETE FROM profiles WHERE document >= ?1")?;
    run("DELETE FROM sightings WHERE document >= ?1")?;
    run("DELETE FROM parties WHERE document >= ?1")?;
    for id in shorter {
        let mut incident = Incident { id, members: bare_members(connection, id)?, profile: Profile::default() };
        let values = params![id.0.document.0, id.0.event];
        connection.execute("DELETE FROM parties WHERE document = ?1 AND event = ?2", values).doing("forget incidents")?;
        for member in &incident.members {
            let document = member.report.document;
            let article = rows::article(connection, document)?.map(|a| corrections::applied(connection, a)).transpose()?;
            let report = article.as_ref().and_then(|a| a.reports.iter().find(|r| r.id == member.report));
            let Some((article, report)) = article.as_ref().zip(report) else {
                return Err(LedgerError::Damaged { what: format!("report {} is in an incident and not there", member.report) });
            };
            let told = Told::new(article, report, family(connection, document)?);
            incident.profile.add(&told);
            put_parties(connection, &told, id)?;
        }
        write_one(connection, &incident)?;
    }
    Ok(())
}

/// Incidents in memory: what was asked for lately. Their reports are there where people have ruled, for nothing else asks for them; how they
/// came there never is.
#[derive(Debug, Default)]
pub(super) struct Kept {
    lately: Lately<IncidentId, Box<Incident>>,
    /// Those that are not yet written; they are held.
    changed: BTreeSet<IncidentId>,
}

/// Incidents that are kept of each age: 5 kB each or so.
const MOST_KEPT: usize = 30_000;

impl Kept {
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Lets go of what was not asked for for long. To be called between batches, when all is written.
    pub(super) fn age(&mut self) {
        self.lately.age(MOST_KEPT);
    }

    fn get(&self, id: IncidentId) -> Option<&Incident> {
        self.lately.get(&id).map(|incident| &**incident)
    }

    /// Reads an incident into memory if it is not there.
    fn hold(&mut self, connection: &Connection, id: IncidentId, with_members: bool) -> Result<(), LedgerError> {
        if self.lately.hold(id) {
            return Ok(());
        }
        let Some(profile) = profile(connection, id)? else { return Ok(()) };
        let members = if with_members { bare_members(connection, id)? } else { Vec::new() };
        self.lately.insert(id, Box::new(Incident { id, members, profile }));
        Ok(())
    }

    /// Applies a decision.
    fn add(&mut self, told: &Told<'_>, decision: &Decision, with_members: bool) {
        let (id, background) = (decision.incident, decision.background);
        match (&decision.outcome, self.lately.get_mut(&id)) {
            (Outcome::Joined(_), Some(incident)) => {
                incident.profile.add(told);
                if with_members {
                    incident.members.push(Member { report: told.report.id, background, merge: None });
                }
            }
            _ => self.lately.insert(id, Box::new(Incident::open(told, background))),
        }
        self.changed.insert(id);
    }

    /// Writes the incidents that changed.
    pub(super) fn write(&mut self, connection: &Connection) -> Result<(), LedgerError> {
        let changed = std::mem::take(&mut self.changed);
        changed.iter().filter_map(|id| self.get(*id)).try_for_each(|incident| write_one(connection, incident))
    }
}

/// What was found under anchors, so that what is asked for again and again is looked up once.
#[derive(Debug, Default)]
pub(super) struct Shelves {
    of: HashMap<AnchorKey, VecDeque<Shelf>>,
}

/// The answer to a question.
#[derive(Debug)]
struct Shelf {
    ask: Ask,
    /// The latest day first, of it the latest opened.
    rows: Vec<(DayNumber, IncidentId)>,
    /// There may be more than are wanted; [`cut_short`].
    is_long: bool,
}

impl Shelf {
    fn cut_short(&mut self) {
        if self.is_long {
            cut_short(&mut self.rows);
            self.is_long = false;
        }
    }
}

/// Anchors that are remembered at most.
const MOST_ANCHORS: usize = 200_000;
/// Rows of an answer that are cut short at once, and not only when somebody asks.
const MOST_ROWS: usize = 4 * PER_ASK;
/// Questions of one anchor that are remembered, the latest.
const OF_ONE_ANCHOR: usize = 24;

impl Shelves {
    pub(super) fn clear(&mut self) {
        self.of.clear();
    }

    /// Puts an incident under keys, as far as they were asked for.
    fn put(&mut self, id: IncidentId, stands: &[Stand]) {
        for stand in stands {
            let Some(shelves) = self.of.get_mut(&stand.anchor) else { continue };
            for shelf in shelves.iter_mut().filter(|shelf| shelf.ask.is_of(stand)) {
                let row = (stand.day, id);
                if let Err(at) = shelf.rows.binary_search_by(|other| row.cmp(other)) {
                    shelf.rows.insert(at, row);
                    shelf.is_long = true;
                    if shelf.rows.len() > MOST_ROWS {
                        shelf.cut_short();
                    }
                }
            }
        }
    }
}

struct Blocks<'c> {
    connection: &'c Connection,
    shelves: &'c mut Shelves,
}

impl Blocks<'_> {
    fn read(&self, ask: &Ask) -> Result<Vec<(DayNumber, IncidentId)>, LedgerError> {
        let sql = "SELECT DISTINCT day, document, event FROM blocks WHERE anchor = ?1 AND day BETWEEN ?2 AND ?3 AND families & ?4 \
                   ORDER BY day DESC, document DESC, event DESC";
        let mut select = self.connection.prepare_cached(sql).doing("look incidents up")?;
        let asked = params![ask.anchor.0.cast_signed(), ask.first, ask.last, ask.families.0];
        let rows = select.query_map(asked, |row| Ok((row.get(0)?, IncidentId(report_id(row.get(1)?, row.get(2)?)))));
        let (mut out, mut named) = (Vec::new(), HashSet::new());
        for row in rows.doing("look incidents up")? {
            let row: (DayNumber, IncidentId) = row.doing("look incidents up")?;
            out.push(row);
            named.insert(row.1);
            if named.len() == PER_ASK {
                break;
            }
        }
        Ok(out)
    }
}

impl Index for Blocks<'_> {
    type Error = LedgerError;

    fn incidents(&mut self, ask: &Ask, found: &mut Vec<IncidentId>) -> Result<(), LedgerError> {
        if let Some(shelf) = self.shelves.of.get_mut(&ask.anchor).and_then(|shelves| shelves.iter_mut().rev().find(|s| s.ask == *ask)) {
            shelf.cut_short();
            found.extend(shelf.rows.iter().map(|row| row.1));
            return Ok(());
        }
        let rows = self.read(ask)?;
        found.extend(rows.iter().map(|row| row.1));
        if self.shelves.of.len() >= MOST_ANCHORS {
            self.shelves.clear();
        }
        let shelves = self.shelves.of.entry(ask.anchor).or_default();
        if shelves.len() == OF_ONE_ANCHOR {
            shelves.pop_front();
        }
        shelves.push_back(Shelf { ask: *ask, rows, is_long: false });
        Ok(())
    }
}
