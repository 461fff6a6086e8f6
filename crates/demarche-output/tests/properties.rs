//! Laws of the formats, on texts with accents, emoji, line ends of all kinds and markup.

mod sample;

use std::collections::HashMap;
use std::fs;

use demarche::codebook::{EventType, Kind, Stance, Status};
use demarche::record::{CodePoints, Record};
use demarche_output::jsonl::write_line;
use demarche_output::text::{TextStyle, render};
use demarche_output::{Format, html, writer_to_path};
use proptest::prelude::*;

/// Pieces that have broken writers before.
const PIECES: &[&str] = &[
    "é",
    "e\u{301}",
    "🙂",
    "👩‍👩‍👧",
    "\r\n",
    "\n",
    "\r",
    "\t",
    "\0",
    "\u{1b}[31m",
    "\u{202e}",
    "עברית",
    "中文",
    "<b>",
    "</span>",
    "<script>alert(1)</script>",
    "&lt;",
    "&",
    "\"",
    "'",
    ",",
    ";",
    "=1+1",
    "\u{2028}",
    "\u{85}",
    "\u{feff}",
    "--",
    "]]>",
    "word ",
    " ",
    "troops said ",
];

/// A text of such pieces, and spans into it.
fn parts() -> impl Strategy<Value = (String, Vec<(usize, usize)>)> {
    let text = prop::collection::vec(prop::sample::select(PIECES), 1..40).prop_map(|pieces| pieces.concat());
    text.prop_flat_map(|text| {
        let length = text.chars().count();
        let span = (0..=length, 0..=length).prop_map(|(a, b)| (a.min(b), a.max(b)));
        (Just(text), prop::collection::vec(span, 9))
    })
}

fn words(text: &str, span: CodePoints) -> String {
    text.chars().skip(span.0).take(span.1 - span.0).collect()
}

/// A record whose every part lies on one of the spans; claims may nest in circles.
fn record(text: &str, spans: &[(usize, usize)]) -> Record {
    let mut record = sample::small(text);
    let at = |n: usize| CodePoints(spans[n].0, spans[n].1);
    record.text = Some(text.to_owned());
    record.title = Some(text.to_owned());
    record.publisher = Some(text.to_owned());
    record.url = Some(text.to_owned());
    record.sentences = vec![at(0)];
    for (n, mention) in record.mentions.iter_mut().enumerate() {
        mention.span = at(n);
        mention.text = words(text, at(n));
        mention.kind = Kind::ALL[n];
    }
    let claim = &mut record.claims[0];
    (claim.source, claim.cue, claim.content) = (vec![at(3)], vec![at(4)], vec![at(5), at(6)]);
    claim.parent = Some("c1".to_owned());
    let mut second = claim.clone();
    second.id = "c1".to_owned();
    second.parent = Some("c0".to_owned());
    second.source = vec![];
    second.content = vec![at(7)];
    second.stance = Stance::Deny;
    record.claims.push(second);
    record.events[0].trigger = vec![at(8)];
    record.events[0].status = Status::Negated;
    record.events[0].event_type = EventType::Assault;
    record.events[0].actors.push(text.to_owned());
    record
}

/// What a reader of the page sees: tags gone, entities read.
fn visible(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(tag) = rest.find('<') {
        text.push_str(&rest[..tag]);
        rest = &rest[tag + rest[tag..].find('>').expect("every tag ends") + 1..];
    }
    text.push_str(rest);
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}

/// What becomes of characters that HTML cannot hold.
fn as_shown(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.replace('\0', "␀").replace('\u{1b}', "␛").replace('\u{85}', "\u{fffd}")
}

/// The pieces of the marked text with the records they belong to.
fn pieces(page: &str) -> Vec<(Vec<String>, String)> {
    let start = page.find("<div class=\"words\"").unwrap();
    let block = &page[start..start + page[start..].find("</div>").unwrap()];
    block
        .split("data-in=\"")
        .skip(1)
        .map(|piece| {
            let (members, rest) = piece.split_once('"').unwrap();
            let inner = rest.split_once('>').unwrap().1.split_once("</span>").unwrap().0;
            (members.split(' ').map(str::to_owned).collect(), visible(inner))
        })
        .collect()
}

