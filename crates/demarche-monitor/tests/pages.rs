//! What charts and pages look like, and that they hold whatever they are given. After a wanted change:
//! `UPDATE_SNAPSHOTS=1 cargo test -p demarche-monitor --test pages`, then read the difference.

mod sample;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use demarche_ledger::incidents::cluster::IncidentId;
use demarche_monitor::chart::terminal::{self, Terminal};
use demarche_monitor::chart::{self, Extent, Place, Shape};
use demarche_monitor::coverage::Coverage;
use demarche_monitor::page::{DyadPage, LadderPage};
use demarche_monitor::series::{Change, Level, Series, Unusual};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use quick_xml::events::Event;
use unicode_width::UnicodeWidthStr as _;

const FIRST: Date = date(2031, 3, 1);

fn compare(name: &str, now: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots").join(name);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, now).unwrap();
    }
    let before = fs::read_to_string(&path).unwrap_or_default();
    assert!(before == now, "{name} has changed; now:\n{now}\n(UPDATE_SNAPSHOTS=1 accepts it)");
}

/// The part of a page between `<body>` and its end.
fn body(html: &str) -> &str {
    &html[html.find("<body>").unwrap()..html.find("</html>").unwrap()]
}

/// What an attribute holds, in all elements of well-formed markup; fails where the markup is not.
fn attributes(markup: &str, name: &str) -> Vec<String> {
    let mut reader = quick_xml::Reader::from_str(markup);
    reader.config_mut().check_end_names = true;
    let mut out = Vec::new();
    loop {
        let event = reader.read_event().unwrap_or_else(|e| panic!("{e} at {}", reader.error_position()));
        match event {
            Event::Start(e) | Event::Empty(e) => {
                for attribute in e.attributes() {
                    let attribute = attribute.unwrap();
                    if attribute.key.as_ref() == name {
                        out.push(attribute.value.into_owned());
                    }
                }
            }
            Event::Eof => return out,
            _ => {}
        }
    }
}

/// Well-formed, every id once, and no link within the page that leads nowhere.
fn check(html: &str) {
    let ids = attributes(body(html), "id");
    let set: BTreeSet<&String> = ids.iter().collect();
    assert_eq!(set.len(), ids.len(), "ids occur twice");
    for target in attributes(body(html), "href").iter().filter_map(|href| href.strip_prefix('#')) {
        assert!(set.contains(&target.to_owned()), "a link to #{target} leads nowhere");
    }
    for name in ["aria-labelledby"] {
        for target in attributes(body(html), name).iter().flat_map(|v| v.split(' ').map(str::to_owned).collect::<Vec<_>>()) {
            assert!(set.contains(&target), "no label #{target}");
        }
    }
    for number in ["x", "y", "cx", "cy", "r", "d", "width", "height", "x1", "y2"].iter().flat_map(|name| attributes(body(html), name)) {
        assert!(!number.contains("NaN") && !number.contains("inf"), "{number}");
    }
    for loads in ["<script", "<link", "<img", "<iframe", " style=", "@import", "url(http"] {
        assert!(!html.contains(loads), "{loads}");
    }
    assert!(html.contains("default-src 'none'"));
}

#[test]
fn snapshots() {
    let dyad = sample::dyad(FIRST, 12, 6);
    compare("dyad.html", body(&dyad.html()));
    let ladder = sample::ladder(sample::a_ladder(6.0), FIRST, 30, 14);
    compare("ladder.html", body(&ladder.html()));
    compare("alerts.html", body(&sample::alerts().html()));
    compare("scenario.html", body(&sample::scenario().html()));
    let mut text = String::new();
    for terminal in [Terminal { width: 80, is_ascii: false }, Terminal { width: 60, is_ascii: true }] {
        text += &terminal::dyad(&sample::dyad(FIRST, 45, 26).series[0], terminal);
        text += &terminal::ladder(&sample::ladder(sample::a_ladder(8.0), FIRST, 45, 26).replay, terminal);
    }
    compare("terminal.txt", &text);
}

