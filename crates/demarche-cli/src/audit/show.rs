//! An item as it is shown: its words with the parts marked, and what was coded.

use std::fmt::Write as _;

use demarche::definitions::describe;
use demarche_eval::audit::{ClaimCoding, Coding, EventCoding, Excerpt, Holder, Item, Part, Party};

/// How items are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Columns.
    pub width: usize,
    /// Colours; else parts stand in brackets with their names.
    pub is_colored: bool,
}

impl Style {
    /// For standard error.
    #[must_use]
    pub fn of_stderr(is_colored: bool) -> Self {
        let width = console::Term::stderr().size_checked().map_or(100, |(_, columns)| usize::from(columns));
        Self { width: width.clamp(50, 110), is_colored }
    }

    /// Words of the program's own that matter.
    #[must_use]
    pub fn strong(self, words: &str) -> String {
        self.inked("1", words)
    }

    fn inked(self, ansi: &str, words: &str) -> String {
        if self.is_colored && !ansi.is_empty() { format!("\x1b[{ansi}m{words}\x1b[0m") } else { words.to_owned() }
    }
}

const DIM: &str = "2";

/// The terminal's own colours, which its user chose.
const fn ink(part: Part) -> &'static str {
    match part {
        Part::Trigger | Part::Cue => "1;33",
        Part::Actor | Part::Source => "36",
        Part::Recipient => "35",
        Part::Place => "32",
        Part::Time => "34",
        Part::Content => "4",
    }
}

/// The item, from its place in the sample to what was coded.
#[must_use]
pub fn item(item: &Item, number: usize, total: usize, style: Style) -> String {
    let mut out = String::from("\n");
    let published = item.published.map(|date| date.to_string());
    let facts = [item.publisher.as_deref(), published.as_deref(), Some(&item.key.document)];
    let mut head = Paragraph::new(style);
    head.words("1", &format!("{number} of {total}"));
    head.words(DIM, &format!("· {} {}", item.key.kind.name(), item.key.item));
    for fact in facts.into_iter().flatten() {
        head.words(DIM, &format!("· {fact}"));
    }
    head.write(&mut out, 0, 2);
    out.push('\n');
    excerpt(&item.excerpt, style, &mut out);
    out.push('\n');
    match &item.coding {
        Coding::Event(ev) => event(ev, style, &mut out),
        Coding::Claim(c) => claim(c, style, &mut out),
        Coding::Sentence(s) => {
            let list =
                |phrases: &[demarche_eval::audit::Phrase]| phrases.iter().map(|p| format!("“{}”", p.text)).collect::<Vec<_>>().join(" ");
            row(&mut out, style, Part::Trigger, "events", &list(&s.triggers));
            row(&mut out, style, Part::Cue, "claims", &list(&s.cues));
        }
    }
    out
}

fn event(ev: &EventCoding, style: Style, out: &mut String) {
    let mode = ev.mode.as_ref().map_or_else(String::new, |mode| format!(":{mode}"));
    let mut code = Paragraph::new(style);
    code.words("1", &format!("{}{mode}", ev.event_type));
    code.words("", &format!("· {}", ev.status));
    code.write(out, 2, 4);
    let parties = |list: &[Party]| {
        let party = |p: &Party| format!("“{}” [{}]", p.text, if p.parties.is_empty() { "open".to_owned() } else { p.parties.join(" ") });
        list.iter().map(party).collect::<Vec<_>>().join(" · ")
    };
    row(out, style, Part::Trigger, "trigger", &format!("“{}”", ev.trigger.text));
    row(out, style, Part::Actor, "actor", &parties(&ev.actors));
    row(out, style, Part::Recipient, "recipient", &parties(&ev.recipients));
    let place = ev.place.as_ref().map_or_else(String::new, |p| {
        let known: Vec<&str> = p.name.iter().chain(&p.country).map(String::as_str).collect();
        format!("“{}” [{}]", p.text, if known.is_empty() { "open".to_owned() } else { known.join(", ") })
    });
    row(out, style, Part::Place, "place", &place);
    let time = ev.time.as_ref().map_or_else(String::new, |t| match (t.start, t.end) {
        (Some(start), Some(end)) if start == end => format!("“{}” [{start}]", t.text),
        (Some(start), Some(end)) => format!("“{}” [{start} … {end}]", t.text),
        _ => format!("“{}” [open]", t.text),
    });
    row(out, style, Part::Time, "time", &time);
    let holder = |h: &Holder| {
        let source = if h.source.text.is_empty() { "nobody named".to_owned() } else { format!("“{}”", h.source.text) };
        format!("{source} “{}” ({})", h.cue.text, h.stance)
    };
    let held = if ev.claims.is_empty() {
        "none: the publisher itself".to_owned()
    } else {
        ev.claims.iter().map(holder).collect::<Vec<_>>().join(" · ")
    };
    row(out, style, Part::Content, "claim", &held);
}

