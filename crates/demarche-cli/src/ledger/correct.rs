//! `demarche correct`: what people say against the machine.

use std::io::{self, BufWriter, Write};

use demarche::codebook::{Context, EventType, QuantityRole, Stance, Status};
use demarche::record::CodePoints;
use demarche_ledger::grades::{Grade, Graded};
use demarche_ledger::incidents::cluster::IncidentId;
use demarche_ledger::positions::question::Question;
use demarche_ledger::report::{Days, DocumentId, Party, ReportId, Spot, Value};
use demarche_ledger::store::corrections::{Authority, Edit, Item};
use demarche_ledger::store::{EntryNumber, Filter, Order};
use demarche_ledger::{Ledger, LedgerError};
use jiff::civil::Date;

use super::documents::ended;
use super::{ask, grades, open_existing, open_to_ask, reject, settle};
use crate::args::{ByArgs, CorrectCommand, HistoryArgs, ListFormat, parse_country, parse_key, parse_party};
use crate::code::Stop;
use crate::error::{Exit, UserError};
use crate::messages::Messages;

/// Carries out one of the corrections.
///
/// # Errors
/// What does not fit the ledger, or a ledger that cannot be written.
pub fn correct(command: &CorrectCommand) -> anyhow::Result<Exit> {
    use CorrectCommand as C;
    match command {
        C::Accept(args) => edit(&args.by, &args.item, |_, _| Ok(vec![Edit::Accepted(true)])),
        C::Reject(args) => reject::reject(args),
        C::Set(args) => edit(&args.by, &args.item, |ledger, item| edits(ledger, item, &args.values)),
        C::Unset(args) => with(&args.by, |ledger, by| {
            let item = item(ledger, &args.item)?;
            // numbers are one list
            let field = if number_role(&args.field).is_some() { "values" } else { args.field.as_str() };
            Ok(ledger.withdraw_correction(item, field, by)?)
        }),
        C::Merge(args) => {
            let exit = with(&args.by, |ledger, by| Ok(ledger.merge(IncidentId(args.into), IncidentId(args.from), by)?))?;
            let now = open_existing(&args.by.ledger)?.incident_of(args.into)?;
            Messages::plain().note(now.map_or_else(String::new, |id| format!("incident {}", id.0)));
            Ok(exit)
        }
        C::Split(args) => with(&args.by, |ledger, by| Ok(ledger.split(IncidentId(args.incident), &args.reports, by)?)),
        C::Withdraw(args) => {
            let exit = with(&args.by, |ledger, by| Ok(ledger.withdraw_entry(EntryNumber(args.entry), by)?))?;
            Messages::plain().note(format!("what entry {} replaced, if anything, does not come back", args.entry));
            Ok(exit)
        }
        C::Alias(args) => with(&args.by, |ledger, by| {
            let name = match &args.name {
                Some(name) => name.clone(),
                None => name_of(ledger, &args.is)?.unwrap_or_else(|| args.is.clone()),
            };
            Ok(ledger.alias(&args.party, Some(&Party::of_key(&args.is, &name)), by)?)
        }),
        C::Unalias(args) => with(&args.by, |ledger, by| Ok(ledger.alias(&args.party, None, by)?)),
        C::Part(args) => with(&args.by, |ledger, by| {
            let name = match (&args.name, &args.is) {
                (Some(name), _) => Some(name.clone()),
                (None, Some(is)) => name_of(ledger, is)?,
                (None, None) => None,
            };
            let name = name.unwrap_or_else(|| args.called.clone());
            let to = args.is.as_deref().map(|is| Party::of_key(is, &name));
            Ok(ledger.set_apart(&args.party, &args.called, to.as_ref(), by)?)
        }),
        C::Grade(args) => with(&args.by, |ledger, by| {
            let of = if args.name.contains('/') && parse_key(&args.name).is_ok() {
                Graded::Source(parse_party(&args.name).map_err(UserError::usage)?)
            } else {
                let id = ledger.outlet(&args.name);
                grades::warn_of_unmet(ledger, &args.name, &id, &Messages::plain())?;
                Graded::Publisher(id)
            };
            let from = args.from.unwrap_or(jiff::civil::date(1, 1, 1));
            Ok(ledger.grade(&of, &Grade { reliability: args.grade, from, who: by.who.clone(), why: by.why.clone() })?)
        }),
        C::Question(args) => with(&args.by, |ledger, by| {
            let contexts = args.contexts.iter().map(|c| c.parse::<Context>().map_err(|e| UserError::of_usage(e).into()));
            let question = Question {
                name: args.name.clone(),
                types: args.types.clone(),
                modes: args.modes.clone(),
                contexts: contexts.collect::<anyhow::Result<_>>()?,
                actors: args.actors.clone(),
                recipients: args.recipients.clone(),
                countries: args.countries.clone(),
                since: args.since,
                until: args.until,
            };
            let asks = question != Question { name: args.name.clone(), since: args.since, until: args.until, ..Question::default() };
            if asks == args.drop {
                let hint = "name types, modes, contexts, actors, recipients or countries; --drop alone drops a question";
                return Err(UserError::usage("a question has conditions").hint(hint).into());
            }
            Ok(ledger.ask(&args.name, asks.then_some(&question), by)?)
        }),
        C::Erase(args) => with(&args.by, |ledger, by| {
            let document = document(ledger, &args.document)?;
            let erased = ledger.erase(document, &by.who, &by.why)?;
            if !erased.is_gone {
                Messages::plain()
                    .note("note: another program is reading the ledger; what it reads stays in the log until this is done again");
            }
            erased.entry.ok_or_else(|| UserError::usage(format!("document `{}` was erased before", args.document)).into())
        }),
        C::Passages(args) => super::passages::passages(args),
        C::History(args) => history(args),
    }
}

