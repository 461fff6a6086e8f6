//! `demarche alerts`: what a desk is told. `demarche watch` tells after each round by the same [`Telling`].

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::Context as _;
use demarche_ledger::clock::{Clock as _, SystemClock};
use demarche_ledger::dossier::Dossier;
use demarche_ledger::sighting::Sighting;
use demarche_ledger::store::alerts::{AlertFilter, AlertRow, DeliveryRow, DeliveryState, NewAlert, Route};
use demarche_ledger::store::{Filter, Order};
use demarche_ledger::{Ledger, LedgerError};
use demarche_monitor::alert::rule::{On, Rule};
use demarche_monitor::alert::{self, Alert, FeedActivity};
use demarche_monitor::config::Config;
use demarche_monitor::ladder::Replay;
use demarche_monitor::page;
use demarche_notify::{Channels, Event, Failure, Message, Tally, check, deliver, open};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use serde::Serialize;
use serde_json::value::RawValue;

use super::documents::ended;
use super::{ask, monitor, open_existing, open_settled};
use crate::args::{AlertsArgs, AlertsCommand, ChartFormat, SendArgs, Since, TestArgs};
use crate::code::Stop;
use crate::error::{Exit, UserError};
use crate::messages::Messages;
use crate::shell::{plain, print};

/// How far behind the last evaluation a rule looks, in days: an article may come so late and is told all the same.
const LOOKS_BACK: i64 = 31;

/// Lists, sends or tests.
///
/// # Errors
/// Where the ledger or the configuration cannot be used. What cannot be sent is a message.
pub fn alerts(args: &AlertsArgs) -> anyhow::Result<Exit> {
    match &args.command {
        None => list(args),
        Some(AlertsCommand::Send(args)) => send(args),
        Some(AlertsCommand::Test(args)) => test(args),
    }
}

pub(super) fn today() -> Date {
    SystemClock.now().to_zoned(TimeZone::UTC).date()
}

/// What is told, and where to.
pub(super) struct Telling {
    config: Config,
    feeds: Vec<String>,
    channels: Channels,
}

impl Telling {
    /// Rules and channels of a configuration; `feeds` are the names of its feeds. A channel that cannot be opened is an error message, and
    /// is opened anew at each try to send.
    ///
    /// # Errors
    /// Where the configuration cannot be used.
    pub(super) fn open(path: &Path, feeds: Vec<String>, messages: &Messages) -> anyhow::Result<Self> {
        let config = monitor::read_config(path)?;
        check_feeds(&config, &feeds)?;
        let channels = Channels::open(&config.channels, base(path), |name, failure| {
            messages.error(format!("channel `{name}`: {failure}; alerts to it wait"), failure.hint.as_deref());
        });
        Ok(Self { config, feeds, channels })
    }

    /// True where there is nothing to tell.
    pub(super) fn is_empty(&self) -> bool {
        self.config.alerts.is_empty() && self.config.channels.is_empty()
    }

