//! `demarche version`: what reads here, and with what.

use std::fmt::Write as _;
use std::thread;

use demarche::codebook::CODEBOOK_VERSION;
use demarche::record::SCHEMA;
use demarche_encoder::Kernel;

use crate::args::VersionArgs;
use crate::error::Exit;
use crate::model_files::{Loaded, Origin, has_none, load_reader};
use crate::shell::print;

/// Prints versions, and with `--verbose` all that the program works with.
///
/// # Errors
/// Where the model cannot be loaded.
pub fn version(args: &VersionArgs) -> anyhow::Result<Exit> {
    let program = format!("demarche {}\n", env!("CARGO_PKG_VERSION"));
    if has_none(&args.model) {
        return print(format!("{program}model       none\ncodebook    {CODEBOOK_VERSION}\nrecord      {SCHEMA}\n").as_bytes());
    }
    let Loaded { reader, origin, packs, tokenizer } = load_reader(&args.model, &args.packs)?;
    let versions = reader.versions();
    let origin = match origin {
        Origin::BuiltIn => "built in".to_owned(),
        Origin::File(path) => path.display().to_string(),
    };
    let mut text = program;
    let mut line = |name: &str, value: &str| {
        let _ = writeln!(text, "{name:<12}{value}");
    };
    line("model", &format!("{} ({origin})", versions.model));
    if args.verbose {
        let mut header: Vec<_> = reader.model().header.iter().collect();
        header.sort();
        for (key, value) in header {
            line("", &format!("{key}: {value}"));
        }
        line("tokenizer", &tokenizer);
    }
    for (n, (pack, from)) in packs.each().enumerate() {
        line(if n == 0 { "knowledge" } else { "" }, &format!("{} ({from})", pack.version()));
    }
    line("codebook", CODEBOOK_VERSION);
    line("record", SCHEMA);
    if args.verbose {
        let kernels: Vec<&str> = Kernel::available().into_iter().map(Kernel::name).collect();
        let threads = thread::available_parallelism().map_or(1, usize::from);
        line("kernel", &format!("{} (this machine can run {})", reader.kernel(), kernels.join(", ")));
        line("threads", &threads.to_string());
    }
    print(text.as_bytes())
}
