use demarche::codebook::EventType::{Accuse, Assault, Consult};
use demarche_ledger::standing::Standing;
use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::sample::{act, later, march};
use crate::who::{Direction, Kinds, Who};

fn watched() -> Watched {
    let who = |name: &str| Who::parse(name).unwrap();
    Watched { first: who("IDN"), second: who("MYS"), direction: Direction::There, kinds: Kinds::default() }
}

fn series(sightings: &[Sighting], until: i8, known: Known) -> Series {
    let panel = Panel::new(sightings, BTreeMap::new());
    Series::compute(&watched(), sightings, &panel, (march(1), march(until)), known, &Method::default())
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9
}

#[test]
fn an_incident_counts_half_after_a_half_life() {
    let points = series(&[act(1, 2, Assault, "aerial")], 30, Known::Now).points;
    assert_eq!(points.len(), 30);
    assert!(near(points[0].conflict.value, 0.0) && near(points[1].conflict.value, 9.5));
    assert!(near(points[15].conflict.value, 4.75) && near(points[29].conflict.value, 2.375));
    assert!(points.iter().all(|p| near(p.cooperation.value, 0.0)));
    assert_eq!(points[1].incidents.len(), 1);
    assert!(points.iter().all(|p| p.conflict.low <= p.conflict.value && p.conflict.value <= p.conflict.high));
}

#[test]
fn doubt_lowers_the_value_and_widens_the_interval() {
    let sure = series(&[act(1, 2, Assault, "aerial")], 2, Known::Now).points[1].conflict;
    let mut claimed = act(1, 2, Assault, "aerial");
    claimed.phases[0].standing = Standing::Claimed;
    let doubtful = series(&[claimed.clone()], 2, Known::Now).points[1].conflict;
    assert!(near(doubtful.value, 5.7) && doubtful.high - doubtful.low > sure.high - sure.low, "{doubtful:?} {sure:?}");
    claimed.phases[0].standing = Standing::Denied;
    assert!(near(series(&[claimed], 2, Known::Now).points[1].conflict.value, 0.0));
}

#[test]
fn the_past_is_as_known_now_or_as_known_then() {
    let mut late = act(1, 2, Assault, "aerial");
    late.phases[0].from = march(4);
    later(&mut late, 6, |p| p.standing = Standing::Retracted);
    let now = series(&[late.clone()], 8, Known::Now);
    assert!(now.points.iter().all(|p| near(p.conflict.value, 0.0)));
    let then: Vec<bool> = series(&[late], 8, Known::Then).points.iter().map(|p| p.conflict.value > 0.0).collect();
    assert_eq!(then, [false, false, false, true, true, false, false, false]);
}

/// What is told again and again is on its day once.
#[test]
fn phases_of_an_incident_are_no_incidents() {
    let mut often = act(1, 20, Assault, "aerial");
    for (day, standing) in [(21, Standing::Disputed), (22, Standing::Confirmed), (23, Standing::Reported)] {
        later(&mut often, day, |p| p.standing = standing);
    }
    let mut once = often.clone();
    once.phases.drain(..3);
    once.phases[0].from = march(20);
    let mut past = act(2, 1, Accuse, "");
    past.phases[0].from = date(2031, 1, 5);
    past.phases[0].days = None;
    let of = |sighting: Sighting, known| series(&[past.clone(), sighting], 30, known);
    let (then, now) = (of(often, Known::Then), of(once, Known::Now));
    let seen = |s: &Series| (s.changes.clone(), s.points.iter().map(|p| (p.unusual, p.incidents.len())).collect::<Vec<_>>());
    assert_eq!(seen(&then), seen(&now));
    assert!(near(then.points[29].conflict.high, now.points[29].conflict.high));
}

#[test]
fn less_coverage_widens_the_interval_upward_only() {
    // an accusation every other day in February, told by two outlets; then one of them is heard no more
    let mut sightings: Vec<Sighting> = Vec::new();
    for n in 0..14i8 {
        let mut sighting = act(u64::from(n.unsigned_abs()) + 1, 1, Accuse, "");
        let day = date(2031, 2, 1 + 2 * n);
        sighting.phases[0].from = day;
        sighting.phases[0].days = Some(demarche_ledger::report::Days { start: day, end: day, approximate: false });
        sighting.told = ["a", "b"].map(|o| (day, o.to_owned())).to_vec();
        sightings.push(sighting);
    }
    let march_days: Vec<Date> = (1..=20).map(march).collect();
    let both = BTreeMap::from([("a".to_owned(), march_days.clone()), ("b".to_owned(), march_days.clone())]);
    let one = BTreeMap::from([("a".to_owned(), march_days)]);
    let of = |active| {
        let panel = Panel::new(&sightings, active);
        Series::compute(&watched(), &sightings, &panel, (march(10), march(20)), Known::Now, &Method::default())
    };
    let (full, half) = (of(both), of(one));
    for (f, h) in full.points.iter().zip(&half.points) {
        assert!(near(f.conflict.value, h.conflict.value) && near(f.conflict.low, h.conflict.low), "unmoved");
        assert!(h.conflict.high > f.conflict.high, "{:?} {:?}", h.conflict, f.conflict);
        assert!(near(f.coverage.share.unwrap(), 1.0) && near(h.coverage.share.unwrap(), 0.5));
    }
}

