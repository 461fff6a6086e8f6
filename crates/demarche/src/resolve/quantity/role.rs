//! The part a number plays in its event: what was killed, sent, paid.

use super::lexicon::{self, Words};
use super::nouns;
use super::token::{Kind, Token, Tokens};
use crate::codebook::{EventType, QuantityRole};

use QuantityRole::{Arrested, Displaced, Injured, Killed, Lost, Missing, Other, Paid, Present, Sent, Supplied};

/// Words looked at on each side of a quantity. Governing words stand close by; what is farther belongs to another number.
const REACH: usize = 9;

/// The part a quantity plays in an event: from the noun itself ("dead"), the verb behind it ("were killed", "fled"), the verb before
/// it ("killing", "left … wounded", "a crowd of"), else from the event's type and trigger. `noun` is the singular of
/// [`super::QuantityExpression::unit`] or the noun's words, `before` and `after` the text around the quantity, of which only the
/// clause counts. `Other` where the words tell of something else ("released 52 prisoners"); none where there are no words to judge
/// by.
#[must_use]
pub fn role(
    event_type: EventType,
    mode: Option<&str>,
    trigger: &str,
    noun: Option<&str>,
    before: &str,
    after: &str,
) -> Option<QuantityRole> {
    if trigger.trim().is_empty() && before.trim().is_empty() && after.trim().is_empty() {
        return None;
    }
    let noun = noun.map(|n| n.split_whitespace().last().unwrap_or(n).to_lowercase()).unwrap_or_default();
    let class = Class::of(&noun);
    if let Some(role) = noun_itself(&noun) {
        return Some(role);
    }
    let left = left_words(before);
    let right = right_words(after);
    let told = fate_behind(&right, class).or_else(|| participle_behind(&right, class)).or_else(|| verb_before(&left, &right, class));
    if let Some(role) = told {
        return Some(in_event(role, event_type));
    }
    Some(subject(&right, class, event_type).unwrap_or_else(|| by_type(event_type, mode, trigger, &noun, class)))
}

/// What is given or sent in an event that gives nothing: a fleet that moves is sent, not supplied; what is demanded, taken or
/// handed in is neither.
fn in_event(role: QuantityRole, event_type: EventType) -> QuantityRole {
    use EventType::{Accuse, Assault, Coerce, Mobilize, Reject, Request, Retreat, Sanction};
    match (role, event_type) {
        (Supplied, Mobilize) => Sent,
        (Supplied, Request | Coerce | Accuse | Sanction | Reject | Assault | Retreat) => Other,
        // who is held by kidnappers is under no arrest
        (Arrested, Assault) => Other,
        _ => role,
    }
}

/// What kind of thing is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Person,
    /// Uniformed or official persons and units, who are sent.
    Force,
    Money,
    Goods,
    /// No noun: mostly people.
    Bare,
}

impl Class {
    fn of(noun: &str) -> Self {
        if noun.is_empty() || matches!(noun, "them" | "us" | "whom") {
            return Self::Bare;
        }
        let single = nouns::singular(noun);
        let noun = single.as_str();
        let is_code = noun.len() == 3 && lexicon::CODES.has(&noun.to_uppercase());
        if is_code || lexicon::MONEY.has(noun) {
            return Self::Money;
        }
        if lexicon::FORCES.has(noun) {
            return Self::Force;
        }
        if is_person(noun) { Self::Person } else { Self::Goods }
    }

    fn is_people(self) -> bool {
        matches!(self, Self::Person | Self::Force | Self::Bare)
    }
}

/// Persons and peoples by their usual endings and the commonest nouns.
fn is_person(noun: &str) -> bool {
    const ENDINGS: [&str; 13] = ["er", "or", "ist", "ian", "ant", "man", "woman", "ee", "ese", "ite", "ani", "ander", "crat"];
    let is_thing = lexicon::THINGS.has(noun);
    let is_listed = lexicon::PERSONS.has(noun);
    is_listed || !is_thing && ENDINGS.iter().any(|e| noun.len() > e.len() + 2 && noun.ends_with(e))
}

/// Nouns that name the part: "300 dead", "45 deaths", "1,400 arrests".
fn noun_itself(noun: &str) -> Option<QuantityRole> {
    Some(match noun {
        "dead" | "death" | "deaths" | "fatality" | "fatalities" | "corpse" | "corpses" | "body" | "bodies" | "killed" | "killing"
        | "martyr" | "martyrs" => Killed,
        "wounded" | "injured" | "injury" | "injuries" => Injured,
        "arrest" | "arrests" | "detention" | "detentions" | "detained" | "arrested" => Arrested,
        "missing" | "disappeared" => Missing,
        "displaced" => Displaced,
        _ => return None,
    })
}

