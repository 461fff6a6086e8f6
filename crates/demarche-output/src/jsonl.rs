//! JSON Lines: one record a line.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use demarche::explain::Explanation;
use demarche::reading::{Coded, Section};
use demarche::record::{Claim, Event, Mention, Pair, Record};
use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};
use serde_json::ser::{CompactFormatter, Formatter};

use crate::partial::Sink;
use crate::{OutputError, PartialFile, RecordWriter};

/// Writes one JSON object a line, in the field order of docs/output.md. The same record gives the same bytes.
#[derive(Debug)]
pub struct JsonlWriter<'w> {
    sink: Sink<'w>,
    buffer: Vec<u8>,
}

impl<'w> JsonlWriter<'w> {
    /// Writes to a stream; each record has been handed over when its call returns.
    pub fn new(stream: impl Write + 'w) -> Self {
        Self { sink: Sink::Stream(Box::new(stream)), buffer: Vec::new() }
    }

    /// Writes to a file that appears when finished.
    ///
    /// # Errors
    /// Where the file cannot be made.
    pub fn create(path: &Path) -> Result<Self, OutputError> {
        Ok(Self { sink: Sink::File(PartialFile::create(path)?), buffer: Vec::new() })
    }
}

impl RecordWriter for JsonlWriter<'_> {
    fn write(&mut self, record: &Record) -> Result<(), OutputError> {
        self.buffer.clear();
        write_line(record, &mut self.buffer)?;
        self.sink.put(&self.buffer)
    }

    fn write_coded(&mut self, coded: &Coded, keep: &dyn Fn(&mut Section)) -> Result<(), OutputError> {
        let mut buffered = BufWriter::with_capacity(BUFFER, &mut self.sink);
        let written = write_coded(coded, keep, &mut buffered).and_then(|()| buffered.flush().map_err(OutputError::Stream));
        drop(buffered);
        written.map_err(|error| self.sink.of_file(error))
    }

    fn finish(self: Box<Self>) -> Result<(), OutputError> {
        self.sink.finish()
    }
}

/// Bytes handed over at a time: an ordinary record goes out in one piece.
const BUFFER: usize = 1 << 17;

/// Appends the record's line to `line`, its line feed included. Numbers have at most four decimals, whole ones none.
///
/// # Errors
/// Where a number of the record is not finite.
pub fn write_line(record: &Record, line: &mut Vec<u8>) -> Result<(), OutputError> {
    check_record(record)?;
    put(record, &record.id, line)
}

/// Appends an explanation's line to `line`, with numbers as in records.
///
/// # Errors
/// Where a number of the record is not finite.
pub fn write_explanation(explanation: &Explanation, line: &mut Vec<u8>) -> Result<(), OutputError> {
    check_record(&explanation.record)?;
    put(explanation, &explanation.record.id, line)
}

/// Writes the line of a coded document's record, each section as `keep` leaves it: the bytes of [`write_line`] without
/// the record ever being whole in memory.
///
/// # Errors
/// Where a number of the record is not finite (nothing is written then), or `out` cannot be written to.
pub fn write_coded(coded: &Coded, keep: &dyn Fn(&mut Section), out: &mut impl Write) -> Result<(), OutputError> {
    let head = coded.head();
    check_head(&head)?;
    coded.sections().try_for_each(|section| check_section(&head.id, &section))?;
    put(&Streamed { head: &head, coded, keep }, &head.id, out)
}

/// Begins a line that adds to the record of the line before.
pub(crate) const ADDS: u8 = b'+';

/// Mentions, claims and events of a part.
const PART: usize = 5_000;

/// Writes the record of a coded document in parts that each fit into memory with ease: its line with the first sections,
/// then lines with further ones, each begun with [`ADDS`]. An ordinary record is one part.
///
/// # Errors
/// As [`write_coded`], but the numbers are checked part by part: parts before a bad one are written.
pub(crate) fn write_parts(coded: &Coded, keep: &dyn Fn(&mut Section), out: &mut impl Write) -> Result<(), OutputError> {
    let mut part = coded.head();
    part.text = coded.text().map(str::to_owned);
    part.sentences = coded.sentences().collect();
    let mut is_first = true;
    let mut send = |part: &Record, is_first: bool| {
        check_record(part)?;
        if !is_first {
            out.write_all(&[ADDS]).map_err(OutputError::Stream)?;
        }
        put(part, &part.id, &mut *out)
    };
    for mut section in coded.sections() {
        if part.mentions.len() + part.claims.len() + part.events.len() >= PART {
            send(&part, is_first)?;
            is_first = false;
            part.text = None;
            part.sentences = Vec::new();
            part.pairs = Vec::new();
            part.embedding = None;
            part.mentions.clear();
            part.claims.clear();
            part.events.clear();
        }
        keep(&mut section);
        part.mentions.append(&mut section.mentions);
        part.claims.append(&mut section.claims);
        part.events.append(&mut section.events);
    }
    send(&part, is_first)
}

