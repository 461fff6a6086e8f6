//! ICEWS: 20 columns with a header.

use demarche_ledger::report::Party;

use crate::case::{Case, Grain, Pages, degrees, grain};
use crate::codes::{cameo_levels, country, country_name, sector_words};
use crate::number::number;

/// Columns, in order.
pub const COLUMNS: [&str; 20] = [
    "Event ID",
    "Event Date",
    "Source Name",
    "Source Sectors",
    "Source Country",
    "Event Text",
    "CAMEO Code",
    "Intensity",
    "Target Name",
    "Target Sectors",
    "Target Country",
    "Story ID",
    "Sentence Number",
    "Publisher",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
];

/// Rows, one a dyad. None where the incident has no day or no number.
pub fn rows<'d>(case: &Case<'d>, pages: &mut Pages<'d>) -> Vec<[String; 20]> {
    let (Some((day, _)), Some(first)) = (case.day(), case.filings.first()) else { return Vec::new() };
    let sentence = pages.sentence(first).map_or_else(String::new, |n| n.to_string());
    let (_, _, code) = cameo_levels(case.cameo());
    let place = case.place;
    let town = place.filter(|p| grain(p) == Grain::Town).map_or_else(String::new, |p| p.name.clone());
    let rows = case.dyads().into_iter().filter_map(|dyad| -> Option<[String; 20]> {
        let [source, sectors, country] = side(dyad.actor.as_ref());
        let [target, target_sectors, target_country] = side(dyad.recipient.as_ref());
        Some([
            number(case.dossier.id(), &dyad)?.to_string(),
            day.to_string(),
            source,
            sectors,
            country,
            event_text(case),
            code.clone(),
            case.score().to_string(),
            target,
            target_sectors,
            target_country,
            first.filed.story.map_or_else(String::new, |s| s.to_string()),
            sentence.clone(),
            first.filed.article.publisher.clone().unwrap_or_default(),
            town.clone(),
            String::new(),
            place.and_then(|p| p.admin1.clone()).unwrap_or_default(),
            place.and_then(|p| p.country.as_deref()).map(country_name).unwrap_or_default().to_owned(),
            degrees(place.and_then(|p| p.lat)),
            degrees(place.and_then(|p| p.lon)),
        ])
    });
    rows.collect()
}

/// Type, mode and contexts in PLOVER's words; CAMEO's own labels are not restated.
fn event_text(case: &Case<'_>) -> String {
    let code = case.event_type.code();
    let mut text: String = code.chars().take(1).chain(code.chars().skip(1).flat_map(char::to_lowercase)).collect();
    if let Some(mode) = case.mode {
        text += &format!(": {}", mode.code());
    }
    if !case.contexts.is_empty() {
        text += &format!(" ({})", case.contexts.iter().map(|c| c.code()).collect::<Vec<_>>().join(", "));
    }
    text
}

fn side(party: Option<&Party>) -> [String; 3] {
    let Some(party) = party else { return Default::default() };
    let land = country(&party.country).map_or_else(String::new, |c| c.name.to_owned());
    [party.name.clone(), sector_words(&party.sector).to_owned(), land]
}
