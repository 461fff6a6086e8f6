//! A small server on this machine, whose pages a test sets.
#![allow(dead_code, reason = "each test file uses its part")]

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// A page as it is sent.
#[derive(Debug, Clone, Default)]
pub struct Page {
    pub status: u16,
    pub fields: String,
    pub body: Vec<u8>,
    /// Sent when it is not asked for with the same.
    pub etag: Option<String>,
    /// The body comes byte by byte, with this pause after each.
    pub pause: Duration,
}

#[derive(Default)]
struct State {
    pages: Mutex<HashMap<String, Page>>,
    /// Request lines and fields, as they came.
    asked: Mutex<Vec<(String, Vec<String>)>>,
    is_stopped: AtomicBool,
}

/// Serves until it is dropped.
pub struct Server {
    pub address: SocketAddr,
    state: Arc<State>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = listener.local_addr().expect("it has an address");
        let state = Arc::new(State::default());
        let thread = {
            let state = Arc::clone(&state);
            thread::spawn(move || {
                for stream in listener.incoming() {
                    if state.is_stopped.load(Ordering::Relaxed) {
                        return;
                    }
                    let state = Arc::clone(&state);
                    if let Ok(stream) = stream {
                        thread::spawn(move || answer(&state, stream));
                    }
                }
            })
        };
        Self { address, state, thread: Some(thread) }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn set(&self, path: &str, page: Page) {
        self.state.pages.lock().unwrap().insert(path.to_owned(), page);
    }

    /// A page with status 200.
    pub fn page(&self, path: &str, kind: &str, body: impl Into<Vec<u8>>) {
        let fields = format!("Content-Type: {kind}\r\n");
        self.set(path, Page { status: 200, fields, body: body.into(), ..Page::default() });
    }

    /// Paths that were asked for since the last call, robots.txt aside.
    pub fn asked(&self) -> Vec<String> {
        let asked = std::mem::take(&mut *self.state.asked.lock().unwrap());
        asked.into_iter().map(|(path, _)| path).filter(|path| path != "/robots.txt").collect()
    }

    /// The fields of the last request for a path.
    pub fn fields(&self, path: &str) -> Vec<String> {
        let asked = self.state.asked.lock().unwrap();
        asked.iter().rev().find(|(asked, _)| asked == path).map(|(_, fields)| fields.clone()).unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.state.is_stopped.store(true, Ordering::Relaxed);
        // wakes the listener
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn answer(state: &State, stream: TcpStream) {
    let _ = stream.set_read_timeout(Some(Duration::from_secs(10)));
    let mut lines = BufReader::new(stream.try_clone().expect("a socket can be shared")).lines().map_while(Result::ok);
    let Some(first) = lines.next() else { return };
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let fields: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
    let sent = fields.iter().find_map(|field| {
        let (name, value) = field.split_once(": ")?;
        name.eq_ignore_ascii_case("if-none-match").then(|| value.to_owned())
    });
    state.asked.lock().unwrap().push((path.clone(), fields));
    let page = state.pages.lock().unwrap().get(&path).cloned();
    let mut page = page.unwrap_or(Page { status: 404, ..Page::default() });
    if page.etag.is_some() && page.etag == sent {
        page = Page { status: 304, ..Page::default() };
    }
    let etag = page.etag.map(|etag| format!("ETag: {etag}\r\n")).unwrap_or_default();
    let head =
        format!("HTTP/1.1 {} X\r\nConnection: close\r\nContent-Length: {}\r\n{}{etag}\r\n", page.status, page.body.len(), page.fields);
    let mut stream = stream;
    if stream.write_all(head.as_bytes()).is_err() {
        return;
    }
    if page.pause.is_zero() {
        let _ = stream.write_all(&page.body);
        return;
    }
    for byte in page.body {
        if state.is_stopped.load(Ordering::Relaxed) || stream.write_all(&[byte]).is_err() {
            return;
        }
        thread::sleep(page.pause);
    }
}

/// An RSS feed with these entries: path and headline, published a minute before now.
pub fn rss(server: &Server, now: &str, items: &[(&str, &str)]) -> String {
    let item = |(path, title): &(&str, &str)| {
        format!("<item><title>{title}</title><link>{}</link><pubDate>{now}</pubDate></item>", server.url(path))
    };
    let items: String = items.iter().rev().map(item).collect();
    format!("<?xml version='1.0'?><rss version='2.0'><channel><title>Wire</title>{items}</channel></rss>")
}
