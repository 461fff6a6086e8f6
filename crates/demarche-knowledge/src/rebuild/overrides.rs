//! `overrides/*.tsv`: cells that are written by hand and win over the packages'.

use std::collections::BTreeMap;

use super::{RebuildError, Rows};
use crate::table::Source;

const HEADER: &str = "key\tcolumn\tvalue\tnote";

struct Cell {
    line: usize,
    key: String,
    column: String,
    value: String,
}

/// All overrides, and the rows of countries that no package has.
#[derive(Default)]
pub(super) struct Overrides {
    cells: BTreeMap<String, Vec<Cell>>,
    /// Rows of `overrides/former.tsv`, which has the columns of `countries.tsv`.
    pub former: String,
}

impl Overrides {
    pub fn read(sources: &[Source]) -> Result<Self, RebuildError> {
        let mut out = Self::default();
        for source in sources {
            let fail = |line, problem: String, remedy| RebuildError::Override { file: source.file.clone(), line, problem, remedy };
            let mut lines = source.text.lines();
            let header = lines.next().unwrap_or_default();
            if source.file == "former.tsv" {
                out.former = lines.map(|l| format!("{l}\n")).collect();
                continue;
            }
            if header != HEADER {
                return Err(fail(1, "has other columns".to_owned(), "write the header key, column, value, note with tabs between"));
            }
            for (i, line) in lines.enumerate().filter(|(_, l)| !l.is_empty()) {
                let cells: Vec<&str> = line.split('\t').collect();
                let [key, column, value, _] = cells[..] else {
                    return Err(fail(i + 2, format!("has {} cells", cells.len()), "a row has 4 cells with tabs between"));
                };
                let cell = Cell { line: i + 2, key: key.to_owned(), column: column.to_owned(), value: value.to_owned() };
                out.cells.entry(source.file.clone()).or_default().push(cell);
            }
        }
        Ok(out)
    }

    /// Sets cells; `aliases+` adds to a list, column `-` removes the row, a key that no package has makes a row. A value that the packages
    /// give all the same is no fault.
    pub fn apply(&self, file: &str, columns: &'static [&'static str], rows: &mut Rows) -> Result<(), RebuildError> {
        for cell in self.cells.get(file).into_iter().flatten() {
            if cell.column == "-" {
                rows.remove(&cell.key);
                continue;
            }
            let is_more = cell.column.ends_with('+');
            let Some(&column) = columns.iter().find(|c| **c == cell.column.trim_end_matches('+')) else {
                let problem = format!("`{}` is no column of {file}", cell.column);
                return Err(RebuildError::Override {
                    file: file.to_owned(),
                    line: cell.line,
                    problem,
                    remedy: "name one of the table's columns",
                });
            };
            let row = rows.entry(cell.key.clone()).or_default();
            row.entry(columns[0]).or_insert_with(|| cell.key.clone());
            let value = row.entry(column).or_default();
            if is_more && !value.is_empty() {
                let more: Vec<&str> = cell.value.split('|').filter(|new| !value.split('|').any(|old| old == *new)).collect();
                if !more.is_empty() {
                    *value = format!("{value}|{}", more.join("|"));
                }
            } else {
                value.clone_from(&cell.value);
            }
        }
        Ok(())
    }
}
