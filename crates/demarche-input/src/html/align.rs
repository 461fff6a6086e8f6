//! Finds a page's pieces again in the text that the extractor took from it.
//!
//! The extractor leaves out elements, never parts of a text node, and puts its own space between them. So the two are compared
//! without space: each piece that the extractor's text goes on with is one that it chose. Takes time that grows with both.

use std::collections::HashSet;
use std::ops::Range;

use super::blocks::{Break, Piece};

/// Bytes by which a piece is looked up.
const KEY: usize = 8;
/// Pieces of one key that are tried.
const MAX_TRIES: usize = 8;
/// Bytes from elsewhere that are no repetition by chance.
const MIN_REPEAT: usize = 24;
/// Pieces shorter than a key that are tried after the last one found.
const MAX_SHORT: usize = 32;

/// A part of the extractor's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// A piece of the page, by its index.
    Piece(usize),
    /// Bytes of the text that are from elsewhere: the page's metadata or attributes.
    Foreign(Range<usize>),
}

/// What of a page the extractor chose.
#[derive(Debug, Default)]
pub(super) struct Alignment {
    /// Parts in the extractor's order, each once.
    pub(super) parts: Vec<Part>,
    /// Bytes of the extractor's text, space left out.
    pub(super) length: usize,
    /// Of them, those that came before.
    pub(super) repeated: usize,
    /// Blocks of the page that its text begins or goes on with.
    pub(super) blocks: usize,
    /// Of them, those that do not start a line.
    pub(super) glued: usize,
}

/// Aligns the extractor's text with the pieces of its page.
pub(super) fn align(text: &str, pieces: &[Piece<'_>]) -> Alignment {
    let mut page = String::new();
    let mut starts = Vec::with_capacity(pieces.len() + 1);
    for piece in pieces {
        starts.push(page.len());
        page.extend(piece.text.split_whitespace());
    }
    starts.push(page.len());
    let mut index: Vec<(u64, u32)> = (0..pieces.len()).map(|i| (key(&page.as_bytes()[starts[i]..]), i as u32)).collect();
    index.sort_unstable();
    let mut compact = String::with_capacity(text.len());
    let mut words = Vec::new();
    for word in text.split_whitespace() {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        words.push(Word { start, compact: compact.len() });
        compact.push_str(word);
    }
    let budget = 64 * (page.len() + compact.len()) + 4096;
    Aligner { page: page.as_bytes(), starts: &starts, index: &index, text: compact.as_bytes(), budget }.run(text, &words, pieces)
}

/// Where a word of the extractor's text starts: there, and in the text without space.
struct Word {
    start: usize,
    compact: usize,
}

/// The first bytes of a text as a number; less than a key's where it is shorter.
fn key(text: &[u8]) -> u64 {
    text.iter().take(KEY).fold(0, |key, &byte| key << 8 | u64::from(byte))
}

struct Aligner<'a> {
    page: &'a [u8],
    /// Where pieces start in `page`, and its end.
    starts: &'a [usize],
    /// Keys with their pieces, sorted.
    index: &'a [(u64, u32)],
    text: &'a [u8],
    /// Bytes that may still be compared.
    budget: usize,
}

