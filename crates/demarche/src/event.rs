//! Events: triggers, what they are, and which mentions play a part.

mod count;
mod twins;
mod voice;

use jiff::civil::Date;

pub(crate) use count::{Open, count};
pub(crate) use twins::{is_one_act, is_result};
pub(crate) use voice::{Turn, is_particle, set_right};

use crate::cameo::cameo_code;
use crate::codebook::Kind;
use crate::codebook::{Context, EventType, MODES, Mode, Stance, Status};
use crate::decode::{argmax, sigmoid, softmax};
use crate::mention::{Found, TRACK_KINDS, is_content_word, is_party, settle, track_runs, track_scores};
use crate::model::{Anchor, EVENT_LINKS, Judged, Settings, TRIGGER};
use crate::resolve::Days;
use crate::span::Span;
use crate::window::Window;

/// Word labels around a trigger, in the order of the model's outputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Who acts.
    Actor = 1,
    /// Who is acted upon.
    Recipient = 2,
    /// Where.
    Place = 3,
    /// When.
    Time = 4,
    /// How many.
    Quantity = 5,
}

impl Role {
    /// All roles, in the order of the model's outputs.
    pub const ALL: [Self; 5] = [Self::Actor, Self::Recipient, Self::Place, Self::Time, Self::Quantity];

    /// The name, e.g. `recipient`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Actor => "actor",
            Self::Recipient => "recipient",
            Self::Place => "place",
            Self::Time => "time",
            Self::Quantity => "quantity",
        }
    }

    /// True where a mention of this kind can play the role.
    #[must_use]
    pub fn fits(self, kind: Kind) -> bool {
        match self {
            Self::Actor | Self::Recipient => is_party(kind),
            Self::Place => kind == Kind::Place,
            Self::Time => kind == Kind::Time,
            Self::Quantity => kind == Kind::Quantity,
        }
    }
}

/// What an event is: the classifier's reading after the codebook's rules.
#[derive(Debug, Clone, PartialEq)]
pub struct Coding {
    /// Type.
    pub event_type: EventType,
    /// Mode, always one of the type's.
    pub mode: Option<Mode>,
    /// Whether it took place.
    pub status: Status,
    /// What it is about.
    pub context: Vec<Context>,
    /// Probability of the type.
    pub confidence: f32,
    /// The codebook's rules that changed it, in the order in which they did.
    pub rules: Vec<Rule>,
}

/// A rule of the codebook that changed what the classifier read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rule {
    /// Section 5, ruling 6: what somebody denies, declines to confirm or warns of is not told as a fact.
    HeldBy {
        /// Stance of the claim that holds the event.
        stance: Stance,
        /// Status the classifier read.
        from: Status,
        /// Status it has now.
        to: Status,
    },
    /// Section 1: help that is still to come is an agreement, a retreat that has not happened a concession.
    NotYet {
        /// Status of the event.
        status: Status,
        /// Type the classifier read.
        from: EventType,
        /// Type it has now.
        to: EventType,
        /// Mode of the former type, which is left out.
        mode: Option<Mode>,
    },
    /// Section 1: what a stated time puts over a year before publication is background of another period.
    Dated {
        /// Status before the time was known.
        from: Status,
        /// Status it has now.
        to: Status,
    },
}

impl Rule {
    /// What the days of an event, over a year before publication or not, make of its status: a past act is historical before
    /// that, and actual after it. Other statuses stay.
    pub(crate) fn dated(status: Status, days: Days, published: Date) -> Option<Self> {
        let a_year_before = published.saturating_sub(jiff::Span::new().years(1));
        let to = match status {
            Status::Actual if days.end < a_year_before => Status::Historical,
            Status::Historical if days.start >= a_year_before => Status::Actual,
            _ => return None,
        };
        Some(Self::Dated { from: status, to })
    }
}

impl std::fmt::Display for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::HeldBy { stance, from, to } => write!(f, "held by a claim of stance {stance}: {from} → {to}"),
            Self::Dated { from, to: Status::Historical } => write!(f, "its time is over a year before publication: {from} → historical"),
            Self::Dated { from, to } => write!(f, "its time is within a year of publication: {from} → {to}"),
            Self::NotYet { status, from, to, mode: None } => write!(f, "{status} {from} is {to}"),
            Self::NotYet { status, from, to, mode: Some(mode) } => write!(f, "{status} {from} is {to}, without the mode `{}`", mode.code()),
        }
    }
}

