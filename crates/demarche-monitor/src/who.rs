//! Whom and what is watched: sets of parties, and which incidents between them.

use std::fmt;

use demarche::codebook::{Context, EventType};
use demarche_ledger::incidents::cluster::IncidentId;
use demarche_ledger::report::Party;
use demarche_ledger::sighting::Phase;
use demarche_ledger::store::Filter;
use serde::Serialize;

/// A set of parties: countries (`PRK`), keys (`PRK/GOV`, with all named groups of it), sectors of any country (`*/MIL`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Who(Vec<String>);

/// A set of parties that is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no party that is known: write a country's code (PRK), a key (PRK/GOV, COL/REB/eln), a sector of any country (*/MIL), or several with commas; \
     `demarche codebook` lists sectors"
)]
pub struct NoParty(pub String);

impl Who {
    /// The set that a text names, its members between commas.
    ///
    /// # Errors
    /// What is no party.
    pub fn parse(text: &str) -> Result<Self, NoParty> {
        let is_code = |part: &str| part.len() == 3 && part.bytes().all(|b| b.is_ascii_uppercase());
        let is_slug = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        let mut names = Vec::new();
        for name in text.split(',').map(str::trim) {
            let parts: Vec<&str> = name.splitn(3, '/').collect();
            // country and sector of a group may be unknown: `//some-group`
            let is_open = matches!(parts[0], "" | "*") && parts.len() > 1;
            let is_party = ((is_code(parts[0]) && demarche_knowledge::is_party_country(parts[0])) || is_open)
                && parts.get(1).is_none_or(|sector| demarche_knowledge::is_sector(sector) || (sector.is_empty() && parts.len() > 2))
                && parts.get(2).is_none_or(|slug| is_slug(slug));
            if !is_party {
                return Err(NoParty(name.to_owned()));
            }
            if !names.contains(&name.to_owned()) {
                names.push(name.to_owned());
            }
        }
        Ok(Self(names))
    }

    /// True where a party is in the set.
    #[must_use]
    pub fn has(&self, party: &Party) -> bool {
        self.0.iter().any(|name| party.is(name))
    }

    /// True where one of the parties is.
    #[must_use]
    pub fn has_any(&self, parties: &[Party]) -> bool {
        parties.iter().any(|party| self.has(party))
    }

    /// The names in the set.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.0
    }
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(", "))
    }
}

/// In which direction acts count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// What the first does to the second.
    There,
    /// Whatever either does to the other.
    Both,
}

/// Which incidents are watched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Watched {
    /// The first.
    pub first: Who,
    /// The second.
    pub second: Who,
    /// Who of the two acts.
    pub direction: Direction,
    /// What counts.
    pub kinds: Kinds,
}

/// Kinds of incidents; what is left empty leaves nothing out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Kinds {
    /// Types, any of them.
    pub types: Vec<EventType>,
    /// Modes, any of them.
    pub modes: Vec<String>,
    /// Contexts, any of them.
    pub contexts: Vec<Context>,
    /// Least number of independent witnesses.
    pub witnesses: usize,
}

impl Kinds {
    /// True where a phase is of such a kind.
    #[must_use]
    pub fn has(&self, phase: &Phase) -> bool {
        (self.types.is_empty() || self.types.contains(&phase.event_type))
            && (self.modes.is_empty() || phase.mode.as_ref().is_some_and(|m| self.modes.contains(m)))
            && (self.contexts.is_empty() || phase.contexts.iter().any(|c| self.contexts.contains(c)))
            && phase.witnesses >= self.witnesses
    }
}

impl Watched {
    /// True where an incident as known in a phase is between the two, in the right direction, and of such a kind. What both do together (a
    /// meeting) is in both directions.
    #[must_use]
    pub fn has(&self, phase: &Phase) -> bool {
        let there = |from: &Who, to: &Who| from.has_any(&phase.actors) && to.has_any(&phase.recipients);
        let together = phase.recipients.is_empty() && self.first.has_any(&phase.actors) && self.second.has_any(&phase.actors);
        let fits = together || there(&self.first, &self.second) || (self.direction == Direction::Both && there(&self.second, &self.first));
        fits && self.kinds.has(phase)
    }

    /// True where an incident as known in a phase is between the two in either direction, of whatever kind.
    #[must_use]
    pub fn is_between(&self, phase: &Phase) -> bool {
        Self { direction: Direction::Both, kinds: Kinds::default(), ..self.clone() }.has(phase)
    }

    /// The same in the other direction.
    #[must_use]
    pub fn reversed(&self) -> Self {
        Self { first: self.second.clone(), second: self.first.clone(), ..self.clone() }
    }

    /// The filter that finds, among others, all such incidents in a ledger.
    #[must_use]
    pub fn filter(&self) -> Filter {
        Filter { among: vec![self.first.0.clone(), self.second.0.clone()], ..Filter::default() }
    }
}

impl fmt::Display for Watched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let arrow = match self.direction {
            Direction::There => "→",
            Direction::Both => "↔",
        };
        write!(f, "{} {arrow} {}", self.first, self.second)
    }
}

/// An incident as the texts of outputs name it.
#[must_use]
pub fn id_text(id: IncidentId) -> String {
    id.0.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parties_are_named_as_in_the_ledger() {
        let who = Who::parse("PRK, KOR/GOV,COL/REB/eln").unwrap();
        let is = |key: &str| who.has(&Party::of_key(key, ""));
        assert!(is("PRK/MIL") && is("PRK/GOV/choe") && is("KOR/GOV") && is("KOR/GOV/lee") && is("COL/REB/eln"));
        assert!(!is("KOR/MIL") && !is("COL/REB") && !is("COL/REB/farc"));
        assert!(Who::parse("*/MIL").unwrap().has(&Party::of_key("USA/MIL", "")));
        for wrong in ["", "prk", "PRK/", "*", "PRK/GOV/A", "PRK,,KOR", "North Korea", "*/GOV'", "PRK/GVO"] {
            assert!(Who::parse(wrong).is_err(), "{wrong}");
        }
    }
}
