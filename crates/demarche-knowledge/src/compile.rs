//! From source tables to a pack. The same tables give the same bytes.

mod persons;

use std::collections::{BTreeMap, HashMap};

use sha2::{Digest as _, Sha256};

use crate::date::{Interval, PartialDate};
use crate::fold::{Spelling, fold, is_acronym};
use crate::names;
use crate::pack::{CHECKED_FROM, FORMAT, HEADER, MAGIC, MORE, MORE_PLACES, SECTIONS, Section, VERSION_LENGTH, flags, space, table};
use crate::record::{
    ClassRecord, CountryRecord, Days, DivisionRecord, Field, MemberRecord, MetonymRecord, OfficeRecord, PartyRecord, PeopleRecord,
    PersonRecord, PlaceRecord, Posting, ProvenanceRecord, RegionRecord, RoleRecord, Stand,
};
use crate::sense::{CountryKind, PartyKind, PeopleKind};
use crate::sound::classes;
use crate::table::{Certainty, Fact, Source, TableError, TableErrors};
use crate::tables::{Tables, text};

/// What compiling gives.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// The pack's bytes.
    pub pack: Vec<u8>,
    /// Rows that name something no table has: harmless, but perhaps a slip.
    pub notes: Vec<TableError>,
    /// How much went in.
    pub counts: Counts,
}

/// Rows of a pack by table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(missing_docs, reason = "each is the number of what it names")]
pub struct Counts {
    pub countries: usize,
    pub peoples: usize,
    pub places: usize,
    pub divisions: usize,
    pub regions: usize,
    pub parties: usize,
    pub persons: usize,
    pub offices: usize,
    pub metonyms: usize,
    pub members: usize,
    pub roles: usize,
    pub keys: usize,
}

/// Compiles source tables into a pack; any table may be missing.
///
/// # Errors
/// Every fault of every table, with file, line, column and remedy.
pub fn compile(sources: &[Source]) -> Result<Compiled, TableErrors> {
    let mut sources: Vec<&Source> = sources.iter().collect();
    sources.sort_by(|a, b| a.file.cmp(&b.file));
    let sources: Vec<Source> = sources.into_iter().cloned().collect();
    let tables = Tables::read(&sources)?;
    let mut compiler = Compiler::default();
    compiler.countries(&tables);
    compiler.peoples(&tables);
    compiler.divisions(&tables);
    compiler.regions(&tables);
    compiler.places(&tables);
    compiler.parties(&tables);
    compiler.members(&tables);
    compiler.persons(&tables);
    compiler.metonyms(&tables);
    compiler.roles(&tables);
    Ok(compiler.finish())
}

/// Countries whose places and groups have keys by sound.
fn plain_sounds(name: &str, country: &str) -> Vec<String> {
    if is_acronym(name) {
        return Vec::new();
    }
    classes(country).into_iter().filter_map(|class| names::plain_sound_key(name, class)).collect()
}

/// Places with fewer people have no key by sound.
const SOUNDED_PLACE: u32 = 50_000;

#[derive(Default)]
struct Compiler {
    strings: Vec<u8>,
    known_strings: HashMap<String, u32>,
    provenances: Vec<ProvenanceRecord>,
    known_provenances: HashMap<(u32, u32, u32), u16>,
    sections: [Vec<u8>; SECTIONS],
    postings: BTreeMap<Vec<u8>, Vec<Posting>>,
    places: BTreeMap<Vec<u8>, Vec<u32>>,
    numbers: BTreeMap<Vec<u8>, u64>,
    notes: Vec<TableError>,
    counts: Counts,
}

fn key(space: u8, rest: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(rest.len() + 1);
    out.push(space);
    out.extend_from_slice(rest.as_bytes());
    out
}

fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

impl Compiler {
    /// The place of a text among the strings; 0 is the empty text.
    fn string(&mut self, text: &str) -> u32 {
        if self.strings.is_empty() {
            self.strings.extend_from_slice(&[0, 0]);
        }
        if text.is_empty() {
            return 0;
        }
        if let Some(&at) = self.known_strings.get(text) {
            return at;
        }
        let at = index(self.strings.len());
        let mut length = text.len().min(usize::from(u16::MAX));
        while !text.is_char_boundary(length) {
            length -= 1;
        }
        (length as u16).put(&mut self.strings);
        self.strings.extend_from_slice(&text.as_bytes()[..length]);
        self.known_strings.insert(text.to_owned(), at);
        at
    }

