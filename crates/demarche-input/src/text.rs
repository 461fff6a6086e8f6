//! Files that are one document: text, Markdown, a page.

use std::io::Read;

use crate::decode::{decode_html, decode_text, read_whole};
use crate::error::{InputError, Place};
use crate::options::{Compression, Format, Options};
use crate::row::{Content, Row};

/// Reads a file of one document from decompressed bytes. Text and Markdown are kept as they stand (line ends, NUL), without
/// byte order mark. Memory: the document, twice while it is decoded.
///
/// # Errors
/// Where it is too large, no text of its charset, or blank.
pub fn read_document(
    stream: impl Read,
    format: Format,
    compression: Compression,
    path: &str,
    options: &Options,
) -> Result<Row, InputError> {
    let place = Place::file(path);
    let content = read_whole(stream, options.max_document_bytes, compression).and_then(|bytes| match format {
        Format::Html => decode_html(bytes).map(Content::Html),
        _ => decode_text(bytes).map(Content::Text),
    });
    match content {
        Ok(content) => Row::from_file(place, content, options),
        Err(kind) => Err(InputError::new(place, kind)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_kept_as_it_stands() {
        let text = "# Añ\r\n\0 *b*\u{feff}\n";
        let input = format!("\u{feff}{text}");
        let row = read_document(input.as_bytes(), Format::Markdown, Compression::None, "a.md", &Options::default());
        assert_eq!(row.unwrap().into_document(&Options::default()).unwrap().text, text);
    }

    #[test]
    fn blank_and_giant_files_are_refused() {
        let options = Options { max_document_bytes: 10, ..Options::default() };
        for (input, message) in [("", "a: holds no text"), (" \n", "a: holds no text"), ("12345678901", "a: holds more than 10 bytes")] {
            let row = read_document(input.as_bytes(), Format::Text, Compression::None, "a", &options);
            assert_eq!(row.unwrap_err().to_string(), message);
        }
    }
}
