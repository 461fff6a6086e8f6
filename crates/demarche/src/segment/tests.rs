use proptest::prelude::*;

use super::*;

fn words<'t>(text: &'t str, spans: &[Span]) -> Vec<&'t str> {
    spans.iter().map(|s| s.of(text)).collect()
}

/// Checks that the sentences of a paragraph are the pieces between ` | ` (or `|` where no space parts them).
fn check(marked: &[&str]) {
    for case in marked {
        let text = case.replace(" | ", " ").replace('|', "");
        let expected: Vec<&str> = case.split('|').map(str::trim).collect();
        assert_eq!(words(&text, &segment(&text).sentences), expected, "{case}");
    }
}

#[test]
fn plain_sentences_end_at_their_stop() {
    check(&[
        "Troops crossed the river. | The army denied it.",
        "Who fired first? | Nobody knows! | Talks go on.",
        "Really?! | Yes... | No.",
        "He hesitated… | Then he left.",
        "They waited ... and then they left.",
        "They waited . . . and then they left. | It rained.",
        "It fell silent. . . . | The crowd went home.",
        "One side agreed; The other did not.",
        "It ended 3.5 to 2.1. | Prices rose 0.7%. | The rest is noise.",
        "In all 12 died. | 30 were hurt.",
        "It cost $4.5 million. | €3 was paid.",
        "No stop at the end",
        "The end is near. ",
        "Iran said no. | iPhone sales fell.",
        "The minister left. | — The vote went on.",
    ]);
}

#[test]
fn abbreviations_end_no_sentence_but_where_one_starts() {
    check(&[
        "Mr. Lee met Dr. Cho. | Gen. Smith and Lt. Col. Jones left.",
        "Sen. Warren, Rep. Lee and Gov. Scott voted. | Ms. Haley did not.",
        "The U.S. Senate met. | The U.N. Security Council did too.",
        "He lives in the U.S. | The embassy knew.",
        "He lives in the U.S. | In January he left.",
        "US-led raids hit the D.C. Council and U.S. And Allied Bases",
        "They left the U.K. | But Paris stayed.",
        "At 3 a.m. Monday shelling began. | It ended at 5 p.m. | Police came at 6:30 p.m. EST.",
        "See No. 5 and Nos. 7 and 8. | The answer is no. | Nobody asked.",
        "They met on Jan. 5 and Sept. 11, 2001. | It was cold in Dec. | The war went on.",
        "St. Petersburg and Mt. Hermon, e.g. Ebola, i.e. Disease, vs. Them.",
        "Acme Inc. Chairman Bob of Foo Co. Ltd. resigned. | He sold Bar Corp. | The price fell.",
        "Guns, bombs, etc. | Troops found more.",
        "Martin Luther King Jr. Day is near. | He called King Jr. | They agreed.",
        "Rep. Ann Roe (D-Calif.) and Sen. Bo Doe, R-Ala., voted. | Others (D-Mass.) left.",
        "GEN. LEE QUIT. | SEN. ROE DID NOT.",
        "The so-called J. Edgar memo, by J. R. Smith and George W. Bush. | It was long.",
        "J.R.R. Tolkien, A.B. de Villiers, Ph.D. candidates.",
        "Robert F. Kennedy Jr. ran. | Vitamin C. | The End.",
        "Smith v. Jones and Doe vs. State. | It was heard.",
        "It was Vol. II of the series. | No. | I would not.",
    ]);
}

#[test]
fn list_numbers_and_datelines_stay_with_their_sentence() {
    check(&[
        "1. The army left. | 2. The police stayed.",
        "a. The first point.",
        "IV. The aftermath was long.",
        "GENEVA (Reuters) - The talks failed. | They resume today.",
        "MOSCOW, Jan. 5 — Russia said no.",
        "WASHINGTON, D.C. (AP) — Congress met. | It voted.",
        "KABUL, Afghanistan, Sept. 3 (UPI) -- Taliban fighters left.",
        "TROOPS CROSS RIVER. | ARMY DENIES IT.",
    ]);
}

