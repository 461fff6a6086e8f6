//! From bytes to text: by byte order mark, else by declared charset, else UTF-8, else an error. Nothing is replaced.

use std::io::{self, BufRead, Cursor, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::error::ErrorKind;
use crate::options::Compression;

/// How far into a page its charset is looked for; the HTML standard asks for 1024 bytes, real pages for more.
const DECLARED_WITHIN: usize = 8192;

/// Decodes a text or Markdown file: by byte order mark, which is taken off, else as UTF-8. All else is kept.
///
/// # Errors
/// [`ErrorKind::NotText`] where the bytes do not fit.
pub fn decode_text(bytes: Vec<u8>) -> Result<String, ErrorKind> {
    decode(bytes, None)
}

/// Decodes a page: by byte order mark, else as its XML declaration or a `meta` element declares, else as UTF-8.
///
/// # Errors
/// [`ErrorKind::NotText`] where the bytes do not fit, [`ErrorKind::UnknownCharset`] where the declaration names none.
pub fn decode_html(bytes: Vec<u8>) -> Result<String, ErrorKind> {
    let declared = match declared_charset(&bytes[..bytes.len().min(DECLARED_WITHIN)]) {
        _ if mark_of(&bytes)?.is_some() => None,
        None => None,
        Some(label) => match Encoding::for_label(label.as_bytes()) {
            // bytes in which an ASCII declaration can be read are no UTF-16
            Some(e) if e == UTF_16LE || e == UTF_16BE => Some(UTF_8),
            Some(e) => Some(e),
            None => return Err(ErrorKind::UnknownCharset { label }),
        },
    };
    decode(bytes, declared)
}

/// Decodes a page that came with a charset: by byte order mark, else by that charset, else as [`decode_html`] does. A charset that
/// does not exist, or that the bytes do not fit, goes for nothing where the page's own declaration serves.
///
/// # Errors
/// As [`decode_html`].
pub fn decode_html_as(bytes: Vec<u8>, charset: Option<&str>) -> Result<String, ErrorKind> {
    let told = charset.and_then(|label| Encoding::for_label(label.as_bytes()));
    let is_marked = mark_of(&bytes)?.is_some();
    match told {
        Some(encoding) if !is_marked && encoding != UTF_8 => {
            decode(bytes.clone(), Some(encoding)).or_else(|error| decode_html(bytes).map_err(|_| error))
        }
        Some(_) if !is_marked && std::str::from_utf8(&bytes).is_ok() => decode(bytes, None),
        _ => decode_html(bytes),
    }
}

/// The charset that a byte order mark tells, and the mark's length. That of UTF-32 begins like UTF-16's, so that a text of
/// it would be read as one with a NUL behind each character.
fn mark_of(head: &[u8]) -> Result<Option<(&'static Encoding, usize)>, ErrorKind> {
    if head.starts_with(&[0xff, 0xfe, 0, 0]) || head.starts_with(&[0, 0, 0xfe, 0xff]) {
        return Err(ErrorKind::Utf32);
    }
    Ok(Encoding::for_bom(head))
}

fn decode(mut bytes: Vec<u8>, declared: Option<&'static Encoding>) -> Result<String, ErrorKind> {
    let (encoding, mark) = mark_of(&bytes)?.unwrap_or((declared.unwrap_or(UTF_8), 0));
    if encoding == UTF_8 {
        bytes.drain(..mark);
        return String::from_utf8(bytes)
            .map_err(|e| ErrorKind::NotText { charset: UTF_8.name(), offset: mark + e.utf8_error().valid_up_to() });
    }
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::new();
    let mut at = mark;
    loop {
        // room for all that is left; a document's size bounds it
        text.reserve(decoder.max_utf8_buffer_length_without_replacement(bytes.len() - at).unwrap_or(1 << 16));
        let (result, read) = decoder.decode_to_string_without_replacement(&bytes[at..], &mut text, true);
        at += read;
        match result {
            DecoderResult::InputEmpty => return Ok(text),
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(length, after) => {
                let offset = at.saturating_sub(usize::from(length) + usize::from(after));
                return Err(ErrorKind::NotText { charset: encoding.name(), offset });
            }
        }
    }
}

/// The charset a page declares, as it writes it.
fn declared_charset(head: &[u8]) -> Option<String> {
    let head = head.to_ascii_lowercase();
    if head.starts_with(b"<?xml") {
        let end = memchr::memchr(b'>', &head)?;
        if let Some(label) = attribute(&head[5..end], b"encoding") {
            return Some(label);
        }
    }
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'<', &head[at..]) {
        at += found;
        if head[at..].starts_with(b"<!--") {
            at += 4 + memchr::memmem::find(&head[at + 4..], b"-->")?;
        } else if head[at..].starts_with(b"<meta") {
            let end = at + memchr::memchr(b'>', &head[at..]).unwrap_or(head.len() - at);
            if let Some(label) = attribute(&head[at + 5..end], b"charset") {
                return Some(label);
            }
            at = end;
        } else {
            at += 1;
        }
    }
    None
}

