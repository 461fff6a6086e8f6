//! The shipped model against PyTorch: `model/cases.json` holds what training/export.py computed for these very weights.
//!
//! Windows, wordpieces and features must be the same. Scores agree within [`TOLERANCE`]: both quantise alike, but sums of
//! `f32` in another order can move an activation to the neighbouring one of 255 levels.

use std::path::Path;

use demarche_encoder::Kernel;
use serde::Deserialize;

use crate::model::{Anchor, Model, Room, mean_rows};
use crate::segment::segment;
use crate::span::CodePointIndex;
use crate::window::Windows;

/// Largest mean difference of a head's scores from PyTorch's. Scores lie within about ±10.
const TOLERANCE: f32 = 0.1;

#[derive(Deserialize)]
struct Case {
    text: String,
    ids: Vec<u32>,
    shapes: Vec<u8>,
    words: Vec<(usize, usize, usize)>,
    anchors: Vec<usize>,
    tags: Vec<f32>,
    claims_link: Vec<f32>,
    claims_class: Vec<f32>,
    claims_added_link: Vec<f32>,
    claims_added_class: Vec<f32>,
    events_link: Vec<f32>,
    events_class: Vec<f32>,
    events_added_link: Vec<f32>,
    events_added_class: Vec<f32>,
    embed: Vec<f32>,
}

fn file(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../model").join(name);
    std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn assert_near(what: &str, text: &str, ours: &[f32], theirs: &[f32]) {
    assert_eq!(ours.len(), theirs.len(), "{what} of `{text}`");
    let mean = ours.iter().zip(theirs).map(|(a, b)| (a - b).abs()).sum::<f32>() / ours.len() as f32;
    let most = ours.iter().zip(theirs).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(mean < TOLERANCE && most < 10.0 * TOLERANCE, "{what} of `{text}`: mean difference {mean}, largest {most}");
}

/// Links and classes of all anchors, each in one row.
fn joined(scores: Vec<(Vec<f32>, Vec<f32>)>) -> (Vec<f32>, Vec<f32>) {
    let (links, classes): (Vec<_>, Vec<_>) = scores.into_iter().unzip();
    (links.concat(), classes.concat())
}

#[test]
fn scores_match_pytorch() {
    let model = Model::load(&file("reader.safetensors")).unwrap();
    let windows = Windows::from_json(&file("tokenizer.json")).unwrap();
    let cases: Vec<Case> = serde_json::from_slice(&file("cases.json")).unwrap();
    assert!(cases.len() >= 5);
    let (kernel, mut room) = (Kernel::best(), Room::default());
    let hidden = model.encoder.hidden();
    for case in &cases {
        let made: Vec<_> = windows.windows(&case.text, &segment(&case.text)).collect();
        let [window] = made.as_slice() else { panic!("one window for `{}`, not {}", case.text, made.len()) };
        assert_eq!(window.ids, case.ids, "{}", case.text);
        assert_eq!(window.shapes, case.shapes, "{}", case.text);
        let index = CodePointIndex::new(&case.text);
        let words: Vec<_> = window.words.iter().map(|w| (w.piece, index.code_points(w.span))).collect();
        assert_eq!(words.iter().map(|(p, c)| (*p, c.0, c.1)).collect::<Vec<_>>(), case.words, "{}", case.text);

        let view = demarche_encoder::Window { ids: &window.ids, shapes: &window.shapes, roles: &window.roles };
        let states = model.encoder.encode(kernel, &[view], &mut room.encoder).unwrap().to_vec();
        let words: Vec<f32> = window.words.iter().flat_map(|w| &states[w.piece * hidden..][..hidden]).copied().collect();
        assert_near("tags", &case.text, &model.tags(kernel, &words, &mut room), &case.tags);
        let anchors = |words: usize| case.anchors.iter().map(|&start| Anchor { start, end: start + words }).collect::<Vec<_>>();
        let (cues, triggers) = (anchors(1), anchors(2));
        let (links, classes) = joined(model.claims(kernel, &cues, &words, &mut room));
        assert_near("claim links", &case.text, &links, &case.claims_link);
        assert_near("stances", &case.text, &classes, &case.claims_class);
        let (links, classes) = joined(model.events(kernel, &triggers, &words, &mut room));
        assert_near("event links", &case.text, &links, &case.events_link);
        assert_near("event classes", &case.text, &classes, &case.events_class);
        let [(links, classes), (event_links, event_classes)] = model.added(kernel, &cues, &triggers, &words, &mut room);
        assert_near("what is added to claim links", &case.text, &links, &case.claims_added_link);
        assert_near("what is added to stances", &case.text, &classes, &case.claims_added_class);
        assert_near("what is added to event links", &case.text, &event_links, &case.events_added_link);
        assert_near("what is added to event classes", &case.text, &event_classes, &case.events_added_class);
        let mut mean = Vec::new();
        mean_rows(0..window.ids.len(), &states, hidden, &mut mean);
        assert_near("embedding", &case.text, &model.embed(kernel, &mean, &mut room), &case.embed);
    }
}
