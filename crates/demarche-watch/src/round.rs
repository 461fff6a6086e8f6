//! One round: what is due is polled, new entries are fetched, and articles are handed on.
//!
//! Several threads fetch, each one feed at a time; what they find reaches the caller's thread in the order in which each feed gave it,
//! its state last. Who stores in that order, and remembers no sooner than it has stored, loses nothing.

use std::collections::HashSet;
use std::fmt;
use std::path::PathBuf;
use std::sync::mpsc::{self, SyncSender};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use std::{iter, thread};

use demarche_input::decode::decode_html_as;
use demarche_input::warc::media_type;
use demarche_input::{Content, Options, Row};
use jiff::{SignedDuration, Timestamp};
use url::Url;

use crate::clock::Clock;
use crate::config::{Feed, Limits, Place};
use crate::error::{FeedError, FetchError};
use crate::feed::{self, Entry, Listing, Sitemap};
use crate::fetch::{Fetcher, Got, Kind, Wanted};
use crate::folder::{self, Found, SETTLES};
use crate::memory::{FeedState, Memory, Remembered, Seen};
use crate::schedule::{Jitter, next_due, next_try};

/// Tries of an entry that fails for reasons that pass.
pub const MOST_TRIES: u32 = 6;
/// Sitemaps of an index that are read in one round.
pub const MOST_SITEMAPS: usize = 10;
/// Articles on their way to the caller.
const ON_THEIR_WAY: usize = 8;
/// Longest validator that is kept.
const LONGEST_VALIDATOR: usize = 500;

/// What a round works with.
pub struct Watch<'w> {
    /// Fetches.
    pub fetcher: &'w Fetcher<'w>,
    /// Tells the time.
    pub clock: &'w dyn Clock,
    /// Knows what was seen.
    pub memory: &'w Mutex<dyn Memory + 'w>,
    /// Limits of the configuration.
    pub limits: &'w Limits,
    /// What due times are scattered by.
    pub seed: u64,
}

/// Something that a round came upon.
#[derive(Debug)]
pub enum Happening<'f> {
    /// The article of an entry, to be read and stored, and remembered with that.
    Article(Box<Article<'f>>),
    /// An entry that gave no article, to be remembered.
    Failed(Failed<'f>),
    /// A file in a folder, to be read and stored, and remembered after that.
    File(File<'f>),
    /// A feed was polled; all of its entries have been told. To be remembered.
    Polled(Polled<'f>),
}

/// See [`Happening::Article`].
#[derive(Debug)]
pub struct Article<'f> {
    /// Its feed.
    pub feed: &'f Feed,
    /// What its entry is remembered by.
    pub key: String,
    /// The article: its text, and what page, feed and configuration say of it. Its id is its address.
    pub row: Row,
}

/// See [`Happening::Failed`].
#[derive(Debug)]
pub struct Failed<'f> {
    /// Its feed.
    pub feed: &'f Feed,
    /// What its entry is remembered by.
    pub key: String,
    /// Why.
    pub message: String,
    /// What the user can do.
    pub hint: Option<String>,
    /// Tries so far, this one included.
    pub tries: u32,
    /// When it is tried again; `None` where it is given up.
    pub again: Option<Timestamp>,
}

/// See [`Happening::File`].
#[derive(Debug)]
pub struct File<'f> {
    /// Its feed.
    pub feed: &'f Feed,
    /// What it is remembered by.
    pub key: String,
    /// Where it is.
    pub path: PathBuf,
}

/// See [`Happening::Polled`].
#[derive(Debug)]
pub struct Polled<'f> {
    /// The feed.
    pub feed: &'f Feed,
    /// What is to be known of it from now on.
    pub state: FeedState,
    /// What the poll came to.
    pub outcome: Result<Poll, FeedError>,
}

/// What a poll came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Poll {
    /// True where the feed was as before.
    pub is_unchanged: bool,
    /// Entries, or files, that it holds.
    pub entries: usize,
    /// Of these, those that were not known.
    pub unknown: usize,
    /// Of these, those that wait for the next round.
    pub left: usize,
    /// Why entries wait, where a host did not let the round end.
    pub broken_off: Option<FetchError>,
}

