//! Files of records that were coded before: known by a look, read line by line.

use std::fs::File;
use std::io::{self, BufRead, Cursor, Read as _};
use std::path::Path;

use demarche::record::{Record, SCHEMA};
use demarche_input::source::decompress;
use demarche_input::{Compression, Format};
use serde::Deserialize;
use serde::de::IgnoredAny;

/// A stream of lines.
pub type Lines = Box<dyn BufRead + Send>;

/// What JSON Lines hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// Articles, or anything else that `code` may know.
    Articles,
    /// Records with embeddings (or without text, so that nothing can be made of them but a message).
    Records,
    /// Records whose texts have to be read again.
    Unembedded,
}

/// Records that a look reads at most before it finds one that was not skipped.
const LOOK_LINES: usize = 1_000;
/// Bytes that a look reads at most.
const LOOK_BYTES: u64 = 256_000_000;

#[derive(Deserialize)]
struct Glance {
    schema: Option<String>,
    skipped: Option<IgnoredAny>,
    text: Option<IgnoredAny>,
    embedding: Option<IgnoredAny>,
}

/// Opens a file if its name says JSON Lines.
///
/// # Errors
/// Where it cannot be read.
pub fn open(path: &Path) -> io::Result<Option<Lines>> {
    match Format::of_path(path) {
        Some((Format::Jsonl, compression)) if path.is_file() => decompress(File::open(path)?, compression).map(Some),
        _ => Ok(None),
    }
}

/// Standard input, as it is.
///
/// # Errors
/// Where it cannot be read.
pub fn open_stdin() -> io::Result<Lines> {
    decompress(io::stdin(), Compression::None)
}

/// Looks at the first lines and gives them back in front of the rest.
///
/// # Errors
/// Where they cannot be read.
pub fn look(mut lines: Lines) -> io::Result<(Held, Lines)> {
    let mut seen = Vec::new();
    let mut held = Held::Articles;
    // articles as large as records are not read for long: the first line decides
    for _ in 0..LOOK_LINES {
        let start = seen.len();
        let room = LOOK_BYTES.saturating_sub(start as u64);
        if (&mut lines).take(room).read_until(b'\n', &mut seen)? == 0 {
            break;
        }
        let line = seen[start..].trim_ascii();
        if line.is_empty() {
            continue;
        }
        match serde_json::from_slice::<Glance>(line) {
            Ok(Glance { schema: Some(schema), skipped, text, embedding }) if schema == SCHEMA => {
                held = if embedding.is_none() && text.is_some() { Held::Unembedded } else { Held::Records };
                if skipped.is_none() {
                    break;
                }
                held = Held::Records;
            }
            _ => break,
        }
    }
    Ok((held, Box::new(Cursor::new(seen).chain(lines))))
}

/// The next record with its line number; `None` at the end. A line that is none is an error in words.
///
/// # Errors
/// Where the stream cannot be read, or a line is longer than `longest`.
pub fn next(lines: &mut Lines, number: &mut u64, longest: u64) -> io::Result<Option<(Result<Record, String>, usize)>> {
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = lines.take(longest).read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(None);
        }
        *number += 1;
        if read as u64 == longest && !line.ends_with(b"\n") {
            return Err(io::Error::other(format!("line {number} is longer than {longest} bytes")));
        }
        let trimmed = line.trim_ascii();
        if !trimmed.is_empty() {
            return Ok(Some((serde_json::from_slice(trimmed).map_err(|e| e.to_string()), read)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_tells_records_from_articles_and_takes_nothing() {
        let skipped = r#"{"schema":"demarche/1","skipped":{"reason":"language"},"text":"x"}"#;
        let bare = r#"{"schema":"demarche/1","skipped":null,"text":"x"}"#;
        let whole = r#"{"schema":"demarche/1","skipped":null,"text":"x","embedding":"AA=="}"#;
        let no_text = r#"{"schema":"demarche/1","skipped":null}"#;
        for (text, held) in [
            (String::new(), Held::Articles),
            (r#"{"text":"Talks began."}"#.to_owned(), Held::Articles),
            ("no JSON\n".to_owned(), Held::Articles),
            (r#"{"schema":"demarche-document/1","text":"x"}"#.to_owned(), Held::Articles),
            (whole.to_owned(), Held::Records),
            (format!("\n{skipped}\n{whole}\n"), Held::Records),
            (format!("{skipped}\n{bare}\n"), Held::Unembedded),
            (skipped.to_owned(), Held::Records),
            (no_text.to_owned(), Held::Records),
        ] {
            let (found, mut rest) = look(Box::new(Cursor::new(text.clone().into_bytes()))).unwrap();
            let mut back = String::new();
            rest.read_to_string(&mut back).unwrap();
            assert_eq!((found, back.as_str()), (held, text.as_str()));
        }
    }
}
