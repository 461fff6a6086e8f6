//! Numbers joined to a noun by a hyphen: "12-member", "500-strong", "three-metre", and counted singulars: "a single soldier",
//! "one man", "both soldiers".

use super::lexicon;
use super::nouns;
use super::token::Tokens;
use super::units;

/// The unit of a compound behind the hyphen at `at`, and where it ends; the unit is none for "-strong".
pub(super) fn compound(tokens: &Tokens<'_>, at: usize) -> Option<(Option<String>, usize)> {
    if !tokens.is_hyphen(at) {
        return None;
    }
    let word = tokens.word(at + 1);
    let is_counted = lexicon::COMPOUNDED.has(word);
    if is_counted && !(word == "point" && tokens.is_mark(at + 2, "-")) {
        let unit = if word == "strong" { None } else { Some(word.to_owned()) };
        return Some((unit, at + 2));
    }
    if let Some((unit, end)) = units::percent(tokens, at + 1).map(|(u, e)| (u.to_owned(), e)).or_else(|| units::measure(tokens, at + 1)) {
        return Some((Some(unit), end));
    }
    units::currency_after(tokens, at + 1, true).map(|(unit, end)| (Some(unit.to_owned()), end))
}

/// Singular nouns that "one" and "a single" count: persons, arms, vehicles. Before others "one" is mostly a pronoun or a turn of
/// phrase ("one day", "one reason").
pub(super) fn is_countable(word: &str) -> bool {
    lexicon::COUNTABLE.has(word)
}

/// The noun behind "one" or "single" at `at - 1`: adjectives, then a noun that can be counted. Its end and the noun.
pub(super) fn singular(tokens: &Tokens<'_>, at: usize) -> Option<(usize, String)> {
    let end = (at..at + 4).find(|&i| is_countable(tokens.word(i)) || units::is_stop(tokens, i) || nouns::is_verb(tokens.word(i)))?;
    let is_whole = is_countable(tokens.word(end)) && !is_continued(tokens, end + 1);
    is_whole.then(|| (end + 1, tokens.word(end).to_owned()))
}

/// "one police officer's", "one car bomb": the noun goes on.
fn is_continued(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.word(at) == "'s"
        || tokens.is_hyphen(at)
        || is_countable(tokens.word(at))
        || nouns::is_plural(tokens.word(at)) && !nouns::is_verb(tokens.word(at)) && !units::is_stop(tokens, at)
}

/// "both soldiers": the noun phrase, unless "both … and …" joins two things.
pub(super) fn both(tokens: &Tokens<'_>, at: usize) -> Option<nouns::Phrase> {
    let read = nouns::phrase(tokens, at + 1)?;
    let joins = (at + 1..read.end + 2).any(|i| tokens.word(i) == "and");
    (!joins).then_some(read)
}
