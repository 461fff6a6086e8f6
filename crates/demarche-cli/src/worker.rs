//! What a worker does with a batch: rows become documents, and documents are read.

use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;
use std::thread;

use demarche::document::Document;
use demarche::reader::Scratch;
use demarche::reading::{Coded, Reading};
use demarche_input::{InputError, Row};

use crate::run::{Failed, Outcome, Task};

/// Beginning of the names of worker threads.
pub const THREAD: &str = "code-";

thread_local! {
    /// What the last panic of this thread said.
    static LAST_PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

/// One thread's share of the work.
pub struct Worker<'t> {
    task: &'t Task,
    scratch: Scratch,
}

impl<'t> Worker<'t> {
    /// A worker; panics on its thread are kept for its reports.
    #[must_use]
    pub fn new(task: &'t Task) -> Self {
        keep_panics();
        Self { task, scratch: Scratch::default() }
    }

    /// Codes a batch; outcomes come back in the order of the rows.
    #[must_use]
    pub fn code(&mut self, rows: Vec<Result<Row, InputError>>) -> Vec<Outcome> {
        let mut docs = Vec::with_capacity(rows.len());
        let is_known = |doc: &Document| self.task.is_known.as_ref().is_some_and(|is_known| is_known(doc));
        let slots: Vec<Option<Outcome>> = rows
            .into_iter()
            .map(|row| match row.map_err(Failed::from).and_then(|row| self.document(row)) {
                Ok(doc) if is_known(&doc) => Some(Outcome::Known),
                Ok(doc) => {
                    docs.push(doc);
                    None
                }
                Err(failed) => Some(Outcome::Failed(failed)),
            })
            .collect();
        let words: Vec<u64> = docs.iter().map(|doc| doc.text.split_whitespace().count() as u64).collect();
        let readings = self.readings(&docs);
        let mut read = docs.into_iter().zip(readings).zip(words);
        let mut next = || {
            let ((document, reading), words) = read.next()?;
            Some(match reading {
                Ok(reading) => {
                    let coded = Coded { document, reading };
                    let words = if coded.is_skipped() { 0 } else { words };
                    Outcome::Coded(Box::new(coded), words)
                }
                Err(failed) => Outcome::Failed(failed),
            })
        };
        slots.into_iter().filter_map(|slot| slot.or_else(&mut next)).collect()
    }

    fn document(&self, row: Row) -> Result<Document, Failed> {
        let place = row.place.to_string();
        let made = panic::catch_unwind(AssertUnwindSafe(|| row.into_document(&self.task.input_options)));
        made.map_err(|_| broken(&place))?.map_err(Failed::from)
    }

    /// What is read out of documents. Should the reader break on one, that one fails alone.
    fn readings(&mut self, docs: &[Document]) -> Vec<Result<Reading, Failed>> {
        if docs.is_empty() {
            return Vec::new();
        }
        let read = panic::catch_unwind(AssertUnwindSafe(|| self.task.reader.code(docs, self.task.options, &mut self.scratch)));
        match read {
            Ok(readings) => readings.into_iter().map(Ok).collect(),
            Err(_) => {
                // what it left behind is in no known state
                self.scratch = Scratch::default();
                match docs {
                    [doc] => vec![Err(broken(&doc.id))],
                    docs => docs.iter().flat_map(|doc| self.readings(std::slice::from_ref(doc))).collect(),
                }
            }
        }
    }
}

fn broken(place: &str) -> Failed {
    let detail = LAST_PANIC.take();
    Failed {
        message: format!("{place}: the program is at fault: {detail}"),
        hint: Some("please report this with the document; the others are coded".to_owned()),
    }
}

/// Panics of workers are reported with the document; those of other threads as ever.
fn keep_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if thread::current().name().is_some_and(|name| name.starts_with(THREAD)) {
                LAST_PANIC.set(info.to_string().replace('\n', " "));
            } else {
                before(info);
            }
        }));
    });
}
