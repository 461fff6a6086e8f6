//! Parquet files made here: every encoding and codec, hostile ones, and damaged ones.

use std::sync::Arc;

use bytes::Bytes;
use demarche_input::parquet::ParquetReader;
use demarche_input::{Options, Row};
use parquet::basic::{Compression, Encoding};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, FloatType, Int32Type, Int64Type};
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use proptest::prelude::*;

const SCHEMA: &str = "message rows {
    optional binary text (UTF8);
    required int64 id;
    optional int32 published (DATE);
    optional binary title;
    optional group tags (LIST) { repeated group list { optional binary element (UTF8); } }
}";

/// Three rows a group, two groups; the second title is null, the last text blank.
fn make(properties: WriterProperties) -> Bytes {
    let schema = Arc::new(parse_message_type(SCHEMA).unwrap());
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties)).unwrap();
    for group in 0..2_i64 {
        let mut rows = writer.next_row_group().unwrap();
        let mut column = 0;
        while let Some(mut cells) = rows.next_column().unwrap() {
            match column {
                0 => {
                    let texts = [format!("añ {group}"), "añ same".repeat(50), " ".into()].map(|t| ByteArray::from(t.into_bytes()));
                    cells.typed::<ByteArrayType>().write_batch(&texts, Some(&[1, 1, 1]), None).map(drop)
                }
                1 => cells.typed::<Int64Type>().write_batch(&[group * 10, group * 10 + 1, group * 10 + 2], None, None).map(drop),
                2 => cells.typed::<Int32Type>().write_batch(&[20_025], Some(&[1, 0, 0]), None).map(drop),
                3 => {
                    let titles = ["T", "U"].map(ByteArray::from);
                    cells.typed::<ByteArrayType>().write_batch(&titles, Some(&[1, 0, 1]), None).map(drop)
                }
                _ => cells.typed::<ByteArrayType>().write_batch(&[], Some(&[0, 0, 0]), Some(&[0, 0, 0])).map(drop),
            }
            .unwrap();
            cells.close().unwrap();
            column += 1;
        }
        rows.close().unwrap();
    }
    Bytes::from(writer.into_inner().unwrap())
}

fn read(file: Bytes, options: Options) -> Vec<Result<Row, String>> {
    match ParquetReader::new(file, "n.parquet", Arc::new(options), None) {
        Ok(rows) => rows.map(|row| row.map_err(|e| e.to_string())).collect(),
        Err(e) => vec![Err(e.to_string())],
    }
}

fn check(file: Bytes) {
    let rows = read(file, Options::default());
    assert_eq!(rows.len(), 6);
    let first = rows[0].as_ref().unwrap().clone().into_document(&Options::default()).unwrap();
    assert_eq!((first.id.as_str(), first.text.as_str(), first.title.as_deref()), ("0", "añ 0", Some("T")));
    assert_eq!(first.published, Some(jiff::civil::date(2024, 10, 29)));
    assert_eq!(rows[1].as_ref().unwrap().title, None);
    assert_eq!(rows[2].as_ref().unwrap_err(), "n.parquet#3: holds no text");
    assert_eq!(rows[3].as_ref().unwrap().id, "10");
}

#[test]
fn codecs_and_versions_are_read() {
    for codec in [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::LZ4_RAW,
        Compression::ZSTD(Default::default()),
        Compression::GZIP(Default::default()),
    ] {
        for version in [WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0] {
            check(make(WriterProperties::builder().set_compression(codec).set_writer_version(version).build()));
        }
    }
}

#[test]
fn encodings_are_read() {
    for encoding in [Encoding::PLAIN, Encoding::DELTA_LENGTH_BYTE_ARRAY, Encoding::DELTA_BYTE_ARRAY] {
        for version in [WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0] {
            let properties = WriterProperties::builder()
                .set_writer_version(version)
                .set_dictionary_enabled(false)
                .set_column_encoding("text".into(), encoding)
                .set_column_encoding("title".into(), encoding)
                .set_column_encoding("id".into(), Encoding::DELTA_BINARY_PACKED);
            check(make(properties.build()));
        }
    }
}

