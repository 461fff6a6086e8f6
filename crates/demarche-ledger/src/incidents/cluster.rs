//! Clustering: each report joins the best incident or opens one, in intake order, and every decision is written down.
//!
//! State is a fold over the decisions. Undoing a merge is a ruling that the two must not join; the decisions before it stay, and
//! those after it are made again, as they would have been. The same reports in the same order under the same rulings
//! give the same incidents.
//!
//! A store that holds incidents itself calls [`decide`] with the candidates that
//! [`candidates`](super::blocking::candidates) finds in its index, then [`Incident::open`] or [`Incident::join`].

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::fmt;

use demarche::codebook::Status;
use serde::{Deserialize, Serialize};

use super::blocking::{Keys, MemoryIndex, candidates};
use super::profile::Profile;
use super::rulings::{Ruling, Rulings};
use super::score::{ALONE, ALONE_LEAD, CONTRADICTION, Evidence, LEAD, Prospect, Reason, Score, THRESHOLD, score_by, total_by};
use super::weights::WEIGHTS;
use super::{Told, days};
use crate::report::{Article, DocumentId, ReportId};

/// Weight of a person's word: more than all else together.
const RULED: f32 = 100.0;
/// A report of what ended this many days before publication is background.
const BACKGROUND_DAYS: i64 = 7;

/// News of its document that is this many days later makes a report background.
const LATER_DAYS: i64 = 2;

/// An incident, named by the report that opened it; so it keeps its name when others are undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IncidentId(pub ReportId);

/// One happening with all reports of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Incident {
    /// Its name.
    pub id: IncidentId,
    /// Reports in intake order; the first opened it.
    pub members: Vec<Member>,
    /// What they say, added up.
    pub profile: Profile,
}

/// A report in an incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// Which.
    pub report: ReportId,
    /// It looks back on the happening and does not tell it as news.
    pub background: bool,
    /// The merge that brought it in; none for the report that opened the incident.
    pub merge: Option<Merge>,
}

/// Why a report is in an incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Merge {
    /// Log-odds, the sum of the reasons' weights.
    pub score: f32,
    /// All that was weighed.
    pub reasons: Vec<Reason>,
}

/// What was decided about one report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// The report.
    pub report: ReportId,
    /// The incident that it is in now.
    pub incident: IncidentId,
    /// It looks back.
    pub background: bool,
    /// How it came there.
    pub outcome: Outcome,
}

/// How a report came into its incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Nothing was likely enough: it opens an incident. The likeliest is named, with its score.
    Opened {
        /// The likeliest incident and its score.
        nearest: Option<(IncidentId, f32)>,
    },
    /// Two incidents are about as likely: it opens one of its own, and a person may rule.
    Undecided {
        /// The two, with their scores.
        between: [(IncidentId, f32); 2],
    },
    /// It joins one.
    Joined(Merge),
}

/// Decides which of the candidates a report joins, if any; the caller gives each candidate once.
#[must_use]
pub fn decide(told: &Told<'_>, candidates: &[&Incident], rulings: &Rulings) -> Decision {
    decide_by(told, candidates, rulings, &WEIGHTS)
}

fn decide_by(told: &Told<'_>, candidates: &[&Incident], rulings: &Rulings, weights: &[f32]) -> Decision {
    let report = told.report.id;
    let allowed = |incident: &&Incident| !rulings.parts(report, incident.reports());
    let joined = |incident: &Incident, merge: Merge| Decision {
        report,
        incident: incident.id,
        background: is_background(told, Some(incident)),
        outcome: Outcome::Joined(merge),
    };
    let opened = |outcome: Outcome| Decision { report, incident: IncidentId(report), background: is_background(told, None), outcome };
    for other in rulings.joined(report) {
        if let Some(incident) = candidates.iter().copied().filter(allowed).find(|i| i.reports().any(|r| r == other)) {
            let mut reasons = vec![Reason { evidence: Evidence::Ruled, weight: RULED }];
            reasons.extend(score_by(told, &incident.profile, weights).unwrap_or_default().reasons);
            return joined(incident, Merge { score: Score { reasons: reasons.clone() }.total(), reasons });
        }
    }
    let mut scored = scored(told, candidates.iter().copied().filter(allowed), weights);
    scored.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.id.cmp(&b.0.id)));
    let mut best = scored.into_iter();
    let reasons = |incident: &Incident| score_by(told, &incident.profile, weights).unwrap_or_default().reasons;
    let merge =
        |incident: &Incident, reasons: Vec<Reason>| joined(incident, Merge { score: Score { reasons: reasons.clone() }.total(), reasons });
    match (best.next(), best.next()) {
        (Some((first, high)), Some((second, next))) if high >= THRESHOLD && high - next < LEAD => {
            opened(Outcome::Undecided { between: [(first.id, high), (second.id, next)] })
        }
        (Some((incident, high)), _) if high >= THRESHOLD => merge(incident, reasons(incident)),
        (Some((incident, high)), second)
            if high >= THRESHOLD - ALONE && second.is_none_or(|(_, next)| high - next >= ALONE_LEAD) && is_alone(&reasons(incident)) =>
        {
            let alone = Reason { evidence: Evidence::Alone, weight: ALONE };
            merge(incident, reasons(incident).into_iter().chain([alone]).collect())
        }
        (nearest, _) => opened(Outcome::Opened { nearest: nearest.map(|(incident, high)| (incident.id, high)) }),
    }
}

