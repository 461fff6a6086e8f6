use demarche::codebook::EventType;
use demarche_ledger::sighting::Phase;
use demarche_ledger::standing::Standing;
use demarche_ledger::witnesses::chain::Position;
use proptest::prelude::*;

use super::*;
use crate::scenario::evidence::{Added, Verdict};
use crate::scenario::known::Known;
use crate::scenario::matching::wanted;
use crate::scenario::sample::{ATTACKS, accepts, act, becomes, ground, held, hypotheses, judgements, known, march, phase, scenario};
use crate::scenario::{Judgement, SetUp};

fn report(scenario: &Scenario, ground: &Ground, judged: Vec<(String, Act<Judged>)>) -> Report {
    Report::of(Inputs { scenario, by_command: false, ground, judged, refuted: Vec::new() })
}

fn against(basis: &Basis) -> Vec<f64> {
    basis.scores.iter().map(|s| s.inconsistent.number()).collect()
}

fn three() -> Ground {
    let talks = |mut k: Known| {
        k.sighting.phases[0].event_type = EventType::Consult;
        k
    };
    ground(vec![
        known(1, vec![phase(3, 2)], "B2"),
        known(2, vec![phase(5, 5), becomes(&phase(5, 5), 9, Standing::Retracted)], "C3"),
        talks(known(3, vec![phase(6, 6)], "A1")),
    ])
}

#[test]
fn matches_are_proposed_and_only_accepted_ones_count() {
    let (scenario, ground) = (scenario(ATTACKS), three());
    let proposed = report(&scenario, &ground, Vec::new());
    let states: Vec<_> = proposed.evidence.iter().map(|e| (e.item.as_str(), e.state, e.known)).collect();
    assert_eq!(states, [("attacks@1.e0", State::Proposed, march(3)), ("attacks@2.e0", State::Withdrawn, march(5))]);
    assert_eq!(proposed.evidence[1].flags, ["the incident under it was retracted on 2024-03-09"]);
    // nothing was accepted; with what is proposed 0.8 · 0.8 speaks against peace
    assert_eq!((against(&proposed.score), against(&proposed.with_proposed)), (vec![0.0, 0.0], vec![0.0, 0.64]));
    assert!(proposed.flags.iter().any(|f| f.contains("no evidence was accepted")));
    assert!((proposed.evidence[0].diagnosticity - 1.0).abs() < 1e-12);
    // on the 5th the second one, 0.6 · 0.6, was not yet taken back
    let history: Vec<_> =
        proposed.history.iter().map(|p| (p.day, p.with_proposed["peace"].number(), p.known.len(), p.withdrawn.len())).collect();
    assert_eq!(history, [(march(3), 0.64, 1, 0), (march(5), 1.0, 1, 0), (march(9), 0.64, 0, 1)]);

    let accepted = report(&scenario, &ground, vec![accepts(&proposed, "attacks@1.e0")]);
    assert_eq!((against(&accepted.score), against(&accepted.with_proposed)), (vec![0.0, 0.64], vec![0.0, 0.64]));
    assert_eq!(
        (accepted.score.order[0].as_slice(), accepted.score.carried_by.as_slice()),
        (["war".to_owned()].as_slice(), ["attacks@1.e0".to_owned()].as_slice())
    );
    assert!(accepted.flags.is_empty(), "{:?}", accepted.flags);
}

#[test]
fn what_was_accepted_stays_and_is_flagged_when_its_incident_is_taken_back() {
    let (scenario, ground) = (scenario(ATTACKS), three());
    let proposed = report(&scenario, &ground, Vec::new());
    let accepted = report(&scenario, &ground, vec![accepts(&proposed, "attacks@2.e0")]);
    let piece = accepted.item("attacks@2.e0").unwrap();
    assert_eq!(
        (piece.state, piece.flags.as_slice()),
        (State::Accepted, ["the incident under it was retracted on 2024-03-09".to_owned()].as_slice())
    );
    assert_eq!(against(&accepted.score), [0.0, 0.36]);
    assert!(accepted.flags.iter().any(|f| f.contains("looked at again: attacks@2.e0")));
    // set aside, it counts nowhere, and on no day
    let aside = report(&scenario, &ground, vec![("attacks@2.e0".to_owned(), act(2, piece.set_aside()))]);
    assert_eq!((against(&aside.score), aside.history.len()), (vec![0.0, 0.0], 1));
    assert_eq!(aside.number(State::SetAside), 1);
}

#[test]
fn a_denial_withdraws_and_an_answer_to_it_brings_back() {
    let at = phase(3, 3);
    let phases = vec![at.clone(), becomes(&at, 5, Standing::Denied), becomes(&at, 7, Standing::Disputed)];
    let report = report(&scenario(ATTACKS), &ground(vec![known(1, phases, "F6")]), Vec::new());
    assert_eq!(report.evidence[0].state, State::Proposed);
    let seen: Vec<_> = report.history.iter().map(|p| p.with_proposed["peace"].number()).collect();
    assert_eq!(seen, [0.25, 0.0, 0.25]);
}

