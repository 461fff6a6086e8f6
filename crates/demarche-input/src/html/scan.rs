//! A look at a page's tags before any parser sees them, in time that grows with its length.
//!
//! The parser compares each attribute of a tag with all before it, so tags of very many are refused. What is opened and never
//! closed (a comment, a script, a style) hides the rest of its page: it is cut off here, and nothing looks for its end again.

use memchr::{memchr, memmem};

/// Attributes of one tag.
pub(super) const MAX_ATTRIBUTES: usize = 2_000;
/// Sum over tags of the square of their attributes: what "each is compared with all before" costs.
const MAX_STEPS: u64 = 500_000_000;
pub(super) const TOO_MANY_ATTRIBUTES: &str = "has a tag of more than 2,000 attributes";

/// The page up to what is never closed; the error says what it has too much of.
pub(super) fn cut_unclosed(html: &str) -> Result<&str, &'static str> {
    let mut scan = Scan { html: html.as_bytes(), steps: 0, has_foreign: false };
    let end = scan.run(true)?;
    if scan.has_foreign {
        // inside `svg` and `math` a script holds tags: once more, as if all did
        scan.run(false)?;
        return Ok(html);
    }
    // `end` stands before a `<`
    Ok(html.get(..end).unwrap_or(html))
}

struct Scan<'h> {
    html: &'h [u8],
    steps: u64,
    has_foreign: bool,
}

impl Scan<'_> {
    /// Counts attributes as the tokenizer does; passes over comments and, where told, over scripts and styles. Returns where
    /// something starts that is never closed.
    fn run(&mut self, passes_raw: bool) -> Result<usize, &'static str> {
        let html = self.html;
        let mut at = 0;
        while let Some(found) = memchr(b'<', &html[at..]) {
            let start = at + found;
            at = start + 1;
            let tag = &html[at..];
            if tag.starts_with(b"!--") {
                match end_of_comment(tag) {
                    Some(length) => at += length,
                    None => return Ok(start),
                }
                continue;
            }
            let name = tag.strip_prefix(b"/").unwrap_or(tag);
            if !name.first().is_some_and(u8::is_ascii_alphabetic) {
                continue;
            }
            self.has_foreign |= [&b"svg"[..], b"math"].iter().any(|foreign| starts_with_ignoring_case(tag, foreign));
            let raw = [&b"script"[..], b"style"].into_iter().find(|raw| passes_raw && is_tag(tag, raw));
            let (length, attributes) = skip_tag(tag, if passes_raw { MAX_ATTRIBUTES } else { usize::MAX });
            at += length;
            self.steps += (attributes as u64).saturating_mul(attributes as u64);
            if (passes_raw && attributes > MAX_ATTRIBUTES) || self.steps > MAX_STEPS {
                return Err(TOO_MANY_ATTRIBUTES);
            }
            if let Some(raw) = raw {
                match end_of_raw(&html[at..], raw) {
                    Some(length) => at += length,
                    None => return Ok(start),
                }
            }
        }
        Ok(html.len())
    }
}

/// Length of a comment from its `!--`, up to `-->` or `--!>`, which may share their dashes with its start.
fn end_of_comment(comment: &[u8]) -> Option<usize> {
    let mut at = 3;
    loop {
        at += memchr(b'>', &comment[at..])?;
        let inside = &comment[1..at];
        if inside.ends_with(b"--") || (inside.len() >= 5 && inside.ends_with(b"--!")) {
            return Some(at + 1);
        }
        at += 1;
    }
}

/// Length of a script's or style's text before its end tag.
fn end_of_raw(text: &[u8], name: &[u8]) -> Option<usize> {
    memmem::find_iter(text, b"</").find(|&at| is_tag(&text[at + 2..], name))
}

/// True where a tag has this name, which is in lower case.
fn is_tag(tag: &[u8], name: &[u8]) -> bool {
    starts_with_ignoring_case(tag, name) && tag.get(name.len()).is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>'))
}

