//! Who wrote what was printed: agencies named in bylines, datelines and at the end of the text.
//!
//! Only boilerplate is read ([`boilerplate`](super::boilerplate)): an agency that is named in the body ("told AFP") is quoted there and
//! need not have written the article. A name counts as an outlet's only where it stands alone between marks, and where the
//! tables know one outlet by it: `BNA` is two agencies and so none, `Sana Khan` is nobody's.

use demarche::segment::segment;
use demarche::span::Span;
use demarche_knowledge::{Knowledge, Meaning, PartyKind};
use serde::{Deserialize, Serialize};

use super::boilerplate::{NoticeKind, notices};

/// An outlet of the tables.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Outlet {
    /// `COUNTRY/SECTOR/slug`.
    pub id: String,
    /// Its usual English name.
    pub name: String,
    /// Owner; may be empty.
    pub owner: String,
    /// An agency whose copy others print.
    pub is_wire: bool,
    /// Owned or run by a state.
    pub is_state: bool,
}

/// Knows outlets by name.
pub trait Outlets {
    /// The one outlet that a name or alias means; none where it is unknown or several share it.
    fn outlet(&self, name: &str) -> Option<Outlet>;
}

/// Knows no outlet.
impl Outlets for () {
    fn outlet(&self, _: &str) -> Option<Outlet> {
        None
    }
}

impl<T: Outlets + ?Sized> Outlets for &T {
    fn outlet(&self, name: &str) -> Option<Outlet> {
        (**self).outlet(name)
    }
}

impl Outlets for Knowledge<'_> {
    fn outlet(&self, name: &str) -> Option<Outlet> {
        let mut found = self.named(name).into_iter().filter_map(|sense| match sense.meaning {
            Meaning::Party(party) if party.of == PartyKind::Outlet => Some(party),
            _ => None,
        });
        let party = found.next()?;
        found.all(|other| other.id == party.id).then(|| Outlet {
            id: party.id.to_owned(),
            name: party.name.to_owned(),
            owner: party.owner.to_owned(),
            is_wire: party.wire,
            is_state: party.state,
        })
    }
}

/// What an outlet named in boilerplate did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// Wrote the article.
    Wrote,
    /// Helped: `With inputs from PTI`, `Reuters contributed to this report`.
    Helped,
}

/// An outlet credited in an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credit {
    /// The outlet.
    pub outlet: Outlet,
    /// What it did.
    pub part: Part,
    /// The words that say so, in bytes of the text.
    pub span: Span,
    /// Nothing names the outlet: the words are in the form that it alone uses.
    pub is_inferred: bool,
}

/// Who printed an article, and who is credited with it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Provenance {
    /// The outlet that printed it, where the tables know it.
    pub printed: Option<Outlet>,
    /// Outlets credited, in text order; an outlet stands once for each part.
    pub credits: Vec<Credit>,
}

impl Provenance {
    /// Reads an article's boilerplate.
    #[must_use]
    pub fn of(text: &str, publisher: Option<&str>, known: &impl Outlets) -> Self {
        let mut out = Self { printed: publisher.and_then(|p| known.outlet(p)), credits: Vec::new() };
        let head = super::words::head(text);
        for notice in notices(head, &segment(head)) {
            out.read(head, notice.kind, notice.span, known);
        }
        out
    }

    /// The outlet that wrote the article: the first that is said to have, else the publisher if it is an agency. None where
    /// nothing says so: the publisher may have written it, or not.
    #[must_use]
    pub fn wrote(&self) -> Option<&Outlet> {
        let said = self.credits.iter().find(|c| c.part == Part::Wrote && !c.is_inferred).map(|c| &c.outlet);
        said.or_else(|| self.printed.as_ref().filter(|o| o.is_wire))
            .or_else(|| self.credits.iter().find(|c| c.part == Part::Wrote).map(|c| &c.outlet))
    }

    fn read(&mut self, text: &str, kind: NoticeKind, span: Span, known: &impl Outlets) {
        let words = span.of(text);
        let low = words.to_lowercase();
        const HELP: [&str; 8] =
            ["with ", "additional reporting", "contribut", "files from", "inputs from", "input from", "agencies", "information from"];
        let part = if kind == NoticeKind::Credit && HELP.iter().any(|h| low.contains(h)) { Part::Helped } else { Part::Wrote };
        let before = self.credits.len();
        for name in names(words) {
            let Some(outlet) = known.outlet(name) else { continue };
            // in a byline a short word may be a person's name, and a notice of rights is the publisher's own
            let is_word = !name.contains(' ') && name.chars().count() <= 5 && name.chars().any(char::is_lowercase);
            let is_unfit = match kind {
                NoticeKind::Byline => is_word,
                NoticeKind::Notice => !outlet.is_wire,
                NoticeKind::Dateline => !outlet.is_wire,
                NoticeKind::Credit => false,
            };
            if !is_unfit {
                self.add(Credit { outlet, part, span, is_inferred: false });
            }
        }
        // Reuters' sign-off: the agency alone ends its reports with it, and names itself at the start, which copies leave out
        let is_signed = low.starts_with("(reporting by ") && low.contains("editing by ") && self.credits.len() == before;
        if is_signed && let Some(outlet) = known.outlet("Reuters") {
            self.add(Credit { outlet, part: Part::Wrote, span, is_inferred: true });
        }
    }

    fn add(&mut self, credit: Credit) {
        if !self.credits.iter().any(|c| c.outlet.id == credit.outlet.id && c.part == credit.part) {
            self.credits.push(credit);
        }
    }
}

