//! Arguments of the commands that give an overview of a ledger.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use demarche::codebook::{Context, EventType};
use demarche_monitor::who::Who;
use jiff::civil::Date;

use super::ask::{ListFormat, PageFormat, WhichArgs, parse_party};
use super::{FileArgs, ModelArgs, PackArgs, ShowArgs, parse_date};
use crate::examples;

/// Show how intense cooperation and conflict between two parties are, in both directions
///
/// Incidents that took place, each once however many tell of it, weighed by the reader's confidence and by how well each is
/// established, with a memory that halves them with time. An interval says what the reader may have got wrong or missed; the coverage, whether those who
/// normally tell of the pair were heard: that nothing is told is calm only if they were. docs/intensity.md gives the method.
#[derive(Debug, Args)]
#[command(after_long_help = examples::DYAD)]
pub struct DyadArgs {
    /// A party: a country (PRK), a key (PRK/GOV), a sector of any country (*/MIL), or several with commas (KOR,JPN,USA)
    #[arg(value_name = "PARTY", value_parser = parse_who)]
    pub first: Who,

    /// The other
    #[arg(value_name = "PARTY", value_parser = parse_who)]
    pub second: Who,

    #[command(flatten)]
    pub ledger: FileArgs,

    /// Length of a period
    #[arg(long, value_enum, value_name = "PERIOD", default_value_t = Period::Week)]
    pub by: Period,

    /// Format [default: text on a terminal, else jsonl]
    #[arg(short, long, value_enum, value_name = "FORMAT")]
    pub format: Option<ChartFormat>,

    /// First day [default: the first on which anything is known of the two]
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub since: Option<Date>,

    /// Last day, not before the ledger's first article [default: the last on which an article of the ledger was published]
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub until: Option<Date>,

    /// Days after which an incident counts half [default: 14]
    #[arg(long, value_name = "DAYS", value_parser = parse_half_life)]
    pub half_life: Option<f64>,

    /// Whose knowledge is shown: what the last day knows of all days, or what each day knew itself
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = KnownAs::Now)]
    pub known: KnownAs,

    #[command(flatten)]
    pub kinds: KindArgs,
}

/// Which incidents between two parties count.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Which incidents")]
pub struct KindArgs {
    /// Types of events, as ASSAULT,COERCE
    #[arg(long = "type", visible_alias = "types", value_name = "TYPE", value_delimiter = ',', value_parser = super::parse_type)]
    pub types: Vec<EventType>,

    /// Modes, as aerial,drone
    #[arg(long = "mode", value_name = "MODE", value_delimiter = ',', value_parser = super::ask::parse_mode)]
    pub modes: Vec<String>,

    /// Contexts, as military,territorial
    #[arg(long = "context", value_name = "CONTEXT", value_delimiter = ',', value_parser = parse_context)]
    pub contexts: Vec<Context>,

    /// Least number of independent witnesses
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub witnesses: usize,
}

/// Formats of what can be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ChartFormat {
    /// For reading on a terminal, with a chart where there is one
    Text,
    /// One JSON object an item (a period, a ladder, an alert) and line
    Jsonl,
    /// A page that needs no other file
    Html,
}

/// Whose knowledge a series shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum KnownAs {
    /// What the last day knows
    Now,
    /// What each day knew itself
    Then,
}

/// Show where ladders stand, what is due, and what would bring them down
///
/// A ladder is a set of levels that a user draws in watch.toml: whom it watches, what counts, from which value on, how long it must be below
/// another before the level falls, and what is to be done at each. docs/monitor.md shows one.
#[derive(Debug, Args)]
#[command(after_long_help = examples::LADDER, args_conflicts_with_subcommands = true)]
pub struct LadderArgs {
    #[command(subcommand)]
    pub command: Option<LadderCommand>,

    #[command(flatten)]
    pub which: LadderWhichArgs,
}

#[derive(Debug, Subcommand)]
pub enum LadderCommand {
    /// Show where ladders stand today (the same as `demarche ladder`)
    Show(LadderWhichArgs),
    /// Replay ladders over the ledger: every move, with the incidents that caused it
    ///
    /// Each day is judged by what was published until then. Nothing is sent and nothing is stored.
    Replay(LadderWhichArgs),
}

/// Which ladders, over what.
#[derive(Debug, Clone, Args)]
pub struct LadderWhichArgs {
    /// Names of ladders [default: all of the configuration]
    #[arg(value_name = "NAME")]
    pub names: Vec<String>,

    #[command(flatten)]
    pub config: ConfigArgs,

    #[command(flatten)]
    pub ledger: FileArgs,

    /// Last day, not before the ledger's first article [default: the last on which an article of the ledger was published]
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub until: Option<Date>,

    /// Format [default: text on a terminal, else jsonl]
    #[arg(short, long, value_enum, value_name = "FORMAT")]
    pub format: Option<ChartFormat>,
}

/// Code, keep and replay a made-up month of news
///
/// Writes 147 articles of 23 invented outlets on three invented developments into a folder, with a configuration; codes them into a ledger, and
/// replays its ladders. Takes some seconds, and needs no network.
#[derive(Debug, Args)]
#[command(after_long_help = examples::DEMO)]
pub struct DemoArgs {
    /// The folder to write to
    #[arg(short, long, value_name = "FOLDER", default_value = "demarche-demo")]
    pub output: PathBuf,

    /// Replace what an earlier run wrote
    #[arg(long)]
    pub force: bool,

    #[command(flatten)]
    pub show: ShowArgs,
}

/// Which configuration.
#[derive(Debug, Clone, Args)]
pub struct ConfigArgs {
    /// The configuration
    #[arg(
        short = 'c',
        long = "config",
        id = "config",
        value_name = "FILE",
        default_value = "watch.toml",
        env = "DEMARCHE_WATCH",
        hide_env_values = true
    )]
    pub path: PathBuf,
}

fn parse_who(text: &str) -> Result<Who, String> {
    Who::parse(text).map_err(|e| format!("{e}; `demarche knowledge show NAME` tells a party's key"))
}

fn parse_half_life(text: &str) -> Result<f64, String> {
    text.parse().ok().filter(|days: &f64| (0.5..=3650.0).contains(days)).ok_or_else(|| "a half-life goes from 0.5 to 3650 days".to_owned())
}

fn parse_context(text: &str) -> Result<Context, String> {
    text.to_lowercase().parse().map_err(|e: demarche::codebook::UnknownCode| e.to_string())
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

pub(super) fn parse_since(text: &str) -> Result<Since, String> {
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
