//! An incident looked at once for all that a format writes of it.

use std::collections::{BTreeMap, BTreeSet};

use demarche::cameo::cameo_code;
use demarche::codebook::{Context, EventType, Mode, QuantityRole, Status};
use demarche::record::CodePoints;
use demarche::segment::{Layers, segment};
use demarche::span::CodePointIndex;
use demarche_ledger::dossier::{Dossier, Filing};
use demarche_ledger::incidents::values::{Amount, Held as HeldValue, What, spreads};
use demarche_ledger::positions::statement::Holder;
use demarche_ledger::report::{Days, DocumentId, Named, Party, Report, Spot};
use demarche_ledger::standing::Ruling;
use demarche_ledger::witnesses::chain::{Chain, Position};
use demarche_ledger::witnesses::count::Count;
use demarche_ledger::witnesses::identity::Identity;
use jiff::civil::Date;

/// Who does it to whom: one row of a format that has one party a side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dyad {
    /// Position among the incident's dyads, from 0; it keeps its number while the parties stay the same.
    pub number: u32,
    /// Who acts; none where nobody is named.
    pub actor: Option<Party>,
    /// Who is acted upon.
    pub recipient: Option<Party>,
}

/// What somebody holds now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Outlet, party or the words of a source.
    pub who: String,
    /// What.
    pub position: Position,
    /// In an outlet's own voice.
    pub own_voice: bool,
}

/// An incident with what several formats need of it.
#[derive(Debug)]
pub struct Case<'d> {
    /// The incident.
    pub dossier: &'d Dossier,
    /// Its reports in intake order; never empty.
    pub filings: Vec<Filing<'d>>,
    /// How well it is established.
    pub ruling: Ruling,
    /// Its independent witnesses.
    pub witnesses: Count,
    /// Whether it took place: the status that most reports give, of equals the firmest. Reports that it did not take place count
    /// only where no other is left, since they deny what the others tell; so do those that were taken back.
    pub status: Status,
    /// What happened.
    pub event_type: EventType,
    /// How.
    pub mode: Option<Mode>,
    /// About what.
    pub contexts: Vec<Context>,
    /// Who acts.
    pub actors: Vec<Party>,
    /// Who is acted upon.
    pub recipients: Vec<Party>,
    /// When.
    pub days: Option<Days>,
    /// Where.
    pub place: Option<&'d Spot>,
    /// Publication of the first and of the last dated report.
    pub published: Option<(Date, Date)>,
}

impl<'d> Case<'d> {
    /// Looks at an incident; none where it has no report, which the ledger does not let be.
    #[must_use]
    pub fn of(dossier: &'d Dossier) -> Option<Self> {
        let filings: Vec<Filing<'d>> = dossier.filings().collect();
        if filings.is_empty() {
            return None;
        }
        let ruling = dossier.ruling();
        let event_type = dossier.event_type();
        let dates = || filings.iter().filter_map(|f| f.filed.article.published);
        let published = dates().min().zip(dates().max());
        Some(Self {
            status: status(&filings, &ruling),
            witnesses: dossier.witnesses(),
            event_type,
            mode: dossier.mode().and_then(|code| event_type.modes().find(|m| m.code() == code)),
            contexts: dossier.contexts(),
            actors: dossier.actors(),
            recipients: dossier.recipients(),
            days: dossier.days(),
            place: dossier.place(),
            published,
            ruling,
            filings,
            dossier,
        })
    }

    /// First day: the event's, else that of the first report. With true where it is the event's own.
    #[must_use]
    pub fn day(&self) -> Option<(Date, bool)> {
        self.days.map(|d| (d.start, true)).or_else(|| self.published.map(|(first, _)| (first, false)))
    }

