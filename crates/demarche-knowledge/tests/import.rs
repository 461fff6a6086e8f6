//! Importers on files of our own form and on any bytes.

use demarche_knowledge::import::{Format, ImportOptions, import};
use demarche_knowledge::{Knowledge, Pack, Source, compile};
use proptest::prelude::*;

const FORMATS: [Format; 6] =
    [Format::Table, Format::Dictionary, Format::WikidataCsv, Format::FollowTheMoney, Format::Popolo, Format::GeoNames];

#[test]
fn wrong_rows_of_a_table_are_told_and_left_out() {
    let file = "slug\tname\taliases\tcountry\tsector\tkind\tactive_in\tstart\tend\tcertainty\tas_of\torigin\tnote\n\
        a\tExample Front\tEF\tNOR\tREB\tinsurgent\t\t1999\tnow\tsure\t2025-01\thand\t\n\
        b\tExample Army\t\tNOR\tXXX\tinsurgent\t\t1999\tnow\tsure\t2025-01\thand\t\n\
        a\tExample Front Again\t\tNOR\tREB\tinsurgent\t\t1999\tnow\tsure\t2025-01\thand\t\n\
        short\trow\n";
    assert_eq!(Format::guess(file.as_bytes()), Some(Format::Table));
    let imported = import(Format::Table, file.as_bytes(), &ImportOptions::default());
    assert_eq!(imported.rows, 1);
    assert_eq!(imported.warnings.iter().map(|w| w.line).collect::<Vec<_>>(), [3, 4, 5]);
    assert_eq!(imported.warnings[0].to_string(), "line 3: `sector`: `XXX` is none of its set; the row was left out");
    let bytes = compile(&imported.tables).unwrap().pack;
    assert_eq!(Pack::open(&bytes).unwrap().named("EF").len(), 1);
}

#[test]
fn countries_are_told_by_what_is_known() {
    let table = "code\tparty\talpha2\tkind\tname\tofficial\taliases\tcapital\tcapital_id\tseat\tseat_id\tlat\tlon\tstart\tend\tcertainty\tas_of\torigin\tnote\n\
        NOR\tNOR\tNO\tstate\tNorway\t\t\tOslo\t\t\t\t64\t13\t\t\tsure\t2025-01\thand\t\n";
    let known = compile(&[Source { file: "countries.tsv".to_owned(), text: table.to_owned() }]).unwrap().pack;
    let known = Pack::open(&known).unwrap();
    let options = ImportOptions { known: Some(&known), as_of: "2025-01", ..Default::default() };
    let file = "personLabel,positionLabel,country,start\nA Example,Foreign Minister,no,2001\nB Example,Foreign Minister,Norway,2002\nC Example,Minister,Nowhere,2003\n";
    let imported = import(Format::WikidataCsv, file.as_bytes(), &options);
    assert_eq!((imported.rows, imported.warnings.len()), (2, 1));
    let bytes = compile(&imported.tables).unwrap().pack;
    let knowledge = Knowledge::new(vec![known.clone(), Pack::open(&bytes).unwrap()]);
    assert_eq!(knowledge.named("B Example").len() + knowledge.named("Norway").len(), 2);
}

proptest! {
    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..300), at in any::<prop::sample::Index>()) {
        let _ = Format::guess(&bytes);
        let options = ImportOptions { country: Some("NOR"), ..Default::default() };
        let imported = import(*at.get(&FORMATS), &bytes, &options);
        prop_assert!(compile(&imported.tables).is_ok());
    }
}
