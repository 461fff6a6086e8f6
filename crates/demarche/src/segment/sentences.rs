//! Where sentences end inside a paragraph.
//!
//! One pass looks at every run of final marks (`.`, `?!`, `…`, `。`), takes the closing quotes and brackets that follow into
//! the sentence, and decides from the word before and the word after. Both looks are bounded, so that the pass stays linear.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::trimmed;
use crate::span::Span;

/// What the abbreviation file says of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Class {
    Title,
    Inner,
    Number,
    Month,
    Either,
    Hour,
    AfterHour,
    Start,
    Weak,
    Speech,
}

/// Words of `data/abbreviations.txt` with their classes; a word may be in several.
static WORDS: LazyLock<HashMap<&'static str, Vec<Class>>> = LazyLock::new(|| {
    let mut words: HashMap<&'static str, Vec<Class>> = HashMap::new();
    for line in include_str!("../../data/abbreviations.txt").lines().filter(|l| !l.starts_with('#')) {
        let Some((class, entries)) = line.split_once(':') else { continue };
        let class = match class {
            "title" => Class::Title,
            "inner" => Class::Inner,
            "number" => Class::Number,
            "month" => Class::Month,
            "either" => Class::Either,
            "hour" => Class::Hour,
            "after_hour" => Class::AfterHour,
            "start" => Class::Start,
            "weak" => Class::Weak,
            "speech" => Class::Speech,
            _ => continue,
        };
        for word in entries.split_whitespace() {
            words.entry(word).or_default().push(class);
        }
    }
    words
});

fn is_of(word: &str, class: Class) -> bool {
    WORDS.get(word).is_some_and(|classes| classes.contains(&class))
}

/// True for words that are abbreviations.
fn is_abbreviated(word: &str) -> bool {
    let kinds = [Class::Title, Class::Inner, Class::Number, Class::Month, Class::Either];
    kinds.into_iter().any(|class| is_of(word, class))
}

/// How a text uses capitals: where it has next to none, they cannot tell where sentences start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Mixed,
    Lower,
}

impl Case {
    /// Looks at the first 64 KiB.
    pub(super) fn of(text: &str) -> Self {
        let (mut upper, mut lower) = (0_usize, 0_usize);
        for (_, c) in text.char_indices().take_while(|(at, _)| *at < 1 << 16) {
            upper += usize::from(c.is_uppercase());
            lower += usize::from(c.is_lowercase());
        }
        if lower > upper * 400 { Self::Lower } else { Self::Mixed }
    }
}

/// Bytes looked at before a full stop, and after one.
const LOOK: usize = 64;

/// Full stops of scripts that use them for nothing else, and question marks that end a sentence before any character.
fn is_hard_stop(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '｡' | '．' | '؟' | '۔' | '।' | '॥' | '።' | '፧' | '։' | '။' | '។')
}

fn is_final(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '‼' | '⁇' | '⁈' | '⁉') || is_hard_stop(c)
}

fn is_closer(c: char) -> bool {
    matches!(c, '"' | '”' | '“' | '’' | '\'' | '»' | '›' | ')' | ']' | '}' | '」' | '』' | '）' | '】' | '》' | '〉' | '＂')
}

fn is_opener(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‘' | '’' | '\'' | '«' | '‹' | '(' | '[' | '{' | '¿' | '¡' | '*' | '_' | '「' | '『' | '（')
}

fn is_double_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '「' | '『' | '」' | '』')
}

/// Splits one paragraph and appends its sentences.
pub(super) fn split(text: &str, paragraph: Span, case: Case, out: &mut Vec<Span>) {
    let mut scan = Scan { text: paragraph.of(text), case, at: 0, start: 0, quoted: false };
    let mut from = paragraph.start();
    let mut close = |to: usize| {
        out.extend(trimmed(text, from, to));
        from = to;
    };
    while let Some(end) = scan.next_end() {
        close(paragraph.start() + end);
    }
    close(paragraph.end());
}

/// A run of final marks with what closes after it.
struct Stop {
    /// First final mark.
    at: usize,
    /// After the marks.
    marks_end: usize,
    /// After the closing quotes and brackets.
    end: usize,
}

