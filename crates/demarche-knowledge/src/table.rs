//! Tab-separated source tables: reading them strictly, and saying where and how to mend what is wrong.

use crate::date::{End, Interval, PartialDate};
use crate::fold::LONGEST_NAME;

/// What is wrong with a table, where, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {}{problem}; {remedy}", if column.is_empty() { String::new() } else { format!("column `{column}`: ") })]
pub struct TableError {
    /// Path of the table in the folder.
    pub file: String,
    /// Line, from 1; the header is line 1.
    pub line: u32,
    /// Column by name; empty where the whole row is meant.
    pub column: &'static str,
    /// What is wrong.
    pub problem: String,
    /// What to write instead.
    pub remedy: String,
}

/// Everything that is wrong with the tables, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableErrors(pub Vec<TableError>);

/// Errors shown before the rest is counted.
const SHOWN: usize = 30;

impl std::fmt::Display for TableErrors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (i, error) in self.0.iter().take(SHOWN).enumerate() {
            write!(f, "{}{error}", if i > 0 { "\n" } else { "" })?;
        }
        if self.0.len() > SHOWN {
            write!(f, "\n… and {} more", self.0.len() - SHOWN)?;
        }
        Ok(())
    }
}

impl std::error::Error for TableErrors {}

/// One file of the folder.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its path in the folder, with `/` (`holders/africa.tsv`).
    pub file: String,
    /// Its text.
    pub text: String,
}

/// How sure a fact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// Would be stated without looking it up.
    Sure,
    /// Believed; a detail may be off.
    Likely,
    /// Remembered dimly: never resolves a name alone.
    Unsure,
}

impl Certainty {
    /// As written in the tables.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Sure => "sure",
            Self::Likely => "likely",
            Self::Unsure => "unsure",
        }
    }

    pub(crate) const fn from_index(index: u8) -> Self {
        match index {
            0 => Self::Sure,
            1 => Self::Likely,
            _ => Self::Unsure,
        }
    }
}

/// Where a fact stands, for explanations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fact<'t> {
    pub file: u16,
    pub line: u32,
    pub certainty: Certainty,
    pub as_of: Option<PartialDate>,
    pub origin: &'t str,
}

/// The sectors of the codebook, section 2.
pub(crate) const SECTORS: &str = "GOV MIL LEG JUD SPY COP PTY OPP REB PRM UAF UNK CVL JRN BUS CRM EDU ELI LAB AGR MED REF REL SOC PRE";

/// True where a sector of the codebook has this code.
#[must_use]
pub fn is_sector(code: &str) -> bool {
    SECTORS.split(' ').any(|sector| sector == code)
}

/// The table of countries as the repository has it.
static COUNTRIES: &str = include_str!("../../../knowledge/countries.tsv");

/// True where a column of the table of countries has this code in some row.
fn is_in_column(column: usize, code: &str) -> bool {
    COUNTRIES.lines().filter(|row| !row.starts_with('#')).skip(1).any(|row| row.split('\t').nth(column) == Some(code))
}

/// True where a party's key may begin with this code: that of a state (parties of a territory have its state's), or of what belongs to
/// none (`UNO`, `IGO` …). Of the repository's table; a pack's own countries are asked for by [`Pack::is_party_code`](crate::Pack::is_party_code),
/// which takes territories, too.
#[must_use]
pub fn is_party_country(code: &str) -> bool {
    crate::tables::STATELESS.split(' ').any(|known| known == code) || is_in_column(1, code)
}

/// True where a country, territory or former state has this code of three letters: for places.
#[must_use]
pub fn is_country_code(code: &str) -> bool {
    is_in_column(0, code)
}

/// One row, read cell by cell; what is wrong is noted and a stand-in returned, so that one pass finds every error.
pub(crate) struct Row<'t> {
    file: &'t str,
    file_index: u16,
    line: u32,
    columns: &'static [&'static str],
    cells: Vec<&'t str>,
    errors: std::cell::RefCell<Vec<TableError>>,
}

impl<'t> Row<'t> {
    pub fn wrong(&self, column: &'static str, problem: impl Into<String>, remedy: impl Into<String>) {
        let (problem, remedy) = (problem.into(), remedy.into());
        self.errors.borrow_mut().push(TableError { file: self.file.to_owned(), line: self.line, column, problem, remedy });
    }

