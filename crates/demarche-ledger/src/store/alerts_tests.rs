use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::clock::FixedClock;
use crate::intake::IntakeOptions;
use crate::synthetic;

const LEASE: Duration = Duration::from_secs(90);
const HOUR: i64 = 3600;
const START: i64 = 1_730_181_600;

struct Desk {
    ledger: Ledger,
    clock: Arc<FixedClock>,
    folder: tempfile::TempDir,
}

fn desk() -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(FixedClock::at(Timestamp::from_second(START).unwrap()));
    let ledger = Ledger::open(folder.path().join("a.ledger"), Arc::clone(&clock)).unwrap();
    Desk { ledger, clock, folder }
}

fn today() -> Date {
    jiff::civil::date(2024, 10, 29)
}

fn alert(n: usize) -> NewAlert {
    NewAlert {
        key: format!("[\"a\",\"{n}\"]"),
        subject: "pair".into(),
        day: today(),
        body: format!("{{\"n\":{n},\"title\":\"t\",\"lines\":[\"words\"]}}"),
        words_of: Vec::new(),
    }
}

impl Desk {
    fn keep(&mut self, alerts: &[NewAlert], cool_down: i64) -> usize {
        let channels = ["desk".to_owned()];
        let route = Route { rule: "a", channels: &channels, cool_down: Duration::from_secs(cool_down.unsigned_abs()) };
        self.ledger.keep_alerts(route, alerts, today()).unwrap()
    }

    fn claim(&mut self) -> Option<Claimed> {
        self.ledger.claim_delivery(&["desk"], LEASE).unwrap()
    }

    /// Sends what is due, and tells the numbers of the alerts of each delivery.
    fn send(&mut self) -> Vec<Vec<u64>> {
        let mut out = Vec::new();
        while let Some(claimed) = self.claim() {
            assert!(self.ledger.delivery_sent(&claimed).unwrap());
            out.push(numbers(&claimed));
        }
        out
    }

    fn states(&self) -> Vec<DeliveryState> {
        self.ledger.alerts(&AlertFilter::default()).unwrap().iter().flat_map(|a| a.deliveries.iter().map(|d| d.state)).collect()
    }
}

fn numbers(claimed: &Claimed) -> Vec<u64> {
    claimed.alerts.iter().map(|body| serde_json::from_str::<serde_json::Value>(body).unwrap()["n"].as_u64().unwrap()).collect()
}

fn refused(detail: &str) -> Failed<'_> {
    Failed { detail, is_unsure: false, retry_after: None }
}

#[test]
fn an_alert_is_kept_once_and_sent_once() {
    let mut desk = desk();
    assert_eq!(desk.keep(&[alert(1), alert(2), alert(1)], 0), 2);
    assert_eq!(desk.keep(&[alert(2), alert(3)], 0), 1);
    assert_eq!(desk.ledger.claim_delivery(&["other"], LEASE).unwrap(), None);
    assert_eq!(desk.ledger.claim_delivery(&[], LEASE).unwrap(), None);
    assert_eq!(desk.ledger.waiting_deliveries().unwrap(), [("desk".to_owned(), 3)]);
    assert_eq!(desk.send(), [[1], [2], [3]]);
    assert_eq!(desk.keep(&[alert(1), alert(2), alert(3)], 0), 0);
    assert_eq!(desk.send(), Vec::<Vec<u64>>::new());
    assert_eq!(desk.ledger.next_delivery(&["desk"]).unwrap(), None);
    assert_eq!(desk.ledger.alert_keys("a").unwrap().len(), 3);
    assert!(desk.ledger.check().unwrap().is_whole());
}

