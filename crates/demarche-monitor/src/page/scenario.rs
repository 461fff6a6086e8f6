//! The page of a scenario: hypotheses with their scores, the evidence and how it fits each, what the result hangs on, and how it came about.

use std::fmt::Write as _;

use demarche_output::page::{bdi, escaped};
use serde::Serialize;

use super::{IncidentRow, Made, Shown, close, counted, open};

/// What the page of a scenario shows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScenarioPage {
    /// Name of the scenario.
    pub name: String,
    /// What is asked.
    pub question: String,
    /// What the scores say, in a sentence or two.
    pub summary: Vec<String>,
    /// The hypotheses, in the order in which they are to stand; refuted ones stay.
    pub hypotheses: Vec<HypothesisRow>,
    /// The evidence, in the order in which it is to stand.
    pub evidence: Vec<EvidenceRow>,
    /// What the result hangs on.
    pub sensitivity: Vec<NoteRow>,
    /// What changed when.
    pub history: Vec<NoteRow>,
    /// Incidents that the evidence names, with their words.
    pub incidents: Vec<IncidentRow>,
    /// How scores are made, in a few sentences.
    pub method: Vec<String>,
    /// What made the page.
    pub made: Made,
}

/// A hypothesis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HypothesisRow {
    /// Its key, a short name that heads its column.
    pub key: String,
    /// What it says.
    pub text: String,
    /// Its inconsistency score, as it is to be read.
    pub score: String,
    /// How the score came about: `2 inconsistent, 5 consistent, 1 neutral`.
    pub parts: String,
    /// Empty, or what became of it: `refuted 2031-03-09 by A. Analyst`.
    pub state: String,
}

/// An item of evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EvidenceRow {
    /// Id of the item in the scenario.
    pub item: String,
    /// The day that it is of.
    pub day: String,
    /// What it says.
    pub text: String,
    /// Id of the incident under it, where it is one.
    pub incident: Option<String>,
    /// Grade of source and information: `B2`.
    pub grade: String,
    /// How well it tells the hypotheses apart.
    pub diagnosticity: String,
    /// One letter a hypothesis, in their order: `C` consistent, `I` inconsistent, `N` neutral.
    pub fits: Vec<String>,
    /// Proposed, accepted, changed, set aside; by whom and why.
    pub state: String,
    /// True where it does not count, or not yet.
    pub is_idle: bool,
}

/// A line with its day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoteRow {
    /// The day, or what the line is about.
    pub when: String,
    /// What it says.
    pub text: String,
}

impl ScenarioPage {
    /// The page.
    #[must_use]
    pub fn html(&self) -> String {
        let mut page = open(&self.name, std::slice::from_ref(&self.question));
        let shown = Shown::new(&self.incidents);
        for sentence in &self.summary {
            page.push(&format!("<p dir=\"auto\">{}</p>\n", escaped(sentence)));
        }
        page.push(&self.hypotheses());
        page.push(&self.evidence(&shown));
        page.push(&notes("sensitivity", "What the result hangs on", &self.sensitivity));
        page.push(&notes("history", "History", &self.history));
        page.push(&shown.table("Incidents"));
        if !self.method.is_empty() {
            page.push(&super::method(&self.method));
        }
        close(page, &self.made)
    }

    fn hypotheses(&self) -> String {
        let mut out = format!(
            "<section aria-labelledby=\"hypotheses\">\n<h2 id=\"hypotheses\">Hypotheses <small>{}</small></h2>\n<table class=\"stack\">\n<thead><tr><th></th><th>Hypothesis</th>\
             <th class=\"num\">Inconsistency</th><th>Of</th><th>State</th></tr></thead>\n<tbody>\n",
            self.hypotheses.len()
        );
        for (i, row) in self.hypotheses.iter().enumerate() {
            let _ = writeln!(
                out,
                "<tr id=\"h-{}\"{}><td class=\"number\"><b>{}</b></td><td class=\"free\">{}</td><td class=\"num\" data-name=\"inconsistency \"><a href=\"#evidence\">{}</a></td><td>{}</td><td class=\"free\">{}</td></tr>",
                i + 1,
                if row.state.is_empty() { "" } else { " class=\"dim\"" },
                bdi(&row.key),
                bdi(&row.text),
                escaped(&row.score),
                escaped(&row.parts),
                bdi(&row.state)
            );
        }
        out.push_str("</tbody>\n</table>\n</section>\n");
        out
    }

    fn evidence(&self, shown: &Shown<'_>) -> String {
        let mut out = format!(
            "<section aria-labelledby=\"evidence\">\n<h2 id=\"evidence\">Evidence <small>{}</small></h2>\n",
            counted(self.evidence.len(), "item")
        );
        if self.evidence.is_empty() {
            return out + "<p>None yet.</p>\n</section>\n";
        }
        out.push_str(
            "<p class=\"soft\">C is consistent with the hypothesis, I inconsistent, N neutral. Pale items do not count, or not yet.</p>\n",
        );
        out.push_str(
            "<div class=\"scroll\"><table>\n<thead><tr><th>Day</th><th>What</th><th>Grade</th><th class=\"num\">Diagnosticity</th>",
        );
        for (i, row) in self.hypotheses.iter().enumerate() {
            let _ = write!(out, "<th class=\"N\"><a href=\"#h-{}\">{}</a></th>", i + 1, bdi(&row.key));
        }
        out.push_str("<th>State</th></tr></thead>\n<tbody>\n");
        for row in &self.evidence {
            out.push_str(&row.row(self.hypotheses.len(), shown));
        }
        out.push_str("</tbody>\n</table></div>\n</section>\n");
        out
    }
}

impl EvidenceRow {
    fn row(&self, hypotheses: usize, shown: &Shown<'_>) -> String {
        let incident = self.incident.as_deref().map(|id| format!(" {}", shown.link_text(id))).unwrap_or_default();
        let mut fits = String::new();
        for n in 0..hypotheses {
            let letter = self.fits.get(n).map_or("–", String::as_str);
            let class = if matches!(letter, "C" | "I") { letter } else { "N" };
            let _ = write!(fits, "<td class=\"{class}\">{}</td>", escaped(letter));
        }
        format!(
            "<tr{}><td class=\"day\">{}</td><td class=\"free\">{}{incident} <code class=\"soft\">{}</code></td><td>{}</td><td class=\"num\">{}</td>{fits}<td class=\"free\">{}</td></tr>\n",
            if self.is_idle { " class=\"dim\"" } else { "" },
            escaped(&self.day),
            bdi(&self.text),
            escaped(&self.item),
            escaped(&self.grade),
            escaped(&self.diagnosticity),
            bdi(&self.state)
        )
    }
}

/// Lines with their days; nothing where there is none.
fn notes(id: &str, heading: &str, rows: &[NoteRow]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let mut out =
        format!("<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{}</h2>\n<table class=\"notes\">\n<tbody>\n", escaped(heading));
    for row in rows {
        let _ = writeln!(out, "<tr><td>{}</td><td class=\"free\">{}</td></tr>", escaped(&row.when), bdi(&row.text));
    }
    out.push_str("</tbody>\n</table>\n</section>\n");
    out
}
