//! Sending what the ledger has due.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;
use std::time::Duration;

use demarche_ledger::store::alerts::{Claimed, Failed, Next};
use demarche_ledger::{Ledger, LedgerError};
use demarche_monitor::alert::Alert;
use demarche_monitor::alert::channel::Channel as Configured;
use jiff::Timestamp;

use crate::channel::{Channel, Failure, Shut, open};
use crate::message::Message;

/// Time that is left between the end of a try and that of its lease.
const MARGIN: Duration = Duration::from_secs(60);

/// Channels by name.
#[derive(Debug, Default)]
pub struct Channels(BTreeMap<String, Box<dyn Channel>>);

impl Channels {
    /// Opens what is configured; paths are named from `base`. A channel that cannot be opened is there all the same: what is sent to it
    /// opens it anew, and waits where that fails. `tell` is told of it.
    pub fn open(configured: &[Configured], base: &Path, mut tell: impl FnMut(&str, &Failure)) -> Self {
        let opened = configured.iter().map(|channel| {
            let opened = open(channel, base).unwrap_or_else(|failure| {
                tell(&channel.name, &failure);
                Box::new(Shut::new(channel, base))
            });
            (channel.name.clone(), opened)
        });
        Self(opened.collect())
    }

    /// The channels with this one, in the place of one of that name.
    #[must_use]
    pub fn with(mut self, name: &str, channel: impl Channel + 'static) -> Self {
        self.0.insert(name.to_owned(), Box::new(channel));
        self
    }

    /// Their names.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        self.0.keys().map(String::as_str).collect()
    }
}

/// What became of a try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// It was sent.
    Sent {
        /// Where.
        channel: String,
        /// The message in one line.
        title: String,
    },
    /// It failed.
    Failed {
        /// Where.
        channel: String,
        /// Why.
        failure: Failure,
        /// When it is tried again; none where it is given up.
        again: Option<Timestamp>,
        /// Tries so far.
        tries: u32,
    },
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sent { channel, title } => write!(f, "alert to {channel}: {title}"),
            Self::Failed { channel, failure, again: Some(again), .. } => {
                write!(f, "an alert could not be sent to channel `{channel}`: {failure}; tried again after {again}")
            }
            Self::Failed { channel, failure, again: None, tries } => {
                write!(f, "an alert was given up after {tries} tries to channel `{channel}`: {failure}")
            }
        }
    }
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Messages sent.
    pub sent: usize,
    /// Tries that failed.
    pub failed: usize,
    /// Of these, those that were the last.
    pub given_up: usize,
}

/// Sends what is due, one message after the other, until nothing is or `is_stopped` says so. A channel that fails is left alone until the
/// next call; the others go on.
///
/// # Errors
/// Where the ledger cannot be read or written. What was sent and could not be marked is sent again, as a repeat.
pub fn deliver(
    ledger: &mut Ledger,
    channels: &Channels,
    mut tell: impl FnMut(&Event),
    is_stopped: impl Fn() -> bool,
) -> Result<Tally, LedgerError> {
    let mut tally = Tally::default();
    let mut failed: BTreeSet<String> = BTreeSet::new();
    // a lease is taken before it is known to which channel
    let lease = channels.0.values().map(|channel| channel.longest()).max().unwrap_or_default() + MARGIN;
    while !is_stopped() {
        let names: Vec<&str> = channels.0.keys().filter(|name| !failed.contains(*name)).map(String::as_str).collect();
        let Some(claimed) = ledger.claim_delivery(&names, lease)? else { break };
        let sent = message(&claimed).and_then(|message| match channels.0.get(&claimed.channel) {
            Some(channel) => channel.send(&message).map(|()| message.title()),
            None => Err(Failure::sure("there is no such channel")),
        });
        match sent {
            Ok(title) => {
                ledger.delivery_sent(&claimed)?;
                tally.sent += 1;
                tell(&Event::Sent { channel: claimed.channel, title });
            }
            Err(failure) => {
                let detail = failure.hint.as_ref().map_or_else(|| failure.why.clone(), |hint| format!("{} ({hint})", failure.why));
                let told = Failed { detail: &detail, is_unsure: failure.is_unsure, retry_after: failure.retry_after };
                let next = ledger.delivery_failed(&claimed, &told)?;
                failed.insert(claimed.channel.clone());
                tally.failed += 1;
                tally.given_up += usize::from(next == Next::GivenUp);
                let again = match next {
                    Next::Again(again) => Some(again),
                    Next::GivenUp => None,
                    // whoever took it over tells of it
                    Next::Lost => continue,
                };
                tell(&Event::Failed { channel: claimed.channel, failure, again, tries: claimed.tries });
            }
        }
    }
    Ok(tally)
}

fn message(claimed: &Claimed) -> Result<Message, Failure> {
    let alerts = claimed.alerts.iter().map(|body| serde_json::from_str::<Alert>(body)).collect::<Result<Vec<_>, _>>();
    let alerts = alerts.map_err(|e| Failure::sure(format!("what the ledger keeps of it cannot be read: {e}")))?;
    Ok(Message::new(claimed.id.clone(), claimed.made, claimed.at, claimed.is_repeat, alerts))
}
