//! Mentions: from tag runs to spans with a kind.

use serde::{Deserialize, Serialize};

use crate::codebook::Kind;
use crate::decode::{Run, runs};
use crate::model::TRACKS;
use crate::span::Span;
use crate::window::Window;

/// Kinds of the model's mention tracks, in track order. Two tracks are groups: collectives ("rebels") and nationalities
/// or peoples ("Iranian"), because one nests in the other.
pub const TRACK_KINDS: [Kind; 10] = [
    Kind::Person,
    Kind::Organization,
    Kind::Group,
    Kind::Group,
    Kind::Place,
    Kind::Office,
    Kind::Time,
    Kind::Quantity,
    Kind::Materiel,
    Kind::Other,
];

/// A mention found in a window, not yet numbered.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// Where it stands.
    pub span: Span,
    /// What it names.
    pub kind: Kind,
    /// Mean probability of its words, 0 … 1.
    pub confidence: f32,
}

/// True for kinds that can act or be acted upon.
#[must_use]
pub fn is_party(kind: Kind) -> bool {
    matches!(kind, Kind::Person | Kind::Organization | Kind::Group | Kind::Place | Kind::Office | Kind::Other)
}

/// The scores of one word on one track.
pub(crate) fn track_scores(tags: &[f32], word: usize, track: usize) -> [f32; 3] {
    let at = (word * TRACKS + track) * 3;
    [tags[at], tags[at + 1], tags[at + 2]]
}

/// Runs of one track over all words of a window.
pub(crate) fn track_runs(tags: &[f32], words: usize, track: usize, bias: f32) -> Vec<Run> {
    runs((0..words).map(|w| track_scores(tags, w, track)), bias)
}

/// The text under a run of words.
pub(crate) fn run_span(window: &Window, run: &Run) -> Span {
    window.words[run.start].span.cover(window.words[run.end - 1].span)
}

/// Mentions of a window: runs of all mention tracks, mended at their edges ([`mend`]). Of two on the same words the surer
/// stays; of two that cross (neither inside the other) likewise; nested ones stay both.
pub(crate) fn detect_mentions(window: &Window, tags: &[f32], bias: f32, text: &str) -> Vec<Found> {
    settle(candidates(window, tags, bias, text))
}

/// What [`settle`] chooses from, in the order of tracks; [`Reader::explain`](crate::reader::Reader::explain) shows who lost.
pub(crate) fn candidates(window: &Window, tags: &[f32], bias: f32, text: &str) -> Vec<Found> {
    let mut all: Vec<(Run, Kind)> = Vec::new();
    for (track, &kind) in TRACK_KINDS.iter().enumerate() {
        let runs = join_touching(track_runs(tags, window.words.len(), track, bias));
        all.extend(runs.into_iter().map(|run| (run, kind)));
    }
    let words = |w: usize| window.words[w].span.of(text);
    let found = mend(all, &words).into_iter().map(|(run, kind)| Found { span: run_span(window, &run), kind, confidence: run.confidence });
    found.filter(|m| m.span.of(text).chars().any(char::is_alphanumeric)).collect()
}

/// Runs of one track that touch are one mention: English puts no two names of a kind side by side without a word or a
/// comma between.
fn join_touching(runs: Vec<Run>) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::with_capacity(runs.len());
    for run in runs {
        match out.last_mut() {
            Some(open) if open.end == run.start => {
                let (a, b) = ((open.end - open.start) as f32, (run.end - run.start) as f32);
                open.confidence = (open.confidence * a + run.confidence * b) / (a + b);
                open.end = run.end;
            }
            _ => out.push(run),
        }
    }
    out
}

/// Words at which no mention of a party ends, and with which none begins (`'` and `s` are words of their own here).
const LOOSE_ENDS: [&str; 16] = ["of", "to", "and", "or", "in", "for", "the", "a", "an", "at", "on", "by", "with", "who", "that", "which"];
const LOOSE_STARTS: [&str; 6] = ["of", "to", "and", "or", "that", "by"];

fn is_article(word: &str) -> bool {
    ["the", "a", "an"].iter().any(|a| word.eq_ignore_ascii_case(a))
}

/// Possessive pronouns, which a description keeps like an article.
const POSSESSIVES: [&str; 6] = ["his", "her", "its", "their", "our", "my"];

/// True for a word that can name somebody by itself, or with an article: no punctuation, article, preposition or possessive `s`.
pub(crate) fn is_content_word(word: &str) -> bool {
    word.chars().any(char::is_alphanumeric) && word != "s" && !LOOSE_ENDS.iter().any(|w| word.eq_ignore_ascii_case(w))
}

