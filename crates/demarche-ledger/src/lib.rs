//! The ledger: many reports, one record of what happened, who holds what about it, and how that changes.
#![deny(unsafe_code)]

pub mod copies;
pub mod report;
pub mod stories;
