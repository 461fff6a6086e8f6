//! Articles by hand, and the laws of incidents.

use demarche::codebook::{EventType, Status};
use demarche::record::CodePoints;
use jiff::civil::Date;

use crate::report::{Article, Days, DocumentId, Named, Party, Report, ReportId, Spot};

/// A report whose trigger stands in a text.
pub(super) fn report(document: u64, event: u32, text: &str, trigger: &str) -> Report {
    let start = text.find(trigger).map_or(0, |at| text[..at].chars().count());
    Report {
        id: ReportId { document: DocumentId(document), event },
        event_type: EventType::Assault,
        mode: None,
        context: Vec::new(),
        status: Status::Actual,
        trigger: trigger.to_owned(),
        trigger_spans: vec![CodePoints(start, start + trigger.chars().count())],
        actors: Vec::new(),
        recipients: Vec::new(),
        place: None,
        days: None,
        values: Vec::new(),
        claim: None,
        confidence: 0.9,
        embedding: None,
    }
}

pub(super) fn article(id: u64, published: &str, text: &str, reports: Vec<Report>) -> Article {
    Article {
        id: DocumentId(id),
        key: format!("d{id}"),
        published: published.parse().ok(),
        publisher: Some(format!("Paper {id}")),
        url: None,
        title: None,
        text: text.to_owned(),
        text_sha256: String::new(),
        embedding: None,
        claims: Vec::new(),
        reports,
    }
}

/// `RUS/MIL` or `PAK/REB/bla`, with its name as words.
pub(super) fn named(key: &str, text: &str) -> Named {
    let mut parts = key.split('/').map(str::to_owned);
    let mut next = || parts.next().unwrap_or_default();
    let party = Party { country: next(), sector: next(), slug: next(), name: text.to_owned() };
    Named { text: text.to_owned(), span: CodePoints(0, 0), parties: if key.is_empty() { Vec::new() } else { vec![party] } }
}

pub(super) fn on(day: &str) -> Option<Days> {
    let day: Date = day.parse().ok()?;
    Some(Days { start: day, end: day, approximate: false })
}

pub(super) fn town(name: &str, country: &str, lat: f64, lon: f64) -> Option<Spot> {
    Some(Spot {
        name: name.to_owned(),
        country: Some(country.to_owned()),
        admin1: Some("somewhere".to_owned()),
        lat: Some(lat),
        lon: Some(lon),
    })
}

mod clustering {
    use std::collections::BTreeMap;

    use demarche::codebook::QuantityRole;
    use proptest::prelude::*;

    use super::super::blocking::{Index as _, Keys, MAX_ASKS, TypeFamily};
    use super::super::cluster::{Incidents, Outcome, UndoError};
    use super::super::profile::Profile;
    use super::super::rulings::Ruling;
    use super::super::score::{Evidence, Prospect, score_by, total_by};
    use super::super::values::{Amount, What, spreads, values};
    use super::super::weights::WEIGHTS;
    use super::super::{Told, blocking};
    use super::*;
    use crate::report::Value;

    const KHARKIV: (&str, f64, f64) = ("Kharkiv", 49.99, 36.23);
    const ODESA: (&str, f64, f64) = ("Odesa", 46.48, 30.73);

    /// An attack by Russia on a town of Ukraine, told by one document.
    fn attack(id: u64, published: &str, (name, lat, lon): (&str, f64, f64), day: &str, killed: f64) -> Article {
        let text = "Russian missiles struck a market there, killing traders.";
        let mut told = report(id, 0, text, "struck");
        told.actors = vec![named("RUS/MIL", "Russian missiles")];
        told.place = town(name, "UKR", lat, lon);
        told.days = on(day);
        let span = CodePoints(0, 1);
        told.values = vec![Value {
            role: QuantityRole::Killed,
            low: killed,
            high: killed,
            unit: "person".to_owned(),
            qualifier: "exact".to_owned(),
            span,
        }];
        article(id, published, text, vec![told])
    }

    fn all(articles: &[Article]) -> Incidents {
        let mut incidents = Incidents::default();
        for article in articles {
            incidents.add(article, None);
        }
        incidents
    }

    fn by_id(articles: &[Article]) -> BTreeMap<DocumentId, Article> {
        articles.iter().map(|a| (a.id, a.clone())).collect()
    }

    fn id(document: u64) -> ReportId {
        ReportId { document: DocumentId(document), event: 0 }
    }

