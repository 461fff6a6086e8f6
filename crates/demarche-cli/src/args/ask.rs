//! Arguments of the commands that ask a ledger, and of those that correct it.

use clap::{Args, Subcommand, ValueEnum};
use demarche::codebook::{EventType, Status};
use demarche_ledger::grades::Reliability;
use demarche_ledger::standing::Standing;
use jiff::civil::Date;

use super::{FileArgs, parse_date};
use crate::examples;

/// Which incidents.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Which incidents")]
pub struct WhichArgs {
    /// A party that takes part, on either side: a country (PRK) or a key (PRK/GOV); given twice, both take part
    #[arg(long = "party", value_name = "PARTY", value_parser = parse_party)]
    pub parties: Vec<String>,

    /// A party that acts; of several, any
    #[arg(long = "actor", value_name = "PARTY", value_delimiter = ',', value_parser = parse_party)]
    pub actors: Vec<String>,

    /// A party that is acted upon; of several, any
    #[arg(long = "recipient", value_name = "PARTY", value_delimiter = ',', value_parser = parse_party)]
    pub recipients: Vec<String>,

    /// Types of events, as ASSAULT,COERCE
    #[arg(long = "type", visible_alias = "types", value_name = "TYPE", value_delimiter = ',', value_parser = parse_type)]
    pub types: Vec<EventType>,

    /// Modes, as aerial,drone
    #[arg(long = "mode", value_name = "MODE", value_delimiter = ',', value_parser = parse_mode)]
    pub modes: Vec<String>,

    /// Countries of the place, as UKR,RUS
    #[arg(long = "country", value_name = "CODE", value_delimiter = ',', value_parser = parse_country)]
    pub countries: Vec<String>,

    /// Not over before this day; where no day is known, told on it or later
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub since: Option<Date>,

    /// Begun on this day or before
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub until: Option<Date>,

    /// Words in a text that tells of it
    #[arg(long, value_name = "WORDS")]
    pub text: Option<String>,

    /// How well it is established, as disputed,denied
    #[arg(long, value_name = "STANDING", value_delimiter = ',', value_parser = parse_standing)]
    pub standing: Vec<Standing>,

    /// Whether it took place, as actual,future
    #[arg(long, alias = "statuses", value_name = "STATUS", value_delimiter = ',', value_parser = parse_status)]
    pub status: Vec<Status>,

    /// A party that is quoted on it
    #[arg(long, value_name = "PARTY", value_parser = parse_party)]
    pub source: Option<String>,

    /// Told by a publisher that is graded so or better, A to E; F asks for nothing
    #[arg(long, value_name = "GRADE", value_parser = parse_reliability)]
    pub grade: Option<Reliability>,

    /// Least number of independent witnesses
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub witnesses: usize,
}

/// List incidents: what happened, each once, with everything that was said of it
#[derive(Debug, Args)]
#[command(after_long_help = examples::INCIDENTS)]
pub struct IncidentsArgs {
    #[command(flatten)]
    pub ledger: FileArgs,

    /// Format of the list [default: text on a terminal, else jsonl]
    #[arg(short, long, value_enum, value_name = "FORMAT")]
    pub format: Option<ListFormat>,

    /// At most so many
    #[arg(short = 'n', long, value_name = "N")]
    pub limit: Option<usize>,

    #[command(flatten)]
    pub which: WhichArgs,
}

/// Show one incident: who says so, what is told differently, what each party holds
#[derive(Debug, Args)]
#[command(after_long_help = examples::INCIDENT)]
pub struct IncidentArgs {
    /// Its id, as `incidents` and `find` list it: 12.e0
    #[arg(value_name = "ID", value_parser = parse_report)]
    pub id: demarche_ledger::report::ReportId,

    #[command(flatten)]
    pub ledger: FileArgs,

    /// Format [default: text on a terminal, else json]
    #[arg(short, long, value_enum, value_name = "FORMAT")]
    pub format: Option<PageFormat>,
}

