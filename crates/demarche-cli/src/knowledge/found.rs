//! What a name can mean, in one form for text and JSON.

use demarche_knowledge::{Certainty, Held, Interval};
use serde_json::Value;

/// By which spelling a meaning was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    /// The name as the table writes it.
    Exact,
    /// The name but for case, accents, hyphens, an article.
    Fold,
    /// Another name of the same thing.
    Alias,
    /// A spelling that sounds alike.
    Sound,
    /// The family name of a person.
    FamilyName,
    /// The given name of a person, where news names people so.
    GivenName,
}

impl Spelling {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Fold => "fold",
            Self::Alias => "alias",
            Self::Sound => "sound",
            Self::FamilyName => "family-name",
            Self::GivenName => "given-name",
        }
    }
}

/// One meaning.
#[derive(Debug, Clone)]
pub struct Found {
    /// What it is, in one word.
    pub kind: &'static str,
    /// More on what it is: `insurgent`, `territory`.
    pub subkind: String,
    pub name: String,
    /// The code that records would give; none where it gives none, or where that depends on the date.
    pub code: Option<String>,
    /// When it gives the code; empty for always.
    pub code_when: &'static str,
    pub spelling: Spelling,
    /// The name by which it was found, as the table writes it.
    pub written: String,
    /// Its dates, where it has any.
    pub when: Option<Interval>,
    /// Whether it was so on the day asked for.
    pub held: Option<Held>,
    pub certainty: Certainty,
    pub as_of: Option<String>,
    /// Table and line, and what the row was taken from; of a person the row of the surest office.
    pub stands: Stands,
    /// Further facts, with labels.
    pub facts: Vec<(&'static str, Value)>,
    /// A person's offices.
    pub offices: Vec<HeldOffice>,
}

/// Where a row stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stands {
    pub table: String,
    /// None in packs of files: their rows have other lines there.
    pub line: Option<u32>,
    pub origin: String,
    /// `built in`, or the file.
    pub pack: String,
}

/// An office with its holder's dates.
#[derive(Debug, Clone)]
pub struct HeldOffice {
    pub office: String,
    pub code: String,
    pub body: String,
    pub classes: Vec<&'static str>,
    pub is_acting: bool,
    pub when: Interval,
    pub held: Option<Held>,
    pub certainty: Certainty,
    pub as_of: Option<String>,
    pub note: String,
    pub stands: Stands,
}
