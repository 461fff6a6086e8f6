//! `demarche audit`: a person checks a sample of what was coded.

mod ask;
mod show;
mod store;

use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use demarche::codebook::{EventType, Stance};
use demarche_eval::audit::{
    Allotment, Answer, Corpus, Draw, Item, Kind, Passages, Report, SCHEMA, Stratum, Survey, Surveyed, Unit, report,
};
use demarche_input::records::Records;
use demarche_input::{ErrorKind, InputError};
use demarche_output::PartialFile;

use crate::args::{AuditArgs, DrawArgs};
use crate::error::{Exit, UserError};
use crate::messages::{Messages, wants_color};
use crate::shell::print;
use ask::{Dialog, Reply};
use show::Style;
use store::Store;

/// Asks what is left to ask, and prints the figures.
///
/// # Errors
/// A command that does not fit, records without their text, files that cannot be read or written. A damaged record or
/// answer is a message and an exit code.
pub fn audit(args: &AuditArgs) -> anyhow::Result<Exit> {
    let draw = draw(&args.draw)?;
    let paths = Paths::new(args)?;
    let messages = Messages::plain();
    let mut exit = Exit::Done;
    let mut store = Store::open(&paths.answers)?;
    for damaged in store.damaged() {
        exit = Exit::SomeFailed;
        let hint = format!("take the line out of `{}`; its item is asked again", paths.answers.display());
        messages.error(format!("{}: {damaged}", paths.answers.display()), Some(&hint));
    }
    let mut survey = Survey::new(draw, store.take_book());
    if !each_record(&args.records, Some(&messages), |record| survey.add(record))? {
        exit = Exit::SomeFailed;
    }
    let mut surveyed = survey.finish();
    if surveyed.documents == 0 && exit == Exit::Done {
        return Err(UserError::usage(format!("`{}` holds no record", args.records.display()))
            .hint("name a file that `demarche code … -o records.jsonl` wrote")
            .into());
    }
    if !args.report {
        let by = args.answers.by.as_deref().map(str::trim).filter(|by| !by.is_empty()).unwrap_or("annotator");
        session(args, by, &mut surveyed, &mut store, &messages)?;
    }
    print_report(&report(&surveyed), args.json)?;
    if let Some(path) = &args.corpus {
        write_corpus(path, &args.records, &surveyed, &messages)?;
    }
    Ok(exit)
}

/// Files of an audit, none of which is another.
struct Paths {
    answers: PathBuf,
}

impl Paths {
    fn new(args: &AuditArgs) -> Result<Self, UserError> {
        let is_stream = args.records.as_os_str() == "-";
        let answers = match &args.answers.answers {
            Some(path) => path.clone(),
            None if is_stream => {
                return Err(UserError::usage("records from standard input have no name to keep answers beside")
                    .hint("name the file of the answers with --answers, or write the records to a file first"));
            }
            None => {
                let mut name = args.records.clone().into_os_string();
                name.push(".audit.jsonl");
                PathBuf::from(name)
            }
        };
        if is_stream && args.corpus.is_some() {
            return Err(UserError::usage("--corpus reads the records twice, which standard input cannot be")
                .hint("write the records to a file first"));
        }
        let same = |a: &Path, b: &Path| a == b || a.canonicalize().is_ok_and(|a| b.canonicalize().is_ok_and(|b| a == b));
        if same(&answers, &args.records) {
            return Err(
                UserError::usage(format!("`{}` is the file of the records", answers.display())).hint("name another file after --answers")
            );
        }
        if let Some(corpus) = &args.corpus {
            if same(corpus, &args.records) || same(corpus, &answers) {
                return Err(UserError::usage(format!("`{}` is the file of the records or answers", corpus.display()))
                    .hint("name another file after --corpus"));
            }
            if corpus.exists() && !args.force {
                return Err(UserError::usage(format!("`{}` is there already", corpus.display()))
                    .hint("choose another path after --corpus, or replace it with --force"));
            }
        }
        Ok(Self { answers })
    }
}

/// What the arguments ask for.
fn draw(args: &DrawArgs) -> Result<Draw, UserError> {
    let stratum = |code: &String| {
        let code = code.trim();
        let parsed = if args.claims {
            code.to_ascii_lowercase().parse::<Stance>().map(Stratum::Claim)
        } else {
            code.to_ascii_uppercase().parse::<EventType>().map(Stratum::Event)
        };
        parsed.map_err(|e| UserError::of_usage(e).hint("--types takes event types, and stances with --claims"))
    };
    let unit = match (args.whole_sentences, args.claims) {
        (true, _) => Unit::Sentences,
        (false, true) => Unit::Items(Kind::Claim),
        (false, false) => Unit::Items(Kind::Event),
    };
    let allotment = match (unit, args.sample, args.per_type) {
        (Unit::Sentences, sample, _) => Allotment::Total(sample.unwrap_or(40)),
        (_, Some(total), _) => Allotment::Total(total),
        (_, None, per_type) => Allotment::PerStratum(per_type.unwrap_or(10)),
    };
    Ok(Draw { unit, allotment, seed: args.seed, strata: args.types.iter().map(stratum).collect::<Result<_, _>>()? })
}

