//! Products of quantised rows with packed weights, and what is done to each result.
//!
//! The integer sums are exact, so they may be formed in any order and by any instruction. What follows is in `f32` and
//! written once, in [`finish`]:
//!
//! 1. `exact = sum - zero[row] * column_sum[column]` in `i32`
//! 2. `scale = column_scale[column] * row_scale[row]`, rounded to `f32`
//! 3. `y = fma(f32(exact), scale, bias[column])`, the conversion to nearest even
//! 4. the epilogue: nothing, GELU, `max(y, 0)`, or `y + out`

use super::aligned::Aligned;
use super::math::gelu;
use super::simd::{LANES, Row, Simd, Task};
use crate::linear::Epilogue;

/// Columns in a panel of packed weights.
pub(crate) const PANEL: usize = LANES;

/// Columns in a block of the output, see [`Output`].
pub(crate) const BLOCK: usize = 32;

/// Weights packed for the kernels, with what belongs to each column.
///
/// Layout `[panel][k / 4][16 columns][4]`: a 64-byte line holds four weights of sixteen columns, which is one VNNI
/// operand, two AVX2 operands, or one row of an AMX tile. Columns are padded with zeros to a multiple of 32.
///
/// Invariant: with `panels = n.div_ceil(32) * 2`, `packed` has `panels * k * 16` elements, the others `panels * 16`;
/// `k` is a positive multiple of 64; all weights lie within ±63.
#[derive(Clone)]
pub(crate) struct Weights {
    pub(crate) k: usize,
    pub(crate) n: usize,
    packed: Aligned<i8>,
    column_sum: Aligned<i32>,
    scale: Aligned<f32>,
    bias: Aligned<f32>,
}

impl Weights {
    /// Packs `n` rows of `k` weights. The caller has checked lengths and ranges.
    pub(crate) fn pack(k: usize, n: usize, rows: &[i8], scale: &[f32], bias: &[f32]) -> Self {
        assert!(k > 0 && k.is_multiple_of(64) && rows.len() == k * n && scale.len() == n && bias.len() == n);
        let columns = n.div_ceil(BLOCK) * BLOCK;
        let mut packed = Aligned::zeros(columns * k);
        let mut column_sum = Aligned::zeros(columns);
        let panels = packed.as_mut_slice().chunks_exact_mut(PANEL * k);
        for (panel, rows) in panels.zip(rows.chunks(PANEL * k)) {
            for (column, row) in rows.chunks_exact(k).enumerate() {
                for (group, four) in row.as_chunks::<4>().0.iter().enumerate() {
                    panel[group * 64 + column * 4..][..4].copy_from_slice(four);
                }
            }
        }
        for (sum, row) in column_sum.as_mut_slice().iter_mut().zip(rows.chunks_exact(k)) {
            *sum = row.iter().map(|&w| i32::from(w)).sum();
        }
        let mut padded = [Aligned::from(scale), Aligned::from(bias)];
        for values in &mut padded {
            values.resize(columns);
            values.as_mut_slice()[n..].fill(0.0);
        }
        let [scale, bias] = padded;
        Weights { k, n, packed, column_sum, scale, bias }
    }

    pub(crate) fn panels(&self) -> usize {
        self.n.div_ceil(BLOCK) * (BLOCK / PANEL)
    }

    /// The packed lines of a panel, `k / 4` of them.
    #[inline(always)]
    pub(crate) fn panel(&self, panel: usize) -> &[[i8; 64]] {
        let length = PANEL * self.k;
        self.packed.as_slice()[panel * length..][..length].as_chunks::<64>().0
    }

    /// Bytes held in memory.
    pub(crate) fn bytes(&self) -> usize {
        let columns = self.panels() * PANEL;
        columns * (self.k + 12)
    }
}

/// Quantised rows, as the kernels read them.
#[derive(Clone, Copy)]
pub(crate) struct Quantised<'a> {
    /// `rows * k` bytes, padded to a multiple of 16 rows with any bytes.
    pub(crate) q: &'a [u8],
    pub(crate) scale: &'a [f32],
    pub(crate) zero: &'a [i32],
    pub(crate) rows: usize,
}

/// Where results go: row `r`, column `c` at `(c / 32) * block_stride + r * row_stride + c % 32`.
///
/// With `block_stride` 32 and `row_stride` n these are plain rows. With `row_stride` 32 and `block_stride` `32 * rows`
/// each block of 32 columns lies apart, which is how attention wants its heads.
pub(crate) struct Output<'a> {
    pub(crate) data: &'a mut [f32],
    pub(crate) row_stride: usize,
    pub(crate) block_stride: usize,
}

/// One product: every row with every column.
pub(crate) struct Gemm<'a> {
    pub(crate) x: Quantised<'a>,
    pub(crate) w: &'a Weights,
    pub(crate) out: Output<'a>,
    pub(crate) epilogue: Epilogue,
}

/// Rows and columns of a tile of sums, for [`Gemm::finish`].
#[derive(Clone, Copy)]
pub(crate) struct Tile {
    pub(crate) row: usize,
    pub(crate) rows: usize,
    pub(crate) panel: usize,
    pub(crate) panels: usize,
}

impl Task for Gemm<'_> {
    type Output = ();
    #[inline(always)]
    fn run<S: Simd>(mut self, simd: S) {
        let panels = self.w.panels();
        if S::WIDE {
            // 24 registers of sums, 4 of weights, 1 of activations; the last two panels of an odd pair go alone
            let mut panel = 0;
            while panel + 4 <= panels {
                self.columns::<S, 6, 4>(simd, panel);
                panel += 4;
            }
            if panel < panels {
                self.columns::<S, 6, 2>(simd, panel);
            }
        } else {
            for panel in 0..panels {
                self.columns::<S, 4, 1>(simd, panel);
            }
        }
    }
}

