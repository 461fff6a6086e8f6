//! Pairs of parties whose relation is asked for: read in code points, placed on the text in bytes.

use demarche::document::PairQuery;
use demarche::span::{CodePointIndex, CodePoints, Span};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::error::ErrorKind;

/// A pair as the input gives it, in code points of the row's text. The pieces of a side are in text order, none is empty,
/// and no two share a character.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PairPoints {
    /// The party that acts; may be empty.
    pub source: Vec<CodePoints>,
    /// The party acted upon; may be empty.
    pub target: Vec<CodePoints>,
}

impl PairPoints {
    /// Bytes it holds in memory.
    #[must_use]
    pub fn size(&self) -> usize {
        size_of::<Self>() + (self.source.len() + self.target.len()) * size_of::<CodePoints>()
    }
}

/// The sides of a pair, unread.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sides<'j> {
    #[serde(borrow)]
    source: Option<&'j RawValue>,
    #[serde(borrow)]
    target: Option<&'j RawValue>,
}

/// Reads `[{"source":[[s,e]],"target":[[s,e]]}]` and puts the pieces of each side into text order; the error says what is
/// wrong, in which pair, counted from 1.
pub(crate) fn parse_pairs(json: &str) -> Result<Vec<PairPoints>, String> {
    // wrong JSON is told first, as the parts below are whole values then
    let list: &RawValue = serde_json::from_str(json).map_err(|e| crate::jsonl::json_detail(&e))?;
    let pairs: Vec<&RawValue> = serde_json::from_str(list.get()).map_err(|_| "it is no list".to_owned())?;
    pairs.iter().enumerate().map(|(i, pair)| parse_pair(pair.get()).map_err(|detail| format!("pair {}{detail}", i + 1))).collect()
}

fn parse_pair(json: &str) -> Result<PairPoints, String> {
    if !json.starts_with('{') {
        return Err(format!(" is `{}`, no object", crate::error::clip(json)));
    }
    let sides: Sides<'_> = serde_json::from_str(json).map_err(|e| {
        let message = e.to_string();
        format!(": {}", message.split(" at line ").next().unwrap_or_default())
    })?;
    let side = |name: &str, json: Option<&RawValue>| parse_side(json).map_err(|detail| format!(", `{name}`: {detail}"));
    Ok(PairPoints { source: side("source", sides.source)?, target: side("target", sides.target)? })
}

fn parse_side(json: Option<&RawValue>) -> Result<Vec<CodePoints>, String> {
    let Some(json) = json else { return Ok(Vec::new()) };
    let shown = |json: &RawValue| crate::error::clip(json.get());
    let pieces: Vec<&RawValue> = serde_json::from_str(json.get()).map_err(|_| format!("`{}` is no list of spans", shown(json)))?;
    let piece = |piece: &&RawValue| match serde_json::from_str(piece.get()) {
        Ok((start, end)) if start < end => Ok(CodePoints(start, end)),
        Ok((start, end)) if start == end => Err(format!("the span `{}` is empty", shown(piece))),
        Ok(_) => Err(format!("the span `{}` ends before it begins", shown(piece))),
        Err(_) => Err(format!("`{}` is no span of two whole numbers", shown(piece))),
    };
    let mut points = pieces.iter().map(piece).collect::<Result<Vec<CodePoints>, String>>()?;
    points.sort_unstable();
    match points.windows(2).find(|two| two[1].0 < two[0].1) {
        Some(two) => Err(format!("the spans `[{}, {}]` and `[{}, {}]` overlap", two[0].0, two[0].1, two[1].0, two[1].1)),
        None => Ok(points),
    }
}

