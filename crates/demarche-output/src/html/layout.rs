//! Where the parties and arrows of the picture stand.
//!
//! Parties stand on an ellipse, in the order that crosses the fewest arrows; arrows bend to their right, so that those
//! there and back keep apart. Everything is computed from the relations alone: the same record, the same picture.

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use super::parties::{Arrow, Party, Relations};

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
}

/// A party's box, by its centre.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) centre: Point,
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) lines: Vec<String>,
}

/// An arrow's curve, its ends on the boxes.
#[derive(Debug, Clone)]
pub(super) struct Curve {
    pub(super) start: Point,
    pub(super) bend: Point,
    pub(super) end: Point,
    pub(super) label: String,
    /// Centre of the label.
    pub(super) label_at: Point,
}

/// The picture in user units.
#[derive(Debug)]
pub(super) struct Drawing {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) nodes: Vec<Node>,
    pub(super) curves: Vec<Curve>,
}

/// The two shapes of the picture: beside other content on a screen, and on a phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Wide,
    Narrow,
}

/// About the width of a character of the labels, and the height of a line.
const LETTER: f64 = 7.4;
const LINE: f64 = 16.0;
/// The same for the words on arrows.
const SMALL_LETTER: f64 = 7.6;

/// Lays out the relations.
pub(super) fn draw(relations: &Relations, shape: Shape) -> Drawing {
    let count = relations.parties.len();
    let n = count as f64;
    let (width, height, letters) = match shape {
        Shape::Wide => (940.0, if count <= 2 { 130.0 } else { (150.0 + 42.0 * n).min(520.0) }, 22),
        Shape::Narrow => (380.0, if count <= 2 { 240.0 } else { 190.0 + 62.0 * n }, 13),
    };
    let order = order(count, &relations.arrows);
    let mut nodes: Vec<Node> = relations.parties.iter().map(|party| node(party, letters)).collect();
    let widest = nodes.iter().map(|node| node.width).fold(0.0, f64::max);
    let (rx, ry) = (width / 2.0 - widest / 2.0 - 8.0, height / 2.0 - 42.0);
    for (place, &party) in order.iter().enumerate() {
        nodes[party].centre = match (count, shape) {
            (1, _) => Point { x: width / 2.0, y: height / 2.0 },
            (2, Shape::Wide) => Point { x: width / 2.0 + (rx * 0.72).copysign(place as f64 - 0.5), y: height / 2.0 },
            (2, Shape::Narrow) => Point { x: width / 2.0, y: height / 2.0 + ry.copysign(place as f64 - 0.5) },
            _ => on_ellipse(place, count, width / 2.0, height / 2.0, rx, ry),
        };
    }
    let curves = curves(&relations.arrows, &nodes, width, height);
    Drawing { width, height, nodes, curves }
}

/// The `place`th of `count` points on the ellipse, as far apart along it as they can be: equal angles would crowd the
/// flat ends.
fn on_ellipse(place: usize, count: usize, cx: f64, cy: f64, rx: f64, ry: f64) -> Point {
    const STEPS: usize = 720;
    let at = |step: usize| {
        // from the left end, clockwise
        let angle = std::f64::consts::TAU * step as f64 / STEPS as f64 + std::f64::consts::PI;
        Point { x: cx + rx * angle.cos(), y: cy + ry * angle.sin() }
    };
    let length: f64 = (0..STEPS).map(|step| distance(at(step), at(step + 1))).sum();
    let wanted = length * place as f64 / count as f64;
    let mut along = 0.0;
    for step in 0..STEPS {
        if along >= wanted {
            return at(step);
        }
        along += distance(at(step), at(step + 1));
    }
    at(0)
}

fn distance(a: Point, b: Point) -> f64 {
    (a.x - b.x).hypot(a.y - b.y)
}

fn node(party: &Party, letters: usize) -> Node {
    let lines = label_lines(&party.label, letters);
    let widest = lines.iter().map(|line| line.width()).max().unwrap_or(0);
    Node { centre: Point { x: 0.0, y: 0.0 }, width: widest as f64 * LETTER + 18.0, height: lines.len() as f64 * LINE + 12.0, lines }
}

