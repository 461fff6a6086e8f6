//! How far reading has come, for a bar.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use std::io::{self, Read};

/// Shared between the reader and whoever shows progress. Counts bytes of files as they lie on disk.
#[derive(Debug, Default)]
pub struct Progress {
    total: Option<u64>,
    read: AtomicU64,
}

impl Progress {
    pub(crate) fn new(total: Option<u64>) -> Arc<Self> {
        Arc::new(Self { total, read: AtomicU64::new(0) })
    }

    /// Bytes of all inputs; `None` where a stream is among them.
    #[must_use]
    pub fn bytes_total(&self) -> Option<u64> {
        self.total
    }

    /// Bytes read so far; files that failed count whole.
    #[must_use]
    pub fn bytes_read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    pub(crate) fn add(&self, bytes: u64) {
        self.read.fetch_add(bytes, Ordering::Relaxed);
    }
}

/// Counts what is read through it; the rest of the file counts when it is dropped.
pub(crate) struct Counted<R> {
    inner: R,
    progress: Arc<Progress>,
    left: u64,
}

impl<R> Counted<R> {
    /// `size` is 0 for streams.
    pub(crate) fn new(inner: R, size: u64, progress: Arc<Progress>) -> Self {
        Self { inner, progress, left: size }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.left = self.left.saturating_sub(n as u64);
        self.progress.add(n as u64);
        Ok(n)
    }
}

impl<R> Drop for Counted<R> {
    fn drop(&mut self) {
        self.progress.add(self.left);
    }
}
