//! Families of copies, as articles come: the first is the original, and who is a copy of a copy joins the family of the first.
//!
//! # Work
//! For one article the keys of [`Keys`] are looked up; of each key only the [`NEWEST`] documents are read, of all documents brought up
//! only the [`LOOKED_AT`] with the most keys in common have their embedding and family looked at, and of these only [`COMPARED`] are
//! compared word by word, at most [`OF_ONE_FAMILY`] of one family. So work does not grow with the ledger. What that can lose: a copy whose
//! every shared key is of a phrase or neighbourhood so common that [`NEWEST`] later documents have it too. A document with the
//! same words as an earlier one stores no keys, so that a text printed a hundred times does not crowd out others; identical words are
//! found by a key of their own and never lost.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

use super::byline::{Outlet, Part, Provenance};
use super::kind::{CopyKind, LEAST_WORDS, Verdict, judge};
use super::minhash::{BANDS, Centre, Key, Planes, Sides, Signature, cosine};
use super::overlap::Sheet;
use super::words::hash_all;
use crate::report::DocumentId;

/// Documents read under one key, the newest.
pub const NEWEST: usize = 24;
/// Documents whose family and embedding are looked at.
pub const LOOKED_AT: usize = 48;
/// Documents compared word by word.
pub const COMPARED: usize = 8;
/// Of one family.
pub const OF_ONE_FAMILY: usize = 2;
/// Cosine below which a document that shares only one word key is not compared: no copy of `tests/copies/dev.md` is below 0.85.
const NEAR: f64 = 0.7;

/// Keys of an article.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Keys {
    /// Of all its words; of its headline too, where it has few words.
    pub exact: Option<Key>,
    /// Of its shingles.
    pub words: Vec<Key>,
    /// Of its embedding.
    pub sides: Sides,
}

impl Keys {
    /// All keys to store for a document, unless it has the words of an earlier one.
    pub fn stored(&self) -> impl Iterator<Item = Key> {
        self.exact.into_iter().chain(self.words.iter().copied()).chain(self.sides.keys.iter().copied())
    }
}

/// What a store tells about the documents taken in so far.
pub trait Candidates {
    /// Why it could not tell.
    type Error;
    /// Adds the documents under a key to `found`, newest first, at most `most`.
    ///
    /// # Errors
    /// The store's.
    fn under(&self, key: Key, most: usize, found: &mut Vec<DocumentId>) -> Result<(), Self::Error>;
    /// A document's embedding.
    ///
    /// # Errors
    /// The store's.
    fn embedding(&self, document: DocumentId) -> Result<Option<Vec<i8>>, Self::Error>;
    /// What is compared of a document; none where its text was erased.
    ///
    /// # Errors
    /// The store's.
    fn sheet(&self, document: DocumentId) -> Result<Option<Arc<Sheet>>, Self::Error>;
    /// The family that a document was put into.
    ///
    /// # Errors
    /// The store's.
    fn membership(&self, document: DocumentId) -> Result<Option<Membership>, Self::Error>;
}

/// A document's place in its family.
#[derive(Debug, Clone, PartialEq)]
pub struct Membership {
    /// The document.
    pub document: DocumentId,
    /// The family: the number of its first document.
    pub family: DocumentId,
    /// None for the first.
    pub copy: Option<Copied>,
}

impl Membership {
    /// The family's first document, for all others.
    #[must_use]
    pub fn copy_of(&self) -> Option<DocumentId> {
        self.copy.as_ref().map(|_| self.family)
    }

    /// How it differs from the first.
    #[must_use]
    pub fn copy_kind(&self) -> Option<CopyKind> {
        self.copy.as_ref().map(|c| c.kind)
    }
}

/// Why a document is in the family of an earlier one.
#[derive(Debug, Clone, PartialEq)]
pub struct Copied {
    /// The member that it was found to be a copy of; it may be the first.
    pub through: DocumentId,
    /// How it differs from the first: judged against the first, or put together along the way to it where the two are too unlike.
    pub kind: CopyKind,
    /// Some step on the way to the first is rewritten. No second one is taken unless it is a copy of the first, too: else a story
    /// told anew each day would be one family.
    pub is_rewritten: bool,
    /// The judgement of it and `through`.
    pub verdict: Verdict,
}

/// What placing an article found.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// Its family.
    pub membership: Membership,
    /// Keys to store for it; empty where it has the words of an earlier document.
    pub stored: Vec<Key>,
    /// Documents brought up by its keys.
    pub listed: usize,
    /// Documents compared with it.
    pub compared: usize,
}

/// Puts articles into families.
#[derive(Debug, Clone)]
pub struct Finder {
    planes: Planes,
}

