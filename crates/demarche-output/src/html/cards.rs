//! Claims, events and mentions beside the text, each linked to its words.

use std::fmt::Write as _;

use demarche::codebook::Stance;
use demarche::record::{Claim, Event, Mention};

use super::report::{Report, bdi};
use crate::page::escaped;
use crate::plain::{counted, method_words, percent, quad_words, signed, stance_words, status_words, type_words};

/// Appends the section of claims, nested ones indented under those that hold them.
pub(super) fn write_claims(report: &Report<'_>, out: &mut String) {
    let claims = report.view.claim_tree();
    if claims.is_empty() {
        return;
    }
    let _ = write!(
        out,
        "<section aria-labelledby=\"claims\"><h2 id=\"claims\">Claims <small>who says what · {}</small></h2><ol class=\"cards\">",
        claims.len()
    );
    for (depth, claim) in claims {
        // ids may repeat in a record from elsewhere; then the last one is meant everywhere
        let number = report.claim_number(&claim.id).unwrap_or_default();
        claim_card(report, number, depth, claim, out);
    }
    out.push_str("</ol></section>\n");
}

fn claim_card(report: &Report<'_>, number: usize, depth: usize, claim: &Claim, out: &mut String) {
    let nesting = if depth > 0 { format!(" d{}", depth.min(3)) } else { String::new() };
    let _ =
        write!(out, "<li class=\"card claim{nesting}\" id=\"c{number}\" data-in=\"c{number}\" data-to=\"c{number}\"><div class=\"top\">");
    id_link(report, &claim.id, &format!("tc{number}"), out);
    let _ = write!(
        out,
        "<span class=\"chip st {}\">{}</span><span class=\"soft\">{}{} · {}</span></div>",
        side(claim.stance),
        claim.stance,
        stance_words(claim.stance),
        if claim.quoted { " · quoted" } else { "" },
        percent(claim.confidence)
    );
    let source =
        report.part(&claim.source).map_or_else(|| "<span class=\"soft\">nobody named</span>".to_owned(), |s| format!("<b>{s}</b>"));
    let cue = report.part(&claim.cue).map_or_else(String::new, |c| format!(" <span class=\"cuew\">{c}</span>"));
    let _ = write!(out, "<p class=\"party\">{source}{cue}</p>");
    if let Some(content) = report.part(&claim.content) {
        let _ = write!(out, "<p class=\"said\">{content}</p>");
    }
    let mut links = Vec::new();
    if let Some(parent) = claim.parent.as_deref().and_then(|id| report.claim_number(id)) {
        links.push(format!("within <a href=\"#c{parent}\">{}</a>", escaped(&report.view.record.claims[parent].id)));
    }
    let held = report.held_by(number);
    if !held.is_empty() {
        let events: Vec<String> = held
            .iter()
            .map(|&n| (n, &report.view.record.events[n]))
            .map(|(n, e)| format!("<a href=\"#e{n}\" data-to=\"e{n}\">{} {}</a>", escaped(&e.id), e.event_type))
            .collect();
        links.push(format!("holds {}", events.join(", ")));
    }
    if !links.is_empty() {
        let _ = write!(out, "<p class=\"soft\">{}</p>", links.join(" · "));
    }
    out.push_str("</li>");
}

/// Which side a stance is on, for its colour: denies, leaves open, or holds true.
pub(super) const fn side(stance: Stance) -> &'static str {
    match stance {
        Stance::Deny => "no",
        Stance::Decline | Stance::Warn | Stance::Request | Stance::Commit | Stance::Estimate => "un",
        _ => "si",
    }
}

/// Appends the section of events.
pub(super) fn write_events(report: &Report<'_>, out: &mut String) {
    let events = &report.view.record.events;
    if events.is_empty() {
        return;
    }
    let _ = write!(
        out,
        "<section aria-labelledby=\"events\"><h2 id=\"events\">Events <small>who did what to whom · {}</small></h2><ol class=\"cards\">",
        events.len()
    );
    for (number, event) in events.iter().enumerate() {
        event_card(report, number, event, out);
    }
    out.push_str("</ol></section>\n");
}

fn event_card(report: &Report<'_>, number: usize, event: &Event, out: &mut String) {
    let quad = report.quad(number);
    let _ = write!(
        out,
        "<li class=\"card q{quad}\" id=\"e{number}\" data-in=\"e{number}\" data-to=\"{}\"><div class=\"top\">",
        report.event_lights(number)
    );
    id_link(report, &event.id, &format!("te{number}"), out);
    let mode = event.mode.as_ref().map_or_else(String::new, |mode| format!(":{}", escaped(mode)));
    let _ = write!(
        out,
        "<span class=\"chip q{quad}\">{}{mode}</span><span>{}</span><span class=\"soft\">{}</span></div>",
        event.event_type,
        type_words(event.event_type),
        status_words(event.status)
    );
    let (actors, recipients) = (mentions(report, &event.actors), mentions(report, &event.recipients));
    let nobody = "<span class=\"soft\">somebody</span>";
    let _ = write!(out, "<p class=\"party\">{}", if actors.is_empty() { nobody } else { &actors });
    if !recipients.is_empty() {
        let _ = write!(out, " <span aria-label=\"to\">→</span> {recipients}");
    }
    out.push_str("</p><dl>");
    let mut row = |label: &str, html: &str| {
        if !html.is_empty() {
            let _ = write!(out, "<dt>{label}</dt><dd>{html}</dd>");
        }
    };
    row("words", &report.part(&event.trigger).map_or_else(String::new, |words| format!("“{words}”")));
    let from =
        |from: &Option<String>| if from.as_deref() == Some("sentence") { " <span class=\"soft\">from the sentence</span>" } else { "" };
    let one = |id: &Option<String>, aside: &str| id.as_ref().map_or_else(String::new, |id| mention(report, id) + aside);
    row("where", &one(&event.place, from(&event.place_from)));
    row("when", &one(&event.time, from(&event.time_from)));
    row("how many", &mentions(report, &event.quantities));
    row("about", &event.context.iter().map(|c| c.code().replace('_', " ")).collect::<Vec<_>>().join(", "));
    row("told by", &tellers(report, event));
    let cameo = if event.cameo.is_empty() { String::new() } else { format!(" · CAMEO {}", escaped(&event.cameo)) };
    row("code", &format!("{}, {}{cameo} · {}", quad_words(event.quad), signed(event.score), percent(event.confidence)));
    out.push_str("</dl></li>");
}

