//! Coreference: the mean F1 of MUC, B³ and CEAF-e ("CoNLL F1"), over clusters of two or more mentions.
//!
//! A cluster is a set of mentions of one text; gold and predicted mentions are the same where their spans are. Single mentions
//! are no clusters on either side (METRICS: "without singletons"). MUC: Vilain and others 1995; B³: Bagga and Baldwin 1998; CEAF-e
//! with φ₄: Luo 2005; their mean: the CoNLL shared task of 2011.

use std::collections::{BTreeSet, HashMap, HashSet};

use demarche::record::Record;
use demarche::span::CodePoints;
use pathfinding::kuhn_munkres::kuhn_munkres;
use pathfinding::matrix::Matrix;

use crate::corpus::Passage;

/// Mentions of one party: two or more.
pub type Cluster = BTreeSet<CodePoints>;

/// Clusters of `(span, index of the first mention)`.
fn clusters(mentions: impl Iterator<Item = (CodePoints, usize)>) -> Vec<Cluster> {
    let mut of: HashMap<usize, Cluster> = HashMap::new();
    let mut order = Vec::new();
    for (span, root) in mentions {
        of.entry(root)
            .or_insert_with(|| {
                order.push(root);
                Cluster::new()
            })
            .insert(span);
    }
    order.iter().filter_map(|root| of.remove(root)).filter(|c| c.len() > 1).collect()
}

/// The first mention of a chain of links; a chain that bites its tail ends where it began.
fn root(start: usize, next: impl Fn(usize) -> Option<usize>) -> usize {
    let mut at = start;
    let mut seen = HashSet::from([start]);
    while let Some(before) = next(at).filter(|b| seen.insert(*b)) {
        at = before;
    }
    at
}

/// Clusters of an annotated passage.
#[must_use]
pub fn of_passage(passage: &Passage) -> Vec<Cluster> {
    let root = |n| root(n, |m| passage.mentions[m].coref);
    clusters(passage.mentions.iter().enumerate().map(|(n, m)| (m.span, root(n))))
}

/// Clusters of a record.
#[must_use]
pub fn of_record(record: &Record) -> Vec<Cluster> {
    let place: HashMap<&str, usize> = record.mentions.iter().enumerate().map(|(n, m)| (m.id.as_str(), n)).collect();
    let root = |n| root(n, |m: usize| record.mentions[m].coref.as_deref().and_then(|id| place.get(id).copied()));
    clusters(record.mentions.iter().enumerate().map(|(n, m)| (m.span, root(n))))
}

/// Numerators and denominators of the three measures, to be summed over texts.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Score {
    muc: Ratio,
    b_cubed: Ratio,
    ceaf: Ratio,
}

/// Of recall and precision what is right, and all there is.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Ratio {
    recalled: f64,
    gold: f64,
    precise: f64,
    predicted: f64,
}

impl Ratio {
    fn f1(self) -> f64 {
        let share = |right: f64, all: f64| if all > 0.0 { right / all } else { 0.0 };
        let (r, p) = (share(self.recalled, self.gold), share(self.precise, self.predicted));
        if r + p > 0.0 { 2.0 * r * p / (r + p) } else { 0.0 }
    }
}

impl std::ops::AddAssign for Ratio {
    fn add_assign(&mut self, other: Self) {
        self.recalled += other.recalled;
        self.gold += other.gold;
        self.precise += other.precise;
        self.predicted += other.predicted;
    }
}

impl std::ops::AddAssign for Score {
    fn add_assign(&mut self, other: Self) {
        self.muc += other.muc;
        self.b_cubed += other.b_cubed;
        self.ceaf += other.ceaf;
    }
}

/// Links of MUC: those that hold, and those there are.
fn muc(of: &[Cluster], against: &[Cluster]) -> (f64, f64) {
    let (mut right, mut all) = (0, 0);
    for cluster in of {
        let parts: HashSet<usize> = cluster.iter().filter_map(|m| against.iter().position(|other| other.contains(m))).collect();
        let alone = cluster.iter().filter(|m| !against.iter().any(|other| other.contains(*m))).count();
        right += cluster.len() - parts.len() - alone;
        all += cluster.len() - 1;
    }
    (right as f64, all as f64)
}

/// Mentions of B³, each with the share of its cluster that stands together on the other side.
fn b_cubed(of: &[Cluster], against: &[Cluster]) -> (f64, f64) {
    let mut right = 0.0;
    for cluster in of {
        for mention in cluster {
            if let Some(other) = against.iter().find(|other| other.contains(mention)) {
                right += cluster.intersection(other).count() as f64 / cluster.len() as f64;
            }
        }
    }
    (right, of.iter().map(Cluster::len).sum::<usize>() as f64)
}

