use super::*;
use crate::{Meaning, compile};

const COUNTRIES: &str = "code\tparty\talpha2\tkind\tname\tofficial\taliases\tcapital\tcapital_id\tseat\tseat_id\tlat\tlon\tstart\tend\tcertainty\tas_of\torigin\tnote\n\
    NOR\tNOR\tNO\tstate\tNorway\t\t\tOslo\t\t\t\t64\t13\t\t\tsure\t2025-01\thand\t\n";
const KNOWN_DIVISIONS: &str = "id\tcountry\tname\taliases\tlat\tlon\tpopulation\tas_of\torigin\n\
    NOR.07\tNOR\tEastland\t\t60\t10\t5000\t2025-01\ta\n";

fn known() -> Vec<u8> {
    let source = |file: &str, text: &str| Source { file: file.to_owned(), text: text.to_owned() };
    compile(&[source("countries.tsv", COUNTRIES), source("divisions.tsv", KNOWN_DIVISIONS)]).unwrap().pack
}

fn row(id: &str, name: &str, feature: &str, admin: [&str; 2], population: &str) -> String {
    let [first, second] = admin;
    format!(
        "{id}\t{name}\t{name}\t{name}stad,Имя{id},ABC,norway,Norway\t60.5\t10.25\tP\t{feature}\tNO\t\t{first}\t{second}\t\t\t{population}\t\t\tX/Y\t2024\n"
    )
}

fn gather(files: &[(GazetteerFile, &str, &str)]) -> (Gathering, Vec<u8>) {
    let known = known();
    let known = Pack::open(&known).unwrap();
    let mut gazetteer = Gazetteer::new(&known, GazetteerOptions::default());
    for (file, name, text) in files {
        gazetteer.read(*file, name, &mut text.as_bytes()).unwrap();
    }
    let out = gazetteer.finish();
    let bytes = compile(&out.tables).unwrap().pack;
    (out, bytes)
}

#[test]
fn files_are_known_by_name() {
    let of = GazetteerFile::of_name;
    assert_eq!(of("cities1000.txt"), Some(GazetteerFile::Dump));
    assert_eq!(of("cities500.json"), Some(GazetteerFile::Cities));
    assert_eq!(of("NO.txt"), Some(GazetteerFile::Dump));
    assert_eq!(of("geocode.gz"), Some(GazetteerFile::Geocode));
    assert_eq!(of("admin2Codes.txt"), Some(GazetteerFile::Admin2));
    assert_eq!(of("alternateNamesV2.txt"), Some(GazetteerFile::AlternateNames));
    for other in ["cities.json", "us_counties.json", "readme.txt", "", "no.txt"] {
        assert_eq!(of(other), None, "{other}");
    }
}

#[test]
fn a_dump_with_its_codes_and_names_becomes_two_tables() {
    let dump = row("1", "Aville", "PPL", ["07", "0701"], "1500")
        + &row("2", "Bseat", "PPLA", ["07", "0702"], "0")
        + &row("3", "Cfarm", "PPL", ["07", "0701"], "12")
        + &row("4", "Dquarter", "PPLX", ["07", "0701"], "9000")
        + &row("5", "Edge", "PPL", ["99", "0701"], "2000")
        + "broken\n";
    let (out, bytes) = gather(&[
        (GazetteerFile::Dump, "NO.txt", &dump),
        (GazetteerFile::Admin1, "admin1CodesASCII.txt", "NO.99\tEdgeland\tEdgeland\t9\nx\n"),
        (GazetteerFile::Admin2, "admin2Codes.txt", "NO.07.0701\tNorth District\tNorth District\t8\nNO.07.0702\tBseat\tBseat\t7\n"),
        (
            GazetteerFile::AlternateNames,
            "alternateNamesV2.txt",
            "1\t1\ten\tOld Aville\t\t\t\t1\n2\t1\tlink\thttps://a.example\n3\t9\ten\tNobody\n4\t1\tko\t에이빌\n",
        ),
    ]);
    assert_eq!((out.places, out.divisions), (3, [2, 1]));
    assert_eq!(
        out.warnings.iter().map(|(file, w)| format!("{file}:{}", w.line)).collect::<Vec<_>>(),
        ["NO.txt:6", "admin1CodesASCII.txt:2"]
    );
    let pack = Pack::open(&bytes).unwrap();
    let kinds = |name: &str| pack.named(name).iter().map(|s| s.meaning.kind()).collect::<Vec<_>>();
    for name in ["Aville", "Old Aville", "Имя1", "에이빌", "Avillestad"] {
        assert_eq!(kinds(name), ["place"], "{name}");
    }
    for name in ["Norway", "ABC", "Cfarm", "Dquarter", "https://a.example"] {
        assert!(kinds(name).is_empty(), "{name}");
    }
    let Meaning::Place(place) = pack.named("Aville")[0].meaning else { panic!() };
    assert_eq!((place.id, place.admin1, place.division), (1, "Eastland", "NOR.07"));
    let Meaning::Division(division) = pack.named("North District")[0].meaning else { panic!() };
    assert_eq!((division.id, division.admin1, division.population), ("NOR.07.0701", "Eastland", 1500));
    assert!(["NOR.07", "NOR.07.0701"].iter().all(|id| division.is_within(id)));
    assert!(["", "NOR.0", "NOR.07.07"].iter().all(|id| !division.is_within(id)));
    // a district that is called like its seat: the name means the seat
    assert_eq!(kinds("Bseat"), ["place"]);
}

#[test]
fn packages_are_joined_by_coordinates() {
    let cities = r#"{"1":{"geonameid":1,"name":"Aville","latitude":60.5,"longitude":10.25,"countrycode":"NO","population":1500,"admin1code":"07","alternatenames":["Имя","Avilla"]},
        "2":{"geonameid":2,"name":"Elsewhere","latitude":1.5,"longitude":1.25,"countrycode":"ZZ","population":1500,"admin1code":"07","alternatenames":[]}}"#;
    let geocode = r#"[{"country_code":"NO","city":"Aville","latitude":60.5,"longitude":10.25,"population":1,"state":"East","county":"North County"}]"#;
    let files = [(GazetteerFile::Cities, "cities1000.json", cities), (GazetteerFile::Geocode, "geocode", geocode)];
    let (out, bytes) = gather(&files);
    assert_eq!((out.places, out.names, out.divisions), (1, 3, [1, 1]));
    assert_eq!(out.warnings[0].1.problem, "`ZZ` is no country that is known; 1 places were left out");
    let pack = Pack::open(&bytes).unwrap();
    assert_eq!(pack.division("NOR.07.north-county").unwrap().name, "North County");
    assert_eq!(gather(&files).1, bytes);
}

proptest::proptest! {
    #[test]
    fn any_file_is_read(text in "([0-9A-Z.{}\\[\\]\":]|\t|\n|\\PC){0,120}", rows in 0..3usize) {
        let good = row("1", "Aville", "PPL", ["07", "0701"], "1500").repeat(rows);
        for file in [
            GazetteerFile::Dump, GazetteerFile::Cities, GazetteerFile::Geocode, GazetteerFile::Admin1, GazetteerFile::Admin2,
            GazetteerFile::AlternateNames,
        ] {
            gather(&[(GazetteerFile::Dump, "d", &good), (file, "f", &text)]);
        }
    }
}
