//! Asking packs what a name can mean.

use demarche_knowledge::{
    By, Certainty, Country, CountryKind, End, Form, Held, Interval, Knowledge, Meaning, Office, Origin, Party, PartyKind, People,
    PeopleKind, Person, Role, Sense, fold,
};
use jiff::civil::Date;
use serde_json::{Value, json};

use super::found::{Found, HeldOffice, Spelling, Stands};
use super::packs::Packs;

/// Asks all packs what `name` can mean: by name, by sound, by part of a person's name, as a role noun.
pub fn find(packs: &Packs, name: &str, on: Option<Date>) -> Vec<Found> {
    let knowledge = &packs.knowledge;
    let mut senses = knowledge.named(name);
    for weaker in knowledge.named_by_sound(name).into_iter().chain(knowledge.family(name)) {
        if !senses.iter().any(|known| is_same(known, &weaker)) {
            senses.push(weaker);
        }
    }
    let asked = Asked { packs, name, on };
    let mut out: Vec<Found> = Vec::new();
    for found in senses.iter().map(|sense| asked.sense(sense)) {
        match out.iter_mut().find(|known| known.kind == "people" && found.kind == "people" && known.stands == found.stands) {
            Some(known) => join_forms(known, &found),
            None => out.push(found),
        }
    }
    out.extend(knowledge.roles(name).iter().map(|role| asked.role(role)));
    out
}

/// The same person, whatever offices are told with it, or the same row.
fn is_same(a: &Sense<'_>, b: &Sense<'_>) -> bool {
    match (&a.meaning, &b.meaning) {
        (Meaning::Person(a), Meaning::Person(b)) => a.id == b.id,
        (a, b) => a == b,
    }
}

/// Adjective, noun and plural of one people that are written alike are one meaning.
fn join_forms(known: &mut Found, found: &Found) {
    let form = found.subkind.rsplit(", ").next().unwrap_or_default();
    known.subkind = format!("{}, {form}", known.subkind);
    if known.code.is_none() {
        (known.code, known.code_when) = (found.code.clone(), found.code_when);
    }
}

/// Names near to one that is not known.
pub fn near(knowledge: &Knowledge<'_>, name: &str) -> Vec<String> {
    const SHOWN: usize = 5;
    let mut out: Vec<String> = Vec::new();
    for near in knowledge.packs().iter().flat_map(|pack| pack.near(name, SHOWN)) {
        if out.len() < SHOWN && !out.iter().any(|known| fold(known) == fold(&near)) {
            out.push(near);
        }
    }
    out
}

struct Asked<'a> {
    packs: &'a Packs,
    name: &'a str,
    on: Option<Date>,
}

