//! A text as normalised words: what is compared when articles are.
//!
//! Letters are casefolded and lose their accents, punctuation goes, possessive endings go, numbers keep their digits (`1,900` and
//! `1900` are one word, `four` and `4` too). What an outlet puts around an article (datelines, credits, legal notices: see
//! [`boilerplate`](super::boilerplate)) is kept apart, so that two prints of one report have the same words.

use std::ops::Range;

use demarche::segment::{quote_flags, segment};
use demarche::span::Span;
use twox_hash::XxHash3_64;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::boilerplate::{self, Notice};

/// Bytes of a text that are looked at; what comes after is ignored. No article is so long, and work stays bounded.
pub const LONGEST_TEXT: usize = 1 << 20;

/// Seed of all hashes here; stored keys depend on it.
const SEED: u64 = 0x6465_6d61_7263_6865;

/// XXH3 of bytes: one value on every machine and in every version.
#[must_use]
pub fn hash(bytes: &[u8]) -> u64 {
    XxHash3_64::oneshot_with_seed(SEED, bytes)
}

/// Hash of a run of hashes, in order.
#[must_use]
pub fn hash_all(hashes: impl IntoIterator<Item = u64>) -> u64 {
    let mut bytes = Vec::with_capacity(64);
    hashes.into_iter().for_each(|h| bytes.extend_from_slice(&h.to_le_bytes()));
    hash(&bytes)
}

/// A normalised word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// Hash of its normalised letters.
    pub hash: u64,
    /// Capitalised where no sentence starts: part of a name, mostly.
    pub is_name: bool,
    /// Holds a digit, or is a number word up to twelve.
    pub is_number: bool,
    /// Stands inside quotation marks.
    pub is_quoted: bool,
    /// Carries meaning: no article, preposition, pronoun, auxiliary or verb of saying.
    pub is_content: bool,
}

/// The words of a text, without its boilerplate.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    /// In text order.
    pub words: Vec<Word>,
    /// Sentences, as ranges of `words`; none is empty, together they are all of it.
    pub sentences: Vec<Range<usize>>,
    /// What was kept apart, in text order.
    pub notices: Vec<Notice>,
}

impl Words {
    /// The words of a text. Where nothing is left without boilerplate, the boilerplate's words count: a text is never without
    /// words unless it has no letters and digits at all.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let text = head(text);
        let layers = segment(text);
        let notices = boilerplate::notices(text, &layers);
        let mut out = Self::between(text, &layers.sentences, &notices, &layers.paragraphs);
        if out.words.is_empty() {
            out = Self::between(text, &layers.sentences, &[], &layers.paragraphs);
        }
        out.notices = notices;
        out
    }

    fn between(text: &str, sentences: &[Span], notices: &[Notice], paragraphs: &[Span]) -> Self {
        let mut out = Self::default();
        let mut buffer = String::new();
        let mut notices = notices.iter().peekable();
        let mut paragraphs = paragraphs.iter().peekable();
        let mut quotations: Vec<Span> = Vec::new();
        let mut base = 0;
        for sentence in sentences {
            while paragraphs.peek().is_some_and(|p| p.start() <= sentence.start()) {
                if let Some(p) = paragraphs.next() {
                    quotations = quote_flags(p.of(text)).quotations().to_vec();
                    base = p.start();
                }
            }
            let mut from = sentence.start();
            let first = out.words.len();
            loop {
                while notices.peek().is_some_and(|n| n.span.end() <= from) {
                    notices.next();
                }
                let cut = notices.peek().filter(|n| n.span.start() < sentence.end()).map(|n| n.span);
                let end = cut.map_or(sentence.end(), |c| c.start().max(from));
                words_of(&text[from..end], from, first, &mut buffer, &mut out.words, |at| {
                    quotations.iter().any(|q| q.start() + base <= at && at < q.end() + base)
                });
                match cut {
                    Some(c) if c.end() < sentence.end() => from = c.end(),
                    _ => break,
                }
            }
            if out.words.len() > first {
                out.sentences.push(first..out.words.len());
            }
        }
        out
    }

    /// Key of the text's words as a whole: equal where all words are, whatever the punctuation and boilerplate. None without words.
    #[must_use]
    pub fn exact(&self) -> Option<u64> {
        (!self.words.is_empty()).then(|| hash_all(self.words.iter().map(|w| w.hash)))
    }
}

/// The normalised words of a line, such as a headline.
#[must_use]
pub fn line(text: &str) -> Vec<Word> {
    let mut out = Vec::new();
    words_of(head(text), 0, 0, &mut String::new(), &mut out, |_| false);
    out
}

