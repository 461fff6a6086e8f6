//! `demarche watch`: what feeds and folders have that is new is coded and stored.
//!
//! Other threads fetch; this one codes and stores, one article at a time, and tells of each once it is on the disk. An entry is
//! remembered in the transaction that stores its article, a file once all of it is stored, a feed after all of its entries.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::Context as _;
use demarche::document::Document;
use demarche::reader::{ReadOptions, hex_digest};
use demarche_input::{Content, Inputs, Options, Row};
use demarche_ledger::Ledger;
use demarche_ledger::intake::{OtherText, Recode};
use demarche_ledger::store::{EntryKey, EntryOutcome, EntryRow, FeedRow};
use demarche_watch::client::Client;
use demarche_watch::clock::SystemClock;
use demarche_watch::config::Place;
use demarche_watch::fetch::Fetcher;
use demarche_watch::memory::{FeedState, Memory, Remembered, Seen};
use demarche_watch::round::{self, Article, Due, Failed, File, Happening, Polled, Watch};
use demarche_watch::{Clock as _, Config};
use indicatif::{DecimalBytes, HumanCount};
use jiff::{SignedDuration, Timestamp};

use super::alerts::{Looked, Telling, look};
use super::ingest::{Intake, Tally, documents};
use super::lines::{Lines, What};
use super::{monitor, open, open_existing};
use crate::args::WatchArgs;
use crate::code::Stop;
use crate::error::{Exit, UserError};
use crate::messages::Messages;
use crate::model_files::load_reader;
use crate::run::{IsKnown, Outcome, Task};
use crate::shell::print;
use crate::worker::Worker;

/// Rows of a file that are coded together.
const BATCH_ROWS: usize = 16;
/// Text that is coded together.
const BATCH_BYTES: usize = 64_000;
/// Longest wait before the ledger is asked again what is due.
const LONGEST_WAIT: Duration = Duration::from_secs(3600);

/// Watches until it is stopped, or makes one round.
///
/// # Errors
/// Where the configuration or the ledger cannot be used; a feed that fails is a message.
pub fn watch(args: &WatchArgs) -> anyhow::Result<Exit> {
    let config = read_config(&args.config, args.check)?;
    let messages = Messages::quiet_if(args.show.quiet);
    let names: Vec<String> = config.feeds.iter().map(|feed| feed.name.clone()).collect();
    if args.check {
        return check(args, &config, look(&args.config, &names)?);
    }
    let telling = Telling::open(&args.config, names, &messages)?;
    let intake = Intake::new(open(&args.ledger)?, "demarche watch", OtherText::Refuse, &messages);
    let reader = load_reader(&args.model, &args.packs)?.reader;
    let asked = Mutex::new(open_existing(&args.ledger)?);
    let versions = reader.versions().clone();
    let is_known: IsKnown = Box::new(move |doc: &Document| {
        let ledger = asked.lock().unwrap_or_else(PoisonError::into_inner);
        ledger.is_current(&doc.id, &hex_digest(doc.text.as_bytes()), &versions, Recode::Later).unwrap_or(false)
    });
    let input_options = Arc::new(Options::default());
    let task =
        Task { reader, options: ReadOptions { embeddings: true, text: true, min_confidence: 0 }, input_options, is_known: Some(is_known) };
    let stop = Stop::on_interrupt()?;
    let clock = SystemClock::new(Arc::clone(&stop.is_stopped));
    let client = Client::new(&config.fetch);
    let fetcher = Fetcher::new(&client, &clock, &config.fetch);
    let memory = Mutex::new(LedgerMemory(open_existing(&args.ledger)?));
    let seed = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| u64::from(time.subsec_nanos()));
    let watch = Watch { fetcher: &fetcher, clock: &clock, memory: &memory, limits: &config.fetch, seed };
    let width = config.feeds.iter().map(|feed| feed.name.chars().count()).max().unwrap_or(0);
    let mut desk = Desk { intake, worker: Worker::new(&task), clock: &clock, width, failed_feeds: 0 };
    let due = |is_once| -> anyhow::Result<Due<'_>> {
        let mut memory = memory.lock().unwrap_or_else(PoisonError::into_inner);
        round::due(&config.feeds, &mut *memory, clock.now(), is_once).map_err(|e| anyhow::anyhow!(e)).context("cannot tell what is due")
    };
    if !args.once {
        messages.note(format!("watching {}; Ctrl-C stops", feeds(config.feeds.len())));
    }
    loop {
        let found = due(args.once)?;
        if !found.feeds.is_empty() {
            desk.begin_round();
            // a correction, or an older program, may have left something to make again: copies are told by it
            match super::settle(&mut desk.intake.ledger, &messages, &stop) {
                Err(_) if clock.is_stopped() => {}
                settled => settled?,
            }
            round::round(&watch, &found.feeds, |happening| desk.handle(happening))?;
            tell(&mut desk, &telling, &messages);
            let next = if args.once { None } else { due(false)?.next };
            messages.note(desk.summary(found.feeds.len(), next));
        } else {
            if args.once {
                messages.note("nothing is due: what failed waits until it is tried again");
            }
            // an alert may be due, or a feed have been silent for long enough
            tell(&mut desk, &telling, &messages);
        }
        if clock.is_stopped() {
            messages.note("stopped; all that was reported is stored");
            return Ok(if args.once { Exit::Interrupted } else { Exit::Done });
        }
        if args.once {
            return Ok(if desk.is_clean() { Exit::Done } else { Exit::SomeFailed });
        }
        let next = due(false)?;
        if next.feeds.is_empty() {
            let alert = telling.next(&desk.intake.ledger)?;
            let soonest = [next.next, alert].into_iter().flatten().min();
            let wait = soonest.map_or(SignedDuration::ZERO, |next| next.duration_since(clock.now()));
            let wait = Duration::try_from(wait).unwrap_or_default();
            clock.sleep(wait.clamp(Duration::from_secs(1), LONGEST_WAIT));
        }
    }
}

