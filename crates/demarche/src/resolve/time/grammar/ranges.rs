//! Ranges, bounds ("since", "by", "until", "before", "after", "within"), repetition and what has no date at all.

use super::{DEPTH, Grammar, Hit, longest};
use crate::resolve::time::lex::Shape;
use crate::resolve::time::lexicon::{Term, Unit};
use crate::resolve::time::phrase::Phrase;

impl Grammar<'_> {
    /// "from A to B", "between A and B", "A-B", "A to B", "2019/20"
    pub(super) fn range(&self, i: usize) -> Hit {
        let t = self.t;
        let (opener, at) = match t.word(i) {
            "from" => ("from", i + 1),
            "between" => ("between", i + 1),
            _ => ("", i),
        };
        let opened = self.range_from(at, opener)?;
        Some(opened)
    }

    fn range_from(&self, i: usize, opener: &str) -> Hit {
        if let Some(found) = self.days_then_month(i, opener).or_else(|| self.two_days(i)) {
            return Some(found);
        }
        let (first, end) = self.end_point(i, !opener.is_empty())?;
        let next = self.connector(end, opener)?;
        if let Some(found) = self.short_second(&first, i, end, next) {
            return Some(found);
        }
        let (second, after) = self.end_point(next, true)?;
        if is_hour(&first) && is_hour(&second) {
            return Some((Phrase::Nothing("time of day"), after));
        }
        let is_pair = opener == "from" || opener == "between" || is_like(&first, &second);
        if !is_pair || matches!(first, Phrase::Nothing(_)) || matches!(second, Phrase::Nothing(_)) {
            return None;
        }
        let first = match second.stated_year() {
            // "Nov-Feb 2017" began the year before
            Some(year) if first.stated_year().is_none() => {
                let is_turned = matches!((first.month(), second.month()), (Some(a), Some(b)) if a > b);
                first.in_year(if is_turned { year - 1 } else { year })
            }
            _ => first,
        };
        Some((Phrase::Range(Box::new(first), Box::new(second)), after))
    }

    /// One end of a range. With `is_open` a bare year needs no more than its four digits.
    fn end_point(&self, i: usize, is_open: bool) -> Hit {
        let t = self.t;
        if t.is_any(i, &["now", "present"]) {
            return Some((Phrase::FromToday(0), i + 1));
        }
        // "May to March", "Jan-Feb 2017"
        if let Some((month, end, _)) = self.month_name(i)
            && let Some(next) = self.connector(end, "")
            && self.month_name(next).is_some()
            && t.is_capitalised(i)
        {
            return Some((Phrase::Month { year: None, month, relative: None }, end));
        }
        let year = if is_open || t.is_mark(i + 1, '-') || t.is_mark(i + 1, '/') || t.is_any(i + 1, &["to", "through", "until", "till"]) {
            let named = if t.is(i, "the") && t.is(i + 1, "year") { i + 2 } else { i };
            let is_after_dash = t.is_glued(i) && i > 0 && !t.is_mark(i - 1, '-') && !t.is_mark(i - 1, '(');
            self.year(named).filter(|_| !is_after_dash).map(|(y, end)| (Phrase::Years { first: y, last: y }, end))
        } else {
            None
        };
        longest([self.point(i, DEPTH), year.filter(|(_, end)| !self.is_counted_noun(*end))])
    }

    /// The token after "to", "through", "until", "-", or "and" after "between".
    fn connector(&self, i: usize, opener: &str) -> Option<usize> {
        let t = self.t;
        if t.is_mark(i, '-') {
            return Some(i + 1);
        }
        match t.word(i) {
            "and" if opener == "between" => Some(i + 1),
            "to" | "through" | "until" | "till" | "til" | "thru" if opener != "between" || t.is(i, "through") => Some(i + 1),
            "up" if t.is(i + 1, "to") => Some(i + 2),
            _ => None,
        }
    }

    /// "3-7 March", "between 3 and 12 of Sept", "from the 13th to the 19th of October 1950"
    fn days_then_month(&self, i: usize, opener: &str) -> Hit {
        let t = self.t;
        let at = if t.is(i, "the") { i + 1 } else { i };
        let (first, end, _) = self.day_number(at)?;
        let next = self.connector(end, opener)?;
        let (second, after) = self.day_first(next)?;
        match second {
            Phrase::Day { year, month, day, .. } if first < day => {
                let first = Phrase::Day { year, month, day: first, weekday: None };
                Some((Phrase::Range(Box::new(first), Box::new(second)), after))
            }
            _ => None,
        }
    }

    /// "the 28 and 29 August", "May 4 and 5": two days that follow each other.
    fn two_days(&self, i: usize) -> Hit {
        let t = self.t;
        let at = if t.is(i, "the") { i + 1 } else { i };
        let (first, second, end) = if let Some((Phrase::Day { year: None, month, day, .. }, end)) = self.month_first(i) {
            let (second, after, _) = self.day_number(end + 1).filter(|&(_, after, _)| t.is(end, "and") && !self.is_counted_noun(after))?;
            let (year, after) = self.year_after(after).map_or((None, after), |(y, e)| (Some(y), e));
            (day, Phrase::Day { year, month, day: second, weekday: None }, after)
        } else {
            let (first, end, _) = self.day_number(at)?;
            let (second, after) = self.day_first(end + 1).filter(|_| t.is(end, "and"))?;
            (first, second, after)
        };
        match second {
            Phrase::Day { year, month, day, .. } if day == first + 1 => {
                let first = Phrase::Day { year, month, day: first, weekday: None };
                Some((Phrase::Range(Box::new(first), Box::new(second)), end))
            }
            _ => None,
        }
    }

    /// The second end where it leaves out what it shares with the first: "March 3-7, 2014", "2007-08", "2019/20".
    fn short_second(&self, first: &Phrase, i: usize, end: usize, next: usize) -> Hit {
        let t = self.t;
        match *first {
            Phrase::Day { year, month, day, .. } => {
                if t.is_word(i) || year.is_none() {
                    let at = if t.is(next, "the") { next + 1 } else { next };
                    let (last, after, is_ordinal) = self.day_number(at)?;
                    let is_other = self.month_name(after).is_some() || (t.is(after, "of") && self.month_name(after + 1).is_some());
                    if is_other || t.is_mark(after, '/') || self.meridiem_at(after) || (self.is_counted_noun(after) && !is_ordinal) {
                        return None;
                    }
                    let stated = self.year_after(after);
                    let (stated, after) = stated.map_or((year, after), |(y, e)| (Some(y), e));
                    // "from April 27 to the 3rd": of the next month
                    let (month_2, year_2) = match (last > day, month) {
                        (true, _) => (month, stated),
                        (false, 12) => (1, stated.map(|y| y + 1)),
                        (false, _) => (month + 1, stated),
                    };
                    let first = Phrase::Day { year: stated, month, day, weekday: None };
                    let last = Phrase::Day { year: year_2, month: month_2, day: last, weekday: None };
                    return Some((Phrase::Range(Box::new(first), Box::new(last)), after));
                }
                None
            }
            Phrase::Years { first, last } if first == last => {
                let is_short = matches!(t.shape(next), Some(Shape::Number(2))) && t.is_mark(end, '-') && t.is_glued(next);
                let years = i32::try_from(t.value(next)).ok()?;
                let second = first - first.rem_euclid(100) + years;
                let is_cut = t.is_mark(next + 1, '-') || (t.is_word(next + 1) && t.is_glued(next + 1)) || t.is_mark(next + 1, '/');
                (is_short && second > first && !is_cut).then_some((Phrase::Years { first, last: second }, next + 1))
            }
            _ => None,
        }
    }

    fn meridiem_at(&self, i: usize) -> bool {
        self.t.is_any(i, &["am", "pm"]) || (self.t.is_any(i, &["a", "p"]) && self.t.is_mark(i + 1, '.'))
    }

    /// "2019/20"
    fn slashed_years(&self, i: usize) -> Hit {
        let t = self.t;
        let (year, end) = self.year(i).filter(|_| matches!(t.shape(i), Some(Shape::Number(4))))?;
        let is_pair = t.is_mark(end, '/') && t.is_glued(end) && t.is_glued(end + 1) && matches!(t.shape(end + 1), Some(Shape::Number(2)));
        let second = year - year.rem_euclid(100) + i32::try_from(t.value(end + 1)).ok()?;
        let is_cut = t.is_mark(end + 2, '/');
        (is_pair && second == year + 1 && !is_cut).then_some((Phrase::Years { first: year, last: second }, end + 2))
    }

    /// "since March", "by the end of June", "until Friday", "before 2010", "after 31 August", "within two weeks"
    pub(super) fn bounded(&self, i: usize) -> Hit {
        let t = self.t;
        if let Some(found) = self.slashed_years(i) {
            return Some(found);
        }
        if t.is(i, "within") {
            return self.within(i);
        }
        let (bound, from): (fn(Box<Phrase>) -> Phrase, usize) = match (t.word(i), t.word(i + 1)) {
            ("since", _) => (Phrase::Since, i + 1),
            ("by", _) => (Phrase::By, i + 1),
            ("until" | "till", _) => (Phrase::Until, i + 1),
            ("before", _) => (Phrase::Before, i + 1),
            ("after", _) => (Phrase::After, i + 1),
            ("no", "later") | ("as", "late") if t.is_any(i + 2, &["than", "as"]) => (Phrase::By, i + 3),
            _ => return self.onwards(i),
        };
        if t.is(i, "since") && t.is(from, "then") {
            return Some((Phrase::Nothing("anaphora"), from + 1));
        }
        let from = if t.is_any(from, &["on", "at", "about", "around"]) { from + 1 } else { from };
        let (phrase, end) = longest([self.point(from, DEPTH), self.range(from)])?;
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

    /// True where a time that ends here belongs to a noun after it.
    fn is_modifier(&self, end: usize) -> bool {
        const NO_NOUN: [&str; 30] = [
            "and", "or", "to", "in", "at", "on", "with", "when", "while", "as", "after", "before", "by", "near", "against", "was", "is",
            "were", "for", "that", "which", "from", "the", "but", "until", "because", "if", "he", "they", "it",
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
        let (phrase, end) = self.end_point(i + 1, true)?;
        let is_on = t.is_any(end, &["on", "onward", "onwards"]) && (!t.is(end, "on") || !t.is_word(end + 1));
        let is_time = !matches!(phrase, Phrase::Nothing(_));
        (is_on && is_time).then(|| (Phrase::Since(Box::new(phrase)), end + 1))
    }

    fn within(&self, i: usize) -> Hit {
        let t = self.t;
        let from = if t.is(i + 1, "the") { i + 2 } else { i + 1 };
        let from = if t.is_any(from, &["next", "coming"]) { from + 1 } else { from };
        let (count, unit, end) = match self.measure(from) {
            Some((count, unit, end)) => (count, unit, end),
            None => match t.term(from) {
                Term::Unit(unit) if t.word(from).ends_with('s') && unit != Unit::Vague => (None, unit, from + 1),
                _ => return None,
            },
        };
        if t.is(end, "of") {
            return Some((Phrase::Nothing("offset from an event"), end));
        }
        let is_vague = count.is_none() && from < end - 1;
        if is_vague {
            return Some((Phrase::Nothing("vague count"), end));
        }
        Some((Phrase::Within { count, unit }, end))
    }

    /// "every Friday", "each year", "daily"
    pub(super) fn repeated(&self, i: usize) -> Hit {
        let t = self.t;
        const WHY: Phrase = Phrase::Nothing("repeated");
        if t.is_any(i, &["daily", "weekly", "monthly", "annually", "yearly"]) {
            let is_title = t.is_capitalised(i) && (!t.before(i, 1).is_empty() || t.is_capitalised(i + 1));
            if is_title {
                return None;
            }
            return Some((WHY, i + 1));
        }
        if !t.is_any(i, &["every", "each", "all"]) {
            return None;
        }
        let is_all = t.is(i, "all");
        let at = if self.ordinal(i + 1).is_some() || t.is(i + 1, "other") || t.is(i + 1, "single") { i + 2 } else { i + 1 };
        match t.term(at) {
            Term::Unit(Unit::Vague) => None,
            Term::Unit(_) if is_all => (!t.word(at).ends_with('s')).then_some((Phrase::Nothing("duration"), at + 1)),
            Term::Unit(_) | Term::Weekday(_) | Term::DayPart | Term::Season(_) if !is_all => Some((WHY, at + 1)),
            _ if !is_all => match self.measure(i + 1) {
                Some((_, _, end)) => Some((WHY, end)),
                None => self.month_name(at).filter(|&(_, _, is_full)| is_full && t.is_capitalised(at)).map(|(_, end, _)| (WHY, end)),
            },
            _ => None,
        }
    }

    /// "now", "recently", "at the time", "in the past", "overnight", "FY2023"
    pub(super) fn vague(&self, i: usize) -> Hit {
        let t = self.t;
        let near = |end| Some((Phrase::Nothing("present"), end));
        match (t.word(i), t.word(i + 1)) {
            ("now" | "currently" | "nowadays", _) => near(i + 1),
            ("recent", _) if matches!(t.term(i + 1), Term::Unit(unit) if unit != Unit::Vague) && t.word(i + 1).ends_with('s') => {
                Some((Phrase::Nothing("vague past"), i + 2))
            }
            ("recently", _) => Some((Phrase::Nothing("vague past"), i + 1)),
            ("overnight", _) => {
                let night = Phrase::Range(Box::new(Phrase::FromToday(-1)), Box::new(Phrase::FromToday(0)));
                Some((night, i + 1))
            }
            ("these", "days") => near(i + 2),
            ("the", "past") if !t.is_word(i + 2) => Some((Phrase::Nothing("vague past"), i + 2)),
            ("the", "future") => Some((Phrase::Nothing("vague future"), i + 2)),
            ("the", "time") if matches!(t.before(i, 1), "at" | "of" | "by") => Some((Phrase::Nothing("anaphora"), i + 2)),
            ("the", "period") if matches!(t.before(i, 1), "of" | "during" | "in" | "over") && !t.is(i + 2, "of") => {
                Some((Phrase::Nothing("anaphora"), i + 2))
            }
            ("fy", _) if matches!(t.shape(i + 1), Some(Shape::Number(2 | 4))) && t.is_capitalised(i) => {
                Some((Phrase::Nothing("fiscal year"), i + 2))
            }
            ("fiscal", _) => {
                let at = if t.is(i + 1, "year") { i + 2 } else { i + 1 };
                let year = self.year(at).map(|(_, end)| end).or((at > i + 1).then_some(at))?;
                Some((Phrase::Nothing("fiscal year"), year))
            }
            ("dozens" | "hundreds", "of") => None,
            _ => None,
        }
    }
}

/// True where two phrases are of one kind, as the ends of a range are.
fn is_like(a: &Phrase, b: &Phrase) -> bool {
    match (a, b) {
        (Phrase::DayPart(a), b) | (Phrase::Third { period: a, .. }, b) => is_like(a, b),
        (a, Phrase::DayPart(b)) | (a, Phrase::Third { period: b, .. }) => is_like(a, b),
        (Phrase::Day { .. } | Phrase::DayOfMonth { .. }, Phrase::Day { .. } | Phrase::DayOfMonth { .. } | Phrase::Month { .. }) => true,
        (Phrase::Month { .. }, Phrase::Month { .. } | Phrase::Day { .. }) => true,
        (Phrase::Years { .. }, Phrase::Years { .. } | Phrase::Month { .. } | Phrase::Day { .. } | Phrase::FromToday(_)) => true,
        (Phrase::Day { .. } | Phrase::Month { .. }, Phrase::FromToday(_)) => true,
        _ => std::mem::discriminant(a) == std::mem::discriminant(b),
    }
}

fn is_hour(phrase: &Phrase) -> bool {
    matches!(phrase, Phrase::Nothing("time of day"))
}
