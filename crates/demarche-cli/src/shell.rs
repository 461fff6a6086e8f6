//! `demarche completions` and `demarche man`: made from the same declarations as the help.

use std::io::{self, Write as _};

use clap::CommandFactory as _;

use crate::args::{Cli, CompletionsArgs, ManArgs};
use crate::error::{Exit, UserError};

/// Prints a completion script.
///
/// # Errors
/// Where it cannot be written.
pub fn completions(args: &CompletionsArgs) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "demarche", &mut script);
    print(&script)
}

/// Prints a manual page.
///
/// # Errors
/// A command that is none; where the page cannot be written.
pub fn man(args: &ManArgs) -> anyhow::Result<Exit> {
    let mut cli = Cli::command();
    cli.build();
    let mut page = cli;
    let mut full = page.get_name().to_owned();
    for name in &args.command {
        let known: Vec<String> = page.get_subcommands().map(|c| c.get_name().to_owned()).collect();
        let command = page.find_subcommand(name).cloned();
        page =
            command.ok_or_else(|| UserError::usage(format!("`{name}` is no command")).hint(format!("known are {}", known.join(", "))))?;
        full = format!("{full}-{}", page.get_name());
    }
    let page = page.name(full);
    let mut troff = Vec::new();
    clap_mangen::Man::new(page).render(&mut troff)?;
    print(&troff)
}

/// Writes to standard output; a closed pipe is no error.
///
/// # Errors
/// Where it cannot be written.
pub fn print(bytes: &[u8]) -> anyhow::Result<Exit> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Err(e) if e.kind() != io::ErrorKind::BrokenPipe => Err(anyhow::Error::new(e).context("cannot write")),
        _ => Ok(Exit::Done),
    }
}

/// Foreign text on a line: control characters, and signs that turn the direction of what follows, are shown as unknown.
#[must_use]
pub fn plain(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|c| if c.is_control() || turns(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}
