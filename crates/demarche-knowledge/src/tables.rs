//! The source tables, read and checked. Every table may be missing; formats stand in `knowledge/README.md`.

use crate::date::Interval;
use crate::sense::{Form, MetonymKind, OfficeClass, OfficeClasses, PartyKind, RegionKind, RoleKind};
use crate::table::{Fact, Row, Source, TableError, TableErrors, code, read_rows};

/// A row of `holders/*.tsv`.
#[derive(Debug, Clone)]
pub(crate) struct HolderRow<'t> {
    pub country: [u8; 4],
    pub sector: [u8; 4],
    pub office: &'t str,
    pub classes: OfficeClasses,
    pub body: &'t str,
    pub person: &'t str,
    pub aliases: Vec<&'t str>,
    pub interval: Interval,
    pub fact: Fact<'t>,
    pub note: &'t str,
}

/// A row of `metonyms.tsv`.
#[derive(Debug, Clone)]
pub(crate) struct MetonymRow<'t> {
    pub name: &'t str,
    pub kind: MetonymKind,
    pub country: [u8; 4],
    pub sector: [u8; 4],
    pub party: &'t str,
    pub aliases: Vec<&'t str>,
    pub interval: Interval,
    pub fact: Fact<'t>,
    pub note: &'t str,
}

/// A row of `organisations.tsv`, `groups.tsv`, `outlets.tsv` or `bodies.tsv`; what a table lacks is empty.
#[derive(Debug, Clone)]
pub(crate) struct PartyRow<'t> {
    pub of: PartyKind,
    pub slug: &'t str,
    pub name: &'t str,
    pub aliases: Vec<&'t str>,
    pub country: [u8; 4],
    pub sector: [u8; 4],
    pub kind: &'t str,
    pub seat: &'t str,
    pub owner: &'t str,
    pub domains: &'t str,
    pub active_in: &'t str,
    pub universal: bool,
    pub wire: bool,
    pub state: bool,
    pub interval: Interval,
    pub fact: Fact<'t>,
    pub note: &'t str,
}

/// A row of `members.tsv`.
#[derive(Debug, Clone)]
pub(crate) struct MemberRow<'t> {
    pub organisation: &'t str,
    pub country: [u8; 4],
    pub interval: Interval,
    pub fact: Fact<'t>,
}

/// A row of `roles.tsv`.
#[derive(Debug, Clone)]
pub(crate) struct RoleRow<'t> {
    pub singular: &'t str,
    pub plural: &'t str,
    pub sector: [u8; 4],
    pub kind: RoleKind,
    pub class: OfficeClasses,
    pub fact: Fact<'t>,
    pub note: &'t str,
}

/// A row of `countries.tsv`.
#[derive(Debug, Clone)]
pub(crate) struct CountryRow<'t> {
    pub code: [u8; 4],
    pub party: [u8; 4],
    pub alpha2: &'t str,
    pub kind: &'t str,
    pub name: &'t str,
    pub official: &'t str,
    pub aliases: Vec<&'t str>,
    pub capital: &'t str,
    pub capital_id: u32,
    pub seat: &'t str,
    pub seat_id: u32,
    pub lat: i32,
    pub lon: i32,
    pub interval: Interval,
    pub fact: Fact<'t>,
}

/// A row of `demonyms.tsv`.
#[derive(Debug, Clone)]
pub(crate) struct PeopleRow<'t> {
    pub people: &'t str,
    pub kind: &'t str,
    pub country: [u8; 4],
    pub forms: Vec<(Form, &'t str)>,
    pub interval: Interval,
    pub fact: Fact<'t>,
}

/// A row of `places.tsv`.
#[derive(Debug, Clone)]
pub(crate) struct PlaceRow<'t> {
    pub id: u32,
    pub name: &'t str,
    pub country: [u8; 4],
    pub division: &'t str,
    pub lat: i32,
    pub lon: i32,
    pub population: u32,
    pub aliases: Vec<&'t str>,
    pub fact: Fact<'t>,
}

