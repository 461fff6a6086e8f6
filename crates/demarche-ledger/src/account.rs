//! What the rooms of "who says so" are given: an incident as the accounts of it, one a report, in any order.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::report::{Article, DocumentId, Party, Report};

/// One report of an incident, with what is known of the document that carries it.
#[derive(Debug, Clone, Copy)]
pub struct Account<'a> {
    /// The document.
    pub article: &'a Article,
    /// The event mention in it.
    pub report: &'a Report,
    /// The copy family: its first document, the document itself where it copies nothing.
    pub family: DocumentId,
    /// The outlet: its slug in the knowledge tables, else its name as given. None where no publisher is given.
    pub publisher: Option<&'a str>,
    /// The wire that wrote the text, by its slug; none where it is the publisher's own. One text has one writer, so all
    /// documents of a family should carry the same.
    pub wire: Option<&'a str>,
    /// The document only looks back upon the incident.
    pub background: bool,
}

impl Account<'_> {
    /// When it was published. A document without a date stands before all that have one, since nothing shows it to be later.
    #[must_use]
    pub fn published(&self) -> Option<Date> {
        self.article.published
    }
}

/// An incident with all that was told of it.
#[derive(Debug, Clone, Default)]
pub struct Happening<'a> {
    /// Who acts; where there is no recipient and several act, each is a side of its own.
    pub actors: Vec<Party>,
    /// Who is acted upon.
    pub recipients: Vec<Party>,
    /// Its reports. Their order carries no meaning: the rooms sort them by number, which is the order of intake.
    pub accounts: Vec<Account<'a>>,
}

impl<'a> Happening<'a> {
    /// The accounts in order of intake, each report once.
    #[must_use]
    pub fn in_intake_order(&self) -> Vec<Account<'a>> {
        let mut accounts = self.accounts.clone();
        accounts.sort_by_key(|a| a.report.id);
        accounts.dedup_by_key(|a| a.report.id);
        accounts
    }
}

/// Who owns an outlet.
pub trait Owners {
    /// The owner as the tables write it ("News UK (News Corp)", "private"), by the outlet's slug; none where unknown.
    fn owner(&self, outlet: &str) -> Option<&str>;
}

impl Owners for BTreeMap<String, String> {
    fn owner(&self, outlet: &str) -> Option<&str> {
        self.get(outlet).map(String::as_str)
    }
}

/// Knows no owner.
impl Owners for () {
    fn owner(&self, _: &str) -> Option<&str> {
        None
    }
}
