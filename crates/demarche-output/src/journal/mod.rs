//! A batch that may be killed at any moment and started again.
//!
//! While a run codes, its records stand as JSON Lines in `.NAME.partial` beside the output (`.NAME.records.partial` for
//! other formats, `.records.partial` inside a folder), and a `.meta` file beside says what they are: one line with the settings of the run, then one line for each
//! input that has been handled, in order, with its position, and where its record ends and what its bytes sum up to, or
//! why it failed. Records are handed to the system before the lines that speak of them. So whatever moment the run
//! ends at, the longest stretch of inputs that is whole in both files is known, what follows is cut off, and the next
//! run goes on behind it. At the end the records become the output: JSON Lines by renaming, every other format in one
//! pass over them.
//!
//! An input that has been handled must hold what it held: of each the ledger has a hash of the content as it was read. File
//! times would be cheaper to compare, but a copied or fetched file has another one with the same content, and some edits keep it.
//!
//! Price: the settings and inputs must be the same, the inputs are read again up to the point of return (reading is far
//! cheaper than coding), and tables need room for the records beside them until they are whole.

mod ledger;
mod settings;

use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use demarche::reading::{Coded, Section};
use demarche::record::Record;

use crate::partial::{beside, make_folder, resolve_file, sync_folder};
use crate::tables::Counts;
use crate::{Format, OutputError, RecordWriter, csv, html, jsonl, parquet, text};
use ledger::{Entry, Ledger, Summed, short_hash};
pub use settings::Settings;

/// What to do where an unfinished run was begun with other settings or inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnChange {
    /// Say so and touch nothing: its records may have taken hours.
    Refuse,
    /// Throw its records away.
    StartAnew,
}

/// An input that could not be coded; a run that goes on does not try it again, so that records keep the order of the
/// inputs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Position in the run's input, from 0.
    pub position: u64,
    /// What was reported.
    pub message: String,
}

/// The records of a run in progress. See the module's documentation.
#[derive(Debug)]
pub struct Journal {
    target: PathBuf,
    format: Format,
    partial: PathBuf,
    records: BufWriter<File>,
    ledger: Ledger,
    /// Bytes of records so far.
    end: u64,
    /// Position of the last input handled.
    last: Option<u64>,
    /// Records so far.
    count: u64,
    /// Records that an earlier run left.
    resumed: u64,
    /// Position and hash of the id of each of those.
    ids: Vec<(u64, u64)>,
    /// Position and fingerprint of each input that an earlier run handled.
    inputs: Vec<(u64, u64)>,
    failures: Vec<Failure>,
    /// The output is whole already, and the records are gone.
    is_published: bool,
    /// Bytes of records not yet handed to the system, and not yet brought to the disk.
    uncommitted: u64,
    unsynced: u64,
}

/// After as many bytes records are handed to the system without being asked.
const COMMIT_BYTES: u64 = 1 << 20;
/// After as many bytes records are brought to the disk, so that they outlive a loss of power.
const SYNC_BYTES: u64 = 64 << 20;

impl Journal {
    /// Begins the run that writes `out`, or takes up the one that was begun with the same `settings`.
    ///
    /// # Errors
    /// Where the folder cannot be written to; where another process writes this output; for an unfinished run with
    /// other settings, where `on_change` says so.
    pub fn open(out: &Path, format: Format, settings: &Settings, on_change: OnChange) -> Result<Self, OutputError> {
        let (target, partial) = places(out, format)?;
        let meta = with_suffix(&partial, ".meta");
        let has_records = fs::metadata(&partial).is_ok_and(|file| file.len() > 0);
        let may_discard = !has_records || on_change == OnChange::StartAnew;
        let (mut ledger, mut entries) = Ledger::open(&meta, &target, settings, may_discard)?;

        // the records are renamed or removed after the line that says all are there
        let is_published = ledger.is_complete && !partial.exists() && is_whole(&target, format);
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(!is_published)
            .truncate(false)
            .open(if is_published { &meta } else { &partial })
            .map_err(OutputError::file("open", &partial))?;
        if !is_published {
            let sound = ledger::count_sound(&mut file, &entries).map_err(OutputError::file("read", &partial))?;
            entries.truncate(sound);
            ledger.cut_behind(entries.last())?;
        }
        let end = entries.iter().rev().find_map(Entry::end).unwrap_or(0);
        if !is_published {
            file.set_len(end).and_then(|()| file.seek(SeekFrom::Start(end))).map_err(OutputError::file("write", &partial))?;
        }

        let mut journal = Self {
            target,
            format,
            partial,
            records: BufWriter::with_capacity(1 << 16, file),
            ledger,
            end,
            last: entries.last().map(|e| e.position),
            count: 0,
            resumed: 0,
            ids: Vec::new(),
            inputs: Vec::new(),
            failures: Vec::new(),
            is_published,
            uncommitted: 0,
            unsynced: 0,
        };
        for entry in entries {
            journal.take_over(entry);
        }
        Ok(journal)
    }

