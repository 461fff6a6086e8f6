use demarche_knowledge::{Knowledge, Pack, Source, compile};
use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::segment::segment;

fn pack() -> Knowledge<'static> {
    static BYTES: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();
    let bytes = BYTES.get_or_init(|| {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge");
        demarche_knowledge::folder::compile_folder(&folder).unwrap().pack
    });
    Knowledge::new(vec![Pack::open(bytes).unwrap()])
}

/// The mentions in brackets, `[kind:words]`, `[kind!words]` for one that acts; and their resolutions.
fn read(marked: &str) -> Vec<(String, Resolution)> {
    read_on(marked, date(2024, 10, 29))
}

fn read_on(marked: &str, published: Date) -> Vec<(String, Resolution)> {
    let mut text = String::new();
    let mut mentions: Vec<(Found, bool)> = Vec::new();
    for piece in marked.split('[') {
        let Some((inside, after)) = piece.split_once(']') else {
            text.push_str(piece);
            continue;
        };
        let acts = inside.find(['!', ':']).is_some_and(|at| inside.as_bytes()[at] == b'!');
        let (kind, words) = inside.split_once(['!', ':']).unwrap();
        let start = text.len();
        text.push_str(words);
        let found = Found { span: Span::new(start, text.len()), kind: kind.parse().unwrap(), confidence: 1.0 };
        mentions.push((found, acts));
        text.push_str(after);
    }
    let layers = segment(&text);
    let mut mentions: Vec<Mentioned> = mentions
        .into_iter()
        .map(|(found, acts)| {
            let sentence = layers.sentences.partition_point(|s| s.end() <= found.span.start()).min(layers.sentences.len() - 1) as u32;
            Mentioned { found, sentence, acts, counts: None, told: None }
        })
        .collect();
    let page = Page { text: &text, sentences: &layers.sentences, published: Some(published) };
    correct_kinds(&pack(), page, &mut mentions);
    let resolved = resolve(&pack(), page, &mentions, &[]);
    mentions.iter().enumerate().map(|(n, m)| (m.found.span.of(&text).to_owned(), resolved.get(n))).collect()
}

/// Ids of the parties of each mention, `-` for none.
fn parties(marked: &str) -> Vec<String> {
    let ids = |r: &Resolution| r.parties.iter().map(|p| p.id.clone()).collect::<Vec<_>>().join("+");
    read(marked).iter().map(|(_, r)| if r.parties.is_empty() { "-".to_owned() } else { ids(r) }).collect()
}

#[test]
fn a_common_noun_sets_no_country() {
    // a Russian company of mercenaries is called Convoy
    assert_eq!(parties("[office!The attorney general] spoke. Who blew up [group:the convoy] is open."), ["-", "-"]);
    assert_eq!(parties("[group!Colombians] left. [group!Prosecutors] spoke.")[1], "COL/JUD");
    assert_eq!(parties("[group!al-Shabaab] left. [group!Prosecutors] spoke.")[1], "SOM/JUD");
    // nor does a club that bears the name of a body of some state
    assert_eq!(parties("[organization!Rangers] won. [group!Prosecutors] spoke."), ["-", "-"]);
}

#[test]
fn an_abbreviation_of_a_province_stands_before_its_full_stop() {
    let found = read("They live in Etobicoke, [place:Ont]. The house is old.");
    assert_eq!(found[0].1.place.as_ref().map(|p| p.name.as_str()), Some("Ontario"));
    let found = read("It struck the [place:Hubei provinces] on Monday.");
    assert_eq!(found[0].1.place.as_ref().map(|p| p.name.as_str()), Some("Hubei"));
}

#[test]
fn a_nationality_read_as_something_else_is_a_group() {
    let found = read("A [other:Russian] missile hit it. The [other:Kurdish-language] paper said so.");
    assert_eq!(found[0].1.place.as_ref().map(|p| p.country.as_str()), Some("RUS"));
    assert_eq!(found[1].1.place, None);
}

#[test]
fn a_spot_lies_in_its_town() {
    let found = read("It hit [place:a market in Kharkiv] on Tuesday.");
    assert_eq!(found[0].1.place.as_ref().map(|p| p.name.as_str()), Some("Kharkiv"));
    assert_eq!(found[0].1.method, "spot");
}

