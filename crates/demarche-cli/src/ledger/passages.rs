//! `demarche correct passages`: what people corrected, as passages to train and to measure with.
//!
//! Corrections are laid over what this program reads in the document again: a party, place, time or number that was set is the
//! mention of the document that stands for it. Which sentences then are known in full is for
//! [`demarche_eval::audit::Passages`] to say.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;

use anyhow::Context as _;
use demarche::document::Document;
use demarche::reader::{ReadOptions, Reader, Scratch};
use demarche::record::{Event, Mention, Record};
use demarche_eval::audit::{Answer, Corpus, Fault, Field, Judged, LeftOut, Passages, SCHEMA, Stratum, Verdict};
use demarche_ledger::Ledger;
use demarche_ledger::convert::party;
use demarche_ledger::report::{Article, DocumentId, Party, Value};
use demarche_ledger::store::corrections::{Corrected, Edit, Item};
use demarche_output::PartialFile;

use super::open_to_ask;
use crate::args::CorrectedPassagesArgs;
use crate::error::{Exit, UserError};
use crate::messages::Messages;
use crate::model_files::load_reader;

/// Writes the passages.
///
/// # Errors
/// Where there is no ledger, or a file is there or cannot be written.
pub fn passages(args: &CorrectedPassagesArgs) -> anyhow::Result<Exit> {
    if args.output.exists() && !args.force {
        return Err(UserError::usage(format!("`{}` is there already", args.output.display()))
            .hint("choose another path after --output, or replace it with --force")
            .into());
    }
    let ledger = open_to_ask(&args.ledger)?;
    let documents = ledger.corrected_documents()?;
    let messages = Messages::plain();
    if documents.is_empty() {
        messages.note("nothing in the ledger was accepted, rejected or set");
        return Ok(Exit::Done);
    }
    let reader = load_reader(&args.model, &args.packs)?.reader;
    let (mut judged, mut records, mut others) = (Judged::default(), Vec::new(), 0);
    let mut scratch = Scratch::default();
    for id in documents {
        let Some(article) = ledger.article(id)?.filter(|a| !a.text.is_empty()) else { continue };
        let before = DocumentId(id.0.saturating_sub(1));
        if ledger.coded_otherwise(reader.versions(), before)? == Some(id) {
            others += 1;
            continue;
        }
        records.push(corrected(&reader, &mut scratch, &ledger, &article, &mut judged)?);
    }
    let mut passages = Passages::new(&judged, "corrections of a ledger");
    records.iter().for_each(|record| passages.add(record));
    let Corpus { markdown, passages, left_out, .. } = passages.finish();
    let mut file = PartialFile::create(&args.output)?;
    file.write_all(markdown.as_bytes()).with_context(|| format!("cannot write `{}`", args.output.display()))?;
    file.publish()?;
    let sentences = |n: usize| format!("{n} sentence{}", if n == 1 { "" } else { "s" });
    messages.note(format!("{} written to `{}`", sentences(passages), args.output.display()));
    for (reason, n) in left_out {
        messages.note(format!("  {} left out: {}", sentences(n), words(reason)));
    }
    if others > 0 {
        let documents = if others == 1 { "document" } else { "documents" };
        messages.note(format!("  {others} {documents} left out, coded by other versions (`demarche recode` codes anew)"));
    }
    Ok(Exit::Done)
}

/// Why a sentence is left out, of corrections.
const fn words(reason: LeftOut) -> &'static str {
    match reason {
        LeftOut::NotJudged => "an event or claim of it was neither accepted, rejected nor set",
        LeftOut::Skipped => "a holder was set, or a number that is not among its words",
        LeftOut::NotCorrected => "a party, place or time that was set is not among its words, or a new type lacks its mode",
        LeftOut::NoDate => "the document has no date",
        reason => reason.words(),
    }
}

