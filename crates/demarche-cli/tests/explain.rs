//! `explain`: one document, why it was coded as it was.

mod support;

use serde_json::Value;
use support::{Ran, article, articles, demarche, folder, has_model, run, run_with_input, write};

fn text(ran: Ran) -> String {
    String::from_utf8(ran.exits(0).out).unwrap()
}

#[test]
fn an_article_is_explained_sentence_by_sentence() {
    if !has_model() {
        return;
    }
    let folder = folder();
    write(&folder, "a.txt", article(1));
    let ran = run(folder.path(), &["explain", "a.txt", "--published", "2024-10-29"]);
    assert_eq!(ran.err, "");
    let explained = text(ran);
    for words in [
        "a.txt\n2024-10-29\nread by demarche ",
        "Language en: 100 % of the letters",
        "\n1 “Moscow accused Pyongyang on Monday",
        " mention “Moscow” place ",
        " claim by the cue “",
        "\n      stance     ",
        "\n      content    “",
        "\n      confidence ",
    ] {
        assert!(explained.contains(words), "`{words}` is not in:\n{explained}");
    }
    assert!(explained.contains(" event ") || explained.contains("no event"), "{explained}");
    assert!(!explained.contains('\x1b') && explained.lines().all(|line| line.chars().count() <= 100), "{explained}");
    // a file, a stream and a row hold the same text
    let sentences = |text: &str| text.split_once("\n\n").unwrap().1.to_owned();
    let streamed = text_of_stream(&folder, &["explain", "-", "--published", "2024-10-29"], article(1).as_bytes());
    assert_eq!(sentences(&streamed), sentences(&explained));
    let row = serde_json::json!({"text": article(1), "published": "2024-10-29"}).to_string();
    assert_eq!(sentences(&text_of_stream(&folder, &["explain", "-"], row.as_bytes())), sentences(&explained));
}

/// `97 %`, each as often as it stands there.
fn shares(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let pairs = words.windows(2).filter(|pair| pair[1].starts_with('%'));
    pairs.map(|pair| pair[0].trim_start_matches(|c: char| !c.is_ascii_digit()).to_owned()).collect()
}

#[test]
fn a_page_tells_what_the_text_tells() {
    if !has_model() {
        return;
    }
    let folder = folder();
    write(&folder, "a.txt", article(1));
    let explained = text(run(folder.path(), &["explain", "a.txt"]));
    let page = text(run(folder.path(), &["explain", "a.txt", "--format", "html"]));
    assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n") && page.matches("<script").count() == 1);
    for outside in ["src=", "http:", "https:", "url(", "@import", "<link", "<img"] {
        assert!(!page.contains(outside), "{outside}");
    }
    let body = &page[page.find("<body>").unwrap()..];
    let mut left = shares(&body.replace('<', " <").replace('>', "> "));
    for share in shares(&explained) {
        let at = left.iter().position(|s| *s == share).unwrap_or_else(|| panic!("{share} % is not in the page:\n{explained}"));
        left.swap_remove(at);
    }
    // nobody's markup becomes the page's
    write(&folder, "b.txt", "\"><script>alert(1)</script> Seoul said \u{202e}troops attacked <b>Tokyo</b>.");
    let page = text(run(folder.path(), &["explain", "b.txt", "--format", "html"]));
    assert!(page.matches("<script").count() == 1 && page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{page}");
}

#[test]
fn formats_are_chosen_and_large_texts_refused() {
    if !has_model() {
        return;
    }
    let folder = folder();
    write(&folder, "a.txt", article(1));
    let json = text(run(folder.path(), &["explain", "a.txt", "--format", "json"]));
    assert_eq!(json, text(run(folder.path(), &["explain", "a.txt", "--json"])));
    assert_eq!(text(run(folder.path(), &["explain", "a.txt", "-f", "text"])), text(run(folder.path(), &["explain", "a.txt"])));
    run(folder.path(), &["explain", "a.txt", "--json", "--format", "html"]).exits(2).says("cannot be used with");
    for format in ["text", "json", "html"] {
        let ran = run(folder.path(), &["explain", "a.txt", "--format", format, "--max-document-size", "50b"]).exits(1);
        assert!(ran.out.is_empty(), "{format}");
        ran.says("a.txt");
    }
}

fn text_of_stream(folder: &tempfile::TempDir, args: &[&str], input: &[u8]) -> String {
    text(run_with_input(folder.path(), args, input))
}

/// Every object with a span and a text, wherever it stands.
fn spans(value: &Value, found: &mut Vec<(u64, u64, String)>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| spans(item, found)),
        Value::Object(fields) => {
            if let (Some([start, end]), Some(text)) = (fields.get("span").and_then(Value::as_array).map(Vec::as_slice), fields.get("text"))
            {
                found.push((start.as_u64().unwrap(), end.as_u64().unwrap(), text.as_str().unwrap().to_owned()));
            }
            fields.values().for_each(|field| spans(field, found));
        }
        _ => {}
    }
}

