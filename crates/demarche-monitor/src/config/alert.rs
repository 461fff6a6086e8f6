//! `[[alert]]`

use demarche::codebook::QuantityRole;
use jiff::SignedDuration;
use serde::Deserialize;

use super::ladder::{kinds, watched};
use super::{OneOrMore, Wrong, name_of, wrong};
use crate::alert::channel::Channel;
use crate::alert::rule::{On, Rule};
use crate::ladder::Ladder;
use crate::who::Watched;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAlert {
    name: String,
    on: String,
    /// Channels.
    to: OneOrMore,
    cool_down: Option<String>,
    ladder: Option<String>,
    between: Option<Vec<OneOrMore>>,
    // not `from` and `to`, for `to` names channels
    actor: Option<OneOrMore>,
    recipient: Option<OneOrMore>,
    types: Option<OneOrMore>,
    modes: Option<OneOrMore>,
    contexts: Option<OneOrMore>,
    witnesses: Option<usize>,
    role: Option<String>,
    unit: Option<String>,
    above: Option<f64>,
    below: Option<f64>,
    feed: Option<String>,
    after: Option<String>,
}

const DAY: u64 = 24 * 3600;
/// Longest cool-down, and longest silence, in seconds.
const LONGEST: u64 = 366 * DAY;

/// Keys that belong to some kinds of rules only, in the order of [`RawAlert::given`].
const KEYS: [&str; 13] =
    ["ladder", "between", "actor", "recipient", "types", "modes", "contexts", "witnesses", "role", "unit", "above", "below", "feed"];
/// Keys that say which incidents.
const WATCHED: [&str; 7] = ["between", "actor", "recipient", "types", "modes", "contexts", "witnesses"];

impl RawAlert {
    fn given(&self) -> [bool; 13] {
        [
            self.ladder.is_some(),
            self.between.is_some(),
            self.actor.is_some(),
            self.recipient.is_some(),
            self.types.is_some(),
            self.modes.is_some(),
            self.contexts.is_some(),
            self.witnesses.is_some(),
            self.role.is_some(),
            self.unit.is_some(),
            self.above.is_some(),
            self.below.is_some(),
            self.feed.is_some(),
        ]
    }

    /// A key that this kind of rule does not read would be a rule that nobody keeps.
    fn only(&self, known: &[&str]) -> Result<(), Wrong> {
        let after = self.after.is_some().then_some("after");
        let given = KEYS.iter().zip(self.given()).filter_map(|(key, is_given)| is_given.then_some(*key)).chain(after);
        match given.into_iter().find(|key| !known.contains(key)) {
            Some(key) => wrong(
                format!("`{key}` means nothing for `on = \"{}\"`", self.on),
                format!("beside `name`, `on`, `to` and `cool_down` it reads: {}", known.join(", ")),
            ),
            None => Ok(()),
        }
    }

    fn watched(&mut self) -> Result<Watched, Wrong> {
        let kinds = kinds(self.types.take(), self.modes.take(), self.contexts.take(), self.witnesses)?;
        watched(self.between.take(), self.actor.take(), self.recipient.take(), kinds).map_err(|(message, hint)| {
            let hint = if hint.contains("`from") {
                "write `between = [\"IDN\", \"MYS\"]` for both directions, or `actor = \"IDN\"` and `recipient = \"MYS\"` for one"
                    .to_owned()
            } else {
                hint
            };
            (message, hint)
        })
    }
}

pub(super) fn alert(mut raw: RawAlert, ladders: &[Ladder], channels: &[Channel]) -> Result<Rule, Wrong> {
    let name = name_of("alert", &raw.name)?;
    let at = |wrong: Wrong| (format!("alert `{name}`: {}", wrong.0), wrong.1);
    let to = self::to(std::mem::replace(&mut raw.to, OneOrMore::More(Vec::new())).list(), channels).map_err(at)?;
    let cool_down = match raw.cool_down.as_deref().map(str::trim) {
        None | Some("none" | "0") => 0,
        Some(text) => seconds("cool_down", text, 60, LONGEST).map_err(at)?,
    };
    let on = on(&mut raw, ladders).map_err(at)?;
    Ok(Rule { name, on, to, cool_down })
}

