//! The words near a cue or trigger, read once more.

use demarche_encoder::safetensors::SafeTensors;
use demarche_encoder::{Epilogue, Kernel, Layer, Linear};

use super::{Anchor, LoadError, Room, floats, layer};

/// Most rows that the layer works on at once, unless one anchor alone has more: with the words near them, about five cues or seven
/// triggers of the shipped model.
const ROWS: usize = 320;

/// Reads the words near an anchor once more, knowing which words the anchor is: a layer of the encoder's kind over their states, each
/// with its distance from the anchor added. Its scores are added to those of the plain heads.
#[derive(Debug)]
pub(super) struct Around {
    /// Words read on either side of the anchor.
    reach: usize,
    /// One row per distance −reach … reach in words.
    distance: Vec<f32>,
    layer: Layer,
    link: Linear,
    score: Linear,
}

impl Around {
    /// Reads `{name}.distance` (`f32 [2 reach + 1, hidden]`), the layer `{name}.layer`, and `{name}.link` and `{name}.score` with as many
    /// outputs as there are `labels` and `classes`.
    pub(super) fn load(file: &SafeTensors<'_>, name: &str, hidden: usize, labels: usize, classes: usize) -> Result<Self, LoadError> {
        let table = format!("{name}.distance");
        let bad = |detail: &str| LoadError::File { detail: format!("tensor `{table}` {detail}") };
        let view = file.tensor(&table).map_err(|e| bad(&format!("cannot be read: {e}")))?;
        let rows = view.shape().first().copied().unwrap_or_default();
        if rows.is_multiple_of(2) {
            return Err(bad(&format!("has {rows} rows, not one for each distance from -n to n")));
        }
        Ok(Self {
            reach: rows / 2,
            distance: floats(file, &table, rows, hidden)?,
            layer: Layer::load(file, &format!("{name}.layer"), hidden)?,
            link: layer(file, &format!("{name}.link"), hidden, Some(labels))?,
            score: layer(file, &format!("{name}.score"), hidden, Some(classes))?,
        })
    }

    /// Adds to the link scores of the words in reach, `[anchors][words][labels]`, and to the class scores, `[anchors][classes]`. `words`
    /// holds one state per word of the window.
    pub(super) fn add(&self, kernel: Kernel, anchors: &[Anchor], words: &[f32], links: &mut [f32], classes: &mut [f32], room: &mut Room) {
        let n = words.len() / self.link.inputs();
        let (per_window, per_anchor) = (n * self.link.outputs(), self.score.outputs());
        let mut rest = anchors;
        let (mut links, mut classes) = (links, classes);
        while !rest.is_empty() {
            let mut rows = 0;
            let fitting = rest.iter().take_while(|anchor| {
                rows += anchor.near(self.reach, n).len();
                rows <= ROWS
            });
            let (some, after) = rest.split_at(fitting.count().max(1));
            rest = after;
            self.add_some(kernel, some, words, links, classes, room);
            links = &mut links[some.len() * per_window..];
            classes = &mut classes[some.len() * per_anchor..];
        }
    }

    /// The same for a few anchors, worked on together.
    fn add_some(&self, kernel: Kernel, anchors: &[Anchor], words: &[f32], links: &mut [f32], classes: &mut [f32], room: &mut Room) {
        let (hidden, labels) = (self.link.inputs(), self.link.outputs());
        let n = words.len() / hidden;
        let (mut states, lengths) = self.states(anchors, words);
        self.layer.apply(kernel, &lengths, &mut states, &mut room.around);
        let rows = states.len() / hidden;
        let mut scores = vec![0.0; rows * labels];
        self.link.forward(kernel, &states, rows, &mut scores, &mut room.rows, Epilogue::None);
        let mut means = Vec::with_capacity(anchors.len() * hidden);
        let mut start = 0;
        for ((anchor, len), links) in anchors.iter().zip(&lengths).zip(links.chunks_exact_mut(n * labels)) {
            let first = anchor.near(self.reach, n).start;
            let near = links[first * labels..].iter_mut().zip(&scores[start * labels..(start + len) * labels]);
            near.for_each(|(link, score)| *link += score);
            let own = Anchor { start: start + anchor.start - first, end: start + anchor.end - first };
            own.mean_into(&states, hidden, &mut means);
            start += len;
        }
        let mut scores = vec![0.0; anchors.len() * self.score.outputs()];
        self.score.forward(kernel, &means, anchors.len(), &mut scores, &mut room.rows, Epilogue::None);
        classes.iter_mut().zip(&scores).for_each(|(class, score)| *class += score);
    }

