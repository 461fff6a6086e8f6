//! What a feed says: its entries, or the sitemaps that a sitemap index names.
//!
//! RSS, Atom and JSON Feed are read by `feed-rs`, sitemaps (also those for news) by [`sitemap`]. Anything may come: nothing panics, and
//! no more than [`MOST_ENTRIES`] entries are taken.

use std::io::Read as _;
use std::panic::{self, AssertUnwindSafe};

use demarche_input::Compression;
use demarche_input::source::decompress;
use jiff::Timestamp;
use url::Url;

use crate::error::{FeedError, FetchError};

pub mod sitemap;

/// Entries that are taken from one feed.
pub const MOST_ENTRIES: usize = 50_000;
/// Characters of a title that are kept.
const LONGEST_TITLE: usize = 500;
/// Bytes of an address.
const LONGEST_ADDRESS: usize = 4_000;

/// What a feed holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Listing {
    /// Entries in the order of the feed.
    Entries(Vec<Entry>),
    /// Sitemaps that a sitemap index names.
    Sitemaps(Vec<Sitemap>),
}

/// An article that a feed names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its page.
    pub url: Url,
    /// Its headline.
    pub title: Option<String>,
    /// When it was published, or else changed.
    pub published: Option<Timestamp>,
    /// The outlet, where a news sitemap states it.
    pub publisher: Option<String>,
}

/// A sitemap that a sitemap index names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sitemap {
    /// Where it is.
    pub url: Url,
    /// When it changed last.
    pub changed: Option<Timestamp>,
}

impl Entry {
    /// What the entry is remembered by.
    #[must_use]
    pub fn key(&self) -> String {
        key(&self.url)
    }
}

/// An address without what does not belong to it: fragment, and parameters that only tell where a reader came from.
#[must_use]
pub fn key(url: &Url) -> String {
    const TRACKING: [&str; 9] = ["fbclid", "gclid", "dclid", "msclkid", "igshid", "mc_cid", "mc_eid", "cmpid", "at_medium"];
    let is_tracking = |name: &str| {
        let name = name.to_ascii_lowercase();
        name.starts_with("utm_") || name.starts_with("at_campaign") || TRACKING.contains(&name.as_str())
    };
    let mut url = url.clone();
    url.set_fragment(None);
    if let Some(query) = url.query() {
        let kept: Vec<&str> = query.split('&').filter(|part| !is_tracking(part.split('=').next().unwrap_or_default())).collect();
        if kept.len() < query.split('&').count() {
            let kept = kept.join("&");
            url.set_query((!kept.is_empty()).then_some(kept.as_str()));
        }
    }
    url.into()
}

/// Reads what came from `base`; `limit` bounds the bytes of a feed that came compressed, as sitemaps do.
///
/// # Errors
/// Where it is no feed, or holds too much.
pub fn parse_feed(bytes: &[u8], base: &Url, limit: usize) -> Result<Listing, FeedError> {
    let mut unpacked = Vec::new();
    let bytes = if bytes.starts_with(&[0x1f, 0x8b]) {
        let none = |e: std::io::Error| FeedError::NoFeed { detail: e.to_string() };
        let stream = decompress(bytes, Compression::Gzip).map_err(none)?;
        stream.take(limit as u64 + 1).read_to_end(&mut unpacked).map_err(none)?;
        if unpacked.len() > limit {
            return Err(FetchError::TooLarge { limit }.into());
        }
        &unpacked
    } else {
        bytes
    };
    if let Some(kind) = sitemap::kind(bytes) {
        return sitemap::parse(bytes, kind, base);
    }
    // foreign code: a panic in it is this feed's error
    let parser = || feed_rs::parser::Builder::new().base_uri(Some(base.as_str())).build().parse(bytes);
    let feed =
        panic::catch_unwind(AssertUnwindSafe(parser)).map_err(|_| FeedError::NoFeed { detail: "cannot be taken apart".to_owned() })?;
    let feed = feed.map_err(|e| FeedError::NoFeed { detail: e.to_string() })?;
    let entries = feed.entries.into_iter().take(MOST_ENTRIES).filter_map(|entry| {
        let address = page_of(&entry)?;
        let time = entry.published.or(entry.updated);
        Some(Entry {
            url: address_of(&address, base)?,
            title: entry.title.and_then(|title| line(&title.content)),
            published: time.and_then(|time| Timestamp::from_second(time.timestamp()).ok()),
            publisher: None,
        })
    });
    Ok(Listing::Entries(entries.collect()))
}

/// The address of an entry's page: a link to itself, a page before anything else; else an id that is one.
fn page_of(entry: &feed_rs::model::Entry) -> Option<String> {
    let is_itself = |rel: &Option<String>| rel.as_deref().is_none_or(|rel| rel == "alternate");
    let is_page = |kind: &Option<String>| kind.as_deref().is_some_and(|kind| kind.contains("html"));
    let links = || entry.links.iter().filter(|link| is_itself(&link.rel) && !link.href.trim().is_empty());
    let link = links().find(|link| is_page(&link.media_type)).or_else(|| links().find(|link| link.media_type.is_none()));
    let link = link.or_else(|| links().next());
    let id = entry.id.trim();
    link.map(|link| link.href.clone()).or_else(|| (id.starts_with("http://") || id.starts_with("https://")).then(|| id.to_owned()))
}

