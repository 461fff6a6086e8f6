//! Lines and blocks of lines: where paragraphs begin and end.
//!
//! A blank line always parts paragraphs. A single line break does too, unless the text is hard-wrapped, that is, its lines
//! were broken at a width without regard to sentences. That is decided once for the whole text ([`Wrap::of`]), from three
//! signs that together are rare in lists, verse and one-line paragraphs: the first word of the next line would not have
//! fitted, lines end without a stop, and lines go on in lower case.

use super::{is_blank, trimmed};
use crate::span::Span;

/// A line that is not blank.
#[derive(Clone, Copy)]
struct Line {
    /// The line without blanks at its ends.
    span: Span,
    /// True where a blank line, or nothing, stands before it.
    opens_block: bool,
    /// Blank bytes before the first other character.
    indent: usize,
}

/// The lines of a text that are not blank.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    blank_before: bool,
}

impl<'t> Lines<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, at: 0, blank_before: true }
    }
}

impl Iterator for Lines<'_> {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        while self.at < self.text.len() {
            let start = self.at;
            let (end, next, hard) = line_end(self.text.as_bytes(), start);
            self.at = next;
            let line = trimmed(self.text, start, end);
            let opens_block = std::mem::replace(&mut self.blank_before, line.is_none() || hard);
            if let Some(span) = line {
                return Some(Line { span, opens_block, indent: span.start() - start });
            }
        }
        None
    }
}

/// Where the line that starts at `from` ends, where the next one starts, and whether the break between is a paragraph
/// break by its own meaning (form feed, U+2029).
fn line_end(text: &[u8], from: usize) -> (usize, usize, bool) {
    let mut at = from;
    while at < text.len() {
        match text[at] {
            b'\n' | 0x0b => return (at, at + 1, false),
            0x0c => return (at, at + 1, true),
            b'\r' => return (at, at + if text.get(at + 1) == Some(&b'\n') { 2 } else { 1 }, false),
            0xc2 if text.get(at + 1) == Some(&0x85) => return (at, at + 2, false),
            0xe2 if text.get(at + 1) == Some(&0x80) => match text.get(at + 2) {
                Some(0xa8) => return (at, at + 3, false),
                Some(0xa9) => return (at, at + 3, true),
                _ => at += 3,
            },
            _ => at += 1,
        }
    }
    (at, at, false)
}

/// Signs of a line's own that bear on whether it is joined to its neighbours.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Plain,
    /// Quoted as in e-mail and Markdown, with `>`.
    Quoted,
    /// A list item: a bullet, `1.`, `2)`, `(c)`.
    Item,
    /// A Markdown heading, a rule or a table row.
    Alone,
}

fn form(line: &str) -> Form {
    let mut chars = line.chars();
    match chars.next() {
        Some('>') => Form::Quoted,
        Some('|') => Form::Alone,
        Some('#') if line.trim_start_matches('#').starts_with([' ', '\t']) => Form::Alone,
        Some(c @ ('-' | '=' | '*' | '_' | '~')) if line.len() > 2 && chars.all(|d| d == c) => Form::Alone,
        Some('•' | '‣' | '◦' | '▪' | '●' | '·' | '⁃') => Form::Item,
        Some('-' | '*' | '–' | '—' | '+') if line.chars().nth(1).is_some_and(char::is_whitespace) => Form::Item,
        _ if is_enumerated(line) => Form::Item,
        _ => Form::Plain,
    }
}

/// True for `1. x`, `12) x`, `(3) x`, `a) x`, `(b) x`.
fn is_enumerated(line: &str) -> bool {
    let (body, bracketed) = match line.strip_prefix('(') {
        Some(rest) => (rest, true),
        None => (line, false),
    };
    let digits = body.bytes().take(4).take_while(u8::is_ascii_digit).count();
    let letter = digits == 0 && body.starts_with(|c: char| c.is_ascii_lowercase());
    if !(1..=3).contains(&digits) && !letter {
        return false;
    }
    let mut rest = body[digits.max(1)..].chars();
    match rest.next() {
        Some(')') => {}
        Some('.') if digits > 0 && !bracketed => {}
        _ => return false,
    }
    rest.next().is_none_or(char::is_whitespace)
}

