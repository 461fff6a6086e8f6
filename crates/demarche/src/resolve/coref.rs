//! Coreference: which mentions are of one party or place.
//!
//! By name (the same name, the family name of somebody named in full before, an acronym), by being the same state (its name, its acting capital,
//! its metonyms), by standing beside the name ("the foreign minister, X"), and by description: a name of the text holds the head noun ("the
//! ministry"), or one party alone is of that sort ("the rebels"). Pronouns: [`super::pronoun`].

use std::collections::HashMap;
use std::sync::LazyLock;

use demarche_knowledge::RoleKind;

use super::noun::Reading;
use super::{Resolution, Resolved, Resolver, spot};
use crate::codebook::Kind;

/// Longest acronym in brackets, in bytes.
const LONGEST_ACRONYM: usize = 12;
/// How far back, in mentions, what a description names again may stand.
const REACH: usize = 200;
/// How far back, in sentences, an organisation may stand that is called "the company".
const BODY_SENTENCES: u32 = 2;
/// What firms are called.
const FIRMS: [&str; 10] = ["company", "firm", "carmaker", "airline", "operator", "chain", "bank", "manufacturer", "supplier", "lender"];
/// What organisations are called when they have been named.
const BODIES: [&str; 34] = [
    "company",
    "firm",
    "carmaker",
    "airline",
    "operator",
    "chain",
    "bank",
    "manufacturer",
    "supplier",
    "lender",
    "agency",
    "body",
    "organisation",
    "organization",
    "group",
    "club",
    "union",
    "party",
    "mission",
    "movement",
    "broadcaster",
    "paper",
    "newspaper",
    "network",
    "association",
    "alliance",
    "charity",
    "watchdog",
    "bloc",
    "chamber",
    "team",
    "institute",
    "foundation",
    "coalition",
];
/// Longest text between an office and the name of its holder, in bytes: ", General ".
const LONGEST_APPOSITION: usize = 24;

/// The names that a text has used so far.
#[derive(Debug, Default)]
pub(super) struct Names<'t> {
    /// First mention of each name, by kind.
    first: HashMap<(Kind, &'t str), usize>,
    /// First mentions of persons by the last word of their names.
    bearers: HashMap<&'t str, Vec<usize>>,
    /// Organisations by the acronym in brackets behind them.
    acronyms: HashMap<&'t str, usize>,
    /// First mentions of organisations by each word of their names that may stand for the whole.
    short: HashMap<&'t str, Vec<usize>>,
    /// First mentions of organisations by the initials of their names.
    initials: HashMap<String, Vec<usize>>,
    /// First mention of each state that is named, or acts.
    states: HashMap<String, usize>,
    /// First mention of each party with a name of its own, by its id.
    ids: HashMap<String, usize>,
    /// What pronouns have said of a party: true for "she".
    pub(super) genders: HashMap<usize, bool>,
}

