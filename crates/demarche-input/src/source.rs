//! Streams of bytes: opened, counted, decompressed; and what a stream without a name holds.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use csv_core::ReadRecordResult;
use encoding_rs::Encoding;
use flate2::bufread::MultiGzDecoder;

use crate::options::{Column, Compression, Format, Options};

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

/// Format by the first bytes, which are given back in front of the rest. Read is what the answer needs: one byte of JSON
/// Lines, two rows of a table, up to 64 KiB of prose.
pub(crate) fn sniff_format<'r>(
    mut inner: Box<dyn BufRead + Send + 'r>,
    options: &Options,
) -> io::Result<(Format, Box<dyn BufRead + Send + 'r>)> {
    let mut head: Vec<u8> = Vec::new();
    // a look begins at the first byte: not one for each byte that trickles in
    let mut next_look = 1;
    let format = loop {
        let piece = inner.fill_buf()?;
        let length = piece.len();
        head.extend_from_slice(piece);
        inner.consume(length);
        // blank lines in front tell nothing, however many
        let is_end = length == 0 || (head.len() >= BUFFER && !head.trim_ascii_start().is_empty()) || head.len() >= LONGEST_BLANK;
        if head.len() < next_look && !is_end {
            continue;
        }
        next_look = head.len() * 2;
        match format_of(&head, length == 0, options) {
            Some(format) => break format,
            None if is_end => break Format::Text,
            None => {}
        }
    };
    Ok((format, Box::new(Cursor::new(head).chain(inner))))
}

/// Bytes of blank lines after which nothing else is awaited.
const LONGEST_BLANK: usize = 1 << 20;
/// Bytes in which a page says that it is one.
const MARKED_WITHIN: usize = 4096;
const MARKERS: [&[u8]; 10] = [b"<!doctype html", b"<html", b"<head", b"<body", b"<meta", b"<title", b"<div", b"<article", b"<p>", b"<p "];

/// What the first bytes of a stream tell; `None` where more of them may tell more. `is_all`: there are no more.
fn format_of(head: &[u8], is_all: bool, options: &Options) -> Option<Format> {
    if head.starts_with(b"PAR1") {
        return Some(Format::Parquet);
    }
    if head.starts_with(b"WARC/") {
        return Some(Format::Warc);
    }
    let mark = Encoding::for_bom(head).map_or(0, |(_, length)| length);
    // UTF-16 shows its ASCII between zeros
    let shown: Vec<u8> = head[mark..].iter().copied().filter(|&b| b != 0).skip_while(u8::is_ascii_whitespace).take(BUFFER).collect();
    match shown.first() {
        None => is_all.then_some(Format::Text),
        Some(b'{') => Some(Format::Jsonl),
        // an array of objects; a text may begin with a bracket
        Some(b'[') => match shown[1..].trim_ascii_start().first() {
            Some(b'{') => Some(Format::Json),
            Some(_) => Some(Format::Text),
            None => None,
        },
        Some(b'<') => {
            let start = shown[..shown.len().min(MARKED_WITHIN)].to_ascii_lowercase();
            let is_page = MARKERS.iter().any(|m| memchr::memmem::find(&start, m).is_some());
            let is_enough = is_all || shown.len() >= MARKED_WITHIN;
            if is_page { Some(Format::Html) } else { is_enough.then_some(Format::Text) }
        }
        Some(_) => {
            let extent = Extent { is_cut: !is_all, is_long: head.len() >= BUFFER };
            let looks = [(b'\t', Format::Tsv), (b',', Format::Csv)]
                .map(|(delimiter, format)| (look_at_table(&shown, delimiter, extent, options), format));
            let is_unsure = looks.iter().any(|(look, _)| *look == Look::Unsure);
            match looks.into_iter().find(|(look, _)| *look == Look::Table) {
                Some((_, format)) => Some(format),
                None => (!is_unsure).then_some(Format::Text),
            }
        }
    }
}

/// How much of a stream is looked at.
#[derive(Debug, Clone, Copy)]
struct Extent {
    /// More follows.
    is_cut: bool,
    /// No more than this is looked at.
    is_long: bool,
}

/// What the first lines look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    Table,
    /// More lines may tell.
    Unsure,
    Prose,
}