/// Find incidents, the latest first
#[derive(Debug, Args)]
#[command(after_long_help = examples::FIND)]
pub struct FindArgs {
    /// Words that a text telling of it holds; "…" for a phrase, OR between alternatives
    #[arg(value_name = "WORDS")]
    pub words: Vec<String>,

    /// Sort by likeness to this text instead
    #[arg(long, value_name = "TEXT")]
    pub like: Option<String>,

    #[command(flatten)]
    pub ledger: FileArgs,

    /// Format of the list [default: text on a terminal, else jsonl]
    #[arg(short, long, value_enum, value_name = "FORMAT")]
    pub format: Option<ListFormat>,

    /// At most so many
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20)]
    pub limit: usize,

    #[command(flatten)]
    pub which: WhichArgs,

    #[command(flatten)]
    pub packs: super::PackArgs,

    #[command(flatten)]
    pub model: super::ModelArgs,
}

/// Show what parties hold about incidents, and where they changed
#[derive(Debug, Args)]
#[command(after_long_help = examples::POSITIONS)]
pub struct PositionsArgs {
    #[command(flatten)]
    pub ledger: FileArgs,

    /// Of this incident only
    #[arg(long, value_name = "ID", value_parser = parse_report)]
    pub incident: Option<demarche_ledger::report::ReportId>,

    /// On a standing question, across incidents
    #[arg(long, value_name = "NAME", conflicts_with = "incident")]
    pub question: Option<String>,

    /// Of this party only: a country (PRK) or a key (PRK/GOV)
    #[arg(long = "holder", value_name = "PARTY", value_parser = parse_party)]
    pub holder: Option<String>,

    /// Changes only
    #[arg(long)]
    pub changes: bool,

    /// Format of the list [default: text on a terminal, else jsonl]
    #[arg(short, long, value_enum, value_name = "FORMAT")]
    pub format: Option<ListFormat>,

    #[command(flatten)]
    pub which: WhichArgs,
}

/// Say what the machine got wrong, grade sources, ask standing questions
///
/// Everything is an entry with who, when and why, and can be taken back; nothing that was coded is changed. What rests on it is
/// made again at once.
#[derive(Debug, Args)]
#[command(after_long_help = examples::CORRECT)]
pub struct CorrectArgs {
    #[command(subcommand)]
    pub command: CorrectCommand,
}

/// Who corrects.
#[derive(Debug, Clone, Args)]
pub struct ByArgs {
    #[command(flatten)]
    pub ledger: FileArgs,

    /// Why
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub why: String,

    /// Who [default: the user's name]
    #[arg(long, value_name = "NAME", env = "DEMARCHE_USER", hide_env_values = true, value_parser = parse_name)]
    pub by: Option<String>,
}

impl ByArgs {
    /// Who corrects.
    #[must_use]
    pub fn who(&self) -> String {
        let user = || ["USER", "USERNAME", "LOGNAME"].iter().find_map(|name| std::env::var(name).ok());
        self.by.clone().or_else(user).unwrap_or_else(|| "unknown".to_owned())
    }
}

