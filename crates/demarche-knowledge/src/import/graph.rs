//! Graphs of persons, posts and organisations: FollowTheMoney entities and Popolo.

use std::collections::BTreeMap;

use serde_json::Value;

use super::sheet::{Sheet, cell, date, list};
use super::wikidata::{Holding, push_holder};
use super::{ImportOptions, ImportWarning, number};
use crate::fold::slug;
use crate::tables::{BODIES, HOLDERS};

/// Kind and sector of a body by what the graph says of it.
fn kind_of(words: &str) -> (&'static str, &'static str) {
    let words = words.to_lowercase();
    let has = |options: &[&str]| options.iter().any(|w| words.contains(w));
    if has(&["pol.party", "party", "parliamentary group", "faction"]) {
        ("party", "PTY")
    } else if has(&["legislature", "parliament", "assembly", "chamber"]) {
        ("parliament", "LEG")
    } else if has(&["gov.judicial", "court"]) {
        ("court", "JUD")
    } else if has(&["gov.security", "police"]) {
        ("police", "COP")
    } else if has(&["pol.union"]) {
        ("union", "LAB")
    } else if has(&["gov.religion", "rel."]) {
        ("religious", "REL")
    } else if has(&["fin.bank"]) {
        ("bank", "BUS")
    } else if has(&["company"]) {
        ("company", "BUS")
    } else if has(&["publicbody", "gov", "ministry"]) {
        ("agency", "GOV")
    } else {
        ("other", "SOC")
    }
}

/// An organisation.
struct Body<'a> {
    country: &'a str,
    name: &'a str,
    aliases: &'a str,
    /// What the graph says of its kind.
    words: &'a str,
    start: &'a str,
    end: &'a str,
}

fn push_body(sheet: &mut Sheet, line: u32, options: &ImportOptions<'_>, body: &Body<'_>) {
    let (kind, sector) = kind_of(body.words);
    sheet.push(
        line,
        &[
            ("slug", &slug(body.name)),
            ("name", body.name),
            ("aliases", body.aliases),
            ("country", body.country),
            ("sector", sector),
            ("kind", kind),
            ("start", body.start),
            ("end", body.end),
            ("certainty", "likely"),
            ("as_of", options.as_of),
            ("origin", if options.file.is_empty() { "imported" } else { options.file }),
        ],
    );
}

/// The texts of a FollowTheMoney property.
fn properties<'v>(entity: &'v Value, name: &str) -> Vec<&'v str> {
    let values = entity["properties"][name].as_array();
    values.into_iter().flatten().filter_map(|v| v.as_str().or_else(|| v["id"].as_str())).collect()
}

