//! Resolution: what a mention's words mean.

pub mod quantity;
