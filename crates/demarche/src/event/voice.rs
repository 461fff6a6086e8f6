//! Who acts and who is acted upon where the words around the trigger tell it better than the model's roles: the voice of the verb.
//!
//! The rules were chosen on the development passages by what they mend and what they spoil of both sides of an event; those that spoil
//! much more than a tenth of what they mend are not here. Neither is a party that is only the likeliest of unlikely ones: of recipients
//! so given to acts that nearly always have one, a third was right.

use super::{Parts, Role};
use crate::codebook::{EventType, Kind};
use crate::mention::{Found, is_party};
use crate::model::Judged;
use crate::window::Window;

/// Why a mention plays another part than the model's roles give it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// It is the subject of a passive: "the envoy was expelled".
    PassiveSubject,
    /// It stands behind the "by" of a passive or a participle: "heckled by shopkeepers".
    Agent,
    /// It is what an object relative hangs on: "the envoy whom Quito expelled".
    RelativeObject,
    /// It suffers what it comes under or faces: "came under fire".
    Sufferer,
}

impl Turn {
    /// In words, for those who ask how a party came to its part.
    pub(crate) const fn reason(self) -> &'static str {
        match self {
            Self::PassiveSubject => "subject of a passive",
            Self::Agent => "behind the \"by\" of a passive",
            Self::RelativeObject => "object of the relative clause",
            Self::Sufferer => "comes under it or faces it",
        }
    }
}

const BE: [&str; 10] = ["is", "are", "was", "were", "be", "been", "being", "get", "gets", "got"];
/// What stands between an auxiliary and its participle, beside adverbs in -ly.
const ADVERBS: [&str; 10] = ["not", "also", "then", "now", "first", "never", "twice", "since", "yet", "once"];
/// Participles that do not end in -ed, -en or -wn.
const PARTICIPLES: [&str; 37] = [
    "held", "shot", "met", "sent", "told", "torn", "shut", "cut", "put", "let", "left", "brought", "sought", "caught", "paid", "hit",
    "struck", "set", "kept", "sold", "hurt", "burnt", "built", "dealt", "fed", "led", "made", "fought", "hung", "lost", "won", "found",
    "bought", "taught", "rung", "sworn", "shorn",
];
/// Participles that tell a state of the subject, or what it does: "is opposed to", "were gathered outside".
const STATES: [&str; 21] = [
    "opposed",
    "agreed",
    "gathered",
    "united",
    "committed",
    "prepared",
    "determined",
    "engaged",
    "involved",
    "concerned",
    "pleased",
    "seated",
    "assembled",
    "convinced",
    "interested",
    "worried",
    "outraged",
    "angered",
    "divided",
    "allied",
    "poised",
];
/// What may stand between a subject and its verb, beside adverbs, auxiliaries and where the subject is from.
const LIGHT: [&str; 26] = [
    "has", "have", "had", "will", "would", "may", "might", "can", "could", "shall", "should", "must", "and", "or", ",", "the", "a", "an",
    "their", "its", "all", "both", "to", "who", "which", "that",
];
/// What opens a clause of its own.
const CLAUSES: [&str; 17] = [
    "who", "whom", "whose", "which", "that", "where", "when", "while", "as", "because", "since", "until", "before", "after", "if", "and",
    "but",
];
const STOPS: [&str; 4] = [".", ";", ":", "!"];
/// Charges that somebody suffers before an "of": "the envoy, accused of spying".
const CHARGED: [&str; 3] = ["accused", "suspected", "charged"];
const FACE: [&str; 4] = ["face", "faces", "faced", "facing"];
/// What stands for those who were named before and names nobody.
const NOBODY: [&str; 7] = ["each", "every", "each other", "one another", "nothing", "something", "anything"];
/// A trigger of such a word alone says of no act what it is: it is what a verb left behind.
const PARTICLES: [&str; 6] = ["out", "off", "home", "up", "away", "down"];

