//! `demarche codebook`: what a code means.

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _};

use demarche::cameo;
use demarche::codebook::{EventType, MODES};
use demarche::definitions::{CodeEntry, describe_all, entries};
use strsim::osa_distance;

use crate::args::{CodebookArgs, ColorWhen};
use crate::error::{Exit, UserError};
use crate::messages::wants_color;
use crate::shell::print;

/// Explains a code in each of its meanings, or lists all codes.
///
/// # Errors
/// A code that is none.
pub fn codebook(args: &CodebookArgs) -> anyhow::Result<Exit> {
    let page = Page::for_stdout();
    let Some(code) = &args.code else { return print(page.table().as_bytes()) };
    let meanings = describe_all(code);
    if meanings.is_empty() {
        let near = near(code);
        let hint = if near.is_empty() {
            "`demarche codebook` lists all codes".to_owned()
        } else {
            format!("did you mean {}? `demarche codebook` lists all codes", near.join(", "))
        };
        return Err(UserError::usage(format!("`{code}` is no code of the codebook")).hint(hint).into());
    }
    let explained: Vec<String> = meanings.iter().map(|meaning| page.explain(meaning)).collect();
    print(explained.join("\n").as_bytes())
}

/// Where the text goes.
#[derive(Debug, Clone, Copy)]
struct Page {
    width: usize,
    is_colored: bool,
}

/// Sets in the order of the table, with the width of their codes.
const SETS: [(&str, &str, usize); 10] = [
    ("event type", "Event types", 12),
    ("mode", "Modes, each of one type", 26),
    ("status", "Status of an event", 14),
    ("stance", "Stance of a claim", 12),
    ("context", "Contexts", 24),
    ("mention kind", "Kinds of mentions", 14),
    ("quantity role", "Parts that quantities play", 12),
    ("sector", "Sectors of actors", 12),
    ("country", "Country codes beyond ISO 3166", 12),
    ("older name", "Older names", 12),
];

impl Page {
    fn for_stdout() -> Self {
        let width = console::Term::stdout().size_checked().map_or(100, |(_, columns)| usize::from(columns));
        Self { width: width.clamp(60, 100), is_colored: wants_color(ColorWhen::Auto, io::stdout().is_terminal()) }
    }

    fn bold(self, text: &str) -> String {
        if self.is_colored { format!("\x1b[1m{text}\x1b[0m") } else { text.to_owned() }
    }

    /// All codes by set.
    fn table(self) -> String {
        let mut text = String::new();
        for (set, title, column) in SETS {
            let _ = writeln!(text, "{}{}", if text.is_empty() { "" } else { "\n" }, self.bold(title));
            for entry in entries().iter().filter(|e| e.set == set) {
                self.row(&mut text, entry.code, &entry.definition, column);
            }
        }
        text.push_str("\n`demarche codebook CODE` tells more of a code; CAMEO codes, as in `demarche codebook 072`, are explained too.\n");
        text
    }

    /// One code with all that is known of it.
    fn explain(self, entry: &CodeEntry) -> String {
        let mut text = format!("{} · {}\n", self.bold(entry.code), entry.set);
        self.paragraph(&mut text, &entry.definition, 2);
        if entry.set == "event type"
            && let Ok(event_type) = entry.code.parse::<EventType>()
        {
            let about = ["verbal cooperation", "material cooperation", "verbal conflict", "material conflict"];
            let quad = event_type.quad();
            let name = about.get(usize::from(quad).saturating_sub(1)).copied().unwrap_or_default();
            let _ = writeln!(text, "\n  quad class {quad} ({name}), score {}, CAMEO root {}", event_type.score(), cameo::root(event_type));
            let modes: Vec<&CodeEntry> = entries().iter().filter(|e| e.set == "mode" && type_of(e.code) == entry.code).collect();
            if !modes.is_empty() {
                text.push_str("\n  modes\n");
                for mode in modes {
                    self.row(&mut text, mode.bare(), &mode.definition, 20);
                }
            }
        }
        if let Some(mode) = MODES.iter().find(|m| entry.set == "mode" && entry.code == format!("{}:{}", m.event_type(), m.code())) {
            let _ = writeln!(text, "\n  score {}, CAMEO {}", mode.score(), cameo::cameo_code(mode.event_type(), Some(*mode), &[]));
        }
        text
    }

