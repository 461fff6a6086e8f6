//! Divisions of a gazetteer's places: those of the first level by name from the pack that is built in, those of the second by what files say.

use std::collections::{BTreeMap, BTreeSet};

use super::Second;
use crate::city::{City, Largest};
use crate::fold::{LONGEST_NAME, fold, slug};
use crate::pack::Pack;
use crate::rebuild::{degrees, mean};

pub(super) struct Divisions<'a, 'k> {
    known: &'a Pack<'k>,
    /// Names of first-level divisions by GeoNames' codes (`RU.43`).
    first: &'a BTreeMap<String, String>,
    second: &'a BTreeMap<String, String>,
    largest: &'a Largest,
    /// Of each id what is known of it.
    found: BTreeMap<String, Found>,
}

#[derive(Default)]
struct Found {
    country: String,
    name: String,
    points: Vec<(f64, f64)>,
    population: u64,
}

impl<'a, 'k> Divisions<'a, 'k> {
    pub fn new(
        known: &'a Pack<'k>,
        first: &'a BTreeMap<String, String>,
        second: &'a BTreeMap<String, String>,
        largest: &'a Largest,
    ) -> Self {
        Self { known, first, second, largest, found: BTreeMap::new() }
    }

    /// Takes a place into the divisions it lies in.
    pub fn add(&mut self, country: &str, city: &City, second: Option<&Second>) {
        if city.division.is_empty() || city.division == "00" {
            return;
        }
        let id = format!("{country}.{}", city.division);
        let known = self.known.division(&id).map(|d| d.name.to_owned());
        let code = format!("{}.{}", city.country, city.division);
        let Some(name) = known.or_else(|| self.first.get(&code).cloned()) else { return };
        self.put(id.clone(), country, name, city);
        let second = match second {
            Some(Second::Code(own)) => self.second.get(&format!("{code}.{own}")).map(|name| (own.clone(), name.clone())),
            Some(Second::Name(name)) => Some((slug(name), name.clone())),
            None => None,
        };
        if let Some((own, name)) = second.filter(|(own, _)| !own.is_empty() && !own.contains('.')) {
            self.put(format!("{id}.{own}"), country, name, city);
        }
    }

    fn put(&mut self, id: String, country: &str, name: String, city: &City) {
        let found = self.found.entry(id).or_insert_with(|| Found { country: country.to_owned(), name, ..Found::default() });
        found.points.push((city.lat, city.lon));
        found.population += city.population;
    }

    /// Rows of the table, and how many there are of each level. A second-level division that is called like a place, a
    /// country or a larger division is left out: the bare name means those.
    pub fn rows(&self, as_of: &str) -> (String, [usize; 2]) {
        let (mut out, mut counts) = (String::new(), [0, 0]);
        let above: BTreeSet<String> = self.found.iter().filter(|(id, _)| !is_second(id)).map(|(_, d)| fold(&d.name)).collect();
        for (id, found) in &self.found {
            let (lat, lon) = mean(&found.points);
            let known = self.known.division(id);
            if found.name.len() > LONGEST_NAME || fold(&found.name).is_empty() {
                continue;
            }
            let key = fold(&found.name);
            if is_second(id) && (self.largest.knows(&key) || above.contains(&key) || super::is_taken(self.known, &found.name)) {
                continue;
            }
            let (lat, lon) = known.map_or((lat, lon), |d| (d.lat, d.lon));
            let origin = known.map_or("places of the division", |d| d.origin.origin);
            let population = known.map_or(found.population, |d| u64::from(d.population)).min(u64::from(u32::MAX));
            counts[usize::from(is_second(id))] += 1;
            let cells = [id, &found.country, &found.name, "", &degrees(lat), &degrees(lon), &population.to_string(), as_of, origin];
            out.push_str(&cells.join("\t"));
            out.push('\n');
        }
        (out, counts)
    }
}

fn is_second(id: &str) -> bool {
    id.matches('.').count() > 1
}