fn put(whole: &impl Serialize, id: &str, mut out: impl Write) -> Result<(), OutputError> {
    let failed = |source: serde_json::Error| match source.io_error_kind() {
        Some(_) => OutputError::Stream(source.into()),
        None => OutputError::Json { id: id.to_owned(), source },
    };
    whole.serialize(&mut serde_json::Serializer::with_formatter(&mut out, FourDecimals)).map_err(failed)?;
    out.write_all(b"\n").map_err(OutputError::Stream)
}

/// A record whose lists are made while they are written. Fields and their order are [`Record`]'s.
struct Streamed<'c> {
    head: &'c Record,
    coded: &'c Coded,
    keep: &'c dyn Fn(&mut Section),
}

impl Streamed<'_> {
    fn sections(&self) -> impl Iterator<Item = Section> {
        self.coded.sections().map(|mut section| {
            (self.keep)(&mut section);
            section
        })
    }
}

impl Serialize for Streamed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // without `..`, so that no field is forgotten
        let Record {
            schema,
            id,
            title,
            publisher,
            url,
            published,
            language,
            skipped,
            text_sha256,
            pairs,
            embedding,
            versions,
            text: _,
            sentences: _,
            mentions: _,
            claims: _,
            events: _,
        } = self.head;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("schema", schema)?;
        map.serialize_entry("id", id)?;
        map.serialize_entry("title", title)?;
        map.serialize_entry("publisher", publisher)?;
        map.serialize_entry("url", url)?;
        map.serialize_entry("published", published)?;
        map.serialize_entry("language", language)?;
        map.serialize_entry("skipped", skipped)?;
        map.serialize_entry("text_sha256", text_sha256)?;
        if let Some(text) = self.coded.text() {
            map.serialize_entry("text", text)?;
        }
        map.serialize_entry("sentences", &List(|| self.coded.sentences()))?;
        map.serialize_entry("mentions", &List(|| self.sections().flat_map(|section| section.mentions)))?;
        map.serialize_entry("claims", &List(|| self.sections().flat_map(|section| section.claims)))?;
        map.serialize_entry("events", &List(|| self.sections().flat_map(|section| section.events)))?;
        map.serialize_entry("pairs", pairs)?;
        if embedding.is_some() {
            map.serialize_entry("embedding", embedding)?;
        }
        map.serialize_entry("versions", versions)?;
        map.end()
    }
}

/// A list made item by item.
struct List<F>(F);

impl<T: Serialize, I: Iterator<Item = T>, F: Fn() -> I> Serialize for List<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

fn finite(id: &str, field: &'static str, is_finite: bool) -> Result<(), OutputError> {
    if is_finite { Ok(()) } else { Err(OutputError::NotFinite { id: id.to_owned(), field }) }
}

/// JSON has no word for infinity; serde_json would write `null`, which no reader of the format expects.
fn check_record(record: &Record) -> Result<(), OutputError> {
    check_head(record)?;
    check_lists(&record.id, &record.mentions, &record.claims, &record.events)
}

fn check_section(id: &str, section: &Section) -> Result<(), OutputError> {
    check_lists(id, &section.mentions, &section.claims, &section.events)
}

fn check_head(record: &Record) -> Result<(), OutputError> {
    let is_finite = |p: &Pair| p.confidence.is_finite() && p.scores.values().all(|s| s.is_finite());
    finite(&record.id, "pairs", record.pairs.iter().all(is_finite))
}

fn check_lists(id: &str, mentions: &[Mention], claims: &[Claim], events: &[Event]) -> Result<(), OutputError> {
    finite(id, "mentions.confidence", mentions.iter().all(|m| m.confidence.is_finite()))?;
    let mut places = mentions.iter().filter_map(|m| m.place.as_ref());
    finite(id, "mentions.place", places.all(|p| p.lat.is_finite() && p.lon.is_finite()))?;
    let mut quantities = mentions.iter().filter_map(|m| m.quantity.as_ref());
    finite(id, "mentions.quantity", quantities.all(|q| q.low.is_finite() && q.high.is_finite()))?;
    finite(id, "claims.confidence", claims.iter().all(|c| c.confidence.is_finite()))?;
    finite(id, "events.confidence", events.iter().all(|e| e.confidence.is_finite()))?;
    finite(id, "events.score", events.iter().all(|e| e.score.is_finite()))
}

/// A number rounded to four decimals; from 10¹² on a double has no more than four.
pub(crate) fn round4(x: f64) -> f64 {
    // adding 0 turns −0 into 0
    if x.abs() < 1e12 { (x * 1e4).round() / 1e4 + 0.0 } else { x }
}

/// Compact JSON with at most four decimals.
struct FourDecimals;

impl Formatter for FourDecimals {
    fn write_f64<W: ?Sized + Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        let value = round4(value);
        if value.fract() == 0.0 && value.abs() < 1e15 {
            // whole numbers without `.0`; the cast is exact below 2⁵³
            write!(writer, "{}", value as i64)
        } else {
            CompactFormatter.write_f64(writer, value)
        }
    }

    fn write_f32<W: ?Sized + Write>(&mut self, writer: &mut W, value: f32) -> io::Result<()> {
        self.write_f64(writer, f64::from(value))
    }
}
