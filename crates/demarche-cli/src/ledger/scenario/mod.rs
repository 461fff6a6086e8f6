//! `demarche scenario`: hypotheses that compete, and what analysts say of the evidence.

mod page;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::path::Path;

use demarche_ledger::grades::{Graded, History, Reliability};
use demarche_ledger::incidents::cluster::IncidentId;
use demarche_ledger::sighting::Sighting;
use demarche_ledger::store::EntryNumber;
use demarche_ledger::store::corrections::Authority;
use demarche_ledger::store::scenarios::{Said, ScenarioRulings};
use demarche_ledger::{Ledger, LedgerError};
use demarche_monitor::scenario::evidence::{Act, Added, Evidence, Judged, State, incident_of, moved};
use demarche_monitor::scenario::known::Known;
use demarche_monitor::scenario::matching::{Ground, wanted};
use demarche_monitor::scenario::report::{Inputs, Report};
use demarche_monitor::scenario::{Hypothesis, Judgement, MOST_HYPOTHESES, Scenario, SetUp, unfit_name};
use jiff::civil::Date;
use serde::Serialize;

use super::documents::ended;
use super::monitor::read_config;
use super::{ask, open_existing, open_settled, settle};
use crate::args::{
    AddArgs, ByArgs, EvidenceArgs, FileArgs, ListFormat, NewArgs, ScenarioCommand, ScenarioFormat, ScenarioListArgs, ScenarioShowArgs,
    WatchFileArgs,
};
use crate::code::Stop;
use crate::error::{Exit, UserError};
use crate::messages::Messages;
use crate::shell::print;

/// Carries out one of the commands on scenarios.
///
/// # Errors
/// What does not fit the scenario, its configuration or the ledger, or a ledger that cannot be read or written.
pub fn scenario(command: &ScenarioCommand) -> anyhow::Result<Exit> {
    use ScenarioCommand as C;
    match command {
        C::List(args) => list(args),
        C::Show(args) => show(args),
        C::Accept(args) => judge(&args.evidence, |_, evidence| {
            let said = evidence.accepted();
            Ok(Judged { grade: args.grade.or(said.grade), ..said })
        }),
        C::SetAside(args) => {
            why(&args.by, "evidence is set aside for a reason")?;
            judge(args, |_, evidence| Ok(evidence.set_aside()))
        }
        C::Judge(args) => {
            why(&args.evidence.by, "evidence is judged otherwise for a reason")?;
            judge(&args.evidence, |scenario, evidence| {
                known_hypotheses(scenario, &args.judgements)?;
                Ok(evidence.judged(&args.judgements, args.grade))
            })
        }
        C::Add(args) => add(args),
        C::Refute(args) => {
            why(&args.by, "a hypothesis is ruled out for a reason")?;
            let (mut ledger, found) = open_to_change(&args.by.ledger, &args.watch, &args.name)?;
            hypothesis(&found.scenario, &args.hypothesis)?;
            done(&args.by, |by| ledger.refute(&args.name, &args.hypothesis, true, by))
        }
        C::Restore(args) => {
            let (mut ledger, found) = open_to_change(&args.by.ledger, &args.watch, &args.name)?;
            let is_refuted = found.rulings.refuted.iter().any(|said| said.about == args.what);
            if is_refuted {
                return done(&args.by, |by| ledger.refute(&args.name, &args.what, false, by));
            }
            restore(&mut ledger, &found, &args.name, &args.what, &args.by)
        }
        C::New(args) => new(args),
        C::Drop(args) => {
            let mut ledger = open_existing(&args.by.ledger)?;
            done(&args.by, |by| ledger.set_up_scenario(&args.name, None, by))
        }
    }
}

/// A scenario with what the ledger says of it.
pub(super) struct Found {
    pub(super) scenario: Scenario,
    by_command: bool,
    rulings: ScenarioRulings,
}

/// The scenarios of a configuration and of the ledger; the configuration's come first, and hold where both have one of a name.
///
/// # Errors
/// A configuration that is wrong or not there, or a ledger that cannot be read.
pub(super) fn scenarios(ledger: &Ledger, watch: &WatchFileArgs) -> anyhow::Result<Vec<Found>> {
    let mut out = Vec::new();
    for scenario in configured(watch)? {
        out.push(Found { rulings: ledger.scenario_rulings(&scenario.name)?, by_command: false, scenario });
    }
    for name in ledger.scenarios()? {
        if out.iter().any(|found| found.scenario.name == name) {
            continue;
        }
        let rulings = ledger.scenario_rulings(&name)?;
        let Some(said) = &rulings.set_up else { continue };
        let set_up: SetUp = serde_json::from_value(said.body.clone()).map_err(|e| damaged(&name, said, &e))?;
        out.push(Found { scenario: set_up.scenario(&name), by_command: true, rulings });
    }
    Ok(out)
}

