//! CSV and TSV with a header. A record over the limit is passed over without being held.

use std::borrow::Cow;
use std::io::{self, BufRead};
use std::sync::Arc;

use csv_core::ReadRecordResult;

use crate::decode::decode_rows;
use crate::error::{At, ErrorKind, InputError, Place};
use crate::options::{Column, Compression, Options};
use crate::row::{Origin, Row, Values};

/// Columns a header may have.
const MAX_COLUMNS: usize = 1 << 16;
const BUFFER: usize = 1 << 16;

/// Rows of a CSV or TSV file. Memory: one record of at most [`Options::max_document_bytes`], twice.
pub struct CsvReader<'r> {
    records: Records<'r>,
    compression: Compression,
    file: Place,
    options: Arc<Options>,
    /// Wanted columns by their place in the record.
    columns: Vec<(Column, usize)>,
    number: u64,
    is_done: bool,
}

impl<'r> CsvReader<'r> {
    /// Reads the header, later the rows, from decompressed bytes; `compression` says what they were, for messages.
    ///
    /// # Errors
    /// Where there is no header, or it lacks a column.
    pub fn new(
        stream: Box<dyn BufRead + Send + 'r>,
        delimiter: u8,
        compression: Compression,
        path: &str,
        options: Arc<Options>,
    ) -> Result<Self, InputError> {
        let file = Place::file(path);
        let header = || {
            let stream = decode_rows(stream).map_err(|e| ErrorKind::from_stream(e, compression))?;
            let mut records = Records::new(stream, delimiter, options.max_document_bytes);
            let names = match records.next().map_err(|e| ErrorKind::from_stream(e, compression))? {
                None => return Err(ErrorKind::NoHeader),
                Some(Record { problem: Some(problem), .. }) => return Err(problem),
                Some(Record { problem: None, .. }) => records.fields(),
            };
            let columns = find_columns(&names, &options)?;
            records.set_width(names.len());
            Ok((records, columns))
        };
        match header() {
            Ok((records, columns)) => Ok(Self { records, compression, file, options, columns, number: 0, is_done: false }),
            Err(kind) => Err(InputError::new(file, kind)),
        }
    }

    fn row(&self, origin: Origin<'_>) -> Result<Row, InputError> {
        let mut values = Values::default();
        for &(column, at) in &self.columns {
            match std::str::from_utf8(self.records.field(at)) {
                Ok("") => {}
                Ok(value) => values[column as usize] = Some(Cow::Borrowed(value)),
                Err(e) => {
                    let detail = format!("is no valid `UTF-8` (byte {})", e.valid_up_to());
                    let kind = ErrorKind::Value { column: self.options.name(column).to_owned(), detail };
                    return Err(InputError::new(origin.file.at(origin.at), kind));
                }
            }
        }
        Row::from_values(values, origin, &self.options)
    }
}

impl Iterator for CsvReader<'_> {
    type Item = Result<Row, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_done {
            return None;
        }
        match self.records.next() {
            Ok(None) => {
                self.is_done = true;
                None
            }
            Ok(Some(Record { line, problem })) => {
                self.number += 1;
                let at = At::Line(line);
                Some(match problem {
                    Some(kind) => Err(InputError::new(self.file.at(at), kind)),
                    None => self.row(Origin { file: &self.file, at, number: self.number }),
                })
            }
            Err(e) => {
                self.is_done = true;
                Some(Err(InputError::new(self.file.clone(), ErrorKind::from_stream(e, self.compression))))
            }
        }
    }
}

/// Places of the wanted columns among the names of a header; also for Parquet.
pub(crate) fn find_columns(names: &[String], options: &Options) -> Result<Vec<(Column, usize)>, ErrorKind> {
    let found = || names.iter().take(12).cloned().collect();
    let mut columns = Vec::new();
    for column in Column::ALL {
        let name = options.name(column);
        let mut places = names.iter().enumerate().filter(|(_, n)| *n == name);
        match places.next() {
            Some((at, _)) => columns.push((column, at)),
            None if options.is_asked_for(column) => {
                return Err(ErrorKind::MissingColumn { column: name.to_owned(), found: found() });
            }
            None => {}
        }
        if places.next().is_some() {
            return Err(ErrorKind::RepeatedColumn { column: name.to_owned() });
        }
    }
    if !columns.iter().any(|(column, _)| matches!(column, Column::Text | Column::Html)) {
        let (text, html) = (options.text_column.clone(), options.html_column.clone());
        return Err(ErrorKind::MissingText { text, html, found: found() });
    }
    Ok(columns)
}