#[test]
fn columns_that_cannot_be_read_are_named() {
    let file = make(WriterProperties::default());
    for (options, message) in [
        (
            Options { title_column: "tags".into(), ..Options::default() },
            "n.parquet: column `tags` holds lists or records, which are not read there",
        ),
        (
            Options { text_column: "id".into(), ..Options::default() },
            "n.parquet: column `id` holds whole numbers, which are not read there",
        ),
        (Options { text_column: "body".into(), ..Options::default() }, "n.parquet: has no column `body`"),
    ] {
        assert_eq!(read(file.clone(), options)[0].as_ref().unwrap_err(), message);
    }
    let small = Options { max_document_bytes: 20, ..Options::default() };
    assert_eq!(read(file, small)[1].as_ref().unwrap_err(), "n.parquet#2: holds more than 20 bytes");
}

/// One row group for each of `groups`: texts, and one column of numbers.
fn make_numbers(kind: &str, groups: &[&[f64]]) -> Bytes {
    let schema = Arc::new(parse_message_type(&format!("message rows {{ required binary text (UTF8); optional {kind}; }}")).unwrap());
    let properties = WriterProperties::builder().set_dictionary_enabled(false).build();
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties)).unwrap();
    for values in groups {
        let mut rows = writer.next_row_group().unwrap();
        let mut cells = rows.next_column().unwrap().unwrap();
        let texts: Vec<ByteArray> = values.iter().map(|n| ByteArray::from(format!("row {n} and what it holds").into_bytes())).collect();
        cells.typed::<ByteArrayType>().write_batch(&texts, None, None).unwrap();
        cells.close().unwrap();
        let mut cells = rows.next_column().unwrap().unwrap();
        let levels = vec![1; values.len()];
        match kind.split(' ').next() {
            Some("double") => cells.typed::<DoubleType>().write_batch(values, Some(&levels), None).map(drop),
            Some("float") => {
                let values: Vec<f32> = values.iter().map(|&n| n as f32).collect();
                cells.typed::<FloatType>().write_batch(&values, Some(&levels), None).map(drop)
            }
            Some("int32") => {
                let values: Vec<i32> = values.iter().map(|&n| n as i32).collect();
                cells.typed::<Int32Type>().write_batch(&values, Some(&levels), None).map(drop)
            }
            _ => {
                let values: Vec<i64> = values.iter().map(|&n| n as i64).collect();
                cells.typed::<Int64Type>().write_batch(&values, Some(&levels), None).map(drop)
            }
        }
        .unwrap();
        cells.close().unwrap();
        rows.close().unwrap();
    }
    Bytes::from(writer.into_inner().unwrap())
}

#[test]
fn ids_that_became_floats_are_whole_numbers() {
    for kind in ["double id", "float id"] {
        let rows = read(make_numbers(kind, &[&[17.0, -3.0, 2.5, f64::NAN, 1e300]]), Options::default());
        let ids: Vec<&str> = rows[..2].iter().map(|row| row.as_ref().unwrap().id.as_str()).collect();
        assert_eq!(ids, ["17", "-3"]);
        assert_eq!(rows[2].as_ref().unwrap_err(), "n.parquet#3: column `id` holds `2.5`, which is no whole number");
        assert!(rows[3..].iter().all(|row| row.as_ref().unwrap_err().ends_with("which is no whole number")), "{rows:?}");
    }
}

#[test]
fn numbers_for_dates_are_read_or_named() {
    let day = Some(jiff::civil::date(2024, 10, 29));
    for kind in ["int64 published", "int64 published (INTEGER(64,true))"] {
        let rows = read(make_numbers(kind, &[&[1_730_160_000.0, 1_730_160_000_000.0, 20_241_029.0, 2024.0]]), Options::default());
        assert!(rows[..3].iter().all(|row| row.as_ref().unwrap().published == day), "{rows:?}");
        assert_eq!(rows[3].as_ref().unwrap_err(), "n.parquet#4: column `published` holds `2024`, which is no date");
    }
    for kind in ["int32 published", "int32 published (INTEGER(32,true))"] {
        let rows = read(make_numbers(kind, &[&[20_241_029.0, 20_025.0]]), Options::default());
        assert_eq!(rows[0].as_ref().unwrap().published, day);
        assert_eq!(rows[1].as_ref().unwrap_err(), "n.parquet#2: column `published` holds `20025`, which is no date");
    }
    let rows = read(make_numbers("double published", &[&[1.0]]), Options::default());
    assert_eq!(rows[0].as_ref().unwrap_err(), "n.parquet: column `published` holds fractional numbers, which are not read there");
    let nanos = read(make_numbers("int64 published (TIMESTAMP(NANOS,true))", &[&[1.730_160_000e18]]), Options::default());
    assert_eq!(nanos[0].as_ref().unwrap().published, day);
}

