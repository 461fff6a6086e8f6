//! Any bytes given as a model: an error or a model, never a panic. `cargo fuzz run model` in `crates/demarche`.
#![no_main]

use demarche::model::Model;
use demarche::window::Windows;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = Model::load(data);
    let _ = Windows::from_json(data);
});
