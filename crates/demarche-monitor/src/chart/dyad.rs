//! The chart of a series: cooperation above, conflict below, incidents between, and what was not covered.

use std::ops::Range;

use super::axis::{Time, values};
use super::marks::{item, pack, quad_items, star};
use super::svg::{Path, Svg};
use super::{Dot, Extent, Place, Shape, amount, drawable, is_conflict, top};
use crate::coverage::Covered;
use crate::series::{Level, Point, Series};

/// Height of both panels together.
const PANELS: f64 = 250.0;
/// Least height of one.
const LEAST: f64 = 72.0;
/// Units of height for 1 from which on a scale says nothing.
const NO_SCALE: f64 = 1e9;
/// Rows of marks for cooperation, and for conflict.
const ROWS: usize = 3;

/// A panel: from its zero line to its highest value.
#[derive(Debug)]
struct Panel {
    is_conflict: bool,
    zero: f64,
    height: f64,
    /// Units of height for 1.
    scale: f64,
}

impl Panel {
    fn y(&self, value: f64) -> f64 {
        let along = (drawable(value) * self.scale).min(self.height);
        if self.is_conflict { self.zero + along } else { self.zero - along }
    }

    /// The edge away from zero.
    fn edge(&self) -> f64 {
        if self.is_conflict { self.zero + self.height } else { self.zero - self.height }
    }

    fn level<'p>(&self, point: &'p Point) -> &'p Level {
        if self.is_conflict { &point.conflict } else { &point.cooperation }
    }
}

/// The chart of a series as an `svg` element. Charts with the same extent have the same scale.
#[must_use]
pub fn dyad(series: &Series, extent: Extent, place: &Place<'_>) -> String {
    let (width, left, right) = match place.shape {
        Shape::Large => (860.0, 58.0, 846.0),
        Shape::Small => (360.0, 50.0, 352.0),
    };
    let Some(first) = series.points.first() else { return empty(width, "No day to show.") };
    let time = Time { first: first.day, days: series.points.len(), left, right };
    let dots = dots(series);
    let lanes = [false, true].map(|side| pack(dots.iter().filter(|d| is_conflict(d.mark) == side), &time, ROWS));
    let [there, back] = &lanes;
    let (above, below, scale) = heights(extent);
    let cooperation = Panel { is_conflict: false, zero: 18.0 + above, height: above, scale };
    let between = there.height().max(8.0) + back.height().max(8.0);
    let conflict = Panel { is_conflict: true, zero: cooperation.zero + between, height: below, scale };
    let (ceiling, floor) = (cooperation.edge(), conflict.edge());
    let axis = floor + 16.0;
    let height = axis + 36.0;

    let mut svg = Svg::default();
    let class = match place.shape {
        Shape::Large => "chart large",
        Shape::Small => "chart small",
    };
    let (title, desc) = (format!("{}-title", place.prefix), format!("{}-desc", place.prefix));
    let size = format!("0 0 {} {}", super::svg::number(width), super::svg::number(height));
    let labels = format!("{title} {desc}");
    svg.open("svg", &[("class", &class), ("viewBox", &size), ("role", &"group"), ("aria-labelledby", &labels)]);
    svg.words("title", &[("id", &title)], &format!("Intensity, {}", series.watched));
    svg.words("desc", &[("id", &desc)], &description(series));
    svg.newline();
    hatches(&mut svg, place.prefix);
    uncovered(&mut svg, series, &time, place.prefix, ceiling, floor);
    time.draw(&mut svg, place.shape, ceiling, axis);
    for panel in [&cooperation, &conflict] {
        scale_of(&mut svg, panel, &time);
        changes(&mut svg, series, panel, &time);
        curve(&mut svg, series, panel, &time);
        unusual(&mut svg, series, panel, &time);
    }
    let middle = cooperation.zero + there.height().max(8.0);
    svg.line("middle", (left, middle), (right, middle));
    there.draw(&mut svg, place, cooperation.zero, false);
    back.draw(&mut svg, place, conflict.zero, true);
    svg.close("svg");
    svg.newline();
    svg.finish()
}

