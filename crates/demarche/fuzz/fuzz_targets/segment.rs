//! Any text: sentences in order, on character boundaries, inside paragraphs. `cargo fuzz run segment` in `crates/demarche`.
#![no_main]

use demarche::segment::segment;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let layers = segment(text);
    let mut end = 0;
    for s in &layers.sentences {
        assert!(s.start() >= end && !s.of(text).is_empty());
        end = s.end();
    }
});
