//! Fetching politely: one thing at a time from each host, as robots.txt allows, redirects followed step by step.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use url::Url;

use crate::clock::Clock;
use crate::config::Limits;
use crate::error::FetchError;
use crate::robots::{self, Rules};
use crate::schedule::parse_retry_after;

/// One request over the wire.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// What is asked for.
    pub url: &'a Url,
    /// Only if it has another tag than this.
    pub etag: Option<&'a str>,
    /// Only if it was changed after this.
    pub last_modified: Option<&'a str>,
    /// Kinds of answers that are of use.
    pub accept: &'static str,
    /// Bytes of the answer, decompressed, that are taken.
    pub limit: usize,
}

/// An answer to one request, of whatever status.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// `ETag`
    pub etag: Option<String>,
    /// `Last-Modified`
    pub last_modified: Option<String>,
    /// `Location`
    pub location: Option<String>,
    /// `Content-Type`
    pub content_type: Option<String>,
    /// `Retry-After`
    pub retry_after: Option<String>,
    /// The bytes, decompressed; empty where the status is not 200.
    pub body: Vec<u8>,
}

/// The network. A trait, so that a test can be one.
pub trait Http: Sync {
    /// Sends one request and follows no redirect.
    ///
    /// # Errors
    /// Where there is no answer, or too large a one.
    fn get(&self, request: &Request<'_>) -> Result<Answer, FetchError>;
}

/// What is to be fetched.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// What.
    pub url: &'a Url,
    /// A feed or a page.
    pub kind: Kind,
    /// As [`Request::etag`].
    pub etag: Option<&'a str>,
    /// As [`Request::last_modified`].
    pub last_modified: Option<&'a str>,
    /// True where robots.txt is not asked for.
    pub ignore_robots: bool,
}

/// What is fetched, which decides how much is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A feed or sitemap.
    Feed,
    /// The page of an article.
    Page,
}

/// What came.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "there is one at a time")]
pub enum Got {
    /// The thing itself, and where it was in the end.
    Whole(Url, Answer),
    /// It has not changed.
    Unchanged,
}

/// Fetches within the limits. Shared by threads; it remembers hosts as long as it lives.
pub struct Fetcher<'c> {
    http: &'c dyn Http,
    clock: &'c dyn Clock,
    limits: &'c Limits,
    hosts: Mutex<HashMap<String, Host>>,
    rules: Mutex<HashMap<String, Arc<Mutex<Option<Cached>>>>>,
}

/// When a host may be asked next, on [`Clock::elapsed`].
#[derive(Debug, Clone, Copy, Default)]
struct Host {
    next: Duration,
    left_alone_until: Duration,
}

/// Rules of a host, or why there are none, and when they are asked for again.
struct Cached {
    rules: Result<Rules, String>,
    until: Duration,
}

/// How long a robots.txt holds; RFC 9309 asks for a day at most.
const RULES_HOLD: Duration = Duration::from_secs(24 * 3600);
/// How long it holds that there is no getting at it.
const FAILURE_HOLDS: Duration = Duration::from_secs(900);
/// Redirects that are followed to a robots.txt, as RFC 9309 asks.
const ROBOTS_REDIRECTS: u32 = 5;
/// How long a host that is overburdened and says no time is left alone.
const LEFT_ALONE: Duration = Duration::from_secs(300);
/// Hosts that are remembered.
const MOST_HOSTS: usize = 10_000;

