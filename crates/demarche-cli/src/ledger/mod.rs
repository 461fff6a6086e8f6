//! The commands that keep a ledger.

mod alerts;
mod ask;
mod correct;
mod digest;
mod documents;
mod dyad;
mod export;
mod grades;
mod incident;
mod ingest;
mod ladder;
mod lines;
mod monitor;
mod passages;
mod positions;
mod recode;
mod records;
mod reject;
mod scenario;
mod timeline;
mod upkeep;
mod watch;

use std::sync::atomic::Ordering;

use demarche_knowledge::Knowledge;
use demarche_ledger::clock::SystemClock;
use demarche_ledger::store::Access;
use demarche_ledger::{Ledger, LedgerError};
use indicatif::ProgressStyle;

pub use alerts::alerts;
pub use ask::{find, incidents};
pub use correct::correct;
pub use digest::digest;
pub use documents::documents;
pub use dyad::dyad;
pub use export::export;
pub use incident::incident;
pub use ingest::ingest;
pub use ladder::ladder;
pub use positions::positions;
pub use recode::{diff, recode};
pub use scenario::scenario;
pub use timeline::timeline;
pub use watch::watch;

use crate::args::{FileArgs, LedgerCommand};
use crate::code::Stop;
use crate::error::{Exit, UserError};
use crate::knowledge::packs::built_in;
use crate::messages::Messages;

/// Carries out one of the commands on the ledger as a file.
///
/// # Errors
/// Where there is no ledger, or it does not let itself be read or copied.
pub fn ledger(command: &LedgerCommand) -> anyhow::Result<Exit> {
    match command {
        LedgerCommand::Check(args) => upkeep::check(args),
        LedgerCommand::Backup(args) => upkeep::backup(args),
    }
}

/// Opens the ledger that is there.
fn open_existing(args: &FileArgs) -> anyhow::Result<Ledger> {
    known(Ledger::open_existing(&args.path, SystemClock).map_err(|error| unusable(args, error))?)
}

/// Opens the ledger that is there to ask it; where nothing can be written, to be read only, or a copy of it.
fn open_to_ask(args: &FileArgs) -> anyhow::Result<Ledger> {
    let ledger = known(Ledger::open_to_ask(&args.path, SystemClock).map_err(|error| unusable(args, error))?)?;
    if ledger.access() == Access::Copy {
        Messages::plain().note(format!("note: nothing can be written where `{}` lies, so a copy of it is read", args.path.display()));
    }
    Ok(ledger)
}

/// Opens the ledger that is there to ask it, and sees that its incidents are those of all its documents.
fn open_settled(args: &FileArgs) -> anyhow::Result<Ledger> {
    let mut ledger = open_to_ask(args)?;
    settle(&mut ledger, &Messages::with_bar(), &Stop::on_interrupt()?)?;
    Ok(ledger)
}

/// Opens the ledger, or makes it.
fn open(args: &FileArgs) -> anyhow::Result<Ledger> {
    known(Ledger::open(&args.path, SystemClock).map_err(|error| unusable(args, error))?)
}

/// The ledger with the outlets that the program knows: always the built-in ones, for what was derived by others would differ.
fn known(ledger: Ledger) -> anyhow::Result<Ledger> {
    Ok(ledger.knowing(Knowledge::new(vec![built_in()?])))
}

/// Makes families, stories and incidents of what a change or an older program left to do.
fn settle(ledger: &mut Ledger, messages: &Messages, stop: &Stop) -> anyhow::Result<()> {
    if ledger.is_settled()? {
        return Ok(());
    }
    let bar = messages.bar();
    bar.set_style(ProgressStyle::with_template("incidents are made again {wide_bar} {pos}/{len} documents, {eta} left")?);
    let is_done = ledger.settle(|done, all| {
        bar.set_length(all);
        bar.set_position(done);
        !stop.is_stopped.load(Ordering::Relaxed)
    })?;
    bar.finish_and_clear();
    if is_done { Ok(()) } else { Err(UserError::usage("interrupted; the same command goes on").into()) }
}

fn unusable(args: &FileArgs, error: LedgerError) -> UserError {
    let hint = error.hint();
    let error = anyhow::Error::new(error).context(format!("`{}`", args.path.display()));
    let error = UserError::of_usage(error);
    match hint {
        Some(hint) => error.hint(hint),
        None => error,
    }
}
