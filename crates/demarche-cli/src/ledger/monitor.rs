//! What the monitor's commands share: the configuration, and what a ledger has of a pair.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::Context as _;
use demarche::codebook::Status;
use demarche_ledger::Ledger;
use demarche_ledger::dossier::Dossier;
use demarche_ledger::incidents::cluster::IncidentId;
use demarche_ledger::report::Party;
use demarche_ledger::sighting::Sighting;
use demarche_ledger::store::Filter;
use demarche_monitor::config::Config;
use demarche_monitor::coverage::Panel;
use demarche_monitor::ladder::{Ladder, Replay};
use demarche_monitor::method::Method;
use demarche_monitor::page::{Evidence, IncidentRow, Made};
use demarche_monitor::series::Mark;
use demarche_monitor::who::Watched;
use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::error::UserError;

/// Days by which an event may be told late and is shown all the same where no first day is asked for.
const TOLD_LATE: i64 = 31;

/// Days of a replay, back from the last: a date that is off by centuries makes none of centuries.
const LONGEST_REPLAY: i64 = 15_000;

/// What a ledger has of a pair.
pub(super) struct Pair {
    /// Incidents between the two, in either direction, and others among which they are found.
    pub(super) sightings: Vec<Sighting>,
    /// Publishers of the pair.
    pub(super) panel: Panel,
    /// The first day of which anything is known, at most some weeks before it became known, or else the last day of the ledger.
    pub(super) first: Date,
    /// The last day of the ledger, or the one that was asked for.
    pub(super) last: Date,
}

/// Refuses a last day before which nothing was published: of such a day nothing is known, least of all that it was calm.
pub(super) fn known_until(ledger: &Ledger, until: Option<Date>) -> anyhow::Result<()> {
    match (until, ledger.first_published()?) {
        (Some(until), Some(first)) if until < first => {
            Err(UserError::usage(format!("nothing is known of {until}: the ledger begins on {first}, and not covered is not calm"))
                .hint(format!("give --until {first} or a later day, or take earlier articles in with `demarche ingest`"))
                .into())
        }
        _ => Ok(()),
    }
}

/// Reads what a ledger has of those who are watched, up to a day: by default the last on which a document of the ledger was published.
pub(super) fn pair(ledger: &Ledger, watched: &Watched, until: Option<Date>) -> anyhow::Result<Pair> {
    let Some(last) = until.or(ledger.last_published()?) else {
        return Err(UserError::usage("the ledger has no document with a date of publication")
            .hint("`demarche ingest` takes articles in")
            .into());
    };
    // what became known after the last day was not known on it
    let mut sightings = ledger.sightings(&Filter { until: None, ..watched.filter() })?;
    for sighting in &mut sightings {
        sighting.phases.retain(|phase| phase.from <= last);
        sighting.told.retain(|(day, _)| *day <= last);
    }
    sightings.retain(|sighting| !sighting.phases.is_empty());
    // both directions have one panel: who tells of the pair tells of either
    let both = |s: &&Sighting| s.phases.iter().any(|p| watched.is_between(p));
    // an event may be told some weeks late; what is told of decades ago is no beginning
    let begin =
        |s: &Sighting| s.phases.iter().filter_map(|p| s.day(p)).min().unwrap_or(last).max(s.known().saturating_sub(TOLD_LATE.days()));
    let first = sightings.iter().filter(both).map(begin).min();
    let outlets = sightings.iter().filter(both).flat_map(|s| &s.told).map(|(_, outlet)| outlet.clone()).collect();
    let earliest = ledger.first_published()?.unwrap_or(last);
    let active = ledger.published_days(&outlets, earliest, last)?;
    let panel = Panel::new(sightings.iter().filter(both), active);
    Ok(Pair { sightings, panel, first: first.unwrap_or(last).min(last), last })
}

/// Replays a ladder over all that a ledger has.
pub(super) fn replay(ledger: &Ledger, ladder: &Ladder, until: Option<Date>) -> anyhow::Result<(Replay, Pair)> {
    let pair = pair(ledger, &ladder.watched, until)?;
    // from the first article on: a ladder begins calm, and is so until something is known
    let first = ledger.first_published()?.unwrap_or(pair.first).clamp(pair.last.saturating_sub(LONGEST_REPLAY.days()), pair.last);
    Ok((ladder.replay(&pair.sightings, first, pair.last), pair))
}

