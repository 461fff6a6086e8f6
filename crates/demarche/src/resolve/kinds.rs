//! Kinds that the text itself corrects: the model reads a window, and a name may be clear from elsewhere.

use std::collections::HashSet;

use demarche_knowledge::{Knowledge, Meaning};

use super::coref::is_name;
use super::{Mentioned, Page};
use crate::codebook::Kind;

/// Makes persons of mentions of kind place that bear the family name of a person of the text, where the tables know no place of that
/// name: "Otunbayeva's government", after "Roza Otunbayeva". Gives those that it changed, in order.
pub(crate) fn name_persons(pack: &Knowledge<'static>, page: Page<'_>, mentions: &mut [Mentioned]) -> Vec<usize> {
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
    let changed: Vec<usize> = (0..mentions.len())
        .filter(|&n| mentions[n].found.kind == Kind::Place && families.contains(words(&mentions[n])) && !is_place(words(&mentions[n])))
        .collect();
    for &n in &changed {
        mentions[n].found.kind = Kind::Person;
    }
    changed
}
