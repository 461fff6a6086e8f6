//! Law: no page panics, and none gives a blank text.
#![no_main]

use demarche_input::{decode::decode_html, html::parse_page};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(html) = decode_html(bytes.to_vec())
        && let Ok(page) = parse_page(&html)
    {
        assert!(!page.text.trim().is_empty());
    }
});
