//! Grades of publishers that the ledger has never met: kept, for a grade may be given in advance, and told, for a name may be misspelt.

use demarche_ledger::Ledger;
use demarche_ledger::grades::Reliability;
use strsim::osa_distance;

use crate::messages::Messages;

/// Names that are offered at most.
const MOST_NEAR: usize = 3;
/// Names that are listed at most.
const MOST_LISTED: usize = 5;

/// Warns where the ledger has nothing by the publisher that is graded; `id` is what its name means to the ledger.
pub(super) fn warn_of_unmet(ledger: &Ledger, name: &str, id: &str, messages: &Messages) -> anyhow::Result<()> {
    let met = ledger.publishers()?;
    if met.contains_key(id) {
        return Ok(());
    }
    let near = near(name, met.values().map(String::as_str));
    let hint = if near.is_empty() {
        "`demarche documents --format jsonl` names the publishers of the ledger; a party is graded by its key, as PRK/GOV".to_owned()
    } else {
        format!("did you mean {}? `demarche documents --format jsonl` names all publishers", listed(&near))
    };
    messages.warning(format!("the ledger has nothing by a publisher `{name}`; the grade is kept, and counts once it has"), Some(&hint));
    Ok(())
}

/// Warns where a filter by grade lets nothing through because no publisher of the ledger is graded so.
pub(super) fn warn_of_unused(ledger: &Ledger, least: Option<Reliability>, messages: &Messages) -> anyhow::Result<()> {
    // F is what everybody has who was not graded
    let Some(least) = least.filter(|least| *least < Reliability::F) else { return Ok(()) };
    let graded = ledger.graded_publishers(least)?;
    let met = ledger.publishers()?;
    if graded.iter().any(|id| met.contains_key(id)) {
        return Ok(());
    }
    let so = if least == Reliability::A { "A".to_owned() } else { format!("{least:?} or better") };
    let hint = if graded.is_empty() {
        "`demarche correct grade NAME GRADE` grades a publisher".to_owned()
    } else {
        format!("graded so, but not in the ledger: {}; `demarche documents --format jsonl` names its publishers", listed(&graded))
    };
    messages.warning(format!("no publisher of the ledger is graded {so}"), Some(&hint));
    Ok(())
}

fn listed(names: &[String]) -> String {
    let some = names.iter().take(MOST_LISTED).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let more = names.len().saturating_sub(MOST_LISTED);
    if more == 0 { some } else { format!("{some} and {more} more") }
}

/// Names that are spelt almost so, or hold the other or are held by it; the nearest first.
fn near<'n>(wanted: &str, names: impl Iterator<Item = &'n str>) -> Vec<String> {
    let wanted = wanted.trim().to_lowercase();
    let most = (wanted.chars().count() / 3).max(1);
    let distance = |name: &str| {
        let known = name.to_lowercase();
        let is_part = wanted.chars().count() >= 3 && known.contains(&wanted) || known.chars().count() >= 3 && wanted.contains(&known);
        let distance = osa_distance(&known, &wanted);
        (distance <= most || is_part).then_some(distance)
    };
    let mut found: Vec<(usize, &str)> = names.filter_map(|name| Some((distance(name)?, name))).collect();
    found.sort_unstable();
    found.dedup();
    found.into_iter().take(MOST_NEAR).map(|(_, name)| name.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_offered_and_others_are_not() {
        let known = ["Harbour Wire", "Lakeside Post", "The Northern Star", "AP"];
        let near = |wanted: &str| near(wanted, known.into_iter());
        assert_eq!(near("harbor wire"), ["Harbour Wire"]);
        assert_eq!(near("Northern Star"), ["The Northern Star"]);
        assert!(near("Evening Gazette").is_empty());
        // two letters are part of too much
        assert!(near("Cape Times").is_empty());
    }

    #[test]
    fn long_lists_are_cut() {
        let names: Vec<String> = (0..7).map(|n| n.to_string()).collect();
        assert_eq!(listed(&names[..2]), "`0`, `1`");
        assert_eq!(listed(&names), "`0`, `1`, `2`, `3`, `4` and 2 more");
    }
}
