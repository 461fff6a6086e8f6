//! Words, numerals and marks of a text.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters; apostrophes inside, and the full stops of an abbreviation (`U.S.`). A possessive `'s` is a word of its own.
    Word,
    /// A numeral with its separators.
    Digits,
    /// One other character; a blank line is the mark `\n`.
    Mark,
}

/// A token with its place.
#[derive(Debug, Clone)]
pub(super) struct Token<'t> {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
    pub text: &'t str,
    /// Lower-case form of a word, the character of a mark, empty for digits.
    pub lower: String,
    /// White space, or nothing at all, stands before it.
    pub spaced: bool,
    /// Value of digits.
    pub value: f64,
    /// Digits without separator or decimals.
    pub plain: bool,
}

impl Token<'_> {
    pub fn is_capital(&self) -> bool {
        self.kind == Kind::Word && self.text.chars().next().is_some_and(char::is_uppercase)
    }
}

/// A text's tokens, looked at with positions that may lie outside.
pub(super) struct Tokens<'t>(pub Vec<Token<'t>>);

impl<'t> Tokens<'t> {
    pub fn new(text: &'t str) -> Self {
        Self(tokens(text))
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn get(&self, at: usize) -> Option<&Token<'t>> {
        self.0.get(at)
    }

    /// The token `back` places before `at`.
    pub fn before(&self, at: usize, back: usize) -> Option<&Token<'t>> {
        at.checked_sub(back).and_then(|i| self.0.get(i))
    }

    /// Lower-case word at `at`, or nothing.
    pub fn word(&self, at: usize) -> &str {
        self.get(at).filter(|t| t.kind == Kind::Word).map_or("", |t| t.lower.as_str())
    }

    /// Lower-case word `back` places before `at`, or nothing.
    pub fn word_before(&self, at: usize, back: usize) -> &str {
        at.checked_sub(back).map_or("", |i| self.word(i))
    }

    /// True where the mark `c` stands at `at`.
    pub fn is_mark(&self, at: usize, marks: &str) -> bool {
        self.get(at).is_some_and(|t| t.kind == Kind::Mark && marks.contains(t.text))
    }

    /// True where a token stands at `at` with no space before it.
    pub fn is_glued(&self, at: usize) -> bool {
        self.get(at).is_some_and(|t| !t.spaced)
    }

    /// True for a hyphen or dash between two tokens with no space around.
    pub fn is_hyphen(&self, at: usize) -> bool {
        self.is_mark(at, HYPHENS) && self.is_glued(at) && self.is_glued(at + 1)
    }

    pub fn is_digits(&self, at: usize) -> bool {
        self.get(at).is_some_and(|t| t.kind == Kind::Digits)
    }

    /// True where a sentence, or a quotation or bracket in it, may begin.
    pub fn is_opening(&self, at: usize) -> bool {
        at == 0 || self.is_mark(at - 1, ".!?:;\n\"“‘'(—-–•*")
    }
}

pub(super) const HYPHENS: &str = "-‐‑–";

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut out: Vec<Token<'_>> = Vec::new();
    let mut at = 0;
    let mut spaced = true;
    while let Some(c) = text[at..].chars().next() {
        if c.is_whitespace() {
            let end = text[at..].find(|c: char| !c.is_whitespace()).map_or(text.len(), |n| at + n);
            if text[at..end].matches('\n').count() > 1 {
                out.push(mark(text, at, end));
            }
            (at, spaced) = (end, true);
            continue;
        }
        let mut token = if c.is_ascii_digit() {
            numeral(text, at)
        } else if c.is_alphabetic() || possessive(&text[at..]) && !spaced {
            word(text, at)
        } else {
            mark(text, at, at + c.len_utf8())
        };
        token.spaced = spaced;
        (at, spaced) = (token.end, false);
        out.push(token);
    }
    out
}

fn mark(text: &str, start: usize, end: usize) -> Token<'_> {
    let shown = if text[start..end].starts_with(char::is_whitespace) { "\n" } else { &text[start..end] };
    Token { kind: Kind::Mark, start, end, text: shown, lower: shown.to_owned(), spaced: true, value: 0.0, plain: false }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’')
}

/// True where `'s` stands and the word ends.
fn possessive(rest: &str) -> bool {
    let mut chars = rest.chars();
    chars.next().is_some_and(is_apostrophe) && chars.next() == Some('s') && !chars.next().is_some_and(char::is_alphanumeric)
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic() || ('\u{300}'..='\u{36f}').contains(&c)
}

