//! CSV of the Wikidata query service: a row an office with its holder. Columns are told by their names; `personLabel`, `positionLabel`, `country` (code
//! or name), `start`, `end` and `personAltLabel` are read, under the names that queries give them.

use super::sheet::{Sheet, cell, date, list};
use super::{ImportOptions, ImportWarning, number};
use crate::sense::OfficeClass;
use crate::tables::HOLDERS;

const PERSON: &[&str] = &["personlabel", "holderlabel", "itemlabel", "humanlabel", "namelabel", "name", "person"];
const OFFICE: &[&str] = &["positionlabel", "officelabel", "postlabel", "rolelabel", "office", "position", "role"];
const COUNTRY: &[&str] = &["iso3", "alpha3", "countrycode", "code", "iso2", "alpha2", "countrylabel", "country", "jurisdictionlabel"];
const START: &[&str] = &["start", "starttime", "startdate", "from", "begin"];
const END: &[&str] = &["end", "endtime", "enddate", "to", "until"];
const ALIASES: &[&str] = &["personaltlabel", "itemaltlabel", "altlabel", "aliases", "alias", "altlabels"];

/// The name of a column without case, underscores and `?`.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn column(header: &[String], names: &[&str]) -> Option<usize> {
    names.iter().find_map(|name| header.iter().position(|h| h == name))
}

/// True for a header line that names a person and an office.
pub(super) fn is_header(line: &str) -> bool {
    let header: Vec<String> = line.split(',').map(plain).collect();
    column(&header, PERSON).is_some() && column(&header, OFFICE).is_some()
}

pub(super) fn read(text: &str, options: &ImportOptions<'_>, warnings: &mut Vec<ImportWarning>) -> Vec<Sheet> {
    let mut sheet = Sheet::new("holders/imported.tsv", HOLDERS);
    let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(text.as_bytes());
    let mut records = reader.records();
    let header: Vec<String> = match records.next() {
        Some(Ok(header)) => header.iter().map(plain).collect(),
        _ => Vec::new(),
    };
    let (Some(person), Some(office)) = (column(&header, PERSON), column(&header, OFFICE)) else {
        warnings.push(ImportWarning {
            line: 1,
            problem: "names no column of persons (`personLabel`) and offices (`positionLabel`)".to_owned(),
        });
        return vec![sheet];
    };
    let others = [COUNTRY, START, END, ALIASES].map(|names| column(&header, names));
    for record in records {
        let Ok(record) = record else {
            warnings.push(ImportWarning { line: 0, problem: "a row is no CSV; it was left out".to_owned() });
            continue;
        };
        let line = record.position().map_or(0, |p| number(usize::try_from(p.line()).unwrap_or(usize::MAX)));
        let get = |at: Option<usize>| at.and_then(|i| record.get(i)).unwrap_or_default();
        let (name, office) = (cell(get(Some(person))), cell(get(Some(office))));
        if is_bare_id(&name) || name.is_empty() {
            warnings.push(ImportWarning { line, problem: format!("`{name}` is no name; the row was left out") });
            continue;
        }
        let given = get(others[0]);
        let Some(country) = options.country_of(given) else {
            warnings.push(ImportWarning { line, problem: format!("`{given}` is no country that is known; the row was left out") });
            continue;
        };
        let (start, end) = (date(get(others[1])), date(get(others[2])));
        push_holder(
            &mut sheet,
            line,
            options,
            &Holding {
                country: &country,
                office: &office,
                name: &name,
                start: &start,
                end: &end,
                sector: "",
                aliases: &list(get(others[3]).split(", "), &name),
            },
        );
    }
    vec![sheet]
}

/// An office and its holder.
pub(super) struct Holding<'a> {
    pub country: &'a str,
    pub office: &'a str,
    pub name: &'a str,
    pub aliases: &'a str,
    pub start: &'a str,
    pub end: &'a str,
    /// Empty: by the office's words.
    pub sector: &'a str,
}

pub(super) fn push_holder(sheet: &mut Sheet, line: u32, options: &ImportOptions<'_>, holding: &Holding<'_>) {
    let (class, sector) = class_of(holding.office);
    let end = if holding.end.is_empty() && !holding.start.is_empty() && !options.as_of.is_empty() { "now" } else { holding.end };
    sheet.push(
        line,
        &[
            ("country", holding.country),
            ("sector", if holding.sector.is_empty() { sector } else { holding.sector }),
            ("office", holding.office),
            ("class", class.code()),
            ("person", holding.name),
            ("aliases", holding.aliases),
            ("start", holding.start),
            ("end", end),
            ("certainty", "likely"),
            ("as_of", options.as_of),
            ("origin", if options.file.is_empty() { "imported" } else { options.file }),
        ],
    );
}

