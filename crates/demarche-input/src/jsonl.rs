//! JSON Lines: one object per line. A line over the limit is passed over without being held.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, BufRead};
use std::sync::Arc;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::date::from_integer;
use crate::decode::decode_rows;
use crate::error::{At, ErrorKind, InputError, Place};
use crate::options::{Column, Compression, Options};
use crate::row::{Origin, Row, Values};

/// Rows of a JSON Lines file. Memory: one line of at most [`Options::max_document_bytes`], twice.
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
        match decode_rows(stream) {
            Ok(stream) => Ok(Self { stream: Some(stream), compression, file, options, buffer: Vec::new(), line: 0, number: 0 }),
            Err(error) => Err(InputError::new(file, ErrorKind::from_stream(error, compression))),
        }
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

pub(crate) enum Line {
    End,
    Whole,
    /// Over the limit; passed over.
    TooLong,
}

/// Reads up to the next line feed, which is left out; the last line may lack it.
pub(crate) fn read_line(stream: &mut impl BufRead, buffer: &mut Vec<u8>, limit: usize) -> io::Result<Line> {
    buffer.clear();
    let (mut is_started, mut is_too_long) = (false, false);
    loop {
        let piece = match stream.fill_buf() {
            Ok(piece) => piece,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        };
        if piece.is_empty() {
            return Ok(match (is_too_long, is_started) {
                (true, _) => Line::TooLong,
                (false, true) => Line::Whole,
                (false, false) => Line::End,
            });
        }
        is_started = true;
        let end = memchr::memchr(b'\n', piece);
        let line = &piece[..end.unwrap_or(piece.len())];
        if is_too_long || buffer.len() + line.len() > limit {
            is_too_long = true;
            *buffer = Vec::new();
        } else {
            buffer.extend_from_slice(line);
        }
        let used = end.map_or(piece.len(), |end| end + 1);
        stream.consume(used);
        if end.is_some() {
            return Ok(if is_too_long { Line::TooLong } else { Line::Whole });
        }
    }
}

/// A row from the bytes of one JSON object.
pub(crate) fn row_from_json(json: &[u8], origin: Origin<'_>, options: &Options) -> Result<Row, InputError> {
    let values = std::str::from_utf8(json)
        .map_err(|e| ErrorKind::NotText { charset: "UTF-8", offset: e.valid_up_to() })
        .and_then(|json| values_from_json(json, options));
    match values {
        Ok(values) => Row::from_values(values, origin, options),
        Err(kind) => Err(InputError::new(origin.file.at(origin.at), kind)),
    }
}

fn values_from_json<'j>(json: &'j str, options: &Options) -> Result<Values<'j>, ErrorKind> {
    let mut reader = serde_json::Deserializer::from_str(json);
    let fields = reader
        .deserialize_map(FieldsVisitor(options))
        .and_then(|fields| reader.end().map(|()| fields))
        .map_err(|e| ErrorKind::Json { detail: json_detail(&e) })?;
    if let Some(column) = fields.repeated {
        return Err(ErrorKind::RepeatedColumn { column: options.name(column).to_owned() });
    }
    if fields.raw[Column::Text as usize].is_none() && fields.raw[Column::Html as usize].is_none() {
        return Err(ErrorKind::MissingText { text: options.text_column.clone(), html: options.html_column.clone(), found: fields.others });
    }
    let mut values = Values::default();
    for column in Column::ALL {
        if let Some(raw) = fields.raw[column as usize] {
            values[column as usize] = value_from_json(raw.get(), column, options)?;
        }
    }
    Ok(values)
}

