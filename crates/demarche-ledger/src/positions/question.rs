//! Standing questions: what a user wants followed across incidents ("are Oruland's troops in Veland?").

use demarche::codebook::{Context, EventType};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::account::{Account, Happening};
use crate::positions::{Entry, timeline};
use crate::report::{Party, Report};

/// A question, and which reports bear upon it. What is left empty asks for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The name that the user gave it.
    pub name: String,
    /// Types of the events, any of them.
    #[serde(default)]
    pub types: Vec<EventType>,
    /// Modes of the events, any of them.
    #[serde(default)]
    pub modes: Vec<String>,
    /// Contexts of the events, any of them.
    #[serde(default)]
    pub contexts: Vec<Context>,
    /// Keys of parties that act, any of them; a country alone (`PRK`) stands for all its parties.
    #[serde(default)]
    pub actors: Vec<String>,
    /// Keys of parties acted upon, in the same way.
    #[serde(default)]
    pub recipients: Vec<String>,
    /// Countries of the place, any of them. A report without a place does not fit.
    #[serde(default)]
    pub countries: Vec<String>,
    /// First day of the event, or of publication where the event has none. A report without either does not fit a bound.
    #[serde(default)]
    pub since: Option<Date>,
    /// Last day, in the same way.
    #[serde(default)]
    pub until: Option<Date>,
}

impl Question {
    /// True where the account bears upon the question: every part that asks for something fits. A question that asks for
    /// nothing has no answers.
    #[must_use]
    pub fn asks_about(&self, account: &Account<'_>) -> bool {
        let report: &Report = account.report;
        let is_blank = self.types.is_empty()
            && self.modes.is_empty()
            && self.contexts.is_empty()
            && self.actors.is_empty()
            && self.recipients.is_empty();
        let is_blank = is_blank && self.countries.is_empty();
        let fits_mode = self.modes.is_empty() || report.mode.as_ref().is_some_and(|m| self.modes.contains(m));
        let fits_context = self.contexts.is_empty() || report.context.iter().any(|c| self.contexts.contains(c));
        let country = report.place.as_ref().and_then(|p| p.country.as_ref());
        let fits_place = self.countries.is_empty() || country.is_some_and(|c| self.countries.contains(c));
        let (first, last) = report.days.map_or((account.published(), account.published()), |d| (Some(d.start), Some(d.end)));
        let fits_days = self.since.is_none_or(|s| last.is_some_and(|d| d >= s)) && self.until.is_none_or(|u| first.is_some_and(|d| d <= u));
        !is_blank
            && (self.types.is_empty() || self.types.contains(&report.event_type))
            && fits_mode
            && fits_context
            && fits_place
            && fits_days
            && fits(&self.actors, report.actors.iter().flat_map(|n| &n.parties))
            && fits(&self.recipients, report.recipients.iter().flat_map(|n| &n.parties))
    }

    /// The positions of all parties on the question: one timeline over the accounts that bear upon it, of whichever incidents.
    #[must_use]
    pub fn timeline<'a>(&self, accounts: impl IntoIterator<Item = Account<'a>>) -> Vec<Entry> {
        let accounts = accounts.into_iter().filter(|a| self.asks_about(a)).collect();
        timeline(&Happening { accounts, ..Happening::default() })
    }
}

fn fits<'p>(wanted: &[String], parties: impl IntoIterator<Item = &'p Party>) -> bool {
    wanted.is_empty() || parties.into_iter().any(|p| wanted.iter().any(|w| *w == p.key() || *w == p.country))
}

#[cfg(test)]
mod tests {
    use demarche::codebook::{Stance, Status};

    use super::*;
    use crate::report::Named;
    use crate::sample::{Built, Page, party};
    use crate::witnesses::chain::Position;

    fn sent(number: u64, actor: &str, stance: Stance, status: Status) -> Built {
        let mut page = Page::new(number, "p").claim("Oruland", party("PRK/GOV"), stance).event(status).typed(EventType::Aid).build();
        let span = demarche::record::CodePoints(0, 1);
        page.article.reports[0].actors = vec![Named { text: "troops".to_owned(), span, parties: vec![party(actor)] }];
        page
    }

    #[test]
    fn one_timeline_over_several_incidents() {
        let pages = [
            sent(1, "PRK/MIL", Stance::Deny, Status::Negated),
            sent(2, "CHN/GOV", Stance::Assert, Status::Actual),
            sent(3, "PRK/GOV", Stance::Confirm, Status::Actual),
        ];
        let question =
            Question { name: "troops".to_owned(), types: vec![EventType::Aid], actors: vec!["PRK".to_owned()], ..Question::default() };
        let entries = question.timeline(pages.iter().flat_map(Built::accounts));
        let read: Vec<_> = entries.iter().map(|e| (e.document.0, e.position, e.change)).collect();
        assert_eq!(read, [(1, Position::Denies, false), (3, Position::Affirms, true)]);
        let dated = Question { since: Some(jiff::civil::date(2024, 10, 2)), ..question };
        assert_eq!(dated.timeline(pages.iter().flat_map(Built::accounts)).len(), 1);
    }

    #[test]
    fn a_question_that_asks_for_nothing_has_no_answers() {
        let pages = [sent(1, "PRK/MIL", Stance::Deny, Status::Negated)];
        let question = Question { name: "anything".to_owned(), ..Question::default() };
        assert!(question.timeline(pages.iter().flat_map(Built::accounts)).is_empty());
    }
}