/// The monitor's part of a configuration.
pub(super) fn read_config(path: &Path) -> anyhow::Result<Config> {
    let name = path.display();
    let text = fs::read_to_string(path).map_err(|e| {
        UserError::of_usage(anyhow::Error::new(e).context(format!("cannot read `{name}`")))
            .hint("--config names the configuration; docs/monitor.md shows one")
    })?;
    let config = Config::parse(&text).map_err(|error| {
        let hint = error.hint.clone();
        UserError::of_usage(anyhow::Error::new(error)).hint(hint)
    });
    config.with_context(|| format!("`{name}` cannot be used"))
}

/// Incidents as pages show them, in the order of the marks, each once.
pub(super) fn rows(ledger: &Ledger, sightings: &[Sighting], marks: &[&Mark], last: Date) -> anyhow::Result<Vec<IncidentRow>> {
    let by_id: BTreeMap<IncidentId, &Sighting> = sightings.iter().map(|s| (s.id, s)).collect();
    let mut seen = BTreeSet::new();
    let mut rows = Vec::new();
    for mark in marks.iter().filter(|mark| seen.insert(mark.id)) {
        let Some((sighting, phase)) = by_id.get(&mark.id).and_then(|s| Some((*s, s.on(last)?))) else { continue };
        let names = |parties: &[Party]| parties.iter().map(|p| p.name.clone()).collect();
        let status = match phase.status {
            Status::Actual => String::new(),
            status => format!(", {}", status.code()),
        };
        let mut row = IncidentRow {
            day: sighting.day(phase),
            mark: (*mark).clone(),
            actors: names(&phase.actors),
            recipients: names(&phase.recipients),
            place: phase.place.clone(),
            standing: format!("{}{status}", phase.standing.word()),
            witnesses: phase.witnesses,
            evidence: None,
            publishers: Vec::new(),
        };
        if let Some(dossier) = ledger.dossier(mark.id)? {
            tell(&mut row, &dossier, last);
        }
        rows.push(row);
    }
    Ok(rows)
}

/// Incidents as pages show them, by their ids as outputs write them; those that are no more are left out.
pub(super) fn rows_of(ledger: &Ledger, ids: &[String], last: Date) -> anyhow::Result<Vec<IncidentRow>> {
    let mut sightings = Vec::new();
    for id in ids {
        let Ok(report) = crate::args::parse_report(id) else { continue };
        let Some(dossier) = ledger.dossier(IncidentId(report))? else { continue };
        sightings.extend(Sighting::of(&dossier));
    }
    let marks: Vec<Mark> = sightings.iter().filter_map(|s| Some(Mark::of(s.id, s.on(last)?))).collect();
    rows(ledger, &sightings, &marks.iter().collect::<Vec<_>>(), last)
}

/// Adds who tells it, and a sentence of the first report that is no copy and does not only look back.
fn tell(row: &mut IncidentRow, dossier: &Dossier, last: Date) {
    let mut best: Option<(bool, Evidence)> = None;
    for filing in dossier.filings().filter(|f| f.filed.article.published.is_none_or(|d| d <= last)) {
        let article = &filing.filed.article;
        row.publishers.extend(article.publisher.clone().filter(|p| !row.publishers.contains(p)));
        let is_own = filing.filed.family == article.id && !filing.member.background;
        if let Some(span) = filing.report.trigger_spans.first()
            && best.as_ref().is_none_or(|(was_own, _)| is_own && !was_own)
        {
            let evidence = Evidence {
                sentence: super::incident::sentence(article, *span),
                publisher: article.publisher.clone(),
                document: article.key.clone(),
                published: article.published,
                url: article.url.clone(),
            };
            best = Some((is_own, evidence));
        }
    }
    row.evidence = best.map(|(_, evidence)| evidence);
}

/// What a page says of itself.
pub(super) fn made(path: &Path, last: Date, more: Vec<String>) -> Made {
    let ledger = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let notes = [format!("Ledger {ledger}"), format!("demarche {}", env!("CARGO_PKG_VERSION"))];
    Made { known: Some(last), notes: notes.into_iter().chain(more).collect() }
}

/// The method with the half-life that was asked for.
pub(super) fn method(half_life: Option<f64>) -> Method {
    let method = Method::default();
    Method { half_life: half_life.unwrap_or(method.half_life), ..method }
}
