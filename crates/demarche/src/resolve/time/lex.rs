//! Text to tokens: words, numbers and marks, each with its bytes and its sentence.

use super::lexicon::{Term, term};
use crate::segment::Layers;
use crate::span::Span;

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Letters.
    Word,
    /// Digits alone, with how many there are.
    Number(u8),
    /// Digits with an ordinal ending: "3rd".
    Nth,
    /// Digits with a plural s: "1990s", "90's".
    Plural(u8),
    /// A sum or a decimal number, "1,200", "3.5": never part of a date.
    Sum,
    /// Any other character.
    Mark(char),
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub start: u32,
    pub end: u32,
    pub shape: Shape,
    pub term: Term,
    /// Value of a number.
    pub value: u32,
    /// Index of its sentence.
    pub sentence: u32,
    /// Index of its paragraph.
    pub paragraph: u32,
    /// True where nothing stands between it and the token before.
    pub is_glued: bool,
}

/// The tokens of a text and the text in ASCII lower case (same offsets).
pub(super) struct Tokens<'t> {
    pub text: &'t str,
    pub lower: String,
    pub all: Vec<Token>,
    /// For each sentence the first token and one past the last.
    pub sentences: Vec<(usize, usize)>,
}

impl<'t> Tokens<'t> {
    pub(super) fn of(text: &'t str, layers: &Layers) -> Self {
        let lower = text.to_ascii_lowercase();
        let mut all: Vec<Token> = Vec::with_capacity(text.len() / 5);
        let (mut sentence, mut paragraph, mut at) = (0, 0, 0);
        while let Some(c) = lower[at..].chars().next() {
            if c.is_whitespace() || c == '\u{200b}' || c == '\u{feff}' {
                at += c.len_utf8();
                continue;
            }
            let (shape, value, end) = match c {
                '0'..='9' => number(&lower, at),
                c if c.is_alphabetic() => (Shape::Word, 0, end_of(&lower, at, |c| c.is_alphabetic() || is_combining(c))),
                c => (Shape::Mark(plain(c)), 0, at + c.len_utf8()),
            };
            while layers.sentences.get(sentence).is_some_and(|s| s.end() <= at) {
                sentence += 1;
            }
            while layers.paragraphs.get(paragraph).is_some_and(|s| s.end() <= at) {
                paragraph += 1;
            }
            let term = if shape == Shape::Word { term(&lower[at..end]) } else { Term::Other };
            let is_glued = all.last().is_some_and(|t| t.end as usize == at);
            let u = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            all.push(Token { start: u(at), end: u(end), shape, term, value, sentence: u(sentence), paragraph: u(paragraph), is_glued });
            at = end;
        }
        let mut sentences = Vec::new();
        let mut from = 0;
        for of_one in all.chunk_by(|a, b| a.sentence == b.sentence) {
            let index = of_one[0].sentence as usize;
            sentences.resize(index, (from, from));
            sentences.push((from, from + of_one.len()));
            from += of_one.len();
        }
        Self { text, lower, all, sentences }
    }

    /// The lower-case text of a token, its quotes and dashes in one form; empty past the end.
    pub(super) fn word(&self, i: usize) -> &str {
        match self.all.get(i) {
            Some(Token { shape: Shape::Mark('\''), .. }) => "'",
            Some(Token { shape: Shape::Mark('-'), .. }) => "-",
            Some(t) => &self.lower[t.start as usize..t.end as usize],
            None => "",
        }
    }

    /// The token `back` places before `i` in the same sentence, as lower-case text; empty where there is none.
    pub(super) fn before(&self, i: usize, back: usize) -> &str {
        match (i.checked_sub(back), self.all.get(i)) {
            (Some(j), Some(t)) if self.all[j].sentence == t.sentence => self.word(j),
            (Some(j), None) => self.word(j),
            _ => "",
        }
    }

    pub(super) fn term(&self, i: usize) -> Term {
        self.all.get(i).map_or(Term::Other, |t| t.term)
    }

