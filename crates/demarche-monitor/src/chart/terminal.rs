//! Charts for terminals: blocks of characters, no wider than asked for.

use std::ops::Range;

use unicode_width::UnicodeWidthStr as _;

use super::axis::dates;
use super::ladder::clipped;
use super::{amount, counted, drawable, is_conflict, top};
use crate::coverage::Covered;
use crate::ladder::{Replay, Stand};
use crate::series::{Level, Point, Series};

/// How a terminal shows charts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terminal {
    /// Columns that a line may have. Below some 40 a chart says little.
    pub width: usize,
    /// True where only ASCII can be shown.
    pub is_ascii: bool,
}

impl Default for Terminal {
    fn default() -> Self {
        Self { width: 80, is_ascii: false }
    }
}

/// Columns before the chart, with the scale.
const MARGIN: usize = 13;
/// Lines of a panel of a series, and of a ladder.
const SERIES_LINES: usize = 5;
const LADDER_LINES: usize = 10;
/// Most columns for one day.
const WIDEST_DAY: usize = 4;

/// Which days each column of the chart shows.
#[derive(Debug)]
struct Columns {
    days: Vec<Range<usize>>,
    /// Days that one column stands for; columns of one day where it is 1.
    size: usize,
    /// Columns that one day takes.
    repeat: usize,
}

impl Columns {
    fn new(days: usize, room: usize) -> Self {
        let room = room.max(1);
        let size = days.div_ceil(room).max(1);
        let repeat = if size == 1 && days > 0 { (room / days).clamp(1, WIDEST_DAY) } else { 1 };
        let columns = (0..days).step_by(size).flat_map(|from| std::iter::repeat_n(from..(from + size).min(days), repeat)).collect();
        Self { days: columns, size, repeat }
    }

    fn words(&self) -> String {
        match (self.size, self.repeat) {
            (1, 1) => "1 column is 1 day".to_owned(),
            (1, n) => format!("{n} columns are 1 day"),
            (n, _) => format!("1 column is {n} days, its highest value"),
        }
    }

    /// One character a column.
    fn line(&self, of: impl FnMut(&Range<usize>) -> char) -> String {
        self.days.iter().map(of).collect()
    }

    /// One character a group of columns that show the same days: the others are blank, or filled.
    fn spread(&self, mut of: impl FnMut(&Range<usize>) -> char) -> String {
        self.days.iter().enumerate().map(|(i, days)| if i % self.repeat == 0 { of(days) } else { ' ' }).collect()
    }

    /// A line of dates below the columns, years where they change.
    fn dates(&self, first: jiff::civil::Date, days: usize) -> String {
        let width = self.days.len();
        let mut line: Vec<char> = vec![' '; width];
        let mut free = 0;
        for tick in dates(first, days, (width / 12).max(1)) {
            let label = match tick.year {
                Some(year) => format!("{} {year}", tick.label),
                None => tick.label,
            };
            let at = tick.at / self.size * self.repeat;
            let length = label.chars().count();
            if at < free || at + length > width {
                continue;
            }
            line.iter_mut().skip(at).zip(label.chars()).for_each(|(place, c)| *place = c);
            free = at + length + 1;
        }
        line.into_iter().collect::<String>().trim_end().to_owned()
    }
}

