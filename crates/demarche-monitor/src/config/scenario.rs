//! `[[scenario]]`

use demarche::codebook::Status;
use demarche_ledger::witnesses::chain::Position;
use jiff::civil::Date;
use serde::Deserialize;

use super::ladder::{kinds, watched};
use super::{OneOrMore, Wrong, codes, days, name_of, wrong};
use crate::scenario::{How, Hypothesis, Indicator, Judgement, Judgements, MOST_HYPOTHESES, Scenario, Sought, Tenths, unfit_name};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawScenario {
    name: String,
    question: String,
    since: Option<Day>,
    #[serde(default)]
    hypothesis: Vec<RawHypothesis>,
    #[serde(default)]
    indicator: Vec<RawIndicator>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawHypothesis {
    name: String,
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawIndicator {
    name: String,
    text: Option<String>,
    between: Option<Vec<OneOrMore>>,
    from: Option<OneOrMore>,
    to: Option<OneOrMore>,
    types: Option<OneOrMore>,
    modes: Option<OneOrMore>,
    contexts: Option<OneOrMore>,
    witnesses: Option<usize>,
    status: Option<OneOrMore>,
    absent_for: Option<String>,
    party: Option<OneOrMore>,
    position: Option<OneOrMore>,
    consistent: Option<OneOrMore>,
    inconsistent: Option<OneOrMore>,
    weight: Option<f64>,
}

/// A day, with or without quotation marks.
#[derive(Deserialize)]
#[serde(untagged)]
enum Day {
    Text(String),
    Bare(toml::value::Datetime),
}

/// Longest time without an incident, in days.
const LONGEST_ABSENCE: u16 = 366;
/// Longest question or text, in characters.
const LONGEST_TEXT: usize = 1_000;

pub(super) fn scenario(raw: RawScenario) -> Result<Scenario, Wrong> {
    let name = name_of("scenario", &raw.name)?;
    let at = |wrong: Wrong| (format!("scenario `{name}`: {}", wrong.0), wrong.1);
    let question = text_of("question", &raw.question).map_err(at)?;
    let since = raw.since.map(|day| since(&day)).transpose().map_err(at)?;
    let hypotheses = hypotheses(raw.hypothesis).map_err(at)?;
    let mut indicators: Vec<Indicator> = Vec::new();
    for raw in raw.indicator {
        let indicator = indicator(raw, &hypotheses).map_err(at)?;
        if indicators.iter().any(|other| other.name == indicator.name) {
            return wrong(format!("scenario `{name}`: two indicators are called `{}`", indicator.name), "give each a name of its own");
        }
        indicators.push(indicator);
    }
    Ok(Scenario { name, question, since, hypotheses, indicators })
}

fn since(day: &Day) -> Result<Date, Wrong> {
    let text = match day {
        Day::Text(text) => text.trim().to_owned(),
        Day::Bare(day) => day.to_string(),
    };
    text.parse().map_err(|_| (format!("`since = {text}` is no day"), "write 2024-10-29".to_owned()))
}

fn hypotheses(raw: Vec<RawHypothesis>) -> Result<Vec<Hypothesis>, Wrong> {
    if !(2..=MOST_HYPOTHESES).contains(&raw.len()) {
        let hint = format!("write 2 to {MOST_HYPOTHESES} tables [[scenario.hypothesis]], each with `name` and `text`");
        return wrong(format!("it has {} hypotheses; what has no rival is not compared", raw.len()), hint);
    }
    let mut out: Vec<Hypothesis> = Vec::new();
    for raw in raw {
        let name = part_name("hypothesis", &raw.name)?;
        if out.iter().any(|other| other.name == name) {
            return wrong(format!("two hypotheses are called `{name}`"), "give each a name of its own");
        }
        out.push(Hypothesis { text: text_of("text", &raw.text)?, name });
    }
    Ok(out)
}

fn indicator(raw: RawIndicator, hypotheses: &[Hypothesis]) -> Result<Indicator, Wrong> {
    let name = part_name("indicator", &raw.name)?;
    let at = |wrong: Wrong| (format!("indicator `{name}`: {}", wrong.0), wrong.1);
    let kinds = kinds(raw.types, raw.modes, raw.contexts, raw.witnesses).map_err(at)?;
    let watched = watched(raw.between, raw.from, raw.to, kinds).map_err(at)?;
    let how = how(raw.absent_for.as_deref(), raw.party, raw.position).map_err(at)?;
    let mut statuses: Vec<Status> = codes("status", raw.status, false).map_err(at)?;
    // what a party denies is often told as what did not happen
    if statuses.is_empty() && !matches!(how, How::Holds { .. }) {
        statuses = vec![Status::Actual, Status::Historical];
    }
    let speaks = speaks(raw.consistent, raw.inconsistent, hypotheses).map_err(at)?;
    let weight = raw.weight.map_or(Some(Tenths::ONE), Tenths::of);
    let Some(weight) = weight else {
        return Err(at((
            "`weight` is no factor".to_owned(),
            "write a number from 0.1 to 10 in steps of 0.1; 1 where it is left out".to_owned(),
        )));
    };
    let text = raw.text.map(|text| text_of("text", &text)).transpose().map_err(at)?.unwrap_or_default();
    Ok(Indicator { name, text, sought: Sought { watched, statuses, how }, speaks, weight })
}

fn how(absent_for: Option<&str>, party: Option<OneOrMore>, position: Option<OneOrMore>) -> Result<How, Wrong> {
    match (absent_for, party, position) {
        (None, None, None) => Ok(How::Happens),
        (Some(text), None, None) => {
            let days = days("absent_for", text, LONGEST_ABSENCE)?;
            if days == 0 {
                return wrong("`absent_for` holds no day", "write \"30d\" for 30 days without such an incident");
            }
            Ok(How::Absent { days })
        }
        (None, Some(party), Some(position)) => {
            let positions: Vec<Position> = position.list().iter().map(|text| position_of(text)).collect::<Result<_, _>>()?;
            if positions.is_empty() {
                return wrong("`position` is empty", POSITIONS);
            }
            Ok(How::Holds { party: party.who("party")?, positions })
        }
        (None, ..) => wrong("`party` and `position` go together", POSITIONS),
        _ => wrong(
            "it looks for an absence and for a position",
            "write two indicators, one with `absent_for`, one with `party` and `position`",
        ),
    }
}

const POSITIONS: &str = "write `party = \"PRK\"` and `position = \"denies\"`; positions are affirms, denies, takes as true, neither";

fn position_of(text: &str) -> Result<Position, Wrong> {
    let all = [Position::Affirms, Position::Denies, Position::Neither, Position::TakesAsTrue];
    let found = all.into_iter().find(|p| p.words().eq_ignore_ascii_case(text.trim()));
    found.map_or_else(|| wrong(format!("`{text}` is no position"), POSITIONS), Ok)
}

fn speaks(consistent: Option<OneOrMore>, inconsistent: Option<OneOrMore>, hypotheses: &[Hypothesis]) -> Result<Judgements, Wrong> {
    let mut out = Judgements::default();
    let known = || format!("hypotheses are {}", hypotheses.iter().map(|h| h.name.as_str()).collect::<Vec<_>>().join(", "));
    for (list, judgement) in [(consistent, Judgement::Consistent), (inconsistent, Judgement::Inconsistent)] {
        for name in list.map(OneOrMore::list).unwrap_or_default() {
            let name = name.trim();
            if !hypotheses.iter().any(|h| h.name == name) {
                return wrong(format!("there is no hypothesis `{name}`"), known());
            }
            if out.names().any(|other| other == name) {
                return wrong(format!("it speaks to `{name}` twice"), "name a hypothesis under `consistent` or `inconsistent`, once");
            }
            out.set(name, judgement);
        }
    }
    if out.names().next().is_none() {
        return wrong("it speaks to no hypothesis", format!("name some under `consistent` or `inconsistent`; {}", known()));
    }
    Ok(out)
}

/// A name that can stand in item keys.
fn part_name(kind: &str, name: &str) -> Result<String, Wrong> {
    let name = name_of(kind, name)?;
    match unfit_name(&name) {
        Some(why) => wrong(format!("{kind} `{name}`: {why}"), "choose another name, as `talks-go-on`"),
        None => Ok(name),
    }
}

fn text_of(key: &str, text: &str) -> Result<String, Wrong> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > LONGEST_TEXT {
        return wrong(format!("`{key}` is empty or longer than {LONGEST_TEXT} characters"), "say it in a sentence");
    }
    Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use demarche::codebook::{EventType, Status};
    use demarche_ledger::witnesses::chain::Position;
    use jiff::civil::date;

    use crate::config::Config;
    use crate::scenario::{How, Judgement, Tenths};

    const SCENARIO: &str = "[[scenario]]\nname = \"troops\"\nquestion = \"Are they\\n there?\"\nsince = 2024-10-01\n\
        [[scenario.hypothesis]]\nname = \"sent\"\ntext = \"They were sent.\"\n[[scenario.hypothesis]]\nname = \"not\"\ntext = \"None were.\"\n";
    const INDICATOR: &str = "[[scenario.indicator]]\nname = \"aid\"\nbetween = [\"PRK\", \"RUS\"]\n";

    #[test]
    fn a_scenario_has_defaults() {
        let text = format!(
            "{SCENARIO}{INDICATOR}types = \"aid\"\nconsistent = \"sent\"\ninconsistent = [\"not\"]\n\
             [[scenario.indicator]]\nname = \"calm\"\nfrom = \"PRK\"\nto = \"RUS\"\nabsent_for = \"4w\"\ninconsistent = \"sent\"\nweight = 0.5\n\
             [[scenario.indicator]]\nname = \"denials\"\nbetween = [\"PRK\", \"RUS\"]\nparty = [\"PRK\", \"RUS\"]\nposition = \"denies\"\nconsistent = \"not\"\n"
        );
        let config = Config::parse(&text).unwrap();
        let scenario = &config.scenarios[0];
        assert_eq!((scenario.question.as_str(), scenario.since), ("Are they there?", Some(date(2024, 10, 1))));
        let [aid, calm, denials] = &scenario.indicators[..] else { panic!("{scenario:?}") };
        assert_eq!((&aid.sought.how, aid.weight), (&How::Happens, Tenths::ONE));
        assert_eq!(aid.sought.watched.kinds.types, [EventType::Aid]);
        assert_eq!(aid.sought.statuses, [Status::Actual, Status::Historical]);
        assert_eq!((aid.speaks.of("sent"), aid.speaks.of("not")), (Judgement::Consistent, Judgement::Inconsistent));
        assert_eq!((&calm.sought.how, calm.speaks.of("not")), (&How::Absent { days: 28 }, Judgement::Neutral));
        assert!(matches!(&denials.sought.how, How::Holds { positions, .. } if *positions == [Position::Denies]));
        assert!(denials.sought.statuses.is_empty());
        let quoted = text.replace("since = 2024-10-01", "since = \"2024-10-01\"");
        assert_eq!(Config::parse(&quoted).unwrap(), config);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let speaks = "consistent = \"sent\"\n";
        let with = |more: &str| format!("{SCENARIO}{INDICATOR}{more}");
        let cases = [
            (with("consistent = \"left\"\n"), "`left`"),
            (with(""), "speaks to no hypothesis"),
            (with("consistent = \"sent\"\ninconsistent = \"sent\"\n"), "twice"),
            (with(&format!("{speaks}wat = 1\n")), "wat"),
            (with(&format!("{speaks}weight = 0\n")), "weight"),
            (with(&format!("{speaks}absent_for = \"0d\"\n")), "absent_for"),
            (with(&format!("{speaks}absent_for = \"3h\"\n")), "no number of days"),
            (with(&format!("{speaks}party = \"PRK\"\n")), "go together"),
            (with(&format!("{speaks}party = \"PRK\"\nposition = \"likes\"\n")), "likes"),
            (with(&format!("{speaks}party = \"PRK\"\nposition = []\n")), "is empty"),
            (with(&format!("{speaks}absent_for = \"3d\"\nparty = \"PRK\"\n")), "an absence and"),
            (with(&format!("{speaks}status = \"maybe\"\n")), "maybe"),
            (with(&format!("{speaks}{INDICATOR}{speaks}")), "two indicators"),
            (with(speaks).replace("name = \"aid\"", "name = \"a@b\""), "a name has no @"),
            (with(speaks).replace("name = \"sent\"", "name = \"added-1\""), "added by hand"),
            (with(speaks).replace("name = \"not\"", "name = \"sent\""), "two hypotheses"),
            (with(speaks).replace("text = \"None were.\"", "text = \" \""), "`text` is empty"),
            (with(speaks).replace("2024-10-01", "2024-13-01"), ""),
            (with(speaks).replace("2024-10-01", "\"soon\""), "soon"),
            (with(speaks).replace("[[scenario.hypothesis]]\nname = \"not\"\ntext = \"None were.\"\n", ""), "1 hypotheses"),
            (format!("{0}{0}", with(speaks)), "two scenarios"),
        ];
        for (text, part) in cases {
            let error = Config::parse(&text).unwrap_err();
            assert!(error.to_string().contains(part) && error.line.is_some() && !error.hint.is_empty(), "{part}: {error:?}");
        }
    }
}
