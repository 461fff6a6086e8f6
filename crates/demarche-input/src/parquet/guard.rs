//! Stands between a Parquet file and the reader of the `parquet` crate, which believes what a file says of its sizes:
//! a page of a few bytes may state that it inflates to 2 GB, a footer that its schema nests without end.

use std::io::Cursor;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use flate2::read::MultiGzDecoder;
use parquet::basic::{Compression, Encoding};
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{ChunkReader, Length};

use super::thrift::{I32, LIST, STRUCT, Thrift};

/// Bytes of a page, inflated. Writers aim at 1 MB; those that look only every thousand rows write 200 MB of pages.
pub(super) const MAX_PAGE: u64 = 256 << 20;
/// Bytes of a footer.
pub(super) const MAX_FOOTER: u64 = 128 << 20;
/// Bytes of a page header; statistics make the long ones.
const MAX_HEADER: u64 = 16 << 20;
const MAX_SCHEMA: usize = 1 << 16;
const MAX_SCHEMA_DEPTH: usize = 64;

fn refuse(what: &str) -> ParquetError {
    ParquetError::General(what.to_owned())
}

/// Checks that the schema of a footer is small and flat enough to be built by recursion.
pub(super) fn check_footer(footer: &[u8]) -> Result<()> {
    match schema_children(footer) {
        Some(children) if is_shallow(&children) => Ok(()),
        Some(_) => Err(refuse("its schema is too deep or too large")),
        None => Err(refuse("its footer is damaged")),
    }
}

/// Number of children of each element of each schema in the footer, depth first.
fn schema_children(footer: &[u8]) -> Option<Vec<i64>> {
    let mut thrift = Thrift::new(footer);
    let (mut last, mut children) = (0, None);
    while let Some(field) = thrift.field(&mut last)? {
        if field.id != 2 || field.kind != LIST {
            thrift.skip(field.kind)?;
            continue;
        }
        let (kind, length) = thrift.list()?;
        if kind != STRUCT || children.is_some() {
            return None;
        }
        let mut elements = Vec::new();
        for _ in 0..length {
            let (mut last, mut count) = (0, 0);
            while let Some(field) = thrift.field(&mut last)? {
                if field.id == 5 && field.kind == I32 {
                    count = thrift.integer()?;
                } else {
                    thrift.skip(field.kind)?;
                }
            }
            elements.push(count);
        }
        children = Some(elements);
    }
    children
}

fn is_shallow(children: &[i64]) -> bool {
    if children.len() > MAX_SCHEMA {
        return false;
    }
    let mut open: Vec<i64> = Vec::new();
    for &count in children {
        if count < 0 || count > children.len() as i64 || open.len() > MAX_SCHEMA_DEPTH {
            return false;
        }
        if let Some(left) = open.last_mut() {
            *left -= 1;
        }
        open.push(count);
        while open.last() == Some(&0) {
            open.pop();
        }
    }
    true
}

/// What matters of a page header.
#[derive(Debug, Clone, Copy, Default)]
struct Header {
    length: usize,
    inflated: i64,
    /// Bytes of levels, which stand uncompressed in front of a page of the second version.
    levels: u64,
}

fn parse_header(bytes: &[u8]) -> Option<Header> {
    let mut thrift = Thrift::new(bytes);
    let (mut last, mut header) = (0, Header::default());
    while let Some(field) = thrift.field(&mut last)? {
        match (field.id, field.kind) {
            (2, I32) => header.inflated = thrift.integer()?,
            (8, STRUCT) => {
                let mut last = 0;
                header.levels = 0;
                while let Some(field) = thrift.field(&mut last)? {
                    if matches!(field.id, 5 | 6) && field.kind == I32 {
                        header.levels = header.levels.checked_add(u64::try_from(thrift.integer()?).ok()?)?;
                    } else {
                        thrift.skip(field.kind)?;
                    }
                }
            }
            _ => thrift.skip(field.kind)?,
        }
    }
    header.length = thrift.position();
    Some(header)
}

/// The bytes of one column chunk, handed out after a look at the header of each page.
pub(super) struct GuardedChunk<R> {
    inner: Arc<R>,
    compression: Compression,
    header: Mutex<Header>,
}

impl<R: ChunkReader> GuardedChunk<R> {
    pub(super) fn new(inner: Arc<R>, compression: Compression) -> Self {
        Self { inner, compression, header: Mutex::default() }
    }

    fn header_bytes(&self, start: u64) -> Result<(Header, Bytes)> {
        let left = self.inner.len().saturating_sub(start);
        let mut length = left.min(1 << 12);
        loop {
            let bytes = self.inner.get_bytes(start, usize::try_from(length)?)?;
            if let Some(header) = parse_header(&bytes) {
                return Ok((header, bytes.slice(..header.length)));
            }
            if length == left || length > MAX_HEADER {
                return Err(refuse("a page header is damaged"));
            }
            length = left.min(length * 16);
        }
    }
}

impl<R: ChunkReader> Length for GuardedChunk<R> {
    fn len(&self) -> u64 {
        self.inner.len()
    }
}

impl<R: ChunkReader> ChunkReader for GuardedChunk<R> {
    type T = Cursor<Bytes>;

