//! Exports of a ledger's incidents in the formats of the field: PLOVER, POLECAT, GDELT, ICEWS, and tables in Parquet and CSV.
//!
//! For each format a room turns a [`Case`](case::Case) (an incident looked at once) into rows, and knows no file: [`plover`],
//! [`polecat`], [`gdelt`], [`icews`], [`tables`]. [`Export`] writes them, with a [`sidecar`] that records by which [`rule`] claims
//! went out.
//!
//! ```no_run
//! use demarche_export::{Export, Format, Options, rule::Rule};
//! # fn example(dossiers: Vec<demarche_ledger::dossier::Dossier>) -> Result<(), demarche_output::OutputError> {
//! let options = Options { format: Format::Gdelt, rule: Rule::default(), with_text: false, filters: Default::default(), until: None };
//! let mut export = Export::create("gdelt".as_ref(), options)?;
//! for dossier in &dossiers {
//!     if let Some(reason) = export.add(dossier)? {
//!         eprintln!("{} is left out: {reason}", dossier.id().0);
//!     }
//! }
//! export.finish()?;
//! # Ok(())
//! # }
//! ```
//!
//! The same incidents give the same bytes. Formats with one party a side get a row for each actor with each recipient. docs/export.md
//! says what maps to what and what is lost.
#![deny(unsafe_code)]

pub mod case;
pub mod codes;
mod export;
pub mod gdelt;
pub mod icews;
pub mod number;
pub mod plover;
pub mod polecat;
pub mod rule;
pub mod sidecar;
pub mod tables;
pub mod tsv;
pub mod who;

use std::fmt;

use crate::case::Case;
use crate::rule::LeftOut;

pub use export::{Export, Options, targets};

/// A format of export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// PLOVER's JSON, one object a line.
    Plover,
    /// POLECAT's table.
    Polecat,
    /// GDELT's event and mentions tables.
    Gdelt,
    /// ICEWS's table.
    Icews,
    /// Parquet tables.
    Parquet,
    /// CSV tables.
    Csv,
}

impl Format {
    /// All formats, in the order in which help lists them.
    pub const ALL: &[Self] = &[Self::Plover, Self::Polecat, Self::Gdelt, Self::Icews, Self::Parquet, Self::Csv];

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plover => "plover",
            Self::Polecat => "polecat",
            Self::Gdelt => "gdelt",
            Self::Icews => "icews",
            Self::Parquet => "parquet",
            Self::Csv => "csv",
        }
    }

    /// True where the export is a folder.
    #[must_use]
    pub const fn is_folder(self) -> bool {
        matches!(self, Self::Gdelt | Self::Parquet | Self::Csv)
    }

    /// True where passages of articles have a place.
    #[must_use]
    pub const fn has_text(self) -> bool {
        matches!(self, Self::Plover | Self::Parquet | Self::Csv)
    }

    /// Why the format has no room for an incident that would go out.
    #[must_use]
    pub fn cannot_hold(self, case: &Case<'_>) -> Option<LeftOut> {
        match self {
            Self::Parquet | Self::Csv => None,
            _ if case.day().is_none() => Some(LeftOut::Undated),
            Self::Gdelt | Self::Icews if case.dyads().iter().any(|d| number::number(case.dossier.id(), d).is_none()) => {
                Some(LeftOut::Unnumbered)
            }
            _ => None,
        }
    }

    /// What a reader of the format would take for granted and is not so.
    #[must_use]
    pub const fn notes(self) -> &'static [&'static str] {
        match self {
            Self::Plover => &[DYADS, DATE],
            Self::Polecat => &[DYADS, DATE, WHO, ESCAPES, "Intensity is PLOVER's conflict–cooperation score"],
            Self::Gdelt => &[
                DYADS,
                DATE,
                WHO,
                ESCAPES,
                "GoldsteinScale is PLOVER's conflict–cooperation score, not Goldstein's",
                "AvgTone and MentionDocTone are empty: no tone is measured",
                "DATEADDED and EventTimeDate are the day on which the first report was published; hours are not known",
                "Actor1Geo, Actor2Geo, ADM codes below countries and feature ids are empty",
            ],
            Self::Icews => &[DYADS, DATE, WHO, ESCAPES, "Intensity is PLOVER's conflict–cooperation score", "Event ID is unique"],
            Self::Parquet | Self::Csv => &[],
        }
    }
}

const DYADS: &str = "a row is an incident between one actor and one recipient; an incident of several parties has several rows, and its \
                     reports are not rows";
const DATE: &str = "the date is the event's first day, else that of its first report";
const WHO: &str = "the table has no field for who says so; the file who.tsv beside it has, row by row";
const ESCAPES: &str = "in fields a backslash, tab, line feed, carriage return and NUL are written \\\\ \\t \\n \\r \\0, and a quotation \
                       mark that begins a field \\\"";

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
