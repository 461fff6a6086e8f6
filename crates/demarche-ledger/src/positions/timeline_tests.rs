use demarche::codebook::{Stance, Status};
use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::sample::{Built, Page, happening, party};

fn prk() -> Party {
    party("PRK/GOV")
}

fn read(pages: &[Built]) -> Vec<(String, Position, bool)> {
    timeline(&happening(pages)).into_iter().map(|e| (e.quote, e.position, e.change)).collect()
}

fn said(number: u64, stance: Stance, status: Status) -> Built {
    Page::new(number, "p").claim("Pyongyang", prk(), stance).event(status).build()
}

#[test]
fn one_sentence_gives_both_positions() {
    let text = "Pyongyang, which initially denied the raid, has since acknowledged it.";
    let page = Page::new(3, "p").text(text).worded("Pyongyang", prk(), Stance::Deny, "denied", "the raid").event(Status::Negated).build();
    assert_eq!(
        read(&[page]),
        [("denied the raid".to_owned(), Position::Denies, false), ("has since acknowledged it".to_owned(), Position::Affirms, true)]
    );
}

#[test]
fn a_claim_that_points_back_is_preferred_to_bare_words() {
    let text = "Pyongyang initially denied the raid but it has since acknowledged it.";
    let page = Page::new(3, "p")
        .text(text)
        .worded("Pyongyang", prk(), Stance::Deny, "denied", "the raid")
        .event(Status::Negated)
        .worded("it", prk(), Stance::Confirm, "acknowledged", "it.")
        .build();
    let entries = timeline(&happening(std::slice::from_ref(&page)));
    let positions: Vec<_> = entries.iter().map(|e| (e.position, e.change)).collect();
    assert_eq!(positions, [(Position::Denies, false), (Position::Affirms, true)]);
}

#[test]
fn two_claims_of_one_sentence_stand_in_the_order_they_state() {
    let text = "Pyongyang has now acknowledged the raid, which it had initially denied.";
    let page = Page::new(3, "p")
        .text(text)
        .worded("Pyongyang", prk(), Stance::Confirm, "acknowledged", "the raid")
        .event(Status::Actual)
        .worded("it", prk(), Stance::Deny, "had initially denied", "the raid")
        .event(Status::Negated)
        .build();
    let entries = timeline(&happening(std::slice::from_ref(&page)));
    let positions: Vec<_> = entries.iter().map(|e| (e.position, e.change)).collect();
    assert_eq!(positions, [(Position::Denies, false), (Position::Affirms, true)]);
}

#[test]
fn a_stated_day_dates_the_position() {
    // published on Thursday 2024-10-10
    let text = "On Monday, Pyongyang denied the raid.";
    let page = Page::new(10, "p").text(text).worded("Pyongyang", prk(), Stance::Deny, "denied", "the raid").event(Status::Negated).build();
    let entry = &timeline(&happening(std::slice::from_ref(&page)))[0];
    assert_eq!((entry.on, entry.published), (Some(date(2024, 10, 7)), Some(date(2024, 10, 10))));
    let text = "Pyongyang confirmed on Wednesday that its troops carried out the raid on Sunday.";
    let page = Page::new(10, "p")
        .text(text)
        .worded("Pyongyang", prk(), Stance::Confirm, "confirmed", "that its troops")
        .event(Status::Actual)
        .build();
    assert_eq!(timeline(&happening(std::slice::from_ref(&page)))[0].on, Some(date(2024, 10, 9)));
    let text = "Pyongyang confirmed that its troops carried out the raid on Sunday.";
    let page = Page::new(10, "p")
        .text(text)
        .worded("Pyongyang", prk(), Stance::Confirm, "confirmed", "that its troops")
        .event(Status::Actual)
        .build();
    assert_eq!(timeline(&happening(std::slice::from_ref(&page)))[0].on, Some(date(2024, 10, 10)), "the event's day is not the statement's");
}

#[test]
fn a_stated_day_puts_a_late_document_in_its_place() {
    let text = "On Tuesday, Pyongyang denied the raid.";
    let late = Page::new(10, "p").text(text).worded("Pyongyang", prk(), Stance::Deny, "denied", "the raid").event(Status::Negated).build();
    let pages = [said(9, Stance::Confirm, Status::Actual), late];
    let read: Vec<_> = timeline(&happening(&pages)).iter().map(|e| (e.document.0, e.change)).collect();
    assert_eq!(read, [(10, false), (9, true)]);
}

