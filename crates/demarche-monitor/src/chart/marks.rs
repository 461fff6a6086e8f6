//! Marks of incidents: their shapes, and rows of them in which none covers another.

use std::collections::BTreeMap;

use super::axis::Time;
use super::svg::{Path, Svg};
use super::{Dot, Place, amount, anchor, counted, weight};
use crate::who::id_text;

/// Height of a row of marks.
pub(super) const ROW: f64 = 15.0;
/// Width of a place for marks that no row has room for.
const CELL: f64 = 12.0;
/// More links than these are left out of the way of the tabulator key; the tables have them all.
const MOST_STOPS: usize = 60;

/// Marks in rows.
#[derive(Debug)]
pub(super) struct Packed<'d> {
    placed: Vec<Placed<'d>>,
    more: Vec<More<'d>>,
    /// Rows that are used.
    rows: usize,
}

#[derive(Debug)]
struct Placed<'d> {
    dot: &'d Dot<'d>,
    x: f64,
    row: usize,
    radius: f64,
}

/// Incidents that no row has room for.
#[derive(Debug)]
struct More<'d> {
    x: f64,
    dots: Vec<&'d Dot<'d>>,
}

/// Puts marks into at most `rows` rows, the heaviest first, so that none covers another.
pub(super) fn pack<'d>(dots: impl IntoIterator<Item = &'d Dot<'d>>, time: &Time, rows: usize) -> Packed<'d> {
    let mut order: Vec<(&Dot<'_>, usize)> = dots.into_iter().filter_map(|dot| Some((dot, time.at(dot.day)?))).collect();
    order.sort_by(|(a, at), (b, bt)| weight(b.mark).total_cmp(&weight(a.mark)).then(at.cmp(bt)).then(a.mark.id.cmp(&b.mark.id)));
    let mut filled: Vec<Vec<(f64, f64)>> = vec![Vec::new(); rows];
    let mut placed = Vec::new();
    let mut cells: BTreeMap<usize, Vec<&Dot<'_>>> = BTreeMap::new();
    for (dot, at) in order {
        let radius = radius(weight(dot.mark));
        let x = time.middle(at).clamp(time.left + radius, (time.right - radius).max(time.left + radius));
        let free = filled.iter().position(|row| row.iter().all(|(other, r)| (x - other).abs() >= radius + r + 1.0));
        match free {
            Some(row) => {
                filled[row].push((x, radius));
                placed.push(Placed { dot, x, row, radius });
            }
            None => cells.entry(((x - time.left) / CELL) as usize).or_default().push(dot),
        }
    }
    placed.sort_by(|a, b| a.dot.day.cmp(&b.dot.day).then(a.dot.mark.id.cmp(&b.dot.mark.id)));
    let more = cells.into_iter().map(|(cell, dots)| More { x: time.left + (cell as f64 + 0.5) * CELL, dots }).collect();
    let rows = placed.iter().map(|p| p.row + 1).max().unwrap_or(0);
    Packed { placed, more, rows }
}

/// The radius of a mark: its area goes with what the incident gives.
fn radius(weight: f64) -> f64 {
    2.4 + 4.4 * (weight / 10.0).min(1.0).sqrt()
}

impl Packed<'_> {
    /// The height that it needs.
    pub(super) fn height(&self) -> f64 {
        self.rows as f64 * ROW + if self.more.is_empty() { 0.0 } else { ROW }
    }

    /// True where some have no room.
    pub(super) fn has_more(&self) -> bool {
        !self.more.is_empty()
    }

    /// Draws them: the first row begins at `y`, and the others follow downward, or upward.
    pub(super) fn draw(&self, svg: &mut Svg, place: &Place<'_>, y: f64, is_upward: bool) {
        let middle = |row: usize| {
            let along = (row as f64 + 0.5) * ROW;
            if is_upward { y - along } else { y + along }
        };
        let is_stop = self.placed.len() + self.more.len() <= MOST_STOPS;
        for Placed { dot, x, row, radius } in &self.placed {
            let title = describe(dot);
            link(svg, place, dot, &format!("mark q{}", dot.mark.quad.min(5) % 5), &title, is_stop, |svg| {
                shape(svg, dot.mark.quad, *x, middle(*row), *radius);
            });
            svg.newline();
        }
        for More { x, dots } in &self.more {
            let days = (dots.iter().map(|d| d.day).min(), dots.iter().map(|d| d.day).max());
            let when = match days {
                (Some(first), Some(last)) if first != last => format!("{first} to {last}"),
                (Some(first), _) => first.to_string(),
                _ => String::new(),
            };
            let Some(first) = dots.first() else { continue };
            let title = format!("{}: {} without room for a mark", when, counted(dots.len(), "more incident"));
            link(svg, place, first, "more", &title, is_stop, |svg| plus(svg, *x, middle(self.rows), 3.4));
            svg.newline();
        }
    }
}

