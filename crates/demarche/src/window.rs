//! From paragraphs to what the encoder sees: wordpieces, casing and quotation features, windows.
//!
//! Whole paragraphs are packed into windows of at most [`WINDOW`] wordpieces; a longer paragraph is a window of its own up
//! to [`LONGEST`], and one longer still is cut at sentence ends, at worst between words. `training/features.py` does the
//! same for paragraphs that fit a window.

use std::collections::VecDeque;

use demarche_encoder::Encoder;
use tokenizers::Tokenizer;

use crate::document::PairQuery;
use crate::model::LoadError;
use crate::segment::{Layers, quote_flags};
use crate::span::{Span, widen_to_characters};

/// Wordpieces a window of packed paragraphs holds at most, `[CLS]` and `[SEP]` counted.
pub const WINDOW: usize = 128;
/// Wordpieces any window holds at most: the encoder's positions.
pub const LONGEST: usize = 512;
const CLS: u32 = 101;
const SEP: u32 = 102;
const IN_QUOTES: u8 = 8;

/// A word of a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// Index of its first wordpiece in the window.
    pub piece: usize,
    /// Where it stands in the document's text.
    pub span: Span,
}

/// Wordpieces of one encoder pass with their features.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// Wordpiece ids, `[CLS]` first, each paragraph closed by `[SEP]`.
    pub ids: Vec<u32>,
    /// Casing class of the piece's word, plus 8 inside quotation marks; 0 for `[CLS]` and `[SEP]`.
    pub shapes: Vec<u8>,
    /// 1 under the first party of a pair question, 2 under the second, else 0.
    pub roles: Vec<u8>,
    /// The words, in text order.
    pub words: Vec<Word>,
}

impl Window {
    fn new() -> Self {
        Self { ids: vec![CLS], shapes: vec![0], roles: vec![0], words: Vec::new() }
    }

    fn push(&mut self, words: &TextWords, word: usize) {
        self.words.push(Word { piece: self.ids.len(), span: words.words[word].span });
        self.ids.extend_from_slice(words.pieces(word..word + 1));
        self.shapes.resize(self.ids.len(), words.words[word].shape);
        self.roles.resize(self.ids.len(), 0);
    }

    fn close(&mut self) {
        self.ids.push(SEP);
        self.shapes.push(0);
        self.roles.push(0);
    }

    /// Words that share a byte with any of the spans.
    pub(crate) fn words_under<'a>(&'a self, spans: &'a [Span]) -> impl Iterator<Item = usize> + 'a {
        self.words.iter().enumerate().filter(|(_, w)| spans.iter().any(|s| s.overlaps(w.span))).map(|(i, _)| i)
    }
}

/// The words of a paragraph before they are put into windows; flat, since a paragraph can be a whole document.
#[derive(Default)]
struct TextWords {
    ids: Vec<u32>,
    words: Vec<TextWord>,
}

struct TextWord {
    /// Index of its first wordpiece in `ids`.
    first: u32,
    shape: u8,
    span: Span,
}

impl TextWords {
    fn pieces(&self, words: std::ops::Range<usize>) -> &[u32] {
        let at = |w: usize| self.words.get(w).map_or(self.ids.len(), |x| x.first as usize);
        &self.ids[at(words.start)..at(words.end)]
    }
}

/// Casing class of a word; the order is the row order of the model's shape embeddings.
fn word_shape(word: &str) -> u8 {
    if !word.chars().any(char::is_alphanumeric) {
        return 6;
    }
    if word.chars().any(char::is_numeric) {
        return 5;
    }
    let mut upper = word.chars().map(char::is_uppercase);
    let first = upper.next().unwrap_or(false);
    let rest = upper.any(|u| u);
    match (first, rest) {
        (false, false) => 1,
        (true, false) => 2,
        _ if word.chars().all(|c| c.is_uppercase() || !c.is_alphabetic()) => 3,
        _ => 4,
    }
}

/// Splits text into wordpieces and windows. Shared read-only by all workers.
pub struct Windows {
    tokenizer: Tokenizer,
}

impl std::fmt::Debug for Windows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Windows").finish_non_exhaustive()
    }
}

impl Windows {
    /// Reads a tokenizer description (`tokenizer.json` of the tokenizers library).
    ///
    /// # Errors
    /// [`LoadError::Tokenizer`] where it does not parse.
    pub fn from_json(json: &[u8]) -> Result<Self, LoadError> {
        let tokenizer = Tokenizer::from_bytes(json).map_err(|e| LoadError::Tokenizer { detail: e.to_string() })?;
        Ok(Self { tokenizer })
    }