impl Finder {
    /// A finder for embeddings of `length` numbers around a centre. Keys of two finders with unlike centres do not fit together.
    #[must_use]
    pub fn new(centre: Centre, length: usize) -> Self {
        Self { planes: Planes::new(centre, length) }
    }

    /// The keys of an article.
    #[must_use]
    pub fn keys(&self, sheet: &Sheet) -> Keys {
        let is_short = sheet.words.words.len() < LEAST_WORDS as usize;
        let exact = sheet
            .words
            .exact()
            .map(|words| Key(if is_short { hash_all(std::iter::once(words).chain(sheet.title.iter().copied())) } else { words }));
        Keys {
            exact,
            words: Signature::of(sheet.shingles.iter().copied()).map(|s| s.keys().collect()).unwrap_or_default(),
            sides: sheet.embedding.as_deref().map(|e| self.planes.sides(e)).unwrap_or_default(),
        }
    }

    /// Puts an article, numbered after all that the store holds, into its family. The result depends on the article and on
    /// what the store holds, and on nothing else.
    ///
    /// # Errors
    /// The store's.
    pub fn place<C: Candidates>(&self, document: DocumentId, sheet: &Sheet, store: &C) -> Result<Placed, C::Error> {
        let keys = self.keys(sheet);
        let mut compared = Vec::new();
        let mut found = Vec::new();
        if let Some(key) = keys.exact {
            store.under(key, NEWEST, &mut found)?;
        }
        found.sort_unstable();
        for &other in found.iter().filter(|&&other| other < document) {
            compare(document, other, sheet, store, &mut compared)?;
            if compared.iter().any(|c| c.verdict.overlap.is_same_text && c.verdict.kind.is_some()) {
                break;
            }
        }
        let mut listed = found.len();
        let is_same = compared.iter().any(|c| c.verdict.overlap.is_same_text && c.verdict.kind.is_some());
        if !is_same {
            compared.clear();
            let likely = likely(document, sheet, &keys, store)?;
            listed = likely.1;
            for other in likely.0 {
                compare(document, other, sheet, store, &mut compared)?;
            }
        }
        let count = compared.len();
        compared.sort_by(|a, b| {
            let rank = |c: &Compared| (c.verdict.overlap.is_same_text, c.verdict.score);
            rank(b).0.cmp(&rank(a).0).then(rank(b).1.total_cmp(&rank(a).1)).then(a.with.document.cmp(&b.with.document))
        });
        let mut membership = Membership { document, family: document, copy: None };
        for one in &compared {
            if let Some(copy) = through(one, sheet, store)? {
                membership.family = one.with.family;
                membership.copy = Some(copy);
                break;
            }
        }
        let stored = if is_same { Vec::new() } else { keys.stored().collect() };
        Ok(Placed { membership, stored, listed, compared: count })
    }
}

struct Compared {
    with: Membership,
    verdict: Verdict,
}

fn compare<C: Candidates>(
    document: DocumentId,
    other: DocumentId,
    sheet: &Sheet,
    store: &C,
    out: &mut Vec<Compared>,
) -> Result<(), C::Error> {
    if other < document
        && let Some(with) = store.membership(other)?
        && let Some(earlier) = store.sheet(other)?
    {
        out.push(Compared { with, verdict: judge(&earlier, sheet) });
    }
    Ok(())
}

/// The documents to compare, and how many were brought up.
fn likely<C: Candidates>(document: DocumentId, sheet: &Sheet, keys: &Keys, store: &C) -> Result<(Vec<DocumentId>, usize), C::Error> {
    let mut votes: BTreeMap<DocumentId, (usize, usize)> = BTreeMap::new();
    let mut found = Vec::with_capacity(NEWEST);
    for (is_word, key) in keys.words.iter().map(|k| (true, *k)).chain(keys.sides.probes.iter().map(|k| (false, *k))) {
        found.clear();
        store.under(key, NEWEST, &mut found)?;
        for &other in found.iter().filter(|&&other| other < document) {
            let vote = votes.entry(other).or_default();
            *(if is_word { &mut vote.0 } else { &mut vote.1 }) += 1;
        }
    }
    let listed = votes.len();
    // a word key in common says more than one of the embedding
    let mut ranked: Vec<(usize, DocumentId, usize)> = votes.into_iter().map(|(d, (words, sides))| (2 * words + sides, d, words)).collect();
    ranked.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut near: Vec<(f64, DocumentId)> = Vec::new();
    for (_, other, words) in ranked.into_iter().take(LOOKED_AT) {
        let embedding = store.embedding(other)?;
        let cosine = sheet.embedding.as_deref().zip(embedding.as_deref()).and_then(|(a, b)| cosine(a, b));
        if words >= 2 || cosine.map_or(words == 1, |c| c >= NEAR) {
            // as scores: what both kinds of keys say, each from 0 to 1
            near.push((words as f64 / BANDS as f64 + cosine.unwrap_or(0.0), other));
        }
    }
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut of_family: BTreeMap<DocumentId, usize> = BTreeMap::new();
    let mut out = Vec::with_capacity(COMPARED);
    for (_, other) in near {
        let Some(membership) = store.membership(other)? else { continue };
        let count = of_family.entry(membership.family).or_default();
        *count += 1;
        if *count <= OF_ONE_FAMILY {
            out.push(other);
        }
        if out.len() == COMPARED {
            break;
        }
    }
    Ok((out, listed))
}

