//! Sums of embeddings, as incidents keep them.

use std::fmt;

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The sum of embeddings of one length; none yet where it is empty. Two bytes a dimension in memory, and one on the disk while all
/// fit: those of one report do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sum {
    of: Vec<i16>,
    /// Squared length.
    square: i64,
}

impl Sum {
    /// Adds an embedding. One of another length than the first is left out, and so is what would lead over the edge of sixteen bits: the
    /// direction of 258 embeddings and more is settled.
    pub fn add(&mut self, more: Option<&[i8]>) {
        let Some(more) = more else { return };
        if self.of.is_empty() {
            self.of = vec![0; more.len()];
        }
        let summed = || self.of.iter().zip(more).map(|(sum, x)| sum.checked_add(i16::from(*x)));
        if self.of.len() != more.len() || summed().any(|sum| sum.is_none()) {
            return;
        }
        self.of = summed().flatten().collect();
        self.square = square_of(&self.of);
    }

    /// Cosine of an embedding, of which `square` is the squared length, and this; none where they are not of one length or one is empty.
    #[must_use]
    pub fn cosine(&self, own: &[i8], square: i64) -> Option<f32> {
        if own.len() != self.of.len() || square == 0 || self.square == 0 {
            return None;
        }
        // 127 × 32,767 × 384 fits into 32 bits
        let dot = |(own, sum): (&[i8], &[i16])| -> i64 {
            i64::from(own.iter().zip(sum).map(|(x, y)| i32::from(*x) * i32::from(*y)).sum::<i32>())
        };
        let dot: i64 = own.chunks(AT_ONCE).zip(self.of.chunks(AT_ONCE)).map(dot).sum();
        Some((dot as f64 / ((square as f64).sqrt() * (self.square as f64).sqrt())) as f32)
    }
}

/// Dimensions whose products are summed in 32 bits.
const AT_ONCE: usize = 384;

/// The squared length of an embedding.
#[must_use]
pub fn square(embedding: &[i8]) -> i64 {
    embedding.iter().map(|x| i64::from(*x) * i64::from(*x)).sum()
}

fn square_of(sum: &[i16]) -> i64 {
    sum.iter().map(|x| i64::from(*x) * i64::from(*x)).sum()
}

/// 1 and a byte a dimension, or 2 and two bytes a dimension, the lower first; nothing for none.
impl Serialize for Sum {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let narrow: Option<Vec<i8>> = self.of.iter().map(|x| i8::try_from(*x).ok()).collect();
        let bytes: Vec<u8> = match narrow {
            _ if self.of.is_empty() => Vec::new(),
            Some(narrow) => std::iter::once(1).chain(narrow.into_iter().map(i8::cast_unsigned)).collect(),
            None => std::iter::once(2).chain(self.of.iter().flat_map(|x| x.to_le_bytes())).collect(),
        };
        to.serialize_bytes(&bytes)
    }
}

impl<'de> Deserialize<'de> for Sum {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let bytes = bytes(from)?;
        let of: Vec<i16> = match bytes.split_first() {
            None => Vec::new(),
            Some((1, narrow)) => narrow.iter().map(|x| i16::from(x.cast_signed())).collect(),
            Some((2, wide)) if wide.len().is_multiple_of(2) => wide.as_chunks::<2>().0.iter().map(|x| i16::from_le_bytes(*x)).collect(),
            Some(_) => return Err(serde::de::Error::custom("a sum of embeddings of another width")),
        };
        Ok(Self { square: square_of(&of), of })
    }
}

/// Bytes, as they were written; formats without bytes have lists of numbers.
pub(super) fn bytes<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
    struct Bytes;
    impl<'de> Visitor<'de> for Bytes {
        type Value = Vec<u8>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("bytes")
        }

        fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
            Ok(bytes.to_vec())
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<u8>, A::Error> {
            let mut out = Vec::new();
            while let Some(byte) = list.next_element()? {
                out.push(byte);
            }
            Ok(out)
        }
    }
    from.deserialize_bytes(Bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn sums_are_those_of_whole_numbers(all in prop::collection::vec(prop::collection::vec(any::<i8>(), 5), 0..300), own in prop::collection::vec(any::<i8>(), 5)) {
            let mut sum = Sum::default();
            let mut exact = [0_i64; 5];
            for embedding in &all {
                sum.add(Some(embedding));
                let fits = exact.iter().zip(embedding).all(|(x, y)| i16::try_from(x + i64::from(*y)).is_ok());
                if fits {
                    exact.iter_mut().zip(embedding).for_each(|(x, y)| *x += i64::from(*y));
                }
            }
            let dot: i64 = exact.iter().zip(&own).map(|(x, y)| x * i64::from(*y)).sum();
            let of: i64 = exact.iter().map(|x| x * x).sum();
            let expected = (square(&own) > 0 && of > 0).then(|| (dot as f64 / ((square(&own) as f64).sqrt() * (of as f64).sqrt())) as f32);
            prop_assert_eq!(sum.cosine(&own, square(&own)), expected);
            let bytes = postcard::to_stdvec(&sum).unwrap();
            prop_assert_eq!(&postcard::from_bytes::<Sum>(&bytes).unwrap(), &sum);
            prop_assert_eq!(&serde_json::from_str::<Sum>(&serde_json::to_string(&sum).unwrap()).unwrap(), &sum);
        }
    }

    #[test]
    fn one_embedding_takes_a_byte_a_dimension() {
        let mut sum = Sum::default();
        sum.add(Some(&[-128, 127, 0]));
        sum.add(Some(&[1, 2]));
        assert_eq!(postcard::to_stdvec(&sum).unwrap(), [4, 1, 128, 127, 0]);
        sum.add(Some(&[-128, 127, 0]));
        assert_eq!(postcard::to_stdvec(&sum).unwrap().len(), 8);
        assert_eq!(sum.cosine(&[1, 1], 2), None);
        assert_eq!(Sum::default().cosine(&[], 0), None);
    }
}
