//! A file of JSON Lines.
//!
//! A line is on the disk before it counts as sent. Before a repeat the file's end is looked at: a message that stands there is not
//! written again, and a line of ours that was torn by a crash is taken away.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::PathBuf;
use std::time::Duration;

use super::{Channel, Failure};
use crate::message::{Message, SCHEMA};

/// Bytes at the end of a file that are looked at.
const TAIL: u64 = 8 << 20;

/// A file that is added to.
#[derive(Debug)]
pub(super) struct Lines {
    path: PathBuf,
}

impl Lines {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// Looks whether the file can be added to. Where there is none, a hidden file is made in its folder and taken away.
    pub(super) fn check(&self) -> Result<String, Failure> {
        let there = match fs::metadata(&self.path) {
            Ok(found) if found.is_dir() => {
                return Err(Failure::sure(format!("`{}` is a folder", self.path.display())).hint("name a file in it"));
            }
            // to open a pipe may wait for somebody
            Ok(found) if !found.is_file() => return Ok(format!("`{}` is no plain file, and not checked further", self.path.display())),
            Ok(_) => true,
            Err(error) if error.kind() == io::ErrorKind::NotFound && self.path.is_symlink() => {
                let hint = "make what it leads to, or name another file";
                let target = fs::read_link(&self.path).unwrap_or_default();
                let why = format!("`{}` is a link to `{}`, which is not there", self.path.display(), target.display());
                return Err(Failure::sure(why).hint(hint));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(error) => return Err(self.failure(&error)),
        };
        let opened = if there { OpenOptions::new().read(true).append(true).open(&self.path).map(drop) } else { self.make_and_remove() };
        opened.map_err(|error| self.failure(&error))?;
        Ok(format!("`{}` can be {}", self.path.display(), if there { "added to" } else { "made" }))
    }

    fn make_and_remove(&self) -> io::Result<()> {
        let mut name = std::ffi::OsString::from(".");
        name.push(self.path.file_name().ok_or(io::ErrorKind::IsADirectory)?);
        name.push(format!(".{}.check", std::process::id()));
        let hidden = self.path.with_file_name(name);
        OpenOptions::new().write(true).create_new(true).open(&hidden)?;
        fs::remove_file(hidden)
    }

    fn failure(&self, error: &io::Error) -> Failure {
        Failure::sure(format!("cannot add to `{}`: {error}", self.path.display())).hint("the folder must be there and may be written to")
    }

    fn add(&self, message: &Message) -> io::Result<()> {
        let mut file = OpenOptions::new().read(true).append(true).create(true).open(&self.path)?;
        // another program may write to it; the lock ends with the file
        file.lock()?;
        let (tail, start) = tail(&mut file)?;
        let whole = tail.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let torn = &tail[whole..];
        let mut line = Vec::new();
        if is_torn(torn, start, whole) {
            file.set_len(start + whole as u64)?;
        } else if !torn.is_empty() {
            // what others left without an end gets one
            line.push(b'\n');
        }
        if message.repeat && stands(&tail, message) {
            return file.sync_data();
        }
        line.extend_from_slice(message.json().as_bytes());
        line.push(b'\n');
        file.write_all(&line)?;
        file.sync_data()
    }
}

impl Channel for Lines {
    fn send(&self, message: &Message) -> Result<(), Failure> {
        self.add(message).map_err(|error| {
            // a line that was written in part, or not known to have reached the disk, is found by the next try
            Failure { is_unsure: true, ..self.failure(&error) }
        })
    }

