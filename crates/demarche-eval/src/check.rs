//! Whether an expectation holds in a record, and what the record has instead.

use std::fmt::Write as _;

use demarche::record::{Claim, Event, Mention, Place, Record};
use demarche::span::CodePoints;

use crate::expect::{ClaimShape, EventShape, Expectation, Wanted, What};
use crate::spans::Trimmed;

/// An expectation that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmet {
    /// Line in the case's file.
    pub line: usize,
    /// The expectation as written.
    pub expected: String,
    /// What the record has of that sort.
    pub found: String,
}

/// The expectations that do not hold in the record of `text`.
#[must_use]
pub fn check(text: &str, expectations: &[Expectation], record: &Record) -> Vec<Unmet> {
    let view = View { chars: text.chars().collect(), record };
    let unmet = expectations.iter().filter(|e| !view.holds(e));
    unmet.map(|e| Unmet { line: e.line, expected: e.written.clone(), found: view.found(&e.what) }).collect()
}

/// A place as expectations name it.
fn place_code(place: &Place) -> String {
    format!("{}/{}", place.country.as_deref().unwrap_or_default(), place.name.replace(' ', "-"))
}

/// True where an expectation names a place, or its country.
fn is_at(place: &Place, expected: &str) -> bool {
    if expected.contains('/') { place_code(place) == expected } else { place.country.as_deref() == Some(expected) }
}

struct View<'a> {
    chars: Vec<char>,
    record: &'a Record,
}

