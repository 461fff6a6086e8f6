//! Law: no bytes panic, and what is read as UTF-8 text is the bytes without their mark.
#![no_main]

use demarche_input::{Compression, Content, Format, Options, text::read_document};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(row) = read_document(bytes, Format::Text, Compression::None, "f", &Options::default())
        && let Content::Text(text) = row.content
        && !bytes.starts_with(b"\xff\xfe")
        && !bytes.starts_with(b"\xfe\xff")
    {
        assert_eq!(text.as_bytes(), bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
    }
});
