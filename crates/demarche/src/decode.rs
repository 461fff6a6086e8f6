//! From the model's scores to runs of words: the rules of `training/decode.py`, which the recipe's figures are made with.

/// A run of words on one tag track.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Run {
    /// First word.
    pub start: usize,
    /// One past the last word.
    pub end: usize,
    /// Mean probability of its words being inside, 0 … 1.
    pub confidence: f32,
}

/// Maximal runs of begin, inside* on a track. `scores` holds (outside, begin, inside) per word; `bias` is added to outside:
/// above 0 it finds less. An inside label without a begin opens a run.
pub fn runs(scores: impl Iterator<Item = [f32; 3]>, bias: f32) -> Vec<Run> {
    let mut out = Vec::new();
    let mut open: Option<(usize, f32)> = None;
    let mut words = 0;
    let close = |open: &mut Option<(usize, f32)>, end: usize, out: &mut Vec<Run>| {
        if let Some((start, total)) = open.take() {
            out.push(Run { start, end, confidence: total / (end - start) as f32 });
        }
    };
    for (w, [o, b, i]) in scores.enumerate() {
        words = w + 1;
        let o = o + bias;
        let is_outside = o >= b && o >= i;
        if is_outside || b >= i {
            close(&mut open, w, &mut out);
        }
        if !is_outside {
            open.get_or_insert((w, 0.0)).1 += inside([o, b, i]);
        }
    }
    close(&mut open, words, &mut out);
    out
}

/// Probability that a word is inside, from its (outside, begin, inside).
pub fn inside(scores: [f32; 3]) -> f32 {
    1.0 - softmax(&scores)[0]
}

/// Probabilities of a row of scores.
pub fn softmax(scores: &[f32]) -> Vec<f32> {
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut out: Vec<f32> = scores.iter().map(|&s| exp(s - top)).collect();
    let sum: f32 = out.iter().sum();
    out.iter_mut().for_each(|p| *p /= sum);
    out
}

/// `e^x` for x ≤ 0, computed alike on every platform (the standard library's may differ between systems).
pub fn exp(x: f32) -> f32 {
    let x = f64::from(x.max(-80.0));
    let n = (x * std::f64::consts::LOG2_E).round_ties_even();
    let r = n.mul_add(-std::f64::consts::LN_2, x);
    // Taylor series on |r| ≤ 0.347: relative error under 1e-10, far below f32
    let mut p = 1.0 / 40320.0;
    for c in [1.0 / 5040.0, 1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0] {
        p = f64::mul_add(p, r, c);
    }
    let scale = f64::from_bits(((n as i64 + 1023) as u64) << 52);
    (p * scale) as f32
}

/// Probability of a yes/no score.
pub fn sigmoid(score: f32) -> f32 {
    let e = exp(-score.abs());
    if score >= 0.0 { 1.0 / (1.0 + e) } else { e / (1.0 + e) }
}

/// Index of the largest; the first of equals. Rows are never empty.
pub fn argmax(row: &[f32]) -> usize {
    row.iter().enumerate().fold(0, |best, (i, &x)| if x > row[best] { i } else { best })
}

/// The best label per word where going from label `j` to another label `k` costs `price(j, k)` in log-probability. `scores`
/// holds `labels` scores per word; words in `fixed` have label 0.
pub fn viterbi(scores: &[f32], labels: usize, price: impl Fn(usize, usize) -> f32, fixed: std::ops::Range<usize>) -> Vec<usize> {
    let price = |j: usize, k: usize| if j == k { 0.0 } else { price(j, k) };
    let words = scores.len() / labels;
    let mut best = vec![0.0f32; labels];
    let mut back = vec![0u8; words * labels];
    for w in 0..words {
        let row = &scores[w * labels..][..labels];
        let top = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let norm: f32 = top + ln_sum(row, top);
        let mut next = vec![0.0f32; labels];
        for k in 0..labels {
            let emit = if fixed.contains(&w) { if k == 0 { 0.0 } else { -50.0 } } else { row[k] - norm };
            let mut from = 0;
            for j in 0..labels {
                let cost = |j: usize| best[j] - if w == 0 { 0.0 } else { price(j, k) };
                if cost(j) > cost(from) {
                    from = j;
                }
            }
            next[k] = best[from] - if w == 0 { 0.0 } else { price(from, k) } + emit;
            back[w * labels + k] = from as u8;
        }
        best = next;
    }
    let mut out = vec![0; words];
    let mut k = argmax(&best);
    for w in (0..words).rev() {
        out[w] = k;
        k = back[w * labels + k] as usize;
    }
    out
}