#[test]
fn what_happened_before_or_becomes_another_thing_is_no_evidence() {
    let old = known(1, vec![crate::scenario::sample::phase(4, 4)], "F6");
    let mut past = old.clone();
    past.sighting.id = crate::scenario::sample::id(2);
    past.sighting.phases[0].days = None;
    past.sighting.phases[0].background = true;
    let mut turned = known(3, vec![phase(4, 4), Phase { event_type: EventType::Protest, from: march(6), ..phase(4, 4) }], "F6");
    turned.sighting.phases[1].standing = Standing::Disputed;
    let ground = ground(vec![old, past, turned]);
    let scenario = Scenario { since: Some(march(4)), ..scenario(ATTACKS) };
    assert_eq!(wanted(&scenario, &ground.sightings).into_iter().map(|id| id.0.document.0).collect::<Vec<_>>(), [1, 3]);
    let report = report(&scenario, &ground, Vec::new());
    let turned = report.item("attacks@3.e0").unwrap();
    assert_eq!(turned.state, State::Withdrawn);
    assert_eq!(
        turned.flags,
        ["the incident under it is no longer what is looked for, since 2024-03-06 (it is now PROTEST, actual, disputed)"]
    );
    assert!(report.item("attacks@2.e0").is_none());
    let later = super::super::Scenario { since: Some(march(5)), ..scenario };
    assert!(wanted(&later, &ground.sightings).is_empty());
}

#[test]
fn a_position_is_evidence_until_it_is_another() {
    let indicator = "[[scenario.indicator]]\nname = \"denials\"\nbetween = [\"PRK\", \"KOR\"]\nparty = \"PRK\"\nposition = \"denies\"\nconsistent = \"peace\"\ninconsistent = \"war\"\n";
    let mut told = known(1, vec![phase(3, 3), becomes(&phase(3, 3), 4, Standing::Denied)], "F5");
    told.held = vec![
        held("KOR/GOV", Position::Denies, 4, false),
        held("PRK/GOV", Position::Denies, 4, false),
        held("PRK/GOV", Position::Denies, 6, false),
        held("PRK/GOV", Position::Neither, 7, false),
        held("PRK/GOV", Position::Affirms, 9, true),
    ];
    let (scenario, mut ground) = (scenario(indicator), ground(vec![told]));
    let whole = report(&scenario, &ground, Vec::new());
    assert_eq!(whole.evidence.len(), 1);
    let piece = &whole.evidence[0];
    assert_eq!((piece.item.as_str(), piece.known, piece.state), ("denials@1.e0:PRK/GOV", march(4), State::Withdrawn));
    assert_eq!(piece.flags, ["PRK/GOV affirms since 2024-03-09"]);
    // one text tells it on the 4th, two from the 6th: B3 is 0.8 · 0.6, B2 is 0.8 · 0.8
    let seen: Vec<_> = whole.history.iter().map(|p| (p.day, p.with_proposed["war"].number())).collect();
    assert_eq!(seen, [(march(4), 0.48), (march(6), 0.64), (march(9), 0.0)]);
    ground.until = march(8);
    assert_eq!(report(&scenario, &ground, Vec::new()).evidence[0].state, State::Proposed);
}

#[test]
fn absence_is_evidence_while_those_who_would_tell_are_heard() {
    let indicator = "[[scenario.indicator]]\nname = \"calm\"\nbetween = [\"PRK\", \"KOR\"]\ntypes = \"ASSAULT\"\nabsent_for = \"7d\"\ninconsistent = \"war\"\nweight = 2\n";
    let mut told = known(1, vec![phase(2, 2)], "F6");
    told.sighting.told = [2, 4].map(|d| (march(d), "herald".to_owned())).to_vec();
    let mut ground = ground(vec![told]);
    ground.published.insert("herald".to_owned(), (1..=20).map(march).collect());
    let report = report(&scenario(indicator), &ground, Vec::new());
    let [piece] = &report.evidence[..] else { panic!("{:?}", report.evidence) };
    // quiet from the 3rd to the 9th; told of twice before the week that begins on the 5th; heard up to the week that begins on the 20th
    assert_eq!((piece.item.as_str(), piece.state), ("calm@2024-03-11", State::Withdrawn));
    assert_eq!(piece.flags, ["the parties are no longer covered since 2024-03-27"]);
    // F6 · 2
    assert_eq!(report.history[0].with_proposed["war"].number(), 0.5);
}