/// Opens the ledger, changes it, and makes again what rests on the change.
fn with(by: &ByArgs, change: impl FnOnce(&mut Ledger, &Authority) -> anyhow::Result<EntryNumber>) -> anyhow::Result<Exit> {
    with_told(by, |ledger, by| Ok((change(ledger, by)?, ())), |_, _, ()| Ok(()))
}

/// As [`with`], and tells afterwards of what was before.
pub(super) fn with_told<T>(
    by: &ByArgs,
    change: impl FnOnce(&mut Ledger, &Authority) -> anyhow::Result<(EntryNumber, T)>,
    tell: impl FnOnce(&Ledger, &Messages, T) -> anyhow::Result<()>,
) -> anyhow::Result<Exit> {
    let mut ledger = open_existing(&by.ledger)?;
    let (messages, stop) = (Messages::with_bar(), Stop::on_interrupt()?);
    settle(&mut ledger, &messages, &stop)?;
    let by = Authority { who: by.who(), why: by.why.clone() };
    let (entry, before) = change(&mut ledger, &by).map_err(usage)?;
    settle(&mut ledger, &messages, &stop)?;
    tell(&ledger, &messages, before)?;
    messages.note(format!("entry {}", entry.0));
    Ok(Exit::Done)
}

/// What does not fit the ledger is the user's to mend.
fn usage(error: anyhow::Error) -> anyhow::Error {
    match error.downcast::<LedgerError>() {
        Ok(error @ (LedgerError::Unfit { .. } | LedgerError::NoItem { .. } | LedgerError::NoDocument { .. })) => UserError::of_usage(error)
            .hint(
                "`demarche incident ID` lists an incident's reports, `demarche documents` documents, `demarche correct history` what was \
                 said before, `demarche codebook` codes",
            )
            .into(),
        Ok(error) => error.into(),
        Err(error) => error,
    }
}

fn edit(by: &ByArgs, name: &str, edits: impl FnOnce(&Ledger, Item) -> anyhow::Result<Vec<Edit>>) -> anyhow::Result<Exit> {
    with(by, |ledger, by| {
        let item = item(ledger, name)?;
        let edits = edits(ledger, item)?;
        Ok(ledger.correct(item, &edits, by)?)
    })
}

/// A document by its number or its record's id.
fn document(ledger: &Ledger, name: &str) -> anyhow::Result<DocumentId> {
    if let Some(id) = ledger.document(name)? {
        return Ok(id);
    }
    match name.parse().map(DocumentId) {
        Ok(id) if ledger.article(id)?.is_some() => Ok(id),
        _ => Err(LedgerError::NoDocument { document: name.to_owned() }.into()),
    }
}