/// One value as text; what JSON writes as a number is an id as it is written.
fn value_from_json<'j>(raw: &'j str, column: Column, options: &Options) -> Result<Option<Cow<'j, str>>, ErrorKind> {
    let name = || options.name(column).to_owned();
    let wrong = |expected| ErrorKind::WrongType { column: name(), value: raw.to_owned(), expected };
    match raw.as_bytes().first() {
        Some(b'"') => match serde_json::from_str::<Text<'j>>(raw) {
            Ok(text) => Ok(Some(text.0)),
            Err(e) => Err(ErrorKind::Value { column: name(), detail: json_detail(&e) }),
        },
        Some(b'n') => Ok(None),
        Some(b'0'..=b'9' | b'-') if column == Column::Id => Ok(Some(Cow::Borrowed(raw))),
        Some(b'0'..=b'9' | b'-') if column == Column::Published => match raw.parse().ok().and_then(from_integer) {
            Some(date) => Ok(Some(Cow::Owned(date.to_string()))),
            None => Err(ErrorKind::Date { column: name(), value: raw.to_owned() }),
        },
        Some(b'[') if column == Column::Pairs => Ok(Some(Cow::Borrowed(raw))),
        _ => Err(match column {
            Column::Published => ErrorKind::Date { column: name(), value: raw.to_owned() },
            Column::Pairs => wrong("list"),
            Column::Id => wrong("string or number"),
            _ => wrong("string"),
        }),
    }
}

#[derive(Deserialize)]
struct Text<'j>(#[serde(borrow)] Cow<'j, str>);

/// An object's wanted fields, unread.
#[derive(Default)]
struct Fields<'j> {
    raw: [Option<&'j RawValue>; Column::ALL.len()],
    repeated: Option<Column>,
    /// Names of the first other fields, for a hint.
    others: Vec<String>,
}

struct FieldsVisitor<'o>(&'o Options);

impl<'j> Visitor<'j> for FieldsVisitor<'_> {
    type Value = Fields<'j>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'j>>(self, mut map: A) -> Result<Fields<'j>, A::Error> {
        let mut fields = Fields::default();
        while let Some(Text(key)) = map.next_key()? {
            if let Some(column) = Column::ALL.into_iter().find(|&c| self.0.name(c) == key) {
                let value = map.next_value()?;
                if fields.raw[column as usize].replace(value).is_some() {
                    fields.repeated = Some(column);
                }
            } else {
                map.next_value::<IgnoredAny>()?;
                if fields.others.len() < 12 {
                    fields.others.push(key.into_owned());
                }
            }
        }
        Ok(fields)
    }
}

