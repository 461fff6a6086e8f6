//! `demarche dyad`: how intense what two parties do to each other is, period by period.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};

use demarche_monitor::chart;
use demarche_monitor::coverage::{Coverage, Covered};
use demarche_monitor::page::DyadPage;
use demarche_monitor::series::{Change, Known, Level, Mark, Point, Series};
use demarche_monitor::who::{Direction, Kinds, Watched, id_text};
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::Serialize;

use super::documents::ended;
use super::{monitor, open_settled};
use crate::args::{ChartFormat, DyadArgs, KnownAs, Period};
use crate::error::{Exit, UserError};
use crate::shell::print;

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
    /// Sum of the incidents' PLOVER scores, −10 to 10 each, as weighted.
    score: f64,
    /// Intensities at the end of the period.
    conflict: Level,
    cooperation: Level,
    /// Coverage at the end of the period.
    coverage: Cover,
    /// Ids of the incidents.
    incidents: Vec<String>,
    /// Days that are rare for the pair.
    unusual: Vec<Date>,
    /// Days in the period from which another level holds.
    changes: Vec<Change>,
}

/// A coverage as it is written.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Cover {
    state: Covered,
    #[serde(flatten)]
    coverage: Coverage,
}

impl Cover {
    pub(super) fn of(coverage: Coverage) -> Self {
        Self { state: coverage.covered(), coverage }
    }
}

/// Shows a pair.
///
/// # Errors
/// Where there is no ledger, it cannot be read, or the table cannot be written.
pub fn dyad(args: &DyadArgs) -> anyhow::Result<Exit> {
    if args.first == args.second {
        return Err(UserError::usage("a pair is two parties").hint("`demarche timeline --party` lists what one takes part in").into());
    }
    super::ask::ascending(args.since, args.until)?;
    let ledger = open_settled(&args.ledger)?;
    monitor::known_until(&ledger, args.until)?;
    let kinds = Kinds {
        types: args.kinds.types.clone(),
        modes: args.kinds.modes.clone(),
        contexts: args.kinds.contexts.clone(),
        witnesses: args.kinds.witnesses,
    };
    let there = Watched { first: args.first.clone(), second: args.second.clone(), direction: Direction::There, kinds };
    let pair = monitor::pair(&ledger, &there, args.until)?;
    if let Some(since) = args.since.filter(|since| *since > pair.last) {
        let hint = format!("the last article of the ledger was published on {}", pair.last);
        return Err(UserError::usage(format!("nothing is known since {since}")).hint(hint).into());
    }
    let since = args.since.unwrap_or(pair.first).min(pair.last);
    let method = monitor::method(args.half_life);
    let known = match args.known {
        KnownAs::Now => Known::Now,
        KnownAs::Then => Known::Then,
    };
    let back = there.reversed();
    let series = [&there, &back].map(|watched| Series::compute(watched, &pair.sightings, &pair.panel, (since, pair.last), known, &method));
    let format = super::ask::chart_format(args.format);
    if format == ChartFormat::Html {
        let marks: Vec<&Mark> = series.iter().flat_map(|s| &s.points).flat_map(|p| &p.incidents).collect();
        let incidents = monitor::rows(&ledger, &pair.sightings, &marks, pair.last)?;
        let notes = vec![match known {
            Known::Now => format!("All days by what was known on {}", pair.last),
            Known::Then => "Each day by what was published until then".to_owned(),
        }];
        let made = monitor::made(&args.ledger.path, pair.last, notes);
        let page = DyadPage { first: args.first.to_string(), second: args.second.to_string(), series: series.to_vec(), incidents, made };
        return print(page.html().as_bytes());
    }
    let terminal = super::ask::terminal();
    let mut out = BufWriter::new(io::stdout().lock());
    let mut written = Ok(());
    for series in &series {
        let lines = lines(series, args.by);
        written = written.and_then(|()| match format {
            ChartFormat::Jsonl => lines.iter().try_for_each(|line| {
                serde_json::to_writer(&mut out, &rounded(line)?)?;
                out.write_all(b"\n")
            }),
            ChartFormat::Html | ChartFormat::Text => {
                out.write_all(chart::terminal::dyad(series, terminal).as_bytes())?;
                out.write_all(b"\n")?;
                out.write_all(table(series, &lines).as_bytes())
            }
        });
    }
    Ok(ended(written.and_then(|()| out.flush()))?.unwrap_or(Exit::Done))
}

