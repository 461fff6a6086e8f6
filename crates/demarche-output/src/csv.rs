//! CSV tables: a folder with one file for each table.

use std::path::{Path, PathBuf};

use demarche::record::{CodePoints, Record};

use crate::partial::make_folder;
use crate::tables::{Cell, TABLES, Table, TableId, Tables, each_row};
use crate::{OutputError, PartialFile, RecordWriter};

/// Writes documents.csv, mentions.csv, claims.csv and events.csv, and pairs.csv where any record has pairs. UTF-8
/// without a byte order mark, a header line always, lists as JSON, null as nothing, lines ended by a line feed.
/// Values are quoted where they must be and otherwise stand as they are (a spreadsheet may take one that begins with
/// `=` for a formula).
#[derive(Debug)]
pub struct CsvWriter {
    folder: PathBuf,
    /// In the order of [`TABLES`]; pairs only once there is one.
    tables: [Option<TableFile>; TABLES.len()],
}

impl CsvWriter {
    /// Begins the tables in `folder`, which is made where missing. Tables of an earlier run are replaced at the end.
    ///
    /// # Errors
    /// Where the folder cannot be made or written to.
    pub fn create(folder: &Path) -> Result<Self, OutputError> {
        make_folder(folder)?;
        let mut writer = Self { folder: folder.to_owned(), tables: Default::default() };
        for table in [TableId::Documents, TableId::Mentions, TableId::Claims, TableId::Events] {
            writer.begin(table)?;
        }
        Ok(writer)
    }

    fn path(&self, table: TableId) -> PathBuf {
        self.folder.join(format!("{}.csv", table.table().name))
    }

    fn begin(&mut self, table: TableId) -> Result<(), OutputError> {
        self.tables[table as usize] = Some(TableFile::create(table.table(), self.path(table))?);
        Ok(())
    }
}

impl Tables for CsvWriter {
    fn row(&mut self, table: TableId, cells: &[Cell<'_>]) -> Result<(), OutputError> {
        if self.tables[table as usize].is_none() {
            self.begin(table)?;
        }
        self.tables[table as usize].as_mut().map_or(Ok(()), |file| file.row(cells))
    }
}

/// One table's file. A table of any layout can be written so; its rows are cells in the order of its columns.
#[derive(Debug)]
pub struct TableFile {
    path: PathBuf,
    csv: ::csv::Writer<PartialFile>,
    field: String,
}

impl TableFile {
    /// Begins the table's file with its header.
    ///
    /// # Errors
    /// Where the file cannot be made.
    pub fn create(table: &'static Table, path: PathBuf) -> Result<Self, OutputError> {
        let mut csv = ::csv::Writer::from_writer(PartialFile::create(&path)?);
        csv.write_record(table.columns.iter().map(|c| c.name)).map_err(|e| failed(&path, e))?;
        Ok(Self { path, csv, field: String::new() })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// Where the file cannot be written to.
    pub fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), OutputError> {
        for cell in cells {
            self.field.clear();
            write_cell(cell, &mut self.field);
            self.csv.write_field(&self.field).map_err(|e| failed(&self.path, e))?;
        }
        self.csv.write_record(None::<&[u8]>).map_err(|e| failed(&self.path, e))
    }

    /// Writes what is left. The file is whole and has yet to be published.
    ///
    /// # Errors
    /// As [`TableFile::row`].
    pub fn close(self) -> Result<PartialFile, OutputError> {
        self.csv.into_inner().map_err(|e| failed(&self.path, e.into_error().into()))
    }
}

impl RecordWriter for CsvWriter {
    fn write(&mut self, record: &Record) -> Result<(), OutputError> {
        each_row(record, |table, cells| self.row(table, cells))
    }

    fn as_tables(&mut self) -> Option<&mut dyn Tables> {
        Some(self)
    }

    fn finish(self: Box<Self>) -> Result<(), OutputError> {
        let pairs = self.path(TableId::Pairs);
        let files: Result<Vec<PartialFile>, OutputError> = self.tables.into_iter().flatten().map(TableFile::close).collect();
        publish_together(files?, &pairs)
    }
}

/// Gives all tables their names, once all are whole, `documents` last: where it stands, all do. A `pairs` table of an earlier run would not belong to them.
pub(crate) fn publish_together(mut files: Vec<PartialFile>, pairs: &Path) -> Result<(), OutputError> {
    for file in &mut files {
        file.settle()?;
    }
    if files.len() < TABLES.len() && pairs.is_file() {
        std::fs::remove_file(pairs).map_err(OutputError::file("replace", pairs))?;
    }
    files.into_iter().rev().try_for_each(PartialFile::publish)
}

fn failed(path: &Path, error: ::csv::Error) -> OutputError {
    let source = match error.into_kind() {
        ::csv::ErrorKind::Io(source) => source,
        // writing knows no other error but rows of unequal length, which the table definitions rule out
        other => std::io::Error::other(format!("{other:?}")),
    };
    OutputError::File { action: "write", path: path.to_owned(), source }
}

fn write_cell(cell: &Cell<'_>, out: &mut String) {
    use std::fmt::Write as _;
    // writing to a String does not fail
    let _ = match cell {
        Cell::Null | Cell::Int8s(None) => Ok(()),
        Cell::Text(text) => out.write_str(text),
        Cell::Texts(items) => {
            out.push_str(&serde_json::to_string(items).unwrap_or_default());
            Ok(())
        }
        Cell::Spans(spans) => {
            out.push('[');
            for (n, CodePoints(start, end)) in spans.iter().enumerate() {
                let _ = write!(out, "{}[{start},{end}]", if n > 0 { "," } else { "" });
            }
            out.write_char(']')
        }
        Cell::Int(n) => write!(out, "{n}"),
        Cell::Number(x) => write!(out, "{x}"),
        Cell::Bool(b) => write!(out, "{b}"),
        Cell::Date(date) => write!(out, "{date}"),
        Cell::Int8s(Some(bytes)) => {
            out.push('[');
            for (n, byte) in bytes.iter().enumerate() {
                let _ = write!(out, "{}{}", if n > 0 { "," } else { "" }, byte.cast_signed());
            }
            out.write_char(']')
        }
    };
}
