//! The commands that keep a ledger.

mod documents;
mod ingest;
mod lines;
mod records;
mod upkeep;
mod watch;

use demarche_ledger::clock::SystemClock;
use demarche_ledger::{Ledger, LedgerError};

pub use documents::documents;
pub use ingest::ingest;
pub use watch::watch;

use crate::args::{FileArgs, LedgerCommand};
use crate::error::{Exit, UserError};

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
fn open_existing(args: &FileArgs) -> Result<Ledger, UserError> {
    Ledger::open_existing(&args.path, SystemClock).map_err(|error| unusable(args, error))
}

/// Opens the ledger, or makes it.
fn open(args: &FileArgs) -> Result<Ledger, UserError> {
    Ledger::open(&args.path, SystemClock).map_err(|error| unusable(args, error))
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