impl View<'_> {
    fn holds(&self, e: &Expectation) -> bool {
        let record = self.record;
        match &e.what {
            What::Claim(shape) => record.claims.iter().any(|c| self.is_claim(c, shape, e.is_exact)),
            What::Event(shape) => record.events.iter().any(|ev| self.is_event(ev, shape, e.is_exact)),
            What::Mention(kind, spans) => record.mentions.iter().any(|m| m.kind == *kind && self.agrees(spans, &[m.span], e.is_exact)),
            What::NoMention(kind, spans) => !record.mentions.iter().any(|m| m.kind == *kind && self.agrees(spans, &[m.span], e.is_exact)),
            What::Party(code, spans) => {
                let mut meant = record.mentions.iter().filter(|m| self.agrees(spans, &[m.span], e.is_exact));
                match code {
                    Some(code) => meant.any(|m| m.actors.iter().any(|a| format!("{}/{}", a.country, a.sector) == *code)),
                    None => meant.all(|m| m.actors.is_empty()),
                }
            }
            What::At(place, spans) => {
                let mut meant = record.mentions.iter().filter(|m| self.agrees(spans, &[m.span], e.is_exact)).map(|m| m.place.as_deref());
                match place {
                    Some(place) => meant.flatten().any(|known| is_at(known, place)),
                    None => meant.all(|known| known.is_none()),
                }
            }
            What::Sentence(spans) => record.sentences.iter().any(|s| self.agrees(spans, &[*s], true)),
            What::NoClaim => record.claims.is_empty(),
            What::NoEvent(None) => record.events.is_empty(),
            What::NoEvent(Some((event_type, mode))) => {
                !record.events.iter().any(|ev| ev.event_type == *event_type && (mode.is_none() || ev.mode == *mode))
            }
            What::Skipped(reason) => record.skipped.as_ref().is_some_and(|s| s.reason == *reason),
        }
    }

    fn agrees(&self, wanted: &[CodePoints], found: &[CodePoints], is_exact: bool) -> bool {
        let (wanted, found) = (Trimmed::new(&self.chars, wanted), Trimmed::new(&self.chars, found));
        if is_exact { wanted.spans == found.spans } else { wanted.chars.overlaps(&found.chars) }
    }

    fn has(&self, wanted: &Wanted, found: &[CodePoints], is_exact: bool) -> bool {
        match wanted {
            Wanted::Any => true,
            Wanted::Nothing => found.is_empty(),
            Wanted::Words(spans) => self.agrees(spans, found, is_exact),
        }
    }

    /// Each wanted party is found; `-` holds where there is none.
    fn has_parties(&self, wanted: &[Wanted], found: &[String], is_exact: bool) -> bool {
        wanted.iter().all(|w| match w {
            Wanted::Any => true,
            Wanted::Nothing => found.is_empty(),
            Wanted::Words(_) => found.iter().filter_map(|id| self.mention(id)).any(|m| self.has(w, &[m.span], is_exact)),
        })
    }

    fn mention(&self, id: &str) -> Option<&Mention> {
        self.record.mentions.iter().find(|m| m.id == id)
    }

    fn span(&self, id: Option<&String>) -> Vec<CodePoints> {
        id.and_then(|id| self.mention(id)).map(|m| m.span).into_iter().collect()
    }

    /// The cue of a claim, by its id; empty without one.
    fn cue(&self, id: Option<&String>) -> Vec<CodePoints> {
        id.and_then(|id| self.record.claims.iter().find(|c| c.id == *id)).map(|c| c.cue.clone()).unwrap_or_default()
    }

    fn is_claim(&self, claim: &Claim, shape: &ClaimShape, is_exact: bool) -> bool {
        shape.stance.is_none_or(|s| s == claim.stance)
            && self.has(&shape.source, &claim.source, is_exact)
            && self.has(&shape.cue, &claim.cue, is_exact)
            && self.has(&shape.content, &claim.content, is_exact)
            && self.has(&shape.within, &self.cue(claim.parent.as_ref()), is_exact)
    }

    fn is_event(&self, event: &Event, shape: &EventShape, is_exact: bool) -> bool {
        shape.event_type.is_none_or(|t| t == event.event_type)
            && (shape.mode.is_none() || shape.mode == event.mode)
            && shape.status.is_none_or(|s| s == event.status)
            && shape.context.iter().all(|c| event.context.contains(c))
            && self.has(&shape.trigger, &event.trigger, is_exact)
            && self.has_parties(&shape.actors, &event.actors, is_exact)
            && self.has_parties(&shape.recipients, &event.recipients, is_exact)
            && self.has(&shape.place, &self.span(event.place.as_ref()), is_exact)
            && self.has(&shape.time, &self.span(event.time.as_ref()), is_exact)
            && self.has(&shape.claim, &self.cue(event.claims.first()), is_exact)
    }

    fn found(&self, what: &What) -> String {
        let record = self.record;
        let list: Vec<String> = match what {
            What::Claim(_) | What::NoClaim => record.claims.iter().map(|c| self.claim_line(c)).collect(),
            What::Event(_) | What::NoEvent(_) => record.events.iter().map(|e| self.event_line(e)).collect(),
            What::Mention(..) | What::NoMention(..) => {
                record.mentions.iter().map(|m| format!("{} {}", m.kind, self.words(&[m.span]))).collect()
            }
            What::Party(..) => {
                let ids = |m: &Mention| m.actors.iter().map(|a| a.id.as_str()).collect::<Vec<_>>().join("+");
                record.mentions.iter().map(|m| format!("{} {}", self.words(&[m.span]), ids(m))).collect()
            }
            What::At(..) => {
                let place = |m: &Mention| m.place.as_ref().map_or_else(|| "-".to_owned(), |place| place_code(place));
                record.mentions.iter().map(|m| format!("{} {}", self.words(&[m.span]), place(m))).collect()
            }
            What::Sentence(_) => record.sentences.iter().map(|&s| self.words(&[s])).collect(),
            What::Skipped(_) => vec![format!("language {}", record.language.as_deref().unwrap_or("undecided"))],
        };
        match (&record.skipped, list.is_empty()) {
            (Some(skipped), true) => format!("nothing: skipped, {} {}", skipped.reason, skipped.detail),
            (_, true) => "nothing".to_owned(),
            (_, false) => list.join("; "),
        }
    }

    fn words(&self, spans: &[CodePoints]) -> String {
        let piece = |s: &CodePoints| format!("[{}]", self.chars.get(s.0..s.1).unwrap_or_default().iter().collect::<String>());
        if spans.is_empty() { "-".to_owned() } else { spans.iter().map(piece).collect::<Vec<_>>().join(" + ") }
    }

    fn claim_line(&self, c: &Claim) -> String {
        let mut out =
            format!("{} source {} cue {} content {}", c.stance, self.words(&c.source), self.words(&c.cue), self.words(&c.content));
        if c.parent.is_some() {
            let _ = write!(out, " in {}", self.words(&self.cue(c.parent.as_ref())));
        }
        out
    }

    fn event_line(&self, e: &Event) -> String {
        let mode = e.mode.as_ref().map_or_else(String::new, |m| format!(":{m}"));
        let mut out = format!("{}{mode} {} trigger {}", e.event_type, e.status, self.words(&e.trigger));
        let parties = [("actor", &e.actors), ("recipient", &e.recipients)];
        for (role, id) in parties.iter().flat_map(|(role, ids)| ids.iter().map(move |id| (role, id))) {
            let _ = write!(out, " {role} {}", self.words(&self.span(Some(id))));
        }
        for (role, id) in [("place", &e.place), ("time", &e.time)] {
            if id.is_some() {
                let _ = write!(out, " {role} {}", self.words(&self.span(id.as_ref())));
            }
        }
        if !e.claims.is_empty() {
            let _ = write!(out, " claim {}", self.words(&self.cue(e.claims.first())));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expect::parse_expectation;
    use crate::passage::{Line, Words};

    const TEXT: &str = "Seoul said that it sent troops to Russia on Monday. Jets roared.";

    fn record() -> Record {
        let mention = |n: usize, span: [usize; 2], kind: &str| serde_json::json!({"id": format!("m{n}"), "span": span, "text": "", "kind": kind, "actors": [], "coref": null, "confidence": 0.9});
        let json = serde_json::json!({
            "schema": "demarche/1", "id": "a", "title": null, "publisher": null, "url": null, "published": null, "language": "en",
            "skipped": null, "text_sha256": "", "sentences": [[0, 51], [52, 64]],
            "mentions": [mention(0, [16, 18], "place"), mention(1, [34, 40], "place"), mention(2, [44, 50], "time")],
            "claims": [{"id": "c0", "source": [[0, 5]], "cue": [[6, 10]], "content": [[11, 50]], "speaker": null, "stance": "announce",
                        "quoted": false, "parent": null, "confidence": 0.9}],
            "events": [{"id": "e0", "type": "AID", "mode": null, "quad": 2, "score": 10.0, "cameo": "07", "context": ["military"],
                        "status": "actual", "trigger": [[19, 23]], "actors": ["m0"], "recipients": ["m1"], "place": null,
                        "place_from": null, "time": "m2", "time_from": "role", "quantities": [], "claims": ["c0"], "confidence": 0.8}],
            "pairs": [], "versions": {"demarche": "0", "model": "m", "knowledge": "none", "codebook": "c"}
        });
        serde_json::from_value(json).unwrap()
    }

    fn unmet(line: &str) -> Vec<Unmet> {
        let e = parse_expectation(&Line { number: 1, text: line.to_owned() }, &Words::new(TEXT)).unwrap();
        check(TEXT, &[e], &record())
    }

    #[test]
    fn what_holds_holds() {
        for line in [
            "claim announce source [Seoul] cue [said] content [it sent troops]",
            "exact claim announce source [Seoul] content [that … Monday]",
            "claim any in -",
            "event AID actual trigger [sent troops] actor [it] recipient [Russia] time [Monday] place - claim [said] context military",
            "event any any",
            "no event ASSAULT",
            "mention place [Russia]",
            "no mention person [Russia]",
            "sentence [Jets roared.]",
        ] {
            assert_eq!(unmet(line), [], "{line}");
        }
    }

    #[test]
    fn what_does_not_hold_is_told_with_what_there_is() {
        for line in [
            "claim assert source [Seoul]",
            "exact claim announce content [it sent troops]",
            "claim announce source -",
            "claim announce in [said]",
            "event AID future",
            "event AID actual actor [Russia]",
            "event AID actual recipient -",
            "event AID actual claim -",
            "event AID actual place [Russia]",
            "event AID actual context cyber",
            "no event",
            "no event AID",
            "no claim",
            "mention person [Russia]",
            "no mention place [Russia]",
            "sentence [Jets]",
            "skipped language",
        ] {
            assert_eq!(unmet(line).len(), 1, "{line}");
        }
        assert_eq!(
            unmet("event AID future")[0].found,
            "AID actual trigger [sent] actor [it] recipient [Russia] time [Monday] claim [said]"
        );
        assert_eq!(unmet("skipped language")[0].found, "language en");
    }
}
