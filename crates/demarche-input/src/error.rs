//! What can go wrong with an input: where, what, and what to do about it.

use std::fmt;
use std::io;

use crate::options::Compression;

/// A file or row that could not be read. The rest of the input is read all the same.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {kind}")]
pub struct InputError {
    /// Where.
    pub place: Place,
    /// What; boxed, for results travel far and seldom fail.
    #[source]
    pub kind: Box<ErrorKind>,
}

impl InputError {
    pub(crate) fn new(place: Place, kind: ErrorKind) -> Self {
        Self { place, kind: Box::new(kind) }
    }

    /// What the user can do, where there is something.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        self.kind.hint()
    }
}

/// A file, or a row of it. Written `news.jsonl`, `news.jsonl:17` (line 17) or `news.parquet#17` (row 17).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place {
    /// The file as it was named or found; `-` for standard input.
    pub path: String,
    /// The row, where the error is of one.
    pub at: Option<At>,
}

/// A row of a file, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum At {
    /// It begins on this line of the (decompressed) file.
    Line(u64),
    /// It is this row of a file that has no lines.
    Row(u64),
}

impl Place {
    /// A whole file.
    #[must_use]
    pub fn file(path: impl Into<String>) -> Self {
        Self { path: path.into(), at: None }
    }

    pub(crate) fn at(&self, at: At) -> Self {
        Self { path: self.path.clone(), at: Some(at) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.at {
            None => write!(f, "{}", self.path),
            Some(At::Line(line)) => write!(f, "{}:{line}", self.path),
            Some(At::Row(row)) => write!(f, "{}#{row}", self.path),
        }
    }
}

/// What is wrong with a file or row.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Nothing is there, or a link leads nowhere.
    #[error("no such file or folder")]
    NotFound,
    /// The system refuses.
    #[error("permission denied")]
    Denied,
    /// The system fails otherwise.
    #[error("cannot be read: {0}")]
    Io(#[source] io::Error),
    /// A link leads back to a folder above.
    #[error("leads back to `{ancestor}`")]
    DirectoryLoop {
        /// The folder above.
        ancestor: String,
    },
    /// The name does not tell the format.
    #[error("its name tells no known format")]
    UnknownFormat,
    /// The format needs a file.
    #[error("parquet cannot be read from a stream")]
    NeedsFile,
    /// Compressed data ends before its end; what came before was read.
    #[error("the {} data ends early", compression_name(*.0))]
    Truncated(Compression),
    /// Compressed data is damaged; what came before was read.
    #[error("the {} data is damaged: {detail}", compression_name(*.compression))]
    Damaged {
        /// How it is compressed.
        compression: Compression,
        /// What the decompressor says.
        detail: String,
    },
    /// Over the limit on documents.
    #[error("holds more than {limit} bytes")]
    TooLarge {
        /// The limit.
        limit: usize,
    },
    /// Bytes do not fit the charset.
    #[error("is no valid `{charset}` (byte {offset})")]
    NotText {
        /// Charset by byte order mark, declaration or default.
        charset: &'static str,
        /// Offset of the first wrong byte, from 0, in the file or row; as far as the decoder tells.
        offset: usize,
    },
    /// UTF-32, by its byte order mark.
    #[error("is UTF-32, which is not read")]
    Utf32,
    /// A declared charset that does not exist.
    #[error("declares the charset `{}`, which is unknown", clip(.label))]
    UnknownCharset {
        /// As declared.
        label: String,
    },
    /// Blank, or a page without an article.
    #[error("holds no text")]
    NoText,
    /// A row, or a header, with neither text nor HTML.
    #[error("has neither a column `{text}` nor `{html}`")]
    MissingText {
        /// Name of the text column.
        text: String,
        /// Name of the HTML column.
        html: String,
        /// Columns that are there, at most 12.
        found: Vec<String>,
    },
    /// A column asked for by name is not in the header.
    #[error("has no column `{}`", clip(.column))]
    MissingColumn {
        /// The name asked for.
        column: String,
        /// Columns that are there, at most 12.
        found: Vec<String>,
    },
    /// A column is there twice.
    #[error("column `{}` stands twice", clip(.column))]
    RepeatedColumn {
        /// Its name.
        column: String,
    },
    /// A file of rows without a header.
    #[error("has no header")]
    NoHeader,
    /// More or fewer fields than the header names.
    #[error("has {fields} fields where the header has {columns}")]
    Ragged {
        /// Fields of the row; counted to one more than the header's at most.
        fields: usize,
        /// Fields of the header.
        columns: usize,
    },
    /// A quoted field that never ends.
    #[error("a quoted field has no end")]
    OpenQuote,
    /// Not JSON, or no object.
    #[error("is no JSON object: {detail}")]
    Json {
        /// What the parser says.
        detail: String,
    },
    /// A line that is not what `demarche code` writes.
    #[error("is no record: {detail}")]
    Record {
        /// What does not fit.
        detail: String,
    },
    /// A record without the text that its spans index.
    #[error("its text was left out")]
    RecordWithoutText,
    /// A record over the limit.
    #[error("the record has more than {limit} bytes")]
    LargeRecord {
        /// The limit.
        limit: usize,
    },
    /// A record whose id an earlier one has.
    #[error("the id `{}` was used before", clip(.id))]
    RepeatedRecord {
        /// The id.
        id: String,
    },
    /// A folder, or a file whose name is that of another format.
    #[error("its name is not that of JSON Lines")]
    NotRecords,
    /// A column whose value cannot be read.
    #[error("column `{}` cannot be read: {detail}", clip(.column))]
    Value {
        /// Its name.
        column: String,
        /// What is wrong.
        detail: String,
    },
    /// A column of a Parquet file whose type is not read there.
    #[error("column `{}` {detail}, which are not read there", clip(.column))]
    Column {
        /// Its name.
        column: String,
        /// What it holds.
        detail: String,
        /// It is the column with pairs.
        is_pairs: bool,
    },
    /// A Parquet file with a compression that is not read.
    #[error("column `{}` is compressed with {codec}, which is not read", clip(.column))]
    Codec {
        /// The column's name.
        column: String,
        /// The compression.
        codec: &'static str,
    },
    /// A column whose value is of another type.
    #[error("column `{}` holds `{}`, which is no {expected}", clip(.column), clip(.value))]
    WrongType {
        /// Its name.
        column: String,
        /// The value.
        value: String,
        /// What belongs there.
        expected: &'static str,
    },
    /// A date that is none.
    #[error("column `{}` holds `{}`, which is no date{}", clip(.column), clip(.value), if is_ambiguous(.value) { " that can be meant in one way only" } else { "" })]
    Date {
        /// Its name.
        column: String,
        /// The value.
        value: String,
    },
    /// A language that is none.
    #[error("column `{}` holds `{}`, which is no language code", clip(.column), clip(.value))]
    Language {
        /// Its name.
        column: String,
        /// The value.
        value: String,
    },
    /// Pairs of parties that cannot be read.
    #[error("column `{}` cannot be read: {detail}", clip(.column))]
    Pairs {
        /// Its name.
        column: String,
        /// What is wrong.
        detail: String,
    },
    /// A span of a pair that does not fit the text.
    #[error("pair {pair}, `{side}`: `[{start}, {end}]` is no span of a text of {length} characters")]
    PairSpan {
        /// Which pair, from 1.
        pair: usize,
        /// `source` or `target`.
        side: &'static str,
        /// First code point.
        start: usize,
        /// One past the last.
        end: usize,
        /// Code points of the text.
        length: usize,
    },
    /// Pairs with a page, whose text is yet to be extracted.
    #[error("pairs need a text, and this row has a page")]
    PairsWithHtml,
    /// An id that an earlier row has.
    #[error("the id `{}` was used before", clip(.id))]
    RepeatedId {
        /// The id.
        id: String,
    },
    /// A page that is no article but an attack on the parser.
    #[error("the page {detail}")]
    Html {
        /// What it has too much of.
        detail: String,
    },
    /// Damaged WARC; what came before was read.
    #[error("the WARC data cannot be read: {detail}")]
    Warc {
        /// What is wrong.
        detail: String,
    },
    /// A page of a WARC file with a content coding that is not read.
    #[error("is compressed with `{coding}`, which is not read")]
    Coding {
        /// The coding, or all of them where there are too many.
        coding: String,
    },
    /// A page of a WARC file whose content coding is damaged.
    #[error("the page cannot be decompressed: {detail}")]
    Page {
        /// What the decompressor says.
        detail: String,
    },
    /// Damaged Parquet, or a kind of it that is not read.
    #[error("the parquet data cannot be read: {detail}")]
    Parquet {
        /// What the reader says.
        detail: String,
    },
}

impl ErrorKind {
    /// Of a failure to open or list.
    pub(crate) fn from_io(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound,
            io::ErrorKind::PermissionDenied => Self::Denied,
            _ => Self::Io(error),
        }
    }

