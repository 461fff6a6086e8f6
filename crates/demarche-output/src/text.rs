//! Text for a terminal.
use std::io::Write;
use std::path::Path;
use demarche::record::Record;
use crate::partial::Sink;
use crate::{OutputError, PartialFile, RecordWriter};

/// How text is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextStyle {
    /// Columns of the terminal.
    pub width: usize,
    /// ANSI colours; the caller decides, e.g. by `NO_COLOR`.
    pub color: bool,
}
impl Default for TextStyle {
    fn default() -> Self { Self { width: 100, color: false } }
}
/// Writes records for reading.
#[derive(Debug)]
pub struct TextWriter<'w> { sink: Sink<'w>, style: TextStyle, written: u64 }
impl<'w> TextWriter<'w> {
    /// Writes to a stream.
    pub fn new(stream: impl Write + 'w, style: TextStyle) -> Self { Self { sink: Sink::Stream(Box::new(stream)), style, written: 0 } }
    /// Writes to a file that appears when finished.
    ///
    /// # Errors
    /// Where the file cannot be made.
    pub fn create(path: &Path, style: TextStyle) -> Result<Self, OutputError> { Ok(Self { sink: Sink::File(PartialFile::create(path)?), style, written: 0 }) }
}
impl RecordWriter for TextWriter<'_> {
    fn write(&mut self, record: &Record) -> Result<(), OutputError> { let _ = (self.style, &mut self.written); self.sink.put(record.id.as_bytes()) }
    fn finish(self: Box<Self>) -> Result<(), OutputError> { self.sink.finish() }
}
