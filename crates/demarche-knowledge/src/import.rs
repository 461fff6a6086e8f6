//! Importers: other programs' dictionaries and dumps as source tables, for packs made at run time.
//!
//! Every importer takes any bytes, never fails and never panics: what it cannot use is left out and told with its line. The tables it
//! gives always compile.

mod dictionary;
mod geonames;
mod graph;
mod sheet;
mod wikidata;

use crate::pack::Pack;
use crate::table::Source;
use crate::tables;
use sheet::{Sheet, settle};

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One of the tables of `knowledge/README.md`, told by its header.
    Table,
    /// Actors or agents of PETRARCH and TABARI.
    Dictionary,
    /// CSV as the Wikidata query service gives it: a row an office with its holder.
    WikidataCsv,
    /// FollowTheMoney entities, one JSON object a line.
    FollowTheMoney,
    /// Popolo JSON.
    Popolo,
    /// Rows of a GeoNames dump.
    GeoNames,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Table, Self::Dictionary, Self::WikidataCsv, Self::FollowTheMoney, Self::Popolo, Self::GeoNames];

    /// As people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Table => "demarche table",
            Self::Dictionary => "PETRARCH or TABARI dictionary",
            Self::WikidataCsv => "Wikidata CSV",
            Self::FollowTheMoney => "FollowTheMoney",
            Self::Popolo => "Popolo",
            Self::GeoNames => "GeoNames dump",
        }
    }

    /// What a file is, by its first line with something on it; none where nothing fits.
    #[must_use]
    pub fn guess(bytes: &[u8]) -> Option<Self> {
        let head = String::from_utf8_lossy(&bytes[..bytes.len().min(20_000)]);
        let head = head.trim_start_matches('\u{feff}').trim_start();
        let first = head.lines().next()?;
        let cells = first.split('\t').count();
        if table_of(first).is_some() {
            Some(Self::Table)
        } else if cells == 19 && first.split('\t').next().is_some_and(|id| id.parse::<u32>().is_ok()) {
            Some(Self::GeoNames)
        } else if first.starts_with('{') && first.contains("\"schema\"") {
            Some(Self::FollowTheMoney)
        } else if head.starts_with('{') && ["\"persons\"", "\"memberships\"", "\"organizations\""].iter().any(|key| head.contains(key)) {
            Some(Self::Popolo)
        } else if wikidata::is_header(first) {
            Some(Self::WikidataCsv)
        } else if head.lines().any(|l| l.contains('[') && l.contains(']')) {
            Some(Self::Dictionary)
        } else {
            None
        }
    }
}

/// What an importer needs beside the file.
#[derive(Debug, Clone, Copy, Default)]
pub struct ImportOptions<'a> {
    /// Name of the file: the rows' origin.
    pub file: &'a str,
    /// Until when the file knows (`YYYY-MM`); empty where that is not known.
    pub as_of: &'a str,
    /// Country, as alpha-3, of rows that name none.
    pub country: Option<&'a str>,
    /// What is known already: tells countries by name and alpha-2 code.
    pub known: Option<&'a Pack<'a>>,
}

impl ImportOptions<'_> {
    /// The code of a row's country, that of the options where the row names none. Without a pack names and alpha-2 codes tell nothing, and the
    /// options' country stands for them.
    fn country_of(&self, given: &str) -> Option<String> {
        let is_silent = given.trim().is_empty() || self.known.is_none();
        self.code(given).or_else(|| self.country.filter(|_| is_silent).map(str::to_owned))
    }

    /// The alpha-3 code of a country given by code or name.
    fn code(&self, country: &str) -> Option<String> {
        let country = country.trim();
        let is_code = |n: usize| country.len() == n && country.bytes().all(|b| b.is_ascii_alphabetic());
        let upper = country.to_ascii_uppercase();
        if is_code(3) && self.known.is_none_or(|pack| pack.country(&upper).is_some() || tables::STATELESS.split(' ').any(|c| c == upper)) {
            return Some(upper);
        }
        let pack = self.known?;
        if is_code(2) {
            return pack.countries().filter(|c| c.alpha2 == upper).last().map(|c| c.code.to_owned());
        }
        let named = pack.named(country);
        named.iter().filter_map(|s| if let crate::Meaning::Country(c) = s.meaning { Some(c.code.to_owned()) } else { None }).next_back()
    }
}