    /// CAMEO code; two digits where nothing below the root is known.
    #[must_use]
    pub fn cameo(&self) -> &'static str {
        cameo_code(self.event_type, self.mode, &self.contexts)
    }

    /// PLOVER's score of conflict and cooperation.
    #[must_use]
    pub fn score(&self) -> f64 {
        f64::from(self.mode.map_or_else(|| self.event_type.score(), Mode::score))
    }

    /// Every actor with every recipient. Where nobody is acted upon, each actor stands alone, for nothing tells whether those who
    /// act together act upon each other; but talks, cooperation and agreements have every party with every other, in both
    /// directions, as CAMEO codes what is mutual.
    #[must_use]
    pub fn dyads(&self) -> Vec<Dyad> {
        let is_mutual = matches!(self.event_type, EventType::Consult | EventType::Cooperate | EventType::Agree);
        let mut pairs: Vec<(Option<&Party>, Option<&Party>)> = Vec::new();
        match (self.actors.as_slice(), self.recipients.as_slice()) {
            ([], []) => pairs.push((None, None)),
            ([], recipients) => pairs.extend(recipients.iter().map(|r| (None, Some(r)))),
            (actors, []) if is_mutual && actors.len() > 1 => {
                for (a, actor) in actors.iter().enumerate() {
                    let others = actors.iter().enumerate().filter(|(b, _)| *b != a);
                    pairs.extend(others.map(|(_, other)| (Some(actor), Some(other))));
                }
            }
            (actors, []) => pairs.extend(actors.iter().map(|a| (Some(a), None))),
            (actors, recipients) => {
                pairs.extend(actors.iter().flat_map(|a| recipients.iter().map(move |r| (Some(a), Some(r)))));
            }
        }
        (0..).zip(pairs).map(|(number, (a, r))| Dyad { number, actor: a.cloned(), recipient: r.cloned() }).collect()
    }

    /// What each holder holds now, in a fixed order.
    #[must_use]
    pub fn holders(&self) -> Vec<Held> {
        let held = self.ruling.held.iter().map(|held| {
            let (who, own_voice) = match &held.holder {
                Holder::Voice(identity) => (identity_words(identity), true),
                Holder::Party(key) => (key.clone(), false),
                Holder::Words(words) if words.is_empty() => ("unnamed source".to_owned(), false),
                Holder::Words(words) => (words.clone(), false),
            };
            Held { who, position: held.position, own_voice }
        });
        held.collect()
    }

    /// The holders of one kind in words: `KOR/GOV affirms; PRK/GOV denies`.
    #[must_use]
    pub fn holder_words(&self, own_voice: bool) -> Vec<String> {
        let held = self.holders().into_iter().filter(|h| h.own_voice == own_voice);
        held.map(|h| format!("{} {}", h.who, h.position.words())).collect()
    }

    /// Who says so, in one line: standing, witnesses, holders.
    #[must_use]
    pub fn who_says_so(&self) -> String {
        let mut parts = vec![
            format!("standing: {}", self.ruling.standing.word()),
            format!("witnesses: {}", self.witnesses.number()),
            format!("status: {}", self.status.code()),
        ];
        for (label, own_voice) in [("own voice", true), ("held by", false)] {
            let words = self.holder_words(own_voice);
            if !words.is_empty() {
                parts.push(format!("{label}: {}", words.join(", ")));
            }
        }
        parts.join("; ")
    }

    /// Unlike outlets that tell it; documents without one count as one.
    #[must_use]
    pub fn outlets(&self) -> BTreeSet<Option<&'d str>> {
        self.filings.iter().map(|f| f.filed.outlet.as_deref().or(f.filed.article.publisher.as_deref())).collect()
    }

    /// The count of people in a role that most copy families state, as a range.
    #[must_use]
    pub fn count(&self, role: QuantityRole) -> Option<(f64, f64)> {
        let values: Vec<HeldValue> = self.dossier.values().into_iter().filter(|v| !v.is_denied).collect();
        let spread = spreads(&values).into_iter().find(|s| matches!(s.what, What::Count(r, _) if r == role))?;
        match values.get(spread.most_held)?.amount {
            Amount::Number { low, high, .. } => Some((low, high)),
            _ => None,
        }
    }

    /// The words by which a report names a party on one side, the first report first.
    #[must_use]
    pub fn raw<'s>(&'s self, party: &Party, of: fn(&Report) -> &[Named]) -> Option<&'s Named> {
        self.filings.iter().find_map(|f| naming(of(f.report), party))
    }
}

/// The mention that stands for a party.
#[must_use]
pub fn naming<'n>(side: &'n [Named], party: &Party) -> Option<&'n Named> {
    let key = party.key();
    let unresolved = party.country.is_empty() && party.sector.is_empty() && party.slug.is_empty();
    side.iter().find(|n| n.parties.iter().any(|p| p.key() == key) || (unresolved && n.parties.is_empty() && n.text == party.name))
}

/// Who acts in a report.
#[must_use]
pub fn actors_of(report: &Report) -> &[Named] {
    &report.actors
}

/// Who is acted upon in a report.
#[must_use]
pub fn recipients_of(report: &Report) -> &[Named] {
    &report.recipients
}

fn identity_words(identity: &Identity) -> String {
    match identity {
        Identity::Outlet(name) | Identity::Owner(name) | Identity::Source(name) => name.clone(),
        Identity::Unidentified => "unidentified sources".to_owned(),
        Identity::UnknownPublisher => "unnamed publisher".to_owned(),
    }
}

