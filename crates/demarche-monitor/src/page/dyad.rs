//! The page of a dyad: both directions with their charts and numbers, and the incidents with their words.

use std::fmt::Write as _;

use demarche_ledger::incidents::cluster::IncidentId;
use demarche_output::page::escaped;
use jiff::civil::Date;
use serde::Serialize;

use super::{IncidentRow, Made, Shown, close, figure, kinds_words, method, open};
use crate::chart::{self, Extent, Place, Shape, amount, counted, is_conflict};
use crate::coverage::Covered;
use crate::series::{Known, Level, Mark, Point, Series};

/// What the page of a dyad shows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DyadPage {
    /// Name of the first party, to be read.
    pub first: String,
    /// Name of the second.
    pub second: String,
    /// The series: what the first does to the second, then what the second does to the first, or whichever there are.
    pub series: Vec<Series>,
    /// The incidents of all of them, with their words.
    pub incidents: Vec<IncidentRow>,
    /// What made the page.
    pub made: Made,
}

/// Incidents that a cell lists by their ids.
const MOST_IDS: usize = 8;
/// Incidents that a value is said to rest on.
const MOST_GROUNDS: usize = 3;
/// Unusual days that are listed.
const MOST_UNUSUAL: usize = 15;

/// What a row of numbers stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Period {
    Day,
    Week,
    Month,
    Year,
}

impl Period {
    /// The period that gives a table of a length that can be read.
    const fn of(days: usize) -> Self {
        match days {
            0..=62 => Self::Day,
            63..=420 => Self::Week,
            421..=3700 => Self::Month,
            _ => Self::Year,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    const fn heading(self) -> &'static str {
        match self {
            Self::Day => "Day",
            Self::Week => "Week until",
            Self::Month => "Month until",
            Self::Year => "Year until",
        }
    }

    /// True where both days are in one period.
    fn is_same(self, a: Date, b: Date) -> bool {
        match self {
            Self::Day => a == b,
            Self::Week => {
                let monday = |day: Date| day.saturating_sub(jiff::Span::new().days(i64::from(day.weekday().to_monday_zero_offset())));
                monday(a) == monday(b)
            }
            Self::Month => (a.year(), a.month()) == (b.year(), b.month()),
            Self::Year => a.year() == b.year(),
        }
    }
}

impl DyadPage {
    /// The page.
    #[must_use]
    pub fn html(&self) -> String {
        let title = format!("{} ↔ {}", self.first, self.second);
        let mut page = open(&title, &self.facts());
        let shown = Shown::new(&self.incidents);
        let extent = Extent::of(&self.series);
        if self.series.is_empty() {
            page.push("<p>No direction was asked for.</p>\n");
        }
        for (i, series) in self.series.iter().enumerate() {
            page.push(&self.direction(i, series, extent, &shown));
        }
        page.push(&shown.table("Incidents"));
        page.push(&method(&self.sentences()));
        close(page, &self.made)
    }

    fn facts(&self) -> Vec<String> {
        let Some(series) = self.series.first() else { return Vec::new() };
        let days = match (series.points.first(), series.points.last()) {
            (Some(first), Some(last)) => format!("{} to {}, {}", first.day, last.day, counted(series.points.len(), "day")),
            _ => "no day".to_owned(),
        };
        let kinds = kinds_words(&series.watched.kinds);
        let watched = format!("{} ↔ {}", series.watched.first, series.watched.second);
        vec![format!("{watched} · {days}"), if kinds.is_empty() { kinds } else { format!("Counted: {kinds}") }]
    }

    /// Title of a direction, by the names of its parties where these are those of the page.
    fn name(&self, series: &Series) -> String {
        let first = self.series.first().map(|s| &s.watched);
        let is_back = first.is_some_and(|w| series.watched.first == w.second && series.watched.second == w.first && w.first != w.second);
        let is_there = first.is_some_and(|w| series.watched.first == w.first && series.watched.second == w.second);
        match (is_there, is_back) {
            (true, _) => format!("{} → {}", self.first, self.second),
            (_, true) => format!("{} → {}", self.second, self.first),
            _ => series.watched.to_string(),
        }
    }

