//! `demarche code`: arguments into a run, and the run's end into messages and exit code.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use anyhow::Context as _;
use demarche::reader::{ReadOptions, Reader};
use demarche_input::{Inputs, Options, fingerprint};
use demarche_output::OutputError;
use demarche_output::journal::{Journal, Settings};
use indicatif::HumanCount;
use jiff::civil::Date;

use crate::args::{CodeArgs, ColumnArgs};
use crate::error::{Exit, UserError};
use crate::filter::Filter;
use crate::messages::Messages;
use crate::model_files::load_reader;
use crate::out::{Out, Plan};
use crate::progress::{Tally, begin_bar};
use crate::run::{self, End, Failed, Outcome, Task};

/// Codes the inputs.
///
/// # Errors
/// Where the command does not fit, or the output cannot be written; an input that fails is a message and an exit code.
pub fn code(args: &CodeArgs) -> anyhow::Result<Exit> {
    let plan = Plan::new(args)?;
    let loaded = load_reader(&args.model, &args.packs)?;
    let (reader, tokenizer) = (loaded.reader, loaded.tokenizer);
    let filter = Filter::new(&args.filter);
    let mut inputs = Inputs::open(&args.inputs, &input_options(&args.columns, args.published, plan.is_for_reading()));
    let progress = inputs.progress();
    let messages = Messages::of_run(&args.show, progress.bytes_total());
    plan.surprise().into_iter().for_each(|note| messages.note(note));
    match inputs.skipped_files() {
        0 => {}
        1 => messages.note("note: 1 file has an unknown extension and is left out"),
        n => messages.note(format!("note: {} files have unknown extensions and are left out", HumanCount(n))),
    }

    let stop = Stop::on_interrupt()?;
    let mut out = plan.open(&settings(args, &reader, &tokenizer, &filter, progress.bytes_total()))?;
    let mut tally = Tally::new();
    let first = match &out {
        Out::Journal(journal) => {
            pass_over(journal, &mut inputs, &stop)?;
            report_earlier(journal, &mut tally, &messages);
            journal.next_position()
        }
        Out::Stream(_) | Out::Terminal(_) => 0,
    };
    tally.restart_clock();
    begin_bar(&messages, progress.bytes_read());

    let task = Task {
        reader,
        options: ReadOptions { embeddings: args.content.embeddings, text: !args.content.no_text, min_confidence: 0 },
        input_options: Arc::clone(inputs.options()),
        is_known: None,
    };
    let end = code_all(task, inputs, first, threads(args.threads), &stop, &filter, &mut out, &mut tally, &messages);
    messages.bar().finish_and_clear();
    let end = match end {
        Ok(end) => end,
        // whoever read the other end has seen enough
        Err(error) if is_closed_pipe(&error) => return Ok(Exit::Done),
        Err(error) => return Err(error),
    };
    if end == End::Interrupted {
        out.commit()?;
        messages.note(farewell(&out, &tally, &args.inputs));
        return Ok(Exit::Interrupted);
    }
    stop.end_at_once();
    match out.finish() {
        Err(error) if is_closed_pipe(&error) => return Ok(Exit::Done),
        finished => finished?,
    }
    messages.note(tally.summary());
    Ok(if tally.failed == 0 { Exit::Done } else { Exit::SomeFailed })
}

/// Runs the workers; writes, counts and reports what comes of it.
#[expect(clippy::too_many_arguments, reason = "the parts of one run, each with its own owner")]
fn code_all(
    task: Task,
    inputs: Inputs,
    first: u64,
    threads: usize,
    stop: &Stop,
    filter: &Filter,
    out: &mut Out,
    tally: &mut Tally,
    messages: &Messages,
) -> anyhow::Result<End> {
    // both closures write
    let state = std::cell::RefCell::new((out, tally));
    let write = |position, fingerprint, outcome| {
        let (out, tally) = &mut *state.borrow_mut();
        out.input(fingerprint);
        match outcome {
            Outcome::Coded(coded, words) => {
                tally.coded += 1;
                tally.skipped += u64::from(coded.is_skipped());
                tally.words += words;
                out.coded(position, &coded, &|section| filter.apply(section))
            }
            // nothing is known to a run that only codes
            Outcome::Known => Ok(()),
            Outcome::Failed(failed) => {
                tally.failed += 1;
                messages.error(&failed.message, failed.hint.as_deref());
                out.failure(position, &report_of(&failed))
            }
        }
    };
    let commit = |bytes| {
        let (out, tally) = &mut *state.borrow_mut();
        tally.show(messages, bytes);
        out.commit()
    };
    run::run(task, inputs, first, threads, &stop.is_stopped, write, commit)
}

