//! Claims: pairing predicted and gold attributions, and the figures over them (docs/evaluation.md, "Attribution").
//!
//! The definition is `score_attribution.py`; a test runs it beside this code.

use demarche::record::{Claim, Record};

use crate::error::EvalError;
use crate::measure::{Counts, Draws, Measure};
use crate::options::{Part, Set};
use crate::reading::Run;
use crate::report::{Figure, Missing, Section, Seen};
use crate::rows::{AttributionRow, Parts, english, read_rows};
use crate::spans::{CharSet, Trimmed, pair_best};

/// Names of a claim's parts, in the order of this module's arrays.
pub const PARTS: [&str; 3] = ["source", "cue", "content"];
const CUE: usize = 1;
const CONTENT: usize = 2;

/// The claims of one text, trimmed and paired one to one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matched {
    /// Gold claims: source, cue, content.
    pub gold: Vec<[Trimmed; 3]>,
    /// Predicted claims.
    pub predicted: Vec<[Trimmed; 3]>,
    /// Pairs of their positions, best overlap of cue (three times) and content first.
    pub pairs: Vec<(usize, usize)>,
}

impl From<&Claim> for Parts {
    fn from(claim: &Claim) -> Self {
        Self { source: claim.source.clone(), cue: claim.cue.clone(), content: claim.content.clone() }
    }
}

impl Matched {
    /// Trims and pairs the claims of a text.
    #[must_use]
    pub fn new(text: &str, gold: &[Parts], predicted: &[Parts]) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let trim = |p: &Parts| [&p.source, &p.cue, &p.content].map(|spans| Trimmed::new(&chars, spans));
        let gold: Vec<_> = gold.iter().map(trim).collect();
        let predicted: Vec<_> = predicted.iter().map(trim).collect();
        let mut candidates = Vec::new();
        for (i, g) in gold.iter().enumerate() {
            for (j, p) in predicted.iter().enumerate() {
                let common = |part: usize| g[part].chars.common(&p[part].chars);
                let weight = 3 * common(CUE) + common(CONTENT);
                if weight > 0 {
                    candidates.push((weight, i, j));
                }
            }
        }
        Self { gold, predicted, pairs: pair_best(candidates) }
    }

    /// True where the two claims' cues share a character.
    #[must_use]
    pub fn cues_overlap(&self, gold: usize, predicted: usize) -> bool {
        self.gold[gold][CUE].chars.overlaps(&self.predicted[predicted][CUE].chars)
    }

    /// True where all three parts overlap, an empty part equal to an empty part.
    #[must_use]
    pub fn all_overlap(&self, gold: usize, predicted: usize) -> bool {
        let (g, p) = (&self.gold[gold], &self.predicted[predicted]);
        g.iter().zip(p).all(|(g, p)| g.chars.overlaps(&p.chars) || (g.is_empty() && p.is_empty()))
    }

    /// True where all three parts are the same.
    #[must_use]
    pub fn all_equal(&self, gold: usize, predicted: usize) -> bool {
        self.gold[gold].iter().zip(&self.predicted[predicted]).all(|(g, p)| g.spans == p.spans)
    }

    fn part(&self, part: usize, is_same: impl Fn(&Trimmed, &Trimmed) -> bool) -> Counts {
        let present = |claims: &[[Trimmed; 3]]| claims.iter().filter(|c| !c[part].is_empty()).count();
        let is_right =
            |&&(i, j): &&(usize, usize)| !self.gold[i][part].is_empty() && is_same(&self.gold[i][part], &self.predicted[j][part]);
        Counts::new(self.pairs.iter().filter(is_right).count(), present(&self.predicted), present(&self.gold))
    }

    fn all(&self, is_same: impl Fn(usize, usize) -> bool) -> Counts {
        let right = self.pairs.iter().filter(|&&(i, j)| is_same(i, j)).count();
        Counts::new(right, self.predicted.len(), self.gold.len())
    }

    fn characters(&self, part: usize) -> Counts {
        let union = |claims: &[[Trimmed; 3]]| CharSet::union(claims.iter().map(|c| &c[part].chars));
        let (gold, predicted) = (union(&self.gold), union(&self.predicted));
        Counts::new(gold.common(&predicted), predicted.len(), gold.len())
    }

    /// For each predicted claim: whether it is paired and all its parts overlap.
    #[must_use]
    pub fn right(&self) -> Vec<bool> {
        let mut out = vec![false; self.predicted.len()];
        self.pairs.iter().for_each(|&(i, j)| out[j] = self.all_overlap(i, j));
        out
    }
}

