//! Which of several parties a pronoun stands for: the most salient one.
//!
//! After Lappin and Leass ("An algorithm for pronominal anaphora resolution", 1994): every party that can be meant collects weights for where and
//! how it was named last, and the heaviest is taken. The weights, in tenths of a natural logarithm of the odds, are those of a logistic choice
//! between candidates, fitted on some 4,000 pronouns of the corpus' training passages (not of its development and test parts).

use super::coref::is_name;
use super::pronoun::{Class, class_of};
use super::{Resolved, Resolver};
use crate::codebook::Kind;

/// By so much, in tenths, the heaviest must outweigh the next; else the pronoun stays open.
const MARGIN: i32 = 3;
/// How far around a mention, in mentions, the one stands that it is nested in.
const NESTING: usize = 4;
/// Of a party named again, how many more mentions count.
const MOST_AGAIN: usize = 3;
/// Words before a mention that is no subject.
const PREPOSITIONS: [&str; 14] =
    ["of", "in", "to", "by", "with", "for", "from", "at", "on", "against", "between", "near", "after", "under"];
/// Words with which the first mention of somebody not told of before begins.
const INDEFINITE: [&str; 4] = ["a ", "an ", "one ", "some "];

/// What speaks for and against a candidate, in tenths.
struct Weights {
    /// By how many sentences it stands before.
    distance: [i32; 4],
    /// The last pronoun of the same sort stands for it.
    goes_on: i32,
    /// It has a name.
    named: i32,
    /// The same source says both in the same way, or nobody says either.
    same_voice: i32,
    /// It acts, is acted upon or speaks in that sentence.
    acts: i32,
    /// It is the first party of that sentence.
    first: i32,
    /// For each mention more of it.
    again: i32,
    /// It says the words that the pronoun stands in, in reported or in quoted speech.
    tells: i32,
    quoted: i32,
    /// A preposition stands before it.
    behind_preposition: i32,
    indefinite: i32,
    /// Another paragraph began since.
    other_paragraph: i32,
    /// It is part of another mention.
    nested: i32,
    /// It is a body, not people.
    body: i32,
    /// The pronoun is a possessive of its clause: "X and its allies".
    owns: i32,
    /// The pronoun is the object of its clause: "X struck them".
    does_it: i32,
}

const PERSON: Weights = Weights {
    distance: [19, 3, -14, -22],
    goes_on: 14,
    named: 11,
    same_voice: 8,
    acts: 4,
    first: 0,
    again: 1,
    tells: 1,
    quoted: -11,
    behind_preposition: -3,
    indefinite: -4,
    other_paragraph: -12,
    nested: -13,
    body: 0,
    owns: -8,
    does_it: -27,
};
const THING: Weights = Weights {
    distance: [25, 0, -15, -29],
    goes_on: 5,
    named: 5,
    same_voice: 9,
    acts: 4,
    first: 3,
    again: 6,
    tells: 10,
    quoted: 3,
    behind_preposition: -2,
    indefinite: -2,
    other_paragraph: 0,
    nested: -18,
    body: 0,
    owns: 15,
    does_it: 0,
};
const MANY: Weights = Weights {
    distance: [18, 1, -12, -19],
    goes_on: 12,
    named: 0,
    same_voice: 5,
    acts: 8,
    first: 6,
    again: -1,
    tells: 3,
    quoted: -4,
    behind_preposition: -4,
    indefinite: 0,
    other_paragraph: -11,
    nested: -1,
    body: -21,
    owns: 8,
    does_it: -19,
};

/// A party that a pronoun may stand for.
struct Candidate {
    root: usize,
    /// Its mentions in reach, in text order.
    mentions: Vec<usize>,
}

/// A pronoun, or the possessive with which a mention begins.
pub(super) struct Pronoun {
    /// The mention.
    pub n: usize,
    pub class: Class,
    /// "his", "their".
    pub is_possessive: bool,
}

