//! Collectives with a number: "both sides", "the two countries", "the three allies", "neither government".
//!
//! They mean parties that the text has named, so many of them as they say. Where the text before, in reach, names more such parties or fewer,
//! nothing tells which are meant, and the collective stays open.

use demarche_knowledge::{RoleKind, STATE_SECTORS};

use super::party::is_country;
use super::{Party, Resolution, Resolved, Resolver};
use crate::codebook::Kind;

/// How far back, in mentions, the parties may stand.
const REACH: usize = 60;
/// How many parties a collective can mean, and the words that say so.
const NUMBERS: [(usize, &[&str]); 4] = [
    (2, &["both ", "both the ", "both of the ", "the two ", "these two ", "neither ", "neither of the ", "either "]),
    (3, &["the three ", "all three ", "these three "]),
    (4, &["the four ", "all four ", "these four "]),
    (5, &["the five ", "all five ", "these five "]),
];
/// Words for states.
const STATES: [&str; 22] = [
    "countries",
    "country",
    "nations",
    "nation",
    "states",
    "state",
    "governments",
    "government",
    "capitals",
    "capital",
    "neighbours",
    "neighbour",
    "neighbors",
    "neighbor",
    "powers",
    "allies",
    "republics",
    "kingdoms",
    "armies",
    "leaders",
    "rivals",
    "partners",
];
/// Words for parties of any sort that meet or fight.
const SIDES: [&str; 4] = ["sides", "side", "parties", "delegations"];
/// What stands against a state inside it: a side, but no state.
const OPPONENTS: [&str; 4] = ["REB", "OPP", "PRM", "UAF"];

/// Which parties a collective can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// States, by whatever body of theirs acts.
    States,
    /// States, and armed groups and oppositions.
    Sides,
    /// Persons who hold an office of a state.
    Holders,
    /// Bodies of a state in one sector.
    OwnBodies,
}

impl Resolver<'_> {
    /// What a collective with a number means; none for other words.
    pub(super) fn collective(&self, n: usize, before: &Resolved) -> Option<Resolution> {
        let words = self.mention_words(n).to_lowercase();
        let (number, head) = number_of(&words)?;
        let role = self.role(head).filter(|r| !matches!(r.sector, "CVL" | "REB" | "CRM" | "UAF"));
        let sort = match role {
            _ if SIDES.contains(&head) => Sort::Sides,
            Some(role) if matches!(role.kind, RoleKind::Office | RoleKind::Person) => Sort::Holders,
            Some(_) => Sort::States,
            None if STATES.contains(&head) => Sort::States,
            None => return None,
        };
        let sector = role.filter(|_| sort != Sort::Sides).map_or("GOV", |r| r.sector);
        let first = n.saturating_sub(REACH);
        let sentence = self.mentions[n].sentence;
        let earlier = (first..n).find(|&i| self.mentions[i].sentence == sentence).unwrap_or(n);
        // who speaks of both sides in this sentence is none of them
        let mut found = self.parties_between(first, earlier, sort, sector, before);
        // "the two coast guards": of all states that act those whose forces do
        let own = self.parties_between(first, earlier, Sort::OwnBodies, sector, before);
        if sort == Sort::States && sector != "GOV" && own.len() >= number {
            found = own;
        }
        if found.is_empty() {
            found = self.parties_between(earlier, n, sort, sector, before);
        }
        found.sort_by(|a, b| a.id.cmp(&b.id));
        let parties = if found.len() == number { found } else { Vec::new() };
        let coref = (first..n).rev().find(|&i| self.is_same_collective(i, number, head, &parties, before)).map(|i| before.root(i));
        Some(Resolution { parties, coref: coref.and_then(|root| u32::try_from(root).ok()), ..Resolution::by("both-sides") })
    }

    /// True where a mention before is a collective of as many: of the same parties, or where neither is known in the same words.
    fn is_same_collective(&self, i: usize, number: usize, head: &str, parties: &[Party], before: &Resolved) -> bool {
        let words = self.mention_words(i).to_lowercase();
        let Some((other, noun)) = number_of(&words) else { return false };
        let known = before.parties(i);
        other == number && known == parties && (!known.is_empty() || noun == head)
    }

    /// The parties of a sort that act in a stretch of mentions, each once.
    fn parties_between(&self, from: usize, to: usize, sort: Sort, sector: &str, before: &Resolved) -> Vec<Party> {
        let mut found: Vec<Party> = Vec::new();
        for i in from..to {
            let is_holder = matches!(self.mentions[i].found.kind, Kind::Person | Kind::Office);
            // who brokers a "Russian-brokered truce" is no side of it
            let is_in_compound = self.page.text[self.mentions[i].found.span.end()..].starts_with('-');
            if (sort == Sort::Holders && !is_holder) || is_in_compound || !(self.mentions[i].acts || self.acts(i)) {
                continue;
            }
            for party in before.parties(i).iter().filter(|p| is_country(p.country())) {
                let is_state = STATE_SECTORS.contains(&party.sector()) && (sort != Sort::OwnBodies || party.sector() == sector);
                let side = if is_state {
                    Party::new(party.country(), sector, None, party.name.clone())
                } else if sort == Sort::Sides && OPPONENTS.contains(&party.sector()) {
                    Party::new(party.country(), party.sector(), None, party.name.clone())
                } else {
                    continue;
                };
                if !found.iter().any(|known| known.id == side.id) {
                    found.push(side);
                }
            }
        }
        found
    }
}

/// How many parties words speak of, and the noun behind the number.
fn number_of(words: &str) -> Option<(usize, &str)> {
    NUMBERS.iter().find_map(|(number, starts)| {
        // the longest start leaves the noun alone
        let head = starts.iter().filter_map(|start| words.strip_prefix(start)).min_by_key(|head| head.len())?;
        Some((*number, head))
    })
}
