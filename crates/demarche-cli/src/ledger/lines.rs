//! A line for each article that `demarche watch` comes upon: when, by which feed, what became of it, what it is.

use demarche_ledger::error::{Reason, Refused};
use demarche_ledger::intake::Stored;
use demarche_ledger::{Ledger, LedgerError};
use jiff::Timestamp;

use crate::messages::Messages;

/// What became of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    New,
    /// New, and a copy of another document.
    Copy {
        of: String,
    },
    Known,
    /// Known by its address, with another text now.
    Changed,
    Failed,
}

impl What {
    /// What is told of a record that was to be stored.
    pub(super) fn of(ledger: &Ledger, told: &Result<Stored, Refused>) -> Result<Self, LedgerError> {
        Ok(match told {
            Ok(Stored::New(id)) => match ledger.copy_of(*id)? {
                Some((of, _)) => Self::Copy { of },
                None => Self::New,
            },
            Ok(_) => Self::Known,
            Err(Refused { reason: Reason::OtherText, .. }) => Self::Changed,
            Err(_) => Self::Failed,
        })
    }

    fn word(&self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Copy { .. } => "copy",
            Self::Known | Self::Changed => "known",
            Self::Failed => "failed",
        }
    }
}

/// Tells of articles that come by one feed.
#[derive(Debug, Clone)]
pub(super) struct Lines {
    pub(super) feed: String,
    /// Columns that names of feeds take.
    pub(super) width: usize,
}

impl Lines {
    /// Tells of an article; `name` is its address.
    pub(super) fn tell(&self, messages: &Messages, what: &What, title: Option<&str>, name: &str) {
        messages.note(self.line(Timestamp::now(), what, title, name));
    }

    fn line(&self, now: Timestamp, what: &What, title: Option<&str>, name: &str) -> String {
        let now = now.strftime("%Y-%m-%dT%H:%M:%SZ");
        let title = title.map(|title| format!("{} · ", clip(title))).unwrap_or_default();
        let more = match what {
            What::Copy { of } => format!(" · copy of {of}"),
            What::Changed => " · changed since".to_owned(),
            _ => String::new(),
        };
        format!("{now}  {:<width$}  {:<6}  {title}{name}{more}", self.feed, what.word(), width = self.width)
    }
}

/// Characters of a headline that are shown.
const LONGEST_TITLE: usize = 100;

fn clip(title: &str) -> String {
    match title.char_indices().nth(LONGEST_TITLE) {
        Some((at, _)) => format!("{}…", &title[..at]),
        None => title.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stand_in_columns() {
        let lines = Lines { feed: "wire".to_owned(), width: 6 };
        let now = "2024-10-29T12:00:03.5Z".parse().unwrap();
        assert_eq!(
            lines.line(now, &What::New, Some("Talks began"), "https://a/1"),
            "2024-10-29T12:00:03Z  wire    new     Talks began · https://a/1"
        );
        let copy = What::Copy { of: "https://b/1".to_owned() };
        assert_eq!(lines.line(now, &copy, None, "https://a/1"), "2024-10-29T12:00:03Z  wire    copy    https://a/1 · copy of https://b/1");
        assert_eq!(clip(&"é".repeat(101)).chars().count(), 101);
    }
}