    /// Of a failure while reading a stream; a reader below may have wrapped one of ours.
    pub(crate) fn from_stream(error: io::Error, compression: Compression) -> Self {
        let error = match error.downcast::<Self>() {
            Ok(kind) => return kind,
            Err(error) => error,
        };
        if compression == Compression::None || error.raw_os_error().is_some() {
            return Self::from_io(error);
        }
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Truncated(compression),
            _ => Self::Damaged { compression, detail: error.to_string() },
        }
    }

    /// What the user can do, where there is something.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        let fixed = match self {
            Self::UnknownFormat => {
                "known are .txt .md .html .htm .jsonl .ndjson .json .csv .tsv .warc (also with .gz or .zst) and .parquet"
            }
            Self::NeedsFile => "give the file's path",
            Self::TooLarge { .. } => "raise the limit with --max-document-size, or split the document",
            Self::NotText { .. } => "convert it to UTF-8, or put the right charset into the page",
            Self::Utf32 => "convert it to UTF-8, as with `iconv -f UTF-32 -t UTF-8`",
            Self::UnknownCharset { .. } => "convert it to UTF-8 and declare that",
            Self::MissingText { found, .. } | Self::MissingColumn { found, .. } if !found.is_empty() => {
                let found: Vec<String> = found.iter().map(|c| format!("`{}`", clip(c))).collect();
                return Some(format!("there are {}; name the right one, as with --text-column", found.join(", ")));
            }
            Self::MissingText { .. } | Self::MissingColumn { .. } => "name the right column, as with --text-column",
            Self::Column { is_pairs: true, .. } => r#"write pairs as text in JSON: [{"source":[[0,5]],"target":[[9,14]]}]"#,
            Self::Column { .. } => "write the column as text",
            Self::Codec { .. } => {
                "write the file again with zstd, gzip or snappy, as with pandas: df.to_parquet(path, compression=\"zstd\")"
            }
            Self::Record { .. } => "write the records again with `demarche code … -o records.jsonl`, or take the line out",
            Self::RecordWithoutText => "code again without --no-text",
            Self::LargeRecord { .. } => "split the document and code it again",
            Self::RepeatedRecord { .. } => "take one of the two out: only the first is read",
            Self::NotRecords => "name a file of records, as `demarche code … -o records.jsonl` writes it",
            Self::NoHeader => "put the names of the columns into the first line",
            Self::Ragged { .. } | Self::OpenQuote => "quote fields that hold separators, quotes or line ends",
            Self::Date { .. } => "write dates as 2024-10-29, with or without a time (also 29 Oct 2024 or October 29, 2024)",
            Self::Language { .. } => "write the ISO 639-1 code, as en",
            Self::Pairs { .. } => {
                r#"write pairs as [{"source":[[0,5]],"target":[[9,14]]}]: spans of characters from 0, the end not included, none empty, none over another"#
            }
            Self::PairSpan { .. } => "count Unicode code points from 0, the end not included",
            Self::PairsWithHtml => "give the extracted text as `text`",
            Self::RepeatedId { .. } => "make ids unique, or leave the column out",
            Self::Coding { .. } => "crawl again with `Accept-Encoding: gzip`",
            Self::Truncated(_) | Self::Damaged { .. } | Self::Warc { .. } => "fetch or make the file again; the rows before were read",
            _ => return None,
        };
        Some(fixed.to_owned())
    }
}

