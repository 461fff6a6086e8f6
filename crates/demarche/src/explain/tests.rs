//! By hand, without a model: one window of words, scores put where a test wants them. With the model that ships: laws that
//! hold between reasons and record.

use std::path::Path;

use super::*;
use crate::codebook::{EventType, Kind, MODES, Stance, Status};
use crate::decode::softmax;
use crate::event::{Coding, Parts, Role};
use crate::mention::{Found, detect_mentions};
use crate::model::Judged;
use crate::model::{Calibration, EVENT_CLASSES, EVENT_LINKS, TRACKS};
use crate::reader::CodedEvent;
use crate::window::Word;

const SETTINGS: Settings = Settings {
    cue_bias: 0.0,
    trigger_bias: 0.0,
    mention_bias: 0.0,
    least_event: 0.0,
    events: Calibration::NONE,
    claims: Calibration::NONE,
    switch: 2.0,
    source_switch: 2.0,
};
const PERSON: usize = 0;
const ORGANIZATION: usize = 1;
const PLACE: usize = 4;

/// A window over words between spaces, and its tag scores: all outside.
fn window(text: &str) -> (Window, Vec<f32>) {
    let mut at = 0;
    let words: Vec<Word> = text
        .split(' ')
        .enumerate()
        .map(|(piece, word)| {
            let span = Span::new(at, at + word.len());
            at += word.len() + 1;
            Word { piece, span }
        })
        .collect();
    let n = words.len();
    (Window { ids: vec![0; n], shapes: vec![0; n], roles: vec![0; n], words }, [5.0, 0.0, 0.0].repeat(n * TRACKS))
}

/// Tags words as one run of a track: `score` for begin, then for inside.
fn tag(tags: &mut [f32], words: std::ops::Range<usize>, track: usize, score: f32) {
    for w in words.clone() {
        tags[(w * TRACKS + track) * 3 + if w == words.start { 1 } else { 2 }] = score;
    }
}

fn reasons(text: &str, window: &Window, reading: &WindowReading, evidence: &Evidence) -> Vec<SentenceReasons> {
    let index = CodePointIndex::new(text);
    let mut sentences = Sentences::new(&[index.code_points(Span::new(0, text.len()))], text, &index);
    sentences.add(&Look { text, index: &index, settings: SETTINGS, window, reading, evidence, ids: Ids::default() });
    sentences.finish()
}

#[test]
fn mentions_that_gave_way_stand_with_the_one_that_beat_them() {
    let text = "São Paulo 🙂 police said";
    let (window, mut tags) = window(text);
    tag(&mut tags, 0..4, ORGANIZATION, 9.0);
    tag(&mut tags, 0..2, PLACE, 8.0);
    tag(&mut tags, 1..4, PERSON, 6.0);
    tag(&mut tags, 4..5, CUE, 4.5);
    let mentions = detect_mentions(&window, &tags, SETTINGS.mention_bias, text);
    let found =
        &reasons(text, &window, &WindowReading { mentions, ..WindowReading::default() }, &Evidence { tags, ..Evidence::default() })[0];
    let told: Vec<_> = found.mentions.iter().map(|m| (m.text.as_str(), m.span, m.kind, m.lost.len())).collect();
    assert_eq!(
        told,
        [
            ("São Paulo 🙂 police", CodePoints(0, 18), Kind::Organization, 0),
            // the person crosses it, and is less sure
            ("São Paulo", CodePoints(0, 9), Kind::Place, 1)
        ]
    );
    assert_eq!(found.mentions[1].lost[0].text, "Paulo 🙂 police");
    assert!(found.mentions.iter().all(|m| m.from_role.is_none() && m.next_kind.is_some_and(|k| k.probability < 0.02)));
    // 4.5 against 5.0: near, and no cue
    let near = found.likeliest_cue.as_ref().unwrap();
    assert!(near.text == "said" && (0.3..0.5).contains(&near.probability), "{near:?}");
}

/// Class scores with these types, modes and statuses in the lead; no context.
fn classes(event_type: EventType, mode: Option<&str>, status: Status) -> Vec<f32> {
    let mut scores = vec![0.0; EVENT_CLASSES];
    let modes = EventType::ALL.len();
    let statuses = modes + MODES.len() + 1;
    scores[event_type.index()] = 4.0;
    scores[modes + MODES.iter().position(|m| Some(m.code()) == mode).unwrap_or(MODES.len())] = 6.0;
    scores[statuses + status.index()] = 3.0;
    scores[statuses + Status::ALL.len()..].fill(-3.0);
    scores
}

/// Role probabilities of words: (word, role, probability), the rest none.
fn roles(words: usize, given: &[(usize, Role, f32)]) -> Vec<f32> {
    let mut out = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0].repeat(words);
    for &(w, role, p) in given {
        out[w * EVENT_LINKS + role as usize] = p;
        out[w * EVENT_LINKS] -= p;
    }
    out
}

