//! The encoder's input.

/// Tokens to be read together: attention sees all of a window and nothing else.
///
/// The three slices are equally long. The caller adds any special tokens (`[CLS]`, `[SEP]`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window<'a> {
    /// Token ids, below the size of the vocabulary.
    pub ids: &'a [u32],
    /// Spelling feature of each token (casing, quotation marks), a row of the model's shape table.
    pub shapes: &'a [u8],
    /// Role of each token in the input, a row of the model's role table.
    pub roles: &'a [u8],
}

impl Window<'_> {
    /// Number of tokens.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there are no tokens.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }
}

/// Tokens in a chunk that suit the CPU's caches; 128 to 512 differ little.
pub const CHUNK_TOKENS: usize = 256;

/// Splits windows into runs of about `tokens` tokens for [`Encoder::encode`](crate::Encoder::encode), in order and
/// without splitting a window: a run ends before the window that would take it past `tokens`, and a longer window
/// stands alone. The split has no effect on the states.
pub fn chunks<'w, 'a>(windows: &'w [Window<'a>], tokens: usize) -> impl Iterator<Item = &'w [Window<'a>]> {
    let mut rest = windows;
    std::iter::from_fn(move || {
        let mut sum = 0usize;
        let fitting = rest.iter().take_while(|window| {
            sum = sum.saturating_add(window.len());
            sum <= tokens
        });
        let count = fitting.count().max(1).min(rest.len());
        let (chunk, after) = rest.split_at(count);
        rest = after;
        (!chunk.is_empty()).then_some(chunk)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lengths(windows: &[usize], tokens: usize) -> Vec<Vec<usize>> {
        let ids = vec![0; 600];
        let windows: Vec<_> = windows.iter().map(|&n| Window { ids: &ids[..n], ..Window::default() }).collect();
        chunks(&windows, tokens).map(|chunk| chunk.iter().map(Window::len).collect()).collect()
    }

    #[test]
    fn groups_windows_in_order_without_splitting() {
        assert_eq!(lengths(&[100, 100, 100, 40, 16, 1], 256), [vec![100, 100], vec![100, 40, 16, 1]]);
        assert_eq!(lengths(&[512, 10, 250, 300, 0], 256), [vec![512], vec![10], vec![250], vec![300], vec![0]]);
        assert_eq!(lengths(&[256, 0, 1], 256), [vec![256, 0], vec![1]]);
        assert_eq!(lengths(&[1, 2], 0), [[1], [2]]);
        assert!(lengths(&[], 256).is_empty());
    }
}
