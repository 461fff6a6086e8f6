//! Streams of bytes: opened, counted, decompressed; and what a stream without a name holds.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use encoding_rs::Encoding;
use flate2::bufread::MultiGzDecoder;

use crate::options::{Compression, Format};

const BUFFER: usize = 1 << 16;

/// Largest zstd window that is accepted, as a power of two: what the decompressor may hold in memory.
const ZSTD_WINDOW_LOG: u32 = 27;

/// Decompresses on the way. Memory: 128 MiB at most, and far less for usual files.
///
/// # Errors
/// Where the decompressor cannot be set up.
pub fn decompress<'r>(inner: impl Read + Send + 'r, compression: Compression) -> io::Result<Box<dyn BufRead + Send + 'r>> {
    let inner = BufReader::with_capacity(BUFFER, inner);
    Ok(match compression {
        Compression::None => Box::new(inner),
        Compression::Gzip => Box::new(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(inner))),
        Compression::Zstd => {
            let mut decoder = zstd::stream::read::Decoder::with_buffer(inner)?;
            decoder.window_log_max(ZSTD_WINDOW_LOG)?;
            Box::new(BufReader::with_capacity(BUFFER, decoder))
        }
    })
}

/// Compression by the first bytes, which are given back in front of the rest.
pub(crate) fn sniff_compression<'r>(mut inner: impl Read + Send + 'r) -> io::Result<(Compression, Box<dyn Read + Send + 'r>)> {
    let mut head = Vec::new();
    inner.by_ref().take(4).read_to_end(&mut head)?;
    let compression = if head.starts_with(&[0x1f, 0x8b]) {
        Compression::Gzip
    } else if head == [0x28, 0xb5, 0x2f, 0xfd] {
        Compression::Zstd
    } else {
        Compression::None
    };
    Ok((compression, Box::new(Cursor::new(head).chain(inner))))
}

/// Format by the first bytes that are not space, which are given back in front of the rest.
pub(crate) fn sniff_format<'r>(mut inner: Box<dyn BufRead + Send + 'r>) -> io::Result<(Format, Box<dyn BufRead + Send + 'r>)> {
    let mut head: Vec<u8> = Vec::new();
    // one piece is enough, and a slow stream is not waited for, unless it has brought nothing yet
    while head.trim_ascii().is_empty() && head.len() < BUFFER {
        let piece = inner.fill_buf()?;
        if piece.is_empty() {
            break;
        }
        let length = piece.len();
        head.extend_from_slice(piece);
        inner.consume(length);
    }
    Ok((format_of(&head), Box::new(Cursor::new(head).chain(inner))))
}

fn format_of(head: &[u8]) -> Format {
    if head.starts_with(b"PAR1") {
        return Format::Parquet;
    }
    let mark = Encoding::for_bom(head).map_or(0, |(_, length)| length);
    // UTF-16 shows its ASCII between zeros
    let shown: Vec<u8> = head[mark..].iter().copied().filter(|&b| b != 0).skip_while(u8::is_ascii_whitespace).take(4096).collect();
    let shown = shown.to_ascii_lowercase();
    const MARKERS: [&[u8]; 10] =
        [b"<!doctype html", b"<html", b"<head", b"<body", b"<meta", b"<title", b"<div", b"<article", b"<p>", b"<p "];
    match shown.first() {
        Some(b'{') => Format::Jsonl,
        // an array of objects; a text may begin with a bracket
        Some(b'[') if shown[1..].trim_ascii_start().starts_with(b"{") => Format::Json,
        Some(b'<') if MARKERS.iter().any(|m| memchr::memmem::find(&shown, m).is_some()) => Format::Html,
        _ => Format::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_by_their_first_bytes() {
        for (head, format) in [
            (&b" \n {\"text\""[..], Format::Jsonl),
            (b"\xef\xbb\xbf{", Format::Jsonl),
            (b"\xff\xfe{\0", Format::Jsonl),
            (b"<!-- x --><!DOCTYPE html>", Format::Html),
            (b"<?xml version='1.0'?><html>", Format::Html),
            (b" [\n {\"text\"", Format::Json),
            (b"[Seoul] said", Format::Text),
            (b"<3 this", Format::Text),
            (b"Seoul said", Format::Text),
            (b"", Format::Text),
            (b"PAR1", Format::Parquet),
        ] {
            let (found, mut rest) = sniff_format(Box::new(head)).unwrap();
            let mut all = Vec::new();
            rest.read_to_end(&mut all).unwrap();
            assert_eq!((found, &all[..]), (format, head));
        }
    }
}