/// `12.e0`, `12.c3`, or with the document's id before the point.
pub(super) fn item(ledger: &Ledger, name: &str) -> anyhow::Result<Item> {
    let misread =
        || UserError::usage(format!("`{name}` is no event or claim")).hint("write 12.e0 for an event, 12.c3 for a claim of document 12");
    let (of, id) = name.rsplit_once('.').ok_or_else(misread)?;
    let number = id.get(1..).and_then(|digits| digits.parse().ok()).ok_or_else(misread)?;
    let document = document(ledger, of)?;
    match id.as_bytes().first() {
        Some(b'e') => Ok(Item::Event(ReportId { document, event: number })),
        Some(b'c') => Ok(Item::Claim(document, number)),
        _ => Err(misread().into()),
    }
}

/// A name of the party in the ledger.
fn name_of(ledger: &Ledger, key: &str) -> anyhow::Result<Option<String>> {
    let filter = Filter { parties: vec![key.to_owned()], ..Filter::default() };
    let dossier = ledger.dossiers(&filter, Order::Intake, Some(1))?.next().transpose()?;
    let profile = dossier.map(|d| d.incident.profile);
    let name = profile.and_then(|p| p.actors.parties.into_iter().chain(p.recipients.parties).find(|(p, _)| p.key() == key));
    Ok(name.map(|(party, _)| party.name))
}

fn number_role(field: &str) -> Option<QuantityRole> {
    QuantityRole::ALL.iter().copied().find(|role| role.code() == field)
}

/// What `FIELD=VALUE` sets; numbers become one list of values.
fn edits(ledger: &Ledger, item: Item, given: &[String]) -> anyhow::Result<Vec<Edit>> {
    let mut edits = Vec::new();
    let mut numbers: Vec<(QuantityRole, Option<(f64, f64)>)> = Vec::new();
    for one in given {
        let Some((field, value)) = one.split_once('=') else {
            return Err(UserError::usage(format!("`{one}` sets nothing")).hint("write FIELD=VALUE, as type=AID").into());
        };
        let value = value.trim();
        if let Some(role) = number_role(field) {
            numbers.push((role, range(value)?));
            continue;
        }
        edits.push(match field {
            "type" => Edit::Type(value.parse::<EventType>().map_err(UserError::of_usage)?),
            "mode" => Edit::Mode((!value.is_empty()).then(|| value.to_owned())),
            "status" => Edit::Status(value.parse::<Status>().map_err(UserError::of_usage)?),
            "stance" => Edit::Stance(value.parse::<Stance>().map_err(UserError::of_usage)?),
            "actors" => Edit::Actors(parties(ledger, value)?),
            "recipients" => Edit::Recipients(parties(ledger, value)?),
            "holder" => match parties(ledger, value)?.pop() {
                Some(party) => Edit::Holder(party),
                None => return Err(UserError::usage("a claim has a holder; reject the claim if it is none").into()),
            },
            "place" => Edit::Place(place(value)?),
            "time" => Edit::Time(time(value)?),
            _ => {
                let known = "type, mode, status, actors, recipients, place, time, stance, holder";
                let roles = QuantityRole::ALL.iter().map(|r| r.code()).collect::<Vec<_>>().join(", ");
                return Err(UserError::usage(format!("there is no field `{field}`")).hint(format!("fields are {known}, {roles}")).into());
            }
        });
    }
    if !numbers.is_empty() {
        let report = match item {
            Item::Event(id) => ledger.corrected(id.document)?.and_then(|a| a.reports.into_iter().find(|r| r.id == id)),
            Item::Claim(..) => None,
        };
        let span = report.as_ref().and_then(|r| r.trigger_spans.first().copied()).unwrap_or(CodePoints(0, 0));
        let mut values = report.map(|r| r.values).unwrap_or_default();
        for (role, range) in numbers {
            let unit = values.iter().find(|v| v.role == role).map_or_else(String::new, |v| v.unit.clone());
            values.retain(|v| v.role != role);
            values.extend(range.map(|(low, high)| Value { role, low, high, unit, qualifier: "exact".to_owned(), span }));
        }
        edits.push(Edit::Values(values));
    }
    Ok(edits)
}

