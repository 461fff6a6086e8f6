//! Claims: cues, and the source and content that belong to each.

mod edges;

pub(crate) use edges::Page;
use edges::trim;

use crate::codebook::Stance;
use crate::decode::{argmax, softmax, viterbi};
use crate::mention::{Found, run_span, track_runs};
use crate::model::{Anchor, CLAIM_LINKS, CUE, NESTED_CUE, Settings};
use crate::span::Span;
use crate::window::Window;

/// Labels of the link head around a cue; 0 is neither.
pub(crate) const SOURCE: usize = 1;
pub(crate) const CONTENT: usize = 2;

/// A claim found in a window, not yet numbered.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribution {
    /// Who holds it.
    pub source: Vec<Span>,
    /// The attributing words.
    pub cue: Span,
    /// What is attributed.
    pub content: Vec<Span>,
    /// Position of the source.
    pub stance: Stance,
    /// Probability of the cue times that of the content.
    pub confidence: f32,
}

/// Cues of a window with their probability: outer ones, and nested ones that do not overlap them.
pub(crate) fn detect_cues(window: &Window, tags: &[f32], settings: Settings) -> Vec<(Anchor, f32)> {
    let mut out: Vec<(Anchor, f32)> = Vec::new();
    for track in [CUE, NESTED_CUE] {
        for run in track_runs(tags, window.words.len(), track, settings.cue_bias) {
            if !out.iter().any(|(a, _)| a.start < run.end && run.start < a.end) {
                out.push((Anchor { start: run.start, end: run.end }, run.confidence));
            }
        }
    }
    out.sort_by_key(|(a, _)| a.start);
    out
}

/// Probability that a claim accuses or condemns, where its likeliest stance is one of the two. Section 5, ruling 7: such a claim
/// always goes with an ACCUSE event, also under a plain "said".
pub(crate) fn blames(stances: &[f32]) -> Option<f32> {
    let p = softmax(stances);
    let is_blame = |&stance: &Stance| matches!(stance, Stance::Accuse | Stance::Condemn);
    let best = Stance::ALL[argmax(&p)];
    is_blame(&best).then(|| Stance::ALL.iter().zip(&p).filter(|(stance, _)| is_blame(stance)).map(|(_, p)| p).sum())
}

/// Builds the claim of a cue from its word scores and stance scores; none where no content is found (no evidence, no
/// record).
pub(crate) fn build_claim(
    window: &Window,
    (cue, cue_confidence): (Anchor, f32),
    link: &[f32],
    stance: &[f32],
    cues: &[Span],
    page: &Page<'_>,
    settings: Settings,
) -> Option<Attribution> {
    let text = page.text;
    let labels = label_words(cue, link, settings);
    let sure = |w: usize, label: usize| softmax(&link[w * CLAIM_LINKS..][..CLAIM_LINKS])[label];
    let content = pieces(window, text, &labels, CONTENT);
    if content.is_empty() {
        return None;
    }
    let run = crate::decode::Run { start: cue.start, end: cue.end, confidence: cue_confidence };
    let cue_span = run_span(window, &run);
    let source = best_piece(window, text, &labels, &sure).map(|s| page.after_dateline(page.in_one_sentence(s, cue_span)));
    let apart: Vec<Span> = source.into_iter().chain([cue_span]).collect();
    let content = page.whole_content(content, &apart, cues);
    if content.is_empty() {
        return None;
    }
    let of_content: Vec<f32> = labels.iter().enumerate().filter(|&(_, &l)| l == CONTENT).map(|(w, _)| sure(w, CONTENT)).collect();
    let mean = of_content.iter().sum::<f32>() / of_content.len() as f32;
    Some(Attribution {
        source: source.into_iter().collect(),
        cue: cue_span,
        content,
        stance: Stance::ALL[argmax(stance)],
        confidence: settings.claims.apply(cue_confidence * mean),
    })
}

/// The part that each word plays in the claim of a cue: 0, [`SOURCE`] or [`CONTENT`].
pub(crate) fn label_words(cue: Anchor, link: &[f32], settings: Settings) -> Vec<usize> {
    let price = |from: usize, to: usize| if from == CONTENT || to == CONTENT { settings.switch } else { settings.source_switch };
    viterbi(link, CLAIM_LINKS, price, cue.start..cue.end)
}

/// Spans of the runs of `label`; runs with nothing but space and punctuation between them are one.
pub(crate) fn pieces(window: &Window, text: &str, labels: &[usize], label: usize) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    let mut last = None;
    for (w, _) in labels.iter().enumerate().filter(|&(_, &l)| l == label) {
        let span = window.words[w].span;
        match out.last_mut() {
            Some(open) if last == Some(w.wrapping_sub(1)) || !text[open.end()..span.start()].chars().any(char::is_alphanumeric) => {
                *open = open.cover(span);
            }
            _ => out.push(span),
        }
        last = Some(w);
    }
    out.retain(|s| s.of(text).chars().any(char::is_alphanumeric));
    out.into_iter().map(|s| trim(s, text)).collect()
}

