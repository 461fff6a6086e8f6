//! Where the time goes: words and articles a second by stage, on one thread.
//!
//! `cargo run --release -p demarche --example stages -- --texts FILE.jsonl [--rounds 5]`, from the repository's root: each line of FILE holds a
//! `text`, perhaps `published`. Each stage is run by itself, or as the difference of two runs in turn; printed are medians.
#![allow(clippy::print_stdout, reason = "a program for people at a terminal")]

use std::hint::black_box;
use std::time::Instant;

use demarche::document::Document;
use demarche::language;
use demarche::reader::{ReadOptions, Reader, Scratch};
use demarche::reading::Coded;
use demarche::segment::segment;
use demarche::window::Windows;
use demarche_knowledge::{Knowledge, Pack};

type Failure = Box<dyn std::error::Error>;

/// Tokens of a chunk, as the reader has them.
const CHUNK: usize = 256;

fn main() -> Result<(), Failure> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str| args.iter().position(|a| a == name).and_then(|at| args.get(at + 1)).cloned();
    let texts = option("--texts").ok_or("usage: stages --texts FILE.jsonl [--rounds 5]")?;
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
    let windows = Windows::from_json(&tokenizer)?;
    let layers: Vec<_> = docs.iter().map(|d| segment(&d.text)).collect();
    let cut: Vec<_> = docs.iter().zip(&layers).flat_map(|(d, l)| windows.windows(&d.text, l)).collect();
    let views: Vec<_> = cut.iter().map(|w| demarche_encoder::Window { ids: &w.ids, shapes: &w.shapes, roles: &w.roles }).collect();
    let read = |reader: &Reader| -> Vec<Coded<Document>> {
        let mut out = Vec::new();
        for batch in docs.chunks(16) {
            let readings = reader.code(batch, ReadOptions { text: true, ..ReadOptions::default() }, &mut Scratch::default());
            out.extend(batch.iter().cloned().zip(readings).map(|(document, reading)| Coded { document, reading }));
        }
        out
    };
    let coded = read(&resolving);

    let mut times: [Vec<f64>; 6] = Default::default();
    for _ in 0..rounds {
        let mut run = |stage: usize, work: &mut dyn FnMut()| {
            let begun = Instant::now();
            work();
            times[stage].push(begun.elapsed().as_secs_f64());
        };
        run(0, &mut || docs.iter().for_each(|d| drop(black_box((language::resolve(None, &d.text), segment(&d.text))))));
        run(1, &mut || docs.iter().zip(&layers).for_each(|(d, l)| drop(black_box(windows.windows(&d.text, l).collect::<Vec<_>>()))));
        let mut scratch = Default::default();
        run(2, &mut || {
            for chunk in demarche_encoder::chunks(&views, CHUNK) {
                black_box(plain.model().encoder().encode(plain.kernel(), chunk, &mut scratch).is_ok());
            }
        });
        run(3, &mut || drop(black_box(read(&plain))));
        run(4, &mut || drop(black_box(read(&resolving))));
        run(5, &mut || coded.iter().for_each(|c| drop(black_box(serde_json::to_vec(&c.record())))));
    }
    let [segmented, windowed, encoded, plain, resolved, written] = times.map(|mut times| {
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    });
    println!("{words} words, {} texts, median of {rounds} rounds\n", docs.len());
    println!("{:52} {:>8} {:>7} {:>12} {:>12}", "stage", "seconds", "share", "words/s", "articles/s");
    let whole = resolved + written;
    let rest = (plain - segmented - windowed - encoded).max(0.0);
    for (stage, seconds) in [
        ("language, sentences", segmented),
        ("wordpieces, windows", windowed),
        ("encoder", encoded),
        ("heads, words near anchors; mentions, claims, events", rest),
        ("resolution", resolved - plain),
        ("records as JSON", written),
        ("all", whole),
    ] {
        let speed = |n: usize| n as f64 / seconds.max(1e-9);
        println!("{stage:52} {seconds:8.3} {:6.1}% {:12.0} {:12.1}", 100.0 * seconds / whole, speed(words), speed(docs.len()));
    }
    println!("\nresolution adds {:.1} % to reading", 100.0 * (resolved / plain - 1.0));
    Ok(())
}
