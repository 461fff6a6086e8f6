//! Arguments of `demarche export`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use demarche_export::Format;
use demarche_export::rule::ClaimRule;

use super::{FileArgs, WhichArgs};
use crate::examples;

/// Export incidents in the formats of the field
///
/// Writes each incident once for every pair of parties (parquet and csv: as tables with all reports, values, positions and witnesses).
/// Event tables have no field for who says so, and what stands in one is taken for fact. So a rule for claims always decides what
/// goes out, and is recorded beside the export with everything that was left out and why: OUT.json, or export.json in the folder.
///
/// Only what happened goes out: status actual and historical, unless --status says otherwise. A report that denies an incident does
/// not make it one that did not happen while another tells it.
#[derive(Debug, Args)]
#[command(after_long_help = examples::EXPORT)]
pub struct ExportArgs {
    /// Format of the export
    #[arg(short, long, value_enum, value_name = "FORMAT")]
    pub format: ExportFormat,

    /// The file, or for gdelt, parquet and csv the folder, to write
    #[arg(short, long, value_name = "OUT")]
    pub output: PathBuf,

    /// Whose word is enough for an incident to go out
    #[arg(long, value_enum, value_name = "RULE", default_value = "own-voice")]
    pub claims: Claims,

    /// Add passages of the articles, where the format has room (plover, parquet, csv); rights in them are their publishers'
    #[arg(long)]
    pub with_text: bool,

    /// Replace an export that is there
    #[arg(long)]
    pub force: bool,

    #[command(flatten)]
    pub ledger: FileArgs,

    #[command(flatten)]
    pub which: WhichArgs,
}

/// Formats of export on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// PLOVER's JSON, one object for each event and line
    Plover,
    /// POLECAT's table of 40 columns
    Polecat,
    /// GDELT's tables of events and mentions
    Gdelt,
    /// ICEWS's table of 20 columns
    Icews,
    /// Parquet tables
    Parquet,
    /// CSV tables
    Csv,
}

impl From<ExportFormat> for Format {
    fn from(format: ExportFormat) -> Self {
        match format {
            ExportFormat::Plover => Self::Plover,
            ExportFormat::Polecat => Self::Polecat,
            ExportFormat::Gdelt => Self::Gdelt,
            ExportFormat::Icews => Self::Icews,
            ExportFormat::Parquet => Self::Parquet,
            ExportFormat::Csv => Self::Csv,
        }
    }
}

/// Rules for claims on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Claims {
    /// Told by at least one publisher in its own voice, neither denied by all nor retracted
    OwnVoice,
    /// Affirmed by two independent witnesses, or confirmed; neither denied by all nor retracted
    Corroborated,
    /// Told by anybody
    All,
}

impl From<Claims> for ClaimRule {
    fn from(claims: Claims) -> Self {
        match claims {
            Claims::OwnVoice => Self::OwnVoice,
            Claims::Corroborated => Self::Corroborated,
            Claims::All => Self::All,
        }
    }
}
