//! `demarche knowledge`: what is known of a name, and packs that know more.

mod build;
mod found;
mod import;
mod meanings;
pub mod packs;
mod places;
mod show;
mod text;

use crate::args::KnowledgeCommand;
use crate::error::Exit;

/// Carries out one of the commands.
///
/// # Errors
/// Where the command does not fit, a pack cannot be opened, or nothing usable was read.
pub fn knowledge(command: &KnowledgeCommand) -> anyhow::Result<Exit> {
    match command {
        KnowledgeCommand::Show(args) => show::show(args),
        KnowledgeCommand::Import(args) => import::import(args),
        KnowledgeCommand::Places(args) => places::places(args),
    }
}
