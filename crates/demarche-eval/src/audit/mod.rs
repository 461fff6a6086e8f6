//! A person checks a sample of what was coded (`demarche audit`): what is drawn, what was answered, how right the coding is.
//!
//! Records are surveyed one by one ([`Survey`]): how many events and claims of each type and stance there are, which of them
//! the draw takes, and which answers of a [`Book`] still fit what is coded. What the draw takes and nobody has answered is
//! asked elsewhere; [`report`] makes figures of the answers, [`Passages`] passages of the corpus.
//!
//! ```no_run
//! use demarche_eval::audit::{Book, Draw, Survey, report};
//! # fn example(records: Vec<demarche::record::Record>, bytes: &[u8]) {
//! let (book, damaged) = Book::parse(bytes);
//! let mut survey = Survey::new(Draw::default(), book);
//! records.iter().for_each(|record| survey.add(record));
//! let surveyed = survey.finish();
//! let left = surveyed.questions("ana");
//! let table = report(&surveyed).table();
//! # }
//! ```
//!
//! Pure functions of records and answers: no files, no terminal, no clock. Memory is what the draw may take of each stratum,
//! and the answers; docs/audit.md defines figures and formats.

mod answer;
mod coding;
mod excerpt;
mod figures;
mod passages;
mod sample;
mod survey;
#[cfg(test)]
mod test_records;

use std::fmt;

use demarche::codebook::{EventType, Stance};
use serde::{Deserialize, Serialize};

pub use answer::{Answer, Book, DamagedAnswer, Fault, NONE, Verdict};
pub use coding::{ClaimCoding, Coding, EventCoding, Holder, Party, Phrase, PlaceCoding, SentenceCoding, TimeCoding};
pub use excerpt::{Excerpt, Mark, Part};
pub use figures::{Agreement, FieldFigure, KindReport, Report, Share, StratumFigure, Uncounted, report};
pub use passages::{Corpus, LeftOut, Passages};
pub use sample::{Allotment, Draw, Unit};
pub use survey::{Item, Judged, Standing, Survey, Surveyed};

/// Name and version of the format of answers.
pub const SCHEMA: &str = "demarche-audit/1";

/// What a question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// An event of a record.
    Event,
    /// A claim of a record.
    Claim,
    /// Whether anything is missing in a sentence; asked with whole sentences only.
    Sentence,
}

impl Kind {
    /// The word in answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::Claim => "claim",
            Self::Sentence => "sentence",
        }
    }

    /// What can be wrong with a coding of this kind; nothing of a sentence.
    #[must_use]
    pub const fn fields(self) -> &'static [Field] {
        use Field as F;
        match self {
            Self::Event => &[F::Type, F::Mode, F::Status, F::Actor, F::Recipient, F::Place, F::Time, F::Claim],
            Self::Claim => &[F::Source, F::Content, F::Stance],
            Self::Sentence => &[],
        }
    }
}

/// A value of a coding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    /// An event's type.
    Type,
    /// An event's mode, or that it has none.
    Mode,
    /// An event's status.
    Status,
    /// Those who act, all of them with the party that each stands for.
    Actor,
    /// Those acted upon.
    Recipient,
    /// Where, or that no place is given.
    Place,
    /// When, or that no time is given.
    Time,
    /// The claim that holds the event, or that none does.
    Claim,
    /// Who holds a claim.
    Source,
    /// What is attributed.
    Content,
    /// The source's position.
    Stance,
}

impl Field {
    /// The word in answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Mode => "mode",
            Self::Status => "status",
            Self::Actor => "actor",
            Self::Recipient => "recipient",
            Self::Place => "place",
            Self::Time => "time",
            Self::Claim => "claim",
            Self::Source => "source",
            Self::Content => "content",
            Self::Stance => "stance",
        }
    }

    /// True where the right value is a code of the codebook, which is asked for.
    #[must_use]
    pub const fn is_code(self) -> bool {
        matches!(self, Self::Type | Self::Mode | Self::Status | Self::Stance)
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// What is sampled apart: an event's type, a claim's stance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stratum {
    /// Events of a type.
    Event(EventType),
    /// Claims of a stance.
    Claim(Stance),
    /// Sentences with an event or a claim.
    Sentence,
}

impl Stratum {
    /// What it is made of.
    #[must_use]
    pub const fn kind(self) -> Kind {
        match self {
            Self::Event(_) => Kind::Event,
            Self::Claim(_) => Kind::Claim,
            Self::Sentence => Kind::Sentence,
        }
    }

    /// The code.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Event(event_type) => event_type.code(),
            Self::Claim(stance) => stance.code(),
            Self::Sentence => "sentence",
        }
    }
}

/// Names an item among all records.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The document's id.
    pub document: String,
    /// What it is.
    pub kind: Kind,
    /// Id within the document: `e0`, `c0`, or `s0` for the first sentence.
    pub item: String,
}
