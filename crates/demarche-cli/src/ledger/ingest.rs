//! `demarche ingest`: articles are coded and stored, records that were coded before are stored.
//!
//! Inputs are taken in the order they are named, for the same order of intake gives the same ledger. What was read is stored in
//! batches; the summary counts what is on the disk.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use demarche::document::Document;
use demarche::reader::{ReadOptions, Reader, hex_digest};
use demarche::record::Record;
use demarche_input::{Inputs, Options};
use demarche_ledger::Ledger;
use demarche_ledger::error::Reason;
use demarche_ledger::intake::{IntakeOptions, OtherText, Stored};
use demarche_ledger::store::EntryKey;
use indicatif::HumanCount;

use super::lines::{Lines, What};
use super::records::{self, Held};
use super::{open, open_existing};
use crate::args::{FileArgs, IngestArgs};
use crate::code::{Stop, input_options, threads};
use crate::error::Exit;
use crate::messages::Messages;
use crate::model_files::load_reader;
use crate::progress::begin_bar;
use crate::run::{self, End, IsKnown, Outcome, Task};

/// Records that are stored at once: a sync to the disk for each batch.
const BATCH: usize = 256;
/// Text and coding of a batch, in bytes of JSON; large documents go in smaller batches.
const BATCH_BYTES: usize = 32_000_000;
/// How long what was coded may wait for others before it is stored.
const LONGEST_WAIT: Duration = Duration::from_secs(1);
/// A record is at most so many times as large as its text; longer lines are no records.
const RECORD_PER_TEXT: u64 = 60;

/// Stores the inputs.
///
/// # Errors
/// Where the command does not fit, or the ledger cannot be written; an input that fails is a message and an exit code.
pub fn ingest(args: &IngestArgs) -> anyhow::Result<Exit> {
    let ledger = open(&args.ledger)?;
    let messages = Messages::of_run(&args.show, None);
    let options = input_options(&args.columns, args.published, false);
    let stop = Stop::on_interrupt()?;
    let other_text = if args.replace { OtherText::Replace } else { OtherText::Refuse };
    let mut intake = Intake::new(ledger, "demarche ingest", other_text, &messages);
    begin_bar(&messages, 0);
    let begin = Instant::now();
    let mut end = End::Whole;
    for part in parts(&args.inputs, &messages, &mut intake.tally) {
        end = match part {
            Part::Records(name, lines) => intake.records(&name, lines, &options, &stop)?,
            Part::Articles(inputs) => {
                let inputs = Inputs::open(&inputs, &options);
                articles(args, inputs, &mut intake, &stop)?
            }
            Part::Stream(lines) => {
                let inputs = Inputs::open_with(&[PathBuf::from("-")], &options, Box::new(lines));
                articles(args, inputs, &mut intake, &stop)?
            }
        };
        if end == End::Interrupted {
            break;
        }
    }
    // also what was read before an interrupt
    intake.store()?;
    if end != End::Interrupted {
        super::settle(&mut intake.ledger, &messages, &stop)?;
    }
    messages.bar().finish_and_clear();
    let tally = intake.tally;
    if end == End::Interrupted {
        messages.note(format!("interrupted; {} are stored: give the same command again to go on", documents(tally.stored())));
        return Ok(Exit::Interrupted);
    }
    messages.note(tally.summary(begin.elapsed()));
    Ok(if tally.failed == 0 { Exit::Done } else { Exit::SomeFailed })
}

/// A stretch of the inputs of one kind.
enum Part {
    Articles(Vec<PathBuf>),
    /// Articles from standard input.
    Stream(records::Lines),
    /// Records, with the name of their file.
    Records(String, records::Lines),
}

/// The inputs in their order, articles that follow each other together.
fn parts(inputs: &[PathBuf], messages: &Messages, tally: &mut Tally) -> Vec<Part> {
    let mut parts = Vec::new();
    for path in inputs {
        let is_stdin = path.as_os_str() == "-";
        let name = path.display().to_string();
        let opened = if is_stdin { records::open_stdin().map(Some) } else { records::open(path) };
        let looked = opened.and_then(|lines| lines.map(records::look).transpose());
        let articles = |parts: &mut Vec<Part>| match parts.last_mut() {
            Some(Part::Articles(paths)) => paths.push(path.clone()),
            _ => parts.push(Part::Articles(vec![path.clone()])),
        };
        let unembedded = || format!("note: the records of `{name}` have no embeddings; their texts are read again");
        match looked {
            Ok(Some((Held::Records, lines))) => parts.push(Part::Records(name, lines)),
            Ok(Some((held, lines))) => {
                if held == Held::Unembedded {
                    messages.note(unembedded());
                }
                if is_stdin { parts.push(Part::Stream(lines)) } else { articles(&mut parts) }
            }
            // no JSON Lines; or nothing that can be read, which is told when it is to be
            Ok(None) => articles(&mut parts),
            Err(_) if !is_stdin => articles(&mut parts),
            Err(error) => {
                tally.failed += 1;
                messages.error(format!("{name}: {error}"), None);
            }
        }
    }
    parts
}

