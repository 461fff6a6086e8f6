//! One quantity: number, unit or noun, qualifier, put together or refused.

use super::QuantityExpression;
use super::compounds;
use super::lexicon;
use super::nouns::{self, Phrase};
use super::numbers::{self, Form, Number};
use super::qualifiers::{self, Qualifier};
use super::refuse;
use super::token::{Kind, Tokens};
use super::units;
use crate::span::Span;

/// What stands at a token.
pub(super) enum Step {
    /// A quantity, and the token behind it.
    Found(QuantityExpression, usize),
    /// A number that counts nothing, and the token behind it.
    Refused(usize),
    /// No number.
    Nothing,
}

/// A quantity in the making, as token positions.
struct Draft {
    /// First token of the number or of the currency before it.
    start: usize,
    number: (usize, usize),
    end: usize,
    noun: Option<(usize, usize)>,
    low: f64,
    high: f64,
    unit: Option<String>,
    qualifier: Qualifier,
    rule: &'static str,
}

impl Draft {
    fn new(start: usize, at: usize, read: &Number) -> Self {
        let rule = match read.form {
            Form::Digits => "digits",
            Form::Words => "words",
            Form::Vague => "vague",
            Form::Fraction => "fraction",
            Form::Range => "range",
        };
        let qualifier = if read.form == Form::Vague { Qualifier::About } else { Qualifier::Exact };
        Self { start, number: (at, read.end), end: read.end, noun: None, low: read.low, high: read.high, unit: None, qualifier, rule }
    }

    fn with_noun(mut self, phrase: Phrase) -> Self {
        self.end = phrase.end;
        self.noun = Some((phrase.start, phrase.end));
        self.unit = phrase.head;
        self
    }

    fn qualify(&mut self, read: Qualifier) {
        if read != Qualifier::Exact && (self.qualifier == Qualifier::Exact || self.qualifier == Qualifier::About) {
            self.qualifier = read;
        }
    }

    /// Reads the qualifiers around and gives the quantity out.
    fn finish(mut self, tokens: &Tokens<'_>, free: usize, is_marked: bool) -> Step {
        if let Some((read, end)) = qualifiers::trailing(tokens, self.end) {
            self.qualify(read);
            self.end = end;
        }
        let is_small = self.rule == "vague" || self.high < 10.0 && self.unit.as_deref().is_none_or(|u| u != "percent");
        let (read, start) = qualifiers::leading(tokens, self.start, free, is_small);
        self.qualify(read);
        let is_definite = matches!(tokens.word_before(start, 1), "the" | "these" | "those" | "his" | "her" | "its" | "their" | "our");
        if is_definite && start == self.start && self.high <= 12.0 && self.noun.is_some() && matches!(self.rule, "words" | "digits") {
            if !is_marked && !is_definite_count(self.unit.as_deref()) {
                return Step::Refused(self.end);
            }
            self.rule = "definite";
        }
        let span = |from: usize, to: usize| Span::new(tokens.0[from].start, tokens.0[to - 1].end);
        let found = QuantityExpression {
            span: span(start, self.end),
            number: span(self.number.0, self.number.1),
            noun: self.noun.map(|(from, to)| span(from, to)),
            low: self.low,
            high: self.high,
            unit: self.unit,
            qualifier: self.qualifier,
            rule: self.rule,
        };
        Step::Found(found, self.end)
    }
}

/// The quantity whose number begins at `at`; nothing before `free` belongs to it. `is_marked`: the words are known to state one.
pub(super) fn expression(tokens: &Tokens<'_>, at: usize, free: usize, is_marked: bool) -> Step {
    if let Some(step) = counted_singular(tokens, at, free, is_marked) {
        return step;
    }
    if let Some((unit, next)) = units::currency_before(tokens, at).filter(|_| !is_inside_word(tokens, at)) {
        return match numbers::number(tokens, next).filter(|n| n.form != Form::Fraction) {
            Some(read) => money(tokens, at, next, read, unit, free, is_marked),
            None => Step::Nothing,
        };
    }
    let Some(read) = numbers::number(tokens, at) else { return Step::Nothing };
    let (at, read, is_new) = new_value(tokens, at, read);
    if refuse::is_other(tokens, at, &read) {
        return Step::Refused(read.end);
    }
    if !is_marked && is_duration(tokens, read.end) {
        return Step::Refused(read.end + 1);
    }
    let mut draft = Draft::new(at, at, &read);
    if is_new {
        draft.rule = "new-value";
    }
    if tokens.word_before(at, 1) == "minus" && at > free && tokens.word_before(at, 2) != "or" {
        (draft.low, draft.high, draft.start) = (-draft.high, -draft.low, at - 1);
    }
    let draft = measured(tokens, draft, &read, is_marked).unwrap_or_else(|draft| counted(tokens, draft, &read));
    if is_refused(tokens, &draft, &read, free, is_marked) { Step::Refused(read.end) } else { draft.finish(tokens, free, is_marked) }
}

