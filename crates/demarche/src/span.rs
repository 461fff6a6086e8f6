//! Places in a text: the one span type and its conversion to Unicode code points.

use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation as _;

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

/// Widens spans until none cuts what a reader sees as one character (a grapheme cluster): a letter from its combining mark,
/// one half of a flag from the other. The spans lie in `part` of the text, in text order. A mark on white space is left where
/// it is, as a word does not begin with a space. One pass over `part`.
pub(crate) fn widen_to_characters<'s>(text: &str, part: Span, spans: impl IntoIterator<Item = &'s mut Span>) {
    let words = part.of(text);
    // of ASCII only a carriage return and its line feed are one, and no word ends there
    if words.is_ascii() {
        return;
    }
    let mut clusters = words
        .grapheme_indices(true)
        .map(|(at, cluster)| (Span::new(part.start() + at, part.start() + at + cluster.len()), cluster))
        .peekable();
    for span in spans {
        while clusters.next_if(|(cluster, _)| cluster.end() <= span.start()).is_some() {}
        if let Some((cluster, shown)) = clusters.peek()
            && cluster.start() < span.start()
            && !shown.starts_with(char::is_whitespace)
        {
            span.start = cluster.start;
        }
        while clusters.next_if(|(cluster, _)| cluster.end() < span.end()).is_some() {}
        if let Some((cluster, _)) = clusters.peek()
            && cluster.start() < span.end()
        {
            span.end = cluster.end;
        }
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
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn no_word_ends_before_its_mark() {
        let widened = |text: &str, start: usize, end: usize| {
            let mut span = Span::new(start, end);
            widen_to_characters(text, Span::new(0, text.len()), [&mut span]);
            span.of(text).to_owned()
        };
        assert_eq!(widened("e\u{301} x", 0, 1), "e\u{301}");
        assert_eq!(widened("cafe\u{301}s", 4, 7), "e\u{301}s");
        assert_eq!(widened("🇫🇷🇩🇪", 4, 8), "🇫🇷");
        assert_eq!(widened("👩\u{200d}👧 go", 4, 7), "👩\u{200d}👧");
        assert_eq!(widened("a \u{301}b", 2, 5), "\u{301}b", "no word begins with a space");
        assert_eq!(widened("ab", 0, 1), "a");
    }

    proptest! {
        #[test]
        fn spans_end_where_characters_do(
            text in "([a-z .,“\u{301}\u{308}\u{20dd}\u{200d}\u{fe0f}\u{feff}\r\n]|[🇦-🇿]|👩|👧|각|ᄀ|ᅡ|ᆨ|क|्|ष|ि|\\PC){0,24}",
            cuts in proptest::collection::vec(any::<prop::sample::Index>(), 0..12),
        ) {
            let bounds: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let mut cuts: Vec<usize> = cuts.iter().map(|cut| bounds[cut.index(bounds.len())]).collect();
            cuts.sort_unstable();
            cuts.dedup();
            let before: Vec<Span> = cuts.chunks_exact(2).map(|two| Span::new(two[0], two[1])).collect();
            let mut after = before.clone();
            widen_to_characters(&text, Span::new(0, text.len()), &mut after);
            let is_between = |at: usize| at == text.len() || text.grapheme_indices(true).any(|(start, _)| start == at);
            for (before, after) in before.iter().zip(&after) {
                prop_assert!(after.contains(*before));
                // a text of ASCII alone is passed over: a line's two ends are its only such character
                prop_assert!(is_between(after.end()) || text.is_ascii(), "{:?} ends inside a character of {:?}", after.of(&text), text);
                let is_on_space = text[..after.start()].graphemes(true).next_back().is_some_and(|c| c.starts_with(char::is_whitespace));
                prop_assert!(is_between(after.start()) || is_on_space, "{:?} begins inside a character of {:?}", after.of(&text), text);
                // not a character more than is needed
                prop_assert!(after.len() <= before.len() + 2 * text.graphemes(true).map(str::len).max().unwrap_or(0));
            }
            prop_assert!(after.windows(2).all(|two| two[0] <= two[1]));
        }
    }

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
