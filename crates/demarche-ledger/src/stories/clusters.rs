//! Clustering articles as they come.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::sync::Arc;

use super::decisions::{Assignment, Decision, Likeness, StoryId};
use super::story::{Story, Subject, cosine, sum_of};
use crate::copies::minhash::{Key, Planes};
use crate::copies::words::hash_all;
use crate::report::DocumentId;

/// Documents read under one key, the newest.
pub const NEWEST: usize = 16;
/// Stories scored for one article: those with the most keys in common.
pub const LOOKED_AT: usize = 24;
/// Least likeness for joining. Set on `tests/copies/dev.md`, all moved to one day: of pairs of articles on different things the most
/// alike have 0.45.
pub const JOIN: f64 = 0.46;
/// Least likeness of two stories for merging them, where an article could join either.
pub const MERGE: f64 = 0.7;
/// Likeness of two parts of a story below which it is split.
pub const SPLIT: f64 = 0.3;
/// Least articles of a part.
const LEAST_PART: usize = 3;
/// A story is looked at for splitting each time so many articles have come.
const LOOK_EVERY: u32 = 6;

/// What a store keeps of stories.
pub trait Shelf {
    /// Why it could not.
    type Error;
    /// Adds the documents under a key to `found`, newest first, at most `most`.
    ///
    /// # Errors
    /// The store's.
    fn under(&self, key: Key, most: usize, found: &mut Vec<DocumentId>) -> Result<(), Self::Error>;
    /// The story that a document is in, mergers and splits so far counted.
    ///
    /// # Errors
    /// The store's.
    fn story_of(&self, document: DocumentId) -> Result<Option<StoryId>, Self::Error>;
    /// A story.
    ///
    /// # Errors
    /// The store's.
    fn story(&self, id: StoryId) -> Result<Option<Arc<Story>>, Self::Error>;
    /// A story that is about to change, and is kept afterwards as the change has it.
    fn taken(&self, story: Arc<Story>) -> Story {
        Arc::unwrap_or_clone(story)
    }
    /// The number for the next story.
    ///
    /// # Errors
    /// The store's.
    fn next(&self) -> Result<StoryId, Self::Error>;
}

/// What an article changes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Change {
    /// Steps, in order; the log keeps them.
    pub decisions: Vec<Decision>,
    /// Stories as they are now, by number; those merged into others are not among them.
    pub stories: BTreeMap<StoryId, Story>,
    /// Keys to store for the article; none for a copy.
    pub keys: Vec<Key>,
}

/// A copy's story is that of the first of its family, for good.
#[must_use]
pub fn follow(document: DocumentId, first: DocumentId) -> Change {
    Change { decisions: vec![Decision::Followed { document, first }], ..Change::default() }
}

/// Keys of an article: its pairs of parties, parties, places, and its embedding's.
fn keys(subject: &Subject, planes: &Planes) -> (Vec<Key>, Vec<Key>) {
    let of = |kind: u64, all: &BTreeSet<u64>| all.iter().take(32).map(|k| Key(hash_all([kind, *k]))).collect::<Vec<Key>>();
    let mut keys = [of(11, &subject.pairs), of(12, &subject.parties), of(13, &subject.places)].concat();
    let sides = subject.embedding.as_deref().map(|e| planes.coarse(e)).unwrap_or_default();
    let mut probes = keys.clone();
    keys.extend(sides.keys);
    probes.extend(sides.probes);
    (keys, probes)
}

/// Puts an article that is no copy into its story. The result depends on the article and on what the shelf holds, nothing else.
///
/// # Errors
/// The shelf's.
pub fn place<S: Shelf>(subject: Subject, planes: &Planes, shelf: &S) -> Result<Change, S::Error> {
    let (keys, probes) = keys(&subject, planes);
    let mut votes: BTreeMap<StoryId, usize> = BTreeMap::new();
    let mut found = Vec::with_capacity(NEWEST);
    for key in probes {
        found.clear();
        shelf.under(key, NEWEST, &mut found)?;
        let mut stories = BTreeSet::new();
        for &other in found.iter().filter(|&&other| other < subject.document) {
            stories.extend(shelf.story_of(other)?);
        }
        for story in stories {
            *votes.entry(story).or_default() += 1;
        }
    }
    let mut ranked: Vec<(usize, StoryId)> = votes.into_iter().map(|(story, votes)| (votes, story)).collect();
    // of stories with as many keys in common the younger one: the older is more likely over
    ranked.sort_unstable_by(|a, b| b.cmp(a));
    let scaled = sum_of([&subject]);
    let mut like: Vec<(Likeness, Arc<Story>)> = Vec::new();
    for (_, id) in ranked.into_iter().take(LOOKED_AT) {
        if let Some(story) = shelf.story(id)? {
            let likeness = story.likeness(&subject, &scaled);
            if likeness.score >= JOIN {
                like.push((likeness, story));
            }
        }
    }
    like.sort_by(|a, b| b.0.score.total_cmp(&a.0.score).then(a.1.id.cmp(&b.1.id)));
    let document = subject.document;
    let mut out = Change { keys, ..Change::default() };
    let mut like = like.into_iter();
    let Some((likeness, story)) = like.next() else {
        let id = shelf.next()?;
        out.decisions.push(Decision::Opened { story: id, document });
        out.stories.insert(id, Story::open(id, subject));
        return Ok(out);
    };
    out.decisions.push(Decision::Joined { story: story.id, document, likeness });
    let mut story = shelf.taken(story);
    story.add(subject);
    if let Some((_, other)) = like.next() {
        let likeness = story.likeness_of(&other);
        if likeness.score >= MERGE {
            let other = shelf.taken(other);
            let (mut into, from) = if story.id < other.id { (story, other) } else { (other, story) };
            out.decisions.push(Decision::Merged { into: into.id, from: from.id, document, likeness });
            into.merge(from);
            story = into;
        }
    }
    if story.count % LOOK_EVERY == 0
        && let Some((documents, likeness)) = parts(&story)
    {
        let id = shelf.next()?;
        out.decisions.push(Decision::Split { from: story.id, story: id, documents: documents.clone(), document, likeness });
        let mut leaving = story.remove(&documents).into_iter();
        if let Some(first) = leaving.next() {
            let mut new = Story::open(id, first);
            leaving.for_each(|s| new.add(s));
            out.stories.insert(id, new);
        }
    }
    out.stories.insert(story.id, story);
    Ok(out)
}

