//! The words around a trigger: what was hit, sent or said, and names that no role holds.
//!
//! A window ends at the sentence's end and at another event's trigger, so that two acts of one sentence keep their own words.

use std::collections::{BTreeSet, HashSet};
use std::sync::LazyLock;

use super::meaning::square;
use super::parties::Own;
use super::profile::{Trigger, countries};
use super::words::WordSet;
use super::{Told, days, place};
use crate::report::Days;

/// Words looked at before and behind the trigger.
const BEFORE: usize = 9;
const BEHIND: usize = 11;

/// Words that many reports of unlike happenings share, beside words of three letters and less; of these those that begin sentences, as they look
/// like names then.
const COMMON: &str = "about above according accused added after again against agency also among announced another around attack attacked \
    attacks authorities because been before being between both came capital carried city could country dead denied died during early earlier \
    east eastern evening father first five force forces four from full government group have having hospitals hours however hurt including \
    injured injuring into just kill killed killing killings late later least less local made many member members military minister ministry \
    month months more morning most near nearly news night nine north northern office official officials only other over part people person \
    police president reported residents said same saying says second security seven several since some south southern spokesman spokeswoman \
    state statement still such take taken than that their them then there they this those three through told took town under until very \
    week weeks were west western when where which while will with within without wounded wounding wounds year years yesterday today \
    went union unions would the and for but not his her its our who how why she him has had was all any new now two six ten \
    eight eleven twelve thirty forty dozen dozens hundred hundreds thousand thousands million";
const CALENDAR: [&str; 19] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// What stands around a trigger.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Around {
    /// Content words, lower case, plurals cut; without names.
    pub(super) words: WordSet,
    /// Words of the place's name, lower case: of the event's place, or else of the name nearest to the trigger that stands where places
    /// do, without those of its parties.
    pub(super) names: WordSet,
    /// The words before the trigger in its sentence, nearest first, lower case.
    pub(super) before: Vec<String>,
}

/// A plural's singular, roughly; the same cut is made on both sides.
fn cut(word: &str) -> String {
    match word.strip_suffix("ies") {
        Some(stem) if stem.len() > 3 => format!("{stem}y"),
        _ => word.strip_suffix('s').filter(|w| w.len() > 3 && !w.ends_with('s')).unwrap_or(word).to_owned(),
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\'' | '’')
}

/// Words of a piece of text in its order, as written, with whether each begins a sentence.
fn words(text: &str) -> Vec<(&str, bool)> {
    let mut begins = false;
    let mut out = Vec::new();
    for piece in text.split_whitespace() {
        let word = piece.trim_matches(|c| !is_word(c)).trim_end_matches("'s").trim_end_matches("’s");
        if !word.is_empty() {
            out.push((word, begins));
        }
        begins = piece.ends_with(['.', '!', '?']);
    }
    out
}

/// A text of which pieces are cut out by code points.
#[derive(Clone, Copy)]
struct Points<'t> {
    text: &'t str,
    is_ascii: bool,
}

impl<'t> Points<'t> {
    fn of(text: &'t str) -> Self {
        Self { text, is_ascii: text.is_ascii() }
    }

    /// From one code point to another; what lies outside is left out.
    fn piece(self, start: usize, end: usize) -> &'t str {
        if start >= end {
            return "";
        }
        if self.is_ascii {
            return &self.text[start.min(self.text.len())..end.min(self.text.len())];
        }
        let mut places = self.text.char_indices().map(|(at, _)| at).chain([self.text.len()]).skip(start);
        let from = places.next().unwrap_or(self.text.len());
        &self.text[from..places.nth(end - start - 1).unwrap_or(self.text.len())]
    }
}

