//! The command line, declared once: help, man page and completions are made from it.

mod alerts;
mod ask;
mod audit;
mod desk;
mod export;
mod knowledge;
mod ledger;
mod scenario;

use std::ffi::OsStr;
use std::path::PathBuf;

use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use demarche::codebook::EventType;
use demarche_encoder::Kernel;
use demarche_eval::{Part, Set};
use jiff::civil::Date;

use crate::examples;
pub use alerts::{AlertsArgs, AlertsCommand, SendArgs, TestArgs};
pub use ask::{
    ByArgs, CorrectArgs, CorrectCommand, CorrectedPassagesArgs, FindArgs, HistoryArgs, IncidentArgs, IncidentsArgs, ListFormat, PageFormat,
    PositionsArgs, RejectArgs, WhichArgs, parse_country, parse_key, parse_party, parse_report,
};
pub use audit::{AuditArgs, DrawArgs};
pub use desk::{
    ChartFormat, DemoArgs, DiffArgs, DigestArgs, DigestFormat, DyadArgs, KnownAs, LadderArgs, LadderCommand, LadderWhichArgs, Period,
    RecodeArgs, Since, TimelineArgs,
};
pub use export::ExportArgs;
pub use knowledge::{ImportArgs, KnowledgeArgs, KnowledgeCommand, PackArgs, PlacesArgs, ShowNameArgs, TellingArgs};
pub use ledger::{BackupArgs, CheckArgs, DocumentsArgs, DocumentsFormat, FileArgs, IngestArgs, LedgerArgs, LedgerCommand, WatchArgs};
pub use scenario::{
    AddArgs, EvidenceArgs, NewArgs, ScenarioArgs, ScenarioCommand, ScenarioFormat, ScenarioListArgs, ScenarioShowArgs, WatchFileArgs,
};

/// Reads news text and keeps the record: who says that who did what to whom, where and when.
#[derive(Debug, Parser)]
#[command(name = "demarche", version, propagate_version = true, max_term_width = 100)]
#[command(after_long_help = examples::DEMARCHE)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

/// The arguments of this process; ends it where they do not fit.
#[must_use]
pub fn parse() -> Cli {
    let is_empty = |name: &OsStr| std::env::var_os(name).is_some_and(|value| value.is_empty());
    let mut command = without_variables(Cli::command(), is_empty);
    let matches = command.get_matches_mut();
    Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.format(&mut command).exit())
}

