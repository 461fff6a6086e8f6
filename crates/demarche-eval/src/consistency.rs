//! Minimal pairs: one thing of a sentence changes (the parties swapped, a negation put in, another tense), and the reading must
//! change as the codebook says, or stay where it says so.
//!
//! A pair is two coding cases ([`crate::cases`]) called `NAME-a` and `NAME-b` with the same `change:`. A pair is right where
//! everything expected of both holds: a reader that takes every act for actual gets half of the cases and no pair.

use crate::cases::{Case, read_cases, run_cases};
use crate::error::EvalError;
use crate::measure::{Measure, Share};
use crate::options::Set;
use crate::passage::FormatError;
use crate::reading::Run;
use crate::report::{Figure, Section, Seen};

/// Folder of the pairs below the corpus.
const FOLDER: &str = "consistency";

/// A pair by the positions of its cases, and what changes between them.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Pair {
    before: usize,
    after: usize,
    change: String,
}

/// Puts cases together.
fn pairs(cases: &[Case]) -> Result<Vec<Pair>, FormatError> {
    let bad =
        |case: &Case, detail: &str| FormatError { path: case.path.clone(), line: case.line, detail: format!("{detail} (in {})", case.id) };
    let mut out = Vec::new();
    for (before, case) in cases.iter().enumerate() {
        let change = case.change.clone().ok_or_else(|| bad(case, "`change: …` is missing"))?;
        let Some(name) = case.id.strip_suffix("-a") else {
            let partner = case.id.strip_suffix("-b").map(|name| format!("{name}-a"));
            if partner.is_some_and(|p| cases.iter().any(|c| c.id == p)) {
                continue;
            }
            return Err(bad(case, "a pair is called NAME-a and NAME-b; this case has no partner"));
        };
        let other = format!("{name}-b");
        let after = cases.iter().position(|c| c.id == other).ok_or_else(|| bad(case, &format!("`{other}` is missing")))?;
        if cases[after].change.as_ref() != Some(&change) {
            return Err(bad(case, &format!("`{other}` says that something else changes")));
        }
        out.push(Pair { before, after, change });
    }
    Ok(out)
}

/// Figures from which cases hold: pairs altogether and by change, and single cases.
fn measures(pairs: &[Pair], holds: &[bool]) -> Vec<(String, Measure)> {
    let right = |p: &Pair| Share { some: usize::from(holds[p.before] && holds[p.after]), of: 1 };
    let single = |p: &Pair| Share { some: usize::from(holds[p.before]) + usize::from(holds[p.after]), of: 2 };
    let mut changes: Vec<&str> = pairs.iter().map(|p| p.change.as_str()).collect();
    changes.sort_unstable();
    changes.dedup();
    let mut out = vec![
        ("pairs, both right".to_owned(), Measure::Accuracy(pairs.iter().map(right).collect())),
        ("single texts right".to_owned(), Measure::Accuracy(pairs.iter().map(single).collect())),
    ];
    out.extend(changes.into_iter().map(|change| {
        let of_change = pairs.iter().filter(|p| p.change == change).map(right).collect();
        (format!("pairs: {change}"), Measure::Accuracy(of_change))
    }));
    out
}

/// Scores the pairs.
///
/// # Errors
/// A file that cannot be read or does not fit, a case without its partner.
pub(crate) fn section(run: &Run<'_>) -> Result<Section, EvalError> {
    let path = run.options.corpus.join(FOLDER);
    let cases = read_cases(&path)?;
    let pairs = pairs(&cases)?;
    if pairs.is_empty() {
        return Err(EvalError::Empty { path });
    }
    let outcomes = run_cases(run.reader(), &cases, run.options.threads.get());
    let holds: Vec<bool> = outcomes.iter().map(|o| o.unmet().is_empty()).collect();
    let figures = measures(&pairs, &holds).into_iter().map(|(what, measure)| Figure::scored(what, &measure, run.draws()));
    Ok(Section {
        set: Set::Consistency,
        name: Set::Consistency.to_string(),
        part: "pairs".to_owned(),
        path: Some(path),
        documents: cases.len(),
        seen_in_training: Seen::No,
        notes: Vec::new(),
        figures: figures.collect(),
        failure: None,
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::cases::parse_case;
    use crate::passage::parse_drafts;

    fn cases(list: &[(&str, &str)]) -> Vec<Case> {
        let one = |(id, change): &(&str, &str)| format!("## {id}\nchange: {change}\n\n> Seoul left.\n\n```expect\nno claim\n```\n\n");
        let markdown: String = list.iter().map(one).collect();
        parse_drafts(Path::new("a.md"), &markdown, "expect").unwrap().iter().map(|d| parse_case(d).unwrap()).collect()
    }

    #[test]
    fn a_pair_is_right_where_both_are() {
        let cases = cases(&[("x-a", "tense"), ("x-b", "tense"), ("y-b", "swap"), ("y-a", "swap")]);
        let pairs = pairs(&cases).unwrap();
        assert_eq!(pairs[1], Pair { before: 3, after: 2, change: "swap".to_owned() });
        let measures = measures(&pairs, &[true, false, true, true]);
        let share = |what: &str| match &measures.iter().find(|(w, _)| w == what).unwrap().1 {
            Measure::Accuracy(shares) => shares.iter().fold((0, 0), |(some, of), s| (some + s.some, of + s.of)),
            other => panic!("{other:?}"),
        };
        assert_eq!(share("pairs, both right"), (1, 2));
        assert_eq!(share("single texts right"), (3, 4));
        assert_eq!((share("pairs: tense"), share("pairs: swap")), ((0, 1), (1, 1)));
    }

    #[test]
    fn cases_without_a_partner_are_named() {
        let wrong = |list: &[(&str, &str)]| pairs(&cases(list)).unwrap_err().to_string();
        assert!(wrong(&[("x-a", "tense")]).contains("`x-b` is missing (in x-a)"));
        assert!(wrong(&[("x-b", "tense")]).contains("has no partner"));
        assert!(wrong(&[("x", "tense")]).contains("has no partner"));
        assert!(wrong(&[("x-a", "tense"), ("x-b", "swap")]).contains("something else changes"));
    }
}
