//! What was read out of a document, packed until its record is written.
//!
//! A record of a large document takes forty times the room of its text, and hardly any of it is needed at once. So reading
//! gives a [`Coded`] document: its text, and what each window says in a few bytes an item. The record's mentions, claims
//! and events come out of it [`Section`] by section, as often as they are asked for.

use std::borrow::Borrow;

use base64::Engine as _;
use demarche_knowledge::Knowledge;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::claim;
use crate::codebook::{Context, EventType, Kind, MODES, Stance, Status};
use crate::document::Document;
use crate::event::{Coding, Rule};
use crate::mention::Found;
use crate::private;
use crate::reader::{CodedEvent, WindowReading, hex_digest};
use crate::record::{Actor, Claim, CodePoints, Event, How, Mention, Pair, Place, Quantity, Record, SCHEMA, Skipped, Time, Versions};
use crate::resolve::{self, Counted, Item, Located, Mentioned, Number, Page, Party, Resolution, Tables, Told};
use crate::span::{CodePointIndex, Span};

/// A document, owned or borrowed, with what was read out of it.
#[derive(Debug, Clone)]
pub struct Coded<D = Document> {
    /// The document as it was given.
    pub document: D,
    /// What was read out of it, and of no other.
    pub reading: Reading,
}

/// What was read out of one document; with it a [`Coded`] document.
#[derive(Debug, Clone)]
pub struct Reading {
    pub(crate) keeps_text: bool,
    pub(crate) language: Option<String>,
    pub(crate) skipped: Option<Skipped>,
    pub(crate) sentences: Vec<Span>,
    pub(crate) sections: Vec<Packed>,
    pub(crate) meanings: Tables,
    pub(crate) pairs: Vec<Pair>,
    pub(crate) embedding: Option<String>,
    pub(crate) versions: Versions,
    /// The text names nobody of public life, and quarrels in it were left out.
    pub(crate) is_private: bool,
}

/// A stretch of a record: what stands in one window. Events and claims refer to mentions and claims of their own section.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Section {
    /// Mentions in text order.
    pub mentions: Vec<Mention>,
    /// Claims in order of their cues.
    pub claims: Vec<Claim>,
    /// Events in order of their triggers.
    pub events: Vec<Event>,
}

impl<D: Borrow<Document>> Coded<D> {
    fn doc(&self) -> &Document {
        self.document.borrow()
    }

    /// The text as the record shows it: absent where the options leave it out.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        self.reading.keeps_text.then_some(self.doc().text.as_str())
    }

    /// True where the document was passed over, e.g. for its language.
    #[must_use]
    pub fn is_skipped(&self) -> bool {
        self.reading.skipped.is_some()
    }

    /// The record without its text, sentences, mentions, claims and events.
    #[must_use]
    pub fn head(&self) -> Record {
        let (doc, reading) = (self.doc(), &self.reading);
        Record {
            schema: SCHEMA.to_owned(),
            id: doc.id.clone(),
            title: doc.title.clone(),
            publisher: doc.publisher.clone(),
            url: doc.url.clone(),
            published: doc.published,
            language: reading.language.clone(),
            skipped: reading.skipped.clone(),
            text_sha256: hex_digest(doc.text.as_bytes()),
            text: None,
            sentences: Vec::new(),
            mentions: Vec::new(),
            claims: Vec::new(),
            events: Vec::new(),
            pairs: reading.pairs.clone(),
            embedding: reading.embedding.clone(),
            versions: reading.versions.clone(),
        }
    }

    /// Sentences in text order.
    pub fn sentences(&self) -> impl Iterator<Item = CodePoints> {
        let index = CodePointIndex::new(&self.doc().text);
        self.reading.sentences.iter().map(move |s| index.code_points(*s))
    }

    /// Mentions, claims and events in text order, numbered through the whole record.
    pub fn sections(&self) -> impl Iterator<Item = Section> {
        let index = CodePointIndex::new(&self.doc().text);
        let text = self.doc().text.as_str();
        let mut ids = Ids::default();
        self.reading.sections.iter().map(move |packed| {
            let section = packed.unpack().expand(ids, text, &index, &self.reading.meanings);
            ids.mentions += section.mentions.len();
            ids.claims += section.claims.len();
            ids.events += section.events.len();
            section
        })
    }

    /// The whole record.
    #[must_use]
    pub fn record(&self) -> Record {
        self.record_with(|_| {})
    }

    /// The whole record, each section as `keep` leaves it.
    #[must_use]
    pub fn record_with(&self, keep: impl Fn(&mut Section)) -> Record {
        let mut record = self.head();
        record.text = self.text().map(str::to_owned);
        record.sentences = self.sentences().collect();
        for mut section in self.sections() {
            keep(&mut section);
            record.mentions.append(&mut section.mentions);
            record.claims.append(&mut section.claims);
            record.events.append(&mut section.events);
        }
        record
    }
}

