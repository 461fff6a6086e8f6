//! The written record: one object per document (`"schema": "demarche/1"`), spans in Unicode code points of `text`.
//! docs/output.md describes it field by field.

use serde::{Deserialize, Serialize, Serializer};

use crate::codebook::{Context, EventType, Kind, QuantityRole, Stance, Status};
pub use crate::span::CodePoints;

/// Name and version of the record format.
pub const SCHEMA: &str = "demarche/1";

/// Everything read out of one document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// The document's id.
    pub id: String,
    /// Headline as given; not coded.
    pub title: Option<String>,
    /// The outlet.
    pub publisher: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// The article's date, `YYYY-MM-DD`.
    pub published: Option<jiff::civil::Date>,
    /// ISO 639-1 code, as given or detected; null where undecided.
    pub language: Option<String>,
    /// Why the document was not coded, or null.
    pub skipped: Option<Skipped>,
    /// SHA-256 of `text` in UTF-8, hexadecimal.
    pub text_sha256: String,
    /// The coded text that all spans index; absent with `--no-text`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub text: Option<String>,
    /// Sentences in text order.
    pub sentences: Vec<CodePoints>,
    /// Names and descriptions of parties, places, times, quantities, materiel.
    pub mentions: Vec<Mention>,
    /// Attributions.
    pub claims: Vec<Claim>,
    /// Coded events.
    pub events: Vec<Event>,
    /// Answers to the input row's `pairs`, in their order.
    pub pairs: Vec<Pair>,
    /// Embedding of the document, int8 in base64 (only with `--embeddings`).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub embedding: Option<String>,
    /// What made this record.
    pub versions: Versions,
}

/// Why a document was not coded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// `language`: the text is not English.
    pub reason: String,
    /// For `language`: the language found.
    pub detail: String,
}

/// Versions of all that made a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    /// The program.
    pub demarche: String,
    /// The reading model: name and the first 12 digits of its hash.
    pub model: String,
    /// The knowledge pack, `none` where nothing was resolved.
    pub knowledge: String,
    /// The codebook.
    pub codebook: String,
}

/// A span that names or describes a party, place, time, quantity or piece of materiel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    /// `m0`, `m1`, … in text order.
    pub id: String,
    /// Where it stands.
    pub span: CodePoints,
    /// Its words.
    pub text: String,
    /// What it names.
    pub kind: Kind,
    /// Parties the mention stands for; empty while unresolved.
    pub actors: Vec<Actor>,
    /// Place it names, where resolved.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub place: Option<Box<Place>>,
    /// Interval it names, where resolved.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub time: Option<Box<Time>>,
    /// Number it states, where resolved.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub quantity: Option<Box<Quantity>>,
    /// First naming mention of its cluster.
    pub coref: Option<String>,
    /// The model's confidence in span and kind, 0 … 1, not calibrated.
    #[serde(serialize_with = "decimals4")]
    pub confidence: f32,
    /// How it was resolved.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub how: Option<Box<How>>,
}

/// A party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// `COUNTRY/SECTOR`, with `/slug` for named persons, organisations and groups.
    pub id: String,
    /// Readable name.
    pub name: String,
    /// ISO 3166-1 alpha-3, or a code of codebook section 2.
    pub country: String,
    /// Sector code.
    pub sector: String,
}

/// A place on the map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// English name.
    pub name: String,
    /// ISO 3166-1 alpha-3; null at sea or where disputed.
    pub country: Option<String>,
    /// First-level division.
    pub admin1: Option<String>,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// GeoNames id.
    pub geonames: Option<u32>,
    /// "west of …".
    pub direction: Option<String>,
}

/// An interval of calendar dates, both ends included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Time {
    /// First day.
    pub start: jiff::civil::Date,
    /// Last day.
    pub end: jiff::civil::Date,
    /// True where the text gives it only roughly.
    pub approximate: bool,
}