    /// Keeps what the rules find that was not told yet, and returns how much that is. `earlier` makes all rules begin on that day at the
    /// latest.
    ///
    /// # Errors
    /// Where the ledger cannot be read or written.
    pub(super) fn evaluate(&self, ledger: &mut Ledger, earlier: Option<Date>) -> anyhow::Result<usize> {
        let now = SystemClock.now();
        let today = now.to_zoned(TimeZone::UTC).date();
        let mut replays: BTreeMap<String, Replay> = BTreeMap::new();
        let mut new = 0;
        // of a part of the incidents nothing is told: what is missing may be what matters
        if !ledger.is_settled()? {
            return Ok(0);
        }
        for rule in &self.config.alerts {
            let row = ledger.alert_rule(&rule.name, &rule.definition(&self.config.ladders), today)?;
            let since = row.since.max(row.evaluated.saturating_sub(LOOKS_BACK.days()));
            let since = earlier.map_or(since, |earlier| since.min(earlier));
            let found = match &rule.on {
                On::Move { .. } => {
                    for ladder in self.config.ladders.iter().filter(|ladder| rule.is_of(ladder)) {
                        if replays.contains_key(&ladder.name) {
                            continue;
                        }
                        // to the end of today, though nothing may have been published: a ladder also falls by silence
                        // by a day to come, or `earlier` of a made-up month, only where that is asked for
                        let until = if earlier.is_some() { ledger.last_published()?.map_or(today, |last| last.max(today)) } else { today };
                        replays.insert(ladder.name.clone(), monitor::replay(ledger, ladder, Some(until))?.0);
                    }
                    let told = ledger.alert_keys(&rule.name)?;
                    replays.values().flat_map(|replay| alert::moves(rule, since, std::slice::from_ref(replay), &told)).collect()
                }
                On::Silence { .. } => {
                    let activity = |feed: &String| Ok(FeedActivity { feed: feed.clone(), last: ledger.feed_brought(feed)? });
                    let feeds = self.feeds.iter().map(activity).collect::<Result<Vec<_>, LedgerError>>()?;
                    alert::silences(rule, row.since, &feeds, now)
                }
                _ => of_incidents(ledger, rule, since)?,
            };
            // what is dated in days to come is told then
            let found = found.into_iter().filter(|alert| alert.day <= today || earlier.is_some());
            let alerts = found.map(|alert| kept(ledger, alert)).collect::<anyhow::Result<Vec<_>>>()?;
            let route = Route { rule: &rule.name, channels: &rule.to, cool_down: Duration::from_secs(rule.cool_down) };
            new += ledger.keep_alerts(route, &alerts, today)?;
        }
        Ok(new)
    }

    /// Sends what is due. What cannot be sent is an error message, and is tried again later.
    ///
    /// # Errors
    /// Where the ledger cannot be read or written.
    pub(super) fn deliver(&self, ledger: &mut Ledger, messages: &Messages, is_stopped: impl Fn() -> bool) -> anyhow::Result<Tally> {
        let tell = |event: &Event| match event {
            Event::Sent { .. } => messages.note(event),
            Event::Failed { failure, .. } => messages.error(event, failure.hint.as_deref()),
        };
        Ok(deliver(ledger, &self.channels, tell, is_stopped)?)
    }

    /// When the next alert is to be sent.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub(super) fn next(&self, ledger: &Ledger) -> Result<Option<Timestamp>, LedgerError> {
        ledger.next_delivery(&self.channels.names())
    }

    /// Evaluates and sends for a watch, which goes on whatever happens: what fails is an error message.
    pub(super) fn tell(&self, ledger: &mut Ledger, messages: &Messages, is_stopped: impl Fn() -> bool) {
        let told = |doing: &str, error: &anyhow::Error| {
            messages.error(format!("{doing}: {}", crate::error::describe(error)), crate::error::hint_of(error).as_deref());
        };
        if let Err(error) = self.evaluate(ledger, None) {
            told("alerts cannot be made", &error);
        }
        if let Err(error) = self.deliver(ledger, messages, is_stopped) {
            told("alerts cannot be sent", &error);
        }
    }
}

/// What `demarche watch --check` finds of channels and rules.
pub(super) struct Looked {
    /// Name and value of each line that is said.
    pub(super) lines: Vec<(&'static str, String)>,
    /// Channels to which nothing could be sent, by name.
    pub(super) failed: Vec<(String, Failure)>,
}

/// Looks at the rules and channels of a configuration without sending anything; `feeds` are the names of its feeds.
///
/// # Errors
/// Where the configuration cannot be used.
pub(super) fn look(path: &Path, feeds: &[String]) -> anyhow::Result<Looked> {
    let config = monitor::read_config(path)?;
    check_feeds(&config, feeds)?;
    let mut looked = Looked { lines: Vec::new(), failed: Vec::new() };
    for channel in &config.channels {
        let found = check(channel, base(path)).unwrap_or_else(|failure| {
            looked.failed.push((channel.name.clone(), failure));
            "nothing can be sent, see below".to_owned()
        });
        looked.lines.push(("channel", format!("`{}` {}: {found}", channel.name, channel.kind.word())));
    }
    looked.lines.extend(config.alerts.iter().map(|rule| ("alert", described(rule))));
    if !config.channels.is_empty() {
        looked.lines.push(("sent", "nothing; `demarche alerts test --channel NAME` sends a test".to_owned()));
    }
    Ok(looked)
}

/// A rule in one line.
fn described(rule: &Rule) -> String {
    let whom = match &rule.on {
        On::Move { ladder } => format!(" of {}", ladder.as_ref().map_or("all ladders".to_owned(), |name| format!("ladder `{name}`"))),
        On::Silence { feed, .. } => format!(" of {}", feed.as_ref().map_or("all feeds".to_owned(), |name| format!("feed `{name}`"))),
        on => on.watched().map(|watched| format!(" {watched}")).unwrap_or_default(),
    };
    format!("`{}` {}{whom}, to {}", rule.name, rule.on.word(), rule.to.join(", "))
}

/// The folder of a configuration.
fn base(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new(""))
}

