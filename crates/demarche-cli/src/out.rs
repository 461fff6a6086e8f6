//! Where records go: a journal beside the output, a stream, or a terminal that shows one article as text.

use std::ffi::OsString;
use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use demarche::reading::{Coded, Section};
use demarche::record::Record;
use demarche_output::journal::{Journal, OnChange, Settings};
use demarche_output::tables::TABLES;
use demarche_output::text::TextStyle;
use demarche_output::{Format, OutputError, RecordWriter, writer_to_stream};

use crate::args::{CodeArgs, ColorWhen};
use crate::error::UserError;
use crate::messages::wants_color;

/// Takes what became of each input, in order.
pub enum Out {
    /// Survives being killed.
    Journal(Box<Journal>),
    /// Standard output.
    Stream(Box<dyn RecordWriter>),
    /// Standard output on a terminal, no format given.
    Terminal(Terminal),
}

/// One article is shown as text, several as JSON Lines; so the first waits for the second.
pub struct Terminal {
    style: TextStyle,
    first: Option<Box<Record>>,
    writer: Option<Box<dyn RecordWriter>>,
}

/// Bytes of an article that a terminal still gets as text.
const LARGEST_SHOWN: usize = 2_000_000;

/// What the arguments say about the output, checked before anything is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    target: Option<PathBuf>,
    format: Option<Format>,
    force: bool,
    color: ColorWhen,
}

impl Plan {
    /// Checks what can be known beforehand.
    ///
    /// # Errors
    /// A format that needs `-o`, an output that is there, one that is among the inputs.
    pub fn new(args: &CodeArgs) -> Result<Self, UserError> {
        let mut plan = Self {
            target: args.output.clone().filter(|path| path.as_os_str() != "-"),
            format: args.format.map(Format::from),
            force: args.force,
            color: args.show.color,
        };
        match &plan.target {
            None => plan.check_stream(&args.inputs)?,
            Some(target) => {
                plan.format = Some(format_for(target, plan.format)?);
                check_apart(target, &args.inputs)?;
                plan.check_target(target)?;
            }
        }
        Ok(plan)
    }

    /// True where every document becomes a page for people to read.
    #[must_use]
    pub fn is_for_reading(&self) -> bool {
        matches!(self.format, Some(Format::Text | Format::Html))
    }

    /// What to say about an output that is a folder though its name is that of a file.
    #[must_use]
    pub fn surprise(&self) -> Option<String> {
        let (target, format) = (self.target.as_ref()?, self.format?);
        let is_named_so = format.is_folder() && suffix(target).is_some_and(|suffix| suffix == format.name());
        is_named_so.then(|| format!("note: `{}` becomes a folder with one {format} file for each table", target.display()))
    }

    fn check_stream(&self, inputs: &[PathBuf]) -> Result<(), UserError> {
        match self.format {
            Some(format @ (Format::Parquet | Format::Csv)) => {
                Err(UserError::usage(format!("{format} output is several files and needs a folder"))
                    .hint(format!("name a folder, as in `demarche code … --format {format} -o tables`")))
            }
            Some(Format::Html) if inputs.len() > 1 || inputs.iter().any(|path| path.is_dir()) => {
                Err(UserError::usage("a report on several documents is several pages and needs a folder")
                    .hint("name a folder, as in `demarche code … --format html -o report`"))
            }
            _ => Ok(()),
        }
    }

    /// Refuses to replace a whole output, unless told to.
    fn check_target(&self, target: &Path) -> Result<(), UserError> {
        if self.force || is_unfinished(target) {
            return Ok(());
        }
        match standing(target, self.format.unwrap_or(Format::Jsonl)) {
            None => Ok(()),
            Some(file) => Err(UserError::usage(format!("`{}` is there already", file.display()))
                .hint("choose another path after -o, or replace it with --force")),
        }
    }

