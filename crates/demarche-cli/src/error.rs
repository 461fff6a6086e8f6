//! Errors as the user meets them: what failed, what to do about it, and how the program ends.

use std::fmt;
use std::process::ExitCode;

use demarche::model::LoadError;
use demarche_ledger::LedgerError;
use demarche_output::OutputError;

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Everything was coded; what was skipped for its language counts as coded.
    Done,
    /// Some inputs failed, or the output could not be written to its end.
    SomeFailed,
    /// Nothing was begun, for the command or what it names does not fit.
    Usage,
    /// Stopped from outside.
    Interrupted,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::SomeFailed => 1,
            Exit::Usage => 2,
            // as shells report an interrupt
            Exit::Interrupted => 130,
        })
    }
}

/// An error with its remedy and its exit code. Anything else that reaches `main` ends the program with code 1.
#[derive(Debug)]
pub struct UserError {
    is_usage: bool,
    hint: Option<String>,
    error: anyhow::Error,
}

impl UserError {
    /// A command that does not make sense, or names what is not there.
    pub fn usage(message: impl fmt::Display + fmt::Debug + Send + Sync + 'static) -> Self {
        Self::of_usage(anyhow::Error::msg(message))
    }

    /// The same, from an error of a library.
    pub fn of_usage(error: impl Into<anyhow::Error>) -> Self {
        Self { is_usage: true, hint: None, error: error.into() }
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for UserError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&describe(&self.error))
    }
}

impl std::error::Error for UserError {}

/// The exit code that an error asks for.
#[must_use]
pub fn exit_of(error: &anyhow::Error) -> Exit {
    match error.downcast_ref::<UserError>() {
        Some(UserError { is_usage: true, .. }) => Exit::Usage,
        _ => Exit::SomeFailed,
    }
}

/// An error in one line: each context before its cause. A cause that its context already quotes is not said twice.
#[must_use]
pub fn describe(error: &anyhow::Error) -> String {
    let mut line = String::new();
    for cause in error.chain() {
        let cause = cause.to_string();
        if line.ends_with(&cause) {
            continue;
        }
        if !line.is_empty() {
            line.push_str(": ");
        }
        line.push_str(&cause);
    }
    line
}

/// What the user can do: the outermost hint of the chain.
#[must_use]
pub fn hint_of(error: &anyhow::Error) -> Option<String> {
    error.chain().find_map(|cause| {
        if let Some(error) = cause.downcast_ref::<UserError>() {
            return error.hint.clone().or_else(|| hint_of(&error.error));
        }
        if let Some(error) = cause.downcast_ref::<OutputError>() {
            return error.hint().map(str::to_owned);
        }
        if let Some(error) = cause.downcast_ref::<LedgerError>() {
            return error.hint().map(str::to_owned);
        }
        cause.downcast_ref::<LoadError>().map(|error| error.hint().to_owned())
    })
}

#[cfg(test)]
mod tests {
    use anyhow::Context as _;

    use super::*;

    #[test]
    fn usage_and_hints_come_through_contexts() {
        let inner = std::io::Error::other("disk on fire");
        let error: anyhow::Error = UserError::of_usage(anyhow::Error::new(inner).context("cannot read `a`")).hint("call help").into();
        assert_eq!(describe(&error), "cannot read `a`: disk on fire");
        assert_eq!((hint_of(&error).as_deref(), exit_of(&error)), (Some("call help"), Exit::Usage));

        let setting = LoadError::Setting { key: "switch" };
        let error = Err::<(), _>(setting).context("`m.safetensors`").unwrap_err();
        assert!(hint_of(&error).is_some());
        assert_eq!(exit_of(&error), Exit::SomeFailed);
        assert_eq!(describe(&error), "`m.safetensors`: the model's header has no usable `switch`");
    }
}
