//! How intense cooperation and conflict between two parties are, day by day. `docs/intensity.md` gives the method.

use std::collections::BTreeMap;

use demarche_ledger::incidents::cluster::IncidentId;
use demarche_ledger::sighting::{Phase, Sighting};
use jiff::civil::Date;
use serde::Serialize;

use crate::coverage::{Coverage, Panel};
use crate::method::{Method, between, moved, weight};
use crate::who::Watched;

/// Intensity of one direction through time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Series {
    /// What is counted.
    pub watched: Watched,
    /// Half-life of an incident's weight, in days.
    pub half_life: f64,
    /// Whose knowledge it shows.
    pub known: Known,
    /// One point a day, without gaps.
    pub points: Vec<Point>,
    /// Days from which conflict or cooperation runs at another level than before, in order.
    pub changes: Vec<Change>,
}

/// A day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Point {
    /// The day.
    pub day: Date,
    /// Conflict in memory, ≥ 0.
    pub conflict: Level,
    /// Cooperation in memory, ≥ 0.
    pub cooperation: Level,
    /// What happened on this day, each incident once.
    pub incidents: Vec<Mark>,
    /// Who would have told.
    pub coverage: Coverage,
    /// Set where the day's own conflict or cooperation is rare for the pair.
    pub unusual: Option<Unusual>,
}

/// A value with its interval of 90 %.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Level {
    /// Expected value.
    pub value: f64,
    /// Lower bound.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
}

/// An incident in a series.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mark {
    /// Which.
    pub id: IncidentId,
    /// Type and mode: `ASSAULT:aerial`.
    pub what: String,
    /// PLOVER's quad class: verbal and material cooperation (1, 2), verbal and material conflict (3, 4).
    pub quad: u8,
    /// PLOVER's score, −10 … 10.
    pub score: f64,
    /// How far it counts, 0 … 1: confidence times how well it is established.
    pub weight: f64,
}

impl Mark {
    /// An incident as known in a phase.
    #[must_use]
    pub fn of(id: IncidentId, phase: &Phase) -> Self {
        Self { id, what: phase.what(), quad: phase.event_type.quad(), score: f64::from(phase.score()), weight: weight(phase) }
    }
}

/// A day that stands out from the pair's own past.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Unusual {
    /// True for conflict, false for cooperation.
    pub is_conflict: bool,
    /// Days of the past that it is compared with.
    pub days: usize,
    /// Of these, days with as much or more.
    pub as_high: usize,
}

/// A change of level.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Change {
    /// First day of the new level.
    pub day: Date,
    /// True for conflict, false for cooperation.
    pub is_conflict: bool,
    /// Mean of the days' weighted scores before, back to the change before.
    pub before: f64,
    /// The same after, up to the next change.
    pub after: f64,
}

/// What is known of incidents on a day of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Known {
    /// What the last day of the series knows: the best account of the past.
    Now,
    /// What that day itself knew: the account that a desk had.
    Then,
}

/// Half-lives after which an incident is forgotten: it counts for a thousandth.
const MEMORY: f64 = 10.0;
/// The normal quantile of an interval of 90 %.
const Z: f64 = 1.645;
/// Days of past that are needed to call a day unusual, and over which at least a usual rate is counted.
const LEAST_PAST: usize = 28;
/// Days of past that are looked at.
const LONGEST_PAST: i64 = 730;
/// A day is unusual where at most this share of days like it or beyond it is expected.
const RARE: f64 = 0.05;

/// An incident in a phase, as a series counts it.
struct Item {
    /// Number of the day that it counts on, from the series' first.
    day: i64,
    /// Days, in the same way, on which it is known so.
    known: (i64, i64),
    /// It is what is known of it last: each incident is counted on its day once.
    is_last: bool,
    score: f64,
    weight: f64,
    mark: Mark,
}

/// First three cumulants of a sum.
#[derive(Debug, Clone, Copy, Default)]
struct Cumulants([f64; 3]);

