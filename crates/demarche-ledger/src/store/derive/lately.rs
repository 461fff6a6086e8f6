//! What was asked for lately, so that what is asked for again is not read again.

use std::collections::HashMap;
use std::hash::Hash;

/// Things by name, in two ages: what nobody asked for between two calls of [`Lately::age`] that took effect is let go.
#[derive(Debug)]
pub(super) struct Lately<K, V> {
    young: HashMap<K, V>,
    old: HashMap<K, V>,
}

impl<K, V> Default for Lately<K, V> {
    fn default() -> Self {
        Self { young: HashMap::new(), old: HashMap::new() }
    }
}

impl<K: Eq + Hash, V> Lately<K, V> {
    /// Makes the young old where there are more than `most`, and lets the old go: twice `most` or so are there at most.
    pub(super) fn age(&mut self, most: usize) {
        if self.young.len() > most {
            self.old = std::mem::take(&mut self.young);
        }
    }

    /// Asks for a thing: it is young from now on. False where it is not there.
    pub(super) fn hold(&mut self, key: K) -> bool {
        if self.young.contains_key(&key) {
            return true;
        }
        match self.old.remove(&key) {
            Some(thing) => self.young.insert(key, thing).is_none(),
            None => false,
        }
    }

    /// A thing that was held or put in since the last [`Lately::age`].
    pub(super) fn get(&self, key: &K) -> Option<&V> {
        self.young.get(key)
    }

    /// As [`Lately::get`], to be changed.
    pub(super) fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        self.young.get_mut(key)
    }

    pub(super) fn insert(&mut self, key: K, thing: V) {
        self.old.remove(&key);
        self.young.insert(key, thing);
    }

    pub(super) fn remove(&mut self, key: &K) -> Option<V> {
        self.young.remove(key).or_else(|| self.old.remove(key))
    }

    /// All of them, in no order.
    pub(super) fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.young.values_mut().chain(self.old.values_mut())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_asks_for_is_let_go() {
        let mut lately = Lately::default();
        (0..4).for_each(|n| lately.insert(n, n));
        lately.age(4);
        assert_eq!(lately.get(&3), Some(&3), "not more than four");
        lately.age(3);
        assert_eq!(lately.get(&3), None, "old ones are to be held first");
        assert!(lately.hold(3) && !lately.hold(9));
        (10..14).for_each(|n| lately.insert(n, n));
        lately.age(3);
        assert!(lately.hold(3) && lately.hold(10) && !lately.hold(0));
        lately.insert(11, 12);
        assert_eq!((lately.remove(&11), lately.remove(&11)), (Some(12), None));
    }
}
