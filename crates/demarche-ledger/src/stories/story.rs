//! A story and an article as they are compared.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::decisions::{Likeness, StoryId};
use crate::copies::words::hash;
use crate::report::{Article, DocumentId};

/// Days between an article and the nearest day of a story, or of two stories, from which they are not the same: a story that
/// nobody writes about for so long is over, and what comes then opens another.
pub const WINDOW_DAYS: i32 = 5;
/// Latest articles that a story keeps one by one; only these can leave it.
pub const RECENT: usize = 24;
/// Parties or places that a story counts.
const COUNTED: usize = 64;

/// What of an article decides on its story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// The article.
    pub document: DocumentId,
    /// Its date.
    pub published: Option<Date>,
    /// Its embedding.
    pub embedding: Option<Vec<i8>>,
    /// Keys of parties that act or are acted upon, each once.
    pub parties: BTreeSet<u64>,
    /// Places of events by name and country, each once.
    pub places: BTreeSet<u64>,
    /// Pairs of parties in one event, without order; only for finding stories.
    pub pairs: BTreeSet<u64>,
}

impl Subject {
    /// The subject of an article.
    #[must_use]
    pub fn of(article: &Article) -> Self {
        let mut out = Self {
            document: article.id,
            published: article.published,
            embedding: article.embedding.clone(),
            parties: BTreeSet::new(),
            places: BTreeSet::new(),
            pairs: BTreeSet::new(),
        };
        for report in &article.reports {
            // a party is at least a country; "police" of nowhere are everywhere
            let keys = report.actors.iter().chain(&report.recipients).flat_map(|n| &n.parties).filter(|p| !p.country.is_empty());
            let keys: BTreeSet<u64> = keys.map(|p| hash(p.key().as_bytes())).collect();
            for (i, a) in keys.iter().enumerate() {
                out.pairs.extend(keys.iter().skip(i + 1).map(|b| a.wrapping_mul(31) ^ b));
            }
            out.parties.extend(keys);
            if let Some(place) = &report.place {
                out.places.insert(hash(format!("{}\0{}", place.name, place.country.as_deref().unwrap_or_default()).as_bytes()));
            }
        }
        out
    }
}

/// A story with what new articles are compared with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Story {
    /// Its number.
    pub id: StoryId,
    /// Articles, copies not counted.
    pub count: u32,
    /// First day.
    pub first: Option<Date>,
    /// Last day.
    pub last: Option<Date>,
    /// Sum of the embeddings, each scaled to length 1,000 so that all count alike.
    pub sum: Vec<i64>,
    /// Articles by party.
    pub parties: BTreeMap<u64, u32>,
    /// Articles by place.
    pub places: BTreeMap<u64, u32>,
    /// Latest articles, oldest first.
    pub recent: Vec<Subject>,
}

impl Story {
    /// A story of one article.
    #[must_use]
    pub fn open(id: StoryId, subject: Subject) -> Self {
        let (parties, places) = (BTreeMap::new(), BTreeMap::new());
        let mut out = Self { id, count: 0, first: None, last: None, sum: Vec::new(), parties, places, recent: Vec::new() };
        out.add(subject);
        out
    }

    /// Adds an article.
    pub fn add(&mut self, subject: Subject) {
        self.count = self.count.saturating_add(1);
        self.span(subject.published, subject.published);
        add_scaled(&mut self.sum, subject.embedding.as_deref(), 1);
        count(&mut self.parties, subject.parties.iter().map(|k| (*k, 1)));
        count(&mut self.places, subject.places.iter().map(|k| (*k, 1)));
        self.recent.push(subject);
        if self.recent.len() > RECENT {
            self.recent.remove(0);
        }
    }

    /// Takes in another story.
    pub fn merge(&mut self, other: Self) {
        self.count = self.count.saturating_add(other.count);
        self.span(other.first, other.last);
        if self.sum.is_empty() {
            self.sum = other.sum;
        } else if self.sum.len() == other.sum.len() {
            self.sum.iter_mut().zip(&other.sum).for_each(|(a, b)| *a = a.saturating_add(*b));
        }
        count(&mut self.parties, other.parties.into_iter());
        count(&mut self.places, other.places.into_iter());
        self.recent.extend(other.recent);
        self.recent.sort_by_key(|s| s.document);
        let over = self.recent.len().saturating_sub(RECENT);
        self.recent.drain(..over);
    }

    /// Takes out recent articles; first and last day stay.
    pub fn remove(&mut self, documents: &[DocumentId]) -> Vec<Subject> {
        let (out, kept) = std::mem::take(&mut self.recent).into_iter().partition(|s| documents.contains(&s.document));
        self.recent = kept;
        let less = |counts: &mut BTreeMap<u64, u32>, keys: &BTreeSet<u64>| {
            for key in keys {
                if let Some(n) = counts.get_mut(key) {
                    *n -= 1;
                }
            }
            counts.retain(|_, n| *n > 0);
        };
        let out: Vec<Subject> = out;
        for subject in &out {
            self.count = self.count.saturating_sub(1);
            add_scaled(&mut self.sum, subject.embedding.as_deref(), -1);
            less(&mut self.parties, &subject.parties);
            less(&mut self.places, &subject.places);
        }
        out
    }

    fn span(&mut self, first: Option<Date>, last: Option<Date>) {
        self.first = self.first.into_iter().chain(first).min();
        self.last = self.last.into_iter().chain(last).max();
    }

