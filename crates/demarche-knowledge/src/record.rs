//! Fixed-width little-endian records: what a pack's tables are made of. Reading past an end gives zeros, never a panic.

/// A value of known width.
pub(crate) trait Field: Sized + Default {
    const WIDTH: usize;
    fn put(&self, out: &mut Vec<u8>);
    fn take(from: &mut &[u8]) -> Self;
}

/// A row of a pack's table.
pub(crate) trait Record: Field {
    /// The row at `index` of a table.
    fn at(table: &[u8], index: usize) -> Option<Self> {
        let start = index.checked_mul(Self::WIDTH)?;
        let mut row = table.get(start..start.checked_add(Self::WIDTH)?)?;
        Some(Self::take(&mut row))
    }
}

macro_rules! numbers {
    ($($type:ty),+) => {$(
        impl Field for $type {
            const WIDTH: usize = size_of::<$type>();
            fn put(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_le_bytes());
            }
            fn take(from: &mut &[u8]) -> Self {
                let mut bytes = [0; size_of::<$type>()];
                let (now, rest) = from.split_at(bytes.len().min(from.len()));
                bytes[..now.len()].copy_from_slice(now);
                *from = rest;
                Self::from_le_bytes(bytes)
            }
        }
    )+};
}

numbers!(u8, u16, u32, i32);

impl Field for [u8; 4] {
    const WIDTH: usize = 4;
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self);
    }
    fn take(from: &mut &[u8]) -> Self {
        u32::take(from).to_le_bytes()
    }
}

macro_rules! record {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
        pub(crate) struct $name { $($(#[$field_doc])* pub $field: $type),+ }

        impl Field for $name {
            const WIDTH: usize = 0 $(+ <$type as Field>::WIDTH)+;
            fn put(&self, out: &mut Vec<u8>) {
                $(self.$field.put(out);)+
            }
            fn take(from: &mut &[u8]) -> Self {
                Self { $($field: <$type>::take(from)),+ }
            }
        }

        impl Record for $name {}
    };
}

record! {
    /// Where a fact stands: index into the provenances, line, certainty.
    Stand { provenance: u16, line: u32, certainty: u8 }
}

record! {
    /// File, origin and as-of date that many rows share.
    ProvenanceRecord { file: u32, origin: u32, as_of: u32 }
}

record! {
    /// First and last day, packed.
    Days { start: u32, end: u32 }
}

record! {
    CountryRecord {
        code: [u8; 4], party: [u8; 4], alpha2: u32, kind: u8, name: u32, official: u32, capital: u32, capital_id: u32, seat: u32,
        seat_id: u32, lat: i32, lon: i32, days: Days, stand: Stand,
    }
}

record! { PeopleRecord { name: u32, kind: u8, country: [u8; 4], days: Days, stand: Stand } }

record! {
    PlaceRecord {
        id: u32, name: u32, country: [u8; 4], /// Index of the division and 1; 0 for none.
        division: u32, lat: i32, lon: i32, population: u32, provenance: u16, line: u32,
    }
}

record! { RegionRecord { slug: u32, name: u32, kind: u8, country: [u8; 4], lat: i32, lon: i32, stand: Stand } }

record! { DivisionRecord { id: u32, country: [u8; 4], name: u32, lat: i32, lon: i32, population: u32, stand: Stand } }

record! {
    PartyRecord {
        id: u32, of: u8, flags: u8, name: u32, country: [u8; 4], sector: [u8; 4], kind: u32, seat: u32, owner: u32, domains: u32,
        active_in: u32, note: u32, days: Days, stand: Stand,
    }
}

record! {
    /// A person and where its offices stand in the table of offices.
    PersonRecord { id: u32, name: u32, country: [u8; 4], first_office: u32, offices: u32 }
}

record! {
    OfficeRecord {
        person: u32, country: [u8; 4], sector: [u8; 4], office: u32, classes: u16, body: u32, flags: u8, days: Days, note: u32, stand: Stand,
    }
}

record! {
    /// An office in the order of country, class and start.
    ClassRecord { country: [u8; 4], class: u8, office: u32 }
}

record! {
    MetonymRecord {
        name: u32, kind: u8, country: [u8; 4], sector: [u8; 4], party: u32, days: Days, note: u32, stand: Stand,
    }
}

record! {
    /// A membership in the order of organisation and country.
    MemberRecord { party: u32, organisation: u32, country: [u8; 4], days: Days, stand: Stand }
}

record! { RoleRecord { singular: u32, plural: u32, sector: [u8; 4], kind: u8, classes: u16, note: u32, stand: Stand } }

record! {
    /// What a key leads to: a row of the table that `table` says, in which form, and the name as the source table writes it.
    Posting { index: u32, written: u32, table: u8, form: u8 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_come_back_and_short_tables_have_no_row() {
        let row = PlaceRecord { id: 7, lat: -5, country: *b"RUS\0", line: 9, ..Default::default() };
        let mut table = Vec::new();
        row.put(&mut table);
        row.put(&mut table);
        assert_eq!(table.len(), 2 * PlaceRecord::WIDTH);
        assert_eq!(PlaceRecord::at(&table, 1), Some(row));
        assert_eq!(PlaceRecord::at(&table, 2), None);
        assert_eq!(PlaceRecord::at(&table, usize::MAX), None);
        assert_eq!(PlaceRecord::at(&table[..3], 0), None);
    }
}
