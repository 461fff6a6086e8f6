//! The tables that CSV and Parquet share: their columns, and the rows that a record gives to each.
//!
//! docs/tables.md is checked against [`TABLES`].

use std::borrow::Cow;
use std::collections::BTreeSet;

use base64::Engine as _;
use demarche::codebook::EventType;
use demarche::record::{Claim, CodePoints, Event, Mention, Pair, Record};
use jiff::civil::Date;

use crate::OutputError;
use crate::jsonl::round4;
use crate::view::View;

/// What a column holds. Every column may be null but the lists, which are empty instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// A string.
    Text,
    /// A list of strings.
    Texts,
    /// A list of spans: `struct<start, end>` in Parquet, `[[start,end],…]` in CSV.
    Spans,
    /// A whole number, 64 bits.
    Int,
    /// A number of at most four decimals, 64 bits.
    Number,
    /// True or false.
    Bool,
    /// A calendar date.
    Date,
    /// A list of whole numbers from −128 to 127.
    Int8s,
}

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its name in the header.
    pub name: &'static str,
    /// What it holds.
    pub kind: ColumnKind,
    /// What it means, in Markdown.
    pub doc: &'static str,
}

/// One of the tables; its file is called after it.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// The name.
    pub name: &'static str,
    /// What a row is.
    pub doc: &'static str,
    /// Its columns, in order.
    pub columns: &'static [Column],
}

