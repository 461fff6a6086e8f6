//! An explanation as text: sentence by sentence, what was made of it and what that was chosen over.

use demarche::codebook::Context;
use demarche::explain::{
    Candidate, Choice, ClaimReasons, DroppedCue, DroppedTrigger, EventReasons, Explanation, MentionReasons, RoleReasons, SentenceReasons,
    Weighed, Words,
};

use super::layout::{Ink, Page};
use super::{TextStyle, capitalized, head};
use crate::plain::{percent, skipped_words};
use crate::reasons::{
    CLAIM_CONFIDENCE, EVENT_CONFIDENCE, context_words, dropped_words, from_role_words, is_shown, language_words, lost_words, spoken_words,
};
use crate::view::View;

/// Columns before the first field of a thing, and before its value.
const FIELD: usize = 6;
const VALUE: usize = FIELD + 11;

/// An explanation for reading on a terminal, its last line ended.
#[must_use]
pub fn render_explanation(explanation: &Explanation, style: TextStyle) -> String {
    let mut page = Page::new(style);
    let view = View::new(&explanation.record);
    head(&mut page, &explanation.record);
    let versions = &explanation.record.versions;
    let made_by = format!("read by demarche {} with the model {}, codebook {}", versions.demarche, versions.model, versions.codebook);
    page.paragraph(0, 0, &[(Ink::Dim, &made_by)]);
    page.blank();
    if let Some(skipped) = &explanation.record.skipped {
        page.paragraph(0, 0, &[(Ink::Strong, &capitalized(&skipped_words(skipped)))]);
    }
    page.paragraph(0, 0, &[(Ink::Plain, &language_words(&explanation.language))]);
    for (n, sentence) in explanation.sentences.iter().enumerate() {
        sentence_lines(&mut page, &view, n + 1, sentence);
    }
    page.finish()
}

fn sentence_lines(page: &mut Page, view: &View<'_>, n: usize, sentence: &SentenceReasons) {
    page.blank();
    let number = format!("{n}");
    page.paragraph(0, 4, &[(Ink::Dim, &number), (Ink::Strong, &quoted(&sentence.text))]);
    sentence.mentions.iter().for_each(|m| mention_lines(page, m));
    sentence.claims.iter().for_each(|c| claim_lines(page, view, c));
    sentence.dropped_cues.iter().for_each(|c| dropped_cue_lines(page, c));
    sentence.events.iter().for_each(|e| event_lines(page, view, e));
    sentence.dropped_triggers.iter().for_each(|t| dropped_trigger_lines(page, t));
    for (what, likeliest) in [("cue, so no claim", &sentence.likeliest_cue), ("trigger, so no event", &sentence.likeliest_trigger)] {
        if let Some(word) = likeliest {
            let nearest = format!("likeliest {}", weighed_words(word));
            page.paragraph(2, FIELD, &[(Ink::Dim, &format!("no {what}: {nearest}"))]);
        }
    }
}

fn mention_lines(page: &mut Page, mention: &MentionReasons) {
    let next: Vec<String> = mention.next_kind.iter().filter(is_shown).map(|w| format!("{} {}", w.code, percent(w.probability))).collect();
    page.paragraph(
        2,
        FIELD,
        &[
            (Ink::Dim, &mention.id),
            (Ink::Plain, "mention"),
            (Ink::Strong, &quoted(&mention.text)),
            (Ink::Code, mention.kind.code()),
            (Ink::Plain, &percent(mention.probability)),
            (Ink::Dim, &not(&next)),
        ],
    );
    if let Some(from) = &mention.from_role {
        let why = format!("{} {}", from_role_words(from), weighed_words(&from.trigger));
        field(page, "made from", &why, "");
    }
    let lost: Vec<String> =
        mention.lost.iter().map(|l| format!("{} {} {}", quoted(&l.text), l.kind.code(), percent(l.probability))).collect();
    field(page, "won over", &lost.join(", "), "");
    let Some(meaning) = &mention.meaning else { return };
    let what = if meaning.means.is_empty() { "open".to_owned() } else { meaning.means.join("; ") };
    let method = meaning.method.as_ref().map_or_else(String::new, |method| format!("by {method}"));
    let again = meaning.coref.as_ref().map_or_else(String::new, |first| format!("names {first} again"));
    field(page, "means", &what, &[method, again].iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(", "));
    field(page, "because", &meaning.why, "");
    field(page, "rather than", meaning.lost_to.as_deref().unwrap_or_default(), "");
    field(page, "tables know", &meaning.known.join("; "), "");
}

fn claim_lines(page: &mut Page, view: &View<'_>, claim: &ClaimReasons) {
    page.paragraph(2, FIELD, &[(Ink::Dim, &claim.id), (Ink::Plain, "claim by the cue"), (Ink::Strong, &weighed_words(&claim.cue))]);
    choice_line(page, "stance", &claim.stance, |stance| stance.code().to_owned());
    let source = claim.source.as_ref().map_or_else(|| "nobody named".to_owned(), weighed_words);
    field(page, "source", &source, &not(&claim.lost_sources.iter().map(weighed_words).collect::<Vec<_>>()));
    field(page, "content", &claim.content.iter().map(weighed_words).collect::<Vec<_>>().join(" … "), "");
    if let Some(made) = view.claim(&claim.id) {
        field(page, "speaker", &made.speaker.as_deref().map_or_else(String::new, |id| format!("{} {id}", quoted(view.named(id)))), "");
        field(page, "within", made.parent.as_deref().unwrap_or_default(), "");
    }
    field(page, "confidence", &percent(claim.confidence), &format!("· {CLAIM_CONFIDENCE}"));
}

