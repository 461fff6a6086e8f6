//! Names of persons, organisations and places in four public sets.
//!
//! Only rows that training leaves out are scored. The sets mark names alone, and none inside another: found names inside
//! a larger found name are left out, and so are described bodies ("the ministry") where the gold marks nothing.

use demarche::codebook::Kind;
use demarche::document::Document;
use demarche::span::CodePoints;

use crate::error::EvalError;
use crate::mentions::{Named, Spans, figures, named};
use crate::options::Set;
use crate::reading::Run;
use crate::report::{Figure, Missing, Section, Seen};
use crate::rows::{Re3dRow, TaggedRow, english, is_dev, read_rows};
use crate::spans::CharSet;

/// The kinds these sets have gold for.
pub const KINDS: [Kind; 3] = [Kind::Person, Kind::Organization, Kind::Place];

/// One of the sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// Name, as in training/sources.py: rows are `NAME-0`, `NAME-1` … there.
    pub name: &'static str,
    /// File in the data folder.
    pub file: &'static str,
    /// One row in so many is kept for development.
    pub share: u32,
    /// True for documents with spans, false for tokens with tags.
    pub has_spans: bool,
}

/// The sets.
pub const SOURCES: &[Source] = &[
    Source { name: "re3d", file: "entities/re3d-train.jsonl", share: 5, has_spans: true },
    Source { name: "wikigold", file: "entities/wikigold.jsonl", share: 5, has_spans: false },
    Source { name: "wikineural", file: "entities/wikineural-en.jsonl", share: 20, has_spans: false },
    Source { name: "ewt", file: "entities/uner-ewt.jsonl", share: 5, has_spans: false },
];

/// Tokens joined by spaces, and the spans of their tags. `I-` after another kind (or after `O`) begins a span, as in IOB1.
#[must_use]
pub fn tagged_text(row: &TaggedRow) -> (String, Vec<Named>) {
    let (mut text, mut at) = (String::new(), 0);
    let mut spans: Vec<Named> = Vec::new();
    let mut open: Option<&str> = None;
    for (token, tag) in row.tokens.iter().zip(&row.tags) {
        if !text.is_empty() {
            text.push(' ');
            at += 1;
        }
        let end = at + token.chars().count();
        text.push_str(token);
        let (prefix, kind) = tag.split_once('-').map_or(("", None), |(p, k)| (p, Some(k)));
        if let Some(known) = kind.and_then(iob_kind) {
            match spans.last_mut() {
                Some(last) if prefix == "I" && open == kind => last.1.1 = end,
                _ => spans.push((known, CodePoints(at, end))),
            }
        }
        open = kind;
        at = end;
    }
    (text, spans)
}

fn iob_kind(name: &str) -> Option<Kind> {
    match name {
        "PER" => Some(Kind::Person),
        "ORG" => Some(Kind::Organization),
        "LOC" => Some(Kind::Place),
        _ => None,
    }
}

fn re3d_kind(name: &str) -> Option<Kind> {
    match name {
        "Person" => Some(Kind::Person),
        "Organisation" => Some(Kind::Organization),
        "Location" => Some(Kind::Place),
        _ => None,
    }
}

/// What of the found mentions these sets can judge: see the module's first lines.
fn comparable(text: &str, gold: &[Named], found: Vec<Named>) -> Vec<Named> {
    let chars: Vec<char> = text.chars().collect();
    let gold = CharSet::new(gold.iter().map(|g| g.1));
    let names: Vec<Named> = found.into_iter().filter(|f| KINDS.contains(&f.0)).collect();
    let is_inside = |a: CodePoints, b: CodePoints| a != b && b.0 <= a.0 && a.1 <= b.1;
    let is_judged = |&&(kind, span): &&Named| {
        let is_described = kind == Kind::Organization && !chars[span.0..span.1].iter().any(|c| c.is_uppercase());
        !(names.iter().any(|o| is_inside(span, o.1)) || (is_described && !gold.overlaps(&CharSet::from(span))))
    };
    names.iter().filter(is_judged).copied().collect()
}

/// Scores one of the sets.
///
/// # Errors
/// A file that cannot be read or does not fit.
pub fn section(run: &Run<'_>, source: &Source) -> Result<Section, EvalError> {
    let path = run.options.data.join(source.file);
    let mut texts: Vec<(Document, Vec<Named>)> = Vec::new();
    if source.has_spans {
        for row in read_rows::<Re3dRow>(&path)?.into_iter().filter(|r| is_dev(&r.id, source.share)) {
            let spans = row.entities.iter().filter_map(|e| Some((re3d_kind(&e.2)?, CodePoints(e.0, e.1)))).collect();
            texts.push((english(row.id, &row.text), spans));
        }
    } else {
        for (n, row) in read_rows::<TaggedRow>(&path)?.iter().enumerate() {
            let key = format!("{}-{n}", source.name);
            if is_dev(&key, source.share) {
                let (text, spans) = tagged_text(row);
                texts.push((english(key, &text), spans));
            }
        }
    }
    if texts.is_empty() {
        return Err(EvalError::Empty { path });
    }
    let (docs, gold): (Vec<Document>, Vec<Vec<Named>>) = texts.into_iter().unzip();
    let records = run.read(&docs);
    let spans: Vec<Spans> = docs
        .iter()
        .zip(gold)
        .zip(&records)
        .map(|((doc, gold), record)| Spans { predicted: comparable(&doc.text, &gold, named(record)), gold })
        .collect();
    let mut figures = figures(&spans, &KINDS, run.draws());
    let others = Kind::ALL.iter().filter(|k| !KINDS.contains(k)).map(|k| Figure::missing(k.code(), Missing::NoGold));
    figures.extend(others.chain([Figure::missing("nested mentions", Missing::NoGold)]));
    Ok(Section {
        set: Set::Entities,
        name: source.name.to_owned(),
        part: format!("development share, 1 in {}", source.share),
        path: Some(path),
        documents: docs.len(),
        seen_in_training: Seen::No,
        notes: Vec::new(),
        figures,
        failure: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(words: &str, tags: &str) -> TaggedRow {
        let list = |s: &str| s.split(' ').map(str::to_owned).collect();
        TaggedRow { tokens: list(words), tags: list(tags) }
    }

    #[test]
    fn tags_become_spans() {
        let (text, spans) = tagged_text(&row("José García left New York Paris Lisbon", "B-PER I-PER O I-LOC I-LOC B-LOC I-ORG"));
        assert_eq!(text, "José García left New York Paris Lisbon");
        let expected = [
            (Kind::Person, CodePoints(0, 11)),
            (Kind::Place, CodePoints(17, 25)),
            (Kind::Place, CodePoints(26, 31)),
            (Kind::Organization, CodePoints(32, 38)),
        ];
        assert_eq!(spans, expected);
        assert_eq!(tagged_text(&row("a Kurd I", "O I-MISC I-PER")).1, [(Kind::Person, CodePoints(7, 8))]);
    }

    #[test]
    fn only_what_the_sets_mark_is_judged() {
        let text = "The ministry met the Bank of England and tampa firms";
        let (bank, england) = ((Kind::Organization, CodePoints(21, 36)), (Kind::Place, CodePoints(29, 36)));
        let ministry = (Kind::Organization, CodePoints(4, 12));
        let tampa = (Kind::Organization, CodePoints(41, 46));
        let group = (Kind::Group, CodePoints(41, 52));
        let found = vec![bank, england, ministry, tampa, group];
        assert_eq!(comparable(text, &[(Kind::Place, CodePoints(41, 46))], found), [bank, tampa]);
    }
}
