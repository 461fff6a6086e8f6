//! Several packs as one: the embedded one first, then those given at run time (more places, imported tables).

use jiff::civil::Date;

use crate::pack::Pack;
use crate::sense::{Country, Division, Holder, Meaning, Member, OfficeClass, Party, Person, Place, Role, Sense};

/// Packs in order of precedence: of two rows for one thing the first pack's counts.
#[derive(Debug, Clone, Default)]
pub struct Knowledge<'b> {
    packs: Vec<Pack<'b>>,
}

impl<'b> Knowledge<'b> {
    /// Puts packs together.
    #[must_use]
    pub const fn new(packs: Vec<Pack<'b>>) -> Self {
        Self { packs }
    }

    /// The packs.
    #[must_use]
    pub fn packs(&self) -> &[Pack<'b>] {
        &self.packs
    }

    /// Versions of all packs with `+` between.
    #[must_use]
    pub fn version(&self) -> String {
        self.packs.iter().map(Pack::version).collect::<Vec<_>>().join("+")
    }

    /// [`Pack::country`].
    #[must_use]
    pub fn country(&self, alpha3: &str) -> Option<Country<'b>> {
        self.packs.iter().find_map(|p| p.country(alpha3))
    }

    /// [`Pack::capital_of`].
    #[must_use]
    pub fn capital_of(&self, place: u32) -> Option<Country<'b>> {
        self.packs.iter().find_map(|p| p.capital_of(place))
    }

    /// [`Pack::place`].
    #[must_use]
    pub fn place(&self, id: u32) -> Option<Place<'b>> {
        self.packs.iter().find_map(|p| p.place(id))
    }

    /// [`Pack::division`].
    #[must_use]
    pub fn division(&self, id: &str) -> Option<Division<'b>> {
        self.packs.iter().find_map(|p| p.division(id))
    }

    /// [`Pack::party`].
    #[must_use]
    pub fn party(&self, id: &str) -> Option<Party<'b>> {
        self.packs.iter().find_map(|p| p.party(id))
    }

    /// [`Pack::body`].
    #[must_use]
    pub fn body(&self, country: &str, slug: &str) -> Option<Party<'b>> {
        self.packs.iter().find_map(|p| p.body(country, slug))
    }

    /// [`Pack::person`].
    #[must_use]
    pub fn person(&self, id: &str) -> Option<Person<'b>> {
        self.packs.iter().find_map(|p| p.person(id))
    }

    /// [`Pack::named`] in all packs.
    #[must_use]
    pub fn named(&self, name: &str) -> Vec<Sense<'b>> {
        distinct(self.packs.iter().flat_map(|p| p.named(name)))
    }

    /// [`Pack::named_by_sound`] in all packs.
    #[must_use]
    pub fn named_by_sound(&self, name: &str) -> Vec<Sense<'b>> {
        distinct(self.packs.iter().flat_map(|p| p.named_by_sound(name)))
    }

    /// [`Pack::family`] in all packs.
    #[must_use]
    pub fn family(&self, name: &str) -> Vec<Sense<'b>> {
        distinct(self.packs.iter().flat_map(|p| p.family(name)))
    }

    /// [`Pack::roles`] of the first pack that knows the noun.
    #[must_use]
    pub fn roles(&self, noun: &str) -> Vec<Role<'b>> {
        self.packs.iter().map(|p| p.roles(noun)).find(|roles| !roles.is_empty()).unwrap_or_default()
    }

    /// [`Pack::holders`] in all packs.
    #[must_use]
    pub fn holders(&self, country: &str, class: OfficeClass, day: Date) -> Vec<Holder<'b>> {
        let mut out: Vec<Holder<'b>> = self.packs.iter().flat_map(|p| p.holders(country, class, day)).collect();
        out.sort_by_key(|h| h.held);
        out
    }

    /// [`Pack::holders_in`] in all packs.
    #[must_use]
    pub fn holders_in(&self, country: &str, body: &str, day: Date) -> Vec<Holder<'b>> {
        let mut out: Vec<Holder<'b>> = self.packs.iter().flat_map(|p| p.holders_in(country, body, day)).collect();
        out.sort_by_key(|h| h.held);
        out
    }

    /// [`Pack::members`] of the first pack that knows the organisation.
    #[must_use]
    pub fn members(&self, organisation: &str, day: Date) -> Vec<Member<'b>> {
        self.packs.iter().map(|p| p.members(organisation, day)).find(|members| !members.is_empty()).unwrap_or_default()
    }
}

/// Senses without those that a pack before has: the same place, division, country or party. Persons and metonyms of a later pack may
/// say something new.
fn distinct<'b>(senses: impl Iterator<Item = Sense<'b>>) -> Vec<Sense<'b>> {
    let mut out: Vec<Sense<'b>> = Vec::new();
    for sense in senses {
        let is_same = |other: &Sense<'b>| match (&sense.meaning, &other.meaning) {
            (Meaning::Place(a), Meaning::Place(b)) => a.id == b.id,
            (Meaning::Division(a), Meaning::Division(b)) => a.id == b.id,
            (Meaning::Region(a), Meaning::Region(b)) => a.slug == b.slug,
            (Meaning::Country(a), Meaning::Country(b)) => a.code == b.code && a.when == b.when,
            (Meaning::Party(a), Meaning::Party(b)) => a.id == b.id,
            _ => false,
        };
        if !out.iter().any(is_same) {
            out.push(sense);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Source, compile};

    #[test]
    fn the_first_pack_counts() {
        let table = |rows: &str| {
            let text = format!("id\tname\tcountry\tdivision\tlat\tlon\tpopulation\taliases\tas_of\torigin\n{rows}");
            compile(&[Source { file: "places.tsv".to_owned(), text }]).unwrap().pack
        };
        let (small, large) =
            (table("1\tParis\tFRA\t\t48\t2\t9\t\t\ta\n"), table("1\tParis\tFRA\t\t49\t2\t9\t\t\tb\n2\tParis\tUSA\t\t33\t-95\t1\t\t\tb\n"));
        let knowledge = Knowledge::new(vec![Pack::open(&small).unwrap(), Pack::open(&large).unwrap()]);
        assert_eq!(knowledge.named("Paris").len(), 2);
        assert_eq!(knowledge.place(1).unwrap().lat, 48.0);
        assert_eq!(knowledge.place(2).unwrap().country, "USA");
        assert_eq!(knowledge.version().len(), 33);
    }
}