impl Cumulants {
    /// Of a number that is `size`, with an error of that share, with probability `weight`, and else 0.
    fn of_chance(weight: f64, size: f64, error: f64) -> Self {
        let spread = weight * (error * size).powi(2);
        Self([weight * size, weight * (1.0 - weight) * size * size + spread, weight * (1.0 - weight) * (1.0 - 2.0 * weight) * size.powi(3)])
    }

    fn add(&mut self, other: Self) {
        self.0.iter_mut().zip(other.0).for_each(|(a, b)| *a += b);
    }

    /// The sum after a factor.
    fn times(self, factor: f64) -> Self {
        Self([self.0[0] * factor, self.0[1] * factor.powi(2), self.0[2] * factor.powi(3)])
    }

    /// A quantile by Cornish and Fisher's expansion to the third cumulant.
    fn quantile(self, z: f64) -> f64 {
        let [mean, variance, third] = self.0;
        if variance <= 0.0 {
            return mean;
        }
        let deviation = variance.sqrt();
        let skew = (third / deviation.powi(3)).clamp(-2.0, 2.0);
        mean + deviation * (z + (z * z - 1.0) * skew / 6.0)
    }
}

/// What a side, conflict or cooperation, has on a day of its own, and in memory.
#[derive(Debug, Clone, Copy, Default)]
struct Side {
    /// Weighted scores of the day.
    own: f64,
    /// Incidents of the day, by weight.
    count: f64,
    /// Powers of the day's scores, by weight: first, second and third.
    powers: [f64; 3],
    memory: Cumulants,
    /// The most that those in memory can come to.
    most: f64,
}

impl Series {
    /// The series of what is watched, in one direction, from `since` to `until`. `panel` are its publishers.
    #[must_use]
    pub fn compute(watched: &Watched, sightings: &[Sighting], panel: &Panel, days: (Date, Date), known: Known, method: &Method) -> Self {
        let (since, until) = days;
        let half_life = method.half_life.max(0.1);
        // what happened before the series begins is still in memory, and is the past that days are compared with
        let before = (i64::from(method.past) + (MEMORY * half_life).ceil() as i64).max(LONGEST_PAST);
        let begin = moved(since, -before);
        let length = usize::try_from(between(begin, until) + 1).unwrap_or(0);
        let items = items(watched, sightings, begin, until, known);
        let of_pair = sightings.iter().filter(|s| s.phases.iter().any(|p| watched.is_between(p)));
        let first_known = of_pair.map(Sighting::known).min().map_or(length as i64, |d| between(begin, d).max(0));
        let sides = [true, false].map(|is_conflict| self::sides(&items, length, is_conflict, half_life, method));
        let coverage: Vec<Coverage> = (0..length as i64).map(|n| panel.on(moved(begin, n), method)).collect();
        // where nobody is expected yet, all that there is counts as heard
        let shares: Vec<f64> = coverage.iter().map(|c| c.share.unwrap_or(1.0)).collect();
        let mut points: Vec<Point> = Vec::new();
        let mut missed = [Cumulants::default(); 2];
        for (n, side) in (0..length).map(|n| (n, [sides[0][n], sides[1][n]])) {
            for (missed, days) in missed.iter_mut().zip(&sides) {
                let usual = usual(days, &shares, n, first_known, method);
                *missed = missed.times(0.5f64.powf(1.0 / half_life));
                missed.add(usual.times_count((1.0 / method.recall.clamp(0.05, 1.0) - shares[n]).max(0.0)));
            }
            let Some(coverage) = coverage.get(n).filter(|_| n as i64 >= before) else { continue };
            let day = moved(begin, n as i64);
            let own = items.iter().filter(|i| i.day == n as i64 && i.known.0 <= n as i64 && n as i64 <= i.known.1);
            points.push(Point {
                day,
                conflict: side[0].level(missed[0]),
                cooperation: side[1].level(missed[1]),
                incidents: own.map(|i| i.mark.clone()).collect(),
                coverage: coverage.clone(),
                unusual: [true, false].into_iter().zip(&sides).find_map(|(c, days)| unusual(days, n, first_known, c)),
            });
        }
        // an incident that is told after its day is a mark of that day all the same
        if known == Known::Then {
            for point in &mut points {
                let n = between(begin, point.day);
                let mut latest: BTreeMap<IncidentId, &Item> = BTreeMap::new();
                for item in items.iter().filter(|i| i.day == n) {
                    latest.insert(item.mark.id, item);
                }
                point.incidents = latest.into_values().map(|i| i.mark.clone()).collect();
            }
        }
        let changes = changes(&sides, usize::try_from(before).unwrap_or(0).max(usize::try_from(first_known).unwrap_or(0)), length, begin);
        Self { watched: watched.clone(), half_life, known, points, changes }
    }
}

