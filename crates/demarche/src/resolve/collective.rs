//! Collectives with a number: "both sides", "the two countries", "the three allies", "neither government".
//!
//! They mean parties that the text has named, so many of them as they say. Where the text before, in reach, names more such parties or fewer,
//! nothing tells which are meant, and the collective stays open; so it does where somebody acts there of whom nothing is known.

use demarche_knowledge::{Role, RoleKind, STATE_SECTORS};

use super::party::is_country;
use super::{Party, Resolution, Resolved, Resolver};
use crate::codebook::Kind;

/// How far back, in mentions, the parties may stand, and a collective that is named again.
const REACH: usize = 60;
/// How far back, in sentences, the parties may stand; and no farther than the paragraph before.
const SENTENCES: u32 = 3;
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

/// What is looked for: parties of a sort, named as bodies of a sector, by the role that the collective's noun is.
#[derive(Clone, Copy)]
struct Wanted<'r> {
    sort: Sort,
    sector: &'r str,
    role: Option<Role<'static>>,
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
        let role = role.filter(|_| sort != Sort::Sides);
        let sector = role.map_or("GOV", |r| r.sector);
        let wanted = Wanted { sort, sector, role };
        let farthest = n.saturating_sub(REACH);
        let first = (farthest..n).find(|&i| self.is_near(i, n)).unwrap_or(n);
        let sentence = self.mentions[n].sentence;
        let earlier = (first..n).find(|&i| self.mentions[i].sentence == sentence).unwrap_or(n);
        // who speaks of both sides in this sentence is none of them
        let mut found = self.parties_between(first, earlier, wanted, before);
        let mut end = earlier;
        // "the two coast guards": of all states that act those whose forces do
        let own = self.parties_between(first, earlier, Wanted { sort: Sort::OwnBodies, ..wanted }, before);
        if sort == Sort::States && sector != "GOV" && own.len() >= number {
            found = own;
        }
        if found.is_empty() {
            found = self.parties_between(earlier, n, wanted, before);
            end = n;
        }
        // the text has named so many in all, though not near
        if found.len() < number && !(first..end).any(|i| self.is_unknown(i, before)) {
            let all = self.parties_between(farthest, earlier, wanted, before);
            let any = Wanted { sort: if sort == Sort::Sides { Sort::Sides } else { Sort::States }, ..wanted };
            found = if all.len() == number { all } else { self.parties_between(farthest, earlier, any, before) };
        }
        found.sort_by(|a, b| a.id.cmp(&b.id));
        let is_exact = found.len() == number && !(first..end).any(|i| self.is_unknown(i, before));
        let parties = if is_exact { found } else { Vec::new() };
        let coref = (farthest..n).rev().find(|&i| self.is_same_collective(i, n, &parties, before)).map(|i| before.root(i));
        Some(Resolution { parties, coref: coref.and_then(|root| u32::try_from(root).ok()), ..Resolution::by("both-sides") })
    }

    /// True where a mention stands in reach of a collective.
    fn is_near(&self, i: usize, n: usize) -> bool {
        let (there, here) = (&self.mentions[i], &self.mentions[n]);
        let between = self.between(there.found.span.start(), here.found.span.start());
        let is_blank: Vec<bool> = between.lines().map(|line| line.trim().is_empty()).collect();
        let breaks = is_blank.windows(2).filter(|two| !two[0] && two[1]).count();
        here.sentence.saturating_sub(there.sentence) <= SENTENCES && breaks <= 1
    }

    /// True for somebody who acts and of whom nothing is known: one more that a collective can mean.
    fn is_unknown(&self, i: usize, before: &Resolved) -> bool {
        let is_open = || before.parties(i).is_empty() && before.parties(before.root(i)).is_empty();
        let is_somebody = match self.mentions[i].found.kind {
            Kind::Person | Kind::Office | Kind::Organization => true,
            // a town is no state
            Kind::Place => before.place_country(i).is_none(),
            _ => false,
        };
        is_somebody && is_open() && self.acts(i) && number_of(&self.mention_words(i).to_lowercase()).is_none()
    }

    /// True where a mention before is a collective of as many as the `n`th: of the same parties, or where neither is known in the same words and
    /// nobody is named between them who could be meant.
    fn is_same_collective(&self, i: usize, n: usize, parties: &[Party], before: &Resolved) -> bool {
        let (words, own) = (self.mention_words(i).to_lowercase(), self.mention_words(n).to_lowercase());
        let (Some((other, noun)), Some((number, head))) = (number_of(&words), number_of(&own)) else { return false };
        let known = before.parties(i);
        // names differ with what the collective calls them
        if other != number || !known.iter().map(|p| &p.id).eq(parties.iter().map(|p| &p.id)) {
            return false;
        }
        let is_party = |p: &Party| is_country(p.country()) && (STATE_SECTORS.contains(&p.sector()) || OPPONENTS.contains(&p.sector()));
        let is_between = |m: usize| before.parties(m).iter().any(is_party) || self.is_unknown(m, before);
        !known.is_empty() || (noun == head && !(i + 1..n).any(is_between))
    }

    /// The parties of a sort that act in a stretch of mentions, each once.
    fn parties_between(&self, from: usize, to: usize, wanted: Wanted<'_>, before: &Resolved) -> Vec<Party> {
        let Wanted { sort, sector, .. } = wanted;
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
                    Party::new(party.country(), sector, None, self.name_of(party.country(), wanted))
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

    /// What a state is called as one of a collective: not by the name of the body that the text told of.
    fn name_of(&self, country: &str, wanted: Wanted<'_>) -> String {
        match wanted.role {
            Some(role) => self.phrase(country, &role, wanted.sector, false).name,
            None => format!("Government of {}", self.pack.country(country).map_or(country, |c| c.name)),
        }
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
