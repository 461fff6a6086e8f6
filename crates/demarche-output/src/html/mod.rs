//! HTML reports.
use std::io::Write;
use std::path::Path;
use demarche::record::Record;
use crate::partial::Sink;
use crate::{OutputError, PartialFile, RecordWriter};
/// One page.
#[derive(Debug)]
pub struct PageWriter<'w> { sink: Sink<'w>, written: bool }
impl<'w> PageWriter<'w> {
    /// Writes to a stream.
    pub fn new(stream: impl Write + 'w) -> Self { Self { sink: Sink::Stream(Box::new(stream)), written: false } }
    /// Writes to a file that appears when finished.
    ///
    /// # Errors
    /// Where the file cannot be made.
    pub fn create(path: &Path) -> Result<Self, OutputError> { Ok(Self { sink: Sink::File(PartialFile::create(path)?), written: false }) }
}
impl RecordWriter for PageWriter<'_> {
    fn write(&mut self, record: &Record) -> Result<(), OutputError> { self.written = true; self.sink.put(record.id.as_bytes()) }
    fn finish(self: Box<Self>) -> Result<(), OutputError> { self.sink.finish() }
}
/// A folder of pages.
#[derive(Debug)]
pub struct FolderWriter { }
impl FolderWriter {
    /// Begins.
    ///
    /// # Errors
    /// Where the folder cannot be made.
    pub fn create(_folder: &Path) -> Result<Self, OutputError> { Ok(Self {}) }
}
impl RecordWriter for FolderWriter {
    fn write(&mut self, _record: &Record) -> Result<(), OutputError> { Ok(()) }
    fn finish(self: Box<Self>) -> Result<(), OutputError> { Ok(()) }
}
