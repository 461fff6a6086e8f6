//! The page of a ladder: where it stands and since when, what is due, what would bring it down, and how it moved.

use std::fmt::Write as _;

use demarche_output::page::{bdi, escaped};
use serde::Serialize;

use super::{IncidentRow, Made, Shown, close, figure, kinds_words, method, open, whom};
use crate::chart::{self, Place, Shape, amount, counted};
use crate::ladder::{Cause, Down, Measure, Move, Replay, Rung, Step};
use crate::who::Direction;

/// What the page of a ladder shows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LadderPage {
    /// The ladder over a time, its last day the present.
    pub replay: Replay,
    /// What brings it down from where it stands on the last day ([`Ladder::outlook`](crate::ladder::Ladder::outlook)).
    pub down: Option<Down>,
    /// Incidents that count or counted for it, with their words; the causes of moves among them.
    pub incidents: Vec<IncidentRow>,
    /// What made the page.
    pub made: Made,
}

impl LadderPage {
    /// The page.
    #[must_use]
    pub fn html(&self) -> String {
        let Replay { ladder, .. } = &self.replay;
        let kinds = kinds_words(&ladder.watched.kinds);
        let days = match (self.replay.days.first(), self.replay.days.last()) {
            (Some(first), Some(last)) => format!(" · {} to {}", first.day, last.day),
            _ => String::new(),
        };
        let facts = [format!("Ladder on {}{days}", ladder.watched), if kinds.is_empty() { kinds } else { format!("Counted: {kinds}") }];
        let mut page = open(&ladder.name, &facts);
        let shown = Shown::new(&self.incidents);
        page.push(&self.now(&shown));
        let dots = shown.dots();
        let chart = |shape, prefix| chart::ladder(&self.replay, &dots, &Place { shape, prefix, shown: &shown.ids });
        page.push("<section aria-labelledby=\"chart\">\n<h2 id=\"chart\">Value, levels and moves</h2>\n");
        page.push(&figure(&chart(Shape::Large, "cl"), &chart(Shape::Small, "cs"), &chart::ladder_legend(&self.replay, &dots), ""));
        page.push("</section>\n");
        page.push(&self.levels());
        page.push(&self.moves(&shown));
        page.push(&shown.table("Incidents"));
        page.push(&method(&self.sentences()));
        close(page, &self.made)
    }

    fn rung(&self, level: usize) -> Option<&Rung> {
        level.checked_sub(1).and_then(|i| self.replay.ladder.levels.get(i))
    }

    /// A level's name: `level 2, armed clash`.
    fn level(&self, level: usize) -> String {
        self.rung(level).map_or_else(|| format!("level {level}"), |rung| format!("level {level}, {}", rung.name))
    }

    /// Where it stands.
    fn now(&self, shown: &Shown<'_>) -> String {
        let mut out = "<section aria-labelledby=\"now\">\n<h2 id=\"now\">Now</h2>\n".to_owned();
        let Some(last) = self.replay.days.last() else { return out + "<p>No day to show.</p>\n</section>\n" };
        let _ = write!(
            out,
            "<dl class=\"now\"><dt>Level</dt><dd class=\"big\">{} <span class=\"soft\">of {}</span></dd>",
            escaped(&self.level(last.level)),
            self.replay.ladder.levels.len()
        );
        let since = match self.replay.moves.iter().enumerate().next_back() {
            Some((i, moved)) => format!("{}, <a href=\"#m-{}\">from {}</a>", moved.day, i + 1, escaped(&self.level(moved.from))),
            None => self.replay.days.first().map(|first| format!("{} or before: it has not moved", first.day)).unwrap_or_default(),
        };
        let _ = write!(out, "<dt>Since</dt><dd>{since}</dd><dt>Value</dt><dd>{} on {}", amount(last.value), last.day);
        if let Some(rung) = self.rung(last.level).filter(|rung| chart::has_own_kinds(rung)) {
            let own = last.values.get(last.level - 1).copied().unwrap_or(last.value);
            let _ = write!(out, "; {} by what counts for this level ({})", amount(own), escaped(&kinds_words(&rung.kinds)));
        }
        let in_window = self.in_window();
        if !in_window.is_empty() {
            let links: Vec<String> = in_window.iter().take(12).map(|row| shown.link(row.mark.id)).collect();
            let more = in_window.len().saturating_sub(12);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let _ = write!(out, ", of <span class=\"ids\">{}</span>{more}", links.join(", "));
        }
        out.push_str("</dd>");
        if let Some(next) = self.rung(last.level + 1) {
            let value = last.values.get(last.level).copied().unwrap_or(last.value);
            let _ = write!(out, "<dt>Next level</dt><dd>{}, at {} (now {})</dd>", escaped(&next.name), amount(next.at), amount(value));
        }
        if last.level > 0 {
            let falls = self.down.as_ref().map_or_else(|| "nothing is known of its fall".to_owned(), falls);
            let _ = write!(out, "<dt>Falls when</dt><dd>{}</dd>", escaped(&falls));
        }
        out.push_str("</dl>\n");
        self.due(&mut out, last.level);
        out.push_str("</section>\n");
        out
    }

