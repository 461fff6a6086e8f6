//! Noun phrases that describe a party: "the senior Iranian army officer", "police in Nairobi", "its troops".
//!
//! English noun phrases have their head last, before "of", "in", "who": the head is a role noun of the tables and gives the sector; a nationality,
//! a possessor or the name of an organisation before it, or a place behind it, says whose it is.

use demarche_knowledge::{Form, Meaning, PartyKind, PeopleKind, Role, RoleKind};

use super::Resolver;
use super::words::{
    ADJECTIVES, ARMS, DETERMINERS, ELSEWHERE, FOREIGN, GENERIC, HELD, JOINTS, OFFICIAL, OTHERS, OWNED, POSSESSIVES, SERVING,
};

/// Most words of a country's or party's name.
const LONGEST_NAME: usize = 6;
/// Most words that a role noun goes on for behind a joint: "minister of foreign affairs".
const LONGEST_REST: usize = 4;

pub(super) fn is_past(word: &str) -> bool {
    let word = word.trim_end_matches('-');
    ["former", "ex", "ousted", "deposed", "exiled", "late", "then", "one-time"].iter().any(|w| word.eq_ignore_ascii_case(w))
}

/// Who the party that a phrase describes belongs to.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Owner<'x> {
    /// Nationalities or possessors before the head, in text order.
    Countries(Vec<&'static str>),
    /// A named organisation or group before it: "Hamas leader".
    Party(demarche_knowledge::Party<'static>),
    /// "its", "their", "whose": somebody named before.
    Pronoun(&'x str),
    /// Somebody who is no country, by the last word of the name: "General X's men".
    Possessor(&'x str),
    /// A place behind it: the joint, and the words that follow.
    Place(&'static str, Vec<&'x str>),
    /// The phrase says it, in words that are not understood.
    Unknown,
    /// The phrase does not say.
    Open,
}

/// A noun phrase that describes a party.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Noun<'x> {
    pub(super) owner: Owner<'x>,
    pub(super) role: Role<'static>,
    pub(super) sector: &'static str,
    /// "former", "ousted".
    pub(super) is_former: bool,
    /// The head is an office that says its sector: "leader" is none.
    pub(super) is_specific: bool,
    /// The text around may say whose it is.
    pub(super) is_local: bool,
    /// Whoever owns it may be of the country where the text is set: it is no stranger there.
    pub(super) is_homely: bool,
    /// Nothing but the role: "the Supreme Court".
    pub(super) is_bare: bool,
}

impl Noun<'_> {
    /// True for people who serve somebody whom "to" or "for" names.
    pub(super) fn serves(&self) -> bool {
        SERVING.contains(&self.role.singular)
    }
}

/// How strictly the words before a head are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// A whole mention.
    Mention,
    /// The name of an organisation: names of countries and unknown names may stand in it.
    Name,
    /// Words before a name, that may be those of a title or not: nothing but nationalities, roles and a few adjectives.
    Title,
}

/// What stands before a head.
#[derive(Default)]
struct Before<'x> {
    countries: Vec<&'static str>,
    /// The nationality is that of a people without a state of its own.
    is_stateless: bool,
    party: Option<demarche_knowledge::Party<'static>>,
    pronoun: Option<&'x str>,
    is_former: bool,
    has_name: bool,
    /// The last name that stands there: "the Lopez administration".
    name: Option<&'x str>,
    /// "the general's"
    owner: Option<&'x str>,
    /// "foreign"
    is_foreign: bool,
    /// Something stands there that says more than a determiner.
    is_more: bool,
}

