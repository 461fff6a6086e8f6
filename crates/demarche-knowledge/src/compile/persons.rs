//! Which rows of holders are about one person.

use std::collections::BTreeMap;

use crate::date::End;
use crate::fold::{fold, slug, words};
use crate::table::code;
use crate::tables::{HolderRow, STATELESS, text};

/// A person, from its rows.
pub(super) struct Grouped<'r, 't> {
    /// `COUNTRY/slug`.
    pub id: String,
    pub name: &'t str,
    pub country: [u8; 4],
    /// In order of start.
    pub rows: Vec<&'r HolderRow<'t>>,
}

/// A longer time out of office makes two persons of a name (fathers and sons).
const LONGEST_GAP: i16 = 30;

impl<'r, 't> Grouped<'r, 't> {
    /// Its name and aliases, each once.
    pub fn names(&self) -> Vec<&'t str> {
        let mut out = vec![self.name];
        for name in self.rows.iter().flat_map(|r| std::iter::once(&r.person).chain(&r.aliases)) {
            if !out.contains(name) {
                out.push(name);
            }
        }
        out
    }

    /// Countries of its offices, each once: they tell the order of a name's parts.
    pub fn countries(&self) -> Vec<[u8; 4]> {
        let mut out = vec![self.country];
        for row in &self.rows {
            if !out.contains(&row.country) {
                out.push(row.country);
            }
        }
        out
    }

    /// First and last year with an office that is known.
    fn years(&self) -> (i16, i16) {
        let all = self.rows.iter().flat_map(|r| years(r));
        all.fold((i16::MAX, i16::MIN), |(low, high), year| (low.min(year), high.max(year)))
    }

    fn fits(&self, other: &Self) -> bool {
        let (a, b) = (self.years(), other.years());
        a.0.saturating_sub(b.1) <= LONGEST_GAP && b.0.saturating_sub(a.1) <= LONGEST_GAP
    }

    fn take_in(&mut self, other: Self) {
        self.rows.extend(other.rows);
    }
}

fn years(row: &HolderRow<'_>) -> Vec<i16> {
    let end = match row.interval.end {
        End::On(end) => Some(end.year()),
        End::Now => row.interval.as_of.map(crate::date::PartialDate::year),
        End::Unknown => None,
    };
    row.interval.start.map(crate::date::PartialDate::year).into_iter().chain(end).collect()
}

/// Codes under which somebody acts for no state of their own.
fn is_stateless(country: [u8; 4]) -> bool {
    STATELESS.split(' ').any(|c| c == text(&country))
}

/// The state that came after one that is gone.
fn successor(country: [u8; 4]) -> Option<[u8; 4]> {
    Some(code(match text(&country) {
        "SUN" => "RUS",
        "YUG" | "SCG" => "SRB",
        "CSK" => "CZE",
        "DDR" => "DEU",
        _ => return None,
    }))
}

/// Puts rows together: the same name in one country without a gap of over 30 years; a row's name that is an alias of exactly one
/// other person there; and, for names of two words and more, offices of organisations and of a former state with the one
/// person of that name in a state.
pub(super) fn group<'r, 't>(holders: &'r [HolderRow<'t>]) -> Vec<Grouped<'r, 't>> {
    let mut by_name: BTreeMap<([u8; 4], String), Vec<&'r HolderRow<'t>>> = BTreeMap::new();
    for row in holders {
        by_name.entry((row.country, fold(row.person))).or_default().push(row);
    }
    let mut persons: Vec<Grouped<'r, 't>> = by_name.into_iter().flat_map(|((country, _), rows)| split(country, rows)).collect();
    persons = join_by_alias(persons);
    persons = join_across(persons);
    for person in &mut persons {
        person.rows.sort_by_key(|r| (r.interval.start, r.fact.file, r.fact.line));
    }
    name_them(&mut persons);
    persons
}

