//! Mentions: from tag runs to spans with a kind.

use crate::codebook::Kind;
use crate::decode::{Run, runs};
use crate::model::TRACKS;
use crate::span::Span;
use crate::window::Window;

/// Kinds of the model's mention tracks, in track order. Two tracks are groups: collectives ("rebels") and nationalities
/// or peoples ("Iranian"), because one nests in the other.
pub const TRACK_KINDS: [Kind; 10] = [
    Kind::Person,
    Kind::Organization,
    Kind::Group,
    Kind::Group,
    Kind::Place,
    Kind::Office,
    Kind::Time,
    Kind::Quantity,
    Kind::Materiel,
    Kind::Other,
];

/// A mention found in a window, not yet numbered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// Where it stands.
    pub span: Span,
    /// What it names.
    pub kind: Kind,
    /// Mean probability of its words, 0 … 1.
    pub confidence: f32,
}

/// True for kinds that can act or be acted upon.
#[must_use]
pub fn is_party(kind: Kind) -> bool {
    matches!(kind, Kind::Person | Kind::Organization | Kind::Group | Kind::Place | Kind::Office | Kind::Other)
}

/// The scores of one word on one track.
pub(crate) fn track_scores(tags: &[f32], word: usize, track: usize) -> [f32; 3] {
    let at = (word * TRACKS + track) * 3;
    [tags[at], tags[at + 1], tags[at + 2]]
}

/// Runs of one track over all words of a window.
pub(crate) fn track_runs(tags: &[f32], words: usize, track: usize, bias: f32) -> Vec<Run> {
    runs((0..words).map(|w| track_scores(tags, w, track)), bias)
}

/// The text under a run of words.
pub(crate) fn run_span(window: &Window, run: &Run) -> Span {
    window.words[run.start].span.cover(window.words[run.end - 1].span)
}

/// Mentions of a window: runs of all mention tracks. Of two on the same words the surer stays; of two that cross (neither
/// inside the other) likewise; nested ones stay both.
pub(crate) fn detect_mentions(window: &Window, tags: &[f32], bias: f32, text: &str) -> Vec<Found> {
    let mut all: Vec<Found> = Vec::new();
    for (track, &kind) in TRACK_KINDS.iter().enumerate() {
        for run in track_runs(tags, window.words.len(), track, bias) {
            let span = run_span(window, &run);
            if span.of(text).chars().any(char::is_alphanumeric) {
                all.push(Found { span, kind, confidence: run.confidence });
            }
        }
    }
    settle(all)
}

/// Keeps the surer of mentions that stand on the same words or cross, and puts them in text order, outer before inner.
pub(crate) fn settle(mut all: Vec<Found>) -> Vec<Found> {
    all.sort_by(|a, b| b.confidence.total_cmp(&a.confidence).then(a.span.cmp(&b.span)).then(a.kind.cmp(&b.kind)));
    let mut kept: Vec<Found> = Vec::with_capacity(all.len());
    for m in all {
        let clash = |k: &Found| k.span.overlaps(m.span) && (k.span == m.span || !(k.span.contains(m.span) || m.span.contains(k.span)));
        if !kept.iter().any(clash) {
            kept.push(m);
        }
    }
    kept.sort_by_key(|m| (m.span.start(), std::cmp::Reverse(m.span.end())));
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_mentions_stay_and_crossing_ones_give_way() {
        let found = |s, e, kind, confidence| Found { span: Span::new(s, e), kind, confidence };
        let kept = settle(vec![
            found(0, 5, Kind::Group, 0.9),
            found(0, 12, Kind::Group, 0.8),
            found(6, 20, Kind::Place, 0.7),
            found(0, 5, Kind::Place, 0.6),
        ]);
        assert_eq!(kept.iter().map(|m| (m.span.start(), m.span.end())).collect::<Vec<_>>(), [(0, 12), (0, 5)]);
    }
}
