//! Linear layers on quantised weights, and the quantisation of what goes into them.

use std::fmt;

use safetensors::SafeTensors;

use crate::error::{LoadError, LoadErrorKind};
use crate::kernel::Kernel;
use crate::kernel::aligned::Aligned;
use crate::kernel::gemm::{BLOCK, Gemm, Output, Quantised, Weights};
use crate::kernel::rows::Quantise;
use crate::tensors::{Tensors, check_finite};

/// Largest absolute value of a quantised weight.
///
/// 7 bits, because AVX2 adds two products of an unsigned and a signed byte in 16 bits with saturation:
/// `2 * 255 * 63` fits, `2 * 255 * 127` does not.
pub const WEIGHT_LIMIT: i8 = 63;

/// Longest row, so that a sum of products fits 32 bits with room to spare.
const LONGEST_ROW: usize = 65_536;

/// What a linear layer does to `y = W x + b` at the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Epilogue {
    /// Writes `y`.
    #[default]
    None,
    /// Writes the exact (erf) GELU of `y`.
    Gelu,
    /// Writes `y` where it is positive, else 0.
    Relu,
    /// Adds `y` to what the output holds.
    AddResidual,
}

/// A linear layer: weights of 8 bits with a scale per output, `f32` biases, packed for the kernels.
#[derive(Clone)]
pub struct Linear {
    weights: Weights,
}

impl Linear {
    /// Packs a layer of `n` outputs over `k` inputs. `weights` is `[n][k]`, within ±[`WEIGHT_LIMIT`]; `scales` and
    /// `biases` have `n` numbers. `k` is a positive multiple of 64, `n` at least 1.
    ///
    /// # Errors
    /// A weight out of range, or a scale or bias that is not finite, under the names `q`, `scale` and `bias`; a shape
    /// that does not fit.
    pub fn new(k: usize, n: usize, weights: &[i8], scales: &[f32], biases: &[f32]) -> Result<Self, LoadError> {
        let shape = |name, expected: String, found| Err(LoadError::new(name, LoadErrorKind::Shape { expected, found: vec![found] }));
        if n == 0 || k == 0 || !k.is_multiple_of(64) || k > LONGEST_ROW {
            let kind = LoadErrorKind::Shape { expected: ROW_SHAPE.to_owned(), found: vec![n, k] };
            return Err(LoadError::new("q", kind));
        }
        if k.checked_mul(n) != Some(weights.len()) {
            return shape("q", format!("[{n}, {k}]"), weights.len());
        }
        for (name, values) in [("scale", scales), ("bias", biases)] {
            if values.len() != n {
                return shape(name, format!("[{n}]"), values.len());
            }
            check_finite(values).map_err(|kind| LoadError::new(name, kind))?;
        }
        if let Some(index) = weights.iter().position(|w| w.unsigned_abs() > WEIGHT_LIMIT.unsigned_abs()) {
            let kind = LoadErrorKind::WeightOutOfRange { index, value: weights[index] };
            return Err(LoadError::new("q", kind));
        }
        Ok(Linear { weights: Weights::pack(k, n, weights, scales, biases) })
    }

    /// Reads `{name}.q` (`i8 [n, k]`), `{name}.scale` and `{name}.bias` (`f32 [n]`).
    ///
    /// # Errors
    /// A tensor that is missing, of another type or shape, not finite or out of range.
    pub fn load(file: &SafeTensors<'_>, name: &str) -> Result<Self, LoadError> {
        Self::read(Tensors { file, prefix: "" }, name)
    }

    pub(crate) fn read(tensors: Tensors<'_>, name: &str) -> Result<Self, LoadError> {
        let (q, n, k) = tensors.matrix(&format!("{name}.q"), None)?;
        let scale = tensors.vector(&format!("{name}.scale"), n)?;
        let bias = tensors.vector(&format!("{name}.bias"), n)?;
        Self::new(k, n, &q, &scale, &bias).map_err(|error| tensors.error(&format!("{name}.{}", error.tensor), error.kind))
    }

    /// Width of the input rows.
    pub fn inputs(&self) -> usize {
        self.weights.k
    }

    /// Width of the output rows.
    pub fn outputs(&self) -> usize {
        self.weights.n
    }

    /// Bytes of memory held.
    pub fn bytes(&self) -> usize {
        self.weights.bytes()
    }

    /// Quantises `x` (`rows * inputs`) into `scratch` and writes `out` (`rows * outputs`).
    ///
    /// # Panics
    /// If the slices' lengths differ from that.
    pub fn forward(&self, kernel: Kernel, x: &[f32], rows: usize, out: &mut [f32], scratch: &mut QuantRows, epilogue: Epilogue) {
        assert_eq!(x.len(), rows * self.inputs(), "input is not rows * inputs");
        scratch.quantise(kernel, x, self.inputs());
        self.forward_quantised(kernel, scratch, out, epilogue);
    }

