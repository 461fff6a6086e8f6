//! Sending alerts. [`open`] makes a [`Channel`] of what is configured; [`deliver`] sends what the ledger has due, so that none is lost
//! and none is sent twice but where it is not known whether it was sent; then it says so.
#![deny(unsafe_code)]

pub mod channel;
pub mod deliver;
pub mod message;

pub use channel::{Channel, Failure, check, open};
pub use deliver::{Channels, Event, Tally, deliver};
pub use message::Message;
