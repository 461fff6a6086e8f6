//! Claims: stances and words that lost, and cues that found no content.

use super::{ClaimReasons, DroppedCue, Look, Words, choice_of};
use crate::claim::{CONTENT, SOURCE, label_words, pieces};
use crate::codebook::Stance;
use crate::decode::softmax;
use crate::model::CLAIM_LINKS;
use crate::model::Judged;
use crate::span::Span;

/// Reasons for a claim, the window's `made`th.
pub(super) fn claim(look: &Look<'_>, judged: &Judged, made: usize) -> ClaimReasons {
    let labels = label_words(judged.anchor, &judged.links, look.settings);
    let claim = &look.reading.claims[made];
    let weigh = |span: &Span, label: usize| {
        let labelled: Vec<f32> =
            look.window.words_under(&[*span]).filter(|&w| labels[w] == label).map(|w| part_probability(judged, w, label)).collect();
        look.words(*span, labelled.iter().sum::<f32>() / labelled.len().max(1) as f32)
    };
    let others =
        pieces(look.window, look.text, &labels, SOURCE).into_iter().filter(|s| !claim.source.iter().any(|of_claim| of_claim.overlaps(*s)));
    ClaimReasons {
        id: look.ids.claim(made),
        cue: look.words(claim.cue, judged.confidence),
        stance: choice_of(Stance::ALL, &softmax(&judged.classes), 2),
        source: claim.source.first().map(|s| weigh(s, SOURCE)),
        lost_sources: others.map(|s| weigh(&s, SOURCE)).collect(),
        content: claim.content.iter().map(|s| weigh(s, CONTENT)).collect(),
        confidence: claim.confidence,
    }
}

/// Reasons against a claim.
pub(super) fn dropped(look: &Look<'_>, judged: &Judged) -> DroppedCue {
    let cue = judged.anchor;
    let near = (0..look.window.words.len()).filter(|w| !(cue.start..cue.end).contains(w));
    let best = near.map(|w| (part_probability(judged, w, CONTENT), w)).max_by(|a, b| a.0.total_cmp(&b.0));
    DroppedCue {
        cue: look.words(look.anchor_span(cue), judged.confidence),
        reason: "no content",
        stance: choice_of(Stance::ALL, &softmax(&judged.classes), 2),
        likeliest_content: best.map(|(probability, w)| -> Words { look.words(look.window.words[w].span, probability) }),
    }
}

/// Probability that a word plays a part in the claim of a cue.
fn part_probability(cue: &Judged, word: usize, label: usize) -> f32 {
    softmax(&cue.links[word * CLAIM_LINKS..][..CLAIM_LINKS])[label]
}