/// What the signs of the chart mean, as a list; only those that occur.
#[must_use]
pub fn dyad_legend(series: &Series) -> String {
    let Some(first) = series.points.first() else { return String::new() };
    let has = |covered: Covered| series.points.iter().any(|p| p.coverage.covered() == covered);
    let dots = dots(series);
    let time = Time { first: first.day, days: series.points.len(), left: 58.0, right: 846.0 };
    let has_more = [false, true].iter().any(|side| pack(dots.iter().filter(|d| is_conflict(d.mark) == *side), &time, ROWS).has_more());
    let mut items = vec![item(26.0, "expected value within its interval of 90 %", |svg| {
        svg.leaf("path", &[("class", &"band"), ("d", &Path::shape(&[(0.0, 3.0), (26.0, 1.0), (26.0, 13.0), (0.0, 15.0)]))]);
        svg.line("curve", (0.0, 9.0), (26.0, 7.0));
    })];
    items.extend(quad_items(dots.iter().map(|d| d.mark.quad), has_more));
    if !series.changes.is_empty() {
        items.push(item(18.0, "change of level, numbered as in the list", |svg| svg.line("change", (9.0, 0.0), (9.0, 16.0))));
    }
    if series.points.iter().any(|p| p.unusual.is_some()) {
        items.push(item(16.0, "unusual day for this pair", |svg| star(svg, 8.0, 8.0, 5.0)));
    }
    let hatched = |class: &'static str| {
        move |svg: &mut Svg| {
            svg.leaf("rect", &[("class", &"frame"), ("x", &0.5), ("y", &1.5), ("width", &29.0), ("height", &13.0)]);
            match class {
                "not" => (0..7).for_each(|i| svg.line("dense", (f64::from(i) * 4.0 + 2.0, 14.0), (f64::from(i) * 4.0 + 4.0, 2.0))),
                "thin" => (0..4).for_each(|i| svg.line("sparse", (f64::from(i) * 8.0 + 2.0, 14.0), (f64::from(i) * 8.0 + 4.0, 2.0))),
                _ => (0..4).for_each(|i| {
                    svg.leaf("circle", &[("class", &"dotted"), ("cx", &(f64::from(i) * 7.0 + 4.0)), ("cy", &8.0), ("r", &1.0)])
                }),
            }
        }
    };
    if has(Covered::Not) {
        items.push(item(30.0, "not covered: nobody who usually reports was heard; not covered is not calm", hatched("not")));
    }
    if has(Covered::Thin) {
        items.push(item(30.0, "thin coverage: less than half was heard", hatched("thin")));
    }
    if has(Covered::Unknown) {
        items.push(item(30.0, "coverage unknown: nobody has reported regularly yet", hatched("unknown")));
    }
    format!("<ul class=\"legend\">{}</ul>\n", items.concat())
}

/// The incidents of a series by their days.
fn dots(series: &Series) -> Vec<Dot<'_>> {
    series.points.iter().flat_map(|p| p.incidents.iter().map(|mark| Dot { day: p.day, mark })).collect()
}

/// Heights of the panels above and below, and units of height for 1, the same for both.
fn heights(extent: Extent) -> (f64, f64, f64) {
    let (up, down) = (drawable(extent.cooperation), drawable(extent.conflict));
    if up + down <= 0.0 {
        // nothing rises above zero: no scale
        return (LEAST, LEAST, NO_SCALE);
    }
    let above = (PANELS * up / (up + down)).clamp(LEAST, PANELS - LEAST);
    let below = PANELS - above;
    let fit = |height: f64, most: f64| if most > 0.0 { height / (most * 1.06) } else { f64::INFINITY };
    (above, below, fit(above, up).min(fit(below, down)))
}

pub(super) fn empty(width: f64, words: &str) -> String {
    let mut svg = Svg::default();
    svg.open(
        "svg",
        &[("class", &"chart"), ("viewBox", &format!("0 0 {} 60", super::svg::number(width))), ("role", &"img"), ("aria-label", &words)],
    );
    svg.words("text", &[("x", &(width / 2.0)), ("y", &34.0), ("text-anchor", &"middle")], words);
    svg.close("svg");
    svg.finish()
}

/// What the chart shows, in words.
fn description(series: &Series) -> String {
    let (Some(first), Some(last)) = (series.points.first(), series.points.last()) else { return String::new() };
    let highest = |level: fn(&Point) -> &Level| {
        let top = series.points.iter().max_by(|a, b| drawable(level(a).value).total_cmp(&drawable(level(b).value)).then(b.day.cmp(&a.day)));
        top.map(|p| format!("highest {} on {}", amount(level(p).value), p.day)).unwrap_or_default()
    };
    let incidents: usize = series.points.iter().map(|p| p.incidents.len()).sum();
    let uncovered = series.points.iter().filter(|p| p.coverage.covered() == Covered::Not).count();
    format!(
        "{} to {}. Cooperation: {}, at the end {}. Conflict: {}, at the end {}. {}. {} not covered.",
        first.day,
        last.day,
        highest(|p| &p.cooperation),
        amount(last.cooperation.value),
        highest(|p| &p.conflict),
        amount(last.conflict.value),
        super::counted(incidents, "incident"),
        super::counted(uncovered, "day")
    )
}

