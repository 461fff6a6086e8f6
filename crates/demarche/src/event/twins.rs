//! One act told by two triggers of a sentence.

use crate::model::Anchor;
use crate::window::Window;

/// Most words between two triggers of one act.
const TWINS_APART: usize = 2;
/// Words that join two acts of the same parties.
const JOINS: [&str; 6] = ["and", "or", "then", "but", "before", "after"];
/// Words and marks that begin another clause.
const CLAUSES: [&str; 13] =
    ["while", "whereas", "though", "although", "which", "who", "whose", "that", "where", "because", "since", ";", ":"];
/// What an attack does to people.
const RESULTS: [&str; 14] = [
    "killed", "kill", "kills", "killing", "wounded", "wound", "wounds", "wounding", "injured", "injure", "injures", "injuring", "died",
    "dead",
];
/// Words between a result and the clause of the attack that brought it: "were killed when a missile struck".
const WHEN: [&str; 3] = ["when", "as", "after"];
/// Words between a result and the name of the attack that brought it: "killed in the shelling".
const IN: [&str; 5] = ["in", "by", "during", "from", "under"];
/// Other words that say where a result was suffered.
const AT: [&str; 8] = ["at", "near", "outside", "inside", "around", "across", "on", "off"];
/// Words for those who were named before.
const WHO: [&str; 5] = ["they", "he", "she", "it", "we"];
const DETERMINERS: [&str; 7] = ["the", "a", "an", "their", "his", "her", "its"];
/// Words that tie somebody to another act than the one that killed him.
const SUSPECTS: [&str; 9] = ["suspect", "suspects", "suspected", "wanted", "involved", "accused", "implicated", "survivor", "survivors"];
/// What makes a result one that is suffered: "were killed".
const SUFFERED: [&str; 7] = ["was", "were", "been", "be", "being", "is", "are"];
/// Most words between a result and the attack that brought it, and between an attack and a result that trails it.
const RESULT_APART: usize = 8;
const TRAIL_APART: usize = 20;

fn is_any(word: &str, words: &[&str]) -> bool {
    words.iter().any(|w| word.eq_ignore_ascii_case(w))
}

/// True for a word that tells what an attack did to people.
pub(super) fn is_result_word(word: &str) -> bool {
    is_any(word, &RESULTS)
}

/// True where `second` comes so close after `first` that, with the same type and parties, both name one act ("fired water
/// cannon", "carried out a raid"): nothing between joins two acts.
pub(crate) fn is_one_act(window: &Window, text: &str, first: Anchor, second: Anchor) -> bool {
    let mut between = (first.end..second.start).map(|w| window.words[w].span.of(text));
    second.start >= first.end
        && second.start - first.end <= TWINS_APART
        && between.all(|word| word.chars().all(char::is_alphanumeric) && !is_any(word, &JOINS))
}

/// True where of two triggers of a sentence one names an attack and the other what it did to people, and the words between make
/// them one act: "were killed when a missile struck", "an attack that killed four", "fired on the crowd, killing four".
pub(crate) fn is_result(window: &Window, text: &str, first: Anchor, second: Anchor) -> bool {
    let word = |w: usize| window.words[w].span.of(text);
    let is_result = |a: Anchor| (a.start..a.end).any(|w| is_result_word(word(w)));
    if second.start < first.end || is_result(first) == is_result(second) {
        return false;
    }
    let before: Vec<&str> = (0..first.end).map(word).collect();
    let between: Vec<&str> = (first.end..second.start).map(word).collect();
    let after = window.words.get(second.end).map_or("", |w| w.span.of(text));
    if is_result(second) { trails(&between, word(second.start)) } else { is_brought_by(&before, &between, after) }
}

/// An attack with its result behind it: "an attack that killed four", "the shelling left four dead", "fired at them, killing four".
fn trails(between: &[&str], result: &str) -> bool {
    let rest = if between.first() == Some(&",") { &between[1..] } else { between };
    if let [that, has @ ..] = rest
        && is_any(that, &["that", "which"])
        && has.iter().all(|w| is_any(w, &["has", "have", "had"]))
    {
        return true;
    }
    let is_left = result.eq_ignore_ascii_case("dead") && between.iter().any(|w| is_any(w, &["left", "leaves", "leaving"]));
    // no noun, "over the killing of"
    let is_participle = result.to_ascii_lowercase().ends_with("ing") && between.last() == Some(&",");
    (is_left || is_participle) && between.len() <= TRAIL_APART && !between.iter().any(|w| is_any(w, &JOINS) || is_any(w, &CLAUSES))
}

