//! `audit`: a sample of coded records, judged in lines on standard input. The records are made by hand: no model is needed.

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use support::{Ran, article, folder, has_model, names, run, run_with_input, write};

const TEXT: &str = "Talks began. Séoul said it sent aid to Kyiv. Moscow accused Kyiv.";

/// `e0` AID in the claim `c0`, `e1` ACCUSE in a sentence of its own.
fn record(id: &str) -> Value {
    let sha: String = Sha256::digest(TEXT.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    let mention = |id: &str, span: [usize; 2]| {
        let text: String = TEXT.chars().skip(span[0]).take(span[1] - span[0]).collect();
        json!({"id": id, "span": span, "text": text, "kind": "place", "actors": [], "coref": null, "confidence": 1})
    };
    let event = |id: &str, event_type: &str, trigger: [usize; 2], actor: &str, recipient: &str, claims: &[&str]| {
        json!({"id": id, "type": event_type, "mode": null, "quad": 2, "score": 1, "cameo": "07", "context": [], "status": "actual",
            "trigger": [trigger], "actors": [actor], "recipients": [recipient], "place": null, "place_from": null, "time": null,
            "time_from": null, "quantities": [], "claims": claims, "confidence": 0.5})
    };
    json!({
        "schema": "demarche/1", "id": id, "title": null, "publisher": "The Example", "url": null, "published": "2024-10-29", "language": "en",
        "skipped": null, "text_sha256": sha, "text": TEXT, "sentences": [[0, 12], [13, 44], [45, 65]],
        "mentions": [mention("m0", [13, 18]), mention("m1", [24, 26]), mention("m2", [39, 43]), mention("m3", [45, 51]), mention("m4", [60, 64])],
        "claims": [{"id": "c0", "source": [[13, 18]], "cue": [[19, 23]], "content": [[24, 43]], "speaker": "m0", "stance": "assert",
            "quoted": false, "parent": null, "confidence": 0.9}],
        "events": [event("e0", "AID", [27, 31], "m1", "m2", &["c0"]), event("e1", "ACCUSE", [52, 59], "m3", "m4", &[])],
        "pairs": [], "versions": {"demarche": "0", "model": "m-1", "knowledge": "none", "codebook": "c"},
    })
}

fn lines(records: impl IntoIterator<Item = Value>) -> String {
    records.into_iter().map(|r| r.to_string() + "\n").collect()
}

fn records(n: usize) -> String {
    lines((0..n).map(|n| record(&format!("d{n}"))))
}

fn answers(folder: &Path, file: &str) -> Vec<Value> {
    fs::read_to_string(folder.join(file)).unwrap_or_default().lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

fn text(ran: Ran) -> String {
    String::from_utf8(ran.exits(0).out).unwrap()
}

#[test]
fn a_sample_is_judged_and_taken_up_again() {
    let folder = folder();
    write(&folder, "r.jsonl", records(4));
    let args = ["audit", "r.jsonl", "--per-type", "2", "--by", "ana", "--date", "2025-03-14"];
    let first = run_with_input(folder.path(), &args, b"y\nw\n3 4\nfuture\nq\n");
    for words in [
        "1 of 4 · event ",
        "Talks began. Séoul said [actor it] [trigger sent] aid to [recipient Kyiv].",
        "claim     “Séoul” “said” (assert)",
        "2 of 4 answered in `r.jsonl.audit.jsonl`; 2 are left",
    ] {
        assert!(first.err.contains(words), "`{words}` is not in:\n{}", first.err);
    }
    assert!(!first.err.contains('\x1b'), "{}", first.err);
    let report = text(first);
    assert!(report.contains("events: 2 judged, 0 skipped") && report.contains("all, weighted"), "{report}");
    let given = answers(folder.path(), "r.jsonl.audit.jsonl");
    assert_eq!(given.len(), 2);
    assert_eq!(
        (&given[0]["verdict"], &given[0]["by"], &given[0]["date"], &given[0]["model"]),
        (&json!("right"), &json!("ana"), &json!("2025-03-14"), &json!("m-1"))
    );
    assert_eq!(given[1]["wrong"], json!([{"field": "status", "right": "future"}, {"field": "actor"}]));

    // back once: the third is asked, answered, asked again
    let second = run_with_input(folder.path(), &args, b"n\nb\ns\ny\n").exits(0).says("2 of 4 are answered").says("all are answered");
    assert_eq!(answers(folder.path(), "r.jsonl.audit.jsonl").len(), 5);
    assert!(String::from_utf8(second.out).unwrap().contains("events: 3 judged, 1 skipped"));
    let third = run(folder.path(), &args).exits(0);
    assert_eq!(third.err, "");
    let json: Value = serde_json::from_str(&text(run(folder.path(), &["audit", "r.jsonl", "--report", "--json"]))).unwrap();
    let strata = json["kinds"][0]["strata"].as_array().unwrap();
    assert_eq!(strata.iter().map(|s| s["answered"].as_u64().unwrap()).sum::<u64>(), 3);
    assert_eq!(strata[0]["in_records"], 4);
    // the sample is the same in another order, and to another annotator all of it is new
    let mut backwards: Vec<Value> = (0..4).map(|n| record(&format!("d{n}"))).collect();
    backwards.reverse();
    write(&folder, "r.jsonl", lines(backwards));
    assert_eq!(run(folder.path(), &args).exits(0).err, "");
    let ben = run_with_input(folder.path(), &["audit", "r.jsonl", "--per-type", "2", "--by", "ben"], b"y\ny\ny\ny\n");
    assert!(text(ben).contains("ana and ben on 3 items: same verdict"));
}

#[test]
fn answers_come_from_a_file_too() {
    let folder = folder();
    write(&folder, "r.jsonl", records(3));
    run_with_input(folder.path(), &["audit", "r.jsonl", "--claims", "--answers", "a.jsonl"], b"y\nw\nsource stance\ndeny\nn\n").exits(0);
    assert!(!names(folder.path()).contains(&"r.jsonl.audit.jsonl".to_owned()));
    let streamed = run_with_input(folder.path(), &["audit", "-", "--claims", "--answers", "a.jsonl"], records(3).as_bytes());
    let report = text(streamed);
    assert!(report.contains("claims: 3 judged") && report.contains("assert"), "{report}");
    run_with_input(folder.path(), &["audit", "-"], b"").exits(2).says("--answers");
    // torn off in the middle of a line, the file goes on with a line of its own
    let kept = fs::read_to_string(folder.path().join("a.jsonl")).unwrap();
    write(&folder, "a.jsonl", &kept[..kept.len() - 40]);
    let ran = run_with_input(folder.path(), &["audit", "r.jsonl", "--claims", "--answers", "a.jsonl"], b"y\n");
    ran.exits(1).says("a.jsonl: line 3 is no answer").says("hint: take the line out of `a.jsonl`");
    assert_eq!(fs::read_to_string(folder.path().join("a.jsonl")).unwrap().lines().count(), 4);
}

#[test]
fn answers_on_what_has_changed_are_asked_anew() {
    let folder = folder();
    write(&folder, "r.jsonl", records(2));
    run_with_input(folder.path(), &["audit", "r.jsonl"], b"y\ny\ny\ny\n").exits(0);
    let mut changed = record("d0");
    changed["events"][0]["status"] = json!("future");
    write(&folder, "r.jsonl", lines([changed]));
    let ran = run_with_input(folder.path(), &["audit", "r.jsonl"], b"n\n").exits(0).says("they do not count");
    let report = String::from_utf8(ran.out).unwrap();
    assert!(report.contains("not counted: 2 answers (the document is not among the records)"), "{report}");
    assert!(report.contains("events: 2 judged"), "{report}");
}

#[test]
fn damaged_records_are_named_and_the_rest_is_judged() {
    let folder = folder();
    let mut without_text = record("d8");
    without_text.as_object_mut().unwrap().remove("text");
    let mut outside = record("d9");
    outside["events"][0]["trigger"] = json!([[60, 600]]);
    write(&folder, "r.jsonl", format!("{}no JSON\n{}{}", records(1), lines([outside, record("d0")]), "{\"schema\":\"demarche/1\""));
    let ran = run_with_input(folder.path(), &["audit", "r.jsonl"], b"y\ny\n");
    assert!(String::from_utf8(ran.out.clone()).unwrap().contains("events: 2 judged"));
    ran.exits(1)
        .says("error: r.jsonl:2: is no record")
        .says("r.jsonl:3: is no record: `e0` has the span [60, 600]")
        .says("r.jsonl:4: the id `d0` was used before")
        .says("r.jsonl:5: is no record: EOF")
        .says("hint: write the records again");
    write(&folder, "bare.jsonl", lines([without_text]));
    run(folder.path(), &["audit", "bare.jsonl"])
        .exits(2)
        .says("bare.jsonl:1: its text was left out")
        .says("hint: code again without --no-text");
    write(&folder, "empty.jsonl", "");
    run(folder.path(), &["audit", "empty.jsonl"]).exits(2).says("`empty.jsonl` holds no record").says("hint:");
    run(folder.path(), &["audit", "gone.jsonl"]).exits(2).says("gone.jsonl: no such file");
    run(folder.path(), &["audit", "."]).exits(2).says("is not that of JSON Lines").says("hint:");
}

#[test]
fn what_does_not_fit_is_refused() {
    let folder = folder();
    write(&folder, "r.jsonl", records(1));
    for (args, words) in [
        (&["--types", "FIGHT"][..], "`FIGHT` is no event type"),
        (&["--types", "AID", "--claims"], "`aid` is no stance"),
        (&["--claims", "--whole-sentences"], "cannot be used with"),
        (&["--per-type", "3", "--sample", "9"], "cannot be used with"),
        (&["--answers", "r.jsonl"], "`r.jsonl` is the file of the records"),
        (&["--corpus", "r.jsonl"], "`r.jsonl` is the file of the records"),
        (&["--force"], "--corpus"),
    ] {
        run(folder.path(), &[&["audit", "r.jsonl"][..], args].concat()).exits(2).says(words);
    }
    let ran = run_with_input(folder.path(), &["audit", "r.jsonl"], b"y\nmaybe\n");
    ran.exits(2).says("line 2 of the answers on standard input is none: `maybe`").says("what was answered before is kept");
    assert_eq!(answers(folder.path(), "r.jsonl.audit.jsonl").len(), 1);
    assert_eq!(fs::read_to_string(folder.path().join("r.jsonl")).unwrap(), records(1));
}

/// Has `training/corpus.py` check a file; true where it was asked.
fn fits_the_corpus(path: &Path) -> bool {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../training/corpus.py");
    let Ok(checked) = Command::new("python3").arg(script).arg(path).output() else { return false };
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    true
}

#[test]
fn whole_sentences_become_passages() {
    let folder = folder();
    write(&folder, "r.jsonl", records(2));
    let args = ["audit", "r.jsonl", "--whole-sentences", "--corpus", "ours.md"];
    // event, claim, all there; event, something missing; in whichever order the two sentences come
    let ran = run_with_input(folder.path(), &args, b"y\ny\ny\ny\ny\ny\ny\ny\ny\ny\n").exits(0).says("4 sentences written to `ours.md`");
    assert!(String::from_utf8(ran.out).unwrap().contains("nothing missing in 4 of 4"));
    let passages = fs::read_to_string(folder.path().join("ours.md")).unwrap();
    for words in [
        "## d0-s1\n",
        "note: from an audit",
        "> Séoul said it sent aid to Kyiv.",
        "e1 AID actual trigger [sent] actor m2 recipient m3 claim c1",
    ] {
        assert!(passages.contains(words), "`{words}` is not in:\n{passages}");
    }
    fits_the_corpus(&folder.path().join("ours.md"));
    run(folder.path(), &[&args[..], &["--report"]].concat()).exits(2).says("`ours.md` is there already").says("hint:");
    run(folder.path(), &[&args[..], &["--report", "--force"]].concat()).exits(0).says("4 sentences written");

    fs::remove_file(folder.path().join("r.jsonl.audit.jsonl")).unwrap();
    let ran = run_with_input(folder.path(), &["audit", "r.jsonl", "--corpus", "part.md"], b"y\ny\ny\ny\n").exits(0);
    ran.says("2 sentences written")
        .says("of 2 of them nobody was asked")
        .says("2 sentences left out: an event or claim of it was not judged");
    fits_the_corpus(&folder.path().join("part.md"));
}

#[test]
fn what_the_program_codes_it_can_audit() {
    if !has_model() {
        return;
    }
    let folder = folder();
    write(&folder, "a.txt", article(1));
    write(&folder, "b.txt", article(5));
    run(folder.path(), &["code", "a.txt", "b.txt", "--published", "2024-10-29", "-o", "r.jsonl"]).exits(0);
    let script = "y\n".repeat(200);
    let ran = run_with_input(folder.path(), &["audit", "r.jsonl", "--whole-sentences", "--corpus", "ours.md"], script.as_bytes());
    let report = text(ran);
    assert!(report.contains("events: ") && report.contains("claims: ") && report.contains("sentences: "), "{report}");
    fits_the_corpus(&folder.path().join("ours.md"));
    run(folder.path(), &["code", "a.txt", "--no-text", "-o", "bare.jsonl"]).exits(0);
    run(folder.path(), &["audit", "bare.jsonl"]).exits(2).says("code again without --no-text");
}

#[test]
fn help_and_pages_know_the_command() {
    let folder = folder();
    let help = text(run(folder.path(), &["audit", "--help"]));
    for words in ["Examples:", "--whole-sentences", "--per-type <N>", "--answers <FILE>", "Exit status:"] {
        assert!(help.contains(words), "`{words}` is not in:\n{help}");
    }
    assert!(text(run(folder.path(), &["man", "audit"])).contains("audit"));
    assert!(text(run(folder.path(), &["completions", "bash"])).contains("whole-sentences"));
}
