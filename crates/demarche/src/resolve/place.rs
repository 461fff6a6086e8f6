//! Places: from a name to a point on the map.
//!
//! Namesakes are told apart by what the text says: the larger unit that follows the name ("Paris, Texas"), the countries it
//! names, and size. A small place that nothing speaks for is refused.

use demarche_knowledge::{CountryKind, Meaning, Sense};

use super::{Located, Resolution, Resolver};

/// A small place that nothing in the text speaks for is more likely a namesake of something unknown.
const KNOWN_BY_ITSELF: u32 = 100_000;

/// A division that may be meant by a name that a country bears too.
const LARGE: u32 = 3_000_000;

/// Longest name of a larger unit, in bytes.
const LONGEST_UNIT: usize = 60;

/// So near, in degrees of latitude, is a part of a town.
const NEAR: f64 = 0.35;

/// Words before a name that say where from it a place lies.
pub(super) const DIRECTIONS: [&str; 8] = ["north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest"];
/// Words that may stand before or after a place's own name inside a mention.
pub(super) const BEFORE: [&str; 30] = [
    "the",
    "northern",
    "southern",
    "eastern",
    "western",
    "central",
    "northeastern",
    "northwestern",
    "southeastern",
    "southwestern",
    "north",
    "south",
    "east",
    "west",
    "downtown",
    "greater",
    "upper",
    "lower",
    "city",
    "town",
    "village",
    "province",
    "region",
    "state",
    "port",
    "capital",
    "district",
    "of",
    "coastal",
    "rural",
];
const AFTER: [&str; 23] = [
    "province",
    "provinces",
    "regions",
    "states",
    "region",
    "oblast",
    "state",
    "governorate",
    "prefecture",
    "district",
    "county",
    "department",
    "city",
    "town",
    "village",
    "krai",
    "republic",
    "area",
    "territory",
    "municipality",
    "suburb",
    "peninsula",
    "countryside",
];

/// A reading of a name, with what speaks for it.
pub(super) struct Candidate {
    place: Located,
    weight: f64,
    is_supported: bool,
    population: u32,
}

