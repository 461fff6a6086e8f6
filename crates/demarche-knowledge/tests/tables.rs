//! Small tables, compiled and asked.

use demarche_knowledge::{By, Form, Held, Meaning, OfficeClass, Pack, PackError, Source, compile};
use jiff::civil::date;
use proptest::prelude::*;

fn source(file: &str, header: &str, rows: &[&str]) -> Source {
    let lines: Vec<String> = std::iter::once(header).chain(rows.iter().copied()).map(|l| l.replace('~', "\t")).collect();
    Source { file: file.to_owned(), text: lines.join("\n") + "\n" }
}

fn small() -> Vec<Source> {
    vec![
        source(
            "holders/test.tsv",
            "country~sector~office~class~body~person~aliases~start~end~certainty~as_of~origin~note",
            &[
                "PRK~GOV~Minister of Foreign Affairs~foreign-minister~~Choe Son Hui~최선희~2022-06~now~sure~2025-12~hand~",
                "PRK~GOV~Minister of Foreign Affairs~foreign-minister~~Ri Son Gwon~~2020-01~2022-06~sure~2025-12~hand~",
                "BRA~GOV~President~head-of-state|head-of-government~~Luiz Inácio Lula da Silva~Lula~2003-01-01~2010-12-31~sure~2025-12~hand~",
                "BRA~GOV~President~head-of-state|head-of-government~~Luiz Inacio Lula da Silva~Lula~2023-01-01~now~sure~2025-12~hand~",
                "USA~GOV~President~head-of-state|head-of-government~~John Adams~~1797~1801~sure~2025-12~hand~",
                "USA~GOV~Something~other~~John Adams~~1990~1995~sure~2025-12~hand~",
                "NOR~GOV~Prime Minister~head-of-government~~Jens Stoltenberg~~2005-10-17~2013-10-16~sure~2025-12~hand~",
                "IGO~GOV~Secretary General~organisation-head~nato~Jens Stoltenberg~~2014-10-01~2024-10-01~sure~2025-12~hand~",
                "MLI~MIL~Minister of Defence~defence-minister~~Sadio Camara~~2020-10~now~likely~2025-12~hand~acting at first",
            ],
        ),
        source(
            "organisations.tsv",
            "slug~name~aliases~country~sector~kind~seat~start~end~universal~certainty~as_of~origin~note",
            &[
                "nato~NATO~North Atlantic Treaty Organization~IGO~MIL~alliance~Brussels~1949-04-04~now~~sure~2025-12~hand~",
                "who~World Health Organization~WHO~UNO~GOV~un~Geneva~1948-04-07~now~yes~sure~2025-12~hand~",
            ],
        ),
        source(
            "members.tsv",
            "organisation~country~start~end~certainty~as_of~origin",
            &["nato~SWE~2024-03-07~now~sure~2025-12~hand", "nato~FRA~1949-08-24~now~sure~2025-12~hand"],
        ),
        source(
            "metonyms.tsv",
            "name~kind~country~sector~party~aliases~start~end~certainty~as_of~origin~note",
            &[
                "Kremlin~building~RUS~GOV~Government of Russia~the Kremlin~1991-12-25~now~sure~2025-12~hand~",
                "Kremlin~building~SUN~GOV~Government of the Soviet Union~~1922-12-30~1991-12-25~sure~2025-12~hand~",
            ],
        ),
        source(
            "roles.tsv",
            "singular~plural~sector~kind~class~note",
            &["foreign minister~foreign ministers~GOV~office~foreign-minister~", "~troops~MIL~collective~~"],
        ),
        source(
            "countries.tsv",
            "code~party~alpha2~kind~name~official~aliases~capital~capital_id~seat~seat_id~lat~lon~start~end~certainty~as_of~origin~note",
            &[
                "SDN~SDN~SD~former~Sudan~Republic of Sudan~~Khartoum~379252~~~15~30~1956-01-01~2011-07-08~sure~2025-12~hand~",
                "SDN~SDN~SD~state~Sudan~Republic of the Sudan~~Khartoum~379252~~~16~30~2011-07-09~now~sure~2025-12~hand~",
                "GRL~DNK~GL~territory~Greenland~~~Nuuk~3421319~~~72~-40~~~sure~2025-12~hand~",
            ],
        ),
        source(
            "demonyms.tsv",
            "people~kind~country~adjectives~nouns~plurals~start~end~certainty~as_of~origin~note",
            &[
                "Sudanese~nation~SDN~Sudanese~Sudanese~Sudanese~~~sure~2025-12~hand~",
                "Kurds~people~~Kurdish~Kurd~Kurds~~~sure~2025-12~hand~",
            ],
        ),
        source(
            "divisions.tsv",
            "id~country~name~aliases~lat~lon~population~as_of~origin",
            &["USA.TX~USA~Texas~Tejas|TX|Tex.~31.5~-99.3~29000000~2025~test 1"],
        ),
        source(
            "regions.tsv",
            "slug~name~aliases~kind~country~lat~lon~certainty~as_of~origin~note",
            &["black-sea~Black Sea~~sea~~43~34~sure~2025-12~hand~"],
        ),
        source(
            "places.tsv",
            "id~name~country~division~lat~lon~population~aliases~as_of~origin",
            &[
                "4717560~Paris~USA~TX~33.66~-95.55~24171~~2025~test 1",
                "2988507~Paris~FRA~11~48.85~2.35~2138551~Lutetia~2025~test 1",
                "379252~Khartoum~SDN~29~15.55~32.53~1974647~Al Khartum|KRT~2025~test 1",
            ],
        ),
    ]
}

