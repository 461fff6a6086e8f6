//! `demarche correct reject`, and what is told of an incident whose reports were rejected.

use std::collections::BTreeMap;

use demarche_ledger::incidents::cluster::IncidentId;
use demarche_ledger::report::ReportId;
use demarche_ledger::store::corrections::{Edit, Item};
use demarche_ledger::store::{Fate, Former};
use demarche_ledger::{Ledger, LedgerError};

use super::correct::{item, with_told};
use crate::args::RejectArgs;
use crate::error::{Exit, UserError};
use crate::messages::Messages;
use crate::shell::plain;

/// Reports that are named at most.
const MOST_NAMED: usize = 8;

/// Rejects an event or claim, or all reports of an incident, and tells what is left of it.
///
/// # Errors
/// As [`super::correct::correct`]; an event that names no incident where all its reports are to be rejected.
pub(super) fn reject(args: &RejectArgs) -> anyhow::Result<Exit> {
    with_told(
        &args.by,
        |ledger, by| {
            let item = item(ledger, &args.item)?;
            if args.all_reports {
                let incident = whole(ledger, item, &args.item)?;
                let reports = ledger.reports_of(incident)?.unwrap_or_default();
                let entry = ledger.reject_incident(incident, by)?;
                return Ok((entry, Some((incident, reports.clone(), reports))));
            }
            let before = match item {
                Item::Event(report) => match ledger.incident_of(report)? {
                    Some(incident) => Some((incident, ledger.reports_of(incident)?.unwrap_or_default(), vec![report])),
                    None => None,
                },
                Item::Claim(..) => None,
            };
            Ok((ledger.correct(item, &[Edit::Accepted(false)], by)?, before))
        },
        |ledger, messages, before| match before {
            Some((incident, reports, rejected)) => tell(ledger, messages, incident, &reports, &rejected),
            None => Ok(()),
        },
    )
}

/// The incident of that name.
fn whole(ledger: &Ledger, item: Item, name: &str) -> anyhow::Result<IncidentId> {
    let Item::Event(report) = item else {
        return Err(UserError::usage(format!("`{name}` is a claim, and no incident"))
            .hint("--all-reports rejects the reports of an incident; give its id, as `demarche incidents` lists it")
            .into());
    };
    let incident = IncidentId(report);
    match ledger.incident_of(report)? {
        Some(of) if of == incident => Ok(incident),
        Some(of) => Err(UserError::usage(format!("there is no incident {report}"))
            .hint(format!("this report is in incident {0}: give {0}, or leave --all-reports out to reject this report alone", of.0))
            .into()),
        None => Err(LedgerError::NoItem { item: format!("incident {report}") }.into()),
    }
}

/// Says which reports were rejected, and where the others of the incident are now.
fn tell(ledger: &Ledger, messages: &Messages, incident: IncidentId, reports: &[ReportId], rejected: &[ReportId]) -> anyhow::Result<()> {
    messages.note(format!("rejected {}", counted(rejected)));
    let left: Vec<ReportId> = reports.iter().filter(|report| !rejected.contains(report)).copied().collect();
    if left.is_empty() {
        messages.note(format!("incident {} is no more: no report of it is left", incident.0));
        return Ok(());
    }
    let mut now: BTreeMap<Option<IncidentId>, Vec<ReportId>> = BTreeMap::new();
    for report in left {
        now.entry(ledger.incident_of(report)?).or_default().push(report);
    }
    let mut rest = Vec::new();
    for (of, reports) in &now {
        let were = if reports.len() == 1 { "was" } else { "were" };
        messages.note(match of {
            Some(of) if *of == incident => format!("incident {} stays, with {}", of.0, counted(reports)),
            Some(of) => format!("of incident {}, {} {were} not rejected: now in incident {}", incident.0, counted(reports), of.0),
            None => format!("of incident {}, {} {were} not rejected: now in none", incident.0, counted(reports)),
        });
        // not where reports of others would go with them
        if let Some(of) = of
            && ledger.reports_of(*of)?.is_some_and(|all| all.iter().all(|report| reports.contains(report)))
        {
            rest.push(format!("`demarche correct reject {} --all-reports`", of.0));
        }
    }
    if !rest.is_empty() {
        messages.note(format!("to reject what is left, too: {}", rest.join(", ")));
    }
    Ok(())
}

/// Reports by name, the first few.
fn counted(reports: &[ReportId]) -> String {
    let named = reports.iter().take(MOST_NAMED).map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let more = reports.len().saturating_sub(MOST_NAMED);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("{} {named}{more}", if reports.len() == 1 { "report" } else { "reports" })
}

/// An incident that is not there, as far as the entries tell what became of it.
pub(super) fn is_no_more(id: ReportId, former: &Former) -> UserError {
    let mut fates: Vec<(&Fate, Vec<ReportId>)> = Vec::new();
    for (report, fate) in &former.reports {
        match fates.iter_mut().find(|(known, _)| *known == fate) {
            Some((_, reports)) => reports.push(*report),
            None => fates.push((fate, vec![*report])),
        }
    }
    let told = fates.iter().map(|(fate, reports)| {
        let are = if reports.len() == 1 { ["was", "is"] } else { ["were", "are"] };
        let fate = match fate {
            Fate::Rejected(entry) => {
                let why = entry.why.as_deref().map(|why| format!(": {why}")).unwrap_or_default();
                format!("{} rejected by {} on {} (entry {}{why})", are[0], entry.who, entry.at, entry.number.0)
            }
            Fate::In(incident) => format!("{} in incident {}", are[1], incident.0),
            Fate::Gone => format!("{} in no incident any more", are[1]),
        };
        format!("{} {fate}", counted(reports))
    });
    let told = told.collect::<Vec<_>>().join("; ");
    let what = if former.was_incident { format!("incident {id} is no more") } else { format!("there is no incident {id}") };
    let entry = former.reports.iter().find_map(|(report, fate)| match fate {
        Fate::Rejected(entry) => Some((report, entry.number.0)),
        _ => None,
    });
    let hint = entry.map_or_else(
        || "`demarche find` and `demarche incidents` list ids".to_owned(),
        |(report, entry)| {
            format!("`demarche correct withdraw {entry}` takes entry {entry} back, `demarche correct unset {report} accepted` the rejection of that report alone")
        },
    );
    UserError::usage(plain(&format!("{what}: {told}"))).hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_are_named_and_long_lists_cut() {
        let reports: Vec<ReportId> = (1..=10).map(|n| format!("{n}.e0").parse().unwrap()).collect();
        assert_eq!(counted(&reports[..1]), "report 1.e0");
        assert_eq!(counted(&reports[..2]), "reports 1.e0, 2.e0");
        assert!(counted(&reports).ends_with("8.e0 and 2 more"));
    }

    #[test]
    fn what_became_of_each_report_is_said() {
        let report = |name: &str| name.parse::<ReportId>().unwrap();
        let of_others = Fate::In(IncidentId(report("4.e1")));
        let reports = vec![(report("3.e0"), of_others.clone()), (report("5.e0"), Fate::Gone), (report("6.e0"), of_others)];
        let told = |was_incident| is_no_more(report("3.e0"), &Former { was_incident, reports: reports.clone() }).to_string();
        assert_eq!(told(true), "incident 3.e0 is no more: reports 3.e0, 6.e0 are in incident 4.e1; report 5.e0 is in no incident any more");
        assert!(told(false).starts_with("there is no incident 3.e0: "));
    }
}
