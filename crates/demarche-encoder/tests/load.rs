//! Files that are damaged or do not fit are refused with the name of the tensor at fault, and never panic.

mod random_model;

use demarche_encoder::safetensors::{Dtype, SafeTensors};
use demarche_encoder::{Encoder, Layer, LoadError, LoadErrorKind};
use random_model::{Dimensions, Model, Random};

fn model() -> Model {
    Model::random(1, Dimensions { words: 50, positions: 20, ..Dimensions::SMALL })
}

fn refused(model: &Model) -> LoadError {
    Encoder::from_bytes(&model.file(""), "").expect_err("a file that does not fit")
}

/// Keeps the first `count` along the first dimension.
fn shorten(model: &mut Model, name: &str, count: usize) {
    let tensor = model.tensor(name);
    let row = tensor.data.len() / tensor.shape[0];
    tensor.shape[0] = count;
    tensor.data.truncate(count * row);
}

#[test]
fn a_sound_file_tells_its_dimensions() {
    let encoder = Encoder::from_bytes(&model().file("encoder."), "encoder.").expect("a valid model");
    assert_eq!((encoder.hidden(), encoder.layers()), (64, 2));
    assert_eq!((encoder.words(), encoder.positions()), (50, 20));
    assert_eq!((encoder.shapes(), encoder.roles()), (16, 4));
    assert_eq!(format!("{encoder:?}"), "Encoder(2 layers of 64, 50 words, 20 positions)");
}

#[test]
fn a_wrong_prefix_is_a_missing_tensor() {
    let error = Encoder::from_bytes(&model().file("encoder."), "reader.").expect_err("no such names");
    assert_eq!(error.to_string(), "cannot load tensor `reader.embeddings.word.q`: it is missing");
}

#[test]
fn every_tensor_is_needed() {
    let whole = model();
    for index in 0..whole.tensors.len() {
        let mut model = whole.clone();
        let name = model.tensors.remove(index).name;
        if name == "layers.1.qkv.q" {
            continue; // then there is one layer only
        }
        let error = refused(&model);
        assert!(error.tensor == name && matches!(error.kind, LoadErrorKind::Missing), "{name}: {error}");
    }
}

#[test]
fn a_layer_by_itself_is_checked() {
    let whole = model();
    let load = |model: &Model, width| {
        let file = model.file("");
        Layer::load(&SafeTensors::deserialize(&file).expect("a file"), "layers.1", width)
    };
    assert!(load(&whole, 64).is_ok());
    for index in 0..whole.tensors.len() {
        let mut model = whole.clone();
        let name = model.tensors.remove(index).name;
        if name.starts_with("layers.1.") {
            let error = load(&model, 64).expect_err("a tensor is missing");
            assert!(error.tensor == name && matches!(error.kind, LoadErrorKind::Missing), "{name}: {error}");
        }
    }
    for width in [0, 96, 128] {
        let error = load(&whole, width).expect_err("another width");
        assert!(matches!(error.kind, LoadErrorKind::Shape { .. }), "{width}: {error}");
    }
}

#[test]
fn every_shape_is_checked() {
    let whole = model();
    for tensor in &whole.tensors {
        let mut model = whole.clone();
        shorten(&mut model, &tensor.name, tensor.shape[0] - 1);
        let error = refused(&model);
        // a table or layer that lost a row is noticed by that, or by its scales being too many
        let stem = tensor.name.rsplit_once('.').expect("a dotted name").0;
        assert!(error.tensor.starts_with(stem) || error.tensor.starts_with("layers"), "{}: {error}", tensor.name);
        assert!(matches!(error.kind, LoadErrorKind::Shape { .. }), "{error}");
    }
}

#[test]
fn a_layer_of_another_width_is_refused() {
    let mut model = model();
    for part in ["q", "scale", "bias"] {
        shorten(&mut model, &format!("layers.1.qkv.{part}"), 128);
    }
    let error = refused(&model);
    assert_eq!(error.to_string(), "cannot load tensor `layers.1.qkv.q`: its shape is [128, 64], expected [192, 64]");
}

#[test]
fn an_inner_width_that_no_kernel_takes_is_refused() {
    let mut model = model();
    for part in ["q", "scale", "bias"] {
        shorten(&mut model, &format!("layers.0.up.{part}"), 100);
    }
    let error = refused(&model);
    assert!(error.tensor == "layers.0.down.q" && matches!(error.kind, LoadErrorKind::Shape { .. }), "{error}");
}

#[test]
fn types_are_checked() {
    let mut model = model();
    model.tensor("layers.0.up.q").dtype = Dtype::U8;
    let error = refused(&model);
    assert_eq!(error.to_string(), "cannot load tensor `layers.0.up.q`: its type is U8, expected I8");
}

#[test]
fn numbers_that_are_not_finite_are_refused() {
    for (name, number) in [
        ("layers.1.down.scale", f32::NAN),
        ("layers.0.out.bias", f32::INFINITY),
        ("embeddings.word.scale", f32::NEG_INFINITY),
        ("layers.1.norm2.weight", f32::NAN),
    ] {
        let mut model = model();
        model.tensor(name).data[12..16].copy_from_slice(&number.to_le_bytes());
        let error = refused(&model);
        assert!(error.tensor == name && matches!(error.kind, LoadErrorKind::NotFinite { index: 3 }), "{error}");
    }
}

#[test]
fn weights_of_eight_bits_are_refused() {
    let mut model = model();
    model.tensor("layers.1.out.q").data[70] = 64;
    let error = refused(&model);
    assert_eq!(error.to_string(), "cannot load tensor `layers.1.out.q`: the weight 64 at index 70 lies outside ±63");
}

#[test]
fn widths_must_be_multiples_of_64() {
    let model = Model::random(1, Dimensions { hidden: 96, ..Dimensions::SMALL });
    let error = refused(&model);
    assert!(error.tensor == "embeddings.word.q" && matches!(error.kind, LoadErrorKind::Shape { .. }), "{error}");
}

#[test]
fn a_file_cut_anywhere_is_refused() {
    let file = model().file("");
    for length in (0..200).chain((200..file.len()).step_by(997)) {
        let error = Encoder::from_bytes(&file[..length], "").expect_err("a file cut short");
        assert!(matches!(error.kind, LoadErrorKind::File(_)), "{length} bytes: {error}");
    }
}

#[test]
fn a_header_with_random_damage_never_panics() {
    let file = model().file("");
    let header = 8 + u64::from_le_bytes(file[..8].try_into().expect("eight bytes")) as usize;
    let random = &mut Random(11);
    for _ in 0..3000 {
        let mut damaged = file.clone();
        for _ in 0..=random.below(3) {
            damaged[random.below(header)] = random.bits() as u8;
        }
        let _ = Encoder::from_bytes(&damaged, "");
    }
}