    fn provenance(&mut self, fact: Fact<'_>, files: &[&str]) -> u16 {
        let file = self.string(files.get(usize::from(fact.file)).copied().unwrap_or_default());
        let origin = self.string(if fact.origin.is_empty() { "hand" } else { fact.origin });
        let as_of = fact.as_of.map_or(0, PartialDate::pack);
        let next = u16::try_from(self.provenances.len()).unwrap_or(u16::MAX);
        let at = *self.known_provenances.entry((file, origin, as_of)).or_insert(next);
        if at == next && self.provenances.len() < usize::from(u16::MAX) {
            self.provenances.push(ProvenanceRecord { file, origin, as_of });
        }
        at
    }

    fn stand(&mut self, fact: Fact<'_>, files: &[&str]) -> Stand {
        Stand { provenance: self.provenance(fact, files), line: fact.line, certainty: fact.certainty as u8 }
    }

    fn put(&mut self, section: Section, row: &impl Field) {
        row.put(&mut self.sections[section as usize]);
    }

    /// Lets a key lead to a row; of spellings that are found alike the first is kept.
    fn post(&mut self, space: u8, rest: &str, table: u8, row: usize, form: u8, written: &str) {
        if rest.is_empty() {
            return;
        }
        let posting = Posting { index: index(row), written: self.string(written), table, form };
        let list = self.postings.entry(key(space, rest)).or_default();
        let strings = &self.strings;
        let spelling = |at: u32| {
            let length = usize::from(u16::from_le_bytes([strings[at as usize], strings[at as usize + 1]]));
            Spelling::of(std::str::from_utf8(&strings[at as usize + 2..][..length]).unwrap_or_default())
        };
        let is_same = |p: &Posting| {
            (p.table, p.index, p.form) == (posting.table, posting.index, posting.form) && spelling(p.written) == Spelling::of(written)
        };
        if !list.iter().any(is_same) {
            list.push(posting);
        }
    }

    fn post_name(&mut self, name: &str, table: u8, row: usize) {
        self.post(space::NAME, &fold(name), table, row, 0, name);
    }

    fn countries(&mut self, tables: &Tables<'_>) {
        let mut rows: Vec<_> = tables.countries.iter().collect();
        rows.sort_by_key(|c| (c.code, c.interval.start));
        for (i, c) in rows.iter().enumerate() {
            let record = CountryRecord {
                code: c.code,
                party: c.party,
                alpha2: self.string(c.alpha2),
                kind: CountryKind::from_code(c.kind).unwrap_or(CountryKind::State) as u8,
                name: self.string(c.name),
                official: self.string(c.official),
                capital: self.string(c.capital),
                capital_id: c.capital_id,
                seat: self.string(c.seat),
                seat_id: c.seat_id,
                lat: c.lat,
                lon: c.lon,
                days: days(c.interval),
                stand: self.stand(c.fact, &tables.files),
            };
            self.put(Section::Countries, &record);
            for name in [c.name, c.official].iter().chain(&c.aliases) {
                self.post_name(name, table::COUNTRY, i);
            }
        }
        self.counts.countries = rows.len();
    }

    fn peoples(&mut self, tables: &Tables<'_>) {
        for (i, p) in tables.peoples.iter().enumerate() {
            let record = PeopleRecord {
                name: self.string(p.people),
                kind: PeopleKind::from_code(p.kind).unwrap_or(PeopleKind::People) as u8,
                country: p.country,
                days: days(p.interval),
                stand: self.stand(p.fact, &tables.files),
            };
            self.put(Section::Peoples, &record);
            for (form, name) in &p.forms {
                self.post(space::NAME, &fold(name), table::PEOPLE, i, *form as u8, name);
            }
        }
        self.counts.peoples = tables.peoples.len();
    }