impl Coding {
    /// Reads the classifier's scores: best type, best of that type's modes or none, best status, contexts above one half.
    pub(crate) fn from_scores(scores: &[f32]) -> Self {
        let (types, rest) = scores.split_at(EventType::ALL.len());
        let (modes, rest) = rest.split_at(MODES.len() + 1);
        let (statuses, contexts) = rest.split_at(Status::ALL.len());
        let p = softmax(types);
        let best = argmax(&p);
        let event_type = EventType::ALL[best];
        let none = modes[MODES.len()];
        let mode = MODES
            .iter()
            .zip(modes)
            .filter(|(m, s)| m.event_type() == event_type && **s > none)
            .fold(None, |top: Option<(Mode, f32)>, (m, &s)| if top.is_none_or(|t| s > t.1) { Some((*m, s)) } else { top })
            .map(|(m, _)| m);
        let context = Context::ALL.iter().zip(contexts).filter(|(_, s)| sigmoid(**s) > 0.5).map(|(c, _)| *c).collect();
        Self { event_type, mode, status: Status::ALL[argmax(statuses)], context, confidence: p[best], rules: Vec::new() }
    }

    /// The codebook's rules on type, mode and status, given the stance of the claim that holds the event. The only place
    /// where they stand; [`Coding::rules`] tells which applied.
    #[must_use]
    pub fn with_rules(mut self, held_by: Option<Stance>) -> Self {
        // section 5, ruling 6, and section 1: what is warned of is hypothetical
        let is_told = matches!(self.status, Status::Actual | Status::Future);
        match held_by {
            Some(stance @ Stance::Deny) if is_told => self.restate(stance, Status::Negated),
            Some(stance @ (Stance::Decline | Stance::Warn)) if is_told => self.restate(stance, Status::Hypothetical),
            _ => {}
        }
        // section 1: future CONSULT, SUPPORT, COOPERATE, AID are AGREE; future or hypothetical RETREAT is CONCEDE
        let is_later = self.status == Status::Future;
        let is_unreal = matches!(self.status, Status::Future | Status::Hypothetical);
        match self.event_type {
            EventType::Consult | EventType::Support | EventType::Cooperate | EventType::Aid if is_later => self.recode(EventType::Agree),
            EventType::Retreat if is_unreal => self.recode(EventType::Concede),
            _ => {}
        }
        self
    }

    fn restate(&mut self, stance: Stance, status: Status) {
        self.rules.push(Rule::HeldBy { stance, from: self.status, to: status });
        self.status = status;
    }

    fn recode(&mut self, event_type: EventType) {
        self.rules.push(Rule::NotYet { status: self.status, from: self.event_type, to: event_type, mode: self.mode });
        self.event_type = event_type;
        self.mode = None;
    }

    /// PLOVER's score: the mode's, else the type's.
    #[must_use]
    pub fn score(&self) -> f32 {
        self.mode.map_or(self.event_type.score(), Mode::score)
    }

    /// The most specific CAMEO code that type, mode and context allow.
    #[must_use]
    pub fn cameo(&self) -> &'static str {
        cameo_code(self.event_type, self.mode, &self.context)
    }
}

/// The mentions that play a part in an event, as indices into the window's mentions.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parts {
    /// Who acts, in text order.
    pub actors: Vec<usize>,
    /// Who is acted upon, in text order.
    pub recipients: Vec<usize>,
    /// Where.
    pub place: Option<usize>,
    /// When.
    pub time: Option<usize>,
    /// How many, in text order.
    pub quantities: Vec<usize>,
    /// The place is not the model's: it is governed by the trigger in its own sentence ([`govern`]).
    pub is_place_governed: bool,
    /// The time likewise.
    pub is_time_governed: bool,
    /// Parties that play another part than the model's roles give them, and why.
    pub(crate) turned: Vec<(usize, Role, Turn)>,
}

