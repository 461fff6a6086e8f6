//! An incident with everything that was told of it, put together from the rooms: what happened, who says so, how well that
//! establishes it, what is told differently, and what each party holds.

use std::collections::{BTreeMap, BTreeSet};

use demarche::codebook::{Context, EventType, Status};

use crate::account::{Account, Happening, Owners};
use crate::grades::{Credibility, Reason, credibility};
use crate::incident_json::{
    Bound, IncidentLine, MergeLine, PartyLine, PlaceLine, PositionLine, ReportLine, ReportRef, SCHEMA, TimeLine, ValueLine,
};
use crate::incidents::Told;
use crate::incidents::cluster::{Incident, IncidentId, Member};
use crate::incidents::profile::Side;
use crate::incidents::values::{Amount, Held, Holder, values};
use crate::positions::{Entry, timeline};
use crate::report::{Article, Days, DocumentId, Party, Report, Spot};
use crate::standing::{Ruling, standing};
use crate::witnesses::count::{Count, count};

/// A document as the ledger files it.
#[derive(Debug, Clone, PartialEq)]
pub struct Filed {
    /// The article, as people corrected it.
    pub article: Article,
    /// First document of its copy family; itself where it copies nothing.
    pub family: DocumentId,
    /// The outlet's slug in the knowledge tables, else its name in lower case.
    pub outlet: Option<String>,
    /// The wire that wrote the family's text.
    pub wire: Option<String>,
    /// Its story.
    pub story: Option<u64>,
}

/// An incident with its documents.
#[derive(Debug, Clone)]
pub struct Dossier {
    /// The incident.
    pub incident: Incident,
    /// The documents that tell it.
    pub documents: BTreeMap<DocumentId, Filed>,
    /// Owners of outlets by slug.
    pub owners: BTreeMap<String, String>,
}

/// A report with its document and how it came into the incident.
#[derive(Debug, Clone, Copy)]
pub struct Filing<'d> {
    /// The document.
    pub filed: &'d Filed,
    /// The event mention.
    pub report: &'d Report,
    /// Its place in the incident.
    pub member: &'d Member,
}

impl Dossier {
    /// The incident's name.
    #[must_use]
    pub fn id(&self) -> IncidentId {
        self.incident.id
    }

