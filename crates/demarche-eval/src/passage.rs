//! The Markdown that corpus passages and coding cases share: a heading, `key: value` lines, a quoted text, a fenced block
//! of annotation lines, and spans named by their own words (corpus/GUIDE.md).

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use demarche::span::CodePoints;

use crate::error::EvalError;

/// The key of a passage that has its text from a public set: `from: SET/ROW START-END`. Its spans are offsets.
pub const FROM: &str = "from";

/// A line that does not fit the format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{}` line {line}: {detail}", path.display())]
pub struct FormatError {
    /// The file.
    pub path: PathBuf,
    /// Line, from 1.
    pub line: usize,
    /// What is wrong, with the remedy where there is one.
    pub detail: String,
}

/// One line inside a fence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Line in the file, from 1.
    pub number: usize,
    /// Its words, trimmed; neither empty nor a comment.
    pub text: String,
}

/// A passage as written, its fenced lines not yet read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Name: lower case, digits, hyphens.
    pub id: String,
    /// File it stands in.
    pub path: PathBuf,
    /// Line of its heading.
    pub line: usize,
    /// `key: value` lines.
    pub meta: BTreeMap<String, String>,
    /// Paragraphs joined by an empty line; empty where the text stands in a public set ([`FROM`]).
    pub text: String,
    /// Lines of the fenced block; `None` without one.
    pub fence: Option<Vec<Line>>,
}

impl Draft {
    /// An error at a line of this passage.
    #[must_use]
    pub fn error(&self, line: usize, detail: impl Into<String>) -> FormatError {
        FormatError { path: self.path.clone(), line, detail: format!("{} (in {})", detail.into(), self.id) }
    }
}

/// Reads the passages of one file; fenced blocks of other names than `fence` are passed over.
///
/// # Errors
/// A heading that is no name, a block that is not closed.
pub fn parse_drafts(path: &Path, markdown: &str, fence: &str) -> Result<Vec<Draft>, FormatError> {
    let error = |line: usize, detail: String| FormatError { path: path.to_owned(), line, detail };
    let mut drafts: Vec<Draft> = Vec::new();
    let mut paragraph: Vec<&str> = Vec::new();
    let mut is_meta = false;
    let mut open: Option<(usize, bool)> = None;
    for (n, line) in markdown.lines().enumerate().map(|(n, l)| (n + 1, l)) {
        if let Some((_, is_ours)) = open {
            if line.trim() == "```" {
                open = None;
            } else if is_ours && !line.trim().is_empty() && !line.trim_start().starts_with('#') {
                let lines = drafts.last_mut().and_then(|d| d.fence.as_mut());
                lines.into_iter().for_each(|l| l.push(Line { number: n, text: line.trim().to_owned() }));
            }
            continue;
        }
        if line.starts_with("## ") || line.trim_start().starts_with("```") || line.trim() == ">" {
            close(&mut paragraph, drafts.last_mut());
        }
        if let Some(name) = line.strip_prefix("## ").map(str::trim) {
            let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            if name.is_empty() || name.starts_with('-') || !name.chars().all(is_name) {
                return Err(error(n, format!("a passage's name has lower case, digits and hyphens only, not `{name}`")));
            }
            drafts.push(Draft {
                id: name.to_owned(),
                path: path.to_owned(),
                line: n,
                meta: BTreeMap::new(),
                text: String::new(),
                fence: None,
            });
            is_meta = true;
        } else if let Some(draft) = drafts.last_mut() {
            if let Some(words) = line.strip_prefix('>') {
                is_meta = false;
                paragraph.extend(Some(words.trim()).filter(|w| !w.is_empty()));
            } else if let Some(name) = line.trim().strip_prefix("```") {
                let is_ours = name.trim() == fence;
                if is_ours && draft.text.is_empty() && !draft.meta.contains_key(FROM) {
                    return Err(error(n, format!("the {fence} block stands before any text")));
                }
                if is_ours {
                    draft.fence.get_or_insert_default();
                }
                is_meta = false;
                open = Some((n, is_ours));
            } else if let Some((key, value)) = line.split_once(':').filter(|_| is_meta) {
                draft.meta.insert(key.trim().to_owned(), value.trim().to_owned());
            }
        }
    }
    close(&mut paragraph, drafts.last_mut());
    match open {
        Some((n, _)) => Err(error(n, "this block is not closed".to_owned())),
        None => Ok(drafts),
    }
}

/// Ends a paragraph: its lines joined by a space, an empty line before it.
fn close(paragraph: &mut Vec<&str>, draft: Option<&mut Draft>) {
    if let Some(draft) = draft.filter(|_| !paragraph.is_empty()) {
        if !draft.text.is_empty() {
            draft.text.push_str("\n\n");
        }
        draft.text.push_str(&paragraph.join(" "));
    }
    paragraph.clear();
}

