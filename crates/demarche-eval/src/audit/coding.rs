//! What was coded, as a person judges it: the values of an event or claim with the words they rest on.

use std::collections::HashMap;

use demarche::codebook::{EventType, Stance, Status};
use demarche::record::{Claim, CodePoints, Event, Mention, Record};
use demarche::span::CodePointIndex;
use serde::Serialize;

/// What an answer is about. Two codings are the same where a person would judge the same; spans are code points of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Coding {
    /// An event.
    Event(Box<EventCoding>),
    /// A claim.
    Claim(ClaimCoding),
    /// All that was coded in a sentence.
    Sentence(SentenceCoding),
}

/// A part in one piece or several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Phrase {
    /// Where its pieces stand.
    pub spans: Vec<CodePoints>,
    /// Its words, pieces joined by ` … `.
    pub text: String,
}

/// An event's values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EventCoding {
    /// What happened.
    #[serde(rename = "type")]
    pub event_type: EventType,
    /// How.
    pub mode: Option<String>,
    /// Whether it took place.
    pub status: Status,
    /// The words that name it.
    pub trigger: Phrase,
    /// Those who act.
    pub actors: Vec<Party>,
    /// Those acted upon.
    pub recipients: Vec<Party>,
    /// Where.
    pub place: Option<PlaceCoding>,
    /// When.
    pub time: Option<TimeCoding>,
    /// The innermost claim that holds it.
    pub claims: Vec<Holder>,
}

/// A mention that plays a part, and the parties it stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Party {
    /// Where it stands.
    pub span: CodePoints,
    /// Its words.
    pub text: String,
    /// Ids of parties; empty where unresolved.
    pub parties: Vec<String>,
}

/// An event's place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlaceCoding {
    /// Where it stands.
    pub span: CodePoints,
    /// Its words.
    pub text: String,
    /// The place's name, where resolved.
    pub name: Option<String>,
    /// Its country, where known.
    pub country: Option<String>,
}

/// An event's time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TimeCoding {
    /// Where it stands.
    pub span: CodePoints,
    /// Its words.
    pub text: String,
    /// First day, where resolved.
    pub start: Option<jiff::civil::Date>,
    /// Last day.
    pub end: Option<jiff::civil::Date>,
}

/// A claim that holds an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Holder {
    /// Who holds it.
    pub source: Phrase,
    /// The attributing words.
    pub cue: Phrase,
    /// The position.
    pub stance: Stance,
}

/// A claim's values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClaimCoding {
    /// Who holds it.
    pub source: Phrase,
    /// The attributing words.
    pub cue: Phrase,
    /// What is attributed.
    pub content: Phrase,
    /// The position.
    pub stance: Stance,
}

/// What was coded in a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SentenceCoding {
    /// The sentence.
    pub span: CodePoints,
    /// Triggers that begin in it.
    pub triggers: Vec<Phrase>,
    /// Cues that begin in it.
    pub cues: Vec<Phrase>,
}

impl Coding {
    /// The coding as answers write it.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        // strings, lists and whole numbers: nothing that JSON lacks
        serde_json::to_value(self).unwrap_or_default()
    }
}

/// A record's mentions and claims by id. Ids that lead nowhere find nothing.
pub(super) struct Lookup<'r> {
    pub(super) record: &'r Record,
    pub(super) index: CodePointIndex<'r>,
    mentions: HashMap<&'r str, &'r Mention>,
    claims: HashMap<&'r str, &'r Claim>,
    events: HashMap<&'r str, &'r Event>,
}

impl<'r> Lookup<'r> {
    pub(super) fn new(record: &'r Record) -> Self {
        Self {
            record,
            index: CodePointIndex::new(record.text.as_deref().unwrap_or_default()),
            mentions: record.mentions.iter().map(|m| (m.id.as_str(), m)).collect(),
            claims: record.claims.iter().map(|c| (c.id.as_str(), c)).collect(),
            events: record.events.iter().map(|e| (e.id.as_str(), e)).collect(),
        }
    }

