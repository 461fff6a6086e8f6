use demarche::codebook::{EventType, QuantityRole};
use demarche::record::CodePoints;
use demarche_ledger::incidents::cluster::IncidentId;
use demarche_ledger::incidents::values::Holder;
use demarche_ledger::report::ReportId;
use demarche_ledger::witnesses::chain::Position;
use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::config::Config;
use crate::ladder::Stand;

const AROUND: &str = "[[channel]]\nname = \"desk\"\nfile = \"a.jsonl\"\n[[ladder]]\nname = \"Ambalat\"\nbetween = [\"IDN\", \"MYS\"]\n\
    [[ladder.level]]\nname = \"watch\"\nat = 4\nsteps = [{ what = \"read\" }]\n[[ladder.level]]\nname = \"tension\"\nat = 8\nsteps = [{ what = \"call\", owner = \"desk\" }]\n";

fn config(rest: &str) -> Config {
    Config::parse(&format!("{AROUND}[[alert]]\nname = \"a\"\nto = \"desk\"\n{rest}\n")).unwrap()
}

fn rule(rest: &str) -> Rule {
    config(rest).alerts[0].clone()
}

fn id(n: u64) -> IncidentId {
    IncidentId(ReportId { document: DocumentId(n), event: 0 })
}

fn phase(day: i8, standing: Standing, witnesses: usize) -> Phase {
    Phase {
        from: date(2024, 10, day),
        event_type: EventType::Assault,
        mode: Some("aerial".into()),
        status: Status::Actual,
        contexts: Vec::new(),
        days: None,
        place: Some("Ambalat".into()),
        country: None,
        actors: vec![Party::of_key("IDN/MIL", "Indonesian navy")],
        recipients: vec![Party::of_key("MYS/CIV", "")],
        standing,
        witnesses,
        confidence: 0.9,
        background: false,
    }
}

fn sighting(n: u64, phases: Vec<Phase>) -> Sighting {
    Sighting { id: id(n), phases, told: Vec::new() }
}

fn replay(moves: &[(i8, usize, usize)]) -> Replay {
    let ladder = config("on = \"move\"").ladders[0].clone();
    let cause = Cause {
        id: id(7),
        day: date(2024, 10, 3),
        what: "ASSAULT:aerial".into(),
        actors: vec!["Indonesia".into()],
        recipients: vec!["Malaysia".into()],
        part: 4.125,
    };
    let moves = moves
        .iter()
        .map(|(day, from, to)| Move {
            day: date(2024, 10, *day),
            from: *from,
            to: *to,
            value: 8.5,
            bound: 8.0,
            causes: vec![cause.clone()],
            down: (*to > 0).then_some(Down { below: 6.0, hold: 2, expected: Some(date(2024, 10, 30)) }),
        })
        .collect();
    Replay { ladder, days: vec![Stand { day: date(2024, 10, 3), level: 0, value: 0.0, values: Vec::new() }], moves }
}

#[test]
fn a_move_that_shifts_is_not_told_again() {
    let rule = rule("on = \"move\"");
    let since = date(2024, 10, 1);
    let told: BTreeSet<String> = moves(&rule, since, &[replay(&[(10, 0, 1)])], &BTreeSet::new()).into_iter().map(|a| a.key).collect();
    // an article that came late puts it on the 9th
    assert!(moves(&rule, since, &[replay(&[(9, 0, 1)])], &told).is_empty());
    // a second rise is another
    let alerts = moves(&rule, since, &[replay(&[(9, 0, 1), (12, 1, 0), (15, 0, 1)])], &told);
    assert_eq!(alerts.iter().map(|a| a.day.day()).collect::<Vec<_>>(), [12, 15]);
}

