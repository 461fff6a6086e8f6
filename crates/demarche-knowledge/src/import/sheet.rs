//! A table in the making, which remembers the file and line that each row comes from.

use std::collections::BTreeSet;

use super::ImportWarning;
use crate::table::Source;
use crate::tables::Tables;

/// A table in the making.
#[derive(Debug, Clone)]
pub(crate) struct Sheet {
    file: &'static str,
    columns: &'static [&'static str],
    rows: Vec<Row>,
}

/// A row with what it was made of.
#[derive(Debug, Clone)]
struct Row {
    /// Index of the input file.
    file: usize,
    /// Its line there.
    line: u32,
    cells: String,
}

/// Text that a cell can hold: white space is one space, no tabs, no control characters, no `|`.
pub(crate) fn cell(text: &str) -> String {
    let words: Vec<&str> = text.split(|c: char| c.is_whitespace() || c.is_control() || c == '|').filter(|w| !w.is_empty()).collect();
    words.join(" ")
}

/// A list cell of distinct items, without `not`.
pub(super) fn list<S: AsRef<str>>(items: impl IntoIterator<Item = S>, not: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    for item in items {
        let item = cell(item.as_ref());
        if !item.is_empty() && item != not && item.len() <= crate::fold::LONGEST_NAME && !out.contains(&item) {
            out.push(item);
        }
    }
    out.join("|")
}

/// A date or date and time cut to what tables write; empty for what is no date.
pub(super) fn date(text: &str) -> String {
    let text = text.trim().trim_start_matches('+');
    let day = text.split(['T', ' ']).next().unwrap_or_default();
    let mut day = day.trim_end_matches("-00").to_owned();
    loop {
        if crate::PartialDate::parse(&day).is_some() {
            return day;
        }
        match day.rsplit_once('-') {
            Some((rest, _)) => day = rest.to_owned(),
            None => return String::new(),
        }
    }
}

impl Sheet {
    pub fn new(file: &'static str, columns: &'static [&'static str]) -> Self {
        Self { file, columns, rows: Vec::new() }
    }

    /// Adds a row from named cells; columns not named are empty.
    pub fn push(&mut self, line: u32, cells: &[(&str, &str)]) {
        let value = |column: &&str| cells.iter().find(|(name, _)| name == column).map_or("", |(_, value)| *value);
        let row: Vec<&str> = self.columns.iter().map(value).collect();
        self.push_line(line, &row.join("\t"));
    }

    pub fn push_line(&mut self, line: u32, text: &str) {
        // a row is one line whatever it holds
        let cells: String = text.chars().filter(|c| *c == '\t' || !c.is_control()).collect();
        if !cells.is_empty() {
            self.rows.push(Row { file: 0, line, cells });
        }
    }

    fn source(&self) -> Source {
        let mut text = self.columns.join("\t") + "\n";
        for row in &self.rows {
            text.push_str(&row.cells);
            text.push('\n');
        }
        Source { file: self.file.to_owned(), text }
    }
}

/// Joins the sheets of several files by table, and leaves out rows that are wrong, or that repeat the key of a row before, until every
/// table compiles. Gives the tables, and of each file how many rows are in them; warnings go to those of the row's file.
pub(super) fn settle(files: Vec<Vec<Sheet>>, warnings: &mut [Vec<ImportWarning>]) -> (Vec<Source>, Vec<usize>) {
    let mut sheets: Vec<Sheet> = Vec::new();
    let mut counts = vec![0; files.len()];
    for (file, own) in files.into_iter().enumerate() {
        for mut sheet in own {
            sheet.rows.iter_mut().for_each(|row| row.file = file);
            match sheets.iter_mut().find(|s| s.file == sheet.file) {
                Some(same) => same.rows.append(&mut sheet.rows),
                None => sheets.push(sheet),
            }
        }
    }
    let sources = loop {
        sheets.retain(|s| !s.rows.is_empty());
        let sources: Vec<Source> = sheets.iter().map(Sheet::source).collect();
        let Err(errors) = Tables::read(&sources) else { break sources };
        let mut wrong: BTreeSet<(usize, usize)> = BTreeSet::new();
        for error in &errors.0 {
            let Some(at) = sheets.iter().position(|s| s.file == error.file) else { continue };
            let row = (error.line as usize).saturating_sub(2);
            let Some(Row { file, line, .. }) = sheets[at].rows.get(row) else { continue };
            if wrong.insert((at, row)) {
                let column = if error.column.is_empty() { String::new() } else { format!("`{}`: ", error.column) };
                // where the first of two rows stands in the joined table says nothing to the user
                let problem = error
                    .problem
                    .split_once(" stands already in ")
                    .map_or(error.problem.clone(), |(key, _)| format!("{key} stands in a row before"));
                let problem = format!("{column}{problem}; the row was left out");
                warnings[*file].push(ImportWarning { line: *line, problem });
            }
        }
        if wrong.is_empty() {
            return (Vec::new(), counts);
        }
        for (at, sheet) in sheets.iter_mut().enumerate() {
            let mut row = 0;
            sheet.rows.retain(|_| {
                row += 1;
                !wrong.contains(&(at, row - 1))
            });
        }
    };
    for row in sheets.iter().flat_map(|s| &s.rows) {
        counts[row.file] += 1;
    }
    (sources, counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_cut_to_what_is_known() {
        assert_eq!(date("2012-05-22T00:00:00Z"), "2012-05-22");
        assert_eq!(date("+2012-00-00T00:00:00Z"), "2012");
        assert_eq!(date("2012-05"), "2012-05");
        assert_eq!(date("2012-02-31"), "2012-02");
        assert_eq!(date("t123"), "");
    }
}