/// A rule on a feed that is not there would be silent for ever.
fn check_feeds(config: &Config, feeds: &[String]) -> Result<(), UserError> {
    let named = |rule: &Rule| match &rule.on {
        On::Silence { feed: Some(feed), .. } if !feeds.contains(feed) => Some(feed.clone()),
        _ => None,
    };
    match config.alerts.iter().find_map(|rule| Some((rule, named(rule)?))) {
        Some((rule, feed)) => Err(UserError::usage(format!("alert `{}`: there is no feed `{feed}`", rule.name))
            .hint(if feeds.is_empty() { "there is no [[feed]]".to_owned() } else { format!("known are {}", feeds.join(", ")) })),
        None => Ok(()),
    }
}

/// Alerts of a rule that is about incidents.
fn of_incidents(ledger: &Ledger, rule: &Rule, since: Date) -> anyhow::Result<Vec<Alert>> {
    let Some(watched) = rule.on.watched() else { return Ok(Vec::new()) };
    let filter = Filter { told_since: Some(since), ..watched.filter() };
    let mut out = Vec::new();
    match &rule.on {
        On::Incident { .. } => out.extend(ledger.sightings(&filter)?.iter().filter_map(|sighting| alert::incident(rule, since, sighting))),
        On::Dispute { .. } => {
            let told: BTreeSet<String> = ledger.alert_keys(&rule.name)?;
            out.extend(ledger.sightings(&filter)?.iter().flat_map(|sighting| alert::disputes(rule, since, sighting, &told)));
        }
        _ => {
            for dossier in ledger.dossiers(&filter, Order::Intake, None)? {
                let dossier: Dossier = dossier?;
                let Some(sighting) = Sighting::of(&dossier).filter(|sighting| alert::is_watched(watched, sighting)) else { continue };
                out.extend(alert::positions(rule, since, &sighting, &dossier.positions()));
                out.extend(alert::values(rule, since, &sighting, &dossier.values()));
            }
        }
    }
    Ok(out)
}

/// An alert as the ledger keeps it, with all documents whose words it may hold: names of parties and places are words of texts, too.
fn kept(ledger: &Ledger, mut alert: Alert) -> anyhow::Result<NewAlert> {
    let body = serde_json::to_string(&alert)?;
    for id in &alert.incidents {
        let Ok(report) = crate::args::parse_report(id) else { continue };
        alert.words_of.extend(ledger.documents_of(demarche_ledger::incidents::cluster::IncidentId(report))?);
    }
    Ok(NewAlert { key: alert.key, subject: alert.subject, day: alert.day, body, words_of: alert.words_of })
}

/// Names of the feeds of a configuration.
fn feeds(path: &Path) -> anyhow::Result<Vec<String>> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let config = demarche_watch::Config::parse(&text, base(path))
        .map_err(|error| UserError::usage(format!("`{}`: {error}", path.display())).hint(error.hint))?;
    Ok(config.feeds.into_iter().map(|feed| feed.name).collect())
}