impl<'t> Names<'t> {
    /// Takes up the `n`th mention.
    pub(super) fn add(&mut self, resolver: &Resolver<'t>, n: usize, root: usize) {
        let found = resolver.mentions[n].found;
        let words = resolver.mention_words(n);
        if !is_name(words)
            || !matches!(found.kind, Kind::Person | Kind::Organization | Kind::Other | Kind::Place | Kind::Group)
            || self.first.contains_key(&(found.kind, words))
        {
            return;
        }
        self.first.insert((found.kind, words), n);
        if found.kind == Kind::Person
            && words.contains(char::is_whitespace)
            && let Some(family) = words.split_whitespace().next_back()
        {
            let bearers = self.bearers.entry(family).or_default();
            // two spellings of one person are one bearer
            if !bearers.contains(&root) {
                bearers.push(root);
            }
        }
        if found.kind == Kind::Person
            && let Some(is_woman) = resolver.gender_of_name(n)
        {
            self.genders.entry(root).or_insert(is_woman);
        }
        if found.kind != Kind::Organization {
            return;
        }
        let capital: Vec<&'t str> = words.split([' ', '-']).filter(|w| w.starts_with(char::is_uppercase)).collect();
        if let [first, .., last] = capital[..] {
            // "House" and "European" are no short names
            for word in [first, last] {
                if resolver.role(word).is_none() && resolver.adjective_of(word).is_none() {
                    self.short.entry(word).or_default().push(n);
                }
            }
        }
        let initials: String = capital.iter().filter_map(|w| w.chars().next()).collect();
        self.initials.entry(initials).or_default().push(n);
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
            (Kind::Organization, _) => {
                let initials = || self.initials.get(words).filter(|_| words.len() >= 2).and_then(|list| only(list));
                let acronym = self.acronyms.get(words).copied().or_else(initials).map(|n| (n, "acronym"));
                acronym.or_else(|| self.short.get(words).and_then(|list| only(list)).map(|n| (n, "short-name")))
            }
            _ => None,
        }
    }

    /// The first mention of a party that has a name of its own, and takes the `n`th up as such.
    pub(super) fn party_before(&mut self, n: usize, resolution: &Resolution) -> Option<usize> {
        let [party] = &resolution.parties[..] else { return None };
        party.id.split('/').nth(2)?;
        let first = *self.ids.entry(party.id.clone()).or_insert(n);
        (first != n).then_some(first)
    }

    /// The first mention of what a place or people names: the state, or the same name.
    pub(super) fn place_before(&mut self, resolver: &Resolver<'t>, n: usize, resolution: &Resolution) -> Option<usize> {
        let state = state_of(resolver, n, resolution);
        let same = self.first.get(&(resolver.mentions[n].found.kind, resolver.mention_words(n))).copied();
        match state {
            Some(state) => {
                let first = *self.states.entry(state).or_insert(n);
                (first != n).then_some(first)
            }
            None => same.filter(|_| resolver.mentions[n].found.kind == Kind::Place && is_name(resolver.mention_words(n))),
        }
    }
}

/// The one of a list.
fn only(list: &[usize]) -> Option<usize> {
    match list {
        [one] => Some(*one),
        _ => None,
    }
}

/// The state that a mention names: by its own name, or by a capital or metonym that stands for its government.
fn state_of(resolver: &Resolver<'_>, n: usize, resolution: &Resolution) -> Option<String> {
    let is_place = resolver.mentions[n].found.kind == Kind::Place;
    let acting = matches!(resolution.method.as_str(), "country" | "capital" | "metonym");
    // a territory is not its sovereign
    if resolution.method == "country"
        && let Some(place) = &resolution.place
    {
        return Some(place.country.clone());
    }
    if acting && let [party] = &resolution.parties[..] {
        return (party.sector() == "GOV").then(|| party.country().to_owned());
    }
    // "eastern Ukraine" is no state
    let is_whole = is_place && matches!(resolution.method.as_str(), "name" | spot::NAMED_AGAIN);
    let place = resolution.place.as_ref().filter(|p| is_whole && p.admin1.is_empty() && p.geonames.is_none())?;
    let country = resolver.pack.country(&place.country)?;
    // a region has no code of its own: only the country's name is the state
    (place.name == country.name).then(|| country.code.to_owned())
}

/// Words with which a description or a pronoun begins, in capitals only where a sentence does.
const NO_NAMES: [&str; 30] = [
    "the", "a", "an", "he", "she", "it", "they", "we", "i", "you", "his", "her", "its", "their", "our", "my", "your", "him", "them", "us",
    "this", "that", "these", "those", "who", "some", "both", "all", "many", "several",
];

/// Arabic articles before a name.
const ARTICLES: [&str; 12] = ["al", "el", "an", "ar", "as", "ash", "at", "az", "ad", "ud", "ul", "es"];