/// Looks around the trigger of a report. Empty where the text was erased or the span lies outside.
pub(super) fn around(told: &Told<'_>) -> Around {
    let report = told.report;
    let mut out = Around::default();
    let point = report.place.as_ref().filter(|spot| place::point_key(spot).is_some());
    if let Some(place) = point {
        out.names = words(&place.name).into_iter().map(|(w, _)| w.to_lowercase()).filter(|w| w.chars().count() > 3).collect();
    }
    let (Some(first), Some(last)) = (report.trigger_spans.first(), report.trigger_spans.last()) else { return out };
    let others = || told.article.reports.iter().filter(|r| r.id != report.id).flat_map(|r| &r.trigger_spans);
    let from = others().map(|s| s.1).filter(|&end| end <= first.0).max().unwrap_or(0);
    let to = others().map(|s| s.0).filter(|&start| start >= last.1).min().unwrap_or(usize::MAX);
    let text = Points::of(&told.article.text);
    let all = |start: usize, end: usize| text.piece(start, end);
    let sentence_start = first.0.saturating_sub(400);
    let ahead = all(sentence_start, first.0);
    let ahead = ahead.rsplit(['\n', '!', '?']).next().unwrap_or_default();
    let ahead = ahead.rsplit(". ").next().unwrap_or_default();
    let sentence = ahead;
    out.before = words(ahead).into_iter().rev().take(14).map(|(w, _)| w.to_lowercase()).collect();
    let own = all(from.max(sentence_start), first.0);
    let own = own.rsplit(['\n', '!', '?']).next().unwrap_or_default();
    let is_cut = own.len() < ahead.len();
    let own = own.rsplit(". ").next().unwrap_or_default();
    let mut seen = words(own);
    // the first word of a sentence has a capital whatever it is
    if let (false, Some(word)) = (is_cut, seen.first_mut()) {
        word.1 = true;
    }
    let behind = all(last.1, to.min(last.1.saturating_add(400)));
    let behind = behind.split(['\n', '!', '?']).next().unwrap_or_default();
    let behind = behind.split(". ").next().unwrap_or_default();
    let skip = seen.len().saturating_sub(BEFORE);
    let ahead: Vec<(&str, bool)> = seen.into_iter().skip(skip).collect();
    let behind: Vec<(&str, bool)> = words(behind).into_iter().take(BEHIND).collect();
    let parties: BTreeSet<String> =
        report.actors.iter().chain(&report.recipients).flat_map(|n| words(&n.text)).map(|(w, _)| w.to_lowercase()).collect();
    if point.is_none() {
        // the nearest: first what follows, then what stands before
        let whole = || {
            let rest = all(last.1, last.1.saturating_add(400));
            let rest = rest.split(['\n', '!', '?']).next().unwrap_or_default().split(". ").next().unwrap_or_default();
            let sentence: Vec<_> = words(sentence).into_iter().chain(words(rest)).collect();
            let first = placed_name(&sentence, &parties, false);
            // the only one of the sentence
            first.filter(|name| placed_name(&sentence, &parties, true).as_ref() == Some(name))
        };
        let named = placed_name(&behind, &parties, false).or_else(|| placed_name(&ahead, &parties, true)).or_else(whole);
        out.names = named.unwrap_or_default().into_iter().collect();
    }
    for (word, begins) in ahead.iter().chain(&behind) {
        let lower = word.to_lowercase();
        let is_content = lower.chars().count() > 3 && !is_calendar(&lower) && !is_common(&lower);
        // at a sentence's beginning only a plural is surely no name
        if is_content && (!is_capital(word) || (*begins && lower.ends_with('s'))) {
            out.words.insert(&cut(&lower));
        }
    }
    out
}

/// Code points before and behind a trigger that are its passage.
const NEAR: usize = 500;

/// What is told near a trigger, in its own sentence and in others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Near {
    /// Beginnings of the names, lower case: "russia" and "russian" are one.
    pub(super) names: WordSet,
    /// The same, those nearest to the trigger first.
    pub(super) nearest: Vec<String>,
    /// Content words, lower case, plurals cut; without names.
    pub(super) words: WordSet,
    /// The word before the trigger says that it is known: "the raid", "Monday's raid".
    pub(super) is_definite: bool,
    /// The words of its own sentence.
    pub(super) around: Around,
    /// When it was; see [`days::of`].
    pub(super) days: Option<Days>,
    /// Countries of all parties and places that its document tells of.
    pub(super) countries: WordSet,
    /// Who acts, and who is acted upon.
    pub(super) sides: [Own; 2],
    /// What a copy of it has in common with it: the first document of the family, and the trigger.
    pub(super) trigger: Trigger,
    /// Squared lengths of the report's embedding and of the document's; 0 where there is none.
    pub(super) squares: [i64; 2],
}