#[test]
fn initially_repeats_what_was_held_at_first() {
    let text = "Pyongyang initially denied the raid but has since admitted it.";
    let late = Page::new(8, "p").text(text).worded("Pyongyang", prk(), Stance::Deny, "denied", "the raid").event(Status::Negated).build();
    let pages = [said(1, Stance::Deny, Status::Negated), said(5, Stance::Confirm, Status::Actual), late];
    let read: Vec<_> = timeline(&happening(&pages)).iter().map(|e| (e.document.0, e.position, e.change)).collect();
    use Position::{Affirms, Denies};
    assert_eq!(read, [(1, Denies, false), (8, Denies, false), (5, Affirms, true), (8, Affirms, false)]);
}

#[test]
fn a_paraphrase_is_no_change() {
    let pages =
        [said(1, Stance::Assert, Status::Actual), said(2, Stance::Accuse, Status::Actual), said(3, Stance::Condemn, Status::Actual)];
    assert!(read(&pages).iter().all(|(_, _, change)| !change));
    let asks = [said(1, Stance::Assert, Status::Actual), said(2, Stance::Request, Status::Future), said(3, Stance::Assert, Status::Actual)];
    assert!(read(&asks).iter().all(|(_, _, change)| !change));
}

#[test]
fn to_decline_after_denying_is_a_change() {
    let pages = [said(1, Stance::Deny, Status::Negated), said(2, Stance::Decline, Status::Hypothetical)];
    assert!(read(&pages)[1].2);
}

#[test]
fn an_undated_document_changes_nothing() {
    let undated = Page::new(2, "p").published(None).claim("Pyongyang", prk(), Stance::Confirm).event(Status::Actual).build();
    let pages = [said(1, Stance::Deny, Status::Negated), undated, said(3, Stance::Deny, Status::Negated)];
    assert!(read(&pages).iter().all(|(_, _, change)| !change));
}

proptest! {
    /// Whatever the spans of a record and its claims' parents say.
    #[test]
    fn nothing_panics_on_foreign_spans(
        text in "(On Monday |Oruland |denied |it |, which |had |since |the raid|\\. |\n\n|é|😀|Correction: ){0,20}",
        spans in prop::collection::vec((0..120usize, 0..120usize), 6),
        parents in prop::collection::vec(prop::option::of(0..4u32), 2),
        claim in prop::option::of(0..3u32),
    ) {
        let mut page = Page::new(1, "p").claim("Oruland", prk(), Stance::Deny).claim("it", prk(), Stance::Confirm).event(Status::Negated).build();
        page.article.text = text;
        let span = |i: usize| CodePoints(spans[i].0, spans[i].1);
        for (i, own) in page.article.claims.iter_mut().enumerate() {
            (own.cue, own.content, own.parent) = (span(2 * i), span(2 * i + 1), parents[i]);
            if let Some(holder) = &mut own.holder {
                holder.span = span(4);
            }
        }
        page.article.reports[0].trigger_spans = vec![span(5)];
        page.article.reports[0].claim = claim;
        let told = happening(std::slice::from_ref(&page));
        let _ = (timeline(&told), crate::standing::standing(&told), crate::witnesses::count::count(&told, &()));
    }

    /// Changes alternate: two in a row of one party are unlike, and the first entry is none.
    #[test]
    fn laws_of_a_timeline(drawn in prop::collection::vec((0..12usize, 0..5usize, 0..3usize, 0..4i32), 0..16), seed in any::<u64>()) {
        let pages: Vec<Built> = drawn.iter().enumerate().map(|(i, &(stance, status, who, day))| {
            let key = ["PRK/GOV", "KOR/GOV", "UNO/GOV"][who];
            Page::new(i as u64 + 1, "p")
                .published((day > 0).then(|| date(2024, 10, i8::try_from(day).unwrap_or(1))))
                .claim(key, party(key), Stance::ALL[stance])
                .event(Status::ALL[status])
                .build()
        }).collect();
        let told = happening(&pages);
        let entries = timeline(&told);
        prop_assert_eq!(entries.len(), pages.len());
        let mut last: std::collections::BTreeMap<String, Position> = std::collections::BTreeMap::new();
        let mut met = std::collections::BTreeSet::new();
        for entry in &entries {
            let key = entry.party.key();
            if met.insert(key.clone()) {
                prop_assert!(!entry.change, "the first entry of a party");
            }
            let before = if entry.change { last.insert(key, entry.position) } else { None };
            prop_assert!(before.is_none_or(|before| are_unlike(before, entry.position)));
        }
        let mut shuffled = told.clone();
        let mut state = seed;
        for i in (1..shuffled.accounts.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            shuffled.accounts.swap(i, (state >> 33) as usize % (i + 1));
        }
        prop_assert_eq!(timeline(&shuffled), entries);
    }
}

