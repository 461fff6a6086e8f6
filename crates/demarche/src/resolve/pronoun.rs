//! Pronouns: "he", "it", "they", "we", and whose "its troops" are.
//!
//! "We" and "I" are who says them; any other pronoun is the most salient party of its sort in the sentences before ([`super::salience`]).

use super::coref::{Names, is_name};
use super::salience::Pronoun;
use super::{Resolution, Resolved, Resolver};
use crate::codebook::Kind;

/// How far back, in sentences, a pronoun's party may stand.
const SENTENCES: u32 = 3;
/// And how far in mentions.
const MENTIONS: usize = 60;

/// What a pronoun can stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// One person; true for a woman.
    Person(bool),
    /// A body or a state.
    Thing,
    /// Several.
    Many,
    /// Who speaks: true for "we".
    Speaker(bool),
}

pub(super) fn class_of(words: &str) -> Option<Class> {
    // "some of them"
    let words = words.rsplit_once(" of ").map_or(words, |(_, rest)| rest);
    // "US", "IT"
    if words.len() > 1 && words.chars().all(char::is_uppercase) {
        return None;
    }
    Some(match words.to_lowercase().as_str() {
        "he" | "him" | "his" | "himself" => Class::Person(false),
        "she" | "her" | "hers" | "herself" => Class::Person(true),
        "it" | "its" | "itself" => Class::Thing,
        "they" | "them" | "their" | "theirs" | "themselves" => Class::Many,
        "i" | "me" | "my" => Class::Speaker(false),
        "we" | "us" | "our" => Class::Speaker(true),
        _ => return None,
    })
}

/// Whom a possessive pronoun means.
pub(super) struct Possessor {
    pub countries: Vec<&'static str>,
    /// The sector of a body that is no state's.
    pub body: Option<String>,
    /// The sector of the party, but for a former holder of an office.
    pub sector: Option<String>,
}

/// Nouns of several by their end or by themselves.
fn is_plural(words: &str) -> bool {
    let head = words.split([',', ' ']).rfind(|w| !w.is_empty()).unwrap_or_default().trim_end_matches(['\'', '’']);
    (head.ends_with('s') && !head.ends_with("ss")) || ["police", "people", "men", "women", "children", "troops", "forces"].contains(&head)
}