/// Hands on every record, and names what is none; true where all were. Records without their text end it.
fn each_record(path: &Path, messages: Option<&Messages>, mut take: impl FnMut(&demarche::record::Record)) -> anyhow::Result<bool> {
    let of_usage = |error: InputError| {
        let hint = error.hint();
        let error = UserError::of_usage(error);
        hint.map_or_else(|| UserError::usage(error.to_string()), |hint| UserError::usage(error.to_string()).hint(hint))
    };
    let mut is_whole = true;
    for record in Records::open(path).map_err(of_usage)? {
        match record {
            Ok(record) => take(&record),
            Err(error) if matches!(*error.kind, ErrorKind::RecordWithoutText) => return Err(of_usage(error).into()),
            Err(error) => {
                is_whole = false;
                if let Some(messages) = messages {
                    messages.error(&error, error.hint().as_deref());
                }
            }
        }
    }
    Ok(is_whole)
}

/// Asks until all is answered, or the annotator stops.
fn session(args: &AuditArgs, by: &str, surveyed: &mut Surveyed, store: &mut Store, messages: &Messages) -> anyhow::Result<()> {
    let questions: Vec<Item> = surveyed.questions(by).into_iter().cloned().collect();
    let total = surveyed.sample.len();
    let before = total - questions.len();
    let stale = surveyed.judged.stale.len();
    if stale > 0 {
        messages.note(format!("note: of {stale} answered the text or the coding has changed since; they do not count"));
    }
    if before > 0 && !questions.is_empty() {
        messages.note(format!("{before} of {total} are answered in `{}`; going on with the rest", store.path().display()));
    }
    if questions.is_empty() {
        return Ok(());
    }
    if args.records.as_os_str() == "-" {
        messages
            .note(format!("note: {} of {total} are not answered; standard input holds the records, so nothing is asked", questions.len()));
        return Ok(());
    }
    let is_terminal = io::stdin().is_terminal();
    let style = Style::of_stderr(wants_color(args.color, io::stderr().is_terminal()));
    let mut dialog = Dialog::new(io::stdin().lock(), io::stderr(), style, is_terminal);
    dialog.greet(&questions)?;
    let mut at = 0;
    let mut answered = 0;
    while let Some(item) = questions.get(at) {
        match dialog.ask(item, before + at + 1, total)? {
            Reply::Judged(verdict, wrong) => {
                let answer = Answer {
                    schema: SCHEMA.to_owned(),
                    document: item.key.document.clone(),
                    item: item.key.item.clone(),
                    kind: item.key.kind,
                    text_sha256: item.text_sha256.clone(),
                    coded: item.coding.to_json(),
                    verdict,
                    wrong,
                    by: by.to_owned(),
                    model: item.model.clone(),
                    date: args.answers.date,
                };
                store.append(&answer)?;
                surveyed.judged.add(item.stratum, answer);
                at += 1;
                answered = answered.max(at);
            }
            Reply::Back if at == 0 => dialog.say("this is the first: there is nothing to go back to")?,
            Reply::Back => at -= 1,
            Reply::Stop => break,
        }
    }
    let left = questions.len() - answered;
    let end = if left == 0 { "all are answered".to_owned() } else { format!("{left} are left: give the same command again to go on") };
    messages.note(format!("{} of {total} answered in `{}`; {end}", before + answered, store.path().display()));
    Ok(())
}

fn print_report(report: &Report, as_json: bool) -> anyhow::Result<()> {
    let text = if as_json { serde_json::to_string_pretty(report)? + "\n" } else { report.table() };
    print(text.as_bytes()).map(drop)
}

/// Reads the records again, for the words of what was judged.
fn write_corpus(path: &Path, records: &Path, surveyed: &Surveyed, messages: &Messages) -> anyhow::Result<()> {
    let mut passages = Passages::new(&surveyed.judged, "an audit");
    each_record(records, None, |record| passages.add(record))?;
    let Corpus { markdown, passages, unasked, left_out } = passages.finish();
    let mut file = PartialFile::create(path)?;
    file.write_all(markdown.as_bytes()).with_context(|| format!("cannot write `{}`", path.display()))?;
    file.publish()?;
    let sentences = |n: usize| format!("{n} sentence{}", if n == 1 { "" } else { "s" });
    messages.note(format!("{} written to `{}`", sentences(passages), path.display()));
    if unasked > 0 {
        messages.note(format!("  of {unasked} of them nobody was asked whether something is missing (--whole-sentences asks)"));
    }
    for (reason, n) in left_out {
        messages.note(format!("  {} left out: {}", sentences(n), reason.words()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(types: &[&str], claims: bool, whole_sentences: bool) -> DrawArgs {
        DrawArgs { claims, whole_sentences, per_type: None, sample: None, types: types.iter().map(|t| (*t).to_owned()).collect(), seed: 1 }
    }

    #[test]
    fn the_arguments_make_a_draw() {
        assert_eq!(draw(&args(&[], false, false)).unwrap(), Draw::default());
        assert_eq!(draw(&args(&[], false, true)).unwrap().allotment, Allotment::Total(40));
        assert_eq!(
            draw(&args(&["aid", " DENY"], false, false)).unwrap_err().to_string().split(';').next(),
            Some("`DENY` is no event type")
        );
        assert_eq!(draw(&args(&["Deny"], true, false)).unwrap().strata, [Stratum::Claim(Stance::Deny)]);
        assert_eq!(draw(&DrawArgs { sample: Some(7), ..args(&[], true, false) }).unwrap().allotment, Allotment::Total(7));
    }
}
