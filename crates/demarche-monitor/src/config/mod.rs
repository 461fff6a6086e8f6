//! What a desk watches with: the tables `[[ladder]]`, `[[scenario]]`, `[[alert]]` and `[[channel]]` of a `watch.toml`. Feeds and how they are
//! fetched stand in the same file and are read elsewhere. A key that is not known is an error, for a rule that is misspelt would be no rule.

mod alert;
mod channel;
mod ladder;
mod scenario;

use serde::Deserialize;
use toml::Spanned;

use crate::alert::channel::Channel;
use crate::alert::rule::Rule;
use crate::ladder::Ladder;
use crate::scenario::Scenario;

/// The monitor's part of a configuration.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Config {
    /// Ladders, in the order of the file; no two of one name.
    pub ladders: Vec<Ladder>,
    /// Scenarios, in the order of the file; no two of one name.
    pub scenarios: Vec<Scenario>,
    /// Where alerts go, in the same way.
    pub channels: Vec<Channel>,
    /// What is told, in the same way; each names channels and ladders that are there.
    pub alerts: Vec<Rule>,
}

/// Something is wrong with a configuration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{message}", line.map(|line| format!("line {line}: ")).unwrap_or_default())]
pub struct ConfigError {
    /// In this line, from 1.
    pub line: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

/// What is wrong, and what to do about it.
type Wrong = (String, String);

fn wrong<T>(message: impl Into<String>, hint: impl Into<String>) -> Result<T, Wrong> {
    Err((message.into(), hint.into()))
}

#[derive(Deserialize)]
struct RawConfig {
    #[serde(default)]
    ladder: Vec<Spanned<ladder::RawLadder>>,
    #[serde(default)]
    scenario: Vec<Spanned<scenario::RawScenario>>,
    #[serde(default)]
    channel: Vec<Spanned<channel::RawChannel>>,
    #[serde(default)]
    alert: Vec<Spanned<alert::RawAlert>>,
}

impl Config {
    /// Reads the monitor's tables of a configuration; all others are passed over.
    ///
    /// # Errors
    /// What is wrong, in which line, and what to do about it.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let raw: RawConfig = toml::from_str(text).map_err(|error| of_toml(&error, text))?;
        let ladders = each(text, raw.ladder, ladder::ladder, |ladder| &ladder.name, "ladder")?;
        let scenarios = each(text, raw.scenario, scenario::scenario, |scenario| &scenario.name, "scenario")?;
        let channels = each(text, raw.channel, channel::channel, |channel| &channel.name, "channel")?;
        let alerts = each(text, raw.alert, |raw| alert::alert(raw, &ladders, &channels), |rule| &rule.name, "alert")?;
        Ok(Self { ladders, scenarios, channels, alerts })
    }
}

/// Checks each table of a kind; no two have one name.
fn each<R, T>(
    text: &str,
    raws: Vec<Spanned<R>>,
    check: impl Fn(R) -> Result<T, Wrong>,
    name: impl Fn(&T) -> &str,
    kind: &str,
) -> Result<Vec<T>, ConfigError> {
    let mut out: Vec<T> = Vec::new();
    for raw in raws {
        let start = raw.span().start;
        let checked = check(raw.into_inner()).and_then(|item| {
            if out.iter().any(|other| name(other) == name(&item)) {
                return wrong(format!("two {kind}s are called `{}`", name(&item)), format!("give each {kind} a name of its own"));
            }
            Ok(item)
        });
        out.push(checked.map_err(|(message, hint)| ConfigError { line: Some(line_about(text, start, &message)), message, hint })?);
    }
    Ok(out)
}

/// Longest name.
const LONGEST_NAME: usize = 60;

/// A name that can be shown.
fn name_of(kind: &str, name: &str) -> Result<String, Wrong> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return wrong(format!("a {kind} has no name that can be shown"), format!("names have 1 to {LONGEST_NAME} characters"));
    }
    Ok(name.to_owned())
}