fn status(filings: &[Filing<'_>], ruling: &Ruling) -> Status {
    let stands = |f: &&Filing<'_>| !ruling.retracted.contains(&f.report.id);
    let most = |statuses: &mut dyn Iterator<Item = Status>| {
        let mut counts: BTreeMap<Status, u32> = BTreeMap::new();
        statuses.for_each(|s| *counts.entry(s).or_default() += 1);
        counts.into_iter().max_by_key(|(status, n)| (*n, std::cmp::Reverse(*status))).map(|(status, _)| status)
    };
    let told = most(&mut filings.iter().filter(stands).map(|f| f.report.status).filter(|s| *s != Status::Negated));
    told.or_else(|| most(&mut filings.iter().map(|f| f.report.status))).unwrap_or(Status::Actual)
}

/// What the innermost link of a report holds, and who it is: the source's words, or the outlet.
#[must_use]
pub fn told_by(filing: &Filing<'_>) -> (String, Position, bool) {
    let chain = Chain::of(&filing.filed.article, filing.report);
    let own_voice = chain.is_own_voice();
    let outlet = || filing.filed.article.publisher.clone().unwrap_or_else(|| "unnamed publisher".to_owned());
    let Some(link) = chain.links.last() else { return (outlet(), Position::Neither, own_voice) };
    let who = match link.claim {
        Some(claim) if claim.source.is_empty() => "unnamed source".to_owned(),
        Some(claim) => claim.source.clone(),
        None => outlet(),
    };
    // what is not established as said is held by nobody
    let position = chain.held().map_or(Position::Neither, |link| link.position);
    (who, position, own_voice)
}

/// Texts of the documents that tell an incident, each cut into sentences once.
#[derive(Default)]
pub struct Pages<'d> {
    pages: BTreeMap<DocumentId, (CodePointIndex<'d>, Layers, &'d str)>,
}

impl std::fmt::Debug for Pages<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pages").field("documents", &self.pages.len()).finish_non_exhaustive()
    }
}

impl<'d> Pages<'d> {
    fn page(&mut self, filing: &Filing<'d>) -> &(CodePointIndex<'d>, Layers, &'d str) {
        let article = &filing.filed.article;
        self.pages.entry(article.id).or_insert_with(|| (CodePointIndex::new(&article.text), segment(&article.text), article.text.as_str()))
    }

    /// Number of the sentence in its document, from 1; none where the text was erased.
    pub fn sentence(&mut self, filing: &Filing<'d>) -> Option<usize> {
        let points = *filing.report.trigger_spans.first()?;
        let (index, layers, _) = self.page(filing);
        Some(layers.sentence_of(index.bytes(points)?.start())? + 1)
    }

    /// The paragraph that holds the trigger, with its place in the document.
    pub fn paragraph(&mut self, filing: &Filing<'d>) -> Option<(CodePoints, &'d str)> {
        let points = *filing.report.trigger_spans.first()?;
        let (index, layers, text) = self.page(filing);
        let byte = index.bytes(points)?.start();
        let paragraph = layers.paragraphs.iter().find(|p| p.start() <= byte && byte < p.end())?;
        Some((index.code_points(*paragraph), paragraph.of(text)))
    }

    /// True where the trigger stands in the first paragraph.
    pub fn is_in_lead(&mut self, filing: &Filing<'d>) -> bool {
        let Some(points) = filing.report.trigger_spans.first().copied() else { return false };
        let (index, layers, _) = self.page(filing);
        let first = layers.paragraphs.first().map(|p| p.end());
        index.bytes(points).zip(first).is_some_and(|(span, end)| span.start() < end)
    }
}

/// How wide a place is, as far as its name tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grain {
    /// A whole country.
    Country,
    /// A first-level division.
    Division,
    /// A town or anything else with a point.
    Town,
}

/// How wide a place is: a country where it is called as its country is, a division where it is called as its division is.
#[must_use]
pub fn grain(spot: &Spot) -> Grain {
    let country = spot.country.as_deref().map(crate::codes::country_name);
    if country == Some(spot.name.as_str()) && spot.admin1.is_none() {
        Grain::Country
    } else if spot.admin1.as_deref() == Some(spot.name.as_str()) {
        Grain::Division
    } else {
        Grain::Town
    }
}

/// Degrees in at most 4 decimals.
#[must_use]
pub fn degrees(at: Option<f64>) -> String {
    at.filter(|x| x.is_finite()).map_or_else(String::new, |x| format!("{}", (x * 1e4).round() / 1e4))
}
