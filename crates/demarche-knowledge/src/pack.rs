//! The compiled pack: one run of bytes, read in place.
//!
//! A header (magic, format, checksum, version, places of the sections), then sections: strings, an `fst` map from keys to numbers,
//! and tables of fixed-width little-endian records. [`Pack::open`] checks the header, the checksum and the bounds once; nothing is
//! parsed, so opening costs one pass over the bytes. Every read goes through bounds checks and gives an empty value where a
//! number leads nowhere.

mod lookup;

pub(crate) use lookup::{flags, table};

use crate::date::{End, Interval, PartialDate};
use crate::record::{
    ClassRecord, CountryRecord, Days, DivisionRecord, Field as _, MemberRecord, MetonymRecord, OfficeRecord, PartyRecord, PeopleRecord,
    PersonRecord, PlaceRecord, Posting, ProvenanceRecord, Record, RegionRecord, RoleRecord, Stand,
};
use crate::sense::Origin;
use crate::table::Certainty;

pub(crate) const MAGIC: &[u8; 8] = b"DMRCKNOW";
/// Rises with every change of the layout.
pub(crate) const FORMAT: u32 = 1;
/// Length of [`Pack::version`].
pub(crate) const VERSION_LENGTH: usize = 16;
/// Magic, format, checksum, version, then offset and length of each section.
pub(crate) const HEADER: usize = 8 + 4 + 4 + VERSION_LENGTH + SECTIONS * 8;
/// Where the checksummed part begins.
pub(crate) const CHECKED_FROM: usize = 16;

/// Sections in their order in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub(crate) enum Section {
    Strings,
    Keys,
    Postings,
    PlacePostings,
    Provenances,
    Countries,
    Peoples,
    Places,
    Divisions,
    Parties,
    Persons,
    Offices,
    Classes,
    Metonyms,
    Members,
    Roles,
    Regions,
}

pub(crate) const SECTIONS: usize = Section::Regions as usize + 1;

/// Width of a section's rows.
const WIDTHS: [usize; SECTIONS] = [
    1,
    1,
    Posting::WIDTH,
    4,
    ProvenanceRecord::WIDTH,
    CountryRecord::WIDTH,
    PeopleRecord::WIDTH,
    PlaceRecord::WIDTH,
    DivisionRecord::WIDTH,
    PartyRecord::WIDTH,
    PersonRecord::WIDTH,
    OfficeRecord::WIDTH,
    ClassRecord::WIDTH,
    MetonymRecord::WIDTH,
    MemberRecord::WIDTH,
    RoleRecord::WIDTH,
    RegionRecord::WIDTH,
];

/// First byte of a key: what the rest is.
pub(crate) mod space {
    /// A folded name; postings.
    pub(crate) const NAME: u8 = b'n';
    /// A folded name of a place; place postings.
    pub(crate) const PLACE: u8 = b'p';
    /// A name by sound; postings.
    pub(crate) const SOUND: u8 = b's';
    /// Part of a person's name; postings.
    pub(crate) const ALONE: u8 = b'f';
    /// A folded role noun; postings.
    pub(crate) const ROLE: u8 = b'r';
    /// Country and slug of a body (`IGO/nato`); postings of offices.
    pub(crate) const BODY: u8 = b'b';
    /// Country and slug of a party; its row.
    pub(crate) const SLUG: u8 = b'c';
    /// A party's id; its row.
    pub(crate) const PARTY: u8 = b'i';
    /// A person's id; its row.
    pub(crate) const PERSON: u8 = b'q';
    /// A division's id; its row.
    pub(crate) const DIVISION: u8 = b'd';
    /// An organisation's slug; the first row of its members.
    pub(crate) const MEMBERS: u8 = b'm';
}

/// In [`Posting::table`] and in place postings: more postings of the key follow.
pub(crate) const MORE: u8 = 0x80;
pub(crate) const MORE_PLACES: u32 = 0x8000_0000;

/// Why bytes are no pack.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// Something else, or cut off inside the header.
    #[error("these bytes are no knowledge pack")]
    NotAPack,
    /// Another layout.
    #[error("the pack has format {found}, this program reads {}; build it again", FORMAT)]
    Format {
        /// The format of the bytes.
        found: u32,
    },
    /// Altered or cut off.
    #[error("the pack is damaged: {0}; build it again")]
    Damaged(&'static str),
}

/// What demarche knows, ready for looking up; borrows the bytes it reads.
#[derive(Clone)]
pub struct Pack<'b> {
    version: &'b str,
    sections: [&'b [u8]; SECTIONS],
    keys: fst::Map<&'b [u8]>,
}

impl std::fmt::Debug for Pack<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pack").field("version", &self.version).field("keys", &self.keys.len()).finish_non_exhaustive()
    }
}

impl<'b> Pack<'b> {
    /// True where bytes begin as a pack does, of whatever format.
    #[must_use]
    pub fn is_one(bytes: &[u8]) -> bool {
        bytes.starts_with(MAGIC)
    }

