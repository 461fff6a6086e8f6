//! The chart of a ladder: its value in steps, levels as bands, the level it stands on as a thick line, and its moves.

use super::axis::{Time, month, values};
use super::marks::{item, pack, quad_items};
use super::svg::{Path, Svg, number};
use super::{Dot, Place, Shape, amount, counted, drawable};
use crate::ladder::{Move, Replay, Rung, Stand};
use crate::who::Kinds;

/// Height of the values.
const HEIGHT: f64 = 230.0;
/// Least height a level.
const LEVEL: f64 = 27.0;
/// Rows of marks.
const ROWS: usize = 4;
/// Rows of the dates of moves.
const DATES: usize = 2;
/// Height of such a row.
const DATE: f64 = 13.0;

/// The scale of values.
#[derive(Debug, Clone, Copy)]
struct Scale {
    zero: f64,
    height: f64,
    most: f64,
}

impl Scale {
    fn y(&self, value: f64) -> f64 {
        self.zero - (drawable(value) / self.most).min(1.0) * self.height
    }

    /// The line of a level: that of its bound, and of level 0 the zero line.
    fn level(&self, levels: &[Rung], level: usize) -> f64 {
        let rung = level.min(levels.len()).checked_sub(1).and_then(|i| levels.get(i));
        self.y(rung.map_or(0.0, |rung| rung.at))
    }
}