#[derive(Debug, Subcommand)]
pub enum CorrectCommand {
    /// An event or claim is right
    Accept(ItemArgs),
    /// An event or claim is not; it counts for nothing
    ///
    /// An incident has the name of the report that opened it: its id alone rejects that one report, and the others are put together again
    /// under the name of the first of them. What is left, and under which id, is said. --all-reports rejects the whole incident.
    Reject(RejectArgs),
    /// Set a value of an event or claim
    ///
    /// FIELD=VALUE with type, mode, status, actors, recipients, place, time, killed, injured, arrested, displaced, missing, present, sent, supplied,
    /// paid, lost (events), stance, holder (claims). Parties as keys, `PRK/GOV,RUS/MIL`; a place as NAME or NAME:COUNTRY:LAT:LON;
    /// a time as DAY or DAY..DAY; a number as N or N..N. An empty value says that there is none.
    Set(SetArgs),
    /// Take the correction of a field back
    Unset(UnsetArgs),
    /// Make one incident of two
    Merge(MergeArgs),
    /// Take reports out of their incident; with one report, undo its merge
    Split(SplitArgs),
    /// Take a merge, split, rejection or other correction of events and claims back, by its entry
    Withdraw(WithdrawArgs),
    /// Say that a party is another
    Alias(AliasArgs),
    /// Take an alias back
    Unalias(UnaliasArgs),
    /// Set a party apart from another: where texts call it so, it is the other
    ///
    /// Without IS the rule is taken back.
    Part(PartArgs),
    /// Grade the reliability of a publisher or source, A to F
    ///
    /// A publisher that the ledger has nothing by is graded all the same, with a warning: its grade counts once it has.
    Grade(GradeArgs),
    /// Ask a standing question, or drop it
    Question(QuestionArgs),
    /// Erase a document: text, claims and events go, the fact of erasure stays
    Erase(EraseArgs),
    /// Write what was corrected as passages of the corpus, to train and to measure with
    ///
    /// A sentence becomes a passage where every event and claim of it was accepted, rejected or set; who sets one value of an event
    /// is taken to have seen the others. A party, place, time or number that was set is the mention of the text that stands for
    /// it; where there is none, or a holder was set, the sentence is left out. Documents that another version coded have to be coded anew first.
    Passages(CorrectedPassagesArgs),
    /// List what was done to the ledger
    History(HistoryArgs),
}

#[derive(Debug, Args)]
pub struct ItemArgs {
    /// An event or claim: 12.e0, 12.c3, or with the document's id, `news.jsonl#17.e0`
    #[arg(value_name = "ITEM")]
    pub item: String,
    #[command(flatten)]
    pub by: ByArgs,
}

#[derive(Debug, Args)]
pub struct RejectArgs {
    /// An event or claim: 12.e0, 12.c3, or with the document's id, `news.jsonl#17.e0`
    #[arg(value_name = "ITEM")]
    pub item: String,
    /// Reject all reports of the incident ITEM: nothing is left of it
    #[arg(long)]
    pub all_reports: bool,
    #[command(flatten)]
    pub by: ByArgs,
}

#[derive(Debug, Args)]
pub struct SetArgs {
    /// An event or claim: 12.e0, 12.c3
    #[arg(value_name = "ITEM")]
    pub item: String,
    /// What is set, as type=AID
    #[arg(value_name = "FIELD=VALUE", required = true)]
    pub values: Vec<String>,
    #[command(flatten)]
    pub by: ByArgs,
}

#[derive(Debug, Args)]
pub struct UnsetArgs {
    /// An event or claim: 12.e0, 12.c3
    #[arg(value_name = "ITEM")]
    pub item: String,
    /// The field; `accepted` for what was accepted or rejected
    #[arg(value_name = "FIELD")]
    pub field: String,
    #[command(flatten)]
    pub by: ByArgs,
}

#[derive(Debug, Args)]
pub struct MergeArgs {
    /// An incident; of the two the one that was opened first keeps its name
    #[arg(value_name = "ID", value_parser = parse_report)]
    pub into: demarche_ledger::report::ReportId,
    /// Another
    #[arg(value_name = "ID", value_parser = parse_report)]
    pub from: demarche_ledger::report::ReportId,
    #[command(flatten)]
    pub by: ByArgs,
}

#[derive(Debug, Args)]
pub struct SplitArgs {
    /// The incident
    #[arg(value_name = "ID", value_parser = parse_report)]
    pub incident: demarche_ledger::report::ReportId,
    /// Reports that leave it: 14.e1
    #[arg(value_name = "REPORT", required = true, value_parser = parse_report)]
    pub reports: Vec<demarche_ledger::report::ReportId>,
    #[command(flatten)]
    pub by: ByArgs,
}

#[derive(Debug, Args)]
pub struct WithdrawArgs {
    /// Number of the entry, as `correct history` lists it
    #[arg(value_name = "ENTRY")]
    pub entry: u64,
    #[command(flatten)]
    pub by: ByArgs,
}

#[derive(Debug, Args)]
pub struct AliasArgs {
    /// Key of the party that is another
    #[arg(value_name = "PARTY", value_parser = parse_party)]
    pub party: String,
    /// Key of the party that it is
    #[arg(value_name = "IS", value_parser = parse_party)]
    pub is: String,
    /// Name of that party
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    #[command(flatten)]
    pub by: ByArgs,
}