/// The document as it is read now, with what people set; `judged` gets what they said of each item.
fn corrected(reader: &Reader, scratch: &mut Scratch, ledger: &Ledger, article: &Article, judged: &mut Judged) -> anyhow::Result<Record> {
    let document = Document {
        id: article.key.clone(),
        text: article.text.clone(),
        title: article.title.clone(),
        publisher: article.publisher.clone(),
        url: article.url.clone(),
        published: article.published,
        language: ledger.language(article.id)?,
        ..Document::default()
    };
    let options = ReadOptions { text: true, ..ReadOptions::default() };
    let mut records = reader.read(std::slice::from_ref(&document), options, scratch);
    let mut record = records.pop().context("a document gives a record")?;
    let mut by_item: BTreeMap<Item, Vec<Edit>> = BTreeMap::new();
    for Corrected { item, edit, .. } in ledger.corrections(article.id)? {
        by_item.entry(item).or_default().push(edit);
    }
    for (item, edits) in by_item {
        let (verdict, wrong) = lay_over(&mut record, item, edits);
        if let Some((stratum, coded)) = coded(&record, item) {
            let answer = Answer {
                schema: SCHEMA.to_owned(),
                document: article.key.clone(),
                item: item.id(),
                kind: stratum.kind(),
                text_sha256: article.text_sha256.clone(),
                coded,
                verdict,
                wrong,
                by: "ledger".to_owned(),
                model: record.versions.model.clone(),
                date: None,
            };
            judged.add(stratum, answer);
        }
    }
    Ok(record)
}

/// What an item is, if it is there.
fn coded(record: &Record, item: Item) -> Option<(Stratum, serde_json::Value)> {
    let id = item.id();
    match item {
        Item::Event(_) => {
            let event = record.events.iter().find(|e| e.id == id)?;
            Some((Stratum::Event(event.event_type), serde_json::json!({"type": event.event_type})))
        }
        Item::Claim(..) => {
            let claim = record.claims.iter().find(|c| c.id == id)?;
            Some((Stratum::Claim(claim.stance), serde_json::json!({"stance": claim.stance})))
        }
    }
}

/// Sets on the record what was set on an item. What cannot be found in its document is a fault of which the right value is not known.
fn lay_over(record: &mut Record, item: Item, edits: Vec<Edit>) -> (Verdict, Vec<Fault>) {
    if edits.contains(&Edit::Accepted(false)) {
        return (Verdict::Wrong, Vec::new());
    }
    let id = item.id();
    let mut open = Vec::new();
    let (mut is_unsure, mut lacks_mode) = (false, false);
    for edit in edits {
        let mentions = &record.mentions;
        match (item, edit) {
            (_, Edit::Accepted(_)) => {}
            (Item::Claim(..), Edit::Stance(stance)) => {
                record.claims.iter_mut().filter(|c| c.id == id).for_each(|c| c.stance = stance);
            }
            // whether the words of the source are others, or only whom they stand for, nobody said
            (Item::Claim(..), _) => is_unsure = true,
            (Item::Event(_), edit) => {
                let Some(event) = record.events.iter_mut().find(|e| e.id == id) else { continue };
                match edit {
                    // corrections of the type come first
                    Edit::Type(event_type) if event.event_type != event_type => {
                        event.event_type = event_type;
                        event.mode = None;
                        lacks_mode = event_type.modes().next().is_some();
                    }
                    // what is left of a type that was taken back is none
                    Edit::Mode(Some(mode)) if event.event_type.modes().all(|m| m.code() != mode) => {}
                    Edit::Mode(mode) => {
                        event.mode = mode;
                        lacks_mode = false;
                    }
                    Edit::Status(status) => event.status = status,
                    Edit::Actors(parties) => match each_party(mentions, event, &event.actors, &parties) {
                        Some(ids) => event.actors = ids,
                        None => open.push(Field::Actor),
                    },
                    Edit::Recipients(parties) => match each_party(mentions, event, &event.recipients, &parties) {
                        Some(ids) => event.recipients = ids,
                        None => open.push(Field::Recipient),
                    },
                    Edit::Place(None) => event.place = None,
                    Edit::Place(Some(spot)) => {
                        let is_it = |m: &Mention| m.place.as_ref().is_some_and(|p| p.name == spot.name) || m.text == spot.name;
                        match nearest(mentions, event, is_it) {
                            Some(id) => event.place = Some(id),
                            None => open.push(Field::Place),
                        }
                    }
                    Edit::Time(None) => event.time = None,
                    Edit::Time(Some(days)) => {
                        let is_it = |m: &Mention| m.time.as_ref().is_some_and(|t| (t.start, t.end) == (days.start, days.end));
                        match nearest(mentions, event, is_it) {
                            Some(id) => event.time = Some(id),
                            None => open.push(Field::Time),
                        }
                    }
                    Edit::Values(values) => is_unsure |= !set_numbers(&mut record.mentions, event, &values),
                    _ => {}
                }
            }
        }
    }
    if lacks_mode {
        open.push(Field::Mode);
    }
    match (is_unsure, open.is_empty()) {
        (true, _) => (Verdict::Skipped, Vec::new()),
        (_, true) => (Verdict::Right, Vec::new()),
        _ => (Verdict::Partly, open.into_iter().map(|field| Fault { field, right: None }).collect()),
    }
}

