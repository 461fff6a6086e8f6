//! Every kernel gives the scalar kernel's bits, and the scalar kernel computes what it should.

use super::Kernel;
use super::attention::{Attention, AttentionScratch, HEAD};
use super::math::{exp, gelu};
use super::rows::{LayerNorm, Quantise, SumRows};
use super::simd::{LANES, Simd, Task};
use crate::random_model::Random;

/// Applies a function to each number.
enum Map<'a> {
    Exp(&'a mut [f32]),
    Gelu(&'a mut [f32]),
}

impl Task for Map<'_> {
    type Output = ();
    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        match self {
            Map::Exp(x) => {
                for x in x.as_chunks_mut::<LANES>().0 {
                    simd.store(exp(simd, simd.load(x)), x);
                }
            }
            Map::Gelu(x) => {
                for x in x.as_chunks_mut::<LANES>().0 {
                    simd.store(gelu(simd, simd.load(x)), x);
                }
            }
        }
    }
}

/// Reductions and masks of one vector, by all lengths.
struct Lanes<'a>(&'a [f32; LANES]);

impl Task for Lanes<'_> {
    type Output = Vec<f32>;
    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> Vec<f32> {
        let x = simd.load(self.0);
        let mut out = vec![simd.reduce_add(x), simd.reduce_max(x), simd.reduce_min(x)];
        let mut lanes = [0.0; LANES];
        for n in 0..=LANES + 1 {
            simd.store(simd.select_first(n, x, simd.splat(7.0)), &mut lanes);
            out.extend(lanes);
        }
        for x in [simd.select_negative(x, simd.abs(x), simd.splat(-3.0)), simd.div(simd.splat(1.0), x)] {
            simd.store(x, &mut lanes);
            out.extend(lanes);
        }
        out
    }
}

fn bits(x: &[f32]) -> Vec<u32> {
    x.iter().map(|x| x.to_bits()).collect()
}

/// Checks that all kernels give the bits of the scalar one and returns its result.
fn on_every_kernel(what: &str, work: impl Fn(Kernel) -> Vec<f32>) -> Vec<f32> {
    let expected = work(Kernel::Scalar);
    for kernel in Kernel::available() {
        assert!(bits(&work(kernel)) == bits(&expected), "{what}: {kernel} differs from scalar");
    }
    expected
}

/// Awkward finite numbers: zeros of both signs, the smallest and largest, halves.
const AWKWARD: [f32; LANES] =
    [0.0, -0.0, 1e-45, -1e-45, 1.2e-38, -1.2e-38, 0.5, -0.5, 1.5, -2.5, 86.99, -87.5, 1e30, -1e30, f32::MAX, f32::MIN];

fn numbers(seed: u64, n: usize, size: f32) -> Vec<f32> {
    Random(seed).numbers(n, size)
}

/// The error function by Kummer's series, whose terms are all positive.
fn erf(x: f64) -> f64 {
    let (mut term, mut sum, mut n) = (x, x, 0.0);
    while term.abs() > 1e-18 * sum.abs() {
        n += 1.0;
        term *= 2.0 * x * x / (2.0 * n + 1.0);
        sum += term;
    }
    (sum * (-x * x).exp() * std::f64::consts::FRAC_2_SQRT_PI).clamp(-1.0, 1.0)
}

#[test]
fn lanes_agree() {
    on_every_kernel("awkward lanes", |kernel| kernel.run(Lanes(&AWKWARD)));
    for seed in 0..50 {
        let x: [f32; LANES] = numbers(seed, LANES, 3.0).try_into().expect("sixteen");
        let out = on_every_kernel("lanes", |kernel| kernel.run(Lanes(&x)));
        let sum: f64 = x.iter().map(|&x| f64::from(x)).sum();
        assert!((f64::from(out[0]) - sum).abs() < 1e-5);
        assert_eq!(out[1], x.iter().copied().fold(f32::MIN, f32::max));
        assert_eq!(out[2], x.iter().copied().fold(f32::MAX, f32::min));
    }
}

