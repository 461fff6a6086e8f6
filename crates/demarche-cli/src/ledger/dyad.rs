//! `demarche dyad`: what one party does to another, period by period.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};

use demarche::codebook::Status;
use demarche_ledger::dossier::Dossier;
use demarche_ledger::report::Party;
use demarche_ledger::standing::Standing;
use demarche_ledger::store::{Filter, Order};
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::Serialize;

use super::documents::ended;
use super::{ask, open_settled};
use crate::args::{DyadArgs, ListFormat, Period};
use crate::error::{Exit, UserError};

/// A line of `demarche dyad --format jsonl`: a period in one direction.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Line {
    schema: &'static str,
    actor: String,
    recipient: String,
    start: Date,
    end: Date,
    /// Incidents of verbal cooperation, material cooperation, verbal conflict, material conflict.
    quads: [usize; 4],
    /// Sum of the incidents' PLOVER scores, −10 to 10 each.
    score: f32,
    /// Ids of the incidents.
    incidents: Vec<String>,
    /// Of these, those that both do together.
    reciprocal: Vec<String>,
    /// Documents that tell them.
    documents: usize,
}

/// Shows a pair.
///
/// # Errors
/// Where there is no ledger, it cannot be read, or the table cannot be written.
pub fn dyad(args: &DyadArgs) -> anyhow::Result<Exit> {
    if args.first == args.second {
        return Err(UserError::usage("a pair is two parties").hint("`demarche timeline --party` lists what one takes part in").into());
    }
    let ledger = open_settled(&args.ledger)?;
    let filter =
        Filter { parties: vec![args.first.clone(), args.second.clone()], since: args.since, until: args.until, ..Filter::default() };
    let mut there: BTreeMap<Date, Line> = BTreeMap::new();
    let mut back: BTreeMap<Date, Line> = BTreeMap::new();
    for dossier in ledger.dossiers(&filter, Order::Intake, None)? {
        let dossier = dossier?;
        let took_place = matches!(dossier.status(), Status::Actual | Status::Historical);
        if !took_place || matches!(dossier.ruling().standing, Standing::Denied | Standing::Retracted) {
            continue;
        }
        let Some(day) = dossier.days().map(|d| d.start).or(dossier.incident.profile.published.map(|p| p.0)) else { continue };
        if args.since.is_some_and(|since| day < since) || args.until.is_some_and(|until| day > until) {
            continue;
        }
        let (actors, recipients) = (dossier.actors(), dossier.recipients());
        let is = |parties: &[Party], name: &String| parties.iter().any(|p| *name == p.country || *name == p.key());
        let is_reciprocal = recipients.is_empty() && is(&actors, &args.first) && is(&actors, &args.second);
        for (lines, from, to) in [(&mut there, &args.first, &args.second), (&mut back, &args.second, &args.first)] {
            if is_reciprocal || (is(&actors, from) && is(&recipients, to)) {
                let (start, end) = period(args.by, day);
                let line = lines.entry(start).or_insert_with(|| Line {
                    schema: "demarche-dyad/1",
                    actor: from.clone(),
                    recipient: to.clone(),
                    start,
                    end,
                    quads: [0; 4],
                    score: 0.0,
                    incidents: Vec::new(),
                    reciprocal: Vec::new(),
                    documents: 0,
                });
                line.add(&dossier, is_reciprocal);
            }
        }
    }
    let mut out = BufWriter::new(io::stdout().lock());
    let format = ask::list_format(args.format);
    let mut written = Ok(());
    for (lines, from, to) in [(&there, &args.first, &args.second), (&back, &args.second, &args.first)] {
        written = written.and_then(|()| match format {
            ListFormat::Jsonl => lines.values().try_for_each(|line| {
                serde_json::to_writer(&mut out, line).map_err(io::Error::from)?;
                out.write_all(b"\n")
            }),
            ListFormat::Text => out.write_all(table(from, to, lines, args.by).as_bytes()),
        });
    }
    Ok(ended(written.and_then(|()| out.flush()))?.unwrap_or(Exit::Done))
}

impl Line {
    fn add(&mut self, dossier: &Dossier, is_reciprocal: bool) {
        let event_type = dossier.event_type();
        if let Some(n) = self.quads.get_mut(usize::from(event_type.quad()).wrapping_sub(1)) {
            *n += 1;
        }
        self.score += score(dossier);
        let id = dossier.id().0.to_string();
        if is_reciprocal {
            self.reciprocal.push(id.clone());
        }
        self.incidents.push(id);
        self.documents += dossier.documents.len();
    }
}

/// PLOVER's score of the mode, else of the type.
fn score(dossier: &Dossier) -> f32 {
    let event_type = dossier.event_type();
    let mode = dossier.mode().and_then(|code| event_type.modes().find(|m| m.code() == code));
    mode.map_or_else(|| event_type.score(), |m| m.score())
}

/// First and last day of the period around a day.
fn period(by: Period, day: Date) -> (Date, Date) {
    match by {
        Period::Day => (day, day),
        Period::Week => {
            let start = day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days());
            (start, start.saturating_add(6.days()))
        }
        Period::Month => (day.first_of_month(), day.last_of_month()),
        Period::Year => (day.first_of_year(), day.last_of_year()),
    }
}

/// Widest bar, in characters.
const BAR: usize = 24;

/// A table with bars: conflict to the left, cooperation to the right. Periods between the first and the last that have no incident are shown.
fn table(from: &str, to: &str, lines: &BTreeMap<Date, Line>, by: Period) -> String {
    let mut out = format!("{from} → {to}\n");
    let (Some((first, _)), Some((last, _))) = (lines.first_key_value(), lines.last_key_value()) else {
        out += "  no incident that took place\n\n";
        return out;
    };
    out += &format!(
        "  {:<10}  {:>26}|{:<26}  coop: verbal material  conflict: verbal material  documents\n",
        "from", "conflict ", " cooperation"
    );
    let most = lines.values().map(|l| (l.quads[0] + l.quads[1]).max(l.quads[2] + l.quads[3])).max().unwrap_or(1).max(1);
    let bar = |n: usize| "█".repeat(if n == 0 { 0 } else { (n * BAR / most).max(1) });
    let mut start = *first;
    let mut empty = 0;
    while start <= *last {
        let end = period(by, start).1;
        match lines.get(&start) {
            None => empty += 1,
            Some(line) => {
                if empty > 0 {
                    out += &format!("  {:<10}  {:>26}|  {empty} without an incident\n", "…", "");
                    empty = 0;
                }
                let [vc, mc, vk, mk] = line.quads;
                let both = if line.reciprocal.is_empty() { String::new() } else { format!("  ({} together)", line.reciprocal.len()) };
                out += &format!(
                    "  {:<10}  {:>26}|{:<26}  {vc:>12} {mc:>8}  {vk:>16} {mk:>8}  {:>9}{both}\n",
                    line.start,
                    bar(vk + mk),
                    bar(vc + mc),
                    line.documents
                );
            }
        }
        let Ok(next) = end.tomorrow() else { break };
        start = next;
    }
    out + "\n"
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn periods_begin_where_people_expect() {
        let day = date(2024, 10, 31);
        assert_eq!(period(Period::Week, day), (date(2024, 10, 28), date(2024, 11, 3)));
        assert_eq!(period(Period::Month, day), (date(2024, 10, 1), date(2024, 10, 31)));
        assert_eq!(period(Period::Year, day), (date(2024, 1, 1), date(2024, 12, 31)));
        assert_eq!(period(Period::Day, day), (day, day));
    }
}