#[test]
fn an_analyst_changes_adds_and_rules_out() {
    let (scenario, ground) = (scenario(ATTACKS), three());
    let proposed = report(&scenario, &ground, Vec::new());
    let piece = proposed.item("attacks@1.e0").unwrap();
    let changed = piece.judged(&[("war".to_owned(), Judgement::Inconsistent)], Some("A1".parse().unwrap()));
    assert_eq!((changed.verdict, changed.was.as_ref().unwrap().grade.to_string()), (Verdict::Changed, "B2".to_owned()));
    let note = Added { text: "The embassy was emptied.".to_owned(), source: "own visit".to_owned(), day: march(20) };
    let note = Judged::new(note, "B3".parse().unwrap(), judgements("CI"));
    let late = Added { text: "Later.".to_owned(), source: "x".to_owned(), day: jiff::civil::date(2024, 5, 1) };
    let judged = vec![
        ("attacks@1.e0".to_owned(), act(4, changed.clone())),
        // an older act on the same item, as a merge leaves it, does not hold
        ("attacks@1.e0".to_owned(), act(3, piece.set_aside())),
        ("added-1".to_owned(), act(5, note)),
        ("added-2".to_owned(), act(6, Judged::new(late, "A1".parse().unwrap(), judgements("II")))),
        // its incident is gone
        ("attacks@9.e0".to_owned(), act(7, Judged { grade: None, ..changed })),
    ];
    let inputs =
        Inputs { scenario: &scenario, by_command: false, ground: &ground, judged, refuted: vec![("peace".to_owned(), act(8, ()))] };
    let report = Report::of(inputs);
    let items: Vec<_> = report.evidence.iter().map(|e| (e.item.as_str(), e.state, e.weight.number())).collect();
    assert_eq!(
        items,
        [
            ("attacks@1.e0", State::Changed, 1.0),
            ("attacks@9.e0", State::Changed, 0.64),
            ("attacks@2.e0", State::Withdrawn, 0.36),
            ("added-1", State::Accepted, 0.48),
        ]
    );
    assert_eq!(report.evidence[1].flags, ["what it rested on is not found any more"]);
    // against war: 1 + 0.64; against peace: 1 + 0.64 + 0.48, and it was ruled out
    assert_eq!(against(&report.score), [1.64, 2.12]);
    assert_eq!((report.score.scores[1].rank, report.score.order.len()), (None, 1));
    assert_eq!(report.hypotheses[1].refuted.as_ref().map(|act| act.who.as_str()), Some("ana"));
    assert!(report.flags.iter().any(|f| f.contains("fewer than two hypotheses")));
    // accepted again, it is as proposed; the grade stays the analyst's
    let again = report.item("attacks@1.e0").unwrap().accepted();
    assert_eq!((again.verdict, again.judgements.of("war"), again.grade.is_some()), (Verdict::Accepted, Judgement::Consistent, true));
}

#[test]
fn a_judgement_of_other_hypotheses_is_flagged() {
    let set_up = SetUp { question: "?".to_owned(), hypotheses: hypotheses(&["a", "b"]) };
    let scenario = set_up.scenario("s");
    let said = Judged::new(Added { text: "t".to_owned(), source: "s".to_owned(), day: march(1) }, "A1".parse().unwrap(), judgements("IC"));
    let ground = Ground { until: march(2), ..Ground::default() };
    let report = report(&scenario, &ground, vec![("added-1".to_owned(), act(1, said))]);
    assert_eq!(report.evidence[0].flags, ["it was judged for hypotheses that are no more: peace, war"]);
    assert_eq!((against(&report.score), report.evidence[0].diagnosticity), (vec![0.0, 0.0], 0.0));
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["evidence"][0]["judgements"], serde_json::json!({"a": "N", "b": "N"}));
    assert_eq!((&json["evidence"][0]["grade"], &json["evidence"][0]["act"]["who"]), (&serde_json::json!("A1"), &serde_json::json!("ana")));
}

proptest! {
    #[test]
    fn accepting_what_was_proposed_leaves_the_score_with_proposed_as_it_is(
        incidents in prop::collection::vec((1i8..25, 0i8..4, "[A-F][1-6]", 0usize..4), 1..8),
        accepted in prop::collection::vec(any::<bool>(), 8),
    ) {
        let each = incidents.iter().enumerate().map(|(n, (day, later, grade, standing))| {
            let first = phase(*day, *day);
            let standing = [Standing::Reported, Standing::Disputed, Standing::Claimed, Standing::Confirmed][*standing];
            known(n as u64 + 1, vec![first.clone(), becomes(&first, day + later + 1, standing)], grade)
        });
        let (scenario, ground) = (scenario(ATTACKS), ground(each.collect()));
        let before = report(&scenario, &ground, Vec::new());
        let judged: Vec<_> = before.evidence.iter().zip(&accepted).filter(|(_, a)| **a).map(|(e, _)| accepts(&before, &e.item)).collect();
        let number = judged.len();
        let after = report(&scenario, &ground, judged.clone());
        prop_assert_eq!(&before.with_proposed, &after.with_proposed);
        prop_assert_eq!(after.score.evidence, number);
        prop_assert_eq!(before.history.iter().map(|p| &p.with_proposed).collect::<Vec<_>>(), after.history.iter().map(|p| &p.with_proposed).collect::<Vec<_>>());
        // in whatever order acts are given
        let reversed = report(&scenario, &ground, judged.into_iter().rev().collect());
        prop_assert_eq!(after, reversed);
    }
}