#[test]
fn a_family_name_read_as_a_place_is_the_person() {
    let found = read("[person:Roza Otunbayeva] left, and the government of [place:Otunbayeva] fell.");
    assert_eq!(found[1].1.coref, Some(0));
    let found = read("[person:Jack London] wrote about [place:London].");
    assert_eq!((found[1].1.coref, found[1].1.place.is_some()), (None, true));
}

#[test]
fn places_that_act_are_governments() {
    assert_eq!(parties("[place!Seoul] accused [place!Pyongyang] of it."), ["KOR/GOV", "PRK/GOV"]);
    assert_eq!(parties("They met in [place:Pyongyang]."), ["-"]);
    assert_eq!(parties("[place!France] and [place!the Kremlin] agreed."), ["FRA/GOV", "RUS/GOV"]);
}

#[test]
fn nationality_and_role_make_a_party() {
    assert_eq!(parties("[group!South Korean troops] fired."), ["KOR/MIL"]);
    assert_eq!(parties("[group!Kenyan police] arrested them."), ["KEN/COP"]);
    assert_eq!(parties("[office!the opposition leader in Tbilisi] spoke."), ["GEO/OPP"]);
    assert_eq!(parties("[office!Japan's prime minister] left."), ["JPN/GOV"]);
    assert_eq!(parties("[office!A United Nations official] spoke."), ["UNO/GOV"]);
    assert_eq!(parties("[group!troops] fired."), ["-"], "no country, no party");
    assert_eq!(parties("[organization!The league] fined [organization!Rangers]."), ["-", "-"]);
}

#[test]
fn persons_have_the_office_they_held_then() {
    assert_eq!(parties("[person!Sergei Lavrov] denied it."), ["RUS/GOV/sergei-lavrov"]);
    assert_eq!(parties("In [place:Britain] [person!Boris Johnson] spoke.")[1], "GBR/ELI/boris-johnson");
    let past = "In [time:2020] [place:Britain] and [person!Boris Johnson] differed.";
    assert_eq!(parties(past)[2], "GBR/GOV/boris-johnson", "the office of the time of the event");
    let resigned = read_on("[person!Sheikh Hasina] resigned in [place:Bangladesh] on [time:Monday].", date(2024, 8, 6));
    assert_eq!(resigned[0].1.parties[0].id, "BGD/GOV/sheikh-hasina", "the office of the day of the event");
    assert_eq!(parties("[person!Boris Johnson] mended the fence."), ["-"], "a private person may bear the name");
    assert_eq!(parties("Ukrainian President [person!Nobody Known] spoke."), ["UKR/GOV/nobody-known"]);
    assert_eq!(parties("The baker [person!Nobody Known] spoke."), ["-"]);
}

#[test]
fn what_belongs_to_somebody_unknown_stays_open_but_for_a_towns() {
    assert_eq!(parties("Mr Oddname said that [organization!his army] had taken a village in [place:Zimbabwe].")[0], "-", "another's");
    assert_eq!(parties("In [place:Harare] Mr Oddname said that [organization!his government] would pay.")[1], "-");
    assert_eq!(parties("In [place:Harare] they held [group!the township's officials].")[1], "ZWE/GOV");
    assert_eq!(parties("[group!A former member of Hezbollah] spoke.")[0], "-");
    assert_eq!(parties("[place!Wales] blamed the referee.")[0], "-", "a team");
    assert_eq!(parties("[place!Chad], whose [organization!army] fought in [place:Togo], left.")[1], "-", "whose it is stands before it");
}

#[test]
fn a_country_is_a_party_where_an_act_of_states_reaches_it() {
    let last = |marked: &str| parties(marked).pop().unwrap();
    for marked in [
        "They accused [place:Chad] of it.",
        "The paper warned of sanctions against [place:Chad].",
        "The envoys held talks with [place:Chad] on Monday.",
        "It was paid with money sent by [place:Chad].",
        "It did not like [place:Chad]'s veto.",
    ] {
        assert_eq!(last(marked), "TCD/GOV", "{marked}");
    }
    for marked in [
        "They lived with [place:Chad] on their minds.",
        "They accused [place:Chad] residents of it.",
        "It is bordered by [place:Chad].",
        "It happened in Togo and [place:Chad].",
    ] {
        assert_eq!(last(marked), "-", "{marked}");
    }
    assert_eq!(parties("[place!Togo], [place:Mali] and [place:Chad] recognised it."), ["TGO/GOV", "MLI/GOV", "TCD/GOV"]);
}

#[test]
fn a_province_that_acts_is_its_government() {
    assert_eq!(parties("[place!Karnataka] refused to let the water go."), ["IND/GOV"]);
    assert_eq!(parties("It rained in [place:Karnataka]."), ["-"]);
}