#[derive(Debug, Args)]
pub struct PartArgs {
    /// Key of the party that stands for two
    #[arg(value_name = "PARTY", value_parser = parse_party)]
    pub party: String,
    /// Key of the one that is meant where a text uses the words
    #[arg(value_name = "IS", value_parser = parse_party)]
    pub is: Option<String>,
    /// Words of the mentions, in whatever case
    #[arg(long, value_name = "WORDS")]
    pub called: String,
    /// Name of that party [default: as the ledger knows it, else the words]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    #[command(flatten)]
    pub by: ByArgs,
}

#[derive(Debug, Args)]
pub struct UnaliasArgs {
    /// Key of the party that is none but itself
    #[arg(value_name = "PARTY", value_parser = parse_key)]
    pub party: String,
    #[command(flatten)]
    pub by: ByArgs,
}

#[derive(Debug, Args)]
pub struct GradeArgs {
    /// A publisher's name, or a party's key
    #[arg(value_name = "WHO", value_parser = parse_name)]
    pub name: String,
    /// A (completely reliable) to E (unreliable), F cannot be judged
    #[arg(value_name = "GRADE", value_parser = parse_reliability)]
    pub grade: Reliability,
    /// First day on which it holds [default: always]
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub from: Option<Date>,
    #[command(flatten)]
    pub by: ByArgs,
}

#[derive(Debug, Args)]
pub struct QuestionArgs {
    /// Its name
    #[arg(value_name = "NAME", value_parser = parse_name)]
    pub name: String,
    /// Drop it
    #[arg(long)]
    pub drop: bool,
    /// Types of events, as AID,MOBILIZE
    #[arg(long = "type", value_name = "TYPE", value_delimiter = ',', value_parser = parse_type)]
    pub types: Vec<EventType>,
    /// Modes
    #[arg(long = "mode", value_name = "MODE", value_delimiter = ',', value_parser = parse_mode)]
    pub modes: Vec<String>,
    /// Contexts, as military
    #[arg(long = "context", value_name = "CONTEXT", value_delimiter = ',')]
    pub contexts: Vec<String>,
    /// Parties that act
    #[arg(long = "actor", value_name = "PARTY", value_delimiter = ',', value_parser = parse_party)]
    pub actors: Vec<String>,
    /// Parties that are acted upon
    #[arg(long = "recipient", value_name = "PARTY", value_delimiter = ',', value_parser = parse_party)]
    pub recipients: Vec<String>,
    /// Countries of the place
    #[arg(long = "country", value_name = "CODE", value_delimiter = ',', value_parser = parse_country)]
    pub countries: Vec<String>,
    /// First day
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub since: Option<Date>,
    /// Last day
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub until: Option<Date>,
    #[command(flatten)]
    pub by: ByArgs,
}

#[derive(Debug, Args)]
pub struct EraseArgs {
    /// The document's id, or its number
    #[arg(value_name = "DOCUMENT")]
    pub document: String,
    #[command(flatten)]
    pub by: ByArgs,
}

#[derive(Debug, Args)]
pub struct CorrectedPassagesArgs {
    #[command(flatten)]
    pub ledger: FileArgs,
    /// The file, as corpus/GUIDE.md has it
    #[arg(short, long, value_name = "FILE")]
    pub output: std::path::PathBuf,
    /// Replace the file if it is there
    #[arg(long)]
    pub force: bool,
    #[command(flatten)]
    pub packs: super::PackArgs,
    #[command(flatten)]
    pub model: super::ModelArgs,
}

#[derive(Debug, Args)]
pub struct HistoryArgs {
    #[command(flatten)]
    pub ledger: FileArgs,
    /// Also what was stored and coded anew
    #[arg(long)]
    pub all: bool,
    /// Format [default: text on a terminal, else jsonl]
    #[arg(short, long, value_enum, value_name = "FORMAT")]
    pub format: Option<ListFormat>,
}

