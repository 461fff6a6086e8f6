//! `[[ladder]]`

use demarche::codebook::{Context, EventType};
use serde::Deserialize;

use super::{OneOrMore, Wrong, codes, days, name_of, wrong};
use crate::ladder::{Ladder, Measure, Rung, Step};
use crate::who::{Direction, Kinds, Watched};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLadder {
    name: String,
    between: Option<Vec<OneOrMore>>,
    from: Option<OneOrMore>,
    to: Option<OneOrMore>,
    types: Option<OneOrMore>,
    modes: Option<OneOrMore>,
    contexts: Option<OneOrMore>,
    witnesses: Option<usize>,
    window: Option<String>,
    measure: Option<String>,
    #[serde(default)]
    level: Vec<RawRung>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRung {
    name: String,
    at: f64,
    falls_below: Option<f64>,
    hold: Option<String>,
    types: Option<OneOrMore>,
    modes: Option<OneOrMore>,
    contexts: Option<OneOrMore>,
    witnesses: Option<usize>,
    #[serde(default)]
    steps: Vec<RawStep>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStep {
    what: String,
    owner: Option<String>,
    note: Option<String>,
}

/// Share of a level's bound below which it is left, where nothing else is said.
const FALLS_BELOW: f64 = 0.75;
/// Most levels of a ladder.
const MOST_LEVELS: usize = 20;

pub(super) fn ladder(raw: RawLadder) -> Result<Ladder, Wrong> {
    let name = name_of("ladder", &raw.name)?;
    let at = |wrong: Wrong| (format!("ladder `{name}`: {}", wrong.0), wrong.1);
    let kinds = kinds(raw.types, raw.modes, raw.contexts, raw.witnesses).map_err(at)?;
    let watched = watched(raw.between, raw.from, raw.to, kinds).map_err(at)?;
    let window = days("window", raw.window.as_deref().unwrap_or("14d"), 366).map_err(at)?;
    if window == 0 {
        return Err(at(("`window` holds no day".to_owned(), "write \"14d\", or \"1d\" for the day alone".to_owned())));
    }
    let measure = measure(raw.measure.as_deref()).map_err(at)?;
    let levels = raw.level.into_iter().map(rung).collect::<Result<Vec<_>, _>>().map_err(at)?;
    check_levels(&levels).map_err(at)?;
    Ok(Ladder { name, watched, window, measure, levels })
}

fn check_levels(levels: &[Rung]) -> Result<(), Wrong> {
    if levels.is_empty() || levels.len() > MOST_LEVELS {
        return wrong(
            format!("it has {} levels", levels.len()),
            format!("write 1 to {MOST_LEVELS} tables [[ladder.level]], each with `name` and `at`"),
        );
    }
    for (i, level) in levels.iter().enumerate() {
        if levels[..i].iter().any(|other| other.name == level.name) {
            return wrong(format!("two levels are called `{}`", level.name), "give each a name of its own");
        }
        if i > 0 && levels[i - 1].at >= level.at && levels[i - 1].kinds == level.kinds {
            let hint = "write levels in ascending order of `at`, unless they count different incidents";
            return wrong(format!("level `{}` is reached before `{}`, which stands above it", level.name, levels[i - 1].name), hint);
        }
    }
    Ok(())
}

fn rung(raw: RawRung) -> Result<Rung, Wrong> {
    let name = name_of("level", &raw.name)?;
    let falls_below = raw.falls_below.unwrap_or(raw.at * FALLS_BELOW);
    if !(raw.at.is_finite() && raw.at > 0.0) {
        return wrong(
            format!("level `{name}`: `at` is not above 0"),
            "write the value at which the level is reached; `demarche ladder replay` shows values",
        );
    }
    if !(falls_below > 0.0 && falls_below <= raw.at) {
        return wrong(
            format!("level `{name}`: `falls_below` is not between 0 and `at`"),
            "a level is left below the value at which it is reached",
        );
    }
    let at = |wrong: Wrong| (format!("level `{name}`: {}", wrong.0), wrong.1);
    let hold = days("hold", raw.hold.as_deref().unwrap_or("1d"), 366).map_err(at)?.max(1);
    let kinds = kinds(raw.types, raw.modes, raw.contexts, raw.witnesses).map_err(at)?;
    let steps = raw.steps.into_iter().map(|s| Step { what: s.what, owner: s.owner, note: s.note }).collect();
    Ok(Rung { name, at: raw.at, falls_below, hold, kinds, steps })
}

fn measure(given: Option<&str>) -> Result<Measure, Wrong> {
    Ok(match given.unwrap_or("conflict") {
        "conflict" => Measure::Conflict,
        "cooperation" => Measure::Cooperation,
        "net" => Measure::Net,
        "peak" => Measure::Peak,
        "incidents" => Measure::Incidents,
        other => return wrong(format!("`{other}` is no measure"), "write conflict, cooperation, net, peak or incidents"),
    })
}

/// Kinds of incidents, as `types`, `modes`, `contexts` and `witnesses` give them.
pub(super) fn kinds(
    types: Option<OneOrMore>,
    modes: Option<OneOrMore>,
    contexts: Option<OneOrMore>,
    witnesses: Option<usize>,
) -> Result<Kinds, Wrong> {
    let types: Vec<EventType> = codes("types", types, true)?;
    let contexts: Vec<Context> = codes("contexts", contexts, false)?;
    let modes: Vec<String> = codes("modes", modes, false)?;
    for mode in &modes {
        if !EventType::ALL.iter().flat_map(|t| t.modes()).any(|m| m.code() == mode) {
            return wrong(format!("`{mode}` is no mode"), "`demarche codebook` lists all codes");
        }
    }
    Ok(Kinds { types, modes, contexts, witnesses: witnesses.unwrap_or(0) })
}

/// Whom it is about, as `between`, or `from` and `to` give it.
pub(super) fn watched(
    between: Option<Vec<OneOrMore>>,
    from: Option<OneOrMore>,
    to: Option<OneOrMore>,
    kinds: Kinds,
) -> Result<Watched, Wrong> {
    let hint = "write `between = [\"IDN\", \"MYS\"]` for both directions, or `from = \"IDN\"` and `to = \"MYS\"` for one";
    match (between, from, to) {
        (Some(pair), None, None) => {
            let [first, second] =
                <[OneOrMore; 2]>::try_from(pair).map_err(|pair| (format!("`between` names {} parties", pair.len()), hint.to_owned()))?;
            Ok(Watched { first: first.who("between")?, second: second.who("between")?, direction: Direction::Both, kinds })
        }
        (None, Some(from), Some(to)) => Ok(Watched { first: from.who("from")?, second: to.who("to")?, direction: Direction::There, kinds }),
        _ => wrong("it does not say whom it watches", hint),
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Config;
    use crate::ladder::Measure;

    const LADDER: &str = "[fetch]\nx = 1\n[[ladder]]\nname = \"Ambalat\"\nbetween = [\"IDN\", [\"MYS/GOV\", \"MYS/MIL\"]]\n";

    #[test]
    fn a_ladder_has_defaults() {
        let text = format!("{LADDER}[[ladder.level]]\nname = \"tension\"\nat = 8\nsteps = [{{ what = \"call\", owner = \"desk\" }}]\n");
        let config = Config::parse(&text).unwrap();
        let ladder = &config.ladders[0];
        assert_eq!((ladder.window, ladder.measure), (14, Measure::Conflict));
        let level = &ladder.levels[0];
        assert!((level.falls_below - 6.0).abs() < 1e-9 && level.hold == 1);
        assert_eq!(level.steps[0].owner.as_deref(), Some("desk"));
        assert_eq!(ladder.watched.second.names().len(), 2);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let level = "[[ladder.level]]\nname = \"tension\"\nat = 8\n";
        let cases = [
            (format!("{LADDER}{level}wat = 1\n"), "wat"),
            (format!("{LADDER}window = \"3h\"\n{level}"), "no number of days"),
            (format!("{LADDER}types = \"KILL\"\n{level}"), "KILL"),
            (format!("{LADDER}modes = \"kill\"\n{level}"), "kill"),
            (format!("{LADDER}measure = \"heat\"\n{level}"), "heat"),
            (format!("{LADDER}from = \"IDN\"\n{level}"), "whom it watches"),
            (LADDER.to_owned(), "0 levels"),
            (format!("{LADDER}{level}falls_below = 9\n"), "falls_below"),
            (format!("{LADDER}{level}[[ladder.level]]\nname = \"war\"\nat = 7\n"), "is reached before"),
            (format!("{LADDER}{level}{LADDER}{level}").replacen("[fetch]\nx = 1\n", "", 2), "two ladders"),
        ];
        let line = |text: &str| Config::parse(text).unwrap_err().line;
        assert_eq!(line(&format!("{LADDER}window = \"3h\"\n{level}")), Some(6));
        assert_eq!(line(&format!("{LADDER}{level}[[ladder.level]]\nname = \"war\"\nat = 9\nfalls_below = 10\n")), Some(12));
        assert_eq!(line(&format!("{LADDER}{level}[[ladder.level]]\nname = \"war\"\nhold = \"1y\"\nat = 9\n")), Some(11));
        assert_eq!(line(&format!("{LADDER}{level}").replace("\"IDN\"", "\"IDX\"")), Some(5));
        assert_eq!(line(&format!("{LADDER}{level}[[ladder.level]] # war\nname = \"war\" # all of it\nat = 0\n")), Some(11));
        assert_eq!(line(LADDER), Some(3), "of no key");
        for (text, part) in cases {
            let error = Config::parse(&text).unwrap_err();
            assert!(error.to_string().contains(part) && error.line.is_some() && !error.hint.is_empty(), "{part}: {error:?}");
        }
    }
}
