//! The number of independent witnesses of an incident, with every collapse shown.
//!
//! A witness is somebody who affirms the event: an outlet in its own voice, or a source that a document quotes. What is taken as
//! true, left open or denied witnesses nothing, nor does what a publisher took back ([`struck`]), nor who denies now what it once
//! affirmed. Witnesses count once where they are known to be one:
//! - documents of one copy family: the first that affirms speaks for all, later ones add nothing, so that adding copies never
//!   changes the number (the price: a source that an editor added to a rewritten copy is not counted; its position is kept);
//! - texts that one wire wrote, whoever printed them; one outlet, also where another quotes it; outlets of one owner;
//! - one quoted party, and the unnamed officials of one country;
//! - sources without a known party, and documents without a publisher: nothing shows that two of them are two.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::account::{Account, Happening, Owners};
use crate::positions::statement::{Holder, Statement, all_statements, in_time_order};
use crate::report::{DocumentId, ReportId};
use crate::witnesses::chain::{Chain, Position};
use crate::witnesses::identity::{Identity, with_owners, witnesses};
use crate::witnesses::retraction::struck;

/// One independent witness.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Witness {
    /// All identities that are this one, the outlets and sources first met first; never empty.
    pub names: Vec<Identity>,
    /// Reports that rest on it, in order of intake.
    pub reports: Vec<ReportId>,
    /// It only ever told of the event as planned or expected.
    pub foretold: bool,
}

/// Why several reports are one witness's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "why")]
pub enum Collapse {
    /// Copies of one text.
    Copies {
        /// The document of the family that speaks for the others.
        first: DocumentId,
        /// The others that affirm.
        copies: Vec<DocumentId>,
    },
    /// Different texts of one wire.
    Wire {
        /// The wire.
        wire: String,
        /// Its reports.
        reports: Vec<ReportId>,
    },
    /// One outlet more than once, in its own voice or quoted.
    Outlet {
        /// The outlet.
        outlet: String,
        /// Its reports.
        reports: Vec<ReportId>,
    },
    /// Outlets that belong together.
    Owner {
        /// Their owners.
        owners: Vec<String>,
        /// The outlets.
        outlets: Vec<String>,
    },
    /// One party quoted more than once.
    Source {
        /// Its key.
        party: String,
        /// Reports that quote it.
        reports: Vec<ReportId>,
    },
    /// Sources without a known party.
    Unidentified {
        /// Reports that quote them.
        reports: Vec<ReportId>,
    },
    /// Documents without a publisher.
    UnknownPublisher {
        /// Their reports.
        reports: Vec<ReportId>,
    },
}

impl Collapse {
    /// One phrase to show.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Copies { first, copies } if copies.len() == 1 => format!("a copy of document {}", first.0),
            Self::Copies { first, copies } => format!("{} copies of document {}", copies.len(), first.0),
            Self::Wire { wire, reports } => format!("{} reports by the wire `{wire}`", reports.len()),
            Self::Outlet { outlet, reports } => format!("{} reports by `{outlet}`", reports.len()),
            Self::Owner { owners, outlets } => format!("{} outlets of `{}`", outlets.len(), owners.join("`, `")),
            Self::Source { party, reports } => format!("{} reports quote `{party}`", reports.len()),
            Self::Unidentified { reports } => format!("{} reports quote unidentified sources", reports.len()),
            Self::UnknownPublisher { reports } => format!("{} reports without a publisher", reports.len()),
        }
    }
}

/// The witnesses of an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// Reports of the incident, whatever they hold.
    pub reports: usize,
    /// Those that affirm nothing: denied, then or now, open, taken as true, or not established as said.
    pub silent: Vec<ReportId>,
    /// Those that a publisher took back.
    pub retracted: BTreeSet<ReportId>,
    /// The independent witnesses, in order of their first report.
    pub witnesses: Vec<Witness>,
    /// What made many reports few witnesses, in a fixed order.
    pub collapses: Vec<Collapse>,
}

