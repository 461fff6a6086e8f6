use demarche::codebook::EventType::{Assault, Consult, Sanction};
use demarche_ledger::standing::Standing;
use proptest::prelude::*;

use super::*;
use crate::config::Config;
use crate::sample::{act, later, march};

/// Scores in PLOVER: SANCTION:expel −5.5 and ASSAULT:heavy-weapons −10 at full weight.
fn ladder(more: &str) -> Ladder {
    let text = format!(
        "[[ladder]]\nname = \"Ambalat\"\nbetween = [\"IDN\", \"MYS\"]\nwindow = \"5d\"\n{more}\n\
         [[ladder.level]]\nname = \"tension\"\nat = 4\nfalls_below = 3\n\
         [[ladder.level]]\nname = \"crisis\"\nat = 9\nfalls_below = 7\nhold = \"2d\"\nsteps = [{{ what = \"call the desk\" }}]\n"
    );
    Config::parse(&text).unwrap().ladders.remove(0)
}

fn levels(replay: &Replay) -> Vec<usize> {
    replay.days.iter().map(|d| d.level).collect()
}

#[test]
fn a_ladder_rises_at_once_and_falls_when_its_condition_holds() {
    let score = f64::from(act(1, 2, Sanction, "expel").phases[0].score());
    assert!((-score - 5.5).abs() < 1e-9, "{score}");
    let sightings = [act(1, 2, Sanction, "expel"), act(2, 4, Sanction, "expel")];
    let replay = ladder("").replay(&sightings, march(1), march(12));
    // 5.5 from the 2nd to the 6th, 11 from the 4th to the 6th, 5.5 on the 7th and 8th, 0 from the 9th
    let values: Vec<f64> = replay.days.iter().map(|d| d.value).collect();
    assert_eq!(values, [0.0, 5.5, 5.5, 11.0, 11.0, 11.0, 5.5, 5.5, 0.0, 0.0, 0.0, 0.0]);
    // below 7 on the 7th, for two days on the 8th; below 3 on the 9th
    assert_eq!(levels(&replay), [0, 1, 1, 2, 2, 2, 2, 1, 0, 0, 0, 0]);
    let moves: Vec<(Date, usize, usize)> = replay.moves.iter().map(|m| (m.day, m.from, m.to)).collect();
    assert_eq!(moves, [(march(2), 0, 1), (march(4), 1, 2), (march(8), 2, 1), (march(9), 1, 0)]);
    let up = &replay.moves[1];
    assert_eq!(up.causes.iter().map(|c| c.id.0.document.0).collect::<Vec<_>>(), [1, 2]);
    // what was foretold is what came
    assert_eq!(up.down.as_ref().unwrap().expected, Some(march(8)));
    assert_eq!(replay.moves[2].down.as_ref().unwrap().expected, Some(march(9)));
    assert!(replay.moves[3].down.is_none());
    let fell = &replay.moves[2];
    assert_eq!((fell.causes[0].id.0.document.0, fell.causes[0].part), (1, -5.5));
}

#[test]
fn what_is_known_later_counts_from_then() {
    let mut shots = act(1, 3, Assault, "heavy-weapons");
    // told on the 4th, retracted on the 6th
    shots.phases[0].from = march(4);
    later(&mut shots, 6, |p| p.standing = Standing::Retracted);
    let replay = ladder("").replay(&[shots], march(1), march(9));
    assert_eq!(levels(&replay), [0, 0, 0, 2, 2, 2, 0, 0, 0], "hold of two days, then all the way down");
}

#[test]
fn the_other_direction_and_other_kinds_do_not_count() {
    let one_way = ladder("types = \"ASSAULT\"");
    assert!(one_way.replay(&[act(1, 2, Sanction, "expel")], march(1), march(5)).moves.is_empty());
    let mut back = ladder("");
    back.watched = Watched { direction: crate::who::Direction::There, ..back.watched.reversed() };
    assert!(back.replay(&[act(1, 2, Sanction, "expel")], march(1), march(5)).moves.is_empty());
    let mut one_witness = act(1, 2, Sanction, "expel");
    one_witness.phases[0].witnesses = 1;
    let mut careful = ladder("");
    careful.levels[0].kinds.witnesses = 2;
    assert!(careful.replay(&[one_witness], march(1), march(5)).moves.is_empty());
}

#[test]
fn cooperation_counts_against_conflict_where_the_measure_is_net() {
    let sightings = [act(1, 2, Sanction, "expel"), act(2, 3, Consult, "visit")];
    let net = ladder("measure = \"net\"").replay(&sightings, march(1), march(4));
    assert!(net.days[2].value < net.days[1].value && net.days[2].value >= 0.0);
    let peak = ladder("measure = \"peak\"").replay(&[act(1, 2, Sanction, "expel"), act(2, 3, Sanction, "expel")], march(1), march(4));
    assert!((peak.days[2].value - 5.5).abs() < 1e-9);
}

#[test]
fn a_ladder_without_news_stands_still() {
    let replay = ladder("").replay(&[], march(1), march(3));
    assert_eq!(levels(&replay), [0, 0, 0]);
    assert!(replay.moves.is_empty() && ladder("").outlook(&replay, &[]).is_none());
    assert!(ladder("").replay(&[], march(3), march(1)).days.is_empty());
}

proptest! {
    /// Days that have passed do not change by what is published after them, and an incident that is undone takes its moves along.
    #[test]
    fn the_past_stays(days in prop::collection::vec((1i8..25, any::<bool>()), 0..12), cut in 1i8..25) {
        let all: Vec<Sighting> = days.iter().enumerate().map(|(i, (day, hard))| {
            if *hard { act(i as u64 + 1, *day, Assault, "heavy-weapons") } else { act(i as u64 + 1, *day, Sanction, "expel") }
        }).collect();
        let whole = ladder("").replay(&all, march(1), march(31));
        let until: Vec<Sighting> = all.iter().filter(|s| s.known() <= march(cut)).cloned().collect();
        let part = ladder("").replay(&until, march(1), march(cut));
        prop_assert_eq!(&whole.days[..part.days.len()], &part.days[..]);
        // every move crosses its bound, and neighbouring moves join
        let mut level = 0;
        for m in &whole.moves {
            prop_assert_eq!(m.from, level);
            let crossed = if m.to > m.from { m.value >= m.bound } else { m.value < m.bound };
            prop_assert!(crossed);
            level = m.to;
        }
        let outlook = ladder("").outlook(&whole, &all);
        prop_assert_eq!(outlook.is_some(), whole.days.last().is_some_and(|d| d.level > 0));
    }
}
