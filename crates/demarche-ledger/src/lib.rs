//! The ledger: many reports, one record of what happened, who holds what about it, and how that changes.
//!
//! A [`store::Ledger`] is a file. Records go in by [`store::Ledger::ingest`], and come out as the [`report::Article`]s that all
//! other rooms work on. Those are pure and know no SQL: [`copies`] tells prints of one article from articles on one topic, [`stories`]
//! clusters articles about one thing; [`incidents`] merges reports of one happening; [`witnesses`], [`standing`] and [`grades`] say who
//! says so and how well that establishes it; [`positions`] follow what each party holds. [`incident_json`] is the written form.
//!
//! `store/derive` runs copies, stories and incidents as documents come; a [`dossier`] puts an incident together with all that was told
//! of it, and runs the others when it is asked. `store/corrections` is what people say against the machine.
#![deny(unsafe_code)]

pub mod account;
pub mod clock;
pub mod convert;
pub mod copies;
pub mod dossier;
pub mod error;
pub mod grades;
pub mod incident_json;
pub mod incidents;
pub mod intake;
pub mod positions;
pub mod report;
#[cfg(test)]
mod sample;
pub mod sighting;
#[cfg(test)]
mod situations_tests;
pub mod standing;
pub mod store;
pub mod stories;
pub mod witnesses;

#[cfg(test)]
#[path = "../tests/synthetic/mod.rs"]
mod synthetic;

pub use error::LedgerError;
pub use store::Ledger;
