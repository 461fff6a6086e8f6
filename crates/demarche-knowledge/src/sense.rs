//! What a name can mean: the values that looking up gives.

use crate::date::{Held, Interval, PartialDate};
use crate::table::Certainty;

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum $name { $($(#[$vdoc])* #[doc = concat!("`", $code, "`")] $variant),+ }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// As the tables write it.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// What the tables write as `code`.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|c| c.code() == code)
            }

            #[allow(dead_code, reason = "not every set is stored")]
            pub(crate) fn from_index(index: u8) -> Self {
                Self::ALL.get(usize::from(index)).copied().unwrap_or(Self::ALL[Self::ALL.len() - 1])
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.code())
            }
        }
    };
}

codes! {
    /// Classes of offices, alike in every country.
    OfficeClass {
        HeadOfState = "head-of-state", HeadOfGovernment = "head-of-government", ForeignMinister = "foreign-minister",
        DefenceMinister = "defence-minister", Minister = "minister", MilitaryChief = "military-chief", Spokesperson = "spokesperson",
        LegislatureHead = "legislature-head", PartyLeader = "party-leader", OppositionLeader = "opposition-leader",
        RebelLeader = "rebel-leader", OrganisationHead = "organisation-head", Judge = "judge", Other = "other",
    }
}

/// A set of classes: an executive president is head of state and of government.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct OfficeClasses(pub(crate) u16);

impl OfficeClasses {
    /// True if `class` is in it.
    #[must_use]
    pub const fn contains(self, class: OfficeClass) -> bool {
        self.0 & (1 << class as u16) != 0
    }

    /// True if none is in it.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The classes in it.
    pub fn iter(self) -> impl Iterator<Item = OfficeClass> {
        OfficeClass::ALL.iter().copied().filter(move |c| self.contains(*c))
    }

    pub(crate) const fn insert(&mut self, class: OfficeClass) {
        self.0 |= 1 << class as u16;
    }
}

codes! {
    /// What kind of word stands for a party.
    MetonymKind { Building = "building", Street = "street", District = "district", City = "city", Nickname = "nickname" }
}

codes! {
    /// What a role noun is.
    RoleKind {
        /// "troops", "police".
        Collective = "collective",
        /// "foreign minister".
        Office = "office",
        /// "defence ministry".
        Body = "body",
        /// "soldier", "activist".
        Person = "person",
    }
}

codes! {
    /// Which table a party comes from.
    PartyKind { Organisation = "organisation", Group = "group", Outlet = "outlet", Body = "body" }
}

codes! {
    /// What a country's row is about.
    CountryKind {
        /// A sovereign state, or an entity that the codebook codes by itself.
        State = "state",
        /// A dependent territory: acts under its sovereign's code.
        Territory = "territory",
        /// A state that is gone.
        Former = "former",
    }
}

codes! {
    /// Grammatical form of a nationality or people.
    Form { Adjective = "adjective", Singular = "noun", Plural = "plural" }
}

codes! {
    /// What a people is.
    PeopleKind {
        /// Of a state.
        Nation = "nation",
        /// Without a state, or across states.
        People = "people",
        /// Of a part of a state.
        Region = "region",
        /// Of several states (European, Arab, Western).
        Bloc = "bloc",
    }
}

codes! {
    /// What a region is.
    RegionKind {
        Continent = "continent", Region = "region", Peninsula = "peninsula", Island = "island", Mountain = "mountain", Desert = "desert",
        Sea = "sea", Strait = "strait", Canal = "canal", River = "river", Lake = "lake", Site = "site",
    }
}

/// Where a fact stands and how sure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin<'p> {
    /// The table (`holders/europe.tsv`).
    pub table: &'p str,
    /// Its line, from 1.
    pub line: u32,
    /// `hand`, or the package and version.
    pub origin: &'p str,
    /// How sure the writer was.
    pub certainty: Certainty,
    /// Until when the writer knew.
    pub as_of: Option<PartialDate>,
}

/// A country or territory.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Country<'p> {
    /// ISO 3166-1 alpha-3; a former state's own code.
    pub code: &'p str,
    /// The code under which it acts: its sovereign's, for a dependent territory (codebook section 2).
    pub party: &'p str,
    /// ISO 3166-1 alpha-2; may be empty.
    pub alpha2: &'p str,
    /// State, territory or former state.
    pub kind: CountryKind,
    /// Its usual English name.
    pub name: &'p str,
    /// Its official English name; may be empty.
    pub official: &'p str,
    /// Its capital; may be empty.
    pub capital: &'p str,
    /// The capital's GeoNames id.
    pub capital_id: Option<u32>,
    /// The seat of government where that is not the capital.
    pub seat: &'p str,
    /// The seat's GeoNames id.
    pub seat_id: Option<u32>,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// When it existed.
    pub when: Interval,
    /// Where this stands.
    pub origin: Origin<'p>,
}