/// True where nothing speaks strongly against a merge; words, which are said about many things, need something that few happenings share, too.
fn is_alone(reasons: &[Reason]) -> bool {
    let is_contradicted = reasons.iter().any(|reason| reason.evidence != Evidence::Block && reason.weight <= CONTRADICTION);
    let is_common = reasons.iter().any(|reason| matches!(reason.evidence, Evidence::CommonType { .. }));
    !is_contradicted && (!is_common || reasons.iter().any(|reason| reason.evidence.is_specific()))
}

/// Scores of the incidents that a report may join, and of the nearest. What can be neither is not looked at to the end: those that
/// can reach most come first, and each is looked at more closely only while none reaches more.
fn scored<'a>(told: &Told<'_>, incidents: impl Iterator<Item = &'a Incident>, weights: &[f32]) -> Vec<(&'a Incident, f32)> {
    let mut room = Vec::new();
    let prospect = |incident: &'a Incident| Some(Likely(Prospect::new(told, &incident.profile, weights, &mut room)?, incident));
    let mut likely: BinaryHeap<Likely<'a>> = incidents.filter_map(prospect).collect();
    let mut scored: Vec<(&Incident, f32)> = Vec::new();
    let mut highest = f32::NEG_INFINITY;
    // what is further behind decides nothing
    let most = |highest: f32| match highest {
        joined if joined >= THRESHOLD => LEAD,
        alone if alone >= THRESHOLD - ALONE => ALONE_LEAD,
        _ => 0.0,
    };
    while let Some(Likely(mut prospect, incident)) = likely.pop()
        && prospect.reach() >= highest - most(highest)
    {
        if prospect.look(told, &incident.profile, weights, &mut room) {
            likely.push(Likely(prospect, incident));
        } else if let Some(total) = total_by(told, &incident.profile, weights, &mut room) {
            highest = highest.max(total);
            scored.push((incident, total));
        }
    }
    scored
}

/// In the order of what they can reach.
struct Likely<'a>(Prospect, &'a Incident);

impl Ord for Likely<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.reach().total_cmp(&other.0.reach()).then_with(|| other.1.id.cmp(&self.1.id))
    }
}

impl PartialOrd for Likely<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Likely<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Likely<'_> {}

/// True where a report looks back: its status is historical, what it tells ended a week or more before publication, or its
/// document has later news and the incident was told before.
fn is_background(told: &Told<'_>, incident: Option<&Incident>) -> bool {
    if told.report.status == Status::Historical {
        return true;
    }
    let Some(published) = told.article.published else { return false };
    let known = incident.and_then(|i| i.profile.day());
    let Some(ended) = days::of(told).or(known).map(|d| d.end) else { return false };
    if days::between(ended, published) >= BACKGROUND_DAYS {
        return true;
    }
    let news = told.article.reports.iter().filter(|r| r.id != told.report.id && r.status == Status::Actual).filter_map(|r| r.days);
    let has_later = news.filter(|d| days::length(d) <= 3).any(|d| days::between(ended, d.start) >= LATER_DAYS);
    let was_told = incident.and_then(|i| i.profile.published).is_some_and(|(first, _)| first < published);
    has_later && was_told
}

impl Incident {
    /// An incident that a report opens.
    #[must_use]
    pub fn open(told: &Told<'_>, background: bool) -> Self {
        let mut profile = Profile::default();
        profile.add(told);
        let report = told.report.id;
        Self { id: IncidentId(report), members: vec![Member { report, background, merge: None }], profile }
    }

