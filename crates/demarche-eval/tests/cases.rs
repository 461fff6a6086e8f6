//! Runs the coding cases of `cases/` with the model that ships.
#![expect(clippy::print_stderr, reason = "known failures are reported though the test passes")]

use std::path::{Path, PathBuf};

use demarche::reader::Reader;
use demarche_eval::cases::{Case, read_cases, run_cases};
use demarche_knowledge::{Knowledge, Pack};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn cases() -> Vec<Case> {
    read_cases(&root().join("cases")).unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn cases_are_well_formed() {
    let cases = cases();
    assert!(cases.len() >= 60, "only {} cases", cases.len());
}

#[test]
fn cases_hold() {
    let file = |name: &str| {
        let path = root().join("model").join(name);
        std::fs::read(&path).unwrap_or_else(|e| {
            panic!(
                "the cases need the model that ships, but `{}` cannot be read: {e}; make it with training/train.py and training/export.py",
                path.display()
            )
        })
    };
    // what mentions stand for is told by the tables
    let compiled = demarche_knowledge::folder::compile_folder(&root().join("knowledge")).unwrap_or_else(|e| panic!("{e}"));
    let pack = Pack::open(compiled.pack.leak()).unwrap_or_else(|e| panic!("{e}"));
    let reader = Reader::new(&file("reader.safetensors"), &file("tokenizer.json"), None).unwrap_or_else(|e| panic!("{e}; {}", e.hint()));
    let reader = reader.with_knowledge(Knowledge::new(vec![pack]));
    let cases = cases();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let outcomes = run_cases(&reader, &cases, threads);
    let known = outcomes.iter().filter(|o| o.case.known_failure.is_some() && !o.is_wrong());
    known.for_each(|o| eprintln!("{o}"));
    let wrong: Vec<String> = outcomes.iter().filter(|o| o.is_wrong()).map(ToString::to_string).collect();
    assert!(wrong.is_empty(), "{} of {} cases go wrong:\n\n{}", wrong.len(), outcomes.len(), wrong.join("\n\n"));
}
