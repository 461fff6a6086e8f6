//! Numbers of an event that the model gave to none: those that its words count.

use super::Parts;
use super::twins::is_result_word;
use crate::codebook::{EventType, Kind};
use crate::mention::Found;
use crate::span::Span;
use crate::window::Window;

/// Most words between a trigger and a number that it counts: "arrested some 40 people", "hundreds later marched".
const COUNTED_APART: usize = 1;
/// Words that may stand between a number and what was done to those whom it counts: "15 people were also killed".
const HELPERS: [&str; 12] = ["people", "persons", "others", "more", "were", "was", "had", "have", "has", "been", "are", "also"];
/// Words for how many were hurt, before "at" and the number.
const TOLLS: [&str; 5] = ["toll", "dead", "losses", "casualties", "killed"];
/// Most such words.
const MOST_HELPERS: usize = 3;
/// Most words between two sums of one list: "$20 million in aid and $25 million in loans".
const LISTED_APART: usize = 8;
/// Most words between an attack and how many it hurt.
const HURT_APART: usize = 20;
/// Words between them that tell of another act.
const APART: [&str; 8] = ["that", "who", "which", "where", "after", "before", "while", ";"];

/// Words, beside those above, of a sentence that says how many were hurt and nothing else.
const PLAIN: [&str; 25] = [
    "the",
    "a",
    "at",
    "least",
    "and",
    ",",
    "death",
    "toll",
    "rose",
    "risen",
    "climbed",
    "stood",
    "stands",
    "to",
    "of",
    "them",
    "another",
    "further",
    "including",
    "hurt",
    "missing",
    "seriously",
    "badly",
    "critically",
    "dozens",
];
/// Most words of such a sentence, without who says so.
const MOST_PLAIN: usize = 16;
/// Most words of who says so behind it: ", the mayor said".
const MOST_TELLERS: usize = 6;
/// Words that such an end of a sentence has not.
const UNTOLD: [&str; 8] = ["in", "at", "on", "from", "near", "of", "when", "as"];
/// What a toll does between its name and its number.
const RISES: [&str; 8] = ["rose", "risen", "rises", "climbed", "stood", "stands", "has", "had"];

/// An event's trigger, the sentence it stands in, its type, and its parts.
pub(crate) struct Open<'p> {
    pub(crate) trigger: Span,
    pub(crate) sentence: Span,
    pub(crate) event_type: EventType,
    pub(crate) parts: &'p mut Parts,
}

/// Why a number is one of an event's, the better reason first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reason {
    /// So many words from the trigger.
    Beside(usize),
    /// It counts a party of the event.
    Party,
    /// The one before it in a list is the event's.
    Listed,
    /// It says how many were hurt, and this is the attack of the sentence that is nearest, in words.
    Hurt(usize),
    /// It says so in a sentence that says nothing else, and this is the last attack of the sentence before.
    HurtBefore(usize),
}