#[test]
fn two_programs_never_have_one_delivery() {
    let mut desk = desk();
    desk.keep(&[alert(1)], 0);
    let mut other = Ledger::open_existing(desk.folder.path().join("a.ledger"), Arc::clone(&desk.clock)).unwrap();
    let mine = desk.claim().unwrap();
    assert!(!mine.is_repeat);
    assert_eq!(other.claim_delivery(&["desk"], LEASE).unwrap(), None);
    // the first dies; when its lease has run out, the delivery is a repeat under the same id
    desk.clock.advance_seconds(90);
    let theirs = other.claim_delivery(&["desk"], LEASE).unwrap().unwrap();
    assert!(theirs.is_repeat && theirs.id == mine.id && theirs.made == mine.made && theirs.tries == 2);
    assert_eq!(desk.claim(), None);
    // had it only been slow, what it says comes too late
    assert!(!desk.ledger.delivery_sent(&mine).unwrap());
    assert_eq!(desk.ledger.delivery_failed(&mine, &refused("late")).unwrap(), Next::Lost);
    assert!(other.delivery_sent(&theirs).unwrap());
    assert_eq!(desk.states(), [DeliveryState::Sent]);
}

#[test]
fn failures_wait_longer_and_longer_and_are_given_up() {
    let mut desk = desk();
    desk.keep(&[alert(1)], 0);
    let mut waits = Vec::new();
    for n in 1..=MOST_TRIES {
        let claimed = desk.claim().unwrap();
        assert_eq!((claimed.tries, claimed.is_repeat), (n, n > 2));
        // of the second it is not known whether it worked
        let failed = Failed { detail: "no", is_unsure: n == 2, retry_after: (n == 3).then(|| Duration::from_secs(1000)) };
        match desk.ledger.delivery_failed(&claimed, &failed).unwrap() {
            Next::Again(again) => {
                let wait = again.as_second() - claimed.at.as_second();
                waits.push(wait);
                desk.clock.advance_seconds(wait - 1);
                assert_eq!(desk.claim(), None);
                assert_eq!(desk.ledger.next_delivery(&["desk"]).unwrap(), Some(again));
                desk.clock.advance_seconds(1);
            }
            next => assert_eq!((next, n), (Next::GivenUp, MOST_TRIES)),
        }
    }
    assert_eq!(waits[..9], [60, 120, 1000, 480, 960, 1920, 3840, 7680, 15360]);
    assert!(waits[9..].iter().all(|wait| *wait == 6 * HOUR) && waits.len() == 19);
    assert_eq!((desk.claim(), desk.states()), (None, vec![DeliveryState::GivenUp]));
    let filter = AlertFilter { state: Some(DeliveryState::GivenUp), ..AlertFilter::default() };
    assert_eq!(desk.ledger.alerts(&filter).unwrap()[0].deliveries[0].detail.as_deref(), Some("no"));
    assert_eq!(desk.ledger.take_up_deliveries().unwrap(), 1);
    assert_eq!(desk.send(), [[1]]);
}

#[test]
fn who_dies_at_the_last_try_loses_nothing_silently() {
    let mut desk = desk();
    desk.keep(&[alert(1)], 0);
    for _ in 0..MOST_TRIES {
        assert!(desk.claim().is_some());
        desk.clock.advance_seconds(90);
    }
    assert_eq!(desk.claim(), None);
    let row = &desk.ledger.alerts(&AlertFilter::default()).unwrap()[0].deliveries[0];
    assert_eq!((row.state, row.unsure), (DeliveryState::GivenUp, MOST_TRIES));
    assert!(row.detail.as_ref().unwrap().contains("not known whether it arrived"));
}