/// Value after `name =`, in or out of quotes; also inside another attribute, as in `content="text/html; charset=…"`.
fn attribute(tag: &[u8], name: &[u8]) -> Option<String> {
    let mut from = 0;
    while let Some(found) = memchr::memmem::find(&tag[from..], name) {
        from += found + name.len();
        let rest = tag[from..].trim_ascii_start();
        let Some(rest) = rest.strip_prefix(b"=") else { continue };
        let rest = rest.trim_ascii_start();
        let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
        let is_end = |b: &u8| matches!(b, b'"' | b'\'' | b';' | b'>' | b'/') || b.is_ascii_whitespace();
        let end = rest.iter().position(is_end).unwrap_or(rest.len());
        if end > 0 {
            return Some(String::from_utf8_lossy(&rest[..end]).into_owned());
        }
    }
    None
}

/// A file of rows as UTF-8: a byte order mark is taken off, UTF-16 decoded on the way; UTF-8 itself is checked row by row.
pub(crate) fn decode_rows<'r>(mut inner: Box<dyn BufRead + Send + 'r>) -> io::Result<Box<dyn BufRead + Send + 'r>> {
    let mut head = Vec::with_capacity(4);
    inner.by_ref().take(4).read_to_end(&mut head)?;
    let (encoding, mark) = mark_of(&head).map_err(io::Error::other)?.unwrap_or((UTF_8, 0));
    head.drain(..mark);
    let whole = Cursor::new(head).chain(inner);
    Ok(if encoding == UTF_8 {
        Box::new(whole)
    } else {
        Box::new(Decoding {
            inner: whole,
            decoder: encoding.new_decoder_without_bom_handling(),
            charset: encoding.name(),
            read: mark,
            out: vec![0; 1 << 16],
            start: 0,
            end: 0,
            is_done: false,
        })
    })
}

/// Decodes a stream piece by piece.
struct Decoding<R> {
    inner: R,
    decoder: Decoder,
    charset: &'static str,
    read: usize,
    out: Vec<u8>,
    start: usize,
    end: usize,
    is_done: bool,
}

impl<R: BufRead> BufRead for Decoding<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.start == self.end && !self.is_done {
            let input = self.inner.fill_buf()?;
            let is_last = input.is_empty();
            let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(input, &mut self.out, is_last);
            self.inner.consume(read);
            self.read += read;
            (self.start, self.end) = (0, written);
            match result {
                DecoderResult::InputEmpty => self.is_done = is_last,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(length, after) => {
                    self.is_done = true;
                    let offset = self.read.saturating_sub(usize::from(length) + usize::from(after));
                    return Err(io::Error::other(ErrorKind::NotText { charset: self.charset, offset }));
                }
            }
        }
        Ok(&self.out[self.start..self.end])
    }

    fn consume(&mut self, amount: usize) {
        self.start = (self.start + amount).min(self.end);
    }
}

