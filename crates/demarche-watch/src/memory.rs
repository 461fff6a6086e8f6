//! What was seen before. The caller keeps it, for it has to be kept together with what is stored.

use jiff::Timestamp;

/// What is known of a feed from its last poll.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FeedState {
    /// Its address or folder, as configured; where that has changed, all else is forgotten.
    pub address: String,
    /// Validator of what was read last; none while something of it is left to do.
    pub etag: Option<String>,
    /// The other validator.
    pub last_modified: Option<String>,
    /// When it is to be polled again; at once where unknown.
    pub due: Option<Timestamp>,
    /// Polls in a row that failed.
    pub failures: u32,
}

/// What is known of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// It is done: stored, known, or refused for good.
    Done,
    /// It failed, and is to be tried again.
    Failed {
        /// Tries so far.
        tries: u32,
        /// When to try again.
        again: Timestamp,
    },
}

/// An answer of the memory; its errors are the caller's.
pub type Remembered<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// What the watch asks about the past. It only asks: the caller remembers what [`crate::round::Happening`]s tell, an entry together
/// with its article or after it and never before, and a feed after all of its entries. A crash then leads to an article that is
/// fetched again and known, never to one that is lost.
pub trait Memory: Send {
    /// The state of a feed.
    ///
    /// # Errors
    /// Where the memory cannot be read.
    fn feed(&mut self, name: &str) -> Remembered<Option<FeedState>>;

    /// What is known of an entry, by its key.
    ///
    /// # Errors
    /// Where the memory cannot be read.
    fn entry(&mut self, key: &str) -> Remembered<Option<Seen>>;
}
