//! Events with their reasons, and triggers that made none.

use std::fmt::Write as _;

use demarche::explain::{Candidate, DroppedTrigger, EventReasons, LostBy, RoleReasons};
use demarche::record::Event;

use super::claim::{claim_link, mention_id};
use super::weights::{Weights, choice, one, quoted, row, words};
use crate::html::cards::{id_link, teller};
use crate::html::report::{Report, bdi};
use crate::page::escaped;
use crate::plain::{status_words, type_words};
use crate::reasons::{EVENT_CONFIDENCE, context_words, dropped_words, is_shown, lost_words, spoken_words};

/// Appends the card of an event.
pub(super) fn write_event(report: &Report<'_>, event: &EventReasons, out: &mut String) {
    let events = &report.view.record.events;
    let number = events.iter().position(|e| e.id == event.id);
    let made = number.map(|n| &events[n]);
    let quad = number.map_or(0, |n| report.quad(n));
    let _ = write!(out, "<li class=\"card q{quad}\"");
    if let Some(n) = number {
        let _ = write!(out, " id=\"e{n}\" data-in=\"e{n}\" data-to=\"{}\"", report.event_lights(n));
    }
    out.push_str("><details open><summary class=\"top\">");
    id_link(report, &event.id, &number.map_or_else(String::new, |n| format!("te{n}")), out);
    let event_type = made.map_or(event.event_type.chosen.code, |e| e.event_type);
    let mode = made.and_then(|e| e.mode.as_ref()).map_or_else(String::new, |mode| format!(":{}", escaped(mode)));
    let status = made.map_or(event.status.chosen.code, |e| e.status);
    let _ = write!(
        out,
        "<span class=\"chip q{quad}\">{event_type}{mode}</span><span>{}</span><span class=\"soft\">{status}: {} · event by the trigger {}</span></summary><dl>",
        type_words(event_type),
        status_words(status),
        words(&event.trigger)
    );
    let mut trigger = Weights::default();
    trigger.chosen(&words(&event.trigger), event.trigger.probability, "");
    row("trigger", &trigger.html(), out);
    row("type", &choice(&event.event_type, |code| code.to_string()), out);
    if event.mode.lost.is_empty() {
        row("mode", "none <span class=\"soft\">the type has no modes</span>", out);
    } else {
        row("mode", &choice(&event.mode, |mode| mode.unwrap_or("no mode").to_owned()), out);
    }
    row("status", &choice(&event.status, |status| status.code().to_owned()), out);
    for rule in &event.rules {
        let changed = format!("<b>{}: {} → {}</b> <span class=\"soft\">{}</span>", rule.changed, rule.from, rule.to, bdi(&rule.rule));
        row("rule", &changed, out);
    }
    let mut about = Weights::default();
    event.contexts.iter().for_each(|w| about.chosen(&context_words(w.code), w.probability, ""));
    if event.contexts.is_empty() {
        about.none("");
    }
    event.next_context.iter().filter(is_shown).for_each(|w| about.lost(&context_words(w.code), w.probability, ""));
    row("about", &about.html(), out);
    event.roles.iter().for_each(|role| role_row(report, role, made, out));
    let told_by = made.map_or(&[][..], |e| &e.claims);
    let tellers: Vec<String> = told_by.iter().map(|id| teller(report, id)).collect();
    row("told by", if tellers.is_empty() { "the article itself".to_owned() } else { tellers.join("; ") }.as_str(), out);
    row("confidence", &one(event.confidence, EVENT_CONFIDENCE), out);
    out.push_str("</dl></details></li>");
}

/// Appends the card of a trigger that made no event.
pub(super) fn write_dropped(report: &Report<'_>, dropped: &DroppedTrigger, out: &mut String) {
    let _ = write!(
        out,
        "<li class=\"card none\"><details open><summary class=\"top\"><b>no event</b><span class=\"soft\">by the trigger {}: {}</span></summary><dl>",
        words(&dropped.trigger),
        escaped(dropped.reason)
    );
    row("dropped", dropped_words(dropped.reason), out);
    let mut trigger = Weights::default();
    trigger.chosen(&words(&dropped.trigger), dropped.trigger.probability, "");
    row("trigger", &trigger.html(), out);
    row("type", &choice(&dropped.event_type, |code| code.to_string()), out);
    dropped.roles.iter().for_each(|role| role_row(report, role, None, out));
    out.push_str("</dl></details></li>");
}

/// Those who play a role and those who could have; nothing where nobody was near.
fn role_row(report: &Report<'_>, role: &RoleReasons, made: Option<&Event>, out: &mut String) {
    let of = |c: &Candidate| format!("{} {}", quoted(&c.text), mention_id(report, &c.mention));
    let mut weights = Weights::default();
    if role.chosen.is_empty() && !role.lost.is_empty() {
        weights.none("");
    }
    for player in &role.chosen {
        let from = match &player.from_claim {
            Some(id) => spoken_words(&claim_link(report, id)),
            None if player.turn.is_some() => player.turn.map(escaped).unwrap_or_default(),
            None if made.is_some_and(|e| is_governed(e, role.role)) => "from the sentence".to_owned(),
            None => String::new(),
        };
        weights.chosen(&of(&player.candidate), player.candidate.probability, &from);
    }
    for loser in &role.lost {
        let why = match &loser.reason {
            LostBy::Overlaps(id) => lost_words(&LostBy::Overlaps(mention_id(report, id))),
            reason => lost_words(reason),
        };
        weights.lost(&of(&loser.candidate), loser.candidate.probability, &why);
    }
    row(role.role, &weights.html(), out);
}

/// True where the event has its place or time not from the role but from its sentence.
fn is_governed(event: &Event, role: &str) -> bool {
    let from = match role {
        "place" => &event.place_from,
        "time" => &event.time_from,
        _ => &None,
    };
    from.as_deref() == Some("sentence")
}
