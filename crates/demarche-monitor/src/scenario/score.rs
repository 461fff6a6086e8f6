//! Scores: hypotheses in the order of least weighted inconsistency.
//!
//! Evidence that is consistent with a hypothesis does not raise it: what fits everything speaks for nothing, and a hypothesis is never shown
//! to be right by what fits it, only kept. So the order is that of how much speaks against each; what speaks for it is shown beside. Hypotheses that were
//! ruled out take no part in the order and in diagnosticity.

use serde::Serialize;

use super::{Judgement, Judgements, Weight};

/// A hypothesis that is scored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contender {
    /// Its name.
    pub name: String,
    /// It was not ruled out.
    pub is_open: bool,
}

/// A piece of evidence that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// What it is named by.
    pub item: String,
    /// What it weighs.
    pub weight: Weight,
    /// How it speaks to hypotheses.
    pub judgements: Judgements,
}

/// The scores over a set of evidence.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Basis {
    /// Pieces of evidence that count.
    pub evidence: usize,
    /// One score for each hypothesis, in the scenario's order.
    pub scores: Vec<Score>,
    /// Hypotheses that were not ruled out, least inconsistency first; those of the same stand together.
    pub order: Vec<Vec<String>>,
    /// What becomes of the order without each piece of evidence, in the order of evidence.
    pub sensitivity: Vec<Sensitivity>,
    /// Items each of which alone carries the first place: without it, another hypothesis or one more is first. Those that weigh most come first.
    pub carried_by: Vec<String>,
}

/// The score of a hypothesis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Score {
    /// Its name.
    pub hypothesis: String,
    /// One more than the number of hypotheses with less inconsistency; none where it was ruled out.
    pub rank: Option<usize>,
    /// Sum of the weights of what is inconsistent with it.
    pub inconsistent: Weight,
    /// Sum of the weights of what is consistent with it; it does not decide the rank.
    pub consistent: Weight,
    /// Pieces of evidence that are consistent, inconsistent and neutral.
    pub pieces: [usize; 3],
}

/// What becomes of the order without a piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sensitivity {
    /// The piece.
    pub item: String,
    /// The order is another.
    pub changes_order: bool,
    /// Another hypothesis is first, or one more or fewer.
    pub changes_first: bool,
    /// The order without it, where that is another.
    pub order_without: Option<Vec<Vec<String>>>,
}

/// Scores hypotheses by what counts. The order in which evidence is given does not matter but for that of [`Basis::sensitivity`].
#[must_use]
pub fn basis(contenders: &[Contender], counted: &[Counted]) -> Basis {
    let total =
        |name: &str, wanted: Judgement| counted.iter().filter(|c| c.judgements.of(name) == wanted).map(|c| c.weight).sum::<Weight>();
    let against: Vec<Weight> = contenders.iter().map(|c| total(&c.name, Judgement::Inconsistent)).collect();
    let order = order(contenders, &against);
    let scores = contenders.iter().zip(&against).map(|(contender, inconsistent)| {
        let number = |wanted: Judgement| counted.iter().filter(|c| c.judgements.of(&contender.name) == wanted).count();
        let less = contenders.iter().zip(&against).filter(|(other, weight)| other.is_open && *weight < inconsistent).count();
        Score {
            hypothesis: contender.name.clone(),
            rank: contender.is_open.then_some(less + 1),
            inconsistent: *inconsistent,
            consistent: total(&contender.name, Judgement::Consistent),
            pieces: [Judgement::Consistent, Judgement::Inconsistent, Judgement::Neutral].map(number),
        }
    });
    let sensitivity: Vec<Sensitivity> = counted
        .iter()
        .map(|without| {
            let left: Vec<Weight> = contenders
                .iter()
                .zip(&against)
                .map(|(c, sum)| if without.judgements.of(&c.name) == Judgement::Inconsistent { *sum - without.weight } else { *sum })
                .collect();
            let other = self::order(contenders, &left);
            Sensitivity {
                item: without.item.clone(),
                changes_order: other != order,
                changes_first: other.first() != order.first(),
                order_without: (other != order).then_some(other),
            }
        })
        .collect();
    let mut carriers: Vec<&Counted> = counted.iter().zip(&sensitivity).filter(|(_, s)| s.changes_first).map(|(c, _)| c).collect();
    carriers.sort_by(|a, b| b.weight.cmp(&a.weight).then_with(|| a.item.cmp(&b.item)));
    Basis {
        evidence: counted.len(),
        scores: scores.collect(),
        carried_by: carriers.into_iter().map(|c| c.item.clone()).collect(),
        order,
        sensitivity,
    }
}

