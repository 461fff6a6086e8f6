//! Place names of TR-News: found, and on the right spot of the map.
//!
//! Gold are the entries with coordinates, nationalities included. A found place is a mention with a `place`; it is right within
//! 161 km (100 miles) of the gold's point, as the geoparsing literature counts. Only rows that training leaves out are scored.

use demarche::document::Document;
use demarche::record::{CodePoints, Record};
use serde::Deserialize;

use crate::error::EvalError;
use crate::measure::{Counts, Measure, Share};
use crate::mentions::span_counts;
use crate::options::Set;
use crate::reading::Run;
use crate::report::{Figure, Section, Seen};
use crate::rows::{english, is_dev, read_rows};
use crate::spans::CharSet;

/// File in the data folder.
const FILE: &str = "toponyms/tr-news.jsonl";
/// One row in so many is kept for development.
const SHARE: u32 = 5;
/// Largest error of a right place.
const KILOMETRES: f64 = 161.0;

#[derive(Debug, Clone, Deserialize)]
struct Row {
    id: String,
    text: String,
    toponyms: Vec<Toponym>,
}

/// A gold place name.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Toponym {
    /// Where it stands.
    pub span: CodePoints,
    /// Degrees north; absent where the annotators knew no point.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
}

/// Great-circle distance of two points in degrees.
#[must_use]
pub fn kilometres((lat_a, lon_a): (f64, f64), (lat_b, lon_b): (f64, f64)) -> f64 {
    let (a, b, d) = (lat_a.to_radians(), lat_b.to_radians(), (lon_b - lon_a).to_radians());
    let h = ((b - a) / 2.0).sin().powi(2) + a.cos() * b.cos() * (d / 2.0).sin().powi(2);
    2.0 * 6371.0 * h.sqrt().min(1.0).asin()
}

/// Spans found, and of the gold with a point those on the right spot.
fn score(gold: &[Toponym], record: &Record) -> (Counts, Share) {
    let gold: Vec<(CodePoints, (f64, f64))> = gold.iter().filter_map(|t| Some((t.span, (t.lat?, t.lon?)))).collect();
    let places: Vec<(CodePoints, (f64, f64))> =
        record.mentions.iter().filter_map(|m| m.place.as_ref().map(|p| (m.span, (p.lat, p.lon)))).collect();
    let spans = |list: &[(CodePoints, (f64, f64))]| list.iter().map(|x| x.0).collect::<Vec<_>>();
    let is_right = |&&(span, point): &&(CodePoints, (f64, f64))| {
        let gold = CharSet::from(span);
        places.iter().any(|&(found, at)| CharSet::from(found).overlaps(&gold) && kilometres(at, point) <= KILOMETRES)
    };
    let right = Share { some: gold.iter().filter(is_right).count(), of: gold.len() };
    (span_counts(&spans(&gold), &spans(&places), false), right)
}

/// Scores the set.
///
/// # Errors
/// A file that cannot be read or does not fit.
pub fn section(run: &Run<'_>) -> Result<Section, EvalError> {
    let path = run.options.data.join(FILE);
    let rows: Vec<Row> = read_rows::<Row>(&path)?.into_iter().filter(|r| is_dev(&r.id, SHARE)).collect();
    if rows.is_empty() {
        return Err(EvalError::Empty { path });
    }
    let docs: Vec<Document> = rows.iter().map(|r| english(r.id.clone(), &r.text)).collect();
    let records = run.read(&docs);
    let (found, right): (Vec<Counts>, Vec<Share>) = rows.iter().zip(&records).map(|(row, record)| score(&row.toponyms, record)).unzip();
    Ok(Section {
        set: Set::Toponyms,
        name: "tr-news".to_owned(),
        part: format!("development share, 1 in {SHARE}"),
        path: Some(path),
        documents: docs.len(),
        seen_in_training: Seen::No,
        notes: vec!["the rules that choose between namesakes were written while looking at this set".to_owned()],
        figures: vec![
            Figure::scored("places, found", &Measure::F1(found), run.draws()),
            Figure::scored("places, within 161 km, of gold", &Measure::Accuracy(right), run.draws()),
        ],
        failure: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_of_the_globe() {
        assert!((kilometres((48.85, 2.35), (51.51, -0.13)) - 344.0).abs() < 5.0);
        assert!(kilometres((10.0, 179.9), (10.0, -179.9)) < 25.0);
    }
}