/// Looks at the passage of a report's trigger.
pub(super) fn near(told: &Told<'_>) -> Near {
    let around = around(told);
    let mut out = Near {
        names: WordSet::default(),
        nearest: Vec::new(),
        words: WordSet::default(),
        is_definite: false,
        days: days::with(told, &around),
        around,
        countries: countries(told),
        sides: [Own::of(&told.report.actors), Own::of(&told.report.recipients)],
        trigger: Trigger::new(told.original(), &told.report.trigger),
        squares: [&told.report.embedding, &told.article.embedding].map(|of| of.as_deref().map_or(0, square)),
    };
    let (Some(first), Some(last)) = (told.report.trigger_spans.first(), told.report.trigger_spans.last()) else { return out };
    let from = first.0.saturating_sub(NEAR);
    let text = Points::of(&told.article.text);
    let mut ahead = words(text.piece(from, first.0));
    if let (0, Some(word)) = (from, ahead.first_mut()) {
        word.1 = true;
    }
    let behind = words(text.piece(first.1, last.1.max(first.1).saturating_add(NEAR)));
    let mut found: Vec<(usize, String)> = Vec::new();
    for (list, is_ahead) in [(&ahead, true), (&behind, false)] {
        for (n, (word, begins)) in list.iter().enumerate() {
            let lower = word.to_lowercase();
            if lower.chars().count() < 3 || is_calendar(&lower) || is_common(&lower) {
                continue;
            }
            // at a sentence's beginning a word is surely a name only before another
            let is_followed = || list.get(n + 1).is_some_and(|(next, begins)| !begins && is_capital(next));
            if is_capital(word) && (!begins || is_followed()) {
                found.push((if is_ahead { list.len() - n } else { n + 1 }, lower.chars().take(6).collect()));
            } else if !is_capital(word) && lower.chars().count() > 3 {
                out.words.insert(&cut(&lower));
            }
        }
    }
    found.sort();
    for (_, name) in found {
        if out.names.insert(&name) {
            out.nearest.push(name);
        }
    }
    let mut ahead = text.piece(first.0.saturating_sub(40), first.0).split_whitespace().rev();
    let is_known = |word: &str| {
        let word = word.to_lowercase();
        matches!(word.as_str(), "the" | "this" | "that" | "its" | "their" | "his" | "her" | "these" | "those")
            || word.ends_with("'s")
            || word.ends_with("’s")
    };
    out.is_definite = ahead.next().is_some_and(is_known);
    out
}

fn is_capital(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

fn is_common(lower: &str) -> bool {
    static WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| COMMON.split_whitespace().collect());
    WORDS.contains(lower)
}

fn is_calendar(lower: &str) -> bool {
    CALENDAR.contains(&lower)
}

/// The first name behind a word that places stand behind ("in", "near"), or the last; none that parties have. Lower case.
fn placed_name(list: &[(&str, bool)], parties: &BTreeSet<String>, last: bool) -> Option<Vec<String>> {
    const BEFORE_PLACES: [&str; 9] = ["in", "near", "at", "outside", "off", "around", "of", "on", "to"];
    let is_name = |(word, _): &&(&str, bool)| {
        let lower = word.to_lowercase();
        is_capital(word) && lower.chars().count() > 3 && !is_calendar(&lower) && !parties.contains(&lower)
    };
    let run = |n: usize| {
        let is_place = BEFORE_PLACES.contains(&list[n].0);
        let names: Vec<String> = list[n + 1..].iter().take_while(is_name).map(|(w, _)| w.to_lowercase()).collect();
        (is_place && !names.is_empty()).then_some(names)
    };
    if last { (0..list.len()).rev().find_map(run) } else { (0..list.len()).find_map(run) }
}

