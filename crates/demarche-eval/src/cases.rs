//! Coding cases: a passage in Markdown and what must be read out of it, one idea each.
//!
//! The format is that of corpus passages, with `why:` (what the case is about), perhaps `known-failure:` (why it is not
//! read yet), and an `expect` block of lines that must hold: see [`crate::expect`] and docs/evaluation.md.

use std::fmt;
use std::path::{Path, PathBuf};

use demarche::document::Document;
use demarche::reader::Reader;
use jiff::civil::Date;

use crate::check::{Unmet, check};
use crate::error::EvalError;
use crate::expect::{Expectation, parse_expectation};
use crate::passage::{Draft, FormatError, Words, read_drafts};
use crate::reading::read_all;

/// A case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Name, unique among the cases.
    pub id: String,
    /// File it stands in.
    pub path: PathBuf,
    /// Line of its heading.
    pub line: usize,
    /// What it shows.
    pub why: String,
    /// What changes between it and its partner, where it is one of a pair ([`crate::consistency`]).
    pub change: Option<String>,
    /// Why it is expected to fail, where it is.
    pub known_failure: Option<String>,
    /// The passage's date.
    pub published: Option<Date>,
    /// Language as given with the text; detected where it is not.
    pub language: Option<String>,
    /// The passage.
    pub text: String,
    /// What must hold; never empty.
    pub expectations: Vec<Expectation>,
}

/// Reads a case.
///
/// # Errors
/// A line that does not fit, a case without a reason or an expectation.
pub fn parse_case(draft: &Draft) -> Result<Case, FormatError> {
    let missing = |what: &str| draft.error(draft.line, format!("{what} is missing"));
    let meta = |key: &str| draft.meta.get(key).filter(|v| !v.is_empty()).cloned();
    let published = meta("published").map(|d| d.parse().map_err(|_| draft.error(draft.line, format!("`{d}` is no date, YYYY-MM-DD"))));
    let words = Words::new(&draft.text);
    let mut known_failure = meta("known-failure");
    let mut expectations = Vec::new();
    for line in draft.fence.iter().flatten() {
        match line.text.strip_prefix("known-failure:") {
            Some(reason) => known_failure = Some(reason.trim().to_owned()),
            None => expectations.push(parse_expectation(line, &words).map_err(|detail| draft.error(line.number, detail))?),
        }
    }
    if expectations.is_empty() {
        return Err(missing("an ```expect block with at least one line"));
    }
    Ok(Case {
        id: draft.id.clone(),
        path: draft.path.clone(),
        line: draft.line,
        why: meta("why").or_else(|| meta("change")).ok_or_else(|| missing("`why: …`"))?,
        change: meta("change"),
        known_failure,
        published: published.transpose()?,
        language: meta("language"),
        text: draft.text.clone(),
        expectations,
    })
}

/// The cases of a file or a folder.
///
/// # Errors
/// A file that cannot be read, or a case that does not fit the format.
pub fn read_cases(path: &Path) -> Result<Vec<Case>, EvalError> {
    read_drafts(path, "expect")?.iter().map(|d| parse_case(d).map_err(EvalError::from)).collect()
}

/// How a case went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// All holds.
    Pass,
    /// Something does not.
    Fail(Vec<Unmet>),
    /// Something does not, as the case says.
    KnownFailure(Vec<Unmet>),
    /// All holds, though the case says it does not: its `known-failure` line must go.
    UnexpectedPass,
}

/// A case and how it went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome<'c> {
    /// The case.
    pub case: &'c Case,
    /// How it went.
    pub verdict: Verdict,
}

impl<'c> Outcome<'c> {
    fn new(case: &'c Case, unmet: Vec<Unmet>) -> Self {
        let verdict = match (unmet.is_empty(), case.known_failure.is_some()) {
            (true, false) => Verdict::Pass,
            (true, true) => Verdict::UnexpectedPass,
            (false, false) => Verdict::Fail(unmet),
            (false, true) => Verdict::KnownFailure(unmet),
        };
        Self { case, verdict }
    }