/// The command without the environment variables that `is_empty` names: one that is set to nothing counts as not set.
fn without_variables(command: clap::Command, is_empty: impl Fn(&OsStr) -> bool + Copy) -> clap::Command {
    let names: Vec<clap::Id> =
        command.get_arguments().filter(|arg| arg.get_env().is_some_and(is_empty)).map(|arg| arg.get_id().clone()).collect();
    let command = names.into_iter().fold(command, |command, id| command.mut_arg(id, |arg| arg.env(None::<&'static str>)));
    let names: Vec<String> = command.get_subcommands().map(|c| c.get_name().to_owned()).collect();
    names.into_iter().fold(command, |command, name| command.mut_subcommand(name, |inner| without_variables(inner, is_empty)))
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Code(Box<CodeArgs>),
    Explain(Box<ExplainArgs>),
    Codebook(CodebookArgs),
    Knowledge(Box<KnowledgeArgs>),
    Audit(Box<AuditArgs>),
    Ingest(Box<IngestArgs>),
    Watch(Box<WatchArgs>),
    Documents(DocumentsArgs),
    Incidents(Box<IncidentsArgs>),
    Incident(IncidentArgs),
    Find(Box<FindArgs>),
    Positions(Box<PositionsArgs>),
    Dyad(Box<DyadArgs>),
    Ladder(Box<LadderArgs>),
    Demo(DemoArgs),
    Alerts(Box<AlertsArgs>),
    Timeline(Box<TimelineArgs>),
    Digest(DigestArgs),
    Scenario(Box<ScenarioArgs>),
    Correct(Box<CorrectArgs>),
    Recode(Box<RecodeArgs>),
    Diff(Box<DiffArgs>),
    Export(Box<ExportArgs>),
    Ledger(LedgerArgs),
    Eval(Box<EvalArgs>),
    Version(VersionArgs),
    Completions(CompletionsArgs),
    Man(ManArgs),
}

/// Code articles: read claims and events out of them
///
/// Reads articles and writes one record for each, in input order: its mentions, the claims with who makes them, and the
/// coded events, each with the words it rests on. Texts that are not English are passed over with a note in their
/// record.
///
/// A batch with -o that is stopped, even killed, goes on where it stopped when the same command is given again.
#[derive(Debug, Args)]
#[command(after_long_help = examples::CODE)]
pub struct CodeArgs {
    /// Files, folders, or - for standard input
    ///
    /// Known are .txt .md .html .jsonl .json .csv .tsv .warc .parquet, all but the last also with .gz or .zst. A folder is
    /// read with all below it, in the order of names; hidden files and unknown extensions are left out.
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,

    /// Write to this file or folder instead of standard output
    ///
    /// A folder for parquet and csv, and for html of several documents. It appears under its name when it is whole;
    /// until then its records stand in a hidden file beside it (or in it).
    #[arg(short, long, value_name = "OUT")]
    pub output: Option<PathBuf>,

    /// Format of the output [default: as the suffix of OUT says; text for one article on a terminal, else jsonl]
    #[arg(short, long, value_enum, value_name = "FORMAT")]
    pub format: Option<OutputFormat>,

    /// Date of articles that state none, as 2024-10-29
    ///
    /// Without a date, "on Monday" stays unresolved.
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub published: Option<Date>,

    /// Replace an output that is there, and begin anew where an unfinished run has other settings
    #[arg(long)]
    pub force: bool,

    /// Number of worker threads [default: one for each core]
    #[arg(short, long, value_name = "N", env = "DEMARCHE_THREADS", hide_env_values = true, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,

    #[command(flatten)]
    pub content: ContentArgs,

    #[command(flatten)]
    pub filter: FilterArgs,

    #[command(flatten)]
    pub columns: ColumnArgs,

    #[command(flatten)]
    pub packs: PackArgs,

    #[command(flatten)]
    pub model: ModelArgs,

    #[command(flatten)]
    pub show: ShowArgs,
}

/// What a record holds.
#[derive(Debug, Args)]
#[command(next_help_heading = "Content of the records")]
pub struct ContentArgs {
    /// Add an embedding to each document and event (int8, base64)
    #[arg(long)]
    pub embeddings: bool,

    /// Leave the text out of the records
    #[arg(long)]
    pub no_text: bool,
}

/// What is left out of the records.
#[derive(Debug, Args)]
#[command(next_help_heading = "Filters")]
pub struct FilterArgs {
    /// Write only claims and events of at least this confidence, 0 to 1
    ///
    /// What stands inside a claim counts as no surer than the claim.
    #[arg(long, value_name = "X", value_parser = parse_confidence)]
    pub min_confidence: Option<f32>,

    /// Write only events of these types, e.g. ASSAULT,COERCE (`demarche codebook` lists them)
    ///
    /// Claims are written where they hold such an event. Every document has its record all the same, with its
    /// sentences and mentions; ids are those of the unfiltered record.
    #[arg(long, value_name = "TYPES", value_delimiter = ',', value_parser = parse_type)]
    pub types: Vec<EventType>,

    /// Write only events of these parties: an id, a country code, or words, e.g. PRK,"South Korea"
    ///
    /// An event stays where an actor or recipient is that party, has that country, or is mentioned with those words;
    /// a claim where it holds such an event or, without --types, where that party makes it. Case does not matter.
    #[arg(long, value_name = "PARTIES", value_delimiter = ',')]
    pub parties: Vec<String>,
}

/// How the input is laid out.
#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub struct ColumnArgs {
    /// Format of standard input and of files whose name tells none [default: by a look at it]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub input_format: Option<InputFormat>,

    /// Refuse documents larger than this, e.g. 500kB or 50MB [default: 20MB; 2MB where a page for reading is made of it:
    /// text, html, explain]
    #[arg(
        long, alias = "max-document-bytes", value_name = "SIZE",
        env = "DEMARCHE_MAX_DOCUMENT_SIZE", hide_env_values = true, value_parser = parse_size
    )]
    pub max_document_size: Option<usize>,

    /// Column with the text to code
    #[arg(long, value_name = "NAME", default_value = "text")]
    pub text_column: String,

    /// Column with a page's HTML, read where there is no text
    #[arg(long, value_name = "NAME", default_value = "html")]
    pub html_column: String,

    /// Column with the id
    #[arg(long, value_name = "NAME", default_value = "id")]
    pub id_column: String,

    /// Column with the headline
    #[arg(long, value_name = "NAME", default_value = "title")]
    pub title_column: String,

    /// Column with the address
    #[arg(long, value_name = "NAME", default_value = "url")]
    pub url_column: String,

    /// Column with the outlet
    #[arg(long, value_name = "NAME", default_value = "publisher")]
    pub publisher_column: String,

    /// Column with the article's date
    #[arg(long, alias = "published-column", value_name = "NAME", default_value = "published")]
    pub date_column: String,

    /// Column with the language
    #[arg(long, value_name = "NAME", default_value = "language")]
    pub language_column: String,

    /// Column with pairs of parties to compare
    #[arg(long, value_name = "NAME", default_value = "pairs")]
    pub pairs_column: String,
}

