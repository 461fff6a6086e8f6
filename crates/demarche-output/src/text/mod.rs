//! Text for a terminal: one article after the other, its claims, then its events, each with its words.

mod explain;
mod layout;

use std::io::Write;
use std::path::Path;

use demarche::record::{Claim, CodePoints, Event, Mention, Record};

use crate::partial::Sink;
use crate::plain::{counted, percent, quad_words, signed, skipped_words, stance_words, status_words, type_words};
use crate::view::{GAP, View};
use crate::{OutputError, PartialFile, RecordWriter};
pub use explain::render_explanation;
use layout::{Ink, Page};

/// How text is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextStyle {
    /// Columns of the terminal; lines stay within it, down to 40 columns.
    pub width: usize,
    /// ANSI colours. The caller decides, as it knows the terminal and `NO_COLOR`.
    pub color: bool,
}

impl Default for TextStyle {
    fn default() -> Self {
        Self { width: 100, color: false }
    }
}

/// Writes records for reading. Control characters of the text are written as escapes (`\u{1b}`), so that no text can
/// command the terminal.
#[derive(Debug)]
pub struct TextWriter<'w> {
    sink: Sink<'w>,
    style: TextStyle,
    is_first: bool,
}

impl<'w> TextWriter<'w> {
    /// Writes to a stream.
    pub fn new(stream: impl Write + 'w, style: TextStyle) -> Self {
        Self { sink: Sink::Stream(Box::new(stream)), style, is_first: true }
    }

    /// Writes to a file that appears when finished.
    ///
    /// # Errors
    /// Where the file cannot be made.
    pub fn create(path: &Path, style: TextStyle) -> Result<Self, OutputError> {
        Ok(Self { sink: Sink::File(PartialFile::create(path)?), style, is_first: true })
    }
}

impl RecordWriter for TextWriter<'_> {
    fn write(&mut self, record: &Record) -> Result<(), OutputError> {
        let article = render(record, self.style);
        if !self.is_first {
            let width = self.style.width.clamp(layout::NARROWEST, 200);
            self.sink.put(format!("\n{}\n\n", "─".repeat(width)).as_bytes())?;
        }
        self.is_first = false;
        self.sink.put(article.as_bytes())
    }

    fn finish(self: Box<Self>) -> Result<(), OutputError> {
        self.sink.finish()
    }
}

/// One article as text, its last line ended.
#[must_use]
pub fn render(record: &Record, style: TextStyle) -> String {
    let view = View::new(record);
    let mut page = Page::new(style);
    head(&mut page, record);
    if let Some(skipped) = &record.skipped {
        page.blank();
        page.paragraph(0, 0, &[(Ink::Strong, &capitalized(&skipped_words(skipped)))]);
    }
    if !record.claims.is_empty() {
        heading(&mut page, "Claims", &counted(record.claims.len(), "claim"));
        for (depth, claim) in view.claim_tree() {
            claim_lines(&mut page, &view, depth, claim);
        }
    }
    if !record.events.is_empty() {
        heading(&mut page, "Events", &counted(record.events.len(), "event"));
        for event in &record.events {
            event_lines(&mut page, &view, event);
        }
    }
    if !record.pairs.is_empty() {
        heading(&mut page, "Pairs asked for", &counted(record.pairs.len(), "pair"));
        for pair in &record.pairs {
            let side = |pieces: &[CodePoints]| part(&view, pieces).unwrap_or_else(|| "somebody".to_owned());
            let sure = percent(pair.confidence);
            page.blank();
            page.paragraph(
                0,
                4,
                &[
                    (Ink::Plain, &side(&pair.source)),
                    (Ink::Dim, "→"),
                    (Ink::Plain, &side(&pair.target)),
                    (Ink::Quad(pair.event_type.quad()), pair.event_type.code()),
                    (Ink::Dim, &format!("{} · {sure}", type_words(pair.event_type))),
                ],
            );
        }
    }
    if record.skipped.is_none() && record.claims.is_empty() && record.events.is_empty() {
        page.blank();
        page.paragraph(0, 0, &[(Ink::Plain, "No claims, no events.")]);
    }
    page.finish()
}

fn head(page: &mut Page, record: &Record) {
    page.paragraph(0, 0, &[(Ink::Strong, record.title.as_deref().unwrap_or(&record.id))]);
    let published = record.published.map(|date| date.to_string());
    let mut facts: Vec<&str> = record.publisher.as_deref().into_iter().collect();
    facts.push(published.as_deref().unwrap_or("no date"));
    if record.title.is_some() {
        facts.push(&record.id);
    }
    facts.extend(record.url.as_deref());
    page.paragraph(0, 0, &[(Ink::Dim, &facts.join(" · "))]);
}

fn heading(page: &mut Page, name: &str, count: &str) {
    page.blank();
    page.paragraph(0, 0, &[(Ink::Strong, &name.to_uppercase()), (Ink::Dim, &format!("· {count}"))]);
}

/// Nested claims stand under the one whose content holds them; deeper than this they no longer move right.
const DEEPEST: usize = 6;

