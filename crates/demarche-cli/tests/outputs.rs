//! Outputs appear whole or not at all, and nothing is replaced unasked.
#![allow(clippy::print_stderr, reason = "a skipped test says why")]

mod support;

use std::fs;
use std::io::Read as _;

use support::{article, articles, demarche, folder, has_model, ids, names, run, write};

#[test]
fn formats_of_many_files_need_a_folder() {
    let folder = folder();
    write(&folder, "a.txt", article(1));
    for format in ["csv", "parquet"] {
        run(folder.path(), &["code", "a.txt", "-f", format]).exits(2).says("needs a folder").says("hint: name a folder, as in");
    }
    run(folder.path(), &["code", ".", "-f", "html"]).exits(2).says("needs a folder").says("-o report");
    run(folder.path(), &["code"]).exits(2).says("<INPUT>");
}

#[test]
fn one_article_makes_one_page() {
    if !has_model() {
        return;
    }
    let folder = folder();
    write(&folder, "a.txt", article(1));
    let page = run(folder.path(), &["code", "a.txt", "-f", "html"]).exits(0).out;
    assert!(String::from_utf8(page.clone()).unwrap().contains("José Peña"));
    run(folder.path(), &["code", "a.txt", "-f", "html", "-o", "a.html"]).exits(0);
    assert!(fs::read(folder.path().join("a.html")).unwrap() == page);
    write(&folder, "two.jsonl", articles(2));
    run(folder.path(), &["code", "two.jsonl", "-f", "html"]).exits(2).says("hint: name a folder with -o");
    run(folder.path(), &["code", "two.jsonl", "-f", "html", "-o", "report"]).exits(0);
    assert!(folder.path().join("report/index.html").is_file());
}

#[test]
fn a_whole_output_is_not_replaced_unasked() {
    if !has_model() {
        return;
    }
    let folder = folder();
    write(&folder, "in.jsonl", articles(2));
    for (format, out) in [("jsonl", "out.jsonl"), ("csv", "tables"), ("parquet", "tables2"), ("html", "report"), ("text", "out.txt")] {
        let args = ["code", "in.jsonl", "-f", format, "-o", out];
        run(folder.path(), &args).exits(0);
        let before = support::tree(&folder.path().join(out));
        run(folder.path(), &args).exits(2).says("is there already").says("hint: choose another path after -o, or replace it with --force");
        run(folder.path(), &[&args[..], &["--force"]].concat()).exits(0);
        assert!(support::tree(&folder.path().join(out)) == before, "{format}");
    }
}

#[test]
fn an_output_among_the_inputs_is_refused() {
    let folder = folder();
    write(&folder, "in/a.txt", article(1));
    run(folder.path(), &["code", "in", "-o", "in/out.jsonl"]).exits(2).says("lies in the input `in`");
    run(folder.path(), &["code", "in/a.txt", "-o", "./in/../in/a.txt", "--force"]).exits(2).says("lies in the input");
}

#[test]
fn what_cannot_be_written_is_said_before_anything_is_coded() {
    if !has_model() {
        return;
    }
    let folder = folder();
    write(&folder, "a.txt", article(1));
    write(&folder, "file", "");
    run(folder.path(), &["code", "a.txt", "-o", "file/out.jsonl"]).exits(2).says("file/.out.jsonl.partial");
    run(folder.path(), &["code", "a.txt", "-o", "no/such/out.jsonl"]).exits(2).says("hint: create the folder first");
    run(folder.path(), &["code", "a.txt", "-o", "file", "-f", "csv"]).exits(2).says("`file` is a file, not a folder");
    run(folder.path(), &["code", "a.txt", "-o", "."]).exits(2).says("error:");
    assert_eq!(names(folder.path()), ["a.txt", "file"]);
}

#[cfg(unix)]
#[test]
fn a_read_only_folder_is_said() {
    use std::os::unix::fs::PermissionsExt as _;

    if !has_model() {
        return;
    }
    let folder = folder();
    write(&folder, "a.txt", article(1));
    let closed = folder.path().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(closed.join("probe"), "").is_ok() {
        eprintln!("skipped: this user may write into read-only folders");
        return;
    }
    run(folder.path(), &["code", "a.txt", "-o", "closed/out.jsonl"]).exits(2).says("hint: choose a folder you may write to");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    if !has_model() {
        return;
    }
    let folder = folder();
    write(&folder, "in.jsonl", articles(3));
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let ran: support::Ran = demarche(folder.path(), &["code", "in.jsonl"]).stdout(full).output().unwrap().into();
    ran.exits(1).says("cannot write").says("hint:");
}

#[test]
fn a_closed_pipe_is_no_error() {
    if !has_model() {
        return;
    }
    let folder = folder();
    // more than any pipe holds
    write(&folder, "in.jsonl", articles(100));
    let mut child = demarche(folder.path(), &["code", "in.jsonl"]).spawn().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut [0; 10]).unwrap();
    drop(stdout);
    let ran = support::Ran::from(child.wait_with_output().unwrap()).exits(0);
    assert_eq!(ran.err, "");
    for args in [&["--help"][..], &["completions", "bash"], &["man"], &["codebook"]] {
        let mut child = demarche(folder.path(), args).spawn().unwrap();
        drop(child.stdout.take());
        assert_eq!(support::Ran::from(child.wait_with_output().unwrap()).err, "", "{args:?}");
    }
}

