//! Pages: what a desk looks at in a browser or on paper. Each needs nothing but itself: no script, no other file, a chart in the page.
//!
//! A page is a pure function of its parts: the same parts, the same bytes. Every number leads to the incidents under it, and each incident to its
//! words, on the same page. What is text is escaped; what is drawn stands in tables, too.

mod alerts;
mod dyad;
mod ladder;
mod scenario;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use demarche_ledger::incidents::cluster::IncidentId;
use demarche_output::page::{Page, bdi, escaped, web_address};
use jiff::civil::Date;
use serde::Serialize;

use crate::chart::{self, amount, anchor, counted};
use crate::series::Mark;
use crate::who::{Kinds, id_text};

pub use alerts::{AlertRow, AlertsPage};
pub use dyad::DyadPage;
pub use ladder::LadderPage;
pub use scenario::{EvidenceRow, HypothesisRow, NoteRow, ScenarioPage};

/// An incident as pages show it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IncidentRow {
    /// The day that it counts on; none where that is not known.
    pub day: Option<Date>,
    /// Which, what, and how far it counts.
    pub mark: Mark,
    /// Names of those who act.
    pub actors: Vec<String>,
    /// Names of those who are acted upon; empty for what the actors do together.
    pub recipients: Vec<String>,
    /// Name of the place.
    pub place: Option<String>,
    /// How well it is established, and whether it took place where that is in doubt: `disputed`, `confirmed, future`.
    pub standing: String,
    /// Independent witnesses.
    pub witnesses: usize,
    /// A sentence that tells it.
    pub evidence: Option<Evidence>,
    /// Names of the outlets that tell it, each once.
    pub publishers: Vec<String>,
}

/// A sentence and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// The sentence, as it stands in the document.
    pub sentence: String,
    /// Name of the outlet.
    pub publisher: Option<String>,
    /// Id of the document.
    pub document: String,
    /// Its date.
    pub published: Option<Date>,
    /// Its address.
    pub url: Option<String>,
}

/// What made a page.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Made {
    /// The last day whose publications are known to it.
    pub known: Option<Date>,
    /// Lines for the footer: of which ledger, with which model and version.
    pub notes: Vec<String>,
}

const STYLE: &str = include_str!("style.css");

/// Opens a page with a heading and lines of facts under it.
fn open(title: &str, facts: &[String]) -> Page {
    let mut page = Page::new(title, &[chart::STYLE, STYLE]);
    let mut out = format!("<header>\n<h1 dir=\"auto\">{}</h1>\n", escaped(title));
    for fact in facts.iter().filter(|fact| !fact.is_empty()) {
        let _ = writeln!(out, "<p class=\"facts\" dir=\"auto\">{}</p>", escaped(fact));
    }
    out.push_str("</header>\n<main>\n");
    page.push(&out);
    page
}

/// Closes it.
fn close(mut page: Page, made: &Made) -> String {
    page.push("</main>\n");
    let known = made.known.map(|day| format!("As known on {day}."));
    let mut footer: Vec<String> = known.into_iter().collect();
    footer.extend(made.notes.iter().cloned());
    footer.push(format!("Made by demarche {}.", env!("CARGO_PKG_VERSION")));
    page.finish(&footer)
}

/// The incidents of a page: which there are, so that no link leads nowhere.
#[derive(Debug)]
struct Shown<'p> {
    rows: &'p [IncidentRow],
    ids: BTreeSet<IncidentId>,
}

impl<'p> Shown<'p> {
    fn new(rows: &'p [IncidentRow]) -> Self {
        Self { rows, ids: rows.iter().map(|row| row.mark.id).collect() }
    }

    /// An incident's id, as a link where the page shows the incident.
    fn link(&self, id: IncidentId) -> String {
        self.link_as(id, &id_text(id))
    }

    fn link_as(&self, id: IncidentId, words: &str) -> String {
        if self.ids.contains(&id) {
            format!("<a href=\"#{}\">{}</a>", anchor(id), escaped(words))
        } else {
            format!("<code>{}</code>", escaped(words))
        }
    }

    /// The same of an id in text; what is no id stays text.
    fn link_text(&self, id: &str) -> String {
        id.parse().map_or_else(|()| format!("<code>{}</code>", escaped(id)), |report| self.link(IncidentId(report)))
    }

    /// The incidents as dots of a chart; those without a day are left out.
    fn dots(&self) -> Vec<chart::Dot<'p>> {
        self.rows.iter().filter_map(|row| Some(chart::Dot { day: row.day?, mark: &row.mark })).collect()
    }

    /// The table of all incidents with their words, by day.
    fn table(&self, heading: &str) -> String {
        let mut out = format!(
            "<section aria-labelledby=\"incidents\">\n<h2 id=\"incidents\">{} <small>{}</small></h2>\n",
            escaped(heading),
            counted(self.rows.len(), "incident")
        );
        if self.rows.is_empty() {
            out.push_str("<p class=\"soft\">No incident.</p>\n</section>\n");
            return out;
        }
        let mut rows: Vec<&IncidentRow> = self.rows.iter().collect();
        rows.sort_by_key(|row| (row.day, row.mark.id));
        rows.dedup_by_key(|row| row.mark.id);
        out.push_str(
            "<table class=\"incidents\">\n<thead><tr><th>Id</th><th>Day</th><th>What</th><th>Who, whom</th><th>Standing</th><th class=\"num\">Witnesses</th>\
             <th class=\"num\">Score</th><th class=\"num\">Counts</th></tr></thead>\n",
        );
        rows.into_iter().for_each(|row| row.write(&mut out));
        out.push_str("</table>\n</section>\n");
        out
    }
}

