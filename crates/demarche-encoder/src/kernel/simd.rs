//! Sixteen lanes at a time: the small vocabulary that all floating-point code of this crate is written in.
//!
//! The encoder's arithmetic is written once, generic over [`Simd`], and compiled for each instruction set. The results
//! are the same bits everywhere because every operation here is defined exactly: IEEE add, subtract, multiply, divide
//! and fused multiply-add, each rounded once; `max` and `min` by comparison; sums over the lanes as one fixed tree.
//! No approximate instruction is used and no operation is left to the compiler to contract or reorder.
//!
//! Inputs that are not finite give some result (never undefined behaviour); only the payload and sign of a NaN may
//! differ between instruction sets.

/// Number of lanes of every vector here.
pub(crate) const LANES: usize = 16;

/// Sixteen `f32`.
pub(crate) type Row = [f32; LANES];

/// An instruction set. A value of the type is the proof that this CPU has it.
///
/// All methods of the implementations, and all generic functions called with one, are `#[inline(always)]`, so that
/// they are compiled as part of the one function that enables the instructions ([`Task`]).
pub(crate) trait Simd: Copy {
    /// Sixteen `f32` lanes.
    type F: Copy;
    /// Sixteen `i32` lanes.
    type I: Copy;
    /// Four activations, copied to each lane.
    type A: Copy;
    /// Sixteen columns of four weights.
    type W: Copy;
    /// Whether there are 32 vector registers, each holding 16 lanes; chooses the block sizes.
    const WIDE: bool;

    fn splat(self, x: f32) -> Self::F;
    fn load(self, from: &Row) -> Self::F;
    fn load_i8(self, from: &[i8; LANES]) -> Self::F;
    fn store(self, x: Self::F, to: &mut Row);
    fn add(self, a: Self::F, b: Self::F) -> Self::F;
    fn sub(self, a: Self::F, b: Self::F) -> Self::F;
    fn mul(self, a: Self::F, b: Self::F) -> Self::F;
    fn div(self, a: Self::F, b: Self::F) -> Self::F;
    /// `a * b + c`, rounded once.
    fn fma(self, a: Self::F, b: Self::F, c: Self::F) -> Self::F;
    /// `if a > b { a } else { b }` (the second when either is NaN).
    fn max(self, a: Self::F, b: Self::F) -> Self::F;
    /// `if a < b { a } else { b }` (the second when either is NaN).
    fn min(self, a: Self::F, b: Self::F) -> Self::F;
    fn abs(self, x: Self::F) -> Self::F;
    /// `if x < 0 { a } else { b }`.
    fn select_negative(self, x: Self::F, a: Self::F, b: Self::F) -> Self::F;
    /// The first `n` lanes of `a`, the others of `b`.
    fn select_first(self, n: usize, a: Self::F, b: Self::F) -> Self::F;
    /// Adds the low bits of `n` to the exponent of `p`: `p * 2^k` where `n = 1.5 * 2^23 + k`.
    fn add_exponent(self, p: Self::F, n: Self::F) -> Self::F;
    /// Sum of the lanes: `i` with `i + 8`, then `i + 4`, `i + 2`, `i + 1`.
    fn reduce_add(self, x: Self::F) -> f32;
    /// Largest lane, by [`Simd::max`] over the tree of [`Simd::reduce_add`].
    fn reduce_max(self, x: Self::F) -> f32;
    /// Smallest lane, by [`Simd::min`] over the tree of [`Simd::reduce_add`].
    fn reduce_min(self, x: Self::F) -> f32;
    /// `clamp(round_ties_even(x * inverse) + zero, 0, 255)`; 0 where the product is NaN or outside `i32`.
    fn quantise(self, x: Self::F, inverse: Self::F, zero: Self::I, to: &mut [u8; LANES]);

    fn splat_i(self, x: i32) -> Self::I;
    fn load_i(self, from: &[i32; LANES]) -> Self::I;
    fn store_i(self, x: Self::I, to: &mut [i32; LANES]);
    fn sub_i(self, a: Self::I, b: Self::I) -> Self::I;
    fn mul_i(self, a: Self::I, b: Self::I) -> Self::I;
    /// Nearest `f32`, ties to even.
    fn to_f32(self, x: Self::I) -> Self::F;
    fn splat_activations(self, a: [u8; 4]) -> Self::A;
    fn load_weights(self, w: &[i8; 64]) -> Self::W;
    /// Adds to each lane the four products of its column. Exact as long as weights lie within ±63.
    fn dot(self, sum: Self::I, a: Self::A, w: Self::W) -> Self::I;
}

/// A piece of work written for any instruction set. `run` must be `#[inline(always)]`.
pub(crate) trait Task {
    type Output;
    fn run<S: Simd>(self, simd: S) -> Self::Output;
}

/// Plain Rust: the reference that the other instruction sets are held to, and what other CPUs run.
#[derive(Clone, Copy)]
pub(crate) struct Scalar;

impl Scalar {
    #[inline(always)]
    fn map(a: Row, b: Row, f: impl Fn(f32, f32) -> f32) -> Row {
        let mut out = [0.0; LANES];
        for i in 0..LANES {
            out[i] = f(a[i], b[i]);
        }
        out
    }

    #[inline(always)]
    fn reduce(mut x: Row, f: impl Fn(f32, f32) -> f32) -> f32 {
        for half in [8, 4, 2, 1] {
            for i in 0..half {
                x[i] = f(x[i], x[i + half]);
            }
        }
        x[0]
    }
}