#[test]
fn peoples_are_states_armies_or_people() {
    assert_eq!(parties("[group!The Italians] threatened to leave."), ["ITA/GOV"]);
    assert_eq!(parties("[group!The Italians] fired on the boat."), ["ITA/MIL"]);
    assert_eq!(parties("[group:Italians] stood in line."), ["ITA/CVL"]);
    assert_eq!(parties("The [group!Italians] threatened to leave."), ["ITA/GOV"]);
    assert_eq!(parties("[group:The Italian] side agreed."), ["ITA/GOV"]);
    assert_eq!(parties("He called the [group:Italian] response late."), ["ITA/GOV"]);
    assert_eq!(parties("He liked the [group:Italian] sun."), ["-"]);
}

#[test]
fn a_part_is_of_its_whole() {
    assert_eq!(parties("[group!Members of Hezbollah] fired."), ["LBN/REB"]);
    assert_eq!(parties("[group!A group of Kenyan students] marched."), ["KEN/EDU"]);
    assert_eq!(parties("[group!One of the Kenyan soldiers] fired."), ["KEN/MIL"]);
}

#[test]
fn who_leads_a_government_names_it() {
    assert_eq!(
        parties("[person!Vladimir Putin] of [place:Russia] spoke. [organization!The Putin administration] denied it.")[2],
        "RUS/GOV"
    );
    assert_eq!(parties("[organization!The Oddname administration] denied it."), ["-"]);
    let senator = "In [place:Colombia] Senator [person!Alvaro Uribe] called it a trick.";
    assert_eq!(parties(senator)[1], "COL/LEG/alvaro-uribe", "the title says more than the party that is led");
}

#[test]
fn an_army_is_of_the_country_that_nothing_comes_near() {
    let near = "In [place:Nairobi], in [place:Kisumu] and in [place:Mombasa] [place!France] said [group!soldiers] fired.";
    assert_eq!(parties(near)[4], "KEN/MIL");
    assert_eq!(parties("In [place:Nairobi] [place!France] said [group!soldiers] fired.")[2], "-");
}

#[test]
fn two_holders_of_offices_speak_for_their_state() {
    let read = |marked: &str| parties(marked).pop().unwrap();
    assert_eq!(read("[person:Sergei Lavrov] left. [person:Mikhail Mishustin] met [person!Odd Namesake]."), "-");
    let both = "[person!Chuck Schumer] left. [person!Mitch McConnell] left. [person!Susan Collins] spoke.";
    assert_eq!(read(both), "USA/LEG/susan-collins");
    assert_eq!(read("[person!Susan Collins] mended the fence."), "-", "a private person may bear the name");
}

#[test]
fn words_beside_a_name_say_what_somebody_is() {
    assert_eq!(parties("In [place:Dakar] [person!Odd Namesake], a plumber, was held.")[1], "SEN/CVL/odd-namesake");
    assert_eq!(parties("In [place:Dakar] Archbishop [person!Odd Namesake] was held.")[1], "SEN/REL/odd-namesake");
    let charity = "[organization!Judicial Watch] president [person!Odd Namesake] sued.";
    assert_eq!(parties(charity)[1], "USA/SOC/odd-namesake", "no president of a state");
}

#[test]
fn firms_and_acronyms_are_known_by_one_word() {
    assert_eq!(parties("[organization!Facebook] left."), ["USA/BUS/facebook"]);
    assert_eq!(parties("In [place:Johannesburg] [organization!Cosatu] marched.")[1], "ZAF/LAB/congress-of-south-african-trade-unions");
    assert_eq!(parties("In [place:Maputo] [place!Renamo] attacked.")[1], "MOZ/PTY/renamo", "no place is called so");
}

/// Nothing is better than a wrong party: who is named beside a title is not of the country that stands before it.
#[test]
fn titles_take_no_country_from_elsewhere() {
    let last = |marked: &str| parties(marked).pop().unwrap();
    for marked in [
        "[place!Iran] hosted President [person!Odd Namesake].",
        "[place!Egypt] and Foreign Minister [person!Odd Namesake] met.",
        "In [place:Berlin], President [person!Odd Namesake] spoke.",
        "[place!Pakistan] executed terrorist leader [person!Odd Namesake].",
        "[place!Poland] summoned Ambassador [person!Odd Namesake].",
        "He met [person!Odd Namesake], the Polish prime minister and others.",
    ] {
        assert_eq!(last(marked), "-", "{marked}");
    }
    assert_eq!(last("[place!Israel] killed Hamas leader [person!Odd Namesake]."), "PSE/REB/odd-namesake");
    assert_eq!(last("[place!Russia] criticised President [person!Vladimir Putin]."), "RUS/GOV/vladimir-putin");
    assert_eq!(last("Former Iranian President [person!Odd Namesake] spoke."), "IRN/ELI/odd-namesake");
    assert_eq!(last("[office!The Iranian president's adviser] spoke."), "IRN/GOV");
}