/// Scale of the likeness of two clusters in whole numbers.
const SCALE: f64 = 1e9;

/// Likeness of the best one-to-one pairing of clusters.
fn ceaf(gold: &[Cluster], predicted: &[Cluster]) -> f64 {
    let (few, many) = if gold.len() <= predicted.len() { (gold, predicted) } else { (predicted, gold) };
    if few.is_empty() {
        return 0.0;
    }
    let likeness = |(i, j): (usize, usize)| {
        let (a, b): (&Cluster, &Cluster) = (&few[i], &many[j]);
        (SCALE * 2.0 * a.intersection(b).count() as f64 / (a.len() + b.len()) as f64).round() as i64
    };
    kuhn_munkres(&Matrix::from_fn(few.len(), many.len(), likeness)).0 as f64 / SCALE
}

impl Score {
    /// Compares the clusters of one text.
    #[must_use]
    pub fn new(gold: &[Cluster], predicted: &[Cluster]) -> Self {
        let ratio = |(recalled, gold): (f64, f64), (precise, predicted): (f64, f64)| Ratio { recalled, gold, precise, predicted };
        let like = ceaf(gold, predicted);
        Self {
            muc: ratio(muc(gold, predicted), muc(predicted, gold)),
            b_cubed: ratio(b_cubed(gold, predicted), b_cubed(predicted, gold)),
            ceaf: ratio((like, gold.len() as f64), (like, predicted.len() as f64)),
        }
    }

    /// Clusters in the gold.
    #[must_use]
    pub fn clusters(&self) -> usize {
        self.ceaf.gold as usize
    }

    /// Mean F1 of the three; `None` without a gold cluster.
    #[must_use]
    pub fn conll(&self) -> Option<f64> {
        (self.ceaf.gold > 0.0).then(|| (self.muc.f1() + self.b_cubed.f1() + self.ceaf.f1()) / 3.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clusters_of(list: &[&[usize]]) -> Vec<Cluster> {
        list.iter().map(|c| c.iter().map(|&n| CodePoints(n, n + 1)).collect()).collect()
    }

    fn near(a: f64, b: f64) {
        assert!((a - b).abs() < 1e-6, "{a} {b}");
    }

    /// The example of the CoNLL scorer's paper (Pradhan and others 2014): key {a b c} {d e f g}, response {a b} {c d} {f g h i}.
    #[test]
    fn the_three_measures_are_those_of_the_literature() {
        let gold = clusters_of(&[&[1, 2, 3], &[4, 5, 6, 7]]);
        let predicted = clusters_of(&[&[1, 2], &[3, 4], &[6, 7, 8, 9]]);
        let s = Score::new(&gold, &predicted);
        near(s.muc.recalled / s.muc.gold, 0.4);
        near(s.muc.precise / s.muc.predicted, 0.4);
        near(s.b_cubed.recalled / s.b_cubed.gold, 0.416_667);
        near(s.b_cubed.precise / s.b_cubed.predicted, 0.5);
        near(s.ceaf.recalled / s.ceaf.gold, 0.65);
        near(s.ceaf.precise / s.ceaf.predicted, 0.433_333);
        near(s.conll().unwrap(), (0.4 + 0.454_545 + 0.52) / 3.0);
    }

    #[test]
    fn all_and_nothing() {
        let gold = clusters_of(&[&[1, 2], &[3, 4, 5]]);
        near(Score::new(&gold, &gold).conll().unwrap(), 1.0);
        near(Score::new(&gold, &[]).conll().unwrap(), 0.0);
        assert_eq!(Score::new(&[], &gold).conll(), None);
        // what is predicted where there is nothing counts against precision
        let mut sum = Score::new(&gold, &gold);
        sum += Score::new(&[], &gold);
        assert!(sum.conll().unwrap() < 0.7);
    }

    #[test]
    fn chains_end_at_their_first_mention() {
        assert_eq!(root(3, |n| n.checked_sub(1)), 0);
        assert_eq!(root(1, |n| Some(1 - n)), 0);
        let spans = [(CodePoints(0, 1), 0), (CodePoints(5, 6), 0), (CodePoints(8, 9), 2)];
        assert_eq!(clusters(spans.into_iter()), clusters_of(&[&[0, 5]]));
    }
}