/// A result with its attack behind it: "were killed when a missile struck", "killed four in a raid". `after` is the word behind the
/// attack.
fn is_brought_by(before: &[&str], between: &[&str], after: &str) -> bool {
    let parts_acts = |w: &&str| is_any(w, &JOINS) || is_any(w, &CLAUSES) || matches!(*w, "," | "for");
    if between.len() > RESULT_APART {
        return false;
    }
    let is_suffered = before.iter().rev().take(4).any(|w| is_any(w, &SUFFERED) || is_any(w, &["died"]));
    let when = between.iter().position(|w| is_any(w, &WHEN));
    let place = between.iter().position(|w| is_any(w, &IN));
    match (when, place) {
        (Some(when), _) => {
            let (head, clause) = (&between[..when], &between[when + 1..]);
            // "killed in Gaza as troops shelled another town"
            let is_beside = is_any(between[when], &["as"]) && head.iter().any(|w| is_any(w, &IN) || is_any(w, &AT));
            // "killed when they attacked", "killed after the shooting of two soldiers": what those who died did, or another act
            let is_own = clause.first().is_some_and(|w| is_any(w, &WHO));
            let is_named = after.eq_ignore_ascii_case("of") || clause.last().is_some_and(|w| is_any(w, &DETERMINERS));
            is_suffered && !is_beside && !is_own && !is_named && !head.iter().chain(clause).any(parts_acts)
        }
        (None, Some(place)) => {
            // "police killed a suspect in the bombing": an act that is known from before
            let is_new = between.get(place + 1).is_some_and(|w| is_any(w, &["a", "an"]));
            let is_of_victim = between[..place].iter().any(|w| is_any(w, &SUSPECTS));
            (is_suffered || is_new) && !is_of_victim && !between.iter().any(parts_acts)
        }
        (None, None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::window_of;
    use super::*;

    #[test]
    fn neighbouring_triggers_name_one_act_unless_joined() {
        let twins = |text: &str, first: (usize, usize), second: (usize, usize)| {
            let window = window_of(text);
            let anchor = |(start, end)| Anchor { start, end };
            is_one_act(&window, text, anchor(first), anchor(second))
        };
        assert!(twins("police fired water cannon", (1, 2), (2, 4)));
        assert!(twins("troops carried out an armed raid", (1, 3), (5, 6)));
        assert!(!twins("troops shelled and bombed it", (1, 2), (3, 4)));
        assert!(!twins("troops shelled , bombed it", (1, 2), (3, 4)));
        assert!(!twins("troops shelled it before they bombed it", (1, 2), (5, 6)));
    }

    /// Whether the triggers in brackets tell one act.
    fn are_one(told: &str) -> bool {
        let triggers: Vec<usize> = told.split(' ').enumerate().filter(|(_, w)| w.starts_with('[')).map(|(n, _)| n).collect();
        let text = told.replace(['[', ']'], "");
        let [first, second] = [0, 1].map(|n| Anchor { start: triggers[n], end: triggers[n] + 1 });
        is_result(&window_of(&text), &text, first, second)
    }

    #[test]
    fn an_attack_and_what_it_did_to_people_are_one_act() {
        for told in [
            "twelve were [killed] when a missile [struck] the market",
            "four people were [wounded] in the [shelling]",
            "gunmen [killed] nine in an [attack] on the post",
            "nine were [killed] after gunmen [stormed] a hotel",
            "four [died] in Gaza when a drone [struck] a school",
            "they [fired] on the crowd , [killing] four",
            "an [attack] that [killed] twelve",
            "an [attack] , which had [killed] twelve",
            "the [shelling] left four [dead]",
        ] {
            assert!(are_one(told), "{told}");
        }
    }

    #[test]
    fn two_acts_stay_two() {
        for told in [
            "they [killed] four and [burned] the mill",
            "police [killed] a suspect in the [bombing] of a church",
            "it [killed] a commander involved in an [attack]",
            "three were [killed] after the [shooting] of two soldiers",
            "two militants were [killed] when they [attacked] a post",
            "two were [killed] near Homs as troops [shelled] Hama",
            "police [killed] a gunman after he [attacked] a church",
            "four were [killed] in Gaza as troops [shelled] Rafah",
            "two were [killed] in Kherson , Russia [shelled] Nikopol",
            "they [killed] twelve in retaliation for an [attack]",
            "they [fired] on the crowd and a mortar [killed] four",
            "the army [bombed] the camp over the [killing] of three",
            "troops [attacked] a town where a bomb left twelve [dead]",
            "they [shelled] the town which [bombed] them",
        ] {
            assert!(!are_one(told), "{told}");
        }
    }
}