fn to(to: Vec<String>, channels: &[Channel]) -> Result<Vec<String>, Wrong> {
    let known = channels.iter().map(|channel| channel.name.as_str()).collect::<Vec<_>>().join(", ");
    if to.is_empty() {
        return wrong("`to` names no channel", "write to = [\"desk\"], and a [[channel]] of that name");
    }
    let mut out: Vec<String> = Vec::new();
    for name in to.iter().map(|name| name.trim()) {
        if !channels.iter().any(|channel| channel.name == name) {
            let hint = if known.is_empty() { "there is no [[channel]] yet".to_owned() } else { format!("known are {known}") };
            return wrong(format!("there is no channel `{name}`"), hint);
        }
        if !out.iter().any(|other| other == name) {
            out.push(name.to_owned());
        }
    }
    Ok(out)
}

fn on(raw: &mut RawAlert, ladders: &[Ladder]) -> Result<On, Wrong> {
    Ok(match raw.on.as_str() {
        "move" => {
            raw.only(&["ladder"])?;
            let ladder = raw.ladder.take().map(|name| name.trim().to_owned()).filter(|name| name != "all");
            let is_known = |name: &String| ladders.iter().any(|ladder| ladder.name == *name);
            if let Some(name) = ladder.as_ref().filter(|name| !is_known(name)) {
                return wrong(format!("there is no ladder `{name}`"), "name a [[ladder]], or leave `ladder` out for all");
            }
            if ladders.is_empty() {
                return wrong("there is no ladder that could move", "write a [[ladder]]");
            }
            On::Move { ladder }
        }
        "incident" => {
            raw.only(&WATCHED)?;
            On::Incident { watched: raw.watched()? }
        }
        "position" => {
            raw.only(&WATCHED)?;
            On::Position { watched: raw.watched()? }
        }
        "dispute" => {
            raw.only(&WATCHED)?;
            On::Dispute { watched: raw.watched()? }
        }
        "value" => {
            raw.only(&[&WATCHED[..], &["role", "unit", "above", "below"]].concat())?;
            value(raw)?
        }
        "silence" => {
            raw.only(&["feed", "after"])?;
            let after = raw.after.as_deref().ok_or_else(|| ("`after` is missing".to_owned(), "write after = \"2d\"".to_owned()))?;
            let feed = raw.feed.take().map(|name| name.trim().to_owned()).filter(|name| name != "all");
            On::Silence { feed, after: seconds("after", after, 60, LONGEST)? }
        }
        other => {
            return wrong(format!("`on = \"{other}\"` is nothing to tell of"), "write move, incident, position, dispute, value or silence");
        }
    })
}

fn value(raw: &mut RawAlert) -> Result<On, Wrong> {
    let Some(role) = raw.role.as_deref() else { return wrong("`role` is missing", "write role = \"killed\"") };
    let role: QuantityRole = role
        .trim()
        .to_lowercase()
        .parse()
        .map_err(|e: demarche::codebook::UnknownCode| (e.to_string(), "`demarche codebook` lists all codes".to_owned()))?;
    let (above, below) = (raw.above, raw.below);
    let is_number = |bound: Option<f64>| bound.is_none_or(f64::is_finite);
    if (above.is_none() && below.is_none()) || !is_number(above) || !is_number(below) {
        return wrong("it has no bound", "write above = 10, below = 3, or both");
    }
    if above.zip(below).is_some_and(|(above, below)| below > above) {
        return wrong("`below` is greater than `above`", "what lies between the two is not told, so `below` is the lesser");
    }
    let unit = raw.unit.take().map(|unit| unit.trim().to_lowercase()).filter(|unit| !unit.is_empty());
    Ok(On::Value { watched: raw.watched()?, role, unit, above, below })
}

