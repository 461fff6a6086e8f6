//! Alerts on their way out: kept before they are sent, and sent until that is known to have worked.
//!
//! An alert is written with its deliveries in one transaction, once by its key. A delivery is claimed, sent and marked: whoever dies in
//! between leaves it claimed, and when the lease has run out it is sent again, marked as a repeat. So none is lost, and none is sent
//! twice but where it is not known whether it was sent. Two programs cannot claim one delivery.
//!
//! The clock may step. A time to wait for that lies further away than any wait is long is not waited for.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params, params_from_iter};
use twox_hash::XxHash3_128;

use crate::error::{Doing as _, LedgerError};
use crate::report::DocumentId;
use crate::store::{Ledger, begin};

/// Tries after which a delivery is given up.
pub const MOST_TRIES: u32 = 20;
/// Longest wait between two tries, in seconds.
const LONGEST_WAIT: i64 = 6 * 3600;
/// Wait after the first failure, in seconds; it doubles.
const FIRST_WAIT: i64 = 60;
/// Longest lease, in seconds.
const LONGEST_LEASE: i64 = 3600;

/// An alert to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAlert {
    /// What it is told once by.
    pub key: String,
    /// What a cool-down is counted by.
    pub subject: String,
    /// The day that it is about.
    pub day: Date,
    /// The alert as JSON: an object. Of it only `title` and `lines` may hold words of documents.
    pub body: String,
    /// Documents whose words it holds: when one is erased, they go.
    pub words_of: Vec<DocumentId>,
}

/// Where alerts of a rule go.
#[derive(Debug, Clone, Copy)]
pub struct Route<'r> {
    /// The rule.
    pub rule: &'r str,
    /// Channels, by name.
    pub channels: &'r [String],
    /// After a delivery, further alerts on the same subject are held so long and then sent together; zero holds none.
    pub cool_down: Duration,
}

/// A rule as it was evaluated last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleRow {
    /// The day it was first evaluated as what it says now: what was known before is not told.
    pub since: Date,
    /// The day it was last evaluated.
    pub evaluated: Date,
}

/// Where a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryState {
    /// It is to be sent, now or later.
    Due,
    /// It is being sent, or was when a program died.
    Sending,
    /// It was sent.
    Sent,
    /// It failed too often.
    GivenUp,
}

impl DeliveryState {
    /// The word in outputs.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::GivenUp => "given-up",
        }
    }

    fn of(word: &str) -> Option<Self> {
        [Self::Due, Self::Sending, Self::Sent, Self::GivenUp].into_iter().find(|state| state.word() == word)
    }
}

/// A delivery that is to be sent now, by whoever holds this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    number: i64,
    /// What a receiver knows a repeat by: letters, digits and `_`.
    pub id: String,
    /// The channel.
    pub channel: String,
    /// When it was made; the same for each try.
    pub made: Timestamp,
    /// Now.
    pub at: Timestamp,
    /// Tries, with this one.
    pub tries: u32,
    /// True where an earlier try may have worked.
    pub is_repeat: bool,
    /// The alerts as JSON objects, in order; never empty.
    pub alerts: Vec<String>,
}

/// What became of a try that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// It is tried again at that time.
    Again(Timestamp),
    /// It was the last.
    GivenUp,
    /// Another program has taken the delivery over, for the lease had run out.
    Lost,
}

/// Why a try failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed<'f> {
    /// In words.
    pub detail: &'f str,
    /// True where it may have worked all the same.
    pub is_unsure: bool,
    /// How long the receiver asks to be left alone; up to six hours count.
    pub retry_after: Option<Duration>,
}

/// A delivery in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryRow {
    /// What a receiver knows a repeat by.
    pub id: String,
    /// The channel.
    pub channel: String,
    /// Where it stands.
    pub state: DeliveryState,
    /// Tries so far.
    pub tries: u32,
    /// Of these, those of which it is not known whether they worked.
    pub unsure: u32,
    /// When it is to be tried, or was.
    pub due: Timestamp,
    /// Last change.
    pub at: Timestamp,
    /// Why the last try failed.
    pub detail: Option<String>,
}

/// An alert in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertRow {
    /// Its number, 1, 2, … in the order in which alerts were made.
    pub number: u64,
    /// The rule.
    pub rule: String,
    /// When it was made.
    pub made: Timestamp,
    /// The alert as a JSON object.
    pub body: String,
    /// Its deliveries, by channel in the order in which they were made.
    pub deliveries: Vec<DeliveryRow>,
}