    /// Writes `out` (`rows * outputs`) for rows quantised before, so that several layers can share one quantisation.
    ///
    /// # Panics
    /// If the rows' width is not [`Linear::inputs`] or `out` is not `rows * outputs` long.
    pub fn forward_quantised(&self, kernel: Kernel, x: &QuantRows, out: &mut [f32], epilogue: Epilogue) {
        assert_eq!(out.len(), x.rows * self.outputs(), "output is not rows * outputs");
        self.write(kernel, x, Output { data: out, row_stride: self.outputs(), block_stride: BLOCK }, epilogue);
    }

    /// As [`Linear::forward_quantised`], but each block of 32 outputs apart: `[outputs / 32][rows][32]`.
    pub(crate) fn forward_blocks(&self, kernel: Kernel, x: &QuantRows, out: &mut [f32]) {
        assert!(self.outputs().is_multiple_of(BLOCK), "outputs are not a multiple of 32");
        assert_eq!(out.len(), x.rows * self.outputs(), "output is not rows * outputs");
        let out = Output { data: out, row_stride: BLOCK, block_stride: BLOCK * x.rows };
        self.write(kernel, x, out, Epilogue::None);
    }

    fn write(&self, kernel: Kernel, x: &QuantRows, out: Output<'_>, epilogue: Epilogue) {
        assert_eq!(x.width, self.inputs(), "quantised rows have another width");
        kernel.gemm(Gemm { x: x.view(), w: &self.weights, out, epilogue });
    }
}

/// The shape of a layer's weights, in words.
const ROW_SHAPE: &str = "[outputs, inputs], inputs a multiple of 64 up to 65536, outputs at least 1";

impl fmt::Debug for Linear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Linear({} -> {})", self.inputs(), self.outputs())
    }
}

/// Rows of activations as unsigned bytes, each row with its own scale and zero point.
///
/// A row `x` becomes: `high = max(0, max x)`, `low = min(0, min x)`, `range = max(high - low, 1e-9)`,
/// `scale = range / 255`, `zero = round(-low * (255 / range))`,
/// `q = clamp(round(x * (255 / range)) + zero, 0, 255)`, rounding ties to even; `x` is about `(q - zero) * scale`.
/// The method is the usual asymmetric dynamic quantisation, but per row, so that a row's result does not depend on
/// its neighbours.
///
/// Also serves as room to work in [`Linear::forward`]: keep one and use it again.
#[derive(Clone, Default)]
pub struct QuantRows {
    /// `rows * width` bytes, then padding to a multiple of 16 rows.
    q: Aligned<u8>,
    scale: Vec<f32>,
    zero: Vec<i32>,
    rows: usize,
    width: usize,
}

impl std::fmt::Debug for QuantRows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("QuantRows").finish_non_exhaustive()
    }
}

impl QuantRows {
    /// No rows yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Replaces the contents with the rows of `x`, each `width` long, a positive multiple of 64.
    ///
    /// # Panics
    /// If `width` is not such, or `x` not a whole number of rows.
    pub fn quantise(&mut self, kernel: Kernel, x: &[f32], width: usize) {
        assert!(width > 0 && width.is_multiple_of(64), "width is not a positive multiple of 64");
        assert!(x.len().is_multiple_of(width), "not a whole number of rows");
        (self.rows, self.width) = (x.len() / width, width);
        self.q.resize(self.rows.next_multiple_of(16) * width);
        self.scale.resize(self.rows, 0.0);
        self.zero.resize(self.rows, 0);
        let q = self.q.as_mut_slice();
        kernel.run(Quantise { x, k: width, q, scale: &mut self.scale, zero: &mut self.zero });
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Width of each row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// One row: its bytes, scale and zero point.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn row(&self, row: usize) -> (&[u8], f32, i32) {
        (&self.q.as_slice()[row * self.width..][..self.width], self.scale[row], self.zero[row])
    }

    fn view(&self) -> Quantised<'_> {
        Quantised { q: self.q.as_slice(), scale: &self.scale, zero: &self.zero, rows: self.rows }
    }
}

/// Quantises weights as the model file holds them: for each of the rows of `k` numbers `scale = max(|w|, 1e-9) / 63` and
/// `q = clamp(round_ties_even(w / scale), -63, 63)`. Returns the bytes and the scales.
///
/// # Panics
/// If `k` is 0 or `weights` is not a whole number of rows.
pub fn quantise_weights(weights: &[f32], k: usize) -> (Vec<i8>, Vec<f32>) {
    assert!(k > 0 && weights.len().is_multiple_of(k), "not a whole number of rows");
    let limit = f32::from(WEIGHT_LIMIT);
    let scales: Vec<f32> = weights.chunks_exact(k).map(|row| row.iter().fold(1e-9f32, |m, w| m.max(w.abs())) / limit).collect();
    let rows = weights.chunks_exact(k).zip(&scales);
    let q = rows.flat_map(|(row, scale)| row.iter().map(move |w| (w / scale).round_ties_even()));
    (q.map(|q| q.clamp(-limit, limit) as i8).collect(), scales)
}