#[test]
fn a_cool_down_holds_and_then_sends_together() {
    let mut desk = desk();
    let cool_down = 6 * HOUR;
    desk.keep(&[alert(1), alert(2)], cool_down);
    assert_eq!(desk.send(), [vec![1, 2]], "what becomes known at once is told at once");
    for n in 3..6 {
        desk.clock.advance_seconds(HOUR);
        desk.keep(&[alert(n)], cool_down);
        assert_eq!(desk.claim(), None);
    }
    let elsewhere = NewAlert { subject: "another".into(), ..alert(6) };
    desk.keep(&[elsewhere], cool_down);
    assert_eq!(desk.send(), [vec![6]], "another subject has a cool-down of its own");
    desk.clock.advance_seconds(3 * HOUR - 1);
    assert_eq!(desk.claim(), None);
    desk.clock.advance_seconds(1);
    let held = desk.claim().unwrap();
    assert_eq!(numbers(&held), [3, 4, 5]);
    // while it is sent, and after that, the next is held again
    desk.keep(&[alert(7)], cool_down);
    desk.ledger.delivery_failed(&held, &refused("no")).unwrap();
    desk.keep(&[alert(8)], cool_down);
    desk.clock.advance_seconds(60);
    assert_eq!(desk.send(), [vec![3, 4, 5]], "what was tried is not changed");
    desk.clock.advance_seconds(cool_down);
    assert_eq!(desk.send(), [vec![7, 8]]);
    desk.clock.advance_seconds(cool_down);
    desk.keep(&[alert(9)], cool_down);
    assert_eq!(desk.send(), [vec![9]], "a cool-down that has ended holds nothing");
}

#[test]
fn clock_steps_neither_lose_nor_delay() {
    // back by ten years while alerts wait
    for (cool_down, claims) in [(0, false), (0, true), (6 * HOUR, false)] {
        let mut desk = desk();
        desk.keep(&[alert(1)], cool_down);
        assert_eq!(desk.send().len(), 1);
        desk.keep(&[alert(2)], cool_down);
        if claims {
            let claimed = desk.claim().unwrap();
            desk.ledger.delivery_failed(&claimed, &refused("no")).unwrap();
        }
        desk.clock.advance_seconds(-10 * 365 * 86_400);
        if cool_down == 0 {
            assert_eq!(desk.send(), [[2]]);
        } else {
            assert_eq!(desk.claim(), None);
            desk.clock.advance_seconds(cool_down - 1);
            assert_eq!(desk.claim(), None);
            desk.clock.advance_seconds(1);
            assert_eq!(desk.send(), [[2]], "the cool-down counts from when the step was seen");
        }
    }
    // a lease from the future is none
    let mut desk = desk();
    desk.keep(&[alert(1)], 0);
    desk.claim().unwrap();
    desk.clock.advance_seconds(-10 * 365 * 86_400);
    assert!(desk.claim().unwrap().is_repeat);
    // forward: all is due
    let mut desk = self::desk();
    desk.keep(&[alert(1), alert(2)], 6 * HOUR);
    desk.send();
    desk.keep(&[alert(3)], 6 * HOUR);
    desk.clock.advance_seconds(10 * 365 * 86_400);
    assert_eq!(desk.send(), [[3]]);
    // and a cool-down whose last alert lies in the future counts from now
    desk.clock.advance_seconds(-20 * 365 * 86_400);
    desk.keep(&[alert(4)], 6 * HOUR);
    assert_eq!(desk.claim(), None);
    desk.clock.advance_seconds(6 * HOUR);
    assert_eq!(desk.send(), [[4]]);
}

#[test]
fn a_rule_begins_when_it_is_first_evaluated() {
    let mut desk = desk();
    let day = |n: i8| jiff::civil::date(2024, 10, n);
    let at = |desk: &mut Desk, definition: &str, n: i8| desk.ledger.alert_rule("a", definition, day(n)).unwrap();
    assert_eq!(at(&mut desk, "x", 29), RuleRow { since: day(29), evaluated: day(29) });
    desk.ledger.keep_alerts(Route { rule: "a", channels: &[], cool_down: Duration::ZERO }, &[], day(30)).unwrap();
    assert_eq!(at(&mut desk, "x", 31), RuleRow { since: day(29), evaluated: day(30) });
    // the clock was wrong: a beginning in the future would keep it silent
    assert_eq!(at(&mut desk, "x", 20), RuleRow { since: day(20), evaluated: day(20) });
    assert_eq!(at(&mut desk, "x", 25), RuleRow { since: day(20), evaluated: day(20) });
    assert_eq!(at(&mut desk, "y", 26), RuleRow { since: day(26), evaluated: day(26) }, "it says something else");
}