struct Scan<'t> {
    text: &'t str,
    case: Case,
    at: usize,
    /// Where the sentence at hand starts.
    start: usize,
    /// True inside straight double quotes.
    quoted: bool,
}

impl Scan<'_> {
    /// End of the next sentence that is not the paragraph's last.
    fn next_end(&mut self) -> Option<usize> {
        while let Some(stop) = self.next_stop() {
            if self.is_end(&stop) {
                self.start =
                    stop.end + self.text[stop.end..].chars().take_while(|c| super::is_blank(*c)).map(char::len_utf8).sum::<usize>();
                return Some(stop.end);
            }
        }
        None
    }

    fn next_stop(&mut self) -> Option<Stop> {
        let text = self.text;
        let (at, mark) = text[self.at..].char_indices().find_map(|(i, c)| {
            self.quoted ^= c == '"';
            is_final(c).then_some((self.at + i, c))
        })?;
        let mut marks_end = at + mark.len_utf8();
        while let Some(c) = text[marks_end..].chars().next() {
            if is_final(c) {
                marks_end += c.len_utf8();
            } else if let Some(spaced) = spaced_dot(&text[marks_end..]).filter(|_| text[..marks_end].ends_with('.')) {
                marks_end += spaced;
            } else {
                break;
            }
        }
        let end = self.closers_end(marks_end);
        self.at = end;
        Some(Stop { at, marks_end, end })
    }

    /// Takes the closing quotes and brackets at `from`.
    fn closers_end(&mut self, from: usize) -> usize {
        let text = self.text;
        let mut end = from;
        loop {
            let mut rest = text[end..].chars();
            let Some(c) = rest.next() else { return end };
            let next = rest.next();
            let is_last = next.is_none_or(|n| super::is_blank(n) || is_closer(n) || matches!(n, ',' | ';' | ':' | '.' | '—' | '–' | '-'));
            match c {
                '"' if self.quoted || is_last => self.quoted = !self.quoted,
                // may open as well: “ closes in German, ’ and ' are apostrophes
                '“' | '’' | '\'' if is_last => {}
                '"' | '“' | '’' | '\'' => return end,
                _ if is_closer(c) => {}
                // French and loosely typed text has a space before the closing mark
                ' ' | '\u{a0}' | '\u{202f}' if matches!(next, Some('»' | '”')) => {}
                _ => return end,
            }
            end += c.len_utf8();
        }
    }

    fn is_end(&self, stop: &Stop) -> bool {
        let (before, rest) = (&self.text[..stop.at], &self.text[stop.end..]);
        let marks = &self.text[stop.at..stop.marks_end];
        let closers = &self.text[stop.marks_end..stop.end];
        let next = Next::of(rest);
        if next.first.is_none() {
            return false; // the paragraph's own end, perhaps with a stray quote
        }
        if marks.contains(is_hard_stop) {
            // 「…。」と述べた: the quotation's sentence goes on
            return closers.is_empty() || !next.word.starts_with(['と', 'っ']);
        }
        if next.gap == 0 {
            return self.is_end_without_space(before, marks, closers, &next, rest);
        }
        if !self.may_start(&next) {
            return false;
        }
        if marks.contains(['!', '?']) {
            return !(closers.contains(is_double_quote) && is_attribution(&rest[next.gap..]));
        }
        if marks != "." {
            // an ellipsis; `[…]` and `(…)` stand for words left out
            return !before.ends_with(['[', '(']);
        }
        let word = last_word(before);
        if closers.contains(is_double_quote) {
            return !is_of(word, Class::Title);
        }
        !self.is_abbreviation(word, before, &next)
    }

    /// `said.The`: a stop with no space after it ends a sentence only between a lower-case word and a capitalised one.
    fn is_end_without_space(&self, before: &str, marks: &str, closers: &str, next: &Next<'_>, rest: &str) -> bool {
        let mut letters = next.word.chars();
        let capitalised = letters.next().is_some_and(char::is_uppercase) && letters.next().is_none_or(char::is_lowercase);
        if !capitalised || marks.contains('…') || (marks.len() > 1 && marks.bytes().all(|b| b == b'.')) {
            return false;
        }
        if !closers.is_empty() {
            return closers.contains(is_double_quote) || closers.contains(')');
        }
        let token = last_token(before);
        let tail = last_word(before);
        let plain = tail.chars().rev().take(2).filter(|c| c.is_lowercase()).count() == 2
            || (tail.len() >= 2 && tail.bytes().all(|b| b.is_ascii_digit()));
        let is_mail = cut(rest, LOOK).split(char::is_whitespace).next().is_some_and(|t| t.contains('@'));
        let address = is_mail || token.contains(['/', '@', '\\', '_', '=', '&', '#']) || token.starts_with("www.");
        let domain = matches!(next.word, "Com" | "Org" | "Net" | "Gov" | "Edu" | "Co" | "Uk" | "Io");
        plain && !address && !domain && !tail.contains('.') && !is_abbreviated(tail)
    }

    /// True where a sentence may start with what follows.
    fn may_start(&self, next: &Next<'_>) -> bool {
        let Some(first) = next.first else { return false };
        let mut word = next.word.chars();
        if first.is_alphabetic() {
            let upper = !first.is_lowercase() || word.nth(1).is_some_and(char::is_uppercase);
            return upper || self.case == Case::Lower || next.opens_quote;
        }
        !matches!(first, ',' | ';' | ':' | ')' | ']' | '}' | '%' | '/' | '=' | '&' | '+' | '<' | '>' | '|')
    }

    /// True where the stop after `word` belongs to the word and ends no sentence.
    fn is_abbreviation(&self, word: &str, before: &str, next: &Next<'_>) -> bool {
        let sentence = before.len() - self.start;
        if word.is_empty() {
            return false;
        }
        // `1. The item`, `a) …`, `IV. The chapter`, with perhaps a bracket or bullet before
        if sentence <= word.len() + 3 && is_enumerator(word) {
            return true;
        }
        let digit = next.first.is_some_and(|c| c.is_ascii_digit());
        let tail = word.rsplit(['-', '–', '/', '\'', '’']).next().unwrap_or(word);
        for key in keys(tail, next.word, self.case) {
            let Some(classes) = WORDS.get(key.as_str()) else { continue };
            for class in classes {
                match class {
                    Class::Title | Class::Inner => return true,
                    Class::Number => return digit || (is_roman(next.word) && next.word != "I"),
                    Class::Month => return digit || next.opens_bracket || !self.starts(next),
                    // without capitals `ill.` is more often a word than Illinois
                    Class::Either if self.case == Case::Mixed || key == tail => return !self.starts(next),
                    Class::Hour => return is_of(next.word, Class::AfterHour) || next.opens_bracket || digit,
                    _ => {}
                }
            }
        }
        (is_initial(tail, self.case) || is_acronym(tail)) && !self.starts(next)
    }

    /// True where the next word starts a sentence even after an abbreviation.
    fn starts(&self, next: &Next<'_>) -> bool {
        if self.case == Case::Lower || next.first.is_none_or(|c| !c.is_alphabetic()) || next.opens_bracket {
            return false;
        }
        is_of(next.word, Class::Start) || (is_of(next.word, Class::Weak) && next.goes_on_as_sentence)
    }
}

