//! Place names of TR-News and GeoWebNews: found, and on the right spot of the map.
//!
//! Gold are the entries with coordinates, nationalities included; GeoWebNews gives some by the GeoNames id, which the knowledge pack looks up; names whose id
//! it does not know (most countries, divisions and sights) count for finding, not for the spot. A found place is a mention with a `place`; it is right within
//! 161 km (100 miles) of the gold's point, as the geoparsing literature counts. Only rows that training leaves out are scored.

use demarche::document::Document;
use demarche::record::{CodePoints, Record};
use demarche_knowledge::Knowledge;
use serde::Deserialize;

use crate::error::EvalError;
use crate::measure::{Counts, Measure, Share};
use crate::mentions::span_counts;
use crate::options::Set;
use crate::reading::Run;
use crate::report::{Figure, Section, Seen};
use crate::rows::{english, is_dev, read_rows};
use crate::spans::CharSet;

/// A file of place names.
#[derive(Debug, Clone, Copy)]
pub struct Source {
    /// Its name in the report.
    pub name: &'static str,
    file: &'static str,
    /// One row in so many is kept for development; none where no row is learned from.
    share: Option<u32>,
    note: &'static str,
}

/// The files.
pub const SOURCES: [Source; 2] = [
    Source {
        name: "tr-news",
        file: "toponyms/tr-news.jsonl",
        share: Some(5),
        note: "the rules that choose between namesakes were written while looking at this set",
    },
    Source {
        name: "geowebnews",
        file: "toponyms/geowebnews.jsonl",
        share: None,
        note: "gold: entries with coordinates or a GeoNames id; the spot is judged where the pack knows the id: towns, hardly any country or division",
    },
];
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
    /// GeoWebNews: `lat, lon`, or a GeoNames id.
    #[serde(default)]
    pub note: Option<String>,
}

impl Toponym {
    /// True where the annotators knew a point or an id.
    fn is_placed(&self) -> bool {
        let is_noted = self.note.as_deref().is_some_and(|note| note.contains(',') || note.trim().parse::<u32>().is_ok());
        (self.lat.is_some() && self.lon.is_some()) || is_noted
    }

    /// The point of the place, where it is known.
    fn point(&self, knowledge: Option<&Knowledge<'static>>) -> Option<(f64, f64)> {
        if let (Some(lat), Some(lon)) = (self.lat, self.lon) {
            return Some((lat, lon));
        }
        let note = self.note.as_deref()?;
        if let Some((lat, lon)) = note.split_once(',') {
            return Some((lat.trim().parse().ok()?, lon.trim().parse().ok()?));
        }
        let place = knowledge?.place(note.trim().parse().ok()?)?;
        Some((place.lat, place.lon))
    }
}

/// Great-circle distance of two points in degrees.
#[must_use]
pub fn kilometres((lat_a, lon_a): (f64, f64), (lat_b, lon_b): (f64, f64)) -> f64 {
    let (a, b, d) = (lat_a.to_radians(), lat_b.to_radians(), (lon_b - lon_a).to_radians());
    let h = ((b - a) / 2.0).sin().powi(2) + a.cos() * b.cos() * (d / 2.0).sin().powi(2);
    2.0 * 6371.0 * h.sqrt().min(1.0).asin()
}

/// Spans found, and of the gold with a point those on the right spot.
fn score(gold: &[Toponym], record: &Record, knowledge: Option<&Knowledge<'static>>) -> (Counts, Share) {
    let named: Vec<CodePoints> = gold.iter().filter(|t| t.is_placed()).map(|t| t.span).collect();
    let gold: Vec<(CodePoints, (f64, f64))> = gold.iter().filter_map(|t| Some((t.span, t.point(knowledge)?))).collect();
    let places: Vec<(CodePoints, (f64, f64))> =
        record.mentions.iter().filter_map(|m| m.place.as_ref().map(|p| (m.span, (p.lat, p.lon)))).collect();
    let spans = |list: &[(CodePoints, (f64, f64))]| list.iter().map(|x| x.0).collect::<Vec<_>>();
    let is_right = |&&(span, point): &&(CodePoints, (f64, f64))| {
        let gold = CharSet::from(span);
        places.iter().any(|&(found, at)| CharSet::from(found).overlaps(&gold) && kilometres(at, point) <= KILOMETRES)
    };
    let right = Share { some: gold.iter().filter(is_right).count(), of: gold.len() };
    (span_counts(&named, &spans(&places), false), right)
}

/// Scores a file.
///
/// # Errors
/// A file that cannot be read or does not fit.
pub fn section(run: &Run<'_>, source: Source) -> Result<Section, EvalError> {
    let path = run.options.data.join(source.file);
    let is_ours = |r: &Row| source.share.is_none_or(|share| is_dev(&r.id, share));
    let rows: Vec<Row> = read_rows::<Row>(&path)?.into_iter().filter(is_ours).collect();
    if rows.is_empty() {
        return Err(EvalError::Empty { path });
    }
    let docs: Vec<Document> = rows.iter().map(|r| english(r.id.clone(), &r.text)).collect();
    let records = run.read(&docs);
    let (found, right): (Vec<Counts>, Vec<Share>) =
        rows.iter().zip(&records).map(|(row, record)| score(&row.toponyms, record, run.knowledge())).unzip();
    Ok(Section {
        set: Set::Toponyms,
        name: source.name.to_owned(),
        part: source.share.map_or_else(|| "all".to_owned(), |share| format!("development share, 1 in {share}")),
        path: Some(path),
        documents: docs.len(),
        seen_in_training: Seen::No,
        notes: vec![source.note.to_owned()],
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
    fn points_come_from_fields_or_notes() {
        let toponym = |lat, note: Option<&str>| Toponym { span: CodePoints(0, 1), lat, lon: lat, note: note.map(str::to_owned) };
        assert_eq!(toponym(Some(1.0), None).point(None), Some((1.0, 1.0)));
        assert_eq!(toponym(None, Some("29.95, -90.05")).point(None), Some((29.95, -90.05)));
        assert_eq!(toponym(None, Some("4167829")).point(None), None);
        assert_eq!(toponym(None, Some("a town, somewhere")).point(None), None);
    }

    #[test]
    fn distances_are_those_of_the_globe() {
        assert!((kilometres((48.85, 2.35), (51.51, -0.13)) - 344.0).abs() < 5.0);
        assert!(kilometres((10.0, 179.9), (10.0, -179.9)) < 25.0);
    }
}