/// A value in a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'r> {
    /// No value.
    Null,
    /// For [`ColumnKind::Text`].
    Text(Cow<'r, str>),
    /// For [`ColumnKind::Texts`].
    Texts(Vec<Cow<'r, str>>),
    /// For [`ColumnKind::Spans`].
    Spans(Cow<'r, [CodePoints]>),
    /// For [`ColumnKind::Int`].
    Int(i64),
    /// For [`ColumnKind::Number`].
    Number(f64),
    /// For [`ColumnKind::Bool`].
    Bool(bool),
    /// For [`ColumnKind::Date`].
    Date(Date),
    /// For [`ColumnKind::Int8s`]: the bytes as the record's base64 spells them.
    Int8s(Option<Vec<u8>>),
}

/// A column.
#[must_use]
pub const fn col(name: &'static str, kind: ColumnKind, doc: &'static str) -> Column {
    Column { name, kind, doc }
}

use ColumnKind as K;

const DOCUMENTS: &[Column] = &[
    col("document", K::Text, "the document's id; key of all tables"),
    col("title", K::Text, "headline as given"),
    col("publisher", K::Text, "the outlet"),
    col("url", K::Text, "where it was published"),
    col("published", K::Date, "the article's date"),
    col("language", K::Text, "ISO 639-1 code"),
    col("skipped_reason", K::Text, "why it was not coded; null where it was"),
    col("skipped_detail", K::Text, "for the reason `language`: the language found"),
    col("text_sha256", K::Text, "SHA-256 of the text in UTF-8"),
    col("text", K::Text, "the coded text that all spans index; null with `--no-text`"),
    col("sentences", K::Spans, "sentences in text order"),
    col("mention_count", K::Int, "rows of this document in `mentions`"),
    col("claim_count", K::Int, "rows of this document in `claims`"),
    col("event_count", K::Int, "rows of this document in `events`"),
    col("embedding", K::Int8s, "embedding of the document; empty without `--embeddings`"),
    col("schema", K::Text, "version of the record format"),
    col("version_demarche", K::Text, "the program"),
    col("version_model", K::Text, "the reading model"),
    col("version_knowledge", K::Text, "the knowledge pack"),
    col("version_codebook", K::Text, "the codebook"),
];

const MENTIONS: &[Column] = &[
    col("document", K::Text, "the document's id"),
    col("mention", K::Text, "`m0`, `m1`, … within the document"),
    col("start", K::Int, "first code point"),
    col("end", K::Int, "one past the last code point"),
    col("text", K::Text, "its words"),
    col("kind", K::Text, "person, organization, group, place, office, time, quantity, materiel, other"),
    col("actors", K::Texts, "ids of the parties it stands for; empty while unresolved"),
    col("actor_names", K::Texts, "their readable names, in the same order"),
    col("actor_countries", K::Texts, "their countries, in the same order"),
    col("actor_sectors", K::Texts, "their sectors, in the same order"),
    col("place_name", K::Text, "English name of the place"),
    col("place_country", K::Text, "ISO 3166-1 alpha-3; null at sea or where disputed"),
    col("place_admin1", K::Text, "first-level division"),
    col("place_lat", K::Number, "degrees north"),
    col("place_lon", K::Number, "degrees east"),
    col("place_geonames", K::Int, "GeoNames id"),
    col("place_direction", K::Text, "`west of`, where the text says so"),
    col("time_start", K::Date, "first day of the interval it names"),
    col("time_end", K::Date, "last day of the interval"),
    col("time_approximate", K::Bool, "true where the text gives it only roughly"),
    col("quantity_low", K::Number, "lower end of the number it states"),
    col("quantity_high", K::Number, "upper end; equal to the lower one for one number"),
    col("quantity_unit", K::Text, "unit or counted noun"),
    col("quantity_qualifier", K::Text, "exact, about, at least, at most, more than, less than"),
    col("quantity_role", K::Text, "its part in the event: killed, injured, sent, …"),
    col("coref", K::Text, "first naming mention of its cluster"),
    col("confidence", K::Number, "confidence in span and kind, 0 … 1, not calibrated"),
    col("how_method", K::Text, "name of the method that resolved it"),
    col("how_lost_to", K::Text, "the reading it was chosen over"),
];

const CLAIMS: &[Column] = &[
    col("document", K::Text, "the document's id"),
    col("claim", K::Text, "`c0`, `c1`, … within the document"),
    col("source_text", K::Text, "words of who holds it; null where the text names none"),
    col("cue_text", K::Text, "words that attribute"),
    col("content_text", K::Text, "words that are attributed"),
    col("source", K::Spans, "spans of `source_text`"),
    col("cue", K::Spans, "spans of `cue_text`"),
    col("content", K::Spans, "spans of `content_text`"),
    col("speaker", K::Text, "the mention inside the source that names the holder"),
    col("speaker_text", K::Text, "words of that mention"),
    col("speaker_actors", K::Texts, "parties it stands for; empty while unresolved"),
    col("stance", K::Text, "position of the source toward the content"),
    col("quoted", K::Bool, "true where any of the content is inside quotation marks"),
    col("parent", K::Text, "the claim in whose content this one stands"),
    col("confidence", K::Number, "how sure, 0 … 1, calibrated"),
];

const EVENTS: &[Column] = &[
    col("document", K::Text, "the document's id"),
    col("event", K::Text, "`e0`, `e1`, … within the document"),
    col("type", K::Text, "one of PLOVER's 16 types"),
    col("mode", K::Text, "how, where a mode fits"),
    col("quad", K::Int, "1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict"),
    col("score", K::Number, "PLOVER's conflict–cooperation score, −10 … 10"),
    col("cameo", K::Text, "CAMEO code; a string, as it may begin with 0"),
    col("context", K::Texts, "what it is about"),
    col("status", K::Text, "actual, future, hypothetical, negated, historical"),
    col("trigger_text", K::Text, "words that name the act"),
    col("trigger", K::Spans, "spans of `trigger_text`"),
    col("actors", K::Texts, "mentions of those who act"),
    col("actor_texts", K::Texts, "their words, in the same order"),
    col("actor_ids", K::Texts, "parties they stand for, each once, sorted; empty while unresolved"),
    col("recipients", K::Texts, "mentions of those acted upon"),
    col("recipient_texts", K::Texts, "their words, in the same order"),
    col("recipient_ids", K::Texts, "parties they stand for, each once, sorted; empty while unresolved"),
    col("place", K::Text, "mention of the place"),
    col("place_text", K::Text, "its words"),
    col("place_from", K::Text, "`role` or `sentence`; null without a place"),
    col("time", K::Text, "mention of the time"),
    col("time_text", K::Text, "its words"),
    col("time_from", K::Text, "`role` or `sentence`; null without a time"),
    col("quantities", K::Texts, "mentions of numbers"),
    col("quantity_texts", K::Texts, "their words, in the same order"),
    col("claims", K::Texts, "the innermost claim that holds it; empty where the publisher itself asserts it"),
    col("confidence", K::Number, "how sure, 0 … 1, calibrated"),
    col("embedding", K::Int8s, "embedding of the event; empty without `--embeddings`"),
];

const PAIRS: &[Column] = &[
    col("document", K::Text, "the document's id"),
    col("pair", K::Int, "position in the input row's `pairs`, from 0"),
    col("source_text", K::Text, "words of the first party"),
    col("target_text", K::Text, "words of the second party"),
    col("source", K::Spans, "spans of `source_text`"),
    col("target", K::Spans, "spans of `target_text`"),
    col("type", K::Text, "the type that best names what the first does to the second"),
    col("confidence", K::Number, "its probability"),
    col("score_AGREE", K::Number, "probability of AGREE"),
    col("score_CONSULT", K::Number, "probability of CONSULT"),
    col("score_SUPPORT", K::Number, "probability of SUPPORT"),
    col("score_CONCEDE", K::Number, "probability of CONCEDE"),
    col("score_COOPERATE", K::Number, "probability of COOPERATE"),
    col("score_AID", K::Number, "probability of AID"),
    col("score_RETREAT", K::Number, "probability of RETREAT"),
    col("score_REQUEST", K::Number, "probability of REQUEST"),
    col("score_ACCUSE", K::Number, "probability of ACCUSE"),
    col("score_REJECT", K::Number, "probability of REJECT"),
    col("score_THREATEN", K::Number, "probability of THREATEN"),
    col("score_PROTEST", K::Number, "probability of PROTEST"),
    col("score_SANCTION", K::Number, "probability of SANCTION"),
    col("score_MOBILIZE", K::Number, "probability of MOBILIZE"),
    col("score_COERCE", K::Number, "probability of COERCE"),
    col("score_ASSAULT", K::Number, "probability of ASSAULT"),
];

/// The tables, in the order of [`TableId`].
pub const TABLES: [Table; 5] = [
    Table { name: "documents", doc: "one row for each document, skipped ones included", columns: DOCUMENTS },
    Table { name: "mentions", doc: "one row for each mention", columns: MENTIONS },
    Table { name: "claims", doc: "one row for each claim", columns: CLAIMS },
    Table { name: "events", doc: "one row for each event", columns: EVENTS },
    Table { name: "pairs", doc: "one row for each pair asked for; written only where the input has `pairs`", columns: PAIRS },
];

/// Which table a row belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableId {
    /// `documents`
    Documents,
    /// `mentions`
    Mentions,
    /// `claims`
    Claims,
    /// `events`
    Events,
    /// `pairs`
    Pairs,
}

impl TableId {
    /// The table.
    #[must_use]
    pub const fn table(self) -> &'static Table {
        &TABLES[self as usize]
    }
}