fn configured(watch: &WatchFileArgs) -> anyhow::Result<Vec<Scenario>> {
    let path = match &watch.config {
        Some(path) => path.as_path(),
        None if Path::new("watch.toml").exists() => Path::new("watch.toml"),
        None => return Ok(Vec::new()),
    };
    Ok(read_config(path)?.scenarios)
}

fn damaged(scenario: &str, said: &Said, error: &serde_json::Error) -> LedgerError {
    LedgerError::Damaged { what: format!("what entry {} says of scenario `{scenario}`: {error}", said.entry.0) }
}

fn open(ledger: &FileArgs, watch: &WatchFileArgs, name: &str) -> anyhow::Result<(Ledger, Found)> {
    let ledger = open_settled(ledger)?;
    let found = find(&ledger, watch, name)?;
    Ok((ledger, found))
}

/// The same, to write into the ledger itself and not into a copy of it.
fn open_to_change(ledger: &FileArgs, watch: &WatchFileArgs, name: &str) -> anyhow::Result<(Ledger, Found)> {
    let mut ledger = open_existing(ledger)?;
    settle(&mut ledger, &Messages::with_bar(), &Stop::on_interrupt()?)?;
    let found = find(&ledger, watch, name)?;
    Ok((ledger, found))
}

fn find(ledger: &Ledger, watch: &WatchFileArgs, name: &str) -> anyhow::Result<Found> {
    let mut all = scenarios(ledger, watch)?;
    if let Some(at) = all.iter().position(|found| found.scenario.name == name) {
        return Ok(all.swap_remove(at));
    }
    let hint = if all.is_empty() {
        "write one into watch.toml, or set one up with `demarche scenario new`".to_owned()
    } else {
        format!("there are {}", all.iter().map(|found| found.scenario.name.as_str()).collect::<Vec<_>>().join(", "))
    };
    Err(UserError::usage(format!("there is no scenario `{name}`")).hint(hint).into())
}

/// A scenario as it stands on a day: the day of the latest document where none is given.
///
/// # Errors
/// Where the ledger cannot be read, or what it says of the scenario makes no sense.
pub(super) fn report(ledger: &Ledger, found: &Found, on: Option<Date>) -> anyhow::Result<Report> {
    let scenario = &found.scenario;
    let mut judged = Vec::new();
    for said in ledger.scenario_evidence(&scenario.name)? {
        let body: Judged = serde_json::from_value(said.body.clone()).map_err(|e| damaged(&scenario.name, &said, &e))?;
        judged.push((item_now(ledger, &said.about)?, act(&said, body)));
    }
    // what somebody added is known on its day, whatever documents there are
    let added = judged.iter().filter_map(|(_, act)| Some(act.said.added.as_ref()?.day)).max();
    let until = on.or(ledger.last_published()?.max(added)).unwrap_or(Date::ZERO);
    let ground = ground(ledger, scenario, until)?;
    let refuted = found.rulings.refuted.iter().map(|said| (said.about.clone(), act(said, ()))).collect();
    Ok(Report::of(Inputs { scenario, by_command: found.by_command, ground: &ground, judged, refuted }))
}

/// The name of an item now: an incident that became part of another takes its evidence along.
fn item_now(ledger: &Ledger, item: &str) -> Result<String, LedgerError> {
    let now = match incident_of(item) {
        Some(id) => ledger.incident_of(id.0)?.map(|now| moved(item, id, now)),
        None => None,
    };
    Ok(now.unwrap_or_else(|| item.to_owned()))
}

fn act<T>(said: &Said, what: T) -> Act<T> {
    Act { said: what, who: said.who.clone(), at: said.at, why: said.why.clone(), entry: said.entry.0 }
}

