//! Persons: from a name and the title beside it to the office held at the date.

use demarche_knowledge::{By, Certainty, Held, Meaning, OfficeClass, Person, RoleKind, STATE_SECTORS, Sense, Standing};

use super::noun::{Noun, Owner, Reading};
use super::party::is_country;
use super::{Party, Resolution, Resolved, Resolver};

/// Most words before a name that may hold its title.
const TITLE: usize = 7;
/// Mentions around a name that are looked at.
const NEAR: usize = 40;
/// Longest title behind a name, in bytes.
const LONGEST_TITLE: usize = 120;
/// Sectors that a spokesman shares with whom he speaks for.
const SECTORS: [&str; 10] = ["GOV", "MIL", "LEG", "JUD", "SPY", "COP", "REB", "OPP", "PTY", "PRM"];
/// Sectors whose offices are those of the country where the text is set.
const HOME: [&str; 7] = ["LEG", "JUD", "COP", "EDU", "MED", "JRN", "LAB"];
/// Offices of a state's parts, and of sees.
const LOCAL_OFFICES: [&str; 11] = [
    "archbishop",
    "bishop",
    "governor",
    "deputy governor",
    "mayor",
    "deputy mayor",
    "prefect",
    "councillor",
    "provincial governor",
    "district governor",
    "premier",
];
/// Words that a description behind a name begins with.
const ARTICLES: [&str; 10] = ["a", "an", "the", "its", "their", "his", "her", "then", "now", "former"];

/// What the title beside a name says.
pub(super) struct Title {
    country: &'static str,
    sector: &'static str,
    is_former: bool,
    /// It names an office, so that it wins over a table.
    is_office: bool,
    /// It says enough to resolve a name that no table knows.
    is_enough: bool,
    /// The country is the text's, not the title's.
    is_open: bool,
    method: &'static str,
}

impl Title {
    /// The country of the office; none where only the text says it.
    pub(super) fn country(&self) -> Option<&'static str> {
        (!self.is_open).then_some(self.country)
    }
}

