//! How many tokens a second one thread encodes, per kernel: windows of about 110 tokens (a paragraph), in chunks of
//! about 256 tokens, with random weights of MiniLM-L6's dimensions.
//!
//! The rate by CPU time is the one to compare: by wall time, other work on the machine counts too. Kernels take turns
//! for several rounds; median (lowest to highest). Run with `cargo bench -p demarche-encoder`, and the names of kernels
//! after `--` to time only these.

#![allow(clippy::print_stdout, missing_docs)]

#[path = "../tests/random_model/mod.rs"]
mod random_model;

use std::time::{Duration, Instant};

use demarche_encoder::{CHUNK_TOKENS, Encoder, Kernel, Scratch, Window, chunks};
use random_model::{Dimensions, Model, Random, Tokens};

const ROUNDS: usize = 7;
/// CPU time of a round.
const ROUND: Duration = Duration::from_millis(500);

fn main() {
    let named: Vec<Kernel> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let kernels: Vec<Kernel> = Kernel::available().into_iter().filter(|kernel| named.is_empty() || named.contains(kernel)).collect();

    let file = Model::random(1, Dimensions::MINILM).file("");
    let start = Instant::now();
    let encoder = Encoder::from_bytes(&file, "").expect("a valid model");
    println!("load {:.1} ms, {} MB file", start.elapsed().as_secs_f64() * 1e3, file.len() / 1_000_000);
    drop(file);

    let mut random = Random(2);
    let tokens: Vec<Tokens> = (0..16)
        .map(|_| {
            let length = 100 + random.below(21);
            Tokens::random(&mut random, Dimensions::MINILM.words, length)
        })
        .collect();
    let windows: Vec<Window<'_>> = tokens.iter().map(Tokens::window).collect();

    let mut rates = vec![Vec::new(); kernels.len()];
    let mut scratch = Scratch::new();
    for round in 0..=ROUNDS {
        for (kernel, rates) in kernels.iter().zip(&mut rates) {
            let rate = measure(&encoder, *kernel, &windows, &mut scratch);
            if round > 0 {
                rates.push(rate); // the first round warms up
            }
        }
    }
    println!("{:8}{:>30}{:>30}", "kernel", "tokens/s by CPU time", "tokens/s by wall time");
    for (kernel, rates) in kernels.iter().zip(&rates) {
        let cpu = spread(rates.iter().map(|rate| rate.0).collect());
        let wall = spread(rates.iter().map(|rate| rate.1).collect());
        println!("{kernel:8}{cpu:>30}{wall:>30}");
    }
}

/// Tokens a second by CPU time and by wall time.
fn measure(encoder: &Encoder, kernel: Kernel, windows: &[Window<'_>], scratch: &mut Scratch) -> (f64, f64) {
    let (start, start_cpu) = (Instant::now(), cpu_time());
    let mut tokens = 0;
    for chunk in chunks(windows, CHUNK_TOKENS).collect::<Vec<_>>().into_iter().cycle() {
        let states = encoder.encode(kernel, chunk, scratch).expect("valid windows");
        tokens += std::hint::black_box(states).len() / encoder.hidden();
        let wall = start.elapsed();
        let cpu = match (start_cpu, cpu_time()) {
            (Some(before), Some(after)) => after - before,
            _ => wall,
        };
        if cpu >= ROUND || wall >= 10 * ROUND {
            return (tokens as f64 / cpu.as_secs_f64(), tokens as f64 / wall.as_secs_f64());
        }
    }
    unreachable!("the chunks come around for ever")
}

/// Time this thread has spent on a CPU; Linux only (elsewhere wall time stands in).
fn cpu_time() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

fn spread(mut rates: Vec<f64>) -> String {
    rates.sort_by(f64::total_cmp);
    format!("{:.0} ({:.0} to {:.0})", rates[rates.len() / 2], rates[0], rates[rates.len() - 1])
}