/// Gives quantities that no event has to the one that they count in: where the number stands right before or behind the trigger
/// ("towed 38 vehicles"), is part of a party ("thousands of people ransacked"), goes on a list of the event's sums ("sent $20 million
/// in aid and $25 million in loans"), or says how many an attack hurt ("detonated …, killing at least 43"; "They shelled the port. Nine died.").
pub(crate) fn count(window: &Window, text: &str, mentions: &[Found], events: &mut [Open<'_>]) {
    let ends = |span: Span| window.words_under(&[span]).fold((usize::MAX, 0), |(from, to), w| (from.min(w), to.max(w)));
    let word = |w: usize| window.words.get(w).map_or("", |word| word.span.of(text));
    let mut numbers: Vec<(usize, Span)> =
        mentions.iter().enumerate().filter(|(_, found)| found.kind == Kind::Quantity).map(|(m, found)| (m, found.span)).collect();
    numbers.sort_by_key(|(_, span)| span.start());
    let mut before: Option<(usize, Span)> = None;
    for (m, span) in numbers {
        let listed_after = before.replace((m, span));
        if events.iter().any(|e| e.parts.quantities.contains(&m)) {
            continue;
        }
        let (first, last) = ends(span);
        let gap = |e: &Open<'_>| {
            let (from, to) = ends(e.trigger);
            if first > to { first - to } else { from.saturating_sub(last) }
        };
        let is_party = |e: &Open<'_>| e.parts.actors.iter().chain(&e.parts.recipients).any(|&p| mentions[p].span.overlaps(span));
        let is_hurt = says_hurt(&word, first, last);
        let is_listed = |e: &Open<'_>| {
            listed_after.is_some_and(|(other, of)| {
                let (_, end) = ends(of);
                let is_crossed = || events.iter().any(|o| (end..first).contains(&ends(o.trigger).0));
                e.parts.quantities.contains(&other)
                    && (end + 2..=end + 1 + LISTED_APART).contains(&first)
                    && matches!(word(first - 1), "and" | ",")
                    && is_money(of.of(text))
                    && is_money(span.of(text))
                    && !is_crossed()
            })
        };
        // "shelled Odesa days after an earthquake that killed 300"
        let is_apart = |e: &Open<'_>| {
            let (from, to) = ends(e.trigger);
            let mut between = if first > to { to + 1..first } else { last + 1..from };
            between.any(|w| APART.iter().any(|a| word(w).eq_ignore_ascii_case(a)))
        };
        let reason = |e: &Open<'_>| {
            let gap = gap(e);
            match () {
                () if (1..=COUNTED_APART + 1).contains(&gap) => Some(Reason::Beside(gap)),
                () if is_party(e) => Some(Reason::Party),
                () if is_listed(e) => Some(Reason::Listed),
                () if is_hurt && e.event_type == EventType::Assault && gap <= HURT_APART && !is_apart(e) => Some(Reason::Hurt(gap)),
                () => None,
            }
        };
        let here = (0..events.len()).filter(|&e| events[e].sentence.contains(span));
        let mut best = here.clone().filter_map(|e| Some((reason(&events[e])?, e))).min();
        if is_hurt && here.count() == 0 {
            let told_before = |e: &Open<'_>| {
                let between = text.get(e.sentence.end()..span.start())?;
                let is_next = !between.contains(['.', '!', '?', '\n']);
                let is_toll = || is_plain_toll(window, text, mentions, e.sentence.end(), span);
                (is_next && e.event_type == EventType::Assault && is_toll()).then(|| Reason::HurtBefore(gap(e)))
            };
            best = (0..events.len()).filter_map(|e| Some((told_before(&events[e])?, e))).min();
        }
        if let Some((_, e)) = best {
            events[e].parts.quantities.push(m);
            events[e].parts.quantities.sort_unstable();
        }
    }
}

/// True where the words around a number, the `first`th to the `last`th, say that so many were killed or hurt: "killing at least 43",
/// "a further 15 were injured", "nearly 300 dead".
fn says_hurt<'t>(word: &impl Fn(usize) -> &'t str, first: usize, last: usize) -> bool {
    if (first..=last).any(|w| is_result_word(word(w))) || (first > 0 && is_result_word(word(first - 1))) {
        return true;
    }
    // "put the toll at a hundred", "the toll has risen to 14"
    if first > 1 && matches!(word(first - 1), "at" | "to") {
        let named = (0..first - 1).rev().map(word).find(|w| !RISES.contains(w));
        let is_toll = TOLLS.iter().any(|toll| word(first - 2).eq_ignore_ascii_case(toll)) || named == Some("toll");
        if is_toll {
            return true;
        }
    }
    let behind = (last + 1..=last + MOST_HELPERS + 1).map(word);
    let mut rest = behind.skip_while(|w| HELPERS.iter().any(|h| w.eq_ignore_ascii_case(h)));
    rest.next().is_some_and(is_result_word)
}

