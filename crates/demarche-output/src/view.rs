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

    /// The claims in reading order with their depth of nesting, each under the one whose content holds it. Every claim
    /// comes once, even where parents lead in a circle or nowhere.
    pub(crate) fn claim_tree(&self) -> Vec<(usize, &'r Claim)> {
        let mut children: HashMap<&str, Vec<&'r Claim>> = HashMap::new();
        let mut roots = Vec::new();
        for claim in &self.record.claims {
            match claim.parent.as_deref().filter(|&parent| self.claims.contains_key(parent) && parent != claim.id) {
                Some(parent) => children.entry(parent).or_default().push(claim),
                None => roots.push(claim),
            }
        }
        let mut tree = Vec::with_capacity(self.record.claims.len());
        let mut open: Vec<(usize, &'r Claim)> = roots.into_iter().rev().map(|claim| (0, claim)).collect();
        let mut next = self.record.claims.iter();
        loop {
            while let Some((depth, claim)) = open.pop() {
                tree.push((depth, claim));
                let nested = children.remove(claim.id.as_str()).unwrap_or_default();
                open.extend(nested.into_iter().rev().map(|child| (depth + 1, child)));
            }
            // what is left hangs in a circle: it is entered at its first claim
            let Some(claim) = next.find(|claim| claim.parent.as_deref().is_some_and(|p| children.contains_key(p))) else {
                return tree;
            };
            if let Some(siblings) = claim.parent.as_deref().and_then(|parent| children.get_mut(parent)) {
                siblings.retain(|sibling| !std::ptr::eq(*sibling, claim));
            }
            open.push((0, claim));
        }
    }

    /// The words of a mention, or its id where there is no such mention.
    pub(crate) fn named(&self, id: &'r str) -> &'r str {
        self.mention(id).map_or(id, |m| m.text.as_str())
    }
}