/// How many workers there are.
#[must_use]
pub fn threads(asked: Option<u16>) -> usize {
    asked.map_or_else(|| thread::available_parallelism().map_or(1, usize::from), usize::from)
}

/// Largest document that is coded, unless the user says otherwise.
const LARGEST: usize = 20_000_000;
/// Largest document of which a page for reading is made, unless the user says otherwise: such a page is made whole.
const LARGEST_FOR_READING: usize = 2_000_000;

/// How inputs are read, by what the arguments say; `is_for_reading` where a page for people is made of each document.
#[must_use]
pub fn input_options(columns: &ColumnArgs, published: Option<Date>, is_for_reading: bool) -> Options {
    let limit = if is_for_reading { LARGEST_FOR_READING } else { LARGEST };
    Options {
        format: columns.input_format.map(Into::into),
        max_document_bytes: columns.max_document_size.unwrap_or(limit),
        default_published: published,
        text_column: columns.text_column.clone(),
        html_column: columns.html_column.clone(),
        id_column: columns.id_column.clone(),
        title_column: columns.title_column.clone(),
        url_column: columns.url_column.clone(),
        publisher_column: columns.publisher_column.clone(),
        date_column: columns.date_column.clone(),
        language_column: columns.language_column.clone(),
        pairs_column: columns.pairs_column.clone(),
    }
}

/// All that decides which records a run writes. Threads and kernel do not.
fn settings(args: &CodeArgs, reader: &Reader, tokenizer: &str, filter: &Filter, bytes: Option<u64>) -> Settings {
    let (versions, columns) = (reader.versions(), &args.columns);
    let mut settings = Settings::new()
        .with("demarche", &versions.demarche)
        .with("model", &versions.model)
        .with("tokenizer", tokenizer)
        .with("knowledge", &versions.knowledge)
        .with("codebook", &versions.codebook)
        .with_list("inputs", args.inputs.iter().map(|path| path.as_os_str().as_encoded_bytes()))
        .with("bytes of input", bytes.map_or("unknown".to_owned(), |n| n.to_string()))
        .with("--published", args.published.map_or(String::new(), |date| date.to_string()))
        .with("--embeddings", args.content.embeddings.to_string())
        .with("--no-text", args.content.no_text.to_string())
        .with("--input-format", columns.input_format.map_or(String::new(), |f| format!("{f:?}").to_lowercase()))
        .with("--max-document-size", columns.max_document_size.map_or(String::new(), |bytes| bytes.to_string()));
    for (name, value) in [
        ("--text-column", &columns.text_column),
        ("--html-column", &columns.html_column),
        ("--id-column", &columns.id_column),
        ("--title-column", &columns.title_column),
        ("--url-column", &columns.url_column),
        ("--publisher-column", &columns.publisher_column),
        ("--date-column", &columns.date_column),
        ("--language-column", &columns.language_column),
        ("--pairs-column", &columns.pairs_column),
    ] {
        settings = settings.with(name, value);
    }
    filter.settings().into_iter().fold(settings, |settings, (name, value)| settings.with(name, value))
}

