//! Scores the extraction of articles from pages: `cargo run --release -p demarche-input --example pages_score -- PAGES.jsonl [-v]`.
//!
//! A line holds `html` and the article's `body`. F1 is of mean precision and mean recall of 4-word shingles, counted as
//! often as they occur; `-v` names the pages that fall under 0.9.
#![allow(clippy::print_stdout)]

use std::collections::HashMap;
use std::error::Error;
use std::time::Instant;

use demarche_input::html::parse_page;

#[derive(serde::Deserialize)]
struct Gold {
    html: String,
    body: String,
    url: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: pages_score PAGES.jsonl [-v]")?;
    let is_verbose = std::env::args().any(|argument| argument == "-v");
    let lines = std::fs::read_to_string(path)?;
    let (mut precision, mut recall, mut pages, mut ms) = (0.0, 0.0, 0.0, Vec::new());
    for line in lines.lines() {
        let gold: Gold = serde_json::from_str(line)?;
        let start = Instant::now();
        let page = parse_page(&gold.html);
        ms.push(start.elapsed().as_secs_f64() * 1e3);
        let page = page.unwrap_or_default();
        let (p, r) = compare(&page.text, &gold.body);
        if is_verbose && p.min(r) < 0.9 {
            println!("{p:.2} {r:.2} {}", gold.url);
        }
        precision += p;
        recall += r;
        pages += 1.0;
    }
    ms.sort_by(f64::total_cmp);
    let (precision, recall) = (precision / pages, recall / pages);
    let f1 = 2.0 * precision * recall / (precision + recall);
    println!("pages {pages} precision {precision:.4} recall {recall:.4} F1 {f1:.4}");
    println!("ms a page: median {:.1} p95 {:.1}", ms[ms.len() / 2], ms[ms.len() * 95 / 100]);
    Ok(())
}

/// Precision and recall of one page.
fn compare(found: &str, gold: &str) -> (f64, f64) {
    let (found, gold) = (shingles(found), shingles(gold));
    let shared: usize = gold.iter().map(|(s, n)| n.min(found.get(s).unwrap_or(&0))).sum();
    let share = |of: usize| if of == 0 { 0.0 } else { shared as f64 / of as f64 };
    (share(found.values().sum()), share(gold.values().sum()))
}

fn shingles(text: &str) -> HashMap<Vec<&str>, usize> {
    let words: Vec<&str> = text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|w| !w.is_empty()).collect();
    let mut counts = HashMap::new();
    if !words.is_empty() && words.len() < 4 {
        counts.insert(words, 1);
        return counts;
    }
    for shingle in words.windows(4) {
        *counts.entry(shingle.to_vec()).or_insert(0) += 1;
    }
    counts
}
