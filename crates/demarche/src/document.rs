//! What is read: one article with what is known about it.

use jiff::civil::Date;

use crate::span::Span;

/// An article to read. `text` is the coded text that every span indexes; it is never altered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    /// Unique within one run.
    pub id: String,
    /// The coded text.
    pub text: String,
    /// Headline: context, not coded, and no part of `text`.
    pub title: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// The outlet.
    pub publisher: Option<String>,
    /// The article's date; without one relative times stay unresolved.
    pub published: Option<Date>,
    /// Language as the input states it (ISO 639-1, e.g. `en`); overrides detection.
    pub language: Option<String>,
    /// Pairs of parties whose relation is asked for.
    pub pairs: Vec<PairQuery>,
}

/// "What does the first party do to the second": spans into the document's text, in bytes. A side may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PairQuery {
    /// The party that acts.
    pub source: Vec<Span>,
    /// The party acted upon.
    pub target: Vec<Span>,
}
