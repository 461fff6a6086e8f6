//! The run: one thread reads, several code, this one writes.
//!
//! Rows are read in order into batches; workers take batches and code them; finished batches are put back into order and
//! written. A record depends on its document alone, so the output is the same for any number of workers. What is on its
//! way is bounded in bytes ([`IN_FLIGHT_BYTES`]), and with it the memory: a large document goes alone.
//!
//! Threads are not joined: when the run stops early (an interrupt, a full disk, a closed pipe) nobody waits for a batch
//! that nobody will read.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use std::{io, thread};

use anyhow::Context as _;
use demarche::document::Document;
use demarche::reader::{ReadOptions, Reader};
use demarche::reading::Coded;
use demarche_input::{Content, InputError, Inputs, Options, Row, fingerprint};

use crate::gate::Gate;
use crate::worker::Worker;

/// Text read and not yet written: enough to keep many workers busy, little enough that what is read out of it, some
/// twenty times its size at worst, fits into memory.
const IN_FLIGHT_BYTES: usize = 24_000_000;
/// A batch is full at so much text: a few dozen windows keep the encoder's chunks full.
const BATCH_BYTES: usize = 64_000;
/// A batch is full at so many documents.
const BATCH_DOCUMENTS: usize = 16;
/// What a document costs beside its text, so that a million empty ones do not count for nothing.
const DOCUMENT_BYTES: usize = 2_000;

/// What the answer to a pair costs, its pieces aside: 16 scores with their names.
const ANSWER_BYTES: usize = 500;

/// Tells of a document whether its coding would bring nothing new.
pub type IsKnown = Box<dyn Fn(&Document) -> bool + Send + Sync>;

/// What the workers need.
pub struct Task {
    /// Reads documents.
    pub reader: Reader,
    /// What records hold.
    pub options: ReadOptions,
    /// How rows become documents.
    pub input_options: Arc<Options>,
    /// Which documents are passed over; none where it is not given.
    pub is_known: Option<IsKnown>,
}

/// What became of one input.
pub enum Outcome {
    /// It was read; with the number of its words, 0 where it was passed over.
    Coded(Box<Coded>, u64),
    /// It was passed over: its coding would have brought nothing new.
    Known,
    /// It could not be read.
    Failed(Failed),
}

/// Why an input failed, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// Where and why.
    pub message: String,
    /// What the user can do.
    pub hint: Option<String>,
}

impl From<InputError> for Failed {
    fn from(error: InputError) -> Self {
        Self { message: error.to_string(), hint: error.hint() }
    }
}

/// Rows that are coded together.
pub struct Batch {
    /// Counts batches from 0.
    pub number: u64,
    /// Position of the first row in the input.
    pub first: u64,
    /// Rows and what could not be read, in order.
    pub rows: Vec<Result<Row, InputError>>,
    /// What each of them holds.
    fingerprints: Vec<u64>,
    size: usize,
    bytes_read: u64,
}

/// A batch that has been coded.
struct Finished {
    number: u64,
    first: u64,
    outcomes: Vec<Outcome>,
    fingerprints: Vec<u64>,
    size: usize,
    bytes_read: u64,
}

/// Why a run ended without an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Everything was handled.
    Whole,
    /// The user stopped it.
    Interrupted,
}

