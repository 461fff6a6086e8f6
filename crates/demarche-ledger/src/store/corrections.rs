//! What people say against the machine: each an entry with who, when and why, and a row that holds until it is withdrawn.
//!
//! A correction changes nothing that was coded: it is laid over the article as it is read ([`Ledger::corrected`]), and what was
//! derived from it is taken back, to be made again by [`Ledger::settle`].

use std::collections::BTreeSet;

use demarche::codebook::{EventType, Stance, Status};
use demarche::record::CodePoints;
use jiff::civil::Date;
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::error::{Doing as _, LedgerError};
use crate::grades::{Grade, Graded, History};
use crate::incidents::cluster::IncidentId;
use crate::incidents::rulings::{Ruling, Rulings};
use crate::positions::question::Question;
use crate::report::{Article, Days, DocumentId, Named, Party, Report, ReportId, Spot, Value};
use crate::store::derive::{self, Change, forget};
use crate::store::entries::{self, EntryKind, EntryNumber};
use crate::store::{Ledger, rejections, rows};

/// Who corrects, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    /// Who.
    pub who: String,
    /// Why; may be empty.
    pub why: String,
}

/// What a correction is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Item {
    /// An event mention.
    Event(ReportId),
    /// A claim: its document and number.
    Claim(DocumentId, u32),
}

impl Item {
    /// The document.
    #[must_use]
    pub fn document(self) -> DocumentId {
        match self {
            Self::Event(report) => report.document,
            Self::Claim(document, _) => document,
        }
    }

    /// Its id in the record: `e0`, `c0`.
    #[must_use]
    pub fn id(self) -> String {
        match self {
            Self::Event(report) => format!("e{}", report.event),
            Self::Claim(_, number) => format!("c{number}"),
        }
    }
}

/// What is said of an item. As JSON: `{"type": "AID"}`, `{"actors": […]}`, `{"accepted": false}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Edit {
    /// It is right, or it is not and counts for nothing.
    Accepted(bool),
    /// Another type of event.
    Type(EventType),
    /// Another mode, or none.
    Mode(Option<String>),
    /// Another status.
    Status(Status),
    /// Who acts.
    Actors(Vec<Party>),
    /// Who is acted upon.
    Recipients(Vec<Party>),
    /// Where, or nowhere that is known.
    Place(Option<Spot>),
    /// When.
    Time(Option<Days>),
    /// How many: all values of the event.
    Values(Vec<Value>),
    /// The source's position.
    Stance(Stance),
    /// Who holds the claim.
    Holder(Party),
}

impl Edit {
    /// The name of what is edited.
    #[must_use]
    pub fn field(&self) -> &'static str {
        match self {
            Self::Accepted(_) => "accepted",
            Self::Type(_) => "type",
            Self::Mode(_) => "mode",
            Self::Status(_) => "status",
            Self::Actors(_) => "actors",
            Self::Recipients(_) => "recipients",
            Self::Place(_) => "place",
            Self::Time(_) => "time",
            Self::Values(_) => "values",
            Self::Stance(_) => "stance",
            Self::Holder(_) => "holder",
        }
    }

    /// True where it can be said of such an item.
    #[must_use]
    pub fn fits(&self, item: Item) -> bool {
        match self {
            Self::Accepted(_) => true,
            Self::Stance(_) | Self::Holder(_) => matches!(item, Item::Claim(..)),
            _ => matches!(item, Item::Event(_)),
        }
    }
}

/// An item with a correction that holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Corrected {
    /// The item.
    pub item: Item,
    /// What is said of it.
    pub edit: Edit,
    /// Its entry.
    pub entry: EntryNumber,
}

/// The rulings that hold.
pub(crate) fn rulings(connection: &Connection) -> Result<Rulings, LedgerError> {
    let sql =
        "SELECT document_a, event_a, document_b, event_b, joins FROM rulings ORDER BY entry, document_a, event_a, document_b, event_b";
    let mut select = connection.prepare_cached(sql).doing("read rulings")?;
    let rows = select.query_map([], |row| {
        let report = |at: usize| Ok::<_, rusqlite::Error>(ReportId { document: DocumentId(row.get(at)?), event: row.get(at + 1)? });
        let (a, b) = (report(0)?, report(2)?);
        Ok(if row.get(4)? { Ruling::MustJoin(a, b) } else { Ruling::MustNotJoin(a, b) })
    });
    let mut out = Rulings::default();
    for ruling in rows.doing("read rulings")? {
        out.add(ruling.doing("read rulings")?);
    }
    Ok(out)
}

