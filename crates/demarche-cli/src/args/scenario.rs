//! Arguments of `demarche scenario`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use demarche_monitor::scenario::{Judgement, NoJudgement, SourceGrade};
use jiff::civil::Date;

use super::ask::{ByArgs, ListFormat};
use super::{FileArgs, parse_date};
use crate::examples;

/// Weigh hypotheses that compete: what speaks against each, and what carries the order
///
/// Scenarios stand in `watch.toml` (`[[scenario]]`, with indicators that propose evidence) or are set up by `new`. Proposed evidence counts in
/// the score only once an analyst accepts it. Hypotheses stand in the order of least weighted inconsistency. Everything that is said is an
/// entry of the ledger with who, when and why. docs/scenarios.md has the method and its limits.
#[derive(Debug, Args)]
#[command(after_long_help = examples::SCENARIO)]
pub struct ScenarioArgs {
    #[command(subcommand)]
    pub command: ScenarioCommand,
}

#[derive(Debug, Subcommand)]
pub enum ScenarioCommand {
    /// List scenarios, each with the hypotheses that stand first
    List(ScenarioListArgs),
    /// Show a scenario: evidence against hypotheses, scores, what carries them, and how they came about
    Show(ScenarioShowArgs),
    /// Let evidence count as it was proposed
    Accept(AcceptArgs),
    /// Leave evidence out
    SetAside(EvidenceArgs),
    /// Let evidence count, and say how it speaks to hypotheses
    Judge(JudgeArgs),
    /// Add evidence that no incident gives
    Add(AddArgs),
    /// Rule a hypothesis out; it stays in the list
    Refute(RefuteArgs),
    /// Take back what was said of evidence, or let a hypothesis stand again
    Restore(RestoreArgs),
    /// Set up a scenario in the ledger
    New(NewArgs),
    /// Drop a scenario that was set up in the ledger, with all that was said of it
    Drop(DropArgs),
}

/// Where scenarios stand.
#[derive(Debug, Clone, Args)]
pub struct WatchFileArgs {
    /// Where scenarios are configured [default: watch.toml, where there is one]
    #[arg(short, long, value_name = "FILE", env = "DEMARCHE_WATCH", hide_env_values = true)]
    pub config: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct ScenarioListArgs {
    #[command(flatten)]
    pub ledger: FileArgs,
    #[command(flatten)]
    pub watch: WatchFileArgs,
    /// As known on this day [default: the day of the latest document]
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub on: Option<Date>,
    /// Format [default: text on a terminal, else jsonl]
    #[arg(short, long, value_enum, value_name = "FORMAT")]
    pub format: Option<ListFormat>,
}

#[derive(Debug, Args)]
pub struct ScenarioShowArgs {
    /// Its name
    #[arg(value_name = "NAME")]
    pub name: String,
    #[command(flatten)]
    pub ledger: FileArgs,
    #[command(flatten)]
    pub watch: WatchFileArgs,
    /// As known on this day, by what analysts have said until now [default: the day of the latest document]
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub on: Option<Date>,
    /// Format [default: text on a terminal, else json]
    #[arg(short, long, value_enum, value_name = "FORMAT")]
    pub format: Option<ScenarioFormat>,
}

/// Formats of a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ScenarioFormat {
    /// For reading on a terminal
    Text,
    /// For a report
    Markdown,
    /// One JSON object with everything
    Json,
    /// One JSON object a piece of evidence and line
    Jsonl,
}

/// A piece of evidence.
#[derive(Debug, Args)]
pub struct EvidenceArgs {
    /// The scenario
    #[arg(value_name = "NAME")]
    pub name: String,
    /// The evidence, as `show` lists it: attacks@12.e0, added-1
    #[arg(value_name = "ITEM")]
    pub item: String,
    #[command(flatten)]
    pub watch: WatchFileArgs,
    #[command(flatten)]
    pub by: ByArgs,
}