/// Days before publication that the words ahead of a trigger name: "two weeks after", "a year after", "the first anniversary of". With
/// the days' slack on both sides.
pub(super) fn looks_back(around: &Around) -> Option<(i64, i64)> {
    let ahead = &around.before;
    for (n, word) in ahead.iter().enumerate().take(9) {
        if word == "anniversary" {
            let ordinal = ahead[n + 1..].iter().take(2).find_map(|w| ORDINALS.iter().position(|o| o == w));
            return Some((365 * (ordinal.unwrap_or(0) as i64 + 1), 20));
        }
        let is_link = matches!(word.as_str(), "after" | "since" | "ago");
        let Some(unit) = ahead.get(n + 1).filter(|_| is_link) else { continue };
        let (days, slack) = match unit.trim_end_matches('s') {
            "day" => (1, 2),
            "week" => (7, 4),
            "month" => (30, 20),
            "year" => (365, 25),
            _ => continue,
        };
        let count = ahead.get(n + 2).and_then(|w| match w.as_str() {
            "a" | "an" => Some(1),
            word => {
                word.parse().ok().filter(|d| (1..=200).contains(d)).or_else(|| Some(NUMBERS.iter().position(|w| *w == word)? as i64 + 1))
            }
        });
        if let Some(count) = count {
            return Some((days * count, slack));
        }
    }
    None
}

const NUMBERS: [&str; 12] = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
const ORDINALS: [&str; 10] = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];

#[cfg(test)]
mod tests {
    use super::super::tests::{article, report};
    use super::*;
    use crate::incidents::Told;

    fn seen(text: &str, triggers: &[&str]) -> Vec<Around> {
        let reports = triggers.iter().zip(0..).map(|(t, n)| report(1, n, text, t)).collect();
        let article = article(1, "2025-03-12", text, reports);
        article.reports.iter().map(|report| around(&Told::new(&article, report, None))).collect()
    }

    fn list(set: &WordSet) -> Vec<&str> {
        set.iter().collect()
    }

    #[test]
    fn two_acts_of_a_sentence_keep_their_words() {
        let both =
            seen("Planes bombed markets in Nyala, and rebels shelled a clinic in Fasher on Monday. Rain fell.", &["bombed", "shelled"]);
        assert_eq!((list(&both[0].words), list(&both[0].names)), (vec!["market", "plane", "rebel"], vec!["nyala"]));
        assert_eq!((list(&both[1].words), list(&both[1].names)), (vec!["clinic", "market", "rebel"], vec!["fasher"]));
    }

    #[test]
    fn words_that_look_back_are_counted() {
        let back = |text| looks_back(&seen(text, &["bombed"])[0]);
        assert_eq!(back("It fired, six days after it bombed a port."), Some((6, 2)));
        assert_eq!(back("Two years after planes bombed a port."), Some((730, 25)));
        assert_eq!(back("On the second anniversary of the day it bombed a port."), Some((730, 20)));
        assert_eq!(back("Days after it bombed a port. "), None);
        assert_eq!(back("It bombed a port."), None);
    }

    proptest::proptest! {
        #[test]
        fn pieces_are_cut_by_code_points(text in "[a-zé漢 ]{0,12}", start in 0..15_usize, end in 0..15_usize) {
            let cut: String = text.chars().skip(start).take(end.saturating_sub(start)).collect();
            proptest::prop_assert_eq!(Points::of(&text).piece(start, end), cut);
        }
    }

    #[test]
    fn spans_outside_the_text_are_no_matter() {
        let mut article = article(1, "2025-03-12", "Planes bombed it.", vec![report(1, 0, "Planes bombed it.", "bombed")]);
        article.text.clear();
        let told = Told::new(&article, &article.reports[0], None);
        assert_eq!(around(&told), Around::default());
    }
}