fn is_capitalised(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

/// Mends the edges of runs where grammar leaves no doubt, by the codebook's rules on spans (sections 2 and 5.1):
///
/// - an article alone belongs to the description after it, or is none;
/// - `'s foreign ministry` and `' association` take in the possessor, `-installed authorities` the word before the hyphen;
/// - a party or quantity neither begins with `and` nor ends with `of`;
/// - a name (capitalised) drops its article, a description keeps its article or possessive, and takes it in where a run leaves it out;
/// - two names of places joined by `and` are two.
fn mend<'t>(mut all: Vec<(Run, Kind)>, words: &impl Fn(usize) -> &'t str) -> Vec<(Run, Kind)> {
    let is_bare_article = |run: &Run| (run.start..run.end).all(|w| is_article(words(w)));
    let articles: Vec<Run> = all.iter().map(|(run, _)| *run).filter(|run| is_bare_article(run)).collect();
    all.retain(|(run, _)| !is_bare_article(run));
    for article in articles {
        let after = all.iter_mut().filter(|(run, kind)| run.start == article.end && is_party(*kind) && !is_capitalised(words(run.start)));
        // the longest is the whole description
        if let Some((run, _)) = after.max_by_key(|(run, _)| run.end) {
            run.start = article.start;
        }
    }
    let before = all.clone();
    for (run, kind) in &mut all {
        let is_noun = is_party(*kind) || *kind == Kind::Quantity;
        // the mark touches the word before it
        let is_joined = |run: &Run| {
            let (before, mark) = (words(run.start - 1), words(run.start));
            is_content_word(before) && std::ptr::eq(before.as_bytes().as_ptr_range().end, mark.as_ptr())
        };
        let is_possessive = |run: &Run| {
            matches!(words(run.start), "'" | "’")
                && ((run.end > run.start + 2 && words(run.start + 1) == "s")
                    || (run.end > run.start + 1 && words(run.start - 1).ends_with('s') && is_joined(run)))
        };
        let is_compound = |run: &Run| run.end > run.start + 2 && words(run.start) == "-" && is_joined(run);
        if is_party(*kind) && run.start > 0 && (is_possessive(run) || is_compound(run)) {
            let possessor = before.iter().filter(|(other, k)| other.end == run.start && is_party(*k)).map(|(other, _)| other.start).min();
            run.start = possessor.unwrap_or(run.start - 1);
        }
        while is_noun && run.end > run.start + 1 && LOOSE_ENDS.iter().any(|w| words(run.end - 1).eq_ignore_ascii_case(w)) {
            run.end -= 1;
        }
        while is_noun && run.end > run.start + 1 && LOOSE_STARTS.iter().any(|w| words(run.start).eq_ignore_ascii_case(w)) {
            run.start += 1;
        }
        let is_name = matches!(kind, Kind::Person | Kind::Organization | Kind::Place);
        if is_name && run.end > run.start + 1 && is_article(words(run.start)) && is_capitalised(words(run.start + 1)) {
            run.start += 1;
        }
        // "the [ministry]", "its [envoy]"
        let before = run.start.checked_sub(1).map(words).unwrap_or_default();
        let is_described = words(run.start).starts_with(char::is_alphanumeric) && !is_capitalised(words(run.start));
        if is_party(*kind) && is_described && (is_article(before) || POSSESSIVES.iter().any(|p| before.eq_ignore_ascii_case(p))) {
            run.start -= 1;
        }
    }
    all.into_iter().flat_map(|found| places_of(found, words)).collect()
}

/// Last words before the `and` of places that have one in their name.
const JOINED_NAMES: [&str; 16] = [
    "Antigua",
    "Andaman",
    "Argyll",
    "Bosnia",
    "Brighton",
    "Dumfries",
    "Jammu",
    "Kitts",
    "Newfoundland",
    "Perth",
    "Tome",
    "Tomé",
    "Trinidad",
    "Turks",
    "Tyne",
    "Vincent",
];

/// Two names of places with `and` between are two places, unless that is one place's name.
fn places_of<'t>((run, kind): (Run, Kind), words: &impl Fn(usize) -> &'t str) -> Vec<(Run, Kind)> {
    let joint = (run.start + 1..run.end.saturating_sub(1)).find(|&w| words(w) == "and");
    match joint {
        Some(at)
            if kind == Kind::Place
                && is_capitalised(words(at - 1))
                && is_capitalised(words(at + 1))
                && !JOINED_NAMES.contains(&words(at - 1)) =>
        {
            vec![(Run { end: at, ..run }, kind), (Run { start: at + 1, ..run }, kind)]
        }
        _ => vec![(run, kind)],
    }
}

