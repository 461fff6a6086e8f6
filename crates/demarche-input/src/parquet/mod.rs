//! Parquet, value by value: the wanted columns of one row at a time, so that one page of each column is the memory used.
//!
//! Text columns may be plain, dictionary or delta encoded, of any logical type that is text (large strings and string views
//! are the same thing in the file); ids may be integers, or floats that are whole; `published` may be a date or a timestamp, read
//! as the day in UTC, or an integer that is read as in JSON. Brotli is left out: its decompressor cannot be told where to stop.
//! A row group that is damaged is one error, and the next is read.

use std::borrow::Cow;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;

use parquet::basic::{Compression, ConvertedType, LogicalType, TimeUnit, Type};
use parquet::column::reader::ColumnReaderImpl;
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, FloatType, Int32Type, Int64Type, Int96, Int96Type};
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};
use parquet::file::reader::ChunkReader;
use parquet::file::serialized_reader::SerializedPageReader;
use parquet::schema::types::ColumnDescriptor;

use crate::csv::find_columns;
use crate::date::{from_epoch_days, from_integer};
use crate::error::{At, ErrorKind, InputError, Place};
use crate::options::{Column, Options};
use crate::progress::Progress;
use crate::row::{Origin, Row, Values};

mod guard;
mod thrift;

/// Rows of a Parquet file.
pub struct ParquetReader<R> {
    input: Arc<R>,
    metadata: ParquetMetaData,
    /// Wanted columns by their place among the file's leaf columns.
    columns: Vec<(Column, usize, Kind)>,
    readers: Vec<Cells>,
    next_group: usize,
    left_in_group: i64,
    is_open: bool,
    number: u64,
    file: Place,
    options: Arc<Options>,
    share: Option<Share>,
    is_done: bool,
}

/// What a column's values mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Integer {
        is_signed: bool,
    },
    /// An id that became a float, as in a column with gaps.
    Float,
    Days,
    /// A number that may stand for a day.
    DayOrInstant,
    /// Units per day.
    Instant(i64),
    Int96,
}

