//! Numbers in dates: years, days of the month, cardinals and ordinals in words.

use super::Grammar;
use crate::resolve::time::lex::Shape;
use crate::resolve::time::lexicon::Term;

/// Nouns that are counted and do not end in s.
const COUNTED: [&str; 16] = [
    "people",
    "men",
    "women",
    "children",
    "police",
    "percent",
    "per",
    "feet",
    "personnel",
    "cattle",
    "staff",
    "million",
    "billion",
    "km",
    "miles",
    "others",
];

/// Words in s that are no plural, and plurals of what years have rather than numbers.
const NOT_COUNTED: [&str; 36] = [
    "was",
    "has",
    "is",
    "as",
    "his",
    "this",
    "its",
    "us",
    "elections",
    "protests",
    "olympics",
    "games",
    "crisis",
    "polls",
    "riots",
    "talks",
    "primaries",
    "championships",
    "floods",
    "across",
    "previous",
    "genus",
    "does",
    "yes",
    "plus",
    "sanctions",
    "accords",
    "campaigns",
    "rules",
    "revolutions",
    "treaties",
    "constitutions",
    "uprisings",
    "unless",
    "thus",
    "onwards",
];

/// Nouns that are counted more often than dated.
const COUNTED_IN_S: [&str; 24] = [
    "troops",
    "soldiers",
    "civilians",
    "prisoners",
    "refugees",
    "victims",
    "employees",
    "workers",
    "delegates",
    "points",
    "votes",
    "dollars",
    "euros",
    "pounds",
    "times",
    "cases",
    "deaths",
    "members",
    "houses",
    "tons",
    "tonnes",
    "kilometers",
    "kilometres",
    "metres",
];

