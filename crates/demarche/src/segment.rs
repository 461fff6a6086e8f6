//! Text to paragraphs and sentences, and which characters stand inside quotation marks.
//!
//! Everything here is a span into the text as given: nothing is normalised or altered. All of it takes time linear in the
//! text, whatever the text is (a line of a million characters, ten megabytes of full stops).

mod paragraphs;
mod sentences;

use crate::span::Span;

/// The paragraphs and sentences of one text, each in text order, disjoint, trimmed and never empty. Sentences lie within
/// paragraphs; together they cover every character that is not [blank](is_blank).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Layers {
    /// Paragraphs: lines, or blocks of lines where the text is hard-wrapped.
    pub paragraphs: Vec<Span>,
    /// Sentences.
    pub sentences: Vec<Span>,
    text_len: usize,
}

/// Finds the paragraphs and sentences of `text`.
///
/// # Panics
/// If the text is 4 GiB or longer (see [`Span::new`]).
#[must_use]
pub fn segment(text: &str) -> Layers {
    let paragraphs = paragraphs::paragraphs(text);
    let case = sentences::Case::of(text);
    let mut found = Vec::with_capacity(paragraphs.len());
    for &paragraph in &paragraphs {
        sentences::split(text, paragraph, case, &mut found);
    }
    Layers { paragraphs, sentences: found, text_len: text.len() }
}

impl Layers {
    /// Index of the sentence that holds that byte, if one does.
    #[must_use]
    pub fn sentence_of(&self, byte: usize) -> Option<usize> {
        holder(&self.sentences, byte)
    }

    /// End of the sentence that holds that byte; between sentences the start of the next one, after the last the end of the
    /// text. More than `byte` unless `byte` is at or past the end.
    #[must_use]
    pub fn sentence_end_after(&self, byte: usize) -> usize {
        match self.sentences.get(self.sentences.partition_point(|s| s.end() <= byte)) {
            Some(s) if s.start() <= byte => s.end(),
            Some(s) => s.start(),
            None => self.text_len,
        }
    }

    /// From the first to the last sentence that shares a byte with `span` (an empty span: the sentence that holds its
    /// place); without one the paragraph there, without that the span itself, cut to the text.
    #[must_use]
    pub fn sentences_over(&self, span: Span) -> Span {
        covering(&self.sentences, span).or_else(|| covering(&self.paragraphs, span)).unwrap_or_else(|| {
            let end = span.end().min(self.text_len);
            Span::new(span.start().min(end), end)
        })
    }
}

/// The span of `sorted` that holds that byte.
fn holder(sorted: &[Span], byte: usize) -> Option<usize> {
    let at = sorted.partition_point(|s| s.end() <= byte);
    sorted.get(at).is_some_and(|s| s.start() <= byte).then_some(at)
}

/// The cover of those spans of `sorted` that overlap `span`, or hold it where it is empty.
fn covering(sorted: &[Span], span: Span) -> Option<Span> {
    if span.is_empty() {
        return holder(sorted, span.start()).map(|at| sorted[at]);
    }
    let from = sorted.partition_point(|s| s.end() <= span.start());
    let to = sorted.partition_point(|s| s.start() < span.end());
    (from < to).then(|| sorted[from].cover(sorted[to - 1]))
}

/// Characters that no paragraph or sentence starts or ends with: white space, controls (NUL too), and the invisible byte
/// order mark and zero-width space.
#[must_use]
pub fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{feff}' | '\u{200b}')
}

/// The part of `text` under `start..end` without blanks at its ends, or `None` where nothing is left.
fn trimmed(text: &str, start: usize, end: usize) -> Option<Span> {
    let body = text[start..end].trim_end_matches(is_blank);
    let kept = body.trim_start_matches(is_blank);
    (!kept.is_empty()).then(|| Span::new(start + body.len() - kept.len(), start + body.len()))
}

/// Number of words, that is, of runs of characters between white space.
#[must_use]
pub fn count_words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// Marks that open a quotation and never close one.
#[must_use]
pub fn is_open_quote(c: char) -> bool {
    matches!(c, '“' | '«' | '„')
}

/// Which parts of a paragraph stand inside quotation marks; the marks themselves do not.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct QuoteFlags {
    /// Quoted byte ranges, in order and disjoint.
    inside: Vec<Span>,
}

impl QuoteFlags {
    /// True where the character at this byte of the paragraph is quoted.
    #[must_use]
    pub fn is_inside(&self, byte: usize) -> bool {
        holder(&self.inside, byte).is_some()
    }

    /// The quotations without their marks, as byte ranges of the paragraph, in order and disjoint.
    #[must_use]
    pub fn quotations(&self) -> &[Span] {
        &self.inside
    }
}

/// Finds the quotations of one paragraph, each paragraph anew: `“ « „` open, `” »` close, `"` does either in turn; a
/// quotation left open runs to the paragraph's end. `quote_mask` in `training/features.py` does exactly the same, so the
/// two change together or not at all.
#[must_use]
pub fn quote_flags(paragraph: &str) -> QuoteFlags {
    let mut inside = Vec::new();
    let mut open: Option<usize> = None;
    for (at, c) in paragraph.char_indices() {
        let opens = match c {
            '"' => open.is_none(),
            '”' | '»' => false,
            _ if is_open_quote(c) => true,
            _ => continue,
        };
        if let Some(from) = open
            && from < at
        {
            inside.push(Span::new(from, at));
        }
        open = opens.then_some(at + c.len_utf8());
    }
    if let Some(from) = open
        && from < paragraph.len()
    {
        inside.push(Span::new(from, paragraph.len()));
    }
    QuoteFlags { inside }
}

#[cfg(test)]
mod tests;
