//! The article's text with everything read out of it marked.
//!
//! Marks nest and overlap, elements only nest: the text is cut wherever a mark begins or ends, and every piece says
//! which marks it belongs to. A piece links to the record that it speaks of first: trigger, cue, source, role.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::ops::Range;

use demarche::record::CodePoints;

use super::report::Report;
use crate::page::{escape_into, escaped};
use crate::plain::{method_words, stance_words, type_words};

/// What the marks of a text lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marking {
    /// Claims and events; a mention leads to the first event in which it plays a role.
    Record,
    /// Their reasons; mentions and sentences, which are numbered, have reasons of their own.
    Reasons,
}

/// What a stretch of text is. The order is that of precedence where one piece is several things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Trigger(usize),
    Cue(usize),
    Source(usize),
    Mention(usize),
    Content(usize),
}

struct Mark {
    part: Part,
    bytes: Range<usize>,
}

/// Where a piece leads: the card it links to (none for content, which is too long to be one link), and what lights up
/// with it.
#[derive(PartialEq, Eq)]
struct Lead {
    card: Option<String>,
    lights: String,
    title: String,
}

/// Where the text is cut. Ends come first, so that pieces are never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Edge {
    End(usize),
    Sentence(usize),
    Begin(usize),
}

/// Appends the marked text.
pub(super) fn write_text(report: &Report<'_>, text: &str, marking: Marking, out: &mut String) {
    let marks = marks(report);
    let mut edges: Vec<(usize, Edge)> = Vec::with_capacity(2 * marks.len());
    for (n, mark) in marks.iter().enumerate() {
        edges.extend([(mark.bytes.start, Edge::Begin(n)), (mark.bytes.end, Edge::End(n))]);
    }
    if marking == Marking::Reasons {
        let sentences = report.view.record.sentences.iter().enumerate();
        edges.extend(sentences.filter_map(|(n, &sentence)| Some((report.view.bytes(sentence)?.start, Edge::Sentence(n)))));
    }
    edges.sort_unstable();

    let mut writer = Writer { report, marking, out, open: None };
    let mut active: BTreeSet<(Part, usize)> = BTreeSet::new();
    let mut anchors: Vec<String> = Vec::new();
    let mut anchored: BTreeSet<String> = BTreeSet::new();
    let mut at = 0;
    for (place, edge) in edges {
        if place > at {
            // a cut through a line end leaves it to the second piece
            let words = &text[at..place];
            let words = if text[place..].starts_with('\n') { words.strip_suffix('\r').unwrap_or(words) } else { words };
            writer.piece(words, &active, &marks, &std::mem::take(&mut anchors));
            at = place;
        }
        match edge {
            Edge::Begin(n) => {
                let part = marks[n].part;
                active.insert((part, n));
                anchors.extend(anchor(report, part).filter(|anchor| anchored.insert(anchor.clone())));
            }
            Edge::End(n) => {
                active.remove(&(marks[n].part, n));
            }
            Edge::Sentence(n) => writer.number(n),
        }
    }
    writer.piece(&text[at..], &active, &marks, &anchors);
    writer.close();
}

/// Every part with words; spans that do not fit the text, or are empty, have none.
fn marks(report: &Report<'_>) -> Vec<Mark> {
    let record = report.view.record;
    let mut marks = Vec::new();
    let mut add = |part: Part, pieces: &[CodePoints]| {
        let bytes = pieces.iter().filter_map(|&piece| report.view.bytes(piece)).filter(|bytes| !bytes.is_empty());
        marks.extend(bytes.map(|bytes| Mark { part, bytes }));
    };
    for (n, event) in record.events.iter().enumerate() {
        add(Part::Trigger(n), &event.trigger);
    }
    for (n, claim) in record.claims.iter().enumerate() {
        add(Part::Cue(n), &claim.cue);
        add(Part::Source(n), &claim.source);
        add(Part::Content(n), &claim.content);
    }
    for (n, mention) in record.mentions.iter().enumerate() {
        add(Part::Mention(n), &[mention.span]);
    }
    marks
}

/// The anchor that a part's first piece carries. A claim is found at its cue, one without a cue at its source.
fn anchor(report: &Report<'_>, part: Part) -> impl Iterator<Item = String> {
    let claim_at = |n: usize, is_place: bool| is_place.then(|| format!("tc{n}"));
    let claims = &report.view.record.claims;
    match part {
        Part::Trigger(n) => Some(format!("te{n}")),
        Part::Mention(n) => Some(format!("tm{n}")),
        Part::Cue(n) => claim_at(n, true),
        Part::Source(n) => claim_at(n, claims[n].cue.is_empty()),
        Part::Content(n) => claim_at(n, claims[n].cue.is_empty() && claims[n].source.is_empty()),
    }
    .into_iter()
}

struct Writer<'a, 'r> {
    report: &'a Report<'r>,
    marking: Marking,
    out: &'a mut String,
    /// The link or group that the last piece stands in; neighbours that lead to the same are one.
    open: Option<Lead>,
}

