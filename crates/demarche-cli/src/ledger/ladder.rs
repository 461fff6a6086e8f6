//! `demarche ladder`: where ladders stand, and how they moved.

use std::fmt::Write as _;
use std::io::{self, BufWriter, Write as _};

use demarche_ledger::Ledger;
use demarche_monitor::chart;
use demarche_monitor::coverage::Covered;
use demarche_monitor::ladder::{Cause, Down, Ladder, Move, Replay, Stand, Step};
use demarche_monitor::method::Method;
use demarche_monitor::page::LadderPage;
use demarche_monitor::who::id_text;
use jiff::civil::Date;
use serde::Serialize;

use super::documents::ended;
use super::dyad::{Cover, rounded};
use super::monitor::Pair;
use super::{ask, monitor, open_settled};
use crate::args::{ChartFormat, LadderArgs, LadderCommand, LadderWhichArgs};
use crate::error::{Exit, UserError};
use crate::shell::{plain, print};

/// A line of `demarche ladder --format jsonl`.
#[derive(Debug, Serialize)]
struct Line<'r> {
    schema: &'static str,
    ladder: &'r str,
    watched: String,
    /// The last day.
    day: Date,
    level: usize,
    /// Name of the level; `calm` for 0.
    name: &'r str,
    /// Since when.
    since: Date,
    value: f64,
    /// Who would have told, on the last day: a ladder also falls where nobody is heard.
    coverage: Cover,
    /// What is due at the level.
    due: &'r [Step],
    down: Option<Down>,
    moves: Vec<MoveLine<'r>>,
    /// Day by day, with `replay`.
    #[serde(skip_serializing_if = "Option::is_none")]
    days: Option<&'r [Stand]>,
}

/// A move as it is written.
#[derive(Debug, Serialize)]
struct MoveLine<'r> {
    day: Date,
    from: usize,
    to: usize,
    value: f64,
    bound: f64,
    causes: Vec<CauseLine<'r>>,
    down: &'r Option<Down>,
}

#[derive(Debug, Serialize)]
struct CauseLine<'r> {
    incident: String,
    day: Date,
    what: &'r str,
    actors: &'r [String],
    recipients: &'r [String],
    part: f64,
}

/// Shows ladders.
///
/// # Errors
/// Where there is no ledger, it cannot be read, or the configuration cannot be used.
pub fn ladder(args: &LadderArgs) -> anyhow::Result<Exit> {
    let (which, is_replay) = match &args.command {
        None => (&args.which, false),
        Some(LadderCommand::Show(which)) => (which, false),
        Some(LadderCommand::Replay(which)) => (which, true),
    };
    let config = monitor::read_config(&which.config.path)?;
    let ladders = chosen(&config.ladders, which)?;
    let ledger = open_settled(&which.ledger)?;
    monitor::known_until(&ledger, which.until)?;
    let format = ask::chart_format(which.format);
    let terminal = ask::terminal();
    if format == ChartFormat::Html {
        let [ladder] = ladders[..] else {
            let names = ladders.iter().map(|l| l.name.as_str()).collect::<Vec<_>>().join(", ");
            return Err(UserError::usage("a page is of one ladder").hint(format!("name one of {names}")).into());
        };
        return page(&ledger, ladder, which);
    }
    let mut out = BufWriter::new(io::stdout().lock());
    for ladder in ladders {
        let (replay, pair) = monitor::replay(&ledger, ladder, which.until)?;
        let down = ladder.outlook(&replay, &pair.sightings);
        let written = match format {
            ChartFormat::Jsonl => rounded(&line(&replay, &pair, down, is_replay)).and_then(|line| writeln!(out, "{line}")),
            ChartFormat::Text | ChartFormat::Html => {
                let chart = if is_replay { format!("{}\n", chart::terminal::ladder(&replay, terminal)) } else { String::new() };
                out.write_all(chart.as_bytes()).and_then(|()| out.write_all(text(&replay, &pair, down.as_ref(), is_replay).as_bytes()))
            }
        };
        if let Some(exit) = ended(written)? {
            return Ok(exit);
        }
    }
    Ok(ended(out.flush())?.unwrap_or(Exit::Done))
}

/// The page of a ladder.
fn page(ledger: &Ledger, ladder: &Ladder, which: &LadderWhichArgs) -> anyhow::Result<Exit> {
    let (replay, pair) = monitor::replay(ledger, ladder, which.until)?;
    let down = ladder.outlook(&replay, &pair.sightings);
    let marks = ladder.marks(&pair.sightings, pair.last);
    let incidents = monitor::rows(ledger, &pair.sightings, &marks.iter().collect::<Vec<_>>(), pair.last)?;
    let made = monitor::made(
        &which.ledger.path,
        pair.last,
        vec!["Each day by what was published until then".to_owned(), format!("Coverage: {}", covered(&pair))],
    );
    print(LadderPage { replay, down, incidents, made }.html().as_bytes())
}

fn chosen<'c>(ladders: &'c [Ladder], which: &LadderWhichArgs) -> Result<Vec<&'c Ladder>, UserError> {
    let path = which.config.path.display();
    if ladders.is_empty() {
        return Err(UserError::usage(format!("`{path}` has no ladder")).hint("docs/monitor.md shows how a [[ladder]] is written"));
    }
    if which.names.is_empty() {
        return Ok(ladders.iter().collect());
    }
    let find = |name: &String| {
        let known = || ladders.iter().map(|l| l.name.as_str()).collect::<Vec<_>>().join(", ");
        let found = ladders.iter().find(|l| l.name == *name);
        found.ok_or_else(|| UserError::usage(format!("`{path}` has no ladder `{name}`")).hint(format!("it has {}", known())))
    };
    which.names.iter().map(find).collect()
}

