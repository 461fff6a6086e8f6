//! Compiles a folder of tables, then prints how long opening the pack and looking names up takes: `open [FOLDER]`.
#![allow(clippy::print_stdout, reason = "an example")]

use std::path::PathBuf;
use std::time::Instant;

use demarche_knowledge::{Pack, folder::compile_folder};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args_os().nth(1).map_or_else(|| PathBuf::from("knowledge"), PathBuf::from);
    let start = Instant::now();
    let compiled = compile_folder(&folder)?;
    println!("compiled in {:?}: {} bytes, {:?}", start.elapsed(), compiled.pack.len(), compiled.counts);
    let start = Instant::now();
    let pack = Pack::open(&compiled.pack)?;
    println!("opened in {:?}: version {}", start.elapsed(), pack.version());
    let names = ["Kremlin", "Choi Sun-hee", "Paris", "Iranian", "Sergei Lavrov", "NATO", "Xi", "nobody at all"];
    let start = Instant::now();
    let mut found = 0;
    for name in names.iter().cycle().take(8000) {
        found += pack.named(name).len() + pack.named_by_sound(name).len() + pack.family(name).len();
    }
    println!("{:?} a name by name, sound and family ({found} senses)", start.elapsed() / 8000);
    Ok(())
}
