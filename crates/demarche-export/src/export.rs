//! The export of one format to a file or folder, with its sidecar.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use demarche_ledger::dossier::Dossier;
use demarche_output::tables::{Cell, Table};
use demarche_output::{OutputError, PartialFile, csv, make_folder, parquet};
use jiff::civil::Date;

use crate::case::{Case, Pages};
use crate::number::{name, number};
use crate::rule::{LeftOut, Rule};
use crate::sidecar::{Counts, File, SCHEMA, Sidecar};
use crate::tsv::TsvFile;
use crate::{Format, gdelt, icews, plover, polecat, tables, who};

/// What is exported, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The format.
    pub format: Format,
    /// What goes out.
    pub rule: Rule,
    /// Passages of articles go out too, where the format has room for them.
    pub with_text: bool,
    /// Which incidents were asked for, for the sidecar.
    pub filters: BTreeMap<String, String>,
    /// The latest day on which a document of the ledger was published, for the sidecar.
    pub until: Option<Date>,
}

/// Writes incidents as they come. Files appear under their names at [`Export::finish`]; dropped before, it leaves nothing behind.
#[derive(Debug)]
pub struct Export {
    options: Options,
    sidecar: (PathBuf, PartialFile),
    files: Files,
    counts: Counts,
}

#[derive(Debug)]
enum Files {
    Lines { file: Counted, who: Option<Counted> },
    Gdelt { events: Counted, mentions: Counted, who: Counted },
    Parquet(Vec<(parquet::TableFile, File)>),
    Csv(Vec<(csv::TableFile, File)>),
}

/// A table of lines with what the sidecar tells of it.
#[derive(Debug)]
struct Counted {
    table: TsvFile,
    file: File,
}

