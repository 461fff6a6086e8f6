//! What the parts of a page know of one record: anchors, and who plays a role where.
//!
//! Anchors are made from positions, `c0` for the first claim, as ids of a record from elsewhere might be anything.

use std::collections::HashMap;
use std::fmt::Write as _;

use demarche::record::{CodePoints, Record};

pub(super) use crate::page::bdi;
use crate::view::{GAP, View};

/// One record, ready to be shown.
pub(super) struct Report<'r> {
    pub(super) view: View<'r>,
    mentions: HashMap<&'r str, usize>,
    claims: HashMap<&'r str, usize>,
    /// For each mention the events in which it plays a role.
    roles: Vec<Vec<usize>>,
    /// For each claim the events that it holds.
    held: Vec<Vec<usize>>,
}

impl<'r> Report<'r> {
    pub(super) fn new(record: &'r Record) -> Self {
        let mentions: HashMap<&str, usize> = record.mentions.iter().enumerate().map(|(n, m)| (m.id.as_str(), n)).collect();
        let claims: HashMap<&str, usize> = record.claims.iter().enumerate().map(|(n, c)| (c.id.as_str(), n)).collect();
        let mut roles = vec![Vec::new(); record.mentions.len()];
        let mut held = vec![Vec::new(); record.claims.len()];
        for (n, event) in record.events.iter().enumerate() {
            let circumstances = event.place.iter().chain(&event.time).chain(&event.quantities);
            for id in event.actors.iter().chain(&event.recipients).chain(circumstances) {
                if let Some(&mention) = mentions.get(id.as_str())
                    && roles[mention].last() != Some(&n)
                {
                    roles[mention].push(n);
                }
            }
            for claim in event.claims.iter().filter_map(|id| claims.get(id.as_str())) {
                held[*claim].push(n);
            }
        }
        Self { view: View::new(record), mentions, claims, roles, held }
    }

    pub(super) fn roles_of(&self, mention: usize) -> &[usize] {
        &self.roles[mention]
    }

    pub(super) fn held_by(&self, claim: usize) -> &[usize] {
        &self.held[claim]
    }

    pub(super) fn mention_number(&self, id: &str) -> Option<usize> {
        self.mentions.get(id).copied()
    }

    pub(super) fn claim_number(&self, id: &str) -> Option<usize> {
        self.claims.get(id).copied()
    }

    /// The quad class for colours: 0 for one that is none.
    pub(super) fn quad(&self, event: usize) -> u8 {
        let quad = self.view.record.events[event].quad;
        if (1..=4).contains(&quad) { quad } else { 0 }
    }

    /// What lights up with an event: it and the mentions in its roles.
    pub(super) fn event_lights(&self, event: usize) -> String {
        let e = &self.view.record.events[event];
        let mut lights = format!("e{event}");
        let circumstances = e.place.iter().chain(&e.time).chain(&e.quantities);
        for mention in e.actors.iter().chain(&e.recipients).chain(circumstances).filter_map(|id| self.mention_number(id)) {
            let _ = write!(lights, " m{mention}");
        }
        lights
    }

    /// The words of a part, escaped and apart from the direction of what stands around; for a record without text, where
    /// they stand. `None` for a part that is not there.
    pub(super) fn part(&self, pieces: &[CodePoints]) -> Option<String> {
        match self.view.part(pieces) {
            Some(words) => Some(bdi(&words)),
            None if pieces.is_empty() => None,
            None => {
                let places: Vec<String> = pieces.iter().map(|p| format!("{}–{}", p.0, p.1)).collect();
                Some(format!("[{}]", places.join(GAP)))
            }
        }
    }

    /// True where the text is there to link to.
    pub(super) fn has_text(&self) -> bool {
        self.view.record.text.is_some()
    }
}
