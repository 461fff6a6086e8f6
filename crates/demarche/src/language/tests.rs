use proptest::prelude::*;

use super::*;

fn is_english(text: &str) -> bool {
    detect_language(text).is_english
}

#[test]
fn other_languages_are_told() {
    let (mut total, mut right) = (0, 0);
    for line in include_str!("../../tests/data/languages.tsv").lines().filter(|l| !l.starts_with('#')) {
        let Some((code, text)) = line.split_once('\t') else { panic!("no code in `{line}`") };
        let found = detect_language(text);
        assert!(!found.is_english, "{code} {found:?}");
        total += 1;
        right += usize::from(found.code == Some(code));
    }
    assert!(right * 100 >= total * 85, "{right} of {total}");
}

#[test]
fn english_stays_english_whatever_its_names() {
    for text in [
        "Choe Son Hui met Sergei Lavrov in Vladivostok, KCNA said.",
        "TROOPS CROSS RIVER AS MINISTER DENIES OFFENSIVE",
        "Putin, Erdogan Discuss Idlib Ceasefire, Kremlin Says",
        "Xi Jinping visits Ulaanbaatar.",
        "Emmanuel Macron and Olaf Scholz met in Saint-Jean-de-Luz; Giorgia Meloni did not come.",
        "The minister wrote: “Le gouvernement n'a pas l'intention de céder.” He did not say more about it to the press.",
        "Nicolás Maduro said that José Mujica and Tabaré Vázquez had asked São Paulo's governor for help.",
        "The rebels left.",
        "Islamic State militants held civilians as human shields in Raqqa.",
        "mr. lee said the u.s. would not leave the talks before they had come to an end.",
        "Jean-Yves Le Drian, Ministère de l'Europe et des Affaires étrangères, told reporters that talks would go on.",
    ] {
        assert!(is_english(text), "{text} {:?}", detect_language(text));
    }
}

#[test]
fn too_little_to_tell_is_coded_unless_the_script_tells() {
    for text in ["", " ", "1,234.5 % — 12", "🙂🙂🙂", "Nein.", "Oui, oui.", "Washington", "\0\0"] {
        let found = detect_language(text);
        assert_eq!((found.code, found.is_english, found.confidence), (None, true, 0.0), "{text}");
    }
    for (text, code) in [("Нет, нет и нет.", None), ("不。", Some("zh")), ("いいえ、違います。", Some("ja")), ("아니요", Some("ko"))]
    {
        let found = detect_language(text);
        assert!(!found.is_english, "{text}");
        assert!(code.is_none() || found.code == code, "{text} {found:?}");
    }
}

/// Of lines in other languages and in English: all, those on the wrong side, and foreign ones with another code.
fn confusion(lines: &'static str) -> [(usize, Vec<&'static str>, Vec<&'static str>); 2] {
    let mut counts = [(0, Vec::new(), Vec::new()), (0, Vec::new(), Vec::new())];
    for line in lines.lines().filter(|l| !l.starts_with('#')) {
        let Some((code, text)) = line.split_once('\t') else { panic!("no code in `{line}`") };
        let found = detect_language(text);
        let (all, wrong, unnamed) = &mut counts[usize::from(code == "en")];
        *all += 1;
        if found.is_english != (code == "en") {
            wrong.push(line);
        } else if code != "en" && found.code != Some(code) {
            unnamed.push(line);
        }
    }
    counts
}

#[test]
fn short_lines_are_told_by_their_function_words() {
    let [foreign, english] = confusion(include_str!("../../tests/data/short_lines.tsv"));
    assert!(foreign.0 >= 60 && english.0 >= 60);
    assert!(foreign.1.len() * 16 <= foreign.0, "coded: {foreign:#?}");
    assert!(foreign.2.len() * 20 <= foreign.0, "with another code: {foreign:#?}");
    assert!(english.1.len() * 50 <= english.0, "passed over: {english:#?}");
    assert_eq!(detect_language("Der Minister sagte am Montag, dass er gehe.").detail(), "de");
    let [foreign, english] = confusion(include_str!("../../tests/data/short_lines_held_out.tsv"));
    assert!(foreign.1.len() * 3 <= foreign.0 && foreign.2.is_empty() && english.1.is_empty(), "{foreign:#?} {english:#?}");
}

const ENGLISH: &str = "The foreign minister said on Monday that the talks would go on in Geneva next week. The opposition, which had \
    asked for a delay, would not say whether it was going to take part in them.\n";
const GERMAN: &str = "Der Außenminister erklärte am Montag, die Gespräche würden in der kommenden Woche in Genf fortgesetzt. Die \
    Opposition, die um Aufschub gebeten hatte, ließ offen, ob sie daran teilnehmen werde.\n";

#[test]
fn most_of_a_mixed_text_decides() {
    let mixed = |english: usize, german: usize| format!("{}{}", ENGLISH.repeat(english), GERMAN.repeat(german));
    assert!(is_english(&mixed(20, 5)));
    assert!(!is_english(&mixed(5, 20)));
    assert!(is_english(&mixed(2000, 500)));
    let found = detect_language(&mixed(500, 2000));
    assert_eq!((found.code, found.is_english), (Some("de"), false));
    assert!(found.confidence > 0.5 && found.confidence < 1.0);
}

#[test]
fn a_given_language_overrides() {
    for given in ["en", "en-US", "EN", "eng", "English", "en_GB", " en "] {
        assert!(resolve(Some(given), GERMAN).is_english, "{given}");
    }
    for (given, code) in [("fr", "fr"), ("fr-CA", "fr"), ("fra", "fr"), ("French", "fr"), ("mi", "mi"), ("zh-Hans", "zh")] {
        assert_eq!(resolve(Some(given), ENGLISH), Language { code: Some(code), is_english: false, confidence: 1.0 });
    }
    for given in [None, Some(""), Some("und"), Some("x"), Some("🙂")] {
        assert_eq!(resolve(given, ENGLISH).code, Some("en"));
        assert_eq!(resolve(given, GERMAN).code, Some("de"));
    }
    assert_eq!(Language { code: None, is_english: false, confidence: 1.0 }.detail(), "und");
    assert_eq!(parse_language("english (us)"), Some("en"));
}

#[test]
fn every_language_of_the_model_has_a_two_letter_code() {
    for &lang in Lang::all() {
        let code = iso_639_1(lang);
        assert!(code.is_some_and(|c| ISO_639_1.split(' ').any(|known| known == c)), "{lang:?}");
    }
}

#[test]
fn work_is_bounded_on_long_texts() {
    for unit in ["x", "é", "the ", "\n", "漢", "🙂", "\0"] {
        let _ = detect_language(&unit.repeat((10 << 20) / unit.len()));
    }
}

proptest! {
    #[test]
    fn any_text_gets_an_answer(text in any::<String>(), times in 0_usize..2000) {
        for text in [text.clone(), text.repeat(times)] {
            let found = detect_language(&text);
            prop_assert!((0.0..=1.0).contains(&found.confidence));
            prop_assert!(found.is_english || found.code != Some("en"));
        }
    }
}

#[test]
fn possessives_are_english() {
    for line in [
        "Iran's army attacked Israel's base near Haifa. Biden condemned Iran's attack.",
        "Police arrest opposition leader’s son; Kenya’s president condemns Uganda’s move",
        "Serbia's President Aleksandar Vucic condemned Australia's decision.",
    ] {
        assert!(detect_language(line).is_english, "{line}");
    }
}
