//! Whole encoders: the same bits on every kernel, in every batch, order and thread; close to plain `f32`; as recorded.

mod random_model;
mod reference;

use std::fmt::Write as _;

use demarche_encoder::{CHUNK_TOKENS, EncodeError, Encoder, Kernel, Layer, Scratch, Table, Window, chunks, safetensors::SafeTensors};
use random_model::{Dimensions, Model, Random, Tokens, hash};

fn encoder(seed: u64, dimensions: Dimensions) -> Encoder {
    Encoder::from_bytes(&Model::random(seed, dimensions).file(""), "").expect("a valid model")
}

/// Windows of the given lengths.
fn tokens(seed: u64, words: usize, lengths: &[usize]) -> Vec<Tokens> {
    let random = &mut Random(seed);
    lengths.iter().map(|&length| Tokens::random(random, words, length)).collect()
}

fn windows(tokens: &[Tokens]) -> Vec<Window<'_>> {
    tokens.iter().map(Tokens::window).collect()
}

/// Each window's states, encoded in chunks of about `size` tokens.
fn encode(encoder: &Encoder, kernel: Kernel, windows: &[Window<'_>], size: usize) -> Vec<Vec<u32>> {
    let mut scratch = Scratch::new();
    let mut out = Vec::new();
    for chunk in chunks(windows, size) {
        let mut states = encoder.encode(kernel, chunk, &mut scratch).expect("valid windows");
        for window in chunk {
            let (own, rest) = states.split_at(window.len() * encoder.hidden());
            out.push(own.iter().map(|x| x.to_bits()).collect());
            states = rest;
        }
        assert!(states.is_empty());
    }
    out
}

const LENGTHS: [usize; 16] = [1, 5, 33, 110, 16, 0, 64, 17, 128, 129, 3, 48, 200, 31, 512, 2];

#[test]
fn kernels_agree() {
    let encoder = encoder(1, Dimensions::SMALL);
    let tokens = tokens(2, encoder.words(), &LENGTHS);
    let expected = encode(&encoder, Kernel::Scalar, &windows(&tokens), CHUNK_TOKENS);
    assert_eq!(expected.iter().map(Vec::len).sum::<usize>(), LENGTHS.iter().sum::<usize>() * 64);
    for kernel in Kernel::available() {
        assert!(encode(&encoder, kernel, &windows(&tokens), CHUNK_TOKENS) == expected, "{kernel} differs");
    }
}

#[test]
fn chunks_and_order_do_not_matter() {
    let encoder = encoder(3, Dimensions::SMALL);
    let tokens = tokens(4, encoder.words(), &LENGTHS);
    let windows = windows(&tokens);
    for kernel in Kernel::available().into_iter().filter(|&kernel| kernel != Kernel::Scalar) {
        let alone = encode(&encoder, kernel, &windows, 0);
        for size in [40, 256, 300, 5000] {
            assert!(encode(&encoder, kernel, &windows, size) == alone, "{kernel}, chunks of {size}");
        }
        let reversed: Vec<_> = windows.iter().rev().copied().collect();
        let mut back = encode(&encoder, kernel, &reversed, CHUNK_TOKENS);
        back.reverse();
        assert!(back == alone, "{kernel}, reversed");
    }
}

#[test]
fn a_layer_by_itself_is_the_encoders() {
    let whole = Model::random(11, Dimensions::SMALL);
    let mut first = whole.clone();
    first.tensors.retain(|tensor| !tensor.name.starts_with("layers.1."));
    let file = whole.file("");
    let layer = Layer::load(&SafeTensors::deserialize(&file).expect("a file"), "layers.1", 64).expect("a layer");
    let [two, one] = [&whole, &first].map(|model| Encoder::from_bytes(&model.file(""), "").expect("a valid model"));
    assert_eq!((two.layers(), one.layers(), layer.width()), (2, 1, 64));
    let tokens = tokens(12, two.words(), &[1, 5, 0, 33, 110]);
    let windows = windows(&tokens);
    let lengths: Vec<usize> = windows.iter().map(Window::len).collect();
    let bits = |x: &[f32]| x.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
    for kernel in Kernel::available() {
        let mut scratch = Scratch::new();
        let expected = bits(two.encode(kernel, &windows, &mut scratch).expect("valid windows"));
        let mut states = one.encode(kernel, &windows, &mut scratch).expect("valid windows").to_vec();
        let mut alone = states.clone();
        layer.apply(kernel, &lengths, &mut states, &mut scratch);
        assert!(bits(&states) == expected, "{kernel}");
        let mut rest = alone.as_mut_slice();
        for len in &lengths {
            let (own, after) = rest.split_at_mut(len * layer.width());
            layer.apply(kernel, &[*len], own, &mut scratch);
            rest = after;
        }
        assert!(bits(&alone) == expected, "{kernel}, one by one");
    }
}

#[test]
#[should_panic(expected = "states are not those of the sequences")]
fn states_of_other_sequences_panic() {
    let file = Model::random(13, Dimensions::SMALL).file("");
    let layer = Layer::load(&SafeTensors::deserialize(&file).expect("a file"), "layers.0", 64).expect("a layer");
    layer.apply(Kernel::best(), &[3, 4], &mut [0.0; 6 * 64], &mut Scratch::new());
}

#[test]
fn threads_do_not_matter() {
    let encoder = encoder(5, Dimensions::SMALL);
    let lengths: Vec<usize> = (0..48).map(|i| 1 + i * 7 % 90).collect();
    let tokens = tokens(6, encoder.words(), &lengths);
    let windows = windows(&tokens);
    for kernel in Kernel::available().into_iter().filter(|&kernel| kernel != Kernel::Scalar) {
        let expected = encode(&encoder, kernel, &windows, CHUNK_TOKENS);
        for threads in [1, 2, 8] {
            let shares = windows.chunks(windows.len().div_ceil(threads));
            let found: Vec<_> = std::thread::scope(|scope| {
                let encoder = &encoder;
                let workers: Vec<_> = shares.map(|share| scope.spawn(move || encode(encoder, kernel, share, CHUNK_TOKENS))).collect();
                workers.into_iter().flat_map(|worker| worker.join().expect("a worker that ends")).collect()
            });
            assert!(found == expected, "{kernel}, {threads} threads");
        }
    }
}

#[test]
fn states_are_close_to_plain_floats() {
    for (seed, dimensions) in [(7, Dimensions::SMALL), (8, Dimensions { words: 300, positions: 64, hidden: 384, inner: 1536, layers: 2 })] {
        let model = Model::random(seed, dimensions);
        let encoder = Encoder::from_bytes(&model.file(""), "").expect("a valid model");
        let tokens = tokens(9, dimensions.words, &[40]);
        let mut scratch = Scratch::new();
        let states = encoder.encode(Kernel::best(), &windows(&tokens), &mut scratch).expect("a valid window");
        let expected = reference::encode(&model, dimensions, &tokens[0]);
        for (found, expected) in states.chunks(dimensions.hidden).zip(&expected) {
            let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
            let found: Vec<f64> = found.iter().map(|&x| f64::from(x)).collect();
            let cosine = product(&found, expected) / (product(&found, &found) * product(expected, expected)).sqrt();
            assert!(cosine > 0.999, "cosine {cosine}");
        }
    }
}

/// The recorded cases: a name and the hash of all states.
fn golden(kernel: Kernel) -> String {
    let minilm = Dimensions { words: 500, positions: 130, layers: 1, ..Dimensions::MINILM };
    let cases = [
        ("small-short", 21, Dimensions::SMALL, &[1, 2, 3, 15, 16, 17, 31, 33][..]),
        ("small-long", 22, Dimensions::SMALL, &[128, 129, 512]),
        ("minilm-layer", 23, minilm, &[9, 30]),
    ];
    let mut text = String::new();
    for (name, seed, dimensions, lengths) in cases {
        let encoder = encoder(seed, dimensions);
        let tokens = tokens(seed, dimensions.words, lengths);
        let mut scratch = Scratch::new();
        let states = encoder.encode(kernel, &windows(&tokens), &mut scratch).expect("valid windows");
        writeln!(text, "{name} {:016x}", hash(states)).expect("writing to a string");
    }
    text
}

/// The file holds for every kernel, processor and compiler. A difference means that the arithmetic has changed: then the
/// trained models and everything recorded with them no longer belong to this code. If that is meant, replace the file
/// with what this test prints.
#[test]
fn states_are_as_recorded() {
    let recorded = include_str!("golden.txt");
    let recorded: String = recorded.lines().filter(|line| !line.starts_with('#')).map(|line| format!("{line}\n")).collect();
    for kernel in Kernel::available() {
        let found = golden(kernel);
        assert!(found == recorded, "{kernel} gives\n{found}recorded is\n{recorded}");
    }
}

#[test]
fn windows_that_do_not_fit_are_refused() {
    let encoder = encoder(1, Dimensions { positions: 4, words: 10, ..Dimensions::SMALL });
    let fine = Window { ids: &[1, 9], shapes: &[0, 15], roles: &[0, 3] };
    let refused = |window: Window<'_>| {
        let mut scratch = Scratch::new();
        encoder.encode(Kernel::best(), &[fine, window], &mut scratch).map(<[f32]>::len).expect_err("a wrong window")
    };
    assert_eq!(
        refused(Window { ids: &[1; 5], shapes: &[0; 5], roles: &[0; 5] }),
        EncodeError::WindowTooLong { window: 1, tokens: 5, limit: 4 }
    );
    assert_eq!(
        refused(Window { ids: &[1; 3], shapes: &[0; 3], roles: &[0; 2] }),
        EncodeError::LengthMismatch { window: 1, ids: 3, shapes: 3, roles: 2 }
    );
    let out_of_range = |table, id, limit| EncodeError::IdOutOfRange { window: 1, token: 1, table, id, limit };
    assert_eq!(refused(Window { ids: &[1, 10], ..fine }), out_of_range(Table::Word, 10, 10));
    assert_eq!(refused(Window { ids: &[1, u32::MAX], ..fine }), out_of_range(Table::Word, u32::MAX, 10));
    assert_eq!(refused(Window { shapes: &[1, 16], ..fine }), out_of_range(Table::Shape, 16, 16));
    let error = refused(Window { roles: &[1, 4], ..fine });
    assert_eq!(error, out_of_range(Table::Role, 4, 4));
    assert_eq!(error.to_string(), "token 1 of window 1 has role 4, but the model has only 4");
    let mut scratch = Scratch::new();
    assert_eq!(encoder.encode(Kernel::best(), &[], &mut scratch), Ok(&[][..]));
    assert_eq!(encoder.encode(Kernel::best(), &[fine], &mut scratch).map(<[f32]>::len), Ok(128));
}
