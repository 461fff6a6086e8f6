//! What the words of a mention stand for.

pub mod time;
