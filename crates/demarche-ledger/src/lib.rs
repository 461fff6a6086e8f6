//! The ledger: many reports, one record of what happened, who holds what about it, and how that changes.
#![deny(unsafe_code)]

pub mod account;
pub mod grades;
pub mod incident_json;
pub mod positions;
pub mod report;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod situations_tests;
pub mod standing;
pub mod witnesses;
