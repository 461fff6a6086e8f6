//! A damaged model file gives an error, never a panic or a silent misreading.

use std::path::Path;
use std::sync::OnceLock;

use demarche::model::Model;

fn bytes() -> &'static [u8] {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    BYTES.get_or_init(|| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../model/reader.safetensors");
        std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    })
}

/// Length of the header: the file starts with it as a little-endian number.
fn header_end() -> usize {
    let bytes = bytes();
    8 + usize::try_from(u64::from_le_bytes(bytes[..8].try_into().unwrap())).unwrap()
}

#[test]
fn the_shipped_model_loads_and_names_itself() {
    let model = Model::load(bytes()).unwrap();
    assert!(model.version.starts_with("reader-"), "{}", model.version);
    assert!(model.header.contains_key("trained_on"));
}

#[test]
fn a_file_cut_anywhere_is_refused() {
    let all = bytes();
    for length in [0, 1, 7, 8, 100, header_end() - 1, header_end(), all.len() / 2, all.len() - 1] {
        let error = Model::load(&all[..length]).expect_err("a cut file");
        assert!(!error.to_string().is_empty() && !error.hint().is_empty());
    }
}

#[test]
fn a_damaged_header_is_refused_or_read_but_never_panics() {
    let mut damaged = bytes()[..header_end() + 4096].to_vec();
    for at in (0..header_end()).step_by(97) {
        let kept = damaged[at];
        for value in [0, b'"', b'{', 0xff] {
            damaged[at] = value;
            assert!(Model::load(&damaged).is_err(), "byte {at} set to {value}");
        }
        damaged[at] = kept;
    }
}

#[test]
fn weights_and_scales_out_of_range_are_refused() {
    let header: serde_json::Value = serde_json::from_slice(&bytes()[8..header_end()]).unwrap();
    let start_of = |tensor: &str| header_end() + usize::try_from(header[tensor]["data_offsets"][0].as_u64().unwrap()).unwrap();
    let mut damaged = bytes().to_vec();
    let at = start_of("encoder.layers.3.up.q");
    damaged[at] = 100;
    let error = Model::load(&damaged).unwrap_err().to_string();
    assert!(error.contains("encoder.layers.3.up.q"), "{error}");

    let mut damaged = bytes().to_vec();
    let at = start_of("claim_link.distance");
    damaged[at..at + 4].copy_from_slice(&f32::NAN.to_le_bytes());
    let error = Model::load(&damaged).unwrap_err().to_string();
    assert!(error.contains("claim_link.distance"), "{error}");
}
