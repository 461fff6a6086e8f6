//! Spots: places that a text describes by one that it names ("a hotel in Karachi", "Moscow's airport", "the outskirts of Goma"), and
//! those that it names again by what they are ("the country", "the capital", "the town").
//!
//! A spot is put where the named place is: what lies in a town is there, and of a spot "north of" it the direction is kept. What may lie
//! elsewhere is left open: an embassy or a base of a country, a border with another, a road between two towns.

use demarche_knowledge::{Country, CountryKind, Meaning, PeopleKind, Place};

use super::coref::is_name;
use super::place::{BEFORE, DIRECTIONS, is_small, located, strip};
use super::{Located, Resolution, Resolver};
use crate::codebook::Kind;

/// The method of a spot beside a named place.
pub(super) const DESCRIBED: &str = "spot";
/// The method of a place that is named again by what it is.
pub(super) const NAMED_AGAIN: &str = "place-before";

/// What stands between a spot and the place that it is in or at.
const IN: [&str; 12] =
    [" in ", " near ", " outside ", " inside ", " around ", " at ", " within ", " on ", " off ", " across ", " throughout ", " along "];
/// Words with which a description tells of more than one place, or of a way.
const ELSEWHERE: [&str; 10] = [" between ", " with ", " from ", " to ", " into ", " toward ", " towards ", " and ", " or ", " for "];
/// Parts of countries, divisions and towns, and what each has on its own soil: "Syria's coast".
const PARTS: [&str; 58] = [
    "area",
    "areas",
    "airspace",
    "bank",
    "bay",
    "border",
    "borderlands",
    "borders",
    "capital",
    "center",
    "centre",
    "city",
    "cities",
    "coast",
    "coastline",
    "countryside",
    "county",
    "desert",
    "district",
    "districts",
    "east",
    "edge",
    "frontier",
    "heart",
    "heartland",
    "highlands",
    "hinterland",
    "interior",
    "island",
    "islands",
    "mainland",
    "mountains",
    "north",
    "northeast",
    "northwest",
    "outskirts",
    "part",
    "parts",
    "port",
    "ports",
    "province",
    "provinces",
    "region",
    "regions",
    "shore",
    "shores",
    "soil",
    "south",
    "southeast",
    "southwest",
    "streets",
    "suburb",
    "suburbs",
    "territory",
    "town",
    "village",
    "waters",
    "west",
];
/// Seats of a state, and what only its own soil has: "Austria's parliament".
const SEATS: [&str; 6] = ["parliament", "assembly", "airport", "airports", "palace", "mine"];
/// What lies in the town that is named before it: "Karachi hotel", "Cairo's Abbasiya neighbourhood".
const IN_TOWN: [&str; 44] = [
    "airfield",
    "airport",
    "avenue",
    "bazaar",
    "boulevard",
    "bridge",
    "cafe",
    "cathedral",
    "cemetery",
    "church",
    "clinic",
    "courthouse",
    "docks",
    "downtown",
    "factory",
    "harbor",
    "harbour",
    "home",
    "homes",
    "hospital",
    "hospitals",
    "hotel",
    "hotels",
    "house",
    "jail",
    "mall",
    "market",
    "mosque",
    "neighborhood",
    "neighborhoods",
    "neighbourhood",
    "neighbourhoods",
    "nightclub",
    "prison",
    "quarter",
    "restaurant",
    "school",
    "square",
    "stadium",
    "station",
    "street",
    "synagogue",
    "theatre",
    "university",
];
/// Of these, those that are also names of what lies elsewhere ("Victoria station"), where no possessive says whose they are.
const OWN_NAMES: [&str; 9] = ["avenue", "boulevard", "bridge", "square", "stadium", "station", "street", "university", "house"];
/// Of the parts, those that a nationality before them tells the country of: "the Iranian port". A border has two sides.
const NOT_OF_NATION: [&str; 6] = ["border", "borders", "borderlands", "frontier", "area", "areas"];
/// Heads before "of" that say how far: "20 kilometres of Kyiv".
const LENGTHS: [&str; 6] = ["kilometers", "kilometres", "km", "miles", "mile", "meters"];
/// Heads before "of" that leave nothing out or little.
const WHOLES: [&str; 9] = ["rest", "whole", "all", "much", "most", "half", "corner", "corners", "side"];
/// Words for a country.
const COUNTRIES: [&str; 4] = ["country", "nation", "republic", "kingdom"];
/// Words for a town.
const TOWNS: [&str; 4] = ["city", "town", "village", "port"];
/// Words for a division.
const DIVISIONS: [&str; 3] = ["province", "state", "oblast"];
/// Countries of which a division is called a state; elsewhere "the state" is the government.
const OF_STATES: [&str; 13] = ["USA", "IND", "NGA", "AUS", "BRA", "MEX", "DEU", "MYS", "SDN", "SSD", "MMR", "VEN", "AUT"];
/// Words before "territory" and the like that put it outside.
const OUTSIDE: [&str; 8] = ["overseas", "colonial", "occupied", "held", "controlled", "administered", "claimed", "annexed"];
/// What such words stand behind where they name something again.
const AGAIN: [&str; 8] = ["the", "this", "that", "their", "its", "his", "her", "our"];
/// Sentences before that a town or division is looked for in.
const BACK: u32 = 2;

