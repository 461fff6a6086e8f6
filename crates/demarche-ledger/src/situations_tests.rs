//! Small situations, each with what must be read out of it: standing, independent witnesses, positions (`!` marks a change).

use std::collections::BTreeMap;

use demarche::codebook::{EventType, Stance as S, Status as St};

use crate::account::Happening;
use crate::positions::timeline;
use crate::sample::{Built, Page, between, nobody, party};
use crate::standing::{Standing, standing};
use crate::witnesses::count::count;

/// Name, who acts, upon whom, documents, standing, row of the truth table, witnesses, positions.
type Situation = (&'static str, &'static [&'static str], &'static [&'static str], Vec<Built>, Standing, u8, usize, &'static str);

const PRK: &[&str] = &["PRK/GOV"];
const KOR: &[&str] = &["KOR/GOV"];

fn own(number: u64, publisher: &str, status: St) -> Page {
    Page::new(number, publisher).own(status)
}

fn quote(number: u64, publisher: &str, source: &str, key: &str, stance: S, status: St) -> Page {
    let holder = if key.is_empty() { nobody() } else { party(key) };
    Page::new(number, publisher).claim(source, holder, stance).event(status)
}

fn prk(number: u64, stance: S, status: St) -> Page {
    quote(number, "p", "Pyongyang", "PRK/GOV", stance, status)
}

fn kor(number: u64, stance: S, status: St) -> Page {
    quote(number, "p", "Seoul", "KOR/GOV", stance, status)
}

fn build(pages: impl IntoIterator<Item = Page>) -> Vec<Built> {
    pages.into_iter().map(Page::build).collect()
}

fn owners() -> BTreeMap<String, String> {
    [
        ("morning", "Blue House Press"),
        ("evening", "Blue House Press (Gold Trust)"),
        ("weekly", "Gold Trust"),
        ("free", "private"),
        ("loose", "private"),
    ]
    .into_iter()
    .map(|(outlet, owner)| (outlet.to_owned(), owner.to_owned()))
    .collect()
}

fn own_voice() -> Vec<Situation> {
    use Standing::{Denied, Reported};
    vec![
        ("one outlet in its own voice", PRK, KOR, build([own(1, "a", St::Actual)]), Reported, 6, 1, ""),
        ("two independent outlets", PRK, KOR, build([own(1, "a", St::Actual), own(2, "b", St::Actual)]), Reported, 6, 2, ""),
        ("one outlet twice is one witness", PRK, KOR, build([own(1, "a", St::Actual), own(2, "a", St::Actual)]), Reported, 6, 1, ""),
        (
            "a follow-up that looks back is the outlet's voice",
            PRK,
            KOR,
            build([own(1, "a", St::Historical).background()]),
            Reported,
            6,
            1,
            "",
        ),
        ("an outlet that says it did not happen", PRK, KOR, build([own(1, "a", St::Negated)]), Denied, 2, 0, ""),
        ("an outlet that leaves it open", PRK, KOR, build([own(1, "a", St::Hypothetical)]), Reported, 8, 0, ""),
        ("planned only: a witness to the plan", PRK, KOR, build([own(1, "a", St::Future)]), Reported, 6, 1, ""),
        (
            "documents without a publisher are one witness",
            PRK,
            KOR,
            build([own(1, "", St::Actual), own(2, "", St::Actual)]),
            Reported,
            6,
            1,
            "",
        ),
        ("two mentions in one document", PRK, KOR, build([own(1, "a", St::Actual).told(St::Actual, None, "strike")]), Reported, 6, 1, ""),
    ]
}

fn copies() -> Vec<Situation> {
    use Standing::Reported;
    vec![
        (
            "three copies of one text",
            PRK,
            KOR,
            build([own(1, "a", St::Actual), own(2, "b", St::Actual).copy_of(1), own(3, "c", St::Actual).copy_of(1)]),
            Reported,
            6,
            1,
            "",
        ),
        (
            "different texts of one wire",
            PRK,
            KOR,
            build([own(1, "a", St::Actual).wire("w"), own(2, "b", St::Actual).wire("w")]),
            Reported,
            6,
            1,
            "",
        ),
        (
            "the wire itself and who prints it",
            PRK,
            KOR,
            build([own(1, "w", St::Actual), own(2, "b", St::Actual).wire("w")]),
            Reported,
            6,
            1,
            "",
        ),
        (
            "two wires printed by one outlet",
            PRK,
            KOR,
            build([own(1, "a", St::Actual).wire("w"), own(2, "a", St::Actual).wire("v")]),
            Reported,
            6,
            2,
            "",
        ),
        (
            "a printer of the wire also writes itself",
            PRK,
            KOR,
            build([own(1, "a", St::Actual).wire("w"), own(2, "a", St::Actual)]),
            Reported,
            6,
            2,
            "",
        ),
        ("two outlets of one owner", PRK, KOR, build([own(1, "morning", St::Actual), own(2, "evening", St::Actual)]), Reported, 6, 1, ""),
        ("an owner's owner", PRK, KOR, build([own(1, "evening", St::Actual), own(2, "weekly", St::Actual)]), Reported, 6, 1, ""),
        ("`private` is no owner", PRK, KOR, build([own(1, "free", St::Actual), own(2, "loose", St::Actual)]), Reported, 6, 2, ""),
        (
            "an outlet quoted by another is one witness with its own voice",
            PRK,
            KOR,
            build([own(1, "w", St::Actual), quote(2, "b", "the W agency", "GBR/JRN/w", S::Assert, St::Actual)]),
            Reported,
            6,
            1,
            "GBR/JRN/w: affirms",
        ),
        (
            "a copy that adds a source keeps its position and adds no witness",
            PRK,
            KOR,
            build([own(1, "a", St::Actual), kor(2, S::Assert, St::Actual).copy_of(1)]),
            Reported,
            6,
            1,
            "KOR/GOV: affirms",
        ),
    ]
}

fn sources() -> Vec<Situation> {
    use Standing::{Claimed, Denied, Reported};
    vec![
        ("one side's word", PRK, KOR, build([kor(1, S::Accuse, St::Actual)]), Claimed, 7, 1, "KOR/GOV: affirms"),
        (
            "one source in ten outlets is one witness",
            PRK,
            KOR,
            build((1..=10).map(|n| kor(n, S::Assert, St::Actual))),
            Claimed,
            7,
            1,
            "KOR/GOV: affirms, affirms, affirms, affirms, affirms, affirms, affirms, affirms, affirms, affirms",
        ),
        (
            "unnamed officials of one country are one witness",
            PRK,
            KOR,
            build([
                quote(1, "a", "officials", "KOR/GOV", S::Assert, St::Actual),
                quote(2, "b", "two military officials", "KOR/MIL", S::Assert, St::Actual),
            ]),
            Claimed,
            7,
            1,
            "KOR/GOV: affirms; KOR/MIL: affirms",
        ),
        (
            "officials of two countries are two",
            PRK,
            KOR,
            build([
                quote(1, "a", "officials", "KOR/GOV", S::Assert, St::Actual),
                quote(2, "b", "US officials", "USA/GOV", S::Assert, St::Actual),
            ]),
            Claimed,
            7,
            2,
            "KOR/GOV: affirms; USA/GOV: affirms",
        ),
        (
            "named organs of one state are two",
            PRK,
            KOR,
            build([
                quote(1, "a", "the Foreign Ministry", "KOR/GOV", S::Assert, St::Actual),
                quote(2, "b", "the army", "KOR/MIL", S::Assert, St::Actual),
            ]),
            Claimed,
            7,
            2,
            "KOR/GOV: affirms; KOR/MIL: affirms",
        ),
        (
            "unknown sources together are one witness",
            PRK,
            KOR,
            build([quote(1, "a", "villagers", "", S::Assert, St::Actual), quote(2, "b", "a shopkeeper", "", S::Assert, St::Actual)]),
            Claimed,
            7,
            1,
            "",
        ),
        (
            "what officials have from villagers rests on the officials",
            PRK,
            KOR,
            build([
                Page::new(1, "a")
                    .claim("officials", party("KOR/GOV"), S::Assert)
                    .inside("villagers", nobody(), S::Assert)
                    .event(St::Actual),
                kor(2, S::Assert, St::Actual),
            ]),
            Claimed,
            7,
            1,
            "KOR/GOV: affirms",
        ),
        (
            "own voice is more than one side's word",
            PRK,
            KOR,
            build([own(1, "a", St::Actual), kor(2, S::Assert, St::Actual)]),
            Reported,
            6,
            2,
            "KOR/GOV: affirms",
        ),
        (
            "to condemn is to take as true, and no witness",
            PRK,
            KOR,
            build([kor(1, S::Condemn, St::Actual)]),
            Claimed,
            7,
            0,
            "KOR/GOV: takes as true",
        ),
        (
            "a warning is no position on what took place",
            PRK,
            KOR,
            build([kor(1, S::Warn, St::Hypothetical)]),
            Claimed,
            9,
            0,
            "KOR/GOV: neither",
        ),
        ("neither confirmed nor denied", PRK, KOR, build([prk(1, S::Decline, St::Hypothetical)]), Claimed, 9, 0, "PRK/GOV: neither"),
        (
            "everybody denies",
            PRK,
            KOR,
            build([prk(1, S::Deny, St::Negated), kor(2, S::Assert, St::Negated)]),
            Denied,
            2,
            0,
            "KOR/GOV: denies; PRK/GOV: denies",
        ),
        (
            "officials said that the other side denied it",
            PRK,
            KOR,
            build([Page::new(1, "a")
                .claim("officials", party("KOR/GOV"), S::Assert)
                .inside("Pyongyang", party("PRK/GOV"), S::Deny)
                .event(St::Negated)]),
            Denied,
            2,
            0,
            "PRK/GOV: denies",
        ),
        (
            "a statement that a party denies to have made is nobody's",
            PRK,
            KOR,
            build([Page::new(1, "a")
                .claim("Pyongyang", party("PRK/GOV"), S::Deny)
                .inside("its envoy", party("PRK/GOV"), S::Confirm)
                .event(St::Actual)]),
            Claimed,
            9,
            0,
            "",
        ),
        (
            "asked to admit is not admitted",
            PRK,
            KOR,
            build([Page::new(1, "a")
                .claim("Seoul", party("KOR/GOV"), S::Request)
                .inside("Pyongyang", party("PRK/GOV"), S::Confirm)
                .event(St::Actual)]),
            Claimed,
            9,
            0,
            "",
        ),
        (
            "a joint statement is the word of each",
            PRK,
            KOR,
            {
                let mut page = quote(1, "a", "Tokyo and Washington", "JPN/GOV", S::Assert, St::Actual).build();
                page.article.claims[0].holder.iter_mut().for_each(|h| h.parties.push(party("USA/GOV")));
                vec![page]
            },
            Claimed,
            7,
            2,
            "JPN/GOV: affirms; USA/GOV: affirms",
        ),
    ]
}

fn two_sides() -> Vec<Situation> {
    use Standing::{Claimed, Confirmed, Disputed, Reported};
    vec![
        (
            "accused and denied",
            PRK,
            KOR,
            build([kor(1, S::Accuse, St::Actual), prk(2, S::Deny, St::Negated)]),
            Disputed,
            5,
            1,
            "KOR/GOV: affirms; PRK/GOV: denies",
        ),
        (
            "an outlet tells it, the actor denies it",
            PRK,
            KOR,
            build([own(1, "a", St::Actual), prk(2, S::Deny, St::Negated)]),
            Disputed,
            5,
            1,
            "PRK/GOV: denies",
        ),
        (
            "condemned by one, denied by the other",
            PRK,
            KOR,
            build([kor(1, S::Condemn, St::Actual), prk(2, S::Deny, St::Negated)]),
            Disputed,
            5,
            0,
            "KOR/GOV: takes as true; PRK/GOV: denies",
        ),
        (
            "both sides affirm",
            PRK,
            KOR,
            build([kor(1, S::Accuse, St::Actual), prk(2, S::Announce, St::Actual)]),
            Confirmed,
            3,
            2,
            "KOR/GOV: affirms; PRK/GOV: affirms",
        ),
        (
            "the armies speak for their sides",
            PRK,
            KOR,
            build([
                quote(1, "a", "the South's army", "KOR/MIL", S::Assert, St::Actual),
                quote(2, "b", "the North's army", "PRK/MIL", S::Assert, St::Actual),
            ]),
            Confirmed,
            3,
            2,
            "KOR/MIL: affirms; PRK/MIL: affirms",
        ),
        (
            "the press of a country is not its side",
            PRK,
            KOR,
            build([kor(1, S::Accuse, St::Actual), quote(2, "b", "the daily", "PRK/JRN/the-daily", S::Assert, St::Actual)]),
            Claimed,
            7,
            2,
            "KOR/GOV: affirms; PRK/JRN/the-daily: affirms",
        ),
        (
            "a third party's denial does not undo both sides' word",
            PRK,
            KOR,
            build([
                kor(1, S::Accuse, St::Actual),
                prk(2, S::Announce, St::Actual),
                quote(3, "c", "Beijing", "CHN/GOV", S::Deny, St::Negated),
            ]),
            Confirmed,
            3,
            2,
            "CHN/GOV: denies; KOR/GOV: affirms; PRK/GOV: affirms",
        ),
        (
            "a side divided is disputed",
            PRK,
            KOR,
            build([
                kor(1, S::Accuse, St::Actual),
                prk(2, S::Announce, St::Actual),
                quote(3, "c", "the North's army", "PRK/MIL", S::Deny, St::Negated),
            ]),
            Disputed,
            5,
            2,
            "KOR/GOV: affirms; PRK/GOV: affirms; PRK/MIL: denies",
        ),
        (
            "an estimate does not confirm",
            PRK,
            KOR,
            build([kor(1, S::Estimate, St::Actual), prk(2, S::Announce, St::Actual)]),
            Claimed,
            7,
            2,
            "KOR/GOV: affirms; PRK/GOV: affirms",
        ),
        (
            "an announcement does not confirm what others tell as done",
            PRK,
            KOR,
            build([prk(1, S::Announce, St::Future), kor(2, S::Assert, St::Actual)]),
            Claimed,
            7,
            2,
            "KOR/GOV: affirms; PRK/GOV: affirms",
        ),
        (
            "both sides announce a plan",
            PRK,
            KOR,
            build([prk(1, S::Announce, St::Future), kor(2, S::Announce, St::Future)]),
            Confirmed,
            3,
            2,
            "KOR/GOV: affirms; PRK/GOV: affirms",
        ),
        (
            "two sides of talks",
            &["PRK/GOV", "KOR/GOV"],
            &[],
            build([kor(1, S::Announce, St::Actual), prk(2, S::Announce, St::Actual)]),
            Confirmed,
            3,
            2,
            "KOR/GOV: affirms; PRK/GOV: affirms",
        ),
        ("one side of talks", &["PRK/GOV", "KOR/GOV"], &[], build([kor(1, S::Announce, St::Actual)]), Claimed, 7, 1, "KOR/GOV: affirms"),
        (
            "a state upon its own organ has no second side",
            &["EGY/COP"],
            &["EGY/JUD"],
            build([
                quote(1, "a", "the police", "EGY/COP", S::Announce, St::Actual),
                quote(2, "b", "the court", "EGY/JUD", S::Assert, St::Actual),
            ]),
            Claimed,
            7,
            2,
            "EGY/COP: affirms; EGY/JUD: affirms",
        ),
        (
            "police and protesters are two sides",
            &["EGY/COP"],
            &["EGY/CVL"],
            build([
                quote(1, "a", "the police", "EGY/COP", S::Announce, St::Actual),
                quote(2, "b", "protesters", "EGY/CVL", S::Accuse, St::Actual),
            ]),
            Confirmed,
            3,
            2,
            "EGY/COP: affirms; EGY/CVL: affirms",
        ),
        (
            "own voice with a third party",
            PRK,
            KOR,
            build([own(1, "a", St::Actual), quote(2, "b", "the UN", "UNO/GOV", S::Assert, St::Actual)]),
            Reported,
            6,
            2,
            "UNO/GOV: affirms",
        ),
    ]
}

fn changes() -> Vec<Situation> {
    use Standing::{Claimed, Confirmed, Denied, Disputed, Reported, Retracted};
    let both = "Pyongyang, which initially denied the raid, has since acknowledged it.";
    let admits = |n: u64| {
        Page::new(n, "p")
            .text("Pyongyang admitted the raid.")
            .worded("Pyongyang", party("PRK/GOV"), S::Confirm, "admitted", "the raid")
            .event(St::Actual)
    };
    let withdrawn = "The Courier has withdrawn its report that troops carried out a raid.";
    let withdraws = |n: u64| {
        Page::new(n, "courier")
            .text(withdrawn)
            .worded("The Courier", party("GBR/JRN/courier"), S::Deny, "has withdrawn its report", "that troops carried out a raid")
            .event(St::Negated)
    };
    let corrects =
        |n: u64| Page::new(n, "courier").text("Correction: this article originally told of a raid. No raid took place.").own(St::Negated);
    vec![
        (
            "denied, then confirmed, is an admission",
            PRK,
            KOR,
            build([prk(1, S::Deny, St::Negated), prk(2, S::Confirm, St::Actual)]),
            Confirmed,
            4,
            1,
            "PRK/GOV: denies, affirms!",
        ),
        (
            "confirmed, then denied, is denied now",
            PRK,
            KOR,
            build([prk(1, S::Confirm, St::Actual), prk(2, S::Deny, St::Negated)]),
            Denied,
            2,
            0,
            "PRK/GOV: affirms, denies!",
        ),
        (
            "both from one sentence",
            PRK,
            KOR,
            build([Page::new(1, "p").text(both).worded("Pyongyang", party("PRK/GOV"), S::Deny, "denied", "the raid").event(St::Negated)]),
            Confirmed,
            4,
            1,
            "PRK/GOV: denies, affirms!",
        ),
        ("an act admitted by its actor", PRK, KOR, build([admits(1)]), Confirmed, 4, 1, "PRK/GOV: affirms"),
        (
            "an agreement acknowledged is no admission",
            PRK,
            KOR,
            build([admits(1).typed(EventType::Agree)]),
            Claimed,
            7,
            1,
            "PRK/GOV: affirms",
        ),
        (
            "a claim of responsibility is no admission",
            &["SYR/REB/front"],
            &["SYR/GOV"],
            build([quote(1, "a", "the Front", "SYR/REB/front", S::Announce, St::Actual)]),
            Claimed,
            7,
            1,
            "SYR/REB/front: affirms",
        ),
        (
            "to fall silent takes nothing back",
            PRK,
            KOR,
            build([prk(1, S::Deny, St::Negated), prk(2, S::Decline, St::Hypothetical)]),
            Denied,
            2,
            0,
            "PRK/GOV: denies, neither!",
        ),
        (
            "a paraphrase is no change",
            PRK,
            KOR,
            build([kor(1, S::Assert, St::Actual), kor(2, S::Accuse, St::Actual), kor(3, S::Condemn, St::Actual)]),
            Claimed,
            7,
            1,
            "KOR/GOV: affirms, affirms, takes as true",
        ),
        (
            "order of intake is not order in time",
            PRK,
            KOR,
            build([prk(9, S::Confirm, St::Actual).published(None), prk(2, S::Deny, St::Negated)]),
            Denied,
            2,
            0,
            "PRK/GOV: affirms, denies",
        ),
        (
            "a publisher withdraws its only report",
            PRK,
            KOR,
            build([own(1, "courier", St::Actual), withdraws(2)]),
            Retracted,
            1,
            0,
            "GBR/JRN/courier: denies",
        ),
        (
            "a correction takes back the text and its copies",
            PRK,
            KOR,
            build([own(1, "courier", St::Actual), own(2, "b", St::Actual).copy_of(1), corrects(3)]),
            Retracted,
            1,
            0,
            "",
        ),
        (
            "others still affirm what one took back",
            PRK,
            KOR,
            build([own(1, "courier", St::Actual), own(2, "b", St::Actual), corrects(3)]),
            Reported,
            6,
            1,
            "",
        ),
        (
            "what is told anew after the correction stands",
            PRK,
            KOR,
            build([own(1, "courier", St::Actual), corrects(2), own(3, "courier", St::Actual)]),
            Reported,
            6,
            1,
            "",
        ),
        (
            "a copy printed after the correction is taken back too",
            PRK,
            KOR,
            build([own(1, "courier", St::Actual), corrects(2), own(3, "b", St::Actual).copy_of(1)]),
            Retracted,
            1,
            0,
            "",
        ),
        (
            "a copy of the correction takes back nothing of its printer",
            PRK,
            KOR,
            build([
                own(1, "b", St::Actual),
                own(2, "courier", St::Actual),
                corrects(3),
                Page::new(4, "b")
                    .text("Correction: this article originally told of a raid. No raid took place.")
                    .own(St::Negated)
                    .copy_of(3),
            ]),
            Reported,
            6,
            1,
            "",
        ),
        (
            "a late copy of an old denial changes nothing",
            PRK,
            KOR,
            build([prk(1, S::Deny, St::Negated), prk(2, S::Confirm, St::Actual), prk(3, S::Deny, St::Negated).copy_of(1)]),
            Confirmed,
            4,
            1,
            "PRK/GOV: denies, affirms!",
        ),
        (
            "an old denial told again is no new one",
            PRK,
            KOR,
            build([
                prk(1, S::Deny, St::Negated),
                prk(2, S::Confirm, St::Actual),
                Page::new(3, "p")
                    .text("Pyongyang had denied the raid.")
                    .worded("Pyongyang", party("PRK/GOV"), S::Deny, "had denied", "the raid")
                    .event(St::Negated),
            ]),
            Confirmed,
            4,
            1,
            "PRK/GOV: denies, denies, affirms!",
        ),
        (
            "a denial by one outlet is no retraction",
            PRK,
            KOR,
            build([own(1, "a", St::Actual), own(2, "b", St::Negated)]),
            Disputed,
            5,
            1,
            "",
        ),
    ]
}

fn positions(told: &Happening<'_>) -> String {
    let mut lines: Vec<(String, Vec<String>)> = Vec::new();
    for entry in timeline(told) {
        let word = format!("{}{}", entry.position.words(), if entry.change { "!" } else { "" });
        match lines.last_mut().filter(|(key, _)| *key == entry.party.key()) {
            Some((_, words)) => words.push(word),
            None => lines.push((entry.party.key(), vec![word])),
        }
    }
    lines.into_iter().map(|(key, words)| format!("{key}: {}", words.join(", "))).collect::<Vec<_>>().join("; ")
}

#[test]
fn situations() {
    let all: Vec<Situation> = [own_voice(), copies(), sources(), two_sides(), changes()].into_iter().flatten().collect();
    let mut wrong = Vec::new();
    let mut rows = std::collections::BTreeSet::new();
    for (name, actors, recipients, pages, expected, row, witnesses, held) in &all {
        let told = between(actors, recipients, pages);
        let ruling = standing(&told);
        rows.insert(ruling.row);
        let counted = count(&told, &owners());
        let found = (ruling.standing, ruling.row, counted.number(), positions(&told));
        if found != (*expected, *row, *witnesses, (*held).to_owned()) {
            wrong.push(format!("{name}: {found:?}, expected {:?}; {}", (expected, row, witnesses, held), counted.words()));
        }
    }
    assert!(wrong.is_empty(), "{} of {} situations:\n{}", wrong.len(), all.len(), wrong.join("\n"));
    assert!(all.len() >= 40, "{} situations", all.len());
    assert_eq!(rows.into_iter().collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6, 7, 8, 9], "every row of the truth table decides somewhere");
}
