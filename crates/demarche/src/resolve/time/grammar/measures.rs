//! Lengths of time, and what is told by them: "three days ago", "two weeks later", "a week before March 10". A length alone
//! resolves to nothing.

use super::{Grammar, Hit, longest};
use crate::resolve::time::lex::Shape;
use crate::resolve::time::lexicon::{Relative, Term, Unit};
use crate::resolve::time::phrase::Phrase;

/// Adjectives between a count and its unit.
const BETWEEN: [&str; 25] = [
    "more",
    "long",
    "full",
    "whole",
    "straight",
    "consecutive",
    "bloody",
    "brutal",
    "additional",
    "extra",
    "short",
    "single",
    "entire",
    "successive",
    "further",
    "working",
    "business",
    "calendar",
    "previous",
    "prior",
    "following",
    "next",
    "upcoming",
    "coming",
    "past",
];

impl Grammar<'_> {
    /// "three", "a", "a couple of", "several": the number (none where vague), token after it.
    pub(super) fn count(&self, i: usize) -> Option<(Option<u32>, usize)> {
        let t = self.t;
        let (word, next) = (t.word(i), t.word(i + 1));
        match (word, next) {
            ("half", "a") if t.is(i + 2, "dozen") => return Some((Some(6), i + 3)),
            ("a", "dozen") => return Some((Some(12), i + 2)),
            ("a", "couple") => return Some((Some(2), if t.is(i + 2, "of") { i + 3 } else { i + 2 })),
            ("a", "few" | "handful") => return Some((None, if t.is(i + 2, "of") { i + 3 } else { i + 2 })),
            ("couple", _) if matches!(t.before(i, 1), "next" | "last" | "past" | "coming" | "previous" | "first") => {
                return Some((Some(2), if t.is(i + 1, "of") { i + 2 } else { i + 1 }));
            }
            ("a", "hundred") => return Some((Some(100), i + 2)),
            ("a" | "an", _) => return Some((Some(1), i + 1)),
            ("few" | "several" | "many" | "some", _) => return Some((None, i + 1)),
            _ => {}
        }
        if word == "another" {
            return Some(self.cardinal(i + 1).map_or((Some(1), i + 1), |(n, end)| (Some(n), end)));
        }
        if t.shape(i) == Some(Shape::Sum) {
            return Some((None, i + 1));
        }
        self.cardinal(i).map(|(n, end)| (Some(n), end))
    }

    /// "business day", "working days", "trading day"
    pub(super) fn is_workday(&self, i: usize) -> bool {
        self.t.is_any(i, &["business", "working", "trading"]) && self.t.is_any(i + 1, &["day", "days"])
    }

    /// A count and a unit of time: count (none where vague), unit, token after it.
    pub(in crate::resolve::time) fn measure(&self, i: usize) -> Option<(Option<u32>, Unit, usize)> {
        let t = self.t;
        if let Some(found) = self.part_of_unit(i).or_else(|| self.decimal_half(i)) {
            return Some(found);
        }
        let (count, mut at) = self.count(i)?;
        if let Some(found) = count.and_then(|count| self.and_a_half(count, at)) {
            return Some(found);
        }
        if t.is_mark(at, '-') && t.is_glued(at) {
            at += 1;
        }
        let is_working = self.is_workday(at);
        if is_working || (t.is_any(at, &BETWEEN) && !t.is_any(at, &["business", "working"])) {
            at += 1;
        }
        let Term::Unit(unit) = t.term(at) else { return None };
        let unit = if is_working { Unit::Workday } else { unit };
        let is_article = t.is_any(i, &["a", "an"]) && at == i + 1;
        let is_plural = t.word(at).ends_with('s');
        let is_year = matches!(t.shape(i), Some(Shape::Number(4))) && t.value(i) >= 1000;
        let is_inside = at > 0 && matches!(t.term(at - 1), Term::Relative(_));
        if (is_year || is_inside) && !is_plural {
            return None;
        }
        let is_counted =
            !matches!(unit, Unit::Vague | Unit::Half | Unit::Quarter | Unit::Weekend) || (count != Some(1) && unit != Unit::Vague);
        if !is_counted || (is_article && is_plural) || (unit == Unit::Half) {
            return None;
        }
        // "24 hours" are a day
        match count {
            Some(hours) if t.is(at, "hours") && hours > 0 && hours.is_multiple_of(24) => Some((Some(hours / 24), Unit::Day, at + 1)),
            _ => Some((count, unit, at + 1)),
        }
    }

    /// What a length of time says with the words after it.
    pub(super) fn measured(&self, i: usize, depth: u8) -> Hit {
        let t = self.t;
        if let Some((about, from)) = self.approximator(i) {
            let (phrase, end) = longest([self.measured(from, depth.checked_sub(1)?), self.period(from, depth).filter(|_| about)])?;
            return Some((self.about(i, phrase), end));
        }
        let spread = self.spread(i).map(|spread| self.told_by_spread(&spread));
        if let Some(found) = longest([self.unit_before(i, depth), self.ahead(i, depth), spread]) {
            return Some(found);
        }
        let (count, unit, mut end) = match self.measure(i) {
            Some(found) => found,
            // "week from tomorrow"
            None if t.is(i + 1, "from") && t.is_any(i + 2, &["now", "today", "tomorrow"]) && !t.word(i).ends_with('s') => match t.term(i) {
                Term::Unit(unit @ (Unit::Week | Unit::Month | Unit::Year)) => (Some(1), unit, i + 1),
                _ => return None,
            },
            None => self.bare_units(i)?,
        };
        if self.is_age(end) {
            return None;
        }
        if let Some(found) = (t.is(end, "and") || t.is_mark(end, ',')).then(|| self.told_by_compound(i)).flatten() {
            return Some(found);
        }
        if t.is_mark(end, '\'') && t.is_any(end + 1, &["time"]) {
            end += 1;
        }
        if t.is(end, "ago") || (t.is(end, "back") && !t.is_word(end + 1) && unit <= Unit::Year) {
            let ago = self.ago(count, unit);
            if let (Phrase::Ago { unit: Unit::Year, .. }, Some(found)) = (&ago, self.picked_from(&ago, unit, end + 1)) {
                return Some(found);
            }
            // halves are told in round numbers
            let is_round = count.is_some() && (i..end).any(|j| t.is_any(j, &["half", "quarter"]) || t.shape(j) == Some(Shape::Sum));
            let ago = if is_round { Phrase::About(Box::new(ago)) } else { ago };
            return self.ago_from(end + 1, count, unit, depth).or(Some((ago, end + 1)));
        }
        if let Some(found) = self.counted_from(end, count.map(i64::from), unit, depth) {
            return Some(found);
        }
        // "the 10 previous weeks"
        if let (Some(n), Some(sense)) = (count, self.sense_inside(i, end)) {
            return Some((Phrase::Stretch { relative: sense, count: n, unit }, end)).filter(|_| unit != Unit::Clock);
        }
        if t.is_mark(end, '-') && t.is(end + 1, "long") {
            end += 2;
        }
        if unit == Unit::Quarter {
            return None;
        }
        let is_time = self.count(i).is_none() || !t.is(i, "some") || !matches!(unit, Unit::Day | Unit::Night);
        is_time.then_some((Phrase::Nothing("duration"), end))
    }

    /// A time after "about", "more than"; after "less than" the days up to it: "less than two weeks ago".
    fn about(&self, i: usize, phrase: Phrase) -> Phrase {
        let t = self.t;
        let is_less =
            t.is_any(i, &["less", "fewer", "under"]) || (t.is(i, "no") && t.is(i + 1, "more")) || (t.is(i, "at") && t.is(i + 1, "most"));
        match phrase {
            Phrase::Nothing(_) => phrase,
            Phrase::Ago { count, unit } if is_less => Phrase::Stretch { relative: Relative::Last, count, unit },
            Phrase::Offset { count, ref base, .. } if is_less && count > 0 && **base == Phrase::FromToday(0) => {
                Phrase::Range(Box::new(Phrase::FromToday(0)), Box::new(phrase))
            }
            phrase => Phrase::About(Box::new(phrase)),
        }
    }

    /// The sense of a word like "previous" between a count and its unit.
    fn sense_inside(&self, from: usize, to: usize) -> Option<Relative> {
        (from..to).find_map(|j| match (self.t.word(j), self.t.term(j)) {
            ("following", _) => None,
            ("previous" | "prior", _) if self.t.before(from, 1) == "the" => Some(Relative::Preceding),
            (_, Term::Relative(sense @ (Relative::Last | Relative::Next))) => Some(sense),
            _ => None,
        })
    }

    /// "34-year-old", "18 years old", "25 years of age": not a time at all.
    pub(in crate::resolve::time) fn is_age(&self, end: usize) -> bool {
        let t = self.t;
        let at = if t.is_mark(end, '-') { end + 1 } else { end };
        t.is_any(at, &["old", "olds"]) || (t.is(end, "of") && t.is(end + 1, "age"))
    }

    fn ago(&self, count: Option<u32>, unit: Unit) -> Phrase {
        match (count, unit) {
            (_, Unit::Clock) => Phrase::Nothing("shorter than a day"),
            (None, _) => Phrase::Nothing("vague count"),
            (Some(count), _) => Phrase::Ago { count, unit },
        }
    }

    /// "a week ago on Friday", "twenty years ago this week"
    fn ago_from(&self, i: usize, count: Option<u32>, unit: Unit, depth: u8) -> Hit {
        let t = self.t;
        let from = if t.is(i, "on") { i + 1 } else { i };
        let (base, end) = self.period(from, depth)?;
        let is_base =
            matches!(base, Phrase::Weekday { .. } | Phrase::FromToday(_)) || matches!(base, Phrase::Unit { .. } if unit >= Unit::Year);
        let count = -i64::from(count?);
        (is_base && unit != Unit::Clock).then(|| (Phrase::Offset { count, unit, base: Box::new(base) }, end))
    }

    /// "later", "earlier", "before March 10", "from now", "after the 12 May attack", after a length of time.
    pub(super) fn counted_from(&self, i: usize, count: Option<i64>, unit: Unit, depth: u8) -> Hit {
        let t = self.t;
        let told = |sign: i64, end: usize| match (count, unit) {
            (_, Unit::Clock) => (Phrase::Nothing("shorter than a day"), end),
            (None, _) => (Phrase::Nothing("vague count"), end),
            (Some(n), _) => (Phrase::Later { count: sign * n, unit }, end),
        };
        match t.word(i) {
            "later" | "afterward" | "afterwards" | "thereafter" => return Some(told(1, i + 1)),
            "earlier" | "previously" | "beforehand" => return Some(told(-1, i + 1)),
            "prior" if !t.is(i + 1, "to") && self.ends_phrase(i + 1) => return Some(told(-1, i + 1)),
            "hence" => return count.map(|n| (Phrase::Offset { count: n, unit, base: Box::new(Phrase::FromToday(0)) }, i + 1)),
            _ => {}
        }
        let sign = match t.word(i) {
            "before" => -1,
            "prior" if t.is(i + 1, "to") => -1,
            "after" | "following" | "from" | "since" => 1,
            _ => return None,
        };
        let from = if t.is(i, "prior") { i + 2 } else { i + 1 };
        let base = if t.is(from, "now") {
            Some((Phrase::FromToday(0), from + 1))
        } else {
            let at = if t.is_any(from, &["the", "its", "that"]) { from + 1 } else { from };
            longest([self.period(from, depth), self.period(at, depth).filter(|_| at > from)])
        };
        if t.is(i, "from") && base.as_ref().is_some_and(|&(_, end)| self.goes_on(end)) {
            return None;
        }
        // "a week from Friday" is counted from the Friday to come
        let base = base.map(|(base, end)| match base {
            Phrase::Weekday { weekday, relative: None, week: None } if t.is(i, "from") => {
                (Phrase::Weekday { weekday, relative: Some(Relative::Next), week: None }, end)
            }
            base => (base, end),
        });
        let base = base.filter(|(base, end)| !self.is_coarse_modifier(base, unit, *end));
        match base {
            Some((Phrase::Nothing(why), end)) => return Some((Phrase::Nothing(why), end)),
            Some((base, end)) if unit != Unit::Clock => {
                let Some(n) = count else { return Some((Phrase::Nothing("vague count"), end)) };
                let base = Box::new(base);
                return Some((Phrase::Offset { count: sign * n, unit, base }, end));
            }
            Some((_, end)) => return Some((Phrase::Nothing("shorter than a day"), end)),
            None => {}
        }
        match t.word(i) {
            "before" | "after" | "prior" | "following" => {
                if self.ends_phrase(from) {
                    Some(told(sign, from))
                } else {
                    Some((Phrase::Nothing("offset from an event"), from))
                }
            }
            _ => None,
        }
    }

    /// "two days after the 2016 convention": the year is not what is counted from; "two years after" it is.
    pub(super) fn is_coarse_modifier(&self, base: &Phrase, unit: Unit, end: usize) -> bool {
        let grain = match base {
            Phrase::Years { .. } => Unit::Year,
            Phrase::Part { .. } | Phrase::Season { .. } => Unit::Quarter,
            Phrase::Month { .. } => Unit::Month,
            _ => Unit::Clock,
        };
        grain > unit && self.is_modifier(end)
    }

    /// True where no noun phrase or clause follows that "before" would go with.
    fn ends_phrase(&self, i: usize) -> bool {
        let t = self.t;
        match t.shape(i) {
            None | Some(Shape::Mark(',' | '.' | ';' | ':' | ')' | '"' | '”' | '?' | '!' | '—' | '-')) => true,
            Some(Shape::Word) => {
                t.is_any(i, &["in", "at", "on", "and", "but", "near", "by", "with", "for", "when", "that", "was", "were", "had"])
            }
            _ => false,
        }
    }

    /// "the day before", "the night after the 12 May attack", "the year before last", "a day after"
    fn unit_before(&self, i: usize, depth: u8) -> Hit {
        let t = self.t;
        // "day before May 3"
        if t.is(i, "day") && t.is_any(i + 1, &["before", "after"]) && t.before(i, 1) != "same" {
            let (base, end) = self.period(i + 2, depth.checked_sub(1)?)?;
            let count = if t.is(i + 1, "before") { -1 } else { 1 };
            let is_day = matches!(base, Phrase::Day { .. } | Phrase::Holiday { .. } | Phrase::Weekday { .. } | Phrase::FromToday(_));
            return is_day.then(|| (Phrase::Offset { count, unit: Unit::Day, base: Box::new(base) }, end));
        }
        if !t.is(i, "the") {
            return None;
        }
        if let Some(found) = self.units_beside(i + 1, depth) {
            return Some(found);
        }
        let Term::Unit(unit @ (Unit::Day | Unit::Night | Unit::Week | Unit::Month | Unit::Year | Unit::Weekend)) = t.term(i + 1) else {
            let is_part = t.term(i + 1) == Term::DayPart && t.is_any(i + 2, &["before", "after"]);
            return if is_part { self.counted_from(i + 2, Some(1), Unit::Day, depth) } else { None };
        };
        if t.word(i + 1).ends_with('s') || !t.is_any(i + 2, &["before", "after", "prior", "following"]) {
            return None;
        }
        if t.is(i + 2, "prior") && !t.is(i + 3, "to") {
            return Some((Phrase::Later { count: -1, unit }, i + 3));
        }
        self.counted_from(i + 2, Some(1), unit, depth)
    }

    /// "weeks", "for years": a plural without a number.
    fn bare_units(&self, i: usize) -> Option<(Option<u32>, Unit, usize)> {
        let t = self.t;
        let Term::Unit(unit @ (Unit::Day | Unit::Week | Unit::Month | Unit::Year | Unit::Decade | Unit::Century | Unit::Clock)) = t.term(i)
        else {
            return None;
        };
        let is_plural = t.is_any(i, &["days", "weeks", "months", "years", "decades", "centuries", "hours", "minutes", "seconds"]);
        let is_hours = unit == Unit::Clock;
        let is_told = t.is_any(i + 1, &["ago", "later", "earlier", "before", "after", "of"]);
        let is_asked = matches!(t.before(i, 1), "for" | "in" | "within" | "after" | "and" | "or" | "over");
        let is_short = !t.is(i, "hours") && is_hours;
        (is_plural && (!is_hours || is_told || (is_asked && !is_short)) && !self.is_age(i + 1)).then_some((None, unit, i + 1))
    }

    /// "about", "more than": whether a date can follow, and the token after it.
    fn approximator(&self, i: usize) -> Option<(bool, usize)> {
        let t = self.t;
        match (t.word(i), t.word(i + 1)) {
            ("about" | "around" | "circa", _) => Some((true, i + 1)),
            ("no", "more" | "less" | "fewer") if t.is(i + 2, "than") => Some((false, i + 3)),
            ("more" | "less" | "fewer", "than") | ("at", "least" | "most") | ("up", "to") => Some((false, i + 2)),
            ("nearly" | "almost" | "roughly" | "over" | "under", _) => Some((false, i + 1)),
            ("some", _) if matches!(t.shape(i + 1), Some(Shape::Number(_))) || matches!(t.term(i + 1), Term::Cardinal(_)) => {
                Some((false, i + 1))
            }
            _ => None,
        }
    }
}