    fn get_read(&self, start: u64) -> Result<Cursor<Bytes>> {
        let (header, bytes) = self.header_bytes(start)?;
        if !u64::try_from(header.inflated).is_ok_and(|inflated| inflated <= MAX_PAGE) {
            return Err(refuse("a page is larger than 256 MiB"));
        }
        *self.header.lock().unwrap_or_else(PoisonError::into_inner) = header;
        Ok(Cursor::new(bytes))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        if length as u64 > MAX_PAGE || start.checked_add(length as u64).is_none_or(|end| end > self.inner.len()) {
            return Err(refuse("a page is larger than its file or 256 MiB"));
        }
        let bytes = self.inner.get_bytes(start, length)?;
        let header = *self.header.lock().unwrap_or_else(PoisonError::into_inner);
        let packed = bytes.get(usize::try_from(header.levels)?..).unwrap_or_default();
        let is_too_large = match self.compression {
            // these inflate to what their header says, or fail
            Compression::UNCOMPRESSED | Compression::SNAPPY | Compression::ZSTD(_) | Compression::LZ4_RAW => false,
            // this one inflates to its end: it is tried without keeping anything
            Compression::GZIP(_) => {
                let limit = u64::try_from(header.inflated)? + 1;
                let inflated = std::io::copy(&mut std::io::Read::take(MultiGzDecoder::new(packed), limit), &mut std::io::sink());
                inflated.is_ok_and(|n| n == limit)
            }
            // so does this one, to 255 times its size at most
            _ => packed.len() as u64 > MAX_PAGE / 255,
        };
        if is_too_large {
            return Err(refuse("a page is larger than it says"));
        }
        Ok(bytes)
    }
}

/// Pages of a column chunk, whose counts of values are checked before room is made for them.
pub(super) struct GuardedPages<P> {
    pub(super) inner: P,
    pub(super) is_nullable: bool,
}

impl<P: PageReader> GuardedPages<P> {
    fn check(&self, page: Page) -> Result<Page> {
        let is_sound = match &page {
            // every value takes four bytes or more
            Page::DictionaryPage { buf, num_values, .. } => u64::from(*num_values) * 4 <= buf.len() as u64,
            Page::DataPage { buf, num_values, encoding, .. } => {
                let levels = if self.is_nullable { level_bytes(buf) } else { Some(0) };
                has_sound_counts(buf, levels, *encoding, *num_values)
            }
            Page::DataPageV2 { buf, num_values, encoding, def_levels_byte_len, rep_levels_byte_len, .. } => {
                let levels = *def_levels_byte_len as usize + *rep_levels_byte_len as usize;
                has_sound_counts(buf, Some(levels), *encoding, *num_values)
            }
        };
        if is_sound { Ok(page) } else { Err(refuse("a page has not as many values as it says")) }
    }
}

/// Bytes that definition levels take in front of a page of the first version.
fn level_bytes(page: &[u8]) -> Option<usize> {
    let length = page.first_chunk::<4>()?;
    (u32::from_le_bytes(*length) as usize).checked_add(4)
}

/// Delta encodings state how many values follow; the reader makes room for as many.
fn has_sound_counts(page: &[u8], levels: Option<usize>, encoding: Encoding, values: u32) -> bool {
    let Some(data) = levels.and_then(|levels| page.get(levels..)) else { return false };
    match encoding {
        Encoding::DELTA_BINARY_PACKED | Encoding::DELTA_LENGTH_BYTE_ARRAY => {
            delta_end(data).is_some_and(|(count, _)| count <= u64::from(values))
        }
        Encoding::DELTA_BYTE_ARRAY => {
            let sound = |data| delta_end(data).filter(|(count, _)| *count <= u64::from(values));
            sound(data).and_then(|(_, end)| sound(data.get(end..)?)).is_some()
        }
        _ => true,
    }
}

/// How many integers a delta-packed run holds, and where it ends.
fn delta_end(data: &[u8]) -> Option<(u64, usize)> {
    let mut head = Thrift::new(data);
    let (block, miniblocks, count) = (head.varint()?, head.varint()?, head.varint()?);
    head.varint()?;
    let per_miniblock = block.checked_div(miniblocks)?;
    if per_miniblock == 0 || per_miniblock % 8 != 0 {
        return None;
    }
    let miniblocks = usize::try_from(miniblocks).ok()?;
    let (mut at, mut left) = (head.position(), count.saturating_sub(1));
    while left > 0 {
        let mut head = Thrift::new(data.get(at..)?);
        head.varint()?;
        at += head.position();
        let widths = data.get(at..at.checked_add(miniblocks)?)?;
        at += miniblocks;
        for &width in widths {
            if left == 0 {
                break;
            }
            at = at.checked_add(usize::try_from(u64::from(width).checked_mul(per_miniblock / 8)?).ok()?)?;
            left = left.saturating_sub(per_miniblock);
        }
    }
    Some((count, at))
}

impl<P: PageReader> Iterator for GuardedPages<P> {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

impl<P: PageReader> PageReader for GuardedPages<P> {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        self.inner.get_next_page()?.map(|page| self.check(page)).transpose()
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.inner.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.inner.skip_next_page()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deep_and_lying_schemas_are_refused() {
        assert!(is_shallow(&[2, 0, 1, 0]));
        assert!(!is_shallow(&[1; 200]));
        assert!(!is_shallow(&[3, -1]));
        assert!(!is_shallow(&[1 << 30, 0]));
        assert!(check_footer(b"").is_err());
        assert!(check_footer(&[0]).is_err());
    }

    #[test]
    fn delta_runs_are_measured() {
        // 128 per block, 4 miniblocks of 32, 3 values, first 0; least delta 0, widths 2 0 0 0, 8 bytes
        let run = [&[0x80, 0x01, 4, 3, 0, 0, 2, 0, 0, 0][..], &[0; 8]].concat();
        assert_eq!(delta_end(&run), Some((3, 18)));
        assert!(!has_sound_counts(&run, Some(0), Encoding::DELTA_BINARY_PACKED, 2));
        assert!(has_sound_counts(&run, Some(0), Encoding::DELTA_BINARY_PACKED, 3));
        assert_eq!(delta_end(&[0x80, 0x01, 4, 0xff, 0xff, 0xff, 0xff, 0x7f, 0]), None);
    }
}
