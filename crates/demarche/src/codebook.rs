//! The closed sets of the codebook: event types, modes, statuses, stances, contexts, mention kinds.
//!
//! Codes and scores are PLOVER's (manual of 2024); the order of each list is the order of the model's outputs, so it must
//! not change without a new model.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A code that is none of its set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{code}` is no {set}; known: {known}")]
pub struct UnknownCode {
    /// What was given.
    pub code: String,
    /// The set it was looked for in.
    pub set: &'static str,
    /// The set's codes, separated by spaces.
    pub known: String,
}

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident, $set:literal, { $($(#[$vdoc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $code)] #[doc = $code] $variant),+ }

        impl $name {
            /// All codes, in the order of the model's outputs.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The code as written in records.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// Position in [`Self::ALL`].
            #[must_use]
            pub const fn index(self) -> usize {
                self as usize
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.code())
            }
        }

        impl FromStr for $name {
            type Err = UnknownCode;

            fn from_str(code: &str) -> Result<Self, UnknownCode> {
                Self::ALL.iter().copied().find(|c| c.code() == code).ok_or_else(|| UnknownCode {
                    code: code.to_owned(),
                    set: $set,
                    known: Self::ALL.iter().map(|c| c.code()).collect::<Vec<_>>().join(" "),
                })
            }
        }
    };
}

codes! {
    /// What an event is: PLOVER's sixteen types.
    EventType, "event type", {
        Agree = "AGREE", Consult = "CONSULT", Support = "SUPPORT", Concede = "CONCEDE", Cooperate = "COOPERATE", Aid = "AID",
        Retreat = "RETREAT", Request = "REQUEST", Accuse = "ACCUSE", Reject = "REJECT", Threaten = "THREATEN", Protest = "PROTEST",
        Sanction = "SANCTION", Mobilize = "MOBILIZE", Coerce = "COERCE", Assault = "ASSAULT",
    }
}

codes! {
    /// How sure the text is that the event took place (codebook section 1).
    Status, "status", {
        Actual = "actual", Future = "future", Hypothetical = "hypothetical", Negated = "negated", Historical = "historical",
    }
}

codes! {
    /// The position of a claim's source toward its content (codebook section 3).
    Stance, "stance", {
        Announce = "announce", Assert = "assert", Confirm = "confirm", Estimate = "estimate", Accuse = "accuse", Deny = "deny",
        Decline = "decline", Condemn = "condemn", Endorse = "endorse", Warn = "warn", Request = "request", Commit = "commit",
    }
}

codes! {
    /// What a mention names (codebook section 2).
    Kind, "mention kind", {
        Person = "person", Organization = "organization", Group = "group", Place = "place", Office = "office", Time = "time",
        Quantity = "quantity", Materiel = "materiel", Other = "other",
    }
}

codes! {
    /// What an event is about; any number an event.
    Context, "context", {
        Military = "military", Intelligence = "intelligence", Executive = "executive", Legislative = "legislative",
        Election = "election", PoliticalInstitutions = "political_institutions", ProDemocracy = "pro_democracy",
        ProAutocracy = "pro_autocracy", Economic = "economic", Legal = "legal", Reparations = "reparations",
        HumanRights = "human_rights", RightsFreedoms = "rights_freedoms", Repression = "repression",
        HumanSecurity = "human_security", Gender = "gender", Lgbt = "lgbt", ReligionEthnicity = "religion_ethnicity",
        Inequality = "inequality", Diplomatic = "diplomatic", Territory = "territory", Peacekeeping = "peacekeeping",
        Health = "health", Asylum = "asylum", Migration = "migration", Disasters = "disasters",
        NaturalResource = "natural_resource", Environment = "environment", Technology = "technology", Terrorism = "terrorism",
        Cbrn = "cbrn", Cyber = "cyber", Misinformation = "misinformation", Crime = "crime", Corruption = "corruption",
        IllegalDrugs = "illegal_drugs", Trafficking = "trafficking",
    }
}

codes! {
    /// A quantity's part in its event (codebook section 4).
    QuantityRole, "quantity role", {
        Killed = "killed", Injured = "injured", Arrested = "arrested", Displaced = "displaced", Missing = "missing",
        Present = "present", Sent = "sent", Supplied = "supplied", Paid = "paid", Lost = "lost", Other = "other",
    }
}

/// How an event was done: a mode belongs to one type.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mode {
    event_type: EventType,
    code: &'static str,
    score: f32,
}

use EventType as T;

