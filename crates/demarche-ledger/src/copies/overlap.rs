//! What two articles have in common, in figures that [`kind`](super::kind) judges.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::minhash::{SHINGLE, cosine, shingles};
use super::words::{Word, Words, hash_all, line};
use crate::report::Article;

/// Sentences of an article that are looked up one by one; shingles are compared for the whole article.
pub const MOST_SENTENCES: usize = 80;

/// An article as it is compared.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    /// Its words.
    pub words: Words,
    /// Its headline's words, without stop words.
    pub title: Vec<u64>,
    /// Its embedding.
    pub embedding: Option<Vec<i8>>,
    /// Its shingles, sorted, each once.
    pub shingles: Vec<u64>,
    sentences: Vec<Sentence>,
    /// All its words, sorted, each once.
    vocabulary: Vec<u64>,
}

/// A sentence as it is looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Sentence {
    range: Range<usize>,
    whole: u64,
    /// Words that carry meaning, sorted, each once.
    content: Vec<u64>,
}

impl Sheet {
    /// The sheet of an article.
    #[must_use]
    pub fn of(article: &Article) -> Self {
        Self::new(&article.text, article.title.as_deref(), article.embedding.clone())
    }

    /// The sheet of a text.
    #[must_use]
    pub fn new(text: &str, title: Option<&str>, embedding: Option<Vec<i8>>) -> Self {
        let words = Words::of(text);
        let sentence = |range: &Range<usize>| {
            let own = &words.words[range.clone()];
            let content = sorted(own.iter().filter(|w| w.is_content).map(|w| w.hash));
            Sentence { range: range.clone(), whole: hash_all(own.iter().map(|w| w.hash)), content }
        };
        Self {
            title: title.map(title_words).unwrap_or_default(),
            embedding,
            shingles: sorted(shingles(&words.words)),
            sentences: words.sentences.iter().take(MOST_SENTENCES).map(sentence).collect(),
            vocabulary: sorted(words.words.iter().map(|w| w.hash)),
            words,
        }
    }
}

/// Words of a headline without the outlet that some put behind it (`… | BBC News`, `… - Reuters`).
fn title_words(title: &str) -> Vec<u64> {
    let cut = [" | ", " - ", " – ", " — "].iter().filter_map(|mark| title.rfind(mark)).max().filter(|&at| {
        let behind = &title[at..];
        behind.split_whitespace().count() <= 4 && behind.split_whitespace().skip(1).all(|w| !w.starts_with(char::is_lowercase))
    });
    line(&title[..cut.unwrap_or(title.len())]).iter().filter(|w| w.is_content).map(|w| w.hash).collect()
}

fn sorted(hashes: impl Iterator<Item = u64>) -> Vec<u64> {
    let mut out: Vec<u64> = hashes.collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// Number of hashes that are in both of two sorted lists.
fn shared(a: &[u64], b: &[u64]) -> usize {
    let (mut i, mut j, mut count) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                count += 1;
                i += 1;
                j += 1;
            }
        }
    }
    count
}

/// What a later article has of an earlier one. All shares are 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Overlap {
    /// Share of the later article's shingles that stand in the earlier one.
    pub contained: f64,
    /// Share of the earlier article's shingles that stand in the later one.
    pub contains: f64,
    /// Share of the later article's shingles outside quotation marks that stand in the earlier one: two reporters may have heard
    /// one speech.
    pub told: f64,
    /// Number of those.
    pub told_count: u32,
    /// Share of the later article's words in sentences that stand in the earlier one as they are, or nearly.
    pub kept: f64,
    /// Share of the later article's words in sentences that stand in the earlier one, in these or other words.
    pub found: f64,
    /// Share of the earlier article's words in sentences that the later one has, in these or other words.
    pub covered: f64,
    /// Sentences found that follow each other as in the earlier article, by sentences found; 1 where fewer than two are.
    pub order: f64,
    /// Share of the later article's numbers and names that the earlier one has; none where it has fewer than three.
    pub names: Option<f64>,
    /// Share of its numbers alone; none where it has fewer than three. Reports that are written anew on one pattern (markets,
    /// weather) share all but these.
    pub numbers: Option<f64>,
    /// Cosine of the embeddings.
    pub cosine: Option<f64>,
    /// All words are the same, in the same order.
    pub is_same_text: bool,
    /// The headlines have the same words; none where one has no headline.
    pub is_same_title: Option<bool>,
    /// Words of the later article.
    pub words: u32,
}

/// Least share of a sentence's shingles that makes it one that was kept.
const KEPT: f64 = 0.75;
/// Least share of content words in common (Dice) that makes a sentence one that was put in other words: with it at least 90 % of the
/// words of rewritten copies in `tests/copies/dev.md` are found again, and less than 10 % of those of independent reports.
const REWORDED: f64 = 0.5;
/// Least number of content words of such a sentence in common.
const REWORDED_WORDS: usize = 3;

impl Overlap {
    /// What `later` has of `earlier`.
    #[must_use]
    pub fn of(earlier: &Sheet, later: &Sheet) -> Self {
        let both = shared(&earlier.shingles, &later.shingles);
        let has = |words: &[Word]| shingles(words).filter(|s| earlier.shingles.binary_search(s).is_ok()).count();
        let (mut told, mut told_of) = (0usize, 0usize);
        for run in later.words.words.windows(SHINGLE).filter(|run| run.iter().all(|w| !w.is_quoted)) {
            told_of += 1;
            told += has(run);
        }
        let mut out = Self {
            contained: share(both, later.shingles.len()),
            contains: share(both, earlier.shingles.len()),
            told: share(told, told_of),
            told_count: told as u32,
            kept: 0.0,
            found: 0.0,
            covered: 0.0,
            order: 1.0,
            names: later.share_in(earlier, |w| w.is_name || w.is_number),
            numbers: later.share_in(earlier, |w| w.is_number),
            cosine: earlier.embedding.as_deref().zip(later.embedding.as_deref()).and_then(|(a, b)| cosine(a, b)),
            is_same_text: !later.words.words.is_empty()
                && earlier.words.words.iter().map(|w| w.hash).eq(later.words.words.iter().map(|w| w.hash)),
            is_same_title: (!earlier.title.is_empty() && !later.title.is_empty()).then(|| is_same_title(&earlier.title, &later.title)),
            words: later.words.words.len() as u32,
        };
        out.align(earlier, later, has);
        out
    }

