//! Linear layers: the same bits on every kernel, and the arithmetic that their documentation states.

mod random_model;

use demarche_encoder::{Epilogue, Kernel, Linear, LoadErrorKind, QuantRows, quantise_weights};
use random_model::Random;

struct Case {
    layer: Linear,
    q: Vec<i8>,
    scales: Vec<f32>,
    biases: Vec<f32>,
}

fn case(seed: u64, k: usize, n: usize) -> Case {
    let random = &mut Random(seed);
    let (q, scales) = quantise_weights(&random.numbers(n * k, 0.3), k);
    let biases = random.numbers(n, 1.0);
    let layer = Linear::new(k, n, &q, &scales, &biases).expect("a valid layer");
    Case { layer, q, scales, biases }
}

fn bits(x: &[f32]) -> Vec<u32> {
    x.iter().map(|x| x.to_bits()).collect()
}

const SHAPES: [(usize, usize); 8] = [(64, 1), (64, 16), (128, 17), (192, 33), (384, 47), (384, 96), (64, 130), (1536, 64)];
const ROWS: [usize; 9] = [0, 1, 5, 6, 16, 17, 32, 33, 70];

/// What a layer should give, computed by the documented steps on plain numbers.
fn expected(case: &Case, x: &[f32], before: &[f32], epilogue: Epilogue) -> Vec<f32> {
    let (k, n) = (case.layer.inputs(), case.layer.outputs());
    let mut out = Vec::new();
    for (x, before) in x.chunks(k).zip(before.chunks(n)) {
        let high = x.iter().copied().fold(0.0, f32::max);
        let low = x.iter().copied().fold(0.0, f32::min);
        let range = (high - low).max(1e-9);
        let (scale, inverse) = (range / 255.0, 255.0 / range);
        let zero = (-low * inverse).round_ties_even();
        let q: Vec<i64> = x.iter().map(|x| ((x * inverse).round_ties_even() + zero).clamp(0.0, 255.0) as i64).collect();
        for (column, before) in before.iter().enumerate() {
            let weights = &case.q[column * k..][..k];
            let sum: i64 = q.iter().zip(weights).map(|(q, w)| (q - zero as i64) * i64::from(*w)).sum();
            let y = (sum as i32 as f32).mul_add(case.scales[column] * scale, case.biases[column]);
            out.push(match epilogue {
                Epilogue::Relu => y.max(0.0),
                Epilogue::AddResidual => y + before,
                _ => y,
            });
        }
    }
    out
}

#[test]
fn every_kernel_computes_the_documented_steps_bit_for_bit() {
    let mut scratch = QuantRows::new();
    for (seed, (k, n)) in SHAPES.into_iter().enumerate() {
        let case = case(seed as u64, k, n);
        for rows in ROWS {
            let random = &mut Random(rows as u64 + 1);
            let x = random.numbers(rows * k, 5.0);
            let before = random.numbers(rows * n, 1.0);
            for epilogue in [Epilogue::None, Epilogue::Relu, Epilogue::AddResidual] {
                let expected = expected(&case, &x, &before, epilogue);
                for kernel in Kernel::available() {
                    let mut out = before.clone();
                    case.layer.forward(kernel, &x, rows, &mut out, &mut scratch, epilogue);
                    assert!(bits(&out) == bits(&expected), "{kernel}, {rows} rows, {k} to {n}, {epilogue:?}");
                }
            }
        }
    }
}

#[test]
fn gelu_gives_the_same_bits_on_every_kernel_and_row_count() {
    let mut scratch = QuantRows::new();
    for (seed, (k, n)) in SHAPES.into_iter().enumerate() {
        let case = case(seed as u64, k, n);
        let x = Random(7).numbers(70 * k, 3.0);
        let mut whole = vec![0.0; 70 * n];
        case.layer.forward(Kernel::Scalar, &x, 70, &mut whole, &mut scratch, Epilogue::Gelu);
        for rows in ROWS {
            for kernel in Kernel::available() {
                let mut out = vec![0.0; rows * n];
                case.layer.forward(kernel, &x[..rows * k], rows, &mut out, &mut scratch, Epilogue::Gelu);
                assert!(bits(&out) == bits(&whole[..rows * n]), "{kernel}, {rows} rows, {k} to {n}");
            }
        }
    }
}

