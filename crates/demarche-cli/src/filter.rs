//! What of a record is written: `--min-confidence`, `--types`, `--parties`.
//!
//! Filters concern claims and events; text, sentences, mentions and pairs stay, and every document keeps its record. Ids
//! are those of the unfiltered record, so that two runs with different filters can be compared. Whatever is written
//! keeps its attribution: an event never stays without the claim that holds it, for it would then read as the
//! publisher's own word.

use std::collections::{HashMap, HashSet};

use demarche::codebook::EventType;
use demarche::reading::Section;
use demarche::record::{Actor, Claim, Event, Mention};

use crate::args::FilterArgs;

/// The filters of a run.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    min_confidence: Option<f32>,
    types: Vec<EventType>,
    parties: Vec<Party>,
}

/// A party as the user names it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Party {
    /// Lower case, white space single.
    words: String,
}

impl Filter {
    /// The filters that the arguments ask for; blank names are dropped.
    #[must_use]
    pub fn new(args: &FilterArgs) -> Self {
        let parties = args.parties.iter().map(|p| Party { words: folded(p) }).filter(|p| !p.words.is_empty());
        Self { min_confidence: args.min_confidence, types: args.types.clone(), parties: parties.collect() }
    }

    /// Name and value of each filter, to tell two runs apart.
    #[must_use]
    pub fn settings(&self) -> [(&'static str, String); 3] {
        let mut types: Vec<&str> = self.types.iter().map(|t| t.code()).collect();
        types.sort_unstable();
        types.dedup();
        let mut parties: Vec<&str> = self.parties.iter().map(|p| p.words.as_str()).collect();
        parties.sort_unstable();
        parties.dedup();
        [
            ("--min-confidence", self.min_confidence.map_or(String::new(), |x| x.to_string())),
            ("--types", types.join(",")),
            ("--parties", parties.join(",")),
        ]
    }

    /// Takes out of a section of a record what is not to be written.
    pub fn apply(&self, section: &mut Section) {
        if self.min_confidence.is_none() && self.types.is_empty() && self.parties.is_empty() {
            return;
        }
        let kept = {
            let view = View::new(section);
            Kept::of(self, section, &view)
        };
        section.events.retain(|e| kept.events.contains(&e.id));
        section.claims.retain(|c| kept.claims.contains(&c.id));
    }
}

/// Ids of what stays.
struct Kept {
    events: HashSet<String>,
    claims: HashSet<String>,
}

impl Kept {
    fn of(filter: &Filter, section: &Section, view: &View<'_>) -> Self {
        let is_sure = |own: f32, mut claims: &mut dyn Iterator<Item = &Claim>| {
            filter.min_confidence.is_none_or(|min| own >= min && Iterator::all(&mut claims, |c| c.confidence >= min))
        };
        let mut kept = Self { events: HashSet::new(), claims: HashSet::new() };
        for ev in &section.events {
            let mut holders = ev.claims.iter().flat_map(|id| view.claim_and_parents(id));
            let is_wanted = (filter.types.is_empty() || filter.types.contains(&ev.event_type))
                && (filter.parties.is_empty() || filter.parties.iter().any(|p| view.takes_part(p, ev)));
            if is_wanted && is_sure(ev.confidence, &mut holders) {
                kept.events.insert(ev.id.clone());
                let holders = ev.claims.iter().flat_map(|id| view.claim_and_parents(id));
                kept.claims.extend(holders.map(|c| c.id.clone()));
            }
        }
        for claim in &section.claims {
            let is_wanted = filter.types.is_empty() && (filter.parties.is_empty() || filter.parties.iter().any(|p| view.makes(p, claim)));
            if is_wanted && is_sure(claim.confidence, &mut view.claim_and_parents(&claim.id)) {
                kept.claims.extend(view.claim_and_parents(&claim.id).map(|c| c.id.clone()));
            }
        }
        kept
    }
}

/// A section's mentions and claims by id.
struct View<'r> {
    mentions: HashMap<&'r str, &'r Mention>,
    claims: HashMap<&'r str, &'r Claim>,
}

impl<'r> View<'r> {
    fn new(section: &'r Section) -> Self {
        Self {
            mentions: section.mentions.iter().map(|m| (m.id.as_str(), m)).collect(),
            claims: section.claims.iter().map(|c| (c.id.as_str(), c)).collect(),
        }
    }

    /// A claim, the claim it stands in, and so on outwards.
    fn claim_and_parents(&self, id: &str) -> impl Iterator<Item = &'r Claim> {
        let first = self.claims.get(id).copied();
        // a chain is never longer than all claims, should it bite its tail
        std::iter::successors(first, |c| self.claims.get(c.parent.as_deref()?).copied()).take(self.claims.len())
    }

    fn takes_part(&self, party: &Party, ev: &Event) -> bool {
        ev.actors.iter().chain(&ev.recipients).any(|id| self.is_mentioned(party, id))
    }

    fn makes(&self, party: &Party, claim: &Claim) -> bool {
        claim.speaker.as_deref().is_some_and(|id| self.is_mentioned(party, id))
    }

    /// True where the mention, or the one it refers back to, is of the party.
    fn is_mentioned(&self, party: &Party, id: &str) -> bool {
        let Some(mention) = self.mentions.get(id) else { return false };
        let first = mention.coref.as_deref().and_then(|id| self.mentions.get(id));
        [Some(mention), first].into_iter().flatten().any(|m| party.is_in(&m.text) || m.actors.iter().any(|a| party.is(a)))
    }
}

