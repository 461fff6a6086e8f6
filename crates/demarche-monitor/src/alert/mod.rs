//! Alerts: what a desk is told, once each.
//!
//! Each function makes all alerts of a rule from what is known now, from a day on; that none is told twice follows from its
//! [`key`](Alert::key), which whoever keeps them holds unique. Nothing here asks a clock or keeps anything.

use std::collections::BTreeSet;

use demarche::codebook::Status;
use demarche_ledger::incidents::values::{Amount, Held, What};
use demarche_ledger::positions::Entry;
use demarche_ledger::report::{DocumentId, Party};
use demarche_ledger::sighting::{Phase, Sighting};
use demarche_ledger::standing::Standing;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::alert::rule::{On, Rule};
use crate::ladder::{Cause, Down, Ladder, Measure, Move, Replay, Step};
use crate::method::between;
use crate::who::{Watched, id_text};

pub mod channel;
pub mod rule;

/// Something that a desk is told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    /// What it is told once by: a JSON list of rule, kind, subject and occasion.
    pub key: String,
    /// Name of the rule.
    pub rule: String,
    /// Kind of the rule: `move`, `incident`, `position`, `dispute`, `value`, `silence`, or `test`.
    pub on: String,
    /// What a cool-down is counted by: a ladder's name, a pair of parties, an incident's id or a feed's name.
    pub subject: String,
    /// The day on which it became known.
    pub day: Date,
    /// It in one line.
    pub title: String,
    /// What there is to know of it, line by line.
    pub lines: Vec<String>,
    /// Ids of the incidents that it rests on.
    pub incidents: Vec<String>,
    /// What is due now.
    pub due: Vec<Step>,
    /// What would bring a ladder down again.
    pub down: Option<Down>,
    /// Numbers of the documents whose words it holds; no part of what is sent.
    #[serde(skip)]
    pub words_of: Vec<DocumentId>,
}

/// When a feed brought something last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedActivity {
    /// Its name.
    pub feed: String,
    /// When it brought something new; none where it never did.
    pub last: Option<Timestamp>,
}

impl Alert {
    fn new(rule: &Rule, subject: &str, occasion: &str, day: Date, title: String) -> Self {
        Self::of_kind(&rule.name, rule.on.word(), (subject, occasion), day, title)
    }

    fn of_kind(rule: &str, on: &str, (subject, occasion): (&str, &str), day: Date, title: String) -> Self {
        Self {
            key: serde_json::json!([rule, on, subject, occasion]).to_string(),
            rule: rule.to_owned(),
            on: on.to_owned(),
            subject: subject.to_owned(),
            day,
            title,
            lines: Vec::new(),
            incidents: Vec::new(),
            due: Vec::new(),
            down: None,
            words_of: Vec::new(),
        }
    }

    /// An alert that only shows that a channel works.
    #[must_use]
    pub fn test(channel: &str, day: Date) -> Self {
        let mut alert = Self::of_kind("test", "test", (channel, "test"), day, format!("Test of channel {channel}"));
        alert.lines = vec!["Nothing has happened. Somebody asked whether alerts arrive here.".to_owned()];
        alert
    }
}

/// Days by which an article that comes late may shift a move that was told.
const SHIFT: i64 = 31;

/// Alerts on the moves of ladders from a day on. `told` are keys of alerts of the rule: a move that was told, and that by what became known
/// since took place some days earlier or later, is not told again.
#[must_use]
pub fn moves(rule: &Rule, since: Date, replays: &[Replay], told: &BTreeSet<String>) -> Vec<Alert> {
    let mut out = Vec::new();
    for replay in replays.iter().filter(|replay| rule.is_of(&replay.ladder)) {
        let all: Vec<Alert> = replay.moves.iter().map(|step| of_move(rule, &replay.ladder, step)).collect();
        // what was told of this ladder and is no move any more
        let keys: BTreeSet<&str> = all.iter().map(|alert| alert.key.as_str()).collect();
        let mut shifted: Vec<(Date, String)> = told
            .iter()
            .filter(|key| !keys.contains(key.as_str()))
            .filter_map(|key| {
                let [_, _, ladder, occasion]: [String; 4] = serde_json::from_str(key).ok()?;
                let (day, levels) = occasion.split_once(' ')?;
                (ladder == replay.ladder.name).then_some((day.parse().ok()?, levels.to_owned()))
            })
            .collect();
        for (step, alert) in replay.moves.iter().zip(all).filter(|(step, _)| step.day >= since) {
            let levels = format!("{}>{}", step.from, step.to);
            let is_told = told.contains(&alert.key);
            let other = shifted.iter().position(|(day, other)| *other == levels && between(*day, step.day).abs() <= SHIFT);
            match other.filter(|_| !is_told) {
                Some(at) => drop(shifted.swap_remove(at)),
                None => out.push(alert),
            }
        }
    }
    out
}

