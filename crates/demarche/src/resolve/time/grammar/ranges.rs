//! Ranges: from one time to another.

use super::{DEPTH, Grammar, Hit, longest};
use crate::resolve::time::lex::Shape;
use crate::resolve::time::lexicon::Unit;
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
        // "the years 2010 to 2012", "the period from March 3 to March 9"
        let named = if t.is(at, "the") { at + 1 } else { at };
        if t.is(named, "years") && opener.is_empty() && t.is_any(named + 1, &["between", "from"]) {
            return self.range_from(named + 2, t.word(named + 1)).filter(|(phrase, _)| phrase.is_absolute());
        }
        if t.is(named, "period") && named > at && opener.is_empty() {
            return match t.word(named + 1) {
                word @ ("between" | "from") => self.range_from(named + 2, word),
                "of" => self.range_from(named + 2, "").filter(|(phrase, _)| phrase.is_absolute()),
                _ => self.range_from(named + 1, ""),
            };
        }
        let at = if t.is(named, "years") && t.is_lower_word(named) && self.year(named + 1).is_some() { named + 1 } else { at };
        let opened = self.range_from(at, opener)?;
        Some(opened)
    }

    fn range_from(&self, i: usize, opener: &str) -> Hit {
        let shared = self.days_then_month(i, opener).or_else(|| self.days_in_a_row(i)).or_else(|| self.two_ordinals(i, opener));
        if shared.is_some() {
            return shared;
        }
        let t = self.t;
        if let Some(found) = self.two_thirds(i) {
            return Some(found);
        }
        let (first, end) = self.end_point(i, !opener.is_empty())?;
        // "from May 3, 2014, through June 5, 2015"
        let end = if opener == "from" && t.is_mark(end, ',') && t.is_any(end + 1, &["to", "through", "until"]) { end + 1 } else { end };
        let next = self.connector(end, opener)?;
        if let Some(found) = self.short_second(&first, i, end, next) {
            return Some(found);
        }
        let (second, after) = longest([self.end_point(next, true), self.joined_month(&first, next)])?;
        if is_hour(&first) && is_hour(&second) {
            return Some((Phrase::Nothing("time of day"), after));
        }
        // "now until Friday"
        let is_from_now = matches!(first, Phrase::FromToday(_)) && t.is_any(next - 1, &["until", "till", "through"]);
        let is_pair = opener == "from" || opener == "between" || is_from_now || is_like(&first, &second);
        if !is_pair || matches!(first, Phrase::Nothing(_)) || matches!(second, Phrase::Nothing(_)) {
            return None;
        }
        // "from 1130 to 1215 GMT on Wednesday"
        if matches!((&first, &second), (Phrase::Years { .. }, Phrase::DayPart(_) | Phrase::Weekday { .. } | Phrase::DayOfMonth { .. })) {
            return None;
        }
        // "Mon 3 - Fri 7 June"
        let first = match (first, &second) {
            (Phrase::DayOfMonth { day, weekday }, &Phrase::Day { year, month, day: last, .. }) if day < last => {
                Phrase::Day { year, month, day, weekday }
            }
            (first, _) => first,
        };
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
    pub(super) fn end_point(&self, i: usize, is_open: bool) -> Hit {
        let t = self.t;
        if let Some(end) = self.now(i) {
            return Some((Phrase::FromToday(0), end));
        }
        // "Mon-Fri", "Sat to Sun"
        if let Some((weekday, end, false)) = self.weekday_name(i)
            && t.is_capitalised(i)
            && let Some(next) = self.connector(end, "")
            && matches!(self.weekday_name(next), Some((_, _, false)))
            && t.is_capitalised(next)
        {
            return Some((Phrase::Weekday { weekday, relative: None, week: None }, end));
        }
        if let (Some((weekday, end, false)), true) = (self.weekday_name(i), self.is_after_weekday(i)) {
            return Some((Phrase::Weekday { weekday, relative: None, week: None }, end));
        }
        // "May to March", "Jan-Feb 2017", "between jan and mar"
        let opener = t.before(i, 1);
        let opener = if matches!(opener, "from" | "between") { opener } else { "" };
        if let Some((month, end, _)) = self.month_name(i)
            && let Some(next) = self.connector(end, opener)
            && self.month_name(next).is_some()
            && (t.is_capitalised(i) || !opener.is_empty())
        {
            return Some((Phrase::Month { year: None, month, relative: None }, end));
        }
        let year = if is_open
            || matches!(t.shape(i + 1), Some(Shape::Mark('-' | '—' | '/')))
            || t.is_any(i + 1, &["to", "through", "until", "till"])
        {
            let named = if t.is(i, "the") && t.is(i + 1, "year") { i + 2 } else { i };
            let is_cut = t.is_glued(i) && i > 0 && !matches!(t.shape(i - 1), Some(Shape::Mark('-' | '—' | '(')));
            self.year(named).filter(|_| !is_cut).map(|(y, end)| (Phrase::Years { first: y, last: y }, end))
        } else {
            None
        };
        longest([self.point(i, DEPTH), year.filter(|(_, end)| !self.is_counted_noun(*end))])
    }

    /// "now", "the present", "to date", "the current date": the token after it.
    fn now(&self, i: usize) -> Option<usize> {
        let t = self.t;
        let at = if t.is(i, "the") && t.is_any(i + 1, &["present", "current"]) { i + 1 } else { i };
        match t.word(at) {
            "now" => Some(at + 1),
            "present" => Some(if t.is_any(at + 1, &["day", "date"]) { at + 2 } else { at + 1 }).filter(|&end| !t.is_word(end)),
            "current" => t.is_any(at + 1, &["date", "day"]).then_some(at + 2),
            "date" => (t.before(at, 1) == "to" && !t.is_word(at + 1)).then_some(at + 1),
            _ => None,
        }
    }

    /// A month right after another and what joins them, whatever word it is else: "Jan-March", "from June to May".
    fn joined_month(&self, first: &Phrase, i: usize) -> Hit {
        let t = self.t;
        let is_month = matches!(first, Phrase::Month { .. });
        let (month, end, _) = self.month_name(i).filter(|_| is_month && (t.is_capitalised(i) || self.is_month_before(i)))?;
        if t.is_mark(i + 1, '\'') || self.day_number(end).is_some() {
            return None;
        }
        let (year, end) = self.year_after(end).map_or((None, end), |(y, e)| (Some(y), e));
        Some((Phrase::Month { year, month, relative: None }, end))
    }

    /// True after "from" or "between", a month and what joins another to it, where no capital shows that it is a month.
    fn is_month_before(&self, i: usize) -> bool {
        let t = self.t;
        matches!(t.before(i, 3), "from" | "between") && self.month_name(i - 2).is_some()
    }

    /// True after a short weekday and what joins another to it.
    fn is_after_weekday(&self, i: usize) -> bool {
        let t = self.t;
        let joined = (1..=2).filter_map(|back| i.checked_sub(back)).find(|&j| self.connector(j, "") == Some(i));
        let first = joined.and_then(|j| j.checked_sub(1)).filter(|&j| t.same_sentence(j, i));
        t.is_capitalised(i) && first.is_some_and(|j| t.is_capitalised(j) && matches!(self.weekday_name(j), Some((_, _, false))))
    }

    /// True where "from" and a time before `end` begin a range: "for four decades from 1975 through 2009", "from 2000 onwards".
    pub(super) fn goes_on(&self, end: usize) -> bool {
        let t = self.t;
        let is_to = t.is_any(end, &["to", "through", "until"]) && self.end_point(end + 1, true).is_some();
        is_to || ONWARD.contains(&t.word(end))
    }

    /// The token after "to", "through", "until", "-", or "and" after "between".
    pub(super) fn connector(&self, i: usize, opener: &str) -> Option<usize> {
        let t = self.t;
        // "January/February"
        let is_months = |mark: usize| mark > 0 && self.month_name(mark - 1).is_some() && self.month_name(mark + 1).is_some();
        let is_glued = t.is_glued(i) && t.is_glued(i + 1);
        // "2014—2016"
        let is_years = |mark: usize| {
            let is_year = |at: usize| matches!(t.shape(at), Some(Shape::Number(4))) && (1000..2200).contains(&t.value(at));
            mark > 0 && is_year(mark - 1) && is_year(mark + 1)
        };
        if t.is_mark(i, '-') || (t.is_mark(i, '/') && is_glued && is_months(i)) || (t.is_mark(i, '—') && is_glued && is_years(i)) {
            return Some(i + 1);
        }
        match t.word(i) {
            "and" if opener == "between" => Some(i + 1),
            "through" if t.is_any(i + 1, &["to", "until"]) => Some(i + 2),
            "to" | "through" | "until" | "till" | "til" | "thru" if opener != "between" || t.is(i, "through") => Some(i + 1),
            "up" if t.is_any(i + 1, &["to", "until", "till"]) => Some(i + 2),
            _ => None,
        }
    }

    /// "3-7 March", "between 3 and 12 of Sept", "from the 13th to the 19th of October 1950"
    fn days_then_month(&self, i: usize, opener: &str) -> Hit {
        let t = self.t;
        let at = if t.is(i, "the") { i + 1 } else { i };
        let (first, end, _) = self.day_number(at)?;
        let next = self.connector(end, opener)?;
        if let Some(found) = self.days_of_this_month(first, next) {
            return Some(found);
        }
        let (second, after) = self.day_first(next)?;
        match second {
            Phrase::Day { year, month, day, .. } if first < day => {
                let first = Phrase::Day { year, month, day: first, weekday: None };
                Some((Phrase::Range(Box::new(first), Box::new(second)), after))
            }
            _ => None,
        }
    }

    /// A day and the token past those that the text names with it: "3-9" of "the week of May 3-9", up to `most` days on.
    pub(super) fn days_after(&self, day: Phrase, end: usize, most: i8) -> (Phrase, usize) {
        let t = self.t;
        let Phrase::Day { year: None, day: first, .. } = day else { return (day, end) };
        let is_joined = t.is_mark(end, '-') || t.is_any(end, &["to", "and"]);
        let last = self.day_number(end + 1).filter(|&(last, _, _)| is_joined && (first + 1..=first + most).contains(&last));
        match last {
            Some((_, after, _)) => match self.year_after(after) {
                Some((year, after)) => (day.in_year(year), after),
                None => (day, after),
            },
            None => (day, end),
        }
    }

    /// "from 4 to 22 of next month"
    fn days_of_this_month(&self, first: i8, i: usize) -> Hit {
        let t = self.t;
        let (last, end, is_ordinal) = self.day_number(if t.is(i, "the") { i + 1 } else { i })?;
        // "from 4 to 22 this month" may be what something rose by; "from the 4th to the 22nd" and "out from 4 to 22" are not
        let is_placed = || (2..8).any(|back| i.checked_sub(back).is_some_and(|j| t.is(j, "from") && LASTING.contains(&t.before(j, 1))));
        let of = if t.is(end, "of") || is_ordinal || is_placed() { end + usize::from(t.is(end, "of")) } else { return None };
        let (month, after) = self.relative(of, 2)?;
        let day = |n: i8| Phrase::Nth { n: i64::from(n), count: 1, unit: Unit::Day, period: Box::new(month.clone()) };
        let is_month = matches!(month, Phrase::Unit { unit: Unit::Month, .. }) && first < last;
        is_month.then(|| (Phrase::Range(Box::new(day(first)), Box::new(day(last))), after))
    }

    /// "the 28 and 29 August", "May 4 and 5", "May 4, 5 and 6": days that follow each other.
    fn days_in_a_row(&self, i: usize) -> Hit {
        let t = self.t;
        let at = if t.is(i, "the") { i + 1 } else { i };
        if let Some((Phrase::Day { year: None, month, day, .. }, end)) = self.month_first(i) {
            let (last, after) = self.last_in_a_row(day, end)?;
            let (year, end) = self.year_after(after).map_or((None, after), |(y, e)| (Some(y), e));
            let of = |day: i8| Box::new(Phrase::Day { year, month, day, weekday: None });
            let is_count = self.is_counted_noun(after) && year.is_none();
            return (!is_count).then(|| (Phrase::Range(of(day), of(last)), end));
        }
        let (first, end, _) = self.day_number(at)?;
        let (_, after) = self.last_in_a_row(first, end)?;
        // the last of them stands with the month
        let (last, end) = (end..after).rev().find_map(|j| self.day_first(j).filter(|_| t.before(j, 1) == "and"))?;
        let Phrase::Day { year, month, .. } = last else { return None };
        Some((Phrase::Range(Box::new(Phrase::Day { year, month, day: first, weekday: None }), Box::new(last)), end))
    }

    /// The last of the days after `first`, each the next, that stand from token `i` on: ", 5 and 6".
    fn last_in_a_row(&self, first: i8, i: usize) -> Option<(i8, usize)> {
        let t = self.t;
        let (mut last, mut end) = (first, i);
        while t.is_mark(end, ',') || t.is(end, "and") {
            let is_final = t.is(end, "and") || t.is(end + 1, "and");
            let at = if t.is_mark(end, ',') && is_final { end + 2 } else { end + 1 };
            let (day, after, _) = self.day_number(at).filter(|&(day, _, _)| day == last + 1)?;
            (last, end) = (day, after);
            if is_final {
                return Some((last, end));
            }
        }
        None
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

    /// "2019/20", "2019/2020"
    pub(super) fn slashed_years(&self, i: usize) -> Hit {
        let t = self.t;
        let (year, end) = self.year(i).filter(|_| matches!(t.shape(i), Some(Shape::Number(4))))?;
        let is_pair = t.is_mark(end, '/') && t.is_glued(end) && t.is_glued(end + 1);
        let digits = i32::try_from(t.value(end + 1)).ok()?;
        let second = match t.shape(end + 1)? {
            Shape::Number(2) => year - year.rem_euclid(100) + digits,
            Shape::Number(4) => digits,
            _ => return None,
        };
        let is_cut = t.is_mark(end + 2, '/');
        (is_pair && second == year + 1 && !is_cut).then_some((Phrase::Years { first: year, last: second }, end + 2))
    }
}

/// Words after a time that "from" opens, where it has no end: "from 2014 onwards".
pub(super) const ONWARD: [&str; 4] = ["onward", "onwards", "forward", "forwards"];
/// Words that say that something lasts, not that it changes: "out from 4 to 22 next month".
const LASTING: [&str; 13] =
    ["out", "off", "away", "abroad", "here", "there", "closed", "shut", "open", "held", "runs", "running", "lasting"];

/// True where two phrases are of one kind, as the ends of a range are.
fn is_like(a: &Phrase, b: &Phrase) -> bool {
    match (a, b) {
        (Phrase::DayPart(a), b) | (Phrase::Third { period: a, .. }, b) => is_like(a, b),
        (a, Phrase::DayPart(b)) | (a, Phrase::Third { period: b, .. }) => is_like(a, b),
        // "June to August last year"
        (a, Phrase::OfYear { date, .. }) if !matches!(a, Phrase::OfYear { .. }) => is_like(a, date),
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