/// A length of time, in seconds: `"90s"`, `"30m"`, `"6h"`, `"2d"`, `"1h 30m"`.
pub(super) fn seconds(key: &str, text: &str, least: u64, most: u64) -> Result<u64, Wrong> {
    let text = text.trim();
    let days = text.strip_suffix('d').and_then(|days| days.trim().parse::<u32>().ok()).map(|days| u64::from(days) * DAY);
    let parsed = days.or_else(|| text.parse::<SignedDuration>().ok().and_then(|time| u64::try_from(time.as_secs()).ok()));
    let shown = |seconds: u64| match seconds {
        s if s >= DAY => format!("{}d", s / DAY),
        s if s >= 60 => format!("{}m", s / 60),
        s => format!("{s}s"),
    };
    match parsed {
        None => wrong(format!("`{key} = \"{text}\"` is no length of time"), "write \"30m\", \"6h\" or \"2d\""),
        Some(time) if (least..=most).contains(&time) => Ok(time),
        Some(_) => wrong(format!("`{key}` is out of bounds"), format!("it goes from {} to {}", shown(least), shown(most))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    const AROUND: &str = "[[channel]]\nname = \"desk\"\nfile = \"a.jsonl\"\n[[ladder]]\nname = \"Ambalat\"\nbetween = [\"IDN\", \"MYS\"]\n\
                          [[ladder.level]]\nname = \"tension\"\nat = 8\n";

    fn parse(rest: &str) -> Result<Rule, String> {
        let text = format!("{AROUND}[[alert]]\nname = \"a\"\nto = \"desk\"\n{rest}\n");
        Config::parse(&text).map(|config| config.alerts[0].clone()).map_err(|error| {
            assert!(error.line.is_some_and(|line| line >= 10) && !error.hint.is_empty(), "{error:?}");
            error.message
        })
    }

    #[test]
    fn rules_are_read_with_their_defaults() {
        let rule = parse("on = \"move\"").unwrap();
        assert_eq!(rule, Rule { name: "a".into(), on: On::Move { ladder: None }, to: vec!["desk".into()], cool_down: 0 });
        let rule = parse("on = \"silence\"\nafter = \"2d\"\nfeed = \"wire\"\ncool_down = \"6h\"").unwrap();
        assert_eq!((rule.on, rule.cool_down), (On::Silence { feed: Some("wire".into()), after: 2 * DAY }, 6 * 3600));
        let rule = parse("on = \"value\"\nbetween = [\"IDN\", \"MYS\"]\nrole = \"killed\"\nabove = 10").unwrap();
        assert!(matches!(rule.on, On::Value { role: QuantityRole::Killed, above: Some(_), below: None, .. }));
        let rule = parse("on = \"incident\"\nactor = \"IDN\"\nrecipient = \"MYS\"\ntypes = \"ASSAULT\"").unwrap();
        let On::Incident { watched } = rule.on else { panic!() };
        assert_eq!((watched.to_string().as_str(), watched.kinds.types.len()), ("IDN → MYS", 1));
    }

    #[test]
    fn what_is_wrong_is_told() {
        let pair = "between = [\"IDN\", \"MYS\"]";
        for (text, part) in [
            ("on = \"moves\"".to_owned(), "nothing to tell of"),
            ("on = \"move\"\nladder = \"Sabah\"".into(), "no ladder `Sabah`"),
            (format!("on = \"move\"\n{pair}"), "`between` means nothing"),
            (format!("on = \"incident\"\n{pair}\nafter = \"2d\""), "`after` means nothing"),
            ("on = \"incident\"".into(), "does not say whom"),
            ("on = \"incident\"\nactor = \"IDN\"".into(), "does not say whom"),
            (format!("on = \"value\"\n{pair}\nrole = \"killed\""), "no bound"),
            (format!("on = \"value\"\n{pair}\nrole = \"slain\"\nabove = 1"), "slain"),
            (format!("on = \"value\"\n{pair}\nrole = \"killed\"\nabove = 1\nbelow = 2"), "greater"),
            (format!("on = \"value\"\n{pair}\nabove = 1"), "`role` is missing"),
            ("on = \"silence\"".into(), "`after` is missing"),
            ("on = \"silence\"\nafter = \"soon\"".into(), "no length of time"),
            ("on = \"silence\"\nafter = \"2s\"".into(), "out of bounds"),
            ("on = \"move\"\ncool_down = \"10s\"".into(), "out of bounds"),
        ] {
            let error = parse(&text).unwrap_err();
            assert!(error.contains(part), "{text}: {error}");
        }
        let error = Config::parse(&format!("{AROUND}[[alert]]\nname = \"a\"\non = \"move\"\nto = [\"hook\"]\n")).unwrap_err();
        assert!(error.message.contains("no channel `hook`") && error.hint.contains("desk"), "{error:?}");
    }
}
