//! What resolution costs: reads texts with and without a knowledge pack, in turn, on one thread, and compares.
//!
//! `cargo run --release -p demarche --example resolution_cost -- --texts FILE.jsonl [--rounds 5]`, from the repository's root: each line of
//! FILE holds a `text`, perhaps `published`. Printed are the medians.
#![allow(clippy::print_stdout, reason = "a program for people at a terminal")]

use std::time::{Duration, Instant};

use demarche::document::Document;
use demarche::reader::{ReadOptions, Reader, Scratch};
use demarche_knowledge::{Knowledge, Pack};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str| args.iter().position(|a| a == name).and_then(|at| args.get(at + 1)).cloned();
    let texts = option("--texts").ok_or("usage: resolution_cost --texts FILE.jsonl [--rounds 5]")?;
    let rounds: usize = option("--rounds").map_or(Ok(5), |n| n.parse())?;
    let lines = std::fs::read_to_string(&texts).map_err(|e| format!("cannot read `{texts}`: {e}"))?;
    let docs: Vec<Document> = lines
        .lines()
        .map(|line| {
            let row: serde_json::Value = serde_json::from_str(line)?;
            let text = row["text"].as_str().unwrap_or_default().to_owned();
            let published = row["published"].as_str().and_then(|d| d.parse().ok());
            Ok(Document { text, published, language: Some("en".to_owned()), ..Document::default() })
        })
        .collect::<Result<_, Failure>>()?;
    let words: usize = docs.iter().map(|d| d.text.split_whitespace().count()).sum();

    let bytes: &'static [u8] = demarche_knowledge::folder::compile_folder("knowledge".as_ref())?.pack.leak();
    let opened = Instant::now();
    let pack = Pack::open(bytes)?;
    println!("pack of {:.1} MB opened in {:.1} ms", bytes.len() as f64 / 1e6, opened.elapsed().as_secs_f64() * 1e3);
    let (model, tokenizer) = (std::fs::read("model/reader.safetensors")?, std::fs::read("model/tokenizer.json")?);
    let reader = || Reader::new(&model, &tokenizer, None);
    let (plain, resolving) = (reader()?, reader()?.with_knowledge(Knowledge::new(vec![pack])));

    let mut times: [Vec<Duration>; 2] = [Vec::new(), Vec::new()];
    for _ in 0..rounds {
        for (reader, times) in [&plain, &resolving].into_iter().zip(&mut times) {
            let begun = Instant::now();
            for batch in docs.chunks(16) {
                std::hint::black_box(reader.code(batch, ReadOptions::default(), &mut Scratch::default()));
            }
            times.push(begun.elapsed());
        }
    }
    let [plain, resolving] = times.map(|mut times| {
        times.sort();
        times[times.len() / 2].as_secs_f64()
    });
    println!(
        "{words} words, {} texts: {plain:.2} s without, {resolving:.2} s with resolution: {:+.1} %",
        docs.len(),
        100.0 * (resolving / plain - 1.0)
    );
    Ok(())
}
