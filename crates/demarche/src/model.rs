//! The reading model's file: an int8 encoder and its heads in one safetensors file, and the tokenizer beside it.

mod around;

use std::collections::HashMap;
use std::ops::Range;

use demarche_encoder::safetensors::{Dtype, SafeTensors};
use demarche_encoder::{Encoder, Epilogue, Kernel, Linear, QuantRows};

use self::around::Around;
use crate::codebook::{Context, EventType, MODES, Stance, Status};
use crate::decode::{log_odds, sigmoid};
use crate::event::Parts;
use crate::span::Span;

/// Tag tracks of the model, three scores each: the nine mention kinds (groups twice: collectives and nationalities, since
/// they nest), cues, nested cues, triggers.
pub const TRACKS: usize = 13;
/// Track of outer cues.
pub const CUE: usize = 10;
/// Track of cues inside another claim's content.
pub const NESTED_CUE: usize = 11;
/// Track of triggers.
pub const TRIGGER: usize = 12;
/// Word labels around a cue: none, source, content.
pub const CLAIM_LINKS: usize = 3;
/// Word labels around a trigger: none, actor, recipient, place, time, quantity.
pub const EVENT_LINKS: usize = 6;
/// Outputs of the event classifier: types, modes and "no mode", statuses, contexts, in this order.
pub const EVENT_CLASSES: usize = EventType::ALL.len() + MODES.len() + 1 + Status::ALL.len() + Context::ALL.len();

/// A model that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A tensor is missing or has another shape, or the file is damaged.
    #[error("the model cannot be loaded: {0}")]
    Weights(#[from] demarche_encoder::LoadError),
    /// No safetensors file, or a damaged one.
    #[error("the model cannot be loaded: {detail}")]
    File {
        /// What the parser says.
        detail: String,
    },
    /// The tokenizer does not parse.
    #[error("the tokenizer cannot be loaded: {detail}")]
    Tokenizer {
        /// What the parser says.
        detail: String,
    },
    /// A head has another number of outputs than the codebook has codes.
    #[error(
        "the model's head `{head}` maps {found_in} to {found_out} numbers, not {inputs} to {outputs}: it was trained for another codebook"
    )]
    Head {
        /// Name of the layer.
        head: String,
        /// Inputs the program expects.
        inputs: usize,
        /// Outputs the program expects.
        outputs: usize,
        /// Inputs of the file's layer.
        found_in: usize,
        /// Outputs of the file's layer.
        found_out: usize,
    },
    /// A setting in the file's header is missing or no number.
    #[error("the model's header has no usable `{key}`")]
    Setting {
        /// Name of the setting.
        key: &'static str,
    },
}

impl LoadError {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        "take the model that ships with this version, or train one with training/train.py and training/export.py"
    }
}

/// Turns a raw confidence into the share of such readings that are right: logistic in its log-odds (Platt's scaling), fitted by
/// `training/calibrate.py` on development data.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Calibration {
    /// Factor of the log-odds; above 0, so that the order stays.
    pub slope: f32,
    /// Added to the log-odds.
    pub offset: f32,
}

impl Calibration {
    /// What the model does without one.
    pub const NONE: Self = Self { slope: 1.0, offset: 0.0 };

    /// The calibrated probability of a raw one, 0 … 1.
    #[must_use]
    pub fn apply(self, raw: f32) -> f32 {
        if self == Self::NONE { raw } else { sigmoid(self.slope * log_odds(raw) + self.offset) }
    }

    /// `slope offset` as the model's header has it.
    fn parse(value: &str) -> Option<Self> {
        let (slope, offset) = value.split_once(' ')?;
        let (slope, offset) = (slope.parse::<f32>().ok()?, offset.parse::<f32>().ok()?);
        (slope > 0.0 && slope.is_finite() && offset.is_finite()).then_some(Self { slope, offset })
    }
}

/// Numbers that turn scores into spans; tuned on development data and stored with the model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Added to "outside" on the cue tracks.
    pub cue_bias: f32,
    /// Added to "outside" on the trigger track.
    pub trigger_bias: f32,
    /// Added to "outside" on the mention tracks.
    pub mention_bias: f32,
    /// An event whose raw confidence is below this is none: refuse rather than guess. 0 keeps all.
    pub least_event: f32,
    /// From the raw confidence of events to the share that is right (found, with the right type).
    pub events: Calibration,
    /// From the raw confidence of claims to the share that is right (all parts overlap).
    pub claims: Calibration,
    /// Price, in log-probability, of going into or out of a claim's content from one word to the next.
    pub switch: f32,
    /// Price of going into or out of its source.
    pub source_switch: f32,
}