fn compression_name(compression: Compression) -> &'static str {
    match compression {
        Compression::None => "plain",
        Compression::Gzip => "gzip",
        Compression::Zstd => "zstd",
    }
}

/// True for `03/04/2024`: the third of April in some countries, the fourth of March in others.
fn is_ambiguous(date: &str) -> bool {
    let parts: Vec<&str> = date.trim().split(['/', '-', '.']).collect();
    parts.len() == 3
        && parts.iter().all(|part| (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
        && parts[..2].iter().all(|part| part.parse::<u16>().is_ok_and(|n| (1..=12).contains(&n)))
}

/// A value as messages show it: at most 80 characters, none that move the cursor.
pub(crate) fn clip(value: &str) -> String {
    let mut shown: String = value.chars().take(80).map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect();
    if value.chars().nth(80).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_name_place_column_and_value() {
        let kind = ErrorKind::Date { column: "published".into(), value: "31.31.2020".into() };
        let error = InputError::new(Place::file("news.jsonl").at(At::Line(17)), kind);
        assert_eq!(error.to_string(), "news.jsonl:17: column `published` holds `31.31.2020`, which is no date");
        assert_eq!(
            error.hint().as_deref(),
            Some("write dates as 2024-10-29, with or without a time (also 29 Oct 2024 or October 29, 2024)")
        );
        assert_eq!(Place::file("a.parquet").at(At::Row(3)).to_string(), "a.parquet#3");
    }

    #[test]
    fn long_and_wild_values_are_clipped() {
        assert_eq!(clip("a\nb\u{1b}"), "a\u{fffd}b\u{fffd}");
        assert_eq!(clip(&"é".repeat(81)).chars().count(), 81);
    }
}
