//! What one end bounds: "since", "by", "until", "before", "after", "within", and words of like sense.

use super::compound::Spread;
use super::ranges::ONWARD;
use super::{DEPTH, Grammar, Hit, longest};
use crate::resolve::time::lexicon::{Term, Unit};
use crate::resolve::time::phrase::Phrase;

/// How a bound is made of its date.
type Bound = fn(Box<Phrase>) -> Phrase;

impl Grammar<'_> {
    /// "since March", "by the end of June", "until Friday", "before 2010", "after 31 August", "within two weeks"
    pub(super) fn bounded(&self, i: usize) -> Hit {
        let t = self.t;
        if t.is(i, "within") {
            return self.within(i);
        }
        let (bound, from): (Bound, usize) = match t.word(i) {
            "since" => (Phrase::Since, i + 1),
            "by" => (Phrase::By, i + 1),
            "until" | "till" => (Phrase::Until, i + 1),
            "before" => (Phrase::Before, i + 1),
            "after" => (Phrase::After, i + 1),
            _ => return longest([self.bound_of_words(i), self.onwards(i)]),
        };
        if t.is(i, "since") && t.is(from, "then") {
            return Some((Phrase::Nothing("anaphora"), from + 1));
        }
        let from = match (t.word(from), t.word(from + 1)) {
            ("at", "least" | "latest") => from + 2,
            ("as", "early" | "long") if t.is(from + 2, "as") => from + 3,
            ("on" | "at" | "about" | "around", _) => from + 1,
            _ => from,
        };
        let year = self.a_year(from).filter(|_| t.is_any(from - 1, &["least", "latest", "as"]));
        let (phrase, end) = longest([self.point(from, DEPTH), self.range(from), year])?;
        match phrase {
            // "before dawn on Tuesday" is that Tuesday
            Phrase::DayPart(day) if t.is_any(i, &["before", "after"]) && !matches!(*day, Phrase::FromToday(_) | Phrase::Unit { .. }) => {
                Some((Phrase::DayPart(day), end))
            }
            // "after Monday's attack", "before Friday prayers"
            _ if t.is_any(i, &["before", "after"]) && self.is_modifier(end) => None,
            Phrase::Nothing("duration") => None,
            Phrase::Nothing(why) => Some((Phrase::Nothing(why), end)),
            // "after two days" and the like
            Phrase::Later { .. } | Phrase::Ahead { .. } => None,
            Phrase::Ago { .. } if t.is_any(i, &["by", "after"]) => None,
            phrase => Some((bound(Box::new(phrase)), end)),
        }
    }

    /// "prior to May 3", "earlier than 2018", "later than 2018", "no later than Friday", "on or after May 3", "up to and
    /// including Friday", "through Friday"
    fn bound_of_words(&self, i: usize) -> Hit {
        let t = self.t;
        let is_either = t.is(i + 1, "or") && t.is_any(i + 2, &["before", "after", "by", "since"]);
        let (bound, from): (Bound, usize) = match (t.word(i), t.word(i + 1)) {
            ("no", "later" | "earlier" | "sooner") | ("as", "late") if t.is_any(i + 2, &["than", "as"]) => {
                (if t.is_any(i + 1, &["earlier", "sooner"]) { Phrase::Since } else { Phrase::By }, i + 3)
            }
            ("prior", "to") | ("earlier", "than") => (Phrase::Before, i + 2),
            ("later", "than") if t.before(i, 1) == "not" => (Phrase::By, i + 2),
            ("later", "than") => (Phrase::After, i + 2),
            ("on" | "in" | "at", _) if is_either => (if t.is(i + 2, "before") { Phrase::By } else { Phrase::Since }, i + 3),
            ("up", "until" | "till") => (Phrase::Until, i + 2),
            ("up", "to") if t.is(i + 2, "and") && t.is(i + 3, "including") => (Phrase::Until, i + 4),
            ("through", "to" | "until") => (Phrase::Through, i + 2),
            // "the deal fell through on Tuesday"
            ("through", _) if !matches!(t.before(i, 1), "fall" | "falls" | "fell" | "fallen" | "falling") => (Phrase::Through, i + 1),
            _ => return None,
        };
        let (phrase, end) = longest([self.point(from, DEPTH), self.a_year(from)])?;
        if !self.is_bound(&phrase) || self.is_modifier(end) {
            return None;
        }
        // "no sooner than Friday": of a date to come nobody says how long after it
        let is_open = t.is(i, "no") && t.is_any(i + 1, &["earlier", "sooner"]) && !phrase.is_absolute();
        Some((if is_open { Phrase::Nothing("not before: no end stated") } else { bound(Box::new(phrase)) }, end))
    }

    /// A time that words after it make a bound: "2012 or later", "May 3 and after", "Friday or earlier".
    pub(super) fn bound_after(&self, i: usize, point: Hit) -> Hit {
        let t = self.t;
        let is_year_asked = matches!(t.before(i, 1), "in" | "from" | "year" | "of" | "for" | "since" | "by" | "");
        let is_onward = |end: usize| t.is_any(end, &["onward", "onwards"]);
        let (phrase, end) = longest([point, self.a_year(i).filter(|&(_, end)| is_year_asked || is_onward(end))])?;
        if is_onward(end) && self.is_bound(&phrase) && !t.is_mark(end + 1, '-') {
            return Some((Phrase::Since(Box::new(phrase)), end + 1));
        }
        let is_sure = match (t.word(end), t.word(end + 1)) {
            ("or", "later" | "earlier") => true,
            ("or", "after" | "before") | ("and", "later" | "after" | "onwards" | "earlier" | "before") => false,
            _ => return None,
        };
        let is_end = !t.is_word(end + 2) || (is_sure && t.term(end + 2) == Term::Other);
        if !is_end || !t.is_lower_word(end + 1) || !self.is_bound(&phrase) {
            return None;
        }
        let is_before = t.is_any(end + 1, &["earlier", "before"]);
        Some((if is_before { Phrase::Before(Box::new(phrase)) } else { Phrase::Since(Box::new(phrase)) }, end + 2))
    }

    /// True for what has an end that bounds.
    fn is_bound(&self, phrase: &Phrase) -> bool {
        match phrase {
            Phrase::Nothing(_) | Phrase::Stretch { .. } | Phrase::Later { .. } | Phrase::Ahead { .. } | Phrase::Within { .. } => false,
            Phrase::Ago { .. } | Phrase::SoFar { .. } | Phrase::Season { .. } => false,
            Phrase::Unit { unit, .. } => *unit > Unit::Night,
            Phrase::DayPart(inner) | Phrase::About(inner) => self.is_bound(inner),
            _ => true,
        }
    }

    /// True where a time that ends here belongs to a noun after it.
    pub(super) fn is_modifier(&self, end: usize) -> bool {
        const NO_NOUN: [&str; 46] = [
            "and", "or", "to", "in", "at", "on", "with", "when", "while", "as", "after", "before", "by", "near", "against", "was", "is",
            "were", "for", "that", "which", "from", "the", "but", "until", "because", "if", "he", "they", "it", "she", "we", "there",
            "who", "are", "has", "have", "had", "will", "would", "could", "should", "must", "can", "said", "says",
        ];
        let t = self.t;
        (t.is_mark(end, '\'') && t.is(end + 1, "s")) || (t.is_lower_word(end) && !NO_NOUN.contains(&t.word(end)))
    }

    /// "from 2014 on", "from Monday onwards"
    fn onwards(&self, i: usize) -> Hit {
        let t = self.t;
        if !t.is(i, "from") {
            return None;
        }
        // "from March on"
        let month = self.month_name(i + 1).filter(|&(_, end, _)| t.is_capitalised(i + 1) && t.is(end, "on"));
        let month = month.map(|(month, end, _)| (Phrase::Month { year: None, month, relative: None }, end));
        let (phrase, end) = longest([self.end_point(i + 1, true), month])?;
        let is_on = (t.is(end, "on") && !t.is_word(end + 1)) || ONWARD.contains(&t.word(end));
        let is_time = !matches!(phrase, Phrase::Nothing(_));
        (is_on && is_time).then(|| (Phrase::Since(Box::new(phrase)), end + 1))
    }

    fn within(&self, i: usize) -> Hit {
        let t = self.t;
        let from = if t.is(i + 1, "the") { i + 2 } else { i + 1 };
        let from = if t.is_any(from, &["next", "coming"]) { from + 1 } else { from };
        if let Some(Spread { most, unit, end, .. }) = self.spread(from) {
            let within = Phrase::Within { count: Some(most), unit };
            return (!t.is(end, "of")).then(|| (Phrase::About(Box::new(within)), end));
        }
        let (count, unit, end) = match self.measure(from) {
            Some((count, unit, end)) => (count, unit, end),
            None => match t.term(from) {
                Term::Unit(unit) if t.word(from).ends_with('s') && unit != Unit::Vague => (None, unit, from + 1),
                _ => return None,
            },
        };
        // "within 30 days of May 3", "within two weeks from tomorrow"
        if t.is_any(end, &["of", "from", "after", "following"])
            && let (Some(count), Some((day, after))) = (count, self.period(end + 1, DEPTH - 1))
            && matches!(
                day,
                Phrase::Day { .. } | Phrase::DayOfMonth { .. } | Phrase::Weekday { .. } | Phrase::FromToday(_) | Phrase::Holiday { .. }
            )
            && unit > Unit::Night
            && !self.is_modifier(after)
        {
            let last = Phrase::Offset { count: i64::from(count), unit, base: Box::new(day.clone()) };
            return Some((Phrase::Range(Box::new(day), Box::new(last)), after));
        }
        if t.is(end, "of") {
            return Some((Phrase::Nothing("offset from an event"), end));
        }
        let is_vague = count.is_none() && from < end - 1;
        if is_vague {
            return Some((Phrase::Nothing("vague count"), end));
        }
        Some((Phrase::Within { count, unit }, end))
    }
}
