//! What people say about scenarios: evidence that they judged or added, hypotheses that they ruled out, scenarios that they set up. Each act
//! is an entry; the tables have what holds now. What is only proposed follows from the incidents and is not kept.
//!
//! What is said is JSON whose form the monitor knows; the ledger keeps it with who, when and why.

use jiff::Timestamp;
use rusqlite::{Connection, Row, params};
use serde_json::{Value, json};

use crate::error::{Doing as _, LedgerError};
use crate::store::corrections::Authority;
use crate::store::entries::{self, EntryKind, EntryNumber};
use crate::store::{Ledger, begin};

/// What was said, by whom, when and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// What it is about: an item of evidence, or a hypothesis.
    pub about: String,
    /// What was said.
    pub body: Value,
    /// Who.
    pub who: String,
    /// When.
    pub at: Timestamp,
    /// Why; may be empty.
    pub why: String,
    /// The entry.
    pub entry: EntryNumber,
}

/// A scenario that was set up by a command, or of which something was said.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ScenarioRulings {
    /// How it was set up; none where it stands in a configuration.
    pub set_up: Option<Said>,
    /// Hypotheses that were ruled out, by name.
    pub refuted: Vec<Said>,
}

/// What the names of evidence begin with that was added by hand.
const ADDED: &str = "added-";

impl Ledger {
    /// What was said of evidence of a scenario and holds, by item.
    ///
    /// # Errors
    /// Where the ledger cannot be read, or what it holds makes no sense.
    pub fn scenario_evidence(&self, scenario: &str) -> Result<Vec<Said>, LedgerError> {
        let sql = "SELECT s.item, s.body, e.who, e.at, e.why, s.entry FROM scenario_evidence s JOIN entries e ON e.number = s.entry \
                   WHERE s.scenario = ?1 ORDER BY s.item";
        self.said(sql, scenario)
    }

    /// How a scenario was set up, and what was ruled out of it.
    ///
    /// # Errors
    /// Where the ledger cannot be read, or what it holds makes no sense.
    pub fn scenario_rulings(&self, scenario: &str) -> Result<ScenarioRulings, LedgerError> {
        let sql = "SELECT s.hypothesis, s.body, e.who, e.at, e.why, s.entry FROM scenario_rulings s JOIN entries e ON e.number = s.entry \
                   WHERE s.scenario = ?1 ORDER BY s.hypothesis";
        let (set_up, refuted) = self.said(sql, scenario)?.into_iter().partition::<Vec<_>, _>(|said| said.about.is_empty());
        Ok(ScenarioRulings { set_up: set_up.into_iter().next(), refuted })
    }

