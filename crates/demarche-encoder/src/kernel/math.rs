//! The two transcendental functions of the encoder, as polynomials of fused multiply-adds.

use super::simd::Simd;

/// Adding and subtracting this rounds an `f32` below 2^22 to a whole number, ties to even, and leaves that number in
/// the low bits of the sum.
const ROUND: f32 = 12_582_912.0; // 1.5 * 2^23

/// Below this the exponential is taken as `exp(-87)`, about 1.6e-38: the last whole step above the denormal numbers.
const LOWEST: f32 = -87.0;

/// `2^f` on [-0.5, 0.5], highest power first: minimax in relative error (Remez) with the last coefficient held at 1;
/// 3e-9 as real numbers, 8e-8 in `f32`.
const POW2: [f32; 7] = [1.559_467_8e-4, 1.340_664_3e-3, 9.617_693e-3, 5.550_310_4e-2, 2.402_265_2e-1, 6.931_472_4e-1, 1.0];

/// `exp(x)` for `x <= 0`, relative error below 2e-6 (that of `log2 e` in `f32`, grown with x; below 3e-7 down to
/// -10); below -87 it stays at `exp(-87)`.
///
/// With `n = round(x log2 e)` and `f = x log2 e - n`, both by fused multiply-add: `2^f * 2^n`, the power of two added
/// to the exponent bits.
#[inline(always)]
pub(crate) fn exp<S: Simd>(simd: S, x: S::F) -> S::F {
    let log2_e = simd.splat(std::f32::consts::LOG2_E);
    let x = simd.max(x, simd.splat(LOWEST));
    let n = simd.fma(x, log2_e, simd.splat(ROUND));
    let minus_whole = simd.sub(simd.splat(ROUND), n);
    let f = simd.fma(x, log2_e, minus_whole);
    let mut p = simd.splat(POW2[0]);
    let mut i = 1;
    while i < POW2.len() {
        p = simd.fma(p, f, simd.splat(POW2[i]));
        i += 1;
    }
    simd.add_exponent(p, n)
}

/// Abramowitz and Stegun 7.1.26, `1 - erf(z) = t P(t) exp(-z^2)` with `t = 1 / (1 + 0.3275911 z)`, z >= 0, absolute
/// error below 1.5e-7. The coefficients are halved (exactly), because GELU wants `(1 - erf) / 2`. Highest power first.
const HALF_ERFC: [f32; 5] = [1.061_405_4 / 2.0, -1.453_152_1 / 2.0, 1.421_413_8 / 2.0, -0.284_496_72 / 2.0, 0.254_829_6 / 2.0];

/// Exact (erf) GELU, `x * (1 + erf(x / sqrt 2)) / 2`; absolute error below 2e-7 times `max(1, |x|)`.
#[inline(always)]
pub(crate) fn gelu<S: Simd>(simd: S, x: S::F) -> S::F {
    let one = simd.splat(1.0);
    let z = simd.mul(simd.abs(x), simd.splat(std::f32::consts::FRAC_1_SQRT_2));
    let t = simd.div(one, simd.fma(z, simd.splat(0.327_591_1), one));
    let mut p = simd.splat(HALF_ERFC[0]);
    let mut i = 1;
    while i < HALF_ERFC.len() {
        p = simd.fma(p, t, simd.splat(HALF_ERFC[i]));
        i += 1;
    }
    let minus_z_squared = simd.mul(z, simd.sub(simd.splat(0.0), z));
    // the half of 1 - erf(|z|): the normal distribution's tail beyond |x|
    let tail = simd.mul(simd.mul(p, t), exp(simd, minus_z_squared));
    simd.mul(x, simd.select_negative(x, tail, simd.sub(one, tail)))
}