/// "both soldiers", "a single soldier", "one man"; for marked words also "a day".
fn counted_singular(tokens: &Tokens<'_>, at: usize, free: usize, is_marked: bool) -> Option<Step> {
    let one = |from: usize, noun: usize, end: usize, unit: String, rule| {
        let read = Number { low: 1.0, high: 1.0, end: noun, form: Form::Words, is_scaled: false };
        Draft { end, noun: Some((noun, end)), unit: Some(unit), rule, ..Draft::new(from, from, &read) }.finish(tokens, free, is_marked)
    };
    match (tokens.word(at), tokens.word(at + 1)) {
        ("both", _) => {
            let read = Number { low: 2.0, high: 2.0, end: at + 1, form: Form::Words, is_scaled: false };
            let Some(phrase) = compounds::both(tokens, at) else {
                let is_whole = is_marked && at + 1 == tokens.len();
                return is_whole.then(|| Draft { rule: "both", ..Draft::new(at, at, &read) }.finish(tokens, free, is_marked));
            };
            (is_marked || is_definite_count(phrase.head.as_deref()))
                .then(|| Draft { rule: "both", ..Draft::new(at, at, &read).with_noun(phrase) }.finish(tokens, free, is_marked))
        }
        ("a", "single") => {
            let (end, unit) = compounds::singular(tokens, at + 2).or_else(|| units::measure(tokens, at + 2).map(|(u, e)| (e, u)))?;
            Some(one(at, at + 2, end, unit, "single"))
        }
        ("one", _) if tokens.is_hyphen(at + 1) || tokens.is_glued(at) && at > 0 && tokens.is_mark(at - 1, "-") => None,
        ("one", _) if !matches!(tokens.word_before(at, 1), "the" | "no" | "this" | "any" | "every" | "number") => {
            let (end, unit) = compounds::singular(tokens, at + 1)?;
            // "from one village to another"
            if matches!(tokens.word(end), "to" | "after") && tokens.word(end + 1) == "another" {
                return None;
            }
            Some(one(at, at + 1, end, unit, "words"))
        }
        ("a" | "an", unit) if is_marked && at == 0 => {
            let (name, end) = units::measure(tokens, at + 1).or_else(|| units::is_time(unit).then(|| (unit.to_owned(), at + 2)))?;
            (numbers::number(tokens, at).is_none()).then(|| one(at, at + 1, end, name, "single"))
        }
        _ => None,
    }
}

/// "the two soldiers" count; "the two countries", "both men" refer to parties named before, and number nobody anew.
fn is_definite_count(unit: Option<&str>) -> bool {
    unit.is_some_and(|u| compounds::is_countable(u) && !matches!(u, "man" | "woman" | "minister" | "senator" | "lawmaker"))
}

fn is_inside_word(tokens: &Tokens<'_>, at: usize) -> bool {
    at > 0 && tokens.is_glued(at) && tokens.get(at - 1).is_some_and(|t| t.kind != Kind::Mark)
}

/// "$2 million", "€300m", "Rs 40 crore".
fn money(tokens: &Tokens<'_>, start: usize, at: usize, mut read: Number, unit: &str, free: usize, is_marked: bool) -> Step {
    let scale = match tokens.word(read.end) {
        "m" => 1e6,
        "b" => 1e9,
        "t" => 1e12,
        _ => 1.0,
    };
    if scale > 1.0 {
        (read.low, read.high, read.end) = (read.low * scale, read.high * scale, read.end + 1);
    }
    // "$20s" are notes
    if tokens.word(read.end) == "s" && tokens.is_glued(read.end) {
        return Step::Refused(read.end);
    }
    let mut draft = Draft::new(start, at, &read);
    draft.unit = Some(unit.to_owned());
    draft.finish(tokens, free, is_marked)
}

/// Of "from 12 to 45" the new value; a range only where the text says "ranging" or "anywhere".
fn new_value(tokens: &Tokens<'_>, at: usize, read: Number) -> (usize, Number, bool) {
    let is_ranging =
        matches!(tokens.word_before(at, 2), "ranging" | "range" | "ranged" | "ranges" | "anywhere" | "anything" | "vary" | "varying");
    if read.form != Form::Range || tokens.word_before(at, 1) != "from" || is_ranging {
        return (at, read, false);
    }
    let second = (at + 1..read.end).find(|&i| tokens.word(i) == "to").map(|i| i + 1);
    match second.and_then(|i| numbers::cardinal(tokens, i).map(|n| (i, n))) {
        Some((second, number)) => (second, number, true),
        None => (at, read, false),
    }
}