/// True for words that name something, wherever they stand in a sentence.
pub(super) fn is_name(words: &str) -> bool {
    let first = words.split(|c: char| c.is_whitespace() || matches!(c, '\'' | '’')).next().unwrap_or_default();
    // "al-Shabaab"
    let start = words.split_once('-').filter(|(article, _)| ARTICLES.contains(article)).map_or(words, |(_, rest)| rest);
    // "US Navy", "WHO"
    let is_acronym = first.len() > 1 && first.chars().all(char::is_uppercase);
    let is_capital = |text: &str| text.chars().next().is_some_and(char::is_uppercase);
    (is_capital(words) || (is_capital(start) && !first.is_empty()))
        && (is_acronym || !NO_NAMES.iter().any(|w| first.eq_ignore_ascii_case(w)))
}

/// Given names that tell a gender; true for women's.
static GIVEN: LazyLock<HashMap<&str, bool>> = LazyLock::new(|| {
    let lines = include_str!("../../data/given-names.txt").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('\t')).map(|(name, gender)| (name, gender == "f")).collect()
});
/// Titles that tell one.
const TITLES: [(&str, bool); 12] = [
    ("Mr", false),
    ("Mr.", false),
    ("Sir", false),
    ("Lord", false),
    ("King", false),
    ("Prince", false),
    ("Mrs", true),
    ("Mrs.", true),
    ("Ms", true),
    ("Ms.", true),
    ("Queen", true),
    ("Princess", true),
];

