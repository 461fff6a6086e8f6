//! Whether a later article is a copy of an earlier one, and of which kind.
//!
//! The measure of it is wording outside quotation marks: two reporters at one press conference have the same names, numbers and
//! quotations, and embeddings nearly as alike as copies have, but not the same sentences. Weights and limits were set on
//! `tests/copies/dev.md`: copies there have a score of 0.96 or more, independent reports of one happening 0.04 or less. Of 840 real
//! articles (PolNeAR, training part) seven were put into families, each a later print or update of another.

use serde::{Deserialize, Serialize};

use super::overlap::{Overlap, Sheet};

/// How a copy differs from its original.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CopyKind {
    /// Not at all, but for boilerplate and a word here and there.
    Verbatim,
    /// Under another headline.
    Retitled,
    /// Sentences are left out.
    Trimmed,
    /// Its sentences stand in another order; some may be left out.
    Reordered,
    /// Sentences are put in other words, or others are added.
    Rewritten,
}

impl CopyKind {
    /// All kinds.
    pub const ALL: [Self; 5] = [Self::Verbatim, Self::Retitled, Self::Trimmed, Self::Reordered, Self::Rewritten];

    /// The kind of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Its name in records.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Verbatim => "verbatim",
            Self::Retitled => "retitled",
            Self::Trimmed => "trimmed",
            Self::Reordered => "reordered",
            Self::Rewritten => "rewritten",
        }
    }
}

/// A judgement of two articles.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// The kind of copy; none where the later article is no copy.
    pub kind: Option<CopyKind>,
    /// From 0 to 1; a copy from [`COPY`] on. Not calibrated.
    pub score: f64,
    /// What it rests on.
    pub overlap: Overlap,
}

/// Least score of a copy.
pub const COPY: f64 = 0.5;
/// Words below which a text proves nothing unless text and headline are the same ("Follow the latest here").
pub const LEAST_WORDS: u32 = 20;
/// Shingles outside quotation marks below which nothing is a copy.
const LEAST_TOLD: u32 = 6;
/// Share of unquoted shingles above which more add nothing.
const TOLD_ENOUGH: f64 = 0.5;
/// Cosine below which a text in other words is no copy: rewritten ones of the development set have 0.85 or more; a short report
/// with stock phrases of a long one was at 0.71.
const FAR: f64 = 0.8;
/// Share of sentences kept from which a copy is not rewritten.
const KEPT: f64 = 0.8;
/// Order below which a copy is reordered.
const ORDERED: f64 = 0.8;
/// Share of the original above which nothing was trimmed off.
const WHOLE: f64 = 0.93;

/// Judges whether `later` is a copy of `earlier`.
#[must_use]
pub fn judge(earlier: &Sheet, later: &Sheet) -> Verdict {
    let overlap = Overlap::of(earlier, later);
    let score = score(&overlap);
    Verdict { kind: (score >= COPY).then(|| kind(&overlap)), score, overlap }
}

fn score(o: &Overlap) -> f64 {
    if o.is_same_text {
        let is_bare = o.words < LEAST_WORDS && o.is_same_title == Some(false);
        return if is_bare { 0.0 } else { 1.0 };
    }
    if o.words < LEAST_WORDS || o.told_count < LEAST_TOLD {
        return 0.0;
    }
    let above = |value: Option<f64>, middle: f64, weight: f64| value.map_or(0.0, |v| weight * (v - middle));
    let mut sum = 12.0 * (o.told.min(TOLD_ENOUGH) - 0.1) + 5.0 * (o.found - 0.6);
    sum += above(o.names, 0.75, 3.0) + above(o.cosine, 0.87, 8.0);
    // a text on the same pattern with other numbers is another report; so is one in other words that means something else
    if o.numbers.is_some_and(|n| n < 0.5) || (o.kept < 0.5 && o.cosine.is_some_and(|c| c < FAR)) {
        sum -= 8.0;
    }
    1.0 / (1.0 + (-sum).exp())
}

