//! Rows of a GeoNames dump (`allCountries.txt`, `cities1000.txt`, a country's file): populated places, and divisions of the first and second level.
//! Names of first-level divisions that the file has no rows of come from what is known.

use std::collections::{BTreeMap, BTreeSet};

use super::sheet::{Sheet, cell, list};
use super::{ImportOptions, ImportWarning};
use crate::rebuild::degrees;
use crate::tables::{DIVISIONS, PLACES};

/// Columns of a dump's row.
const CELLS: usize = 19;

pub(super) fn read(text: &str, options: &ImportOptions<'_>, warnings: &mut Vec<ImportWarning>) -> Vec<Sheet> {
    let (mut places, mut divisions) = (Sheet::new("places.tsv", PLACES), Sheet::new("divisions.tsv", DIVISIONS));
    let origin = if options.file.is_empty() { "geonames" } else { options.file };
    let mut codes: BTreeMap<String, Option<String>> = BTreeMap::new();
    // divisions that places lie in, with the first line that says so, and those of the file
    let (mut wanted, mut own_divisions): (BTreeMap<String, u32>, BTreeSet<String>) = Default::default();
    for (line, row) in (1u32..).zip(text.lines()).filter(|(_, row)| !row.is_empty()) {
        let cells: Vec<&str> = row.split('\t').collect();
        if cells.len() != CELLS {
            warnings.push(ImportWarning { line, problem: format!("has {} cells, not {CELLS}; the row was left out", cells.len()) });
            continue;
        }
        let (class, feature) = (cells[6], cells[7]);
        if class != "P" && !(class == "A" && matches!(feature, "ADM1" | "ADM2")) {
            continue;
        }
        let code = codes.entry(cells[8].to_owned()).or_insert_with(|| options.country_of(cells[8]));
        let Some(country) = code.clone() else {
            warnings.push(ImportWarning { line, problem: format!("`{}` is no country that is known; the row was left out", cells[8]) });
            continue;
        };
        let name = cell(cells[1]);
        let aliases = list(std::iter::once(cells[2]).chain(cells[3].split(',')), &name);
        let population = cells[14].parse::<u32>().unwrap_or_default().to_string();
        let shared = [("country", country.as_str()), ("name", &name), ("aliases", &aliases), ("lat", cells[4]), ("lon", cells[5])];
        let facts = [("population", population.as_str()), ("as_of", options.as_of), ("origin", origin)];
        if class == "P" {
            wanted.entry(format!("{country}.{}", cells[10])).or_insert(line);
            let own = [("id", cells[0]), ("division", cells[10])];
            places.push(line, &[&own[..], &shared, &facts].concat());
        } else {
            let id = if feature == "ADM1" { format!("{country}.{}", cells[10]) } else { format!("{country}.{}.{}", cells[10], cells[11]) };
            divisions.push(line, &[&[("id", id.as_str())][..], &shared, &facts].concat());
            own_divisions.insert(id);
        }
    }
    for (id, line) in wanted.iter().filter(|(id, _)| !own_divisions.contains(*id)) {
        let Some(division) = options.known.and_then(|known| known.division(id)) else { continue };
        let (lat, lon, population) = (degrees(division.lat), degrees(division.lon), division.population.to_string());
        let cells = [
            ("id", id.as_str()),
            ("country", division.country),
            ("name", division.name),
            ("lat", &lat),
            ("lon", &lon),
            ("population", &population),
            ("as_of", options.as_of),
            ("origin", division.origin.origin),
        ];
        divisions.push(*line, &cells);
    }
    vec![places, divisions]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{Format, import};
    use crate::{Meaning, Pack, compile};

    fn row(id: &str, name: &str, class: &str, feature: &str, country: &str) -> String {
        format!(
            "{id}\t{name}\t{name}\tAlt {name},Имя\t10.5\t20.25\t{class}\t{feature}\t{country}\t\t43\t7\t\t\t1200\t\t\tX/Y\t2024-01-01\n"
        )
    }

    #[test]
    fn places_and_divisions_of_two_levels_are_read() {
        let file = row("1", "Aville", "P", "PPL", "RU")
            + &row("2", "Bland", "A", "ADM1", "RU")
            + &row("3", "Cshire", "A", "ADM2", "RU")
            + &row("4", "River", "H", "STM", "RU")
            + "x\n";
        assert_eq!(Format::guess(file.as_bytes()), Some(Format::GeoNames));
        let options = ImportOptions { country: Some("RUS"), ..Default::default() };
        let imported = import(Format::GeoNames, file.as_bytes(), &options);
        assert_eq!(
            imported.warnings.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["line 5: has 1 cells, not 19; the row was left out"]
        );
        let bytes = compile(&imported.tables).unwrap().pack;
        let pack = Pack::open(&bytes).unwrap();
        let Meaning::Place(place) = pack.named("имя")[2].meaning else { panic!("{:?}", pack.named("имя")) };
        assert_eq!((place.id, place.admin1, place.lon), (1, "Bland", 20.25));
        assert_eq!(pack.division("RUS.43.7").unwrap().name, "Cshire");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "([0-9A-Z.]|\t|\n|\\PC){0,120}") {
            let options = ImportOptions { country: Some("RUS"), ..Default::default() };
            let imported = import(Format::GeoNames, text.as_bytes(), &options);
            proptest::prop_assert!(compile(&imported.tables).is_ok());
        }
    }
}