const PREPOSITIONS: [&str; 16] =
    ["by", "of", "between", "with", "to", "from", "in", "on", "at", "against", "for", "over", "among", "under", "near", "into"];
const COUNTS: [&str; 12] = ["dozens", "scores", "hundreds", "thousands", "tens", "most", "some", "many", "all", "several", "two", "three"];

/// Words between a participle and the "by" of its agent: behind a clear passive, behind a bare participle, and where somebody stands there
/// as recipient.
const AGENT_APART: usize = 5;
const NEAR_AGENT_APART: usize = 4;
const FAR_AGENT_APART: usize = 8;
/// Words between who comes under something, or faces it, and what that is.
const UNDER_APART: usize = 5;
/// Words between "whom" and its verb.
const RELATIVE_APART: usize = 7;

const PARTIES: [Kind; 6] = [Kind::Person, Kind::Organization, Kind::Group, Kind::Place, Kind::Office, Kind::Other];

fn is_any(word: &str, words: &[&str]) -> bool {
    words.iter().any(|w| word.eq_ignore_ascii_case(w))
}

fn is_participle(word: &str) -> bool {
    let word = word.to_lowercase();
    ["ed", "en", "wn"].iter().any(|end| word.ends_with(end)) || PARTICIPLES.contains(&word.as_str())
}

/// True for a trigger that is a verb's particle alone.
pub(crate) fn is_particle(window: &Window, text: &str, trigger: &Judged) -> bool {
    trigger.anchor.end - trigger.anchor.start == 1 && is_any(window.words[trigger.anchor.start].span.of(text), &PARTICLES)
}

/// Sets the parties of an event right by its grammar.
pub(crate) fn set_right(window: &Window, text: &str, trigger: &Judged, mentions: &[Found], event_type: EventType, parts: &mut Parts) {
    let voice = Voice { window, text, trigger, mentions };
    voice.passive(event_type, parts);
    voice.charged(parts);
    voice.agent_found(parts);
    voice.agent_among_recipients(parts);
    voice.relative(parts);
    voice.under(parts);
    parts.recipients.retain(|&m| !is_any(mentions[m].span.of(text), &NOBODY));
    parts.actors.sort_unstable();
    parts.recipients.sort_unstable();
}

/// A trigger among the words and mentions around it.
struct Voice<'w> {
    window: &'w Window,
    text: &'w str,
    trigger: &'w Judged,
    mentions: &'w [Found],
}