/// The chart of a ladder as an `svg` element; `dots` are the incidents to mark.
#[must_use]
pub fn ladder(replay: &Replay, dots: &[Dot<'_>], place: &Place<'_>) -> String {
    let (width, left, right) = match place.shape {
        Shape::Large => (860.0, 46.0, 672.0),
        Shape::Small => (360.0, 40.0, 352.0),
    };
    let Some(first) = replay.days.first() else { return super::dyad::empty(width, "No day to show.") };
    let time = Time { first: first.day, days: replay.days.len(), left, right };
    let levels = &replay.ladder.levels;
    let dates = dates(&replay.moves, &time);
    let rows = dates.iter().map(|d| d.row + 1).max().unwrap_or(0);
    let ceiling = 8.0 + rows as f64 * DATE;
    let height = HEIGHT.max(LEVEL * levels.len() as f64);
    let tops = replay.days.iter().flat_map(|s| s.values.iter().chain([&s.value])).map(|v| drawable(*v));
    let most = levels.iter().map(|l| drawable(l.at)).chain(tops).fold(0.0, f64::max);
    let scale = Scale { zero: ceiling + height, height, most: if most > 0.0 { most * 1.08 } else { 1.0 } };
    let packed = pack(dots, &time, ROWS);
    let floor = scale.zero + if dots.is_empty() { 0.0 } else { packed.height() + 8.0 };
    let total = floor + 36.0;

    let mut svg = Svg::default();
    let class = match place.shape {
        Shape::Large => "chart large",
        Shape::Small => "chart small",
    };
    let (title, desc) = (format!("{}-title", place.prefix), format!("{}-desc", place.prefix));
    let (size, labels) = (format!("0 0 {} {}", number(width), number(total)), format!("{title} {desc}"));
    svg.open("svg", &[("class", &class), ("viewBox", &size), ("role", &"group"), ("aria-labelledby", &labels)]);
    svg.words("title", &[("id", &title)], &format!("Ladder {}, {}", replay.ladder.name, replay.ladder.watched));
    svg.words("desc", &[("id", &desc)], &description(replay));
    svg.newline();
    bands(&mut svg, levels, &time, &scale);
    time.draw(&mut svg, place.shape, ceiling, floor);
    scale_of(&mut svg, &time, &scale);
    for (i, rung) in levels.iter().enumerate() {
        if has_own_kinds(rung) {
            svg.open("g", &[]);
            svg.words("title", &[], &format!("what counts for level {}, {}", i + 1, rung.name));
            svg.leaf("path", &[("class", &"own"), ("d", &steps(replay, &time, |s| scale.y(s.values.get(i).copied().unwrap_or(s.value))))]);
            svg.close("g");
            svg.newline();
        }
    }
    svg.leaf("path", &[("class", &"level"), ("d", &steps(replay, &time, |s| scale.level(levels, s.level)))]);
    svg.newline();
    svg.leaf("path", &[("class", &"value"), ("d", &steps(replay, &time, |s| scale.y(s.value)))]);
    svg.newline();
    names(&mut svg, levels, &time, &scale, place.shape);
    for (i, moved) in replay.moves.iter().enumerate() {
        arrow(&mut svg, i, moved, levels, &time, &scale, ceiling);
    }
    for date in &dates {
        let y = 8.0 + (date.row + 1) as f64 * DATE - 4.0;
        let (target, end) = (format!("#m-{}", date.number + 1), if date.is_end { "end" } else { "middle" });
        svg.open("a", &[("href", &target)]);
        svg.words("text", &[("class", &"when"), ("x", &date.x), ("y", &y), ("text-anchor", &end)], &date.words);
        svg.close("a");
        svg.newline();
    }
    packed.draw(&mut svg, place, scale.zero + 5.0, false);
    svg.close("svg");
    svg.newline();
    svg.finish()
}

/// What the signs of the chart mean, as a list; only those that occur.
#[must_use]
pub fn ladder_legend(replay: &Replay, dots: &[Dot<'_>]) -> String {
    let Some(first) = replay.days.first() else { return String::new() };
    let time = Time { first: first.day, days: replay.days.len(), left: 46.0, right: 672.0 };
    let mut step = Path::default();
    [(0.0, 13.0), (9.0, 13.0), (9.0, 5.0), (18.0, 5.0), (18.0, 9.0), (26.0, 9.0)]
        .into_iter()
        .enumerate()
        .for_each(|(i, (x, y))| if i == 0 { step.jump(x, y) } else { step.to(x, y) });
    let mut items = vec![
        item(26.0, "value", |svg| svg.leaf("path", &[("class", &"value"), ("d", &step)])),
        item(26.0, "level it stands on", |svg| svg.line("level", (0.0, 8.0), (26.0, 8.0))),
        item(26.0, "a level is reached here", |svg| svg.line("bound", (0.0, 8.0), (26.0, 8.0))),
        item(26.0, "and left below here", |svg| svg.line("falls", (0.0, 8.0), (26.0, 8.0))),
    ];
    if replay.moves.iter().any(|m| m.to > m.from) {
        items.push(item(14.0, "move up", |svg| head_and_line(svg, "rise", 7.0, 15.0, 1.0)));
    }
    if replay.moves.iter().any(|m| m.to < m.from) {
        items.push(item(14.0, "move down", |svg| head_and_line(svg, "fall", 7.0, 1.0, 15.0)));
    }
    if replay.ladder.levels.iter().any(has_own_kinds) {
        items.push(item(26.0, "value of a level that counts less than the ladder does", |svg| svg.line("own", (0.0, 8.0), (26.0, 8.0))));
    }
    let packed = pack(dots, &time, ROWS);
    items.extend(quad_items(dots.iter().map(|d| d.mark.quad), packed.has_more()));
    format!("<ul class=\"legend\">{}</ul>\n", items.concat())
}

/// True where a level counts other incidents than the ladder does.
pub(crate) fn has_own_kinds(rung: &Rung) -> bool {
    rung.kinds != Kinds::default()
}

/// What the chart shows, in words.
fn description(replay: &Replay) -> String {
    let (Some(first), Some(last)) = (replay.days.first(), replay.days.last()) else { return String::new() };
    let moves = counted(replay.moves.len(), "move");
    format!(
        "{} to {}, {moves}. On the last day level {} of {}, value {}.",
        first.day,
        last.day,
        last.level,
        replay.ladder.levels.len(),
        amount(last.value)
    )
}

/// A line that holds for each day, in steps. Of days drawn as one the uppermost.
fn steps(replay: &Replay, time: &Time, y: impl Fn(&Stand) -> f64) -> Path {
    let mut path = Path::default();
    let mut before: Option<f64> = None;
    for column in time.columns() {
        let Some(days) = replay.days.get(column.clone()) else { continue };
        let now = days.iter().map(&y).fold(f64::INFINITY, f64::min);
        let is_same = before.is_some_and(|b| number(b) == number(now));
        if !is_same {
            let x = time.edge(column.start);
            match before {
                None => path.jump(x, now),
                Some(before) => {
                    path.to(x, before);
                    path.to(x, now);
                }
            }
            before = Some(now);
        }
    }
    if let Some(last) = before {
        path.to(time.right, last);
    }
    path
}

/// Levels as bands that grow darker, with the lines at which they are reached and left.
fn bands(svg: &mut Svg, levels: &[Rung], time: &Time, scale: &Scale) {
    for (i, rung) in levels.iter().enumerate() {
        let from = scale.y(rung.at);
        let to = levels.get(i + 1).map_or(scale.zero - scale.height, |next| scale.y(next.at));
        let shade = 0.05 + 0.19 * (i + 1) as f64 / levels.len() as f64;
        let shade = format!("{shade:.2}");
        svg.open(
            "rect",
            &[
                ("class", &"shade"),
                ("fill-opacity", &shade),
                ("x", &time.left),
                ("y", &to.min(from)),
                ("width", &(time.right - time.left)),
                ("height", &(from - to).max(0.0)),
            ],
        );
        svg.words("title", &[], &format!("level {}, {}: from {}", i + 1, rung.name, amount(rung.at)));
        svg.close("rect");
        svg.newline();
    }
    for rung in levels {
        svg.line("falls", (time.left, scale.y(rung.falls_below)), (time.right, scale.y(rung.falls_below)));
        svg.line("bound", (time.left, scale.y(rung.at)), (time.right, scale.y(rung.at)));
    }
    svg.newline();
}

fn scale_of(svg: &mut Svg, time: &Time, scale: &Scale) {
    svg.open("g", &[("class", &"axis")]);
    for value in values(scale.most, 6) {
        svg.line("tick", (time.left - 4.0, scale.y(value)), (time.left, scale.y(value)));
        svg.words("text", &[("x", &(time.left - 6.0)), ("y", &(scale.y(value) + 4.0)), ("text-anchor", &"end")], &amount(value));
    }
    svg.words("text", &[("x", &(time.left - 6.0)), ("y", &(scale.zero + 4.0)), ("text-anchor", &"end")], "0");
    svg.line("base", (time.left, scale.zero), (time.right, scale.zero));
    svg.close("g");
    svg.newline();
}

/// Names of the levels with their bounds: beside the bands, or on a phone in them; pushed apart where they would cover each other.
fn names(svg: &mut Svg, levels: &[Rung], time: &Time, scale: &Scale, shape: Shape) {
    let (gap, lift) = match shape {
        Shape::Large => (LEVEL, 0.0),
        Shape::Small => (12.5, 4.0),
    };
    let wanted: Vec<f64> = levels.iter().map(|rung| scale.y(rung.at) - lift).collect();
    let placed = apart(&wanted, gap, scale.zero - scale.height + 9.0, scale.zero - 4.0);
    for (i, (rung, y)) in levels.iter().zip(placed).enumerate() {
        let bounds = format!("from {}, left below {}", amount(rung.at), amount(rung.falls_below));
        svg.open("g", &[("class", &"names")]);
        svg.words("title", &[], &format!("level {}, {}: {bounds}", i + 1, rung.name));
        match shape {
            Shape::Large => {
                let mut leader = Path::default();
                leader.jump(time.right, scale.y(rung.at));
                leader.to(time.right + 9.0, y);
                leader.to(time.right + 14.0, y);
                svg.leaf("path", &[("class", &"leader"), ("d", &leader)]);
                let name = clipped(&format!("{} {}", i + 1, rung.name), 26);
                svg.words("text", &[("class", &"strong"), ("x", &(time.right + 18.0)), ("y", &(y + 1.0))], &name);
                svg.words("text", &[("x", &(time.right + 18.0)), ("y", &(y + 13.0))], &clipped(&bounds, 29));
            }
            Shape::Small => {
                let short = format!("{} {}", i + 1, clipped(&rung.name, 24));
                svg.words("text", &[("class", &"strong halo"), ("x", &(time.left + 4.0)), ("y", &y)], &short);
            }
        }
        svg.close("g");
        svg.newline();
    }
}

/// Places near those wanted that keep a distance, none above `top`.
fn apart(wanted: &[f64], gap: f64, top: f64, bottom: f64) -> Vec<f64> {
    // from the lowest on the screen upward, of equals the first below
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|a, b| wanted[*b].total_cmp(&wanted[*a]).then(a.cmp(b)));
    let mut out = wanted.to_vec();
    let mut limit = bottom;
    for i in &order {
        out[*i] = wanted[*i].min(limit);
        limit = out[*i] - gap;
    }
    // those that left the room push the others down
    let mut limit = top;
    for i in order.iter().rev() {
        out[*i] = out[*i].max(limit);
        limit = out[*i] + gap;
    }
    out
}

/// Words cut to so many columns.
pub(super) fn clipped(words: &str, columns: usize) -> String {
    use unicode_segmentation::UnicodeSegmentation as _;
    use unicode_width::UnicodeWidthStr as _;
    if words.width() <= columns {
        return words.to_owned();
    }
    let mut out = String::new();
    for grapheme in words.graphemes(true) {
        if out.width() + grapheme.width() + 1 > columns {
            break;
        }
        out.push_str(grapheme);
    }
    if columns > 0 {
        out.push('…');
    }
    out
}

fn arrow(svg: &mut Svg, i: usize, moved: &Move, levels: &[Rung], time: &Time, scale: &Scale, ceiling: f64) {
    let Some(at) = time.at(moved.day) else { return };
    let name = |level: usize| {
        level
            .checked_sub(1)
            .and_then(|l| levels.get(l))
            .map_or_else(|| "level 0".to_owned(), |rung| format!("level {level}, {}", rung.name))
    };
    let (from, to) = (scale.level(levels, moved.from), scale.level(levels, moved.to));
    let x = time.edge(at).max(time.left + 5.0);
    let target = format!("#m-{}", i + 1);
    let class = if moved.to > moved.from { "rise" } else { "fall" };
    svg.open("a", &[("href", &target), ("class", &"move")]);
    svg.words("title", &[], &format!("{}: from {} to {}, value {}", moved.day, name(moved.from), name(moved.to), amount(moved.value)));
    svg.line("stem", (x, ceiling - 2.0), (x, from.min(to)));
    head_and_line(svg, class, x, from, to);
    svg.close("a");
    svg.newline();
}

/// An arrow straight up or down.
fn head_and_line(svg: &mut Svg, class: &str, x: f64, from: f64, to: f64) {
    let back = if to < from { 8.0 } else { -8.0 };
    svg.open("g", &[("class", &class)]);
    svg.line("shaft", (x, from), (x, to + back * 0.8));
    svg.leaf("path", &[("class", &"head"), ("d", &Path::shape(&[(x, to), (x - 5.0, to + back), (x + 5.0, to + back)]))]);
    svg.close("g");
}

/// The date of a move above the chart.
#[derive(Debug)]
struct When {
    number: usize,
    x: f64,
    row: usize,
    words: String,
    is_end: bool,
}

/// Dates of moves in rows; those without room are left out, as the table has them.
fn dates(moves: &[Move], time: &Time) -> Vec<When> {
    let mut free = [f64::NEG_INFINITY; DATES];
    let mut out = Vec::new();
    for (number, moved) in moves.iter().enumerate() {
        let Some(at) = time.at(moved.day) else { continue };
        let words = format!("{} {}", moved.day.day(), month(moved.day));
        let half = words.len() as f64 * 3.5 + 3.0;
        let x = time.edge(at).max(time.left + half - 8.0);
        let is_end = x + half > time.right + 6.0;
        let x = if is_end { time.right + 6.0 } else { x };
        let start = if is_end { x - 2.0 * half } else { x - half };
        if let Some(row) = free.iter().position(|taken| start > *taken) {
            free[row] = start + 2.0 * half;
            // the first row stands next to the chart
            out.push(When { number, x, row, words, is_end });
        }
    }
    let rows = out.iter().map(|w| w.row + 1).max().unwrap_or(0);
    out.iter_mut().for_each(|w| w.row = rows - 1 - w.row);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_keep_their_distance() {
        assert_eq!(apart(&[100.0, 60.0, 20.0], 20.0, 0.0, 100.0), vec![100.0, 60.0, 20.0]);
        assert_eq!(apart(&[100.0, 95.0, 90.0], 20.0, 0.0, 100.0), vec![100.0, 80.0, 60.0]);
        assert_eq!(apart(&[30.0, 12.0, 5.0], 20.0, 0.0, 100.0), vec![40.0, 20.0, 0.0]);
        assert_eq!(apart(&[20.0, 100.0, 21.0], 20.0, 0.0, 100.0), vec![1.0, 100.0, 21.0]);
    }

    #[test]
    fn names_are_clipped_between_letters() {
        assert_eq!(clipped("armed clash", 20), "armed clash");
        assert_eq!(clipped("armed clash", 6), "armed…");
        assert_eq!(clipped("日本と韓国", 5), "日本…");
        assert_eq!(clipped("armed", 0), "");
    }
}