fn claim(claim: &ClaimCoding, style: Style, out: &mut String) {
    let mut code = Paragraph::new(style);
    code.words("1", claim.stance.code());
    code.write(out, 2, 4);
    for (part, words) in [(Part::Source, &claim.source.text), (Part::Cue, &claim.cue.text), (Part::Content, &claim.content.text)] {
        row(out, style, part, part.name(), &if words.is_empty() { String::new() } else { format!("“{words}”") });
    }
}

/// What the codes of an item mean.
#[must_use]
pub fn meanings(coding: &Coding, style: Style) -> String {
    let codes = match coding {
        Coding::Event(ev) => {
            let mode = ev.mode.as_ref().map(|mode| format!("{}:{mode}", ev.event_type));
            [Some(ev.event_type.to_string()), mode, Some(format!("status:{}", ev.status))].into_iter().flatten().collect()
        }
        Coding::Claim(claim) => vec![format!("stance:{}", claim.stance)],
        Coding::Sentence(_) => Vec::new(),
    };
    definitions(codes.iter().map(String::as_str), style)
}

/// Codes with their definitions.
#[must_use]
pub fn definitions<'c>(codes: impl Iterator<Item = &'c str>, style: Style) -> String {
    let mut out = String::new();
    for entry in codes.filter_map(describe) {
        let mut line = Paragraph::new(style);
        line.words("1", entry.bare());
        line.words("", &entry.definition);
        line.write(&mut out, 2, 6);
    }
    out
}

const LABEL: usize = 10;

fn row(out: &mut String, style: Style, part: Part, label: &str, value: &str) {
    let _ = write!(out, "  {}", style.inked(ink(part), &format!("{label:<LABEL$}")));
    let mut line = Paragraph::new(style);
    line.words(if value.is_empty() { DIM } else { "" }, if value.is_empty() { "none" } else { value });
    let mut text = String::new();
    line.write(&mut text, 2 + LABEL, 2 + LABEL);
    out.push_str(text.trim_start_matches(' '));
}

/// The words, neighbours dimmed, parts marked.
fn excerpt(excerpt: &Excerpt, style: Style, out: &mut String) {
    let mut page = Paragraph::new(style);
    let mut open: Vec<usize> = Vec::new();
    let mut marks = excerpt.marks.iter().peekable();
    for (at, c) in excerpt.text.char_indices().chain([(excerpt.text.len(), ' ')]) {
        while open.last().is_some_and(|&end| end <= at) {
            open.pop();
            if !style.is_colored {
                page.glue("", "]");
            }
        }
        while let Some(mark) = marks.next_if(|m| m.span.start() <= at) {
            open.push(mark.span.end());
            if !style.is_colored {
                page.letter("", '[');
                page.glue("", mark.part.name());
                page.letter("", ' ');
            }
        }
        let part = excerpt.marks.iter().rev().find(|m| m.span.start() <= at && at < m.span.end()).map(|m| m.part);
        let is_in_focus = excerpt.focus.start() <= at && at < excerpt.focus.end();
        page.letter(part.map_or(if is_in_focus { "" } else { DIM }, ink), c);
    }
    page.write(out, 2, 2);
}

