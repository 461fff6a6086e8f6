//! When a feed is due again: its rhythm, less often while it fails, never at the same moment as all others.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// Longest time between two tries of a feed that fails.
pub const LONGEST_BACK_OFF: Duration = Duration::from_secs(24 * 3600);
/// Longest wish of a server to be left alone that is honoured to the letter.
pub const LONGEST_WISH: Duration = Duration::from_secs(7 * 24 * 3600);
/// Doublings of the rhythm of a feed that fails.
const MOST_DOUBLINGS: u32 = 8;

/// A generator of numbers that only have to differ: the same for the same seed (splitmix64).
#[derive(Debug, Clone)]
pub struct Jitter(u64);

impl Jitter {
    /// A generator of its own for each thing that waits.
    #[must_use]
    pub fn of(seed: u64, name: &str, time: Timestamp) -> Self {
        // FNV-1a: names that differ begin elsewhere
        let hash = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        let hash = name.as_bytes().iter().fold(0xcbf2_9ce4_8422_2325, hash);
        Self(seed ^ hash ^ time.as_second().cast_unsigned())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// `time`, more or less by at most this share of it.
    pub fn around(&mut self, time: Duration, share: f64) -> Duration {
        // 53 bits are a number from 0 to 1
        let unit = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        time.mul_f64(1.0 + share * (2.0 * unit - 1.0))
    }
}

/// When a feed is due again that was polled `now`.
///
/// After a success that is its rhythm, a tenth more or less. After `failures` failures in a row the rhythm doubles with each, up to a
/// day, a quarter more or less. What the server asked for goes before, up to a week.
#[must_use]
pub fn next_due(now: Timestamp, every: Duration, failures: u32, asked: Option<Duration>, jitter: &mut Jitter) -> Timestamp {
    let wait = match failures {
        0 => jitter.around(every, 0.1),
        n => {
            let doubled = every.saturating_mul(1 << n.min(MOST_DOUBLINGS));
            jitter.around(doubled.min(LONGEST_BACK_OFF.max(every)), 0.25)
        }
    };
    let wait = wait.max(asked.unwrap_or_default().min(LONGEST_WISH));
    after(now, wait)
}

/// When an entry that failed for the `tries`th time is tried again.
#[must_use]
pub fn next_try(now: Timestamp, tries: u32, asked: Option<Duration>) -> Timestamp {
    let wait = Duration::from_secs(300).saturating_mul(1 << tries.saturating_sub(1).min(MOST_DOUBLINGS));
    after(now, wait.max(asked.unwrap_or_default().min(LONGEST_WISH)))
}

/// A moment as much later, cut to the second as the ledger keeps it.
fn after(now: Timestamp, wait: Duration) -> Timestamp {
    let wait = SignedDuration::try_from(wait).unwrap_or(SignedDuration::MAX);
    let later = now.checked_add(wait).unwrap_or(Timestamp::MAX);
    Timestamp::from_second(later.as_second()).unwrap_or(Timestamp::MAX)
}

/// How long the header `Retry-After` asks for: seconds, or a date (RFC 9110, 10.2.3).
#[must_use]
pub fn parse_retry_after(value: &str, now: Timestamp) -> Option<Duration> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) {
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)).min(LONGEST_WISH));
    }
    let until = jiff::fmt::rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_timestamp(value).ok()?;
    Some(Duration::try_from(until.duration_since(now)).unwrap_or_default().min(LONGEST_WISH))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wait(failures: u32, asked: Option<u64>, seed: u64) -> i64 {
        let now: Timestamp = "2024-10-29T12:00:00Z".parse().unwrap();
        let mut jitter = Jitter::of(seed, "wire", now);
        let due = next_due(now, Duration::from_secs(900), failures, asked.map(Duration::from_secs), &mut jitter);
        due.as_second() - now.as_second()
    }

    #[test]
    fn failures_make_waits_longer_up_to_a_day() {
        for seed in 0..200 {
            assert!((810..=990).contains(&wait(0, None, seed)));
            assert!((1350..=2250).contains(&wait(1, None, seed)));
            assert!((5400..=9000).contains(&wait(3, None, seed)));
            assert!((64_800..=108_000).contains(&wait(40, None, seed)));
            assert_eq!(wait(1, Some(50_000), seed), 50_000);
            assert!(wait(0, Some(u64::MAX), seed) == 7 * 24 * 3600);
        }
        assert_eq!(wait(2, None, 7), wait(2, None, 7));
        assert_ne!(wait(2, None, 7), wait(2, None, 8));
    }

    #[test]
    fn wishes_are_seconds_or_dates() {
        let now: Timestamp = "2015-10-21T07:28:00Z".parse().unwrap();
        for (value, seconds) in [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("99999999999999999999999", Some(7 * 24 * 3600)),
            ("Wed, 21 Oct 2015 07:30:00 GMT", Some(120)),
            ("Wed, 21 Oct 2015 07:00:00 GMT", Some(0)),
            ("soon", None),
            ("-5", None),
            ("", None),
        ] {
            assert_eq!(parse_retry_after(value, now).map(|wish| wish.as_secs()), seconds, "{value}");
        }
    }

    proptest! {
        #[test]
        fn a_due_time_is_never_before_now(second in -300_000_000_000_i64..250_000_000_000, every in 1u64..10_000_000, failures in any::<u32>(),
            asked in proptest::option::of(any::<u64>()), seed in any::<u64>(), value in "\\PC{0,40}") {
            let now = Timestamp::from_second(second).unwrap();
            let mut jitter = Jitter::of(seed, "a", now);
            let asked = asked.map(Duration::from_secs);
            prop_assert!(next_due(now, Duration::from_secs(every), failures, asked, &mut jitter) >= now);
            prop_assert!(next_try(now, failures, asked) >= now);
            let _ = parse_retry_after(&value, now);
        }
    }
}
