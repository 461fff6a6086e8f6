//! The line of `demarche incidents --format jsonl`, schema `demarche-incident/1`: one JSON object an incident, keys in this order.
//!
//! Ids are text: an incident's as the ledger shows it, a document's as its record carries it, an event's `e0`, `e1` …. Spans are
//! code points of the document's text, `[start, end)`. Dates are ISO 8601 days. Numbers have at most 4 decimals. Keys that do not
//! apply are null; a list is never absent.

use demarche::codebook::EventType;
use demarche::record::CodePoints;
use jiff::civil::Date;
use serde::{Deserialize, Serialize, Serializer};

use crate::positions::Entry;
use crate::report::{Days, DocumentId, Party, ReportId, Spot};
use crate::standing::Standing;
use crate::witnesses::chain::Position;

/// Name and version of the format.
pub const SCHEMA: &str = "demarche-incident/1";

/// One incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IncidentLine {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// The incident's id.
    pub id: String,
    /// What happened.
    #[serde(rename = "type")]
    pub event_type: EventType,
    /// How.
    pub mode: Option<String>,
    /// Who acts.
    pub actors: Vec<PartyLine>,
    /// Who is acted upon.
    pub recipients: Vec<PartyLine>,
    /// When.
    pub time: Option<TimeLine>,
    /// Where.
    pub place: Option<PlaceLine>,
    /// How well established it is.
    pub standing: Standing,
    /// Number of independent witnesses.
    pub witnesses: usize,
    /// How its reports came together.
    pub merges: Vec<MergeLine>,
    /// Values that documents give, all of them.
    pub values: Vec<ValueLine>,
    /// Its reports.
    pub reports: Vec<ReportLine>,
    /// What parties hold about it, party by party in time order.
    pub positions: Vec<PositionLine>,
}

/// A party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartyLine {
    /// Country code; empty where unknown.
    pub country: String,
    /// Sector; empty where unknown.
    pub sector: String,
    /// A name to show.
    pub name: String,
}

/// Days, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeLine {
    /// First day.
    pub start: Date,
    /// Last day.
    pub end: Date,
}

/// A place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlaceLine {
    /// Its name.
    pub name: String,
    /// Country code; null for disputed places and the high seas.
    pub country: Option<String>,
    /// Degrees north.
    #[serde(serialize_with = "some_decimals4")]
    pub lat: Option<f64>,
    /// Degrees east.
    #[serde(serialize_with = "some_decimals4")]
    pub lon: Option<f64>,
}

/// A report that was joined to the incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MergeLine {
    /// Which.
    pub report: ReportRef,
    /// The score of the match.
    #[serde(serialize_with = "decimals4")]
    pub score: f64,
    /// Its reasons, in words.
    pub reasons: Vec<String>,
}

/// Names a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportRef {
    /// The document's id.
    pub document: String,
    /// The event's id in its record.
    pub event: String,
}

/// A value that a document gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ValueLine {
    /// What it is: `killed`, `injured`, … `place`, `time`.
    pub what: String,
    /// Least: a number, a first day, or a place's name.
    pub low: Bound,
    /// Most: a number, a last day, or a place's name.
    pub high: Bound,
    /// Who holds it: the publisher, or the chain of sources.
    pub holder: String,
    /// The document's id.
    pub document: String,
    /// Its date.
    pub published: Option<Date>,
}

/// An end of a value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Bound {
    /// A number.
    Number(#[serde(serialize_with = "decimals4")] f64),
    /// A day or a name.
    Text(String),
}

/// A report of the incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportLine {
    /// The document's id.
    pub document: String,
    /// The event's id in its record.
    pub event: String,
    /// Where its trigger stands.
    pub trigger: Vec<CodePoints>,
    /// The document only looks back upon it.
    pub background: bool,
}

/// A position.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PositionLine {
    /// Whose.
    pub party: PartyLine,
    /// Which.
    pub position: Position,
    /// The document's id.
    pub document: String,
    /// Where its words stand.
    pub span: CodePoints,
    /// The document's date.
    pub published: Option<Date>,
    /// Unlike what the party held before.
    pub change: bool,
}

