//! HTML reports for reading: the article with everything read out of it marked, claims and events beside it, linked both
//! ways, and a picture of who acts on whom.
//!
//! A page needs nothing but itself, and no script: a few lines of it light up words and record together under the
//! pointer and the focus; links do the same without it.

mod cards;
mod explain;
mod layout;
mod names;
mod page;
mod parties;
mod passage;
mod picture;
mod report;

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{Read as _, Write};
use std::path::{Path, PathBuf};

use demarche::explain::Explanation;
use demarche::record::Record;

use crate::page::escaped;
use crate::partial::{Sink, make_folder};
use crate::plain::counted;
use crate::{OutputError, PartialFile, RecordWriter};
use names::Names;

/// Writes the page of one document.
#[derive(Debug)]
pub struct PageWriter<'w> {
    sink: Sink<'w>,
    is_written: bool,
}

impl<'w> PageWriter<'w> {
    /// Writes to a stream.
    pub fn new(stream: impl Write + 'w) -> Self {
        Self { sink: Sink::Stream(Box::new(stream)), is_written: false }
    }

    /// Writes to a file that appears when finished.
    ///
    /// # Errors
    /// Where the file cannot be made.
    pub fn create(path: &Path) -> Result<Self, OutputError> {
        Ok(Self { sink: Sink::File(PartialFile::create(path)?), is_written: false })
    }
}

impl RecordWriter for PageWriter<'_> {
    fn write(&mut self, record: &Record) -> Result<(), OutputError> {
        if self.is_written {
            return Err(OutputError::SecondDocument { id: record.id.clone() });
        }
        self.is_written = true;
        self.sink.put(page(record).as_bytes())
    }

    fn finish(mut self: Box<Self>) -> Result<(), OutputError> {
        if !self.is_written {
            let mut html = String::new();
            page::write_head("No documents", None, false, &mut html);
            html.push_str("<h1>No documents</h1>\n</body>\n</html>\n");
            self.sink.put(html.as_bytes())?;
        }
        self.sink.finish()
    }
}

/// The page of one document.
#[must_use]
pub fn page(record: &Record) -> String {
    let mut html = String::new();
    page::write_page(record, None, &mut html);
    html
}

/// The page of one document's explanation: its text, and sentence by sentence what was made of it and what that was chosen
/// over. It tells all that [`render_explanation`](crate::text::render_explanation) tells.
#[must_use]
pub fn explanation_page(explanation: &Explanation) -> String {
    let mut html = String::new();
    explain::write_page(explanation, &mut html);
    html
}

/// Writes a folder: a page for each document, called after its id, and `index.html`, which lists them in order. Pages
/// appear as they are written, the index at the end. Then pages of an earlier report that are not of this one are removed.
#[derive(Debug)]
pub struct FolderWriter {
    folder: PathBuf,
    names: Names,
    index: PartialFile,
    /// Documents, claims and events so far.
    totals: (usize, usize, usize),
}

impl FolderWriter {
    /// Begins the report in `folder`, which is made where missing. Files with the names of its pages are replaced.
    ///
    /// # Errors
    /// Where the folder cannot be made or written to.
    pub fn create(folder: &Path) -> Result<Self, OutputError> {
        make_folder(folder)?;
        let mut index = Self {
            folder: folder.to_owned(),
            names: Names::new(),
            index: PartialFile::create(&folder.join("index.html"))?,
            totals: (0, 0, 0),
        };
        let mut html = String::new();
        page::write_head("Documents", None, false, &mut html);
        html.push_str(
            "<header><h1>Documents</h1></header>\n<div class=\"scroll\"><table class=\"docs\"><thead><tr><th>Published</th><th class=\"opt\">Publisher</th>\
             <th>Document</th><th class=\"num\">Claims</th><th class=\"num\">Events</th></tr></thead>\n<tbody>\n",
        );
        index.list(&html)?;
        Ok(index)
    }

    /// Removes the pages of an earlier report that this one does not have. A page of a report is told by its first lines,
    /// which hold its own name; files of others, and copies of pages under other names, stay.
    fn remove_stale(folder: &Path, names: &Names) -> Result<(), OutputError> {
        let entries = fs::read_dir(folder).map_err(OutputError::file("list", folder))?;
        for entry in entries.filter_map(Result::ok) {
            let (path, name) = (entry.path(), entry.file_name());
            let Some(name) = name.to_str().filter(|name| name.ends_with(".html") && !names.is_taken(name)) else { continue };
            // a link is none of ours
            if entry.file_type().is_ok_and(|kind| kind.is_file()) && begins_with(&path, page::first_lines(name).as_bytes()) {
                fs::remove_file(&path).map_err(OutputError::file("remove", &path))?;
            }
        }
        Ok(())
    }

    fn list(&mut self, html: &str) -> Result<(), OutputError> {
        let written = self.index.write_all(html.as_bytes());
        written.map_err(OutputError::file("write", self.index.target()))
    }
}

impl RecordWriter for FolderWriter {
    fn write(&mut self, record: &Record) -> Result<(), OutputError> {
        let name = self.names.page(&record.id);
        let path = self.folder.join(&name);
        let mut html = String::new();
        page::write_page(record, Some(&name), &mut html);
        let mut file = PartialFile::create(&path)?;
        file.write_all(html.as_bytes()).map_err(OutputError::file("write", &path))?;
        file.publish_unsynced()?;

        let mut row = String::new();
        let skipped = record
            .skipped
            .as_ref()
            .map_or_else(String::new, |s| format!(" <span class=\"soft\">{}</span>", escaped(&crate::plain::skipped_words(s))));
        let _ = writeln!(
            row,
            "<tr><td class=\"num\">{}</td><td class=\"opt\" dir=\"auto\">{}</td><td dir=\"auto\"><a href=\"{name}\">{}</a>{skipped}</td>\
             <td class=\"num\">{}</td><td class=\"num\">{}</td></tr>",
            record.published.map_or_else(String::new, |date| date.to_string()),
            escaped(record.publisher.as_deref().unwrap_or_default()),
            escaped(record.title.as_deref().filter(|title| !title.trim().is_empty()).unwrap_or(&record.id)),
            record.claims.len(),
            record.events.len()
        );
        self.totals = (self.totals.0 + 1, self.totals.1 + record.claims.len(), self.totals.2 + record.events.len());
        self.list(&row)
    }

    fn finish(mut self: Box<Self>) -> Result<(), OutputError> {
        let (documents, claims, events) = self.totals;
        let html = format!(
            "</tbody>\n<tfoot><tr><th class=\"num\"></th><th class=\"opt\"></th><th>{}</th><th class=\"num\">{claims}</th><th class=\"num\">{events}</th></tr></tfoot>\n\
             </table></div>\n<footer><p>Made by demarche {}.</p></footer>\n</body>\n</html>\n",
            counted(documents, "document"),
            env!("CARGO_PKG_VERSION")
        );
        self.list(&html)?;
        self.index.publish()?;
        Self::remove_stale(&self.folder, &self.names)
    }
}

/// True where the file can be read and begins so.
fn begins_with(path: &Path, bytes: &[u8]) -> bool {
    let mut head = Vec::with_capacity(bytes.len());
    let read = File::open(path).and_then(|file| file.take(bytes.len() as u64).read_to_end(&mut head));
    read.is_ok() && head == bytes
}