#[test]
fn a_new_level_is_found_and_noise_is_not() {
    let mut values = vec![0.0; 60];
    for n in (0..60).step_by(6) {
        values[n] = 0.5;
    }
    assert_eq!(cuts(&values), Vec::<usize>::new());
    for value in &mut values[40..] {
        *value += 2.0;
    }
    assert_eq!(cuts(&values), [40]);
    assert_eq!(cuts(&[]), Vec::<usize>::new());
}

#[test]
fn a_rare_day_is_marked_once_there_is_a_past() {
    let mut sightings: Vec<Sighting> = (0..4u64).map(|n| act(n + 1, 1, Accuse, "")).collect();
    for (sighting, month) in sightings.iter_mut().zip([1, 1, 2, 2]) {
        let day = date(2031, month, 10);
        sighting.phases[0].from = day;
        sighting.phases[0].days = None;
    }
    sightings.push(act(9, 20, Assault, "aerial"));
    let found = series(&sightings, 25, Known::Now);
    let marked: Vec<Date> = found.points.iter().filter(|p| p.unusual.is_some()).map(|p| p.day).collect();
    assert_eq!(marked, [march(20)]);
}

/// The quantiles against a simulation: the interval holds the truth about as often as it says.
#[test]
fn intervals_hold_what_they_promise() {
    let sizes: Vec<(f64, f64)> = (0..12).map(|i| (0.4 + 0.05 * f64::from(i), 1.0 + f64::from(i) * 0.7)).collect();
    let mut sum = Cumulants::default();
    for (weight, size) in &sizes {
        sum.add(Cumulants::of_chance(*weight, *size, 0.3));
    }
    let (low, high) = (sum.quantile(-Z), sum.quantile(Z));
    // a linear congruential generator (Knuth's MMIX) is enough for coin tosses
    let mut state = 1u64;
    let mut uniform = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let (mut inside, rounds) = (0, 20_000);
    for _ in 0..rounds {
        let mut total = 0.0;
        for (weight, size) in &sizes {
            let error = (0..12).map(|_| uniform()).sum::<f64>() - 6.0;
            let is_there = uniform() < *weight;
            total += if is_there { size * (1.0 + 0.3 * error) } else { 0.0 };
        }
        inside += usize::from((low..=high).contains(&total));
    }
    let share = inside as f64 / f64::from(rounds);
    assert!((0.87..0.93).contains(&share), "{share}");
}

proptest! {
    /// Copies, and articles of one outlet printed twice, are votes and days that are there already.
    #[test]
    fn values_are_finite_and_ordered(days in prop::collection::vec((1i8..28, 0u8..3, 0f32..1.0), 0..30)) {
        let sightings: Vec<Sighting> = days.iter().enumerate().map(|(i, (day, kind, confidence))| {
            let mut sighting = match kind {
                0 => act(i as u64 + 1, *day, Assault, "aerial"),
                1 => act(i as u64 + 1, *day, Consult, "visit"),
                _ => act(i as u64 + 1, *day, Accuse, ""),
            };
            sighting.phases[0].confidence = *confidence;
            sighting
        }).collect();
        let found = series(&sightings, 31, Known::Now);
        for level in found.points.iter().flat_map(|p| [p.conflict, p.cooperation]) {
            prop_assert!(level.low.is_finite() && level.high.is_finite());
            prop_assert!(0.0 <= level.low && level.low <= level.value && level.value <= level.high);
        }
        let marks: usize = found.points.iter().map(|p| p.incidents.len()).sum();
        prop_assert_eq!(marks, sightings.iter().filter(|s| s.phases[0].confidence > 0.0).count(), "each once");
        let mut shuffled = sightings.clone();
        shuffled.reverse();
        let again = series(&shuffled, 31, Known::Now);
        for (a, b) in found.points.iter().zip(&again.points) {
            prop_assert!(near(a.conflict.value, b.conflict.value) && near(a.conflict.high, b.conflict.high));
        }
    }
}