impl From<&Party> for PartyLine {
    fn from(party: &Party) -> Self {
        Self { country: party.country.clone(), sector: party.sector.clone(), name: party.name.clone() }
    }
}

impl From<&Days> for TimeLine {
    fn from(days: &Days) -> Self {
        Self { start: days.start, end: days.end }
    }
}

impl From<&Spot> for PlaceLine {
    fn from(spot: &Spot) -> Self {
        Self { name: spot.name.clone(), country: spot.country.clone(), lat: spot.lat, lon: spot.lon }
    }
}

impl ReportRef {
    /// The report with its document's id.
    #[must_use]
    pub fn new(report: ReportId, key: &str) -> Self {
        Self { document: key.to_owned(), event: format!("e{}", report.event) }
    }
}

impl PositionLine {
    /// The entry of a timeline with its document's id.
    #[must_use]
    pub fn new(entry: &Entry, key: &str) -> Self {
        Self {
            party: PartyLine::from(&entry.party),
            position: entry.position,
            document: key.to_owned(),
            span: entry.span,
            published: entry.published,
            change: entry.change,
        }
    }

    /// All entries; `key` gives a document's id.
    pub fn all<'k>(entries: &[Entry], key: impl Fn(DocumentId) -> &'k str) -> Vec<Self> {
        entries.iter().map(|entry| Self::new(entry, key(entry.document))).collect()
    }
}

impl IncidentLine {
    /// The line, without its line end.
    ///
    /// # Errors
    /// None is known: the types hold nothing that JSON cannot write, and numbers that are not finite become null.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }
}

