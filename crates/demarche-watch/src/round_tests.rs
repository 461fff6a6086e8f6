use std::collections::HashMap;
use std::sync::atomic::Ordering;

use super::*;
use crate::clock::tests::Waiting;
use crate::config::Config;
use crate::fetch::{Answer, Http, Request};

/// A network whose pages a test sets.
#[derive(Default)]
struct Web {
    pages: Mutex<HashMap<String, Answer>>,
    asked: Mutex<Vec<String>>,
}

impl Web {
    fn set(&self, url: &str, status: u16, body: &str) {
        let answer = Answer { status, body: body.into(), etag: Some(format!("\"{}\"", body.len())), ..Answer::default() };
        self.pages.lock().unwrap().insert(url.to_owned(), answer);
    }

    fn asked(&self) -> Vec<String> {
        let asked = std::mem::take(&mut *self.asked.lock().unwrap());
        asked.into_iter().filter(|url| !url.ends_with("/robots.txt")).collect()
    }
}

impl Http for Web {
    fn get(&self, request: &Request<'_>) -> Result<Answer, FetchError> {
        self.asked.lock().unwrap().push(request.url.to_string());
        let none = Answer { status: 404, ..Answer::default() };
        let answer = self.pages.lock().unwrap().get(request.url.as_str()).cloned().unwrap_or(none);
        let is_same = request.etag.is_some() && request.etag == answer.etag.as_deref();
        Ok(if is_same { Answer { status: 304, ..Answer::default() } } else { answer })
    }
}

/// A memory that is told of what happened.
#[derive(Default)]
struct Notes {
    feeds: HashMap<String, FeedState>,
    entries: HashMap<String, Seen>,
}

impl Memory for Notes {
    fn feed(&mut self, name: &str) -> Remembered<Option<FeedState>> {
        Ok(self.feeds.get(name).cloned())
    }
    fn entry(&mut self, key: &str) -> Remembered<Option<Seen>> {
        Ok(self.entries.get(key).copied())
    }
}

struct Desk {
    web: Web,
    clock: Waiting,
    config: Config,
    notes: Mutex<Notes>,
}

impl Desk {
    fn new(feeds: &str) -> Self {
        let text = format!("[fetch]\ncontact = \"desk@example.org\"\nparallel = 1\n{feeds}");
        Self {
            web: Web::default(),
            clock: Waiting::at("2024-10-29T12:00:00Z"),
            config: Config::parse(&text, ".".as_ref()).unwrap(),
            notes: Mutex::default(),
        }
    }

    /// One round; `most` happenings are remembered, then the desk crashes.
    fn round(&self, most: usize) -> Vec<String> {
        let fetcher = Fetcher::new(&self.web, &self.clock, &self.config.fetch);
        let watch = Watch { fetcher: &fetcher, clock: &self.clock, memory: &self.notes, limits: &self.config.fetch, seed: 1 };
        let due = due(&self.config.feeds, &mut *self.notes.lock().unwrap(), self.clock.now(), false).unwrap();
        let mut told = Vec::new();
        let _ = round(&watch, &due.feeds, |happening| {
            if told.len() == most {
                return Err(());
            }
            let mut notes = self.notes.lock().unwrap();
            told.push(match happening {
                Happening::Article(article) => {
                    notes.entries.insert(article.key, Seen::Done);
                    format!("article {} {}", article.row.id, article.row.title.unwrap_or_default())
                }
                Happening::Failed(failed) => {
                    let seen = failed.again.map_or(Seen::Done, |again| Seen::Failed { tries: failed.tries, again });
                    notes.entries.insert(failed.key, seen);
                    format!("failed {} ({})", failed.message, failed.tries)
                }
                Happening::File(file) => {
                    notes.entries.insert(file.key, Seen::Done);
                    format!("file {}", file.path.file_name().unwrap().to_string_lossy())
                }
                Happening::Polled(polled) => {
                    notes.feeds.insert(polled.feed.name.clone(), polled.state);
                    match polled.outcome {
                        Ok(poll) => format!("polled {poll}"),
                        Err(error) => format!("polled {error}"),
                    }
                }
            });
            Ok(())
        });
        told
    }

