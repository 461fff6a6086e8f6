//! Meanings of a name as text for people.

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _};

use demarche_knowledge::{Certainty, End, Held, Interval};
use indicatif::HumanCount;
use jiff::civil::Date;
use serde_json::Value;

use super::found::{Found, HeldOffice, Spelling, Stands};
use crate::args::ColorWhen;
use crate::messages::wants_color;

/// Places that are shown of one name; the rest is counted.
const PLACES: usize = 10;
/// Column of what stands behind a label.
const COLUMN: usize = 15;

/// Where the text goes.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    width: usize,
    is_colored: bool,
}

/// Whether something was so on a day.
pub const fn held(held: Held) -> &'static str {
    match held {
        Held::Yes => "yes",
        Held::Maybe => "maybe",
        Held::No => "no",
    }
}

impl Page {
    pub fn for_stdout() -> Self {
        let width = console::Term::stdout().size_checked().map_or(110, |(_, columns)| usize::from(columns));
        Self { width: width.clamp(60, 110), is_colored: wants_color(ColorWhen::Auto, io::stdout().is_terminal()) }
    }

    /// All meanings, the commonest kinds of which come first.
    pub fn meanings(self, name: &str, on: Option<Date>, found: &[Found]) -> String {
        let count = if found.len() == 1 { "1 meaning".to_owned() } else { format!("{} meanings", HumanCount(found.len() as u64)) };
        let day = on.map(|day| format!(" on {day}")).unwrap_or_default();
        let mut text = format!("{}{day}: {count}\n", self.bold(&escaped(name)));
        let (mut places, mut left_out) = (0, 0);
        for (n, one) in found.iter().enumerate() {
            if one.kind == "place" {
                places += 1;
                if places > PLACES {
                    left_out += 1;
                    continue;
                }
            }
            self.meaning(&mut text, n + 1, one);
        }
        if left_out > 0 {
            let _ = writeln!(text, "\n… and {} smaller places (--json prints all)", HumanCount(left_out));
        }
        text
    }

    fn meaning(self, text: &mut String, number: usize, found: &Found) {
        let kind = if found.subkind.is_empty() { found.kind.to_owned() } else { format!("{} ({})", found.kind, found.subkind) };
        let _ = writeln!(text, "\n{number}  {} · {kind}", self.bold(&escaped(&found.name)));
        if found.certainty == Certainty::Unsure {
            self.row(text, "unsure", "never resolves the name alone");
        }
        let code = match (&found.code, found.code_when) {
            (Some(code), "") => code.clone(),
            (Some(code), when) => format!("{code} {when}"),
            (None, when) => when.to_owned(),
        };
        if !code.is_empty() && (found.code.is_some() || matches!(found.kind, "person" | "role")) {
            self.row(text, "code", &code);
        }
        self.row(text, "found by", &found_by(found));
        if let Some(when) = found.when.filter(|when| when.start.is_some() || when.end != End::Unknown) {
            self.row(text, "when", &dated(when, found.held, "it was so"));
        }
        let place_in = found.facts.iter().find(|(label, _)| *label == "in").map(|(_, value)| fact("in", value));
        for (label, value) in found.facts.iter().filter(|(label, _)| *label != "in") {
            let value = fact(label, value);
            match &place_in {
                Some(division) if *label == "country" => self.row(text, "in", &format!("{division}, {value}")),
                _ => self.row(text, label, &value),
            }
        }
        for (n, office) in found.offices.iter().enumerate() {
            self.office(text, if n == 0 { "offices" } else { "" }, office);
        }
        if found.offices.is_empty() {
            self.row(text, "origin", &stands(&found.stands, found.certainty, found.as_of.as_deref()));
        }
    }