/// The clause's words before the quantity, nearest first.
fn left_words(before: &str) -> Vec<String> {
    let tail = tail(before);
    let tokens = Tokens::new(tail);
    let mut out: Vec<String> = Vec::new();
    for token in tokens.0.iter().rev() {
        if out.len() == REACH || is_break(token) && !out.is_empty() || token.kind == Kind::Mark && ".!?\n;".contains(token.text) {
            break;
        }
        if token.kind == Kind::Word {
            out.push(token.lower.clone());
        }
    }
    out
}

/// The clause's words behind the quantity.
fn right_words(after: &str) -> Vec<String> {
    let tokens = Tokens::new(head(after));
    let words = tokens.0.iter().take_while(|t| !is_break(t)).filter(|t| t.kind != Kind::Mark).take(REACH);
    let words: Vec<String> = words.map(|t| if t.kind == Kind::Digits { "#".to_owned() } else { t.lower.clone() }).collect();
    // "20 Indians and four Chinese died": the verb is both's
    let is_pair = words.first().is_some_and(|w| w == "and") && words.get(1).is_some_and(|w| w == "#" || is_count(w));
    let verb = words.iter().position(|w| is_auxiliary(w) || matches!(w.as_str(), "died" | "fled" | "perished")).filter(|_| is_pair);
    match verb {
        Some(verb) => words[verb..].to_vec(),
        None => words,
    }
}

fn is_count(word: &str) -> bool {
    lexicon::SMALL.has(word)
}

fn is_break(token: &Token<'_>) -> bool {
    token.kind == Kind::Mark && ".!?;:\n—".contains(token.text)
}

/// No more than this many bytes are read on a side.
const SIDE: usize = 160;

fn tail(text: &str) -> &str {
    let from = (text.len().saturating_sub(SIDE)..=text.len()).find(|&i| text.is_char_boundary(i)).unwrap_or(text.len());
    &text[from..]
}

fn head(text: &str) -> &str {
    let to = (0..=SIDE.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0);
    &text[..to]
}

/// Which words tell which part, of which things: the first that fits holds.
const PARTS: &[(&Words, &[Class], QuantityRole)] = &[
    (&lexicon::KILLED, PEOPLE, Killed),
    (&lexicon::INJURED, PEOPLE, Injured),
    (&lexicon::ARRESTED, PEOPLE, Arrested),
    (&lexicon::DISPLACED, &[Class::Person, Class::Bare], Displaced),
    (&lexicon::MISSING, PEOPLE, Missing),
    (&lexicon::PAID, &[Class::Money], Paid),
    (&lexicon::MONEY_LOST, &[Class::Money], Lost),
    (&lexicon::LOST, &[Class::Goods, Class::Force], Lost),
    (&lexicon::SENT, &[Class::Force], Sent),
    (&lexicon::SUPPLIED, &[Class::Goods], Supplied),
    (&lexicon::PRESENT, PEOPLE, Present),
    (&lexicon::OTHER, &[Class::Person, Class::Force, Class::Money, Class::Goods, Class::Bare], Other),
];

const PEOPLE: &[Class] = &[Class::Person, Class::Force, Class::Bare];

/// The part that a form of a verb tells about its object.
fn part(word: &str, class: Class) -> Option<QuantityRole> {
    PARTS.iter().find(|(words, classes, _)| classes.contains(&class) && words.has(word)).map(|(_, _, role)| *role)
}

fn is_auxiliary(word: &str) -> bool {
    lexicon::AUXILIARIES.has(word) || lexicon::BETWEEN.has(word)
}

/// What befell people, told by a noun: "lost their lives", "were taken to hospital", "are in custody".
fn fate_behind(right: &[String], class: Class) -> Option<QuantityRole> {
    if !class.is_people() {
        return None;
    }
    let at = right.iter().position(|w| !is_auxiliary(w))?;
    let is_any = |i: usize, words: &[&str]| right.get(i).is_some_and(|w| words.contains(&w.as_str()));
    let has_lost = is_any(at, &["lost", "lose", "losing"]) && (at + 1..=at + 2).any(|i| is_any(i, &["life", "lives"]));
    if has_lost {
        return Some(Killed);
    }
    if at == 0 {
        return None;
    }
    if is_any(at, &["in", "taken", "rushed", "carried", "admitted", "brought"]) {
        let custody = (at + 1..right.len().min(at + 5)).find(|&i| is_any(i, &["custody"]));
        if custody.is_some_and(|end| !(at..end).any(|i| is_any(i, &["from"]))) {
            return Some(Arrested);
        }
    }
    is_in_hospital(&right[at..]).then_some(Injured)
}

