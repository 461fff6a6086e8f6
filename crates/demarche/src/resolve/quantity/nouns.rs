//! Counted nouns: where the noun phrase behind a number ends, its head, and the head's singular.

use super::lexicon;
use super::token::{Kind, Tokens};
use super::units;

/// A counted noun phrase, as token positions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phrase {
    pub start: usize,
    pub end: usize,
    /// Lower-case head noun, singular; none for "of them".
    pub head: Option<String>,
}

/// Longest phrase looked at, in words: "six retired Russian military intelligence officers" has five behind its number.
const LONGEST: usize = 7;

/// The noun phrase that begins at `at`, without relative clause: adjectives, then the first plural, on to a plural that it
/// qualifies ("rights activists"). Nothing where no word of the run can be counted.
pub(super) fn phrase(tokens: &Tokens<'_>, at: usize) -> Option<Phrase> {
    let chunks = chunks(tokens, at);
    let mut found: Option<usize> = None;
    for (i, chunk) in chunks.iter().enumerate() {
        if let Some(last) = found {
            let is_next = last + 1 == i && chunk.is_plural && !chunk.is_possessive;
            let qualifies = chunks[last].is_capital || is_attributive(&chunks[last].word);
            if is_next && qualifies && !chunk.is_capital && !is_verb(&chunk.word) {
                found = Some(i);
            }
            break;
        }
        if chunk.is_plural && !chunk.is_possessive {
            found = Some(i);
        }
    }
    let invariant = || chunks.iter().rposition(|c| !c.is_possessive && is_uncounted(&c.word) && !is_casualty(&c.word));
    let casualty = || chunks.first().filter(|c| chunks.len() == 1 && is_casualty(&c.word)).map(|_| 0);
    let last = &chunks[found.or_else(invariant).or_else(casualty)?];
    let head = singular(&last.word);
    let is_of_war = head == "prisoner" && tokens.word(last.end) == "of" && tokens.word(last.end + 1) == "war";
    let end = if is_of_war { last.end + 2 } else { joined(tokens, last.end, &last.word).unwrap_or(last.end) };
    Some(Phrase { start: at, end, head: Some(head) })
}

/// "of them", "of the officers", "of its 5,000 staff", "of every cargo": the whole that a number or part is taken from. After a
/// vague number ("dozens of villages") or a fraction any noun may follow, after another only a definite one.
pub(super) fn partitive(tokens: &Tokens<'_>, at: usize, is_part: bool) -> Option<Phrase> {
    if tokens.word(at) != "of" {
        return None;
    }
    let next = tokens.word(at + 1);
    let is_pronoun = matches!(next, "them" | "us" | "you" | "whom" | "which");
    if is_pronoun || matches!(next, "these" | "those") && units::is_stop(tokens, at + 2) {
        return Some(Phrase { start: at, end: at + 2, head: None });
    }
    let is_definite = lexicon::DETERMINERS.has(next);
    if !(is_definite || is_part) {
        return None;
    }
    let from = if is_definite { at + 2 } else { at + 1 };
    let from = super::numbers::number(tokens, from).filter(|_| is_definite).map_or(from, |n| n.end);
    let read = phrase(tokens, from).or_else(|| owned(tokens, from)).or_else(|| if is_part { mass(tokens, from) } else { None })?;
    Some(Phrase { start: at, ..read })
}

/// "the host nation's four men": a possessor, a number, a noun.
fn owned(tokens: &Tokens<'_>, at: usize) -> Option<Phrase> {
    let genitive = (at..at + 4).find(|&i| tokens.word(i) == "'s")?;
    let number = super::numbers::number(tokens, genitive + 1)?;
    phrase(tokens, number.end)
}

/// A noun that has no plural, behind a part or a measure: "crude oil", "food and medicine", "the capital".
pub(super) fn mass(tokens: &Tokens<'_>, at: usize) -> Option<Phrase> {
    let chunks = chunks(tokens, at);
    let is_noun = |c: &Chunk| c.is_plural || !(is_adjective(c) || c.is_possessive || c.is_capital);
    let last = chunks.iter().position(is_noun).or(chunks.len().checked_sub(1))?;
    let chunk = &chunks[last];
    if chunk.is_possessive || !chunk.word.chars().all(char::is_alphabetic) {
        return None;
    }
    let end = joined(tokens, chunk.end, &chunk.word).unwrap_or(chunk.end);
    Some(Phrase { start: at, end, head: Some(if chunk.is_plural { singular(&chunk.word) } else { chunk.word.clone() }) })
}