fn starts_with_ignoring_case(bytes: &[u8], prefix: &[u8]) -> bool {
    bytes.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// Length of a tag up to its end, and its attributes; it stops where there are more than `most`.
fn skip_tag(tag: &[u8], most: usize) -> (usize, usize) {
    let (mut attributes, mut at, mut is_in_name) = (0, 0, true);
    while let Some(&byte) = tag.get(at) {
        at += 1;
        match byte {
            b'>' => break,
            b'/' => is_in_name = false,
            b'=' => {
                let space = tag[at..].iter().take_while(|b| b.is_ascii_whitespace()).count();
                at += space;
                match tag.get(at) {
                    Some(&quote @ (b'"' | b'\'')) => {
                        at += 1;
                        at += memchr(quote, &tag[at..]).map_or(tag.len() - at, |end| end + 1);
                    }
                    _ => at += tag[at..].iter().take_while(|b| !b.is_ascii_whitespace() && **b != b'>').count(),
                }
                is_in_name = false;
            }
            b if b.is_ascii_whitespace() => is_in_name = false,
            _ if !is_in_name => {
                is_in_name = true;
                attributes += 1;
                if attributes > most {
                    break;
                }
            }
            _ => {}
        }
    }
    (at, attributes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_never_closed_is_cut_off() {
        for (page, kept) in [
            ("<p>a<!-- b", "<p>a"),
            ("<p>a<!-- b --><p>c", "<p>a<!-- b --><p>c"),
            ("a<!--><p>b", "a<!--><p>b"),
            ("a<!---><p>b", "a<!---><p>b"),
            ("a<!----><p>b", "a<!----><p>b"),
            ("a<!-- x --!><p>b", "a<!-- x --!><p>b"),
            ("a<!-- x > y -> z", "a"),
            ("a<STYLE>b</styles>c", "a"),
            ("a<style>b</STYLE >c", "a<style>b</STYLE >c"),
            ("a<script>b</style>", "a"),
            ("a<script><!-- b</script>c", "a<script><!-- b</script>c"),
            ("é<svg><style>b<p>c", "é<svg><style>b<p>c"),
            ("a < b <3 </", "a < b <3 </"),
            ("a<!", "a<!"),
            ("<", "<"),
        ] {
            assert_eq!(cut_unclosed(page), Ok(kept), "{page}");
        }
    }

    #[test]
    fn megabytes_of_openings_are_scanned_once() {
        for opening in ["<!--", "<style>", "<script>", "<!-- > ", "<style></", "<script></style>", "<!--<style>"] {
            let page = format!("<p>a{}", opening.repeat(1_000_000));
            assert_eq!(cut_unclosed(&page), Ok("<p>a"), "{opening}");
        }
        for opening in ["<", "</", "<a b='>", "<svg><style>", "<!---->", "<a>", "&", "<!x", "<![CDATA["] {
            let page = opening.repeat(1_000_000);
            assert_eq!(cut_unclosed(&page), Ok(page.as_str()), "{opening}");
        }
    }

    #[test]
    fn tags_of_very_many_attributes_are_refused() {
        let attributes = |count: usize| (0..count).map(|i| format!("a{i} ")).collect::<String>();
        assert!(cut_unclosed(&format!("<p {}>", attributes(1_900))).is_ok());
        for page in [
            format!("<p {}>", attributes(1_000_000)),
            format!("</p/{}>", attributes(3_000).replace(' ', "/")),
            format!("<svg><style><p {}>", attributes(100_000)),
            format!("<p {}>", attributes(1_900)).repeat(1_000),
        ] {
            assert_eq!(cut_unclosed(&page), Err(TOO_MANY_ATTRIBUTES));
        }
    }

    #[test]
    fn scripts_and_comments_are_no_tags() {
        let words = "a ".repeat(5_000);
        for page in [
            format!("<script>if (x<b {words}</SCRIPT><p title='{words}'>"),
            format!("<!-- <b {words} --><p>"),
            format!("<style>x<b {words}</style>"),
            format!("<svg></svg><script>if (x<b {words}</script>"),
        ] {
            assert_eq!(cut_unclosed(&page), Ok(page.as_str()));
        }
    }
}
