//! `demarche digest`: what is new, what changed and what is disputed since a day.

use std::fmt::Write as _;

use demarche_ledger::clock::{Clock as _, SystemClock};
use demarche_ledger::dossier::Dossier;
use demarche_ledger::incidents::values::{What, spreads};
use demarche_ledger::standing::Standing;
use demarche_ledger::store::{Filter, Order};
use demarche_output::page::{Page, escaped};
use jiff::ToSpan as _;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::{ask, incident, open_settled};
use crate::args::{DigestArgs, DigestFormat, Since};
use crate::error::Exit;
use crate::shell::{plain, print};

/// What a digest tells.
#[derive(Debug, Serialize)]
struct Digest {
    schema: &'static str,
    since: Date,
    /// Incidents first told since then.
    new: Vec<Item>,
    /// Incidents told before, of which something is told otherwise since then.
    changed: Vec<Item>,
    /// Incidents that are disputed and were told of since then.
    disputed: Vec<Item>,
    /// Incidents told before and told again since then, without anything new.
    repeated: usize,
}

/// An incident in a digest.
#[derive(Debug, Serialize)]
struct Item {
    id: String,
    /// One line: day, what, who, whom, where, standing, witnesses.
    what: String,
    /// What is otherwise since then.
    changes: Vec<String>,
    /// A sentence that tells it, of the latest report that is no copy.
    sentence: String,
    /// The outlets that tell it, each once.
    publishers: Vec<String>,
}

/// Prints a digest.
///
/// # Errors
/// Where there is no ledger, it cannot be read, or the digest cannot be written.
pub fn digest(args: &DigestArgs) -> anyhow::Result<Exit> {
    let ledger = open_settled(&args.ledger)?;
    let today = SystemClock.now().to_zoned(TimeZone::UTC).date();
    let since = match args.since {
        Since::Day(day) => day,
        Since::Back(days) => today.saturating_sub(i64::from(days).days()),
    };
    let filter =
        Filter { parties: args.which.parties.clone(), text: args.which.text.clone(), told_since: Some(since), ..Filter::default() };
    let mut digest = Digest { schema: "demarche-digest/1", since, new: Vec::new(), changed: Vec::new(), disputed: Vec::new(), repeated: 0 };
    for dossier in ledger.dossiers(&filter, Order::Latest, None).map_err(ask::query)? {
        let dossier = dossier?;
        let changes = changes(&dossier, since);
        let item = item(&dossier, changes);
        let is_new = dossier.incident.profile.published.is_none_or(|(first, _)| first >= since);
        if dossier.ruling().standing == Standing::Disputed {
            digest.disputed.push(item);
        } else if is_new {
            digest.new.push(item);
        } else if item.changes.is_empty() {
            digest.repeated += 1;
        } else {
            digest.changed.push(item);
        }
    }
    let text = match args.format {
        DigestFormat::Json => format!("{}\n", serde_json::to_string(&digest)?),
        DigestFormat::Markdown => digest.markdown(),
        DigestFormat::Html => digest.html(),
    };
    print(text.as_bytes())
}

fn item(dossier: &Dossier, changes: Vec<String>) -> Item {
    let mut publishers: Vec<String> = Vec::new();
    let mut sentence = String::new();
    for filing in dossier.filings() {
        let article = &filing.filed.article;
        publishers.extend(article.publisher.clone().filter(|p| !publishers.contains(p)));
        if filing.filed.family == article.id
            && let Some(span) = filing.report.trigger_spans.first()
        {
            sentence = incident::sentence(article, *span);
        }
    }
    Item {
        id: dossier.id().0.to_string(),
        what: ask::row(dossier).split_whitespace().collect::<Vec<_>>().join(" "),
        changes,
        sentence,
        publishers,
    }
}

