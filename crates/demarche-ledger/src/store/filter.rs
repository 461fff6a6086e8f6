//! Filters of incidents, and how the tables answer them.
//!
//! SQLite is told where to begin, for it knows neither how many incidents a party has nor how often a word stands in texts. What few incidents
//! fit leads: they are fetched, and the rest of the filter is looked up for each. Where all parts of a filter are frequent and only the
//! latest incidents are wanted, incidents are walked through from the latest on, and not further than [`WALKED`]; what that does not find is
//! looked for the other way.

use demarche::codebook::{EventType, Status};
use jiff::civil::Date;
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};

use crate::error::LedgerError;
use crate::grades::Reliability;
use crate::incidents::cluster::IncidentId;
use crate::report::{DocumentId, ReportId};
use crate::standing::Standing;

/// Which incidents are asked for; what is left empty asks for nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    /// Parties that take part, on whichever side; all of them. A country (`PRK`), a key (`PRK/GOV`, with all named groups of it), or a
    /// sector of any country (`*/MIL`): [`Party::is`](crate::report::Party::is).
    pub parties: Vec<String>,
    /// Sets of parties, named in the same way, of each of which some party takes part on whichever side. An empty set asks for nothing.
    pub among: Vec<Vec<String>>,
    /// Who acts, any of them.
    pub actors: Vec<String>,
    /// Who is acted upon, any of them.
    pub recipients: Vec<String>,
    /// Types, any of them.
    pub types: Vec<EventType>,
    /// Modes, any of them.
    pub modes: Vec<String>,
    /// Countries of the place, any of them.
    pub countries: Vec<String>,
    /// Last day not before this; for an incident without a day, last publication.
    pub since: Option<Date>,
    /// First day not after this, in the same way.
    pub until: Option<Date>,
    /// Told by a document published on this day or later.
    pub told_since: Option<Date>,
    /// Words that a document telling it holds, as SQLite's FTS5 has queries.
    pub text: Option<String>,
    /// Documents that tell it, any of them.
    pub documents: Option<Vec<DocumentId>>,
    /// How it is established, any of them.
    pub standings: Vec<Standing>,
    /// Status that most reports give, any of them.
    pub statuses: Vec<Status>,
    /// Party that is quoted on it: a country or a key.
    pub source: Option<String>,
    /// Some publisher that tells it is graded this or better on the day of its report.
    pub reliability: Option<Reliability>,
    /// Least number of independent witnesses.
    pub witnesses: usize,
}

/// In which order incidents are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// Of intake.
    #[default]
    Intake,
    /// The latest day first.
    Latest,
    /// The earliest day first.
    Day,
}

impl Order {
    const fn sql(self) -> &'static str {
        match self {
            Self::Intake => " ORDER BY i.document, i.event",
            Self::Day => " ORDER BY coalesce(i.first_day, i.first_told), i.document, i.event",
            Self::Latest => " ORDER BY coalesce(i.last_day, i.last_told) DESC, i.document DESC, i.event DESC",
        }
    }
}

/// Rows of a party, or documents of a word, from which they are frequent. About as many cost as much to fetch as the latest incidents of
/// a filter that fits one of a hundred cost to walk to.
const FREQUENT: u64 = 10_000;
/// Rows that are counted: what is more is not told apart.
const COUNTED: u64 = 200_000;
/// Incidents that are walked through from the latest on, at most.
const WALKED: usize = 30_000;

