//! What is written beside an export: the rule it was made by, the filters, what was left out and why.

use std::collections::BTreeMap;

use demarche_ledger::store::{Filter, SCHEMA_VERSION};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::Format;
use crate::rule::{LeftOut, Rule};

/// Name and version of the sidecar's format.
pub const SCHEMA: &str = "demarche-export/1";

/// The sidecar, one JSON object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sidecar {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// Format of the export.
    pub format: String,
    /// The rule for claims.
    pub claims: Claims,
    /// Statuses that went out.
    pub statuses: Vec<String>,
    /// Which incidents were asked for, as the command line names it; empty: all.
    pub filters: BTreeMap<String, String>,
    /// How many.
    pub incidents: Counts,
    /// The files with their rows and columns.
    pub files: Vec<File>,
    /// What made it.
    pub versions: Versions,
    /// The latest day on which a document of the ledger was published: the export tells what was known then.
    pub ledger_until: Option<Date>,
    /// Who has rights in what.
    pub licences: Vec<String>,
    /// What a reader of the format would take for granted and is not so.
    pub notes: Vec<String>,
}

/// The rule for claims.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Its name.
    pub rule: String,
    /// What it lets out.
    pub meaning: String,
}

/// How many incidents.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Those that fit the filters.
    pub asked: u64,
    /// Those that went out.
    pub written: u64,
    /// Those that did not, by the first reason that applied.
    pub left_out: BTreeMap<LeftOut, u64>,
}

/// A file of the export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Its name, beside or below the sidecar.
    pub name: String,
    /// Rows without the header.
    pub rows: u64,
    /// True where its first line is a header.
    pub header: bool,
    /// Columns, or keys, in order.
    pub columns: Vec<String>,
}

/// Versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    /// The program.
    pub demarche: String,
    /// The ledger's schema.
    pub ledger_schema: u32,
    /// The codebook of types, modes and contexts.
    pub codebook: String,
}

impl Sidecar {
    /// The sidecar of an export.
    #[must_use]
    pub fn new(format: Format, rule: &Rule, filters: &BTreeMap<String, String>, until: Option<Date>, with_text: bool) -> Self {
        let text = if with_text {
            "passages of articles are in this export; rights in them stay with their publishers, and they are not to be passed on \
             without leave"
        } else {
            "no passages of articles are in this export but the words that name acts and parties; rights in the articles stay with \
             their publishers"
        };
        let licences = [
            text,
            "types, modes, contexts and scores are facts of PLOVER (Open Event Data Alliance); CAMEO codes by its CAMEO–PLOVER table \
             (CC BY-SA 4.0)",
            "places and country codes from GeoNames (CC BY 4.0)",
        ];
        Self {
            schema: SCHEMA.to_owned(),
            format: format.name().to_owned(),
            claims: Claims { rule: rule.claims.name().to_owned(), meaning: rule.claims.meaning().to_owned() },
            statuses: rule.statuses.iter().map(|s| s.code().to_owned()).collect(),
            filters: filters.clone(),
            incidents: Counts::default(),
            files: Vec::new(),
            versions: Versions {
                demarche: env!("CARGO_PKG_VERSION").to_owned(),
                ledger_schema: SCHEMA_VERSION,
                codebook: demarche::codebook::CODEBOOK_VERSION.to_owned(),
            },
            ledger_until: until,
            licences: licences.map(str::to_owned).into(),
            notes: format.notes().iter().map(|n| (*n).to_owned()).collect(),
        }
    }
}

/// A filter as the sidecar tells it: each part that asks for something, by its option's name.
#[must_use]
pub fn filters(filter: &Filter) -> BTreeMap<String, String> {
    let Filter {
        parties,
        among,
        actors,
        recipients,
        types,
        modes,
        countries,
        since,
        until,
        told_since,
        text,
        documents,
        standings,
        statuses,
        source,
        reliability,
        witnesses,
    } = filter;
    let list = |items: &[String]| items.join(",");
    let day = |day: &Option<Date>| day.map(|d| d.to_string()).unwrap_or_default();
    let parts = [
        ("party", list(parties)),
        ("among", among.iter().map(|set| list(set)).collect::<Vec<_>>().join(" & ")),
        ("actor", list(actors)),
        ("recipient", list(recipients)),
        ("type", types.iter().map(|t| t.code()).collect::<Vec<_>>().join(",")),
        ("mode", list(modes)),
        ("country", list(countries)),
        ("since", day(since)),
        ("until", day(until)),
        ("told-since", day(told_since)),
        ("text", text.clone().unwrap_or_default()),
        ("documents", documents.iter().flatten().map(|d| d.0.to_string()).collect::<Vec<_>>().join(",")),
        ("standing", standings.iter().map(|s| s.word()).collect::<Vec<_>>().join(",")),
        ("status", statuses.iter().map(|s| s.code()).collect::<Vec<_>>().join(",")),
        ("source", source.clone().unwrap_or_default()),
        ("grade", reliability.map(|r| format!("{r:?}")).unwrap_or_default()),
        ("witnesses", if *witnesses > 0 { witnesses.to_string() } else { String::new() }),
    ];
    parts.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name.to_owned(), value)).collect()
}