impl Resolver<'_> {
    pub(super) fn person(&self, n: usize, before: &Resolved) -> Option<Resolution> {
        let words = self.mention_words(n);
        if !super::coref::is_name(words) {
            return None;
        }
        let is_full = words.split_whitespace().nth(1).is_some();
        let title = self.title(n, before);
        let of_title = title.as_ref().and_then(Title::country);
        let mut persons: Vec<(Person<'static>, By)> = self.senses(words).iter().filter_map(person_of).collect();
        if persons.is_empty() {
            let weaker = if is_full { self.pack.named_by_sound(words) } else { self.pack.family(words) };
            persons = weaker.iter().filter_map(person_of).collect();
        }
        persons.retain(|(p, _)| p.certainty() != Certainty::Unsure);
        let is_known = persons.iter().any(|(p, by)| *by == By::Name && is_full && self.is_prominent(p));
        persons.retain(|(p, by)| {
            let is_exact = *by == By::Name && is_full;
            match of_title {
                Some(country) => country == p.country || self.office(p) == Some(country),
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
                Some(t) if !t.is_open && (t.is_former || (t.is_office && known.is_none())) => {
                    Party::new(t.country, t.sector, Some(person.slug()), person.name)
                }
                // "the opposition leader X": who sits in parliament too; "Senator X": who leads a party too
                Some(t)
                    if (t.is_office && t.sector == "OPP") || (t.sector == "LEG" && known.as_ref().is_some_and(|k| k.sector() == "PTY")) =>
                {
                    let known = known?;
                    Party::new(known.country(), t.sector, Some(person.slug()), person.name)
                }
                // "Senator X", of a country that only the tables tell
                None if self.role(spelled_out(self.word_before(n))).is_some_and(|r| r.sector == "LEG") => {
                    let known = known?;
                    let sector = if known.sector() == "PTY" { "LEG" } else { known.sector() };
                    Party::new(known.country(), sector, Some(person.slug()), person.name)
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
        let title = title.filter(|t| !is_known && persons.is_empty() && t.is_enough)?;
        let slug = demarche_knowledge::slug(words);
        let slug = (!slug.is_empty()).then_some(slug);
        Some(Resolution::party(Party::new(title.country, title.sector, slug.as_deref(), words), title.method))
    }

    /// Somebody whom news names by the family name: who leads a state or its diplomacy or army, an organisation, or a state's opposition, at the date.
    fn is_prominent(&self, person: &Person<'_>) -> bool {
        let leads = [
            OfficeClass::HeadOfState,
            OfficeClass::HeadOfGovernment,
            OfficeClass::ForeignMinister,
            OfficeClass::DefenceMinister,
            OfficeClass::OrganisationHead,
            OfficeClass::OppositionLeader,
        ];
        self.today.is_some_and(|day| {
            let held = person.offices_on(day);
            held.iter().any(|(h, o)| *h == Held::Yes && leads.iter().any(|c| o.classes.contains(*c)))
        })
    }

    /// Country and sector of the one person with a family name who leads a state that the text names, at the date.
    pub(super) fn leader_called(&self, family: &str) -> Option<(String, String)> {
        let senses = self.pack.family(family);
        let persons: Vec<Person<'static>> = senses.iter().filter_map(person_of).map(|(p, _)| p).collect();
        let mut leaders = persons.iter().filter(|p| self.is_prominent(p) && is_country(p.country) && self.context.names(p.country));
        let (leader, None) = (leaders.next()?, leaders.next()) else { return None };
        let party = self.party_of_person(leader)?;
        Some((party.country().to_owned(), party.sector().to_owned()))
    }

    /// The country and id of the one person of the tables who bears a full name and held a state's office at the date.
    pub(super) fn holder_in(&self, n: usize) -> Option<(&'static str, &'static str)> {
        let m = &self.mentions[n];
        if m.found.kind != crate::codebook::Kind::Person || !self.mention_words(n).contains(' ') {
            return None;
        }
        let persons: Vec<(Person<'static>, By)> = self.senses(self.mention_words(n)).iter().filter_map(person_of).collect();
        let [(person, By::Name)] = &persons[..] else { return None };
        let country = self.office(person).filter(|c| is_country(c) && person.certainty() == Certainty::Sure)?;
        Some((country, person.id))
    }

    /// Country and sector that a person counts under at the date, and whether an office was held.
    fn standing(&self, person: &Person<'static>) -> Option<Standing<'static>> {
        match self.today {
            Some(day) => person.standing_on(day),
            // without a date only somebody who never changed sides
            None => {
                let first = person.offices.first()?;
                let is_one = person.offices.iter().all(|o| (o.country, o.sector) == (first.country, first.sector));
                is_one.then_some(Standing { country: first.country, sector: first.sector, held: Some(Held::Maybe) })
            }
        }
    }

    /// The country of the office that a person held at the date.
    fn office(&self, person: &Person<'static>) -> Option<&'static str> {
        self.standing(person).filter(|s| s.held.is_some()).map(|s| s.country)
    }

    fn party_of_person(&self, person: &Person<'static>) -> Option<Party> {
        self.standing(person).map(|s| Party::new(s.country, s.sector, Some(person.slug()), person.name))
    }

    // ---- titles

    /// The title before or behind a name.
    pub(super) fn title(&self, n: usize, before: &Resolved) -> Option<Title> {
        self.title_before(n, before).or_else(|| self.title_after(n, before))
    }

    /// The title right before a name: "Ukrainian Defence Minister", "Iran's foreign minister", "General".
    pub(super) fn title_before(&self, n: usize, before: &Resolved) -> Option<Title> {
        let m = &self.mentions[n];
        let sentence = self.sentence(n);
        let text = self.between(sentence.start(), m.found.span.start());
        if !text.ends_with(' ') {
            return None;
        }
        let mut words: Vec<&str> = text.rsplit(' ').filter(|w| !w.is_empty()).take(TITLE).collect();
        words.reverse();
        let words: Vec<&str> = words.into_iter().map(spelled_out).collect();
        let noun = (0..words.len()).find_map(|k| self.noun(&words[k..], Reading::Title))?;
        self.title_of(n, &noun, before, "title")
    }

    /// The title behind a name: ", the Ukrainian defence minister,".
    fn title_after(&self, n: usize, before: &Resolved) -> Option<Title> {
        let m = &self.mentions[n];
        let sentence = self.sentence(n);
        let after = self.between(m.found.span.end(), sentence.end()).strip_prefix(", ")?;
        let bound = after.floor_char_boundary(LONGEST_TITLE);
        // a title ends where the sentence goes on: a longer one is none
        let end = after[..bound].find([',', '.', ';', '—', '('])?;
        let words: Vec<&str> = after[..end].split(' ').collect();
        let first = words.first()?;
        let begins = ARTICLES.iter().any(|a| first.eq_ignore_ascii_case(a)) || first.starts_with(char::is_uppercase);
        let begins = begins || self.role(first).is_some_and(|r| r.kind == RoleKind::Office);
        let noun = self.noun(&words, Reading::Mention).filter(|_| begins)?;
        self.title_of(n, &noun, before, "apposition")
    }

    fn title_of(&self, n: usize, noun: &Noun<'_>, before: &Resolved, method: &'static str) -> Option<Title> {
        if noun.role.kind == RoleKind::Body || noun.role.kind == RoleKind::Collective {
            return None;
        }
        let is_office = noun.role.kind == RoleKind::Office;
        if let Owner::Possessor(name) = noun.owner {
            return self.title_of_owner(n, name, noun, before);
        }
        let (country, is_open, sector) = match &noun.owner {
            Owner::Countries(countries) => match countries[..] {
                [one] => (one, false, noun.sector),
                _ => return None,
            },
            Owner::Party(party) => (party.country, false, super::party::sector_in(party, noun)),
            Owner::Pronoun(pronoun) => match self.possessor(n, pronoun, before)?.countries[..] {
                [one] => (one, false, noun.sector),
                _ => return None,
            },
            Owner::Place(joint, words) => (self.country_behind(joint, words, noun)?, false, noun.sector),
            Owner::Possessor(_) | Owner::Unknown => return None,
            Owner::Open if !noun.is_local => return None,
            // of judges, mayors and bishops there are many, but not of other countries
            Owner::Open if is_office && (HOME.contains(&noun.sector) || LOCAL_OFFICES.contains(&noun.role.singular)) => {
                let set = self.setting.at(self.mentions[n].sentence).map(|(country, _)| country);
                let set = set.or_else(|| self.setting.sure().filter(|c| !self.is_named_here(n, c)));
                // "Rep." and "Sen." are written so of Americans
                let american = || ["Rep.", "Sen."].contains(&self.word_before(n)).then_some("USA");
                (set.or_else(american)?, true, noun.sector)
            }
            Owner::Open if is_office => (self.setting.sure().filter(|c| !self.is_named_here(n, c))?, true, noun.sector),
            Owner::Open => (self.setting.at(self.mentions[n].sentence)?.0, true, noun.sector),
        };
        // who held an office is of the elite (codebook section 2)
        let sector = if noun.is_former && is_country(country) && STATE_SECTORS.contains(&sector) { "ELI" } else { sector };
        let is_enough = noun.is_specific || noun.is_former || !is_office;
        let method = if is_open { "title-setting" } else { method };
        Some(Title { country, sector, is_former: noun.is_former, is_office: noun.is_specific, is_enough, is_open, method })
    }

    /// "X's spokesman Y": of the party of X.
    fn title_of_owner(&self, n: usize, name: &str, noun: &Noun<'_>, before: &Resolved) -> Option<Title> {
        let (country, sector) = self.owner_of(n, name, before)?;
        let country = self.pack.country(&country)?.party;
        let sector = SECTORS.into_iter().find(|s| *s == sector)?;
        let is_office = noun.role.kind == RoleKind::Office;
        let sector = if is_office { sector } else { noun.sector };
        let method = "title";
        Some(Title { country, sector, is_former: noun.is_former, is_office: false, is_enough: true, is_open: false, method })
    }

    /// True where the sentence names the country as a place: "Iran hosted President X", "President X arrived in Kenya".
    fn is_named_here(&self, n: usize, country: &str) -> bool {
        let sentence = self.mentions[n].sentence;
        let near = n.saturating_sub(NEAR)..(n + NEAR).min(self.mentions.len());
        near.filter(|&i| self.mentions[i].sentence == sentence && self.mentions[i].found.kind == crate::codebook::Kind::Place)
            .any(|i| self.country_of(self.mention_words(i)) == Some(country))
    }
}

/// Titles that news cuts short, in full.
fn spelled_out(word: &str) -> &str {
    match word {
        "Rep." => "congressman",
        "Sen." => "senator",
        "Gov." => "governor",
        "Gen." => "general",
        "Col." => "colonel",
        "Lt." => "lieutenant",
        "Maj." => "major",
        "Capt." => "captain",
        "Adm." => "admiral",
        "Sgt." => "sergeant",
        word => word,
    }
}

fn person_of(sense: &Sense<'static>) -> Option<(Person<'static>, By)> {
    match &sense.meaning {
        Meaning::Person(person) => Some((person.clone(), sense.by)),
        _ => None,
    }
}