    fn take_over(&mut self, entry: Entry) {
        self.inputs.extend(entry.input.map(|input| (entry.position, input)));
        match entry.outcome {
            ledger::Outcome::Record { id_hash, .. } => {
                self.ids.push((entry.position, id_hash));
                self.count += 1;
                self.resumed += 1;
            }
            ledger::Outcome::Failed(message) => self.failures.push(Failure { position: entry.position, message }),
        }
    }

    /// Records so far, those of earlier runs included.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Records that earlier runs left.
    #[must_use]
    pub fn resumed(&self) -> u64 {
        self.resumed
    }

    /// The first position that has not been handled. Inputs before it have, each with a record or a failure.
    #[must_use]
    pub fn next_position(&self) -> u64 {
        self.last.map_or(0, |last| last + 1)
    }

    /// Inputs that failed, in order, those of earlier runs included: the exit code of a run that went on is that of
    /// one that was never interrupted.
    #[must_use]
    pub fn failures(&self) -> &[Failure] {
        &self.failures
    }

    /// True where the input at `position` needs no coding. With its `id` (`None` where it cannot be read) a changed
    /// input is noticed.
    ///
    /// # Errors
    /// Where another document stood at the position when it was coded.
    pub fn is_done(&self, position: u64, id: Option<&str>) -> Result<bool, OutputError> {
        if position >= self.next_position() {
            return Ok(false);
        }
        if let (Some(id), Ok(at)) = (id, self.ids.binary_search_by_key(&position, |&(at, _)| at))
            && self.ids[at].1 != short_hash(id.as_bytes())
        {
            return Err(OutputError::InputChanged { position, id: id.to_owned() });
        }
        Ok(true)
    }

    /// Checks an input that an earlier run handled: `fingerprint` must be what [`Journal::note_input`] was given then. `name`
    /// is how the input is called where it is not.
    ///
    /// # Errors
    /// Where the input held something else when it was handled.
    pub fn check_input(&self, position: u64, fingerprint: u64, name: &str) -> Result<(), OutputError> {
        match self.inputs.binary_search_by_key(&position, |&(at, _)| at) {
            Ok(at) if self.inputs[at].1 != fingerprint => Err(OutputError::InputChanged { position, id: name.to_owned() }),
            _ => Ok(()),
        }
    }

    /// Notes what the next input holds that is appended, or fails: 64 bits of a hash of its content. A run that goes on
    /// compares it, so that an input which was changed in between is noticed also where its size and its ids are the same.
    pub fn note_input(&mut self, fingerprint: u64) {
        self.ledger.note_input(fingerprint);
    }

    /// Takes the record of the input at `position`. Positions rise from call to call and need not be contiguous.
    /// After an error the journal takes nothing more; what was committed stays for the next run.
    ///
    /// # Errors
    /// Where the record cannot be written, or comes out of order.
    pub fn append(&mut self, position: u64, record: &Record) -> Result<(), OutputError> {
        let mut line = Vec::new();
        jsonl::write_line(record, &mut line)?;
        self.append_with(position, &record.id, |out| out.write_all(&line).map_err(OutputError::Stream))
    }

    /// Takes the record of the coded document at `position`, each section as `keep` leaves it, as [`Journal::append`] does.
    ///
    /// # Errors
    /// As [`Journal::append`].
    pub fn append_coded(&mut self, position: u64, coded: &Coded, keep: &dyn Fn(&mut Section)) -> Result<(), OutputError> {
        let is_final = self.format == Format::Jsonl;
        self.append_with(position, &coded.document.id, |out| {
            // what becomes another format is read again, and must fit into memory then
            if is_final { jsonl::write_coded(coded, keep, out) } else { jsonl::write_parts(coded, keep, out) }
        })
    }