/// Who the text has telling of the event: the source of the claim that holds it, or the publisher.
fn tellers(report: &Report<'_>, event: &Event) -> String {
    let record = report.view.record;
    if event.claims.is_empty() {
        let publisher = record.publisher.as_deref().map_or_else(|| "the publisher".to_owned(), bdi);
        return format!("{publisher} <span class=\"soft\">itself</span>");
    }
    event.claims.iter().map(|id| teller(report, id)).collect::<Vec<_>>().join("; ")
}

/// The source of a claim, with a link to it.
pub(super) fn teller(report: &Report<'_>, id: &str) -> String {
    let Some(number) = report.claim_number(id) else { return escaped(id) };
    let claim = &report.view.record.claims[number];
    let source = report.part(&claim.source).unwrap_or_else(|| "nobody named".to_owned());
    let id = escaped(&claim.id);
    format!("{source} <span class=\"soft\"><a href=\"#c{number}\" data-to=\"c{number}\">{id}</a> {}</span>", stance_words(claim.stance))
}

fn mentions(report: &Report<'_>, ids: &[String]) -> String {
    ids.iter().map(|id| mention(report, id)).collect::<Vec<_>>().join(", ")
}

/// A mention by its words, linked to them, with the parties it stands for.
fn mention(report: &Report<'_>, id: &str) -> String {
    let Some(number) = report.mention_number(id) else { return escaped(id) };
    let mention = &report.view.record.mentions[number];
    let words = bdi(&mention.text);
    let mut html = if report.has_text() {
        format!("<a href=\"#tm{number}\" data-in=\"m{number}\" data-to=\"m{number}\">{words}</a>")
    } else {
        format!("<b>{words}</b>")
    };
    for actor in &mention.actors {
        let _ = write!(html, " <span class=\"id\" title=\"{}\">{}</span>", escaped(&actor.name), escaped(&actor.id));
    }
    html
}

/// The record's id, linked to its words in the text.
pub(super) fn id_link(report: &Report<'_>, id: &str, anchor: &str, out: &mut String) {
    let id = escaped(id);
    let _ = if report.has_text() {
        write!(out, "<a class=\"id\" href=\"#{anchor}\" title=\"show in the text\">{id}</a>")
    } else {
        write!(out, "<span class=\"id\">{id}</span>")
    };
}

/// Appends the table of mentions, folded away: it is for checking, not for reading.
pub(super) fn write_mentions(report: &Report<'_>, out: &mut String) {
    let record = report.view.record;
    if record.mentions.is_empty() {
        return;
    }
    let _ = write!(
        out,
        "<details class=\"wide\"><summary>{}</summary><div class=\"scroll\"><table><thead><tr><th>id</th><th>words</th><th>kind</th>\
         <th>stands for</th><th class=\"num\">confidence</th></tr></thead><tbody>",
        counted(record.mentions.len(), "mention")
    );
    for (number, mention) in record.mentions.iter().enumerate() {
        out.push_str("<tr><td>");
        id_link(report, &mention.id, &format!("tm{number}"), out);
        let _ = write!(
            out,
            "</td><td>{}</td><td>{}</td><td>{}{}</td><td class=\"num\">{}</td></tr>",
            bdi(&mention.text),
            mention.kind,
            resolved(mention),
            mention.how.as_deref().map_or_else(String::new, |how| format!("<div class=\"soft\">{}</div>", bdi(&method_words(how)))),
            percent(mention.confidence)
        );
    }
    out.push_str("</tbody></table></div></details>\n");
}

/// What a mention was resolved to, in words.
fn resolved(mention: &Mention) -> String {
    let mut parts: Vec<String> =
        mention.actors.iter().map(|a| format!("{} <span class=\"id\">{}</span>", bdi(&a.name), escaped(&a.id))).collect();
    if let Some(place) = &mention.place {
        let country = place.country.as_ref().map_or_else(String::new, |c| format!(", {}", escaped(c)));
        let direction = place.direction.as_ref().map_or_else(String::new, |d| format!("{} ", escaped(d)));
        parts.push(format!("{direction}{}{country} ({:.2}, {:.2})", bdi(&place.name), place.lat, place.lon));
    }
    if let Some(time) = &mention.time {
        let about = if time.approximate { "about " } else { "" };
        let end = if time.start == time.end { String::new() } else { format!(" to {}", time.end) };
        parts.push(format!("{about}{}{end}", time.start));
    }
    if let Some(quantity) = &mention.quantity {
        let range = if quantity.low == quantity.high { quantity.low.to_string() } else { format!("{} to {}", quantity.low, quantity.high) };
        let unit = quantity.unit.as_deref().unwrap_or_default();
        let qualifier = if quantity.qualifier == "exact" { String::new() } else { format!("{} ", escaped(&quantity.qualifier)) };
        parts.push(format!("{qualifier}{range} {}", escaped(unit)));
    }
    if let Some(coref) = &mention.coref {
        parts.push(format!("same as {}", escaped(coref)));
    }
    parts.join("; ")
}
