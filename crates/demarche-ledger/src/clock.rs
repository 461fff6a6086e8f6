//! What time it is: asked of a trait, so that a test can say.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;

/// Tells the time that entries are dated by. Nothing else in the ledger depends on it.
pub trait Clock: Send {
    /// Now, in UTC, to the second.
    fn now(&self) -> Timestamp;
}

/// The clock of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        // a machine whose clock stands before 1970 or after 9999 keeps its whole seconds all the same
        to_the_second(Timestamp::now().as_second())
    }
}

/// A clock that stands still until it is set.
#[derive(Debug, Default)]
pub struct FixedClock(AtomicI64);

impl FixedClock {
    /// A clock that shows this time, cut to the second.
    #[must_use]
    pub fn at(time: Timestamp) -> Self {
        Self(AtomicI64::new(time.as_second()))
    }

    /// Sets it forward.
    pub fn advance_seconds(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::Relaxed);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        to_the_second(self.0.load(Ordering::Relaxed))
    }
}

impl<C: Clock + Sync> Clock for std::sync::Arc<C> {
    fn now(&self) -> Timestamp {
        (**self).now()
    }
}

fn to_the_second(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap_or(if seconds < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_show_whole_seconds() {
        let clock = FixedClock::at("2024-10-29T12:00:00.75Z".parse().unwrap());
        assert_eq!(clock.now().to_string(), "2024-10-29T12:00:00Z");
        clock.advance_seconds(90);
        assert_eq!(clock.now().to_string(), "2024-10-29T12:01:30Z");
        clock.advance_seconds(i64::MAX / 2);
        assert_eq!(clock.now(), Timestamp::MAX);
        assert_eq!(SystemClock.now().subsec_nanosecond(), 0);
    }
}
