//! Records that `demarche code` wrote, read back: JSON Lines, plain or compressed, each record checked before it is handed on.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufRead, Read};
use std::path::Path;

use demarche::record::{CodePoints, Record, SCHEMA};
use sha2::{Digest, Sha256};

use crate::error::{At, ErrorKind, InputError, Place};
use crate::files::shown;
use crate::jsonl::{Line, json_detail, read_line};
use crate::options::{Compression, Format};
use crate::source::{decompress, sniff_compression};

/// Bytes of the longest line that is read: the record of a document at `code`'s own limit, and room to spare.
pub const LARGEST_RECORD: usize = 800_000_000;

/// The records of a file or of standard input, in order. A line that is no record is an error in its place; the others
/// are read all the same.
///
/// What is handed on is whole: it has its text, the text has its hash, every span lies in it, every id leads somewhere,
/// and no two records have one id. Memory: one line of at most [`LARGEST_RECORD`] bytes, the record made of it, and 16 bytes an id.
pub struct Records {
    stream: Option<Box<dyn BufRead + Send>>,
    compression: Compression,
    file: Place,
    buffer: Vec<u8>,
    line: u64,
    ids: HashSet<u128>,
}

impl Records {
    /// Opens a file, or standard input where the path is `-`. Compression is told by the first bytes.
    ///
    /// # Errors
    /// A file that is not there or cannot be opened, or whose name is that of another format than JSON Lines.
    pub fn open(path: &Path) -> Result<Self, InputError> {
        let file = Place::file(shown(path));
        let failed = |kind| InputError::new(file.clone(), kind);
        if path.as_os_str() == "-" {
            return Self::new(io::stdin(), "-");
        }
        if Format::of_path(path).is_some_and(|(format, _)| format != Format::Jsonl) {
            return Err(failed(ErrorKind::NotRecords));
        }
        let opened = File::open(path).map_err(|e| failed(ErrorKind::from_io(e)))?;
        if opened.metadata().is_ok_and(|m| m.is_dir()) {
            return Err(failed(ErrorKind::NotRecords));
        }
        Self::new(opened, &file.path)
    }

    /// Reads records from a stream; `path` names it in messages.
    ///
    /// # Errors
    /// Where the first bytes cannot be read.
    pub fn new(stream: impl Read + Send + 'static, path: &str) -> Result<Self, InputError> {
        let file = Place::file(path);
        let (compression, stream) =
            sniff_compression(stream).map_err(|e| InputError::new(file.clone(), ErrorKind::from_stream(e, Compression::None)))?;
        let stream = decompress(stream, compression).map_err(|e| InputError::new(file.clone(), ErrorKind::from_stream(e, compression)))?;
        Ok(Self { stream: Some(stream), compression, file, buffer: Vec::new(), line: 0, ids: HashSet::new() })
    }

    fn record(&mut self) -> Result<Record, ErrorKind> {
        let record = record_from_json(&self.buffer)?;
        // 16 of SHA-256's 32 bytes: no two of any number of ids meet by chance
        let digest = Sha256::digest(record.id.as_bytes());
        let hash = digest.iter().take(16).fold(0_u128, |hash, &byte| hash << 8 | u128::from(byte));
        if self.ids.insert(hash) { Ok(record) } else { Err(ErrorKind::RepeatedRecord { id: record.id }) }
    }
}

impl Iterator for Records {
    type Item = Result<Record, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let stream = self.stream.as_mut()?;
            self.line += 1;
            let place = self.file.at(At::Line(self.line));
            match read_line(stream, &mut self.buffer, LARGEST_RECORD) {
                Ok(Line::End) => self.stream = None,
                Ok(Line::Whole) if self.buffer.trim_ascii().is_empty() => {}
                Ok(Line::Whole) => {
                    let record = self.record();
                    // one giant among small records should not stay
                    if self.buffer.capacity() > 1 << 22 {
                        self.buffer = Vec::new();
                    }
                    return Some(record.map_err(|kind| InputError::new(place, kind)));
                }
                Ok(Line::TooLong) => return Some(Err(InputError::new(place, ErrorKind::LargeRecord { limit: LARGEST_RECORD }))),
                Err(error) => {
                    self.stream = None;
                    return Some(Err(InputError::new(self.file.clone(), ErrorKind::from_stream(error, self.compression))));
                }
            }
        }
    }
}