/// Every mode with its PLOVER score, in the order of the model's outputs.
pub const MODES: &[Mode] = &[
    mode(T::Consult, "visit", 4.0),
    mode(T::Consult, "third-party", 1.0),
    mode(T::Consult, "multilateral", 4.0),
    mode(T::Consult, "phone", 1.5),
    mode(T::Retreat, "withdraw", 8.0),
    mode(T::Retreat, "release", 6.5),
    mode(T::Retreat, "disarm", 10.0),
    mode(T::Retreat, "ceasefire", 7.5),
    mode(T::Retreat, "access", 6.5),
    mode(T::Retreat, "resign", 4.5),
    mode(T::Request, "assist", 0.5),
    mode(T::Request, "change", -1.0),
    mode(T::Request, "yield", -1.0),
    mode(T::Request, "meet", 0.0),
    mode(T::Accuse, "disapprove", -2.0),
    mode(T::Accuse, "investigate", -3.5),
    mode(T::Accuse, "allege", -3.5),
    mode(T::Reject, "assist", -1.5),
    mode(T::Reject, "change", -2.0),
    mode(T::Reject, "yield", -2.0),
    mode(T::Reject, "meet", -2.0),
    mode(T::Threaten, "restrict", -3.0),
    mode(T::Threaten, "arrest", -3.5),
    mode(T::Threaten, "relations", -3.5),
    mode(T::Threaten, "expel", -3.5),
    mode(T::Threaten, "territory", -4.0),
    mode(T::Threaten, "violence", -3.5),
    mode(T::Protest, "demo", -5.0),
    mode(T::Protest, "riot", -7.0),
    mode(T::Protest, "strike", -5.0),
    mode(T::Protest, "hunger", -4.5),
    mode(T::Protest, "boycott", -4.5),
    mode(T::Protest, "obstruct", -4.5),
    mode(T::Protest, "vandalize", -5.0),
    mode(T::Sanction, "convict", -6.0),
    mode(T::Sanction, "expel", -5.5),
    mode(T::Sanction, "withdraw", -6.0),
    mode(T::Sanction, "discontinue", -6.0),
    mode(T::Mobilize, "troops", -6.5),
    mode(T::Mobilize, "weapons", -6.5),
    mode(T::Mobilize, "police", -5.5),
    mode(T::Mobilize, "militia", -6.0),
    mode(T::Coerce, "seize", -7.0),
    mode(T::Coerce, "restrict", -7.0),
    mode(T::Coerce, "censor", -6.5),
    mode(T::Coerce, "curfew", -6.5),
    mode(T::Coerce, "martial-law", -7.5),
    mode(T::Coerce, "arrest", -7.0),
    mode(T::Coerce, "deport", -7.0),
    mode(T::Coerce, "withhold", -7.0),
    mode(T::Coerce, "misinformation", -6.5),
    mode(T::Coerce, "cyber", -7.0),
    mode(T::Assault, "abduct", -8.5),
    mode(T::Assault, "beat", -7.5),
    mode(T::Assault, "torture", -8.5),
    mode(T::Assault, "sexual", -8.5),
    mode(T::Assault, "targeted", -9.5),
    mode(T::Assault, "destroy", -8.5),
    mode(T::Assault, "primitive", -8.0),
    mode(T::Assault, "firearms", -9.0),
    mode(T::Assault, "explosives", -9.0),
    mode(T::Assault, "suicide-attack", -9.5),
    mode(T::Assault, "aerial", -9.5),
    mode(T::Assault, "drone", -9.5),
    mode(T::Assault, "heavy-weapons", -9.5),
    mode(T::Assault, "crowd-control", -7.5),
    mode(T::Assault, "unconventional", -10.0),
];

const fn mode(event_type: EventType, code: &'static str, score: f32) -> Mode {
    Mode { event_type, code, score }
}

impl Mode {
    /// The type the mode belongs to.
    #[must_use]
    pub const fn event_type(self) -> EventType {
        self.event_type
    }

    /// The code as written in records, e.g. `third-party`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.code
    }

    /// PLOVER's conflict–cooperation score of an event of this mode.
    #[must_use]
    pub const fn score(self) -> f32 {
        self.score
    }
}

impl EventType {
    /// PLOVER's quad class: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
    #[must_use]
    pub const fn quad(self) -> u8 {
        match self {
            T::Agree | T::Consult | T::Support | T::Concede => 1,
            T::Cooperate | T::Aid | T::Retreat => 2,
            T::Request | T::Accuse | T::Reject | T::Threaten => 3,
            T::Protest | T::Sanction | T::Mobilize | T::Coerce | T::Assault => 4,
        }
    }

    /// PLOVER's score of an event without a mode, −10 … +10. (The manual prints ACCUSE as 3; every ACCUSE mode is
    /// negative, so −3 is used.)
    #[must_use]
    pub const fn score(self) -> f32 {
        match self {
            T::Agree | T::Consult => 2.5,
            T::Support => 5.0,
            T::Concede => 4.5,
            T::Cooperate => 9.5,
            T::Aid => 10.0,
            T::Retreat => 6.5,
            T::Request => 0.0,
            T::Accuse => -3.0,
            T::Reject => -2.0,
            T::Threaten => -3.5,
            T::Protest => -5.0,
            T::Sanction => -6.0,
            T::Mobilize => -5.5,
            T::Coerce => -7.0,
            T::Assault => -9.0,
        }
    }

    /// The modes of this type, in the order of the model's outputs.
    pub fn modes(self) -> impl Iterator<Item = Mode> {
        MODES.iter().copied().filter(move |m| m.event_type == self)
    }
}

/// Version of the codebook that records cite.
pub const CODEBOOK_VERSION: &str = "plover-2024/1";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_read_back() {
        for t in EventType::ALL {
            assert_eq!(t.code().parse::<EventType>().as_ref(), Ok(t));
        }
        assert!("FIGHT".parse::<EventType>().is_err());
        assert_eq!(MODES.len(), 67);
        assert_eq!(Context::ALL.len(), 37);
    }

    #[test]
    fn cooperation_scores_are_not_negative_and_conflict_not_positive() {
        for t in EventType::ALL {
            let scores = t.modes().map(Mode::score).chain([t.score()]);
            for s in scores {
                assert!(if t.quad() <= 2 { s > 0.0 } else { s <= 0.5 }, "{t} {s}");
            }
        }
    }
}