/// End of "and police" behind "soldiers": a second bare noun of the same kind that ends the phrase.
fn joined(tokens: &Tokens<'_>, at: usize, first: &str) -> Option<usize> {
    let second = tokens.word(at + 1);
    if tokens.get(at + 1).is_some_and(super::token::Token::is_capital) && !tokens.before(at, 1).is_some_and(super::token::Token::is_capital)
    {
        return None;
    }
    let is_pair = tokens.word(at) == "and"
        && (is_plural(second) || is_uncounted(second) || !is_plural(first) && !is_verb(second) && second.len() > 2)
        && !is_casualty(second)
        && !is_function_word(second)
        && !second.ends_with("ing");
    (is_pair && units::is_stop(tokens, at + 2) && !tokens.is_glued(at + 2) || is_pair && tokens.is_mark(at + 2, ".,;:!?)\"”"))
        .then_some(at + 2)
}

/// Words with no space between them, and what the last says.
#[derive(Debug)]
struct Chunk {
    end: usize,
    /// The part that shows number: behind the last hyphen, or before "-in-".
    word: String,
    is_plural: bool,
    is_possessive: bool,
    is_capital: bool,
}

/// The run of chunks from `at` on, up to the first word that cannot stand in a noun phrase.
fn chunks(tokens: &Tokens<'_>, at: usize) -> Vec<Chunk> {
    let mut out: Vec<Chunk> = Vec::new();
    let mut next = at;
    while out.len() < LONGEST {
        let Some(first) = tokens.get(next) else { break };
        // "75 runs": no verb of one actor follows a number
        let is_counted = out.is_empty() && is_plural(&first.lower) && !is_function_word(&first.lower);
        let is_participle = is_prenominal(&first.lower) && is_plural(tokens.word(next + 1));
        let is_word = first.kind == Kind::Word && (!is_end(tokens, next) || is_counted || is_participle);
        let is_joint = first.lower == "and"
            && out.last().is_some_and(|c| !c.is_plural && !is_casualty(&c.word) && is_joint_adjective(c))
            && is_pair(tokens, next + 1);
        if !(is_word || is_joint) {
            break;
        }
        let mut end = next + 1;
        let (mut word, mut is_fixed) = (next, false);
        while tokens.is_glued(end) && end < next + 8 {
            let is_part = tokens.word(end) != "'s" && tokens.get(end).is_some_and(|t| t.kind != Kind::Mark);
            if tokens.is_hyphen(end) {
                // "brothers-in-law", "ministers-designate"
                is_fixed |= word == next && is_plural(tokens.word(next));
                word = if is_fixed { word } else { end + 1 };
                end += 2;
            } else if is_part {
                end += 1;
            } else {
                break;
            }
        }
        let is_possessive = tokens.word(end) == "'s" && tokens.is_glued(end);
        let last = tokens.word(end - 1);
        let is_model = last == "s" && end - 1 > next && tokens.is_digits(end - 2);
        let shown = if is_model { model(tokens, next, end) } else { tokens.word(word.min(end - 1)).to_owned() };
        let is_capital = first.is_capital();
        let is_plural = (is_model || is_plural(&shown) || is_capital && is_people_in_is(&shown)) && !(is_capital && is_name_in_s(&shown));
        out.push(Chunk { end: if is_possessive { end + 1 } else { end }, is_plural, word: shown, is_possessive, is_capital });
        next = if is_possessive { end + 1 } else { end };
        if !tokens.get(next).is_some_and(|t| t.spaced) {
            break;
        }
    }
    out
}

/// "f-16s": the name, lower case, as one word.
fn model(tokens: &Tokens<'_>, from: usize, to: usize) -> String {
    (from..to).filter_map(|i| tokens.get(i)).map(|t| t.text.to_lowercase()).collect()
}

/// True where no noun phrase goes on.
fn is_end(tokens: &Tokens<'_>, at: usize) -> bool {
    let token = &tokens.0[at];
    is_function_word(&token.lower) || is_verb(&token.lower) || is_calendar(token.text)
}

fn is_calendar(text: &str) -> bool {
    super::refuse::is_month(text)
        || matches!(text, "Monday" | "Tuesday" | "Wednesday" | "Thursday" | "Friday" | "Saturday" | "Sunday")
        || matches!(text, "today" | "yesterday" | "tomorrow" | "tonight" | "overnight" | "ago" | "later" | "earlier")
}

/// Adjectives whose pair may stand before a noun: "Russian and Belarusian soldiers".
fn is_joint_adjective(chunk: &Chunk) -> bool {
    chunk.is_capital || is_adjective(chunk)
}

fn is_adjective(chunk: &Chunk) -> bool {
    const ENDINGS: [&str; 14] = ["ed", "al", "en", "ic", "ous", "ive", "ary", "able", "ible", "less", "ful", "ian", "ish", "ese"];
    lexicon::ADJECTIVES.has(&chunk.word) || chunk.word.len() > 4 && ENDINGS.iter().any(|e| chunk.word.ends_with(e))
}

/// True where a plural stands within the next two words: the "and" before joins adjectives.
fn is_pair(tokens: &Tokens<'_>, at: usize) -> bool {
    super::numbers::number(tokens, at).is_none() && (at..at + 2).any(|i| is_plural(tokens.word(i))) && !is_end_or_past(tokens, at)
}