/// "three days", "12-hour", "34-year-old".
fn is_duration(tokens: &Tokens<'_>, end: usize) -> bool {
    let end = qualifiers::trailing(tokens, end).map_or(end, |(_, end)| end);
    let next = if tokens.is_hyphen(end) { end + 1 } else { end };
    let after = lexicon::LENGTHENING.has(tokens.word(next));
    let next = if after { next + 1 } else { next };
    let next = if matches!(tokens.word(next), "so" | "those" | "these" | "more" | "the") && after { next + 1 } else { next };
    units::is_time(tokens.word(next))
}

/// A number with a percent sign, measure or currency behind it.
fn measured(tokens: &Tokens<'_>, mut draft: Draft, read: &Number, is_marked: bool) -> Result<Draft, Draft> {
    if let Some((unit, end)) = compounds::compound(tokens, read.end) {
        return Ok(Draft { unit, end, rule: "compound", ..draft });
    }
    let end = match qualifiers::trailing(tokens, read.end) {
        Some((qualifier, end)) if units::is_stop(tokens, end) || units::measure(tokens, end).is_some() => {
            draft.qualify(qualifier);
            end
        }
        _ => read.end,
    };
    if let Some((unit, end)) = units::percent(tokens, end) {
        return Ok(Draft { unit: Some(unit.to_owned()), end, ..draft });
    }
    let time = if tokens.is_hyphen(end) { end + 1 } else { end };
    if is_marked && units::is_time(tokens.word(time)) {
        let unit = nouns::singular(tokens.word(time));
        return Ok(Draft { noun: Some((time, time + 1)), unit: Some(unit), end: time + 1, ..draft });
    }
    // "300m people"
    let is_million = tokens.word(end) == "m" && tokens.is_glued(end);
    if let Some(phrase) = nouns::phrase(tokens, end + 1).filter(|_| is_million) {
        let number = (draft.number.0, end + 1);
        return Ok(Draft { low: draft.low * 1e6, high: draft.high * 1e6, number, ..draft }.with_noun(phrase));
    }
    let of = if tokens.word(end) == "of" && read.form == Form::Vague { end + 1 } else { end };
    let is_large = read.is_scaled || read.low >= 1000.0;
    if let Some((unit, end)) = units::currency_after(tokens, of, is_large) {
        return Ok(Draft { unit: Some(unit.to_owned()), end, ..draft });
    }
    if let Some((unit, end)) = units::measure(tokens, of) {
        let whole = if tokens.word(end) == "of" && is_of_stuff(&unit) { nouns::mass(tokens, end + 1) } else { None };
        let until = whole.map_or(end, |p| p.end);
        return Ok(Draft { unit: Some(unit), noun: Some((of, until)), end: until, ..draft });
    }
    Err(draft)
}

/// Weights, volumes and power measure a stuff that the span names: "40 tonnes of honey".
fn is_of_stuff(unit: &str) -> bool {
    unit.starts_with("cubic") || lexicon::OF_STUFF.has(unit)
}

/// A number with a counted noun behind it, or without.
fn counted(tokens: &Tokens<'_>, mut draft: Draft, read: &Number) -> Draft {
    let is_part = matches!(read.form, Form::Vague | Form::Fraction);
    let end = match qualifiers::trailing(tokens, read.end) {
        Some((qualifier, end)) => {
            draft.qualify(qualifier);
            draft.end = end;
            end
        }
        None => read.end,
    };
    if let Some(phrase) = nouns::partitive(tokens, end, is_part) {
        let noun = Phrase { start: phrase.start + 1, ..phrase };
        return draft.with_noun(noun);
    }
    // "half the population", "half its members"
    let is_determined = read.form == Form::Fraction && units::is_stop(tokens, end) && tokens.get(end).is_some_and(|t| t.kind == Kind::Word);
    if is_determined && !matches!(tokens.word(end), "of" | "and" | "in" | "to" | "by" | "or" | "at" | "on") {
        if let Some(phrase) = nouns::phrase(tokens, end + 1).or_else(|| nouns::mass(tokens, end + 1)) {
            return draft.with_noun(Phrase { start: end, ..phrase });
        }
        return draft;
    }
    // "thousands banging pots": a plural takes its noun with "of"
    let is_plural = read.form == Form::Vague && tokens.word(read.end - 1).ends_with('s');
    match nouns::phrase(tokens, end).filter(|_| !is_plural) {
        Some(phrase) => draft.with_noun(phrase),
        None => draft,
    }
}

