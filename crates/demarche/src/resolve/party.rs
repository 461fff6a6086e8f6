//! Parties: from a name or description to country and sector.
//!
//! A name of the text is that of its first mention; else a person has the office held at the date, an organisation or group what the tables
//! say, a noun the nationality or possessor right before it, an acting country, capital or metonym its government. What the text names
//! otherwise than the tables, or what has two readings that the text does not part, stays open.

use demarche_knowledge::{By, Certainty, Held, Meaning, OfficeClass, PartyKind, PeopleKind, Person, Role, RoleKind, Sense};
use jiff::civil::Date;

use super::coref::Names;
use super::{Party, Resolution, Resolved, Resolver};
use crate::codebook::Kind;

/// Most words before a name that may hold its title.
const TITLE: usize = 7;

/// Kinds of named bodies that are a state's own.
const STATE_BODIES: [&str; 8] = ["parliament", "court", "intelligence", "ministry", "military", "police", "agency", "bank"];

/// Longest title behind a name, in bytes.
const LONGEST_TITLE: usize = 120;
/// Most words of a country's name.
const LONGEST_COUNTRY: usize = 6;
/// Words that may stand before the country of a noun phrase.
const BEFORE_COUNTRY: [&str; 12] = ["the", "a", "an", "senior", "top", "former", "ex", "then", "ousted", "deposed", "exiled", "several"];
/// Offices of anything, whose sector the word alone does not tell.
const GENERIC: [&str; 12] = [
    "leader",
    "spokesman",
    "spokeswoman",
    "spokesperson",
    "commander",
    "chief",
    "head",
    "official",
    "representative",
    "envoy",
    "figure",
    "member",
];
/// Adjectives that leave a role what it is.
const ADJECTIVES: [&str; 26] = [
    "senior",
    "top",
    "former",
    "ex",
    "then",
    "new",
    "deputy",
    "acting",
    "interim",
    "caretaker",
    "outgoing",
    "veteran",
    "elite",
    "late",
    "ousted",
    "deposed",
    "exiled",
    "special",
    "chief",
    "local",
    "federal",
    "national",
    "armed",
    "heavily",
    "other",
    "two",
];

fn is_past(word: &str) -> bool {
    let word = word.trim_end_matches('-');
    ["former", "ex", "ousted", "deposed", "exiled", "late", "then", "one-time"].iter().any(|w| word.eq_ignore_ascii_case(w))
}

fn without_article<'w, 'x>(words: &'w [&'x str]) -> &'w [&'x str] {
    match words {
        [first, rest @ ..] if ["the", "a", "an"].iter().any(|a| first.eq_ignore_ascii_case(a)) => rest,
        _ => words,
    }
}

/// A noun phrase that names a party.
struct Phrase {
    party: Party,
    /// The role is an office that says its sector: "leader" is none.
    is_specific: bool,
    is_former: bool,
    role: Role<'static>,
}

/// The title beside a name.
pub(super) struct Title {
    phrase: Phrase,
    method: &'static str,
}

impl Title {
    /// The country of the office.
    pub(super) fn country(&self) -> &str {
        self.phrase.party.country()
    }
}

