//! GDELT 2.0: the event table of 61 columns and the mentions table of 16, without headers.

use demarche_ledger::dossier::Filing;
use demarche_ledger::report::{Party, Spot};
use jiff::civil::Date;

use crate::case::{Case, Dyad, Grain, Pages, actors_of, degrees, grain, naming, recipients_of, told_by};
use crate::codes::{cameo_actor, cameo_levels, cameo_quad, country, country_name};
use crate::number::number;

/// Columns of the event table.
pub const EVENT_COLUMNS: [&str; 61] = [
    "GLOBALEVENTID",
    "SQLDATE",
    "MonthYear",
    "Year",
    "FractionDate",
    "Actor1Code",
    "Actor1Name",
    "Actor1CountryCode",
    "Actor1KnownGroupCode",
    "Actor1EthnicCode",
    "Actor1Religion1Code",
    "Actor1Religion2Code",
    "Actor1Type1Code",
    "Actor1Type2Code",
    "Actor1Type3Code",
    "Actor2Code",
    "Actor2Name",
    "Actor2CountryCode",
    "Actor2KnownGroupCode",
    "Actor2EthnicCode",
    "Actor2Religion1Code",
    "Actor2Religion2Code",
    "Actor2Type1Code",
    "Actor2Type2Code",
    "Actor2Type3Code",
    "IsRootEvent",
    "EventCode",
    "EventBaseCode",
    "EventRootCode",
    "QuadClass",
    "GoldsteinScale",
    "NumMentions",
    "NumSources",
    "NumArticles",
    "AvgTone",
    "Actor1Geo_Type",
    "Actor1Geo_FullName",
    "Actor1Geo_CountryCode",
    "Actor1Geo_ADM1Code",
    "Actor1Geo_ADM2Code",
    "Actor1Geo_Lat",
    "Actor1Geo_Long",
    "Actor1Geo_FeatureID",
    "Actor2Geo_Type",
    "Actor2Geo_FullName",
    "Actor2Geo_CountryCode",
    "Actor2Geo_ADM1Code",
    "Actor2Geo_ADM2Code",
    "Actor2Geo_Lat",
    "Actor2Geo_Long",
    "Actor2Geo_FeatureID",
    "ActionGeo_Type",
    "ActionGeo_FullName",
    "ActionGeo_CountryCode",
    "ActionGeo_ADM1Code",
    "ActionGeo_ADM2Code",
    "ActionGeo_Lat",
    "ActionGeo_Long",
    "ActionGeo_FeatureID",
    "DATEADDED",
    "SOURCEURL",
];

/// Columns of the mentions table.
pub const MENTION_COLUMNS: [&str; 16] = [
    "GLOBALEVENTID",
    "EventTimeDate",
    "MentionTimeDate",
    "MentionType",
    "MentionSourceName",
    "MentionIdentifier",
    "SentenceID",
    "Actor1CharOffset",
    "Actor2CharOffset",
    "ActionCharOffset",
    "InRawText",
    "Confidence",
    "MentionDocLen",
    "MentionDocTone",
    "MentionDocTranslationInfo",
    "Extras",
];

/// Rows of the event table, one a dyad. None where the incident has no day or no number.
pub fn events<'d>(case: &Case<'d>, pages: &mut Pages<'d>) -> Vec<[String; 61]> {
    let Some((day, _)) = case.day() else { return Vec::new() };
    let is_root = case.filings.iter().any(|f| pages.is_in_lead(f));
    let (root, base, event) = cameo_levels(case.cameo());
    let documents: std::collections::BTreeSet<_> = case.filings.iter().map(|f| f.filed.article.id).collect();
    let url = case.filings.iter().find_map(|f| f.filed.article.url.clone());
    let rows = case.dyads().into_iter().filter_map(|dyad| -> Option<[String; 61]> {
        let mut row = Vec::with_capacity(61);
        row.push(number(case.dossier.id(), &dyad)?.to_string());
        row.extend([sql_date(day), format!("{:04}{:02}", day.year(), day.month()), format!("{:04}", day.year()), fraction(day)]);
        row.extend(actor(dyad.actor.as_ref()));
        row.extend(actor(dyad.recipient.as_ref()));
        row.push(u8::from(is_root).to_string());
        row.extend([event.clone(), base.clone(), root.clone(), cameo_quad(&root).to_string(), case.score().to_string()]);
        row.extend([case.filings.len().to_string(), case.outlets().len().to_string(), documents.len().to_string()]);
        // no tone is measured; 0 would say that it is neutral
        row.push(String::new());
        row.extend(geography(None));
        row.extend(geography(None));
        row.extend(geography(case.place));
        row.push(case.published.map_or_else(String::new, |(first, _)| midnight(first)));
        row.push(url.clone().unwrap_or_default());
        row.try_into().ok()
    });
    rows.collect()
}

