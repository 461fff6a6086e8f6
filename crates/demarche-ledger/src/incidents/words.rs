//! Sets of words that are compared with many others.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Bits of a sieve in words of 64.
const SIEVE: usize = 32;

/// A set of words. A report is compared with the words of up to [`MAX_CANDIDATES`](super::blocking::MAX_CANDIDATES) incidents, so
/// words stand in the order of a number made of them, most that are not in the set fall through a sieve, and only words of one
/// number are compared letter by letter.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct WordSet {
    /// A bit for each number that is there.
    sieve: [u64; SIEVE],
    /// Ascending.
    numbers: Vec<u64>,
    /// The word of each number; words of one number in alphabetical order.
    words: Vec<Box<str>>,
}

/// FNV-1a of 64 bits.
fn number(word: &str) -> u64 {
    word.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The word of a sieve and the bit in it.
const fn bit(number: u64) -> (usize, u64) {
    // the highest bits of FNV-1a are the best mixed
    ((number >> 59) as usize, 1 << (number >> 53 & 63))
}

impl WordSet {
    fn may_hold(&self, number: u64) -> bool {
        let (at, bit) = bit(number);
        self.sieve[at] & bit != 0
    }

    fn sift(&mut self, number: u64) {
        let (at, bit) = bit(number);
        self.sieve[at] |= bit;
    }

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

    /// The word's place, or where it would stand.
    fn place(&self, word: &str) -> Result<usize, usize> {
        self.place_of(number(word), word)
    }

    fn place_of(&self, number: u64, word: &str) -> Result<usize, usize> {
        let mut at = self.numbers.partition_point(|n| *n < number);
        while self.numbers.get(at) == Some(&number) {
            match (*self.words[at]).cmp(word) {
                std::cmp::Ordering::Less => at += 1,
                std::cmp::Ordering::Equal => return Ok(at),
                std::cmp::Ordering::Greater => break,
            }
        }
        Err(at)
    }

    /// Puts a word in; false where it was there.
    pub fn insert(&mut self, word: &str) -> bool {
        let Err(at) = self.place(word) else { return false };
        self.sift(number(word));
        self.numbers.insert(at, number(word));
        self.words.insert(at, word.into());
        true
    }

    /// Words that are in both, in no order that means anything.
    fn both<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = &'a str> {
        let held = other.numbers.iter().zip(&other.words).filter(|(number, _)| self.may_hold(**number));
        held.filter(|(number, word)| self.place_of(**number, word).is_ok()).map(|(_, word)| word.as_ref())
    }

    /// Words that are in both, in alphabetical order.
    #[must_use]
    pub fn shared(&self, other: &Self) -> Vec<String> {
        let mut out: Vec<String> = self.both(other).map(str::to_owned).collect();
        out.sort_unstable();
        out
    }

    /// Number of words that are in both.
    #[must_use]
    pub fn count_shared(&self, other: &Self) -> usize {
        self.both(other).count()
    }

    /// Its words in alphabetical order.
    #[must_use]
    pub fn sorted(&self) -> Vec<&str> {
        let mut out: Vec<&str> = self.words.iter().map(AsRef::as_ref).collect();
        out.sort_unstable();
        out
    }

    /// Puts in the first words of another set, in alphabetical order, as long as it stays at `most` words.
    pub fn extend(&mut self, more: &Self, most: usize) {
        for word in more.sorted().into_iter().take(most.saturating_sub(self.len())) {
            self.insert(word);
        }
    }
}

impl<S: AsRef<str>> FromIterator<S> for WordSet {
    fn from_iter<I: IntoIterator<Item = S>>(words: I) -> Self {
        let mut out = Self::default();
        let mut all: Vec<(u64, Box<str>)> = words.into_iter().map(|w| (number(w.as_ref()), w.as_ref().into())).collect();
        all.sort_unstable();
        all.dedup();
        for (number, word) in all {
            out.sift(number);
            out.numbers.push(number);
            out.words.push(word);
        }
        out
    }
}

impl fmt::Debug for WordSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.sorted()).finish()
    }
}

/// A list in alphabetical order, as a `BTreeSet` is written.
impl Serialize for WordSet {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.sorted().serialize(to)
    }
}

impl<'de> Deserialize<'de> for WordSet {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Vec::<String>::deserialize(from)?.into_iter().collect())
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
        /// All that is asked of it is what a `BTreeSet` answers, and it is written as one.
        #[test]
        fn is_a_set(a in words(), b in words(), most in 0..30_usize) {
            let (x, y): (WordSet, WordSet) = (a.iter().collect(), b.iter().collect());
            let both: Vec<String> = a.intersection(&b).cloned().collect();
            prop_assert_eq!((x.shared(&y), x.count_shared(&y), x.len()), (both.clone(), both.len(), a.len()));
            prop_assert!(b.iter().all(|w| x.place(w).is_ok() == a.contains(w)));
            let bytes = postcard::to_stdvec(&a).unwrap();
            prop_assert_eq!(&postcard::to_stdvec(&x).unwrap(), &bytes);
            prop_assert_eq!(&postcard::from_bytes::<WordSet>(&bytes).unwrap(), &x);
            let mut more = x.clone();
            more.extend(&y, most);
            let mut expected = a.clone();
            expected.extend(b.iter().take(most.saturating_sub(a.len())).cloned());
            prop_assert_eq!(more.sorted(), expected.iter().collect::<Vec<_>>());
        }
    }
}
