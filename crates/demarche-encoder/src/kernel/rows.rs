//! Work on whole rows: sum of embeddings, layer normalisation, quantisation of activations.
//!
//! Rows are multiples of 64 long and read as blocks of four vectors, so every sum runs in four accumulators of sixteen
//! lanes, joined as `(0 + 1) + (2 + 3)` and then by [`Simd::reduce_add`].

use super::simd::{LANES, Row, Simd, Task};

/// Four vectors: 64 numbers.
type Block = [Row; 4];

/// The smallest range a row is quantised over, so that a row of zeros has a scale.
const SMALLEST_RANGE: f32 = 1e-9;

#[inline(always)]
fn blocks(x: &[f32]) -> &[Block] {
    x.as_chunks::<LANES>().0.as_chunks::<4>().0
}

#[inline(always)]
fn blocks_mut(x: &mut [f32]) -> &mut [Block] {
    x.as_chunks_mut::<LANES>().0.as_chunks_mut::<4>().0
}

/// Quantises rows to unsigned bytes, each row with its own scale and zero point.
///
/// For a row: `high = max(0, max x)`, `low = min(0, min x)`, `range = max(high - low, 1e-9)`, `inverse = 255 / range`,
/// `scale = range / 255`, `zero = round_ties_even(-low * inverse)`,
/// `q = clamp(round_ties_even(x * inverse) + zero, 0, 255)`.
pub(crate) struct Quantise<'a> {
    /// Rows of `k` numbers, `k` a multiple of 64.
    pub(crate) x: &'a [f32],
    pub(crate) k: usize,
    pub(crate) q: &'a mut [u8],
    pub(crate) scale: &'a mut [f32],
    pub(crate) zero: &'a mut [i32],
}

impl Task for Quantise<'_> {
    type Output = ();
    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let rows = self.x.chunks_exact(self.k).zip(self.q.chunks_exact_mut(self.k));
        for ((x, q), (scale, zero)) in rows.zip(self.scale.iter_mut().zip(self.zero)) {
            (*scale, *zero) = quantise_row(simd, x, q);
        }
    }
}

#[inline(always)]
fn quantise_row<S: Simd>(simd: S, x: &[f32], q: &mut [u8]) -> (f32, i32) {
    let x = blocks(x);
    let mut high = [simd.splat(0.0); 4];
    let mut low = high;
    for block in x {
        for i in 0..4 {
            let v = simd.load(&block[i]);
            high[i] = simd.max(high[i], v);
            low[i] = simd.min(low[i], v);
        }
    }
    let high = simd.reduce_max(simd.max(simd.max(high[0], high[1]), simd.max(high[2], high[3])));
    let low = simd.reduce_min(simd.min(simd.min(low[0], low[1]), simd.min(low[2], low[3])));
    let range = if high - low > SMALLEST_RANGE { high - low } else { SMALLEST_RANGE };
    let inverse = 255.0 / range;
    let zero = (-low * inverse).round_ties_even() as i32;

    let (inverse, zeros) = (simd.splat(inverse), simd.splat_i(zero));
    for (block, q) in x.iter().zip(q.as_chunks_mut::<LANES>().0.as_chunks_mut::<4>().0) {
        for i in 0..4 {
            simd.quantise(simd.load(&block[i]), inverse, zeros, &mut q[i]);
        }
    }
    (range / 255.0, zero)
}

/// Layer normalisation of rows in place: `(x - mean) * (weight / sqrt(variance + epsilon)) + bias`, the variance over
/// the whole row (no Bessel correction), the last step fused.
pub(crate) struct LayerNorm<'a> {
    /// Rows as long as `weight`, a multiple of 64.
    pub(crate) x: &'a mut [f32],
    pub(crate) weight: &'a [f32],
    pub(crate) bias: &'a [f32],
    pub(crate) epsilon: f32,
}

impl Task for LayerNorm<'_> {
    type Output = ();
    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        for row in self.x.chunks_exact_mut(self.weight.len()) {
            normalise_row(simd, row, self.weight, self.bias, self.epsilon);
        }
    }
}

#[inline(always)]
fn normalise_row<S: Simd>(simd: S, x: &mut [f32], weight: &[f32], bias: &[f32], epsilon: f32) {
    let width = x.len() as f32;
    let x = blocks_mut(x);
    let mut sum = [simd.splat(0.0); 4];
    for block in x.iter() {
        for i in 0..4 {
            sum[i] = simd.add(sum[i], simd.load(&block[i]));
        }
    }
    let sum = simd.add(simd.add(sum[0], sum[1]), simd.add(sum[2], sum[3]));
    let mean = simd.splat(simd.reduce_add(sum) / width);

    let mut squares = [simd.splat(0.0); 4];
    for block in x.iter() {
        for i in 0..4 {
            let centred = simd.sub(simd.load(&block[i]), mean);
            squares[i] = simd.fma(centred, centred, squares[i]);
        }
    }
    let squares = simd.add(simd.add(squares[0], squares[1]), simd.add(squares[2], squares[3]));
    let variance = simd.reduce_add(squares) / width;
    let inverse = simd.splat(1.0 / (variance + epsilon).sqrt());

    for ((x, weight), bias) in x.iter_mut().zip(blocks(weight)).zip(blocks(bias)) {
        for i in 0..4 {
            let centred = simd.sub(simd.load(&x[i]), mean);
            let slope = simd.mul(inverse, simd.load(&weight[i]));
            simd.store(simd.fma(centred, slope, simd.load(&bias[i])), &mut x[i]);
        }
    }
}

/// One row of a quantised table: its bytes and its scale.
pub(crate) type TableRow<'a> = (&'a [i8], f32);

/// Writes the sum of table rows: the first row's product, then one fused multiply-add for each further row, in order.
pub(crate) struct SumRows<'a, 'b, const N: usize> {
    pub(crate) rows: [TableRow<'b>; N],
    pub(crate) out: &'a mut [f32],
}

impl<const N: usize> Task for SumRows<'_, '_, N> {
    type Output = ();
    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        for (i, out) in self.out.as_chunks_mut::<LANES>().0.iter_mut().enumerate() {
            let mut sum = simd.splat(0.0);
            for (q, scale) in self.rows {
                sum = simd.fma(simd.load_i8(&q.as_chunks::<LANES>().0[i]), simd.splat(scale), sum);
            }
            simd.store(sum, out);
        }
    }
}
