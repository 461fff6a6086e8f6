//! A record with its lookups: words under spans, mentions and claims by id.

use std::borrow::Cow;
use std::collections::HashMap;

use demarche::record::{Claim, CodePoints, Mention, Record};
use demarche::span::CodePointIndex;

/// Read access to one record. Nothing here panics on ids or spans that lead nowhere: they find nothing.
pub(crate) struct View<'r> {
    pub(crate) record: &'r Record,
    text: Option<(&'r str, CodePointIndex<'r>)>,
    mentions: HashMap<&'r str, &'r Mention>,
    claims: HashMap<&'r str, &'r Claim>,
}

/// Joins the pieces of a discontinuous part.
pub(crate) const GAP: &str = " … ";

impl<'r> View<'r> {
    pub(crate) fn new(record: &'r Record) -> Self {
        Self {
            record,
            text: record.text.as_deref().map(|text| (text, CodePointIndex::new(text))),
            mentions: record.mentions.iter().map(|m| (m.id.as_str(), m)).collect(),
            claims: record.claims.iter().map(|c| (c.id.as_str(), c)).collect(),
        }
    }

    /// The words under a span; `None` without a text and for a span that does not fit it.
    pub(crate) fn words(&self, span: CodePoints) -> Option<&'r str> {
        let (text, index) = self.text.as_ref()?;
        Some(index.bytes(span)?.of(text))
    }

    /// The bytes under a span.
    pub(crate) fn bytes(&self, span: CodePoints) -> Option<std::ops::Range<usize>> {
        let span = self.text.as_ref()?.1.bytes(span)?;
        Some(span.start()..span.end())
    }

    /// The words of a part, its pieces joined by [`GAP`]; `None` where it has no piece or no words.
    pub(crate) fn part(&self, pieces: &[CodePoints]) -> Option<Cow<'r, str>> {
        match pieces {
            [] => None,
            [one] => self.words(*one).map(Cow::Borrowed),
            many => {
                let words: Option<Vec<&str>> = many.iter().map(|&piece| self.words(piece)).collect();
                words.map(|words| Cow::Owned(words.join(GAP)))
            }
        }
    }

    pub(crate) fn mention(&self, id: &str) -> Option<&'r Mention> {
        self.mentions.get(id).copied()
    }

    pub(crate) fn claim(&self, id: &str) -> Option<&'r Claim> {
        self.claims.get(id).copied()
    }

    /// The words of a mention, or its id where there is no such mention.
    pub(crate) fn named(&self, id: &'r str) -> &'r str {
        self.mention(id).map_or(id, |m| m.text.as_str())
    }
}
