//! docs/tables.md lists the columns that are written. After a change: `UPDATE_SNAPSHOTS=1 cargo test -p demarche-output`.

use std::fmt::Write as _;

use demarche_output::tables::{ColumnKind, TABLES};

const MARK: &str = "<!-- columns: generated from crates/demarche-output/src/tables.rs, checked by its tests -->\n";

fn columns() -> String {
    let mut out = String::new();
    for table in TABLES {
        write!(out, "\n### {}\n\nHolds {}.\n\n| column | type | meaning |\n|---|---|---|\n", table.name, table.doc).unwrap();
        for column in table.columns {
            let kind = match column.kind {
                ColumnKind::Text => "string",
                ColumnKind::Texts => "list of strings",
                ColumnKind::Spans => "list of spans",
                ColumnKind::Int => "integer",
                ColumnKind::Number => "number",
                ColumnKind::Bool => "boolean",
                ColumnKind::Date => "date",
                ColumnKind::Int8s => "list of int8",
            };
            writeln!(out, "| `{}` | {kind} | {} |", column.name, column.doc).unwrap();
        }
    }
    out
}

#[test]
fn tables_md_lists_all_columns() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/tables.md");
    // a copy of the crate alone has no docs
    let Ok(page) = std::fs::read_to_string(&path) else { return };
    let (before, after) = page.split_once(MARK).expect("the page has the mark");
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&path, format!("{before}{MARK}{}", columns())).unwrap();
    } else {
        assert!(after == columns(), "docs/tables.md is behind the code: UPDATE_SNAPSHOTS=1 cargo test -p demarche-output");
    }
}

#[test]
fn scores_stand_in_the_order_of_the_types() {
    let scores: Vec<&str> = TABLES[4].columns.iter().filter_map(|c| c.name.strip_prefix("score_")).collect();
    let types: Vec<&str> = demarche::codebook::EventType::ALL.iter().map(|t| t.code()).collect();
    assert_eq!(scores, types);
}
