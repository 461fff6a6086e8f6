//! Several packs as one: the embedded one first, then those given at run time (more places, imported tables).

use jiff::civil::Date;

use crate::fold::{LONGEST_NAME, fold};
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
        if name.len() > LONGEST_NAME {
            return Vec::new();
        }
        let key = fold(name);
        self.all(|p| p.named_by_key(name, &key), add_sense)
    }

    /// [`Pack::named_by_sound`] in all packs.
    #[must_use]
    pub fn named_by_sound(&self, name: &str) -> Vec<Sense<'b>> {
        self.all(|p| p.named_by_sound(name), add_sense)
    }

    /// [`Pack::family`] in all packs.
    #[must_use]
    pub fn family(&self, name: &str) -> Vec<Sense<'b>> {
        self.all(|p| p.family(name), add_sense)
    }

    /// [`Pack::roles`] of the first pack that knows the noun.
    #[must_use]
    pub fn roles(&self, noun: &str) -> Vec<Role<'b>> {
        self.packs.iter().map(|p| p.roles(noun)).find(|roles| !roles.is_empty()).unwrap_or_default()
    }

    /// [`Pack::holders`] in all packs.
    #[must_use]
    pub fn holders(&self, country: &str, class: OfficeClass, day: Date) -> Vec<Holder<'b>> {
        self.all_holders(|p| p.holders(country, class, day))
    }

    /// [`Pack::holders_in`] in all packs.
    #[must_use]
    pub fn holders_in(&self, country: &str, body: &str, day: Date) -> Vec<Holder<'b>> {
        self.all_holders(|p| p.holders_in(country, body, day))
    }

    /// [`Pack::members`] of the first pack that knows the organisation.
    #[must_use]
    pub fn members(&self, organisation: &str, day: Date) -> Vec<Member<'b>> {
        self.packs.iter().map(|p| p.members(organisation, day)).find(|members| !members.is_empty()).unwrap_or_default()
    }
}

impl<'b> Knowledge<'b> {
    /// What `ask` gives of each pack, put together by `add`. The first pack's answer is taken as it is: with one pack nothing is
    /// compared or copied.
    fn all<T>(&self, ask: impl Fn(&Pack<'b>) -> Vec<T>, add: impl Fn(&mut Vec<T>, T)) -> Vec<T> {
        let Some((first, later)) = self.packs.split_first() else { return Vec::new() };
        let mut out = ask(first);
        for found in later.iter().flat_map(ask) {
            add(&mut out, found);
        }
        out
    }

    fn all_holders(&self, ask: impl Fn(&Pack<'b>) -> Vec<Holder<'b>>) -> Vec<Holder<'b>> {
        let mut out = self.all(ask, |out, holder| {
            if !out.iter().any(|known| known.person == holder.person) {
                out.push(holder);
            }
        });
        if self.packs.len() > 1 {
            out.sort_by_key(|h| h.held);
        }
        out
    }
}

/// Adds a sense of a later pack, unless a pack before has the same thing. Of a person known before, the offices that are new are
/// added: a person in two packs is one.
fn add_sense<'b>(senses: &mut Vec<Sense<'b>>, sense: Sense<'b>) {
    let is_same = |other: &&mut Sense<'b>| match (&sense.meaning, &other.meaning) {
        (Meaning::Place(a), Meaning::Place(b)) => a.id == b.id,
        (Meaning::Division(a), Meaning::Division(b)) => a.id == b.id,
        (Meaning::Region(a), Meaning::Region(b)) => a.slug == b.slug,
        (Meaning::Country(a), Meaning::Country(b)) => a.code == b.code && a.when == b.when,
        (Meaning::Party(a), Meaning::Party(b)) => a.id == b.id,
        (Meaning::Person(a), Meaning::Person(b)) => a.id == b.id,
        (Meaning::People(a), Meaning::People(b)) => (a.name, a.country, a.form) == (b.name, b.country, b.form),
        (Meaning::Metonym(a), Meaning::Metonym(b)) => (a.country, a.sector, a.when) == (b.country, b.sector, b.when),
        _ => false,
    };
    let known = senses.iter_mut().find(is_same).map(|known| &mut known.meaning);
    match (known, sense.meaning) {
        (Some(Meaning::Person(known)), Meaning::Person(later)) => {
            for office in later.offices {
                if !known.offices.iter().any(|o| (o.office, o.when.start) == (office.office, office.when.start)) {
                    known.offices.push(office);
                }
            }
        }
        (Some(_), _) => {}
        (None, meaning) => senses.push(Sense { meaning, ..sense }),
    }
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

    #[test]
    fn a_person_of_two_packs_is_one() {
        let pack = |rows: &[&str]| {
            let head = "country\tsector\toffice\tclass\tbody\tperson\taliases\tstart\tend\tcertainty\tas_of\torigin\tnote\n";
            let text = rows.iter().fold(head.to_owned(), |text, row| format!("{text}NOR\tGOV\t{row}\tsure\t2025-01\thand\t\n"));
            compile(&[Source { file: "holders/a.tsv".to_owned(), text }]).unwrap().pack
        };
        let first = pack(&["Minister of Trade\tminister\t\tAnna Example\t\t2001\t2003"]);
        let later = pack(&[
            "Minister of Trade\tminister\t\tAnna Example\t\t2001\t2004",
            "Minister of Defence\tdefence-minister\t\tAnna Example\t\t2005\t2006",
        ]);
        let (first, later) = (Pack::open(&first).unwrap(), Pack::open(&later).unwrap());
        let knowledge = Knowledge::new(vec![first.clone(), later.clone()]);
        let named = knowledge.named("Anna Example");
        let [Sense { meaning: Meaning::Person(person), .. }] = &named[..] else { panic!("{named:?}") };
        assert_eq!(person.offices.iter().map(|o| o.when.to_string()).collect::<Vec<_>>(), ["2001–2003", "2005–2006"]);
        let day = jiff::civil::date(2002, 1, 1);
        assert_eq!(knowledge.holders("NOR", OfficeClass::Minister, day).len(), 1);
        assert_eq!(Knowledge::new(vec![later.clone()]).named("Anna Example"), later.named("Anna Example"));
    }
}
