//! The same input gives the same bytes, whatever the threads and the batch, and every span leads back to its words.

mod support;

use serde_json::Value;
use support::{article, articles, folder, has_model, run, tree, write};

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    if !has_model() {
        return;
    }
    let folder = folder();
    // small, large and broken ones, so that workers overtake each other
    let mut lines: Vec<String> = articles(60).lines().map(str::to_owned).collect();
    let long: String = (0..60).map(article).collect();
    lines.insert(5, serde_json::json!({"id": "long", "text": long}).to_string());
    lines.insert(30, "{}".to_owned());
    write(&folder, "in.jsonl", lines.join("\n"));
    let of = |threads: &str| {
        let ran = run(folder.path(), &["code", "in.jsonl", "--embeddings", "--threads", threads]).exits(1);
        (ran.ids(), ran.out)
    };
    let (ids, one) = of("1");
    assert_eq!((ids.len(), ids[5].as_str(), ids[60].as_str()), (61, "long", "a59"));
    for threads in ["2", "8"] {
        assert!(of(threads).1 == one, "{threads} threads");
    }
    // alone as in company
    write(&folder, "one.jsonl", &lines[9]);
    let alone = run(folder.path(), &["code", "one.jsonl", "--embeddings"]).exits(0).out;
    assert_eq!(one.split_inclusive(|&b| b == b'\n').nth(9), Some(&alone[..]));
    for threads in ["1", "8"] {
        let out = format!("tables{threads}");
        run(folder.path(), &["code", "in.jsonl", "-f", "parquet", "-o", &out, "--threads", threads]).exits(1);
    }
    assert!(tree(&folder.path().join("tables1")) == tree(&folder.path().join("tables8")));
}

#[test]
fn any_kernel_gives_the_same_bytes() {
    if !has_model() {
        return;
    }
    let folder = folder();
    write(&folder, "in.jsonl", articles(2));
    let best = run(folder.path(), &["code", "in.jsonl"]).exits(0).out;
    for kernel in ["scalar", "avx2", "vnni", "amx"] {
        let ran = run(folder.path(), &["code", "in.jsonl", "--kernel", kernel]);
        match ran.code {
            Some(0) => assert!(ran.out == best, "{kernel}"),
            _ => drop(ran.exits(2).says("this machine cannot run the kernel").says("hint: it can run scalar")),
        }
    }
}

#[test]
fn spans_lead_back_to_their_words() {
    if !has_model() {
        return;
    }
    let folder = folder();
    let text = (0..8).map(|n| article(n) + "\r\n\r\n\u{feff}é\u{301} 中国 said 🙂🙂.\n").collect::<String>();
    write(&folder, "in.jsonl", serde_json::json!({ "text": text }).to_string());
    let ran = run(folder.path(), &["code", "in.jsonl"]).exits(0);
    let record = &ran.records()[0];
    assert_eq!(record["text"], text);
    assert_eq!(record["id"], "in.jsonl#1");
    let points: Vec<char> = text.chars().collect();
    let slice = |span: &Value| {
        let [start, end] = [0, 1].map(|n| span[n].as_u64().expect("a number") as usize);
        assert!(start < end && end <= points.len(), "{span}");
        points[start..end].iter().collect::<String>()
    };
    for mention in record["mentions"].as_array().unwrap() {
        assert_eq!(mention["text"], slice(&mention["span"]), "{mention}");
    }
    let lists = [("claims", &["source", "cue", "content"][..]), ("events", &["trigger"])];
    for (list, parts) in lists {
        for item in record[list].as_array().unwrap() {
            for span in parts.iter().flat_map(|&part| item[part].as_array().unwrap()) {
                let words = slice(span);
                assert_eq!(words.trim(), words, "{item}");
            }
        }
    }
    for sentence in record["sentences"].as_array().unwrap() {
        slice(sentence);
    }
}

#[test]
fn no_span_cuts_a_character() {
    if !has_model() {
        return;
    }
    let folder = folder();
    // letters and their marks apart, as some systems write them; a flag is two characters
    let apart = "Jose\u{301} Pen\u{303}a accused Erdog\u{306}an\u{301} on Monday of sending 🇹🇷🇹🇷 troops to Abche\u{301}, A\u{30a}ngstro\u{308}m\u{301} said. \
         \u{201c}We will not be silent\u{301}\u{201d}, Bele\u{301}n\u{301} told reporters.\u{301} Kyiv\u{301} denied\u{301} it.\u{301}";
    write(&folder, "in.jsonl", serde_json::json!({ "text": apart }).to_string());
    let ran = run(folder.path(), &["code", "in.jsonl"]).exits(0);
    let record = &ran.records()[0];
    let points: Vec<char> = apart.chars().collect();
    let check = |span: &Value| {
        for end in [0, 1] {
            let at = span[end].as_u64().expect("a number") as usize;
            let is_mark = points.get(at).is_some_and(|c| ('\u{300}'..='\u{36f}').contains(c));
            assert!(
                !is_mark,
                "{span} cuts a character: {:?}",
                points[span[0].as_u64().unwrap() as usize..].iter().take(20).collect::<String>()
            );
        }
    };
    let list = |name: &str| record[name].as_array().unwrap();
    assert!(!list("mentions").is_empty());
    list("mentions").iter().for_each(|mention| check(&mention["span"]));
    list("sentences").iter().for_each(check);
    for (name, parts) in [("claims", &["source", "cue", "content"][..]), ("events", &["trigger"])] {
        list(name).iter().flat_map(|item| parts.iter().flat_map(|&part| item[part].as_array().unwrap())).for_each(check);
    }
}

#[test]
fn filters_take_away_and_change_nothing() {
    if !has_model() {
        return;
    }
    let folder = folder();
    write(&folder, "in.jsonl", articles(12));
    let all = run(folder.path(), &["code", "in.jsonl"]).exits(0).records();
    for filter in [["--min-confidence", "0.2"], ["--types", "accuse,REJECT"], ["--parties", "seoul"]] {
        let some = run(folder.path(), &[&["code", "in.jsonl"], &filter[..]].concat()).exits(0).records();
        assert_eq!(some.len(), all.len());
        for (some, all) in some.iter().zip(&all) {
            assert_eq!(some["mentions"], all["mentions"]);
            let claims = some["claims"].as_array().unwrap();
            for list in ["claims", "events"] {
                let whole = all[list].as_array().unwrap();
                for item in some[list].as_array().unwrap() {
                    assert!(whole.contains(item), "{filter:?}: {item}");
                    let holders = item["claims"].as_array().into_iter().flatten().chain(Some(&item["parent"]).filter(|p| p.is_string()));
                    for holder in holders {
                        assert!(claims.iter().any(|c| c["id"] == *holder), "{filter:?}: {item} has lost its claim");
                    }
                    match filter[0] {
                        "--min-confidence" => assert!(item["confidence"].as_f64().unwrap() >= 0.2, "{item}"),
                        "--types" if list == "events" => assert!(["ACCUSE", "REJECT"].contains(&item["type"].as_str().unwrap())),
                        _ => {}
                    }
                }
            }
        }
    }
    run(folder.path(), &["code", "in.jsonl", "--types", "FIGHT"]).exits(2).says("`FIGHT` is no event type");
    run(folder.path(), &["code", "in.jsonl", "--min-confidence", "2"]).exits(2).says("not a number from 0 to 1");
}
