//! Times told from publication or from another date of the text: "last week", "that day", "early next year".

use super::dates::AFTER_DAY;
use super::{Grammar, Hit, longest};
use crate::resolve::time::lex::Shape;
use crate::resolve::time::lexicon::{Relative, Term, Unit};
use crate::resolve::time::phrase::Phrase;

impl Grammar<'_> {
    /// "today", "last week", "the following day", "this summer", "the past three weeks", "earlier this month"
    pub(super) fn relative(&self, i: usize, depth: u8) -> Hit {
        let t = self.t;
        if let Term::Deictic(days) = t.term(i) {
            // "USA Today", "a brighter tomorrow"
            if self.is_title(i) || matches!(t.before(i, 1), "brighter" | "better" | "a") {
                return None;
            }
            return Some((Phrase::FromToday(days), i + 1));
        }
        if let Some(found) = self.after_this(i) {
            return Some(found);
        }
        if let Some(found) = self.days_around(i).or_else(|| self.so_far(i, depth)).or_else(|| self.weekend(i)) {
            return Some(found);
        }
        let has_the = t.is(i, "the");
        let at = if has_the { i + 1 } else { i };
        let (relative, mut end) = self.relative_word(at).filter(|_| !self.is_title(i))?;
        if let Some(found) = self.day_part_after(relative, end) {
            return Some(found);
        }
        // "Following Monday's debate"
        let is_asked = matches!(t.before(i, 1), "on" | "for" | "in" | "during" | "until" | "by" | "over");
        if relative == Relative::Following && !has_the && !is_asked {
            return None;
        }
        if let Some(found) = self.named_after(relative, end) {
            let is_counted_from = has_the && !t.is_any(end - 1, &["coming", "upcoming", "past"]);
            return Some(self.following_named(is_counted_from, relative, found));
        }
        // "the past three weeks", "the next few days", "last 3 months and 2 days"
        let is_counted = !t.is_any(end, &["a", "an", "one"]);
        let told = if has_the && t.is_any(end - 1, &["previous", "prior"]) { Relative::Preceding } else { relative };
        if let Some(found) = self.stretch_of_several(told, end) {
            return Some(found);
        }
        // "the past year and a half"
        if let (Some((count, unit, after)), Relative::Last | Relative::Next) = (self.unit_and_a_half(end), relative) {
            return self.stretch(told, count, unit, after);
        }
        if let Some((count, unit, after)) = self.measure(end).filter(|_| is_counted && self.count(end).is_some()) {
            return self.stretch(relative, count, unit, after);
        }
        if let Some(found) = self.workday_after(relative, end) {
            return Some(found);
        }
        let is_working = t.is_any(end, &["working", "work", "business"]) && t.is(end + 1, "week");
        if t.is_any(end, &["calendar", "whole", "entire"]) || is_working {
            end += 1;
        }
        if t.is(end, "fiscal") || t.is(end, "financial") {
            return t.is(end + 1, "year").then_some((Phrase::Nothing("fiscal year"), end + 2));
        }
        let Term::Unit(unit) = t.term(end) else { return None };
        let found = self.unit_after(i, has_the, relative, unit, end);
        match found {
            Some((week @ Phrase::Unit { .. }, end)) if is_working => Some((Phrase::WorkingWeek(Box::new(week)), end)),
            found => found,
        }
    }

    /// "the next working day", "last business day": the first after publication, the last before it.
    fn workday_after(&self, relative: Relative, i: usize) -> Hit {
        let t = self.t;
        let count = match relative {
            Relative::Next => 1,
            Relative::Last => -1,
            _ => return None,
        };
        let is_alone = self.is_workday(i) && t.is(i + 1, "day") && !t.is(i + 2, "of") && !self.is_modifier(i + 2);
        is_alone.then(|| (Phrase::Offset { count, unit: Unit::Workday, base: Box::new(Phrase::FromToday(0)) }, i + 2))
    }

    /// "next" of "this year and next", "last week or next"
    fn after_this(&self, i: usize) -> Hit {
        let t = self.t;
        let relative = match t.word(i) {
            "next" => Relative::Next,
            "last" => Relative::Last,
            _ => return None,
        };
        let is_listed = matches!(t.before(i, 1), "and" | "or") && matches!(t.before(i, 3), "this" | "last");
        let Term::Unit(unit @ (Unit::Week | Unit::Weekend | Unit::Month | Unit::Year)) = t.term(i.checked_sub(2)?) else { return None };
        let is_alone = !t.is_word(i + 1) || matches!(t.term(i + 1), Term::Other | Term::Opener) && t.is_any(i + 1, &AFTER_DAY);
        (is_listed && is_alone).then_some((Phrase::Unit { relative, unit }, i + 1))
    }

    /// "USA Today", "CBS This Morning": a capital among capitals, where the text does not shout.
    fn is_title(&self, i: usize) -> bool {
        let t = self.t;
        let is_shouted = t.all.get(i).is_some_and(|x| !t.text[x.start as usize..x.end as usize].chars().any(char::is_lowercase));
        let is_after_capital = i > 0 && t.same_sentence(i, i - 1) && t.is_word(i - 1) && t.is_capitalised(i - 1);
        t.is_capitalised(i) && !is_shouted && is_after_capital
    }

    /// A unit after "last", "next", "this", "that", "the following".
    fn unit_after(&self, i: usize, has_the: bool, relative: Relative, unit: Unit, at: usize) -> Hit {
        let t = self.t;
        let word = t.word(at);
        let end = at + 1;
        let is_plural = word.ends_with('s');
        let is_demonstrative = matches!(relative, Relative::This | Relative::That);
        match unit {
            Unit::Vague => {
                let is_asked = matches!(
                    t.before(i, 1),
                    "at" | "by"
                        | "during"
                        | "from"
                        | "until"
                        | "since"
                        | "around"
                        | "of"
                        | "in"
                        | "before"
                        | "about"
                        | "throughout"
                        | "over"
                        | "to"
                );
                let is_time =
                    (is_asked || !t.is(end - 1, "time")) && is_demonstrative && !is_plural && !(t.is(at.wrapping_sub(1), "current"));
                return is_time.then_some((Phrase::Nothing("anaphora"), end));
            }
            Unit::Clock => {
                let is_minute = word.starts_with("minute");
                return (has_the && !is_minute).then_some((Phrase::Nothing("shorter than a day"), end));
            }
            Unit::Half => return None,
            Unit::Quarter if relative == Relative::That => return None,
            _ => {}
        }
        if is_plural {
            return Some((Phrase::Nothing("vague count"), end));
        }
        if t.is(end, "-") || (t.is_mark(end, '-') && t.is_glued(end)) {
            // "that year-long siege"
            return None;
        }
        if unit == Unit::Night && relative == Relative::Last {
            return Some((Phrase::FromToday(-1), end));
        }
        let word = t.word(at.wrapping_sub(1));
        let is_span = matches!(t.before(i, 1), "over" | "in" | "within" | "for" | "during" | "through" | "throughout");
        let phrase = match (has_the, relative) {
            // "this coming weekend" is the nearest
            (_, Relative::Next) if unit == Unit::Weekend && matches!(word, "coming" | "upcoming") => {
                Phrase::Beside { n: 1, unit, base: Some(Box::new(Phrase::FromToday(0))) }
            }
            // "the past year", "in the last month"
            (true, Relative::Last) if matches!(word, "previous" | "prior") => Phrase::Unit { relative: Relative::Preceding, unit },
            (true, Relative::Last) if unit != Unit::Weekend => Phrase::Stretch { relative, count: 1, unit },
            (true, Relative::Next) if is_span || word == "coming" => Phrase::Stretch { relative, count: 1, unit },
            (true, Relative::Next) if word == "next" => Phrase::Unit { relative: Relative::Following, unit },
            (true, Relative::This) if word == "current" => Phrase::Unit { relative, unit },
            (false, Relative::Last) if word == "past" && !t.is_any(at.wrapping_sub(2), &["this"]) => {
                if !is_span || unit == Unit::Weekend {
                    return None;
                }
                Phrase::Stretch { relative, count: 1, unit }
            }
            (false, Relative::This) if unit == Unit::Day => Phrase::Unit { relative: Relative::That, unit },
            _ => Phrase::Unit { relative, unit },
        };
        if let Some(found) = self.picked_from(&phrase, unit, end) {
            return Some(found);
        }
        if relative == Relative::This && !has_the && t.is(end, "so") && t.is(end + 1, "far") {
            return Some((Phrase::SoFar { is_later: false, period: Box::new(phrase) }, end + 2));
        }
        Some((phrase, end))
    }

    /// What the words after a week, month or year pick out of it: "last week Monday", "next week's Friday", "next month 20th",
    /// "last month, on the 3rd", "next year in May", "last year on May 3", "two years ago in May".
    pub(super) fn picked_from(&self, period: &Phrase, unit: Unit, end: usize) -> Hit {
        let t = self.t;
        let is_own = t.is_mark(end, '\'') && t.is(end + 1, "s");
        let on = if t.is_mark(end, ',') { end + 1 } else { end };
        let has_on = t.is(on, "on");
        if on > end && !has_on && !t.is(on, "in") {
            return None;
        }
        match unit {
            Unit::Week => {
                let at = if is_own { end + 2 } else { on + usize::from(has_on) };
                let (weekday, after, is_full) = self.weekday_name(at)?;
                let week = Some(Box::new(period.clone()));
                (is_full || t.is_capitalised(at)).then_some((Phrase::Weekday { weekday, relative: None, week }, after))
            }
            Unit::Month | Unit::Year if is_own => self.part_of_own(period, unit, end + 2),
            Unit::Month => {
                let the = on + usize::from(has_on);
                let at = the + usize::from(t.is(the, "the"));
                let (day, after) = self.ordinal(at).filter(|&(day, _)| (1..=31).contains(&day))?;
                // without "on the" only digits are a day: "next month third parties will meet"
                let is_sure = (has_on && at > the) || t.shape(at) == Some(Shape::Nth);
                let ends =
                    !t.is_word(after) || (t.shape(at) == Some(Shape::Nth) && AFTER_DAY.contains(&t.word(after)) && !t.is(after, "of"));
                let period = Box::new(period.clone());
                (is_sure && ends && !t.is_mark(after, '-'))
                    .then_some((Phrase::Nth { n: i64::from(day), count: 1, unit: Unit::Day, period }, after))
            }
            Unit::Year => {
                let (date, after) = if has_on {
                    let at = on + 1 + usize::from(t.is(on + 1, "the"));
                    longest([self.month_first(on + 1), self.day_first(on + 1), self.day_first(at)])?
                } else if t.is(on, "in") {
                    self.month_first(on + 1)?
                } else {
                    return None;
                };
                let is_date = match date {
                    Phrase::Day { year: None, .. } => has_on,
                    Phrase::Month { year: None, relative: None, .. } => !has_on,
                    _ => false,
                };
                is_date.then(|| (Phrase::OfYear { date: Box::new(date), year: Box::new(period.clone()) }, after))
            }
            _ => None,
        }
    }

    /// "last year's third quarter", "next month's first week", "this year's May 3 vote", "last year's Christmas": from token `i` on.
    fn part_of_own(&self, period: &Phrase, unit: Unit, i: usize) -> Hit {
        let t = self.t;
        let period = || Box::new(period.clone());
        if let Some((n, end)) = self.ordinal(i) {
            let Term::Unit(part @ (Unit::Week | Unit::Month | Unit::Quarter | Unit::Half)) = t.term(end) else { return None };
            let n = i64::from(n);
            return (part < unit && n > 0 && !t.word(end).ends_with('s'))
                .then(|| (Phrase::Nth { n, count: 1, unit: part, period: period() }, end + 1));
        }
        let (date, end) = longest([self.month_first(i), self.day_first(i), self.holiday(i), self.season(i)])?;
        let is_date = match date {
            Phrase::Day { year, .. } | Phrase::Month { year, .. } | Phrase::Holiday { year, .. } | Phrase::Season { year, .. } => {
                year.is_none()
            }
            _ => false,
        };
        (is_date && unit == Unit::Year).then(|| (Phrase::OfYear { date: Box::new(date), year: period() }, end))
    }

    /// "the following Monday", "the previous April" go by a date of the text.
    fn following_named(&self, has_the: bool, relative: Relative, (phrase, end): (Phrase, usize)) -> (Phrase, usize) {
        let told = match relative {
            Relative::Last if has_the => Relative::Preceding,
            Relative::Next if has_the => Relative::Following,
            other => other,
        };
        let phrase = match phrase {
            Phrase::Weekday { weekday, relative: Some(_), week } => Phrase::Weekday { weekday, relative: Some(told), week },
            Phrase::Month { year, month, relative: Some(_) } => Phrase::Month { year, month, relative: Some(told) },
            Phrase::Season { season, year, relative: Some(_) } => Phrase::Season { season, year, relative: Some(told) },
            other => other,
        };
        (phrase, end)
    }

    fn stretch(&self, relative: Relative, count: Option<u32>, unit: Unit, end: usize) -> Hit {
        match (relative, count) {
            (Relative::This | Relative::That, _) => None,
            (_, None) => Some((Phrase::Nothing("vague count"), end)),
            _ if unit == Unit::Clock => Some((Phrase::Nothing("shorter than a day"), end)),
            (_, Some(count)) => Some((Phrase::Stretch { relative, count, unit }, end)),
        }
    }

    /// "last", "this past", "that same": the sense and the token after it.
    fn relative_word(&self, i: usize) -> Option<(Relative, usize)> {
        let t = self.t;
        let Term::Relative(first) = t.term(i) else { return None };
        match (t.word(i), t.term(i + 1)) {
            ("this", Term::Relative(second @ (Relative::Last | Relative::Next))) => Some((second, i + 2)),
            ("that" | "this", Term::Relative(Relative::That)) => Some((Relative::That, i + 2)),
            ("this", Term::Relative(Relative::This)) => Some((Relative::This, i + 2)),
            _ => Some((first, i + 1)),
        }
    }

    /// "this morning", "that night", "the next morning", "last evening"
    fn day_part_after(&self, relative: Relative, i: usize) -> Hit {
        let t = self.t;
        let is_part = (t.term(i) == Term::DayPart && !t.word(i).ends_with("ings")) || t.is(i, "night");
        if !is_part || t.is_mark(i + 1, '-') && t.is_glued(i + 1) {
            return None;
        }
        let phrase = match relative {
            Relative::This => Phrase::FromToday(0),
            Relative::Last => Phrase::FromToday(-1),
            Relative::Next => Phrase::Unit { relative: Relative::Following, unit: Unit::Day },
            other => Phrase::Unit { relative: other, unit: Unit::Day },
        };
        Some((Phrase::DayPart(Box::new(phrase)), i + 1))
    }

    /// "the day before yesterday", "the day after tomorrow"
    fn days_around(&self, i: usize) -> Hit {
        let t = self.t;
        let at = if t.is(i, "the") { i + 1 } else { i };
        if !t.is(at, "day") {
            return None;
        }
        let Term::Deictic(days) = t.term(at + 2) else { return None };
        match (t.word(at + 1), days) {
            ("before", -1) => Some((Phrase::FromToday(-2), at + 3)),
            ("after", 1) => Some((Phrase::FromToday(2), at + 3)),
            _ => None,
        }
    }

    /// "earlier this week", "later in the year", "later in 1792", "year to date"
    fn so_far(&self, i: usize, depth: u8) -> Hit {
        let t = self.t;
        let at = if t.is(i, "the") { i + 1 } else { i };
        if let Some((unit, end)) = self.to_date(at) {
            let period = Box::new(Phrase::Unit { relative: Relative::This, unit });
            return Some((Phrase::SoFar { is_later: false, period }, end));
        }
        // "the rest of the week"
        if t.is_any(at, &["rest", "remainder"]) && t.is(at + 1, "of") {
            let is_possessed = t.is_any(at + 2, &["my", "our", "your"]);
            let (period, end) = match t.term(at + 3) {
                Term::Unit(unit @ (Unit::Week | Unit::Month | Unit::Year)) if is_possessed => {
                    (Phrase::Unit { relative: Relative::This, unit }, at + 4)
                }
                _ => self.period_or_the(at + 2, depth.checked_sub(1)?)?,
            };
            let is_period = matches!(period, Phrase::Unit { .. } | Phrase::Month { .. } | Phrase::Years { .. } | Phrase::Season { .. });
            return is_period.then(|| (Phrase::SoFar { is_later: true, period: Box::new(period) }, end));
        }
        // "the month of May"
        if t.is(at, "month") && t.is(at + 1, "of") {
            return self.month_first(at + 2).filter(|(phrase, _)| matches!(phrase, Phrase::Month { .. }));
        }
        // "so far this year"
        if t.is(i, "so") {
            let (period, end) = self.relative(i + 2, depth.checked_sub(1)?).filter(|_| t.is(i + 1, "far"))?;
            let is_this = matches!(period, Phrase::Unit { relative: Relative::This, .. });
            return is_this.then(|| (Phrase::SoFar { is_later: false, period: Box::new(period) }, end));
        }
        if !t.is_any(i, &["earlier", "later"]) {
            return None;
        }
        let is_later = t.is(i, "later");
        let from = if t.is_any(i + 1, &["in", "on"]) { i + 2 } else { i + 1 };
        let (period, end) = self.period_or_the(from, depth.checked_sub(1)?)?;
        match period {
            Phrase::Unit { .. } | Phrase::Years { .. } | Phrase::Month { .. } | Phrase::Season { .. } | Phrase::Part { .. } => {
                Some((Phrase::SoFar { is_later, period: Box::new(period) }, end))
            }
            Phrase::FromToday(_) | Phrase::Day { .. } | Phrase::Weekday { .. } | Phrase::DayOfMonth { .. } => {
                Some((Phrase::DayPart(Box::new(period)), end))
            }
            _ => None,
        }
    }

    /// "year to date", "month-to-date", "YTD"
    fn to_date(&self, i: usize) -> Option<(Unit, usize)> {
        let t = self.t;
        if t.is(i, "ytd") && !t.is_lower_word(i) {
            return Some((Unit::Year, i + 1));
        }
        let i = if t.is_any(i, &["this", "current"]) { i + 1 } else { i };
        let Term::Unit(unit @ (Unit::Week | Unit::Month | Unit::Quarter | Unit::Year)) = t.term(i) else { return None };
        let dash = |at: usize| if t.is_mark(at, '-') { at + 1 } else { at };
        let to = dash(i + 1);
        let date = dash(to + 1);
        (t.is(to, "to") && t.is(date, "date")).then_some((unit, date + 1))
    }

    /// "the weekend", "over the weekend"
    fn weekend(&self, i: usize) -> Hit {
        let t = self.t;
        let at = if t.is(i, "the") { i + 1 } else { i };
        let is_bare = t.is(at, "weekend") && !matches!(t.before(at, 1), "a" | "every" | "each" | "long" | "second" | "first" | "third");
        let is_relative = matches!(t.term(i.wrapping_sub(1)), Term::Relative(_) | Term::Deictic(_)) && at == i;
        // "the weekend of May 3", "the weekend of May 3-4"
        if is_bare
            && t.is(at + 1, "of")
            && let Some((day, end)) =
                longest([self.month_first(at + 2), self.day_first(at + 2), self.holiday(at + 2), self.numeric(at + 2)])
            && matches!(day, Phrase::Day { .. } | Phrase::Holiday { .. })
        {
            let (day, end) = self.days_after(day, end, 1);
            return Some((Phrase::WeekendOf(Box::new(day)), end));
        }
        (is_bare && !is_relative && !t.is_mark(at + 1, '-')).then_some((Phrase::Weekend, at + 1))
    }

    /// A period, or "the week", "the month", "the year".
    pub(super) fn period_or_the(&self, i: usize, depth: u8) -> Hit {
        let t = self.t;
        let the = match (t.word(i), t.term(i + 1)) {
            ("the", Term::Unit(unit @ (Unit::Week | Unit::Month | Unit::Year | Unit::Quarter | Unit::Decade | Unit::Century)))
                if !t.word(i + 1).ends_with('s') =>
            {
                Some((Phrase::Unit { relative: Relative::The, unit }, i + 2))
            }
            _ => None,
        };
        longest([self.period(i, depth), the])
    }
}