/// A whole record from one line.
fn record_from_json(line: &[u8]) -> Result<Record, ErrorKind> {
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
    let json = std::str::from_utf8(line).map_err(|e| ErrorKind::NotText { charset: "UTF-8", offset: e.valid_up_to() })?;
    let record: Record = serde_json::from_str(json).map_err(|e| ErrorKind::Record { detail: json_detail(&e) })?;
    if record.schema != SCHEMA {
        return Err(ErrorKind::Record { detail: format!("its schema is `{}`, not `{SCHEMA}`", crate::error::clip(&record.schema)) });
    }
    check(&record)?;
    Ok(record)
}

/// What a record says of its own text must hold there.
fn check(record: &Record) -> Result<(), ErrorKind> {
    let wrong = |detail: String| Err(ErrorKind::Record { detail });
    let Some(text) = &record.text else { return Err(ErrorKind::RecordWithoutText) };
    let digest: String = Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    if digest != record.text_sha256 {
        return wrong("`text` is not the text of `text_sha256`".to_owned());
    }
    let length = text.chars().count();
    let outside = |spans: &[CodePoints]| spans.iter().copied().find(|s| s.0 >= s.1 || s.1 > length);
    let mut parts: Vec<(&str, &[CodePoints])> = record.mentions.iter().map(|m| (m.id.as_str(), std::slice::from_ref(&m.span))).collect();
    parts.push(("sentences", &record.sentences));
    parts.extend(record.claims.iter().flat_map(|c| [&c.source, &c.cue, &c.content].map(|part| (c.id.as_str(), part.as_slice()))));
    parts.extend(record.events.iter().map(|e| (e.id.as_str(), e.trigger.as_slice())));
    for (id, spans) in parts {
        if let Some(CodePoints(start, end)) = outside(spans) {
            return wrong(format!("`{}` has the span [{start}, {end}], and the text has {length} characters", crate::error::clip(id)));
        }
    }
    if record.sentences.windows(2).any(|two| two[0].1 > two[1].0) {
        return wrong("its sentences are not in text order".to_owned());
    }
    let mentions: HashSet<&str> = record.mentions.iter().map(|m| m.id.as_str()).collect();
    let claims: HashSet<&str> = record.claims.iter().map(|c| c.id.as_str()).collect();
    let events: HashSet<&str> = record.events.iter().map(|e| e.id.as_str()).collect();
    if (mentions.len(), claims.len(), events.len()) != (record.mentions.len(), record.claims.len(), record.events.len()) {
        return wrong("an id stands twice in it".to_owned());
    }
    if record.claims.iter().any(|c| c.cue.is_empty() || c.content.is_empty()) || record.events.iter().any(|e| e.trigger.is_empty()) {
        return wrong("a claim without cue or content, or an event without trigger".to_owned());
    }
    let of_events =
        record.events.iter().flat_map(|e| e.actors.iter().chain(&e.recipients).chain(&e.quantities).chain(&e.place).chain(&e.time));
    let of_claims = record.claims.iter().filter_map(|c| c.speaker.as_ref());
    let named = of_events.chain(of_claims).chain(record.mentions.iter().filter_map(|m| m.coref.as_ref()));
    let held = record.events.iter().flat_map(|e| &e.claims).chain(record.claims.iter().filter_map(|c| c.parent.as_ref()));
    let lost =
        |mut ids: Box<dyn Iterator<Item = &String> + '_>, known: &HashSet<&str>| ids.find(|id| !known.contains(id.as_str())).cloned();
    if let Some(id) = lost(Box::new(named), &mentions).or_else(|| lost(Box::new(held), &claims)) {
        return wrong(format!("it names `{}`, which is not there", crate::error::clip(&id)));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::write::GzEncoder;
    use proptest::prelude::*;

    use super::*;

    fn line(id: &str, text: &str) -> String {
        let sha: String = Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        serde_json::json!({
            "schema": "demarche/1", "id": id, "title": null, "publisher": null, "url": null, "published": null, "language": "en", "skipped": null,
            "text_sha256": sha, "text": text, "sentences": [[0, 11]],
            "mentions": [{"id": "m0", "span": [0, 5], "text": "Seoul", "kind": "place", "actors": [], "coref": null, "confidence": 1}],
            "claims": [], "pairs": [], "versions": {"demarche": "0", "model": "m", "knowledge": "none", "codebook": "c"},
            "events": [{"id": "e0", "type": "AID", "mode": null, "quad": 2, "score": 10, "cameo": "07", "context": [], "status": "actual",
                "trigger": [[6, 10]], "actors": ["m0"], "recipients": [], "place": null, "place_from": null, "time": null, "time_from": null,
                "quantities": [], "claims": [], "confidence": 0.5}],
        })
        .to_string()
    }

    fn read(bytes: Vec<u8>) -> Vec<Result<Record, String>> {
        let records = Records::new(io::Cursor::new(bytes), "r.jsonl").unwrap();
        records.map(|r| r.map_err(|e| format!("{e}; {}", e.hint().unwrap_or_default()))).collect()
    }

    #[test]
    fn records_come_back_plain_and_compressed() {
        let lines = format!("{}\r\n\n{}", line("a", "Seoul gave."), line("b", "Séoul gave."));
        let mut gzip = GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(lines.as_bytes()).unwrap();
        for bytes in [lines.clone().into_bytes(), gzip.finish().unwrap(), format!("\u{feff}{lines}").into_bytes()] {
            let ids: Vec<String> = read(bytes).into_iter().map(|r| r.unwrap().id).collect();
            assert_eq!(ids, ["a", "b"]);
        }
    }

    #[test]
    fn damage_is_named_and_passed_over() {
        let good = line("a", "Seoul gave.");
        for (bad, words) in [
            ("no JSON".to_owned(), "r.jsonl:1: is no record: "),
            (r#"{"text":"a"}"#.to_owned(), "missing field"),
            (good.replace("demarche/1", "demarche/9"), "its schema is `demarche/9`, not `demarche/1`"),
            (good.replace("Seoul gave.", "Seoul took."), "`text` is not the text of `text_sha256`"),
            (good.replace("[[6,10]]", "[[6,99]]"), "`e0` has the span [6, 99], and the text has 11 characters"),
            (good.replace("[[6,10]]", "[]"), "an event without trigger"),
            (good.replace(r#"["m0"]"#, r#"["m7"]"#), "it names `m7`, which is not there"),
            (good.replace(r#""text":"Seoul gave.","#, ""), "its text was left out; code again without --no-text"),
        ] {
            let read = read(format!("{bad}\n{}\n", line("b", "Seoul gave.")).into_bytes());
            assert!(read[0].as_ref().unwrap_err().contains(words), "{:?}", read[0]);
            assert!(read[1].is_ok(), "{words}");
        }
        let twice = read(format!("{good}\n{good}\n").into_bytes());
        assert!(twice[1].as_ref().unwrap_err().contains("r.jsonl:2: the id `a` was used before"), "{:?}", twice[1]);
    }

    #[test]
    fn other_formats_are_refused_by_name() {
        let Err(error) = Records::open(Path::new("tables.parquet")) else { panic!("it was opened") };
        assert!(error.to_string().contains("is not that of JSON Lines"), "{error}");
        assert!(Records::open(Path::new("gone.jsonl")).is_err());
    }

    proptest! {
        #[test]
        fn no_bytes_panic(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8), cut in any::<prop::sample::Index>()) {
            let mut bytes = line("a", "Seoul gave.").into_bytes();
            for (at, byte) in changes {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            bytes.truncate(cut.index(bytes.len() + 1));
            let _ = read(bytes);
        }
    }
}