#[inline(always)]
fn larger(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

#[inline(always)]
fn smaller(a: f32, b: f32) -> f32 {
    if a < b { a } else { b }
}

/// What the x86 conversion does: out of range and NaN become `i32::MIN`.
#[inline(always)]
fn to_i32_ties_even(x: f32) -> i32 {
    let x = x.round_ties_even();
    if (-2_147_483_648.0..2_147_483_648.0).contains(&x) { x as i32 } else { i32::MIN }
}

impl Simd for Scalar {
    type F = Row;
    type I = [i32; LANES];
    type A = [u8; 4];
    type W = [i8; 64];
    const WIDE: bool = false;

    #[inline(always)]
    fn splat(self, x: f32) -> Row {
        [x; LANES]
    }
    #[inline(always)]
    fn load(self, from: &Row) -> Row {
        *from
    }
    #[inline(always)]
    fn load_i8(self, from: &[i8; LANES]) -> Row {
        from.map(f32::from)
    }
    #[inline(always)]
    fn store(self, x: Row, to: &mut Row) {
        *to = x;
    }
    #[inline(always)]
    fn add(self, a: Row, b: Row) -> Row {
        Self::map(a, b, |a, b| a + b)
    }
    #[inline(always)]
    fn sub(self, a: Row, b: Row) -> Row {
        Self::map(a, b, |a, b| a - b)
    }
    #[inline(always)]
    fn mul(self, a: Row, b: Row) -> Row {
        Self::map(a, b, |a, b| a * b)
    }
    #[inline(always)]
    fn div(self, a: Row, b: Row) -> Row {
        Self::map(a, b, |a, b| a / b)
    }
    #[inline(always)]
    fn fma(self, a: Row, b: Row, c: Row) -> Row {
        let mut out = [0.0; LANES];
        for i in 0..LANES {
            out[i] = a[i].mul_add(b[i], c[i]);
        }
        out
    }
    #[inline(always)]
    fn max(self, a: Row, b: Row) -> Row {
        Self::map(a, b, larger)
    }
    #[inline(always)]
    fn min(self, a: Row, b: Row) -> Row {
        Self::map(a, b, smaller)
    }
    #[inline(always)]
    fn abs(self, x: Row) -> Row {
        x.map(f32::abs)
    }
    #[inline(always)]
    fn select_negative(self, x: Row, a: Row, b: Row) -> Row {
        let mut out = b;
        for i in 0..LANES {
            if x[i] < 0.0 {
                out[i] = a[i];
            }
        }
        out
    }
    #[inline(always)]
    fn select_first(self, n: usize, a: Row, b: Row) -> Row {
        let mut out = b;
        for i in 0..LANES {
            if i < n {
                out[i] = a[i];
            }
        }
        out
    }
    #[inline(always)]
    fn add_exponent(self, p: Row, n: Row) -> Row {
        Self::map(p, n, |p, n| f32::from_bits(p.to_bits().wrapping_add(n.to_bits() << 23)))
    }
    #[inline(always)]
    fn reduce_add(self, x: Row) -> f32 {
        Self::reduce(x, |a, b| a + b)
    }
    #[inline(always)]
    fn reduce_max(self, x: Row) -> f32 {
        Self::reduce(x, larger)
    }
    #[inline(always)]
    fn reduce_min(self, x: Row) -> f32 {
        Self::reduce(x, smaller)
    }
    #[inline(always)]
    fn quantise(self, x: Row, inverse: Row, zero: [i32; LANES], to: &mut [u8; LANES]) {
        for i in 0..LANES {
            to[i] = to_i32_ties_even(x[i] * inverse[i]).wrapping_add(zero[i]).clamp(0, 255) as u8;
        }
    }
    #[inline(always)]
    fn splat_i(self, x: i32) -> [i32; LANES] {
        [x; LANES]
    }
    #[inline(always)]
    fn load_i(self, from: &[i32; LANES]) -> [i32; LANES] {
        *from
    }
    #[inline(always)]
    fn store_i(self, x: [i32; LANES], to: &mut [i32; LANES]) {
        *to = x;
    }
    #[inline(always)]
    fn sub_i(self, mut a: [i32; LANES], b: [i32; LANES]) -> [i32; LANES] {
        for i in 0..LANES {
            a[i] = a[i].wrapping_sub(b[i]);
        }
        a
    }
    #[inline(always)]
    fn mul_i(self, mut a: [i32; LANES], b: [i32; LANES]) -> [i32; LANES] {
        for i in 0..LANES {
            a[i] = a[i].wrapping_mul(b[i]);
        }
        a
    }
    #[inline(always)]
    fn to_f32(self, x: [i32; LANES]) -> Row {
        x.map(|x| x as f32)
    }
    #[inline(always)]
    fn splat_activations(self, a: [u8; 4]) -> [u8; 4] {
        a
    }
    #[inline(always)]
    fn load_weights(self, w: &[i8; 64]) -> [i8; 64] {
        *w
    }
    #[inline(always)]
    fn dot(self, mut sum: [i32; LANES], a: [u8; 4], w: [i8; 64]) -> [i32; LANES] {
        for i in 0..LANES {
            for j in 0..4 {
                sum[i] += i32::from(a[j]) * i32::from(w[i * 4 + j]);
            }
        }
        sum
    }
}