#[derive(Debug, Args)]
pub struct AcceptArgs {
    #[command(flatten)]
    pub evidence: EvidenceArgs,
    /// Give it another grade than its source has: B2
    #[arg(long, value_name = "GRADE", value_parser = str::parse::<SourceGrade>)]
    pub grade: Option<SourceGrade>,
}

#[derive(Debug, Args)]
pub struct JudgeArgs {
    #[command(flatten)]
    pub evidence: EvidenceArgs,
    /// How it speaks to a hypothesis: NAME=C (consistent), NAME=I (inconsistent), NAME=N (neutral); others stay as they are
    #[arg(long = "hypothesis", value_name = "NAME=JUDGEMENT", value_parser = parse_judgement, required_unless_present = "grade")]
    pub judgements: Vec<(String, Judgement)>,
    /// Give it another grade than its source has: B2
    #[arg(long, value_name = "GRADE", value_parser = str::parse::<SourceGrade>)]
    pub grade: Option<SourceGrade>,
}

#[derive(Debug, Args)]
pub struct AddArgs {
    /// The scenario
    #[arg(value_name = "NAME")]
    pub name: String,
    /// How it speaks to a hypothesis: NAME=C (consistent), NAME=I (inconsistent), NAME=N (neutral); to others it is neutral
    #[arg(value_name = "NAME=JUDGEMENT", value_parser = parse_judgement, required = true)]
    pub judgements: Vec<(String, Judgement)>,
    /// What it is
    #[arg(long, value_name = "TEXT")]
    pub text: String,
    /// Where it comes from
    #[arg(long, value_name = "TEXT")]
    pub source: String,
    /// Its grade: a letter for the source, a number for what it tells
    #[arg(long, value_name = "GRADE", value_parser = str::parse::<SourceGrade>)]
    pub grade: SourceGrade,
    /// The day from which it was known
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub day: Date,
    #[command(flatten)]
    pub watch: WatchFileArgs,
    #[command(flatten)]
    pub by: ByArgs,
}

#[derive(Debug, Args)]
pub struct RefuteArgs {
    /// The scenario
    #[arg(value_name = "NAME")]
    pub name: String,
    /// The hypothesis
    #[arg(value_name = "HYPOTHESIS")]
    pub hypothesis: String,
    #[command(flatten)]
    pub watch: WatchFileArgs,
    #[command(flatten)]
    pub by: ByArgs,
}

#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// The scenario
    #[arg(value_name = "NAME")]
    pub name: String,
    /// A hypothesis that was ruled out, or a piece of evidence
    #[arg(value_name = "HYPOTHESIS|ITEM")]
    pub what: String,
    #[command(flatten)]
    pub watch: WatchFileArgs,
    #[command(flatten)]
    pub by: ByArgs,
}

#[derive(Debug, Args)]
pub struct NewArgs {
    /// Its name
    #[arg(value_name = "NAME")]
    pub name: String,
    /// What is to be answered
    #[arg(long, value_name = "TEXT")]
    pub question: String,
    /// An answer: its name and what it says; at least two
    #[arg(long = "hypothesis", value_name = "NAME=TEXT", value_parser = parse_hypothesis, required = true)]
    pub hypotheses: Vec<(String, String)>,
    #[command(flatten)]
    pub watch: WatchFileArgs,
    #[command(flatten)]
    pub by: ByArgs,
}

#[derive(Debug, Args)]
pub struct DropArgs {
    /// Its name
    #[arg(value_name = "NAME")]
    pub name: String,
    #[command(flatten)]
    pub by: ByArgs,
}

fn parse_judgement(text: &str) -> Result<(String, Judgement), String> {
    let (name, judgement) = text.rsplit_once('=').ok_or("write NAME=C, NAME=I or NAME=N")?;
    Ok((name.trim().to_owned(), judgement.parse().map_err(|e: NoJudgement| e.to_string())?))
}

fn parse_hypothesis(text: &str) -> Result<(String, String), String> {
    let (name, text) = text.split_once('=').ok_or("write NAME=TEXT, as war='War is near.'")?;
    Ok((name.trim().to_owned(), text.split_whitespace().collect::<Vec<_>>().join(" ")))
}