/// A value whose numbers have at most four decimals.
pub(super) fn rounded(value: &impl Serialize) -> io::Result<serde_json::Value> {
    fn round(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Number(n) if n.is_f64() => {
                let rounded = n.as_f64().map(|x| (x * 1e4).round() / 1e4).and_then(serde_json::Number::from_f64);
                *value = rounded.map_or(serde_json::Value::Null, serde_json::Value::Number);
            }
            serde_json::Value::Array(items) => items.iter_mut().for_each(round),
            serde_json::Value::Object(map) => map.values_mut().for_each(round),
            _ => {}
        }
    }
    let mut value = serde_json::to_value(value)?;
    round(&mut value);
    Ok(value)
}

/// The series by periods; those without an incident, too.
fn lines(series: &Series, by: Period) -> Vec<Line> {
    let mut periods: BTreeMap<Date, Vec<&Point>> = BTreeMap::new();
    for point in &series.points {
        periods.entry(period(by, point.day).0).or_default().push(point);
    }
    let mut lines = Vec::new();
    for (start, points) in periods {
        let Some(last) = points.last() else { continue };
        let mut line = Line {
            schema: "demarche-dyad/2",
            actor: series.watched.first.to_string(),
            recipient: series.watched.second.to_string(),
            start,
            end: period(by, start).1,
            quads: [0; 4],
            score: 0.0,
            conflict: last.conflict,
            cooperation: last.cooperation,
            coverage: Cover::of(last.coverage.clone()),
            incidents: Vec::new(),
            unusual: points.iter().filter(|p| p.unusual.is_some()).map(|p| p.day).collect(),
            changes: series.changes.iter().filter(|c| points.iter().any(|p| p.day == c.day)).copied().collect(),
        };
        for mark in points.iter().flat_map(|p| &p.incidents) {
            if let Some(n) = line.quads.get_mut(usize::from(mark.quad).wrapping_sub(1)) {
                *n += 1;
            }
            line.score += mark.score * mark.weight;
            line.incidents.push(id_text(mark.id));
        }
        lines.push(line);
    }
    lines
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
const BAR: f64 = 14.0;

/// A table with bars: conflict to the left, cooperation to the right.
fn table(series: &Series, lines: &[Line]) -> String {
    let mut out = format!("{}\n", series.watched);
    if lines.iter().all(|l| l.incidents.is_empty()) {
        let covered = lines.last().map_or(Covered::Unknown, |l| l.coverage.state);
        let also = if covered == Covered::Covered { "" } else { "; not covered is not calm" };
        out += &format!("  no incident that took place; coverage at the end: {}{also}\n\n", covered.word());
        return out;
    }
    out += &format!(
        "  {:<10}  {:>15}|{:<15}  {:<22}  {:<22}  {:<16}  {}\n",
        "from", "conflict ", " cooperation", "conflict (90 %)", "cooperation (90 %)", "coverage", "incidents"
    );
    let highest = lines.iter().map(|l| l.conflict.value.max(l.cooperation.value)).fold(0.1, f64::max);
    let bar = |value: f64| "█".repeat(if value < 0.05 { 0 } else { (value * BAR / highest).ceil() as usize });
    let level = |l: &Level| format!("{:.1} ({:.1}–{:.1})", l.value, l.low, l.high);
    for line in lines {
        let coverage = match line.coverage.coverage.share {
            None => "unknown".to_owned(),
            Some(share) => format!("{:.0} %{}", 100.0 * share, if line.coverage.state == Covered::Covered { "" } else { ", thin" }),
        };
        let coverage = if line.coverage.state == Covered::Not { "not covered".to_owned() } else { coverage };
        let quads = line.quads.iter().zip(["talk", "aid", "dispute", "force"]).filter(|(n, _)| **n > 0);
        let incidents = quads.map(|(n, word)| format!("{n} {word}")).collect::<Vec<_>>().join(", ");
        let mark = if line.unusual.is_empty() { "" } else { "  unusual" };
        let turn = line.changes.iter().map(|c| {
            let what = if c.is_conflict { "conflict" } else { "cooperation" };
            format!("  {what} {} from {}", if c.after > c.before { "rises" } else { "falls" }, c.day)
        });
        out += &format!(
            "  {:<10}  {:>15}|{:<15}  {:<22}  {:<22}  {coverage:<16}  {incidents}{mark}{}\n",
            line.start,
            bar(line.conflict.value),
            bar(line.cooperation.value),
            level(&line.conflict),
            level(&line.cooperation),
            turn.collect::<String>(),
        );
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