fn of_move(rule: &Rule, ladder: &Ladder, step: &Move) -> Alert {
    let level = |n: usize| {
        let name = n.checked_sub(1).map_or(Some("calm"), |at| ladder.levels.get(at).map(|level| level.name.as_str()));
        format!("level {n}{}", name.map(|name| format!(" ({name})")).unwrap_or_default())
    };
    let rises = step.to > step.from;
    let verb = if rises { "rises" } else { "falls" };
    let title = format!("{} {verb} to {} from {}", ladder.name, level(step.to), level(step.from));
    let mut alert = Alert::new(rule, &ladder.name, &format!("{} {}>{}", step.day, step.from, step.to), step.day, title);
    let side = if rises { "reached" } else { "below" };
    alert.lines.push(format!(
        "{} over {} {}: {}, {side} {}",
        measure(ladder.measure),
        ladder.window,
        plural(usize::from(ladder.window), "day"),
        number(step.value),
        number(step.bound)
    ));
    alert.lines.push(format!("watched: {}", ladder.watched));
    alert.lines.extend(step.causes.iter().map(cause));
    alert.incidents = step.causes.iter().map(|cause| id_text(cause.id)).collect();
    if rises {
        // a move over several levels makes the steps of each due
        alert.due = ladder.levels.iter().take(step.to).skip(step.from).flat_map(|level| level.steps.clone()).collect();
    }
    if let Some(down) = &step.down {
        let when = down.expected.map(|day| format!("; {day} if nothing more happens")).unwrap_or_default();
        let days = plural(usize::from(down.hold), "day");
        alert.lines.push(format!("it falls where the value stays below {} for {} {days}{when}", number(down.below), down.hold));
    }
    alert.down.clone_from(&step.down);
    alert
}

fn measure(measure: Measure) -> &'static str {
    match measure {
        Measure::Conflict => "conflict",
        Measure::Cooperation => "cooperation",
        Measure::Net => "conflict less cooperation",
        Measure::Peak => "highest conflict",
        Measure::Incidents => "incidents",
    }
}

fn cause(cause: &Cause) -> String {
    let whom = if cause.recipients.is_empty() { String::new() } else { format!(" → {}", cause.recipients.join(", ")) };
    format!("{} {}: {}{whom}, {} (incident {})", cause.day, cause.what, cause.actors.join(", "), number(cause.part), id_text(cause.id))
}

/// The alert on a new incident, where its first phase that fits is of that day or later. What only looks back, was denied from the start,
/// or is merely thought of is none.
#[must_use]
pub fn incident(rule: &Rule, since: Date, sighting: &Sighting) -> Option<Alert> {
    let On::Incident { watched } = &rule.on else { return None };
    let tells = |phase: &&Phase| {
        watched.has(phase)
            && !phase.background
            && matches!(phase.status, Status::Actual | Status::Future)
            && !matches!(phase.standing, Standing::Denied | Standing::Retracted)
    };
    let phase = sighting.phases.iter().find(tells).filter(|phase| phase.from >= since)?;
    let id = id_text(sighting.id);
    // the incident is the occasion: a cool-down counts for all of the pair
    let mut alert = Alert::new(rule, &watched.to_string(), &id, phase.from, about(sighting, phase));
    alert.lines = facts(sighting, phase);
    alert.incidents = vec![id];
    Some(alert)
}

/// Alerts on a dispute's beginning and end, from that day on. `told` are keys of alerts of the rule: a dispute that was told of, and by
/// later reports of the same day was none, ends all the same.
#[must_use]
pub fn disputes(rule: &Rule, since: Date, sighting: &Sighting, told: &BTreeSet<String>) -> Vec<Alert> {
    let On::Dispute { watched } = &rule.on else { return Vec::new() };
    let mut out: Vec<Alert> = Vec::new();
    let mut is_open = false;
    for phase in &sighting.phases {
        let is_disputed = phase.standing == Standing::Disputed;
        let changes = if is_open { !is_disputed } else { is_disputed && watched.has(phase) };
        if changes {
            is_open = !is_open;
            if phase.from >= since {
                out.push(dispute(rule, sighting, phase, phase.from, is_open));
            }
        }
    }
    let Some(now) = sighting.phases.last() else { return out };
    let id = id_text(sighting.id);
    let last_told = told.iter().filter_map(|key| occasion(key, &id)).max_by_key(|(day, opened)| (*day, !*opened));
    if let Some((day, true)) = last_told
        && !is_open
        && !out.iter().any(|alert| alert.day >= day)
    {
        out.push(dispute(rule, sighting, now, day.max(now.from), false));
    }
    out
}

