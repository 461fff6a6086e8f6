//! Grades in the Admiralty manner: how reliable a source is, and how credible a piece of information.
//!
//! The scale is that of NATO's intelligence doctrine (AJP-2.1): reliability A–F, credibility 1–6, given apart from each other: a
//! reliable source may err, and an unreliable one tell the truth. Reliability is the user's judgement and only kept here, with
//! its history. Credibility is computed from what the incident's record shows, with reasons, and never looks at reliability.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::account::{Happening, Owners};
use crate::positions::statement::Holder;
use crate::standing::{Ruling, Standing, standing};
use crate::witnesses::chain::Position;
use crate::witnesses::count::{Count, count};

/// How far a publisher or source can be relied upon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Reliability {
    /// Completely reliable.
    A,
    /// Usually reliable.
    B,
    /// Fairly reliable.
    C,
    /// Not usually reliable.
    D,
    /// Unreliable.
    E,
    /// Reliability cannot be judged.
    F,
}

impl Reliability {
    /// The doctrine's words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::A => "completely reliable",
            Self::B => "usually reliable",
            Self::C => "fairly reliable",
            Self::D => "not usually reliable",
            Self::E => "unreliable",
            Self::F => "reliability cannot be judged",
        }
    }
}

/// Who is graded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Graded {
    /// An outlet, by slug or name.
    Publisher(String),
    /// A party as a source, by its key.
    Source(String),
}

/// A grade that a user gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grade {
    /// The grade.
    pub reliability: Reliability,
    /// First day from which it holds.
    pub from: Date,
    /// Who gave it.
    pub who: String,
    /// Why.
    pub why: String,
}

/// The grades of one publisher or source through time. Nothing is overwritten: a later entry for the same day comes after the
/// earlier one and holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    grades: Vec<Grade>,
}

impl History {
    /// Adds a grade.
    pub fn set(&mut self, grade: Grade) {
        let at = self.grades.partition_point(|g| g.from <= grade.from);
        self.grades.insert(at, grade);
    }

    /// The grade on a day; F where none was given by then.
    #[must_use]
    pub fn on(&self, day: Date) -> Reliability {
        self.grades.iter().rev().find(|g| g.from <= day).map_or(Reliability::F, |g| g.reliability)
    }

    /// All grades by their first day.
    #[must_use]
    pub fn grades(&self) -> &[Grade] {
        &self.grades
    }
}

/// How credible a piece of information is, 1–6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "u8", try_from = "u8")]
pub enum Credibility {
    /// 1: confirmed by other sources.
    Confirmed,
    /// 2: probably true.
    Probable,
    /// 3: possibly true.
    Possible,
    /// 4: doubtful.
    Doubtful,
    /// 5: improbable.
    Improbable,
    /// 6: truth cannot be judged.
    CannotBeJudged,
}

/// A number that is no credibility.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no credibility; it is 1 to 6")]
pub struct NoCredibility(pub u8);

const CREDIBILITIES: [Credibility; 6] = [
    Credibility::Confirmed,
    Credibility::Probable,
    Credibility::Possible,
    Credibility::Doubtful,
    Credibility::Improbable,
    Credibility::CannotBeJudged,
];

impl Credibility {
    /// The doctrine's words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed by other sources",
            Self::Probable => "probably true",
            Self::Possible => "possibly true",
            Self::Doubtful => "doubtful",
            Self::Improbable => "improbable",
            Self::CannotBeJudged => "truth cannot be judged",
        }
    }
}

impl From<Credibility> for u8 {
    fn from(credibility: Credibility) -> Self {
        credibility as Self + 1
    }
}

impl TryFrom<u8> for Credibility {
    type Error = NoCredibility;

    fn try_from(number: u8) -> Result<Self, NoCredibility> {
        number.checked_sub(1).and_then(|i| CREDIBILITIES.get(usize::from(i))).copied().ok_or(NoCredibility(number))
    }
}

