//! Quantities: what is counted or measured in a text, and the part a number plays in an event (codebook, section 4).
//!
//! [`find`] reads whole paragraphs and refuses whatever may be a date, a time of day, a duration, an age, a score or a name;
//! [`read`] reads words that are known to state a quantity; [`role`] says what a number counts in an event.

mod compounds;
mod expression;
mod lexicon;
mod nouns;
mod numbers;
mod qualifiers;
mod refuse;
mod role;
#[cfg(test)]
mod tests;
mod token;
mod units;

pub use qualifiers::Qualifier;
pub use role::role;

use crate::span::Span;
use expression::Step;
use token::Tokens;

/// A quantity with its words. All spans are bytes of the text it was found in.
///
/// The value is what the words say: vague plurals have the codebook's ranges, "more than N" keeps `low` = `high` = N, a part
/// ("a fifth of") is a part of its noun, a percentage counts in hundredths, and of "from 12 to 45" after a verb of change or none
/// only the new value, 45, is read ("ranging from", "anywhere from" and "between" give ranges).
#[derive(Debug, Clone, PartialEq)]
pub struct QuantityExpression {
    /// Qualifier, number and noun without relative clause: "an estimated 10,000 troops", "five of the officers".
    pub span: Span,
    /// The number with its scale words, without currency sign: "10,000", "1.5 million", "dozens".
    pub number: Span,
    /// The counted noun phrase, without "of": "troops", "the officers". None for money, percentages and bare numbers.
    pub noun: Option<Span>,
    /// Lower end.
    pub low: f64,
    /// Upper end; equal to `low` for one number.
    pub high: f64,
    /// The head noun, lower case and singular ("troop"; "person" for people, "11 dead" and "30 wounded"), or the unit: `percent`,
    /// `percentage point`; ISO 4217 for money where the text tells the currency (`$` alone is `USD`, `¥` `JPY`), else its noun
    /// ("peso"); `km`, `m`, `cm`, `mm`, `kg`, else the measure's full name ("tonne", "square km", "cubic m", "km/h").
    pub unit: Option<String>,
    /// How the number is meant.
    pub qualifier: Qualifier,
    /// How it was read: `digits`, `words`, `vague`, `fraction`, `range`, `new-value`, `compound` ("500-strong"), `single` ("a
    /// single soldier"), `both`; `definite` for a small number behind "the", "these", "its" ("the two soldiers": it may refer to
    /// parties named before rather than state a number).
    pub rule: &'static str,
}

/// All quantities of a paragraph in text order, not overlapping. Durations ("three days") are times and left out, and an
/// indefinite singular ("a soldier") is none.
#[must_use]
pub fn find(text: &str) -> Vec<QuantityExpression> {
    scan(text, false)
}

/// The quantity that a mention's words state: of several the longest, the first of equals. Durations are read ("ten days": 10
/// day), "a" before a unit counts ("a day"), numbers need no noun; dates, scores and ordinals stay refused. Spans are bytes of
/// `mention`.
#[must_use]
pub fn read(mention: &str) -> Option<QuantityExpression> {
    let longest = |best: Option<QuantityExpression>, next: QuantityExpression| match best {
        Some(best) if best.span.len() >= next.span.len() => Some(best),
        _ => Some(next),
    };
    let found = scan(mention, true);
    // "3 minutes 56 seconds": not one number
    let is_span = |q: &&QuantityExpression| q.unit.as_deref().is_some_and(units::is_time);
    if found.iter().filter(is_span).count() > 1 { None } else { found.into_iter().fold(None, longest) }
}

fn scan(text: &str, is_marked: bool) -> Vec<QuantityExpression> {
    let mut out = Vec::new();
    if u32::try_from(text.len()).is_err() {
        return out;
    }
    let tokens = Tokens::new(text);
    let (mut at, mut free) = (0, 0);
    while at < tokens.len() {
        match expression::expression(&tokens, at, free, is_marked) {
            Step::Found(found, end) => {
                out.push(found);
                (at, free) = (end.max(at + 1), end);
            }
            Step::Refused(end) => at = end.max(at + 1),
            Step::Nothing => at += 1,
        }
    }
    out
}