    #[test]
    fn reports_of_one_attack_meet_and_other_towns_days_and_sides_stay_apart() {
        let articles = [
            attack(1, "2025-03-11", KHARKIV, "2025-03-11", 4.0),
            attack(2, "2025-03-12", KHARKIV, "2025-03-11", 7.0),
            attack(3, "2025-03-12", ODESA, "2025-03-11", 4.0),
            attack(4, "2025-03-16", KHARKIV, "2025-03-15", 4.0),
        ];
        let incidents = all(&articles);
        assert_eq!(incidents.of(id(2)), incidents.of(id(1)));
        assert_eq!(incidents.iter().count(), 3);
        let Outcome::Joined(merge) = &incidents.decisions()[1].outcome else { panic!("it joins") };
        assert!(merge.reasons.iter().any(|r| matches!(r.evidence, Evidence::SamePlace { .. })));
        assert!(merge.reasons.iter().any(|r| matches!(&r.evidence, Evidence::MovingToll { from, to, .. } if (*from, *to) == (4.0, 7.0))));
        assert!((merge.reasons.iter().map(|r| r.weight).sum::<f32>() - merge.score).abs() < 1e-6);
        assert!(incidents.decisions()[1].to_string().contains("same place, Kharkiv (+"));
    }

    #[test]
    fn an_expulsion_and_its_answer_are_two() {
        let expel = |doc, actor: &str, recipient: &str| {
            let text = "It expelled two diplomats.";
            let mut told = report(doc, 0, text, "expelled");
            told.event_type = EventType::Sanction;
            told.actors = vec![named(actor, "It")];
            told.recipients = vec![named(recipient, "diplomats")];
            told.days = on("2025-10-01");
            article(doc, "2025-10-01", text, vec![told])
        };
        let incidents = all(&[expel(1, "FRA/GOV", "AZE/GOV"), expel(2, "AZE/GOV", "FRA/GOV"), expel(3, "FRA/GOV", "AZE/GOV")]);
        assert_eq!(incidents.of(id(3)), incidents.of(id(1)));
        assert_ne!(incidents.of(id(2)), incidents.of(id(1)));
    }

    #[test]
    fn what_looks_back_joins_as_background() {
        let text = "Traders wept, a year after missiles struck the market of the town.";
        let mut later = report(2, 0, text, "struck");
        later.place = town(KHARKIV.0, "UKR", KHARKIV.1, KHARKIV.2);
        later.actors = vec![named("RUS/MIL", "missiles")];
        let articles = [attack(1, "2025-03-11", KHARKIV, "2025-03-11", 4.0), article(2, "2026-03-11", text, vec![later])];
        let incidents = all(&articles);
        assert_eq!(incidents.of(id(2)), incidents.of(id(1)));
        assert!(incidents.decisions()[1].background && !incidents.decisions()[0].background);
    }

    #[test]
    fn two_likely_incidents_are_left_open() {
        let articles: Vec<Article> = (1..=2).map(|n| attack(n, "2025-03-11", KHARKIV, "2025-03-11", 4.0)).collect();
        let mut incidents = all(&articles[..1]);
        incidents.add(&articles[1], None);
        let mut docs = by_id(&articles);
        incidents.rule(Ruling::MustNotJoin(id(1), id(2)), &docs).unwrap();
        let third = attack(3, "2025-03-12", KHARKIV, "2025-03-11", 4.0);
        docs.insert(third.id, third.clone());
        let decision = incidents.add(&third, None).remove(0);
        assert!(matches!(decision.outcome, Outcome::Undecided { .. }), "{decision}");
        // a person decides
        incidents.rule(Ruling::MustJoin(id(3), id(2)), &docs).unwrap();
        assert_eq!(incidents.of(id(3)), incidents.of(id(2)));
    }

    #[test]
    fn a_merge_is_undone_and_what_followed_is_decided_again() {
        let articles: Vec<Article> =
            [4.0, 4.0, 4.0].iter().zip(1..).map(|(k, n)| attack(n, "2025-03-11", KHARKIV, "2025-03-11", *k)).collect();
        let docs = by_id(&articles);
        let before = all(&articles);
        assert_eq!(before.iter().count(), 1);
        let mut incidents = before.clone();
        let moved = incidents.undo(id(2), &docs).unwrap();
        assert_eq!(moved[0].report, id(2));
        assert_ne!(incidents.of(id(2)), incidents.of(id(1)));
        assert_eq!(incidents.undo(id(1), &docs), Err(UndoError::NotMerged(id(1))));
        assert_eq!(incidents.undo(id(9), &docs), Err(UndoError::Unknown(id(9))));
        // the ruling withdrawn, all is as it was
        incidents.withdraw(Ruling::MustNotJoin(id(2), id(1)), &docs).unwrap();
        assert_eq!(incidents, before);
        // an article that is gone changes nothing
        let mut broken = before.clone();
        let few = by_id(&articles[..1]);
        assert!(matches!(broken.undo(id(2), &few), Err(UndoError::Missing(_))));
        assert_eq!(broken, before);
    }