/// Codes articles and stores them.
fn articles(args: &IngestArgs, inputs: Inputs, intake: &mut Intake<'_>, stop: &Stop) -> anyhow::Result<End> {
    match inputs.skipped_files() {
        0 => {}
        1 => intake.messages.note("note: 1 file has an unknown extension and is left out"),
        n => intake.messages.note(format!("note: {} files have unknown extensions and are left out", HumanCount(n))),
    }
    let reader = load_reader(&args.model, &args.packs)?.reader;
    code_into(Coding { ledger: &args.ledger, threads: args.threads, reader }, inputs, intake, stop)
}

/// What codes documents for an intake.
pub(super) struct Coding<'a> {
    pub(super) ledger: &'a FileArgs,
    pub(super) threads: Option<u16>,
    pub(super) reader: Reader,
}

/// Codes documents into a ledger; what it has from these versions is passed over.
pub(super) fn code_into(coding: Coding<'_>, inputs: Inputs, intake: &mut Intake<'_>, stop: &Stop) -> anyhow::Result<End> {
    let Coding { ledger, threads: wanted, reader } = coding;
    let asked = Mutex::new(open_existing(ledger)?);
    let recode = intake.options.recode;
    let versions = reader.versions().clone();
    let is_known: IsKnown = Box::new(move |doc: &Document| {
        let ledger = asked.lock().unwrap_or_else(PoisonError::into_inner);
        // one that cannot be asked is asked again when it is to store
        ledger.is_current(&doc.id, &hex_digest(doc.text.as_bytes()), &versions, recode).unwrap_or(false)
    });
    let task = Task {
        reader,
        options: ReadOptions { embeddings: true, text: true, min_confidence: 0 },
        input_options: Arc::clone(inputs.options()),
        is_known: Some(is_known),
    };
    // both closures store
    let intake = RefCell::new(intake);
    let write = |_, _, outcome| {
        let intake = &mut *intake.borrow_mut();
        match outcome {
            Outcome::Coded(coded, _) => {
                let size = 40 * coded.document.text.len();
                intake.push(coded.record(), size)?;
            }
            Outcome::Known => intake.tally.known += 1,
            Outcome::Failed(failed) => {
                intake.tally.failed += 1;
                intake.messages.error(&failed.message, failed.hint.as_deref());
            }
        }
        Ok(())
    };
    let commit = |_| {
        let intake = &mut *intake.borrow_mut();
        if intake.last.elapsed() >= LONGEST_WAIT { intake.store() } else { Ok(()) }
    };
    run::run(task, inputs, 0, threads(wanted), &stop.is_stopped, write, commit)
}

/// What is on its way into the ledger.
pub(super) struct Intake<'m> {
    pub(super) ledger: Ledger,
    pub(super) options: IntakeOptions,
    pub(super) messages: &'m Messages,
    pub(super) tally: Tally,
    /// Tells of each record where that is asked for.
    pub(super) lines: Option<Lines>,
    waiting: Vec<(Record, Option<EntryKey>)>,
    waiting_bytes: usize,
    last: Instant,
}

impl<'m> Intake<'m> {
    /// An intake for a command, which has taken nothing in yet.
    pub(super) fn new(ledger: Ledger, who: &str, other_text: OtherText, messages: &'m Messages) -> Self {
        Self {
            ledger,
            options: IntakeOptions { who: who.to_owned(), other_text, ..IntakeOptions::default() },
            messages,
            tally: Tally::default(),
            lines: None,
            waiting: Vec::new(),
            waiting_bytes: 0,
            last: Instant::now(),
        }
    }

    /// Stores the records of a file.
    fn records(&mut self, name: &str, mut lines: records::Lines, options: &Options, stop: &Stop) -> anyhow::Result<End> {
        let longest = RECORD_PER_TEXT.saturating_mul(options.max_document_bytes as u64);
        let mut number = 0;
        loop {
            if stop.is_stopped.load(Ordering::Relaxed) {
                return Ok(End::Interrupted);
            }
            match records::next(&mut lines, &mut number, longest) {
                Ok(None) => return Ok(End::Whole),
                Ok(Some((Ok(record), size))) => self.push(record, size)?,
                Ok(Some((Err(error), _))) => self.fail(&format!("{name}:{number}: no record: {error}"), None),
                Err(error) => {
                    self.fail(&format!("{name}: {error}"), None);
                    return Ok(End::Whole);
                }
            }
        }
    }

