//! What each format looks like. After a wanted change: `UPDATE_SNAPSHOTS=1 cargo test -p demarche-output`, then read
//! the difference.

mod sample;

use std::fs;
use std::path::Path;

use demarche::record::Record;
use demarche_output::html::explanation_page;
use demarche_output::text::{TextStyle, render, render_explanation};
use demarche_output::{Format, writer_to_path, writer_to_stream};

fn compare(name: &str, now: &[u8]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots").join(name);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&path, now).unwrap();
    }
    let before = fs::read(&path).unwrap_or_default();
    assert!(before == now, "{name} has changed; now:\n{}\n(UPDATE_SNAPSHOTS=1 accepts it)", String::from_utf8_lossy(now));
}

fn stream(format: Format, records: &[Record]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut writer = writer_to_stream(format, &mut out, TextStyle::default()).unwrap();
    records.iter().for_each(|record| writer.write(record).unwrap());
    writer.finish().unwrap();
    out
}

#[test]
fn jsonl() {
    compare("sample.jsonl", &stream(Format::Jsonl, &[sample::sample()]));
    compare("small.jsonl", &stream(Format::Jsonl, &[sample::small("a"), sample::empty("b"), sample::skipped("c")]));
}

#[test]
fn text() {
    compare("sample.txt", render(&sample::sample(), TextStyle { width: 90, color: false }).as_bytes());
    compare("small.txt", &stream(Format::Text, &[sample::small("a"), sample::empty("b"), sample::skipped("c")]));
    let mut bare = sample::small("a");
    bare.text = None;
    compare("no-text.txt", &stream(Format::Text, &[bare]));
    compare("color.txt", render(&sample::small("a"), TextStyle { width: 60, color: true }).as_bytes());
}

#[test]
fn html() {
    compare("small.html", &stream(Format::Html, &[sample::small("a")]));
}

#[test]
fn explanations() {
    let told = sample::explained::explained("a");
    compare("explained.txt", render_explanation(&told, TextStyle { width: 90, color: false }).as_bytes());
    compare("explained.html", explanation_page(&told).as_bytes());
}

#[test]
fn csv() {
    let dir = tempfile::tempdir().unwrap();
    let mut writer = writer_to_path(Format::Csv, dir.path(), TextStyle::default()).unwrap();
    for record in [sample::small("a"), sample::empty("b"), sample::skipped("c")] {
        writer.write(&record).unwrap();
    }
    writer.finish().unwrap();
    let mut all = Vec::new();
    for name in ["documents", "mentions", "claims", "events", "pairs"] {
        all.extend(format!("== {name}.csv\n").into_bytes());
        all.extend(fs::read(dir.path().join(name).with_extension("csv")).unwrap());
    }
    compare("small.csv", &all);
}