/// Numbers of the first mention, claim and event of a window in the record.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Ids {
    pub(crate) mentions: usize,
    pub(crate) claims: usize,
    pub(crate) events: usize,
}

impl Ids {
    pub(crate) fn mention(self, i: usize) -> String {
        format!("m{}", self.mentions + i)
    }

    pub(crate) fn claim(self, i: usize) -> String {
        format!("c{}", self.claims + i)
    }

    pub(crate) fn event(self, i: usize) -> String {
        format!("e{}", self.events + i)
    }
}

/// One window's reading in a few bytes an item.
#[derive(Debug, Clone)]
pub(crate) struct Packed(Box<[u8]>);

impl Packed {
    /// Packs a window's reading; `is_quoted` tells whether any of a claim's content is inside quotation marks.
    pub(crate) fn new(reading: &WindowReading, is_quoted: impl Fn(&[Span]) -> bool) -> Self {
        let claims = reading.claims.iter().zip(&reading.parents).map(|(c, &parent)| PackedClaim {
            source: c.source.clone(),
            cue: c.cue,
            content: c.content.clone(),
            speaker: claim::speaker(&c.source, &reading.mentions),
            stance: c.stance,
            quoted: is_quoted(&c.content),
            parent,
            confidence: c.confidence,
        });
        let section = PackedSection {
            mentions: reading.mentions.clone(),
            claims: claims.collect(),
            events: reading.events.iter().map(PackedEvent::new).collect(),
            resolutions: Vec::new(),
        };
        section.pack()
    }

    fn unpack(&self) -> PackedSection {
        match postcard::from_bytes(&self.0) {
            Ok(section) => section,
            Err(e) => unreachable!("what was packed unpacks: {e}"),
        }
    }
}

/// Resolves the mentions of a document's sections, each with regard to all.
pub(crate) fn resolve_sections(sections: &mut [Packed], knowledge: &Knowledge<'static>, page: Page<'_>) -> Tables {
    // counted first: a list that doubles as it grows would take twice the room
    let (mut mentions, mut counted) = (Vec::with_capacity(sections.iter().map(|s| s.unpack().mentions.len()).sum()), Vec::new());
    for packed in &*sections {
        packed.unpack().mentioned(page, &mut mentions, &mut counted);
    }
    let mut corrected = resolve::correct_kinds(knowledge, page, &mut mentions).into_iter().peekable();
    let (tables, items) = resolve::resolve(knowledge, page, &mentions, &counted).into_parts();
    drop(mentions);
    let mut items = items.into_iter();
    let mut first = 0;
    for packed in sections {
        let mut section = packed.unpack();
        let next = first + section.mentions.len();
        while let Some((n, kind)) = corrected.next_if(|&(n, _)| n < next) {
            section.correct_kind(n - first, kind);
        }
        first = next;
        section.resolutions = items.by_ref().take(section.mentions.len()).collect();
        page.published.into_iter().for_each(|published| section.date(&tables, published));
        *packed = section.pack();
    }
    tables
}

/// Leaves out the quarrels of a document's sections where none tells of public life: by the words of a mention, by what is known of a party, by
/// a sure act that is more than words. True where that is so.
pub(crate) fn leave_out_quarrels(sections: &mut [Packed], tables: &Tables, known: &Knowledge<'static>, text: &str) -> bool {
    let is_public = |(mention, item): (&Found, &Item)| {
        !matches!(mention.kind, Kind::Time | Kind::Quantity | Kind::Materiel)
            && (private::tells_of_public_life(mention.span.of(text), mention.kind)
                || tables.expand(item).parties.iter().any(|party| private::is_public_sector(party.sector())))
    };
    let mut persons: Vec<&str> = Vec::new();
    for packed in &*sections {
        let section = packed.unpack();
        let is_public_act =
            |event: &PackedEvent| event.status == Status::Actual && private::is_public_act(event.event_type, event.confidence);
        if section.events.iter().any(is_public_act) || section.mentions.iter().zip(&section.resolutions).any(is_public) {
            return false;
        }
        persons.extend(section.mentions.iter().filter(|m| m.kind == Kind::Person).map(|m| m.span.of(text)));
    }
    if private::names_office_holder(&persons, known) {
        return false;
    }
    for packed in sections {
        let mut section = packed.unpack();
        section.events.retain(|event| !private::is_quarrel(event.event_type, event.confidence));
        *packed = section.pack();
    }
    true
}