    /// Opens the output. `settings` says what run this is, so that an unfinished one is taken up only by its like.
    ///
    /// # Errors
    /// Where the output cannot be made, or belongs to another run.
    pub fn open(&self, settings: &Settings) -> anyhow::Result<Out> {
        let Some(target) = &self.target else { return self.open_stream() };
        let format = self.format.unwrap_or(Format::Jsonl);
        let settings = settings.clone().with("--format", format.name());
        let on_change = if self.force { OnChange::StartAnew } else { OnChange::Refuse };
        match Journal::open(target, format, &settings, on_change) {
            Ok(journal) => Ok(Out::Journal(Box::new(journal))),
            Err(error @ OutputError::SettingsChanged { .. }) => Err(UserError::of_usage(error)
                .hint("repeat the first command to finish that run, or throw its records away with --force")
                .into()),
            Err(error) => Err(UserError::of_usage(error).into()),
        }
    }

    fn open_stream(&self) -> anyhow::Result<Out> {
        let is_terminal = io::stdout().is_terminal();
        let width = console::Term::stdout().size_checked().map_or(100, |(_, columns)| usize::from(columns));
        let style = TextStyle { width, color: wants_color(self.color, is_terminal) };
        Ok(match self.format {
            None if is_terminal => Out::Terminal(Terminal { style, first: None, writer: None }),
            format => Out::Stream(writer_to_stream(format.unwrap_or(Format::Jsonl), io::stdout(), style)?),
        })
    }
}

impl Out {
    /// Takes note of what the next input holds.
    pub fn input(&mut self, fingerprint: u64) {
        if let Self::Journal(journal) = self {
            journal.note_input(fingerprint);
        }
    }

    /// Takes a coded document; each section of its record is written as `keep` leaves it.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn coded(&mut self, position: u64, coded: &Coded, keep: &dyn Fn(&mut Section)) -> anyhow::Result<()> {
        match self {
            Self::Journal(journal) => journal.append_coded(position, coded, keep)?,
            Self::Stream(writer) => writer.write_coded(coded, keep).map_err(second_page)?,
            Self::Terminal(terminal) => terminal.write(coded, keep)?,
        }
        Ok(())
    }

    /// Takes note of an input that was reported as failed.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn failure(&mut self, position: u64, report: &str) -> anyhow::Result<()> {
        if let Self::Journal(journal) = self {
            journal.append_failure(position, report)?;
        }
        Ok(())
    }

    /// Brings what was taken out of the program's own memory: from here it outlives the program.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn commit(&mut self) -> anyhow::Result<()> {
        if let Self::Journal(journal) = self {
            journal.commit()?;
        }
        Ok(())
    }

    /// Makes the output whole.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn finish(self) -> anyhow::Result<()> {
        match self {
            Self::Journal(journal) => journal.finish().context("the records are coded and kept, but the output cannot be finished"),
            Self::Stream(writer) => Ok(writer.finish()?),
            Self::Terminal(terminal) => Ok(terminal.finish()?),
        }
    }
}

