//! One page: an article, what was read out of it, and what made it.

use std::fmt::Write as _;

use demarche::record::Record;

use super::cards::{write_claims, write_events, write_mentions};
use super::passage::{Marking, write_text};
use super::picture::write_picture;
use super::report::Report;
use crate::page::{START, bdi, escaped, web_address};
use crate::plain::{counted, skipped_words};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("link.js");

/// First lines of the page of a report that is called `name`: they tell it from pages of others, and from copies of it.
pub(super) fn first_lines(name: &str) -> String {
    format!("{START}<meta name=\"generator\" content=\"demarche, page {}\">\n", escaped(name))
}

/// Opens a page: everything to `<body>`; `name` is that of a page of a report. The policy lets nothing run and nothing load but the page's own style and
/// script, whatever the article says.
pub(super) fn write_head(title: &str, name: Option<&str>, has_script: bool, out: &mut String) {
    write_head_with(title, name, has_script, "", out);
}

/// The same with more style than all pages of records have.
pub(super) fn write_head_with(title: &str, name: Option<&str>, has_script: bool, style: &str, out: &mut String) {
    let first = name.map_or_else(|| START.to_owned(), first_lines);
    crate::page::write_head(&first, title, &[STYLE, style], has_script.then_some(SCRIPT), out);
}

/// Appends the whole page of a record; `name` is its own where it is one of a report, whose `index.html` lists all.
pub(super) fn write_page(record: &Record, name: Option<&str>, out: &mut String) {
    let report = Report::new(record);
    let title = record.title.as_deref().unwrap_or(&record.id);
    write_head(title, name, true, out);
    out.push_str("<a class=\"skip\" href=\"#record\">Skip to the record</a>\n<header>\n");
    if name.is_some() {
        out.push_str("<p class=\"facts back\"><a href=\"index.html\">← All documents</a></p>");
    }
    write_facts(record, out);
    out.push_str("</header>\n");
    if let Some(skipped) = &record.skipped {
        let _ = writeln!(out, "<p class=\"notice\">This document was {}.</p>", escaped(&skipped_words(skipped)));
    } else if record.claims.is_empty() && record.events.is_empty() {
        out.push_str("<p class=\"notice\">No claims, no events.</p>\n");
    }
    out.push_str("<main>\n");
    write_picture(&report, out);
    let has_cards = !record.claims.is_empty() || !record.events.is_empty();
    let _ = write!(
        out,
        "<section class=\"text{}\" aria-labelledby=\"text\" tabindex=\"0\"><h2 id=\"text\">Text</h2>",
        if has_cards { "" } else { " wide" }
    );
    write_words(&report, Marking::Record, out);
    out.push_str("</section>\n<div id=\"record\">\n");
    write_claims(&report, out);
    write_events(&report, out);
    write_pairs(&report, out);
    out.push_str("</div>\n");
    write_mentions(&report, out);
    out.push_str("</main>\n");
    write_footer(record, out);
    write_end(out);
}

/// Closes a page that has a script.
pub(super) fn write_end(out: &mut String) {
    let _ = write!(out, "<script>{SCRIPT}</script>\n</body>\n</html>\n");
}

/// The heading of a page, and what is known of its document.
pub(super) fn write_facts(record: &Record, out: &mut String) {
    let title = record.title.as_deref().unwrap_or(&record.id);
    let _ = write!(out, "<h1 dir=\"auto\">{}</h1>\n<p class=\"facts\">", escaped(title));
    let mut facts: Vec<String> = Vec::new();
    facts.extend(record.publisher.as_deref().map(bdi));
    facts.push(record.published.map_or_else(|| "no date".to_owned(), |date| format!("<time datetime=\"{date}\">{date}</time>")));
    facts.extend(record.language.as_deref().map(|language| format!("language {}", escaped(language))));
    if record.title.is_some() {
        facts.push(format!("<code>{}</code>", escaped(&record.id)));
    }
    if let Some(url) = &record.url {
        let shown = escaped(url);
        facts.push(web_address(url).map_or_else(|| bdi(url), |_| format!("<a href=\"{shown}\" rel=\"noreferrer noopener\">{shown}</a>")));
    }
    let _ = write!(
        out,
        "{}</p>\n<p class=\"facts\">{} · {} · {}</p>\n",
        facts.join(" · "),
        counted(record.claims.len(), "claim"),
        counted(record.events.len(), "event"),
        counted(record.mentions.len(), "mention")
    );
}

/// The marked text and what its marks mean.
pub(super) fn write_words(report: &Report<'_>, marking: Marking, out: &mut String) {
    let record = report.view.record;
    match &record.text {
        Some(text) => {
            out.push_str("<div class=\"words\" dir=\"auto\">");
            write_text(report, text, marking, out);
            out.push_str("</div>");
        }
        None => out.push_str("<p class=\"soft\">The text was left out of this record; spans are given in code points.</p>"),
    }
    if !(record.claims.is_empty() && record.events.is_empty()) && record.text.is_some() {
        out.push_str(
            "<ul class=\"legend words\" aria-label=\"Marks in the text\"><li><span class=\"s\">who says it</span></li><li><span class=\"c\">says</span></li>\
             <li><span class=\"n1\">what is said</span></li><li><span class=\"n2\">said within what is said</span></li>\
             <li><span class=\"m\">party, place, time, number</span></li><li><span class=\"t q2\">act</span> in the colour of its class</li></ul>",
        );
    }
}

pub(super) fn write_pairs(report: &Report<'_>, out: &mut String) {
    let pairs = &report.view.record.pairs;
    if pairs.is_empty() {
        return;
    }
    out.push_str("<section aria-labelledby=\"pairs\"><h2 id=\"pairs\">Pairs asked for</h2><table><tbody>");
    for pair in pairs {
        let side = |pieces| report.part(pieces).unwrap_or_else(|| "<span class=\"soft\">somebody</span>".to_owned());
        let _ = write!(
            out,
            "<tr><td>{} → {}</td><td><span class=\"chip q{}\">{}</span></td><td class=\"num\">{}</td></tr>",
            side(&pair.source),
            side(&pair.target),
            pair.event_type.quad(),
            pair.event_type,
            crate::plain::percent(pair.confidence)
        );
    }
    out.push_str("</tbody></table></section>\n");
}

pub(super) fn write_footer(record: &Record, out: &mut String) {
    let v = &record.versions;
    let _ = write!(
        out,
        "<footer>\n<p>Read by demarche {} with model <code>{}</code>, knowledge <code>{}</code>, codebook <code>{}</code>; record format {}. \
         Percentages say how sure the model is; those of claims and events are calibrated.</p>\n<p>SHA-256 of the text: <code>{}</code></p>\n</footer>\n",
        escaped(&v.demarche),
        escaped(&v.model),
        escaped(&v.knowledge),
        escaped(&v.codebook),
        escaped(&record.schema),
        escaped(&record.text_sha256)
    );
}