#[test]
fn an_event_tells_its_rule_and_who_fell_short() {
    let text = "Seoul will visit Tokyo";
    let (window, tags) = window(text);
    let mention = |at: usize, confidence| Found { span: window.words[at].span, kind: Kind::Place, confidence };
    let links = roles(4, &[(0, Role::Actor, 0.9), (3, Role::Recipient, 0.1875), (3, Role::Place, 0.5625)]);
    let trigger = Judged {
        anchor: Anchor { start: 2, end: 3 },
        sentence: Span::new(0, text.len()),
        confidence: 0.8,
        links,
        classes: classes(EventType::Consult, Some("visit"), Status::Future),
        made: Some(0),
        dropped: None,
        parts: Parts::default(),
    };
    let coding = Coding::from_scores(&trigger.classes).with_rules(None);
    let event = CodedEvent {
        coding,
        trigger: window.words[2].span,
        parts: Parts { actors: vec![0], place: Some(1), ..Parts::default() },
        claim: None,
        confidence: 0.7,
        embedding: None,
    };
    let reading = WindowReading { mentions: vec![mention(0, 0.9), mention(3, 0.45)], events: vec![event], ..WindowReading::default() };
    let found = &reasons(text, &window, &reading, &Evidence { tags, triggers: vec![trigger], ..Evidence::default() })[0];
    assert!(found.likeliest_trigger.is_none() && found.likeliest_cue.is_some());
    let event = &found.events[0];
    assert_eq!((event.event_type.chosen.code, event.mode.chosen.code, event.event_type.lost.len()), (EventType::Consult, Some("visit"), 2));
    let lost: Vec<_> = event.mode.lost.iter().map(|m| m.code).collect();
    assert_eq!(lost, [None, Some("third-party")], "of equals no mode comes first");
    let rule = &event.rules[0];
    assert_eq!((rule.changed, rule.from, rule.to), ("type", "CONSULT", "AGREE"));
    let [actor, recipient, place, time, _] = event.roles.as_slice() else { panic!("five roles") };
    assert_eq!((actor.chosen[0].candidate.mention.as_str(), actor.lost.len()), ("m0", 0));
    assert!(recipient.chosen.is_empty());
    assert_eq!((recipient.lost[0].candidate.text.as_str(), &recipient.lost[0].reason), ("Tokyo", &LostBy::Under(0.25 - 0.1875)));
    assert_eq!(place.chosen[0].candidate.text, "Tokyo");
    assert!(time.chosen.is_empty() && time.lost.is_empty());
    // no tags made these mentions
    let from = found.mentions[1].from_role.as_ref().unwrap();
    assert_eq!((from.role, from.trigger.text.as_str(), from.trigger.probability), ("recipient", "visit", 0.1875));
}

#[test]
fn triggers_without_a_party_and_cues_without_content_are_told() {
    let text = "It said nothing struck";
    let (window, tags) = window(text);
    let trigger = Judged {
        anchor: Anchor { start: 3, end: 4 },
        sentence: Span::new(0, text.len()),
        confidence: 0.6,
        links: roles(4, &[(0, Role::Actor, 0.25)]),
        classes: classes(EventType::Assault, None, Status::Actual),
        made: None,
        dropped: None,
        parts: Parts::default(),
    };
    // nowhere content, nearest at "nothing"
    let mut links = [6.0, 0.0, 0.0].repeat(4);
    links[2 * 3 + 2] = 5.0;
    let cue = Judged {
        anchor: Anchor { start: 1, end: 2 },
        sentence: Span::new(0, text.len()),
        confidence: 0.7,
        links,
        classes: vec![0.0; Stance::ALL.len()],
        made: None,
        dropped: None,
        parts: Parts::default(),
    };
    let mentions = vec![Found { span: window.words[0].span, kind: Kind::Other, confidence: 0.5 }];
    let reading = WindowReading { mentions, ..WindowReading::default() };
    let found = &reasons(text, &window, &reading, &Evidence { tags, cues: vec![cue], triggers: vec![trigger] })[0];
    assert!(found.events.is_empty() && found.claims.is_empty() && found.likeliest_trigger.is_none() && found.likeliest_cue.is_none());
    let trigger = &found.dropped_triggers[0];
    assert_eq!((trigger.reason, trigger.trigger.text.as_str(), trigger.event_type.chosen.code), ("no party", "struck", EventType::Assault));
    let LostBy::Under(by) = trigger.roles[0].lost[0].reason else { panic!("it fell short") };
    assert!((by - 0.05).abs() < 1e-6);
    let cue = &found.dropped_cues[0];
    assert_eq!((cue.reason, cue.likeliest_content.as_ref().unwrap().text.as_str()), ("no content", "nothing"));
    assert!((cue.likeliest_content.as_ref().unwrap().probability - softmax(&[6.0, 0.0, 5.0])[2]).abs() < 1e-6);
}

fn reader() -> Reader {
    let file = |name: &str| std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../model").join(name)).unwrap();
    Reader::new(&file("reader.safetensors"), &file("tokenizer.json"), None).unwrap()
}

