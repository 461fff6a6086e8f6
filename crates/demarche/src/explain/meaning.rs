//! Meanings: what mentions were resolved to, by which method, and what the tables know of their words.

use demarche_knowledge::{Certainty, Knowledge, Meaning, Sense};

use super::event::applied;
use super::{MeaningReasons, SentenceReasons};
use crate::codebook::Kind;
use crate::event::Rule;
use crate::record::{Mention, Record};
use crate::resolve::describe;

/// Most entries of the tables shown for a mention.
const MOST: usize = 12;

/// Gives the mentions of sentences their meanings, which stand in the record.
pub(super) fn add(sentences: &mut [SentenceReasons], record: &Record, knowledge: &Knowledge<'static>) {
    // both are in the order of the text
    let mut mentions = record.mentions.iter();
    for reasons in sentences.iter_mut().flat_map(|s| &mut s.mentions) {
        let Some(mention) = mentions.by_ref().find(|m| m.id == reasons.id) else { return };
        if mention.kind != Kind::Materiel {
            reasons.meaning = Some(meaning(mention, knowledge));
        }
    }
    let mut events = record.events.iter();
    for reasons in sentences.iter_mut().flat_map(|s| &mut s.events) {
        let Some(event) = events.by_ref().find(|e| e.id == reasons.id) else { return };
        let last = reasons.rules.iter().rev().find(|rule| rule.changed == "status").map(|rule| rule.to);
        let before = last.map_or(reasons.status.chosen.code, |code| code.parse().unwrap_or(event.status));
        if before != event.status {
            reasons.rules.push(applied(&Rule::Dated { from: before, to: event.status }));
        }
    }
}

fn meaning(mention: &Mention, knowledge: &Knowledge<'static>) -> MeaningReasons {
    let is_name = !matches!(mention.kind, Kind::Time | Kind::Quantity);
    let known = if is_name { known(&mention.text, knowledge) } else { Vec::new() };
    let means = means(mention);
    let how = mention.how.as_deref();
    let method = how.map(|h| h.method.clone());
    let why = match (&method, means.is_empty()) {
        (Some(method), _) => describe(method).unwrap_or("a rule of the grammar").to_owned(),
        (None, false) => String::new(),
        (None, true) if !is_name => "the grammar reads no value in these words".to_owned(),
        (None, true) if known.is_empty() => "the tables do not know these words, and the text does not say what they mean".to_owned(),
        (None, true) => "the text does not tell which of what the tables know is meant".to_owned(),
    };
    MeaningReasons { means, method, why, coref: mention.coref.clone(), lost_to: how.and_then(|h| h.lost_to.clone()), known }
}

fn means(mention: &Mention) -> Vec<String> {
    let mut out: Vec<String> = mention.actors.iter().map(|a| format!("{} ({})", a.name, a.id)).collect();
    if let Some(place) = &mention.place {
        let parts = [Some(place.name.as_str()), place.admin1.as_deref(), place.country.as_deref()];
        let mut names: Vec<&str> = parts.into_iter().flatten().collect();
        names.dedup();
        let direction = place.direction.as_ref().map_or_else(String::new, |d| format!("{d} of "));
        out.push(format!("{direction}{} ({:.2}, {:.2})", names.join(", "), place.lat, place.lon));
    }
    if let Some(time) = &mention.time {
        let about = if time.approximate { "about " } else { "" };
        out.push(if time.start == time.end { format!("{about}{}", time.start) } else { format!("{about}{} to {}", time.start, time.end) });
    }
    if let Some(q) = &mention.quantity {
        let value = if (q.low - q.high).abs() < f64::EPSILON { q.low.to_string() } else { format!("{} to {}", q.low, q.high) };
        let role = q.role.map_or_else(String::new, |role| format!(", {role}"));
        let qualifier = Some(q.qualifier.as_str()).filter(|q| *q != "exact");
        let parts: Vec<&str> = [qualifier, Some(value.as_str()), q.unit.as_deref()].into_iter().flatten().collect();
        out.push(format!("{}{role}", parts.join(" ")));
    }
    out
}

/// What the tables have under these words.
fn known(words: &str, knowledge: &Knowledge<'static>) -> Vec<String> {
    let bare = words.strip_prefix("the ").or_else(|| words.strip_prefix("The ")).unwrap_or(words);
    let mut senses = knowledge.named(bare);
    if senses.is_empty() {
        senses = knowledge.family(bare);
    }
    senses.iter().take(MOST).map(entry).collect()
}

fn entry(sense: &Sense<'_>) -> String {
    let unsure = |certainty: Certainty| if certainty == Certainty::Unsure { ", unsure" } else { "" };
    match &sense.meaning {
        Meaning::Country(c) => format!("{}: country {}", c.name, c.code),
        Meaning::People(p) => format!("{}: of {}", p.name, p.country.unwrap_or("no one country")),
        Meaning::Party(p) => format!("{}: {}{}", p.name, p.id, unsure(p.origin.certainty)),
        Meaning::Person(p) => {
            let offices: Vec<&str> = p.offices.iter().map(|o| o.office).take(2).collect();
            format!("{}: {}, {}{}", p.name, p.country, offices.join(", "), unsure(p.certainty()))
        }
        Meaning::Metonym(m) => format!("{}/{}: {}{}", m.country, m.sector, m.party, unsure(m.origin.certainty)),
        Meaning::Division(d) => format!("{}: division of {}", d.name, d.country),
        Meaning::Region(r) => format!("{}: {}", r.name, r.kind),
        Meaning::Place(p) => format!("{}, {} {}: {} people", p.name, p.admin1, p.country, p.population),
    }
}
