//! Incidents: event mentions of many articles that tell one happening, gathered as they come.
//!
//! [`blocking`] finds the incidents that a report could belong to, by keys; [`score`] weighs the report against each, and every
//! weight is a reason that can be shown; [`cluster`] decides, writes each decision down, and can take any of them back;
//! [`values`] keeps what the reports say differently. Nothing here knows where incidents are stored: a store lends its index
//! through [`blocking::Index`] and its incidents as [`cluster::Incident`].
//!
//! ```
//! use demarche_ledger::incidents::cluster::Incidents;
//! use demarche_ledger::report::{Article, DocumentId};
//! # fn example(article: &Article) {
//! let mut incidents = Incidents::default();
//! for decision in incidents.add(article, None) {
//!     println!("{decision}");
//! }
//! # }
//! ```
//!
//! Limits: an incident, once opened, is never merged with another by itself when later reports make that likely; a ruling
//! ([`rulings`]) does it. Reports that share neither a party, a place, a country nor a name near their triggers are never joined
//! across documents. Where parties are not resolved and the place is left unsaid, more merges are missed than found.

pub mod blocking;
pub mod cluster;
mod compare;
mod context;
pub(crate) mod days;
pub mod meaning;
mod names;
mod parties;
mod place;
pub mod profile;
pub mod rulings;
pub mod score;
#[cfg(test)]
mod tests;
pub mod values;
pub mod weights;
pub mod words;

use std::cell::OnceCell;

use self::context::{Near, near};
use crate::report::{Article, DocumentId, Report};

/// A report as its document tells it.
#[derive(Debug, Clone)]
pub struct Told<'a> {
    /// The document.
    pub article: &'a Article,
    /// The event mention in it.
    pub report: &'a Report,
    /// First document of the copy family that the document is in; none where it is no copy and has none.
    pub family: Option<DocumentId>,
    /// What stands near its trigger, once one has looked.
    passage: OnceCell<Near>,
}

/// What stands near a report's trigger, whatever family its document is in.
#[derive(Debug, Clone)]
pub(crate) struct Passage(Near);

impl Passage {
    pub(crate) fn of(article: &Article, report: &Report) -> Self {
        Self(near(&Told::new(article, report, None)))
    }
}

impl<'a> Told<'a> {
    /// A report of an article.
    #[must_use]
    pub const fn new(article: &'a Article, report: &'a Report, family: Option<DocumentId>) -> Self {
        Self { article, report, family, passage: OnceCell::new() }
    }

    /// The same, where one has looked already.
    pub(crate) fn with(article: &'a Article, report: &'a Report, family: Option<DocumentId>, Passage(mut near): Passage) -> Self {
        near.trigger.family = family.unwrap_or(article.id);
        Self { article, report, family, passage: OnceCell::from(near) }
    }

    /// What stands near its trigger.
    fn passage(&self) -> &Near {
        self.passage.get_or_init(|| near(self))
    }

    /// The document that stands for all copies of this one.
    #[must_use]
    pub fn original(&self) -> DocumentId {
        self.family.unwrap_or(self.article.id)
    }
}