fn parties(ledger: &Ledger, value: &str) -> anyhow::Result<Vec<Party>> {
    let keys = value.split(',').map(str::trim).filter(|key| !key.is_empty());
    keys.map(|key| {
        let key = parse_party(key).map_err(UserError::usage)?;
        let name = name_of(ledger, &key)?.unwrap_or_else(|| key.clone());
        Ok(Party::of_key(&key, &name))
    })
    .collect()
}

fn range(value: &str) -> anyhow::Result<Option<(f64, f64)>> {
    if value.is_empty() {
        return Ok(None);
    }
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|n| n.is_finite() && *n >= 0.0);
    let (low, high) = value.split_once("..").unwrap_or((value, value));
    match (number(low), number(high)) {
        (Some(low), Some(high)) if low <= high => Ok(Some((low, high))),
        _ => Err(UserError::usage(format!("`{value}` is no number")).hint("write N or N..N, as killed=9..12").into()),
    }
}

fn place(value: &str) -> anyhow::Result<Option<Spot>> {
    if value.is_empty() {
        return Ok(None);
    }
    let parts: Vec<&str> = value.split(':').map(str::trim).collect();
    let misread = || {
        UserError::usage(format!("`{value}` is no place")).hint("write NAME, NAME:COUNTRY or NAME:COUNTRY:LAT:LON, as Goma:COD:-1.68:29.22")
    };
    if parts[0].is_empty() {
        return Err(misread().into());
    }
    let degrees = |text: &str, most: f64| text.parse::<f64>().ok().filter(|d| d.abs() <= most).ok_or_else(misread);
    let (country, point) = match parts[..] {
        [_] => (None, None),
        [_, country] => (Some(country), None),
        [_, country, lat, lon] => (Some(country), Some((degrees(lat, 90.0)?, degrees(lon, 180.0)?))),
        _ => return Err(misread().into()),
    };
    let country = country.filter(|c| !c.is_empty()).map(|c| parse_country(c).map_err(|_| misread())).transpose()?;
    Ok(Some(Spot { name: parts[0].to_owned(), country, admin1: None, lat: point.map(|p| p.0), lon: point.map(|p| p.1) }))
}

fn time(value: &str) -> anyhow::Result<Option<Days>> {
    if value.is_empty() {
        return Ok(None);
    }
    let (start, end) = value.split_once("..").unwrap_or((value, value));
    match (start.trim().parse::<Date>(), end.trim().parse::<Date>()) {
        (Ok(start), Ok(end)) if start <= end => Ok(Some(Days { start, end, approximate: false })),
        _ => Err(UserError::usage(format!("`{value}` is no time")).hint("write DAY or DAY..DAY, as 2024-10-28").into()),
    }
}

/// Lists the entries.
fn history(args: &HistoryArgs) -> anyhow::Result<Exit> {
    let ledger = open_to_ask(&args.ledger)?;
    let format = ask::list_format(args.format);
    let mut out = BufWriter::new(io::stdout().lock());
    let mut after = EntryNumber(0);
    loop {
        let entries = ledger.entries(after, 1_000)?;
        let Some(last) = entries.last() else { break };
        after = last.number;
        for entry in entries.iter().filter(|e| args.all || !matches!(e.kind.as_str(), "schema" | "stored" | "recoded" | "replaced")) {
            let written = match format {
                ListFormat::Jsonl => serde_json::to_writer(&mut out, entry).map_err(io::Error::from).and_then(|()| out.write_all(b"\n")),
                ListFormat::Text => {
                    let why = entry.why.as_deref().map(|why| format!(" – {why}")).unwrap_or_default();
                    let line = format!("{:>6}  {}  {:<9} {}: {}{why}", entry.number.0, entry.at, entry.kind, entry.who, entry.payload);
                    writeln!(out, "{}", line.replace(char::is_control, "\u{fffd}"))
                }
            };
            if let Some(exit) = ended(written)? {
                return Ok(exit);
            }
        }
    }
    Ok(ended(out.flush())?.unwrap_or(Exit::Done))
}
