//! What an explanation holds.

use serde::Serialize;

use crate::codebook::{Context, EventType, Kind, Stance, Status};
use crate::record::{CodePoints, Record, decimals4};

/// Name and version of the format that [`Explanation`] serializes to.
pub const EXPLAIN_SCHEMA: &str = "demarche-explain/1";

/// One document's record with the reasons for it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// Always [`EXPLAIN_SCHEMA`].
    pub schema: &'static str,
    /// Why the text counts as English, or as something else.
    pub language: LanguageReasons,
    /// One entry a sentence, in text order; none for a text that was not coded.
    pub sentences: Vec<SentenceReasons>,
    /// The record, as [`Reader::read`](crate::reader::Reader::read) gives it.
    pub record: Record,
}

/// What decided about the language.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LanguageReasons {
    /// ISO 639-1 code; null where it cannot be told.
    pub code: Option<String>,
    /// True for English and for what may be English; only that is coded.
    pub is_english: bool,
    /// True where the input states the language and the text was not asked.
    pub is_given: bool,
    /// Share of the letters looked at that stand in blocks of this language, 0 … 1.
    #[serde(serialize_with = "decimals4")]
    pub confidence: f32,
    /// Words looked at: of a long text its head, middle and tail.
    pub words: usize,
    /// How many of them are English function words.
    pub function_words: usize,
}

/// What was found in one sentence, and what was not. Each thing stands with the sentence in which its first word does.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SentenceReasons {
    /// Where it stands.
    pub span: CodePoints,
    /// Its words.
    pub text: String,
    /// Mentions, in text order.
    pub mentions: Vec<MentionReasons>,
    /// Claims, in the order of their cues.
    pub claims: Vec<ClaimReasons>,
    /// Cues that made no claim.
    pub dropped_cues: Vec<DroppedCue>,
    /// Events, in the order of their triggers.
    pub events: Vec<EventReasons>,
    /// Triggers that made no event.
    pub dropped_triggers: Vec<DroppedTrigger>,
    /// Where there is neither claim nor dropped cue: the word that came nearest.
    pub likeliest_cue: Option<Words>,
    /// Where there is neither event nor dropped trigger: the word that came nearest.
    pub likeliest_trigger: Option<Words>,
}

/// Words of the text with a probability: what of is said by the field that holds them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Words {
    /// Where they stand.
    pub span: CodePoints,
    /// `text[span]`.
    pub text: String,
    /// 0 … 1.
    #[serde(serialize_with = "decimals4")]
    pub probability: f32,
}

/// A code with its probability.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Weighed<T> {
    /// The code.
    pub code: T,
    /// 0 … 1.
    #[serde(serialize_with = "decimals4")]
    pub probability: f32,
}

/// What the classifier chose among the codes of a set, before any rule, and what that was chosen over.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Choice<T> {
    /// The best.
    pub chosen: Weighed<T>,
    /// The next best, best first.
    pub lost: Vec<Weighed<T>>,
}

/// Why a mention is one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MentionReasons {
    /// Its id in the record.
    pub id: String,
    /// Where it stands.
    pub span: CodePoints,
    /// Its words.
    pub text: String,
    /// What it names.
    pub kind: Kind,
    /// Its confidence: the mean probability of its words' tags; for a mention made from a role half of that role's.
    #[serde(serialize_with = "decimals4")]
    pub probability: f32,
    /// Where no tags but its role made it a mention: that role.
    pub from_role: Option<FromRole>,
    /// The likeliest other kind of its words, by the tags; null where mentions around or inside it explain all others.
    pub next_kind: Option<Weighed<Kind>>,
    /// Mentions on the same or crossing words that gave way to it, surest first.
    pub lost: Vec<LostMention>,
    /// What it means, and why; null without a knowledge pack, and for materiel.
    pub meaning: Option<MeaningReasons>,
}

/// What a mention was resolved to, and why.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MeaningReasons {
    /// Parties, place, days or number, in words; empty where it stays open.
    pub means: Vec<String>,
    /// The method, as in the record's `how`; null where nothing was found.
    pub method: Option<String>,
    /// What the method is; of what stays open, why.
    pub why: String,
    /// The mention that it names again.
    pub coref: Option<String>,
    /// The reading that it was chosen over.
    pub lost_to: Option<String>,
    /// What the tables know by these words, up to a dozen; an unsure row resolves nothing by itself.
    pub known: Vec<String>,
}

/// A role that made its words a mention.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FromRole {
    /// `actor` or `recipient`.
    pub role: &'static str,
    /// The trigger of the event in which it is played, with the role's probability.
    pub trigger: Words,
}

/// A mention that gave way to a surer one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LostMention {
    /// Where it stands.
    pub span: CodePoints,
    /// Its words.
    pub text: String,
    /// What it would name.
    pub kind: Kind,
    /// Mean probability of its words' tags.
    #[serde(serialize_with = "decimals4")]
    pub probability: f32,
}

