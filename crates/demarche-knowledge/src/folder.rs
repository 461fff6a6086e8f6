//! The one module that touches files: reading the folder of tables, for build scripts and commands.

use std::path::Path;

use crate::compile::{Compiled, compile};
use crate::table::{Source, TableErrors};

/// Why a folder gives no pack.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// A file cannot be read.
    #[error("{path}: {error}")]
    Read {
        /// Its path.
        path: String,
        /// What the system says.
        error: std::io::Error,
    },
    /// A table is wrong.
    #[error(transparent)]
    Tables(#[from] TableErrors),
}

/// Tables of the folder `knowledge/`; any may be missing.
pub const TABLES: [&str; 12] = [
    "bodies.tsv",
    "countries.tsv",
    "demonyms.tsv",
    "divisions.tsv",
    "groups.tsv",
    "members.tsv",
    "metonyms.tsv",
    "organisations.tsv",
    "outlets.tsv",
    "places.tsv",
    "regions.tsv",
    "roles.tsv",
];

/// Reads the tables of a folder, in order of name.
///
/// # Errors
/// A table that is there cannot be read.
pub fn read(folder: &Path) -> Result<Vec<Source>, FolderError> {
    let mut files: Vec<String> = TABLES.iter().filter(|name| folder.join(name).is_file()).map(|name| (*name).to_owned()).collect();
    if let Ok(entries) = std::fs::read_dir(folder.join("holders")) {
        let names = entries.filter_map(|e| e.ok()?.file_name().into_string().ok()).filter(|name| name.ends_with(".tsv"));
        files.extend(names.map(|name| format!("holders/{name}")));
    }
    files.sort();
    let read_one = |file: String| {
        let path = folder.join(&file);
        let text = std::fs::read_to_string(&path).map_err(|error| FolderError::Read { path: path.display().to_string(), error })?;
        Ok(Source { file, text })
    };
    files.into_iter().map(read_one).collect()
}

/// Compiles the tables of a folder. A build script embeds the result:
///
/// ```no_run
/// // build.rs
/// let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge");
/// println!("cargo::rerun-if-changed={}", folder.display());
/// let compiled = demarche_knowledge::folder::compile_folder(&folder).unwrap();
/// std::fs::write(std::path::Path::new(&std::env::var("OUT_DIR").unwrap()).join("knowledge.pack"), compiled.pack).unwrap();
/// ```
///
/// # Errors
/// A table cannot be read, or is wrong.
pub fn compile_folder(folder: &Path) -> Result<Compiled, FolderError> {
    Ok(compile(&read(folder)?)?)
}