impl Resolver<'_> {
    /// The most salient of the mentions that a pronoun may stand for, by its first mention; none where two are about as salient.
    pub(super) fn most_salient(&self, pronoun: &Pronoun, mentions: impl Iterator<Item = usize>, before: &Resolved) -> Option<usize> {
        let mut candidates: Vec<Candidate> = Vec::new();
        for i in mentions {
            let root = before.root(i);
            match candidates.iter_mut().find(|c| c.root == root) {
                Some(known) => known.mentions.push(i),
                None => candidates.push(Candidate { root, mentions: vec![i] }),
            }
        }
        // the last pronoun of the sort, where its party can be meant
        let first = candidates.iter().filter_map(|c| c.mentions.first()).min().copied()?;
        let goes_on = (first..pronoun.n)
            .rev()
            .filter(|&i| class_of(self.mention_words(i)) == Some(pronoun.class))
            .map(|i| before.root(i))
            .find(|root| candidates.iter().any(|c| c.root == *root));
        let mut weighed: Vec<(i32, usize)> =
            candidates.iter().map(|c| (self.salience(pronoun, c, goes_on == Some(c.root), before), c.root)).collect();
        weighed.sort_by_key(|&(weight, root)| (std::cmp::Reverse(weight), root));
        match weighed[..] {
            [(_, only)] => Some(only),
            [(most, root), (next, _), ..] if most - next >= MARGIN => Some(root),
            _ => None,
        }
    }

    fn salience(&self, pronoun: &Pronoun, candidate: &Candidate, goes_on: bool, before: &Resolved) -> i32 {
        let weights = match pronoun.class {
            Class::Person(_) => &PERSON,
            Class::Thing => &THING,
            Class::Many | Class::Speaker(_) => &MANY,
        };
        let Some(&last) = candidate.mentions.last() else { return i32::MIN };
        let (here, there) = (&self.mentions[pronoun.n], &self.mentions[last]);
        let distance = (here.sentence.saturating_sub(there.sentence) as usize).min(weights.distance.len() - 1);
        let in_sentence = || candidate.mentions.iter().filter(|&&i| self.mentions[i].sentence == there.sentence);
        let is_party = |i: usize| !matches!(self.mentions[i].found.kind, Kind::Time | Kind::Quantity | Kind::Materiel);
        let is_first = |i: usize| (0..i).rev().take_while(|&j| self.mentions[j].sentence == there.sentence).all(|j| !is_party(j));
        let is_named = is_name(self.mention_words(candidate.root))
            || candidate.mentions.iter().any(|&i| class_of(self.mention_words(i)).is_none() && is_name(self.mention_words(i)));
        let root_words = self.mention_words(candidate.root).to_lowercase();
        let between = self.between(there.found.span.start(), here.found.span.start());
        let is_nested = (last.saturating_sub(NESTING)..self.mentions.len().min(last + NESTING)).any(|j| {
            let other = self.mentions[j].found.span;
            j != last && other != there.found.span && other.contains(there.found.span)
        });
        let speaker = here.told.and_then(|told| told.by).map(|by| before.root(by as usize));
        let tells = if speaker != Some(candidate.root) {
            0
        } else if here.told.is_some_and(|told| told.quoted) {
            weights.quoted
        } else {
            weights.tells
        };
        let is_in_clause = distance == 0 && self.is_subject_of(last, pronoun.n);
        let is_object = matches!(self.mention_words(pronoun.n).to_lowercase().as_str(), "him" | "them");
        let when = |holds: bool, weight: i32| if holds { weight } else { 0 };
        weights.distance[distance]
            + tells
            + weights.again * i32::try_from((candidate.mentions.len() - 1).min(MOST_AGAIN)).unwrap_or(0)
            + when(goes_on, weights.goes_on)
            + when(is_named, weights.named)
            + when(here.told == there.told, weights.same_voice)
            + when(in_sentence().any(|&i| self.mentions[i].acts), weights.acts)
            + when(in_sentence().any(|&i| is_first(i)), weights.first)
            + when(PREPOSITIONS.iter().any(|p| self.word_before(last).eq_ignore_ascii_case(p)), weights.behind_preposition)
            + when(INDEFINITE.iter().any(|start| root_words.starts_with(start)), weights.indefinite)
            + when(between.contains("\n\n") || between.contains("\n\r\n"), weights.other_paragraph)
            + when(is_nested, weights.nested)
            + when(there.found.kind == Kind::Organization, weights.body)
            + when(pronoun.is_possessive && is_in_clause, weights.owns)
            + when(is_object && is_in_clause, weights.does_it)
    }
}
