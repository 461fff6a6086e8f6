//! What the reports of an incident say differently: every number, place and time is kept with who holds it, and nothing is
//! overwritten. Ranges, the latest and the most-held value are derived.

use std::collections::{BTreeMap, BTreeSet};

use demarche::codebook::{QuantityRole, Stance, Status};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Told;
use crate::report::{Days, DocumentId, ReportId, Spot};

/// What a value is of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum What {
    /// A count, by the part of the counted and the counted noun. The noun is empty for people who are killed, injured, arrested,
    /// displaced or missing: "nine soldiers" and "nine people" are one count.
    Count(QuantityRole, String),
    /// Where.
    Place,
    /// When.
    Time,
}

impl What {
    /// One word for it: the quantity's role, `place` or `time`.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Count(role, _) => role.code(),
            Self::Place => "place",
            Self::Time => "time",
        }
    }

    fn of(role: QuantityRole, unit: &str) -> Self {
        use QuantityRole as R;
        let is_people = matches!(role, R::Killed | R::Injured | R::Arrested | R::Displaced | R::Missing);
        Self::Count(role, if is_people { String::new() } else { unit.to_lowercase() })
    }
}

/// A value as stated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Amount {
    /// A number or a range.
    Number {
        /// Least.
        low: f64,
        /// Most.
        high: f64,
        /// Counted noun as stated.
        unit: String,
        /// `exact`, `about`, `at least` …
        qualifier: String,
    },
    /// A place.
    Place(Spot),
    /// Days.
    Days(Days),
}

/// Who holds a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Holder {
    /// The outlet, as given.
    pub publisher: Option<String>,
    /// Sources, from the one that the publisher quotes to the innermost; empty where the publisher says it itself.
    pub chain: Vec<Speaker>,
}

/// A source in a chain.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Speaker {
    /// Its words; empty where none is named.
    pub words: String,
    /// Keys of the parties that it is; empty while unresolved.
    pub parties: Vec<String>,
    /// Its position toward what it says.
    pub stance: String,
}

impl Holder {
    /// Who says a report.
    #[must_use]
    pub fn of(told: &Told<'_>) -> Self {
        let speaker = |claim: &crate::report::Claim| Speaker {
            words: claim.source.clone(),
            parties: claim.holder.iter().flat_map(|h| &h.parties).map(crate::report::Party::key).collect(),
            stance: claim.stance.code().to_owned(),
        };
        let mut chain: Vec<Speaker> = told.article.chain(told.report.claim).map(speaker).collect();
        chain.reverse();
        Self { publisher: told.article.publisher.clone(), chain }
    }
}

/// A value with its holder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Held {
    /// What it is of.
    pub what: What,
    /// The value.
    pub amount: Amount,
    /// Who says so.
    pub holder: Holder,
    /// The event is told as not having happened: the value is part of what is denied.
    pub is_denied: bool,
    /// The document.
    pub document: DocumentId,
    /// First document of its copy family: copies hold a value once.
    pub original: DocumentId,
    /// The report.
    pub report: ReportId,
    /// When the document was published.
    pub published: Option<Date>,
}

/// All values that an incident's reports state, in intake order.
#[must_use]
pub fn values<'a>(reports: impl IntoIterator<Item = Told<'a>>) -> Vec<Held> {
    let mut out = Vec::new();
    for told in reports {
        let report = told.report;
        let is_denied =
            report.status == Status::Negated || told.article.chain(report.claim).next().is_some_and(|c| c.stance == Stance::Deny);
        let numbers = report.values.iter().filter(|v| v.low.is_finite() && v.high.is_finite()).map(|v| {
            let (low, high) = (v.low.min(v.high), v.high.max(v.low));
            (What::of(v.role, &v.unit), Amount::Number { low, high, unit: v.unit.clone(), qualifier: v.qualifier.clone() })
        });
        let place = report.place.iter().map(|spot| (What::Place, Amount::Place(spot.clone())));
        let time = report.days.iter().map(|days| (What::Time, Amount::Days(*days)));
        out.extend(numbers.chain(place).chain(time).map(|(what, amount)| Held {
            what,
            amount,
            holder: Holder::of(&told),
            is_denied,
            document: told.article.id,
            original: told.original(),
            report: report.id,
            published: told.article.published,
        }));
    }
    out
}

/// What is derived from all values of one kind; positions are into the list that it was made from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// What it is of.
    pub what: What,
    /// Least number, or the first day as days since 1970-01-01; none for places.
    pub low: Option<f64>,
    /// Greatest number, or the last day.
    pub high: Option<f64>,
    /// The value that was published last; of those the last taken in. Undated documents come before dated ones.
    pub latest: usize,
    /// The first statement of the value that most copy families state; of equals the later one.
    pub most_held: usize,
    /// Copy families that state that value.
    pub holders: usize,
    /// Unlike values.
    pub unlike: usize,
}

/// One summary for each thing that values are of, in the order of [`What`].
#[must_use]
pub fn spreads(values: &[Held]) -> Vec<Spread> {
    let mut of: BTreeMap<&What, Vec<usize>> = BTreeMap::new();
    for (n, held) in values.iter().enumerate() {
        of.entry(&held.what).or_default().push(n);
    }
    of.into_iter().filter_map(|(what, list)| spread(what, &list, values)).collect()
}

fn spread(what: &What, list: &[usize], values: &[Held]) -> Option<Spread> {
    let latest = list.iter().copied().max_by_key(|&n| (values[n].published, n))?;
    // unlike values with the copy families that state each and their last statement
    let mut unlike: Vec<(usize, BTreeSet<DocumentId>, usize)> = Vec::new();
    for &n in list {
        match unlike.iter_mut().find(|(first, ..)| is_equal(&values[*first].amount, &values[n].amount)) {
            Some((_, families, last)) => {
                families.insert(values[n].original);
                *last = n;
            }
            None => unlike.push((n, BTreeSet::from([values[n].original]), n)),
        }
    }
    let (most_held, families, _) = unlike.iter().max_by_key(|(_, families, last)| (families.len(), values[*last].published, *last))?;
    let ends = list.iter().filter_map(|&n| ends(&values[n].amount));
    let range =
        ends.fold(None, |range: Option<(f64, f64)>, (low, high)| Some(range.map_or((low, high), |(l, h)| (l.min(low), h.max(high)))));
    Some(Spread {
        what: what.clone(),
        low: range.map(|r| r.0),
        high: range.map(|r| r.1),
        latest,
        most_held: *most_held,
        holders: families.len(),
        unlike: unlike.len(),
    })
}

/// Two statements of one value. A qualifier makes another value ("at least nine" is not "nine"), a noun does not.
fn is_equal(a: &Amount, b: &Amount) -> bool {
    match (a, b) {
        (Amount::Number { low, high, qualifier, .. }, Amount::Number { low: l, high: h, qualifier: q, .. }) => {
            (low, high, qualifier) == (l, h, q)
        }
        (Amount::Place(a), Amount::Place(b)) => (&a.name, &a.country) == (&b.name, &b.country),
        (Amount::Days(a), Amount::Days(b)) => (a.start, a.end) == (b.start, b.end),
        _ => false,
    }
}

/// Both ends as numbers.
fn ends(amount: &Amount) -> Option<(f64, f64)> {
    let day = |d: Date| super::days::between(jiff::civil::date(1970, 1, 1), d) as f64;
    match amount {
        Amount::Number { low, high, .. } => Some((*low, *high)),
        Amount::Days(days) => Some((day(days.start), day(days.end))),
        Amount::Place(_) => None,
    }
}
