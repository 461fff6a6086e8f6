//! Passages annotated with happenings: the corpus notation (corpus/GUIDE.md), and in the block a line `i eN HAPPENING` for each
//! event, with ` background` behind it where the passage only looks back.

use std::collections::BTreeMap;
use std::path::Path;

use demarche_eval::corpus::{Passage, parse_passage};
use demarche_eval::passage::parse_drafts;

/// A passage with what happened in it.
pub struct Labelled {
    pub passage: Passage,
    pub publisher: Option<String>,
    /// Of each event, in the passage's order.
    pub happenings: Vec<Happening>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    pub name: String,
    pub is_background: bool,
}

/// Passages of a file in the order of publication, then of the file.
pub fn read(path: &Path) -> Vec<Labelled> {
    let markdown = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("cannot read `{}`: {e}", path.display()));
    let mut drafts = parse_drafts(path, &markdown, "annotation").unwrap_or_else(|e| panic!("{e}"));
    let mut labelled: Vec<Labelled> = drafts
        .iter_mut()
        .map(|draft| {
            let mut told = BTreeMap::new();
            let fence = draft.fence.take().unwrap_or_default();
            let (lines, rest): (Vec<_>, Vec<_>) = fence.into_iter().partition(|l| l.text.starts_with("i "));
            for line in lines {
                let words: Vec<&str> = line.text.split_whitespace().collect();
                let (event, name, is_background) = match words[..] {
                    [_, event, name] => (event, name, false),
                    [_, event, name, "background"] => (event, name, true),
                    _ => panic!("`{}` line {}: write `i eN HAPPENING` and perhaps `background`", path.display(), line.number),
                };
                told.insert(event.to_owned(), Happening { name: name.to_owned(), is_background });
            }
            draft.fence = Some(rest);
            let passage = parse_passage(draft).unwrap_or_else(|e| panic!("{e}"));
            let happening = |id: &String| told.get(id).cloned().unwrap_or_else(|| panic!("`{}`: `{id}` has no happening", passage.id));
            let happenings = passage.events.iter().map(|e| happening(&e.id)).collect();
            Labelled { publisher: draft.meta.get("publisher").cloned(), happenings, passage }
        })
        .collect();
    labelled.sort_by_key(|l| l.passage.published);
    labelled
}