impl<R: ChunkReader + 'static> ParquetReader<R> {
    /// Reads the footer; rows follow by iteration. `progress` is told the share of `size` bytes that has been read.
    ///
    /// # Errors
    /// Where the footer is damaged, or a column is missing or of a type that is not read.
    pub fn new(input: R, path: &str, options: Arc<Options>, progress: Option<(Arc<Progress>, u64)>) -> Result<Self, InputError> {
        let file = Place::file(path);
        // made first: a file that fails counts as read
        let mut share = progress.map(|(progress, size)| Share { progress, size, added: 0, rows: 1 });
        let found = shielded(|| read_metadata(&input)).map_err(damaged).and_then(|metadata| {
            let columns = shielded(|| Ok(wanted_columns(&metadata, &options))).map_err(damaged)??;
            Ok((metadata, columns))
        });
        match found {
            Ok((metadata, columns)) => {
                if let Some(share) = &mut share {
                    share.rows = u64::try_from(metadata.file_metadata().num_rows()).unwrap_or(1).max(1);
                }
                Ok(Self {
                    input: Arc::new(input),
                    metadata,
                    columns,
                    readers: Vec::new(),
                    next_group: 0,
                    left_in_group: 0,
                    is_open: false,
                    number: 0,
                    file,
                    options,
                    share,
                    is_done: false,
                })
            }
            Err(kind) => Err(InputError::new(file, kind)),
        }
    }

    /// Opens row groups until one has a row; false after the last.
    fn is_in_group(&mut self) -> ParquetResult<bool> {
        while self.left_in_group <= 0 {
            if self.next_group >= self.metadata.num_row_groups() {
                return Ok(false);
            }
            let group = self.metadata.row_group(self.next_group);
            self.next_group += 1;
            self.is_open = false;
            self.left_in_group = group.num_rows();
            let rows = usize::try_from(group.num_rows())?;
            self.readers.clear();
            for &(_, leaf, kind) in &self.columns {
                let chunk = group.columns().get(leaf).ok_or_else(|| short("a row group"))?;
                let descr = chunk.column_descr_ptr();
                let guarded = Arc::new(guard::GuardedChunk::new(Arc::clone(&self.input), chunk.compression()));
                let inner = SerializedPageReader::new(guarded, chunk, rows, None)?;
                let pages = Box::new(guard::GuardedPages { inner, is_nullable: descr.max_def_level() > 0 });
                self.readers.push(match kind {
                    Kind::Text => Cells::Bytes(ColumnReaderImpl::new(descr, pages)),
                    Kind::Days => Cells::Int32(ColumnReaderImpl::new(descr, pages)),
                    Kind::Float if descr.physical_type() == Type::FLOAT => Cells::Float(ColumnReaderImpl::new(descr, pages)),
                    Kind::Float => Cells::Double(ColumnReaderImpl::new(descr, pages)),
                    Kind::Instant(_) => Cells::Int64(ColumnReaderImpl::new(descr, pages)),
                    Kind::Int96 => Cells::Int96(ColumnReaderImpl::new(descr, pages)),
                    Kind::Integer { .. } | Kind::DayOrInstant if descr.physical_type() == Type::INT32 => {
                        Cells::Int32(ColumnReaderImpl::new(descr, pages))
                    }
                    Kind::Integer { .. } | Kind::DayOrInstant => Cells::Int64(ColumnReaderImpl::new(descr, pages)),
                });
            }
        }
        self.is_open = true;
        Ok(true)
    }

    /// Values of the next row; the inner error is the row's, the outer the file's.
    fn next_values(&mut self) -> ParquetResult<Option<Result<Values<'static>, ErrorKind>>> {
        if !self.is_in_group()? {
            return Ok(None);
        }
        self.left_in_group -= 1;
        let mut values = Values::default();
        let mut problem = None;
        // all columns move on, also where one of them has a wrong value
        for (&(column, _, kind), reader) in self.columns.iter().zip(&mut self.readers) {
            match reader.next(kind, self.options.max_document_bytes, self.options.name(column))? {
                Ok(value) => values[column as usize] = value.map(Cow::Owned),
                Err(kind) => problem = problem.or(Some(kind)),
            }
        }
        Ok(Some(problem.map_or(Ok(values), Err)))
    }

    /// Gives up the row group that is read; its rows keep their numbers.
    fn leave_group(&mut self, error: ParquetError) -> InputError {
        let detail = detail_of(error);
        // of an open group the row that failed has been taken off already
        let lost = u64::try_from(self.left_in_group).unwrap_or(0).saturating_add(u64::from(self.is_open));
        let groups = self.metadata.num_row_groups();
        let detail = match groups {
            1 => detail,
            _ => format!("row group {} of {groups}, from row {} on: {detail}", self.next_group, self.number.saturating_add(1)),
        };
        self.number = self.number.saturating_add(lost);
        self.left_in_group = 0;
        self.readers.clear();
        self.is_done = self.next_group >= groups;
        InputError::new(self.file.clone(), ErrorKind::Parquet { detail })
    }
}

impl<R: ChunkReader + 'static> Iterator for ParquetReader<R> {
    type Item = Result<Row, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_done {
            return None;
        }
        match shielded(|| self.next_values()) {
            Ok(None) => {
                self.is_done = true;
                None
            }
            Ok(Some(values)) => {
                self.number += 1;
                if let Some(share) = &mut self.share {
                    share.advance(self.number);
                }
                let at = At::Row(self.number);
                Some(match values {
                    Ok(values) => Row::from_values(values, Origin { file: &self.file, at, number: self.number }, &self.options),
                    Err(kind) => Err(InputError::new(self.file.at(at), kind)),
                })
            }
            Err(e) => Some(Err(self.leave_group(e))),
        }
    }
}