/// Makes alerts of what is known now and sends what is due. Whatever fails is a message, and the watch goes on.
fn tell(desk: &mut Desk<'_>, telling: &Telling, messages: &Messages) {
    if !telling.is_empty() {
        let clock = desk.clock;
        telling.tell(&mut desk.intake.ledger, messages, || clock.is_stopped());
    }
}

fn read_config(path: &Path, is_check: bool) -> Result<Config, UserError> {
    let name = path.display();
    let text = fs::read_to_string(path).map_err(|e| {
        UserError::of_usage(anyhow::Error::new(e).context(format!("cannot read `{name}`")))
            .hint("--config names the configuration; `demarche watch --help` shows one")
    })?;
    // folders are named from where the file lies
    let base = path.parent().unwrap_or(Path::new(""));
    let config = Config::parse(&text, base).map_err(|error| UserError::usage(format!("`{name}`: {error}")).hint(error.hint))?;
    let others = &config.others;
    let is_empty = [&others.ladders, &others.scenarios, &others.alerts, &others.channels].iter().all(|tables| tables.is_empty());
    if config.feeds.is_empty() && (!is_check || is_empty) {
        return Err(UserError::usage(format!("`{name}` names nothing to watch")).hint("add a [[feed]] with `name` and `url` or `folder`"));
    }
    Ok(config)
}

/// Says what a configuration would do, and what of it cannot be done as things are.
fn check(args: &WatchArgs, config: &Config, looked: Looked) -> anyhow::Result<Exit> {
    let bytes = |bytes: usize| DecimalBytes(bytes as u64).to_string();
    let limits = &config.fetch;
    let mut text = String::new();
    let mut add = |name: &str, value: &str| {
        let _ = writeln!(text, "{name:<12}{value}");
    };
    add("ledger", &args.ledger.path.display().to_string());
    add("user agent", &limits.user_agent);
    add("addresses", if limits.allow_private { "public and private" } else { "public only" });
    add("requests", &format!("one in {} to each host, {} feeds at once", time(limits.host_delay), limits.parallel));
    add("times", &format!("{} to connect, {} for an answer", time(limits.connect_timeout), time(limits.timeout)));
    add(
        "sizes",
        &format!("feeds to {}, pages to {}, {} redirects", bytes(limits.max_feed_size), bytes(limits.max_page_size), limits.max_redirects),
    );
    for feed in &config.feeds {
        let place = match &feed.place {
            Place::Web(url) => url.to_string(),
            Place::Folder(path) => format!("folder {}", path.display()),
        };
        let mut line =
            format!("`{}` {place}, every {}, {} entries a round", feed.name, time(feed.every), HumanCount(feed.max_entries as u64));
        if matches!(feed.place, Place::Web(_)) {
            let _ = write!(line, ", not older than {}", time(feed.max_age));
            line.push_str(if feed.ignore_robots { ", robots.txt IGNORED" } else { ", as robots.txt allows" });
        }
        add("feed", &line);
    }
    for (name, value) in &looked.lines {
        add(name, value);
    }
    let monitor = monitor::read_config(&args.config)?;
    for ladder in &monitor.ladders {
        let levels = ladder.levels.iter().map(|l| format!("{} from {}", l.name, l.at)).collect::<Vec<_>>().join(", ");
        add("ladder", &format!("`{}` {}, {} days: {levels}", ladder.name, ladder.watched, ladder.window));
    }
    for scenario in &monitor.scenarios {
        let counts = (scenario.hypotheses.len(), scenario.indicators.len());
        add("scenario", &format!("`{}` {} hypotheses, {} indicators", scenario.name, counts.0, counts.1));
    }
    if config.feeds.is_empty() {
        add("feeds", "none: `demarche watch` has nothing to poll with this file");
    }
    let questions = config.others.questions.len();
    if questions > 0 {
        add("not read", &format!("{questions} [[question]]; `demarche correct question` asks one"));
    }
    print(text.as_bytes())?;
    let mut is_sound = looked.failed.is_empty();
    for (name, failure) in &looked.failed {
        Messages::plain().error(format!("channel `{name}`: {failure}"), failure.hint.as_deref());
    }
    for feed in &config.feeds {
        if let Place::Folder(path) = &feed.place
            && !path.is_dir()
        {
            is_sound = false;
            Messages::plain().error(format!("feed `{}`: `{}` is no folder", feed.name, path.display()), Some("make it, or name another"));
        }
    }
    Ok(if is_sound { Exit::Done } else { Exit::Usage })
}

