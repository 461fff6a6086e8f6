//! Years by themselves.

use super::{Grammar, Hit};
use crate::resolve::time::lex::Shape;
use crate::resolve::time::lexicon::Term;
use crate::resolve::time::phrase::Phrase;

impl Grammar<'_> {
    /// A year by itself, where its neighbours say that it is one.
    pub(super) fn bare_year(&self, i: usize) -> Hit {
        let t = self.t;
        let from = if t.is(i, "the") && t.is(i + 1, "year") { i + 1 } else { i };
        let from = if t.is(from, "calendar") && t.is(from + 1, "year") { from + 1 } else { from };
        let is_named = t.is(from, "year");
        let at = if is_named { from + 1 } else { i };
        if t.is_mark(at, '\'') {
            return self.short_year(at);
        }
        let (year, end) = self.year(at)?;
        let phrase = Phrase::Years { first: year, last: year };
        let is_spelled = t.is_word(at) || end > at + 1;
        (is_named || self.reads_as_year(at, end, year, is_spelled)).then_some((phrase, end))
    }

    /// "'89" after "of", "in", "since"
    fn short_year(&self, i: usize) -> Hit {
        let t = self.t;
        let is_year = matches!(t.shape(i + 1), Some(Shape::Number(2))) && t.is_glued(i + 1) && !t.is_glued(i);
        let is_asked = matches!(t.before(i, 1), "in" | "of" | "since" | "summer" | "spring" | "winter" | "autumn" | "fall");
        let year = self.two_digit_year(t.value(i + 1));
        (is_year && is_asked && !self.is_counted_noun(i + 2)).then_some((Phrase::Years { first: year, last: year }, i + 2))
    }

    fn reads_as_year(&self, i: usize, end: usize, year: i32, is_spelled: bool) -> bool {
        let t = self.t;
        let before = t.before(i, 1);
        let is_modern = (1900..2100).contains(&year);
        let is_noun = if is_modern && year % 100 != 0 { self.is_counted_surely(end) } else { self.is_counted_noun(end) };
        let is_counting = is_noun || matches!(t.term(end), Term::Unit(_) | Term::Cardinal(100 | 1000));
        let is_cut = t.is_glued(i) && i > 0 && matches!(t.shape(i - 1), Some(Shape::Mark('/' | '.' | ':' | '+' | '=' | '$' | '£' | '€')));
        let is_money = t.is_mark(end, '/') && t.is_glued(end) || (t.is_mark(end, '-') && t.is_lower_word(end + 1) && t.is_glued(end));
        if is_cut || is_money {
            return false;
        }
        if is_spelled && end > i + 1 && t.is_any(end - 1, &["bc", "bce", "ad", "ce", "."]) {
            return true;
        }
        // "1965's"
        if is_modern && t.is_mark(end, '\'') && t.is(end + 1, "s") && t.is_glued(end + 1) {
            return true;
        }
        match before {
            "in" => (is_modern && (!matches!(t.term(end), Term::Unit(_)) || t.is(end, "half"))) || (!is_counting && year >= 1000),
            "for" => !is_counting && year % 100 != 0 && (is_modern || (year >= 1600 && !t.is_word(end))),
            "as" => matches!(t.before(i, 2), "late" | "early" | "back") && !is_counting,
            "since" | "until" | "till" | "during" | "into" | "early" | "mid" | "late" | "year" | "circa" | "throughout" => !is_counting,
            "by" | "before" | "after" | "from" | "between" | "through" | "around" | "about" | "of" | "spring" | "summer" | "autumn"
            | "fall" | "winter" | "year-end" | "beyond" => !is_counting && year >= 1500 && !is_spelled,
            "," if end >= t.all.len() || !t.same_sentence(i, end) => year >= 1500,
            "and" | "or" if !is_modern => {
                !is_counting && year >= 1500 && self.is_in_list(i) && matches!(t.before(i, 3), "in" | "from" | "of" | "during" | "since")
            }
            "to" | "and" | "or" | "," | "than" => !is_counting && is_modern && self.is_in_list(i),
            "-" => matches!(t.before(i, 2), "mid" | "early" | "late" | "pre" | "post") || self.is_in_list(i),
            "(" | ";" => !is_counting && (t.is_mark(end, ')') || t.is_mark(end, '-') || t.is_mark(end, ',')) && year >= 1500,
            "the" | "its" | "his" | "her" | "their" | "s" | "a" | "that" | "our" | "my" | "contested" | "disputed" | "failed" => {
                (is_modern || (before == "the" && year > 1700)) && t.is_word(end) && !is_counting
            }
            "" => {
                let is_subject = t.is_any(end, &["was", "saw", "also", "is", "will", "has", "ended", "began"]) || t.is_mark(end, ':');
                let is_noun = t.is_lower_word(end) && !is_counting && year % 100 != 0;
                is_modern && (is_subject || is_noun)
            }
            // "the landmark 1973 ruling"
            _ => {
                let is_adjective = t.is_lower_word(i.wrapping_sub(1)) && t.term(i.wrapping_sub(1)) == Term::Other;
                let is_phrase = matches!(t.before(i, 2), "the" | "a" | "an" | "its" | "his" | "her" | "their" | "that" | "this");
                is_modern && is_adjective && is_phrase && t.is_lower_word(end) && !is_counting && year % 100 != 0
            }
        }
    }

    /// True where another year stands just before: "2007, 2008 and 2009".
    fn is_in_list(&self, i: usize) -> bool {
        let t = self.t;
        (2..=4).any(|back| {
            i.checked_sub(back).is_some_and(|j| {
                t.same_sentence(i, j) && matches!(t.shape(j), Some(Shape::Number(4))) && (1000..2200).contains(&t.value(j))
            })
        })
    }
}
