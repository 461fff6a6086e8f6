//! First and since: the small grammar by which one sentence gives two positions of a party in time order ("Oruland, which
//! initially denied the raid, has since acknowledged it").
//!
//! Closed lists of words, and refusal where they do not decide. A verb that no claim of the record covers is read only where
//! it has no subject of its own, so that its subject is the claim's source; its object must point back ("it", "doing so", "the
//! raid") or be shared ("initially denied but later admitted the raid").

use std::ops::Range;

use demarche::span::Span;

use crate::witnesses::chain::Position;

/// When a statement was made, as its sentence has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// Before another statement: "initially", "at first", "had previously".
    Earlier,
    /// Nothing tells.
    Plain,
    /// After another statement: "has since", "later", "now".
    Later,
}

const EARLIER: &[&str] = &["initially", "originally", "previously", "earlier", "formerly", "once", "first", "having"];
const LATER: &[&str] = &["since", "now", "later", "subsequently", "eventually", "finally", "ultimately", "belatedly", "then", "afterwards"];
const AUXILIARY: &[&str] =
    &["has", "have", "had", "did", "does", "do", "also", "even", "publicly", "repeatedly", "strongly", "flatly", "long"];
const CONJUNCTION: &[&str] = &["but", "and", "then", "though", "although", "yet"];
const RELATIVE: &[&str] = &["which", "who"];
/// Before a verb these leave open what is held.
const BLOCKING: &[&str] = &[
    "no", "not", "never", "nor", "neither", "to", "longer", "been", "was", "were", "is", "being", "be", "would", "will", "could", "may",
    "might", "should", "must", "can",
];
const ANAPHOR: &[&str] = &["it", "this", "that", "so", "both"];

/// The position that a verb of this form gives its subject; none for other words.
fn verb(word: &str) -> Option<Position> {
    Some(match word {
        "deny" | "denies" | "denied" | "denying" | "disavowed" | "disavowing" | "disavows" => Position::Denies,
        "admit" | "admits" | "admitted" | "admitting" | "acknowledge" | "acknowledges" | "acknowledged" | "acknowledging" | "concede"
        | "concedes" | "conceded" | "conceding" | "confirm" | "confirms" | "confirmed" | "confirming" | "confess" | "confesses"
        | "confessed" | "confessing" => Position::Affirms,
        _ => return None,
    })
}

/// The phase of a statement beside another of its sentence, from the phases of both and whether each stands in the past perfect.
/// None where their words do not order them.
#[must_use]
pub fn phase_beside(other: (Phase, bool), own: (Phase, bool)) -> Option<Phase> {
    match (other.0, own.0) {
        (Phase::Earlier, Phase::Plain | Phase::Later) | (Phase::Plain, Phase::Later) => Some(Phase::Later),
        (Phase::Later, Phase::Plain | Phase::Earlier) | (Phase::Plain, Phase::Earlier) => Some(Phase::Earlier),
        (Phase::Plain, Phase::Plain) if other.1 != own.1 => Some(if own.1 { Phase::Earlier } else { Phase::Later }),
        _ => None,
    }
}

/// A word or mark of a sentence.
#[derive(Debug, Clone)]
struct Token {
    /// In lower case; a mark is itself.
    word: String,
    /// Bytes in the text.
    span: Span,
}

/// A sentence cut into words and marks.
#[derive(Debug, Clone)]
pub struct Words {
    tokens: Vec<Token>,
}

impl Words {
    /// The words of `sentence`, bytes of `text`.
    #[must_use]
    pub fn of(text: &str, sentence: Span) -> Self {
        let mut tokens: Vec<Token> = Vec::new();
        let mut last_is_word = false;
        for (at, c) in sentence.of(text).char_indices() {
            let span = Span::new(sentence.start() + at, sentence.start() + at + c.len_utf8());
            let is_word = c.is_alphanumeric() || matches!(c, '-' | '\'' | '’');
            if is_word
                && last_is_word
                && let Some(token) = tokens.last_mut()
            {
                token.word.extend(c.to_lowercase());
                token.span = token.span.cover(span);
            } else if !c.is_whitespace() {
                tokens.push(Token { word: c.to_lowercase().collect(), span });
            }
            last_is_word = is_word;
        }
        Self { tokens }
    }

