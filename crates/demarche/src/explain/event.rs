//! Events: types, modes and statuses that lost, rules that applied, and who could have played a role.

use super::{
    AppliedRule, Candidate, Choice, DroppedTrigger, EventReasons, LEAST_SHOWN, Look, LostBy, LostCandidate, Player, RUNNERS_UP,
    RoleReasons, Weighed, choice_of, choose,
};
use crate::claim::speaker;
use crate::codebook::{Context, EventType, MODES, Status};
use crate::decode::{sigmoid, softmax};
use crate::event::{Parts, Role, Rule, least, role_probability};
use crate::model::{Dropped, Judged};

/// Reasons for an event, the window's `made`th.
pub(super) fn event(look: &Look<'_>, judged: &Judged, made: usize) -> EventReasons {
    let event = &look.reading.events[made];
    let scores = Scores::of(&judged.classes);
    let event_type = scores.types();
    let (contexts, next_context) = scores.contexts(&event.coding.context);
    EventReasons {
        id: look.ids.event(made),
        trigger: look.words(event.trigger, judged.confidence),
        mode: scores.modes(event_type.chosen.code),
        event_type,
        status: choice_of(Status::ALL, &softmax(scores.status), 1),
        contexts,
        next_context,
        rules: event.coding.rules.iter().map(applied).collect(),
        roles: Role::ALL.iter().map(|&role| role_reasons(look, judged, &event.parts, role)).collect(),
        confidence: event.confidence,
    }
}

/// Reasons against an event.
pub(super) fn dropped(look: &Look<'_>, judged: &Judged) -> DroppedTrigger {
    let event_type = Scores::of(&judged.classes).types();
    let is_unsure = judged.confidence * event_type.chosen.probability < look.settings.least_event;
    DroppedTrigger {
        trigger: look.words(look.anchor_span(judged.anchor), judged.confidence),
        reason: match judged.dropped {
            Some(Dropped::SameAct) => "same act",
            Some(Dropped::Private) => "private parties",
            Some(Dropped::OffTopic) => "off topic",
            Some(Dropped::Quarrel) => "private text",
            None if is_unsure => "too unsure",
            None => "no party",
        },
        event_type,
        roles: [Role::Actor, Role::Recipient].map(|role| role_reasons(look, judged, &judged.parts, role)).to_vec(),
    }
}

pub(super) fn applied(rule: &Rule) -> AppliedRule {
    let (changed, from, to) = match rule {
        Rule::HeldBy { from, to, .. } | Rule::Dated { from, to } => ("status", from.code(), to.code()),
        Rule::NotYet { from, to, .. } => ("type", from.code(), to.code()),
    };
    AppliedRule { changed, from, to, rule: rule.to_string() }
}

/// The classifier's scores, set by set.
struct Scores<'s> {
    types: &'s [f32],
    /// The last is "no mode".
    modes: &'s [f32],
    status: &'s [f32],
    contexts: &'s [f32],
}

impl<'s> Scores<'s> {
    fn of(scores: &'s [f32]) -> Self {
        let (types, rest) = scores.split_at(EventType::ALL.len());
        let (modes, rest) = rest.split_at(MODES.len() + 1);
        let (status, contexts) = rest.split_at(Status::ALL.len());
        Self { types, modes, status, contexts }
    }

    fn types(&self) -> Choice<EventType> {
        choice_of(EventType::ALL, &softmax(self.types), 2)
    }

