//! The page of an explanation: the marked text, and sentence by sentence what was made of it and what that was chosen over.

mod claim;
mod event;
mod mention;
mod weights;

use std::fmt::Write as _;

use demarche::explain::{Explanation, SentenceReasons, Words};

use super::page::{write_end, write_facts, write_footer, write_head_with, write_pairs, write_words};
use super::passage::Marking;
use super::report::{Report, bdi};
use crate::page::escaped;
use crate::plain::{counted, skipped_words};
use crate::reasons::language_words;
use weights::{Weights, row, words};

const STYLE: &str = include_str!("style.css");

/// Appends the whole page.
pub(super) fn write_page(explanation: &Explanation, out: &mut String) {
    let record = &explanation.record;
    let report = Report::new(record);
    let title = record.title.as_deref().unwrap_or(&record.id);
    write_head_with(&format!("Explained: {title}"), None, true, STYLE, out);
    out.push_str("<a class=\"skip\" href=\"#record\">Skip to the reasons</a>\n<header>\n");
    write_facts(record, out);
    let _ = writeln!(out, "<p class=\"facts\">{}</p>\n</header>", escaped(&language_words(&explanation.language)));
    if let Some(skipped) = &record.skipped {
        let _ = writeln!(out, "<p class=\"notice\">This document was {}.</p>", escaped(&skipped_words(skipped)));
    }
    let (main, text) = if explanation.sentences.is_empty() { ("", " wide") } else { (" class=\"why\"", "") };
    let _ = write!(out, "<main{main}>\n<section class=\"text{text}\" aria-labelledby=\"text\" tabindex=\"0\"><h2 id=\"text\">Text</h2>");
    write_words(&report, Marking::Reasons, out);
    out.push_str("</section>\n<div id=\"record\">\n");
    if !explanation.sentences.is_empty() {
        let _ = write!(
            out,
            "<h2>Reasons <small>{}</small></h2>\n<p class=\"soft\">Bars and percentages are the model’s own probabilities; only the confidence of claims and events is calibrated. \
             Paler lines after “not” came next and lost.</p>\n",
            counted(explanation.sentences.len(), "sentence")
        );
    }
    for (number, sentence) in explanation.sentences.iter().enumerate() {
        write_sentence(&report, number, sentence, out);
    }
    write_pairs(&report, out);
    out.push_str("</div>\n</main>\n");
    write_footer(record, out);
    write_end(out);
}

fn write_sentence(report: &Report<'_>, number: usize, sentence: &SentenceReasons, out: &mut String) {
    let shown = number + 1;
    let link = if report.has_text() {
        format!("<a class=\"id\" href=\"#ts{number}\" title=\"show in the text\">{shown}</a>")
    } else {
        format!("<span class=\"id\">{shown}</span>")
    };
    let _ = write!(
        out,
        "<section class=\"sentence\" id=\"s{number}\" aria-labelledby=\"h{number}\"><h3 id=\"h{number}\">{link} {}</h3>",
        bdi(&sentence.text)
    );
    let mut cards = String::new();
    sentence.claims.iter().for_each(|c| claim::write_claim(report, c, &mut cards));
    sentence.dropped_cues.iter().for_each(|c| claim::write_dropped(c, &mut cards));
    sentence.events.iter().for_each(|e| event::write_event(report, e, &mut cards));
    sentence.dropped_triggers.iter().for_each(|t| event::write_dropped(report, t, &mut cards));
    if !cards.is_empty() {
        let _ = write!(out, "<ol class=\"cards\">{cards}</ol>");
    }
    let mut nearest = String::new();
    for (what, name, likeliest) in [("claim", "cue", &sentence.likeliest_cue), ("event", "trigger", &sentence.likeliest_trigger)] {
        if let Some(word) = likeliest {
            row(&format!("no {what}"), &nearest_word(name, word), &mut nearest);
        }
    }
    if !nearest.is_empty() {
        let _ = write!(out, "<dl class=\"near\">{nearest}</dl>");
    }
    if !sentence.mentions.is_empty() {
        let _ = write!(out, "<h4>{}</h4><ul class=\"mentions\">", counted(sentence.mentions.len(), "mention"));
        sentence.mentions.iter().for_each(|m| mention::write_mention(report, m, out));
        out.push_str("</ul>");
    }
    out.push_str("</section>\n");
}

fn nearest_word(name: &str, word: &Words) -> String {
    let mut weights = Weights::default();
    weights.near(&words(word), word.probability, &format!("likeliest, but no {name}"));
    weights.html()
}
