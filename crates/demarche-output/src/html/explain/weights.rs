//! Probabilities as small bars with their numbers.

use std::fmt::Write as _;

use demarche::explain::{Choice, Weighed, Words};

use crate::html::report::bdi;
use crate::plain::percent;
use crate::reasons::is_shown;

/// A list of things with their probabilities: what was chosen, then what that was chosen over.
#[derive(Default)]
pub(super) struct Weights(String);

impl Weights {
    /// What was chosen; `what` and `aside` are HTML.
    pub(super) fn chosen(&mut self, what: &str, probability: f32, aside: &str) {
        self.line("", what, probability, aside);
    }

    /// What was not.
    pub(super) fn lost(&mut self, what: &str, probability: f32, aside: &str) {
        self.line(" lost", &format!("not {what}"), probability, aside);
    }

    /// What came nearest where nothing was chosen.
    pub(super) fn near(&mut self, what: &str, probability: f32, aside: &str) {
        self.line(" lost", what, probability, aside);
    }

    /// A line without a probability.
    pub(super) fn none(&mut self, why: &str) {
        let why = if why.is_empty() { String::new() } else { format!(" <span class=\"soft\">{why}</span>") };
        let _ = write!(self.0, "<li class=\"no\">none{why}</li>");
    }

    /// The list, or nothing where it is empty.
    pub(super) fn html(self) -> String {
        if self.0.is_empty() { self.0 } else { format!("<ul class=\"ws\">{}</ul>", self.0) }
    }

    fn line(&mut self, class: &str, what: &str, probability: f32, aside: &str) {
        let aside = match (what, aside) {
            (_, "") => String::new(),
            ("", aside) => format!("<span class=\"soft\">{aside}</span>"),
            (_, aside) => format!(" <span class=\"soft\">({aside})</span>"),
        };
        let _ = write!(
            self.0,
            "<li class=\"w{class} p{}\"><span class=\"num\">{}</span><span>{what}{aside}</span></li>",
            share(probability),
            percent(probability)
        );
    }
}

/// Hundredths for the width of a bar; the page's policy allows no style but that of its classes.
fn share(probability: f32) -> u8 {
    // rounded as the number beside it; a cast of what is no number gives 0
    crate::plain::hundredths(probability).clamp(0.0, 100.0) as u8
}

/// A probability that stands alone.
pub(super) fn one(probability: f32, aside: &str) -> String {
    let mut weights = Weights::default();
    weights.chosen("", probability, aside);
    weights.html()
}

/// A choice among codes: the best and those that came next.
pub(super) fn choice<T>(choice: &Choice<T>, code: impl Fn(&T) -> String) -> String {
    let mut weights = Weights::default();
    weights.chosen(&code(&choice.chosen.code), choice.chosen.probability, "");
    choice.lost.iter().filter(is_shown).for_each(|w: &Weighed<T>| weights.lost(&code(&w.code), w.probability, ""));
    weights.html()
}

/// Words of the text in quotation marks.
pub(super) fn words(words: &Words) -> String {
    quoted(&words.text)
}

pub(super) fn quoted(words: &str) -> String {
    format!("“{}”", bdi(words))
}

/// A named value; nothing where it is empty.
pub(super) fn row(label: &str, html: &str, out: &mut String) {
    if !html.is_empty() {
        let _ = write!(out, "<dt>{label}</dt><dd>{html}</dd>");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_wide_as_their_numbers_say() {
        for (probability, hundredths) in
            [(0.0, 0), (0.004, 0), (0.125, 13), (0.835, 84), (0.999, 100), (1.5, 100), (-1.0, 0), (f32::NAN, 0)]
        {
            assert_eq!(share(probability), hundredths, "{probability}");
        }
        let mut weights = Weights::default();
        weights.chosen("a", 0.75, "");
        weights.lost("b", 0.2, "c");
        assert_eq!(
            weights.html(),
            "<ul class=\"ws\"><li class=\"w p75\"><span class=\"num\">75 %</span><span>a</span></li>\
             <li class=\"w lost p20\"><span class=\"num\">20 %</span><span>not b <span class=\"soft\">(c)</span></span></li></ul>"
        );
        assert_eq!(Weights::default().html(), "");
    }

    #[test]
    fn every_width_has_a_class() {
        for hundredths in 1..=100 {
            assert!(super::super::STYLE.contains(&format!(".p{hundredths}{{--p:{hundredths}%}}")), "{hundredths}");
        }
    }
}