/// The source: one run of words, the one with the highest summed probability (a claim has one source).
fn best_piece(window: &Window, text: &str, labels: &[usize], sure: &impl Fn(usize, usize) -> f32) -> Option<Span> {
    let mut best: Option<(f32, Span)> = None;
    for span in pieces(window, text, labels, SOURCE) {
        let weight: f32 = window.words_under(&[span]).map(|w| sure(w, SOURCE)).sum();
        if best.is_none_or(|(b, _)| weight > b) {
            best = Some((weight, span));
        }
    }
    best.map(|(_, s)| s)
}

/// For each claim the claim in whose content its cue stands: the innermost, i.e. the one with the shortest content. A
/// claim and its own content's claims never hold each other.
pub(crate) fn parents(claims: &[Attribution]) -> Vec<Option<usize>> {
    let holds = |outer: &Attribution, inner: &Attribution| outer.content.iter().any(|c| c.contains(inner.cue));
    let length = |c: &Attribution| c.content.iter().map(|s| s.len()).sum::<usize>();
    let mut out: Vec<Option<usize>> = (0..claims.len())
        .map(|i| {
            (0..claims.len())
                .filter(|&j| j != i && holds(&claims[j], &claims[i]) && !holds(&claims[i], &claims[j]))
                .min_by_key(|&j| (length(&claims[j]), j))
        })
        .collect();
    // a ring of three or more is cut where it closes
    for i in 0..out.len() {
        let (mut at, mut steps) = (out[i], 0);
        while let Some(j) = at {
            steps += 1;
            if j == i || steps > claims.len() {
                out[i] = None;
                break;
            }
            at = out[j];
        }
    }
    out
}

/// The claim that holds a place in the text: the one with the shortest content over `span`.
pub(crate) fn holder(claims: &[Attribution], span: Span) -> Option<usize> {
    (0..claims.len())
        .filter(|&i| claims[i].content.iter().any(|c| c.contains(span)))
        .min_by_key(|&i| (claims[i].content.iter().map(|s| s.len()).sum::<usize>(), i))
}

/// The mention that names a claim's holder: inside the source, a person before a body before any other, the outermost and
/// first of these.
pub(crate) fn speaker(source: &[Span], mentions: &[Found]) -> Option<usize> {
    use crate::codebook::Kind;
    let rank = |m: &Found| match m.kind {
        Kind::Person => Some(0),
        Kind::Organization | Kind::Office | Kind::Group => Some(1),
        Kind::Place | Kind::Other => Some(2),
        Kind::Time | Kind::Quantity | Kind::Materiel => None,
    };
    mentions
        .iter()
        .enumerate()
        .filter(|(_, m)| source.iter().any(|s| s.contains(m.span)))
        .filter_map(|(i, m)| rank(m).map(|r| (r, std::cmp::Reverse(m.span.len()), i)))
        .min()
        .map(|(_, _, i)| i)
}

/// Who acts in a speech act, where the role head names nobody: an event whose trigger is a claim's cue ("accused", "vowed") is
/// the act of that claim's holder (codebook, section 5, ruling 3).
pub(crate) fn speaker_of_cue(claims: &[Attribution], trigger: Span, mentions: &[Found]) -> Option<usize> {
    let claim = claims.iter().find(|c| c.cue.overlaps(trigger))?;
    speaker(&claim.source, mentions)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(cue: (usize, usize), content: (usize, usize)) -> Attribution {
        Attribution {
            source: vec![],
            cue: Span::new(cue.0, cue.1),
            content: vec![Span::new(content.0, content.1)],
            stance: Stance::Assert,
            confidence: 1.0,
        }
    }

    #[test]
    fn the_innermost_content_holds() {
        let claims = [claim((0, 4), (5, 50)), claim((10, 14), (15, 50)), claim((20, 24), (25, 50))];
        assert_eq!(parents(&claims), [None, Some(0), Some(1)]);
        assert_eq!(holder(&claims, Span::new(30, 33)), Some(2));
        assert_eq!(holder(&claims, Span::new(6, 8)), Some(0));
        assert_eq!(holder(&claims, Span::new(60, 61)), None);
    }

    #[test]
    fn claims_that_hold_each_other_have_no_parent() {
        let claims = [claim((0, 4), (10, 30)), claim((12, 14), (0, 8))];
        assert_eq!(parents(&claims), [None, None]);
    }
}
