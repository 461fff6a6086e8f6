//! A record made by hand, and answers about it.

use demarche::record::Record;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{Answer, Book, Draw, Fault, SCHEMA, Survey, Unit, Verdict};

pub(super) const TEXT: &str = "Talks began. Séoul said it sent aid to Kyiv. Moscow accused Kyiv.";

/// `e0` AID by "it" for Kyiv, held by `c0`, in the second sentence; `e1` ACCUSE by Moscow in the third.
pub(super) fn record(id: &str) -> Record {
    let sha: String = Sha256::digest(TEXT.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    let mention = |id: &str, span: [usize; 2], kind: &str, actors: serde_json::Value, coref: Option<&str>| {
        let text: String = TEXT.chars().skip(span[0]).take(span[1] - span[0]).collect();
        json!({"id": id, "span": span, "text": text, "kind": kind, "actors": actors, "coref": coref, "confidence": 1})
    };
    let seoul = json!([{"id": "KOR/GOV", "name": "", "country": "KOR", "sector": "GOV"}]);
    let event = |id: &str, event_type: &str, trigger: [usize; 2], actor: &str, recipient: &str, claims: &[&str]| {
        json!({"id": id, "type": event_type, "mode": null, "quad": 2, "score": 1, "cameo": "07", "context": ["military"], "status": "actual",
            "trigger": [trigger], "actors": [actor], "recipients": [recipient], "place": null, "place_from": null, "time": null,
            "time_from": null, "quantities": [], "claims": claims, "confidence": 0.5})
    };
    serde_json::from_value(json!({
        "schema": "demarche/1", "id": id, "title": null, "publisher": "The Example", "url": null, "published": "2024-10-29", "language": "en",
        "skipped": null, "text_sha256": sha, "text": TEXT, "sentences": [[0, 12], [13, 44], [45, 65]],
        "mentions": [
            mention("m0", [13, 18], "place", seoul.clone(), None),
            mention("m1", [24, 26], "place", seoul, Some("m0")),
            mention("m2", [39, 43], "place", json!([]), None),
            mention("m3", [45, 51], "place", json!([]), None),
            mention("m4", [60, 64], "place", json!([]), Some("m2")),
        ],
        "claims": [{"id": "c0", "source": [[13, 18]], "cue": [[19, 23]], "content": [[24, 43]], "speaker": "m0", "stance": "assert",
            "quoted": false, "parent": null, "confidence": 0.9}],
        "events": [event("e0", "AID", [27, 31], "m1", "m2", &["c0"]), event("e1", "ACCUSE", [52, 59], "m3", "m4", &[])],
        "pairs": [], "versions": {"demarche": "0", "model": "m-1", "knowledge": "none", "codebook": "c"},
    }))
    .unwrap()
}

/// An answer on an item of the record, as it is coded there.
pub(super) fn answer(record: &Record, item: &str, verdict: Verdict, by: &str) -> Answer {
    let mut survey = Survey::new(Draw { unit: Unit::Sentences, ..Draw::default() }, Book::default());
    survey.add(record);
    let sample = survey.finish().sample;
    let item = sample.into_iter().find(|i| i.key.item == item).unwrap();
    let wrong = if verdict == Verdict::Partly { vec![Fault { field: item.key.kind.fields()[2], right: None }] } else { Vec::new() };
    Answer {
        schema: SCHEMA.to_owned(),
        document: item.key.document.clone(),
        item: item.key.item.clone(),
        kind: item.key.kind,
        text_sha256: item.text_sha256,
        coded: item.coding.to_json(),
        verdict,
        wrong,
        by: by.to_owned(),
        model: item.model,
        date: None,
    }
}

/// An answer on each event, claim and sentence: all right.
pub(super) fn all_right(record: &Record, by: &str) -> Vec<Answer> {
    let items = record.events.iter().map(|e| e.id.clone()).chain(record.claims.iter().map(|c| c.id.clone()));
    items.chain(["s1".to_owned(), "s2".to_owned()]).map(|item| answer(record, &item, Verdict::Right, by)).collect()
}
