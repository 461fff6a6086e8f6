//! Decades, centuries, seasons, parts of the year, holidays.

use super::{Grammar, Hit};
use crate::resolve::time::holidays;
use crate::resolve::time::lex::Shape;
use crate::resolve::time::lexicon::{Relative, Season, Term, Unit};
use crate::resolve::time::phrase::{Holiday, Phrase};

/// Words before a season that make it a time and not a name ("Arab Spring") or a verb ("spring", "fall").
const BEFORE_SEASON: [&str; 24] = [
    "in",
    "the",
    "this",
    "last",
    "next",
    "by",
    "since",
    "until",
    "early",
    "late",
    "mid",
    "during",
    "before",
    "after",
    "through",
    "of",
    "every",
    "each",
    "throughout",
    "over",
    "for",
    "following",
    "previous",
    "and",
];

impl Grammar<'_> {
    /// "the 1990s", "the '60s", "the nineties", "the 19th century"
    pub(super) fn decade(&self, i: usize) -> Hit {
        let t = self.t;
        let (at, has_the) = if t.is(i, "the") { (i + 1, true) } else { (i, t.before(i, 1) == "the") };
        if let Some((n @ 1..=30, end)) = self.ordinal(at) {
            let noun = if t.is_mark(end, '-') { end + 1 } else { end };
            if t.is(noun, "century") {
                let first = (i32::try_from(n).ok()? - 1) * 100;
                return match self.era(noun + 1) {
                    Some((true, end)) => Some((Phrase::Years { first: 1 - first - 100, last: -first }, end)),
                    Some((false, end)) => Some((Phrase::Years { first, last: first + 99 }, end)),
                    None => Some((Phrase::Years { first, last: first + 99 }, noun + 1)),
                };
            }
        }
        // "the 21 century"
        if has_the && t.is(at + 1, "century") && matches!(t.shape(at), Some(Shape::Number(1 | 2))) && (1..=30).contains(&t.value(at)) {
            let first = (i32::try_from(t.value(at)).ok()? - 1) * 100;
            return Some((Phrase::Years { first, last: first + 99 }, at + 2));
        }
        if let Some(found) = self.spelled_decade(at) {
            return Some(found);
        }
        let is_edge = matches!(t.before(i, 1), "early" | "mid" | "late") || (t.before(i, 1) == "-" && t.before(i, 2) == "mid");
        let is_the_edge = is_edge && (t.before(i, 2) == "the" || (t.before(i, 1) == "-" && t.before(i, 3) == "the"));
        let is_in = t.before(at, 1) == "in" && matches!(t.term(at), Term::Tens(50..));
        match (t.shape(at), t.term(at)) {
            (Some(Shape::Number(4)), _) if t.is(at + 1, "s") && !t.is_glued(at + 1) && t.value(at).is_multiple_of(10) => {
                let first = i32::try_from(t.value(at)).ok().filter(|v| (1800..2100).contains(v))?;
                Some((Phrase::Years { first, last: first + 9 }, at + 2))
            }
            // "the 90 s", as the text of pages comes
            (Some(Shape::Number(2)), _) if has_the && t.is(at + 1, "s") && t.value(at).is_multiple_of(10) && t.value(at) >= 20 => {
                let is_heat = t.is_glued(at + 1) || self.is_heat_before(at);
                (!is_heat).then(|| (self.short_decade(t.value(at)), at + 2))
            }
            (Some(Shape::Plural(4)), _) => {
                let first = i32::try_from(t.value(at)).ok().filter(|v| v % 10 == 0 && (1000..2200).contains(v))?;
                let span = if first % 100 == 0 && first < 2000 { 99 } else { 9 };
                Some((Phrase::Years { first, last: first + span }, at + 1))
            }
            // "the 1970s and 80s"
            (Some(Shape::Plural(2)), _)
                if matches!(t.before(at, 1), "and" | "or" | "to" | ",")
                    && at >= 2
                    && matches!(t.shape(at - 2), Some(Shape::Plural(2 | 4)))
                    && self.decade(at - 2).is_some()
                    && t.value(at).is_multiple_of(10) =>
            {
                Some((self.short_decade(t.value(at)), at + 1))
            }
            (Some(Shape::Plural(2)), _)
                if (has_the || (is_the_edge && t.value(at) >= 60)) && t.value(at).is_multiple_of(10) && !self.is_heat_before(at) =>
            {
                Some((self.short_decade(t.value(at)), at + 1))
            }
            (Some(Shape::Mark('\'')), _) if matches!(t.shape(at + 1), Some(Shape::Plural(2))) && t.value(at + 1).is_multiple_of(10) => {
                Some((self.short_decade(t.value(at + 1)), at + 2))
            }
            (_, Term::Tens(0)) if has_the || is_edge => Some((Phrase::Years { first: 2000, last: 2009 }, at + 1)),
            (_, Term::Tens(n)) if (has_the || is_edge || is_in) && n >= 20 && !self.is_heat_before(at) => {
                Some((self.short_decade(u32::try_from(n).ok()?), at + 1))
            }
            _ => None,
        }
    }

    /// "nineteen seventies", "eighteen hundreds"
    fn spelled_decade(&self, i: usize) -> Hit {
        let t = self.t;
        let Term::Cardinal(century @ 13..=20) = t.term(i) else { return None };
        let at = if t.is_mark(i + 1, '-') { i + 2 } else { i + 1 };
        let first = i32::try_from(century * 100).ok()?;
        match t.term(at) {
            Term::Tens(n) => Some((Phrase::Years { first: first + i32::from(n), last: first + i32::from(n) + 9 }, at + 1)),
            _ if t.is(at, "hundreds") => Some((Phrase::Years { first, last: first + 99 }, at + 1)),
            _ => None,
        }
    }

    /// "temperatures in the 90s", "highs in the mid-50s": degrees.
    fn is_heat_before(&self, i: usize) -> bool {
        (2..=10).any(|back| {
            let word = self.t.before(i, back);
            matches!(
                word,
                "temperature" | "temperatures" | "highs" | "lows" | "heat" | "readings" | "degrees" | "thermometer" | "aged" | "expectancy"
            )
        })
    }

    fn short_decade(&self, digits: u32) -> Phrase {
        let first = self.two_digit_year(digits);
        Phrase::Years { first, last: first + 9 }
    }

    /// "the summer of 2014", "winter 2013", "the spring"
    pub(super) fn season(&self, i: usize) -> Hit {
        let t = self.t;
        let at = if t.is(i, "the") { i + 1 } else { i };
        let Term::Season(season) = t.term(at) else { return None };
        let before = t.before(at, 1);
        if at == i && self.is_joined_to_name(at) {
            return None;
        }
        let of = if t.is(at + 1, "of") || t.is_mark(at + 1, ',') { at + 2 } else { at + 1 };
        let year = self.year(of).or_else(|| self.year_after(at + 1));
        if let Some((year, end)) = year {
            // "2013-14": a winter of two years
            let is_two = t.is_mark(end, '-') || t.is_mark(end, '/');
            let end =
                if is_two && season == Season::Winter && matches!(t.shape(end + 1), Some(Shape::Number(2 | 4))) { end + 2 } else { end };
            return Some((Phrase::Season { season, year: Some(year), relative: None }, end));
        }
        let phrase = Phrase::Season { season, year: None, relative: None };
        if let Some(found) = self.of_year(phrase.clone(), at + 1).filter(|_| !t.is_capitalised(at) || at > i) {
            return Some(found);
        }
        let is_verb = t.is_any(at, &["fall", "spring"]);
        if self.is_named_season(at) || (t.is(at + 1, "of") && !self.is_period_word(at + 2)) {
            return None;
        }
        let is_placed = BEFORE_SEASON.contains(&before) || before == "-";
        let ends_phrase = !t.is_word(at + 1) || t.is_lower_word(at + 1);
        if is_placed
            && ends_phrase
            && !(is_verb
                && (matches!(before, "of" | "and" | "for" | "after")
                    || (before == "by" && t.is_word(at + 1) && !t.is_any(at + 1, &["and", "at", "in", "the", "if", "when"]))
                    || t.is_any(at + 1, &["in", "into", "from", "to"]) && before == "the"))
        {
            return Some((phrase, at + 1));
        }
        let is_heading = t.is_capitalised(at) && t.is_capitalised(at + 1);
        (!is_verb && !is_heading && !t.is_mark(at + 1, '\'') && ends_phrase)
            .then_some((Phrase::Nothing("season of no stated year"), at + 1))
    }

    /// "winter games", "summer palace", "winter solstice"
    pub(super) fn is_named_season(&self, i: usize) -> bool {
        const NAMED: [&str; 8] = ["olympics", "olympic", "games", "palace", "paralympics", "street", "solstice", "equinox"];
        self.t.is_any(i + 1, &NAMED)
    }

    fn is_joined_to_name(&self, i: usize) -> bool {
        let t = self.t;
        t.is_any(i.wrapping_sub(1), &["arab", "prague", "american", "silent", "nuclear", "african", "berber", "croatian"])
    }

    fn is_period_word(&self, i: usize) -> bool {
        let t = self.t;
        matches!(t.term(i), Term::Relative(_) | Term::Unit(_))
            || (t.is(i, "the") && matches!(t.term(i + 1), Term::Unit(_) | Term::Relative(_)))
    }

    /// "Q1", "H2", "3Q": number, parts of the year, token after it.
    pub(super) fn part_name(&self, i: usize) -> Option<(i8, i8, usize)> {
        let t = self.t;
        if let Some(Shape::Number(1)) = t.shape(i)
            && t.is_glued(i + 1)
            && (t.is_capitalised(i + 1) || self.year(i + 2).is_some())
        {
            let of = if t.is(i + 1, "q") { 4 } else { 2 };
            let n = i8::try_from(t.value(i)).ok().filter(|n| (1..=of).contains(n))?;
            return t.is_any(i + 1, &["q", "h"]).then_some((n, of, i + 2));
        }
        let of = match t.word(i) {
            "q" | "quarter" => 4,
            "h" => 2,
            _ => return None,
        };
        // "quarter 3 of 2016"
        if matches!(t.shape(i + 1), Some(Shape::Number(1))) && !t.is_glued(i + 1) && of == 4 {
            let n = i8::try_from(t.value(i + 1)).ok().filter(|n| (1..=of).contains(n))?;
            return self.year_after(i + 2).map(|_| (n, of, i + 2));
        }
        let n = i8::try_from(t.value(i + 1)).ok().filter(|n| (1..=of).contains(n))?;
        (t.is_glued(i + 1) && matches!(t.shape(i + 1), Some(Shape::Number(1)))).then_some((n, of, i + 2))
    }

    /// "Q1 2019", "q1-2019", "the first quarter of 2013", "the third quarter"
    pub(super) fn quarter(&self, i: usize) -> Hit {
        let t = self.t;
        if let Some((n, of, end)) = self.part_name(i) {
            if let Some(found) = self.part_of_fiscal(end) {
                return Some(found);
            }
            let at = if (t.is_mark(end, '-') || t.is_mark(end, '/')) && t.is_glued(end) { end + 1 } else { end };
            if let Some((year, end)) = self.year(at).or_else(|| self.year_after(end)) {
                return Some((Phrase::Part { n, of, year: Some(year) }, end));
            }
            if let Some(found) = self.of_year(Phrase::Part { n, of, year: None }, end) {
                return Some(found);
            }
            // "3Q16"
            if matches!(t.shape(end), Some(Shape::Number(2))) && t.is_glued(end) && !t.is_word(i) {
                return Some((Phrase::Part { n, of, year: Some(self.two_digit_year(t.value(end))) }, end + 1));
            }
            return (of == 4 && t.is_word(i) && t.is_capitalised(i)).then_some((Phrase::Part { n, of, year: None }, end));
        }
        let at = if t.is(i, "the") { i + 1 } else { i };
        let (n, end) = self.ordinal(at)?;
        let n = i8::try_from(n).ok()?;
        let noun = if t.is_mark(end, '-') { end + 1 } else { end };
        let of = match t.term(noun) {
            Term::Unit(Unit::Quarter) if (1..=4).contains(&n) => 4,
            Term::Unit(Unit::Half) if n <= 2 => 2,
            _ => return None,
        };
        if t.is_any(noun, &["quarters", "halves"]) {
            return None;
        }
        if let Some(found) = self.part_of_fiscal(noun + 1) {
            return Some(found);
        }
        if let Some((year, end)) = self.year_after(noun + 1) {
            return Some((Phrase::Part { n, of, year: Some(year) }, end));
        }
        if let Some(found) = self.of_year(Phrase::Part { n, of, year: None }, noun + 1) {
            return Some(found);
        }
        let is_asked = matches!(t.before(i, 1), "in" | "for" | "during" | "by" | "since");
        let is_of_other = t.is(noun + 1, "of") || t.is_any(noun + 1, &["finals", "final", "goal", "lead"]);
        (of == 4 && is_asked && !is_of_other).then_some((Phrase::Part { n, of, year: None }, noun + 1))
    }

    /// "fiscal 2016", "of FY2016" after a part of the year: nobody says when that began.
    fn part_of_fiscal(&self, i: usize) -> Hit {
        let t = self.t;
        let at = if t.is(i, "of") { i + 1 } else { i };
        let at = if t.is_any(at, &["the", "its"]) && t.is(at + 1, "fiscal") { at + 1 } else { at };
        match t.word(at) {
            "fy" | "fiscal" => self.vague(at),
            _ => None,
        }
    }

    /// A holiday's name, with "last" or a year.
    pub(super) fn holiday(&self, i: usize) -> Hit {
        let t = self.t;
        let at = if t.is(i, "the") { i + 1 } else { i };
        let begins = matches!(t.term(at), Term::Holiday | Term::Month(5) | Term::Month(4)) || t.is(at, "all");
        if !begins {
            return None;
        }
        let (named, words) = holidays::named(|k| t.word(at + k))?;
        let end = at + words;
        // "Genocide Memorial Day", "St Patrick's Church"
        let is_other_day = t.is_any(at, &["memorial", "remembrance"])
            && t.is_word(at.wrapping_sub(1))
            && t.same_sentence(at, at.wrapping_sub(1))
            && (t.is_capitalised(at - 1) || t.before(at, 1) == "holocaust" || t.before(at, 1) == "genocide");
        let is_saint = t.is_any(end.wrapping_sub(1), &["patrick"]) && t.is_mark(end, '\'');
        if is_other_day || is_saint {
            return None;
        }
        // the new years of other calendars, and those that begin on another day
        const OTHER_YEARS: [&str; 24] = [
            "chinese",
            "lunar",
            "jewish",
            "islamic",
            "muslim",
            "hijri",
            "persian",
            "iranian",
            "kurdish",
            "tibetan",
            "vietnamese",
            "korean",
            "khmer",
            "cambodian",
            "lao",
            "thai",
            "burmese",
            "bengali",
            "tamil",
            "hindu",
            "ethiopian",
            "orthodox",
            "old",
            "academic",
        ];
        if t.is(at, "new") && t.same_sentence(at, at.wrapping_sub(1)) && OTHER_YEARS.contains(&t.before(at, 1)) {
            return Some((Phrase::Nothing("new year of another calendar"), end));
        }
        const CLEAR: [&str; 7] = ["christmas", "xmas", "easter", "halloween", "juneteenth", "ramadan", "thanksgiving"];
        if !t.is_capitalised(at) && words == 1 && !t.is_any(at, &CLEAR) {
            return None;
        }
        // "the New Year's resolution", "Christmas trees", "a new year", "Easter eggs", "Good Friday Agreement", "Columbus Day"
        let is_noun = t.is_word(end)
            && t.term(end) == Term::Other
            && (t.is_capitalised(end)
                || t.is_any(end, &["tree", "trees", "market", "markets", "carols", "gift", "gifts", "cards", "eggs", "lights"]));
        let is_new_year = t.is(at, "new");
        // "by new year"
        let is_turn = words == 2
            && at == i
            && !t.is_lower_word(end)
            && matches!(t.before(i, 1), "before" | "after" | "by" | "until" | "since" | "till" | "at");
        let is_lower = !t.is_capitalised(at) || !t.is_capitalised(at + 1);
        let is_loose = is_new_year && is_lower && words < 3 && !is_turn;
        if is_loose || (is_noun && t.same_sentence(at, end)) || (is_new_year && words == 4 && t.is_word(end)) {
            return None;
        }
        let year = self.year_after(end);
        let (year, end) = year.map_or((None, end), |(y, e)| (Some(y), e));
        if year.is_none()
            && let Some((dated, after)) =
                self.of_year(Phrase::Holiday { holiday: named.unwrap_or(Holiday::Fixed(1, 1)), year: None, relative: None }, end)
        {
            return Some((named.map_or_else(Phrase::Nothing, |_| dated), after));
        }
        match named {
            Ok(holiday) if t.is_any(end, &["week", "weekend"]) => {
                let around = if t.is(end, "week") { Phrase::WeekOf } else { Phrase::WeekendOf };
                let day = Phrase::Holiday { holiday, year, relative: None };
                let year = self.year_after(end + 1).filter(|_| year.is_none());
                let (day, end) = year.map_or((day.clone(), end + 1), |(y, e)| (day.in_year(y), e));
                Some((around(Box::new(day)), end))
            }
            Ok(holiday) => Some((Phrase::Holiday { holiday, year, relative: None }, end)),
            Err(why) => Some((Phrase::Nothing(why), end)),
        }
    }

    /// A month, weekday, season or holiday after "last", "next", "this".
    pub(super) fn named_after(&self, relative: Relative, i: usize) -> Hit {
        let t = self.t;
        if let Some((month, end, is_full)) = self.month_name(i)
            && (t.is_capitalised(i) || !t.is_any(i, if is_full { &["may", "march", "august"] } else { &["mar", "jan"] }))
            && !t.is_mark(i + 1, '\'')
        {
            if let Some((Phrase::Day { year: None, month, day, .. }, end)) = self.month_first(i) {
                return Some((Phrase::Day { year: None, month, day, weekday: None }, end));
            }
            return Some((Phrase::Month { year: None, month, relative: Some(relative) }, end));
        }
        if let Some((weekday, end, _)) = self.weekday_name(i) {
            return match self.weekday(i, 1) {
                Some((dated @ (Phrase::Day { .. } | Phrase::DayOfMonth { .. } | Phrase::Undecided { .. }), end)) => Some((dated, end)),
                _ if t.is_capitalised(i) || !t.is_any(i, &["sat", "sun", "wed", "mon"]) || !t.is_word(i + 1) => {
                    Some((Phrase::Weekday { weekday, relative: Some(relative), week: None }, end))
                }
                _ => None,
            };
        }
        if let Term::Season(season) = t.term(i)
            && !t.is(i + 1, "of")
        {
            return Some((Phrase::Season { season, year: None, relative: Some(relative) }, i + 1));
        }
        match self.holiday(i)? {
            (Phrase::Holiday { holiday, year: None, .. }, end) => {
                Some((Phrase::Holiday { holiday, year: None, relative: Some(relative) }, end))
            }
            other => Some(other),
        }
    }
}