/// Why the article belongs to the family of the one it was compared with; none where it does not.
fn through<C: Candidates>(one: &Compared, sheet: &Sheet, store: &C) -> Result<Option<Copied>, C::Error> {
    let Some(kind) = one.verdict.kind else { return Ok(None) };
    let copied = |kind: CopyKind, is_rewritten| Copied { through: one.with.document, kind, is_rewritten, verdict: one.verdict };
    let Some(before) = &one.with.copy else {
        return Ok(Some(copied(kind, kind == CopyKind::Rewritten)));
    };
    let first = store.sheet(one.with.family)?.map(|first| judge(&first, sheet)).and_then(|v| v.kind);
    Ok(match first {
        Some(kind) => Some(copied(kind, kind == CopyKind::Rewritten)),
        None if before.is_rewritten && kind == CopyKind::Rewritten => None,
        None => Some(copied(before.kind.max(kind), before.is_rewritten || kind == CopyKind::Rewritten)),
    })
}

/// A family with who printed and who wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Family {
    /// Members in order of intake, the first first, with who printed each.
    pub printed: Vec<(DocumentId, Option<Outlet>)>,
    /// Outlets that wrote it, by what the members' texts say, each with the first member that says so.
    pub wrote: Vec<(Outlet, DocumentId)>,
    /// Outlets that helped.
    pub helped: Vec<(Outlet, DocumentId)>,
}

impl Family {
    /// Adds a member and what its text says of its origin.
    pub fn add(&mut self, document: DocumentId, provenance: &Provenance) {
        self.printed.push((document, provenance.printed.clone()));
        let helped = provenance.credits.iter().filter(|c| c.part == Part::Helped).map(|c| (&c.outlet, false));
        for (outlet, is_writer) in provenance.wrote().map(|o| (o, true)).into_iter().chain(helped) {
            let list = if is_writer { &mut self.wrote } else { &mut self.helped };
            if !list.iter().any(|(known, _)| known.id == outlet.id) {
                list.push((outlet.clone(), document));
            }
        }
    }
}

/// A store in memory, for tests and small runs.
#[derive(Debug, Clone, Default)]
pub struct InMemory {
    keys: BTreeMap<Key, Vec<DocumentId>>,
    documents: BTreeMap<DocumentId, (Arc<Sheet>, Membership)>,
}

impl InMemory {
    /// Puts an article into its family and keeps it. Numbers must rise.
    pub fn take(&mut self, finder: &Finder, document: DocumentId, sheet: Sheet) -> Placed {
        let Ok(placed) = finder.place(document, &sheet, self);
        for &key in &placed.stored {
            self.keys.entry(key).or_default().push(document);
        }
        self.documents.insert(document, (Arc::new(sheet), placed.membership.clone()));
        placed
    }

    /// All documents' families, in order of intake.
    pub fn memberships(&self) -> impl Iterator<Item = &Membership> {
        self.documents.values().map(|(_, m)| m)
    }
}

impl Candidates for InMemory {
    type Error = Infallible;

    fn under(&self, key: Key, most: usize, found: &mut Vec<DocumentId>) -> Result<(), Infallible> {
        found.extend(self.keys.get(&key).into_iter().flat_map(|all| all.iter().rev().take(most)));
        Ok(())
    }

    fn embedding(&self, document: DocumentId) -> Result<Option<Vec<i8>>, Infallible> {
        Ok(self.documents.get(&document).and_then(|(s, _)| s.embedding.clone()))
    }

    fn sheet(&self, document: DocumentId) -> Result<Option<Arc<Sheet>>, Infallible> {
        Ok(self.documents.get(&document).map(|(s, _)| Arc::clone(s)))
    }

    fn membership(&self, document: DocumentId) -> Result<Option<Membership>, Infallible> {
        Ok(self.documents.get(&document).map(|(_, m)| m.clone()))
    }
}

#[cfg(test)]
#[path = "family_tests.rs"]
mod tests;