#[test]
fn quiet_says_errors_only() {
    if !has_model() {
        return;
    }
    let folder = folder();
    write(&folder, "in.jsonl", articles(1) + "{}\n");
    let ran = run(folder.path(), &["code", "in.jsonl", "--quiet"]).exits(1);
    assert_eq!(ran.err.lines().count(), 2, "{}", ran.err);
    let loud = run(folder.path(), &["code", "in.jsonl"]).exits(1);
    assert!(loud.out == ran.out && loud.err.lines().count() == 3, "{}", loud.err);
}

#[test]
fn the_name_of_the_output_tells_its_format() {
    if !has_model() {
        return;
    }
    let folder = folder();
    write(&folder, "in.jsonl", articles(2));
    let code = |out: &str| run(folder.path(), &["code", "in.jsonl", "-o", out]).exits(0);
    code("out.csv").says("note: `out.csv` becomes a folder with one csv file for each table");
    assert!(folder.path().join("out.csv/documents.csv").is_file());
    code("out.parquet");
    assert!(folder.path().join("out.parquet/events.parquet").is_file());
    code("out.html");
    assert!(folder.path().join("out.html/index.html").is_file());
    code("out.txt");
    assert!(fs::read(folder.path().join("out.txt")).unwrap().first() != Some(&b'{'));
    for name in ["out.jsonl", "out.ndjson", "out.json", "out", "out.dat"] {
        code(name);
        assert_eq!(ids(&fs::read(folder.path().join(name)).unwrap()), ["a0", "a1"], "{name}");
    }
    // the file is there, and tables are a folder
    write(&folder, "old.csv", "text\n");
    run(folder.path(), &["code", "in.jsonl", "-o", "old.csv", "--force"]).exits(2).says("`old.csv` is a file, not a folder");
}

#[test]
fn a_name_that_lies_is_refused() {
    let folder = folder();
    write(&folder, "in.jsonl", articles(2));
    for (format, out) in [("csv", "out.jsonl"), ("jsonl", "out.csv"), ("parquet", "out.CSV"), ("text", "out.html"), ("html", "out.json")] {
        run(folder.path(), &["code", "in.jsonl", "-f", format, "-o", out])
            .exits(2)
            .says(&format!("and --format says {format}"))
            .says("hint: leave --format out, or choose a name with another suffix");
    }
    for (out, hint) in
        [("out.jsonl.gz", "| gzip > out.jsonl.gz"), ("out.jsonl.zst", "| zstd > out.jsonl.zst"), ("x/out.XZ", "| xz > x/out.XZ")]
    {
        run(folder.path(), &["code", "in.jsonl", "-o", out]).exits(2).says("outputs are not compressed").says(hint);
        run(folder.path(), &["code", "in.jsonl", "-f", "jsonl", "--force", "-o", out]).exits(2).says("outputs are not compressed");
    }
    assert_eq!(names(folder.path()), ["in.jsonl"]);
}

#[test]
fn files_of_others_in_a_folder_are_not_replaced_unasked() {
    let folder = folder();
    write(&folder, "in.jsonl", articles(1));
    for format in ["csv", "parquet"] {
        for table in ["claims", "events", "mentions", "pairs", "documents"] {
            let out = format!("{format}-{table}");
            let file = format!("{out}/{table}.{format}");
            write(&folder, &file, "mine");
            run(folder.path(), &["code", "in.jsonl", "-f", format, "-o", &out]).exits(2).says(&format!("`{file}` is there already"));
            assert_eq!(names(&folder.path().join(&out)), [format!("{table}.{format}")]);
        }
    }
    write(&folder, "pages/a0.html", "mine");
    run(folder.path(), &["code", "in.jsonl", "-f", "html", "-o", "pages"]).exits(2).says("`pages/a0.html` is there already");
    assert_eq!(fs::read(folder.path().join("pages/a0.html")).unwrap(), b"mine");
}

/// What a terminal shows: `script` gives the program one.
#[cfg(target_os = "linux")]
fn on_terminal(folder: &tempfile::TempDir, command: &str, no_color: bool) -> Option<String> {
    let program = format!("{} {command}", env!("CARGO_BIN_EXE_demarche"));
    let mut script = std::process::Command::new("script");
    script.current_dir(folder.path()).args(["-qec", &program, "/dev/null"]).env("TERM", "xterm").env_remove("NO_COLOR");
    if no_color {
        script.env("NO_COLOR", "1");
    }
    match script.stdin(std::process::Stdio::null()).output() {
        Ok(output) if output.status.success() => Some(String::from_utf8_lossy(&output.stdout).into_owned()),
        other => {
            eprintln!("skipped: no terminal can be had from `script`: {other:?}");
            None
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_shows_one_article_as_text() {
    if !has_model() {
        return;
    }
    let folder = folder();
    write(&folder, "a.txt", article(1));
    write(&folder, "two.jsonl", articles(2));
    let Some(shown) = on_terminal(&folder, "code a.txt --quiet", false) else { return };
    assert!(!shown.starts_with('{') && shown.contains("\x1b["), "{shown}");
    let plain = on_terminal(&folder, "code a.txt --quiet", true).unwrap();
    assert!(!plain.contains("\x1b[") && !plain.starts_with('{'), "{plain}");
    let plain = on_terminal(&folder, "code a.txt --quiet --color never", false).unwrap();
    assert!(!plain.contains("\x1b["), "{plain}");
    let json = on_terminal(&folder, "code two.jsonl --quiet", false).unwrap();
    assert!(json.starts_with('{') && !json.contains("\x1b["), "{json}");
}