    /// Incidents whose day is in the window of the last day and that the measure counts, the heaviest first.
    fn in_window(&self) -> Vec<&IncidentRow> {
        let Some(last) = self.replay.days.last() else { return Vec::new() };
        let weight = |row: &IncidentRow| (row.mark.score * row.mark.weight).abs();
        let window = i32::from(self.replay.ladder.window);
        let is_in = |row: &&IncidentRow| row.day.is_some_and(|day| (0..window).contains(&(last.day - day).get_days()));
        let counts = |row: &&IncidentRow| match self.replay.ladder.measure {
            Measure::Conflict | Measure::Peak => chart::is_conflict(&row.mark),
            Measure::Cooperation => !chart::is_conflict(&row.mark),
            Measure::Net | Measure::Incidents => true,
        };
        let mut rows: Vec<&IncidentRow> = self.incidents.iter().filter(|row| is_in(row) && counts(row) && weight(row) > 0.0).collect();
        rows.sort_by(|a, b| weight(b).total_cmp(&weight(a)).then(a.mark.id.cmp(&b.mark.id)));
        rows
    }

    /// What is due at the level, and at those below it that were passed on the way.
    fn due(&self, out: &mut String, level: usize) {
        out.push_str("<h3>What is due</h3>\n");
        let mut has_any = false;
        for at in (1..=level).rev() {
            let Some(rung) = self.rung(at).filter(|rung| !rung.steps.is_empty()) else { continue };
            has_any = true;
            let before = if at == level { "" } else { ", passed on the way" };
            let _ = write!(out, "<p class=\"soft\">At {}{before}</p>\n{}", escaped(&self.level(at)), steps(&rung.steps));
        }
        if !has_any {
            out.push_str("<p>Nothing.</p>\n");
        }
    }

    /// All levels with what is due at each.
    fn levels(&self) -> String {
        let mut out = "<section aria-labelledby=\"levels\">\n<h2 id=\"levels\">Levels</h2>\n<table class=\"stack\">\n<thead><tr><th></th><th>Level</th><th class=\"num\">Reached at</th>\
             <th>Left</th><th>Counts</th><th>Due</th></tr></thead>\n<tbody>\n"
            .to_owned();
        for (i, rung) in self.replay.ladder.levels.iter().enumerate().rev() {
            let kinds = kinds_words(&rung.kinds);
            let _ = writeln!(
                out,
                "<tr><td class=\"number\">{}</td><td class=\"free\">{}</td><td class=\"num\" data-name=\"reached at \">{}</td><td data-name=\"left \">below {} for {}</td><td data-name=\"counts \">{}</td><td class=\"free\">{}</td></tr>",
                i + 1,
                bdi(&rung.name),
                amount(rung.at),
                amount(rung.falls_below),
                counted(usize::from(rung.hold), "day"),
                if kinds.is_empty() { "all that counts for the ladder".to_owned() } else { escaped(&kinds) },
                steps(&rung.steps)
            );
        }
        out.push_str("</tbody>\n</table>\n</section>\n");
        out
    }

