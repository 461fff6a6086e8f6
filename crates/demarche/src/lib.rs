//! Reads news text and gives back attributed claims and coded political events, each resting on words of the text.
//!
//! Reading is a pure function of (document, model): no I/O, no clock, no globals; the same bytes in give the same bytes
//! out on any thread count, batch and processor.
#![deny(unsafe_code)]

pub mod cameo;
pub mod claim;
pub mod codebook;
pub mod decode;
pub mod definitions;
pub mod document;
pub mod event;
pub mod explain;
#[cfg(test)]
mod frozen_tests;
pub mod language;
pub mod mention;
pub mod model;
mod private;
pub mod reader;
pub mod reading;
pub mod record;
pub mod resolve;
pub mod segment;
pub mod span;
pub mod window;