impl Resolver<'_> {
    /// Where a described spot is; none where its words name no place, or one that it may be far from.
    pub(super) fn spot(&self, n: usize) -> Option<Resolution> {
        let words = self.mention_words(n);
        let (place, lost_to) = self.at(words, self.mentions[n].found.span.start(), n).or_else(|| self.behind(n))?;
        Some(Resolution { place: Some(place), lost_to, ..Resolution::by(DESCRIBED) })
    }

    /// Where the words right behind a description put it: "a hotel" in "a hotel in the port city of Karachi".
    fn behind(&self, n: usize) -> Option<(Located, Option<String>)> {
        let end = self.mentions[n].found.span.end();
        if !self.mention_words(n).starts_with(char::is_lowercase) {
            return None;
        }
        let next = (n + 1..self.mentions.len()).find(|&i| self.mentions[i].found.span.start() > end)?;
        let between = self.between(end, self.mentions[next].found.span.start());
        let (at, link) = first_of(between, &IN)?;
        let is_plain = between[at + link.len()..].split_whitespace().all(|w| BEFORE.contains(&w));
        let found = self.places.of(next).filter(|found| at == 0 && is_plain && found.method.starts_with("name"))?;
        Some((Located { direction: None, ..found.place.clone()? }, None))
    }

    /// The place that words describe; they stand at a byte of the text, in the `n`th mention.
    fn at(&self, words: &str, start: usize, n: usize) -> Option<(Located, Option<String>)> {
        let part = |part: &str| start + (part.as_ptr() as usize - words.as_ptr() as usize);
        // "Benghazi, Libya"
        let head = words.split(", ").next().unwrap_or(words);
        if let Some(found) = self.whole(head, part(head), n) {
            return Some(found);
        }
        if let Some((at, link)) = first_of(words, &IN) {
            let (head, tail) = (&words[..at], &words[at + link.len()..]);
            // "Rafah in southern Gaza"
            return self.whole(head, start, n).or_else(|| self.described_by(head, start, n)).or_else(|| self.at(tail, part(tail), n));
        }
        self.described_by(words, start, n)
    }

    /// The place that words name by themselves, but for "northern" or "province".
    fn whole(&self, words: &str, start: usize, n: usize) -> Option<(Located, Option<String>)> {
        let name = strip(words);
        if name.is_empty() || !name.starts_with(char::is_uppercase) || is_small(words) {
            return None;
        }
        let end = start + (name.as_ptr() as usize - words.as_ptr() as usize) + name.len();
        let found = self.choose(self.place_candidates(name, &self.pack.named(name), end), n, DESCRIBED)?;
        Some((Located { direction: None, ..found.place? }, found.lost_to))
    }

    /// "Moscow's airport", "the outskirts of Goma", "Karachi hotel".
    fn described_by(&self, words: &str, start: usize, n: usize) -> Option<(Located, Option<String>)> {
        let words = match first_of(words, &[" with "]) {
            // "Myanmar's border with its neighbour" is Myanmar's
            Some((at, _)) if possessive(&words[..at]).is_some() && words[..at].ends_with("border") => &words[..at],
            _ => words,
        };
        if first_of(words, &ELSEWHERE).is_some() {
            return None;
        }
        if let Some((owner, thing)) = possessive(words) {
            return self.possessed(owner, thing, start, n);
        }
        if let Some((head, tail)) = words.rsplit_once(" of ") {
            let at = start + (tail.as_ptr() as usize - words.as_ptr() as usize);
            let tail = tail.strip_prefix("the ").unwrap_or(tail);
            let last = head.rsplit(' ').next()?.to_lowercase();
            let direction = DIRECTIONS.iter().find(|d| **d == last);
            let is_part = direction.is_some() || [&PARTS[..], &LENGTHS, &WHOLES].iter().any(|list| list.contains(&last.as_str()));
            if !is_part {
                return None;
            }
            let (place, lost_to) = self.whole(tail, at, n)?;
            if last == "capital" {
                return self.capital(self.the_country(&place)?).map(|place| (place, None));
            }
            // "the north of Mali" is in it, "villages north of Goma" is not
            let is_inside = words.starts_with("the ") && head.split(' ').count() == 2;
            let direction = direction.filter(|_| !is_inside).map(|d| (*d).to_owned());
            return Some((Located { direction, ..place }, lost_to));
        }
        self.modified(words, start, n)
    }

    /// What a place has: "Giza's Haram district", "Brazil's largest city".
    fn possessed(&self, owner: &str, thing: &str, start: usize, n: usize) -> Option<(Located, Option<String>)> {
        let last = thing.rsplit(' ').next()?.to_lowercase();
        let last = last.as_str();
        let (place, lost_to) = self.whole(owner, start, n)?;
        if last == "capital" {
            return self.capital(self.the_country(&place)?).map(|place| (place, None));
        }
        let is_town = place.geonames.is_some();
        let is_there = PARTS.contains(&last) || SEATS.contains(&last) || (is_town && IN_TOWN.contains(&last));
        is_there.then_some((place, lost_to))
    }

    /// A town or a nationality before what lies in it: "Brussels airport", "the Iranian port"; or the name behind what it is: "the Iranian
    /// capital Tehran".
    fn modified(&self, words: &str, start: usize, n: usize) -> Option<(Located, Option<String>)> {
        let name = ["capital ", "capital, ", "city ", "town ", "village "].iter().find_map(|kind| words.split(kind).nth(1));
        if let Some(name) = name.filter(|name| name.starts_with(char::is_uppercase)) {
            return self.whole(name, start + (name.as_ptr() as usize - words.as_ptr() as usize), n);
        }
        let (before, last) = words.rsplit_once(' ')?;
        if !last.starts_with(char::is_lowercase) {
            return None;
        }
        let bare = before.trim_start_matches("the ").trim_start_matches("The ").trim_start_matches("a ").trim_start_matches("an ");
        let offset = start + (bare.as_ptr() as usize - words.as_ptr() as usize);
        // the name, and perhaps words in small letters
        let name_end = bare.split(' ').take_while(|w| w.starts_with(char::is_uppercase)).map(|w| w.len() + 1).sum::<usize>();
        let name = bare.get(..name_end.saturating_sub(1)).filter(|name| !name.is_empty())?;
        if bare[name.len()..].contains(char::is_uppercase) {
            return None;
        }
        let senses = self.pack.named(name);
        let nation = self.only(senses.iter().filter_map(|s| match &s.meaning {
            Meaning::People(p) if p.kind == PeopleKind::Nation => p.country,
            _ => None,
        }));
        if let Some(country) = nation {
            let country = self.pack.country(country)?;
            return match last {
                "capital" => self.capital(country).map(|place| (place, None)),
                _ if NOT_OF_NATION.contains(&last) || bare.split([' ', '-']).any(|w| OUTSIDE.contains(&w)) => None,
                _ if PARTS.contains(&last) || last == "mine" => Some((whole_country(&country), None)),
                _ => None,
            };
        }
        let is_spot =
            (IN_TOWN.contains(&last) && !OWN_NAMES.contains(&last)) || matches!(last, "streets" | "outskirts" | "suburb" | "suburbs");
        let found = self.choose(self.place_candidates(name, &senses, offset + name.len()), n, DESCRIBED).filter(|_| is_spot)?;
        let place = found.place.filter(|place| place.geonames.is_some())?;
        Some((Located { direction: None, ..place }, found.lost_to))
    }

    /// The country that a place is.
    fn the_country(&self, place: &Located) -> Option<Country<'static>> {
        self.pack.country(&place.country).filter(|c| place.geonames.is_none() && place.admin1.is_empty() && c.name == place.name)
    }

    fn capital(&self, country: Country<'static>) -> Option<Located> {
        let town: Place<'static> = self.pack.place(country.capital_id?)?;
        Some(located(town.name, town.country, town.admin1, town.lat, town.lon, Some(town.id)))
    }

    /// A place that the text has named before, by what it is: "the country", "the country's north", "the capital", "the town".
    pub(super) fn named_again(&self, n: usize) -> Option<Resolution> {
        let lower = self.mention_words(n).to_lowercase().replace('’', "'");
        let words = lower.as_str();
        if let Some(again) = country_again(words) {
            let of = self.country_meant(n)?;
            let (place, method) = match again {
                Again::Country => (whole_country(&of), NAMED_AGAIN),
                Again::Part => (whole_country(&of), DESCRIBED),
                Again::Capital => (self.capital(of)?, NAMED_AGAIN),
                Again::CapitalPart => (self.capital(of)?, DESCRIBED),
            };
            return Some(Resolution { place: Some(place), ..Resolution::by(method) });
        }
        // "the town of Houla"
        if self.page.text[self.mentions[n].found.span.end()..].starts_with(" of ") {
            return None;
        }
        let (article, noun) = words.split_once(' ')?;
        if !AGAIN.contains(&article) {
            return None;
        }
        let is_town = TOWNS.contains(&noun);
        if !is_town && !DIVISIONS.contains(&noun) {
            return None;
        }
        let first = self.before(n, |place| match is_town {
            true => place.geonames.is_some(),
            false => {
                let is_division = place.geonames.is_none() && !place.admin1.is_empty();
                is_division && (noun != "state" || OF_STATES.contains(&place.country.as_str()))
            }
        })?;
        let place = self.places.of(first)?.place.clone();
        Some(Resolution { place, coref: u32::try_from(first).ok(), ..Resolution::by(NAMED_AGAIN) })
    }

    /// The one place of a kind that the words before a mention, in its sentence and the last ones, name: the latest mention of it that is its name. None
    /// where they name several, or one that is not known.
    fn before(&self, n: usize, is_such: impl Fn(&Located) -> bool) -> Option<usize> {
        let sentence = self.mentions[n].sentence;
        let named = || (0..n).rev().take_while(|&i| self.mentions[i].sentence + BACK >= sentence);
        let is_open =
            |i: usize| self.mentions[i].found.kind == Kind::Place && self.places.of(i).is_none() && is_name(self.mention_words(i));
        if named().any(is_open) {
            return None;
        }
        let mut such = named().filter(|&i| {
            let found = self.places.of(i).filter(|r| r.method.starts_with("name") && !self.is_dateline(i));
            found.and_then(|r| r.place.as_ref()).is_some_and(&is_such)
        });
        let last = such.next()?;
        let is_same = |i: usize| {
            let (a, b) = (self.places.of(i), self.places.of(last));
            let key = |r: Option<&Resolution>| r.and_then(|r| r.place.as_ref()).map(|p| (p.name.clone(), p.geonames));
            key(a) == key(b)
        };
        such.all(is_same).then_some(last)
    }

    /// The country that "the country" means: the one that its sentence names before it, or else the sentence before, if that names one only and the text's
    /// setting says no other; else that of the setting.
    fn country_meant(&self, n: usize) -> Option<Country<'static>> {
        let sentence = self.mentions[n].sentence;
        let set = self.setting.at(sentence).map(|(country, _)| country);
        let near = [sentence, sentence.saturating_sub(1)].into_iter().find_map(|at| {
            let mut named: Vec<&'static str> =
                (0..n).filter(|&i| self.mentions[i].sentence == at).filter_map(|i| self.country_named(i)).collect();
            named.sort_unstable();
            named.dedup();
            (!named.is_empty()).then_some(named)
        });
        let country = match (near.as_deref(), set) {
            (Some([one]), Some(set)) if *one == set => set,
            (Some([_]), Some(_)) => return None,
            (Some([one]), None) => one,
            (_, set) => set?,
        };
        self.pack.country(country).filter(|c| c.kind != CountryKind::Former)
    }

    /// The country that a mention names or is in.
    fn country_named(&self, n: usize) -> Option<&'static str> {
        match self.mentions[n].found.kind {
            Kind::Place => Some(self.pack.country(&self.places.of(n)?.place.as_ref()?.country)?.party),
            Kind::Group | Kind::Organization | Kind::Person | Kind::Office | Kind::Other => self.nation_in(n),
            _ => None,
        }
    }
}

