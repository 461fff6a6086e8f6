//! Copies: articles that are prints of one report, found among all articles and put into families.
//!
//! An article's [`Words`](words::Words) are normalised and its boilerplate set apart; its [`Key`](minhash::Key)s bring up articles
//! that it may be a copy of, through a store's [`Candidates`](family::Candidates); [`kind`] says whether it is one and of which
//! kind; [`family`] puts it into its family, and [`byline`] reads who wrote what was printed.

pub mod boilerplate;
pub mod byline;
pub mod family;
pub mod kind;
pub mod minhash;
pub mod overlap;
pub mod words;
