//! Files, folders and streams, read as the command line reads them.

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use demarche::document::Document;
use demarche_input::{Format, Inputs, Options};
use flate2::write::GzEncoder;
use tempfile::TempDir;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

/// Ids of documents and messages of errors, without the folder in front.
fn outline(inputs: Inputs, folder: &Path) -> Vec<String> {
    let front = format!("{}/", folder.display());
    let shown = |result: Result<Document, _>| result.map_or_else(|e: demarche_input::InputError| e.to_string(), |doc| doc.id);
    inputs.map(shown).map(|line| line.replace(&front, "")).collect()
}

fn read(files: &[(&str, &[u8])]) -> Vec<String> {
    let folder = folder(files);
    outline(Inputs::open(&[folder.path().to_owned()], &Options::default()), folder.path())
}

fn stream(bytes: &[u8], options: &Options) -> Vec<Result<Document, String>> {
    let stdin = Box::new(Cursor::new(bytes.to_vec()));
    Inputs::open_with(&[PathBuf::from("-")], options, stdin).map(|r| r.map_err(|e| e.to_string())).collect()
}

#[test]
fn folders_are_read_in_order() {
    let folder = folder(&[
        ("b.md", b"# b"),
        ("a/z.txt", b"z"),
        ("a/y.csv", b"text\ny\n"),
        ("a.jsonl", b"{\"text\":\"1\",\"id\":\"x\"}\n{\"text\":\"2\"}\n"),
        ("c.pdf", b"%PDF"),
        (".hidden.txt", b"no"),
        (".git/config.txt", b"no"),
        ("d.tsv.gz", &gzip(b"text\tid\nd\t9\n")),
        ("e.json", b"[{\"text\": \"e\"}]"),
        ("f.ndjson.zst", &zstd::encode_all(&b"{\"text\":\"f\"}"[..], 1).unwrap()),
    ]);
    let inputs = Inputs::open(&[folder.path().to_owned()], &Options::default());
    assert_eq!(inputs.skipped_files(), 1);
    let progress = inputs.progress();
    assert_eq!(progress.bytes_read(), 0);
    let outline = outline(inputs, folder.path());
    assert_eq!(outline, ["a/y.csv#1", "a/z.txt", "x", "a.jsonl#2", "b.md", "9", "e.json#1", "f.ndjson.zst#1"]);
    assert_eq!(progress.bytes_total(), Some(progress.bytes_read()));
}

#[test]
fn what_fails_is_named_and_the_rest_read() {
    let lines = read(&[
        ("a.txt", b""),
        ("b.txt", b"\xe9"),
        ("c.jsonl", b"{\"text\":\"1\",\"id\":\"x\"}\nnonsense\n{\"text\":\"2\",\"id\":\"x\"}\n{\"text\":\"3\",\"published\":\"31.31.2020\"}\n{\"text\":\"4\"}\n"),
        ("d.csv", b""),
        ("e.parquet", b"PAR1"),
        ("f.txt.gz", b"this is not gzip at all"),
        ("g.txt", b"good"),
    ]);
    assert_eq!(
        lines,
        [
            "a.txt: holds no text",
            "b.txt: is no valid `UTF-8` (byte 0)",
            "x",
            "c.jsonl:2: is no JSON object: expected ident (column 2)",
            "c.jsonl:3: the id `x` was used before",
            "c.jsonl:4: column `published` holds `31.31.2020`, which is no date",
            "c.jsonl#5",
            "d.csv: has no header",
            "e.parquet: the parquet data cannot be read: it has no footer",
            "f.txt.gz: the gzip data is damaged: invalid gzip header",
            "g.txt",
        ]
    );
}

#[test]
fn truncated_archives_give_what_they_hold() {
    let rows: String = (0..50_000_u64).map(|i| format!("{{\"text\":\"row {i} {}\"}}\n", i * i * 7919)).collect();
    let whole = gzip(rows.as_bytes());
    for (name, bytes) in [("a.jsonl.gz", whole.clone()), ("a.jsonl.zst", zstd::encode_all(rows.as_bytes(), 1).unwrap())] {
        let lines = read(&[(name, &bytes[..bytes.len() / 2])]);
        assert!(lines.len() > 100, "{name}: {}", lines.len());
        let (last, before) = lines.split_last().unwrap();
        assert!(last.ends_with("data ends early"), "{last}");
        assert!(before.iter().enumerate().all(|(i, id)| *id == format!("{name}#{}", i + 1)));
    }
    let members = [whole.clone(), gzip(b"{\"text\":\"more\"}\n")].concat();
    assert_eq!(read(&[("a.jsonl.gz", &members)]).len(), 50_001);
    assert_eq!(read(&[("a.txt.gz", &whole[..whole.len() - 4])]), ["a.txt.gz: the gzip data ends early"]);
}

#[test]
fn compressed_files_are_told_without_their_suffix() {
    let rows = b"{\"text\":\"a\",\"id\":\"1\"}\n{\"text\":\"b\",\"id\":\"2\"}\n";
    for bytes in [gzip(rows), zstd::encode_all(&rows[..], 1).unwrap()] {
        assert_eq!(read(&[("a.jsonl", &bytes)]), ["1", "2"]);
        assert_eq!(read(&[("a.jsonl", &bytes[..bytes.len() - 9])]).last().unwrap().rsplit(' ').next(), Some("early"));
    }
    assert_eq!(read(&[("a.txt", &gzip(b"Talks began."))]), ["a.txt"]);
}

