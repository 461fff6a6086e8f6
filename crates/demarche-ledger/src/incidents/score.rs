//! How likely a report tells the happening of an incident: a sum of weights, each with its reason.
//!
//! A weight is a log-odds: how much likelier (natural logarithm of the ratio) the two look so where they are one happening than
//! where they are two that share a block. The sum starts at the odds that a report in an incident's block belongs to it
//! ([`Evidence::Block`]); at [`THRESHOLD`] and above the report may join. What is not known adds nothing: an
//! unresolved party, a missing day, an unknown place weigh neither way.
//!
//! How the weights were found is told in [`weights`](super::weights); `cargo test --release -p demarche-ledger --test incidents -- --nocapture`
//! prints what they give.

use std::fmt;

use demarche::codebook::{EventType, QuantityRole, Status};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Told;
use super::compare;
use super::compare::{Seen, Tell};
use super::parties;
use super::profile::Profile;
use super::weights::WEIGHTS;

/// A report joins an incident at this score or above it.
pub const THRESHOLD: f32 = 0.0;
/// The best incident is taken only where it leads the next by this much: else it is open which of the two is told.
pub const LEAD: f32 = 0.5;
/// How much it speaks for a merge that no other incident is nearly as likely, which is so where the next is [`ALONE_LEAD`] behind. Of
/// reports of `dev2.md` and `dev3.md` whose best incident was short of the threshold by this much or less, that was the right one
/// for 26 of 29 (as read; 56 of 62 on gold events) where it led by so much, and for 25 of 46 (28 of 34) where it did not; by the weights before
/// `dev3.md` was written.
pub const ALONE: f32 = 1.0;
/// See [`ALONE`].
pub const ALONE_LEAD: f32 = 3.0;
/// Evidence of this weight or less contradicts a merge: [`ALONE`] does not make up for it. Chosen on the three sets, where it
/// halves the wrong ones of the joins that [`ALONE`] makes.
pub const CONTRADICTION: f32 = -0.8;

/// Which parties of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// Who acts.
    Actor,
    /// Who is acted upon.
    Recipient,
}