fn claim_lines(page: &mut Page, view: &View<'_>, depth: usize, claim: &Claim) {
    let indent = depth.min(DEEPEST) * 4;
    let source = part(view, &claim.source).unwrap_or_else(|| "nobody named".to_owned());
    let cue = part(view, &claim.cue).unwrap_or_default();
    let mut stance = stance_words(claim.stance).to_owned();
    if claim.quoted {
        stance.push_str(", quoted");
    }
    if depth > 0 {
        stance.push_str(&format!(", within {}", claim.parent.as_deref().unwrap_or_default()));
    }
    page.blank();
    page.paragraph(
        indent,
        indent + 4,
        &[
            (Ink::Dim, &claim.id),
            (Ink::Strong, &source),
            (Ink::Dim, "—"),
            (Ink::Plain, &cue),
            (Ink::Dim, "—"),
            (Ink::Code, &format!("{}:", claim.stance.code())),
            (Ink::Plain, &stance),
            (Ink::Dim, &percent(claim.confidence)),
        ],
    );
    if let Some(content) = part(view, &claim.content) {
        page.paragraph(indent + 4, indent + 4, &[(Ink::Plain, &content)]);
    }
}

fn event_lines(page: &mut Page, view: &View<'_>, event: &Event) {
    let code = match &event.mode {
        Some(mode) => format!("{}:{mode}", event.event_type),
        None => event.event_type.to_string(),
    };
    let gloss = format!("{} · {}", type_words(event.event_type), status_words(event.status));
    let class = format!("· {} {} · {}", quad_words(event.quad), signed(event.score), percent(event.confidence));
    page.blank();
    page.paragraph(0, 4, &[(Ink::Dim, &event.id), (Ink::Quad(event.quad), &code), (Ink::Plain, &gloss), (Ink::Dim, &class)]);
    let names = |ids: &[String]| ids.iter().map(|id| view.named(id).to_owned()).collect::<Vec<_>>().join(" · ");
    let mut row = |label: &str, value: &str, aside: &str| {
        if !value.is_empty() {
            let label = format!("{label:<9}");
            page.paragraph(4, 13, &[(Ink::Label, &label), (Ink::Plain, value), (Ink::Dim, aside)]);
        }
    };
    row("words", &part(view, &event.trigger).map_or_else(String::new, |words| format!("“{words}”")), "");
    row("who", &names(&event.actors), &parties(view, &event.actors));
    row("whom", &names(&event.recipients), &parties(view, &event.recipients));
    let aside = |value: Option<String>, from: Option<&str>| {
        let from = (from == Some("sentence")).then(|| "(from the sentence)".to_owned());
        value.map(|v| format!("[{v}]")).into_iter().chain(from).collect::<Vec<_>>().join(" ")
    };
    let mention = |id: &Option<String>| id.as_deref().and_then(|id| view.mention(id));
    let place = aside(mention(&event.place).and_then(place_value), event.place_from.as_deref());
    row("where", event.place.as_deref().map_or("", |id| view.named(id)), &place);
    let time = aside(mention(&event.time).and_then(time_value), event.time_from.as_deref());
    row("when", event.time.as_deref().map_or("", |id| view.named(id)), &time);
    row("how many", &names(&event.quantities), "");
    row("about", &event.context.iter().map(|c| c.code().replace('_', " ")).collect::<Vec<_>>().join(", "), "");
    let held: Vec<String> = event.claims.iter().map(|id| holder(view, id)).collect();
    if held.is_empty() {
        let publisher = view.record.publisher.as_deref();
        row("told by", publisher.unwrap_or("the article"), if publisher.is_some() { "(the publisher itself)" } else { "itself" });
    } else {
        row("told by", &held.join("; "), "");
    }
}

/// Where a mention is: `west of Damascus, SYR`.
fn place_value(mention: &Mention) -> Option<String> {
    let place = mention.place.as_deref()?;
    let direction = place.direction.as_deref().map(|d| format!("{d} of ")).unwrap_or_default();
    let country = place.country.as_deref().map(|c| format!(", {c}")).unwrap_or_default();
    Some(format!("{direction}{}{country}", place.name))
}

/// When a mention is: one day, or first and last.
fn time_value(mention: &Mention) -> Option<String> {
    let time = mention.time.as_deref()?;
    let about = if time.approximate { "about " } else { "" };
    Some(if time.start == time.end { format!("{about}{}", time.start) } else { format!("{about}{} … {}", time.start, time.end) })
}

/// Who holds a claim, and how: `c0, the agency (states as fact)`.
fn holder(view: &View<'_>, id: &str) -> String {
    let Some(claim) = view.claim(id) else { return id.to_owned() };
    let source = part(view, &claim.source).unwrap_or_else(|| "nobody named".to_owned());
    format!("{source} ({} {}: {})", claim.id, claim.stance.code(), stance_words(claim.stance))
}

/// The parties behind mentions, where resolved: `[KOR/GOV RUS/GOV]`.
fn parties(view: &View<'_>, ids: &[String]) -> String {
    let actors: Vec<&str> = ids.iter().filter_map(|id| view.mention(id)).flat_map(|m| &m.actors).map(|a| a.id.as_str()).collect();
    if actors.is_empty() { String::new() } else { format!("[{}]", actors.join(" ")) }
}

/// The words of a part, or where they stand if the record has no text; `None` for a part that is not there.
fn part(view: &View<'_>, pieces: &[CodePoints]) -> Option<String> {
    match view.part(pieces) {
        Some(words) => Some(words.into_owned()),
        None if pieces.is_empty() => None,
        None => Some(pieces.iter().map(|p| format!("[{}–{}]", p.0, p.1)).collect::<Vec<_>>().join(GAP)),
    }
}

fn capitalized(sentence: &str) -> String {
    let mut chars = sentence.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).chain(['.']).collect())
}