impl Writer<'_, '_> {
    fn piece(&mut self, words: &str, active: &BTreeSet<(Part, usize)>, marks: &[Mark], anchors: &[String]) {
        let Some(lead) = self.lead(active, marks) else {
            self.close();
            escape_into(words, self.out);
            return;
        };
        if self.open.as_ref() != Some(&lead) {
            self.close();
            match &lead.card {
                Some(card) => {
                    let _ = write!(self.out, "<a href=\"#{card}\" data-to=\"{}\" title=\"{}\">", lead.lights, escaped(&lead.title));
                }
                None => {
                    let _ = write!(self.out, "<span data-to=\"{}\"", lead.lights);
                    if !lead.title.is_empty() {
                        let _ = write!(self.out, " title=\"{}\"", escaped(&lead.title));
                    }
                    self.out.push('>');
                }
            }
            self.open = Some(lead);
        }
        for anchor in anchors.iter().skip(1) {
            let _ = write!(self.out, "<span id=\"{anchor}\">");
        }
        let (classes, members) = self.classes(active);
        let _ = write!(self.out, "<span class=\"{classes}\" data-in=\"{members}\"");
        if let Some(anchor) = anchors.first() {
            let _ = write!(self.out, " id=\"{anchor}\"");
        }
        self.out.push('>');
        escape_into(words, self.out);
        self.out.push_str("</span>");
        for _ in anchors.iter().skip(1) {
            self.out.push_str("</span>");
        }
    }

    /// The number of a sentence, linked to its reasons; the number is no part of the text and not copied with it.
    fn number(&mut self, sentence: usize) {
        self.close();
        let shown = sentence + 1;
        let _ = write!(
            self.out,
            "<a class=\"sn\" id=\"ts{sentence}\" href=\"#s{sentence}\" data-n=\"{shown}\" aria-label=\"sentence {shown}\"></a>"
        );
    }

    fn close(&mut self) {
        match self.open.take() {
            Some(Lead { card: Some(_), .. }) => self.out.push_str("</a>"),
            Some(_) => self.out.push_str("</span>"),
            None => {}
        }
    }

    /// Classes for the look of a piece, and the records it belongs to.
    fn classes(&self, active: &BTreeSet<(Part, usize)>) -> (String, String) {
        let mut classes: Vec<String> = Vec::new();
        let mut members: Vec<String> = Vec::new();
        let mut depth = 0;
        for &(part, _) in active {
            let (class, member) = match part {
                Part::Trigger(n) => (format!("t q{}", self.report.quad(n)), format!("e{n}")),
                Part::Cue(n) => ("c".to_owned(), format!("c{n}")),
                Part::Source(n) => ("s".to_owned(), format!("c{n}")),
                Part::Mention(n) => ("m".to_owned(), format!("m{n}")),
                Part::Content(n) => {
                    depth += 1;
                    (String::new(), format!("c{n}"))
                }
            };
            // the look of a piece with two triggers is that of the first
            let is_new = !classes.iter().any(|c| c.split(' ').next() == class.split(' ').next());
            if is_new && !class.is_empty() {
                classes.push(class);
            }
            if !members.contains(&member) {
                members.push(member);
            }
        }
        if depth > 0 {
            classes.push(format!("n{}", depth.min(3)));
        }
        (classes.join(" "), members.join(" "))
    }

    fn lead(&self, active: &BTreeSet<(Part, usize)>, marks: &[Mark]) -> Option<Lead> {
        let record = self.report.view.record;
        let of_claim = |n: usize| {
            let claim = &record.claims[n];
            Lead { card: Some(format!("c{n}")), lights: format!("c{n}"), title: format!("{}: {}", claim.id, stance_words(claim.stance)) }
        };
        let &(first, _) = active.first()?;
        let first = match (self.marking, first) {
            // a claim is reached from its cue
            (Marking::Reasons, Part::Source(_) | Part::Mention(_)) => innermost_mention(active, marks).unwrap_or(first),
            _ => first,
        };
        Some(match first {
            Part::Trigger(n) => {
                let event = &record.events[n];
                let title = format!("{}: {} ({})", event.id, event.event_type, type_words(event.event_type));
                Lead { card: Some(format!("e{n}")), lights: self.report.event_lights(n), title }
            }
            Part::Cue(n) | Part::Source(n) => of_claim(n),
            Part::Mention(n) => {
                let mention = &record.mentions[n];
                let parties: Vec<&str> = mention.actors.iter().map(|a| a.name.as_str()).collect();
                let roles = self.report.roles_of(n);
                let mut lights = format!("m{n}");
                for event in roles.iter().take(8) {
                    let _ = write!(lights, " e{event}");
                }
                let mut title = mention.kind.to_string();
                if !parties.is_empty() {
                    let _ = write!(title, ": {}", parties.join(", "));
                }
                if let Some(how) = &mention.how {
                    let _ = write!(title, " – {}", method_words(how));
                }
                let card = match self.marking {
                    Marking::Record => roles.first().map(|event| format!("e{event}")),
                    Marking::Reasons => Some(format!("m{n}")),
                };
                Lead { card, lights, title }
            }
            Part::Content(_) => {
                // the innermost claim is the one with the shortest piece here
                let shortest = active.iter().min_by_key(|(_, mark)| marks[*mark].bytes.len());
                let Some(&(Part::Content(n), _)) = shortest else { return None };
                Lead { card: None, lights: format!("c{n}"), title: String::new() }
            }
        })
    }
}

fn innermost_mention(active: &BTreeSet<(Part, usize)>, marks: &[Mark]) -> Option<Part> {
    let mentions = active.iter().filter(|(part, _)| matches!(part, Part::Mention(_)));
    mentions.min_by_key(|(_, mark)| marks[*mark].bytes.len()).map(|(part, _)| *part)
}