/// A row of `divisions.tsv`.
#[derive(Debug, Clone)]
pub(crate) struct DivisionRow<'t> {
    pub id: &'t str,
    pub country: [u8; 4],
    pub name: &'t str,
    pub aliases: Vec<&'t str>,
    pub lat: i32,
    pub lon: i32,
    pub population: u32,
    pub fact: Fact<'t>,
}

/// A row of `regions.tsv`.
#[derive(Debug, Clone)]
pub(crate) struct RegionRow<'t> {
    pub slug: &'t str,
    pub name: &'t str,
    pub aliases: Vec<&'t str>,
    pub kind: RegionKind,
    pub country: [u8; 4],
    pub lat: i32,
    pub lon: i32,
    pub fact: Fact<'t>,
}

/// All rows of all tables.
#[derive(Debug, Default)]
pub(crate) struct Tables<'t> {
    pub holders: Vec<HolderRow<'t>>,
    pub metonyms: Vec<MetonymRow<'t>>,
    pub parties: Vec<PartyRow<'t>>,
    pub members: Vec<MemberRow<'t>>,
    pub roles: Vec<RoleRow<'t>>,
    pub countries: Vec<CountryRow<'t>>,
    pub peoples: Vec<PeopleRow<'t>>,
    pub places: Vec<PlaceRow<'t>>,
    pub divisions: Vec<DivisionRow<'t>>,
    pub regions: Vec<RegionRow<'t>>,
    /// Names of the files, by the index in [`Fact`].
    pub files: Vec<&'t str>,
}

pub(crate) const HOLDERS: &[&str] =
    &["country", "sector", "office", "class", "body", "person", "aliases", "start", "end", "certainty", "as_of", "origin", "note"];
pub(crate) const METONYMS: &[&str] =
    &["name", "kind", "country", "sector", "party", "aliases", "start", "end", "certainty", "as_of", "origin", "note"];
pub(crate) const ORGANISATIONS: &[&str] =
    &["slug", "name", "aliases", "country", "sector", "kind", "seat", "start", "end", "universal", "certainty", "as_of", "origin", "note"];
pub(crate) const MEMBERS: &[&str] = &["organisation", "country", "start", "end", "certainty", "as_of", "origin"];
pub(crate) const GROUPS: &[&str] =
    &["slug", "name", "aliases", "country", "sector", "kind", "active_in", "start", "end", "certainty", "as_of", "origin", "note"];
pub(crate) const OUTLETS: &[&str] =
    &["slug", "name", "aliases", "country", "wire", "state", "owner", "domains", "start", "end", "certainty", "as_of", "origin", "note"];
pub(crate) const BODIES: &[&str] =
    &["slug", "name", "aliases", "country", "sector", "kind", "start", "end", "certainty", "as_of", "origin", "note"];
pub(crate) const ROLES: &[&str] = &["singular", "plural", "sector", "kind", "class", "note"];
pub(crate) const COUNTRIES: &[&str] = &[
    "code",
    "party",
    "alpha2",
    "kind",
    "name",
    "official",
    "aliases",
    "capital",
    "capital_id",
    "seat",
    "seat_id",
    "lat",
    "lon",
    "start",
    "end",
    "certainty",
    "as_of",
    "origin",
    "note",
];
pub(crate) const DEMONYMS: &[&str] =
    &["people", "kind", "country", "adjectives", "nouns", "plurals", "start", "end", "certainty", "as_of", "origin", "note"];
pub(crate) const PLACES: &[&str] = &["id", "name", "country", "division", "lat", "lon", "population", "aliases", "as_of", "origin"];
pub(crate) const DIVISIONS: &[&str] = &["id", "country", "name", "aliases", "lat", "lon", "population", "as_of", "origin"];

