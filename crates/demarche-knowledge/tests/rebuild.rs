//! Generated tables from small stand-ins for the packages.

use demarche_knowledge::rebuild::{Packages, RebuildError, Settings, rebuild};
use demarche_knowledge::{Meaning, Pack, Source, compile};

fn packages() -> Packages {
    let city = |id: u32, name: &str, country: &str, division: &str, lat: f64, lon: f64, population: u32, alternates: &[&str]| {
        serde_json::json!({"geonameid": id, "name": name, "countrycode": country, "admin1code": division, "latitude": lat, "longitude": lon,
            "population": population, "alternatenames": alternates})
    };
    let cities = serde_json::json!({
        "1": city(1, "Kursk", "RU", "41", 51.7, 36.2, 450_000, &["Koursk", "Курск", "URS", "Reading"]),
        "2": city(2, "Sudzha", "RU", "41", 51.2, 35.3, 6_000, &["Russia", "Suja"]),
        "3": city(3, "Moscow", "RU", "48", 55.75, 37.6, 10_000_000, &["Moskva"]),
        "4": city(4, "Reading", "GB", "ENG", 51.4, -1.0, 200_000, &[]),
    });
    let states = serde_json::json!([
        {"country_code": "RU", "city": "Kursk", "latitude": 51.7, "longitude": 36.2, "population": 1, "state": "Kursk Oblast"},
        {"country_code": "RU", "city": "Moscow", "latitude": 55.75, "longitude": 37.6, "population": 1, "state": "Moscow"},
    ]);
    Packages {
        countries: serde_json::json!({
            "RU": {"iso3": "RUS", "name": "Russia", "capital": "Moscow"}, "GB": {"iso3": "GBR", "name": "United Kingdom", "capital": "London"},
            "GI": {"iso3": "GIB", "name": "Gibraltar", "capital": "Gibraltar"},
        })
        .to_string(),
        cities: cities.to_string(),
        states: states.to_string(),
        territories: "{\"code\":\"ru\",\"name\":\"Russia\",\"full_name\":\"Russian Federation\"}\n\
                      {\"code\":\"gi\",\"name\":\"Gibraltar\",\"full_name\":\"Gibraltar\",\"parent\":\"gb\"}\n"
            .to_owned(),
        subdivisions: serde_json::json!({"subdivisions": {"localeDisplayNames": {"subdivisions": {"rukrs": "Kursk", "rumow": "Moscow"}}}}).to_string(),
        words: "reading\n".to_owned(),
    }
}

fn settings() -> Settings {
    Settings { as_of: "2026-01".to_owned(), origins: ["a 1", "b 2", "c 3"].map(str::to_owned) }
}

fn overrides() -> Vec<Source> {
    vec![Source {
        file: "countries.tsv".to_owned(),
        text: "key\tcolumn\tvalue\tnote\nRUS\tlat\t61.5\t\nRUS\taliases+\tRossiya\t\n".to_owned(),
    }]
}

#[test]
fn the_same_packages_give_the_same_tables_and_they_compile() {
    let tables = rebuild(&packages(), &overrides(), "", &settings()).unwrap();
    let again = rebuild(&packages(), &overrides(), "", &settings()).unwrap();
    assert!(tables.iter().zip(&again).all(|(a, b)| a.file == b.file && a.text == b.text));
    let bytes = compile(&tables).unwrap().pack;
    let pack = Pack::open(&bytes).unwrap();
    let russia = pack.country("RUS").unwrap();
    assert_eq!((russia.official, russia.capital_id, russia.lat), ("Russian Federation", Some(3), 61.5));
    assert_eq!(pack.country("GIB").unwrap().party, "GBR");
    assert_eq!(pack.named("Rossiya")[0].meaning.kind(), "country");
    let kinds = |name: &str| pack.named(name).iter().map(|s| s.meaning.kind()).collect::<Vec<_>>();
    assert_eq!(kinds("Kursk"), ["division", "place"]);
    assert_eq!(kinds("Kursk region"), ["division"]);
    assert_eq!(kinds("Koursk"), ["place"]);
    // neither codes of airports nor other scripts, English words, and names of countries
    assert_eq!(kinds("URS"), Vec::<&str>::new());
    assert_eq!(kinds("Курск"), Vec::<&str>::new());
    assert_eq!(kinds("Russia"), ["country"]);
    let reading = pack.named("Reading");
    assert!(reading.len() == 1 && matches!(reading[0].meaning, Meaning::Place(p) if p.id == 4));
}

#[test]
fn faults_name_the_file() {
    let broken = Packages { cities: "[]".to_owned(), ..packages() };
    assert!(matches!(rebuild(&broken, &[], "", &settings()), Err(RebuildError::Package { .. })));
    let wrong = vec![Source { file: "places.tsv".to_owned(), text: "key\tcolumn\tvalue\tnote\n1\tnome\tX\t\n".to_owned() }];
    let error = rebuild(&packages(), &wrong, "", &settings()).unwrap_err();
    assert_eq!(error.to_string(), "overrides/places.tsv:2: `nome` is no column of places.tsv; name one of the table's columns");
}