/// The passages of a Markdown file, or of all below a folder in the order of their paths; names must be unique.
///
/// # Errors
/// A file that cannot be read, or does not fit the format.
pub fn read_drafts(path: &Path, fence: &str) -> Result<Vec<Draft>, EvalError> {
    let mut files = Vec::new();
    collect(path, &mut files)?;
    files.sort();
    let mut drafts: Vec<Draft> = Vec::new();
    let mut seen: HashMap<String, PathBuf> = HashMap::new();
    for file in files {
        let text = std::fs::read_to_string(&file).map_err(|cause| EvalError::Read { path: file.clone(), cause })?;
        for draft in parse_drafts(&file, &text, fence)? {
            if let Some(first) = seen.insert(draft.id.clone(), file.clone()) {
                return Err(draft.error(draft.line, format!("the name stands in `{}` too", first.display())).into());
            }
            drafts.push(draft);
        }
    }
    Ok(drafts)
}

fn collect(path: &Path, out: &mut Vec<PathBuf>) -> Result<(), EvalError> {
    let failed = |cause| EvalError::Read { path: path.to_owned(), cause };
    if !std::fs::metadata(path).map_err(failed)?.is_dir() {
        out.push(path.to_owned());
        return Ok(());
    }
    for entry in std::fs::read_dir(path).map_err(failed)? {
        let entry = entry.map_err(failed)?.path();
        if entry.is_dir() || entry.extension().is_some_and(|e| e == "md") {
            collect(&entry, out)?;
        }
    }
    Ok(())
}

/// A bare word or a span expression of an annotation line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// Anything without brackets or space.
    Word(String),
    /// `[words]`, `[words]#2`, `[first … last]`, or `[12-17]` where spans are offsets; joined by ` + `.
    Spans(Vec<(String, Option<usize>)>),
}

impl Item {
    /// The word, if it is one.
    #[must_use]
    pub fn word(&self) -> Option<&str> {
        match self {
            Self::Word(w) => Some(w),
            Self::Spans(_) => None,
        }
    }
}

/// Splits an annotation line into words and span expressions; the error is the rest that does not fit.
///
/// # Errors
/// Brackets that do not match or hold nothing.
pub fn parse_items(line: &str) -> Result<Vec<Item>, String> {
    let mut items = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() {
        if rest.starts_with('[') {
            let mut pieces = Vec::new();
            loop {
                let Some(close) = rest.find(']').filter(|&at| at > 1) else { return Err(format!("cannot read `{rest}`")) };
                let words = rest[1..close].trim().to_owned();
                rest = &rest[close + 1..];
                let mut occurrence = None;
                if let Some(after) = rest.strip_prefix('#') {
                    let digits = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
                    occurrence = Some(after[..digits].parse().map_err(|_| format!("cannot read `{rest}`"))?);
                    rest = &after[digits..];
                }
                pieces.push((words, occurrence));
                match rest.strip_prefix(" + ").filter(|r| r.starts_with('[')) {
                    Some(after) => rest = after,
                    None => break,
                }
            }
            items.push(Item::Spans(pieces));
        } else {
            let end = rest.find(|c: char| c.is_whitespace() || c == '[' || c == ']').unwrap_or(rest.len());
            if end == 0 {
                return Err(format!("cannot read `{rest}`"));
            }
            items.push(Item::Word(rest[..end].to_owned()));
            rest = &rest[end..];
        }
        rest = rest.trim_start();
    }
    Ok(items)
}

/// A text whose spans are named by their words, or by offsets in code points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    chars: Vec<char>,
    by_offset: bool,
}