impl fmt::Display for Poll {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.is_unchanged {
            true => f.write_str("unchanged"),
            false => write!(f, "{} entries, {} unknown, {} left for later", self.entries, self.unknown, self.left),
        }
    }
}

/// What is due.
#[derive(Debug)]
pub struct Due<'f> {
    /// Feeds to poll now.
    pub feeds: Vec<&'f Feed>,
    /// When the next of the others is due.
    pub next: Option<Timestamp>,
}

/// Which feeds are due. With `is_once` the rhythm is the caller's: all are due but those that failed and have to wait for that.
///
/// # Errors
/// Where the memory cannot be read.
pub fn due<'f>(feeds: &'f [Feed], memory: &mut (dyn Memory + '_), now: Timestamp, is_once: bool) -> Remembered<Due<'f>> {
    let mut found = Due { feeds: Vec::new(), next: None };
    for feed in feeds {
        let state = state_of(memory.feed(&feed.name)?, feed);
        // a clock that was set back makes nobody wait for longer than the rhythm
        let latest = now.checked_add(SignedDuration::try_from(feed.every * 2).unwrap_or(SignedDuration::MAX)).unwrap_or(Timestamp::MAX);
        let due = state.due.map(|due| if state.failures == 0 { due.min(latest) } else { due });
        match due {
            Some(due) if due > now && !(is_once && state.failures == 0) => {
                found.next = Some(found.next.map_or(due, |next| next.min(due)));
            }
            _ => found.feeds.push(feed),
        }
    }
    Ok(found)
}

/// The state of a feed, unless it was another feed then.
fn state_of(state: Option<FeedState>, feed: &Feed) -> FeedState {
    let address = feed.place.to_string();
    state.filter(|state| state.address == address).unwrap_or(FeedState { address, ..FeedState::default() })
}

/// Polls feeds and hands on what they come upon.
///
/// Ends early where the clock says that the watch is to stop; feeds that were not polled to their end are then due as before.
///
/// # Errors
/// Those of `handle`; then nothing more is handed on.
pub fn round<'f, E>(watch: &Watch<'_>, due: &[&'f Feed], mut handle: impl FnMut(Happening<'f>) -> Result<(), E>) -> Result<(), E> {
    let queue = Mutex::new(due.iter().copied());
    let claimed = Mutex::new(HashSet::new());
    thread::scope(|scope| {
        let (sender, happenings) = mpsc::sync_channel(ON_THEIR_WAY);
        for _ in 0..watch.limits.parallel.clamp(1, due.len().max(1)) {
            let poller = Poller { watch, claimed: &claimed, sender: sender.clone() };
            let queue = &queue;
            scope.spawn(move || {
                let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
                for feed in iter::from_fn(next) {
                    if watch.clock.is_stopped() || poller.poll(feed).is_none() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        // an error drops the receiver, and with it the threads end
        happenings.into_iter().try_for_each(&mut handle)
    })
}

/// One thread's share of a round. `None` everywhere means that nobody listens any more, or that the watch is to stop.
struct Poller<'p, 'w, 'f> {
    watch: &'p Watch<'w>,
    /// Keys that are being fetched in this round.
    claimed: &'p Mutex<HashSet<String>>,
    sender: SyncSender<Happening<'f>>,
}

/// What a feed gave.
struct Fetched {
    entries: Vec<Entry>,
    etag: Option<String>,
    last_modified: Option<String>,
    is_unchanged: bool,
}

impl<'f> Poller<'_, '_, 'f> {
    fn send(&self, happening: Happening<'f>) -> Option<()> {
        self.sender.send(happening).ok()
    }

    fn poll(&self, feed: &'f Feed) -> Option<()> {
        let memory = |e: Box<dyn std::error::Error + Send + Sync>| FeedError::Memory { detail: e.to_string() };
        let remembered = self.watch.memory.lock().unwrap_or_else(PoisonError::into_inner).feed(&feed.name);
        let (before, outcome) = match remembered {
            Ok(state) => {
                let before = state_of(state, feed);
                let outcome = match &feed.place {
                    Place::Web(url) => self.poll_web(feed, url, &before),
                    Place::Folder(path) => self.poll_folder(feed, path).map(|poll| (poll, None, None)),
                };
                (before, outcome)
            }
            Err(error) => (state_of(None, feed), Err(memory(error))),
        };
        if self.watch.clock.is_stopped() || matches!(outcome, Err(FeedError::Fetch(FetchError::Stopped))) {
            return None;
        }
        let now = self.watch.clock.now();
        let failures = if outcome.is_ok() { 0 } else { before.failures.saturating_add(1) };
        let asked = match &outcome {
            Ok((poll, ..)) => poll.broken_off.as_ref().and_then(FetchError::retry_after),
            Err(error) => error.retry_after(),
        };
        let due = next_due(now, feed.every, failures, asked, &mut Jitter::of(self.watch.seed, &feed.name, now));
        let (etag, last_modified, outcome) = match outcome {
            Ok((poll, etag, last_modified)) => (etag, last_modified, Ok(poll)),
            // nothing was read: what was read last still stands
            Err(error) => (before.etag, before.last_modified, Err(error)),
        };
        let state = FeedState { address: before.address, etag, last_modified, due: Some(due), failures };
        self.send(Happening::Polled(Polled { feed, state, outcome }))
    }

    /// Polls a feed on the web; gives with what came of it the validators to keep.
    fn poll_web(&self, feed: &'f Feed, url: &Url, before: &FeedState) -> Result<(Poll, Option<String>, Option<String>), FeedError> {
        let fetched = self.fetch_feed(feed, url, before)?;
        if fetched.is_unchanged {
            return Ok((Poll { is_unchanged: true, ..Poll::default() }, before.etag.clone(), before.last_modified.clone()));
        }
        let mut poll = Poll { entries: fetched.entries.len(), ..Poll::default() };
        let chosen = self.choose(feed, fetched.entries, &mut poll)?;
        let mut chosen = chosen.into_iter();
        while let Some((key, entry, tries)) = chosen.next() {
            match self.article(feed, &entry) {
                Ok(row) => self.send(Happening::Article(Box::new(Article { feed, key, row }))).ok_or(FetchError::Stopped)?,
                Err(Failure::Fetch(FetchError::Stopped)) => return Err(FetchError::Stopped.into()),
                // the host wants no more of this: neither do the other entries count as tried
                Err(Failure::Fetch(error)) if is_of_host(&error) => {
                    poll.left += 1 + chosen.len();
                    poll.broken_off = Some(error);
                    break;
                }
                Err(failure) => {
                    let now = self.watch.clock.now();
                    let tries = tries + 1;
                    let again = (failure.is_transient() && tries < MOST_TRIES).then(|| next_try(now, tries, failure.retry_after()));
                    poll.left += usize::from(again.is_some());
                    let (message, hint) = failure.told(&entry.url);
                    let failed = Failed { feed, key, message, hint, tries, again };
                    self.send(Happening::Failed(failed)).ok_or(FetchError::Stopped)?;
                }
            }
        }
        // while something is left to do, the feed is to come whole the next time
        let keep = |validator: Option<String>| validator.filter(|value| poll.left == 0 && value.len() <= LONGEST_VALIDATOR);
        let (etag, last_modified) = (keep(fetched.etag), keep(fetched.last_modified));
        Ok((poll, etag, last_modified))
    }

    fn fetch_feed(&self, feed: &Feed, url: &Url, before: &FeedState) -> Result<Fetched, FeedError> {
        let get = |url: &Url, etag: Option<&str>, last_modified: Option<&str>| {
            let wanted = Wanted { url, kind: Kind::Feed, etag, last_modified, ignore_robots: feed.ignore_robots };
            self.watch.fetcher.get(&wanted)
        };
        let unchanged = || Fetched { entries: Vec::new(), etag: None, last_modified: None, is_unchanged: true };
        let Got::Whole(place, answer) = get(url, before.etag.as_deref(), before.last_modified.as_deref())? else {
            return Ok(unchanged());
        };
        let limit = self.watch.limits.max_feed_size;
        match feed::parse_feed(&answer.body, &place, limit)? {
            Listing::Entries(entries) => {
                Ok(Fetched { entries, etag: answer.etag, last_modified: answer.last_modified, is_unchanged: false })
            }
            // an index stays the same while its sitemaps change
            Listing::Sitemaps(sitemaps) => {
                let mut entries = Vec::new();
                for Sitemap { url, .. } in newest(sitemaps, MOST_SITEMAPS) {
                    let Got::Whole(place, answer) = get(&url, None, None)? else { continue };
                    if let Listing::Entries(found) = feed::parse_feed(&answer.body, &place, limit)? {
                        entries.extend(found);
                    }
                }
                Ok(Fetched { entries, etag: None, last_modified: None, is_unchanged: false })
            }
        }
    }

    /// The entries to fetch, oldest first: those that are not known, not too old, and not fetched by another thread right now.
    fn choose(&self, feed: &Feed, entries: Vec<Entry>, poll: &mut Poll) -> Result<Vec<(String, Entry, u32)>, FeedError> {
        let now = self.watch.clock.now();
        let age = SignedDuration::try_from(feed.max_age).unwrap_or(SignedDuration::MAX);
        let oldest = now.checked_sub(age).unwrap_or(Timestamp::MIN);
        let mut keys = HashSet::new();
        let mut chosen = Vec::new();
        for entry in entries {
            let key = entry.key();
            if entry.published.is_some_and(|published| published < oldest) || !keys.insert(key.clone()) {
                continue;
            }
            let seen = self.watch.memory.lock().unwrap_or_else(PoisonError::into_inner).entry(&key);
            let tries = match seen.map_err(|e| FeedError::Memory { detail: e.to_string() })? {
                None => 0,
                Some(Seen::Done) => continue,
                Some(Seen::Failed { again, .. }) if again > now => {
                    poll.left += 1;
                    continue;
                }
                Some(Seen::Failed { tries, .. }) => tries,
            };
            poll.unknown += 1;
            if !self.claimed.lock().unwrap_or_else(PoisonError::into_inner).insert(key.clone()) {
                poll.left += 1;
                continue;
            }
            chosen.push((key, entry, tries));
        }
        // feeds give the newest first; where all say when, that is not left to chance
        if chosen.iter().all(|(_, entry, _)| entry.published.is_some()) {
            chosen.sort_by_key(|(_, entry, _)| std::cmp::Reverse(entry.published));
        }
        if chosen.len() > feed.max_entries {
            let mut claimed = self.claimed.lock().unwrap_or_else(PoisonError::into_inner);
            for (key, ..) in chosen.drain(feed.max_entries..) {
                claimed.remove(&key);
                poll.left += 1;
            }
        }
        chosen.reverse();
        Ok(chosen)
    }

    /// Fetches the page of an entry and takes the article out of it.
    fn article(&self, feed: &Feed, entry: &Entry) -> Result<Row, Failure> {
        let wanted = Wanted { url: &entry.url, kind: Kind::Page, etag: None, last_modified: None, ignore_robots: feed.ignore_robots };
        let Got::Whole(url, answer) = self.watch.fetcher.get(&wanted)? else {
            return Err(FetchError::Status { status: 304, retry_after: None }.into());
        };
        let (kind, charset) = media_type(answer.content_type.as_deref().unwrap_or("text/html"));
        if !matches!(kind.as_str(), "text/html" | "application/xhtml+xml") {
            return Err(FetchError::NoPage { kind }.into());
        }
        let is_front = |url: &Url| url.path() == "/" && url.query().is_none();
        if is_front(&url) && !is_front(&entry.url) {
            return Err(FetchError::FrontPage.into());
        }
        let html = decode_html_as(answer.body, charset.as_deref()).map_err(|kind| Failure::of_page(kind.to_string(), kind.hint()))?;
        let row = Row {
            place: demarche_input::Place::file(url.as_str()),
            id: feed::key(&url),
            content: Content::Html(html),
            title: None,
            url: Some(feed::key(&url)),
            publisher: feed.publisher.clone(),
            published: None,
            language: None,
            pairs: Vec::new(),
        };
        let options = Options { max_document_bytes: self.watch.limits.max_page_size, ..Options::default() };
        let place = row.place.clone();
        let doc = row.into_document(&options).map_err(|error| Failure::of_page(error.kind.to_string(), error.hint()))?;
        let day = |time: Timestamp| time.to_zoned(jiff::tz::TimeZone::UTC).date();
        Ok(Row {
            place,
            id: doc.id,
            content: Content::Text(doc.text),
            title: doc.title.or_else(|| entry.title.clone()),
            url: doc.url,
            publisher: doc.publisher.or_else(|| entry.publisher.clone()),
            published: doc.published.or_else(|| entry.published.map(day)),
            language: doc.language,
            pairs: Vec::new(),
        })
    }

    fn poll_folder(&self, feed: &'f Feed, path: &std::path::Path) -> Result<Poll, FeedError> {
        let mut poll = Poll::default();
        for found in folder::list(path)? {
            poll.entries += 1;
            let seen = self.watch.memory.lock().unwrap_or_else(PoisonError::into_inner).entry(&found.key());
            match seen.map_err(|e| FeedError::Memory { detail: e.to_string() })? {
                Some(Seen::Done) => continue,
                Some(Seen::Failed { again, .. }) if again > self.watch.clock.now() => {
                    poll.left += 1;
                    continue;
                }
                _ => {}
            }
            poll.unknown += 1;
            if !self.is_settled(&found)? || poll.unknown - poll.left > feed.max_entries {
                poll.left += 1;
                continue;
            }
            let file = File { feed, key: found.key(), path: found.path };
            self.send(Happening::File(file)).ok_or(FetchError::Stopped)?;
        }
        Ok(poll)
    }

    /// True where nobody writes to the file any more; waits for that, but not for long.
    fn is_settled(&self, found: &Found) -> Result<bool, FetchError> {
        let now = self.watch.clock.now();
        let age = found.modified.and_then(|modified| Duration::try_from(now.duration_since(modified)).ok());
        match age {
            Some(age) if age < SETTLES => {
                if !self.watch.clock.sleep(SETTLES.saturating_sub(age)) {
                    return Err(FetchError::Stopped);
                }
                Ok(found.again().as_ref() == Some(found))
            }
            _ if self.watch.clock.is_stopped() => Err(FetchError::Stopped),
            _ => Ok(true),
        }
    }
}

/// Those that changed last, of those that do not say so the first.
fn newest(mut sitemaps: Vec<Sitemap>, most: usize) -> Vec<Sitemap> {
    sitemaps.sort_by_key(|sitemap| std::cmp::Reverse(sitemap.changed));
    sitemaps.truncate(most);
    sitemaps
}

/// True for errors that hold for all pages of a host.
fn is_of_host(error: &FetchError) -> bool {
    match error {
        FetchError::LeftAlone { .. } | FetchError::RobotsUnreachable { .. } => true,
        FetchError::Status { status, retry_after } => *status == 429 || (*status == 503 && retry_after.is_some()),
        _ => false,
    }
}

/// Why an entry gave no article.
enum Failure {
    Fetch(FetchError),
    /// The page came and holds none.
    Page {
        message: String,
        hint: Option<String>,
    },
}

impl From<FetchError> for Failure {
    fn from(error: FetchError) -> Self {
        Self::Fetch(error)
    }
}

impl Failure {
    fn of_page(message: String, hint: Option<String>) -> Self {
        Self::Page { message, hint }
    }

    fn is_transient(&self) -> bool {
        matches!(self, Self::Fetch(error) if error.is_transient())
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Fetch(error) => error.retry_after(),
            Self::Page { .. } => None,
        }
    }

    fn told(self, url: &Url) -> (String, Option<String>) {
        match self {
            Self::Fetch(error) => (format!("{url}: {error}"), error.hint().map(str::to_owned)),
            Self::Page { message, hint } => (format!("{url}: {message}"), hint),
        }
    }
}

#[cfg(test)]
#[path = "round_tests.rs"]
mod tests;
