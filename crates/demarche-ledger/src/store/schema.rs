//! Schema and migrations: each version is a script that leads to it from the one before, so a new ledger and an old one
//! become the same. Later tables are added as `schema/v2.sql` and so on; a released script is never changed.

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::clock::Clock;
use crate::error::{Doing as _, LedgerError};
use crate::store::entries::{self, EntryKind};

/// `demarche`'s mark in the header of the file: `DMRL`.
const APPLICATION: i32 = 0x444D_524C;

/// A part of a step that is written in Rust.
type Code = fn(&Transaction<'_>) -> Result<(), LedgerError>;

/// One step: a script, and what SQL alone cannot do.
pub(crate) struct Migration {
    sql: &'static str,
    code: Option<Code>,
}

/// The `n`th leads from schema `n` to schema `n + 1`; 0 is an empty file.
const MIGRATIONS: &[Migration] = &[
    Migration { sql: include_str!("../../schema/v1.sql"), code: None },
    Migration { sql: include_str!("../../schema/v2.sql"), code: None },
    Migration { sql: include_str!("../../schema/v3.sql"), code: None },
    Migration { sql: include_str!("../../schema/v4.sql"), code: None },
    Migration { sql: include_str!("../../schema/v5.sql"), code: None },
    Migration { sql: include_str!("../../schema/v6.sql"), code: None },
    Migration { sql: include_str!("../../schema/v7.sql"), code: None },
    Migration { sql: include_str!("../../schema/v8.sql"), code: None },
    Migration { sql: include_str!("../../schema/v9.sql"), code: None },
];

/// The schema that this program reads and writes.
pub const SCHEMA_VERSION: u32 = MIGRATIONS.len() as u32;

/// What a file is before anything is done to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    Empty,
    Ledger(u32),
    Foreign,
}

pub(crate) fn look(connection: &Connection) -> Result<Found, LedgerError> {
    let number = |pragma: &str| connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
    let application = number("application_id").doing("read the ledger's header")?;
    let version = number("user_version").doing("read the ledger's header")?;
    if application == i64::from(APPLICATION) {
        return Ok(u32::try_from(version).map_or(Found::Foreign, Found::Ledger));
    }
    let tables = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0));
    let is_empty = application == 0 && version == 0 && tables.doing("read the ledger's header")? == 0;
    Ok(if is_empty { Found::Empty } else { Found::Foreign })
}

/// Brings a ledger to the schema of this program, each step in a transaction of its own: a crash leaves a whole older schema.
pub(crate) fn migrate(connection: &mut Connection, clock: &dyn Clock) -> Result<(), LedgerError> {
    migrate_by(connection, clock, MIGRATIONS)
}

fn migrate_by(connection: &mut Connection, clock: &dyn Clock, migrations: &[Migration]) -> Result<(), LedgerError> {
    let known = u32::try_from(migrations.len()).unwrap_or(u32::MAX);
    loop {
        // looked at inside of the transaction: two programs may open a new ledger at once
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate).doing("begin a migration")?;
        let from = match look(&tx)? {
            Found::Empty => 0,
            Found::Ledger(version) => version,
            Found::Foreign => return Err(LedgerError::Damaged { what: "its header changed while it was opened".to_owned() }),
        };
        if from > known {
            return Err(LedgerError::Newer { found: from, known });
        }
        let Some(migration) = migrations.get(from as usize) else { return Ok(()) };
        tx.execute_batch(migration.sql).doing("bring the ledger to a new schema")?;
        if let Some(code) = migration.code {
            code(&tx)?;
        }
        let payload = serde_json::json!({"from": from, "to": from + 1, "demarche": env!("CARGO_PKG_VERSION")});
        entries::append(&tx, clock.now(), EntryKind::Schema, "demarche", None, &payload.to_string())?;
        tx.pragma_update(None, "application_id", APPLICATION).doing("write the ledger's header")?;
        tx.pragma_update(None, "user_version", from + 1).doing("write the ledger's header")?;
        tx.commit().doing("commit a migration")?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::FixedClock;

    const V1: Migration = Migration { sql: include_str!("../../schema/v1.sql"), code: None };

    fn count(tx: &Transaction<'_>) -> Result<(), LedgerError> {
        tx.execute("INSERT INTO meta VALUES ('counted', (SELECT count(*) FROM entries))", []).map(drop).doing("count")
    }

    #[test]
    fn steps_are_taken_once_and_in_order() {
        let clock = FixedClock::default();
        let mut connection = Connection::open_in_memory().unwrap();
        assert_eq!(look(&connection).unwrap(), Found::Empty);
        migrate_by(&mut connection, &clock, &[V1]).unwrap();
        assert_eq!(look(&connection).unwrap(), Found::Ledger(1));
        let two = [V1, Migration { sql: "CREATE TABLE later (a INTEGER) STRICT;", code: Some(count) }];
        for _ in 0..2 {
            migrate_by(&mut connection, &clock, &two).unwrap();
            assert_eq!(look(&connection).unwrap(), Found::Ledger(2));
        }
        let counted: String = connection.query_row("SELECT value FROM meta WHERE name = 'counted'", [], |row| row.get(0)).unwrap();
        assert_eq!(counted, "1", "the entry of the first step was there");
        let error = migrate_by(&mut connection, &clock, &[V1]).unwrap_err();
        assert!(matches!(error, LedgerError::Newer { found: 2, known: 1 }) && error.hint().is_some());
    }

    #[test]
    fn a_step_that_fails_leaves_the_schema_before() {
        let clock = FixedClock::default();
        let mut connection = Connection::open_in_memory().unwrap();
        let broken = [V1, Migration { sql: "CREATE TABLE later (a); CREATE TABLE later (a);", code: None }];
        assert!(migrate_by(&mut connection, &clock, &broken).is_err());
        assert_eq!(look(&connection).unwrap(), Found::Ledger(1));
        let tables = "SELECT count(*) FROM sqlite_schema WHERE name = 'later'";
        assert_eq!(connection.query_row(tables, [], |row| row.get::<_, i64>(0)).unwrap(), 0);
    }

    #[test]
    fn files_of_others_are_known() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE notes (a)").unwrap();
        assert_eq!(look(&connection).unwrap(), Found::Foreign);
    }
}