    #[test]
    fn families_of_types_are_symmetric_and_whole() {
        for &a in EventType::ALL {
            assert!(TypeFamily::shared(a, a));
            for &b in EventType::ALL {
                assert_eq!(TypeFamily::shared(a, b), TypeFamily::shared(b, a));
            }
        }
        assert!(TypeFamily::shared(EventType::Assault, EventType::Coerce) && TypeFamily::shared(EventType::Agree, EventType::Consult));
        assert!(!TypeFamily::shared(EventType::Assault, EventType::Aid) && !TypeFamily::shared(EventType::Retreat, EventType::Coerce));
    }

    #[test]
    fn a_second_attack_on_a_town_on_one_day_stays_apart_by_its_words() {
        let text = "Russian drones attacked a railway depot there, hurting workers.";
        let mut second = report(2, 0, text, "attacked");
        second.mode = Some("drone".to_owned());
        second.actors = vec![named("RUS/MIL", "Russian drones")];
        second.place = town(KHARKIV.0, "UKR", KHARKIV.1, KHARKIV.2);
        second.days = on("2025-03-11");
        let mut first = attack(1, "2025-03-11", KHARKIV, "2025-03-11", 4.0);
        first.reports[0].mode = Some("heavy-weapons".to_owned());
        let incidents = all(&[first, article(2, "2025-03-12", text, vec![second])]);
        assert_ne!(incidents.of(id(2)), incidents.of(id(1)), "{}", incidents.decisions()[1]);
    }

    #[test]
    fn values_are_all_kept() {
        let articles = [
            attack(1, "2025-03-11", KHARKIV, "2025-03-11", 4.0),
            attack(2, "2025-03-12", KHARKIV, "2025-03-11", 9.0),
            attack(3, "2025-03-11", KHARKIV, "2025-03-11", 4.0),
        ];
        let told = |a| Told::new(a, &a.reports[0], None);
        let held = values(articles.iter().map(told));
        assert_eq!(held.len(), 9);
        let spread = spreads(&held);
        let killed = spread.iter().find(|s| s.what == What::Count(QuantityRole::Killed, String::new())).unwrap();
        assert_eq!((killed.low, killed.high, killed.unlike, killed.holders), (Some(4.0), Some(9.0), 2, 2));
        assert!(matches!(held[killed.latest].amount, Amount::Number { low, .. } if low == 9.0));
        assert!(matches!(held[killed.most_held].amount, Amount::Number { low, .. } if low == 4.0));
        // a copy holds nothing more
        let copies = articles.iter().map(|a| Told { family: Some(DocumentId(1)), ..told(a) });
        assert_eq!(spreads(&values(copies))[0].holders, 1);
    }

    fn any_report() -> impl Strategy<Value = Article> {
        let towns = prop_oneof![Just(None), Just(Some(KHARKIV)), Just(Some(ODESA))];
        let actors = prop_oneof![Just(""), Just("RUS/MIL"), Just("UKR/MIL"), Just("PAK/REB/bla")];
        let days = prop_oneof![Just("none"), Just("2025-03-11"), Just("2025-03-12"), Just("2024-03-12")];
        let types = prop::sample::select(vec![EventType::Assault, EventType::Coerce, EventType::Agree, EventType::Consult]);
        (towns, actors, days, types, 0.0..40.0_f64, prop::collection::vec(any::<i8>(), 0..3)).prop_map(
            |(place, actor, day, event_type, n, meaning)| {
                let mut article = attack(1, "2025-03-12", place.unwrap_or(KHARKIV), day, n.floor());
                let report = &mut article.reports[0];
                report.event_type = event_type;
                report.actors = vec![named(actor, "Somebody Named")];
                report.place = report.place.take().filter(|_| place.is_some());
                report.embedding = Some(meaning);
                article
            },
        )
    }

