//! What mentions mean: parties, places, days and numbers, each meaning kept once a document.

use std::collections::HashMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A party: what records call an actor.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Party {
    /// `COUNTRY/SECTOR`, with `/slug` for named persons, organisations and groups.
    pub id: String,
    /// Readable name.
    pub name: String,
}

impl Party {
    pub(super) fn new(country: &str, sector: &str, slug: Option<&str>, name: impl Into<String>) -> Self {
        let id = match slug {
            Some(slug) => format!("{country}/{sector}/{slug}"),
            None => format!("{country}/{sector}"),
        };
        Self { id, name: name.into() }
    }

    /// Country code of its id.
    #[must_use]
    pub fn country(&self) -> &str {
        self.id.split('/').next().unwrap_or_default()
    }

    /// Sector of its id.
    #[must_use]
    pub fn sector(&self) -> &str {
        self.id.split('/').nth(1).unwrap_or_default()
    }
}

/// A point on the map.
#[derive(Debug, Clone, PartialEq)]
pub struct Located {
    /// English name.
    pub name: String,
    /// ISO 3166-1 alpha-3.
    pub country: String,
    /// First-level division; empty for none.
    pub admin1: String,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// GeoNames id.
    pub geonames: Option<u32>,
    /// "west": the mention says that it is west of there.
    pub direction: Option<String>,
}

/// An interval of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Days {
    /// First day.
    pub start: Date,
    /// Last day.
    pub end: Date,
    /// The text gives it only roughly.
    pub approximate: bool,
}

/// A number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Number {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Unit or counted noun.
    pub unit: Option<String>,
    /// Qualifier.
    pub qualifier: String,
    /// Part in the event, a [`crate::codebook::QuantityRole`].
    pub role: Option<crate::codebook::QuantityRole>,
}

/// What a mention means, and why.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Resolution {
    /// The parties it stands for; empty where that is open.
    pub parties: Vec<Party>,
    /// Where.
    pub place: Option<Located>,
    /// When.
    pub days: Option<Days>,
    /// How many.
    pub number: Option<Number>,
    /// The document's first mention of the same thing.
    pub coref: Option<u32>,
    /// Name of the method; empty where nothing was resolved.
    pub method: String,
    /// The reading it was chosen over.
    pub lost_to: Option<String>,
}

impl Resolution {
    pub(super) fn by(method: &str) -> Self {
        Self { method: method.to_owned(), ..Self::default() }
    }

    pub(super) fn party(party: Party, method: &str) -> Self {
        Self { parties: vec![party], ..Self::by(method) }
    }
}

/// What the mentions of a document mean: each meaning once, and which mention has which.
#[derive(Debug, Clone, Default)]
pub struct Resolved {
    pub(super) tables: Tables,
    pub(super) items: Vec<Item>,
    of_party: HashMap<Vec<Party>, u32>,
    of_place: HashMap<PlaceKey, u32>,
    of_word: HashMap<String, u32>,
}

/// Name, country, division, GeoNames id and direction.
type PlaceKey = (String, String, String, Option<u32>, Option<String>);

/// The meanings that mentions point into.
#[derive(Debug, Clone, Default)]
pub struct Tables {
    /// Lists of parties: a mention may stand for several.
    parties: Vec<Vec<Party>>,
    places: Vec<Located>,
    /// Methods, and readings that lost.
    words: Vec<String>,
}

/// A mention's resolution, its meanings by their place in [`Tables`].
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Item {
    pub(super) party: Option<u32>,
    pub(super) place: Option<u32>,
    pub(super) days: Option<Days>,
    pub(super) number: Option<Box<Number>>,
    pub(super) coref: Option<u32>,
    pub(super) method: Option<u32>,
    pub(super) lost_to: Option<u32>,
}

impl Item {
    /// True where it has days.
    #[must_use]
    pub fn is_dated(&self) -> bool {
        self.days.is_some()
    }
}

impl Tables {
    /// What an item means, in full.
    #[must_use]
    pub fn expand(&self, item: &Item) -> Resolution {
        let word = |at: Option<u32>| at.and_then(|at| self.words.get(at as usize)).cloned();
        Resolution {
            parties: item.party.and_then(|at| self.parties.get(at as usize)).cloned().unwrap_or_default(),
            place: item.place.and_then(|at| self.places.get(at as usize)).cloned(),
            days: item.days,
            number: item.number.as_deref().cloned(),
            coref: item.coref,
            method: word(item.method).unwrap_or_default(),
            lost_to: word(item.lost_to),
        }
    }
}

