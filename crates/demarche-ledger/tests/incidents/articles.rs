//! Articles for the ledger: from what the reader finds, and from the gold annotation.

use base64::Engine as _;
use demarche::codebook::{Kind, MODES, QuantityRole};
use demarche::mention::Found;
use demarche::record::{CodePoints, Mention, Record};
use demarche::resolve::{Counted, Mentioned, Page, Resolution, resolve};
use demarche::span::{CodePointIndex, Span};
use demarche_knowledge::Knowledge;
use demarche_ledger::report::{Article, Claim, Days, DocumentId, Named, Party, Report, ReportId, Spot, Value};

use crate::gold::Labelled;

/// A party's key as the ledger has it: state bodies without a slug.
fn party(id: &str, name: &str) -> Party {
    let mut parts = id.splitn(3, '/').map(str::to_owned);
    let mut next = || parts.next().unwrap_or_default();
    let (country, sector, slug) = (next(), next(), next());
    let is_state = !matches!(country.as_str(), "UNO" | "EUR" | "IGO" | "NGO" | "ISM" | "IMG" | "MNC");
    let is_body = is_state && matches!(sector.as_str(), "GOV" | "MIL" | "LEG" | "JUD" | "SPY" | "COP");
    let slug = if is_body || matches!(country.as_str(), "UNO" | "EUR") { String::new() } else { slug };
    Party { country, sector, slug, name: name.to_owned() }
}

fn int8(base64: Option<&String>) -> Option<Vec<i8>> {
    let bytes = base64::engine::general_purpose::STANDARD.decode(base64?).expect("records hold base64");
    Some(bytes.into_iter().map(u8::cast_signed).collect())
}

fn words(text: &str, span: CodePoints) -> String {
    text.chars().skip(span.0).take(span.1 - span.0).collect()
}

fn head(labelled: &Labelled, id: DocumentId) -> Article {
    Article {
        id,
        key: labelled.passage.id.clone(),
        published: Some(labelled.passage.published),
        publisher: labelled.publisher.clone(),
        url: None,
        title: None,
        text: labelled.passage.text.clone(),
        text_sha256: String::new(),
        embedding: None,
        claims: Vec::new(),
        reports: Vec::new(),
    }
}

/// The article of a record.
pub fn of_record(labelled: &Labelled, record: &Record, id: DocumentId) -> Article {
    let text = labelled.passage.text.as_str();
    let mention = |id: &String| record.mentions.iter().find(|m| m.id == *id).expect("ids lead somewhere");
    let named = |id: &String| {
        let m = mention(id);
        Named { text: m.text.clone(), span: m.span, parties: m.actors.iter().map(|a| party(&a.id, &a.name)).collect() }
    };
    let number = |id: &String| id[1..].parse().expect("ids have numbers");
    let cover = |spans: &[CodePoints]| CodePoints(spans[0].0, spans[spans.len() - 1].1);
    let claims = record.claims.iter().zip(0..).map(|(c, number_of)| Claim {
        number: number_of,
        source: c.source.iter().map(|s| words(text, *s)).collect::<Vec<_>>().join(" "),
        holder: c.speaker.as_ref().map(named),
        cue: cover(&c.cue),
        content: cover(&c.content),
        stance: c.stance,
        parent: c.parent.as_ref().map(number),
    });
    let place = |m: &Mention| {
        let p = m.place.as_ref()?;
        Some(Spot { name: p.name.clone(), country: p.country.clone(), admin1: p.admin1.clone(), lat: Some(p.lat), lon: Some(p.lon) })
    };
    let days = |m: &Mention| m.time.as_ref().map(|t| Days { start: t.start, end: t.end, approximate: t.approximate });
    let value = |m: &Mention| {
        let q = m.quantity.as_ref()?;
        Some(Value {
            role: q.role.unwrap_or(QuantityRole::Other),
            low: q.low,
            high: q.high,
            unit: q.unit.clone().unwrap_or_default(),
            qualifier: q.qualifier.clone(),
            span: m.span,
        })
    };
    let reports = record.events.iter().zip(0..).map(|(e, event)| Report {
        id: ReportId { document: id, event },
        event_type: e.event_type,
        mode: e.mode.clone(),
        context: e.context.clone(),
        status: e.status,
        trigger: e.trigger.iter().map(|s| words(text, *s)).collect::<Vec<_>>().join(" "),
        trigger_spans: e.trigger.clone(),
        actors: e.actors.iter().map(named).collect(),
        recipients: e.recipients.iter().map(named).collect(),
        place: e.place.as_ref().and_then(|id| place(mention(id))),
        days: e.time.as_ref().and_then(|id| days(mention(id))),
        values: e.quantities.iter().filter_map(|id| value(mention(id))).collect(),
        claim: e.claims.first().map(number),
        confidence: e.confidence,
        embedding: int8(e.embedding.as_ref()),
    });
    Article { claims: claims.collect(), reports: reports.collect(), embedding: int8(record.embedding.as_ref()), ..head(labelled, id) }
}

