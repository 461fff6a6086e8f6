//! All inputs of a run, one document after the other.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::vec;

use demarche::document::Document;
use sha2::{Digest, Sha256};

use crate::csv::CsvReader;
use crate::error::{ErrorKind, InputError, Place};
use crate::files::{Entry, Listing, shown};
use crate::json::JsonReader;
use crate::jsonl::JsonlReader;
use crate::options::{Compression, Format, Options};
use crate::parquet::ParquetReader;
use crate::progress::{Counted, Progress};
use crate::row::Row;
use crate::source::{decompress, sniff_compression, sniff_format};
use crate::text::read_document;
use crate::warc::{Captures, WarcReader};

type Rows = Box<dyn Iterator<Item = Result<Row, InputError>> + Send>;

/// All documents of files, folders and standard input, in the order they are named; a folder's by path.
///
/// The iterator yields documents. A caller that codes on several threads takes rows by [`Inputs::next_row`] and lets the
/// workers call [`Row::into_document`], which is where pages are extracted.
pub struct Inputs {
    entries: vec::IntoIter<Entry>,
    rows: Option<Rows>,
    ids: HashSet<u128>,
    captures: Captures,
    stdin: Option<Box<dyn Read + Send>>,
    options: Arc<Options>,
    progress: Arc<Progress>,
    skipped: u64,
}

impl Inputs {
    /// Lists what there is; nothing is opened yet. What cannot be listed is an error in its place.
    #[must_use]
    pub fn open(paths: &[PathBuf], options: &Options) -> Self {
        Self::open_with(paths, options, Box::new(io::stdin()))
    }

    /// As [`Inputs::open`], with another stream for `-`.
    #[must_use]
    pub fn open_with(paths: &[PathBuf], options: &Options, stdin: Box<dyn Read + Send>) -> Self {
        let listing = Listing::of(paths, options);
        Self {
            progress: Progress::new(listing.total()),
            skipped: listing.skipped,
            entries: listing.entries.into_iter(),
            rows: None,
            ids: HashSet::new(),
            captures: Captures::default(),
            stdin: Some(stdin),
            options: Arc::new(options.clone()),
        }
    }

    /// Files in folders that were left out because their extension is not known.
    #[must_use]
    pub fn skipped_files(&self) -> u64 {
        self.skipped
    }

    /// How far reading has come; may be kept and asked while documents are pulled.
    #[must_use]
    pub fn progress(&self) -> Arc<Progress> {
        Arc::clone(&self.progress)
    }

    /// The options in force, as [`Row::into_document`] needs them.
    #[must_use]
    pub fn options(&self) -> &Arc<Options> {
        &self.options
    }

    /// The next row, checked for a repeated id but not yet made a document.
    pub fn next_row(&mut self) -> Option<Result<Row, InputError>> {
        loop {
            if let Some(rows) = &mut self.rows {
                match rows.next() {
                    Some(row) => return Some(row.and_then(|row| self.check_id(row))),
                    None => self.rows = None,
                }
            }
            let entry = self.entries.next()?;
            match self.open_entry(entry) {
                Ok(rows) => self.rows = Some(rows),
                Err(error) => return Some(Err(error)),
            }
        }
    }

    fn check_id(&mut self, row: Row) -> Result<Row, InputError> {
        // 16 of SHA-256's 32 bytes: no two of any number of ids meet by chance
        let digest = Sha256::digest(row.id.as_bytes());
        let hash = digest.iter().take(16).fold(0_u128, |hash, &byte| hash << 8 | u128::from(byte));
        if self.ids.insert(hash) { Ok(row) } else { Err(InputError::new(row.place, ErrorKind::RepeatedId { id: row.id })) }
    }

    fn open_entry(&mut self, entry: Entry) -> Result<Rows, InputError> {
        match entry {
            Entry::Failed(error) => Err(error),
            Entry::StandardInput => match self.stdin.take() {
                Some(stdin) => self.open_stream(stdin, "-"),
                // named twice: it is at its end
                None => self.open_stream(Box::new(io::empty()), "-"),
            },
            Entry::Stream(path) => {
                let file = open(&path)?;
                self.open_stream(Box::new(file), &shown(&path))
            }
            Entry::File { path, format: Format::Parquet, size, .. } => {
                let reader =
                    ParquetReader::new(open(&path)?, &shown(&path), Arc::clone(&self.options), Some((Arc::clone(&self.progress), size)))?;
                Ok(Box::new(reader))
            }
            Entry::File { path, format, compression, size } => {
                let counted = Counted::new(open(&path)?, size, Arc::clone(&self.progress));
                let failed = |e| stream_error(&shown(&path), e, compression);
                // compressed files lose their suffix when they are fetched; no text begins as they do
                let (compression, stream) = match compression {
                    Compression::None => sniff_compression(counted).map_err(failed)?,
                    told => (told, Box::new(counted) as Box<dyn Read + Send>),
                };
                let stream = decompress(stream, compression).map_err(failed)?;
                self.open_rows(stream, format, compression, &shown(&path))
            }
        }
    }

    fn open_stream(&self, stream: Box<dyn Read + Send>, path: &str) -> Result<Rows, InputError> {
        let counted = Counted::new(stream, 0, Arc::clone(&self.progress));
        let plain = |e| stream_error(path, e, Compression::None);
        let (compression, stream) = sniff_compression(counted).map_err(plain)?;
        let stream = decompress(stream, compression).map_err(plain)?;
        let (format, stream) = match self.options.format {
            Some(format) => (format, stream),
            None => sniff_format(stream, &self.options).map_err(|e| stream_error(path, e, compression))?,
        };
        self.open_rows(stream, format, compression, path)
    }

    fn open_rows(&self, stream: Box<dyn BufRead + Send>, format: Format, compression: Compression, path: &str) -> Result<Rows, InputError> {
        let options = Arc::clone(&self.options);
        Ok(match format {
            Format::Text | Format::Markdown | Format::Html => {
                Box::new(std::iter::once(read_document(stream, format, compression, path, &options)))
            }
            Format::Jsonl => Box::new(JsonlReader::new(stream, compression, path, options)?),
            Format::Json => Box::new(JsonReader::new(stream, compression, path, options)?),
            Format::Csv => Box::new(CsvReader::new(stream, b',', compression, path, options)?),
            Format::Tsv => Box::new(CsvReader::new(stream, b'\t', compression, path, options)?),
            Format::Warc => Box::new(WarcReader::with_captures(stream, compression, path, options, Arc::clone(&self.captures))),
            Format::Parquet => return Err(InputError::new(Place::file(path), ErrorKind::NeedsFile)),
        })
    }
}

impl Iterator for Inputs {
    type Item = Result<Document, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        let row = self.next_row()?;
        Some(row.and_then(|row| row.into_document(&self.options)))
    }
}

fn stream_error(path: &str, error: io::Error, compression: Compression) -> InputError {
    InputError::new(Place::file(path), ErrorKind::from_stream(error, compression))
}

fn open(path: &Path) -> Result<File, InputError> {
    File::open(path).map_err(|e| InputError::new(Place::file(shown(path)), ErrorKind::from_io(e)))
}
