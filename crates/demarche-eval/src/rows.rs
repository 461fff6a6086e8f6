//! Rows of the JSON Lines sets, and which of them are kept for development.

use std::path::Path;

use demarche::document::Document;
use demarche::span::{CodePointIndex, CodePoints, Span};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::error::EvalError;

/// A claim's parts as the sets give them; parts may be missing or null.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
pub struct Parts {
    /// Who holds it.
    #[serde(default, deserialize_with = "or_empty")]
    pub source: Vec<CodePoints>,
    /// The attributing words.
    #[serde(default, deserialize_with = "or_empty")]
    pub cue: Vec<CodePoints>,
    /// What is attributed.
    #[serde(default, deserialize_with = "or_empty")]
    pub content: Vec<CodePoints>,
}

fn or_empty<'de, D: serde::Deserializer<'de>>(d: D) -> Result<Vec<CodePoints>, D::Error> {
    Ok(Option::deserialize(d)?.unwrap_or_default())
}

/// A row of `attribution`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct AttributionRow {
    /// Name of the article.
    pub id: String,
    /// Its text.
    pub text: String,
    /// Its date.
    #[serde(default)]
    pub published: Option<String>,
    /// Its headline.
    #[serde(default)]
    pub title: Option<String>,
    /// Gold attributions.
    pub attributions: Vec<Parts>,
}

/// A row of `relations`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct RelationRow {
    /// Name of the row.
    pub id: String,
    /// A sentence.
    pub text: String,
    /// The party that acts.
    pub source: Vec<CodePoints>,
    /// The party acted upon.
    pub target: Vec<CodePoints>,
    /// PLOVER root as PLV has it: 14 of the types, and YIELD.
    #[serde(rename = "type")]
    pub label: String,
    /// Cross-validation fold.
    pub fold: u8,
}

/// A row of `actors`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ActorRow {
    /// Name of the row.
    pub id: String,
    /// A sentence.
    pub text: String,
    /// Start, end and `source`, `target` or `related`.
    pub spans: Vec<(usize, usize, String)>,
    /// Cross-validation fold.
    pub fold: u8,
}

/// A row of tokens with IOB tags.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct TaggedRow {
    /// Words.
    pub tokens: Vec<String>,
    /// `O`, `B-PER`, `I-PER` …
    pub tags: Vec<String>,
}

/// A row of `re3d`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Re3dRow {
    /// Name of the document.
    pub id: String,
    /// Its text.
    pub text: String,
    /// Start, end and kind.
    pub entities: Vec<(usize, usize, String)>,
}

/// All rows of a JSON Lines file; blank lines are skipped.
///
/// # Errors
/// A file that cannot be read, or a line that does not parse.
pub fn read_rows<R: DeserializeOwned>(path: &Path) -> Result<Vec<R>, EvalError> {
    let text = std::fs::read_to_string(path).map_err(|cause| EvalError::Read { path: path.to_owned(), cause })?;
    let mut rows = Vec::new();
    for (n, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let row = serde_json::from_str(line);
        rows.push(row.map_err(|e| EvalError::Row { path: path.to_owned(), line: n + 1, detail: e.to_string() })?);
    }
    Ok(rows)
}

/// True for one key in `share`: the rows that training leaves out (`is_dev` in training/corpus.py, which must agree).
#[must_use]
pub fn is_dev(key: &str, share: u32) -> bool {
    let digest = Sha256::digest(key.as_bytes());
    u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]) % share == 0
}

/// Code points as bytes of the text; the error names the span.
pub(crate) fn byte_spans(text: &str, points: &[CodePoints]) -> Result<Vec<Span>, String> {
    let index = CodePointIndex::new(text);
    let one = |p: &CodePoints| index.bytes(*p).ok_or_else(|| format!("the span [{}, {}] does not fit the text", p.0, p.1));
    points.iter().map(one).collect()
}

/// A document of an English set: the language is given, since the sets say so.
pub(crate) fn english(id: String, text: &str) -> Document {
    Document { id, text: text.to_owned(), language: Some("en".to_owned()), ..Document::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_and_bad_ones_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.jsonl");
        let good = r#"{"id":"a","text":"x","attributions":[{"cue":[[0,1]],"source":null}]}"#;
        std::fs::write(&path, format!("{good}\n\n{good}\n")).unwrap();
        let rows: Vec<AttributionRow> = read_rows(&path).unwrap();
        assert_eq!(rows[1].attributions, [Parts { cue: vec![CodePoints(0, 1)], ..Parts::default() }]);
        std::fs::write(&path, format!("{good}\n{{\n")).unwrap();
        let error = read_rows::<AttributionRow>(&path).unwrap_err();
        assert!(matches!(error, EvalError::Row { line: 2, .. }), "{error}");
        let error = read_rows::<AttributionRow>(&folder.path().join("none.jsonl")).unwrap_err();
        assert!(error.to_string().contains("none.jsonl") && error.hint().contains("--data"));
    }

    #[test]
    fn the_development_share_is_the_recipes() {
        // from training/corpus.py
        let keys: Vec<usize> = (0..40).filter(|n| is_dev(&format!("wikigold-{n}"), 5)).collect();
        assert_eq!(keys, WIKIGOLD_DEV);
        assert_eq!((0..100).filter(|n| is_dev(&format!("wikineural-{n}"), 20)).collect::<Vec<usize>>(), WIKINEURAL_DEV);
    }

    const WIKIGOLD_DEV: &[usize] = &[0, 3, 7, 14, 15, 16, 28, 29, 39];
    const WIKINEURAL_DEV: &[usize] = &[35, 65];
}
