//! Parquet tables: a folder with one file for each table.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ::parquet::basic::{Compression, ZstdLevel};
use ::parquet::column::writer::ColumnWriter;
use ::parquet::data_type::ByteArray;
use ::parquet::errors::ParquetError;
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::schema::parser::parse_message_type;
use ::parquet::schema::types::ColumnPath;
use demarche::record::{Record, SCHEMA};

use crate::csv::publish_together;
use crate::partial::make_folder;
use crate::tables::{Cell, Column, ColumnKind, TABLES, Table, TableId, Tables, each_row};
use crate::{OutputError, PartialFile, RecordWriter};

/// Bytes of values that a table gathers before it writes a row group: the bound of its memory, beside one record.
const ROW_GROUP_BYTES: usize = 16 << 20;

/// Writes documents.parquet, mentions.parquet, claims.parquet and events.parquet, and pairs.parquet where any record
/// has pairs. Compressed with Zstandard; spans are lists of `struct<start, end>`, dates are `date32`, numbers are 64
/// bits wide. A table gathers at most 16 MiB before it writes them.
#[derive(Debug)]
pub struct ParquetWriter {
    folder: PathBuf,
    /// In the order of [`TABLES`]; pairs only once there is one.
    tables: [Option<TableFile>; TABLES.len()],
}

impl ParquetWriter {
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
        self.folder.join(format!("{}.parquet", table.table().name))
    }

    fn begin(&mut self, table: TableId) -> Result<(), OutputError> {
        // articles do not repeat
        let unlike: &[&str] = if table == TableId::Documents { &["text", "content_text"] } else { &["content_text"] };
        self.tables[table as usize] = Some(TableFile::create(table.table(), SCHEMA, unlike, self.path(table))?);
        Ok(())
    }
}

impl Tables for ParquetWriter {
    fn row(&mut self, table: TableId, cells: &[Cell<'_>]) -> Result<(), OutputError> {
        if self.tables[table as usize].is_none() {
            self.begin(table)?;
        }
        self.tables[table as usize].as_mut().map_or(Ok(()), |file| file.row(cells))
    }
}

impl RecordWriter for ParquetWriter {
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

/// One table: the rows gathered so far, and the file that takes them. A table of any layout can be written so; its rows are cells
/// in the order of its columns.
pub struct TableFile {
    path: PathBuf,
    columns: &'static [Column],
    leaves: Vec<Leaf>,
    gathered: usize,
    file: SerializedFileWriter<PartialFile>,
}

impl std::fmt::Debug for TableFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TableFile").field("path", &self.path).finish_non_exhaustive()
    }
}

impl TableFile {
    /// Begins the table's file. `schema` is the name of the format that its metadata gives; `unlike` are columns whose values
    /// hardly repeat.
    ///
    /// # Errors
    /// Where the file cannot be made.
    pub fn create(table: &'static Table, schema: &str, unlike: &[&str], path: PathBuf) -> Result<Self, OutputError> {
        let columns = table.columns;
        let partial = PartialFile::create(&path)?;
        let file = Self::open(table, schema, unlike, partial).map_err(|source| OutputError::Parquet { path: path.clone(), source })?;
        let leaves = columns.iter().flat_map(|c| leaves_of(c.kind)).collect();
        Ok(Self { path, columns, leaves, gathered: 0, file })
    }

