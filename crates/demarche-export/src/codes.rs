//! Codes that event tables use and the ledger does not: countries under FIPS 10-4, CAMEO and the Correlates of War, sectors under
//! CAMEO and in words.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use demarche_ledger::report::Party;

/// A country under the codes of several tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Country {
    /// ISO 3166-1 alpha-3, in the codebook's manner.
    pub iso: &'static str,
    /// English name.
    pub name: &'static str,
    /// FIPS 10-4, two letters; empty where it has none.
    pub fips: &'static str,
    /// CAMEO's code of the country as an actor.
    pub cameo: &'static str,
    /// Country code of the Correlates of War project; empty for what is no member of its state system.
    pub cow: &'static str,
}

static COUNTRIES: LazyLock<BTreeMap<&'static str, Country>> =
    LazyLock::new(|| include_str!("../data/countries.tsv").lines().filter_map(country_of).map(|c| (c.iso, c)).collect());

/// The country of a line; none for comments and the header.
fn country_of(line: &'static str) -> Option<Country> {
    let mut fields = line.split('\t');
    let mut next = || fields.next();
    let country = Country { iso: next()?, name: next()?, fips: next()?, cameo: next()?, cow: next()? };
    (country.iso.len() == 3 && country.iso != "iso").then_some(country)
}

/// The country of an ISO code; none for codes of what is no country (`UNO`, `IGO` …) and unknown ones.
#[must_use]
pub fn country(iso: &str) -> Option<&'static Country> {
    COUNTRIES.get(iso)
}

/// English name of a country, or its code where none is known.
#[must_use]
pub fn country_name(iso: &str) -> &str {
    country(iso).map_or(iso, |c| c.name)
}

/// A party in CAMEO's codes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CameoActor {
    /// The whole code: country, group, types in one word, `USAGOV`.
    pub code: String,
    /// Country of a state's party.
    pub country: &'static str,
    /// A group that CAMEO knows by name: `UNO`, `EEC`.
    pub group: &'static str,
    /// Types, at most two.
    pub types: Vec<&'static str>,
}

/// A party in CAMEO's codes. Sectors that CAMEO has no type for are left out.
#[must_use]
pub fn cameo_actor(party: &Party) -> CameoActor {
    let (group, kind) = match party.country.as_str() {
        "UNO" => ("UNO", "IGO"),
        "EUR" => ("EEC", "IGO"),
        "IGO" => ("", "IGO"),
        "NGO" => ("", "NGO"),
        "IMG" => ("", "IMG"),
        "MNC" => ("", "MNC"),
        "ISM" => ("", "INT"),
        _ => ("", ""),
    };
    let country = country(&party.country).map_or("", |c| c.cameo);
    // the bodies of an international organisation are GOV in the codebook, which CAMEO says with IGO alone
    let sector = if kind == "IGO" && party.sector == "GOV" { "" } else { cameo_type(&party.sector) };
    let types: Vec<&'static str> = [kind, sector].into_iter().filter(|t| !t.is_empty()).collect();
    let lead = if kind.is_empty() { country } else { kind };
    let code = [lead, group, sector].concat();
    CameoActor { code, country, group, types }
}

/// CAMEO's type of a sector; empty where it has none.
fn cameo_type(sector: &str) -> &'static str {
    match sector {
        "GOV" => "GOV",
        "MIL" => "MIL",
        "LEG" => "LEG",
        "JUD" => "JUD",
        "SPY" => "SPY",
        "COP" => "COP",
        "PTY" => "PTY",
        "OPP" => "OPP",
        "REB" => "REB",
        "UAF" => "UAF",
        "CVL" => "CVL",
        "JRN" => "MED",
        "BUS" => "BUS",
        "CRM" => "CRM",
        "EDU" => "EDU",
        "ELI" => "ELI",
        "LAB" => "LAB",
        "AGR" => "AGR",
        "MED" => "HLH",
        "REF" => "REF",
        _ => "",
    }
}