/// Corrections of a document that hold, in the order of items and fields.
fn of_document(connection: &Connection, document: DocumentId) -> Result<Vec<Corrected>, LedgerError> {
    let sql = "SELECT item, value, entry FROM corrections WHERE document = ?1 ORDER BY item, field <> 'type', field";
    let mut select = connection.prepare_cached(sql).doing("read corrections")?;
    let rows = select.query_map([document.0], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get(2)?)));
    rows.doing("read corrections")?
        .map(|row| {
            let (item, value, entry) = row.doing("read corrections")?;
            let damaged = || LedgerError::Damaged { what: format!("correction {entry} of document {}", document.0) };
            let number = item.get(1..).and_then(|n| n.parse().ok()).ok_or_else(damaged)?;
            let item = match item.as_bytes().first() {
                Some(b'e') => Item::Event(ReportId { document, event: number }),
                Some(b'c') => Item::Claim(document, number),
                _ => return Err(damaged()),
            };
            let edit = serde_json::from_str(&value).map_err(|_| damaged())?;
            Ok(Corrected { item, edit, entry: EntryNumber(entry) })
        })
        .collect()
}

/// The party that stands for another.
fn alias(connection: &Connection, key: &str) -> Result<Option<Party>, LedgerError> {
    use rusqlite::OptionalExtension as _;
    let mut select = connection.prepare_cached("SELECT to_key, to_name FROM aliases WHERE from_key = ?1").doing("read aliases")?;
    let found = select.query_row([key], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))).optional();
    Ok(found.doing("read aliases")?.map(|(key, name)| Party::of_key(&key, &name)))
}

/// The party that is meant where a text calls one so; of several rules that of the longest words, then the first in alphabetical order.
fn part(connection: &Connection, key: &str, text: &str) -> Result<Option<Party>, LedgerError> {
    let sql = "SELECT words, to_key, to_name FROM party_parts WHERE from_key = ?1 ORDER BY length(words) DESC, words";
    let mut select = connection.prepare_cached(sql).doing("read parts of parties")?;
    let rows = select.query_map([key], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?)));
    for row in rows.doing("read parts of parties")? {
        let (words, key, name) = row.doing("read parts of parties")?;
        if is_called(text, &words) {
            return Ok(Some(Party::of_key(&key, &name)));
        }
    }
    Ok(None)
}

/// True where the words stand in the text one after the other, in whatever case.
fn is_called(text: &str, words: &str) -> bool {
    let (text, words) = (words_of(text), words_of(words));
    !words.is_empty() && text.windows(words.len()).any(|run| run == words)
}

fn words_of(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// Makes other parties of those that a document names.
fn each_party(article: &mut Article, of: impl Fn(Party, &str) -> Result<Party, LedgerError>) -> Result<(), LedgerError> {
    let named = article.reports.iter_mut().flat_map(|r| r.actors.iter_mut().chain(&mut r.recipients));
    for named in named.chain(article.claims.iter_mut().filter_map(|c| c.holder.as_mut())) {
        let mut parties: Vec<Party> = Vec::with_capacity(named.parties.len());
        for party in named.parties.drain(..) {
            let party = of(party, &named.text)?;
            if parties.iter().all(|p| !p.is_same(&party)) {
                parties.push(party);
            }
        }
        named.parties = parties;
    }
    Ok(())
}

/// True where [`applied`] may change a document.
pub(crate) fn concern(connection: &Connection, document: DocumentId) -> Result<bool, LedgerError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM corrections WHERE document = ?1) OR EXISTS (SELECT 1 FROM aliases) \
               OR EXISTS (SELECT 1 FROM party_parts)";
    let mut any = connection.prepare_cached(sql).doing("read corrections")?;
    any.query_row([document.0], |row| row.get(0)).doing("read corrections")
}