    fn longest(&self) -> Duration {
        Duration::from_secs(60)
    }
}

/// The end of a file, and where it begins.
fn tail(file: &mut File) -> io::Result<(Vec<u8>, u64)> {
    let length = file.metadata()?.len();
    let start = length.saturating_sub(TAIL);
    file.seek(SeekFrom::Start(start))?;
    let mut tail = Vec::new();
    file.take(TAIL).read_to_end(&mut tail)?;
    Ok((tail, start))
}

/// True where the last line has no end and is the beginning of one of ours. What somebody else wrote is left alone.
fn is_torn(line: &[u8], start: u64, whole: usize) -> bool {
    let ours = format!("{{\"schema\":\"{SCHEMA}\"");
    let common = line.len().min(ours.len());
    let begins_here = whole > 0 || start == 0;
    !line.is_empty()
        && begins_here
        && line[..common] == ours.as_bytes()[..common]
        && serde_json::from_slice::<serde_json::Value>(line).is_err()
}

/// True where a whole line is that message.
fn stands(tail: &[u8], message: &Message) -> bool {
    let id = format!("\"id\":\"{}\"", message.id);
    let is_it = |line: &[u8]| {
        line.windows(id.len()).any(|part| part == id.as_bytes())
            && serde_json::from_slice::<serde_json::Value>(line)
                .is_ok_and(|line| line["id"] == message.id.as_str() && line["schema"] == SCHEMA)
    };
    tail.rsplit(|byte| *byte == b'\n').any(is_it)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::tests::message;

    fn folder() -> (tempfile::TempDir, Lines) {
        let folder = tempfile::tempdir().unwrap();
        let lines = Lines::new(folder.path().join("alerts.jsonl"));
        (folder, lines)
    }

    #[test]
    fn nothing_stands_twice_and_nothing_is_torn() {
        let first = message(false).json();
        // killed after every byte of the line
        for cut in 0..=first.len() + 1 {
            let (_folder, lines) = folder();
            let before = "{\"schema\":\"demarche-alert/1\",\"id\":\"msg_0\"}\n";
            let whole = format!("{before}{first}\n");
            fs::write(&lines.path, &whole[..before.len() + cut]).unwrap();
            lines.send(&message(true)).unwrap();
            let found = fs::read_to_string(&lines.path).unwrap();
            let parsed: Vec<serde_json::Value> = found.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            assert_eq!(parsed.len(), 2, "{cut}: {found}");
            assert_eq!((&parsed[0]["id"], &parsed[1]["id"]), (&"msg_0".into(), &"msg_1f".into()));
            // one that was there whole is the first one
            assert_eq!(parsed[1]["repeat"], cut < first.len(), "{cut}");
        }
    }

    #[test]
    fn lines_of_others_stay() {
        for before in ["a note without an end", "{\"schema\":\"other/1\",\"id\":\"x", "{\"id\":\"msg_1f\"}", "\n\n", ""] {
            let (_folder, lines) = folder();
            fs::write(&lines.path, before).unwrap();
            lines.send(&message(true)).unwrap();
            lines.send(&message(false)).unwrap();
            let found = fs::read_to_string(&lines.path).unwrap();
            let end = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
            assert_eq!(found, format!("{before}{end}{}\n{}\n", message(true).json(), message(false).json()));
        }
    }

    #[test]
    fn a_check_leaves_everything_as_it_was() {
        let (folder, lines) = folder();
        let found = lines.check().unwrap();
        assert!(found.ends_with("alerts.jsonl` can be made"), "{found}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        fs::write(&lines.path, "a line\n").unwrap();
        let found = lines.check().unwrap();
        assert!(found.ends_with("alerts.jsonl` can be added to"), "{found}");
        assert_eq!(fs::read_to_string(&lines.path).unwrap(), "a line\n");
        assert!(Lines::new(folder.path().to_owned()).check().unwrap_err().why.ends_with("is a folder"));
        let failure = Lines::new(folder.path().join("no/such/alerts.jsonl")).check().unwrap_err();
        assert!(failure.why.contains("cannot add to") && failure.hint.is_some(), "{failure:?}");
    }

    #[test]
    #[cfg(unix)]
    fn a_link_that_leads_nowhere_is_told_with_its_target() {
        let (folder, lines) = folder();
        let target = folder.path().join("gone.jsonl");
        std::os::unix::fs::symlink(&target, &lines.path).unwrap();
        let failure = lines.check().unwrap_err();
        assert!(failure.why.ends_with("gone.jsonl`, which is not there") && failure.hint.is_some(), "{failure:?}");
        assert!(!target.exists());
        fs::write(&target, "").unwrap();
        assert!(lines.check().unwrap().ends_with("can be added to"));
    }

    #[test]
    fn a_folder_that_is_not_there_is_told() {
        let lines = Lines::new("/nowhere/at/all/alerts.jsonl".into());
        let failure = lines.send(&message(false)).unwrap_err();
        assert!(failure.why.contains("/nowhere/at/all") && failure.hint.is_some());
    }
}