/// The name of a level.
fn name(ladder: &Ladder, level: usize) -> &str {
    level.checked_sub(1).and_then(|at| ladder.levels.get(at)).map_or("calm", |rung| rung.name.as_str())
}

/// What is due at a level.
fn due(ladder: &Ladder, level: usize) -> &[Step] {
    level.checked_sub(1).and_then(|at| ladder.levels.get(at)).map_or(&[], |rung| rung.steps.as_slice())
}

fn since(replay: &Replay) -> Option<Date> {
    replay.moves.last().map(|m| m.day).or(replay.days.first().map(|d| d.day))
}

fn line<'r>(replay: &'r Replay, pair: &Pair, down: Option<Down>, is_replay: bool) -> Line<'r> {
    let last = replay.days.last();
    let level = last.map_or(0, |d| d.level);
    Line {
        schema: "demarche-ladder/1",
        ladder: &replay.ladder.name,
        watched: replay.ladder.watched.to_string(),
        day: last.map_or(Date::MIN, |d| d.day),
        level,
        name: name(&replay.ladder, level),
        since: since(replay).unwrap_or(Date::MIN),
        value: last.map_or(0.0, |d| d.value),
        coverage: Cover::of(pair.panel.on(pair.last, &Method::default())),
        due: due(&replay.ladder, level),
        down,
        moves: replay.moves.iter().map(move_line).collect(),
        days: is_replay.then_some(&replay.days),
    }
}

fn move_line(m: &Move) -> MoveLine<'_> {
    let Move { day, from, to, value, bound, causes, down } = m;
    MoveLine { day: *day, from: *from, to: *to, value: *value, bound: *bound, causes: causes.iter().map(cause_line).collect(), down }
}

fn cause_line(cause: &Cause) -> CauseLine<'_> {
    let Cause { id, day, what, actors, recipients, part } = cause;
    CauseLine { incident: id_text(*id), day: *day, what, actors, recipients, part: *part }
}

fn text(replay: &Replay, pair: &Pair, down: Option<&Down>, is_replay: bool) -> String {
    let ladder = &replay.ladder;
    let mut out = format!("{} · {}\n", plain(&ladder.name), ladder.watched);
    let Some(last) = replay.days.last() else { return out };
    let since = since(replay).map(|d| format!(" since {d}")).unwrap_or_default();
    let _ = writeln!(out, "  {}: level {} ({}){since}; value {:.1}", last.day, last.level, plain(name(ladder, last.level)), last.value);
    let _ = writeln!(out, "  coverage: {}", covered(pair));
    for step in due(ladder, last.level) {
        let owner = step.owner.as_ref().map(|o| format!(" · {o}")).unwrap_or_default();
        let note = step.note.as_ref().map(|n| format!(" · {n}")).unwrap_or_default();
        let _ = writeln!(out, "  due: {}", plain(&format!("{}{owner}{note}", step.what)));
    }
    if let Some(down) = down {
        let _ = writeln!(out, "  down: {}", falls(down));
    }
    let shown = if is_replay { replay.moves.len() } else { 1 };
    for m in replay.moves.iter().skip(replay.moves.len().saturating_sub(shown)) {
        let sign = if m.to > m.from { "reached" } else { "below" };
        let _ = writeln!(
            out,
            "\n  {}  {} → {} ({} → {}): {:.1}, {sign} {:.1}",
            m.day,
            m.from,
            m.to,
            plain(name(ladder, m.from)),
            plain(name(ladder, m.to)),
            m.value,
            m.bound
        );
        for cause in &m.causes {
            let whom = if cause.recipients.is_empty() { String::new() } else { format!(" → {}", cause.recipients.join(", ")) };
            let line = format!(
                "{:+7.1}  {:>8}  {}  {:<24}  {}{whom}",
                cause.part,
                id_text(cause.id),
                cause.day,
                cause.what,
                cause.actors.join(", ")
            );
            let _ = writeln!(out, "    {}", plain(&line));
        }
    }
    out + "\n"
}

/// Who is heard of those who would tell, in words.
fn covered(pair: &Pair) -> String {
    let coverage = pair.panel.on(pair.last, &Method::default());
    let (heard, expected) = (coverage.heard, coverage.expected);
    match coverage.covered() {
        Covered::Covered => format!("{heard} of {expected} who tell of the pair regularly were heard in the last days"),
        Covered::Thin => format!("thin: {heard} of {expected} who tell of the pair regularly were heard in the last days"),
        Covered::Not => "nobody who tells of the pair regularly was heard in the last days: not covered is not calm".to_owned(),
        Covered::Unknown => "unknown: nobody has told of the pair regularly yet".to_owned(),
    }
}

/// What brings a ladder down, in words.
fn falls(down: &Down) -> String {
    let days = if down.hold == 1 { "on a day".to_owned() } else { format!("on {} days in a row", down.hold) };
    let when = down
        .expected
        .map_or_else(|| "not in the next two years if nothing more is told".to_owned(), |d| format!("{d} if nothing more is told"));
    format!("below {:.1} {days}; {when}", down.below)
}