    fn divisions(&mut self, tables: &Tables<'_>) {
        for (i, d) in tables.divisions.iter().enumerate() {
            let record = DivisionRecord {
                id: self.string(d.id),
                country: d.country,
                name: self.string(d.name),
                lat: d.lat,
                lon: d.lon,
                population: d.population,
                stand: self.stand(d.fact, &tables.files),
            };
            self.put(Section::Divisions, &record);
            self.numbers.insert(key(space::DIVISION, d.id), i as u64);
            for name in [d.name].iter().chain(&d.aliases) {
                self.post_name(name, table::DIVISION, i);
            }
            for sound in plain_sounds(d.name, text(&d.country)) {
                self.post(space::SOUND, &sound, table::DIVISION, i, 0, d.name);
            }
        }
        self.counts.divisions = tables.divisions.len();
    }

    fn regions(&mut self, tables: &Tables<'_>) {
        for (i, r) in tables.regions.iter().enumerate() {
            let record = RegionRecord {
                slug: self.string(r.slug),
                name: self.string(r.name),
                kind: r.kind as u8,
                country: r.country,
                lat: r.lat,
                lon: r.lon,
                stand: self.stand(r.fact, &tables.files),
            };
            self.put(Section::Regions, &record);
            for name in [r.name].iter().chain(&r.aliases) {
                self.post_name(name, table::REGION, i);
            }
        }
        self.counts.regions = tables.regions.len();
    }

    fn places(&mut self, tables: &Tables<'_>) {
        let divisions: HashMap<&str, u32> = tables.divisions.iter().enumerate().map(|(i, d)| (d.id, index(i) + 1)).collect();
        let mut rows: Vec<_> = tables.places.iter().collect();
        rows.sort_by_key(|p| p.id);
        for (i, p) in rows.iter().enumerate() {
            let division = format!("{}.{}", text(&p.country), p.division);
            let record = PlaceRecord {
                id: p.id,
                name: self.string(p.name),
                country: p.country,
                division: divisions.get(division.as_str()).copied().unwrap_or_default(),
                lat: p.lat,
                lon: p.lon,
                population: p.population,
                provenance: self.provenance(p.fact, &tables.files),
                line: p.fact.line,
            };
            self.put(Section::Places, &record);
            for name in [p.name].iter().chain(&p.aliases) {
                if Spelling::of(name) != Spelling::Plain {
                    self.post_name(name, table::PLACE, i);
                } else {
                    let key = key(space::PLACE, &fold(name));
                    let list = self.places.entry(key).or_default();
                    if !list.contains(&index(i)) {
                        list.push(index(i));
                    }
                }
            }
            if p.population >= SOUNDED_PLACE {
                for sound in plain_sounds(p.name, text(&p.country)) {
                    self.post(space::SOUND, &sound, table::PLACE, i, 0, p.name);
                }
            }
        }
        for list in self.places.values_mut() {
            list.sort_by_key(|&i| (std::cmp::Reverse(rows[i as usize].population), i));
        }
        self.places.retain(|key, _| key.len() > 1);
        self.counts.places = rows.len();
    }

    fn parties(&mut self, tables: &Tables<'_>) {
        for (i, p) in tables.parties.iter().enumerate() {
            let id = format!("{}/{}/{}", text(&p.country), text(&p.sector), p.slug);
            let flags = [(p.universal, flags::UNIVERSAL), (p.wire, flags::WIRE), (p.state, flags::STATE)];
            let record = PartyRecord {
                id: self.string(&id),
                of: p.of as u8,
                flags: flags.iter().filter(|(set, _)| *set).map(|(_, bit)| bit).sum(),
                name: self.string(p.name),
                country: p.country,
                sector: p.sector,
                kind: self.string(p.kind),
                seat: self.string(p.seat),
                owner: self.string(p.owner),
                domains: self.string(p.domains),
                active_in: self.string(p.active_in),
                note: self.string(p.note),
                days: days(p.interval),
                stand: self.stand(p.fact, &tables.files),
            };
            self.put(Section::Parties, &record);
            self.numbers.insert(key(space::PARTY, &id), i as u64);
            self.numbers.entry(key(space::SLUG, &format!("{}/{}", text(&p.country), p.slug))).or_insert(i as u64);
            for name in [p.name].iter().chain(&p.aliases) {
                self.post_name(name, table::PARTY, i);
                if p.of == PartyKind::Group {
                    for sound in plain_sounds(name, text(&p.country)) {
                        self.post(space::SOUND, &sound, table::PARTY, i, 0, name);
                    }
                }
            }
        }
        self.counts.parties = tables.parties.len();
    }

