//! Numbers that count nothing: dates, times of day, ages, scores, names, designations.

use super::lexicon;
use super::numbers::{self, Form, Number};
use super::token::{Kind, Tokens};
use super::units;

/// True for the name of a month or its usual abbreviation, capitalised.
pub(super) fn is_month(text: &str) -> bool {
    lexicon::MONTHS.has(text)
}

/// Nouns whose number is a name or place in an order: "Resolution 2231", "chapter 7".
fn is_designator(word: &str) -> bool {
    lexicon::DESIGNATORS.has(word)
}

/// True where the number at `start..read.end` is part of a date, time, name or designation, whatever follows it.
pub(super) fn is_other(tokens: &Tokens<'_>, start: usize, read: &Number) -> bool {
    is_glued_left(tokens, start)
        || is_glued_right(tokens, read)
        || is_date(tokens, start, read)
        || is_clock(tokens, start, read)
        || is_designated(tokens, start, read.end)
        || is_name(tokens, start, read)
        || is_listed(tokens, start, read)
}

/// "F-16", "G7", "Covid-19", "mid-20s", "#2", "v2.0": something stands right before.
fn is_glued_left(tokens: &Tokens<'_>, start: usize) -> bool {
    let is_opening_mark = start > 0 && tokens.is_mark(start - 1, "\"“”‘’'([«~≈><");
    if start == 0 || !tokens.is_glued(start) || is_opening_mark {
        return tokens.is_mark(start.wrapping_sub(1), "#№") || tokens.is_mark(start.wrapping_sub(1), "+") && tokens.is_digits(start);
    }
    // a dash between clauses is no joint: "the dead —14 people— were"
    !tokens.is_mark(start - 1, "—,;:.…")
        || tokens.is_mark(start - 1, ".:,") && tokens.is_digits(start.wrapping_sub(2)) && tokens.is_digits(start)
}

/// "7th", "1990s", "10:30", "9/11", "24/7", "12.03.2015", "555-1234", "twenty-first", "3-1".
fn is_glued_right(tokens: &Tokens<'_>, read: &Number) -> bool {
    let end = read.end;
    if numbers::is_ordinal(tokens.word(end)) && (tokens.is_glued(end) || read.form == Form::Words && tokens.word(end) != "second") {
        return true;
    }
    if !tokens.is_glued(end) {
        return false;
    }
    // "10,000- to 12,000-strong": the second number tells
    if tokens.is_mark(end, "-") && !tokens.is_glued(end + 1) {
        return true;
    }
    if tokens.is_hyphen(end) {
        return tokens.is_digits(end + 1) || numbers::is_ordinal(tokens.word(end + 1)) || numbers::number(tokens, end + 1).is_some();
    }
    if tokens.is_mark(end, ":/.,_@=*×^&\\") && tokens.is_glued(end + 1) {
        return tokens.is_digits(end + 1) || !tokens.is_mark(end, ",.") && tokens.get(end + 1).is_some_and(|t| t.kind != Kind::Mark);
    }
    let word = tokens.word(end);
    lexicon::SUFFIXES.has(word)
}

/// "May 5", "5 May", "May 5-7": days.
fn is_date(tokens: &Tokens<'_>, start: usize, read: &Number) -> bool {
    let Some(first) = tokens.get(start).filter(|t| t.kind == Kind::Digits && t.plain && !read.is_scaled) else { return false };
    let dot = usize::from(start > 1 && tokens.is_mark(start - 1, "."));
    let before = tokens.before(start, 1 + dot).map_or("", |t| t.text);
    let after = tokens.get(read.end).map_or("", |t| t.text);
    if first.value <= 31.0 && is_month(after) {
        return true;
    }
    let is_in_month = matches!(tokens.word_before(start, 2 + dot), "in" | "since" | "last" | "by" | "until" | "this");
    if first.value <= 31.0 && is_month(before) && !is_in_month {
        return true;
    }
    // "3 and 5 May", "May 3 and 5"
    let is_linked = |i: usize| tokens.is_digits(i) && tokens.get(i + 1).is_some_and(|t| is_month(t.text));
    first.value <= 31.0 && matches!(tokens.word(read.end), "and" | "or" | "to") && is_linked(read.end + 1)
}

/// Four bare digits from 1000 to 2199: a year, unless a qualifier or a counted noun says otherwise.
pub(super) fn is_year(tokens: &Tokens<'_>, start: usize, read: &Number) -> bool {
    let is_bare = read.form != Form::Range || read.low >= 1000.0;
    tokens.get(start).is_some_and(|t| t.kind == Kind::Digits && t.plain && t.text.len() == 4 && (1000.0..2200.0).contains(&t.value))
        && is_bare
        && !read.is_scaled
}

