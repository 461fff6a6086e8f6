//! `demarche recode` and `demarche diff`: the documents of a ledger read again by this program, to be stored or to be compared.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::Arc;

use demarche::document::Document;
use demarche::reader::ReadOptions;
use demarche::record::{CodePoints, Versions};
use demarche_input::Inputs;
use demarche_ledger::Ledger;
use demarche_ledger::convert;
use demarche_ledger::intake::{OtherText, Recode};
use demarche_ledger::report::{Article, DocumentId, Report};
use indicatif::HumanCount;
use serde::Serialize;

use super::ingest::{Coding, Intake, code_into};
use super::{incident, open_existing, settle};
use crate::args::{DiffArgs, PageFormat, RecodeArgs};
use crate::code::{Stop, threads};
use crate::error::Exit;
use crate::messages::Messages;
use crate::model_files::load_reader;
use crate::run::{self, End, IsKnown, Outcome, Task};
use crate::shell::{plain, print};

/// The texts of a ledger's documents as JSON Lines, as `demarche code` takes them: in order of intake, erased ones left out, and
/// those that these versions coded.
struct Texts {
    ledger: Ledger,
    versions: Versions,
    after: DocumentId,
    line: io::Cursor<Vec<u8>>,
}

impl Read for Texts {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.line.read(buffer)?;
            if read > 0 {
                return Ok(read);
            }
            let next = self.ledger.coded_otherwise(&self.versions, self.after).map_err(io::Error::other)?;
            let Some(document) = next else { return Ok(0) };
            self.after = document;
            let article = self.ledger.article(document).map_err(io::Error::other)?;
            let Some(article) = article.filter(|a| !a.text.is_empty()) else { continue };
            let language = self.ledger.language(document).map_err(io::Error::other)?;
            let row = serde_json::json!({
                "language": language, "id": article.key, "title": article.title, "url": article.url, "publisher": article.publisher,
                "published": article.published, "text": article.text,
            });
            let mut line = serde_json::to_vec(&row).map_err(io::Error::other)?;
            line.push(b'\n');
            self.line = io::Cursor::new(line);
        }
    }
}

fn texts(ledger: Ledger, versions: Versions) -> Box<dyn Read + Send> {
    Box::new(Texts { ledger, versions, after: DocumentId(0), line: io::Cursor::default() })
}

/// Codes again what other versions coded, and stores it.
///
/// # Errors
/// Where there is no ledger, or it cannot be written.
pub fn recode(args: &RecodeArgs) -> anyhow::Result<Exit> {
    let ledger = open_existing(&args.ledger)?;
    let messages = Messages::of_run(&args.show, None);
    let stop = Stop::on_interrupt()?;
    let reader = load_reader(&args.model, &args.packs)?.reader;
    if ledger.coded_otherwise(reader.versions(), DocumentId(0))?.is_none() {
        messages.note(all_current(reader.versions()));
        return Ok(Exit::Done);
    }
    let stream = texts(open_existing(&args.ledger)?, reader.versions().clone());
    let inputs = Inputs::open_with(&[PathBuf::from("-")], &stored_options(args.max_document_size), stream);
    let mut intake = Intake::new(ledger, "demarche recode", OtherText::Refuse, &messages);
    intake.options.recode = Recode::Other;
    let coding = Coding { ledger: &args.ledger, threads: args.threads, reader };
    let end = code_into(coding, inputs, &mut intake, &stop)?;
    intake.store()?;
    if end == End::Interrupted {
        messages.note("interrupted; what was coded is stored: give the same command again to go on");
        return Ok(Exit::Interrupted);
    }
    settle(&mut intake.ledger, &messages, &stop)?;
    messages.note(intake.tally.summary_of_recoding());
    Ok(if intake.tally.failed == 0 { Exit::Done } else { Exit::SomeFailed })
}

/// How the ledger's own rows are read, whatever the environment says of columns.
fn stored_options(max_document_bytes: Option<usize>) -> demarche_input::Options {
    let default = demarche_input::Options::default();
    let max_document_bytes = max_document_bytes.unwrap_or(default.max_document_bytes);
    demarche_input::Options { max_document_bytes, ..default }
}

fn all_current(versions: &Versions) -> String {
    format!("every document was coded by {} with {}", versions.model, versions.knowledge)
}