/// How many mentions, claims and events a record has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    mentions: usize,
    claims: usize,
    events: usize,
}

impl Counts {
    /// Those of a record, or of a part of one.
    #[must_use]
    pub fn of(record: &Record) -> Self {
        Self { mentions: record.mentions.len(), claims: record.claims.len(), events: record.events.len() }
    }

    /// Adds those of a further part.
    pub fn add(&mut self, more: &Self) {
        self.mentions += more.mentions;
        self.claims += more.claims;
        self.events += more.events;
    }
}

/// Takes a record in parts: the rows of what stands in it as it comes, the document's own row at the end.
pub trait Tables {
    /// Writes one row.
    ///
    /// # Errors
    /// Where the table cannot be written to.
    fn row(&mut self, table: TableId, cells: &[Cell<'_>]) -> Result<(), OutputError>;

    /// Writes the rows of a part's mentions, claims, events and pairs.
    ///
    /// # Errors
    /// As [`Tables::row`].
    fn write_items(&mut self, part: &Record) -> Result<(), OutputError> {
        each_item(part, &mut |table, cells: &[Cell<'_>]| self.row(table, cells))
    }

    /// Writes the document's row, with the counts of all its parts.
    ///
    /// # Errors
    /// As [`Tables::row`].
    fn write_document(&mut self, record: &Record, counts: &Counts) -> Result<(), OutputError> {
        self.row(TableId::Documents, &document_row(record, counts))
    }
}

/// Gives every row of the record to `row`, its cells in the order of the table's columns.
///
/// # Errors
/// The first error of `row`.
pub fn each_row<'r, E>(record: &'r Record, mut row: impl FnMut(TableId, &[Cell<'r>]) -> Result<(), E>) -> Result<(), E> {
    row(TableId::Documents, &document_row(record, &Counts::of(record)))?;
    each_item(record, &mut row)
}

fn each_item<'r, E>(record: &'r Record, row: &mut impl FnMut(TableId, &[Cell<'r>]) -> Result<(), E>) -> Result<(), E> {
    let view = View::new(record);
    for mention in &record.mentions {
        row(TableId::Mentions, &mention_row(record, mention))?;
    }
    for claim in &record.claims {
        row(TableId::Claims, &claim_row(&view, claim))?;
    }
    for event in &record.events {
        row(TableId::Events, &event_row(&view, event))?;
    }
    for (position, pair) in record.pairs.iter().enumerate() {
        row(TableId::Pairs, &pair_row(&view, position, pair))?;
    }
    Ok(())
}

fn document_row<'r>(record: &'r Record, counts: &Counts) -> Vec<Cell<'r>> {
    vec![
        text(&record.id),
        opt(record.title.as_deref()),
        opt(record.publisher.as_deref()),
        opt(record.url.as_deref()),
        record.published.map_or(Cell::Null, Cell::Date),
        opt(record.language.as_deref()),
        opt(record.skipped.as_ref().map(|s| s.reason.as_str())),
        opt(record.skipped.as_ref().map(|s| s.detail.as_str())),
        text(&record.text_sha256),
        opt(record.text.as_deref()),
        Cell::Spans(Cow::Borrowed(&record.sentences)),
        count(counts.mentions),
        count(counts.claims),
        count(counts.events),
        embedding(record.embedding.as_deref()),
        text(&record.schema),
        text(&record.versions.demarche),
        text(&record.versions.model),
        text(&record.versions.knowledge),
        text(&record.versions.codebook),
    ]
}

fn mention_row<'r>(record: &'r Record, m: &'r Mention) -> Vec<Cell<'r>> {
    let place = m.place.as_ref();
    let time = m.time.as_ref();
    let quantity = m.quantity.as_ref();
    let number = |x: Option<f64>| x.map_or(Cell::Null, |x| Cell::Number(round4(x)));
    vec![
        text(&record.id),
        text(&m.id),
        count(m.span.0),
        count(m.span.1),
        text(&m.text),
        text(m.kind.code()),
        list(m.actors.iter().map(|a| a.id.as_str())),
        list(m.actors.iter().map(|a| a.name.as_str())),
        list(m.actors.iter().map(|a| a.country.as_str())),
        list(m.actors.iter().map(|a| a.sector.as_str())),
        opt(place.map(|p| p.name.as_str())),
        opt(place.and_then(|p| p.country.as_deref())),
        opt(place.and_then(|p| p.admin1.as_deref())),
        number(place.map(|p| p.lat)),
        number(place.map(|p| p.lon)),
        place.and_then(|p| p.geonames).map_or(Cell::Null, |id| Cell::Int(id.into())),
        opt(place.and_then(|p| p.direction.as_deref())),
        time.map_or(Cell::Null, |t| Cell::Date(t.start)),
        time.map_or(Cell::Null, |t| Cell::Date(t.end)),
        time.map_or(Cell::Null, |t| Cell::Bool(t.approximate)),
        number(quantity.map(|q| q.low)),
        number(quantity.map(|q| q.high)),
        opt(quantity.and_then(|q| q.unit.as_deref())),
        opt(quantity.map(|q| q.qualifier.as_str())),
        opt(quantity.and_then(|q| q.role).map(|r| r.code())),
        opt(m.coref.as_deref()),
        fraction(m.confidence),
        opt(m.how.as_ref().map(|h| h.method.as_str())),
        opt(m.how.as_ref().and_then(|h| h.lost_to.as_deref())),
    ]
}

fn claim_row<'r>(view: &View<'r>, c: &'r Claim) -> Vec<Cell<'r>> {
    let speaker = c.speaker.as_deref().and_then(|id| view.mention(id));
    vec![
        text(&view.record.id),
        text(&c.id),
        part(view, &c.source),
        part(view, &c.cue),
        part(view, &c.content),
        Cell::Spans(Cow::Borrowed(&c.source)),
        Cell::Spans(Cow::Borrowed(&c.cue)),
        Cell::Spans(Cow::Borrowed(&c.content)),
        opt(c.speaker.as_deref()),
        opt(speaker.map(|m| m.text.as_str())),
        list(speaker.iter().flat_map(|m| &m.actors).map(|a| a.id.as_str())),
        text(c.stance.code()),
        Cell::Bool(c.quoted),
        opt(c.parent.as_deref()),
        fraction(c.confidence),
    ]
}

fn event_row<'r>(view: &View<'r>, e: &'r Event) -> Vec<Cell<'r>> {
    let ids = |mentions: &'r [String]| {
        let ids: BTreeSet<&str> =
            mentions.iter().filter_map(|id| view.mention(id)).flat_map(|m| &m.actors).map(|a| a.id.as_str()).collect();
        list(ids.into_iter())
    };
    let locals = |mentions: &'r [String]| list(mentions.iter().map(String::as_str));
    let words = |mentions: &'r [String]| list(mentions.iter().map(|id| view.mention(id).map_or("", |m| m.text.as_str())));
    let word = |mention: Option<&'r str>| opt(mention.and_then(|id| view.mention(id)).map(|m| m.text.as_str()));
    vec![
        text(&view.record.id),
        text(&e.id),
        text(e.event_type.code()),
        opt(e.mode.as_deref()),
        Cell::Int(e.quad.into()),
        fraction(e.score),
        text(&e.cameo),
        list(e.context.iter().map(|c| c.code())),
        text(e.status.code()),
        part(view, &e.trigger),
        Cell::Spans(Cow::Borrowed(&e.trigger)),
        locals(&e.actors),
        words(&e.actors),
        ids(&e.actors),
        locals(&e.recipients),
        words(&e.recipients),
        ids(&e.recipients),
        opt(e.place.as_deref()),
        word(e.place.as_deref()),
        opt(e.place_from.as_deref()),
        opt(e.time.as_deref()),
        word(e.time.as_deref()),
        opt(e.time_from.as_deref()),
        locals(&e.quantities),
        words(&e.quantities),
        locals(&e.claims),
        fraction(e.confidence),
        embedding(e.embedding.as_deref()),
    ]
}

fn pair_row<'r>(view: &View<'r>, position: usize, p: &'r Pair) -> Vec<Cell<'r>> {
    let mut row = vec![
        text(&view.record.id),
        count(position),
        part(view, &p.source),
        part(view, &p.target),
        Cell::Spans(Cow::Borrowed(&p.source)),
        Cell::Spans(Cow::Borrowed(&p.target)),
        text(p.event_type.code()),
        fraction(p.confidence),
    ];
    row.extend(EventType::ALL.iter().map(|t| p.scores.get(t).map_or(Cell::Null, |&s| fraction(s))));
    row
}

fn text(s: &str) -> Cell<'_> {
    Cell::Text(Cow::Borrowed(s))
}

fn opt(s: Option<&str>) -> Cell<'_> {
    s.map_or(Cell::Null, text)
}

fn list<'r>(items: impl Iterator<Item = &'r str>) -> Cell<'r> {
    Cell::Texts(items.map(Cow::Borrowed).collect())
}

fn part<'r>(view: &View<'r>, pieces: &[CodePoints]) -> Cell<'r> {
    view.part(pieces).map_or(Cell::Null, Cell::Text)
}

fn count(n: usize) -> Cell<'static> {
    Cell::Int(i64::try_from(n).unwrap_or(i64::MAX))
}

fn fraction(x: f32) -> Cell<'static> {
    Cell::Number(round4(x.into()))
}

fn embedding(base64: Option<&str>) -> Cell<'static> {
    Cell::Int8s(base64.and_then(|s| base64::engine::general_purpose::STANDARD.decode(s).ok()))
}