impl Resolver<'_> {
    /// The party or place that the `n`th mention stands for; `before` holds what was resolved of earlier ones.
    pub(super) fn party_or_place(&self, n: usize, before: &Resolved, names: &Names<'_>) -> Resolution {
        let m = &self.mentions[n];
        let resolved = match m.found.kind {
            Kind::Person => {
                self.same_name(n, before, names).or_else(|| if names.is_shared(self.mention_words(n)) { None } else { self.person(n) })
            }
            Kind::Organization => self.same_organization(n, before, names),
            Kind::Group => self.nationality(n).or_else(|| self.group(n)),
            Kind::Office => self.described(n, before),
            Kind::Place => self.acting_place(n),
            Kind::Other => self.same_name(n, before, names).or_else(|| self.organization(n)),
            Kind::Time | Kind::Quantity | Kind::Materiel => None,
        };
        resolved.or_else(|| self.pronoun(n, before)).unwrap_or_default()
    }

    fn day(&self) -> Option<Date> {
        self.today
    }

    /// Whether something was at the date of the text.
    fn was_then(&self, when: &demarche_knowledge::Interval) -> Held {
        self.day().map_or(Held::Maybe, |day| when.held_on(day))
    }

    // ---- persons

    fn person(&self, n: usize) -> Option<Resolution> {
        let words = self.mention_words(n);
        if !super::coref::is_name(words) {
            return None;
        }
        let is_full = words.split_whitespace().nth(1).is_some();
        let title = self.title_before(n).or_else(|| self.title_after(n));
        let mut persons: Vec<(Person<'static>, By)> = self.senses(words).iter().filter_map(person_of).collect();
        if persons.is_empty() {
            let weaker = if is_full { self.pack.named_by_sound(words) } else { self.pack.family(words) };
            persons = weaker.iter().filter_map(person_of).collect();
        }
        persons.retain(|(p, _)| p.certainty() != Certainty::Unsure);
        let is_known = persons.iter().any(|(p, by)| *by == By::Name && is_full && self.is_prominent(p));
        persons.retain(|(p, by)| {
            let is_exact = *by == By::Name && is_full;
            match &title {
                Some(title) => {
                    title.phrase.party.country() == p.country || self.office(p).is_some_and(|o| o.0 == title.phrase.party.country())
                }
                // a private person may bear the name of a minister of another country
                None if is_exact => self.context.names(p.country) || !is_country(p.country) || self.is_prominent(p),
                None => self.context.names(p.country) && self.is_prominent(p),
            }
        });
        let held: Vec<(Person<'static>, By)> = persons.iter().filter(|(p, _)| self.office(p).is_some()).cloned().collect();
        let chosen = match (&held[..], &persons[..]) {
            ([one], _) => Some(one.clone()),
            ([], [one]) => Some(one.clone()),
            _ => None,
        };
        if let Some((person, by)) = chosen {
            let known = self.party_of_person(&person);
            // the text's own title wins over a stale table, if it names an office
            let party = match title {
                Some(Title { phrase, .. }) if phrase.is_former || (phrase.is_specific && known.is_none()) => {
                    Party::new(phrase.party.country(), phrase.party.sector(), Some(person.slug()), person.name)
                }
                _ => known?,
            };
            let method = match by {
                By::Name => "name-office",
                By::Sound => "name-by-sound",
                By::FamilyName | By::GivenName => "family-name",
            };
            let lost_to = persons.iter().find(|(p, _)| p.id != person.id).map(|(p, _)| format!("{} ({})", p.name, p.country));
            return Some(Resolution { lost_to, ..Resolution::party(party, method) });
        }
        // somebody whom the tables know otherwise, or several of them: the title may be misread
        let Title { phrase, method } = title.filter(|_| !is_known && persons.is_empty())?;
        if !phrase.is_specific && !phrase.is_former && phrase.role.kind == RoleKind::Office {
            return None;
        }
        let slug = demarche_knowledge::slug(words);
        let slug = (!slug.is_empty()).then_some(slug);
        Some(Resolution::party(Party::new(phrase.party.country(), phrase.party.sector(), slug.as_deref(), words), method))
    }

    /// Somebody whom news names by the family name: who leads a state or its diplomacy or army, or an organisation, at the date.
    fn is_prominent(&self, person: &Person<'_>) -> bool {
        let leads = [
            OfficeClass::HeadOfState,
            OfficeClass::HeadOfGovernment,
            OfficeClass::ForeignMinister,
            OfficeClass::DefenceMinister,
            OfficeClass::OrganisationHead,
        ];
        self.day().is_some_and(|day| {
            let held = person.offices_on(day);
            held.iter().any(|(h, o)| *h == Held::Yes && leads.iter().any(|c| o.classes.contains(*c)))
        })
    }

    /// Country and sector of the office that a person held at the date; of several the first in the order of state, then party.
    fn office(&self, person: &Person<'static>) -> Option<(&'static str, &'static str, &'static str)> {
        let offices = match self.day() {
            Some(day) => person.offices_on(day),
            // without a date only somebody who never changed sides
            None => {
                let first = person.offices.first()?;
                let is_one = person.offices.iter().all(|o| (o.country, o.sector) == (first.country, first.sector));
                return is_one.then_some((first.country, first.sector, first.office));
            }
        };
        let rank = |sector: &str| usize::from(matches!(sector, "PTY" | "OPP")) + usize::from(sector == "OPP");
        let best =
            offices.into_iter().filter(|(_, o)| o.origin.certainty != Certainty::Unsure).min_by_key(|(held, o)| (*held, rank(o.sector)));
        best.map(|(_, o)| (o.country, o.sector, o.office))
    }

    fn party_of_person(&self, person: &Person<'static>) -> Option<Party> {
        let slug = Some(person.slug());
        if let Some((country, sector, _)) = self.office(person) {
            return Some(Party::new(country, sector, slug, person.name));
        }
        // a former holder is of the elite (codebook section 2)
        let day = self.day()?;
        let is_former = person.offices.iter().any(|o| o.when.ended_before(day));
        (is_former && is_country(person.country)).then(|| Party::new(person.country, "ELI", slug, person.name))
    }

    /// The title right before a name: "Ukrainian Defence Minister", "Iran's foreign minister".
    pub(super) fn title_before(&self, n: usize) -> Option<Title> {
        let m = &self.mentions[n];
        let sentence = self.sentence(n);
        let before = self.between(sentence.start(), m.found.span.start());
        if !before.ends_with(' ') {
            return None;
        }
        let mut words: Vec<&str> = before.rsplit(' ').filter(|w| !w.is_empty()).take(TITLE).collect();
        words.reverse();
        (0..words.len()).find_map(|k| self.noun_phrase(&words[k..]).map(|phrase| Title { phrase, method: "title" }))
    }

    /// The title behind a name: ", the Ukrainian defence minister,".
    fn title_after(&self, n: usize) -> Option<Title> {
        let m = &self.mentions[n];
        let sentence = self.sentence(n);
        let after = self.between(m.found.span.end(), sentence.end()).strip_prefix(", ")?;
        let bound = after.floor_char_boundary(LONGEST_TITLE);
        // a title ends where the sentence goes on: a longer one is none
        let end = after[..bound].find([',', '.', ';', '—', '('])?;
        let words: Vec<&str> = after[..end].split(' ').collect();
        self.noun_phrase(&words).map(|phrase| Title { phrase, method: "apposition" })
    }

    // ---- nouns

    /// Country and role of words that are nothing but a nationality or possessor, adjectives and a role noun: "the senior Iranian army
    /// officer", "Japan's prime minister". Nothing else may stand among them.
    fn noun_phrase(&self, words: &[&str]) -> Option<Phrase> {
        let (country, rest) = self.qualified(words)?;
        let (role, is_former) = self.bare_role(rest)?;
        Some(self.phrase(country, role, is_former || words.iter().any(|w| is_past(w))))
    }

    fn phrase(&self, country: &'static str, role: Role<'static>, is_former: bool) -> Phrase {
        let name = format!("{} of {}", phrase_of(&role), self.pack.country(country).map_or(country, |c| c.name));
        // who held an office is of the elite (codebook section 2)
        let sector = if is_former && is_country(country) { "ELI" } else { role.sector };
        let is_specific = role.kind == RoleKind::Office && !GENERIC.contains(&role.singular);
        Phrase { party: Party::new(country, sector, None, name), is_specific, is_former, role }
    }

    /// A role noun with nothing before it but adjectives that leave it what it is.
    fn bare_role(&self, words: &[&str]) -> Option<(Role<'static>, bool)> {
        let skipped = words.iter().take_while(|w| ADJECTIVES.iter().any(|a| w.eq_ignore_ascii_case(a))).count();
        (0..=skipped).find_map(|k| {
            let role = self.role(&words.get(k..).filter(|rest| !rest.is_empty())?.join(" ")).filter(|r| !r.sector.is_empty())?;
            Some((role, words[..k].iter().any(|w| is_past(w))))
        })
    }

    /// The country at the beginning of a noun phrase, and the rest of it.
    fn qualified<'w, 'x>(&self, words: &'w [&'x str]) -> Option<(&'static str, &'w [&'x str])> {
        let skip = words.iter().take_while(|w| BEFORE_COUNTRY.iter().any(|a| w.eq_ignore_ascii_case(a))).count();
        let words = &words[skip..];
        (1..words.len().min(LONGEST_COUNTRY + 1)).rev().find_map(|k| {
            let joined = words[..k].join(" ");
            // a comma or a quotation mark parts what stands on its sides
            if joined.chars().any(|c| !(c.is_alphanumeric() || matches!(c, ' ' | '-' | '.' | '\'' | '’'))) {
                return None;
            }
            let owner = joined.strip_suffix("'s").or_else(|| joined.strip_suffix("’s"));
            let country = match owner {
                Some(owner) => self.country_of(owner.strip_prefix("the ").unwrap_or(owner))?,
                None => self.adjective_of(&joined)?,
            };
            Some((country, &words[k..]))
        })
    }

    /// The one country that a nationality's adjective is of, or an acronym that stands as one ("US", "UN").
    fn adjective_of(&self, word: &str) -> Option<&'static str> {
        let senses = self.pack.named(word);
        let is_acronym = word.chars().all(|c| c.is_uppercase() || c == '.');
        let countries = senses.iter().filter_map(|s| match &s.meaning {
            Meaning::People(p) if p.kind == PeopleKind::Nation && p.form == demarche_knowledge::Form::Adjective => p.country,
            Meaning::Country(c) if is_acronym => Some(c.party),
            Meaning::Party(p) if matches!(p.country, "UNO" | "EUR") && p.kind != "mission" => Some(p.country),
            _ => None,
        });
        self.only(countries)
    }

    /// The country that a name is of: a country or a capital, where the name has no other bearer that the text may mean.
    fn country_of(&self, name: &str) -> Option<&'static str> {
        if !name.chars().next()?.is_uppercase() {
            return None;
        }
        let senses = self.pack.named(name);
        if senses.iter().any(|s| matches!(&s.meaning, Meaning::Division(d) if self.context.names(d.country))) {
            return None;
        }
        let named = senses.iter().filter_map(|s| match &s.meaning {
            Meaning::Country(c) => Some(c.party),
            Meaning::Place(p) => self.pack.capital_of(p.id).map(|c| c.party),
            _ => None,
        });
        self.only(named)
    }

    /// The one country of several senses; of two ("Congolese") the one that the text names.
    fn only(&self, countries: impl Iterator<Item = &'static str>) -> Option<&'static str> {
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
    fn role(&self, noun: &str) -> Option<Role<'static>> {
        let roles = self.pack.roles(noun);
        roles.iter().find(|r| !r.sector.is_empty()).or_else(|| roles.first()).copied()
    }

    /// "Iranian troops", "the Syrian government", "police".
    fn group(&self, n: usize) -> Option<Resolution> {
        if let Some(resolved) = self.known_party(n) {
            return Some(resolved);
        }
        self.noun(n, "role")
    }

    fn noun(&self, n: usize, method: &'static str) -> Option<Resolution> {
        let words: Vec<&str> = self.mention_words(n).split_whitespace().collect();
        if let Some(phrase) = self.noun_phrase(&words) {
            return Some(Resolution::party(phrase.party, method));
        }
        if let Some(found) = self.noun_of(n, &words) {
            return Some(found);
        }
        let country = self.pack.country(self.context.only_one()?)?.party;
        let (role, is_former) = self.bare_role(without_article(&words))?;
        // soldiers, rebels and envoys in a text on one country may be another's
        let is_of_place = matches!(role.sector, "COP" | "JUD" | "LEG") || (role.sector == "GOV" && role.kind == RoleKind::Body);
        is_of_place.then(|| Resolution::party(self.phrase(country, role, is_former).party, "text-country"))
    }

    /// "police in Nairobi", "the president of Kenya": the place in or behind the mention.
    fn noun_of(&self, n: usize, words: &[&str]) -> Option<Resolution> {
        let m = &self.mentions[n];
        let sentence = self.sentence(n);
        let joint = words.iter().position(|w| ["of", "in", "from"].contains(w));
        let (head, joint, tail) = match joint {
            Some(at) => (&words[..at], words[at], words[at + 1..].join(" ")),
            None => {
                let after = self.between(m.found.span.end(), sentence.end()).strip_prefix(' ')?;
                let bound = after.floor_char_boundary(LONGEST_TITLE);
                let (joint, tail) = after[..bound].split_once(' ')?;
                (words, ["of", "in", "from"].into_iter().find(|j| *j == joint)?, tail.to_owned())
            }
        };
        let (role, is_former) = self.bare_role(without_article(head))?;
        // where soldiers and diplomats are is not whose they are
        if joint == "in" && !matches!(role.sector, "COP" | "JUD" | "LEG" | "OPP" | "CVL") {
            return None;
        }
        let tail: Vec<&str> = tail.strip_prefix("the ").unwrap_or(&tail).split(' ').take(LONGEST_COUNTRY).collect();
        let named = tail.iter().take_while(|w| w.starts_with(char::is_uppercase)).count();
        let country = (1..=named).rev().find_map(|k| {
            let name = tail[..k].join(" ");
            // "Lebanon, Pennsylvania"
            let is_within = name.ends_with(',') && tail.get(k).is_some_and(|next| next.starts_with(char::is_uppercase));
            if is_within { None } else { self.country_of(name.trim_end_matches([',', '.', ';', ':', ')', '”', '"'])) }
        })?;
        Some(Resolution::party(self.phrase(country, role, is_former).party, "role-of"))
    }

    fn described(&self, n: usize, before: &Resolved) -> Option<Resolution> {
        let resolved = self.noun(n, "role")?;
        // the holder, where the text has named one of that office before
        let coref = self.same_office(n, &resolved, before);
        Some(match coref {
            Some(first) => Resolution { coref: Some(first), parties: before.parties(first as usize), ..Resolution::by("described-before") },
            None => resolved,
        })
    }

    /// "Iranian", "the Kurds": a people by itself carries its country as a place; acting, it is its people.
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
        let is_plural = people.form == demarche_knowledge::Form::Plural;
        let parties = if self.mentions[n].acts && is_plural && people.kind == PeopleKind::Nation && bare == words {
            vec![Party::new(country.party, "CVL", None, format!("People of {}", country.name))]
        } else {
            Vec::new()
        };
        Some(Resolution { parties, place: Some(place), ..Resolution::by("nationality") })
    }

    // ---- organisations and places that act

    /// A name of the text again, or what the tables say where its first mention stayed open.
    fn same_organization(&self, n: usize, before: &Resolved, names: &Names<'_>) -> Option<Resolution> {
        match self.same_name(n, before, names) {
            Some(same) if same.parties.is_empty() => {
                let own = self.organization(n).map(|own| Resolution { coref: same.coref, ..own });
                own.or(Some(same))
            }
            Some(same) => Some(same),
            None => self.organization(n),
        }
    }

    fn organization(&self, n: usize) -> Option<Resolution> {
        self.known_party(n).or_else(|| self.metonym(n)).or_else(|| self.noun(n, "role"))
    }

    /// An organisation, group, outlet or body of the tables. Of namesakes the one whose country the text names.
    fn known_party(&self, n: usize) -> Option<Resolution> {
        let words = self.mention_words(n);
        let bare = words.strip_prefix("the ").or_else(|| words.strip_prefix("The ")).unwrap_or(words);
        let is_name = bare.split_whitespace().any(|w| w.chars().next().is_some_and(char::is_uppercase));
        let is_single = !bare.contains(char::is_whitespace);
        let mut parties: Vec<_> = self
            .senses(words)
            .iter()
            .filter_map(|s| match &s.meaning {
                Meaning::Party(p) if is_name && p.origin.certainty != Certainty::Unsure => Some(*p),
                _ => None,
            })
            .filter(|p| self.was_then(&p.when) != Held::No)
            .collect();
        // "Rangers", "Senate": one word that names a body of some state is said of it only where the text speaks of that state
        parties.retain(|p| !(is_single && p.of == PartyKind::Body) || self.context.names(p.country));
        parties.dedup_by_key(|p| p.id);
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
        let is_of_state = chosen.of == PartyKind::Body && STATE_BODIES.contains(&chosen.kind);
        let slug = chosen.id.rsplit('/').next().filter(|_| !is_of_state);
        Some(Resolution { lost_to, ..Resolution::party(Party::new(chosen.country, chosen.sector, slug, chosen.name), "name") })
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
        let [metonym] = metonyms[..] else { return None };
        Some(Resolution::party(Party::new(metonym.country, metonym.sector, None, metonym.party), "metonym"))
    }

    /// A place, and where it acts the government that it stands for.
    fn acting_place(&self, n: usize) -> Option<Resolution> {
        let place = self.place(n);
        if !self.mentions[n].acts {
            return place;
        }
        // the place that the text means decides: "Lebanon, Pennsylvania" is no government
        let chosen = place.as_ref().and_then(|p| p.place.as_ref());
        let is_country = |code: &str| chosen.is_none_or(|p| p.country == code && p.admin1.is_empty() && p.geonames.is_none());
        let country = self.senses(self.mention_words(n)).iter().find_map(|s| match &s.meaning {
            Meaning::Country(c) if is_country(c.code) => Some((c.party, c.name, "country")),
            _ => None,
        });
        let capital = || self.pack.capital_of(chosen?.geonames?).map(|c| (c.party, c.name, "capital"));
        match country.or_else(capital) {
            Some((code, name, method)) => {
                let party = Party::new(code, "GOV", None, format!("Government of {name}"));
                let place = place.and_then(|p| p.place);
                Some(Resolution { place, ..Resolution::party(party, method) })
            }
            None => match self.metonym(n) {
                Some(metonym) => Some(Resolution { place: place.and_then(|p| p.place), ..metonym }),
                None => place,
            },
        }
    }
}

/// False for the codes of parties that belong to no country (codebook section 2).
fn is_country(code: &str) -> bool {
    !matches!(code, "UNO" | "IGO" | "NGO" | "EUR" | "IMG" | "ISM" | "MNC")
}

fn person_of(sense: &Sense<'static>) -> Option<(Person<'static>, By)> {
    match &sense.meaning {
        Meaning::Person(person) => Some((person.clone(), sense.by)),
        _ => None,
    }
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
