//! WARC files: pages that a crawler fetched, each with its address. ISO 28500:2017 (WARC/1.1), and 1.0 and 0.17 before it.
//!
//! Read are records of type `response` that hold an HTTP answer of status 200 with HTML. All others are passed over. A page is known by
//! its address; captured again with the same bytes it is passed over, with others it is known by its record's id.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Read};
use std::sync::{Arc, Mutex, PoisonError};

use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use sha2::{Digest as _, Sha256};

use crate::decode::decode_html_as;
use crate::error::{At, ErrorKind, InputError, Place, clip};
use crate::options::{Compression, Options};
use crate::row::{Content, Row};

/// Bytes of a record's header, or of an HTTP head, at most.
const LONGEST_HEAD: usize = 1 << 16;
/// Codings of a page that are taken off at most, one after the other.
const MOST_CODINGS: usize = 3;

/// Pages seen so far: half a digest of the address, and half a digest of the page. Shared by the WARC files of a run.
pub(crate) type Captures = Arc<Mutex<HashMap<u128, u128>>>;

/// Rows of a WARC file, one for each page. Memory: one page of at most [`Options::max_document_bytes`], twice, and 32 bytes for each
/// page seen.
pub struct WarcReader<'r> {
    stream: Option<Box<dyn BufRead + Send + 'r>>,
    compression: Compression,
    file: Place,
    options: Arc<Options>,
    captures: Captures,
    /// Records so far.
    number: u64,
    /// Told after the row that was whole.
    pending: Option<InputError>,
}

impl<'r> WarcReader<'r> {
    /// Reads rows from decompressed bytes; `compression` says what they were, for messages.
    #[must_use]
    pub fn new(stream: Box<dyn BufRead + Send + 'r>, compression: Compression, path: &str, options: Arc<Options>) -> Self {
        Self::with_captures(stream, compression, path, options, Captures::default())
    }

    pub(crate) fn with_captures(
        stream: Box<dyn BufRead + Send + 'r>,
        compression: Compression,
        path: &str,
        options: Arc<Options>,
        captures: Captures,
    ) -> Self {
        Self { stream: Some(stream), compression, file: Place::file(path), options, captures, number: 0, pending: None }
    }

