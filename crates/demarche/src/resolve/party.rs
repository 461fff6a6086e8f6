//! Parties: from a name or description to country and sector.
//!
//! The order of the methods is their order of trust: the text's own title beside a name, the office held at the date, a name that the
//! tables know, nationality with a role noun, a capital or metonym that acts, the one country that the text is about.

use demarche_knowledge::{By, Certainty, Held, Meaning, OfficeClass, PartyKind, PeopleKind, Person, Role, RoleKind, Sense};
use jiff::civil::Date;

use super::coref::Names;
use super::{Party, Resolution, Resolver};
use crate::codebook::Kind;

/// Most words before a name that may hold its title.
const TITLE: usize = 7;

/// Kinds of named bodies that are a state's own.
const STATE_BODIES: [&str; 8] = ["parliament", "court", "intelligence", "ministry", "military", "police", "agency", "bank"];

/// A nationality or country that qualifies a noun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Qualified<'p> {
    country: &'p str,
    method: &'static str,
}

impl Resolver<'_> {
    /// The party or place that the `n`th mention stands for; `before` holds what was resolved of earlier ones.
    pub(super) fn party_or_place(&self, n: usize, before: &[Resolution], names: &Names<'_>) -> Resolution {
        let m = &self.mentions[n];
        let resolved = match m.found.kind {
            Kind::Person => self.same_name(n, before, names).or_else(|| self.person(n)),
            Kind::Organization => self.same_name(n, before, names).or_else(|| self.organization(n)),
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
        // a name spelt otherwise, or half a name, needs the text to agree
        persons.retain(|(p, by)| {
            let is_exact = *by == By::Name && is_full;
            match &title {
                Some((title, _)) => title.country() == p.country,
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
        match (chosen, title) {
            // the text's title wins over a stale table
            (Some((person, by)), title) => {
                let party = self.party_of_person(&person, title.as_ref().map(|(t, _)| t))?;
                let method = match by {
                    By::Name => "name-office",
                    By::Sound => "name-by-sound",
                    By::FamilyName | By::GivenName => "family-name",
                };
                let lost_to = persons.iter().find(|(p, _)| p.id != person.id).map(|(p, _)| format!("{} ({})", p.name, p.country));
                Some(Resolution { lost_to, ..Resolution::party(party, method) })
            }
            (None, Some((title, method))) => {
                let slug = demarche_knowledge::slug(words);
                let slug = (!slug.is_empty()).then_some(slug);
                Some(Resolution::party(Party::new(title.country(), title.sector(), slug.as_deref(), words), method))
            }
            (None, None) => None,
        }
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

    fn party_of_person(&self, person: &Person<'static>, title: Option<&Party>) -> Option<Party> {
        let slug = Some(person.slug());
        if let Some(title) = title {
            return Some(Party::new(title.country(), title.sector(), slug, person.name));
        }
        if let Some((country, sector, _)) = self.office(person) {
            return Some(Party::new(country, sector, slug, person.name));
        }
        // a former holder is of the elite (codebook section 2)
        let day = self.day()?;
        let is_former = person.offices.iter().any(|o| o.when.ended_before(day));
        (is_former && is_country(person.country)).then(|| Party::new(person.country, "ELI", slug, person.name))
    }

    /// The title right before a name: "Ukrainian Defence Minister", "Iran's foreign minister".
    fn title_before(&self, n: usize) -> Option<(Party, &'static str)> {
        let m = &self.mentions[n];
        let sentence = self.page.sentences[m.sentence];
        let before = self.between(sentence.start(), m.found.span.start());
        let words: Vec<&str> = before.split_whitespace().collect();
        let last = words.last()?;
        if last.ends_with([',', '.', ';', ':', '"', '”', ')']) && !last.ends_with("Gen.") && !last.ends_with("Sen.") {
            return None;
        }
        let from = words.len().saturating_sub(TITLE);
        (from..words.len()).find_map(|k| {
            let phrase = words[k..].join(" ");
            self.noun_phrase(&phrase, None).map(|party| (party, "title"))
        })
    }

    /// The title behind a name: ", the Ukrainian defence minister,".
    fn title_after(&self, n: usize) -> Option<(Party, &'static str)> {
        let m = &self.mentions[n];
        let sentence = self.page.sentences[m.sentence];
        let after = self.between(m.found.span.end(), sentence.end()).strip_prefix(", ")?;
        let phrase = after.split([',', '.', ';', '—', '(']).next()?;
        if phrase.split_whitespace().count() > TITLE + 2 {
            return None;
        }
        let phrase = phrase.strip_prefix("the ").or_else(|| phrase.strip_prefix("a ")).unwrap_or(phrase);
        self.noun_phrase(phrase, None).map(|party| (party, "apposition"))
    }

    // ---- nouns

    /// Country and sector of a noun phrase: nationality or possessor, perhaps "of" or "in" a country behind, and a role noun.
    fn noun_phrase(&self, phrase: &str, fallback: Option<&str>) -> Option<Party> {
        let phrase = phrase.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '“' | '”'));
        let (phrase, owner) = self.split_owner(phrase);
        let words: Vec<&str> = phrase.split_whitespace().collect();
        // the longest role noun at the end
        let (at, role) = (0..words.len()).find_map(|k| Some((k, self.role(&words[k..].join(" "))?)))?;
        let front = words[..at].join(" ");
        let qualified = self.qualifier(&front).or(owner);
        let country = qualified.map(|q| q.country).or(fallback)?;
        if role.sector.is_empty() {
            return None;
        }
        let name = format!("{} of {}", phrase_of(&role), self.pack.country(country).map_or(country, |c| c.name));
        Some(Party::new(country, role.sector, None, name))
    }

    /// "police in Nairobi", "president of Kenya": the noun and the country behind it.
    fn split_owner<'a>(&self, phrase: &'a str) -> (&'a str, Option<Qualified<'static>>) {
        for joint in [" of ", " in ", " from ", " for "] {
            if let Some((head, tail)) = phrase.split_once(joint) {
                let tail = tail.strip_prefix("the ").unwrap_or(tail);
                if let Some(country) = self.country_of(tail) {
                    return (head, Some(Qualified { country, method: "role-of" }));
                }
            }
        }
        (phrase, None)
    }

    /// The country that a name is of: a country, its capital, a nationality, a place without a rival elsewhere.
    fn country_of(&self, name: &str) -> Option<&'static str> {
        let name = name.trim_end_matches("'s").trim_end_matches("’s").trim();
        if !name.chars().next()?.is_uppercase() {
            return None;
        }
        let senses = self.pack.named(name);
        let country = senses.iter().find_map(|s| match &s.meaning {
            Meaning::Country(c) => Some(c.party),
            Meaning::People(p) if p.kind == PeopleKind::Nation => p.country,
            // "a United Nations official"
            Meaning::Party(p) if matches!(p.country, "UNO" | "EUR") => Some(p.country),
            _ => None,
        });
        country.or_else(|| {
            let capital = senses.iter().find_map(|s| match &s.meaning {
                Meaning::Place(p) => self.pack.capital_of(p.id).map(|c| c.party),
                _ => None,
            })?;
            Some(capital)
        })
    }

    /// The country of the words before a role noun: "South Korean", "Iran's", "the US".
    fn qualifier(&self, front: &str) -> Option<Qualified<'static>> {
        let words: Vec<&str> = front.split_whitespace().collect();
        // the last three words may hold it, adjectives such as "senior" aside
        for end in (1..=words.len()).rev() {
            for start in (end.saturating_sub(3)..end).collect::<Vec<_>>() {
                let name = words[start..end].join(" ");
                if let Some(country) = self.country_of(&name) {
                    let is_owner = name.ends_with("'s") || name.ends_with("’s");
                    return Some(Qualified { country, method: if is_owner { "possessor" } else { "nationality" } });
                }
            }
        }
        None
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
        let words = self.mention_words(n);
        if let Some(party) = self.noun_phrase(words, None) {
            return Some(Resolution::party(party, method));
        }
        // "rebels in Syria": the place behind the mention
        let m = &self.mentions[n];
        let sentence = self.page.sentences[m.sentence];
        let after = self.between(m.found.span.end(), sentence.end());
        for joint in [" in ", " of ", " from "] {
            if let Some(tail) = after.strip_prefix(joint) {
                let tail = tail.strip_prefix("the ").unwrap_or(tail);
                let named: Vec<&str> =
                    tail.split_whitespace().take(3).take_while(|w| w.chars().next().is_some_and(char::is_uppercase)).collect();
                let country = (1..=named.len()).rev().find_map(|k| self.country_of(named[..k].join(" ").trim_end_matches([',', '.', ';'])));
                if let Some(party) = country.and_then(|country| self.noun_phrase(words, Some(country))) {
                    return Some(Resolution::party(party, "role-of"));
                }
            }
        }
        let country = self.context.dominant()?;
        self.noun_phrase(words, Some(country)).map(|party| Resolution::party(party, "text-country"))
    }

    fn described(&self, n: usize, before: &[Resolution]) -> Option<Resolution> {
        let resolved = self.noun(n, "role")?;
        // the holder, where the text has named one of that office before
        let coref = self.same_office(n, &resolved, before);
        Some(match coref {
            Some(first) => {
                Resolution { coref: Some(first), parties: before[first as usize].parties.clone(), ..Resolution::by("described-before") }
            }
            None => resolved,
        })
    }

    /// "Iranian", "the Kurds": a people by itself carries its country as a place; acting, it is its people.
    fn nationality(&self, n: usize) -> Option<Resolution> {
        let words = self.mention_words(n);
        let bare = words.strip_prefix("the ").or_else(|| words.strip_prefix("The ")).unwrap_or(words);
        let people = self.senses(words).iter().chain(self.senses(bare)).find_map(|s| match &s.meaning {
            Meaning::People(p) => Some(*p),
            _ => None,
        })?;
        let country = people.country.and_then(|code| self.pack.country(code))?;
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
        let country = self.senses(self.mention_words(n)).iter().find_map(|s| match &s.meaning {
            Meaning::Country(c) => Some((c.party, c.name, "country")),
            _ => None,
        });
        let capital = || {
            let id = place.as_ref()?.place.as_ref()?.geonames?;
            self.pack.capital_of(id).map(|c| (c.party, c.name, "capital"))
        };
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
