//! Who acts on whom in one article: parties and the arrows between them.

use std::collections::HashMap;

use demarche::codebook::{EventType, Status};
use demarche::record::{Actor, Event, Mention};

use super::report::Report;

/// Parties beyond this number make a picture that nobody can read.
pub(super) const MOST_PARTIES: usize = 12;
/// So do arrows.
pub(super) const MOST_ARROWS: usize = 40;

/// A party of the picture.
#[derive(Debug, Clone)]
pub(super) struct Party {
    pub(super) label: String,
    /// The side of an event that names nobody.
    pub(super) is_nobody: bool,
    /// Types and quad classes of events that it does alone.
    pub(super) alone: Vec<(EventType, u8)>,
    /// Events it takes part in.
    weight: usize,
}

/// All events of one type from one party to another.
#[derive(Debug, Clone)]
pub(super) struct Arrow {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) event_type: EventType,
    pub(super) quad: u8,
    /// Both act: there is no recipient.
    pub(super) is_mutual: bool,
    /// None of them is said to have happened.
    pub(super) is_unreal: bool,
    pub(super) events: Vec<usize>,
}

/// The parties and arrows worth showing.
#[derive(Debug)]
pub(super) struct Relations {
    pub(super) parties: Vec<Party>,
    pub(super) arrows: Vec<Arrow>,
    /// All parties of the article, shown or not.
    pub(super) party_count: usize,
}

/// Gathers the relations of a record. Mentions are one party where they stand for the same actor, or name the same;
/// without any resolution, where their words are the same.
pub(super) fn relations(report: &Report<'_>) -> Relations {
    let mut gathered = Gathered { report, keys: HashMap::new(), parties: Vec::new(), arrows: Vec::new() };
    for (number, event) in report.view.record.events.iter().enumerate() {
        gathered.add(number, event);
    }
    gathered.most_frequent()
}

struct Gathered<'a, 'r> {
    report: &'a Report<'r>,
    keys: HashMap<String, usize>,
    parties: Vec<Party>,
    arrows: Vec<Arrow>,
}

impl Gathered<'_, '_> {
    fn add(&mut self, number: usize, event: &Event) {
        let actors = self.side(&event.actors);
        let recipients = self.side(&event.recipients);
        let mut weigh: Vec<usize> = actors.iter().chain(&recipients).copied().collect();
        weigh.sort_unstable();
        weigh.dedup();
        for party in weigh {
            self.parties[party].weight += 1;
        }
        let quad = self.report.quad(number);
        match (actors.as_slice(), recipients.as_slice()) {
            ([], []) => {}
            ([one], []) => {
                let alone = &mut self.parties[*one].alone;
                if !alone.contains(&(event.event_type, quad)) {
                    alone.push((event.event_type, quad));
                }
            }
            (several, []) => {
                for (n, &a) in several.iter().enumerate() {
                    for &b in &several[n + 1..] {
                        self.arrow(a.min(b), a.max(b), number, event, true);
                    }
                }
            }
            ([], recipients) => {
                let nobody = self.party("", || "not named".to_owned());
                self.parties[nobody].is_nobody = true;
                self.parties[nobody].weight += 1;
                for &to in recipients {
                    self.arrow(nobody, to, number, event, false);
                }
            }
            (actors, recipients) => {
                for &from in actors {
                    for &to in recipients.iter().filter(|&&to| to != from) {
                        self.arrow(from, to, number, event, false);
                    }
                }
            }
        }
    }

    fn side(&mut self, mentions: &[String]) -> Vec<usize> {
        let report = self.report;
        let mut parties = Vec::new();
        for mention in mentions.iter().filter_map(|id| report.view.mention(id)) {
            let root = root(report, mention);
            let actors = if mention.actors.is_empty() { &root.actors } else { &mention.actors };
            if actors.is_empty() {
                let name = shown_name(&root.text);
                parties.push(self.party(&format!("words {}", name.to_lowercase()), || name.to_owned()));
            }
            for actor in actors {
                parties.push(self.party(&format!("actor {}", actor.id), || actor_name(actor)));
            }
        }
        let mut seen = Vec::with_capacity(parties.len());
        parties.retain(|party| {
            !seen.contains(party) && {
                seen.push(*party);
                true
            }
        });
        parties
    }

    fn party(&mut self, key: &str, label: impl FnOnce() -> String) -> usize {
        if let Some(&party) = self.keys.get(key) {
            return party;
        }
        self.keys.insert(key.to_owned(), self.parties.len());
        self.parties.push(Party { label: label(), is_nobody: false, alone: Vec::new(), weight: 0 });
        self.parties.len() - 1
    }

    fn arrow(&mut self, from: usize, to: usize, number: usize, event: &Event, is_mutual: bool) {
        let is_unreal = !matches!(event.status, Status::Actual | Status::Historical);
        let same = |a: &&mut Arrow| (a.from, a.to, a.event_type, a.is_mutual) == (from, to, event.event_type, is_mutual);
        match self.arrows.iter_mut().find(same) {
            Some(arrow) => {
                arrow.events.push(number);
                arrow.is_unreal &= is_unreal;
            }
            None => self.arrows.push(Arrow {
                from,
                to,
                event_type: event.event_type,
                quad: self.report.quad(number),
                is_mutual,
                is_unreal,
                events: vec![number],
            }),
        }
    }

    fn most_frequent(self) -> Relations {
        let party_count = self.parties.len();
        let mut chosen: Vec<usize> = (0..party_count).collect();
        // stable: of equals, those named first
        chosen.sort_by_key(|&party| std::cmp::Reverse(self.parties[party].weight));
        chosen.truncate(MOST_PARTIES);
        chosen.sort_unstable();
        let place = |party: usize| chosen.binary_search(&party).ok();
        let mut arrows: Vec<Arrow> =
            self.arrows.into_iter().filter_map(|arrow| Some(Arrow { from: place(arrow.from)?, to: place(arrow.to)?, ..arrow })).collect();
        arrows.sort_by_key(|arrow| std::cmp::Reverse(arrow.events.len()));
        arrows.truncate(MOST_ARROWS);
        Relations { parties: chosen.iter().map(|&party| self.parties[party].clone()).collect(), arrows, party_count }
    }
}

/// The mention that first names what this one refers to.
fn root<'r>(report: &Report<'r>, mention: &'r Mention) -> &'r Mention {
    // a chain has one link; a bound keeps a circle from a record from elsewhere harmless
    let mut root = mention;
    for _ in 0..8 {
        match root.coref.as_deref().and_then(|id| report.view.mention(id)) {
            Some(next) => root = next,
            None => break,
        }
    }
    root
}

/// The words without an article before and a possessive behind.
fn shown_name(words: &str) -> &str {
    let words = words.trim();
    let words = ["the ", "The ", "THE "].iter().find_map(|article| words.strip_prefix(article)).unwrap_or(words);
    ["’s", "'s"].iter().find_map(|ending| words.strip_suffix(ending)).unwrap_or(words)
}

/// The actor's name, shortened where its government says no more than its country.
fn actor_name(actor: &Actor) -> String {
    let short = ["Government of the ", "Government of ", "Armed forces of the ", "Armed forces of "];
    let place = short.iter().find_map(|long| Some((long, actor.name.strip_prefix(long)?)));
    match place {
        Some((long, place)) if long.starts_with("Armed") => format!("{place} (armed forces)"),
        Some((_, place)) => place.to_owned(),
        None => actor.name.clone(),
    }
}