/// How two codings differ, counted.
#[derive(Debug, Default, Serialize)]
struct Differences {
    /// Documents that were compared.
    documents: u64,
    /// Of these, those whose events or claims differ.
    differing: u64,
    /// Events of the ledger.
    events_before: u64,
    /// Events as this program codes them.
    events_now: u64,
    /// Events that are alike in type, mode, status, parties and trigger.
    same: u64,
    /// By kind (`gone`, `new`, `type`, `mode`, `status`, `actors`, `recipients`, `place`, `time`, `claim`): how many.
    kinds: BTreeMap<&'static str, u64>,
    /// Of changed types, from which to which, and how many.
    types: BTreeMap<String, u64>,
    /// Claims of the ledger.
    claims_before: u64,
    /// Claims as this program has them.
    claims_now: u64,
    /// The first of each kind.
    examples: Vec<Example>,
}

/// A difference with its sentence.
#[derive(Debug, Serialize)]
struct Example {
    /// What differs.
    kind: &'static str,
    /// The document's id.
    document: String,
    /// As the ledger has it.
    before: Option<String>,
    /// As this program codes it.
    now: Option<String>,
    /// The sentence around the trigger.
    sentence: String,
}

/// Shows what this program codes otherwise than the ledger has it; stores nothing.
///
/// # Errors
/// Where there is no ledger, or it cannot be read.
pub fn diff(args: &DiffArgs) -> anyhow::Result<Exit> {
    let messages = Messages::of_run(&args.show, None);
    let stop = Stop::on_interrupt()?;
    let reader = load_reader(&args.model, &args.packs)?.reader;
    let versions = reader.versions().clone();
    let stored = open_existing(&args.ledger)?;
    if stored.coded_otherwise(&versions, DocumentId(0))?.is_none() {
        return match args.format {
            PageFormat::Json => print(format!("{}\n", serde_json::to_string(&Differences::default())?).as_bytes()),
            PageFormat::Text => print(format!("{}\n", all_current(&versions)).as_bytes()),
        };
    }
    let inputs = Inputs::open_with(
        &[PathBuf::from("-")],
        &stored_options(args.max_document_size),
        texts(open_existing(&args.ledger)?, versions.clone()),
    );
    let differences = RefCell::new(Differences::default());
    let is_known: IsKnown = Box::new(|_: &Document| false);
    let task = Task {
        reader,
        options: ReadOptions { embeddings: true, text: true, min_confidence: 0 },
        input_options: Arc::clone(inputs.options()),
        is_known: Some(is_known),
    };
    let write = |_, _, outcome| {
        match outcome {
            Outcome::Coded(coded, _) => {
                let record = coded.record();
                let before = stored.document(&record.id)?.map(|id| stored.article(id)).transpose()?.flatten();
                if let (Some(before), Ok(now)) = (before, convert::article(&record, DocumentId(0))) {
                    differences.borrow_mut().compare(&before, &now, args.examples);
                }
            }
            Outcome::Known => {}
            Outcome::Failed(failed) => messages.error(&failed.message, failed.hint.as_deref()),
        }
        Ok(())
    };
    let end = run::run(task, inputs, 0, threads(args.threads), &stop.is_stopped, write, |_| Ok(()))?;
    messages.bar().finish_and_clear();
    let differences = differences.into_inner();
    match args.format {
        PageFormat::Json => print(format!("{}\n", serde_json::to_string(&differences)?).as_bytes())?,
        PageFormat::Text => print(differences.page(&versions).as_bytes())?,
    };
    Ok(if end == End::Interrupted { Exit::Interrupted } else { Exit::Done })
}

