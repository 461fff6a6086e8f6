//! As much of Thrift's compact protocol as it takes to look at footers and page headers before they are believed.

/// Nesting that is followed; Parquet's own structures need 6.
const MAX_DEPTH: u32 = 32;

pub(super) const I32: u8 = 5;
const BINARY: u8 = 8;
pub(super) const LIST: u8 = 9;
pub(super) const STRUCT: u8 = 12;

/// A cursor over bytes. Everything is `None` where they end early or make no sense.
pub(super) struct Thrift<'b> {
    bytes: &'b [u8],
    at: usize,
}

/// Number and type of a field, in a struct that is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) id: i16,
    pub(super) kind: u8,
}

impl<'b> Thrift<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Bytes read so far.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    pub(super) fn varint(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    pub(super) fn integer(&mut self) -> Option<i64> {
        let value = self.varint()?;
        Some((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    /// The next field of a struct, after the one of number `last`; `Some(None)` at its end.
    pub(super) fn field(&mut self, last: &mut i16) -> Option<Option<Field>> {
        let head = self.byte()?;
        let kind = head & 0x0f;
        if kind == 0 {
            return Some(None);
        }
        let id = match head >> 4 {
            0 => i16::try_from(self.integer()?).ok()?,
            delta => last.checked_add(i16::from(delta))?,
        };
        *last = id;
        Some(Some(Field { id, kind }))
    }

    /// Type and length of a list.
    pub(super) fn list(&mut self) -> Option<(u8, u64)> {
        let head = self.byte()?;
        let length = match head >> 4 {
            15 => self.varint()?,
            length => u64::from(length),
        };
        Some((head & 0x0f, length))
    }

    fn pass(&mut self, length: u64) -> Option<()> {
        self.at = self.at.checked_add(usize::try_from(length).ok()?).filter(|&at| at <= self.bytes.len())?;
        Some(())
    }

    /// Passes over a field's value.
    pub(super) fn skip(&mut self, kind: u8) -> Option<()> {
        self.skip_within(kind, MAX_DEPTH, false)
    }

    fn skip_within(&mut self, kind: u8, depth: u32, is_in_list: bool) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        match kind {
            // a boolean field has its value in its type, a boolean of a list takes a byte
            1 | 2 if !is_in_list => Some(()),
            1..=3 => self.pass(1),
            4..=6 => self.varint().map(drop),
            7 => self.pass(8),
            BINARY => {
                let length = self.varint()?;
                self.pass(length)
            }
            9 | 10 => {
                let (kind, length) = self.list()?;
                for _ in 0..length {
                    self.skip_within(kind, depth, true)?;
                }
                Some(())
            }
            11 => {
                let length = self.varint()?;
                let kinds = if length == 0 { 0 } else { self.byte()? };
                for _ in 0..length {
                    self.skip_within(kinds >> 4, depth, true)?;
                    self.skip_within(kinds & 0x0f, depth, true)?;
                }
                Some(())
            }
            STRUCT => {
                let mut last = 0;
                while let Some(field) = self.field(&mut last)? {
                    self.skip_within(field.kind, depth, false)?;
                }
                Some(())
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn fields_are_read_and_passed_over() {
        // field 1: i32 -3; field 2: list of 2 structs, each with a boolean; field 3: binary "ab"; end
        let mut thrift = Thrift::new(&[0x15, 0x05, 0x19, 0x2c, 0x11, 0x00, 0x12, 0x00, 0x18, 0x02, b'a', b'b', 0x00]);
        let mut last = 0;
        assert_eq!(thrift.field(&mut last), Some(Some(Field { id: 1, kind: I32 })));
        assert_eq!(thrift.integer(), Some(-3));
        assert_eq!(thrift.field(&mut last), Some(Some(Field { id: 2, kind: LIST })));
        assert_eq!(thrift.skip(LIST), Some(()));
        assert_eq!(thrift.field(&mut last), Some(Some(Field { id: 3, kind: BINARY })));
        assert_eq!(thrift.skip(BINARY), Some(()));
        assert_eq!(thrift.field(&mut last), Some(None));
        assert_eq!(thrift.field(&mut last), None);
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            let mut thrift = Thrift::new(&bytes);
            let _ = thrift.skip(STRUCT);
            prop_assert!(thrift.position() <= bytes.len());
        }
    }
}
