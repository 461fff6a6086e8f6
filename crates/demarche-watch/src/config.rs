//! The configuration: what is watched, how often, and within which limits.
//!
//! TOML. Keys that are not known are errors, for a rule that is misspelt would be no rule. Tables that other commands read
//! (`[[ladder]]`, `[[scenario]]`, `[[alert]]`, `[[channel]]`, `[[question]]`) are kept as they are.

use std::collections::HashSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::SignedDuration;
use serde::Deserialize;
use serde::de::{self, Deserializer, Visitor};
use toml::Spanned;
use url::Url;

use crate::error::ConfigError;

/// What is watched.
#[derive(Debug, Clone)]
pub struct Config {
    /// How things are fetched.
    pub fetch: Limits,
    /// What is polled, in the order of the file.
    pub feeds: Vec<Feed>,
    /// Tables that other commands read, as they stand.
    pub others: Others,
}

/// Tables of a configuration that the watch itself does not read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Others {
    /// `[[ladder]]`
    pub ladders: Vec<toml::Value>,
    /// `[[scenario]]`
    pub scenarios: Vec<toml::Value>,
    /// `[[alert]]`
    pub alerts: Vec<toml::Value>,
    /// `[[channel]]`
    pub channels: Vec<toml::Value>,
    /// `[[question]]`
    pub questions: Vec<toml::Value>,
}

/// How things are fetched: `[fetch]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// What the program calls itself, with somebody to write to.
    pub user_agent: String,
    /// Time for a connection to stand.
    pub connect_timeout: Duration,
    /// Time for a whole answer.
    pub timeout: Duration,
    /// Time between two requests to one host, where its robots.txt asks for no longer one.
    pub host_delay: Duration,
    /// Redirects that are followed for one page.
    pub max_redirects: u32,
    /// Bytes of a feed or sitemap, decompressed.
    pub max_feed_size: usize,
    /// Bytes of a page, decompressed.
    pub max_page_size: usize,
    /// Feeds that are polled at once.
    pub parallel: usize,
    /// True where private addresses are fetched from.
    pub allow_private: bool,
}

/// Something that is polled: `[[feed]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// Its name, in messages and in the ledger.
    pub name: String,
    /// Where it is.
    pub place: Place,
    /// How often it is polled.
    pub every: Duration,
    /// The outlet of its articles; else as their pages state it.
    pub publisher: Option<String>,
    /// Entries that are taken in one round; the others wait for the next.
    pub max_entries: usize,
    /// Entries that are older are passed over.
    pub max_age: Duration,
    /// True where its robots.txt is not asked for.
    pub ignore_robots: bool,
}

/// Where a feed is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A feed or sitemap on the web.
    Web(Url),
    /// A folder, with all below it.
    Folder(PathBuf),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Web(url) => f.write_str(url.as_str()),
            Self::Folder(path) => write!(f, "{}", path.display()),
        }
    }
}

/// Shortest rhythm of a feed on the web; a machine of one's own may be asked every second.
const SHORTEST_EVERY: Duration = Duration::from_secs(60);
/// Longest name of a feed.
const LONGEST_NAME: usize = 60;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawConfig {
    #[serde(default)]
    fetch: Option<Spanned<RawLimits>>,
    #[serde(default)]
    feed: Vec<Spanned<RawFeed>>,
    #[serde(default)]
    ladder: Vec<toml::Value>,
    #[serde(default)]
    scenario: Vec<toml::Value>,
    #[serde(default)]
    alert: Vec<toml::Value>,
    #[serde(default)]
    channel: Vec<toml::Value>,
    #[serde(default)]
    question: Vec<toml::Value>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct RawLimits {
    contact: Option<String>,
    connect_timeout: Option<Time>,
    timeout: Option<Time>,
    host_delay: Option<Time>,
    max_redirects: Option<u32>,
    max_feed_size: Option<Size>,
    max_page_size: Option<Size>,
    parallel: Option<usize>,
    allow_private: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFeed {
    name: String,
    url: Option<String>,
    folder: Option<PathBuf>,
    every: Option<Time>,
    publisher: Option<String>,
    max_entries: Option<usize>,
    max_age: Option<Time>,
    #[serde(default)]
    ignore_robots: bool,
}

/// `15m`, `1h 30m`, `2d`.
struct Time(Duration);

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        parse_time(&text).map(Self).ok_or_else(|| de::Error::custom(format!("`{text}` is no length of time, as \"15m\", \"2h\" or \"3d\"")))
    }
}

