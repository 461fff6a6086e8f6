//! Everything said on standard error, and when colours are used.

use std::fmt::Display;
use std::io::{self, IsTerminal as _, Write as _};

use indicatif::{ProgressBar, ProgressDrawTarget};

use crate::args::{ColorWhen, ShowArgs};

/// Where messages go: past the progress bar, if one is shown.
#[derive(Debug, Clone)]
pub struct Messages {
    is_quiet: bool,
    is_colored: bool,
    bar: ProgressBar,
}

impl Messages {
    /// Messages without bar, for errors outside of a run.
    #[must_use]
    pub fn plain() -> Self {
        let is_colored = wants_color(ColorWhen::Auto, io::stderr().is_terminal());
        Self { is_quiet: false, is_colored, bar: ProgressBar::hidden() }
    }

    /// Messages without bar; only errors, if `is_quiet`.
    #[must_use]
    pub fn quiet_if(is_quiet: bool) -> Self {
        Self { is_quiet, ..Self::plain() }
    }

    /// Messages with a bar where standard error is a terminal.
    #[must_use]
    pub fn with_bar() -> Self {
        let is_terminal = io::stderr().is_terminal();
        let bar =
            if is_terminal { ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(8)) } else { ProgressBar::hidden() };
        Self { bar, ..Self::plain() }
    }

    /// Messages of a run, with a bar on a terminal; `total` is the number of bytes to read, where it is known.
    #[must_use]
    pub fn of_run(args: &ShowArgs, total: Option<u64>) -> Self {
        let is_terminal = io::stderr().is_terminal();
        let shows_bar = is_terminal && !args.quiet && !args.no_progress;
        let bar =
            if shows_bar { ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr_with_hz(8)) } else { ProgressBar::hidden() };
        Self { is_quiet: args.quiet, is_colored: wants_color(args.color, is_terminal), bar }
    }

    /// The bar, hidden where none is shown.
    #[must_use]
    pub fn bar(&self) -> &ProgressBar {
        &self.bar
    }

    /// Reports an error; said even when quiet.
    pub fn error(&self, message: impl Display, hint: Option<&str>) {
        self.labelled(if self.is_colored { "\x1b[1;31merror:\x1b[0m" } else { "error:" }, &message.to_string(), hint);
    }

    /// Says that something was done which may not be what the user meant, unless quiet.
    pub fn warning(&self, message: impl Display, hint: Option<&str>) {
        if !self.is_quiet {
            self.labelled(if self.is_colored { "\x1b[1;33mwarning:\x1b[0m" } else { "warning:" }, &message.to_string(), hint);
        }
    }

    fn labelled(&self, label: &str, message: &str, hint: Option<&str>) {
        let hint_label = if self.is_colored { "\x1b[1mhint:\x1b[0m" } else { "hint:" };
        let mut text = format!("{label} {}\n", one_line(message));
        if let Some(hint) = hint {
            text.push_str(&format!("  {hint_label} {}\n", one_line(hint)));
        }
        self.say(&text);
    }

    /// Says something the user may want to know, unless quiet.
    pub fn note(&self, message: impl Display) {
        if !self.is_quiet {
            self.say(&format!("{}\n", one_line(&message.to_string())));
        }
    }

    fn say(&self, text: &str) {
        // a closed standard error is no reason to stop
        self.bar.suspend(|| {
            let _ = io::stderr().write_all(text.as_bytes());
        });
    }
}

/// Whether to colour a stream. `NO_COLOR` speaks where the user did not: <https://no-color.org>.
#[must_use]
pub fn wants_color(when: ColorWhen, is_terminal: bool) -> bool {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    match when {
        ColorWhen::Always => true,
        ColorWhen::Never => false,
        ColorWhen::Auto => is_terminal && !is_set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb"),
    }
}

/// File names may hold anything; a message may not move the cursor or look like two.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        assert_eq!(one_line("a\x1b[2J\nb é"), "a\u{fffd}[2J\u{fffd}b é");
    }

    #[test]
    fn the_user_goes_before_the_terminal() {
        assert!(wants_color(ColorWhen::Always, false));
        assert!(!wants_color(ColorWhen::Never, true));
        assert!(!wants_color(ColorWhen::Auto, false));
    }
}
