//! Keys under which an article and its copies meet: MinHash of word shingles, and sides of hyperplanes of the embedding.
//!
//! # Word keys
//! A [`Signature`] holds, for each of [`BANDS`] fixed hash functions, the least hash of the article's shingles (three words in a
//! row): two articles agree in one place of it with the probability of their resemblance J (shared shingles by all shingles;
//! Broder 1997). Each place is a band of its own: copies that are partly rewritten share few shingles (J 0.11 to 0.32 on
//! `tests/copies/dev.md`, where other articles have 0.08 at most, and that by a quotation), and bands of two rows would lose half of
//! them. Chance that at least one key is shared, 1 − (1 − J)^20:
//!
//! | J | 0.02 | 0.05 | 0.1 | 0.15 | 0.2 | 0.3 | 0.5 |
//! |---|---|---|---|---|---|---|---|
//! | recall | 0.33 | 0.64 | 0.88 | 0.96 | 0.99 | 0.999 | 1.0 |
//!
//! The price is that a key made of a common phrase gathers many articles; who looks keys up reads only the newest of them
//! ([`family`](super::family) says how many), and rare phrases, of which most keys are made, are not affected.
//!
//! # Embedding keys
//! The embedding, less the [`Centre`] of embeddings, lies on one side or the other of [`PLANES`] random hyperplanes (Charikar 2002);
//! the sides are a key, in [`TABLES`] independent tables. A look-up also asks for the keys across the [`PROBES`] planes that are nearest
//! (Lv et al. 2007), so that few keys need to be stored. One plane has two embeddings on one side with the probability
//! 1 − angle / π.

use twox_hash::XxHash3_64;

use super::words::{Word, hash_all};

/// A key under which a store can index documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub u64);

/// Hash functions of a signature, and word keys of a document.
pub const BANDS: usize = 20;
/// Words of a shingle.
pub const SHINGLE: usize = 3;
/// Hyperplanes of a key.
pub const PLANES: usize = 14;
/// Hyperplanes of a coarse key.
pub const COARSE: usize = 8;
/// Keys made of an embedding.
pub const TABLES: usize = 6;
/// Further keys that are looked up in each table.
pub const PROBES: usize = 4;

const SEED: u64 = 0x2026_0c0b_1e5a_11ed;

/// Numbers that look random and never change.
fn fixed(what: u64, number: usize) -> u64 {
    XxHash3_64::oneshot_with_seed(SEED ^ what, &(number as u64).to_le_bytes())
}

/// Hashes of the shingles of a run of words, in order, repeated ones too; fewer words than [`SHINGLE`] make one shingle.
pub fn shingles(words: &[Word]) -> impl Iterator<Item = u64> {
    let short = (1..SHINGLE).contains(&words.len()).then(|| hash_all(words.iter().map(|w| w.hash)));
    words.windows(SHINGLE).map(shingle).chain(short)
}

/// Hash of one shingle.
fn shingle(words: &[Word]) -> u64 {
    let mut bytes = [0; 8 * SHINGLE];
    for (place, word) in bytes.chunks_exact_mut(8).zip(words) {
        place.copy_from_slice(&word.hash.to_le_bytes());
    }
    XxHash3_64::oneshot(&bytes)
}

/// The least hash of an article's shingles by each of [`BANDS`] functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signature([u32; BANDS]);

impl Signature {
    /// The signature of an article's shingles; none without any.
    #[must_use]
    pub fn of(shingles: impl IntoIterator<Item = u64>) -> Option<Self> {
        let factors: [(u64, u64); BANDS] = std::array::from_fn(|i| (fixed(1, i) | 1, fixed(2, i)));
        let mut least = [u32::MAX; BANDS];
        let mut any = false;
        for shingle in shingles {
            any = true;
            for (place, (factor, offset)) in least.iter_mut().zip(&factors) {
                // multiply-shift (Dietzfelbinger et al. 1997)
                let value = (shingle.wrapping_mul(*factor).wrapping_add(*offset) >> 32) as u32;
                *place = (*place).min(value);
            }
        }
        any.then_some(Self(least))
    }

    /// The article's word keys, one a band.
    pub fn keys(&self) -> impl Iterator<Item = Key> {
        self.0.iter().enumerate().map(|(band, &value)| Key(hash_all([fixed(3, band), u64::from(value)])))
    }

    /// Estimate of the resemblance of two articles; its standard error is at most 1 / (2 √20) = 0.11.
    #[must_use]
    pub fn resemblance(&self, other: &Self) -> f64 {
        self.0.iter().zip(&other.0).filter(|(a, b)| a == b).count() as f64 / BANDS as f64
    }
}

/// What all embeddings of a model have in common, as the model's embeddings are scaled (largest number ±127). Without taking it
/// off, most embeddings lie on one side of most planes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Centre(Vec<i8>);

impl Centre {
    /// A centre; a shorter or longer one than an embedding counts as far as both go.
    #[must_use]
    pub const fn new(mean: Vec<i8>) -> Self {
        Self(mean)
    }

    /// The mean embedding of the 398 English passages of `corpus/train` by the model `reader-1`. Any other model's embeddings can be
    /// keyed with it too; its keys are then spread less evenly.
    #[must_use]
    pub fn of_reader_1() -> Self {
        Self(include_str!("centre.txt").split_whitespace().filter_map(|n| n.parse().ok()).collect())
    }

    /// The numbers of an embedding less the centre's.
    fn taken_off<'e>(&'e self, embedding: &'e [i8]) -> impl Iterator<Item = i16> + 'e {
        embedding.iter().enumerate().map(|(i, &x)| i16::from(x) - i16::from(self.0.get(i).copied().unwrap_or(0)))
    }
}