/// Day and kind (true where it opened) of a dispute's alert on an incident. On one day the end comes after the beginning.
fn occasion(key: &str, id: &str) -> Option<(Date, bool)> {
    let [_, _, subject, occasion] = serde_json::from_str::<[String; 4]>(key).ok()?;
    let (word, day) = occasion.split_once(' ').filter(|_| subject == id)?;
    Some((day.parse().ok()?, word == "opened"))
}

fn dispute(rule: &Rule, sighting: &Sighting, phase: &Phase, day: Date, is_open: bool) -> Alert {
    let id = id_text(sighting.id);
    let (word, told) = if is_open { ("opened", "disputed") } else { ("closed", "no longer disputed") };
    let title = format!("{told}: {}", about(sighting, phase));
    let mut alert = Alert::new(rule, &id, &format!("{word} {day}"), day, title);
    alert.lines = facts(sighting, phase);
    alert.incidents = vec![id];
    alert
}

/// True where an incident, as it is known now, is watched.
#[must_use]
pub fn is_watched(watched: &Watched, sighting: &Sighting) -> bool {
    sighting.phases.last().is_some_and(|phase| watched.has(phase))
}

/// Alerts on changes of position about a watched incident, from that day on. `positions` are those of its dossier. What has no day
/// is left out.
#[must_use]
pub fn positions(rule: &Rule, since: Date, sighting: &Sighting, positions: &[Entry]) -> Vec<Alert> {
    let (On::Position { watched }, Some(phase)) = (&rule.on, sighting.phases.last()) else { return Vec::new() };
    if !is_watched(watched, sighting) {
        return Vec::new();
    }
    let id = id_text(sighting.id);
    let mut seen = BTreeSet::new();
    let mut out = Vec::new();
    for entry in positions.iter().filter(|entry| entry.change) {
        let Some(day) = entry.published.or(entry.on).filter(|day| *day >= since) else { continue };
        let key = entry.party.key();
        // the next outlet that tells of one turn is no second turn; a turn back and forth is told by its days
        let occasion = format!("{key} {} {}", entry.position.words(), entry.on.unwrap_or(day));
        if !seen.insert(occasion.clone()) {
            continue;
        }
        let title = format!("{} now {}: {}", name(&entry.party), entry.position.words(), about(sighting, phase));
        let mut alert = Alert::new(rule, &id, &occasion, day, title);
        if !entry.quote.is_empty() {
            alert.lines.push(format!("{day}: “{}”", entry.quote));
        }
        alert.lines.extend(facts(sighting, phase));
        alert.incidents = vec![id.clone()];
        alert.words_of = vec![entry.document];
        out.push(alert);
    }
    out
}

