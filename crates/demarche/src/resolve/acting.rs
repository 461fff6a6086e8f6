//! Whether a country's or capital's name stands for its government, by the words around it.

use super::Resolver;
use super::words::ADJECTIVES;
use crate::codebook::Kind;

/// Words after which a clause begins.
const CLAUSE: [&str; 21] = [
    "that", "and", "but", "while", "when", "because", "as", "if", "whether", "although", "though", "after", "before", "since", "so",
    "where", "said", "says", "which", "until", "or",
];
/// Verbs that do not end in -ed, and adverbs that only a verb follows.
const VERBS: [&str; 96] = [
    "has",
    "have",
    "had",
    "is",
    "was",
    "were",
    "will",
    "would",
    "could",
    "should",
    "may",
    "might",
    "must",
    "can",
    "cannot",
    "does",
    "did",
    "says",
    "said",
    "wants",
    "plans",
    "believes",
    "claims",
    "denies",
    "insists",
    "accuses",
    "calls",
    "seeks",
    "expects",
    "fears",
    "hopes",
    "agrees",
    "refuses",
    "rejects",
    "warns",
    "argues",
    "maintains",
    "considers",
    "supports",
    "sent",
    "held",
    "met",
    "took",
    "gave",
    "made",
    "began",
    "became",
    "went",
    "came",
    "fought",
    "won",
    "lost",
    "left",
    "kept",
    "withdrew",
    "drew",
    "broke",
    "struck",
    "hit",
    "bought",
    "sold",
    "told",
    "thought",
    "knew",
    "saw",
    "found",
    "fell",
    "rose",
    "led",
    "paid",
    "spent",
    "built",
    "flew",
    "shot",
    "put",
    "let",
    "meant",
    "felt",
    "brought",
    "sought",
    "taught",
    "caught",
    "threw",
    "chose",
    "swore",
    "stood",
    "understood",
    "forbade",
    "overthrew",
    "undertook",
    "also",
    "now",
    "never",
    "still",
    "itself",
    "recently",
];
/// What only somebody who acts can have: "Sweden's bid".
const ACTS: [&str; 66] = [
    "bid",
    "offer",
    "decision",
    "proposal",
    "plan",
    "plans",
    "demand",
    "demands",
    "call",
    "calls",
    "claim",
    "claims",
    "refusal",
    "rejection",
    "invasion",
    "attack",
    "attacks",
    "annexation",
    "withdrawal",
    "threat",
    "threats",
    "request",
    "move",
    "support",
    "promise",
    "pledge",
    "ban",
    "response",
    "reply",
    "invitation",
    "confirmation",
    "denial",
    "intervention",
    "blockade",
    "occupation",
    "recognition",
    "warning",
    "accusation",
    "accusations",
    "deadline",
    "ultimatum",
    "manoeuvres",
    "maneuvers",
    "drills",
    "exercises",
    "offensive",
    "raid",
    "raids",
    "airstrikes",
    "strikes",
    "bombing",
    "veto",
    "vote",
    "note",
    "letter",
    "complaint",
    "sanctions",
    "tariffs",
    "embargo",
    "stance",
    "approval",
    "consent",
    "blessing",
    "crackdown",
    "counsel",
    "apology",
];
/// Acts that a country's unions, voters and citizens do as well: "German strikes", "the Italian vote".
const OF_MANY: [&str; 5] = ["strikes", "vote", "note", "letter", "exercises"];