fn parse_time(text: &str) -> Option<Duration> {
    // days are no unit of exact time to the parser, and 24 hours here
    let days = text.trim().strip_suffix('d').or_else(|| text.trim().strip_suffix("days")).or_else(|| text.trim().strip_suffix("day"));
    if let Some(days) = days.and_then(|days| days.trim().parse::<u32>().ok()) {
        return Some(Duration::from_secs(u64::from(days) * 24 * 3600));
    }
    Duration::try_from(text.trim().parse::<SignedDuration>().ok()?).ok()
}

/// Bytes, or a number with a unit: `5MB`.
struct Size(usize);

impl<'de> Deserialize<'de> for Size {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AsSize;
        impl Visitor<'_> for AsSize {
            type Value = usize;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a size, as \"5MB\" or 5000000")
            }
            fn visit_i64<E: de::Error>(self, value: i64) -> Result<usize, E> {
                usize::try_from(value).map_err(|_| E::custom(format!("`{value}` is no size")))
            }
            fn visit_str<E: de::Error>(self, value: &str) -> Result<usize, E> {
                parse_size(value).ok_or_else(|| E::custom(format!("`{value}` is no size, as \"500kB\" or \"5MB\"")))
            }
        }
        deserializer.deserialize_any(AsSize).map(Self)
    }
}

fn parse_size(text: &str) -> Option<usize> {
    let digits = text.trim().find(|c: char| !c.is_ascii_digit()).unwrap_or(text.trim().len());
    let (number, unit) = text.trim().split_at(digits);
    let factor = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "kb" => 1000,
        "mb" => 1_000_000,
        "kib" => 1 << 10,
        "mib" => 1 << 20,
        _ => return None,
    };
    number.parse::<usize>().ok()?.checked_mul(factor)
}

impl Config {
    /// Reads a configuration; folders in it are named from `base`.
    ///
    /// # Errors
    /// What is wrong, in which line, and what to do about it.
    pub fn parse(text: &str, base: &Path) -> Result<Self, ConfigError> {
        let raw: RawConfig = toml::from_str(text).map_err(|error| of_toml(&error, text))?;
        let line = |at: usize| Some(line_of(text, at));
        let (at, limits) = match raw.fetch {
            Some(spanned) => (line(spanned.span().start), spanned.into_inner()),
            None => (None, RawLimits::default()),
        };
        let is_fetching = raw.feed.iter().any(|feed| feed.get_ref().url.is_some());
        let allow_private = limits.allow_private;
        let fetch = self::limits(limits, is_fetching).map_err(|(message, hint)| ConfigError { line: at, message, hint })?;
        let mut names = HashSet::new();
        let mut feeds = Vec::with_capacity(raw.feed.len());
        for spanned in raw.feed {
            let at = line(spanned.span().start);
            let checked = feed(spanned.into_inner(), base, allow_private).and_then(|feed| {
                if names.insert(feed.name.clone()) {
                    Ok(feed)
                } else {
                    wrong(format!("two feeds are called `{}`", feed.name), "give each feed a name of its own")
                }
            });
            feeds.push(checked.map_err(|(message, hint)| ConfigError { line: at, message, hint })?);
        }
        let others =
            Others { ladders: raw.ladder, scenarios: raw.scenario, alerts: raw.alert, channels: raw.channel, questions: raw.question };
        Ok(Self { fetch, feeds, others })
    }
}

/// What is wrong, and what to do about it.
type Wrong = (String, String);

fn wrong<T>(message: impl Into<String>, hint: impl Into<String>) -> Result<T, Wrong> {
    Err((message.into(), hint.into()))
}

/// A value, or its default, within its bounds.
fn within<T: PartialOrd + Copy>(name: &str, value: Option<T>, default: T, bounds: (T, T), told: &str) -> Result<T, Wrong> {
    match value {
        None => Ok(default),
        Some(value) if value >= bounds.0 && value <= bounds.1 => Ok(value),
        Some(_) => wrong(format!("`{name}` is out of bounds"), format!("`{name}` goes {told}")),
    }
}

fn limits(raw: RawLimits, is_fetching: bool) -> Result<Limits, Wrong> {
    let seconds = Duration::from_secs;
    let time = |value: Option<Time>| value.map(|Time(time)| time);
    let size = |value: Option<Size>| value.map(|Size(size)| size);
    let bytes = (1_000, 100_000_000);
    Ok(Limits {
        user_agent: user_agent(raw.contact.as_deref(), is_fetching)?,
        connect_timeout: within("connect_timeout", time(raw.connect_timeout), seconds(10), (seconds(1), seconds(120)), "from 1s to 2m")?,
        timeout: within("timeout", time(raw.timeout), seconds(30), (seconds(1), seconds(600)), "from 1s to 10m")?,
        host_delay: within(
            "host_delay",
            time(raw.host_delay),
            seconds(2),
            // where it is the desk's own machine, there is nobody to be polite to
            (if raw.allow_private { Duration::ZERO } else { Duration::from_millis(500) }, seconds(600)),
            "from 500ms to 10m",
        )?,
        max_redirects: within("max_redirects", raw.max_redirects, 5, (0, 20), "from 0 to 20")?,
        max_feed_size: within("max_feed_size", size(raw.max_feed_size), 20_000_000, bytes, "from 1kB to 100MB")?,
        max_page_size: within("max_page_size", size(raw.max_page_size), 5_000_000, bytes, "from 1kB to 100MB")?,
        parallel: within("parallel", raw.parallel, 4, (1, 64), "from 1 to 64")?,
        allow_private: raw.allow_private,
    })
}

