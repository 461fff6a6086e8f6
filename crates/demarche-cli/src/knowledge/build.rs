//! What making a pack is made of: reading files, telling what was left out, writing the pack.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use demarche_knowledge::import::ImportWarning;
use demarche_knowledge::{Pack, Source, compile};
use demarche_output::PartialFile;
use flate2::bufread::MultiGzDecoder;
use indicatif::HumanCount;

use crate::args::TellingArgs;
use crate::error::UserError;
use crate::messages::Messages;

/// Warnings that are printed of a file, unless all are asked for.
const TOLD: usize = 20;
/// Largest file that is read whole, unpacked: over it there is no room for what is made of it.
pub const LARGEST: u64 = 1 << 30;

/// Opens a file, unpacking gzip.
///
/// # Errors
/// It cannot be read, or is a zip archive.
pub fn open(path: &Path) -> io::Result<Box<dyn BufRead>> {
    let mut file = BufReader::with_capacity(1 << 16, File::open(path)?);
    let head = file.fill_buf()?;
    if head.starts_with(b"PK\x03\x04") {
        return Err(io::Error::other("it is a zip archive; unpack it first"));
    }
    if head.starts_with(&[0x1f, 0x8b]) {
        return Ok(Box::new(BufReader::with_capacity(1 << 16, MultiGzDecoder::new(file))));
    }
    Ok(Box::new(file))
}

/// Reads a file whole, at most [`LARGEST`] bytes.
///
/// # Errors
/// It cannot be read, or is larger.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(io::Error::other("it is larger than 1 GiB; split it (whole dumps of GeoNames are for `demarche knowledge places`)"));
    }
    Ok(bytes)
}

/// Name of a file without its folders: what stands as origin in a pack, so that the same files give the same pack wherever they lie.
#[must_use]
pub fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// Prints warnings on a file, the first twenty unless all are asked for.
pub fn tell(messages: &Messages, file: &str, warnings: &[ImportWarning], args: &TellingArgs) {
    let told = if args.all_warnings { warnings.len() } else { TOLD };
    for warning in warnings.iter().take(told) {
        if warning.line == 0 {
            messages.note(format!("{file}: {}", warning.problem));
        } else {
            messages.note(format!("{file}:{}: {}", warning.line, warning.problem));
        }
    }
    if warnings.len() > told {
        messages.note(format!("{file}: and {} more (-v or --all-warnings prints all)", HumanCount((warnings.len() - told) as u64)));
    }
}

/// Refuses to write over what is no pack, or over an input.
///
/// # Errors
/// Such an output.
pub fn check_output(output: &Path, inputs: &[PathBuf]) -> Result<(), UserError> {
    let settled = |path: &Path| path.canonicalize().ok();
    if inputs.iter().any(|input| settled(input).is_some_and(|input| settled(output) == Some(input))) {
        return Err(UserError::usage(format!("the output `{}` is an input", output.display())).hint("choose another path after -o"));
    }
    if output.is_dir() {
        return Err(UserError::usage(format!("`{}` is a folder", output.display())).hint("name a file after -o, as places.pack"));
    }
    let is_pack = |path: &Path| {
        let mut head = [0; 8];
        let read = File::open(path).and_then(|mut file| file.read_exact(&mut head));
        read.is_ok() && Pack::is_one(&head)
    };
    if output.exists() && !is_pack(output) {
        return Err(
            UserError::usage(format!("`{}` is there already and is no pack", output.display())).hint("choose another path after -o")
        );
    }
    Ok(())
}

/// Compiles tables and writes the pack, which appears under its name when it is whole. Gives its size.
///
/// # Errors
/// It cannot be written, or would be too large.
pub fn write_pack(output: &Path, tables: &[Source]) -> anyhow::Result<usize> {
    // importers give tables that compile
    let pack = compile(tables).context("the tables do not compile")?.pack;
    Pack::open(&pack).context("too much for one pack; read fewer files at once")?;
    let mut file = PartialFile::create(output)?;
    file.write_all(&pack).with_context(|| format!("cannot write `{}`", output.display()))?;
    file.publish()?;
    Ok(pack.len())
}

/// A size for people.
#[must_use]
pub fn size(bytes: usize) -> String {
    if bytes < 100_000 { format!("{:.1} kB", bytes as f64 / 1e3) } else { format!("{:.1} MB", bytes as f64 / 1e6) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_for_people() {
        assert_eq!((size(1500), size(250_000), size(24_060_000)), ("1.5 kB".to_owned(), "0.2 MB".to_owned(), "24.1 MB".to_owned()));
    }
}