/// Alerts on counts outside of a range, about a watched incident: the first of each side, where it was published on that day or later.
/// `held` are the values of its dossier. What is denied, or has no day, is left out.
#[must_use]
pub fn values(rule: &Rule, since: Date, sighting: &Sighting, held: &[Held]) -> Vec<Alert> {
    let (On::Value { watched, role, unit, above, below }, Some(phase)) = (&rule.on, sighting.phases.last()) else { return Vec::new() };
    if !is_watched(watched, sighting) {
        return Vec::new();
    }
    let id = id_text(sighting.id);
    let mut counts: Vec<(Date, &Held, f64, f64, &str)> = held
        .iter()
        .filter(|held| !held.is_denied)
        .filter_map(|held| match (&held.what, &held.amount) {
            (What::Count(of, _), Amount::Number { low, high, unit: counted, .. })
                if of == role && unit.as_ref().is_none_or(|unit| counted.to_lowercase() == *unit) =>
            {
                Some((held.published?, held, *low, *high, counted.as_str()))
            }
            _ => None,
        })
        .collect();
    counts.sort_by_key(|(day, ..)| *day);
    let sides = [(above, "above"), (below, "below")];
    let mut out = Vec::new();
    for (bound, word) in sides.into_iter().filter_map(|(bound, word)| Some(((*bound)?, word))) {
        let is_outside = |low: f64, high: f64| if word == "above" { high > bound } else { low < bound };
        let Some((day, held, low, high, counted)) = counts.iter().find(|(_, _, low, high, _)| is_outside(*low, *high)) else { continue };
        if *day < since {
            continue;
        }
        let amount = if low < high { format!("{} to {}", number(*low), number(*high)) } else { number(*low) };
        let title = format!("{} {amount}, {word} {}: {}", role.code(), number(bound), about(sighting, phase));
        let mut alert = Alert::new(rule, &format!("{id} {}", role.code()), &format!("{word} {}", number(bound)), *day, title);
        let counted = if counted.is_empty() { String::new() } else { format!(" {counted}") };
        alert.lines.push(format!("{day}: {amount}{counted} ({})", held.holder.words()));
        alert.lines.extend(facts(sighting, phase));
        alert.incidents = vec![id.clone()];
        alert.words_of = vec![held.document];
        out.push(alert);
    }
    out
}

/// Alerts on feeds that have brought nothing for a time, once for each silence. One that never brought anything is silent from the
/// beginning of the day `since` on.
#[must_use]
pub fn silences(rule: &Rule, since: Date, feeds: &[FeedActivity], now: Timestamp) -> Vec<Alert> {
    let On::Silence { feed: only, after } = &rule.on else { return Vec::new() };
    let today = now.to_zoned(TimeZone::UTC).date();
    let begin = since.to_zoned(TimeZone::UTC).map(|day| day.timestamp()).unwrap_or(now);
    let mut out = Vec::new();
    for FeedActivity { feed, last } in feeds.iter().filter(|activity| only.as_ref().is_none_or(|name| *name == activity.feed)) {
        // what was silent before the rule was there is told once, too: it is so now
        let quiet = now.as_second().saturating_sub(last.unwrap_or(begin).as_second());
        if u64::try_from(quiet).is_ok_and(|quiet| quiet >= *after) {
            let (occasion, told) = match last {
                Some(last) => (last.to_string(), format!("the last new article came at {last}")),
                None => ("never".to_owned(), format!("it has brought nothing yet; watched since {since}")),
            };
            let mut alert = Alert::new(rule, feed, &occasion, today, format!("feed {feed} has been silent for {}", time(quiet)));
            alert.lines.push(told);
            out.push(alert);
        }
    }
    out
}

/// An incident in a line: what, who to whom, where.
fn about(sighting: &Sighting, phase: &Phase) -> String {
    let names = |parties: &[Party]| parties.iter().map(name).collect::<Vec<_>>().join(", ");
    let who = if phase.actors.is_empty() { "–".to_owned() } else { names(&phase.actors) };
    let whom = if phase.recipients.is_empty() { String::new() } else { format!(" → {}", names(&phase.recipients)) };
    let place = phase.place.as_ref().map(|place| format!(" in {place}")).unwrap_or_default();
    let day = sighting.day(phase).map(|day| format!(", {day}")).unwrap_or_default();
    format!("{}: {who}{whom}{place}{day}", phase.what())
}

fn facts(sighting: &Sighting, phase: &Phase) -> Vec<String> {
    let status = if phase.status == Status::Actual { String::new() } else { format!("status {}, ", phase.status.code()) };
    let witnesses = format!("{} independent {}", phase.witnesses, if phase.witnesses == 1 { "witness" } else { "witnesses" });
    vec![
        format!("{status}{}, {witnesses}", phase.standing.word()),
        format!("incident {}, known since {}", id_text(sighting.id), sighting.known()),
    ]
}

fn name(party: &Party) -> String {
    if party.name.is_empty() { party.key() } else { party.name.clone() }
}

/// At most two decimals, and none for whole numbers.
fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn plural(n: usize, one: &str) -> String {
    if n == 1 { one.to_owned() } else { format!("{one}s") }
}

/// Seconds in words, to the hour.
fn time(seconds: i64) -> String {
    let hours = seconds / 3600;
    match (hours / 24, hours % 24) {
        (0, 0) => format!("{} min", seconds / 60),
        (0, hours) => format!("{hours} h"),
        (days, 0) => format!("{days} d"),
        (days, hours) => format!("{days} d {hours} h"),
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