pub(crate) const REGIONS: &[&str] = &["slug", "name", "aliases", "kind", "country", "lat", "lon", "certainty", "as_of", "origin", "note"];

/// Every table with its columns; a file of holders may have any name in its folder.
pub(crate) const ALL: &[(&str, &[&str])] = &[
    ("holders/imported.tsv", HOLDERS),
    ("metonyms.tsv", METONYMS),
    ("organisations.tsv", ORGANISATIONS),
    ("members.tsv", MEMBERS),
    ("groups.tsv", GROUPS),
    ("outlets.tsv", OUTLETS),
    ("bodies.tsv", BODIES),
    ("roles.tsv", ROLES),
    ("countries.tsv", COUNTRIES),
    ("demonyms.tsv", DEMONYMS),
    ("places.tsv", PLACES),
    ("divisions.tsv", DIVISIONS),
    ("regions.tsv", REGIONS),
];

/// Codes of parties that belong to no country (codebook, section 2).
pub(crate) const STATELESS: &str = "UNO EUR IGO NGO ISM IMG MNC";

impl<'t> Tables<'t> {
    /// Reads the tables. Files are told by name; one of an unknown name is an error.
    ///
    /// # Errors
    /// Every fault of every table.
    pub fn read(sources: &'t [Source]) -> Result<Self, TableErrors> {
        let mut out = Self::default();
        let mut errors = Vec::new();
        for source in sources {
            out.read_one(source, &mut errors);
        }
        out.check(&mut errors);
        if errors.is_empty() { Ok(out) } else { Err(TableErrors(errors)) }
    }

    fn read_one(&mut self, source: &'t Source, errors: &mut Vec<TableError>) {
        let index = u16::try_from(self.files.len()).unwrap_or(u16::MAX);
        self.files.push(&source.file);
        let mut parties = |columns, of| read_rows(source, index, columns, errors, |row| party(row, of));
        match source.file.as_str() {
            "organisations.tsv" => self.parties.extend(parties(ORGANISATIONS, PartyKind::Organisation)),
            "groups.tsv" => self.parties.extend(parties(GROUPS, PartyKind::Group)),
            "outlets.tsv" => self.parties.extend(parties(OUTLETS, PartyKind::Outlet)),
            "bodies.tsv" => self.parties.extend(parties(BODIES, PartyKind::Body)),
            "metonyms.tsv" => self.metonyms.extend(read_rows(source, index, METONYMS, errors, metonym)),
            "members.tsv" => self.members.extend(read_rows(source, index, MEMBERS, errors, member)),
            "roles.tsv" => self.roles.extend(read_rows(source, index, ROLES, errors, role)),
            "countries.tsv" => self.countries.extend(read_rows(source, index, COUNTRIES, errors, country)),
            "demonyms.tsv" => self.peoples.extend(read_rows(source, index, DEMONYMS, errors, people)),
            "places.tsv" => self.places.extend(read_rows(source, index, PLACES, errors, place)),
            "divisions.tsv" => self.divisions.extend(read_rows(source, index, DIVISIONS, errors, division)),
            "regions.tsv" => self.regions.extend(read_rows(source, index, REGIONS, errors, region)),
            name if name.starts_with("holders/") => self.holders.extend(read_rows(source, index, HOLDERS, errors, holder)),
            _ => errors.push(TableError {
                file: source.file.clone(),
                line: 1,
                column: "",
                problem: "is no table that is known".to_owned(),
                remedy: "name it as knowledge/README.md does".to_owned(),
            }),
        }
    }