fn is_bare_id(name: &str) -> bool {
    name.contains("://") || name.strip_prefix('Q').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

/// Class and sector of an office by its words; an office of something within a state ("Deputy", "of the Assembly") is `other`.
fn class_of(office: &str) -> (OfficeClass, &'static str) {
    let office = office.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|w| office.contains(w));
    let starts = |words: &[&str]| words.iter().any(|w| office.starts_with(w));
    if has(&["member of parliament", "member of the", "senator", "deputy of", "legislator"]) {
        return (OfficeClass::Other, "LEG");
    }
    if has(&["deputy", "vice", "assistant", "acting under"]) {
        return (OfficeClass::Other, "GOV");
    }
    if has(&["speaker of", "president of the senate", "president of the national assembly", "chairman of the state duma"]) {
        return (OfficeClass::LegislatureHead, "LEG");
    }
    if has(&["judge", "justice of", "chief justice"]) {
        return (OfficeClass::Judge, "JUD");
    }
    if has(&[
        "chief of the general staff",
        "chief of defence",
        "chief of staff of the armed forces",
        "commander-in-chief",
        "commander of the army",
    ]) {
        return (OfficeClass::MilitaryChief, "MIL");
    }
    if has(&["minister of foreign affairs", "foreign minister", "secretary of state", "foreign secretary", "minister for foreign affairs"])
    {
        return (OfficeClass::ForeignMinister, "GOV");
    }
    if has(&[
        "minister of defence",
        "minister of defense",
        "defence minister",
        "defense minister",
        "secretary of defense",
        "minister for defence",
    ]) {
        return (OfficeClass::DefenceMinister, "GOV");
    }
    if has(&["prime minister", "chancellor of germany", "chancellor of austria", "premier of", "head of government", "taoiseach"]) {
        return (OfficeClass::HeadOfGovernment, "GOV");
    }
    if starts(&["president of", "king of", "queen of", "emir of", "sultan of", "monarch of", "head of state", "supreme leader of"])
        && office.split(' ').count() <= 6
    {
        return (OfficeClass::HeadOfState, "GOV");
    }
    if has(&["spokes", "press secretary"]) {
        return (OfficeClass::Spokesperson, "GOV");
    }
    (if has(&["minister", "secretary of"]) { OfficeClass::Minister } else { OfficeClass::Other }, "GOV")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{Format, import};
    use crate::{Pack, compile};

    #[test]
    fn holders_are_read_by_the_names_of_columns() {
        let file = "person,personLabel,positionLabel,country,start,end,personAltLabel\n\
            http://x/Q1,Anna Example,Minister of Foreign Affairs of Norway,NOR,2001-10-19T00:00:00Z,2005-10-17T00:00:00Z,\"A. Example, Anna B. Example\"\n\
            http://x/Q2,Q2,Prime Minister of Norway,NOR,2001,2002,\n\
            http://x/Q3,Bert Example,Prime Minister of Norway,Norge,2001,2002,\n";
        assert_eq!(Format::guess(file.as_bytes()), Some(Format::WikidataCsv));
        let imported = import(Format::WikidataCsv, file.as_bytes(), &ImportOptions::default());
        let warnings: Vec<String> = imported.warnings.iter().map(ToString::to_string).collect();
        assert_eq!(
            warnings,
            ["line 3: `Q2` is no name; the row was left out", "line 4: `Norge` is no country that is known; the row was left out"]
        );
        let bytes = compile(&imported.tables).unwrap().pack;
        let pack = Pack::open(&bytes).unwrap();
        assert_eq!(pack.holders("NOR", OfficeClass::ForeignMinister, jiff::civil::date(2003, 1, 1))[0].name, "Anna Example");
        assert_eq!(pack.named("Anna B. Example").len(), 1);
    }

    #[test]
    fn classes_follow_the_words_of_an_office() {
        assert_eq!(class_of("President of the United States").0, OfficeClass::HeadOfState);
        assert_eq!(class_of("Deputy Prime Minister of Norway").0, OfficeClass::Other);
        assert_eq!(class_of("Member of the House of Commons"), (OfficeClass::Other, "LEG"));
        assert_eq!(class_of("Minister of Finance").0, OfficeClass::Minister);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "(personLabel,positionLabel,country,start\n)?([A-Z,\"]|\n|\\PC){0,80}") {
            let imported = import(Format::WikidataCsv, text.as_bytes(), &ImportOptions::default());
            proptest::prop_assert!(compile(&imported.tables).is_ok());
        }
    }
}
