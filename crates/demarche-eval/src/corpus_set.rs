//! The own passages: every stage against gold by other hands.

use std::collections::HashMap;

use demarche::codebook::Kind;
use demarche::record::Record;

use crate::attribution;
use crate::corpus::{Passage, read_passages};
use crate::error::EvalError;
use crate::events::{self, Coded};
use crate::meanings::{self, Meanings};
use crate::measure::{Counts, Draws, Measure, Share};
use crate::mentions::{self, Spans, named};
use crate::options::{Part, Set};
use crate::reading::Run;
use crate::report::{Figure, Section, Seen};
use crate::resolved;
use crate::rows::{Parts, english, is_dev};

/// One in so many training passages is kept for development (training/corpus.py).
const SHARE: u32 = 8;

/// Stance: over pairs whose cues overlap, how many have the gold's.
fn stance(passage: &Passage, record: &Record, matched: &attribution::Matched) -> Share {
    let judged = matched.pairs.iter().filter(|&&(i, j)| matched.cues_overlap(i, j));
    let (mut some, mut of) = (0, 0);
    for &(i, j) in judged {
        of += 1;
        some += usize::from(passage.claims[i].stance == record.claims[j].stance);
    }
    Share { some, of }
}

/// Nested claims: right where the claim is paired and its parent with the gold's parent.
fn nested(passage: &Passage, record: &Record, matched: &attribution::Matched) -> Counts {
    let place: HashMap<&str, usize> = record.claims.iter().enumerate().map(|(n, c)| (c.id.as_str(), n)).collect();
    let parent = |j: usize| record.claims[j].parent.as_deref().and_then(|id| place.get(id).copied());
    let partner: HashMap<usize, usize> = matched.pairs.iter().copied().collect();
    let is_right =
        |&&(i, j): &&(usize, usize)| passage.claims[i].parent.and_then(|p| partner.get(&p)).is_some_and(|&p| parent(j) == Some(p));
    Counts::new(
        matched.pairs.iter().filter(is_right).count(),
        record.claims.iter().filter(|c| c.parent.is_some()).count(),
        passage.claims.iter().filter(|c| c.parent.is_some()).count(),
    )
}

/// Figures of all stages.
fn figures(passages: &[Passage], meanings: Option<&[Meanings]>, records: &[Record], draws: Draws) -> Vec<Figure> {
    let pairs = || passages.iter().zip(records);
    let spans: Vec<Spans> =
        pairs().map(|(p, r)| Spans { gold: p.mentions.iter().map(|m| (m.kind, m.span)).collect(), predicted: named(r) }).collect();
    let mut out = mentions::figures(&spans, Kind::ALL, draws);

    let claims: Vec<attribution::Matched> = pairs()
        .map(|(p, r)| {
            let gold: Vec<Parts> = p.claims.iter().map(|c| c.parts.clone()).collect();
            attribution::Matched::new(&p.text, &gold, &r.claims.iter().map(Parts::from).collect::<Vec<_>>())
        })
        .collect();
    out.extend(attribution::figures(&claims, draws).into_iter().map(|f| Figure { what: format!("claims: {}", f.what), ..f }));
    let stances = pairs().zip(&claims).map(|((p, r), m)| stance(p, r, m)).collect();
    out.push(Figure::scored("claims: stance", &Measure::Accuracy(stances), draws));
    let nesting = pairs().zip(&claims).map(|((p, r), m)| nested(p, r, m)).collect();
    out.push(Figure::scored("claims: nested, parent right", &Measure::F1(nesting), draws));

    let coded: Vec<events::Matched> = pairs().map(|(p, r)| events::Matched::new(Coded::of_passage(p), Coded::of_record(r))).collect();
    out.extend(events::figures(&coded, draws));

    let sure_events = coded.iter().map(events::Matched::judged).collect();
    out.push(Figure::scored("calibration error, events (with type)", &Measure::Calibration(sure_events), draws));
    let sure_claims = records.iter().zip(&claims).map(|(r, m)| r.claims.iter().map(|c| c.confidence).zip(m.right()).collect()).collect();
    out.push(Figure::scored("calibration error, claims (all parts, overlap)", &Measure::Calibration(sure_claims), draws));

    out.extend(resolved::figures(passages, meanings, records, &coded, draws));
    out
}