    /// How like an article is to this story; `scaled` is its embedding as stories sum it.
    #[must_use]
    pub fn likeness(&self, subject: &Subject, scaled: &[i64]) -> Likeness {
        likeness(
            cosine(&self.sum, scaled),
            among(&self.parties, self.count, &subject.parties),
            among(&self.places, self.count, &subject.places),
            gap_days((self.first, self.last), (subject.published, subject.published)),
        )
    }

    /// How like two stories are.
    #[must_use]
    pub fn likeness_of(&self, other: &Self) -> Likeness {
        let common = |of: &Self| -> (BTreeSet<u64>, BTreeSet<u64>) {
            let often = |counts: &BTreeMap<u64, u32>| counts.iter().filter(|(_, n)| 3 * **n >= of.count).map(|(k, _)| *k).collect();
            (often(&of.parties), often(&of.places))
        };
        let (parties, places) = common(other);
        likeness(
            cosine(&self.sum, &other.sum),
            among(&self.parties, self.count, &parties),
            among(&self.places, self.count, &places),
            gap_days((self.first, self.last), (other.first, other.last)),
        )
    }
}

/// Cosine at which meanings have nothing in common, and all: embeddings of articles of different stories and one day lie
/// around 0.4, of one story around 0.7 (`tests/copies/dev.md`).
const NOTHING: f64 = 0.35;
const ALL: f64 = 0.9;

fn likeness(cosine: Option<f64>, parties: Option<f64>, places: Option<f64>, gap: Option<i32>) -> Likeness {
    let meaning = cosine.map_or(0.0, |c| ((c - NOTHING) / (ALL - NOTHING)).clamp(0.0, 1.0));
    let days = gap.map_or(0.5, |g| 1.0 - f64::from(g) / f64::from(WINDOW_DAYS));
    // where parties or places are missing on a side, the rest decides
    let parts = [(0.6, Some(meaning)), (0.25, parties), (0.15, places)];
    let weight: f64 = parts.iter().filter(|p| p.1.is_some()).map(|p| p.0).sum();
    let sum: f64 = parts.iter().filter_map(|p| p.1.map(|v| p.0 * v)).sum();
    let score = if days <= 0.0 { 0.0 } else { sum / weight * (0.9 + 0.1 * days) };
    Likeness { score, meaning, parties: parties.unwrap_or(0.0), places: places.unwrap_or(0.0), days: days.max(0.0) }
}

/// Share of `keys` that a story has, each by how many of its articles have it: a party of half the articles or more counts full.
/// None where one side has no keys.
fn among(counts: &BTreeMap<u64, u32>, of: u32, keys: &BTreeSet<u64>) -> Option<f64> {
    if counts.is_empty() || keys.is_empty() {
        return None;
    }
    let has = |key: &u64| counts.get(key).map_or(0.0, |&n| (2.0 * f64::from(n) / f64::from(of.max(1))).min(1.0));
    Some(keys.iter().map(has).sum::<f64>() / keys.len() as f64)
}

/// Days between two spans of days; 0 where they touch, none where one is unknown.
fn gap_days(a: (Option<Date>, Option<Date>), b: (Option<Date>, Option<Date>)) -> Option<i32> {
    let (a, b) = (a.0.zip(a.1)?, b.0.zip(b.1)?);
    let (early, late) = if a.0 <= b.0 { (a, b) } else { (b, a) };
    Some(if late.0 <= early.1 { 0 } else { early.1.until(late.0).map_or(i32::MAX, |s| s.get_days()) })
}

/// Adds an embedding, scaled to length 1,000 in whole numbers: sums are exact in any order.
fn add_scaled(sum: &mut Vec<i64>, embedding: Option<&[i8]>, times: i64) {
    let Some(embedding) = embedding else { return };
    let length = embedding.iter().map(|&x| i64::from(x) * i64::from(x)).sum::<i64>();
    if sum.is_empty() {
        sum.resize(embedding.len(), 0);
    }
    if sum.len() != embedding.len() || length == 0 {
        return;
    }
    let length = (length as f64).sqrt();
    sum.iter_mut().zip(embedding).for_each(|(s, &x)| *s += times * (1000.0 * f64::from(x) / length).round() as i64);
}

pub(super) fn cosine(a: &[i64], b: &[i64]) -> Option<f64> {
    let dot = |a: &[i64], b: &[i64]| a.iter().zip(b).map(|(x, y)| *x as f64 * *y as f64).sum::<f64>();
    let (aa, bb) = (dot(a, a), dot(b, b));
    (a.len() == b.len() && aa > 0.0 && bb > 0.0).then(|| dot(a, b) / (aa * bb).sqrt())
}

/// The sum of some articles' embeddings.
pub(super) fn sum_of<'s>(subjects: impl IntoIterator<Item = &'s Subject>) -> Vec<i64> {
    let mut sum = Vec::new();
    subjects.into_iter().for_each(|s| add_scaled(&mut sum, s.embedding.as_deref(), 1));
    sum
}

/// Adds counts; beyond [`COUNTED`] the rarest are dropped, of equal ones those with the larger hash.
fn count(counts: &mut BTreeMap<u64, u32>, more: impl Iterator<Item = (u64, u32)>) {
    for (key, n) in more {
        let entry = counts.entry(key).or_default();
        *entry = entry.saturating_add(n);
    }
    while counts.len() > COUNTED
        && let Some(rarest) = counts.iter().min_by_key(|(key, n)| (**n, u64::MAX - **key)).map(|(key, _)| *key)
    {
        counts.remove(&rarest);
    }
}