#[test]
fn a_move_tells_what_is_due_and_what_brings_it_down() {
    let alerts = moves(&rule("on = \"move\""), date(2024, 10, 3), &[replay(&[(2, 0, 1), (3, 0, 2), (20, 2, 0)])], &BTreeSet::new());
    assert_eq!(alerts.iter().map(|a| a.day).collect::<Vec<_>>(), [date(2024, 10, 3), date(2024, 10, 20)]);
    let up = &alerts[0];
    assert_eq!(up.key, "[\"a\",\"move\",\"Ambalat\",\"2024-10-03 0>2\"]");
    assert_eq!(up.title, "Ambalat rises to level 2 (tension) from level 0 (calm)");
    assert_eq!(up.due.iter().map(|s| s.what.as_str()).collect::<Vec<_>>(), ["read", "call"], "the steps of both levels");
    assert_eq!((up.incidents.as_slice(), up.down.as_ref().unwrap().hold), (&["7.e0".to_owned()][..], 2));
    assert_eq!(
        up.lines,
        [
            "conflict over 14 days: 8.5, reached 8",
            "watched: IDN ↔ MYS",
            "2024-10-03 ASSAULT:aerial: Indonesia → Malaysia, 4.12 (incident 7.e0)",
            "it falls where the value stays below 6 for 2 days; 2024-10-30 if nothing more happens"
        ]
    );
    let down = &alerts[1];
    assert!(down.title.starts_with("Ambalat falls to level 0 (calm) from level 2 (tension)") && down.due.is_empty() && down.down.is_none());
    let back: Alert = serde_json::from_str(&serde_json::to_string(up).unwrap()).unwrap();
    assert_eq!(&back, up);
}

#[test]
fn an_incident_is_told_when_it_first_fits() {
    let rule = rule("on = \"incident\"\nbetween = [\"IDN\", \"MYS\"]\ntypes = \"ASSAULT\"\nwitnesses = 2");
    let known = sighting(5, vec![phase(3, Standing::Reported, 1), phase(6, Standing::Reported, 2)]);
    let alert = incident(&rule, date(2024, 10, 5), &known).unwrap();
    assert_eq!((alert.day, alert.subject.as_str()), (date(2024, 10, 6), "IDN ↔ MYS"));
    assert_eq!(alert.title, "ASSAULT:aerial: Indonesian navy → MYS/CIV in Ambalat, 2024-10-03");
    assert_eq!(alert.lines, ["reported, 2 independent witnesses", "incident 5.e0, known since 2024-10-03"]);
    assert_eq!(incident(&rule, date(2024, 10, 7), &known), None, "it was known before");
    for changed in [
        Phase { background: true, ..phase(8, Standing::Reported, 2) },
        Phase { status: Status::Hypothetical, ..phase(8, Standing::Reported, 2) },
        phase(8, Standing::Denied, 2),
        phase(8, Standing::Reported, 1),
        Phase { event_type: EventType::Consult, ..phase(8, Standing::Reported, 2) },
        Phase { recipients: vec![Party::of_key("SGP/GOV", "")], ..phase(8, Standing::Reported, 2) },
    ] {
        assert_eq!(incident(&rule, date(2024, 10, 1), &sighting(5, vec![changed])), None);
    }
}

#[test]
fn disputes_open_and_close() {
    let rule = rule("on = \"dispute\"\nbetween = [\"IDN\", \"MYS\"]");
    let phases = vec![phase(3, Standing::Reported, 1), phase(4, Standing::Disputed, 1), phase(9, Standing::Confirmed, 2)];
    let alerts = disputes(&rule, date(2024, 10, 1), &sighting(5, phases.clone()), &BTreeSet::new());
    let occasions: Vec<_> = alerts.iter().map(|a| a.key.rsplit(',').next().unwrap().to_owned()).collect();
    assert_eq!(occasions, ["\"opened 2024-10-04\"]", "\"closed 2024-10-09\"]"]);
    assert_eq!(disputes(&rule, date(2024, 10, 5), &sighting(5, phases), &BTreeSet::new()).len(), 1);
    // it was told of in the morning; by the evening it was none
    let told: BTreeSet<String> = [alerts[0].key.clone()].into();
    let settled = sighting(5, vec![phase(3, Standing::Reported, 1), phase(4, Standing::Confirmed, 2)]);
    let closed = disputes(&rule, date(2024, 10, 1), &settled, &told);
    assert!(closed.len() == 1 && closed[0].key.contains("closed 2024-10-04"), "{closed:?}");
    let told = [alerts[0].key.clone(), closed[0].key.clone()].into();
    assert_eq!(disputes(&rule, date(2024, 10, 1), &settled, &told), []);
    assert_eq!(disputes(&rule, date(2024, 10, 1), &sighting(6, settled.phases), &told), [], "another incident");
}