    pub(super) fn shape(&self, i: usize) -> Option<Shape> {
        self.all.get(i).map(|t| t.shape)
    }

    pub(super) fn value(&self, i: usize) -> u32 {
        self.all.get(i).map_or(0, |t| t.value)
    }

    pub(super) fn is(&self, i: usize, word: &str) -> bool {
        self.word(i) == word
    }

    pub(super) fn is_any(&self, i: usize, words: &[&str]) -> bool {
        let word = self.word(i);
        !word.is_empty() && words.contains(&word)
    }

    pub(super) fn is_mark(&self, i: usize, mark: char) -> bool {
        self.shape(i) == Some(Shape::Mark(mark))
    }

    /// True where nothing stands between token `i` and the one before.
    pub(super) fn is_glued(&self, i: usize) -> bool {
        self.all.get(i).is_some_and(|t| t.is_glued)
    }

    pub(super) fn is_word(&self, i: usize) -> bool {
        self.shape(i) == Some(Shape::Word)
    }

    pub(super) fn is_capitalised(&self, i: usize) -> bool {
        self.all.get(i).is_some_and(|t| self.text[t.start as usize..].starts_with(char::is_uppercase))
    }

    /// A word in lower case.
    pub(super) fn is_lower_word(&self, i: usize) -> bool {
        self.is_word(i) && !self.is_capitalised(i)
    }

    pub(super) fn span(&self, from: usize, to: usize) -> Span {
        Span::new(self.all[from].start as usize, self.all[to - 1].end as usize)
    }

    pub(super) fn same_sentence(&self, i: usize, j: usize) -> bool {
        matches!((self.all.get(i), self.all.get(j)), (Some(a), Some(b)) if a.sentence == b.sentence)
    }
}

/// One form of each mark that writers use in several: quotes and dashes.
fn plain(c: char) -> char {
    match c {
        '’' | '‘' | '`' | '´' => '\'',
        '–' | '‐' | '‑' | '−' | '~' => '-',
        c => c,
    }
}

fn is_combining(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

fn end_of(text: &str, from: usize, inside: impl Fn(char) -> bool) -> usize {
    from + text[from..].find(|c| !inside(c)).unwrap_or(text.len() - from)
}

/// A number from its first digit on: shape, value (0 where too long to be a date or count), end.
fn number(text: &str, at: usize) -> (Shape, u32, usize) {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let length = digits(at);
    let mut end = at + length;
    // thousands and decimals
    let groups = |from: usize| {
        let mut end = from;
        while bytes.get(end) == Some(&b',') && digits(end + 1) == 3 {
            end += 4;
        }
        end
    };
    if length <= 3 && groups(end) > end {
        return (Shape::Sum, 0, groups(end));
    }
    let parts = |mut end: usize| {
        let mut dots = 0;
        while bytes.get(end) == Some(&b'.') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit) {
            end += 1 + digits(end + 1);
            dots += 1;
        }
        (dots, end)
    };
    let (dots, past) = parts(end);
    let is_after_dot = at > 0 && bytes[at - 1] == b'.';
    if dots > 0 && !is_after_dot && dots != 2 {
        return (Shape::Sum, 0, past);
    }
    let value = if length <= 6 { text[at..end].parse().unwrap_or(0) } else { 0 };
    let tail = &text[end..end_of(text, end, char::is_alphabetic)];
    if matches!(tail, "st" | "nd" | "rd" | "th") && length <= 3 {
        end += 2;
        return (Shape::Nth, value, end);
    }
    let width = u8::try_from(length).unwrap_or(u8::MAX);
    if tail == "s" {
        return (Shape::Plural(width), value, end + 1);
    }
    for quote in ["'s", "’s"] {
        let is_decade = (length == 4 || length == 2) && value % 10 == 0;
        if let Some(rest) = text[end..].strip_prefix(quote)
            && is_decade
            && !rest.starts_with(char::is_alphanumeric)
        {
            return (Shape::Plural(width), value, end + quote.len());
        }
    }
    (Shape::Number(width), value, end)
}