/// What follows a stop.
struct Next<'t> {
    /// Bytes of white space before it.
    gap: usize,
    /// First character past opening quotes, brackets and dashes; none where nothing but those is left.
    first: Option<char>,
    /// The word that starts there (letters, digits, apostrophes), cut at [`LOOK`] bytes.
    word: &'t str,
    opens_quote: bool,
    opens_bracket: bool,
    /// True where the word after it is in lower case, or a month or day.
    goes_on_as_sentence: bool,
}

impl<'t> Next<'t> {
    fn of(rest: &'t str) -> Self {
        let body = rest.trim_start_matches(super::is_blank);
        let inner = body.trim_start_matches(is_opener);
        let opening = &body[..body.len() - inner.len()];
        let near = cut(inner, LOOK);
        let word_end = word_len(near);
        let after = near[word_end..].trim_start();
        let first = match inner.chars().next() {
            // what counts after a dash is the word it leads to
            Some('—' | '–' | '-' | '―') => near.chars().take(4).find(|c| c.is_alphanumeric()).or(Some('—')),
            first => first,
        };
        Self {
            gap: rest.len() - body.len(),
            first,
            word: &near[..word_end],
            opens_quote: opening.contains(is_double_quote),
            opens_bracket: opening.contains(['(', '[']),
            goes_on_as_sentence: near[word_end..].starts_with(char::is_whitespace)
                && (after.starts_with(char::is_lowercase) || is_of(&after[..word_len(after)], Class::AfterHour)),
        }
    }
}

