//! Actors and agents of PETRARCH and TABARI.
//!
//! ```text
//! # comment
//! NORTH_KOREA_ [PRK]
//! +DPRK_                           another name of the same
//! HASSAN_ROUHANI_                  codes may stand on lines of their own, each with the dates it holds for
//!     [IRNGOV 20130803-20210803]
//!     [IRNELI >20210803]
//! POLICEMAN {POLICEMEN} [~COP]     an agent: a role noun; its plural in braces, `{}` for none, else with S
//! !PERSON! = MAN, WOMAN            a set, put in where its name stands
//! ```
//!
//! A dictionary does not say which of its actors are persons. Names of two words and more all of whose codes are of a state and have dates
//! are read as one too: so are its office holders written, and its groups and places hardly ever.

use std::collections::BTreeMap;

use super::sheet::{Sheet, cell, list};
use super::{ImportOptions, ImportWarning};
use crate::tables::{HOLDERS, METONYMS, ROLES, STATELESS};

/// CAMEO's role codes where PLOVER's sectors differ; others are the same or unknown.
#[rustfmt::skip]
const SECTORS: &[(&str, &str)] = &[
    ("MED", "JRN"), ("HLH", "MED"), ("INS", "REB"), ("RAD", "REB"), ("SEP", "REB"), ("MOD", "OPP"), ("ENV", "SOC"), ("HRI", "SOC"),
    ("NGO", "SOC"), ("DEV", "GOV"), ("TOP", "GOV"), ("CHR", "REL"), ("MOS", "REL"), ("JEW", "REL"), ("HIN", "REL"), ("BUD", "REL"),
    ("TRO", "CRM"), ("CRM", "CRM"), ("SET", "CVL"), ("MNC", "BUS"), ("GOV", "GOV"),
];

/// Names that a set's name may make of one entry; more are left out.
const LARGEST_EXPANSION: usize = 200;

struct Entry {
    line: u32,
    names: Vec<String>,
    plural: Option<String>,
    codes: Vec<(u32, String)>,
}

pub(super) fn read(text: &str, options: &ImportOptions<'_>, warnings: &mut Vec<ImportWarning>) -> Vec<Sheet> {
    let mut sets: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut entries: Vec<Entry> = Vec::new();
    for (line, written) in (1u32..).zip(text.lines()) {
        let content = written.split(['#', ';']).next().unwrap_or_default().trim_end();
        let content = content.trim();
        if content.is_empty() || content.starts_with('<') {
            continue;
        }
        if let Some((set, members)) = content.split_once('=').filter(|(set, _)| is_set(set.trim())) {
            let members = members.split(',').map(str::trim).filter(|m| !m.is_empty());
            sets.entry(set.trim().to_owned()).or_default().extend(members.map(str::to_owned));
            continue;
        }
        let (name, codes) = content.split_once('[').map_or((content, None), |(name, codes)| (name, Some(codes)));
        let (name, plural) = braces(name);
        if name.is_empty() && codes.is_some() && entries.is_empty() {
            warnings.push(ImportWarning { line, problem: "is a code before any name; it was left out".to_owned() });
            continue;
        }
        match (name.strip_prefix(['+', '&']), entries.last_mut()) {
            (Some(other), Some(entry)) => entry.names.push(other.to_owned()),
            (Some(_), None) => {
                warnings.push(ImportWarning { line, problem: "is another name of nothing; it was left out".to_owned() });
                continue;
            }
            (None, _) if !name.is_empty() => entries.push(Entry { line, names: vec![name], plural, codes: Vec::new() }),
            _ => {}
        }
        if let (Some(codes), Some(entry)) = (codes, entries.last_mut()) {
            let all = codes.split('[').map(|c| c.split(']').next().unwrap_or_default().trim());
            entry.codes.extend(all.filter(|c| !c.is_empty()).map(|c| (line, c.to_owned())));
        }
    }
    let (mut actors, mut agents) = (Sheet::new("metonyms.tsv", METONYMS), Sheet::new("roles.tsv", ROLES));
    let mut holders = Sheet::new("holders/imported.tsv", HOLDERS);
    for entry in &entries {
        if entry.codes.is_empty() {
            warnings.push(ImportWarning { line: entry.line, problem: format!("`{}` has no code; it was left out", entry.names[0]) });
        }
        let mut names: Vec<String> =
            entry.names.iter().flat_map(|n| expand(n, &sets)).map(|n| readable(&n)).filter(|n| !n.is_empty()).collect();
        names.dedup();
        let Some((first, others)) = names.split_first() else {
            let problem = format!("`{}` names nothing, or a set that is not in the file; it was left out", entry.names[0]);
            warnings.push(ImportWarning { line: entry.line, problem });
            continue;
        };
        let mut of_entry: Vec<(u32, Actor)> = Vec::new();
        for (line, code) in &entry.codes {
            if let Some(agent) = code.strip_prefix('~') {
                agents_of(&mut agents, &names, entry, *line, agent, warnings);
                continue;
            }
            match Actor::read(code, options) {
                Ok(actor) => of_entry.push((*line, actor)),
                Err(problem) => warnings.push(ImportWarning { line: *line, problem: format!("{problem} was left out") }),
            }
        }
        let is_person = first.contains(' ') && !of_entry.is_empty() && of_entry.iter().all(|(_, actor)| actor.is_dated_of_a_state());
        let aliases = list(others, first);
        for (line, actor) in &of_entry {
            actor.push(&mut actors, *line, first, &aliases, options);
            if is_person {
                actor.push_holder(&mut holders, *line, first, &aliases, options);
            }
        }
    }
    vec![actors, agents, holders]
}