fn rounded(number: f64) -> f64 {
    let rounded = (number * 1e4).round() / 1e4;
    // a number too large to scale has no decimals to cut
    if rounded.is_finite() { rounded } else { number }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn decimals4<S: Serializer>(number: &f64, to: S) -> Result<S::Ok, S::Error> {
    // whole numbers without `.0`, as in records
    let cut = rounded(*number);
    if cut.fract() == 0.0 && cut.abs() < 9e15 {
        #[expect(clippy::cast_possible_truncation, reason = "whole and within i64")]
        return to.serialize_i64(cut as i64);
    }
    to.serialize_f64(cut)
}

fn some_decimals4<S: Serializer>(number: &Option<f64>, to: S) -> Result<S::Ok, S::Error> {
    match number {
        Some(number) => decimals4(number, to),
        None => to.serialize_none(),
    }
}

#[cfg(test)]
mod tests {
    use demarche::codebook::{Stance, Status};
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::positions::timeline;
    use crate::sample::{Page, happening, party};
    use crate::standing::standing;
    use crate::witnesses::count::count;

    fn line() -> IncidentLine {
        let pages = [
            Page::new(1, "courier").claim("Pyongyang", party("PRK/GOV"), Stance::Deny).event(Status::Negated).build(),
            Page::new(2, "herald").claim("Pyongyang", party("PRK/GOV"), Stance::Confirm).event(Status::Actual).build(),
        ];
        let told = happening(&pages);
        let document = |id: DocumentId| if id == DocumentId(1) { "doc-1" } else { "doc-2" };
        IncidentLine {
            schema: SCHEMA.to_owned(),
            id: "7".to_owned(),
            event_type: EventType::Assault,
            mode: Some("firearms".to_owned()),
            actors: told.actors.iter().map(PartyLine::from).collect(),
            recipients: told.recipients.iter().map(PartyLine::from).collect(),
            time: Some(TimeLine { start: date(2024, 9, 30), end: date(2024, 9, 30) }),
            place: Some(PlaceLine {
                name: "Panmunjom".to_owned(),
                country: Some("KOR".to_owned()),
                lat: Some(37.956_123),
                lon: Some(126.677_456),
            }),
            standing: standing(&told).standing,
            witnesses: count(&told, &()).number(),
            merges: vec![MergeLine {
                report: ReportRef { document: "doc-2".to_owned(), event: "e0".to_owned() },
                score: 4.123_45,
                reasons: vec!["same actor".to_owned()],
            }],
            values: vec![
                ValueLine {
                    what: "killed".to_owned(),
                    low: Bound::Number(2.0),
                    high: Bound::Number(3.5),
                    holder: "courier".to_owned(),
                    document: "doc-1".to_owned(),
                    published: Some(date(2024, 10, 1)),
                },
                ValueLine {
                    what: "time".to_owned(),
                    low: Bound::Text("2024-09-30".to_owned()),
                    high: Bound::Text("2024-09-30".to_owned()),
                    holder: "herald: Pyongyang".to_owned(),
                    document: "doc-2".to_owned(),
                    published: None,
                },
            ],
            reports: vec![ReportLine {
                document: "doc-1".to_owned(),
                event: "e0".to_owned(),
                trigger: vec![CodePoints(18, 22)],
                background: false,
            }],
            positions: PositionLine::all(&timeline(&told), document),
        }
    }

    #[test]
    fn the_line_is_as_written_down() {
        let expected = concat!(
            r#"{"schema":"demarche-incident/1","id":"7","type":"ASSAULT","mode":"firearms","#,
            r#""actors":[{"country":"PRK","sector":"GOV","name":"PRK/GOV"}],"recipients":[{"country":"KOR","sector":"GOV","name":"KOR/GOV"}],"#,
            r#""time":{"start":"2024-09-30","end":"2024-09-30"},"place":{"name":"Panmunjom","country":"KOR","lat":37.9561,"lon":126.6775},"#,
            r#""standing":"confirmed","witnesses":1,"merges":[{"report":{"document":"doc-2","event":"e0"},"score":4.1235,"reasons":["same actor"]}],"#,
            r#""values":[{"what":"killed","low":2,"high":3.5,"holder":"courier","document":"doc-1","published":"2024-10-01"},"#,
            r#"{"what":"time","low":"2024-09-30","high":"2024-09-30","holder":"herald: Pyongyang","document":"doc-2","published":null}],"#,
            r#""reports":[{"document":"doc-1","event":"e0","trigger":[[18,22]],"background":false}],"#,
            r#""positions":[{"party":{"country":"PRK","sector":"GOV","name":"PRK/GOV"},"position":"denies","document":"doc-1","span":[10,17],"published":"2024-10-01","change":false},"#,
            r#"{"party":{"country":"PRK","sector":"GOV","name":"PRK/GOV"},"position":"affirms","document":"doc-2","span":[10,17],"published":"2024-10-02","change":true}]}"#
        );
        assert_eq!(line().to_json().expect("the types are JSON's"), expected);
    }

    #[test]
    fn an_empty_incident_keeps_its_keys() {
        let empty = IncidentLine {
            mode: None,
            time: None,
            place: None,
            merges: Vec::new(),
            values: Vec::new(),
            reports: Vec::new(),
            positions: Vec::new(),
            ..line()
        };
        let json = empty.to_json().expect("the types are JSON's");
        assert!(json.contains(r#""mode":null"#) && json.contains(r#""time":null,"place":null"#) && json.contains(r#""positions":[]"#));
    }

    proptest! {
        #[test]
        fn lines_read_back(low in any::<f64>(), name in any::<String>(), witnesses in any::<usize>()) {
            let mut written = line();
            written.witnesses = witnesses;
            written.values[0].low = Bound::Number(rounded(low));
            written.values[1].low = Bound::Text(name);
            let json = written.to_json().expect("the types are JSON's");
            prop_assert!(!json.contains('\n'));
            if low.is_finite() {
                let mut read: IncidentLine = serde_json::from_str(&json).expect("reads its own lines");
                if let Some(place) = &mut read.place {
                    place.lat = Some(37.956_123);
                    place.lon = Some(126.677_456);
                }
                read.merges[0].score = 4.123_45;
                // serde_json without `float_roundtrip` may be off by one unit in the last place
                if let (Bound::Number(a), Bound::Number(b)) = (&read.values[0].low, &written.values[0].low) {
                    prop_assert!((a - b).abs() <= a.abs() * 1e-15);
                }
                read.values[0].low = written.values[0].low.clone();
                prop_assert_eq!(read, written);
            }
        }
    }
}
