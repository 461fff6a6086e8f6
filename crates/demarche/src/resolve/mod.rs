//! Resolution: which party, place, day and number the words of a mention mean.
//!
//! It works on a whole document, after all its windows are read: [`Resolver`] sees the mentions in text order with what they
//! do, and gives each a [`Resolution`], with the method that made it and what it lost to. What the text leaves open stays
//! open: a wrong party is worse than none.

mod acting;
mod collective;
mod context;
mod coref;
mod kinds;
mod meaning;
mod method;
mod noun;
mod party;
mod person;
mod place;
mod pronoun;
pub mod quantity;
mod salience;
mod setting;
mod spot;
#[cfg(test)]
mod tests;
pub mod time;
mod words;

use std::collections::HashMap;

use demarche_knowledge::{Knowledge, Sense};
use jiff::civil::Date;

use crate::codebook::{EventType, Kind};
use crate::mention::Found;
use crate::span::Span;
use context::Context;
pub(crate) use kinds::correct_kinds;
use meaning::Places;
pub use meaning::{Days, Item, Located, Number, Party, Resolution, Resolved, Tables};
pub use method::{METHODS, describe};
use setting::Setting;

/// A mention with what it does in the text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mentioned {
    /// Span and kind.
    pub found: Found,
    /// The sentence it stands in, an index into the document's.
    pub sentence: u32,
    /// It acts, is acted upon, or speaks: a place's name then stands for its government.
    pub acts: bool,
    /// For a quantity: the event it is part of, an index into those given beside.
    pub counts: Option<u32>,
    /// The innermost claim in whose content it stands.
    pub told: Option<Told>,
}

/// A claim that holds a mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// The mention of its source.
    pub by: Option<u32>,
    /// In the source's own words.
    pub quoted: bool,
}

/// An event that a quantity is part of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Counted {
    /// The event's type.
    pub event_type: EventType,
    /// Its mode.
    pub mode: Option<&'static str>,
    /// Its trigger.
    pub trigger: Span,
}

/// What is known of the document, beside its mentions.
#[derive(Debug, Clone, Copy)]
pub struct Page<'t> {
    /// Its text.
    pub text: &'t str,
    /// Its sentences, in text order.
    pub sentences: &'t [Span],
    /// Its date.
    pub published: Option<Date>,
}

/// Resolves the mentions of one document.
pub struct Resolver<'t> {
    pack: &'t Knowledge<'static>,
    page: Page<'t>,
    mentions: &'t [Mentioned],
    counted: &'t [Counted],
    context: Context,
    /// Where mentions of kind place are.
    places: Places,
    /// The first mention of each placed name.
    placed: HashMap<&'t str, usize>,
    setting: Setting,
    /// The day whose office holders are meant: the text's, or that of an earlier time that the sentence names.
    today: Option<Date>,
    /// Such times of sentences, [`past_days`].
    past: HashMap<u32, Option<Date>>,
    /// The one day that a sentence names, before publication.
    days: HashMap<u32, Option<Date>>,
    /// What names of this document can mean.
    named: HashMap<&'t str, Vec<Sense<'static>>>,
}

impl std::fmt::Debug for Resolver<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Resolver").field("mentions", &self.mentions.len()).finish_non_exhaustive()
    }
}

