//! Publishers that the ledger has met, and which of them are graded.

use std::collections::BTreeMap;

use crate::error::{Doing as _, LedgerError};
use crate::grades::Reliability;
use crate::store::Ledger;

impl Ledger {
    /// Publishers and wires of the ledger's documents, those that were erased included: a name to show by the id that grades go by
    /// ([`Ledger::outlet`]).
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn publishers(&self) -> Result<BTreeMap<String, String>, LedgerError> {
        let mut select = self.connection.prepare_cached("SELECT id, name FROM outlets").doing("read outlets")?;
        let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).doing("read outlets")?;
        let mut names: BTreeMap<String, String> = rows.collect::<rusqlite::Result<_>>().doing("read outlets")?;
        let sql = "SELECT DISTINCT publisher FROM documents WHERE publisher IS NOT NULL ORDER BY publisher";
        let mut select = self.connection.prepare_cached(sql).doing("read publishers")?;
        let rows = select.query_map([], |row| row.get::<_, String>(0)).doing("read publishers")?;
        for name in rows {
            let name = name.doing("read publishers")?;
            names.entry(self.outlet(&name)).or_insert(name);
        }
        Ok(names)
    }

    /// Ids of the publishers that were at any time graded so or better, whether the ledger has met them or not.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn graded_publishers(&self, least: Reliability) -> Result<Vec<String>, LedgerError> {
        // A is the best, and the letters are in order
        let sql = "SELECT DISTINCT name FROM grades WHERE of = 'publisher' AND reliability <= ?1 ORDER BY name";
        let mut select = self.connection.prepare_cached(sql).doing("read grades")?;
        let rows = select.query_map([format!("{least:?}")], |row| row.get(0)).doing("read grades")?;
        rows.collect::<rusqlite::Result<_>>().doing("read grades")
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::clock::FixedClock;
    use crate::grades::{Grade, Graded};
    use crate::intake::IntakeOptions;
    use crate::synthetic;

    #[test]
    fn publishers_are_met_by_their_documents_and_grades_are_kept_in_advance() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(folder.path().join("a.ledger"), FixedClock::default()).unwrap();
        assert!(ledger.publishers().unwrap().is_empty());
        let mut record = synthetic::record(1, 120);
        record.publisher = Some("Harbour Wire".to_owned());
        assert!(ledger.ingest_all(&[record], &IntakeOptions::default()).unwrap()[0].is_ok());
        assert_eq!(ledger.publishers().unwrap().get("harbour wire").map(String::as_str), Some("Harbour Wire"));

        let grade = |reliability| Grade { reliability, from: date(2024, 1, 1), who: "ana".to_owned(), why: String::new() };
        ledger.grade(&Graded::Publisher("harbour wire".to_owned()), &grade(Reliability::B)).unwrap();
        ledger.grade(&Graded::Publisher("not yet met".to_owned()), &grade(Reliability::A)).unwrap();
        ledger.grade(&Graded::Source("PRK/GOV".to_owned()), &grade(Reliability::A)).unwrap();
        assert_eq!(ledger.graded_publishers(Reliability::A).unwrap(), ["not yet met"]);
        assert_eq!(ledger.graded_publishers(Reliability::C).unwrap(), ["harbour wire", "not yet met"]);
    }
}
