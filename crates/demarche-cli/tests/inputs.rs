//! Any input: what can be read is coded, what cannot is named with its reason and a hint, and the exit code tells.

mod support;

use std::fs;
use std::io::Write as _;

use support::{article, articles, folder, has_model, run, run_with_input, write};

#[test]
fn what_fails_is_named_and_the_rest_is_coded() {
    if !has_model() {
        return;
    }
    let folder = folder();
    write(&folder, "good.txt", article(1));
    write(&folder, "bad.txt", b"Seoul said \xff\xfe\xfa so.");
    write(&folder, "empty.txt", "");
    write(&folder, "empty.jsonl", "");
    write(&folder, "paper.pdf", "%PDF");
    write(&folder, "rows.csv", "id,text\n1,Talks began.\n2,\n1,Again.\n");
    let ran =
        run(folder.path(), &["code", "good.txt", "bad.txt", "gone.txt", "empty.txt", "empty.jsonl", "paper.pdf", "rows.csv"]).exits(1);
    assert_eq!(ran.ids(), ["good.txt", "1"]);
    for reason in [
        "error: bad.txt: is no valid `UTF-8`",
        "error: gone.txt: no such file or folder",
        "error: empty.txt: holds no text",
        "error: paper.pdf: its name tells no known format\n  hint: known are .txt",
        "error: rows.csv:3: holds no text",
        "error: rows.csv:4: the id `1` was used before\n  hint: make ids unique",
        "coded 2 documents, 6 failed",
    ] {
        assert!(ran.err.contains(reason), "`{reason}` is not in:\n{}", ran.err);
    }
    // a file without rows is no failure
    let ran = run(folder.path(), &["code", "empty.jsonl"]).exits(0);
    assert!(ran.out.is_empty());
}

#[test]
fn a_giant_line_is_refused_and_passed_over() {
    if !has_model() {
        return;
    }
    let folder = folder();
    let mut file = fs::File::create(folder.path().join("in.jsonl")).unwrap();
    file.write_all(b"{\"id\":\"before\",\"text\":\"Talks began.\"}\n{\"id\":\"giant\",\"text\":\"").unwrap();
    let piece = "Seoul said so. ".repeat(1 << 16);
    for _ in 0..54 {
        file.write_all(piece.as_bytes()).unwrap();
    }
    file.write_all(b"\"}\n{\"id\":\"after\",\"text\":\"Talks ended.\"}\n").unwrap();
    drop(file);
    let ran = run(folder.path(), &["code", "in.jsonl"]).exits(1).says("in.jsonl:2: holds more than 20000000 bytes");
    assert_eq!(ran.ids(), ["before", "after"]);
}

#[test]
fn the_limit_can_be_set() {
    if !has_model() {
        return;
    }
    let folder = folder();
    write(&folder, "a.txt", article(1));
    run(folder.path(), &["code", "a.txt", "--max-document-size", "100"]).exits(1).says("holds more than 100 bytes").says("--max-document");
    run(folder.path(), &["code", "a.txt", "--max-document-size", "1kB"]).exits(0);
    run(folder.path(), &["code", "a.txt", "--max-document-size", "huge"]).exits(2);
}

#[test]
fn folders_are_read_in_order_with_all_below() {
    if !has_model() {
        return;
    }
    let folder = folder();
    for name in ["in/b.txt", "in/a/z.md", "in/a/y.txt", "in/c.jsonl"] {
        let content = if name.ends_with("jsonl") { articles(2) } else { article(name.len()) };
        write(&folder, name, content);
    }
    write(&folder, "in/.hidden.txt", "no");
    write(&folder, "in/photo.jpg", "no");
    let ran = run(folder.path(), &["code", "in"]).exits(0).says("1 file has an unknown extension and is left out");
    assert_eq!(ran.ids(), ["in/a/y.txt", "in/a/z.md", "in/b.txt", "a0", "a1"]);
}

#[test]
fn compressed_files_and_streams_give_the_same_records() {
    if !has_model() {
        return;
    }
    let folder = folder();
    let plain = articles(5);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(plain.as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    let zstd = zstd::encode_all(plain.as_bytes(), 1).unwrap();
    write(&folder, "a.jsonl", &plain);
    write(&folder, "a.jsonl.gz", &gzip);
    write(&folder, "a.jsonl.zst", &zstd);
    write(&folder, "torn.jsonl.gz", &gzip[..gzip.len() - 20]);
    let expected = run(folder.path(), &["code", "a.jsonl"]).exits(0).out;
    for name in ["a.jsonl.gz", "a.jsonl.zst"] {
        assert!(run(folder.path(), &["code", name]).exits(0).out == expected, "{name}");
    }
    for input in [plain.as_bytes(), &gzip, &zstd] {
        assert!(run_with_input(folder.path(), &["code", "-"], input).exits(0).out == expected);
    }
    run(folder.path(), &["code", "torn.jsonl.gz"]).exits(1).says("the gzip data ends early");
}

#[test]
fn columns_are_named_and_rows_keep_what_they_state() {
    if !has_model() {
        return;
    }
    let folder = folder();
    write(&folder, "in.tsv", "key\tbody\tday\tlanguage\nx\tSeoul said so.\t\t\ny\tOui.\t2020-01-02\tfr\n");
    let args = ["code", "in.tsv", "--text-column", "body", "--id-column", "key", "--date-column", "day", "--published", "2024-10-29"];
    let ran = run(folder.path(), &args).exits(0).says("coded 2 documents (1 skipped, not English)");
    let records = ran.records();
    assert_eq!((&records[0]["id"], &records[0]["published"]), (&"x".into(), &"2024-10-29".into()));
    assert_eq!((&records[1]["id"], &records[1]["published"]), (&"y".into(), &"2020-01-02".into()));
    assert_eq!(records[1]["skipped"]["detail"], "fr");
    run(folder.path(), &["code", "in.tsv"]).exits(1).says("has neither a column `text` nor `html`").says("`key`, `body`");
}

#[test]
fn pairs_are_answered() {
    if !has_model() {
        return;
    }
    let folder = folder();
    let row = r#"{"id":"p","text":"Séoul accused Pyongyang.","pairs":[{"source":[[0,5]],"target":[[14,23]]}]}"#;
    let ran = run_with_input(folder.path(), &["code", "-"], row.as_bytes()).exits(0);
    let pair = &ran.records()[0]["pairs"][0];
    assert!(pair["type"].is_string() && pair["scores"].as_object().unwrap().len() == 16, "{pair}");
}

#[test]
fn a_long_article_is_read_whole() {
    if !has_model() {
        return;
    }
    read_long_article(5_000);
}

#[test]
fn an_article_of_a_quarter_million_words_is_read_whole() {
    if !has_model() {
        return;
    }
    read_long_article(250_000);
}

fn read_long_article(words: usize) {
    let folder = folder();
    let (mut text, mut count, mut n) = (String::new(), 0, 0);
    while count < words {
        let next = article(n) + "\n\n";
        count += next.split_whitespace().count();
        text.push_str(&next);
        n += 1;
    }
    write(&folder, "long.txt", &text);
    let ran = run(folder.path(), &["code", "long.txt"]).exits(0);
    let record = &ran.records()[0];
    let sentences = record["sentences"].as_array().unwrap();
    let last = sentences.last().unwrap()[1].as_u64().unwrap();
    assert!(last as usize >= text.trim_end().chars().count() - 1, "the last sentence ends with the text");
}