    fn moves(&self, shown: &Shown<'_>) -> String {
        let moves = &self.replay.moves;
        let mut out = format!("<section aria-labelledby=\"moves\">\n<h2 id=\"moves\">Moves <small>{}</small></h2>\n", moves.len());
        if moves.is_empty() {
            return out + "<p>It has not moved.</p>\n</section>\n";
        }
        out.push_str("<table class=\"stack\">\n<thead><tr><th></th><th>Day</th><th>Move</th><th>Value</th><th>Because of</th></tr></thead>\n<tbody>\n");
        for (i, moved) in moves.iter().enumerate() {
            let is_up = moved.to > moved.from;
            let crossed = if is_up { "reached" } else { "was below" };
            let _ = writeln!(
                out,
                "<tr id=\"m-{0}\"><td class=\"number\">{0}</td><td class=\"day\">{1}</td><td class=\"free\">{2} <b>{3}</b> <span class=\"soft\">from {4}</span></td><td>{5} {crossed} {6}</td><td class=\"free\">{7}</td></tr>",
                i + 1,
                moved.day,
                if is_up { "▲ up to" } else { "▼ down to" },
                escaped(&self.level(moved.to)),
                escaped(&self.level(moved.from)),
                amount(moved.value),
                amount(moved.bound),
                causes(moved, shown)
            );
        }
        out.push_str("</tbody>\n</table>\n</section>\n");
        out
    }

    /// The method in three sentences.
    fn sentences(&self) -> Vec<String> {
        let ladder = &self.replay.ladder;
        let measure = match ladder.measure {
            Measure::Conflict => "the sum of conflict scores",
            Measure::Cooperation => "the sum of cooperation scores",
            Measure::Net => "the sum of conflict scores less that of cooperation scores, at least 0,",
            Measure::Peak => "the highest conflict score of one incident",
            Measure::Incidents => "the number of incidents",
        };
        let direction = match ladder.watched.direction {
            Direction::There => "what the first does to the second",
            Direction::Both => "what either does to the other",
        };
        let kinds = kinds_words(&ladder.watched.kinds);
        let kinds = if kinds.is_empty() { String::new() } else { format!(" of {kinds}") };
        let window = counted(usize::from(ladder.window), "day");
        vec![
            format!("The value of a day is {measure} between {} ({direction}){kinds} over {window}, that day the last, each incident once and weighted by confidence and standing, as known on that day.", ladder.watched),
            "A level is reached on the first day on which its value is at its bound or above; it is left when its value has been below its lower bound for as many days in a row as it says.".to_owned(),
            "A level may count less than the ladder does, such as only what enough independent witnesses tell; then its own value decides.".to_owned(),
        ]
    }
}

/// What brings a ladder down, as a sentence.
fn falls(down: &Down) -> String {
    let expected = down.expected.map(|day| format!("; if nothing more happens, on {day}")).unwrap_or_default();
    format!("its value stays below {} for {}{expected}", amount(down.below), counted(usize::from(down.hold), "day"))
}

/// What somebody is to do, as a list.
pub(super) fn steps(steps: &[Step]) -> String {
    if steps.is_empty() {
        return String::new();
    }
    let mut out = "<ul class=\"steps\">".to_owned();
    for step in steps {
        let owner = step.owner.as_ref().map(|owner| format!(": <span class=\"owner\">{}</span>", bdi(owner))).unwrap_or_default();
        let note = step.note.as_ref().map(|note| format!(" <span class=\"soft\">{}</span>", bdi(note))).unwrap_or_default();
        let _ = write!(out, "<li>{}{owner}{note}</li>", bdi(&step.what));
    }
    out.push_str("</ul>\n");
    out
}

fn causes(moved: &Move, shown: &Shown<'_>) -> String {
    if moved.causes.is_empty() {
        return "–".to_owned();
    }
    let mut out = "<ul class=\"steps\">".to_owned();
    for Cause { id, day, what, actors, recipients, part } in &moved.causes {
        let sign = if *part > 0.0 { "+" } else { "" };
        let _ = write!(
            out,
            "<li><b>{sign}{}</b> {} {} {day}, {}</li>",
            amount(*part),
            shown.link(*id),
            escaped(what),
            whom(actors, recipients)
        );
    }
    out.push_str("</ul>");
    out
}
