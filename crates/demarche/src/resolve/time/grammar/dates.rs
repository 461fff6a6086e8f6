//! Dates by numbers and names of months and years.

use super::{Grammar, Hit};
use crate::resolve::time::lex::Shape;
use crate::resolve::time::lexicon::{Relative, Term, Unit};
use crate::resolve::time::phrase::Phrase;

/// Words before a month that no name or verb stands after.
const BEFORE_MONTH: [&str; 13] =
    ["in", "since", "until", "till", "during", "early", "mid", "late", "last", "next", "throughout", "late-", "between"];
/// Words before a month that can also stand before a person called May.
const BEFORE_MONTH_OR_NAME: [&str; 9] = ["by", "from", "to", "before", "after", "and", "or", "through", "this"];
/// Words before "the 4th" that make it a day.
const BEFORE_DAY: [&str; 16] = [
    "on",
    "by",
    "since",
    "until",
    "before",
    "after",
    "from",
    "to",
    "for",
    "through",
    "till",
    "due",
    "back",
    "effective",
    "starting",
    "beginning",
];
/// Words with which a clause goes on after "in May 20 ..." if 20 is the day.
pub(super) const AFTER_DAY: [&str; 26] = [
    "and", "or", "to", "in", "at", "on", "with", "when", "while", "as", "after", "before", "by", "near", "against", "was", "is", "were",
    "for", "that", "which", "of", "from", "the", "but", "until",
];

