//! What the tests of the program share: running it, and articles to run it on.
#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::print_stderr, reason = "a skipped test says why")]

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

use serde_json::Value;
use tempfile::TempDir;

/// The program, in a folder of its own, untouched by the environment of whoever runs the tests (but for the model, so
/// that the program can be tested before there is a built-in one).
pub fn demarche(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_demarche"));
    command.current_dir(folder).args(args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        let is_model = name == "DEMARCHE_MODEL" || name == "DEMARCHE_TOKENIZER";
        if (name.starts_with("DEMARCHE_") && !is_model) || name == "NO_COLOR" || name == "COLUMNS" {
            command.env_remove(&*name);
        }
    }
    command
}

/// True where there is a model to read with; says so where the test is skipped.
pub fn has_model() -> bool {
    let has = cfg!(embedded_model) || std::env::var_os("DEMARCHE_MODEL").is_some();
    if !has {
        eprintln!("skipped: no model is built in; set DEMARCHE_MODEL and DEMARCHE_TOKENIZER, or train one");
    }
    has
}

/// What a finished program left.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub out: Vec<u8>,
    pub err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self { code: output.status.code(), out: output.stdout, err: String::from_utf8(output.stderr).expect("messages are UTF-8") }
    }
}

impl Ran {
    /// The records on standard output.
    pub fn records(&self) -> Vec<Value> {
        records(&self.out)
    }

    /// Their ids.
    pub fn ids(&self) -> Vec<String> {
        ids(&self.out)
    }

    /// Checks the exit code, and shows the messages where it is another.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "standard error:\n{}", self.err);
        self
    }

    /// Checks that a message holds these words.
    #[track_caller]
    pub fn says(self, words: &str) -> Self {
        assert!(self.err.contains(words), "`{words}` is not in:\n{}", self.err);
        self
    }
}

/// Runs the program to its end.
pub fn run(folder: &Path, args: &[&str]) -> Ran {
    demarche(folder, args).output().expect("the program starts").into()
}

/// Runs it with bytes on standard input.
pub fn run_with_input(folder: &Path, args: &[&str], input: &[u8]) -> Ran {
    use std::io::Write as _;
    let mut child = demarche(folder, args).stdin(Stdio::piped()).spawn().expect("the program starts");
    let mut stdin = child.stdin.take().expect("standard input is piped");
    // it may end before it has read all
    let _ = stdin.write_all(input);
    drop(stdin);
    child.wait_with_output().expect("the program ends").into()
}

/// Records of JSON Lines.
pub fn records(jsonl: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(jsonl).expect("output is UTF-8");
    text.lines().map(|line| serde_json::from_str(line).expect("each line is a JSON object")).collect()
}

/// Ids of records.
pub fn ids(jsonl: &[u8]) -> Vec<String> {
    records(jsonl).iter().map(|r| r["id"].as_str().expect("an id is a string").to_owned()).collect()
}

/// A folder to work in.
pub fn folder() -> TempDir {
    tempfile::tempdir().expect("there is room for a folder")
}

/// Writes a file into the folder and returns its path.
pub fn write(folder: &TempDir, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.path().join(name);
    fs::create_dir_all(path.parent().expect("it lies in the folder")).expect("folders can be made");
    fs::write(&path, content).expect("the file can be written");
    path
}

/// Short articles of our own, with characters of one to four bytes; no two are alike.
pub fn article(n: usize) -> String {
    let [who, whom] = [["Seoul", "Moscow", "Ankara"][n % 3], ["Pyongyang", "Kyiv", "Athens"][n / 3 % 3]];
    format!(
        "{who} accused {whom} on Monday of sending {n} troops to the border, a ministry spokesman said. \
         “We will not be silent,” José Peña told reporters 🙂.\r\n\r\n{whom} denied it. An official said talks would \
         resume after day {n}, but added that {who} had withdrawn its ambassador."
    )
}

/// JSON Lines of `count` articles with ids `a0`, `a1`, …
pub fn articles(count: usize) -> String {
    (0..count)
        .map(|n| serde_json::json!({"id": format!("a{n}"), "text": article(n), "published": "2024-10-29"}).to_string() + "\n")
        .collect()
}

/// Waits until `is_so`, or the child has ended; true for the first.
pub fn wait_until(child: &mut Child, mut is_so: impl FnMut() -> bool) -> bool {
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_secs(120) {
        if is_so() {
            return true;
        }
        if child.try_wait().expect("the child can be asked").is_some() {
            return false;
        }
        thread::sleep(Duration::from_millis(1));
    }
    panic!("nothing happened for two minutes");
}

/// Every file below a path (or the file itself), with its bytes; hidden ones included.
pub fn tree(path: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    if path.is_file() {
        return vec![(PathBuf::new(), fs::read(path).expect("the file can be read"))];
    }
    let mut files = Vec::new();
    let entries = fs::read_dir(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    for entry in entries {
        let entry = entry.expect("the folder can be listed").path();
        let name = PathBuf::from(entry.file_name().expect("it has a name"));
        files.extend(tree(&entry).into_iter().map(|(inner, bytes)| (name.join(inner), bytes)));
    }
    files.sort();
    files
}

/// Names in a folder, hidden ones included.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder can be listed");
    let mut names: Vec<String> = entries.map(|e| e.expect("entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}
