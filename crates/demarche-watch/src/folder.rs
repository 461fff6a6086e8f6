//! Folders: files that were not there before, or are others now.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use demarche_input::Format;
use jiff::Timestamp;

use crate::error::FeedError;

/// Folders below each other that are looked into.
const DEEPEST: usize = 32;
/// A file that was written to in this time may not be whole yet.
pub const SETTLES: Duration = Duration::from_secs(2);

/// A file in a folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Where it is.
    pub path: PathBuf,
    /// Bytes.
    pub size: u64,
    /// When it was written to last.
    pub modified: Option<Timestamp>,
}

impl Found {
    /// What it is remembered by: another content has another time or size, and so another key.
    #[must_use]
    pub fn key(&self) -> String {
        let modified = self.modified.map_or_else(|| "-".to_owned(), |time| time.to_string());
        format!("file:{}#{}@{modified}", self.path.display(), self.size)
    }

    /// The file as it is now; `None` where it is gone.
    #[must_use]
    pub fn again(&self) -> Option<Self> {
        let metadata = fs::metadata(&self.path).ok()?;
        Some(Self::of(self.path.clone(), &metadata))
    }

    fn of(path: PathBuf, metadata: &fs::Metadata) -> Self {
        let modified = metadata.modified().ok().and_then(timestamp);
        Self { path, size: metadata.len(), modified }
    }
}

fn timestamp(time: SystemTime) -> Option<Timestamp> {
    Timestamp::try_from(time).ok()
}

/// Files of known formats below a folder, by path. Hidden ones are left out: a file that is being written may be hidden until it is
/// whole. Links to files are followed, links to folders are not.
///
/// # Errors
/// Where the folder itself cannot be listed; what cannot be listed below it is left out.
pub fn list(folder: &Path) -> Result<Vec<Found>, FeedError> {
    let mut found = Vec::new();
    walk(folder, 0, &mut found).map_err(|e| FeedError::Folder { detail: e.to_string() })?;
    found.sort();
    Ok(found)
}

fn walk(folder: &Path, depth: usize, found: &mut Vec<Found>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let Ok(entry) = entry else { continue };
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && depth < DEEPEST => {
                let _ = walk(&path, depth + 1, found);
            }
            Ok(_) if Format::of_path(&path).is_some() => {
                // a pipe would be waited for without end
                if let Some(metadata) = fs::metadata(&path).ok().filter(fs::Metadata::is_file) {
                    found.push(Found::of(path, &metadata));
                }
            }
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_known_formats_are_listed_by_path() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.txt", "a/c.html", "a/.hidden.txt", ".b/x.txt", "notes.pdf", "x.warc.gz"] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        let found = list(folder.path()).unwrap();
        let names: Vec<_> = found.iter().map(|f| f.path.strip_prefix(folder.path()).unwrap().to_str().unwrap()).collect();
        assert_eq!(names, ["a/c.html", "b.txt", "x.warc.gz"]);
        assert_eq!(found[1].again().unwrap(), found[1]);
        fs::write(&found[1].path, "longer").unwrap();
        assert_ne!(found[1].again().unwrap().key(), found[1].key());
        fs::remove_file(&found[1].path).unwrap();
        assert_eq!(found[1].again(), None);
        assert!(list(&folder.path().join("none")).unwrap_err().hint().is_some());
    }
}