#[test]
fn erased_words_leave_the_alerts() {
    let mut desk = desk();
    desk.ledger.ingest_all(&[synthetic::record(1, 80)], &IntakeOptions::default()).unwrap();
    desk.keep(&[NewAlert { words_of: vec![DocumentId(1)], ..alert(1) }, alert(2)], 0);
    desk.ledger.erase(DocumentId(1), "desk", "asked").unwrap();
    let bodies: Vec<String> = desk.ledger.alerts(&AlertFilter::default()).unwrap().into_iter().map(|a| a.body).collect();
    assert_eq!(bodies[0], "{\"n\":1,\"title\":\"erased on demand\",\"lines\":[]}");
    assert!(bodies[1].contains("words"));
    assert!(desk.ledger.check().unwrap().is_whole());
}

/// What may happen to a desk.
#[derive(Debug, Clone)]
enum Step {
    /// Alerts come, up to this number.
    Keep(usize),
    /// A claim that ends so: sent, failed, unsure, or the program dies before or after the receiver has it.
    Try(u8),
    /// Time passes, or the clock is set.
    Pass(i64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        (1usize..4).prop_map(Step::Keep),
        (0u8..5).prop_map(Step::Try),
        prop_oneof![0i64..10_000, Just(-100 * 86_400i64), Just(100 * 86_400i64)].prop_map(Step::Pass),
    ];
    proptest::collection::vec(step, 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever happens, each alert arrives; a second time only as a repeat, and no more often than programs died or were unsure.
    #[test]
    fn none_is_lost_and_repeats_are_marked(steps in steps(), cool_down in prop_oneof![Just(0i64), Just(3600i64)]) {
        let mut desk = desk();
        let (mut made, mut doubts) = (0usize, 0usize);
        let mut arrived: Vec<(u64, bool)> = Vec::new();
        for step in steps {
            match step {
                Step::Keep(n) => {
                    let alerts: Vec<NewAlert> = (made.saturating_sub(1)..made + n).map(alert).collect();
                    desk.keep(&alerts, cool_down);
                    made += n;
                }
                Step::Pass(seconds) => desk.clock.advance_seconds(seconds),
                Step::Try(how) => {
                    let Some(claimed) = desk.claim() else { continue };
                    let arrives = matches!(how, 0 | 2 | 4);
                    if arrives {
                        arrived.extend(numbers(&claimed).into_iter().map(|n| (n, claimed.is_repeat)));
                    }
                    match how {
                        0 => prop_assert!(desk.ledger.delivery_sent(&claimed).unwrap()),
                        1 | 2 => {
                            let failed = Failed { is_unsure: how == 2, ..refused("no") };
                            desk.ledger.delivery_failed(&claimed, &failed).unwrap();
                        }
                        _ => {}
                    }
                    doubts += usize::from(how == 2 || how == 4);
                }
            }
        }
        // given time, and channels that work, all is sent
        for _ in 0..3 {
            desk.clock.advance_seconds(7 * HOUR);
            while let Some(claimed) = desk.claim() {
                arrived.extend(numbers(&claimed).into_iter().map(|n| (n, claimed.is_repeat)));
                prop_assert!(desk.ledger.delivery_sent(&claimed).unwrap());
            }
        }
        let mut repeats = 0;
        for n in 0..made as u64 {
            let of: Vec<bool> = arrived.iter().filter(|(m, _)| *m == n).map(|(_, is_repeat)| *is_repeat).collect();
            prop_assert!(!of.is_empty(), "alert {} was lost", n);
            prop_assert!(of[1..].iter().all(|is_repeat| *is_repeat), "alert {}: {:?}", n, of);
            repeats = repeats.max(of.len() - 1);
        }
        prop_assert!(repeats <= doubts);
    }
}