/// One person for each run of rows without a long gap.
fn split<'r, 't>(country: [u8; 4], mut rows: Vec<&'r HolderRow<'t>>) -> Vec<Grouped<'r, 't>> {
    rows.sort_by_key(|r| (years(r).first().copied(), r.fact.file, r.fact.line));
    let mut out: Vec<Grouped<'r, 't>> = Vec::new();
    for row in rows {
        let alone = Grouped { id: String::new(), name: row.person, country, rows: vec![row] };
        match out.last_mut() {
            Some(open) if years(row).is_empty() || open.fits(&alone) => open.take_in(alone),
            _ => out.push(alone),
        }
    }
    out
}

fn join_by_alias<'r, 't>(persons: Vec<Grouped<'r, 't>>) -> Vec<Grouped<'r, 't>> {
    let mut bearers: BTreeMap<([u8; 4], String), Vec<usize>> = BTreeMap::new();
    for (i, person) in persons.iter().enumerate() {
        for name in person.names().into_iter().filter(|n| words(n).len() > 1) {
            let list = bearers.entry((person.country, fold(name))).or_default();
            if !list.contains(&i) {
                list.push(i);
            }
        }
    }
    // a name that two persons bear, and that is the main name of one of them, makes them one
    let mut into: Vec<usize> = (0..persons.len()).collect();
    for ((_, name), list) in &bearers {
        let [a, b] = list[..] else { continue };
        let (main, other) = if fold(persons[a].name) == *name { (a, b) } else { (b, a) };
        if fold(persons[main].name) == *name && fold(persons[other].name) != *name && persons[a].fits(&persons[b]) {
            let root = find(&into, other);
            let from = find(&into, main);
            into[from] = root;
        }
    }
    merge(persons, &into)
}

fn join_across<'r, 't>(persons: Vec<Grouped<'r, 't>>) -> Vec<Grouped<'r, 't>> {
    let mut bearers: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, person) in persons.iter().enumerate().filter(|(_, p)| words(p.name).len() > 1) {
        bearers.entry(fold(person.name)).or_default().push(i);
    }
    let mut into: Vec<usize> = (0..persons.len()).collect();
    for list in bearers.values().filter(|l| l.len() > 1) {
        let is_loose = |i: &usize| is_stateless(persons[*i].country);
        let former = |i: &usize| successor(persons[*i].country);
        let of_states: Vec<usize> = list.iter().copied().filter(|i| !is_loose(i) && former(i).is_none()).collect();
        for &i in list.iter().filter(|i| !of_states.contains(i)) {
            let heir = former(&i).and_then(|to| of_states.iter().copied().find(|s| persons[*s].country == to));
            let target = match (heir, &of_states[..]) {
                (Some(heir), _) => Some(heir),
                (None, [one]) => Some(*one),
                (None, []) => list.iter().copied().find(|j| *j != i && *j < i && is_loose(j)),
                _ => None,
            };
            if let Some(target) = target.filter(|t| persons[*t].fits(&persons[i])) {
                let from = find(&into, i);
                into[from] = find(&into, target);
            }
        }
    }
    merge(persons, &into)
}

fn find(into: &[usize], mut at: usize) -> usize {
    while into[at] != at {
        at = into[at];
    }
    at
}

fn merge<'r, 't>(persons: Vec<Grouped<'r, 't>>, into: &[usize]) -> Vec<Grouped<'r, 't>> {
    let mut out: BTreeMap<usize, Grouped<'r, 't>> = BTreeMap::new();
    let (roots, others): (Vec<_>, Vec<_>) = persons.into_iter().enumerate().partition(|(i, _)| into[*i] == *i);
    out.extend(roots);
    for (i, person) in others {
        if let Some(root) = out.get_mut(&find(into, i)) {
            root.take_in(person);
        }
    }
    out.into_values().collect()
}

/// Ids by country and slug, a number after the second and further ones.
fn name_them(persons: &mut [Grouped<'_, '_>]) {
    let mut taken: BTreeMap<String, u32> = BTreeMap::new();
    for person in persons {
        let base = format!("{}/{}", text(&person.country), slug(person.name));
        let n = taken.entry(base.clone()).and_modify(|n| *n += 1).or_insert(1);
        person.id = if *n > 1 { format!("{base}-{n}") } else { base };
    }
}