/// Which alerts are listed; what is left empty asks for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AlertFilter {
    /// Made at this time or later.
    pub since: Option<Timestamp>,
    /// Of this rule.
    pub rule: Option<String>,
    /// With a delivery in this state.
    pub state: Option<DeliveryState>,
}

impl Ledger {
    /// Opens the evaluation of a rule. Where it was never evaluated, or says something else than before, it begins today. A day that
    /// lies in the future, for the clock was wrong, becomes today.
    ///
    /// # Errors
    /// Where the ledger cannot be written, or what it holds makes no sense.
    pub fn alert_rule(&mut self, rule: &str, definition: &str, today: Date) -> Result<RuleRow, LedgerError> {
        let tx = begin(&mut self.connection)?;
        let sql = "SELECT definition, since, evaluated FROM alert_rules WHERE rule = ?1";
        let found = tx.query_row(sql, [rule], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?)));
        let damaged = |_| LedgerError::Damaged { what: format!("the alert rule `{rule}` has no day") };
        let row = match found.optional().doing("look an alert rule up")? {
            Some((known, since, evaluated)) if known == definition => {
                let (since, evaluated): (Date, Date) = (since.parse().map_err(damaged)?, evaluated.parse().map_err(damaged)?);
                RuleRow { since: since.min(today), evaluated: evaluated.min(today) }
            }
            _ => RuleRow { since: today, evaluated: today },
        };
        let sql = "INSERT INTO alert_rules (rule, definition, since, evaluated) VALUES (?1, ?2, ?3, ?4) \
                   ON CONFLICT (rule) DO UPDATE SET definition = ?2, since = ?3, evaluated = ?4";
        tx.execute(sql, params![rule, definition, row.since.to_string(), row.evaluated.to_string()]).doing("keep an alert rule")?;
        tx.commit().doing("keep an alert rule")?;
        Ok(row)
    }

    /// Keys of all alerts of a rule that are kept.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn alert_keys(&self, rule: &str) -> Result<BTreeSet<String>, LedgerError> {
        let mut select = self.connection.prepare_cached("SELECT key FROM alerts WHERE rule = ?1").doing("read alerts")?;
        let rows = select.query_map([rule], |row| row.get(0)).doing("read alerts")?;
        rows.collect::<rusqlite::Result<_>>().doing("read alerts")
    }

    /// Keeps the alerts that are new, each with what has to be sent, and closes the evaluation of the rule, in one transaction. Returns
    /// how many are new.
    ///
    /// # Errors
    /// Where the ledger cannot be written; then none of them is kept.
    pub fn keep_alerts(&mut self, route: Route<'_>, alerts: &[NewAlert], today: Date) -> Result<usize, LedgerError> {
        let now = self.clock.now().as_second();
        let tx = begin(&mut self.connection)?;
        let mut new = 0;
        for alert in alerts {
            let sql =
                "INSERT INTO alerts (key, rule, subject, day, made, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (key) DO NOTHING";
            let mut insert = tx.prepare_cached(sql).doing("keep an alert")?;
            let changed = insert.execute(params![alert.key, route.rule, alert.subject, alert.day.to_string(), now, alert.body]);
            if changed.doing("keep an alert")? == 0 {
                continue;
            }
            let number = tx.last_insert_rowid();
            new += 1;
            for document in &alert.words_of {
                let sql = "INSERT OR IGNORE INTO alert_words (document, alert) VALUES (?1, ?2)";
                tx.execute(sql, params![document.0, number]).doing("keep an alert")?;
            }
            for channel in route.channels {
                post(&tx, now, route, alert, channel, number)?;
            }
        }
        let sql = "UPDATE alert_rules SET evaluated = ?2 WHERE rule = ?1";
        tx.execute(sql, params![route.rule, today.to_string()]).doing("keep an alert rule")?;
        tx.commit().doing("keep alerts")?;
        Ok(new)
    }

    /// Takes a delivery that is due to one of these channels, the oldest first, and holds it for `lease`, which is to be longer than a try
    /// takes. One whose lease has run out was not told of: it is taken as a repeat.
    ///
    /// # Errors
    /// Where the ledger cannot be written, or what it holds makes no sense.
    pub fn claim_delivery(&mut self, channels: &[&str], lease: Duration) -> Result<Option<Claimed>, LedgerError> {
        let now = self.clock.now();
        let lease = i64::try_from(lease.as_secs()).unwrap_or(LONGEST_LEASE).clamp(1, LONGEST_LEASE);
        let tx = begin(&mut self.connection)?;
        let at = now.as_second();
        // a cool-down whose end lies further away than it is long counts from now
        let sql = "UPDATE deliveries SET due = ?1 + cool_down, begun = ?1 + cool_down \
                   WHERE state = 'due' AND tries = 0 AND cool_down > 0 AND due > ?1 + cool_down";
        tx.execute(sql, [at]).doing("see what is due")?;
        give_up_abandoned(&tx, at)?;
        let marks = vec!["?"; channels.len()].join(", ");
        let sql = format!(
            "SELECT number, id, channel, made, tries, unsure, state FROM deliveries WHERE {IS_DUE} AND channel IN ({marks}) ORDER BY number LIMIT 1"
        );
        let values = [Value::Integer(at)].into_iter().chain(channels.iter().map(|name| Value::Text((*name).to_owned())));
        let found = tx.query_row(&sql, params_from_iter(values), |row| {
            let number: i64 = row.get(0)?;
            Ok((
                number,
                row.get::<_, String>(1)?,
                row.get::<_, String>(2)?,
                row.get(3)?,
                row.get::<_, u32>(4)?,
                row.get::<_, u32>(5)?,
                row.get::<_, String>(6)?,
            ))
        });
        let Some((number, id, channel, made, tries, unsure, state)) = found.optional().doing("see what is due")? else {
            // what was found to be abandoned, or too far away, is kept
            tx.commit().doing("see what is due")?;
            return Ok(None);
        };
        let unsure = unsure + u32::from(state == "sending");
        let begun = if tries == 0 { "?2" } else { "begun" };
        let sql = format!(
            "UPDATE deliveries SET state = 'sending', tries = ?3, unsure = ?4, lease = ?2 + ?5, at = ?2, begun = {begun} WHERE number = ?1"
        );
        tx.execute(&sql, params![number, at, tries + 1, unsure, lease]).doing("claim a delivery")?;
        let alerts = {
            let sql = "SELECT a.body FROM delivered_alerts d JOIN alerts a ON a.number = d.alert WHERE d.delivery = ?1 ORDER BY a.number";
            let mut select = tx.prepare_cached(sql).doing("read alerts")?;
            let rows = select.query_map([number], |row| row.get(0)).doing("read alerts")?;
            rows.collect::<rusqlite::Result<Vec<String>>>().doing("read alerts")?
        };
        tx.commit().doing("claim a delivery")?;
        Ok(Some(Claimed { number, id, channel, made: time(made)?, at: now, tries: tries + 1, is_repeat: unsure > 0, alerts }))
    }

    /// Marks a delivery as sent. False where another program has taken it over.
    ///
    /// # Errors
    /// Where the ledger cannot be written.
    pub fn delivery_sent(&mut self, claimed: &Claimed) -> Result<bool, LedgerError> {
        let at = self.clock.now().as_second();
        let sql = "UPDATE deliveries SET state = 'sent', lease = NULL, at = ?3, detail = NULL WHERE number = ?1 AND tries = ?2 AND state = 'sending'";
        let changed = self.connection.execute(sql, params![claimed.number, claimed.tries, at]);
        Ok(changed.doing("mark a delivery as sent")? > 0)
    }

    /// Marks a try as failed: the delivery is tried again after 1, 2, 4 … minutes, at most six hours, and given up after [`MOST_TRIES`].
    ///
    /// # Errors
    /// Where the ledger cannot be written.
    pub fn delivery_failed(&mut self, claimed: &Claimed, failed: &Failed<'_>) -> Result<Next, LedgerError> {
        let now = self.clock.now().as_second();
        let asked = failed.retry_after.map_or(0, |time| i64::try_from(time.as_secs()).unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT));
        let due = now.saturating_add(wait(claimed.tries).max(asked));
        let is_last = claimed.tries >= MOST_TRIES;
        let state = if is_last { DeliveryState::GivenUp } else { DeliveryState::Due };
        let sql = "UPDATE deliveries SET state = ?3, lease = NULL, at = ?4, due = ?5, unsure = unsure + ?6, detail = ?7 \
                   WHERE number = ?1 AND tries = ?2 AND state = 'sending'";
        let values = params![claimed.number, claimed.tries, state.word(), now, due, u32::from(failed.is_unsure), failed.detail];
        if self.connection.execute(sql, values).doing("mark a delivery as failed")? == 0 {
            return Ok(Next::Lost);
        }
        Ok(if is_last { Next::GivenUp } else { Next::Again(time(due)?) })
    }

    /// When the next delivery to one of these channels is due; what is due already, or claimed, at once or when its lease ends.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn next_delivery(&self, channels: &[&str]) -> Result<Option<Timestamp>, LedgerError> {
        let now = self.clock.now().as_second();
        let marks = vec!["?"; channels.len()].join(", ");
        let sql = format!(
            "SELECT min(CASE WHEN {IS_DUE} THEN ?1 ELSE coalesce(lease, due) END) FROM deliveries \
             WHERE state IN ('due', 'sending') AND channel IN ({marks})"
        );
        let values = [Value::Integer(now)].into_iter().chain(channels.iter().map(|name| Value::Text((*name).to_owned())));
        let found = self.connection.query_row(&sql, params_from_iter(values), |row| row.get::<_, Option<i64>>(0));
        found.doing("see what is due")?.map(time).transpose()
    }

    /// Channels that deliveries wait for, with how many.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn waiting_deliveries(&self) -> Result<Vec<(String, u64)>, LedgerError> {
        let sql = "SELECT channel, count(*) FROM deliveries WHERE state IN ('due', 'sending') GROUP BY channel ORDER BY channel";
        let mut select = self.connection.prepare_cached(sql).doing("see what is due")?;
        let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).doing("see what is due")?;
        rows.collect::<rusqlite::Result<_>>().doing("see what is due")
    }

    /// Makes what was given up due again, as after a first try. Returns how many deliveries that are.
    ///
    /// # Errors
    /// Where the ledger cannot be written.
    pub fn take_up_deliveries(&mut self) -> Result<usize, LedgerError> {
        let at = self.clock.now().as_second();
        let sql = "UPDATE deliveries SET state = 'due', tries = 1, due = ?1, at = ?1 WHERE state = 'given-up'";
        self.connection.execute(sql, [at]).doing("take deliveries up again")
    }

    /// Alerts in the order in which they were made.
    ///
    /// # Errors
    /// Where the ledger cannot be read, or what it holds makes no sense.
    pub fn alerts(&self, filter: &AlertFilter) -> Result<Vec<AlertRow>, LedgerError> {
        let sql = "SELECT number, rule, made, body FROM alerts WHERE (?1 IS NULL OR made >= ?1) AND (?2 IS NULL OR rule = ?2) \
                   AND (?3 IS NULL OR number IN (SELECT d.alert FROM delivered_alerts d JOIN deliveries v ON v.number = d.delivery WHERE v.state = ?3)) \
                   ORDER BY number";
        let mut select = self.connection.prepare_cached(sql).doing("list alerts")?;
        let values = params![filter.since.map(Timestamp::as_second), filter.rule, filter.state.map(DeliveryState::word)];
        let rows =
            select.query_map(values, |row| Ok((row.get::<_, i64>(0)?, row.get(1)?, row.get(2)?, row.get(3)?))).doing("list alerts")?;
        let mut out = Vec::new();
        for row in rows {
            let (number, rule, made, body) = row.doing("list alerts")?;
            let deliveries = deliveries(&self.connection, number)?;
            out.push(AlertRow { number: number.unsigned_abs(), rule, made: time(made)?, body, deliveries });
        }
        Ok(out)
    }
}