/// A table has a header that names a column to code, and below it a row of the same shape. Of one column alone, all rows
/// that can be seen must be of one field. What could be prose is prose.
fn look_at_table(shown: &[u8], delimiter: u8, Extent { is_cut, is_long }: Extent, options: &Options) -> Look {
    let mut core = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
    let (mut out, mut ends) = (vec![0; shown.len() + 2], vec![0; 1 << 10]);
    let mut whole = shown.to_vec();
    if !is_cut {
        // the last line may have no end
        whole.push(b'\n');
    }
    let mut rest = whole.as_slice();
    let mut columns = None;
    let mut rows = 0;
    while !rest.is_empty() && rows < MOST_ROWS {
        let (result, used, _, ended) = core.read_record(rest, &mut out, &mut ends);
        rest = &rest[used..];
        let fields = match result {
            ReadRecordResult::Record => ended,
            ReadRecordResult::InputEmpty if !is_cut && ended == 0 => break,
            // a record that is not all there: a long quoted text, or a line without end
            ReadRecordResult::InputEmpty if is_cut => {
                return match columns {
                    Some(1) if is_long && rows > 0 && ended == 0 => Look::Table,
                    Some(columns) if is_long && columns > 1 && rows == 0 && ended < columns => Look::Table,
                    _ if is_long || (shown.len() > LONGEST_HEADER && columns.is_none()) => Look::Prose,
                    _ => Look::Unsure,
                };
            }
            _ => return Look::Prose,
        };
        match columns {
            None => {
                if !is_header(&out, &ends[..fields], options) {
                    return Look::Prose;
                }
                // of one column alone no separator tells which it is
                if fields == 1 && delimiter != b',' {
                    return Look::Prose;
                }
                columns = Some(fields);
            }
            Some(1) if fields != 1 => return Look::Prose,
            Some(1) => rows += 1,
            Some(columns) if fields == columns => return Look::Table,
            Some(_) => rows += 1,
        }
    }
    let is_enough = !is_cut || is_long || rows >= MOST_ROWS;
    match columns {
        _ if !is_enough => Look::Unsure,
        Some(1) if rows > 0 => Look::Table,
        _ => Look::Prose,
    }
}

/// Rows that are looked at.
const MOST_ROWS: usize = 100;
/// Bytes of a first line after which it is no header.
const LONGEST_HEADER: usize = 8192;

/// True for names of columns, one of which is to be coded.
fn is_header(out: &[u8], ends: &[usize], options: &Options) -> bool {
    let mut start = 0;
    let mut is_wanted = false;
    for &end in ends {
        let Ok(name) = std::str::from_utf8(&out[start..end]) else { return false };
        start = end;
        // a sentence that happens to have the word `text` between commas
        if name.len() > 100 || name.contains(['.', '!', '?', '\n']) && name.contains(' ') {
            return false;
        }
        is_wanted |= [Column::Text, Column::Html].into_iter().any(|column| options.name(column) == name.trim());
    }
    is_wanted
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives out its bytes in small pieces, as a pipe may.
    struct Slow<'b>(&'b [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
            let n = self.1.min(self.0.len()).min(buf.len());
            buf[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }

    #[track_caller]
    fn check(head: &[u8], format: Format, options: &Options) {
        for piece in [1, 4, 1 << 16] {
            let (found, mut rest) = sniff_format(Box::new(BufReader::new(Slow(head, piece))), options).unwrap();
            let mut all = Vec::new();
            rest.read_to_end(&mut all).unwrap();
            let shown = String::from_utf8_lossy(&head[..head.len().min(100)]);
            assert!(found == format && all == head, "{shown}: {found:?} where {format:?} was due (pieces of {piece})");
        }
    }

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
            (b"WARC/1.1\r\nWARC-Type: warcinfo\r\n", Format::Warc),
        ] {
            check(head, format, &Options::default());
        }
    }

    #[test]
    fn tables_are_told_by_header_and_row() {
        let options = Options::default();
        let long = format!("id,text\n1,\"{}\"\n", "Talks began, he said.\n".repeat(10_000));
        let wide = format!("text,x\n{},1\n", "a".repeat(100_000));
        for table in [
            "id,text\n1,Talks began.\n",
            "text,id\r\nTalks began.,1",
            "\u{feff}id,html\n1,<p>a</p>\n",
            ",text\n0,\"a\nb, c\"\n",
            "id,text\n1,a,b\n2,c\n",
            "text\nTalks began.\nTalks ended.\n",
            "text\n\"One, two.\"\n",
            "\n\nid, text\n1,a\n",
            &long,
            &wide,
        ] {
            check(table.as_bytes(), Format::Csv, &options);
        }
        let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain("id,text\n1,añ\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        check(&utf16, Format::Csv, &options);
        check(b"id\ttext\n1\tTalks began, he said.\n", Format::Tsv, &options);
        check(b"text\tid, old\nTalks began.\t1\n", Format::Tsv, &options);
        for prose in [
            "text",
            "id,text\n",
            "text\nOn Monday, talks began.\nThey ended.\n",
            "The treaty, text, and annexes.\nSigned, sealed, and delivered.\n",
            "text of the speech, by the minister\nWe go on, he said.\n",
            "body,id\nTalks began.,1\n",
            "Talks began, text\nA longer line, with, commas\n",
            &"Talks began, text. ".repeat(5_000),
        ] {
            check(prose.as_bytes(), Format::Text, &options);
        }
        let named = Options { text_column: "body".into(), ..options };
        check(b"body,id\nTalks began.,1\n", Format::Csv, &named);
    }

    #[test]
    fn json_lines_are_told_at_once() {
        // a stream that would never say more
        struct Stuck(bool);
        impl Read for Stuck {
            fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
                assert!(!std::mem::replace(&mut self.0, true), "more was asked for");
                buf[0] = b'{';
                Ok(1)
            }
        }
        let (format, _) = sniff_format(Box::new(BufReader::new(Stuck(false))), &Options::default()).unwrap();
        assert_eq!(format, Format::Jsonl);
    }
}
