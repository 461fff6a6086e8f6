//! Numbers in digits and words: cardinals, vague plurals, fractions, ranges.

use super::lexicon;
use super::token::{Kind, Tokens};
use super::units;

/// How a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Digits,
    Words,
    /// "dozens", "hundreds of thousands".
    Vague,
    /// "two-thirds", "half": a part of what follows.
    Fraction,
    /// "10 to 15".
    Range,
}

/// A number, from the token where it was looked for to `end`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Number {
    pub low: f64,
    pub high: f64,
    pub end: usize,
    pub form: Form,
    /// A scale word was read: "2 million".
    pub is_scaled: bool,
}

impl Number {
    fn exact(value: f64, end: usize, form: Form) -> Self {
        Self { low: value, high: value, end, form, is_scaled: false }
    }
}

/// The number that begins at `at`: a vague plural, a fraction, a range or a cardinal.
pub(super) fn number(tokens: &Tokens<'_>, at: usize) -> Option<Number> {
    vague(tokens, at).or_else(|| fraction(tokens, at)).or_else(|| range(tokens, at)).filter(|n| n.high.abs() < 1e18)
}

fn unit_word(word: &str) -> Option<f64> {
    const WORDS: [&str; 19] = [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    WORDS.iter().position(|w| *w == word).map(|i| (i + 1) as f64)
}

fn tens_word(word: &str) -> Option<f64> {
    const WORDS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    WORDS.iter().position(|w| *w == word).map(|i| (i * 10 + 20) as f64)
}

/// Scale words after a number; abbreviations only where `is_money` or digits make them sure.
fn scale_word(word: &str) -> Option<f64> {
    Some(match word {
        "hundred" => 1e2,
        "thousand" => 1e3,
        "lakh" | "lakhs" => 1e5,
        "million" | "mln" | "mn" => 1e6,
        "crore" | "crores" => 1e7,
        "billion" | "bn" | "bln" => 1e9,
        "trillion" | "trn" | "tn" => 1e12,
        _ => return None,
    })
}

/// "dozen", "thousand": words that count by themselves after "a", "several" or a number.
fn group_word(word: &str) -> Option<f64> {
    match word {
        "dozen" => Some(12.0),
        "score" => Some(20.0),
        "bn" | "bln" | "mn" | "mln" | "tn" | "trn" => None,
        _ => scale_word(word),
    }
}

/// True for the words of ordinals: what they end is no quantity.
pub(super) fn is_ordinal(word: &str) -> bool {
    matches!(word, "first" | "second" | "third" | "fourth" | "fifth" | "sixth" | "seventh" | "eighth" | "ninth" | "tenth")
        || matches!(word, "eleventh" | "twelfth" | "hundredth" | "thousandth" | "millionth" | "st" | "nd" | "rd" | "th")
        || word.ends_with("teenth")
        || word.ends_with("tieth")
}

/// A cardinal in digits or words, with its scale words: "1.5 million", "one hundred and five", "two dozen", "half a million".
pub(super) fn cardinal(tokens: &Tokens<'_>, at: usize) -> Option<Number> {
    let first = tokens.get(at)?;
    if first.kind == Kind::Digits {
        return Some(scaled(tokens, Number::exact(mixed(tokens, at), after_half(tokens, at), Form::Digits)));
    }
    let (word, next) = (tokens.word(at), tokens.word(at + 1));
    match word {
        "half" if matches!(next, "a" | "an") => half_of_group(tokens, at + 2, 0.5),
        "a" | "an" => {
            if let Some(group) = group_word(next) {
                let read = Number { is_scaled: group > 99.0, ..Number::exact(group, at + 2, Form::Words) };
                return Some(if next == "dozen" || next == "score" { read } else { larger_words(tokens, at, read) });
            }
            match (next, tokens.word(at + 2)) {
                ("half", _) if tokens.is_hyphen(at + 2) => half_of_group(tokens, at + 3, 0.5),
                ("quarter", "of") if matches!(tokens.word(at + 3), "a" | "an") => half_of_group(tokens, at + 4, 0.25),
                ("couple", "of") if group_word(tokens.word(at + 3)).is_none() => {
                    let is_part = lexicon::DETERMINERS.has(tokens.word(at + 3));
                    Some(Number::exact(2.0, if is_part { at + 2 } else { at + 3 }, Form::Words))
                }
                _ => None,
            }
        }
        _ => {
            let read = words(tokens, at, 0.0)?;
            Some(scaled(tokens, read))
        }
    }
}

/// "half a million", "half a dozen", from the group word on.
fn half_of_group(tokens: &Tokens<'_>, at: usize, part: f64) -> Option<Number> {
    let group = group_word(tokens.word(at)).filter(|g| *g != 100.0)?;
    Some(Number { is_scaled: group > 99.0, ..Number::exact(part * group, at + 1, Form::Words) })
}

/// "a hundred and fifty thousand": goes on where "a" stands for one.
fn larger_words(tokens: &Tokens<'_>, at: usize, read: Number) -> Number {
    let read = words(tokens, at + 1, 1.0).unwrap_or(read);
    if tokens.word(read.end) == "and" && tokens.word(read.end + 1) == "a" && tokens.word(read.end + 2) == "half" {
        return Number { low: read.low * 1.5, high: read.high * 1.5, end: read.end + 3, ..read };
    }
    read
}

/// Digits with a fraction sign behind: `2½`.
fn mixed(tokens: &Tokens<'_>, at: usize) -> f64 {
    tokens.get(at).map_or(0.0, |t| t.value) + if after_half(tokens, at) > at + 1 { 0.5 } else { 0.0 }
}

fn after_half(tokens: &Tokens<'_>, at: usize) -> usize {
    if tokens.is_mark(at + 1, "½") && tokens.is_glued(at + 1) { at + 2 } else { at + 1 }
}

/// Number words from `at` on; `current` is what stands before the first ("a" hundred).
fn words(tokens: &Tokens<'_>, at: usize, current: f64) -> Option<Number> {
    let (mut total, mut current, mut largest) = (0.0, current, f64::INFINITY);
    let (mut next, mut end, mut is_scaled) = (at, at, false);
    loop {
        let word = tokens.word(next);
        if let Some(unit) = unit_word(word) {
            let takes = current == 0.0 || current % 100.0 == 0.0 || current % 10.0 == 0.0 && current % 100.0 >= 20.0 && unit < 10.0;
            if !takes || end > at && current == 0.0 && total == 0.0 {
                break;
            }
            current += unit;
        } else if let Some(tens) = tens_word(word) {
            if current % 100.0 != 0.0 {
                break;
            }
            current += tens;
        } else if word == "hundred" && (1.0..100.0).contains(&current) {
            (current, is_scaled) = (current * 100.0, true);
        } else if let Some(scale) = scale_word(word).filter(|s| (1e3..largest).contains(s) && current > 0.0 && word.len() > 3) {
            (total, current, largest, is_scaled) = (total + current * scale, 0.0, scale, true);
        } else {
            break;
        }
        end = next + 1;
        let is_number =
            |i: usize| unit_word(tokens.word(i)).is_some() || tens_word(tokens.word(i)).is_some() || scale_word(tokens.word(i)).is_some();
        let small = |i: usize| unit_word(tokens.word(i)).is_some() || tens_word(tokens.word(i)).is_some();
        let is_joined = tokens.is_hyphen(end) && is_number(end + 1) || tokens.word(end) == "and" && is_scaled && small(end + 1);
        next = if is_joined { end + 1 } else { end };
        if next == end && !tokens.get(end).is_some_and(|t| t.spaced) {
            break;
        }
    }
    (end > at).then(|| Number { is_scaled, ..Number::exact(total + current, end, Form::Words) })
}

/// Scale words behind a cardinal: "1.5 million", "2bn", "40 lakh crore", "two dozen", "two and a half million".
fn scaled(tokens: &Tokens<'_>, mut read: Number) -> Number {
    let is_half = tokens.word(read.end) == "and" && tokens.word(read.end + 1) == "a" && tokens.word(read.end + 2) == "half";
    if is_half {
        (read.low, read.high, read.end) = (read.low + 0.5, read.high + 0.5, read.end + 3);
    }
    for _ in 0..2 {
        let at = if tokens.is_hyphen(read.end) { read.end + 1 } else { read.end };
        let word = tokens.word(at);
        let is_abbreviation = matches!(word, "k" | "m" | "b" | "bn" | "bln" | "mn" | "mln" | "tn" | "trn");
        let scale = match word {
            "k" if tokens.is_glued(at) && at == read.end => Some(1e3),
            "dozen" if read.low < 100.0 => Some(12.0),
            "score" if read.low < 10.0 => Some(20.0),
            _ if is_abbreviation && read.form != Form::Digits => None,
            _ => scale_word(word),
        };
        let Some(scale) = scale.filter(|_| !tokens.is_glued(at + 1) || !tokens.is_digits(at + 1)) else { break };
        (read.low, read.high, read.end) = (read.low * scale, read.high * scale, at + 1);
        read.is_scaled |= scale > 99.0;
    }
    read
}

/// "dozens", "tens of thousands", "several hundred", "a few dozen", "a couple of hundred" (codebook, section 4: from twice the
/// group to just below the next; a dozen's plural is 24 … 99).
fn vague(tokens: &Tokens<'_>, at: usize) -> Option<Number> {
    let made = |(low, high), end| Some(Number { low, high, end, form: Form::Vague, is_scaled: low > 99.0 });
    let word = tokens.word(at);
    let of = |i: usize| tokens.word(i) == "of";
    if let Some(first) = plural(word) {
        if of(at + 1)
            && let Some((low, _)) = plural(tokens.word(at + 2)).filter(|p| p.0 >= 2e3 && p.0 > first.0)
        {
            // tens of thousands: 20,000 … 99,999; thousands of millions likewise
            return made((first.0 * low / 2.0, (first.1 + 1.0) * (low / 2.0) - 1.0), at + 3);
        }
        let is_noun = matches!(word, "tens" | "scores") && !of(at + 1);
        return if is_noun { None } else { made(first, at + 1) };
    }
    let group = match (word, tokens.word(at + 1), tokens.word(at + 2)) {
        ("several" | "many", ..) => at + 1,
        ("a", "few" | "good", _) => at + 2,
        ("a", "couple", "of") => at + 3,
        ("a", "couple", _) => at + 2,
        _ => return None,
    };
    let value = group_word(tokens.word(group))?;
    if tokens.word(at + 1) == "couple" {
        return made((2.0 * value, 2.0 * value), group + 1);
    }
    made(
        if value == 12.0 {
            (24.0, 99.0)
        } else if value == 20.0 {
            (40.0, 99.0)
        } else {
            (2.0 * value, 10.0 * value - 1.0)
        },
        group + 1,
    )
}

fn plural(word: &str) -> Option<(f64, f64)> {
    Some(match word {
        "tens" => (20.0, 99.0),
        "dozens" => (24.0, 99.0),
        "scores" => (40.0, 99.0),
        "hundreds" => (200.0, 999.0),
        "thousands" => (2e3, 9_999.0),
        "lakhs" => (2e5, 999_999.0),
        "millions" => (2e6, 9_999_999.0),
        "crores" => (2e7, 99_999_999.0),
        "billions" => (2e9, 9_999_999_999.0),
        "trillions" => (2e12, 9_999_999_999_999.0),
        _ => return None,
    })
}

fn denominator(word: &str) -> Option<f64> {
    let singular = word.strip_suffix('s').unwrap_or(word);
    const WORDS: [&str; 8] = ["third", "quarter", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    WORDS.iter().position(|w| *w == singular).map(|i| (i + 3) as f64)
}

/// A numeral of one digit.
fn digit(tokens: &Tokens<'_>, at: usize) -> Option<f64> {
    tokens.get(at).filter(|t| t.kind == Kind::Digits && t.plain && t.text.len() == 1).map(|t| t.value)
}

/// "two-thirds", "a fifth of", "half the", "one in five": parts. A singular part needs "of" or "by" beside it, since "a third"
/// is an ordinal elsewhere.
fn fraction(tokens: &Tokens<'_>, at: usize) -> Option<Number> {
    let made = |value, end| Some(Number::exact(value, end, Form::Fraction));
    let word = tokens.word(at);
    // "1/3 of voters"
    if let (Some(part), true, Some(whole)) =
        (digit(tokens, at), tokens.is_mark(at + 1, "/") && tokens.is_glued(at + 1), digit(tokens, at + 2))
    {
        let fits = part < whole && part > 0.0 && tokens.is_glued(at + 2) && tokens.word(at + 3) == "of";
        return if fits { made(part / whole, at + 3) } else { None };
    }
    if word == "half" {
        // "the second half", "half-full"
        if matches!(tokens.word_before(at, 1), "first" | "second" | "other" | "latter" | "top" | "bottom") || tokens.is_hyphen(at + 1) {
            return None;
        }
        let next = tokens.word(at + 1);
        let is_part = next == "of" || matches!(next, "the" | "its" | "their" | "his" | "her" | "our" | "all" | "those" | "these");
        let is_measure = next == "a" && (units::measure(tokens, at + 2).is_some() || units::percent(tokens, at + 2).is_some());
        // "half of 1 percent"
        if let Some(whole) = cardinal(tokens, at + 2).filter(|n| next == "of" && units::percent(tokens, n.end).is_some()) {
            return made(0.5 * whole.high, whole.end).map(|n| Number { form: Form::Words, ..n });
        }
        let is_told = matches!(tokens.word_before(at, 1), "than" | "about" | "nearly" | "almost" | "by" | "roughly" | "least")
            && units::is_stop(tokens, at + 1);
        return match (is_part || is_told, is_measure) {
            (true, _) => made(0.5, at + 1),
            (_, true) => Some(Number { form: Form::Words, ..Number::exact(0.5, at + 2, Form::Words) }),
            _ => None,
        };
    }
    let numerator = match word {
        "a" | "one" => 1.0,
        _ => digit(tokens, at).or_else(|| unit_word(word)).filter(|n| (1.0..10.0).contains(n))?,
    };
    let part = if tokens.is_hyphen(at + 1) { at + 2 } else { at + 1 };
    if let Some(parts) = denominator(tokens.word(part)) {
        let is_plural = tokens.word(part).ends_with('s');
        if word == "a" && cardinal(tokens, at).is_some() {
            return None;
        }
        let is_part = tokens.word(part + 1) == "of"
            || matches!(tokens.word_before(at, 1), "by" | "than" | "nearly" | "almost" | "least") && units::is_stop(tokens, part + 1);
        let is_part = is_part || at == 0 && part + 1 == tokens.len();
        let fits = if numerator > 1.0 { is_plural && numerator < parts } else { !is_plural && is_part };
        return if fits && !tokens.is_hyphen(part + 1) { made(numerator / parts, part + 1) } else { None };
    }
    // "one in five voters", "nine out of ten"
    let (from, whole) = match (tokens.word(at + 1), tokens.word(at + 2)) {
        ("in", "every") if numerator == 1.0 => (at + 3, true),
        ("in", _) if numerator == 1.0 => (at + 2, true),
        ("out", "of") if tokens.word(at + 3) == "every" => (at + 4, true),
        ("out", "of") => (at + 3, true),
        // "six in 10 voters", "nine of 10"
        ("of" | "in", "ten") => (at + 2, numerator > 1.0),
        ("of" | "in", _) if tokens.get(at + 2).is_some_and(|t| t.text == "10") => (at + 2, numerator > 1.0),
        _ => (at, false),
    };
    let all = cardinal(tokens, from).filter(|n| whole && n.high > numerator && n.high <= 1e4 && word != "a")?;
    let is_span_of_time = units::is_time(tokens.word(all.end));
    let is_year = tokens.get(from).is_some_and(|t| t.kind == Kind::Digits && t.plain && t.value > 1000.0);
    if is_span_of_time || is_year || tokens.is_hyphen(all.end) { None } else { made(numerator / all.high, all.end) }
}

/// A cardinal, or two that make a range: "10 to 15", "10,000-12,000", "10 or 12", "$1 to 2 million". The second end's scale holds
/// for both. What falls instead of rising is a vote or a score, told apart by [`super::refuse`].
fn range(tokens: &Tokens<'_>, at: usize) -> Option<Number> {
    let low = cardinal(tokens, at)?;
    let (joint, is_dash) = (low.end, tokens.is_hyphen(low.end));
    let is_joined = is_dash || matches!(tokens.word(joint), "to" | "or") || tokens.word(joint) == "and" && is_between(tokens, at);
    if !is_joined || is_dash && low.form != Form::Digits {
        return Some(low);
    }
    // "$10 to $15", but "in 2023 to $1.2trn"
    let has_currency =
        at > 0 && (1..4).any(|back| back <= at && units::currency_before(tokens, at - back).is_some_and(|(_, next)| next == at));
    let second = units::currency_before(tokens, joint + 1).filter(|_| has_currency).map_or(joint + 1, |(_, next)| next);
    let Some(mut high) = cardinal(tokens, second).filter(|n| n.form == low.form || low.form == Form::Words) else { return Some(low) };
    if high.is_scaled && !low.is_scaled && low.low < 1000.0 {
        let scale = tokens.get(second).filter(|t| t.kind == Kind::Digits).map_or_else(|| scale_of(high.high), |t| high.high / t.value);
        if scale.is_finite() && low.low * scale < high.high {
            return Some(Number { low: low.low * scale, form: Form::Range, ..high });
        }
    }
    if tokens.word(joint) == "or" && (high.low > low.low * 2.0 || low.low == 1.0 && high.low > 2.0) || low.low >= high.high {
        return Some(low);
    }
    high.low = low.low;
    Some(Number { form: Form::Range, ..high })
}

/// True behind "between", with or without a currency sign.
fn is_between(tokens: &Tokens<'_>, at: usize) -> bool {
    (1..4).any(|back| {
        tokens.word_before(at, back) == "between"
            && (back == 1 || units::currency_before(tokens, at + 1 - back).is_some_and(|(_, next)| next == at))
    })
}

/// The largest of thousand, million, … that divides the value: "two or three thousand".
fn scale_of(value: f64) -> f64 {
    [1e12, 1e9, 1e6, 1e3, 1e2].into_iter().find(|s| value >= *s).unwrap_or(1.0)
}