/// Scores the own passages, or paragraphs of real news annotated like them.
///
/// # Errors
/// A file that cannot be read or does not fit.
pub(crate) fn section(run: &Run<'_>, part: Option<Part>) -> Result<Section, EvalError> {
    let options = run.options;
    let part = part.unwrap_or(Part::Test);
    let folder = match part {
        Part::TrainDev => "train",
        Part::News => "standoff/test",
        Part::NewsDev => "standoff/train",
        _ => "test",
    };
    let path = options.file.clone().unwrap_or_else(|| options.corpus.join(folder));
    let mut passages = read_passages(&path, &options.data)?;
    passages.retain(|p| options.file.is_some() || !matches!(part, Part::TrainDev | Part::NewsDev) || is_dev(&p.id, SHARE));
    if passages.is_empty() {
        return Err(EvalError::Empty { path });
    }
    let docs: Vec<_> = passages
        .iter()
        .map(|p| {
            let mut doc = english(p.id.clone(), &p.text);
            doc.published = Some(p.published);
            doc
        })
        .collect();
    let folder = if path.is_dir() { path.as_path() } else { path.parent().unwrap_or(&path) };
    let meanings = meanings::read(folder, &passages)?;
    let records = run.read(&docs);
    Ok(Section {
        set: Set::Corpus,
        name: Set::Corpus.to_string(),
        part: if options.file.is_some() { "file".to_owned() } else { part.to_string() },
        path: Some(path),
        documents: passages.len(),
        seen_in_training: if options.file.is_some() { Seen::Unknown } else { Seen::No },
        notes: Vec::new(),
        figures: figures(&passages, meanings.as_deref(), &records, run.draws()),
        failure: None,
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use demarche::codebook::Stance;
    use demarche::record::{Claim, SCHEMA, Versions};
    use demarche::span::CodePoints;

    use super::*;
    use crate::corpus::parse_passage;
    use crate::passage::parse_drafts;
    use crate::report::Missing;

    fn passage() -> Passage {
        let markdown = "## a\npublished: 2024-01-01\n\n> Bonn says Rome denies that Oslo lied.\n\n```annotation\nm1 place [Bonn]\nm2 place [Rome]\n\
            c1 assert source [Bonn] cue [says] content [Rome … lied]\nc2 deny source [Rome] cue [denies] content [that Oslo lied] in c1\n```\n";
        parse_passage(&parse_drafts(Path::new("a.md"), markdown, "annotation").unwrap()[0]).unwrap()
    }

    fn claim(id: &str, stance: Stance, parts: [(usize, usize); 3], parent: Option<&str>) -> Claim {
        let [source, cue, content] = parts.map(|(a, b)| vec![CodePoints(a, b)]);
        let parent = parent.map(str::to_owned);
        Claim { id: id.to_owned(), source, cue, content, speaker: None, stance, quoted: false, parent, confidence: 0.8 }
    }

    fn record(claims: Vec<Claim>) -> Record {
        Record {
            schema: SCHEMA.to_owned(),
            id: "a".to_owned(),
            title: None,
            publisher: None,
            url: None,
            published: None,
            language: None,
            skipped: None,
            text_sha256: String::new(),
            text: None,
            sentences: vec![],
            mentions: vec![],
            claims,
            events: vec![],
            pairs: vec![],
            embedding: None,
            versions: Versions { demarche: String::new(), model: String::new(), knowledge: String::new(), codebook: String::new() },
        }
    }

    fn value(figures: &[Figure], what: &str) -> Option<f64> {
        figures.iter().find(|f| f.what == what).unwrap_or_else(|| panic!("{what}")).value
    }

    #[test]
    fn stance_and_nesting() {
        let outer = claim("c0", Stance::Assert, [(0, 4), (5, 9), (10, 36)], None);
        let inner = claim("c1", Stance::Accuse, [(10, 14), (15, 21), (22, 36)], Some("c0"));
        let draws = Draws { count: 0, seed: 1 };
        let f = figures(&[passage()], None, &[record(vec![outer.clone(), inner.clone()])], draws);
        assert_eq!(value(&f, "claims: stance"), Some(0.5));
        assert_eq!(value(&f, "claims: nested, parent right"), Some(1.0));
        assert_eq!(value(&f, "claims: all parts, exact"), Some(1.0));
        assert!((value(&f, "calibration error, claims (all parts, overlap)").unwrap() - 0.2).abs() < 1e-6);
        assert_eq!(value(&f, "mentions, exact"), Some(0.0));
        // a claim that says it stands in itself, or in none, is not right
        let flat = Claim { parent: None, ..inner };
        let f = figures(&[passage()], None, &[record(vec![outer, flat])], draws);
        assert_eq!(value(&f, "claims: nested, parent right"), Some(0.0));
    }

    #[test]
    fn what_has_no_gold_says_so() {
        let f = figures(&[passage()], None, &[record(vec![])], Draws { count: 0, seed: 1 });
        let missing = |what: &str| f.iter().find(|f| f.what == what).unwrap().missing;
        assert_eq!(missing("time interval, of gold times"), Some(Missing::NoGold));
        assert_eq!(missing("coreference (CoNLL F1, no singletons)"), Some(Missing::NoGold));
        assert_eq!(missing("events, found"), Some(Missing::NoGold));
        assert_eq!(missing("claims: stance"), Some(Missing::Nothing));
        assert_eq!(value(&f, "false alarms per text without events"), Some(0.0));
    }
}
