//! Where the parts of a claim begin and end: what sentences, quotations and datelines say that word labels leave open.

use crate::span::Span;

/// The layers of a document that claims are fitted to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Page<'a> {
    pub(crate) text: &'a str,
    /// In text order.
    pub(crate) sentences: &'a [Span],
    /// Without their marks; in text order, disjoint.
    pub(crate) quotations: &'a [Span],
}

/// A quotation of more bytes is not completed: it may be an open mark.
const LONGEST_QUOTATION: usize = 800;
/// Nor is a clause after `and`.
const LONGEST_CLAUSE: usize = 160;

impl Page<'_> {
    /// The part of a source in the sentence of its cue, else in the sentence nearest to it: a source is one noun phrase, and
    /// none goes on over the end of a sentence.
    pub(crate) fn in_one_sentence(&self, source: Span, cue: Span) -> Span {
        let far = |s: &Span| if s.overlaps(cue) { 0 } else { s.start().abs_diff(cue.start()).min(s.end().abs_diff(cue.start())) + 1 };
        let part = |s: &Span| Span::new(source.start().max(s.start()), source.end().min(s.end()));
        let parts = self.sentences_over(source).iter().filter(|s| part(s).of(self.text).chars().any(char::is_alphanumeric));
        parts.min_by_key(|s| far(s)).map_or(source, |s| trim(part(s), self.text))
    }

    /// The sentences that share a byte with a span; they are in text order.
    fn sentences_over(&self, span: Span) -> &[Span] {
        let first = self.sentences.partition_point(|s| s.end() <= span.start());
        let end = first + self.sentences[first..].partition_point(|s| s.start() < span.end());
        &self.sentences[first..end]
    }

    /// A span without the dateline before it (`MANILA, March 3 (Agency) — `): the publisher's words, nobody's.
    pub(crate) fn after_dateline(&self, span: Span) -> Span {
        let Some(sentence) = self.sentences_over(span).first() else { return span };
        let Some(length) = dateline(sentence.of(self.text)) else { return span };
        let start = sentence.start() + length;
        if span.start() < start && start < span.end() { trim(Span::new(start, span.end()), self.text) } else { span }
    }

    /// The whole complement of a cue (codebook, section 5, ruling 2), from the pieces that word labels give. A quotation that
    /// is mostly content is content throughout; a piece that breaks off after `and` goes on to the end of the sentence, or
    /// ends before it where another claim follows. `apart` are the claim's source and cue, `cues` the cues of all claims.
    pub(crate) fn whole_content(&self, pieces: Vec<Span>, apart: &[Span], cues: &[Span]) -> Vec<Span> {
        let mut out: Vec<Span> = Vec::with_capacity(pieces.len());
        for piece in pieces {
            let mut whole = piece;
            for &quotation in self.quotations_over(piece) {
                let shared = piece.end().min(quotation.end()) - piece.start().max(quotation.start());
                let is_one = quotation.len() <= LONGEST_QUOTATION && !apart.iter().any(|a| a.overlaps(quotation));
                if is_one && 2 * shared >= quotation.len() {
                    whole = whole.cover(quotation);
                }
            }
            let whole = self.with_mark(self.after_dateline(self.finished(trim(whole, self.text), apart, cues)));
            // a lone conjunction
            if !whole.of(self.text).chars().any(char::is_alphanumeric) {
                continue;
            }
            match out.last_mut() {
                Some(last) if !self.text[last.end().min(whole.start())..whole.start()].chars().any(char::is_alphanumeric) => {
                    *last = last.cover(whole);
                }
                _ => out.push(whole),
            }
        }
        out
    }

    /// A piece with the question or exclamation mark after it.
    fn with_mark(&self, piece: Span) -> Span {
        let marks = self.text[piece.end()..].bytes().take(3).take_while(|b| matches!(b, b'?' | b'!')).count();
        Span::new(piece.start(), piece.end() + marks)
    }

    /// A piece that does not break off after a conjunction.
    fn finished(&self, piece: Span, apart: &[Span], cues: &[Span]) -> Span {
        let words = piece.of(self.text);
        let Some(last) = words.split_whitespace().next_back().filter(|w| ["and", "or", "but"].contains(w)) else { return piece };
        let cut = trim(Span::new(piece.start(), piece.end() - last.len()), self.text);
        let Some(sentence) = self.sentences_over(piece).last() else { return cut };
        if sentence.end() <= piece.end() || sentence.end() - piece.end() > LONGEST_CLAUSE {
            return cut;
        }
        let rest = Span::new(piece.end(), sentence.end());
        if apart.iter().chain(cues).any(|s| s.overlaps(rest)) {
            return cut;
        }
        let stop = |c: char| matches!(c, '.' | '!' | '?');
        let end = piece.end() + rest.of(self.text).trim_end_matches(stop).len();
        Span::new(piece.start(), end)
    }

    /// Quotations that share a byte with a span, without their marks.
    fn quotations_over(&self, span: Span) -> &[Span] {
        let first = self.quotations.partition_point(|q| q.end() <= span.start());
        let end = first + self.quotations[first..].partition_point(|q| q.start() < span.end());
        &self.quotations[first..end]
    }

    /// True where any of the pieces stands inside quotation marks.
    pub(crate) fn is_quoted(&self, pieces: &[Span]) -> bool {
        pieces.iter().any(|piece| {
            self.quotations_over(*piece).iter().any(|q| {
                let shared = Span::new(piece.start().max(q.start()), piece.end().min(q.end()));
                shared.of(self.text).chars().any(|c| !c.is_whitespace())
            })
        })
    }
}

