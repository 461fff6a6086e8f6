use demarche::codebook::Stance;
use jiff::civil::date;

use super::*;
use crate::dossier::Filed;
use crate::incidents::cluster::{Incident, Member};
use crate::incidents::profile::Profile;
use crate::sample::{Built, Page, party};

/// An incident that these pages tell, in that order of intake.
fn dossier(pages: &[Built]) -> Dossier {
    let members: Vec<Member> = pages
        .iter()
        .flat_map(|p| p.article.reports.iter().map(|r| Member { report: r.id, background: p.background, merge: None }))
        .collect();
    let filed =
        |p: &Built| Filed { article: p.article.clone(), family: p.family, outlet: p.publisher.clone(), wire: p.wire.clone(), story: None };
    Dossier {
        incident: Incident { id: IncidentId(members[0].report), members, profile: Profile::default() },
        documents: pages.iter().map(|p| (p.article.id, filed(p))).collect(),
        owners: BTreeMap::new(),
    }
}

fn of(pages: &[Built]) -> Sighting {
    Sighting::of(&dossier(pages)).unwrap()
}

/// A page of that day of October 2024 by that outlet that tells a raid in its own voice, of PRK's military upon KOR's.
fn page(number: u64, outlet: &str) -> Built {
    let mut built = Page::new(number, outlet).own(Status::Actual).build();
    let named = |key: &str| Named { text: key.to_owned(), span: demarche::record::CodePoints(0, 1), parties: vec![party(key)] };
    built.article.reports[0].actors = vec![named("PRK/MIL")];
    built.article.reports[0].recipients = vec![named("KOR/MIL")];
    built
}

#[test]
fn phases_begin_with_what_changes() {
    let own = page(1, "herald");
    let same = page(2, "gazette");
    let denied = Page::new(5, "times").claim("the army", party("PRK/MIL"), Stance::Deny).event(Status::Actual).build();
    let sighting = of(&[own, same, denied]);
    let phases: Vec<(Date, Standing, usize)> = sighting.phases.iter().map(|p| (p.from, p.standing, p.witnesses)).collect();
    assert_eq!(
        phases,
        [
            (date(2024, 10, 1), Standing::Reported, 1),
            (date(2024, 10, 2), Standing::Reported, 2),
            (date(2024, 10, 5), Standing::Disputed, 2)
        ]
    );
    assert!(sighting.on(date(2024, 9, 30)).is_none());
    assert_eq!(sighting.on(date(2024, 10, 4)).unwrap().standing, Standing::Reported);
    assert_eq!(sighting.told, [(1, "herald"), (2, "gazette"), (5, "times")].map(|(d, o)| (date(2024, 10, d), o.to_owned())));
}

#[test]
fn copies_and_second_prints_move_nothing() {
    let mut other = page(3, "times");
    other.article.reports[0].event_type = EventType::Coerce;
    let once = of(&[page(1, "herald"), other.clone()]);
    // two prints more of the herald's article would outvote the other, did they count
    let mut again = page(4, "herald");
    let mut third = page(5, "gazette");
    again.family = DocumentId(1);
    third.family = DocumentId(1);
    again.article.published = Some(date(2024, 10, 1));
    let printed = of(&[page(1, "herald"), other, again, third]);
    assert_eq!(once.phases, printed.phases);
}

#[test]
fn a_document_speaks_with_all_its_reports() {
    let mut built = page(1, "herald");
    let mut killing = built.article.reports[0].clone();
    killing.id.event = 1;
    killing.recipients[0].parties = vec![party("KOR/CVL")];
    built.article.reports[0].recipients.clear();
    built.article.reports.push(killing);
    let recipients: Vec<String> = of(&[built]).phases[0].recipients.iter().map(Party::key).collect();
    assert_eq!(recipients, ["KOR/CVL"]);
}

#[test]
fn who_only_looks_back_does_not_speak_for_a_family() {
    let mut back = page(1, "herald");
    back.background = true;
    back.article.reports[0].event_type = EventType::Coerce;
    let mut news = page(2, "herald");
    news.family = DocumentId(1);
    let sighting = of(&[back, news]);
    assert_eq!(
        sighting.phases.iter().map(|p| (p.event_type, p.background)).collect::<Vec<_>>(),
        [(EventType::Coerce, true), (EventType::Assault, false)]
    );
}

#[test]
fn the_day_is_the_middle_of_what_is_stated_and_not_after_it_is_known() {
    let stated = |days: Option<(i8, i8)>, status| {
        let mut built = page(9, "herald");
        built.article.reports[0].status = status;
        built.article.reports[0].days = days.map(|(a, b)| Days { start: date(2024, 10, a), end: date(2024, 10, b), approximate: false });
        let sighting = of(&[built]);
        sighting.day(&sighting.phases[0])
    };
    assert_eq!(stated(Some((3, 3)), Status::Actual), Some(date(2024, 10, 3)));
    assert_eq!(stated(Some((1, 7)), Status::Actual), Some(date(2024, 10, 4)));
    assert_eq!(stated(Some((7, 20)), Status::Actual), Some(date(2024, 10, 9)), "told on the 9th");
    assert_eq!(stated(Some((20, 20)), Status::Future), Some(date(2024, 10, 20)));
    assert_eq!(stated(None, Status::Actual), Some(date(2024, 10, 9)));
    assert_eq!(stated(None, Status::Historical), None);
}

#[test]
fn what_has_no_day_at_all_has_no_sighting() {
    let mut built = page(1, "herald");
    built.article.published = None;
    assert!(Sighting::of(&dossier(&[built])).is_none());
}
