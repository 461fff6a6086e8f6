//! Parties of a sentence's event, found or not (CAMEO actor annotation).

use std::collections::{BTreeSet, HashSet};

use demarche::record::Record;
use demarche::span::CodePoints;

use crate::error::EvalError;
use crate::measure::{Counts, Draws, Measure};
use crate::mentions::span_counts;
use crate::options::Set;
use crate::reading::{Run, seen_of};
use crate::relations::fold_names;
use crate::report::{Figure, Section, Seen};
use crate::rows::{ActorRow, RelationRow, english, read_rows};
use crate::spans::CharSet;

/// Spans of the record's actors and recipients, each once.
fn parties(record: &Record) -> [Vec<CodePoints>; 2] {
    let spans = |ids: BTreeSet<&String>| record.mentions.iter().filter(|m| ids.contains(&m.id)).map(|m| m.span).collect();
    [spans(record.events.iter().flat_map(|e| &e.actors).collect()), spans(record.events.iter().flat_map(|e| &e.recipients).collect())]
}

/// Gold and predicted parties of one sentence.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Sentence {
    source: Vec<CodePoints>,
    target: Vec<CodePoints>,
    /// Both at once.
    related: Vec<CodePoints>,
    actors: Vec<CodePoints>,
    recipients: Vec<CodePoints>,
}

impl Sentence {
    fn new(row: &ActorRow, record: &Record) -> Self {
        let [actors, recipients] = parties(record);
        let gold = |role: &str| row.spans.iter().filter(|s| s.2 == role).map(|s| CodePoints(s.0, s.1)).collect();
        Self { source: gold("source"), target: gold("target"), related: gold("related"), actors, recipients }
    }

    fn all(&self) -> Counts {
        let gold = [&self.source[..], &self.target, &self.related].concat();
        let predicted: BTreeSet<CodePoints> = self.actors.iter().chain(&self.recipients).copied().collect();
        span_counts(&gold, &predicted.into_iter().collect::<Vec<_>>(), false)
    }

    /// One side; found parties on a `related` span are neither right nor wrong here.
    fn side(&self, gold: &[CodePoints], predicted: &[CodePoints]) -> Counts {
        let (related, wanted) = (CharSet::new(self.related.iter().copied()), CharSet::new(gold.iter().copied()));
        let counts = |p: &&CodePoints| {
            let chars = CharSet::from(**p);
            !chars.overlaps(&related) || chars.overlaps(&wanted)
        };
        span_counts(gold, &predicted.iter().filter(counts).copied().collect::<Vec<_>>(), false)
    }
}

fn figures(sentences: &[&Sentence], tail: &str, draws: Draws) -> Vec<Figure> {
    let f1 = |what: &str, count: &dyn Fn(&Sentence) -> Counts| {
        Figure::scored(format!("{what}{tail}"), &Measure::F1(sentences.iter().map(|s| count(s)).collect()), draws)
    };
    vec![
        f1("parties, overlap", &Sentence::all),
        f1("actor against source, overlap", &|s| s.side(&s.source, &s.actors)),
        f1("recipient against target, overlap", &|s| s.side(&s.target, &s.recipients)),
    ]
}

/// Scores the set `actors`. Some of its sentences stand in `relations` too: where the model learned from those, the rest is
/// scored once more by itself.
///
/// # Errors
/// A file that cannot be read or does not fit.
pub fn section(run: &Run<'_>) -> Result<Section, EvalError> {
    let path = run.options.data.join("actors/train.jsonl");
    let folds = &run.options.folds;
    let mut rows: Vec<ActorRow> = read_rows(&path)?;
    rows.retain(|r| folds.is_empty() || folds.contains(&r.fold));
    if rows.is_empty() {
        return Err(EvalError::Empty { path });
    }
    let mut notes = vec!["the set's spans are not the codebook's: speakers are sources, things may be targets".to_owned()];
    let relations = read_rows::<RelationRow>(&run.options.data.join("relations/train.jsonl"));
    let (seen, was_seen) = match (run.training(), relations) {
        (None, _) | (Some(_), Err(_)) => (Seen::Unknown, vec![false; rows.len()]),
        (Some(training), Ok(relations)) => {
            let texts: HashSet<&str> = relations.iter().filter(|r| training.saw_relations(r.fold)).map(|r| r.text.as_str()).collect();
            let was_seen: Vec<bool> = rows.iter().map(|r| texts.contains(r.text.as_str())).collect();
            (seen_of(was_seen.iter().copied()), was_seen)
        }
    };
    let docs: Vec<_> = rows.iter().map(|r| english(r.id.clone(), &r.text)).collect();
    let records = run.read(&docs);
    let sentences: Vec<Sentence> = rows.iter().zip(&records).map(|(row, record)| Sentence::new(row, record)).collect();
    let mut figures = figures(&sentences.iter().collect::<Vec<_>>(), "", run.draws());
    if seen == Seen::Partly {
        let unseen: Vec<&Sentence> = sentences.iter().zip(&was_seen).filter(|(_, seen)| !**seen).map(|(s, _)| s).collect();
        notes.push(format!("{} sentences stand in `relations` too", rows.len() - unseen.len()));
        figures.extend(self::figures(&unseen, " (sentences not in relations)", run.draws()));
    }
    Ok(Section {
        set: Set::Actors,
        name: Set::Actors.to_string(),
        part: fold_names(folds),
        path: Some(path),
        documents: rows.len(),
        seen_in_training: seen,
        notes,
        figures,
        failure: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(s: &[(usize, usize)]) -> Vec<CodePoints> {
        s.iter().map(|&(a, b)| CodePoints(a, b)).collect()
    }

    #[test]
    fn parties_and_sides() {
        let s = Sentence {
            source: spans(&[(0, 5)]),
            target: spans(&[(10, 15)]),
            related: spans(&[(20, 25)]),
            actors: spans(&[(1, 4), (20, 22)]),
            recipients: spans(&[(1, 4), (30, 33)]),
        };
        // the actor on `related` counts for the parties, and for neither side
        assert_eq!(s.all(), Counts::new(2, 3, 3));
        assert_eq!(s.side(&s.source, &s.actors), Counts::new(1, 1, 1));
        assert_eq!(s.side(&s.target, &s.recipients), Counts::new(0, 2, 1));
        let f = figures(&[&s], "", Draws { count: 0, seed: 1 });
        assert_eq!(f[0].value, Some(4.0 / 6.0));
    }
}