/// The name under which this program fetches: its own, and somebody to write to.
fn user_agent(contact: Option<&str>, is_fetching: bool) -> Result<String, Wrong> {
    let hint = "write `contact = \"desk@example.org\"` under [fetch]: whoever is fetched from can then write to you";
    let name = format!("demarche/{}", env!("CARGO_PKG_VERSION"));
    match contact.map(str::trim) {
        None if is_fetching => wrong("`contact` is missing under [fetch]", hint),
        None => Ok(name),
        Some(contact) => {
            let is_reachable = contact.contains('@') || contact.starts_with("https://") || contact.starts_with("http://");
            let is_plain = contact.len() <= 200 && contact.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'(' | b')'));
            if is_reachable && is_plain {
                Ok(format!("{name} (+{contact})"))
            } else {
                wrong("`contact` is neither an address of mail nor of the web", hint)
            }
        }
    }
}

fn feed(raw: RawFeed, base: &Path, allow_private: bool) -> Result<Feed, Wrong> {
    let name = raw.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return wrong("a feed has no name that can be shown", format!("names have 1 to {LONGEST_NAME} characters"));
    }
    let seconds = Duration::from_secs;
    let (place, every, shortest) = match (raw.url, raw.folder) {
        (Some(url), None) => {
            let parsed = Url::parse(url.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.host().is_some());
            let Some(parsed) = parsed else {
                return wrong(
                    format!("feed `{name}`: `{url}` is no address of http or https"),
                    "write the whole address, as https://example.org/rss.xml",
                );
            };
            if !parsed.username().is_empty() || parsed.password().is_some() {
                return wrong(format!("feed `{name}`: its address holds a password"), "take it out: addresses are shown and stored");
            }
            (Place::Web(parsed), seconds(900), if allow_private { seconds(1) } else { SHORTEST_EVERY })
        }
        (None, Some(folder)) => (Place::Folder(base.join(folder)), seconds(60), seconds(1)),
        _ => return wrong(format!("feed `{name}` has not one of `url` and `folder`"), "give it one of the two"),
    };
    let year = seconds(366 * 24 * 3600);
    Ok(Feed {
        every: within("every", raw.every.map(|Time(t)| t), every, (shortest, year), "from 1m (folders: 1s) to a year")?,
        publisher: raw.publisher.map(|publisher| publisher.trim().to_owned()).filter(|publisher| !publisher.is_empty()),
        max_entries: within("max_entries", raw.max_entries, 200, (1, 10_000), "from 1 to 10000")?,
        max_age: within(
            "max_age",
            raw.max_age.map(|Time(t)| t),
            seconds(7 * 24 * 3600),
            (seconds(60), 100 * year),
            "from 1m to 100 years",
        )?,
        ignore_robots: raw.ignore_robots,
        name,
        place,
    })
}

/// An error of the parser: its line, and for a key that is not known those that are.
fn of_toml(error: &toml::de::Error, text: &str) -> ConfigError {
    let line = error.span().map(|span| line_of(text, span.start));
    let message = error.message().lines().next().unwrap_or_default().trim();
    let (message, hint) = match message.split_once(", expected ") {
        Some((unknown, known)) if unknown.starts_with("unknown field") => {
            let known = known.trim_start_matches("one of ");
            (unknown.to_owned(), format!("known here are {known}"))
        }
        _ => (message.to_owned(), "docs/watch.md lists all keys with their values".to_owned()),
    };
    ConfigError { line, message, hint }
}

