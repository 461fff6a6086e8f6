//! Words that say how a number is meant: "at least", "an estimated", "or more".

use serde::{Deserialize, Serialize};

use super::lexicon;
use super::token::Tokens;

/// How a stated number is meant (codebook, section 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Qualifier {
    /// The number itself.
    #[serde(rename = "exact")]
    Exact,
    /// "about", "nearly", "an estimated", and every vague plural.
    #[serde(rename = "about")]
    About,
    /// "at least", "no fewer than", "or more".
    #[serde(rename = "at least")]
    AtLeast,
    /// "up to", "as many as", "no more than".
    #[serde(rename = "at most")]
    AtMost,
    /// "more than", "over".
    #[serde(rename = "more than")]
    MoreThan,
    /// "fewer than", "under".
    #[serde(rename = "less than")]
    LessThan,
}

impl Qualifier {
    /// As written in records, e.g. `at least`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::About => "about",
            Self::AtLeast => "at least",
            Self::AtMost => "at most",
            Self::MoreThan => "more than",
            Self::LessThan => "less than",
        }
    }

    fn is_bound(self) -> bool {
        !matches!(self, Self::Exact | Self::About)
    }
}

use Qualifier::{About, AtLeast, AtMost, Exact, LessThan, MoreThan};

/// Words before a number, longest first where one ends another.
const LEADING: &[(&[&str], Qualifier)] = &[
    (&["at", "the", "very", "least"], AtLeast),
    (&["at", "the", "very", "most"], AtMost),
    (&["somewhere", "in", "the", "region", "of"], About),
    (&["in", "the", "region", "of"], About),
    (&["in", "the", "order", "of"], About),
    (&["something", "like"], About),
    (&["a", "little", "more", "than"], MoreThan),
    (&["a", "little", "over"], MoreThan),
    (&["a", "little", "under"], LessThan),
    (&["no", "fewer", "than"], AtLeast),
    (&["no", "less", "than"], AtLeast),
    (&["not", "fewer", "than"], AtLeast),
    (&["not", "less", "than"], AtLeast),
    (&["a", "minimum", "of"], AtLeast),
    (&["minimum", "of"], AtLeast),
    (&["at", "a", "minimum"], AtLeast),
    (&["upwards", "of"], AtLeast),
    (&["upward", "of"], AtLeast),
    (&["as", "few", "as"], AtLeast),
    (&["as", "little", "as"], AtLeast),
    (&["at", "least"], AtLeast),
    (&["no", "more", "than"], AtMost),
    (&["not", "more", "than"], AtMost),
    (&["as", "many", "as"], AtMost),
    (&["as", "much", "as"], AtMost),
    (&["as", "high", "as"], AtMost),
    (&["a", "maximum", "of"], AtMost),
    (&["maximum", "of"], AtMost),
    (&["anything", "up", "to"], AtMost),
    (&["up", "to"], AtMost),
    (&["at", "most"], AtMost),
    (&["at", "the", "most"], AtMost),
    (&["many", "more", "than"], MoreThan),
    (&["far", "more", "than"], MoreThan),
    (&["well", "over"], MoreThan),
    (&["just", "over"], MoreThan),
    (&["slightly", "over"], MoreThan),
    (&["slightly", "more", "than"], MoreThan),
    (&["more", "than"], MoreThan),
    (&["greater", "than"], MoreThan),
    (&["higher", "than"], MoreThan),
    (&["in", "excess", "of"], MoreThan),
    (&["exceeding"], MoreThan),
    (&["just", "under"], LessThan),
    (&["well", "under"], LessThan),
    (&["just", "short", "of"], LessThan),
    (&["fewer", "than"], LessThan),
    (&["less", "than"], LessThan),
    (&["lower", "than"], LessThan),
    (&["an", "estimated"], About),
    (&["estimated"], About),
    (&["close", "to"], About),
    (&["close", "on"], About),
    (&["more", "or", "less"], About),
    (&["approximately"], About),
    (&["approx"], About),
    (&["roughly"], About),
    (&["circa"], About),
    (&["nearly"], About),
    (&["almost"], About),
    (&["virtually"], About),
    (&["perhaps"], About),
    (&["about"], About),
    (&["around"], About),
    (&["some"], About),
    (&["over"], MoreThan),
    (&["above"], MoreThan),
    (&["under"], LessThan),
    (&["below"], LessThan),
];

/// Words between qualifier and number that belong to the span and say nothing of the value.
const ADDED: &[&[&str]] = &[
    &["an", "additional"],
    &["an", "extra"],
    &["a", "further"],
    &["another"],
    &["additional"],
    &["extra"],
    &["all"],
    &["anywhere", "from"],
    &["anything", "from"],
    &["between"],
];

/// Words before "about", "over" and their like that make them prepositions: "talks about two prisoners", "a dispute over 12 islands".
fn is_subject(word: &str) -> bool {
    lexicon::SUBJECT.has(word)
}

/// What stands before the number at `at`, not reaching back before `from`: the qualifier and where the span begins. `is_small`
/// holds for numbers under ten, before which "over", "under" and "around" are prepositions as a rule.
pub(super) fn leading(tokens: &Tokens<'_>, at: usize, from: usize, is_small: bool) -> (Qualifier, usize) {
    let (mut qualifier, mut start) = (Exact, at);
    for _ in 0..4 {
        if let Some(words) = ADDED.iter().find(|w| ends_with(tokens, start, from, w)) {
            start -= words.len();
            continue;
        }
        if start > from && tokens.is_mark(start - 1, "~≈><") {
            let read = if tokens.is_mark(start - 1, ">") {
                MoreThan
            } else if tokens.is_mark(start - 1, "<") {
                LessThan
            } else {
                About
            };
            (qualifier, start) = (read, start - 1);
            continue;
        }
        let Some((words, read)) = LEADING.iter().find(|(w, _)| ends_with(tokens, start, from, w)) else { break };
        let before = start - words.len();
        let is_subject = is_subject(tokens.word_before(before, 1));
        if is_preposition(words) && (is_small || is_subject) || matches!(words, ["about"]) && is_subject {
            break;
        }
        start = before;
        if read.is_bound() || !qualifier.is_bound() {
            qualifier = *read;
        }
    }
    (qualifier, start)
}

fn is_preposition(words: &[&str]) -> bool {
    matches!(words, ["over" | "under" | "above" | "below" | "around"])
}

fn ends_with(tokens: &Tokens<'_>, end: usize, from: usize, words: &[&str]) -> bool {
    end >= from + words.len() && words.iter().rev().zip(1..).all(|(w, back)| tokens.word_before(end, back) == *w)
}

/// What stands behind a number: "-plus", "+", "-odd", "or so", "or more", "or fewer". The qualifier and where it ends.
pub(super) fn trailing(tokens: &Tokens<'_>, at: usize) -> Option<(Qualifier, usize)> {
    let joint = if tokens.is_hyphen(at) { at + 1 } else { at };
    match (tokens.word(joint), joint > at) {
        ("plus", true) => return Some((AtLeast, joint + 1)),
        ("odd" | "ish", true) => return Some((About, joint + 1)),
        _ => {}
    }
    if tokens.is_mark(at, "+") && tokens.is_glued(at) {
        return Some((AtLeast, at + 1));
    }
    match (tokens.word(at), tokens.word(at + 1)) {
        ("or", "so") => Some((About, at + 2)),
        ("or", "more") => Some((AtLeast, at + 2)),
        ("or", "fewer" | "less") => Some((AtMost, at + 2)),
        _ => None,
    }
}
