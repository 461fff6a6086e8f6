//! Times in the order of the text: each is read in the light of the dates before it.

use std::cell::Cell;

use jiff::civil::Date;

use super::grammar::Grammar;
use super::lex::{Shape, Tokens};
use super::lexicon::{Relative, Term, Unit};
use super::phrase::Phrase;
use super::resolve::{Known, Reading};
use super::tense::{self, Tense};
use super::{Anchor, TimeExpression};
use crate::span::Span;

/// An expression that the grammar found: its phrase and its tokens.
struct Found {
    phrase: Phrase,
    from: usize,
    to: usize,
}

/// What earlier expressions left behind for later ones.
struct Passage<'a> {
    tokens: &'a Tokens<'a>,
    published: Option<Date>,
    /// True for a history: most of its dates state a year, few are told from publication.
    is_narrative: bool,
    day_first: Option<bool>,
    last: Option<(Known, Place)>,
    year: Option<(i32, Span, Place)>,
}

#[derive(Debug, Clone, Copy)]
struct Place {
    sentence: u32,
    paragraph: u32,
}

/// How far back a date can be that "the next day" follows, in sentences; in a history.
const REACH: u32 = 1;
const NARRATIVE_REACH: u32 = 3;
/// Of a list of dates so many share the year of the last.
const LISTED: usize = 12;
/// Dates of earlier years from which on a text is a history.
const NARRATIVE: usize = 3;
/// Words of the present: a feature looks back a few times, a history all the time.
const PRESENT: [&str; 5] = ["today", "now", "nowadays", "currently", "these"];
/// Two-digit years without a publication date are the latest before this one.
const PIVOT: i32 = 2035;

pub(super) fn read(tokens: &Tokens<'_>, published: Option<Date>) -> Vec<TimeExpression> {
    let latest_year = published.map_or(PIVOT, |d| i32::from(d.year()) + 10);
    let grammar = Grammar::new(tokens, latest_year);
    let found = scan(&grammar);
    let is_narrative = is_narrative(&found, tokens, published);
    let mut passage = Passage { tokens, published, is_narrative, day_first: order(&grammar), last: None, year: None };
    found.iter().map(|f| passage.resolve(f)).collect()
}

/// Every expression, the longest from each place on.
fn scan(grammar: &Grammar<'_>) -> Vec<Found> {
    let t = grammar.t;
    let (mut out, mut i): (Vec<Found>, usize) = (Vec::new(), 0);
    while i < t.all.len() {
        if let Some(past) = age(grammar, i) {
            i = past;
            continue;
        }
        match grammar.expression(i) {
            Some((phrase, to)) if to > i => {
                share_year(&mut out, &phrase, i, t);
                out.push(Found { phrase, from: i, to });
                i = to;
            }
            _ => i += 1,
        }
    }
    out
}

/// "In April, May and June 1955": the year of the last date is that of those listed before it.
fn share_year(before: &mut [Found], phrase: &Phrase, from: usize, t: &Tokens<'_>) {
    let Some(year) = phrase.stated_year().filter(|_| !matches!(phrase, Phrase::Years { .. })) else { return };
    let mut next = from;
    for listed in before.iter_mut().rev().take(LISTED) {
        let is_list = next == listed.to + 1 && t.is_any(listed.to, &["and", "or", ","]) && t.same_sentence(listed.from, next);
        // "May 2014, June and July 2015" are two lists
        if !is_list || listed.phrase.stated_year().is_some() || (next < from && !t.is_mark(listed.to, ',')) {
            return;
        }
        let own = std::mem::replace(&mut listed.phrase, Phrase::Nothing(""));
        listed.phrase = own.in_year(year);
        next = listed.from;
    }
}

/// "34-year-old", "three months old", "16 to 20 years old": the token after it.
fn age(grammar: &Grammar<'_>, i: usize) -> Option<usize> {
    // every word that counts is in the lexicon
    if grammar.t.is_word(i) && grammar.t.term(i) == Term::Other {
        return None;
    }
    let end = match grammar.spread(i) {
        Some(spread) => spread.end,
        None => grammar.measure(i)?.2,
    };
    grammar.is_age(end).then_some(end)
}

/// Whether numbers like 3/5/2014 put the day first, as those of the text show that can be read in one way only.
fn order(grammar: &Grammar<'_>) -> Option<bool> {
    let t = grammar.t;
    let (mut day_first, mut month_first) = (false, false);
    for i in 0..t.all.len() {
        if matches!(t.shape(i), Some(Shape::Number(1 | 2)))
            && matches!(t.shape(i + 1), Some(Shape::Mark('/' | '-' | '.')))
            && matches!(t.shape(i + 2), Some(Shape::Number(1 | 2)))
            && let Some((Phrase::Day { .. }, _)) = grammar.numeric(i)
        {
            day_first |= t.value(i) > 12;
            month_first |= t.value(i + 2) > 12;
        }
    }
    (day_first != month_first).then_some(day_first)
}

fn is_narrative(found: &[Found], tokens: &Tokens<'_>, published: Option<Date>) -> bool {
    let this_year = published.map_or(i32::MAX, |d| i32::from(d.year()));
    let is_old = |f: &&Found| f.phrase.stated_year().is_some_and(|y| y < this_year);
    let present =
        (0..tokens.all.len()).filter(|&i| tokens.is_any(i, &PRESENT) && (!tokens.is(i, "these") || tokens.is(i + 1, "days"))).count();
    let told = found.iter().filter(|f| is_deictic(&f.phrase)).count() + present;
    let old = found.iter().filter(is_old).count();
    old >= NARRATIVE && old > 3 * told
}