pub(super) fn head(text: &str) -> &str {
    let mut end = text.len().min(LONGEST_TEXT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Adds the words of `piece`, which starts at byte `base`; a word at index `first` opens its sentence.
fn words_of(piece: &str, base: usize, first: usize, buffer: &mut String, out: &mut Vec<Word>, is_quoted: impl Fn(usize) -> bool) {
    let mut chars = piece.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if !c.is_alphanumeric() {
            continue;
        }
        buffer.clear();
        let capital = c.is_uppercase();
        let mut digit = false;
        let mut next = Some(c);
        let mut possessive = false;
        while let Some(c) = next {
            if c.is_alphanumeric() || is_combining_mark(c) {
                digit |= c.is_numeric();
                fold(c, buffer);
            }
            next = match chars.peek() {
                Some(&(_, n)) if n.is_alphanumeric() || is_combining_mark(n) => chars.next().map(|(_, c)| c),
                Some(&(i, n)) if joins(n, buffer, &piece[i + n.len_utf8()..]) => {
                    possessive |= is_apostrophe(n) && rest_is_s(&piece[i + n.len_utf8()..]);
                    if matches!(n, '.') && digit {
                        buffer.push('.');
                    }
                    chars.next();
                    chars.next().map(|(_, c)| c)
                }
                _ => None,
            };
            if possessive {
                break;
            }
        }
        let word = number_word(buffer).unwrap_or(buffer);
        if word.is_empty() || matches!(word, "percent") {
            continue;
        }
        out.push(Word {
            hash: hash(word.as_bytes()),
            is_name: capital && out.len() > first,
            is_number: digit || word.as_bytes()[0].is_ascii_digit(),
            is_quoted: is_quoted(base + at),
            is_content: STOP.binary_search(&word).is_err(),
        });
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ')
}

/// True where a mark between two letters or digits joins them: `1,900`, `9.4`, `U.S.`, `don't`.
fn joins(mark: char, before: &str, after: &str) -> bool {
    let Some(next) = after.chars().next() else { return false };
    let is_digit = before.ends_with(|c: char| c.is_ascii_digit()) && next.is_ascii_digit();
    let is_initial = before.len() == 1 && next.is_alphabetic();
    match mark {
        ',' => is_digit,
        '.' => is_digit || is_initial,
        _ => is_apostrophe(mark) && next.is_alphabetic() && !before.is_empty(),
    }
}

fn rest_is_s(after: &str) -> bool {
    let mut rest = after.chars();
    matches!(rest.next(), Some('s' | 'S')) && !rest.next().is_some_and(char::is_alphanumeric)
}

fn fold(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
    } else {
        out.extend(c.nfkd().filter(|&c| !is_combining_mark(c)).flat_map(char::to_lowercase));
    }
}

fn number_word(word: &str) -> Option<&'static str> {
    const NUMBERS: [(&str, &str); 11] = [
        ("two", "2"),
        ("three", "3"),
        ("four", "4"),
        ("five", "5"),
        ("six", "6"),
        ("seven", "7"),
        ("eight", "8"),
        ("nine", "9"),
        ("ten", "10"),
        ("eleven", "11"),
        ("twelve", "12"),
    ];
    NUMBERS.iter().find(|(name, _)| *name == word).map(|(_, digits)| *digits)
}

/// Words that say nothing of what a sentence is about, sorted.
const STOP: [&str; 93] = [
    "a", "about", "added", "after", "again", "all", "also", "an", "and", "any", "are", "as", "at", "be", "because", "been", "before",
    "being", "but", "by", "can", "could", "did", "do", "does", "for", "from", "had", "has", "have", "he", "her", "him", "his", "how", "i",
    "if", "in", "into", "is", "it", "its", "may", "might", "more", "most", "no", "nor", "not", "of", "on", "one", "only", "or", "other",
    "our", "out", "over", "said", "say", "says", "she", "should", "so", "some", "such", "than", "that", "the", "their", "them", "then",
    "there", "these", "they", "this", "those", "to", "told", "up", "was", "we", "were", "what", "when", "which", "while", "who", "will",
    "with", "would", "you", "your",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn hashes(text: &str) -> Vec<u64> {
        Words::of(text).words.iter().map(|w| w.hash).collect()
    }

    #[test]
    fn spelling_of_words_does_not_count() {
        let plain = hashes("Antonio Guterres sent 1900 of the US guards 9.4 km away");
        assert_eq!(hashes("António Guterres’ sent 1,900 of the U.S. guards — 9.4 km away!"), plain);
        assert_eq!(hashes("Four of Zambia's rivers"), hashes("4 of Zambia rivers"));
        assert_eq!(hashes("up 25% on"), hashes("up 25 percent on"));
        assert_ne!(hashes("up 2.5 on"), hashes("up 25 on"));
        assert_ne!(hashes("they can't"), hashes("they can t"));
    }

    #[test]
    fn stop_words_are_sorted() {
        assert!(STOP.is_sorted());
    }

    #[test]
    fn words_know_what_they_are() {
        let words = Words::of("The envoy met Ana Prado. \"We wait,\" she said on 3 May.").words;
        let names: Vec<bool> = words.iter().map(|w| w.is_name).collect();
        assert_eq!(names, [false, false, false, true, true, false, false, false, false, false, false, true]);
        assert_eq!(words.iter().filter(|w| w.is_quoted).count(), 2);
        assert!(words[10].is_number && !words[9].is_content && words[1].is_content);
    }

    #[test]
    fn boilerplate_is_no_word_unless_there_is_nothing_else() {
        let body = "Rain fell on the capital.";
        assert_eq!(hashes(&format!("KYIV, May 3 (Reuters) - {body}\n\n(Reporting by A. Body; Editing by Some One)")), hashes(body));
        assert_eq!(Words::of("(Reporting by A. Body; Editing by Some One)").words.len(), 8);
        assert!(Words::of("…  --").exact().is_none());
    }

    #[test]
    fn sentences_cover_the_words() {
        let words = Words::of("One fell. Two rose.\n\nThree “stood. Still” they were.");
        let all: Vec<usize> = words.sentences.iter().cloned().flatten().collect();
        assert_eq!(all, (0..words.words.len()).collect::<Vec<_>>());
    }
}
