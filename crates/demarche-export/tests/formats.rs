//! Each format on incidents built by hand. Snapshots are in tests/snapshots; `UPDATE_SNAPSHOTS=1 cargo test` writes them anew.

mod told;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use demarche::codebook::Status;
use demarche_export::case::{Case, Pages};
use demarche_export::rule::{ClaimRule, LeftOut, Rule};
use demarche_export::sidecar::Sidecar;
use demarche_export::tsv::unescape;
use demarche_export::{Export, Format, Options, gdelt, icews, plover, polecat, tables, targets, who};
use demarche_ledger::dossier::Dossier;
use proptest::prelude::*;

fn options(format: Format, claims: ClaimRule) -> Options {
    let rule = Rule { claims, ..Rule::default() };
    Options { format, rule, with_text: false, filters: BTreeMap::from([("party".to_owned(), "PRK".to_owned())]), until: None }
}

/// Exports into the folder; returns where.
fn export(folder: &Path, options: Options, dossiers: &[Dossier]) -> PathBuf {
    let out = folder.join("out");
    let mut export = Export::create(&out, options).unwrap();
    for dossier in dossiers {
        export.add(dossier).unwrap();
    }
    export.finish().unwrap();
    out
}

#[track_caller]
fn matches_snapshot(name: &str, found: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots").join(name);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&path, found).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(expected == found, "{name} has changed; if that is right, UPDATE_SNAPSHOTS=1 writes it anew. Now:\n{found}");
}

/// A line of a table as `column: value` lines, without empty fields.
fn upright(columns: &[&str], line: &str) -> String {
    let fields: Vec<&str> = line.split('\t').collect();
    assert_eq!(fields.len(), columns.len(), "{line}");
    columns.iter().zip(fields).filter(|(_, f)| !f.is_empty()).map(|(c, f)| format!("{c}: {f}\n")).collect()
}

fn upright_file(path: &Path, columns: &[&str], has_header: bool) -> String {
    let text = fs::read_to_string(path).unwrap();
    let mut lines = text.lines();
    if has_header {
        assert_eq!(lines.next().unwrap(), columns.join("\t"));
    }
    lines.map(|line| upright(columns, line)).collect::<Vec<_>>().join("\n")
}

#[test]
fn columns_are_those_of_the_formats() {
    let sides = |columns: &[&str], n: usize| columns.iter().filter(|c| c.starts_with(&format!("Actor{n}"))).count();
    assert_eq!((gdelt::EVENT_COLUMNS.len(), gdelt::MENTION_COLUMNS.len()), (61, 16));
    assert_eq!((sides(&gdelt::EVENT_COLUMNS, 1), sides(&gdelt::EVENT_COLUMNS, 2)), (18, 18));
    assert_eq!((gdelt::EVENT_COLUMNS[5], gdelt::EVENT_COLUMNS[15], gdelt::EVENT_COLUMNS[26]), ("Actor1Code", "Actor2Code", "EventCode"));
    assert_eq!((gdelt::EVENT_COLUMNS[51], gdelt::EVENT_COLUMNS[60]), ("ActionGeo_Type", "SOURCEURL"));
    assert_eq!((polecat::COLUMNS.len(), polecat::COLUMNS[15], polecat::COLUMNS[23]), (40, "Recipient Name", "Placename"));
    assert_eq!((icews::COLUMNS.len(), icews::COLUMNS[6], icews::COLUMNS[13]), (20, "CAMEO Code", "Publisher"));
    assert!(plover::REQUIRED.iter().all(|key| plover::KEYS.contains(key)));
}

#[test]
fn gdelt_is_as_reviewed() {
    let folder = tempfile::tempdir().unwrap();
    let out = export(folder.path(), options(Format::Gdelt, ClaimRule::All), &told::all());
    matches_snapshot("gdelt.export.txt", &upright_file(&out.join("gdelt.export.CSV"), &gdelt::EVENT_COLUMNS, false));
    matches_snapshot("gdelt.mentions.txt", &upright_file(&out.join("gdelt.mentions.CSV"), &gdelt::MENTION_COLUMNS, false));
    matches_snapshot("gdelt.who.txt", &upright_file(&out.join("gdelt.who.tsv"), &who::COLUMNS, true));
    let mut sidecar: serde_json::Value = serde_json::from_slice(&fs::read(out.join("export.json")).unwrap()).unwrap();
    // other changes than those of exports make these
    sidecar["versions"] = serde_json::Value::Null;
    matches_snapshot("gdelt.export.json", &(serde_json::to_string_pretty(&sidecar).unwrap() + "\n"));
}

