//! The file that says which inputs a run has handled: settings first, then one line for each input.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Settings;
use crate::OutputError;

/// Version of the journal's own format.
const JOURNAL: &str = "demarche-journal/1";

#[derive(Serialize, Deserialize)]
struct Header {
    journal: String,
    settings: Vec<(String, String)>,
}

/// One line behind the header.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Line {
    Record {
        at: u64,
        id: String,
        end: u64,
        sum: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        input: Option<String>,
    },
    Failed {
        at: u64,
        failed: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        input: Option<String>,
    },
    Complete {
        complete: bool,
    },
}

/// An input that has been handled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) position: u64,
    /// What the input held, where that was noted.
    pub(super) input: Option<u64>,
    pub(super) outcome: Outcome,
    /// Where its line ends in the ledger.
    line_end: u64,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    Record { id_hash: u64, end: u64, sum: u64 },
    Failed(String),
}

impl Entry {
    /// Where its record ends among the records.
    pub(super) fn end(&self) -> Option<u64> {
        match self.outcome {
            Outcome::Record { end, .. } => Some(end),
            Outcome::Failed(_) => None,
        }
    }
}

/// The open file, locked for this process.
#[derive(Debug)]
pub(super) struct Ledger {
    path: PathBuf,
    file: File,
    /// Lines not yet handed to the system.
    pending: Vec<u8>,
    /// What the next input holds.
    input: Option<u64>,
    header_end: u64,
    /// The run that wrote it had handled every input.
    pub(super) is_complete: bool,
}

impl Ledger {
    /// Opens or makes the file and returns what it says of a run with these settings. One with others is an error only
    /// where records would be lost with it.
    pub(super) fn open(path: &Path, target: &Path, settings: &Settings, may_discard: bool) -> Result<(Self, Vec<Entry>), OutputError> {
        let file = open_locked(path, target)?;
        let mut ledger = Self { path: path.to_owned(), file, pending: Vec::new(), input: None, header_end: 0, is_complete: false };
        let mut reader = BufReader::new(&ledger.file);
        let mut line = Vec::new();
        let before = match read_line(&mut reader, &mut line) {
            Ok(true) => serde_json::from_slice::<Header>(&line).ok().filter(|h| h.journal == JOURNAL),
            Ok(false) => None,
            Err(source) => return Err(OutputError::file("read", path)(source)),
        };
        let before = before.map(|header| Settings { entries: header.settings });
        match before.map(|before| before.difference(settings)) {
            Some(None) => {}
            Some(Some((setting, before, now))) if !may_discard => {
                return Err(OutputError::SettingsChanged { path: path.to_owned(), setting, before, now });
            }
            // a torn first line speaks of no record
            Some(Some(_)) | None => {
                ledger.begin(settings)?;
                return Ok((ledger, Vec::new()));
            }
        }
        ledger.header_end = line.len() as u64;
        let (entries, is_complete) = read_entries(&mut reader, ledger.header_end).map_err(OutputError::file("read", path))?;
        ledger.is_complete = is_complete;
        Ok((ledger, entries))
    }

    fn begin(&mut self, settings: &Settings) -> Result<(), OutputError> {
        let header = Header { journal: JOURNAL.to_owned(), settings: settings.entries.clone() };
        let line = json_line(&header);
        self.header_end = line.len() as u64;
        self.file
            .set_len(0)
            .and_then(|()| self.file.rewind())
            .and_then(|()| self.file.write_all(&line))
            .and_then(|()| self.file.sync_all())
            .map_err(OutputError::file("write", &self.path))
    }

    /// Cuts off everything behind the line of `last`, and goes on there.
    pub(super) fn cut_behind(&mut self, last: Option<&Entry>) -> Result<(), OutputError> {
        let end = last.map_or(self.header_end, |entry| entry.line_end);
        self.is_complete = false;
        self.file.set_len(end).and_then(|()| self.file.seek(SeekFrom::Start(end))).map(drop).map_err(OutputError::file("write", &self.path))
    }

    /// What the input holds that the next line is of.
    pub(super) fn note_input(&mut self, fingerprint: u64) {
        self.input = Some(fingerprint);
    }

    pub(super) fn note_record(&mut self, at: u64, id: u64, end: u64, sum: u64) {
        let input = self.input.take().map(|input| format!("{input:016x}"));
        let line = Line::Record { at, id: format!("{id:016x}"), end, sum: format!("{sum:016x}"), input };
        self.pending.extend(json_line(&line));
    }

    pub(super) fn note_failure(&mut self, at: u64, message: &str) {
        let input = self.input.take().map(|input| format!("{input:016x}"));
        self.pending.extend(json_line(&Line::Failed { at, failed: message.to_owned(), input }));
    }