/// A part of a filter that another table answers.
#[derive(Debug, Clone)]
enum Part<'f> {
    /// Some of the parties takes part, on that side if one is given.
    Party(&'f [String], Option<u8>),
    /// Words of a document that tells it.
    Words(&'f str),
    /// Documents that tell it.
    Documents(&'f [DocumentId]),
}

/// Where an answer begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lead {
    /// At what a part, by its number, gives.
    Part(usize),
    /// At the incidents themselves, by whichever index.
    Incidents,
}

fn id(row: &Row<'_>) -> rusqlite::Result<IncidentId> {
    Ok(IncidentId(ReportId { document: DocumentId(row.get(0)?), event: row.get(1)? }))
}

impl Filter {
    /// True where more than tables must be looked at.
    pub(super) fn looks_inside(&self) -> bool {
        !self.standings.is_empty() || !self.statuses.is_empty() || self.source.is_some() || self.reliability.is_some() || self.witnesses > 0
    }

    fn parts(&self) -> Vec<Part<'_>> {
        let one = self.parties.iter().map(|party| Part::Party(std::slice::from_ref(party), None));
        let among = self.among.iter().filter(|set| !set.is_empty()).map(|set| Part::Party(set, None));
        let sides = [(0, &self.actors), (1, &self.recipients)];
        let sides = sides.into_iter().filter(|(_, list)| !list.is_empty()).map(|(side, list)| Part::Party(list, Some(side)));
        let words = self.text.iter().map(|words| Part::Words(words));
        let documents = self.documents.iter().map(|list| Part::Documents(list));
        one.chain(among).chain(sides).chain(words).chain(documents).collect()
    }

    /// Names of the incidents that fit as far as the tables tell, in order; at most `limit`.
    ///
    /// # Errors
    /// Words that are no query, or a ledger that cannot be read.
    pub(super) fn ids(&self, connection: &Connection, order: Order, limit: Option<usize>) -> Result<Vec<IncidentId>, LedgerError> {
        let parts = self.parts();
        let mut narrowest = (u64::MAX, Lead::Incidents);
        for (n, part) in parts.iter().enumerate() {
            let rows = self.reported(part.rows(connection))?;
            if rows < narrowest.0 {
                narrowest = (rows, Lead::Part(n));
            }
        }
        let (rows, lead) = narrowest;
        let is_frequent = order == Order::Latest && rows >= FREQUENT && lead != Lead::Incidents;
        if let Some(limit) = limit.filter(|_| is_frequent)
            && let Some(found) = self.walk(connection, &parts, limit)?
        {
            return Ok(found);
        }
        self.select(connection, &parts, lead, order, limit)
    }

    fn select(
        &self,
        connection: &Connection,
        parts: &[Part<'_>],
        lead: Lead,
        order: Order,
        limit: Option<usize>,
    ) -> Result<Vec<IncidentId>, LedgerError> {
        let mut values: Vec<Value> = Vec::new();
        let mut sql = format!("SELECT i.document, i.event FROM incidents i WHERE TRUE{}", self.columns(&mut values, lead));
        for (n, part) in parts.iter().enumerate() {
            sql += &format!(" AND {}", part.sql(lead == Lead::Part(n), &mut values));
        }
        sql += order.sql();
        if let Some(limit) = limit {
            sql += &format!(" LIMIT {limit}");
        }
        let found = || {
            let mut select = connection.prepare_cached(&sql)?;
            select.query_map(params_from_iter(values), id)?.collect()
        };
        self.reported(found())
    }

    /// The latest incidents that fit, looked for from the latest on; none where [`WALKED`] incidents are too few to find them.
    fn walk(&self, connection: &Connection, parts: &[Part<'_>], limit: usize) -> Result<Option<Vec<IncidentId>>, LedgerError> {
        let mut values: Vec<Value> = Vec::new();
        let (columns, order) = (self.columns(&mut values, Lead::Incidents), Order::Latest.sql());
        let sql = format!("SELECT i.document, i.event FROM incidents i WHERE TRUE{columns}{order} LIMIT {WALKED}");
        let walked = || {
            let mut checks = Vec::new();
            for part in parts {
                let mut values = Vec::new();
                let condition = part.sql(false, &mut values);
                let sql = format!("SELECT EXISTS (SELECT 1 FROM (SELECT ? AS document, ? AS event) i WHERE {condition})");
                checks.push((connection.prepare_cached(&sql)?, values));
            }
            let mut select = connection.prepare_cached(&sql)?;
            let (mut seen, mut found) = (0, Vec::new());
            for incident in select.query_map(params_from_iter(values), id)? {
                let incident = incident?;
                seen += 1;
                let mut fits = true;
                for (check, values) in &mut checks {
                    let of = [Value::Integer(incident.0.document.0.cast_signed()), Value::Integer(incident.0.event.into())];
                    fits = fits && check.query_row(params_from_iter(of.iter().chain(values.iter())), |row| row.get(0))?;
                }
                if fits {
                    found.push(incident);
                }
                if found.len() == limit {
                    return Ok(Some(found));
                }
            }
            // all there were
            Ok((seen < WALKED).then_some(found))
        };
        self.reported(walked())
    }

    /// The conditions on columns of incidents. Where a part leads, no index of theirs is to.
    fn columns(&self, values: &mut Vec<Value>, lead: Lead) -> String {
        let by = if matches!(lead, Lead::Part(_)) { "+" } else { "" };
        let mut sql = String::new();
        let text = |s: &String| Value::Text(s.clone());
        let types = self.types.iter().map(|t| Value::Text(t.code().to_owned())).collect();
        let lists: [(&str, Vec<Value>); 3] =
            [("type", types), ("mode", self.modes.iter().map(text).collect()), ("country", self.countries.iter().map(text).collect())];
        for (column, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
            sql += &format!(" AND {by}i.{column} IN ({})", marks(list.len()));
            values.extend(list);
        }
        let days = [
            ("coalesce(i.last_day, i.last_told) >= ?", self.since),
            ("coalesce(i.first_day, i.first_told) <= ?", self.until),
            ("i.last_told >= ?", self.told_since),
        ];
        for (condition, day) in days {
            if let Some(day) = day {
                sql += &format!(" AND {by}{condition}");
                values.push(Value::Text(day.to_string()));
            }
        }
        sql
    }

    /// What SQLite says of a query that people wrote.
    fn reported<T>(&self, found: rusqlite::Result<T>) -> Result<T, LedgerError> {
        found.map_err(|source| match (&self.text, source.sqlite_error_code()) {
            // the only part of the query that is not this program's
            (Some(words), Some(rusqlite::ErrorCode::Unknown)) => LedgerError::Unfit { what: format!("`{words}` is no query: {source}") },
            _ => LedgerError::Database { doing: "look for incidents", source },
        })
    }
}

fn marks(n: usize) -> String {
    vec!["?"; n].join(", ")
}

impl Part<'_> {
    /// How many rows it has, up to a bound; what is given by name is few.
    fn rows(&self, connection: &Connection) -> rusqlite::Result<u64> {
        let mut values = Vec::new();
        let sql = match self {
            Self::Party(names, side) => {
                let condition = parties(names, *side, &mut values);
                format!("SELECT count(*) FROM (SELECT 1 FROM parties p WHERE {condition} LIMIT {COUNTED})")
            }
            Self::Words(words) => {
                values.push(Value::Text((*words).to_owned()));
                format!("SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ? LIMIT {FREQUENT})")
            }
            Self::Documents(_) => return Ok(0),
        };
        connection.prepare_cached(&sql)?.query_row(params_from_iter(values), |row| row.get(0))
    }

    /// Its condition: as a list to begin with, or to be looked up for each incident.
    fn sql(&self, leads: bool, values: &mut Vec<Value>) -> String {
        const TOLD_BY: &str = "SELECT m.incident_document, m.incident_event FROM members m WHERE m.document IN";
        const OF_THIS: &str = "m.incident_document = i.document AND m.incident_event = i.event";
        match self {
            Self::Party(names, side) => {
                let condition = parties(names, *side, values);
                match leads {
                    true => format!("(i.document, i.event) IN (SELECT p.document, p.event FROM parties p WHERE {condition})"),
                    false => format!(
                        "EXISTS (SELECT 1 FROM parties p INDEXED BY parties_by_incident \
                         WHERE p.document = i.document AND p.event = i.event AND {condition})"
                    ),
                }
            }
            Self::Words(words) => {
                values.push(Value::Text((*words).to_owned()));
                match leads {
                    true => format!("(i.document, i.event) IN ({TOLD_BY} (SELECT rowid FROM words WHERE words MATCH ?))"),
                    false => format!(
                        "EXISTS (SELECT 1 FROM members m CROSS JOIN words w WHERE {OF_THIS} AND w.rowid = m.document AND w.words MATCH ?)"
                    ),
                }
            }
            Self::Documents(list) => {
                values.extend(list.iter().map(|d| Value::Integer(d.0.cast_signed())));
                let list = marks(list.len());
                match leads {
                    true => format!("(i.document, i.event) IN ({TOLD_BY} ({list}))"),
                    false => format!("EXISTS (SELECT 1 FROM members m WHERE {OF_THIS} AND m.document IN ({list}))"),
                }
            }
        }
    }
}

/// The condition on rows of `parties` that some of the names is one of them.
fn parties(names: &[String], side: Option<u8>, values: &mut Vec<Value>) -> String {
    let each = names.iter().map(|name| {
        let (country, rest) = name.split_once('/').map_or((name.as_str(), None), |(country, rest)| (country, Some(rest)));
        let mut conditions = Vec::new();
        if country != "*" {
            values.push(Value::Text(country.to_owned()));
            conditions.push("p.country = ?");
        }
        // `0` is the sign after `/`: the key itself, and all keys below it
        match rest {
            Some(rest) if country == "*" => {
                let of_any = format!("*/{rest}");
                values.extend([Value::Text(of_any.clone()), Value::Text(format!("{of_any}/*"))]);
                conditions.push("(p.key GLOB ? OR p.key GLOB ?)");
            }
            Some(_) => {
                values.extend([name.clone(), format!("{name}/"), format!("{name}0")].map(Value::Text));
                conditions.push("(p.key = ? OR (p.key >= ? AND p.key < ?))");
            }
            None => {}
        }
        if conditions.is_empty() { "TRUE".to_owned() } else { format!("({})", conditions.join(" AND ")) }
    });
    let each = each.collect::<Vec<_>>().join(" OR ");
    side.map_or_else(|| format!("({each})"), |side| format!("({each}) AND p.side = {side}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::FixedClock;
    use crate::intake::IntakeOptions;
    use crate::store::Ledger;
    use crate::synthetic::news;

    fn ledger(folder: &tempfile::TempDir) -> Ledger {
        let mut ledger = Ledger::open(folder.path().join("a.ledger"), FixedClock::default()).unwrap();
        let records: Vec<_> = (0..400).map(|n| news::article(n, news::BRIEFS)).collect();
        let told = ledger.ingest_all(&records, &IntakeOptions::default()).unwrap();
        assert!(told.iter().all(Result::is_ok));
        ledger
    }

    fn filters() -> Vec<Filter> {
        let named = |name: &str| vec![name.to_owned()];
        let day = jiff::civil::date(2015, 1, 1);
        vec![
            Filter { parties: named("USA"), ..Filter::default() },
            Filter { parties: named("USA/MIL"), since: Some(day), until: Some(day), ..Filter::default() },
            Filter { parties: vec!["USA".to_owned(), "RUS".to_owned()], ..Filter::default() },
            Filter { among: vec![named("USA"), vec!["RUS".to_owned(), "CHN/GOV".to_owned()]], ..Filter::default() },
            Filter { actors: named("USA"), recipients: named("*/GOV"), types: vec![EventType::Accuse], ..Filter::default() },
            Filter { text: Some("re".to_owned()), countries: named("USA"), ..Filter::default() },
            Filter { text: Some("mi re".to_owned()), parties: named("RUS"), ..Filter::default() },
            Filter { documents: Some((1..90).map(DocumentId).collect()), parties: named("USA"), ..Filter::default() },
            Filter { parties: named("XXX"), ..Filter::default() },
        ]
    }

    #[test]
    fn every_way_leads_to_the_same_incidents() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = ledger(&folder);
        let connection = &ledger.connection;
        let mut found = 0;
        for filter in filters() {
            let parts = filter.parts();
            let all = filter.select(connection, &parts, Lead::Incidents, Order::Latest, None).unwrap();
            for n in 0..parts.len() {
                assert_eq!(filter.select(connection, &parts, Lead::Part(n), Order::Latest, None).unwrap(), all, "{filter:?} by part {n}");
            }
            for limit in [1, 7, 1000] {
                let first: Vec<_> = all.iter().copied().take(limit).collect();
                assert_eq!(filter.walk(connection, &parts, limit).unwrap(), Some(first.clone()), "{filter:?} walked, {limit}");
                assert_eq!(ledger.incident_ids(&filter, Order::Latest, Some(limit)).unwrap(), first, "{filter:?}, {limit}");
            }
            found += all.len();
        }
        assert!(found > 100, "{found}");
    }

    #[test]
    fn words_that_are_no_query_are_told() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = ledger(&folder);
        let filter = Filter { text: Some("\"open".to_owned()), ..Filter::default() };
        for limit in [None, Some(3)] {
            let error = ledger.incident_ids(&filter, Order::Latest, limit).unwrap_err();
            assert!(matches!(error, LedgerError::Unfit { .. }), "{error}");
        }
    }

    #[test]
    fn lists_of_the_latest_need_no_sorting() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = ledger(&folder);
        for filter in [
            Filter::default(),
            Filter { types: vec![EventType::Assault], ..Filter::default() },
            Filter { countries: vec!["USA".to_owned()], ..Filter::default() },
        ] {
            let mut values = Vec::new();
            let columns = filter.columns(&mut values, Lead::Incidents);
            let sql = format!(
                "EXPLAIN QUERY PLAN SELECT i.document, i.event FROM incidents i WHERE TRUE{columns}{} LIMIT 5",
                Order::Latest.sql()
            );
            let mut select = ledger.connection.prepare(&sql).unwrap();
            let plan: Vec<String> = select.query_map(params_from_iter(values), |row| row.get(3)).unwrap().map(Result::unwrap).collect();
            assert!(
                plan.iter().any(|step| step.contains("USING INDEX incidents_by_") || step.contains("USING COVERING INDEX incidents_by_")),
                "{plan:?}"
            );
            assert!(!plan.iter().any(|step| step == "USE TEMP B-TREE FOR ORDER BY"), "{plan:?}");
        }
    }
}