#[test]
fn polecat_icews_and_plover_are_as_reviewed() {
    let folder = tempfile::tempdir().unwrap();
    let out = export(folder.path(), options(Format::Polecat, ClaimRule::OwnVoice), &told::all());
    matches_snapshot("polecat.txt", &upright_file(&out, &polecat::COLUMNS, true));
    let out = export(folder.path(), options(Format::Icews, ClaimRule::OwnVoice), &told::all());
    matches_snapshot("icews.txt", &upright_file(&out, &icews::COLUMNS, true));
    matches_snapshot("icews.who.txt", &upright_file(&folder.path().join("out.who.tsv"), &who::COLUMNS, true));
    let with_text = Options { with_text: true, ..options(Format::Plover, ClaimRule::All) };
    let out = export(folder.path(), with_text, &told::all());
    matches_snapshot("plover.jsonl", &fs::read_to_string(out).unwrap());
}

#[test]
fn tables_are_as_reviewed() {
    let folder = tempfile::tempdir().unwrap();
    let out = export(folder.path(), options(Format::Csv, ClaimRule::All), &told::all());
    for table in &tables::TABLES {
        matches_snapshot(&format!("{}.csv", table.name), &fs::read_to_string(out.join(format!("{}.csv", table.name))).unwrap());
    }
}

#[test]
fn parquet_holds_what_csv_holds() {
    let folder = tempfile::tempdir().unwrap();
    let out = export(folder.path(), options(Format::Parquet, ClaimRule::All), &told::all());
    let sidecar: Sidecar = serde_json::from_slice(&fs::read(out.join("export.json")).unwrap()).unwrap();
    assert_eq!(sidecar.files.iter().map(|f| f.rows).collect::<Vec<_>>()[..2], [3, 5]);
    for table in &tables::TABLES {
        let bytes = fs::read(out.join(format!("{}.parquet", table.name))).unwrap();
        assert_eq!((&bytes[..4], &bytes[bytes.len() - 4..]), (&b"PAR1"[..], &b"PAR1"[..]));
    }
}

#[test]
fn every_file_is_named_beforehand_and_the_sidecar_counts() {
    for &format in Format::ALL {
        let folder = tempfile::tempdir().unwrap();
        let out = export(folder.path(), options(format, ClaimRule::OwnVoice), &told::all());
        let targets = targets(format, &out);
        assert!(targets.iter().all(|t| t.is_file()), "{format}");
        let sidecar: Sidecar = serde_json::from_slice(&fs::read(&targets[0]).unwrap()).unwrap();
        let names: Vec<String> = targets[1..].iter().map(|t| t.file_name().unwrap().to_string_lossy().into_owned()).collect();
        assert_eq!(sidecar.files.iter().map(|f| f.name.clone()).collect::<Vec<_>>(), names, "{format}");
        assert_eq!((sidecar.claims.rule.as_str(), sidecar.statuses.join(" ").as_str()), ("own-voice", "actual historical"));
        assert_eq!((sidecar.incidents.asked, sidecar.incidents.written), (5, 2));
        assert_eq!(sidecar.incidents.left_out, BTreeMap::from([(LeftOut::Status, 2), (LeftOut::NotOwnVoice, 1)]), "{format}");
        // the same incidents give the same bytes
        let again = tempfile::tempdir().unwrap();
        export(again.path(), options(format, ClaimRule::OwnVoice), &told::all());
        for target in &targets {
            let other = again.path().join(target.strip_prefix(folder.path()).unwrap());
            assert_eq!(fs::read(target).unwrap(), fs::read(other).unwrap(), "{}", target.display());
        }
    }
}

#[test]
fn the_rule_for_claims() {
    let left_out = |claims, statuses: &[Status]| -> Vec<Option<LeftOut>> {
        let rule = Rule { claims, statuses: statuses.iter().copied().collect() };
        told::all().iter().map(|d| rule.leaves_out(&Case::of(d).unwrap())).collect()
    };
    use LeftOut as L;
    let happened = [Status::Actual, Status::Historical];
    assert_eq!(left_out(ClaimRule::OwnVoice, &happened), [None, Some(L::NotOwnVoice), None, Some(L::Status), Some(L::Status)]);
    // the Herald and South Korea's military are two witnesses; the accuser of the second is one
    assert_eq!(
        left_out(ClaimRule::Corroborated, &happened),
        [None, Some(L::NotCorroborated), Some(L::NotCorroborated), Some(L::Status), Some(L::Status)]
    );
    // who denies what another tells does not make it an event that did not happen
    assert_eq!(left_out(ClaimRule::All, &happened), [None, None, None, Some(L::Status), Some(L::Status)]);
    assert_eq!(left_out(ClaimRule::OwnVoice, Status::ALL), [None, Some(L::NotOwnVoice), None, None, Some(L::Denied)]);
    assert_eq!(left_out(ClaimRule::All, Status::ALL), [None; 5]);
}