impl Resolver<'_> {
    /// The place that a mention's words name.
    pub(super) fn place(&self, n: usize) -> Option<Resolution> {
        let words = self.mention_words(n);
        let span = self.mentions[n].found.span;
        let candidates = self.place_candidates(words, self.senses(words), span.end());
        if !candidates.is_empty() {
            return self.choose(candidates, n, "name");
        }
        // "Etobicoke, Ont.": the point is the name's
        if self.page.text[span.end()..].starts_with('.') {
            let divisions: Vec<Sense<'static>> =
                self.pack.named(&format!("{words}.")).into_iter().filter(|s| matches!(s.meaning, Meaning::Division(_))).collect();
            if !divisions.is_empty() {
                return self.choose(self.place_candidates(words, &divisions, span.end()), n, "name");
            }
        }
        let name = strip(words);
        if is_small(words) || name.is_empty() || name == words {
            return None;
        }
        let candidates = self.place_candidates(name, &self.pack.named(name), span.end());
        self.choose(candidates, n, "name-part")
    }

    pub(super) fn choose(&self, mut candidates: Vec<Candidate>, n: usize, method: &str) -> Option<Resolution> {
        candidates.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        let mut candidates = candidates.into_iter();
        let best = candidates.next()?;
        if !best.is_supported && best.population < KNOWN_BY_ITSELF {
            return None;
        }
        let far = |c: &Candidate| is_far(&c.place, &best.place);
        let lost_to = candidates.find(far).map(|c| format!("{}, {}", c.place.name, c.place.country));
        let mut place = best.place;
        place.direction = self.direction(self.mentions[n].found.span.start());
        Some(Resolution { place: Some(place), lost_to, ..Resolution::by(method) })
    }

    pub(super) fn place_candidates(&self, name: &str, senses: &[Sense<'static>], end: usize) -> Vec<Candidate> {
        // a name in small letters is a word ("reading", "nice")
        if !name.chars().next().is_some_and(|c| c.is_uppercase() || !c.is_lowercase()) {
            return Vec::new();
        }
        let larger: Vec<Sense<'static>> = self.larger_unit(end).map(|name| self.pack.named(&name)).unwrap_or_default();
        let around = self.town_around(end);
        let mut out: Vec<Candidate> = Vec::new();
        for sense in senses {
            let candidate = match &sense.meaning {
                Meaning::Country(c) if c.kind != CountryKind::Former => {
                    let place = Located { admin1: String::new(), ..located(c.name, c.code, "", c.lat, c.lon, None) };
                    let own = self.context.count(c.party) as f64;
                    Candidate { place, weight: 9.0 + own.min(2.0), is_supported: true, population: u32::MAX }
                }
                Meaning::Division(d) => {
                    let place = located(d.name, d.country, d.admin1, d.lat, d.lon, None);
                    let (mut bonus, is_supported) = self.support(d.country, d.id, &larger);
                    // "Georgia" in a text on the United States that names nothing of the other
                    let rival = senses.iter().any(|s| matches!(&s.meaning, Meaning::Country(c) if !self.context.names(c.party)));
                    if rival && self.context.names(d.country) && d.population > LARGE {
                        bonus += 6.0;
                    }
                    // "the North" is hardly ever a province of that name
                    let population = if is_direction(name) { 0 } else { d.population };
                    Candidate { place, weight: size(d.population) - 0.7 + bonus, is_supported, population }
                }
                Meaning::Place(p) => {
                    let place = located(p.name, p.country, p.admin1, p.lat, p.lon, Some(p.id));
                    let (mut bonus, mut is_supported) = self.support(p.country, p.division, &larger);
                    let holds = |s: &Sense<'_>| match &s.meaning {
                        Meaning::Place(town) => {
                            let (north, east) = ((town.lat - p.lat).abs(), (town.lon - p.lon).abs());
                            town.population > p.population && north < NEAR && east < NEAR * 1.5
                        }
                        _ => false,
                    };
                    if around.iter().any(holds) {
                        bonus += 9.0;
                        is_supported = true;
                    }
                    if self.pack.capital_of(p.id).is_some() {
                        bonus += 2.0;
                    }
                    Candidate { place, weight: size(p.population) + bonus, is_supported, population: p.population }
                }
                Meaning::Region(r) => {
                    let place = located(r.name, r.country.unwrap_or_default(), "", r.lat, r.lon, None);
                    Candidate { place, weight: 6.5, is_supported: true, population: 0 }
                }
                _ => continue,
            };
            out.push(candidate);
        }
        out
    }

    /// The town that the words right behind a name say it is part of: "Edmonton, north London", "Edmonton in London". In a list
    /// ("Edmonton, London and Berlin") nothing is part of anything.
    fn town_around(&self, end: usize) -> Vec<Sense<'static>> {
        let rest = self.page.text.get(end..).unwrap_or_default();
        let Some(behind) = rest.strip_prefix(", ").or_else(|| rest.strip_prefix(" in ")) else { return Vec::new() };
        let behind = behind.strip_prefix("in ").unwrap_or(behind);
        let (first, after) = behind.split_once(' ').unwrap_or((behind, ""));
        let is_part = DIRECTIONS.iter().chain(&BEFORE).any(|w| *w == first.replace('-', ""));
        let name = if is_part { after } else { behind };
        let bound = name.floor_char_boundary(LONGEST_UNIT);
        let clause = name[..bound].split([',', '.', ';', ')', '\n']).next().unwrap_or_default();
        let words: Vec<&str> = clause.split(' ').take_while(|w| w.starts_with(char::is_uppercase)).take(4).collect();
        let name = words.join(" ");
        let goes_on = behind[first.len() * usize::from(is_part)..].trim_start().get(name.len()..).unwrap_or_default();
        let is_list = !is_part
            && rest.starts_with(',')
            && (goes_on.starts_with(" and ")
                || goes_on.starts_with(" or ")
                || goes_on.trim_start_matches([',', ' ']).starts_with(char::is_uppercase));
        if name.is_empty() || is_list { Vec::new() } else { self.pack.named(&name) }
    }

    /// What in the text speaks for a place in this country and division.
    fn support(&self, country: &str, division: &str, larger: &[Sense<'static>]) -> (f64, bool) {
        let party = self.pack.country(country).map_or(country, |c| c.party);
        let mut bonus = 0.0;
        let mut is_supported = false;
        let names_it = larger.iter().any(|s| match &s.meaning {
            Meaning::Country(c) => c.code == country || c.party == country,
            Meaning::Division(d) => d.is_within(division),
            _ => false,
        });
        if names_it {
            bonus += 9.0;
            is_supported = true;
        }
        if self.context.names(party) {
            bonus += 2.0 + (self.context.count(party).min(10) as f64) * 0.07;
            is_supported = true;
        }
        if self.context.names_division(division) {
            bonus += 2.5;
            is_supported = true;
        }
        if self.context.is_foreign(party) {
            bonus -= 1.5;
        }
        (bonus, is_supported)
    }

    /// The capitalised words after a comma: "Paris, Texas".
    fn larger_unit(&self, end: usize) -> Option<String> {
        let rest = self.page.text.get(end..)?.strip_prefix(", ").or_else(|| self.page.text.get(end..)?.strip_prefix(" in "))?;
        let bound = rest.floor_char_boundary(LONGEST_UNIT);
        let rest = &rest[..bound];
        let words: Vec<&str> = rest.split([',', '.', ';', ')', '\n']).next()?.split(' ').take(4).collect();
        let named = words.iter().take_while(|w| w.chars().next().is_some_and(char::is_uppercase)).count();
        (1..=named).rev().map(|k| words[..k].join(" ")).find(|name| {
            let is_unit = |s: &demarche_knowledge::Sense<'_>| matches!(s.meaning, Meaning::Country(_) | Meaning::Division(_));
            self.pack.named(name).iter().any(is_unit)
        })
    }

    /// "west of Damascus".
    fn direction(&self, start: usize) -> Option<String> {
        let from = self.page.text.ceil_char_boundary(start.saturating_sub(24));
        let mut before = self.page.text[from..start].split_whitespace().rev();
        let is_of = before.next()? == "of";
        let word = before.next()?.to_lowercase();
        (is_of && DIRECTIONS.contains(&word.as_str())).then_some(word)
    }
}

