//! Mentions: what they mean and why, folded away under a line each.

use std::fmt::Write as _;

use demarche::explain::{MeaningReasons, MentionReasons};

use super::claim::mention_link;
use super::weights::{Weights, quoted, row, words};
use crate::html::cards::id_link;
use crate::html::report::{Report, bdi};
use crate::plain::percent;
use crate::reasons::{from_role_words, is_shown};

/// Appends a mention.
pub(super) fn write_mention(report: &Report<'_>, mention: &MentionReasons, out: &mut String) {
    let number = report.mention_number(&mention.id);
    out.push_str("<li");
    if let Some(n) = number {
        let _ = write!(out, " id=\"m{n}\" data-in=\"m{n}\" data-to=\"m{n}");
        report.roles_of(n).iter().for_each(|event| {
            let _ = write!(out, " e{event}");
        });
        out.push('"');
    }
    out.push_str("><details><summary class=\"top\">");
    id_link(report, &mention.id, &number.map_or_else(String::new, |n| format!("tm{n}")), out);
    let _ = write!(
        out,
        "<b>{}</b><span class=\"soft\">{} {}</span><span>{}</span></summary><dl>",
        quoted(&mention.text),
        mention.kind,
        percent(mention.probability),
        mention.meaning.as_ref().map_or_else(String::new, means)
    );
    let mut kind = Weights::default();
    kind.chosen(mention.kind.code(), mention.probability, "");
    mention.next_kind.iter().filter(is_shown).for_each(|w| kind.lost(w.code.code(), w.probability, ""));
    row("kind", &kind.html(), out);
    if let Some(from) = &mention.from_role {
        let mut trigger = Weights::default();
        trigger.chosen(&words(&from.trigger), from.trigger.probability, "");
        row("made from", &format!("{}{}", from_role_words(from), trigger.html()), out);
    }
    let mut lost = Weights::default();
    mention.lost.iter().for_each(|l| lost.lost(&quoted(&l.text), l.probability, l.kind.code()));
    row("won over", &lost.html(), out);
    if let Some(meaning) = &mention.meaning {
        write_meaning(report, meaning, out);
    }
    out.push_str("</dl></details></li>");
}

/// What a mention means, and in which way that was found.
fn means(meaning: &MeaningReasons) -> String {
    let what: Vec<String> = meaning.means.iter().map(|what| bdi(what)).collect();
    let method = meaning.method.as_deref().map_or_else(String::new, |method| format!(" <span class=\"soft\">by {}</span>", bdi(method)));
    let what = if what.is_empty() { "<span class=\"soft\">open</span>".to_owned() } else { what.join("; ") };
    format!("{what}{method}")
}

fn write_meaning(report: &Report<'_>, meaning: &MeaningReasons, out: &mut String) {
    row("means", &means(meaning), out);
    row("names again", &meaning.coref.as_deref().map_or_else(String::new, |first| mention_link(report, first)), out);
    let text = |words: &str| if words.is_empty() { String::new() } else { bdi(words) };
    row("because", &text(&meaning.why), out);
    row("rather than", &text(meaning.lost_to.as_deref().unwrap_or_default()), out);
    let known: Vec<String> = meaning.known.iter().map(|entry| format!("<li>{}</li>", bdi(entry))).collect();
    let known = if known.is_empty() { String::new() } else { format!("<ul class=\"known\">{}</ul>", known.concat()) };
    row("tables know", &known, out);
}
