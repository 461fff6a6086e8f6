//! Where a text is set: which country its police, army and people are of where it says no more than "the police".

use std::collections::{BTreeMap, BTreeSet};

use demarche_knowledge::{Meaning, PartyKind, PeopleKind};

use super::party::is_country;
use super::{Resolution, Resolver};
use crate::codebook::Kind;

/// Prepositions that put what happens into a place.
const AT: [&str; 10] = ["in", "at", "near", "outside", "inside", "around", "across", "throughout", "off", "of"];
/// Cities where others meet: what is said to be there need not be of there.
const VENUES: [&str; 9] = ["Brussels", "Geneva", "Vienna", "The Hague", "New York", "Strasbourg", "Doha", "Davos", "Havana"];

/// Weight of the country of a town or province.
const TOWN: f64 = 3.0;
/// Weight of a country where something is said to be.
const PLACE: f64 = 2.5;
/// Weight of one that is named.
const NAMED: f64 = 1.2;
/// Weight of one whose nationality is named.
const NATION: f64 = 0.8;
/// What stands in the first sentences sets the scene.
const FIRST: u32 = 2;
/// So much more than any other has a text's main country.
const CLEAR: f64 = 1.6;
/// And so much more where nothing else speaks for it.
const FAR: f64 = 3.0;
/// And so much more where others are hardly named.
const ALONE: f64 = 6.0;
/// What is named so often, and so many times as often as any other, is what a text is about.
const OFTEN: usize = 6;
const OFTENER: usize = 3;
/// Evidence of a sure setting.
const SURE: f64 = 3.0;

/// Where a sentence is set: the country of a town in it, or of another place where something is said to be.
#[derive(Debug, Clone, Copy)]
struct Scene {
    sentence: u32,
    country: &'static str,
    is_town: bool,
}

/// Where the sentences are set, and the countries of the text with how much speaks for each.
#[derive(Debug, Default)]
pub(super) struct Setting {
    /// In the order of sentences.
    scenes: Vec<Scene>,
    total: BTreeMap<&'static str, f64>,
    /// How often each is named.
    times: BTreeMap<&'static str, usize>,
    /// Countries that more speaks for than bodies' names of one word: "Rangers" are of Pakistan, and of football.
    told: BTreeSet<&'static str>,
    main: Option<(&'static str, f64, f64)>,
}

impl Setting {
    /// Weighs what the mentions name.
    pub(super) fn of(resolver: &Resolver<'_>) -> Self {
        let mut out = Self::default();
        for (n, m) in resolver.mentions.iter().enumerate() {
            let found = match m.found.kind {
                Kind::Place => resolver.places.of(n).and_then(|r| {
                    let country = resolver.pack.country(&r.place.as_ref()?.country)?;
                    Some((country.party, resolver.weight(n, r)))
                }),
                Kind::Group | Kind::Organization | Kind::Person | Kind::Office | Kind::Other => resolver.nation_in(n).map(|c| (c, NATION)),
                _ => None,
            };
            let Some((country, weight)) = found else { continue };
            let weighed = if m.sentence < FIRST { weight * 2.0 } else { weight };
            *out.total.entry(country).or_default() += weighed;
            *out.times.entry(country).or_default() += 1;
            if m.found.kind == Kind::Place || !resolver.is_body_of_one_word(n) {
                out.told.insert(country);
            }
            let scene = Scene { sentence: m.sentence, country, is_town: weight >= TOWN };
            let is_known = |s: &Scene| (s.sentence, s.country, s.is_town) == (scene.sentence, country, scene.is_town);
            if weight >= PLACE && !out.scenes.last().is_some_and(is_known) {
                out.scenes.push(scene);
            }
        }
        let mut weights: Vec<(&'static str, f64)> = out.total.iter().map(|(c, w)| (*c, *w)).collect();
        weights.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
        out.main = weights.first().map(|(main, weight)| (*main, *weight, weights.get(1).map_or(0.0, |w| w.1)));
        out
    }

    /// The country that something in a sentence is of, and how that is known: the text names no other, or hardly; the sentence is set in a town or place of
    /// the text's main country and of no other; or nothing comes near that country. (On 142 passages with gold, weaker signs, as a
    /// sentence that names one country, were wrong more often than right.)
    pub(super) fn at(&self, sentence: u32) -> Option<(&'static str, &'static str)> {
        let (main, weight, second) = self.main?;
        if !self.told.contains(main) {
            return None;
        }
        if weight >= ALONE * second {
            return Some((main, "only-country"));
        }
        let first = self.scenes.partition_point(|s| s.sentence < sentence);
        let here = || self.scenes[first..].iter().take_while(|s| s.sentence == sentence);
        let is_only = |towns: bool| {
            let mut strong = here().filter(|s| s.is_town || !towns).peekable();
            strong.peek().is_some() && strong.all(|s| s.country == main)
        };
        if is_only(true) || (weight >= CLEAR * second && is_only(false)) {
            return Some((main, "set-there"));
        }
        (weight >= FAR * second || self.is_most_named(main)).then_some((main, "main-country"))
    }

    /// True for a country that the text names again and again, and others here and there.
    fn is_most_named(&self, main: &str) -> bool {
        let times = self.times.get(main).copied().unwrap_or(0);
        let others = self.times.iter().filter(|(country, _)| **country != main).map(|(_, times)| *times).max().unwrap_or(0);
        times >= OFTEN && times >= OFTENER * others
    }

    /// The country that nothing comes near.
    pub(super) fn by_far(&self) -> Option<&'static str> {
        let is_far =
            |(main, weight, second): &(&str, f64, f64)| self.told.contains(main) && (*weight >= FAR * second || self.is_most_named(main));
        self.main.filter(is_far).map(|(main, ..)| main)
    }

