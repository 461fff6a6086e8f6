use std::io::Write as _;

use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use proptest::prelude::*;

use super::*;
use crate::source::decompress;

const PAGE: &str = "<html><body><p>Seoul accused Pyongyang of sending troops to the border on Monday.</p></body></html>";

fn record(kind: &str, uri: &str, content_type: &str, block: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{uri}-{}>\r\nWARC-Target-URI: {uri}\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
        block.len(),
        block.len()
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

fn answer(status: &str, fields: &str, body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 {status}\r\n{fields}\r\n").as_bytes(), body].concat()
}

fn response(uri: &str, fields: &str, body: &[u8]) -> Vec<u8> {
    record("response", uri, "application/http; msgtype=response", &answer("200 OK", &format!("Content-Type: text/html\r\n{fields}"), body))
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn read_as(bytes: &[u8], compression: Compression, limit: usize) -> Vec<Result<Row, InputError>> {
    let options = Options { max_document_bytes: limit, ..Options::default() };
    let stream = decompress(bytes, compression).unwrap();
    WarcReader::new(stream, compression, "a.warc", Arc::new(options)).collect()
}

fn read(bytes: &[u8]) -> Vec<Result<Row, InputError>> {
    read_as(bytes, Compression::None, 100_000)
}

#[track_caller]
fn html(row: &Result<Row, InputError>) -> &str {
    match &row.as_ref().unwrap().content {
        Content::Html(html) => html,
        Content::Text(_) => panic!("no page"),
    }
}

#[test]
fn pages_of_answers_are_read_and_all_else_is_passed_over() {
    let file = [
        record("warcinfo", "", "application/warc-fields", b"software: x\r\n"),
        record("request", "https://a.example/1", "application/http; msgtype=request", b"GET /1 HTTP/1.1\r\n\r\n"),
        response("https://a.example/1", "", PAGE.as_bytes()),
        record("response", "https://a.example/2", "application/http", &answer("404 No", "Content-Type: text/html\r\n", b"gone")),
        record("response", "https://a.example/3", "application/http", &answer("200 OK", "Content-Type: image/png\r\n", b"\x89PNG")),
        record("response", "dns:a.example", "text/dns", b"a.example. 1 IN A 192.0.2.1"),
        response("<https://a.example/4>", "", PAGE.as_bytes()),
    ]
    .concat();
    for (bytes, compression) in [(file.clone(), Compression::None), (gzip(&file), Compression::Gzip)] {
        let rows = read_as(&bytes, compression, 100_000);
        let found: Vec<_> = rows.iter().map(|row| row.as_ref().unwrap()).map(|row| (row.id.as_str(), row.place.to_string())).collect();
        assert_eq!(found, [("https://a.example/1", "a.warc#3".to_owned()), ("https://a.example/4", "a.warc#7".to_owned())]);
        assert_eq!(html(&rows[0]), PAGE);
        assert_eq!(rows[0].as_ref().unwrap().url.as_deref(), Some("https://a.example/1"));
    }
}

#[test]
fn codings_are_taken_off() {
    let page = PAGE.as_bytes();
    let zlib = {
        let mut encoder = ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(page).unwrap();
        encoder.finish().unwrap()
    };
    let raw = {
        let mut encoder = DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(page).unwrap();
        encoder.finish().unwrap()
    };
    let chunked = |body: &[u8]| {
        let (a, b) = body.split_at(body.len() / 2);
        [format!("{:x};x=1\r\n", a.len()).as_bytes(), a, format!("\r\n{:X}\r\n", b.len()).as_bytes(), b, b"\r\n0\r\n\r\n"].concat()
    };
    for (fields, body) in [
        ("", page.to_vec()),
        ("Transfer-Encoding: chunked\r\n", chunked(page)),
        ("Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n", chunked(&gzip(page))),
        ("Content-Encoding: gzip\r\n", gzip(page)),
        ("content-encoding: gzip, gzip\r\n", gzip(&gzip(page))),
        ("Content-Encoding: deflate\r\nContent-Encoding: gzip\r\n", gzip(&zlib)),
        ("Content-Encoding: deflate\r\n", zlib.clone()),
        ("Content-Encoding: deflate\r\n", raw),
        // taken off by the crawler, which left the header
        ("Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n", page.to_vec()),
        ("Content-Encoding: br\r\n", page.to_vec()),
    ] {
        let rows = read(&response("https://a.example/1", fields, &body));
        assert_eq!(rows.len(), 1, "{fields}");
        assert_eq!(html(&rows[0]), PAGE, "{fields}");
    }
    let rows = read(
        &[response("https://a.example/1", "Content-Encoding: br\r\n", b"\x8b\x05"), response("https://a.example/2", "", page)].concat(),
    );
    assert_eq!(rows[0].as_ref().unwrap_err().to_string(), "a.warc#1: is compressed with `br`, which is not read");
    assert_eq!(html(&rows[1]), PAGE);
}

#[test]
fn charsets_of_the_answer_are_followed() {
    let latin = b"<html><p>caf\xe9</p>";
    let head = "Content-Type: text/html; charset=ISO-8859-1\r\n";
    let block = answer("200 OK", head, latin);
    let rows = read(&record("response", "https://a.example/1", "application/http", &block));
    assert!(html(&rows[0]).contains("café"));
}

#[test]
fn a_page_captured_again_is_one_page() {
    let file = [
        response("https://a.example/1", "", PAGE.as_bytes()),
        response("https://a.example/1", "", PAGE.as_bytes()),
        response("https://a.example/1", "", b"<p>Talks began in Geneva.</p>"),
    ]
    .concat();
    let rows = read(&file);
    let ids: Vec<&str> = rows.iter().map(|row| row.as_ref().unwrap().id.as_str()).collect();
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[0], "https://a.example/1");
    assert!(ids[1].starts_with("urn:uuid:https://a.example/1-"), "{}", ids[1]);
}

#[test]
fn hostile_sizes_end_in_words() {
    let page = response("https://a.example/1", "", PAGE.as_bytes());
    let bomb = gzip(&vec![b' '; 5_000_000]);
    let file = [
        response("https://a.example/0", "Content-Encoding: gzip\r\n", &bomb),
        response("https://a.example/x", "Content-Encoding: gzip, gzip\r\n", &gzip(&bomb)),
        response("https://a.example/y", "", &vec![b'a'; 200_000]),
        page.clone(),
    ]
    .concat();
    let rows = read(&file);
    for (row, said) in rows.iter().zip(["a.warc#1: holds more than", "a.warc#2: ", "a.warc#3: holds more than"]) {
        assert!(row.as_ref().unwrap_err().to_string().starts_with(said), "{row:?}");
    }
    assert_eq!(html(&rows[3]), PAGE);
    for (wrong, said) in [
        (format!("WARC/1.0\r\nContent-Length: {}\r\n\r\nabc", u64::MAX), "it ends inside of a record"),
        (format!("WARC/1.0\r\nContent-Length: {}0\r\n\r\nabc", u64::MAX), "a record states no length"),
        ("WARC/1.0\r\nContent-Length: -1\r\n\r\n".to_owned(), "a record states no length"),
        ("WARC/1.0\r\nWARC-Type: x".to_owned(), "it ends inside of a header"),
        (format!("WARC/1.0\r\nA: {}", "a".repeat(100_000)), "a header has no end"),
        ("\n".repeat(200_000), "a header has no end"),
        ("no archive\r\n\r\n".to_owned(), "a record begins with no version"),
    ] {
        let rows = read(&[&page[..], wrong.as_bytes()].concat());
        assert_eq!(rows.len(), 2, "{said}");
        let error = rows[1].as_ref().unwrap_err();
        assert!(error.to_string().contains(said) && error.hint().is_some(), "{error}");
    }
}

#[test]
fn a_truncated_archive_gives_what_came_before() {
    let first = gzip(&response("https://a.example/1", "", PAGE.as_bytes()));
    let whole = [first.clone(), gzip(&response("https://a.example/2", "", PAGE.as_bytes()))].concat();
    for cut in 1..whole.len() - first.len() {
        let rows = read_as(&whole[..whole.len() - cut], Compression::Gzip, 100_000);
        assert_eq!(html(&rows[0]), PAGE);
        let last = rows.last().unwrap().as_ref().unwrap_err();
        assert!(last.to_string().contains("the gzip data"), "{cut}: {last}");
        assert!(rows.len() <= 3);
    }
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), cut in 0usize..900, at in 0usize..900, length in any::<u64>()) {
        let head = format!("WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: {length}\r\n\r\n");
        let mut file = [
            response("https://a.example/1", "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n", &bytes),
            response("https://a.example/2", "Content-Encoding: deflate, gzip\r\n", &gzip(&bytes)),
            head.into_bytes(),
            bytes,
        ]
        .concat();
        let at = at.min(file.len() - 1);
        file[at] ^= 0x55;
        let _ = read(&file[cut.min(file.len())..]);
        let _ = read(&file[..cut.min(file.len())]);
        prop_assert!(read(&file).len() <= 6);
    }
}