impl Words {
    /// Binds a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { chars: text.chars().collect(), by_offset: false }
    }

    /// Binds a text whose spans are offsets: `[12-17]`.
    #[must_use]
    pub fn by_offset(text: &str) -> Self {
        Self { by_offset: true, ..Self::new(text) }
    }

    /// The spans of an expression, sorted.
    ///
    /// # Errors
    /// Words that do not stand in the text as whole words, or stand more than once without a number.
    pub fn spans(&self, pieces: &[(String, Option<usize>)]) -> Result<Vec<CodePoints>, String> {
        let mut out = pieces.iter().map(|(words, n)| self.span(words, *n)).collect::<Result<Vec<_>, _>>()?;
        out.sort_unstable();
        Ok(out)
    }

    fn span(&self, words: &str, occurrence: Option<usize>) -> Result<CodePoints, String> {
        if self.by_offset {
            let ends = words.split_once('-').and_then(|(s, e)| Some((s.parse().ok()?, e.parse().ok()?)));
            return match ends {
                Some((start, end)) if start < end && end <= self.chars.len() => Ok(CodePoints(start, end)),
                _ => Err(format!("cannot read the span `{words}`; write [START-END] within {} characters", self.chars.len())),
            };
        }
        let needle: Vec<char> = words.chars().collect();
        let parts: Vec<&str> = words.split('…').flat_map(|w| w.split("...")).map(str::trim).collect();
        let is_there = self.chars.windows(needle.len().max(1)).any(|w| w == needle);
        match parts[..] {
            [first, last] if !first.is_empty() && !last.is_empty() && !is_there => {
                let start = self.locate(0, first, occurrence)?;
                let end = self.locate(start.1, last, Some(1))?;
                Ok(CodePoints(start.0, end.1))
            }
            _ => self.locate(0, words, occurrence),
        }
    }

    /// The words at word edges, looked for from `from` on (what stands before does not count as a word's beginning).
    fn locate(&self, from: usize, words: &str, occurrence: Option<usize>) -> Result<CodePoints, String> {
        let needle: Vec<char> = words.chars().collect();
        let (Some(first), Some(last)) = (needle.first(), needle.last()) else { return Err("a span holds no words".to_owned()) };
        let is_word = |at: Option<&char>| at.is_some_and(|c| c.is_alphanumeric() || *c == '_');
        let text = &self.chars[from..];
        let fits = |at: usize| {
            text[at..].starts_with(&needle)
                && !(first.is_alphanumeric() && at > 0 && is_word(text.get(at - 1)))
                && !(last.is_alphanumeric() && is_word(text.get(at + needle.len())))
        };
        let (mut hits, mut at) = (Vec::new(), 0);
        while at + needle.len() <= text.len() {
            if fits(at) {
                hits.push(CodePoints(from + at, from + at + needle.len()));
                at += needle.len();
            } else {
                at += 1;
            }
        }
        match (hits.len(), occurrence) {
            (0, _) => Err(format!("`{words}` is not in the text (as whole words); copy it exactly")),
            (1, None) => Ok(hits[0]),
            (n, None) => Err(format!("`{words}` stands {n} times; say which with [..]#1 … #{n}")),
            (n, Some(k)) => hits.get(k.wrapping_sub(1)).copied().ok_or_else(|| format!("`{words}` stands only {n} times, not {k}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = "# Title\n\n## first-one\npublished: 2024-10-29\nwhy: a reason: good\n\n> One line\n> goes on.\n>\n> Second.\n\n\
        ```annotation\n# a comment\nm1 place [x]\n\n```\n\n## second\n> Text.\n";

    #[test]
    fn drafts_are_read() {
        let drafts = parse_drafts(Path::new("a.md"), TWO, "annotation").unwrap();
        assert_eq!(drafts[0].text, "One line goes on.\n\nSecond.");
        assert_eq!(drafts[0].meta["why"], "a reason: good");
        assert_eq!(drafts[0].fence, Some(vec![Line { number: 14, text: "m1 place [x]".to_owned() }]));
        assert_eq!((drafts[1].id.as_str(), drafts[1].text.as_str(), &drafts[1].fence), ("second", "Text.", &None));
        assert_eq!(parse_drafts(Path::new("a.md"), TWO, "expect").unwrap()[0].fence, None);
    }

    #[test]
    fn damage_is_named() {
        let wrong = |text: &str| parse_drafts(Path::new("a.md"), text, "annotation").unwrap_err().to_string();
        assert!(wrong("## Big Name\n").starts_with("`a.md` line 1: a passage's name"));
        assert!(wrong("## a\n> x\n```annotation\nm1").ends_with("line 3: this block is not closed"));
        assert!(wrong("## a\n```annotation\n```\n").contains("before any text"));
        assert_eq!(parse_drafts(Path::new("a.md"), "## a\nfrom: x/1 0-5\n```annotation\n```\n", "annotation").unwrap()[0].text, "");
    }

    #[test]
    fn lines_split_into_words_and_spans() {
        let items = parse_items("c1 assert cue [said]#2 content [a b] + [c … d]").unwrap();
        assert_eq!(items.len(), 6);
        assert_eq!(items[3], Item::Spans(vec![("said".to_owned(), Some(2))]));
        assert_eq!(items[5], Item::Spans(vec![("a b".to_owned(), None), ("c … d".to_owned(), None)]));
        for wrong in ["m1 []", "m1 [open", "m1 ]x", "m1 [a]#x"] {
            assert!(parse_items(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn words_name_spans() {
        let words = Words::new("The Seoul-based firm left Seoul; “Éire” said it was in Seoulful … Seoul.");
        let span = |expression: &str| match parse_items(expression).map(|mut i| i.remove(0)) {
            Ok(Item::Spans(pieces)) => words.spans(&pieces),
            other => panic!("{other:?}"),
        };
        assert_eq!(span("[Seoul]#2"), Ok(vec![CodePoints(26, 31)]));
        assert!(span("[Seoul]").unwrap_err().contains("stands 3 times"));
        assert!(span("[Seoul]#4").unwrap_err().contains("only 3"));
        assert!(span("[Seo]").unwrap_err().contains("not in the text"));
        assert_eq!(span("[Éire … it]"), Ok(vec![CodePoints(34, 47)]));
        assert_eq!(span("[left] + [The]"), Ok(vec![CodePoints(0, 3), CodePoints(21, 25)]));
        assert_eq!(span("[Seoulful … Seoul]").map(|s| s.len()), Ok(1));
    }

    #[test]
    fn offsets_name_spans() {
        let words = Words::by_offset("Éire left.");
        let span = |piece: &str| words.spans(&[(piece.to_owned(), None)]);
        assert_eq!(span("5-9"), Ok(vec![CodePoints(5, 9)]));
        for wrong in ["left", "5-5", "5-99", "-9", "5-"] {
            assert!(span(wrong).unwrap_err().contains("within 10 characters"), "{wrong}");
        }
    }
}
