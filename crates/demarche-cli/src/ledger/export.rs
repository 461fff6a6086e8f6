//! `demarche export`: incidents in the formats of the field.

use std::path::Path;

use demarche_export::rule::{HAPPENED, Rule};
use demarche_export::sidecar::{Counts, filters};
use demarche_export::{Export, Format, Options, targets};
use demarche_ledger::store::{Filter, Order};

use super::ask::{filter, query};
use super::open_settled;
use crate::args::ExportArgs;
use crate::error::{Exit, UserError};
use crate::messages::Messages;

/// Writes the incidents that fit and that the rule for claims lets out.
///
/// # Errors
/// Where there is no ledger, it cannot be read, something stands in the way, or the export cannot be written.
pub fn export(args: &ExportArgs) -> anyhow::Result<Exit> {
    let format = Format::from(args.format);
    check_target(args, format)?;
    let ledger = open_settled(&args.ledger)?;
    let asked = filter(&ledger, &args.which)?;
    let statuses = if asked.statuses.is_empty() { HAPPENED.into() } else { asked.statuses.iter().copied().collect() };
    // the export's own rule on statuses decides, and counts what it leaves out
    let asked = Filter { statuses: Vec::new(), ..asked };
    let dossiers = ledger.dossiers(&asked, Order::Intake, None).map_err(query)?;
    let options = Options {
        format,
        rule: Rule { claims: args.claims.into(), statuses },
        with_text: args.with_text,
        filters: filters(&asked),
        until: ledger.last_published()?,
    };
    let rule = options.rule.claims.name();
    let mut export = Export::create(&args.output, options)?;
    for dossier in dossiers {
        export.add(&dossier?)?;
    }
    let counts = export.finish()?;
    let messages = Messages::plain();
    messages.note(summary(&counts, rule, &args.output));
    Ok(Exit::Done)
}

fn check_target(args: &ExportArgs, format: Format) -> Result<(), UserError> {
    if args.with_text && !format.has_text() {
        return Err(UserError::usage(format!("{format} has no room for passages of articles")).hint("leave --with-text out"));
    }
    if args.output.as_os_str() == "-" {
        let why = "an export is several files: what it holds, and the rule by which it was made";
        return Err(UserError::usage(why).hint("name a file or folder after -o"));
    }
    if args.force {
        return Ok(());
    }
    match targets(format, &args.output).into_iter().find(|target| target.exists()) {
        None => Ok(()),
        Some(there) => Err(UserError::usage(format!("`{}` is there already", there.display()))
            .hint("choose another path after -o, or replace it with --force")),
    }
}

/// `wrote 12 of 20 incidents to out.tsv (own-voice); left out: not-own-voice 6, status 2`.
fn summary(counts: &Counts, rule: &str, out: &Path) -> String {
    let mut text = format!("wrote {} of {} incidents to {} ({rule})", counts.written, counts.asked, out.display());
    if !counts.left_out.is_empty() {
        let parts = counts.left_out.iter().map(|(reason, n)| format!("{reason} {n}")).collect::<Vec<_>>();
        text += &format!("; left out: {}", parts.join(", "));
    }
    text
}