    /// Adds a report.
    pub fn join(&mut self, told: &Told<'_>, background: bool, merge: Merge) {
        self.profile.add(told);
        self.members.push(Member { report: told.report.id, background, merge: Some(merge) });
    }

    /// Its reports in intake order.
    pub fn reports(&self) -> impl Iterator<Item = ReportId> + '_ {
        self.members.iter().map(|m| m.report)
    }
}

/// Articles by number, for decisions that are made again.
pub trait Articles {
    /// An article with the first document of its copy family.
    fn article(&self, id: DocumentId) -> Option<(Cow<'_, Article>, Option<DocumentId>)>;
}

impl Articles for BTreeMap<DocumentId, Article> {
    fn article(&self, id: DocumentId) -> Option<(Cow<'_, Article>, Option<DocumentId>)> {
        self.get(&id).map(|a| (Cow::Borrowed(a), None))
    }
}

/// Why something cannot be undone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UndoError {
    /// A report that no decision is about.
    #[error("report {0} is in no incident")]
    Unknown(ReportId),
    /// The report opened its incident: no merge is there to undo.
    #[error("report {0} opened its incident and was not merged")]
    NotMerged(ReportId),
    /// An article that is needed again.
    #[error("the article of report {0} is not there any more")]
    Missing(ReportId),
}

/// A report that is elsewhere after decisions were made again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// The report.
    pub report: ReportId,
    /// Where it was.
    pub from: IncidentId,
    /// Where it is.
    pub to: IncidentId,
}

/// Incidents in memory, with the decisions that made them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Incidents {
    incidents: BTreeMap<IncidentId, Incident>,
    of: BTreeMap<ReportId, IncidentId>,
    index: MemoryIndex,
    log: Vec<Decision>,
    rulings: Rulings,
    /// Weights that are being tried, in place of those that hold.
    weights: Option<Vec<f32>>,
}

impl Incidents {
    /// None yet, to be made by other weights than those that hold: to try a fit.
    #[must_use]
    pub fn by(weights: &[f32]) -> Self {
        Self { weights: Some(weights.to_vec()), ..Self::default() }
    }

    /// Takes in an article: one decision for each report that was not there before, in the record's order. `family` is the
    /// first document of its copy family.
    pub fn add(&mut self, article: &Article, family: Option<DocumentId>) -> Vec<Decision> {
        let first = self.log.len();
        for report in &article.reports {
            if !self.of.contains_key(&report.id) {
                self.decide(&Told::new(article, report, family));
            }
        }
        self.log[first..].to_vec()
    }

    fn decide(&mut self, told: &Told<'_>) {
        let keys = Keys::of(told);
        let Ok(mut found) = candidates(&mut self.index, &keys.asks);
        let beside = told.article.reports.iter().map(|r| r.id).chain(self.rulings.joined(told.report.id));
        let beside: BTreeSet<IncidentId> = beside.filter_map(|r| self.of.get(&r).copied()).collect();
        found.extend(beside.into_iter().filter(|id| !found.contains(id)).collect::<Vec<_>>());
        let incidents: Vec<&Incident> = found.iter().filter_map(|id| self.incidents.get(id)).collect();
        let decision = decide_by(told, &incidents, &self.rulings, self.weights.as_deref().unwrap_or(&WEIGHTS));
        self.fold(told, decision, &keys);
    }

    /// Applies a decision.
    fn fold(&mut self, told: &Told<'_>, decision: Decision, keys: &Keys) {
        let (id, background) = (decision.incident, decision.background);
        match (&decision.outcome, self.incidents.get_mut(&id)) {
            (Outcome::Joined(merge), Some(incident)) => incident.join(told, background, merge.clone()),
            _ => drop(self.incidents.insert(id, Incident::open(told, background))),
        }
        self.index.put(id, &keys.stands);
        self.of.insert(decision.report, id);
        self.log.push(decision);
    }

    /// Takes back the merge that brought a report into its incident: it must not join the report that opened it. All later
    /// decisions are made again; the decisions before are only applied. Work: every later report is scored once more.
    ///
    /// # Errors
    /// A report that was not merged, or an article that is not there; then nothing changes.
    pub fn undo(&mut self, report: ReportId, articles: &impl Articles) -> Result<Vec<Moved>, UndoError> {
        let id = *self.of.get(&report).ok_or(UndoError::Unknown(report))?;
        if id.0 == report {
            return Err(UndoError::NotMerged(report));
        }
        self.rule(Ruling::MustNotJoin(report, id.0), articles)
    }

