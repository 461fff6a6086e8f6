//! What is known of an incident through time, as evidence needs it: beside its sighting the grade of what is told, and what parties hold.

use demarche_ledger::account::{Account, Happening};
use demarche_ledger::dossier::Dossier;
use demarche_ledger::grades::{Credibility, Reliability, credibility};
use demarche_ledger::report::{DocumentId, Party};
use demarche_ledger::sighting::Sighting;
use demarche_ledger::witnesses::chain::Position;
use jiff::civil::Date;

use super::weight::{self, SourceGrade};

/// An incident with its grades and positions through time.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// The incident as it was known through time.
    pub sighting: Sighting,
    /// Its grade, by the day from which it holds; not empty, days ascend.
    pub grades: Vec<(Date, SourceGrade)>,
    /// What parties hold: those of one party stand together, in the order in which it said them.
    pub held: Vec<Held>,
}

/// What a party said about an incident.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    /// Who.
    pub party: Party,
    /// What.
    pub position: Position,
    /// The day on which that was published.
    pub published: Date,
    /// The copy family that tells it.
    pub family: DocumentId,
    /// Best reliability of an outlet of that document, on that day.
    pub reliability: Reliability,
    /// Unlike what the party held before.
    pub change: bool,
}

impl Known {
    /// What is known of an incident; `reliability` tells how an outlet is graded on a day. None where the incident has no day at all.
    ///
    /// The grade on a day has the credibility of what was told until then, and the reliability of the outlet that weighs most of those that
    /// told it.
    #[must_use]
    pub fn of(dossier: &Dossier, reliability: impl Fn(&str, Date) -> Reliability) -> Option<Self> {
        let sighting = Sighting::of(dossier)?;
        let mut filings: Vec<_> =
            dossier.filings().filter_map(|f| Some((f.filed.article.published.or(f.report.days.map(|d| d.end))?, f))).collect();
        filings.sort_by_key(|(day, _)| *day);
        let graded = |outlet: Option<&String>, day: Date| outlet.map_or(Reliability::F, |outlet| reliability(outlet, day));
        let mut grades: Vec<(Date, SourceGrade)> = Vec::new();
        let mut best: Option<Reliability> = None;
        let mut end = 0;
        while let Some((day, _)) = filings.get(end) {
            let day = *day;
            for (_, filing) in filings[end..].iter().take_while(|(d, _)| *d == day) {
                best = better(best, graded(filing.filed.outlet.as_ref(), day));
                end += 1;
            }
            let Some(phase) = sighting.on(day) else { continue };
            let accounts: Vec<Account<'_>> = filings[..end].iter().map(|(_, f)| f.account()).collect();
            let happening = Happening { actors: phase.actors.clone(), recipients: phase.recipients.clone(), accounts };
            let (credibility, _) = credibility(&happening, dossier.owners());
            let grade = SourceGrade { reliability: best.unwrap_or(Reliability::F), credibility };
            if grades.last().is_none_or(|(_, last)| *last != grade) {
                grades.push((day, grade));
            }
        }
        let held = dossier.positions().into_iter().filter_map(|entry| {
            let filed = dossier.documents.get(&entry.document)?;
            let published = entry.published.or(entry.on)?;
            Some(Held {
                party: entry.party,
                position: entry.position,
                published,
                family: filed.family,
                reliability: graded(filed.outlet.as_ref(), published),
                change: entry.change,
            })
        });
        Some(Self { held: held.collect(), sighting, grades })
    }

    /// The grade on a day; that of the first day before it.
    #[must_use]
    pub fn grade(&self, day: Date) -> SourceGrade {
        let after = self.grades.partition_point(|(from, _)| *from <= day);
        self.grades.get(after.saturating_sub(1)).map_or(SourceGrade::UNKNOWN, |(_, grade)| *grade)
    }
}

/// The reliability that weighs more. So "cannot be judged" goes before "not usually reliable": that somebody who is not relied upon tells
/// a thing too is no reason to believe less of it.
pub(super) fn better(best: Option<Reliability>, other: Reliability) -> Option<Reliability> {
    Some(best.map_or(other, |best| if weight::reliability(other) > weight::reliability(best) { other } else { best }))
}

/// The credibility of a statement that so many copy families tell: that of what as many witnesses report and nobody denies.
pub(super) fn of_families(number: usize) -> Credibility {
    match number {
        0 => Credibility::CannotBeJudged,
        1 => Credibility::Possible,
        2 => Credibility::Probable,
        _ => Credibility::Confirmed,
    }
}
