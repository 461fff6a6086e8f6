use super::*;
use crate::clock::tests::Waiting;
use crate::config::Config;

/// A network of answers, which notes when it was asked for what.
struct Web {
    clock: Waiting,
    answers: HashMap<String, Answer>,
    asked: Mutex<Vec<(u64, String)>>,
}

impl Web {
    fn new(answers: &[(&str, Answer)]) -> Self {
        let answers = answers.iter().map(|(url, answer)| ((*url).to_owned(), answer.clone())).collect();
        Self { clock: Waiting::at("2024-10-29T12:00:00Z"), answers, asked: Mutex::default() }
    }

    fn asked(&self) -> Vec<(u64, String)> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

impl Http for Web {
    fn get(&self, request: &Request<'_>) -> Result<Answer, FetchError> {
        self.asked.lock().unwrap().push((self.clock.elapsed().as_secs(), request.url.to_string()));
        let none = Answer { status: 404, ..Answer::default() };
        let answer = self.answers.get(request.url.as_str()).cloned().unwrap_or(none);
        if answer.status == 599 {
            return Err(FetchError::Timeout { what: "test".to_owned() });
        }
        let is_same = request.etag.is_some() && request.etag == answer.etag.as_deref();
        Ok(if is_same { Answer { status: 304, ..Answer::default() } } else { answer })
    }
}

fn ok(body: &str) -> Answer {
    Answer { status: 200, body: body.into(), ..Answer::default() }
}

fn status(status: u16) -> Answer {
    Answer { status, ..Answer::default() }
}

fn moved(location: &str) -> Answer {
    Answer { status: 302, location: Some(location.to_owned()), ..Answer::default() }
}

fn limits() -> Limits {
    Config::parse("[fetch]\ncontact = \"desk@example.org\"", ".".as_ref()).unwrap().fetch
}

fn fetch(fetcher: &Fetcher<'_>, url: &str) -> Result<String, FetchError> {
    let url = Url::parse(url).unwrap();
    match fetcher.get(&Wanted { url: &url, kind: Kind::Page, etag: None, last_modified: None, ignore_robots: false })? {
        Got::Whole(url, answer) => Ok(format!("{url} {}", String::from_utf8(answer.body).unwrap())),
        Got::Unchanged => Ok("unchanged".to_owned()),
    }
}

#[test]
fn each_host_has_its_rhythm() {
    let slow = ok("User-agent: *\nCrawl-delay: 10\nDisallow: /private");
    let web = Web::new(&[
        ("https://a.example/1", ok("one")),
        ("https://a.example/2", ok("two")),
        ("https://b.example/robots.txt", slow),
        ("https://b.example/1", ok("three")),
        ("https://b.example/2", ok("four")),
    ]);
    let limits = limits();
    let fetcher = Fetcher::new(&web, &web.clock, &limits);
    for url in ["https://a.example/1", "https://a.example/2", "https://b.example/1", "https://b.example/2"] {
        fetch(&fetcher, url).unwrap();
    }
    let robots = FetchError::Robots { host: "b.example".to_owned() };
    assert_eq!(fetch(&fetcher, "https://b.example/private/1"), Err(robots));
    let asked = web.asked();
    let asked: Vec<_> = asked.iter().map(|(at, url)| (*at, url.trim_start_matches("https://"))).collect();
    assert_eq!(
        asked,
        [
            (0, "a.example/robots.txt"),
            (2, "a.example/1"),
            (4, "a.example/2"),
            (4, "b.example/robots.txt"),
            (6, "b.example/1"),
            (16, "b.example/2")
        ]
    );
    // after a day the rules are asked for anew
    web.clock.sleep(RULES_HOLD);
    fetch(&fetcher, "https://a.example/1").unwrap();
    assert_eq!(web.asked()[0].1, "https://a.example/robots.txt");
}

#[test]
fn hosts_that_ask_for_it_are_left_alone() {
    let busy = Answer { retry_after: Some("600".to_owned()), ..status(429) };
    let web = Web::new(&[("https://a.example/1", busy), ("https://a.example/2", ok("two")), ("https://c.example/robots.txt", status(503))]);
    let limits = limits();
    let fetcher = Fetcher::new(&web, &web.clock, &limits);
    let wish = Some(Duration::from_secs(600));
    assert_eq!(fetch(&fetcher, "https://a.example/1"), Err(FetchError::Status { status: 429, retry_after: wish }));
    let error = fetch(&fetcher, "https://a.example/2").unwrap_err();
    assert!(matches!(error, FetchError::LeftAlone { .. }) && error.is_transient() && error.retry_after() == wish);
    web.clock.sleep(Duration::from_secs(601));
    assert!(fetch(&fetcher, "https://a.example/2").is_ok());
    let error = fetch(&fetcher, "https://c.example/1").unwrap_err();
    assert!(error.to_string().contains("robots.txt of `c.example` cannot be fetched"), "{error}");
    assert!(!web.asked().iter().any(|(_, url)| url == "https://c.example/1"));
}

#[test]
fn redirects_are_followed_step_by_step() {
    let web = Web::new(&[
        ("https://a.example/1", moved("/2")),
        ("https://a.example/2", moved("//b.example/3#x")),
        ("https://b.example/3#x", ok("here")),
        ("https://a.example/loop", moved("loop")),
        ("https://a.example/file", moved("file:///etc/passwd")),
        ("https://a.example/none", status(301)),
        ("https://b.example/robots.txt", ok("User-agent: demarche\nDisallow: /secret")),
        ("https://a.example/away", moved("https://u:p@b.example/secret")),
    ]);
    let limits = limits();
    let fetcher = Fetcher::new(&web, &web.clock, &limits);
    assert_eq!(fetch(&fetcher, "https://a.example/1").unwrap(), "https://b.example/3#x here");
    assert_eq!(fetch(&fetcher, "https://a.example/loop"), Err(FetchError::Redirects { limit: 5 }));
    assert!(matches!(fetch(&fetcher, "https://a.example/file"), Err(FetchError::Address { .. })));
    assert!(matches!(fetch(&fetcher, "https://a.example/none"), Err(FetchError::Address { .. })));
    assert_eq!(fetch(&fetcher, "https://a.example/away"), Err(FetchError::Robots { host: "b.example".to_owned() }));
}

#[test]
fn what_has_not_changed_is_not_sent_again() {
    let web = Web::new(&[("https://a.example/feed", Answer { etag: Some("\"1\"".to_owned()), ..ok("feed") })]);
    let limits = limits();
    let fetcher = Fetcher::new(&web, &web.clock, &limits);
    let url = Url::parse("https://a.example/feed").unwrap();
    let ask = |etag| fetcher.get(&Wanted { url: &url, kind: Kind::Feed, etag, last_modified: None, ignore_robots: true });
    assert!(matches!(ask(None), Ok(Got::Whole(..))) && matches!(ask(Some("\"0\"")), Ok(Got::Whole(..))));
    assert_eq!(ask(Some("\"1\"")), Ok(Got::Unchanged));
    assert!(!web.asked().iter().any(|(_, url)| url.ends_with("robots.txt")));
}

#[test]
fn a_wish_to_stop_ends_a_wait() {
    let web = Web::new(&[("https://a.example/1", ok("one")), ("https://d.example/robots.txt", status(599))]);
    let limits = limits();
    let fetcher = Fetcher::new(&web, &web.clock, &limits);
    assert!(matches!(fetch(&fetcher, "https://d.example/1"), Err(FetchError::RobotsUnreachable { .. })));
    web.clock.is_stopped.store(true, std::sync::atomic::Ordering::Relaxed);
    assert_eq!(fetch(&fetcher, "https://a.example/1"), Err(FetchError::Stopped));
    assert!(web.asked().iter().all(|(_, url)| url.contains("d.example")));
}