/// Resolves `mentions`, which stand in text order; `counted` are the events that quantities are part of.
#[must_use]
pub fn resolve(pack: &Knowledge<'static>, page: Page<'_>, mentions: &[Mentioned], counted: &[Counted]) -> Resolved {
    let mut resolver = Resolver {
        pack,
        page,
        mentions,
        counted,
        context: Context::default(),
        places: Places::default(),
        placed: HashMap::new(),
        setting: Setting::default(),
        today: page.published,
        past: HashMap::new(),
        days: HashMap::new(),
        named: HashMap::new(),
    };
    for m in mentions {
        let words = resolver.words(m.found.span);
        if !resolver.named.contains_key(words) {
            let senses = pack.named(words);
            // most names mean nothing that the tables know
            if !senses.is_empty() {
                resolver.named.insert(words, senses);
            }
        }
    }
    resolver.context = Context::of(&resolver);
    let is_place = |m: &Mentioned| m.found.kind == Kind::Place;
    let mut places = Places::default();
    (0..mentions.len()).for_each(|n| places.push(if is_place(&mentions[n]) { resolver.place(n) } else { None }));
    resolver.places = places;
    for n in (0..mentions.len()).filter(|&n| resolver.places.of(n).is_some()) {
        let words = resolver.mention_words(n);
        resolver.placed.entry(words).or_insert(n);
    }
    resolver.setting = Setting::of(&resolver);
    // only what is named says where a text is set
    let open = |n: &usize| is_place(&mentions[*n]) && resolver.places.of(*n).is_none();
    let spots = (0..mentions.len()).filter(open).filter_map(|n| Some((n, resolver.spot(n).or_else(|| resolver.named_again(n))?)));
    let spots: Vec<(usize, Resolution)> = spots.collect();
    spots.into_iter().for_each(|(n, spot)| resolver.places.put(n, spot));
    let mut out = resolver.times_and_quantities();
    let mut names = coref::Names::default();
    resolver.past = past_days(mentions, &out, page.published);
    resolver.days = one_days(mentions, &out, page.published);
    for (n, m) in mentions.iter().enumerate() {
        if matches!(m.found.kind, Kind::Time | Kind::Quantity | Kind::Materiel) {
            continue;
        }
        // who resigned on Monday held the office until then
        resolver.today = resolver.days.get(&m.sentence).copied().flatten().or_else(|| resolver.day_of(n));
        let mut resolution = resolver.party_or_place(n, &out, &names);
        if resolution.method == spot::NAMED_AGAIN {
            resolution.coref = resolution.coref.and_then(|first| u32::try_from(out.root(first as usize)).ok());
        }
        let is_named = resolution.place.as_ref().is_some_and(|place| match resolution.method.as_str() {
            spot::DESCRIBED => false,
            spot::NAMED_AGAIN => place.geonames.is_none(),
            _ => true,
        });
        if resolution.coref.is_none() && (is_named || resolution.method == "metonym") {
            let first = names.place_before(&resolver, n, &resolution);
            resolution.coref = first.map(|first| out.root(first)).filter(|&root| root != n).and_then(|root| u32::try_from(root).ok());
        }
        if resolution.coref.is_none() && matches!(resolution.method.as_str(), "name" | "name-office" | "family-name" | "name-by-sound") {
            let first = names.party_before(n, &resolution);
            resolution.coref = first.map(|first| out.root(first)).filter(|&r| r != n).and_then(|r| u32::try_from(r).ok());
        }
        if let (Some(root), Some(is_woman)) = (resolution.coref, resolver.gender(n)) {
            names.genders.entry(root as usize).or_insert(is_woman);
        }
        out.set(n, resolution);
        let root = out.root(n);
        names.add(&resolver, n, root);
        resolver.join_title(n, &mut out);
    }
    resolver.speakers_behind(&mut out);
    out
}

/// Of each sentence that names one time, and one of another year, its first day: there an office is that of the time of the event
/// (codebook, section 2). None where a sentence names several.
fn past_days(mentions: &[Mentioned], resolved: &Resolved, published: Option<Date>) -> HashMap<u32, Option<Date>> {
    let mut out: HashMap<u32, Option<Date>> = HashMap::new();
    for (m, r) in mentions.iter().zip(&resolved.items) {
        let Some(days) = r.days else { continue };
        // a decade or a century names no holder
        let is_short = days.end.year() - days.start.year() <= 1;
        let is_past = published.is_none_or(|published| days.end.year() < published.year());
        let day = (is_short && is_past).then_some(days.start);
        out.entry(m.sentence).and_modify(|known| *known = known.filter(|known| Some(*known) == day)).or_insert(day);
    }
    out
}

/// Of each sentence that names one time, and that a single day before publication, the day.
fn one_days(mentions: &[Mentioned], resolved: &Resolved, published: Option<Date>) -> HashMap<u32, Option<Date>> {
    let mut out: HashMap<u32, Option<Date>> = HashMap::new();
    for (m, r) in mentions.iter().zip(&resolved.items) {
        let Some(days) = r.days else { continue };
        let is_day = days.start == days.end && !days.approximate && published.is_some_and(|published| days.end < published);
        out.entry(m.sentence).and_modify(|known| *known = None).or_insert(is_day.then_some(days.start));
    }
    out
}

