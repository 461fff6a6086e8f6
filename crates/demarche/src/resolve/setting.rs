//! Where a text is set: which country its police, army and people are of where it says no more than "the police".

use std::collections::BTreeMap;

use demarche_knowledge::{Meaning, PeopleKind};

use super::party::is_country;
use super::{Resolution, Resolver};
use crate::codebook::Kind;

/// Prepositions that put what happens into a place.
const AT: [&str; 10] = ["in", "at", "near", "outside", "inside", "around", "across", "throughout", "off", "of"];

/// Weight of a country where something is said to be.
const PLACE: f64 = 3.0;
/// Weight of one that is named.
const NAMED: f64 = 1.5;
/// Weight of one whose nationality is named.
const NATION: f64 = 1.0;
/// What stands in the first sentences sets the scene.
const FIRST: u32 = 2;
/// So much more than any other has a text's main country.
const CLEAR: f64 = 1.6;
/// Evidence of a sure setting.
const SURE: f64 = 4.0;
/// Sentences back whose place still holds.
const REACH: u32 = 2;

/// The countries of each sentence and of the text, each with how much speaks for it.
#[derive(Debug, Default)]
pub(super) struct Setting {
    sentences: BTreeMap<u32, Vec<(&'static str, f64)>>,
    total: BTreeMap<&'static str, f64>,
}

impl Setting {
    /// Weighs what the mentions name; `places` holds what those of kind place resolved to.
    pub(super) fn of(resolver: &Resolver<'_>, places: &[Option<Resolution>]) -> Self {
        let mut out = Self::default();
        for (n, m) in resolver.mentions.iter().enumerate() {
            let found = match m.found.kind {
                Kind::Place => places[n].as_ref().and_then(|r| r.place.as_ref()).and_then(|p| resolver.pack.country(&p.country)).map(|c| {
                    let before = resolver.word_before(n);
                    let is_at = AT.iter().any(|at| before.eq_ignore_ascii_case(at)) || resolver.is_dateline(n);
                    (c.party, if is_at && !m.acts { PLACE } else { NAMED })
                }),
                Kind::Group | Kind::Organization | Kind::Person | Kind::Office | Kind::Other => resolver.nation_in(n).map(|c| (c, NATION)),
                _ => None,
            };
            let Some((country, weight)) = found else { continue };
            let weighed = if m.sentence < FIRST { weight * 2.0 } else { weight };
            *out.total.entry(country).or_default() += weighed;
            out.sentences.entry(m.sentence).or_default().push((country, weight));
        }
        out
    }

    /// The country that something in a sentence is of.
    pub(super) fn at(&self, sentence: u32) -> Option<&'static str> {
        let here = self.sentences.get(&sentence);
        let only = |least: f64| {
            let mut of: Vec<&'static str> = here.into_iter().flatten().filter(|(_, w)| *w >= least).map(|(c, _)| *c).collect();
            of.sort_unstable();
            of.dedup();
            match of[..] {
                [one] => Some(one),
                _ => None,
            }
        };
        if let Some(place) = only(PLACE) {
            return Some(place);
        }
        let (main, weight, second) = self.main()?;
        if weight >= CLEAR * second {
            return Some(main);
        }
        only(0.0).filter(|c| self.total.get(c).is_some_and(|w| *w * 2.0 >= weight)).or_else(|| self.last_place(sentence))
    }

    /// The last country before a sentence where something was said to be.
    fn last_place(&self, sentence: u32) -> Option<&'static str> {
        let recent = self.sentences.range(sentence.saturating_sub(REACH)..sentence).rev();
        recent.flat_map(|(_, list)| list.iter().rev()).find(|(_, w)| *w >= PLACE).map(|(c, _)| *c)
    }

    /// The text's main country, where much speaks for it and little for any other.
    pub(super) fn sure(&self) -> Option<&'static str> {
        self.main().filter(|(_, weight, second)| *weight >= SURE && *weight >= 2.0 * second).map(|(main, ..)| main)
    }

    /// The country with the most weight, its weight, and the next one's.
    fn main(&self) -> Option<(&'static str, f64, f64)> {
        let mut weights: Vec<(&'static str, f64)> = self.total.iter().map(|(c, w)| (*c, *w)).collect();
        weights.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
        let (main, weight) = *weights.first()?;
        Some((main, weight, weights.get(1).map_or(0.0, |w| w.1)))
    }
}

impl Resolver<'_> {
    /// The one country that a mention's words speak for: a nationality, a body or group of it, somebody who held an office there.
    fn nation_in(&self, n: usize) -> Option<&'static str> {
        let of = self.senses(self.mention_words(n)).iter().filter_map(|s| match &s.meaning {
            Meaning::People(p) if p.kind != PeopleKind::Bloc => p.country,
            Meaning::Party(p) if is_country(p.country) => Some(p.country),
            Meaning::Metonym(m) => Some(m.country),
            Meaning::Person(p) if is_country(p.country) => Some(p.country),
            _ => None,
        });
        self.only(of)
    }

    /// The word before a mention.
    pub(super) fn word_before(&self, n: usize) -> &str {
        let start = self.sentence(n).start();
        self.between(start, self.mentions[n].found.span.start()).split_whitespace().next_back().unwrap_or_default()
    }

    /// True for the place at the head of a text: "MANILA - ".
    fn is_dateline(&self, n: usize) -> bool {
        let span = self.mentions[n].found.span;
        let rest = self.page.text.get(span.end()..).unwrap_or_default();
        let head = rest.get(..rest.floor_char_boundary(40)).unwrap_or_default();
        self.page.text[..span.start()].trim().is_empty()
            && [" - ", " – ", " — ", "(Reuters)", "(AP)", "(AFP)"].iter().any(|mark| head.contains(mark))
    }
}
