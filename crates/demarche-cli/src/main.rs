//! The command `demarche`: arguments in, records out. The work is done by the libraries beside it.
#![deny(unsafe_code)]

mod args;
mod audit;
mod code;
mod codebook;
mod demo;
mod error;
mod eval;
mod examples;
mod explain;
mod filter;
mod gate;
mod knowledge;
mod ledger;
mod messages;
mod model_files;
mod out;
mod progress;
mod run;
mod shell;
mod version;
mod worker;

use std::process::ExitCode;

use crate::args::{Command, parse};
use crate::error::{Exit, describe, exit_of, hint_of};
use crate::messages::Messages;

fn main() -> ExitCode {
    let exit = carry_out(&parse().command).unwrap_or_else(|error| {
        Messages::plain().error(describe(&error), hint_of(&error).as_deref());
        exit_of(&error)
    });
    exit.into()
}

/// Carries out a command.
fn carry_out(command: &Command) -> anyhow::Result<Exit> {
    match command {
        Command::Code(args) => code::code(args),
        Command::Explain(args) => explain::explain(args),
        Command::Codebook(args) => codebook::codebook(args),
        Command::Knowledge(args) => knowledge::knowledge(&args.command),
        Command::Audit(args) => audit::audit(args),
        Command::Ingest(args) => ledger::ingest(args),
        Command::Watch(args) => ledger::watch(args),
        Command::Documents(args) => ledger::documents(args),
        Command::Incidents(args) => ledger::incidents(args),
        Command::Incident(args) => ledger::incident(args),
        Command::Find(args) => ledger::find(args),
        Command::Positions(args) => ledger::positions(args),
        Command::Correct(args) => ledger::correct(&args.command),
        Command::Demo(args) => demo::demo(args),
        Command::Dyad(args) => ledger::dyad(args),
        Command::Ladder(args) => ledger::ladder(args),
        Command::Timeline(args) => ledger::timeline(args),
        Command::Digest(args) => ledger::digest(args),
        Command::Scenario(args) => ledger::scenario(&args.command),
        Command::Alerts(args) => ledger::alerts(args),
        Command::Recode(args) => ledger::recode(args),
        Command::Diff(args) => ledger::diff(args),
        Command::Export(args) => ledger::export(args),
        Command::Ledger(args) => ledger::ledger(&args.command),
        Command::Eval(args) => eval::eval(args),
        Command::Version(args) => version::version(args),
        Command::Completions(args) => shell::completions(args),
        Command::Man(args) => shell::man(args),
    }
}