    /// Names of the scenarios that were set up by commands.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn scenarios(&self) -> Result<Vec<String>, LedgerError> {
        let sql = "SELECT scenario FROM scenario_rulings WHERE hypothesis = '' ORDER BY scenario";
        let mut select = self.connection.prepare_cached(sql).doing("read scenarios")?;
        let rows = select.query_map([], |row| row.get(0)).doing("read scenarios")?;
        rows.collect::<rusqlite::Result<_>>().doing("read scenarios")
    }

    fn said(&self, sql: &str, scenario: &str) -> Result<Vec<Said>, LedgerError> {
        let mut select = self.connection.prepare_cached(sql).doing("read a scenario")?;
        let rows = select.query_map([scenario], row).doing("read a scenario")?;
        rows.map(|row| {
            let (about, body, who, at, why, entry) = row.doing("read a scenario")?;
            let damaged = || LedgerError::Damaged { what: format!("what entry {entry} says of scenario `{scenario}`") };
            let (body, at) = (serde_json::from_str(&body).map_err(|_| damaged())?, at.parse().map_err(|_| damaged())?);
            Ok(Said { about, body, who, at, why: why.unwrap_or_default(), entry: EntryNumber(entry) })
        })
        .collect()
    }

    /// Keeps what is said of a piece of evidence in the place of what was said before; `None` takes that back.
    ///
    /// # Errors
    /// Where there is nothing to take back, or the ledger cannot be written.
    pub fn judge(&mut self, scenario: &str, item: &str, body: Option<&Value>, by: &Authority) -> Result<EntryNumber, LedgerError> {
        let payload = json!({"scenario": scenario, "item": item, "said": body});
        self.act(by, &payload, |tx, entry| match body {
            Some(body) => put(tx, "scenario_evidence", "item", [scenario, item], body, entry),
            None => take(tx, "scenario_evidence", "item", [scenario, item]),
        })
    }

    /// Keeps evidence that somebody adds, under a new name: `added-1`, `added-2` …
    ///
    /// # Errors
    /// Where the ledger cannot be written.
    pub fn add_evidence(&mut self, scenario: &str, body: &Value, by: &Authority) -> Result<(EntryNumber, String), LedgerError> {
        let now = self.clock.now();
        let tx = begin(&mut self.connection)?;
        // nothing that was added is deleted while its scenario is there, so the next number is a new one
        let sql = "SELECT coalesce(max(CAST(substr(item, ?2) AS INTEGER)), 0) FROM scenario_evidence WHERE scenario = ?1 AND item GLOB ?3";
        let (at, glob) = (ADDED.len() + 1, format!("{ADDED}[0-9]*"));
        let last = tx.query_row(sql, params![scenario, at, glob], |row| row.get::<_, u64>(0)).doing("add evidence")?;
        let item = format!("{ADDED}{}", last + 1);
        let payload = json!({"scenario": scenario, "item": item, "said": body});
        let entry = append(&tx, now, by, &payload)?;
        put(&tx, "scenario_evidence", "item", [scenario, &item], body, entry).doing("add evidence")?;
        tx.commit().doing("add evidence")?;
        Ok((entry, item))
    }

    /// Rules a hypothesis out, or with `false` lets it stand again.
    ///
    /// # Errors
    /// Where it was not ruled out, or the ledger cannot be written.
    pub fn refute(&mut self, scenario: &str, hypothesis: &str, is_refuted: bool, by: &Authority) -> Result<EntryNumber, LedgerError> {
        if hypothesis.is_empty() {
            return Err(LedgerError::NoItem { item: "hypothesis without a name".to_owned() });
        }
        let payload = json!({"scenario": scenario, "hypothesis": hypothesis, "refuted": is_refuted});
        self.act(by, &payload, |tx, entry| {
            let at = [scenario, hypothesis];
            if is_refuted {
                put(tx, "scenario_rulings", "hypothesis", at, &json!({"refuted": true}), entry)
            } else {
                take(tx, "scenario_rulings", "hypothesis", at)
            }
        })
    }

    /// Sets up a scenario under its name. `None` drops it, with all that was said of it; the entries keep that.
    ///
    /// # Errors
    /// A name that another has, a scenario to drop that is not there, or a ledger that cannot be written.
    pub fn set_up_scenario(&mut self, scenario: &str, body: Option<&Value>, by: &Authority) -> Result<EntryNumber, LedgerError> {
        let is_there = self.scenarios()?.iter().any(|name| name == scenario);
        if is_there && body.is_some() {
            return Err(LedgerError::Unfit { what: format!("there is a scenario `{scenario}` already") });
        }
        if scenario.is_empty() || (!is_there && body.is_none()) {
            return Err(LedgerError::NoItem { item: format!("scenario `{scenario}` in the ledger") });
        }
        let payload = json!({"scenario": scenario, "set_up": body});
        self.act(by, &payload, |tx, entry| match body {
            Some(body) => put(tx, "scenario_rulings", "hypothesis", [scenario, ""], body, entry),
            None => {
                tx.execute("DELETE FROM scenario_evidence WHERE scenario = ?1", [scenario])?;
                tx.execute("DELETE FROM scenario_rulings WHERE scenario = ?1", [scenario])
            }
        })
    }

    /// Appends an entry and makes a change; where that changes no row, nothing is done.
    fn act(
        &mut self,
        by: &Authority,
        payload: &Value,
        change: impl FnOnce(&Connection, EntryNumber) -> rusqlite::Result<usize>,
    ) -> Result<EntryNumber, LedgerError> {
        let now = self.clock.now();
        let tx = begin(&mut self.connection)?;
        let entry = append(&tx, now, by, payload)?;
        if change(&tx, entry).doing("keep what is said of a scenario")? == 0 {
            let about = ["item", "hypothesis"].iter().find_map(|key| payload.get(key)?.as_str()).unwrap_or_default();
            return Err(LedgerError::NoItem { item: format!("judgement of `{about}` to take back") });
        }
        tx.commit().doing("keep what is said of a scenario")?;
        Ok(entry)
    }
}

fn append(connection: &Connection, now: Timestamp, by: &Authority, payload: &Value) -> Result<EntryNumber, LedgerError> {
    let why = Some(by.why.as_str()).filter(|why| !why.is_empty());
    entries::append(connection, now, EntryKind::Judged, &by.who, why, &payload.to_string())
}

/// `table` and `column` are this program's.
fn put(
    connection: &Connection,
    table: &str,
    column: &str,
    [scenario, about]: [&str; 2],
    body: &Value,
    entry: EntryNumber,
) -> rusqlite::Result<usize> {
    let sql = format!(
        "INSERT INTO {table} (scenario, {column}, body, entry) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT (scenario, {column}) DO UPDATE SET body = excluded.body, entry = excluded.entry"
    );
    connection.execute(&sql, params![scenario, about, body.to_string(), entry.0])
}

fn take(connection: &Connection, table: &str, column: &str, [scenario, about]: [&str; 2]) -> rusqlite::Result<usize> {
    connection.execute(&format!("DELETE FROM {table} WHERE scenario = ?1 AND {column} = ?2"), [scenario, about])
}

type Columns = (String, String, String, String, Option<String>, u64);