#[test]
fn utf_32_is_one_error_a_file() {
    let text: Vec<u8> = "\u{feff}{\"text\":\"a\"}\n{\"text\":\"b\"}\n".chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
    for name in ["a.jsonl", "a.json", "a.csv", "a.txt", "a.html"] {
        assert_eq!(read(&[(name, &text)]), [format!("{name}: is UTF-32, which is not read")]);
    }
    assert_eq!(stream(&text, &Options::default())[0], Err("-: is UTF-32, which is not read".into()));
}

#[test]
fn bombs_are_passed_over_in_bounded_memory() {
    let folder = tempfile::tempdir().unwrap();
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::best());
    let zeros = vec![b'0'; 1 << 20];
    encoder.write_all(b"{\"text\":\"").unwrap();
    for _ in 0..200 {
        encoder.write_all(&zeros).unwrap();
    }
    encoder.write_all(b"\"}\n{\"text\":\"after\"}\n").unwrap();
    fs::write(folder.path().join("a.jsonl.gz"), encoder.finish().unwrap()).unwrap();
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..200 {
        encoder.write_all(&zeros).unwrap();
    }
    fs::write(folder.path().join("b.txt.gz"), encoder.finish().unwrap()).unwrap();
    let options = Options { max_document_bytes: 1_000_000, ..Options::default() };
    assert_eq!(
        outline(Inputs::open(&[folder.path().to_owned()], &options), folder.path()),
        ["a.jsonl.gz:1: holds more than 1000000 bytes", "a.jsonl.gz#2", "b.txt.gz: holds more than 1000000 bytes"]
    );
}

#[test]
fn streams_are_looked_at() {
    let options = Options::default();
    let docs = stream(b"{\"text\":\"a\"}\n{\"text\":\"b\"}\n", &options);
    assert_eq!(docs[1].as_ref().unwrap().id, "-#2");
    let docs = stream(b"Seoul said so.\r\n", &options);
    assert_eq!((docs[0].as_ref().unwrap().id.as_str(), docs[0].as_ref().unwrap().text.as_str()), ("-", "Seoul said so.\r\n"));
    let docs = stream(&gzip(b"{\"text\":\"a\"}"), &options);
    assert_eq!(docs[0].as_ref().unwrap().text, "a");
    assert_eq!(stream(b"PAR1xxxxPAR1", &options)[0], Err("-: parquet cannot be read from a stream".into()));
    assert_eq!(stream(b"", &options)[0], Err("-: holds no text".into()));
    let docs = stream(b"<!-- page --><!DOCTYPE html><html><body><article><p>Seoul said on Monday that talks had begun, and that they would go on for a week.</p></article></body></html>", &options);
    assert!(docs[0].as_ref().unwrap().text.starts_with("Seoul said"), "{docs:?}");
    let docs = stream(b"id,text\n7,Talks began.\n8,\"Talks\nended.\"\n", &options);
    assert_eq!(docs.iter().map(|d| d.as_ref().unwrap().id.as_str()).collect::<Vec<_>>(), ["7", "8"]);
    let docs = stream(&gzip(b"id\ttext\n7\tTalks began.\n"), &options);
    assert_eq!(docs[0].as_ref().unwrap().id, "7");
    let csv = Options { format: Some(Format::Csv), ..options };
    assert_eq!(stream(b"text\na\n", &csv)[0].as_ref().unwrap().text, "a");
}

#[test]
fn named_files_must_be_known() {
    let folder = folder(&[("a.dat", b"text of a"), ("b.TXT", b"b")]);
    let paths: Vec<PathBuf> = ["a.dat", "b.TXT", "none.txt"].iter().map(|n| folder.path().join(n)).collect();
    assert_eq!(
        outline(Inputs::open(&paths, &Options::default()), folder.path()),
        ["a.dat: its name tells no known format", "b.TXT", "none.txt: no such file or folder"]
    );
    let options = Options { format: Some(Format::Text), ..Options::default() };
    assert_eq!(outline(Inputs::open(&paths[..1], &options), folder.path()), ["a.dat"]);
}

#[cfg(unix)]
#[test]
fn links_are_followed_and_loops_named() {
    use std::os::unix::fs::symlink;
    let folder = folder(&[("a/a.txt", b"a"), ("b.txt", b"b")]);
    symlink(folder.path(), folder.path().join("a/loop")).unwrap();
    symlink("nowhere.txt", folder.path().join("c.txt")).unwrap();
    symlink("nowhere.pdf", folder.path().join("c.pdf")).unwrap();
    symlink("../b.txt", folder.path().join("a/b.txt")).unwrap();
    let lines = outline(Inputs::open(&[folder.path().to_owned()], &Options::default()), folder.path());
    assert_eq!(lines[..2], ["a/a.txt", "a/b.txt"]);
    assert!(lines[2].starts_with("a/loop: leads back to `"), "{}", lines[2]);
    assert_eq!(lines[3..], ["b.txt", "c.txt: no such file or folder"]);
}

#[test]
fn rows_can_be_made_documents_elsewhere() {
    let folder = folder(&[("a.csv", b"text,id\na,1\nb,1\n")]);
    let mut inputs = Inputs::open(&[folder.path().to_owned()], &Options::default());
    let row = inputs.next_row().unwrap().unwrap();
    let options = inputs.options().clone();
    let doc = std::thread::spawn(move || row.into_document(&options)).join().unwrap().unwrap();
    assert_eq!(doc.id, "1");
    assert!(inputs.next_row().unwrap().is_err());
    assert!(inputs.next_row().is_none());
}
