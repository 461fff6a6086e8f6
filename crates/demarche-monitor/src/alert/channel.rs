//! Where alerts go, as it is configured: `[[channel]]`. Secrets are named here and never held.

use std::path::PathBuf;

/// A channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Longest time for one try, in seconds.
    pub timeout: u64,
}

/// Kinds of channels. Paths are named from where the configuration lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A file of JSON Lines, one line a delivery.
    File(PathBuf),
    /// A program that is given the delivery as JSON on standard input.
    Command {
        /// The program.
        program: String,
        /// Its arguments.
        arguments: Vec<String>,
    },
    /// Mail.
    Smtp(Smtp),
    /// A webhook, signed as Standard Webhooks has it.
    Webhook(Webhook),
}

impl Kind {
    /// One word for it.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::File(_) => "file",
            Self::Command { .. } => "command",
            Self::Smtp(_) => "smtp",
            Self::Webhook(_) => "webhook",
        }
    }
}

/// A server that takes mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Smtp {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Whether what is sent is encrypted.
    pub tls: Tls,
    /// Who sends.
    pub from: String,
    /// Who receives; never empty.
    pub to: Vec<String>,
    /// User and password, where the server asks for them.
    pub login: Option<(String, Secret)>,
}

/// Encryption of mail on its way to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// Asked for after the connection stands; needed.
    Starttls,
    /// From the first byte.
    Tls,
    /// None.
    None,
}

/// A receiver on the web.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Its address: https, or http on this machine where private addresses are allowed.
    pub url: String,
    /// The secret that signs.
    pub secret: Secret,
    /// True where a private address is connected to.
    pub allow_private: bool,
}

/// Where a secret is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Secret {
    /// In this variable of the environment.
    Env(String),
    /// In this file, alone.
    File(PathBuf),
}