/// Words between "to" and a hospital that make another place of it, or no place of the hurt.
const NO_HOSPITAL: [&str; 14] =
    ["near", "outside", "by", "of", "at", "in", "and", "behind", "opposite", "beside", "psychiatric", "mental", "prison", "besieged"];
/// Words behind a hospital that leave it a place.
const BEHIND_HOSPITAL: [&str; 5] = ["where", "nearby", "there", "suffering", "afterwards"];

/// "taken to a local hospital", "in hospital": who is brought out of one, or was in the hospital when it was hit, is not hurt by that.
fn is_in_hospital(words: &[String]) -> bool {
    let is_any = |i: usize, of: &[&str]| words.get(i).is_some_and(|w| of.contains(&w.as_str()));
    let Some(place) = (1..words.len().min(7)).find(|&i| is_any(i, &["hospital", "hospitals"])) else { return false };
    if words.iter().any(|w| matches!(w.as_str(), "from" | "when")) {
        return false;
    }
    let next = words.get(place + 1).map_or("", String::as_str);
    if !next.is_empty() && !lexicon::CLOSING.has(next) && !BEHIND_HOSPITAL.contains(&next) {
        return false;
    }
    let is_in = is_any(place - 1, &["in"]) && (place == 1 || (place == 2 && is_any(0, &["treated"])));
    let is_brought = is_any(0, &["taken", "rushed", "carried", "admitted", "brought"]);
    let to = (1..place).rev().find(|&i| is_any(i, &["to"]));
    let is_to = to.is_some_and(|to| place - to <= 4 && !(to + 1..place).any(|i| is_any(i, &NO_HOSPITAL)));
    is_in || (is_brought && is_to)
}

/// "were killed", "killed in", "have been arrested", "dead", "fled": the verb that follows, where the quantity is what it befalls.
fn participle_behind(right: &[String], class: Class) -> Option<QuantityRole> {
    let verb = right
        .iter()
        .position(|w| !is_auxiliary(w) && !matches!(w.as_str(), "people" | "others" | "more" | "who" | "that"))
        .filter(|&i| i < 6)?;
    let word = right[verb].as_str();
    let has_passive = right[..verb]
        .iter()
        .any(|w| matches!(w.as_str(), "was" | "were" | "been" | "be" | "being" | "is" | "are" | "shot" | "left" | "feared"));
    let next = right.get(verb + 1).map_or("", String::as_str);
    if word == "missing" || word == "dead" || word == "homeless" || word == "unaccounted" {
        return part(word, class);
    }
    if matches!(word, "died" | "die" | "dies" | "perished" | "drowned" | "disappeared" | "vanished" | "fled" | "flee") {
        return part(word, class);
    }
    // "148 people killed at", "killed when", but "four gunmen killed 148 people"
    let is_closed = next.is_empty() || lexicon::CLOSING.has(next);
    let is_participle = word.ends_with("ed") || lexicon::IRREGULAR.has(word);
    if !is_participle || !(has_passive || is_closed) {
        return None;
    }
    if word == "held" && class.is_people() {
        return Some(Arrested);
    }
    // an intransitive act of the counted: they are present or sent
    if !has_passive
        && matches!(
            word,
            "landed" | "massed" | "crossed" | "sailed" | "moved" | "marched" | "gathered" | "attended" | "rallied" | "withdrew"
        )
    {
        return None;
    }
    part(word, class)
}

/// The nearest verb or noun before the quantity that tells the part of its object: "killing", "a crowd of", "with … left".
fn verb_before(left: &[String], right: &[String], class: Class) -> Option<QuantityRole> {
    let told = right.first().map_or("", String::as_str);
    if matches!(left.first().map_or("", String::as_str), "left" | "leaving" | "leaves" | "with")
        && let Some(role) = part(told, class).filter(|_| told.ends_with("ed") || matches!(told, "dead" | "missing" | "hurt" | "homeless"))
    {
        return Some(role);
    }
    for (i, word) in left.iter().enumerate() {
        if matches!(word.as_str(), "that" | "said" | "says" | "while" | "when" | "who" | "because" | "after" | "where" | "but" | "before") {
            return None;
        }
        let is_near = i < 3 || !matches!(word.as_str(), "march" | "crowd" | "rally" | "protest" | "demonstration" | "gathering");
        if let Some(role) = part(word, class).filter(|_| is_near) {
            return Some(role);
        }
        if matches!(word.as_str(), "shot" | "shooting") && i == 0 && class.is_people() {
            return Some(Killed);
        }
        let is_downed =
            word == "down" && i == 0 && left.get(1).is_some_and(|w| matches!(w.as_str(), "shot" | "shoot" | "shooting" | "brought"));
        if is_downed && matches!(class, Class::Goods | Class::Force) {
            return Some(Lost);
        }
        // the nearest verb governs, known or not
        let is_participle =
            word.len() > 4 && word.ends_with("ed") && !matches!(word.as_str(), "estimated" | "added" | "united" | "armed" | "unarmed");
        if is_participle && i < 4 {
            return None;
        }
    }
    None
}