/// Where a record begins, and what is wrong with it.
struct Record {
    line: u64,
    problem: Option<ErrorKind>,
}

/// Cuts a stream into records.
struct Records<'r> {
    stream: Box<dyn BufRead + Send + 'r>,
    core: Box<csv_core::Reader>,
    limit: usize,
    /// Fields of a row; `None` while the header is read.
    width: Option<usize>,
    /// Unquoted fields one after the other, and where each ends.
    out: Vec<u8>,
    ends: Vec<usize>,
    fields: usize,
    line: u64,
}

impl<'r> Records<'r> {
    fn new(stream: Box<dyn BufRead + Send + 'r>, delimiter: u8, limit: usize) -> Self {
        let core = Box::new(csv_core::ReaderBuilder::new().delimiter(delimiter).build());
        let (out, ends) = (vec![0; BUFFER], vec![0; MAX_COLUMNS + 1]);
        Self { stream, core, limit, width: None, out, ends, fields: 0, line: 1 }
    }

    fn set_width(&mut self, width: usize) {
        self.width = Some(width);
        // one more, to see that there are too many
        self.ends = vec![0; width + 1];
    }

    fn field(&self, at: usize) -> &[u8] {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.out[start..self.ends[at]]
    }

    fn fields(&self) -> Vec<String> {
        (0..self.fields).map(|i| String::from_utf8_lossy(self.field(i)).trim().to_owned()).collect()
    }

    fn skip_blank_lines(&mut self) -> io::Result<bool> {
        loop {
            let Some(&byte) = self.stream.fill_buf()?.first() else { return Ok(false) };
            match byte {
                b'\n' => self.line += 1,
                b'\r' => {}
                _ => return Ok(true),
            }
            self.stream.consume(1);
        }
    }