    /// Opens a pack. A pack is trusted to come from the compiler: the checksum finds damage, not forgery.
    ///
    /// # Errors
    /// The bytes are no pack, of another format, or damaged.
    pub fn open(bytes: &'b [u8]) -> Result<Self, PackError> {
        let header = bytes.get(..HEADER).ok_or(PackError::NotAPack)?;
        let (magic, mut rest) = header.split_at(MAGIC.len());
        if magic != MAGIC {
            return Err(PackError::NotAPack);
        }
        let format = u32::take(&mut rest);
        if format != FORMAT {
            return Err(PackError::Format { found: format });
        }
        let checksum = u32::take(&mut rest);
        if checksum != crc32fast::hash(&bytes[CHECKED_FROM..]) {
            return Err(PackError::Damaged("its checksum differs"));
        }
        let (version, mut rest) = rest.split_at(VERSION_LENGTH);
        let version = std::str::from_utf8(version).map_err(|_| PackError::Damaged("its version is no text"))?;
        let mut sections: [&[u8]; SECTIONS] = [&[]; SECTIONS];
        for (section, width) in sections.iter_mut().zip(WIDTHS) {
            let (offset, length) = (u32::take(&mut rest) as usize, u32::take(&mut rest) as usize);
            let end = offset.checked_add(length).ok_or(PackError::Damaged("a section is out of bounds"))?;
            *section = bytes.get(offset..end).ok_or(PackError::Damaged("a section is out of bounds"))?;
            if length % width != 0 {
                return Err(PackError::Damaged("a table is cut off"));
            }
        }
        let keys = fst::Map::new(sections[Section::Keys as usize]).map_err(|_| PackError::Damaged("its keys are no fst"))?;
        Ok(Self { version, sections, keys })
    }

    /// Sixteen hexadecimal digits of a hash of the contents: the same tables have the same version.
    #[must_use]
    pub const fn version(&self) -> &'b str {
        self.version
    }

    pub(crate) const fn keys(&self) -> &fst::Map<&'b [u8]> {
        &self.keys
    }

    /// The name behind the first posting of a key, as its table writes it.
    pub(crate) fn written(&self, space: u8, posting: u64) -> Option<&'b str> {
        let index = usize::try_from(posting).ok()?;
        if space == space::PLACE {
            let mut bytes = self.section(Section::PlacePostings).get(index.checked_mul(4)?..)?;
            let place = (u32::take(&mut bytes) & !MORE_PLACES) as usize;
            return Some(self.text(self.row::<PlaceRecord>(Section::Places, place)?.name));
        }
        Some(self.text(self.row::<Posting>(Section::Postings, index)?.written))
    }

    fn section(&self, section: Section) -> &'b [u8] {
        self.sections[section as usize]
    }

    fn row<R: Record>(&self, section: Section, index: usize) -> Option<R> {
        R::at(self.section(section), index)
    }

    fn rows(&self, section: Section) -> usize {
        self.section(section).len() / WIDTHS[section as usize]
    }

    /// The text at a place in the strings; empty where there is none.
    fn text(&self, at: u32) -> &'b str {
        let from = self.section(Section::Strings).get(at as usize..).unwrap_or_default();
        let mut rest = from;
        let length = usize::from(u16::take(&mut rest));
        rest.get(..length).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }

    /// The letters of a code in a row of a table.
    fn code(&self, section: Section, index: usize, offset: usize) -> &'b str {
        let start = index * WIDTHS[section as usize] + offset;
        let bytes = self.section(section).get(start..start + 4).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default().trim_end_matches('\0')
    }

    fn origin(&self, stand: Stand) -> Origin<'b> {
        let from = self.row::<ProvenanceRecord>(Section::Provenances, usize::from(stand.provenance)).unwrap_or_default();
        let certainty = Certainty::from_index(stand.certainty);
        let as_of = PartialDate::unpack(from.as_of);
        Origin { table: self.text(from.file), line: stand.line, origin: self.text(from.origin), certainty, as_of }
    }

    fn interval(&self, days: Days, stand: Stand) -> Interval {
        let from = self.row::<ProvenanceRecord>(Section::Provenances, usize::from(stand.provenance)).unwrap_or_default();
        Interval { start: PartialDate::unpack(days.start), end: End::unpack(days.end), as_of: PartialDate::unpack(from.as_of) }
    }

    /// The number that a key leads to.
    fn key(&self, space: u8, rest: &str) -> Option<usize> {
        let mut key = Vec::with_capacity(rest.len() + 1);
        key.push(space);
        key.extend_from_slice(rest.as_bytes());
        self.keys.get(&key).and_then(|value| usize::try_from(value).ok())
    }

    /// All postings of a key.
    fn postings(&self, space: u8, rest: &str) -> Vec<Posting> {
        let mut out = Vec::new();
        let Some(first) = self.key(space, rest) else { return out };
        for index in first.. {
            let Some(mut posting) = self.row::<Posting>(Section::Postings, index) else { break };
            let more = posting.table & MORE != 0;
            posting.table &= !MORE;
            out.push(posting);
            if !more {
                break;
            }
        }
        out
    }

    /// Rows of all places that a key names.
    fn place_postings(&self, rest: &str) -> Vec<usize> {
        let mut out = Vec::new();
        let Some(first) = self.key(space::PLACE, rest) else { return out };
        for index in first.. {
            let Some(mut bytes) = self.section(Section::PlacePostings).get(index * 4..) else { break };
            if bytes.is_empty() {
                break;
            }
            let posting = u32::take(&mut bytes);
            out.push((posting & !MORE_PLACES) as usize);
            if posting & MORE_PLACES == 0 {
                break;
            }
        }
        out
    }
}