impl Count {
    /// Number of independent witnesses.
    #[must_use]
    pub fn number(&self) -> usize {
        self.witnesses.len()
    }

    /// One line to show: "5 reports: 3 copies of document 1; 1 affirms nothing: 1 witness".
    #[must_use]
    pub fn words(&self) -> String {
        let plural = |n: usize, one: &str, many: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {many}") };
        let mut parts: Vec<String> = self.collapses.iter().map(Collapse::words).collect();
        if !self.silent.is_empty() {
            parts.push(plural(self.silent.len(), "affirms nothing", "affirm nothing"));
        }
        if !self.retracted.is_empty() {
            parts.push(format!("{} retracted", self.retracted.len()));
        }
        if parts.is_empty() {
            parts.push("each on its own".to_owned());
        }
        format!("{}: {}: {}", plural(self.reports, "report", "reports"), parts.join("; "), plural(self.number(), "witness", "witnesses"))
    }
}

/// One statement that affirms.
struct Testimony {
    report: ReportId,
    who: Identity,
    by_wire: bool,
    foretold: bool,
}

/// Counts the independent witnesses of an incident. The order of its accounts does not matter. Takes time `n log n` in them.
#[must_use]
pub fn count(happening: &Happening<'_>, owners: &dyn Owners) -> Count {
    let accounts = happening.in_intake_order();
    let retracted = struck(&accounts);
    let standing: Vec<Account<'_>> = accounts.iter().filter(|a| !retracted.contains(&a.report.id)).copied().collect();
    let affirmed = affirmed(&standing);
    let mut silent = Vec::new();
    // accounts are in order of intake, so the first met of a family is its first that affirms
    let mut first: BTreeMap<DocumentId, DocumentId> = BTreeMap::new();
    let mut copies: BTreeMap<DocumentId, BTreeSet<DocumentId>> = BTreeMap::new();
    let mut testimonies = Vec::new();
    for account in &standing {
        let report = account.report.id;
        let Some(holders) = affirmed.get(&report) else {
            silent.push(report);
            continue;
        };
        let speaks = *first.entry(account.family).or_insert(report.document);
        if speaks != report.document {
            copies.entry(speaks).or_default().insert(report.document);
            continue;
        }
        let chain = Chain::of(account.article, account.report);
        let by_wire = account.wire.is_some() && chain.is_own_voice();
        let foretold = chain.foretold;
        let who = witnesses(account, &chain, |party| holders.contains(&Holder::Party(party.key())));
        testimonies.extend(who.into_iter().map(|who| Testimony { report, who, by_wire, foretold }));
    }
    let mut collapses: Vec<Collapse> =
        copies.into_iter().map(|(first, copies)| Collapse::Copies { first, copies: copies.into_iter().collect() }).collect();
    let groups = join(&testimonies, owners);
    let witnesses = groups.iter().map(|group| witness(group, &testimonies, owners)).collect();
    for group in &groups {
        collapses.extend(explain(group, &testimonies, owners));
    }
    Count { reports: accounts.len(), silent, retracted, witnesses, collapses }
}