fn is_set(name: &str) -> bool {
    name.len() > 2 && name.starts_with('!') && name.ends_with('!')
}

/// A name without braces, and what stands in them: the plural; empty for none.
fn braces(name: &str) -> (String, Option<String>) {
    match name.split_once('{') {
        Some((before, rest)) => {
            let (inside, after) = rest.split_once('}').unwrap_or((rest, ""));
            (format!("{}{}", before.trim(), after.trim()), Some(inside.trim().to_owned()))
        }
        None => (name.trim().to_owned(), None),
    }
}

/// A name with each set in it replaced by each of its members.
fn expand(name: &str, sets: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let mut out = vec![name.to_owned()];
    for (set, members) in sets {
        if out.iter().any(|n| n.contains(set.as_str())) {
            out = out.iter().flat_map(|n| members.iter().map(move |m| n.replacen(set.as_str(), m, 1))).take(LARGEST_EXPANSION).collect();
        }
    }
    out.retain(|n| !n.contains('!'));
    out
}

/// Underscores are spaces; words in capitals get one capital. Acronyms of up to four letters keep theirs.
fn readable(name: &str) -> String {
    let capital = |word: &str| {
        let mut chars = word.chars();
        let first: String = chars.next().into_iter().collect();
        first + &chars.as_str().to_lowercase()
    };
    let words: Vec<&str> = name.split(['_', ' ']).filter(|w| !w.is_empty()).collect();
    let alone = words.len() == 1 && words[0].chars().count() <= 4;
    let word = |w: &&str| {
        if alone || w.chars().any(char::is_lowercase) { (*w).to_owned() } else { w.split('-').map(capital).collect::<Vec<_>>().join("-") }
    };
    cell(&words.iter().map(word).collect::<Vec<_>>().join(" "))
}

/// Country, sector of a CAMEO code of three-letter parts.
fn country_and_sector(code: &str) -> Option<(String, &'static str)> {
    let is_code = !code.is_empty() && code.len().is_multiple_of(3) && code.bytes().all(|b| b.is_ascii_uppercase());
    if !is_code {
        return None;
    }
    let parts: Vec<&str> = code.as_bytes().chunks(3).filter_map(|c| std::str::from_utf8(c).ok()).collect();
    let sector = parts[1..].iter().find_map(|p| sector(p));
    // organisations: `IGOUNO`, `IGOEUREEC`
    let country = match parts[..] {
        ["IGO", within @ ("UNO" | "EUR"), ..] => within,
        [first, ..] => first,
        [] => return None,
    };
    let default = if matches!(country, "NGO") {
        "SOC"
    } else if matches!(country, "IMG") {
        "REB"
    } else {
        "GOV"
    };
    Some((country.to_owned(), sector.unwrap_or(default)))
}

fn sector(code: &str) -> Option<&'static str> {
    let cameo = SECTORS.iter().find(|(from, _)| *from == code).map(|(_, to)| *to);
    cameo.or_else(|| crate::table::SECTORS.split_whitespace().find(|s| *s == code))
}

