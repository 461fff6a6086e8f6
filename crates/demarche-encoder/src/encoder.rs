//! The encoder: embeddings and a stack of layers.

use std::fmt;

use safetensors::SafeTensors;

use crate::embeddings::Embeddings;
use crate::error::{EncodeError, LoadError, LoadErrorKind};
use crate::kernel::Kernel;
use crate::kernel::aligned::Aligned;
use crate::kernel::attention::{Attention, AttentionScratch, HEAD};
use crate::linear::{Epilogue, Linear, QuantRows};
use crate::norm::LayerNorm;
use crate::tensors::{Tensors, open};
use crate::window::Window;

/// Rows of the feed-forward part worked on at once: their inner states and both layers' weights fit the L2 cache.
const FEED_FORWARD_ROWS: usize = 64;

/// A post-norm transformer layer: of the encoder, or by itself on states that something else made.
#[derive(Clone)]
pub struct Layer {
    qkv: Linear,
    out: Linear,
    norm1: LayerNorm,
    up: Linear,
    down: Linear,
    norm2: LayerNorm,
}

impl Layer {
    /// Reads the tensors of one layer, named as [`Encoder::load`] says, with `name` in place of `layers.{i}`; its states are
    /// `hidden` wide, a positive multiple of 64.
    ///
    /// # Errors
    /// A tensor that is missing, of another type or shape, not finite or out of range; also where `hidden` is no such width.
    pub fn load(file: &SafeTensors<'_>, name: &str, hidden: usize) -> Result<Self, LoadError> {
        Self::read(Tensors { file, prefix: "" }, name, hidden)
    }

    fn read(tensors: Tensors<'_>, name: &str, hidden: usize) -> Result<Self, LoadError> {
        let linear = |part: &str, inputs: usize, outputs: Option<usize>| {
            let name = format!("{name}.{part}");
            let layer = Linear::read(tensors, &name)?;
            if layer.inputs() != inputs || outputs.is_some_and(|outputs| outputs != layer.outputs()) {
                let outputs = outputs.map_or_else(|| "outputs".to_owned(), |n| n.to_string());
                let expected = format!("[{outputs}, {inputs}]");
                let found = vec![layer.outputs(), layer.inputs()];
                return Err(tensors.error(&format!("{name}.q"), LoadErrorKind::Shape { expected, found }));
            }
            Ok(layer)
        };
        let norm = |part: &str| LayerNorm::read(tensors, &format!("{name}.{part}"), hidden);
        let qkv = linear("qkv", hidden, Some(3 * hidden))?;
        let out = linear("out", hidden, Some(hidden))?;
        let up = linear("up", hidden, None)?;
        let down = linear("down", up.outputs(), Some(hidden))?;
        Ok(Layer { qkv, out, norm1: norm("norm1")?, up, down, norm2: norm("norm2")? })
    }

    /// Width of a state.
    pub fn width(&self) -> usize {
        self.norm1.width()
    }

    /// Runs the layer in place over `x`: sequences laid end to end, `lengths` tokens each. Attention sees one sequence at a time; a
    /// sequence's result depends neither on the others nor on the kernel.
    ///
    /// # Panics
    /// If `x` is not as many rows of [`Layer::width`] as `lengths` add up to.
    pub fn apply(&self, kernel: Kernel, lengths: &[usize], x: &mut [f32], scratch: &mut Scratch) {
        assert_eq!(x.len(), lengths.iter().sum::<usize>() * self.width(), "states are not those of the sequences");
        self.forward(kernel, lengths.iter().copied(), x, &mut scratch.room);
    }

    fn forward(&self, kernel: Kernel, lengths: impl Iterator<Item = usize>, x: &mut [f32], room: &mut Room) {
        let hidden = self.norm1.width();
        let rows = x.len() / hidden;

        room.rows.quantise(kernel, x, hidden);
        room.qkv.resize(rows * 3 * hidden);
        self.qkv.forward_blocks(kernel, &room.rows, room.qkv.as_mut_slice());

        room.context.resize(rows * hidden);
        let mut start = 0;
        for len in lengths.filter(|&len| len > 0) {
            let out = &mut room.context.as_mut_slice()[start * hidden..][..len * hidden];
            kernel.run(Attention { qkv: room.qkv.as_slice(), rows, start, len, heads: hidden / HEAD, out, scratch: &mut room.attention });
            start += len;
        }
        room.rows.quantise(kernel, room.context.as_slice(), hidden);
        self.out.forward_quantised(kernel, &room.rows, x, Epilogue::AddResidual);
        self.norm1.forward(kernel, x);

        for x in x.chunks_mut(FEED_FORWARD_ROWS * hidden) {
            let inner = x.len() / hidden * self.up.outputs();
            room.inner.resize(inner);
            room.rows.quantise(kernel, x, hidden);
            self.up.forward_quantised(kernel, &room.rows, room.inner.as_mut_slice(), Epilogue::Gelu);
            room.rows.quantise(kernel, room.inner.as_slice(), self.up.outputs());
            self.down.forward_quantised(kernel, &room.rows, x, Epilogue::AddResidual);
            self.norm2.forward(kernel, x);
        }
    }
}

/// Room for the work on one chunk, kept between calls: about 3 MB for 256 tokens of MiniLM. One per thread.
#[derive(Clone, Default)]
pub struct Scratch {
    states: Aligned<f32>,
    room: Room,
}

impl Scratch {
    /// Empty; it grows as needed.
    pub fn new() -> Self {
        Self::default()
    }
}

#[derive(Clone, Default)]
struct Room {
    rows: QuantRows,
    qkv: Aligned<f32>,
    context: Aligned<f32>,
    inner: Aligned<f32>,
    attention: AttentionScratch,
}

