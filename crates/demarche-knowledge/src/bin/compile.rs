//! Compiles the tables of a folder into a pack: `compile [FOLDER] [OUT]`, by default `knowledge` and `knowledge.pack`.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command")]

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut args = std::env::args_os().skip(1).map(PathBuf::from);
    let folder = args.next().unwrap_or_else(|| "knowledge".into());
    let out = args.next().unwrap_or_else(|| "knowledge.pack".into());
    let compiled = match demarche_knowledge::folder::compile_folder(&folder) {
        Ok(compiled) => compiled,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    for note in &compiled.notes {
        eprintln!("note: {note}");
    }
    if let Err(error) = std::fs::write(&out, &compiled.pack) {
        eprintln!("{}: {error}", out.display());
        return ExitCode::FAILURE;
    }
    println!("{}: {} bytes, {:?}", out.display(), compiled.pack.len(), compiled.counts);
    ExitCode::SUCCESS
}