impl Grammar<'_> {
    /// A month's name: its number, the token after it (and its full stop), whether it is written in full.
    pub(super) fn month_name(&self, i: usize) -> Option<(i8, usize, bool)> {
        match self.t.term(i) {
            Term::Month(month) => Some((month, i + 1, true)),
            Term::ShortMonth(month) => {
                let has_stop = self.t.is_mark(i + 1, '.') && self.t.is_glued(i + 1) && self.t.same_sentence(i, i + 1);
                Some((month, if has_stop { i + 2 } else { i + 1 }, false))
            }
            _ => None,
        }
    }

    /// "May 3", "Sept. 11, 2001", "June 20 of 1792", "Oct/2", "May 2014", "May"
    pub(super) fn month_first(&self, i: usize) -> Hit {
        let t = self.t;
        let (month, end, _) = self.month_name(i)?;
        let is_dotted = |at: usize| t.is_mark(at, '.') && matches!(t.shape(at + 1), Some(Shape::Number(4)));
        let is_joined = |at: usize| (t.is_mark(at, '/') || t.is_mark(at, '-') || is_dotted(at)) && t.is_glued(at) && t.is_glued(at + 1);
        let at = if t.is_mark(end, ',') || is_joined(end) { end + 1 } else { end };
        let at = if t.is(at, "the") && self.ordinal(at + 1).is_some() { at + 1 } else { at };
        // "mar3" is no verb
        let is_glued = t.is_glued(i + 1) && matches!(t.shape(i + 1), Some(Shape::Number(1 | 2)));
        let is_verb = t.is_any(i, &["may", "march", "mar"]) && !t.is_capitalised(i) && !self.is_after_date_word(i) && !is_glued;
        if let Some((day, after, is_ordinal)) = self.day_number(at)
            && (!is_verb || is_ordinal || self.year_after(after).is_some() || self.is_whole_sentence(i, after))
            && ((month, day) == (9, 11) || !self.is_count_after_month(i, after, is_ordinal))
            && (at == end || is_ordinal || is_joined(end))
        {
            let year = if is_joined(after) {
                self.joined_year(is_joined(end), after)
            } else {
                self.year_after(after).or_else(|| self.short_year_after(after).filter(|_| is_ordinal))
            };
            let (year, after) = year.map_or((None, after), |(y, e)| (Some(y), e));
            // the attacks that go by their day
            let is_noun = t.is_lower_word(after) && t.term(after) == Term::Other && !AFTER_DAY.contains(&t.word(after));
            let is_named = (month, day) == (9, 11) && year.is_none() && is_noun && t.before(i, 1) != "on";
            let year = if is_named { Some(2001) } else { year };
            let date = Phrase::Day { year, month, day, weekday: None };
            return self.of_year(date.clone(), after).filter(|_| year.is_none()).or(Some((date, after)));
        }
        if let Some(found) = self.spelled_day(i, month, end) {
            return Some(found);
        }
        if let Some(found) = self.of_year(Phrase::Month { year: None, month, relative: None }, end) {
            return Some(found);
        }
        // "Jan-90"
        let short = (is_joined(end) && matches!(t.shape(end + 1), Some(Shape::Number(2))) && t.value(end + 1) > 31)
            .then(|| (self.two_digit_year(t.value(end + 1)), end + 2))
            .filter(|&(_, after)| t.is_capitalised(i) && !(t.is_glued(after) && t.is_word(after)));
        if let Some((year, after)) = if is_joined(end) { self.year(end + 1).or(short) } else { self.year_after(end) } {
            let is_stated = !is_verb
                || t.is(i, "mar")
                || t.is(end, "of")
                || (!t.is_mark(end, ',') && (1900..2100).contains(&year) && !self.is_counted_noun(after));
            return is_stated.then_some((Phrase::Month { year: Some(year), month, relative: None }, after));
        }
        self.is_month_alone(i).then_some((Phrase::Month { year: None, month, relative: None }, end))
    }

    /// "May twenty-one", "January twenty five nineteen eighty six": a cardinal in words that a year or the end of the phrase
    /// shows to be a day.
    fn spelled_day(&self, i: usize, month: i8, at: usize) -> Hit {
        let t = self.t;
        let (day, end) = self.cardinal(at).filter(|_| t.is_word(at) && t.is_capitalised(i))?;
        let day = i8::try_from(day).ok().filter(|n| (1..=31).contains(n))?;
        let year = self.year_after(end);
        let is_day = year.is_some() || (t.before(i, 1) == "on" && !t.is_word(end));
        let (year, end) = year.map_or((None, end), |(y, e)| (Some(y), e));
        is_day.then_some((Phrase::Day { year, month, day, weekday: None }, end))
    }

    /// "of next year", "of that year", "this year", "the following year" after a date or a part of a year.
    pub(super) fn of_year(&self, date: Phrase, i: usize) -> Hit {
        let t = self.t;
        let at = if t.is(i, "of") || t.is_mark(i, ',') { i + 1 } else { i };
        // "May two years ago"
        if let Some((count, Unit::Year, end)) = self.measure(at)
            && let (Some(count), true) = (count, t.is(end, "ago"))
        {
            let year = Box::new(Phrase::Ago { count, unit: Unit::Year });
            return Some((Phrase::OfYear { date: Box::new(date), year }, end + 1));
        }
        let is_near = t.is_any(at, &["last", "next", "this", "that"])
            || (t.is(at, "the") && t.is_any(at + 1, &["same", "following", "next", "previous", "prior", "preceding"]));
        if !t.is(i, "of") && !is_near {
            return None;
        }
        let (year, end) = self.relative(at, 2)?;
        // "on May 3 this year's winner"
        let is_year = matches!(year, Phrase::Unit { unit: Unit::Year, .. }) && !t.is_mark(end, '\'') && !t.is_mark(end, '-');
        is_year.then(|| (Phrase::OfYear { date: Box::new(date), year: Box::new(year) }, end))
    }

    /// "In May 20 people": the number counts what follows.
    fn is_count_after_month(&self, i: usize, after: usize, is_ordinal: bool) -> bool {
        let t = self.t;
        let is_bare = !is_ordinal && self.year_after(after).is_none();
        let is_counted = t.is_lower_word(after) && t.term(after) == Term::Other && !AFTER_DAY.contains(&t.word(after));
        is_bare && ((t.before(i, 1) == "in" && is_counted) || (self.is_counted_noun(after) && !t.is_any(i.wrapping_sub(1), &["on"])))
            || t.is(after, "percent")
            || (matches!(t.term(after), Term::Cardinal(100 | 1000)) && is_bare)
    }

    /// True after a word that stands before dates, and after another month ("february and march 2018").
    fn is_after_date_word(&self, i: usize) -> bool {
        const ON: [&str; 9] = ["on", "in", "since", "by", "until", "from", "before", "after", "of"];
        ON.contains(&self.t.before(i, 1)) || self.is_after_month(i)
    }

    fn is_after_month(&self, i: usize) -> bool {
        const JOINING: [&str; 6] = ["and", "or", "to", "-", ",", "/"];
        JOINING.contains(&self.t.before(i, 1)) && i >= 2 && self.month_name(i - 2).is_some()
    }

    /// True where a month's name without a number names the month.
    fn is_month_alone(&self, i: usize) -> bool {
        let t = self.t;
        let word = t.word(i);
        let before = t.before(i, 1);
        let back = if before == "-" { t.before(i, 2) } else { before };
        // "as early as May"
        let is_compared = before == "as" && t.before(i, 3) == "as" && matches!(t.before(i, 2), "early" | "late" | "soon" | "recently");
        // "April, May and June"
        let is_listed = self.is_after_month(i) && t.is_any(i + 1, &["and", "or", ","]) && self.month_name(i + 2).is_some();
        let is_clear = BEFORE_MONTH.contains(&back) || (back == "of" && t.is_capitalised(i)) || is_compared || is_listed;
        let is_title = t.is_capitalised(i);
        match word {
            "january" | "february" | "july" | "september" | "october" | "november" | "december" => true,
            "april" | "june" | "august" => {
                let is_name = t.is_word(i + 1) && t.is_capitalised(i + 1) && t.same_sentence(i, i + 1) && t.term(i + 1) == Term::Other;
                let is_lower_name = word == "august" && !is_title;
                is_clear || ((!is_name || BEFORE_MONTH_OR_NAME.contains(&back)) && !is_lower_name)
            }
            "may" | "march" => {
                let is_name = word == "may" && (self.is_name_may || t.is_mark(i + 1, '\''));
                let is_noun = word == "march" && t.is(i + 1, "on");
                let is_before_noun = !is_name && back == "the" && t.is_lower_word(i + 1) && !t.is_any(i + 1, &["on", "to", "for", "of"]);
                let is_part = !is_title && self.is_after_part(i) && (!t.is_word(i + 1) || AFTER_DAY.contains(&t.word(i + 1)));
                (is_title || is_part)
                    && !is_noun
                    && (is_part
                        || is_clear
                        || is_before_noun
                        || (BEFORE_MONTH_OR_NAME.contains(&back) && !is_name && self.is_period_end(i + 1, back)))
            }
            _ => is_title && (is_clear || matches!(back, "by" | "from" | "to" | "before" | "after") || before == "-"),
        }
    }

    /// True after a part of what is named next, "mid", "end of", "first week of", which "may" and "march" in lower case then are.
    fn is_after_part(&self, i: usize) -> bool {
        let t = self.t;
        let is_edge = |word: &str| matches!(word, "mid" | "early" | "late");
        match t.before(i, 1) {
            "of" => i >= 2 && matches!(t.term(i - 2), Term::Edge(_) | Term::Unit(_)) && t.same_sentence(i - 2, i),
            "-" => is_edge(t.before(i, 2)),
            before => is_edge(before),
        }
    }

    /// After "by May": not the start of another noun phrase or clause ("by May and her ministers").
    fn is_period_end(&self, i: usize, back: &str) -> bool {
        let t = self.t;
        let is_list = matches!(back, "and" | "or");
        !t.is_word(i) || (!is_list && !t.is_capitalised(i) && !t.is_any(i, &["said", "says", "told", "has", "had", "was", "is"]))
    }

    /// "3 May 2014", "the 3rd of March", "15 April of 87", "the twenty third day of September"
    pub(super) fn day_first(&self, i: usize) -> Hit {
        let t = self.t;
        let from = if t.is(i, "the") { i + 1 } else { i };
        if let Some(found) = self.glued_day(from).or_else(|| self.stopped_day(from)) {
            return Some(found);
        }
        let (day, end) = match self.day_number(from) {
            Some((day, end, _)) => (day, end),
            None => self.cardinal(from).filter(|_| t.is_word(from)).and_then(|(n, end)| Some((i8::try_from(n).ok()?, end)))?,
        };
        let is_dotted = |at: usize| t.is_mark(at, '.') && self.month_name(at + 1).is_some();
        let is_joined = |at: usize| (t.is_mark(at, '/') || t.is_mark(at, '-') || is_dotted(at)) && t.is_glued(at) && t.is_glued(at + 1);
        let is_stop = t.is_mark(end, '.');
        let mut at = end;
        if t.is(at, "day") && t.is(at + 1, "of") {
            at += 1;
        }
        if t.is(at, "of") || is_joined(at) {
            at += 1;
        }
        let (month, after, _) = self.month_name(at)?;
        // "23.Sep.2020"
        if is_stop && !(t.is_mark(after - 1, '.') && t.is_glued(after) && matches!(t.shape(after), Some(Shape::Number(4)))) {
            return None;
        }
        let is_verb = t.is_any(at, &["may", "march", "mar"]) && !t.is_capitalised(at);
        let year = if is_joined(after) {
            self.joined_year(is_joined(end), after)
        } else {
            self.year_after(after).or_else(|| self.short_year_after(after))
        };
        let is_dated =
            matches!(t.before(from, 1), "on" | "since" | "until" | "before" | "after" | "by" | "from") || self.is_whole_sentence(i, after);
        // "the 20th march", where no "march on Washington" follows
        let is_ordinal = self.ordinal(from).is_some() && (!t.is_word(after) || AFTER_DAY.contains(&t.word(after)) && !t.is(after, "on"));
        if is_verb && year.is_none() && at == end && !is_dated && !is_ordinal {
            return None;
        }
        if !(1..=31).contains(&day) {
            return None;
        }
        let (year, after) = year.map_or((None, after), |(y, e)| (Some(y), e));
        let date = Phrase::Day { year, month, day, weekday: None };
        self.of_year(date.clone(), after).filter(|_| year.is_none()).or(Some((date, after)))
    }

    /// "23Sep2020", "30Nov"
    fn glued_day(&self, i: usize) -> Hit {
        let t = self.t;
        let (month, end, is_full) = self.month_name(i + 1).filter(|_| t.is_glued(i + 1))?;
        let day = matches!(t.shape(i), Some(Shape::Number(1 | 2))).then(|| i8::try_from(t.value(i)).unwrap_or(0));
        let day = day.filter(|day| (1..=31).contains(day))?;
        match t.shape(end) {
            Some(Shape::Number(4)) if t.is_glued(end) => {
                let (year, after) = self.year(end)?;
                Some((Phrase::Day { year: Some(year), month, day, weekday: None }, after))
            }
            _ => {
                let is_word = is_full || t.is(i + 1, "mar") || t.is_glued(end) && t.is_word(end);
                (t.is_capitalised(i + 1) && !is_word).then_some((Phrase::Day { year: None, month, day, weekday: None }, end))
            }
        }
    }

    /// "30. November 2018", as the Germans write it; a number before a full stop also ends a sentence.
    fn stopped_day(&self, i: usize) -> Hit {
        let t = self.t;
        let day = matches!(t.shape(i), Some(Shape::Number(1 | 2))).then(|| i8::try_from(t.value(i)).unwrap_or(0));
        let day = day.filter(|day| (1..=31).contains(day) && t.is_mark(i + 1, '.') && t.is_glued(i + 1))?;
        let (month, end, _) = self.month_name(i + 2).filter(|_| t.is_capitalised(i + 2) && t.same_sentence(i, i + 2))?;
        let (year, after) = self.year(end)?;
        Some((Phrase::Day { year: Some(year), month, day, weekday: None }, after))
    }

    /// The year after a mark at `i`; of two digits where marks join all three, "12-Oct-16".
    fn joined_year(&self, is_first_joined: bool, i: usize) -> Option<(i32, usize)> {
        let t = self.t;
        let is_short = is_first_joined && matches!(t.shape(i + 1), Some(Shape::Number(2))) && !t.is_mark(i + 2, '-');
        self.year(i + 1).or_else(|| is_short.then(|| (self.two_digit_year(t.value(i + 1)), i + 2)))
    }

    /// The two digits of a year at the end of "7 Nov 16"; in "on 7 November 16 people" they count what follows.
    fn short_year_after(&self, i: usize) -> Option<(i32, usize)> {
        let t = self.t;
        let is_year = matches!(t.shape(i), Some(Shape::Number(2))) && t.same_sentence(i - 1, i);
        let goes_on = match t.shape(i + 1) {
            Some(Shape::Mark(c)) => t.same_sentence(i, i + 1) && !matches!(c, '.' | ',' | ';' | ')' | ']' | '"' | '”' | '?' | '!' | '—'),
            Some(_) => t.same_sentence(i, i + 1),
            None => false,
        };
        (is_year && !goes_on).then(|| (self.two_digit_year(t.value(i)), i + 1))
    }

    /// "on the 3rd", "by the twenty-first": the day of a month that is not named.
    pub(super) fn nth_day(&self, i: usize) -> Hit {
        let t = self.t;
        let day = |n: u32| i8::try_from(n).ok().filter(|n| (1..=31).contains(n));
        // "on 15th"
        if t.shape(i) == Some(Shape::Nth) && matches!(t.before(i, 1), "on" | "by" | "until") && !t.is_word(i + 1) && !t.is_mark(i + 1, '-')
        {
            return day(t.value(i)).map(|day| (Phrase::DayOfMonth { day, weekday: None }, i + 1));
        }
        if !t.is(i, "the") {
            return None;
        }
        let (day, end) = self.ordinal(i + 1).and_then(|(n, end)| Some((day(n)?, end))).filter(|_| self.asks_for_day(i))?;
        let is_digits = t.shape(i + 1) == Some(Shape::Nth);
        let ends_phrase = !t.is_word(end) || t.is_any(end, &["till", "through"]) || AFTER_DAY.contains(&t.word(end)) && !t.is(end, "of");
        let is_ranked = t.is_mark(end, '-') || t.is_mark(end, '\'') || (!is_digits && (day < 4 || t.before(i, 1) != "on"));
        (ends_phrase && !is_ranked).then_some((Phrase::DayOfMonth { day, weekday: None }, end))
    }

    /// True where "the 4th" at `i` follows a word that asks for a day: "due the 4th", "between the 4th and the 22nd". "Between the
    /// 30th and 95th" are ranks.
    fn asks_for_day(&self, i: usize) -> bool {
        let t = self.t;
        let is_nth = |at: usize| t.is(at, "the") && t.shape(at + 1) == Some(Shape::Nth);
        // "from the 4th to the 22nd place"
        let is_pair = t.is_any(i + 2, &["to", "till", "until", "through", "and"]) && is_nth(i + 3);
        if is_pair && t.is_word(i + 5) && !AFTER_DAY.contains(&t.word(i + 5)) && self.month_name(i + 5).is_none() {
            return false;
        }
        match t.before(i, 1) {
            "between" => t.is(i + 2, "and") && is_nth(i + 3),
            "and" => t.before(i, 4) == "between" && is_nth(i - 3),
            before => BEFORE_DAY.contains(&before),
        }
    }
}

/// After "of" a unit before or after this one is that of the calendar: "the 5th of the last month", "Friday of the coming week".
pub(super) fn whole_unit(period: Phrase) -> Phrase {
    match period {
        Phrase::Stretch {
            relative: relative @ (Relative::Last | Relative::Next),
            count: 1,
            unit: unit @ (Unit::Week | Unit::Month | Unit::Year),
        } => Phrase::Unit { relative, unit },
        period => period,
    }
}
