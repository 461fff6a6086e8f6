//! A large record is never whole in memory, and the same for it.
#![allow(clippy::print_stderr, reason = "a skipped test says why")]

mod support;

use std::fs;

use demarche::record::Record;
use demarche_output::{Format, RecordWriter as _, csv::CsvWriter, jsonl::write_line, text::TextStyle, writer_to_path};
use support::{folder, has_model, run, write};

/// More mentions, claims and events than a part of a record holds (5,000).
fn long_article() -> String {
    let names = ["Iran", "Syria", "Mali", "Chad", "Kenya", "Peru", "Egypt", "Sudan"];
    let at = |n: usize| names[n % names.len()];
    (0..1500)
        .map(|n| format!("{} attacked {}, {} said.{}", at(n), at(n + 1), at(n / 8 + 3), if n % 6 == 5 { "\n\n" } else { " " }))
        .collect()
}

#[test]
fn parts_of_a_record_make_the_tables_of_the_whole() {
    if !has_model() {
        return;
    }
    let folder = folder();
    write(&folder, "in/a.txt", "Mali denied it, Chad said.");
    write(&folder, "in/b.txt", long_article());
    write(&folder, "in/c.txt", "Peru accused Chad of spying.");
    let coded = |format: &str, out: &str| {
        run(folder.path(), &["code", "in", "-f", format, "-o", out]).exits(0);
        folder.path().join(out)
    };
    let lines = fs::read_to_string(coded("jsonl", "out.jsonl")).unwrap();
    let records: Vec<Record> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let items = records[1].mentions.len() + records[1].claims.len() + records[1].events.len();
    assert!(items > 5_000, "{items} are one part");

    // what is streamed is what a record whole in memory gives
    let mut again = Vec::new();
    records.iter().for_each(|record| write_line(record, &mut again).unwrap());
    assert!(again == lines.as_bytes());

    let mut whole = Box::new(CsvWriter::create(&folder.path().join("whole")).unwrap());
    records.iter().for_each(|record| whole.write(record).unwrap());
    whole.finish().unwrap();
    assert!(support::tree(&coded("csv", "parts")) == support::tree(&folder.path().join("whole")));

    let mut text = writer_to_path(Format::Text, &folder.path().join("whole.txt"), TextStyle::default()).unwrap();
    records.iter().for_each(|record| text.write(record).unwrap());
    text.finish().unwrap();
    assert!(fs::read(coded("text", "parts.txt")).unwrap() == fs::read(folder.path().join("whole.txt")).unwrap());
}

#[test]
fn pages_for_reading_are_made_of_documents_of_two_megabytes_at_most() {
    let folder = folder();
    write(&folder, "book.txt", "Peru. ".repeat(400_000));
    for format in ["text", "html"] {
        let out = format!("out-{format}");
        run(folder.path(), &["code", "book.txt", "-f", format, "-o", &out]).exits(1).says("book.txt");
    }
}