    fn direction(&self, i: usize, series: &Series, extent: Extent, shown: &Shown<'_>) -> String {
        let number = i + 1;
        let mut out =
            format!("<section aria-labelledby=\"s{number}\">\n<h2 id=\"s{number}\" dir=\"auto\">{}</h2>\n", escaped(&self.name(series)));
        out.push_str(&summary(series, number, shown));
        let chart = |shape: Shape, letter: char| {
            let prefix = format!("s{number}{letter}");
            chart::dyad(series, extent, &Place { shape, prefix: &prefix, shown: &shown.ids })
        };
        out.push_str(&figure(&chart(Shape::Large, 'l'), &chart(Shape::Small, 's'), &chart::dyad_legend(series), &caption(series)));
        changes(&mut out, series);
        unusual(&mut out, series, shown);
        numbers(&mut out, series, number, shown);
        out.push_str("</section>\n");
        out
    }

    fn sentences(&self) -> Vec<String> {
        let Some(series) = self.series.first() else { return Vec::new() };
        let known = match series.known {
            Known::Now => "Each day shows what is known now of the days until then.",
            Known::Then => "Each day shows what was known on that day.",
        };
        vec![
            format!(
                "Conflict and cooperation are sums of the PLOVER scores of incidents, each incident once, weighted by how far it counts (confidence times how well it is \
                 established) and halved every {} days. {known}",
                amount(series.half_life)
            ),
            "The interval of 90 % comes from errors of reading and of scores, from the standing of incidents, and, upward, from what may have been missed, which is more where \
             fewer of the usual publishers were heard."
                .to_owned(),
            "A day is covered where at least half of the publishers that usually report on the pair were heard; where nobody was heard, nothing can be said, least of all that it was \
             calm. docs/intensity.md gives the formula."
                .to_owned(),
        ]
    }
}

/// What stands at the end, and the highest.
fn summary(series: &Series, number: usize, shown: &Shown<'_>) -> String {
    let Some(last) = series.points.last() else { return "<p>No day to show.</p>\n".to_owned() };
    let end = series.points.len() - 1;
    let mut out = "<dl class=\"now\">".to_owned();
    for (is_conflict, level) in [(true, &last.conflict), (false, &last.cooperation)] {
        let word = if is_conflict { "Conflict" } else { "Cooperation" };
        let grounds = rests_on(series, end, is_conflict, shown);
        let _ = write!(out, "<dt>{word}</dt><dd><b>{}</b> {} on {}{grounds}</dd>", amount(level.value), interval(level), last.day);
    }
    for (word, level) in [("conflict", (|p| &p.conflict) as fn(&Point) -> &Level), ("cooperation", |p| &p.cooperation)] {
        let value = |p: &Point| if level(p).value.is_finite() { level(p).value } else { 0.0 };
        let highest = series.points.iter().enumerate().max_by(|(i, a), (j, b)| value(a).total_cmp(&value(b)).then(j.cmp(i)));
        if let Some((at, point)) = highest.filter(|(_, p)| value(p) > 0.0) {
            let grounds = rests_on(series, at, word == "conflict", shown);
            let _ = write!(
                out,
                "<dt>Highest {word}</dt><dd><b>{}</b> {} on {}{grounds}</dd>",
                amount(value(point)),
                interval(level(point)),
                point.day
            );
        }
    }
    let (covered, thin, not, unknown) = coverage_days(&series.points);
    let _ = writeln!(
        out,
        "<dt>Coverage</dt><dd>{} covered, {thin} thin, {not} not covered, {unknown} unknown. <a href=\"#n{number}\">All numbers</a></dd></dl>",
        counted(covered, "day")
    );
    out
}

fn coverage_days(points: &[Point]) -> (usize, usize, usize, usize) {
    let count = |covered: Covered| points.iter().filter(|p| p.coverage.covered() == covered).count();
    (count(Covered::Covered), count(Covered::Thin), count(Covered::Not), count(Covered::Unknown))
}

fn interval(level: &Level) -> String {
    format!("<span class=\"soft\">({} to {})</span>", amount(level.low), amount(level.high))
}

/// What the value of a day rests on: the incidents in memory that give most, with their shares.
fn rests_on(series: &Series, at: usize, is_conflict: bool, shown: &Shown<'_>) -> String {
    let grounds = grounds(series, at, is_conflict);
    if grounds.is_empty() {
        return String::new();
    }
    let all: f64 = grounds.iter().map(|(_, part)| part).sum();
    let mut parts: Vec<String> =
        grounds.iter().take(MOST_GROUNDS).map(|(id, part)| format!("{}\u{a0}{:.0}\u{a0}%", shown.link(*id), 100.0 * part / all)).collect();
    if grounds.len() > MOST_GROUNDS {
        parts.push(format!("{} more", grounds.len() - MOST_GROUNDS));
    }
    format!(" <span class=\"soft ids\">of {}</span>", parts.join(", "))
}

/// Incidents of the series in memory on a day with what they give, the most first. What gives less than a hundredth of its score is left out.
fn grounds(series: &Series, at: usize, is_conflict: bool) -> Vec<(IncidentId, f64)> {
    let half_life = if series.half_life.is_finite() { series.half_life.max(0.1) } else { 1e6 };
    let memory = (half_life * 7.0).ceil().min(1e6) as usize;
    let from = at.saturating_sub(memory);
    let mut out: Vec<(IncidentId, f64)> = Vec::new();
    for (i, point) in series.points.iter().enumerate().take(at + 1).skip(from) {
        let left = 0.5_f64.powf((at - i) as f64 / half_life);
        for mark in point.incidents.iter().filter(|mark| chart::is_conflict(mark) == is_conflict) {
            let part = (mark.score.abs() * mark.weight * left).clamp(0.0, 1e12);
            if part > 0.0 {
                out.push((mark.id, part));
            }
        }
    }
    out.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    out
}

fn caption(series: &Series) -> String {
    let days = series.points.len().div_ceil(788).max(1);
    if days < 2 {
        return String::new();
    }
    format!("Each {days} days are drawn as one: their highest value, within the lowest and the highest bound.")
}

fn changes(out: &mut String, series: &Series) {
    if series.changes.is_empty() {
        return;
    }
    out.push_str("<h3>Changes of level</h3>\n<ol class=\"steps\">\n");
    for change in &series.changes {
        let what = if change.is_conflict { "conflict" } else { "cooperation" };
        let _ = writeln!(out, "<li>{}: {what} a day from {} to {}</li>", change.day, amount(change.before), amount(change.after));
    }
    out.push_str("</ol>\n");
}

fn unusual(out: &mut String, series: &Series, shown: &Shown<'_>) {
    let days: Vec<&Point> = series.points.iter().filter(|p| p.unusual.is_some()).collect();
    if days.is_empty() {
        return;
    }
    let left_out = days.len().saturating_sub(MOST_UNUSUAL);
    out.push_str("<h3>Unusual days</h3>\n<ul class=\"steps\">\n");
    for point in days.iter().skip(left_out) {
        let Some(unusual) = point.unusual else { continue };
        let marks: Vec<&Mark> = point.incidents.iter().filter(|m| is_conflict(m) == unusual.is_conflict).collect();
        let _ = writeln!(out, "<li>{}{}</li>", escaped(&chart::unusual_words(point.day, unusual)), ids(&marks, ": ", shown));
    }
    out.push_str("</ul>\n");
    if left_out > 0 {
        let _ = writeln!(out, "<p class=\"soft\">{} before these.</p>", counted(left_out, "unusual day"));
    }
}

/// Ids of incidents as links, the first few, after some words.
fn ids(marks: &[&Mark], before: &str, shown: &Shown<'_>) -> String {
    if marks.is_empty() {
        return String::new();
    }
    let mut parts: Vec<String> = marks.iter().take(MOST_IDS).map(|mark| shown.link(mark.id)).collect();
    if let Some(next) = marks.get(MOST_IDS) {
        parts.push(shown.link_as(next.id, &format!("{} more", marks.len() - MOST_IDS)));
    }
    format!("{before}<span class=\"ids\">{}</span>", parts.join(", "))
}

/// The table of numbers.
fn numbers(out: &mut String, series: &Series, number: usize, shown: &Shown<'_>) {
    let period = Period::of(series.points.len());
    let _ = write!(
        out,
        "<h3 id=\"n{number}\">By {}</h3>\n<table class=\"numbers stack\">\n<thead><tr><th>{}</th><th>Conflict</th><th>Cooperation</th><th>Incidents</th><th>Coverage</th></tr></thead>\n<tbody>\n",
        period.word(),
        period.heading(),
    );
    let mut start = 0;
    // periods of which the same is said stand in one row
    let mut open: Option<(Date, Date, String)> = None;
    while let Some(first) = series.points.get(start) {
        let length = series.points[start..].iter().take_while(|p| period.is_same(p.day, first.day)).count().max(1);
        let end = start + length - 1;
        let Some(points) = series.points.get(start..=end) else { break };
        let last = points.last().map_or(first.day, |p| p.day);
        let now = cells(series, points, end, shown);
        match &mut open {
            Some((_, until, cells)) if *cells == now => *until = last,
            _ => {
                close_row(out, open.take());
                open = Some((last, last, now));
            }
        }
        start = end + 1;
    }
    close_row(out, open);
    out.push_str("</tbody>\n</table>\n");
}

fn close_row(out: &mut String, row: Option<(Date, Date, String)>) {
    let Some((first, last, cells)) = row else { return };
    let days = if first == last { last.to_string() } else { format!("{first} to {last}") };
    let _ = writeln!(out, "<tr><td class=\"day\">{days}</td>{cells}</tr>");
}

/// What is said of a period.
fn cells(series: &Series, points: &[Point], end: usize, shown: &Shown<'_>) -> String {
    let Some(last) = points.last() else { return String::new() };
    let value = |level: &Level, is_conflict: bool| {
        format!("{} {}{}", amount(level.value), interval(level), rests_on(series, end, is_conflict, shown))
    };
    let marks: Vec<&Mark> = points.iter().flat_map(|p| &p.incidents).collect();
    let incidents = if marks.is_empty() { "–".to_owned() } else { format!("{}{}", marks.len(), ids(&marks, ": ", shown)) };
    format!(
        "<td data-name=\"Conflict \">{}</td><td data-name=\"Cooperation \">{}</td><td data-name=\"Incidents \">{incidents}</td><td class=\"free\" data-name=\"Coverage \">{}</td>",
        value(&last.conflict, true),
        value(&last.cooperation, false),
        escaped(&coverage(points))
    )
}

/// Coverage of days, in words.
fn coverage(points: &[Point]) -> String {
    let Some(last) = points.last() else { return String::new() };
    let state = |p: &Point| p.coverage.covered();
    let mut words = if points.iter().all(|p| state(p) == state(last)) {
        state(last).word().to_owned()
    } else {
        let (covered, thin, not, unknown) = coverage_days(points);
        let parts = [(covered, "covered"), (thin, "thin"), (not, "not covered"), (unknown, "unknown")];
        parts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{} {word}", counted(*n, "day"))).collect::<Vec<_>>().join(", ")
    };
    let worst = points
        .iter()
        .filter(|p| p.coverage.share.is_some_and(f64::is_finite))
        .min_by(|a, b| a.coverage.share.unwrap_or(1.0).total_cmp(&b.coverage.share.unwrap_or(1.0)));
    if let Some(worst) = worst {
        let c = &worst.coverage;
        let least = if points.len() > 1 { "at least " } else { "" };
        let _ = write!(words, "; {least}{} of {} heard, {} reported", c.heard, c.expected, c.reported);
        if !c.silent.is_empty() {
            let named: Vec<&str> = c.silent.iter().take(4).map(String::as_str).collect();
            let more = c.silent.len().saturating_sub(4);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let _ = write!(words, "; silent: {}{more}", named.join(", "));
        }
    }
    words
}