/// The figures of claims over texts: exact and overlapping parts, all parts, characters of each part.
#[must_use]
pub fn figures(texts: &[Matched], draws: Draws) -> Vec<Figure> {
    let f1 =
        |what: String, count: &dyn Fn(&Matched) -> Counts| Figure::scored(what, &Measure::F1(texts.iter().map(count).collect()), draws);
    let mut out = Vec::new();
    for (n, name) in PARTS.iter().enumerate() {
        out.push(f1(format!("{name}, exact"), &|m| m.part(n, |g, p| g.spans == p.spans)));
    }
    out.push(f1("all parts, exact".to_owned(), &|m| m.all(|i, j| m.all_equal(i, j))));
    for (n, name) in PARTS.iter().enumerate() {
        out.push(f1(format!("{name}, overlap"), &|m| m.part(n, |g, p| g.chars.overlaps(&p.chars))));
    }
    out.push(f1("all parts, overlap".to_owned(), &|m| m.all(|i, j| m.all_overlap(i, j))));
    for (n, name) in PARTS.iter().enumerate() {
        out.push(f1(format!("{name}, characters"), &|m| m.characters(n)));
    }
    out
}

/// Claims of a record that stand in no other claim: what sets without nesting are scored on.
#[must_use]
pub fn outer_claims(record: &Record) -> Vec<Parts> {
    record.claims.iter().filter(|c| c.parent.is_none()).map(Parts::from).collect()
}

