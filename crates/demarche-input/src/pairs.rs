//! Pairs of parties whose relation is asked for: read in code points, placed on the text in bytes.

use demarche::document::PairQuery;
use demarche::span::{CodePointIndex, CodePoints, Span};
use serde::Deserialize;

use crate::error::ErrorKind;

/// A pair as the input gives it, in code points of the row's text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PairPoints {
    /// The party that acts; may be empty.
    #[serde(default)]
    pub source: Vec<CodePoints>,
    /// The party acted upon; may be empty.
    #[serde(default)]
    pub target: Vec<CodePoints>,
}

/// Reads `[{"source":[[s,e]],"target":[[s,e]]}]`; the error says what is wrong.
pub(crate) fn parse_pairs(json: &str) -> Result<Vec<PairPoints>, String> {
    serde_json::from_str(json).map_err(|e| crate::jsonl::json_detail(&e))
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
    let side = |pair: usize, points: &[CodePoints]| -> Result<Vec<Span>, ErrorKind> {
        let place = |&CodePoints(start, end): &CodePoints| {
            let span = (start <= end && end <= length).then(|| Some(Span::new(byte(start)?, byte(end)?))).flatten();
            span.ok_or(ErrorKind::PairSpan { pair: pair + 1, start, end, length })
        };
        points.iter().map(place).collect()
    };
    pairs.iter().enumerate().map(|(i, pair)| Ok(PairQuery { source: side(i, &pair.source)?, target: side(i, &pair.target)? })).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn pairs_are_read() {
        let pairs = parse_pairs(r#"[{"source":[[0,2],[3,3]],"target":[]}]"#).unwrap();
        assert_eq!(pairs[0].source, [CodePoints(0, 2), CodePoints(3, 3)]);
        for wrong in ["", "{}", "[1]", r#"[{"source":[[0]]}]"#, r#"[{"source":[[-1,2]]}]"#, r#"[{"sauce":[]}]"#, "[[[[["] {
            assert!(parse_pairs(wrong).is_err(), "{wrong}");
        }
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
                Err(_) => prop_assert!(start > end || end > chars.len()),
            }
        }
    }
}