    /// Its reports in intake order.
    pub fn filings(&self) -> impl Iterator<Item = Filing<'_>> {
        self.incident.members.iter().filter_map(|member| {
            let filed = self.documents.get(&member.report.document)?;
            let report = filed.article.reports.iter().find(|r| r.id == member.report)?;
            Some(Filing { filed, report, member })
        })
    }

    /// What happened; the type that most reports give.
    #[must_use]
    pub fn event_type(&self) -> EventType {
        // an incident has a report
        self.incident.profile.event_type().unwrap_or(EventType::Consult)
    }

    /// How; none where no report of that type says so.
    #[must_use]
    pub fn mode(&self) -> Option<&str> {
        self.incident.profile.mode()
    }

    /// When: the days that most reports give.
    #[must_use]
    pub fn days(&self) -> Option<Days> {
        self.incident.profile.day()
    }

    /// Where: the place that most reports give.
    #[must_use]
    pub fn place(&self) -> Option<&Spot> {
        let places = &self.incident.profile.places;
        let most = places.iter().map(|(_, n)| n).max()?;
        places.iter().find(|(_, n)| n == most).map(|(spot, _)| spot)
    }

    /// Who acts: the parties that at least half as many reports name as name the most-named one.
    #[must_use]
    pub fn actors(&self) -> Vec<Party> {
        self.side(&self.incident.profile.actors, |r| &r.actors)
    }

    /// Who is acted upon, in the same way.
    #[must_use]
    pub fn recipients(&self) -> Vec<Party> {
        self.side(&self.incident.profile.recipients, |r| &r.recipients)
    }

    fn side(&self, side: &Side, of: impl Fn(&Report) -> &[crate::report::Named]) -> Vec<Party> {
        let most = side.parties.iter().map(|(_, n)| *n).max().unwrap_or(0);
        let mut parties: Vec<&(Party, u32)> = side.parties.iter().filter(|(_, n)| 2 * n >= most).collect();
        parties.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        if !parties.is_empty() {
            return parties.into_iter().map(|(party, _)| party.clone()).collect();
        }
        // nobody is known by more than words: those of the first report that has any
        let named = self.filings().map(|f| of(f.report)).find(|named| !named.is_empty()).unwrap_or_default();
        named.iter().map(|n| Party { name: n.text.clone(), ..Party::of_key("", "") }).collect()
    }

    /// What it is about: contexts that at least half of the reports give.
    #[must_use]
    pub fn contexts(&self) -> Vec<Context> {
        let mut counts: BTreeMap<Context, usize> = BTreeMap::new();
        let mut reports = 0;
        for filing in self.filings() {
            reports += 1;
            for context in filing.report.context.iter().copied().collect::<BTreeSet<_>>() {
                *counts.entry(context).or_default() += 1;
            }
        }
        counts.into_iter().filter(|(_, n)| 2 * n >= reports).map(|(context, _)| context).collect()
    }

    /// Whether it took place: the status that most reports give; of equals the firmest.
    #[must_use]
    pub fn status(&self) -> Status {
        let statuses = &self.incident.profile.statuses;
        statuses.iter().max_by_key(|(status, n)| (**n, std::cmp::Reverse(**status))).map_or(Status::Actual, |(status, _)| *status)
    }

    /// The incident as the rooms of "who says so" are given it.
    #[must_use]
    pub fn happening(&self) -> Happening<'_> {
        Happening { actors: self.actors(), recipients: self.recipients(), accounts: self.filings().map(|f| f.account()).collect() }
    }

    /// How well it is established.
    #[must_use]
    pub fn ruling(&self) -> Ruling {
        standing(&self.happening())
    }

    /// Its independent witnesses.
    #[must_use]
    pub fn witnesses(&self) -> Count {
        count(&self.happening(), &self.owners)
    }

    /// How credible it is, with reasons.
    #[must_use]
    pub fn credibility(&self) -> (Credibility, Vec<Reason>) {
        credibility(&self.happening(), &self.owners)
    }

    /// What parties hold about it.
    #[must_use]
    pub fn positions(&self) -> Vec<Entry> {
        timeline(&self.happening())
    }

    /// All values that reports state; what one document says of one value through several reports stands once.
    #[must_use]
    pub fn values(&self) -> Vec<Held> {
        let told = self.filings().map(|f| Told::new(&f.filed.article, f.report, Some(f.filed.family)));
        let mut out: Vec<Held> = Vec::new();
        for held in values(told) {
            let is_same = |h: &Held| {
                (h.document, &h.what, &h.amount, &h.holder, h.is_denied)
                    == (held.document, &held.what, &held.amount, &held.holder, held.is_denied)
            };
            if !out.iter().rev().any(is_same) {
                out.push(held);
            }
        }
        out
    }

    /// The id that a document's record carries.
    #[must_use]
    pub fn key(&self, document: DocumentId) -> &str {
        self.documents.get(&document).map_or("", |filed| filed.article.key.as_str())
    }

    /// The line of `demarche incidents --format jsonl`.
    #[must_use]
    pub fn line(&self) -> IncidentLine {
        let merge = |member: &Member| {
            let merge = member.merge.as_ref()?;
            Some(MergeLine {
                report: ReportRef::new(member.report, self.key(member.report.document)),
                score: f64::from(merge.score),
                reasons: merge.reasons.iter().map(ToString::to_string).collect(),
            })
        };
        let report = |filing: Filing<'_>| ReportLine {
            document: filing.filed.article.key.clone(),
            event: format!("e{}", filing.report.id.event),
            trigger: filing.report.trigger_spans.clone(),
            background: filing.member.background,
        };
        IncidentLine {
            schema: SCHEMA.to_owned(),
            id: self.id().0.to_string(),
            event_type: self.event_type(),
            mode: self.mode().map(str::to_owned),
            actors: self.actors().iter().map(PartyLine::from).collect(),
            recipients: self.recipients().iter().map(PartyLine::from).collect(),
            time: self.days().as_ref().map(TimeLine::from),
            place: self.place().map(PlaceLine::from),
            standing: self.ruling().standing,
            witnesses: self.witnesses().number(),
            merges: self.incident.members.iter().filter_map(merge).collect(),
            values: self.values().iter().map(|held| self.value(held)).collect(),
            reports: self.filings().map(report).collect(),
            positions: PositionLine::all(&self.positions(), |document| self.key(document)),
        }
    }

    fn value(&self, held: &Held) -> ValueLine {
        let (low, high) = match &held.amount {
            Amount::Number { low, high, .. } => (Bound::Number(*low), Bound::Number(*high)),
            Amount::Days(days) => (Bound::Text(days.start.to_string()), Bound::Text(days.end.to_string())),
            Amount::Place(spot) => (Bound::Text(spot.name.clone()), Bound::Text(spot.name.clone())),
        };
        ValueLine {
            what: held.what.word().to_owned(),
            low,
            high,
            holder: held.holder.words(),
            document: self.key(held.document).to_owned(),
            published: held.published,
        }
    }

    /// Who owns the outlets.
    #[must_use]
    pub fn owners(&self) -> &dyn Owners {
        &self.owners
    }
}

impl<'d> Filing<'d> {
    /// The report as an account of the incident.
    #[must_use]
    pub fn account(&self) -> Account<'d> {
        Account {
            article: &self.filed.article,
            report: self.report,
            family: self.filed.family,
            publisher: self.filed.outlet.as_deref(),
            wire: self.filed.wire.as_deref(),
            background: self.member.background,
        }
    }
}

impl Holder {
    /// One phrase: the outlet, then the sources from the one that it quotes inward, `Herald: the ministry: a witness`.
    #[must_use]
    pub fn words(&self) -> String {
        let unnamed = |words: &str, otherwise: &str| if words.is_empty() { otherwise.to_owned() } else { words.to_owned() };
        let outlet = unnamed(self.publisher.as_deref().unwrap_or_default(), "unknown publisher");
        let chain = self.chain.iter().map(|speaker| unnamed(&speaker.words, "unnamed source"));
        std::iter::once(outlet).chain(chain).collect::<Vec<_>>().join(": ")
    }
}
