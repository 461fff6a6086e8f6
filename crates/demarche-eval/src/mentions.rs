//! Spans with a kind: exact and overlapping F1.

use demarche::codebook::Kind;
use demarche::record::Record;
use demarche::span::CodePoints;

use crate::measure::{Counts, Draws, Measure};
use crate::report::Figure;
use crate::spans::{CharSet, pair_best};

/// A span and what it names.
pub type Named = (Kind, CodePoints);

/// Gold and predicted spans of one text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Spans {
    /// Gold.
    pub gold: Vec<Named>,
    /// Predicted.
    pub predicted: Vec<Named>,
}

/// Spans of a record's mentions.
#[must_use]
pub fn named(record: &Record) -> Vec<Named> {
    record.mentions.iter().map(|m| (m.kind, m.span)).collect()
}

/// Counts of two lists of spans, paired one to one: where they are the same, or where they share a character (most shared
/// characters first).
#[must_use]
pub fn span_counts(gold: &[CodePoints], predicted: &[CodePoints], is_exact: bool) -> Counts {
    let mut candidates = Vec::new();
    for (i, &g) in gold.iter().enumerate() {
        for (j, &p) in predicted.iter().enumerate() {
            let common = CharSet::from(g).common(&CharSet::from(p));
            if if is_exact { g == p } else { common > 0 } {
                candidates.push((common, i, j));
            }
        }
    }
    Counts::new(pair_best(candidates).len(), predicted.len(), gold.len())
}

impl Spans {
    fn of_kind(spans: &[Named], kind: Kind) -> Vec<CodePoints> {
        spans.iter().filter(|s| s.0 == kind).map(|s| s.1).collect()
    }

    /// Counts of one kind.
    #[must_use]
    pub fn counts(&self, kind: Kind, is_exact: bool) -> Counts {
        span_counts(&Self::of_kind(&self.gold, kind), &Self::of_kind(&self.predicted, kind), is_exact)
    }
}

/// Figures over texts: all of the kinds together (the kind must be right), then each, exact and overlapping.
#[must_use]
pub fn figures(texts: &[Spans], kinds: &[Kind], draws: Draws) -> Vec<Figure> {
    let mut out = Vec::new();
    for (is_exact, how) in [(true, "exact"), (false, "overlap")] {
        let by_kind: Vec<Vec<Counts>> = kinds.iter().map(|&k| texts.iter().map(|t| t.counts(k, is_exact)).collect()).collect();
        let mut all = vec![Counts::default(); texts.len()];
        for counts in &by_kind {
            all.iter_mut().zip(counts).for_each(|(sum, &c)| *sum += c);
        }
        out.push(Figure::scored(format!("mentions, {how}"), &Measure::F1(all), draws));
        for (kind, counts) in kinds.iter().zip(by_kind) {
            out.push(Figure::scored(format!("{kind}, {how}"), &Measure::F1(counts), draws));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_pair_one_to_one() {
        let spans = |s: &[(usize, usize)]| s.iter().map(|&(a, b)| CodePoints(a, b)).collect::<Vec<_>>();
        let gold = spans(&[(0, 5), (6, 9), (20, 25)]);
        // one long span over two names is one of them
        assert_eq!(span_counts(&gold, &spans(&[(0, 9)]), false), Counts::new(1, 1, 3));
        assert_eq!(span_counts(&gold, &spans(&[(0, 5), (6, 10), (30, 31)]), true), Counts::new(1, 3, 3));
        assert_eq!(span_counts(&gold, &spans(&[(0, 5), (6, 10), (30, 31)]), false), Counts::new(2, 3, 3));
        assert_eq!(span_counts(&[], &spans(&[(0, 1)]), false), Counts::new(0, 1, 0));
    }

    #[test]
    fn the_kind_must_be_right() {
        let span = CodePoints(0, 4);
        let text = Spans { gold: vec![(Kind::Place, span)], predicted: vec![(Kind::Person, span), (Kind::Place, CodePoints(1, 4))] };
        let f = figures(&[text], &[Kind::Person, Kind::Place], Draws { count: 0, seed: 1 });
        let value = |what: &str| f.iter().find(|f| f.what == what).unwrap().value;
        assert_eq!(value("mentions, exact"), Some(0.0));
        assert_eq!(value("mentions, overlap"), Some(2.0 / 3.0));
        assert_eq!(value("place, overlap"), Some(1.0));
        assert_eq!(value("person, exact"), None);
    }
}