/// A piece without punctuation at its edges, but with its quotation marks, a closing bracket or an abbreviation's stop
/// inside.
pub(crate) fn trim(span: Span, text: &str) -> Span {
    let words = span.of(text);
    let edge = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '—' | '–' | '-');
    let start = words.len() - words.trim_start_matches(edge).len();
    let end = words.trim_end_matches(edge).len();
    if start < end { Span::new(span.start() + start, span.start() + end) } else { span }
}

/// Bytes of the dateline that a sentence begins with: a place in capitals with a date or an agency (`GENEVA, March 3 —`,
/// `MANILA (Agency) —`), or a place in capitals alone (`SEOUL — The`), up to the dash and the space after it.
fn dateline(sentence: &str) -> Option<usize> {
    const LONGEST: usize = 100;
    let first = sentence.split(|c: char| !c.is_alphabetic()).next()?;
    if first.chars().count() <= 2 || !first.chars().all(char::is_uppercase) {
        return None;
    }
    let end = sentence.char_indices().map(|(at, _)| at).take_while(|&at| at <= LONGEST).last().unwrap_or(0);
    let head = &sentence[..end];
    let dashes = [" — ", " – ", " - ", " -- "];
    let (at, dash) = dashes.iter().filter_map(|dash| head.find(dash).map(|at| (at, dash))).min()?;
    // place, date and agency are names and numbers
    let mut words = head[..at].split(|c: char| !c.is_alphanumeric()).filter_map(|word| word.chars().next());
    let after = &sentence[at + dash.len()..];
    // `UNHCR — the agency — said`: a clause in dashes, no dateline
    let is_start = after.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric() || matches!(c, '"' | '“' | '\'' | '‘'));
    (is_start && words.all(|c| !c.is_lowercase())).then_some(at + dash.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::quote_flags;

    #[test]
    fn sources_stay_in_their_sentence_and_begin_after_the_dateline() {
        let text = "MANILA (Archipelago Press) — The coast guard said so. She denied it.";
        let sentences = [Span::new(0, 55), Span::new(56, 70)];
        let page = Page { text, sentences: &sentences, quotations: &[] };
        let at = |words: &str| text.find(words).map(|i| Span::new(i, i + words.len())).unwrap();
        let cut = page.after_dateline(at("Archipelago Press) — The coast guard"));
        assert_eq!(cut.of(text), "The coast guard");
        assert_eq!(page.in_one_sentence(at("said so. She"), at("denied")).of(text), "She");
        assert_eq!(page.after_dateline(at("She")).of(text), "She");
        assert_eq!(dateline("NATO said that it would - perhaps - act."), None);
        assert_eq!(dateline("GENEVA, March 3 - Talks"), Some(18));
        assert_eq!(dateline("NATO–Russia Council said so."), None);
        assert_eq!(dateline("UNHCR — the agency — said so."), None);
        assert_eq!(dateline(&format!("SEOUL {}", "a — ".repeat(100))), None);
        assert_eq!(dateline("The army — all of it — left."), None);
    }

    #[test]
    fn quotations_are_whole_and_clauses_do_not_break_off() {
        let text = "\"The guard took lawful measures,\" Lin said. He said it fired and broke a window. Vietnam said so and urged calm.";
        let ends: Vec<usize> = text.match_indices(". ").map(|(i, _)| i + 1).chain([text.len()]).collect();
        let sentences = [Span::new(0, ends[0]), Span::new(ends[0] + 1, ends[1]), Span::new(ends[1] + 1, ends[2])];
        let quotes = quote_flags(text);
        let page = Page { text, sentences: &sentences, quotations: quotes.quotations() };
        assert!(page.is_quoted(&[Span::new(0, 9)]) && !page.is_quoted(&[Span::new(40, 60)]));
        let at = |words: &str| text.find(words).map(|i| Span::new(i, i + words.len())).unwrap();
        let whole = |piece: &str, apart: &[&str], cues: &[&str]| {
            let spans = |words: &[&str]| words.iter().map(|w| at(w)).collect::<Vec<_>>();
            page.whole_content(vec![at(piece)], &spans(apart), &spans(cues)).iter().map(|s| s.of(text)).collect::<Vec<_>>()
        };
        assert_eq!(whole("took lawful measures", &["Lin"], &[]), ["The guard took lawful measures"]);
        assert_eq!(whole("took lawful measures", &["guard"], &[]), ["took lawful measures"], "the source stands in the quotation");
        assert_eq!(whole("measures", &["Lin"], &[]), ["measures"]);
        assert_eq!(whole("it fired and", &["He said"], &["urged"]), ["it fired and broke a window"]);
        assert_eq!(whole("so and", &["Vietnam"], &["urged"]), ["so"]);
        assert_eq!(page.whole_content(vec![at("and urged")], &[], &[at("calm")]).len(), 1);
        assert!(page.whole_content(vec![Span::new(at("and urged").start(), at("and urged").start() + 3)], &[], &[at("calm")]).is_empty());
        let page = Page { text: "who did it? Nobody", sentences: &[], quotations: &[] };
        assert_eq!(page.whole_content(vec![Span::new(0, 10)], &[], &[]), [Span::new(0, 11)]);
    }
}