/// Runs code of the `parquet` crate; its panics on damaged files are errors of the file.
fn shielded<T>(run: impl FnOnce() -> ParquetResult<T>) -> ParquetResult<T> {
    panic::catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| Err(ParquetError::General("it contradicts itself".to_owned())))
}

fn damaged(error: ParquetError) -> ErrorKind {
    ErrorKind::Parquet { detail: detail_of(error) }
}

fn detail_of(error: ParquetError) -> String {
    let detail = match error {
        ParquetError::General(detail) | ParquetError::EOF(detail) | ParquetError::NYI(detail) => detail,
        error => error.to_string(),
    };
    crate::error::clip(&detail)
}

fn short(what: &str) -> ParquetError {
    ParquetError::General(format!("{what} ends early"))
}

fn read_metadata<R: ChunkReader>(input: &R) -> ParquetResult<ParquetMetaData> {
    let size = input.len();
    let tail = if size < 12 { None } else { input.get_bytes(size - 8, 8)?.first_chunk::<8>().copied() };
    let length = match tail {
        Some([a, b, c, d, b'P', b'A', b'R', b'1']) => u64::from(u32::from_le_bytes([a, b, c, d])),
        Some([.., b'P', b'A', b'R', b'E']) => return Err(ParquetError::General("its footer is encrypted".to_owned())),
        _ => return Err(ParquetError::General("it has no footer".to_owned())),
    };
    if length > size - 8 || length > guard::MAX_FOOTER {
        return Err(ParquetError::General("its footer is larger than it can be".to_owned()));
    }
    let footer = input.get_bytes(size - 8 - length, usize::try_from(length)?)?;
    guard::check_footer(&footer)?;
    ParquetMetaDataReader::decode_metadata(&footer)
}

fn wanted_columns(metadata: &ParquetMetaData, options: &Options) -> Result<Vec<(Column, usize, Kind)>, ErrorKind> {
    let schema = metadata.file_metadata().schema_descr();
    let names: Vec<String> = schema.root_schema().get_fields().iter().map(|f| f.name().to_owned()).collect();
    let wanted = find_columns(&names, options)?;
    let of_name = |column| {
        let name = options.name(column);
        let mut leaves = schema.columns().iter().enumerate().filter(|(_, leaf)| leaf.path().parts().first().is_some_and(|p| p == name));
        let unread = |detail: String| ErrorKind::Column { column: name.to_owned(), detail, is_pairs: column == Column::Pairs };
        let (at, leaf) = leaves.next().ok_or_else(|| unread("holds nothing".to_owned()))?;
        if leaf.path().parts().len() > 1 || leaf.max_rep_level() > 0 {
            return Err(unread("holds lists or records".to_owned()));
        }
        let kind = kind_of(leaf, column).ok_or_else(|| unread(format!("holds {}", words_for(leaf))))?;
        let chunks = metadata.row_groups().iter().filter_map(|group| group.columns().get(at));
        match chunks.map(|chunk| chunk.compression()).find(|codec| matches!(codec, Compression::BROTLI(_) | Compression::LZO)) {
            Some(codec) => {
                Err(ErrorKind::Codec { column: name.to_owned(), codec: if codec == Compression::LZO { "LZO" } else { "Brotli" } })
            }
            None => Ok((column, at, kind)),
        }
    };
    wanted.into_iter().map(|(column, _)| of_name(column)).collect()
}

/// What a leaf column holds, in plain words.
fn words_for(leaf: &ColumnDescriptor) -> &'static str {
    match (leaf.physical_type(), leaf.logical_type_ref()) {
        (_, Some(LogicalType::Decimal(_))) => "decimal numbers",
        (_, Some(LogicalType::Time(_))) => "times of the day",
        (_, Some(LogicalType::Date)) => "dates",
        (_, Some(LogicalType::Timestamp(_))) => "timestamps",
        (Type::BOOLEAN, _) => "truth values",
        (Type::INT32 | Type::INT64, _) => "whole numbers",
        (Type::INT96, _) => "timestamps",
        (Type::FLOAT | Type::DOUBLE, _) => "fractional numbers",
        (Type::BYTE_ARRAY | Type::FIXED_LEN_BYTE_ARRAY, _) => "bytes that are no text",
    }
}

