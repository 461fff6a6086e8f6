//! Ladders: levels that a user draws, how a pair moves between them, and what is due at each.

use std::collections::BTreeMap;

use demarche_ledger::incidents::cluster::IncidentId;
use demarche_ledger::sighting::{Phase, Sighting};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::method::{between, moved, weight};
use crate::series::Mark;
use crate::who::{Kinds, Watched};

/// A ladder as it is configured: `[[ladder]]`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ladder {
    /// Its name.
    pub name: String,
    /// Whom it watches, and what counts.
    pub watched: Watched,
    /// Days that count: the day itself and those before.
    pub window: u16,
    /// What is measured over them.
    pub measure: Measure,
    /// Levels above 0, ascending. On level 0 nothing is due.
    pub levels: Vec<Rung>,
}

/// What a ladder measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Measure {
    /// Sum of weighted conflict scores.
    Conflict,
    /// Sum of weighted cooperation scores.
    Cooperation,
    /// Conflict less cooperation, at least 0.
    Net,
    /// The highest weighted conflict score of one incident.
    Peak,
    /// Sum of the weights of incidents.
    Incidents,
}

/// A level.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rung {
    /// Its name.
    pub name: String,
    /// Reached at this value.
    pub at: f64,
    /// Left where the value has been below this …
    pub falls_below: f64,
    /// … on so many days in a row.
    pub hold: u16,
    /// What counts for this level, beside what counts for the ladder.
    pub kinds: Kinds,
    /// What is due when it is reached.
    pub steps: Vec<Step>,
}

/// What somebody is to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What.
    pub what: String,
    /// Who does it.
    pub owner: Option<String>,
    /// Anything else.
    pub note: Option<String>,
}

/// A ladder over a time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Replay {
    /// The ladder.
    pub ladder: Ladder,
    /// One standing a day, without gaps.
    pub days: Vec<Stand>,
    /// Moves in order.
    pub moves: Vec<Move>,
}

/// Where a ladder stands on a day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stand {
    /// The day.
    pub day: Date,
    /// The level: 0, or 1 for the first of [`Ladder::levels`].
    pub level: usize,
    /// The value, by what counts for the ladder.
    pub value: f64,
    /// The values by what counts for each level.
    pub values: Vec<f64>,
}

/// A move from a level to another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Move {
    /// The day.
    pub day: Date,
    /// From this level.
    pub from: usize,
    /// To this one.
    pub to: usize,
    /// The value that decided, by what counts for the level that was reached or left.
    pub value: f64,
    /// The bound that it crossed.
    pub bound: f64,
    /// Upward: incidents in the window, those that give most first. Downward: those that left the window or lost weight since the level was reached.
    pub causes: Vec<Cause>,
    /// What would bring it down from where it is now; none on level 0.
    pub down: Option<Down>,
}

/// An incident's part in a value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cause {
    /// Which.
    pub id: IncidentId,
    /// The day that it counts on.
    pub day: Date,
    /// Type and mode.
    pub what: String,
    /// Who acts.
    pub actors: Vec<String>,
    /// Who is acted upon.
    pub recipients: Vec<String>,
    /// What it gives.
    pub part: f64,
}

/// What brings a ladder down.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Down {
    /// The value has to stay below this …
    pub below: f64,
    /// … on so many days in a row.
    pub hold: u16,
    /// The day on which that will be if nothing more happens.
    pub expected: Option<Date>,
}

/// An incident in a phase, as a ladder counts it.
struct Item<'s> {
    sighting: &'s Sighting,
    phase: &'s Phase,
    /// The day that it counts on.
    day: Date,
    /// First day on which it is known so.
    from: Date,
    /// Day from which it is known otherwise.
    until: Option<Date>,
    /// Positive for conflict, negative for cooperation, as the measure takes it.
    part: f64,
    /// Which levels it counts for.
    levels: Vec<bool>,
}

impl Item<'_> {
    /// True where it counts on a day.
    fn counts_on(&self, day: Date, window: u16) -> bool {
        day >= self.from && self.until.is_none_or(|until| day < until) && self.is_in_window(day, window)
    }

    fn is_in_window(&self, day: Date, window: u16) -> bool {
        (0..i64::from(window)).contains(&between(self.day, day))
    }
}

/// Most causes that a move lists.
const MOST_CAUSES: usize = 12;
/// Days ahead that are looked at for a fall.
const AHEAD: i64 = 800;

