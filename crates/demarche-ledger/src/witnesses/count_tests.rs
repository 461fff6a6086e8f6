use std::collections::BTreeMap;

use demarche::codebook::{Stance, Status};
use proptest::prelude::*;

use super::*;
use crate::positions::timeline;
use crate::sample::{Built, Page, happening, nobody, party};
use crate::standing::standing;

fn owners() -> BTreeMap<String, String> {
    [
        ("p0", "Alpha House"),
        ("p1", "Alpha House"),
        ("p2", "Beta (Gamma Group)"),
        ("p3", "private"),
        ("p4", "private"),
        ("p5", "Gamma Group"),
    ]
    .into_iter()
    .map(|(outlet, owner)| (outlet.to_owned(), owner.to_owned()))
    .collect()
}

/// A page by numbers, so that proptest can draw it.
type Drawn = (usize, usize, usize, usize, usize, usize);

fn page(number: u64, (publisher, wire, shape, status, holder, stance): Drawn) -> Page {
    let publisher = ["p0", "p1", "p2", "p3", "p4", "p5", ""][publisher % 7];
    let status = [Status::Actual, Status::Negated, Status::Hypothetical, Status::Future, Status::Historical][status % 5];
    let stance = Stance::ALL[stance % Stance::ALL.len()];
    let (words, key) =
        [("officials", "KOR/GOV"), ("military officials", "KOR/MIL"), ("the army", "KOR/MIL"), ("villagers", ""), ("P5", "USA/JRN/p5")]
            [holder % 5];
    let mut page = Page::new(number, publisher);
    if wire % 4 == 0 {
        page = page.wire(["w0", "w1"][wire / 4 % 2]);
    }
    match shape % 4 {
        0 => page.own(status),
        1 => page.claim(words, if key.is_empty() { nobody() } else { party(key) }, stance).event(status),
        2 => page.claim("Ankara", party("TUR/GOV"), Stance::Assert).inside(words, party(key), stance).event(status),
        _ => page.own(status).claim(words, party(key), stance).event(status),
    }
}

fn drawn() -> impl Strategy<Value = Vec<Drawn>> {
    prop::collection::vec((0..7usize, 0..8usize, 0..4usize, 0..5usize, 0..5usize, 0..12usize), 1..14)
}

fn pages(drawn: &[Drawn]) -> Vec<Built> {
    drawn.iter().enumerate().map(|(i, d)| page(i as u64 + 1, *d).build()).collect()
}

fn number(pages: &[Built]) -> usize {
    count(&happening(pages), &owners()).number()
}

proptest! {
    /// A copy of any document, printed by anybody, with any wire's name on it, changes nothing.
    #[test]
    fn copies_never_change_the_count(drawn in drawn(), copied in prop::collection::vec((0..14usize, 0..7usize, 0..3usize), 1..6)) {
        let mut pages = pages(&drawn);
        let before = number(&pages);
        for (of, publisher, wire) in copied {
            let original = pages[of % drawn.len()].clone();
            let id = DocumentId(pages.len() as u64 + 1);
            let mut copy = original;
            copy.article.id = id;
            copy.article.published = Some(jiff::civil::date(2025, 3, 1));
            for report in &mut copy.article.reports {
                report.id.document = id;
            }
            copy.publisher = Some(format!("p{publisher}"));
            copy.wire = [None, Some("w0".to_owned()), Some("w9".to_owned())][wire].clone();
            pages.push(copy);
        }
        prop_assert_eq!(number(&pages), before);
        let originals = happening(&pages[..drawn.len()]);
        let all = happening(&pages);
        prop_assert_eq!(standing(&all), standing(&originals), "nor the standing");
        prop_assert_eq!(timeline(&all), timeline(&originals), "nor a position");
    }

    /// Whatever a later document of a family holds that already affirms.
    #[test]
    fn a_rewritten_copy_never_changes_the_count(drawn in drawn(), rewritten in (0..7usize, 0..8usize, 0..4usize, 0..5usize, 0..5usize, 0..12usize)) {
        let mut pages = pages(&drawn);
        pages.insert(0, Page::new(0, "first").own(Status::Actual).build());
        let before = number(&pages);
        pages.push(page(99, rewritten).copy_of(0).build());
        prop_assert_eq!(number(&pages), before);
    }

    #[test]
    fn an_independent_own_voice_raises_the_count_by_one(drawn in drawn(), status in 0..2usize) {
        let mut pages = pages(&drawn);
        let before = number(&pages);
        pages.push(Page::new(99, "elsewhere").own([Status::Actual, Status::Historical][status]).build());
        prop_assert_eq!(number(&pages), before + 1);
    }

    #[test]
    fn order_does_not_matter(drawn in drawn(), seed in any::<u64>()) {
        let pages = pages(&drawn);
        let told = happening(&pages);
        let mut shuffled = told.clone();
        let mut state = seed;
        for i in (1..shuffled.accounts.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            shuffled.accounts.swap(i, (state >> 33) as usize % (i + 1));
        }
        prop_assert_eq!(count(&told, &owners()), count(&shuffled, &owners()));
    }

    /// Nor does the order of intake change the number, where nothing is a copy.
    #[test]
    fn order_of_intake_does_not_matter(drawn in drawn()) {
        let dated = |i: usize, number: u64| page(number, drawn[i]).published(Some(jiff::civil::date(2024, 11, 1 + i8::try_from(i).unwrap_or(0)))).build();
        let forward: Vec<Built> = (0..drawn.len()).map(|i| dated(i, i as u64 + 1)).collect();
        let backward: Vec<Built> = (0..drawn.len()).rev().map(|i| dated(i, (drawn.len() - i) as u64)).collect();
        prop_assert_eq!(number(&forward), number(&backward));
    }

    /// Every report is a witness's, a copy's or silent.
    #[test]
    fn every_report_is_accounted_for(drawn in drawn()) {
        let pages = pages(&drawn);
        let told = happening(&pages);
        let counted = count(&told, &owners());
        let mut seen: BTreeSet<ReportId> = counted.silent.iter().copied().collect();
        seen.extend(counted.witnesses.iter().flat_map(|w| w.reports.iter().copied()));
        prop_assert!(counted.retracted.is_empty());
        prop_assert_eq!(seen.len(), told.accounts.len());
        prop_assert_eq!(counted.reports, told.accounts.len());
    }
}

#[test]
fn the_collapses_are_shown() {
    let pages = [
        Page::new(1, "p3").wire("w0").own(Status::Actual).build(),
        Page::new(2, "p4").wire("w0").copy_of(1).own(Status::Actual).build(),
        Page::new(3, "p0").wire("w0").copy_of(1).own(Status::Actual).build(),
        Page::new(4, "p1").wire("w0").own(Status::Actual).build(),
        Page::new(5, "p2").claim("villagers", nobody(), Stance::Decline).event(Status::Hypothetical).build(),
    ];
    let counted = count(&happening(&pages), &owners());
    assert_eq!(counted.words(), "5 reports: 2 copies of document 1; 2 reports by the wire `w0`; 1 affirms nothing: 1 witness");
}
