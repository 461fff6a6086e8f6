//! Figures from per-document numbers, and their bootstrap intervals over documents.

use crate::coreference::Score;

/// Right, predicted and gold items of one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Items that are both.
    pub right: usize,
    /// Items predicted.
    pub predicted: usize,
    /// Items in the gold.
    pub gold: usize,
}

impl Counts {
    /// Three counts.
    #[must_use]
    pub const fn new(right: usize, predicted: usize, gold: usize) -> Self {
        Self { right, predicted, gold }
    }

    /// 2 · right / (predicted + gold), `None` without gold.
    #[must_use]
    pub fn f1(self) -> Option<f64> {
        (self.gold > 0).then(|| 2.0 * self.right as f64 / (self.predicted + self.gold) as f64)
    }
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.right += other.right;
        self.predicted += other.predicted;
        self.gold += other.gold;
    }
}

/// Some of a number of items of one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Share {
    /// Items that are so (or what is counted).
    pub some: usize,
    /// All items.
    pub of: usize,
}

/// The numbers of one figure, one entry per document, and how they make a figure.
#[derive(Debug, Clone, PartialEq)]
pub enum Measure {
    /// F1 from counts.
    F1(Vec<Counts>),
    /// Right of all.
    Accuracy(Vec<Share>),
    /// What is counted, per text that is counted.
    PerText(Vec<Share>),
    /// Mean F1 over the labels in the gold: `(gold, predicted)` label of each item.
    MacroF1(Vec<Vec<(u8, u8)>>),
    /// Expected calibration error in ten bins of equal mass: confidence of each predicted item, and whether it is right.
    Calibration(Vec<Vec<(f32, bool)>>),
    /// Mean F1 of MUC, B³ and CEAF-e, each from sums over the documents.
    Coreference(Vec<Score>),
}

/// Bins of the calibration error.
pub const BINS: usize = 10;

impl Measure {
    /// Number of documents.
    #[must_use]
    pub fn documents(&self) -> usize {
        match self {
            Self::F1(d) => d.len(),
            Self::Accuracy(d) | Self::PerText(d) => d.len(),
            Self::MacroF1(d) => d.len(),
            Self::Calibration(d) => d.len(),
            Self::Coreference(d) => d.len(),
        }
    }

    /// Items the figure rests on: gold items, items judged, texts, predicted items (calibration), gold clusters (coreference).
    #[must_use]
    pub fn items(&self) -> usize {
        match self {
            Self::F1(d) => d.iter().map(|c| c.gold).sum(),
            Self::Accuracy(d) | Self::PerText(d) => d.iter().map(|s| s.of).sum(),
            Self::MacroF1(d) => d.iter().map(Vec::len).sum(),
            Self::Calibration(d) => d.iter().map(Vec::len).sum(),
            Self::Coreference(d) => d.iter().map(Score::clusters).sum(),
        }
    }

    /// Sum of the counts, for F1.
    #[must_use]
    pub fn counts(&self) -> Option<Counts> {
        let Self::F1(docs) = self else { return None };
        let mut sum = Counts::default();
        docs.iter().for_each(|&c| sum += c);
        Some(sum)
    }

    /// The figure over these documents (a document may come more than once), `None` where nothing can be computed.
    #[must_use]
    pub fn over(&self, documents: &[usize]) -> Option<f64> {
        match self {
            Self::F1(docs) => {
                let mut sum = Counts::default();
                documents.iter().for_each(|&d| sum += docs[d]);
                sum.f1()
            }
            Self::Accuracy(docs) | Self::PerText(docs) => {
                let (some, of) = documents.iter().fold((0, 0), |(s, o), &d| (s + docs[d].some, o + docs[d].of));
                (of > 0).then(|| some as f64 / of as f64)
            }
            Self::MacroF1(docs) => macro_f1(documents.iter().flat_map(|&d| docs[d].iter().copied())),
            Self::Calibration(docs) => calibration_error(documents.iter().flat_map(|&d| docs[d].iter().copied()).collect()),
            Self::Coreference(docs) => {
                let mut sum = Score::default();
                documents.iter().for_each(|&d| sum += docs[d]);
                sum.conll()
            }
        }
    }

    /// The figure over all documents.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        self.over(&(0..self.documents()).collect::<Vec<_>>())
    }
}

fn macro_f1(items: impl Iterator<Item = (u8, u8)>) -> Option<f64> {
    let mut labels = [Counts::default(); 256];
    for (gold, predicted) in items {
        labels[gold as usize].gold += 1;
        labels[predicted as usize].predicted += 1;
        labels[gold as usize].right += usize::from(gold == predicted);
    }
    let scores: Vec<f64> = labels.iter().filter_map(|c| c.f1()).collect();
    (!scores.is_empty()).then(|| scores.iter().sum::<f64>() / scores.len() as f64)
}

