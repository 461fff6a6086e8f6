//! Whether the clause around a time tells of what is to come.

use super::lex::{Shape, Tokens};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tense {
    Past,
    Future,
    Unknown,
}

/// Words that point ahead by themselves.
const AHEAD: [&str; 24] = [
    "will",
    "shall",
    "due",
    "scheduled",
    "expected",
    "slated",
    "poised",
    "plans",
    "planning",
    "planned",
    "upcoming",
    "deadline",
    "must",
    "vows",
    "intends",
    "hopes",
    "expects",
    "should",
    "would",
    "could",
    "might",
    "may",
    "can",
    "aims",
];
/// Words after which "to" and a verb tell what is to come, whatever tense they have themselves.
const BEFORE_TO: [&str; 40] = [
    "agreed",
    "agrees",
    "agree",
    "plan",
    "plans",
    "planned",
    "planning",
    "due",
    "set",
    "expected",
    "scheduled",
    "likely",
    "want",
    "wants",
    "decided",
    "intends",
    "intend",
    "intended",
    "is",
    "are",
    "about",
    "going",
    "supposed",
    "prepared",
    "preparing",
    "slated",
    "poised",
    "hopes",
    "hope",
    "hoped",
    "hoping",
    "resolved",
    "invited",
    "ready",
    "deadline",
    "yet",
    "expects",
    "expect",
    "aims",
    "aimed",
];
/// Past forms that do not end in -ed.
const PAST: [&str; 74] = [
    "was", "were", "had", "did", "said", "says", "told", "met", "held", "began", "left", "went", "came", "took", "made", "gave", "found",
    "saw", "sent", "shot", "struck", "broke", "fell", "rose", "won", "lost", "fought", "fled", "flew", "spoke", "wrote", "brought",
    "caught", "led", "became", "got", "ran", "sat", "stood", "thought", "kept", "paid", "sold", "bought", "built", "drove", "drew", "grew",
    "knew", "threw", "wore", "arose", "bore", "chose", "forgot", "froze", "hid", "rode", "shook", "stole", "swore", "woke", "swept",
    "slept", "felt", "meant", "heard", "dealt", "laid", "lay", "sank", "beat", "blew", "claims",
];
/// Words in -ed that are no past forms, or say nothing of when.
const NOT_PAST: [&str; 22] = [
    "need",
    "indeed",
    "speed",
    "seed",
    "hundred",
    "united",
    "armed",
    "exceed",
    "proceed",
    "succeed",
    "wounded",
    "feed",
    "breed",
    "agreed",
    "alleged",
    "based",
    "sacred",
    "naked",
    "wicked",
    "unprecedented",
    "detailed",
    "so-called",
];
/// Present forms that tell what a calendar holds: "the fair opens on Friday".
const SCHEDULED: [&str; 8] = ["plays", "opens", "begins", "starts", "expires", "resumes", "faces", "meets"];
/// Verbs with whose object "to" and a verb tell what is to come: "they expect prices to fall by May".
const WITH_OBJECT: [&str; 6] = ["expect", "expects", "expected", "want", "wants", "hope"];
/// Words further than this from the time are not looked at.
const REACH: usize = 40;

/// The tense of the nearest verb before the time in its sentence, else of the first after it.
pub(super) fn of(t: &Tokens<'_>, from: usize, to: usize) -> Tense {
    let Some(&(first, past_last)) = t.all.get(from).and_then(|x| t.sentences.get(x.sentence as usize)) else { return Tense::Unknown };
    if from > first && t.is(from - 1, "coming") {
        return Tense::Future;
    }
    for i in (first.max(from.saturating_sub(REACH))..from).rev() {
        if t.is_mark(i, ';') {
            break;
        }
        if let Some(tense) = cue(t, i, first) {
            return tense;
        }
    }
    // after the time a modal tells of its subject ("Monday's debate could decide")
    const MODAL: [&str; 7] = ["should", "would", "could", "might", "may", "can", "must"];
    (to..past_last.min(to + REACH)).filter(|&i| !t.is_any(i, &MODAL)).find_map(|i| cue(t, i, first)).unwrap_or(Tense::Unknown)
}