/// What is named again of a country.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Again {
    /// "the country".
    Country,
    /// "the country's north".
    Part,
    /// "the capital".
    Capital,
    /// "the capital's main square".
    CapitalPart,
}

/// What of a country words name again.
fn country_again(words: &str) -> Option<Again> {
    let is_country = |words: &str| {
        let (article, noun) = words.split_once(' ').unwrap_or(("", words));
        let noun = noun.strip_prefix("whole ").or_else(|| noun.strip_prefix("entire ")).unwrap_or(noun);
        AGAIN.contains(&article) && COUNTRIES.contains(&noun)
    };
    if is_country(words) {
        return Some(Again::Country);
    }
    let is_capital = |words: &str| matches!(words, "the capital" | "the capital city" | "their capital" | "its capital");
    if is_capital(words) {
        return Some(Again::Capital);
    }
    let (part, owner) = match (possessive(words), words.rsplit_once(" of ")) {
        (Some((owner, thing)), _) => (thing, owner),
        (None, Some((part, owner))) => (part, owner),
        _ => return None,
    };
    let last = part.rsplit(' ').next()?;
    let is_plain = first_of(part, &ELSEWHERE).is_none() && first_of(part, &IN).is_none();
    let is_part = PARTS.contains(&last) || SEATS.contains(&last) || WHOLES.contains(&last);
    match () {
        () if !is_plain => None,
        () if is_country(owner) && last == "capital" => Some(Again::Capital),
        () if is_country(owner) && is_part => Some(Again::Part),
        () if is_capital(owner) && (is_part || IN_TOWN.contains(&last)) => Some(Again::CapitalPart),
        () => None,
    }
}