#[test]
fn pages_of_all_lengths_hold() {
    for (days, count) in [(1, 0), (1, 3), (2, 1), (45, 26), (30, 400), (365, 90), (4000, 300)] {
        let page = sample::dyad(FIRST, days, count);
        let html = page.html();
        check(&html);
        assert_eq!(html, page.html());
        let page = sample::ladder(sample::a_ladder(8.0), FIRST, days, count);
        let html = page.html();
        check(&html);
        assert_eq!(html, page.html());
    }
    check(&sample::ladder(sample::tall(20), FIRST, 60, 40).html());
    check(&sample::alerts().html());
    check(&sample::scenario().html());
}

#[test]
fn nothing_to_show_is_said() {
    let mut page = sample::dyad(FIRST, 3, 2);
    page.series[0].points.clear();
    page.incidents.clear();
    let html = page.html();
    check(&html);
    assert!(html.contains("No day to show.") && html.contains("No incident."));
    page.series.clear();
    assert!(page.html().contains("No direction was asked for."));
    let mut page = sample::ladder(sample::a_ladder(8.0), FIRST, 3, 2);
    page.replay.days.clear();
    page.replay.moves.clear();
    check(&page.html());
    assert!(terminal::ladder(&page.replay, Terminal::default()).contains("no day to show"));
}

#[test]
fn every_incident_is_marked_or_counted_and_leads_to_its_words() {
    let page = sample::dyad(FIRST, 45, 26);
    let shown: BTreeSet<IncidentId> = page.incidents.iter().map(|row| row.mark.id).collect();
    for series in &page.series {
        let svg = chart::dyad(series, Extent::of(&page.series), &Place { shape: Shape::Large, prefix: "p", shown: &shown });
        let links = attributes(&svg, "href");
        for mark in series.points.iter().flat_map(|p| &p.incidents) {
            assert!(links.contains(&format!("#{}", chart::anchor(mark.id))), "{}", mark.id.0);
        }
    }
    // what the page does not show is no link
    let svg = chart::dyad(&page.series[0], Extent::of(&page.series), &Place { shape: Shape::Small, prefix: "p", shown: &BTreeSet::new() });
    assert!(attributes(&svg, "href").is_empty());
    assert!(svg.contains("class=\"mark q"));
}

#[test]
fn what_is_not_covered_is_hatched_and_said() {
    let page = sample::dyad(FIRST, 110, 60);
    let html = page.html();
    assert!(
        html.contains("not covered is not calm") && html.contains("fill=\"url(#s1l-not)\"") && html.contains("fill=\"url(#s1l-thin)\"")
    );
    let text = terminal::dyad(&page.series[0], Terminal::default());
    assert!(text.contains('╳') && text.contains("not covered: that is not calm"), "{text}");
    // where all is covered, no sign of it is explained
    let mut page = sample::dyad(FIRST, 10, 4);
    for point in page.series.iter_mut().flat_map(|s| &mut s.points) {
        point.coverage = Coverage { expected: 2, heard: 2, reported: 1, share: Some(1.0), silent: Vec::new() };
    }
    assert!(!page.html().contains("not covered is not calm"));
}

#[test]
fn the_ladder_page_says_what_is_due_and_what_brings_it_down() {
    let page = sample::ladder(sample::a_ladder(4.0), FIRST, 30, 40);
    let html = page.html();
    let level = page.replay.days.last().unwrap().level;
    assert!(level >= 2, "the sample stands on a level: {level}");
    let below = format!("stays below {}", chart::amount(page.replay.ladder.levels[level - 1].falls_below));
    assert!(html.contains(&below) && html.contains("head of desk") && html.contains("by telephone") && html.contains("passed on the way"));
    let cause = &page.replay.moves[0].causes[0];
    let row = html.find("id=\"m-1\"").unwrap();
    assert!(html[row..].contains(&format!("href=\"#{}\"", chart::anchor(cause.id))));
}