/// Indices are into the window's own lists, but for the mentions of coreference: those are into the document's.
#[derive(Debug, Serialize, Deserialize)]
struct PackedSection {
    mentions: Vec<Found>,
    claims: Vec<PackedClaim>,
    events: Vec<PackedEvent>,
    /// One a mention; none before they are resolved.
    resolutions: Vec<Item>,
}

#[derive(Debug, Serialize, Deserialize)]
struct PackedClaim {
    source: Vec<Span>,
    cue: Span,
    content: Vec<Span>,
    speaker: Option<usize>,
    stance: Stance,
    quoted: bool,
    parent: Option<usize>,
    confidence: f32,
}

#[derive(Debug, Serialize, Deserialize)]
struct PackedEvent {
    event_type: EventType,
    /// Index into [`MODES`].
    mode: Option<usize>,
    context: Vec<Context>,
    status: Status,
    trigger: Span,
    actors: Vec<usize>,
    recipients: Vec<usize>,
    place: Option<usize>,
    time: Option<usize>,
    quantities: Vec<usize>,
    is_place_governed: bool,
    is_time_governed: bool,
    claim: Option<usize>,
    confidence: f32,
    embedding: Option<Vec<i8>>,
}

impl PackedEvent {
    fn new(event: &CodedEvent) -> Self {
        let CodedEvent { coding, trigger, parts, claim, confidence, embedding } = event;
        Self {
            event_type: coding.event_type,
            mode: coding.mode.and_then(|mode| MODES.iter().position(|m| *m == mode)),
            context: coding.context.clone(),
            status: coding.status,
            trigger: *trigger,
            actors: parts.actors.clone(),
            recipients: parts.recipients.clone(),
            place: parts.place,
            time: parts.time,
            quantities: parts.quantities.clone(),
            is_place_governed: parts.is_place_governed,
            is_time_governed: parts.is_time_governed,
            claim: *claim,
            confidence: *confidence,
            embedding: embedding.clone(),
        }
    }

    fn coding(&self) -> Coding {
        Coding {
            event_type: self.event_type,
            mode: self.mode.map(|m| MODES[m]),
            status: self.status,
            context: self.context.clone(),
            confidence: self.confidence,
            rules: Vec::new(),
        }
    }
}

/// A mention with what its words mean.
fn resolved(mention: Mention, resolution: &Resolution) -> Mention {
    let actor =
        |p: &Party| Actor { id: p.id.clone(), name: p.name.clone(), country: p.country().to_owned(), sector: p.sector().to_owned() };
    let place = |p: &Located| {
        Box::new(Place {
            name: p.name.clone(),
            country: (!p.country.is_empty()).then(|| p.country.clone()),
            admin1: (!p.admin1.is_empty()).then(|| p.admin1.clone()),
            lat: p.lat,
            lon: p.lon,
            geonames: p.geonames,
            direction: p.direction.clone(),
        })
    };
    let quantity =
        |q: &Number| Box::new(Quantity { low: q.low, high: q.high, unit: q.unit.clone(), qualifier: q.qualifier.clone(), role: q.role });
    Mention {
        actors: resolution.parties.iter().map(actor).collect(),
        place: resolution.place.as_ref().map(place),
        time: resolution.days.map(|d| Box::new(Time { start: d.start, end: d.end, approximate: d.approximate })),
        quantity: resolution.number.as_ref().map(quantity),
        coref: resolution.coref.map(|n| format!("m{n}")),
        how: (!resolution.method.is_empty())
            .then(|| Box::new(How { method: resolution.method.clone(), lost_to: resolution.lost_to.clone() })),
        ..mention
    }
}

