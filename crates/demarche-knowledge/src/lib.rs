//! What demarche knows about the world: countries, places, parties, offices and who held them, roles.
//!
//! Source tables (`knowledge/*.tsv`, formats in `knowledge/README.md`) are compiled into one [`Pack`] of bytes that a program embeds
//! and opens without parsing. A pack answers what a name can mean ([`Pack::named`]), who held an office on a day ([`Pack::holders`])
//! and which states belong to an organisation ([`Pack::members`]), always with the row that says so and how sure it is. It does
//! not choose among meanings: that needs the text.
//!
//! ```
//! use demarche_knowledge::{Meaning, OfficeClass, Pack, Source, compile};
//!
//! let table = "country\tsector\toffice\tclass\tbody\tperson\taliases\tstart\tend\tcertainty\tas_of\torigin\tnote\n\
//!              PRK\tGOV\tMinister of Foreign Affairs\tforeign-minister\t\tChoe Son Hui\t최선희\t2022-06\tnow\tsure\t2025-12\thand\t\n";
//! let bytes = compile(&[Source { file: "holders/asia.tsv".into(), text: table.into() }])?.pack;
//! let pack = Pack::open(&bytes)?;
//! let day = jiff::civil::date(2024, 10, 29);
//! assert_eq!(pack.holders("PRK", OfficeClass::ForeignMinister, day)[0].name, "Choe Son Hui");
//! let Meaning::Person(person) = &pack.named_by_sound("Choi Sun-hee")[0].meaning else { panic!() };
//! assert_eq!(person.id, "PRK/choe-son-hui");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod city;
mod compile;
mod date;
mod fold;
pub mod folder;
pub mod gazetteer;
pub mod import;
mod knowledge;
mod names;
mod near;
mod pack;
mod person;
pub mod rebuild;
mod record;
mod sense;
mod sound;
mod table;
mod tables;

pub use compile::{Compiled, Counts, compile};
pub use date::{End, Held, Interval, PartialDate};
pub use fold::{LONGEST_NAME, fold, is_acronym, slug};
pub use knowledge::Knowledge;
pub use pack::{Pack, PackError};
pub use person::{STATE_SECTORS, Standing};
pub use sense::{
    By, Country, CountryKind, Division, Form, Holder, Meaning, Member, Metonym, MetonymKind, Office, OfficeClass, OfficeClasses, Origin,
    Party, PartyKind, People, PeopleKind, Person, Place, Region, RegionKind, Role, RoleKind, Sense,
};
pub use table::{Certainty, Source, TableError, TableErrors};
pub use table::{is_country_code, is_party_country, is_sector};
