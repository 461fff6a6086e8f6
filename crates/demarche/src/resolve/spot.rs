//! Spots: places that a text describes by one that it names ("a hotel in Karachi", "Moscow's airport", "the outskirts of Goma"), and
//! those that it names again by what they are ("the country", "the capital", "the town").
//!
//! A spot is put where the named place is: what lies in a town is there, and of a spot "north of" it the direction is kept. What may lie
//! elsewhere is left open: an embassy or a base of a country, a border, a road between two towns, waters that several claim.

use demarche_knowledge::{Country, CountryKind, Meaning, PeopleKind, Place, Sense};

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
/// Parts of countries, divisions and towns: "Syria's coast". A border has two sides, and several claim some waters.
const PARTS: [&str; 43] = [
    "area",
    "areas",
    "airspace",
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
    "heart",
    "heartland",
    "highlands",
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
    "soil",
    "south",
    "southeast",
    "southwest",
    "territory",
    "town",
    "village",
    "west",
];
/// Parts of towns.
const PARTS_OF_TOWNS: [&str; 11] =
    ["center", "centre", "district", "districts", "heart", "outskirts", "streets", "suburb", "suburbs", "north", "south"];
/// Seats of a state: "Austria's parliament".
const SEATS: [&str; 3] = ["parliament", "assembly", "palace"];
/// What lies in the town that is named before it: "Karachi hotel", "Cairo's Abbasiya neighbourhood".
const IN_TOWN: [&str; 32] = [
    "airfield",
    "airport",
    "avenue",
    "bazaar",
    "boulevard",
    "bridge",
    "cafe",
    "cemetery",
    "clinic",
    "courthouse",
    "docks",
    "harbor",
    "harbour",
    "hospital",
    "hospitals",
    "hotel",
    "hotels",
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
    "square",
    "stadium",
    "station",
    "synagogue",
];
/// Of these, those that are also names of what lies elsewhere ("Victoria station"), where no possessive says whose they are.
const OWN_NAMES: [&str; 7] = ["avenue", "boulevard", "bridge", "square", "stadium", "station", "quarter"];
/// What is where the words behind it say, beside what lies in towns: "their home in Kano".
const HOMES: [&str; 8] = ["home", "homes", "house", "houses", "school", "church", "university", "restaurant"];
/// Of the parts, those of which a nationality before them does not tell the country: "the French island".
const NOT_OF_NATION: [&str; 7] = ["area", "areas", "island", "islands", "territory", "part", "parts"];
/// Divisions that have names of their own: "Russia's Belgorod region".
const NAMED: [&str; 7] = ["area", "county", "district", "island", "province", "region", "state"];
/// Heads before "of" that leave nothing out or little.
const WHOLES: [&str; 5] = ["rest", "whole", "all", "much", "most"];
/// Words that put a part, or a capital, outside of what has it.
const OUTSIDE: [&str; 14] = [
    "overseas",
    "colonial",
    "occupied",
    "held",
    "controlled",
    "administered",
    "claimed",
    "annexed",
    "former",
    "breakaway",
    "rebel",
    "rival",
    "disputed",
    "separatist",
];
/// Names that begin so are of saints and hotels as often as of towns.
const SAINTS: [&str; 9] = ["St", "St.", "Saint", "San", "Santa", "Santo", "Sao", "La", "El"];
/// What may stand between a town and what lies in it.
const BETWEEN: [&str; 5] = ["international", "central", "main", "military", "luxury"];
/// Words for a country.
const COUNTRIES: [&str; 2] = ["country", "nation"];
/// Words for a town.
const TOWNS: [&str; 2] = ["city", "town"];
/// Words for a division.
const DIVISIONS: [&str; 3] = ["province", "state", "oblast"];
/// Countries of which a division is called a state; elsewhere "the state" is the government.
const OF_STATES: [&str; 13] = ["USA", "IND", "NGA", "AUS", "BRA", "MEX", "DEU", "MYS", "SDN", "SSD", "MMR", "VEN", "AUT"];
/// Words before a place where something is said, and need not be told of it.
const SAID: [&str; 10] = ["said", "told", "spoke", "reporters", "officials", "ministry", "talks", "summit", "met", "arrived"];
/// Words of a town that has no name, or none yet: what "the town" means may be that.
const NAMELESS: [&str; 6] = [" a town", " a city", " a village", " village", " a small", " a nearby"];
/// A town is no larger, in inhabitants.
const LARGEST_TOWN: u32 = 500_000;
/// Sentences before that a town or division is looked for in.
const BACK: u32 = 2;