fn row(row: &Row<'_>) -> rusqlite::Result<Columns> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::FixedClock;

    fn ledger() -> (tempfile::TempDir, Ledger) {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(folder.path().join("a.ledger"), FixedClock::at("2024-10-29T06:00:00Z".parse().unwrap())).unwrap();
        (folder, ledger)
    }

    fn by(why: &str) -> Authority {
        Authority { who: "ana".to_owned(), why: why.to_owned() }
    }

    fn acts(ledger: &Ledger) -> Vec<Value> {
        let entries = ledger.entries(EntryNumber(0), 100).unwrap();
        entries.into_iter().filter(|e| e.kind == "judged").map(|e| e.payload).collect()
    }

    #[test]
    fn what_holds_is_what_was_said_last() {
        let (_folder, mut ledger) = ledger();
        let (first, second) = (json!({"verdict": "accepted"}), json!({"verdict": "set-aside"}));
        ledger.judge("s", "attacks@1.e0", Some(&first), &by("")).unwrap();
        let entry = ledger.judge("s", "attacks@1.e0", Some(&second), &by("a drill")).unwrap();
        ledger.judge("other", "attacks@1.e0", Some(&first), &by("")).unwrap();
        let held = ledger.scenario_evidence("s").unwrap();
        assert_eq!(held.len(), 1);
        assert_eq!(
            (&held[0].about, &held[0].body, &held[0].who, &held[0].why),
            (&"attacks@1.e0".to_owned(), &second, &"ana".to_owned(), &"a drill".to_owned())
        );
        assert_eq!((held[0].entry, held[0].at.to_string().as_str()), (entry, "2024-10-29T06:00:00Z"));
        ledger.judge("s", "attacks@1.e0", None, &by("")).unwrap();
        assert!(ledger.scenario_evidence("s").unwrap().is_empty());
        assert_eq!(ledger.scenario_evidence("other").unwrap().len(), 1);
        // each act is an entry; one that takes nothing back is none
        assert_eq!(acts(&ledger).len(), 4);
        assert!(matches!(ledger.judge("s", "attacks@1.e0", None, &by("")), Err(LedgerError::NoItem { .. })));
        assert_eq!(acts(&ledger).len(), 4);
        assert_eq!(acts(&ledger)[1], json!({"scenario": "s", "item": "attacks@1.e0", "said": second}));
        assert!(ledger.check().unwrap().is_whole());
    }

    #[test]
    fn what_is_added_has_a_name_of_its_own() {
        let (_folder, mut ledger) = ledger();
        let names: Vec<_> = (0..11).map(|_| ledger.add_evidence("s", &json!({}), &by("")).unwrap().1).collect();
        assert_eq!((names[0].as_str(), names[10].as_str()), ("added-1", "added-11"));
        assert_eq!(ledger.add_evidence("other", &json!({}), &by("")).unwrap().1, "added-1");
    }

    #[test]
    fn scenarios_are_set_up_ruled_on_and_dropped() {
        let (_folder, mut ledger) = ledger();
        let body = json!({"question": "?", "hypotheses": []});
        ledger.set_up_scenario("s", Some(&body), &by("")).unwrap();
        assert!(matches!(ledger.set_up_scenario("s", Some(&body), &by("")), Err(LedgerError::Unfit { .. })));
        ledger.refute("s", "h1", true, &by("it is over")).unwrap();
        // a scenario of a configuration is not set up here
        ledger.refute("configured", "h1", true, &by("")).unwrap();
        let rulings = ledger.scenario_rulings("s").unwrap();
        assert_eq!(rulings.set_up.map(|said| said.body), Some(body));
        assert_eq!(rulings.refuted.iter().map(|r| (r.about.as_str(), r.why.as_str())).collect::<Vec<_>>(), [("h1", "it is over")]);
        assert_eq!(ledger.scenarios().unwrap(), ["s"]);
        ledger.refute("s", "h1", false, &by("")).unwrap();
        assert!(matches!(ledger.refute("s", "h1", false, &by("")), Err(LedgerError::NoItem { .. })));
        assert!(ledger.refute("s", "", true, &by("")).is_err());
        ledger.add_evidence("s", &json!({}), &by("")).unwrap();
        ledger.set_up_scenario("s", None, &by("")).unwrap();
        assert!(ledger.scenarios().unwrap().is_empty() && ledger.scenario_evidence("s").unwrap().is_empty());
        assert!(matches!(ledger.set_up_scenario("s", None, &by("")), Err(LedgerError::NoItem { .. })));
        assert_eq!(ledger.scenario_rulings("configured").unwrap().refuted.len(), 1);
    }

    #[test]
    fn what_makes_no_sense_is_damage() {
        let (_folder, mut ledger) = ledger();
        ledger.judge("s", "a@1.e0", Some(&json!({})), &by("")).unwrap();
        ledger.connection.execute("UPDATE scenario_evidence SET body = '{'", []).unwrap();
        assert!(matches!(ledger.scenario_evidence("s"), Err(LedgerError::Damaged { .. })));
    }
}