/// A nationality or people.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct People<'p> {
    /// Its name ("Kurds").
    pub name: &'p str,
    /// Nation, people, region or bloc.
    pub kind: PeopleKind,
    /// The country it stands for, or none.
    pub country: Option<&'p str>,
    /// The form that was looked up.
    pub form: Form,
    /// When that state existed.
    pub when: Interval,
    /// Where this stands.
    pub origin: Origin<'p>,
}

/// A populated place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place<'p> {
    /// GeoNames id.
    pub id: u32,
    /// Its name.
    pub name: &'p str,
    /// Country or territory it is in, ISO alpha-3.
    pub country: &'p str,
    /// Id of its first-level division; empty where it is not known.
    pub division: &'p str,
    /// English name of that division; may be empty.
    pub admin1: &'p str,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// Inhabitants, 0 where not known.
    pub population: u32,
    /// Where this stands.
    pub origin: Origin<'p>,
}

/// A division of the first level (province, state, oblast), or of the second (county, district) in packs that have them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Division<'p> {
    /// `COUNTRY.CODE`, with GeoNames' code; `COUNTRY.CODE.CODE` at the second level.
    pub id: &'p str,
    /// Name of the first-level division: its own, or that of the one it lies in; empty where the pack does not know that one.
    pub admin1: &'p str,
    /// Its country.
    pub country: &'p str,
    /// Its English name.
    pub name: &'p str,
    /// Degrees north, near its middle.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// People in its places, 0 where not known.
    pub population: u32,
    /// Where this stands.
    pub origin: Origin<'p>,
}

impl Division<'_> {
    /// True where it is the division with this id, or lies in it.
    #[must_use]
    pub fn is_within(&self, id: &str) -> bool {
        !id.is_empty() && self.id.strip_prefix(id).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }
}

/// A region that is no division: a continent, sea, river, island, disputed land, well-known site.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Region<'p> {
    /// Its slug.
    pub slug: &'p str,
    /// Its name.
    pub name: &'p str,
    /// What it is.
    pub kind: RegionKind,
    /// The country it lies in; none where it lies in several, in none, or is disputed.
    pub country: Option<&'p str>,
    /// Degrees north, near its middle.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// Where this stands.
    pub origin: Origin<'p>,
}

/// An organisation, armed group, outlet or state body.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Party<'p> {
    /// `COUNTRY/SECTOR/slug`, as an actor's id in records.
    pub id: &'p str,
    /// Which table it comes from.
    pub of: PartyKind,
    /// Its usual English name.
    pub name: &'p str,
    /// Country code, or UNO, EUR, IGO, NGO, ISM, IMG, MNC.
    pub country: &'p str,
    /// Sector.
    pub sector: &'p str,
    /// Its kind within its table (`igo`, `insurgent`, `parliament`); empty for outlets.
    pub kind: &'p str,
    /// Seat of an organisation; may be empty.
    pub seat: &'p str,
    /// Owner of an outlet; may be empty.
    pub owner: &'p str,
    /// Web domains of an outlet, `|` between.
    pub domains: &'p str,
    /// Further countries where a group is active, `|` between.
    pub active_in: &'p str,
    /// Nearly every state is a member.
    pub universal: bool,
    /// An agency whose copy others print.
    pub wire: bool,
    /// An outlet that a state owns or runs.
    pub state: bool,
    /// When it existed.
    pub when: Interval,
    /// The writer's note.
    pub note: &'p str,
    /// Where this stands.
    pub origin: Origin<'p>,
}

impl Party<'_> {
    /// True for a state's own body (a parliament, a ministry, an army): it acts under its country and sector. Other parties act under
    /// their own name.
    #[must_use]
    pub fn is_of_state(&self) -> bool {
        const KINDS: [&str; 8] = ["parliament", "court", "intelligence", "ministry", "military", "police", "agency", "bank"];
        self.of == PartyKind::Body && KINDS.contains(&self.kind)
    }
}

/// A person of the tables of holders.
#[derive(Debug, Clone, PartialEq)]
pub struct Person<'p> {
    /// `COUNTRY/slug`.
    pub id: &'p str,
    /// Given and family name as news writes them.
    pub name: &'p str,
    /// Country, or UNO, IGO … for somebody known by such an office only.
    pub country: &'p str,
    /// Offices in order of start.
    pub offices: Vec<Office<'p>>,
}