#[test]
fn quotes_and_brackets_close_with_their_sentence() {
    check(&[
        "\"Go!\" he said.",
        "“Will you go?” she asked. | “No.”",
        "“Will you go?” Mr. Smith asked. | “No,” he said.",
        "\"We won. | They lost,\" he said.",
        "“We won. | They lost.” | The crowd cheered.",
        "\"We won.\" | The crowd cheered.",
        "He said \"no.\" | She said \"yes.\"",
        "He left (she did not). | (They stayed.) | The end.",
        "He called it “a lie.” | “It is,” she said.",
        "He called it 'a lie.' | Others agreed.",
        "« Allons ! » a-t-il dit. | « Non. » | Il part.",
        "„Wir gehen.“ | Er ging.",
        "He said he was from the “U.S.” | Officials disagreed.",
        "“[The law …] is bad,” he said. | “[W]e know.”",
        "He spoke. | “… and so we left,” he said.",
        "He left. \"",
    ]);
}

#[test]
fn stops_without_a_space_split_words_but_no_names() {
    check(&[
        "The army said.|The police did not.",
        "He wrote “no.”|The end.",
        "The year was 2016.|The war went on.",
        "See www.example.com or http://a.org/x.Html?q=1. | Write to Ann.Lee@example.org now.",
        "Version 2.0.1 of index.html at BBC.co.uk, said Amazon.Com Inc.",
        "St.Petersburg and P.O.Box 5. | They left!|He stayed.",
        "Wait...The end.",
    ]);
}

#[test]
fn other_scripts_have_their_own_stops() {
    check(&[
        "他说不。|她说是！|好吗？|好。",
        "「行く。」と述べた。|次。",
        "هل ذهبوا؟ | نعم.",
        "वे गए। | वे लौटे।",
        "Он ушёл. | Она осталась.",
    ]);
}

#[test]
fn texts_without_capitals_are_split_at_stops() {
    check(&["the army left. | the u.s. said mr. smith was ill. | it rained."]);
}

fn paragraphs(text: &str) -> Vec<&str> {
    words(text, &segment(text).paragraphs)
}

#[test]
fn line_breaks_part_paragraphs() {
    assert_eq!(
        paragraphs("A one.\nA two.\r\nA three.\rA four.\u{2028}A five.\u{2029}A six.\u{c}A seven."),
        ["A one.", "A two.", "A three.", "A four.", "A five.", "A six.", "A seven."]
    );
    assert_eq!(paragraphs("\u{feff} \0\n\n  a\0b \0\n \t \nc  "), ["a\0b", "c"]);
    for blank in ["", " \n\t\r\n\0", "\u{feff}\u{200b}"] {
        assert_eq!(segment(blank), Layers { text_len: blank.len(), ..Layers::default() });
    }
}

const WRAPPED: &str = "The foreign ministry said on Monday that its envoy\n\
    would travel to Geneva for a round of talks with\n\
    the rebels, who had refused to meet him before in\n\
    any capital. He leaves on Friday.\n\
    \n\
    A spokesman for the movement confirmed the plan and\n\
    said that they expected nothing of it.\n\
    - a first demand, which is long enough to go on to\n\
    \x20 a second line of the same item\n\
    - another demand\n";

#[test]
fn hard_wrapped_lines_are_joined() {
    for text in [WRAPPED.to_owned(), WRAPPED.replace('\n', "\r\n")] {
        let found = paragraphs(&text);
        assert_eq!(found.len(), 4, "{found:#?}");
        assert!(found[0].starts_with("The foreign") && found[0].ends_with("Friday."));
        assert!(found[2].ends_with("same item"));
        assert_eq!(segment(&text).sentences.len(), 5);
    }
    assert_eq!(paragraphs("The ministry said on Monday that it would\nsend an envoy to the talks.").len(), 1);
}

#[test]
fn lines_that_mean_something_are_not_joined() {
    let headlines = "Army crosses the river in the night, say witnesses\nMinister denies that any soldier has left his base\nTalks off";
    assert_eq!(paragraphs(headlines).len(), 3);
    let verse = "the night was long\nthe road was cold\nand no one came\n";
    assert_eq!(paragraphs(verse).len(), 3);
    let marked = "# Talks fail\nThe envoy left.\n- one\n* two\n• three\n1. four\na) five\n> six\n---\nEnd.";
    assert_eq!(paragraphs(marked).len(), 10);
    let wrapped = WRAPPED.replace("A spokesman", "# Reaction\nA spokesman");
    assert_eq!(paragraphs(&wrapped)[1], "# Reaction");
}