#[test]
fn a_damaged_row_group_loses_only_itself() {
    let mut file = make_numbers("double id", &[&[1.0, 2.0], &[3.0, 4.0], &[5.0, 6.0]]).to_vec();
    // the header of the page of texts in the second group
    let text = b"row 3 and";
    let at = file.windows(text.len()).position(|w| w == text).unwrap();
    file[at - 12..at - 4].fill(0xff);
    let rows = read(Bytes::from(file), Options::default());
    let shown: Vec<String> = rows.into_iter().map(|row| row.map_or_else(|e| e, |row| row.id)).collect();
    assert_eq!(shown.len(), 5, "{shown:?}");
    assert_eq!([&shown[..2], &shown[3..]].concat(), ["1", "2", "5", "6"]);
    assert!(shown[2].starts_with("n.parquet: the parquet data cannot be read: row group 2 of 3, from row 3 on: "), "{shown:?}");
}

#[test]
fn rows_after_a_damaged_group_keep_their_numbers() {
    let mut file = make_numbers("double size", &[&[1.0, 2.0], &[3.0, 4.0], &[5.0]]).to_vec();
    let text = b"row 3 and";
    let at = file.windows(text.len()).position(|w| w == text).unwrap();
    file[at - 12..at - 4].fill(0xff);
    let ids: Vec<String> = read(Bytes::from(file), Options::default()).into_iter().filter_map(|row| row.ok().map(|row| row.id)).collect();
    assert_eq!(ids, ["n.parquet#1", "n.parquet#2", "n.parquet#5"]);
}

#[test]
fn brotli_is_named_with_a_remedy() {
    let mut file = make(WriterProperties::builder().set_compression(Compression::SNAPPY).build()).to_vec();
    // in the footer a chunk's codec is a number, Snappy's 1 and Brotli's 4, in front of its count of values
    for at in 0..file.len() - 3 {
        if file[at..at + 3] == [0x15, 0x02, 0x16] {
            file[at + 1] = 0x08;
        }
    }
    let Err(error) = ParquetReader::new(Bytes::from(file), "n.parquet", Arc::new(Options::default()), None) else { panic!("it was read") };
    assert_eq!(error.to_string(), "n.parquet: column `text` is compressed with Brotli, which is not read");
    assert!(error.hint().unwrap().contains("zstd"), "{error:?}");
}

#[test]
fn nested_pairs_are_named_with_a_remedy() {
    let options = Options { pairs_column: "tags".into(), ..Options::default() };
    let Err(error) = ParquetReader::new(make(WriterProperties::default()), "n.parquet", Arc::new(options), None) else {
        panic!("it was read")
    };
    assert_eq!(error.to_string(), "n.parquet: column `tags` holds lists or records, which are not read there");
    assert!(error.hint().unwrap().starts_with("write pairs as text in JSON"), "{error:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn damaged_files_are_errors(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut in proptest::option::of(any::<prop::sample::Index>()),
        is_delta in any::<bool>(),
        is_gzip in any::<bool>(),
    ) {
        let codec = if is_gzip { Compression::GZIP(Default::default()) } else { Compression::SNAPPY };
        let mut properties = WriterProperties::builder().set_compression(codec);
        if is_delta {
            properties = properties.set_dictionary_enabled(false).set_column_encoding("text".into(), Encoding::DELTA_BYTE_ARRAY);
        }
        let mut file = make(properties.build()).to_vec();
        for (at, byte) in changes {
            let at = at.index(file.len());
            file[at] = byte;
        }
        if let Some(cut) = cut {
            file.drain(cut.index(file.len())..);
        }
        // rows without end are no panic: a damaged count may promise them
        if let Ok(rows) = ParquetReader::new(Bytes::from(file), "n.parquet", Arc::new(Options::default()), None) {
            prop_assert!(rows.take(10_000).count() <= 10_000);
        }
    }
}