impl Parts {
    /// Takes over what another telling of the same act knows and this one does not. A mention that shares words with a party is
    /// that party already; a place or time that the model gave is better than one that the trigger governs.
    pub(crate) fn complete(&mut self, other: &Self, mentions: &[Found]) {
        let is_new = |parts: &Self, m: usize| {
            !parts.actors.iter().chain(&parts.recipients).any(|&known| mentions[known].span.overlaps(mentions[m].span))
        };
        if self.actors.is_empty() {
            self.actors = other.actors.iter().copied().filter(|&m| is_new(self, m)).collect();
        }
        let recipients: Vec<usize> = other.recipients.iter().copied().filter(|&m| is_new(self, m)).collect();
        let is_taken = |role: Role, m: usize| match role {
            Role::Actor => self.actors.contains(&m),
            _ => recipients.contains(&m),
        };
        let turned: Vec<(usize, Role, Turn)> = other.turned.iter().copied().filter(|&(m, role, _)| is_taken(role, m)).collect();
        self.turned.extend(turned);
        self.recipients.extend(recipients);
        self.recipients.sort_unstable();
        if self.place.is_none() || (self.is_place_governed && other.place.is_some() && !other.is_place_governed) {
            (self.place, self.is_place_governed) = (other.place, other.is_place_governed);
        }
        if self.time.is_none() || (self.is_time_governed && other.time.is_some() && !other.is_time_governed) {
            (self.time, self.is_time_governed) = (other.time, other.is_time_governed);
        }
        self.quantities.extend(&other.quantities);
        self.quantities.sort_unstable();
        self.quantities.dedup();
    }

    /// True where the parts cannot be those of one act: both know who acts and nobody is in both, or who acts in one is acted upon in
    /// the other.
    pub(crate) fn are_at_odds(&self, other: &Self) -> bool {
        let share = |a: &[usize], b: &[usize]| a.iter().any(|m| b.contains(m));
        let are_others = !self.actors.is_empty() && !other.actors.is_empty() && !share(&self.actors, &other.actors);
        are_others || share(&self.actors, &other.recipients) || share(&self.recipients, &other.actors)
    }

    /// True where the same mentions act and are acted upon.
    pub(crate) fn same_parties(&self, other: &Self) -> bool {
        self.actors == other.actors && self.recipients == other.recipients
    }
}

/// Triggers of a window with their probability.
pub(crate) fn detect_triggers(window: &Window, tags: &[f32], settings: Settings) -> Vec<(Anchor, f32)> {
    track_runs(tags, window.words.len(), TRIGGER, settings.trigger_bias)
        .into_iter()
        .map(|r| (Anchor { start: r.start, end: r.end }, r.confidence))
        .collect()
}

/// Adds the cues of claims that accuse or condemn to the triggers, where none stands there yet; gives those that it added. They
/// make an event only where the classifier too reads an ACCUSE there.
pub(crate) fn add_blaming(triggers: &mut Vec<(Anchor, f32)>, cues: impl Iterator<Item = (Anchor, f32)>) -> Vec<Anchor> {
    let mut added = Vec::new();
    for (cue, confidence) in cues {
        if !triggers.iter().any(|(t, _)| t.start < cue.end && cue.start < t.end) {
            triggers.push((cue, confidence));
            added.push(cue);
        }
    }
    triggers.sort_by_key(|(t, _)| t.start);
    added
}

/// Role probabilities of a window's words around one trigger: `[words][none, actor, …]`.
pub(crate) fn role_probabilities(link: &[f32]) -> Vec<f32> {
    link.chunks_exact(EVENT_LINKS).flat_map(softmax).collect()
}

// A mention plays a role where its probability is above a limit: those at which development passages and paragraphs of news are read best by
// `reader-6`. The model is less sure of parties, which are named in many ways.
const LEAST_ACTOR: f32 = 0.3;
const LEAST_RECIPIENT: f32 = 0.25;
/// A party of another sentence than the trigger's needs more: nothing is joined without a reason. (Of the corpus' actors
/// 6 % stand elsewhere, of its recipients 24 %.)
const LEAST_ACTOR_ELSEWHERE: f32 = 0.8;
const LEAST_RECIPIENT_ELSEWHERE: f32 = 0.5;
const LEAST_PLACE: f32 = 0.3;
const LEAST_TIME: f32 = 0.35;
const LEAST_QUANTITY: f32 = 0.5;
/// Words that no tags name are a mention where their role is likelier than this, and as a mention they are half as sure.
const LEAST_UNNAMED: f32 = 0.5;

/// What a mention's probability of a role must be above; none where it is out of reach: place, time and quantity are taken
/// from the trigger's own sentence only.
pub(crate) fn least(role: Role, mention: Span, sentence: Span) -> Option<f32> {
    let (here, elsewhere) = match role {
        Role::Actor => (LEAST_ACTOR, Some(LEAST_ACTOR_ELSEWHERE)),
        Role::Recipient => (LEAST_RECIPIENT, Some(LEAST_RECIPIENT_ELSEWHERE)),
        Role::Place => (LEAST_PLACE, None),
        Role::Time => (LEAST_TIME, None),
        Role::Quantity => (LEAST_QUANTITY, None),
    };
    if sentence.contains(mention) { Some(here) } else { elsewhere }
}