    fn wait(&self, hours: u64) {
        self.clock.sleep(Duration::from_secs(hours * 3600));
    }
}

const FEED: &str = "[[feed]]\nname = \"wire\"\nurl = \"https://a.example/rss\"\n";

fn rss(items: &[u32]) -> String {
    let item = |n: &u32| {
        format!(
            "<item><title>T{n}</title><link>https://a.example/{n}?utm_source=rss</link><pubDate>Tue, 29 Oct 2024 11:{n:02}:00 GMT</pubDate></item>"
        )
    };
    format!("<rss version='2.0'><channel><title>A</title>{}</channel></rss>", items.iter().rev().map(item).collect::<String>())
}

fn page(n: u32) -> String {
    format!(
        "<html><head><title>Page {n}</title></head><body><article><p>Seoul accused Pyongyang on Monday of sending {n} troops to the border, a spokesman said.</p></article></body></html>"
    )
}

fn with_pages(desk: &Desk, numbers: &[u32]) {
    desk.web.set("https://a.example/rss", 200, &rss(numbers));
    for n in numbers {
        desk.web.set(&format!("https://a.example/{n}?utm_source=rss"), 200, &page(*n));
    }
}

#[test]
fn new_entries_are_fetched_once_oldest_first() {
    let desk = Desk::new(FEED);
    with_pages(&desk, &[1, 2]);
    assert_eq!(
        desk.round(99),
        ["article https://a.example/1 Page 1", "article https://a.example/2 Page 2", "polled 2 entries, 2 unknown, 0 left for later"]
    );
    assert!(desk.round(99).is_empty(), "nothing is due");
    desk.wait(1);
    assert_eq!(desk.round(99), ["polled unchanged"]);
    desk.wait(1);
    desk.web.asked();
    with_pages(&desk, &[1, 2, 3]);
    assert_eq!(desk.round(99), ["article https://a.example/3 Page 3", "polled 3 entries, 1 unknown, 0 left for later"]);
    assert_eq!(desk.web.asked(), ["https://a.example/rss", "https://a.example/3?utm_source=rss"]);
}

#[test]
fn a_crash_at_any_point_loses_nothing() {
    for most in 0..4 {
        let desk = Desk::new(FEED);
        with_pages(&desk, &[1, 2, 3]);
        let first = desk.round(most);
        assert_eq!(first.len(), most);
        let mut all = first;
        all.extend(desk.round(99));
        let articles: Vec<_> = all.iter().filter(|told| told.starts_with("article")).collect();
        assert_eq!(articles.len(), 3, "{all:?}");
        assert!(all.last().unwrap().starts_with("polled 3 entries"), "{all:?}");
    }
}

#[test]
fn what_fails_for_now_is_tried_again_and_what_fails_for_good_is_not() {
    let desk = Desk::new(FEED);
    with_pages(&desk, &[1, 2, 3]);
    desk.web.set("https://a.example/1?utm_source=rss", 500, "");
    desk.web.set("https://a.example/2?utm_source=rss", 410, "");
    let told = desk.round(99);
    assert_eq!(told[0], "failed https://a.example/1?utm_source=rss: answered with status 500 (1)");
    assert_eq!(told[1], "failed https://a.example/2?utm_source=rss: answered with status 410 (1)");
    assert_eq!(told[3], "polled 3 entries, 3 unknown, 1 left for later");
    for tries in 2..=MOST_TRIES {
        desk.wait(6);
        let last = if tries == MOST_TRIES { 0 } else { 1 };
        assert_eq!(
            desk.round(99),
            [
                format!("failed https://a.example/1?utm_source=rss: answered with status 500 ({tries})"),
                format!("polled 3 entries, 1 unknown, {last} left for later")
            ]
        );
    }
    desk.wait(6);
    assert_eq!(desk.round(99), ["polled unchanged"]);
}