/// A chart of a series: cooperation and conflict in blocks on one scale, their intervals in shades, incidents and coverage below.
#[must_use]
pub fn dyad(series: &Series, terminal: Terminal) -> String {
    let mut lines = vec![series.watched.to_string()];
    let (Some(first), Some(last)) = (series.points.first(), series.points.last()) else {
        lines.push("  no day to show".to_owned());
        return finish(lines, terminal);
    };
    let columns = Columns::new(series.points.len(), terminal.width.saturating_sub(MARGIN));
    lines.push(format!("  {} to {}; {}", first.day, last.day, columns.words()));
    let most = series.points.iter().map(|p| top(&p.conflict).max(top(&p.cooperation))).fold(0.0, f64::max);
    for (name, level) in [("cooperation", (|p| &p.cooperation) as fn(&Point) -> &Level), ("conflict", |p| &p.conflict)] {
        let now = level(last);
        lines.push(String::new());
        lines.push(format!("  {name} {} ({} to {}) on {}", amount(now.value), amount(now.low), amount(now.high), last.day));
        let own = series.points.iter().map(|p| top(level(p))).fold(0.0, f64::max);
        // as many lines as the scale that both share gives it
        let height = if most > 0.0 { ((own / most * SERIES_LINES as f64).ceil() as usize).clamp(1, SERIES_LINES) } else { 1 };
        let unit = if most > 0.0 { most / SERIES_LINES as f64 } else { 1.0 };
        for row in (0..height).rev() {
            let (floor, ceiling) = (unit * row as f64, unit * (row + 1) as f64);
            let blocks = columns.line(|days| block(&series.points, days, level, floor, ceiling, terminal.is_ascii));
            let label =
                if row + 1 == height || row == 0 { amount(if row == 0 && height > 1 { 0.0 } else { ceiling }) } else { String::new() };
            lines.push(format!("  {label:>8} {} {blocks}", if terminal.is_ascii { '|' } else { '│' }));
        }
        let is_conflict_panel = name == "conflict";
        let marks = columns.spread(|days| {
            let points = series.points.get(days.clone()).unwrap_or_default();
            digit(points.iter().flat_map(|p| &p.incidents).filter(|m| is_conflict(m) == is_conflict_panel).count())
        });
        if !marks.trim().is_empty() {
            lines.push(beside("incidents", &marks));
        }
    }
    lines.push(String::new());
    let coverage = columns.line(|days| cover(&series.points, days, terminal.is_ascii));
    lines.push(beside("coverage", &coverage));
    let turns = columns.spread(|days| {
        let is_in = |day| series.points.get(days.clone()).unwrap_or_default().iter().any(|p| p.day == day);
        let is_unusual = series.points.get(days.clone()).unwrap_or_default().iter().any(|p| p.unusual.is_some());
        match (series.changes.iter().any(|c| is_in(c.day)), is_unusual) {
            (true, _) => '|',
            (_, true) => '*',
            _ => ' ',
        }
    });
    if !turns.trim().is_empty() {
        lines.push(beside("notable", &turns));
    }
    lines.push(format!("{}{}", " ".repeat(MARGIN), columns.dates(first.day, series.points.len())));
    lines.push(String::new());
    lines.extend(key(series, terminal));
    finish(lines, terminal)
}

/// A line under the columns, with its name before it.
fn beside(name: &str, line: &str) -> String {
    format!("  {name:<width$}{line}", width = MARGIN - 2)
}

/// What the signs mean.
fn key(series: &Series, terminal: Terminal) -> Vec<String> {
    let has = |covered: Covered| series.points.iter().any(|p| p.coverage.covered() == covered);
    let [low, value, high] = if terminal.is_ascii { ["#", "=", ":"] } else { ["█", "▓", "░"] };
    let mut lines = vec![format!("  {low} lower bound, {value} value, {high} upper bound (90 %)")];
    let signs = signs(terminal.is_ascii);
    let words = [
        (Covered::Covered, "covered"),
        (Covered::Thin, "thin coverage"),
        (Covered::Not, "not covered: that is not calm"),
        (Covered::Unknown, "coverage unknown"),
    ];
    let parts: Vec<String> = words.iter().filter(|(c, _)| has(*c)).map(|(c, words)| format!("{} {words}", signs(*c))).collect();
    lines.push(format!("  {}", parts.join(", ")));
    let mut notable = Vec::new();
    if !series.changes.is_empty() {
        notable.push("| a change of level");
    }
    if series.points.iter().any(|p| p.unusual.is_some()) {
        notable.push("* an unusual day");
    }
    if !notable.is_empty() {
        lines.push(format!("  {}", notable.join(", ")));
    }
    lines
}

