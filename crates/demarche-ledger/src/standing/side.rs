//! Which side of an incident a source belongs to.

use std::collections::BTreeMap;

use crate::account::Account;
use crate::report::{DocumentId, Party};
use crate::witnesses::identity::STATE;

/// Codes that stand for many bodies: two of them with one code need not have anything in common.
const SHARED: &[&str] = &["", "IGO", "NGO", "ISM", "IMG", "MNC"];

/// True where the source speaks for the side of that party: it is the same party, or both are organs of one state (or of the
/// United Nations or the European Union): the army speaks for the government's side, the opposition, the press and the people
/// of the country do not (codebook, section 2: a state news agency announces for the state only where it says so).
#[must_use]
pub fn speaks_for(source: &Party, party: &Party) -> bool {
    let is_organ = |p: &Party| STATE.contains(&p.sector.as_str()) && !SHARED.contains(&p.country.as_str());
    let same_state = source.country == party.country && is_organ(source) && is_organ(party);
    let same_party = !source.country.is_empty() && !source.sector.is_empty() && source.key() == party.key();
    same_state || same_party
}

/// The sides of an incident, each with its parties: actors against recipients; where nobody is acted upon, each actor of its own
/// (talks, clashes). Two organs of one state are one side.
#[must_use]
pub fn sides<'p>(actors: &'p [Party], recipients: &'p [Party]) -> Vec<Vec<&'p Party>> {
    if !recipients.is_empty() {
        return vec![actors.iter().collect(), recipients.iter().collect()];
    }
    let mut sides: Vec<Vec<&Party>> = Vec::new();
    for actor in actors {
        match sides.iter_mut().find(|side| side.iter().any(|p| speaks_for(actor, p))) {
            Some(side) => side.push(actor),
            None => sides.push(vec![actor]),
        }
    }
    sides
}

/// The side that a source speaks for; none for a third party, and none where it would speak for several: what one state does to
/// its own organ has no second side.
#[must_use]
pub fn side_of(source: &Party, sides: &[Vec<&Party>]) -> Option<usize> {
    let mut found = (0..sides.len()).filter(|&i| sides[i].iter().any(|p| speaks_for(source, p)));
    let side = found.next()?;
    found.next().is_none().then_some(side)
}

/// So many times as many texts (copies are one) put a party on one side only as on the other, where they decide.
const BY_FAR: usize = 3;

/// The side of a source that would speak for both actors and recipients, where by far most texts put its party on one side only:
/// one report that takes the ships that seized a boat for those that were seized does not make their state a stranger.
#[must_use]
pub fn side_told(source: &Party, sides: &[Vec<&Party>], accounts: &[Account<'_>]) -> Option<usize> {
    let [actors, recipients] = sides else { return None };
    let speaks = |parties: &[&Party]| parties.iter().any(|p| speaks_for(source, p));
    if !(speaks(actors) && speaks(recipients)) {
        return None;
    }
    let mut told: BTreeMap<DocumentId, [bool; 2]> = BTreeMap::new();
    for account in accounts {
        let family = told.entry(account.family).or_default();
        for (side, parties) in [&account.report.actors, &account.report.recipients].into_iter().enumerate() {
            family[side] |= parties.iter().flat_map(|named| &named.parties).any(|p| speaks_for(source, p));
        }
    }
    let only = [[true, false], [false, true]].map(|one| told.values().filter(|sides| **sides == one).count());
    (0..2).find(|&side| only[side] >= BY_FAR && only[side] >= BY_FAR * only[1 - side])
}

#[cfg(test)]
mod tests {
    use demarche::codebook::Status;
    use demarche::record::CodePoints;

    use super::*;
    use crate::report::Named;
    use crate::sample::{Built, Page, party};

    #[test]
    fn organs_of_one_state_are_one_side() {
        let speaks = |a: &str, b: &str| speaks_for(&party(a), &party(b));
        assert!(speaks("KOR/MIL", "KOR/GOV") && speaks("UNO/MIL", "UNO/GOV") && speaks("SYR/REB/levant-front", "SYR/REB/levant-front"));
        assert!(!speaks("KOR/OPP", "KOR/GOV") && !speaks("KOR/JRN/kbs", "KOR/GOV") && !speaks("KOR/CVL", "KOR/GOV"));
        assert!(!speaks("IGO/GOV/nato", "IGO/GOV/asean") && !speaks("SYR/REB", "SYR/REB/levant-front") && !speaks("/", "/"));
        assert!(!speaks("PRK/GOV", "KOR/GOV"));
    }

    #[test]
    fn a_source_of_both_sides_is_of_none() {
        let (actors, recipients) = ([party("EGY/COP")], [party("EGY/JUD")]);
        assert_eq!(side_of(&party("EGY/GOV"), &sides(&actors, &recipients)), None);
        let (actors, recipients) = ([party("EGY/COP")], [party("EGY/CVL")]);
        let sides = sides(&actors, &recipients);
        assert_eq!(
            (side_of(&party("EGY/GOV"), &sides), side_of(&party("EGY/CVL"), &sides), side_of(&party("SDN/GOV"), &sides)),
            (Some(0), Some(1), None)
        );
    }

    #[test]
    fn by_far_most_reports_say_whose_side_a_state_is_on() {
        let named = |key: &str| vec![Named { text: key.to_owned(), span: CodePoints(0, 1), parties: vec![party(key)] }];
        let pages = |misread: usize| {
            let page = |n: u64| {
                let mut built = Page::new(n, "a").text("A raid.").own(Status::Actual).build();
                let report = &mut built.article.reports[0];
                report.actors = named(if n <= misread as u64 { "IDN/GOV" } else { "MYS/COP" });
                report.recipients = named(if n <= misread as u64 { "MYS/MIL" } else { "IDN/AGR" });
                built
            };
            (1..=6).map(page).collect::<Vec<_>>()
        };
        let (actors, recipients) = ([party("MYS/COP"), party("IDN/GOV")], [party("IDN/AGR"), party("MYS/MIL")]);
        let sides = sides(&actors, &recipients);
        let told = |misread: usize| {
            let pages = pages(misread);
            let accounts: Vec<Account<'_>> = pages.iter().flat_map(Built::accounts).collect();
            side_told(&party("MYS/GOV"), &sides, &accounts)
        };
        assert_eq!(side_of(&party("MYS/GOV"), &sides), None);
        assert_eq!((told(1), told(2), told(5)), (Some(0), None, Some(1)));
    }

    #[test]
    fn each_actor_of_talks_is_a_side() {
        let actors = [party("IND/GOV"), party("PAK/GOV"), party("IND/MIL")];
        let sides = sides(&actors, &[]);
        assert_eq!(sides.len(), 2);
        assert_eq!(side_of(&party("IND/GOV"), &sides), Some(0));
    }
}
