//! Buffers aligned to a cache line, so that no vector or tile load straddles two lines.

use std::marker::PhantomData;

/// One cache line. Only its size and alignment matter; the bytes are read through [`Aligned`].
#[repr(C, align(64))]
#[derive(Clone, Copy)]
struct Line([u8; 64]);

/// Number types that any 64 bytes are valid for.
///
/// # Safety
/// Every bit pattern is a value of the type, it holds no padding, its size divides 64.
pub(crate) unsafe trait Plain: Copy {}
// SAFETY: integers and floats accept every bit pattern and hold no padding.
unsafe impl Plain for u8 {}
// SAFETY: as above.
unsafe impl Plain for i8 {}
// SAFETY: as above.
unsafe impl Plain for i32 {}
// SAFETY: as above.
unsafe impl Plain for f32 {}

/// A growable buffer of numbers whose first element lies on a 64-byte boundary.
///
/// Invariant: `len * size_of::<T>() <= lines.len() * 64`, and every byte is initialised.
#[derive(Clone)]
pub(crate) struct Aligned<T> {
    lines: Vec<Line>,
    len: usize,
    kind: PhantomData<T>,
}

impl<T: Plain> Aligned<T> {
    /// A buffer of `len` zeros.
    pub(crate) fn zeros(len: usize) -> Self {
        let mut buffer = Aligned { lines: Vec::new(), len: 0, kind: PhantomData };
        buffer.resize(len);
        buffer
    }

    /// Sets the length. What was there before is kept or becomes arbitrary numbers: callers write before they read.
    pub(crate) fn resize(&mut self, len: usize) {
        let bytes = len.checked_mul(size_of::<T>()).expect("buffer size overflows usize");
        let lines = bytes.div_ceil(64);
        if lines > self.lines.len() {
            self.lines.resize(lines, Line([0; 64]));
        }
        self.len = len;
    }

    pub(crate) fn as_slice(&self) -> &[T] {
        // SAFETY: the invariant bounds the length; `Plain` makes every byte pattern valid; 64-byte alignment is
        // enough for every `Plain` type.
        unsafe { std::slice::from_raw_parts(self.lines.as_ptr().cast(), self.len) }
    }

    pub(crate) fn as_mut_slice(&mut self) -> &mut [T] {
        // SAFETY: as in `as_slice`, and `&mut self` makes the borrow unique.
        unsafe { std::slice::from_raw_parts_mut(self.lines.as_mut_ptr().cast(), self.len) }
    }
}

impl<T: Plain> Default for Aligned<T> {
    fn default() -> Self {
        Aligned::zeros(0)
    }
}

impl<T: Plain> From<&[T]> for Aligned<T> {
    fn from(values: &[T]) -> Self {
        let mut buffer = Aligned::zeros(values.len());
        buffer.as_mut_slice().copy_from_slice(values);
        buffer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starts_on_a_cache_line_and_keeps_its_contents() {
        let mut buffer = Aligned::from(&[1.0f32, 2.0, 3.0][..]);
        assert_eq!(buffer.as_slice().as_ptr() as usize % 64, 0);
        buffer.resize(100);
        assert_eq!(buffer.as_slice()[..3], [1.0, 2.0, 3.0]);
        assert_eq!(buffer.as_slice().len(), 100);
        buffer.resize(0);
        assert!(buffer.as_slice().is_empty());
    }
}
