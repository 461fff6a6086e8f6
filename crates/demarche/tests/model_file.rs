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

    let mut damaged = bytes().to_vec();
    let at = start_of("event_around.distance");
    damaged[at..at + 4].copy_from_slice(&f32::NAN.to_le_bytes());
    let error = Model::load(&damaged).unwrap_err().to_string();
    assert!(error.contains("event_around.distance"), "{error}");
}

#[test]
fn a_second_reading_that_does_not_fit_is_refused() {
    let header = std::str::from_utf8(&bytes()[8..header_end()]).unwrap();
    let json: serde_json::Value = serde_json::from_str(header).unwrap();
    let shape = |name: &str| -> Vec<usize> { serde_json::from_value(json[name]["shape"].clone()).unwrap() };
    let [rows, hidden] = shape("claim_around.distance")[..] else { panic!("a table") };
    // the same numbers as another table: rows even in number, and rows of another width
    let others = [[hidden, rows], [rows / 3, hidden * 3]];
    for (other, why) in others.iter().zip(["rows, not one for each distance", "is not f32"]) {
        assert_eq!(other[0] * other[1], rows * hidden);
        let mut changed = json.clone();
        changed["claim_around.distance"]["shape"] = serde_json::json!(other);
        let mut text = changed.to_string();
        while text.len() < header.len() {
            text.push(' ');
        }
        let mut file = (text.len() as u64).to_le_bytes().to_vec();
        file.extend(text.as_bytes());
        file.extend(&bytes()[header_end()..]);
        let error = Model::load(&file).unwrap_err().to_string();
        assert!(error.contains("claim_around.distance") && error.contains(why), "{error}");
    }
}
