//! Paragraphs within the width of a terminal: wrapping, colours, and no control characters but our own.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use super::TextStyle;

/// Below this, text no longer wraps sensibly.
pub(super) const NARROWEST: usize = 40;

/// What a stretch of text is, for its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Plain,
    Strong,
    Dim,
    /// A code of the codebook.
    Code,
    /// The name of a field; its spaces are kept.
    Label,
    /// An event code, by its quad class.
    Quad(u8),
}

impl Ink {
    /// The parameters of the terminal's colour command. Only the terminal's own 16 colours, which its user chose.
    const fn ansi(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Strong => "1",
            Self::Dim => "2",
            Self::Code => "36",
            Self::Label => "2",
            Self::Quad(1) => "1;36",
            Self::Quad(2) => "1;32",
            Self::Quad(3) => "1;33",
            Self::Quad(_) => "1;31",
        }
    }
}

/// Text laid out so far.
#[derive(Debug)]
pub(super) struct Page {
    style: TextStyle,
    out: String,
}

impl Page {
    pub(super) fn new(style: TextStyle) -> Self {
        Self { style: TextStyle { width: style.width.max(NARROWEST), ..style }, out: String::new() }
    }

    pub(super) fn blank(&mut self) {
        self.out.push('\n');
    }

    pub(super) fn finish(self) -> String {
        self.out
    }

    /// Words one after the other, broken before the width: the first line `first` columns in, the others `rest`.
    pub(super) fn paragraph(&mut self, first: usize, rest: usize, runs: &[(Ink, &str)]) {
        let rest = rest.min(self.style.width / 2);
        let mut column = first.min(self.style.width / 2);
        self.out.extend(std::iter::repeat_n(' ', column));
        let mut at_start = true;
        for &(ink, run) in runs {
            for word in words_of(ink, run) {
                let word = escaped(word);
                let width = word.width();
                if !at_start && column + 1 + width > self.style.width {
                    self.break_line(rest);
                    column = rest;
                    at_start = true;
                }
                if !at_start {
                    self.out.push(' ');
                    column += 1;
                }
                if column + width <= self.style.width {
                    self.ink(ink, &word);
                    column += width;
                } else {
                    column = self.long_word(ink, &word, column, rest);
                }
                at_start = false;
            }
        }
        self.out.push('\n');
    }

    /// A word wider than the line, broken between characters as readers see them.
    fn long_word(&mut self, ink: Ink, word: &str, mut column: usize, rest: usize) -> usize {
        let mut from = 0;
        for (at, grapheme) in word.grapheme_indices(true) {
            let width = grapheme.width();
            if column + width > self.style.width && at > from {
                self.ink(ink, &word[from..at]);
                self.break_line(rest);
                column = rest;
                from = at;
            }
            column += width;
        }
        self.ink(ink, &word[from..]);
        column
    }

    fn break_line(&mut self, indent: usize) {
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n(' ', indent));
    }

    fn ink(&mut self, ink: Ink, word: &str) {
        let ansi = if self.style.color { ink.ansi() } else { "" };
        if ansi.is_empty() {
            self.out.push_str(word);
        } else {
            self.out.push_str("\x1b[");
            self.out.push_str(ansi);
            self.out.push('m');
            self.out.push_str(word);
            self.out.push_str("\x1b[0m");
        }
    }
}

/// The words of a run; a label, padded to its column, is one.
fn words_of(ink: Ink, run: &str) -> impl Iterator<Item = &str> {
    let label = (ink == Ink::Label).then(|| run.strip_suffix(' ').unwrap_or(run));
    let words = if label.is_some() { "" } else { run };
    label.into_iter().chain(words.split_whitespace())
}

/// The word with characters that command a terminal, or turn the direction of text around, written as escapes.
fn escaped(word: &str) -> Cow<'_, str> {
    let commands = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if !word.contains(commands) {
        return Cow::Borrowed(word);
    }
    let mut safe = String::with_capacity(word.len() + 8);
    for c in word.chars() {
        if commands(c) { safe.extend(c.escape_unicode()) } else { safe.push(c) }
    }
    Cow::Owned(safe)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laid_out(width: usize, color: bool, runs: &[(Ink, &str)]) -> String {
        let mut page = Page::new(TextStyle { width, color });
        page.paragraph(0, 4, runs);
        page.finish()
    }

    #[test]
    fn lines_stay_within_the_width() {
        let words = "añejo 日本語の文章 🙂 word ".repeat(30) + &"long".repeat(60) + " end";
        for width in [40, 61, 100] {
            let text = laid_out(width, false, &[(Ink::Plain, &words)]);
            assert!(text.lines().all(|line| line.width() <= width), "{text}");
            let joined: String = text.split_whitespace().collect();
            assert_eq!(joined, words.split_whitespace().collect::<String>());
        }
    }

    #[test]
    fn no_text_commands_the_terminal() {
        let hostile = "a\u{1b}[31mred\u{1b}]0;title\u{7} \u{9b}2J \r\n b\u{202e}cba\0\u{7f}";
        let text = laid_out(80, false, &[(Ink::Strong, hostile)]);
        assert!(!text.trim_end_matches('\n').contains(|c: char| c.is_control() || c == '\u{202e}'), "{text:?}");
        assert!(text.contains(r"\u{1b}[31mred"), "{text}");
        assert!(laid_out(80, true, &[(Ink::Strong, "x")]).starts_with("\x1b[1mx\x1b[0m"));
    }
}