/// What is due at `?1`: what waits for a time that has come, or that lies further away than any wait is long; and what somebody claimed and
/// never told of.
const IS_DUE: &str = "((state = 'due' AND (due <= ?1 OR due > ?1 + CASE WHEN tries = 0 THEN cool_down ELSE 21600 END)) \
                      OR (state = 'sending' AND (lease <= ?1 OR lease > ?1 + 3600)))";

/// Wait after so many tries, in seconds.
fn wait(tries: u32) -> i64 {
    let doubled = tries.saturating_sub(1).min(30);
    (FIRST_WAIT << doubled).min(LONGEST_WAIT)
}

fn time(seconds: i64) -> Result<Timestamp, LedgerError> {
    Timestamp::from_second(seconds).map_err(|_| LedgerError::Damaged { what: "an alert has a time out of all bounds".to_owned() })
}

/// Puts an alert into a delivery: one of its own, or one that waits on the same subject.
fn post(tx: &Transaction<'_>, now: i64, route: Route<'_>, alert: &NewAlert, channel: &str, number: i64) -> Result<(), LedgerError> {
    let cool_down = i64::try_from(route.cool_down.as_secs()).unwrap_or(i64::from(i32::MAX)).min(i64::from(i32::MAX));
    let same = params![route.rule, alert.subject, channel];
    let mut due = now;
    let mut joined = None;
    if cool_down > 0 {
        // what was tried is never changed: a receiver may have it
        let sql = "SELECT number FROM deliveries WHERE rule = ?1 AND subject = ?2 AND channel = ?3 AND state = 'due' AND tries = 0 \
                   ORDER BY number DESC LIMIT 1";
        joined = tx.query_row(sql, same, |row| row.get::<_, i64>(0)).optional().doing("look for a delivery that waits")?;
        let sql = "SELECT begun FROM deliveries WHERE rule = ?1 AND subject = ?2 AND channel = ?3 ORDER BY number DESC LIMIT 1";
        let last = tx.query_row(sql, same, |row| row.get::<_, i64>(0)).optional().doing("look for the last delivery")?;
        // one that lies in the future, for the clock was set back, counts from now
        due = last.map_or(now, |last| now.max(last.min(now).saturating_add(cool_down)));
    }
    let delivery = match joined {
        Some(delivery) => delivery,
        None => {
            let id = format!("msg_{:032x}", XxHash3_128::oneshot(format!("{}\n{channel}\n{now}", alert.key).as_bytes()));
            let sql = "INSERT INTO deliveries (id, channel, rule, subject, made, state, cool_down, begun, due, at) \
                       VALUES (?1, ?2, ?3, ?4, ?5, 'due', ?6, ?7, ?7, ?5)";
            let mut insert = tx.prepare_cached(sql).doing("keep a delivery")?;
            insert.execute(params![id, channel, route.rule, alert.subject, now, cool_down, due]).doing("keep a delivery")?;
            tx.last_insert_rowid()
        }
    };
    let sql = "INSERT INTO delivered_alerts (delivery, alert) VALUES (?1, ?2)";
    tx.execute(sql, [delivery, number]).map(drop).doing("keep a delivery")
}

