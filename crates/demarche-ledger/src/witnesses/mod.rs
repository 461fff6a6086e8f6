//! Who says so: how each report is attributed ([`chain`]), who counts as one witness ([`identity`]), what a publisher
//! took back ([`retraction`]), and how many independent witnesses an incident has ([`count`]).

pub mod chain;
pub mod count;
pub mod identity;
pub mod retraction;
