//! Whether a country's or capital's name stands for its government, by the words around it.

use super::Resolver;

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
const ACTS: [&str; 39] = [
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
];

/// True for a word after which a clause begins.
pub(super) fn begins_clause(word: &str) -> bool {
    CLAUSE.iter().any(|c| word.eq_ignore_ascii_case(c)) || matches!(word, "who" | "whose")
}

impl Resolver<'_> {
    /// True where the model gave the name a part in an event or claim, or the name is the subject of a verb or owns an act.
    pub(super) fn acts(&self, n: usize) -> bool {
        self.mentions[n].acts || self.is_subject(n) || self.owns_act(n)
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
        let words: Vec<&str> = owned.split_whitespace().take(2).map(|w| w.trim_end_matches([',', '.', ';'])).collect();
        // "Beijing's foreign ministry"
        let is_state = |noun: &str| self.role(noun).is_some_and(|r| demarche_knowledge::STATE_SECTORS.contains(&r.sector));
        words.first().is_some_and(|word| ACTS.contains(word) || is_state(word)) || is_state(&words.join(" "))
    }
}