    pub(super) fn mention(&self, id: &str) -> Option<&'r Mention> {
        self.mentions.get(id).copied()
    }

    pub(super) fn claim(&self, id: &str) -> Option<&'r Claim> {
        self.claims.get(id).copied()
    }

    pub(super) fn event(&self, id: &str) -> Option<&'r Event> {
        self.events.get(id).copied()
    }

    /// Words of a part; what does not fit the text has none.
    fn phrase(&self, spans: &[CodePoints]) -> Phrase {
        let text = self.record.text.as_deref().unwrap_or_default();
        let words: Vec<&str> = spans.iter().filter_map(|&s| Some(self.index.bytes(s)?.of(text))).collect();
        Phrase { spans: spans.to_vec(), text: words.join(" … ") }
    }

    fn parties(&self, ids: &[String]) -> Vec<Party> {
        let party = |m: &Mention| Party { span: m.span, text: m.text.clone(), parties: m.actors.iter().map(|a| a.id.clone()).collect() };
        ids.iter().filter_map(|id| self.mention(id)).map(party).collect()
    }

    pub(super) fn event_coding(&self, ev: &Event) -> Coding {
        let mention = |id: &Option<String>| self.mention(id.as_deref()?);
        let place = mention(&ev.place).map(|m| PlaceCoding {
            span: m.span,
            text: m.text.clone(),
            name: m.place.as_ref().map(|p| p.name.clone()),
            country: m.place.as_ref().and_then(|p| p.country.clone()),
        });
        let time = mention(&ev.time).map(|m| TimeCoding {
            span: m.span,
            text: m.text.clone(),
            start: m.time.as_ref().map(|t| t.start),
            end: m.time.as_ref().map(|t| t.end),
        });
        let holder = |c: &Claim| Holder { source: self.phrase(&c.source), cue: self.phrase(&c.cue), stance: c.stance };
        Coding::Event(Box::new(EventCoding {
            event_type: ev.event_type,
            mode: ev.mode.clone(),
            status: ev.status,
            trigger: self.phrase(&ev.trigger),
            actors: self.parties(&ev.actors),
            recipients: self.parties(&ev.recipients),
            place,
            time,
            claims: ev.claims.iter().filter_map(|id| self.claim(id)).map(holder).collect(),
        }))
    }

    pub(super) fn claim_coding(&self, claim: &Claim) -> Coding {
        Coding::Claim(ClaimCoding {
            source: self.phrase(&claim.source),
            cue: self.phrase(&claim.cue),
            content: self.phrase(&claim.content),
            stance: claim.stance,
        })
    }

    /// All triggers and cues whose first word stands in the sentence at this position.
    pub(super) fn sentence(&self, at: usize) -> Option<Coding> {
        let span = *self.record.sentences.get(at)?;
        let is_in = |parts: &Vec<CodePoints>| sentence_of(self.record, parts) == Some(at);
        let triggers = self.record.events.iter().map(|e| &e.trigger).filter(|t| is_in(t)).map(|t| self.phrase(t)).collect();
        let cues = self.record.claims.iter().map(|c| &c.cue).filter(|c| is_in(c)).map(|c| self.phrase(c)).collect();
        Some(Coding::Sentence(SentenceCoding { span, triggers, cues }))
    }
}

/// Position of the sentence in which a part begins.
pub(super) fn sentence_of(record: &Record, part: &[CodePoints]) -> Option<usize> {
    let start = part.first()?.0;
    let at = record.sentences.partition_point(|s| s.1 <= start);
    record.sentences.get(at).filter(|s| s.0 <= start).map(|_| at)
}

/// Position in `sNUMBER`.
pub(super) fn sentence_number(item: &str) -> Option<usize> {
    item.strip_prefix('s')?.parse().ok()
}