/// A length of time as the configuration writes it.
fn time(time: Duration) -> String {
    const DAY: u64 = 24 * 3600;
    match time.as_secs() {
        seconds if seconds >= DAY && seconds % DAY == 0 => format!("{}d", seconds / DAY),
        _ => SignedDuration::try_from(time).map_or_else(|_| "ever".to_owned(), |time| format!("{time:#}")),
    }
}

/// What the watch asks of the ledger, by a connection of its own.
struct LedgerMemory(Ledger);

impl Memory for LedgerMemory {
    fn feed(&mut self, name: &str) -> Remembered<Option<FeedState>> {
        let found = self.0.feed(name)?;
        Ok(found.map(|FeedRow { address, etag, last_modified, due, failures }| FeedState { address, etag, last_modified, due, failures }))
    }

    fn entry(&mut self, key: &str) -> Remembered<Option<Seen>> {
        let found = self.0.entry(key)?;
        Ok(found.map(|row| match row.outcome {
            EntryOutcome::Failed { again } => Seen::Failed { tries: row.tries, again },
            _ => Seen::Done,
        }))
    }
}

/// Codes and stores.
struct Desk<'d> {
    intake: Intake<'d>,
    worker: Worker<'d>,
    clock: &'d SystemClock,
    /// Columns that names of feeds take.
    width: usize,
    failed_feeds: u64,
}

