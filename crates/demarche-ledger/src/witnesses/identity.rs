//! Who counts as one witness: the keys by which two statements are known to come from one mouth.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::account::{Account, Owners};
use crate::report::Party;
use crate::witnesses::chain::{Chain, Link};

/// Somebody who can vouch for an event. Two statements that share an identity are one witness's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Identity {
    /// An outlet or wire, by slug or name.
    Outlet(String),
    /// Who owns outlets.
    Owner(String),
    /// A party that is quoted, by its key in the ledger.
    Source(String),
    /// Sources without a known party. Nothing shows that two of them are two, so together they are one.
    Unidentified,
    /// Documents without a publisher; one together, for the same reason.
    UnknownPublisher,
}

impl Identity {
    /// Words to show.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Outlet(name) | Self::Owner(name) | Self::Source(name) => format!("`{name}`"),
            Self::Unidentified => "unidentified sources".to_owned(),
            Self::UnknownPublisher => "unnamed publishers".to_owned(),
        }
    }
}

/// Heads of phrases that name a source by its station alone, singular and plural.
const UNNAMED: &[&str] = &[
    "adviser",
    "advisers",
    "advisor",
    "advisors",
    "aide",
    "aides",
    "authorities",
    "diplomat",
    "diplomats",
    "insider",
    "insiders",
    "official",
    "officials",
    "person",
    "people",
    "source",
    "sources",
    "spokesman",
    "spokesperson",
    "spokespersons",
    "spokeswoman",
];

/// Words that end the head of a noun phrase: what follows describes it.
const AFTER_HEAD: &[&str] = &["at", "briefed", "close", "familiar", "for", "from", "in", "involved", "of", "on", "who", "with"];

/// True where the source's words name a station and no body or person: "three senior officials", "a source in the ministry".
#[must_use]
pub fn is_unnamed(source: &str) -> bool {
    let words: Vec<String> = source
        .split_whitespace()
        .map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase())
        .take_while(|w| !AFTER_HEAD.contains(&w.as_str()))
        .collect();
    words.last().is_some_and(|head| UNNAMED.contains(&head.as_str()))
}

/// Sectors of a state's organs.
pub(crate) const STATE: &[&str] = &["GOV", "MIL", "LEG", "JUD", "SPY", "COP"];

/// The names under which an owner is known: "News UK (News Corp)" is News UK and News Corp. None where the table only describes
/// ("private", "cooperative of newspapers"): outlets with such owners have nothing in common. Words in brackets that describe
/// ("majority", "until 2024") name nobody either.
#[must_use]
pub fn owner_names(owner: &str) -> Vec<String> {
    let is_name = |s: &str| s.split_whitespace().next().is_some_and(|w| w.chars().any(|c| c.is_uppercase() || c.is_numeric()));
    let (base, rest) = owner.split_once('(').unwrap_or((owner, ""));
    [base, rest.trim_end().trim_end_matches(')')].into_iter().map(str::trim).filter(|s| is_name(s)).map(str::to_owned).collect()
}

/// The outlet that answers for a document's own voice: the wire that wrote the text, else the publisher.
#[must_use]
pub fn author(account: &Account<'_>) -> Identity {
    account.wire.or(account.publisher).map_or(Identity::UnknownPublisher, |outlet| Identity::Outlet(outlet.to_owned()))
}

/// Who vouches, one identity a party that `affirms`; the author for own voice. Where the innermost source is unknown, the nearest
/// known one outside it answers ("officials said that villagers saw it" rests on the officials' word).
#[must_use]
pub fn witnesses(account: &Account<'_>, chain: &Chain<'_>, affirms: impl Fn(&Party) -> bool) -> Vec<Identity> {
    if chain.is_own_voice() {
        return vec![author(account)];
    }
    let Some(at) = chain.links.iter().rposition(|link| !link.parties().is_empty()) else { return vec![Identity::Unidentified] };
    let link = &chain.links[at];
    let is_innermost = at + 1 == chain.links.len();
    link.parties().iter().filter(|party| !is_innermost || affirms(party)).map(|party| source(link, party)).collect()
}

/// A quoted party. An outlet is the same witness quoted as in its own voice. The unnamed officials of one country are one,
/// whichever organ they belong to, and the same as its government.
fn source(link: &Link<'_>, party: &Party) -> Identity {
    if party.sector == "JRN" && !party.slug.is_empty() {
        return Identity::Outlet(party.slug.clone());
    }
    let words = link.claim.map_or("", |c| c.source.as_str());
    if party.slug.is_empty() && STATE.contains(&party.sector.as_str()) && is_unnamed(words) {
        return Identity::Source(format!("{}/GOV", party.country));
    }
    Identity::Source(party.key())
}

/// The identity and what else makes it one with others: the owners of an outlet.
#[must_use]
pub fn with_owners(identity: &Identity, owners: &dyn Owners) -> BTreeSet<Identity> {
    let mut all = BTreeSet::from([identity.clone()]);
    if let Identity::Outlet(outlet) = identity {
        all.extend(owners.owner(outlet).map(owner_names).unwrap_or_default().into_iter().map(Identity::Owner));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_station_alone_is_no_name() {
        for unnamed in [
            "officials",
            "Two senior South Korean officials",
            "a source in the ministry",
            "people familiar with the talks",
            "the spokesman",
        ] {
            assert!(is_unnamed(unnamed), "{unnamed}");
        }
        for named in ["the Defence Ministry", "President Ayla Tern", "Seoul", "the foreign minister", "", "of", "…"] {
            assert!(!is_unnamed(named), "{named}");
        }
    }

    #[test]
    fn a_description_is_no_owner() {
        assert_eq!(owner_names("News UK (News Corp)"), ["News UK", "News Corp"]);
        assert_eq!(owner_names("Gazprom-Media (majority)"), ["Gazprom-Media"]);
        assert_eq!(owner_names("1+1 Media"), ["1+1 Media"]);
        assert_eq!(owner_names("eMedia"), ["eMedia"]);
        for description in ["private", "private (close to the government)", "cooperative of Italian newspapers", "", "(", "()"] {
            assert!(owner_names(description).is_empty(), "{description}");
        }
    }
}
