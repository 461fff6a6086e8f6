//! The ledger: many reports, one record of what happened, who holds what about it, and how that changes.
//!
//! A [`store::Ledger`] is a file. Records go in by [`store::Ledger::ingest`], and come out as the [`report::Article`]s that all
//! other rooms work on.
#![deny(unsafe_code)]

pub mod clock;
pub mod convert;
pub mod error;
pub mod intake;
pub mod report;
pub mod store;

#[cfg(test)]
#[path = "../tests/synthetic/mod.rs"]
mod synthetic;

pub use error::LedgerError;
pub use store::Ledger;