/// The article of the gold annotation, its mentions resolved by the shipped knowledge; embeddings are those of the reader's events
/// that share the trigger.
pub fn of_gold(labelled: &Labelled, read: &Article, knowledge: &Knowledge<'static>, id: DocumentId) -> Article {
    let passage = &labelled.passage;
    let text = passage.text.as_str();
    let index = CodePointIndex::new(text);
    let bytes = |span: CodePoints| index.bytes(span).expect("gold spans lie in the text");
    let mut order: Vec<usize> = (0..passage.mentions.len()).collect();
    order.sort_by_key(|&m| (passage.mentions[m].span.0, std::cmp::Reverse(passage.mentions[m].span.1)));
    let layers = demarche::segment::segment(text);
    let sentence = |span: Span| layers.sentences.iter().position(|s| s.overlaps(span)).unwrap_or(0) as u32;
    let counted: Vec<Counted> = passage
        .events
        .iter()
        .map(|e| Counted {
            event_type: e.event_type,
            mode: e.mode.as_deref().and_then(|mode| MODES.iter().map(|m| m.code()).find(|m| *m == mode)),
            trigger: bytes(e.trigger[0]),
        })
        .collect();
    let mentioned: Vec<Mentioned> = order
        .iter()
        .map(|&m| {
            let gold = &passage.mentions[m];
            let span = bytes(gold.span);
            let acts = gold.kind != Kind::Quantity && passage.events.iter().any(|e| e.actors.contains(&m) || e.recipients.contains(&m));
            let counts = passage.events.iter().position(|e| e.quantities.iter().any(|q| q.0 == m)).map(|e| e as u32);
            Mentioned { found: Found { span, kind: gold.kind, confidence: 1.0 }, sentence: sentence(span), acts, counts, told: None }
        })
        .collect();
    let page = Page { text, sentences: &layers.sentences, published: Some(passage.published) };
    let resolved = resolve(knowledge, page, &mentioned, &counted);
    let meaning = |m: usize| -> Resolution { resolved.get(order.iter().position(|&o| o == m).expect("every mention is there")) };
    let named = |&m: &usize| {
        let span = passage.mentions[m].span;
        Named { text: words(text, span), span, parties: meaning(m).parties.iter().map(|p| party(&p.id, &p.name)).collect() }
    };
    let some = |s: String| (!s.is_empty()).then_some(s);
    let reports = passage.events.iter().zip(0..).map(|(e, event)| Report {
        id: ReportId { document: id, event },
        event_type: e.event_type,
        mode: e.mode.clone(),
        context: e.context.clone(),
        status: e.status,
        trigger: e.trigger.iter().map(|s| words(text, *s)).collect::<Vec<_>>().join(" "),
        trigger_spans: e.trigger.clone(),
        actors: e.actors.iter().map(named).collect(),
        recipients: e.recipients.iter().map(named).collect(),
        place: e.place.and_then(|m| meaning(m).place).map(|p| Spot {
            name: p.name,
            country: some(p.country),
            admin1: some(p.admin1),
            lat: Some(p.lat),
            lon: Some(p.lon),
        }),
        days: e.time.and_then(|m| meaning(m).days).map(|d| Days { start: d.start, end: d.end, approximate: d.approximate }),
        values: e
            .quantities
            .iter()
            .filter_map(|&(m, role)| {
                let n = meaning(m).number?;
                let unit = n.unit.unwrap_or_default();
                Some(Value { role, low: n.low, high: n.high, unit, qualifier: n.qualifier, span: passage.mentions[m].span })
            })
            .collect(),
        claim: None,
        confidence: 1.0,
        embedding: read.reports.iter().find(|r| shares(&r.trigger_spans, &e.trigger)).and_then(|r| r.embedding.clone()),
    });
    Article { reports: reports.collect(), ..head(labelled, id) }
}

/// True where two triggers share a character.
pub fn shares(a: &[CodePoints], b: &[CodePoints]) -> bool {
    a.iter().any(|x| b.iter().any(|y| x.0 < y.1 && y.0 < x.1))
}
