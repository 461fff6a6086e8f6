//! Parties: from a name or description to country and sector.
//!
//! A name of the text is that of its first mention; else a person has the office held at the date, an organisation or group what the tables
//! say, a noun the nationality or possessor before it, the place behind it or the country where the text is set; an acting country, capital or
//! metonym its government. What the text names otherwise than the tables, or what has two readings that the text does not part, stays open.

use demarche_knowledge::{Certainty, Held, Meaning, PartyKind, PeopleKind, Role, RoleKind, Sense};

use super::coref::{Names, is_name};
use super::noun::{Noun, Owner, Reading};
use super::words::POSSESSIVES;
use super::{Party, Resolution, Resolved, Resolver, spot};
use crate::codebook::Kind;

/// Sectors whose bodies have their country from the text's setting when their name does not say it.
const LOCAL: [&str; 10] = ["GOV", "MIL", "COP", "JUD", "LEG", "LAB", "EDU", "REL", "MED", "SPY"];
/// Most words of a country's name.
const LONGEST_COUNTRY: usize = 6;
/// People who are what their leader is.
const MEN: [&str; 6] = ["man", "people", "supporter", "follower", "fighter", "woman"];
/// How far back, in mentions, a possessor may have been named.
const OWNER_REACH: usize = 60;
/// Longest look behind a mention, in bytes.
const LONGEST_TAIL: usize = 80;
/// Words before and behind a nationality by itself that make it the army's: "Ukrainian shelling".
const NEXT_WORDS: usize = 3;

/// Longest acronym that is written as a word, in bytes: "Cosatu".
const LONGEST_ACRONYM: usize = 8;
/// Nouns and pronouns of a part, or of many.
const PARTS: [&str; 33] = [
    "member",
    "members",
    "group",
    "groups",
    "crowd",
    "crowds",
    "team",
    "teams",
    "band",
    "bands",
    "number",
    "handful",
    "couple",
    "pair",
    "majority",
    "dozens",
    "scores",
    "hundreds",
    "thousands",
    "one",
    "two",
    "three",
    "some",
    "most",
    "many",
    "several",
    "none",
    "all",
    "any",
    "each",
    "half",
    "few",
    "columns",
];
/// What only an army does.
const FIGHTS: [&str; 11] =
    ["fought", "fighting", "shelled", "bombed", "invaded", "stormed", "captured", "retreated", "retreat", "patrolled", "patrolling"];
/// What has officials of its own in any country.
const LOCALITIES: [&str; 12] = [
    "town",
    "township",
    "city",
    "village",
    "province",
    "district",
    "region",
    "county",
    "municipality",
    "prefecture",
    "governorate",
    "oblast",
];
/// Words of sport: in a text that has one, a people or a province is a team.
const SPORT: [&str; 16] = [
    "referee",
    "coach",
    "umpire",
    "goalkeeper",
    "striker",
    "bowlers",
    "batsman",
    "wicket",
    "semi-final",
    "semifinal",
    "quarter-final",
    "championship",
    "tournament",
    "innings",
    "grandmaster",
    "chess",
];

/// False for the codes of parties that belong to no country (codebook section 2).
pub(super) fn is_country(code: &str) -> bool {
    !matches!(code, "UNO" | "IGO" | "NGO" | "EUR" | "IMG" | "ISM" | "MNC")
}