    /// Checks that an encoder has a row for all that windows are made of.
    ///
    /// # Errors
    /// [`LoadError::Tokenizer`] where the tokenizer is another model's, [`LoadError::File`] where a table is too small.
    pub fn fit(&self, encoder: &Encoder) -> Result<(), LoadError> {
        let pieces = self.tokenizer.get_vocab_size(true);
        if pieces > encoder.words() || encoder.words() <= SEP as usize {
            let detail = format!("it knows {pieces} wordpieces and the model {}: they do not belong together", encoder.words());
            return Err(LoadError::Tokenizer { detail });
        }
        let tables = [
            ("positions", encoder.positions(), LONGEST),
            ("shapes", encoder.shapes(), 7 + IN_QUOTES as usize),
            ("roles", encoder.roles(), 3),
        ];
        match tables.iter().find(|(_, found, least)| found < least) {
            Some((table, found, least)) => {
                Err(LoadError::File { detail: format!("its table of {table} has {found} rows, not {least} or more") })
            }
            None => Ok(()),
        }
    }

    /// The words of one paragraph with their wordpieces. Long paragraphs are tokenised in blocks cut at white space, so
    /// that memory stays bounded.
    fn words(&self, text: &str, paragraph: Span) -> TextWords {
        let body = paragraph.of(text);
        let quotes = quote_flags(body);
        let mut out = TextWords::default();
        let mut at = 0;
        while at < body.len() {
            let end = block_end(body, at);
            // The normaliser and the vocabulary are total: encoding fails for no text.
            if let Ok(encoding) = self.tokenizer.encode(&body[at..end], false) {
                let mut last = None;
                let pieces = encoding.get_ids().iter().zip(encoding.get_word_ids()).zip(encoding.get_offsets());
                for ((&id, &word), &(a, b)) in pieces {
                    let span = Span::new(paragraph.start() + at + a, paragraph.start() + at + b);
                    match out.words.last_mut() {
                        Some(w) if word == last => w.span = w.span.cover(span),
                        _ => out.words.push(TextWord { first: u32::try_from(out.ids.len()).unwrap_or(u32::MAX), shape: 0, span }),
                    }
                    out.ids.push(id);
                    last = word;
                }
            }
            at = end;
        }
        for w in &mut out.words {
            let start = w.span.start() - paragraph.start();
            w.shape = word_shape(w.span.of(text)) + if quotes.is_inside(start) { IN_QUOTES } else { 0 };
        }
        // the tokenizer drops combining marks, and cuts between any two characters it takes for punctuation
        widen_to_characters(text, paragraph, out.words.iter_mut().map(|w| &mut w.span));
        out
    }

    /// The windows of a segmented document, in text order, made one after another: those of a large document are never all
    /// there at once.
    pub fn windows<'a>(&'a self, text: &'a str, layers: &'a Layers) -> impl Iterator<Item = Window> + 'a {
        let mut paragraphs = layers.paragraphs.iter();
        let mut cur = Window::new();
        let mut ready = VecDeque::new();
        std::iter::from_fn(move || {
            while ready.is_empty() {
                let Some(paragraph) = paragraphs.next() else {
                    return (cur.ids.len() > 1).then(|| std::mem::replace(&mut cur, Window::new()));
                };
                self.pack(self.words(text, *paragraph), layers, &mut cur, &mut ready);
            }
            ready.pop_front()
        })
    }

    /// Puts a paragraph into the open window, or closes that and begins anew.
    fn pack(&self, words: TextWords, layers: &Layers, cur: &mut Window, ready: &mut VecDeque<Window>) {
        let pieces = words.ids.len();
        if cur.ids.len() > 1 && cur.ids.len() + pieces + 1 > WINDOW {
            ready.push_back(std::mem::replace(cur, Window::new()));
        }
        if pieces + 2 <= LONGEST {
            (0..words.words.len()).for_each(|w| cur.push(&words, w));
        } else {
            cut(&words, layers, cur, ready);
        }
        if pieces > 0 {
            cur.close();
        }
    }

    /// The window of a pair question: the sentences that hold both parties, their words marked by role. Where they do not
    /// fit one window, words farthest from the first party are left out; of a longer stretch only [`REACH`] bytes to either
    /// side of it are looked at.
    #[must_use]
    pub fn pair_window(&self, text: &str, layers: &Layers, query: &PairQuery) -> Window {
        let spans = query.source.iter().chain(&query.target);
        let extent = spans.copied().reduce(Span::cover).unwrap_or_else(|| Span::new(0, 0));
        let mut window = Window::new();
        let near = query.source.first().or(query.target.first()).map_or(0, |s| s.start());
        let words = self.words(text, within_reach(text, layers.sentences_over(extent), near));
        let middle = words.words.partition_point(|w| w.span.start() < near);
        for w in nearest(&words, middle, LONGEST - 2) {
            window.push(&words, w);
        }
        window.close();
        for (role, side) in [(2, &query.target), (1, &query.source)] {
            let under: Vec<usize> = window.words_under(side).collect();
            for w in under {
                let end = window.words.get(w + 1).map_or(window.ids.len() - 1, |next| next.piece);
                window.roles[window.words[w].piece..end].fill(role);
            }
        }
        window
    }
}

