//! Softmax attention of one window, in `f32`, for heads of 32.
//!
//! For each head and query row: the scores are sums over the 32 dimensions in order, by fused multiply-add; the
//! largest score is subtracted; the exponentials are summed by lane over the keys' blocks of sixteen in order, then
//! over the lanes by [`Simd::reduce_add`]; the weighted values are summed over the keys in order, by fused
//! multiply-add, and multiplied by `1 / sum` at the end. The factor `1 / sqrt(32)` is multiplied into the keys.
//! None of this depends on how many rows or keys are worked on at once, nor on other windows.

use super::math::exp;
use super::simd::{LANES, Row, Simd, Task};

/// Width of a head.
pub(crate) const HEAD: usize = 32;

/// `1 / sqrt(32)`.
const SCALE: f32 = 0.176_776_7;

/// Stands for "no key here" in a row of scores.
const NOTHING: f32 = -1e30;

/// Most query rows worked on at once.
const MOST_ROWS: usize = 8;

/// One vector of a head's row, or all of it.
type HeadRow = [f32; HEAD];

/// Sixteen keys, dimension by dimension.
type KeyBlock = [Row; HEAD];

/// Room for one head of one window.
#[derive(Clone, Default)]
pub(crate) struct AttentionScratch {
    keys: Vec<KeyBlock>,
    scores: Vec<Row>,
}

/// All heads of one window.
pub(crate) struct Attention<'a> {
    /// Blocks of 32 columns, each `rows` rows of 32: the heads' queries, then keys, then values.
    pub(crate) qkv: &'a [f32],
    /// Rows in each block (those of all windows together).
    pub(crate) rows: usize,
    /// First row of this window.
    pub(crate) start: usize,
    /// Rows of this window, at least 1.
    pub(crate) len: usize,
    pub(crate) heads: usize,
    /// Rows of `32 * heads`, of this window alone.
    pub(crate) out: &'a mut [f32],
    pub(crate) scratch: &'a mut AttentionScratch,
}

impl Task for Attention<'_> {
    type Output = ();
    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let blocks = self.len.div_ceil(LANES);
        self.scratch.keys.resize(blocks, [[0.0; LANES]; HEAD]);
        self.scratch.scores.resize(blocks * MOST_ROWS, [0.0; LANES]);
        let part = |index: usize| &self.qkv[(index * self.rows + self.start) * HEAD..][..self.len * HEAD].as_chunks::<HEAD>().0[..self.len];
        for head in 0..self.heads {
            let (q, k, v) = (part(head), part(self.heads + head), part(2 * self.heads + head));
            transpose_keys(k, &mut self.scratch.keys);
            let mut work = Head {
                q,
                v,
                keys: &self.scratch.keys,
                scores: &mut self.scratch.scores,
                out: self.out,
                stride: self.heads * HEAD,
                column: head * HEAD,
            };
            if S::WIDE {
                work.rows::<S, 8, 2, 2>(simd);
            } else {
                work.rows::<S, 4, 1, 1>(simd);
            }
        }
    }
}

/// Lays the keys out by dimension, scaled; lanes past the last key are zero.
#[inline(always)]
fn transpose_keys(k: &[HeadRow], keys: &mut [KeyBlock]) {
    for (k, block) in k.chunks(LANES).zip(keys) {
        if k.len() < LANES {
            *block = [[0.0; LANES]; HEAD];
        }
        for (lane, row) in k.iter().enumerate() {
            for d in 0..HEAD {
                block[d][lane] = row[d] * SCALE;
            }
        }
    }
}

/// One head of one window.
struct Head<'a> {
    q: &'a [HeadRow],
    v: &'a [HeadRow],
    keys: &'a [KeyBlock],
    /// `[query row][block]`.
    scores: &'a mut [Row],
    out: &'a mut [f32],
    stride: usize,
    column: usize,
}

