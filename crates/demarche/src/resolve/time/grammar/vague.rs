//! Repetition, and what has no date at all.

use super::{Grammar, Hit};
use crate::resolve::time::lex::Shape;
use crate::resolve::time::lexicon::{Term, Unit};
use crate::resolve::time::phrase::Phrase;

impl Grammar<'_> {
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
            ("recently", "as") if t.before(i, 1) == "as" => None,
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
