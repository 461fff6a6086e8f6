//! Law: no compressed bytes panic, and reading them ends.
#![no_main]

use std::io::{self, Read};

use demarche_input::{Compression, source::decompress};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for compression in [Compression::Gzip, Compression::Zstd] {
        if let Ok(stream) = decompress(bytes, compression) {
            let _ = io::copy(&mut stream.take(1 << 24), &mut io::sink());
        }
    }
});