#[test]
fn names_lead_to_what_the_tables_say() {
    let bytes = compile(&small()).unwrap().pack;
    let pack = Pack::open(&bytes).unwrap();
    let kinds = |name: &str| pack.named(name).iter().map(|s| s.meaning.kind()).collect::<Vec<_>>();
    assert_eq!(kinds("the Kremlin"), ["metonym", "metonym"]);
    assert_eq!(kinds("kurdish"), ["people"]);
    assert_eq!(kinds("Texas"), ["division"]);
    assert_eq!(kinds("WHO"), ["organisation"]);
    assert_eq!(kinds("Who"), Vec::<&str>::new());
    assert_eq!(kinds("KRT"), ["place"]);
    assert_eq!(kinds("Krt"), Vec::<&str>::new());
    assert_eq!(kinds("the Black Sea"), ["region"]);
    assert_eq!(kinds("Tex."), ["division"]);
    assert_eq!(kinds("TX"), ["division"]);
    assert_eq!(kinds("Tex"), Vec::<&str>::new());
    assert_eq!(kinds("Nowhere"), Vec::<&str>::new());
    assert_eq!(kinds(""), Vec::<&str>::new());
    let Meaning::Place(place) = pack.named("Paris")[1].meaning else { panic!() };
    assert_eq!((place.id, place.admin1, place.division, place.origin.line), (4_717_560, "Texas", "USA.TX", 2));
    assert_eq!(pack.place(2_988_507).unwrap().name, "Paris");
    assert_eq!(pack.place(1), None);
    assert_eq!(pack.country("GRL").unwrap().party, "DNK");
    assert_eq!(pack.country("SDN").unwrap().official, "Republic of the Sudan");
    assert_eq!(pack.country("XXX"), None);
    assert_eq!(pack.capital_of(379_252).unwrap().official, "Republic of the Sudan");
    let forms: Vec<Form> =
        pack.named("Sudanese").iter().map(|s| if let Meaning::People(p) = s.meaning { p.form } else { panic!() }).collect();
    assert_eq!(forms, [Form::Adjective, Form::Singular, Form::Plural]);
    assert_eq!(pack.roles("Foreign ministers")[0].singular, "foreign minister");
    assert!(pack.roles("foreign ministers")[0].is_plural && pack.roles("troops").len() == 1);
    assert_eq!(pack.party("IGO/MIL/nato").unwrap().seat, "Brussels");
    assert_eq!(pack.body("IGO", "nato"), pack.party("IGO/MIL/nato"));
    assert_eq!(pack.division("USA.TX").unwrap().name, "Texas");
}