/// Length of the word that `text` starts with.
fn word_len(text: &str) -> usize {
    text.find(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’')).unwrap_or(text.len())
}

/// The first bytes of `text`, about `limit`, cut between characters.
fn cut(text: &str, limit: usize) -> &str {
    let end = (limit..text.len()).find(|&at| text.is_char_boundary(at));
    &text[..end.unwrap_or(text.len())]
}

/// The last bytes of `text`, at most [`LOOK`].
fn tail(text: &str) -> &str {
    let start = (text.len().saturating_sub(LOOK)..text.len()).find(|&at| text.is_char_boundary(at));
    &text[start.unwrap_or(text.len())..]
}

/// The characters before a stop back to white space.
fn last_token(before: &str) -> &str {
    tail(before).rsplit(char::is_whitespace).next().unwrap_or("")
}

/// The word before a stop: letters and digits, with stops, hyphens and apostrophes among them.
fn last_word(before: &str) -> &str {
    let near = tail(before);
    let is_inside = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '–' | '\'' | '’' | '\u{301}');
    let word = near.trim_end_matches(is_inside);
    near[word.len()..].trim_start_matches(['.', '-', '–', '\'', '’'])
}

/// Length of a gap and a full stop that carries an ellipsis on (`. . .`), but starts no `.NET`.
fn spaced_dot(rest: &str) -> Option<usize> {
    let mut chars = rest.chars();
    let gap = chars.next().filter(|c| matches!(c, ' ' | '\u{a0}' | '\u{202f}'))?;
    (chars.next() == Some('.') && chars.next().is_none_or(|c| !c.is_alphanumeric())).then(|| gap.len_utf8() + 1)
}

/// The spellings under which a word is looked up: its own, and capitalised where it and the next one are all capitals, or
/// anyhow in a text without capitals.
fn keys(word: &str, next: &str, case: Case) -> impl Iterator<Item = String> {
    let is_upper = |word: &str| word.len() > 1 && !word.contains(char::is_lowercase);
    let all_upper = is_upper(word) && is_upper(next);
    let capitalised = (all_upper || case == Case::Lower).then(|| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters.flat_map(char::to_lowercase)).collect())
    });
    let lower = all_upper.then(|| word.to_lowercase());
    std::iter::once(word.to_owned()).chain(capitalised.flatten()).chain(lower)
}

/// A single capital: `J.` in a name. (`I` and `A` too: they end sentences too seldom.)
fn is_initial(word: &str, case: Case) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(|c| c.is_uppercase() || (case == Case::Lower && c.is_alphabetic())) && chars.next().is_none()
}

/// `U.S`, `D.C`, `Ph.D`, `a.k.a`: letters parted by stops, at most two to a part.
fn is_acronym(word: &str) -> bool {
    word.contains('.') && word.split('.').all(|part| (1..=2).contains(&part.chars().count()) && part.chars().all(char::is_alphabetic))
}

fn is_roman(word: &str) -> bool {
    !word.is_empty() && word.len() <= 6 && word.bytes().all(|b| matches!(b, b'I' | b'V' | b'X' | b'L' | b'C'))
}

/// A list number: up to three digits, a single letter, a Roman numeral, `2.1`.
fn is_enumerator(word: &str) -> bool {
    let digits = word.split('.').all(|part| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()));
    digits || (word.len() == 1 && word.bytes().all(|b| b.is_ascii_alphabetic())) || is_roman(word)
}

/// `"Who?" Smith asked.`: a few capitalised words and a verb of speech.
fn is_attribution(rest: &str) -> bool {
    let near = cut(rest, 2 * LOOK);
    for (n, word) in near.split_whitespace().take(7).enumerate() {
        let bare = word.trim_end_matches([',', '.', ':', ';']);
        if is_of(bare, Class::Speech) {
            return n > 0;
        }
        let named = word.starts_with(char::is_uppercase) || matches!(bare, "of" | "the" | "de" | "al" | "bin" | "van" | "von" | "and");
        if !named {
            return false;
        }
    }
    false
}