    /// What holds across rows: keys are unique.
    fn check(&self, errors: &mut Vec<TableError>) {
        let parties = self.parties.iter().map(|p| (format!("{}/{}/{}", text(&p.country), text(&p.sector), p.slug), p.fact, "slug"));
        let countries = self.countries.iter().map(|c| (format!("{} {}", text(&c.code), c.interval), c.fact, "code"));
        let places = self.places.iter().map(|p| (p.id.to_string(), p.fact, "id"));
        let divisions = self.divisions.iter().map(|d| (d.id.to_owned(), d.fact, "id"));
        let regions = self.regions.iter().map(|r| (r.slug.to_owned(), r.fact, "slug"));
        self.unique(regions, errors);
        self.unique(parties, errors);
        self.unique(countries, errors);
        self.unique(places, errors);
        self.unique(divisions, errors);
    }

    fn unique(&self, keys: impl Iterator<Item = (String, Fact<'t>, &'static str)>, errors: &mut Vec<TableError>) {
        let mut seen: std::collections::BTreeMap<String, Fact<'_>> = Default::default();
        for (key, fact, column) in keys {
            if let Some(first) = seen.get(&key) {
                errors.push(TableError {
                    file: self.files[usize::from(fact.file)].to_owned(),
                    line: fact.line,
                    column,
                    problem: format!("`{key}` stands already in {}:{}", self.files[usize::from(first.file)], first.line),
                    remedy: "remove one of the rows or give it another key".to_owned(),
                });
            } else {
                seen.insert(key, fact);
            }
        }
    }
}

/// The letters of a code.
pub(crate) fn text(code: &[u8; 4]) -> &str {
    std::str::from_utf8(code).unwrap_or_default().trim_end_matches('\0')
}

fn classes(row: &Row<'_>) -> OfficeClasses {
    let mut out = OfficeClasses::default();
    for item in row.list("class") {
        match OfficeClass::from_code(item) {
            Some(class) => out.insert(class),
            None => {
                let known: Vec<&str> = OfficeClass::ALL.iter().map(|c| c.code()).collect();
                row.wrong("class", format!("`{item}` is no class of office"), format!("write one of {}", known.join(" ")));
            }
        }
    }
    out
}

fn holder<'t>(row: &Row<'t>) -> HolderRow<'t> {
    let classes = classes(row);
    if classes.is_empty() {
        row.needed("class");
    }
    let mut sector = row.sector();
    // writers differ; the codebook has a state's ministers under GOV and its forces under MIL
    if classes.contains(OfficeClass::DefenceMinister) && sector == code("MIL") {
        sector = code("GOV");
    } else if classes.contains(OfficeClass::MilitaryChief) && sector == code("GOV") {
        sector = code("MIL");
    }
    HolderRow {
        country: row.country("country"),
        sector,
        office: row.needed("office"),
        classes,
        body: row.text("body"),
        person: row.name("person"),
        aliases: row.list("aliases"),
        interval: row.interval(),
        fact: row.fact(),
        note: row.text("note"),
    }
}

fn metonym<'t>(row: &Row<'t>) -> MetonymRow<'t> {
    let kind = MetonymKind::from_code(row.one_of("kind", "building street district city nickname"));
    MetonymRow {
        name: row.name("name"),
        kind: kind.unwrap_or(MetonymKind::Nickname),
        country: row.country("country"),
        sector: row.sector(),
        party: row.needed("party"),
        aliases: row.list("aliases"),
        interval: row.interval(),
        fact: row.fact(),
        note: row.text("note"),
    }
}

fn party<'t>(row: &Row<'t>, of: PartyKind) -> PartyRow<'t> {
    PartyRow {
        of,
        slug: row.slug("slug"),
        name: row.name("name"),
        aliases: row.list("aliases"),
        country: row.country("country"),
        sector: if of == PartyKind::Outlet { code("JRN") } else { row.sector() },
        kind: match of {
            PartyKind::Organisation => row.one_of("kind", "un igo alliance court bank forum mission ngo religious"),
            PartyKind::Group => row.one_of("kind", "insurgent islamist separatist militia cartel gang paramilitary other"),
            PartyKind::Outlet => "",
            PartyKind::Body => row.one_of(
                "kind",
                "parliament court intelligence ministry military police agency bank party union company education religious other",
            ),
        },
        seat: row.text("seat"),
        owner: row.text("owner"),
        domains: row.text("domains"),
        active_in: row.text("active_in"),
        universal: row.yes("universal"),
        wire: row.yes("wire"),
        state: row.yes("state"),
        interval: row.interval(),
        fact: row.fact(),
        note: row.text("note"),
    }
}

