//! AVX2 with FMA: two registers hold sixteen lanes.
//!
//! Soundness: an [`Avx2`] exists only where [`Avx2::detect`] has found AVX2 and FMA, so executing these instructions is
//! always legal. All loads and stores go through references of exactly the size read or written.

use std::arch::x86_64::*;

use super::simd::{LANES, Row, Simd, Task};

/// Proof that this CPU has AVX2 and FMA.
#[derive(Clone, Copy)]
pub(crate) struct Avx2(());

/// Lanes 0 to 7 and 8 to 15.
#[derive(Clone, Copy)]
pub(crate) struct Pair<T>(T, T);

impl Avx2 {
    pub(crate) fn detect() -> Option<Self> {
        (is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma")).then_some(Avx2(()))
    }

    /// Runs a task compiled for these instructions.
    #[inline]
    pub(crate) fn run<T: Task>(self, task: T) -> T::Output {
        #[target_feature(enable = "avx2,fma")]
        fn with_features<T: Task>(simd: Avx2, task: T) -> T::Output {
            task.run(simd)
        }
        // SAFETY: `self` proves the features.
        unsafe { with_features(self, task) }
    }
}

/// Wraps intrinsic calls.
/// SAFETY of every use: the token proves the features; memory operands come from references of the full width.
macro_rules! simd {
    ($e:expr) => {
        unsafe { $e }
    };
}

/// The lower three steps of the reduction tree, for one operation.
macro_rules! reduce_8 {
    ($name:ident, $four:ident, $one:ident) => {
        /// Reduces eight lanes: `i` with `i + 4`, then `i + 2`, `i + 1`.
        ///
        /// # Safety
        /// The CPU has AVX.
        #[inline(always)]
        pub(super) unsafe fn $name(x: __m256) -> f32 {
            // SAFETY: by the caller's promise.
            unsafe {
                let x = $four(_mm256_castps256_ps128(x), _mm256_extractf128_ps::<1>(x));
                let x = $four(x, _mm_movehl_ps(x, x));
                _mm_cvtss_f32($one(x, _mm_shuffle_ps::<1>(x, x)))
            }
        }
    };
}
reduce_8!(add_8, _mm_add_ps, _mm_add_ss);
reduce_8!(max_8, _mm_max_ps, _mm_max_ss);
reduce_8!(min_8, _mm_min_ps, _mm_min_ss);

/// A method that applies a two-operand intrinsic to both halves.
macro_rules! lanewise {
    ($($name:ident: $vector:ty = $intrinsic:ident;)*) => {
        $(#[inline(always)]
        fn $name(self, a: Pair<$vector>, b: Pair<$vector>) -> Pair<$vector> {
            simd!(Pair($intrinsic(a.0, b.0), $intrinsic(a.1, b.1)))
        })*
    };
}

/// Counts 0 to 15, compared with a length to form masks.
static LANE: [i32; LANES] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

impl Simd for Avx2 {
    type F = Pair<__m256>;
    type I = Pair<__m256i>;
    type A = __m256i;
    type W = Pair<__m256i>;
    const WIDE: bool = false;