impl Resolver<'_> {
    /// What a pronoun stands for; none for words that are no pronoun.
    pub(super) fn pronoun(&self, n: usize, before: &Resolved, names: &Names<'_>) -> Option<Resolution> {
        let class = class_of(self.mention_words(n))?;
        let Some(root) = self.antecedent(n, class, before, Some(names)) else { return Some(Resolution::default()) };
        Some(self.stands_for(n, root, class, before))
    }

    /// What "we" or "I" in somebody's words stands for.
    pub(super) fn speaker_of(&self, n: usize, by: usize, before: &Resolved) -> Option<Resolution> {
        let class = class_of(self.mention_words(n)).filter(|c| matches!(c, Class::Speaker(_)))?;
        Some(self.stands_for(n, before.root(by), class, before))
    }

    fn stands_for(&self, n: usize, root: usize, class: Class, before: &Resolved) -> Resolution {
        let parties = if self.day_of(root) == self.day_of(n) { before.parties(root) } else { Vec::new() };
        // "we" of a person are those it speaks for
        if class == Class::Speaker(true) && matches!(self.mentions[root].found.kind, Kind::Person | Kind::Office) {
            let parties = parties.into_iter().map(|p| super::Party::new(p.country(), p.sector(), None, p.name.clone())).collect();
            return Resolution { parties, ..Resolution::by("speaker") };
        }
        let method = if matches!(class, Class::Speaker(_)) { "speaker" } else { "pronoun" };
        Resolution { parties, coref: u32::try_from(root).ok(), ..Resolution::by(method) }
    }

    /// "he" or "she" of a pronoun, for what it stands for.
    pub(super) fn gender(&self, n: usize) -> Option<bool> {
        match class_of(self.mention_words(n)) {
            Some(Class::Person(is_woman)) => Some(is_woman),
            _ => None,
        }
    }

    /// Whom a possessive pronoun before a noun means.
    pub(super) fn possessor(&self, n: usize, pronoun: &str, before: &Resolved) -> Option<Possessor> {
        let root = match pronoun {
            "whose" => self.right_before(n, before)?,
            pronoun => self.antecedent(n, class_of(pronoun)?, before, None)?,
        };
        let parties = before.parties(root);
        let codes: Vec<String> = match &parties[..] {
            [] => vec![before.place_country(root)?],
            several => several.iter().map(|p| p.country().to_owned()).collect(),
        };
        let is_body = self.mentions[root].found.kind == Kind::Organization;
        let sector = parties.first().map(|p| p.sector().to_owned());
        let body = sector.clone().filter(|s| is_body && !demarche_knowledge::STATE_SECTORS.contains(&s.as_str()));
        let mut countries: Vec<&'static str> = codes.iter().filter_map(|code| self.pack.country(code).map(|c| c.party)).collect();
        countries.dedup();
        (!countries.is_empty()).then_some(Possessor { countries, body, sector: sector.filter(|s| s != "ELI") })
    }

    /// What stands right before a relative clause: "Russia, whose 201st division".
    fn right_before(&self, n: usize, before: &Resolved) -> Option<usize> {
        let start = self.mentions[n].found.span.start();
        let near = (n.saturating_sub(4)..n).rev().find(|&i| self.mentions[i].found.span.end() <= start)?;
        let between = self.between(self.mentions[near].found.span.end(), start);
        matches!(between, " " | ", ").then(|| before.root(near))
    }

    /// The first mention of what a pronoun in the place of the `n`th mention stands for.
    fn antecedent(&self, n: usize, class: Class, before: &Resolved, names: Option<&Names<'_>>) -> Option<usize> {
        let m = &self.mentions[n];
        if let Class::Speaker(_) = class {
            let speaker = m.told?.by? as usize;
            // who speaks may stand behind what is said: its meaning is not known yet
            return (speaker < n).then(|| before.root(speaker));
        }
        let gender_fits = |root: usize| match (class, names.and_then(|names| names.genders.get(&root))) {
            (Class::Person(is_woman), Some(known)) => is_woman == *known,
            _ => true,
        };
        let first = (n.saturating_sub(MENTIONS)..n).find(|&i| self.mentions[i].sentence + SENTENCES >= m.sentence)?;
        let can_be_meant = |&i: &usize| {
            !self.mentions[i].found.span.overlaps(m.found.span) && self.can_be(i, class, before) && gender_fits(before.root(i))
        };
        let words = self.mention_words(n);
        // of a mention that is no pronoun it is the possessive with which that begins
        let is_possessive = class_of(words).is_none() || ["his", "her", "its", "their"].iter().any(|p| words.eq_ignore_ascii_case(p));
        self.most_salient(&Pronoun { n, class, is_possessive }, (first..n).filter(can_be_meant), before)
    }

    /// True where nothing between a mention and the pronoun behind it begins another clause.
    pub(super) fn is_subject_of(&self, i: usize, n: usize) -> bool {
        let (from, to) = (self.mentions[i].found.span.end(), self.mentions[n].found.span.start());
        // "a court that ordered them": the court is the relative clause's subject
        let relative = |w: &&str| matches!(*w, "that" | "who" | "which");
        let between = self.between(from.min(to), to).split_whitespace();
        let skipped = usize::from(between.clone().next().as_ref().is_some_and(relative));
        self.mentions[i].sentence == self.mentions[n].sentence
            && from <= to
            && !between.skip(skipped).any(|w| w.ends_with([',', ';', '"', '”']) || super::acting::begins_clause(w))
    }

    /// True where a mention can be what a pronoun stands for.
    fn can_be(&self, i: usize, class: Class, before: &Resolved) -> bool {
        let words = self.mention_words(i);
        let kind = self.mentions[i].found.kind;
        let is_pronoun = class_of(words).is_some();
        if is_pronoun && before.root(i) == i {
            return false;
        }
        match class {
            Class::Person(_) => match kind {
                Kind::Person => is_name(words) || !is_plural(words),
                Kind::Office => !is_plural(words),
                _ => false,
            },
            Class::Thing => match kind {
                Kind::Organization => !is_plural(words) || is_name(words),
                Kind::Place => self.acts(i),
                _ => false,
            },
            Class::Many => match kind {
                Kind::Group => is_pronoun || is_plural(words),
                Kind::Organization => true,
                Kind::Person | Kind::Office => is_plural(words) && !is_name(words),
                _ => false,
            },
            Class::Speaker(_) => false,
        }
    }
}
