//! `demarche ledger check` and `demarche ledger backup`.

use anyhow::Context as _;
use indicatif::HumanCount;

use super::{open_existing, open_to_ask};
use crate::args::{BackupArgs, CheckArgs};
use crate::error::Exit;
use crate::messages::Messages;
use crate::shell::print;

/// Checks a ledger; what is wrong with it is told on standard error.
///
/// # Errors
/// Where there is no ledger, or it cannot be read at all.
pub fn check(args: &CheckArgs) -> anyhow::Result<Exit> {
    let checked = open_existing(&args.ledger)?.check()?;
    let messages = Messages::plain();
    for fault in &checked.faults {
        messages.error(fault, None);
    }
    let state = if checked.is_whole() { "whole" } else { "damaged" };
    let erased = if checked.erased > 0 { format!(" ({} erased)", HumanCount(checked.erased)) } else { String::new() };
    let [documents, claims, events, entries] = [checked.documents, checked.claims, checked.reports, checked.entries].map(HumanCount);
    print(format!("{state}: {documents} documents{erased}, {claims} claims, {events} events, {entries} entries\n").as_bytes())?;
    Ok(if checked.is_whole() { Exit::Done } else { Exit::SomeFailed })
}

/// Copies a ledger.
///
/// # Errors
/// Where there is no ledger, or it cannot be copied.
pub fn backup(args: &BackupArgs) -> anyhow::Result<Exit> {
    let ledger = open_to_ask(&args.ledger)?;
    ledger.backup(&args.output).with_context(|| format!("no backup of `{}`", args.ledger.path.display()))?;
    Messages::plain().note(format!("copied `{}` to `{}`", args.ledger.path.display(), args.output.display()));
    Ok(Exit::Done)
}
