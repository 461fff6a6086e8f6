//! The monitor: how intense what two parties do to each other is, since when, what is due, and which scenario the reports fit.
//!
//! Everything here is computed from [`Sighting`](demarche_ledger::sighting::Sighting)s, incidents as they were known through time, and
//! is a pure function of them, of the configuration, and of the day it is asked for.
#![deny(unsafe_code)]

pub mod alert;
pub mod chart;
pub mod config;
pub mod coverage;
pub mod ladder;
pub mod method;
pub mod page;
#[cfg(test)]
mod sample;
pub mod scenario;
pub mod series;
pub mod who;