fn send(args: &SendArgs) -> anyhow::Result<Exit> {
    let messages = Messages::quiet_if(args.quiet);
    let path = &args.config.path;
    // the monitor's reader says best where there is no such file
    let config = monitor::read_config(path)?;
    if config.alerts.is_empty() {
        return Err(UserError::usage(format!("`{}` has no [[alert]]", path.display()))
            .hint("docs/alerts.md shows how one is written")
            .into());
    }
    let telling = Telling::open(path, feeds(path)?, &messages)?;
    let stop = Stop::on_interrupt()?;
    let mut ledger = open_existing(&args.ledger)?;
    super::settle(&mut ledger, &messages, &stop)?;
    let new = telling.evaluate(&mut ledger, args.since)?;
    if args.given_up {
        ledger.take_up_deliveries()?;
    }
    let is_stopped = || stop.is_stopped.load(Ordering::Relaxed);
    let tally = telling.deliver(&mut ledger, &messages, is_stopped)?;
    let mut line = format!("{new} new, {} sent", tally.sent);
    if tally.failed > 0 {
        let _ = write!(line, ", {} failed", tally.failed);
    }
    let waiting = ledger.waiting_deliveries()?;
    let known = telling.channels.names();
    let count = |is_known: bool| waiting.iter().filter(|(name, _)| known.contains(&name.as_str()) == is_known).map(|(_, n)| n).sum::<u64>();
    if let Some(next) = telling.next(&ledger)?
        && count(true) > 0
    {
        let _ = write!(line, ", {} waiting · next after {next}", count(true));
    }
    messages.note(line);
    for (name, n) in waiting.iter().filter(|(name, _)| !known.contains(&name.as_str())) {
        messages.note(format!("{n} waiting for channel `{name}`, which `{}` does not have", path.display()));
    }
    if is_stopped() {
        return Ok(Exit::Interrupted);
    }
    Ok(if tally.failed == 0 { Exit::Done } else { Exit::SomeFailed })
}

fn test(args: &TestArgs) -> anyhow::Result<Exit> {
    let path: &PathBuf = &args.config.path;
    let config = monitor::read_config(path)?;
    let Some(channel) = config.channels.iter().find(|channel| channel.name == args.channel) else {
        let known = config.channels.iter().map(|channel| channel.name.as_str()).collect::<Vec<_>>().join(", ");
        let hint =
            if known.is_empty() { "docs/alerts.md shows how a [[channel]] is written".to_owned() } else { format!("it has {known}") };
        return Err(UserError::usage(format!("`{}` has no channel `{}`", path.display(), args.channel)).hint(hint).into());
    };
    let now = SystemClock.now();
    let id = format!("msg_test_{}", now.as_second());
    let message = Message::new(id, now, now, false, vec![Alert::test(&channel.name, today())]);
    let sent = open(channel, base(path)).and_then(|open| open.send(&message));
    match sent {
        Ok(()) => print(format!("sent {} to `{}`\n", message.id, channel.name).as_bytes()),
        Err(failure) => {
            let unsure = if failure.is_unsure { "; it may have arrived all the same" } else { "" };
            Messages::plain().error(format!("channel `{}`: {failure}{unsure}", channel.name), failure.hint.as_deref());
            Ok(Exit::SomeFailed)
        }
    }
}

/// A line of `demarche alerts --format jsonl`.
#[derive(Debug, Serialize)]
struct Line<'r> {
    schema: &'static str,
    number: u64,
    made: Timestamp,
    alert: &'r RawValue,
    deliveries: Vec<DeliveryLine<'r>>,
}

#[derive(Debug, Serialize)]
struct DeliveryLine<'r> {
    id: &'r str,
    channel: &'r str,
    state: &'static str,
    tries: u32,
    /// Tries of which it is not known whether they worked.
    unsure: u32,
    /// When it is tried next; null where it is not.
    due: Option<Timestamp>,
    /// Last change.
    at: Timestamp,
    detail: Option<&'r str>,
}