/// Which model reads, and on what.
#[derive(Debug, Args)]
#[command(next_help_heading = "Model")]
pub struct ModelArgs {
    /// Read with this model instead of the built-in one
    #[arg(long, value_name = "FILE", env = "DEMARCHE_MODEL", hide_env_values = true)]
    pub model: Option<PathBuf>,

    /// Tokenizer of the model [default: tokenizer.json beside --model, else the built-in one]
    #[arg(long, value_name = "FILE", env = "DEMARCHE_TOKENIZER", hide_env_values = true)]
    pub tokenizer: Option<PathBuf>,

    /// Instructions to compute with; all give the same records [default: the fastest]
    #[arg(long, value_enum, value_name = "KERNEL", env = "DEMARCHE_KERNEL", hide_env_values = true)]
    pub kernel: Option<KernelName>,
}

/// What appears on the terminal.
#[derive(Debug, Args)]
#[command(next_help_heading = "Messages")]
pub struct ShowArgs {
    /// Show errors only: no progress, no summary
    #[arg(short, long, env = "DEMARCHE_QUIET", hide_env_values = true, value_parser = clap::builder::FalseyValueParser::new())]
    pub quiet: bool,

    /// Show no progress bar
    #[arg(long, env = "DEMARCHE_NO_PROGRESS", hide_env_values = true, value_parser = clap::builder::FalseyValueParser::new())]
    pub no_progress: bool,

    /// Colours: auto is a terminal, unless NO_COLOR is set
    #[arg(long, value_enum, value_name = "WHEN", default_value = "auto")]
    pub color: ColorWhen,
}

/// Explain the coding of one article: what decided, and what lost
///
/// Reads one document as `code` does and tells, sentence by sentence, how each mention, claim and event was made, with what
/// probability, and what it was chosen over; which rule of the codebook changed a type or status; and where nothing was
/// found, what came nearest. Probabilities are the model's own; only the
/// confidence of claims and events is calibrated.
#[derive(Debug, Args)]
#[command(after_long_help = examples::EXPLAIN)]
pub struct ExplainArgs {
    /// A file with the article, or - for standard input
    ///
    /// Anything that `code` reads. Where it holds several documents, --id chooses one.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// Explain the document with this id; rows without one are called FILE#ROW
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,

    /// Format of the explanation
    #[arg(short, long, value_enum, value_name = "FORMAT", default_value = "text")]
    pub format: ExplainFormat,

    /// The same as --format json
    #[arg(long, conflicts_with = "format")]
    pub json: bool,

    /// Date of an article that states none, as 2024-10-29
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub published: Option<Date>,

