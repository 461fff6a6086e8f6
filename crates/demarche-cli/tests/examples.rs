//! What the program reads out of the articles in `examples/`, with the model that ships. Snapshots are in
//! tests/snapshots/examples; a new model changes them: look at each change, then `UPDATE_SNAPSHOTS=1 cargo test` writes
//! them anew.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use support::{has_model, run};

fn examples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "txt" || e == "md" || e == "html"));
    paths.sort();
    paths
}

#[test]
fn articles_are_read_as_reviewed() {
    if !has_model() {
        return;
    }
    let mut changed = Vec::new();
    assert!(examples().len() >= 6);
    for path in examples() {
        let name = path.file_name().unwrap().to_str().unwrap();
        let args = ["code", name, "--published", "2025-03-14", "--format", "text", "--color", "never", "--quiet"];
        let found = String::from_utf8(run(path.parent().unwrap(), &args).exits(0).out).unwrap();
        let snapshot = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots/examples").join(format!("{name}.out"));
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            fs::write(&snapshot, &found).unwrap();
        }
        if fs::read_to_string(&snapshot).unwrap_or_default() != found {
            changed.push(format!("== {name}\n{found}"));
        }
    }
    assert!(changed.is_empty(), "changed; if that is right, UPDATE_SNAPSHOTS=1 writes it anew. Now:\n{}", changed.join("\n"));
}
