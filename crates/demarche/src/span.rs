//! Places in a text: the one span type and its conversion to Unicode code points.

use serde::{Deserialize, Serialize};

/// A half-open range of UTF-8 bytes into a stated text, `start <= end`, both on character boundaries.
/// Its serial form is for packing only; outputs write [`CodePoints`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// The bytes `start..end`. Texts are limited to 4 GiB (and documents to far less), so offsets fit `u32`.
    ///
    /// # Panics
    /// If `start > end` or `end` does not fit `u32`; both are errors of the caller.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        assert!(start <= end, "a span starts before it ends");
        Self {
            start: u32::try_from(start).expect("texts are shorter than 4 GiB"),
            end: u32::try_from(end).expect("texts are shorter than 4 GiB"),
        }
    }

    /// First byte.
    #[must_use]
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// One past the last byte.
    #[must_use]
    pub fn end(self) -> usize {
        self.end as usize
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// True for a span without a byte.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The words of `text` under this span.
    ///
    /// # Panics
    /// If the span was made for another text and does not fit this one.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        &text[self.start()..self.end()]
    }

    /// True where the two share at least one byte.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// True where `other` lies wholly inside.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// A span as outputs write it: `[start, end)` in Unicode code points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CodePoints(pub usize, pub usize);

/// Converts between byte offsets and code points of one text in logarithmic time.
#[derive(Debug)]
pub struct CodePointIndex<'t> {
    text: &'t str,
    /// Byte offset of every 64th code point.
    anchors: Vec<u32>,
}

const STRIDE: usize = 64;

impl<'t> CodePointIndex<'t> {
    /// Indexes `text`: one pass, four bytes of memory per 64 characters.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        let anchors = text.char_indices().step_by(STRIDE).map(|(i, _)| u32::try_from(i).expect("texts are shorter than 4 GiB")).collect();
        Self { text, anchors }
    }

    /// The code points under a byte span.
    ///
    /// # Panics
    /// If the span does not lie on character boundaries of the indexed text.
    #[must_use]
    pub fn code_points(&self, span: Span) -> CodePoints {
        CodePoints(self.position(span.start()), self.position(span.end()))
    }

    fn position(&self, byte: usize) -> usize {
        let block = self.anchors.partition_point(|&a| a as usize <= byte).saturating_sub(1);
        let from = self.anchors.get(block).map_or(0, |&a| a as usize);
        block * STRIDE + self.text[from..byte].chars().count()
    }

    /// The byte span under code points, or `None` where they do not fit the text (reversed, or past its end).
    #[must_use]
    pub fn bytes(&self, points: CodePoints) -> Option<Span> {
        if points.0 > points.1 {
            return None;
        }
        Some(Span::new(self.byte(points.0)?, self.byte(points.1)?))
    }

    fn byte(&self, point: usize) -> Option<usize> {
        let from = match self.anchors.get(point / STRIDE) {
            Some(&a) => a as usize,
            // one past the last character may fall on a stride of its own
            None if point == self.text.chars().count() => return Some(self.text.len()),
            None => return None,
        };
        let mut rest = self.text[from..].char_indices();
        match rest.nth(point % STRIDE) {
            Some((i, _)) => Some(from + i),
            None => (self.text[from..].chars().count() == point % STRIDE).then_some(self.text.len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_go_there_and_back() {
        for text in ["", "abc", "é\u{301}中🙂 x", &"añ🙂\r\n".repeat(100), &"x".repeat(128)] {
            let index = CodePointIndex::new(text);
            let bounds: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
            for (n, &b) in bounds.iter().enumerate() {
                let span = Span::new(b, text.len());
                let points = index.code_points(span);
                assert_eq!(points, CodePoints(n, bounds.len() - 1));
                assert_eq!(index.bytes(points), Some(span));
            }
            assert_eq!(index.bytes(CodePoints(0, bounds.len())), None);
            assert_eq!(index.bytes(CodePoints(1, 0)), None);
        }
    }
}