/// What indicators look at.
fn ground(ledger: &Ledger, scenario: &Scenario, until: Date) -> anyhow::Result<Ground> {
    let mut by_id: BTreeMap<IncidentId, Sighting> = BTreeMap::new();
    let mut asked = Vec::new();
    for indicator in &scenario.indicators {
        let filter = indicator.sought.watched.filter();
        if asked.contains(&filter) {
            continue;
        }
        by_id.extend(ledger.sightings(&filter)?.into_iter().map(|s| (s.id, s)));
        asked.push(filter);
    }
    let sightings: Vec<Sighting> = by_id.into_values().collect();
    let grades = Grades::of(ledger, &sightings)?;
    let mut known = BTreeMap::new();
    for id in wanted(scenario, &sightings) {
        let Some(dossier) = ledger.dossier(id)? else { continue };
        known.extend(Known::of(&dossier, |outlet, day| grades.on(outlet, day)).map(|k| (id, k)));
    }
    let first = sightings.iter().map(Sighting::known).min();
    let outlets: BTreeSet<String> = sightings.iter().flat_map(|s| s.told.iter().map(|(_, outlet)| outlet.clone())).collect();
    let published = match first {
        Some(first) if scenario.indicators.iter().any(|i| i.sought.is_absence()) => ledger.published_days(&outlets, first, until)?,
        _ => BTreeMap::new(),
    };
    Ok(Ground { sightings, known, published, until })
}

/// Grades of outlets through time.
struct Grades(BTreeMap<String, History>);

impl Grades {
    fn of(ledger: &Ledger, sightings: &[Sighting]) -> Result<Self, LedgerError> {
        let mut out = BTreeMap::new();
        for (_, outlet) in sightings.iter().flat_map(|s| &s.told) {
            if !out.contains_key(outlet) {
                out.insert(outlet.clone(), ledger.grades(&Graded::Publisher(outlet.clone()))?);
            }
        }
        Ok(Self(out))
    }

    fn on(&self, outlet: &str, day: Date) -> Reliability {
        self.0.get(outlet).map_or(Reliability::F, |history| history.on(day))
    }
}

/// A line of `demarche scenario list --format jsonl`.
#[derive(Debug, Serialize)]
struct Line<'r> {
    schema: &'static str,
    name: &'r str,
    question: &'r str,
    by_command: bool,
    hypotheses: Vec<&'r str>,
    refuted: Vec<&'r str>,
    /// Hypotheses with the least inconsistency, by what was accepted.
    first: Vec<String>,
    /// The same with what is only proposed.
    first_with_proposed: Vec<String>,
    accepted: usize,
    proposed: usize,
    set_aside: usize,
    withdrawn: usize,
}

fn list(args: &ScenarioListArgs) -> anyhow::Result<Exit> {
    let ledger = open_settled(&args.ledger)?;
    let format = ask::list_format(args.format);
    let mut out = BufWriter::new(io::stdout().lock());
    for found in scenarios(&ledger, &args.watch)? {
        let report = report(&ledger, &found, args.on)?;
        let written = match format {
            ListFormat::Text => out.write_all(page::line(&report).as_bytes()),
            ListFormat::Jsonl => {
                let first = |order: &[Vec<String>]| order.first().cloned().unwrap_or_default();
                let line = Line {
                    schema: "demarche-scenario-line/1",
                    name: &report.name,
                    question: &report.question,
                    by_command: report.by_command,
                    hypotheses: report.hypotheses.iter().map(|h| h.name.as_str()).collect(),
                    refuted: report.hypotheses.iter().filter(|h| h.refuted.is_some()).map(|h| h.name.as_str()).collect(),
                    first: first(&report.score.order),
                    first_with_proposed: first(&report.with_proposed.order),
                    accepted: report.number(State::Accepted) + report.number(State::Changed),
                    proposed: report.number(State::Proposed),
                    set_aside: report.number(State::SetAside),
                    withdrawn: report.number(State::Withdrawn),
                };
                serde_json::to_writer(&mut out, &line).map_err(io::Error::from).and_then(|()| out.write_all(b"\n"))
            }
        };
        if let Some(exit) = ended(written)? {
            return Ok(exit);
        }
    }
    Ok(ended(out.flush())?.unwrap_or(Exit::Done))
}

