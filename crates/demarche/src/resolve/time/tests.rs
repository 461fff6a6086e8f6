//! Sentences and what must be read in them. Articles are of Wednesday, 15 May 2024, unless a case says otherwise.

mod beside;
mod dates;
mod lengths;
mod notations;
mod passages;
mod ranges;
mod refusals;
mod relative;

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::{Anchor, TimeExpression, find};

/// A sentence, the words of the expression in it, and its interval: `2024-05-13`, `2024-05-06..2024-05-12`, with `~` before
/// it where approximate; `-` where it resolves to nothing; `none` where those words are no time at all.
type Case = (&'static str, &'static str, &'static str);

fn wednesday() -> Date {
    date(2024, 5, 15)
}

fn written(expression: &TimeExpression) -> String {
    let Some(interval) = expression.interval else { return "-".into() };
    let about = if interval.approximate { "~" } else { "" };
    if interval.start == interval.end {
        format!("{about}{}", interval.start)
    } else {
        format!("{about}{}..{}", interval.start, interval.end)
    }
}

fn check_on(published: Option<Date>, cases: &[Case]) {
    let mut wrong = Vec::new();
    for &(text, words, expected) in cases {
        let found = find(text, published);
        let hit = found.iter().find(|e| e.span.of(text) == words);
        let read = hit.map_or("none".into(), written);
        if read != expected {
            let all: Vec<String> = found.iter().map(|e| format!("[{}] {} ({})", e.span.of(text), written(e), e.rule)).collect();
            wrong.push(format!("{text:?}: {words:?} is {expected}, read {read}; all: {all:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} wrong\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

fn check(cases: &[Case]) {
    check_on(Some(wednesday()), cases);
}

/// Words of which expressions of time are made, to be strung together at random.
const WORDS: [&str; 91] = [
    "the",
    "end",
    "of",
    "last",
    "next",
    "week",
    "month",
    "May",
    "3",
    "2014",
    "14",
    "Monday",
    "since",
    "by",
    "until",
    "before",
    "after",
    "within",
    "from",
    "to",
    "and",
    "between",
    "-",
    "/",
    ",",
    ".",
    "'",
    "s",
    "3rd",
    "first",
    "two",
    "a",
    "days",
    "years",
    "ago",
    "later",
    "early",
    "mid",
    "late",
    "1990s",
    "century",
    "summer",
    "quarter",
    "Q1",
    "Christmas",
    "Easter",
    "Day",
    "this",
    "that",
    "same",
    "year",
    "in",
    "about",
    "more",
    "than",
    "twenty",
    "hundred",
    "noon",
    "BC",
    "9999",
    "through",
    "or",
    "prior",
    "weekend",
    "working",
    "eve",
    "Sundays",
    "ending",
    "starting",
    "for",
    "now",
    "Mon",
    "Sept.",
    "10/13",
    "(",
    ")",
    "22.04",
    "half",
    "hours",
    "24",
    "period",
    "centuries",
    "business",
    "prior to",
    "few",
    "noughties",
    "nineteen",
    "at least",
    "onwards",
    "—",
    "H2",
];

proptest! {
    #[test]
    fn nothing_panics_and_spans_are_in_order(text in "\\PC*", day in -3000i32..3000) {
        let published = wednesday().checked_add(jiff::Span::new().days(i64::from(day) * 300)).ok();
        let found = find(&text, published);
        prop_assert!(found.windows(2).all(|pair| pair[0].span.end() <= pair[1].span.start()));
        prop_assert!(found.iter().all(|e| !e.span.is_empty() && e.span.of(&text).trim() == e.span.of(&text)));
        prop_assert!(found.iter().filter_map(|e| e.interval).all(|i| i.start <= i.end));
        prop_assert_eq!(&found, &find(&text, published));
    }

    #[test]
    fn words_of_time_in_any_order_do_not_panic(words in prop::collection::vec(0..WORDS.len(), 0..40), glue in prop::collection::vec(any::<bool>(), 40), year in -9999i16..=9999) {
        let mut text = String::new();
        for (at, &word) in words.iter().enumerate() {
            text.push_str(WORDS[word]);
            if glue[at] {
                text.push(' ');
            }
        }
        let found = find(&text, Date::new(year, 2, 28).ok());
        prop_assert!(found.windows(2).all(|pair| pair[0].span.end() <= pair[1].span.start()));
        prop_assert!(found.iter().filter_map(|e| e.interval).all(|i| i.start <= i.end));
    }
}

#[test]
fn work_is_linear_in_the_text() {
    for piece in [
        "end of the ",
        "the first week of ",
        "two days after ",
        "from 3 to ",
        "between May 3 and ",
        "more than about ",
        "1 ",
        "1/",
        "May ",
        "mid-",
        "he is to go Monday ",
        "the week before the ",
        "the Friday after ",
        "three days from ",
        "the year to ",
        "May/",
        "the years from ",
        "Mon-",
        "within 3 days of ",
        "2 years, ",
        "3, 4, ",
        "two or ",
        "early to mid ",
        "and a half ",
        "the period from ",
        "the Tuesday after the first Monday in ",
        "Monday of the end of the ",
        "last year's ",
    ] {
        let text = piece.repeat(200_000 / piece.len());
        let found = find(&text, Some(wednesday()));
        assert!(found.len() <= text.len());
    }
}
