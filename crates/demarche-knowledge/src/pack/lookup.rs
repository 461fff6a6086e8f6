//! Looking up: by code, by id, by name, by office and date.

use jiff::civil::Date;

use super::{Pack, Section, space};
use crate::date::{Held, Interval, PartialDate};
use crate::fold::{LONGEST_NAME, Spelling, fold};
use crate::names;
use crate::record::{
    ClassRecord, CountryRecord, DivisionRecord, MemberRecord, MetonymRecord, OfficeRecord, PartyRecord, PeopleRecord, PersonRecord,
    PlaceRecord, Posting, RegionRecord, RoleRecord, Stand,
};
use crate::sense::{
    By, Country, CountryKind, Division, Form, Holder, Meaning, Member, Metonym, MetonymKind, Office, OfficeClass, OfficeClasses, Party,
    PartyKind, People, PeopleKind, Person, Place, Region, RegionKind, Role, RoleKind, Sense,
};
use crate::table::{Certainty, code};

/// Tables that postings lead to, in the order in which senses are given.
pub(crate) mod table {
    pub(crate) const COUNTRY: u8 = 0;
    pub(crate) const PEOPLE: u8 = 1;
    pub(crate) const PARTY: u8 = 2;
    pub(crate) const PERSON: u8 = 3;
    pub(crate) const METONYM: u8 = 4;
    pub(crate) const DIVISION: u8 = 5;
    pub(crate) const PLACE: u8 = 6;
    pub(crate) const ROLE: u8 = 7;
    pub(crate) const OFFICE: u8 = 8;
    pub(crate) const REGION: u8 = 9;
}

/// Bits of parties and offices.
pub(crate) mod flags {
    pub(crate) const UNIVERSAL: u8 = 1;
    pub(crate) const WIRE: u8 = 2;
    pub(crate) const STATE: u8 = 4;
    pub(crate) const ACTING: u8 = 1;
}

fn degrees(hundred_thousandths: i32) -> f64 {
    f64::from(hundred_thousandths) / 1e5
}