/// What the verb at `i` says, if there is one.
fn cue(t: &Tokens<'_>, i: usize, first: usize) -> Option<Tense> {
    if t.shape(i) != Some(Shape::Word) {
        return None;
    }
    let word = t.word(i);
    let before = |back: usize| if i >= first + back { t.word(i - back) } else { "" };
    match word {
        "ll" if before(1) == "'" => return Some(Tense::Future),
        // "at will", "the political will"
        "will" if matches!(before(1), "at" | "his" | "her" | "the" | "their" | "political" | "free" | "a" | "good" | "ill") => return None,
        "won" if t.is_mark(i + 1, '\'') => return Some(Tense::Future),
        // the month, or a name
        "may" if t.is_capitalised(i) && t.text[t.all[i].start as usize..].starts_with("May") => return None,
        "to" => return infinitive(t, i, first),
        "recently" | "already" => return Some(Tense::Past),
        "than" => return Some(Tense::Past),
        "if" | "unless" => return Some(Tense::Future),
        "until" if t.is(i + 1, "after") => return Some(Tense::Future),
        "let" if t.is_mark(i + 1, '\'') => return Some(Tense::Future),
        "going" if t.is(i + 1, "to") => return Some(Tense::Future),
        _ => {}
    }
    if AHEAD.contains(&word) {
        // "would have met"
        let is_unreal = matches!(word, "would" | "could" | "might" | "should" | "must") && t.is(i + 1, "have") && !t.is(i + 2, "to");
        return Some(if is_unreal { Tense::Past } else { Tense::Future });
    }
    let is_past = is_past_form(word);
    // "will be held", "to be released"
    let is_passive = matches!(before(1), "be" | "being") || (before(2) == "be" && before(1).ends_with("ly"));
    // "a demilitarised belt"
    let is_adjective =
        word.ends_with("ed") && matches!(before(1), "a" | "an" | "the" | "its" | "his" | "her" | "their") && t.is_lower_word(i + 1);
    if !is_past || is_passive || is_adjective {
        return SCHEDULED.contains(&word).then_some(Tense::Future);
    }
    // "unless they ended the siege by Sunday"
    let is_condition = (1..=6).any(|back| matches!(before(back), "unless" | "if"));
    Some(if is_condition { Tense::Future } else { Tense::Past })
}

/// "to" and a verb: to come after "agreed", "set", "plans", or where no verb stands before it (headlines).
fn infinitive(t: &Tokens<'_>, i: usize, first: usize) -> Option<Tense> {
    let first = first.max(i.saturating_sub(REACH));
    let is_verb = t.is_lower_word(i + 1)
        && !["the", "a", "an", "his", "her", "its", "their", "our", "this", "that", "date", "as", "in", "my", "your", "be"]
            .contains(&t.word(i + 1))
        || t.is(i + 1, "be");
    if !is_verb {
        return None;
    }
    if i > first && BEFORE_TO.contains(&t.word(i - 1)) {
        return Some(Tense::Future);
    }
    if (2..=5).any(|back| i >= first + back && WITH_OBJECT.contains(&t.word(i - back))) {
        return Some(Tense::Future);
    }
    let is_past = (first..i).any(|j| t.is_word(j) && is_past_form(t.word(j)));
    let is_present = (first..i).any(|j| t.is_any(j, &["is", "are", "have", "has", "need", "needs", "want", "wants", "'"]));
    if !is_past && is_present && t.is_any(i + 1, &VERBS) {
        return Some(Tense::Future);
    }
    let is_headline = i > first && !(first..i).any(|j| t.is_word(j) && is_finite(t.word(j)));
    (is_headline && t.is_any(i + 1, &VERBS)).then_some(Tense::Future)
}

fn is_past_form(word: &str) -> bool {
    PAST.contains(&word) || (word.len() > 4 && word.ends_with("ed") && !NOT_PAST.contains(&word))
}

fn is_finite(word: &str) -> bool {
    is_past_form(word) || AHEAD.contains(&word) || ["is", "are", "has", "have"].contains(&word)
}

/// Verbs of headlines: "minister to visit Paris on Monday".
const VERBS: [&str; 52] = [
    "be", "meet", "visit", "hold", "vote", "begin", "start", "send", "leave", "open", "close", "travel", "host", "address", "sign", "face",
    "attend", "launch", "join", "resume", "return", "speak", "announce", "release", "decide", "rule", "arrive", "end", "receive",
    "discuss", "go", "take", "make", "give", "get", "run", "step", "stand", "unveil", "testify", "appear", "debate", "deliver", "sentence",
    "come", "support", "elect", "choose", "win", "turn", "try", "finish",
];