/// What a mark says when it is pointed at.
pub(super) fn describe(dot: &Dot<'_>) -> String {
    let Dot { day, mark } = dot;
    format!("{day}: {}, score {}, counts {} ({})", mark.what, amount(mark.score), amount(mark.weight), id_text(mark.id))
}

/// Draws in a link to the incident, where the page shows it.
fn link(svg: &mut Svg, place: &Place<'_>, dot: &Dot<'_>, class: &str, title: &str, is_stop: bool, draw: impl FnOnce(&mut Svg)) {
    let is_shown = place.shown.contains(&dot.mark.id);
    let name = if is_shown { "a" } else { "g" };
    let address = format!("#{}", anchor(dot.mark.id));
    match (is_shown, is_stop) {
        (true, true) => svg.open(name, &[("class", &class), ("href", &address)]),
        (true, false) => svg.open(name, &[("class", &class), ("href", &address), ("tabindex", &"-1")]),
        (false, _) => svg.open(name, &[("class", &class)]),
    }
    svg.words("title", &[], title);
    draw(svg);
    svg.close(name);
}

/// The shape of a quad class: circles for cooperation and diamonds for conflict, hollow for words and full for deeds; a square for none.
pub(super) fn shape(svg: &mut Svg, quad: u8, x: f64, y: f64, radius: f64) {
    match quad {
        1 => svg.leaf("circle", &[("class", &"hollow"), ("cx", &x), ("cy", &y), ("r", &(radius - 0.6))]),
        2 => svg.leaf("circle", &[("class", &"full"), ("cx", &x), ("cy", &y), ("r", &radius)]),
        3 => svg.leaf("path", &[("class", &"hollow"), ("d", &diamond(x, y, radius - 0.3))]),
        4 => svg.leaf("path", &[("class", &"full"), ("d", &diamond(x, y, radius + 0.5))]),
        _ => {
            let r = radius - 0.8;
            svg.leaf(
                "path",
                &[("class", &"hollow"), ("d", &Path::shape(&[(x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r)]))],
            );
        }
    }
}

fn diamond(x: f64, y: f64, r: f64) -> Path {
    Path::shape(&[(x, y - r), (x + r, y), (x, y + r), (x - r, y)])
}

/// A plus sign.
pub(super) fn plus(svg: &mut Svg, x: f64, y: f64, r: f64) {
    let mut path = Path::default();
    path.jump(x - r, y);
    path.to(x + r, y);
    path.jump(x, y - r);
    path.to(x, y + r);
    svg.leaf("path", &[("class", &"sign"), ("d", &path)]);
}

/// A star of three strokes.
pub(super) fn star(svg: &mut Svg, x: f64, y: f64, r: f64) {
    let (dx, dy) = (r * 0.866, r * 0.5);
    let mut path = Path::default();
    for (ax, ay) in [(0.0, r), (dx, dy), (dx, -dy)] {
        path.jump(x - ax, y - ay);
        path.to(x + ax, y + ay);
    }
    svg.leaf("path", &[("class", &"sign"), ("d", &path)]);
}

/// A legend's item: a small picture and what it means.
pub(super) fn item(width: f64, words: &str, draw: impl FnOnce(&mut Svg)) -> String {
    let mut svg = Svg::default();
    svg.open("li", &[]);
    let size = format!("0 0 {} 16", super::svg::number(width));
    svg.open("svg", &[("class", &"key"), ("viewBox", &size), ("width", &width), ("height", &16.0), ("aria-hidden", &"true")]);
    draw(&mut svg);
    svg.close("svg");
    svg.words("span", &[], words);
    svg.close("li");
    svg.finish()
}

/// Legend of the quad classes that occur.
pub(super) fn quad_items(quads: impl IntoIterator<Item = u8>, has_more: bool) -> Vec<String> {
    let mut seen = [false; 5];
    for quad in quads {
        seen[usize::from(quad.min(5) % 5)] = true;
    }
    let names = [
        (1, "verbal cooperation"),
        (2, "material cooperation"),
        (3, "verbal conflict"),
        (4, "material conflict"),
        (0, "incident of no quad class"),
    ];
    let mut out: Vec<String> = names
        .into_iter()
        .filter(|(quad, _)| seen[usize::from(*quad)])
        .map(|(quad, name)| {
            item(16.0, name, |svg| {
                svg.open("g", &[("class", &format!("mark q{quad}"))]);
                shape(svg, quad, 8.0, 8.0, 5.5);
                svg.close("g");
            })
        })
        .collect();
    if !out.is_empty() {
        out.push(item(22.0, "larger: a higher score that counts for more", |svg| {
            svg.open("g", &[("class", &"mark q0")]);
            shape(svg, 4, 5.0, 8.0, 2.6);
            shape(svg, 4, 15.0, 8.0, 6.0);
            svg.close("g");
        }));
    }
    if has_more {
        out.push(item(16.0, "more incidents than there is room for; the table has all", |svg| {
            svg.open("g", &[("class", &"more")]);
            plus(svg, 8.0, 8.0, 4.0);
            svg.close("g");
        }));
    }
    out
}
