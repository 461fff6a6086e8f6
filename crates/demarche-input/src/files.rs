//! What there is to read: named files, folders with all below, standard input; listed before reading begins.

use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::error::{ErrorKind, InputError, Place};
use crate::options::{Compression, Format, Options};

/// One thing to read, in order.
pub(crate) enum Entry {
    File {
        path: PathBuf,
        format: Format,
        compression: Compression,
        size: u64,
    },
    /// A pipe or device, named; its format is looked at.
    Stream(PathBuf),
    StandardInput,
    Failed(InputError),
}

#[derive(Default)]
pub(crate) struct Listing {
    pub(crate) entries: Vec<Entry>,
    /// Files in folders whose extension is not known.
    pub(crate) skipped: u64,
}

impl Listing {
    pub(crate) fn of(paths: &[PathBuf], options: &Options) -> Self {
        let mut listing = Self::default();
        for path in paths {
            listing.add(path, options);
        }
        listing
    }

    /// Bytes of all files; `None` where a stream is among them.
    pub(crate) fn total(&self) -> Option<u64> {
        self.entries
            .iter()
            .map(|entry| match entry {
                Entry::File { size, .. } => Some(*size),
                Entry::Failed(_) => Some(0),
                Entry::Stream(_) | Entry::StandardInput => None,
            })
            .sum()
    }

    fn add(&mut self, path: &Path, options: &Options) {
        if path.as_os_str() == "-" {
            return self.entries.push(Entry::StandardInput);
        }
        let entry = match fs::metadata(path) {
            Err(e) => failed(path, ErrorKind::from_io(e)),
            Ok(metadata) if metadata.is_dir() => return self.add_folder(path),
            Ok(metadata) if !metadata.is_file() => Entry::Stream(path.to_owned()),
            Ok(metadata) => {
                let fallback = || options.format.map(|format| (format, Compression::None));
                match Format::of_path(path).or_else(fallback) {
                    Some((format, compression)) => Entry::File { path: path.to_owned(), format, compression, size: metadata.len() },
                    None => failed(path, ErrorKind::UnknownFormat),
                }
            }
        };
        self.entries.push(entry);
    }

    /// All below a folder, names in byte order at each level. Hidden files and folders are left out; links are followed.
    fn add_folder(&mut self, folder: &Path) {
        let is_hidden = |path: &Path| path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        let walk = WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter();
        for entry in walk.filter_entry(|e| e.depth() == 0 || !is_hidden(e.path())) {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) => {
                    let size = entry.metadata().map(|m| m.len()).unwrap_or(0);
                    match Format::of_path(entry.path()) {
                        // a pipe in a folder would be waited for without end
                        Some((format, compression)) if entry.file_type().is_file() => {
                            let path = entry.into_path();
                            self.entries.push(Entry::File { path, format, compression, size });
                        }
                        _ => self.skipped += 1,
                    }
                }
                Err(error) => {
                    let path = error.path().unwrap_or(folder).to_owned();
                    if is_hidden(&path) && path != folder {
                        continue;
                    }
                    let kind = match (error.loop_ancestor(), error.io_error()) {
                        (Some(ancestor), _) => ErrorKind::DirectoryLoop { ancestor: shown(ancestor) },
                        (None, Some(e)) if e.kind() == std::io::ErrorKind::NotFound => {
                            if Format::of_path(&path).is_none() {
                                self.skipped += 1;
                                continue;
                            }
                            ErrorKind::NotFound
                        }
                        (None, _) => ErrorKind::from_io(error.into()),
                    };
                    self.entries.push(failed(&path, kind));
                }
            }
        }
    }
}

fn failed(path: &Path, kind: ErrorKind) -> Entry {
    Entry::Failed(InputError::new(Place::file(shown(path)), kind))
}

/// A path as ids and messages write it.
pub(crate) fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
