//! Pages: the article's text, and what the page states about it.

use std::panic::{self, AssertUnwindSafe};
use std::thread;

use jiff::civil::Date;
use rs_trafilatura::page_type::PageType;

use crate::error::ErrorKind;

mod align;
mod arena;
mod article;
mod blocks;
mod marks;
mod metadata;
mod scan;
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
/// What an extractor takes as the article is put into the blocks that the page has: paragraphs, headings, items of lists, rows of
/// tables and what two `br` part stand one blank line apart. On short pages the page's own blocks are taken instead where the
/// extractor repeats, joins or misses them. Nothing is read after a comment, script or style that is never closed.
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
    let refuse = |excess: &str| ErrorKind::Html { detail: excess.to_owned() };
    let html = scan::cut_unclosed(html).map_err(refuse)?;
    let (facts, tree) = tree::measure(html).map_err(refuse)?;
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
    let metadata = metadata::read_metadata(&facts);
    let titles: Vec<&str> = metadata.title.as_deref().into_iter().chain([facts.title.as_str()]).collect();
    let text = article::settle_text(&content.content_text, &blocks::collect_pieces(&tree), &titles);
    if text.is_empty() {
        return Err(ErrorKind::NoText);
    }
    Ok(Page {
        text,
        title: metadata.title,
        url: metadata.url,
        publisher: metadata.publisher,
        published: metadata.published,
        language: metadata.language,
    })
}