    /// The next record; `Ok(None)` where it holds no page.
    fn record(&mut self, stream: &mut (dyn BufRead + Send + 'r)) -> Option<Result<Option<Row>, InputError>> {
        let place = self.file.at(At::Row(self.number + 1));
        let broken = |detail: &str| InputError::new(place.clone(), ErrorKind::Warc { detail: detail.to_owned() });
        let failed = |e| InputError::new(place.clone(), ErrorKind::from_stream(e, self.compression));
        let head = match read_head(stream) {
            Ok(None) => return None,
            Ok(Some(head)) => head,
            Err(HeadError::Io(e)) => return Some(Err(failed(e))),
            Err(HeadError::Long) => return Some(Err(broken("a header has no end"))),
            Err(HeadError::Cut) => return Some(Err(broken("it ends inside of a header"))),
        };
        self.number += 1;
        let head = Head::of(&head);
        if !head.first.starts_with("WARC/") {
            return Some(Err(broken("a record begins with no version, as `WARC/1.1`")));
        }
        let Some(length) = head.value("content-length").and_then(|length| length.parse().ok()) else {
            return Some(Err(broken("a record states no length")));
        };
        let mut block = Block { inner: stream, left: length, failure: None };
        let page = if is_response(&head) { self.page(&mut block, &head, &place) } else { Ok(None) };
        // what is left of the record
        let drained = io::copy(&mut block, &mut io::sink());
        let failure = block.failure.take().or_else(|| drained.err());
        match failure {
            None => Some(page.map_err(|kind| InputError::new(place, kind))),
            Some(error) => {
                let error = match error.kind() {
                    io::ErrorKind::UnexpectedEof if self.compression == Compression::None => broken("it ends inside of a record"),
                    _ => failed(error),
                };
                match page {
                    Ok(Some(row)) if head.value("warc-truncated").is_none() && block.left == 0 => {
                        self.pending = Some(error);
                        Some(Ok(Some(row)))
                    }
                    _ => Some(Err(error)),
                }
            }
        }
    }

    /// The page that a record holds.
    fn page(&self, block: &mut Block<'_, '_>, record: &Head, place: &Place) -> Result<Option<Row>, ErrorKind> {
        let head = match read_head(block) {
            Ok(Some(head)) => Head::of(&head),
            // no HTTP; where the file is at fault, the block knows
            _ => return Ok(None),
        };
        let mut status = head.first.split_ascii_whitespace();
        if !status.next().is_some_and(|version| version.starts_with("HTTP/")) || status.next() != Some("200") {
            return Ok(None);
        }
        let (kind, charset) = media_type(head.value("content-type").unwrap_or_default());
        if !matches!(kind.as_str(), "text/html" | "application/xhtml+xml") {
            return Ok(None);
        }
        let limit = self.options.max_document_bytes;
        let bytes = read_body(block, &head, limit)?;
        if bytes.trim_ascii().is_empty() {
            return Err(ErrorKind::NoText);
        }
        let uri = record.value("warc-target-uri").map(|uri| unbracketed(uri).to_owned());
        let url = uri.filter(|uri| uri.starts_with("http://") || uri.starts_with("https://"));
        let default_id = || format!("{}#{}", self.file.path, self.number);
        let record_id = || record.value("warc-record-id").map(|id| unbracketed(id).to_owned()).filter(|id| !id.is_empty());
        let id = match &url {
            None => record_id().unwrap_or_else(default_id),
            Some(url) => {
                let page = digest(&bytes);
                let mut captures = self.captures.lock().unwrap_or_else(PoisonError::into_inner);
                match captures.get(&digest(url.as_bytes())) {
                    None => {
                        captures.insert(digest(url.as_bytes()), page);
                        url.clone()
                    }
                    Some(before) if *before == page => return Ok(None),
                    Some(_) => record_id().unwrap_or_else(default_id),
                }
            }
        };
        let html = decode_html_as(bytes, charset.as_deref())?;
        let row = Row::from_file(place.clone(), Content::Html(html), &self.options).map_err(|error| *error.kind)?;
        Ok(Some(Row { id, url, ..row }))
    }
}

impl Iterator for WarcReader<'_> {
    type Item = Result<Row, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(error) = self.pending.take() {
            self.stream = None;
            return Some(Err(error));
        }
        let mut stream = self.stream.take()?;
        loop {
            let found = self.record(&mut *stream)?;
            match found {
                Ok(None) => {}
                Ok(Some(row)) => {
                    self.stream = Some(stream);
                    return Some(Ok(row));
                }
                // of one page, or of the file: where no record can be told from the next, nothing more is read
                Err(error) => {
                    if !is_of_file(&error.kind) {
                        self.stream = Some(stream);
                    }
                    return Some(Err(error));
                }
            }
        }
    }
}

/// True where the file is at fault and not one page of it.
fn is_of_file(kind: &ErrorKind) -> bool {
    use ErrorKind::{Damaged, Denied, Io, NotFound, Truncated, Warc};
    matches!(kind, Warc { .. } | Truncated(_) | Damaged { .. } | Io(_) | Denied | NotFound)
}

fn is_response(head: &Head) -> bool {
    let is_http = head.value("content-type").is_some_and(|kind| media_type(kind).0 == "application/http");
    is_http && head.value("warc-type").is_some_and(|kind| kind.eq_ignore_ascii_case("response"))
}

/// Half of SHA-256: no two of any number of pages meet by chance.
fn digest(bytes: &[u8]) -> u128 {
    Sha256::digest(bytes).iter().take(16).fold(0, |sum, &byte| sum << 8 | u128::from(byte))
}

/// `<https://…>` as some crawlers write it.
fn unbracketed(uri: &str) -> &str {
    uri.strip_prefix('<').and_then(|uri| uri.strip_suffix('>')).unwrap_or(uri)
}