/// A code of an actor with the dates it holds for.
struct Actor {
    country: String,
    sector: &'static str,
    start: String,
    end: String,
}

impl Actor {
    /// Reads `IRNGOV 20130803-20210803`; else what is wrong.
    fn read(written: &str, options: &ImportOptions<'_>) -> Result<Self, String> {
        let (code, dates) = written.split_once(char::is_whitespace).unwrap_or((written, ""));
        let (country, sector) = country_and_sector(code).ok_or_else(|| format!("`{code}` is no code of three-letter parts; it"))?;
        let is_known = options.known.is_none_or(|p| p.countries().next().is_none() || p.country(&country).is_some());
        if !is_known && !is_stateless(&country) {
            return Err(format!("`{country}` is no country's code; `{code}`"));
        }
        let (start, mut end) = interval(dates.trim()).ok_or_else(|| format!("`{dates}` are no dates; `{code}`"))?;
        // what has begun and not ended held as long as the file knows
        if end.is_empty() && !start.is_empty() && !options.as_of.is_empty() {
            end = "now".to_owned();
        }
        Ok(Self { country, sector, start, end })
    }

    fn is_dated_of_a_state(&self) -> bool {
        let is_dated = !self.start.is_empty() || !self.end.is_empty();
        is_dated && !is_stateless(&self.country)
    }

    fn push(&self, sheet: &mut Sheet, line: u32, name: &str, aliases: &str, options: &ImportOptions<'_>) {
        let party = format!("{name} ({} {})", self.country, self.sector);
        let own = [("name", name), ("kind", "nickname"), ("party", party.as_str())];
        sheet.push(line, &[&own[..], &self.shared(aliases, options)].concat());
    }

    fn push_holder(&self, sheet: &mut Sheet, line: u32, name: &str, aliases: &str, options: &ImportOptions<'_>) {
        let own = [("person", name), ("office", "office that the dictionary does not name"), ("class", "other")];
        sheet.push(line, &[&own[..], &self.shared(aliases, options)].concat());
    }

    fn shared<'s>(&'s self, aliases: &'s str, options: &ImportOptions<'s>) -> [(&'static str, &'s str); 8] {
        [
            ("country", &self.country),
            ("sector", self.sector),
            ("aliases", aliases),
            ("start", &self.start),
            ("end", &self.end),
            ("certainty", "likely"),
            ("as_of", options.as_of),
            ("origin", if options.file.is_empty() { "dictionary" } else { options.file }),
        ]
    }
}

fn is_stateless(country: &str) -> bool {
    STATELESS.split(' ').any(|c| c == country)
}

fn agents_of(sheet: &mut Sheet, names: &[String], entry: &Entry, line: u32, code: &str, warnings: &mut Vec<ImportWarning>) {
    let last = code.get(..3).and_then(sector);
    let Some(sector) = last else {
        warnings.push(ImportWarning { line, problem: format!("`~{code}` is no sector; it was left out") });
        return;
    };
    for (i, name) in names.iter().enumerate() {
        let singular = name.to_lowercase();
        let plural = match &entry.plural {
            Some(written) if i == 0 => readable(written).to_lowercase(),
            _ => regular_plural(&singular),
        };
        sheet.push(line, &[("singular", &singular), ("plural", &plural), ("sector", sector), ("kind", "person"), ("note", "imported")]);
    }
}

fn regular_plural(noun: &str) -> String {
    let is_vowel_y = ["ay", "ey", "oy", "uy"].iter().any(|end| noun.ends_with(end));
    if let Some(stem) = noun.strip_suffix('y').filter(|_| !is_vowel_y) {
        return format!("{stem}ies");
    }
    if ["s", "x", "ch", "sh"].iter().any(|end| noun.ends_with(end)) { format!("{noun}es") } else { format!("{noun}s") }
}

/// `>A`, `<B`, `A-B`, `>A-B`, dates as `YYMMDD`, `YYYYMMDD` or `YYYY`; empty dates for none. The days named belong to the interval.
fn interval(dates: &str) -> Option<(String, String)> {
    let dates = dates.trim_end_matches([',', ' ']);
    if dates.is_empty() {
        return Some((String::new(), String::new()));
    }
    let dates = if dates.contains('-') { dates.trim_start_matches(['>', '<']) } else { dates };
    if let Some(after) = dates.strip_prefix('>') {
        return Some((day(after)?, String::new()));
    }
    if let Some(before) = dates.strip_prefix('<') {
        return Some((String::new(), day(before)?));
    }
    let (from, to) = dates.split_once('-')?;
    Some((day(from)?, if to.trim().is_empty() { String::new() } else { day(to)? }))
}