/// The patterns for what was not covered.
fn hatches(svg: &mut Svg, prefix: &str) {
    svg.open("defs", &[]);
    for (name, gap) in [("not", 5.0), ("thin", 11.0)] {
        let id = format!("{prefix}-{name}");
        svg.open(
            "pattern",
            &[("id", &id), ("width", &gap), ("height", &gap), ("patternUnits", &"userSpaceOnUse"), ("patternTransform", &"rotate(35)")],
        );
        svg.line(if name == "not" { "dense" } else { "sparse" }, (gap / 2.0, 0.0), (gap / 2.0, gap));
        svg.close("pattern");
    }
    let id = format!("{prefix}-unknown");
    svg.open("pattern", &[("id", &id), ("width", &9.0), ("height", &9.0), ("patternUnits", &"userSpaceOnUse")]);
    svg.leaf("circle", &[("class", &"dotted"), ("cx", &4.5), ("cy", &4.5), ("r", &0.9)]);
    svg.close("pattern");
    svg.close("defs");
    svg.newline();
}

/// Days that were not or hardly covered: of days drawn as one, what most are, and of equals the worse.
fn uncovered(svg: &mut Svg, series: &Series, time: &Time, prefix: &str, ceiling: f64, floor: f64) {
    let of_column = |column: &Range<usize>| {
        let count = |covered: Covered| {
            series.points.get(column.clone()).unwrap_or_default().iter().filter(|p| p.coverage.covered() == covered).count()
        };
        // of equals the last that is listed
        [Covered::Covered, Covered::Unknown, Covered::Thin, Covered::Not].into_iter().max_by_key(|c| count(*c)).unwrap_or(Covered::Covered)
    };
    let mut runs: Vec<(Covered, Range<usize>)> = Vec::new();
    for column in time.columns() {
        let covered = of_column(&column);
        match runs.last_mut() {
            Some((last, days)) if *last == covered => days.end = column.end,
            _ => runs.push((covered, column)),
        }
    }
    for (covered, days) in runs {
        let (name, what) = match covered {
            Covered::Covered => continue,
            Covered::Not => ("not", "not covered; that is not calm"),
            Covered::Thin => ("thin", "thin coverage"),
            Covered::Unknown => ("unknown", "coverage unknown"),
        };
        let (from, to) = (time.edge(days.start), time.edge(days.end));
        let dates = match (series.points.get(days.start), series.points.get(days.end - 1)) {
            (Some(a), Some(b)) if a.day != b.day => format!("{} to {}", a.day, b.day),
            (Some(a), _) => a.day.to_string(),
            _ => String::new(),
        };
        let fill = format!("url(#{prefix}-{name})");
        svg.open("rect", &[("fill", &fill), ("x", &from), ("y", &ceiling), ("width", &(to - from)), ("height", &(floor - ceiling))]);
        svg.words("title", &[], &format!("{dates}: {what}"));
        svg.close("rect");
        svg.newline();
    }
}

/// The scale of a panel, with its name along it.
fn scale_of(svg: &mut Svg, panel: &Panel, time: &Time) {
    svg.open("g", &[("class", &"axis")]);
    let most = panel.height / panel.scale;
    let has_scale = panel.scale < NO_SCALE && most.is_finite();
    for value in if has_scale { values(most, (panel.height / 26.0) as usize) } else { Vec::new() } {
        let y = panel.y(value);
        svg.line("grid", (time.left, y), (time.right, y));
        svg.words("text", &[("x", &(time.left - 5.0)), ("y", &(y + 4.0)), ("text-anchor", &"end")], &amount(value));
    }
    svg.line("base", (time.left, panel.zero), (time.right, panel.zero));
    svg.words("text", &[("x", &(time.left - 5.0)), ("y", &(panel.zero + 4.0)), ("text-anchor", &"end")], "0");
    let (name, class) = if panel.is_conflict { ("Conflict", "name q4") } else { ("Cooperation", "name q2") };
    let middle = (panel.zero + panel.edge()) / 2.0;
    let turn = format!("rotate(-90 14 {})", super::svg::number(middle));
    svg.words("text", &[("class", &class), ("x", &14.0), ("y", &(middle + 4.0)), ("text-anchor", &"middle"), ("transform", &turn)], name);
    svg.close("g");
    svg.newline();
}

