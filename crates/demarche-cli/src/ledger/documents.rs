//! `demarche documents`: what the ledger holds, in order of intake.

use std::io::{self, BufWriter, IsTerminal as _, Write};

use anyhow::Context as _;

use super::open_settled;
use crate::args::{DocumentsArgs, DocumentsFormat};
use crate::error::Exit;

/// Lists the documents.
///
/// # Errors
/// Where there is no ledger, it cannot be read, or the list cannot be written.
pub fn documents(args: &DocumentsArgs) -> anyhow::Result<Exit> {
    let ledger = open_settled(&args.ledger)?;
    let by_default = if io::stdout().is_terminal() { DocumentsFormat::Text } else { DocumentsFormat::Jsonl };
    let format = args.format.unwrap_or(by_default);
    let mut out = BufWriter::new(io::stdout().lock());
    for line in ledger.documents() {
        let (number, line) = line?;
        let written = match format {
            DocumentsFormat::Jsonl => serde_json::to_writer(&mut out, &line).map_err(io::Error::from).and_then(|()| out.write_all(b"\n")),
            DocumentsFormat::Text => {
                let published = line.published.map_or_else(|| "–".to_owned(), |day| day.to_string());
                let copy = match (&line.copy_kind, &line.copy_of) {
                    (Some(kind), Some(first)) => format!("  {kind} copy of {first}"),
                    _ => String::new(),
                };
                let publisher = line.publisher.as_deref().unwrap_or("–");
                let text = format!("{:>7}  {published:<10}  {}  {publisher}{copy}", number.0, line.id);
                writeln!(out, "{}", text.replace(char::is_control, "\u{fffd}"))
            }
        };
        if let Some(exit) = ended(written)? {
            return Ok(exit);
        }
    }
    Ok(ended(out.flush())?.unwrap_or(Exit::Done))
}

/// Whoever read the other end may have seen enough.
pub(super) fn ended(written: io::Result<()>) -> anyhow::Result<Option<Exit>> {
    match written {
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(Some(Exit::Done)),
        written => written.context("cannot write to standard output").map(|()| None),
    }
}