/// The media type that a field `Content-Type` states, in lower case, and its charset.
#[must_use]
pub fn media_type(value: &str) -> (String, Option<String>) {
    let mut parts = value.split(';');
    let kind = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    let charset = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']);
        (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then(|| value.to_owned())
    });
    (kind, charset)
}

/// First line and fields of a header.
struct Head {
    first: String,
    /// Names in lower case.
    fields: Vec<(String, String)>,
}

impl Head {
    fn of(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let mut lines = text.lines();
        let first = lines.next().unwrap_or_default().trim().to_owned();
        let mut fields: Vec<(String, String)> = Vec::new();
        for line in lines {
            match (line.starts_with([' ', '\t']), fields.last_mut()) {
                // a field that goes on
                (true, Some((_, value))) => {
                    value.push(' ');
                    value.push_str(line.trim());
                }
                _ => {
                    if let Some((name, value)) = line.split_once(':') {
                        fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
                    }
                }
            }
        }
        Self { first, fields }
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// All elements of the fields of this name, in lower case.
    fn list(&self, name: &str) -> Vec<String> {
        let values = self.fields.iter().filter(|(n, _)| n == name).flat_map(|(_, value)| value.split(','));
        values.map(|value| value.trim().to_ascii_lowercase()).filter(|value| !value.is_empty()).collect()
    }
}

enum HeadError {
    Io(io::Error),
    /// No blank line within [`LONGEST_HEAD`].
    Long,
    /// The stream ends before the blank line.
    Cut,
}

/// Reads lines up to a blank one, passing over blank ones in front; `None` at the end.
fn read_head(stream: &mut (impl BufRead + ?Sized)) -> Result<Option<Vec<u8>>, HeadError> {
    let mut head = Vec::new();
    let mut blank = 0;
    loop {
        let start = head.len();
        let room = (LONGEST_HEAD - start) as u64;
        let read = io::BufRead::read_until(&mut stream.take(room), b'\n', &mut head).map_err(HeadError::Io)?;
        let is_line = head.ends_with(b"\n");
        let is_blank = head[start..].trim_ascii().is_empty();
        match (read, is_blank, start) {
            (0, _, 0) => return Ok(None),
            (_, true, 0) => {
                blank += read;
                head.clear();
                if blank > LONGEST_HEAD {
                    return Err(HeadError::Long);
                }
            }
            (_, true, _) if is_line => {
                head.truncate(start);
                return Ok(Some(head));
            }
            _ if head.len() >= LONGEST_HEAD => return Err(HeadError::Long),
            (0, ..) => return Err(HeadError::Cut),
            _ => {}
        }
    }
}

/// A record's content: at most as long as it says, whatever it says. A failure of the file is kept apart from those of the page.
struct Block<'b, 'r> {
    inner: &'b mut (dyn BufRead + Send + 'r),
    left: u64,
    failure: Option<io::Error>,
}

impl BufRead for Block<'_, '_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 || self.failure.is_some() {
            return Ok(&[]);
        }
        // asked twice, for a buffer that was lent cannot be given back on the way to the error
        let length = loop {
            match self.inner.fill_buf() {
                Ok(piece) => break piece.len(),
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => {
                    self.failure = Some(e);
                    return Ok(&[]);
                }
            }
        };
        if length == 0 {
            self.failure = Some(io::ErrorKind::UnexpectedEof.into());
            return Ok(&[]);
        }
        let length = length.min(usize::try_from(self.left).unwrap_or(usize::MAX));
        Ok(&self.inner.fill_buf()?[..length])
    }

    fn consume(&mut self, amount: usize) {
        self.inner.consume(amount);
        self.left = self.left.saturating_sub(amount as u64);
    }
}

impl Read for Block<'_, '_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.fill_buf()?.read(buf)?;
        self.consume(n);
        Ok(n)
    }
}