fn items(watched: &Watched, sightings: &[Sighting], begin: Date, until: Date, known: Known) -> Vec<Item> {
    let last = between(begin, until);
    let mut items = Vec::new();
    for sighting in sightings {
        let phases: Vec<(&Phase, i64, i64)> = match known {
            Known::Now => sighting.on(until).map(|phase| (phase, i64::MIN, i64::MAX)).into_iter().collect(),
            Known::Then => {
                let ends = sighting.phases.iter().skip(1).map(|p| between(begin, p.from) - 1).chain([i64::MAX]);
                sighting.phases.iter().zip(ends).map(|(p, end)| (p, between(begin, p.from), end)).collect()
            }
        };
        let last_phase = phases.iter().rposition(|(_, from, _)| *from <= last);
        for (at, (phase, from, to)) in phases.into_iter().enumerate() {
            let weight = weight(phase);
            let Some(day) = sighting.day(phase).filter(|_| weight > 0.0 && watched.has(phase)) else { continue };
            let day = between(begin, day);
            if !(0..=last).contains(&day) {
                continue;
            }
            let score = f64::from(phase.score());
            let mark = Mark::of(sighting.id, phase);
            items.push(Item { day, known: (from, to), is_last: Some(at) == last_phase, score, weight, mark });
        }
    }
    items
}

/// Day by day what a side has.
fn sides(items: &[Item], length: usize, is_conflict: bool, half_life: f64, method: &Method) -> Vec<Side> {
    let mut days = vec![Side::default(); length];
    let memory = (MEMORY * half_life).ceil() as i64;
    for item in items {
        let size = if is_conflict { -item.score } else { item.score };
        if size <= 0.0 {
            continue;
        }
        if let Some(own) = usize::try_from(item.day).ok().and_then(|n| days.get_mut(n)).filter(|_| item.is_last) {
            own.own += item.weight * size;
            own.count += item.weight;
            own.powers.iter_mut().zip(1..).for_each(|(sum, power)| *sum += item.weight * size.powi(power));
        }
        let first = item.day.max(item.known.0);
        let last = (item.day + memory).min(item.known.1).min(length as i64 - 1);
        for n in first..=last {
            let Some(side) = usize::try_from(n).ok().and_then(|n| days.get_mut(n)) else { continue };
            let left = size * 0.5f64.powf((n - item.day) as f64 / half_life);
            side.memory.add(Cumulants::of_chance(item.weight, left, method.score_error));
            side.most += left * (1.0 + Z * method.score_error);
        }
    }
    days
}

impl Side {
    /// The level with its interval: its lower bound by what was read alone, its upper bound with what may have been missed.
    fn level(&self, missed: Cumulants) -> Level {
        let value = self.memory.0[0];
        let mut all = self.memory;
        all.add(missed);
        let most = self.most + missed.quantile(Z).max(0.0);
        Level { value, low: self.memory.quantile(-Z).clamp(0.0, value), high: all.quantile(Z).min(most).max(value) }
    }
}

/// What is usual for the pair.
#[derive(Debug, Clone, Copy, Default)]
struct Usual {
    /// Sums of powers of scores a day.
    powers: [f64; 3],
}

impl Usual {
    /// Cumulants of a compound Poisson number of incidents: so many times as many as are usual.
    fn times_count(self, factor: f64) -> Cumulants {
        Cumulants(self.powers.map(|p| p * factor))
    }
}