/// The mention nearest to an event's trigger of those that are it.
fn nearest(mentions: &[Mention], event: &Event, is_it: impl Fn(&Mention) -> bool) -> Option<String> {
    let at = event.trigger.first()?.0;
    let found = mentions.iter().filter(|m| is_it(m)).min_by_key(|m| (m.span.0.abs_diff(at), m.span));
    found.map(|m| m.id.clone())
}

/// A mention for each party: one that the event has already, else the nearest; none where one cannot be found.
fn each_party(mentions: &[Mention], event: &Event, known: &[String], parties: &[Party]) -> Option<Vec<String>> {
    let is = |m: &Mention, set: &Party| m.actors.iter().any(|actor| party(actor).is_same(set));
    let one = |set: &Party| {
        let before = mentions.iter().find(|m| known.contains(&m.id) && is(m, set)).map(|m| m.id.clone());
        before.or_else(|| nearest(mentions, event, |m| is(m, set)))
    };
    let mut ids: Vec<String> = parties.iter().map(one).collect::<Option<_>>()?;
    let mut seen = BTreeSet::new();
    ids.retain(|id| seen.insert(id.clone()));
    Some(ids)
}

/// Gives an event the mentions of its numbers, each one of its own; false where one is not in the document.
fn set_numbers(mentions: &mut [Mention], event: &mut Event, values: &[Value]) -> bool {
    let mut taken: BTreeMap<usize, String> = BTreeMap::new();
    let is_it = |m: &Mention, value: &Value| m.quantity.as_ref().is_some_and(|q| (q.low, q.high) == (value.low, value.high));
    // those that the event has in the same part keep it
    for (n, value) in values.iter().enumerate() {
        let is_kept = |m: &&Mention| {
            is_it(m, value) && event.quantities.contains(&m.id) && m.quantity.as_ref().and_then(|q| q.role) == Some(value.role)
        };
        if let Some(m) = mentions.iter().filter(is_kept).find(|m| taken.values().all(|id| *id != m.id)) {
            taken.insert(n, m.id.clone());
        }
    }
    for (n, value) in values.iter().enumerate() {
        if taken.contains_key(&n) {
            continue;
        }
        let is_free = |m: &Mention| is_it(m, value) && taken.values().all(|id| *id != m.id);
        let own = nearest(mentions, event, |m| is_free(m) && event.quantities.contains(&m.id));
        let Some(id) = own.or_else(|| nearest(mentions, event, is_free)) else { return false };
        if let Some(quantity) = mentions.iter_mut().find(|m| m.id == id).and_then(|m| m.quantity.as_mut()) {
            quantity.role = Some(value.role);
        }
        taken.insert(n, id);
    }
    event.quantities = taken.into_values().collect();
    true
}