/// Probability that a mention plays a role, from the window's role probabilities: the mean over its words.
pub(crate) fn role_probability(roles: &[f32], words: &[usize], role: Role) -> f32 {
    // "133 people": the noun is a party of its own, so the number's first word decides
    let words = if role == Role::Quantity { &words[..words.len().min(1)] } else { words };
    words.iter().map(|&w| roles[w * EVENT_LINKS + role as usize]).sum::<f32>() / words.len().max(1) as f32
}

/// Adds a mention for each run of words that plays a party's part but stands in no mention: the role is evidence that the
/// words name a party. Its kind is the likeliest party kind of the tag scores. Only in the trigger's sentence.
pub(crate) fn add_party_mentions(window: &Window, text: &str, tags: &[f32], trigger: &Judged, mentions: &mut Vec<Found>) {
    let roles = &trigger.links;
    let label = |w: usize| argmax(&roles[w * EVENT_LINKS..][..EVENT_LINKS]);
    let is_party_role = |w: usize| {
        matches!(label(w), 1 | 2)
            && !(trigger.anchor.start..trigger.anchor.end).contains(&w)
            && trigger.sentence.contains(window.words[w].span)
    };
    let mut w = 0;
    while w < window.words.len() {
        if !is_party_role(w) {
            w += 1;
            continue;
        }
        let end = (w..window.words.len()).find(|&e| !is_party_role(e) || label(e) != label(w)).unwrap_or(window.words.len());
        let span = window.words[w].span.cover(window.words[end - 1].span);
        let sure = (w..end).map(|i| roles[i * EVENT_LINKS + label(w)]).sum::<f32>() / (end - w) as f32;
        let is_new = !mentions.iter().any(|m| is_party(m.kind) && m.span.overlaps(span));
        let is_phrase = (w..end).any(|i| is_content_word(window.words[i].span.of(text)));
        if is_new && sure > LEAST_UNNAMED && is_phrase {
            let weight = |track: usize| (w..end).map(|i| 1.0 - softmax(&track_scores(tags, i, track))[0]).sum::<f32>();
            let weights: Vec<f32> =
                TRACK_KINDS.iter().enumerate().map(|(t, &k)| if is_party(k) { weight(t) } else { f32::NEG_INFINITY }).collect();
            let kind: Kind = TRACK_KINDS[argmax(&weights)];
            mentions.push(Found { span, kind, confidence: sure * 0.5 });
        }
        w = end;
    }
    *mentions = settle(std::mem::take(mentions));
}

/// Gives each role to the mentions whose words the model labels so. A mention is actor or recipient, not both; of nested or
/// overlapping parties the one with the most evidence takes part. [`least`] says how much it takes.
pub(crate) fn assign_roles(window: &Window, trigger: &Judged, mentions: &[Found]) -> Parts {
    let words: Vec<Vec<usize>> = mentions.iter().map(|m| window.words_under(&[m.span]).collect()).collect();
    let mean = |m: usize, role: Role| role_probability(&trigger.links, &words[m], role);
    let touches_trigger = |m: usize| words[m].iter().any(|w| (trigger.anchor.start..trigger.anchor.end).contains(w));
    let is_enough = |m: usize, role: Role| least(role, mentions[m].span, trigger.sentence).is_some_and(|least| mean(m, role) > least);

    let mut parties: Vec<(f32, usize, Role)> = Vec::new();
    for (m, found) in mentions.iter().enumerate() {
        if !is_party(found.kind) || touches_trigger(m) {
            continue;
        }
        for role in [Role::Actor, Role::Recipient] {
            if is_enough(m, role) {
                parties.push((mean(m, role) * words[m].len() as f32, m, role));
            }
        }
    }
    parties.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut parts = Parts::default();
    let mut taken: Vec<Span> = Vec::new();
    for (_, m, role) in parties {
        if taken.iter().any(|t| t.overlaps(mentions[m].span)) {
            continue;
        }
        taken.push(mentions[m].span);
        if role == Role::Actor { parts.actors.push(m) } else { parts.recipients.push(m) }
    }
    let best = |role: Role| {
        let candidates = (0..mentions.len()).filter(|&m| role.fits(mentions[m].kind) && !touches_trigger(m) && is_enough(m, role));
        candidates.fold(None, |top: Option<usize>, m| if top.is_none_or(|t| mean(m, role) > mean(t, role)) { Some(m) } else { top })
    };
    parts.place = best(Role::Place);
    parts.time = best(Role::Time);
    let is_counted = |&m: &usize| Role::Quantity.fits(mentions[m].kind) && is_enough(m, Role::Quantity);
    parts.quantities = (0..mentions.len()).filter(is_counted).collect();
    parts.actors.sort_unstable();
    parts.recipients.sort_unstable();
    parts
}