proptest! {
    #[test]
    fn jsonl_reads_back_and_spans_slice_their_words((text, spans) in parts()) {
        let record = record(&text, &spans);
        let mut line = Vec::new();
        write_line(&record, &mut line).unwrap();
        prop_assert_eq!(line.iter().filter(|&&byte| byte == b'\n').count(), 1);
        let back: Record = serde_json::from_slice(&line).unwrap();
        let mut again = Vec::new();
        write_line(&back, &mut again).unwrap();
        prop_assert_eq!(&line, &again);
        let json: serde_json::Value = serde_json::from_slice(&line).unwrap();
        let text = json["text"].as_str().unwrap();
        for mention in json["mentions"].as_array().unwrap() {
            let at = |n: usize| mention["span"][n].as_u64().unwrap() as usize;
            prop_assert_eq!(mention["text"].as_str().unwrap(), words(text, CodePoints(at(0), at(1))));
        }
    }

    #[test]
    fn numbers_have_at_most_four_decimals(confidence in 0.0f32..=1.0, lat in -90.0f64..90.0, low in -1e15f64..1e15) {
        let mut record = sample::sample();
        record.mentions[0].confidence = confidence;
        record.mentions[7].place.as_mut().unwrap().lat = lat;
        record.mentions[5].quantity.as_mut().unwrap().low = low;
        let mut line = Vec::new();
        write_line(&record, &mut line).unwrap();
        let json = String::from_utf8(line).unwrap();
        for field in ["confidence", "lat", "lon", "low", "high", "score"] {
            for value in json.split(&format!("\"{field}\":")).skip(1) {
                let number = &value[..value.find([',', '}']).unwrap()];
                prop_assert!(number.split_once('.').is_none_or(|(_, decimals)| decimals.len() <= 4), "{}", number);
                prop_assert!(!number.contains('e'), "{}", number);
            }
        }
    }

    #[test]
    fn pages_show_the_text_and_nothing_of_it_is_markup((text, spans) in parts()) {
        let record = record(&text, &spans);
        let page = html::page(&record);
        prop_assert_eq!(page.matches("<script").count(), 1);
        prop_assert!(!page.contains("href=\"javascript"));
        let start = page.find("<div class=\"words\"").unwrap();
        let block = &page[start..start + page[start..].find("</div>").unwrap()];
        prop_assert_eq!(visible(block), as_shown(&text));
        prop_assert_eq!(block.matches("<span").count(), block.matches("</span>").count());
        prop_assert_eq!(block.matches("<a ").count(), block.matches("</a>").count());

        let mut marked: HashMap<String, String> = HashMap::new();
        for (members, words) in pieces(&page) {
            for member in members {
                marked.entry(member).or_default().push_str(&words);
            }
        }
        for (n, mention) in record.mentions.iter().enumerate() {
            // a span between the two halves of a line end shows it once
            let halved = text.chars().nth(mention.span.1) == Some('\n') || mention.text.starts_with('\n');
            if !halved {
                prop_assert_eq!(marked.get(&format!("m{n}")).map_or("", String::as_str), as_shown(&mention.text));
            }
        }
    }

    #[test]
    fn terminal_text_holds_no_control_characters((text, spans) in parts()) {
        let shown = render(&record(&text, &spans), TextStyle { width: 60, color: false });
        prop_assert!(!shown.contains(|c: char| c.is_control() && c != '\n' || c == '\u{202e}'), "{:?}", shown);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn csv_keeps_every_character((text, spans) in parts()) {
        let record = record(&text, &spans);
        let dir = tempfile::tempdir().unwrap();
        let mut writer = writer_to_path(Format::Csv, dir.path(), TextStyle::default()).unwrap();
        writer.write(&record).unwrap();
        writer.finish().unwrap();
        let mut rows = csv::Reader::from_path(dir.path().join("documents.csv")).unwrap();
        let headers = rows.headers().unwrap().clone();
        let row = rows.records().next().unwrap().unwrap();
        let value = |name: &str| row.get(headers.iter().position(|h| h == name).unwrap()).unwrap().to_owned();
        prop_assert_eq!(value("text"), text.clone());
        prop_assert_eq!(value("document"), text.clone());
        let mut rows = csv::Reader::from_path(dir.path().join("events.csv")).unwrap();
        let headers = rows.headers().unwrap().clone();
        let row = rows.records().next().unwrap().unwrap();
        let actors = row.get(headers.iter().position(|h| h == "actors").unwrap()).unwrap();
        let actors: Vec<String> = serde_json::from_str(actors).unwrap();
        prop_assert_eq!(actors, record.events[0].actors.clone());
    }
}

#[test]
fn records_from_elsewhere_do_not_panic() {
    let mut record = sample::sample();
    record.mentions[0].span = CodePoints(9, 3);
    record.mentions[1].span = CodePoints(usize::MAX, usize::MAX);
    record.mentions[2].coref = Some("m2".to_owned());
    record.mentions[3].id = "m4".to_owned();
    record.claims[0].parent = Some("c0".to_owned());
    record.claims[1].id = "c0".to_owned();
    record.claims[2].content = vec![CodePoints(0, 1_000_000)];
    record.events[0].actors = vec!["nobody".to_owned(), "m4".to_owned(), "m4".to_owned()];
    record.events[1].quad = 9;
    record.events[2].place = Some("\"><script>".to_owned());
    record.events[3].embedding = Some("not base64!".to_owned());
    let page = html::page(&record);
    assert_eq!(page.matches("<script").count(), 1);
    assert!(!render(&record, TextStyle { width: 0, color: true }).is_empty());
    let dir = tempfile::tempdir().unwrap();
    for format in [Format::Csv, Format::Parquet, Format::Html] {
        let mut writer = writer_to_path(format, &dir.path().join(format.name()), TextStyle::default()).unwrap();
        writer.write(&record).unwrap();
        writer.finish().unwrap();
    }
    record.claims[0].confidence = f32::NAN;
    assert!(write_line(&record, &mut Vec::new()).unwrap_err().to_string().contains("claims.confidence"));
}

#[test]
fn pages_say_how_mentions_were_resolved() {
    let mut record = sample::small("a");
    let how = demarche::record::How { method: "capital".to_owned(), lost_to: Some("Paris, <USA>".to_owned()) };
    record.mentions[1].how = Some(Box::new(how));
    let page = html::page(&record);
    let words = "capital: an acting capital stands for its government, rather than Paris, &lt;USA&gt;";
    assert!(page.contains(&format!("<div class=\"soft\"><bdi>{words}</bdi></div>")), "{page}");
    assert!(page.contains(&format!(" – {words}\"")), "{page}");
}

#[test]
fn unwritable_places_say_what_to_do() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("taken"), "").unwrap();
    for format in [Format::Csv, Format::Parquet, Format::Html] {
        let error = writer_to_path(format, &dir.path().join("taken"), TextStyle::default()).map(drop).unwrap_err();
        assert!(error.to_string().ends_with("is a file, not a folder") && error.hint().is_some(), "{error}");
    }
    let error = writer_to_path(Format::Jsonl, dir.path(), TextStyle::default()).map(drop).unwrap_err();
    assert!(error.to_string().ends_with("is a folder, not a file"), "{error}");
}
