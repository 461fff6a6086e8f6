//! Stories: articles about the same thing, clustered as they come by embedding, parties, places and days.
//!
//! One pass, bounded work: an article's keys bring up stories, at most [`clusters::LOOKED_AT`] are scored, the
//! best one takes it or a new one is opened. Two stories that turn out to be one are merged, one that falls into two is split. Every
//! step is a [`Decision`](decisions::Decision), and the decisions alone say which story each document is in.

pub mod clusters;
pub mod decisions;
pub mod story;
