//! `demarche timeline`: incidents day by day.

use std::io::{self, BufWriter, Write};

use demarche_ledger::store::Order;

use super::documents::ended;
use super::{ask, open_settled};
use crate::args::{ListFormat, TimelineArgs};
use crate::error::Exit;

/// Lists incidents by day, those without one by publication.
///
/// # Errors
/// Where there is no ledger, it cannot be read, or the list cannot be written.
pub fn timeline(args: &TimelineArgs) -> anyhow::Result<Exit> {
    let ledger = open_settled(&args.ledger)?;
    let mut dossiers = ledger.dossiers(&ask::filter(&ledger, &args.which)?, Order::Day, None).map_err(ask::query)?;
    let format = ask::list_format(args.format);
    let mut out = BufWriter::new(io::stdout().lock());
    let mut last = None;
    dossiers
        .try_for_each(|dossier| -> anyhow::Result<()> {
            let dossier = dossier?;
            match format {
                ListFormat::Jsonl => writeln!(out, "{}", dossier.line().to_json()?)?,
                ListFormat::Text => {
                    let day = dossier.days().map(|d| d.start).or(dossier.incident.profile.published.map(|p| p.0));
                    if last != Some(day) {
                        writeln!(out, "{}", day.map_or_else(|| "no day".to_owned(), |d| d.strftime("%Y-%m-%d %A").to_string()))?;
                        last = Some(day);
                    }
                    writeln!(out, "  {}", ask::row(&dossier))?;
                }
            }
            Ok(())
        })
        .or_else(|error| match error.downcast::<io::Error>() {
            Ok(error) => ended(Err(error)).map(drop),
            Err(error) => Err(error),
        })?;
    Ok(ended(out.flush())?.unwrap_or(Exit::Done))
}
