//! Times: which words of a text name one, and which days of the calendar they mean (codebook, section 4).
//!
//! [`find`] reads tokens by a grammar (`grammar`) into phrases (`phrase`) and holds these against the publication date and the
//! dates named before in the text (`passage`, `resolve`). What has no date stays without one, and its rule says why.

mod calendar;
mod grammar;
mod holidays;
mod lex;
mod lexicon;
mod passage;
mod phrase;
mod resolve;
mod tense;
#[cfg(test)]
mod tests;

use jiff::civil::Date;

pub use calendar::Interval;

use crate::segment::segment;
use crate::span::Span;

/// An expression of time and what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeExpression {
    /// Where it stands, in bytes: with "since", "by", "until", "through", "before", "after", "within", without "in", "on", "at".
    pub span: Span,
    /// The days it means; none where the words do not tell.
    pub interval: Option<Interval>,
    /// The rule that read it, or the reason why it has no interval.
    pub rule: &'static str,
    /// What it was resolved against.
    pub anchor: Anchor,
}

/// The date that a relative expression is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// The publication date.
    Published,
    /// A date that the text names before, and where.
    Text(Span),
    /// None: the words fix the date, or nothing does.
    None,
}

/// Finds the times of a text (a paragraph or a whole article) in text order; none overlap. Takes time linear in the text.
///
/// `published` is the publication date; without it only what the words or the text's own dates fix is resolved.
///
/// # Panics
/// If the text is 4 GiB or longer (see [`Span::new`]).
#[must_use]
pub fn find(text: &str, published: Option<Date>) -> Vec<TimeExpression> {
    let layers = segment(text);
    let tokens = lex::Tokens::of(text, &layers);
    passage::read(&tokens, published)
}
