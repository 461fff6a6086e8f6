//! Writes pages and terminal charts of made-up pairs, to be looked at: `pages FOLDER`.

use std::fs;
use std::path::Path;

use demarche_monitor::chart::terminal::{self, Terminal};
use demarche_monitor::page::{DyadPage, LadderPage};
use jiff::civil::date;

#[path = "../tests/sample/mod.rs"]
mod sample;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: pages FOLDER")?;
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    let first = date(2031, 3, 1);
    let mut names = sample::dyad(first, 31, 12);
    names.first = "The <Federal & \"United\"> Republic of ".repeat(4);
    for row in &mut names.incidents {
        row.actors = vec!["Supreme <Joint> Command & Staff for the Straits, Second Department".repeat(2)];
    }
    let dyads: Vec<(&str, DyadPage)> = vec![
        ("dyad-month", sample::dyad(first, 45, 26)),
        ("dyad-day", sample::dyad(first, 1, 3)),
        ("dyad-week", sample::dyad(first, 7, 9)),
        ("dyad-quarter", sample::dyad(first, 110, 60)),
        ("dyad-year", sample::dyad(first, 365, 140)),
        ("dyad-ten-years", sample::dyad(first, 3650, 700)),
        ("dyad-many", sample::dyad(first, 365, 2000)),
        ("dyad-crowded-month", sample::dyad(first, 30, 600)),
        ("dyad-empty", sample::dyad(first, 60, 0)),
        ("dyad-names", names),
    ];
    for (name, page) in &dyads {
        fs::write(folder.join(name).with_extension("html"), page.html())?;
        let mut text = String::new();
        for (width, is_ascii) in [(80, false), (120, false), (60, true)] {
            for series in &page.series {
                text.push_str(&terminal::dyad(series, Terminal { width, is_ascii }));
                text.push('\n');
            }
        }
        fs::write(folder.join(name).with_extension("txt"), text)?;
    }
    let ladders: Vec<(&str, LadderPage)> = vec![
        ("ladder-month", sample::ladder(sample::a_ladder(8.0), first, 45, 26)),
        ("ladder-day", sample::ladder(sample::a_ladder(8.0), first, 1, 3)),
        ("ladder-year", sample::ladder(sample::a_ladder(12.0), first, 365, 200)),
        ("ladder-many", sample::ladder(sample::a_ladder(60.0), first, 365, 2000)),
        ("ladder-ten-years", sample::ladder(sample::a_ladder(10.0), first, 3650, 900)),
        ("ladder-tall", sample::ladder(sample::tall(20), first, 60, 40)),
        ("ladder-empty", sample::ladder(sample::a_ladder(8.0), first, 45, 0)),
    ];
    for (name, page) in &ladders {
        fs::write(folder.join(name).with_extension("html"), page.html())?;
        let mut text = String::new();
        for (width, is_ascii) in [(80, false), (120, false), (60, true)] {
            text.push_str(&terminal::ladder(&page.replay, Terminal { width, is_ascii }));
            text.push('\n');
        }
        fs::write(folder.join(name).with_extension("txt"), text)?;
    }
    fs::write(folder.join("alerts.html"), sample::alerts().html())?;
    fs::write(folder.join("scenario.html"), sample::scenario().html())?;
    Ok(())
}
