//! Law: no archive panics, and each row of it holds a page and an id.
#![no_main]

use std::io::Cursor;
use std::sync::Arc;

use demarche_input::{Compression, Content, Options, warc::WarcReader};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let options = Arc::new(Options { max_document_bytes: 1 << 20, ..Options::default() });
    for row in WarcReader::new(Box::new(Cursor::new(bytes.to_vec())), Compression::None, "a.warc", options).flatten() {
        assert!(!row.id.is_empty() && matches!(row.content, Content::Html(_)));
    }
});