/// A stated number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quantity {
    /// Lower end.
    pub low: f64,
    /// Upper end; equal to `low` for one number.
    pub high: f64,
    /// Unit or counted noun.
    pub unit: Option<String>,
    /// exact, about, at least, at most, more than, less than.
    pub qualifier: String,
    /// Part in the event.
    pub role: Option<QuantityRole>,
}

/// How a mention was resolved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct How {
    /// Name of the method.
    pub method: String,
    /// The reading it was chosen over.
    pub lost_to: Option<String>,
}

/// An attribution: who holds what, with which stance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// `c0`, `c1`, … in order of their cues.
    pub id: String,
    /// Who holds it; empty where the text names none.
    pub source: Vec<CodePoints>,
    /// The attributing words.
    pub cue: Vec<CodePoints>,
    /// What is attributed, perhaps in several pieces.
    pub content: Vec<CodePoints>,
    /// The mention inside the source that names the holder.
    pub speaker: Option<String>,
    /// The source's position toward the content.
    pub stance: Stance,
    /// True where any of the content is inside quotation marks.
    pub quoted: bool,
    /// The claim in whose content this one stands.
    pub parent: Option<String>,
    /// How sure, 0 … 1: calibrated on development passages.
    #[serde(serialize_with = "decimals4")]
    pub confidence: f32,
}

/// A coded event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// `e0`, `e1`, … in order of their triggers.
    pub id: String,
    /// What happened.
    #[serde(rename = "type")]
    pub event_type: EventType,
    /// How, where a mode fits.
    pub mode: Option<String>,
    /// PLOVER quad class, 1 … 4.
    pub quad: u8,
    /// PLOVER conflict–cooperation score, −10 … 10.
    #[serde(serialize_with = "decimals4")]
    pub score: f32,
    /// The most specific CAMEO code that type, mode and context allow.
    pub cameo: String,
    /// What it is about.
    pub context: Vec<Context>,
    /// Whether it took place.
    pub status: Status,
    /// The words that name the act.
    pub trigger: Vec<CodePoints>,
    /// Mentions of those who act.
    pub actors: Vec<String>,
    /// Mentions of those acted upon.
    pub recipients: Vec<String>,
    /// Mention of the place.
    pub place: Option<String>,
    /// `role` or `sentence`; null without a place.
    pub place_from: Option<String>,
    /// Mention of the time.
    pub time: Option<String>,
    /// `role` or `sentence`; null without a time.
    pub time_from: Option<String>,
    /// Mentions of numbers.
    pub quantities: Vec<String>,
    /// The innermost claim that holds it; empty where the publisher itself asserts it.
    pub claims: Vec<String>,
    /// How sure, 0 … 1: calibrated on development passages.
    #[serde(serialize_with = "decimals4")]
    pub confidence: f32,
    /// Embedding of the event, int8 in base64 (only with `--embeddings`).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub embedding: Option<String>,
}

/// The one type that best names what the first party does to the second.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// The first party.
    pub source: Vec<CodePoints>,
    /// The second party.
    pub target: Vec<CodePoints>,
    /// Best type; never null.
    #[serde(rename = "type")]
    pub event_type: EventType,
    /// Its probability.
    #[serde(serialize_with = "decimals4")]
    pub confidence: f32,
    /// Probability of all 16 types.
    #[serde(serialize_with = "scores4")]
    pub scores: std::collections::BTreeMap<EventType, f32>,
}

/// A number rounded to at most four decimals, as JSON writes it.
#[must_use]
pub fn round4(x: f32) -> f64 {
    (f64::from(x) * 1e4).round() / 1e4
}

pub(crate) fn decimals4<S: Serializer>(x: &f32, s: S) -> Result<S::Ok, S::Error> {
    s.serialize_f64(round4(*x))
}

fn scores4<S: Serializer>(scores: &std::collections::BTreeMap<EventType, f32>, s: S) -> Result<S::Ok, S::Error> {
    s.collect_map(scores.iter().map(|(t, p)| (t, round4(*p))))
}