/// Width of a hard-wrapped text.
struct Wrap {
    width: usize,
}

/// Lines wider than this (in characters) are no hard-wrapped lines.
const WIDEST: usize = 132;
/// Lines narrower than this are lists, verse or tables rather than wrapped prose.
const NARROWEST: usize = 30;

fn width(text: &str, line: Line) -> usize {
    line.span.of(text).chars().take(WIDEST + 1).count()
}

/// Width of the first word, as far as it matters.
fn first_word(text: &str, line: Line) -> usize {
    line.span.of(text).chars().take(WIDEST).take_while(|c| !c.is_whitespace()).count()
}

/// True where the line ends as a sentence, a heading or an introduction does.
fn ends_with_stop(line: &str) -> bool {
    let body = line.trim_end_matches(['"', '”', '’', '\'', '»', ')', ']']);
    body.ends_with(['.', '!', '?', '…', ':', '。', '؟'])
}

fn continues_in_lower_case(line: &str) -> bool {
    line.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_lowercase)
}

/// Pairs of neighbouring lines of one block.
fn breaks(text: &str) -> impl Iterator<Item = (Line, Line)> {
    let lines = Lines::new(text);
    lines.zip(Lines::new(text).skip(1)).filter(|(_, next)| !next.opens_block)
}

impl Wrap {
    /// The width at which the text was wrapped, or `None` where its lines mean something.
    fn of(text: &str) -> Option<Self> {
        let mut widths = [0_usize; WIDEST + 2];
        for (line, _) in breaks(text) {
            widths[width(text, line)] += 1;
        }
        let total: usize = widths.iter().sum();
        // A long word may stand out of the margin, so the width is that of the tenth-widest line in a hundred.
        let mut narrower = 0;
        let width = widths.iter().position(|&n| {
            narrower += n;
            narrower * 10 >= total * 9
        })?;
        if total == 0 || !(NARROWEST..=WIDEST).contains(&width) {
            return None;
        }
        let wrap = Self { width };
        let (mut full, mut open, mut lower) = (0, 0, 0);
        for (line, next) in breaks(text) {
            full += usize::from(wrap.is_full(text, line, next));
            open += usize::from(!ends_with_stop(line.span.of(text)));
            lower += usize::from(continues_in_lower_case(next.span.of(text)));
        }
        let goes_on = lower * 3 >= total || (total >= 3 && !text.chars().any(char::is_lowercase));
        (full * 10 >= total * 6 && open * 2 >= total && goes_on).then_some(wrap)
    }

    /// True where the next line's first word would not have fitted on this one.
    fn is_full(&self, text: &str, line: Line, next: Line) -> bool {
        width(text, line) + 1 + first_word(text, next) > self.width.saturating_sub(3)
    }

    /// True where the break between two lines of a block is the wrapping's, not the author's.
    fn joins(&self, text: &str, line: Line, next: Line) -> bool {
        let (a, b) = (line.span.of(text), next.span.of(text));
        let same_form = matches!((form(a), form(b)), (Form::Plain | Form::Item, Form::Plain) | (Form::Quoted, Form::Quoted));
        let indented = next.indent > line.indent && form(a) == Form::Plain;
        same_form && !indented && (self.is_full(text, line, next) || continues_in_lower_case(b))
    }
}

/// The paragraphs of a text, trimmed, in order.
pub(super) fn paragraphs(text: &str) -> Vec<Span> {
    let wrap = Wrap::of(text);
    let mut out: Vec<Span> = Vec::new();
    let mut last: Option<Line> = None;
    for line in Lines::new(text) {
        match (out.last_mut(), last, &wrap) {
            (Some(paragraph), Some(before), Some(wrap)) if !line.opens_block && wrap.joins(text, before, line) => {
                *paragraph = paragraph.cover(line.span);
            }
            _ => out.push(line.span),
        }
        last = Some(line);
    }
    debug_assert!(out.iter().all(|p| !p.of(text).starts_with(is_blank)));
    out
}