fn any_value() -> impl Strategy<Value = f64> {
    prop_oneof![
        Just(f64::NAN),
        Just(f64::INFINITY),
        Just(f64::NEG_INFINITY),
        Just(0.0),
        Just(-1.0),
        Just(1e300),
        Just(5e-324),
        0.0..100.0_f64
    ]
}

fn any_level() -> impl Strategy<Value = Level> {
    (any_value(), any_value(), any_value()).prop_map(|(value, low, high)| Level { value, low, high })
}

/// A series of odd values.
fn any_series() -> impl Strategy<Value = Series> {
    let point = (any_level(), any_level(), any_value(), any_value(), 0_u8..9, any::<bool>(), "\\PC{0,12}");
    (prop::collection::vec(point, 1..60), any_value()).prop_map(|(points, half_life)| {
        let mut series = sample::dyad(FIRST, points.len() as u64, 30).series.remove(0);
        series.half_life = half_life;
        for (place, (conflict, cooperation, a, b, quad, flag, words)) in series.points.iter_mut().zip(points) {
            (place.conflict, place.cooperation) = (conflict, cooperation);
            place.coverage.share = flag.then_some(a);
            place.coverage.silent.push(words.clone());
            for mark in &mut place.incidents {
                (mark.score, mark.weight, mark.quad) = (a, b, quad);
                mark.what.clone_from(&words);
            }
            place.unusual = flag.then_some(Unusual { is_conflict: a > 1.0, days: 300, as_high: usize::from(quad) });
            if flag {
                series.changes.push(Change { day: place.day, is_conflict: b > 1.0, before: a, after: b });
            }
        }
        series
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_dyad_is_well_formed(series in any_series(), first in "\\PC{0,20}", second in any::<String>(), width in 0_usize..140, is_ascii: bool) {
        let text = terminal::dyad(&series, Terminal { width, is_ascii });
        prop_assert!(text.lines().all(|line| line.width() <= width), "{}", text);
        prop_assert!(!is_ascii || text.is_ascii());
        let mut page: DyadPage = sample::dyad(FIRST, 3, 5);
        page.first = first.clone();
        page.second = second.clone();
        for row in &mut page.incidents {
            row.actors = vec![second.clone()];
            row.standing.clone_from(&first);
            row.publishers = vec![first.clone(), second.clone()];
            if let Some(evidence) = &mut row.evidence {
                evidence.sentence.clone_from(&second);
                evidence.url = Some(format!("https://{second}"));
                evidence.document.clone_from(&first);
            }
        }
        page.series = vec![series];
        check(&page.html());
    }

    #[test]
    fn any_ladder_is_well_formed(values in prop::collection::vec((any_value(), 0_usize..6), 1..90), bounds in prop::collection::vec((any_value(), any_value(), "\\PC{0,70}"), 1..8), name: String, width in 0_usize..140, is_ascii: bool) {
        let mut page: LadderPage = sample::ladder(sample::a_ladder(8.0), FIRST, values.len() as u64, 12);
        page.replay.ladder.name = name;
        page.replay.ladder.levels = bounds.iter().map(|(at, falls_below, name)| {
            let mut rung = sample::tall(1).levels.remove(0);
            (rung.at, rung.falls_below) = (*at, *falls_below);
            rung.name.clone_from(name);
            rung
        }).collect();
        for (stand, (value, level)) in page.replay.days.iter_mut().zip(&values) {
            (stand.value, stand.level) = (*value, *level);
            stand.values = vec![*value; bounds.len()];
        }
        let text = terminal::ladder(&page.replay, Terminal { width, is_ascii });
        prop_assert!(text.lines().all(|line| line.width() <= width), "{}", text);
        prop_assert!(!is_ascii || text.is_ascii());
        check(&page.html());
    }
}