    #[command(flatten)]
    pub columns: ColumnArgs,

    #[command(flatten)]
    pub packs: PackArgs,

    #[command(flatten)]
    pub model: ModelArgs,
}

/// Explain a code of the codebook, or list all
#[derive(Debug, Args)]
#[command(after_long_help = examples::CODEBOOK)]
pub struct CodebookArgs {
    /// An event type, mode, status, stance, context or CAMEO code, e.g. ASSAULT, aerial or 195; lists all if left out
    #[arg(value_name = "CODE")]
    pub code: Option<String>,
}

/// Score the reading against annotated sets
///
/// Reads the texts of a set and compares the records with its gold, each figure with a bootstrap interval.
/// docs/evaluation.md says where the sets come from and how each figure is made.
#[derive(Debug, Args)]
#[command(after_long_help = examples::EVAL)]
pub struct EvalArgs {
    /// The set: attribution, relations, actors, entities, toponyms, corpus (the project's own passages),
    /// consistency (minimal pairs) or all
    #[arg(value_name = "SET", value_parser = str::parse::<Set>)]
    pub set: Set,

    /// Folder of the annotated sets
    #[arg(long, value_name = "DIR", default_value = "data", env = "DEMARCHE_DATA", hide_env_values = true)]
    pub data: PathBuf,

    /// Folder of the project's own passages
    #[arg(long, value_name = "DIR", default_value = "corpus")]
    pub corpus: PathBuf,

    /// Part of the set: train or dev of attribution, test, news, train-dev or news-dev of corpus
    #[arg(long, value_name = "PART", value_parser = str::parse::<Part>)]
    pub part: Option<Part>,

    /// Score this file in the set's format instead
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,

    /// Folds of relations and actors to score, e.g. 0,1
    #[arg(long, value_name = "FOLDS", value_delimiter = ',')]
    pub folds: Vec<u8>,

    /// Bootstrap draws; 0 leaves the intervals out
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub draws: u32,

    /// Seed of the draws
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,

    /// Print the figures as JSON
    #[arg(long)]
    pub json: bool,

    /// Number of threads [default: one for each core]
    #[arg(short, long, value_name = "N", env = "DEMARCHE_THREADS", hide_env_values = true, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,

    #[command(flatten)]
    pub packs: PackArgs,

    #[command(flatten)]
    pub model: ModelArgs,
}

/// Print the versions of the program, its model and its codebook
///
/// Also those of the knowledge pack and of the record's format. `demarche --version` prints the program's alone.
#[derive(Debug, Args)]
#[command(visible_alias = "about")]
pub struct VersionArgs {
    /// Also what is known of the model, the kernels of this machine and the number of threads
    #[arg(short, long)]
    pub verbose: bool,

    #[command(flatten)]
    pub packs: PackArgs,

    #[command(flatten)]
    pub model: ModelArgs,
}

/// Print a completion script for a shell
#[derive(Debug, Args)]
#[command(after_long_help = examples::COMPLETIONS)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    pub shell: Shell,
}

/// Print the manual page, in troff
#[derive(Debug, Args)]
#[command(after_long_help = examples::MAN)]
pub struct ManArgs {
    /// A command, as `code` or `knowledge show`; the program's own page if left out
    #[arg(value_name = "COMMAND")]
    pub command: Vec<String>,
}

/// Formats of output on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// For reading on a terminal
    Text,
    /// One JSON object for each document and line
    Jsonl,
    /// Tables: a folder of Parquet files
    Parquet,
    /// Tables: a folder of CSV files
    Csv,
    /// A report to open in a browser
    Html,
}

impl From<OutputFormat> for demarche_output::Format {
    fn from(format: OutputFormat) -> Self {
        match format {
            OutputFormat::Text => Self::Text,
            OutputFormat::Jsonl => Self::Jsonl,
            OutputFormat::Parquet => Self::Parquet,
            OutputFormat::Csv => Self::Csv,
            OutputFormat::Html => Self::Html,
        }
    }
}

