//! Spans as sets of characters: overlap, trimming, and pairing one to one.

use demarche::span::CodePoints;

/// Marks that are not compared at the edges of a claim's part (docs/evaluation.md, "Attribution").
const EDGE: &str = " \t\r\n\"'“”‘’,.;:()[]—–-";

/// A set of characters, as ranges in order that neither touch nor overlap.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CharSet(Vec<(usize, usize)>);

impl CharSet {
    /// The characters under any of the spans.
    #[must_use]
    pub fn new(spans: impl IntoIterator<Item = CodePoints>) -> Self {
        let mut all: Vec<(usize, usize)> = spans.into_iter().map(|s| (s.0, s.1)).filter(|(s, e)| s < e).collect();
        all.sort_unstable();
        let mut out: Vec<(usize, usize)> = Vec::with_capacity(all.len());
        for (start, end) in all {
            match out.last_mut() {
                Some(last) if start <= last.1 => last.1 = last.1.max(end),
                _ => out.push((start, end)),
            }
        }
        Self(out)
    }

    /// The union of several sets.
    #[must_use]
    pub fn union<'a>(sets: impl IntoIterator<Item = &'a Self>) -> Self {
        Self::new(sets.into_iter().flat_map(|s| s.0.iter().map(|&(s, e)| CodePoints(s, e))))
    }

    /// Number of characters.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.iter().map(|(s, e)| e - s).sum()
    }

    /// True where there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Number of characters in both.
    #[must_use]
    pub fn common(&self, other: &Self) -> usize {
        let (mut i, mut j, mut sum) = (0, 0, 0);
        while let (Some(a), Some(b)) = (self.0.get(i), other.0.get(j)) {
            sum += a.1.min(b.1).saturating_sub(a.0.max(b.0));
            if a.1 < b.1 { i += 1 } else { j += 1 }
        }
        sum
    }

    /// True where the two share a character.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.common(other) > 0
    }
}

impl From<CodePoints> for CharSet {
    fn from(span: CodePoints) -> Self {
        Self::new([span])
    }
}

/// A part of a claim with quotation marks, punctuation and space trimmed at the edges of each piece.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trimmed {
    /// The pieces that are left, sorted.
    pub spans: Vec<CodePoints>,
    /// Their characters.
    pub chars: CharSet,
}

impl Trimmed {
    /// Trims spans of a text. Pieces past the text's end are cut to it.
    #[must_use]
    pub fn new(text: &[char], spans: &[CodePoints]) -> Self {
        let is_edge = |i: usize| EDGE.contains(text[i]);
        let mut out = Vec::with_capacity(spans.len());
        for &CodePoints(start, end) in spans {
            let (mut start, mut end) = (start, end.min(text.len()));
            while start < end && is_edge(start) {
                start += 1;
            }
            while end > start && is_edge(end - 1) {
                end -= 1;
            }
            if start < end {
                out.push(CodePoints(start, end));
            }
        }
        out.sort_unstable();
        let chars = CharSet::new(out.iter().copied());
        Self { spans: out, chars }
    }

    /// True where nothing is left.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }
}

/// Pairs one to one, the best weight first; of equal weights the later ones first (as the definition for attribution has
/// it). Candidates are `(weight, gold, predicted)`.
#[must_use]
pub fn pair_best<W: Ord>(mut candidates: Vec<(W, usize, usize)>) -> Vec<(usize, usize)> {
    candidates.sort_unstable_by(|a, b| b.cmp(a));
    let (mut used_gold, mut used_predicted) = (std::collections::HashSet::new(), std::collections::HashSet::new());
    let mut pairs = Vec::new();
    for (_, i, j) in candidates {
        if !used_gold.contains(&i) && !used_predicted.contains(&j) {
            used_gold.insert(i);
            used_predicted.insert(j);
            pairs.push((i, j));
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_merge_and_meet() {
        let a = CharSet::new([CodePoints(5, 8), CodePoints(0, 3), CodePoints(2, 4), CodePoints(9, 9)]);
        assert_eq!(a.len(), 7);
        let b = CharSet::new([CodePoints(3, 6), CodePoints(7, 20)]);
        assert_eq!(a.common(&b), 3);
        assert_eq!(b.common(&a), 3);
        assert!(!a.overlaps(&CharSet::from(CodePoints(4, 5))));
        assert_eq!(CharSet::union([&a, &b]).len(), 20);
        assert!(!CharSet::default().overlaps(&a));
    }

    #[test]
    fn edges_are_trimmed_inner_marks_stay() {
        let text: Vec<char> = "“It’s (no) deal,” he said…".chars().collect();
        let part = Trimmed::new(&text, &[CodePoints(18, 99), CodePoints(0, 17), CodePoints(16, 18)]);
        assert_eq!(part.spans, [CodePoints(1, 15), CodePoints(18, 26)]);
        assert!(Trimmed::new(&text, &[CodePoints(15, 17), CodePoints(40, 50)]).is_empty());
    }

    #[test]
    fn the_best_pair_goes_first() {
        assert_eq!(pair_best(vec![(1, 0, 0), (3, 0, 1), (2, 1, 1), (1, 1, 0)]), [(0, 1), (1, 0)]);
        assert_eq!(pair_best(vec![(1, 0, 0), (1, 0, 1)]), [(0, 1)]);
    }
}