impl Ladder {
    /// Where the ladder stood on each day from `since` to `until`, by what was published until that day. It begins on level 0.
    #[must_use]
    pub fn replay(&self, sightings: &[Sighting], since: Date, until: Date) -> Replay {
        let items = self.items(sightings);
        let length = usize::try_from(between(since, until) + 1).unwrap_or(0);
        let tracks = self.tracks(&items, since, length);
        let mut replay = Replay { ladder: self.clone(), days: Vec::with_capacity(length), moves: Vec::new() };
        let mut level = 0;
        let mut reached = since;
        // for each level, on how many days in a row its value has been below its lower bound
        let mut below = vec![0u16; self.levels.len()];
        for (i, value) in tracks.own.iter().enumerate() {
            let day = moved(since, i as i64);
            let values: Vec<f64> = tracks.levels.iter().map(|track| track[i]).collect();
            for ((below, rung), value) in below.iter_mut().zip(&self.levels).zip(&values) {
                *below = if *value < rung.falls_below { below.saturating_add(1) } else { 0 };
            }
            let highest = (0..self.levels.len()).rev().find(|l| values[*l] >= self.levels[*l].at).map_or(0, |l| l + 1);
            let to = if highest > level {
                highest
            } else {
                // down to the highest level that still holds
                (0..level).rev().find(|l| below[*l] < self.levels[*l].hold).map_or(0, |l| l + 1)
            };
            if to != level {
                let decided = if to > level { to } else { level } - 1;
                let rung = &self.levels[decided];
                let causes = if to > level { self.up(&items, decided, day) } else { self.lost(&items, decided, reached, day) };
                replay.moves.push(Move {
                    day,
                    from: level,
                    to,
                    value: values[decided],
                    bound: if to > level { rung.at } else { rung.falls_below },
                    causes,
                    down: self.down(&items, to, day, &below),
                });
                level = to;
                reached = day;
            }
            replay.days.push(Stand { day, level, value: *value, values });
        }
        replay
    }

    /// What would bring the ladder down from where it stands at the end of a replay; none on level 0.
    #[must_use]
    pub fn outlook(&self, replay: &Replay, sightings: &[Sighting]) -> Option<Down> {
        let last = replay.days.last()?;
        let below: Vec<u16> = (0..self.levels.len())
            .map(|l| {
                let days = replay.days.iter().rev().take_while(|stand| stand.values[l] < self.levels[l].falls_below).count();
                u16::try_from(days).unwrap_or(u16::MAX)
            })
            .collect();
        self.down(&self.items(sightings), last.level, last.day, &below)
    }

    /// What counts for the ladder, as known on a day, by the day that it counts on; each incident once.
    #[must_use]
    pub fn marks(&self, sightings: &[Sighting], known: Date) -> Vec<Mark> {
        let mut marks: Vec<(Date, Mark)> = Vec::new();
        for sighting in sightings {
            let Some(phase) = sighting.on(known).filter(|phase| self.watched.has(phase)) else { continue };
            let mark = Mark::of(sighting.id, phase);
            let Some(day) = sighting.day(phase).filter(|_| mark.weight > 0.0) else { continue };
            marks.push((day, mark));
        }
        marks.sort_by_key(|(day, mark)| (*day, mark.id));
        marks.into_iter().map(|(_, mark)| mark).collect()
    }

