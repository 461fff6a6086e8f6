//! PLOVER's JSON: one object a line, with the keys of its manual, in its order. Keys that do not apply are left out, required ones
//! stand always.

use demarche::codebook::QuantityRole;
use demarche_ledger::report::{Named, Party, Report};
use serde::Serialize;

use crate::case::{Case, Pages, actors_of, recipients_of};
use crate::number::name;

/// Keys that every record has.
pub const REQUIRED: [&str; 4] = ["id", "date", "actor", "event"];

/// All keys, in order.
pub const KEYS: [&str; 19] = [
    "id",
    "has_event",
    "date",
    "enddate",
    "actor",
    "recipient",
    "event",
    "event_loc",
    "event_text",
    "quad_code",
    "event_scale",
    "mode",
    "context",
    "size",
    "link",
    "text",
    "cite_info",
    "coder",
    "comment",
];

/// One event between two parties.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Event {
    /// `12.e3`, with the dyad behind it but for the first.
    pub id: String,
    /// Always true.
    pub has_event: bool,
    /// First day.
    pub date: String,
    /// Last day, where it is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enddate: Option<String>,
    /// Who acts; all its keys are null where nobody is named.
    pub actor: Entity,
    /// Who is acted upon.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipient: Option<Entity>,
    /// The type.
    pub event: Vec<&'static str>,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_loc: Option<Location>,
    /// Words that name the act, in the first report.
    pub event_text: String,
    /// 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
    pub quad_code: u8,
    /// Score of conflict and cooperation, −10 … 10.
    pub event_scale: f64,
    /// The mode.
    pub mode: Vec<&'static str>,
    /// The contexts.
    pub context: Vec<&'static str>,
    /// How many were harmed or arrested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<Size>,
    /// Addresses of the reports.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub link: Vec<String>,
    /// Paragraphs of the reports; only where asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub text: Vec<Text>,
    /// Publishers, days and ids of the reports.
    pub cite_info: Vec<Citation>,
    /// Program and version.
    pub coder: &'static str,
    /// How well it is established and who holds what.
    pub comment: String,
}

/// A party.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Entity {
    /// Country code.
    pub code: Option<String>,
    /// Sector.
    pub sector: Option<String>,
    /// Its name.
    pub entity_text: Option<String>,
    /// Its key in the ledger.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identifier_id: Option<String>,
    /// The words of the first report that names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identifier_text: Option<String>,
}

/// A place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Location {
    /// Its name.
    pub name: String,
    /// ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// First-level division.
    pub admin1: Option<String>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
}

/// Numbers of people: the least of the value that most copy families state.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Size {
    /// Killed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dead: Option<f64>,
    /// Injured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub injured: Option<f64>,
    /// Arrested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arrested: Option<f64>,
}

/// A passage of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Text {
    /// Position in `cite_info`, from 0.
    pub sequence: usize,
    /// First code point in the document's text.
    pub start: usize,
    /// One past its last.
    pub end: usize,
    /// The paragraph that names the act.
    pub text_story: String,
}

/// A report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Citation {
    /// The document's id.
    pub document: String,
    /// The outlet.
    pub publisher: Option<String>,
    /// The article's date.
    pub published: Option<String>,
}

/// Records, one a dyad. None where the incident has no day.
pub fn records<'d>(case: &Case<'d>, pages: &mut Pages<'d>, with_text: bool) -> Vec<Event> {
    let (Some((day, is_own)), Some(first)) = (case.day(), case.filings.first()) else { return Vec::new() };
    let mut comment = case.who_says_so();
    if !is_own {
        comment += "; date: of the first report";
    }
    let text: Vec<Text> = if with_text {
        let paragraphs = case.filings.iter().enumerate().filter_map(|(sequence, filing)| {
            let (span, paragraph) = pages.paragraph(filing)?;
            Some(Text { sequence, start: span.0, end: span.1, text_story: paragraph.to_owned() })
        });
        paragraphs.collect()
    } else {
        Vec::new()
    };
    let mut link: Vec<String> = Vec::new();
    for url in case.filings.iter().filter_map(|f| f.filed.article.url.as_ref()) {
        if !link.contains(url) {
            link.push(url.clone());
        }
    }
    let cite = case.filings.iter().map(|f| Citation {
        document: f.filed.article.key.clone(),
        publisher: f.filed.article.publisher.clone(),
        published: f.filed.article.published.map(|d| d.to_string()),
    });
    let cite_info: Vec<Citation> = cite.collect();
    let decimals = |x: Option<f64>| x.filter(|x| x.is_finite()).map(|x| (x * 1e4).round() / 1e4);
    let record = |dyad: crate::case::Dyad| Event {
        id: name(case.dossier.id(), &dyad),
        has_event: true,
        date: day.to_string(),
        enddate: case.days.filter(|d| d.end != d.start).map(|d| d.end.to_string()),
        actor: dyad.actor.as_ref().map(|p| entity(case, p, actors_of)).unwrap_or_default(),
        recipient: dyad.recipient.as_ref().map(|p| entity(case, p, recipients_of)),
        event: vec![case.event_type.code()],
        event_loc: case.place.map(|p| Location {
            name: p.name.clone(),
            country: p.country.clone(),
            admin1: p.admin1.clone(),
            lat: decimals(p.lat),
            lon: decimals(p.lon),
        }),
        event_text: first.report.trigger.clone(),
        quad_code: case.event_type.quad(),
        event_scale: case.score(),
        mode: case.mode.iter().map(|m| m.code()).collect(),
        context: case.contexts.iter().map(|c| c.code()).collect(),
        size: size(case),
        link: link.clone(),
        text: text.clone(),
        cite_info: cite_info.clone(),
        coder: concat!("demarche ", env!("CARGO_PKG_VERSION")),
        comment: comment.clone(),
    };
    case.dyads().into_iter().map(record).collect()
}

fn entity(case: &Case<'_>, party: &Party, of: fn(&Report) -> &[Named]) -> Entity {
    let given = |code: &str| Some(code.to_owned()).filter(|c| !c.is_empty());
    let is_known = !(party.country.is_empty() && party.sector.is_empty() && party.slug.is_empty());
    Entity {
        code: given(&party.country),
        sector: given(&party.sector),
        entity_text: given(&party.name),
        identifier_id: is_known.then(|| party.key()),
        identifier_text: case.raw(party, of).map(|n| n.text.clone()),
    }
}

fn size(case: &Case<'_>) -> Option<Size> {
    let least = |role| case.count(role).map(|(low, _)| low);
    let size = Size { dead: least(QuantityRole::Killed), injured: least(QuantityRole::Injured), arrested: least(QuantityRole::Arrested) };
    (size.dead.is_some() || size.injured.is_some() || size.arrested.is_some()).then_some(size)
}
