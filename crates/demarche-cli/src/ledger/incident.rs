//! `demarche incident`: one incident on a page.

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _};

use demarche::record::CodePoints;
use demarche_ledger::Ledger;
use demarche_ledger::dossier::Dossier;
use demarche_ledger::grades::Graded;
use demarche_ledger::incidents::values::{Amount, spreads};
use demarche_ledger::positions::statement::Holder;
use demarche_ledger::report::{Article, Party};

use super::{ask, open_settled};
use crate::args::{IncidentArgs, PageFormat};
use crate::error::Exit;
use crate::shell::{plain, print};

/// Shows an incident.
///
/// # Errors
/// Where there is no such incident, or the ledger cannot be read.
pub fn incident(args: &IncidentArgs) -> anyhow::Result<Exit> {
    let ledger = open_settled(&args.ledger)?;
    let dossier = ask::dossier(&ledger, args.id)?;
    let by_default = if io::stdout().is_terminal() { PageFormat::Text } else { PageFormat::Json };
    match args.format.unwrap_or(by_default) {
        PageFormat::Json => print(format!("{}\n", dossier.line().to_json()?).as_bytes()),
        PageFormat::Text => print(page(&ledger, &dossier)?.as_bytes()),
    }
}

fn page(ledger: &Ledger, dossier: &Dossier) -> anyhow::Result<String> {
    let mut out = String::new();
    let ruling = dossier.ruling();
    let witnesses = dossier.witnesses();
    let (credibility, reasons) = dossier.credibility();
    let names = |parties: &[Party]| {
        let each = parties
            .iter()
            .map(|p| if p.country.is_empty() && p.sector.is_empty() { p.name.clone() } else { format!("{} [{}]", p.name, p.key()) });
        each.collect::<Vec<_>>().join(", ")
    };
    let what = dossier.mode().map_or_else(|| dossier.event_type().code().to_owned(), |m| format!("{}:{m}", dossier.event_type().code()));
    writeln!(out, "{}  {what}, {}", dossier.id().0, dossier.status().code())?;
    for (label, words) in [
        ("who", names(&dossier.actors())),
        ("to whom", names(&dossier.recipients())),
        ("where", dossier.place().map(|p| place(&p.name, p.admin1.as_deref(), p.country.as_deref())).unwrap_or_default()),
        ("when", dossier.days().map(|d| days(d.start, d.end)).unwrap_or_default()),
        ("about", dossier.contexts().iter().map(|c| c.code()).collect::<Vec<_>>().join(", ")),
    ] {
        if !words.is_empty() {
            writeln!(out, "  {label:<8} {words}")?;
        }
    }

    writeln!(out, "\nStanding: {} (row {} of the rule)", ruling.standing.word(), ruling.row)?;
    for held in &ruling.held {
        let side = match held.side {
            Some(0) => ", for the side that acts",
            Some(_) => ", for the other side",
            None => "",
        };
        let admission = if held.admission { ", against its own interest" } else { "" };
        let grade = match &held.holder {
            Holder::Party(key) => {
                let history = ledger.grades(&Graded::Source(key.clone()))?;
                history.grades().last().map(|g| format!(", grade {:?}", g.reliability)).unwrap_or_default()
            }
            _ => String::new(),
        };
        writeln!(out, "  {} {}{side}{admission}{grade}", holder(&held.holder), position(held.position))?;
    }
    writeln!(
        out,
        "Credibility: {} – {}; {}",
        u8::from(credibility),
        credibility.words(),
        reasons.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    )?;

    writeln!(out, "\nIndependent witnesses: {}", witnesses.number())?;
    for witness in &witnesses.witnesses {
        let reports = witness.reports.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        let names = witness.names.iter().map(|n| n.words()).collect::<Vec<_>>().join(" = ");
        writeln!(out, "  {names} ({reports}){}", if witness.foretold { ", foretold only" } else { "" })?;
    }
    for collapse in &witnesses.collapses {
        writeln!(out, "  counted once: {}", collapse.words())?;
    }

    let values = dossier.values();
    if !values.is_empty() {
        writeln!(out, "\nTold differently or alike")?;
        for spread in spreads(&values) {
            let numbers = |n: f64| if n.fract() == 0.0 { format!("{n:.0}") } else { format!("{n}") };
            let range = match (spread.low, spread.high) {
                (Some(low), Some(high)) if spread.what.word() != "time" => {
                    if (low - high).abs() < f64::EPSILON {
                        numbers(low)
                    } else {
                        format!("{}–{}", numbers(low), numbers(high))
                    }
                }
                _ => format!("{} value{}", spread.unlike, if spread.unlike == 1 { "" } else { "s" }),
            };
            writeln!(out, "  {}: {range}", spread.what.word())?;
            for held in values.iter().filter(|v| v.what == spread.what) {
                let amount = match &held.amount {
                    Amount::Number { low, high, unit, qualifier } => {
                        let number = if (low - high).abs() < f64::EPSILON {
                            numbers(*low)
                        } else {
                            format!("{}–{}", numbers(*low), numbers(*high))
                        };
                        let qualifier = if qualifier == "exact" || qualifier.is_empty() { String::new() } else { format!("{qualifier} ") };
                        format!("{qualifier}{number} {unit}").trim_end().to_owned()
                    }
                    Amount::Place(spot) => place(&spot.name, spot.admin1.as_deref(), spot.country.as_deref()),
                    Amount::Days(d) => days(d.start, d.end),
                };
                let denied = if held.is_denied { ", denied" } else { "" };
                let day = held.published.map(|d| format!(", {d}")).unwrap_or_default();
                writeln!(out, "    {amount} – {}{day}{denied}", held.holder.words())?;
            }
        }
    }

    let positions = dossier.positions();
    if !positions.is_empty() {
        writeln!(out, "\nPositions")?;
        for entry in &positions {
            let day = entry.on.map_or_else(|| "–".to_owned(), |d| d.to_string());
            let change = if entry.change { "  CHANGE" } else { "" };
            writeln!(
                out,
                "  {day}  {} {}{change}: “{}” ({})",
                entry.party.name,
                position(entry.position),
                entry.quote,
                dossier.key(entry.document)
            )?;
        }
    }

    writeln!(out, "\nReports")?;
    let mut quoted = (None, String::new());
    for filing in dossier.filings() {
        let article = &filing.filed.article;
        let published = article.published.map_or_else(|| "–".to_owned(), |d| d.to_string());
        let publisher = article.publisher.as_deref().unwrap_or("unknown publisher");
        let copy = match (filing.filed.family, dossier.key(filing.filed.family)) {
            (family, _) if family == article.id => String::new(),
            // the first of the family tells nothing of this incident
            (family, "") => format!(", a copy of {}", ledger.article(family)?.map_or_else(|| family.0.to_string(), |first| first.key)),
            (_, key) => format!(", a copy of {key}"),
        };
        let wire = filing.filed.wire.as_deref().map(|w| format!(", written by {w}")).unwrap_or_default();
        let grade = match (&filing.filed.outlet, article.published) {
            (Some(outlet), Some(day)) => {
                let history = ledger.grades(&Graded::Publisher(outlet.clone()))?;
                if history.grades().is_empty() { String::new() } else { format!(", grade {:?}", history.on(day)) }
            }
            _ => String::new(),
        };
        let background = if filing.member.background { ", looks back" } else { "" };
        writeln!(out, "  {}  {published}  {publisher}{grade}{wire}{copy}{background}  [{}]", filing.report.id, article.key)?;
        if let Some(span) = filing.report.trigger_spans.first() {
            // several events of one sentence
            let words = sentence(article, *span);
            if quoted != (Some(article.id), words.clone()) {
                writeln!(out, "      “{words}”")?;
                quoted = (Some(article.id), words);
            }
        }
        if let Some(merge) = &filing.member.merge {
            let reasons = merge.reasons.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
            writeln!(out, "      joined at {:+.1}: {reasons}", merge.score)?;
        }
    }
    // texts are foreign
    Ok(out.split_inclusive('\n').map(|line| plain(line.trim_end_matches('\n')) + "\n").collect())
}

