//! Claims with their reasons, and cues that made none.

use std::fmt::Write as _;

use demarche::explain::{ClaimReasons, DroppedCue};

use super::weights::{Weights, choice, one, quoted, row, words};
use crate::html::cards::{id_link, side};
use crate::html::report::{Report, bdi};
use crate::page::escaped;
use crate::plain::{percent, stance_words};
use crate::reasons::CLAIM_CONFIDENCE;

/// Appends the card of a claim.
pub(super) fn write_claim(report: &Report<'_>, claim: &ClaimReasons, out: &mut String) {
    let number = report.claim_number(&claim.id);
    let made = number.map(|n| (n, &report.view.record.claims[n]));
    out.push_str("<li class=\"card claim\"");
    if let Some(n) = number {
        let _ = write!(out, " id=\"c{n}\" data-in=\"c{n}\" data-to=\"c{n}\"");
    }
    out.push_str("><details open><summary class=\"top\">");
    id_link(report, &claim.id, &number.map_or_else(String::new, |n| format!("tc{n}")), out);
    let stance = made.map_or(claim.stance.chosen.code, |(_, c)| c.stance);
    let _ = write!(
        out,
        "<span class=\"chip st {}\">{stance}</span><span>{}</span><span class=\"soft\">claim by the cue {}{}</span></summary><dl>",
        side(stance),
        stance_words(stance),
        words(&claim.cue),
        if made.is_some_and(|(_, c)| c.quoted) { " · quoted" } else { "" }
    );
    let mut cue = Weights::default();
    cue.chosen(&words(&claim.cue), claim.cue.probability, "");
    row("cue", &cue.html(), out);
    row("stance", &choice(&claim.stance, |stance| stance.code().to_owned()), out);
    let mut source = Weights::default();
    match &claim.source {
        Some(s) => source.chosen(&words(s), s.probability, ""),
        None => source.none("nobody named"),
    }
    claim.lost_sources.iter().for_each(|s| source.lost(&words(s), s.probability, ""));
    row("source", &source.html(), out);
    let mut content = Weights::default();
    claim.content.iter().for_each(|c| content.chosen(&words(c), c.probability, ""));
    row("content", &content.html(), out);
    if let Some((n, made)) = made {
        row("speaker", &made.speaker.as_deref().map_or_else(String::new, |id| mention_link(report, id)), out);
        row("within", &made.parent.as_deref().map_or_else(String::new, |id| claim_link(report, id)), out);
        let held = report.held_by(n).iter().map(|&e| (e, &report.view.record.events[e]));
        let held: Vec<String> =
            held.map(|(e, event)| format!("<a href=\"#e{e}\" data-to=\"e{e}\">{} {}</a>", escaped(&event.id), event.event_type)).collect();
        row("holds", &held.join(", "), out);
    }
    row("confidence", &one(claim.confidence, CLAIM_CONFIDENCE), out);
    out.push_str("</dl></details></li>");
}

/// Appends the card of a cue that made no claim.
pub(super) fn write_dropped(cue: &DroppedCue, out: &mut String) {
    let _ = write!(
        out,
        "<li class=\"card none\"><details open><summary class=\"top\"><b>no claim</b><span class=\"soft\">by the cue {}: {}</span></summary><dl>",
        words(&cue.cue),
        escaped(cue.reason)
    );
    let mut anchor = Weights::default();
    anchor.chosen(&words(&cue.cue), cue.cue.probability, "");
    row("cue", &anchor.html(), out);
    let mut content = Weights::default();
    content.none("");
    if let Some(near) = &cue.likeliest_content {
        content.near(&words(near), near.probability, "likeliest");
    }
    row("content", &content.html(), out);
    row("stance", &choice(&cue.stance, |stance| stance.code().to_owned()), out);
    let _ = write!(
        out,
        "</dl><p class=\"soft\">Dropped, as a claim needs content; its stance would be {} ({}).</p></details></li>",
        cue.stance.chosen.code,
        percent(cue.stance.chosen.probability)
    );
}

/// A mention's words, and its id linked to its reasons.
pub(super) fn mention_link(report: &Report<'_>, id: &str) -> String {
    format!("{} {}", quoted(report.view.mention(id).map_or(id, |m| m.text.as_str())), mention_id(report, id))
}

/// A mention's id, linked to its reasons.
pub(super) fn mention_id(report: &Report<'_>, id: &str) -> String {
    let shown = bdi(id);
    report.mention_number(id).map_or_else(
        || format!("<span class=\"id\">{shown}</span>"),
        |n| format!("<a class=\"id\" href=\"#m{n}\" data-to=\"m{n}\">{shown}</a>"),
    )
}

/// A claim's id, linked to its reasons.
pub(super) fn claim_link(report: &Report<'_>, id: &str) -> String {
    let shown = bdi(id);
    report.claim_number(id).map_or_else(|| shown.clone(), |n| format!("<a href=\"#c{n}\" data-to=\"c{n}\">{shown}</a>"))
}
