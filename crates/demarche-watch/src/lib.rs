//! Watching feeds, sitemaps and folders for new articles, politely.
//!
//! A [`config::Config`] says what is watched. [`round::round`] polls what is due: it fetches feeds ([`feed`] reads them), fetches the pages
//! of entries that a [`memory::Memory`] does not know, and hands each article to the caller, who stores it and remembers it. Whatever
//! is fetched goes through a [`fetch::Fetcher`], which keeps to robots.txt ([`robots`]), to a rhythm for each host, to limits of size
//! and time, and away from private addresses ([`address`]). When a feed is due again is told by [`schedule`].
//!
//! ```
//! use demarche_watch::config::Config;
//!
//! let text = "[fetch]\ncontact = \"desk@example.org\"\n[[feed]]\nname = \"wire\"\nurl = \"https://example.org/rss.xml\"\nevry = \"10m\"\n";
//! let error = Config::parse(text, ".".as_ref()).unwrap_err();
//! assert!(error.to_string().starts_with("line 6: unknown field `evry`"), "{error}");
//! ```
//!
//! The clock, the network and the memory are traits. Nothing here stores anything, codes anything or prints.
//!
//! Limits: no proxies (an address is checked where it is resolved), no cookies, no scripts; pages are taken as the server sends them.
#![deny(unsafe_code)]

pub mod address;
pub mod client;
pub mod clock;
pub mod config;
pub mod error;
pub mod feed;
pub mod fetch;
pub mod folder;
pub mod memory;
pub mod robots;
pub mod round;
pub mod schedule;

pub use clock::Clock;
pub use config::Config;
pub use error::{ConfigError, FeedError, FetchError};