fn position(position: demarche_ledger::witnesses::chain::Position) -> &'static str {
    use demarche_ledger::witnesses::chain::Position as P;
    match position {
        P::Affirms => "affirms it",
        P::Denies => "denies it",
        P::Neither => "neither affirms nor denies it",
        P::TakesAsTrue => "takes it as true",
    }
}

fn holder(holder: &Holder) -> String {
    match holder {
        Holder::Party(key) => key.clone(),
        Holder::Voice(identity) => format!("{} in its own voice", identity.words()),
        Holder::Words(words) => format!("“{words}”"),
    }
}

fn place(name: &str, admin1: Option<&str>, country: Option<&str>) -> String {
    let parts = [Some(name), admin1.filter(|a| *a != name), country];
    parts.into_iter().flatten().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(", ")
}

fn days(start: jiff::civil::Date, end: jiff::civil::Date) -> String {
    if start == end { start.to_string() } else { format!("{start} to {end}") }
}

/// The sentence around a span, on one line.
pub(super) fn sentence(article: &Article, span: CodePoints) -> String {
    let index = demarche::span::CodePointIndex::new(&article.text);
    let Some(bytes) = index.bytes(span) else { return String::new() };
    let layers = demarche::segment::segment(&article.text);
    let around = layers.sentences.iter().find(|s| s.overlaps(bytes)).copied().unwrap_or(bytes);
    around.of(&article.text).split_whitespace().collect::<Vec<_>>().join(" ")
}
