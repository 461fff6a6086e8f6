//! JSON Lines: one object per line. A line over the limit is passed over without being held.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, BufRead};
use std::sync::Arc;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::decode::decode_rows;
use crate::error::{At, ErrorKind, InputError, Place};
use crate::options::{Column, Compression, Options};
use crate::row::{Origin, Row, Values};

/// Rows of a JSON Lines file. Memory: one line of at most [`Options::max_document_bytes`].
pub struct JsonlReader<'r> {
    stream: Option<Box<dyn BufRead + Send + 'r>>,
    compression: Compression,
    file: Place,
    options: Arc<Options>,
    buffer: Vec<u8>,
    line: u64,
    number: u64,
}

impl<'r> JsonlReader<'r> {
    /// Reads rows from decompressed bytes; `compression` says what they were, for messages.
    #[must_use]
    pub fn new(stream: Box<dyn BufRead + Send + 'r>, compression: Compression, path: &str, options: Arc<Options>) -> Self {
        let file = Place::file(path);
        // a stream that fails at once fails again in `next`, which reports it
        Self { stream: Some(Box::new(Marked::Not(stream))), compression, file, options, buffer: Vec::new(), line: 0, number: 0 }
    }
}

impl Iterator for JsonlReader<'_> {
    type Item = Result<Row, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let stream = self.stream.as_mut()?;
            self.line += 1;
            let at = At::Line(self.line);
            match read_line(stream, &mut self.buffer, self.options.max_document_bytes) {
                Ok(Line::End) => self.stream = None,
                Ok(Line::Whole) if self.buffer.trim_ascii().is_empty() => {}
                Ok(Line::Whole) => {
                    self.number += 1;
                    let origin = Origin { file: &self.file, at, number: self.number };
                    let row = row_from_json(&self.buffer, origin, &self.options);
                    // one giant among small rows should not stay
                    if self.buffer.capacity() > 1 << 22 {
                        self.buffer = Vec::new();
                    }
                    return Some(row);
                }
                Ok(Line::TooLong) => {
                    self.number += 1;
                    let kind = ErrorKind::TooLarge { limit: self.options.max_document_bytes };
                    return Some(Err(InputError::new(self.file.at(at), kind)));
                }
                Err(error) => {
                    self.stream = None;
                    let kind = ErrorKind::from_stream(error, self.compression);
                    return Some(Err(InputError::new(self.file.clone(), kind)));
                }
            }
        }
    }
}