/// The value through time within its interval. Of days drawn as one: the highest value and upper bound, the lowest lower bound.
fn curve(svg: &mut Svg, series: &Series, panel: &Panel, time: &Time) {
    let columns = time.columns();
    let mut spots: Vec<(f64, f64, f64, f64)> = Vec::with_capacity(columns.len() + 2);
    for column in &columns {
        let Some(points) = series.points.get(column.clone()) else { continue };
        let levels = || points.iter().map(|p| panel.level(p));
        let value = levels().map(|l| drawable(l.value)).fold(0.0, f64::max);
        let high = levels().map(top).fold(0.0, f64::max);
        let low = levels().map(|l| drawable(l.low).min(drawable(l.value))).fold(f64::INFINITY, f64::min);
        spots.push((time.centre(column), value, low, high));
    }
    // to the edges of the first and the last day
    let (Some(first), Some(last)) = (spots.first().copied(), spots.last().copied()) else { return };
    spots.insert(0, (time.left, first.1, first.2, first.3));
    spots.push((time.right, last.1, last.2, last.3));
    let mut band: Vec<(f64, f64)> = spots.iter().map(|(x, _, _, high)| (*x, panel.y(*high))).collect();
    band.extend(spots.iter().rev().map(|(x, _, low, _)| (*x, panel.y(*low))));
    let class = if panel.is_conflict { "q4" } else { "q2" };
    svg.open("g", &[("class", &class)]);
    svg.leaf("path", &[("class", &"band"), ("d", &Path::shape(&band))]);
    let mut line = Path::default();
    for (i, (x, value, _, _)) in spots.iter().enumerate() {
        if i == 0 { line.jump(*x, panel.y(*value)) } else { line.to(*x, panel.y(*value)) }
    }
    svg.leaf("path", &[("class", &"curve"), ("d", &line)]);
    svg.close("g");
    svg.newline();
}

/// Lines where another level begins, numbered; a number that would cover the one before is left out.
fn changes(svg: &mut Svg, series: &Series, panel: &Panel, time: &Time) {
    let mut free = f64::NEG_INFINITY;
    for (i, change) in series.changes.iter().enumerate().filter(|(_, c)| c.is_conflict == panel.is_conflict) {
        let Some(at) = time.at(change.day) else { continue };
        let x = time.edge(at);
        svg.open("g", &[]);
        let what = if panel.is_conflict { "conflict" } else { "cooperation" };
        let title = format!("{}: {what} a day from {} to {}", change.day, amount(change.before), amount(change.after));
        svg.words("title", &[], &title);
        svg.line("change", (x, panel.zero), (x, panel.edge()));
        if x >= free {
            let number = (i + 1).to_string();
            let width = 7.0 * number.len() as f64 + 5.0;
            let (anchor, from) = if x + width > time.right { ("end", x - 4.0) } else { ("start", x + 4.0) };
            let y = if panel.is_conflict { panel.edge() - 4.0 } else { panel.edge() + 11.0 };
            svg.words("text", &[("class", &"number"), ("x", &from), ("y", &y), ("text-anchor", &anchor)], &number);
            free = x + width;
        }
        svg.close("g");
        svg.newline();
    }
}

/// Stars on unusual days; one that would cover the one before is left out.
fn unusual(svg: &mut Svg, series: &Series, panel: &Panel, time: &Time) {
    let mut free = f64::NEG_INFINITY;
    for (at, point) in series.points.iter().enumerate() {
        let Some(unusual) = point.unusual.filter(|u| u.is_conflict == panel.is_conflict) else { continue };
        let x = time.middle(at);
        if x < free {
            continue;
        }
        free = x + 9.0;
        svg.open("g", &[("class", &"unusual")]);
        svg.words("title", &[], &unusual_words(point.day, unusual));
        star(svg, x, if panel.is_conflict { panel.edge() + 7.5 } else { panel.edge() - 7.5 }, 4.0);
        svg.close("g");
        svg.newline();
    }
}

/// Why a day is unusual.
pub(crate) fn unusual_words(day: jiff::civil::Date, unusual: crate::series::Unusual) -> String {
    let what = if unusual.is_conflict { "conflict" } else { "cooperation" };
    let days = super::counted(unusual.days, "day");
    match unusual.as_high {
        0 => format!("{day}: more {what} than on any of the {days} before"),
        n => format!("{day}: as much {what} or more on {n} of the {days} before"),
    }
}
