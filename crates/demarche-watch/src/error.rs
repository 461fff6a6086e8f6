//! What can go wrong: with the configuration, with fetching, with a feed.

use std::net::IpAddr;
use std::time::Duration;

/// A configuration that cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{}{message}", line.map(|line| format!("line {line}: ")).unwrap_or_default())]
pub struct ConfigError {
    /// The line, from 1, where it is of one.
    pub line: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// What the user can do.
    pub hint: String,
}

/// Why something was not fetched.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum FetchError {
    /// An address that is none, or of another scheme.
    #[error("`{url}` is no address of http or https")]
    Address {
        /// As written.
        url: String,
    },
    /// The name leads to private addresses only.
    #[error("`{host}` is the private address {address}")]
    Private {
        /// The host.
        host: String,
        /// One of its addresses.
        address: IpAddr,
    },
    /// robots.txt asks for it not to be fetched.
    #[error("robots.txt of `{host}` does not allow it")]
    Robots {
        /// The host.
        host: String,
    },
    /// robots.txt cannot be fetched, so that nothing may be (RFC 9309, 2.3.1.4).
    #[error("robots.txt of `{host}` cannot be fetched: {why}")]
    RobotsUnreachable {
        /// The host.
        host: String,
        /// Why not.
        why: String,
    },
    /// One redirect after the other.
    #[error("redirected more than {limit} times")]
    Redirects {
        /// The limit.
        limit: u32,
    },
    /// More bytes than are taken.
    #[error("holds more than {limit} bytes")]
    TooLarge {
        /// The limit.
        limit: usize,
    },
    /// It took too long.
    #[error("no answer in time ({what})")]
    Timeout {
        /// Which time.
        what: String,
    },
    /// The name is not known.
    #[error("`{host}` is not known")]
    Unknown {
        /// The host.
        host: String,
    },
    /// The connection failed or broke off.
    #[error("the connection failed: {why}")]
    Connection {
        /// Why.
        why: String,
    },
    /// An answer other than the thing itself.
    #[error("answered with status {status}")]
    Status {
        /// The HTTP status.
        status: u16,
        /// How long the server asks to be left alone.
        retry_after: Option<Duration>,
    },
    /// The server has asked to be left alone, and that time is not over.
    #[error("`{host}` asked to be left alone for {} s more", left.as_secs())]
    LeftAlone {
        /// The host.
        host: String,
        /// How long yet.
        left: Duration,
    },
    /// It is no page.
    #[error("is no page but `{kind}`")]
    NoPage {
        /// Its media type.
        kind: String,
    },
    /// A page that is gone, as some sites say it.
    #[error("leads to the front page")]
    FrontPage,
    /// The watch was stopped.
    #[error("stopped")]
    Stopped,
}

impl FetchError {
    /// True where it may be otherwise soon.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Timeout { .. }
            | Self::Unknown { .. }
            | Self::Connection { .. }
            | Self::RobotsUnreachable { .. }
            | Self::LeftAlone { .. }
            | Self::Stopped => true,
            Self::Status { status, .. } => matches!(status, 408 | 425 | 429 | 500..=599),
            _ => false,
        }
    }

    /// How long the server asks to be left alone.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Status { retry_after, .. } => *retry_after,
            Self::LeftAlone { left, .. } => Some(*left),
            _ => None,
        }
    }

    /// What the user can do, where there is something.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Self::Address { .. } => "write the whole address, as https://example.org/rss.xml",
            Self::Private { .. } => "`allow_private = true` under [fetch] allows private addresses",
            Self::Robots { .. } => "ask the publisher; with their leave, `ignore_robots = true` under the feed",
            Self::TooLarge { .. } => "raise `max_feed_size` or `max_page_size` under [fetch]",
            Self::Timeout { .. } => "raise `timeout` under [fetch] where the server is slow",
            Self::Status { status: 401 | 403, .. } => "the publisher does not let this program in; ask them",
            Self::Status { status: 404 | 410, .. } => "it is gone; look for its new address",
            _ => return None,
        })
    }
}

/// A feed that cannot be read.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum FeedError {
    /// It could not be fetched.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// What came is none.
    #[error("is no feed that is read: {detail}")]
    NoFeed {
        /// What the parser says.
        detail: String,
    },
    /// A folder that cannot be listed.
    #[error("cannot be listed: {detail}")]
    Folder {
        /// What the system says.
        detail: String,
    },
    /// What was remembered of it cannot be read.
    #[error("cannot be remembered: {detail}")]
    Memory {
        /// What the memory says.
        detail: String,
    },
}

impl FeedError {
    /// What the user can do, where there is something.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Fetch(error) => error.hint(),
            Self::NoFeed { .. } => Some("read are RSS, Atom, JSON Feed and sitemaps; look whether the address leads to one"),
            Self::Folder { .. } => Some("the folder must be there and may be read"),
            Self::Memory { .. } => None,
        }
    }

    /// How long the server asks to be left alone.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Fetch(error) => error.retry_after(),
            _ => None,
        }
    }
}
