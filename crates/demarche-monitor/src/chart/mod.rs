//! Charts: a dyad's series and a ladder, as static SVG for pages and as blocks of characters for terminals.
//!
//! Every chart is a pure function of what it shows: the same values, the same bytes. SVG is drawn in two shapes, for a screen or paper and for a
//! phone; it needs [`STYLE`] in the page around it. Shapes, hatches and dashes carry all meaning, colour only repeats it, so charts can be read in
//! greyscale print. A value that is no number is drawn as 0.

mod axis;
mod dyad;
mod ladder;
mod marks;
mod svg;
pub mod terminal;

use std::collections::BTreeSet;

use demarche_ledger::incidents::cluster::IncidentId;
use jiff::civil::Date;

use crate::series::{Mark, Series};

pub(crate) use dyad::unusual_words;
pub use dyad::{dyad, dyad_legend};
pub(crate) use ladder::has_own_kinds;
pub use ladder::{ladder, ladder_legend};

/// The style that charts need beside that of all pages.
pub const STYLE: &str = include_str!("style.css");

/// The two shapes of a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// For screens and paper, 860 units wide.
    Large,
    /// For phones, 360 units wide.
    Small,
}

/// How a chart stands in a page.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// Its shape.
    pub shape: Shape,
    /// Begins the ids in the chart; no two charts of a page have the same.
    pub prefix: &'a str,
    /// Incidents that the page shows; their marks are links to [`anchor`].
    pub shown: &'a BTreeSet<IncidentId>,
}

/// An incident's mark on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Dot<'a> {
    /// The day that it counts on.
    pub day: Date,
    /// The incident.
    pub mark: &'a Mark,
}

/// The highest values of several series, so that their charts have one scale.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Extent {
    /// Highest upper bound of cooperation.
    pub cooperation: f64,
    /// Highest upper bound of conflict.
    pub conflict: f64,
}

impl Extent {
    /// The extent of all of them.
    #[must_use]
    pub fn of<'s>(series: impl IntoIterator<Item = &'s Series>) -> Self {
        let mut extent = Self::default();
        for point in series.into_iter().flat_map(|s| &s.points) {
            extent.cooperation = extent.cooperation.max(top(&point.cooperation));
            extent.conflict = extent.conflict.max(top(&point.conflict));
        }
        extent
    }
}

/// The id of an incident in a page: `i-12-3` for `12.e3`.
#[must_use]
pub fn anchor(id: IncidentId) -> String {
    format!("i-{}-{}", id.0.document.0, id.0.event)
}

/// True where an incident counts as conflict, as in a series: by its score, and where that is 0 by its quad class.
#[must_use]
pub fn is_conflict(mark: &Mark) -> bool {
    if mark.score == 0.0 { mark.quad >= 3 } else { mark.score < 0.0 }
}

/// A value in few digits: `0`, `0.25`, `3.2`, `140`; `–` for what is no number.
#[must_use]
pub fn amount(value: f64) -> String {
    let size = value.abs();
    let text = match value {
        _ if !value.is_finite() => return "–".to_owned(),
        _ if size < 0.005 => return "0".to_owned(),
        _ if size < 0.995 => format!("{size:.2}"),
        _ if size < 99.95 => format!("{size:.1}"),
        _ if size < 1e9 => format!("{size:.0}"),
        _ => format!("{size:.1e}"),
    };
    let text = match text.split_once('.') {
        Some(_) if !text.contains('e') => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        _ => text,
    };
    if value < 0.0 { format!("−{text}") } else { text }
}

/// `1 day`, `2 days`.
#[must_use]
pub fn counted(n: usize, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}

/// A value that can be drawn: 0 for what is no number, and no negative one.
fn drawable(value: f64) -> f64 {
    if value.is_finite() { value.clamp(0.0, 1e12) } else { 0.0 }
}

/// The highest that is drawn of a level.
fn top(level: &crate::series::Level) -> f64 {
    drawable(level.value).max(drawable(level.high))
}

/// What an incident gives, in the unit of the series.
fn weight(mark: &Mark) -> f64 {
    drawable(mark.score.abs()) * drawable(mark.weight)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_few_digits() {
        let cases = [
            (0.0, "0"),
            (-0.0, "0"),
            (0.25, "0.25"),
            (0.004, "0"),
            (0.996, "1"),
            (3.0, "3"),
            (3.25, "3.2"),
            (-9.5, "−9.5"),
            (140.4, "140"),
            (2e12, "2.0e12"),
            (f64::NAN, "–"),
            (f64::INFINITY, "–"),
        ];
        for (value, text) in cases {
            assert_eq!(amount(value), text, "{value}");
        }
    }
}
