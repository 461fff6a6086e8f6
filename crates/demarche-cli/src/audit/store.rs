//! The file of the answers: read once, then only appended to.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use demarche_eval::audit::{Answer, Book, DamagedAnswer};

use crate::error::UserError;

/// A file of answers. It appears with the first.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    book: Book,
    damaged: Vec<DamagedAnswer>,
    file: Option<File>,
}

impl Store {
    /// Reads what is there; no file is no answers.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn open(path: &Path) -> Result<Self, UserError> {
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(e) => {
                let error = anyhow::Error::new(e).context(format!("cannot read the answers in `{}`", path.display()));
                return Err(UserError::of_usage(error).hint("name a file of answers, or one that is not there yet, with --answers"));
            }
        };
        let (book, damaged) = Book::parse(&bytes);
        Ok(Self { path: path.to_owned(), book, damaged, file: None })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Lines that are no answers.
    #[must_use]
    pub fn damaged(&self) -> &[DamagedAnswer] {
        &self.damaged
    }

    /// The answers that were read, once.
    #[must_use]
    pub fn take_book(&mut self) -> Book {
        std::mem::take(&mut self.book)
    }

    /// Writes an answer down; when this returns, it outlives the program.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn append(&mut self, answer: &Answer) -> anyhow::Result<()> {
        let context = || format!("cannot write the answer to `{}`", self.path.display());
        let mut line = answer.line();
        if self.file.is_none() {
            let (file, is_torn) = open_end(&self.path).with_context(context)?;
            if is_torn {
                line.insert(0, '\n');
            }
            self.file = Some(file);
        }
        let Some(file) = &mut self.file else { return Ok(()) };
        file.write_all(line.as_bytes()).with_context(context)
    }
}

/// Opens the file at its end; true where its last line was torn off and has no end.
fn open_end(path: &Path) -> io::Result<(File, bool)> {
    let mut file = OpenOptions::new().create(true).append(true).read(true).open(path)?;
    if file.seek(SeekFrom::End(0))? == 0 {
        return Ok((file, false));
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok((file, last != *b"\n"))
}