impl IncidentRow {
    fn write(&self, out: &mut String) {
        let Self { mark, .. } = self;
        let place = self.place.as_ref().map(|place| format!(" <span class=\"soft\">in {}</span>", bdi(place))).unwrap_or_default();
        let _ = write!(
            out,
            "<tbody id=\"{}\">\n<tr><td class=\"id\">{}</td><td class=\"day\">{}</td><td><span class=\"chip q{}\">{}</span></td><td class=\"whom\">{}{place}</td>\
             <td data-name=\"Standing \">{}</td><td class=\"num\" data-name=\"Witnesses \">{}</td><td class=\"num\" data-name=\"Score \">{}</td>\
             <td class=\"num\" data-name=\"Counts \">{}</td></tr>\n",
            anchor(mark.id),
            id_text(mark.id),
            self.day.map_or_else(|| "no day".to_owned(), |day| day.to_string()),
            mark.quad.min(5) % 5,
            escaped(&mark.what),
            whom(&self.actors, &self.recipients),
            escaped(&self.standing),
            self.witnesses,
            amount(mark.score),
            amount(mark.weight)
        );
        out.push_str("<tr class=\"words\"><td></td><td colspan=\"7\">");
        match &self.evidence {
            Some(evidence) => evidence.write(out),
            None => out.push_str("<span class=\"soft\">No words are kept of it.</span>"),
        }
        if !self.publishers.is_empty() {
            let names: Vec<String> = self.publishers.iter().map(|p| bdi(p)).collect();
            let _ = write!(out, " <span class=\"soft\">Told by {}.</span>", names.join(", "));
        }
        out.push_str("</td></tr>\n</tbody>\n");
    }
}

impl Evidence {
    fn write(&self, out: &mut String) {
        let _ = write!(out, "<q>{}</q> <cite>", bdi(&self.sentence));
        let mut parts: Vec<String> = self.publisher.iter().map(|p| bdi(p)).collect();
        parts.extend(self.published.map(|day| day.to_string()));
        let document = format!("<code>{}</code>", escaped(&self.document));
        parts.push(match self.url.as_deref().and_then(web_address) {
            Some(url) => format!("<a href=\"{}\" rel=\"noreferrer noopener\">{document}</a>", escaped(url)),
            None => document,
        });
        let _ = write!(out, "{}</cite>", parts.join(", "));
    }
}

/// Who acts on whom.
fn whom(actors: &[String], recipients: &[String]) -> String {
    let names = |names: &[String]| names.iter().map(|name| bdi(name)).collect::<Vec<_>>().join(", ");
    match (actors.is_empty(), recipients.is_empty()) {
        (true, true) => "–".to_owned(),
        (true, false) => format!("– → {}", names(recipients)),
        (false, true) => names(actors),
        (false, false) => format!("{} → {}", names(actors), names(recipients)),
    }
}

/// A chart in its two shapes, with its legend and words under it.
fn figure(large: &str, small: &str, legend: &str, caption: &str) -> String {
    let caption = if caption.is_empty() { String::new() } else { format!("<figcaption>{}</figcaption>\n", escaped(caption)) };
    format!("<figure>\n{large}{small}{legend}{caption}</figure>\n")
}

/// What counts, as words: empty where everything does.
fn kinds_words(kinds: &Kinds) -> String {
    let mut parts = Vec::new();
    let list = |what: &str, codes: Vec<String>| format!("{what} {}", codes.join(", "));
    if !kinds.types.is_empty() {
        parts.push(list("types", kinds.types.iter().map(|t| t.code().to_owned()).collect()));
    }
    if !kinds.modes.is_empty() {
        parts.push(list("modes", kinds.modes.clone()));
    }
    if !kinds.contexts.is_empty() {
        parts.push(list("contexts", kinds.contexts.iter().map(|c| c.code().to_owned()).collect()));
    }
    if kinds.witnesses > 0 {
        let witnesses = if kinds.witnesses == 1 { "witness" } else { "witnesses" };
        parts.push(format!("at least {} independent {witnesses}", kinds.witnesses));
    }
    parts.join("; ")
}

/// A section of sentences.
fn method(sentences: &[String]) -> String {
    let mut out = "<section aria-labelledby=\"method\">\n<h2 id=\"method\">How it is computed</h2>\n<p>".to_owned();
    out.push_str(&escaped(&sentences.join(" ")));
    out.push_str("</p>\n</section>\n");
    out
}
