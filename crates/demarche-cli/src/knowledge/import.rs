//! `demarche knowledge import`: a pack of tables, dictionaries and dumps.

use demarche_knowledge::Source;
use demarche_knowledge::import::{Format, Import, ImportOptions, Report};
use indicatif::HumanCount;

use super::build;
use super::packs::built_in;
use crate::args::ImportArgs;
use crate::error::{Exit, UserError};
use crate::messages::Messages;

/// Makes a pack of all files that can be read.
///
/// # Errors
/// An output that must not be replaced, or cannot be written. A file that gives nothing is a message and an exit code.
pub fn import(args: &ImportArgs) -> anyhow::Result<Exit> {
    build::check_output(&args.output, &args.files)?;
    let known = built_in()?;
    if let Some(country) = args.country.as_deref().filter(|code| !known.is_party_code(code)) {
        return Err(UserError::usage(format!("`{country}` is no country's code"))
            .hint("write ISO 3166-1 alpha-3, as NOR; `demarche knowledge show NAME` tells a country's code")
            .into());
    }
    let messages = Messages::quiet_if(args.telling.quiet);
    let mut import = Import::default();
    let mut read: Vec<(String, Format)> = Vec::new();
    let mut is_failed = false;
    for path in &args.files {
        let mut fail = |problem: String, hint: Option<&str>| {
            messages.error(format!("`{}`: {problem}", path.display()), hint);
            is_failed = true;
        };
        let bytes = match build::read(path) {
            Ok(bytes) => bytes,
            Err(error) => {
                fail(error.to_string(), None);
                continue;
            }
        };
        let Some(format) = args.format.map(Format::from).or_else(|| Format::guess(&bytes)) else {
            fail("its format is not known".to_owned(), Some("say what it is with --format; docs/knowledge.md shows each format"));
            continue;
        };
        let options = ImportOptions {
            file: &build::file_name(path),
            as_of: args.telling.as_of.as_deref().unwrap_or_default(),
            country: args.country.as_deref(),
            known: Some(&known),
        };
        import.read(format, &bytes, &options);
        read.push((path.display().to_string(), format));
    }
    let (tables, reports) = import.finish();
    for ((file, format), report) in read.iter().zip(&reports) {
        build::tell(&messages, file, &report.warnings, &args.telling);
        if report.rows == 0 {
            let hint = "the warnings say why; --format says what the file is, if it was taken for something else";
            messages.error(format!("`{file}`: nothing usable was read as {}", format.name()), Some(hint));
            is_failed = true;
        } else {
            messages.note(format!("{file}: {}", summary(*format, report)));
        }
    }
    if tables.is_empty() {
        return Ok(Exit::SomeFailed);
    }
    let bytes = build::write_pack(&args.output, &tables)?;
    let left_out = match reports.iter().map(|r| r.warnings.len()).sum::<usize>() {
        0 => String::new(),
        n => format!("; warnings: {}", HumanCount(n as u64)),
    };
    messages.note(format!("{}: {} ({}){left_out}", args.output.display(), rows_by_table(&tables), build::size(bytes)));
    Ok(if is_failed { Exit::SomeFailed } else { Exit::Done })
}

fn summary(format: Format, report: &Report) -> String {
    let rows = format!("{} rows, read as {}", HumanCount(report.rows as u64), format.name());
    match report.warnings.len() {
        0 => rows,
        n => format!("{rows}; warnings: {}", HumanCount(n as u64)),
    }
}

/// `bodies 3, holders 12`.
fn rows_by_table(tables: &[Source]) -> String {
    let one = |table: &Source| {
        let name = table.file.split(['/', '.']).next().unwrap_or_default();
        format!("{name} {}", HumanCount(table.text.lines().count().saturating_sub(1) as u64))
    };
    tables.iter().map(one).collect::<Vec<_>>().join(", ")
}
