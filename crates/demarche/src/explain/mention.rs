//! Mentions: what gave way to them, and roles that made words a mention.

use super::{FromRole, Look, LostMention, MentionReasons, Weighed};
use crate::codebook::Kind;
use crate::event::{Role, role_probability};
use crate::mention::{Found, TRACK_KINDS, candidates, clash};

/// Reasons for the mentions of a window, in their order.
pub(super) fn mentions(look: &Look<'_>) -> Vec<MentionReasons> {
    let all = candidates(look.window, &look.evidence.tags, look.settings.mention_bias, look.text);
    let lost: Vec<Found> = all.iter().copied().filter(|c| !look.reading.mentions.contains(c)).collect();
    let reasons = look.reading.mentions.iter().enumerate().map(|(m, found)| {
        let words: Vec<usize> = look.window.words_under(&[found.span]).collect();
        let mut beaten: Vec<&Found> = lost.iter().filter(|l| l.confidence <= found.confidence && clash(l.span, found.span)).collect();
        beaten.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
        MentionReasons {
            id: look.ids.mention(m),
            span: look.index.code_points(found.span),
            text: found.span.of(look.text).to_owned(),
            kind: found.kind,
            probability: found.confidence,
            from_role: if all.contains(found) { None } else { from_role(look, &words) },
            next_kind: next_kind(look, found, &words, &all),
            lost: beaten.into_iter().map(|l| lost_mention(look, l)).collect(),
            meaning: None,
        }
    });
    reasons.collect()
}

fn lost_mention(look: &Look<'_>, found: &Found) -> LostMention {
    LostMention {
        span: look.index.code_points(found.span),
        text: found.span.of(look.text).to_owned(),
        kind: found.kind,
        probability: found.confidence,
    }
}

/// The likeliest kind of these words among the kinds of which no mention, kept or lost, stands on any of them: those are
/// seen by themselves.
fn next_kind(look: &Look<'_>, found: &Found, words: &[usize], all: &[Found]) -> Option<Weighed<Kind>> {
    let is_seen = |kind: Kind| kind == found.kind || all.iter().any(|c| c.kind == kind && c.span.overlaps(found.span));
    let mean =
        |track: usize| words.iter().map(|&w| look.inside(w, track, look.settings.mention_bias)).sum::<f32>() / words.len().max(1) as f32;
    let others = TRACK_KINDS.iter().enumerate().filter(|(_, kind)| !is_seen(**kind));
    others.map(|(track, &code)| Weighed { code, probability: mean(track) }).max_by(|a, b| a.probability.total_cmp(&b.probability))
}

/// The likeliest party role of these words around any trigger.
fn from_role(look: &Look<'_>, words: &[usize]) -> Option<FromRole> {
    let parts = look.evidence.triggers.iter().flat_map(|t| [Role::Actor, Role::Recipient].map(|role| (t, role)));
    let weighed = parts.map(|(t, role)| (role_probability(&t.links, words, role), t, role));
    let (probability, trigger, role) = weighed.max_by(|a, b| a.0.total_cmp(&b.0))?;
    Some(FromRole { role: role.name(), trigger: look.words(look.anchor_span(trigger.anchor), probability) })
}