    fn items<'s>(&self, sightings: &'s [Sighting]) -> Vec<Item<'s>> {
        let mut items = Vec::new();
        for sighting in sightings {
            for (i, phase) in sighting.phases.iter().enumerate() {
                let weight = weight(phase);
                let Some(day) = sighting.day(phase).filter(|_| weight > 0.0 && self.watched.has(phase)) else { continue };
                let score = f64::from(phase.score());
                let part = match self.measure {
                    Measure::Conflict | Measure::Peak => (-score).max(0.0) * weight,
                    Measure::Cooperation => score.max(0.0) * weight,
                    Measure::Net => -score * weight,
                    Measure::Incidents => weight,
                };
                if part == 0.0 {
                    continue;
                }
                let levels = self.levels.iter().map(|rung| rung.kinds.has(phase)).collect();
                items.push(Item {
                    sighting,
                    phase,
                    day,
                    from: phase.from,
                    until: sighting.phases.get(i + 1).map(|p| p.from),
                    part,
                    levels,
                });
            }
        }
        items
    }

    /// Values day by day: of the ladder, and of each level.
    fn tracks(&self, items: &[Item<'_>], since: Date, length: usize) -> Tracks {
        let mut tracks = Tracks { own: vec![0.0; length], levels: vec![vec![0.0; length]; self.levels.len()] };
        for item in items {
            let first = between(since, item.day.max(item.from)).max(0);
            let last = between(since, item.day) + i64::from(self.window) - 1;
            let last = item.until.map_or(last, |until| last.min(between(since, until) - 1)).min(length as i64 - 1);
            for at in first..=last {
                let Ok(at) = usize::try_from(at) else { continue };
                self.add(&mut tracks.own[at], item.part);
                for (track, _) in tracks.levels.iter_mut().zip(&item.levels).filter(|(_, counts)| **counts) {
                    self.add(&mut track[at], item.part);
                }
            }
        }
        if self.measure == Measure::Net {
            let all = tracks.own.iter_mut().chain(tracks.levels.iter_mut().flatten());
            all.for_each(|value| *value = value.max(0.0));
        }
        tracks
    }

    fn add(&self, value: &mut f64, part: f64) {
        match self.measure {
            Measure::Peak => *value = value.max(part),
            _ => *value += part,
        }
    }

    /// What a level's value on a day is made of, the largest parts first.
    fn up(&self, items: &[Item<'_>], level: usize, day: Date) -> Vec<Cause> {
        let counting = items.iter().filter(|i| i.levels[level] && i.part > 0.0 && i.counts_on(day, self.window));
        let mut causes = sorted(counting.map(|item| item.cause(item.part)).collect());
        // the highest is what it is made of
        causes.truncate(if self.measure == Measure::Peak { 1 } else { MOST_CAUSES });
        causes
    }

    /// What a level's value lacks on a day of what it was made of on an earlier one, the largest losses first. Where cooperation counts
    /// against conflict, what came since with it stands here, too.
    fn lost(&self, items: &[Item<'_>], level: usize, before: Date, day: Date) -> Vec<Cause> {
        let parts = |day: Date| -> BTreeMap<IncidentId, (&Item<'_>, f64)> {
            let counting = items.iter().filter(|i| i.levels[level] && i.counts_on(day, self.window));
            counting.map(|item| (item.sighting.id, (item, item.part))).collect()
        };
        // of what it was made of on the day before, too: much of it may have come after the level was reached
        let mut then = parts(before);
        for (id, item) in parts(moved(day, -1)) {
            then.entry(id).or_insert(item);
        }
        let now = parts(day);
        let mut causes: Vec<Cause> = then
            .iter()
            .filter_map(|(id, (item, part))| {
                let loss = part - now.get(id).map_or(0.0, |(_, part)| *part);
                (loss > 0.0).then(|| item.cause(-loss))
            })
            .collect();
        causes
            .extend(now.iter().filter(|(id, (_, part))| *part < 0.0 && !then.contains_key(id)).map(|(_, (item, part))| item.cause(*part)));
        sorted(causes)
    }

    /// The day of the fall, and its condition, for a ladder on a level where nothing more becomes known after a day.
    fn down(&self, items: &[Item<'_>], level: usize, day: Date, below: &[u16]) -> Option<Down> {
        let at = level.checked_sub(1)?;
        let rung = &self.levels[at];
        let known: Vec<&Item<'_>> = items
            .iter()
            .filter(|i| {
                i.levels[at] && i.from <= day && i.until.is_none_or(|until| until > day) && between(i.day, day) < i64::from(self.window)
            })
            .collect();
        let mut row = below.get(at).copied().unwrap_or(0);
        let expected = (1..AHEAD).map(|n| moved(day, n)).find(|then| {
            let mut value: f64 = 0.0;
            for item in known.iter().filter(|item| item.is_in_window(*then, self.window)) {
                self.add(&mut value, item.part);
            }
            row = if value.max(0.0) < rung.falls_below { row.saturating_add(1) } else { 0 };
            row >= rung.hold
        });
        Some(Down { below: rung.falls_below, hold: rung.hold, expected })
    }
}

struct Tracks {
    own: Vec<f64>,
    levels: Vec<Vec<f64>>,
}

impl Item<'_> {
    fn cause(&self, part: f64) -> Cause {
        let names = |parties: &[demarche_ledger::report::Party]| parties.iter().map(|p| p.name.clone()).collect();
        Cause {
            id: self.sighting.id,
            day: self.day,
            what: self.phase.what(),
            actors: names(&self.phase.actors),
            recipients: names(&self.phase.recipients),
            part,
        }
    }
}

/// The largest parts first, of equals in order of intake.
fn sorted(mut causes: Vec<Cause>) -> Vec<Cause> {
    causes.sort_by(|a, b| b.part.abs().total_cmp(&a.part.abs()).then(a.id.cmp(&b.id)));
    causes.truncate(MOST_CAUSES);
    causes
}

#[cfg(test)]
#[path = "ladder_tests.rs"]
mod tests;