    fn members(&mut self, tables: &Tables<'_>) {
        let organisations = tables.parties.iter().enumerate().filter(|(_, p)| p.of == PartyKind::Organisation);
        let parties: HashMap<&str, usize> = organisations.map(|(i, p)| (p.slug, i)).collect();
        let mut rows: Vec<_> = tables.members.iter().collect();
        rows.sort_by_key(|m| (m.organisation, m.country, m.interval.start, m.fact.line));
        for (i, m) in rows.iter().enumerate() {
            let party = parties.get(m.organisation);
            if party.is_none() && !tables.parties.is_empty() {
                self.note(tables, m.fact, "organisation", format!("`{}` is not in organisations.tsv", m.organisation));
            }
            let record = MemberRecord {
                party: party.map_or(u32::MAX, |p| index(*p)),
                organisation: self.string(m.organisation),
                country: m.country,
                days: days(m.interval),
                stand: self.stand(m.fact, &tables.files),
            };
            self.put(Section::Members, &record);
            self.numbers.entry(key(space::MEMBERS, m.organisation)).or_insert(i as u64);
        }
        self.counts.members = rows.len();
    }

    fn persons(&mut self, tables: &Tables<'_>) {
        let persons = persons::group(&tables.holders);
        let mut by_class: Vec<ClassRecord> = Vec::new();
        let mut office = 0;
        let slugs: std::collections::HashSet<&str> = tables.parties.iter().map(|p| p.slug).collect();
        for (i, person) in persons.iter().enumerate() {
            let record = PersonRecord {
                id: self.string(&person.id),
                name: self.string(person.name),
                country: person.country,
                first_office: index(office),
                offices: index(person.rows.len()),
            };
            self.put(Section::Persons, &record);
            self.numbers.insert(key(space::PERSON, &person.id), i as u64);
            for &h in &person.rows {
                if !h.body.is_empty() && !slugs.is_empty() && !slugs.contains(h.body) {
                    self.note(tables, h.fact, "body", format!("`{}` is in no table of parties", h.body));
                }
                let is_acting = h.note.split(|c: char| !c.is_alphanumeric()).any(|word| word == "acting");
                let record = OfficeRecord {
                    person: index(i),
                    country: h.country,
                    sector: h.sector,
                    office: self.string(h.office),
                    classes: h.classes.0,
                    body: self.string(h.body),
                    flags: if is_acting { flags::ACTING } else { 0 },
                    days: days(h.interval),
                    note: self.string(h.note),
                    stand: self.stand(h.fact, &tables.files),
                };
                self.put(Section::Offices, &record);
                by_class.extend(h.classes.iter().map(|class| ClassRecord {
                    country: h.country,
                    class: class as u8,
                    office: index(office),
                }));
                if !h.body.is_empty() {
                    self.post(space::BODY, &format!("{}/{}", text(&h.country), h.body), table::OFFICE, office, 0, "");
                }
                office += 1;
            }
            self.person_names(i, person);
        }
        by_class.sort_by_key(|c| (c.country, c.class, c.office));
        for record in &by_class {
            self.put(Section::Classes, record);
        }
        (self.counts.persons, self.counts.offices) = (persons.len(), office);
    }

    fn person_names(&mut self, row: usize, person: &persons::Grouped<'_, '_>) {
        for name in person.names() {
            self.post_name(name, table::PERSON, row);
            for country in person.countries() {
                let country = text(&country);
                for (part, how) in names::alone(name, country) {
                    self.post(space::ALONE, &part, table::PERSON, row, how as u8, name);
                }
                for class in classes(country) {
                    if let Some(sound) = names::sound_key(name, country, class) {
                        self.post(space::SOUND, &sound, table::PERSON, row, 0, name);
                    }
                }
            }
        }
    }