/// What the parser says, with the column for a place: lines are counted by us.
pub(crate) fn json_detail(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let message = message.rfind(" at line ").map_or(message.as_str(), |at| &message[..at]);
    format!("{message} (column {})", error.column())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::row::Content;

    fn read(input: &[u8], options: Options) -> Vec<Result<Row, String>> {
        let rows = JsonlReader::new(Box::new(input), Compression::None, "n.jsonl", Arc::new(options)).unwrap();
        rows.map(|row| row.map_err(|e| e.to_string())).collect()
    }

    fn error(input: &str) -> String {
        read(input.as_bytes(), Options::default()).remove(0).unwrap_err()
    }

    #[test]
    fn rows_are_read_and_counted() {
        let rows =
            read(b"\xef\xbb\xbf{\"text\":\"a\\u00e9\\ud83d\\ude42\",\"id\":17}\r\n\n  \n{\"text\":\"b\",\"x\":[{}]}", Options::default());
        let first = rows[0].as_ref().unwrap();
        assert_eq!((first.id.as_str(), &first.content), ("17", &Content::Text("aé🙂".into())));
        let second = rows[1].as_ref().unwrap();
        assert_eq!((second.id.as_str(), second.place.to_string().as_str()), ("n.jsonl#2", "n.jsonl:4"));
        assert_eq!(rows.len(), 2);
    }

    #[test]
    fn wrong_rows_are_named() {
        for (line, message) in [
            ("[1]", "n.jsonl:1: is no JSON object: invalid type: sequence, expected an object (column 0)"),
            ("{\"text\":\"a\"", "n.jsonl:1: is no JSON object: EOF while parsing an object (column 11)"),
            ("{\"text\":\"a\"} {}", "n.jsonl:1: is no JSON object: trailing characters (column 14)"),
            ("{\"text\":\"a\\ud800\"}", "n.jsonl:1: column `text` cannot be read: unexpected end of hex escape (column 9)"),
            ("{\"body\":\"a\"}", "n.jsonl:1: has neither a column `text` nor `html`"),
            ("{\"text\":\" \"}", "n.jsonl:1: holds no text"),
            ("{\"text\":null}", "n.jsonl:1: holds no text"),
            ("{\"text\":1}", "n.jsonl:1: column `text` holds `1`, which is no string"),
            ("{\"text\":\"a\",\"text\":\"b\"}", "n.jsonl:1: column `text` stands twice"),
            ("{\"text\":\"a\",\"published\":2024}", "n.jsonl:1: column `published` holds `2024`, which is no date"),
            ("{\"text\":\"a\",\"published\":1730160000.5}", "n.jsonl:1: column `published` holds `1730160000.5`, which is no date"),
            ("{\"text\":\"a\",\"published\":\"1730160000\"}", "n.jsonl:1: column `published` holds `1730160000`, which is no date"),
            (
                "{\"text\":\"a\",\"published\":\"03/04/2024\"}",
                "n.jsonl:1: column `published` holds `03/04/2024`, which is no date that can be meant in one way only",
            ),
            ("{\"text\":\"a\",\"id\":true}", "n.jsonl:1: column `id` holds `true`, which is no string or number"),
        ] {
            assert_eq!(error(line), message);
        }
    }

    #[test]
    fn instants_are_days() {
        for value in ["1730160000", "1730160000123", "20241029", "\"Oct 29, 2024\""] {
            let row = read(format!("{{\"text\":\"a\",\"published\":{value}}}").as_bytes(), Options::default()).remove(0).unwrap();
            assert_eq!(row.published, Some(jiff::civil::date(2024, 10, 29)), "{value}");
        }
    }

    #[test]
    fn a_giant_line_is_passed_over() {
        let options = Options { max_document_bytes: 100, ..Options::default() };
        let input = format!("{{\"text\":\"{}\"}}\n{{\"text\":\"b\"}}\n{}", "a".repeat(200_000), "c".repeat(101));
        let rows = read(input.as_bytes(), options);
        assert_eq!(rows[0].as_ref().unwrap_err(), "n.jsonl:1: holds more than 100 bytes");
        assert!(rows[1].is_ok());
        assert_eq!(rows[2].as_ref().unwrap_err(), "n.jsonl:3: holds more than 100 bytes");
    }

    #[test]
    fn deep_nesting_is_no_trouble() {
        let deep = format!("{{\"x\":{}{},\"text\":\"a\"}}", "[".repeat(100_000), "]".repeat(100_000));
        let _ = read(deep.as_bytes(), Options::default());
        let deep = format!("{{\"text\":\"a\",\"pairs\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(read(deep.as_bytes(), Options::default())[0].is_err());
    }

    proptest! {
        #[test]
        fn strings_come_through_exactly(text in any::<String>()) {
            prop_assume!(!text.trim().is_empty());
            let line = serde_json::json!({ "text": text }).to_string();
            let row = read(line.as_bytes(), Options::default()).remove(0).unwrap();
            prop_assert_eq!(row.content, Content::Text(text));
        }

        #[test]
        fn no_bytes_panic(
            mut line in Just(br#"{"id":1,"text":"a\u00e9 b","pairs":[{"source":[[0,1]],"target":[]}],"published":"2024-10-29"}"#.to_vec()),
            changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
            cut in any::<prop::sample::Index>(),
        ) {
            for (at, byte) in changes {
                let at = at.index(line.len());
                line[at] = byte;
            }
            line.truncate(cut.index(line.len() + 1));
            for row in read(&line, Options::default()).into_iter().flatten() {
                let _ = row.into_document(&Options::default());
            }
        }
    }
}