/// The article with everything that people said of it. Rejected events are left out; a rejected claim holds nothing any more. What
/// is said of one item stands above what is said of a party wherever it is called so.
pub(crate) fn applied(connection: &Connection, mut article: Article) -> Result<Article, LedgerError> {
    // none is the rule
    let any = |table: &str| {
        let mut any = connection.prepare_cached(&format!("SELECT EXISTS (SELECT 1 FROM {table})")).doing("read aliases")?;
        any.query_row([], |row| row.get::<_, bool>(0)).doing("read aliases")
    };
    if any("party_parts")? {
        each_party(&mut article, |party, text| {
            if let Some(part) = part(connection, &party.key(), text)? {
                return Ok(part);
            }
            // what is said of a party is said of those that stand for it, too
            let party = alias(connection, &party.key())?.unwrap_or(party);
            Ok(part(connection, &party.key(), text)?.unwrap_or(party))
        })?;
    }
    for Corrected { item, edit, .. } in of_document(connection, article.id)? {
        match item {
            Item::Event(id) => {
                if edit == Edit::Accepted(false) {
                    article.reports.retain(|r| r.id != id);
                } else if let Some(report) = article.reports.iter_mut().find(|r| r.id == id) {
                    edit_event(report, edit);
                }
            }
            Item::Claim(_, number) => edit_claim(&mut article, number, edit),
        }
    }
    if any("aliases")? {
        each_party(&mut article, |party, _| Ok(alias(connection, &party.key())?.unwrap_or(party)))?;
    }
    Ok(article)
}

/// An edit as its entry tells it, which outlives an erasure: only what the user gave.
fn told(edit: &Edit) -> serde_json::Value {
    match edit {
        Edit::Values(values) => {
            let each = values.iter().map(|v| json!({"role": v.role, "low": v.low, "high": v.high}));
            json!({"values": each.collect::<Vec<_>>()})
        }
        edit => json!(edit),
    }
}

/// Moves what people said of a document to its new coding: to the event of the same trigger, the claim of the same cue. The rest holds no
/// more; returns how many. For another text all of it.
pub(crate) fn follow(connection: &Connection, old: &Article, new: Option<&Article>) -> Result<usize, LedgerError> {
    let run = |sql: &str, values: &[&dyn rusqlite::ToSql]| connection.execute(sql, values).doing("move corrections");
    let event = |n: u32| -> Option<u32> {
        let spans = &old.reports.iter().find(|r| r.id.event == n)?.trigger_spans;
        new?.reports.iter().find(|r| r.trigger_spans == *spans).map(|r| r.id.event)
    };
    let claim = |n: u32| -> Option<u32> {
        let cue = old.claims.iter().find(|c| c.number == n)?.cue;
        new?.claims.iter().find(|c| c.cue == cue).map(|c| c.number)
    };
    let mut dropped = 0;
    let corrected = of_document(connection, old.id)?;
    run("DELETE FROM corrections WHERE document = ?1", &[&old.id.0])?;
    for Corrected { item, edit, entry } in corrected {
        let item = match item {
            Item::Event(id) => event(id.event).map(|event| Item::Event(ReportId { event, ..id })),
            Item::Claim(document, n) => claim(n).map(|n| Item::Claim(document, n)),
        };
        let Some(item) = item else {
            dropped += 1;
            continue;
        };
        let sql = "INSERT OR IGNORE INTO corrections (document, item, field, value, entry) VALUES (?1, ?2, ?3, ?4, ?5)";
        run(sql, &[&old.id.0, &item.id(), &edit.field(), &rows::json(&edit), &entry.0])?;
    }
    let sql = "SELECT document_a, event_a, document_b, event_b, joins, entry FROM rulings WHERE document_a = ?1 OR document_b = ?1";
    let mut select = connection.prepare_cached(sql).doing("move rulings")?;
    let found = select.query_map([old.id.0], |row| {
        Ok((
            row.get::<_, u64>(0)?,
            row.get::<_, u32>(1)?,
            row.get::<_, u64>(2)?,
            row.get::<_, u32>(3)?,
            row.get::<_, bool>(4)?,
            row.get::<_, u64>(5)?,
        ))
    });
    let found: Vec<_> = found.doing("move rulings")?.collect::<rusqlite::Result<_>>().doing("move rulings")?;
    run("DELETE FROM rulings WHERE document_a = ?1 OR document_b = ?1", &[&old.id.0])?;
    for (a, event_a, b, event_b, joins, entry) in found {
        let moved = |document: u64, n: u32| if document == old.id.0 { event(n) } else { Some(n) };
        let (Some(event_a), Some(event_b)) = (moved(a, event_a), moved(b, event_b)) else {
            dropped += 1;
            continue;
        };
        let (x, y) = ((a, event_a).min((b, event_b)), (a, event_a).max((b, event_b)));
        if x != y {
            let sql =
                "INSERT OR IGNORE INTO rulings (document_a, event_a, document_b, event_b, joins, entry) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
            run(sql, &[&x.0, &x.1, &y.0, &y.1, &joins, &entry])?;
        }
    }
    Ok(dropped)
}