/// What was claimed for the last time and never told of is given up: it is not known whether it arrived.
fn give_up_abandoned(tx: &Transaction<'_>, at: i64) -> Result<(), LedgerError> {
    let sql = format!(
        "UPDATE deliveries SET state = 'given-up', lease = NULL, unsure = unsure + 1, at = ?1, \
         detail = 'the program ended while it was sent; it is not known whether it arrived' \
         WHERE state = 'sending' AND tries >= {MOST_TRIES} AND {IS_DUE}"
    );
    tx.execute(&sql, [at]).map(drop).doing("see what is due")
}

fn deliveries(connection: &Connection, alert: i64) -> Result<Vec<DeliveryRow>, LedgerError> {
    let sql = "SELECT v.id, v.channel, v.state, v.tries, v.unsure, v.due, v.at, v.detail FROM delivered_alerts d \
               JOIN deliveries v ON v.number = d.delivery WHERE d.alert = ?1 ORDER BY v.number";
    let mut select = connection.prepare_cached(sql).doing("list deliveries")?;
    let mut rows = select.query([alert]).doing("list deliveries")?;
    let mut out = Vec::new();
    while let Some(row) = rows.next().doing("list deliveries")? {
        let doing = "list deliveries";
        let word: String = row.get(2).doing(doing)?;
        let state = DeliveryState::of(&word).ok_or_else(|| LedgerError::Damaged { what: format!("a delivery is `{word}`") })?;
        out.push(DeliveryRow {
            id: row.get(0).doing(doing)?,
            channel: row.get(1).doing(doing)?,
            state,
            tries: row.get(3).doing(doing)?,
            unsure: row.get(4).doing(doing)?,
            due: time(row.get(5).doing(doing)?)?,
            at: time(row.get(6).doing(doing)?)?,
            detail: row.get(7).doing(doing)?,
        });
    }
    Ok(out)
}

/// Takes the words of a document out of the alerts that hold some; that they were told stays.
pub(crate) fn erase_words(tx: &Transaction<'_>, document: DocumentId) -> Result<(), LedgerError> {
    let sql = "UPDATE alerts SET body = json_set(body, '$.title', 'erased on demand', '$.lines', json('[]')) \
               WHERE number IN (SELECT alert FROM alert_words WHERE document = ?1)";
    tx.execute(sql, [document.0]).doing("erase words of alerts")?;
    tx.execute("DELETE FROM alert_words WHERE document = ?1", [document.0]).map(drop).doing("erase words of alerts")
}

#[cfg(test)]
#[path = "alerts_tests.rs"]
mod tests;
