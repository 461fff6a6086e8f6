//! Law: no bytes panic or take more memory than libFuzzer allows. Start from a corpus of small valid files.
#![no_main]

use std::sync::Arc;

use bytes::Bytes;
use demarche_input::{Options, parquet::ParquetReader};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let file = Bytes::copy_from_slice(bytes);
    if let Ok(rows) = ParquetReader::new(file, "f", Arc::new(Options::default()), None) {
        rows.take(1000).for_each(drop);
    }
});