    /// Hands the lines to the system; the records they speak of must have been before.
    pub(super) fn commit(&mut self) -> Result<(), OutputError> {
        self.file.write_all(&self.pending).map_err(OutputError::file("write", &self.path))?;
        self.pending.clear();
        Ok(())
    }

    /// Notes that every input has been handled, and brings all of it to the disk.
    pub(super) fn complete(&mut self) -> Result<(), OutputError> {
        self.pending.extend(json_line(&Line::Complete { complete: true }));
        self.commit()?;
        self.file.sync_all().map_err(OutputError::file("write", &self.path))
    }

    /// Removes the file: the output is whole.
    pub(super) fn remove(self) -> Result<(), OutputError> {
        drop(self.file);
        fs::remove_file(&self.path).map_err(OutputError::file("remove", &self.path))
    }
}

fn open_locked(path: &Path, target: &Path) -> Result<File, OutputError> {
    let file =
        OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path).map_err(OutputError::file("create", path))?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(OutputError::Busy { path: target.to_owned() }),
        // some network file systems know no locks: there the user keeps two runs apart
        Ok(()) | Err(TryLockError::Error(_)) => Ok(file),
    }
}

/// Reads the lines up to the first that is torn, unreadable or out of order.
fn read_entries(reader: &mut impl BufRead, mut offset: u64) -> io::Result<(Vec<Entry>, bool)> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut is_complete = false;
    let mut line = Vec::new();
    let mut end_before = 0;
    while read_line(reader, &mut line)? {
        offset += line.len() as u64;
        let hash = |hex: &str| u64::from_str_radix(hex, 16).ok();
        let (position, input, outcome) = match serde_json::from_slice(&line) {
            Ok(Line::Record { at, id, end, sum, input }) if end > end_before => match (hash(&id), hash(&sum)) {
                (Some(id_hash), Some(sum)) => {
                    end_before = end;
                    (at, input, Outcome::Record { id_hash, end, sum })
                }
                _ => break,
            },
            Ok(Line::Failed { at, failed, input }) => (at, input, Outcome::Failed(failed)),
            Ok(Line::Complete { complete: true }) => {
                is_complete = true;
                break;
            }
            _ => break,
        };
        if entries.last().is_some_and(|last| last.position >= position) {
            break;
        }
        let input = input.as_deref().and_then(hash);
        entries.push(Entry { position, input, outcome, line_end: offset });
    }
    Ok((entries, is_complete))
}

/// How many entries, from the first on, have their records whole.
pub(super) fn count_sound(records: &mut File, entries: &[Entry]) -> io::Result<usize> {
    records.rewind()?;
    let mut reader = BufReader::with_capacity(1 << 16, records);
    let mut start = 0;
    for (n, entry) in entries.iter().enumerate() {
        if let Outcome::Record { end, sum, .. } = entry.outcome {
            let mut hash = Sha256::new();
            let length = io::copy(&mut (&mut reader).take(end - start), &mut hash)?;
            if length < end - start || first_bytes(hash) != sum {
                return Ok(n);
            }
            start = end;
        }
    }
    Ok(entries.len())
}

/// The next line with its line feed; false at the end, and for a line without one.
fn read_line(reader: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    reader.read_until(b'\n', line)?;
    Ok(line.ends_with(b"\n"))
}

fn json_line(value: &impl Serialize) -> Vec<u8> {
    // strings and numbers always have a JSON form
    let mut line = serde_json::to_vec(value).unwrap_or_default();
    line.push(b'\n');
    line
}

/// Passes a record's bytes on, counts them and sums them up.
pub(super) struct Summed<'w> {
    inner: &'w mut BufWriter<File>,
    hash: Sha256,
    length: u64,
}

impl<'w> Summed<'w> {
    pub(super) fn new(inner: &'w mut BufWriter<File>) -> Self {
        Self { inner, hash: Sha256::new(), length: 0 }
    }

    /// Length, and the sum that [`count_sound`] compares.
    pub(super) fn finish(self) -> (u64, u64) {
        (self.length, first_bytes(self.hash))
    }
}

impl Write for Summed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.length += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// The first eight bytes of the SHA-256: enough to tell apart what chance, not malice, makes equal.
pub(super) fn short_hash(bytes: &[u8]) -> u64 {
    first_bytes(Sha256::new_with_prefix(bytes))
}

fn first_bytes(hash: Sha256) -> u64 {
    hash.finalize().iter().take(8).fold(0, |sum, &byte| sum << 8 | u64::from(byte))
}