impl std::fmt::Debug for Scratch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Scratch").finish_non_exhaustive()
    }
}

/// The encoder: read-only once loaded, shared by all threads.
#[derive(Clone)]
pub struct Encoder {
    embeddings: Embeddings,
    layers: Vec<Layer>,
}

impl Encoder {
    /// Reads the encoder's tensors, whose names all begin with `prefix` (say `encoder.`; may be empty).
    ///
    /// With `H` the hidden width, `F` the inner width, `q` being `i8` and the rest `f32`:
    ///
    /// | name | shape |
    /// |---|---|
    /// | `embeddings.word.q`, `.scale` | `[words, H]`, `[words]` |
    /// | `embeddings.position.q`, `.scale` | `[positions, H]`, `[positions]` |
    /// | `embeddings.shape.q`, `.scale` | `[shapes, H]`, `[shapes]` |
    /// | `embeddings.role.q`, `.scale` | `[roles, H]`, `[roles]` |
    /// | `embeddings.norm.weight`, `.bias` | `[H]` |
    /// | `layers.{i}.qkv.q`, `.scale`, `.bias` | `[3H, H]`, `[3H]`, `[3H]`: queries, keys, values, 32 a head |
    /// | `layers.{i}.out.q`, `.scale`, `.bias` | `[H, H]`, `[H]`, `[H]` |
    /// | `layers.{i}.norm1.weight`, `.bias` | `[H]` |
    /// | `layers.{i}.up.q`, `.scale`, `.bias` | `[F, H]`, `[F]`, `[F]` |
    /// | `layers.{i}.down.q`, `.scale`, `.bias` | `[H, F]`, `[H]`, `[H]` |
    /// | `layers.{i}.norm2.weight`, `.bias` | `[H]` |
    ///
    /// `H` and `F` are multiples of 64. Layers are read from 0 on until there is no `layers.{i}.qkv.q`.
    ///
    /// # Errors
    /// A tensor that is missing, of another type or shape, not finite or out of range.
    pub fn load(file: &SafeTensors<'_>, prefix: &str) -> Result<Self, LoadError> {
        let tensors = Tensors { file, prefix };
        let embeddings = Embeddings::read(tensors, |words, width| {
            if width.is_multiple_of(64) {
                return Ok(());
            }
            let expected = "[words, width], width a multiple of 64".to_owned();
            let kind = LoadErrorKind::Shape { expected, found: vec![words, width] };
            Err(tensors.error("embeddings.word.q", kind))
        })?;
        let mut layers = Vec::new();
        while layers.is_empty() || tensors.contains(&format!("layers.{}.qkv.q", layers.len())) {
            layers.push(Layer::read(tensors, &format!("layers.{}", layers.len()), embeddings.width())?);
        }
        Ok(Encoder { embeddings, layers })
    }

    /// As [`Encoder::load`], from the bytes of a safetensors file.
    ///
    /// # Errors
    /// Also bytes that are not a safetensors file.
    pub fn from_bytes(bytes: &[u8], prefix: &str) -> Result<Self, LoadError> {
        Self::load(&open(bytes)?, prefix)
    }

    /// Width of a token's state.
    pub fn hidden(&self) -> usize {
        self.embeddings.width()
    }

    /// Number of layers.
    pub fn layers(&self) -> usize {
        self.layers.len()
    }

    /// Size of the vocabulary.
    pub fn words(&self) -> usize {
        self.embeddings.words()
    }

    /// Most tokens in a window.
    pub fn positions(&self) -> usize {
        self.embeddings.positions()
    }

    /// Rows of the shape table.
    pub fn shapes(&self) -> usize {
        self.embeddings.shapes()
    }

    /// Rows of the role table.
    pub fn roles(&self) -> usize {
        self.embeddings.roles()
    }

    /// Encodes windows and returns the states of all their tokens in order, [`Encoder::hidden`] numbers each.
    ///
    /// A window's states do not depend on the other windows of the call nor on the kernel. All windows are worked on
    /// together, so give about [`CHUNK_TOKENS`](crate::CHUNK_TOKENS) tokens at a time (see [`chunks`](crate::chunks)).
    /// The result lies in `scratch` until its next use. Time grows linearly with tokens, but for attention, which
    /// grows with the square of a window's length.
    ///
    /// # Errors
    /// A window too long for the model, with slices of differing lengths, or with an index beyond its table; then
    /// nothing is encoded.
    pub fn encode<'s>(&self, kernel: Kernel, windows: &[Window<'_>], scratch: &'s mut Scratch) -> Result<&'s [f32], EncodeError> {
        let hidden = self.hidden();
        let tokens: usize = windows.iter().map(Window::len).sum();
        scratch.states.resize(tokens * hidden);
        let mut rest = scratch.states.as_mut_slice();
        for (index, window) in windows.iter().enumerate() {
            let (out, after) = rest.split_at_mut(window.len() * hidden);
            self.embeddings.write(kernel, index, window, out)?;
            rest = after;
        }
        for layer in &self.layers {
            layer.forward(kernel, windows.iter().map(Window::len), scratch.states.as_mut_slice(), &mut scratch.room);
        }
        Ok(scratch.states.as_slice())
    }
}

impl fmt::Debug for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Layer({} wide, {} inside)", self.norm1.width(), self.up.outputs())
    }
}

impl fmt::Debug for Encoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (layers, hidden, words) = (self.layers(), self.hidden(), self.words());
        write!(f, "Encoder({layers} layers of {hidden}, {words} words, {} positions)", self.positions())
    }
}