impl Counted {
    fn create(path: &Path, columns: &[&str], header: bool) -> Result<Self, OutputError> {
        let mut table = TsvFile::create(path)?;
        if header {
            table.row(columns)?;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let columns = columns.iter().map(|c| (*c).to_owned()).collect();
        Ok(Self { table, file: File { name, rows: 0, header, columns } })
    }

    fn row<S: AsRef<str>>(&mut self, fields: &[S]) -> Result<(), OutputError> {
        self.file.rows += 1;
        self.table.row(fields)
    }

    fn line(&mut self, line: &str) -> Result<(), OutputError> {
        self.file.rows += 1;
        self.table.line(line)
    }
}

/// Files that an export would write, the sidecar first. The event tables lie in a folder for `gdelt`, the tables of `parquet` and
/// `csv` too; else beside the file.
#[must_use]
pub fn targets(format: Format, out: &Path) -> Vec<PathBuf> {
    let mut targets = vec![sidecar_path(format, out)];
    match format {
        Format::Plover => targets.push(out.to_owned()),
        Format::Polecat | Format::Icews => targets.extend([out.to_owned(), with_suffix(out, ".who.tsv")]),
        Format::Gdelt => targets.extend(["gdelt.export.CSV", "gdelt.mentions.CSV", "gdelt.who.tsv"].map(|name| out.join(name))),
        Format::Parquet | Format::Csv => targets.extend(tables::TABLES.iter().map(|t| out.join(format!("{}.{format}", t.name)))),
    }
    targets
}

fn sidecar_path(format: Format, out: &Path) -> PathBuf {
    if format.is_folder() { out.join("export.json") } else { with_suffix(out, ".json") }
}

fn with_suffix(out: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(out.as_os_str());
    name.push(suffix);
    name.into()
}

impl Export {
    /// Begins an export. What stands under the names of [`targets`] is replaced at the end.
    ///
    /// # Errors
    /// Where a file or folder cannot be made.
    pub fn create(out: &Path, options: Options) -> Result<Self, OutputError> {
        let format = options.format;
        if format.is_folder() {
            make_folder(out)?;
        }
        let paths = targets(format, out);
        let mut paths = paths.iter();
        let mut next = || paths.next().cloned().unwrap_or_default();
        let sidecar = next();
        let files = match format {
            Format::Plover => Files::Lines { file: Counted::create(&next(), &plover::KEYS, false)?, who: None },
            Format::Polecat => Files::Lines {
                file: Counted::create(&next(), &polecat::COLUMNS, true)?,
                who: Some(Counted::create(&next(), &who::COLUMNS, true)?),
            },
            Format::Icews => Files::Lines {
                file: Counted::create(&next(), &icews::COLUMNS, true)?,
                who: Some(Counted::create(&next(), &who::COLUMNS, true)?),
            },
            Format::Gdelt => Files::Gdelt {
                events: Counted::create(&next(), &gdelt::EVENT_COLUMNS, false)?,
                mentions: Counted::create(&next(), &gdelt::MENTION_COLUMNS, false)?,
                who: Counted::create(&next(), &who::COLUMNS, true)?,
            },
            Format::Parquet => {
                let create = |t: &'static Table| {
                    let path = next();
                    Ok((parquet::TableFile::create(t, SCHEMA, &["quote", "url"], path.clone())?, file_of(t, &path, false)))
                };
                Files::Parquet((0..).map_while(tables::table).map(create).collect::<Result<_, OutputError>>()?)
            }
            Format::Csv => {
                let create = |t: &'static Table| {
                    let path = next();
                    Ok((csv::TableFile::create(t, path.clone())?, file_of(t, &path, true)))
                };
                Files::Csv((0..).map_while(tables::table).map(create).collect::<Result<_, OutputError>>()?)
            }
        };
        let file = PartialFile::create(&sidecar)?;
        Ok(Self { options, sidecar: (sidecar, file), files, counts: Counts::default() })
    }

    /// Writes an incident, or says why not.
    ///
    /// # Errors
    /// Where a file cannot be written to.
    pub fn add(&mut self, dossier: &Dossier) -> Result<Option<LeftOut>, OutputError> {
        self.counts.asked += 1;
        let Some(case) = Case::of(dossier) else { return Ok(None) };
        let left_out = self.options.rule.leaves_out(&case).or_else(|| self.options.format.cannot_hold(&case));
        if let Some(reason) = left_out {
            *self.counts.left_out.entry(reason).or_default() += 1;
            return Ok(Some(reason));
        }
        self.counts.written += 1;
        self.write(&case)?;
        Ok(None)
    }

    fn write(&mut self, case: &Case<'_>) -> Result<(), OutputError> {
        let mut pages = Pages::default();
        let id = case.dossier.id();
        match &mut self.files {
            Files::Lines { file, who } => {
                match self.options.format {
                    Format::Polecat => polecat::rows(case).iter().try_for_each(|row| file.row(row))?,
                    Format::Icews => icews::rows(case, &mut pages).iter().try_for_each(|row| file.row(row))?,
                    _ => {
                        for record in plover::records(case, &mut pages, self.options.with_text) {
                            let json = serde_json::to_string(&record);
                            let json = json.map_err(|source| OutputError::Json { id: record.id.clone(), source })?;
                            file.line(&(json + "\n"))?;
                        }
                    }
                }
                if let Some(who) = who {
                    for dyad in case.dyads() {
                        let numbered = number(id, &dyad).filter(|_| self.options.format == Format::Icews).map(|n| n.to_string());
                        who.row(&who::row(case, &numbered.unwrap_or_else(|| name(id, &dyad))))?;
                    }
                }
            }
            Files::Gdelt { events, mentions, who } => {
                for row in gdelt::events(case, &mut pages) {
                    who.row(&who::row(case, &row[0]))?;
                    events.row(&row)?;
                }
                gdelt::mentions(case, &mut pages).iter().try_for_each(|row| mentions.row(row))?;
            }
            Files::Parquet(files) => {
                for ((table, file), rows) in files.iter_mut().zip(tables::rows(case, self.options.with_text)) {
                    file.rows += rows.len() as u64;
                    rows.iter().try_for_each(|row: &Vec<Cell<'_>>| table.row(row))?;
                }
            }
            Files::Csv(files) => {
                for ((table, file), rows) in files.iter_mut().zip(tables::rows(case, self.options.with_text)) {
                    file.rows += rows.len() as u64;
                    rows.iter().try_for_each(|row: &Vec<Cell<'_>>| table.row(row))?;
                }
            }
        }
        Ok(())
    }

    /// Gives all files their names, the sidecar first: no table stands without its rule.
    ///
    /// # Errors
    /// Where a file cannot be written to or renamed.
    pub fn finish(self) -> Result<Counts, OutputError> {
        let Self { options, sidecar: (path, mut beside), files, counts } = self;
        let (mut partial, told): (Vec<PartialFile>, Vec<File>) = match files {
            Files::Lines { file, who } => [Some(file), who].into_iter().flatten().map(|c| (c.table.close(), c.file)).unzip(),
            Files::Gdelt { events, mentions, who } => [events, mentions, who].into_iter().map(|c| (c.table.close(), c.file)).unzip(),
            Files::Parquet(files) => {
                let closed: Result<Vec<_>, OutputError> = files.into_iter().map(|(t, f)| Ok((t.close()?, f))).collect();
                closed?.into_iter().unzip()
            }
            Files::Csv(files) => {
                let closed: Result<Vec<_>, OutputError> = files.into_iter().map(|(t, f)| Ok((t.close()?, f))).collect();
                closed?.into_iter().unzip()
            }
        };
        let mut sidecar = Sidecar::new(options.format, &options.rule, &options.filters, options.until, options.with_text);
        sidecar.incidents = counts.clone();
        sidecar.files = told;
        let json = serde_json::to_string_pretty(&sidecar).map_err(|source| OutputError::Json { id: SCHEMA.to_owned(), source })?;
        let written = beside.write_all((json + "\n").as_bytes());
        written.map_err(|source| OutputError::File { action: "write", path, source })?;
        for file in &mut partial {
            file.settle()?;
        }
        beside.publish()?;
        partial.into_iter().try_for_each(PartialFile::publish)?;
        Ok(counts)
    }
}

fn file_of(table: &Table, path: &Path, header: bool) -> File {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    File { name, rows: 0, header, columns: table.columns.iter().map(|c| c.name.to_owned()).collect() }
}
