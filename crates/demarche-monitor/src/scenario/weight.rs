//! What a piece of evidence weighs: by the reliability of its source and its own credibility, and by what its indicator is worth.
//!
//! | reliability | A | B | C | D | E | F |
//! |---|---|---|---|---|---|---|
//! | factor | 1.0 | 0.8 | 0.6 | 0.4 | 0.2 | 0.5 |
//!
//! | credibility | 1 | 2 | 3 | 4 | 5 | 6 |
//! |---|---|---|---|---|---|---|
//! | factor | 1.0 | 0.8 | 0.6 | 0.4 | 0.2 | 0.5 |
//!
//! The ranks and their words are those of NATO's doctrine; the numbers are a judgement of this project, for the doctrine gives none. Five
//! ranks stand in even steps. "Cannot be judged" is no sixth rank below the others and stands in the middle.
//!
//! Weights are whole thousandths, so that sums are exact in whatever order they are made.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};
use std::str::FromStr;

use demarche_ledger::grades::{Credibility, Reliability};
use serde::{Deserialize, Serialize, Serializer};

/// A weight, in thousandths. In outputs a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Weight(u64);

/// A factor, in tenths. In outputs a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tenths(u16);

/// Highest factor of an indicator, in tenths.
const HIGHEST: u16 = 100;

impl Tenths {
    /// 1.
    pub const ONE: Self = Self(10);

    /// The factor of a number from 0.1 to 10 in steps of 0.1; none of another.
    #[must_use]
    pub fn of(number: f64) -> Option<Self> {
        let tenths = (number * 10.0).round();
        let is_step = (number * 10.0 - tenths).abs() < 1e-6 && (1.0..=f64::from(HIGHEST)).contains(&tenths);
        // the range was checked
        is_step.then_some(Self(tenths as u16))
    }

    /// As a number.
    #[must_use]
    pub fn number(self) -> f64 {
        f64::from(self.0) / 10.0
    }
}

impl Serialize for Tenths {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.number())
    }
}

impl Weight {
    /// What evidence of that grade weighs under an indicator of that factor.
    #[must_use]
    pub fn of(grade: SourceGrade, factor: Tenths) -> Self {
        Self(u64::from(reliability(grade.reliability)) * u64::from(credibility(grade.credibility)) * u64::from(factor.0))
    }

    /// So many thousandths.
    #[must_use]
    pub const fn thousandths(n: u64) -> Self {
        Self(n)
    }

    /// As a number.
    #[must_use]
    pub fn number(self) -> f64 {
        self.0 as f64 / 1000.0
    }

    /// True for nothing.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }
}

impl Add for Weight {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Weight {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Weight {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Sum for Weight {
    fn sum<I: Iterator<Item = Self>>(each: I) -> Self {
        each.fold(Self::default(), Add::add)
    }
}

impl fmt::Display for Weight {
    /// With two decimals, or three where two do not tell it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = if self.0.is_multiple_of(10) { 2 } else { 3 };
        f.pad(&format!("{:.decimals$}", self.number()))
    }
}

impl Serialize for Weight {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.number())
    }
}

/// Tenths of a reliability.
#[must_use]
pub const fn reliability(reliability: Reliability) -> u16 {
    match reliability {
        Reliability::A => 10,
        Reliability::B => 8,
        Reliability::C => 6,
        Reliability::D => 4,
        Reliability::E => 2,
        Reliability::F => 5,
    }
}

/// Tenths of a credibility.
#[must_use]
pub const fn credibility(credibility: Credibility) -> u16 {
    match credibility {
        Credibility::Confirmed => 10,
        Credibility::Probable => 8,
        Credibility::Possible => 6,
        Credibility::Doubtful => 4,
        Credibility::Improbable => 2,
        Credibility::CannotBeJudged => 5,
    }
}

/// Reliability of a source and credibility of what it tells, as one writes them together: `B2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct SourceGrade {
    /// Of the source.
    pub reliability: Reliability,
    /// Of what it tells.
    pub credibility: Credibility,
}

/// A text that is no grade.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no grade: write a letter from A to F and a number from 1 to 6, as B2")]
pub struct NoGrade(pub String);

impl SourceGrade {
    /// Neither can be judged: F6.
    pub const UNKNOWN: Self = Self { reliability: Reliability::F, credibility: Credibility::CannotBeJudged };
}

impl fmt::Display for SourceGrade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:?}{}", self.reliability, u8::from(self.credibility)))
    }
}

impl FromStr for SourceGrade {
    type Err = NoGrade;

    fn from_str(text: &str) -> Result<Self, NoGrade> {
        let misread = || NoGrade(text.to_owned());
        let mut signs = text.trim().chars();
        let reliability = match signs.next().map(|c| c.to_ascii_uppercase()) {
            Some('A') => Reliability::A,
            Some('B') => Reliability::B,
            Some('C') => Reliability::C,
            Some('D') => Reliability::D,
            Some('E') => Reliability::E,
            Some('F') => Reliability::F,
            _ => return Err(misread()),
        };
        let number = signs.as_str().parse::<u8>().map_err(|_| misread())?;
        Ok(Self { reliability, credibility: Credibility::try_from(number).map_err(|_| misread())? })
    }
}

impl From<SourceGrade> for String {
    fn from(grade: SourceGrade) -> Self {
        grade.to_string()
    }
}

impl TryFrom<String> for SourceGrade {
    type Error = NoGrade;

    fn try_from(text: String) -> Result<Self, NoGrade> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_products() {
        let of = |grade: &str, factor: f64| Weight::of(grade.parse().unwrap(), Tenths::of(factor).unwrap());
        // 0.8 × 0.8; 0.5 × 0.5; 1 × 1 × 2.5; 0.2 × 0.2 × 0.1
        assert_eq!(of("B2", 1.0), Weight::thousandths(640));
        assert_eq!(of("f6", 1.0), Weight::thousandths(250));
        assert_eq!(of("A1", 2.5), Weight::thousandths(2500));
        assert_eq!(of("E5", 0.1), Weight::thousandths(4));
        assert_eq!(format!("{:>7}|{}", of("B2", 1.0), of("E5", 0.1)), "   0.64|0.004");
        assert_eq!(serde_json::to_string(&of("C4", 1.0)).unwrap(), "0.24");
    }

    #[test]
    fn what_is_no_grade_or_factor_is_refused() {
        for wrong in ["", "B", "2B", "G1", "A0", "A7", "A1.", "Ä1"] {
            assert_eq!(wrong.parse::<SourceGrade>(), Err(NoGrade(wrong.to_owned())), "{wrong}");
        }
        for wrong in [0.0, -1.0, 0.05, 0.25, 10.1, f64::NAN, f64::INFINITY] {
            assert_eq!(Tenths::of(wrong), None, "{wrong}");
        }
        assert_eq!(Tenths::of(0.3).map(Tenths::number), Some(0.3));
        let read: SourceGrade = serde_json::from_str("\"C3\"").unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), "\"C3\"");
    }
}