impl Aligner<'_> {
    fn run(&mut self, original: &str, words: &[Word], pieces: &[Piece<'_>]) -> Alignment {
        let mut result = Alignment { length: self.text.len(), ..Alignment::default() };
        let mut is_chosen = vec![false; pieces.len()];
        let mut seen = HashSet::new();
        let (mut at, mut next, mut word) = (0, 0, 0);
        while at < self.text.len() {
            while words.get(word + 1).is_some_and(|w| w.compact <= at) {
                word += 1;
            }
            let piece = if next < pieces.len() && self.fits(at, next) { Some(next) } else { self.find(at, next) };
            if let Some(piece) = piece {
                let length = self.length(piece);
                if std::mem::replace(&mut is_chosen[piece], true) {
                    result.repeated += length;
                } else {
                    let gap = &original[..words[word].start + at - words[word].compact];
                    let is_line = gap.trim_end_matches(|c: char| c.is_whitespace() && c != '\n').ends_with('\n');
                    if pieces[piece].before == Break::Block {
                        result.blocks += 1;
                        result.glued += usize::from(at > 0 && !is_line);
                    }
                    result.parts.push(Part::Piece(piece));
                }
                at += length;
                next = piece + 1;
                continue;
            }
            // the rest of this word is from elsewhere
            let end = words.get(word + 1).map_or(self.text.len(), |w| w.compact);
            let start = words[word].start + at - words[word].compact;
            let range = start..start + end - at;
            at = end;
            match result.parts.last_mut() {
                // a bar is what the extractor puts between cells
                _ if &original[range.clone()] == "|" => {}
                Some(Part::Foreign(last)) if original[last.end..range.start].trim().is_empty() => last.end = range.end,
                _ => result.parts.push(Part::Foreign(range)),
            }
        }
        // what is from elsewhere repeats as well
        result.parts.retain(|part| match part {
            Part::Foreign(range) if range.len() >= MIN_REPEAT => {
                let is_new = seen.insert(&original[range.clone()]);
                result.repeated += if is_new { 0 } else { range.len() };
                is_new
            }
            _ => true,
        });
        result
    }

    fn length(&self, piece: usize) -> usize {
        self.starts[piece + 1] - self.starts[piece]
    }

    /// True where the text goes on with all of a piece; a short one counts only if the text then goes on with the page.
    fn fits(&mut self, at: usize, piece: usize) -> bool {
        let length = self.length(piece);
        let wanted = &self.page[self.starts[piece]..self.starts[piece + 1]];
        let rest = &self.text[at..];
        if length > rest.len() || wanted[0] != rest[0] || self.budget < length {
            return false;
        }
        self.budget -= length;
        if !rest.starts_with(wanted) {
            return false;
        }
        let rest = &rest[length..];
        if length >= KEY || rest.is_empty() || rest[0] == b'|' {
            return true;
        }
        let following = &self.page[self.starts[piece + 1]..];
        let following = &following[..following.len().min(KEY)];
        rest.starts_with(following) && !following.is_empty()
            || !self.candidates(at + length).is_empty()
            || self.starts_short(rest, piece + 1)
    }

    /// True where a short piece soon after starts the text.
    fn starts_short(&self, rest: &[u8], from: usize) -> bool {
        let to = (from + MAX_SHORT).min(self.starts.len() - 1);
        (from..to).any(|piece| self.length(piece) < KEY && rest.starts_with(&self.page[self.starts[piece]..self.starts[piece + 1]]))
    }

    /// Pieces with the key of the text, in the page's order.
    fn candidates(&self, at: usize) -> &[(u64, u32)] {
        let key = key(&self.text[at..]);
        let from = self.index.partition_point(|entry| entry.0 < key);
        let to = from + self.index[from..].partition_point(|entry| entry.0 == key);
        &self.index[from..to]
    }

    /// The piece with which the text goes on: the one that it follows longest, further on in the page if there is one.
    fn find(&mut self, at: usize, next: usize) -> Option<usize> {
        let candidates = self.candidates(at);
        let middle = candidates.partition_point(|entry| (entry.1 as usize) < next);
        let (before, after) = candidates.split_at(middle);
        let after: Vec<usize> = after.iter().take(MAX_TRIES).map(|entry| entry.1 as usize).collect();
        let before: Vec<usize> = before.iter().rev().take(MAX_TRIES).map(|entry| entry.1 as usize).collect();
        if let Some(piece) = self.longest(at, &after) {
            return Some(piece);
        }
        let short = (next..(next + MAX_SHORT).min(self.starts.len() - 1)).find(|&piece| self.length(piece) < KEY && self.fits(at, piece));
        short.or_else(|| self.longest(at, &before))
    }

    fn longest(&mut self, at: usize, pieces: &[usize]) -> Option<usize> {
        let mut best = None;
        for &piece in pieces {
            if self.fits(at, piece) {
                let shared = self.text[at..].iter().zip(&self.page[self.starts[piece]..]).take(1024).take_while(|(a, b)| a == b).count();
                self.budget = self.budget.saturating_sub(shared);
                if best.is_none_or(|(longest, _)| shared > longest) {
                    best = Some((shared, piece));
                }
            }
        }
        best.map(|(_, piece)| piece)
    }
}
