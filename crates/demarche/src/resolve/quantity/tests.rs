//! Cases in tables, and what holds for any text.

mod counts;
mod refusals;
mod roles;

use proptest::prelude::*;

use super::{QuantityExpression, find, read, role};
use crate::codebook::EventType;

/// `low`, or `low..high`, qualifier, unit: "200..999 about person".
fn told(found: &QuantityExpression) -> String {
    let value = if found.low == found.high { format!("{}", found.low) } else { format!("{}..{}", found.low, found.high) };
    format!("{value} {} {}", found.qualifier.name(), found.unit.as_deref().unwrap_or("-"))
}

/// Every quantity of a text as `[span] value qualifier unit`.
fn all(text: &str) -> Vec<String> {
    find(text).iter().map(|q| format!("[{}] {}", q.span.of(text), told(q))).collect()
}

fn check(cases: &[(&str, &[&str])]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter(|(text, want)| all(text) != *want)
        .map(|(text, want)| format!("{text}\n   want {want:?}\n   got  {:?}", all(text)))
        .collect();
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

fn holds(text: &str) {
    let found = find(text);
    let mut last = 0;
    for q in &found {
        assert!(last <= q.span.start() && q.span.contains(q.number) && q.noun.is_none_or(|n| q.span.contains(n)));
        assert!(q.low <= q.high && q.low.is_finite() && q.high.is_finite() && !q.span.of(text).is_empty());
        assert!(q.noun.is_none_or(|n| !n.of(text).is_empty()) && !q.number.of(text).is_empty());
        last = q.span.end();
    }
    assert_eq!(found, find(text));
    let _ = read(text);
    let middle = (0..=text.len() / 2).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0);
    let _ = role(EventType::Assault, Some("firearms"), text, Some(text), &text[..middle], &text[middle..]);
}

const PIECES: &[&str] = &[
    "12",
    "3,000",
    "1.5",
    "2015",
    "-",
    "–",
    " ",
    " ",
    " ",
    "to ",
    "or ",
    "and ",
    "between ",
    "from ",
    "half ",
    "a ",
    "third ",
    "of ",
    "the ",
    "hundreds ",
    "thousands ",
    "two",
    "twenty",
    "hundred ",
    "million ",
    "dozen ",
    "$",
    "€",
    "%",
    "km",
    "m ",
    "people ",
    "soldiers ",
    "police ",
    "killed ",
    "were ",
    "°",
    "½",
    "'s ",
    "’",
    ".",
    ",",
    "(",
    ")",
    "\n\n",
    "at least ",
    "up to ",
    "over ",
    "or so",
    "+",
    "-plus",
    "both ",
    "one ",
    "single ",
    "in ",
    "out of ",
    "May ",
    "No",
    "minus ",
    "U.S. ",
    "中",
    "é\u{301}",
    "1,00,000",
    "\u{202f}",
    "000",
    "square ",
    "per cent",
    "others ",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn any_text_is_read(text in ".{0,120}") {
        holds(&text);
    }

    #[test]
    fn any_row_of_words_is_read(words in prop::collection::vec(prop::sample::select(PIECES), 0..30)) {
        holds(&words.concat());
    }
}

#[test]
fn long_texts_take_linear_time() {
    let long =
        ["1,", "one hundred million ", "a ", "12-", "of the ", "U.", "1 ", "two ", "'s", "half of ", "1,22,", "hundreds of thousands "];
    for piece in long {
        let text = piece.repeat(200_000 / piece.len());
        let _ = find(&text);
        let _ = read(&text);
    }
}
