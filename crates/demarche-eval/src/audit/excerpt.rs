//! The words around an item: its sentences, the one before and the one after, with its parts marked.

use demarche::record::{CodePoints, Record};
use demarche::span::{CodePointIndex, Span};

/// A part of an event or claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The words that name an event.
    Trigger,
    /// One who acts.
    Actor,
    /// One acted upon.
    Recipient,
    /// Where.
    Place,
    /// When.
    Time,
    /// Who holds a claim.
    Source,
    /// The attributing words.
    Cue,
    /// What is attributed.
    Content,
}

impl Part {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Trigger => "trigger",
            Self::Actor => "actor",
            Self::Recipient => "recipient",
            Self::Place => "place",
            Self::Time => "time",
            Self::Source => "source",
            Self::Cue => "cue",
            Self::Content => "content",
        }
    }
}

/// A marked part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// What it is.
    pub part: Part,
    /// Where it stands in the excerpt's text, in bytes.
    pub span: Span,
}

/// Words of a document. Spans are bytes of `text`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The words.
    pub text: String,
    /// The sentences that the item stands in; what is before and after is there to understand them.
    pub focus: Span,
    /// The parts, outer ones before those inside them; none crosses another.
    pub marks: Vec<Mark>,
}

/// Code points shown of what an item stands in; a claim's content may run over pages.
const LONGEST_FOCUS: usize = 2_400;
/// Code points shown of the sentence before, and of the one after.
const LONGEST_ASIDE: usize = 400;

impl Excerpt {
    /// The sentences that `anchor` touches and their neighbours, with `parts` marked. `None` without a text.
    pub(super) fn new(record: &Record, index: &CodePointIndex<'_>, anchor: &[CodePoints], parts: &[(Part, CodePoints)]) -> Option<Self> {
        let text = record.text.as_deref()?;
        let (from, to) = (anchor.iter().map(|s| s.0).min()?, anchor.iter().map(|s| s.1).max()?);
        let sentences = &record.sentences;
        let first = sentences.partition_point(|s| s.1 <= from);
        let end = sentences.partition_point(|s| s.0 < to);
        let mut focus = CodePoints(
            sentences.get(first).map_or(from, |s| s.0.min(from)),
            end.checked_sub(1).and_then(|at| sentences.get(at)).map_or(to, |s| s.1.max(to)),
        );
        let anchor = anchor.first()?.0;
        if focus.1 - focus.0 > LONGEST_FOCUS {
            let start = anchor.saturating_sub(LONGEST_FOCUS / 4).max(focus.0);
            focus = CodePoints(start, (start + LONGEST_FOCUS).min(focus.1));
        }
        let before = first.checked_sub(1).and_then(|at| sentences.get(at)).map_or(focus.0, |s| s.0.min(focus.0));
        let after = sentences.get(end).map_or(focus.1, |s| s.1.max(focus.1));
        let shown = CodePoints(before.max(focus.0.saturating_sub(LONGEST_ASIDE)), after.min(focus.1 + LONGEST_ASIDE));
        let bytes = index.bytes(shown)?;
        let within = |points: CodePoints| {
            let cut = CodePoints(points.0.clamp(shown.0, shown.1), points.1.clamp(shown.0, shown.1));
            let span = index.bytes(cut)?;
            Some(Span::new(span.start() - bytes.start(), span.end() - bytes.start()))
        };
        let mut marks: Vec<Mark> =
            parts.iter().filter_map(|&(part, points)| Some(Mark { part, span: within(points)? })).filter(|m| !m.span.is_empty()).collect();
        marks.sort_by_key(|m| (m.span.start(), usize::MAX - m.span.end(), m.part));
        marks.dedup();
        let mut nested: Vec<Mark> = Vec::new();
        for mark in marks {
            let crosses = |m: &Mark| m.span.overlaps(mark.span) && !m.span.contains(mark.span);
            if !nested.iter().any(crosses) {
                nested.push(mark);
            }
        }
        Some(Self { text: bytes.of(text).to_owned(), focus: within(focus)?, marks: nested })
    }
}