#[test]
fn nouns_take_no_country_from_where_they_are() {
    assert_eq!(parties("[group!Soldiers] in Syria were attacked."), ["-"]);
    assert_eq!(parties("[group!Police] in Nairobi fired."), ["KEN/COP"]);
    assert_eq!(parties("[group!Police] in Lebanon, Pennsylvania fired."), ["-"]);
    assert_eq!(parties("[group!The Japanese, South Korean and American presidents] met."), ["JPN/GOV+KOR/GOV+USA/GOV"]);
    assert_eq!(parties("[group!Congolese troops] fired."), ["-"], "of two countries");
    assert_eq!(parties("[organization!The People's Republic of China government] said."), ["-"]);
    assert_eq!(parties("[place!Lebanon], Pennsylvania, sued."), ["-"]);
}

#[test]
fn one_family_name_of_two_is_neither() {
    let read = read("[person!William Ruto] and [person!Rachel Ruto] came from [place:Kenya]. [person!Ruto] spoke.");
    assert!(read[3].1.parties.is_empty() && read[3].1.coref.is_none());
    let person = self::read("[person!Odd Namesake] (CIA) spoke. The [organization!CIA] said so.");
    assert_eq!(person[1].1.coref, None);
}

#[test]
fn names_come_back() {
    let read = read("[person!Sergei Lavrov] denied it. [person!Lavrov] then left. [person!He] was angry.");
    assert_eq!(read.iter().map(|(_, r)| r.coref).collect::<Vec<_>>(), [None, Some(0), Some(0)]);
    let acronym = self::read("The [organization!Odd River Front] (ORF) attacked. The [organization!ORF] said so.");
    assert_eq!(acronym[1].1.coref, Some(0));
}

#[test]
fn namesakes_are_told_apart_by_the_text() {
    let place = |marked: &str| read(marked).last().and_then(|(_, r)| r.place.clone()).map(|p| (p.country, p.admin1));
    assert_eq!(place("They met in [place:Paris]."), Some(("FRA".into(), "Île-de-France".into())));
    assert_eq!(place("They met in [place:Paris], Texas.").unwrap().1, "Texas");
    let west = &read("A base west of [place:Damascus] was hit.")[0].1;
    assert_eq!(west.place.as_ref().unwrap().direction.as_deref(), Some("west"));
}

#[test]
fn times_and_numbers_have_values() {
    let read = read("On [time:Monday] [quantity:dozens of people] fled.");
    assert_eq!(read[0].1.days.unwrap().start, date(2024, 10, 28));
    assert_eq!(read[1].1.number.as_ref().map(|n| (n.low, n.high)), Some((24.0, 99.0)));
}

#[test]
fn a_table_of_ones_own_is_enough() {
    let table = "slug\tname\taliases\tcountry\tsector\tkind\tseat\tstart\tend\tuniversal\tcertainty\tas_of\torigin\tnote\n\
                 odd-river\tOdd River Commission\tORC\tIGO\tGOV\tigo\t\t\tnow\t\tsure\t2025-01\thand\t\n";
    let bytes = compile(&[Source { file: "organisations.tsv".into(), text: table.into() }]).unwrap().pack;
    assert_eq!(Pack::open(&bytes).unwrap().named("ORC").len(), 1);
}