fn is_end_or_past(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.get(at).is_none_or(|t| t.kind != Kind::Word) || is_end(tokens, at)
}

/// Plural by form or by the list of irregular ones.
pub(super) fn is_plural(word: &str) -> bool {
    const SINGULAR: [&str; 31] = [
        "politics",
        "economics",
        "ethics",
        "athletics",
        "logistics",
        "mathematics",
        "physics",
        "electronics",
        "is",
        "was",
        "has",
        "does",
        "this",
        "his",
        "its",
        "us",
        "yes",
        "as",
        "perhaps",
        "always",
        "towards",
        "besides",
        "across",
        "plus",
        "minus",
        "versus",
        "thus",
        "sometimes",
        "overseas",
        "lens",
        "plainclothes",
    ];
    let is_s =
        word.len() > 2 && word.ends_with('s') && !["ss", "us", "is", "'s"].iter().any(|e| word.ends_with(e)) && !SINGULAR.contains(&word);
    let is_man = word.ends_with("men") && !matches!(word, "specimen" | "regimen" | "abdomen" | "omen" | "yemen");
    is_s || is_man || lexicon::PLURALS.has(word)
}

/// "iraqis", "houthis": peoples; "paris" is no plural.
fn is_people_in_is(word: &str) -> bool {
    const NAMES: [&str; 16] = [
        "paris",
        "tunis",
        "davis",
        "louis",
        "dennis",
        "memphis",
        "travis",
        "francis",
        "curtis",
        "harris",
        "morris",
        "minneapolis",
        "annapolis",
        "indianapolis",
        "artemis",
        "genesis",
    ];
    word.len() > 5 && word.ends_with("is") && !NAMES.contains(&word)
}

/// Names of places and bodies that end like plurals: "five Dallas police officers".
fn is_name_in_s(word: &str) -> bool {
    lexicon::NAMES_IN_S.has(word)
}

/// Participles that stand before a counted noun as often as behind it: "60 wanted men".
fn is_prenominal(word: &str) -> bool {
    lexicon::PRENOMINAL.has(word)
}

/// Nouns whose plural looks like their singular, and peoples.
pub(super) fn is_uncounted(word: &str) -> bool {
    lexicon::INVARIANT.has(word)
}

/// "11 dead", "30 wounded": the counted are people.
pub(super) fn is_casualty(word: &str) -> bool {
    matches!(word, "dead" | "wounded" | "injured" | "missing" | "homeless" | "unemployed" | "faithful" | "elderly")
}

/// Plurals that often stand before another noun.
fn is_attributive(word: &str) -> bool {
    lexicon::ATTRIBUTIVE.has(word)
}

/// Verb forms that end a noun phrase where they follow it bare. No list is complete: what stands here was met in news.
pub(super) fn is_verb(word: &str) -> bool {
    lexicon::VERBS.has(word)
}

/// Words that stand in no counted noun phrase: prepositions, determiners, pronouns, auxiliaries, conjunctions.
pub(super) fn is_function_word(word: &str) -> bool {
    lexicon::FUNCTION.has(word)
}

/// The singular of a plural head noun, lower case: "people" → person, "countries" → country.
pub(super) fn singular(word: &str) -> String {
    let same = || word.to_owned();
    match word {
        "people" | "persons" | "dead" | "wounded" | "injured" | "missing" | "homeless" | "unemployed" | "faithful" | "elderly" => {
            "person".into()
        }
        "children" => "child".into(),
        "grandchildren" => "grandchild".into(),
        "schoolchildren" => "schoolchild".into(),
        "feet" => "foot".into(),
        "teeth" => "tooth".into(),
        "mice" => "mouse".into(),
        "wives" => "wife".into(),
        "knives" => "knife".into(),
        "lives" => "life".into(),
        "wolves" => "wolf".into(),
        "thieves" => "thief".into(),
        "halves" => "half".into(),
        "crises" => "crisis".into(),
        "buses" => "bus".into(),
        "viruses" => "virus".into(),
        "movies" => "movie".into(),
        "species" | "series" | "headquarters" | "personnel" | "swiss" => same(),
        "townspeople" => "townsperson".into(),
        _ => {
            if let Some(stem) = word.strip_suffix("men") {
                return format!("{stem}man");
            }
            if let Some(stem) = word.strip_suffix("ies").filter(|s| s.len() > 1) {
                return format!("{stem}y");
            }
            if ["sses", "shes", "ches", "xes", "zzes", "oes"].iter().any(|e| word.ends_with(e)) && word != "shoes" && word != "aches" {
                return word[..word.len() - 2].to_owned();
            }
            word.strip_suffix('s')
                .filter(|s| !s.ends_with('s') && (is_plural(word) || is_people_in_is(word)))
                .map_or_else(same, str::to_owned)
        }
    }
}
