//! Arguments of `demarche alerts`.

use clap::{Args, Subcommand, ValueEnum};
use demarche_ledger::store::alerts::DeliveryState;
use jiff::civil::Date;

use super::ask::ListFormat;
use super::desk::{ConfigArgs, Since, parse_since};
use super::{FileArgs, parse_date};
use crate::examples;

/// List alerts, and where their sending stands; send what is due
///
/// Rules and channels stand in watch.toml as [[alert]] and [[channel]]. `demarche watch` evaluates and sends after each round; `demarche
/// alerts send` does it once. Each alert is told once; after a crash, what may have been sent is sent again and marked as a repeat.
#[derive(Debug, Args)]
#[command(after_long_help = examples::ALERTS, args_conflicts_with_subcommands = true)]
pub struct AlertsArgs {
    #[command(subcommand)]
    pub command: Option<AlertsCommand>,

    #[command(flatten)]
    pub ledger: FileArgs,

    /// Made on this day or later: a day (2024-10-29), `today`, `yesterday`, or a number of days back (7d)
    #[arg(long, value_name = "WHEN", value_parser = parse_since)]
    pub since: Option<Since>,

    /// Of this rule
    #[arg(long, value_name = "NAME")]
    pub rule: Option<String>,

    /// With a delivery in this state
    #[arg(long, value_enum, value_name = "STATE")]
    pub state: Option<StateName>,

    /// Format [default: text on a terminal, else jsonl]
    #[arg(short, long, value_enum, value_name = "FORMAT")]
    pub format: Option<ListFormat>,
}

#[derive(Debug, Subcommand)]
pub enum AlertsCommand {
    /// Evaluate all rules and send what is due, once
    Send(SendArgs),
    /// Send a test alert to a channel; nothing is kept of it
    Test(TestArgs),
}

/// What is sent.
#[derive(Debug, Clone, Args)]
pub struct SendArgs {
    #[command(flatten)]
    pub config: ConfigArgs,

    #[command(flatten)]
    pub ledger: FileArgs,

    /// Also tell what became known from this day on, before the rules were first evaluated
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub since: Option<Date>,

    /// Also try again what was given up
    #[arg(long)]
    pub given_up: bool,

    /// Show errors only
    #[arg(short, long, env = "DEMARCHE_QUIET", hide_env_values = true, value_parser = clap::builder::FalseyValueParser::new())]
    pub quiet: bool,
}

/// Which channel is tested.
#[derive(Debug, Clone, Args)]
pub struct TestArgs {
    #[command(flatten)]
    pub config: ConfigArgs,

    /// Its name
    #[arg(long, value_name = "NAME")]
    pub channel: String,
}

/// States of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StateName {
    /// To be sent, now or later
    Due,
    /// Being sent, or begun when a program ended
    Sending,
    /// Sent
    Sent,
    /// Failed too often
    GivenUp,
}

impl From<StateName> for DeliveryState {
    fn from(name: StateName) -> Self {
        match name {
            StateName::Due => Self::Due,
            StateName::Sending => Self::Sending,
            StateName::Sent => Self::Sent,
            StateName::GivenUp => Self::GivenUp,
        }
    }
}