/// Persons with their `position`, `Occupancy` entities, and organisations.
pub(super) fn follow_the_money(text: &str, options: &ImportOptions<'_>, warnings: &mut Vec<ImportWarning>) -> Vec<Sheet> {
    let mut entities: Vec<(u32, Value)> = Vec::new();
    for (line, row) in (1u32..).zip(text.lines()).filter(|(_, row)| !row.trim().is_empty()) {
        match serde_json::from_str::<Value>(row) {
            Ok(entity) if entity["schema"].is_string() => entities.push((line, entity)),
            Ok(_) => warnings.push(ImportWarning { line, problem: "has no `schema`; it was left out".to_owned() }),
            Err(error) => warnings.push(ImportWarning { line, problem: format!("is no JSON ({error}); it was left out") }),
        }
    }
    let by_id: BTreeMap<&str, &Value> = entities.iter().filter_map(|(_, e)| Some((e["id"].as_str()?, e))).collect();
    let name_of = |e: &Value| cell(properties(e, "name").first().copied().or_else(|| e["caption"].as_str()).unwrap_or_default());
    let country_of = |e: &Value| {
        let mut given = ["country", "jurisdiction", "nationality", "mainCountry"].into_iter().flat_map(|p| properties(e, p)).peekable();
        if given.peek().is_none() { options.country_of("") } else { given.find_map(|c| options.country_of(c)) }
    };
    let (mut holders, mut bodies) = (Sheet::new("holders/imported.tsv", HOLDERS), Sheet::new("bodies.tsv", BODIES));
    for (line, entity) in &entities {
        let line = *line;
        let schema = entity["schema"].as_str().unwrap_or_default();
        let name = name_of(entity);
        let aliases = list(["name", "alias", "weakAlias"].into_iter().flat_map(|p| properties(entity, p)), &name);
        match schema {
            "Person" => {
                let posts = properties(entity, "position");
                let Some(country) = country_of(entity).filter(|_| !posts.is_empty()) else { continue };
                for post in posts {
                    let office = cell(post);
                    push_holder(
                        &mut holders,
                        line,
                        options,
                        &Holding { country: &country, office: &office, name: &name, aliases: &aliases, start: "", end: "", sector: "" },
                    );
                }
            }
            "Occupancy" => {
                let ends = ["holder", "post"].map(|p| properties(entity, p).first().and_then(|id| by_id.get(id)));
                let [Some(person), Some(post)] = ends else {
                    warnings.push(ImportWarning {
                        line,
                        problem: "names a holder or post that is not in the file; it was left out".to_owned(),
                    });
                    continue;
                };
                let Some(country) = country_of(post).or_else(|| country_of(person)) else {
                    warnings.push(ImportWarning { line, problem: "has no country that is known; it was left out".to_owned() });
                    continue;
                };
                let (name, office) = (name_of(person), name_of(post));
                let aliases = list(["name", "alias"].into_iter().flat_map(|p| properties(person, p)), &name);
                let [start, end] = ["startDate", "endDate"].map(|p| properties(entity, p).first().map(|d| date(d)).unwrap_or_default());
                push_holder(
                    &mut holders,
                    line,
                    options,
                    &Holding { country: &country, office: &office, name: &name, aliases: &aliases, start: &start, end: &end, sector: "" },
                );
            }
            "Organization" | "Company" | "PublicBody" => {
                let Some(country) = country_of(entity) else {
                    warnings.push(ImportWarning { line, problem: format!("`{name}` has no country that is known; it was left out") });
                    continue;
                };
                let words =
                    format!("{schema} {} {}", properties(entity, "topics").join(" "), properties(entity, "classification").join(" "));
                let [start, end] =
                    ["incorporationDate", "dissolutionDate"].map(|p| properties(entity, p).first().map(|d| date(d)).unwrap_or_default());
                let body = Body { country: &country, name: &name, aliases: &aliases, words: &words, start: &start, end: &end };
                push_body(&mut bodies, line, options, &body);
            }
            _ => {}
        }
    }
    vec![holders, bodies]
}

