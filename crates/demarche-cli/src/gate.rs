//! Bounds how much text is on its way between reader and writer.

use std::sync::{Condvar, Mutex, PoisonError};

/// Counts what has been read and not yet written. What enters in order leaves in order, so nothing waits for itself.
#[derive(Debug)]
pub struct Gate {
    limit: usize,
    inside: Mutex<usize>,
    has_left: Condvar,
}

impl Gate {
    /// Lets up to `limit` in.
    #[must_use]
    pub fn new(limit: usize) -> Self {
        Self { limit, inside: Mutex::new(0), has_left: Condvar::new() }
    }

    /// Waits until there is room. What is larger than the whole limit goes in when it would be alone.
    pub fn enter(&self, size: usize) {
        let inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        let is_full = |inside: &mut usize| *inside > 0 && inside.saturating_add(size) > self.limit;
        let mut inside = self.has_left.wait_while(inside, is_full).unwrap_or_else(PoisonError::into_inner);
        *inside = inside.saturating_add(size);
    }

    /// Makes room.
    pub fn leave(&self, size: usize) {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        *inside = inside.saturating_sub(size);
        drop(inside);
        self.has_left.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn never_more_than_the_limit_or_one_giant() {
        let gate = Arc::new(Gate::new(10));
        let (inside, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for size in [4, 5, 6, 30] {
                let (gate, inside, most) = (Arc::clone(&gate), &inside, &most);
                scope.spawn(move || {
                    for _ in 0..200 {
                        gate.enter(size);
                        let now = inside.fetch_add(size, Ordering::SeqCst) + size;
                        assert!(now <= 10 || now == 30, "{now}");
                        most.fetch_max(now, Ordering::SeqCst);
                        inside.fetch_sub(size, Ordering::SeqCst);
                        gate.leave(size);
                    }
                });
            }
        });
        assert_eq!(most.into_inner(), 30);
    }
}