/// Words right before a place in which something happens.
const AT: [&str; 9] = ["in", "at", "near", "outside", "inside", "around", "across", "throughout", "off"];

/// Words that part what an act is about from where and when it is.
const APART: [&str; 16] =
    ["to", "for", "over", "about", "from", "against", "who", "that", "which", ",", ";", ":", "because", "after", "before", "if"];

/// Gives an event that has no place or time of its own those that its trigger governs: the one place behind the trigger after a
/// preposition of place, and the one time of the sentence, with no other trigger between.
pub(crate) fn govern(window: &Window, text: &str, trigger: &Judged, triggers: &[Anchor], mentions: &[Found], parts: &mut Parts) {
    let is_free = |m: usize| {
        let span = mentions[m].span;
        let taken = |other: &usize| mentions[*other].span.overlaps(span);
        trigger.sentence.contains(span)
            && !parts.actors.iter().chain(&parts.recipients).any(taken)
            && !mentions.iter().any(|other| other.span != span && other.span.contains(span))
    };
    let words = |m: usize| {
        window
            .words_under(&[mentions[m].span])
            .fold(None, |range: Option<(usize, usize)>, w| Some(range.map_or((w, w + 1), |(start, _)| (start, w + 1))))
    };
    // the words between trigger and mention; none where another trigger stands there
    let reach = |m: usize| {
        let (start, end) = words(m)?;
        let (from, to) = if start >= trigger.anchor.end { (trigger.anchor.end, start) } else { (end, trigger.anchor.start) };
        let is_crossed = triggers.iter().any(|t| t.start != trigger.anchor.start && from <= t.start && t.start < to);
        (from <= to && !is_crossed).then_some(start)
    };
    // what the act is about has a place and a time of its own
    let is_apart = |m: usize| {
        let from = trigger.anchor.end;
        // the preposition of a place is its own
        let own = usize::from(mentions[m].kind == Kind::Place);
        let to = words(m).map_or(from, |(start, _)| start.saturating_sub(own));
        (from..to).any(|w| APART.iter().any(|a| window.words[w].span.of(text).eq_ignore_ascii_case(a)))
    };
    let only = |kind: Kind| {
        let mut of_kind = (0..mentions.len()).filter(|&m| mentions[m].kind == kind && trigger.sentence.contains(mentions[m].span));
        let first = of_kind.next()?;
        of_kind.next().is_none().then_some(first).filter(|&m| is_free(m))
    };
    if parts.place.is_none()
        && let Some(m) = only(Kind::Place)
        && !is_apart(m)
        && let Some(start) = reach(m).filter(|&start| start > trigger.anchor.end)
        && AT.iter().any(|at| window.words[start - 1].span.of(text).eq_ignore_ascii_case(at))
    {
        parts.place = Some(m);
        parts.is_place_governed = true;
    }
    // of several acts of a sentence the time may be of any
    let is_alone = triggers.iter().filter(|t| trigger.sentence.contains(window.words[t.start].span)).count() == 1;
    if parts.time.is_none()
        && is_alone
        && let Some(m) = only(Kind::Time)
        && !is_apart(m)
        && reach(m).is_some()
    {
        parts.time = Some(m);
        parts.is_time_governed = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coding(event_type: EventType, status: Status) -> Coding {
        Coding { event_type, mode: None, status, context: vec![], confidence: 1.0, rules: vec![] }
    }

    pub(super) fn window_of(text: &str) -> Window {
        let mut at = 0;
        let words = text.split(' ').map(|word| {
            let span = Span::new(at, at + word.len());
            at += word.len() + 1;
            crate::window::Word { span, piece: 0 }
        });
        Window { ids: vec![], shapes: vec![], roles: vec![], words: words.collect() }
    }

    #[test]
    fn a_telling_takes_over_what_it_does_not_know() {
        let at = |start: usize| Found { span: Span::new(start, start + 5), kind: Kind::Group, confidence: 1.0 };
        let mentions: Vec<Found> = [0, 10, 20, 30, 40, 50, 12].map(at).into();
        let mut killed = Parts { recipients: vec![0], place: Some(3), is_place_governed: true, quantities: vec![3], ..Parts::default() };
        let struck =
            Parts { actors: vec![1, 0], recipients: vec![2, 6], place: Some(4), time: Some(5), quantities: vec![3, 5], ..Parts::default() };
        killed.complete(&struck, &mentions);
        let want =
            Parts { actors: vec![1], recipients: vec![0, 2], place: Some(4), time: Some(5), quantities: vec![3, 5], ..Parts::default() };
        assert_eq!(killed, want);
    }

    #[test]
    fn who_acts_tells_two_acts_apart() {
        let parts =
            |actors: &[usize], recipients: &[usize]| Parts { actors: actors.into(), recipients: recipients.into(), ..Parts::default() };
        assert!(!parts(&[], &[1]).are_at_odds(&parts(&[0], &[2])), "were killed when a missile of theirs struck");
        assert!(parts(&[0], &[1]).are_at_odds(&parts(&[2], &[])), "police killed a man who … troops shelled");
        assert!(parts(&[0], &[1]).are_at_odds(&parts(&[1], &[2])), "police killed a gunman after he attacked a church");
        assert!(!parts(&[0], &[1]).are_at_odds(&parts(&[0], &[2])));
    }

    #[test]
    fn future_cooperation_is_agree_and_future_retreat_is_concede() {
        use EventType::{Agree, Aid, Assault, Concede, Consult, Retreat};
        for (event_type, status, want) in [
            (Aid, Status::Future, Agree),
            (Consult, Status::Future, Agree),
            (Aid, Status::Hypothetical, Aid),
            (Retreat, Status::Hypothetical, Concede),
            (Retreat, Status::Actual, Retreat),
            (Assault, Status::Future, Assault),
        ] {
            assert_eq!(coding(event_type, status).with_rules(None).event_type, want);
        }
    }

    #[test]
    fn what_is_denied_is_negated() {
        let event = coding(EventType::Assault, Status::Actual).with_rules(Some(Stance::Deny));
        assert_eq!(event.status, Status::Negated);
        assert_eq!(coding(EventType::Assault, Status::Actual).with_rules(Some(Stance::Assert)).status, Status::Actual);
    }

    #[test]
    fn a_stated_time_tells_background_from_news() {
        let date = |text: &str| text.parse::<Date>().unwrap();
        let dated = |status, start: &str, end: &str| {
            let days = Days { start: date(start), end: date(end), approximate: false };
            Rule::dated(status, days, date("2024-10-29")).map(|rule| rule.to_string())
        };
        let told = dated(Status::Actual, "1994-01-01", "1994-12-31");
        assert_eq!(told.as_deref(), Some("its time is over a year before publication: actual → historical"));
        assert!(dated(Status::Actual, "2023-10-28", "2023-10-28").is_some());
        assert_eq!(dated(Status::Actual, "2023-10-29", "2023-10-29"), None);
        assert_eq!(dated(Status::Actual, "1994-01-01", "2024-10-29"), None, "since 1994");
        assert_eq!(dated(Status::Negated, "1994-01-01", "1994-12-31"), None);
        let told = dated(Status::Historical, "2024-10-28", "2024-10-28");
        assert_eq!(told.as_deref(), Some("its time is within a year of publication: historical → actual"));
        assert_eq!(dated(Status::Historical, "2023-01-01", "2023-12-31"), None, "part of it is further back");
    }

    #[test]
    fn rules_say_that_they_applied() {
        let told = |event_type, status, held_by| {
            let event = coding(event_type, status).with_rules(held_by);
            event.rules.iter().map(Rule::to_string).collect::<Vec<_>>()
        };
        assert_eq!(told(EventType::Assault, Status::Actual, Some(Stance::Deny)), ["held by a claim of stance deny: actual → negated"]);
        assert_eq!(
            told(EventType::Retreat, Status::Actual, Some(Stance::Decline)),
            ["held by a claim of stance decline: actual → hypothetical", "hypothetical RETREAT is CONCEDE"]
        );
        assert_eq!(told(EventType::Aid, Status::Actual, None), [""; 0]);
        let visit = Coding { mode: EventType::Consult.modes().next(), ..coding(EventType::Consult, Status::Future) }.with_rules(None);
        assert_eq!(visit.rules[0].to_string(), "future CONSULT is AGREE, without the mode `visit`");
    }
}
