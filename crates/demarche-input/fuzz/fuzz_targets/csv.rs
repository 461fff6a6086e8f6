//! Law: no bytes panic, with commas or tabs.
#![no_main]

use std::sync::Arc;

use demarche_input::{Compression, Options, csv::CsvReader};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let options = Arc::new(Options { max_document_bytes: 4096, ..Options::default() });
    for delimiter in [b',', b'\t'] {
        let input = [&b"text,id\tpairs\n"[..], bytes].concat();
        let stream = Box::new(std::io::Cursor::new(input));
        if let Ok(rows) = CsvReader::new(stream, delimiter, Compression::None, "f", Arc::clone(&options)) {
            rows.for_each(drop);
        }
    }
});
