//! `demarche knowledge show`: all that a name can mean.

use demarche_knowledge::{Certainty, End, Held, Interval};
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::found::{Found, HeldOffice, Stands};
use super::meanings::{find, near};
use super::packs::{Packs, open_packs};
use super::text::Page;
use crate::args::ShowNameArgs;
use crate::error::{Exit, UserError};
use crate::messages::Messages;
use crate::shell::print;

/// Shows each meaning of a name.
///
/// # Errors
/// A pack that cannot be opened. A name that is not known is a message and an exit code.
pub fn show(args: &ShowNameArgs) -> anyhow::Result<Exit> {
    let name = args.name.join(" ");
    if name.trim().is_empty() {
        return Err(UserError::usage("the name is empty").hint("name something, as in `demarche knowledge show Kremlin`").into());
    }
    let packs = open_packs(&args.packs)?;
    let found = find(&packs, &name, args.on);
    let near = if found.is_empty() { near(&packs.knowledge, &name) } else { Vec::new() };
    if args.json {
        let text = serde_json::to_string(&object(&packs, &name, args.on, &found, &near))? + "\n";
        print(text.as_bytes())?;
    } else if !found.is_empty() {
        print(Page::for_stdout().meanings(&name, args.on, &found).as_bytes())?;
    }
    if !found.is_empty() {
        return Ok(Exit::Done);
    }
    let hint = if near.is_empty() {
        "`demarche knowledge import` makes packs that know more".to_owned()
    } else {
        let quoted: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
        format!("spelt almost so: {}", quoted.join(", "))
    };
    Messages::plain().error(format!("nothing is known by the name `{name}`"), Some(&hint));
    Ok(Exit::SomeFailed)
}

fn object(packs: &Packs, name: &str, on: Option<Date>, found: &[Found], near: &[String]) -> Value {
    json!({
        "name": name,
        "on": on.map(|day| day.to_string()),
        "senses": found.iter().map(sense).collect::<Vec<_>>(),
        "near": near,
        "packs": packs.each().map(|(pack, from)| json!({"version": pack.version(), "from": from})).collect::<Vec<_>>(),
    })
}

fn sense(found: &Found) -> Value {
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| {
        out.insert(key.to_owned(), value);
    };
    put("kind", json!(found.kind));
    put("subkind", text(&found.subkind));
    put("name", json!(found.name));
    put("code", json!(found.code));
    put("code_when", text(found.code_when));
    put("found_by", json!(found.spelling.code()));
    put("written", json!(found.written));
    dates(&mut put, found.when, found.held);
    put("certainty", json!(found.certainty.code()));
    put("resolves_alone", json!(found.certainty != Certainty::Unsure));
    put("as_of", json!(found.as_of));
    put("origin", origin(&found.stands));
    put("facts", found.facts.iter().map(|(label, value)| (label.replace(' ', "_"), value.clone())).collect::<Map<_, _>>().into());
    put("offices", found.offices.iter().map(office).collect::<Vec<_>>().into());
    out.into()
}

fn office(held: &HeldOffice) -> Value {
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| {
        out.insert(key.to_owned(), value);
    };
    put("office", json!(held.office));
    put("code", json!(held.code));
    put("body", text(&held.body));
    put("classes", json!(held.classes));
    put("acting", json!(held.is_acting));
    dates(&mut put, Some(held.when), held.held);
    put("certainty", json!(held.certainty.code()));
    put("as_of", json!(held.as_of));
    put("note", text(&held.note));
    put("origin", origin(&held.stands));
    out.into()
}

fn dates(put: &mut impl FnMut(&str, Value), when: Option<Interval>, held: Option<Held>) {
    let end = when.map(|w| w.end).filter(|end| *end != End::Unknown);
    put("start", json!(when.and_then(|w| w.start).map(|d| d.to_string())));
    put("end", json!(end.map(|d| d.to_string())));
    put("held", json!(held.map(super::text::held)));
}

fn origin(stands: &Stands) -> Value {
    json!({"table": stands.table, "line": stands.line, "origin": stands.origin, "pack": stands.pack})
}

/// A text, null if empty.
fn text(text: &str) -> Value {
    if text.is_empty() { Value::Null } else { json!(text) }
}
