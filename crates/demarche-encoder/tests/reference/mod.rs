//! The encoder in plain 64-bit floats, on the same (dequantised) weights: slow, obvious, without any quantisation of
//! activations.

use crate::random_model::{Dimensions, Model, Tokens};

type States = Vec<Vec<f64>>;

/// The states of one window.
pub fn encode(model: &Model, dimensions: Dimensions, tokens: &Tokens) -> States {
    let table = |name: &str| model.matrix(&format!("embeddings.{name}"));
    let (word, position, shape, role) = (table("word"), table("position"), table("shape"), table("role"));
    let mut x: States = (0..tokens.ids.len())
        .map(|i| {
            let rows =
                [&word[tokens.ids[i] as usize], &position[i], &shape[usize::from(tokens.shapes[i])], &role[usize::from(tokens.roles[i])]];
            (0..dimensions.hidden).map(|d| rows.iter().map(|row| f64::from(row[d])).sum()).collect()
        })
        .collect();
    norm(model, "embeddings.norm", &mut x);
    for layer in 0..dimensions.layers {
        let name = |part: &str| format!("layers.{layer}.{part}");
        let context = attend(&linear(model, &name("qkv"), &x), dimensions.hidden);
        add(&mut x, &linear(model, &name("out"), &context));
        norm(model, &name("norm1"), &mut x);
        let mut inner = linear(model, &name("up"), &x);
        inner.iter_mut().flatten().for_each(|x| *x = gelu(*x));
        add(&mut x, &linear(model, &name("down"), &inner));
        norm(model, &name("norm2"), &mut x);
    }
    x
}

fn linear(model: &Model, name: &str, x: &States) -> States {
    let weights = model.matrix(name);
    let bias = model.vector(&format!("{name}.bias"));
    let dot = |x: &[f64], w: &[f32]| x.iter().zip(w).map(|(x, &w)| x * f64::from(w)).sum::<f64>();
    x.iter().map(|x| weights.iter().zip(&bias).map(|(w, &b)| dot(x, w) + f64::from(b)).collect()).collect()
}

fn norm(model: &Model, name: &str, x: &mut States) {
    let (weight, bias) = (model.vector(&format!("{name}.weight")), model.vector(&format!("{name}.bias")));
    for x in x {
        let mean = x.iter().sum::<f64>() / x.len() as f64;
        let variance = x.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / x.len() as f64;
        for (i, x) in x.iter_mut().enumerate() {
            *x = (*x - mean) / (variance + 1e-12).sqrt() * f64::from(weight[i]) + f64::from(bias[i]);
        }
    }
}

fn attend(qkv: &States, hidden: usize) -> States {
    let mut out = vec![vec![0.0; hidden]; qkv.len()];
    for (row, out) in qkv.iter().zip(&mut out) {
        for head in (0..hidden).step_by(32) {
            let score = |key: &Vec<f64>| (head..head + 32).map(|d| row[d] * key[hidden + d]).sum::<f64>();
            let weights: Vec<f64> = qkv.iter().map(|key| (score(key) / 32f64.sqrt()).exp()).collect();
            let sum: f64 = weights.iter().sum();
            for d in head..head + 32 {
                out[d] = qkv.iter().zip(&weights).map(|(key, w)| w * key[2 * hidden + d]).sum::<f64>() / sum;
            }
        }
    }
    out
}

fn add(x: &mut States, y: &States) {
    for (x, y) in x.iter_mut().flatten().zip(y.iter().flatten()) {
        *x += y;
    }
}

/// By a sum over the normal density (Simpson's rule), independent of the polynomial under test.
fn gelu(x: f64) -> f64 {
    let steps = 200;
    let width = x / f64::from(steps);
    let density = |t: f64| (-t * t / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
    let sum: f64 = (0..steps)
        .map(|i| {
            let t = f64::from(i) * width;
            density(t) + 4.0 * density(t + width / 2.0) + density(t + width)
        })
        .sum();
    x * (0.5 + sum * width / 6.0)
}