    fn office(self, text: &mut String, label: &str, office: &HeldOffice) {
        let acting = if office.is_acting { ", acting" } else { "" };
        let of = if office.body.is_empty() { String::new() } else { format!(" ({})", office.body) };
        let line = format!("{}  {}{of}{acting} · {}", dated(office.when, office.held, "held"), office.office, office.code);
        self.row(text, label, &line);
        let mut origin = stands(&office.stands, office.certainty, office.as_of.as_deref());
        if !office.note.is_empty() {
            let _ = write!(origin, " · {}", office.note);
        }
        self.row(text, "", &format!("  {origin}"));
    }

    /// A label and what stands behind it, broken before the width.
    fn row(self, text: &mut String, label: &str, value: &str) {
        let start = 3 + COLUMN.max(label.chars().count() + 2);
        let indent = value.len() - value.trim_start().len();
        let _ = write!(text, "   {label:<COLUMN$}{}", if label.chars().count() >= COLUMN { "  " } else { "" });
        let _ = write!(text, "{:indent$}", "");
        let mut column = start + indent;
        for (n, word) in value.trim_start().split(' ').enumerate() {
            let word = escaped(word);
            let length = word.chars().count();
            if n > 0 && column + 1 + length > self.width {
                let _ = write!(text, "\n{:1$}", "", 3 + COLUMN + indent);
                column = 3 + COLUMN + indent;
            } else if n > 0 {
                text.push(' ');
                column += 1;
            }
            text.push_str(&word);
            column += length;
        }
        text.push('\n');
    }

    fn bold(self, text: &str) -> String {
        if self.is_colored { format!("\x1b[1m{text}\x1b[0m") } else { text.to_owned() }
    }
}

fn found_by(found: &Found) -> String {
    let written = &found.written;
    match found.spelling {
        Spelling::Exact => "its name".to_owned(),
        Spelling::Fold => format!("its name, written `{written}`"),
        Spelling::Alias => format!("another name, `{written}`"),
        Spelling::Sound => format!("sound: the tables write `{written}`"),
        Spelling::FamilyName => format!("the family name of `{written}`"),
        Spelling::GivenName => format!("part of the name `{written}`"),
    }
}

/// Dates, and whether the day asked for lies between them.
fn dated(when: Interval, is_held: Option<Held>, verb: &str) -> String {
    let dates = match (when.start, when.end) {
        (None, End::Unknown) => "dates not known".to_owned(),
        (None, end) => format!("until {end}"),
        (Some(start), End::Unknown) => format!("from {start}"),
        (Some(start), end) => format!("{start} to {end}"),
    };
    match is_held {
        None => dates,
        Some(Held::Yes) => format!("{dates} ({verb} on that day)"),
        Some(Held::Maybe) => format!("{dates} (perhaps {verb} on that day)"),
        Some(Held::No) => format!("{dates} (not on that day)"),
    }
}

fn fact(label: &str, value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(_) => "yes".to_owned(),
        Value::Number(n) if label == "population" => n.as_u64().map_or_else(|| n.to_string(), |n| HumanCount(n).to_string()),
        Value::Array(items) if label == "point" => {
            let degrees = |n: usize| items.get(n).and_then(Value::as_f64).unwrap_or_default();
            let side = |x: f64, plus: char, minus: char| format!("{:.2}° {}", x.abs(), if x < 0.0 { minus } else { plus });
            format!("{}, {}", side(degrees(0), 'N', 'S'), side(degrees(1), 'E', 'W'))
        }
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}

fn stands(stands: &Stands, certainty: Certainty, as_of: Option<&str>) -> String {
    let line = stands.line.map(|line| format!(":{line}")).unwrap_or_default();
    let mut out = format!("{}, {}{line}, {}", certainty.code(), stands.table, stands.origin);
    if stands.line.is_none() {
        let _ = write!(out, ", {}", stands.pack);
    }
    if let Some(as_of) = as_of {
        let _ = write!(out, ", as of {as_of}");
    }
    out
}

/// Names come from files: none may command a terminal.
fn escaped(text: &str) -> String {
    let commands = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|c| if commands(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}
