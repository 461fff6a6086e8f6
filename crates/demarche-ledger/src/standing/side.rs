//! Which side of an incident a source belongs to.

use crate::report::Party;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::party;

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
    fn each_actor_of_talks_is_a_side() {
        let actors = [party("IND/GOV"), party("PAK/GOV"), party("IND/MIL")];
        let sides = sides(&actors, &[]);
        assert_eq!(sides.len(), 2);
        assert_eq!(side_of(&party("IND/GOV"), &sides), Some(0));
    }
}