/// Items in the order of their confidence, in [`BINS`] bins that differ by at most one item; the mean distance of
/// confidence and accuracy, by bin size.
fn calibration_error(mut items: Vec<(f32, bool)>) -> Option<f64> {
    if items.is_empty() {
        return None;
    }
    items.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let n = items.len();
    let distance = (0..BINS).map(|b| {
        let bin = &items[b * n / BINS..(b + 1) * n / BINS];
        let sure: f64 = bin.iter().map(|i| f64::from(i.0)).sum();
        (sure - bin.iter().filter(|i| i.1).count() as f64).abs()
    });
    Some(distance.sum::<f64>() / n as f64)
}

/// Bootstrap draws: how many, and from which seed. The same for every figure, so figures can be compared draw by draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draws {
    /// Number of draws; 0 for no intervals.
    pub count: u32,
    /// Seed.
    pub seed: u64,
}

impl Draws {
    /// The 2.5th and 97.5th percentile of the figure over resampled documents; `None` for fewer than two documents or
    /// where no draw gives a figure.
    #[must_use]
    pub fn interval(self, measure: &Measure) -> Option<(f64, f64)> {
        let n = measure.documents();
        if n < 2 {
            return None;
        }
        let mut random = SplitMix(self.seed);
        let mut drawn = vec![0; n];
        let mut values = Vec::with_capacity(self.count as usize);
        for _ in 0..self.count {
            drawn.iter_mut().for_each(|d| *d = random.below(n));
            values.extend(measure.over(&drawn));
        }
        values.sort_by(f64::total_cmp);
        Some((percentile(&values, 0.025)?, percentile(&values, 0.975)?))
    }
}

fn percentile(sorted: &[f64], share: f64) -> Option<f64> {
    let at = share * sorted.len().checked_sub(1)? as f64;
    let (low, high) = (sorted[at.floor() as usize], sorted[at.ceil() as usize]);
    Some(low + (high - low) * at.fract())
}

/// SplitMix64: small, and the same everywhere.
#[derive(Debug)]
pub(crate) struct SplitMix(pub(crate) u64);

impl SplitMix {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f1_from_counts() {
        let m = Measure::F1(vec![Counts::new(1, 2, 1), Counts::new(1, 1, 3)]);
        assert_eq!(m.value(), Some(4.0 / 7.0));
        assert_eq!((m.items(), m.documents()), (4, 2));
        assert_eq!(Measure::F1(vec![Counts::new(0, 3, 0)]).value(), None);
        assert_eq!(Measure::F1(vec![Counts::new(0, 0, 2)]).value(), Some(0.0));
    }

    #[test]
    fn macro_f1_counts_the_labels_of_the_gold() {
        // label 0: 1 right, 1 predicted, 2 gold: 2/3; label 1: 1 right of 1, 1 predicted: 1; label 2 is not in the gold
        let m = Measure::MacroF1(vec![vec![(0, 0), (0, 2)], vec![(1, 1)]]);
        assert!((m.value().unwrap() - (2.0 / 3.0 + 1.0) / 2.0).abs() < 1e-12);
    }

    #[test]
    fn calibration_of_known_bins() {
        // twenty items in ten bins of two; all sure at 0.75, every second right: each bin is 0.25 off
        let items: Vec<(f32, bool)> = (0..20).map(|i| (0.75 + i as f32 * 1e-6, i % 2 == 0)).collect();
        let error = Measure::Calibration(vec![items]).value().unwrap();
        assert!((error - 0.25).abs() < 1e-4, "{error}");
        // fewer items than bins: each is a bin of its own
        assert!((Measure::Calibration(vec![vec![(1.0, true), (0.5, false)]]).value().unwrap() - 0.25).abs() < 1e-9);
        assert_eq!(Measure::Calibration(vec![vec![]]).value(), None);
    }

    #[test]
    fn shares() {
        let docs = vec![Share { some: 3, of: 1 }, Share { some: 0, of: 0 }, Share { some: 0, of: 1 }];
        assert_eq!(Measure::PerText(docs).value(), Some(1.5));
        assert_eq!(Measure::Accuracy(vec![Share::default()]).value(), None);
    }

    #[test]
    fn intervals_are_repeatable_and_hold_the_value() {
        let docs: Vec<Counts> = (0..50).map(|i| Counts::new(i % 3, 2, 2)).collect();
        let m = Measure::F1(docs);
        let draws = Draws { count: 1000, seed: 7 };
        let (low, high) = draws.interval(&m).unwrap();
        assert_eq!(draws.interval(&m), Some((low, high)));
        let value = m.value().unwrap();
        assert!(low < value && value < high && high - low < 0.3, "{low} {value} {high}");
        assert_eq!(draws.interval(&Measure::F1(vec![Counts::new(1, 1, 1)])), None);
        assert_eq!(Draws { count: 0, seed: 7 }.interval(&m), None);
        // documents that are all alike have no spread
        assert_eq!(draws.interval(&Measure::F1(vec![Counts::new(1, 2, 2); 9])), Some((0.5, 0.5)));
    }

    #[test]
    fn percentiles_lie_between() {
        assert_eq!(percentile(&[1.0, 2.0, 3.0], 0.5), Some(2.0));
        assert_eq!(percentile(&[1.0, 2.0], 0.25), Some(1.25));
        assert_eq!(percentile(&[], 0.5), None);
    }
}