impl Grammar<'_> {
    /// True for a noun that a number before it counts even where the number could be a year.
    pub(super) fn is_counted_surely(&self, i: usize) -> bool {
        self.t.is_lower_word(i) && (COUNTED.contains(&self.t.word(i)) || COUNTED_IN_S.contains(&self.t.word(i)))
    }

    /// True for a noun that a number before it would count.
    pub(super) fn is_counted_noun(&self, i: usize) -> bool {
        let word = self.t.word(i);
        self.t.is_lower_word(i) && (COUNTED.contains(&word) || (word.len() > 3 && word.ends_with('s') && !NOT_COUNTED.contains(&word)))
    }

    /// Four digits that can be a year, or a year with its era, or a year in words.
    pub(super) fn year(&self, i: usize) -> Option<(i32, usize)> {
        let t = self.t;
        if let Some(found) = self.year_of_era(i) {
            return Some(found);
        }
        match t.shape(i)? {
            Shape::Number(4) => {
                let is_cut = t.is_mark(i + 1, '%') || (t.is_glued(i + 1) && t.is_word(i + 1));
                let value = i32::try_from(t.value(i)).ok()?;
                ((1000..2200).contains(&value) && !is_cut).then_some((value, i + 1))
            }
            Shape::Word => self.spelled_year(i),
            _ => None,
        }
    }

    /// "490 BC", "AD 70"
    fn year_of_era(&self, i: usize) -> Option<(i32, usize)> {
        let t = self.t;
        let digits = |i: usize| matches!(t.shape(i), Some(Shape::Number(1..=4))).then(|| i32::try_from(t.value(i)).unwrap_or(0));
        if t.is(i, "ad") && t.is_capitalised(i) {
            return digits(i + 1).filter(|&y| y > 0).map(|y| (y, i + 2));
        }
        let year = digits(i).filter(|&y| y > 0)?;
        let (is_before, end) = self.era(i + 1)?;
        // astronomical years: 1 BC is the year 0
        Some((if is_before { 1 - year } else { year }, end))
    }

    /// "BC", "C.E.": whether the years before our era are meant, and the token after it.
    pub(super) fn era(&self, i: usize) -> Option<(bool, usize)> {
        let t = self.t;
        match t.word(i) {
            "bc" | "bce" | "ad" | "ce" if t.is_capitalised(i) => Some((t.word(i).starts_with('b'), i + 1)),
            "b" | "a" if t.is_mark(i + 1, '.') && t.is_any(i + 2, &["c", "d"]) && t.is_mark(i + 3, '.') => Some((t.is(i, "b"), i + 4)),
            _ => None,
        }
    }

    /// "nineteen ninety-six", "two thousand and fifteen"
    fn spelled_year(&self, i: usize) -> Option<(i32, usize)> {
        let t = self.t;
        let Term::Cardinal(first) = t.term(i) else { return None };
        if first == 2 && t.is(i + 1, "thousand") {
            let rest = if t.is(i + 2, "and") { i + 3 } else { i + 2 };
            return match self.tens(rest) {
                Some((n, end)) => Some((2000 + i32::try_from(n).ok()?, end)),
                None => Some((2000, i + 2)),
            };
        }
        if !(17..=20).contains(&first) {
            return None;
        }
        let (rest, end) = self.year_of_century(i + 1, first < 20)?;
        Some((i32::try_from(first * 100 + rest).ok()?, end))
    }

    /// What follows the century of a year in words: "ninety-six", "-twenty", "oh five", "hundred", "hundred and five".
    fn year_of_century(&self, i: usize, has_hundreds: bool) -> Option<(u32, usize)> {
        let t = self.t;
        if t.is_any(i, &["oh", "o"]) {
            return self.tens(i + 1).filter(|&(n, _)| n < 10);
        }
        if t.is(i, "hundred") && has_hundreds {
            let rest = self.tens(i + 2).filter(|_| t.is(i + 1, "and"));
            return rest.or(Some((0, i + 1)));
        }
        let at = if t.is_mark(i, '-') && t.is_glued(i) && t.is_glued(i + 1) { i + 1 } else { i };
        self.tens(at).filter(|&(n, _)| n >= 10)
    }

    /// A cardinal below 100 in words.
    fn tens(&self, i: usize) -> Option<(u32, usize)> {
        let t = self.t;
        let Term::Cardinal(first) = t.term(i) else { return None };
        if first >= 100 {
            return None;
        }
        if first >= 20 {
            let next = if t.is_mark(i + 1, '-') { i + 2 } else { i + 1 };
            if let Term::Cardinal(one @ 1..=9) = t.term(next) {
                return Some((first + one, next + 1));
            }
        }
        Some((first, i + 1))
    }

    /// A cardinal in digits or words, up to 9,999.
    pub(super) fn cardinal(&self, i: usize) -> Option<(u32, usize)> {
        let t = self.t;
        if let Some(Shape::Number(1..=4)) = t.shape(i) {
            return Some((t.value(i), i + 1)).filter(|&(n, _)| n > 0);
        }
        let (first, end) = self.tens(i)?;
        match t.term(end) {
            Term::Cardinal(many @ (100 | 1000)) => match self.tens(if t.is(end + 1, "and") { end + 2 } else { end + 1 }) {
                Some((rest, end)) => Some((first * many + rest, end)),
                None => Some((first * many, end + 1)),
            },
            _ => Some((first, end)),
        }
    }

    /// An ordinal in digits or words, up to 99.
    pub(super) fn ordinal(&self, i: usize) -> Option<(u32, usize)> {
        let t = self.t;
        if t.shape(i) == Some(Shape::Nth) {
            return Some((t.value(i), i + 1));
        }
        // "22 nd"
        if matches!(t.shape(i), Some(Shape::Number(1 | 2))) && t.is_any(i + 1, &["st", "nd", "rd", "th"]) && t.is_lower_word(i + 1) {
            return Some((t.value(i), i + 2));
        }
        match t.term(i) {
            Term::Ordinal(n) => Some((n, i + 1)),
            Term::Cardinal(ten @ 20..=90) => {
                let next = if t.is_mark(i + 1, '-') { i + 2 } else { i + 1 };
                match t.term(next) {
                    Term::Ordinal(one @ 1..=9) => Some((ten + one, next + 1)),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// A day of the month, and whether it is written as an ordinal.
    pub(super) fn day_number(&self, i: usize) -> Option<(i8, usize, bool)> {
        let t = self.t;
        if let Some((n, end)) = self.ordinal(i) {
            return i8::try_from(n).ok().filter(|n| (1..=31).contains(n)).map(|n| (n, end, true));
        }
        let is_number = matches!(t.shape(i), Some(Shape::Number(1 | 2)));
        let is_cut = t.is_mark(i + 1, '%') || (t.is_glued(i + 1) && t.is_word(i + 1)) || self.is_clock_colon(i + 1);
        let n = i8::try_from(t.value(i)).ok()?;
        (is_number && !is_cut && (1..=31).contains(&n)).then_some((n, i + 1, false))
    }

    /// A colon between digits: an hour, not a date.
    pub(super) fn is_clock_colon(&self, i: usize) -> bool {
        self.t.is_mark(i, ':') && self.t.is_glued(i) && self.t.is_glued(i + 1) && matches!(self.t.shape(i + 1), Some(Shape::Number(2)))
    }

    /// The year that follows a day or month: "2014", ", 2014", "of 2014", "'14".
    pub(super) fn year_after(&self, i: usize) -> Option<(i32, usize)> {
        let t = self.t;
        let at = if t.is_mark(i, ',') || t.is(i, "of") || t.is(i, "in") { i + 1 } else { i };
        // "October of the year 2016"
        let at = if at > i && t.is(at, "the") && t.is(at + 1, "year") { at + 2 } else { at };
        if let Some((year, end)) = self.year(at) {
            // "in May 2,000 troops", "on May 3, 1500 soldiers"
            if self.is_counted_noun(end) && (at > i || year % 100 == 0) && !t.is_word(at) {
                return None;
            }
            return Some((year, end));
        }
        if t.is_mark(at, '\'')
            && t.is_glued(at + 1)
            && let Some(Shape::Number(2)) = t.shape(at + 1)
        {
            return Some((self.two_digit_year(t.value(at + 1)), at + 2));
        }
        let is_of = t.is(i, "of") && matches!(t.shape(at), Some(Shape::Number(2))) && t.value(at) > 31;
        is_of.then(|| (self.two_digit_year(t.value(at)), at + 1))
    }

    /// The latest year that ends in these digits.
    pub(super) fn two_digit_year(&self, digits: u32) -> i32 {
        let digits = i32::try_from(digits).unwrap_or(0).rem_euclid(100);
        self.latest_year - (self.latest_year - digits).rem_euclid(100)
    }
}