impl<'t> Resolver<'t> {
    /// The day whose office holders a mention means.
    fn day_of(&self, n: usize) -> Option<Date> {
        self.past.get(&self.mentions[n].sentence).copied().flatten().or(self.page.published)
    }

    /// Pronouns whose speaker stands behind what is said: `"We did nothing," X said`.
    fn speakers_behind(&self, out: &mut Resolved) {
        // from behind: a speaker may be a pronoun whose own speaker stands later
        for n in (0..self.mentions.len()).rev() {
            let by = self.mentions[n].told.and_then(|t| t.by).filter(|&by| by as usize > n && out.items[n].method.is_none());
            if let Some(resolution) = by.and_then(|by| self.speaker_of(n, by as usize, out)) {
                out.set(n, resolution);
            }
        }
    }

    /// A description right before a name is of its bearer: each gives the other what it lacks.
    fn join_title(&self, n: usize, out: &mut Resolved) {
        let Some(title) = self.before_name(n).filter(|&title| out.root(title) == title && out.root(n) != title) else { return };
        let is_first = !out.items[title + 1..=n].iter().any(|item| item.coref == u32::try_from(title).ok());
        if !is_first {
            return;
        }
        if out.items[n].party.is_none() {
            out.items[n].party = out.items[title].party;
            out.items[n].method = out.items[title].method;
        }
        out.items[title].party = out.items[n].party;
        out.items[title].coref = u32::try_from(out.root(n)).ok();
    }

    fn words(&self, span: Span) -> &'t str {
        span.of(self.page.text)
    }

    fn mention_words(&self, n: usize) -> &'t str {
        self.words(self.mentions[n].found.span)
    }

    fn senses(&self, words: &str) -> &[Sense<'static>] {
        self.named.get(words).map_or(&[], Vec::as_slice)
    }

    /// The text between two bytes of one sentence.
    fn between(&self, from: usize, to: usize) -> &'t str {
        self.page.text.get(from..to).unwrap_or_default()
    }

    /// The sentence that a mention stands in.
    fn sentence(&self, n: usize) -> Span {
        self.page.sentences[self.mentions[n].sentence as usize]
    }

    fn times_and_quantities(&self) -> Resolved {
        let is_timed = self.mentions.iter().any(|m| m.found.kind == Kind::Time);
        let times = if is_timed { time::find(self.page.text, self.page.published) } else { Vec::new() };
        let mut out = Resolved::default();
        out.items.reserve_exact(self.mentions.len());
        for m in self.mentions {
            out.push(match m.found.kind {
                Kind::Time => time_of(&times, m.found.span),
                Kind::Quantity => self.number_of(m),
                _ => Resolution::default(),
            });
        }
        out
    }

    fn number_of(&self, m: &Mentioned) -> Resolution {
        let Some(read) = quantity::read(self.words(m.found.span)) else { return Resolution::default() };
        let sentence = self.page.sentences[m.sentence as usize];
        let before = self.between(sentence.start(), m.found.span.start());
        let after = self.between(m.found.span.end(), sentence.end());
        let noun = read.noun.map(|noun| noun.of(self.words(m.found.span))).or(read.unit.as_deref());
        let counted = m.counts.and_then(|c| self.counted.get(c as usize));
        let role = counted.and_then(|c| quantity::role(c.event_type, c.mode, self.words(c.trigger), noun, before, after));
        let number = Number { low: read.low, high: read.high, unit: read.unit.clone(), qualifier: read.qualifier.name().to_owned(), role };
        Resolution { number: Some(number), ..Resolution::by(read.rule) }
    }
}

/// The expression that shares most with a mention gives its days; an expression that resolves to nothing says why.
fn time_of(times: &[time::TimeExpression], span: Span) -> Resolution {
    let first = times.partition_point(|t| t.span.end() <= span.start());
    let shared = |t: &time::TimeExpression| t.span.end().min(span.end()) - t.span.start().max(span.start());
    let here = times[first..].iter().take_while(|t| t.span.start() < span.end());
    let Some(best) = here.max_by_key(|t| (shared(t), std::cmp::Reverse(t.span.start()))) else { return Resolution::default() };
    let days = best.interval.as_ref().map(|i| Days { start: i.start, end: i.end, approximate: i.approximate });
    Resolution { days, ..Resolution::by(best.rule) }
}
