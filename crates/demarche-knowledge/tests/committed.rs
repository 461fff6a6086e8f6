//! The tables of the repository.

use std::path::Path;

use demarche_knowledge::folder::compile_folder;
use demarche_knowledge::{Meaning, OfficeClass, Pack};
use jiff::civil::date;

/// What the program carries (issue: at most 12 MB).
const LARGEST: usize = 12_000_000;

#[test]
fn the_committed_tables_compile_to_one_pack() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge");
    let compiled = compile_folder(&folder).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(compiled.pack, compile_folder(&folder).unwrap().pack, "the same tables give the same bytes");
    assert!(compiled.pack.len() <= LARGEST, "{} bytes", compiled.pack.len());
    let pack = Pack::open(&compiled.pack).unwrap();
    let kremlin = pack.named("Kremlin");
    assert!(kremlin.iter().any(|s| matches!(s.meaning, Meaning::Metonym(m) if m.country == "RUS" && m.sector == "GOV")));
    let lavrov = pack.holders("RUS", OfficeClass::ForeignMinister, date(2015, 6, 1));
    assert_eq!(lavrov.iter().map(|h| h.name).collect::<Vec<_>>(), ["Sergei Lavrov"]);
    assert!(pack.members("nato", date(2010, 1, 1)).iter().any(|m| m.country == "TUR"));
    // generated tables
    assert!(pack.countries().count() > 250);
    assert_eq!(pack.country("GRL").map(|c| c.party), Some("DNK"));
    assert_eq!(pack.country("BOL").map(|c| (c.capital, c.seat)), Some(("Sucre", "La Paz")));
    assert_eq!(pack.capital_of(524_901).map(|c| c.code), Some("RUS"));
    let kursk: Vec<&str> = pack.named("Kursk").iter().map(|s| s.meaning.kind()).collect();
    assert_eq!(kursk, ["division", "place"]);
    assert!(pack.named("Argentinian").iter().any(|s| matches!(s.meaning, Meaning::People(p) if p.country == Some("ARG"))));
    assert!(pack.named("us").is_empty() && !pack.named("US").is_empty());
    assert_eq!(pack.named_by_sound("Muammar Qadhafi").len(), 1);
}