/// A sector in a word or two; the code itself where it is none of the codebook's.
#[must_use]
pub fn sector_words(sector: &str) -> &str {
    match sector {
        "GOV" => "Government",
        "MIL" => "Military",
        "LEG" => "Legislature",
        "JUD" => "Judiciary",
        "SPY" => "Intelligence",
        "COP" => "Police",
        "PTY" => "Party",
        "OPP" => "Opposition",
        "REB" => "Rebels",
        "PRM" => "Paramilitary",
        "UAF" => "Unidentified Armed Force",
        "UNK" => "Unidentified",
        "CVL" => "Civilian",
        "JRN" => "Media",
        "BUS" => "Business",
        "CRM" => "Criminal",
        "EDU" => "Education",
        "ELI" => "Elite",
        "LAB" => "Labor",
        "AGR" => "Agriculture",
        "MED" => "Medical",
        "REF" => "Refugees",
        "REL" => "Religious",
        "SOC" => "Civil Society",
        "PRE" => "Partially Recognised",
        other => other,
    }
}

/// CAMEO's root, base and event code, each with its leading zero: `19`, `190`, `190`. GDELT and ICEWS write what is not specified
/// below its root with a final 0.
#[must_use]
pub fn cameo_levels(code: &str) -> (String, String, String) {
    let event = if code.len() == 2 { format!("{code}0") } else { code.to_owned() };
    let base = event.get(..3).unwrap_or(&event).to_owned();
    (event.get(..2).unwrap_or(&event).to_owned(), base, event)
}

/// Quad class of a CAMEO root as GDELT has it: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
#[must_use]
pub fn cameo_quad(root: &str) -> u8 {
    match root {
        "01" | "02" | "03" | "04" | "05" => 1,
        "06" | "07" | "08" => 2,
        "09" | "10" | "11" | "12" | "13" => 3,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read_and_well_formed() {
        let lines = include_str!("../data/countries.tsv").lines().filter(|l| !l.starts_with('#')).skip(1).count();
        assert_eq!(COUNTRIES.len(), lines);
        for c in COUNTRIES.values() {
            assert!(c.fips.is_empty() || c.fips.len() == 2, "{c:?}");
            assert!(c.cameo.len() == 3 && !c.name.is_empty() && c.cow.bytes().all(|b| b.is_ascii_digit()), "{c:?}");
        }
        let fips: std::collections::BTreeSet<&str> = COUNTRIES.values().map(|c| c.fips).filter(|f| !f.is_empty()).collect();
        assert_eq!(fips.len(), COUNTRIES.values().filter(|c| !c.fips.is_empty()).count(), "no code twice");
    }

    #[test]
    fn codes_that_differ_between_tables() {
        let codes = |iso: &str| country(iso).map(|c| (c.fips, c.cameo, c.cow));
        assert_eq!(codes("ROU"), Some(("RO", "ROM", "360")));
        assert_eq!(codes("AUS"), Some(("AS", "AUS", "900")));
        assert_eq!(codes("AUT"), Some(("AU", "AUT", "305")));
        assert_eq!(codes("UKR"), Some(("UP", "UKR", "369")));
        assert_eq!(codes("UNO"), None);
        assert_eq!(country_name("KOR"), "South Korea");
    }

    #[test]
    fn parties_in_cameo() {
        let coded = |key: &str| {
            let actor = cameo_actor(&Party::of_key(key, ""));
            (actor.code, actor.country, actor.group, actor.types)
        };
        assert_eq!(coded("ROU/MIL"), ("ROMMIL".to_owned(), "ROM", "", vec!["MIL"]));
        assert_eq!(coded("UNO/GOV/un-security-council"), ("IGOUNO".to_owned(), "", "UNO", vec!["IGO"]));
        assert_eq!(coded("UNO/MIL"), ("IGOUNOMIL".to_owned(), "", "UNO", vec!["IGO", "MIL"]));
        assert_eq!(coded("USA/JRN"), ("USAMED".to_owned(), "USA", "", vec!["MED"]));
        assert_eq!(coded("NGO/MED"), ("NGOHLH".to_owned(), "", "", vec!["NGO", "HLH"]));
        assert_eq!(coded("SDN/PRM"), ("SDN".to_owned(), "SDN", "", vec![]));
        assert_eq!(coded("/UAF"), ("UAF".to_owned(), "", "", vec!["UAF"]));
    }

    #[test]
    fn levels_keep_their_zeros() {
        let levels = |code| {
            let (root, base, event) = cameo_levels(code);
            format!("{root} {base} {event} {}", cameo_quad(&root))
        };
        assert_eq!(levels("04"), "04 040 040 1");
        assert_eq!(levels("0313"), "03 031 0313 1");
        assert_eq!(levels("195"), "19 195 195 4");
        assert_eq!(levels("08"), "08 080 080 2");
        assert_eq!(levels("1122"), "11 112 1122 3");
    }
}