impl Resolver<'_> {
    /// Reads a phrase; none where its head is no role, or something stands in it that is not understood.
    pub(super) fn noun<'x>(&self, words: &[&'x str], reading: Reading) -> Option<Noun<'x>> {
        let (start, end, role) = self.head(words, reading)?;
        if OTHERS.contains(&role.singular) {
            return None;
        }
        let before = self.before_head(&words[..start], reading)?;
        let is_generic = GENERIC.contains(&role.singular);
        let modifier = self.last_role(&words[..start]).map(|(_, role)| role);
        let behind = &words[end..];
        // "officials of the doctors' union"
        let of = match behind {
            [of, rest @ ..] if is_generic && *of == "of" => {
                let end = rest.iter().position(|w| JOINTS.contains(w)).unwrap_or(rest.len());
                self.last_role(&rest[..end]).map(|(_, role)| role)
            }
            _ => None,
        };
        let modifier = modifier.or(of);
        let sector = match (is_generic, modifier, before.party) {
            (true, Some(modifier), _) => modifier.sector,
            // "police commandos", "rebel soldiers"
            (false, Some(modifier), _) if role.sector == "MIL" && matches!(modifier.sector, "COP" | "REB" | "PRM") => modifier.sector,
            (true, None, Some(party)) => party.sector,
            // of a country's name "officers" are soldiers, by themselves police
            (false, None, None) if role.singular == "officer" && before.countries.is_empty() && before.pronoun.is_none() => "COP",
            // bombers with a nationality are aircraft
            _ if role.singular == "bomber" && !before.countries.is_empty() => "MIL",
            // soldiers of a people without a state
            _ if role.sector == "MIL" && before.is_stateless => "REB",
            _ => role.sector,
        };
        let joint = behind.first().and_then(|first| ["of", "in", "from", "at", "on"].into_iter().find(|j| j == first));
        let lower = role.singular.to_lowercase();
        let own = OWNED.iter().find(|(start, _)| lower.starts_with(start)).map(|(_, code)| *code);
        let (has_name, is_former, is_more) = (before.has_name, before.is_former, before.is_more);
        let owner = match before {
            _ if own.is_some() => Owner::Countries(own.into_iter().collect()),
            Before { countries, .. } if !countries.is_empty() => Owner::Countries(countries),
            Before { party: Some(party), .. } => Owner::Party(party),
            Before { pronoun: Some(pronoun), .. } => Owner::Pronoun(pronoun),
            Before { owner: Some(owner), .. } => Owner::Possessor(owner),
            Before { name: Some(name), .. } if HELD.contains(&role.singular) => Owner::Possessor(name),
            _ => match joint {
                Some("of") if behind.len() > 1 && self.party_behind(behind).is_some() => {
                    self.party_behind(behind).map_or(Owner::Open, Owner::Party)
                }
                Some(joint) if behind.len() > 1 => Owner::Place(joint, behind[1..].to_vec()),
                _ if behind.first().is_some_and(|w| matches!(*w, "to" | "for")) && SERVING.contains(&role.singular) => {
                    self.party_behind(behind).map_or(Owner::Unknown, Owner::Party)
                }
                // of NATO and others too
                _ if ["secretary-general", "secretary general"].contains(&role.singular) => {
                    if self.context.names_other_union() {
                        Owner::Unknown
                    } else {
                        Owner::Countries(vec!["UNO"])
                    }
                }
                _ => Owner::Open,
            },
        };
        let says_sector = !is_generic || modifier.is_some() || matches!(owner, Owner::Party(_));
        let is_many = matches!(role.kind, RoleKind::Body | RoleKind::Collective);
        let (first, last) = (lower.split(' ').next().unwrap_or_default(), lower.rsplit(' ').next().unwrap_or_default());
        let is_elsewhere = before.is_foreign
            || FOREIGN.contains(&role.singular)
            || FOREIGN.contains(&last)
            || (ELSEWHERE.contains(&first) && !(role.sector == "GOV" && role.kind == RoleKind::Body))
            || ARMS.contains(&role.singular);
        let is_plain = !is_generic || modifier.is_some() || OFFICIAL.contains(&role.singular);
        Some(Noun {
            owner,
            role,
            sector,
            is_former,
            is_specific: role.kind == RoleKind::Office && says_sector,
            is_homely: !is_elsewhere,
            is_bare: !is_more,
            is_local: is_plain && !is_elsewhere && !(has_name && is_many),
        })
    }

    /// Where the head of a phrase starts and ends, and its role: the longest role noun right before the first joint, and what follows it of
    /// a role of several words ("minister of foreign affairs").
    fn head(&self, words: &[&str], reading: Reading) -> Option<(usize, usize, Role<'static>)> {
        let is_joint = |w: &&str| JOINTS.iter().any(|j| w.eq_ignore_ascii_case(j));
        let end = words.iter().skip(1).position(is_joint).map_or(words.len(), |at| at + 1);
        let extended = |start: usize, end: usize| {
            let most = words.len().min(end + LONGEST_REST);
            (end + 1..=most).rev().find_map(|e| Some((start, e, self.role(&words[start..e].join(" "))?)))
        };
        if end < words.len()
            && let Some(found) = (0..end).find_map(|start| extended(start, end))
        {
            return Some(found);
        }
        if reading == Reading::Title && end < words.len() {
            return None;
        }
        let (start, role) = self.last_role(&words[..end])?;
        Some((start, end, role))
    }

    /// The longest role noun at the end of words, and where it starts.
    fn last_role(&self, words: &[&str]) -> Option<(usize, Role<'static>)> {
        let (last, rest) = words.split_last()?;
        let last = last.trim_end_matches(['\'', '’', '.', ',', '"', '”', ';', ':']);
        (0..words.len()).find_map(|start| {
            let joined = rest[start..].iter().copied().chain([last]).collect::<Vec<_>>().join(" ");
            self.role(&joined).filter(|_| !self.splits_name(words, start)).map(|role| (start, role))
        })
    }

    /// True where a name goes over the beginning of a role: "European Union leaders" are no union leaders.
    fn splits_name(&self, words: &[&str], start: usize) -> bool {
        let is_capital = |w: &str| w.starts_with(char::is_uppercase);
        let first = words[..start].iter().rposition(|w| !is_capital(w)).map_or(0, |at| at + 1);
        let is_union = |s: &demarche_knowledge::Sense<'_>| match &s.meaning {
            Meaning::Party(p) => !super::party::is_country(p.country),
            Meaning::Country(_) => true,
            _ => false,
        };
        start > first
            && is_capital(words[start])
            && (first..start).any(|i| self.pack.named(&words[i..=start].join(" ")).iter().any(is_union))
    }

    fn before_head<'x>(&self, words: &[&'x str], reading: Reading) -> Option<Before<'x>> {
        let mut out = Before::default();
        let mut at = 0;
        while at < words.len() {
            let word = words[at].trim_end_matches(',');
            let is_capital = word.starts_with(char::is_uppercase);
            let lower = word.to_lowercase();
            if let Some((country, used)) = self.country_at(&words[at..], reading) {
                out.countries.push(country);
                out.is_stateless |= self.is_stateless(&words[at..at + used].join(" "));
                at += used;
                continue;
            }
            if let Some(&pronoun) = POSSESSIVES.iter().find(|p| **p == lower) {
                out.pronoun = Some(pronoun);
            } else if is_past(word) {
                out.is_former = true;
            } else if ELSEWHERE.contains(&lower.as_str()) {
                out.is_foreign = true;
            } else if word.ends_with("'s") || word.ends_with("’s") || word.ends_with("s'") || word.ends_with("s’") {
                out.owner = Some(word.trim_end_matches('s').trim_end_matches(['\'', '’']));
            } else if DETERMINERS.contains(&lower.as_str())
                || ADJECTIVES.contains(&lower.as_str())
                || word.starts_with(|c: char| c.is_ascii_digit())
            {
            } else if matches!(lower.as_str(), "and" | "or") {
                // joins nationalities only
                if out.countries.is_empty() || self.country_at(&words[at + 1..], reading).is_none() {
                    return None;
                }
            } else if word.is_empty() || word.contains(['"', '“', '”', '(', ')']) {
                return None;
            } else if is_capital {
                if let Some((party, used)) = self.party_at(&words[at..]) {
                    out.party = Some(party);
                    at += used;
                    continue;
                }
                let is_role = self.role(word).is_some() || self.last_role(&words[at..]).is_some();
                match reading {
                    // "US-led"
                    _ if word.contains('-') && reading != Reading::Name => return None,
                    Reading::Title if !is_role => return None,
                    Reading::Title | Reading::Name => {}
                    Reading::Mention if !is_role && !self.is_people(word) && !self.starts_sentence(word) => {
                        // "Danbury police"
                        match self.country_of_place(word) {
                            Some(country) => out.countries.push(country),
                            None => {
                                out.has_name = true;
                                out.name = Some(word);
                            }
                        }
                    }
                    Reading::Mention => {}
                }
            } else if reading == Reading::Title && self.last_role(&words[at..]).is_none_or(|(start, _)| start > 0) {
                return None;
            }
            out.is_more |= !DETERMINERS.contains(&lower.as_str()) && !ADJECTIVES.contains(&lower.as_str());
            // a comma parts what stands on its sides, but for a list of nationalities
            if words[at].ends_with(',') && reading != Reading::Name {
                return None;
            }
            at += 1;
        }
        Some(out)
    }

    /// The country that words begin with, as nationality or possessor, and of how many words its name is; in names of organisations also as it is.
    fn country_at(&self, words: &[&str], reading: Reading) -> Option<(&'static str, usize)> {
        if !words.first()?.starts_with(|c: char| c.is_uppercase()) {
            return None;
        }
        (1..=words.len().min(LONGEST_NAME)).rev().find_map(|k| {
            let joined = words[..k].join(" ");
            let joined = joined.trim_end_matches(',');
            // a comma or a quotation mark parts what stands on its sides
            if joined.chars().any(|c| !(c.is_alphanumeric() || matches!(c, ' ' | '-' | '.' | '\'' | '’'))) {
                return None;
            }
            let owner = joined
                .strip_suffix("'s")
                .or_else(|| joined.strip_suffix("’s"))
                .or_else(|| joined.strip_suffix(['\'', '’']).filter(|owner| owner.ends_with('s')));
            let country = match owner {
                Some(owner) => self.country_of(owner).or_else(|| self.country_of_place(owner)),
                None if reading == Reading::Name => self.adjective_of(joined).or_else(|| self.country_of(joined)),
                None => self.adjective_of(joined),
            };
            Some((country?, k))
        })
    }

    /// The organisation or group that words begin with: it has members and leaders.
    fn party_at(&self, words: &[&str]) -> Option<(demarche_knowledge::Party<'static>, usize)> {
        (1..=words.len().min(LONGEST_NAME)).rev().find_map(|k| {
            let joined = words[..k].join(" ");
            let name = joined.strip_suffix("'s").or_else(|| joined.strip_suffix("’s")).unwrap_or(&joined);
            let party = self.one_party(&self.pack.named(name), !name.contains(' '))?;
            (party.of != PartyKind::Outlet).then_some((party, k))
        })
    }

    /// "fighters of the Rapid Support Forces": the party behind "of".
    fn party_behind(&self, behind: &[&str]) -> Option<demarche_knowledge::Party<'static>> {
        let name = match behind.get(1..)? {
            [first, rest @ ..] if *first == "the" => rest,
            rest => rest,
        };
        name.first().filter(|w| w.chars().any(char::is_uppercase))?;
        self.party_at(name).map(|(party, _)| party)
    }

    /// True for the adjective of a people without a state of its own: "Bosnian Serb".
    fn is_stateless(&self, word: &str) -> bool {
        let senses = self.pack.named(word);
        let kinds: Vec<PeopleKind> = senses
            .iter()
            .filter_map(|s| match &s.meaning {
                Meaning::People(p) => Some(p.kind),
                _ => None,
            })
            .collect();
        !kinds.is_empty() && kinds.iter().all(|k| *k == PeopleKind::People)
    }

    /// True for the first word of a sentence, which has a capital whatever it is.
    fn starts_sentence(&self, word: &str) -> bool {
        let Some(at) = (word.as_ptr() as usize).checked_sub(self.page.text.as_ptr() as usize).filter(|at| *at < self.page.text.len())
        else {
            return true;
        };
        let sentence = self.page.sentences.partition_point(|s| s.end() <= at);
        self.page.sentences.get(sentence).is_none_or(|s| s.start() >= at)
    }

    fn is_people(&self, word: &str) -> bool {
        self.pack.named(word).iter().any(|s| matches!(s.meaning, Meaning::People(_)))
    }

    /// The one country that a nationality's adjective is of, or an acronym that stands as one ("US", "UN").
    pub(super) fn adjective_of(&self, word: &str) -> Option<&'static str> {
        let senses = self.pack.named(word);
        let is_acronym = word.chars().all(|c| c.is_uppercase() || c == '.');
        let countries = senses.iter().filter_map(|s| match &s.meaning {
            Meaning::People(p) if p.kind != PeopleKind::Bloc && p.form == Form::Adjective => p.country,
            Meaning::Country(c) if is_acronym => Some(c.party),
            Meaning::Party(p) if matches!(p.country, "UNO" | "EUR") && p.kind != "mission" => Some(p.country),
            _ => None,
        });
        self.only(countries)
    }

    /// The country that a name is of: a country or a capital, where the name has no other bearer that the text may mean.
    pub(super) fn country_of(&self, name: &str) -> Option<&'static str> {
        let name = name.strip_prefix("the ").unwrap_or(name);
        if !name.chars().next()?.is_uppercase() {
            return None;
        }
        let senses = self.pack.named(name);
        let named: Vec<&'static str> = senses
            .iter()
            .filter_map(|s| match &s.meaning {
                Meaning::Country(c) => Some(c.party),
                Meaning::Place(p) => self.pack.capital_of(p.id).map(|c| c.party),
                _ => None,
            })
            .collect();
        // "Georgia" in a text on the United States
        let is_other = |d: &demarche_knowledge::Division<'_>| self.context.names(d.country) && !named.contains(&d.country);
        if senses.iter().any(|s| matches!(&s.meaning, Meaning::Division(d) if is_other(d))) {
            return None;
        }
        self.only(named.into_iter())
    }

    /// The one country of several senses; of two ("Congolese") the one that the text names.
    pub(super) fn only(&self, countries: impl Iterator<Item = &'static str>) -> Option<&'static str> {
        let mut countries: Vec<&'static str> = countries.collect();
        countries.sort_unstable();
        countries.dedup();
        if let [one] = countries[..] {
            return Some(one);
        }
        countries.retain(|c| self.context.names(c));
        match countries[..] {
            [one] => Some(one),
            _ => None,
        }
    }

    /// The role that a noun names; of several the first that says a sector.
    pub(super) fn role(&self, noun: &str) -> Option<Role<'static>> {
        self.pack.roles(noun).into_iter().find(|r| !r.sector.is_empty())
    }
}
