//! Runs the reader over documents, in parallel, with the same result on any number of threads.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use demarche::document::Document;
use demarche::reader::{ReadOptions, Reader, Scratch};
use demarche::record::Record;
use demarche_knowledge::Knowledge;

use crate::measure::Draws;
use crate::options::EvalOptions;
use crate::report::Seen;

/// Documents a worker takes at a time: enough to fill a chunk of the encoder with short sentences.
const BATCH: usize = 16;

/// One evaluation on its way: the reader and how to score.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    reader: &'a Reader,
    /// How to score.
    pub options: &'a EvalOptions,
}

impl<'a> Run<'a> {
    /// Binds a reader to options.
    #[must_use]
    pub fn new(reader: &'a Reader, options: &'a EvalOptions) -> Self {
        Self { reader, options }
    }

    /// Bootstrap draws of this run.
    #[must_use]
    pub fn draws(&self) -> Draws {
        Draws { count: self.options.draws, seed: self.options.seed }
    }

    /// The reader that is scored.
    #[must_use]
    pub fn reader(&self) -> &'a Reader {
        self.reader
    }

    /// The packs that the reader resolves by.
    #[must_use]
    pub fn knowledge(&self) -> Option<&'a Knowledge<'static>> {
        self.reader.knowledge()
    }

    /// Records of the documents, in their order.
    #[must_use]
    pub fn read(&self, docs: &[Document]) -> Vec<Record> {
        read_all(self.reader, docs, self.options.threads.get())
    }

    /// What the model's header says it learned from; `None` where it does not say.
    #[must_use]
    pub fn training(&self) -> Option<Training> {
        let header = &self.reader.model().header;
        Training::parse(header.get("trained_on")?, header.get("relations_folds").map(String::as_str))
    }

    /// Whether the model learned from this set.
    #[must_use]
    pub fn seen(&self, set: &str) -> Seen {
        match self.training() {
            None => Seen::Unknown,
            Some(t) if t.sets.contains(set) => Seen::Yes,
            Some(_) => Seen::No,
        }
    }
}

/// Reads documents with several threads; records come back in the documents' order.
#[must_use]
pub fn read_all(reader: &Reader, docs: &[Document], threads: usize) -> Vec<Record> {
    let batches: Vec<&[Document]> = docs.chunks(BATCH).collect();
    let done: Mutex<Vec<(usize, Vec<Record>)>> = Mutex::new(Vec::with_capacity(batches.len()));
    let next = AtomicUsize::new(0);
    let work = || {
        let mut scratch = Scratch::default();
        while let Some((n, batch)) = Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|n| Some((n, batches.get(n)?))) {
            let records = reader.read(batch, ReadOptions::default(), &mut scratch);
            // a poisoned lock means another worker panicked, and the scope will pass that panic on
            done.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((n, records));
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.min(batches.len()) {
            scope.spawn(work);
        }
        work();
    });
    let mut done = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    done.sort_by_key(|(n, _)| *n);
    done.into_iter().flat_map(|(_, records)| records).collect()
}

/// What a model learned from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Training {
    /// Names of the sets.
    pub sets: BTreeSet<String>,
    /// Folds of `relations` and of our annotation on its sentences.
    pub relations_folds: BTreeSet<u8>,
}

impl Training {
    fn parse(sets: &str, folds: Option<&str>) -> Option<Self> {
        let sets: BTreeSet<String> = serde_json::from_str(sets).ok()?;
        let relations_folds = match folds {
            Some(folds) => serde_json::from_str(folds).ok()?,
            None => (0..5).collect(),
        };
        Some(Self { sets, relations_folds })
    }

    /// True where rows of that fold of `relations` were learned from.
    #[must_use]
    pub fn saw_relations(&self, fold: u8) -> bool {
        (self.sets.contains("relations") || self.sets.contains("relation-events")) && self.relations_folds.contains(&fold)
    }
}

/// Whether all, some or none of the rows were learned from.
#[must_use]
pub fn seen_of(seen: impl IntoIterator<Item = bool>) -> Seen {
    let (mut some, mut all) = (false, true);
    for one in seen {
        some |= one;
        all &= one;
    }
    match (some, all) {
        (false, _) => Seen::No,
        (true, true) => Seen::Yes,
        (true, false) => Seen::Partly,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_tells_what_was_learned() {
        let t = Training::parse(r#"["attribution","relations"]"#, Some("[0,2]")).unwrap();
        assert!(t.saw_relations(2) && !t.saw_relations(1));
        assert!(!Training::parse("[]", Some("[0]")).unwrap().saw_relations(0));
        assert!(Training::parse(r#"["relations"]"#, None).unwrap().saw_relations(4));
        assert_eq!(Training::parse("corpus", None), None);
    }

    #[test]
    fn rows_are_seen_or_not() {
        assert_eq!(seen_of([true, true]), Seen::Yes);
        assert_eq!(seen_of([true, false]), Seen::Partly);
        assert_eq!(seen_of([]), Seen::No);
    }
}
