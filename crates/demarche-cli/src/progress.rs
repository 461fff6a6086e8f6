//! How far a run has come: a bar on a terminal while it goes, one line when it has ended.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use indicatif::{HumanCount, ProgressStyle};

use crate::messages::Messages;

/// What has been done, counted as it is written.
#[derive(Debug)]
pub struct Tally {
    /// Documents with a record, those passed over included.
    pub coded: u64,
    /// Documents passed over for their language.
    pub skipped: u64,
    /// Inputs that failed.
    pub failed: u64,
    /// Words of coded documents.
    pub words: u64,
    /// Documents that an earlier run had done.
    pub resumed: u64,
    begin: Instant,
}

impl Tally {
    /// Nothing yet; the clock runs.
    #[must_use]
    pub fn new() -> Self {
        Self { coded: 0, skipped: 0, failed: 0, words: 0, resumed: 0, begin: Instant::now() }
    }

    /// Starts the clock again, once what an earlier run did has been passed over.
    pub fn restart_clock(&mut self) {
        self.begin = Instant::now();
    }

    /// The run in one line.
    #[must_use]
    pub fn summary(&self) -> String {
        self.summary_after(self.begin.elapsed())
    }

    fn summary_after(&self, time: Duration) -> String {
        let seconds = time.as_secs_f64();
        let documents = |n: u64| format!("{} document{}", HumanCount(n), if n == 1 { "" } else { "s" });
        let mut line = format!("coded {}", documents(self.coded));
        let mut details = Vec::new();
        if self.skipped > 0 {
            details.push(format!("{} skipped, not English", HumanCount(self.skipped)));
        }
        if self.resumed > 0 {
            details.push(format!("{} by the run before", HumanCount(self.resumed)));
        }
        if !details.is_empty() {
            let _ = write!(line, " ({})", details.join("; "));
        }
        if self.failed > 0 {
            let _ = write!(line, ", {} failed", HumanCount(self.failed));
        }
        let _ = write!(line, " · {} words in {seconds:.1} s", HumanCount(self.words));
        if self.words > 0 && seconds > 0.0 {
            let _ = write!(line, " · {} words/s", HumanCount((self.words as f64 / seconds) as u64));
        }
        line
    }

    /// Brings the bar up to date: `bytes` of the input have been handled.
    pub fn show(&self, messages: &Messages, bytes: u64) {
        let bar = messages.bar();
        if bar.is_hidden() {
            return;
        }
        let seconds = self.begin.elapsed().as_secs_f64().max(0.001);
        let new = self.coded.saturating_sub(self.resumed);
        bar.set_message(format!("{} documents · {:.0}/s", HumanCount(self.coded), new as f64 / seconds));
        bar.set_position(bytes);
    }
}

/// Sets up the bar; `bytes` of the input are done already.
pub fn begin_bar(messages: &Messages, bytes: u64) {
    let bar = messages.bar();
    let template = match bar.length() {
        Some(_) => "{bar:32} {percent:>3}% · {msg} · {eta} left",
        None => "{spinner} {msg}",
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("━╸ "));
    }
    bar.set_position(bytes);
    // what was done before says nothing about the speed
    bar.reset_eta();
    bar.set_message("reading");
    bar.enable_steady_tick(Duration::from_millis(250));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_names_what_there_is() {
        let mut tally = Tally { coded: 1, words: 3, ..Tally::new() };
        assert_eq!(tally.summary_after(Duration::from_millis(1500)), "coded 1 document · 3 words in 1.5 s · 2 words/s");
        tally = Tally { coded: 2000, skipped: 3, failed: 1, words: 0, resumed: 10, ..tally };
        assert_eq!(
            tally.summary_after(Duration::ZERO),
            "coded 2,000 documents (3 skipped, not English; 10 by the run before), 1 failed · 0 words in 0.0 s"
        );
    }
}