    lanewise! {
        add: __m256 = _mm256_add_ps;
        sub: __m256 = _mm256_sub_ps;
        mul: __m256 = _mm256_mul_ps;
        div: __m256 = _mm256_div_ps;
        max: __m256 = _mm256_max_ps;
        min: __m256 = _mm256_min_ps;
        sub_i: __m256i = _mm256_sub_epi32;
        mul_i: __m256i = _mm256_mullo_epi32;
    }
    #[inline(always)]
    fn splat(self, x: f32) -> Self::F {
        simd!(Pair(_mm256_set1_ps(x), _mm256_set1_ps(x)))
    }
    #[inline(always)]
    fn load(self, from: &Row) -> Self::F {
        simd!(Pair(_mm256_loadu_ps(from.as_ptr()), _mm256_loadu_ps(from.as_ptr().add(8))))
    }
    #[inline(always)]
    fn load_i8(self, from: &[i8; LANES]) -> Self::F {
        simd!({
            let bytes = _mm_loadu_si128(from.as_ptr().cast());
            let high = _mm_srli_si128::<8>(bytes);
            Pair(_mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(bytes)), _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(high)))
        })
    }
    #[inline(always)]
    fn store(self, x: Self::F, to: &mut Row) {
        simd!({
            _mm256_storeu_ps(to.as_mut_ptr(), x.0);
            _mm256_storeu_ps(to.as_mut_ptr().add(8), x.1)
        })
    }
    #[inline(always)]
    fn fma(self, a: Self::F, b: Self::F, c: Self::F) -> Self::F {
        simd!(Pair(_mm256_fmadd_ps(a.0, b.0, c.0), _mm256_fmadd_ps(a.1, b.1, c.1)))
    }
    #[inline(always)]
    fn abs(self, x: Self::F) -> Self::F {
        simd!({
            let sign = _mm256_set1_ps(-0.0);
            Pair(_mm256_andnot_ps(sign, x.0), _mm256_andnot_ps(sign, x.1))
        })
    }
    #[inline(always)]
    fn select_negative(self, x: Self::F, a: Self::F, b: Self::F) -> Self::F {
        simd!({
            let zero = _mm256_setzero_ps();
            let (low, high) = (_mm256_cmp_ps::<_CMP_LT_OQ>(x.0, zero), _mm256_cmp_ps::<_CMP_LT_OQ>(x.1, zero));
            Pair(_mm256_blendv_ps(b.0, a.0, low), _mm256_blendv_ps(b.1, a.1, high))
        })
    }
    #[inline(always)]
    fn select_first(self, n: usize, a: Self::F, b: Self::F) -> Self::F {
        simd!({
            let lane = self.load_i(&LANE);
            let n = _mm256_set1_epi32(n.min(LANES) as i32);
            let low = _mm256_castsi256_ps(_mm256_cmpgt_epi32(n, lane.0));
            let high = _mm256_castsi256_ps(_mm256_cmpgt_epi32(n, lane.1));
            Pair(_mm256_blendv_ps(b.0, a.0, low), _mm256_blendv_ps(b.1, a.1, high))
        })
    }
    #[inline(always)]
    fn add_exponent(self, p: Self::F, n: Self::F) -> Self::F {
        simd!({
            let (low, high) = (_mm256_castps_si256(n.0), _mm256_castps_si256(n.1));
            let low = _mm256_add_epi32(_mm256_castps_si256(p.0), _mm256_slli_epi32::<23>(low));
            let high = _mm256_add_epi32(_mm256_castps_si256(p.1), _mm256_slli_epi32::<23>(high));
            Pair(_mm256_castsi256_ps(low), _mm256_castsi256_ps(high))
        })
    }
    #[inline(always)]
    fn reduce_add(self, x: Self::F) -> f32 {
        simd!(add_8(_mm256_add_ps(x.0, x.1)))
    }
    #[inline(always)]
    fn reduce_max(self, x: Self::F) -> f32 {
        simd!(max_8(_mm256_max_ps(x.0, x.1)))
    }
    #[inline(always)]
    fn reduce_min(self, x: Self::F) -> f32 {
        simd!(min_8(_mm256_min_ps(x.0, x.1)))
    }
    #[inline(always)]
    fn quantise(self, x: Self::F, inverse: Self::F, zero: Self::I, to: &mut [u8; LANES]) {
        simd!({
            let low = _mm256_add_epi32(_mm256_cvtps_epi32(_mm256_mul_ps(x.0, inverse.0)), zero.0);
            let high = _mm256_add_epi32(_mm256_cvtps_epi32(_mm256_mul_ps(x.1, inverse.1)), zero.1);
            // narrowing saturates twice, which is the clamp; packing works on 128-bit halves, hence the permutation
            let words = _mm256_permute4x64_epi64::<0b11_01_10_00>(_mm256_packs_epi32(low, high));
            let bytes = _mm_packus_epi16(_mm256_castsi256_si128(words), _mm256_extracti128_si256::<1>(words));
            _mm_storeu_si128(to.as_mut_ptr().cast(), bytes)
        })
    }
    #[inline(always)]
    fn splat_i(self, x: i32) -> Self::I {
        simd!(Pair(_mm256_set1_epi32(x), _mm256_set1_epi32(x)))
    }
    #[inline(always)]
    fn load_i(self, from: &[i32; LANES]) -> Self::I {
        let from = from.as_ptr();
        simd!(Pair(_mm256_loadu_si256(from.cast()), _mm256_loadu_si256(from.add(8).cast())))
    }
    #[inline(always)]
    fn store_i(self, x: Self::I, to: &mut [i32; LANES]) {
        let to = to.as_mut_ptr();
        simd!({
            _mm256_storeu_si256(to.cast(), x.0);
            _mm256_storeu_si256(to.add(8).cast(), x.1)
        })
    }
    #[inline(always)]
    fn to_f32(self, x: Self::I) -> Self::F {
        simd!(Pair(_mm256_cvtepi32_ps(x.0), _mm256_cvtepi32_ps(x.1)))
    }
    #[inline(always)]
    fn splat_activations(self, a: [u8; 4]) -> __m256i {
        simd!(_mm256_set1_epi32(i32::from_le_bytes(a)))
    }
    #[inline(always)]
    fn load_weights(self, w: &[i8; 64]) -> Self::W {
        let from = w.as_ptr();
        simd!(Pair(_mm256_loadu_si256(from.cast()), _mm256_loadu_si256(from.add(32).cast())))
    }
    #[inline(always)]
    fn dot(self, sum: Self::I, a: __m256i, w: Self::W) -> Self::I {
        // `maddubs` adds two products in 16 bits with saturation: 2 * 255 * 63 = 32130 stays below 32767
        simd!({
            let ones = _mm256_set1_epi16(1);
            let low = _mm256_madd_epi16(_mm256_maddubs_epi16(a, w.0), ones);
            let high = _mm256_madd_epi16(_mm256_maddubs_epi16(a, w.1), ones);
            Pair(_mm256_add_epi32(sum.0, low), _mm256_add_epi32(sum.1, high))
        })
    }
}
