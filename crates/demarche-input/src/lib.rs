//! Readers that turn files into [`demarche::document::Document`]s.
//!
//! ```
//! use demarche_input::{Inputs, Options};
//!
//! let folder = tempfile::tempdir()?;
//! std::fs::write(folder.path().join("a.txt"), "Seoul accused Pyongyang of sending troops.")?;
//! std::fs::write(folder.path().join("b.jsonl"), "{\"text\":\"Talks began.\"}\n{\"body\":1}\n")?;
//! let results: Vec<_> = Inputs::open(&[folder.path().to_owned()], &Options::default()).collect();
//! assert_eq!(results[0].as_ref().unwrap().text, "Seoul accused Pyongyang of sending troops.");
//! assert!(results[1].is_ok());
//! assert!(results[2].as_ref().unwrap_err().to_string().ends_with("b.jsonl:2: has neither a column `text` nor `html`"));
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! Rows are pulled one at a time, and one bad row or file does not stop the rest. Any bytes are input: nothing panics, and
//! memory is bounded by [`Options::max_document_bytes`] (a few times), 128 MiB for a decompressor's window, one page of each
//! read column of a Parquet file, and 16 bytes per id for finding repeated ones.
//!
//! WARC files hold many pages, whose addresses become ids ([`warc`]).
//!
//! [`records::Records`] reads back what `demarche code` wrote.
//!
//! Limits: Parquet compressed with Brotli, nested Parquet columns and Parquet from a stream are not read; pages in WARC that are compressed with Brotli are not read; dates in Parquet
//! timestamps are the day in UTC; a page is refused where it nests deeper than 512 elements or holds more than
//! [`html::MAX_ELEMENTS`].
#![deny(unsafe_code)]

pub mod csv;
pub mod date;
pub mod decode;
pub mod html;
pub mod json;
pub mod jsonl;
pub mod pairs;
pub mod parquet;
pub mod records;
pub mod row;
pub mod source;
pub mod text;
pub mod warc;

mod error;
mod files;
mod inputs;
mod options;
mod progress;

pub use error::{At, ErrorKind, InputError, Place};
pub use inputs::Inputs;
pub use options::{Compression, Format, Options};
pub use progress::Progress;
pub use row::{Content, Row, fingerprint};
