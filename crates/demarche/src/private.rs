//! Parties that are none in politics: sportsmen, artists, neighbours at law.
//!
//! The codebook (section 1) codes acts of states, organisations, parties, armed groups and crowds; "the coach criticised the referee" is none of
//! them, whatever the verb. What somebody is, is told by the head noun of a description, or of the one beside a name.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::codebook::Kind;
use crate::span::Span;

/// Most words of a description before a name and comma.
const LONGEST_CLAUSE: usize = 3;
/// Longest description beside a name, in bytes.
const LONGEST: usize = 60;

static ROLES: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("../data/private-roles.txt").lines().filter(|line| !line.starts_with('#')).collect());

/// True for a mention whose words, or the description beside them, say that its bearer is a private person.
pub(crate) fn is_private(text: &str, mention: Span, kind: Kind, sentence: Span) -> bool {
    let words = mention.of(text);
    if is_role(head(words)) {
        return true;
    }
    if kind != Kind::Person || !words.starts_with(char::is_uppercase) {
        return false;
    }
    // "Their coach, X", "captain X", "X, coach of"
    let before = text.get(sentence.start()..mention.start()).unwrap_or_default();
    let before = before.trim_end();
    // behind a comma the description is all there is before: "after the death of the swimmer, X" says nothing of X
    let before = match before.strip_suffix(',') {
        Some(clause) if clause.split_whitespace().count() > LONGEST_CLAUSE => "",
        Some(clause) => clause,
        None => before,
    };
    let after = text.get(mention.end()..sentence.end()).and_then(|rest| rest.strip_prefix(", ")).unwrap_or_default();
    let after = &after[..after.floor_char_boundary(LONGEST)];
    let description = after.split([',', '.', ';']).next().unwrap_or_default();
    is_role(before.split_whitespace().next_back().unwrap_or_default()) || is_role(head(description))
}

/// The head noun of a phrase: its last word before "of", "in", "who".
fn head(phrase: &str) -> &str {
    let is_joint = |w: &&str| matches!(*w, "of" | "in" | "from" | "at" | "for" | "who" | "whose" | "that" | "with" | "to");
    let words = phrase.split_whitespace().take_while(|w| !is_joint(w));
    words.last().unwrap_or_default().trim_end_matches(['\'', '’', ',', '.'])
}

fn is_role(word: &str) -> bool {
    let lower = word.to_lowercase();
    ROLES.contains(lower.as_str()) || lower.strip_suffix('s').is_some_and(|one| ROLES.contains(one))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn private(marked: &str) -> bool {
        let (before, rest) = marked.split_once('[').unwrap();
        let (mention, after) = rest.split_once(']').unwrap();
        let text = format!("{before}{mention}{after}");
        let start = before.len();
        is_private(&text, Span::new(start, start + mention.len()), Kind::Person, Span::new(0, text.len()))
    }

    #[test]
    fn sportsmen_are_private() {
        for marked in [
            "[the referee] erred",
            "Their coach, [Dan Odd], spoke",
            "[two goalkeepers of the Reds]",
            "[Dan Odd], a novelist from Leeds, sued",
            "coach [Dan Odd]",
        ] {
            assert!(private(marked), "{marked}");
        }
        for marked in [
            "[the minister] erred",
            "[Dan Odd], the mayor, met a coach",
            "[troops]",
            "The coach met [Dan Odd]",
            "[the captain]",
            "A day after the concert by the singer, [Dan Odd] spoke",
        ] {
            assert!(!private(marked), "{marked}");
        }
    }
}
