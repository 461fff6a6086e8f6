//! `demarche incidents` and `demarche find`: incidents as lines.

use std::io::{self, BufWriter, IsTerminal as _, Write};

use demarche::document::Document;
use demarche::reader::{ReadOptions, Scratch};
use demarche_ledger::dossier::Dossier;
use demarche_ledger::store::{Filter, Order};
use demarche_ledger::{Ledger, LedgerError};
use demarche_monitor::chart::terminal::Terminal;
use jiff::civil::Date;

use super::documents::ended;
use super::{grades, open_settled};
use crate::args::{ChartFormat, FindArgs, IncidentsArgs, ListFormat, WhichArgs};
use crate::error::{Exit, UserError};
use crate::messages::Messages;
use crate::model_files::load_reader;
use crate::shell::plain;

/// Lists incidents in order of intake.
///
/// # Errors
/// Where there is no ledger, it cannot be read, or the list cannot be written.
pub fn incidents(args: &IncidentsArgs) -> anyhow::Result<Exit> {
    let ledger = open_settled(&args.ledger)?;
    let filter = filter(&ledger, &args.which)?;
    list(ledger.dossiers(&filter, Order::Intake, args.limit).map_err(query)?, list_format(args.format))
}

/// Lists incidents that fit words, the latest first, or the likest.
///
/// # Errors
/// As [`incidents`]; words that are no query.
pub fn find(args: &FindArgs) -> anyhow::Result<Exit> {
    let ledger = open_settled(&args.ledger)?;
    let mut filter = filter(&ledger, &args.which)?;
    if !args.words.is_empty() {
        let words = args.words.join(" ");
        filter.text = Some(filter.text.map_or_else(|| words.clone(), |text| format!("({text}) AND ({words})")));
    }
    let format = list_format(args.format);
    let Some(like) = &args.like else {
        return list(ledger.dossiers(&filter, Order::Latest, Some(args.limit)).map_err(query)?, format);
    };
    let reader = load_reader(&args.model, &args.packs)?.reader;
    let document = Document { id: "like".to_owned(), text: like.clone(), language: Some("en".to_owned()), ..Document::default() };
    let options = ReadOptions { embeddings: true, ..ReadOptions::default() };
    let read = reader.read(std::slice::from_ref(&document), options, &mut Scratch::default());
    let article = read.first().and_then(|record| demarche_ledger::convert::article(record, demarche_ledger::report::DocumentId(0)).ok());
    let Some(embedding) = article.and_then(|a| a.embedding) else {
        return Err(UserError::usage("nothing can be like an empty text").hint("give a sentence after --like").into());
    };
    let ids = ledger.like(&embedding, &filter, args.limit).map_err(query)?;
    let found = ids.into_iter().filter_map(|id| ledger.dossier(id).transpose());
    list(found, format)
}

/// Refuses a first day that lies behind the last.
pub(super) fn ascending(since: Option<Date>, until: Option<Date>) -> anyhow::Result<()> {
    match (since, until) {
        (Some(since), Some(until)) if since > until => {
            Err(UserError::usage(format!("{since} is after {until}")).hint("--since is the first day, --until the last").into())
        }
        _ => Ok(()),
    }
}

/// The filter that the arguments ask for; warns of a grade that no publisher of the ledger has.
pub(super) fn filter(ledger: &Ledger, which: &WhichArgs) -> anyhow::Result<Filter> {
    ascending(which.since, which.until)?;
    grades::warn_of_unused(ledger, which.grade, &Messages::plain())?;
    Ok(Filter {
        parties: which.parties.clone(),
        actors: which.actors.clone(),
        recipients: which.recipients.clone(),
        types: which.types.clone(),
        modes: which.modes.clone(),
        countries: which.countries.clone(),
        since: which.since,
        until: which.until,
        text: which.text.clone(),
        standings: which.standing.clone(),
        statuses: which.status.clone(),
        source: which.source.clone(),
        reliability: which.grade,
        witnesses: which.witnesses,
        ..Filter::default()
    })
}

pub(super) fn list_format(given: Option<ListFormat>) -> ListFormat {
    given.unwrap_or(if io::stdout().is_terminal() { ListFormat::Text } else { ListFormat::Jsonl })
}