fn list(args: &AlertsArgs) -> anyhow::Result<Exit> {
    let ledger = open_settled(&args.ledger)?;
    let since = args.since.map(|since| match since {
        Since::Day(day) => day,
        Since::Back(days) => today().saturating_sub(i64::from(days).days()),
    });
    let since = since.map(|day| day.to_zoned(TimeZone::UTC).map(|day| day.timestamp())).transpose()?;
    let rows = ledger.alerts(&AlertFilter { since, rule: args.rule.clone(), state: args.state.map(Into::into) })?;
    let format = ask::chart_format(args.format);
    if format == ChartFormat::Html {
        return print(html(&ledger, args, &rows)?.as_bytes());
    }
    let width = rows.iter().map(|row| row.rule.chars().count()).max().unwrap_or(0);
    let mut out = BufWriter::new(io::stdout().lock());
    for row in &rows {
        let written = match format {
            ChartFormat::Jsonl => line(row).map_err(io::Error::from).and_then(|line| writeln!(out, "{line}")),
            ChartFormat::Text | ChartFormat::Html => out.write_all(text(row, width).as_bytes()),
        };
        if let Some(exit) = ended(written)? {
            return Ok(exit);
        }
    }
    Ok(ended(out.flush())?.unwrap_or(Exit::Done))
}

/// Alerts as a page.
fn html(ledger: &Ledger, args: &AlertsArgs, rows: &[AlertRow]) -> anyhow::Result<String> {
    let last = ledger.last_published()?.unwrap_or_else(today);
    let mut ids: Vec<String> = Vec::new();
    let mut alerts = Vec::new();
    for row in rows {
        let alert: Alert = serde_json::from_str(&row.body)?;
        ids.extend(alert.incidents.iter().cloned());
        alerts.push(page::AlertRow {
            when: format!("{}, told {}", alert.day, row.made),
            rule: row.rule.clone(),
            kind: alert.on,
            title: alert.title,
            lines: alert.lines,
            incidents: alert.incidents,
            due: alert.due,
            sent: row.deliveries.iter().map(|delivery| format!("{}: {}", delivery.channel, state(delivery))).collect(),
        });
    }
    ids.sort();
    ids.dedup();
    let incidents = monitor::rows_of(ledger, &ids, last)?;
    let title = args.rule.as_ref().map_or_else(|| "Alerts".to_owned(), |rule| format!("Alerts of {rule}"));
    Ok(page::AlertsPage { title, alerts, incidents, made: monitor::made(&args.ledger.path, last, Vec::new()) }.html())
}

fn state(delivery: &DeliveryRow) -> String {
    match delivery.state {
        DeliveryState::Sent => format!("sent {}", delivery.at),
        DeliveryState::Due => format!("due {}", delivery.due),
        DeliveryState::Sending => format!("sending since {}", delivery.at),
        DeliveryState::GivenUp => format!("given up {}", delivery.at),
    }
}

fn line(row: &AlertRow) -> Result<String, serde_json::Error> {
    serde_json::to_string(&Line {
        schema: "demarche-alerts/1",
        number: row.number,
        made: row.made,
        alert: serde_json::from_str(&row.body)?,
        deliveries: row.deliveries.iter().map(of_delivery).collect(),
    })
}

fn of_delivery(row: &DeliveryRow) -> DeliveryLine<'_> {
    DeliveryLine {
        id: &row.id,
        channel: &row.channel,
        state: row.state.word(),
        tries: row.tries,
        unsure: row.unsure,
        due: (row.state == DeliveryState::Due).then_some(row.due),
        at: row.at,
        detail: row.detail.as_deref(),
    }
}

/// An alert with its deliveries, for reading.
fn text(row: &AlertRow, width: usize) -> String {
    let title = serde_json::from_str::<Alert>(&row.body).map_or_else(|_| "it cannot be read".to_owned(), |alert| alert.title);
    let mut out = format!("{}  {:<width$}  {}\n", row.made, plain(&row.rule), plain(&title));
    for delivery in &row.deliveries {
        let state = state(delivery);
        let tries = if delivery.tries > 1 { format!(", {} tries", delivery.tries) } else { String::new() };
        let detail = delivery.detail.as_ref().map(|detail| format!(": {}", plain(detail))).unwrap_or_default();
        let _ = writeln!(out, "{:22}{}: {state}{tries}{detail}", "", plain(&delivery.channel));
    }
    out
}