pub(super) fn located(name: &str, country: &str, admin1: &str, lat: f64, lon: f64, geonames: Option<u32>) -> Located {
    Located { name: name.to_owned(), country: country.to_owned(), admin1: admin1.to_owned(), lat, lon, geonames, direction: None }
}

/// About the decimal logarithm of the population, the same on every machine.
fn size(population: u32) -> f64 {
    let bits = population.max(1).ilog2();
    // between two powers of two a straight line
    let part = f64::from(population.max(1)) / f64::from(1_u32 << bits) - 1.0;
    (f64::from(bits) + part) * std::f64::consts::LOG10_2
}

/// A place's own name inside a mention: "the eastern city of Goma" → "Goma", "Kursk region" → "Kursk".
pub(super) fn strip(words: &str) -> &str {
    let mut rest = words.trim();
    while let Some((first, tail)) = rest.split_once(' ') {
        if !BEFORE.iter().any(|w| first.eq_ignore_ascii_case(w)) {
            break;
        }
        rest = tail.trim_start();
    }
    while let Some((head, last)) = rest.rsplit_once(' ') {
        if !AFTER.iter().any(|w| last.eq_ignore_ascii_case(w)) {
            break;
        }
        rest = head.trim_end();
    }
    rest
}

/// True for a county or district: of most the tables know none, and a town of that name may be anywhere.
pub(super) fn is_small(words: &str) -> bool {
    ["county", "district", "municipality", "department"].iter().any(|unit| words.to_lowercase().ends_with(unit))
}

/// True for a name that is no more than a direction.
fn is_direction(name: &str) -> bool {
    let name = name.strip_prefix("the ").or_else(|| name.strip_prefix("The ")).unwrap_or(name).to_lowercase();
    DIRECTIONS.contains(&name.as_str()) || BEFORE.contains(&name.as_str())
}

/// True for two points more than about a hundred kilometres apart.
fn is_far(a: &Located, b: &Located) -> bool {
    (a.lat - b.lat).abs() > 1.0 || (a.lon - b.lon).abs() > 1.5
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_places_own_name_is_left() {
        assert_eq!(strip("the eastern city of Goma"), "Goma");
        assert_eq!(strip("Kursk region"), "Kursk");
        assert_eq!(strip("Gaza City"), "Gaza");
        assert_eq!(strip("Paris"), "Paris");
    }
}