    /// Tokens that lie within those bytes.
    fn within(&self, span: Span) -> Range<usize> {
        let start = self.tokens.partition_point(|t| t.span.start() < span.start());
        let end = self.tokens.partition_point(|t| t.span.end() <= span.end());
        start..end.max(start)
    }

    fn word(&self, i: usize) -> &str {
        self.tokens.get(i).map_or("", |t| &t.word)
    }

    fn is_mark(&self, i: usize) -> bool {
        self.tokens.get(i).is_none_or(|t| !t.word.chars().any(char::is_alphanumeric))
    }

    /// First token of the run of adverbs and auxiliaries before a verb.
    fn run_before(&self, verb: usize) -> usize {
        let mut start = verb;
        while let Some(before) = start.checked_sub(1) {
            let word = self.word(before);
            let after_at = word == "first" && before > 0 && self.word(before - 1) == "at";
            let known = EARLIER.contains(&word) || LATER.contains(&word) || AUXILIARY.contains(&word) || BLOCKING.contains(&word);
            // "then" opens a clause as well as it dates one
            if after_at {
                start = before - 1;
            } else if known && !(word == "first" && before > 0 && self.word(before - 1) == "the") {
                start = before;
            } else {
                break;
            }
        }
        start
    }

    /// The phase of the statement whose cue that is: by the adverbs before its verb, in the cue, or straight after it.
    #[must_use]
    pub fn phase(&self, cue: Span) -> Phase {
        let cue = self.within(cue);
        if cue.is_empty() {
            return Phase::Plain;
        }
        let verb = cue.clone().find(|&i| verb(self.word(i)).is_some()).unwrap_or(cue.start);
        self.phase_between(self.run_before(verb)..cue.end.max(verb + 1))
    }

    /// True where the statement of that cue was made before the time of the story: "had denied".
    #[must_use]
    pub fn is_past_perfect(&self, cue: Span) -> bool {
        let cue = self.within(cue);
        !cue.is_empty() && self.has_had(self.run_before(cue.start), cue.end)
    }

    fn has_had(&self, start: usize, end: usize) -> bool {
        (start..end).any(|i| self.word(i) == "had")
    }

    fn phase_between(&self, run: Range<usize>) -> Phase {
        let has = |list: &[&str]| run.clone().any(|i| list.contains(&self.word(i)));
        let start = run.start;
        let preposition = start.checked_sub(1).map(|i| self.word(i)).unwrap_or_default();
        let next = self.word(run.end);
        let earlier = has(EARLIER)
            || preposition == "after"
            || matches!(next, "initially" | "originally")
            || (next == "at" && self.word(run.end + 1) == "first");
        let later = has(LATER) || preposition == "before" || matches!(next, "later" | "afterwards" | "eventually");
        match (earlier, later) {
            (true, false) => Phase::Earlier,
            (false, true) => Phase::Later,
            _ => Phase::Plain,
        }
    }

    /// Where the object that starts at this token ends, if it points back to what was named: an anaphor, nothing, or `the` with
    /// one of the given words, up to a mark, a conjunction or a preposition of time.
    fn points_back(&self, at: usize, named: &[&str]) -> Option<usize> {
        let ends = |i: usize| {
            self.is_mark(i)
                || CONJUNCTION.contains(&self.word(i))
                || matches!(
                    self.word(i),
                    "on" | "in" | "at" | "for" | "until" | "since" | "last" | "after" | "before" | "earlier" | "later" | "when"
                )
        };
        let length = match (self.word(at), self.word(at + 1), self.word(at + 2)) {
            ("doing" | "done", "so", _) | ("as", "much", _) => 2,
            ("having", "done", "so") => 3,
            ("the" | "that" | "this", noun, _) if named.contains(&noun) => 2,
            (anaphor, ..) if ANAPHOR.contains(&anaphor) => 1,
            _ => 0,
        };
        ends(at + length).then_some(at + length)
    }

    /// True where a claim's content only points back: all its words are an anaphor ("it", "having done so", "the raid").
    #[must_use]
    pub fn is_anaphor(&self, content: Span, named: &[&str]) -> bool {
        let range = self.within(content);
        let words: Vec<&str> = range.map(|i| self.word(i)).filter(|w| w.chars().any(char::is_alphanumeric)).collect();
        match words.as_slice() {
            [one] => ANAPHOR.contains(one),
            ["doing" | "done", "so"] | ["having", "done", "so"] | ["as", "much"] => true,
            ["the" | "that" | "this", noun] => named.contains(noun),
            _ => false,
        }
    }

