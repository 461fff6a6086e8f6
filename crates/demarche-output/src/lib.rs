//! Writers that turn [`Record`]s into files: JSON Lines, readable text, CSV and Parquet tables, HTML reports.
//!
//! Two ways lead to a file:
//! - a [`RecordWriter`] takes records one by one and makes its output visible at `finish`
//!   ([`jsonl::JsonlWriter`], [`text::TextWriter`], [`csv::CsvWriter`], [`parquet::ParquetWriter`],
//!   [`html::PageWriter`], [`html::FolderWriter`]);
//! - a [`journal::Journal`] does so for a long batch, which may be killed at any moment and started again: it keeps the
//!   records of the run beside the output and turns them into any [`Format`] at the end.
//!
//! ```no_run
//! use demarche_output::{Format, journal::{Journal, OnChange, Settings}};
//! # fn example(inputs: Vec<(u64, String)>, code: impl Fn(&str) -> demarche::record::Record) -> Result<(), demarche_output::OutputError> {
//! let settings = Settings::new().with("model", "small 0a1b2c").with("input", "news.jsonl 1234 bytes");
//! let mut journal = Journal::open("tables".as_ref(), Format::Parquet, &settings, OnChange::Refuse)?;
//! for (position, id) in inputs {
//!     if !journal.is_done(position, Some(&id))? {
//!         journal.append(position, &code(&id))?;
//!     }
//! }
//! journal.finish()
//! # }
//! ```
//!
//! All output is a function of the records: the same records give the same bytes. Files appear under their names only
//! when whole. Memory is bounded by the largest record plus a fixed buffer for each table, not by their number.
//!
//! Limits: a record is written as it stands; spans that do not fit the record's text are kept in the data formats and
//! have no words in the readable ones. docs/output.md and docs/tables.md specify the formats.
#![deny(unsafe_code)]

pub mod csv;
mod error;
pub mod html;
pub mod journal;
pub mod jsonl;
pub mod page;
pub mod parquet;
mod partial;
mod plain;
mod reasons;
pub mod tables;
pub mod text;
mod view;

use std::io::Write;
use std::path::Path;
use std::str::FromStr;

use demarche::reading::{Coded, Section};
use demarche::record::Record;
use tables::Tables;

pub use error::OutputError;
pub use partial::{PartialFile, make_folder};

/// Takes records one by one, in input order.
///
/// After an error nothing more may be written: drop the writer, and no file appears. Nothing is complete before
/// [`RecordWriter::finish`] has returned `Ok`.
pub trait RecordWriter {
    /// Writes one record.
    ///
    /// # Errors
    /// Where the record cannot be written: no space, a closed pipe, a number that is none.
    fn write(&mut self, record: &Record) -> Result<(), OutputError>;

    /// Writes the record of a coded document, each section as `keep` leaves it. JSON Lines never hold it whole.
    ///
    /// # Errors
    /// As [`RecordWriter::write`].
    fn write_coded(&mut self, coded: &Coded, keep: &dyn Fn(&mut Section)) -> Result<(), OutputError> {
        self.write(&coded.record_with(keep))
    }

    /// The writer as one that takes a record in parts, where it is.
    fn as_tables(&mut self) -> Option<&mut dyn Tables> {
        None
    }

    /// Completes the output; files get their names now.
    ///
    /// # Errors
    /// As [`RecordWriter::write`].
    fn finish(self: Box<Self>) -> Result<(), OutputError>;
}

/// A format of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// For reading on a terminal.
    Text,
    /// One JSON object a line.
    Jsonl,
    /// A folder of Parquet tables.
    Parquet,
    /// A folder of CSV tables.
    Csv,
    /// A report: one page, or a folder of pages with an index.
    Html,
}

impl Format {
    /// All formats, in the order in which help lists them.
    pub const ALL: &[Self] = &[Self::Text, Self::Jsonl, Self::Parquet, Self::Csv, Self::Html];

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Jsonl => "jsonl",
            Self::Parquet => "parquet",
            Self::Csv => "csv",
            Self::Html => "html",
        }
    }

    /// True where the output is always a folder (an HTML report may be one).
    #[must_use]
    pub const fn is_folder(self) -> bool {
        matches!(self, Self::Parquet | Self::Csv)
    }
}

impl std::fmt::Display for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Format {
    type Err = OutputError;

    fn from_str(name: &str) -> Result<Self, OutputError> {
        Self::ALL.iter().copied().find(|f| f.name() == name).ok_or_else(|| OutputError::UnknownFormat { name: name.to_owned() })
    }
}

/// A writer to a stream such as standard output. Parquet and CSV need a folder: [`writer_to_path`].
///
/// # Errors
/// For a format that is a folder.
pub fn writer_to_stream<'w>(
    format: Format,
    stream: impl Write + 'w,
    style: text::TextStyle,
) -> Result<Box<dyn RecordWriter + 'w>, OutputError> {
    Ok(match format {
        Format::Text => Box::new(text::TextWriter::new(stream, style)),
        Format::Jsonl => Box::new(jsonl::JsonlWriter::new(stream)),
        Format::Html => Box::new(html::PageWriter::new(stream)),
        Format::Parquet | Format::Csv => return Err(OutputError::NeedsFolder { format }),
    })
}

/// A writer to a file or, for Parquet, CSV and HTML, a folder. For one page of HTML use [`html::PageWriter::create`].
/// A batch that must survive being killed goes through [`journal::Journal`] instead.
///
/// # Errors
/// Where the file or folder cannot be made.
pub fn writer_to_path(format: Format, out: &Path, style: text::TextStyle) -> Result<Box<dyn RecordWriter>, OutputError> {
    Ok(match format {
        Format::Text => Box::new(text::TextWriter::create(out, style)?),
        Format::Jsonl => Box::new(jsonl::JsonlWriter::create(out)?),
        Format::Html => Box::new(html::FolderWriter::create(out)?),
        Format::Parquet => Box::new(parquet::ParquetWriter::create(out)?),
        Format::Csv => Box::new(csv::CsvWriter::create(out)?),
    })
}