fn dropped_cue_lines(page: &mut Page, cue: &DroppedCue) {
    let stance = format!("{} {}", cue.stance.chosen.code, percent(cue.stance.chosen.probability));
    let near = cue.likeliest_content.as_ref().map_or_else(String::new, |w| format!(", likeliest {}", weighed_words(w)));
    page.paragraph(2, FIELD, &[(Ink::Plain, "no claim by the cue"), (Ink::Strong, &weighed_words(&cue.cue))]);
    field(page, "dropped", &format!("{}{near}", cue.reason), &format!("stance would be {stance}"));
}

fn event_lines(page: &mut Page, view: &View<'_>, event: &EventReasons) {
    let made = view.record.events.iter().find(|e| e.id == event.id);
    let code =
        made.map_or_else(String::new, |e| e.mode.as_ref().map_or_else(|| e.event_type.to_string(), |m| format!("{}:{m}", e.event_type)));
    let quad = made.map_or(1, |e| e.quad);
    let status = made.map_or("", |e| e.status.code());
    page.paragraph(
        2,
        FIELD,
        &[
            (Ink::Dim, &event.id),
            (Ink::Plain, "event"),
            (Ink::Quad(quad), &code),
            (Ink::Code, status),
            (Ink::Plain, "by the trigger"),
            (Ink::Strong, &weighed_words(&event.trigger)),
        ],
    );
    choice_line(page, "type", &event.event_type, |code| code.to_string());
    if event.mode.lost.is_empty() {
        field(page, "mode", "none", "· the type has no modes");
    } else {
        choice_line(page, "mode", &event.mode, |mode| mode.unwrap_or("no mode").to_owned());
    }
    choice_line(page, "status", &event.status, |status| status.code().to_owned());
    for rule in &event.rules {
        field(page, "rule", &rule.rule, "");
    }
    let context = |w: &Weighed<Context>| format!("{} {}", context_words(w.code), percent(w.probability));
    let about: Vec<String> = event.contexts.iter().map(context).collect();
    let next: Vec<String> = event.next_context.iter().filter(is_shown).map(context).collect();
    field(page, "about", &or_none(&about), &not(&next));
    event.roles.iter().for_each(|role| role_line(page, role));
    let told_by = made.map_or_else(String::new, |e| e.claims.join(", "));
    field(page, "told by", if told_by.is_empty() { "the article itself" } else { &told_by }, "");
    field(page, "confidence", &percent(event.confidence), &format!("· {EVENT_CONFIDENCE}"));
}

fn dropped_trigger_lines(page: &mut Page, trigger: &DroppedTrigger) {
    page.paragraph(2, FIELD, &[(Ink::Plain, "no event by the trigger"), (Ink::Strong, &weighed_words(&trigger.trigger))]);
    field(page, "dropped", &format!("{}: {}", trigger.reason, dropped_words(trigger.reason)), "");
    choice_line(page, "type", &trigger.event_type, |code| code.to_string());
    trigger.roles.iter().for_each(|role| role_line(page, role));
}

/// `actor      “Seoul” m0 97 %  not “the army” m3 38 % (12 points short)`; nothing where nobody was near.
fn role_line(page: &mut Page, role: &RoleReasons) {
    let of = |c: &Candidate| format!("{} {} {}", quoted(&c.text), c.mention, percent(c.probability));
    let spoken = |claim: &Option<String>| claim.as_ref().map_or_else(String::new, |id| format!(" ({})", spoken_words(id)));
    let turned = |turn: Option<&str>| turn.map_or_else(String::new, |how| format!(" ({how})"));
    let chosen: Vec<String> = role.chosen.iter().map(|p| of(&p.candidate) + &spoken(&p.from_claim) + &turned(p.turn)).collect();
    let lost: Vec<String> = role.lost.iter().map(|l| format!("{} ({})", of(&l.candidate), lost_words(&l.reason))).collect();
    if chosen.is_empty() && lost.is_empty() {
        return;
    }
    field(page, role.role, &or_none(&chosen), &not(&lost));
}

fn choice_line<T>(page: &mut Page, name: &str, choice: &Choice<T>, code: impl Fn(&T) -> String) {
    let of = |w: &Weighed<T>| format!("{} {}", code(&w.code), percent(w.probability));
    let lost: Vec<String> = choice.lost.iter().filter(is_shown).map(of).collect();
    field(page, name, &of(&choice.chosen), &not(&lost));
}

/// A named value and, dimmer, what stands beside it; nothing where both are empty.
fn field(page: &mut Page, name: &str, value: &str, aside: &str) {
    if !value.is_empty() || !aside.is_empty() {
        let label = format!("{name:<width$}", width = VALUE - FIELD);
        page.paragraph(FIELD, VALUE, &[(Ink::Label, &label), (Ink::Plain, value), (Ink::Dim, aside)]);
    }
}

fn or_none(list: &[String]) -> String {
    if list.is_empty() { "none".to_owned() } else { list.join(", ") }
}

fn not(lost: &[String]) -> String {
    if lost.is_empty() { String::new() } else { format!("· not {}", lost.join(", ")) }
}

fn weighed_words(words: &Words) -> String {
    format!("{} {}", quoted(&words.text), percent(words.probability))
}

fn quoted(words: &str) -> String {
    format!("“{words}”")
}