fn entry(document: u64, day: i8, position: Position, change: bool) -> Entry {
    Entry {
        party: Party::of_key("IDN/GOV", "Indonesia"),
        position,
        document: DocumentId(document),
        report: ReportId { document: DocumentId(document), event: 0 },
        span: CodePoints(0, 1),
        quote: "we did not".into(),
        published: Some(date(2024, 10, day)),
        on: Some(date(2024, 10, day)),
        change,
    }
}

#[test]
fn a_change_of_position_is_told_once() {
    let rule = rule("on = \"position\"\nbetween = [\"IDN\", \"MYS\"]");
    let known = sighting(5, vec![phase(3, Standing::Disputed, 1)]);
    let entries = [
        entry(1, 3, Position::Affirms, false),
        entry(2, 4, Position::Denies, true),
        entry(3, 4, Position::Denies, true),
        entry(4, 5, Position::Denies, false),
        entry(5, 8, Position::Affirms, true),
        Entry { published: None, on: None, ..entry(6, 9, Position::Denies, true) },
    ];
    let alerts = positions(&rule, date(2024, 10, 4), &known, &entries);
    assert_eq!(alerts.iter().map(|a| a.words_of[0].0).collect::<Vec<_>>(), [2, 5]);
    assert!(alerts[0].title.starts_with("Indonesia now denies: ASSAULT:aerial"), "{}", alerts[0].title);
    assert_eq!(alerts[0].lines[0], "2024-10-04: “we did not”");
    assert_eq!(positions(&rule, date(2024, 10, 5), &known, &entries).len(), 1);
    let elsewhere = sighting(5, vec![Phase { actors: vec![Party::of_key("SGP/MIL", "")], ..phase(3, Standing::Disputed, 1) }]);
    assert_eq!(positions(&rule, date(2024, 10, 1), &elsewhere, &entries), []);
}

fn held(document: u64, day: i8, role: QuantityRole, count: (f64, f64)) -> Held {
    Held {
        what: What::Count(role, String::new()),
        amount: Amount::Number { low: count.0, high: count.1, unit: "soldier".into(), qualifier: "exact".into() },
        holder: Holder { publisher: Some("The Herald".into()), chain: Vec::new() },
        is_denied: false,
        document: DocumentId(document),
        original: DocumentId(document),
        report: ReportId { document: DocumentId(document), event: 0 },
        published: Some(date(2024, 10, day)),
    }
}

#[test]
fn a_value_is_told_when_it_first_leaves_its_range() {
    let rule = rule("on = \"value\"\nbetween = [\"IDN\", \"MYS\"]\nrole = \"killed\"\nunit = \"soldier\"\nabove = 10\nbelow = 3");
    let known = sighting(5, vec![phase(3, Standing::Reported, 1)]);
    let killed = |document, day, count| held(document, day, QuantityRole::Killed, count);
    let values_of = |since: i8, list: &[Held]| values(&rule, date(2024, 10, since), &known, list);
    let list = [
        killed(3, 9, (20.0, 20.0)),
        killed(1, 3, (3.0, 10.0)),
        killed(2, 5, (11.0, 14.0)),
        held(4, 4, QuantityRole::Injured, (50.0, 50.0)),
        Held { is_denied: true, ..killed(5, 4, (90.0, 90.0)) },
        Held { published: None, ..killed(6, 4, (90.0, 90.0)) },
    ];
    let alerts = values_of(1, &list);
    assert_eq!(alerts.len(), 1);
    assert_eq!((alerts[0].day, alerts[0].words_of[0].0), (date(2024, 10, 5), 2));
    assert!(alerts[0].title.starts_with("killed 11 to 14, above 10: "), "{}", alerts[0].title);
    assert_eq!(alerts[0].lines[0], "2024-10-05: 11 to 14 soldier (The Herald)");
    assert_eq!(values_of(6, &list), [], "what left the range before is known");
    assert_eq!(values_of(1, &[killed(1, 3, (2.0, 2.0))])[0].key, "[\"a\",\"value\",\"5.e0 killed\",\"below 3\"]");
}