impl Desk<'_> {
    fn begin_round(&mut self) {
        self.intake.tally = Tally::default();
        self.failed_feeds = 0;
    }

    fn is_clean(&self) -> bool {
        self.intake.tally.failed == 0 && self.failed_feeds == 0
    }

    fn handle(&mut self, happening: Happening<'_>) -> anyhow::Result<()> {
        match happening {
            Happening::Article(article) => self.article(*article),
            Happening::Failed(failed) => self.failed(failed),
            Happening::File(file) => self.file(&file),
            Happening::Polled(polled) => self.polled(polled),
        }
    }

    fn lines(&self, feed: &str) -> Lines {
        Lines { feed: feed.to_owned(), width: self.width }
    }

    fn remember(&mut self, feed: &str, key: String, outcome: EntryOutcome, tries: u32) -> anyhow::Result<()> {
        let entry = EntryKey { key, feed: feed.to_owned() };
        Ok(self.intake.ledger.remember_entry(&entry, EntryRow { outcome, tries })?)
    }

    fn article(&mut self, Article { feed, key, row }: Article<'_>) -> anyhow::Result<()> {
        let lines = self.lines(&feed.name);
        let (title, id) = (row.title.clone(), row.id.clone());
        // an article that came by another address, or another way
        if let Some(document) = self.intake.ledger.document(&id)? {
            self.remember(&feed.name, key, EntryOutcome::Known(document), 1)?;
            self.intake.tally.known += 1;
            lines.tell(self.intake.messages, &What::Known, title.as_deref(), &id);
            return Ok(());
        }
        match self.worker.code(vec![Ok(row)]).pop() {
            Some(Outcome::Coded(coded, _)) => {
                self.intake.lines = Some(lines);
                let size = 40 * coded.document.text.len();
                let entry = EntryKey { key, feed: feed.name.clone() };
                self.intake.push_entry(coded.record(), size, Some(entry))?;
                self.intake.store()
            }
            Some(Outcome::Failed(failed)) => {
                self.remember(&feed.name, key, EntryOutcome::Refused, 1)?;
                self.tell_failure(&lines, title.as_deref(), &failed.message, failed.hint.as_deref());
                Ok(())
            }
            // another program has stored it meanwhile: the next round finds it known
            Some(Outcome::Known) | None => Ok(()),
        }
    }

    fn failed(&mut self, failed: Failed<'_>) -> anyhow::Result<()> {
        let Failed { feed, key, message, hint, tries, again } = failed;
        let outcome = again.map_or(EntryOutcome::Refused, |again| EntryOutcome::Failed { again });
        self.remember(&feed.name, key, outcome, tries)?;
        let more = match again {
            Some(again) => format!(" · again after {again}"),
            None if tries > 1 => format!(" · given up after {tries} tries"),
            None => String::new(),
        };
        let lines = self.lines(&feed.name);
        self.tell_failure(&lines, None, &format!("{message}{more}"), hint.as_deref());
        Ok(())
    }

    fn tell_failure(&mut self, lines: &Lines, title: Option<&str>, message: &str, hint: Option<&str>) {
        self.intake.tally.failed += 1;
        let hint = hint.map(|hint| format!(" ({hint})")).unwrap_or_default();
        lines.tell(self.intake.messages, &What::Failed, title, &format!("{message}{hint}"));
    }

    /// Reads a file to its end, or until the watch is stopped: then it is read again, and what is stored is known.
    fn file(&mut self, File { feed, key, path }: &File<'_>) -> anyhow::Result<()> {
        let lines = self.lines(&feed.name);
        self.intake.lines = Some(lines.clone());
        let before = self.intake.tally;
        let mut inputs = Inputs::open(std::slice::from_ref(path), &Options::default());
        let (mut rows, mut size) = (Vec::new(), 0);
        while let Some(row) = inputs.next_row() {
            if self.clock.is_stopped() {
                return self.intake.store();
            }
            let row = row.map(|row| Row { publisher: feed.publisher.clone().or(row.publisher), ..row });
            size += row.as_ref().map_or(0, |Row { content: Content::Text(text) | Content::Html(text), .. }| text.len());
            rows.push(row);
            if rows.len() >= BATCH_ROWS || size >= BATCH_BYTES {
                self.rows(std::mem::take(&mut rows), &lines)?;
                size = 0;
            }
        }
        self.rows(rows, &lines)?;
        self.intake.store()?;
        self.remember(&feed.name, key.clone(), EntryOutcome::Read, 1)?;
        let known = self.intake.tally.known - before.known;
        if known > 0 {
            lines.tell(self.intake.messages, &What::Known, None, &format!("{} of {}", documents(known), path.display()));
        }
        Ok(())
    }

    fn rows(&mut self, rows: Vec<Result<Row, demarche_input::InputError>>, lines: &Lines) -> anyhow::Result<()> {
        for outcome in self.worker.code(rows) {
            match outcome {
                Outcome::Coded(coded, _) => {
                    let size = 40 * coded.document.text.len();
                    self.intake.push(coded.record(), size)?;
                }
                Outcome::Known => self.intake.tally.known += 1,
                Outcome::Failed(failed) => self.tell_failure(lines, None, &failed.message, failed.hint.as_deref()),
            }
        }
        Ok(())
    }

    fn polled(&mut self, Polled { feed, state, outcome }: Polled<'_>) -> anyhow::Result<()> {
        let FeedState { address, etag, last_modified, due, failures } = state;
        self.intake.ledger.remember_feed(&feed.name, &FeedRow { address, etag, last_modified, due, failures })?;
        let until = due.map(|due| format!("; again after {due}")).unwrap_or_default();
        match outcome {
            Ok(poll) => {
                if let Some(error) = poll.broken_off {
                    let left = HumanCount(poll.left as u64);
                    self.intake.messages.note(format!("feed `{}`: {left} entries wait: {error}{until}", feed.name));
                }
            }
            Err(error) => {
                self.failed_feeds += 1;
                self.intake.messages.error(format!("feed `{}`: {error}{until}", feed.name), error.hint());
            }
        }
        Ok(())
    }

    /// A round in one line.
    fn summary(&self, polled: usize, next: Option<Timestamp>) -> String {
        let tally = self.intake.tally;
        let mut line = format!("polled {}: {} new", feeds(polled), HumanCount(tally.new - tally.copies));
        let plural = |n: u64, one: &'static str, more: &'static str| if n == 1 { one } else { more };
        let counts = [
            (tally.copies, plural(tally.copies, "copy", "copies")),
            (tally.known, "known"),
            (tally.failed, "failed"),
            (self.failed_feeds, plural(self.failed_feeds, "feed failed", "feeds failed")),
        ];
        for (n, what) in counts.into_iter().filter(|(n, _)| *n > 0) {
            let _ = write!(line, ", {} {what}", HumanCount(n));
        }
        if let Some(next) = next {
            let _ = write!(line, " · next after {next}");
        }
        line
    }
}

fn feeds(n: usize) -> String {
    format!("{} feed{}", HumanCount(n as u64), if n == 1 { "" } else { "s" })
}
