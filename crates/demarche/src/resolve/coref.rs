//! Coreference: which mentions are of one party.
//!
//! By name (the same name, or the family name of somebody named in full before), by description (an office whose holder the
//! text has named), and by pronoun, where only one party can be meant.

use std::collections::HashMap;

use super::{Resolution, Resolved, Resolver};
use crate::codebook::Kind;

/// And how far in mentions.
const PRONOUN_MENTIONS: usize = 100;
/// Longest acronym in brackets, in bytes.
const LONGEST_ACRONYM: usize = 12;
/// How far back, in mentions, the named holder of an office may stand.
const OFFICE_REACH: usize = 200;
/// How far back, in sentences, a pronoun's party may stand.
const PRONOUN_REACH: u32 = 1;

/// The names that a text has used so far.
#[derive(Debug, Default)]
pub(super) struct Names<'t> {
    /// First mention of each name, by kind.
    first: HashMap<(Kind, &'t str), usize>,
    /// First mentions of persons by the last word of their names.
    bearers: HashMap<&'t str, Vec<usize>>,
    /// Organisations by the acronym in brackets behind them.
    acronyms: HashMap<&'t str, usize>,
}

impl<'t> Names<'t> {
    /// Takes up the `n`th mention.
    pub(super) fn add(&mut self, resolver: &Resolver<'t>, n: usize) {
        let found = resolver.mentions[n].found;
        let words = resolver.mention_words(n);
        if !is_name(words)
            || !matches!(found.kind, Kind::Person | Kind::Organization | Kind::Other)
            || self.first.contains_key(&(found.kind, words))
        {
            return;
        }
        self.first.insert((found.kind, words), n);
        if found.kind == Kind::Person
            && words.contains(char::is_whitespace)
            && let Some(family) = words.split_whitespace().next_back()
        {
            self.bearers.entry(family).or_default().push(n);
        }
        if found.kind != Kind::Organization {
            return;
        }
        let rest = resolver.page.text.get(found.span.end()..).unwrap_or_default();
        let acronym = rest.strip_prefix(" (").and_then(|r| r.get(..r.find(')').filter(|&end| end <= LONGEST_ACRONYM)?));
        if let Some(acronym) = acronym.filter(|a| a.len() >= 2 && a.chars().all(|c| c.is_uppercase() || c.is_ascii_digit() || c == '-')) {
            self.acronyms.entry(acronym).or_insert(n);
        }
    }

    /// True for a family name that two of the text's persons bear: it means neither.
    pub(super) fn is_shared(&self, words: &str) -> bool {
        self.bearers.get(words).is_some_and(|bearers| bearers.len() > 1)
    }

    /// The mention before that `words` names again, and how: the same name, part of it, or the acronym it was given.
    fn before(&self, kind: Kind, words: &str) -> Option<(usize, &'static str)> {
        if let Some(&n) = self.first.get(&(kind, words)).filter(|_| !self.is_shared(words)) {
            return Some((n, "same-name"));
        }
        match (kind, self.bearers.get(words).map(Vec::as_slice)) {
            (Kind::Person, Some([one])) => Some((*one, "short-name")),
            (Kind::Organization, _) => self.acronyms.get(words).map(|&n| (n, "acronym")),
            _ => None,
        }
    }
}

/// Words with which a description or a pronoun begins, in capitals only where a sentence does.
const NO_NAMES: [&str; 26] = [
    "the", "a", "an", "he", "she", "it", "they", "we", "i", "you", "his", "her", "its", "their", "our", "my", "your", "him", "them", "us",
    "this", "that", "these", "those", "who", "some",
];

/// True for words that name something, wherever they stand in a sentence.
pub(super) fn is_name(words: &str) -> bool {
    let first = words.split(|c: char| c.is_whitespace() || matches!(c, '\'' | '’')).next().unwrap_or_default();
    words.chars().next().is_some_and(char::is_uppercase) && !NO_NAMES.iter().any(|w| first.eq_ignore_ascii_case(w))
}

impl Resolver<'_> {
    /// The mention before that has the same name, or whose family name or acronym this is.
    pub(super) fn same_name(&self, n: usize, before: &Resolved, names: &Names<'_>) -> Option<Resolution> {
        let words = self.mention_words(n);
        if !is_name(words) {
            return None;
        }
        let (first, method) = names.before(self.mentions[n].found.kind, words)?;
        let root = before.root(first);
        let title = self.title_before(n);
        if title.is_some_and(|t| before.party(root).is_some_and(|p| p.country() != t.country())) {
            return None;
        }
        // an office is that of the time: of another time it is not copied
        let parties = if self.day_of(root) == self.day_of(n) { before.parties(root) } else { Vec::new() };
        Some(Resolution { parties, coref: u32::try_from(root).ok(), ..Resolution::by(method) })
    }

    /// The named holder, earlier in the text, of the office that the `n`th mention describes.
    pub(super) fn same_office(&self, n: usize, described: &Resolution, before: &Resolved) -> Option<u32> {
        let party = described.parties.first()?;
        let role = self.mention_words(n).rsplit([' ', '\u{a0}']).next()?;
        let mut holders: Vec<usize> = Vec::new();
        for i in (n.saturating_sub(OFFICE_REACH)..n).filter(|&i| self.mentions[i].found.kind == Kind::Person && before.root(i) == i) {
            let same = before.party(i).is_some_and(|p| p.country() == party.country() && p.sector() == party.sector());
            let start = self.sentence(i).start();
            let title = self.between(start, self.mentions[i].found.span.start());
            let bears = title.trim_end().rsplit(' ').next().is_some_and(|last| last.eq_ignore_ascii_case(role));
            if same && bears {
                holders.push(i);
            }
        }
        match holders[..] {
            [one] => u32::try_from(one).ok(),
            _ => None,
        }
    }

    /// "he", "she": the one person named in this sentence and the one before.
    pub(super) fn pronoun(&self, n: usize, before: &Resolved) -> Option<Resolution> {
        let words = self.mention_words(n).to_lowercase();
        if !matches!(words.as_str(), "he" | "she" | "him" | "her" | "his") {
            return None;
        }
        let sentence = self.mentions[n].sentence;
        let mut persons: Vec<usize> = (n.saturating_sub(PRONOUN_MENTIONS)..n)
            .rev()
            .take_while(|&i| self.mentions[i].sentence + PRONOUN_REACH >= sentence)
            // a described holder may be meant as well as a named one
            .filter(|&i| match self.mentions[i].found.kind {
                Kind::Person => is_name(self.mention_words(i)),
                Kind::Office => true,
                _ => false,
            })
            .map(|i| before.root(i))
            .collect();
        persons.sort_unstable();
        persons.dedup();
        let [one] = persons[..] else { return None };
        if !is_name(self.mention_words(one)) || self.day_of(one) != self.day_of(n) {
            return None;
        }
        Some(Resolution { parties: before.parties(one), coref: u32::try_from(one).ok(), ..Resolution::by("pronoun") })
    }
}
