//! The ledger: many reports, one record of what happened, who holds what about it, and how that changes.
//!
//! Pure rooms, which know neither SQL nor the network: [`report`] is what they take from a record; [`copies`] tells prints of one
//! article from articles on one topic, [`stories`] clusters articles about one thing; [`incidents`] merges reports of one
//! happening; [`witnesses`], [`standing`] and [`grades`] say who says so and how well that establishes it; [`positions`] follow what
//! each party holds. [`incident_json`] is the written form.
//!
//! Limits: nothing is stored yet, and no command runs these rooms.
#![deny(unsafe_code)]

pub mod account;
pub mod copies;
pub mod grades;
pub mod incident_json;
pub mod incidents;
pub mod positions;
pub mod report;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod situations_tests;
pub mod standing;
pub mod stories;
pub mod witnesses;