    /// Adds a ruling and makes the decisions again that follow it. Returns the reports that are elsewhere now.
    ///
    /// # Errors
    /// A report that is not known, or an article that is not there; then nothing changes.
    pub fn rule(&mut self, ruling: Ruling, articles: &impl Articles) -> Result<Vec<Moved>, UndoError> {
        let mut rulings = self.rulings.clone();
        rulings.add(ruling);
        self.again(ruling, rulings, articles)
    }

    /// Takes a ruling back and makes the decisions again that follow.
    ///
    /// # Errors
    /// As for [`Self::rule`].
    pub fn withdraw(&mut self, ruling: Ruling, articles: &impl Articles) -> Result<Vec<Moved>, UndoError> {
        let mut rulings = self.rulings.clone();
        if !rulings.remove(ruling) {
            return Ok(Vec::new());
        }
        self.again(ruling, rulings, articles)
    }

    fn again(&mut self, ruling: Ruling, rulings: Rulings, articles: &impl Articles) -> Result<Vec<Moved>, UndoError> {
        let (Ruling::MustJoin(a, b) | Ruling::MustNotJoin(a, b)) = ruling;
        let place = |report| self.log.iter().position(|d| d.report == report).ok_or(UndoError::Unknown(report));
        // the later of the two is the first decision that can be another
        let from = place(a)?.max(place(b)?);
        let mut made = Self { rulings, weights: self.weights.clone(), ..Self::default() };
        for (n, decision) in self.log.iter().enumerate() {
            let missing = UndoError::Missing(decision.report);
            let (article, family) = articles.article(decision.report.document).ok_or(missing.clone())?;
            let report = article.reports.iter().find(|r| r.id == decision.report).ok_or(missing)?;
            let told = Told::new(&article, report, family);
            if n < from { made.fold(&told, decision.clone(), &Keys::of(&told)) } else { made.decide(&told) }
        }
        let moved = self.of.iter().filter_map(|(&report, &from)| {
            let to = *made.of.get(&report)?;
            (to != from).then_some(Moved { report, from, to })
        });
        let moved = moved.collect();
        *self = made;
        Ok(moved)
    }

    /// An incident.
    #[must_use]
    pub fn get(&self, id: IncidentId) -> Option<&Incident> {
        self.incidents.get(&id)
    }

    /// All incidents, in the order of the reports that opened them.
    pub fn iter(&self) -> impl Iterator<Item = &Incident> {
        self.incidents.values()
    }

    /// The incident that a report is in.
    #[must_use]
    pub fn of(&self, report: ReportId) -> Option<IncidentId> {
        self.of.get(&report).copied()
    }

    /// All decisions, in intake order.
    #[must_use]
    pub fn decisions(&self) -> &[Decision] {
        &self.log
    }

    /// What people ruled.
    #[must_use]
    pub fn rulings(&self) -> &Rulings {
        &self.rulings
    }
}

impl fmt::Display for ReportId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.e{}", self.document.0, self.event)
    }
}

/// Reads what [`Display`](fmt::Display) writes, `12.e0`.
impl std::str::FromStr for ReportId {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (document, event) = text.split_once(".e").ok_or(())?;
        let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        if !is_number(document) || !is_number(event) {
            return Err(());
        }
        // SQLite's numbers end where i64 does
        let document = document.parse::<i64>().map_err(drop)?.cast_unsigned();
        Ok(Self { document: DocumentId(document), event: event.parse().map_err(drop)? })
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let report = self.report;
        match &self.outcome {
            Outcome::Opened { nearest: None } => write!(f, "{report} opens an incident")?,
            Outcome::Opened { nearest: Some((id, score)) } => write!(f, "{report} opens an incident; nearest is {} ({score:+.1})", id.0)?,
            Outcome::Undecided { between: [(a, x), (b, y)] } => {
                write!(f, "{report} opens an incident; open between {} ({x:+.1}) and {} ({y:+.1})", a.0, b.0)?;
            }
            Outcome::Joined(merge) => {
                write!(f, "{report} joins {} ({:+.1}): ", self.incident.0, merge.score)?;
                for (n, reason) in merge.reasons.iter().enumerate() {
                    write!(f, "{}{reason}", if n == 0 { "" } else { "; " })?;
                }
            }
        }
        if self.background { write!(f, " [background]") } else { Ok(()) }
    }
}