/// Something in the file that was left out or read with doubt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportWarning {
    /// Line of the file, from 1; entities of JSON that is no line have the number of the entity.
    pub line: u32,
    /// What is wrong, and what was done.
    pub problem: String,
}

impl std::fmt::Display for ImportWarning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.problem)
    }
}

/// Tables made of a file.
#[derive(Debug, Clone, Default)]
pub struct Imported {
    /// Tables that [`compile`](crate::compile) takes.
    pub tables: Vec<Source>,
    /// Rows in them.
    pub rows: usize,
    /// What was left out, in order of line.
    pub warnings: Vec<ImportWarning>,
}

/// Makes source tables of a file's bytes.
#[must_use]
pub fn import(format: Format, bytes: &[u8], options: &ImportOptions<'_>) -> Imported {
    let mut import = Import::default();
    import.read(format, bytes, options);
    let (tables, mut reports) = import.finish();
    let Report { rows, warnings } = reports.pop().unwrap_or_default();
    Imported { tables, rows, warnings }
}

/// Several files on their way into the tables of one pack.
#[derive(Debug, Clone, Default)]
pub struct Import {
    sheets: Vec<Vec<Sheet>>,
    warnings: Vec<Vec<ImportWarning>>,
}

/// What came of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Rows of tables that it gave.
    pub rows: usize,
    /// What was left out, in order of line.
    pub warnings: Vec<ImportWarning>,
}

impl Import {
    /// Reads a further file.
    pub fn read(&mut self, format: Format, bytes: &[u8], options: &ImportOptions<'_>) {
        let text = String::from_utf8_lossy(bytes);
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let mut warnings = Vec::new();
        if let Err(error) = std::str::from_utf8(bytes) {
            let line = bytes[..error.valid_up_to()].iter().filter(|b| **b == b'\n').count();
            warnings.push(ImportWarning { line: number(line + 1), problem: "has bytes that are no UTF-8; they were replaced".to_owned() });
        }
        self.sheets.push(match format {
            Format::Table => own(text, &mut warnings),
            Format::Dictionary => dictionary::read(text, options, &mut warnings),
            Format::WikidataCsv => wikidata::read(text, options, &mut warnings),
            Format::FollowTheMoney => graph::follow_the_money(text, options, &mut warnings),
            Format::Popolo => graph::popolo(text, options, &mut warnings),
            Format::GeoNames => geonames::read(text, options, &mut warnings),
        });
        self.warnings.push(warnings);
    }

    /// The tables of all files, which always compile, and a report on each file. Of two rows with one key the first is kept.
    #[must_use]
    pub fn finish(mut self) -> (Vec<Source>, Vec<Report>) {
        let (tables, rows) = settle(self.sheets, &mut self.warnings);
        let report = |(rows, mut warnings): (usize, Vec<ImportWarning>)| {
            warnings.sort_by_key(|w| w.line);
            Report { rows, warnings }
        };
        (tables, rows.into_iter().zip(self.warnings).map(report).collect())
    }
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The table that has a header.
fn table_of(header: &str) -> Option<(&'static str, &'static [&'static str])> {
    tables::ALL.iter().find(|(_, columns)| header.trim_end() == columns.join("\t")).copied()
}

/// A table of our own.
fn own(text: &str, warnings: &mut Vec<ImportWarning>) -> Vec<Sheet> {
    let mut lines = text.lines();
    let Some((file, columns)) = lines.next().and_then(table_of) else {
        warnings.push(ImportWarning { line: 1, problem: "is the header of no table; nothing was read".to_owned() });
        return Vec::new();
    };
    let mut sheet = Sheet::new(file, columns);
    for (line, text) in (2u32..).zip(lines).filter(|(_, text)| !text.is_empty()) {
        sheet.push_line(line, text);
    }
    vec![sheet]
}