#[test]
fn a_silence_is_told_once_and_survives_clock_steps() {
    let rule = rule("on = \"silence\"\nafter = \"2d\"");
    let at = |text: &str| -> Timestamp { text.parse().unwrap() };
    let feeds =
        [FeedActivity { feed: "wire".into(), last: Some(at("2024-10-01T12:00:00Z")) }, FeedActivity { feed: "new".into(), last: None }];
    let since = date(2024, 10, 2);
    assert_eq!(silences(&rule, since, &feeds, at("2024-10-03T11:59:59Z")), []);
    let first = silences(&rule, since, &feeds, at("2024-10-03T12:00:00Z"));
    assert_eq!(first.iter().map(|a| a.title.as_str()).collect::<Vec<_>>(), ["feed wire has been silent for 2 d"]);
    let later = silences(&rule, since, &feeds, at("2024-10-09T18:00:00Z"));
    assert_eq!((later.len(), &later[0].key), (2, &first[0].key), "the same silence");
    // a clock that was set back is before the last article
    assert_eq!(silences(&rule, since, &feeds, at("2024-09-01T00:00:00Z")), []);
}

#[test]
fn a_rule_is_another_where_it_says_something_else() {
    let of = |text: &str| {
        let config = config(text);
        config.alerts[0].definition(&config.ladders)
    };
    let plain = of("on = \"move\"");
    assert_eq!(plain, of("on = \"move\"\ncool_down = \"6h\""));
    assert_ne!(plain, of("on = \"move\"\nladder = \"Ambalat\""));
    let mut config = config("on = \"move\"");
    config.ladders[0].levels[0].steps.clear();
    assert_eq!(plain, config.alerts[0].definition(&config.ladders), "steps are no part of it");
    config.ladders[0].levels[0].at = 5.0;
    assert_ne!(plain, config.alerts[0].definition(&config.ladders));
}

proptest! {
    /// What becomes known later is told later, and nothing is told by two keys or of a day before.
    #[test]
    fn days_and_keys_agree(days in proptest::collection::btree_set(1i8..30, 1..8), kinds in proptest::collection::vec(0u8..4, 8), since in 1i8..30) {
        let standings = [Standing::Reported, Standing::Disputed, Standing::Confirmed, Standing::Denied];
        let phases: Vec<Phase> = days.iter().zip(&kinds).map(|(day, kind)| phase(*day, standings[usize::from(*kind)], 1)).collect();
        let known = sighting(5, phases);
        let rule = rule("on = \"dispute\"\nbetween = [\"IDN\", \"MYS\"]");
        let since = date(2024, 10, since);
        let all = disputes(&rule, date(2024, 10, 1), &known, &BTreeSet::new());
        let late = disputes(&rule, since, &known, &BTreeSet::new());
        let keys: BTreeSet<&String> = all.iter().map(|a| &a.key).collect();
        prop_assert_eq!(keys.len(), all.len());
        prop_assert_eq!(late, all.iter().filter(|a| a.day >= since).cloned().collect::<Vec<_>>());
        // what was told already is made again with the same keys, and nothing else
        let told: BTreeSet<String> = all.iter().map(|a| a.key.clone()).collect();
        prop_assert!(disputes(&rule, date(2024, 10, 1), &known, &told).iter().all(|a| told.contains(&a.key)));
        let is_open = known.phases.last().is_some_and(|p| p.standing == Standing::Disputed);
        prop_assert_eq!(all.last().is_some_and(|a| a.key.contains("opened")), is_open);
    }
}
