//! An int8 text encoder (the BERT family, made for MiniLM-L6: 6 layers of 384) that runs on the CPU.
//!
//! - **Small and fast.** Weights stay 8-bit; activations are quantised per token. One core reads tens of thousands of
//!   tokens a second with AMX or AVX-512 VNNI (`cargo bench -p demarche-encoder`).
//! - **Repeatable.** A window's states are the same bits whatever kernel, thread, batch or order it is encoded in. The
//!   integer sums are exact; the `f32` arithmetic is written once, in a fixed order, over sixteen lanes.
//! - **No padding.** Windows are laid end to end; only attention knows where one stops.
//!
//! ```no_run
//! use demarche_encoder::{Encoder, Kernel, Scratch, Window, chunks};
//!
//! let bytes = std::fs::read("model.safetensors")?;
//! let encoder = Encoder::from_bytes(&bytes, "encoder.")?;
//! let kernel = Kernel::best();
//! let mut scratch = Scratch::default(); // one per thread
//!
//! let window = Window { ids: &[101, 7592, 102], shapes: &[0, 1, 0], roles: &[0, 0, 0] };
//! let windows = vec![window; 8];
//! for chunk in chunks(&windows, demarche_encoder::CHUNK_TOKENS) {
//!     let states = encoder.encode(kernel, chunk, &mut scratch)?; // tokens of all windows, `hidden` numbers each
//!     assert_eq!(states.len(), 3 * chunk.len() * encoder.hidden());
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Heads are further [`Linear`] layers on the same kernels, or a whole [`Layer`] on states of one's own; [`QuantRows`] lets several
//! share one quantisation.
//!
//! # Arithmetic
//! Weights are signed bytes within ±63 with a scale per output ([`quantise_weights`]); 63 and not 127 because only then
//! can no AVX2 instruction saturate. Activations are unsigned bytes with a scale and zero point per row
//! ([`QuantRows`]). Embeddings are signed bytes with a scale per row. Attention, softmax, layer normalisation, GELU and
//! residuals are `f32`. The training recipe fake-quantises with the same rules, so little is lost.
//!
//! # Limits
//! Head width is 32; widths are multiples of 64; at most as many tokens a window as there are positions. An ARM CPU runs
//! the scalar kernel (its fused multiply-add is one instruction there), which has not been tried on one yet.

#![deny(unsafe_code)]
#![deny(unsafe_op_in_unsafe_fn)]
#![warn(missing_docs)]
// loops over lanes and registers index several arrays at once; the indices are the clearest way to say it
#![allow(clippy::needless_range_loop)]

mod embeddings;
mod encoder;
mod error;
#[allow(unsafe_code)]
mod kernel;
mod linear;
mod norm;
mod tensors;
mod window;

#[cfg(test)]
extern crate self as demarche_encoder;
#[cfg(test)]
#[path = "../tests/random_model/mod.rs"]
mod random_model;

pub use encoder::{Encoder, Layer, Scratch};
pub use error::{EncodeError, LoadError, LoadErrorKind, Table};
pub use kernel::{Kernel, ParseKernelError};
pub use linear::{Epilogue, Linear, QuantRows, WEIGHT_LIMIT, quantise_weights};
pub use norm::LayerNorm;
pub use safetensors;
pub use window::{CHUNK_TOKENS, Window, chunks};