#[test]
fn exponential_is_close_to_the_reference() {
    let x: Vec<f32> = (0..87 * 4096 + 16).map(|i| -(i as f32) / 4096.0).filter(|&x| x >= -87.0).collect();
    let x = &x[..x.len() / LANES * LANES];
    let y = on_every_kernel("exp", |kernel| {
        let mut y = x.to_vec();
        kernel.run(Map::Exp(&mut y));
        y
    });
    let worst = x.iter().zip(&y).map(|(&x, &y)| (f64::from(y) / f64::from(x).exp() - 1.0).abs()).fold(0.0, f64::max);
    assert!(worst < 2e-6, "relative error {worst:e}");
    let near = x.iter().zip(&y).filter(|(x, _)| **x >= -10.0);
    let worst = near.map(|(&x, &y)| (f64::from(y) / f64::from(x).exp() - 1.0).abs()).fold(0.0, f64::max);
    assert!(worst < 3e-7, "relative error near 0 {worst:e}");
    assert_eq!(y[0], 1.0);
    let low = on_every_kernel("low exp", |kernel| {
        let mut y = AWKWARD.map(|x| -x.abs()).to_vec();
        kernel.run(Map::Exp(&mut y));
        y
    });
    assert!(low.iter().all(|&y| (1e-38..=1.0).contains(&y)), "{low:?}");
}

#[test]
fn gelu_is_close_to_the_reference() {
    let x: Vec<f32> = (-80_000..80_000).map(|i| i as f32 / 8192.0).collect();
    let y = on_every_kernel("gelu", |kernel| {
        let mut y = x.clone();
        kernel.run(Map::Gelu(&mut y));
        y
    });
    for (&x, &y) in x.iter().zip(&y) {
        let wide = f64::from(x);
        let exact = wide * 0.5 * (1.0 + erf(wide * std::f64::consts::FRAC_1_SQRT_2));
        assert!((f64::from(y) - exact).abs() < 2e-7 * wide.abs().max(1.0), "gelu({x}) = {y}, not {exact}");
    }
    on_every_kernel("awkward gelu", |kernel| {
        let mut y = AWKWARD.to_vec();
        kernel.run(Map::Gelu(&mut y));
        y
    });
}

#[test]
fn layer_norm_agrees_and_is_close_to_the_reference() {
    for (rows, width) in [(1, 64), (3, 384), (5, 1024), (33, 128)] {
        let x = numbers(width as u64, rows * width, 4.0);
        let (weight, bias) = (numbers(1, width, 2.0), numbers(2, width, 1.0));
        let y = on_every_kernel("layer norm", |kernel| {
            let mut y = x.clone();
            kernel.run(LayerNorm { x: &mut y, weight: &weight, bias: &bias, epsilon: 1e-12 });
            y
        });
        for (x, y) in x.chunks(width).zip(y.chunks(width)) {
            let mean = x.iter().map(|&x| f64::from(x)).sum::<f64>() / width as f64;
            let variance = x.iter().map(|&x| (f64::from(x) - mean).powi(2)).sum::<f64>() / width as f64;
            for i in 0..width {
                let expected = (f64::from(x[i]) - mean) / variance.sqrt() * f64::from(weight[i]) + f64::from(bias[i]);
                assert!((f64::from(y[i]) - expected).abs() < 1e-5);
            }
        }
    }
}

#[test]
fn quantisation_agrees_on_awkward_rows() {
    let width = 64;
    let mut rows = vec![0.0; width];
    rows.extend([1e-12; 64]);
    rows.extend([-5.0; 64]);
    rows.extend(AWKWARD.repeat(4));
    rows.extend([f32::INFINITY, f32::NEG_INFINITY, f32::NAN, 1.0].repeat(16));
    rows.extend([f32::MAX, -1.0, 0.0, f32::NAN].repeat(16));
    rows.extend((0..64).map(|i| i as f32 / 2.0 - 3.25)); // many ties
    rows.extend(numbers(3, 40 * width, 2.0));
    let count = rows.len() / width;
    let out = on_every_kernel("quantise", |kernel| {
        let (mut q, mut scale, mut zero) = (vec![1; rows.len()], vec![0.0; count], vec![0; count]);
        kernel.run(Quantise { x: &rows, k: width, q: &mut q, scale: &mut scale, zero: &mut zero });
        let q = q.into_iter().map(f32::from);
        q.chain(zero.into_iter().map(|zero| zero as f32)).chain(scale).collect()
    });
    assert!(out[..64].iter().all(|&q| q == 0.0), "zeros stay zero");
}