/// A block of a panel: what of it the lower bound, the value and the upper bound fill.
fn block(points: &[Point], days: &Range<usize>, level: fn(&Point) -> &Level, floor: f64, ceiling: f64, is_ascii: bool) -> char {
    let levels = || points.get(days.clone()).unwrap_or_default().iter().map(level);
    let value = levels().map(|l| drawable(l.value)).fold(0.0, f64::max);
    let high = levels().map(top).fold(0.0, f64::max);
    let low = levels().map(|l| drawable(l.low).min(drawable(l.value))).fold(f64::INFINITY, f64::min);
    let middle = (floor + ceiling) / 2.0;
    let [full, between, above] = if is_ascii { ['#', '=', ':'] } else { ['█', '▓', '░'] };
    if value >= ceiling {
        if low >= middle { full } else { between }
    } else if value > floor && (value - floor) * 8.0 >= ceiling - floor {
        let eighths = ((value - floor) / (ceiling - floor) * 8.0) as usize;
        let ascii = if value >= middle { between } else { '.' };
        if is_ascii {
            ascii
        } else {
            ['▁', '▂', '▃', '▄', '▅', '▆', '▇'].get(eighths.saturating_sub(1)).copied().unwrap_or('▇')
        }
    } else if high >= middle {
        above
    } else {
        ' '
    }
}

/// A number of incidents in one character.
fn digit(n: usize) -> char {
    match n {
        0 => ' ',
        1..=9 => u32::try_from(n).ok().and_then(|n| char::from_digit(n, 10)).unwrap_or('+'),
        _ => '+',
    }
}

fn signs(is_ascii: bool) -> impl Fn(Covered) -> char {
    move |covered| match (covered, is_ascii) {
        (Covered::Covered, false) => '─',
        (Covered::Covered, true) => '-',
        (Covered::Thin, false) => '┄',
        (Covered::Thin, true) => '.',
        (Covered::Not, false) => '╳',
        (Covered::Not, true) => 'x',
        (Covered::Unknown, _) => '?',
    }
}

/// The coverage of a column: the worst of its days.
fn cover(points: &[Point], days: &Range<usize>, is_ascii: bool) -> char {
    let of = |covered: Covered| points.get(days.clone()).unwrap_or_default().iter().any(|p| p.coverage.covered() == covered);
    let worst = [Covered::Not, Covered::Thin, Covered::Unknown].into_iter().find(|c| of(*c)).unwrap_or(Covered::Covered);
    signs(is_ascii)(worst)
}