impl Asked<'_> {
    fn held(&self, when: &Interval) -> Option<Held> {
        self.on.map(|day| when.held_on(day))
    }

    /// Where a row stands. Packs do not tell; the first whose answer has the row is it.
    fn stands(&self, origin: Origin<'_>) -> Stands {
        let has = |senses: Vec<Sense<'static>>| {
            senses.iter().any(|s| match &s.meaning {
                Meaning::Person(person) => person.offices.iter().any(|o| o.origin == origin),
                meaning => meaning.origin() == Some(origin),
            })
        };
        let pack = self.packs.each().enumerate().find(|(_, (pack, _))| {
            has(pack.named(self.name))
                || has(pack.named_by_sound(self.name))
                || has(pack.family(self.name))
                || pack.roles(self.name).iter().any(|role| role.origin == origin)
        });
        let (at, (_, pack)) = pack.unwrap_or_else(|| (0, (&self.packs.knowledge.packs()[0], "built in")));
        Stands {
            table: origin.table.to_owned(),
            line: (at == 0).then_some(origin.line),
            origin: origin.origin.to_owned(),
            pack: pack.to_owned(),
        }
    }

    fn bare(&self, kind: &'static str, name: &str, origin: Option<Origin<'_>>) -> Found {
        Found {
            kind,
            subkind: String::new(),
            name: name.to_owned(),
            code: None,
            code_when: "",
            spelling: Spelling::Exact,
            written: name.to_owned(),
            when: None,
            held: None,
            certainty: origin.map_or(Certainty::Unsure, |o| o.certainty),
            as_of: origin.and_then(|o| o.as_of).map(|as_of| as_of.to_string()),
            stands: origin.map(|origin| self.stands(origin)).unwrap_or_default(),
            facts: Vec::new(),
            offices: Vec::new(),
        }
    }

    fn sense(&self, sense: &Sense<'_>) -> Found {
        let (kind, origin) = (sense.meaning.kind(), sense.meaning.origin());
        let new = |name: &str| self.bare(kind, name, origin);
        let point = |lat: f64, lon: f64| ("point", json!([lat, lon]));
        let mut found = match &sense.meaning {
            Meaning::Country(country) => self.country(country, new(country.name)),
            Meaning::People(people) => self.people(people, new(people.name)),
            Meaning::Party(party) => self.party(party, new(party.name)),
            Meaning::Person(person) => self.person(person, new(person.name)),
            Meaning::Metonym(metonym) => Found {
                subkind: metonym.kind.code().to_owned(),
                code: Some(format!("{}/{}", metonym.country, metonym.sector)),
                code_when: "where it acts",
                facts: texts(&[("stands for", metonym.party), ("note", metonym.note)]),
                ..self.dated(new(metonym.name), metonym.when)
            },
            Meaning::Place(place) => {
                let capital = self.packs.knowledge.capital_of(place.id);
                let mut facts = texts(&[("in", place.admin1), ("country", place.country)]);
                facts.extend([point(place.lat, place.lon), ("population", json!(place.population)), ("geonames", json!(place.id))]);
                if let Some(country) = capital {
                    facts.push(("capital of", json!(country.name)));
                }
                Found {
                    code: capital.map(|country| format!("{}/GOV", country.party)),
                    code_when: "where it acts",
                    facts,
                    ..new(place.name)
                }
            }
            Meaning::Division(division) => {
                let is_second = division.id.matches('.').count() > 1;
                let mut facts = texts(&[("in", if is_second { division.admin1 } else { "" }), ("country", division.country)]);
                facts.extend([point(division.lat, division.lon), ("population", json!(division.population)), ("id", json!(division.id))]);
                Found { subkind: if is_second { "second level" } else { "first level" }.to_owned(), facts, ..new(division.name) }
            }
            Meaning::Region(region) => {
                let mut facts = texts(&[("country", region.country.unwrap_or_default())]);
                facts.push(point(region.lat, region.lon));
                Found { subkind: region.kind.code().to_owned(), facts, ..new(region.name) }
            }
        };
        // a place's alternate names lead to its row alone
        let is_own_place = matches!(sense.meaning, Meaning::Place(_)) && sense.by == By::Name && fold(sense.written) != fold(self.name);
        found.written = if is_own_place { self.name } else { sense.written }.to_owned();
        found.spelling = match sense.by {
            By::Sound => Spelling::Sound,
            By::FamilyName => Spelling::FamilyName,
            By::GivenName => Spelling::GivenName,
            By::Name if fold(&found.written) != fold(&found.name) => Spelling::Alias,
            By::Name if found.written == self.name => Spelling::Exact,
            By::Name => Spelling::Fold,
        };
        found
    }

    fn dated(&self, found: Found, when: Interval) -> Found {
        Found { when: Some(when), held: self.held(&when), ..found }
    }

    fn country(&self, country: &Country<'_>, found: Found) -> Found {
        let mut facts = texts(&[
            ("official name", country.official),
            ("capital", country.capital),
            ("seat", country.seat),
            ("alpha-2", country.alpha2),
            ("alpha-3", country.code),
        ]);
        facts.push(("point", json!([country.lat, country.lon])));
        let found = Found {
            subkind: country.kind.code().to_owned(),
            code: Some(format!("{}/GOV", country.party)),
            code_when: "where it acts",
            facts,
            ..found
        };
        // states and territories of today have no dates in the tables
        if country.kind == CountryKind::Former { self.dated(found, country.when) } else { found }
    }

    fn people(&self, people: &People<'_>, found: Found) -> Found {
        let is_plural_nation = people.kind == PeopleKind::Nation && people.form == Form::Plural;
        let mut found = Found {
            subkind: format!("{}, {}", people.kind, people.form),
            code: people.country.filter(|_| is_plural_nation).map(|country| format!("{country}/CVL")),
            code_when: "where it acts, in the plural",
            facts: texts(&[("country", people.country.unwrap_or_default())]),
            ..found
        };
        if people.when.start.is_some() || people.when.end != End::Unknown {
            found = self.dated(found, people.when);
        }
        found
    }

    fn party(&self, party: &Party<'_>, found: Found) -> Found {
        let code = if party.is_of_state() { format!("{}/{}", party.country, party.sector) } else { party.id.to_owned() };
        let mut facts = texts(&[
            ("seat", party.seat),
            ("owner", party.owner),
            ("active in", &party.active_in.replace('|', ", ")),
            ("domains", &party.domains.replace('|', ", ")),
            ("note", party.note),
        ]);
        for (is_so, label) in [(party.universal, "universal"), (party.wire, "wire agency"), (party.state, "state-owned")] {
            if is_so {
                facts.push((label, json!(true)));
            }
        }
        let slug = party.id.rsplit('/').next().unwrap_or_default();
        if let Some(day) = self.on.filter(|_| party.of == PartyKind::Organisation) {
            let members = self.packs.knowledge.members(slug, day);
            if !members.is_empty() {
                facts.push(("members on that day", json!(members.iter().map(|m| m.country).collect::<Vec<_>>())));
            }
        }
        self.dated(Found { subkind: party.kind.to_owned(), code: Some(code), facts, ..found }, party.when)
    }

    fn person(&self, person: &Person<'_>, found: Found) -> Found {
        let (code, code_when) = match self.on {
            Some(day) => code_on(person, day),
            None => {
                let first = person.offices.first();
                let one = first.filter(|f| person.offices.iter().all(|o| (o.country, o.sector) == (f.country, f.sector)));
                one.map_or((None, "depends on the date: give it with --on"), |o| (Some(code_of(person, o.country, o.sector)), "in office"))
            }
        };
        let offices = person.offices.iter().map(|o| self.office(o)).collect();
        Found { code, code_when, certainty: person.certainty(), facts: texts(&[("id", person.id)]), offices, ..found }
    }

    fn office(&self, office: &Office<'_>) -> HeldOffice {
        HeldOffice {
            office: office.office.to_owned(),
            code: format!("{}/{}", office.country, office.sector),
            body: office.body.to_owned(),
            classes: office.classes.iter().map(|c| c.code()).collect(),
            is_acting: office.acting,
            when: office.when,
            held: self.held(&office.when),
            certainty: office.origin.certainty,
            as_of: office.origin.as_of.map(|as_of| as_of.to_string()),
            note: office.note.to_owned(),
            stands: self.stands(office.origin),
        }
    }

    fn role(&self, role: &Role<'_>) -> Found {
        let name = if role.singular.is_empty() { role.plural } else { role.singular };
        let written = if role.is_plural { role.plural } else { name };
        let classes: Vec<&str> = role.classes.iter().map(|c| c.code()).collect();
        let mut facts = texts(&[("plural", role.plural), ("office", &classes.join(", ")), ("note", role.note)]);
        if !role.sector.is_empty() {
            facts.push(("sector", json!(role.sector)));
        }
        let spelling = if written == self.name { Spelling::Exact } else { Spelling::Fold };
        Found {
            subkind: role.kind.code().to_owned(),
            code_when: "with a country, as in `Kenyan police`",
            spelling,
            written: written.to_owned(),
            facts,
            ..self.bare("role", name, Some(role.origin))
        }
    }
}

fn code_of(person: &Person<'_>, country: &str, sector: &str) -> String {
    format!("{country}/{sector}/{}", person.slug())
}

/// The code of a person on a day, and what it rests on.
fn code_on(person: &Person<'_>, day: Date) -> (Option<String>, &'static str) {
    let Some(standing) = person.standing_on(day) else { return (None, "in no office on that day") };
    let when = match standing.held {
        Some(Held::Yes) => "in office on that day",
        Some(_) => "perhaps in office on that day",
        None => "out of office on that day",
    };
    (Some(code_of(person, standing.country, standing.sector)), when)
}

/// Facts that are texts; empty ones are none.
fn texts(facts: &[(&'static str, &str)]) -> Vec<(&'static str, Value)> {
    facts.iter().filter(|(_, text)| !text.is_empty()).map(|(label, text)| (*label, json!(text))).collect()
}