impl<R: BufRead> Read for Decoding<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.fill_buf()?.read(buf)?;
        self.consume(n);
        Ok(n)
    }
}

/// Reads a stream of at most `limit` bytes whole.
pub(crate) fn read_whole(stream: impl Read, limit: usize, compression: Compression) -> Result<Vec<u8>, ErrorKind> {
    let mut bytes = Vec::new();
    stream.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(|e| ErrorKind::from_stream(e, compression))?;
    if bytes.len() > limit {
        return Err(ErrorKind::TooLarge { limit });
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn marks_and_declarations_are_followed() {
        assert_eq!(decode_text(b"\xef\xbb\xbfa\r\n\0b".to_vec()).unwrap(), "a\r\n\0b");
        assert_eq!(decode_text(b"\xff\xfea\0\xe9\0".to_vec()).unwrap(), "aé");
        assert_eq!(decode_text(b"\xfe\xff\0a\0\xe9".to_vec()).unwrap(), "aé");
        assert!(matches!(decode_text(b"ab\xe9".to_vec()), Err(ErrorKind::NotText { charset: "UTF-8", offset: 2 })));
        assert!(matches!(decode_text(b"\xff\xfea".to_vec()), Err(ErrorKind::NotText { charset: "UTF-16LE", .. })));
        for page in [
            &b"<meta charset=windows-1252>\xe9"[..],
            b"<html><head><meta http-equiv='Content-Type' content='text/html; charset=ISO-8859-1'/>\xe9",
            b"<?xml version='1.0' encoding=\"latin1\"?><html>\xe9",
            b"<!-- <meta charset=utf-8> --><META CHARSET = \"cp1252\">\xe9",
        ] {
            assert!(decode_html(page.to_vec()).unwrap().ends_with('é'));
        }
        assert!(decode_html(b"<meta charset=utf-16>\xc3\xa9".to_vec()).unwrap().ends_with('é'));
        assert!(matches!(decode_html(b"<meta charset=utf-9>".to_vec()), Err(ErrorKind::UnknownCharset { .. })));
        assert!(matches!(decode_html(b"<meta charset=utf-8>\xe9".to_vec()), Err(ErrorKind::NotText { .. })));
        assert!(decode_html("é".into()).unwrap() == "é");
    }

    #[test]
    fn utf_32_is_named() {
        for text in [&b"\xff\xfe\0\0a\0\0\0"[..], b"\0\0\xfe\xff\0\0\0a"] {
            assert!(matches!(decode_text(text.to_vec()), Err(ErrorKind::Utf32)));
            assert!(matches!(decode_html(text.to_vec()), Err(ErrorKind::Utf32)));
            let Err(error) = decode_rows(Box::new(text)) else { panic!("UTF-32 was read") };
            assert!(matches!(ErrorKind::from_stream(error, Compression::None), ErrorKind::Utf32));
        }
        assert_eq!(decode_text(b"\xff\xfe\0\x01".to_vec()).unwrap(), "\u{100}");
    }

    #[test]
    fn rows_are_decoded_on_the_way() {
        let text = "{\"text\": \"añ🙂\"}\n".repeat(30_000);
        let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let mut read = String::new();
        decode_rows(Box::new(&utf16[..])).unwrap().read_to_string(&mut read).unwrap();
        assert!(read == text);
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), mark in 0usize..4) {
            let mut all = [&b""[..], b"\xff\xfe", b"\xfe\xff", b"<meta charset=gb18030>"][mark].to_vec();
            all.extend(bytes);
            let _ = decode_text(all.clone());
            let _ = decode_html(all.clone());
            let mut sink = Vec::new();
            let _ = decode_rows(Box::new(&all[..])).map(|mut r| r.read_to_end(&mut sink));
        }
    }
}