/// The label in at most two lines, the second cut where it is too long.
fn label_lines(label: &str, letters: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in label.split_whitespace() {
        let line = lines.last_mut().expect("there is always a line");
        if line.is_empty() || line.width() + 1 + word.width() <= letters {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    if lines.len() > 2 {
        lines.truncate(2);
        lines[1].push_str(" …");
    }
    for line in &mut lines {
        if line.width() > letters + 2 {
            let mut short = String::new();
            for grapheme in line.graphemes(true) {
                if short.width() + grapheme.width() > letters {
                    break;
                }
                short.push_str(grapheme);
            }
            *line = short + "…";
        }
    }
    lines
}

/// An order around the ellipse with few crossings and short arrows: pairs are swapped as long as that helps.
fn order(count: usize, arrows: &[Arrow]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    let mut links: Vec<(usize, usize)> = arrows.iter().map(|a| (a.from.min(a.to), a.from.max(a.to))).collect();
    links.sort_unstable();
    links.dedup();
    let cost = |order: &[usize]| {
        let mut place = vec![0; count];
        order.iter().enumerate().for_each(|(at, &party)| place[party] = at);
        let ends: Vec<(usize, usize)> = links.iter().map(|&(a, b)| (place[a].min(place[b]), place[a].max(place[b]))).collect();
        let around: usize = ends.iter().map(|&(a, b)| (b - a).min(count - (b - a))).sum();
        let crosses = |&(a, b): &(usize, usize), &(c, d): &(usize, usize)| a < c && c < b && b < d;
        let crossings = ends.iter().map(|e| ends.iter().filter(|f| crosses(e, f)).count()).sum::<usize>();
        around + 3 * crossings
    };
    let mut best = cost(&order);
    // each round lowers a whole number that starts small
    for _ in 0..40 {
        let before = best;
        for a in 0..count {
            for b in a + 1..count {
                order.swap(a, b);
                let now = cost(&order);
                if now < best { best = now } else { order.swap(a, b) }
            }
        }
        if best == before {
            break;
        }
    }
    order
}

fn curves(arrows: &[Arrow], nodes: &[Node], width: f64, height: f64) -> Vec<Curve> {
    let mut curves: Vec<Curve> = Vec::with_capacity(arrows.len());
    for (number, arrow) in arrows.iter().enumerate() {
        let siblings = |a: &Arrow| (a.from, a.to) == (arrow.from, arrow.to);
        let place = arrows[..number].iter().filter(|a| siblings(a)).count();
        let (from, to) = (&nodes[arrow.from], &nodes[arrow.to]);
        let length = distance(from.centre, to.centre).max(1.0);
        let aside = (0.1 * length).min(30.0) + 34.0 * place as f64;
        // to the right of the way, on a screen where y grows downward
        let (dx, dy) = ((to.centre.x - from.centre.x) / length, (to.centre.y - from.centre.y) / length);
        let middle = Point { x: (from.centre.x + to.centre.x) / 2.0, y: (from.centre.y + to.centre.y) / 2.0 };
        let bend =
            Point { x: (middle.x - dy * 2.0 * aside).clamp(6.0, width - 6.0), y: (middle.y + dx * 2.0 * aside).clamp(10.0, height - 10.0) };
        let label = match arrow.events.len() {
            1 => arrow.event_type.to_string(),
            n => format!("{} ×{n}", arrow.event_type),
        };
        let (start, bend, end) = between_boxes(from, bend, to);
        let mut curve = Curve { start, bend, end, label, label_at: bend };
        curve.label_at = label_place(&curve, nodes, &curves);
        curves.push(curve);
    }
    curves
}

fn on_curve(start: Point, bend: Point, end: Point, t: f64) -> Point {
    let u = 1.0 - t;
    Point { x: u * u * start.x + 2.0 * u * t * bend.x + t * t * end.x, y: u * u * start.y + 2.0 * u * t * bend.y + t * t * end.y }
}

/// The part of the curve between the boxes, with room for the arrowhead.
fn between_boxes(from: &Node, bend: Point, to: &Node) -> (Point, Point, Point) {
    const STEPS: usize = 200;
    let inside = |node: &Node, p: Point, margin: f64| {
        (p.x - node.centre.x).abs() < node.width / 2.0 + margin && (p.y - node.centre.y).abs() < node.height / 2.0 + margin
    };
    let at = |step: usize| on_curve(from.centre, bend, to.centre, step as f64 / STEPS as f64);
    let first = (0..=STEPS).find(|&step| !inside(from, at(step), 2.0)).unwrap_or(0);
    let last = (0..=STEPS).rev().find(|&step| !inside(to, at(step), 3.0)).unwrap_or(STEPS);
    if first >= last {
        // boxes that touch: from centre to centre
        return (from.centre, bend, to.centre);
    }
    let (t0, t1) = (first as f64 / STEPS as f64, last as f64 / STEPS as f64);
    // the bend of a part of a quadratic curve is its blossom at the two ends
    let blossom = |a: f64, b: f64, c: f64| (1.0 - t0) * (1.0 - t1) * a + ((1.0 - t0) * t1 + t0 * (1.0 - t1)) * b + t0 * t1 * c;
    let part = Point { x: blossom(from.centre.x, bend.x, to.centre.x), y: blossom(from.centre.y, bend.y, to.centre.y) };
    (at(first), part, at(last))
}

/// The point on the curve where the label covers least of what is there.
fn label_place(curve: &Curve, nodes: &[Node], others: &[Curve]) -> Point {
    let width = curve.label.width() as f64 * SMALL_LETTER + 4.0;
    let overlap = |p: Point, q: Point, w: f64, h: f64| {
        let x = (width + w) / 2.0 - (p.x - q.x).abs();
        let y = (LINE + h) / 2.0 - (p.y - q.y).abs();
        if x > 0.0 && y > 0.0 { x * y } else { 0.0 }
    };
    let covered = |p: Point| {
        let boxes: f64 = nodes.iter().map(|n| overlap(p, n.centre, n.width + 6.0, n.height + 6.0)).sum();
        let labels: f64 = others.iter().map(|c| overlap(p, c.label_at, c.label.width() as f64 * SMALL_LETTER + 6.0, LINE)).sum();
        2.0 * boxes + labels
    };
    let places = [0.5, 0.44, 0.56, 0.38, 0.62, 0.32, 0.68, 0.26, 0.74, 0.2, 0.8];
    let mut best = (f64::INFINITY, curve.bend);
    for t in places {
        let place = on_curve(curve.start, curve.bend, curve.end, t);
        let cost = covered(place);
        if cost < best.0 {
            best = (cost, place);
        }
    }
    best.1
}