/// The part of a story's recent articles that is about something else, if there is one: two centres, started from the two articles
/// least alike, and each article with the nearer one. The part without the oldest of them leaves.
fn parts(story: &Story) -> Option<(Vec<DocumentId>, Likeness)> {
    let sums: Vec<Vec<i64>> = story.recent.iter().map(|s| sum_of([s])).collect();
    let alike = |a: &[i64], b: &[i64]| cosine(a, b).unwrap_or(1.0);
    let mut apart = (f64::INFINITY, 0, 0);
    for (i, a) in sums.iter().enumerate() {
        for (j, b) in sums.iter().enumerate().skip(i + 1) {
            let c = alike(a, b);
            if c < apart.0 {
                apart = (c, i, j);
            }
        }
    }
    let mut centres = [sums.get(apart.1)?.clone(), sums.get(apart.2)?.clone()];
    let mut second = vec![false; sums.len()];
    for _ in 0..4 {
        second = sums.iter().map(|s| alike(s, &centres[1]) > alike(s, &centres[0])).collect();
        for (side, centre) in [false, true].into_iter().zip(&mut centres) {
            *centre = sum_of(story.recent.iter().zip(&second).filter(|(_, s)| **s == side).map(|(s, _)| s));
        }
    }
    let leaves = !*second.first()?;
    let part = |side: bool| {
        let mut all = story.recent.iter().zip(&second).filter(|(_, s)| **s == side).map(|(s, _)| s.clone());
        let mut part = Story::open(story.id, all.next()?);
        all.for_each(|s| part.add(s));
        (part.recent.len() >= LEAST_PART).then_some(part)
    };
    let (stays, goes) = (part(!leaves)?, part(leaves)?);
    let likeness = stays.likeness_of(&goes);
    (likeness.score < SPLIT).then(|| (goes.recent.iter().map(|s| s.document).collect(), likeness))
}

/// A shelf in memory, for tests and small runs.
#[derive(Debug, Clone, Default)]
pub struct InMemory {
    keys: BTreeMap<Key, Vec<DocumentId>>,
    stories: BTreeMap<StoryId, Arc<Story>>,
    /// All decisions so far.
    pub log: Vec<Decision>,
    /// Which story each document is in.
    pub assignment: Assignment,
    opened: u64,
}

impl InMemory {
    /// Places an article and keeps what changes.
    pub fn take(&mut self, subject: Subject, planes: &Planes) {
        let document = subject.document;
        let Ok(change) = place(subject, planes, self);
        self.keep(document, change);
    }

    /// Keeps what an article changes.
    pub fn keep(&mut self, document: DocumentId, change: Change) {
        for decision in change.decisions {
            if let Decision::Merged { from, .. } = &decision {
                self.stories.remove(from);
            }
            self.opened += u64::from(matches!(decision, Decision::Opened { .. } | Decision::Split { .. }));
            self.assignment.apply(&decision);
            self.log.push(decision);
        }
        self.stories.extend(change.stories.into_iter().map(|(id, story)| (id, Arc::new(story))));
        for key in change.keys {
            self.keys.entry(key).or_default().push(document);
        }
    }
}

impl Shelf for InMemory {
    type Error = Infallible;

    fn under(&self, key: Key, most: usize, found: &mut Vec<DocumentId>) -> Result<(), Infallible> {
        found.extend(self.keys.get(&key).into_iter().flat_map(|all| all.iter().rev().take(most)));
        Ok(())
    }

    fn story_of(&self, document: DocumentId) -> Result<Option<StoryId>, Infallible> {
        Ok(self.assignment.story(document))
    }

    fn story(&self, id: StoryId) -> Result<Option<Arc<Story>>, Infallible> {
        Ok(self.stories.get(&id).cloned())
    }

    fn next(&self) -> Result<StoryId, Infallible> {
        Ok(StoryId(self.opened + 1))
    }
}

#[cfg(test)]
#[path = "clusters_tests.rs"]
mod tests;