impl Head<'_> {
    /// `R` query rows at a time against `T` blocks of keys, then values, `V` vectors of the head at a time. The last
    /// rows are filled up with repetitions of the last one.
    #[inline(always)]
    fn rows<S: Simd, const R: usize, const T: usize, const V: usize>(&mut self, simd: S) {
        let len = self.q.len();
        let blocks = self.keys.len();
        let mut row = 0;
        while row < len {
            let mut q = [&self.q[row]; R];
            for r in 1..R {
                q[r] = &self.q[(row + r).min(len - 1)];
            }
            let mut block = 0;
            while block + T <= blocks {
                self.score::<S, R, T>(simd, q, block);
                block += T;
            }
            while block < blocks {
                self.score::<S, R, 1>(simd, q, block);
                block += 1;
            }
            let mut inverse = [0.0; R];
            for r in 0..R {
                inverse[r] = softmax(simd, &mut self.scores[r * blocks..][..blocks], len);
            }
            let mut part = 0;
            while part < HEAD / LANES {
                self.weigh::<S, R, V>(simd, row, part, inverse);
                part += V;
            }
            row += R;
        }
    }

    #[inline(always)]
    fn score<S: Simd, const R: usize, const T: usize>(&mut self, simd: S, q: [&HeadRow; R], block: usize) {
        let blocks = self.keys.len();
        let mut keys = [&self.keys[block]; T];
        for t in 1..T {
            keys[t] = &self.keys[block + t];
        }
        let mut sums = [[simd.splat(0.0); T]; R];
        for d in 0..HEAD {
            let mut k = [simd.load(&keys[0][d]); T];
            for t in 1..T {
                k[t] = simd.load(&keys[t][d]);
            }
            for r in 0..R {
                let x = simd.splat(q[r][d]);
                for t in 0..T {
                    sums[r][t] = simd.fma(x, k[t], sums[r][t]);
                }
            }
        }
        for r in 0..R {
            for t in 0..T {
                simd.store(sums[r][t], &mut self.scores[r * blocks + block + t]);
            }
        }
    }

    #[inline(always)]
    fn weigh<S: Simd, const R: usize, const V: usize>(&mut self, simd: S, row: usize, part: usize, inverse: [f32; R]) {
        let len = self.v.len();
        let blocks = self.keys.len();
        let mut weights: [&[f32]; R] = [&[]; R];
        for r in 0..R {
            weights[r] = &self.scores[r * blocks..][..blocks].as_flattened()[..len];
        }
        let mut sums = [[simd.splat(0.0); V]; R];
        for (key, v) in self.v.iter().enumerate() {
            let v = v.as_chunks::<LANES>().0;
            let mut value = [simd.load(&v[part]); V];
            for i in 1..V {
                value[i] = simd.load(&v[part + i]);
            }
            for r in 0..R {
                let weight = simd.splat(weights[r][key]);
                for i in 0..V {
                    sums[r][i] = simd.fma(weight, value[i], sums[r][i]);
                }
            }
        }
        for r in 0..R.min(len - row) {
            let out = &mut self.out[(row + r) * self.stride + self.column..][..HEAD];
            let out = out.as_chunks_mut::<LANES>().0;
            for i in 0..V {
                simd.store(simd.mul(sums[r][i], simd.splat(inverse[r])), &mut out[part + i]);
            }
        }
    }
}

/// Turns the scores of `len` keys into exponentials and returns one over their sum.
#[inline(always)]
fn softmax<S: Simd>(simd: S, scores: &mut [Row], len: usize) -> f32 {
    let nothing = simd.splat(NOTHING);
    let tail = len - (scores.len() - 1) * LANES;
    let (whole, last) = scores.split_at_mut(scores.len() - 1);
    let last = &mut last[0];
    let mut most = simd.select_first(tail, simd.load(last), nothing);
    for x in whole.iter() {
        most = simd.max(most, simd.load(x));
    }
    let most = simd.splat(simd.reduce_max(most));
    let mut sum = simd.splat(0.0);
    for x in whole {
        let e = exp(simd, simd.sub(simd.load(x), most));
        sum = simd.add(sum, e);
        simd.store(e, x);
    }
    let e = exp(simd, simd.sub(simd.load(last), most));
    let e = simd.select_first(tail, e, simd.splat(0.0));
    simd.store(e, last);
    1.0 / simd.reduce_add(simd.add(sum, e))
}
