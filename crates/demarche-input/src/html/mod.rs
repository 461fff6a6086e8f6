//! Pages: the article's text, and what the page states about it.

use std::panic::{self, AssertUnwindSafe};
use std::thread;

use jiff::civil::Date;
use rs_trafilatura::page_type::PageType;

use crate::error::ErrorKind;

mod metadata;
mod tree;

pub use tree::MAX_ELEMENTS;

/// Stack for walking a tree of the allowed depth; only what is touched takes memory.
const STACK_BYTES: usize = 64 << 20;

/// An article taken from its page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// The article's paragraphs, one blank line between them.
    pub text: String,
    /// Headline.
    pub title: Option<String>,
    /// Address that the page gives itself.
    pub url: Option<String>,
    /// Outlet.
    pub publisher: Option<String>,
    /// Date of publication as the page states it; guesses are not made.
    pub published: Option<Date>,
    /// Language as the page states it.
    pub language: Option<String>,
}

/// Extracts the article from a page. Takes 5 to 20 ms for a usual page, and a thread of its own for its stack.
///
/// # Errors
/// [`ErrorKind::NoText`] where there is no article, [`ErrorKind::Html`] where the page is too deep or too large to be one.
pub fn parse_page(html: &str) -> Result<Page, ErrorKind> {
    thread::scope(|scope| {
        let worker = thread::Builder::new().name("page".to_owned()).stack_size(STACK_BYTES);
        let extraction = worker.spawn_scoped(scope, || extract(html)).map_err(ErrorKind::Io)?;
        extraction.join().unwrap_or_else(|_| Err(failed()))
    })
}

fn failed() -> ErrorKind {
    ErrorKind::Html { detail: "cannot be taken apart".to_owned() }
}

fn extract(html: &str) -> Result<Page, ErrorKind> {
    let facts = tree::measure(html).map_err(|excess| ErrorKind::Html { detail: excess.to_owned() })?;
    let options = rs_trafilatura::Options {
        page_type: Some(PageType::Article),
        // it cuts at a byte, which may lie inside a character; documents are limited elsewhere
        max_extracted_len: usize::MAX,
        ..rs_trafilatura::Options::default()
    };
    // foreign code: a panic in it is this page's error
    let content = panic::catch_unwind(AssertUnwindSafe(|| rs_trafilatura::extract_with_options(html, &options)))
        .map_err(|_| failed())?
        .map_err(|e| ErrorKind::Html { detail: format!("cannot be taken apart: {e}") })?;
    let text = paragraphs(&content.content_text);
    if text.is_empty() {
        return Err(ErrorKind::NoText);
    }
    let metadata = metadata::read_metadata(&facts);
    Ok(Page {
        text,
        title: metadata.title,
        url: metadata.url,
        publisher: metadata.publisher,
        published: metadata.published,
        language: metadata.language,
    })
}

/// One line per line of the article, space put in order, one blank line between paragraphs.
fn paragraphs(content: &str) -> String {
    let mut text = String::with_capacity(content.len());
    let mut is_new = false;
    for line in content.lines() {
        let mut words = line.split_whitespace().peekable();
        if words.peek().is_none() {
            is_new = true;
            continue;
        }
        if !text.is_empty() {
            text.push_str(if is_new { "\n\n" } else { "\n" });
        }
        is_new = false;
        for (i, word) in words.enumerate() {
            if i > 0 {
                text.push(' ');
            }
            text.push_str(word);
        }
    }
    text
}