#[test]
fn sums_of_table_rows_agree() {
    let random = &mut Random(5);
    let table: Vec<i8> = (0..4 * 128).map(|_| random.bits() as i8).collect();
    let rows: [_; 4] = std::array::from_fn(|i| (&table[i * 128..][..128], 0.01 + i as f32));
    let out = on_every_kernel("sum of rows", |kernel| {
        let mut out = vec![9.0; 128];
        kernel.run(SumRows { rows, out: &mut out });
        out
    });
    for (i, &sum) in out.iter().enumerate() {
        let exact: f64 = rows.iter().map(|(q, scale)| f64::from(q[i]) * f64::from(*scale)).sum();
        assert!((f64::from(sum) - exact).abs() < 1e-4);
    }
}

/// Attention of the window `start..start + len` among `rows` rows.
fn attend(kernel: Kernel, qkv: &[f32], rows: usize, heads: usize, start: usize, len: usize) -> Vec<f32> {
    let mut out = vec![f32::NAN; len * heads * HEAD];
    let mut scratch = AttentionScratch::default();
    kernel.run(Attention { qkv, rows, start, len, heads, out: &mut out, scratch: &mut scratch });
    out
}

#[test]
fn attention_agrees_and_is_close_to_the_reference() {
    let heads = 2;
    for len in [1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 64, 100, 129, 300, 512] {
        let (start, rows) = (len % 5, len + 7);
        let qkv = numbers(len as u64, 3 * heads * rows * HEAD, 3.0);
        let out = on_every_kernel("attention", |kernel| attend(kernel, &qkv, rows, heads, start, len));
        let at = |part: usize, row: usize, d: usize| f64::from(qkv[(part * rows + start + row) * HEAD + d]);
        for head in 0..heads {
            for row in (0..len).step_by(1 + len / 20) {
                let dot = |key: usize| (0..HEAD).map(|d| at(head, row, d) * at(heads + head, key, d)).sum::<f64>();
                let scores: Vec<f64> = (0..len).map(|key| dot(key) / (HEAD as f64).sqrt()).collect();
                let most = scores.iter().copied().fold(f64::MIN, f64::max);
                let weights: Vec<f64> = scores.iter().map(|score| (score - most).exp()).collect();
                let sum: f64 = weights.iter().sum();
                for d in 0..HEAD {
                    let value = |(key, weight): (usize, &f64)| weight * at(2 * heads + head, key, d);
                    let expected = weights.iter().enumerate().map(value).sum::<f64>() / sum;
                    let found = f64::from(out[row * heads * HEAD + head * HEAD + d]);
                    assert!((found - expected).abs() < 1e-5, "{len} tokens: {found} is not {expected}");
                }
            }
        }
    }
}

#[test]
fn attention_survives_numbers_that_are_not_finite() {
    let rows = 20;
    let mut qkv = numbers(1, 3 * rows * HEAD, 1.0);
    qkv[3] = f32::NAN;
    qkv[rows * HEAD + 40] = f32::INFINITY;
    qkv[rows * HEAD + 80] = f32::MAX;
    for kernel in Kernel::available() {
        assert_eq!(attend(kernel, &qkv, rows, 1, 0, rows).len(), rows * HEAD);
    }
}

#[test]
fn attention_with_scores_far_apart_stays_finite() {
    let len = 40;
    let qkv = numbers(9, 3 * len * HEAD, 60.0);
    let out = on_every_kernel("wide attention", |kernel| attend(kernel, &qkv, len, 1, 0, len));
    assert!(out.iter().all(|x| x.is_finite()));
}

#[test]
fn names_parse_and_print() {
    for kernel in Kernel::ALL {
        assert_eq!(kernel.to_string().parse(), Ok(kernel));
        assert_eq!(kernel.name().to_uppercase().parse(), Ok(kernel));
    }
    let error = "sse9".parse::<Kernel>().expect_err("no such kernel");
    assert_eq!(error.to_string(), "unknown kernel `sse9` (known: `scalar`, `avx2`, `vnni`, `amx`)");
    assert_eq!(format!("{:>6}|", Kernel::Amx), "   amx|");
}

#[test]
fn scalar_is_always_available_and_best_comes_last() {
    let available = Kernel::available();
    assert_eq!(available.first(), Some(&Kernel::Scalar));
    assert_eq!(available.last(), Some(&Kernel::best()));
    assert!(available.is_sorted());
}