impl Resolved {
    /// Number of mentions.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// True without mentions.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// What the `n`th mention means.
    #[must_use]
    pub fn get(&self, n: usize) -> Resolution {
        self.tables.expand(&self.items[n])
    }

    /// The meanings, and the items that point into them, one a mention.
    #[must_use]
    pub fn into_parts(self) -> (Tables, Vec<Item>) {
        (self.tables, self.items)
    }

    /// The first party of the `n`th mention.
    pub(super) fn party(&self, n: usize) -> Option<&Party> {
        self.tables.parties.get(self.items[n].party? as usize)?.first()
    }

    pub(super) fn parties(&self, n: usize) -> Vec<Party> {
        self.items[n].party.and_then(|at| self.tables.parties.get(at as usize)).cloned().unwrap_or_default()
    }

    pub(super) fn place_country(&self, n: usize) -> Option<String> {
        Some(self.tables.places.get(self.items[n].place? as usize)?.country.clone())
    }

    /// The first mention of what the `n`th names.
    pub(super) fn root(&self, n: usize) -> usize {
        self.items[n].coref.map_or(n, |c| c as usize)
    }

    pub(super) fn push(&mut self, resolution: Resolution) {
        let item = self.item(resolution);
        self.items.push(item);
    }

    pub(super) fn set(&mut self, n: usize, resolution: Resolution) {
        self.items[n] = self.item(resolution);
    }

    fn item(&mut self, resolution: Resolution) -> Item {
        let Resolution { parties, place, days, number, coref, method, lost_to } = resolution;
        let Tables { parties: all_parties, places: all_places, words } = &mut self.tables;
        let party = (!parties.is_empty()).then(|| {
            *self.of_party.entry(parties.clone()).or_insert_with(|| {
                all_parties.push(parties);
                all_parties.len() as u32 - 1
            })
        });
        let place = place.map(|place| {
            let key = (place.name.clone(), place.country.clone(), place.admin1.clone(), place.geonames, place.direction.clone());
            *self.of_place.entry(key).or_insert_with(|| {
                all_places.push(place);
                all_places.len() as u32 - 1
            })
        });
        let of_word = &mut self.of_word;
        let mut word = |text: String| {
            *of_word.entry(text.clone()).or_insert_with(|| {
                words.push(text);
                words.len() as u32 - 1
            })
        };
        let method = (!method.is_empty()).then(|| word(method));
        let lost_to = lost_to.map(word);
        Item { party, place, days, number: number.map(Box::new), coref, method, lost_to }
    }
}

/// Where mentions are: each place once, and which mention has which.
#[derive(Debug, Default)]
pub(super) struct Places {
    distinct: Vec<Resolution>,
    of: HashMap<(PlaceKey, String, Option<String>, Option<u32>), u32>,
    /// One a mention; none is the largest number.
    at: Vec<u32>,
}

impl Places {
    pub(super) fn push(&mut self, resolution: Option<Resolution>) {
        let at = resolution.and_then(|r| self.distinct(r));
        self.at.push(at.unwrap_or(u32::MAX));
    }

    /// Puts a mention that was pushed without a place into one.
    pub(super) fn put(&mut self, n: usize, resolution: Resolution) {
        self.at[n] = self.distinct(resolution).unwrap_or(u32::MAX);
    }

    fn distinct(&mut self, r: Resolution) -> Option<u32> {
        let p = r.place.as_ref()?;
        let place = (p.name.clone(), p.country.clone(), p.admin1.clone(), p.geonames, p.direction.clone());
        let distinct = &mut self.distinct;
        let at = self.of.entry((place, r.method.clone(), r.lost_to.clone(), r.coref)).or_insert_with(|| {
            distinct.push(r);
            distinct.len() as u32 - 1
        });
        Some(*at)
    }

    pub(super) fn of(&self, n: usize) -> Option<&Resolution> {
        self.distinct.get(self.at[n] as usize)
    }
}
