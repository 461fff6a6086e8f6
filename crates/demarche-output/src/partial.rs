//! Files that appear under their names only when whole.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::OutputError;

/// A file being written as `.NAME.partial` in the folder where it will stand as `NAME`. Dropped before
/// [`PartialFile::publish`], it leaves nothing behind; a killed process leaves the partial file, and the next run
/// writes over it.
#[derive(Debug)]
pub struct PartialFile {
    target: PathBuf,
    partial: PathBuf,
    /// `None` once published.
    file: Option<BufWriter<File>>,
}

impl PartialFile {
    /// Begins a file that will be called `target`. A link is followed, so that the file it names is replaced.
    ///
    /// # Errors
    /// Where the folder cannot be written to, or a folder or device has the name.
    pub fn create(target: &Path) -> Result<Self, OutputError> {
        let target = resolve_file(target)?;
        let partial = beside(&target, ".partial");
        let file = File::create(&partial).map_err(OutputError::file("create", &partial))?;
        Ok(Self { target, partial, file: Some(BufWriter::with_capacity(1 << 16, file)) })
    }

    /// The name it will have.
    #[must_use]
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Writes everything down to the disk; the file keeps its partial name. Lets several files be made whole before
    /// the first of them appears.
    ///
    /// # Errors
    /// Where the system cannot write.
    pub fn settle(&mut self) -> Result<(), OutputError> {
        if let Some(file) = &mut self.file {
            file.flush().and_then(|()| file.get_ref().sync_all()).map_err(OutputError::file("write", &self.target))?;
        }
        Ok(())
    }

    /// Gives the file its name, after [`PartialFile::settle`].
    ///
    /// # Errors
    /// Where the system cannot write or rename.
    pub fn publish(mut self) -> Result<(), OutputError> {
        self.settle()?;
        self.rename()?;
        sync_folder(&self.target);
        Ok(())
    }

    /// Gives the file its name without waiting for the disk: for many small files that a later, synced file lists.
    pub(crate) fn publish_unsynced(mut self) -> Result<(), OutputError> {
        if let Some(file) = &mut self.file {
            file.flush().map_err(OutputError::file("write", &self.target))?;
        }
        self.rename()
    }

    fn rename(&mut self) -> Result<(), OutputError> {
        // closed before it is renamed, as Windows asks
        let file = self.file.take();
        drop(file);
        let renamed = fs::rename(&self.partial, &self.target).map_err(OutputError::file("name", &self.target));
        if renamed.is_err() {
            let _ = fs::remove_file(&self.partial);
        }
        renamed
    }
}

impl Write for PartialFile {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        self.file.as_mut().ok_or(io::ErrorKind::BrokenPipe)?.write(buf)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for PartialFile {
    fn drop(&mut self) {
        if let Some(file) = self.file.take() {
            // what is still in the buffer is not worth writing
            drop(file.into_parts());
            let _ = fs::remove_file(&self.partial);
        }
    }
}

/// Where a writer's bytes go: a stream of the caller's, or a file that gets its name at the end.
pub(crate) enum Sink<'w> {
    Stream(Box<dyn Write + 'w>),
    File(PartialFile),
}

impl std::fmt::Debug for Sink<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Stream(_) => "Stream",
            Self::File(_) => "File",
        })
    }
}

impl Write for Sink<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stream(stream) => stream.write(bytes),
            Self::File(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stream(stream) => stream.flush(),
            Self::File(file) => file.flush(),
        }
    }
}

impl Sink<'_> {
    /// An error of writing here, with the file's name where there is one.
    pub(crate) fn of_file(&self, error: OutputError) -> OutputError {
        match (self, error) {
            (Self::File(file), OutputError::Stream(source)) => OutputError::file("write", file.target())(source),
            (_, error) => error,
        }
    }

    /// Writes all bytes.
    pub(crate) fn put(&mut self, bytes: &[u8]) -> Result<(), OutputError> {
        match self {
            Self::Stream(stream) => stream.write_all(bytes).map_err(OutputError::Stream),
            Self::File(file) => {
                let result = file.write_all(bytes);
                result.map_err(OutputError::file("write", file.target()))
            }
        }
    }

    pub(crate) fn finish(self) -> Result<(), OutputError> {
        match self {
            Self::Stream(mut stream) => stream.flush().map_err(OutputError::Stream),
            Self::File(file) => file.publish(),
        }
    }
}

/// `.NAME` + `suffix` in the folder of `target`.
pub(crate) fn beside(target: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(suffix);
    target.with_file_name(name)
}

/// The path of a file to write: links followed, and nothing but a regular file may stand there (renaming onto a device
/// such as `/dev/null` would replace the device).
pub(crate) fn resolve_file(target: &Path) -> Result<PathBuf, OutputError> {
    let occupied = |found| OutputError::Occupied { path: target.to_owned(), found, wanted: "a file" };
    match fs::metadata(target) {
        Ok(meta) if meta.is_dir() => Err(occupied("a folder")),
        Ok(meta) if !meta.is_file() => Err(occupied("a device or pipe")),
        Ok(_) => fs::canonicalize(target).map_err(OutputError::file("open", target)),
        Err(_) if target.file_name().is_none() => Err(occupied("a folder")),
        Err(_) => Ok(target.to_owned()),
    }
}

/// Makes the folder where missing.
///
/// # Errors
/// Where a file has its name, or it cannot be made.
pub fn make_folder(folder: &Path) -> Result<(), OutputError> {
    match fs::metadata(folder) {
        Ok(meta) if meta.is_dir() => Ok(()),
        Ok(_) => Err(OutputError::Occupied { path: folder.to_owned(), found: "a file", wanted: "a folder" }),
        Err(_) => fs::create_dir_all(folder).map_err(OutputError::file("create", folder)),
    }
}

/// Makes a rename durable where the system knows how; elsewhere it is as durable as the system makes it.
pub(crate) fn sync_folder(file: &Path) {
    if let Some(folder) = file.parent() {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        if let Ok(handle) = File::open(folder) {
            let _ = handle.sync_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_appears_only_when_published() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("a.txt");
        let mut file = PartialFile::create(&target).unwrap();
        file.write_all(b"whole").unwrap();
        assert!(!target.exists());
        file.publish().unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"whole");

        let mut second = PartialFile::create(&target).unwrap();
        second.write_all(b"torn").unwrap();
        drop(second);
        assert_eq!(fs::read(&target).unwrap(), b"whole");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn folders_and_devices_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        assert!(matches!(PartialFile::create(dir.path()), Err(OutputError::Occupied { .. })));
        assert!(matches!(PartialFile::create(Path::new("/")), Err(OutputError::Occupied { .. })));
        if cfg!(unix) {
            assert!(matches!(PartialFile::create(Path::new("/dev/null")), Err(OutputError::Occupied { .. })));
        }
        let missing = PartialFile::create(&dir.path().join("no/such/file")).unwrap_err();
        assert!(missing.hint().is_some(), "{missing}");
    }
}
