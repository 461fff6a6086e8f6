//! Knowledge packs: the one built in, and those of files.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use demarche_knowledge::{Knowledge, Pack, PackError};

use crate::args::PackArgs;
use crate::error::UserError;

/// What the program knows of the world, compiled from `knowledge/`.
static BUILT_IN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/knowledge.pack"));

/// Packs with where they come from.
pub struct Packs {
    /// The built-in pack, then those of files.
    pub knowledge: Knowledge<'static>,
    /// Of each pack, what messages call it.
    names: Vec<String>,
}

impl Packs {
    /// Each pack with its name: `built in`, or the path.
    pub fn each(&self) -> impl Iterator<Item = (&Pack<'static>, &str)> {
        self.knowledge.packs().iter().zip(self.names.iter().map(String::as_str))
    }
}

/// The pack that is built in.
///
/// # Errors
/// Never, unless the program itself was altered.
pub fn built_in() -> anyhow::Result<Pack<'static>> {
    Pack::open(BUILT_IN).context("the built-in knowledge pack")
}

/// Opens the built-in pack and those that the arguments name. Files are read whole and kept until the process ends: that takes
/// milliseconds, and a file that is replaced meanwhile changes nothing.
///
/// # Errors
/// A file that cannot be read, or is no pack of this program.
pub fn open_packs(args: &PackArgs) -> anyhow::Result<Packs> {
    let mut packs = vec![built_in()?];
    let mut names = vec!["built in".to_owned()];
    for path in paths(&args.knowledge).into_iter().chain(paths(&args.places)) {
        let pack = open(&path)?;
        // the same pack twice says nothing more
        if !packs.iter().any(|known| known.version() == pack.version()) {
            packs.push(pack);
            names.push(path.display().to_string());
        }
    }
    Ok(Packs { knowledge: Knowledge::new(packs), names })
}

/// The paths of an option; an environment variable may hold several, as PATH does.
fn paths(given: &[PathBuf]) -> Vec<PathBuf> {
    let each = |path: &PathBuf| if path.exists() { vec![path.clone()] } else { std::env::split_paths(path).collect() };
    given.iter().flat_map(each).filter(|path| !path.as_os_str().is_empty()).collect()
}

fn open(path: &Path) -> Result<Pack<'static>, UserError> {
    let name = format!("`{}`", path.display());
    let bytes = std::fs::read(path).map_err(|e| {
        UserError::of_usage(anyhow::Error::new(e).context(format!("cannot read {name}")))
            .hint("check the path after --knowledge and --places")
    })?;
    Pack::open(bytes.leak()).map_err(|error| {
        let hint = match error {
            PackError::NotAPack => {
                "make a pack of tables and dictionaries with `demarche knowledge import`, of places with `demarche knowledge places`"
            }
            PackError::Format { .. } => "make it again with the `demarche knowledge` of this program",
            PackError::Damaged(_) => "make it again, or copy it again from where it is whole",
        };
        UserError::of_usage(anyhow::Error::new(error).context(name)).hint(hint)
    })
}