/// Formats of an explanation on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExplainFormat {
    /// For reading on a terminal
    Text,
    /// One JSON object, with spans in Unicode code points
    Json,
    /// One page to open in a browser, with the article, bars for probabilities, and links both ways
    Html,
}

/// Formats of input on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum InputFormat {
    Text,
    Markdown,
    Html,
    Jsonl,
    Json,
    Csv,
    Tsv,
    Warc,
    Parquet,
}

impl From<InputFormat> for demarche_input::Format {
    fn from(format: InputFormat) -> Self {
        match format {
            InputFormat::Text => Self::Text,
            InputFormat::Markdown => Self::Markdown,
            InputFormat::Html => Self::Html,
            InputFormat::Jsonl => Self::Jsonl,
            InputFormat::Json => Self::Json,
            InputFormat::Csv => Self::Csv,
            InputFormat::Tsv => Self::Tsv,
            InputFormat::Warc => Self::Warc,
            InputFormat::Parquet => Self::Parquet,
        }
    }
}

/// Kernels on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum KernelName {
    /// Plain Rust, on any processor; slow
    Scalar,
    /// AVX2 with FMA
    Avx2,
    /// AVX-512 with VNNI
    Vnni,
    /// AMX tiles
    Amx,
}

impl From<KernelName> for Kernel {
    fn from(name: KernelName) -> Self {
        match name {
            KernelName::Scalar => Self::Scalar,
            KernelName::Avx2 => Self::Avx2,
            KernelName::Vnni => Self::Vnni,
            KernelName::Amx => Self::Amx,
        }
    }
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ColorWhen {
    #[default]
    Auto,
    Always,
    Never,
}

fn parse_date(value: &str) -> Result<Date, String> {
    demarche_input::date::parse_published(value).ok_or_else(|| "write dates as 2024-10-29, of the years 1600 to 2200".to_owned())
}

fn parse_confidence(value: &str) -> Result<f32, String> {
    let number: Option<f32> = value.trim().parse().ok();
    number.filter(|x| (0.0..=1.0).contains(x)).ok_or_else(|| "not a number from 0 to 1".to_owned())
}

fn parse_type(value: &str) -> Result<EventType, String> {
    value.trim().to_ascii_uppercase().parse().map_err(|e: demarche::codebook::UnknownCode| e.to_string())
}

/// Bytes, with an optional unit: `20MB` is 20,000,000, `20MiB` is 20,971,520.
fn parse_size(value: &str) -> Result<usize, String> {
    // spans count in u32; texts stay well below
    const LARGEST: usize = 1 << 30;
    let value = value.trim().replace('_', "");
    let digits = value.find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len());
    let (number, unit) = value.split_at(digits);
    let factor = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" => 1000,
        "m" | "mb" => 1_000_000,
        "g" | "gb" => 1_000_000_000,
        "kib" => 1 << 10,
        "mib" => 1 << 20,
        "gib" => 1 << 30,
        _ => return Err("write bytes, or a number with kB, MB, KiB or MiB".to_owned()),
    };
    let size = number.parse::<usize>().ok().and_then(|n| n.checked_mul(factor)).ok_or("write a size such as 20MB")?;
    if (1..=LARGEST).contains(&size) { Ok(size) } else { Err("from 1 byte to 1 GiB".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_declaration_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn sizes_have_units() {
        for (given, bytes) in [("20MB", 20_000_000), ("1_000", 1000), ("5 kib", 5120), ("1g", 1_000_000_000), ("7b", 7)] {
            assert_eq!(parse_size(given), Ok(bytes), "{given}");
        }
        for wrong in ["", "MB", "-1", "0", "2GiB", "99999999999999999999", "1.5MB", "3 apples"] {
            assert!(parse_size(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn values_are_checked() {
        assert_eq!(parse_type("assault"), Ok(EventType::Assault));
        assert!(parse_type("FIGHT").unwrap_err().contains("`FIGHT` is no event type"));
        assert!(parse_confidence("1.01").is_err() && parse_confidence("NaN").is_err());
        assert!(parse_date("03/04/2024").is_err());
    }
}