/// Formats of lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// For reading on a terminal
    Text,
    /// One JSON object an item and line
    Jsonl,
}

/// Formats of one incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PageFormat {
    /// For reading on a terminal
    Text,
    /// One JSON object
    Json,
}

/// Longest name that a user gives, in characters.
const LONGEST_NAME: usize = 200;

/// Words that name somebody or something.
///
/// # Errors
/// Blank ones, and those that are too long.
pub fn parse_name(text: &str) -> Result<String, String> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err("it names nothing".to_owned()),
        n if n > LONGEST_NAME => Err(format!("a name has at most {LONGEST_NAME} characters, this has {n}")),
        _ => Ok(text.to_owned()),
    }
}

/// A country's code or a party's key.
///
/// # Errors
/// Anything else.
pub fn parse_party(text: &str) -> Result<String, String> {
    let text = parse_key(text)?;
    let country = text.split('/').next().unwrap_or_default();
    if !country.is_empty() && !demarche_knowledge::is_party_country(country) {
        return Err(format!("no country has the code {country}; `demarche knowledge show NAME` tells a country's code"));
    }
    match text.split('/').nth(1).filter(|sector| !sector.is_empty() && !demarche_knowledge::is_sector(sector)) {
        Some(sector) => Err(format!("no sector has the code {sector}; `demarche codebook` lists sectors")),
        None => Ok(text),
    }
}

/// What has the form of a party's key.
pub fn parse_key(text: &str) -> Result<String, String> {
    let mut parts = text.split('/');
    let country = parts.next().unwrap_or_default();
    let sector = parts.next();
    let is_code = |code: &str| code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase());
    // either may be unknown: `/REB/some-group`
    if (is_code(country) || (country.is_empty() && sector.is_some())) && sector.is_none_or(|s| s.is_empty() || is_code(s)) {
        return Ok(text.to_owned());
    }
    Err("a party is a country's code, as PRK, or a key, as PRK/GOV or NGO/MED/red-cross; `demarche knowledge show NAME` tells it"
        .to_owned())
}

/// A country's code, for places.
///
/// # Errors
/// Anything else.
pub fn parse_country(text: &str) -> Result<String, String> {
    if demarche_knowledge::is_country_code(text) {
        return Ok(text.to_owned());
    }
    Err(format!("no country has the code {text}; codes have three letters, as UKR, and `demarche knowledge show NAME` tells them"))
}

fn parse_type(text: &str) -> Result<EventType, String> {
    let known = || EventType::ALL.iter().map(|t| t.code()).collect::<Vec<_>>().join(", ");
    EventType::ALL.iter().copied().find(|t| t.code().eq_ignore_ascii_case(text)).ok_or_else(|| format!("types are {}", known()))
}

pub(super) fn parse_mode(text: &str) -> Result<String, String> {
    let is_mode = demarche::codebook::MODES.iter().any(|m| m.code() == text);
    is_mode.then(|| text.to_owned()).ok_or_else(|| "`demarche codebook` lists modes".to_owned())
}

fn parse_standing(text: &str) -> Result<Standing, String> {
    serde_json::from_value(serde_json::Value::String(text.to_lowercase()))
        .map_err(|_| "standings are reported, claimed, disputed, confirmed, denied, retracted".to_owned())
}

fn parse_status(text: &str) -> Result<Status, String> {
    let known = || Status::ALL.iter().map(|s| s.code()).collect::<Vec<_>>().join(", ");
    Status::ALL.iter().copied().find(|s| s.code() == text.to_lowercase()).ok_or_else(|| format!("statuses are {}", known()))
}

fn parse_reliability(text: &str) -> Result<Reliability, String> {
    serde_json::from_value(serde_json::Value::String(text.to_uppercase())).map_err(|_| "grades are A to F".to_owned())
}

/// A report's name, `12.e0`.
///
/// # Errors
/// Anything else.
pub fn parse_report(text: &str) -> Result<demarche_ledger::report::ReportId, String> {
    text.parse().map_err(|()| "it is a document's number and an event, as 12.e0".to_owned())
}