proptest! {
    /// Whatever the text and the mentions, every mention has a resolution, and coreference leads back to an earlier first one.
    #[test]
    fn any_text_resolves(text in "(\\PC|[A-Z][a-z]{1,6} |the |of | in |, |\\. |Paris|Lavrov|\\(|\\)|'s ){0,60}", cuts in prop::collection::vec((0usize..400, 1usize..40, 0usize..9, any::<bool>()), 0..12)) {
        let layers = segment(&text);
        let bound = |at: usize| (at.min(text.len())..=text.len()).find(|&b| text.is_char_boundary(b)).unwrap_or(text.len());
        let mut mentions: Vec<Mentioned> = cuts.iter().filter(|_| !layers.sentences.is_empty()).map(|&(start, length, kind, acts)| {
            let (start, end) = (bound(start), bound(start.saturating_add(length)));
            let found = Found { span: Span::new(start, end.max(start)), kind: Kind::ALL[kind], confidence: 0.5 };
            let sentence = layers.sentences.partition_point(|s| s.end() <= start).min(layers.sentences.len() - 1) as u32;
            Mentioned { found, sentence, acts, counts: None, told: None }
        }).collect();
        mentions.sort_by_key(|m| m.found.span);
        let page = Page { text: &text, sentences: &layers.sentences, published: Some(date(2020, 2, 29)) };
        let resolved = resolve(&pack(), page, &mentions, &[]);
        prop_assert_eq!(resolved.len(), mentions.len());
        for n in 0..resolved.len() {
            if let Some(first) = resolved.get(n).coref {
                prop_assert!(first as usize != n && resolved.get(first as usize).coref.is_none());
            }
        }
    }
}

#[test]
fn a_collective_means_as_many_parties_as_the_text_has_named() {
    let two = "[place!Iran] shelled the border. [place!Iraq] fired back. The pope urged [group!both sides] to stop.";
    assert_eq!(parties(two)[2], "IRN/GOV+IRQ/GOV");
    let after = "[place!Iran] shelled the border. [place!Iraq] fired back. [place!Qatar] urged [group!the two countries] to talk.";
    assert_eq!(parties(after)[3], "IRN/GOV+IRQ/GOV", "who urges them is none of them");
    let three =
        "[place!Iran] shelled the border. [place!Iraq] fired back. [place!Turkey] condemned it. The pope urged [group!both sides] to stop.";
    assert_eq!(parties(three)[3], "-", "three could be meant");
    assert_eq!(parties(&three.replace("both sides", "all three neighbours"))[3], "IRN/GOV+IRQ/GOV+TUR/GOV");
    let one = "[place!Iran] shelled the border. The pope urged [group!both sides] to stop.";
    assert_eq!(parties(one)[1], "-");
    let allies = "[place!Iran] shelled the border. [place!Iraq] fired back. [group!The three allies] met.";
    assert_eq!(parties(allies)[2], "-");
    let broker = "[place!Iran] and [place!Iraq] broke a [group!Russian]-brokered truce. The pope urged [group!both sides] to stop.";
    assert_eq!(parties(broker)[3], "IRN/GOV+IRQ/GOV");
    assert_eq!(parties("[place!Iran] shelled [place!Iraq]. [group!Both men] left.")[2], "-");
}

#[test]
fn a_side_may_be_no_state() {
    let text = "[group!Colombian rebels] shelled the port. [group!Colombian troops] fired back. The pope urged [group!both sides] to stop.";
    assert_eq!(parties(text)[2], "COL/GOV+COL/REB");
    assert_eq!(parties(&text.replace("both sides", "both countries"))[2], "-");
}

#[test]
fn a_collective_of_forces_means_the_states_whose_forces_act() {
    let text = "[organization!The Philippine coast guard] saw it. [organization!The Chinese coast guard] fired. [place!Japan] condemned it. \
                [group!The two coast guards] talked.";
    assert_eq!(parties(text)[3], "CHN/MIL+PHL/MIL");
}

#[test]
fn whose_men_they_are_is_what_they_are() {
    assert_eq!(parties("[office!The Sudanese army chief] left. [group!His men] fired.")[1], "SDN/MIL");
    assert_eq!(parties("[office!The Sudanese president] left. [group!His supporters] cheered.")[1], "SDN/CVL");
}

#[test]
fn a_collective_names_another_again() {
    let found = read("[place!Iran] and [place!Iraq] met. [group!Both sides] agreed. [group!The two countries] signed it.");
    assert_eq!(found[3].1.coref, Some(2));
    let found = read("[group!Both sides] agreed. [group!The two countries] signed it. [group!Both sides] left.");
    assert_eq!((found[1].1.coref, found[2].1.coref), (None, Some(0)));
}