/// Rows of the mentions table: each report of each dyad.
pub fn mentions<'d>(case: &Case<'d>, pages: &mut Pages<'d>) -> Vec<[String; 16]> {
    let Some((day, _)) = case.day() else { return Vec::new() };
    let reports: Vec<(&Filing<'d>, Option<usize>)> = case.filings.iter().map(|f| (f, pages.sentence(f))).collect();
    let mut rows = Vec::new();
    for dyad in case.dyads() {
        let Some(number) = number(case.dossier.id(), &dyad) else { continue };
        rows.extend(reports.iter().map(|(filing, sentence)| mention(case, &dyad, number, filing, *sentence, day)));
    }
    rows
}

fn mention(case: &Case<'_>, dyad: &Dyad, number: u64, filing: &Filing<'_>, sentence: Option<usize>, day: Date) -> [String; 16] {
    let (article, report) = (&filing.filed.article, filing.report);
    // GDELT's sign for what was not found
    let offset = |at: Option<usize>| at.map_or_else(|| "-1".to_owned(), |at| at.to_string());
    let named = |party: &Option<Party>, side| offset(party.as_ref().and_then(|p| naming(side, p)).map(|n| n.span.0));
    let (who, position, own_voice) = told_by(filing);
    let voice = if own_voice { "own voice" } else { "source" };
    let added = case.published.map_or(day, |(first, _)| first);
    [
        number.to_string(),
        midnight(added),
        article.published.map_or_else(String::new, midnight),
        if article.url.is_some() { "1" } else { "2" }.to_owned(),
        article.publisher.clone().unwrap_or_default(),
        article.url.clone().unwrap_or_else(|| article.key.clone()),
        sentence.map_or_else(String::new, |n| n.to_string()),
        named(&dyad.actor, actors_of(report)),
        named(&dyad.recipient, recipients_of(report)),
        offset(report.trigger_spans.first().map(|s| s.0)),
        "1".to_owned(),
        format!("{:.0}", f64::from(report.confidence) * 100.0),
        article.text.chars().count().to_string(),
        String::new(),
        String::new(),
        format!(
            "standing={};status={};voice={voice};holder={who};position={}",
            case.ruling.standing.word(),
            report.status.code(),
            position.words()
        ),
    ]
}

fn actor(party: Option<&Party>) -> [String; 10] {
    let Some(party) = party else { return Default::default() };
    let cameo = cameo_actor(party);
    let mut types = cameo.types.into_iter().map(str::to_owned);
    let mut kind = || types.next().unwrap_or_default();
    let none = String::new;
    let (name, country, group) = (party.name.to_uppercase(), cameo.country.to_owned(), cameo.group.to_owned());
    [cameo.code, name, country, group, none(), none(), none(), kind(), kind(), kind()]
}

fn geography(spot: Option<&Spot>) -> [String; 8] {
    let Some(spot) = spot else { return Default::default() };
    let iso = spot.country.as_deref().unwrap_or_default();
    let kind = match (grain(spot), iso) {
        (Grain::Country, _) => "1",
        (Grain::Division, "USA") => "2",
        (Grain::Town, "USA") => "3",
        (Grain::Town, _) => "4",
        (Grain::Division, _) => "5",
    };
    let fips = country(iso).map_or("", |c| c.fips);
    let mut name = vec![spot.name.as_str()];
    name.extend(spot.admin1.as_deref().filter(|a| *a != spot.name));
    name.extend(Some(country_name(iso)).filter(|c| !c.is_empty() && *c != spot.name));
    let division = if grain(spot) == Grain::Country { fips } else { "" };
    let none = String::new;
    [kind.to_owned(), name.join(", "), fips.to_owned(), division.to_owned(), none(), degrees(spot.lat), degrees(spot.lon), none()]
}

fn sql_date(day: Date) -> String {
    format!("{:04}{:02}{:02}", day.year(), day.month(), day.day())
}

/// The day's beginning; the ledger knows no hours.
fn midnight(day: Date) -> String {
    format!("{}000000", sql_date(day))
}

/// The year and the part of it that has passed, with months of 30 days as GDELT has it.
fn fraction(day: Date) -> String {
    let part = (f64::from(day.month()) * 30.0 + f64::from(day.day())) / 365.0;
    format!("{:.4}", f64::from(day.year()) + part)
}