fn member<'t>(row: &Row<'t>) -> MemberRow<'t> {
    MemberRow { organisation: row.slug("organisation"), country: row.country("country"), interval: row.interval(), fact: row.fact() }
}

fn role<'t>(row: &Row<'t>) -> RoleRow<'t> {
    if row.text("singular").is_empty() && row.text("plural").is_empty() {
        row.wrong("singular", "is empty, and so is `plural`", "write the noun in at least one number");
    }
    RoleRow {
        singular: row.text("singular"),
        plural: row.text("plural"),
        sector: if row.text("sector").is_empty() { code("") } else { row.sector() },
        kind: RoleKind::from_code(row.one_of("kind", "collective office body person")).unwrap_or(RoleKind::Person),
        class: classes(row),
        fact: row.fact(),
        note: row.text("note"),
    }
}

fn country<'t>(row: &Row<'t>) -> CountryRow<'t> {
    CountryRow {
        code: row.country("code"),
        party: row.country("party"),
        alpha2: row.text("alpha2"),
        kind: row.one_of("kind", "state territory former"),
        name: row.name("name"),
        official: row.text("official"),
        aliases: row.list("aliases"),
        capital: row.text("capital"),
        capital_id: row.number("capital_id"),
        seat: row.text("seat"),
        seat_id: row.number("seat_id"),
        lat: row.degrees("lat", 90.0),
        lon: row.degrees("lon", 180.0),
        interval: row.interval(),
        fact: row.fact(),
    }
}

fn people<'t>(row: &Row<'t>) -> PeopleRow<'t> {
    let forms = [("adjectives", Form::Adjective), ("nouns", Form::Singular), ("plurals", Form::Plural)];
    PeopleRow {
        people: row.name("people"),
        kind: row.one_of("kind", "nation people region bloc"),
        country: if row.text("country").is_empty() { code("") } else { row.country("country") },
        forms: forms.iter().flat_map(|(column, form)| row.list(column).into_iter().map(|name| (*form, name))).collect(),
        interval: row.interval(),
        fact: row.fact(),
    }
}

fn place<'t>(row: &Row<'t>) -> PlaceRow<'t> {
    row.needed("id");
    PlaceRow {
        id: row.number("id"),
        name: row.name("name"),
        country: row.country("country"),
        division: row.text("division"),
        lat: row.degrees("lat", 90.0),
        lon: row.degrees("lon", 180.0),
        population: row.number("population"),
        aliases: row.list("aliases"),
        fact: row.fact(),
    }
}

fn division<'t>(row: &Row<'t>) -> DivisionRow<'t> {
    DivisionRow {
        id: row.needed("id"),
        country: row.country("country"),
        name: row.name("name"),
        aliases: row.list("aliases"),
        lat: row.degrees("lat", 90.0),
        lon: row.degrees("lon", 180.0),
        population: row.number("population"),
        fact: row.fact(),
    }
}

fn region<'t>(row: &Row<'t>) -> RegionRow<'t> {
    let kind = row.one_of("kind", "continent region peninsula island mountain desert sea strait canal river lake site");
    RegionRow {
        slug: row.slug("slug"),
        name: row.name("name"),
        aliases: row.list("aliases"),
        kind: RegionKind::from_code(kind).unwrap_or(RegionKind::Region),
        country: if row.text("country").is_empty() { code("") } else { row.country("country") },
        lat: row.degrees("lat", 90.0),
        lon: row.degrees("lon", 180.0),
        fact: row.fact(),
    }
}
