//! What an incident's reports say, added up: the side that a new report is compared with.

use std::collections::{BTreeMap, BTreeSet};

use demarche::codebook::{EventType, QuantityRole, Status};
use jiff::civil::Date;
use serde::ser::SerializeStruct as _;
use serde::{Deserialize, Serialize, Serializer};

use super::meaning::Sum;
use super::names::name_words;
use super::parties::{Mark, slug_words};
use super::words::{Marks, WordSet, number};
use super::{Told, days};
use crate::report::{Days, DocumentId, Named, Party, Spot};

/// Unlike places, intervals, numbers and names that are kept of each; what comes later is not compared with.
const MOST: usize = 64;
/// Words and names of passages that are kept.
const MOST_NEAR: usize = 160;

/// Sums of an incident's reports.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Profile {
    /// Reports of each type and mode.
    pub types: Vec<((EventType, String), u32)>,
    /// Who acts.
    pub actors: Side,
    /// Who is acted upon.
    pub recipients: Side,
    /// Where, each unlike place once, with the number of reports.
    pub places: Vec<(Spot, u32)>,
    /// When, each unlike interval once, with the number of reports.
    pub days: Vec<(Days, u32)>,
    /// Counts that were given, in intake order.
    pub numbers: Vec<Number>,
    /// Reports of each status.
    pub statuses: BTreeMap<Status, u32>,
    /// Sum of the reports' embeddings.
    pub meaning: Sum,
    /// Content words around the triggers.
    pub words: Marks,
    /// Names around the triggers that are not those of parties.
    pub names: Marks,
    /// Names in the passages around the triggers.
    pub near_names: Marks,
    /// Words in the passages around the triggers.
    pub near_words: Marks,
    /// Countries that its documents tell of.
    pub countries: Marks,
    /// Sum of its documents' embeddings, each once.
    pub story: Sum,
    /// Documents that tell it, ascending.
    pub documents: Vec<DocumentId>,
    /// Triggers of each copy family, each once: what a copy tells again.
    pub told: Vec<Trigger>,
    /// Publication of the first and of the last dated document.
    pub published: Option<(Date, Date)>,
}

/// The parties of one side.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(from = "Said")]
pub struct Side {
    /// Resolved parties with the number of reports.
    pub parties: Vec<(Party, u32)>,
    /// Name words of mentions that were not resolved.
    pub names: BTreeSet<String>,
    /// Of the parties, in their order.
    marks: Vec<Mark>,
    /// Numbers of the names, and behind them of the words of the parties' names.
    numbers: Vec<u32>,
}

/// A side as it is read.
#[derive(Deserialize)]
struct Said {
    parties: Vec<(Party, u32)>,
    names: BTreeSet<String>,
}

impl From<Said> for Side {
    fn from(said: Said) -> Self {
        let mut out = Self { parties: said.parties, names: said.names, ..Self::default() };
        out.mark();
        out
    }
}

/// Parties and names; the rest is made of them.
impl Serialize for Side {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut side = to.serialize_struct("Side", 2)?;
        side.serialize_field("parties", &self.parties)?;
        side.serialize_field("names", &self.names)?;
        side.end()
    }
}

/// A trigger in a copy family, its words as numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trigger {
    /// First document of the family.
    pub family: DocumentId,
    /// All its words.
    pub words: u32,
    /// Its first five letters; none where there are fewer than four.
    pub stem: Option<u32>,
}

/// Letters of a stem.
const STEM: usize = 5;

impl Trigger {
    /// A trigger's words, in whatever case.
    #[must_use]
    pub fn new(family: DocumentId, words: &str) -> Self {
        let words = words.to_lowercase();
        let stem = stem(&words);
        Self { family, words: number(&words), stem: (stem.chars().count() > 3).then(|| number(stem)) }
    }
}

/// The first letters of a trigger in lower case.
pub(super) fn stem(trigger: &str) -> &str {
    trigger.char_indices().nth(STEM).map_or(trigger, |(end, _)| &trigger[..end])
}

/// A count that a report gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Number {
    /// What it counts.
    pub role: QuantityRole,
    /// Counted noun.
    pub unit: String,
    /// Least.
    pub low: f64,
    /// Most.
    pub high: f64,
    /// When the document was published.
    pub published: Option<Date>,
}

/// Countries of all parties and places that a report's document tells of.
pub(super) fn countries(told: &Told<'_>) -> WordSet {
    let of = |report: &crate::report::Report| {
        let parties = report.actors.iter().chain(&report.recipients).flat_map(|n| &n.parties).map(|p| p.country.clone());
        parties.chain(report.place.iter().filter_map(|p| p.country.clone())).collect::<Vec<_>>()
    };
    told.article.reports.iter().flat_map(of).filter(|c| !c.is_empty()).collect()
}

