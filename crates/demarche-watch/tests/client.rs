//! The client and the fetcher against a server on this machine.

mod support;

use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use demarche_watch::client::Client;
use demarche_watch::clock::SystemClock;
use demarche_watch::config::{Config, Limits};
use demarche_watch::error::FetchError;
use demarche_watch::fetch::{Fetcher, Got, Kind, Wanted};
use support::{Page, Server};
use url::Url;

fn limits(more: &str) -> Limits {
    let text = format!("[fetch]\ncontact = \"desk@example.org\"\nallow_private = true\nhost_delay = \"0s\"\n{more}");
    Config::parse(&text, ".".as_ref()).unwrap().fetch
}

fn get(server: &Server, limits: &Limits, path: &str, etag: Option<&str>) -> Result<Got, FetchError> {
    let clock = SystemClock::new(Arc::new(AtomicBool::new(false)));
    let client = Client::new(limits);
    let fetcher = Fetcher::new(&client, &clock, limits);
    let url = Url::parse(&server.url(path)).unwrap();
    fetcher.get(&Wanted { url: &url, kind: Kind::Page, etag, last_modified: None, ignore_robots: false })
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn requests_say_who_asks_and_for_what() {
    let server = Server::start();
    server.set("/a", Page { status: 200, etag: Some("\"1\"".to_owned()), body: b"here".to_vec(), ..Page::default() });
    let Ok(Got::Whole(url, answer)) = get(&server, &limits(""), "/a", None) else { panic!("nothing came") };
    assert_eq!((url.path(), answer.body.as_slice(), answer.etag.as_deref()), ("/a", &b"here"[..], Some("\"1\"")));
    let fields = server.fields("/a").join("\n").to_lowercase();
    let agent = format!("user-agent: demarche/{} (+desk@example.org)", env!("CARGO_PKG_VERSION"));
    assert!(fields.contains(&agent) && fields.contains("accept: text/html"), "{fields}");
    assert!(!fields.contains("cookie") && !fields.contains("referer"), "{fields}");
    assert_eq!(get(&server, &limits(""), "/a", Some("\"1\"")), Ok(Got::Unchanged));
}

#[test]
fn large_answers_are_cut_off_compressed_or_not() {
    let server = Server::start();
    let limits = limits("max_page_size = \"1MB\"");
    server.page("/large", "text/html", vec![b'a'; 1_000_001]);
    server.page("/fits", "text/html", vec![b'a'; 1_000_000]);
    let bomb = gzip(&vec![b'a'; 50_000_000]);
    server.set("/bomb", Page { status: 200, fields: "Content-Encoding: gzip\r\n".to_owned(), body: bomb, ..Page::default() });
    server.set("/packed", Page { status: 200, fields: "Content-Encoding: gzip\r\n".to_owned(), body: gzip(b"here"), ..Page::default() });
    let large = Err(FetchError::TooLarge { limit: 1_000_000 });
    assert_eq!(get(&server, &limits, "/large", None), large);
    assert_eq!(get(&server, &limits, "/bomb", None), large);
    assert!(matches!(get(&server, &limits, "/fits", None), Ok(Got::Whole(_, answer)) if answer.body.len() == 1_000_000));
    assert!(matches!(get(&server, &limits, "/packed", None), Ok(Got::Whole(_, answer)) if answer.body == b"here"));
}

#[test]
fn an_answer_that_trickles_ends_with_the_time() {
    let server = Server::start();
    let pause = Duration::from_millis(100);
    server.set("/slow", Page { status: 200, body: vec![b'a'; 1000], pause, ..Page::default() });
    let begin = Instant::now();
    let error = get(&server, &limits("timeout = \"1s\""), "/slow", None).unwrap_err();
    assert!(matches!(error, FetchError::Timeout { .. }), "{error}");
    assert!(begin.elapsed() < Duration::from_secs(10));
}

#[test]
fn redirects_and_robots_of_a_real_server_hold() {
    let server = Server::start();
    let moved = |to: &str| Page { status: 301, fields: format!("Location: {to}\r\n"), ..Page::default() };
    server.set("/old", moved("/new?x=1"));
    server.page("/new?x=1", "text/html", "here");
    server.set("/secret", moved("/private/1"));
    server.set("/away", moved("gopher://127.0.0.1/"));
    server.page("/robots.txt", "text/plain", "User-agent: *\nDisallow: /private");
    let Ok(Got::Whole(url, _)) = get(&server, &limits(""), "/old", None) else { panic!("nothing came") };
    assert_eq!(url.as_str(), server.url("/new?x=1"));
    assert!(matches!(get(&server, &limits(""), "/secret", None), Err(FetchError::Robots { .. })));
    assert!(matches!(get(&server, &limits(""), "/away", None), Err(FetchError::Address { .. })));
    assert!(!server.asked().contains(&"/private/1".to_owned()));
}

#[test]
fn private_addresses_are_refused_unless_allowed() {
    let server = Server::start();
    server.page("/a", "text/html", "here");
    let strict = Config::parse("[fetch]\ncontact = \"desk@example.org\"", ".".as_ref()).unwrap().fetch;
    assert!(matches!(get(&server, &strict, "/a", None), Err(FetchError::Private { .. })));
    assert!(server.asked().is_empty());
    assert!(get(&server, &limits(""), "/a", None).is_ok());
}

#[test]
fn damaged_answers_end_in_words() {
    let server = Server::start();
    let mut damaged = gzip(&vec![b'a'; 10_000]);
    damaged.truncate(20);
    server.set("/cut", Page { status: 200, fields: "Content-Encoding: gzip\r\n".to_owned(), body: damaged, ..Page::default() });
    let error = get(&server, &limits(""), "/cut", None).unwrap_err();
    assert!(error.is_transient(), "{error}");
    let gone = Server::start();
    let url = gone.url("/");
    drop(gone);
    let limits = limits("");
    let clock = SystemClock::new(Arc::new(AtomicBool::new(false)));
    let client = Client::new(&limits);
    let fetcher = Fetcher::new(&client, &clock, &limits);
    let url = Url::parse(&url).unwrap();
    let wanted = Wanted { url: &url, kind: Kind::Feed, etag: None, last_modified: None, ignore_robots: true };
    assert!(fetcher.get(&wanted).unwrap_err().is_transient());
}