    fn fail(&mut self, message: &str, hint: Option<&str>) {
        self.tally.failed += 1;
        self.messages.error(message, hint);
    }

    pub(super) fn push(&mut self, record: Record, size: usize) -> anyhow::Result<()> {
        self.push_entry(record, size, None)
    }

    /// As [`Intake::push`], with the entry that is remembered with the record.
    pub(super) fn push_entry(&mut self, record: Record, size: usize, entry: Option<EntryKey>) -> anyhow::Result<()> {
        self.waiting.push((record, entry));
        self.waiting_bytes += size;
        if self.waiting.len() >= BATCH || self.waiting_bytes >= BATCH_BYTES { self.store() } else { Ok(()) }
    }

    /// Stores what waits, and then counts it.
    pub(super) fn store(&mut self) -> anyhow::Result<()> {
        self.last = Instant::now();
        if self.waiting.is_empty() {
            return Ok(());
        }
        let told = self.ledger.ingest_entries(&self.waiting, &self.options).context("nothing of the last batch was stored")?;
        for ((record, _), told) in self.waiting.drain(..).zip(told) {
            if let Some(lines) = &self.lines {
                let what = What::of(&self.ledger, &told)?;
                self.tally.copies += u64::from(matches!(what, What::Copy { .. }));
                lines.tell(self.messages, &what, record.title.as_deref(), &record.id);
            }
            match told {
                Ok(Stored::New(_)) => {
                    self.tally.new += 1;
                    self.tally.skipped += u64::from(record.skipped.is_some());
                }
                Ok(Stored::Known(_)) => self.tally.known += 1,
                Ok(Stored::Recoded(_)) => self.tally.recoded += 1,
                Ok(Stored::Replaced(_)) => self.tally.replaced += 1,
                // an article that changed on its way is one that is known
                Err(refused) if self.lines.is_some() && refused.reason == Reason::OtherText => self.tally.known += 1,
                Err(refused) => {
                    self.tally.failed += 1;
                    self.messages.error(&refused, Some(refused.hint()));
                }
            }
        }
        self.waiting_bytes = 0;
        self.messages.bar().set_message(format!("{} stored", documents(self.tally.stored())));
        Ok(())
    }
}

/// What has been done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Tally {
    pub(super) new: u64,
    /// Of the new ones, those that are not English.
    skipped: u64,
    /// Of the new ones, those that are copies; counted where each is told of.
    pub(super) copies: u64,
    recoded: u64,
    replaced: u64,
    pub(super) known: u64,
    pub(super) failed: u64,
}

impl Tally {
    fn stored(&self) -> u64 {
        self.new + self.recoded + self.replaced
    }

    /// A coding anew in one line.
    pub(super) fn summary_of_recoding(&self) -> String {
        let failed = if self.failed > 0 { format!(", {} failed", HumanCount(self.failed)) } else { String::new() };
        format!("coded {} anew{failed}", documents(self.recoded))
    }

    /// The run in one line.
    fn summary(&self, time: Duration) -> String {
        let mut line = format!("stored {}", documents(self.new));
        if self.skipped > 0 {
            let _ = write!(line, " ({} not coded, not English)", HumanCount(self.skipped));
        }
        for (n, what) in [(self.recoded, "coded anew"), (self.replaced, "replaced"), (self.known, "known"), (self.failed, "failed")] {
            if n > 0 {
                let _ = write!(line, ", {} {what}", HumanCount(n));
            }
        }
        let seconds = time.as_secs_f64();
        let _ = write!(line, " · {seconds:.1} s");
        line
    }
}

pub(super) fn documents(n: u64) -> String {
    format!("{} document{}", HumanCount(n), if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_names_what_there_is() {
        let mut tally = Tally { new: 1, ..Tally::default() };
        assert_eq!(tally.summary(Duration::from_millis(1500)), "stored 1 document · 1.5 s");
        tally = Tally { new: 2000, skipped: 3, copies: 0, recoded: 4, replaced: 5, known: 6, failed: 7 };
        assert_eq!(
            tally.summary(Duration::ZERO),
            "stored 2,000 documents (3 not coded, not English), 4 coded anew, 5 replaced, 6 known, 7 failed · 0.0 s"
        );
    }
}