#[test]
fn a_host_that_asks_for_it_ends_the_poll() {
    let desk = Desk::new(FEED);
    with_pages(&desk, &[1, 2, 3]);
    desk.web.set("https://a.example/2?utm_source=rss", 429, "");
    let told = desk.round(99);
    assert_eq!(told, ["article https://a.example/1 Page 1", "polled 3 entries, 3 unknown, 2 left for later"]);
    desk.web.set("https://a.example/2?utm_source=rss", 200, &page(2));
    desk.wait(1);
    assert_eq!(desk.round(99).len(), 3);
}

#[test]
fn a_feed_that_fails_is_asked_less_often() {
    let desk = Desk::new(FEED);
    desk.web.set("https://a.example/rss", 500, "");
    assert_eq!(desk.round(99), ["polled answered with status 500"]);
    let state = desk.notes.lock().unwrap().feeds["wire"].clone();
    assert_eq!(state.failures, 1);
    assert!(state.due.unwrap() > desk.clock.now() + Duration::from_secs(1200));
    desk.wait(1);
    with_pages(&desk, &[1]);
    assert_eq!(desk.round(99).len(), 2);
    assert_eq!(desk.notes.lock().unwrap().feeds["wire"].failures, 0);
}

#[test]
fn no_more_than_is_wanted_is_taken_at_once_the_newest_first() {
    let desk = Desk::new(&format!("{FEED}max_entries = 2\nmax_age = \"50m\"\n"));
    with_pages(&desk, &[5, 20, 30, 40]);
    let told = desk.round(99);
    assert_eq!(told[..2], ["article https://a.example/30 Page 30", "article https://a.example/40 Page 40"]);
    assert_eq!(told[2], "polled 4 entries, 3 unknown, 1 left for later");
}

#[test]
fn an_article_of_two_feeds_is_fetched_once() {
    let desk = Desk::new(&format!("{FEED}[[feed]]\nname = \"again\"\nurl = \"https://a.example/rss2\"\n"));
    with_pages(&desk, &[1]);
    desk.web.set("https://a.example/rss2", 200, &rss(&[1]));
    let told = desk.round(99);
    assert_eq!(told.iter().filter(|told| told.starts_with("article")).count(), 1, "{told:?}");
}

#[test]
fn sitemaps_of_an_index_are_read() {
    let desk = Desk::new(FEED);
    desk.web.set("https://a.example/rss", 200, "<sitemapindex><sitemap><loc>https://a.example/news.xml</loc></sitemap></sitemapindex>");
    let map = "<urlset><url><loc>https://a.example/1</loc><lastmod>2024-10-29T11:00:00Z</lastmod></url><url><loc>https://a.example/2</loc><lastmod>2020-01-01</lastmod></url></urlset>";
    desk.web.set("https://a.example/news.xml", 200, map);
    desk.web.set("https://a.example/1", 200, &page(1));
    assert_eq!(desk.round(99), ["article https://a.example/1 Page 1", "polled 2 entries, 1 unknown, 0 left for later"]);
    desk.wait(1);
    assert_eq!(desk.round(99), ["polled 2 entries, 0 unknown, 0 left for later"]);
}

#[test]
fn files_are_handed_on_once_they_are_whole() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.txt"), "Talks began.").unwrap();
    let desk = Desk::new(&format!("[[feed]]\nname = \"in\"\nfolder = \"{}\"\n", folder.path().display()));
    assert_eq!(desk.round(99), ["file a.txt", "polled 1 entries, 1 unknown, 0 left for later"]);
    desk.wait(1);
    std::fs::write(folder.path().join("b.txt"), "Talks ended.").unwrap();
    assert_eq!(desk.round(99), ["file b.txt", "polled 2 entries, 1 unknown, 0 left for later"]);
}

#[test]
fn a_wish_to_stop_leaves_the_rest_for_later() {
    let desk = Desk::new(FEED);
    with_pages(&desk, &[1, 2]);
    desk.clock.is_stopped.store(true, Ordering::Relaxed);
    assert!(desk.round(99).is_empty());
    desk.clock.is_stopped.store(false, Ordering::Relaxed);
    assert_eq!(desk.round(99).len(), 3);
}