impl Terminal {
    fn write(&mut self, coded: &Coded, keep: &dyn Fn(&mut Section)) -> Result<(), OutputError> {
        if let Some(writer) = &mut self.writer {
            return writer.write_coded(coded, keep);
        }
        match self.first.take() {
            // nobody reads a book's claims on a terminal, and its page would be made whole
            None if coded.document.text.len() > LARGEST_SHOWN => {
                let writer = self.writer.insert(writer_to_stream(Format::Jsonl, io::stdout(), self.style)?);
                writer.write_coded(coded, keep)?;
            }
            None => self.first = Some(Box::new(coded.record_with(keep))),
            Some(first) => {
                let writer = self.writer.insert(writer_to_stream(Format::Jsonl, io::stdout(), self.style)?);
                writer.write(&first)?;
                writer.write_coded(coded, keep)?;
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<(), OutputError> {
        let mut writer = match self.writer {
            Some(writer) => writer,
            None => writer_to_stream(Format::Text, io::stdout(), self.style)?,
        };
        if let Some(first) = self.first {
            writer.write(&first)?;
        }
        writer.finish()
    }
}

/// A second document on a page is a matter of usage, though it shows late.
fn second_page(error: OutputError) -> anyhow::Error {
    match error {
        OutputError::SecondDocument { .. } => UserError::of_usage(error).into(),
        error => error.into(),
    }
}

/// An output among the inputs would be lost, or read by the next run.
fn check_apart(target: &Path, inputs: &[PathBuf]) -> Result<(), UserError> {
    let Some(place) = settled(target) else { return Ok(()) };
    for input in inputs {
        let Ok(read) = input.canonicalize() else { continue };
        let is_read = place == read || (read.is_dir() && place.starts_with(&read));
        // the partial files of a run are hidden and never read
        if is_read && !place.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b".")) {
            return Err(UserError::usage(format!("the output `{}` lies in the input `{}`", target.display(), input.display()))
                .hint("choose a path outside of the inputs after -o"));
        }
    }
    Ok(())
}

/// The path without links, as far as it is there.
fn settled(path: &Path) -> Option<PathBuf> {
    if let Ok(path) = path.canonicalize() {
        return Some(path);
    }
    let parent = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Some(settled(parent)?.join(path.file_name()?))
}

/// The format of the file or folder `target`: as given, else as the suffix says, else JSON Lines.
fn format_for(target: &Path, given: Option<Format>) -> Result<Format, UserError> {
    let suffix = suffix(target).unwrap_or_default();
    let name = target.display();
    if let Some((_, tool)) = COMPRESSED.iter().find(|(known, _)| *known == suffix) {
        let plain = target.with_extension("");
        return Err(UserError::usage(format!("`{name}` is the name of a compressed file, and outputs are not compressed")).hint(format!(
            "write `{}` and compress it afterwards, or compress in a pipe: `demarche code … | {tool} > {name}`",
            plain.display()
        )));
    }
    let told = match suffix.as_str() {
        "jsonl" | "ndjson" | "json" => Some(Format::Jsonl),
        "txt" => Some(Format::Text),
        "html" | "htm" => Some(Format::Html),
        "csv" => Some(Format::Csv),
        "parquet" => Some(Format::Parquet),
        _ => None,
    };
    match (given, told) {
        (Some(given), Some(told)) if given != told => {
            Err(UserError::usage(format!("`{name}` is the name of {told} output, and --format says {given}"))
                .hint("leave --format out, or choose a name with another suffix after -o"))
        }
        (given, told) => Ok(given.or(told).unwrap_or(Format::Jsonl)),
    }
}

/// Suffixes of compressed files, and what makes them.
const COMPRESSED: &[(&str, &str)] =
    &[("gz", "gzip"), ("tgz", "gzip"), ("zst", "zstd"), ("bz2", "bzip2"), ("xz", "xz"), ("lz4", "lz4"), ("br", "brotli"), ("zip", "zip")];

/// The suffix of a path, in lower case.
fn suffix(path: &Path) -> Option<String> {
    Some(path.extension()?.to_str()?.to_ascii_lowercase())
}

/// What stands where the output, or a file of it, will: the tables of a folder, or its pages.
fn standing(target: &Path, format: Format) -> Option<PathBuf> {
    let is_page = |path: &PathBuf| suffix(path).is_some_and(|suffix| suffix == "html");
    match format {
        Format::Text | Format::Jsonl => target.is_file().then(|| target.to_owned()),
        Format::Parquet | Format::Csv => {
            TABLES.iter().map(|table| target.join(format!("{}.{format}", table.name))).find(|path| path.symlink_metadata().is_ok())
        }
        Format::Html if target.is_dir() => {
            let pages = std::fs::read_dir(target).ok()?.filter_map(|entry| Some(entry.ok()?.path())).filter(is_page);
            // the index first, then by name: the message does not depend on the order of the folder
            pages.min_by_key(|path| (path.file_name().is_none_or(|name| name != "index.html"), path.clone()))
        }
        Format::Html => target.is_file().then(|| target.to_owned()),
    }
}

/// True where a journal speaks of a run that was not finished; its places are those of [`Journal`].
fn is_unfinished(target: &Path) -> bool {
    let real = target.canonicalize().unwrap_or_else(|_| target.to_owned());
    let beside = real.file_name().is_some_and(|name| {
        [".partial.meta", ".records.partial.meta"].iter().any(|suffix| {
            let mut hidden = OsString::from(".");
            hidden.push(name);
            hidden.push(suffix);
            real.with_file_name(hidden).is_file()
        })
    });
    beside || real.join(".records.partial.meta").is_file()
}