/// The quantity as the one that acts: "20,000 marched", "12,000 soldiers crossed".
fn subject(right: &[String], class: Class, event_type: EventType) -> Option<QuantityRole> {
    let verb = right.iter().find(|w| !is_auxiliary(w))?;
    let is_crowd = lexicon::GATHERING.has(verb);
    if is_crowd
        && class.is_people()
        && (event_type == EventType::Protest
            || matches!(verb.as_str(), "marched" | "gathered" | "rallied" | "protested" | "demonstrated" | "attended"))
    {
        return Some(Present);
    }
    // "four gunmen killed 148 people": who acts is there
    let is_fight = matches!(event_type, EventType::Assault | EventType::Protest);
    let is_active = verb.ends_with("ed")
        || matches!(verb.as_str(), "shot" | "fought" | "began" | "stormed" | "broke" | "blew" | "set" | "threw" | "banging");
    let is_passive = right.iter().take_while(|w| *w != verb).any(|w| matches!(w.as_str(), "was" | "were" | "been" | "be" | "being"));
    if is_fight && is_active && !is_passive && class.is_people() {
        return Some(Present);
    }
    let is_move =
        matches!(verb.as_str(), "crossed" | "landed" | "arrived" | "massed" | "entered" | "moved" | "advanced" | "deployed" | "sailed");
    (is_move && matches!(event_type, EventType::Mobilize | EventType::Aid)).then_some(Sent)
}

/// Where the words do not say: what the event's type and mode do to things of this kind.
fn by_type(event_type: EventType, mode: Option<&str>, trigger: &str, noun: &str, class: Class) -> QuantityRole {
    let words: Vec<String> = trigger.split_whitespace().map(str::to_lowercase).collect();
    let told = words.iter().rev().find_map(|w| part(w, class)).map(|role| in_event(role, event_type));
    let is_sending = words.iter().any(|w| ["sent", "send", "dispatch", "deploy"].iter().any(|e| w.starts_with(e)));
    let is_exercise = words.iter().any(|w| ["exercise", "drill", "manoeuvre", "maneuver"].iter().any(|e| w.starts_with(e)));
    match (event_type, mode, class) {
        (EventType::Protest, _, Class::Person | Class::Force | Class::Bare) => Present,
        (EventType::Mobilize | EventType::Cooperate, _, Class::Person | Class::Force) if is_exercise => Present,
        (EventType::Coerce, Some("arrest"), Class::Person | Class::Force | Class::Bare) => Arrested,
        (EventType::Mobilize, _, Class::Force) => told.unwrap_or(Sent),
        (EventType::Mobilize, Some("troops" | "police" | "militia"), Class::Person | Class::Bare) => told.unwrap_or(Sent),
        (EventType::Mobilize, Some("troops" | "police" | "militia"), Class::Goods) if is_sending => Sent,
        (EventType::Aid | EventType::Agree | EventType::Mobilize, _, Class::Person) if is_sending => Sent,
        (EventType::Aid | EventType::Agree, _, Class::Money) => Paid,
        (EventType::Aid, _, Class::Goods) => told.unwrap_or(Supplied),
        (EventType::Aid, _, Class::Force) => told.unwrap_or(Sent),
        (EventType::Sanction, Some("withdraw"), Class::Money) if !words.iter().any(|w| lexicon::HELD_BACK.has(w)) => Lost,
        // a fine
        (EventType::Sanction, Some("convict"), Class::Money) => told.filter(|t| *t != Other).unwrap_or(Paid),
        (EventType::Coerce, Some("deport"), Class::Person | Class::Bare) if told.is_none_or(|t| t != Other) => Displaced,
        (EventType::Assault, Some("destroy"), Class::Goods) => told.filter(|t| *t != Other).unwrap_or(Lost),
        (EventType::Sanction, Some("expel"), Class::Person | Class::Bare) if told.is_none_or(|t| t != Other) => Displaced,
        _ if lexicon::ATTENDING.has(&nouns::singular(noun)) => told.unwrap_or(Present),
        _ => told.unwrap_or(Other),
    }
}