/// What documents published since a day say otherwise than those before.
fn changes(dossier: &Dossier, since: Date) -> Vec<String> {
    let mut out = Vec::new();
    for entry in dossier.positions().iter().filter(|e| e.change && e.published.is_some_and(|d| d >= since)) {
        out.push(format!("{} changed its account: “{}”", entry.party.name, entry.quote));
    }
    let values = dossier.values();
    let before: Vec<_> = values.iter().filter(|v| v.published.is_none_or(|d| d < since)).cloned().collect();
    let old = spreads(&before);
    for now in spreads(&values).iter().filter(|s| matches!(s.what, What::Count(..))) {
        let was = old.iter().find(|s| s.what == now.what);
        if let (Some(was), Some(low), Some(high)) = (was, now.low, now.high)
            && (was.low, was.high) != (now.low, now.high)
        {
            let range = |low: f64, high: f64| if (low - high).abs() < f64::EPSILON { format!("{low}") } else { format!("{low}–{high}") };
            out.push(format!(
                "{}: {} before, {} now",
                now.what.word(),
                range(was.low.unwrap_or(low), was.high.unwrap_or(high)),
                range(low, high)
            ));
        }
    }
    out
}

impl Digest {
    fn parts(&self) -> [(&'static str, &[Item]); 3] {
        [("Disputed", &self.disputed), ("New", &self.new), ("Changed", &self.changed)]
    }

    fn closing(&self) -> String {
        match self.repeated {
            0 => String::new(),
            1 => "1 incident was told again without anything new.".to_owned(),
            n => format!("{n} incidents were told again without anything new."),
        }
    }

    fn markdown(&self) -> String {
        // what could be read as Markdown is text
        let escape = |text: &str| {
            let mut out = String::with_capacity(text.len());
            for c in plain(text).chars() {
                if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~') {
                    out.push('\\');
                }
                out.push(c);
            }
            out
        };
        let mut out = format!("# Since {}\n", self.since);
        for (title, items) in self.parts() {
            let _ = write!(out, "\n## {title} ({})\n\n", items.len());
            if items.is_empty() {
                out += "Nothing.\n";
            }
            for item in items {
                let _ = writeln!(out, "- **{}**", escape(&item.what));
                for change in &item.changes {
                    let _ = writeln!(out, "  - {}", escape(change));
                }
                if !item.sentence.is_empty() {
                    let _ = writeln!(out, "  - “{}” ({})", escape(&item.sentence), escape(&item.publishers.join(", ")));
                }
            }
        }
        let closing = self.closing();
        if !closing.is_empty() {
            let _ = write!(out, "\n{closing}\n");
        }
        out
    }

    fn html(&self) -> String {
        let escape = |text: &str| escaped(&plain(text));
        let mut page = Page::new(&format!("Since {}", self.since), &[STYLE]);
        let mut out = format!("<h1>Since {}</h1>\n", self.since);
        for (title, items) in self.parts() {
            let _ = write!(out, "<section>\n<h2>{title} <small>{}</small></h2>\n", items.len());
            if items.is_empty() {
                out += "<p>Nothing.</p>\n";
            }
            for item in items {
                let _ = write!(out, "<article id=\"i{}\">\n<h3>{}</h3>\n", escape(&item.id), escape(&item.what));
                if !item.changes.is_empty() {
                    out += "<ul>\n";
                    for change in &item.changes {
                        let _ = writeln!(out, "<li>{}</li>", escape(change));
                    }
                    out += "</ul>\n";
                }
                if !item.sentence.is_empty() {
                    let _ = writeln!(
                        out,
                        "<blockquote>{} <cite>{}</cite></blockquote>",
                        escape(&item.sentence),
                        escape(&item.publishers.join(", "))
                    );
                }
                out += "</article>\n";
            }
            out += "</section>\n";
        }
        let _ = writeln!(out, "<p>{}</p>", escape(&self.closing()));
        page.push(&out);
        page.finish(&[])
    }
}

const STYLE: &str = "body{max-width:52rem}h1{font-size:1.6rem}h2{font-size:1.2rem;border-bottom:1px solid var(--line);margin-top:2rem}\
    h3{font-size:1rem;margin:1.2rem 0 .3rem}blockquote{margin:.3rem 0 .3rem 1rem}cite{color:var(--soft);font-size:.9em}\
    article:target{outline:2px solid var(--link);outline-offset:4px}@media print{article{break-inside:avoid}}";
