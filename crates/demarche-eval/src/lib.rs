//! Scores what the reader finds against annotated sets (`demarche eval`), and checks coding cases.
//!
//! A set is read, its texts are handed to the [`Reader`], and the records are compared with the gold. Every figure carries
//! a bootstrap interval over documents and says whether the model saw the texts in training. docs/evaluation.md defines the
//! figures.
//!
//! ```no_run
//! use demarche_eval::{EvalOptions, Set, evaluate};
//! # fn example(reader: &demarche::reader::Reader) -> Result<(), demarche_eval::EvalError> {
//! let options = EvalOptions { data: "data".into(), ..EvalOptions::default() };
//! let report = evaluate(reader, Set::Attribution, &options)?;
//! let readable = report.table();
//! let has_failed = report.has_failures();
//! # Ok(()) }
//! ```
//!
//! [`audit`] is the other way round: a person judges a sample of what was coded.
//!
//! Limits: sets are held in memory; the scoring asks nothing of the reader but its records, so it measures the whole
//! reading, not single heads. What the sets hold no gold for gets no score.
#![deny(unsafe_code)]

pub mod actors;
pub mod attribution;
pub mod audit;
pub mod cases;
pub mod check;
pub mod consistency;
pub mod coreference;
pub mod corpus;
mod corpus_set;
pub mod entities;
mod error;
pub mod events;
pub mod expect;
pub mod meanings;
pub mod measure;
pub mod mentions;
mod options;
pub mod paragraphs;
pub mod passage;
pub mod reading;
pub mod relations;
pub mod report;
mod resolved;
pub mod rows;
pub mod spans;
pub mod toponyms;

use demarche::reader::Reader;

pub use crate::error::EvalError;
pub use crate::options::{EvalOptions, Part, Set};
pub use crate::report::Report;

use crate::reading::Run;
use crate::report::Section;

/// Scores the reader on a set, or on all of them.
///
/// A set whose files are missing or damaged becomes a section with a message and a remedy, and the others are scored all
/// the same: see [`Report::has_failures`].
///
/// # Errors
/// Options that do not fit the set.
pub fn evaluate(reader: &Reader, set: Set, options: &EvalOptions) -> Result<Report, EvalError> {
    options.check(set)?;
    let run = Run::new(reader, options);
    let mut report = Report::new(reader.versions(), options);
    let each = [Set::Attribution, Set::Relations, Set::Actors, Set::Entities, Set::Toponyms, Set::Corpus, Set::Consistency];
    for one in each.into_iter().filter(|&s| set == Set::All || set == s) {
        match one {
            Set::Attribution => report.add(one, "attribution", attribution::section(&run)),
            Set::Relations => report.add(one, "relations", relations::section(&run)),
            Set::Actors => report.add(one, "actors", actors::section(&run)),
            Set::Entities => {
                for source in entities::SOURCES {
                    report.add(one, source.name, entities::section(&run, source));
                }
            }
            Set::Toponyms => {
                for source in toponyms::SOURCES {
                    report.add(one, source.name, toponyms::section(&run, source));
                }
            }
            Set::Corpus => {
                report.add(one, "corpus", corpus_set::section(&run, options.part));
                // real news is reported apart
                if set == Set::All {
                    report.add(one, "corpus", corpus_set::section(&run, Some(Part::News)));
                }
            }
            Set::Consistency => report.add(one, "consistency", consistency::section(&run)),
            Set::All => {}
        }
    }
    Ok(report)
}

impl Report {
    fn add(&mut self, set: Set, name: &str, section: Result<Section, EvalError>) {
        self.sections.push(section.unwrap_or_else(|e| Section::failed(set, name, &e)));
    }
}
