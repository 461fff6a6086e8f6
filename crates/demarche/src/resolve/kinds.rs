//! Kinds that the text itself corrects: the model reads a window, and a name may be clear from elsewhere.

use std::collections::HashSet;

use demarche_knowledge::{Knowledge, Meaning};

use super::coref::is_name;
use super::{Mentioned, Page};
use crate::codebook::Kind;

/// Corrects kinds, and gives the mentions that it changed, in order, with their kinds.
///
/// Persons are made of mentions of kind place that bear the family name of a person of the text, where the tables know no place of that
/// name: "Otunbayeva's government", after "Roza Otunbayeva". Groups are made of mentions of kind other that the tables know as a
/// nationality: "Russian" of "a Russian missile".
pub(crate) fn correct_kinds(pack: &Knowledge<'static>, page: Page<'_>, mentions: &mut [Mentioned]) -> Vec<(usize, Kind)> {
    let words = |m: &Mentioned| m.found.span.of(page.text);
    let families: HashSet<&str> = mentions
        .iter()
        .filter(|m| m.found.kind == Kind::Person && is_name(words(m)))
        .filter_map(|m| words(m).rsplit_once(char::is_whitespace))
        .map(|(_, family)| family)
        .collect();
    let is_place = |name: &str| {
        let places = |s: &demarche_knowledge::Sense<'_>| {
            matches!(s.meaning, Meaning::Place(_) | Meaning::Division(_) | Meaning::Country(_) | Meaning::Region(_) | Meaning::Metonym(_))
        };
        pack.named(name).iter().any(places)
    };
    let is_people = |name: &str| pack.named(name).iter().any(|s| matches!(s.meaning, Meaning::People(_)));
    let corrected = |m: &Mentioned| match m.found.kind {
        Kind::Place if families.contains(words(m)) && !is_place(words(m)) => Some(Kind::Person),
        Kind::Other if is_people(words(m)) => Some(Kind::Group),
        _ => None,
    };
    let changed: Vec<(usize, Kind)> = mentions.iter().enumerate().filter_map(|(n, m)| Some((n, corrected(m)?))).collect();
    for &(n, kind) in &changed {
        mentions[n].found.kind = kind;
    }
    changed
}