/// What speaks for or against a merge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Evidence {
    /// The odds before anything is compared.
    Block,
    /// Both are of a type that its parties do again and again, with other words for each.
    CommonType {
        /// The type.
        event_type: EventType,
    },
    /// One type.
    SameType {
        /// The type.
        event_type: EventType,
    },
    /// Two types that can tell one happening.
    KindredType {
        /// The report's.
        event_type: EventType,
        /// The incident's.
        other: EventType,
    },
    /// One mode.
    SameMode {
        /// The mode.
        mode: String,
    },
    /// Two modes that are told for each other.
    KindredMode {
        /// The report's.
        mode: String,
    },
    /// Two modes that tell different things.
    OtherMode {
        /// The report's.
        mode: String,
    },
    /// One party.
    SameParty {
        /// On which side.
        part: Part,
        /// Its key.
        key: String,
    },
    /// Parties of one country.
    SameCountry {
        /// On which side.
        part: Part,
        /// Its code.
        country: String,
    },
    /// A name that resolution left open, in both.
    SameName {
        /// On which side.
        part: Part,
        /// A word of it.
        name: String,
    },
    /// Parties that are not each other.
    OtherParty {
        /// On which side.
        part: Part,
        /// The report's.
        key: String,
    },
    /// Two named parties of one country.
    OtherNamed {
        /// On which side.
        part: Part,
        /// The report's.
        key: String,
    },
    /// Unresolved names without a word in common.
    OtherName {
        /// On which side.
        part: Part,
        /// The report's.
        name: String,
    },
    /// Who acts in one is acted upon in the other.
    SidesSwapped,
    /// The place lies in a country of the other's parties.
    PlaceOfParty {
        /// The country.
        country: String,
    },
    /// One place.
    SamePlace {
        /// Its name.
        name: String,
    },
    /// One country or division.
    SameArea {
        /// Its name.
        name: String,
    },
    /// One place inside the other.
    PlaceInside {
        /// The report's.
        name: String,
    },
    /// Places next to each other.
    PlaceNear {
        /// Distance in kilometres.
        km: u32,
    },
    /// Two places.
    PlaceApart {
        /// Distance in kilometres; 0 where unknown.
        km: u32,
    },
    /// A name stands around both triggers.
    NameBeside {
        /// It.
        name: String,
    },
    /// Names stand around both triggers, and none is in both.
    OtherNamesBeside,
    /// Words around both triggers.
    Words {
        /// Those in both.
        shared: Vec<String>,
    },
    /// Names of the passages around both triggers.
    StoryNames {
        /// Those in both.
        shared: Vec<String>,
    },
    /// How many names of the passages are in both.
    StoryNamesShare {
        /// Share of the names of the shorter one, 0 … 1.
        share: f32,
    },
    /// Words of the passages around both triggers.
    StoryWords {
        /// Share of the words in both, 0 … 1.
        share: f32,
    },
    /// Countries that both documents tell of.
    StoryCountries {
        /// Those in both.
        shared: Vec<String>,
    },
    /// Likeness of the documents.
    Story {
        /// Cosine of the document's embedding and the sum of those that tell the incident, −1 … 1.
        cosine: f32,
    },
    /// The triggers begin alike.
    SameTrigger {
        /// How.
        stem: String,
    },
    /// The trigger is told as known: "the raid", "Monday's raid".
    Definite,
    /// One day.
    SameDay {
        /// The day.
        day: Date,
    },
    /// Intervals that share days.
    DaysOverlap,
    /// Days next to each other.
    DaysNear,
    /// Days apart.
    DaysApart {
        /// Days between.
        days: i64,
    },
    /// No day is stated, and publication is near.
    PublishedNear {
        /// Days between.
        days: i64,
    },
    /// No day is stated, and publication is far.
    PublishedFar {
        /// Days between.
        days: i64,
    },
    /// Told as past before it happened.
    PublishedBefore {
        /// Days between.
        days: i64,
    },
    /// One number.
    SameNumber {
        /// What it counts.
        role: QuantityRole,
    },
    /// A toll that moves from report to report.
    MovingToll {
        /// What it counts.
        role: QuantityRole,
        /// The number nearest to the report's.
        from: f64,
        /// The report's.
        to: f64,
    },
    /// Numbers that do not fit each other.
    OtherNumber {
        /// What they count.
        role: QuantityRole,
        /// The number nearest to the report's.
        from: f64,
        /// The report's.
        to: f64,
    },
    /// Likeness of meaning.
    Meaning {
        /// Cosine of the report's embedding and the incident's sum, −1 … 1.
        cosine: f32,
    },
    /// A plan and a deed, or a supposition and a fact.
    OtherStatus {
        /// The report's.
        status: Status,
    },
    /// One document tells both.
    SameDocument,
    /// A copy tells again what its original tells.
    SameCopy,
    /// No other incident is nearly as likely.
    Alone,
    /// A person said so.
    Ruled,
}

/// A reason with its weight.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// What.
    #[serde(flatten)]
    pub evidence: Evidence,
    /// Log-odds: positive for a merge, negative against.
    pub weight: f32,
}

/// A score with all that made it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Score {
    /// In the order of comparison.
    pub reasons: Vec<Reason>,
}

impl Score {
    /// The sum of the weights.
    #[must_use]
    pub fn total(&self) -> f32 {
        self.reasons.iter().map(|r| r.weight).sum()
    }
}

/// Compares a report with an incident; none where their types cannot tell one happening, or nothing ties them but a type and a
/// day.
#[must_use]
pub fn score(told: &Told<'_>, incident: &Profile) -> Option<Score> {
    score_by(told, incident, &WEIGHTS)
}

/// As [`score`], by any weights.
pub(super) fn score_by(told: &Told<'_>, incident: &Profile, weights: &[f32]) -> Option<Score> {
    let reason = |seen: Seen| Reason { weight: seen.weight(weights), evidence: seen.evidence };
    let mut seen = Vec::new();
    compared(Tell::Reasons, told, incident, &mut seen)?;
    Some(Score { reasons: seen.into_iter().map(reason).collect() })
}

/// The total of [`score_by`]; `seen` is room to work in.
pub(super) fn total_by(told: &Told<'_>, incident: &Profile, weights: &[f32], seen: &mut Vec<Seen>) -> Option<f32> {
    seen.clear();
    compared(Tell::Weights, told, incident, seen)?;
    Some(seen.iter().map(|seen| seen.weight(weights)).sum())
}

/// A candidate as far as it has been looked at: what is cheap to compare first, and what is dear only while it may win.
#[derive(Debug, Clone, Copy)]
pub(super) struct Prospect {
    known: f32,
    /// The most that comparisons can add that were not made yet.
    left: [f32; 3],
    /// How many of these were made.
    made: usize,
}