/// An address of http or https, seen from the feed's own.
pub(crate) fn address_of(address: &str, base: &Url) -> Option<Url> {
    let address = address.trim();
    if address.is_empty() || address.len() > LONGEST_ADDRESS {
        return None;
    }
    base.join(address).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.host().is_some())
}

/// One line without control characters; `None` where blank.
pub(crate) fn line(text: &str) -> Option<String> {
    let clean = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let cut: String = clean.chars().take(LONGEST_TITLE).collect();
    (!cut.is_empty()).then_some(cut)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn base() -> Url {
        Url::parse("https://a.example/feeds/all.xml").unwrap()
    }

    fn entries(text: &str) -> Vec<Entry> {
        match parse_feed(text.as_bytes(), &base(), 1_000_000).unwrap() {
            Listing::Entries(entries) => entries,
            Listing::Sitemaps(_) => panic!("no feed"),
        }
    }

    #[test]
    fn all_kinds_of_feeds_give_the_same_entry() {
        let rss = "<?xml version='1.0'?><rss version='2.0'><channel><title>A</title><item><title>Talks &amp; tea</title>\
            <link>https://a.example/1</link><pubDate>Tue, 29 Oct 2024 12:00:00 GMT</pubDate></item></channel></rss>";
        let atom = "<feed xmlns='http://www.w3.org/2005/Atom'><title>A</title><id>x</id><updated>2024-10-29T12:00:00Z</updated><entry>\
            <id>tag:1</id><title> Talks &amp;\n tea</title><link rel='enclosure' href='/1.mp3'/><link rel='alternate' type='text/html' href='/1'/>\
            <updated>2024-10-29T14:00:00+02:00</updated></entry></feed>";
        let json = r#"{"version":"https://jsonfeed.org/version/1.1","title":"A","items":[{"id":"1","url":"https://a.example/1",
            "title":"Talks & tea","content_text":"x","date_published":"2024-10-29T12:00:00Z"}]}"#;
        let sitemap = "<?xml version='1.0' encoding='UTF-8'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' \
            xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'><url><loc>https://a.example/1</loc><news:news><news:publication>\
            <news:name>P</news:name><news:language>en</news:language></news:publication><news:publication_date>2024-10-29T12:00Z\
            </news:publication_date><news:title>Talks &amp; <![CDATA[tea]]></news:title></news:news></url></urlset>";
        for text in [rss, atom, json, sitemap] {
            let found = entries(text);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(found[0].url.as_str(), "https://a.example/1", "{text}");
            assert_eq!(found[0].title.as_deref(), Some("Talks & tea"), "{text}");
            assert_eq!(found[0].published, Some("2024-10-29T12:00:00Z".parse().unwrap()), "{text}");
        }
        assert_eq!(entries(sitemap)[0].publisher.as_deref(), Some("P"));
    }

    #[test]
    fn entries_without_a_page_are_left_out() {
        let rss = "<rss version='2.0'><channel><title>A</title><item><guid>https://a.example/2</guid></item><item><link>javascript:x</link></item>\
            <item><title>none</title></item><item><link>ftp://a.example/3</link></item><item><link>/4#part</link></item></channel></rss>";
        let urls: Vec<String> = entries(rss).iter().map(Entry::key).collect();
        assert_eq!(urls, ["https://a.example/2", "https://a.example/4"]);
    }

    #[test]
    fn keys_are_free_of_what_tells_the_way() {
        for (given, expected) in [
            ("https://A.example/x?utm_source=rss&id=7&UTM_Medium=a#top", "https://a.example/x?id=7"),
            ("https://a.example/x?utm_source=rss", "https://a.example/x"),
            ("https://a.example/x?b=1&a=%2F", "https://a.example/x?b=1&a=%2F"),
            ("https://a.example:443", "https://a.example/"),
        ] {
            assert_eq!(key(&Url::parse(given).unwrap()), expected);
        }
    }

    #[test]
    fn hostile_feeds_end_in_words() {
        let deep = |n: usize| format!("<rss version='2.0'><channel><item><description>{}x", "<a>".repeat(n));
        let laughs = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><rss version='2.0'><channel><item><title>&b;</title></item></channel></rss>";
        let outline = format!("{}\"version\":1", "[{\"a\":".repeat(100_000));
        for text in
            [&deep(300_000)[..], laughs, &outline, "", "<html><body>no feed</body></html>", "{\"version\":\"2\"}", "\u{0}\u{0}", "<rss"]
        {
            let _ = parse_feed(text.as_bytes(), &base(), 1_000_000);
        }
        let atom = format!("<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='xhtml'>{}", "<div>".repeat(300_000));
        let _ = parse_feed(atom.as_bytes(), &base(), 1_000_000);
        let error = parse_feed(b"<html/>", &base(), 1_000).unwrap_err();
        assert!(error.to_string().starts_with("is no feed") && error.hint().is_some());
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), text in "(<rss version='2.0'>|<channel>|<item>|<link>|</link>|<feed xmlns='http://www.w3.org/2005/Atom'>|<entry>|<urlset>|<url>|<loc>|</loc>|http://a|&amp;|&#0;|<!--|<!\\[CDATA\\[|\\PC){0,30}") {
            let _ = parse_feed(&bytes, &base(), 1_000);
            let _ = parse_feed(text.as_bytes(), &base(), 1_000);
        }
    }
}