/// Labels words by their part in the claim or event of an anchor: an additive scorer over anchor, word and distance.
#[derive(Debug)]
pub struct LinkHead {
    anchor: Linear,
    word: Linear,
    /// One row per distance −64 … 64 in words.
    distance: Vec<f32>,
    score: Linear,
}

const DISTANCE: i64 = 64;

/// The words that links and classes are scored around: `start..end` of the window.
#[derive(Debug, Clone, Copy)]
pub struct Anchor {
    /// First word.
    pub start: usize,
    /// One past the last word.
    pub end: usize,
}

/// A cue or trigger, and what became of it.
#[derive(Debug, Clone)]
pub(crate) struct Judged {
    pub(crate) anchor: Anchor,
    /// The sentence it stands in.
    pub(crate) sentence: Span,
    /// Probability that its words are a cue or trigger.
    pub(crate) confidence: f32,
    /// Numbers of the link head, one row a word.
    pub(crate) links: Vec<f32>,
    /// Scores of the classifier.
    pub(crate) classes: Vec<f32>,
    /// Index of the claim or event in the window's reading; none where it was dropped.
    pub(crate) made: Option<usize>,
    /// Why it was dropped, where the scores do not tell.
    pub(crate) dropped: Option<Dropped>,
    /// What parts the event had that it was not to make.
    pub(crate) parts: Parts,
}

/// A reason to drop an event that the scores do not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dropped {
    /// A surer trigger of the sentence tells the same act.
    SameAct,
    /// All its parties are private: [`crate::private`].
    Private,
    /// What its window is about speaks against it: [`Model::is_off_topic`].
    OffTopic,
    /// The text names nobody of public life, and it is an act of words: [`crate::private::is_quarrel`].
    Quarrel,
}

impl Anchor {
    fn distance(self, word: usize) -> i64 {
        let (w, start, last) = (word as i64, self.start as i64, self.end as i64 - 1);
        if w < start { w - start } else { (w - last).max(0) }
    }

    /// Its words and up to `reach` on either side, of a window of `words`.
    fn near(self, reach: usize, words: usize) -> Range<usize> {
        self.start.saturating_sub(reach)..self.end.saturating_add(reach).min(words)
    }

    /// Mean of the anchor's rows of `words` (rows of `width`), appended to `out`.
    pub(crate) fn mean_into(self, words: &[f32], width: usize, out: &mut Vec<f32>) {
        mean_rows(self.start..self.end, words, width, out);
    }
}

/// Mean of rows, appended to `out`; zeros for no rows.
pub(crate) fn mean_rows(rows: impl IntoIterator<Item = usize>, states: &[f32], width: usize, out: &mut Vec<f32>) {
    let at = out.len();
    out.resize(at + width, 0.0);
    let mut n = 0.0f32;
    for row in rows {
        n += 1.0;
        out[at..].iter_mut().zip(&states[row * width..][..width]).for_each(|(o, s)| *o += s);
    }
    if n > 0.0 {
        out[at..].iter_mut().for_each(|o| *o /= n);
    }
}

impl LinkHead {
    fn load(file: &SafeTensors<'_>, name: &str, hidden: usize, labels: usize) -> Result<Self, LoadError> {
        let anchor = layer(file, &format!("{name}.anchor"), hidden, None)?;
        let width = anchor.outputs();
        let word = layer(file, &format!("{name}.word"), hidden, Some(width))?;
        let score = layer(file, &format!("{name}.score"), width, Some(labels))?;
        let table = format!("{name}.distance");
        let rows = 2 * DISTANCE as usize + 1;
        let distance = floats(file, &table, rows, width)?;
        Ok(Self { anchor, word, distance, score })
    }

