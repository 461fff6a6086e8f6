//! JSON Lines: one record a line.

use std::io::{self, Write};
use std::path::Path;

use demarche::explain::Explanation;
use demarche::record::Record;
use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter};

use crate::partial::Sink;
use crate::{OutputError, PartialFile, RecordWriter};

/// Writes one JSON object a line, in the field order of docs/output.md. The same record gives the same bytes.
#[derive(Debug)]
pub struct JsonlWriter<'w> {
    sink: Sink<'w>,
    line: Vec<u8>,
}

impl<'w> JsonlWriter<'w> {
    /// Writes to a stream; each record is handed over in one call, so no buffer is needed for its sake.
    pub fn new(stream: impl Write + 'w) -> Self {
        Self { sink: Sink::Stream(Box::new(stream)), line: Vec::new() }
    }

    /// Writes to a file that appears when finished.
    ///
    /// # Errors
    /// Where the file cannot be made.
    pub fn create(path: &Path) -> Result<Self, OutputError> {
        Ok(Self { sink: Sink::File(PartialFile::create(path)?), line: Vec::new() })
    }
}

impl RecordWriter for JsonlWriter<'_> {
    fn write(&mut self, record: &Record) -> Result<(), OutputError> {
        self.line.clear();
        write_line(record, &mut self.line)?;
        self.sink.put(&self.line)
    }

    fn finish(self: Box<Self>) -> Result<(), OutputError> {
        self.sink.finish()
    }
}

/// Appends the record's line to `line`, its line feed included. Numbers have at most four decimals, whole ones none.
///
/// # Errors
/// Where a number of the record is not finite.
pub fn write_line(record: &Record, line: &mut Vec<u8>) -> Result<(), OutputError> {
    put(record, record, line)
}

/// Appends an explanation's line to `line`, with numbers as in records.
///
/// # Errors
/// Where a number of the record is not finite.
pub fn write_explanation(explanation: &Explanation, line: &mut Vec<u8>) -> Result<(), OutputError> {
    put(explanation, &explanation.record, line)
}

fn put(whole: &impl Serialize, record: &Record, line: &mut Vec<u8>) -> Result<(), OutputError> {
    check_numbers(record)?;
    let failed = |source| OutputError::Json { id: record.id.clone(), source };
    if record.mentions.len() + record.sentences.len() > MANY {
        // measured first: a buffer that doubles as it grows would take twice the room of a large record
        let mut length = Length(0);
        whole.serialize(&mut serde_json::Serializer::with_formatter(&mut length, FourDecimals)).map_err(failed)?;
        line.reserve_exact(length.0 + 1);
    }
    whole.serialize(&mut serde_json::Serializer::with_formatter(&mut *line, FourDecimals)).map_err(failed)?;
    line.push(b'\n');
    Ok(())
}

/// Mentions and sentences from which on a record is a large one.
const MANY: usize = 20_000;

/// Counts bytes.
struct Length(usize);

impl Write for Length {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// JSON has no word for infinity; serde_json would write `null`, which no reader of the format expects.
fn check_numbers(record: &Record) -> Result<(), OutputError> {
    let all = |field: &'static str, finite: bool| {
        if finite { Ok(()) } else { Err(OutputError::NotFinite { id: record.id.clone(), field }) }
    };
    all("mentions.confidence", record.mentions.iter().all(|m| m.confidence.is_finite()))?;
    let mut places = record.mentions.iter().filter_map(|m| m.place.as_ref());
    all("mentions.place", places.all(|p| p.lat.is_finite() && p.lon.is_finite()))?;
    let mut quantities = record.mentions.iter().filter_map(|m| m.quantity.as_ref());
    all("mentions.quantity", quantities.all(|q| q.low.is_finite() && q.high.is_finite()))?;
    all("claims.confidence", record.claims.iter().all(|c| c.confidence.is_finite()))?;
    all("events.confidence", record.events.iter().all(|e| e.confidence.is_finite()))?;
    all("events.score", record.events.iter().all(|e| e.score.is_finite()))?;
    let finite_pairs = |p: &demarche::record::Pair| p.confidence.is_finite() && p.scores.values().all(|s| s.is_finite());
    all("pairs", record.pairs.iter().all(finite_pairs))
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