/// An office that somebody held.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Office<'p> {
    /// Country of the office, or UNO, IGO … .
    pub country: &'p str,
    /// Sector of the office.
    pub sector: &'p str,
    /// As news writes it ("Minister of Foreign Affairs").
    pub office: &'p str,
    /// Its classes.
    pub classes: OfficeClasses,
    /// Slug of the organisation, group or body whose office it is; empty for a state's own.
    pub body: &'p str,
    /// Held for the time being.
    pub acting: bool,
    /// When.
    pub when: Interval,
    /// The writer's note.
    pub note: &'p str,
    /// Where this stands.
    pub origin: Origin<'p>,
}

/// Who held an office.
#[derive(Debug, Clone, PartialEq)]
pub struct Holder<'p> {
    /// The person's id, [`Pack::person`](crate::Pack::person) knows the rest.
    pub person: &'p str,
    /// The person's name.
    pub name: &'p str,
    /// The office.
    pub office: Office<'p>,
    /// Whether it was held on the day asked for: yes or maybe.
    pub held: Held,
}

/// A word that stands for a party when it acts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Metonym<'p> {
    /// The word.
    pub name: &'p str,
    /// What it names in itself.
    pub kind: MetonymKind,
    /// Country of the party.
    pub country: &'p str,
    /// Sector of the party.
    pub sector: &'p str,
    /// English name of the party ("Government of Russia").
    pub party: &'p str,
    /// When it stood for it.
    pub when: Interval,
    /// The writer's note.
    pub note: &'p str,
    /// Where this stands.
    pub origin: Origin<'p>,
}

/// A state's membership in an organisation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Member<'p> {
    /// Slug of the organisation.
    pub organisation: &'p str,
    /// The member.
    pub country: &'p str,
    /// When.
    pub when: Interval,
    /// Whether it was one on the day asked for: yes or maybe.
    pub held: Held,
    /// Where this stands.
    pub origin: Origin<'p>,
}

/// A noun that makes a party of a country, or stands alone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Role<'p> {
    /// Singular; may be empty.
    pub singular: &'p str,
    /// Plural; may be empty.
    pub plural: &'p str,
    /// True where the plural was looked up.
    pub is_plural: bool,
    /// Sector; empty where the noun alone does not say.
    pub sector: &'p str,
    /// What it is.
    pub kind: RoleKind,
    /// Classes of holders that it names.
    pub classes: OfficeClasses,
    /// When it does not hold.
    pub note: &'p str,
    /// Where this stands.
    pub origin: Origin<'p>,
}

/// One thing that a name can mean.
#[derive(Debug, Clone, PartialEq)]
pub enum Meaning<'p> {
    /// A country or territory.
    Country(Country<'p>),
    /// A nationality or people, in one of its forms.
    People(People<'p>),
    /// A city or town.
    Place(Place<'p>),
    /// A province or state.
    Division(Division<'p>),
    /// A region that is no division.
    Region(Region<'p>),
    /// An organisation, group, outlet or body.
    Party(Party<'p>),
    /// Somebody who held offices.
    Person(Person<'p>),
    /// A word that stands for a party.
    Metonym(Metonym<'p>),
}

impl<'p> Meaning<'p> {
    /// How sure the tables are of it.
    #[must_use]
    pub fn certainty(&self) -> Certainty {
        self.origin().map_or(Certainty::Unsure, |o| o.certainty)
    }

    /// Where it stands; for a person, the row of the surest office.
    #[must_use]
    pub fn origin(&self) -> Option<Origin<'p>> {
        Some(match self {
            Self::Country(x) => x.origin,
            Self::People(x) => x.origin,
            Self::Place(x) => x.origin,
            Self::Division(x) => x.origin,
            Self::Region(x) => x.origin,
            Self::Party(x) => x.origin,
            Self::Metonym(x) => x.origin,
            Self::Person(x) => return x.offices.iter().map(|o| o.origin).min_by_key(|o| o.certainty),
        })
    }

    /// The kind of meaning, in one word.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Country(_) => "country",
            Self::People(_) => "people",
            Self::Place(_) => "place",
            Self::Division(_) => "division",
            Self::Region(_) => "region",
            Self::Party(party) => party.of.code(),
            Self::Person(_) => "person",
            Self::Metonym(_) => "metonym",
        }
    }
}

/// How a name led to a meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum By {
    /// The same name after folding.
    Name,
    /// A spelling that transliterations of the name are known to differ in.
    Sound,
    /// The family name alone.
    FamilyName,
    /// A given name alone, where news names people so.
    GivenName,
}

/// A meaning of a name, and the name as the table writes it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sense<'p> {
    /// What it means.
    pub meaning: Meaning<'p>,
    /// The name or alias that matched, as written in the table.
    pub written: &'p str,
    /// How it matched.
    pub by: By,
}