    fn next(&mut self) -> io::Result<Option<Record>> {
        if !self.skip_blank_lines()? {
            return Ok(None);
        }
        if self.out.len() > 1 << 22 {
            // one giant among small records should not stay
            self.out = vec![0; BUFFER];
        }
        let line = self.line;
        let (mut length, mut fields) = (0, 0);
        let (mut is_too_large, mut has_too_many) = (false, false);
        loop {
            let piece = self.stream.fill_buf()?;
            let is_end = piece.is_empty();
            // a line end closes the last record, unless it is inside quotes
            let input = if is_end { b"\n" } else { piece };
            let (result, used, written, ended) = self.core.read_record(input, &mut self.out[length..], &mut self.ends[fields..]);
            length += written;
            fields += ended;
            if !is_end {
                self.line += memchr::memchr_iter(b'\n', &input[..used]).count() as u64;
                self.stream.consume(used);
            }
            match result {
                ReadRecordResult::InputEmpty if is_end => {
                    self.core.reset();
                    return Ok(Some(Record { line, problem: Some(ErrorKind::OpenQuote) }));
                }
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if self.out.len() > self.limit => {
                    is_too_large = true;
                    length = 0;
                }
                ReadRecordResult::OutputFull => self.out.resize((self.out.len() * 2).min(self.limit + 1).max(BUFFER), 0),
                ReadRecordResult::OutputEndsFull => {
                    has_too_many = true;
                    fields = 0;
                }
                ReadRecordResult::Record | ReadRecordResult::End => break,
            }
        }
        self.fields = fields;
        let columns = self.width.unwrap_or(MAX_COLUMNS);
        let problem = if is_too_large || length > self.limit {
            Some(ErrorKind::TooLarge { limit: self.limit })
        } else if has_too_many || fields > columns {
            Some(ErrorKind::Ragged { fields: columns + 1, columns })
        } else if self.width.is_some() && fields < columns {
            Some(ErrorKind::Ragged { fields, columns })
        } else {
            None
        };
        Ok(Some(Record { line, problem }))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::row::Content;

    fn read(input: &[u8], options: Options) -> Vec<Result<Row, String>> {
        match CsvReader::new(Box::new(input), b',', Compression::None, "n.csv", Arc::new(options)) {
            Ok(rows) => rows.map(|row| row.map_err(|e| e.to_string())).collect(),
            Err(e) => vec![Err(e.to_string())],
        }
    }

    fn texts(input: &str) -> Vec<String> {
        let text = |row: Row| match row.content {
            Content::Text(text) => format!("{}={text}", row.id),
            Content::Html(_) => row.id,
        };
        read(input.as_bytes(), Options::default()).into_iter().map(|row| row.map_or_else(|e| e, text)).collect()
    }

    #[test]
    fn rows_are_read() {
        for (input, expected) in [
            ("id,text\n7,a\n,\"b\r\nc \"\"d\"\"\"\n", &["7=a", "n.csv#2=b\r\nc \"d\""][..]),
            ("\u{feff}text\r\na\r\n\r\nb", &["n.csv#1=a", "n.csv#2=b"]),
            ("text,x\r\na,1\r\nb,2\r\n", &["n.csv#1=a", "n.csv#2=b"]),
            (
                "text,x\n\"a\n\n\",1\nb\nc,2,3\nd,4\n",
                &[
                    "n.csv#1=a\n\n",
                    "n.csv:5: has 1 fields where the header has 2",
                    "n.csv:6: has 3 fields where the header has 2",
                    "n.csv#4=d",
                ],
            ),
            ("text\na\n\"b\nc\n", &["n.csv#1=a", "n.csv:3: a quoted field has no end"]),
            ("text\n\"a\"", &["n.csv#1=a"]),
            ("text\n", &[]),
            ("", &["n.csv: has no header"]),
            ("body,x\na,1\n", &["n.csv: has neither a column `text` nor `html`"]),
            ("text,text\na,1\n", &["n.csv: column `text` stands twice"]),
        ] {
            assert_eq!(texts(input), expected, "{input:?}");
        }
    }

    #[test]
    fn giants_are_passed_over() {
        let options = Options { max_document_bytes: 100, ..Options::default() };
        let input = format!("text,x\n\"{}\",1\nb,2\nc{}\n{}d,1\ne,5\n", "a,\n".repeat(100_000), ",".repeat(100_000), "é".repeat(49));
        let rows = read(input.as_bytes(), options);
        assert_eq!(rows[0].as_ref().unwrap_err(), "n.csv:2: holds more than 100 bytes");
        assert!(rows[1].is_ok());
        assert_eq!(rows[2].as_ref().unwrap_err(), "n.csv:100004: has 3 fields where the header has 2");
        assert!(rows[3].is_ok() && rows[4].is_ok());
    }

    #[test]
    fn a_column_asked_for_must_be_there() {
        let options = Options { id_column: "key".into(), ..Options::default() };
        assert_eq!(read(b"text\na\n", options)[0].as_ref().unwrap_err(), "n.csv: has no column `key`");
    }

    #[test]
    fn characters_split_between_fields_are_refused() {
        let rows = read(b"x,text\n\xc3,\xa9\n", Options::default());
        assert_eq!(rows[0].as_ref().unwrap_err(), "n.csv:2: column `text` cannot be read: is no valid `UTF-8` (byte 0)");
    }

    proptest! {
        #[test]
        fn quoted_fields_come_through_exactly(texts in proptest::collection::vec("[a\",\r\né ]{0,8}x", 1..5)) {
            let input: String = texts.iter().map(|t| format!("\n\"{}\"", t.replace('"', "\"\""))).collect();
            let rows = read(format!("text{input}").as_bytes(), Options::default());
            let read: Vec<Content> = rows.into_iter().map(|row| row.unwrap().content).collect();
            prop_assert_eq!(read, texts.into_iter().map(Content::Text).collect::<Vec<_>>());
        }

        #[test]
        fn no_bytes_panic(input in proptest::collection::vec(prop_oneof![Just(b','), Just(b'"'), Just(b'\n'), Just(b'\r'), any::<u8>()], 0..80), limit in 0usize..200) {
            let options = Options { max_document_bytes: limit, ..Options::default() };
            read(&[b"text,id\n", &input[..]].concat(), options.clone());
            read(&input, options);
        }
    }
}
