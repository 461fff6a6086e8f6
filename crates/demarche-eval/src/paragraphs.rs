//! Paragraphs of real news: their annotation is ours, their texts stay in the public sets (`from: SET/ROW START-END`).

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::error::EvalError;
use crate::passage::{Draft, FROM};
use crate::rows::read_rows;

/// Set, its file below the data folder, and the column of the text (`TEXTS` in training/corpus.py, which must agree).
const SETS: [(&str, &str, &str); 7] = [
    ("attribution", "attribution/train.jsonl", "text"),
    ("attribution-dev", "attribution/dev.jsonl", "text"),
    ("tr-news", "toponyms/tr-news.jsonl", "text"),
    ("geowebnews", "toponyms/geowebnews.jsonl", "text"),
    ("pages", "pages/train.jsonl", "body"),
    ("re3d", "entities/re3d-train.jsonl", "text"),
    ("stories", "stories/train.jsonl", "text"),
];

/// Texts of the public sets; a file is read when its first paragraph is asked for.
#[derive(Debug)]
pub struct Paragraphs {
    data: PathBuf,
    sets: HashMap<&'static str, HashMap<String, String>>,
}

impl Paragraphs {
    /// Texts below the folder of the public sets.
    #[must_use]
    pub fn new(data: &Path) -> Self {
        Self { data: data.to_owned(), sets: HashMap::new() }
    }

    /// The paragraph that a passage's annotation is about.
    ///
    /// # Errors
    /// A `from` line that cannot be read, a set that is not there, a row or characters that it does not have.
    pub fn text(&mut self, draft: &Draft) -> Result<String, EvalError> {
        let bad = |detail: String| EvalError::from(draft.error(draft.line, detail));
        let from = draft.meta.get(FROM).map_or("", String::as_str);
        let (name, row, start, end) = parse(from).ok_or_else(|| {
            let sets: Vec<&str> = SETS.iter().map(|s| s.0).collect();
            bad(format!("cannot read `from: {from}`; write SET/ROW START-END, sets: {}", sets.join(" ")))
        })?;
        let (set, path, column) = SETS.iter().find(|s| s.0 == name).copied().unwrap_or(SETS[0]);
        if !self.sets.contains_key(set) {
            let rows: Vec<Value> = read_rows(&self.data.join(path))?;
            let texts = rows.iter().filter_map(|r| Some((r.get("id")?.as_str()?.to_owned(), r.get(column)?.as_str()?.to_owned())));
            self.sets.insert(set, texts.collect());
        }
        let text = self.sets[set].get(row).map(|t| t.chars().skip(start).take(end - start).collect::<String>());
        text.filter(|t| t.chars().count() == end - start)
            .ok_or_else(|| bad(format!("`{set}` has no `{row}` with characters {start}-{end}")))
    }
}

/// Set, row, first character and one past the last.
fn parse(from: &str) -> Option<(&str, &str, usize, usize)> {
    let (name, rest) = from.split_once('/')?;
    let (row, range) = rest.rsplit_once(' ')?;
    let (start, end) = range.split_once('-')?;
    let (start, end) = (start.parse().ok()?, end.parse().ok()?);
    (SETS.iter().any(|s| s.0 == name) && start < end).then_some((name, row, start, end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passage::parse_drafts;

    #[test]
    fn texts_come_from_the_sets() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("pages")).unwrap();
        std::fs::write(folder.path().join("pages/train.jsonl"), "{\"id\": \"7\", \"body\": \"Éire left. Rome stayed.\"}\n").unwrap();
        let mut paragraphs = Paragraphs::new(folder.path());
        let mut text = |from: &str| {
            let markdown = format!("## a\nfrom: {from}\n\n```annotation\n```\n");
            let drafts = parse_drafts(Path::new("a.md"), &markdown, "annotation").unwrap();
            paragraphs.text(&drafts[0]).map_err(|e| e.to_string())
        };
        assert_eq!(text("pages/7 0-10").unwrap(), "Éire left.");
        assert!(text("pages/8 0-10").unwrap_err().contains("`pages` has no `8` with characters 0-10"));
        assert!(text("pages/7 0-99").unwrap_err().contains("characters 0-99"));
        assert!(text("papers/7 0-9").unwrap_err().contains("sets: attribution attribution-dev"));
        assert!(text("pages/7 9-0").unwrap_err().contains("write SET/ROW START-END"));
        assert!(text("re3d/7 0-9").unwrap_err().contains("cannot read"));
    }
}