impl Differences {
    fn compare(&mut self, before: &Article, now: &Article, most: usize) {
        self.documents += 1;
        self.events_before += before.reports.len() as u64;
        self.events_now += now.reports.len() as u64;
        self.claims_before += before.claims.len() as u64;
        self.claims_now += now.claims.len() as u64;
        let first = self.kinds.values().sum::<u64>();
        let mut left: Vec<&Report> = now.reports.iter().collect();
        for old in &before.reports {
            let shares = |r: &&Report| overlap(&r.trigger_spans, &old.trigger_spans);
            // of several events of one trigger the one of the same type
            let at = left.iter().position(|r| shares(r) && r.event_type == old.event_type).or_else(|| left.iter().position(shares));
            let Some(new) = at.map(|at| left.remove(at)) else {
                self.note("gone", before, Some(old), None, most);
                continue;
            };
            let parties = |named: &[demarche_ledger::report::Named]| -> Vec<(CodePoints, Vec<String>)> {
                named.iter().map(|n| (n.span, n.parties.iter().map(demarche_ledger::report::Party::key).collect())).collect()
            };
            let differs = [
                ("type", old.event_type != new.event_type),
                ("mode", old.event_type == new.event_type && old.mode != new.mode),
                ("status", old.status != new.status),
                ("actors", parties(&old.actors) != parties(&new.actors)),
                ("recipients", parties(&old.recipients) != parties(&new.recipients)),
                ("place", old.place != new.place),
                ("time", old.days != new.days),
                ("claim", old.claim.is_some() != new.claim.is_some()),
            ];
            if old.event_type != new.event_type {
                *self.types.entry(format!("{} → {}", old.event_type, new.event_type)).or_default() += 1;
            }
            self.same += u64::from(differs.iter().all(|d| !d.1));
            for (kind, _) in differs.iter().filter(|d| d.1) {
                self.note(kind, before, Some(old), Some(new), most);
            }
        }
        for new in left {
            self.note("new", now, None, Some(new), most);
        }
        self.differing += u64::from(self.kinds.values().sum::<u64>() > first || before.claims.len() != now.claims.len());
    }

    fn note(&mut self, kind: &'static str, article: &Article, before: Option<&Report>, now: Option<&Report>, most: usize) {
        let count = self.kinds.entry(kind).or_default();
        *count += 1;
        if *count <= most as u64 {
            let span = before.or(now).and_then(|r| r.trigger_spans.first().copied()).unwrap_or(CodePoints(0, 0));
            self.examples.push(Example {
                kind,
                document: article.key.clone(),
                before: before.map(told),
                now: now.map(told),
                sentence: incident::sentence(article, span),
            });
        }
    }

    fn page(&self, versions: &Versions) -> String {
        let mut out = String::new();
        let count = HumanCount;
        let _ = writeln!(
            out,
            "{} documents that other versions coded, {} differ; now {} with {}",
            count(self.documents),
            count(self.differing),
            versions.model,
            versions.knowledge
        );
        let _ = writeln!(
            out,
            "events {} → {}, {} the same; claims {} → {}",
            count(self.events_before),
            count(self.events_now),
            count(self.same),
            count(self.claims_before),
            count(self.claims_now)
        );
        for (kind, n) in &self.kinds {
            let _ = writeln!(out, "\n{kind}: {}", count(*n));
            if *kind == "type" {
                let mut types: Vec<(&String, &u64)> = self.types.iter().collect();
                types.sort_by_key(|(name, n)| (std::cmp::Reverse(**n), (*name).clone()));
                for (name, n) in types.into_iter().take(12) {
                    let _ = writeln!(out, "  {} {name}", count(*n));
                }
            }
            for example in self.examples.iter().filter(|e| e.kind == *kind) {
                let side = |told: &Option<String>| told.clone().unwrap_or_else(|| "–".to_owned());
                let _ =
                    writeln!(out, "  {}: {} → {}\n    “{}”", example.document, side(&example.before), side(&example.now), example.sentence);
            }
        }
        out.split_inclusive('\n').map(|line| plain(line.trim_end_matches('\n')) + "\n").collect()
    }
}

/// An event in a few words.
fn told(report: &Report) -> String {
    let names = |named: &[demarche_ledger::report::Named]| named.iter().map(|n| n.text.as_str()).collect::<Vec<_>>().join(", ");
    let what = report.mode.as_deref().map_or_else(|| report.event_type.code().to_owned(), |m| format!("{}:{m}", report.event_type.code()));
    let place = report.place.as_ref().map(|p| format!(" in {}", p.name)).unwrap_or_default();
    format!("{what} {} ({} → {}){place}", report.status.code(), names(&report.actors), names(&report.recipients))
}

fn overlap(a: &[CodePoints], b: &[CodePoints]) -> bool {
    a.iter().any(|x| b.iter().any(|y| x.0 < y.1 && y.0 < x.1))
}
