//! Parquet files made here: every encoding and codec, hostile ones, and damaged ones.

use std::sync::Arc;

use bytes::Bytes;
use demarche_input::parquet::ParquetReader;
use demarche_input::{Options, Row};
use parquet::basic::{Compression, Encoding};
use parquet::data_type::{ByteArray, ByteArrayType, Int32Type, Int64Type};
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
            "n.parquet: column `tags` cannot be read: it is nested or of a type that is not read there",
        ),
        (
            Options { text_column: "id".into(), ..Options::default() },
            "n.parquet: column `id` cannot be read: it is nested or of a type that is not read there",
        ),
        (Options { text_column: "body".into(), ..Options::default() }, "n.parquet: has no column `body`"),
    ] {
        assert_eq!(read(file.clone(), options)[0].as_ref().unwrap_err(), message);
    }
    let small = Options { max_document_bytes: 20, ..Options::default() };
    assert_eq!(read(file, small)[1].as_ref().unwrap_err(), "n.parquet#2: holds more than 20 bytes");
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