#[test]
fn a_day_is_needed_where_the_format_needs_one() {
    let page = told::Page::new(1, "Herald", "Rebels attacked.").trigger("attacked").actor("Rebels", "MLI/REB", "Rebels of Mali").undated();
    let dossier = told::incident(&[page]);
    for &format in Format::ALL {
        let folder = tempfile::tempdir().unwrap();
        let mut export = Export::create(&folder.path().join("out"), options(format, ClaimRule::All)).unwrap();
        let expected = if matches!(format, Format::Csv | Format::Parquet) { None } else { Some(LeftOut::Undated) };
        assert_eq!(export.add(&dossier).unwrap(), expected, "{format}");
        drop(export);
        let left: Vec<_> = fs::read_dir(folder.path()).unwrap().filter(|e| e.as_ref().unwrap().path().is_file()).collect();
        assert!(left.is_empty(), "{format}: what was not finished leaves nothing");
    }
}

#[test]
fn offsets_are_where_the_words_stand() {
    let dossier = told::raid();
    let case = Case::of(&dossier).unwrap();
    let text = &dossier.documents.values().next().unwrap().article.text;
    let at = |offset: &str, words: &str| {
        let rest: String = text.chars().skip(offset.parse().unwrap()).collect();
        assert!(rest.starts_with(words), "{rest}");
    };
    let rows = gdelt::mentions(&case, &mut Pages::default());
    assert_eq!(rows.len(), 4, "two reports of two dyads");
    at(&rows[0][7], "“North Korean forces”");
    at(&rows[0][8], "South Korean troops");
    at(&rows[0][9], "struck");
    at(&rows[2][8], "villagers");
    assert_eq!(rows[3][8], "-1", "the second report does not name them");
}

proptest! {
    #[test]
    fn any_name_survives(name in "(?s).{0,20}", place in "(?s)[\t\n\r\"\\\\a é🙂]{1,10}") {
        let page = told::Page::new(1, "Herald", "Rebels attacked villagers.")
            .trigger("attacked")
            .actor("Rebels", "MLI/REB", &name)
            .recipient("villagers", "MLI/CVL", &place)
            .place(&place, "MLI", None);
        let dossiers = [told::incident(&[page])];
        let folder = tempfile::tempdir().unwrap();
        for (format, who, where_) in [(Format::Polecat, 7, 23), (Format::Icews, 2, 14)] {
            let out = export(folder.path(), options(format, ClaimRule::All), &dossiers);
            let text = fs::read_to_string(out).unwrap();
            let lines: Vec<&str> = text.split_terminator('\n').collect();
            prop_assert_eq!(lines.len(), 2);
            let fields: Vec<String> = lines[1].split('\t').map(unescape).collect();
            prop_assert_eq!(fields.len(), lines[0].split('\t').count());
            prop_assert_eq!(&fields[who], &name);
            prop_assert_eq!(&fields[where_], &place);
        }
        let out = export(folder.path(), options(Format::Plover, ClaimRule::All), &dossiers);
        let text = fs::read_to_string(out).unwrap();
        let record: serde_json::Value = serde_json::from_str(text.trim_end_matches('\n')).unwrap();
        prop_assert_eq!(record["recipient"]["entity_text"].as_str(), Some(place.as_str()));
    }
}

#[test]
fn the_page_lists_every_column() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/export.md")).unwrap();
    for table in &tables::TABLES {
        let section = page.split(&format!("\n### {}\n", table.name)).nth(1).unwrap_or_default().split("\n### ").next().unwrap_or_default();
        let rows: String =
            table.columns.iter().map(|c| format!("| `{}` | {} | {} |\n", c.name, format!("{:?}", c.kind).to_lowercase(), c.doc)).collect();
        assert!(section.ends_with(&rows), "{}:\n{rows}", table.name);
    }
}