/// A chart of a ladder: its value in blocks against the levels, the level it stands on, and its moves.
#[must_use]
pub fn ladder(replay: &Replay, terminal: Terminal) -> String {
    let levels = &replay.ladder.levels;
    let mut lines = vec![format!("{}: {}", replay.ladder.name, replay.ladder.watched)];
    let (Some(first), Some(last)) = (replay.days.first(), replay.days.last()) else {
        lines.push("  no day to show".to_owned());
        return finish(lines, terminal);
    };
    let name = last.level.checked_sub(1).and_then(|i| levels.get(i)).map(|rung| format!(", {}", rung.name)).unwrap_or_default();
    let since = replay.moves.last().map_or_else(|| "no move".to_owned(), |moved| format!("since {}", moved.day));
    lines.push(format!("  level {} of {}{name}; {since}; value {}", last.level, levels.len(), amount(last.value)));
    let columns = Columns::new(replay.days.len(), terminal.width.saturating_sub(MARGIN));
    lines.push(format!("  {} to {}; {}", first.day, last.day, columns.words()));
    lines.push(String::new());
    let of = |days: &Range<usize>, value: fn(&Stand) -> f64| {
        replay.days.get(days.clone()).unwrap_or_default().iter().map(|s| drawable(value(s))).fold(0.0, f64::max)
    };
    let most = levels.iter().map(|l| drawable(l.at)).chain(replay.days.iter().map(|s| drawable(s.value))).fold(0.0, f64::max);
    let unit = if most > 0.0 { most / LADDER_LINES as f64 } else { 1.0 };
    for row in (0..LADDER_LINES).rev() {
        let (floor, ceiling) = (unit * row as f64, unit * (row + 1) as f64);
        let is_here = |value: f64| drawable(value) > floor && drawable(value) <= ceiling * (1.0 + 1e-9);
        let bound = levels.iter().enumerate().rev().find(|(_, rung)| is_here(rung.at));
        let falls = levels.iter().any(|rung| is_here(rung.falls_below));
        let ground = match (bound.is_some(), falls, terminal.is_ascii) {
            (true, _, false) => '─',
            (true, _, true) => '-',
            (_, true, false) => '┄',
            (_, true, true) => '.',
            _ => ' ',
        };
        let blocks = columns.line(|days| {
            let value = of(days, |s| s.value);
            if value >= ceiling {
                if terminal.is_ascii { '#' } else { '█' }
            } else if value > floor && (value - floor) * 8.0 >= ceiling - floor {
                let eighths = ((value - floor) / (ceiling - floor) * 8.0) as usize;
                let block = ['▁', '▂', '▃', '▄', '▅', '▆', '▇'].get(eighths.saturating_sub(1)).copied().unwrap_or('▇');
                if terminal.is_ascii { '=' } else { block }
            } else {
                ground
            }
        });
        let label = match bound {
            Some((i, rung)) => format!("{}: {}", i + 1, amount(rung.at)),
            None if row + 1 == LADDER_LINES => amount(ceiling),
            None if row == 0 => "0".to_owned(),
            None => String::new(),
        };
        lines.push(format!("  {label:>8} {} {blocks}", if terminal.is_ascii { '|' } else { '│' }));
    }
    let stands = columns.line(|days| {
        let level = replay.days.get(days.clone()).unwrap_or_default().iter().map(|s| s.level).max().unwrap_or(0);
        if level == 0 { '0' } else { digit(level) }
    });
    lines.push(beside("level", &stands));
    let moves = columns.spread(|days| {
        let is_in = |day| replay.days.get(days.clone()).unwrap_or_default().iter().any(|s| s.day == day);
        match replay.moves.iter().rev().find(|m| is_in(m.day)) {
            Some(moved) if moved.to > moved.from => {
                if terminal.is_ascii {
                    '^'
                } else {
                    '▲'
                }
            }
            Some(_) => {
                if terminal.is_ascii {
                    'v'
                } else {
                    '▼'
                }
            }
            None => ' ',
        }
    });
    if !moves.trim().is_empty() {
        lines.push(beside("moves", &moves));
    }
    lines.push(format!("{}{}", " ".repeat(MARGIN), columns.dates(first.day, replay.days.len())));
    lines.push(String::new());
    for (i, rung) in levels.iter().enumerate().rev() {
        let hold = counted(usize::from(rung.hold), "day");
        lines.push(format!("  {} {}: from {}, left below {} for {hold}", i + 1, rung.name, amount(rung.at), amount(rung.falls_below)));
    }
    finish(lines, terminal)
}

/// Lines within the width, without control characters, and in ASCII where that is asked for.
fn finish(lines: Vec<String>, terminal: Terminal) -> String {
    let mut out = String::new();
    for line in lines {
        let line: String = line.chars().map(|c| shown(c, terminal.is_ascii)).collect();
        let line = line.trim_end();
        if line.width() <= terminal.width {
            out.push_str(line);
        } else if terminal.is_ascii {
            out.extend(line.chars().take(terminal.width));
        } else {
            out.push_str(&clipped(line, terminal.width));
        }
        out.push('\n');
    }
    out
}

/// A character as a terminal can show it.
fn shown(c: char, is_ascii: bool) -> char {
    let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    match c {
        _ if c.is_control() || turns => {
            if is_ascii {
                '?'
            } else {
                char::REPLACEMENT_CHARACTER
            }
        }
        _ if !is_ascii || c.is_ascii() => c,
        '→' => '>',
        '↔' | '–' | '−' => '-',
        '…' => '.',
        _ => '?',
    }
}