/// True where the sentence that begins at `start` and holds the number says how many were hurt and nothing else, but for who says so: "At least
/// 12 were killed and 30 wounded, the mayor said." A time, a cause or a place of its own may make it the toll of another act.
fn is_plain_toll(window: &Window, text: &str, mentions: &[Found], start: usize, number: Span) -> bool {
    let Some(rest) = text.get(number.end()..) else { return false };
    let ends = |(at, mark): &(usize, char)| match *mark {
        '\n' => true,
        '.' | '!' | '?' => rest[*at + 1..].chars().next().is_none_or(char::is_whitespace),
        _ => false,
    };
    let end = rest.char_indices().find(ends).map_or(text.len(), |(at, _)| number.end() + at);
    let sentence = Span::new(start, end);
    if mentions.iter().any(|m| m.kind == Kind::Time && m.span.overlaps(sentence)) {
        return false;
    }
    let is_counted = |word: Span| mentions.iter().any(|m| m.kind == Kind::Quantity && m.span.overlaps(word));
    let is_any = |word: Span, words: &[&str]| words.iter().any(|w| word.of(text).eq_ignore_ascii_case(w));
    let mut words: Vec<Span> = window.words_under(&[sentence]).map(|w| window.words[w].span).collect();
    if let Some(comma) = words.iter().rposition(|w| w.of(text) == ",") {
        let tail = &words[comma + 1..];
        let is_teller = |&w: &Span| !is_counted(w) && !is_any(w, &UNTOLD) && !is_any(w, &APART);
        let is_told = tail.last().is_some_and(|&w| is_any(w, &["said", "says"])) && tail.iter().all(is_teller);
        if is_told && tail.len() <= MOST_TELLERS {
            words.truncate(comma);
        }
    }
    let is_plain = |&w: &Span| is_counted(w) || is_result_word(w.of(text)) || is_any(w, &HELPERS) || is_any(w, &PLAIN);
    words.len() <= MOST_PLAIN && words.iter().all(is_plain)
}