    /// A code and its definition beside it.
    fn row(self, text: &mut String, code: &str, definition: &str, column: usize) {
        let mut paragraph = String::new();
        self.paragraph(&mut paragraph, definition, 2 + column);
        // the code stands where the first line is indented
        let _ = write!(text, "  {code:<column$}{}", paragraph.trim_start());
    }

    /// Words in lines of the page's width.
    fn paragraph(self, text: &mut String, words: &str, indent: usize) {
        let mut column = 0;
        for word in words.split_whitespace() {
            let length = word.chars().count();
            if column == 0 || column + 1 + length > self.width {
                let _ = write!(text, "{}{:indent$}{word}", if column == 0 { "" } else { "\n" }, "");
                column = indent + length;
            } else {
                let _ = write!(text, " {word}");
                column += 1 + length;
            }
        }
        text.push('\n');
    }
}

/// `COERCE` of `COERCE:arrest`.
fn type_of(mode: &str) -> &str {
    mode.split(':').next().unwrap_or(mode)
}

/// Codes that are spelt almost so, begin alike, or whose definition has the word; the nearest first.
fn near(code: &str) -> Vec<String> {
    let wanted = code.trim().to_lowercase();
    let length = wanted.chars().count();
    // no code is longer, and comparing takes the product of lengths
    if !(2..=60).contains(&length) {
        return Vec::new();
    }
    let mut spelt: Vec<(usize, &str)> = Vec::new();
    // a fault in every third letter at most
    let distance = |known: &str| Some(osa_distance(&known.to_lowercase(), &wanted)).filter(|&d| d <= (length / 3).max(1));
    for entry in entries() {
        spelt.extend([entry.code, entry.bare()].into_iter().filter_map(distance).min().map(|d| (d, entry.code)));
    }
    if wanted.starts_with(|c: char| c.is_ascii_digit()) {
        let codes = cameo::rows().iter().map(|row| row.code);
        spelt.extend(codes.filter_map(|known| distance(known).map(|d| (d + usize::from(!wanted.starts_with(known)), known))));
    }
    spelt.sort_unstable();
    let beginning: String = wanted.chars().take(4).collect();
    let is_alike = |e: &&CodeEntry| length >= 3 && e.bare().to_lowercase().starts_with(&beginning);
    let is_told = |e: &&CodeEntry| length >= 3 && e.definition.to_lowercase().contains(&wanted);
    let others = entries().iter().filter(is_alike).chain(entries().iter().filter(is_told)).map(|e| e.code);
    let mut found: Vec<String> = Vec::new();
    for code in spelt.into_iter().map(|(_, code)| code).chain(others) {
        let code = format!("`{code}`");
        if !found.contains(&code) {
            found.push(code);
        }
    }
    found.truncate(4);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: Page = Page { width: 60, is_colored: false };

    #[test]
    fn every_code_is_in_the_table() {
        let table = PAGE.table();
        for entry in entries() {
            assert!(table.contains(&format!("\n  {} ", entry.code)), "{}", entry.code);
        }
        assert!(table.lines().all(|line| line.starts_with('`') || line.chars().count() <= 60));
    }

    #[test]
    fn a_type_shows_its_modes() {
        let text = PAGE.explain(&describe_all("COERCE")[0]);
        assert!(text.starts_with("COERCE · event type\n  ") && text.contains("quad class 4 (material conflict)"), "{text}");
        assert!(text.contains("\n  arrest "), "{text}");
        let mode = PAGE.explain(&describe_all("COERCE:arrest")[0]);
        assert!(mode.contains("score -7, CAMEO 173"), "{mode}");
    }

    #[test]
    fn near_codes_are_offered() {
        assert_eq!(near("assualt")[0], "`ASSAULT`");
        assert!(near("x").is_empty() && near(&"x".repeat(100_000)).is_empty() && near("qqqqqq").is_empty());
        assert_eq!(near("assaults")[0], "`ASSAULT`");
        assert!(near("hostage").iter().any(|c| c.contains("abduct")), "{:?}", near("hostage"));
    }
}
