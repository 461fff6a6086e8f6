//! `demarche positions`: what parties hold, incident by incident or on a standing question.

use std::io::{self, BufWriter, Write};

use demarche_ledger::Ledger;
use demarche_ledger::dossier::{Dossier, Filing};
use demarche_ledger::incident_json::PositionLine;
use demarche_ledger::positions::Entry;
use demarche_ledger::report::DocumentId;
use demarche_ledger::store::{Filter, Order};
use serde::Serialize;

use super::documents::ended;
use super::{ask, open_settled};
use crate::args::{ListFormat, PositionsArgs};
use crate::error::{Exit, UserError};

/// A line of `demarche positions --format jsonl`.
#[derive(Debug, Serialize)]
struct Line<'l> {
    /// The incident, where it is about one.
    incident: Option<String>,
    /// The standing question, where it is about one.
    question: Option<&'l str>,
    #[serde(flatten)]
    position: PositionLine,
    /// The words under the span.
    quote: &'l str,
    /// The day on which it was said, as far as the text tells.
    on: Option<jiff::civil::Date>,
}

/// Lists positions.
///
/// # Errors
/// Where there is no ledger, no such incident or question, or the list cannot be written.
pub fn positions(args: &PositionsArgs) -> anyhow::Result<Exit> {
    let ledger = open_settled(&args.ledger)?;
    let mut out = Out { stream: BufWriter::new(io::stdout().lock()), format: ask::list_format(args.format), args };
    if let Some(name) = &args.question {
        let questions = ledger.questions()?;
        let Some(question) = questions.iter().find(|q| q.name == *name) else {
            let known: Vec<&str> = questions.iter().map(|q| q.name.as_str()).collect();
            let hint = if known.is_empty() {
                "`demarche correct question NAME --type … --actor …` asks one".to_owned()
            } else {
                format!("there are {}", known.join(", "))
            };
            return Err(UserError::usage(format!("there is no standing question `{name}`")).hint(hint).into());
        };
        let filter = Filter { types: question.types.clone(), actors: question.actors.clone(), ..ask::filter(&ledger, &args.which)? };
        let dossiers = ledger.dossiers(&filter, Order::Intake, None).map_err(ask::query)?.collect::<Result<Vec<_>, _>>()?;
        let entries = question.timeline(dossiers.iter().flat_map(Dossier::filings).map(|f: Filing<'_>| f.account()));
        let key = |id: DocumentId| dossiers.iter().find_map(|d| d.documents.get(&id)).map_or("", |f| f.article.key.as_str());
        return Ok(out.write(None, Some(name), &entries, key)?.unwrap_or(Exit::Done));
    }
    if let Some(id) = args.incident {
        let dossier = ask::dossier(&ledger, id)?;
        return Ok(out.incident(&dossier)?.unwrap_or(Exit::Done));
    }
    all(&ledger, &mut out, args)
}

fn all(ledger: &Ledger, out: &mut Out<'_>, args: &PositionsArgs) -> anyhow::Result<Exit> {
    for dossier in ledger.dossiers(&ask::filter(ledger, &args.which)?, Order::Intake, None).map_err(ask::query)? {
        if let Some(exit) = out.incident(&dossier?)? {
            return Ok(exit);
        }
    }
    Ok(Exit::Done)
}

struct Out<'a> {
    stream: BufWriter<io::StdoutLock<'static>>,
    format: ListFormat,
    args: &'a PositionsArgs,
}

impl Out<'_> {
    fn incident(&mut self, dossier: &Dossier) -> anyhow::Result<Option<Exit>> {
        let title = self.shows(&dossier.positions()).next().is_some().then(|| ask::row(dossier));
        self.write(Some((dossier.id().0.to_string(), title)), None, &dossier.positions(), |id| dossier.key(id))
    }

    fn shows<'e>(&self, entries: &'e [Entry]) -> impl Iterator<Item = &'e Entry> + use<'e> {
        let (holder, changes) = (self.args.holder.clone(), self.args.changes);
        entries
            .iter()
            .filter(move |e| holder.as_ref().is_none_or(|h| *h == e.party.country || *h == e.party.key()) && (!changes || e.change))
    }

    fn write<'k>(
        &mut self,
        incident: Option<(String, Option<String>)>,
        question: Option<&str>,
        entries: &[Entry],
        key: impl Fn(DocumentId) -> &'k str,
    ) -> anyhow::Result<Option<Exit>> {
        let mut written = Ok(());
        if let (ListFormat::Text, Some((_, Some(title)))) = (self.format, &incident) {
            written = writeln!(self.stream, "{title}");
        }
        for entry in self.shows(entries) {
            let position = PositionLine::new(entry, key(entry.document));
            written = written.and_then(|()| match self.format {
                ListFormat::Jsonl => {
                    let incident = incident.as_ref().map(|(id, _)| id.clone());
                    let line = Line { incident, question, position, quote: &entry.quote, on: entry.on };
                    serde_json::to_writer(&mut self.stream, &line).map_err(io::Error::from).and_then(|()| self.stream.write_all(b"\n"))
                }
                ListFormat::Text => {
                    let day = entry.on.map_or_else(|| "–".to_owned(), |d| d.to_string());
                    let change = if entry.change { "CHANGE " } else { "" };
                    let held = serde_json::to_value(entry.position).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
                    let line = format!("    {day}  {change}{} {held}: “{}” ({})", entry.party.name, entry.quote, position.document);
                    writeln!(self.stream, "{}", line.replace(char::is_control, " "))
                }
            });
        }
        ended(written.and_then(|()| self.stream.flush()))
    }
}
