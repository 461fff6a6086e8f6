//! POLECAT: 40 columns with a header, in UTF-8.

use demarche_ledger::report::{Named, Party, Report};

use crate::case::{Case, Grain, actors_of, degrees, grain, recipients_of};
use crate::codes::{country, country_name};
use crate::number::name;

/// Columns, in order.
pub const COLUMNS: [&str; 40] = [
    "Event ID",
    "Event Date",
    "Event Type",
    "Event Mode",
    "Intensity",
    "Quad Code",
    "Contexts",
    "Actor Name",
    "Actor Country",
    "Actor COW",
    "Primary Actor Sector",
    "Actor Sectors",
    "Actor Title",
    "Actor Name Raw",
    "Wikipedia Actor ID",
    "Recipient Name",
    "Recipient Country",
    "Recipient COW",
    "Primary Recipient Sector",
    "Recipient Sectors",
    "Recipient Title",
    "Recipient Name Raw",
    "Wikipedia Recipient ID",
    "Placename",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
    "GeoNames ID",
    "Raw Placename",
    "Feature Type",
    "Source",
    "Publication Date",
    "Story People",
    "Story Organizations",
    "Story Locations",
    "Language",
    "Version",
];

/// Rows, one a dyad. None where the incident has no day.
#[must_use]
pub fn rows(case: &Case<'_>) -> Vec<[String; 40]> {
    let Some((day, _)) = case.day() else { return Vec::new() };
    let place = case.place;
    let wide = place.map(grain);
    let placed = |is: Grain| place.filter(|_| wide == Some(is)).map_or_else(String::new, |p| p.name.clone());
    // as given: a slug of the knowledge tables says nothing to other programs
    let mut sources: Vec<&str> = Vec::new();
    for publisher in case.filings.iter().filter_map(|f| f.filed.article.publisher.as_deref()) {
        if !sources.contains(&publisher) {
            sources.push(publisher);
        }
    }
    let rows = case.dyads().into_iter().filter_map(|dyad| -> Option<[String; 40]> {
        let mut row = vec![
            name(case.dossier.id(), &dyad),
            day.to_string(),
            case.event_type.code().to_owned(),
            case.mode.map_or_else(String::new, |m| m.code().to_owned()),
            case.score().to_string(),
            quad(case.event_type.quad()).to_owned(),
            case.contexts.iter().map(|c| c.code()).collect::<Vec<_>>().join(";"),
        ];
        row.extend(side(case, dyad.actor.as_ref(), actors_of));
        row.extend(side(case, dyad.recipient.as_ref(), recipients_of));
        row.extend([
            place.map_or_else(String::new, |p| p.name.clone()),
            placed(Grain::Town),
            String::new(),
            place.and_then(|p| p.admin1.clone()).unwrap_or_default(),
            place.and_then(|p| p.country.as_deref()).map(country_name).unwrap_or_default().to_owned(),
            degrees(place.and_then(|p| p.lat)),
            degrees(place.and_then(|p| p.lon)),
            String::new(),
            String::new(),
            match wide {
                Some(Grain::Country) => "PCL",
                Some(Grain::Division) => "ADM1",
                Some(Grain::Town) | None => "",
            }
            .to_owned(),
            sources.join(";"),
            case.published.map_or_else(String::new, |(first, _)| first.to_string()),
            String::new(),
            String::new(),
            String::new(),
            // all that the ledger takes is English
            "en".to_owned(),
            concat!("demarche ", env!("CARGO_PKG_VERSION")).to_owned(),
        ]);
        row.try_into().ok()
    });
    rows.collect()
}

fn quad(quad: u8) -> &'static str {
    match quad {
        1 => "VERBAL COOPERATION",
        2 => "MATERIAL COOPERATION",
        3 => "VERBAL CONFLICT",
        _ => "MATERIAL CONFLICT",
    }
}

fn side(case: &Case<'_>, party: Option<&Party>, of: fn(&Report) -> &[Named]) -> [String; 8] {
    let Some(party) = party else { return Default::default() };
    let raw = case.raw(party, of).map_or_else(String::new, |n| n.text.clone());
    let cow = country(&party.country).map_or("", |c| c.cow);
    let sector = party.sector.clone();
    let none = String::new;
    [party.name.clone(), party.country.clone(), cow.to_owned(), sector.clone(), sector, none(), raw, none()]
}
