//! Arguments of the commands that give an overview of a ledger.

use clap::{Args, ValueEnum};
use jiff::civil::Date;

use super::ask::{ListFormat, PageFormat, WhichArgs, parse_party};
use super::{FileArgs, ModelArgs, PackArgs, ShowArgs, parse_date};
use crate::examples;

/// Show what one party does to another over time, in both directions
///
/// Incidents that took place, each once, by period and by class: verbal and material cooperation, verbal and material conflict. What
/// both do together (a meeting) counts in both directions and is marked. Incidents that everybody denies or that were retracted are left out.
#[derive(Debug, Args)]
#[command(after_long_help = examples::DYAD)]
pub struct DyadArgs {
    /// A party: a country (PRK) or a key (PRK/GOV)
    #[arg(value_name = "PARTY", value_parser = parse_party)]
    pub first: String,

    /// The other
    #[arg(value_name = "PARTY", value_parser = parse_party)]
    pub second: String,

    #[command(flatten)]
    pub ledger: FileArgs,

    /// Length of a period
    #[arg(long, value_enum, value_name = "PERIOD", default_value_t = Period::Week)]
    pub by: Period,

    /// Format [default: text on a terminal, else jsonl]
    #[arg(short, long, value_enum, value_name = "FORMAT")]
    pub format: Option<ListFormat>,

    /// First day
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub since: Option<Date>,

    /// Last day
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub until: Option<Date>,
}

/// Lengths of periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Period {
    /// A day
    Day,
    /// A week, from Monday
    Week,
    /// A month
    Month,
    /// A year
    Year,
}

/// Tell what is new, what changed and what is disputed since a day
#[derive(Debug, Args)]
#[command(after_long_help = examples::DIGEST)]
pub struct DigestArgs {
    /// A day (2024-10-29), `today`, `yesterday`, or a number of days back (7d), by publication
    #[arg(long, value_name = "WHEN", default_value = "yesterday", value_parser = parse_since)]
    pub since: Since,

    #[command(flatten)]
    pub ledger: FileArgs,

    /// Format of the digest
    #[arg(short, long, value_enum, value_name = "FORMAT", default_value_t = DigestFormat::Markdown)]
    pub format: DigestFormat,

    #[command(flatten)]
    pub which: DigestWhichArgs,
}

/// Which incidents a digest is of.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Which incidents")]
pub struct DigestWhichArgs {
    /// A party that takes part, on either side; given twice, both take part
    #[arg(long = "party", value_name = "PARTY", value_parser = parse_party)]
    pub parties: Vec<String>,

    /// Words in a text that tells of it
    #[arg(long, value_name = "WORDS")]
    pub text: Option<String>,
}

/// Formats of a digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DigestFormat {
    /// Markdown
    Markdown,
    /// A page that needs no other file
    Html,
    /// One JSON object
    Json,
}

/// From when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// A day.
    Day(Date),
    /// So many days before today.
    Back(u16),
}

fn parse_since(text: &str) -> Result<Since, String> {
    match text {
        "today" => return Ok(Since::Back(0)),
        "yesterday" => return Ok(Since::Back(1)),
        _ => {}
    }
    if let Some(days) = text.strip_suffix('d').and_then(|n| n.parse().ok()) {
        return Ok(Since::Back(days));
    }
    parse_date(text).map(Since::Day).map_err(|_| "write a day as 2024-10-29, `today`, `yesterday`, or 7d".to_owned())
}

/// List incidents day by day
#[derive(Debug, Args)]
#[command(after_long_help = examples::TIMELINE)]
pub struct TimelineArgs {
    #[command(flatten)]
    pub ledger: FileArgs,

    /// Format [default: text on a terminal, else jsonl]
    #[arg(short, long, value_enum, value_name = "FORMAT")]
    pub format: Option<ListFormat>,

    #[command(flatten)]
    pub which: WhichArgs,
}

/// Code the documents of a ledger again that other versions coded
///
/// Texts are taken from the ledger. What this program's model and knowledge coded already stays; each document keeps its number. Then
/// families, stories and incidents are made again. `demarche diff` shows before what would change.
#[derive(Debug, Args)]
#[command(after_long_help = examples::RECODE)]
pub struct RecodeArgs {
    #[command(flatten)]
    pub ledger: FileArgs,

    /// Number of worker threads [default: one for each core]
    #[arg(short, long, value_name = "N", env = "DEMARCHE_THREADS", hide_env_values = true, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,

    /// Documents larger than this many bytes are refused
    #[arg(long, value_name = "BYTES")]
    pub max_document_size: Option<usize>,

    #[command(flatten)]
    pub packs: PackArgs,

    #[command(flatten)]
    pub model: ModelArgs,

    #[command(flatten)]
    pub show: ShowArgs,
}

/// Show what this program codes otherwise than the ledger has it
///
/// Reads the documents again that other versions coded, and compares; nothing is stored.
#[derive(Debug, Args)]
#[command(after_long_help = examples::DIFF)]
pub struct DiffArgs {
    #[command(flatten)]
    pub ledger: FileArgs,

    /// Examples of each kind of difference
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub examples: usize,

    /// Format
    #[arg(short, long, value_enum, value_name = "FORMAT", default_value_t = PageFormat::Text)]
    pub format: PageFormat,

    /// Number of worker threads [default: one for each core]
    #[arg(short, long, value_name = "N", env = "DEMARCHE_THREADS", hide_env_values = true, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,

    /// Documents larger than this many bytes are refused
    #[arg(long, value_name = "BYTES")]
    pub max_document_size: Option<usize>,

    #[command(flatten)]
    pub packs: PackArgs,

    #[command(flatten)]
    pub model: ModelArgs,

    #[command(flatten)]
    pub show: ShowArgs,
}