fn show(args: &ScenarioShowArgs) -> anyhow::Result<Exit> {
    let (ledger, found) = open(&args.ledger, &args.watch, &args.name)?;
    let report = report(&ledger, &found, args.on)?;
    let by_default = if io::stdout().is_terminal() { ScenarioFormat::Text } else { ScenarioFormat::Json };
    let text = match args.format.unwrap_or(by_default) {
        ScenarioFormat::Text => page::text(&report),
        ScenarioFormat::Markdown => page::markdown(&report),
        ScenarioFormat::Html => {
            let ids: Vec<String> = report.evidence.iter().filter_map(|e| e.incident.clone()).collect();
            let incidents = super::monitor::rows_of(&ledger, &ids, report.until)?;
            page::html(&report, incidents, super::monitor::made(&args.ledger.path, report.until, Vec::new()))
        }
        ScenarioFormat::Json => format!("{}\n", serde_json::to_string(&report)?),
        ScenarioFormat::Jsonl => {
            let lines = report.evidence.iter().map(|e| Ok(format!("{}\n", serde_json::to_string(&EvidenceLine::of(&report, e))?)));
            lines.collect::<anyhow::Result<String>>()?
        }
    };
    print(text.as_bytes())
}

/// A line of `demarche scenario show --format jsonl`.
#[derive(Debug, Serialize)]
struct EvidenceLine<'r> {
    schema: &'static str,
    scenario: &'r str,
    #[serde(flatten)]
    evidence: &'r Evidence,
}

impl<'r> EvidenceLine<'r> {
    fn of(report: &'r Report, evidence: &'r Evidence) -> Self {
        Self { schema: "demarche-evidence/1", scenario: &report.name, evidence }
    }
}

/// Says something of a piece of evidence.
fn judge(args: &EvidenceArgs, said: impl FnOnce(&Scenario, &Evidence) -> anyhow::Result<Judged>) -> anyhow::Result<Exit> {
    let (mut ledger, found) = open_to_change(&args.by.ledger, &args.watch, &args.name)?;
    let report = report(&ledger, &found, None)?;
    let Some(evidence) = report.item(&args.item) else { return Err(no_item(&report, &args.item)) };
    let body = serde_json::to_value(said(&found.scenario, evidence)?)?;
    done(&args.by, |by| ledger.judge(&args.name, &args.item, Some(&body), by))
}

fn no_item(report: &Report, item: &str) -> anyhow::Error {
    let hint = format!("`demarche scenario show '{}'` lists evidence and hypotheses", report.name);
    UserError::usage(format!("scenario `{}` has no evidence `{item}`", report.name)).hint(hint).into()
}

/// Takes back what was said of a piece of evidence; what was added and set aside counts again.
fn restore(ledger: &mut Ledger, found: &Found, name: &str, item: &str, by: &ByArgs) -> anyhow::Result<Exit> {
    let report = report(ledger, found, None)?;
    if found.scenario.hypothesis(item).is_some() {
        return Err(UserError::usage(format!("hypothesis `{item}` was not ruled out")).into());
    }
    let Some(evidence) = report.item(item) else { return Err(no_item(&report, item)) };
    let Some(act) = &evidence.act else {
        return Err(UserError::usage(format!("nothing was said of `{item}`; it is {}", evidence.state.word())).into());
    };
    if act.said.added.is_some() {
        if evidence.state != State::SetAside {
            let hint = format!("`demarche scenario set-aside '{name}' {item} --why …` leaves it out");
            return Err(UserError::usage(format!("`{item}` was added, and is {}", evidence.state.word())).hint(hint).into());
        }
        let body = serde_json::to_value(evidence.accepted())?;
        return done(by, |by| ledger.judge(name, item, Some(&body), by));
    }
    // what was said may stand under the names that the incident had then
    let mut taken = None;
    for said in ledger.scenario_evidence(name)? {
        if item_now(ledger, &said.about)? == item {
            taken = Some(ledger.judge(name, &said.about, None, &authority(by))?);
        }
    }
    taken.map_or_else(|| Err(no_item(&report, item)), |entry| done(by, |_| Ok(entry)))
}

fn add(args: &AddArgs) -> anyhow::Result<Exit> {
    let (mut ledger, found) = open_to_change(&args.by.ledger, &args.watch, &args.name)?;
    known_hypotheses(&found.scenario, &args.judgements)?;
    let (text, source) = (shown("--text", &args.text)?, shown("--source", &args.source)?);
    // it may be tomorrow already where the analyst is
    let today = super::alerts::today().saturating_add(jiff::Span::new().days(1));
    let last = ledger.last_published()?.map_or(today, |published| std::cmp::max(published, today));
    if args.day > last {
        let hint = format!("`--day` is when it became known: {last} or before");
        return Err(UserError::usage(format!("{} is yet to come", args.day)).hint(hint).into());
    }
    let added = Added { text, source, day: args.day };
    let body = serde_json::to_value(Judged::new(added, args.grade, args.judgements.iter().cloned().collect()))?;
    let (entry, item) = ledger.add_evidence(&args.name, &body, &authority(&args.by))?;
    Messages::plain().note(format!("entry {}: `{item}`", entry.0));
    Ok(Exit::Done)
}