/// True for two mentions that cannot both stay: on the same words, or crossing.
pub(crate) fn clash(a: Span, b: Span) -> bool {
    a.overlaps(b) && (a == b || !(a.contains(b) || b.contains(a)))
}

/// Keeps the surer of mentions that stand on the same words or cross, and puts them in text order, outer before inner.
pub(crate) fn settle(mut all: Vec<Found>) -> Vec<Found> {
    all.sort_by(|a, b| b.confidence.total_cmp(&a.confidence).then(a.span.cmp(&b.span)).then(a.kind.cmp(&b.kind)));
    let mut kept: Vec<Found> = Vec::with_capacity(all.len());
    for m in all {
        if !kept.iter().any(|k| clash(k.span, m.span)) {
            kept.push(m);
        }
    }
    kept.sort_by_key(|m| (m.span.start(), std::cmp::Reverse(m.span.end())));
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_are_mended_by_the_codebook() {
        let run = |start, end| Run { start, end, confidence: 0.5 };
        // `|` parts words that touch
        let mended = |marked: &str, runs: &[(usize, usize, Kind)]| {
            let text = marked.replace('|', "");
            let mut rest = text.as_str();
            let words: Vec<&str> = marked
                .split([' ', '|'])
                .map(|word| {
                    let (found, after) = rest.trim_start().split_at(word.len());
                    rest = after;
                    found
                })
                .collect();
            let runs = runs.iter().map(|&(s, e, kind)| (run(s, e), kind)).collect();
            mend(runs, &|w| words[w]).iter().map(|(r, _)| words[r.start..r.end].join(" ")).collect::<Vec<_>>()
        };
        use Kind::{Group, Office, Organization, Place, Quantity};
        assert_eq!(mended("the army said", &[(0, 1, Organization), (1, 2, Office)]), ["the army"]);
        assert_eq!(mended("the man , a", &[(3, 4, Group)]), Vec::<String>::new());
        assert_eq!(mended("the Rapid Support Forces", &[(0, 4, Organization)]), ["Rapid Support Forces"]);
        assert_eq!(mended("The interior ministry", &[(0, 3, Organization)]), ["The interior ministry"]);
        assert_eq!(mended("Iran ' s foreign ministry", &[(0, 1, Place), (1, 5, Organization)]), ["Iran", "Iran ' s foreign ministry"]);
        assert_eq!(mended("A victims|' association", &[(0, 2, Office), (2, 4, Organization)]), ["A victims", "A victims ' association"]);
        assert_eq!(
            mended("Russian|-|installed authorities", &[(0, 1, Group), (1, 4, Group)]),
            ["Russian", "Russian - installed authorities"]
        );
        assert_eq!(mended("in Tabriz and Ahar", &[(1, 4, Place)]), ["Tabriz", "Ahar"]);
        assert_eq!(mended("Bosnia and Herzegovina", &[(0, 3, Place)]), ["Bosnia and Herzegovina"]);
        assert_eq!(mended("the mosque and school", &[(0, 4, Place)]), ["the mosque and school"]);
        assert_eq!(mended("describes as '|terrorists|'", &[(2, 5, Group)]), ["' terrorists '"]);
        assert_eq!(mended("three leaders of the", &[(0, 4, Quantity)]), ["three leaders"]);
        assert_eq!(mended("of the ministry", &[(2, 3, Organization)]), ["the ministry"]);
        assert_eq!(mended("Its former envoy", &[(1, 3, Office)]), ["Its former envoy"]);
        assert_eq!(mended("the Kremlin", &[(1, 2, Organization)]), ["Kremlin"]);
        assert_eq!(mended("that ministry", &[(1, 2, Organization)]), ["ministry"]);
        assert_eq!(mended("the two days", &[(1, 3, Kind::Time)]), ["two days"]);
        assert_eq!(join_touching(vec![run(0, 1), run(1, 3), run(4, 5)]), [run(0, 3), run(4, 5)]);
    }

    #[test]
    fn nested_mentions_stay_and_crossing_ones_give_way() {
        let found = |s, e, kind, confidence| Found { span: Span::new(s, e), kind, confidence };
        let kept = settle(vec![
            found(0, 5, Kind::Group, 0.9),
            found(0, 12, Kind::Group, 0.8),
            found(6, 20, Kind::Place, 0.7),
            found(0, 5, Kind::Place, 0.6),
        ]);
        assert_eq!(kept.iter().map(|m| (m.span.start(), m.span.end())).collect::<Vec<_>>(), [(0, 12), (0, 5)]);
    }
}