    /// True for the country that most speaks for.
    pub(super) fn is_main(&self, country: &str) -> bool {
        self.main.is_some_and(|(main, ..)| main == country && self.told.contains(main))
    }

    /// The text's main country, where much speaks for it and little for any other.
    pub(super) fn sure(&self) -> Option<&'static str> {
        let is_sure = |(main, weight, second): &(&str, f64, f64)| {
            *weight >= SURE && *weight >= CLEAR * second && self.times.get(main).is_some_and(|times| *times > 1)
        };
        self.main.filter(is_sure).map(|(main, ..)| main)
    }
}

impl Resolver<'_> {
    /// How much a place says of where a text is set.
    fn weight(&self, n: usize, resolution: &Resolution) -> f64 {
        let words = self.mention_words(n);
        let before = self.word_before(n);
        let is_at = AT.iter().any(|at| before.eq_ignore_ascii_case(at)) || self.is_dateline(n);
        let place = resolution.place.as_ref();
        let is_capital = place.and_then(|p| p.geonames).is_some_and(|id| self.pack.capital_of(id).is_some());
        let is_country = place.is_some_and(|p| p.admin1.is_empty() && p.geonames.is_none());
        match () {
            () if VENUES.contains(&words) || self.mentions[n].acts => NAMED,
            () if !is_capital && !is_country => TOWN,
            () if is_at => PLACE,
            () => NAMED,
        }
    }

    /// The one country that a mention's words speak for: a nationality, a body or group of it, somebody who held an office there.
    pub(super) fn nation_in(&self, n: usize) -> Option<&'static str> {
        let words = self.mention_words(n);
        // "the convoy" is no Convoy
        let is_name = words.strip_prefix("The ").unwrap_or(words).chars().any(char::is_uppercase);
        let of = self.senses(if is_name { words } else { "" }).iter().filter_map(|s| match &s.meaning {
            Meaning::People(p) if p.kind != PeopleKind::Bloc => p.country,
            Meaning::Party(p) if is_country(p.country) => Some(p.country),
            Meaning::Metonym(m) => Some(m.country),
            Meaning::Person(p) if is_country(p.country) => Some(p.country),
            _ => None,
        });
        self.only(of)
    }

    /// True for a name of one word that is a body's and neither a people's nor a seat of power's.
    fn is_body_of_one_word(&self, n: usize) -> bool {
        let words = self.mention_words(n);
        let words = words.strip_prefix("The ").or_else(|| words.strip_prefix("the ")).unwrap_or(words);
        !words.contains(' ') && self.senses(words).iter().all(|s| matches!(s.meaning, Meaning::Party(p) if p.of == PartyKind::Body))
    }

    /// The word before a mention.
    pub(super) fn word_before(&self, n: usize) -> &str {
        let start = self.sentence(n).start();
        self.between(start, self.mentions[n].found.span.start()).split_whitespace().next_back().unwrap_or_default()
    }

    /// True for the place at the head of a text: "MANILA - ".
    pub(super) fn is_dateline(&self, n: usize) -> bool {
        let span = self.mentions[n].found.span;
        let rest = self.page.text.get(span.end()..).unwrap_or_default();
        let head = rest.get(..rest.floor_char_boundary(40)).unwrap_or_default();
        self.page.text[..span.start()].trim().is_empty()
            && [" - ", " – ", " — ", "(Reuters)", "(AP)", "(AFP)"].iter().any(|mark| head.contains(mark))
    }
}
