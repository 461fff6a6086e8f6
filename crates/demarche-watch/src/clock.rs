//! Time: what it is, how it passes, and waiting. A trait, so that a test can say.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use jiff::Timestamp;

/// Tells the time and waits. Asked by several threads.
pub trait Clock: Sync {
    /// Now, in UTC.
    fn now(&self) -> Timestamp;
    /// Time since some fixed moment, which no setting of the clock changes.
    fn elapsed(&self) -> Duration;
    /// Waits; false where it was broken off because the watch is to stop.
    fn sleep(&self, time: Duration) -> bool;
    /// True where the watch is to stop.
    fn is_stopped(&self) -> bool;
}

/// The clock of this machine.
#[derive(Debug)]
pub struct SystemClock {
    begin: Instant,
    is_stopped: Arc<AtomicBool>,
}

/// How long a wish to stop may wait to be seen.
const GLANCE: Duration = Duration::from_millis(50);

impl SystemClock {
    /// A clock whose waits end when `is_stopped` is set.
    #[must_use]
    pub fn new(is_stopped: Arc<AtomicBool>) -> Self {
        Self { begin: Instant::now(), is_stopped }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn elapsed(&self) -> Duration {
        self.begin.elapsed()
    }

    fn sleep(&self, time: Duration) -> bool {
        let begin = Instant::now();
        while !self.is_stopped() {
            let Some(left) = time.checked_sub(begin.elapsed()).filter(|left| !left.is_zero()) else { return true };
            thread::sleep(left.min(GLANCE));
        }
        false
    }

    fn is_stopped(&self) -> bool {
        self.is_stopped.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::sync::Mutex;

    use super::*;

    /// A clock on which only waiting takes time.
    pub(crate) struct Waiting {
        start: Timestamp,
        passed: Mutex<Duration>,
        pub(crate) is_stopped: AtomicBool,
    }

    impl Waiting {
        pub(crate) fn at(time: &str) -> Self {
            Self { start: time.parse().unwrap(), passed: Mutex::default(), is_stopped: AtomicBool::new(false) }
        }
    }

    impl Clock for Waiting {
        fn now(&self) -> Timestamp {
            self.start + self.elapsed()
        }
        fn elapsed(&self) -> Duration {
            *self.passed.lock().unwrap()
        }
        fn sleep(&self, time: Duration) -> bool {
            *self.passed.lock().unwrap() += time;
            !self.is_stopped()
        }
        fn is_stopped(&self) -> bool {
            self.is_stopped.load(Ordering::Relaxed)
        }
    }

    #[test]
    fn a_wait_ends_with_the_wish_to_stop() {
        let is_stopped = Arc::new(AtomicBool::new(false));
        let clock = SystemClock::new(Arc::clone(&is_stopped));
        assert!(clock.sleep(Duration::from_millis(1)) && clock.sleep(Duration::ZERO));
        is_stopped.store(true, Ordering::Relaxed);
        let begin = Instant::now();
        assert!(!clock.sleep(Duration::from_secs(100)) && begin.elapsed() < Duration::from_secs(10));
    }
}