/// Who affirms in each report, without those who deny it now. A later document of a family takes nothing back here, as it adds
/// nothing.
fn affirmed(accounts: &[Account<'_>]) -> BTreeMap<ReportId, BTreeSet<Holder>> {
    let mut first: BTreeMap<DocumentId, DocumentId> = BTreeMap::new();
    for account in accounts {
        first.entry(account.family).or_insert(account.report.id.document);
    }
    let all = all_statements(accounts);
    let originals: Vec<Statement<'_>> = all.iter().filter(|s| first.get(&s.family) == Some(&s.report.document)).cloned().collect();
    let mut deny: BTreeSet<Holder> = BTreeSet::new();
    for (holder, said) in in_time_order(&originals) {
        if said.iter().rfind(|s| s.position != Position::Neither).is_some_and(|s| s.position == Position::Denies) {
            deny.insert(holder);
        }
    }
    let mut affirmed: BTreeMap<ReportId, BTreeSet<Holder>> = BTreeMap::new();
    for statement in all.into_iter().filter(|s| s.position == Position::Affirms && !deny.contains(&s.holder)) {
        affirmed.entry(statement.report).or_default().insert(statement.holder);
    }
    affirmed
}

/// Groups of testimonies that share an identity, directly or through others; each in order, ordered by their first.
fn join(testimonies: &[Testimony], owners: &dyn Owners) -> Vec<Vec<usize>> {
    fn root(parent: &mut [usize], mut i: usize) -> usize {
        while parent[i] != i {
            parent[i] = parent[parent[i]];
            i = parent[i];
        }
        i
    }
    let mut parent: Vec<usize> = (0..testimonies.len()).collect();
    let mut seen: BTreeMap<Identity, usize> = BTreeMap::new();
    for (i, testimony) in testimonies.iter().enumerate() {
        for identity in with_owners(&testimony.who, owners) {
            let other = *seen.entry(identity).or_insert(i);
            let (a, b) = (root(&mut parent, i), root(&mut parent, other));
            // the smaller index stays the root, so groups keep the order of intake
            parent[a.max(b)] = a.min(b);
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for i in 0..testimonies.len() {
        groups.entry(root(&mut parent, i)).or_default().push(i);
    }
    groups.into_values().collect()
}

fn witness(group: &[usize], testimonies: &[Testimony], owners: &dyn Owners) -> Witness {
    let mut names: Vec<Identity> = Vec::new();
    let mut owned = BTreeSet::new();
    for &i in group {
        if !names.contains(&testimonies[i].who) {
            names.push(testimonies[i].who.clone());
        }
        owned.extend(with_owners(&testimonies[i].who, owners).into_iter().filter(|id| matches!(id, Identity::Owner(_))));
    }
    names.extend(owned);
    let reports: BTreeSet<ReportId> = group.iter().map(|&i| testimonies[i].report).collect();
    let foretold = group.iter().all(|&i| testimonies[i].foretold);
    Witness { names, reports: reports.into_iter().collect(), foretold }
}

/// Why the members of a group are one.
fn explain(group: &[usize], testimonies: &[Testimony], owners: &dyn Owners) -> Vec<Collapse> {
    let mut by_name: BTreeMap<&Identity, BTreeSet<ReportId>> = BTreeMap::new();
    let mut wires: BTreeSet<&Identity> = BTreeSet::new();
    for &i in group {
        let testimony = &testimonies[i];
        by_name.entry(&testimony.who).or_default().insert(testimony.report);
        if testimony.by_wire {
            wires.insert(&testimony.who);
        }
    }
    let mut collapses = Vec::new();
    for (who, reports) in &by_name {
        if reports.len() < 2 {
            continue;
        }
        let reports = reports.iter().copied().collect();
        collapses.push(match who {
            Identity::Outlet(wire) if wires.contains(who) => Collapse::Wire { wire: wire.clone(), reports },
            Identity::Outlet(outlet) | Identity::Owner(outlet) => Collapse::Outlet { outlet: outlet.clone(), reports },
            Identity::Source(party) => Collapse::Source { party: party.clone(), reports },
            Identity::Unidentified => Collapse::Unidentified { reports },
            Identity::UnknownPublisher => Collapse::UnknownPublisher { reports },
        });
    }
    if by_name.len() > 1 {
        let mut shared: BTreeMap<String, usize> = BTreeMap::new();
        for who in by_name.keys() {
            for identity in with_owners(who, owners) {
                if let Identity::Owner(owner) = identity {
                    *shared.entry(owner).or_default() += 1;
                }
            }
        }
        let owners = shared.into_iter().filter(|&(_, n)| n > 1).map(|(owner, _)| owner).collect();
        let outlets = by_name.keys().filter_map(|who| if let Identity::Outlet(o) = who { Some(o.clone()) } else { None }).collect();
        collapses.push(Collapse::Owner { owners, outlets });
    }
    collapses
}

#[cfg(test)]
#[path = "count_tests.rs"]
mod tests;