    /// A cell as written.
    pub fn text(&self, column: &'static str) -> &'t str {
        let at = self.columns.iter().position(|c| *c == column);
        at.and_then(|i| self.cells.get(i)).copied().unwrap_or_default()
    }

    /// A cell that must not be empty.
    pub fn needed(&self, column: &'static str) -> &'t str {
        let text = self.text(column);
        if text.is_empty() {
            self.wrong(column, "is empty", "every row needs it");
        }
        text
    }

    /// A name.
    pub fn name(&self, column: &'static str) -> &'t str {
        let text = self.needed(column);
        if text.contains('|') {
            self.wrong(column, format!("`{text}` is a list"), "write one name here and the others in `aliases`");
        }
        text
    }

    /// The items of a list.
    pub fn list(&self, column: &'static str) -> Vec<&'t str> {
        let text = self.text(column);
        if text.is_empty() {
            return Vec::new();
        }
        let items: Vec<&str> = text.split('|').collect();
        if items.iter().any(|i| i.is_empty()) {
            self.wrong(column, "has an empty item", "remove the `|` too many");
        }
        items.into_iter().filter(|i| !i.is_empty()).collect()
    }

    /// One of a closed set, written with spaces between.
    pub fn one_of(&self, column: &'static str, set: &'static str) -> &'t str {
        let text = self.text(column);
        if !set.split_whitespace().any(|s| s == text) {
            self.wrong(column, format!("`{text}` is none of its set"), format!("write one of {set}"));
        }
        text
    }

    /// A country code, or one of UNO, EUR, IGO … .
    pub fn country(&self, column: &'static str) -> [u8; 4] {
        let text = self.text(column);
        if text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase()) {
            return code(text);
        }
        self.wrong(column, format!("`{text}` is no country code"), "write three capitals, as in ISO 3166-1 alpha-3");
        code("")
    }

    pub fn sector(&self) -> [u8; 4] {
        code(self.one_of("sector", SECTORS))
    }

    pub fn slug(&self, column: &'static str) -> &'t str {
        let text = self.needed(column);
        if !text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
            self.wrong(column, format!("`{text}` is no slug"), "write lower-case ASCII letters, digits and hyphens");
        }
        text
    }

    fn date(&self, column: &'static str) -> Option<PartialDate> {
        let text = self.text(column);
        let date = PartialDate::parse(text);
        if date.is_none() && !text.is_empty() {
            self.wrong(column, format!("`{text}` is no date"), "write YYYY, YYYY-MM or YYYY-MM-DD");
        }
        date
    }

    pub fn interval(&self) -> Interval {
        let start = self.date("start");
        let end = match self.text("end") {
            "" => End::Unknown,
            "now" => End::Now,
            _ => self.date("end").map_or(End::Unknown, End::On),
        };
        if let (Some(start), End::On(end)) = (start, end)
            && start.first() > end.last()
        {
            self.wrong("end", format!("`{end}` is before the start `{start}`"), "swap or mend the dates");
        }
        Interval { start, end, as_of: self.date("as_of") }
    }

    /// The file's `certainty`, `as_of` and `origin`.
    pub fn fact(&self) -> Fact<'t> {
        let certainty = match self.text("certainty") {
            "likely" => Certainty::Likely,
            "unsure" => Certainty::Unsure,
            _ => Certainty::Sure,
        };
        if self.columns.contains(&"certainty") {
            self.one_of("certainty", "sure likely unsure");
        }
        if self.columns.contains(&"origin") {
            self.needed("origin");
        }
        let as_of = self.date("as_of");
        Fact { file: self.file_index, line: self.line, certainty, as_of, origin: self.text("origin") }
    }

    /// A coordinate in degrees within `±limit`, as hundred-thousandths.
    pub fn degrees(&self, column: &'static str, limit: f64) -> i32 {
        match self.text(column).parse::<f64>() {
            Ok(value) if value.abs() <= limit => (value * 1e5).round() as i32,
            _ => {
                self.wrong(column, format!("`{}` is no coordinate", self.text(column)), format!("write degrees from -{limit} to {limit}"));
                0
            }
        }
    }

    /// A whole number; 0 for an empty cell.
    pub fn number(&self, column: &'static str) -> u32 {
        let text = self.text(column);
        if text.is_empty() {
            return 0;
        }
        text.parse().unwrap_or_else(|_| {
            self.wrong(column, format!("`{text}` is no number"), "write digits only");
            0
        })
    }

    pub fn yes(&self, column: &'static str) -> bool {
        let text = self.text(column);
        if !matches!(text, "" | "no" | "yes") {
            self.wrong(column, format!("`{text}` is neither `yes` nor empty"), "write `yes` or nothing");
        }
        text == "yes"
    }
}

/// Three letters and a zero byte; all zero for none.
pub(crate) fn code(text: &str) -> [u8; 4] {
    let mut out = [0; 4];
    for (to, from) in out.iter_mut().zip(text.bytes().take(3)) {
        *to = from;
    }
    out
}

/// Reads every row of a table with `read`; columns must be exactly `columns`, in order.
pub(crate) fn read_rows<'t, T>(
    source: &'t Source,
    file_index: u16,
    columns: &'static [&'static str],
    errors: &mut Vec<TableError>,
    mut read: impl FnMut(&Row<'t>) -> T,
) -> Vec<T> {
    let fail = |line: u32, problem: String, remedy: String| TableError { file: source.file.clone(), line, column: "", problem, remedy };
    let text = source.text.strip_prefix('\u{feff}').unwrap_or(&source.text);
    let mut lines = text.split('\n').map(|l| l.strip_suffix('\r').unwrap_or(l));
    let header = lines.next().unwrap_or_default();
    if header != columns.join("\t") {
        let remedy = format!("write the header {}", columns.join(" ⇥ "));
        errors.push(fail(1, "has not the columns of this table".to_owned(), remedy));
        return Vec::new();
    }
    let mut out = Vec::new();
    for (line, text) in (2u32..).zip(lines) {
        if text.is_empty() {
            continue;
        }
        let cells: Vec<&str> = text.split('\t').collect();
        if cells.len() != columns.len() {
            let remedy = format!("a row has {} cells with tabs between", columns.len());
            errors.push(fail(line, format!("has {} cells", cells.len()), remedy));
            continue;
        }
        let row = Row { file: &source.file, file_index, line, columns, cells, errors: Default::default() };
        for (&column, cell) in columns.iter().zip(&row.cells) {
            if cell.split('|').any(|item| item.trim() != item) {
                row.wrong(column, format!("`{cell}` has space at an edge"), "remove it");
            }
            if cell.chars().any(char::is_control) {
                row.wrong(column, "has a control character", "remove it");
            }
            if cell.split('|').any(|item| item.len() > LONGEST_NAME) && column != "note" {
                row.wrong(column, "is too long", format!("an item has at most {LONGEST_NAME} bytes"));
            }
        }
        let value = read(&row);
        let wrong = row.errors.into_inner();
        if wrong.is_empty() {
            out.push(value);
        }
        errors.extend(wrong);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (usize, Vec<String>) {
        let mut errors = Vec::new();
        let source = Source { file: "t.tsv".to_owned(), text: text.to_owned() };
        let rows = read_rows(&source, 0, &["name", "country", "start", "end", "certainty", "as_of", "origin"], &mut errors, |row| {
            row.name("name");
            row.country("country");
            row.interval();
            row.fact();
        });
        (rows.len(), errors.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn codes_of_parties_and_of_places_differ_for_territories() {
        for (code, party, place) in [
            ("PRK", true, true),
            ("GRL", false, true),
            ("SUN", true, true),
            ("UNO", true, false),
            ("ABC", false, false),
            ("code", false, false),
        ] {
            assert_eq!((is_party_country(code), is_country_code(code)), (party, place), "{code}");
        }
    }

    #[test]
    fn errors_name_file_line_column_and_remedy() {
        let header = "name\tcountry\tstart\tend\tcertainty\tas_of\torigin\n";
        assert_eq!(read(&format!("{header}A\tRUS\t1999\tnow\tsure\t2025-01\thand\n")), (1, vec![]));
        let (rows, errors) = read(&format!("{header}A\tru\t2020-13\t2019\tsur\t2025-01\thand\nB\tRUS\n\tRUS\t2020\t2019\tsure\t2025\t\n"));
        assert_eq!(rows, 0);
        assert_eq!(errors[0], "t.tsv:2: column `country`: `ru` is no country code; write three capitals, as in ISO 3166-1 alpha-3");
        assert_eq!(errors[1], "t.tsv:2: column `start`: `2020-13` is no date; write YYYY, YYYY-MM or YYYY-MM-DD");
        assert!(errors.iter().any(|e| e == "t.tsv:3: has 2 cells; a row has 7 cells with tabs between"), "{errors:?}");
        assert!(errors.iter().any(|e| e.contains("t.tsv:4: column `end`: `2019` is before the start `2020`")), "{errors:?}");
        assert!(errors.iter().any(|e| e.contains("column `origin`: is empty")), "{errors:?}");
        assert!(read("nam\n").1[0].contains("write the header name ⇥ country"));
    }

    proptest::proptest! {
        #[test]
        fn any_text_gives_rows_or_errors(text in "(name\tcountry\tstart\tend\tcertainty\tas_of\torigin\n)?(\\PC|[\t\n|])*") {
            read(&text);
        }
    }
}