/// What [`refuse`] cannot tell from the number alone: years, and numbers without noun or unit that nothing governs.
fn is_refused(tokens: &Tokens<'_>, draft: &Draft, read: &Number, free: usize, is_marked: bool) -> bool {
    let is_bare_one = read.low == 1.0 && read.high == 1.0 && read.form == Form::Words && !read.is_scaled;
    if draft.rule == "compound" {
        return is_bare_one || draft.unit.as_deref() == Some("mm") && !is_marked;
    }
    let at = draft.number.0;
    let (qualifier, start) = qualifiers::leading(tokens, draft.start, free, read.high < 10.0);
    let is_qualified = qualifier != Qualifier::Exact
        && !matches!(tokens.word(at.wrapping_sub(1)), "some" | "about" | "around" | "over" | "under")
        || !matches!(draft.qualifier, Qualifier::Exact | Qualifier::About);
    if refuse::is_year(tokens, at, read) && !is_marked {
        let is_person =
            draft.unit.as_deref() == Some("person") && !matches!(tokens.word_before(at, 1), "in" | "since" | "the" | "of" | "'s");
        let is_unit =
            draft.unit.is_some() && (draft.noun.is_none() || draft.noun.is_some_and(|(n, _)| units::measure(tokens, n).is_some()));
        let is_bound = is_qualified && !matches!(qualifier, Qualifier::Exact | Qualifier::About);
        return !(is_bound || is_person || is_unit);
    }
    if is_marked {
        // "34-year-old", "34 years old"
        let age = if tokens.is_hyphen(draft.end) { draft.end + 1 } else { draft.end };
        return tokens.word(age) == "old";
    }
    // "one of the men", "one rights group": a pronoun or a phrase; "one kilometre" counts
    let is_measured = draft.unit.is_some() && draft.noun.is_none_or(|(n, _)| units::measure(tokens, n).is_some());
    if is_bare_one && !is_measured && !is_qualified {
        // "one was killed"
        let is_victim = tokens.word(read.end) == "was" && lexicon::LOT.has(tokens.word(read.end + 1));
        return !is_victim || matches!(tokens.word_before(at, 1), "no" | "the" | "this" | "that" | "every");
    }
    // "155mm shells": a calibre
    if draft.unit.as_deref() == Some("mm") && !units::is_stop(tokens, draft.end) {
        return true;
    }
    if draft.unit.is_some() || draft.noun.is_some() {
        return false;
    }
    if read.form == Form::Fraction || read.form == Form::Vague || is_qualified || draft.low < 0.0 {
        return false;
    }
    let is_pronoun = read.form == Form::Words && read.high < 10.0 && matches!(tokens.word_before(at, 1), "the" | "these" | "those" | "no");
    if is_pronoun {
        return true;
    }
    refuse::is_bare_label(tokens, start, read.end) && !read.is_scaled || !is_governed(tokens, start, at, read)
}

/// A bare number counts where casualty and change words stand beside it, or where it is too large or too well marked for a name:
/// "killing 37", "12 were wounded", "rose to 45", "a crowd of 15,726".
fn is_governed(tokens: &Tokens<'_>, start: usize, at: usize, read: &Number) -> bool {
    let is_large = read.is_scaled || tokens.get(at).is_some_and(|t| t.kind == Kind::Digits && !t.plain && t.value >= 1000.0);
    is_large || is_governed_before(tokens, start) || is_governed_after(tokens, read.end) || is_all(tokens, start, at)
}

fn is_all(tokens: &Tokens<'_>, start: usize, at: usize) -> bool {
    start < at && tokens.word(start) == "all"
}

fn is_governed_before(tokens: &Tokens<'_>, start: usize) -> bool {
    let (first, second, third) = (tokens.word_before(start, 1), tokens.word_before(start, 2), tokens.word_before(start, 3));
    let is_change = |w: &str| lexicon::CHANGE.has(w);
    let is_count = |w: &str| lexicon::COUNT.has(w);
    match first {
        "killing" | "killed" | "kills" | "wounding" | "wounded" | "injuring" | "injured" | "injures" | "wounds" | "arrested"
        | "arresting" | "detained" | "detaining" | "arrests" | "detains" | "slaying" | "evacuated" | "hospitalized" | "hospitalised"
        | "displacing" | "reached" | "totalled" | "totaled" | "numbered" | "numbering" => true,
        "to" => is_change(second) || is_change(third) || is_change(tokens.word_before(start, 4)),
        "at" if (2..12).any(|i| tokens.word_before(start, i) == "put") => true,
        "at" | "of" | "by" => is_count(second) || is_count(third) || is_change(second),
        "was" | "is" | "stands" => is_count(second) || is_count(third),
        _ => false,
    }
}

fn is_governed_after(tokens: &Tokens<'_>, end: usize) -> bool {
    let (first, second) = (tokens.word(end), tokens.word(end + 1));
    let is_lot = |w: &str| lexicon::LOT.has(w);
    is_lot(first)
        || matches!(first, "were" | "was" | "are" | "have" | "had" | "being" | "others" | "more" | "of")
            && (is_lot(second) || matches!(second, "been" | "them" | "whom" | "being" | "seriously" | "critically"))
}