impl<'w> Voice<'w> {
    fn word(&self, w: usize) -> &'w str {
        self.window.words.get(w).map_or("", |word| word.span.of(self.text))
    }

    /// First word of a mention, and the word behind its last.
    fn range(&self, m: usize) -> Option<(usize, usize)> {
        let mut words = self.window.words_under(std::slice::from_ref(&self.mentions[m].span));
        let first = words.next()?;
        Some((first, words.last().unwrap_or(first) + 1))
    }

    fn is_near(&self, m: usize) -> bool {
        self.trigger.sentence.contains(self.mentions[m].span)
    }

    fn overlap(&self, a: usize, b: usize) -> bool {
        self.mentions[a].span.overlaps(self.mentions[b].span)
    }

    fn is_ing(&self) -> bool {
        self.word(self.trigger.anchor.start).to_lowercase().ends_with("ing")
    }

    /// True where an auxiliary stands before the trigger, and it is a participle.
    fn is_passive(&self) -> bool {
        let anchor = self.trigger.anchor;
        let is_participle = |w: usize| is_participle(self.word(w)) && !is_any(self.word(w), &STATES);
        if self.is_ing() || !(is_participle(anchor.start) || is_participle(anchor.end - 1)) {
            return false;
        }
        let before = (anchor.start.saturating_sub(3)..anchor.start).rev().map(|w| self.word(w));
        let mut before = before.skip_while(|w| w.to_lowercase().ends_with("ly") || is_any(w, &ADVERBS));
        before.next().is_some_and(|w| is_any(w, &BE))
    }

    /// Actors that are the trigger's subject: those right before its verb, but for auxiliaries, adverbs and places, and those joined to them.
    /// "The soldiers died before a truce was signed" has none.
    fn subjects(&self, parts: &Parts) -> Vec<usize> {
        let mut before: Vec<(usize, usize, usize)> = Vec::new();
        for &m in &parts.actors {
            if let Some((first, end)) = self.range(m).filter(|(_, end)| self.is_near(m) && *end <= self.trigger.anchor.start) {
                before.push((end, first, m));
            }
        }
        before.sort_unstable_by(|a, b| b.cmp(a));
        let is_light = |w: usize| {
            let word = self.word(w);
            let is_adverb = word.ends_with("ly") || is_any(word, &ADVERBS);
            let of_place = is_any(word, &["in", "at", "from", "near"]) || self.is_of(w, &[Kind::Place, Kind::Time, Kind::Quantity]);
            is_any(word, &BE) || is_any(word, &LIGHT) || is_adverb || of_place
        };
        let mut frontier = self.trigger.anchor.start;
        let mut out = Vec::new();
        for (end, first, m) in before {
            if self.is_governed(m) || !(end..frontier).all(is_light) {
                break;
            }
            out.push(m);
            frontier = frontier.min(first);
        }
        out
    }

    /// True for a word of a mention of one of these kinds.
    fn is_of(&self, w: usize, kinds: &[Kind]) -> bool {
        let span = self.window.words[w].span;
        self.mentions.iter().any(|m| kinds.contains(&m.kind) && m.span.overlaps(span))
    }

    /// The party behind a "by" that follows the trigger within `apart` words, with words of its own alone between: no time ("by noon"), no
    /// other noun's place ("by floods near Niger"), no clause ("by the time that Iran …").
    fn agent(&self, apart: usize) -> Option<usize> {
        let end = self.trigger.anchor.end;
        let stops = |w: &str| is_any(w, &STOPS) || is_any(w, &["and", "but", "who", "that", "which"]);
        let by = (end..end + apart).take_while(|&w| !stops(self.word(w))).find(|&w| self.word(w).eq_ignore_ascii_case("by"))?;
        let is_own = |w: usize| {
            let word = self.word(w);
            let is_other = is_any(word, &PREPOSITIONS) || is_any(word, &CLAUSES) || is_any(word, &["time", "or"]);
            word.chars().all(char::is_alphanumeric) && !is_other && !self.is_of(w, &[Kind::Time])
        };
        let behind = (0..self.mentions.len()).filter(|&m| is_party(self.mentions[m].kind) && self.is_near(m)).filter_map(|m| {
            let (first, last) = self.range(m)?;
            let is_close = (by + 1..=by + 3).contains(&first) && (by + 1..first).all(is_own);
            // "by the river"
            let is_spot = self.mentions[m].kind == Kind::Place && !(first..last).any(|w| self.word(w).starts_with(char::is_uppercase));
            (is_close && !is_spot && !self.is_of(first, &[Kind::Time])).then_some((first, usize::MAX - last, m))
        });
        behind.min().map(|(.., m)| m)
    }

    /// True behind a preposition: no subject, as in "talks with the envoys were cancelled", but for "hundreds of".
    fn is_governed(&self, m: usize) -> bool {
        let Some((first, _)) = self.range(m).filter(|(first, _)| *first > 0) else { return false };
        let is_counted = || first > 1 && is_any(self.word(first - 1), &["of"]) && is_any(self.word(first - 2), &COUNTS);
        is_any(self.word(first - 1), &PREPOSITIONS) && !is_counted()
    }

    /// Moves actors to the recipients.
    fn suffer(parts: &mut Parts, moved: &[usize], turn: Turn) {
        parts.actors.retain(|m| !moved.contains(m));
        parts.recipients.extend(moved);
        parts.turned.extend(moved.iter().map(|&m| (m, Role::Recipient, turn)));
    }

    fn act(parts: &mut Parts, agent: usize) {
        parts.actors.push(agent);
        parts.turned.push((agent, Role::Actor, Turn::Agent));
    }

    /// "The envoy was expelled": the subject suffers it, and who stands behind "by" acts.
    fn passive(&self, event_type: EventType, parts: &mut Parts) {
        // those who are deployed are who moves, and those who are gathered or joined act
        let is_own_act = matches!(event_type, EventType::Mobilize | EventType::Protest | EventType::Consult);
        if !parts.recipients.is_empty() || is_own_act || !self.is_passive() {
            return;
        }
        let moved = self.subjects(parts);
        if moved.is_empty() {
            return;
        }
        Self::suffer(parts, &moved, Turn::PassiveSubject);
        if parts.actors.is_empty()
            && let Some(agent) = self.agent(AGENT_APART).filter(|&agent| !moved.iter().any(|&m| self.overlap(m, agent)))
        {
            Self::act(parts, agent);
        }
    }

    /// "The envoy, accused of spying", "a town taken by rebels".
    fn charged(&self, parts: &mut Parts) {
        let anchor = self.trigger.anchor;
        let (word, next) = (self.word(anchor.start), self.word(anchor.end));
        if !parts.recipients.is_empty() || self.is_ing() || !is_participle(word) {
            return;
        }
        let is_suffered = next.eq_ignore_ascii_case("by") || (is_any(word, &CHARGED) && next.eq_ignore_ascii_case("of"));
        let is_beside =
            |m: usize| self.range(m).is_some_and(|(_, end)| end == anchor.start || (end + 1 == anchor.start && self.word(end) == ","));
        let moved: Vec<usize> = parts.actors.iter().copied().filter(|&m| is_suffered && is_beside(m)).collect();
        Self::suffer(parts, &moved, Turn::PassiveSubject);
    }

    /// "Heckled by shopkeepers": the agent acts where nobody else does, or where those who do are a passive's subject.
    fn agent_found(&self, parts: &mut Parts) {
        let is_passive = self.is_passive();
        if !is_passive && !is_participle(self.word(self.trigger.anchor.start)) {
            return;
        }
        let Some(agent) = self.agent(NEAR_AGENT_APART) else { return };
        if parts.actors.iter().any(|&m| self.overlap(m, agent)) || (!parts.actors.is_empty() && !is_passive) {
            return;
        }
        let moved = self.subjects(parts);
        if is_passive && moved.is_empty() && !parts.actors.is_empty() {
            return;
        }
        parts.actors.retain(|m| !moved.contains(m));
        parts.recipients.retain(|&m| !self.overlap(m, agent));
        if parts.recipients.is_empty() {
            Self::suffer(parts, &moved, Turn::PassiveSubject);
        }
        Self::act(parts, agent);
    }

    /// A passive whose agent was taken for who suffers it.
    fn agent_among_recipients(&self, parts: &mut Parts) {
        if parts.recipients.is_empty() || !self.is_passive() {
            return;
        }
        let Some(agent) = self.agent(FAR_AGENT_APART) else { return };
        let (acting, kept): (Vec<usize>, Vec<usize>) = parts.recipients.iter().partition(|&&m| self.overlap(m, agent));
        if acting.is_empty() {
            return;
        }
        let moved = self.subjects(parts);
        parts.recipients = kept;
        Self::suffer(parts, &moved, Turn::PassiveSubject);
        acting.into_iter().for_each(|m| Self::act(parts, m));
    }

    /// "The envoy, whom Quito had expelled".
    fn relative(&self, parts: &mut Parts) {
        if !parts.recipients.is_empty() {
            return;
        }
        let at = self.trigger.anchor.start;
        for k in (at.saturating_sub(RELATIVE_APART)..at).rev() {
            let word = self.word(k);
            // a comma closes the clause: "Quito, whom Lima supports, was criticised"
            if is_any(word, &STOPS) || word == "," {
                return;
            }
            // "told the envoy that troops fired": a "that" may begin what is told
            let is_object = is_any(word, &["whom", "which"]) && at - k > 1;
            if !is_object {
                continue;
            }
            let has_subject = parts.actors.iter().any(|&m| self.range(m).is_some_and(|(first, _)| (k + 1..at).contains(&first)));
            let heads = (0..self.mentions.len()).filter(|&m| is_party(self.mentions[m].kind) && self.is_near(m)).filter_map(|m| {
                let (first, end) = self.range(m)?;
                let is_beside = end <= k && k - end <= 2;
                let links = [",", "to", "from", "with", "on", "by", "for"];
                (is_beside && (end..k).all(|w| is_any(self.word(w), &links))).then_some((first, m))
            });
            if let Some((_, head)) = heads.min().filter(|_| has_subject) {
                parts.actors.retain(|&m| !self.overlap(m, head));
                parts.recipients.push(head);
                parts.turned.push((head, Role::Recipient, Turn::RelativeObject));
            }
            return;
        }
    }

    /// "The post came under heavy fire", "the ministry faces a backlash".
    fn under(&self, parts: &mut Parts) {
        let at = self.trigger.anchor.start;
        let is_led_by = |words: &[&str]| {
            let is_plain = |w: usize| self.word(w).chars().all(char::is_lowercase) && !self.is_of(w, &PARTIES);
            at > 0 && is_any(self.word(at - 1), words) || at > 1 && is_any(self.word(at - 2), words) && is_plain(at - 1)
        };
        if !parts.recipients.is_empty() || !(is_led_by(&["under"]) || is_led_by(&FACE)) {
            return;
        }
        let is_subject = |m: usize| {
            let Some((_, end)) = self.range(m) else { return false };
            let is_clear = |w: usize| !is_any(self.word(w), &CLAUSES) && self.word(w) != ",";
            self.is_near(m) && end <= at && at - end <= UNDER_APART && !self.is_governed(m) && (end..at).all(is_clear)
        };
        let moved: Vec<usize> = parts.actors.iter().copied().filter(|&m| is_subject(m)).collect();
        Self::suffer(parts, &moved, Turn::Sufferer);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::window_of;
    use super::*;
    use crate::model::Anchor;
    use crate::span::Span;

    /// Reads "[the envoy] was <expelled> by [Quito]": mentions in square brackets, the trigger in angle brackets; `actors` and
    /// `recipients` by their number. Gives both sides in words, as "Quito > the envoy".
    fn set(told: &str, event_type: EventType, actors: &[usize], recipients: &[usize]) -> String {
        let text = told.replace(['[', ']', '<', '>'], "");
        let window = window_of(&text);
        let (mut mentions, mut anchor, mut open) = (Vec::new(), Anchor { start: 0, end: 0 }, 0);
        for (w, word) in told.split(' ').enumerate() {
            if word.starts_with('[') {
                open = w;
            }
            if word.ends_with(']') {
                let span = window.words[open].span.cover(window.words[w].span);
                mentions.push(Found { span, kind: Kind::Group, confidence: 1.0 });
            }
            if word.starts_with('<') {
                anchor = Anchor { start: w, end: w + 1 };
            }
        }
        let sentence = Span::new(0, text.len());
        let trigger = Judged {
            anchor,
            sentence,
            confidence: 1.0,
            links: vec![],
            classes: vec![],
            made: None,
            dropped: None,
            parts: Parts::default(),
        };
        let mut parts = Parts { actors: actors.to_vec(), recipients: recipients.to_vec(), ..Parts::default() };
        set_right(&window, &text, &trigger, &mentions, event_type, &mut parts);
        let words = |side: &[usize]| side.iter().map(|&m| mentions[m].span.of(&text)).collect::<Vec<_>>().join(" ");
        format!("{} > {}", words(&parts.actors), words(&parts.recipients))
    }

    fn told(told: &str, actors: &[usize], recipients: &[usize]) -> String {
        set(told, EventType::Coerce, actors, recipients)
    }

    #[test]
    fn a_passive_is_suffered_by_its_subject() {
        assert_eq!(told("[envoys] were <expelled> on Monday", &[0], &[]), " > envoys");
        assert_eq!(told("[envoys] had never been publicly <praised> by [Quito]", &[0], &[]), "Quito > envoys");
        assert_eq!(told("[envoys] had <praised> [Quito] by noon", &[0], &[1]), "envoys > Quito", "active");
        assert_eq!(told("[envoys] were <praising> it", &[0], &[]), "envoys > ", "active");
        assert_eq!(told("talks between [the guards] have been <cancelled>", &[0], &[]), "the guards > ", "no subject");
        assert_eq!(told("hundreds of [nurses] were <expelled>", &[0], &[]), " > nurses");
        assert_eq!(told("[Quito] is <opposed> to the plan", &[0], &[]), "Quito > ", "a state");
        assert_eq!(told("[Quito] , whom [Lima] supports , was <criticised>", &[1], &[]), "Lima > ", "another clause");
        assert_eq!(told("[soldiers] died before a truce was <signed>", &[0], &[]), "soldiers > ", "another clause");
        assert_eq!(told("[envoys] and [clerks] from Quito were <expelled>", &[0, 1], &[]), "envoys clerks > ", "a place that is none here");
        assert_eq!(told("[envoys] and their [clerks] were <expelled>", &[0, 1], &[]), " > envoys clerks");
        assert_eq!(set("[nurses] were <gathered> outside", EventType::Protest, &[0], &[]), "nurses > ");
        assert_eq!(set("[troops] were <deployed> there", EventType::Mobilize, &[0], &[]), "troops > ");
    }

    #[test]
    fn who_stands_behind_by_acts() {
        assert_eq!(told("[Korr] , <heckled> by angry [traders] , left", &[], &[0]), "traders > Korr");
        assert_eq!(told("[ministers] had been <rung> by [Lavrov]", &[0], &[1]), "Lavrov > ministers");
        assert_eq!(told("[rebels] <shelled> a town by [the river]", &[0], &[]), "rebels > ", "no passive");
        assert_eq!(told("[ministers] were <praised> , and by [noon]", &[0], &[]), " > ministers");
        assert_eq!(told("[envoys] were <expelled> by midnight from [Poland]", &[0], &[]), " > envoys", "when");
        assert_eq!(told("[Lagos] was <hit> by floods near [Niger]", &[0], &[]), " > Lagos", "a flood");
    }

    #[test]
    fn a_relative_has_its_object_before_it() {
        assert_eq!(told("[Korr] , whom [the court] had <ordered> to pay", &[1], &[]), "the court > Korr");
        assert_eq!(told("[aid groups] which [Lagos] <expelled>", &[0, 1], &[]), "Lagos > aid groups");
        assert_eq!(told("[rebels] which <shelled> it", &[0], &[]), "rebels > ", "the subject");
        assert_eq!(told("he told [the paper] that [rebels] <shelled> it", &[1], &[]), "rebels > ", "what is told");
    }

    #[test]
    fn what_one_comes_under_one_suffers() {
        assert_eq!(told("[the post] came under heavy <fire>", &[0], &[]), " > the post");
        assert_eq!(told("[the bank] faces <sanctions>", &[0], &[]), " > the bank");
        assert_eq!(told("[men] under [Haftar] <attacked>", &[0, 1], &[]), "men Haftar > ", "a commander");
    }

    #[test]
    fn words_that_name_nobody_suffer_nothing() {
        assert_eq!(told("[they] <praised> [each other]", &[0], &[1]), "they > ");
    }
}