#[test]
fn places_between_sentences_have_an_end_too() {
    let text = " One. Two.\n\n Three. ";
    let layers = segment(text);
    assert_eq!(words(text, &layers.sentences), ["One.", "Two.", "Three."]);
    assert_eq!([0, 1, 4, 5, 6, 12, 19, 20, 99].map(|b| layers.sentence_end_after(b)), [1, 5, 5, 6, 10, 13, 20, 20, 20]);
    assert_eq!([0, 1, 5, 6, 19].map(|b| layers.sentence_of(b)), [None, Some(0), None, Some(1), None]);
    let over = |a, b| layers.sentences_over(Span::new(a, b)).of(text);
    assert_eq!((over(2, 3), over(4, 7), over(0, 20), over(7, 7)), ("One.", "One. Two.", "One. Two.\n\n Three.", "Two."));
    assert_eq!((over(5, 6), over(0, 1), over(0, 0), over(25, 30)), ("One. Two.", " ", "", ""));
}

#[test]
fn quotes_are_those_of_the_training_recipe() {
    // x: inside, as quote_mask of training/features.py says
    for (text, mask) in [
        ("a “b c” d", "...xxx..."),
        ("a \"b\" c \"d", "...x.....x"),
        ("“a “b” c", ".xx.x..."),
        ("a” «b» „c“ d", "....x...x.xx"),
        ("\"a” b\"c", ".x....x"),
        ("“”\"\"", "...."),
        ("“é🙂", ".xx"),
    ] {
        let flags = quote_flags(text);
        let found: String = text.char_indices().map(|(at, _)| if flags.is_inside(at) { 'x' } else { '.' }).collect();
        assert_eq!(found, mask, "{text}");
    }
    assert!(!quote_flags("a").is_inside(7));
}

#[test]
fn words_are_counted_between_white_space() {
    assert_eq!([" ", "a", "a b\u{a0}c\n d—e "].map(count_words), [0, 1, 4]);
}

/// `quote_mask` of `training/features.py`, character by character.
fn quote_mask(paragraph: &str) -> Vec<bool> {
    let mut inside = false;
    let step = |c: char| {
        match c {
            '“' | '«' | '„' => inside = true,
            '”' | '»' => inside = false,
            '"' => inside = !inside,
            _ => return inside,
        }
        false
    };
    paragraph.chars().map(step).collect()
}

fn lawful(text: &str) {
    let layers = segment(text);
    let mut covered = vec![false; text.len()];
    for spans in [&layers.paragraphs, &layers.sentences] {
        assert!(spans.windows(2).all(|w| w[0].end() <= w[1].start()));
        for s in spans {
            let body = s.of(text);
            assert!(!body.is_empty() && body.trim_matches(is_blank) == body);
        }
    }
    for s in &layers.sentences {
        covered[s.start()..s.end()].fill(true);
        assert!(layers.paragraphs.iter().any(|p| p.contains(*s)));
    }
    for (at, c) in text.char_indices() {
        assert!(covered[at] || is_blank(c), "{c:?} at {at}");
        assert!(layers.sentence_end_after(at) > at);
    }
}

proptest! {
    #[test]
    fn any_text_is_covered_in_order(text in any::<String>()) {
        lawful(&text);
    }

    #[test]
    fn any_mix_of_marks_is_covered_in_order(text in r#"([A-Ca-c.!?…"“”„«»'’()\[\]。؟ \n\r\x00\x0c—,]|Mr|U\.S|No|The| \. |said|[0-9]|🙂|é|e\u{301}|\u{2028}|ب|1\. |- ){0,60}"#) {
        lawful(&text);
    }

    #[test]
    fn any_quotes_are_as_in_the_recipe(text in "[ab“”«»„\"🙂]{0,40}") {
        let flags = quote_flags(&text);
        let found: Vec<bool> = text.char_indices().map(|(at, _)| flags.is_inside(at)).collect();
        prop_assert_eq!(found, quote_mask(&text));
    }

    #[test]
    fn sentences_over_stay_in_the_text(text in r"[A-C. \n]{0,40}", a in 0_usize..60, len in 0_usize..30) {
        let layers = segment(&text);
        let over = layers.sentences_over(Span::new(a, a + len));
        prop_assert!(over.end() <= text.len());
    }
}

#[test]
fn hostile_texts_take_linear_time() {
    let size = 1 << 20;
    for unit in [
        ".", "\"", ". ", ".\"", "“", " ", "\n", "a.\n", "a", "((", ". (", ".) ", "A. ", "?\" ", "\0", "-", "1. ", "é.", "。", "- a\n",
        "\" . ",
    ] {
        let text = unit.repeat(size / unit.len());
        let layers = segment(&text);
        assert!(layers.sentences.len() <= text.len());
        let _ = quote_flags(&text);
    }
}
