//! Coreference: which mentions are of one party.
//!
//! By name (the same name, or the family name of somebody named in full before), by description (an office whose holder the
//! text has named), and by pronoun, where only one party can be meant.

use super::{Resolution, Resolver};
use crate::codebook::Kind;

/// How far back, in sentences, a pronoun's party may stand.
const PRONOUN_REACH: usize = 1;

impl Resolver<'_> {
    /// The mention before that has the same name, or whose family name this is.
    pub(super) fn same_name(&self, n: usize, before: &[Resolution]) -> Option<Resolution> {
        let words = self.mention_words(n);
        let kind = self.mentions[n].found.kind;
        if !words.chars().next()?.is_uppercase() {
            return None;
        }
        let is_single = !words.contains(char::is_whitespace);
        let first = (0..n).find(|&i| {
            let other = self.mention_words(i);
            if self.mentions[i].found.kind != kind {
                return false;
            }
            let is_part = kind == Kind::Person && is_single && other.split_whitespace().any(|w| w == words) && other != words;
            let is_acronym = kind == Kind::Organization && self.is_introduced(i, words);
            other == words || is_part || is_acronym
        })?;
        // a family name that two of the text's persons bear means neither
        if kind == Kind::Person && is_single {
            let mut bearers: Vec<&str> = (0..n)
                .filter(|&i| self.mentions[i].found.kind == kind)
                .map(|i| self.mention_words(i))
                .filter(|other| *other != words && other.split_whitespace().any(|w| w == words))
                .collect();
            bearers.sort_unstable();
            bearers.dedup();
            if bearers.len() > 1 {
                return None;
            }
        }
        let root = before[first].coref.map_or(first, |c| c as usize);
        let method = if self.mention_words(first) == words { "same-name" } else { "short-name" };
        Some(Resolution { parties: before[root].parties.clone(), coref: u32::try_from(root).ok(), ..Resolution::by(method) })
    }

    /// True where the `i`th mention is followed by the acronym in brackets.
    fn is_introduced(&self, i: usize, acronym: &str) -> bool {
        let end = self.mentions[i].found.span.end();
        let rest = self.page.text.get(end..).unwrap_or_default();
        let Some(inside) = rest.strip_prefix(" (").and_then(|r| r.split(')').next()) else { return false };
        inside.len() >= 2 && inside == acronym && inside.chars().all(|c| c.is_uppercase() || c.is_ascii_digit() || c == '-')
    }

    /// The named holder, earlier in the text, of the office that the `n`th mention describes.
    pub(super) fn same_office(&self, n: usize, described: &Resolution, before: &[Resolution]) -> Option<u32> {
        let party = described.parties.first()?;
        let role = self.mention_words(n).rsplit([' ', '\u{a0}']).next()?;
        let mut holders: Vec<usize> = Vec::new();
        for i in (0..n).filter(|&i| self.mentions[i].found.kind == Kind::Person && before[i].coref.is_none()) {
            let same = before[i].parties.first().is_some_and(|p| p.country() == party.country() && p.sector() == party.sector());
            let start = self.page.sentences[self.mentions[i].sentence].start();
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
    pub(super) fn pronoun(&self, n: usize, before: &[Resolution]) -> Option<Resolution> {
        let words = self.mention_words(n).to_lowercase();
        if !matches!(words.as_str(), "he" | "she" | "him" | "her" | "his") {
            return None;
        }
        let sentence = self.mentions[n].sentence;
        let mut persons: Vec<usize> = (0..n)
            .rev()
            .take_while(|&i| self.mentions[i].sentence + PRONOUN_REACH >= sentence)
            .filter(|&i| {
                self.mentions[i].found.kind == Kind::Person && self.mention_words(i).chars().next().is_some_and(char::is_uppercase)
            })
            .map(|i| before[i].coref.map_or(i, |c| c as usize))
            .collect();
        persons.sort_unstable();
        persons.dedup();
        let [one] = persons[..] else { return None };
        Some(Resolution { parties: before[one].parties.clone(), coref: u32::try_from(one).ok(), ..Resolution::by("pronoun") })
    }
}