/// TABARI's two-digit years from 40 on are of the last century.
fn day(text: &str) -> Option<String> {
    let text = text.trim();
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let full = match text.len() {
        4 => return crate::PartialDate::parse(text).map(|_| text.to_owned()),
        6 => format!("{}{text}", if &text[..2] < "40" { "20" } else { "19" }),
        8 => text.to_owned(),
        _ => return None,
    };
    let date = format!("{}-{}-{}", &full[..4], &full[4..6], &full[6..]);
    let date = date.trim_end_matches("-00");
    crate::PartialDate::parse(date).map(|_| date.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{Format, import};
    use crate::{Meaning, Pack, compile};

    const FILE: &str = "# actors\n\
        NORTH_KOREA_ [PRK]\n\
        +DPRK_\n\
        HASSAN_ROUHANI_ ; a president\n\
        \t[IRNGOV 130803-210803]\n\
        \t[IRNELI >20210803]\n\
        !PERSON! = MAN, WOMAN\n\
        POLICE!PERSON! [~COP]\n\
        CHILD {CHILDREN} [~CVL]\n\
        NOBODY_AT_ALL\n\
        STRANGE_ [abc]\n\
        OF_!NOSET! [~MIL]\n\
        UNITED_NATIONS_ [IGOUNO]\n";

    #[test]
    fn actors_and_agents_become_tables() {
        let options = ImportOptions { file: "actors.txt", ..Default::default() };
        assert_eq!(Format::guess(FILE.as_bytes()), Some(Format::Dictionary));
        let imported = import(Format::Dictionary, FILE.as_bytes(), &options);
        let warnings: Vec<String> = imported.warnings.iter().map(ToString::to_string).collect();
        assert_eq!(
            warnings,
            [
                "line 10: `NOBODY_AT_ALL` has no code; it was left out",
                "line 11: `abc` is no code of three-letter parts; it was left out",
                "line 12: `OF_!NOSET!` names nothing, or a set that is not in the file; it was left out"
            ]
        );
        let bytes = compile(&imported.tables).unwrap().pack;
        let pack = Pack::open(&bytes).unwrap();
        let of = |name: &str| {
            let metonym = |s: crate::Sense<'_>| match s.meaning {
                Meaning::Metonym(m) => Some((m.country.to_owned(), m.sector.to_owned(), m.when.to_string())),
                _ => None,
            };
            pack.named(name).into_iter().filter_map(metonym).collect::<Vec<_>>()
        };
        let row = |c: &str, s: &str, w: &str| (c.to_owned(), s.to_owned(), w.to_owned());
        assert_eq!(of("DPRK"), [row("PRK", "GOV", "–")]);
        assert_eq!(of("Hassan Rouhani"), [row("IRN", "GOV", "2013-08-03–2021-08-03"), row("IRN", "ELI", "2021-08-03–")]);
        assert_eq!(of("United Nations"), [row("UNO", "GOV", "–")]);
        // two words and dates: a person too
        let Meaning::Person(person) = &pack.named("Hassan Rouhani")[0].meaning else { panic!() };
        assert_eq!((person.id, person.offices.len()), ("IRN/hassan-rouhani", 2));
        assert_eq!(pack.roles("policewoman")[0].sector, "COP");
        assert_eq!(pack.roles("children")[0].singular, "child");
    }

    #[test]
    fn dates_of_both_programs_are_read() {
        assert_eq!(interval("940101-970101"), Some(("1994-01-01".into(), "1997-01-01".into())));
        assert_eq!(interval("<19730717"), Some((String::new(), "1973-07-17".into())));
        assert_eq!(interval(">20210800"), Some(("2021-08".into(), String::new())));
        assert_eq!(interval(">20130803-20210803"), Some(("2013-08-03".into(), "2021-08-03".into())));
        assert_eq!((interval(">x"), interval(">1-2")), (None, None));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "([A-Z_+{}~!= \\[\\]<>0-9-]|\n|\\PC){0,80}") {
            let imported = import(Format::Dictionary, text.as_bytes(), &ImportOptions::default());
            proptest::prop_assert!(compile(&imported.tables).is_ok());
        }
    }
}