impl Resolver<'_> {
    /// Whether a name is a woman's, by the title before it or the given name.
    fn gender_of_name(&self, n: usize) -> Option<bool> {
        let before = self.word_before(n);
        if let Some((_, is_woman)) = TITLES.iter().find(|(title, _)| *title == before) {
            return Some(*is_woman);
        }
        let (given, _) = self.mention_words(n).split_once(' ')?;
        GIVEN.get(given.to_lowercase().as_str()).copied()
    }

    /// The mention before that has the same name, or whose family name or acronym this is.
    pub(super) fn same_name(&self, n: usize, before: &Resolved, names: &Names<'_>) -> Option<Resolution> {
        let words = self.mention_words(n);
        if !is_name(words) {
            return None;
        }
        let (first, method) = names.before(self.mentions[n].found.kind, words)?;
        let root = before.root(first);
        let title = self.title(n, before).and_then(|t| t.country());
        if title.is_some_and(|country| before.party(root).is_some_and(|p| p.country() != country)) {
            return None;
        }
        // an office is that of the time: of another time it is not copied
        let parties = if self.day_of(root) == self.day_of(n) { before.parties(root) } else { Vec::new() };
        Some(Resolution { parties, coref: u32::try_from(root).ok(), ..Resolution::by(method) })
    }

    /// What a description names again, and how it is known.
    pub(super) fn described_before(&self, n: usize, own: Option<&Resolution>, before: &Resolved) -> Option<(u32, &'static str)> {
        if let Some(holder) = self.beside(n) {
            return Some((u32::try_from(before.root(holder)).ok()?, "apposition"));
        }
        let words = self.mention_words(n);
        let is_definite = ["the ", "The ", "its ", "Its ", "their ", "his ", "her "].iter().any(|d| words.starts_with(d));
        if !is_definite {
            return None;
        }
        let party = own.and_then(|o| o.parties.first());
        if let Some(holder) = self.same_office(n, party, before) {
            return Some((holder, "described-before"));
        }
        if !words.starts_with(['t', 'T']) {
            return None;
        }
        self.named_so(n, before)
            .or_else(|| self.only_such(n, before))
            .or_else(|| self.last_body(n, before))
            .map(|root| (root, "described-before"))
    }

    /// The name that a description stands beside: "X, the education minister".
    fn beside(&self, n: usize) -> Option<usize> {
        let m = &self.mentions[n];
        if !matches!(m.found.kind, Kind::Office | Kind::Person) {
            return None;
        }
        let before = (n.saturating_sub(4)..n).rev().find(|&i| self.mentions[i].found.span.end() <= m.found.span.start())?;
        let is_person = self.mentions[before].found.kind == Kind::Person && is_name(self.mention_words(before));
        let between = self.between(self.mentions[before].found.span.end(), m.found.span.start());
        (is_person && matches!(between, ", " | ", the " | ", a " | ", an " | ", who is ")).then_some(before)
    }

    /// Descriptions right before a name that are of its bearer: "the army chief, General X".
    pub(super) fn before_name(&self, n: usize) -> Option<usize> {
        let m = &self.mentions[n];
        if m.found.kind != Kind::Person || !is_name(self.mention_words(n)) {
            return None;
        }
        let i = (n.saturating_sub(4)..n).rev().find(|&i| {
            let other = &self.mentions[i].found;
            matches!(other.kind, Kind::Office | Kind::Person) && other.span.end() <= m.found.span.start()
        })?;
        let other = &self.mentions[i].found;
        if is_name(self.mention_words(i)) && other.kind == Kind::Person {
            return None;
        }
        let between = self.between(other.span.end(), m.found.span.start());
        let title = between.strip_prefix(", ").or_else(|| between.strip_prefix(' '))?;
        let title = title.trim_end();
        let is_title =
            title.is_empty() || (title.len() <= LONGEST_APPOSITION && title.split(' ').all(|w| w.starts_with(char::is_uppercase)));
        (between.len() <= LONGEST_APPOSITION && is_title).then_some(i)
    }

    /// The named holder, earlier in the text, of the office that the `n`th mention describes.
    fn same_office(&self, n: usize, party: Option<&super::Party>, before: &Resolved) -> Option<u32> {
        if self.mentions[n].found.kind != Kind::Office {
            return None;
        }
        let role = self.mention_words(n).rsplit([' ', '\u{a0}']).next()?;
        let mut holders: Vec<usize> = Vec::new();
        for i in (n.saturating_sub(REACH)..n).filter(|&i| self.mentions[i].found.kind == Kind::Person && is_name(self.mention_words(i))) {
            let root = before.root(i);
            let fits = match (before.party(root), party) {
                (Some(p), Some(own)) => p.country() == own.country(),
                _ => true,
            };
            if fits && !holders.contains(&root) && (self.bears(i, role) || self.holds(i, role)) {
                holders.push(root);
            }
        }
        match holders[..] {
            [one] => u32::try_from(one).ok(),
            _ => None,
        }
    }

    /// True where the words right before or behind a name say that its bearer holds the office.
    fn bears(&self, i: usize, role: &str) -> bool {
        let span = self.mentions[i].found.span;
        let sentence = self.sentence(i);
        let title = self.between(sentence.start(), span.start());
        let after = self.between(span.end(), sentence.end()).strip_prefix(", ").unwrap_or_default();
        let clause = after.split([',', '.', ';']).next().unwrap_or_default();
        let ends = |text: &str| text.split_whitespace().next_back().is_some_and(|last| last.eq_ignore_ascii_case(role));
        // "X, the prime minister of Kenya"
        let head = clause.split(" of ").next().unwrap_or_default();
        ends(title) || ends(clause) || ends(head)
    }

    /// True where the tables know a person in an office of that sort: "the president" after the name of one.
    fn holds(&self, i: usize, role: &str) -> bool {
        let Some(role) = self.role(role).filter(|r| !r.classes.is_empty()) else { return false };
        let Some(day) = self.today else { return false };
        let words = self.mention_words(i);
        self.senses(words).iter().any(|s| match &s.meaning {
            demarche_knowledge::Meaning::Person(p) => {
                p.offices_on(day).iter().any(|(_, o)| o.classes.iter().any(|c| role.classes.contains(c)))
            }
            _ => false,
        })
    }

    /// The one name before whose head noun is that of a description: "the ministry" after "the Ministry of Defence".
    fn named_so(&self, n: usize, before: &Resolved) -> Option<u32> {
        let found = self.mentions[n].found;
        let words = self.mention_words(n);
        let head = words.split([',', ' ']).rfind(|w| !w.is_empty())?.trim_end_matches(['\'', '’']);
        let modifier = words.split(' ').count() > 2;
        if head.len() < 4 || modifier {
            return None;
        }
        let stem = head.strip_suffix('s').unwrap_or(head).to_lowercase();
        let holds = |i: usize| {
            let other = &self.mentions[i].found;
            let name = self.mention_words(i);
            let fits = match found.kind {
                Kind::Organization => matches!(other.kind, Kind::Organization),
                Kind::Place => other.kind == Kind::Place,
                Kind::Group => matches!(other.kind, Kind::Group | Kind::Organization),
                _ => false,
            };
            // "the state" is not the State Department: the head is the last word, or the one before "of" and "for"
            let head = name.split([" of ", " for "][usize::from(!name.contains(" of "))]).next().unwrap_or_default();
            let head = head.split([' ', '-']).next_back().unwrap_or_default().trim_end_matches(['\'', '’']);
            let head = head.strip_suffix('s').unwrap_or(head);
            fits && !name.eq_ignore_ascii_case(words) && head.eq_ignore_ascii_case(&stem)
        };
        let mut roots: Vec<usize> = Vec::new();
        for i in (n.saturating_sub(REACH)..n).filter(|&i| holds(i) && !self.mentions[i].found.span.overlaps(found.span)) {
            let root = before.root(i);
            if !roots.contains(&root) {
                roots.push(root);
            }
        }
        match roots[..] {
            [one] => u32::try_from(one).ok(),
            _ => None,
        }
    }

    /// The one party before that is of the sort a description says: "the rebels" where one rebel group was named.
    fn only_such(&self, n: usize, before: &Resolved) -> Option<u32> {
        let found = self.mentions[n].found;
        if !matches!(found.kind, Kind::Group | Kind::Organization) {
            return None;
        }
        let tokens: Vec<&str> = self.mention_words(n).split_whitespace().collect();
        let noun = self.noun(&tokens, Reading::Mention)?;
        let is_body = noun.role.kind == RoleKind::Body;
        // police and ministries are many, rebels and firms those that the text told of
        let is_told = ["REB", "BUS", "CRM", "PRM", "JRN", "LAB", "SOC"].contains(&noun.sector);
        if !is_told || tokens.len() > 3 {
            return None;
        }
        let mut roots: Vec<usize> = Vec::new();
        for i in n.saturating_sub(REACH)..n {
            let other = &self.mentions[i];
            let fits =
                if is_body { other.found.kind == Kind::Organization } else { matches!(other.found.kind, Kind::Organization | Kind::Group) };
            let root = before.root(i);
            let is_same = before.party(root).is_some_and(|p| p.sector() == noun.sector);
            if fits && is_same && !other.found.span.overlaps(found.span) && !roots.contains(&root) {
                roots.push(root);
            }
        }
        match roots[..] {
            [one] => u32::try_from(one).ok(),
            _ => None,
        }
    }

    /// "the company", "the agency": the one organisation named in this sentence before or, where there is none, in the sentences before.
    fn last_body(&self, n: usize, before: &Resolved) -> Option<u32> {
        let m = &self.mentions[n];
        let words = self.mention_words(n);
        let head = words.strip_prefix("the ").or_else(|| words.strip_prefix("The "))?.trim_end_matches(['\'', '’']);
        if m.found.kind != Kind::Organization || !BODIES.contains(&head) {
            return None;
        }
        let is_firm = FIRMS.contains(&head);
        for back in 0..=BODY_SENTENCES.min(m.sentence) {
            let mut roots: Vec<usize> = (n.saturating_sub(REACH)..n)
                .filter(|&i| self.mentions[i].sentence == m.sentence - back && self.mentions[i].found.kind == Kind::Organization)
                .filter(|&i| !self.mentions[i].found.span.overlaps(m.found.span))
                .map(|i| before.root(i))
                // a state's body is no firm
                .filter(|&root| is_name(self.mention_words(root)) && before.party(root).is_none_or(|p| !is_firm || p.sector() == "BUS"))
                .collect();
            roots.sort_unstable();
            roots.dedup();
            match roots[..] {
                [] => {}
                [one] => return u32::try_from(one).ok(),
                _ => return None,
            }
        }
        None
    }
}
