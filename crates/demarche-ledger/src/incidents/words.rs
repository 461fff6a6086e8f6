//! Sets of words that are compared with many others.
//!
//! A report has its words ([`WordSet`]); an incident only has their numbers ([`Marks`]), as what both share can be spelt out from the
//! report's side. A report is compared with up to [`MAX_CANDIDATES`](super::blocking::MAX_CANDIDATES) incidents: a number is four
//! bytes, and most that are not in the set fall through a sieve. Two unlike words of one number (2⁻³² a pair) count as one.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Bits of a sieve in words of 64.
const SIEVE: usize = 32;

/// FNV-1a of 64 bits; what is made of it is stored, so it never changes.
pub(super) fn fnv(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// [`fnv`] folded to 32 bits.
pub(super) fn number(word: &str) -> u32 {
    let hash = fnv(word.bytes());
    (hash ^ hash >> 32) as u32
}

/// The word of a sieve and the bit in it.
const fn bit(number: u32) -> (usize, u64) {
    ((number >> 27) as usize, 1 << (number >> 21 & 63))
}

/// Words with their numbers.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct WordSet {
    /// A bit for each number that is there.
    sieve: [u64; SIEVE],
    /// Ascending.
    numbers: Vec<u32>,
    /// In alphabetical order.
    words: Vec<Box<str>>,
}

impl WordSet {
    /// Number of words.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.words.len()
    }

    /// True where there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Puts a word in; false where it was there.
    pub fn insert(&mut self, word: &str) -> bool {
        let Err(at) = self.words.binary_search_by(|known| (**known).cmp(word)) else { return false };
        self.words.insert(at, word.into());
        let number = number(word);
        if let Err(at) = self.numbers.binary_search(&number) {
            self.numbers.insert(at, number);
        }
        let (at, bit) = bit(number);
        self.sieve[at] |= bit;
        true
    }

    fn holds(&self, number: u32) -> bool {
        let (at, bit) = bit(number);
        self.sieve[at] & bit != 0 && self.numbers.binary_search(&number).is_ok()
    }

    /// Number of words that are in both.
    #[must_use]
    pub fn count_shared(&self, other: &Marks) -> usize {
        other.0.iter().filter(|number| self.holds(**number)).count()
    }

    /// Words that are in both, in alphabetical order.
    #[must_use]
    pub fn shared(&self, other: &Marks) -> Vec<String> {
        self.words.iter().filter(|word| other.0.binary_search(&number(word)).is_ok()).map(|word| word.as_ref().to_owned()).collect()
    }

    /// Its words in alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(AsRef::as_ref)
    }
}

impl<S: AsRef<str>> FromIterator<S> for WordSet {
    fn from_iter<I: IntoIterator<Item = S>>(words: I) -> Self {
        let mut out = Self::default();
        for word in words {
            out.insert(word.as_ref());
        }
        out
    }
}

impl fmt::Debug for WordSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// The numbers of words, ascending, each once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marks(Vec<u32>);

impl Marks {
    /// Number of words.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// True where there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Puts in the first words of a set, in alphabetical order, as long as it stays at `most` words.
    pub fn extend(&mut self, more: &WordSet, most: usize) {
        let known = self.0.len();
        let new = more.words.iter().take(most.saturating_sub(known)).map(|word| number(word));
        self.0.extend(new);
        self.0.sort_unstable();
        self.0.dedup();
    }
}

/// Four bytes a number, the lowest first.
impl Serialize for Marks {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let bytes: Vec<u8> = self.0.iter().flat_map(|number| number.to_le_bytes()).collect();
        to.serialize_bytes(&bytes)
    }
}

impl<'de> Deserialize<'de> for Marks {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let bytes = super::meaning::bytes(from)?;
        let (numbers, rest) = bytes.as_chunks::<4>();
        let numbers: Vec<u32> = numbers.iter().map(|four| u32::from_le_bytes(*four)).collect();
        if !rest.is_empty() || !numbers.is_sorted_by(|a, b| a < b) {
            return Err(serde::de::Error::custom("numbers of words that do not ascend"));
        }
        Ok(Self(numbers))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn words() -> impl Strategy<Value = BTreeSet<String>> {
        prop::collection::btree_set("[a-c]{0,3}", 0..20)
    }

    proptest! {
        /// All that is asked of them is what a `BTreeSet` answers.
        #[test]
        fn are_sets(a in words(), b in words(), c in words(), most in 0..30_usize) {
            let (x, z): (WordSet, WordSet) = (a.iter().collect(), c.iter().collect());
            let mut y = Marks::default();
            y.extend(&b.iter().collect(), usize::MAX);
            let both: Vec<String> = a.intersection(&b).cloned().collect();
            prop_assert_eq!((x.shared(&y), x.count_shared(&y), x.len(), y.len()), (both.clone(), both.len(), a.len(), b.len()));
            prop_assert_eq!(x.iter().collect::<Vec<_>>(), a.iter().collect::<Vec<_>>());
            let bytes = postcard::to_stdvec(&y).unwrap();
            prop_assert_eq!(&postcard::from_bytes::<Marks>(&bytes).unwrap(), &y);
            prop_assert_eq!(&serde_json::from_str::<Marks>(&serde_json::to_string(&y).unwrap()).unwrap(), &y);
            y.extend(&z, most);
            let mut expected = b.clone();
            expected.extend(c.iter().take(most.saturating_sub(b.len())).cloned());
            let all: WordSet = expected.iter().collect();
            prop_assert_eq!((y.len(), all.count_shared(&y)), (expected.len(), expected.len()));
        }

        /// Bytes that are no numbers in order are refused.
        #[test]
        fn foreign_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            let packed = postcard::to_stdvec(&bytes).unwrap();
            if let Ok(marks) = postcard::from_bytes::<Marks>(&packed) {
                prop_assert_eq!(postcard::to_stdvec(&marks).unwrap(), packed);
            }
        }
    }
}