/// Bytes to either side of a pair's first party: far more than a window holds.
const REACH: usize = 16 << 10;

/// The part of a span within reach of a place in it, at character boundaries.
fn within_reach(text: &str, span: Span, near: usize) -> Span {
    if span.len() <= 2 * REACH {
        return span;
    }
    let (mut start, mut end) = (near.saturating_sub(REACH).max(span.start()), (near + REACH).min(span.end()));
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    Span::new(start, end.max(start))
}

/// Cuts an overlong paragraph at sentence ends; a sentence longer than a window is cut between words.
fn cut(words: &TextWords, layers: &Layers, cur: &mut Window, ready: &mut VecDeque<Window>) {
    let mut renew = |cur: &mut Window| {
        cur.close();
        ready.push_back(std::mem::replace(cur, Window::new()));
    };
    let all = &words.words;
    let mut at = 0;
    while at < all.len() {
        let sentence_end = layers.sentence_end_after(all[at].span.start());
        let next = at + all[at..].partition_point(|w| w.span.start() < sentence_end).max(1);
        if cur.ids.len() > 1 && cur.ids.len() + words.pieces(at..next).len() + 1 > LONGEST {
            renew(cur);
        }
        for w in at..next {
            if cur.ids.len() + words.pieces(w..w + 1).len() + 1 > LONGEST {
                renew(cur);
            }
            cur.push(words, w);
        }
        at = next;
    }
}

/// The widest run of words around `middle` of at most `limit` wordpieces.
fn nearest(words: &TextWords, middle: usize, limit: usize) -> std::ops::Range<usize> {
    let n = words.words.len();
    let (mut lo, mut hi) = (middle.min(n), middle.min(n));
    loop {
        let before = hi - lo;
        if hi < n && words.pieces(lo..hi + 1).len() <= limit {
            hi += 1;
        }
        if lo > 0 && words.pieces(lo - 1..hi).len() <= limit {
            lo -= 1;
        }
        if hi - lo == before {
            return lo..hi;
        }
    }
}

/// End of the block that starts at `at`: after white space near 64 KiB, at a character boundary anyway.
fn block_end(body: &str, at: usize) -> usize {
    const BLOCK: usize = 1 << 16;
    if body.len() - at <= BLOCK {
        return body.len();
    }
    let mut end = at + BLOCK;
    while !body.is_char_boundary(end) {
        end -= 1;
    }
    match body[at..end].rfind(char::is_whitespace) {
        Some(space) if space > BLOCK / 2 => {
            let space = at + space;
            space + body[space..].chars().next().map_or(1, char::len_utf8)
        }
        _ => end,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::is_open_quote;

    #[test]
    fn shapes_tell_casing() {
        for (word, shape) in [("the", 1), ("Seoul", 2), ("A", 2), ("NATO", 3), ("McCain", 4), ("10,000", 5), ("—", 6), ("北", 1), ("B2", 5)]
        {
            assert_eq!(word_shape(word), shape, "{word}");
        }
    }

    #[test]
    fn blocks_end_on_characters() {
        let body = "🙂".repeat(40_000);
        let mut at = 0;
        while at < body.len() {
            let end = block_end(&body, at);
            assert!(end > at && body.is_char_boundary(end));
            at = end;
        }
        assert!(is_open_quote('“'));
    }
}
