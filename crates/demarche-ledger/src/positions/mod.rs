//! Positions: for each party, what it held about an incident and how that changed, each entry with its words.
//!
//! [`statement`] finds what was said, [`phase`] reads "initially … has since", [`question`] gathers incidents under a question
//! that a user names; [`timeline`] puts a party's statements in order and marks changes.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::account::Happening;
use crate::positions::statement::{Holder, Statement, in_time_order, statements};
use crate::report::{DocumentId, Party, ReportId};
use crate::witnesses::chain::Position;
use crate::witnesses::retraction::words;
use demarche::record::CodePoints;

pub mod phase;
pub mod question;
pub mod statement;

/// One entry of a party's timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Who holds it.
    pub party: Party,
    /// What.
    pub position: Position,
    /// Where it was read.
    pub document: DocumentId,
    /// The report that carries it.
    pub report: ReportId,
    /// The words, in code points of the document's text.
    pub span: CodePoints,
    /// The same as text; empty where the text was erased.
    pub quote: String,
    /// The document's date.
    pub published: Option<Date>,
    /// The day on which it was said: stated in its sentence, else the document's date.
    pub on: Option<Date>,
    /// Unlike what the party held before.
    pub change: bool,
}

/// True where two positions are unlike. Who takes a thing as true accepts it as who affirms it does, so these two are not; a
/// "neither" is unlike the others only where the party was asked and would not say.
#[must_use]
pub fn are_unlike(before: Position, after: Position) -> bool {
    let accepts = |p| matches!(p, Position::Affirms | Position::TakesAsTrue);
    before != after && !(accepts(before) && accepts(after))
}

/// The positions of all parties about an incident: parties by key, each party's entries in time order
/// ([`in_time_order`]). Outlets in their own voice and sources without a known party have none.
///
/// An entry is a change where it is unlike the party's entry before it that takes a position. An undated document changes
/// nothing, since nothing shows that it came after (within one sentence, first and since do). What repeats a position is an
/// entry, as it has words of its own, and no change.
#[must_use]
pub fn timeline(happening: &Happening<'_>) -> Vec<Entry> {
    let accounts = happening.in_intake_order();
    let said = statements(&accounts);
    let text = |document: DocumentId| {
        let at = accounts.partition_point(|a| a.report.id.document < document);
        accounts.get(at).map_or("", |a| a.article.text.as_str())
    };
    let mut entries = Vec::new();
    for (holder, said) in in_time_order(&said) {
        if !matches!(holder, Holder::Party(_)) {
            continue;
        }
        let mut before: Option<&Statement<'_>> = None;
        let mut seen = std::collections::BTreeSet::new();
        for statement in said {
            let Some(party) = statement.party else { continue };
            let document = statement.report.document;
            // one claim may hold several reports of the incident
            if !seen.insert((document, statement.span, statement.position)) {
                continue;
            }
            let takes_position = statement.position != Position::Neither || statement.declines;
            let change = takes_position && before.is_some_and(|b| follows(b, statement) && are_unlike(b.position, statement.position));
            entries.push(Entry {
                party: party.clone(),
                position: statement.position,
                document,
                report: statement.report,
                span: statement.span,
                quote: words(text(document), statement.span).to_owned(),
                published: statement.published,
                on: statement.on,
                change,
            });
            if takes_position && (statement.on.is_some() || statement.phase != phase::Phase::Plain || before.is_none()) {
                before = Some(statement);
            }
        }
    }
    entries
}

/// It is known that the second was said after the first.
fn follows(first: &Statement<'_>, second: &Statement<'_>) -> bool {
    (first.on.is_some() && second.on.is_some()) || (first.report.document == second.report.document && first.phase < second.phase)
}

#[cfg(test)]
#[path = "timeline_tests.rs"]
mod tests;