/// The terminal to draw for; what is no terminal is 100 columns wide.
pub(super) fn terminal() -> Terminal {
    let columns = console::Term::stdout().size_checked().map_or(100, |(_, columns)| usize::from(columns));
    Terminal { width: columns.clamp(40, 160), is_ascii: false }
}

pub(super) fn chart_format(given: Option<ChartFormat>) -> ChartFormat {
    given.unwrap_or(if io::stdout().is_terminal() { ChartFormat::Text } else { ChartFormat::Jsonl })
}

/// Words that are no query are the user's, all else is the ledger's.
pub(super) fn query(error: LedgerError) -> anyhow::Error {
    match error {
        LedgerError::Unfit { .. } => UserError::of_usage(error)
            .hint("words, \"a phrase\", OR, NOT and brackets; put what holds other signs between quotation marks")
            .into(),
        error => error.into(),
    }
}

fn list(found: impl Iterator<Item = Result<Dossier, LedgerError>>, format: ListFormat) -> anyhow::Result<Exit> {
    let mut out = BufWriter::new(io::stdout().lock());
    for dossier in found {
        let dossier = dossier?;
        let written = match format {
            ListFormat::Jsonl => dossier.line().to_json().map_err(io::Error::from).and_then(|line| writeln!(out, "{line}")),
            ListFormat::Text => writeln!(out, "{}", row(&dossier)),
        };
        if let Some(exit) = ended(written)? {
            return Ok(exit);
        }
    }
    Ok(ended(out.flush())?.unwrap_or(Exit::Done))
}

/// An incident in one line: id, day, type, who to whom, where, standing, witnesses.
pub(super) fn row(dossier: &Dossier) -> String {
    let names = |parties: &[demarche_ledger::report::Party]| parties.iter().map(|p| p.name.as_str()).collect::<Vec<_>>().join(", ");
    let day = match dossier.days() {
        Some(days) if days.start == days.end => days.start.to_string(),
        Some(days) => format!("{}…{}", days.start, days.end),
        None => dossier.incident.profile.published.map_or_else(|| "–".to_owned(), |p| format!("({})", p.0)),
    };
    let what = dossier.mode().map_or_else(|| dossier.event_type().code().to_owned(), |m| format!("{}:{m}", dossier.event_type().code()));
    let (actors, recipients) = (dossier.actors(), dossier.recipients());
    let whom = if recipients.is_empty() { String::new() } else { format!(" → {}", names(&recipients)) };
    let whence = dossier.place().map(|p| format!(" in {}", p.name)).unwrap_or_default();
    let status = match dossier.status() {
        demarche::codebook::Status::Actual => String::new(),
        status => format!(", {}", status.code()),
    };
    let witnesses = match dossier.witnesses().number() {
        1 => "1 witness".to_owned(),
        n => format!("{n} witnesses"),
    };
    let reports = match dossier.incident.members.len() {
        1 => "1 report".to_owned(),
        n => format!("{n} reports"),
    };
    let line = format!(
        "{:>8}  {day:<12}  {what:<22}  {}{whom}{whence}{status}; {}, {witnesses}, {reports}",
        dossier.id().0.to_string(),
        if actors.is_empty() { "–".to_owned() } else { names(&actors) },
        dossier.ruling().standing.word(),
    );
    plain(&line)
}

/// The ledger's incident of that id, or an error that says how to find one.
pub(super) fn dossier(ledger: &Ledger, id: demarche_ledger::report::ReportId) -> anyhow::Result<Dossier> {
    let id = demarche_ledger::incidents::cluster::IncidentId(id);
    if let Some(dossier) = ledger.dossier(id)? {
        return Ok(dossier);
    }
    let hint = match ledger.incident_of(id.0)? {
        Some(other) => format!("this report is in incident {}", other.0),
        None => match ledger.former(id)? {
            Some(former) => return Err(super::reject::is_no_more(id.0, &former).into()),
            None => "`demarche find` and `demarche incidents` list ids".to_owned(),
        },
    };
    Err(UserError::usage(format!("there is no incident {}", id.0)).hint(hint).into())
}
