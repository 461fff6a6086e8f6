//! The grammar: which runs of tokens are a time, and what they say. Every rule reads from a token on and gives the phrase
//! and the token after it; of several readings the longest holds.

mod ahead;
mod beside;
mod bounds;
mod clock;
mod compound;
mod dates;
mod measures;
mod names;
mod numbers;
mod numeric;
mod parts;
mod portions;
mod ranges;
mod relative;
mod shared;
mod vague;
mod weekdays;
mod years;

use super::lex::{Shape, Tokens};
use super::lexicon::Term;
use super::phrase::Phrase;

/// A phrase and the token after it.
pub(super) type Hit = Option<(Phrase, usize)>;

/// Phrases nest no deeper than this ("the end of the first week of May" is three deep).
const DEPTH: u8 = 6;

pub(super) struct Grammar<'a> {
    pub t: &'a Tokens<'a>,
    /// Two-digit years are the latest such year not after this one.
    pub latest_year: i32,
    /// True where the text calls somebody May.
    pub is_name_may: bool,
}

impl<'a> Grammar<'a> {
    pub(super) fn new(tokens: &'a Tokens<'a>, latest_year: i32) -> Self {
        const TITLES: [&str; 8] = ["mrs", "ms", "theresa", "minister", "brian", "james", "robert", "secretary"];
        let is_name = |i: usize| {
            let back = if tokens.before(i, 1) == "." { 2 } else { 1 };
            tokens.is(i, "may") && tokens.is_capitalised(i) && TITLES.contains(&tokens.before(i, back))
        };
        let is_name_may = (0..tokens.all.len()).any(is_name);
        Self { t: tokens, latest_year, is_name_may }
    }

    /// The longest time that starts at token `i`.
    pub(super) fn expression(&self, i: usize) -> Hit {
        if !self.may_start(i) {
            return None;
        }
        let point = self.point(i, DEPTH);
        let after = self.bound_after(i, point.clone());
        let found = longest([self.slashed_years(i), after, self.bounded(i), self.range(i), point, self.repeated(i), self.vague(i)]);
        let (phrase, end) = found?;
        if self.is_dateline(i, end) { Some((Phrase::Dateline(Box::new(phrase)), end)) } else { Some((phrase, end)) }
    }

    /// False for the many words with which no time starts.
    fn may_start(&self, i: usize) -> bool {
        match self.t.shape(i) {
            Some(Shape::Word) => self.t.term(i) != Term::Other && !(self.t.is_glued(i) && self.is_joined_before(i)),
            Some(Shape::Number(_) | Shape::Nth | Shape::Plural(_)) => !self.is_joined_before(i),
            Some(Shape::Mark(c)) => c == '\'' && !self.is_joined_before(i),
            Some(Shape::Sum) => true,
            None => false,
        }
    }

    /// False for the many words, and words after "the", with which no day or period starts.
    fn may_name_period(&self, i: usize) -> bool {
        let t = self.t;
        let is_known = |at: usize| match t.shape(at) {
            Some(Shape::Word) => t.term(at) != Term::Other,
            Some(Shape::Number(_) | Shape::Nth | Shape::Plural(_) | Shape::Sum) => true,
            Some(Shape::Mark(c)) => c == '\'',
            None => false,
        };
        is_known(i) && (!t.is(i, "the") || is_known(i + 1))
    }

    /// True where the token is glued to a word, number or sign of money before it.
    fn is_joined_before(&self, i: usize) -> bool {
        if !self.t.is_glued(i) || i == 0 {
            return false;
        }
        match self.t.shape(i - 1) {
            Some(Shape::Word) => self.t.shape(i) != Some(Shape::Mark('\'')) || self.t.is_word(i - 1),
            Some(Shape::Number(_) | Shape::Nth | Shape::Sum | Shape::Plural(_)) => true,
            Some(Shape::Mark(c)) => matches!(c, '$' | '£' | '€' | '¥' | '#' | '@' | '&' | '_'),
            None => false,
        }
    }

    /// A day, period or part of either, with what can stand before and after it: the hour, an offset.
    pub(super) fn point(&self, i: usize, depth: u8) -> Hit {
        let depth = depth.checked_sub(1)?;
        let measured = self.measured(i, depth);
        longest([
            self.period(i, depth),
            self.on_a_day(i, depth),
            self.lasting(i, depth),
            self.length_and_weekday(i, measured.as_ref(), depth),
            measured,
            self.clock_time(i),
        ])
    }

    /// A day or period, without hours and offsets.
    pub(super) fn period(&self, i: usize, depth: u8) -> Hit {
        if !self.may_name_period(i) {
            return None;
        }
        let depth = depth.checked_sub(1)?;
        let direct = longest([
            self.numeric(i),
            self.month_first(i),
            self.day_first(i),
            self.year_first(i),
            self.weekday(i, depth),
            self.bare_year(i),
            self.decade(i),
            self.season(i),
            self.quarter(i),
            self.holiday(i),
            self.nth_day(i),
        ]);
        // "the July 4 weekend"
        let direct = match direct {
            Some((day @ Phrase::Day { .. }, end)) if self.t.is(end, "weekend") => Some((Phrase::WeekendOf(Box::new(day)), end + 1)),
            direct => direct,
        };
        longest([direct, self.relative(i, depth), self.edge(i, depth), self.part_of(i, depth), self.beside(i, depth)])
    }

    /// "GAZA, May 3 (Agency) -": capitals at the start of a paragraph, the date, perhaps an agency, a dash.
    fn is_dateline(&self, i: usize, end: usize) -> bool {
        let t = self.t;
        let Some(paragraph) = t.all.get(i).map(|x| x.paragraph) else { return false };
        let first = (i.saturating_sub(10)..i).find(|&j| t.all[j].paragraph == paragraph);
        let Some(first) = first else { return false };
        let is_start = first == 0 || t.all[first - 1].paragraph != paragraph;
        let is_capitals = |j: usize| {
            let of = |x: &super::lex::Token| t.text[x.start as usize..x.end as usize].chars().all(char::is_uppercase);
            t.all.get(j).is_some_and(|x| x.shape == Shape::Word && x.end - x.start > 1 && of(x))
        };
        let is_place = (first..i).all(|j| if t.is_word(j) { t.is_capitalised(j) } else { t.is_mark(j, ',') || t.is_mark(j, '.') });
        if !is_start || !is_place || !is_capitals(first) {
            return false;
        }
        let mut after = end;
        if t.is_mark(after, '(') || t.is_mark(after, ',') {
            let close = (after + 1..after + 8).find(|&j| t.is_mark(j, ')') || (t.is_mark(after, ',') && t.is_mark(j, '-')));
            let Some(close) = close else { return false };
            after = if t.is_mark(close, ')') { close + 1 } else { close };
        }
        t.is_mark(after, '-') || t.is_mark(after, '—') || t.is_mark(after, ':')
    }
}

/// The reading that ends last; of equals the first.
pub(super) fn longest<const N: usize>(readings: [Hit; N]) -> Hit {
    let mut best: Hit = None;
    for reading in readings.into_iter().flatten() {
        if best.as_ref().is_none_or(|(_, end)| reading.1 > *end) {
            best = Some(reading);
        }
    }
    best
}
