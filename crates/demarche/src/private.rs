//! Parties that are none in politics: sportsmen, artists, neighbours at law.
//!
//! The codebook (section 1) codes acts of states, organisations, parties, armed groups and crowds; "the coach criticised the referee" is none of
//! them, whatever the verb. What somebody is, is told by the head noun of a description, or of the one beside a name. And where a whole text
//! names nobody of public life, what its people say to each other is a private quarrel.

use std::collections::HashSet;
use std::sync::LazyLock;

use demarche_knowledge::{Knowledge, Meaning, Sense};

use crate::codebook::{EventType, Kind};
use crate::span::Span;

/// Most words of a description before a name and comma.
const LONGEST_CLAUSE: usize = 3;
/// Longest description beside a name, in bytes.
const LONGEST: usize = 60;

static ROLES: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("../data/private-roles.txt").lines().filter(|line| !line.starts_with('#')).collect());

static PUBLIC: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("../data/public-words.txt").lines().filter(|line| !line.starts_with('#')).collect());

/// From this confidence on, an act of words stands even in a text that names nobody of public life.
const SURE: f32 = 0.9;
/// They begin sentences, and some are family names.
const PRONOUNS: [&str; 12] = ["he", "she", "they", "we", "you", "i", "it", "his", "her", "him", "who", "one"];
/// From this confidence on, an act that is more than words makes a text one of public life.
const SURE_ACT: f32 = 0.85;

/// True where a word of a mention tells of public life: "the court", "Republican voters". Names of places and persons tell of nothing by their
/// words: "Union Square", "Sarah King".
pub(crate) fn tells_of_public_life(mention: &str, kind: Kind) -> bool {
    if kind == Kind::Place || kind == Kind::Person && mention.starts_with(char::is_uppercase) {
        return false;
    }
    mention.split(|c: char| !c.is_alphanumeric()).any(|word| {
        let lower = word.to_lowercase();
        let one = lower.strip_suffix("ies").map(|stem| format!("{stem}y"));
        let man = lower.strip_suffix("men").map(|stem| format!("{stem}man"));
        let is_known = |word: &str| PUBLIC.contains(word);
        is_known(&lower)
            || lower.strip_suffix('s').is_some_and(is_known)
            || one.as_deref().is_some_and(is_known)
            || man.as_deref().is_some_and(is_known)
    })
}

/// True for the sectors of parties that the codebook calls political by themselves: all but citizens, companies and the press.
pub(crate) fn is_public_sector(sector: &str) -> bool {
    !matches!(sector, "" | "CVL" | "BUS" | "MNC" | "JRN" | "MED")
}

/// True where somebody of these person mentions holds or held an office that the tables know: by a whole name, or by a family name that no
/// whole name of the text explains (private persons are introduced by theirs, "Putin" is not).
pub(crate) fn names_office_holder(persons: &[&str], known: &Knowledge<'static>) -> bool {
    let is_person = |senses: Vec<Sense<'static>>| senses.iter().any(|sense| matches!(sense.meaning, Meaning::Person(_)));
    let is_whole = |name: &&&str| name.contains(' ');
    let is_name = |name: &&&str| name.starts_with(char::is_uppercase) && !PRONOUNS.contains(&name.to_lowercase().as_str());
    persons.iter().filter(is_name).any(|name| {
        if is_whole(&name) {
            return is_person(known.named(name));
        }
        let is_explained = || persons.iter().filter(is_whole).any(|whole| whole.split(' ').next_back() == Some(*name));
        (is_person(known.named(name)) || is_person(known.family(name))) && !is_explained()
    })
}

/// True for acts that are words between people.
fn is_of_words(event_type: EventType) -> bool {
    use EventType::{Accuse, Agree, Aid, Concede, Consult, Reject, Request, Support, Threaten};
    matches!(event_type, Accuse | Agree | Aid | Concede | Consult | Reject | Request | Support | Threaten)
}

/// True for what is left out of a text that names nobody of public life: an act of words, unless it is as good as sure. On 347 own
/// development passages this left out half of the events read in texts that have none, at no loss of F1; of 412 paragraphs of news, hardly any.
pub(crate) fn is_quarrel(event_type: EventType, confidence: f32) -> bool {
    confidence < SURE && is_of_words(event_type)
}

/// True for an act that is more than words and as sure as private violence hardly ever is read: a strike, an arrest. A text in which one happened is
/// taken for one of public life.
pub(crate) fn is_public_act(event_type: EventType, confidence: f32) -> bool {
    confidence >= SURE_ACT && event_type != EventType::Retreat && !is_of_words(event_type)
}

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
    fn words_of_public_life_are_known_in_any_number() {
        for words in ["the Supreme Court", "Republican voters", "two gunmen", "local authorities", "Clinton’s campaign", "police"] {
            assert!(tells_of_public_life(words, Kind::Group), "{words}");
        }
        for words in ["the bakery", "Partyline Ltd", "neighbours", "Officina"] {
            assert!(!tells_of_public_life(words, Kind::Organization), "{words}");
        }
    }

    #[test]
    fn only_doubtful_acts_of_words_are_quarrels() {
        assert!(is_quarrel(EventType::Accuse, 0.7));
        assert!(!is_quarrel(EventType::Accuse, 0.95));
        assert!(!is_quarrel(EventType::Assault, 0.5));
        assert!(
            is_public_act(EventType::Protest, 0.9) && !is_public_act(EventType::Protest, 0.8) && !is_public_act(EventType::Accuse, 0.95)
        );
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