    fn metonyms(&mut self, tables: &Tables<'_>) {
        for (i, m) in tables.metonyms.iter().enumerate() {
            let record = MetonymRecord {
                name: self.string(m.name),
                kind: m.kind as u8,
                country: m.country,
                sector: m.sector,
                party: self.string(m.party),
                days: days(m.interval),
                note: self.string(m.note),
                stand: self.stand(m.fact, &tables.files),
            };
            self.put(Section::Metonyms, &record);
            for name in [m.name].iter().chain(&m.aliases) {
                self.post_name(name, table::METONYM, i);
            }
        }
        self.counts.metonyms = tables.metonyms.len();
    }

    fn roles(&mut self, tables: &Tables<'_>) {
        for (i, r) in tables.roles.iter().enumerate() {
            let record = RoleRecord {
                singular: self.string(r.singular),
                plural: self.string(r.plural),
                sector: r.sector,
                kind: r.kind as u8,
                classes: r.class.0,
                note: self.string(r.note),
                stand: self.stand(Fact { certainty: Certainty::Sure, ..r.fact }, &tables.files),
            };
            self.put(Section::Roles, &record);
            self.post(space::ROLE, &fold(r.singular), table::ROLE, i, 0, r.singular);
            if fold(r.plural) != fold(r.singular) {
                self.post(space::ROLE, &fold(r.plural), table::ROLE, i, 1, r.plural);
            }
        }
        self.counts.roles = tables.roles.len();
    }

    fn note(&mut self, tables: &Tables<'_>, fact: Fact<'_>, column: &'static str, problem: String) {
        let file = tables.files[usize::from(fact.file)].to_owned();
        self.notes.push(TableError { file, line: fact.line, column, problem, remedy: "mend the slug or add the row".to_owned() });
    }

    /// Writes postings, keys and strings, and puts the sections together.
    fn finish(mut self) -> Compiled {
        let mut numbers = std::mem::take(&mut self.numbers);
        let mut next = 0u64;
        for (key, mut list) in std::mem::take(&mut self.postings) {
            list.sort_by_key(|p| (p.table, p.form, p.index));
            numbers.insert(key, next);
            next += list.len() as u64;
            let last = list.len() - 1;
            for (i, mut posting) in list.into_iter().enumerate() {
                posting.table |= if i < last { MORE } else { 0 };
                self.put(Section::Postings, &posting);
            }
        }
        let mut next = 0u64;
        for (key, list) in std::mem::take(&mut self.places) {
            numbers.insert(key, next);
            next += list.len() as u64;
            for (i, place) in list.iter().enumerate() {
                self.put(Section::PlacePostings, &(place | if i + 1 < list.len() { MORE_PLACES } else { 0 }));
            }
        }
        self.counts.keys = numbers.len();
        self.sections[Section::Keys as usize] = key_map(&numbers);
        self.sections[Section::Strings as usize] = std::mem::take(&mut self.strings);
        for record in std::mem::take(&mut self.provenances) {
            self.put(Section::Provenances, &record);
        }
        Compiled { pack: assemble(&self.sections), notes: self.notes, counts: self.counts }
    }
}

fn days(interval: Interval) -> Days {
    Days { start: interval.start.map_or(0, PartialDate::pack), end: interval.end.pack() }
}

/// The `fst` of all keys. Building in memory from sorted, unique keys cannot fail; an empty map stands for a failure all the same.
fn key_map(numbers: &BTreeMap<Vec<u8>, u64>) -> Vec<u8> {
    fst::Map::from_iter(numbers.iter().map(|(key, value)| (key, *value))).map(|map| map.into_fst().into_inner()).unwrap_or_default()
}

fn assemble(sections: &[Vec<u8>; SECTIONS]) -> Vec<u8> {
    let mut places = Vec::new();
    let mut offset = HEADER;
    for section in sections {
        index(offset).put(&mut places);
        index(section.len()).put(&mut places);
        offset += section.len();
    }
    let mut body = places;
    body.extend(sections.iter().flatten());
    let version: String = Sha256::digest(&body).iter().take(VERSION_LENGTH / 2).map(|byte| format!("{byte:02x}")).collect();
    let mut checked = version.into_bytes();
    checked.extend(body);
    let mut out = Vec::with_capacity(CHECKED_FROM + checked.len());
    out.extend_from_slice(MAGIC);
    FORMAT.put(&mut out);
    crc32fast::hash(&checked).put(&mut out);
    out.extend(checked);
    out
}