/// Words within the width, each letter with its ink; nothing in them commands the terminal.
struct Paragraph {
    style: Style,
    letters: Vec<(&'static str, char)>,
}

impl Paragraph {
    fn new(style: Style) -> Self {
        Self { style, letters: Vec::new() }
    }

    /// Words of their own, a space before them.
    fn words(&mut self, ink: &'static str, words: &str) {
        if !self.letters.is_empty() {
            self.letter(ink, ' ');
        }
        words.chars().for_each(|c| self.letter(ink, c));
    }

    /// Letters without a space before them.
    fn glue(&mut self, ink: &'static str, letters: &str) {
        while letters == "]" && self.letters.last().is_some_and(|(_, c)| *c == ' ') {
            self.letters.pop();
        }
        letters.chars().for_each(|c| self.letter(ink, c));
    }

    fn letter(&mut self, ink: &'static str, c: char) {
        let commands = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if c.is_whitespace() {
            if self.letters.last().is_some_and(|(_, last)| *last != ' ') {
                self.letters.push((ink, ' '));
            }
        } else if commands(c) {
            self.letters.extend(c.escape_unicode().map(|c| (ink, c)));
        } else {
            self.letters.push((ink, c));
        }
    }

    /// Lines, the first so many columns in, the others `rest`.
    fn write(self, out: &mut String, first: usize, rest: usize) {
        let Self { style, letters } = self;
        let mut column = first;
        out.extend(std::iter::repeat_n(' ', first));
        let mut is_first = true;
        for word in letters.split(|(_, c)| *c == ' ').filter(|word| !word.is_empty()) {
            if !is_first && column + 1 + word.len() > style.width {
                out.push('\n');
                out.extend(std::iter::repeat_n(' ', rest));
                column = rest;
            } else if !is_first {
                out.push(' ');
                column += 1;
            }
            is_first = false;
            column += word.len();
            for run in word.chunk_by(|a, b| a.0 == b.0) {
                let letters: String = run.iter().map(|(_, c)| c).collect();
                out.push_str(&style.inked(run[0].0, &letters));
            }
        }
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use demarche::span::Span;
    use demarche_eval::audit::Mark;

    use super::*;

    fn shown(text: &str, marks: &[(Part, usize, usize)], is_colored: bool) -> String {
        let marks = marks.iter().map(|&(part, start, end)| Mark { part, span: Span::new(start, end) }).collect();
        let whole = Excerpt { text: text.to_owned(), focus: Span::new(0, text.len()), marks };
        let mut out = String::new();
        excerpt(&whole, Style { width: 60, is_colored }, &mut out);
        out
    }

    #[test]
    fn parts_are_marked_in_brackets_or_colours() {
        let marks = [(Part::Actor, 0, 11), (Part::Place, 0, 6), (Part::Trigger, 12, 17)];
        assert_eq!(shown("Kyiv's army moved.", &marks, false), "  [actor [place Kyiv's] army] [trigger moved].\n");
        assert_eq!(shown("An army moved.", &[(Part::Trigger, 8, 13)], true), "  An army \x1b[1;33mmoved\x1b[0m.\n");
        assert_eq!(shown("Kyiv's army  moved", &[(Part::Trigger, 13, 18)], false), "  Kyiv's army [trigger moved]\n");
    }

    #[test]
    fn no_text_commands_the_terminal() {
        let text = shown("a\u{1b}[31m \u{202e}b\r\n c\u{9b}", &[], true);
        assert!(!text.replace("\x1b[0m", "").contains(|c: char| (c.is_control() && c != '\n') || c == '\u{202e}'), "{text:?}");
        assert!(shown(&"word ".repeat(50), &[], false).lines().all(|line| line.chars().count() <= 60));
    }
}
