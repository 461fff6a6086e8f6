//! Relations: the one type that names what the first of two marked parties does to the second (PLV).

use demarche::codebook::EventType;
use demarche::document::PairQuery;

use crate::error::EvalError;
use crate::measure::{Draws, Measure};
use crate::options::Set;
use crate::reading::{Run, seen_of};
use crate::report::{Figure, Section, Seen};
use crate::rows::{RelationRow, byte_spans, english, read_rows};

/// PLV's label for CONCEDE and RETREAT, which it does not tell apart, beside the types' own indices.
const YIELD: u8 = EventType::ALL.len() as u8;

/// A type as PLV labels it.
fn label(event_type: EventType) -> u8 {
    match event_type {
        EventType::Concede | EventType::Retreat => YIELD,
        other => other.index() as u8,
    }
}

fn label_of(name: &str) -> Option<u8> {
    if name == "YIELD" { Some(YIELD) } else { name.parse().ok().map(label) }
}

/// Quad class of a label; YIELD counts as material cooperation.
fn quad(label: u8) -> u8 {
    EventType::ALL.get(usize::from(label)).map_or(2, |t| t.quad())
}

/// Macro F1 over roots, quad classes and cooperation against conflict, from `(gold, predicted)` labels by row.
fn figures(labels: &[(u8, u8)], draws: Draws) -> Vec<Figure> {
    let by = |what: &str, map: &dyn Fn(u8) -> u8| {
        let rows = labels.iter().map(|&(gold, predicted)| vec![(map(gold), map(predicted))]).collect();
        Figure::scored(what, &Measure::MacroF1(rows), draws)
    };
    vec![by("root", &|l| l), by("quad", &quad), by("binary", &|l| u8::from(quad(l) <= 2))]
}

/// Scores the set `relations`: each row's question is asked with the document.
///
/// # Errors
/// A file that cannot be read or does not fit.
pub fn section(run: &Run<'_>) -> Result<Section, EvalError> {
    let path = run.options.data.join("relations/train.jsonl");
    let folds = &run.options.folds;
    let (mut docs, mut gold, mut rows) = (Vec::new(), Vec::new(), Vec::new());
    for (n, row) in read_rows::<RelationRow>(&path)?.into_iter().enumerate() {
        let bad = |detail: String| EvalError::Row { path: path.clone(), line: n + 1, detail };
        if !folds.is_empty() && !folds.contains(&row.fold) {
            continue;
        }
        let mut doc = english(row.id.clone(), &row.text);
        let side = |points| byte_spans(&row.text, points).map_err(bad);
        doc.pairs.push(PairQuery { source: side(&row.source)?, target: side(&row.target)? });
        gold.push(label_of(&row.label).ok_or_else(|| bad(format!("`{}` is no type of this set", row.label)))?);
        docs.push(doc);
        rows.push(row);
    }
    if rows.is_empty() {
        return Err(EvalError::Empty { path });
    }
    let records = run.read(&docs);
    let predicted = records.iter().map(|r| r.pairs.first().map_or(u8::MAX, |p| label(p.event_type)));
    let labels: Vec<(u8, u8)> = gold.into_iter().zip(predicted).collect();
    let seen = match run.training() {
        None => Seen::Unknown,
        Some(t) => seen_of(rows.iter().map(|r| t.saw_relations(r.fold))),
    };
    Ok(Section {
        set: Set::Relations,
        name: Set::Relations.to_string(),
        part: fold_names(folds),
        path: Some(path),
        documents: rows.len(),
        seen_in_training: seen,
        notes: vec!["macro F1 over the labels in the gold; CONCEDE and RETREAT count as YIELD".to_owned()],
        figures: figures(&labels, run.draws()),
        failure: None,
    })
}

/// The folds scored, in words.
pub(crate) fn fold_names(folds: &[u8]) -> String {
    if folds.is_empty() {
        return "all folds".to_owned();
    }
    let names: Vec<String> = folds.iter().map(u8::to_string).collect();
    format!("folds {}", names.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str) -> u8 {
        label_of(name).unwrap()
    }

    #[test]
    fn yield_is_concede_or_retreat() {
        assert_eq!(of("YIELD"), label(EventType::Concede));
        assert_eq!(of("YIELD"), label(EventType::Retreat));
        assert_eq!(quad(YIELD), 2);
        assert_eq!(quad(of("PROTEST")), 4);
        assert_eq!(label_of("FIGHT"), None);
    }

    #[test]
    fn three_levels() {
        let labels = [
            (of("YIELD"), label(EventType::Retreat)), // right
            (of("AGREE"), of("CONSULT")),             // wrong root, right quad
            (of("AID"), of("AGREE")),                 // wrong quad, right side
            (of("ASSAULT"), of("ASSAULT")),           // right
        ];
        let value = |what: &str| figures(&labels, Draws { count: 0, seed: 1 }).iter().find(|f| f.what == what).unwrap().value.unwrap();
        // YIELD 1, ASSAULT 1, AGREE 0, AID 0; CONSULT is not in the gold
        assert_eq!(value("root"), 0.5);
        // quad 1: 1 right, 2 predicted, 1 gold; quad 2: 1 right, 1 predicted, 2 gold; quad 4: 1
        assert!((value("quad") - (2.0 / 3.0 + 2.0 / 3.0 + 1.0) / 3.0).abs() < 1e-12);
        assert_eq!(value("binary"), 1.0);
    }

    #[test]
    fn folds_are_named() {
        assert_eq!(fold_names(&[]), "all folds");
        assert_eq!(fold_names(&[0, 3]), "folds 0,3");
    }
}