    /// Scores of every word for every anchor: `[anchors][words][labels]`. `anchors` holds one mean state per anchor,
    /// `words` one state per word.
    fn score(&self, kernel: Kernel, anchors: &[Anchor], means: &[f32], words: &[f32], room: &mut Room) -> Vec<f32> {
        let (hidden, width, labels) = (self.anchor.inputs(), self.anchor.outputs(), self.score.outputs());
        let n = words.len() / hidden;
        let mut a = vec![0.0; anchors.len() * width];
        self.anchor.forward(kernel, means, anchors.len(), &mut a, &mut room.rows, Epilogue::None);
        let mut w = vec![0.0; n * width];
        self.word.forward(kernel, words, n, &mut w, &mut room.rows, Epilogue::None);
        let mut out = vec![0.0; anchors.len() * n * labels];
        let mut sum = vec![0.0; n * width];
        for ((anchor, a), out) in anchors.iter().zip(a.chunks_exact(width)).zip(out.chunks_exact_mut(n * labels)) {
            for (i, (sum, w)) in sum.chunks_exact_mut(width).zip(w.chunks_exact(width)).enumerate() {
                let row = (anchor.distance(i).clamp(-DISTANCE, DISTANCE) + DISTANCE) as usize;
                let d = &self.distance[row * width..][..width];
                for (((s, &a), &w), &d) in sum.iter_mut().zip(a).zip(w).zip(d) {
                    *s = (a + w + d).max(0.0);
                }
            }
            self.score.forward(kernel, &sum, n, out, &mut room.rows, Epilogue::None);
        }
        out
    }
}

/// Two layers with a GELU between.
#[derive(Debug)]
struct Classifier {
    up: Linear,
    score: Linear,
}

impl Classifier {
    fn load(file: &SafeTensors<'_>, name: &str, inputs: usize, outputs: usize) -> Result<Self, LoadError> {
        let up = layer(file, &format!("{name}.up"), inputs, None)?;
        let score = layer(file, &format!("{name}.score"), up.outputs(), Some(outputs))?;
        Ok(Self { up, score })
    }

    fn score(&self, kernel: Kernel, x: &[f32], room: &mut Room) -> Vec<f32> {
        let rows = x.len() / self.up.inputs();
        let mut h = vec![0.0; rows * self.up.outputs()];
        self.up.forward(kernel, x, rows, &mut h, &mut room.rows, Epilogue::Gelu);
        let mut out = vec![0.0; rows * self.score.outputs()];
        self.score.forward(kernel, &h, rows, &mut out, &mut room.rows, Epilogue::None);
        out
    }
}

/// Room to work in, one per thread.
#[derive(Debug, Default)]
pub struct Room {
    pub(crate) encoder: demarche_encoder::Scratch,
    /// Apart from `encoder`, which the reader holds while its states are read.
    around: demarche_encoder::Scratch,
    pub(crate) rows: QuantRows,
}

/// What a passage is about counts as this at least: an event of confidence 0.8 stands anywhere, with a scale of 0.7.
const LEAST_TOPIC: f32 = -2.0;

/// Whether a passage is of the kind that holds events, by its embedding; `training/topic.py` fits it.
#[derive(Debug)]
struct Topic {
    /// One a dimension of an embedding of unit length.
    weights: Vec<f32>,
    bias: f32,
    /// How much its log-odds count beside those of an event.
    scale: f32,
}

/// The model, read-only and shared by all workers.
#[derive(Debug)]
pub struct Model {
    pub(crate) encoder: Encoder,
    tags: Linear,
    claim_link: LinkHead,
    event_link: LinkHead,
    claim_around: Around,
    event_around: Around,
    event: Classifier,
    claim: Classifier,
    pair: Classifier,
    embed: Linear,
    topic: Option<Topic>,
    /// Decoding numbers.
    pub settings: Settings,
    /// Name of the model with the first 12 digits of its SHA-256.
    pub version: String,
    /// The file's header, e.g. which sets it was trained on.
    pub header: HashMap<String, String>,
}

/// Reads an f32 matrix of this shape, all numbers finite.
fn floats(file: &SafeTensors<'_>, name: &str, rows: usize, columns: usize) -> Result<Vec<f32>, LoadError> {
    let bad = |detail: &str| LoadError::File { detail: format!("tensor `{name}` {detail}") };
    let view = file.tensor(name).map_err(|e| bad(&format!("cannot be read: {e}")))?;
    if view.dtype() != Dtype::F32 || view.shape() != [rows, columns] {
        return Err(bad(&format!("is not f32 [{rows}, {columns}]")));
    }
    let (numbers, _) = view.data().as_chunks::<4>();
    let out: Vec<f32> = numbers.iter().map(|&b| f32::from_le_bytes(b)).collect();
    if out.iter().any(|x| !x.is_finite()) {
        return Err(bad("holds a number that is not finite"));
    }
    Ok(out)
}