fn line_of(text: &str, at: usize) -> usize {
    1 + text.as_bytes().iter().take(at).filter(|b| **b == b'\n').count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CONTACT: &str = "[fetch]\ncontact = \"desk@example.org\"\n";

    fn parse(text: &str) -> Result<Config, ConfigError> {
        Config::parse(text, Path::new("/desk"))
    }

    #[test]
    fn defaults_are_polite() {
        let text =
            format!("{CONTACT}[[feed]]\nname = \"wire\"\nurl = \"https://example.org/rss.xml\"\n[[feed]]\nname=\"in\"\nfolder=\"in\"\n");
        let config = parse(&text).unwrap();
        let fetch = &config.fetch;
        assert_eq!(fetch.user_agent, format!("demarche/{} (+desk@example.org)", env!("CARGO_PKG_VERSION")));
        assert!(!fetch.allow_private && fetch.host_delay == Duration::from_secs(2) && fetch.max_redirects == 5);
        assert_eq!(config.feeds[0].every, Duration::from_secs(900));
        assert_eq!(config.feeds[1].place, Place::Folder("/desk/in".into()));
        assert!(parse("").unwrap().feeds.is_empty());
    }

    #[test]
    fn values_are_read_with_their_units() {
        let text = format!(
            "{CONTACT}timeout = \"1m 30s\"\nmax_page_size = \"2MB\"\nmax_feed_size = 5000\n[[feed]]\nname = \"a\"\nfolder = \"/in\"\nevery = \"2h\"\nmax_age = \"30d\"\npublisher = \" The Paper \"\n"
        );
        let config = parse(&text).unwrap();
        assert_eq!(
            (config.fetch.timeout, config.fetch.max_page_size, config.fetch.max_feed_size),
            (Duration::from_secs(90), 2_000_000, 5000)
        );
        let feed = &config.feeds[0];
        assert_eq!((feed.every, feed.max_age), (Duration::from_secs(7200), Duration::from_secs(30 * 86_400)));
        assert_eq!((feed.publisher.as_deref(), &feed.place), (Some("The Paper"), &Place::Folder("/in".into())));
    }

    #[test]
    fn tables_of_others_are_kept() {
        let text = "[[ladder]]\ndyad = [\"PRK\", \"KOR\"]\n[[alert]]\nname = \"x\"\n[alert.when]\nlevel = 5\n[[channel]]\nfile = \"a\"\n[[question]]\nq = 1\n[[scenario]]\n";
        let others = parse(text).unwrap().others;
        assert_eq!(
            [others.ladders.len(), others.alerts.len(), others.channels.len(), others.questions.len(), others.scenarios.len()],
            [1; 5]
        );
        assert_eq!(others.alerts[0]["when"]["level"].as_integer(), Some(5));
    }

    #[test]
    fn what_is_wrong_is_named_with_line_and_remedy() {
        let feed = |rest: &str| format!("{CONTACT}\n[[feed]]\nname = \"a\"\n{rest}\n");
        let url = "url = \"https://example.org/\"\n";
        for (text, line, message, hint) in [
            ("[[feeds]]\nname = 1".to_owned(), Some(1), "unknown field `feeds`", "known here are `fetch`, `feed`"),
            (feed("intervall = \"5m\""), Some(6), "unknown field `intervall`", "`every`"),
            (feed("folder = \"x\"\nevery = \"soon\""), Some(7), "`soon` is no length of time", "docs/watch.md"),
            (feed("folder = \"x\"\nevery = 5"), Some(7), "invalid type", "docs/watch.md"),
            (feed(""), Some(4), "feed `a` has not one of `url` and `folder`", "one of the two"),
            (feed("url = \"ftp://example.org\""), Some(4), "no address of http or https", "https://"),
            (feed("url = \"https://u:p@example.org\""), Some(4), "holds a password", "take it out"),
            (feed(&format!("{url}every = \"10s\"")), Some(4), "`every` is out of bounds", "from 1m"),
            (feed("folder = \"x\"\n[[feed]]\nname = \"a\"\nfolder = \"y\""), Some(7), "two feeds are called `a`", "a name of its own"),
            (format!("[[feed]]\nname = \"a\"\n{url}"), None, "`contact` is missing", "desk@example.org"),
            ("[fetch]\ncontact = \"me\"".to_owned(), Some(1), "`contact` is neither", "desk@example.org"),
            ("[fetch]\ncontact = \"a@b\\r\\nX: y\"".to_owned(), Some(1), "`contact` is neither", "desk@example.org"),
            ("[fetch]\nmax_redirects = 50".to_owned(), Some(1), "`max_redirects` is out of bounds", "from 0 to 20"),
            ("a = = b".to_owned(), Some(1), "", "docs/watch.md"),
        ] {
            let error = parse(&text).unwrap_err();
            assert_eq!(error.line, line, "{text}: {error}");
            assert!(error.message.contains(message) && error.hint.contains(hint), "{error:?}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,80}", time in "[0-9]{0,25} ?[smhdx.]{0,4}", size in "[0-9]{0,25} ?[kMiB]{0,4}") {
            let _ = parse(&text);
            let _ = parse(&format!("[fetch]\ntimeout = \"{time}\"\nmax_page_size = \"{size}\"\n[[feed]]\nname='a'\nfolder='b'\nevery='{time}'"));
        }
    }
}
