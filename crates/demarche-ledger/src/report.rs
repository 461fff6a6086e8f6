//! What the ledger takes from a record: documents, event mentions and claims, with their parties, places, days and numbers
//! resolved and everything else left behind. All later rooms (copies, stories, incidents, witnesses, positions) work on these
//! and know neither JSON nor SQL.

use demarche::codebook::{Context, EventType, QuantityRole, Stance, Status};
use demarche::record::CodePoints;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Number of a document in the ledger: 1, 2, … in order of intake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DocumentId(pub u64);

/// An event mention: the document and the position of the event in its record (`e0` is 0).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ReportId {
    /// The document.
    pub document: DocumentId,
    /// The event in it.
    pub event: u32,
}

/// A party's key (DESIGN, section 5): `COUNTRY/SECTOR`, and the slug for named groups, organisations and firms.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Party {
    /// ISO 3166-1 alpha-3 or the codebook's codes for others (`UNO`, `IGO`, `NGO` …); empty where unknown.
    pub country: String,
    /// Sector of the codebook; empty where unknown.
    pub sector: String,
    /// Slug of a named group, body, firm or person; empty for a state's organs and unnamed collectives.
    pub slug: String,
    /// A name to show.
    pub name: String,
}

impl Party {
    /// The party of a key, `COUNTRY/SECTOR` or `COUNTRY/SECTOR/slug`.
    #[must_use]
    pub fn of_key(key: &str, name: &str) -> Self {
        let mut parts = key.splitn(3, '/').map(str::to_owned);
        let mut next = || parts.next().unwrap_or_default();
        Self { country: next(), sector: next(), slug: next(), name: name.to_owned() }
    }

    /// The key in the ledger; two parties are the same where it is.
    #[must_use]
    pub fn key(&self) -> String {
        if self.slug.is_empty() {
            format!("{}/{}", self.country, self.sector)
        } else {
            format!("{}/{}/{}", self.country, self.sector, self.slug)
        }
    }

    /// True where both have one key.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        (&self.country, &self.sector, &self.slug) == (&other.country, &other.sector, &other.slug)
    }

    /// True where a name means it: a country (`PRK`), a key (`PRK/GOV`, with all named groups of it), or a sector of any country (`*/MIL`).
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        let mut parts = name.splitn(3, '/');
        let country = parts.next().unwrap_or_default();
        (country == "*" || country == self.country)
            && parts.next().is_none_or(|sector| sector == self.sector)
            && parts.next().is_none_or(|slug| slug == self.slug)
    }
}

/// A mention that plays a part, resolved or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Its words.
    pub text: String,
    /// Where they stand.
    pub span: CodePoints,
    /// Parties it stands for; empty where unresolved.
    pub parties: Vec<Party>,
}

/// Days, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Days {
    /// First day.
    pub start: Date,
    /// Last day.
    pub end: Date,
    /// Flagged approximate by the codebook.
    pub approximate: bool,
}

/// A place with a point.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Spot {
    /// Its name.
    pub name: String,
    /// ISO 3166-1 alpha-3; none for disputed places and the high seas.
    pub country: Option<String>,
    /// First-level division.
    pub admin1: Option<String>,
    /// Latitude, degrees north.
    pub lat: Option<f64>,
    /// Longitude, degrees east.
    pub lon: Option<f64>,
}

/// A number of an event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Value {
    /// What it counts in the event.
    pub role: QuantityRole,
    /// Least.
    pub low: f64,
    /// Most.
    pub high: f64,
    /// Noun that is counted, singular; may be empty.
    pub unit: String,
    /// `exact`, `about`, `at least` …
    pub qualifier: String,
    /// Its words.
    pub span: CodePoints,
}

/// A claim of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Position of the claim in its record (`c0` is 0).
    pub number: u32,
    /// Words of the source as written; empty where none is stated.
    pub source: String,
    /// Who holds it; no parties where unresolved.
    pub holder: Option<Named>,
    /// Words of the cue.
    pub cue: CodePoints,
    /// First and last character of the content.
    pub content: CodePoints,
    /// The source's position toward the content.
    pub stance: Stance,
    /// The claim in whose content it stands.
    pub parent: Option<u32>,
}

/// An event mention with what it rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Which.
    pub id: ReportId,
    /// What happened.
    pub event_type: EventType,
    /// How.
    pub mode: Option<String>,
    /// About what.
    pub context: Vec<Context>,
    /// Whether it took place, as this document has it.
    pub status: Status,
    /// Words of the trigger.
    pub trigger: String,
    /// Where they stand.
    pub trigger_spans: Vec<CodePoints>,
    /// Who acts.
    pub actors: Vec<Named>,
    /// Who is acted upon.
    pub recipients: Vec<Named>,
    /// Where.
    pub place: Option<Spot>,
    /// When.
    pub days: Option<Days>,
    /// How many.
    pub values: Vec<Value>,
    /// Innermost claim that holds it, by its number; none where the publisher tells it in its own voice.
    pub claim: Option<u32>,
    /// Calibrated confidence, 0 … 1.
    pub confidence: f32,
    /// Embedding of the event, as the reading model gives it.
    pub embedding: Option<Vec<i8>>,
}

/// A document with what the ledger needs of its record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// Its number in the ledger.
    pub id: DocumentId,
    /// The id its record carries; unique in the ledger.
    pub key: String,
    /// The article's date.
    pub published: Option<Date>,
    /// The outlet as given.
    pub publisher: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// Headline; not coded.
    pub title: Option<String>,
    /// The coded text; empty after it was erased.
    pub text: String,
    /// SHA-256 of the text in UTF-8, hexadecimal.
    pub text_sha256: String,
    /// Embedding of the document.
    pub embedding: Option<Vec<i8>>,
    /// Claims in the record's order.
    pub claims: Vec<Claim>,
    /// Event mentions in the record's order.
    pub reports: Vec<Report>,
}

impl Article {
    /// A claim and the claims that hold it, innermost first.
    pub fn chain(&self, claim: Option<u32>) -> impl Iterator<Item = &Claim> {
        let mut next = claim;
        let mut left = self.claims.len();
        std::iter::from_fn(move || {
            let claim = self.claims.get(next? as usize).filter(|_| left > 0)?;
            left -= 1;
            next = claim.parent;
            Some(claim)
        })
    }
}
