use proptest::prelude::*;

use super::*;

fn span(text: &str, words: &str) -> Span {
    let at = text.find(words).unwrap_or_else(|| panic!("`{words}` stands in `{text}`"));
    Span::new(at, at + words.len())
}

fn other(text: &str, source: &str, cue: &str, content: &str) -> Option<(Position, Phase, String)> {
    let words = Words::of(text, Span::new(0, text.len()));
    let (position, phase, at) = words.other_position(Some(span(text, source)), span(text, cue), span(text, content), &["raid"])?;
    Some((position, phase, at.of(text).to_owned()))
}

#[test]
fn both_positions_are_read_from_one_sentence() {
    use Phase::{Earlier, Later};
    use Position::{Affirms, Denies};
    let table = [
        (
            "Oruland, which initially denied the raid, has since acknowledged it.",
            "denied",
            "the raid",
            Affirms,
            Later,
            "has since acknowledged it",
        ),
        ("Oruland initially denied the raid but has since admitted it.", "denied", "the raid", Affirms, Later, "has since admitted it"),
        ("Oruland initially denied the raid but later admitted doing so.", "denied", "the raid", Affirms, Later, "later admitted doing so"),
        ("Oruland at first denied and later confirmed the raid.", "denied", "the raid", Affirms, Later, "later confirmed"),
        ("Oruland at first denied and later confirmed the raid.", "confirmed", "the raid", Denies, Earlier, "at first denied"),
        (
            "Oruland admitted the raid on Thursday after initially denying it.",
            "admitted",
            "the raid",
            Denies,
            Earlier,
            "initially denying it",
        ),
        ("Oruland denied the raid before acknowledging it on Friday.", "denied", "the raid", Affirms, Later, "acknowledging it"),
        ("Oruland acknowledged the raid, having denied it for weeks.", "acknowledged", "the raid", Denies, Earlier, "having denied it"),
        (
            "Oruland, which had previously confirmed it, now denies the raid.",
            "denies",
            "the raid",
            Affirms,
            Earlier,
            "had previously confirmed it",
        ),
        ("Oruland denied the raid, later admitting it.", "denied", "the raid", Affirms, Later, "later admitting it"),
        ("Oruland originally denied the raid, then conceded as much.", "denied", "the raid", Affirms, Later, "then conceded as much"),
        ("Oruland, which had denied the raid, acknowledged it.", "denied", "the raid", Affirms, Later, "acknowledged it"),
    ];
    for (text, cue, content, position, phase, words) in table {
        assert_eq!(other(text, "Oruland", cue, content), Some((position, phase, words.to_owned())), "{text}");
    }
}

#[test]
fn what_is_not_plain_is_refused() {
    for (text, cue) in [
        // another subject
        ("Oruland initially denied the raid, but Veland has since confirmed it.", "denied"),
        ("Oruland denied the raid to the council, which has since confirmed it.", "denied"),
        ("Oruland denied the raid, which has since been confirmed by Veland.", "denied"),
        ("Oruland initially denied the raid but it has since acknowledged it.", "denied"),
        // another thing
        ("Oruland initially denied the raid but has since admitted that its budget is short.", "denied"),
        ("Oruland initially denied the raid but has since admitted the shortage.", "denied"),
        // no order, or none that holds
        ("Oruland denied the raid and confirmed it.", "denied"),
        ("Oruland initially denied the raid and has not admitted it.", "denied"),
        ("Oruland initially denied the raid and no longer denies it.", "initially denied"),
        ("Oruland denied the raid.", "denied"),
    ] {
        assert_eq!(other(text, "Oruland", cue, "the raid"), None, "{text}");
    }
}

#[test]
fn the_phase_of_a_cue() {
    for (text, cue, phase) in [
        ("Oruland initially denied the raid.", "denied", Phase::Earlier),
        ("Oruland initially denied the raid.", "initially denied", Phase::Earlier),
        ("Oruland denied at first that it had come.", "denied", Phase::Earlier),
        ("Oruland has since acknowledged the raid.", "acknowledged", Phase::Later),
        ("Oruland denied the raid.", "denied", Phase::Plain),
        ("Oruland said on the first day that it came.", "said", Phase::Plain),
        ("After the first denied report, Oruland said so.", "denied", Phase::Plain),
    ] {
        assert_eq!(Words::of(text, Span::new(0, text.len())).phase(span(text, cue)), phase, "{text}");
    }
}

proptest! {
    #[test]
    fn nothing_panics(words in prop::collection::vec("(initially|denied|admitted|has|since|it|,|which|after|to|only|but|the|raid|first|é|😀|’|-)", 0..24), at in prop::collection::vec(0..200usize, 6)) {
        let text = words.join(" ");
        let bound = |i: usize| (0..=i.min(text.len())).rev().find(|&b| text.is_char_boundary(b)).unwrap_or(0);
        let pair = |a: usize, b: usize| { let (a, b) = (bound(a), bound(b)); Span::new(a.min(b), a.max(b)) };
        let sentence = Words::of(&text, Span::new(0, text.len()));
        let _ = sentence.other_position(Some(pair(at[0], at[1])), pair(at[2], at[3]), pair(at[4], at[5]), &["raid"]);
        let _ = sentence.phase(pair(at[0], at[3]));
    }
}