fn word(text: &str, start: usize) -> Token<'_> {
    let rest = &text[start..];
    let end = start + abbreviation(rest).unwrap_or_else(|| letters(rest));
    let shown = &text[start..end];
    Token {
        kind: Kind::Word,
        start,
        end,
        text: shown,
        lower: shown.to_lowercase().replace('’', "'"),
        spaced: true,
        value: 0.0,
        plain: false,
    }
}

/// Length of the letters at the start of `rest`; an apostrophe between letters belongs to them, a possessive does not.
fn letters(rest: &str) -> usize {
    let mut chars = rest.char_indices().peekable();
    let mut end = 0;
    while let Some((i, c)) = chars.next() {
        let is_inside =
            is_apostrophe(c) && chars.peek().is_some_and(|(_, next)| next.is_alphabetic()) && (end == 0 || !possessive(&rest[i..]));
        if !(is_letter(c) || is_inside) {
            break;
        }
        end = i + c.len_utf8();
    }
    end
}

/// Length of `U.S.` or `a.m.` at the start of `rest`: two or more single letters, each with a full stop.
fn abbreviation(rest: &str) -> Option<usize> {
    let mut end = 0;
    let mut pairs = 0;
    while let Some(c) = rest[end..].chars().next().filter(|c| c.is_alphabetic()) {
        let after = end + c.len_utf8();
        if !rest[after..].starts_with('.') {
            break;
        }
        (end, pairs) = (after + 1, pairs + 1);
    }
    (pairs > 1 && !rest[end..].starts_with(char::is_alphabetic)).then_some(end)
}

/// No numeral that counts something has more groups of digits.
const MOST_GROUPS: usize = 8;

/// A numeral: digits, grouped by threes with one kind of separator where that is unambiguous (commas, also in the Indian manner;
/// thin and no-break spaces; apostrophes; full stops where there are two; plain spaces before `000`), then decimals.
fn numeral(text: &str, start: usize) -> Token<'_> {
    let rest = &text[start..];
    let first = digits(rest);
    let (whole, groups) = if first <= 3 { grouped(rest, first) } else { (first, false) };
    let mut end = whole;
    let fraction = rest[end..].strip_prefix('.').map_or(0, digits);
    let has_more = rest[end..].get(1 + fraction..).is_some_and(|r| r.starts_with('.') && digits(&r[1..]) > 0);
    if fraction > 0 && !has_more {
        end += 1 + fraction;
    }
    let mut digits_only: String = rest[..whole].chars().filter(char::is_ascii_digit).collect();
    digits_only.push_str(&rest[whole..end]);
    let value = digits_only.parse().unwrap_or(f64::INFINITY);
    let (end, plain) = (start + end, !groups && end == whole);
    Token { kind: Kind::Digits, start, end, text: &text[start..end], lower: String::new(), spaced: true, value, plain }
}

fn digits(rest: &str) -> usize {
    rest.bytes().take_while(u8::is_ascii_digit).count()
}

/// Length of the whole part that begins with `first` digits, and whether it has separators.
fn grouped(rest: &str, first: usize) -> (usize, bool) {
    for separator in [',', '\u{2009}', '\u{202f}', '\u{a0}', '\'', '’', '.', ' '] {
        let (end, count) = groups_of_three(rest, first, separator);
        let is_sure = match separator {
            '.' => count > 1,
            ' ' => count > 0 && rest[..end].ends_with("000"),
            _ => count > 0,
        };
        if is_sure {
            return (end, true);
        }
    }
    match lakhs(rest, first) {
        Some(end) => (end, true),
        None => (first, false),
    }
}

fn groups_of_three(rest: &str, first: usize, separator: char) -> (usize, usize) {
    let (mut end, mut count) = (first, 0);
    while let Some(after) = rest[end..].strip_prefix(separator) {
        if digits(after) != 3 || count == MOST_GROUPS {
            break;
        }
        end += separator.len_utf8() + 3;
        count += 1;
    }
    (end, count)
}

/// `12,34,567`: groups of two, the last of three.
fn lakhs(rest: &str, first: usize) -> Option<usize> {
    let mut end = first;
    for _ in 0..MOST_GROUPS {
        let after = rest[end..].strip_prefix(',')?;
        match digits(after) {
            2 => end += 3,
            3 if end > first => return Some(end + 4),
            _ => return None,
        }
    }
    None
}