    fn numbered(mut articles: Vec<Article>) -> Vec<Article> {
        for (article, n) in articles.iter_mut().zip(1..) {
            article.id = DocumentId(n);
            article.reports[0].id = id(n);
        }
        articles
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Every report is in one incident, and decisions are those of the same order given again.
        #[test]
        fn a_report_is_in_one_incident(articles in prop::collection::vec(any_report(), 1..14)) {
            let articles = numbered(articles);
            let incidents = all(&articles);
            let mut members: Vec<ReportId> = incidents.iter().flat_map(|i| i.reports().collect::<Vec<_>>()).collect();
            members.sort_unstable();
            prop_assert_eq!(members, articles.iter().map(|a| a.reports[0].id).collect::<Vec<_>>());
            prop_assert!(incidents.iter().all(|i| i.reports().next() == Some(i.id.0)));
            prop_assert_eq!(&incidents, &all(&articles));
            // taken in twice, nothing is new
            let mut twice = incidents.clone();
            for article in &articles {
                prop_assert!(twice.add(article, None).is_empty());
            }
        }

        /// What is given up early could not have reached what it was asked to, whatever the weights and however alike the words.
        #[test]
        fn no_candidate_is_given_up_that_could_win(
            reports in (any_report(), any_report()),
            words in prop::collection::vec((0..6_usize, 0..6_usize), 0..40),
            weights in prop::collection::vec(-5.0..5.0_f32, WEIGHTS.len()),
            is_fitted in any::<bool>(),
        ) {
            let vocabulary = ["market", "clinic", "harbour", "Nyala", "bridge", "Fasher"];
            let text = |which: fn(&(usize, usize)) -> usize| {
                let word = |(pair, n): (_, u8)| format!("{}{}", vocabulary[which(pair)], char::from(b'a' + n % 20));
                let mut list: Vec<String> = words.iter().zip(0..).map(word).collect();
                list.insert(list.len() / 2, "bombed".to_owned());
                list.join(" ")
            };
            let told_in = |mut article: Article, n: u64, text: String| {
                let trigger = report(n, 0, &text, "bombed");
                article.id = DocumentId(n);
                (article.reports[0].id, article.reports[0].trigger_spans, article.reports[0].trigger) = (id(n), trigger.trigger_spans, trigger.trigger);
                article.text = text;
                article
            };
            let (first, second) = (told_in(reports.0, 1, text(|p| p.0)), told_in(reports.1, 2, text(|p| if p.1 < 4 { p.0 } else { p.1 })));
            let mut profile = Profile::default();
            profile.add(&Told::new(&first, &first.reports[0], None));
            let told = Told::new(&second, &second.reports[0], None);
            let weights = if is_fitted { WEIGHTS.to_vec() } else { weights };
            let mut room = Vec::new();
            if let Some(total) = total_by(&told, &profile, &weights, &mut room) {
                let mut prospect = Prospect::new(&told, &profile, &weights, &mut room).unwrap();
                prop_assert!(total <= prospect.reach());
                while prospect.look(&told, &profile, &weights, &mut room) {
                    prop_assert!(total <= prospect.reach());
                }
                prop_assert_eq!(score_by(&told, &profile, &weights).map(|s| s.total()), Some(total));
            }
        }

        /// Undoing parts the two, and withdrawing the ruling brings back the same state.
        #[test]
        fn what_is_undone_comes_back(articles in prop::collection::vec(any_report(), 2..14), pick in any::<prop::sample::Index>()) {
            let articles = numbered(articles);
            let docs = by_id(&articles);
            let before = all(&articles);
            let report = pick.get(&articles).reports[0].id;
            let from = before.of(report).unwrap();
            let mut incidents = before.clone();
            if let Ok(moved) = incidents.undo(report, &docs) {
                prop_assert!(incidents.of(report) != Some(from));
                prop_assert!(moved.iter().any(|m| m.report == report));
                incidents.withdraw(Ruling::MustNotJoin(report, from.0), &docs).unwrap();
            }
            prop_assert_eq!(incidents, before);
        }

        /// Keys are bounded, and a report finds itself by them where it is dated and has an anchor.
        #[test]
        fn keys_are_bounded(article in any_report()) {
            let told = Told::new(&article, &article.reports[0], None);
            let keys = Keys::of(&told);
            prop_assert!(keys.asks.len() <= MAX_ASKS);
            let mut index = blocking::MemoryIndex::default();
            let incident = super::super::cluster::IncidentId(id(1));
            index.put(incident, &keys.stands);
            prop_assert!(keys.asks.is_empty() || blocking::candidates(&mut index, &keys.asks).unwrap() == [incident]);
            for ask in &keys.asks {
                let mut found = Vec::new();
                index.incidents(ask, &mut found).unwrap();
                prop_assert_eq!(!found.is_empty(), keys.stands.iter().any(|stand| ask.is_of(stand)));
            }
            let unlike: std::collections::BTreeSet<_> = keys.stands.iter().collect();
            prop_assert_eq!(unlike.len(), keys.stands.len());
        }
    }
}