#[test]
fn a_collective_stays_open_where_somebody_unknown_acts() {
    let two = "[place!Iran] shelled the border. [place!Iraq] fired back. The pope urged [group!both sides] to stop.";
    let unknown = format!("[person!Odd Namesake] crossed the river. {two}");
    assert_eq!(parties(&unknown)[3], "-");
    // what stands farther back is of other matters
    let far = format!("[person!Odd Namesake] crossed the river. It rained. {two}");
    assert_eq!(parties(&far)[3], "IRN/GOV+IRQ/GOV");
    let before = "[place!Turkey] shelled a town.\n\nIt rained.\n\n[place!Iran] and [place!Iraq] met. [group!Both sides] agreed.";
    assert_eq!(parties(before)[3], "IRN/GOV+IRQ/GOV");
}

#[test]
fn a_side_has_the_name_of_its_government() {
    let found = read("[group!Iranian soldiers] fired. [group!Iraqi soldiers] fired back. The pope urged [group!both sides] to stop.");
    let names: Vec<&str> = found[2].1.parties.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, ["Government of Iran", "Government of Iraq"]);
}

#[test]
fn open_collectives_with_somebody_between_are_two() {
    let found = read("[group!The two countries] agreed. [place!Iran] fired. [group!The two countries] left.");
    assert_eq!(found[2].1.coref, None);
    let found = read("[group!The two countries] agreed. It rained. [group!The two countries] left.");
    assert_eq!(found[1].1.coref, Some(0));
}

/// The words that each mention names again, `-` for none.
fn names_again(marked: &str) -> Vec<String> {
    let found = read(marked);
    found.iter().map(|(_, r)| r.coref.map_or("-".to_owned(), |root| found[root as usize].0.clone())).collect()
}

#[test]
fn a_pronoun_is_the_most_salient_party() {
    // who acts goes before who is named behind a preposition
    let heard = "[person!Ana Ruiz] spoke to [person:Eva Sanz] for an hour. [person!She] signed the order.";
    assert_eq!(names_again(heard)[2], "Ana Ruiz");
    // of the sort: a body is no "she", a woman no "he"
    let bodies = "[person!Ana Ruiz] met [person!Juan Sanz] at [organization!the Supreme Court]. [person!He] left; [organization:it] ruled.";
    assert_eq!(names_again(bodies)[3..], ["Juan Sanz", "the Supreme Court"]);
    // what was said of "he" before goes on
    let goes_on = "[person!Juan Sanz] fled. [person!He] hid for a week, and [person!Luis Mora] looked for [person:him].";
    assert_eq!(names_again(goes_on)[3], "Juan Sanz");
    // who does it is not whom it is done to
    let done = "[person!Juan Sanz] fled to Lima. [person!Luis Mora] arrested [person:him].";
    assert_eq!(names_again(done)[2], "Juan Sanz");
}

#[test]
fn a_pronoun_for_which_two_are_as_salient_stays_open() {
    let two = "[person:Juan Sanz], [person:Luis Mora] in Lima. [person!He] signed the order.";
    assert_eq!(names_again(two)[2], "-");
    assert_eq!(names_again("[person!He] signed the order.")[0], "-");
}

/// Name and country of the first place of a text.
fn first_place(marked: &str) -> String {
    let place = read(marked)[0].1.place.clone();
    place.map_or("-".to_owned(), |p| format!("{} {}", p.name, p.country))
}

#[test]
fn a_namesake_is_of_the_country_that_the_text_names() {
    assert_eq!(first_place("Two men were held in [place:Newcastle]. [group!Australian] police thanked [place:Sydney]."), "Newcastle AUS");
    assert_eq!(
        first_place("Two men were held in [place:Newcastle]. [group!British] police thanked [place:London]."),
        "Newcastle upon Tyne GBR"
    );
    assert_eq!(first_place("Two men were held in [place:Newcastle], [place:England]."), "Newcastle upon Tyne GBR");
    assert_eq!(first_place("A man was stabbed in [place:Edmonton] on Monday, [place:London] police said."), "Edmonton GBR");
    assert_eq!(first_place("A man was stabbed in [place:Edmonton]. [place:Canada]'s premier spoke."), "Edmonton CAN");
}

#[test]
fn a_part_of_a_town_lies_in_it() {
    assert_eq!(first_place("A man was stabbed in [place:Edmonton], north London, on Monday."), "Edmonton GBR");
    assert_eq!(first_place("A man was stabbed in [place:Edmonton] in London on Monday."), "Edmonton GBR");
    assert_eq!(first_place("The firm has shops in [place:Edmonton], London and Berlin."), "Edmonton CAN", "a list");
    assert_eq!(first_place("The firm has shops in [place:Edmonton], Berlin, London."), "Edmonton CAN", "a list");
}