/// Codes all that `inputs` has left, and hands it in order to `write`: position, fingerprint of the input, outcome. After each batch `commit` gets
/// the number of bytes that had been read when its last row was.
///
/// # Errors
/// Those of `write` and `commit`, and where no thread can be started.
pub fn run(
    task: Task,
    inputs: Inputs,
    first: u64,
    threads: usize,
    is_stopped: &Arc<AtomicBool>,
    mut write: impl FnMut(u64, u64, Outcome) -> anyhow::Result<()>,
    mut commit: impl FnMut(u64) -> anyhow::Result<()>,
) -> anyhow::Result<End> {
    let gate = Arc::new(Gate::new(IN_FLIGHT_BYTES));
    // the gate bounds both queues
    let (batches, queue) = mpsc::channel();
    let (results, finished) = mpsc::channel();
    spawn("read", {
        let (gate, is_stopped) = (Arc::clone(&gate), Arc::clone(is_stopped));
        move || read(inputs, first, &gate, &is_stopped, &batches)
    })?;
    let (task, queue) = (Arc::new(task), Arc::new(Mutex::new(queue)));
    for n in 0..threads {
        let (task, queue, results, is_stopped) = (Arc::clone(&task), Arc::clone(&queue), results.clone(), Arc::clone(is_stopped));
        spawn(&format!("{}{n}", crate::worker::THREAD), move || code(&task, &queue, &results, &is_stopped))?;
    }
    drop(results);

    let mut waiting: BTreeMap<u64, Finished> = BTreeMap::new();
    let mut next = 0;
    loop {
        match finished.recv_timeout(Duration::from_millis(50)) {
            Ok(batch) => {
                waiting.insert(batch.number, batch);
            }
            Err(RecvTimeoutError::Timeout) => {}
            // every worker has ended, and with them the reader
            Err(RecvTimeoutError::Disconnected) => break,
        }
        while let Some(batch) = waiting.remove(&next) {
            next += 1;
            for ((position, fingerprint), outcome) in (batch.first..).zip(batch.fingerprints).zip(batch.outcomes) {
                write(position, fingerprint, outcome)?;
            }
            gate.leave(batch.size);
            commit(batch.bytes_read)?;
        }
        if is_stopped.load(Ordering::Relaxed) {
            return Ok(End::Interrupted);
        }
    }
    // workers leave early only when stopped
    Ok(if is_stopped.load(Ordering::Relaxed) { End::Interrupted } else { End::Whole })
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> anyhow::Result<()> {
    // pages nest, and so do the calls that walk them
    let started = thread::Builder::new().name(name.to_owned()).stack_size(8 << 20).spawn(body);
    started.map(drop).map_err(|e: io::Error| e).context("cannot start a thread")
}

/// Reads rows into batches until there are no more, or nobody takes them.
fn read(mut inputs: Inputs, mut position: u64, gate: &Gate, is_stopped: &AtomicBool, batches: &Sender<Batch>) {
    let progress = inputs.progress();
    let new = |number, first| Batch { number, first, rows: Vec::new(), fingerprints: Vec::new(), size: 0, bytes_read: 0 };
    let mut batch = new(0, position);
    let send = |batch: &mut Batch, position| {
        if batch.rows.is_empty() {
            return true;
        }
        batch.bytes_read = progress.bytes_read();
        let full = std::mem::replace(batch, new(batch.number + 1, position));
        gate.enter(full.size);
        batches.send(full).is_ok()
    };
    while let Some(row) = inputs.next_row() {
        let size = DOCUMENT_BYTES + row.as_ref().map_or(0, size_of_row);
        if batch.size + size > BATCH_BYTES && !send(&mut batch, position) {
            return;
        }
        batch.fingerprints.push(fingerprint(&row));
        batch.rows.push(row);
        batch.size += size;
        position += 1;
        let is_full = batch.rows.len() == BATCH_DOCUMENTS || batch.size > BATCH_BYTES;
        if is_stopped.load(Ordering::Relaxed) || (is_full && !send(&mut batch, position)) {
            return;
        }
    }
    send(&mut batch, position);
}

fn size_of_row(row: &Row) -> usize {
    let (Content::Text(content) | Content::Html(content)) = &row.content;
    let given = [&row.title, &row.url, &row.publisher].into_iter().flatten().map(String::len).sum::<usize>();
    content.len() + given + row.id.len() + row.place.path.len() + row.pairs.iter().map(|pair| ANSWER_BYTES + pair.size()).sum::<usize>()
}

/// Codes batches until there are no more.
fn code(task: &Task, queue: &Mutex<Receiver<Batch>>, results: &Sender<Finished>, is_stopped: &AtomicBool) {
    let mut worker = Worker::new(task);
    loop {
        // one worker waits for the next batch, the others for that worker
        let batch = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(Batch { number, first, rows, fingerprints, size, bytes_read }) = batch else { return };
        if is_stopped.load(Ordering::Relaxed) {
            return;
        }
        let outcomes = worker.code(rows);
        if results.send(Finished { number, first, outcomes, fingerprints, size, bytes_read }).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use demarche_input::Place;
    use demarche_input::pairs::PairPoints;

    use super::*;

    #[test]
    fn a_row_is_charged_what_its_pairs_hold() {
        let row = |source: usize| Row {
            place: Place::file("a"),
            id: "a".to_owned(),
            content: Content::Text("Talks began.".to_owned()),
            title: None,
            url: None,
            publisher: None,
            published: None,
            language: None,
            pairs: vec![PairPoints {
                source: (0..source).map(|n| demarche::span::CodePoints(2 * n, 2 * n + 1)).collect(),
                target: Vec::new(),
            }],
        };
        let more = size_of_row(&row(100_000)) - size_of_row(&row(0));
        assert_eq!(more, 100_000 * size_of::<demarche::span::CodePoints>());
        assert!(size_of_row(&row(0)) > ANSWER_BYTES);
    }
}