    /// Finds the later article's sentences in the earlier one.
    fn align(&mut self, earlier: &Sheet, later: &Sheet, has: impl Fn(&[Word]) -> usize) {
        let mut places = Vec::new();
        let (mut kept, mut found, mut all) = (0, 0, 0);
        let mut covered = vec![false; earlier.sentences.len()];
        for sentence in &later.sentences {
            let words = &later.words.words[sentence.range.clone()];
            all += words.len();
            let same = earlier.sentences.iter().position(|e| e.whole == sentence.whole);
            let is_kept = same.is_some() || (words.len() >= SHINGLE && share(has(words), words.len() + 1 - SHINGLE) >= KEPT);
            let best = same.or_else(|| {
                // two sentences may have been made one, or one two: the part of the shorter one counts, too
                let scored = earlier.sentences.iter().enumerate().map(|(i, e)| {
                    let both = shared(&e.content, &sentence.content);
                    let dice = 2.0 * both as f64 / (e.content.len() + sentence.content.len()).max(1) as f64;
                    let part = both as f64 / e.content.len().min(sentence.content.len()).max(1) as f64;
                    (if both >= REWORDED_WORDS { dice.max(part - 0.2) } else { 0.0 }, i)
                });
                let best = scored.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))?;
                (best.0 >= REWORDED || is_kept && best.0 > 0.0).then_some(best.1)
            });
            if is_kept {
                kept += words.len();
            }
            if is_kept || best.is_some() {
                found += words.len();
            }
            if let Some(place) = best {
                covered[place] = true;
                places.push(place);
            }
        }
        let of_earlier: usize = earlier.sentences.iter().map(|s| s.range.len()).sum();
        let is_covered: usize = earlier.sentences.iter().zip(&covered).filter(|(_, c)| **c).map(|(s, _)| s.range.len()).sum();
        self.kept = share(kept, all);
        self.found = share(found, all);
        self.covered = share(is_covered, of_earlier);
        self.order = if places.len() < 2 { 1.0 } else { share(longest_rising(&places), places.len()) };
    }
}

impl Sheet {
    /// Share of words of a sort that an earlier article has; none where there are fewer than three.
    fn share_in(&self, earlier: &Self, sort: impl Fn(&Word) -> bool) -> Option<f64> {
        let own = sorted(self.words.words.iter().filter(|w| sort(w)).map(|w| w.hash));
        (own.len() >= 3).then(|| share(shared(&own, &earlier.vocabulary), own.len()))
    }
}

fn is_same_title(a: &[u64], b: &[u64]) -> bool {
    let (a, b) = (sorted(a.iter().copied()), sorted(b.iter().copied()));
    let both = shared(&a, &b);
    both as f64 >= 0.8 * (a.len() + b.len() - both) as f64
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Length of the longest rising subsequence; equal neighbours count as rising.
fn longest_rising(places: &[usize]) -> usize {
    let mut ends: Vec<usize> = Vec::new();
    for &place in places {
        let at = ends.partition_point(|&e| e <= place);
        if at == ends.len() {
            ends.push(place);
        } else {
            ends[at] = place;
        }
    }
    ends.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn overlap(earlier: &str, later: &str) -> Overlap {
        Overlap::of(&Sheet::new(earlier, Some("Rain in Beira"), None), &Sheet::new(later, Some("Boats sink"), None))
    }

    const A: &str =
        "Rain flooded the harbour of Beira on Monday. The mayor closed nine schools and a bridge. Fishermen lost forty boats to the waves.";

    #[test]
    fn of_itself_an_article_has_all() {
        let o = overlap(A, A);
        assert_eq!((o.contained, o.contains, o.kept, o.found, o.covered, o.order), (1.0, 1.0, 1.0, 1.0, 1.0, 1.0));
        assert!(o.is_same_text && o.is_same_title == Some(false));
    }

    #[test]
    fn order_and_rewording_are_seen() {
        let o = overlap(
            A,
            "Fishermen lost forty boats to the waves. The mayor closed nine schools and a bridge. Rain flooded the harbour of Beira on Monday.",
        );
        assert!(o.kept == 1.0 && o.order < 0.4 && !o.is_same_text, "{o:?}");
        let o = overlap(A, "Nine schools and a bridge were closed by the mayor. On Monday, the harbour of Beira was flooded by rain.");
        assert!(o.kept < 0.1 && o.found == 1.0 && o.covered < 0.8, "{o:?}");
    }

    #[test]
    fn nothing_in_common_is_nothing() {
        let o = overlap(A, "A court in Lima freed two miners. Judges asked for papers.");
        assert_eq!((o.contained, o.told_count, o.found, o.order), (0.0, 0, 0.0, 1.0));
        let o = overlap("", "");
        assert!(o.contained == 0.0 && !o.is_same_text && o.cosine.is_none());
    }

    #[test]
    fn rising() {
        assert_eq!(longest_rising(&[3, 1, 2, 2, 0, 5]), 4);
        assert_eq!(longest_rising(&[]), 0);
    }
}