/// A place with the reading that it was chosen over.
type Found = (Located, Option<String>);

impl Resolver<'_> {
    /// Where a described spot is; none where its words name no place, or one that it may be far from.
    pub(super) fn spot(&self, n: usize) -> Option<Resolution> {
        let words = self.mention_words(n);
        let (place, lost_to) = match self.at(words, self.mentions[n].found.span.start(), n) {
            // "Medina hospital" may be in Mogadishu
            Some(found) => Some(found).filter(|(place, _)| self.is_there(place, n)),
            None => self.behind(n),
        }?;
        Some(Resolution { place: Some(place), lost_to, ..Resolution::by(DESCRIBED) })
    }

    /// The mention right behind another that says where it is: "Karachi" behind "a hotel" in "a hotel in the port city of Karachi".
    fn next_place(&self, n: usize) -> Option<usize> {
        let end = self.mentions[n].found.span.end();
        let next = (n + 1..self.mentions.len()).find(|&i| self.mentions[i].found.span.start() > end)?;
        let between = self.between(end, self.mentions[next].found.span.start());
        let (at, link) = first_of(between, &IN)?;
        let is_plain = between[at + link.len()..].split_whitespace().all(|w| BEFORE.contains(&w));
        (at == 0 && is_plain && self.mentions[next].found.kind == Kind::Place).then_some(next)
    }

    /// True where the words behind a mention do not put it elsewhere.
    fn is_there(&self, place: &Located, n: usize) -> bool {
        let Some(next) = self.next_place(n) else { return true };
        match self.places.of(next).and_then(|r| r.place.as_ref()) {
            Some(behind) => behind.country == place.country && (behind.geonames.is_none() || behind.geonames == place.geonames),
            None => !is_name(self.mention_words(next)),
        }
    }

    /// Where the words right behind a description put it. What is talked about in a town need not be there: the description is one
    /// of something new ("a village"), or of what towns have.
    fn behind(&self, n: usize) -> Option<Found> {
        let words = self.mention_words(n);
        let last = words.rsplit(' ').next()?;
        let is_new = words.starts_with("a ") || words.starts_with("an ");
        if !words.starts_with(char::is_lowercase) || !(is_new || IN_TOWN.contains(&last) || HOMES.contains(&last)) {
            return None;
        }
        let found = self.places.of(self.next_place(n)?).filter(|found| found.method.starts_with("name"))?;
        Some((Located { direction: None, ..found.place.clone()? }, None))
    }

    /// The place that words describe; they stand at a byte of the text, in the `n`th mention.
    fn at(&self, words: &str, start: usize, n: usize) -> Option<Found> {
        let part = |part: &str| start + (part.as_ptr() as usize - words.as_ptr() as usize);
        // "Benghazi, Libya"
        let head = words.split(", ").next().unwrap_or(words);
        if let Some(found) = self.whole(head, part(head), n) {
            return Some(found);
        }
        let Some((at, link)) = first_of(words, &IN) else { return self.described_by(words, start, n) };
        let (head, tail) = (&words[..at], &words[at + link.len()..]);
        match (self.whole(head, start, n), self.at(tail, part(tail), n)) {
            // "Rafah in southern Gaza"
            (Some(near), Some(far)) => Some(near).filter(|near| near.0.country == far.0.country),
            (found @ Some(_), None) | (None, found @ Some(_)) => found,
            // of "Turkey's airport in Somalia" nothing is known where Somalia is not
            (None, None) => self.described_by(head, start, n).filter(|_| !tail.contains(char::is_uppercase)),
        }
    }

    /// The place that words name by themselves, but for "northern" or "province".
    fn whole(&self, words: &str, start: usize, n: usize) -> Option<Found> {
        let name = strip(words);
        if name.is_empty() || !name.starts_with(char::is_uppercase) || is_small(words) {
            return None;
        }
        let end = start + (name.as_ptr() as usize - words.as_ptr() as usize) + name.len();
        let found = self.choose(self.place_candidates(name, &self.pack.named(name), end), n, DESCRIBED)?;
        Some((Located { direction: None, ..found.place? }, found.lost_to))
    }

    /// "Moscow's airport", "the outskirts of Goma", "Karachi hotel".
    fn described_by(&self, words: &str, start: usize, n: usize) -> Option<Found> {
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
            let is_known = PARTS.contains(&last.as_str()) || PARTS_OF_TOWNS.contains(&last.as_str()) || WHOLES.contains(&last.as_str());
            // "District of X" is a name
            let is_part =
                head.rsplit(' ').next()?.starts_with(char::is_lowercase) && (direction.is_some() || is_known || last == "capital");
            if !is_part || is_outside(head) {
                return None;
            }
            let (place, lost_to) = self.whole(tail, at, n).filter(|(place, _)| self.is_of_nation(head, place))?;
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
    fn possessed(&self, owner: &str, thing: &str, start: usize, n: usize) -> Option<Found> {
        let last = thing.rsplit(' ').next()?.to_lowercase();
        let last = last.as_str();
        if is_outside(thing) || self.is_of_a_person(owner) {
            return None;
        }
        let (place, lost_to) = self.whole(owner, start, n)?;
        if last == "capital" {
            let country = self.the_country(&place).filter(|_| thing == "capital")?;
            return self.capital(country).map(|place| (place, None));
        }
        if let Some(town) = place.geonames {
            // what a seat of government has may be its country's
            let is_seat = self.pack.capital_of(town).is_some();
            let is_there = IN_TOWN.contains(&last) || PARTS_OF_TOWNS.contains(&last) || (!is_seat && PARTS.contains(&last));
            return Some((place, lost_to)).filter(|_| is_there && !is_saint(owner));
        }
        if NAMED.contains(&last) && thing.contains(char::is_uppercase) {
            let at = start + (thing.as_ptr() as usize - owner.as_ptr() as usize);
            // "Russia's Kherson region" is what one of two says
            return match self.whole(thing, at, n) {
                Some(inner) => Some(inner).filter(|(inner, _)| inner.country == place.country),
                None => Some((place, lost_to)),
            };
        }
        (PARTS.contains(&last) || SEATS.contains(&last)).then_some((place, lost_to))
    }

    /// A town or a nationality before what lies in it: "Brussels airport", "the Iranian port"; or the name behind what it is: "the Iranian
    /// capital Tehran".
    fn modified(&self, words: &str, start: usize, n: usize) -> Option<Found> {
        let kinds = [" capital, ", " capital ", " city ", " town ", " village "];
        if let Some((at, kind)) = first_of(words, &kinds) {
            let (head, name) = (&words[..at], &words[at + kind.len()..]);
            if name.starts_with(char::is_uppercase) {
                return self
                    .whole(name, start + at + kind.len(), n)
                    .filter(|(place, _)| self.is_of_nation(head, place) && !is_outside(head));
            }
        }
        let (before, last) = words.rsplit_once(' ')?;
        if !last.starts_with(char::is_lowercase) || is_outside(before) {
            return None;
        }
        let bare = ["the ", "The ", "a ", "an "].iter().find_map(|article| before.strip_prefix(article)).unwrap_or(before);
        let offset = start + (bare.as_ptr() as usize - words.as_ptr() as usize);
        // the name, and perhaps words in small letters
        let name_end = bare.split(' ').take_while(|w| w.starts_with(char::is_uppercase)).map(|w| w.len() + 1).sum::<usize>();
        let name = bare.get(..name_end.saturating_sub(1)).filter(|name| !name.is_empty())?;
        let rest = bare.get(name.len()..)?;
        if rest.contains(char::is_uppercase) {
            return None;
        }
        let senses = self.pack.named(name);
        if let Some(country) = self.nation(&senses) {
            let country = self.pack.country(country)?;
            return match last {
                "capital" if rest.is_empty() => self.capital(country).map(|place| (place, None)),
                "capital" => None,
                _ if NOT_OF_NATION.contains(&last) => None,
                _ if PARTS.contains(&last) => Some((whole_country(&country), None)),
                _ => None,
            };
        }
        let is_plain = rest.split_whitespace().all(|w| BETWEEN.contains(&w));
        let is_there =
            (IN_TOWN.contains(&last) && !OWN_NAMES.contains(&last)) || matches!(last, "streets" | "outskirts" | "suburb" | "suburbs");
        if !is_plain || !is_there || is_saint(name) {
            return None;
        }
        let found = self.choose(self.place_candidates(name, &senses, offset + name.len()), n, DESCRIBED)?;
        let place = found.place.filter(|place| place.geonames.is_some())?;
        // the text speaks of the town, or of its country
        let named = self.placed.get(name).and_then(|&at| self.places.of(at)?.place.as_ref()?.geonames);
        let party = self.pack.country(&place.country)?.party;
        let is_spoken_of = named == place.geonames || self.context.names(party);
        is_spoken_of.then_some((Located { direction: None, ..place }, found.lost_to))
    }

    /// The one country of a nationality.
    fn nation(&self, senses: &[Sense<'static>]) -> Option<&'static str> {
        self.only(senses.iter().filter_map(|s| match &s.meaning {
            Meaning::People(p) if p.kind == PeopleKind::Nation => p.country,
            _ => None,
        }))
    }

    /// True where no nationality in the words is of another country than the place: "the English city of Salisbury" is not in Zimbabwe.
    fn is_of_nation(&self, words: &str, place: &Located) -> bool {
        let party = self.pack.country(&place.country).map_or("", |c| c.party);
        let capitals = words.split(' ').filter(|w| w.starts_with(char::is_uppercase));
        capitals.filter_map(|w| self.nation(&self.pack.named(w))).all(|nation| nation == party)
    }

    /// True for the family name of a person of the text.
    fn is_of_a_person(&self, name: &str) -> bool {
        let is_person = |n: usize| self.mentions[n].found.kind == Kind::Person;
        (0..self.mentions.len()).any(|n| is_person(n) && self.mention_words(n).rsplit(' ').next() == Some(name))
    }

    /// The country that a place is.
    fn the_country(&self, place: &Located) -> Option<Country<'static>> {
        self.pack.country(&place.country).filter(|c| place.geonames.is_none() && place.admin1.is_empty() && c.name == place.name)
    }

    /// The capital of a country; none where government sits elsewhere.
    fn capital(&self, country: Country<'static>) -> Option<Located> {
        let town: Place<'static> = self.pack.place(country.capital_id?)?;
        let has_one_seat = country.seat.is_empty() || country.seat == country.capital;
        has_one_seat.then(|| located(town.name, town.country, town.admin1, town.lat, town.lon, Some(town.id)))
    }

    /// A place that the text has named before, by what it is: "the country", "the country's north", "the capital", "the town". In quoted
    /// words it is the speaker's, wherever he is.
    pub(super) fn named_again(&self, n: usize) -> Option<Resolution> {
        let mention = &self.mentions[n];
        let rest = self.page.text.get(mention.found.span.end()..).unwrap_or_default();
        // "the town of Houla", "the capital, Lashkar Gah", "the town where he died"
        let goes_on = rest.strip_prefix(", ").is_some_and(|name| name.starts_with(char::is_uppercase));
        if mention.told.is_some_and(|told| told.quoted) || goes_on || rest.starts_with(" of ") || rest.starts_with(" where ") {
            return None;
        }
        let lower = self.mention_words(n).to_lowercase().replace('’', "'");
        let words = lower.as_str();
        if let Some(again) = country_again(words) {
            let of = self.country_meant(n)?;
            let capital = || self.capital(of).filter(|_| !self.has_division_near(n));
            let (place, method) = match again {
                Again::Country => (whole_country(&of), NAMED_AGAIN),
                Again::Part => (whole_country(&of), DESCRIBED),
                Again::Capital => (capital()?, NAMED_AGAIN),
                Again::CapitalPart => (capital()?, DESCRIBED),
            };
            return Some(Resolution { place: Some(place), ..Resolution::by(method) });
        }
        let noun = words.strip_prefix("the ")?;
        let is_town = TOWNS.contains(&noun);
        if !is_town && !DIVISIONS.contains(&noun) {
            return None;
        }
        let first = self.before(n, |place| match place.geonames {
            Some(id) if is_town => {
                let is_small = self.pack.place(id).is_some_and(|town| town.population < LARGEST_TOWN);
                noun == "city" || (is_small && self.pack.capital_of(id).is_none())
            }
            None if !is_town => !place.admin1.is_empty() && (noun != "state" || OF_STATES.contains(&place.country.as_str())),
            _ => false,
        })?;
        let from = self.page.sentences[self.mentions[first].sentence as usize].start();
        let since = self.between(from, mention.found.span.start());
        if is_town && first_of(since, &NAMELESS).is_some() {
            return None;
        }
        let place = self.places.of(first)?.place.clone();
        Some(Resolution { place, coref: u32::try_from(first).ok(), ..Resolution::by(NAMED_AGAIN) })
    }

    /// The one place of a kind that the words before a mention, in its sentence and the last ones, name: the latest mention of it that is
    /// its name. None where they name several, or one that is not known, or where it is only where somebody spoke.
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
        (such.all(is_same) && !self.is_where_said(last)).then_some(last)
    }

    /// True for a place where somebody spoke, or came to: "told reporters in Kyiv".
    fn is_where_said(&self, n: usize) -> bool {
        let start = self.sentence(n).start();
        let before = self.between(start, self.mentions[n].found.span.start());
        let mut words = before.split_whitespace().rev();
        words.next().is_some_and(|w| matches!(w, "in" | "at" | "In" | "At")) && words.take(3).any(|w| SAID.contains(&w))
    }

    /// The country that "the country" means: the one that its sentence names before it, or else the sentence before, if these name one
    /// and the text's setting says no other; else the only country of the text. A town says nothing: somebody may only speak there.
    fn country_meant(&self, n: usize) -> Option<Country<'static>> {
        let sentence = self.mentions[n].sentence;
        let set = self.setting.at(sentence);
        let before = |at: u32| {
            let mut named: Vec<&'static str> =
                (0..n).filter(|&i| self.mentions[i].sentence == at).filter_map(|i| self.country_named(i)).collect();
            named.sort_unstable();
            named.dedup();
            (!named.is_empty()).then_some(named)
        };
        let near = before(sentence).or_else(|| before(sentence.checked_sub(1)?));
        let country = match (near.as_deref(), set) {
            (Some([one]), set) if set.is_none_or(|(set, _)| set == *one) => *one,
            (None, Some((only, "only-country"))) if (0..n).any(|i| self.country_named(i) == Some(only)) => only,
            _ => return None,
        };
        self.pack.country(country).filter(|c| c.kind != CountryKind::Former)
    }

    /// The country that a mention names.
    fn country_named(&self, n: usize) -> Option<&'static str> {
        match self.mentions[n].found.kind {
            Kind::Place => {
                let place = self.places.of(n)?.place.as_ref()?;
                self.the_country(place).map(|country| country.party)
            }
            Kind::Group | Kind::Organization | Kind::Person | Kind::Office | Kind::Other => self.nation_in(n),
            _ => None,
        }
    }

    /// True where a sentence, or the one before it, names a part of a country: it may have a capital of its own.
    fn has_division_near(&self, n: usize) -> bool {
        let sentence = self.mentions[n].sentence;
        let is_near = |i: usize| self.mentions[i].sentence == sentence || self.mentions[i].sentence + 1 == sentence;
        let is_part = |i: usize| {
            let place = self.places.of(i).and_then(|r| r.place.as_ref());
            place.is_some_and(|place| place.geonames.is_none() && self.the_country(place).is_none())
        };
        (0..self.mentions.len()).any(|i| is_near(i) && is_part(i))
            || first_of(self.sentence(n).of(self.page.text), &["provinc", "region"]).is_some()
    }
}