    /// The other position that the sentence gives the source of a claim, with its phase and the bytes of the words that say so.
    ///
    /// `source` and `cue` are the claim's, `content` from its first to its last byte, `named` the words that name the event.
    /// None where the grammar does not decide, and where it finds more than one.
    #[must_use]
    pub fn other_position(&self, source: Option<Span>, cue: Span, content: Span, named: &[&str]) -> Option<(Position, Phase, Span)> {
        let own = self.within(cue);
        let of_claim = (self.phase(cue), self.is_past_perfect(cue));
        let mut found = None;
        for (i, token) in self.tokens.iter().enumerate() {
            let Some(position) = verb(&token.word) else { continue };
            if own.contains(&i) || content.overlaps(token.span) {
                continue;
            }
            let start = self.run_before(i);
            let blocked = (start..i).any(|j| BLOCKING.contains(&self.word(j))) && !self.is_only_to(start, i);
            if blocked || !self.shares_subject(start, i, source, &own) {
                continue;
            }
            // the object is shared where the other verb follows straight on
            let shared = content.start() > token.span.start() && own.start > i && self.is_joined(i + 1, own.start);
            let shared = shared || (own.end <= start && content.start() >= token.span.end() && self.is_joined(own.end, start));
            let end = if shared { Some(i + 1) } else { self.points_back(i + 1, named) };
            let Some(end) = end else { continue };
            let Some(phase) = phase_beside(of_claim, (self.phase_between(start..i + 1), self.has_had(start, i))) else { continue };
            let span = self.tokens[start].span.cover(self.tokens[end - 1].span);
            if found.replace((position, phase, span)).is_some() {
                return None;
            }
        }
        found
    }

    /// "only to admit".
    fn is_only_to(&self, start: usize, verb: usize) -> bool {
        verb == start + 1 && self.word(start) == "to" && start > 0 && self.word(start - 1) == "only"
    }

    /// Only adverbs, auxiliaries, conjunctions and marks stand between.
    fn is_joined(&self, from: usize, to: usize) -> bool {
        (from..to).all(|j| {
            let word = self.word(j);
            self.is_mark(j) || CONJUNCTION.contains(&word) || EARLIER.contains(&word) || LATER.contains(&word) || AUXILIARY.contains(&word)
        })
    }

    /// True where the verb whose run starts at `start` has the claim's source as its subject.
    fn shares_subject(&self, start: usize, verb: usize, source: Option<Span>, cue: &Range<usize>) -> bool {
        let Some(before) = start.checked_sub(1) else { return self.word(verb).ends_with("ing") || self.word(start) == "having" };
        let word = self.word(before);
        let source = source.map(|s| self.within(s));
        if CONJUNCTION.contains(&word) || (word == "only" && self.word(start) == "to") {
            return verb > cue.start || source.is_some_and(|s| s.end <= before);
        }
        if matches!(word, "after" | "before") {
            return self.word(verb).ends_with("ing");
        }
        // the source itself, or a relative clause that opens right after it
        let is_source_end = |i: usize| source.as_ref().is_some_and(|s| !s.is_empty() && s.end == i);
        if is_source_end(start) {
            return true;
        }
        if RELATIVE.contains(&word) {
            return is_source_end(before) || (self.word(before.saturating_sub(1)) == "," && is_source_end(before.saturating_sub(1)));
        }
        if word != "," {
            return false;
        }
        // after a comma: a participle, a verb with its adverb, or the main verb after a relative clause on the source
        let opens_relative = |i: usize| RELATIVE.contains(&self.word(i));
        let after_clause = source.as_ref().is_some_and(|s| {
            cue.start > s.end && cue.end <= before && (opens_relative(s.end) || (self.word(s.end) == "," && opens_relative(s.end + 1)))
        });
        let dated = (start..verb).any(|j| LATER.contains(&self.word(j)) || EARLIER.contains(&self.word(j)));
        after_clause || self.word(verb).ends_with("ing") || self.word(start) == "having" || (dated && !self.has_auxiliary(start, verb))
    }

    fn has_auxiliary(&self, start: usize, verb: usize) -> bool {
        (start..verb).any(|j| matches!(self.word(j), "has" | "have" | "had"))
    }
}

#[cfg(test)]
#[path = "phase_tests.rs"]
mod tests;