impl Party {
    /// By id (`PRK/GOV` has `PRK/GOV/choe-son-hui` below it), country or name.
    fn is(&self, actor: &Actor) -> bool {
        let id = actor.id.to_lowercase();
        let is_at_or_below = id.strip_prefix(&self.words).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        is_at_or_below || actor.country.to_lowercase() == self.words || self.is_in(&actor.name)
    }

    /// True where the text has these words, whole and in this order.
    fn is_in(&self, text: &str) -> bool {
        let text = folded(text);
        text.match_indices(&self.words).any(|(at, found)| {
            let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            !is_word(text[..at].chars().next_back()) && !is_word(text[at + found.len()..].chars().next())
        })
    }
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use demarche::codebook::{Kind, Stance, Status};
    use demarche::record::CodePoints;

    use super::*;

    fn mention(id: &str, text: &str, actor: Option<&str>) -> Mention {
        let actors = actor.map(|id| Actor { id: id.into(), name: String::new(), country: id[..3].into(), sector: String::new() });
        Mention {
            id: id.into(),
            span: CodePoints(0, 1),
            text: text.into(),
            kind: Kind::Place,
            actors: actors.into_iter().collect(),
            place: None,
            time: None,
            quantity: None,
            coref: None,
            confidence: 1.0,
            how: None,
        }
    }

    fn claim(id: &str, speaker: &str, parent: Option<&str>, confidence: f32) -> Claim {
        Claim {
            id: id.into(),
            source: vec![],
            cue: vec![],
            content: vec![],
            speaker: Some(speaker.into()),
            stance: Stance::Assert,
            quoted: false,
            parent: parent.map(Into::into),
            confidence,
        }
    }

    fn event(id: &str, event_type: EventType, actor: &str, claim: Option<&str>, confidence: f32) -> Event {
        Event {
            id: id.into(),
            event_type,
            mode: None,
            quad: event_type.quad(),
            score: event_type.score(),
            cameo: String::new(),
            context: vec![],
            status: Status::Actual,
            trigger: vec![],
            actors: vec![actor.into()],
            recipients: vec![],
            place: None,
            place_from: None,
            time: None,
            time_from: None,
            quantities: vec![],
            claims: claim.map(Into::into).into_iter().collect(),
            confidence,
            embedding: None,
        }
    }

    /// c0 by Seoul holds c1 by the aide; e0 in c1, e1 in no claim, e2 in c2 by Moscow, which is unsure.
    fn section() -> Section {
        Section {
            mentions: vec![
                mention("m0", "Seoul", Some("KOR/GOV")),
                mention("m1", "the aide", None),
                mention("m2", "North\nKoreans", Some("PRK/MIL")),
                mention("m3", "Moscow", Some("RUS/GOV")),
            ],
            claims: vec![claim("c0", "m0", None, 0.8), claim("c1", "m1", Some("c0"), 0.9), claim("c2", "m3", None, 0.2)],
            events: vec![
                event("e0", EventType::Assault, "m2", Some("c1"), 0.9),
                event("e1", EventType::Consult, "m0", None, 0.4),
                event("e2", EventType::Assault, "m3", Some("c2"), 0.9),
            ],
        }
    }

    fn filtered(min_confidence: Option<f32>, types: &[EventType], parties: &[&str]) -> String {
        let parties = parties.iter().map(|&p| p.to_owned()).collect();
        let mut section = section();
        Filter::new(&FilterArgs { min_confidence, types: types.to_vec(), parties }).apply(&mut section);
        assert_eq!(section.mentions.len(), 4);
        let ids: Vec<&str> = section.events.iter().map(|e| &*e.id).chain(section.claims.iter().map(|c| &*c.id)).collect();
        ids.join(" ")
    }

    #[test]
    fn what_stands_in_an_unsure_claim_is_unsure() {
        assert_eq!(filtered(None, &[], &[]), "e0 e1 e2 c0 c1 c2");
        assert_eq!(filtered(Some(0.3), &[], &[]), "e0 e1 c0 c1");
        assert_eq!(filtered(Some(0.85), &[], &[]), "");
    }

    #[test]
    fn events_of_a_type_keep_their_claims() {
        assert_eq!(filtered(None, &[EventType::Assault], &[]), "e0 e2 c0 c1 c2");
        assert_eq!(filtered(None, &[EventType::Consult], &[]), "e1");
    }

    #[test]
    fn parties_are_ids_countries_and_words() {
        assert_eq!(filtered(None, &[], &["kor"]), "e1 c0");
        assert_eq!(filtered(None, &[], &["PRK/MIL"]), "e0 c0 c1");
        assert_eq!(filtered(None, &[], &["north koreans"]), "e0 c0 c1");
        assert_eq!(filtered(None, &[], &["korea", " "]), "");
        assert_eq!(filtered(None, &[], &["AIDE"]), "c0 c1");
        assert_eq!(filtered(None, &[EventType::Assault], &["KOR", "RUS"]), "e2 c2");
    }
}