/// What a leaf column means where it stands for `column`; `None` where it cannot.
fn kind_of(leaf: &ColumnDescriptor, column: Column) -> Option<Kind> {
    let (logical, converted) = (leaf.logical_type_ref(), leaf.converted_type());
    match (leaf.physical_type(), logical) {
        (Type::BYTE_ARRAY, None | Some(LogicalType::String | LogicalType::Json | LogicalType::Enum)) => {
            matches!(converted, ConvertedType::NONE | ConvertedType::UTF8 | ConvertedType::JSON | ConvertedType::ENUM).then_some(Kind::Text)
        }
        (Type::INT32, Some(LogicalType::Date)) if column == Column::Published => Some(Kind::Days),
        (Type::INT32, None) if column == Column::Published && converted == ConvertedType::DATE => Some(Kind::Days),
        (Type::INT64, Some(LogicalType::Timestamp(t))) if column == Column::Published => Some(Kind::Instant(match t.unit {
            TimeUnit::MILLIS => 86_400_000,
            TimeUnit::MICROS => 86_400_000_000,
            TimeUnit::NANOS => 86_400_000_000_000,
        })),
        (Type::INT64, None) if column == Column::Published => match converted {
            ConvertedType::TIMESTAMP_MILLIS => Some(Kind::Instant(86_400_000)),
            ConvertedType::TIMESTAMP_MICROS => Some(Kind::Instant(86_400_000_000)),
            ConvertedType::NONE | ConvertedType::INT_64 | ConvertedType::UINT_64 => Some(Kind::DayOrInstant),
            _ => None,
        },
        (Type::INT64, Some(LogicalType::Integer(_))) if column == Column::Published => Some(Kind::DayOrInstant),
        (Type::INT32, Some(LogicalType::Integer(_))) if column == Column::Published => Some(Kind::DayOrInstant),
        (Type::INT32, None) if column == Column::Published && is_integer(converted) => Some(Kind::DayOrInstant),
        (Type::FLOAT | Type::DOUBLE, None) if column == Column::Id => Some(Kind::Float),
        (Type::INT96, _) if column == Column::Published => Some(Kind::Int96),
        (Type::INT32 | Type::INT64, Some(LogicalType::Integer(i))) if column == Column::Id => {
            Some(Kind::Integer { is_signed: i.is_signed })
        }
        (Type::INT32 | Type::INT64, None) if column == Column::Id => match converted {
            ConvertedType::NONE | ConvertedType::INT_8 | ConvertedType::INT_16 | ConvertedType::INT_32 | ConvertedType::INT_64 => {
                Some(Kind::Integer { is_signed: true })
            }
            ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 | ConvertedType::UINT_64 => {
                Some(Kind::Integer { is_signed: false })
            }
            _ => None,
        },
        _ => None,
    }
}

fn is_integer(converted: ConvertedType) -> bool {
    use ConvertedType as C;
    matches!(converted, C::NONE | C::INT_8 | C::INT_16 | C::INT_32 | C::UINT_8 | C::UINT_16 | C::UINT_32)
}

/// A column of the row group that is read.
enum Cells {
    Bytes(ColumnReaderImpl<ByteArrayType>),
    Int32(ColumnReaderImpl<Int32Type>),
    Int64(ColumnReaderImpl<Int64Type>),
    Int96(ColumnReaderImpl<Int96Type>),
    Float(ColumnReaderImpl<FloatType>),
    Double(ColumnReaderImpl<DoubleType>),
}