/// Why a claim is one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClaimReasons {
    /// Its id in the record.
    pub id: String,
    /// The cue, with the probability that it is one.
    pub cue: Words,
    /// Stance, with two runners-up.
    pub stance: Choice<Stance>,
    /// The source, with the mean probability of its words; null where the text names none.
    pub source: Option<Words>,
    /// Runs of words that could be the source too; a claim has one.
    pub lost_sources: Vec<Words>,
    /// Pieces of the content, each with the mean probability of its words.
    pub content: Vec<Words>,
    /// The record's confidence: probability of the cue times the mean over all words of the content, calibrated.
    #[serde(serialize_with = "decimals4")]
    pub confidence: f32,
}

/// A cue without content, which makes no claim.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DroppedCue {
    /// The cue, with the probability that it is one.
    pub cue: Words,
    /// Always `no content`.
    pub reason: &'static str,
    /// Stance, with two runners-up.
    pub stance: Choice<Stance>,
    /// The word that came nearest to being content.
    pub likeliest_content: Option<Words>,
}

/// Why an event is one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EventReasons {
    /// Its id in the record.
    pub id: String,
    /// The trigger, with the probability that it is one.
    pub trigger: Words,
    /// Type, with two runners-up.
    #[serde(rename = "type")]
    pub event_type: Choice<EventType>,
    /// Mode among those of the type; null is "no mode", and always among them.
    pub mode: Choice<Option<&'static str>>,
    /// Status, with a runner-up.
    pub status: Choice<Status>,
    /// Contexts over one half.
    pub contexts: Vec<Weighed<Context>>,
    /// The likeliest context of the others.
    pub next_context: Option<Weighed<Context>>,
    /// Rules of the codebook that changed type or status, in the order in which they did.
    pub rules: Vec<AppliedRule>,
    /// Roles: one entry each.
    pub roles: Vec<RoleReasons>,
    /// The record's confidence: probability of the trigger times that of the type, calibrated.
    #[serde(serialize_with = "decimals4")]
    pub confidence: f32,
}

/// A rule of the codebook at work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AppliedRule {
    /// What it changed: `type` or `status`.
    pub changed: &'static str,
    /// Code before.
    pub from: &'static str,
    /// Code after.
    pub to: &'static str,
    /// The rule in words.
    pub rule: String,
}

/// Who plays a role, and who could have.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RoleReasons {
    /// `actor`, `recipient`, `place`, `time` or `quantity`.
    pub role: &'static str,
    /// Those who play it, in text order.
    pub chosen: Vec<Player>,
    /// The likeliest others, at most [`RUNNERS_UP`].
    pub lost: Vec<LostCandidate>,
}

/// A mention and the probability that it plays a role.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Candidate {
    /// Id of the mention.
    pub mention: String,
    /// Its words.
    pub text: String,
    /// 0 … 1.
    #[serde(serialize_with = "decimals4")]
    pub probability: f32,
}

/// A mention that plays a role.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Player {
    /// The mention.
    #[serde(flatten)]
    pub candidate: Candidate,
    /// Where the probability is not what made it one: the claim whose cue is the trigger, and whose speaker it is.
    pub from_claim: Option<String>,
    /// Where the words around the trigger made it one, and not its role's probability: how.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub turn: Option<&'static str>,
}

/// A mention that does not play a role, and why not.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LostCandidate {
    /// The mention.
    #[serde(flatten)]
    pub candidate: Candidate,
    /// Why it does not play the role.
    pub reason: LostBy,
}

/// Why a mention does not play a role.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LostBy {
    /// Its probability is so much under the limit: one half, 0.3 for a recipient, 0.8 for a party of another sentence.
    Under(#[serde(serialize_with = "decimals4")] f32),
    /// This mention on the same words takes part in the event and has more evidence.
    Overlaps(String),
    /// It shares words with the trigger.
    IsTrigger,
    /// It stands in another sentence, from which only parties are taken.
    Elsewhere,
    /// Another mention is likelier, and one is enough.
    Outdone,
}

/// A trigger that makes no event.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DroppedTrigger {
    /// The trigger, with the probability that it is one.
    pub trigger: Words,
    /// `no party`: nobody acts, nobody is acted upon; `too unsure`: trigger times type is under the model's limit;
    /// `same act`: a surer trigger of the sentence tells the same act, and its event took over the parties, place, time and numbers that only this one knew; `private parties`: coaches, neighbours, singers, and nobody else; `private text`: an act of words, not as good
    /// as sure, in a text that names nobody of public life; `off topic`: the passage is of a kind that rarely holds events, and this one is not sure
    /// enough to stand all the same.
    pub reason: &'static str,
    /// Type, with two runners-up.
    #[serde(rename = "type")]
    pub event_type: Choice<EventType>,
    /// The actor's and the recipient's role.
    pub roles: Vec<RoleReasons>,
}

/// Runners-up shown for a role.
pub const RUNNERS_UP: usize = 3;
/// Candidates for a role below this are not shown.
pub const LEAST_SHOWN: f32 = 0.05;
