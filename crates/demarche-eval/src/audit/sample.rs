//! What is drawn: by a number made of the seed and the item's name, so that the same records give the same sample in any
//! order, a larger sample holds the smaller one, and records that are added move little.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::{Key, Kind, Stratum};

/// What is drawn one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Events, or claims.
    Items(Kind),
    /// Sentences with an event or a claim: all that was coded in them is asked, and whether something is missing.
    Sentences,
}

/// How many are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allotment {
    /// Of each stratum.
    PerStratum(usize),
    /// Of all strata: evenly, and what small strata leave over in proportion to the others' size.
    Total(usize),
}

/// A draw. By default ten events of each type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draw {
    /// What is drawn.
    pub unit: Unit,
    /// How many. Sentences are one stratum: every item has the same chance.
    pub allotment: Allotment,
    /// Seed.
    pub seed: u64,
    /// Only these strata; all where empty. Of sentences: only those with such an event.
    pub strata: Vec<Stratum>,
}

impl Default for Draw {
    fn default() -> Self {
        Self { unit: Unit::Items(Kind::Event), allotment: Allotment::PerStratum(10), seed: 1, strata: Vec::new() }
    }
}

impl Draw {
    /// True where the stratum is asked for.
    #[must_use]
    pub fn takes(&self, stratum: Stratum) -> bool {
        self.strata.is_empty() || self.strata.contains(&stratum)
    }

    /// The most that one stratum can give.
    pub(super) fn most(&self) -> usize {
        match self.allotment {
            Allotment::PerStratum(n) | Allotment::Total(n) => n,
        }
    }

    /// How many of each stratum, by their sizes.
    pub(super) fn shares(&self, sizes: &[usize]) -> Vec<usize> {
        match self.allotment {
            Allotment::PerStratum(n) => sizes.iter().map(|&size| size.min(n)).collect(),
            Allotment::Total(n) => allot(sizes, n),
        }
    }
}

/// Divides `total` among strata: an even share each, as far as they go; the rest in proportion to what is left in them.
fn allot(sizes: &[usize], total: usize) -> Vec<usize> {
    let even = total / sizes.len().max(1);
    let mut shares: Vec<usize> = sizes.iter().map(|&size| size.min(even)).collect();
    let left: Vec<usize> = sizes.iter().zip(&shares).map(|(size, share)| size - share).collect();
    let all_left: usize = left.iter().sum();
    let rest = (total - shares.iter().sum::<usize>()).min(all_left);
    if rest == 0 {
        return shares;
    }
    let exact = |n: usize| (rest as u128 * n as u128 / all_left as u128, rest as u128 * n as u128 % all_left as u128);
    let mut remainders: Vec<(u128, usize)> = Vec::new();
    for (at, &n) in left.iter().enumerate() {
        let (whole, remainder) = exact(n);
        shares[at] += usize::try_from(whole).unwrap_or(usize::MAX);
        remainders.push((remainder, at));
    }
    // the largest remainders first, of equal ones the first stratum's
    remainders.sort_by_key(|&(remainder, at)| (std::cmp::Reverse(remainder), at));
    let missing = total.min(sizes.iter().sum()) - shares.iter().sum::<usize>();
    remainders.iter().take(missing).for_each(|&(_, at)| shares[at] += 1);
    shares
}

/// The item's place in the draw: the lowest are taken first.
pub(super) fn priority(seed: u64, key: &Key) -> u64 {
    let mut hash = Sha256::new();
    hash.update(seed.to_le_bytes());
    hash.update(key.kind.name());
    hash.update([0]);
    hash.update(&key.document);
    hash.update([0]);
    hash.update(&key.item);
    let digest = hash.finalize();
    digest.iter().take(8).fold(0, |n, &byte| n << 8 | u64::from(byte))
}

/// The `most` entries of lowest priority among all that were offered.
#[derive(Debug)]
pub(super) struct Lowest<T> {
    most: usize,
    entries: BTreeMap<(u64, Key), T>,
}

impl<T> Lowest<T> {
    pub(super) fn new(most: usize) -> Self {
        Self { most, entries: BTreeMap::new() }
    }

    /// Takes an entry if it is low enough; only then it is made.
    pub(super) fn offer(&mut self, priority: u64, key: Key, make: impl FnOnce() -> Option<T>) {
        let at = (priority, key);
        let is_full = self.entries.len() >= self.most;
        if is_full && self.entries.last_key_value().is_none_or(|(last, _)| *last <= at) {
            return;
        }
        if let Some(entry) = make() {
            self.entries.insert(at, entry);
            if self.entries.len() > self.most {
                self.entries.pop_last();
            }
        }
    }

    /// The first `count`, lowest first, with their priority.
    pub(super) fn take(self, count: usize) -> impl Iterator<Item = (u64, T)> {
        self.entries.into_iter().take(count).map(|((priority, _), entry)| (priority, entry))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_strata_give_all_and_the_rest_follows_size() {
        assert_eq!(allot(&[100, 100], 20), [10, 10]);
        assert_eq!(allot(&[2, 100, 300], 30), [2, 12, 16]);
        assert_eq!(allot(&[2, 3], 50), [2, 3]);
        assert_eq!(allot(&[5, 900, 5], 2), [0, 2, 0]);
        assert_eq!(allot(&[], 7), Vec::<usize>::new());
        assert_eq!(allot(&[4, 4], 0), [0, 0]);
        for total in 0..60 {
            let sizes = [1, 7, 0, 30, 13];
            let shares = allot(&sizes, total);
            assert_eq!(shares.iter().sum::<usize>(), total.min(51), "{shares:?}");
            assert!(shares.iter().zip(sizes).all(|(share, size)| *share <= size), "{shares:?}");
        }
    }

    #[test]
    fn the_lowest_stay() {
        let key = |n: u64| Key { document: n.to_string(), kind: Kind::Event, item: "e0".to_owned() };
        let mut lowest = Lowest::new(3);
        let mut made = 0;
        for n in [5, 3, 9, 1, 8, 2] {
            lowest.offer(n, key(n), || {
                made += 1;
                Some(n)
            });
        }
        assert_eq!(lowest.take(2).map(|(_, n)| n).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(made, 5, "what is too high is not made");
        let mut none = Lowest::new(0);
        none.offer(1, key(1), || Some(1));
        assert_eq!(none.take(5).count(), 0);
    }

    #[test]
    fn the_draw_is_by_seed_and_name() {
        let key = |document: &str, item: &str| Key { document: document.to_owned(), kind: Kind::Event, item: item.to_owned() };
        assert_eq!(priority(1, &key("a", "e0")), priority(1, &key("a", "e0")));
        assert_ne!(priority(1, &key("a", "e0")), priority(2, &key("a", "e0")));
        assert_ne!(priority(1, &key("a", "e0")), priority(1, &Key { kind: Kind::Claim, ..key("a", "e0") }));
    }
}