impl<'b> Pack<'b> {
    /// A country by its ISO alpha-3 code; where a code has several rows (Sudan before and after 2011), the last.
    #[must_use]
    pub fn country(&self, alpha3: &str) -> Option<Country<'b>> {
        let after = self.partition(Section::Countries, |i| self.code(Section::Countries, i, 0) <= alpha3);
        self.country_at(after.checked_sub(1)?).filter(|c| c.code == alpha3)
    }

    /// True for the code of a country, and for those of parties that belong to none (UNO, IGO …).
    #[must_use]
    pub fn is_party_code(&self, alpha3: &str) -> bool {
        self.country(alpha3).is_some() || crate::tables::STATELESS.split(' ').any(|code| code == alpha3)
    }

    /// All countries and territories in order of code and start.
    pub fn countries(&self) -> impl Iterator<Item = Country<'b>> + '_ {
        (0..self.rows(Section::Countries)).filter_map(|i| self.country_at(i))
    }

    /// The country whose capital or seat of government a place is.
    #[must_use]
    pub fn capital_of(&self, place: u32) -> Option<Country<'b>> {
        // ids first: a row costs more than a look at two numbers
        let is_seat = |i: &usize| {
            self.row::<CountryRecord>(Section::Countries, *i).is_some_and(|r| place > 0 && (r.capital_id == place || r.seat_id == place))
        };
        let mut seats = (0..self.rows(Section::Countries)).filter(is_seat).filter_map(|i| self.country_at(i));
        seats.find(|c| c.kind != CountryKind::Former)
    }

    /// A place by its GeoNames id.
    #[must_use]
    pub fn place(&self, id: u32) -> Option<Place<'b>> {
        let row_id = |i| self.row::<PlaceRecord>(Section::Places, i).map_or(0, |p| p.id);
        self.place_at(self.partition(Section::Places, |i| row_id(i) < id)).filter(|p| p.id == id)
    }

    /// A division by its id (`RUS.43`).
    #[must_use]
    pub fn division(&self, id: &str) -> Option<Division<'b>> {
        self.division_at(self.key(space::DIVISION, id)?)
    }

    /// A party by its id (`COUNTRY/SECTOR/slug`).
    #[must_use]
    pub fn party(&self, id: &str) -> Option<Party<'b>> {
        self.party_at(self.key(space::PARTY, id)?)
    }

    /// A party by country and slug, whatever its sector: what [`Office::body`] names.
    #[must_use]
    pub fn body(&self, country: &str, slug: &str) -> Option<Party<'b>> {
        self.party_at(self.key(space::SLUG, &format!("{country}/{slug}"))?)
    }

    /// A person by its id (`COUNTRY/slug`).
    #[must_use]
    pub fn person(&self, id: &str) -> Option<Person<'b>> {
        self.person_at(self.key(space::PERSON, id)?)
    }

    /// All persons.
    pub fn persons(&self) -> impl Iterator<Item = Person<'b>> + '_ {
        (0..self.rows(Section::Persons)).filter_map(|i| self.person_at(i))
    }

    /// All parties.
    pub fn parties(&self) -> impl Iterator<Item = Party<'b>> + '_ {
        (0..self.rows(Section::Parties)).filter_map(|i| self.party_at(i))
    }

    /// Everything that bears exactly this name, folded ([`fold`]). Acronyms and abbreviations are found only by
    /// what is written as one (`US`, `Miss.`; not `us`, `miss`). Senses come in a
    /// fixed order: countries, peoples, parties, persons, metonyms, divisions, regions, places by population.
    #[must_use]
    pub fn named(&self, name: &str) -> Vec<Sense<'b>> {
        if name.len() > LONGEST_NAME { Vec::new() } else { self.named_by_key(name, &fold(name)) }
    }

    /// [`Self::named`] with the name's key at hand: folding takes longer than looking up.
    pub(crate) fn named_by_key(&self, name: &str, key: &str) -> Vec<Sense<'b>> {
        if key.is_empty() {
            return Vec::new();
        }
        let mut postings: Vec<Posting> = Vec::new();
        for posting in self.postings(space::NAME, key) {
            let is_new = !postings.iter().any(|p| (p.table, p.index, p.form) == (posting.table, posting.index, posting.form));
            if is_new && Spelling::fits(self.text(posting.written), name) {
                postings.push(posting);
            }
        }
        let mut out = self.senses(&postings, |_| By::Name);
        for place in self.place_postings(key).into_iter().filter_map(|i| self.place_at(i)) {
            if !out.iter().any(|s| matches!(s.meaning, Meaning::Place(p) if p.id == place.id)) {
                out.push(Sense { written: place.name, meaning: Meaning::Place(place), by: By::Name });
            }
        }
        out
    }

    /// Persons, groups, bodies and places whose name sounds alike: romanisations of one name. Weaker than [`Self::named`]; what that finds is
    /// not repeated here.
    #[must_use]
    pub fn named_by_sound(&self, name: &str) -> Vec<Sense<'b>> {
        if name.len() > LONGEST_NAME {
            return Vec::new();
        }
        let plain = crate::sound::Class::ALL.iter().filter_map(|class| names::plain_sound_key(name, *class));
        let mut postings: Vec<Posting> = Vec::new();
        for posting in names::sound_keys(name).into_iter().chain(plain).flat_map(|key| self.postings(space::SOUND, &key)) {
            if !postings.iter().any(|p| (p.table, p.index) == (posting.table, posting.index)) {
                postings.push(posting);
            }
        }
        postings.sort_by_key(|p| (p.table, p.index));
        let key = fold(name);
        let (exact, places) = (self.postings(space::NAME, &key), self.place_postings(&key));
        postings.retain(|p| !exact.iter().any(|e| (e.table, e.index) == (p.table, p.index)));
        postings.retain(|p| p.table != table::PLACE || !places.contains(&(p.index as usize)));
        self.senses(&postings, |_| By::Sound)
    }

    /// Persons by family name alone, or by the given name where news of their country names people so.
    #[must_use]
    pub fn family(&self, name: &str) -> Vec<Sense<'b>> {
        if name.len() > LONGEST_NAME {
            return Vec::new();
        }
        let by = |p: &Posting| if p.form == names::Alone::Family as u8 { By::FamilyName } else { By::GivenName };
        self.senses(&self.postings(space::ALONE, &fold(name)), by)
    }

    /// Role nouns by singular or plural.
    #[must_use]
    pub fn roles(&self, noun: &str) -> Vec<Role<'b>> {
        if noun.len() > LONGEST_NAME {
            return Vec::new();
        }
        let postings = self.postings(space::ROLE, &fold(noun));
        postings.iter().filter_map(|p| self.role_at(p.index as usize, p.form == 1)).collect()
    }

    /// Who held an office of `class` in `country` on `day`: certain ones first, then perhaps; a later start before an earlier one.
    #[must_use]
    pub fn holders(&self, country: &str, class: OfficeClass, day: Date) -> Vec<Holder<'b>> {
        let key = |i| self.row::<ClassRecord>(Section::Classes, i).map_or(([0; 4], 0), |r| (r.country, r.class));
        let wanted = (code(country), class as u8);
        let first = self.partition(Section::Classes, |i| key(i) < wanted);
        let rows = (first..self.rows(Section::Classes)).take_while(|i| key(*i) == wanted);
        let offices = rows.filter_map(|i| self.row::<ClassRecord>(Section::Classes, i)).map(|r| r.office as usize);
        self.holders_among(offices, day)
    }

    /// Who held an office of an organisation, group or body (country and slug: `IGO`, `nato`) on `day`, as [`Self::holders`].
    #[must_use]
    pub fn holders_in(&self, country: &str, body: &str, day: Date) -> Vec<Holder<'b>> {
        self.holders_among(self.postings(space::BODY, &format!("{country}/{body}")).into_iter().map(|p| p.index as usize), day)
    }

    fn holders_among(&self, offices: impl Iterator<Item = usize>, day: Date) -> Vec<Holder<'b>> {
        let mut out: Vec<Holder<'b>> = offices
            .filter_map(|i| Some((self.row::<OfficeRecord>(Section::Offices, i)?, self.office_at(i)?)))
            .filter_map(|(row, office)| {
                let held = office.when.held_on(day);
                let person = self.row::<PersonRecord>(Section::Persons, row.person as usize)?;
                (held != Held::No).then(|| Holder { person: self.text(person.id), name: self.text(person.name), office, held })
            })
            .collect();
        out.sort_by_key(|h| (h.held, std::cmp::Reverse(h.office.when.start.map(PartialDate::first)), h.office.origin.certainty));
        out
    }

    /// Members of an organisation, by its slug, on `day`: certainly or perhaps. Empty for an unknown one, and for one with nearly
    /// every state in it whose members the tables do not list ([`Party::universal`]).
    #[must_use]
    pub fn members(&self, organisation: &str, day: Date) -> Vec<Member<'b>> {
        let Some(first) = self.key(space::MEMBERS, organisation) else { return Vec::new() };
        let rows = (first..self.rows(Section::Members)).map_while(|i| self.member_at(i, day));
        rows.take_while(|m| m.organisation == organisation).filter(|m| m.held != Held::No).collect()
    }

    /// Organisations that a country was a member of on `day`.
    #[must_use]
    pub fn memberships(&self, country: &str, day: Date) -> Vec<Member<'b>> {
        let rows = (0..self.rows(Section::Members)).filter_map(|i| self.member_at(i, day));
        rows.filter(|m| m.country == country && m.held != Held::No).collect()
    }

    fn senses(&self, postings: &[Posting], by: impl Fn(&Posting) -> By) -> Vec<Sense<'b>> {
        let sense = |p: &Posting| {
            let meaning = self.meaning(p)?;
            Some(Sense { meaning, written: self.text(p.written), by: by(p) })
        };
        postings.iter().filter_map(sense).collect()
    }

    fn meaning(&self, posting: &Posting) -> Option<Meaning<'b>> {
        let index = posting.index as usize;
        Some(match posting.table {
            table::COUNTRY => Meaning::Country(self.country_at(index)?),
            table::PEOPLE => Meaning::People(self.people_at(index, Form::from_index(posting.form))?),
            table::PARTY => Meaning::Party(self.party_at(index)?),
            table::PERSON => Meaning::Person(self.person_at(index)?),
            table::METONYM => Meaning::Metonym(self.metonym_at(index)?),
            table::DIVISION => Meaning::Division(self.division_at(index)?),
            table::REGION => Meaning::Region(self.region_at(index)?),
            table::PLACE => Meaning::Place(self.place_at(index)?),
            _ => return None,
        })
    }

    /// The first row for which `before` is false; rows must be sorted so.
    fn partition(&self, section: Section, before: impl Fn(usize) -> bool) -> usize {
        let (mut low, mut high) = (0, self.rows(section));
        while low < high {
            let middle = low + (high - low) / 2;
            if before(middle) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    fn country_at(&self, i: usize) -> Option<Country<'b>> {
        let r: CountryRecord = self.row(Section::Countries, i)?;
        Some(Country {
            code: self.code(Section::Countries, i, 0),
            party: self.code(Section::Countries, i, 4),
            alpha2: self.text(r.alpha2),
            kind: CountryKind::from_index(r.kind),
            name: self.text(r.name),
            official: self.text(r.official),
            capital: self.text(r.capital),
            capital_id: (r.capital_id > 0).then_some(r.capital_id),
            seat: self.text(r.seat),
            seat_id: (r.seat_id > 0).then_some(r.seat_id),
            lat: degrees(r.lat),
            lon: degrees(r.lon),
            when: self.interval(r.days, r.stand),
            origin: self.origin(r.stand),
        })
    }

    fn people_at(&self, i: usize, form: Form) -> Option<People<'b>> {
        let r: PeopleRecord = self.row(Section::Peoples, i)?;
        let country = self.code(Section::Peoples, i, 5);
        Some(People {
            name: self.text(r.name),
            kind: PeopleKind::from_index(r.kind),
            country: (!country.is_empty()).then_some(country),
            form,
            when: self.interval(r.days, r.stand),
            origin: self.origin(r.stand),
        })
    }

    fn place_at(&self, i: usize) -> Option<Place<'b>> {
        let r: PlaceRecord = self.row(Section::Places, i)?;
        let division =
            r.division.checked_sub(1).and_then(|d| self.row::<DivisionRecord>(Section::Divisions, d as usize)).unwrap_or_default();
        let (division, admin1) = if r.division == 0 { ("", "") } else { (self.text(division.id), self.text(division.name)) };
        Some(Place {
            id: r.id,
            name: self.text(r.name),
            country: self.code(Section::Places, i, 8),
            division,
            admin1,
            lat: degrees(r.lat),
            lon: degrees(r.lon),
            population: r.population,
            origin: self.origin(Stand { provenance: r.provenance, line: r.line, certainty: Certainty::Sure as u8 }),
        })
    }

    fn division_at(&self, i: usize) -> Option<Division<'b>> {
        let r: DivisionRecord = self.row(Section::Divisions, i)?;
        let (id, name) = (self.text(r.id), self.text(r.name));
        let above = id.rsplit_once('.').map(|(above, _)| above).filter(|above| above.contains('.'));
        let admin1 = match above {
            Some(above) => self.division(above).map_or("", |d| d.name),
            None => name,
        };
        Some(Division {
            id,
            admin1,
            country: self.code(Section::Divisions, i, 4),
            name,
            lat: degrees(r.lat),
            lon: degrees(r.lon),
            population: r.population,
            origin: self.origin(r.stand),
        })
    }

    fn region_at(&self, i: usize) -> Option<Region<'b>> {
        let r: RegionRecord = self.row(Section::Regions, i)?;
        let country = self.code(Section::Regions, i, 9);
        Some(Region {
            slug: self.text(r.slug),
            name: self.text(r.name),
            kind: RegionKind::from_index(r.kind),
            country: (!country.is_empty()).then_some(country),
            lat: degrees(r.lat),
            lon: degrees(r.lon),
            origin: self.origin(r.stand),
        })
    }

    fn party_at(&self, i: usize) -> Option<Party<'b>> {
        let r: PartyRecord = self.row(Section::Parties, i)?;
        Some(Party {
            id: self.text(r.id),
            of: PartyKind::from_index(r.of),
            name: self.text(r.name),
            country: self.code(Section::Parties, i, 10),
            sector: self.code(Section::Parties, i, 14),
            kind: self.text(r.kind),
            seat: self.text(r.seat),
            owner: self.text(r.owner),
            domains: self.text(r.domains),
            active_in: self.text(r.active_in),
            universal: r.flags & flags::UNIVERSAL != 0,
            wire: r.flags & flags::WIRE != 0,
            state: r.flags & flags::STATE != 0,
            when: self.interval(r.days, r.stand),
            note: self.text(r.note),
            origin: self.origin(r.stand),
        })
    }

    fn person_at(&self, i: usize) -> Option<Person<'b>> {
        let r: PersonRecord = self.row(Section::Persons, i)?;
        let offices =
            r.first_office as usize..(r.first_office as usize).saturating_add(r.offices as usize).min(self.rows(Section::Offices));
        Some(Person {
            id: self.text(r.id),
            name: self.text(r.name),
            country: self.code(Section::Persons, i, 8),
            offices: offices.filter_map(|o| self.office_at(o)).collect(),
        })
    }

    fn office_at(&self, i: usize) -> Option<Office<'b>> {
        let r: OfficeRecord = self.row(Section::Offices, i)?;
        Some(Office {
            country: self.code(Section::Offices, i, 4),
            sector: self.code(Section::Offices, i, 8),
            office: self.text(r.office),
            classes: OfficeClasses(r.classes),
            body: self.text(r.body),
            acting: r.flags & flags::ACTING != 0,
            when: self.interval(r.days, r.stand),
            note: self.text(r.note),
            origin: self.origin(r.stand),
        })
    }

    fn metonym_at(&self, i: usize) -> Option<Metonym<'b>> {
        let r: MetonymRecord = self.row(Section::Metonyms, i)?;
        Some(Metonym {
            name: self.text(r.name),
            kind: MetonymKind::from_index(r.kind),
            country: self.code(Section::Metonyms, i, 5),
            sector: self.code(Section::Metonyms, i, 9),
            party: self.text(r.party),
            when: self.interval(r.days, r.stand),
            note: self.text(r.note),
            origin: self.origin(r.stand),
        })
    }

    fn member_at(&self, i: usize, day: Date) -> Option<Member<'b>> {
        let r: MemberRecord = self.row(Section::Members, i)?;
        let when: Interval = self.interval(r.days, r.stand);
        let country = self.code(Section::Members, i, 8);
        Some(Member { organisation: self.text(r.organisation), country, when, held: when.held_on(day), origin: self.origin(r.stand) })
    }

    fn role_at(&self, i: usize, is_plural: bool) -> Option<Role<'b>> {
        let r: RoleRecord = self.row(Section::Roles, i)?;
        let stand: Stand = r.stand;
        Some(Role {
            singular: self.text(r.singular),
            plural: self.text(r.plural),
            is_plural,
            sector: self.code(Section::Roles, i, 8),
            kind: RoleKind::from_index(r.kind),
            classes: OfficeClasses(r.classes),
            note: self.text(r.note),
            origin: self.origin(stand),
        })
    }
}
