//! Channels: where a message can be sent.

use std::cell::OnceCell;
use std::fmt;
use std::net::{SocketAddr, ToSocketAddrs as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use demarche_monitor::alert::channel::{Channel as Configured, Kind, Secret};

use crate::message::Message;

mod command;
mod file;
mod smtp;
mod webhook;

/// A way to a receiver.
pub trait Channel: fmt::Debug {
    /// Sends a message. Where it returns without error, the receiver has it.
    ///
    /// # Errors
    /// Why it was not sent, or is not known to have been.
    fn send(&self, message: &Message) -> Result<(), Failure>;

    /// Longest time that a try takes.
    fn longest(&self) -> Duration;
}

/// Why a message was not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// In words, without any secret.
    pub why: String,
    /// What the user can do, where there is something.
    pub hint: Option<String>,
    /// True where it may have arrived all the same.
    pub is_unsure: bool,
    /// How long the receiver asks to be left alone.
    pub retry_after: Option<Duration>,
}

impl Failure {
    /// It was not sent.
    #[must_use]
    pub fn sure(why: impl Into<String>) -> Self {
        Self { why: why.into(), hint: None, is_unsure: false, retry_after: None }
    }

    /// It may have been sent.
    #[must_use]
    pub fn unsure(why: impl Into<String>) -> Self {
        Self { is_unsure: true, ..Self::sure(why) }
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

/// Opens a channel; paths are named from `base`, the folder of the configuration. Nothing is sent yet.
///
/// # Errors
/// A secret that is not to be had, or an address that is none.
pub fn open(configured: &Configured, base: &Path) -> Result<Box<dyn Channel>, Failure> {
    let timeout = Duration::from_secs(configured.timeout);
    Ok(match &configured.kind {
        Kind::File(path) => Box::new(file::Lines::new(base.join(path))),
        Kind::Command { program, arguments } => Box::new(command::Program::new(program, arguments, base, timeout)),
        Kind::Smtp(smtp) => Box::new(smtp::Mail::new(smtp, base, timeout)?),
        Kind::Webhook(webhook) => Box::new(webhook::Hook::new(webhook, base, timeout)?),
    })
}

/// A channel that could not be opened. Each try to send opens it first: a message that fails waits as the ledger has it, and the channel
/// works from the first try on at which it can be opened.
#[derive(Debug)]
pub(crate) struct Shut {
    configured: Configured,
    base: PathBuf,
    opened: OnceCell<Box<dyn Channel>>,
}

impl Shut {
    pub(crate) fn new(configured: &Configured, base: &Path) -> Self {
        Self { configured: configured.clone(), base: base.to_owned(), opened: OnceCell::new() }
    }
}

impl Channel for Shut {
    fn send(&self, message: &Message) -> Result<(), Failure> {
        if let Some(channel) = self.opened.get() {
            return channel.send(message);
        }
        let channel = open(&self.configured, &self.base)?;
        self.opened.get_or_init(|| channel).send(message)
    }

    fn longest(&self) -> Duration {
        let timeout = Duration::from_secs(self.configured.timeout);
        match &self.configured.kind {
            Kind::Smtp(_) => smtp::longest(timeout),
            // only what needs a secret can be shut
            Kind::Webhook(_) | Kind::File(_) | Kind::Command { .. } => timeout,
        }
    }
}

/// Checks what can be checked of a channel without sending anything: that a file can be added to, a program be run, a secret be read, and
/// that the host of a receiver has an address that may be connected to. Paths are named from `base`. Returns in words what was found.
///
/// # Errors
/// Why nothing could be sent as things are.
pub fn check(configured: &Configured, base: &Path) -> Result<String, Failure> {
    let timeout = Duration::from_secs(configured.timeout);
    match &configured.kind {
        Kind::File(path) => file::Lines::new(base.join(path)).check(),
        Kind::Command { program, arguments } => command::Program::new(program, arguments, base, timeout).check(),
        Kind::Smtp(smtp) => smtp::Mail::new(smtp, base, timeout)?.check(&smtp.host, smtp.port),
        Kind::Webhook(webhook) => webhook::Hook::new(webhook, base, timeout)?.check(webhook.allow_private),
    }
}

/// The addresses of a host; the words why it has none. Whoever resolves names may be slow: it is not waited for longer than `timeout`.
fn addresses(host: &str, port: u16, timeout: Duration) -> Result<Vec<SocketAddr>, String> {
    let (say, said) = mpsc::channel();
    let host = host.to_owned();
    thread::spawn(move || {
        let found = (host.as_str(), port).to_socket_addrs().map(Iterator::collect).map_err(|e| e.to_string());
        // nobody may be waiting any more
        let _ = say.send(found);
    });
    match said.recv_timeout(timeout) {
        Ok(Ok(found)) if Vec::is_empty(&found) => Err("it has no address".to_owned()),
        Ok(found) => found,
        Err(_) => Err(format!("no answer in {} s", timeout.as_secs())),
    }
}

/// What is said of a host of which no address is known now: a network that is away is no fault of the configuration.
fn unresolved(host: &str, why: &str) -> String {
    format!("`{host}` could not be looked up ({}): its address is not checked", beginning(why))
}

/// Reads a secret.
fn secret(secret: &Secret, base: &Path) -> Result<String, Failure> {
    let (found, name) = match secret {
        Secret::Env(name) => (std::env::var(name).map_err(|e| e.to_string()), format!("the environment variable {name}")),
        Secret::File(path) => {
            let path: PathBuf = base.join(path);
            (std::fs::read_to_string(&path).map_err(|e| e.to_string()), format!("the file `{}`", path.display()))
        }
    };
    let found = found.map_err(|why| Failure::sure(format!("cannot read {name}: {why}")).hint("put the secret there"))?;
    let trimmed = found.trim();
    if trimmed.is_empty() { Err(Failure::sure(format!("{name} is empty")).hint("put the secret there")) } else { Ok(trimmed.to_owned()) }
}

/// The beginning of a text, in one line.
fn beginning(text: &str) -> String {
    const LONGEST: usize = 200;
    let line: String = text.trim().chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    line.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_have_addresses_or_a_reason() {
        let timeout = Duration::from_secs(20);
        assert_eq!(addresses("127.0.0.1", 25, timeout), Ok(vec![SocketAddr::from(([127, 0, 0, 1], 25))]));
        assert_eq!(addresses("::1", 25, timeout).map(|found| found.len()), Ok(1));
        // no name is longer, and so nobody is asked
        let why = addresses(&"a".repeat(300), 25, timeout).unwrap_err();
        assert!(unresolved("mail.example.org", &why).starts_with("`mail.example.org` could not be looked up ("), "{why}");
    }
}
