//! `demarche demo`: the made-up month, coded, kept, watched and replayed.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Parser as _;

use crate::args::{Cli, DemoArgs};
use crate::error::{Exit, UserError};
use crate::messages::Messages;
use crate::shell::print;

/// The month's articles.
const ARTICLES: &str = include_str!("../../../examples/month/articles.jsonl");
/// What a desk watches it with.
const WATCH: &str = include_str!("../../../examples/month/watch.toml");
/// Pairs that the month is about.
const PAIRS: [(&str, &str); 3] = [("IDN", "MYS"), ("COL/GOV,COL/MIL,COL/COP", "COL/REB,COL/UAF"), ("EUR,LTU,POL", "BLR")];

/// Runs the example.
///
/// # Errors
/// Where the folder cannot be used, or a step fails.
pub fn demo(args: &DemoArgs) -> anyhow::Result<Exit> {
    let folder = &args.output;
    let (articles, watch, ledger) = (folder.join("articles.jsonl"), folder.join("watch.toml"), folder.join("month.ledger"));
    let pages: Vec<PathBuf> = pages().iter().map(|(name, _)| folder.join(format!("{name}.html"))).collect();
    prepare(folder, &[&articles, &watch, &ledger].into_iter().chain(&pages).collect::<Vec<_>>(), args.force)?;
    let messages = Messages::quiet_if(args.show.quiet);
    write(&articles, ARTICLES)?;
    write(&watch, WATCH)?;
    messages.note(format!("coding 147 articles of a made-up month into `{}`", ledger.display()));
    let mut ingest: Vec<OsString> = ["ingest".into(), articles.into(), "--ledger".into(), ledger.clone().into()].into();
    if args.show.quiet {
        ingest.push("--quiet".into());
    }
    let exit = run(ingest)?;
    if exit != Exit::Done {
        return Ok(exit);
    }
    let common = |words: &[&str]| -> Vec<OsString> {
        let words = words.iter().map(OsString::from);
        words.chain(["--ledger".into(), ledger.clone().into()]).collect()
    };
    let config: [OsString; 2] = ["--config".into(), watch.clone().into()];
    // every move of every ladder, as it would have been told
    let mut replay = common(&["ladder", "replay", "--format", "text"]);
    replay.extend(config.clone());
    let exit = run(replay)?;
    if exit != Exit::Done {
        return Ok(exit);
    }
    let (shown, toml) = (ledger.display(), watch.display());
    let mut text = String::from("Pages:\n");
    for (name, words) in self::pages() {
        let path = folder.join(format!("{name}.html"));
        page(&path, &words, &ledger, &watch)?;
        text += &format!("  {}\n", path.display());
    }
    text += "Look further:\n";
    for (first, second) in PAIRS {
        text += &format!("  demarche dyad '{first}' '{second}' --by day --ledger '{shown}'\n");
    }
    for line in [
        format!("demarche ladder --config '{toml}' --ledger '{shown}'"),
        format!("demarche incidents --party IDN --party MYS --ledger '{shown}'"),
        format!("demarche positions --holder LTU --ledger '{shown}'"),
        format!("demarche digest --since 2031-03-25 --ledger '{shown}'"),
    ] {
        text += &format!("  {line}\n");
    }
    text += "examples/month/plan.md tells what truly happened in that month.\n";
    print(text.as_bytes())
}

/// Pages with the words that make each.
fn pages() -> Vec<(&'static str, Vec<&'static str>)> {
    let names = ["pair-indonesia-malaysia", "pair-colombia-rebels", "pair-neighbours-belarus"];
    let pairs = names.into_iter().zip(PAIRS).map(|(name, (first, second))| (name, vec!["dyad", first, second]));
    let others = [
        ("ladder-ambalat", vec!["ladder", "Ambalat", "--config"]),
        ("ladder-catatumbo", vec!["ladder", "Catatumbo", "--config"]),
        ("scenario-klaipeda", vec!["scenario", "show", "Klaipeda", "--config"]),
    ];
    pairs.chain(others).collect()
}

/// Writes a page, as the program itself prints it.
fn page(path: &Path, words: &[&str], ledger: &Path, watch: &Path) -> anyhow::Result<()> {
    let program = std::env::current_exe().context("cannot find this program")?;
    let file = fs::File::create(path).with_context(|| format!("cannot write `{}`", path.display()))?;
    let mut command = std::process::Command::new(program);
    command.args(words);
    if words.last() == Some(&"--config") {
        command.arg(watch);
    }
    let status = command.arg("--ledger").arg(ledger).args(["--format", "html"]).stdout(file).status();
    let status = status.context("cannot start this program again")?;
    if status.success() { Ok(()) } else { Err(anyhow::anyhow!("`{}` could not be made", path.display())) }
}

/// Makes the folder; what an earlier run left there is in the way unless `force` says otherwise.
fn prepare(folder: &Path, files: &[&PathBuf], force: bool) -> anyhow::Result<()> {
    if let Some(file) = files.iter().find(|file| !force && file.exists()) {
        return Err(UserError::usage(format!("`{}` is there already", file.display()))
            .hint("name another folder with -o, or replace the files with --force")
            .into());
    }
    for file in files {
        // also the logs of a ledger that is gone
        for name in [file.as_os_str().to_owned(), with(file, "-wal"), with(file, "-shm")] {
            match fs::remove_file(&name) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(error).with_context(|| format!("cannot replace `{}`", name.display()));
                }
                _ => {}
            }
        }
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot make the folder `{}`", folder.display()))
}

fn with(file: &Path, suffix: &str) -> OsString {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    name
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    fs::write(path, text).with_context(|| format!("cannot write `{}`", path.display()))
}

/// Runs a command as it would be typed.
fn run(words: Vec<OsString>) -> anyhow::Result<Exit> {
    let cli = Cli::try_parse_from(std::iter::once("demarche".into()).chain(words)).context("the example's own command does not fit")?;
    crate::carry_out(&cli.command)
}