fn whole_country(country: &Country<'static>) -> Located {
    located(country.name, country.code, "", country.lat, country.lon, None)
}

/// Owner and thing of a possessive, the first in the words.
fn possessive(words: &str) -> Option<(&str, &str)> {
    ["'s ", "’s ", "s' ", "s’ "].iter().filter_map(|mark| Some((words.find(mark)?, mark))).min_by_key(|(at, _)| *at).map(|(at, mark)| {
        // of "Paris' streets" the s is the owner's
        let owner = at + usize::from(mark.starts_with('s'));
        (&words[..owner], &words[at + mark.len()..])
    })
}

/// The first of some words in a text, with its position.
fn first_of<'l>(words: &str, list: &[&'l str]) -> Option<(usize, &'l str)> {
    list.iter().filter_map(|link| Some((words.find(link)?, *link))).min_by_key(|(at, _)| *at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn possessives_are_cut() {
        assert_eq!(possessive("Moscow's airport"), Some(("Moscow", "airport")));
        assert_eq!(possessive("Paris’ iconic boulevard"), Some(("Paris", "iconic boulevard")));
        assert_eq!(possessive("the outskirts of Goma"), None);
    }

    #[test]
    fn countries_are_named_again() {
        use Again::{Capital, CapitalPart, Country, Part};
        for words in ["the country", "this country", "the entire country"] {
            assert_eq!(country_again(words), Some(Country), "{words}");
        }
        for words in ["the country's north", "the rest of the country", "other parts of the country"] {
            assert_eq!(country_again(words), Some(Part), "{words}");
        }
        for words in ["the capital's main square", "all parts of the capital"] {
            assert_eq!(country_again(words), Some(CapitalPart), "{words}");
        }
        for words in ["the capital", "the country's capital", "the capital of the country"] {
            assert_eq!(country_again(words), Some(Capital), "{words}");
        }
        for words in [
            "another country",
            "countries",
            "the country's embassy",
            "a nearby country",
            "the border with the country",
            "the president of the country",
        ] {
            assert_eq!(country_again(words), None, "{words}");
        }
    }
}