/// Persons, organisations and memberships; the country is an option, for Popolo has none.
pub(super) fn popolo(text: &str, options: &ImportOptions<'_>, warnings: &mut Vec<ImportWarning>) -> Vec<Sheet> {
    let (mut holders, mut bodies) = (Sheet::new("holders/imported.tsv", HOLDERS), Sheet::new("bodies.tsv", BODIES));
    let popolo: Value = match serde_json::from_str(text) {
        Ok(popolo) => popolo,
        Err(error) => {
            warnings.push(ImportWarning { line: number(error.line()), problem: format!("is no JSON ({error}); nothing was read") });
            return Vec::new();
        }
    };
    let Some(country) = options.country else {
        warnings.push(ImportWarning { line: 1, problem: "Popolo names no country, and none was given; nothing was read".to_owned() });
        return Vec::new();
    };
    let all = |key: &str| popolo[key].as_array().map(Vec::as_slice).unwrap_or_default();
    let index = |key: &str| -> BTreeMap<&str, &Value> { all(key).iter().filter_map(|v| Some((v["id"].as_str()?, v))).collect() };
    let (persons, organisations, posts) = (index("persons"), index("organizations"), index("posts"));
    let name_of = |v: &Value| cell(v["name"].as_str().or_else(|| v["label"].as_str()).unwrap_or_default());
    let aliases_of =
        |v: &Value, name: &str| list(v["other_names"].as_array().into_iter().flatten().filter_map(|o| o["name"].as_str()), name);
    for (line, organisation) in (1u32..).zip(all("organizations")) {
        let name = name_of(organisation);
        let words = format!("{} {name}", organisation["classification"].as_str().unwrap_or_default());
        let [start, end] = ["founding_date", "dissolution_date"].map(|key| organisation[key].as_str().map(date).unwrap_or_default());
        let aliases = aliases_of(organisation, &name);
        push_body(&mut bodies, line, options, &Body { country, name: &name, aliases: &aliases, words: &words, start: &start, end: &end });
    }
    for (line, membership) in (1u32..).zip(all("memberships")) {
        let get = |key: &str| membership[key].as_str();
        let Some(person) = get("person_id").and_then(|id| persons.get(id)) else {
            warnings.push(ImportWarning { line, problem: "a membership names no person of the file; it was left out".to_owned() });
            continue;
        };
        let organisation = get("organization_id").and_then(|id| organisations.get(id));
        let of = organisation.map(|o| name_of(o)).unwrap_or_default();
        let post = get("post_id").and_then(|id| posts.get(id)).map(|p| name_of(p)).filter(|p| !p.is_empty());
        let role = get("role").or_else(|| get("label")).map(cell).or(post).unwrap_or_else(|| "member".to_owned());
        let office = if of.is_empty() || role.contains(&of) { role } else { format!("{role} of {of}") };
        let sector =
            organisation.map(|o| kind_of(&format!("{} {of}", o["classification"].as_str().unwrap_or_default())).1).unwrap_or_default();
        let name = name_of(person);
        let [start, end] = ["start_date", "end_date"].map(|key| get(key).map(date).unwrap_or_default());
        push_holder(
            &mut holders,
            line,
            options,
            &Holding { country, office: &office, name: &name, aliases: &aliases_of(person, &name), start: &start, end: &end, sector },
        );
    }
    vec![holders, bodies]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{Format, import};
    use crate::{Meaning, Pack, compile};

    #[test]
    fn entities_become_holders_and_bodies() {
        let file = r#"{"id":"p1","schema":"Person","properties":{"name":["Anna Example"],"alias":["A. Example"],"country":["nor"]}}
{"id":"o1","schema":"Position","properties":{"name":["Minister of Defence"],"country":["nor"]}}
{"id":"x1","schema":"Occupancy","properties":{"holder":["p1"],"post":["o1"],"startDate":["2001-02-03"],"endDate":["2004"]}}
{"id":"x2","schema":"Occupancy","properties":{"holder":["p9"],"post":["o1"]}}
{"id":"b1","schema":"Organization","properties":{"name":["Example Party"],"country":["nor"],"topics":["pol.party"]}}
not json
"#;
        assert_eq!(Format::guess(file.as_bytes()), Some(Format::FollowTheMoney));
        let imported = import(Format::FollowTheMoney, file.as_bytes(), &ImportOptions::default());
        assert_eq!(imported.warnings.iter().map(|w| w.line).collect::<Vec<_>>(), [4, 6]);
        let bytes = compile(&imported.tables).unwrap().pack;
        let pack = Pack::open(&bytes).unwrap();
        let Meaning::Person(person) = &pack.named("A Example")[0].meaning else { panic!() };
        assert_eq!(
            (person.offices[0].office, person.offices[0].sector, person.offices[0].when.to_string().as_str()),
            ("Minister of Defence", "GOV", "2001-02-03–2004")
        );
        assert_eq!(pack.party("NOR/PTY/example-party").unwrap().kind, "party");
    }

    #[test]
    fn popolo_needs_a_country() {
        let file = r#"{"persons":[{"id":"p","name":"Anna Example","other_names":[{"name":"Anna E."}]}],
            "organizations":[{"id":"o","name":"House of Examples","classification":"legislature"}],
            "memberships":[{"person_id":"p","organization_id":"o","role":"member","start_date":"2001"},{"person_id":"q"}]}"#;
        assert_eq!(Format::guess(file.as_bytes()), Some(Format::Popolo));
        assert_eq!(import(Format::Popolo, file.as_bytes(), &ImportOptions::default()).rows, 0);
        let options = ImportOptions { country: Some("NOR"), ..Default::default() };
        let imported = import(Format::Popolo, file.as_bytes(), &options);
        assert_eq!((imported.rows, imported.warnings.len()), (2, 1));
        let bytes = compile(&imported.tables).unwrap().pack;
        let pack = Pack::open(&bytes).unwrap();
        let Meaning::Person(person) = &pack.named("Anna E")[0].meaning else { panic!() };
        assert_eq!((person.offices[0].office, person.offices[0].sector), ("member of House of Examples", "LEG"));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "(\\{\"schema\":\"Person\",\"properties\":\\{\"name\":\\[\"A B\"\\],\"position\":\\[\"X\"\\]\\}\\}\n)?([{}\\[\\]\":,a-z]|\n|\\PC){0,80}", kind in 0..2) {
            let options = ImportOptions { country: Some("NOR"), ..Default::default() };
            let format = if kind == 0 { Format::FollowTheMoney } else { Format::Popolo };
            let imported = import(format, text.as_bytes(), &options);
            proptest::prop_assert!(compile(&imported.tables).is_ok());
        }
    }
}
