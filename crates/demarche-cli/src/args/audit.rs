//! Arguments of `demarche audit`.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;

use super::{ColorWhen, parse_date};
use crate::examples;

/// Check a sample of what was coded, and tell how right it is
///
/// Draws events (or claims) of each type out of records, shows each with its sentence and asks whether it is right. Answers are
/// kept beside the records as they are given: stop with q and give the same command again to go on. At the end it prints
/// how many are right of each type, with intervals. docs/audit.md defines the figures and the format of the answers.
#[derive(Debug, Args)]
#[command(after_long_help = examples::AUDIT)]
pub struct AuditArgs {
    /// Records as `code` writes them, with their text: a .jsonl file, perhaps .gz or .zst, or - for standard input
    #[arg(value_name = "RECORDS")]
    pub records: PathBuf,

    /// Print the figures of the answers so far, and ask nothing
    #[arg(long)]
    pub report: bool,

    /// Print the figures as JSON
    #[arg(long)]
    pub json: bool,

    /// Write the sentences that were judged in full to this file, as passages of the corpus
    ///
    /// Right and corrected events and claims are their annotation. Those of which the right values are not known are left
    /// out, with their number and reason. corpus/GUIDE.md describes the format.
    #[arg(long, value_name = "FILE")]
    pub corpus: Option<PathBuf>,

    /// Replace the corpus file if it is there
    #[arg(long, requires = "corpus")]
    pub force: bool,

    /// Colours: auto is a terminal, unless NO_COLOR is set
    #[arg(long, value_enum, value_name = "WHEN", default_value = "auto")]
    pub color: ColorWhen,

    #[command(flatten)]
    pub draw: DrawArgs,

    #[command(flatten)]
    pub answers: AnswerArgs,
}

/// What is drawn.
#[derive(Debug, Args)]
#[command(next_help_heading = "Sample")]
pub struct DrawArgs {
    /// Draw claims, by stance, instead of events, by type
    #[arg(long, conflicts_with = "whole_sentences")]
    pub claims: bool,

    /// Draw sentences, and ask about every event and claim in them, and whether one is missing
    ///
    /// All sentences with an event or a claim have the same chance, so rare types are few. For --corpus.
    #[arg(long)]
    pub whole_sentences: bool,

    /// So many of each type or stance [default: 10]
    #[arg(long, value_name = "N", conflicts_with_all = ["sample", "whole_sentences"])]
    pub per_type: Option<usize>,

    /// So many over all: evenly of each type or stance, the rest by their number; of sentences [default: 40]
    #[arg(long, value_name = "N")]
    pub sample: Option<usize>,

    /// Only these event types, e.g. ASSAULT,AID; with --claims stances, e.g. deny,accuse
    #[arg(long, value_name = "TYPES", value_delimiter = ',')]
    pub types: Vec<String>,

    /// Seed of the draw: the same seed and records give the same sample
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
}

/// Where answers are kept, and who gives them.
#[derive(Debug, Args)]
#[command(next_help_heading = "Answers")]
pub struct AnswerArgs {
    /// Read answers from this file and append new ones to it [default: RECORDS.audit.jsonl]
    #[arg(long, value_name = "FILE")]
    pub answers: Option<PathBuf>,

    /// Who answers; each annotator is asked all, and the figures tell how far they agree
    #[arg(long, value_name = "NAME", env = "USER", hide_env_values = true)]
    pub by: Option<String>,

    /// Date to note with each answer, as 2024-10-29
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub date: Option<Date>,
}