/// Verbs whose object, a country, is a party: it is accused, asked or invaded as a state.
const TO_STATES: [&str; 43] = [
    "accuse",
    "blame",
    "condemn",
    "criticise",
    "criticize",
    "denounce",
    "threaten",
    "warn",
    "urge",
    "ask",
    "thank",
    "praise",
    "back",
    "support",
    "press",
    "pressure",
    "encourage",
    "sue",
    "invade",
    "recognise",
    "recognize",
    "rebuke",
    "order",
    "promise",
    "sanction",
    "persuade",
    "invite",
    "assure",
    "defy",
    "oppose",
    "beg",
    "chide",
    "reproach",
    "protest",
    "court",
    "petition",
    "notify",
    "inform",
    "remind",
    "antagonise",
    "antagonize",
    "provoke",
    "reassure",
];
/// Words with which a state is a party behind a preposition: "talks with", "sanctions against".
const WITH_STATES: [(&str, &[&str]); 7] = [
    (
        "with",
        &[
            "talks",
            "negotiations",
            "agreement",
            "deal",
            "pact",
            "treaty",
            "accord",
            "alliance",
            "truce",
            "ceasefire",
            "peace",
            "ties",
            "relations",
            "dialogue",
            "cooperation",
            "war",
            "confrontation",
            "dispute",
            "summit",
            "trade",
            "contract",
            "solidarity",
            "patience",
            "sided",
            "sides",
        ],
    ),
    (
        "against",
        &[
            "war",
            "sanctions",
            "embargo",
            "boycott",
            "aggression",
            "threats",
            "threat",
            "complaint",
            "case",
            "tariffs",
            "campaign",
            "offensive",
        ],
    ),
    ("on", &["sanctions", "embargo", "pressure", "tariffs", "war", "demands"]),
    (
        "to",
        &[
            "aid",
            "assistance",
            "arms",
            "weapons",
            "loan",
            "loans",
            "apology",
            "appeal",
            "offer",
            "note",
            "ultimatum",
            "concessions",
            "support",
            "extradited",
            "extradition",
            "letter",
            "apologised",
            "apologized",
            "appealed",
            "sold",
            "exports",
            "help",
            "ambassador",
            "envoy",
            "wrote",
        ],
    ),
    (
        "from",
        &[
            "letter",
            "demand",
            "demands",
            "request",
            "offer",
            "message",
            "support",
            "recognition",
            "threat",
            "threats",
            "pressure",
            "apology",
            "help",
            "aid",
            "note",
        ],
    ),
    (
        "between",
        &["tensions", "talks", "war", "agreement", "conflict", "ties", "relations", "truce", "dispute", "treaty", "pact", "deal", "peace"],
    ),
    ("at", &["finger", "fingers", "points", "pointed", "anger", "disappointment", "fury"]),
];
/// Participles behind which "by" names no party: "bordered by Iran".
const LIES_BY: [&str; 7] = ["bordered", "followed", "surrounded", "divided", "separated", "flanked", "joined"];
/// Longest list of states that act together.
const LONGEST_LIST: usize = 12;

/// True for a word after which a clause begins.
pub(super) fn begins_clause(word: &str) -> bool {
    CLAUSE.iter().any(|c| word.eq_ignore_ascii_case(c)) || matches!(word, "who" | "whose")
}

/// Words that may follow a name which is an object by itself.
const FOLLOWS: [&str; 40] = [
    "to", "for", "of", "that", "over", "not", "with", "on", "after", "before", "and", "or", "but", "in", "at", "from", "by", "as", "if",
    "when", "while", "during", "into", "against", "about", "unless", "until", "because", "since", "through", "who", "which", "will",
    "would", "last", "this", "is", "was", "again", "under",
];

/// True for a verb's forms that end in -s, -ed and -ing.
fn is_form_of(word: &str, verb: &str) -> bool {
    let stem = verb.strip_suffix('e').unwrap_or(verb);
    let stem_y = verb.strip_suffix('y');
    word == verb
        || word.strip_prefix(verb).is_some_and(|rest| rest == "s" || rest == "es")
        || word.strip_prefix(stem).is_some_and(|rest| rest == "ed" || rest == "ing")
        || stem_y.and_then(|stem| word.strip_prefix(stem)).is_some_and(|rest| rest == "ies" || rest == "ied")
}

