//! The page of alerts: what was told, why, what is due, and where it was sent.

use std::fmt::Write as _;

use demarche_output::page::{bdi, escaped};
use serde::Serialize;

use super::ladder::steps;
use super::{IncidentRow, Made, Shown, close, counted, open};
use crate::ladder::Step;

/// What the page of alerts shows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AlertsPage {
    /// Heading, such as `Alerts since 2031-03-01`.
    pub title: String,
    /// The alerts, in the order in which they are to stand.
    pub alerts: Vec<AlertRow>,
    /// Incidents that they name, with their words.
    pub incidents: Vec<IncidentRow>,
    /// What made the page.
    pub made: Made,
}

/// An alert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AlertRow {
    /// The day that it is about, or the time at which it was made.
    pub when: String,
    /// Name of the rule or ladder.
    pub rule: String,
    /// What kind of rule: `ladder`, `incident`, `position` …
    pub kind: String,
    /// What happened, in one line.
    pub title: String,
    /// More of it, line by line.
    pub lines: Vec<String>,
    /// Ids of the incidents under it, `12.e3`.
    pub incidents: Vec<String>,
    /// What is due.
    pub due: Vec<Step>,
    /// Where it was sent and with what success, a line each: `mail: sent 2031-03-09 08:10`.
    pub sent: Vec<String>,
}

impl AlertsPage {
    /// The page.
    #[must_use]
    pub fn html(&self) -> String {
        let mut page = open(&self.title, &[counted(self.alerts.len(), "alert")]);
        let shown = Shown::new(&self.incidents);
        if self.alerts.is_empty() {
            page.push("<p>No alert.</p>\n");
        } else {
            page.push("<table class=\"stack\">\n<thead><tr><th>When</th><th>Rule</th><th>What</th><th>Due</th><th>Sent</th></tr></thead>\n<tbody>\n");
            for (i, alert) in self.alerts.iter().enumerate() {
                page.push(&alert.row(i + 1, &shown));
            }
            page.push("</tbody>\n</table>\n");
        }
        page.push(&shown.table("Incidents"));
        close(page, &self.made)
    }
}

impl AlertRow {
    fn row(&self, number: usize, shown: &Shown<'_>) -> String {
        let mut what = format!("<b>{}</b>", bdi(&self.title));
        for line in &self.lines {
            let _ = write!(what, "<br/>{}", bdi(line));
        }
        if !self.incidents.is_empty() {
            let links: Vec<String> = self.incidents.iter().map(|id| shown.link_text(id)).collect();
            let _ = write!(what, "<br/><span class=\"soft ids\">of {}</span>", links.join(", "));
        }
        let sent: Vec<String> = self.sent.iter().map(|line| bdi(line)).collect();
        format!(
            "<tr id=\"a-{number}\"><td class=\"day\">{}</td><td class=\"free\">{} <span class=\"soft\">{}</span></td><td class=\"whom\">{what}</td><td class=\"free\">{}</td><td class=\"free\">{}</td></tr>\n",
            escaped(&self.when),
            bdi(&self.rule),
            escaped(&self.kind),
            steps(&self.due),
            sent.join("<br/>")
        )
    }
}