/// Prints what one page of an incident costs: `cargo test --release -p demarche-ledger -- --ignored --nocapture cost`.
#[test]
#[ignore = "a measurement"]
#[expect(clippy::print_stderr, reason = "prints its figure")]
fn cost_of_an_incident_of_a_thousand_reports() {
    let filler = "The two governments have argued about the border for years, and neither has given way. ".repeat(3) + "\n\n";
    let filler = filler.repeat(4);
    let pages: Vec<Built> = (1..=1000)
        .map(|n| {
            let text = format!("{filler}On Monday, Pyongyang denied the raid but has since admitted it. {filler}");
            Page::new(n, &format!("p{n}"))
                .text(&text)
                .worded("Pyongyang", prk(), Stance::Deny, "denied", "the raid")
                .event(Status::Negated)
                .build()
        })
        .collect();
    let words = pages[0].article.text.split_whitespace().count();
    let told = happening(&pages);
    let start = std::time::Instant::now();
    let entries = timeline(&told).len();
    let positions = start.elapsed();
    let standing = crate::standing::standing(&told).standing;
    let both = start.elapsed();
    let witnesses = crate::witnesses::count::count(&told, &()).number();
    eprintln!(
        "1,000 reports, {words} words each, {entries} entries, {}, {witnesses} witnesses: positions {positions:?}, standing {:?}, witnesses {:?}",
        standing.word(),
        both.checked_sub(positions).unwrap_or_default(),
        start.elapsed().checked_sub(both).unwrap_or_default()
    );
}

/// "KOR said PRK made a raid" and what another claim answers.
fn answered(stance: Stance, cue: &str, content: &str, text: &str) -> Vec<(String, Position)> {
    let page = Page::new(1, "courier").text(text).worded("Seoul", party("KOR/GOV"), Stance::Assert, "said", "raid").event(Status::Actual);
    let page = page.worded("Pyongyang", party("PRK/GOV"), stance, cue, content).build();
    timeline(&happening(&[page])).into_iter().map(|e| (e.party.key(), e.position)).collect()
}

#[test]
fn who_denies_the_report_denies_what_it_tells() {
    let denied = [("KOR/GOV".to_owned(), Position::Affirms), ("PRK/GOV".to_owned(), Position::Denies)];
    let sorted = |mut found: Vec<(String, Position)>| {
        found.sort();
        found
    };
    let text = "Seoul said that there was a raid.\n\nPyongyang denied the report.";
    assert_eq!(sorted(answered(Stance::Deny, "denied", "the report", text)), denied);
    let text = "Seoul said that there was a raid. Pyongyang denied it.";
    assert_eq!(sorted(answered(Stance::Deny, "denied", "it", text)), denied);
    let text = "Seoul said that there was a raid. Pyongyang would not confirm such claims.";
    let answered_with = answered(Stance::Decline, "would not confirm", "such claims", text);
    assert_eq!(sorted(answered_with)[1], ("PRK/GOV".to_owned(), Position::Neither));
}

#[test]
fn other_words_answer_nothing() {
    for (content, text) in [
        ("the shortage", "Seoul said that there was a raid. Pyongyang denied the shortage."),
        ("it", "Seoul said that there was a raid.\n\nPyongyang denied it."),
        ("the report", "Pyongyang denied the report. Seoul said that there was a raid."),
    ] {
        let found = answered(Stance::Deny, "denied", content, text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
    }
}