/// Why a credibility was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "why")]
pub enum Reason {
    /// Both sides affirm it.
    BothSides,
    /// A party affirms it against its own interest.
    AgainstInterest,
    /// So many independent witnesses affirm it.
    Witnesses {
        /// How many.
        number: usize,
    },
    /// Every witness only foretold it.
    OnlyForetold,
    /// Only one side's or third parties' word.
    SourcesOnly,
    /// So many holders deny it.
    Denials {
        /// How many.
        number: usize,
    },
    /// A publisher took it back.
    Retracted,
    /// Nobody affirms it.
    NobodyAffirms,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BothSides => f.write_str("both sides affirm it"),
            Self::AgainstInterest => f.write_str("a party affirms it against its own interest"),
            Self::Witnesses { number: 1 } => f.write_str("one independent witness"),
            Self::Witnesses { number } => write!(f, "{number} independent witnesses"),
            Self::OnlyForetold => f.write_str("every witness only foretold it"),
            Self::SourcesOnly => f.write_str("no outlet affirms it in its own voice, nor do both sides"),
            Self::Denials { number: 1 } => f.write_str("one holder denies it"),
            Self::Denials { number } => write!(f, "{number} holders deny it"),
            Self::Retracted => f.write_str("a publisher retracted it"),
            Self::NobodyAffirms => f.write_str("nobody affirms it"),
        }
    }
}

/// The credibility of an incident, with its reasons.
///
/// | standing | witnesses | credibility |
/// |---|---|---|
/// | confirmed | 2 or more | 1 |
/// | confirmed | fewer | 2 |
/// | reported | 3 or more · 2 · 1 | 1 · 2 · 3 |
/// | claimed | 2 or more · 1 | 3 · 6 |
/// | disputed | at least 2 more than deny · others · fewer than deny | 3 · 4 · 5 |
/// | denied, retracted | any | 5 |
/// | any | none affirms | 6 |
///
/// What was only foretold is at most possibly true (3): nobody has yet seen it. One side's single word is 6, not 4: nothing speaks
/// against it, and nothing else is there to judge it by. The bounds are a rule of this project,
/// not measured.
#[must_use]
pub fn credibility(happening: &Happening<'_>, owners: &dyn Owners) -> (Credibility, Vec<Reason>) {
    let ruling = standing(happening);
    judge(&ruling, &count(happening, owners))
}

fn judge(ruling: &Ruling, counted: &Count) -> (Credibility, Vec<Reason>) {
    use Credibility as C;
    let number = counted.number();
    let denials = ruling.held.iter().filter(|h| h.position == Position::Denies).count();
    let mut reasons = Vec::new();
    match ruling.row {
        3 => reasons.push(Reason::BothSides),
        4 => reasons.push(Reason::AgainstInterest),
        _ => {}
    }
    if number > 0 {
        reasons.push(Reason::Witnesses { number });
    }
    let only_foretold = number > 0 && counted.witnesses.iter().all(|w| w.foretold);
    let own_voice = ruling.held.iter().any(|h| matches!(h.holder, Holder::Voice(_)) && h.position == Position::Affirms);
    if number > 0 && !own_voice && ruling.standing != Standing::Confirmed {
        reasons.push(Reason::SourcesOnly);
    }
    if only_foretold {
        reasons.push(Reason::OnlyForetold);
    }
    if denials > 0 {
        reasons.push(Reason::Denials { number: denials });
    }
    if !ruling.retracted.is_empty() {
        reasons.push(Reason::Retracted);
    }
    let grade = match (ruling.standing, number) {
        (Standing::Denied | Standing::Retracted, _) => C::Improbable,
        (_, 0) => {
            reasons.push(Reason::NobodyAffirms);
            C::CannotBeJudged
        }
        (Standing::Confirmed, 2..) | (Standing::Reported, 3..) => C::Confirmed,
        (Standing::Confirmed, _) | (Standing::Reported, 2) => C::Probable,
        (Standing::Reported, _) | (Standing::Claimed, 2..) => C::Possible,
        (Standing::Claimed, _) => C::CannotBeJudged,
        (Standing::Disputed, n) if n >= denials + 2 => C::Possible,
        (Standing::Disputed, n) if n < denials => C::Improbable,
        (Standing::Disputed, _) => C::Doubtful,
    };
    (if only_foretold { grade.max(C::Possible) } else { grade }, reasons)
}