/// Open hypotheses, least inconsistency first, those of the same together in the scenario's order.
fn order(contenders: &[Contender], against: &[Weight]) -> Vec<Vec<String>> {
    let mut open: Vec<(Weight, &str)> =
        contenders.iter().zip(against).filter(|(c, _)| c.is_open).map(|(c, weight)| (*weight, c.name.as_str())).collect();
    open.sort_by_key(|(weight, _)| *weight);
    open.chunk_by(|a, b| a.0 == b.0).map(|same| same.iter().map(|(_, name)| (*name).to_owned()).collect()).collect()
}

/// Share of the pairs of open hypotheses to which these judgements speak differently, 0 … 1; 0 where there is no pair.
#[must_use]
pub fn diagnosticity(contenders: &[Contender], judgements: &Judgements) -> f64 {
    let open: Vec<Judgement> = contenders.iter().filter(|c| c.is_open).map(|c| judgements.of(&c.name)).collect();
    let pairs = open.len() * open.len().saturating_sub(1) / 2;
    let unlike: usize = open.iter().enumerate().map(|(i, a)| open[i + 1..].iter().filter(|b| *b != a).count()).sum();
    if pairs == 0 { 0.0 } else { unlike as f64 / pairs as f64 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn contenders(n: usize) -> Vec<Contender> {
        (1..=n).map(|i| Contender { name: format!("h{i}"), is_open: true }).collect()
    }

    /// Letters are the judgements of h1, h2, …
    fn piece(item: &str, thousandths: u64, letters: &str) -> Counted {
        let judgements = letters.chars().enumerate().map(|(i, c)| (format!("h{}", i + 1), c.to_string().parse().unwrap()));
        Counted { item: item.to_owned(), weight: Weight::thousandths(thousandths), judgements: judgements.collect() }
    }

    fn against(basis: &Basis) -> Vec<f64> {
        basis.scores.iter().map(|s| s.inconsistent.number()).collect()
    }

    #[test]
    fn a_matrix_by_hand() {
        // grade   weight        h1  h2  h3
        // B2      0.8·0.8=0.64  C   I   N
        // A1      1·1=1         N   C   I
        // F6      0.5·0.5=0.25  I   C   C
        // C3      0.6·0.6=0.36  C   C   C
        let matrix = [piece("a", 640, "CIN"), piece("b", 1000, "NCI"), piece("c", 250, "ICC"), piece("d", 360, "CCC")];
        let basis = basis(&contenders(3), &matrix);
        // against h1: 0.25; h2: 0.64; h3: 1
        assert_eq!(against(&basis), [0.25, 0.64, 1.0]);
        // for h1: 0.64 + 0.36; h2: 1 + 0.25 + 0.36; h3: 0.25 + 0.36 – h2 has the most support and stands second
        assert_eq!(basis.scores.iter().map(|s| s.consistent.number()).collect::<Vec<_>>(), [1.0, 1.61, 0.61]);
        assert_eq!(basis.order, [["h1"], ["h2"], ["h3"]]);
        assert_eq!(basis.scores.iter().map(|s| s.rank).collect::<Vec<_>>(), [Some(1), Some(2), Some(3)]);
        assert_eq!(basis.scores[0].pieces, [2, 1, 1]);
        // without a: 0.25, 0, 1 – h2 before h1. Without b: 0.25, 0.64, 0 – h3 first. Without c: 0, 0.64, 1 and without d: as it is
        let without: Vec<_> = basis.sensitivity.iter().map(|s| s.changes_order).collect();
        assert_eq!(without, [true, true, false, false]);
        assert_eq!(basis.sensitivity[0].order_without.as_ref().unwrap()[0], ["h2"]);
        assert_eq!(basis.sensitivity[1].order_without.as_ref().unwrap()[0], ["h3"]);
        // both carry it alone; b weighs more
        assert_eq!(basis.carried_by, ["b", "a"]);
        // pairs h1–h2, h1–h3, h2–h3: a and b tell all three apart, c two of them, d none
        let told: Vec<f64> = matrix.iter().map(|m| diagnosticity(&contenders(3), &m.judgements)).collect();
        assert!((told[0] - 1.0).abs() < 1e-12 && (told[1] - 1.0).abs() < 1e-12);
        assert!((told[2] - 2.0 / 3.0).abs() < 1e-12 && told[3] == 0.0);
    }

    #[test]
    fn a_change_behind_the_first_carries_nothing() {
        // against h1: 0; h2: 0.2 + 0.1; h3: 0.25. Without b h2 and h3 change places: 0, 0.2, 0.25
        let matrix = [piece("a", 200, "CIC"), piece("b", 100, "NIN"), piece("c", 250, "NNI")];
        let basis = basis(&contenders(3), &matrix);
        assert_eq!(basis.order, [["h1"], ["h3"], ["h2"]]);
        assert!(basis.sensitivity[1].changes_order && !basis.sensitivity[1].changes_first);
        // without a: 0, 0.1, 0.25; without c: 0, 0.3, 0 – h1 and h3 are first together
        assert_eq!(basis.carried_by, ["c"]);
        assert_eq!(basis.sensitivity[2].order_without.as_ref().unwrap()[0], ["h1", "h3"]);
    }

    #[test]
    fn equal_ones_stand_together_and_what_is_ruled_out_stands_nowhere() {
        let mut three = contenders(3);
        let even = [piece("a", 300, "INC"), piece("b", 100, "NIC"), piece("c", 200, "CIC")];
        // against h1: 0.3; h2: 0.1 + 0.2 = 0.3; h3: 0
        assert_eq!(basis(&three, &even).order, [vec!["h3"], vec!["h1", "h2"]]);
        three[2].is_open = false;
        let without = basis(&three, &even);
        assert_eq!(without.order, [["h1", "h2"]]);
        assert_eq!(without.scores.iter().map(|s| s.rank).collect::<Vec<_>>(), [Some(1), Some(1), None]);
        // h1 and h2 are alike in nothing but that a tells them apart
        assert_eq!(diagnosticity(&three, &piece("d", 1, "CCI").judgements), 0.0);
        assert_eq!(diagnosticity(&three, &even[0].judgements), 1.0);
        assert_eq!(diagnosticity(&three[..1], &even[0].judgements), 0.0);
        assert_eq!(basis(&[], &even).order, Vec::<Vec<String>>::new());
    }

    prop_compose! {
        fn some_piece()(item in "[a-f]{3}", weight in 1u64..5000, letters in "[CIN]{4}") -> Counted {
            piece(&item, weight, &letters)
        }
    }

    proptest! {
        #[test]
        fn the_order_of_evidence_does_not_matter(matrix in prop::collection::vec(some_piece(), 0..12).prop_flat_map(|m| (Just(m.clone()), Just(m).prop_shuffle()))) {
            let (one, other) = (basis(&contenders(4), &matrix.0), basis(&contenders(4), &matrix.1));
            prop_assert_eq!(&one.scores, &other.scores);
            prop_assert_eq!(&one.order, &other.order);
            prop_assert_eq!(&one.carried_by, &other.carried_by);
        }

        #[test]
        fn what_is_neutral_or_equal_for_all_changes_no_order(
            matrix in prop::collection::vec(some_piece(), 0..12),
            weight in 1u64..5000,
            letter in prop::sample::select(vec!["NNNN", "CCCC", "IIII"]),
        ) {
            let before = basis(&contenders(4), &matrix);
            let mut more = matrix;
            more.push(piece("more", weight, letter));
            let after = basis(&contenders(4), &more);
            prop_assert_eq!(&before.order, &after.order);
            prop_assert!(!after.sensitivity[more.len() - 1].changes_order);
            prop_assert_eq!(diagnosticity(&contenders(4), &more[more.len() - 1].judgements), 0.0);
            if letter == "NNNN" {
                prop_assert_eq!(against(&before), against(&after));
            }
        }

        #[test]
        fn sensitivity_is_the_score_without_the_piece(matrix in prop::collection::vec(some_piece(), 1..10)) {
            let whole = basis(&contenders(4), &matrix);
            for at in 0..matrix.len() {
                let mut left = matrix.clone();
                left.remove(at);
                let without = basis(&contenders(4), &left).order;
                prop_assert_eq!(whole.sensitivity[at].changes_order, without != whole.order);
                prop_assert_eq!(whole.sensitivity[at].changes_first, without.first() != whole.order.first());
            }
        }
    }
}