/// Log-odds of a probability, −8.3 … 8.3.
pub fn log_odds(p: f32) -> f32 {
    let p = f64::from(p.clamp(0.0, 1.0));
    let ln_ratio = |a: f64, b: f64| ln((a / b).min(4096.0)) as f32;
    if p >= 0.5 { ln_ratio(p, 1.0 - p) } else { -ln_ratio(1.0 - p, p) }
}

/// Logarithm of the sum of `e^(x - top)` over a row.
fn ln_sum(row: &[f32], top: f32) -> f32 {
    let sum: f64 = row.iter().map(|&x| f64::from(exp(x - top))).sum();
    ln(sum) as f32
}

/// Natural logarithm for 1 ≤ x ≤ 4096, computed alike on every platform.
fn ln(x: f64) -> f64 {
    let bits = x.to_bits();
    let mut e = ((bits >> 52) as i64 - 1023) as f64;
    let mut m = f64::from_bits((bits & ((1 << 52) - 1)) | (1023 << 52));
    if m > std::f64::consts::SQRT_2 {
        m *= 0.5;
        e += 1.0;
    }
    // 2 artanh((m-1)/(m+1)), |s| ≤ 0.172
    let s = (m - 1.0) / (m + 1.0);
    let s2 = s * s;
    let mut p = 1.0 / 13.0;
    for c in [1.0 / 11.0, 1.0 / 9.0, 1.0 / 7.0, 1.0 / 5.0, 1.0 / 3.0, 1.0] {
        p = f64::mul_add(p, s2, c);
    }
    f64::mul_add(e, std::f64::consts::LN_2, 2.0 * s * p)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(labels: &str) -> Vec<[f32; 3]> {
        labels
            .chars()
            .map(|c| match c {
                'B' => [0.0, 5.0, 1.0],
                'I' => [0.0, 1.0, 5.0],
                _ => [5.0, 0.0, 0.0],
            })
            .collect()
    }

    #[test]
    fn runs_begin_at_b_and_at_stray_i() {
        let found = |s: &str| runs(tags(s).into_iter(), 0.0).iter().map(|r| (r.start, r.end)).collect::<Vec<_>>();
        assert_eq!(found("OBIIO"), [(1, 4)]);
        assert_eq!(found("BBI"), [(0, 1), (1, 3)]);
        assert_eq!(found("OIIOB"), [(1, 3), (4, 5)]);
        assert_eq!(found(""), []);
        assert!(runs(tags("B").into_iter(), 100.0).is_empty());
    }

    #[test]
    fn viterbi_fills_a_doubtful_gap_but_not_a_sure_one() {
        let row = |k: usize, s: f32| {
            let mut r = [0.0; 3];
            r[k] = s;
            r
        };
        let path = |rows: &[[f32; 3]]| viterbi(&rows.concat(), 3, |_, _| 2.0, 0..0);
        assert_eq!(path(&[row(2, 5.0), row(0, 1.0), row(2, 5.0)]), [2, 2, 2]);
        assert_eq!(path(&[row(2, 9.0), row(0, 9.0), row(2, 9.0)]), [2, 0, 2]);
        assert_eq!(viterbi(&[row(2, 9.0); 3].concat(), 3, |_, _| 2.0, 1..2), [2, 0, 2]);
        assert_eq!(path(&[]), Vec::<usize>::new());
    }

    #[test]
    fn elementary_functions_agree_with_the_standard_library() {
        for i in 0..2000 {
            let x = -(i as f32) * 0.04;
            assert!((exp(x) - x.exp()).abs() <= 2e-7 * x.exp().max(1e-30), "{x}");
            let y = 1.0 + f64::from(i);
            assert!((ln(y) - y.ln()).abs() < 1e-9, "{y}");
        }
        assert!((softmax(&[1.0, 1.0])[0] - 0.5).abs() < 1e-6);
        assert!((sigmoid(2.0) + sigmoid(-2.0) - 1.0).abs() < 1e-6);
    }
}