/// True where words say that a part lies outside of what has it, or is no more.
fn is_outside(words: &str) -> bool {
    words.split([' ', '-']).any(|w| OUTSIDE.contains(&w))
}

fn is_saint(name: &str) -> bool {
    name.split(' ').next().is_some_and(|first| SAINTS.contains(&first))
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
        let noun = words.strip_prefix("the ").unwrap_or_default();
        let noun = noun.strip_prefix("whole ").or_else(|| noun.strip_prefix("entire ")).unwrap_or(noun);
        COUNTRIES.contains(&noun)
    };
    if is_country(words) {
        return Some(Again::Country);
    }
    let is_capital = |words: &str| matches!(words, "the capital" | "the capital city");
    if is_capital(words) {
        return Some(Again::Capital);
    }
    let (part, owner) = match (possessive(words), words.rsplit_once(" of ")) {
        (Some((owner, thing)), _) => (thing, owner),
        (None, Some((part, owner))) => (part, owner),
        _ => return None,
    };
    let last = part.rsplit(' ').next()?;
    let is_plain = first_of(part, &ELSEWHERE).is_none() && first_of(part, &IN).is_none() && !is_outside(part);
    let is_part = PARTS.contains(&last) || SEATS.contains(&last) || WHOLES.contains(&last);
    match () {
        () if !is_plain => None,
        () if is_country(owner) && matches!(part, "capital" | "the capital") => Some(Again::Capital),
        () if is_country(owner) && is_part => Some(Again::Part),
        () if is_capital(owner)
            && (PARTS_OF_TOWNS.contains(&last) || WHOLES.contains(&last) || IN_TOWN.contains(&last) || last == "parts") =>
        {
            Some(Again::CapitalPart)
        }
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
        for words in ["the country", "the nation", "the entire country"] {
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
            "our country",
            "the country's former capital",
            "the country's commercial capital",
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