#[test]
fn persons_are_found_by_name_sound_family_and_office() {
    let bytes = compile(&small()).unwrap().pack;
    let pack = Pack::open(&bytes).unwrap();
    let ids = |senses: Vec<demarche_knowledge::Sense<'_>>| {
        let id = |s: demarche_knowledge::Sense<'_>| if let Meaning::Person(p) = s.meaning { p.id.to_owned() } else { panic!() };
        senses.into_iter().map(id).collect::<Vec<_>>()
    };
    assert_eq!(ids(pack.named("Choe Son-hui")), ["PRK/choe-son-hui"]);
    assert_eq!(ids(pack.named("최선희")), ["PRK/choe-son-hui"]);
    assert_eq!(ids(pack.named("Choi Sun-hee")), Vec::<String>::new());
    assert_eq!(ids(pack.named_by_sound("Choi Sun-hee")), ["PRK/choe-son-hui"]);
    assert_eq!(ids(pack.named_by_sound("Choe Son Hui")), Vec::<String>::new());
    assert_eq!(ids(pack.family("Choe")), ["PRK/choe-son-hui"]);
    assert_eq!(pack.family("da Silva")[0].by, By::FamilyName);
    let lula = pack.person("BRA/luiz-inacio-lula-da-silva").unwrap();
    assert_eq!(lula.offices.len(), 2);
    assert_eq!(lula.offices_on(date(2015, 1, 1)).len(), 0);
    // two centuries apart: two persons
    assert_eq!(ids(pack.named("John Adams")), ["USA/john-adams", "USA/john-adams-2"]);
    // one person in a state and in an organisation
    let stoltenberg = pack.person("NOR/jens-stoltenberg").unwrap();
    assert_eq!(stoltenberg.offices_on(date(2020, 1, 1))[0].1.body, "nato");
    assert_eq!(pack.holders_in("IGO", "nato", date(2020, 1, 1))[0].person, "NOR/jens-stoltenberg");
    let names = |day| pack.holders("PRK", OfficeClass::ForeignMinister, day).into_iter().map(|h| (h.name, h.held)).collect::<Vec<_>>();
    assert_eq!(names(date(2024, 10, 29)), [("Choe Son Hui", Held::Yes)]);
    assert_eq!(names(date(2022, 6, 10)), [("Choe Son Hui", Held::Maybe), ("Ri Son Gwon", Held::Maybe)]);
    assert_eq!(names(date(2019, 6, 10)), []);
    // a state's ministers are GOV whatever the table says
    let minister = &pack.holders("MLI", OfficeClass::DefenceMinister, date(2022, 1, 1))[0];
    assert!(minister.office.sector == "GOV" && minister.office.acting);
    assert_eq!(pack.members("nato", date(2020, 1, 1)).iter().map(|m| m.country).collect::<Vec<_>>(), ["FRA"]);
    assert_eq!(pack.members("nato", date(2024, 6, 1)).len(), 2);
    assert_eq!(pack.memberships("SWE", date(2024, 6, 1))[0].organisation, "nato");
}

#[test]
fn the_same_tables_give_the_same_bytes_in_any_order() {
    let sources = small();
    let mut turned = sources.clone();
    turned.reverse();
    let (a, b) = (compile(&sources).unwrap(), compile(&turned).unwrap());
    assert_eq!(a.pack, b.pack);
    let fewer = compile(&sources[1..]).unwrap().pack;
    assert_ne!(Pack::open(&a.pack).unwrap().version(), Pack::open(&fewer).unwrap().version());
}

#[test]
fn no_tables_make_an_empty_pack() {
    let bytes = compile(&[]).unwrap().pack;
    let pack = Pack::open(&bytes).unwrap();
    assert!(pack.named("Kremlin").is_empty() && pack.countries().count() == 0 && pack.country("FRA").is_none());
}

#[test]
fn doubled_keys_and_unknown_tables_are_errors() {
    let mut sources = small();
    sources.push(Source { file: "cities.tsv".to_owned(), text: String::new() });
    let row = sources[1].text.lines().nth(1).unwrap().to_owned() + "\n";
    sources[1].text.push_str(&row);
    let errors = compile(&sources).unwrap_err();
    assert_eq!(
        errors.to_string(),
        "cities.tsv:1: is no table that is known; name it as knowledge/README.md does\n\
        organisations.tsv:4: column `slug`: `IGO/MIL/nato` stands already in organisations.tsv:2; remove one of the rows or give it another key"
    );
}

proptest! {
    #[test]
    fn a_damaged_pack_is_an_error(at in any::<prop::sample::Index>(), bit in 0u8..8, cut in any::<prop::sample::Index>()) {
        let bytes = compile(&small()).unwrap().pack;
        let mut flipped = bytes.clone();
        flipped[at.index(bytes.len())] ^= 1 << bit;
        prop_assert!(Pack::open(&flipped).is_err());
        prop_assert!(Pack::open(&bytes[..cut.index(bytes.len())]).is_err());
    }

    #[test]
    fn any_bytes_are_a_pack_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(Pack::open(&bytes).is_err());
        let mut headed = b"DMRCKNOW\x01\0\0\0".to_vec();
        headed.extend(bytes);
        prop_assert!(matches!(Pack::open(&headed), Err(PackError::NotAPack | PackError::Damaged(_))));
    }

    #[test]
    fn any_name_can_be_asked(name in "\\PC*") {
        let bytes = compile(&small()).unwrap().pack;
        let pack = Pack::open(&bytes).unwrap();
        let _ = pack.named(&name);
        let _ = pack.named_by_sound(&name);
        let _ = pack.family(&name);
        let _ = pack.roles(&name);
        let _ = pack.members(&name, date(2020, 1, 1));
        let _ = pack.holders(&name, OfficeClass::Other, date(2020, 1, 1));
        let _ = pack.party(&name);
        let _ = pack.country(&name);
    }
}
