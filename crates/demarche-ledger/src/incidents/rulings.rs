//! What people say about merges: which reports must be one incident, and which must not.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::report::ReportId;

/// A person's word on two reports. The pair has no order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ruling {
    /// One happening.
    MustJoin(ReportId, ReportId),
    /// Two happenings.
    MustNotJoin(ReportId, ReportId),
}

/// All rulings that hold.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Rulings {
    join: BTreeSet<(ReportId, ReportId)>,
    part: BTreeSet<(ReportId, ReportId)>,
}

fn pair(a: ReportId, b: ReportId) -> (ReportId, ReportId) {
    (a.min(b), a.max(b))
}

impl Rulings {
    /// Adds a ruling; the later of two on one pair holds. A report against itself says nothing.
    pub fn add(&mut self, ruling: Ruling) {
        let (Ruling::MustJoin(a, b) | Ruling::MustNotJoin(a, b)) = ruling;
        if a == b {
            return;
        }
        let key = pair(a, b);
        let (to, from) = match ruling {
            Ruling::MustJoin(..) => (&mut self.join, &mut self.part),
            Ruling::MustNotJoin(..) => (&mut self.part, &mut self.join),
        };
        from.remove(&key);
        to.insert(key);
    }

    /// Takes a ruling back; true where it held.
    pub fn remove(&mut self, ruling: Ruling) -> bool {
        match ruling {
            Ruling::MustJoin(a, b) => self.join.remove(&pair(a, b)),
            Ruling::MustNotJoin(a, b) => self.part.remove(&pair(a, b)),
        }
    }

    /// True where nothing was ruled.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.join.is_empty() && self.part.is_empty()
    }

    /// True where two reports must not be together.
    #[must_use]
    pub fn are_parted(&self, a: ReportId, b: ReportId) -> bool {
        self.part.contains(&pair(a, b))
    }

    /// True where a report must not be with any of these.
    pub(super) fn parts(&self, report: ReportId, members: impl IntoIterator<Item = ReportId>) -> bool {
        !self.part.is_empty() && members.into_iter().any(|m| self.part.contains(&pair(report, m)))
    }

    /// The reports that a report must be with, in order.
    pub(crate) fn joined(&self, report: ReportId) -> impl Iterator<Item = ReportId> {
        self.join.iter().filter_map(move |&(a, b)| if a == report { Some(b) } else { (b == report).then_some(a) })
    }
}