impl Cells {
    /// The next value as text, `None` for null.
    fn next(&mut self, kind: Kind, limit: usize, name: &str) -> ParquetResult<Result<Option<String>, ErrorKind>> {
        // what is no date is given as it stands, and refused with its column's name
        let date = |days: Option<i64>, raw: String| days.and_then(from_epoch_days).map_or(raw, |d| d.to_string());
        let day = |value: i64| match from_integer(value) {
            Some(date) => Ok(Some(date.to_string())),
            None => Err(ErrorKind::Date { column: name.to_owned(), value: value.to_string() }),
        };
        // whole numbers are exact in a float up to here
        let whole = |value: f64| match value.fract() == 0.0 && value.abs() <= 9_007_199_254_740_992.0 {
            true => Ok(Some(format!("{value:.0}"))),
            false => Err(ErrorKind::WrongType { column: name.to_owned(), value: value.to_string(), expected: "whole number" }),
        };
        Ok(Ok(match self {
            Self::Int32(reader) if kind == Kind::DayOrInstant => return Ok(next_value(reader)?.map_or(Ok(None), |value| day(value.into()))),
            Self::Int64(reader) if kind == Kind::DayOrInstant => return Ok(next_value(reader)?.map_or(Ok(None), day)),
            Self::Float(reader) => return Ok(next_value(reader)?.map_or(Ok(None), |value| whole(value.into()))),
            Self::Double(reader) => return Ok(next_value(reader)?.map_or(Ok(None), whole)),
            Self::Bytes(reader) => match next_value(reader)? {
                Some(bytes) => return Ok(text_of(&bytes, limit)),
                None => None,
            },
            Self::Int32(reader) => next_value(reader)?.map(|value| match kind {
                Kind::Days => date(Some(value.into()), value.to_string()),
                Kind::Integer { is_signed: false } => value.cast_unsigned().to_string(),
                _ => value.to_string(),
            }),
            Self::Int64(reader) => next_value(reader)?.map(|value| match kind {
                Kind::Instant(per_day) => date(Some(value.div_euclid(per_day)), value.to_string()),
                Kind::Integer { is_signed: false } => value.cast_unsigned().to_string(),
                _ => value.to_string(),
            }),
            Self::Int96(reader) => next_value(reader)?.map(|value| date(julian_day(&value), format!("{:?}", value.data()))),
        }))
    }
}

fn text_of(bytes: &ByteArray, limit: usize) -> Result<Option<String>, ErrorKind> {
    let bytes = bytes.data();
    if bytes.len() > limit {
        return Err(ErrorKind::TooLarge { limit });
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Some(text.to_owned())),
        Err(e) => Err(ErrorKind::NotText { charset: "UTF-8", offset: e.valid_up_to() }),
    }
}

/// Days since 1970 of the old timestamps of Spark and Impala: nanoseconds of the day, then the Julian day.
fn julian_day(value: &Int96) -> Option<i64> {
    let &[_, _, day] = value.data() else { return None };
    Some(i64::from(day) - 2_440_588)
}

fn next_value<T: DataType>(reader: &mut ColumnReaderImpl<T>) -> ParquetResult<Option<T::T>> {
    let (mut levels, mut values) = (Vec::with_capacity(1), Vec::with_capacity(1));
    let (records, _, _) = reader.read_records(1, Some(&mut levels), None, &mut values)?;
    if records == 0 { Err(short("a column")) } else { Ok(values.pop()) }
}

/// A file's part of the progress: its size by the share of rows read, the rest when it is done.
struct Share {
    progress: Arc<Progress>,
    size: u64,
    added: u64,
    rows: u64,
}

impl Share {
    fn advance(&mut self, row: u64) {
        let reached = u128::from(self.size) * u128::from(row.min(self.rows)) / u128::from(self.rows);
        let reached = u64::try_from(reached).unwrap_or(self.size);
        self.progress.add(reached.saturating_sub(self.added));
        self.added = self.added.max(reached);
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.progress.add(self.size.saturating_sub(self.added));
    }
}