/// True for what is told from publication.
fn is_deictic(phrase: &Phrase) -> bool {
    match phrase {
        Phrase::Weekday { relative: None | Some(Relative::Last | Relative::Next | Relative::This), .. } => true,
        Phrase::Unit { relative: Relative::Last | Relative::Next | Relative::This, .. } => true,
        Phrase::FromToday(_) | Phrase::Weekend | Phrase::Ago { .. } => true,
        Phrase::Beside { base: None, .. } | Phrase::WeekdayBeside { base: None, .. } => true,
        Phrase::DayPart(inner) | Phrase::About(inner) | Phrase::Since(inner) | Phrase::By(inner) | Phrase::Through(inner) => {
            is_deictic(inner)
        }
        _ => false,
    }
}

impl Passage<'_> {
    fn resolve(&mut self, found: &Found) -> TimeExpression {
        let span = self.tokens.span(found.from, found.to);
        let token = self.tokens.all[found.from];
        let place = Place { sentence: token.sentence, paragraph: token.paragraph };
        let reading = self.reading(found, place);
        let outcome = reading.resolve(&found.phrase);
        let anchor = if outcome.is_ok() { reading.used.get() } else { Anchor::None };
        // a length after all: "in three days" without what is to come
        let is_ahead = matches!(core(&found.phrase), Phrase::Ahead { .. } | Phrase::Range(..)) && self.tokens.is(found.from, "in");
        let is_length = outcome.is_err() && is_ahead && found.to > found.from + 1;
        let span = if is_length { self.tokens.span(found.from + 1, found.to) } else { span };
        let rule = match outcome {
            Ok(_) => found.phrase.rule(),
            Err(why) => why,
        };
        self.remember(found, &reading, span, place);
        TimeExpression { span, interval: outcome.ok(), rule, anchor }
    }

    fn reading(&self, found: &Found, place: Place) -> Reading {
        let tense = tense::of(self.tokens, found.from, found.to);
        let reach = if self.is_narrative { NARRATIVE_REACH } else { REACH };
        let last = self.last.filter(|(_, at)| place.sentence - at.sentence <= reach).map(|(known, _)| known);
        let year = self.year.filter(|(_, _, at)| self.is_narrative || (at.paragraph == place.paragraph && tense != Tense::Future));
        let after = if self.is_narrative { self.last.map(|(known, _)| known.interval.start) } else { None };
        Reading {
            published: self.published,
            tense: if self.is_narrative && year.is_some() && tense == Tense::Future { Tense::Unknown } else { tense },
            last,
            year: year.map(|(year, span, _)| (year, span)),
            after,
            is_narrative: self.is_narrative,
            day_first: self.day_first,
            used: Cell::new(Anchor::None),
        }
    }

    /// What later expressions are read by: the date itself, and its year where the passage is now about that.
    fn remember(&mut self, found: &Found, reading: &Reading, span: Span, place: Place) {
        let core = core(&found.phrase);
        if matches!(core, Phrase::Dateline(_)) {
            return;
        }
        let Ok(interval) = reading.resolve(core) else { return };
        if interval.grain() <= Unit::Year && is_date(core) {
            self.last = Some((Known { interval, span }, place));
        }
        if !self.is_narrative && is_deictic(core) {
            self.year = None;
        }
        let Some(year) = core.stated_year() else {
            let is_dated = matches!(core, Phrase::Day { .. } | Phrase::Month { relative: None, .. } | Phrase::Later { .. });
            if self.is_narrative && is_dated && reading.used.get() != Anchor::Published {
                self.year = Some((i32::from(interval.start.year()), span, place));
            }
            return;
        };
        let is_bare = matches!(core, Phrase::Years { .. } | Phrase::Range(..));
        let before = self.tokens.before(found.from, 1);
        let is_told = match (is_bare, self.is_narrative) {
            (false, _) => true,
            (true, true) => !matches!(before, "the" | "of" | "(" | "his" | "her" | "its" | "their" | "a"),
            (true, false) => before == "in" && self.tokens.before(found.from, 2).is_empty(),
        };
        if !is_told || (self.is_narrative && reading.tense == Tense::Future && self.year.is_some()) {
            return;
        }
        let is_earlier = self.published.is_none_or(|d| year < i32::from(d.year()));
        self.year = (self.is_narrative || is_earlier).then_some((year, span, place));
    }
}

/// The date inside a bound, an approximation, a part of the day.
fn core(phrase: &Phrase) -> &Phrase {
    match phrase {
        Phrase::Since(inner) | Phrase::By(inner) | Phrase::Until(inner) | Phrase::Before(inner) | Phrase::After(inner) => core(inner),
        Phrase::Through(inner) | Phrase::DayPart(inner) | Phrase::About(inner) => core(inner),
        other => other,
    }
}

/// True for what names a date rather than a stretch of time around publication.
fn is_date(phrase: &Phrase) -> bool {
    !matches!(phrase, Phrase::Stretch { .. } | Phrase::Within { .. } | Phrase::Nothing(_) | Phrase::Range(..))
}
