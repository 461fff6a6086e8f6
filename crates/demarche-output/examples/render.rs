//! Writes records again in another format: `render RECORDS.jsonl FORMAT OUT`.

use std::path::Path;

use demarche_output::text::TextStyle;
use demarche_output::{Format, OutputError, html, journal, writer_to_path};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [records, format, out] = arguments.as_slice() else {
        return Err("usage: render RECORDS.jsonl FORMAT OUT".into());
    };
    let out = Path::new(out);
    let writer = match format.parse::<Format>()? {
        Format::Html if out.extension().is_some() => Box::new(html::PageWriter::create(out)?),
        format => writer_to_path(format, out, TextStyle::default())?,
    };
    journal::convert(Path::new(records), writer).map_err(|error: OutputError| error.into())
}
