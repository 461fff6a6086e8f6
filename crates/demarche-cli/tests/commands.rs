//! Help, man pages, completions, versions and codes. Snapshots are in tests/snapshots; `UPDATE_SNAPSHOTS=1 cargo test`
//! writes them anew.

mod support;

use std::fs;
use std::path::Path;

use support::{demarche, folder, has_model, run};

/// Compares with the snapshot of this name.
#[track_caller]
fn matches_snapshot(name: &str, found: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots").join(name);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&path, found).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(expected == found, "{name} has changed; if that is right, UPDATE_SNAPSHOTS=1 writes it anew. Now:\n{found}");
}

#[test]
fn help_is_as_reviewed() {
    for (name, args) in [
        ("help-short.txt", &["-h"][..]),
        ("help-long.txt", &["--help"]),
        ("code-short.txt", &["code", "-h"]),
        ("code-long.txt", &["code", "--help"]),
        ("explain-long.txt", &["explain", "--help"]),
        ("codebook-long.txt", &["codebook", "--help"]),
        ("audit-long.txt", &["audit", "--help"]),
        ("ingest-short.txt", &["ingest", "-h"]),
        ("documents-long.txt", &["documents", "--help"]),
        ("watch-long.txt", &["watch", "--help"]),
        ("export-long.txt", &["export", "--help"]),
        ("ledger-long.txt", &["ledger", "--help"]),
        ("ledger-backup-long.txt", &["ledger", "backup", "--help"]),
        ("knowledge-long.txt", &["knowledge", "--help"]),
        ("knowledge-show-long.txt", &["knowledge", "show", "--help"]),
        ("knowledge-import-long.txt", &["knowledge", "import", "--help"]),
        ("knowledge-places-long.txt", &["knowledge", "places", "--help"]),
    ] {
        let folder = folder();
        let output = demarche(folder.path(), args).env_remove("DEMARCHE_MODEL").env_remove("DEMARCHE_TOKENIZER").output().unwrap();
        assert!(output.status.success() && output.stderr.is_empty());
        matches_snapshot(name, &String::from_utf8(output.stdout).unwrap());
    }
}

#[test]
fn pages_and_scripts_know_every_option() {
    let folder = folder();
    let page = String::from_utf8(run(folder.path(), &["man", "code"]).exits(0).out).unwrap();
    assert!(page.starts_with(".ie") || page.contains(".TH demarche-code 1"), "{page}");
    let completions: Vec<String> = ["bash", "zsh", "fish", "elvish", "powershell"]
        .map(|shell| String::from_utf8(run(folder.path(), &["completions", shell]).exits(0).out).unwrap())
        .to_vec();
    for option in ["min-confidence", "max-document-size", "text-column", "no-progress", "embeddings"] {
        assert!(page.replace('\\', "").contains(&format!("--{option}")), "{option}");
        assert!(completions.iter().all(|script| script.contains(option)), "{option}");
    }
    let inner = String::from_utf8(run(folder.path(), &["man", "knowledge", "show"]).exits(0).out).unwrap();
    assert!(inner.contains("demarche\\-knowledge\\-show") || inner.contains("demarche-knowledge-show"), "{inner}");
    run(folder.path(), &["man", "cook"]).exits(2).says("`cook` is no command").says("hint: known are code");
}

#[test]
fn versions_name_all_that_reads() {
    let folder = folder();
    let program = format!("demarche {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(run(folder.path(), &["--version"]).exits(0).out, program.as_bytes());
    if !has_model() {
        return;
    }
    let short = String::from_utf8(run(folder.path(), &["version"]).exits(0).out).unwrap();
    assert!(short.starts_with(&program), "{short}");
    for name in ["\nmodel ", "\nknowledge ", "\ncodebook    plover", "\nrecord      demarche/1\n"] {
        assert!(short.contains(name), "{name} is not in:\n{short}");
    }
    assert!(!short.contains("\nkernel "), "{short}");
    for command in ["version", "about"] {
        let verbose = String::from_utf8(run(folder.path(), &[command, "--verbose"]).exits(0).out).unwrap();
        for name in ["\nmodel ", "\nknowledge ", "\ncodebook ", "\nrecord      demarche/1\n", "\nkernel "] {
            assert!(verbose.contains(name), "{name} is not in:\n{verbose}");
        }
    }
}

#[test]
fn help_is_a_command_too() {
    let folder = folder();
    let asked = |args: &[&str]| run(folder.path(), args).exits(0).out;
    assert_eq!(asked(&["help"]), asked(&["--help"]));
    assert_eq!(asked(&["help", "code"]), asked(&["code", "--help"]));
    run(folder.path(), &["help", "cook"]).exits(2).says("unrecognized subcommand");
}

#[test]
fn codes_that_are_none_lead_to_near_ones() {
    let folder = folder();
    for (code, near) in [
        ("ASSUALT", "did you mean `ASSAULT`?"),
        ("coerse", "did you mean `COERCE`?"),
        ("COERCE:arest", "`COERCE:arrest`"),
        ("militry", "`military`"),
        ("195x", "`195`"),
    ] {
        run(folder.path(), &["codebook", code]).exits(2).says(&format!("`{code}` is no code of the codebook")).says(near);
    }
    run(folder.path(), &["codebook", "qqqqqq"]).exits(2).says("hint: `demarche codebook` lists all codes");
}

#[test]
fn models_that_are_none_are_refused() {
    let folder = folder();
    fs::write(folder.path().join("a.txt"), "Talks began.").unwrap();
    fs::write(folder.path().join("bad.safetensors"), b"no model").unwrap();
    fs::write(folder.path().join("tokenizer.json"), b"{}").unwrap();
    let code = ["code", "a.txt", "--model"];
    run(folder.path(), &[&code[..], &["bad.safetensors"]].concat())
        .exits(2)
        .says("error: `bad.safetensors`: the model cannot be loaded")
        .says("hint: take the model");
    run(folder.path(), &[&code[..], &["gone.safetensors"]].concat()).exits(2).says("cannot read `gone.safetensors`").says("hint:");
}

#[test]
fn variables_stand_for_options() {
    let folder = folder();
    fs::write(folder.path().join("a.txt"), "Talks began.").unwrap();
    let with =
        |name: &str, value: &str, args: &[&str]| support::Ran::from(demarche(folder.path(), args).env(name, value).output().unwrap());
    with("DEMARCHE_THREADS", "none", &["code", "a.txt"]).exits(2).says("--threads <N>");
    with("DEMARCHE_MODEL", "gone", &["code", "a.txt"]).exits(2).says("cannot read `gone`");
    if has_model() {
        for name in ["THREADS", "KERNEL", "MODEL", "TOKENIZER", "MAX_DOCUMENT_SIZE", "QUIET", "NO_PROGRESS", "KNOWLEDGE", "PLACES"] {
            with(&format!("DEMARCHE_{name}"), "", &["code", "a.txt"]).exits(0).says("coded 1 document");
        }
        // an option goes before its variable
        with("DEMARCHE_MAX_DOCUMENT_SIZE", "5", &["code", "a.txt"]).exits(1).says("holds more than 5 bytes");
        with("DEMARCHE_MAX_DOCUMENT_SIZE", "5", &["code", "a.txt", "--max-document-size", "50"]).exits(0);
        assert_eq!(with("DEMARCHE_QUIET", "1", &["code", "a.txt"]).exits(0).err, "");
        assert_ne!(with("DEMARCHE_QUIET", "0", &["code", "a.txt"]).exits(0).err, "");
    }
}
