//! Lines of tab-separated tables that every reader takes apart alike.
//!
//! The tables of the field have no rule for what is in the way: a tab, a line end. Here a backslash, tab, line feed, carriage
//! return and NUL inside of a field are written `\\`, `\t`, `\n`, `\r` and `\0`, and a quotation mark or byte order mark that begins
//! a field has a backslash before it, so that a line is a row and a tab a border both for readers that know quoting and for those
//! that do not, and none takes a mark away. [`unescape`] gives the text back.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use demarche_output::{OutputError, PartialFile};

/// A field as it stands in a table.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    if text.starts_with(['"', '\u{feff}']) {
        out.push('\\');
    }
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\0' => out.push_str("\\0"),
            c => out.push(c),
        }
    }
    out
}

/// The text of a field that [`escape`] wrote.
#[must_use]
pub fn unescape(field: &str) -> String {
    let mut out = String::with_capacity(field.len());
    let mut chars = field.chars();
    while let Some(c) = chars.next() {
        match (c, if c == '\\' { chars.next() } else { None }) {
            ('\\', Some('t')) => out.push('\t'),
            ('\\', Some('n')) => out.push('\n'),
            ('\\', Some('r')) => out.push('\r'),
            ('\\', Some('0')) => out.push('\0'),
            ('\\', Some(other)) => out.push(other),
            (c, _) => out.push(c),
        }
    }
    out
}

/// A table under its partial name.
#[derive(Debug)]
pub(crate) struct TsvFile {
    path: PathBuf,
    file: PartialFile,
}

impl TsvFile {
    pub(crate) fn create(path: &Path) -> Result<Self, OutputError> {
        Ok(Self { path: path.to_owned(), file: PartialFile::create(path)? })
    }

    pub(crate) fn row<S: AsRef<str>>(&mut self, fields: &[S]) -> Result<(), OutputError> {
        let mut line = fields.iter().map(|f| escape(f.as_ref())).collect::<Vec<_>>().join("\t");
        line.push('\n');
        self.line(&line)
    }

    /// Writes a line that is made already, with its end.
    pub(crate) fn line(&mut self, line: &str) -> Result<(), OutputError> {
        self.file.write_all(line.as_bytes()).map_err(|source| OutputError::File { action: "write", path: self.path.clone(), source })
    }

    pub(crate) fn close(self) -> PartialFile {
        self.file
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_text_survives(fields in prop::collection::vec("(?s)[\"\\\\\t\n\r\0a-c é🙂]{0,12}|.{0,12}", 2..5)) {
            let line = fields.iter().map(|f| escape(f)).collect::<Vec<_>>().join("\t");
            prop_assert!(!line.contains(['\n', '\r', '\0']));
            let bare: Vec<String> = line.split('\t').map(unescape).collect();
            prop_assert_eq!(&bare, &fields);
            for quoting in [true, false] {
                let mut reader = csv::ReaderBuilder::new().delimiter(b'\t').has_headers(false).quoting(quoting).from_reader(line.as_bytes());
                let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
                // a line of empty fields alone is still a row, as there are at least two
                prop_assert_eq!(rows.len(), 1);
                let read: Vec<String> = rows[0].iter().map(unescape).collect();
                prop_assert_eq!(&read, &fields);
            }
        }
    }

    #[test]
    fn the_rule_is_as_written_down() {
        assert_eq!(escape("\"A\tB\"\r\n\\ \0"), "\\\"A\\tB\"\\r\\n\\\\ \\0");
        assert_eq!(escape("\u{feff}"), "\\\u{feff}");
        assert_eq!(escape("said \"no\""), "said \"no\"");
    }
}