/// Puts pairs onto their text.
pub(crate) fn place_pairs(pairs: &[PairPoints], text: &str) -> Result<Vec<PairQuery>, ErrorKind> {
    if pairs.is_empty() {
        return Ok(Vec::new());
    }
    let index = CodePointIndex::new(text);
    let length = text.chars().count();
    // the index counts the whole text for its last position; the count is at hand here
    let byte = |point: usize| if point == length { Some(text.len()) } else { index.bytes(CodePoints(point, point)).map(Span::start) };
    let place = |pair: usize, side: &'static str, points: &[CodePoints]| -> Result<Vec<Span>, ErrorKind> {
        let place = |&CodePoints(start, end): &CodePoints| {
            let span = (start < end && end <= length).then(|| Some(Span::new(byte(start)?, byte(end)?))).flatten();
            span.ok_or(ErrorKind::PairSpan { pair, side, start, end, length })
        };
        points.iter().map(place).collect()
    };
    let query = |(pair, points): (usize, &PairPoints)| {
        Ok(PairQuery { source: place(pair, "source", &points.source)?, target: place(pair, "target", &points.target)? })
    };
    (1..).zip(pairs).map(query).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn pairs_are_read() {
        let pairs = parse_pairs(r#" [{"source":[[3,4],[0,2]],"target":[]}, {"target":null}] "#).unwrap();
        assert_eq!(pairs[0].source, [CodePoints(0, 2), CodePoints(3, 4)], "pieces are put into text order");
        assert_eq!(pairs[1], PairPoints::default());
        assert_eq!(parse_pairs(r#"[{"source":[[0,2],[2,4]]}]"#).unwrap()[0].source.len(), 2, "neighbours share nothing");
    }

    #[test]
    fn what_is_wrong_is_said_in_plain_words() {
        for (json, detail) in [
            ("", "EOF while parsing a value (column 0)"),
            ("[[[[[", "EOF while parsing a list (column 5)"),
            ("{}", "it is no list"),
            ("7", "it is no list"),
            ("[1]", "pair 1 is `1`, no object"),
            (r#"[{}, "x"]"#, r#"pair 2 is `"x"`, no object"#),
            (r#"[{"sauce":[]}]"#, "pair 1: unknown field `sauce`, expected `source` or `target`"),
            (r#"[{"source":[],"source":[]}]"#, "pair 1: duplicate field `source`"),
            (r#"[{"source":5}]"#, "pair 1, `source`: `5` is no list of spans"),
            (r#"[{"source":[0,5]}]"#, "pair 1, `source`: `0` is no span of two whole numbers"),
            (r#"[{"source":[[0]]}]"#, "pair 1, `source`: `[0]` is no span of two whole numbers"),
            (r#"[{"source":[[0,1,2]]}]"#, "pair 1, `source`: `[0,1,2]` is no span of two whole numbers"),
            (r#"[{"target":[[-1,2]]}]"#, "pair 1, `target`: `[-1,2]` is no span of two whole numbers"),
            (r#"[{"target":[[0,2.5]]}]"#, "pair 1, `target`: `[0,2.5]` is no span of two whole numbers"),
            (r#"[{},{"target":[[3,3]]}]"#, "pair 2, `target`: the span `[3,3]` is empty"),
            (r#"[{"target":[[5,3]]}]"#, "pair 1, `target`: the span `[5,3]` ends before it begins"),
            (r#"[{"source":[[4,9],[0,5]]}]"#, "pair 1, `source`: the spans `[0, 5]` and `[4, 9]` overlap"),
            (r#"[{"source":[[0,5],[0,5]]}]"#, "pair 1, `source`: the spans `[0, 5]` and `[0, 5]` overlap"),
        ] {
            assert_eq!(parse_pairs(json).unwrap_err(), detail, "{json}");
        }
    }

    #[test]
    fn deep_nesting_is_no_trouble() {
        let deep = format!("[{{\"source\":{}{}}}]", "[".repeat(100_000), "]".repeat(100_000));
        assert!(parse_pairs(&deep).is_err());
    }

    proptest! {
        #[test]
        fn spans_fit_or_are_refused(text in "\\PC{0,140}", start in 0usize..150, end in 0usize..150) {
            let pair = PairPoints { source: vec![CodePoints(start, end)], target: vec![] };
            let chars: Vec<char> = text.chars().collect();
            match place_pairs(&[pair], &text) {
                Ok(placed) => {
                    let expected: String = chars[start..end].iter().collect();
                    prop_assert_eq!(placed[0].source[0].of(&text), expected);
                }
                Err(_) => prop_assert!(start >= end || end > chars.len()),
            }
        }
    }
}