#[test]
fn reasons_agree_with_the_record() {
    let reader = reader();
    let article = "Seoul accused Pyongyang of sending 10,000 troops to Russia, a ministry spokesman said on Monday 🙂.\r\n\r\n\
        “We will not be silent,” José Peña told reporters. Pyongyang denied that its troops had crossed the border. \
        South Korea will send aid to Ukraine. The weather was fine. Two vessels collided near the shoal. ";
    // several windows
    let doc = Document { id: "a".to_owned(), text: article.repeat(4), ..Document::default() };
    let mut scratch = Scratch::default();
    let told = reader.explain(&doc, &mut scratch);
    let records = reader.read(std::slice::from_ref(&doc), ReadOptions::default(), &mut scratch);
    assert_eq!(told.record, records[0]);
    let record = &told.record;
    assert!(!record.mentions.is_empty() && !record.claims.is_empty() && !record.events.is_empty());

    let index = CodePointIndex::new(&doc.text);
    let slice = |span: CodePoints| index.bytes(span).unwrap().of(&doc.text);
    assert_eq!(told.sentences.iter().map(|s| s.span).collect::<Vec<_>>(), record.sentences);
    let mentions: Vec<_> = told.sentences.iter().flat_map(|s| &s.mentions).collect();
    assert_eq!(mentions.len(), record.mentions.len());
    for (reasons, made) in mentions.iter().zip(&record.mentions) {
        assert_eq!((&reasons.id, &reasons.text, reasons.span, reasons.kind), (&made.id, &made.text, made.span, made.kind));
        assert_eq!((slice(reasons.span), reasons.probability), (made.text.as_str(), made.confidence));
        assert!(reasons.lost.iter().all(|l| slice(l.span) == l.text && l.probability <= reasons.probability));
    }
    let claims: Vec<_> = told.sentences.iter().flat_map(|s| &s.claims).collect();
    assert_eq!(claims.len(), record.claims.len());
    for (reasons, made) in claims.iter().zip(&record.claims) {
        assert_eq!((&reasons.id, reasons.stance.chosen.code, reasons.confidence), (&made.id, made.stance, made.confidence));
        assert_eq!((reasons.cue.span, reasons.content.iter().map(|c| c.span).collect()), (made.cue[0], made.content.clone()));
        assert_eq!(reasons.source.iter().map(|s| s.span).collect::<Vec<_>>(), made.source);
    }
    let events: Vec<_> = told.sentences.iter().flat_map(|s| &s.events).collect();
    assert_eq!(events.len(), record.events.len());
    for (reasons, made) in events.iter().zip(&record.events) {
        assert_eq!((&reasons.id, reasons.trigger.span, reasons.confidence), (&made.id, made.trigger[0], made.confidence));
        let changed = |what: &str| reasons.rules.iter().any(|r| r.changed == what);
        assert_eq!(reasons.event_type.chosen.code != made.event_type, changed("type"));
        assert_eq!(reasons.status.chosen.code != made.status, changed("status"));
        assert!(changed("type") || reasons.mode.chosen.code == made.mode.as_deref());
        assert_eq!(reasons.contexts.iter().map(|c| c.code).collect::<Vec<_>>(), made.context);
        let chosen = |n: usize| reasons.roles[n].chosen.iter().map(|c| c.candidate.mention.clone()).collect::<Vec<_>>();
        assert_eq!((chosen(0), chosen(1), chosen(4)), (made.actors.clone(), made.recipients.clone(), made.quantities.clone()));
        assert_eq!((chosen(2).pop(), chosen(3).pop()), (made.place.clone(), made.time.clone()));
        let raw = reasons.trigger.probability * reasons.event_type.chosen.probability;
        assert!((reader.model().settings.events.apply(raw) - made.confidence).abs() < 1e-4);
    }
    let quiet: Vec<_> = told.sentences.iter().filter(|s| s.text == "The weather was fine.").collect();
    assert!(quiet.len() == 4 && quiet.iter().all(|s| s.likeliest_trigger.as_ref().is_some_and(|w| slice(w.span) == w.text)));
}

#[test]
fn other_languages_are_explained_by_their_words() {
    let text = "Le ministre des affaires étrangères a déclaré lundi que les pourparlers reprendraient la semaine prochaine à Genève.";
    let doc = Document { text: text.to_owned(), ..Document::default() };
    let told = reader().explain(&doc, &mut Scratch::default());
    assert!(told.sentences.is_empty() && told.record.skipped.is_some());
    assert!(!told.language.is_english && !told.language.is_given && told.language.code.as_deref() == Some("fr"));
    assert_eq!((told.language.words, told.language.confidence), (17, 1.0));
    let given = reader().explain(&Document { language: Some("de".to_owned()), ..doc }, &mut Scratch::default());
    assert!(given.language.is_given && given.record.skipped.is_some_and(|s| s.detail == "de"));
}