/// Counts an item; unlike ones beyond [`MOST`] are left out.
fn tally<T: PartialEq + Clone>(list: &mut Vec<(T, u32)>, item: &T) {
    match list.iter().position(|(known, _)| known == item) {
        Some(at) => list[at].1 = list[at].1.saturating_add(1),
        None if list.len() < MOST => list.push((item.clone(), 1)),
        None => {}
    }
}

impl Side {
    fn add(&mut self, side: &[Named]) {
        let mut seen = BTreeSet::new();
        for party in side.iter().flat_map(|n| &n.parties).filter(|p| seen.insert(p.key())) {
            // names differ under one key; the first stays
            match self.parties.iter_mut().find(|(known, _)| known.key() == party.key()) {
                Some((_, count)) => *count = count.saturating_add(1),
                None => tally(&mut self.parties, party),
            }
        }
        for word in side.iter().filter(|n| n.parties.is_empty()).flat_map(|n| name_words(&n.text)) {
            if self.names.len() < MOST {
                self.names.insert(word);
            }
        }
        self.mark();
    }

    /// Makes the numbers anew.
    fn mark(&mut self) {
        self.marks = self.parties.iter().map(|(party, _)| Mark::of(party)).collect();
        let words = self.parties.iter().flat_map(|(party, _)| slug_words(party));
        self.numbers = self.names.iter().map(String::as_str).chain(words).map(number).collect();
    }

    pub(super) fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// Numbers of the name words of mentions that were not resolved.
    pub(super) fn open_names(&self) -> &[u32] {
        &self.numbers[..self.names.len()]
    }

    /// Numbers of the words of the parties' names.
    pub(super) fn slug_words(&self) -> &[u32] {
        &self.numbers[self.names.len()..]
    }
}

impl Profile {
    /// Adds a report. The order of reports matters only where more than [`MOST`] unlike things are said.
    pub fn add(&mut self, told: &Told<'_>) {
        let report = told.report;
        tally(&mut self.types, &(report.event_type, report.mode.clone().unwrap_or_default()));
        *self.statuses.entry(report.status).or_default() += 1;
        self.actors.add(&report.actors);
        self.recipients.add(&report.recipients);
        if let Some(spot) = &report.place {
            tally(&mut self.places, spot);
        }
        let passage = told.passage();
        if let Some(days) = &passage.days {
            tally(&mut self.days, days);
        }
        self.words.extend(&passage.around.words, MOST);
        self.names.extend(&passage.around.names, MOST);
        let published = told.article.published;
        for value in report.values.iter().filter(|v| v.low.is_finite() && v.high.is_finite()) {
            if self.numbers.len() < MOST {
                self.numbers.push(Number { role: value.role, unit: value.unit.clone(), low: value.low, high: value.high, published });
            }
        }
        self.meaning.add(report.embedding.as_deref());
        self.near_words.extend(&passage.words, MOST_NEAR);
        self.near_names.extend(&passage.names, MOST_NEAR);
        if let Err(at) = self.documents.binary_search(&told.article.id) {
            self.documents.insert(at, told.article.id);
            self.story.add(told.article.embedding.as_deref());
            self.countries.extend(&passage.countries, MOST);
        }
        if !self.told.contains(&passage.trigger) {
            self.told.push(passage.trigger);
        }
        if let Some(day) = published {
            let (first, last) = self.published.unwrap_or((day, day));
            self.published = Some((first.min(day), last.max(day)));
        }
    }

    /// True where a document tells it.
    #[must_use]
    pub fn is_told_by(&self, document: DocumentId) -> bool {
        self.documents.binary_search(&document).is_ok()
    }

    /// The interval that most reports give; of equals the shortest, then the earliest.
    #[must_use]
    pub fn day(&self) -> Option<Days> {
        let best = self.days.iter().max_by_key(|(d, n)| (*n, std::cmp::Reverse(days::length(d)), std::cmp::Reverse(*d)));
        best.map(|(days, _)| *days)
    }

    /// The mode that most reports of that type give, if they give one; of equals the first in alphabetical order.
    #[must_use]
    pub fn mode(&self) -> Option<&str> {
        let event_type = self.event_type()?;
        let of_type = self.types.iter().filter(|((t, mode), _)| *t == event_type && !mode.is_empty());
        of_type.max_by_key(|((_, mode), n)| (*n, std::cmp::Reverse(mode))).map(|((_, mode), _)| mode.as_str())
    }

    /// The type that most reports give; of equals the first in the codebook.
    #[must_use]
    pub fn event_type(&self) -> Option<EventType> {
        let mut counts: BTreeMap<EventType, u32> = BTreeMap::new();
        for ((event_type, _), n) in &self.types {
            *counts.entry(*event_type).or_default() += n;
        }
        counts.into_iter().max_by_key(|(t, n)| (*n, std::cmp::Reverse(*t))).map(|(t, _)| t)
    }
}
