//! Law: no bytes panic, in lines or as one JSON text.
#![no_main]

use std::sync::Arc;

use demarche_input::{Compression, Options, json::JsonReader, jsonl::JsonlReader};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let options = Arc::new(Options { max_document_bytes: 4096, ..Options::default() });
    if let Ok(rows) = JsonlReader::new(Box::new(bytes), Compression::None, "f", Arc::clone(&options)) {
        for row in rows.flatten() {
            let _ = row.into_document(&options);
        }
    }
    if let Ok(rows) = JsonReader::new(Box::new(bytes), Compression::None, "f", options) {
        rows.for_each(drop);
    }
});