/// The bytes of a page: chunks joined, codings taken off. What a header promises and the bytes do not have was taken off before,
/// as some crawlers do.
fn read_body(block: &mut Block<'_, '_>, head: &Head, limit: usize) -> Result<Vec<u8>, ErrorKind> {
    let room = limit as u64 + 1;
    let mut body: Box<dyn BufRead + '_> = Box::new(block);
    if head.list("transfer-encoding").iter().any(|coding| coding == "chunked") {
        let is_chunked = begins_with_chunk(peek(&mut body)?);
        if is_chunked {
            body = Box::new(BufReader::new(Chunks { inner: body, left: 0, is_done: false, is_first: true }));
        }
    }
    let codings = head.list("content-encoding");
    if codings.len() > MOST_CODINGS {
        return Err(ErrorKind::Coding { coding: codings.join(", ") });
    }
    // the last was put on last
    for coding in codings.iter().rev() {
        let start: [u8; 2] = peek(&mut body)?.get(..2).and_then(|start| start.try_into().ok()).unwrap_or_default();
        body = match (coding.as_str(), start) {
            ("identity", _) => body,
            ("gzip" | "x-gzip", [0x1f, 0x8b]) => Box::new(BufReader::new(MultiGzDecoder::new(body).take(room))),
            ("gzip" | "x-gzip", _) => body,
            // RFC 9110 means zlib, and some servers do not
            ("deflate", [a, b]) if a & 15 == 8 && (u16::from(a) << 8 | u16::from(b)) % 31 == 0 => {
                Box::new(BufReader::new(ZlibDecoder::new(body).take(room)))
            }
            ("deflate", [b'<', _]) => body,
            ("deflate", _) => Box::new(BufReader::new(DeflateDecoder::new(body).take(room))),
            // text, and no coding that has no mark of its own
            (_, [b'<', _]) => body,
            (coding, _) => return Err(ErrorKind::Coding { coding: clip(coding) }),
        };
    }
    let mut bytes = Vec::new();
    body.take(room).read_to_end(&mut bytes).map_err(|e| ErrorKind::Page { detail: e.to_string() })?;
    if bytes.len() > limit {
        return Err(ErrorKind::TooLarge { limit });
    }
    Ok(bytes)
}

fn peek<'b>(body: &'b mut Box<dyn BufRead + '_>) -> Result<&'b [u8], ErrorKind> {
    body.fill_buf().map_err(|e| ErrorKind::Page { detail: e.to_string() })
}

/// True where a line with a size in hexadecimal comes first.
fn begins_with_chunk(start: &[u8]) -> bool {
    let digits = start.iter().take_while(|b| b.is_ascii_hexdigit()).count();
    (1..=16).contains(&digits) && start.get(digits).is_none_or(|b| matches!(b, b'\r' | b'\n' | b';' | b' '))
}

/// Joins chunks (RFC 9112, section 7.1). One that breaks off ends the page there.
struct Chunks<R> {
    inner: R,
    left: u64,
    is_done: bool,
    is_first: bool,
}

impl<R: BufRead> Chunks<R> {
    /// The size of the next chunk; none where no line says one.
    fn size(&mut self) -> io::Result<Option<u64>> {
        let mut line = Vec::new();
        if !std::mem::replace(&mut self.is_first, false) {
            // the end of the chunk before
            (&mut self.inner).take(2).read_until(b'\n', &mut line)?;
            line.clear();
        }
        (&mut self.inner).take(4096).read_until(b'\n', &mut line)?;
        let digits = line.split(|b| *b == b';').next().unwrap_or_default().trim_ascii();
        let digits = std::str::from_utf8(digits).ok();
        Ok(digits.and_then(|digits| u64::from_str_radix(digits, 16).ok()).filter(|size| *size > 0))
    }
}

impl<R: BufRead> Read for Chunks<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.is_done || buf.is_empty() {
            return Ok(0);
        }
        if self.left == 0 {
            match self.size()? {
                Some(size) => self.left = size,
                None => {
                    self.is_done = true;
                    return Ok(0);
                }
            }
        }
        let n = (&mut self.inner).take(self.left).read(buf)?;
        self.left -= n as u64;
        self.is_done = n == 0;
        Ok(n)
    }
}

#[cfg(test)]
#[path = "warc_tests.rs"]
mod tests;