fn is_money(words: &str) -> bool {
    words.contains(['$', '€', '£', '¥', '₹', '₽'])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Quantities of each event: `quantities` and `triggers` are word ranges of the text, `has` what the model gave.
    fn counted(text: &str, quantities: &[(usize, usize)], triggers: &[(usize, EventType)], has: &[(usize, usize)]) -> Vec<Vec<usize>> {
        let window = super::super::tests::window_of(text);
        let span = |from: usize, to: usize| window.words[from].span.cover(window.words[to - 1].span);
        let mentions: Vec<Found> =
            quantities.iter().map(|&(from, to)| Found { span: span(from, to), kind: Kind::Quantity, confidence: 1.0 }).collect();
        let mut parts: Vec<Parts> = triggers.iter().map(|_| Parts::default()).collect();
        for &(event, quantity) in has {
            parts[event].quantities.push(quantity);
        }
        // a full stop ends a sentence
        let sentence_of = |w: usize| {
            let at = window.words[w].span.start();
            let start = text[..at].rfind(". ").map_or(0, |stop| stop + 2);
            Span::new(start, text[at..].find(". ").map_or(text.len(), |stop| at + stop + 1))
        };
        let mut events: Vec<Open<'_>> = triggers
            .iter()
            .zip(&mut parts)
            .map(|(&(w, event_type), parts)| Open { trigger: span(w, w + 1), sentence: sentence_of(w), event_type, parts })
            .collect();
        count(&window, text, &mentions, &mut events);
        parts.into_iter().map(|p| p.quantities).collect()
    }

    #[test]
    fn how_many_were_hurt_is_of_the_act_of_force() {
        let text = "two cars detonated near a square , killing at least 43 and wounding 45 , and a further 15 were injured";
        let found = counted(text, &[(8, 11), (13, 14), (16, 19)], &[(2, EventType::Assault)], &[]);
        assert_eq!(found, [vec![0, 1, 2]]);
        let text = "they shelled Odesa days after a quake killed 300 there";
        assert_eq!(counted(text, &[(8, 9)], &[(1, EventType::Assault)], &[]), [Vec::<usize>::new()]);
        let text = "police held a man at a vigil for 43 killed in a fire";
        assert_eq!(counted(text, &[(8, 9)], &[(1, EventType::Coerce)], &[]), [Vec::<usize>::new()]);
    }

    #[test]
    fn a_toll_in_the_next_sentence_is_of_the_attack_before() {
        let text = "They shelled the port . Nine sailors died . Four boats left";
        assert_eq!(counted(text, &[(5, 7), (9, 11)], &[(1, EventType::Assault)], &[]), [vec![0]]);
        let text = "They praised the port . Nine sailors died .";
        assert_eq!(counted(text, &[(5, 7)], &[(1, EventType::Support)], &[]), [Vec::<usize>::new()]);
        let text = "They shelled the port . It was shut . Nine sailors died .";
        assert_eq!(counted(text, &[(9, 11)], &[(1, EventType::Assault)], &[]), [Vec::<usize>::new()], "two sentences on");
        let text = "They shelled the port and put the toll at 9";
        assert_eq!(counted(text, &[(9, 10)], &[(1, EventType::Assault)], &[]), [vec![0]]);
    }

    #[test]
    fn a_toll_with_a_cause_or_time_of_its_own_is_of_another_act() {
        let shelled = |rest: &str, quantities: &[(usize, usize)]| {
            let text = format!("They shelled the port . {rest}");
            counted(&text, quantities, &[(1, EventType::Assault)], &[]).remove(0)
        };
        assert_eq!(shelled("At least 12 were killed and 30 wounded .", &[(5, 8), (11, 12)]), [0, 1]);
        assert_eq!(shelled("Nine people died , the mayor said .", &[(5, 7)]), [0]);
        assert_eq!(shelled("The toll rose to 14 .", &[(9, 10)]), [0]);
        let none: [usize; 0] = [];
        assert_eq!(shelled("Nine sailors died in a storm .", &[(5, 7)]), none);
        assert_eq!(shelled("Nine sailors died last winter .", &[(5, 7)]), none);
        assert_eq!(shelled("The mayor said nine sailors died off Malta .", &[(8, 10)]), none);
        assert_eq!(shelled("A ferry sank and nine sailors died .", &[(9, 11)]), none);
        assert_eq!(shelled("Nine sailors died , in Malta police said .", &[(5, 7)]), none);
    }

    #[test]
    fn a_list_of_sums_goes_on() {
        let text = "it sent $20 million in aid , $2 million in arms and $25 million in loans for 3 years";
        let found = counted(text, &[(2, 4), (7, 9), (12, 14), (17, 19)], &[(1, EventType::Aid)], &[(0, 0)]);
        assert_eq!(found, [vec![0, 1, 2]]);
        let text = "they delivered 40 tonnes of flour and 3 million people still starve";
        let found = counted(text, &[(2, 4), (7, 10)], &[(1, EventType::Aid)], &[(0, 0)]);
        assert_eq!(found, [vec![0]]);
        let found =
            counted("it sent $20 million and named 3 envoys", &[(2, 4), (6, 8)], &[(1, EventType::Aid), (5, EventType::Agree)], &[(0, 0)]);
        assert_eq!(found, [vec![0], vec![1]]);
    }

    #[test]
    fn a_number_beside_the_trigger_is_what_it_counts() {
        let found = counted(
            "police towed 38 vehicles and fined 4 drivers",
            &[(2, 4), (6, 8)],
            &[(1, EventType::Coerce), (5, EventType::Coerce)],
            &[],
        );
        assert_eq!(found, [vec![0], vec![1]]);
    }
}