/// Numbers of one byte each in base64.
pub(crate) fn base64_int8(v: &[i8]) -> String {
    let bytes: Vec<u8> = v.iter().map(|x| x.cast_unsigned()).collect();
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

impl PackedSection {
    fn pack(&self) -> Packed {
        match postcard::to_allocvec(self) {
            Ok(bytes) => Packed(bytes.into_boxed_slice()),
            Err(e) => unreachable!("numbers, lists and strings have a packed form: {e}"),
        }
    }

    /// Adds the mentions with what they do.
    fn mentioned(&self, page: Page<'_>, out: &mut Vec<Mentioned>, counted: &mut Vec<Counted>) {
        let first = out.len();
        out.extend(self.mentions.iter().map(|&found| {
            let sentence = page.sentences.partition_point(|s| s.end() <= found.span.start()).min(page.sentences.len().saturating_sub(1));
            Mentioned { found, sentence: sentence as u32, acts: false, counts: None, told: self.told(found.span, first) }
        }));
        for speaker in self.claims.iter().filter_map(|c| c.speaker) {
            out[first + speaker].acts = true;
        }
        for event in &self.events {
            for party in event.actors.iter().chain(&event.recipients) {
                out[first + party].acts = true;
            }
            let mode = event.mode.map(|m| MODES[m].code());
            if !event.quantities.is_empty() {
                counted.push(Counted { event_type: event.event_type, mode, trigger: event.trigger });
            }
            for quantity in &event.quantities {
                out[first + quantity].counts.get_or_insert(counted.len() as u32 - 1);
            }
        }
    }

    /// Gives a mention its right kind: where it was read as a place, nothing takes place there.
    fn correct_kind(&mut self, mention: usize, kind: Kind) {
        self.mentions[mention].kind = kind;
        for event in self.events.iter_mut().filter(|event| event.place == Some(mention)) {
            (event.place, event.is_place_governed) = (None, false);
        }
    }

    /// Lets the days of events, now that they are known, decide between news and background: [`Rule::dated`].
    fn date(&mut self, tables: &Tables, published: Date) {
        for event in &mut self.events {
            let days = event.time.and_then(|time| tables.expand(&self.resolutions[time]).days);
            if let Some(Rule::Dated { to, .. }) = days.and_then(|days| Rule::dated(event.status, days, published)) {
                event.status = to;
            }
        }
    }

    /// The innermost claim in whose content a span stands.
    fn told(&self, span: Span, first: usize) -> Option<Told> {
        let holds = |c: &&PackedClaim| c.content.iter().any(|piece| piece.contains(span));
        let length = |c: &&PackedClaim| c.content.iter().map(|piece| piece.end() - piece.start()).sum::<usize>();
        let claim = self.claims.iter().filter(holds).min_by_key(length)?;
        Some(Told { by: claim.speaker.map(|s| (first + s) as u32), quoted: claim.quoted })
    }

    fn expand(&self, ids: Ids, text: &str, index: &CodePointIndex<'_>, meanings: &Tables) -> Section {
        let all = |spans: &[Span]| spans.iter().map(|s| index.code_points(*s)).collect::<Vec<CodePoints>>();
        let mentions = self.mentions.iter().enumerate().map(|(i, m)| {
            let mention = Mention {
                id: ids.mention(i),
                span: index.code_points(m.span),
                text: m.span.of(text).to_owned(),
                kind: m.kind,
                actors: Vec::new(),
                place: None,
                time: None,
                quantity: None,
                coref: None,
                confidence: m.confidence,
                how: None,
            };
            match self.resolutions.get(i) {
                Some(item) => resolved(mention, &meanings.expand(item)),
                None => mention,
            }
        });
        let claims = self.claims.iter().enumerate().map(|(i, c)| Claim {
            id: ids.claim(i),
            source: all(&c.source),
            cue: vec![index.code_points(c.cue)],
            content: all(&c.content),
            speaker: c.speaker.map(|m| ids.mention(m)),
            stance: c.stance,
            quoted: c.quoted,
            parent: c.parent.map(|p| ids.claim(p)),
            confidence: c.confidence,
        });
        let events = self.events.iter().enumerate().map(|(i, e)| {
            let mention_ids = |list: &[usize]| list.iter().map(|&m| ids.mention(m)).collect::<Vec<_>>();
            let from = |part: Option<usize>, is_governed: bool| part.map(|_| if is_governed { "sentence" } else { "role" }.to_owned());
            let coding = e.coding();
            // a duration of the sentence is not when the event was
            let is_dated = |m: &usize| !e.is_time_governed || self.resolutions.get(*m).is_none_or(|item| item.is_dated());
            let time = e.time.filter(is_dated);
            Event {
                id: ids.event(i),
                event_type: e.event_type,
                mode: coding.mode.map(|m| m.code().to_owned()),
                quad: e.event_type.quad(),
                score: coding.score(),
                cameo: coding.cameo().to_owned(),
                context: coding.context,
                status: e.status,
                trigger: vec![index.code_points(e.trigger)],
                actors: mention_ids(&e.actors),
                recipients: mention_ids(&e.recipients),
                place: e.place.map(|m| ids.mention(m)),
                place_from: from(e.place, e.is_place_governed),
                time: time.map(|m| ids.mention(m)),
                time_from: from(time, e.is_time_governed),
                quantities: mention_ids(&e.quantities),
                claims: e.claim.map(|c| ids.claim(c)).into_iter().collect(),
                confidence: e.confidence,
                embedding: e.embedding.as_deref().map(base64_int8),
            }
        });
        Section { mentions: mentions.collect(), claims: claims.collect(), events: events.collect() }
    }
}