fn edit_event(report: &mut Report, edit: Edit) {
    // words that a person adds stand where the event does
    let at = report.trigger_spans.first().copied().unwrap_or(CodePoints(0, 0));
    let named = |parties: Vec<Party>, before: &[Named]| -> Vec<Named> {
        let of = |party: &Party| before.iter().find(|n| n.parties.iter().any(|p| p.key() == party.key()));
        let one = |party: Party| {
            let (text, span) = of(&party).map_or_else(|| (party.name.clone(), at), |n| (n.text.clone(), n.span));
            Named { text, span, parties: vec![party] }
        };
        parties.into_iter().map(one).collect()
    };
    match edit {
        Edit::Type(event_type) => {
            let is_other = report.event_type != event_type;
            report.event_type = event_type;
            // a mode belongs to its type
            report.mode = report.mode.take().filter(|_| !is_other);
        }
        // a mode that is left from a type that was taken back is none
        Edit::Mode(mode) => report.mode = mode.filter(|m| is_mode(report.event_type, m)),
        Edit::Status(status) => report.status = status,
        Edit::Actors(parties) => report.actors = named(parties, &report.actors),
        Edit::Recipients(parties) => report.recipients = named(parties, &report.recipients),
        Edit::Place(place) => report.place = place,
        Edit::Time(days) => report.days = days,
        Edit::Values(values) => report.values = values,
        Edit::Accepted(_) | Edit::Stance(_) | Edit::Holder(_) => {}
    }
}

fn is_mode(event_type: EventType, mode: &str) -> bool {
    event_type.modes().any(|m| m.code() == mode)
}

fn edit_claim(article: &mut Article, number: u32, edit: Edit) {
    let Some(claim) = article.claims.get_mut(number as usize) else { return };
    match edit {
        Edit::Stance(stance) => claim.stance = stance,
        Edit::Holder(party) => {
            let (text, span) = claim.holder.as_ref().map_or_else(|| (party.name.clone(), claim.cue), |h| (h.text.clone(), h.span));
            claim.holder = Some(Named { text, span, parties: vec![party] });
        }
        Edit::Accepted(false) => {
            let parent = claim.parent;
            // without words it answers nothing and points at nothing
            (claim.cue, claim.content) = (CodePoints(0, 0), CodePoints(0, 0));
            for report in article.reports.iter_mut().filter(|r| r.claim == Some(number)) {
                report.claim = parent;
            }
            for inner in article.claims.iter_mut().filter(|c| c.parent == Some(number)) {
                inner.parent = parent;
            }
        }
        _ => {}
    }
}

impl Ledger {
    /// A document as people corrected it; else as [`Ledger::article`].
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn corrected(&self, id: DocumentId) -> Result<Option<Article>, LedgerError> {
        rows::article(&self.connection, id)?.map(|article| applied(&self.connection, article)).transpose()
    }

