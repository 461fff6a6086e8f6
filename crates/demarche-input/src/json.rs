//! JSON that is not one object per line: a single object, an array of objects, or objects one after the other.

use std::io::{self, BufRead};
use std::sync::Arc;

use crate::decode::decode_rows;
use crate::error::{At, ErrorKind, InputError, Place};
use crate::jsonl::row_from_json;
use crate::options::{Compression, Options};
use crate::row::{Origin, Row};

/// Rows of a JSON file, cut out one by one. Memory: one object of at most [`Options::max_document_bytes`], twice.
pub struct JsonReader<'r> {
    stream: Option<Box<dyn BufRead + Send + 'r>>,
    compression: Compression,
    file: Place,
    options: Arc<Options>,
    buffer: Vec<u8>,
    line: u64,
    number: u64,
    is_array: bool,
    is_closed: bool,
}

impl<'r> JsonReader<'r> {
    /// Reads rows from decompressed bytes; `compression` says what they were, for messages.
    ///
    /// # Errors
    /// Where the first bytes cannot be read.
    pub fn new(
        stream: Box<dyn BufRead + Send + 'r>,
        compression: Compression,
        path: &str,
        options: Arc<Options>,
    ) -> Result<Self, InputError> {
        let file = Place::file(path);
        let stream = decode_rows(stream).map_err(|e| InputError::new(file.clone(), ErrorKind::from_stream(e, compression)))?;
        let (buffer, stream) = (Vec::new(), Some(stream));
        Ok(Self { stream, compression, file, options, buffer, line: 1, number: 0, is_array: false, is_closed: false })
    }

    /// First byte of the next value, after space, separators and the array's bracket; `None` at the end.
    fn next_start(&mut self) -> io::Result<Option<u8>> {
        let Some(stream) = self.stream.as_mut() else { return Ok(None) };
        loop {
            let Some(&byte) = stream.fill_buf()?.first() else { return Ok(None) };
            match byte {
                b'\n' => self.line += 1,
                b' ' | b'\t' | b'\r' => {}
                b'[' if self.number == 0 && !self.is_array => self.is_array = true,
                b',' if self.is_array && self.number > 0 => {}
                b']' if self.is_array => self.is_closed = true,
                _ => return Ok(Some(byte)),
            }
            stream.consume(1);
        }
    }

    /// Reads the object that begins here; false where it is over the limit and was passed over.
    fn read_object(&mut self) -> io::Result<bool> {
        let limit = self.options.max_document_bytes;
        let Some(stream) = self.stream.as_mut() else { return Ok(true) };
        self.buffer.clear();
        let (mut depth, mut is_quoted, mut is_escaped, mut is_too_large) = (0_u64, false, false, false);
        loop {
            let piece = stream.fill_buf()?;
            if piece.is_empty() {
                // the parser will say what is missing
                self.is_closed = true;
                return Ok(!is_too_large);
            }
            let mut used = piece.len();
            for (i, &byte) in piece.iter().enumerate() {
                self.line += u64::from(byte == b'\n');
                match byte {
                    _ if is_escaped => is_escaped = false,
                    b'\\' if is_quoted => is_escaped = true,
                    b'"' => is_quoted = !is_quoted,
                    b'{' | b'[' if !is_quoted => depth += 1,
                    b'}' | b']' if !is_quoted => depth = depth.saturating_sub(1),
                    _ => {}
                }
                if depth == 0 && !is_quoted {
                    used = i + 1;
                    break;
                }
            }
            if is_too_large || self.buffer.len() + used > limit {
                is_too_large = true;
                self.buffer = Vec::new();
            } else {
                self.buffer.extend_from_slice(&piece[..used]);
            }
            stream.consume(used);
            if depth == 0 && !is_quoted {
                return Ok(!is_too_large);
            }
        }
    }

    fn fail(&mut self, place: Place, kind: ErrorKind) -> InputError {
        self.stream = None;
        InputError::new(place, kind)
    }
}

impl Iterator for JsonReader<'_> {
    type Item = Result<Row, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.next_start();
        let at = At::Line(self.line);
        let is_whole = match start {
            Ok(None) => {
                let is_cut = self.stream.is_some() && self.is_array && !self.is_closed;
                self.stream = None;
                let detail = "the array has no end: the file may be cut off".to_owned();
                return is_cut.then(|| Err(InputError::new(self.file.at(at), ErrorKind::Json { detail })));
            }
            Ok(Some(b'{')) => self.read_object(),
            Ok(Some(byte)) => {
                // there is no telling where the next object begins
                let found = if byte.is_ascii_graphic() { char::from(byte) } else { char::REPLACEMENT_CHARACTER };
                let detail = format!("`{found}` stands where an object should");
                return Some(Err(self.fail(self.file.at(at), ErrorKind::Json { detail })));
            }
            Err(e) => Err(e),
        };
        self.number += 1;
        Some(match is_whole {
            Ok(true) => {
                let origin = Origin { file: &self.file, at, number: self.number };
                row_from_json(&self.buffer, origin, &self.options)
            }
            Ok(false) => {
                let kind = ErrorKind::TooLarge { limit: self.options.max_document_bytes };
                Err(InputError::new(self.file.at(at), kind))
            }
            Err(e) => {
                let kind = ErrorKind::from_stream(e, self.compression);
                Err(self.fail(self.file.clone(), kind))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(input: &[u8], limit: usize) -> Vec<String> {
        let options = Arc::new(Options { max_document_bytes: limit, ..Options::default() });
        let rows = JsonReader::new(Box::new(input), Compression::None, "n.json", options).unwrap();
        rows.map(|row| row.map_or_else(|e| e.to_string(), |row| row.place.to_string())).collect()
    }

    #[test]
    fn objects_arrays_and_sequences_are_read() {
        for (input, expected) in [
            ("{\n \"text\": \"a [}\\\"\"\n}\n", &["n.json:1"][..]),
            ("[\n{\"text\":\"a\"},\n{\"text\":\"b\"}\n]\n", &["n.json:2", "n.json:3"]),
            ("{\"text\":\"a\"}{\"text\":\"b\"}\n{\"text\":\"c\"}", &["n.json:1", "n.json:1", "n.json:2"]),
            ("", &[]),
            ("[]", &[]),
            ("[1]", &["n.json:1: is no JSON object: `1` stands where an object should"]),
            ("[{\"text\":\"a\"}, {\"text\"", &["n.json:1", "n.json:1: is no JSON object: EOF while parsing an object (column 7)"]),
            ("[{\"text\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}, {\"text\":\"b\"}]", &["n.json:1: holds more than 24 bytes", "n.json:1"]),
        ] {
            assert_eq!(read(input.as_bytes(), 24), expected, "{input}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic(input in "[\\[\\]{}\",:\\\\a\\n text]{0,60}") {
            read(input.as_bytes(), 1000);
        }
    }
}