/// Random hyperplanes for embeddings of one length.
#[derive(Debug, Clone)]
pub struct Planes {
    centre: Centre,
    /// +1 or −1 for each plane and number, plane after plane.
    signs: Vec<i16>,
    length: usize,
}

/// Keys of an embedding.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sides {
    /// What to store: one key a table.
    pub keys: Vec<Key>,
    /// What to look up: the same keys, each followed by those across its nearest planes.
    pub probes: Vec<Key>,
}

impl Planes {
    /// Planes for embeddings of `length` numbers around a centre; always the same ones.
    #[must_use]
    pub fn new(centre: Centre, length: usize) -> Self {
        let count = length * PLANES * TABLES;
        let signs = (0..count.div_ceil(64)).flat_map(|block| {
            let bits = fixed(4, block);
            (0..64).map(move |bit| if bits >> bit & 1 == 1 { 1 } else { -1 })
        });
        Self { centre, signs: signs.take(count).collect(), length }
    }

    /// The keys of an embedding; none for one of another length, or where nothing but the centre is in it.
    #[must_use]
    pub fn sides(&self, embedding: &[i8]) -> Sides {
        self.keyed(embedding, PLANES, 5)
    }

    /// Keys of the first [`COARSE`] planes of each table, under which articles of one story meet, too. They differ from all of
    /// [`Planes::sides`].
    #[must_use]
    pub fn coarse(&self, embedding: &[i8]) -> Sides {
        self.keyed(embedding, COARSE, 6)
    }

    fn keyed(&self, embedding: &[i8], most: usize, what: u64) -> Sides {
        let numbers: Vec<i16> = self.centre.taken_off(embedding).collect();
        let mut out = Sides::default();
        if numbers.len() != self.length || numbers.iter().all(|&n| n == 0) {
            return out;
        }
        for (table, planes) in self.signs.chunks_exact(self.length * PLANES).enumerate() {
            let mut bits = 0u64;
            let mut near: [(u32, usize); PLANES] = [(u32::MAX, 0); PLANES];
            for (plane, signs) in planes.chunks_exact(self.length).take(most).enumerate() {
                let sum: i32 = signs.iter().zip(&numbers).map(|(&s, &n)| i32::from(s) * i32::from(n)).sum();
                bits |= u64::from(sum > 0) << plane;
                near[plane] = (sum.unsigned_abs(), plane);
            }
            near.sort_unstable();
            let key = |bits| Key(hash_all([fixed(what, table), bits]));
            out.keys.push(key(bits));
            out.probes.push(key(bits));
            out.probes.extend(near[..PROBES].iter().map(|(_, plane)| key(bits ^ 1 << plane)));
        }
        out
    }
}

/// Cosine of two embeddings; none where a length differs or one has only zeros.
#[must_use]
pub fn cosine(a: &[i8], b: &[i8]) -> Option<f64> {
    let dot = |a: &[i8], b: &[i8]| a.iter().zip(b).map(|(&x, &y)| i64::from(i32::from(x) * i32::from(y))).sum::<i64>();
    let (aa, bb) = (dot(a, a), dot(b, b));
    (a.len() == b.len() && aa > 0 && bb > 0).then(|| dot(a, b) as f64 / (aa as f64 * bb as f64).sqrt())
}

#[cfg(test)]
mod tests {
    use super::super::words::Words;
    use super::*;

    fn signature(text: &str) -> Signature {
        Signature::of(shingles(&Words::of(text).words)).unwrap()
    }

    #[test]
    fn keys_do_not_change() {
        // stored ledgers hold them
        let key = signature("The river rose above the old bridge on Monday").keys().next().unwrap();
        assert_eq!(key, Key(37492216422945514));
        let sides = Planes::new(Centre::new(Vec::new()), 4).sides(&[3, -100, 27, 5]);
        assert_eq!((sides.keys.len(), sides.probes.len()), (TABLES, TABLES * (PROBES + 1)));
        assert_eq!(sides.keys[0], Key(13393657904654525503));
    }

    #[test]
    fn recall_follows_the_curve() {
        // shingle sets of a given resemblance: s shared of 2 n - s
        for (shared, of, least, most) in [(80, 240, 0.96, 1.0), (40, 220, 0.82, 0.94), (8, 204, 0.27, 0.42)] {
            let found = (0..300).filter(|trial| {
                let set = |side: usize| {
                    Signature::of(
                        (0..shared).map(|i| fixed(*trial, i)).chain((shared..of).map(|i| fixed(*trial + 7_000 + side as u64 * 1_000, i))),
                    )
                    .unwrap()
                };
                set(0).resemblance(&set(1)) > 0.0
            });
            // J = shared / (2 of - shared)
            let share = found.count() as f64 / 300.0;
            assert!((least..=most).contains(&share), "{shared} of {of}: {share}");
        }
    }

    #[test]
    fn odd_input_has_no_keys() {
        assert!(Signature::of([]).is_none());
        let planes = Planes::new(Centre::new(vec![1, 2]), 2);
        assert!(planes.sides(&[1, 2]).keys.is_empty() && planes.sides(&[1, 2, 3]).keys.is_empty() && planes.sides(&[]).keys.is_empty());
        assert_eq!(cosine(&[1, 0], &[0, 0]), None);
        assert_eq!(cosine(&[-128; 400], &[-128; 400]), Some(1.0));
    }

    #[test]
    fn the_centre_fits_the_model() {
        assert_eq!(Centre::of_reader_1().0.len(), 384);
    }
}