impl Resolver<'_> {
    /// The party or place that the `n`th mention stands for; `before` holds what was resolved of earlier ones.
    pub(super) fn party_or_place(&self, n: usize, before: &Resolved, names: &Names<'_>) -> Resolution {
        if let Some(resolved) = self.pronoun(n, before, names) {
            return resolved;
        }
        let is_party = !matches!(self.mentions[n].found.kind, Kind::Time | Kind::Quantity | Kind::Materiel | Kind::Other);
        if let Some(resolved) = self.collective(n, before).filter(|_| is_party) {
            return resolved;
        }
        let words = self.mention_words(n);
        let resolved = match self.mentions[n].found.kind {
            Kind::Person if is_name(words) => self
                .same_name(n, before, names)
                .or_else(|| if names.is_shared(words) { None } else { self.person(n, before).or_else(|| self.misread_party(n)) }),
            Kind::Organization => self.same_organization(n, before, names),
            Kind::Group => self.nationality(n).or_else(|| self.known_party(n)).or_else(|| self.described(n, before)),
            Kind::Person | Kind::Office => self.described(n, before),
            Kind::Place => self.acting_place(n, before).or_else(|| self.misread_party(n)),
            Kind::Other => self.same_name(n, before, names).or_else(|| self.organization(n, before)),
            Kind::Time | Kind::Quantity | Kind::Materiel => None,
        };
        resolved.unwrap_or_default()
    }

    /// Whether something was at the date of the text.
    fn was_then(&self, when: &demarche_knowledge::Interval) -> Held {
        self.today.map_or(Held::Maybe, |day| when.held_on(day))
    }

    // ---- descriptions

    /// "the foreign minister", "the guerrillas", "Iranian troops".
    fn described(&self, n: usize, before: &Resolved) -> Option<Resolution> {
        if let Some(found) = self.ethnic(n) {
            return Some(found);
        }
        let own = self.noun_party(n, before, Reading::Mention);
        self.again(n, own, before)
    }

    /// What a description names again, with the party of its first mention; else what it says itself.
    fn again(&self, n: usize, own: Option<Resolution>, before: &Resolved) -> Option<Resolution> {
        match self.described_before(n, own.as_ref(), before) {
            // the holder of an office is the person
            Some((first, method)) => {
                let parties = before.parties(first as usize);
                let parties = if parties.is_empty() { own.map(|o| o.parties).unwrap_or_default() } else { parties };
                Some(Resolution { coref: Some(first), parties, ..Resolution::by(method) })
            }
            None => own,
        }
    }

    /// "ethnic Uzbeks": people of the country where the text is set.
    fn ethnic(&self, n: usize) -> Option<Resolution> {
        let people = self.mention_words(n).strip_prefix("ethnic ").or_else(|| self.mention_words(n).strip_prefix("Ethnic "))?;
        let is_people = self.pack.named(people).iter().any(|s| matches!(s.meaning, Meaning::People(_)));
        let (country, method) = self.setting.at(self.mentions[n].sentence).filter(|_| is_people)?;
        Some(Resolution::party(Party::new(country, "CVL", None, people), method))
    }

    /// The party of a phrase whose head is a role.
    fn noun_party(&self, n: usize, before: &Resolved, reading: Reading) -> Option<Resolution> {
        let words = self.mention_words(n);
        // "pro-[Russian rebels]"
        if self.is_cut(n) {
            return None;
        }
        let read = |words: &str| -> Option<(Vec<Party>, &'static str)> {
            let tokens: Vec<&str> = words.split_whitespace().collect();
            let noun = self.noun(&tokens, reading)?;
            self.parties_of(n, &noun, before)
        };
        // "policemen and soldiers"
        let two = words.split_once(" and ").and_then(|(a, b)| {
            let (mut first, method) = read(a)?;
            let second = read(b).map(|(parties, _)| parties);
            first.extend(second.or_else(|| self.role(b).filter(|r| !first.is_empty() && !r.sector.is_empty()).map(|_| Vec::new()))?);
            first.dedup();
            Some((first, method))
        });
        let members = || self.members_of(whole_of(words)?);
        let (parties, method) = two.or_else(members).or_else(|| read(words)).or_else(|| read(whole_of(words)?))?;
        Some(Resolution { parties, ..Resolution::by(method) })
    }

    /// Members of an organisation or group of the tables: "members of Hezbollah".
    fn members_of(&self, whole: &str) -> Option<(Vec<Party>, &'static str)> {
        let name = whole.strip_prefix("the ").unwrap_or(whole);
        name.chars().next().filter(|c| c.is_uppercase())?;
        let party = self.one_party(&self.pack.named(name), !name.contains(' '))?;
        Some((vec![Party::new(party.country, party.sector, None, format!("Members of {}", party.name))], "role-of-party"))
    }

    /// True where the words are what is left of a word with a hyphen.
    fn is_cut(&self, n: usize) -> bool {
        self.page.text[..self.mentions[n].found.span.start()].ends_with('-')
    }

    fn parties_of(&self, n: usize, noun: &Noun<'_>, before: &Resolved) -> Option<(Vec<Party>, &'static str)> {
        let named = |countries: &[&'static str], method| {
            let party = |c: &&'static str| self.phrase(c, &noun.role, noun.sector, noun.is_former);
            Some((countries.iter().map(party).collect::<Vec<_>>(), method))
        };
        match &noun.owner {
            Owner::Countries(countries) => named(countries, "role"),
            Owner::Party(party) => {
                // "Hezbollah fighters", "the YPG militia": what the party is
                let is_armed = matches!(noun.sector, "REB" | "PRM" | "CRM" | "OPP" | "MIL" | "UAF");
                let sector = if is_armed { party.sector } else { sector_in(party, noun) };
                Some((vec![self.phrase(party.country, &noun.role, sector, noun.is_former)], "role-of-party"))
            }
            Owner::Pronoun(pronoun) => {
                // whose it is stays open where he does: "his army", of the only country named, is often the other side's
                let owner = self.possessor(n, pronoun, before)?;
                let countries = owner.countries;
                // "its president": of a church; whose men they are is what they are
                let is_mens = matches!(noun.role.singular, "man" | "fighter");
                let of_body = if is_mens { owner.sector } else { owner.body.filter(|_| noun.role.kind == RoleKind::Office) };
                let party = |c: &&'static str| self.phrase(c, &noun.role, of_body.as_deref().unwrap_or(noun.sector), noun.is_former);
                Some((countries.iter().map(party).collect(), "possessor"))
            }
            Owner::Possessor(name) => {
                let Some((country, sector)) = self.owner_of(n, name, before) else {
                    let home = || self.home_of(n, noun);
                    let home = if LOCALITIES.contains(name) { home() } else { None };
                    return home.and_then(|country| named(&[country], "only-country"));
                };
                // whose men, spokesman and leader they are is what they are; of a former holder's nothing is known
                let is_own = MEN.contains(&noun.role.singular) || (noun.role.kind == RoleKind::Office && !noun.is_specific);
                if is_own && sector == "ELI" {
                    return None;
                }
                let sector = if is_own { sector.as_str() } else { noun.sector };
                Some((vec![self.phrase(&country, &noun.role, sector, noun.is_former)], "possessor"))
            }
            Owner::Unknown => None,
            Owner::Place(joint, words) => match self.country_behind(joint, words, noun) {
                Some(country) => named(&[country], "role-of"),
                None if *joint == "in" && !is_local(noun) => None,
                None => self.setting_of(n, noun).and_then(|(country, method)| named(&[country], method)),
            },
            // "whose [201st division]": somebody's
            Owner::Open if POSSESSIVES.iter().any(|p| self.word_before(n).eq_ignore_ascii_case(p)) => None,
            Owner::Open => {
                let span = self.mentions[n].found.span;
                let behind = self.between(span.end(), self.sentence(n).end()).strip_prefix(' ').unwrap_or_default();
                let behind = &behind[..behind.floor_char_boundary(LONGEST_TAIL)];
                let mut tail = behind.split(' ');
                let first = tail.next().unwrap_or_default();
                // "a lawyer for the family"
                if matches!(first, "to" | "for") && noun.serves() {
                    return None;
                }
                let joint = ["of", "in", "from"].into_iter().find(|j| *j == first);
                if let Some(joint) = joint {
                    let tail: Vec<&str> = tail.collect();
                    if let Some(country) = self.country_behind(joint, &tail, noun) {
                        return named(&[country], "role-of");
                    }
                    // where soldiers and diplomats are is not whose they are
                    let is_named = tail.iter().find(|w| **w != "the").is_some_and(|w| w.starts_with(char::is_uppercase));
                    if joint == "in" && is_named && !is_local(noun) {
                        return None;
                    }
                }
                self.setting_of(n, noun).and_then(|(country, method)| named(&[country], method))
            }
        }
    }

    /// Country and sector of the last party before whose name ends in a word: "the general's men".
    pub(super) fn owner_of(&self, n: usize, name: &str, before: &Resolved) -> Option<(String, String)> {
        let is_it = |i: &usize| self.mention_words(*i).rsplit(' ').next().is_some_and(|last| last == name) && before.party(*i).is_some();
        let Some(owner) = (n.saturating_sub(OWNER_REACH)..n).rev().find(is_it) else { return self.leader_called(name) };
        let party = before.party(owner)?;
        Some((party.country().to_owned(), party.sector().to_owned()))
    }

    /// The country of what belongs to a town that nothing places ("the township's officials"): the only one that the text names. Whose men and agents they are stays open, and who holds an office.
    fn home_of(&self, n: usize, noun: &Noun<'_>) -> Option<&'static str> {
        let is_owners = matches!(noun.role.singular, "man" | "fighter") || noun.role.kind == RoleKind::Office || noun.sector == "SPY";
        let (country, how) = self.setting.at(self.mentions[n].sentence)?;
        (how == "only-country" && noun.is_homely && !is_owners).then_some(country)
    }

    /// The country where the text is set, for what can be of there.
    fn setting_of(&self, n: usize, noun: &Noun<'_>) -> Option<(&'static str, &'static str)> {
        // "the man" is somebody whom the text has told of
        let words = self.mention_words(n);
        let is_told = ["the ", "The ", "both ", "Both "].iter().any(|t| words.starts_with(t));
        let is_two = ["the two ", "The two ", "both ", "Both "].iter().any(|t| words.starts_with(t));
        let is_somebody = noun.sector == "CVL" && is_told && (is_two || is_one(words, noun));
        // an army may be in another country's town
        let is_army = matches!(noun.sector, "MIL" | "PRM" | "SPY");
        let is_theirs = |country: &str, how: &str| !is_army || how == "only-country" || self.setting.by_far() == Some(country);
        // "the state came to beat us"
        let is_state = is_told && noun.is_bare && matches!(noun.role.singular, "state" | "nation");
        self.setting
            .at(self.mentions[n].sentence)
            .filter(|(country, how)| (noun.is_local || (is_state && *how == "only-country")) && !is_somebody && is_theirs(country, how))
    }

    /// The country of the place that stands behind a joint: "in Nairobi", "of Kenya".
    pub(super) fn country_behind(&self, joint: &str, words: &[&str], noun: &Noun<'_>) -> Option<&'static str> {
        if joint == "in" && !is_local(noun) {
            return None;
        }
        let tail = match words {
            [first, rest @ ..] if *first == "the" => rest,
            words => words,
        };
        let tail = &tail[..tail.len().min(LONGEST_COUNTRY)];
        let named = tail.iter().take_while(|w| w.starts_with(char::is_uppercase)).count();
        (1..=named).rev().find_map(|k| {
            let name = tail[..k].join(" ");
            // "Lebanon, Pennsylvania"
            if name.ends_with(',') && tail.get(k).is_some_and(|next| next.starts_with(char::is_uppercase)) {
                return None;
            }
            let name = name.trim_end_matches([',', '.', ';', ':', ')', '”', '"']);
            self.country_of(name).or_else(|| self.country_of_place(name))
        })
    }

    /// The country of a place that the text has placed.
    pub(super) fn country_of_place(&self, name: &str) -> Option<&'static str> {
        let at = *self.placed.get(name)?;
        let place = self.places.of(at)?.place.as_ref()?;
        Some(self.pack.country(&place.country)?.party)
    }

    pub(super) fn phrase(&self, country: &str, role: &Role<'static>, sector: &str, is_former: bool) -> Party {
        let name = format!("{} of {}", phrase_of(role), self.pack.country(country).map_or(country, |c| c.name));
        // who held an office is of the elite (codebook section 2)
        let is_elite = is_former && is_country(country) && demarche_knowledge::STATE_SECTORS.contains(&sector);
        let sector = if is_elite { "ELI" } else { sector };
        Party::new(country, sector, None, name)
    }

    /// "Iranian", "the Kurds": a people by itself carries its country as a place; acting, it is its people, its army ("Ukrainian
    /// shelling") or its government.
    fn nationality(&self, n: usize) -> Option<Resolution> {
        let words = self.mention_words(n);
        let bare = words.strip_prefix("the ").or_else(|| words.strip_prefix("The ")).unwrap_or(words);
        let peoples: Vec<_> = self
            .senses(words)
            .iter()
            .chain(self.senses(bare))
            .filter_map(|s| match &s.meaning {
                Meaning::People(p) => Some(*p),
                _ => None,
            })
            .collect();
        let code = self.only(peoples.iter().filter_map(|p| p.country))?;
        let people = peoples.iter().find(|p| p.country == Some(code))?;
        let country = self.pack.country(code)?;
        let place = super::Located {
            name: country.name.to_owned(),
            country: country.code.to_owned(),
            admin1: String::new(),
            lat: country.lat,
            lon: country.lon,
            geonames: None,
            direction: None,
        };
        let is_nation = !self.is_cut(n) && people.kind == PeopleKind::Nation && !self.is_of_sport();
        let acts = self.mentions[n].acts && is_nation;
        let is_plain = bare == words;
        // "the [Italians]" inside "the Italians"
        let is_definite = !is_plain || self.word_before(n).eq_ignore_ascii_case("the");
        let after = self.between(self.mentions[n].found.span.end(), self.sentence(n).end());
        let state = |sector| Party::new(country.party, sector, None, format!("Government of {}", country.name));
        let parties = match people.form {
            // people are who they are whatever they do, as "Iranian soldiers" are
            demarche_knowledge::Form::Plural if is_nation && is_plain && !is_definite => {
                vec![Party::new(country.party, "CVL", None, format!("People of {}", country.name))]
            }
            // "the Syrian side"
            _ if is_nation && after.strip_prefix(" side").is_some_and(|rest| !rest.starts_with(char::is_alphabetic)) => vec![state("GOV")],
            // "the Italians threatened": the state, or its army where they fight
            demarche_knowledge::Form::Plural if acts => {
                let shoots = ["fired on", "fired at", "opened fire"].iter().any(|w| after.trim_start().starts_with(w));
                let is_armed =
                    shoots || after.split([' ', ',', '.']).filter(|w| !w.is_empty()).take(NEXT_WORDS).any(|w| FIGHTS.contains(&w));
                vec![if is_armed { Party::new(country.party, "MIL", None, format!("Army of {}", country.name)) } else { state("GOV") }]
            }
            demarche_knowledge::Form::Adjective if is_plain && (acts || (is_nation && self.is_before_act(n))) => {
                vec![self.party_of_adjective(n, country.party, country.name)]
            }
            _ => Vec::new(),
        };
        Some(Resolution { parties, place: Some(place), ..Resolution::by("nationality") })
    }

    /// Whose it is that an adjective of nationality stands before: of goods and deals the government. "Turkish and Chinese fighter jets" are
    /// both countries' jets.
    fn party_of_adjective(&self, n: usize, country: &'static str, name: &str) -> Party {
        let after = self.between(self.mentions[n].found.span.end(), self.sentence(n).end());
        let mut words: Vec<&str> = after.strip_prefix(' ').unwrap_or_default().split(' ').take(NEXT_WORDS + 2).collect();
        if words.first() == Some(&"and") && words.get(1).is_some_and(|w| self.adjective_of(w).is_some()) {
            words.drain(..2);
        }
        let role = (1..=words.len().min(NEXT_WORDS)).rev().find_map(|k| {
            let (head, rest) = words[..k].split_last()?;
            let head = head.trim_end_matches([',', '.', ';', '"', '”']);
            self.role(&rest.iter().copied().chain([head]).collect::<Vec<_>>().join(" "))
        });
        match role {
            Some(role) => self.phrase(country, &role, role.sector, false),
            None => Party::new(country, "GOV", None, format!("Government of {name}")),
        }
    }

    // ---- organisations and places that act

    /// A name of the text again, or what the tables say where its first mention stayed open.
    fn same_organization(&self, n: usize, before: &Resolved, names: &Names<'_>) -> Option<Resolution> {
        if !is_name(self.mention_words(n)) {
            return self.known_party(n).or_else(|| self.metonym(n)).or_else(|| self.body(n, before));
        }
        match self.same_name(n, before, names) {
            Some(same) if same.parties.is_empty() => {
                let own = self.organization(n, before).map(|own| Resolution { coref: same.coref, ..own });
                own.or(Some(same))
            }
            Some(same) => Some(same),
            None => self.organization(n, before),
        }
    }

    fn organization(&self, n: usize, before: &Resolved) -> Option<Resolution> {
        self.known_party(n).or_else(|| self.metonym(n)).or_else(|| self.named_body(n, before))
    }

    /// "the ministry", "the union": one named before, or one of the country of the text.
    fn body(&self, n: usize, before: &Resolved) -> Option<Resolution> {
        let own = self.named_body(n, before);
        self.again(n, own, before)
    }

    /// An organisation that no table knows, by what its name says: "Moroccan Association for Human Rights", "Casablanca court".
    fn named_body(&self, n: usize, before: &Resolved) -> Option<Resolution> {
        let words = self.mention_words(n);
        let tokens: Vec<&str> = words.split_whitespace().collect();
        let noun = self.noun(&tokens, Reading::Name)?;
        if noun.role.kind == RoleKind::Office || noun.role.kind == RoleKind::Person {
            return self.noun_party(n, before, Reading::Mention);
        }
        let place_in = || {
            let first = tokens.iter().position(|w| w.starts_with(char::is_uppercase))?;
            (first + 1..=tokens.len()).rev().find_map(|end| self.country_of_place(&tokens[first..end].join(" ")))
        };
        let is_open = matches!(noun.owner, Owner::Open);
        let (country, method) = match place_in().filter(|_| is_open) {
            Some(country) => (country.to_owned(), "name-place"),
            None if is_open && is_name(words) && (!LOCAL.contains(&noun.sector) || !noun.is_bare) => return None,
            None => {
                let (parties, method) = self.parties_of(n, &noun, before)?;
                let [party] = &parties[..] else { return Some(Resolution { parties, ..Resolution::by(method) }) };
                (party.country().to_owned(), method)
            }
        };
        let is_own_name = is_name(words) && tokens.len() > 1 && tokens.iter().all(|w| w.starts_with(char::is_uppercase) || w.len() <= 3);
        let is_state = ["GOV", "MIL", "COP", "JUD", "LEG", "SPY"].contains(&noun.sector);
        if is_own_name && !is_state {
            let slug = demarche_knowledge::slug(words);
            return Some(Resolution::party(Party::new(&country, noun.sector, Some(&slug), words), method));
        }
        Some(Resolution::party(self.phrase(&country, &noun.role, noun.sector, false), method))
    }

    /// The one party of the tables among senses that can be meant here.
    pub(super) fn one_party(&self, senses: &[Sense<'static>], is_single: bool) -> Option<demarche_knowledge::Party<'static>> {
        match self.parties_among(senses, is_single)[..] {
            [one] => Some(one),
            _ => None,
        }
    }

    fn parties_among(&self, senses: &[Sense<'static>], is_single: bool) -> Vec<demarche_knowledge::Party<'static>> {
        let mut parties: Vec<_> = senses
            .iter()
            .filter_map(|s| match &s.meaning {
                Meaning::Party(p) if p.origin.certainty != Certainty::Unsure => Some(*p),
                _ => None,
            })
            .filter(|p| self.was_then(&p.when) != Held::No)
            .collect();
        // "Rangers", "Senate": one word that names a body of some state is said of it only where the text speaks of that state; firms are
        // known by one word everywhere
        let is_told = |country: &str| self.context.names(country) || self.setting.is_main(country);
        parties.retain(|p| !(is_single && p.of == PartyKind::Body) || is_told(p.country) || p.kind == "company");
        parties.dedup_by_key(|p| p.id);
        parties
    }

    /// An organisation, group, outlet or body of the tables. Of namesakes the one whose country the text names.
    fn known_party(&self, n: usize) -> Option<Resolution> {
        let words = self.mention_words(n);
        let bare = words.strip_prefix("the ").or_else(|| words.strip_prefix("The ")).unwrap_or(words);
        if !bare.chars().any(char::is_uppercase) {
            return None;
        }
        let is_single = !bare.contains(char::is_whitespace);
        let mut parties = self.parties_among(self.senses(words), is_single);
        // "Cosatu": an acronym that is read as a word
        if parties.is_empty() && is_single && bare.len() <= LONGEST_ACRONYM && bare.chars().skip(1).all(char::is_lowercase) {
            let senses = self.pack.named(&bare.to_uppercase());
            parties = self
                .parties_among(&senses, true)
                .into_iter()
                .filter(|p| self.context.names(p.country) || self.setting.is_main(p.country))
                .collect();
        }
        // "Ministry of Defence" is every state's
        let tokens: Vec<&str> = bare.split_whitespace().collect();
        if parties.iter().any(|p| p.of == PartyKind::Body)
            && self.noun(&tokens, Reading::Name).is_some_and(|noun| noun.owner == Owner::Open && noun.is_bare)
        {
            parties.retain(|p| p.of != PartyKind::Body || self.context.names(p.country));
        }
        let is_named =
            |p: &demarche_knowledge::Party<'_>| self.context.names(p.country) || p.active_in.split('|').any(|c| self.context.names(c));
        let chosen = match parties[..] {
            [] => return None,
            [one] => one,
            _ => {
                let named: Vec<_> = parties.iter().filter(|p| is_named(p)).collect();
                let [one] = named[..] else { return None };
                *one
            }
        };
        let lost_to = parties.iter().find(|p| p.id != chosen.id).map(|p| p.id.to_owned());
        // a state's bodies go under its sector, others under their own name (the record's ids of actors)
        let slug = chosen.id.rsplit('/').next().filter(|_| !chosen.is_of_state());
        Some(Resolution { lost_to, ..Resolution::party(Party::new(chosen.country, chosen.sector, slug, chosen.name), "name") })
    }

    /// A group or organisation that was read as a place or person: "Renamo" is nothing else that the tables know.
    fn misread_party(&self, n: usize) -> Option<Resolution> {
        let senses = self.senses(self.mention_words(n));
        let is_group = !senses.is_empty() && senses.iter().all(|s| matches!(&s.meaning, Meaning::Party(p) if p.of != PartyKind::Outlet));
        if is_group && self.mentions[n].acts { self.known_party(n) } else { None }
    }

    fn metonym(&self, n: usize) -> Option<Resolution> {
        let mut metonyms: Vec<_> = self
            .senses(self.mention_words(n))
            .iter()
            .filter_map(|s| match &s.meaning {
                Meaning::Metonym(m) if m.origin.certainty != Certainty::Unsure => Some(*m),
                _ => None,
            })
            .filter(|m| self.was_then(&m.when) != Held::No)
            .collect();
        metonyms.dedup_by_key(|m| (m.country, m.sector));
        // what is sure goes before what is likely
        let is_sure = |m: &demarche_knowledge::Metonym<'_>| m.origin.certainty == Certainty::Sure;
        if metonyms.iter().filter(|m| is_sure(m)).count() == 1 {
            metonyms.retain(is_sure);
        }
        let [metonym] = metonyms[..] else { return None };
        Some(Resolution::party(Party::new(metonym.country, metonym.sector, None, metonym.party), "metonym"))
    }

    /// True where the text has words of sport.
    fn is_of_sport(&self) -> bool {
        self.page.text.split(|c: char| !(c.is_alphanumeric() || c == '-')).any(|w| SPORT.iter().any(|s| w.eq_ignore_ascii_case(s)))
    }

    /// "Karnataka", "Bavaria": a province or state that acts is its government, one of its country's; but not where that country or another
    /// of its parts acts, too: two are no dispute of a state with itself.
    fn acting_division(&self, n: usize, place: Option<&Resolution>) -> Option<Resolution> {
        let chosen = place?.place.as_ref()?;
        let is_kin = |i: usize| {
            let other = self.places.of(i).and_then(|p| p.place.as_ref());
            other.is_some_and(|o| o.country == chosen.country && o.name != chosen.name && o.geonames.is_none())
                || other.is_some_and(|o| o.geonames.is_some_and(|g| self.pack.capital_of(g).is_some()) && o.country == chosen.country)
        };
        if self.is_of_sport() || (0..self.mentions.len()).any(|i| i != n && is_kin(i)) {
            return None;
        }
        let is_division = self.senses(self.mention_words(n)).iter().any(|s| match &s.meaning {
            Meaning::Division(d) => d.country == chosen.country && chosen.geonames.is_none(),
            _ => false,
        });
        // "the Centre", "the South" are what a text calls so
        let is_name = !["the ", "The "].iter().any(|the| self.mention_words(n).starts_with(the)) && self.word_before(n) != "The";
        let country = self.pack.country(&chosen.country).filter(|_| is_division && is_name && !chosen.admin1.is_empty())?;
        let party = Party::new(country.party, "GOV", None, format!("Government of {}", chosen.name));
        Some(Resolution { place: Some(chosen.clone()), ..Resolution::party(party, "division") })
    }

    /// A place, and where it acts the government that it stands for.
    fn acting_place(&self, n: usize, before: &Resolved) -> Option<Resolution> {
        let place = self.places.of(n).cloned();
        if !self.acts(n) {
            return place;
        }
        // the place that the text means decides: "Lebanon, Pennsylvania" is no government
        let is_name = |p: &&Resolution| !matches!(p.method.as_str(), spot::DESCRIBED | spot::NAMED_AGAIN);
        let chosen = place.as_ref().filter(is_name).and_then(|p| p.place.as_ref());
        let is_country = |code: &str| chosen.is_none_or(|p| p.country == code && p.admin1.is_empty() && p.geonames.is_none());
        let country = self.senses(self.mention_words(n)).iter().find_map(|s| match &s.meaning {
            Meaning::Country(c) if is_country(c.code) => Some((c.party, c.name, "country")),
            _ => None,
        });
        let capital = || self.pack.capital_of(chosen?.geonames?).map(|c| (c.party, c.name, "capital"));
        // "Brussels" is the Union's where the text does not speak of Belgium
        let other =
            capital().and_then(|(code, ..)| self.metonym(n).filter(|m| m.parties[0].country() != code && !self.context.names_itself(code)));
        if let Some(other) = other {
            return Some(Resolution { place: place.and_then(|p| p.place), ..other });
        }
        match country.or_else(capital) {
            Some((code, name, method)) => {
                let party = Party::new(code, "GOV", None, format!("Government of {name}"));
                let place = place.and_then(|p| p.place);
                Some(Resolution { place, ..Resolution::party(party, method) })
            }
            None => match self.metonym(n).or_else(|| self.noun_party(n, before, Reading::Mention)) {
                Some(party) => Some(Resolution { place: place.and_then(|p| p.place), ..party }),
                None => self.acting_division(n, place.as_ref()).or(place),
            },
        }
    }
}

/// The sector of a role in an organisation or group: the president of a charity is no state's.
pub(super) fn sector_in(party: &demarche_knowledge::Party<'static>, noun: &Noun<'_>) -> &'static str {
    let is_civil = matches!(party.sector, "SOC" | "BUS" | "LAB" | "JRN" | "EDU" | "REL" | "MED" | "AGR");
    if is_civil && noun.role.kind == RoleKind::Office && noun.sector == "GOV" { party.sector } else { noun.sector }
}

/// What a phrase of a part is part of: "the pickets" of "one of the pickets", "a group of pickets".
fn whole_of(words: &str) -> Option<&str> {
    let (part, whole) = words.split_once(" of ")?;
    let last = part.rsplit(' ').next()?.to_lowercase();
    let is_former = part.split(' ').any(|w| ["former", "ex", "onetime", "one-time", "late"].iter().any(|f| w.eq_ignore_ascii_case(f)));
    (PARTS.contains(&last.as_str()) && !is_former).then_some(whole)
}

/// True for a description of one person.
fn is_one(words: &str, noun: &Noun<'_>) -> bool {
    !noun.role.plural.is_empty() && !words.to_lowercase().contains(noun.role.plural) && noun.role.kind == RoleKind::Person
}

/// What is of the country in which it is: all but soldiers, spies and envoys.
fn is_local(noun: &Noun<'_>) -> bool {
    let is_authority =
        noun.role.kind == RoleKind::Body || ["official", "local official", "authority", "governor", "mayor"].contains(&noun.role.singular);
    noun.is_local && (noun.role.kind == RoleKind::Body || !matches!(noun.sector, "MIL" | "SPY")) && (noun.sector != "GOV" || is_authority)
}

/// A role as the name of a party: "Foreign minister", "Troops".
fn phrase_of(role: &Role<'_>) -> String {
    let word = match role.kind {
        RoleKind::Collective | RoleKind::Person if !role.plural.is_empty() => role.plural,
        _ if role.singular.is_empty() => role.plural,
        _ => role.singular,
    };
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