impl Gemm<'_> {
    /// All rows against `T` panels, `R` rows at a time and the last few singly.
    #[inline(always)]
    fn columns<S: Simd, const R: usize, const T: usize>(&mut self, simd: S, panel: usize) {
        let mut row = 0;
        while row + R <= self.x.rows {
            self.block::<S, R, T>(simd, row, panel);
            row += R;
        }
        while row < self.x.rows {
            self.block::<S, 1, T>(simd, row, panel);
            row += 1;
        }
    }

    /// `R` rows against `T` panels.
    #[inline(always)]
    fn block<S: Simd, const R: usize, const T: usize>(&mut self, simd: S, row: usize, panel: usize) {
        let groups = self.w.k / 4;
        let mut a: [&[[u8; 4]]; R] = [&[]; R];
        for r in 0..R {
            a[r] = &self.x.q[(row + r) * self.w.k..][..self.w.k].as_chunks::<4>().0[..groups];
        }
        let mut w: [&[[i8; 64]]; T] = [&[]; T];
        for t in 0..T {
            w[t] = &self.w.panel(panel + t)[..groups];
        }
        let mut sums = [[simd.splat_i(0); T]; R];
        for g in 0..groups {
            let mut line = [simd.load_weights(&w[0][g]); T];
            for t in 1..T {
                line[t] = simd.load_weights(&w[t][g]);
            }
            for r in 0..R {
                let activations = simd.splat_activations(a[r][g]);
                for t in 0..T {
                    sums[r][t] = simd.dot(sums[r][t], activations, line[t]);
                }
            }
        }
        let mut tile = [[[0; LANES]; T]; R];
        for r in 0..R {
            for t in 0..T {
                simd.store_i(sums[r][t], &mut tile[r][t]);
            }
        }
        self.finish(simd, tile.as_flattened(), Tile { row, rows: R, panel, panels: T });
    }

    /// Turns a tile of integer sums (`[row][panel]`) into results; see the head of this file for the order.
    #[inline(always)]
    pub(crate) fn finish<S: Simd>(&mut self, simd: S, sums: &[[i32; LANES]], tile: Tile) {
        match self.epilogue {
            Epilogue::None => self.finish_with(simd, sums, tile, Plain),
            Epilogue::Gelu => self.finish_with(simd, sums, tile, Gelu),
            Epilogue::Relu => self.finish_with(simd, sums, tile, Relu),
            Epilogue::AddResidual => self.finish_with(simd, sums, tile, Residual),
        }
    }

    #[inline(always)]
    fn finish_with<S: Simd>(&mut self, simd: S, sums: &[[i32; LANES]], tile: Tile, last: impl Finish) {
        let scales = &self.x.scale[tile.row..][..tile.rows];
        let zeros = &self.x.zero[tile.row..][..tile.rows];
        for t in 0..tile.panels {
            let column = (tile.panel + t) * PANEL;
            if column >= self.w.n {
                return;
            }
            let width = (self.w.n - column).min(PANEL);
            let panel = tile.panel + t;
            let column_sum = simd.load_i(&self.w.column_sum.as_slice().as_chunks().0[panel]);
            let column_scale = simd.load(&self.w.scale.as_slice().as_chunks().0[panel]);
            let bias = simd.load(&self.w.bias.as_slice().as_chunks().0[panel]);
            let start = column / BLOCK * self.out.block_stride + column % BLOCK + tile.row * self.out.row_stride;
            for r in 0..tile.rows {
                let sum = simd.load_i(&sums[r * tile.panels + t]);
                let exact = simd.sub_i(sum, simd.mul_i(simd.splat_i(zeros[r]), column_sum));
                let scale = simd.mul(column_scale, simd.splat(scales[r]));
                let y = simd.fma(simd.to_f32(exact), scale, bias);
                let out = &mut self.out.data[start + r * self.out.row_stride..][..width];
                if let Ok(out) = <&mut Row>::try_from(&mut *out) {
                    let y = last.apply(simd, y, out);
                    simd.store(y, out);
                } else {
                    let mut whole = [0.0; LANES];
                    whole[..width].copy_from_slice(out);
                    let y = last.apply(simd, y, &whole);
                    simd.store(y, &mut whole);
                    out.copy_from_slice(&whole[..width]);
                }
            }
        }
    }
}

/// The last step of a result, see [`Epilogue`].
trait Finish: Copy {
    fn apply<S: Simd>(self, simd: S, y: S::F, out: &Row) -> S::F;
}

#[derive(Clone, Copy)]
struct Plain;
#[derive(Clone, Copy)]
struct Gelu;
#[derive(Clone, Copy)]
struct Relu;
#[derive(Clone, Copy)]
struct Residual;

impl Finish for Plain {
    #[inline(always)]
    fn apply<S: Simd>(self, _: S, y: S::F, _: &Row) -> S::F {
        y
    }
}
impl Finish for Gelu {
    #[inline(always)]
    fn apply<S: Simd>(self, simd: S, y: S::F, _: &Row) -> S::F {
        gelu(simd, y)
    }
}
impl Finish for Relu {
    #[inline(always)]
    fn apply<S: Simd>(self, simd: S, y: S::F, _: &Row) -> S::F {
        simd.max(y, simd.splat(0.0))
    }
}
impl Finish for Residual {
    #[inline(always)]
    fn apply<S: Simd>(self, simd: S, y: S::F, out: &Row) -> S::F {
        simd.add(y, simd.load(out))
    }
}