/// Scores the set `attribution`.
///
/// # Errors
/// A file that cannot be read or does not fit.
pub fn section(run: &Run<'_>) -> Result<Section, EvalError> {
    let options = run.options;
    let part = options.part.unwrap_or(Part::Dev);
    let path = options.file.clone().unwrap_or_else(|| options.data.join("attribution").join(format!("{part}.jsonl")));
    let rows: Vec<AttributionRow> = read_rows(&path)?;
    if rows.is_empty() {
        return Err(EvalError::Empty { path });
    }
    let docs: Vec<_> = rows
        .iter()
        .map(|row| {
            let mut doc = english(row.id.clone(), &row.text);
            doc.title.clone_from(&row.title);
            doc.published = row.published.as_deref().and_then(|d| d.parse().ok());
            doc
        })
        .collect();
    let records = run.read(&docs);
    let texts: Vec<Matched> =
        rows.iter().zip(&records).map(|(row, record)| Matched::new(&row.text, &row.attributions, &outer_claims(record))).collect();
    let mut figures = figures(&texts, run.draws());
    figures.extend(["stance", "nested claims"].map(|what| Figure::missing(what, Missing::NoGold)));
    let seen = match (&options.file, part) {
        (Some(_), _) => Seen::Unknown,
        (None, Part::Train) => run.seen("attribution"),
        (None, _) => Seen::No,
    };
    Ok(Section {
        set: Set::Attribution,
        name: Set::Attribution.to_string(),
        part: if options.file.is_some() { "file".to_owned() } else { part.to_string() },
        path: Some(path),
        documents: rows.len(),
        seen_in_training: seen,
        notes: vec!["claims inside claims are left out: the set has none".to_owned()],
        figures,
        failure: None,
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::process::Command;

    use demarche::span::CodePoints;

    use super::*;
    use crate::measure::SplitMix;

    fn parts(source: &[(usize, usize)], cue: &[(usize, usize)], content: &[(usize, usize)]) -> Parts {
        let all = |s: &[(usize, usize)]| s.iter().map(|&(a, b)| CodePoints(a, b)).collect();
        Parts { source: all(source), cue: all(cue), content: all(content) }
    }

    fn value(figures: &[Figure], what: &str) -> f64 {
        figures.iter().find(|f| f.what == what).and_then(|f| f.value).unwrap()
    }

    #[test]
    fn parts_and_wholes() {
        let text = "“No deal,” Smith said. Jones denied it; reports say it rained.";
        let gold = [
            parts(&[(11, 16)], &[(17, 21)], &[(0, 10)]),
            parts(&[(23, 28)], &[(29, 35)], &[(36, 38)]),
            parts(&[], &[(48, 51)], &[(52, 61)]),
        ];
        // quotation marks and stops at the edges do not count; the second has another source; the third is missed
        let predicted = [parts(&[(11, 16)], &[(17, 22)], &[(1, 8)]), parts(&[(11, 16)], &[(29, 35)], &[(36, 38)])];
        let m = Matched::new(text, &gold, &predicted);
        assert_eq!(
            {
                let mut p = m.pairs.clone();
                p.sort_unstable();
                p
            },
            [(0, 0), (1, 1)]
        );
        assert_eq!(m.right(), [true, false]);
        let f = figures(&[m], Draws { count: 0, seed: 1 });
        assert_eq!(value(&f, "source, exact"), 2.0 * 1.0 / 4.0);
        assert_eq!(value(&f, "cue, exact"), 2.0 * 2.0 / 5.0);
        assert_eq!(value(&f, "all parts, exact"), 2.0 * 1.0 / 5.0);
        assert_eq!(value(&f, "all parts, overlap"), 2.0 * 1.0 / 5.0);
        // 7 + 2 of 9 predicted and 18 gold characters
        assert!((value(&f, "content, characters") - 2.0 * 9.0 / (9.0 + 18.0)).abs() < 1e-12);
    }

    #[test]
    fn an_empty_part_equals_an_empty_part() {
        let text = "reportedly fled";
        let (gold, predicted) = (parts(&[], &[(0, 10)], &[(11, 15)]), parts(&[], &[(0, 10)], &[(11, 15)]));
        let f = figures(&[Matched::new(text, &[gold], &[predicted])], Draws { count: 0, seed: 1 });
        assert_eq!(value(&f, "all parts, exact"), 1.0);
        assert_eq!(f[0].missing, Some(Missing::NoGold));
    }

    /// Random texts and claims full of edge cases: quotes at the edges, empty and overlapping pieces, accents.
    fn random_rows(seed: u64) -> (Vec<AttributionRow>, Vec<Vec<Parts>>) {
        let mut random = SplitMix(seed);
        let words = ["said", "“no”", "Mr.", "—", "é🙂", "denied,", "the", "(plan)", "...", "that’s", "\n\n"];
        let (mut rows, mut predictions) = (Vec::new(), Vec::new());
        for id in 0..40 {
            let text: String = (0..60).map(|_| words[random.below(words.len())]).collect::<Vec<_>>().join(" ");
            let length = text.chars().count();
            let pieces = |random: &mut SplitMix, most: usize| -> Vec<CodePoints> {
                let count = random.below(most + 1);
                let mut piece = |start: usize| CodePoints(start, (start + random.below(25)).min(length));
                (0..count).map(|n| piece((n * 7919 + count * 31 + id * 13) % length)).collect()
            };
            let claim = |r: &mut SplitMix| Parts { source: pieces(r, 2), cue: pieces(r, 2), content: pieces(r, 3) };
            let gold: Vec<Parts> = (0..random.below(6)).map(|_| claim(&mut random)).collect();
            let mut predicted: Vec<Parts> = (0..random.below(4)).map(|_| claim(&mut random)).collect();
            for g in &gold {
                match random.below(3) {
                    0 => predicted.push(g.clone()),
                    1 => predicted.push(Parts { content: pieces(&mut random, 2), ..g.clone() }),
                    _ => {}
                }
            }
            rows.push(AttributionRow { id: id.to_string(), text, published: None, title: None, attributions: gold });
            predictions.push(predicted);
        }
        (rows, predictions)
    }

    fn json(parts: &[Parts]) -> serde_json::Value {
        parts.iter().map(|p| serde_json::json!({"source": p.source, "cue": p.cue, "content": p.content})).collect()
    }

    /// Runs the reference scorer on the random attributions of a seed.
    fn reference(script: &Path, seed: u64) -> String {
        let (rows, predictions) = random_rows(seed);
        let folder = tempfile::tempdir().unwrap();
        let (gold_path, predicted_path) = (folder.path().join("gold.jsonl"), folder.path().join("predicted.jsonl"));
        let (mut gold, mut predicted) = (String::new(), String::new());
        for (row, p) in rows.iter().zip(&predictions) {
            gold += &format!("{}\n", serde_json::json!({"id": row.id, "text": row.text, "attributions": json(&row.attributions)}));
            predicted += &format!("{}\n", serde_json::json!({"id": row.id, "claims": json(p)}));
        }
        std::fs::write(&gold_path, gold).unwrap();
        std::fs::write(&predicted_path, predicted).unwrap();
        let out = Command::new("python3").arg(script).arg(&gold_path).arg(&predicted_path).output().unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8(out.stdout).unwrap()
    }

    /// What the reference scorer of the shared task's definition prints for five sets of random attributions, frozen.
    /// `DEMARCHE_REFERENCE_SCORER=score_attribution.py` (python3) writes it anew.
    #[test]
    fn figures_agree_with_the_definition() {
        let frozen = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/attribution-reference.txt");
        if let Some(script) = std::env::var_os("DEMARCHE_REFERENCE_SCORER") {
            let all: String = (0..5).map(|seed| format!("seed {seed}\n{}", reference(Path::new(&script), seed))).collect();
            std::fs::write(&frozen, all).unwrap();
        }
        let printed = std::fs::read_to_string(&frozen).unwrap();
        for seed in 0..5 {
            let (rows, predictions) = random_rows(seed);
            let printed = printed.split(&format!("seed {seed}\n")).nth(1).unwrap().split("seed ").next().unwrap();
            let texts: Vec<Matched> = rows.iter().zip(&predictions).map(|(r, p)| Matched::new(&r.text, &r.attributions, p)).collect();
            let ours = figures(&texts, Draws { count: 0, seed: 1 });
            let mut compared = 0;
            for line in printed.lines() {
                let mut cells = line.split_whitespace();
                let (measure, part) = cells.next().unwrap().split_once(':').unwrap();
                let numbers: Vec<f64> = cells.filter_map(|c| c.parse().ok()).collect();
                let part = if part == "all" { "all parts" } else { part };
                let what = format!("{part}, {}", if measure == "chars" { "characters" } else { measure });
                let figure = ours.iter().find(|f| f.what == what).unwrap();
                for (theirs, ours) in numbers.iter().zip([figure.precision, figure.recall, figure.value]) {
                    assert!((theirs - 100.0 * ours.unwrap()).abs() < 0.0501, "seed {seed}: {line}, here {figure:?}");
                }
                assert_eq!(numbers.len(), 3);
                compared += 1;
            }
            assert_eq!(compared, 11);
        }
    }
}
