//! Sitemaps, those for news, and indexes of sitemaps (sitemaps.org 0.9; Google's news extension). Text is read as UTF-8, as the
//! protocol asks.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use quick_xml::events::Event;
use quick_xml::{Reader, XmlVersion};
use url::Url;

use super::{Entry, Listing, MOST_ENTRIES, Sitemap, address_of, line};
use crate::error::FeedError;

/// Bytes in which the root element is looked for.
const ROOT_WITHIN: usize = 4096;
/// Bytes of one value; more is no address, title or date.
const LONGEST_VALUE: usize = 8192;

/// What a file is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Pages.
    Pages,
    /// Sitemaps.
    Index,
}

/// What kind of sitemap the first bytes tell; `None` where they tell none.
#[must_use]
pub fn kind(bytes: &[u8]) -> Option<Kind> {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(ROOT_WITHIN)]);
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}').trim_start());
    loop {
        match reader.read_event().ok()? {
            Event::Start(root) | Event::Empty(root) => {
                return match root.local_name().as_ref() {
                    "urlset" => Some(Kind::Pages),
                    "sitemapindex" => Some(Kind::Index),
                    _ => None,
                };
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

/// Fields of the element that is being read.
#[derive(Default)]
struct Fields {
    loc: String,
    changed: String,
    published: String,
    title: String,
    publisher: String,
}

/// Reads a sitemap. What comes before a fault in it is taken. Pages without a time are left out: a sitemap may list all that a site ever
/// had.
///
/// # Errors
/// Where nothing can be read.
pub fn parse(bytes: &[u8], kind: Kind, base: &Url) -> Result<Listing, FeedError> {
    let text = String::from_utf8_lossy(bytes);
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}').trim_start());
    let (mut entries, mut sitemaps) = (Vec::new(), Vec::new());
    let mut path: Vec<String> = Vec::new();
    let mut fields = Fields::default();
    while entries.len() + sitemaps.len() < MOST_ENTRIES {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(e) if entries.is_empty() && sitemaps.is_empty() => return Err(FeedError::NoFeed { detail: e.to_string() }),
            Err(_) => break,
        };
        match event {
            Event::Start(element) => path.push(element.local_name().as_ref().to_owned()),
            Event::End(_) => {
                path.pop();
                // an entry is whole
                if path.len() == 1 {
                    let fields = std::mem::take(&mut fields);
                    if let Some(url) = address_of(&fields.loc, base) {
                        match kind {
                            Kind::Index => sitemaps.push(Sitemap { url, changed: parse_time(&fields.changed) }),
                            Kind::Pages => {
                                let published = parse_time(&fields.published).or_else(|| parse_time(&fields.changed));
                                let entry = Entry { url, title: line(&fields.title), published, publisher: line(&fields.publisher) };
                                entries.extend(published.is_some().then_some(entry));
                            }
                        }
                    }
                }
            }
            Event::Text(text) => fields.add(&path, &text.xml_content(XmlVersion::Explicit1_0)),
            Event::CData(text) => fields.add(&path, &text.xml_content(XmlVersion::Explicit1_0)),
            Event::GeneralRef(entity) => {
                let character = match entity.resolve_char_ref() {
                    Ok(Some(character)) => Some(character.to_string()),
                    _ => quick_xml::escape::resolve_predefined_entity(&entity.xml10_content()).map(str::to_owned),
                };
                fields.add(&path, character.as_deref().unwrap_or_default());
            }
            Event::Eof => break,
            _ => {}
        }
    }
    Ok(match kind {
        Kind::Pages => Listing::Entries(entries),
        Kind::Index => Listing::Sitemaps(sitemaps),
    })
}

impl Fields {
    /// Adds text that stands at a path; pictures and videos have addresses too, deeper down.
    fn add(&mut self, path: &[String], text: &str) {
        let path: [&str; 4] = match path {
            [_, entry, name] => [entry, name, "", ""],
            [_, entry, a, name] => [entry, a, name, ""],
            [_, entry, a, b, name] => [entry, a, b, name],
            _ => return,
        };
        let field = match path {
            ["url" | "sitemap", "loc", "", ""] => &mut self.loc,
            ["url" | "sitemap", "lastmod", "", ""] => &mut self.changed,
            ["url", "news", "publication_date", ""] => &mut self.published,
            ["url", "news", "title", ""] => &mut self.title,
            ["url", "news", "publication", "name"] => &mut self.publisher,
            _ => return,
        };
        if field.len() + text.len() <= LONGEST_VALUE {
            field.push_str(text);
        }
    }
}

/// A time in a W3C profile of ISO 8601; a day alone is its end, so that it is not taken for old.
fn parse_time(value: &str) -> Option<Timestamp> {
    let value = value.trim();
    if value.len() > 100 {
        return None;
    }
    value.parse().ok().or_else(|| {
        let day: Date = value.parse().ok()?;
        let end = if value.len() <= 10 { day.at(23, 59, 59, 0) } else { value.parse().ok()? };
        end.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_names_sitemaps() {
        let text = b"\xef\xbb\xbf<?xml version='1.0'?><!-- x --><sitemapindex><sitemap><loc> https://a.example/news.xml?a=1&amp;b=2 </loc>\
            <lastmod>2024-10-29</lastmod></sitemap><sitemap><loc>/old.xml.gz</loc></sitemap></sitemapindex>";
        let base = Url::parse("https://a.example/").unwrap();
        assert_eq!(kind(text), Some(Kind::Index));
        let Listing::Sitemaps(found) = parse(text, Kind::Index, &base).unwrap() else { panic!("no index") };
        assert_eq!(found[0].url.as_str(), "https://a.example/news.xml?a=1&b=2");
        assert_eq!(found[0].changed, Some("2024-10-29T23:59:59Z".parse().unwrap()));
        assert_eq!((found[1].url.as_str(), found[1].changed), ("https://a.example/old.xml.gz", None));
    }

    #[test]
    fn pictures_are_no_pages_and_faults_end_the_list() {
        let text = b"<urlset><url><image:image><image:loc>https://a.example/1.jpg</image:loc></image:image><loc>https://a.example/1</loc>\
            <lastmod>2024-10-29T10:00:00+02:00</lastmod></url><url><loc>https://a.example/3</loc></url><url><loc>https://a.example/2</loc></wrong></urlset>";
        let base = Url::parse("https://a.example/").unwrap();
        let Listing::Entries(found) = parse(text, Kind::Pages, &base).unwrap() else { panic!("no pages") };
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].url.as_str(), found[0].published), ("https://a.example/1", Some("2024-10-29T08:00:00Z".parse().unwrap())));
        assert_eq!(kind(b"<rss version='2.0'>"), None);
    }
}