    /// The states of the words near each anchor with their distances added, end to end; and how many words each anchor has.
    fn states(&self, anchors: &[Anchor], words: &[f32]) -> (Vec<f32>, Vec<usize>) {
        let hidden = self.link.inputs();
        let mut states = Vec::new();
        let mut lengths = Vec::with_capacity(anchors.len());
        for anchor in anchors {
            let near = anchor.near(self.reach, words.len() / hidden);
            lengths.push(near.len());
            for w in near {
                // `near` keeps within the table
                let row = (anchor.distance(w) + self.reach as i64) as usize;
                let distance = &self.distance[row * hidden..][..hidden];
                states.extend(words[w * hidden..][..hidden].iter().zip(distance).map(|(word, d)| word + d));
            }
        }
        (states, lengths)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codebook::Stance;
    use crate::model::{CLAIM_LINKS, Model};

    const WORDS: usize = 200;

    fn around() -> Around {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../model/reader.safetensors");
        let model = Model::load(&std::fs::read(folder).expect("the shipped model")).expect("a sound model");
        model.claim_around
    }

    /// States of a window's words: any numbers between −1 and 1.
    fn states(words: usize, hidden: usize, seed: u32) -> Vec<f32> {
        let mut x = seed;
        let mut next = || {
            x = x.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (x >> 8) as f32 / 8_388_608.0 - 1.0
        };
        (0..words * hidden).map(|_| next()).collect()
    }

    fn added(around: &Around, kernel: Kernel, anchors: &[Anchor], words: &[f32]) -> (Vec<f32>, Vec<f32>) {
        let n = words.len() / around.link.inputs();
        let mut links = vec![0.0; anchors.len() * n * CLAIM_LINKS];
        let mut classes = vec![0.0; anchors.len() * Stance::ALL.len()];
        around.add(kernel, anchors, words, &mut links, &mut classes, &mut Room::default());
        (links, classes)
    }

    #[test]
    fn anchors_do_not_touch_each_other() {
        let around = around();
        let words = states(WORDS, around.link.inputs(), 1);
        let anchors = [(0, 1), (3, 4), (60, 63), (199, 200), (0, WORDS), (100, 101)].map(|(start, end)| Anchor { start, end });
        let expected = added(&around, Kernel::best(), &anchors, &words);
        for kernel in Kernel::available().into_iter().filter(|&kernel| kernel != Kernel::Scalar) {
            let mut alone = (Vec::new(), Vec::new());
            for anchor in anchors {
                let (links, classes) = added(&around, kernel, &[anchor], &words);
                alone.0.extend(links);
                alone.1.extend(classes);
            }
            assert!(alone == expected, "{kernel}");
        }
    }

    #[test]
    fn only_words_in_reach_are_read() {
        let around = around();
        let hidden = around.link.inputs();
        let words = states(WORDS, hidden, 2);
        let anchor = Anchor { start: 90, end: 92 };
        let near = anchor.near(around.reach, WORDS);
        assert_eq!(near, 90 - around.reach..92 + around.reach);
        let (links, classes) = added(&around, Kernel::best(), &[anchor], &words);
        for (w, link) in links.chunks_exact(CLAIM_LINKS).enumerate() {
            assert_eq!(link.iter().any(|&x| x != 0.0), near.contains(&w), "word {w}");
        }
        let mut others = states(WORDS, hidden, 3);
        others[near.start * hidden..near.end * hidden].copy_from_slice(&words[near.start * hidden..near.end * hidden]);
        assert!(added(&around, Kernel::best(), &[anchor], &others) == (links, classes.clone()));
        let moved = Anchor { start: anchor.start - near.start, end: anchor.end - near.start };
        let cut = &words[near.start * hidden..near.end * hidden];
        assert!(added(&around, Kernel::best(), &[moved], cut).1 == classes);
    }

    #[test]
    fn what_is_near_ends_with_the_window() {
        let near = |start, end, reach, words| Anchor { start, end }.near(reach, words);
        assert_eq!(near(0, 1, 3, 10), 0..4);
        assert_eq!(near(9, 10, 3, 10), 6..10);
        assert_eq!(near(4, 6, 0, 10), 4..6);
        assert_eq!(near(4, 6, 99, 10), 0..10);
    }
}