#[cfg(test)]
mod tests {
    use demarche::codebook::{Stance as S, Status as St};
    use jiff::civil::date;

    use super::*;
    use crate::sample::{Built, Page, happening, party};

    fn own(number: u64, publisher: &str) -> Built {
        Page::new(number, publisher).own(St::Actual).build()
    }

    fn says(number: u64, key: &str, stance: S, status: St) -> Built {
        Page::new(number, "p").claim(key, party(key), stance).event(status).build()
    }

    #[test]
    fn a_grade_holds_from_its_day_until_the_next() {
        let mut history = History::default();
        let grade = |reliability, from| Grade { reliability, from, who: "ana".to_owned(), why: "audit".to_owned() };
        history.set(grade(Reliability::C, date(2024, 5, 1)));
        history.set(grade(Reliability::B, date(2023, 1, 1)));
        history.set(grade(Reliability::D, date(2024, 5, 1)));
        let on = |year, month| history.on(date(year, month, 1));
        assert_eq!(
            [on(2022, 1), on(2023, 1), on(2024, 4), on(2024, 5), on(2025, 1)],
            [Reliability::F, Reliability::B, Reliability::B, Reliability::D, Reliability::D]
        );
        assert_eq!(history.grades().len(), 3);
    }

    #[test]
    fn every_row_of_the_credibility_table() {
        let prk = |n, stance, status| says(n, "PRK/GOV", stance, status);
        let kor = |n, stance, status| says(n, "KOR/GOV", stance, status);
        let table: Vec<(Vec<Built>, u8)> = vec![
            (vec![prk(1, S::Announce, St::Actual), kor(2, S::Assert, St::Actual)], 1),
            (vec![prk(1, S::Deny, St::Negated), prk(2, S::Confirm, St::Actual)], 2),
            (vec![own(1, "a"), own(2, "b"), own(3, "c")], 1),
            (vec![own(1, "a"), own(2, "b")], 2),
            (vec![own(1, "a")], 3),
            (vec![kor(1, S::Accuse, St::Actual), says(2, "JPN/GOV", S::Assert, St::Actual)], 3),
            (vec![kor(1, S::Accuse, St::Actual)], 6),
            (vec![own(1, "a"), own(2, "b"), own(3, "c"), prk(4, S::Deny, St::Negated)], 3),
            (vec![own(1, "a"), prk(4, S::Deny, St::Negated)], 4),
            (vec![kor(1, S::Condemn, St::Actual), prk(4, S::Deny, St::Negated)], 6),
            (vec![kor(1, S::Accuse, St::Actual), prk(2, S::Deny, St::Negated), says(3, "CHN/GOV", S::Deny, St::Negated)], 5),
            (vec![prk(4, S::Deny, St::Negated)], 5),
            (vec![Page::new(1, "a").own(St::Hypothetical).build()], 6),
            (vec![1, 2, 3].into_iter().map(|n| Page::new(n, ["a", "b", "c"][n as usize - 1]).own(St::Future).build()).collect(), 3),
        ];
        for (i, (pages, expected)) in table.iter().enumerate() {
            let (grade, reasons) = credibility(&happening(pages), &());
            assert_eq!(u8::from(grade), *expected, "row {i}: {reasons:?}");
            assert!(!reasons.is_empty(), "row {i}");
        }
    }

    #[test]
    fn numbers_read_back() {
        for number in 1..=6u8 {
            assert_eq!(Credibility::try_from(number).map(u8::from), Ok(number));
        }
        assert_eq!(Credibility::try_from(0), Err(NoCredibility(0)));
        assert_eq!(serde_json::to_string(&Credibility::Probable).ok().as_deref(), Some("2"));
    }
}