    fn open(table: &Table, schema: &str, unlike: &[&str], partial: PartialFile) -> Result<SerializedFileWriter<PartialFile>, ParquetError> {
        let fields: String = table.columns.iter().map(field).collect();
        let message = parse_message_type(&format!("message {} {{ {fields} }}", table.name))?;
        let properties = WriterProperties::builder()
            .set_created_by(format!("demarche version {}", env!("CARGO_PKG_VERSION")))
            .set_key_value_metadata(Some(vec![KeyValue::new("schema".to_owned(), schema.to_owned())]))
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?));
        let properties = unlike.iter().fold(properties, |p, column| p.set_column_dictionary_enabled(ColumnPath::from(*column), false));
        SerializedFileWriter::new(partial, Arc::new(message), Arc::new(properties.build()))
    }

    /// Adds a row.
    ///
    /// # Errors
    /// Where the file cannot be written to.
    pub fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), OutputError> {
        let mut leaves = self.leaves.iter_mut();
        for (column, cell) in self.columns.iter().zip(cells) {
            let Some(leaf) = leaves.next() else { break };
            let second = if column.kind == ColumnKind::Spans { leaves.next() } else { None };
            self.gathered += push(leaf, second, cell);
        }
        if self.gathered >= ROW_GROUP_BYTES { self.flush() } else { Ok(()) }
    }

    /// Writes what is gathered as a row group.
    fn flush(&mut self) -> Result<(), OutputError> {
        if self.gathered == 0 {
            return Ok(());
        }
        self.gathered = 0;
        let (file, leaves) = (&mut self.file, &mut self.leaves);
        let written = (|| {
            let mut group = file.next_row_group()?;
            for leaf in leaves {
                let Some(mut column) = group.next_column()? else { break };
                leaf.write(column.untyped())?;
                column.close()?;
            }
            group.close().map(drop)
        })();
        written.map_err(|source| OutputError::Parquet { path: self.path.clone(), source })
    }

    /// Writes what is left. The file is whole and has yet to be published.
    ///
    /// # Errors
    /// As [`TableFile::row`].
    pub fn close(mut self) -> Result<PartialFile, OutputError> {
        self.flush()?;
        self.file.into_inner().map_err(|source| OutputError::Parquet { path: self.path, source })
    }
}

/// The column in Parquet's schema language.
fn field(column: &Column) -> String {
    let name = column.name;
    let list = |element: &str| format!("required group {name} (LIST) {{ repeated group list {{ required {element} }} }} ");
    match column.kind {
        ColumnKind::Text => format!("optional binary {name} (STRING); "),
        ColumnKind::Int => format!("optional int64 {name}; "),
        ColumnKind::Number => format!("optional double {name}; "),
        ColumnKind::Bool => format!("optional boolean {name}; "),
        ColumnKind::Date => format!("optional int32 {name} (DATE); "),
        ColumnKind::Texts => list("binary element (STRING);"),
        ColumnKind::Spans => list("group element { required int64 start; required int64 end; }"),
        ColumnKind::Int8s => list("int32 element (INTEGER(8, true));"),
    }
}

/// One physical column with its definition and repetition levels, see the Parquet format's notes on nested encoding.
/// An optional value is defined at level 1; so is an element of a list, and an empty list is level 0.
struct Leaf {
    values: Values,
    defined: Vec<i16>,
    /// Empty for a column that is no list.
    repeated: Vec<i16>,
}

enum Values {
    Bytes(Vec<ByteArray>),
    Long(Vec<i64>),
    Int(Vec<i32>),
    Double(Vec<f64>),
    Bool(Vec<bool>),
}

fn leaves_of(kind: ColumnKind) -> Vec<Leaf> {
    let leaf = |values| Leaf { values, defined: Vec::new(), repeated: Vec::new() };
    match kind {
        ColumnKind::Text | ColumnKind::Texts => vec![leaf(Values::Bytes(Vec::new()))],
        ColumnKind::Spans => vec![leaf(Values::Long(Vec::new())), leaf(Values::Long(Vec::new()))],
        ColumnKind::Int => vec![leaf(Values::Long(Vec::new()))],
        ColumnKind::Date | ColumnKind::Int8s => vec![leaf(Values::Int(Vec::new()))],
        ColumnKind::Number => vec![leaf(Values::Double(Vec::new()))],
        ColumnKind::Bool => vec![leaf(Values::Bool(Vec::new()))],
    }
}

