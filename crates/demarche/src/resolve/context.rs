//! Which countries a text is about: what decides between namesakes.

use std::collections::{BTreeMap, BTreeSet};

use demarche_knowledge::{Meaning, PeopleKind};

use super::Resolver;

/// How often a text names each country, by its name, a nationality or its capital.
#[derive(Debug, Default)]
pub(super) struct Context {
    counts: BTreeMap<String, usize>,
    divisions: BTreeSet<String>,
    /// Countries that are named by their own name or a nationality, not only by their capital.
    named: BTreeSet<String>,
    /// An organisation of states other than the United Nations is named.
    has_other_union: bool,
}

/// People of a division whose name speaks for its country.
const KNOWN: u32 = 500_000;

impl Context {
    /// Counts the countries that the mentions' own words name, each without regard to any other.
    pub(super) fn of(resolver: &Resolver<'_>) -> Self {
        let mut out = Self::default();
        let mut holders: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for n in 0..resolver.mentions.len() {
            let senses = resolver.senses(resolver.mention_words(n));
            if let Some((country, person)) = resolver.holder_in(n) {
                holders.entry(country).or_default().insert(person);
            }
            // a word that names two countries says nothing of either
            let mut countries: Vec<&str> = senses
                .iter()
                .filter_map(|s| match &s.meaning {
                    Meaning::Country(c) => Some(c.party),
                    Meaning::People(p) if p.kind != PeopleKind::Bloc => p.country,
                    Meaning::Place(p) => resolver.pack.capital_of(p.id).map(|c| c.party),
                    _ => None,
                })
                .collect();
            countries.sort_unstable();
            countries.dedup();
            out.named.extend(senses.iter().filter_map(|s| match &s.meaning {
                Meaning::Country(c) => Some(c.party.to_owned()),
                Meaning::People(p) => p.country.map(str::to_owned),
                _ => None,
            }));
            let is_union = |p: &demarche_knowledge::Party<'_>| matches!(p.country, "IGO" | "EUR") && matches!(p.kind, "igo" | "alliance");
            out.has_other_union |= senses.iter().any(|s| matches!(&s.meaning, Meaning::Party(p) if is_union(p)));
            let divisions: Vec<&demarche_knowledge::Division<'_>> = senses
                .iter()
                .filter_map(|s| match &s.meaning {
                    Meaning::Division(d) => Some(d),
                    _ => None,
                })
                .collect();
            match (&countries[..], &divisions[..]) {
                // "Georgia"
                ([one], rest) if rest.iter().all(|d| d.country == *one) => *out.counts.entry((*one).to_owned()).or_default() += 1,
                ([], [one]) if one.population > KNOWN => {
                    *out.counts.entry(one.country.to_owned()).or_default() += 1;
                    out.divisions.insert(one.id.to_owned());
                }
                _ => {}
            }
        }
        // two who hold offices of one state speak for it: a namesake of one may be anybody
        for (country, persons) in holders {
            if persons.len() > 1 {
                *out.counts.entry(country.to_owned()).or_default() += 1;
            }
        }
        out
    }

    /// True where the text names the country.
    pub(super) fn names(&self, country: &str) -> bool {
        self.counts.contains_key(country)
    }

    /// True where the text names the country by its own name or a nationality.
    pub(super) fn names_itself(&self, country: &str) -> bool {
        self.named.contains(country)
    }

    /// True where the text names an organisation of states beside the United Nations: "the secretary-general" may be its.
    pub(super) fn names_other_union(&self) -> bool {
        self.has_other_union
    }

    /// How often the text names the country.
    pub(super) fn count(&self, country: &str) -> usize {
        self.counts.get(country).copied().unwrap_or(0)
    }

    /// True where the text names other countries, and this one nowhere.
    pub(super) fn is_foreign(&self, country: &str) -> bool {
        !self.names(country) && self.counts.values().any(|&n| n >= 2)
    }

    /// True where the text names the division (`COUNTRY.CODE`).
    pub(super) fn names_division(&self, id: &str) -> bool {
        self.divisions.contains(id)
    }
}