impl Prospect {
    /// After the quick comparisons; none where the types cannot tell one happening. `seen` is room to work in.
    pub(super) fn new(told: &Told<'_>, incident: &Profile, weights: &[f32], seen: &mut Vec<Seen>) -> Option<Self> {
        seen.clear();
        let tell = Tell::Weights;
        compare::types(tell, told.report, incident, seen)?;
        parties::parties(tell, told, incident, seen);
        seen.extend(compare::places(tell, told.report, incident));
        seen.extend(compare::times(told, incident));
        compare::numbers(told, incident, seen);
        compare::triggers(tell, told, incident, seen);
        seen.extend(compare::statuses(told.report, incident));
        let known = seen.iter().map(|seen| seen.weight(weights)).sum::<f32>();
        // sums of other orders differ in their last digits
        Some(Self { known: known + 0.001, left: compare::most_left(told, incident, weights), made: 0 })
    }

    /// The most that the total can be.
    pub(super) fn reach(&self) -> f32 {
        self.known + self.left.iter().sum::<f32>()
    }

    /// Makes the next comparison; false where there is none left but the whole.
    pub(super) fn look(&mut self, told: &Told<'_>, incident: &Profile, weights: &[f32], seen: &mut Vec<Seen>) -> bool {
        seen.clear();
        match self.made {
            0 => {
                let (names, words) = compare::contexts(Tell::Weights, told, incident);
                seen.extend(compare::documents(told, incident, words.as_ref()));
                seen.extend(words);
                // a place that both know takes the names' place
                seen.extend(names.filter(|names| names.weight(weights) > 0.0));
            }
            1 => seen.extend(compare::meaning(told, incident)),
            _ => return false,
        }
        self.known += seen.iter().map(|seen| seen.weight(weights)).sum::<f32>();
        self.left[self.made] = 0.0;
        self.made += 1;
        true
    }
}

/// What a fit is made from: of each slot of [`NAMES`](super::weights::NAMES) how much there is of it; the score is the sum of these,
/// each times its weight.
#[must_use]
pub fn features(told: &Told<'_>, incident: &Profile) -> Option<Vec<f32>> {
    let mut out = vec![0.0; WEIGHTS.len()];
    let mut all = Vec::new();
    compared(Tell::Weights, told, incident, &mut all)?;
    for seen in all {
        out[seen.slot as usize] += seen.much;
    }
    Some(out)
}

/// All comparisons, in their order; none where the types cannot tell one happening, or nothing ties the two to one world.
fn compared(tell: Tell, told: &Told<'_>, incident: &Profile, seen: &mut Vec<Seen>) -> Option<()> {
    compare::types(tell, told.report, incident, seen)?;
    parties::parties(tell, told, incident, seen);
    let place = compare::places(tell, told.report, incident);
    let (names, words) = compare::contexts(tell, told, incident);
    // names around the trigger stand in for a place that is not known
    let names = if place.as_ref().is_some_and(|r| r.evidence.is_placed()) { None } else { names };
    seen.extend(place);
    seen.extend(names);
    let told_again = compare::documents(told, incident, words.as_ref());
    seen.extend(words);
    compare::stories(tell, told, incident, seen);
    let is_tied = seen.iter().any(|r| r.evidence.ties());
    seen.extend(compare::times(told, incident));
    compare::numbers(told, incident, seen);
    seen.extend(compare::meaning(told, incident));
    compare::triggers(tell, told, incident, seen);
    seen.extend(compare::statuses(told.report, incident));
    seen.extend(told_again);
    (is_tied || seen.iter().any(|r| matches!(r.evidence, Evidence::SameCopy | Evidence::SameDocument))).then_some(())
}

impl Evidence {
    /// True for what ties two reports to one world: a party, a name or a place.
    fn ties(&self) -> bool {
        use Evidence as E;
        matches!(
            self,
            E::SameParty { .. }
                | E::SameCountry { .. }
                | E::SameName { .. }
                | E::SamePlace { .. }
                | E::SameArea { .. }
                | E::PlaceInside { .. }
                | E::PlaceNear { .. }
                | E::PlaceOfParty { .. }
                | E::NameBeside { .. }
                | E::StoryNames { .. }
                | E::StoryNamesShare { .. }
        )
    }
}

impl Evidence {
    /// True for what few happenings share: a named party, a place, a stated day, a number. For [`ALONE`], what is
    /// said needs one.
    pub(super) fn is_specific(&self) -> bool {
        use Evidence as E;
        match self {
            E::SameParty { key, .. } => key.matches('/').count() > 1,
            E::SamePlace { .. } | E::SameName { .. } | E::NameBeside { .. } | E::SameDay { .. } | E::SameNumber { .. } => true,
            _ => false,
        }
    }

