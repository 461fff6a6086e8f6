//! robots.txt (RFC 9309): which pages of a host a robot may fetch, and how often.

use std::time::Duration;

use robotxt::Robots;
use url::Url;

/// The name that rules for this program are for.
pub const PRODUCT: &str = "demarche";
/// Longest delay between two requests that a robots.txt is granted; one that asks for more is asked at this rhythm.
pub const LONGEST_DELAY: Duration = Duration::from_secs(60);
/// Bytes of a robots.txt that are read; RFC 9309 asks for at least 500 KiB.
pub const LONGEST: usize = 512 * 1024;

/// What a host asks of robots.
#[derive(Debug, Clone)]
pub struct Rules {
    robots: Robots,
}

impl Rules {
    /// Reads a robots.txt, which may be anything.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Self {
        Self { robots: Robots::parse(bytes, PRODUCT) }
    }

    /// Those of a host without one.
    #[must_use]
    pub fn none() -> Self {
        Self { robots: Robots::allow_all() }
    }

    /// True where the page may be fetched.
    #[must_use]
    pub fn allow(&self, url: &Url) -> bool {
        self.robots.is_url_allowed(url)
    }

    /// The time between two requests that the host asks for.
    #[must_use]
    pub fn delay(&self) -> Option<Duration> {
        self.robots.crawl_delay().map(|delay| delay.min(LONGEST_DELAY))
    }
}

/// Where the rules for a page stand; `None` for what is no page of http or https.
#[must_use]
pub fn address(url: &Url) -> Option<Url> {
    robotxt::robots_url(url).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn rules_for_this_program_go_before_those_for_all() {
        let url = |path: &str| Url::parse(&format!("https://a.example{path}")).unwrap();
        let all = Rules::parse(b"User-agent: *\nDisallow: /private\nAllow: /private/news\nCrawl-delay: 5\n");
        assert!(all.allow(&url("/")) && all.allow(&url("/private/news/1")) && !all.allow(&url("/private/a?b")));
        assert_eq!(all.delay(), Some(Duration::from_secs(5)));
        let own = Rules::parse(b"User-agent: *\nDisallow: /\n\nUser-agent: Demarche\nDisallow: /x\nCrawl-delay: 1000000\n");
        assert!(own.allow(&url("/a")) && !own.allow(&url("/x")));
        assert_eq!(own.delay(), Some(LONGEST_DELAY));
        assert!(Rules::none().allow(&url("/private")) && Rules::parse(b"<html>404</html>").allow(&url("/")));
        assert_eq!(address(&url("/a/b?c")).unwrap().as_str(), "https://a.example/robots.txt");
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), text in "((User-agent|Disallow|Allow|Crawl-delay): [*/$%a-f0-9.]{0,20}\n){0,10}") {
            let url = Url::parse("https://a.example/a/b?c=%ff").unwrap();
            for bytes in [&bytes[..], text.as_bytes()] {
                let rules = Rules::parse(bytes);
                let _ = (rules.allow(&url), rules.delay());
            }
        }
    }
}