/// Loads a layer and checks its shape.
fn layer(file: &SafeTensors<'_>, name: &str, inputs: usize, outputs: Option<usize>) -> Result<Linear, LoadError> {
    let linear = Linear::load(file, name)?;
    if linear.inputs() != inputs || outputs.is_some_and(|n| n != linear.outputs()) {
        return Err(LoadError::Head {
            head: name.to_owned(),
            inputs,
            outputs: outputs.unwrap_or(linear.outputs()),
            found_in: linear.inputs(),
            found_out: linear.outputs(),
        });
    }
    Ok(linear)
}

impl Model {
    /// The encoder.
    #[must_use]
    pub fn encoder(&self) -> &Encoder {
        &self.encoder
    }

    /// Reads a model from the bytes of its safetensors file.
    ///
    /// # Errors
    /// A damaged file, or one whose shapes do not fit this program.
    pub fn load(bytes: &[u8]) -> Result<Self, LoadError> {
        let damaged = |e| LoadError::File { detail: format!("{e}") };
        let file = SafeTensors::deserialize(bytes).map_err(damaged)?;
        let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(damaged)?;
        let header = metadata.metadata().clone().unwrap_or_default();
        let encoder = Encoder::load(&file, "encoder.")?;
        let hidden = encoder.hidden();
        let number = |key: &'static str| {
            let value = header.get(key).and_then(|v| v.parse::<f32>().ok()).filter(|v| v.is_finite());
            value.ok_or(LoadError::Setting { key })
        };
        let calibration = |key: &'static str| match header.get(key) {
            None => Ok(Calibration::NONE),
            Some(value) => Calibration::parse(value).ok_or(LoadError::Setting { key }),
        };
        let settings = Settings {
            events: calibration("event_calibration")?,
            claims: calibration("claim_calibration")?,
            cue_bias: number("cue_bias")?,
            trigger_bias: number("trigger_bias")?,
            mention_bias: number("mention_bias")?,
            least_event: number("least_event")?,
            switch: number("switch")?,
            source_switch: number("source_switch")?,
        };
        // a model that was only just trained has none
        let topic = match file.tensor("topic.weight") {
            Err(safetensors::SafeTensorError::TensorNotFound(_)) => None,
            _ => Some(Topic {
                weights: floats(&file, "topic.weight", 1, hidden)?,
                bias: number("topic_bias")?,
                scale: number("topic_scale")?,
            }),
        };
        let name = header.get("name").map_or("unnamed", String::as_str);
        let digest = crate::reader::hex_digest(bytes);
        Ok(Self {
            tags: layer(&file, "tags", hidden, Some(3 * TRACKS))?,
            claim_link: LinkHead::load(&file, "claim_link", hidden, CLAIM_LINKS)?,
            event_link: LinkHead::load(&file, "event_link", hidden, EVENT_LINKS)?,
            claim_around: Around::load(&file, "claim_around", hidden, CLAIM_LINKS, Stance::ALL.len())?,
            event_around: Around::load(&file, "event_around", hidden, EVENT_LINKS, EVENT_CLASSES)?,
            event: Classifier::load(&file, "event", hidden, EVENT_CLASSES)?,
            claim: Classifier::load(&file, "claim", hidden, Stance::ALL.len())?,
            pair: Classifier::load(&file, "pair", 3 * hidden, EventType::ALL.len())?,
            embed: layer(&file, "embed", hidden, Some(hidden))?,
            topic,
            version: format!("{name}-{}", &digest[..12]),
            settings,
            encoder,
            header,
        })
    }

    /// Tag scores of words: `[words][tracks][outside, begin, inside]`.
    pub(crate) fn tags(&self, kernel: Kernel, words: &[f32], room: &mut Room) -> Vec<f32> {
        let rows = words.len() / self.encoder.hidden();
        let mut out = vec![0.0; rows * self.tags.outputs()];
        self.tags.forward(kernel, words, rows, &mut out, &mut room.rows, Epilogue::None);
        out
    }

    /// For each cue: scores `[words][none, source, content]` and stance scores.
    pub(crate) fn claims(&self, kernel: Kernel, cues: &[Anchor], words: &[f32], room: &mut Room) -> Vec<(Vec<f32>, Vec<f32>)> {
        self.anchored(kernel, (&self.claim_link, &self.claim, &self.claim_around), cues, words, room)
    }

    /// For each trigger: scores `[words][none, actor, recipient, place, time, quantity]` and class scores
    /// ([`EVENT_CLASSES`]).
    pub(crate) fn events(&self, kernel: Kernel, triggers: &[Anchor], words: &[f32], room: &mut Room) -> Vec<(Vec<f32>, Vec<f32>)> {
        self.anchored(kernel, (&self.event_link, &self.event, &self.event_around), triggers, words, room)
    }

    fn anchored(
        &self,
        kernel: Kernel,
        (link, class, around): (&LinkHead, &Classifier, &Around),
        anchors: &[Anchor],
        words: &[f32],
        room: &mut Room,
    ) -> Vec<(Vec<f32>, Vec<f32>)> {
        if anchors.is_empty() {
            return Vec::new();
        }
        let hidden = self.encoder.hidden();
        let mut means = Vec::with_capacity(anchors.len() * hidden);
        anchors.iter().for_each(|a| a.mean_into(words, hidden, &mut means));
        let mut links = link.score(kernel, anchors, &means, words, room);
        let mut classes = class.score(kernel, &means, room);
        around.add(kernel, anchors, words, &mut links, &mut classes, room);
        let (per_link, per_class) = (links.len() / anchors.len(), classes.len() / anchors.len());
        links.chunks_exact(per_link).zip(classes.chunks_exact(per_class)).map(|(l, c)| (l.to_vec(), c.to_vec())).collect()
    }

    /// What reading the words near cues and near triggers again adds by itself: links and classes of each.
    #[cfg(test)]
    pub(crate) fn added(
        &self,
        kernel: Kernel,
        cues: &[Anchor],
        triggers: &[Anchor],
        words: &[f32],
        room: &mut Room,
    ) -> [(Vec<f32>, Vec<f32>); 2] {
        let n = words.len() / self.encoder.hidden();
        let sides =
            [(&self.claim_around, cues, CLAIM_LINKS, Stance::ALL.len()), (&self.event_around, triggers, EVENT_LINKS, EVENT_CLASSES)];
        sides.map(|(around, anchors, labels, kinds)| {
            let (mut links, mut classes) = (vec![0.0; anchors.len() * n * labels], vec![0.0; anchors.len() * kinds]);
            around.add(kernel, anchors, words, &mut links, &mut classes, room);
            (links, classes)
        })
    }

    /// Type scores of a pair question: `input` holds the states of `[CLS]`, first and second party.
    pub(crate) fn pair(&self, kernel: Kernel, input: &[f32], room: &mut Room) -> Vec<f32> {
        self.pair.score(kernel, input, room)
    }

    /// Log-odds, as far as the model can tell them, that a window of this mean state holds any event; none where the model has no topic.
    pub(crate) fn topic(&self, kernel: Kernel, mean: &[f32], room: &mut Room) -> Option<f32> {
        let topic = self.topic.as_ref()?;
        let embedding = self.embed(kernel, mean, room);
        let length = embedding.iter().map(|x| x * x).sum::<f32>().sqrt();
        let dot: f32 = embedding.iter().zip(&topic.weights).map(|(x, w)| x * w).sum();
        Some(if length > 0.0 { dot / length } else { 0.0 } + topic.bias)
    }

    /// True for an event that what its window is about speaks against more than its words speak for it.
    pub(crate) fn is_off_topic(&self, confidence: f32, topic: Option<f32>) -> bool {
        let scale = self.topic.as_ref().map_or(0.0, |topic| topic.scale);
        topic.is_some_and(|topic| topic < 0.0 && log_odds(confidence) + scale * topic.max(LEAST_TOPIC) < 0.0)
    }

    /// Embedding of a mean state.
    pub(crate) fn embed(&self, kernel: Kernel, mean: &[f32], room: &mut Room) -> Vec<f32> {
        let mut out = vec![0.0; self.embed.outputs()];
        self.embed.forward(kernel, mean, 1, &mut out, &mut room.rows, Epilogue::None);
        out
    }
}