    /// Corrections of a document that hold.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn corrections(&self, document: DocumentId) -> Result<Vec<Corrected>, LedgerError> {
        of_document(&self.connection, document)
    }

    /// Documents of which something was accepted, rejected or edited, in order of intake.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn corrected_documents(&self) -> Result<Vec<DocumentId>, LedgerError> {
        let sql = "SELECT DISTINCT document FROM corrections ORDER BY document";
        let mut select = self.connection.prepare_cached(sql).doing("read corrections")?;
        let rows = select.query_map([], |row| row.get(0).map(DocumentId)).doing("read corrections")?;
        rows.collect::<rusqlite::Result<_>>().doing("read corrections")
    }

    /// Accepts, rejects or edits an event mention or a claim: all edits or none. What was derived from its document on is taken back;
    /// call [`Ledger::settle`].
    ///
    /// # Errors
    /// No such item, an edit that does not fit it, or a ledger that cannot be written; then nothing changes.
    pub fn correct(&mut self, item: Item, edits: &[Edit], by: &Authority) -> Result<EntryNumber, LedgerError> {
        let article = self.article(item.document())?.ok_or_else(|| LedgerError::NoDocument { document: item.document().0.to_string() })?;
        let is_there = match item {
            Item::Event(id) => article.reports.iter().any(|r| r.id == id),
            Item::Claim(_, number) => article.claims.iter().any(|c| c.number == number),
        };
        if !is_there {
            return Err(LedgerError::NoItem { item: format!("{} of `{}`", item.id(), article.key) });
        }
        // the type that modes are of: as it is set now, was set before, or was coded
        let mut event_type = article.reports.iter().find(|r| Item::Event(r.id) == item).map(|r| r.event_type);
        for edit in self.corrections(article.id)?.into_iter().filter(|c| c.item == item).map(|c| c.edit).chain(edits.iter().cloned()) {
            if let Edit::Type(set) = edit {
                event_type = Some(set);
            }
        }
        for edit in edits {
            if !edit.fits(item) {
                return Err(LedgerError::Unfit { what: format!("`{}` cannot be set on {}", edit.field(), item.id()) });
            }
            if let (Edit::Mode(Some(mode)), Some(event_type)) = (edit, event_type)
                && !is_mode(event_type, mode)
            {
                return Err(LedgerError::Unfit { what: format!("`{mode}` is no mode of {event_type}") });
            }
        }
        let mut payload = json!({"document": item.document().0, "item": item.id(), "set": edits.iter().map(told).collect::<Vec<_>>()});
        if let Item::Event(report) = item
            && edits.contains(&Edit::Accepted(false))
            && let Some(incident) = self.incident_of(report)?
        {
            let reports = self.reports_of(incident)?.unwrap_or_default();
            (payload["incident"], payload["reports"]) = rejections::remembered(incident, &reports);
        }
        self.change(EntryKind::Corrected, by, &payload, item.document(), |tx, entry| {
            let sql = "INSERT INTO corrections (document, item, field, value, entry) VALUES (?1, ?2, ?3, ?4, ?5) \
                       ON CONFLICT (document, item, field) DO UPDATE SET value = excluded.value, entry = excluded.entry";
            let mut insert = tx.prepare_cached(sql)?;
            edits.iter().try_for_each(|edit| {
                insert.execute(params![item.document().0, item.id(), edit.field(), rows::json(edit), entry.0]).map(drop)
            })
        })
    }

    /// Takes a correction back: the item is as it was coded again. `field` as [`Edit::field`].
    ///
    /// # Errors
    /// Where there is no such correction, or the ledger cannot be written.
    pub fn withdraw_correction(&mut self, item: Item, field: &str, by: &Authority) -> Result<EntryNumber, LedgerError> {
        if !self.corrections(item.document())?.iter().any(|c| c.item == item && c.edit.field() == field) {
            return Err(LedgerError::NoItem { item: format!("correction of `{field}` of {}", item.id()) });
        }
        let payload = json!({"document": item.document().0, "item": item.id(), "field": field});
        self.change(EntryKind::Withdrawn, by, &payload, item.document(), |tx, _| {
            let sql = "DELETE FROM corrections WHERE document = ?1 AND item = ?2 AND field = ?3";
            tx.execute(sql, params![item.document().0, item.id(), field]).map(drop)
        })
    }

    /// Makes one incident of two; it keeps the name of the one whose first report came earlier. What was ruled before against it no longer holds.
    ///
    /// # Errors
    /// Where one of them is not there, or the ledger cannot be written.
    pub fn merge(&mut self, into: IncidentId, from: IncidentId, by: &Authority) -> Result<EntryNumber, LedgerError> {
        if into == from {
            return Err(LedgerError::Unfit { what: format!("{} and {} are one incident", into.0, from.0) });
        }
        let absent = |id: IncidentId| LedgerError::NoItem { item: format!("incident {}", id.0) };
        let gone = derive::incidents::read(&self.connection, from)?.ok_or_else(|| absent(from))?;
        let stays = derive::incidents::read(&self.connection, into)?.ok_or_else(|| absent(into))?;
        let before = rulings(&self.connection)?;
        // what was decided first is what the others join
        let hub = into.min(from).0;
        let all = stays.reports().chain(gone.reports()).filter(|r| *r != hub).map(|report| Ruling::MustJoin(hub, report));
        let pairs = stays.reports().flat_map(|a| gone.reports().map(move |b| (a, b)));
        let parted = pairs.filter(|(a, b)| before.are_parted(*a, *b)).map(|(a, b)| Ruling::MustJoin(a, b));
        let rulings: Vec<Ruling> = all.chain(parted).collect();
        self.rule(&rulings, by, &json!({"merge": [into.0.to_string(), from.0.to_string()]}))
    }

    /// Takes reports out of their incident; together they are another, unless a third takes them in. With one report this
    /// undoes a merge.
    ///
    /// # Errors
    /// Reports of another incident, all reports of it, or a ledger that cannot be written.
    pub fn split(&mut self, incident: IncidentId, reports: &[ReportId], by: &Authority) -> Result<EntryNumber, LedgerError> {
        let absent = || LedgerError::NoItem { item: format!("incident {}", incident.0) };
        // the earliest is what the others join
        let reports: Vec<ReportId> = reports.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
        let whole = derive::incidents::read(&self.connection, incident)?.ok_or_else(absent)?;
        let stays: Vec<ReportId> = whole.reports().filter(|r| !reports.contains(r)).collect();
        if let Some(stranger) = reports.iter().find(|r| !whole.reports().any(|m| m == **r)) {
            return Err(LedgerError::Unfit { what: format!("report {stranger} is not in incident {}", incident.0) });
        }
        if stays.is_empty() || reports.is_empty() {
            return Err(LedgerError::Unfit { what: "a split leaves reports on both sides".to_owned() });
        }
        let apart = reports.iter().flat_map(|r| stays.iter().map(|s| Ruling::MustNotJoin(*r, *s)));
        let together = reports.iter().skip(1).map(|r| Ruling::MustJoin(reports[0], *r));
        let rulings: Vec<Ruling> = apart.chain(together).collect();
        let names: Vec<String> = reports.iter().map(ToString::to_string).collect();
        self.rule(&rulings, by, &json!({"split": incident.0.to_string(), "reports": names}))
    }

    fn rule(&mut self, rulings: &[Ruling], by: &Authority, payload: &serde_json::Value) -> Result<EntryNumber, LedgerError> {
        // the later of each two is the first decision that can be another
        let later = rulings.iter().map(|(Ruling::MustJoin(a, b) | Ruling::MustNotJoin(a, b))| (*a).max(*b).document).min();
        let from = later.unwrap_or(DocumentId(1));
        self.change(EntryKind::Ruled, by, payload, from, |tx, entry| {
            let sql = "INSERT INTO rulings (document_a, event_a, document_b, event_b, joins, entry) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
                       ON CONFLICT DO UPDATE SET joins = excluded.joins";
            let mut insert = tx.prepare_cached(sql)?;
            for ruling in rulings {
                let (Ruling::MustJoin(a, b) | Ruling::MustNotJoin(a, b)) = *ruling;
                let (a, b) = (a.min(b), a.max(b));
                let joins = matches!(ruling, Ruling::MustJoin(..));
                insert.execute(params![a.document.0, a.event, b.document.0, b.event, joins, entry.0])?;
            }
            Ok(())
        })
    }

    /// Takes all rulings of an entry back.
    ///
    /// # Errors
    /// Where no ruling of that entry holds, or the ledger cannot be written.
    pub fn withdraw_ruling(&mut self, entry: EntryNumber, by: &Authority) -> Result<EntryNumber, LedgerError> {
        let sql = "SELECT min(max(document_a, document_b)) FROM rulings WHERE entry = ?1";
        let from = self.connection.query_row(sql, [entry.0], |row| row.get::<_, Option<u64>>(0)).doing("look a ruling up")?;
        let from = from.ok_or_else(|| LedgerError::NoItem { item: format!("ruling of entry {}", entry.0) })?;
        self.change(EntryKind::Withdrawn, by, &json!({"entry": entry.0}), DocumentId(from), |tx, _| {
            tx.execute("DELETE FROM rulings WHERE entry = ?1", [entry.0]).map(drop)
        })
    }

    /// Says that a party is another: from now on all its acts and words are that one's. `None` takes it back.
    ///
    /// # Errors
    /// A party that stands for itself or for one that is itself an alias, or a ledger that cannot be written.
    pub fn alias(&mut self, from: &str, to: Option<&Party>, by: &Authority) -> Result<EntryNumber, LedgerError> {
        if !from.contains('/') || to.is_some_and(|to| to.sector.is_empty() && to.slug.is_empty()) {
            return Err(LedgerError::Unfit { what: "a country is no party of its own: give keys, as PRK/GOV".to_owned() });
        }
        if let Some(to) = to {
            let is_alias = alias(&self.connection, &to.key())?.is_some();
            let sql = "SELECT EXISTS (SELECT 1 FROM aliases WHERE to_key = ?1)";
            let is_target = self.connection.query_row(sql, [from], |row| row.get::<_, bool>(0)).doing("read aliases")?;
            if to.key() == from || is_alias || is_target {
                let what = format!("`{from}` cannot stand for `{}`: one of them is an alias already, or they are one", to.key());
                return Err(LedgerError::Unfit { what });
            }
        } else if alias(&self.connection, from)?.is_none() {
            return Err(LedgerError::NoItem { item: format!("alias `{from}`") });
        }
        let payload = json!({"party": from, "is": to.map(Party::key)});
        // where it is an alias, incidents know it under the other's key
        let sql = "WITH meant (key) AS (SELECT ?1 UNION SELECT to_key FROM aliases WHERE from_key = ?1) \
                   SELECT min(m.document) FROM members m JOIN parties p ON p.document = m.incident_document AND p.event = m.incident_event \
                   WHERE p.key IN (SELECT key FROM meant UNION SELECT to_key FROM party_parts WHERE from_key IN (SELECT key FROM meant))";
        let first = self.connection.query_row(sql, [from], |row| row.get::<_, Option<u64>>(0)).doing("look a party up")?;
        let first = DocumentId(first.unwrap_or(u64::from(u32::MAX)));
        self.change(EntryKind::Aliased, by, &payload, first, |tx, entry| {
            // holders of claims have aliases, too, and standings rest on them
            tx.execute("DELETE FROM sightings", [])?;
            match to {
            Some(to) => {
                let sql = "INSERT INTO aliases (from_key, to_key, to_name, entry) VALUES (?1, ?2, ?3, ?4) \
                           ON CONFLICT (from_key) DO UPDATE SET to_key = excluded.to_key, to_name = excluded.to_name, entry = excluded.entry";
                tx.execute(sql, params![from, to.key(), to.name, entry.0]).map(drop)
            }
            None => tx.execute("DELETE FROM aliases WHERE from_key = ?1", [from]).map(drop),
            }
        })
    }

    /// Sets a party apart: where texts call `from` by these words, in whatever case, it is `to`. `None` takes it back.
    ///
    /// # Errors
    /// A party that is set apart from itself, no words, a rule to take back that is not there, or a ledger that cannot be written.
    pub fn set_apart(&mut self, from: &str, words: &str, to: Option<&Party>, by: &Authority) -> Result<EntryNumber, LedgerError> {
        let words = words_of(words).join(" ");
        if !from.contains('/') || words.is_empty() || to.is_some_and(|to| to.key() == from || to.sector.is_empty() && to.slug.is_empty()) {
            let what = "a party is set apart from another by words of texts: give two keys, as PAK/REB/bla, and words".to_owned();
            return Err(LedgerError::Unfit { what });
        }
        let sql = "SELECT EXISTS (SELECT 1 FROM party_parts WHERE from_key = ?1 AND words = ?2)";
        let is_there = self.connection.query_row(sql, [from, &words], |row| row.get::<_, bool>(0)).doing("read parts of parties")?;
        if to.is_none() && !is_there {
            return Err(LedgerError::NoItem { item: format!("`{from}` called \"{words}\"") });
        }
        let payload = json!({"party": from, "called": words, "is": to.map(Party::key)});
        // incidents know it under its own key, under that of any party set apart from it, and under those that these stand for
        let sql = "WITH meant (key) AS (SELECT ?1 UNION SELECT ?2 UNION SELECT to_key FROM party_parts WHERE from_key = ?1) \
                   SELECT min(m.document) FROM members m JOIN parties p ON p.document = m.incident_document AND p.event = m.incident_event \
                   WHERE p.key IN (SELECT key FROM meant UNION SELECT to_key FROM aliases WHERE from_key IN (SELECT key FROM meant))";
        let keys = [from.to_owned(), to.map(Party::key).unwrap_or_default()];
        let first = self.connection.query_row(sql, keys, |row| row.get::<_, Option<u64>>(0)).doing("look a party up")?;
        let first = DocumentId(first.unwrap_or(u64::from(u32::MAX)));
        self.change(EntryKind::SetApart, by, &payload, first, |tx, entry| {
            // as with aliases
            tx.execute("DELETE FROM sightings", [])?;
            match to {
                Some(to) => {
                    let sql = "INSERT INTO party_parts (from_key, words, to_key, to_name, entry) VALUES (?1, ?2, ?3, ?4, ?5) \
                               ON CONFLICT DO UPDATE SET to_key = excluded.to_key, to_name = excluded.to_name, entry = excluded.entry";
                    tx.execute(sql, params![from, words, to.key(), to.name, entry.0]).map(drop)
                }
                None => tx.execute("DELETE FROM party_parts WHERE from_key = ?1 AND words = ?2", [from, &words]).map(drop),
            }
        })
    }

    /// Grades the reliability of a publisher or source.
    ///
    /// # Errors
    /// Where the ledger cannot be written.
    pub fn grade(&mut self, of: &Graded, grade: &Grade) -> Result<EntryNumber, LedgerError> {
        let (kind, name) = match of {
            Graded::Publisher(name) => ("publisher", name),
            Graded::Source(name) => ("source", name),
        };
        let letter = format!("{:?}", grade.reliability);
        let payload = json!({kind: name, "reliability": letter, "from": grade.from});
        let by = Authority { who: grade.who.clone(), why: grade.why.clone() };
        self.change(EntryKind::Graded, &by, &payload, DocumentId(u64::MAX), |tx, entry| {
            let sql = "INSERT INTO grades (entry, of, name, reliability, from_day) VALUES (?1, ?2, ?3, ?4, ?5)";
            tx.execute(sql, params![entry.0, kind, name, letter, grade.from.to_string()]).map(drop)
        })
    }

    /// The grades of a publisher or source through time.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn grades(&self, of: &Graded) -> Result<History, LedgerError> {
        let (kind, name) = match of {
            Graded::Publisher(name) => ("publisher", name),
            Graded::Source(name) => ("source", name),
        };
        let sql = "SELECT g.reliability, g.from_day, e.who, e.why FROM grades g JOIN entries e ON e.number = g.entry \
                   WHERE g.of = ?1 AND g.name = ?2 ORDER BY g.entry";
        let mut select = self.connection.prepare_cached(sql).doing("read grades")?;
        let rows = select.query_map([kind, name], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?, row.get::<_, Option<String>>(3)?))
        });
        let mut history = History::default();
        for row in rows.doing("read grades")? {
            let (letter, day, who, why) = row.doing("read grades")?;
            let damaged = || LedgerError::Damaged { what: format!("a grade of `{name}`") };
            let reliability = serde_json::from_value(json!(letter)).map_err(|_| damaged())?;
            history.set(Grade { reliability, from: day.parse::<Date>().map_err(|_| damaged())?, who, why: why.unwrap_or_default() });
        }
        Ok(history)
    }

    /// Keeps a standing question under its name; `None` under a name drops it.
    ///
    /// # Errors
    /// A question to drop that is not there, or a ledger that cannot be written.
    pub fn ask(&mut self, name: &str, question: Option<&Question>, by: &Authority) -> Result<EntryNumber, LedgerError> {
        if question.is_none() && !self.questions()?.iter().any(|q| q.name == name) {
            return Err(LedgerError::NoItem { item: format!("standing question `{name}`") });
        }
        let payload = json!({"name": name, "question": question});
        self.change(EntryKind::Asked, by, &payload, DocumentId(u64::MAX), |tx, entry| match question {
            Some(question) => {
                let sql = "INSERT INTO questions (name, body, entry) VALUES (?1, ?2, ?3) \
                           ON CONFLICT (name) DO UPDATE SET body = excluded.body, entry = excluded.entry";
                tx.execute(sql, params![name, rows::json(question), entry.0]).map(drop)
            }
            None => tx.execute("DELETE FROM questions WHERE name = ?1", [name]).map(drop),
        })
    }

    /// The standing questions, by name.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn questions(&self) -> Result<Vec<Question>, LedgerError> {
        let mut select = self.connection.prepare_cached("SELECT body FROM questions ORDER BY name").doing("read questions")?;
        let rows = select.query_map([], |row| row.get::<_, String>(0)).doing("read questions")?;
        rows.map(|body| {
            let body = body.doing("read questions")?;
            serde_json::from_str(&body).map_err(|e| LedgerError::Damaged { what: format!("a standing question: {e}") })
        })
        .collect()
    }

    /// Appends an entry, makes a change, and takes back what follows from `from` on.
    pub(super) fn change(
        &mut self,
        kind: EntryKind,
        by: &Authority,
        payload: &serde_json::Value,
        from: DocumentId,
        change: impl FnOnce(&Connection, EntryNumber) -> rusqlite::Result<()>,
    ) -> Result<EntryNumber, LedgerError> {
        self.may_change()?;
        let now = self.clock.now();
        let why = Some(by.why.as_str()).filter(|why| !why.is_empty());
        let tx = super::begin(&mut self.connection)?;
        let entry = entries::append(&tx, now, kind, &by.who, why, &payload.to_string())?;
        // before the change: what was derived rests on what held then
        forget(&tx, &mut self.workshop, from, Change::Correction)?;
        change(&tx, entry).doing("store a correction")?;
        tx.commit().doing("commit a correction")?;
        Ok(entry)
    }
}