/// Reads again what an earlier run has handled: ids and content show whether it is the same input.
fn pass_over(journal: &Journal, inputs: &mut Inputs, stop: &Stop) -> anyhow::Result<()> {
    for position in 0..journal.next_position() {
        if stop.is_stopped.load(Ordering::Relaxed) {
            return Ok(());
        }
        let Some(row) = inputs.next_row() else {
            return Err(UserError::usage(format!(
                "the input ends after {position} documents, but an unfinished run coded {}",
                journal.next_position()
            ))
            .hint("repeat the command with the same input, or throw the unfinished run's records away with --force")
            .into());
        };
        let name = row.as_ref().map_or_else(|error| error.place.to_string(), |row| row.id.clone());
        let checked = journal.is_done(position, row.as_ref().ok().map(|row| row.id.as_str()));
        checked.and_then(|_| journal.check_input(position, fingerprint(&row), &name)).map_err(|error| {
            UserError::of_usage(error)
                .hint("repeat the command with the same input, or throw the unfinished run's records away with --force")
        })?;
    }
    Ok(())
}

/// Takes over what an earlier run has counted and reported, so that this one ends as if there had been no other.
fn report_earlier(journal: &Journal, tally: &mut Tally, messages: &Messages) {
    tally.coded = journal.count();
    tally.resumed = journal.resumed();
    tally.failed = journal.failures().len() as u64;
    for failure in journal.failures() {
        let failed = failed_of(&failure.message);
        messages.error(&failed.message, failed.hint.as_deref());
    }
}

/// A failure as the journal keeps it: message, line feed, hint.
fn report_of(failed: &Failed) -> String {
    format!("{}\n{}", failed.message, failed.hint.as_deref().unwrap_or_default())
}

fn failed_of(report: &str) -> Failed {
    let (message, hint) = report.rsplit_once('\n').unwrap_or((report, ""));
    Failed { message: message.to_owned(), hint: (!hint.is_empty()).then(|| hint.to_owned()) }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<OutputError>().is_some_and(OutputError::is_closed_pipe)
}

fn farewell(out: &Out, tally: &Tally, inputs: &[PathBuf]) -> String {
    let coded = HumanCount(tally.coded);
    match out {
        Out::Journal(_) if inputs.iter().any(|path| path.as_os_str() == "-") => {
            format!("interrupted; the {coded} records so far are kept: give the same command with the same input again to go on")
        }
        Out::Journal(_) => format!("interrupted; the {coded} records so far are kept: give the same command again to go on"),
        Out::Stream(_) | Out::Terminal(_) => format!("interrupted after {coded} documents"),
    }
}

/// The wish to stop: set by the first Ctrl-C, heeded between batches; the second ends the program on the spot.
pub struct Stop {
    pub is_stopped: Arc<AtomicBool>,
    is_at_once: Arc<AtomicBool>,
}

impl Stop {
    /// Listens for interrupts, from the first call on; all that call it see the same wish.
    ///
    /// # Errors
    /// Where that cannot be done.
    pub fn on_interrupt() -> anyhow::Result<Self> {
        static LISTENING: Mutex<Option<(Arc<AtomicBool>, Arc<AtomicBool>)>> = Mutex::new(None);
        let mut listening = LISTENING.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((is_stopped, is_at_once)) = &*listening {
            is_at_once.store(false, Ordering::Relaxed);
            return Ok(Self { is_stopped: Arc::clone(is_stopped), is_at_once: Arc::clone(is_at_once) });
        }
        let stop = Self { is_stopped: Arc::default(), is_at_once: Arc::default() };
        let (is_stopped, is_at_once) = (Arc::clone(&stop.is_stopped), Arc::clone(&stop.is_at_once));
        ctrlc::set_handler(move || {
            if is_stopped.swap(true, Ordering::Relaxed) || is_at_once.load(Ordering::Relaxed) {
                std::process::exit(130);
            }
        })
        .context("cannot listen for interrupts")?;
        *listening = Some((Arc::clone(&stop.is_stopped), Arc::clone(&stop.is_at_once)));
        Ok(stop)
    }

    /// From here nothing is gained by waiting: the records are safe, the output is all or nothing.
    pub fn end_at_once(&self) {
        self.is_at_once.store(true, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_come_back_from_the_journal() {
        for (message, hint) in [("a.txt: holds no text", None), ("new\nline.txt: no", None), ("a\nb.txt: no", Some("do it"))] {
            let failed = Failed { message: message.to_owned(), hint: hint.map(str::to_owned) };
            assert_eq!(failed_of(&report_of(&failed)), failed);
        }
    }
}