fn kind(o: &Overlap) -> CopyKind {
    let whole = if o.is_same_title == Some(false) { CopyKind::Retitled } else { CopyKind::Verbatim };
    if o.is_same_text {
        whole
    } else if o.kept < KEPT {
        CopyKind::Rewritten
    } else if o.order < ORDERED {
        CopyKind::Reordered
    } else if o.covered < WHOLE {
        CopyKind::Trimmed
    } else {
        whole
    }
}

impl Verdict {
    /// What speaks for and against, to be read: `87 % of the wording outside quotations`, …
    #[must_use]
    pub fn reasons(&self) -> Vec<String> {
        let o = &self.overlap;
        let percent = |share: f64| (100.0 * share).round() as u32;
        if o.is_same_text {
            return vec!["the same words".to_owned()];
        }
        let mut out = vec![
            format!("{} % of its wording outside quotations", percent(o.told)),
            format!("{} % of it in sentences of the other ({} % unchanged)", percent(o.found), percent(o.kept)),
            format!("{} % of the other's wording", percent(o.contains)),
        ];
        out.extend((o.order < 1.0).then(|| format!("{} % of the sentences in the same order", percent(o.order))));
        out.extend(o.names.map(|n| format!("{} % of its names and numbers", percent(n))));
        out.extend(o.cosine.map(|c| format!("embeddings at {c:.2}")));
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "Rain flooded the harbour of Beira on Monday and cut the road to Dondo. The mayor, Albano Carige, closed nine schools \
        and a bridge. Fishermen lost forty boats to the waves, and two of them are missing. \"We have never seen the sea so angry,\" \
        said Rosa Tembe, whose stall was swept away. The weather service expects more rain until Thursday.";

    fn kind_of(earlier: &str, later: &str) -> Option<CopyKind> {
        judge(&Sheet::new(earlier, Some("Harbour under water"), None), &Sheet::new(later, Some("Harbour under water"), None)).kind
    }

    #[test]
    fn kinds() {
        assert_eq!(kind_of(BODY, BODY), Some(CopyKind::Verbatim));
        let other = judge(&Sheet::new(BODY, Some("Harbour under water"), None), &Sheet::new(BODY, Some("Beira floods again"), None));
        assert_eq!((other.kind, other.reasons()), (Some(CopyKind::Retitled), vec!["the same words".to_owned()]));
        let sentences: Vec<&str> = BODY.split_inclusive(". ").collect();
        assert_eq!(kind_of(BODY, &sentences[..2].concat()), Some(CopyKind::Trimmed));
        let turned = [sentences[2], sentences[0], sentences[1]].concat();
        assert_eq!(kind_of(BODY, &turned), Some(CopyKind::Reordered));
    }

    #[test]
    fn a_shared_quotation_is_no_copy() {
        let other = "Volunteers carried sandbags through the old quarter as the tide rose again in Beira. \"We have never seen the sea so \
            angry,\" said Rosa Tembe. The Red Cross opened a shelter for three hundred people in the stadium and asked for blankets.";
        assert_eq!(kind_of(BODY, other), None);
    }

    #[test]
    fn one_pattern_with_other_numbers_is_no_copy() {
        let report = |a: &str, b: &str, c: &str, d: &str| {
            format!(
                "Gold rose {a} percent to {b} dollars an ounce in early trade in London as traders waited for figures on jobs. Silver gained {c} percent and copper closed at {d} dollars a tonne."
            )
        };
        assert_eq!(kind_of(&report("0.4", "1,912", "1.2", "8,410"), &report("0.7", "1,931", "0.3", "8,377")), None);
    }

    #[test]
    fn a_few_words_prove_nothing() {
        let bare = "Follow the latest here.";
        assert_eq!(kind_of(bare, bare), Some(CopyKind::Verbatim));
        assert_eq!(judge(&Sheet::new(bare, Some("Vote in Lima"), None), &Sheet::new(bare, Some("Storm in Cebu"), None)).kind, None);
        assert_eq!(kind_of("", ""), None);
    }
}