/// "10 a.m.", "575 B.C.", "5 o'clock", "1400 GMT", "11 local time", "half past two".
fn is_clock(tokens: &Tokens<'_>, start: usize, read: &Number) -> bool {
    let (first, second) = (tokens.word(read.end), tokens.word(read.end + 1));
    matches!(first, "am" | "pm" | "a.m." | "p.m." | "o'clock" | "gmt" | "utc" | "est" | "edt" | "et" | "bc" | "b.c." | "bce" | "b.c.e." | "ad" | "a.d." | "hours" if first != "hours" || is_military_hour(tokens, start))
        || matches!((first, second), ("local", "time") | ("in", "the") if first == "local" || is_part_of_day(tokens.word(read.end + 2)))
        || matches!(tokens.word_before(start, 1), "past" | "o'clock")
        || tokens.word_before(start, 1) == "in" && tokens.word_before(start, 2) == "back"
}

fn is_part_of_day(word: &str) -> bool {
    matches!(word, "morning" | "afternoon" | "evening")
}

fn is_military_hour(tokens: &Tokens<'_>, start: usize) -> bool {
    tokens.get(start).is_some_and(|t| t.plain && t.text.len() == 4)
}

/// "Resolution 2231", "No. 2", "World War Two", "Group of 20".
fn is_designated(tokens: &Tokens<'_>, start: usize, end: usize) -> bool {
    if units::percent(tokens, end).is_some() || units::currency_after(tokens, end, false).is_some() {
        return false;
    }
    let dot = usize::from(start > 1 && tokens.is_mark(start - 1, "."));
    let before = tokens.word_before(start, 1 + dot);
    let is_abbreviation = matches!(before, "no" | "nos" | "p" | "pp" | "art" | "ch" | "vol" | "fig" | "sec");
    if is_designator(before) && (dot == 0 || is_abbreviation) {
        // "in the group 12 people", "no two", "that year 300 people": a plain noun before a counted noun is no designation
        let is_sure =
            dot > 0 || tokens.is_digits(start) && before != "no" || tokens.before(start, 1).is_some_and(super::token::Token::is_capital);
        let is_time = lexicon::PLAIN.has(before);
        let is_plain = tokens.before(start, 1).is_some_and(|t| !t.is_capital());
        let counts = is_time && is_plain && super::nouns::phrase(tokens, start + 1).is_some();
        return is_sure && !counts || matches!(before, "top" | "aged" | "age" | "ages" | "big");
    }
    tokens.word_before(start, 1) == "of" && matches!(tokens.before(start, 2).map_or("", |t| t.text), "Group" | "Gang" | "Rule")
}

/// "Big Three", "Six Nations", "10 Downing Street", "Seven Sisters": a number inside a name.
fn is_name(tokens: &Tokens<'_>, start: usize, read: &Number) -> bool {
    let is_written = matches!(read.form, Form::Words | Form::Fraction) && tokens.get(start).is_some_and(super::token::Token::is_capital);
    let is_title = |i: usize| tokens.get(i).is_some_and(super::token::Token::is_capital);
    let is_all_capitals = tokens.get(start).is_some_and(|t| t.text.len() > 1 && t.text == t.text.to_uppercase());
    if is_written && !tokens.is_opening(start) && !is_all_capitals && (is_title(start.wrapping_sub(1)) || is_title(read.end)) {
        return true;
    }
    let is_street =
        |w: &str| matches!(w, "street" | "road" | "avenue" | "lane" | "drive" | "square" | "boulevard" | "st" | "rd" | "ave" | "blvd");
    read.form == Form::Digits && is_title(read.end) && (1..4).any(|i| is_title(read.end + i) && is_street(tokens.word(read.end + i)))
}

/// "(1)", "[12]", "1. First point", a run of numerals ("555 123 4567", "1 2 3").
fn is_listed(tokens: &Tokens<'_>, start: usize, read: &Number) -> bool {
    if read.form != Form::Digits || read.is_scaled {
        return false;
    }
    let is_bracketed = start > 0 && tokens.is_mark(start - 1, "([") && tokens.is_mark(read.end, ")]");
    let is_item = (start == 0 || tokens.is_mark(start - 1, "\n")) && tokens.is_mark(read.end, ".)") && tokens.is_glued(read.end);
    let is_run = tokens.is_digits(read.end) || start > 0 && tokens.is_digits(start - 1);
    is_bracketed || is_item || is_run
}

/// A bare number behind a name or between commas: "Boeing 737", "Jane Roe, 34, said", "Washington 20500".
pub(super) fn is_bare_label(tokens: &Tokens<'_>, start: usize, end: usize) -> bool {
    let is_name = start > 0 && tokens.before(start, 1).is_some_and(super::token::Token::is_capital) && !tokens.is_opening(start - 1);
    let is_apposed = start > 0 && tokens.is_mark(start - 1, ",(") && (tokens.is_mark(end, ",.;)") || end >= tokens.len());
    is_name || is_apposed
}