    /// True for a comparison of two points or areas.
    fn is_placed(&self) -> bool {
        use Evidence as E;
        matches!(self, E::SamePlace { .. } | E::PlaceApart { .. } | E::PlaceNear { .. })
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Actor => "actor",
            Self::Recipient => "recipient",
        })
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Block => write!(f, "one block"),
            Self::CommonType { event_type } => write!(f, "{event_type} is done again and again"),
            Self::SameType { event_type } => write!(f, "both {event_type}"),
            Self::KindredType { event_type, other } => write!(f, "{event_type} can tell what {other} tells"),
            Self::SameMode { mode } => write!(f, "same mode, {mode}"),
            Self::KindredMode { mode } => write!(f, "kindred mode, {mode}"),
            Self::OtherMode { mode } => write!(f, "other mode, {mode}"),
            Self::SameParty { part, key } => write!(f, "same {part}, {key}"),
            Self::SameCountry { part, country } => write!(f, "{part}s of one country, {country}"),
            Self::SameName { part, name } => write!(f, "{part}s share the name {name}"),
            Self::OtherParty { part, key } => write!(f, "other {part}, {key}"),
            Self::OtherNamed { part, key } => write!(f, "other named {part}, {key}"),
            Self::OtherName { part, name } => write!(f, "{part} by another name, {name}"),
            Self::SidesSwapped => write!(f, "who acts in one is acted upon in the other"),
            Self::PlaceOfParty { country } => write!(f, "the place lies in a party's country, {country}"),
            Self::SamePlace { name } => write!(f, "same place, {name}"),
            Self::SameArea { name } => write!(f, "same area, {name}"),
            Self::PlaceInside { name } => write!(f, "one place inside the other, {name}"),
            Self::PlaceNear { km } => write!(f, "places {km} km apart"),
            Self::PlaceApart { km: 0 } => write!(f, "other place"),
            Self::PlaceApart { km } => write!(f, "other place, {km} km away"),
            Self::NameBeside { name } => write!(f, "both name {name}"),
            Self::OtherNamesBeside => write!(f, "other names around it"),
            Self::Words { shared } if shared.is_empty() => write!(f, "no word in common around it"),
            Self::Words { shared } => write!(f, "words in common: {}", shared.join(", ")),
            Self::StoryNames { shared } if shared.is_empty() => write!(f, "no name in common in what stands near"),
            Self::StoryNames { shared } => write!(f, "names in common near it: {}", shared.join(", ")),
            Self::StoryNamesShare { share } => write!(f, "{share:.2} of the names near it in common"),
            Self::StoryWords { share } => write!(f, "{share:.2} of the words near it in common"),
            Self::StoryCountries { shared } if shared.is_empty() => write!(f, "stories of other countries"),
            Self::StoryCountries { shared } => write!(f, "stories of {}", shared.join(", ")),
            Self::Story { cosine } => write!(f, "documents alike by {cosine:.2}"),
            Self::SameTrigger { stem } => write!(f, "told with words of {stem}-"),
            Self::Definite => write!(f, "told as known"),
            Self::SameDay { day } => write!(f, "same day, {day}"),
            Self::DaysOverlap => write!(f, "days overlap"),
            Self::DaysNear => write!(f, "days next to each other"),
            Self::DaysApart { days } => write!(f, "{days} days apart"),
            Self::PublishedNear { days } => write!(f, "no day stated, published {days} days from it"),
            Self::PublishedFar { days } => write!(f, "no day stated, published {days} days after it"),
            Self::PublishedBefore { days } => write!(f, "told as past {days} days before it"),
            Self::SameNumber { role } => write!(f, "same number {role}"),
            Self::MovingToll { role, from, to } => write!(f, "number {role} moved from {from} to {to}"),
            Self::OtherNumber { role, from, to } => write!(f, "other number {role}, {to} and not {from}"),
            Self::Meaning { cosine } => write!(f, "meaning alike by {cosine:.2}"),
            Self::OtherStatus { status } => write!(f, "other status, {status}"),
            Self::SameDocument => write!(f, "one document tells both"),
            Self::SameCopy => write!(f, "a copy tells it in the same word"),
            Self::Alone => write!(f, "nothing else is nearly as likely"),
            Self::Ruled => write!(f, "a person said so"),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({:+.1})", self.evidence, self.weight)
    }
}