const FEEDS: &str = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, \
                     application/json;q=0.8, */*;q=0.5";
const PAGES: &str = "text/html, application/xhtml+xml;q=0.9";

impl<'c> Fetcher<'c> {
    /// A fetcher that knows no host yet.
    #[must_use]
    pub fn new(http: &'c dyn Http, clock: &'c dyn Clock, limits: &'c Limits) -> Self {
        Self { http, clock, limits, hosts: Mutex::default(), rules: Mutex::default() }
    }

    /// Fetches something. Waits until its host may be asked; each step of a redirect is looked at as if it had been asked for.
    ///
    /// # Errors
    /// Where it may not be fetched, or does not come.
    pub fn get(&self, wanted: &Wanted<'_>) -> Result<Got, FetchError> {
        let (accept, limit) = match wanted.kind {
            Kind::Feed => (FEEDS, self.limits.max_feed_size),
            Kind::Page => (PAGES, self.limits.max_page_size),
        };
        let is_conditional = wanted.etag.is_some() || wanted.last_modified.is_some();
        let mut url = wanted.url.clone();
        for _ in 0..=self.limits.max_redirects {
            let delay = if wanted.ignore_robots { None } else { self.rules_of(&url)? };
            self.wait_for(&url, delay)?;
            let request = Request { url: &url, etag: wanted.etag, last_modified: wanted.last_modified, accept, limit };
            let answer = self.ask(&request)?;
            match answer.status {
                200 => return Ok(Got::Whole(url, answer)),
                304 if is_conditional => return Ok(Got::Unchanged),
                301 | 302 | 303 | 307 | 308 => url = next_step(&url, &answer)?,
                status => return Err(FetchError::Status { status, retry_after: self.wish(&answer) }),
            }
        }
        Err(FetchError::Redirects { limit: self.limits.max_redirects })
    }

    /// Sends one request; a host that is overburdened is left alone from now on.
    fn ask(&self, request: &Request<'_>) -> Result<Answer, FetchError> {
        check_scheme(request.url)?;
        let answer = self.http.get(request)?;
        if matches!(answer.status, 429 | 503) {
            let until = self.clock.elapsed().saturating_add(self.wish(&answer).unwrap_or(LEFT_ALONE));
            let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
            let host = hosts.entry(host_of(request.url)).or_default();
            host.left_alone_until = host.left_alone_until.max(until);
        }
        Ok(answer)
    }

    fn wish(&self, answer: &Answer) -> Option<Duration> {
        answer.retry_after.as_deref().and_then(|wish| parse_retry_after(wish, self.clock.now()))
    }

    /// Waits for this thread's turn with the host.
    fn wait_for(&self, url: &Url, delay: Option<Duration>) -> Result<(), FetchError> {
        let now = self.clock.elapsed();
        let delay = delay.unwrap_or_default().max(self.limits.host_delay);
        let turn = {
            let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
            if hosts.len() >= MOST_HOSTS {
                hosts.retain(|_, host| host.next > now || host.left_alone_until > now);
            }
            let host = hosts.entry(host_of(url)).or_default();
            if host.left_alone_until > now {
                return Err(FetchError::LeftAlone { host: host_of(url), left: host.left_alone_until.saturating_sub(now) });
            }
            let turn = host.next.max(now);
            host.next = turn.saturating_add(delay);
            turn
        };
        let wait = turn.saturating_sub(now);
        if self.clock.is_stopped() || (!wait.is_zero() && !self.clock.sleep(wait)) {
            return Err(FetchError::Stopped);
        }
        Ok(())
    }

    /// Asks the rules of the host whether the page may be fetched; gives the delay that they ask for.
    fn rules_of(&self, url: &Url) -> Result<Option<Duration>, FetchError> {
        let Some(address) = robots::address(url) else { return Err(FetchError::Address { url: url.to_string() }) };
        let now = self.clock.elapsed();
        let slot = {
            let mut rules = self.rules.lock().unwrap_or_else(PoisonError::into_inner);
            if rules.len() >= MOST_HOSTS {
                rules.clear();
            }
            Arc::clone(rules.entry(address.to_string()).or_default())
        };
        // others that ask for the same rules wait for the answer
        let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
        let cached = match slot.take().filter(|cached| cached.until > now) {
            Some(cached) => cached,
            None => {
                let rules = match self.fetch_rules(&address) {
                    // nothing is known of the host
                    Err(error @ (FetchError::Stopped | FetchError::LeftAlone { .. } | FetchError::Private { .. })) => return Err(error),
                    rules => rules.map_err(|error| error.to_string()),
                };
                let hold = if rules.is_ok() { RULES_HOLD } else { FAILURE_HOLDS };
                Cached { rules, until: self.clock.elapsed().saturating_add(hold) }
            }
        };
        let answer = match &cached.rules {
            Ok(rules) if rules.allow(url) => Ok(rules.delay()),
            Ok(_) => Err(FetchError::Robots { host: host_of(url) }),
            Err(why) => Err(FetchError::RobotsUnreachable { host: host_of(url), why: why.clone() }),
        };
        *slot = Some(cached);
        answer
    }

    /// Fetches rules as RFC 9309 says: none where the host has none, nothing at all where it cannot say.
    fn fetch_rules(&self, address: &Url) -> Result<Rules, FetchError> {
        let mut url = address.clone();
        for _ in 0..=ROBOTS_REDIRECTS {
            self.wait_for(&url, None)?;
            let request = Request { url: &url, etag: None, last_modified: None, accept: "text/plain, */*;q=0.5", limit: robots::LONGEST };
            let answer = match self.ask(&request) {
                // a file that large holds no rules that anybody wrote
                Err(FetchError::TooLarge { .. }) => return Ok(Rules::none()),
                answer => answer?,
            };
            match answer.status {
                200 => return Ok(Rules::parse(&answer.body)),
                301 | 302 | 303 | 307 | 308 => match next_step(&url, &answer) {
                    Ok(next) => url = next,
                    Err(_) => return Ok(Rules::none()),
                },
                // asked too often is no permission
                status @ (429 | 500..) => return Err(FetchError::Status { status, retry_after: None }),
                _ => return Ok(Rules::none()),
            }
        }
        Ok(Rules::none())
    }
}

fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

fn check_scheme(url: &Url) -> Result<(), FetchError> {
    match url.scheme() {
        "http" | "https" if url.host().is_some() => Ok(()),
        _ => Err(FetchError::Address { url: url.to_string() }),
    }
}

fn next_step(url: &Url, answer: &Answer) -> Result<Url, FetchError> {
    let location = answer.location.as_deref().unwrap_or_default();
    let bad = || FetchError::Address { url: location.to_owned() };
    if location.trim().is_empty() {
        return Err(bad());
    }
    let mut next = url.join(location.trim()).map_err(|_| bad())?;
    check_scheme(&next)?;
    // what a redirect says of a user is for somebody else
    let _ = next.set_username("");
    let _ = next.set_password(None);
    Ok(next)
}

#[cfg(test)]
#[path = "fetch_tests.rs"]
mod tests;