impl Resolver<'_> {
    /// True where the model gave the name a part in an event or claim, where the name is the subject of a verb or owns an act, and where a country
    /// is the object of an act of states, or stands in a list with one that acts.
    pub(super) fn acts(&self, n: usize) -> bool {
        self.acts_alone(n) || self.acts_with(n)
    }

    fn acts_alone(&self, n: usize) -> bool {
        self.mentions[n].acts || self.is_subject(n) || self.owns_act(n) || self.is_object(n)
    }

    /// True for a country's or capital's name: "Lima", not "Lyon".
    fn is_state(&self, n: usize) -> bool {
        self.mentions[n].found.kind == Kind::Place && self.country_of(self.mention_words(n)).is_some()
    }

    /// "They accused Chad", "sanctions on Mali", "arms sent by Togo".
    fn is_object(&self, n: usize) -> bool {
        let span = self.mentions[n].found.span;
        let sentence = self.sentence(n);
        let before = self.between(sentence.start(), span.start());
        if !before.ends_with(' ') || !self.is_state(n) {
            return false;
        }
        // "threatened India's border", "accused Moscow residents"
        let after = self.between(span.end(), sentence.end());
        let next = after.strip_prefix(' ').and_then(|rest| rest.split(' ').next()).unwrap_or_default();
        let is_whole = !after.starts_with(['\'', '’', '-']) && (next.is_empty() || FOLLOWS.contains(&next.trim_end_matches([',', '.'])));
        let mut words = before.split_whitespace().rev().filter(|w| *w != "the");
        let (Some(last), Some(other)) = (words.next(), words.next().or(Some(""))) else { return false };
        let last_lower = last.to_lowercase();
        if last_lower == "by" {
            let is_participle =
                other.ends_with("ed") || ["sent", "held", "led", "made", "given", "drawn", "put", "set", "brought"].contains(&other);
            return is_whole && is_participle && !LIES_BY.contains(&other);
        }
        let with = WITH_STATES.iter().find(|(joint, _)| *joint == last_lower);
        match with {
            Some((_, nouns)) => is_whole && nouns.contains(&other),
            None => is_whole && TO_STATES.iter().any(|verb| is_form_of(&last_lower, verb)),
        }
    }

    /// "Peru, Chile and Brazil recognised it": a country in a list with one that acts.
    fn acts_with(&self, n: usize) -> bool {
        if !self.is_state(n) {
            return false;
        }
        let joins = |i: usize, j: usize| {
            let (from, to) = (self.mentions[i].found.span.end(), self.mentions[j].found.span.start());
            let between = if from < to { self.between(from, to) } else { "" };
            let between = between.strip_suffix("the ").unwrap_or(between);
            self.is_state(j) && matches!(between, ", " | " and " | ", and " | " or " | " nor " | " & ")
        };
        let mut at = n;
        for i in (n.saturating_sub(LONGEST_LIST)..n).rev() {
            if !(self.is_state(i) && joins(i, at)) {
                break;
            }
            if self.acts_alone(i) {
                return true;
            }
            at = i;
        }
        at = n;
        for j in n + 1..self.mentions.len().min(n + LONGEST_LIST) {
            if !joins(at, j) {
                break;
            }
            // of what stands behind only the model's word counts: a subject may begin there
            if self.mentions[j].acts {
                return true;
            }
            at = j;
        }
        false
    }

    /// An adjective of nationality before what only a state does: "the Serbian response".
    pub(super) fn is_before_act(&self, n: usize) -> bool {
        let after = self.between(self.mentions[n].found.span.end(), self.sentence(n).end());
        let Some(next) = after.strip_prefix(' ').and_then(|rest| rest.split_whitespace().next()) else { return false };
        let next = next.trim_end_matches([',', '.', ';', ':']);
        ACTS.contains(&next) && !OF_MANY.contains(&next)
    }

    fn is_subject(&self, n: usize) -> bool {
        let span = self.mentions[n].found.span;
        let sentence = self.sentence(n);
        if self.is_dateline(n) {
            return false;
        }
        let before = self.between(sentence.start(), span.start()).trim_end();
        let last = before.split_whitespace().next_back().unwrap_or_default();
        let starts =
            before.is_empty() || last.ends_with([',', '"', '“', ';', ':', '—', '–']) || CLAUSE.iter().any(|c| last.eq_ignore_ascii_case(c));
        if !starts {
            return false;
        }
        let after = self.between(span.end(), sentence.end());
        // "Canada, Brazil and Colombia followed", "Paris, which withdrew"
        if before.is_empty() && (after.starts_with(", ") || after.starts_with(" and ")) {
            return true;
        }
        let Some(next) = after.strip_prefix(' ').and_then(|rest| rest.split_whitespace().next()) else { return false };
        let next = next.trim_end_matches([',', '.']);
        VERBS.contains(&next) || (next.len() > 4 && next.ends_with("ed") && next.chars().all(char::is_lowercase))
    }

    fn owns_act(&self, n: usize) -> bool {
        let span = self.mentions[n].found.span;
        let after = self.between(span.end(), self.sentence(n).end());
        let Some(owned) = ["'s ", "’s "].iter().find_map(|mark| after.strip_prefix(mark)) else { return false };
        let words = owned.split_whitespace().map(|w| w.trim_end_matches([',', '.', ';'])).skip_while(|w| ADJECTIVES.contains(w));
        let words: Vec<&str> = words.take(2).collect();
        // "Beijing's foreign ministry"
        let is_state = |noun: &str| self.role(noun).is_some_and(|r| demarche_knowledge::STATE_SECTORS.contains(&r.sector));
        words.first().is_some_and(|word| ACTS.contains(word) || is_state(word)) || is_state(&words.join(" "))
    }
}