impl Leaf {
    fn list<T>(&mut self, items: impl ExactSizeIterator<Item = T>, mut push: impl FnMut(&mut Values, T)) {
        if items.len() == 0 {
            self.defined.push(0);
            self.repeated.push(0);
        }
        for (n, item) in items.enumerate() {
            self.defined.push(1);
            self.repeated.push(i16::from(n > 0));
            push(&mut self.values, item);
        }
    }

    /// Writes the column of a row group and empties the buffers, which keep their room for the next.
    fn write(&mut self, writer: &mut ColumnWriter<'_>) -> Result<(), ParquetError> {
        let defined = Some(self.defined.as_slice());
        let repeated = (!self.repeated.is_empty()).then_some(self.repeated.as_slice());
        match (&mut self.values, writer) {
            (Values::Bytes(v), ColumnWriter::ByteArrayColumnWriter(w)) => {
                w.write_batch(v, defined, repeated)?;
                v.clear();
            }
            (Values::Long(v), ColumnWriter::Int64ColumnWriter(w)) => {
                w.write_batch(v, defined, repeated)?;
                v.clear();
            }
            (Values::Int(v), ColumnWriter::Int32ColumnWriter(w)) => {
                w.write_batch(v, defined, repeated)?;
                v.clear();
            }
            (Values::Double(v), ColumnWriter::DoubleColumnWriter(w)) => {
                w.write_batch(v, defined, repeated)?;
                v.clear();
            }
            (Values::Bool(v), ColumnWriter::BoolColumnWriter(w)) => {
                w.write_batch(v, defined, repeated)?;
                v.clear();
            }
            // both sides come from the column's kind
            _ => return Err(ParquetError::General("a column of another type than its values".to_owned())),
        }
        self.defined.clear();
        self.repeated.clear();
        Ok(())
    }
}

/// Adds a cell to its column and returns about how many bytes that took. `second` is the column of span ends.
fn push(leaf: &mut Leaf, second: Option<&mut Leaf>, cell: &Cell<'_>) -> usize {
    let bytes = |s: &str| ByteArray::from(s.as_bytes().to_vec());
    match cell {
        Cell::Texts(items) => leaf.list(items.iter(), |values, item| {
            if let Values::Bytes(v) = values {
                v.push(bytes(item));
            }
        }),
        Cell::Int8s(items) => leaf.list(items.as_deref().unwrap_or_default().iter(), |values, &item| {
            if let Values::Int(v) = values {
                v.push(item.cast_signed().into());
            }
        }),
        Cell::Spans(spans) => {
            let long = |values: &mut Values, x: usize| {
                if let Values::Long(v) = values {
                    v.push(i64::try_from(x).unwrap_or(i64::MAX));
                }
            };
            leaf.list(spans.iter(), |values, span| long(values, span.0));
            if let Some(ends) = second {
                ends.list(spans.iter(), |values, span| long(values, span.1));
            }
        }
        _ => {
            leaf.defined.push(i16::from(*cell != Cell::Null));
            match (&mut leaf.values, cell) {
                (Values::Bytes(v), Cell::Text(s)) => v.push(bytes(s)),
                (Values::Long(v), Cell::Int(n)) => v.push(*n),
                (Values::Double(v), Cell::Number(x)) => v.push(*x),
                (Values::Bool(v), Cell::Bool(b)) => v.push(*b),
                (Values::Int(v), Cell::Date(date)) => v.push(days_since_1970(*date)),
                _ => {}
            }
        }
    }
    match cell {
        Cell::Text(s) => 64 + s.len(),
        Cell::Texts(items) => 8 + items.iter().map(|s| 64 + s.len()).sum::<usize>(),
        Cell::Spans(spans) => 8 + 24 * spans.len(),
        Cell::Int8s(items) => 8 + 8 * items.as_ref().map_or(0, Vec::len),
        _ => 16,
    }
}

fn days_since_1970(date: jiff::civil::Date) -> i32 {
    // jiff's dates lie within 10,000 years of it
    (date - jiff::civil::date(1970, 1, 1)).get_days()
}