    fn append_with(
        &mut self,
        position: u64,
        id: &str,
        write: impl FnOnce(&mut BufWriter<Summed<'_>>) -> Result<(), OutputError>,
    ) -> Result<(), OutputError> {
        self.check_order(position)?;
        let of_file = |source| OutputError::file("write", &self.partial)(source);
        // JSON comes in crumbs
        let mut out = BufWriter::with_capacity(1 << 16, Summed::new(&mut self.records));
        write(&mut out).map_err(|error| match error {
            OutputError::Stream(source) => of_file(source),
            error => error,
        })?;
        let (length, sum) = out.into_inner().map_err(|error| of_file(error.into_error()))?.finish();
        self.end += length;
        self.uncommitted += length;
        self.unsynced += length;
        self.count += 1;
        self.last = Some(position);
        self.ledger.note_record(position, short_hash(id.as_bytes()), self.end, sum);
        if self.uncommitted >= COMMIT_BYTES { self.commit() } else { Ok(()) }
    }

    /// Notes that the input at `position` could not be coded, and was reported so.
    ///
    /// # Errors
    /// Where it comes out of order.
    pub fn append_failure(&mut self, position: u64, message: &str) -> Result<(), OutputError> {
        self.check_order(position)?;
        self.last = Some(position);
        self.ledger.note_failure(position, message);
        self.failures.push(Failure { position, message: message.to_owned() });
        Ok(())
    }

    fn check_order(&self, position: u64) -> Result<(), OutputError> {
        if self.is_published {
            return Err(OutputError::AlreadyWhole { path: self.target.clone() });
        }
        match self.last {
            Some(last) if position <= last => Err(OutputError::OutOfOrder { position, last }),
            _ => Ok(()),
        }
    }

    /// Hands all records so far to the system: from here they outlive the process. To be called after each batch; it
    /// happens by itself after each MiB.
    ///
    /// # Errors
    /// Where the system cannot write.
    pub fn commit(&mut self) -> Result<(), OutputError> {
        self.records.flush().map_err(OutputError::file("write", &self.partial))?;
        self.uncommitted = 0;
        if self.unsynced >= SYNC_BYTES {
            self.unsynced = 0;
            self.records.get_ref().sync_data().map_err(OutputError::file("write", &self.partial))?;
        }
        self.ledger.commit()
    }

    /// Makes the output of all records, gives it its name, and removes the journal. Where this fails or is killed, the
    /// records stay, and the next run with the same settings comes straight back here.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn finish(mut self) -> Result<(), OutputError> {
        if !self.is_published {
            self.commit()?;
            self.records.get_ref().sync_all().map_err(OutputError::file("write", &self.partial))?;
            self.ledger.complete()?;
            let Self { records, partial, target, format, count, .. } = self;
            // closed before it is renamed, as Windows asks
            drop(records);
            if format == Format::Jsonl {
                fs::rename(&partial, &target).map_err(OutputError::file("name", &target))?;
            } else {
                convert(&partial, final_writer(&target, format, count)?)?;
                fs::remove_file(&partial).map_err(OutputError::file("remove", &partial))?;
            }
            sync_folder(&partial);
        }
        self.ledger.remove()
    }
}

/// The output, and where its records stand until it is whole.
fn places(out: &Path, format: Format) -> Result<(PathBuf, PathBuf), OutputError> {
    let within = |folder: &Path| (folder.to_owned(), folder.join(".records.partial"));
    if format.is_folder() {
        make_folder(out)?;
        return Ok(within(out));
    }
    if format == Format::Html {
        // the folder may be one that the interrupted run made at its end, for records that stand beside it
        let is_folder = out.is_dir() || out.as_os_str().to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR]);
        let begun_beside = out.file_name().is_some() && with_suffix(&beside(out, ".records.partial"), ".meta").exists();
        if is_folder && !begun_beside {
            make_folder(out)?;
            return Ok(within(out));
        }
        let target = if out.is_dir() { out.to_owned() } else { resolve_file(out)? };
        let partial = beside(&target, ".records.partial");
        return Ok((target, partial));
    }
    let target = resolve_file(out)?;
    // JSON Lines are the records themselves; any other file has a partial one of its own
    let partial = beside(&target, if format == Format::Jsonl { ".partial" } else { ".records.partial" });
    Ok((target, partial))
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(suffix);
    path.into()
}

