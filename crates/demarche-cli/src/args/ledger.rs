//! Arguments of the commands that keep a ledger.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use jiff::civil::Date;

use super::{ColumnArgs, ModelArgs, PackArgs, ShowArgs, parse_date};
use crate::examples;

/// Which ledger.
#[derive(Debug, Clone, Args)]
pub struct FileArgs {
    /// The ledger
    #[arg(
        long = "ledger",
        id = "ledger",
        value_name = "FILE",
        env = "DEMARCHE_LEDGER",
        hide_env_values = true,
        default_value = "demarche.ledger"
    )]
    pub path: PathBuf,
}

/// Code articles and keep them in a ledger
///
/// Reads articles as `code` does and stores each once: text, claims and events with the words they rest on, and embeddings. Also
/// takes records that `code --embeddings` wrote. What the ledger has already is passed over; where this program's model or
/// knowledge is newer, it is coded again and keeps its number.
///
/// Stopped at any point, even killed, it has lost nothing that it reported; the same command goes on.
#[derive(Debug, Args)]
#[command(after_long_help = examples::INGEST)]
pub struct IngestArgs {
    /// Files, folders, or - for standard input
    ///
    /// As for `code`. JSON Lines whose first line is a record are taken as records; those without embeddings are coded again.
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,

    #[command(flatten)]
    pub ledger: FileArgs,

    /// Date of articles that state none, as 2024-10-29
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub published: Option<Date>,

    /// Take another text of a known id in the place of the old one
    #[arg(long)]
    pub replace: bool,

    /// Number of worker threads [default: one for each core]
    #[arg(short, long, value_name = "N", env = "DEMARCHE_THREADS", hide_env_values = true, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,

    #[command(flatten)]
    pub columns: ColumnArgs,

    #[command(flatten)]
    pub packs: PackArgs,

    #[command(flatten)]
    pub model: ModelArgs,

    #[command(flatten)]
    pub show: ShowArgs,
}

/// Watch feeds and folders and keep what is new in a ledger
///
/// Polls RSS, Atom and JSON feeds, sitemaps (also those for news) and folders, fetches the pages of new entries, codes them and stores
/// each article once. A line tells of each article once it is stored, and a summary of each round. Times are in UTC.
///
/// Fetches politely: as robots.txt allows, one request at a time to each host, under a name of its own with a contact, and from public
/// addresses only. Ctrl-C stops once what is in flight is stored; stopped at any point, even killed, it has lost nothing that it
/// reported, and the same command goes on.
#[derive(Debug, Args)]
#[command(after_long_help = examples::WATCH)]
pub struct WatchArgs {
    /// What is watched, how often, within which limits
    #[arg(short, long, value_name = "FILE", default_value = "watch.toml", env = "DEMARCHE_WATCH", hide_env_values = true)]
    pub config: PathBuf,

    #[command(flatten)]
    pub ledger: FileArgs,

    /// Make one round and end, as for cron: all feeds are polled but those that failed and have to wait
    #[arg(long)]
    pub once: bool,

    /// Check the configuration, say what it would do, and end
    ///
    /// Channels are looked at as far as that goes without sending: whether a file can be added to, a program be run, a secret be read, and
    /// whether the host of a receiver has an address that may be connected to. Nothing is sent, and no feed is fetched.
    #[arg(long, conflicts_with = "once")]
    pub check: bool,

    #[command(flatten)]
    pub packs: PackArgs,

    #[command(flatten)]
    pub model: ModelArgs,

    #[command(flatten)]
    pub show: ShowArgs,
}

/// List the documents of a ledger
///
/// In order of intake, each with what it is a copy of.
#[derive(Debug, Args)]
#[command(after_long_help = examples::DOCUMENTS)]
pub struct DocumentsArgs {
    #[command(flatten)]
    pub ledger: FileArgs,

    /// Format of the list [default: text on a terminal, else jsonl]
    #[arg(short, long, value_enum, value_name = "FORMAT")]
    pub format: Option<DocumentsFormat>,
}

/// Formats of the list of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DocumentsFormat {
    /// For reading on a terminal
    Text,
    /// One JSON object for each document and line
    Jsonl,
}

/// Check a ledger or copy it
#[derive(Debug, Args)]
#[command(after_long_help = examples::LEDGER)]
pub struct LedgerArgs {
    #[command(subcommand)]
    pub command: LedgerCommand,
}

#[derive(Debug, Subcommand)]
pub enum LedgerCommand {
    Check(CheckArgs),
    Backup(BackupArgs),
}

/// Check that a ledger is whole
///
/// The file, its references, the index of words, each text against its digest, and each span against its text.
#[derive(Debug, Args)]
pub struct CheckArgs {
    #[command(flatten)]
    pub ledger: FileArgs,
}

/// Copy a ledger, which may be in use, into one file
#[derive(Debug, Args)]
pub struct BackupArgs {
    /// The copy; it must not be there yet, and appears when it is whole and checked
    #[arg(value_name = "FILE")]
    pub output: PathBuf,

    #[command(flatten)]
    pub ledger: FileArgs,
}