/// Pieces of a notice that may be a name: what stands between marks, linking words and phrases.
fn names(words: &str) -> Vec<&str> {
    const LINKS: [&str; 36] = [
        "by",
        "with",
        "from",
        "in",
        "and",
        "for",
        "of",
        "at",
        "reporting",
        "additional",
        "editing",
        "edited",
        "writing",
        "compiled",
        "inputs",
        "input",
        "files",
        "file",
        "information",
        "source",
        "sources",
        "contributed",
        "to",
        "this",
        "report",
        "story",
        "article",
        "copyright",
        "published",
        "first",
        "was",
        "appeared",
        "on",
        "originally",
        "the",
        "via",
    ];
    const TAIL: [&str; 8] = ["news agency", "news service", "newswire", "wires", "staff", "writer", "writers", "correspondent"];
    let mut out: Vec<&str> = Vec::new();
    for piece in words.split(['(', ')', '[', ']', ',', ';', ':', '/', '|', '—', '–', '©', '\n']).flat_map(|p| p.split(" - ")) {
        let mut from = None;
        let mut end = 0;
        let mut flush = |from: &mut Option<usize>, end: usize| {
            if let Some(start) = from.take() {
                out.push(&piece[start..end]);
            }
        };
        let mut at = 0;
        for token in piece.split_inclusive(char::is_whitespace) {
            let word = token.trim_matches(|c: char| !c.is_alphanumeric() && c != '.');
            let is_link = LINKS.iter().any(|l| l.eq_ignore_ascii_case(word))
                || !word.contains(char::is_alphanumeric)
                || word.starts_with(|c: char| c.is_ascii_digit());
            if is_link {
                flush(&mut from, end);
            } else {
                from.get_or_insert(at + token.len() - token.trim_start_matches(|c: char| !c.is_alphanumeric()).len());
                end = at + token.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
            }
            at += token.len();
        }
        flush(&mut from, end);
    }
    let cut = |name: &str| {
        TAIL.iter().find_map(|t| {
            name.len().checked_sub(t.len() + 1).filter(|&at| name.is_char_boundary(at) && name[at..].trim_start().eq_ignore_ascii_case(t))
        })
    };
    let shorter: Vec<&str> = out.iter().filter_map(|name| cut(name).map(|at| name[..at].trim_end())).collect();
    out.extend(shorter);
    out.retain(|name| name.chars().any(char::is_uppercase));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Few;
    impl Outlets for Few {
        fn outlet(&self, name: &str) -> Option<Outlet> {
            let (id, is_wire) = match name {
                "Reuters" | "REUTERS" => ("GBR/JRN/reuters", true),
                "AP" | "Associated Press" => ("USA/JRN/associated-press", true),
                "AFP" => ("FRA/JRN/agence-france-presse", true),
                "Xinhua" => ("CHN/JRN/xinhua", true),
                "TASS" => ("RUS/JRN/tass", true),
                "SANA" | "Sana" => ("SYR/JRN/sana", true),
                "The Guardian" | "Guardian" => ("GBR/JRN/guardian", false),
                _ => return None,
            };
            Some(Outlet { id: id.into(), name: name.into(), owner: String::new(), is_wire, is_state: false })
        }
    }

    fn credits(text: &str) -> Vec<(String, Part, bool)> {
        let found = Provenance::of(text, Some("The Guardian"), &Few).credits;
        found.into_iter().map(|c| (c.outlet.id.rsplit('/').next().unwrap_or_default().to_owned(), c.part, c.is_inferred)).collect()
    }

    const BODY: &str = "Rain fell on the old town on Monday. Schools closed, a spokesman told AFP.";

    #[test]
    fn agencies_are_read_where_they_sign() {
        for (text, who, part, inferred) in [
            (format!("KYIV, May 3 (Reuters) - {BODY}"), "reuters", Part::Wrote, false),
            (format!("BRASILIA, Brazil (AP) — {BODY}"), "associated-press", Part::Wrote, false),
            (format!("MOSCOW, April 12. /TASS/. {BODY}"), "tass", Part::Wrote, false),
            (format!("{BODY} — AFP"), "agence-france-presse", Part::Wrote, false),
            (format!("{BODY}\n\nXinhua"), "xinhua", Part::Wrote, false),
            (format!("AFP/Kano\n\n{BODY}"), "agence-france-presse", Part::Wrote, false),
            (format!("By Ana Prado, Associated Press\n\n{BODY}"), "associated-press", Part::Wrote, false),
            (format!("{BODY}\n\n(Reporting by Ana Prado in Kyiv; Editing by Tom Lee)"), "reuters", Part::Wrote, true),
            (format!("{BODY}\n\nReporting by Reuters"), "reuters", Part::Wrote, false),
            (format!("{BODY}\n\nWith AP"), "associated-press", Part::Helped, false),
            (format!("{BODY}\n\nReuters contributed to this report."), "reuters", Part::Helped, false),
            (format!("{BODY}\n\nCopyright 2024 The Associated Press. All rights reserved."), "associated-press", Part::Wrote, false),
        ] {
            assert_eq!(credits(&text), [(who.to_owned(), part, inferred)], "{text}");
        }
    }

    #[test]
    fn nobody_is_credited_without_a_sign() {
        assert!(credits(BODY).is_empty());
        assert!(credits(&format!("By Sana Khan\n\n{BODY}")).is_empty());
        assert!(credits(&format!("{BODY}\n\n© 2024 Guardian")).is_empty());
        assert!(credits("").is_empty());
    }

    #[test]
    fn who_wrote() {
        let by = |text: &str, publisher| Provenance::of(text, publisher, &Few).wrote().map(|o| o.name.clone());
        assert_eq!(by(BODY, Some("The Guardian")), None);
        assert_eq!(by(BODY, Some("Reuters")), Some("Reuters".to_owned()));
        assert_eq!(by(&format!("{BODY} — AFP"), Some("The Guardian")), Some("AFP".to_owned()));
    }
}