/// True where the output stands under its name (its last file, where there are several).
fn is_whole(target: &Path, format: Format) -> bool {
    match format {
        Format::Text | Format::Jsonl => target.is_file(),
        Format::Parquet => target.join("documents.parquet").is_file(),
        Format::Csv => target.join("documents.csv").is_file(),
        Format::Html => target.is_file() || target.join("index.html").is_file(),
    }
}

fn final_writer(target: &Path, format: Format, count: u64) -> Result<Box<dyn RecordWriter>, OutputError> {
    Ok(match format {
        Format::Jsonl => Box::new(jsonl::JsonlWriter::create(target)?),
        Format::Text => Box::new(text::TextWriter::create(target, text::TextStyle::default())?),
        Format::Parquet => Box::new(parquet::ParquetWriter::create(target)?),
        Format::Csv => Box::new(csv::CsvWriter::create(target)?),
        Format::Html if count <= 1 && !target.is_dir() => Box::new(html::PageWriter::create(target)?),
        Format::Html => Box::new(html::FolderWriter::create(target)?),
    })
}

/// Reads records from JSON Lines and writes them in another format, one at a time; tables take even a record in the parts
/// in which the journal holds it.
///
/// # Errors
/// Where a line is no record, or cannot be read or written.
pub fn convert(jsonl: &Path, mut writer: Box<dyn RecordWriter + '_>) -> Result<(), OutputError> {
    let file = File::open(jsonl).map_err(OutputError::file("open", jsonl))?;
    let mut reader = BufReader::with_capacity(1 << 16, file);
    let mut line = Vec::new();
    let mut open: Option<Open> = None;
    for number in 1.. {
        line.clear();
        if reader.read_until(b'\n', &mut line).map_err(OutputError::file("read", jsonl))? == 0 {
            break;
        }
        let (adds, json) = match line.strip_prefix(&[jsonl::ADDS]) {
            Some(rest) => (true, rest),
            None => (false, line.as_slice()),
        };
        let part: Record =
            serde_json::from_slice(json).map_err(|source| OutputError::Damaged { path: jsonl.to_owned(), line: number, source })?;
        match &mut open {
            Some(open) if adds => open.add(part, writer.as_mut())?,
            _ => {
                if let Some(whole) = open.replace(Open::begin(part, writer.as_mut())?) {
                    whole.end(writer.as_mut())?;
                }
            }
        }
        // a large record's room is not kept for the small ones after it
        line.shrink_to(1 << 20);
    }
    if let Some(whole) = open {
        whole.end(writer.as_mut())?;
    }
    writer.finish()
}

/// A record of which further parts may come. Tables have had the rows of those that came; any other format gets it whole.
struct Open {
    record: Record,
    counts: Counts,
}

impl Open {
    fn begin(mut record: Record, writer: &mut dyn RecordWriter) -> Result<Self, OutputError> {
        let counts = Counts::of(&record);
        if let Some(tables) = writer.as_tables() {
            tables.write_items(&record)?;
            record.mentions = Vec::new();
            record.claims = Vec::new();
            record.events = Vec::new();
        }
        Ok(Self { record, counts })
    }

    fn add(&mut self, mut part: Record, writer: &mut dyn RecordWriter) -> Result<(), OutputError> {
        self.counts.add(&Counts::of(&part));
        if let Some(tables) = writer.as_tables() {
            // rows cite words of the text
            part.text = self.record.text.take();
            tables.write_items(&part)?;
            self.record.text = part.text;
        } else {
            self.record.mentions.append(&mut part.mentions);
            self.record.claims.append(&mut part.claims);
            self.record.events.append(&mut part.events);
        }
        Ok(())
    }

    fn end(self, writer: &mut dyn RecordWriter) -> Result<(), OutputError> {
        match writer.as_tables() {
            Some(tables) => tables.write_document(&self.record, &self.counts),
            None => writer.write(&self.record),
        }
    }
}