#[test]
fn the_largest_sums_do_not_overflow_or_saturate() {
    let (k, n) = (1536, 20);
    for sign in [-1i8, 1] {
        let layer = Linear::new(k, n, &vec![63 * sign; k * n], &vec![1.0; n], &vec![0.0; n]).expect("a valid layer");
        let mut x = vec![255.0; k];
        x.extend(vec![-255.0; k]);
        for kernel in Kernel::available() {
            let mut out = vec![0.0; 2 * n];
            layer.forward(kernel, &x, 2, &mut out, &mut QuantRows::new(), Epilogue::None);
            let most = f32::from(sign) * 255.0 * 63.0 * k as f32;
            assert_eq!(out[..n], vec![most; n], "{kernel}");
            assert_eq!(out[n..], vec![-most; n], "{kernel}");
        }
    }
}

#[test]
fn heads_can_share_one_quantisation() {
    let (first, second) = (case(1, 384, 9), case(2, 384, 40));
    let x = Random(3).numbers(12 * 384, 2.0);
    let kernel = Kernel::best();
    let mut rows = QuantRows::new();
    rows.quantise(kernel, &x, 384);
    assert_eq!((rows.rows(), rows.width()), (12, 384));
    for head in [&first.layer, &second.layer] {
        let (mut shared, mut alone) = (vec![0.0; 12 * head.outputs()], vec![0.0; 12 * head.outputs()]);
        head.forward_quantised(kernel, &rows, &mut shared, Epilogue::None);
        head.forward(kernel, &x, 12, &mut alone, &mut QuantRows::new(), Epilogue::None);
        assert_eq!(bits(&shared), bits(&alone));
    }
}

#[test]
fn quantised_rows_and_weights_come_back_within_half_a_step() {
    let x = Random(4).numbers(3 * 128, 2.0);
    let mut rows = QuantRows::new();
    rows.quantise(Kernel::best(), &x, 128);
    for (i, x) in x.chunks(128).enumerate() {
        let (q, scale, zero) = rows.row(i);
        for (x, &q) in x.iter().zip(q) {
            assert!((x - (i32::from(q) - zero) as f32 * scale).abs() <= scale * 0.51);
        }
    }
    let (q, scale) = quantise_weights(&x, 128);
    for (i, x) in x.iter().enumerate() {
        assert!((x - f32::from(q[i]) * scale[i / 128]).abs() <= scale[i / 128] * 0.51);
    }
    assert!(q.iter().any(|q| q.abs() == 63));
    assert_eq!(quantise_weights(&[0.0; 64], 64), (vec![0; 64], vec![1e-9 / 63.0]));
}

#[test]
fn layers_that_do_not_fit_are_refused() {
    let kind = |k: usize, n: usize, q: &[i8], scale: &[f32], bias: &[f32]| {
        let error = Linear::new(k, n, q, scale, bias).expect_err("an invalid layer");
        (error.tensor, error.kind)
    };
    let (name, shape) = kind(32, 1, &[0; 32], &[1.0], &[0.0]);
    assert!(name == "q" && matches!(shape, LoadErrorKind::Shape { .. }));
    assert!(matches!(kind(64, 0, &[], &[], &[]).1, LoadErrorKind::Shape { .. }));
    assert!(matches!(kind(64, 2, &[0; 64], &[1.0; 2], &[0.0; 2]).1, LoadErrorKind::Shape { .. }));
    let (name, shape) = kind(64, 1, &[0; 64], &[1.0], &[0.0; 2]);
    assert!(name == "bias" && matches!(shape, LoadErrorKind::Shape { .. }));
    let (name, number) = kind(64, 1, &[0; 64], &[f32::NAN], &[0.0]);
    assert!(name == "scale" && matches!(number, LoadErrorKind::NotFinite { index: 0 }));
    let (name, weight) = kind(64, 1, &[-64; 64], &[1.0], &[0.0]);
    assert!(name == "q" && matches!(weight, LoadErrorKind::WeightOutOfRange { index: 0, value: -64 }));
}