/// Whole days: `"14d"`, `"2w"`.
fn days(key: &str, text: &str, most: u16) -> Result<u16, Wrong> {
    let parsed = text.trim().strip_suffix('d').map(|n| (n, 1)).or_else(|| text.trim().strip_suffix('w').map(|n| (n, 7)));
    let days = parsed.and_then(|(n, factor)| n.trim().parse::<u16>().ok()?.checked_mul(factor)).filter(|n| *n <= most);
    days.map_or_else(
        || wrong(format!("`{key} = \"{text}\"` is no number of days"), format!("write \"14d\" or \"2w\", at most {most} days")),
        Ok,
    )
}

/// One text, or several.
#[derive(Deserialize, Debug, Clone)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    /// All of them.
    fn list(self) -> Vec<String> {
        match self {
            Self::One(one) => vec![one],
            Self::More(more) => more,
        }
    }

    /// A set of parties.
    fn who(self, key: &str) -> Result<crate::who::Who, Wrong> {
        crate::who::Who::parse(&self.list().join(","))
            .map_err(|e| (format!("`{key}`: {e}"), "`demarche knowledge show NAME` tells a party's key".to_owned()))
    }
}

/// Codes of the codebook, in any case.
fn codes<T: std::str::FromStr>(key: &str, given: Option<OneOrMore>, upper: bool) -> Result<Vec<T>, Wrong>
where
    T::Err: std::fmt::Display,
{
    let given = given.map(OneOrMore::list).unwrap_or_default();
    given
        .iter()
        .flat_map(|text| text.split(',').map(str::trim).filter(|t| !t.is_empty()))
        .map(|code| {
            let code = if upper { code.to_uppercase() } else { code.to_lowercase() };
            code.parse().map_err(|e: T::Err| (format!("`{key}`: {e}"), "`demarche codebook` lists all codes".to_owned()))
        })
        .collect()
}

/// An error of the parser: its line, and for a key that is not known those that are.
fn of_toml(error: &toml::de::Error, text: &str) -> ConfigError {
    let line = error.span().map(|span| line_of(text, span.start));
    let message = error.message().lines().next().unwrap_or_default().trim();
    let (message, hint) = match message.split_once(", expected ") {
        Some((unknown, known)) if unknown.starts_with("unknown field") => {
            (unknown.to_owned(), format!("known here are {}", known.trim_start_matches("one of ")))
        }
        _ => (message.to_owned(), "docs/monitor.md lists all keys with their values".to_owned()),
    };
    ConfigError { line, message, hint }
}

/// The line that a message on the table at `start` is about: that of the key which it names in backticks, in the part of the table
/// whose name it gives; else the line where that part or the table begins.
fn line_about(text: &str, start: usize, message: &str) -> usize {
    let first = line_of(text, start);
    let named: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let is_header = |line: &str| line.trim_start().starts_with('[');
    let value_of = |line: &str, key: &str| {
        let rest = line.trim_start().strip_prefix(key)?.trim_start().strip_prefix('=')?;
        Some(rest.split(" #").next().unwrap_or_default().trim().trim_matches(['"', '\'']).to_owned())
    };
    let header = text.lines().nth(first - 1).unwrap_or_default().split('#').next().unwrap_or_default().trim();
    let inner = header.trim_end_matches(']').to_owned() + ".";
    let is_of_table = |line: &str| !is_header(line) || line.trim_start().starts_with(&inner);
    let lines: Vec<&str> =
        text.lines().skip(first - 1).enumerate().take_while(|(n, line)| *n == 0 || is_of_table(line)).map(|(_, line)| line).collect();
    // the last part that bears one of the names
    let has_name = |line: &&str| value_of(line, "name").is_some_and(|name| named.contains(&name.as_str()));
    let at = lines.iter().rposition(has_name).unwrap_or(0);
    let begin = lines[..=at].iter().rposition(|line| is_header(line)).unwrap_or(0);
    let end = lines.iter().skip(begin + 1).position(|line| is_header(line)).map_or(lines.len(), |n| begin + 1 + n);
    let key_of = |name: &str| name.split([' ', '=']).next().unwrap_or_default().to_owned();
    let keys = named.iter().map(|name| key_of(name)).filter(|key| !key.is_empty() && key != "name");
    let line = keys.filter_map(|key| (begin..end).find(|&n| value_of(lines[n], &key).is_some())).next();
    first + line.unwrap_or(begin)
}

fn line_of(text: &str, at: usize) -> usize {
    1 + text.as_bytes().iter().take(at).filter(|b| **b == b'\n').count()
}
