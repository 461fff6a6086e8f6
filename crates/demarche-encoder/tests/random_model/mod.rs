//! Encoders with seeded pseudo-random weights, as safetensors files in memory, and windows to go with them.
//!
//! The numbers are drawn with integer arithmetic and exact conversions, so a seed means the same model everywhere.

#![allow(dead_code)] // each test uses a part

use demarche_encoder::safetensors::{Dtype, serialize, tensor::TensorView};
use demarche_encoder::{Window, quantise_weights};

/// SplitMix64 (Steele, Lea and Flood 2014).
pub struct Random(pub u64);

impl Random {
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.bits() % n as u64) as usize
    }

    /// Between -1 and 1, in steps of 2^-23.
    pub fn number(&mut self) -> f32 {
        (self.bits() >> 40) as f32 / 8_388_608.0 - 1.0
    }

    pub fn numbers(&mut self, n: usize, size: f32) -> Vec<f32> {
        (0..n).map(|_| self.number() * size).collect()
    }
}

/// The dimensions of an encoder.
#[derive(Clone, Copy)]
pub struct Dimensions {
    pub words: usize,
    pub positions: usize,
    pub hidden: usize,
    pub inner: usize,
    pub layers: usize,
}

impl Dimensions {
    pub const MINILM: Self = Self { words: 30_522, positions: 512, hidden: 384, inner: 1536, layers: 6 };
    pub const SMALL: Self = Self { words: 200, positions: 512, hidden: 64, inner: 192, layers: 2 };
    pub const SHAPES: usize = 16;
    pub const ROLES: usize = 4;
}

/// A tensor of a model file.
#[derive(Clone)]
pub struct Tensor {
    pub name: String,
    pub dtype: Dtype,
    pub shape: Vec<usize>,
    pub data: Vec<u8>,
}

/// A model before it is written.
#[derive(Clone)]
pub struct Model {
    pub tensors: Vec<Tensor>,
}

impl Model {
    pub fn random(seed: u64, dimensions: Dimensions) -> Self {
        let Dimensions { words, positions, hidden, inner, layers } = dimensions;
        let mut model = Model { tensors: Vec::new() };
        let random = &mut Random(seed);
        let tables = [("word", words), ("position", positions), ("shape", Dimensions::SHAPES), ("role", Dimensions::ROLES)];
        for (name, rows) in tables {
            let q: Vec<i8> = (0..rows * hidden).map(|_| (random.below(255) as i16 - 127) as i8).collect();
            let scale: Vec<f32> = (0..rows).map(|_| (1.5 + random.number()) * 0.001).collect();
            model.bytes(&format!("embeddings.{name}.q"), &[rows, hidden], &q);
            model.numbers(&format!("embeddings.{name}.scale"), &scale);
        }
        model.norm("embeddings.norm", hidden, random);
        for i in 0..layers {
            model.linear(&format!("layers.{i}.qkv"), 3 * hidden, hidden, random);
            model.linear(&format!("layers.{i}.out"), hidden, hidden, random);
            model.norm(&format!("layers.{i}.norm1"), hidden, random);
            model.linear(&format!("layers.{i}.up"), inner, hidden, random);
            model.linear(&format!("layers.{i}.down"), hidden, inner, random);
            model.norm(&format!("layers.{i}.norm2"), hidden, random);
        }
        model
    }

    fn linear(&mut self, name: &str, n: usize, k: usize, random: &mut Random) {
        let size = (6.0 / k as f32).sqrt();
        let (q, scale) = quantise_weights(&random.numbers(n * k, size), k);
        self.bytes(&format!("{name}.q"), &[n, k], &q);
        self.numbers(&format!("{name}.scale"), &scale);
        self.numbers(&format!("{name}.bias"), &random.numbers(n, 0.1));
    }

    fn norm(&mut self, name: &str, width: usize, random: &mut Random) {
        let weight: Vec<f32> = (0..width).map(|_| 1.0 + random.number() * 0.3).collect();
        self.numbers(&format!("{name}.weight"), &weight);
        self.numbers(&format!("{name}.bias"), &random.numbers(width, 0.2));
    }

    fn bytes(&mut self, name: &str, shape: &[usize], q: &[i8]) {
        let data = q.iter().map(|q| q.cast_unsigned()).collect();
        self.tensors.push(Tensor { name: name.to_owned(), dtype: Dtype::I8, shape: shape.to_vec(), data });
    }

    fn numbers(&mut self, name: &str, values: &[f32]) {
        let data = values.iter().flat_map(|x| x.to_le_bytes()).collect();
        self.tensors.push(Tensor { name: name.to_owned(), dtype: Dtype::F32, shape: vec![values.len()], data });
    }

    pub fn tensor(&mut self, name: &str) -> &mut Tensor {
        self.tensors.iter_mut().find(|tensor| tensor.name == name).expect("known tensor")
    }

    pub fn vector(&self, name: &str) -> Vec<f32> {
        let tensor = self.tensors.iter().find(|tensor| tensor.name == name).expect("known tensor");
        tensor.data.as_chunks::<4>().0.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect()
    }

    /// The rows of a quantised matrix as numbers, `q * scale`.
    pub fn matrix(&self, name: &str) -> Vec<Vec<f32>> {
        let scale = self.vector(&format!("{name}.scale"));
        let q = self.tensors.iter().find(|tensor| tensor.name == format!("{name}.q")).expect("known tensor");
        let rows = q.data.chunks_exact(q.shape[1]).zip(scale);
        rows.map(|(row, scale)| row.iter().map(|q| f32::from(q.cast_signed()) * scale).collect()).collect()
    }

    /// The file's bytes, every name with the prefix.
    pub fn file(&self, prefix: &str) -> Vec<u8> {
        let views = self.tensors.iter().map(|tensor| {
            let view = TensorView::new(tensor.dtype, tensor.shape.clone(), &tensor.data).expect("shape fits data");
            (format!("{prefix}{}", tensor.name), view)
        });
        serialize(views, None).expect("serialisable")
    }
}

/// The tokens of a window, owned.
#[derive(Clone)]
pub struct Tokens {
    pub ids: Vec<u32>,
    pub shapes: Vec<u8>,
    pub roles: Vec<u8>,
}

impl Tokens {
    pub fn random(random: &mut Random, words: usize, tokens: usize) -> Self {
        Tokens {
            ids: (0..tokens).map(|_| random.below(words) as u32).collect(),
            shapes: (0..tokens).map(|_| random.below(Dimensions::SHAPES) as u8).collect(),
            roles: (0..tokens).map(|_| random.below(Dimensions::ROLES) as u8).collect(),
        }
    }

    pub fn window(&self) -> Window<'_> {
        Window { ids: &self.ids, shapes: &self.shapes, roles: &self.roles }
    }
}

/// FNV-1a, 64 bits, over the little-endian bytes of the numbers.
pub fn hash(numbers: &[f32]) -> u64 {
    let bytes = numbers.iter().flat_map(|x| x.to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}