    /// What does not hold.
    #[must_use]
    pub fn unmet(&self) -> &[Unmet] {
        match &self.verdict {
            Verdict::Fail(unmet) | Verdict::KnownFailure(unmet) => unmet,
            Verdict::Pass | Verdict::UnexpectedPass => &[],
        }
    }

    /// True where the test must fail.
    #[must_use]
    pub fn is_wrong(&self) -> bool {
        matches!(self.verdict, Verdict::Fail(_) | Verdict::UnexpectedPass)
    }
}

impl fmt::Display for Outcome<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let case = self.case;
        let at = format!("{} ({}:{})", case.id, case.path.display(), case.line);
        let unmet = match &self.verdict {
            Verdict::Pass => return write!(f, "pass: {at}"),
            Verdict::UnexpectedPass => return write!(f, "passes, remove its `known-failure` line: {at}"),
            Verdict::Fail(unmet) => {
                write!(f, "fails: {at}\n  why: {}", case.why)?;
                unmet
            }
            Verdict::KnownFailure(unmet) => {
                write!(f, "fails as known: {at}\n  {}", case.known_failure.as_deref().unwrap_or_default())?;
                unmet
            }
        };
        unmet.iter().try_for_each(|u| write!(f, "\n  line {}: {}\n    found: {}", u.line, u.expected, u.found))
    }
}

/// Reads all cases' passages and checks them.
#[must_use]
pub fn run_cases<'c>(reader: &Reader, cases: &'c [Case], threads: usize) -> Vec<Outcome<'c>> {
    let document = |c: &Case| Document {
        id: c.id.clone(),
        text: c.text.clone(),
        published: c.published,
        language: c.language.clone(),
        ..Document::default()
    };
    let records = read_all(reader, &cases.iter().map(document).collect::<Vec<_>>(), threads);
    cases.iter().zip(&records).map(|(case, record)| Outcome::new(case, check(&case.text, &case.expectations, record))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passage::parse_drafts;

    fn parse(meta: &str, expect: &str) -> Result<Case, FormatError> {
        let markdown = format!("## a\n{meta}\n\n> Seoul left.\n\n```expect\n{expect}\n```\n");
        parse_case(&parse_drafts(Path::new("a.md"), &markdown, "expect").unwrap()[0])
    }

    #[test]
    fn a_case_is_read() {
        let case = parse("why: places\npublished: 2024-01-01", "# comment\nmention place [Seoul]").unwrap();
        assert_eq!((case.expectations.len(), case.expectations[0].line, case.known_failure), (1, 9, None));
        let known = parse("why: x\nknown-failure: too hard", "no event").unwrap();
        assert_eq!(known.known_failure.as_deref(), Some("too hard"));
        assert_eq!(parse("why: x", "no event\nknown-failure: too hard").unwrap().known_failure.as_deref(), Some("too hard"));
    }

    #[test]
    fn a_case_needs_a_reason_and_an_expectation() {
        assert!(parse("published: 2024-01-01", "no event").unwrap_err().detail.starts_with("`why: …` is missing"));
        assert!(parse("why: x", "").unwrap_err().detail.contains("expect block"));
        assert!(parse("why: x\npublished: soon", "no event").unwrap_err().detail.contains("`soon` is no date"));
        let error = parse("why: x", "no event\nmention place [Busan]").unwrap_err();
        assert_eq!(error.line, 8);
    }

    #[test]
    fn verdicts() {
        let plain = parse("why: x", "no event").unwrap();
        let known = parse("why: x\nknown-failure: hard", "no event").unwrap();
        let unmet = || vec![Unmet { line: 7, expected: "no event".into(), found: "AID actual".into() }];
        assert_eq!(Outcome::new(&plain, vec![]).verdict, Verdict::Pass);
        assert!(Outcome::new(&plain, unmet()).is_wrong());
        assert!(!Outcome::new(&known, unmet()).is_wrong());
        let passes = Outcome::new(&known, vec![]);
        assert!(passes.is_wrong() && passes.to_string().contains("remove its `known-failure` line"));
        assert!(Outcome::new(&plain, unmet()).to_string().contains("line 7: no event\n    found: AID actual"));
    }
}
