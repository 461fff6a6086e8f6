//! AVX-512 with VNNI: one register holds sixteen lanes.
//!
//! Soundness: an [`Avx512`] exists only where [`Avx512::detect`] has found every feature named in
//! [`Avx512::run`]'s inner function, so executing these instructions is always legal. All loads and stores go through
//! references of exactly the size read or written.

use std::arch::x86_64::*;

use super::avx2::{add_8, max_8, min_8};
use super::simd::{LANES, Row, Simd, Task};

/// Proof that this CPU has AVX-512 F, BW, DQ, VL and VNNI (and AVX2 and FMA).
#[derive(Clone, Copy)]
pub(crate) struct Avx512(());

impl Avx512 {
    pub(crate) fn detect() -> Option<Self> {
        let has = is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("avx512vnni")
            && is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("fma");
        has.then_some(Avx512(()))
    }

    /// Runs a task compiled for these instructions.
    #[inline]
    pub(crate) fn run<T: Task>(self, task: T) -> T::Output {
        #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx2,fma")]
        fn with_features<T: Task>(simd: Avx512, task: T) -> T::Output {
            task.run(simd)
        }
        // SAFETY: `self` proves the features.
        unsafe { with_features(self, task) }
    }
}

/// Wraps one intrinsic call.
/// SAFETY of every use: the token proves the features; memory operands come from references of the full width.
macro_rules! simd {
    ($e:expr) => {
        unsafe { $e }
    };
}

impl Avx512 {
    /// Lanes 0 to 7 and 8 to 15.
    #[inline(always)]
    fn halves(self, x: __m512) -> (__m256, __m256) {
        simd!((_mm512_castps512_ps256(x), _mm512_extractf32x8_ps::<1>(x)))
    }
}

impl Simd for Avx512 {
    type F = __m512;
    type I = __m512i;
    type A = __m512i;
    type W = __m512i;
    const WIDE: bool = true;

    #[inline(always)]
    fn splat(self, x: f32) -> __m512 {
        simd!(_mm512_set1_ps(x))
    }
    #[inline(always)]
    fn load(self, from: &Row) -> __m512 {
        simd!(_mm512_loadu_ps(from.as_ptr()))
    }
    #[inline(always)]
    fn load_i8(self, from: &[i8; LANES]) -> __m512 {
        simd!(_mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(_mm_loadu_si128(from.as_ptr().cast()))))
    }
    #[inline(always)]
    fn store(self, x: __m512, to: &mut Row) {
        simd!(_mm512_storeu_ps(to.as_mut_ptr(), x))
    }
    #[inline(always)]
    fn add(self, a: __m512, b: __m512) -> __m512 {
        simd!(_mm512_add_ps(a, b))
    }
    #[inline(always)]
    fn sub(self, a: __m512, b: __m512) -> __m512 {
        simd!(_mm512_sub_ps(a, b))
    }
    #[inline(always)]
    fn mul(self, a: __m512, b: __m512) -> __m512 {
        simd!(_mm512_mul_ps(a, b))
    }
    #[inline(always)]
    fn div(self, a: __m512, b: __m512) -> __m512 {
        simd!(_mm512_div_ps(a, b))
    }
    #[inline(always)]
    fn fma(self, a: __m512, b: __m512, c: __m512) -> __m512 {
        simd!(_mm512_fmadd_ps(a, b, c))
    }
    #[inline(always)]
    fn max(self, a: __m512, b: __m512) -> __m512 {
        simd!(_mm512_max_ps(a, b))
    }
    #[inline(always)]
    fn min(self, a: __m512, b: __m512) -> __m512 {
        simd!(_mm512_min_ps(a, b))
    }
    #[inline(always)]
    fn abs(self, x: __m512) -> __m512 {
        simd!(_mm512_abs_ps(x))
    }
    #[inline(always)]
    fn select_negative(self, x: __m512, a: __m512, b: __m512) -> __m512 {
        simd!(_mm512_mask_blend_ps(_mm512_cmp_ps_mask::<_CMP_LT_OQ>(x, _mm512_setzero_ps()), b, a))
    }
    #[inline(always)]
    fn select_first(self, n: usize, a: __m512, b: __m512) -> __m512 {
        let first = if n >= LANES { u16::MAX } else { (1u16 << n) - 1 };
        simd!(_mm512_mask_blend_ps(first, b, a))
    }
    #[inline(always)]
    fn add_exponent(self, p: __m512, n: __m512) -> __m512 {
        simd!(_mm512_castsi512_ps(_mm512_add_epi32(_mm512_castps_si512(p), _mm512_slli_epi32::<23>(_mm512_castps_si512(n)))))
    }
    #[inline(always)]
    fn reduce_add(self, x: __m512) -> f32 {
        let (low, high) = self.halves(x);
        simd!(add_8(_mm256_add_ps(low, high)))
    }
    #[inline(always)]
    fn reduce_max(self, x: __m512) -> f32 {
        let (low, high) = self.halves(x);
        simd!(max_8(_mm256_max_ps(low, high)))
    }
    #[inline(always)]
    fn reduce_min(self, x: __m512) -> f32 {
        let (low, high) = self.halves(x);
        simd!(min_8(_mm256_min_ps(low, high)))
    }
    #[inline(always)]
    fn quantise(self, x: __m512, inverse: __m512, zero: __m512i, to: &mut [u8; LANES]) {
        simd!({
            let q = _mm512_add_epi32(_mm512_cvtps_epi32(_mm512_mul_ps(x, inverse)), zero);
            let q = _mm512_cvtusepi32_epi8(_mm512_max_epi32(q, _mm512_setzero_si512()));
            _mm_storeu_si128(to.as_mut_ptr().cast(), q)
        })
    }
    #[inline(always)]
    fn splat_i(self, x: i32) -> __m512i {
        simd!(_mm512_set1_epi32(x))
    }
    #[inline(always)]
    fn load_i(self, from: &[i32; LANES]) -> __m512i {
        simd!(_mm512_loadu_si512(from.as_ptr().cast()))
    }
    #[inline(always)]
    fn store_i(self, x: __m512i, to: &mut [i32; LANES]) {
        simd!(_mm512_storeu_si512(to.as_mut_ptr().cast(), x))
    }
    #[inline(always)]
    fn sub_i(self, a: __m512i, b: __m512i) -> __m512i {
        simd!(_mm512_sub_epi32(a, b))
    }
    #[inline(always)]
    fn mul_i(self, a: __m512i, b: __m512i) -> __m512i {
        simd!(_mm512_mullo_epi32(a, b))
    }
    #[inline(always)]
    fn to_f32(self, x: __m512i) -> __m512 {
        simd!(_mm512_cvtepi32_ps(x))
    }
    #[inline(always)]
    fn splat_activations(self, a: [u8; 4]) -> __m512i {
        simd!(_mm512_set1_epi32(i32::from_le_bytes(a)))
    }
    #[inline(always)]
    fn load_weights(self, w: &[i8; 64]) -> __m512i {
        simd!(_mm512_loadu_si512(w.as_ptr().cast()))
    }
    #[inline(always)]
    fn dot(self, sum: __m512i, a: __m512i, w: __m512i) -> __m512i {
        simd!(_mm512_dpbusd_epi32(sum, a, w))
    }
}