/// Longest name of a scenario, in characters; as in a configuration.
const LONGEST_NAME: usize = 60;

fn new(args: &NewArgs) -> anyhow::Result<Exit> {
    let mut ledger = open_existing(&args.by.ledger)?;
    let name = shown("NAME", &args.name)?;
    if name.chars().count() > LONGEST_NAME {
        return Err(UserError::usage("the scenario's name is too long").hint(format!("names have 1 to {LONGEST_NAME} characters")).into());
    }
    if configured(&args.watch)?.iter().any(|scenario| scenario.name == name) {
        return Err(UserError::usage(format!("the configuration has a scenario `{name}`")).hint("choose another name").into());
    }
    let mut hypotheses: Vec<Hypothesis> = Vec::new();
    for (name, text) in &args.hypotheses {
        let name = shown("--hypothesis", name)?;
        if let Some(why) = unfit_name(&name) {
            return Err(UserError::usage(format!("hypothesis `{name}`: {why}")).hint("choose another name, as `talks-go-on`").into());
        }
        if hypotheses.iter().any(|other| other.name == name) {
            return Err(UserError::usage(format!("two hypotheses are called `{name}`")).hint("give each a name of its own").into());
        }
        hypotheses.push(Hypothesis { text: shown("--hypothesis", text)?, name });
    }
    if !(2..=MOST_HYPOTHESES).contains(&hypotheses.len()) {
        let hint = format!("give --hypothesis NAME=TEXT 2 to {MOST_HYPOTHESES} times");
        return Err(UserError::usage("what has no rival is not compared").hint(hint).into());
    }
    let body = serde_json::to_value(SetUp { question: shown("--question", &args.question)?, hypotheses })?;
    done(&args.by, |by| ledger.set_up_scenario(&name, Some(&body), by))
}

/// A text in one line.
fn shown(what: &str, text: &str) -> anyhow::Result<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() || text.chars().any(char::is_control) {
        return Err(UserError::usage(format!("{what} has nothing that can be shown")).hint("say it in a sentence").into());
    }
    Ok(text)
}

fn known_hypotheses(scenario: &Scenario, judgements: &[(String, Judgement)]) -> anyhow::Result<()> {
    for (at, (name, _)) in judgements.iter().enumerate() {
        hypothesis(scenario, name)?;
        if judgements[..at].iter().any(|(other, _)| other == name) {
            return Err(UserError::usage(format!("`{name}` is judged twice")).hint("name each hypothesis once").into());
        }
    }
    Ok(())
}

fn hypothesis(scenario: &Scenario, name: &str) -> anyhow::Result<()> {
    if scenario.hypothesis(name).is_some() {
        return Ok(());
    }
    let known = scenario.hypotheses.iter().map(|h| h.name.as_str()).collect::<Vec<_>>().join(", ");
    Err(UserError::usage(format!("scenario `{}` has no hypothesis `{name}`", scenario.name)).hint(format!("there are {known}")).into())
}

fn why(by: &ByArgs, message: &'static str) -> anyhow::Result<()> {
    if by.why.trim().is_empty() { Err(UserError::usage(message).hint("give it with --why").into()) } else { Ok(()) }
}

fn authority(by: &ByArgs) -> Authority {
    Authority { who: by.who(), why: by.why.clone() }
}

fn done(by: &ByArgs, act: impl FnOnce(&Authority) -> Result<EntryNumber, LedgerError>) -> anyhow::Result<Exit> {
    let entry = act(&authority(by)).map_err(|error| match error {
        LedgerError::Unfit { .. } | LedgerError::NoItem { .. } => anyhow::Error::new(UserError::of_usage(error).hint(
            "`demarche scenario list` lists scenarios, `show` what was said of one; a scenario of the configuration is changed there",
        )),
        error => error.into(),
    })?;
    Messages::plain().note(format!("entry {}", entry.0));
    Ok(Exit::Done)
}