/// The pair's incidents a covered day, over as many covered days as there have to be, or over those since anything is known of it (but no
/// fewer than [`LEAST_PAST`], for a few days of past would make a rate of one incident).
fn usual(days: &[Side], shares: &[f64], n: usize, first_known: i64, method: &Method) -> Usual {
    let from = usize::try_from(first_known).unwrap_or(0).max(n.saturating_sub(LONGEST_PAST as usize));
    let (mut covered, mut usual) = (0.0, Usual::default());
    for at in (from..n).rev() {
        usual.powers.iter_mut().zip(days[at].powers).for_each(|(sum, p)| *sum += p);
        covered += shares[at];
        if covered >= f64::from(method.past) {
            break;
        }
    }
    let length = covered.max(LEAST_PAST as f64);
    Usual { powers: usual.powers.map(|p| p / length) }
}

/// Whether a day's own scores are rare for the pair, by the year before it.
fn unusual(days: &[Side], n: usize, first_known: i64, is_conflict: bool) -> Option<Unusual> {
    let from = n.saturating_sub(365).max(usize::try_from(first_known).unwrap_or(0));
    let past = days.get(from..n).unwrap_or_default();
    let own = days.get(n).map_or(0.0, |d| d.own);
    if past.len() < LEAST_PAST || own <= 0.0 {
        return None;
    }
    let as_high = past.iter().filter(|d| d.own >= own).count();
    let share = (as_high + 1) as f64 / (past.len() + 1) as f64;
    (share <= RARE).then_some(Unusual { is_conflict, days: past.len(), as_high })
}

/// Days in which changes are looked for, back from the last.
const MOST_DAYS: usize = 4000;
/// Shortest time between two changes, in days.
const SHORTEST: usize = 5;

/// Changes of the mean of daily scores, for both sides. Cuts are those of optimal partitioning (Jackson et al. 2005) with the deviance
/// of a Poisson mean as cost, scores counted in tens, and a penalty of three times the logarithm of the number of days.
fn changes(sides: &[Vec<Side>; 2], from: usize, to: usize, begin: Date) -> Vec<Change> {
    let mut out = Vec::new();
    for (is_conflict, days) in [true, false].into_iter().zip(sides) {
        // work grows with the square of the days
        let from = from.max(to.saturating_sub(MOST_DAYS));
        let values: Vec<f64> = days.get(from..to).unwrap_or_default().iter().map(|d| d.own / 10.0).collect();
        let cuts = cuts(&values);
        for (i, cut) in cuts.iter().enumerate() {
            let start = i.checked_sub(1).and_then(|i| cuts.get(i)).copied().unwrap_or(0);
            let end = cuts.get(i + 1).copied().unwrap_or(values.len());
            let mean = |part: &[f64]| 10.0 * part.iter().sum::<f64>() / part.len().max(1) as f64;
            let day = moved(begin, (from + cut) as i64);
            out.push(Change { day, is_conflict, before: mean(&values[start..*cut]), after: mean(&values[*cut..end]) });
        }
    }
    out.sort_by_key(|c| (c.day, !c.is_conflict));
    out
}

/// Positions at which a new mean begins.
fn cuts(values: &[f64]) -> Vec<usize> {
    let n = values.len();
    if n < 2 * SHORTEST {
        return Vec::new();
    }
    let mut sums = vec![0.0; n + 1];
    for (i, value) in values.iter().enumerate() {
        sums[i + 1] = sums[i] + value;
    }
    // twice the negative log-likelihood of a Poisson mean, without what all cuts share
    let cost = |a: usize, b: usize| {
        let sum: f64 = sums[b] - sums[a];
        if sum <= 1e-12 { 0.0 } else { -2.0 * sum * (sum / (b - a) as f64).ln() }
    };
    let penalty = 3.0 * (n as f64).ln();
    let mut best = vec![(0.0, 0); n + 1];
    for end in SHORTEST..=n {
        best[end] = (cost(0, end), 0);
        for start in SHORTEST..=end.saturating_sub(SHORTEST) {
            let total = best[start].0 + cost(start, end) + penalty;
            if total < best[end].0 {
                best[end] = (total, start);
            }
        }
    }
    let mut cuts = Vec::new();
    let mut at = n;
    while best[at].1 > 0 {
        at = best[at].1;
        cuts.push(at);
    }
    cuts.reverse();
    cuts
}

#[cfg(test)]
#[path = "series_tests.rs"]
mod tests;