#[test]
fn json_is_one_object_whose_spans_slice_back() {
    if !has_model() {
        return;
    }
    let folder = folder();
    let body = format!("🙂 Ñandú:\r\n\r\n{}", article(2));
    write(&folder, "a.txt", &body);
    let ran = run(folder.path(), &["explain", "a.txt", "--json"]).exits(0);
    let [explained] = ran.records().try_into().expect("one line");
    assert_eq!(explained["schema"], "demarche-explain/1");
    // the record is the one that `code` writes
    assert_eq!(explained["record"], run(folder.path(), &["code", "a.txt"]).exits(0).records()[0]);
    let characters: Vec<char> = body.chars().collect();
    let mut found = Vec::new();
    spans(&explained["sentences"], &mut found);
    assert!(found.len() > 10);
    for (start, end, words) in found {
        assert_eq!(characters[start as usize..end as usize].iter().collect::<String>(), words);
    }
    let count = |list: &str| explained["sentences"].as_array().unwrap().iter().map(|s| s[list].as_array().unwrap().len()).sum::<usize>();
    for list in ["mentions", "claims", "events"] {
        assert_eq!(count(list), explained["record"][list].as_array().unwrap().len(), "{list}");
    }
    let stance = &explained["sentences"].as_array().unwrap().iter().find_map(|s| s["claims"].get(0)).unwrap()["stance"];
    let probability = |w: &Value| w["probability"].as_f64().unwrap();
    assert!(probability(&stance["chosen"]) >= probability(&stance["lost"][0]) && stance["lost"].as_array().unwrap().len() == 2);
}

#[test]
fn another_language_is_said_and_explained() {
    if !has_model() {
        return;
    }
    let folder = folder();
    let french = "Le ministre des affaires étrangères a déclaré lundi que les pourparlers reprendraient la semaine prochaine à Genève.";
    write(&folder, "fr.txt", french);
    let explained = text(run(folder.path(), &["explain", "fr.txt"])).replace('\n', " ");
    assert!(explained.contains("Not coded: the text is in another language than English (fr)."), "{explained}");
    assert!(explained.contains("Language fr: 100 % of the letters stand in blocks"), "{explained}");
    assert!(explained.contains("of 17 words looked at are English function words"), "{explained}");
    let row = serde_json::json!({"text": "Talks began.", "language": "fr"}).to_string();
    let explained = text_of_stream(&folder, &["explain", "-"], row.as_bytes());
    assert!(explained.contains("Language fr: stated by the input"), "{explained}");
}

#[test]
fn no_article_commands_the_terminal() {
    if !has_model() {
        return;
    }
    let folder = folder();
    write(&folder, "a.txt", "Seoul said \x1b[31mred \u{202e}troops\u{9b}2J attacked Tokyo.");
    let explained = text(run(folder.path(), &["explain", "a.txt"]));
    assert!(!explained.contains(|c: char| (c.is_control() && c != '\n') || c == '\u{202e}'), "{explained:?}");
}

#[test]
fn of_several_documents_one_is_chosen() {
    if !has_model() {
        return;
    }
    let folder = folder();
    write(&folder, "in.jsonl", articles(3));
    write(&folder, "rows.csv", "text\nTalks began.\nTalks ended.\n");
    run(folder.path(), &["explain", "in.jsonl"])
        .exits(2)
        .says("error: `in.jsonl` holds several documents")
        .says("hint: choose one, as in --id 'a0'");
    run(folder.path(), &["explain", "."]).exits(2).says("holds several documents");
    run(folder.path(), &["explain", "in.jsonl", "--id", "a9"])
        .exits(2)
        .says("`in.jsonl` holds no document with the id `a9`")
        .says("hint: its first are `a0`, `a1`, `a2`");
    let id = |args: &[&str]| run(folder.path(), args).exits(0).records()[0]["record"]["id"].clone();
    assert_eq!(id(&["explain", "in.jsonl", "--json", "--id", "a2"]), "a2");
    assert_eq!(id(&["explain", "rows.csv", "--json", "--id", "rows.csv#2"]), "rows.csv#2");
}

#[test]
fn what_cannot_be_read_is_named() {
    let folder = folder();
    run(folder.path(), &["explain"]).exits(2).says("<FILE>");
    if !has_model() {
        return;
    }
    write(&folder, "bad.txt", b"Seoul said \xff\xfe\xfa so.");
    write(&folder, "empty.jsonl", "");
    run(folder.path(), &["explain", "gone.txt"]).exits(1).says("error: gone.txt: no such file or folder");
    run(folder.path(), &["explain", "gone.txt", "--id", "x"]).exits(1).says("error: gone.txt: no such file or folder");
    run(folder.path(), &["explain", "bad.txt"]).exits(1).says("error: bad.txt: is no valid `UTF-8`");
    run(folder.path(), &["explain", "empty.jsonl"]).exits(2).says("`empty.jsonl` holds no document").says("hint:");
}

#[test]
fn help_has_examples() {
    let folder = folder();
    let help = String::from_utf8(demarche(folder.path(), &["explain", "--help"]).output().unwrap().stdout).unwrap();
    assert!(
        help.contains("Examples:")
            && help.contains("--id <ID>")
            && help.contains("--json")
            && help.contains("--format html")
            && help.contains("--model <FILE>"),
        "{help}"
    );
    assert!(text(run(folder.path(), &["man", "explain"])).contains("explain"));
}