    /// The modes of the type and "no mode", which is always among what is shown, as is the best other mode.
    fn modes(&self, event_type: EventType) -> Choice<Option<&'static str>> {
        let p = softmax(self.modes);
        let none = Weighed { code: None, probability: p[MODES.len()] };
        let fitting = MODES.iter().zip(&p).filter(|(mode, _)| mode.event_type() == event_type);
        let mut codes: Vec<Weighed<Option<&'static str>>> = vec![none];
        codes.extend(fitting.map(|(mode, &probability)| Weighed { code: Some(mode.code()), probability }));
        let all = codes.len();
        let Some(mut choice) = choose(codes, all) else { unreachable!("no mode is among the modes") };
        let best_mode = choice.lost.iter().find(|w| w.code.is_some()).map(|w| w.code);
        choice.lost.retain(|w| w.code.is_none() || Some(w.code) == best_mode);
        choice
    }

    /// The contexts of the event, and the likeliest other.
    fn contexts(&self, of_event: &[Context]) -> (Vec<Weighed<Context>>, Option<Weighed<Context>>) {
        let all = Context::ALL.iter().zip(self.contexts).map(|(&code, &score)| Weighed { code, probability: sigmoid(score) });
        let (has, others): (Vec<_>, Vec<_>) = all.partition(|w| of_event.contains(&w.code));
        (has, choose(others, 0).map(|choice| choice.chosen))
    }
}

fn role_reasons(look: &Look<'_>, judged: &Judged, parts: &Parts, role: Role) -> RoleReasons {
    let mentions = &look.reading.mentions;
    let plays: Vec<usize> = match role {
        Role::Actor => parts.actors.clone(),
        Role::Recipient => parts.recipients.clone(),
        Role::Place => parts.place.into_iter().collect(),
        Role::Time => parts.time.into_iter().collect(),
        Role::Quantity => parts.quantities.clone(),
    };
    let candidate = |m: usize| {
        let words: Vec<usize> = look.window.words_under(&[mentions[m].span]).collect();
        Candidate {
            mention: look.ids.mention(m),
            text: mentions[m].span.of(look.text).to_owned(),
            probability: role_probability(&judged.links, &words, role),
        }
    };
    let others = (0..mentions.len()).filter(|&m| role.fits(mentions[m].kind) && !plays.contains(&m));
    let mut lost: Vec<(usize, Candidate)> = others.map(|m| (m, candidate(m))).filter(|(_, c)| c.probability >= LEAST_SHOWN).collect();
    lost.sort_by(|a, b| b.1.probability.total_cmp(&a.1.probability).then(a.0.cmp(&b.0)));
    lost.truncate(RUNNERS_UP);
    let lost = lost.into_iter().map(|(m, candidate)| {
        let reason = lost_by(look, judged, parts, role, m, candidate.probability);
        LostCandidate { candidate, reason }
    });
    let player = |m: usize| {
        let candidate = candidate(m);
        let turn = parts.turned.iter().rfind(|turned| (turned.0, turned.1) == (m, role));
        let is_likely = least(role, mentions[m].span, judged.sentence).is_some_and(|least| candidate.probability > least);
        let from_claim = if is_likely || turn.is_some() { None } else { spoken(look, judged, m) };
        Player { candidate, from_claim, turn: turn.map(|(.., turn)| turn.reason()) }
    };
    RoleReasons { role: role.name(), chosen: plays.iter().map(|&m| player(m)).collect(), lost: lost.collect() }
}

/// The claim whose cue is the trigger, where that mention speaks it.
fn spoken(look: &Look<'_>, judged: &Judged, mention: usize) -> Option<String> {
    let trigger = look.anchor_span(judged.anchor);
    let mut claims = look.reading.claims.iter();
    let claim = claims.position(|c| c.cue.overlaps(trigger) && speaker(&c.source, &look.reading.mentions) == Some(mention))?;
    Some(look.ids.claim(claim))
}

/// Why a mention that fits a role does not play it.
fn lost_by(look: &Look<'_>, judged: &Judged, parts: &Parts, role: Role, mention: usize, probability: f32) -> LostBy {
    let span = look.reading.mentions[mention].span;
    let Some(least) = least(role, span, judged.sentence) else { return LostBy::Elsewhere };
    if probability <= least {
        return LostBy::Under(least - probability);
    }
    if span.overlaps(look.anchor_span(judged.anchor)) {
        return LostBy::IsTrigger;
    }
    let is_party = matches!(role, Role::Actor | Role::Recipient);
    let rival = parts.actors.iter().chain(&parts.recipients).find(|&&m| look.reading.mentions[m].span.overlaps(span));
    match rival {
        Some(m) if is_party => LostBy::Overlaps(look.ids.mention(*m)),
        _ => LostBy::Outdone,
    }
}
